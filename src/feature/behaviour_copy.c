/* The copy of events by user: kept of a set that was computed as a whole, and read for the users who are touched by new events.
 *
 * What kind a purchase is may have changed since, as refunds of later files take it back: such events are found in the copy by what they
 * say, for events that say the same are the same to every feature. */
#include <config.h>
#include "feature/basis.h"
#include "feature/given_back.h"

#include <string.h>

/* Keeping ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	const SegEventColumns   *columns;
	const SegFeatureContext *context;
	gint64                  *kind_ids; /* by SEG_KIND_NUMBER */
} Keeping;

#define FILL(column, position, expression) \
	do { \
		if (columns->column != NULL) \
			for (gsize i = 0; i < n; i++) { \
				const __typeof__ (*columns->column) value = columns->column[first + i]; \
				run->integers[position][i] = (expression); \
			} \
	} while (0)

#define FILL_DOUBLES(column, position) \
	do { \
		if (columns->column != NULL) \
			memcpy (seg_event_run_doubles (run, position), columns->column + first, n * sizeof (double)); \
	} while (0)

static void
fill (gsize first, gsize n, SegEventRun *run, gpointer data)
{
	const Keeping *keeping = data;
	const SegEventColumns *columns = keeping->columns;
	const gint64 *item_ids = keeping->context->item_ids;

	FILL (text_length, SEG_COPY_TEXT, value != 0 ? (gint64) value : SEG_PACK_NONE);
	FILL (kind, SEG_PACK_KIND, keeping->kind_ids[SEG_KIND_NUMBER (value)]);
	FILL (at, SEG_PACK_AT, value);
	FILL (item, SEG_PACK_ITEM, value != 0 ? item_ids[value - 1] : SEG_PACK_NONE);
	FILL (order, SEG_PACK_ORDER, value != 0 ? (gint64) value : SEG_PACK_NONE);
	FILL_DOUBLES (amount, SEG_PACK_AMOUNT);
	FILL_DOUBLES (quantity, SEG_PACK_QUANTITY);
	FILL_DOUBLES (rating, SEG_PACK_RATING);
	FILL_DOUBLES (seconds, SEG_PACK_SECONDS);
}

static guint
columns_there (const SegEventColumns *columns)
{
	return (columns->text_length != NULL) << SEG_COPY_TEXT | (columns->kind != NULL) << SEG_PACK_KIND | (columns->at != NULL) << SEG_PACK_AT
	       | (columns->item != NULL) << SEG_PACK_ITEM | (columns->order != NULL) << SEG_PACK_ORDER | (columns->amount != NULL) << SEG_PACK_AMOUNT
	       | (columns->quantity != NULL) << SEG_PACK_QUANTITY | (columns->rating != NULL) << SEG_PACK_RATING
	       | (columns->seconds != NULL) << SEG_PACK_SECONDS;
}

gboolean
seg_behaviour_copy_keep (const SegBehaviour *behaviour, const SegFeatureContext *context, gint64 set, gint64 last_event_id, SegJob *job,
                         GError **error)
{
	g_autofree gint64 *kind_ids = NULL;
	Keeping keeping = { &behaviour->columns, context, NULL };
	SegCopySource source = {
		.feature_set = set, .as_of = context->as_of, .last_event_id = last_event_id, .n_users = behaviour->n_users,
		.user_ids = behaviour->user_ids, .start = behaviour->start, .columns = columns_there (&behaviour->columns), .fill = fill, .data = &keeping,
	};

	/* Purchases given back after the instant were none then; and of too many kinds the last have one number. */
	if (behaviour->last_given_back > context->as_of || context->kinds->len > SEG_KIND_NUMBER (G_MAXUINT) || behaviour->columns.at == NULL)
		return seg_event_copy_drop (context->workspace, error);
	keeping.kind_ids = kind_ids = g_new0 (gint64, SEG_KIND_NUMBER (G_MAXUINT) + 1);
	for (guint i = 0; i < context->kinds->len; i++) {
		const SegEventKind *kind = context->kinds->pdata[i];

		kind_ids[SEG_KIND_NUMBER (kind->kind)] = kind->id;
	}
	return seg_event_copy_write (context->workspace, &source, job, error);
}

/* Taking ----------------------------------------------------------------------------------------------------------- */

#define MOST_KIND_ID 65535

typedef struct {
	SegBehaviour *behaviour;
	SegIdIndex    items;
	guint16      *kinds;   /* by event_kind.id, up to MOST_KIND_ID: what SegEventKind.kind says */
	gint          strange; /* 1: there was a kind that nobody knows; atomic */
} Taking;

#define TAKE(column, position, absent, expression) \
	do { \
		if (columns->column != NULL && !(run->touched >> (position) & 1)) \
			for (gsize i = 0; i < piece->n; i++) \
				columns->column[place + i] = (absent); \
		else if (columns->column != NULL) \
			for (gsize i = 0; i < piece->n; i++) { \
				const gint64 value = run->integers[position][piece->row + i]; \
				columns->column[place + i] = (expression); \
			} \
	} while (0)

#define TAKE_DOUBLES(column, position) \
	do { \
		if (columns->column != NULL && !(run->touched >> (position) & 1)) \
			for (gsize i = 0; i < piece->n; i++) \
				columns->column[place + i] = NAN; \
		else if (columns->column != NULL) \
			memcpy (columns->column + place, seg_event_run_doubles (run, position) + piece->row, piece->n * sizeof (double)); \
	} while (0)

static guint16
kind_of (Taking *taking, gint64 id)
{
	guint16 kind = id >= 0 && id <= MOST_KIND_ID ? taking->kinds[id] : G_MAXUINT16;

	if (kind == G_MAXUINT16)
		g_atomic_int_set (&taking->strange, 1);
	return kind;
}

static void
take_piece (Taking *taking, const SegEventRun *run, const SegCopyPiece *piece)
{
	SegEventColumns *columns = &taking->behaviour->columns;
	gsize place = taking->behaviour->start[piece->user] + piece->offset;

	TAKE (text_length, SEG_COPY_TEXT, 0, value != SEG_PACK_NONE ? (guint32) value : 0);
	TAKE (kind, SEG_PACK_KIND, 0, kind_of (taking, value));
	TAKE (at, SEG_PACK_AT, SEG_NO_TIME, value);
	TAKE (item, SEG_PACK_ITEM, 0, value != SEG_PACK_NONE ? (guint32) (seg_id_index_find (&taking->items, value) + 1) : 0);
	TAKE (order, SEG_PACK_ORDER, 0, value != SEG_PACK_NONE ? (guint64) value : 0);
	TAKE_DOUBLES (amount, SEG_PACK_AMOUNT);
	TAKE_DOUBLES (quantity, SEG_PACK_QUANTITY);
	TAKE_DOUBLES (rating, SEG_PACK_RATING);
	TAKE_DOUBLES (seconds, SEG_PACK_SECONDS);
}

static void
take (const SegEventRun *run, const SegCopyPiece *pieces, gsize n_pieces, gpointer data)
{
	for (gsize i = 0; i < n_pieces; i++)
		take_piece (data, run, &pieces[i]);
}

static guint16 *
kinds_by_id (const SegFeatureContext *context)
{
	guint16 *kinds = g_new (guint16, MOST_KIND_ID + 1);

	for (gsize i = 0; i <= MOST_KIND_ID; i++)
		kinds[i] = G_MAXUINT16;
	for (guint i = 0; i < context->kinds->len; i++) {
		const SegEventKind *kind = context->kinds->pdata[i];

		if (kind->id >= 0 && kind->id <= MOST_KIND_ID)
			kinds[kind->id] = kind->kind;
	}
	return kinds;
}

/* What has changed since ------------------------------------------------------------------------------------------- */

typedef struct {
	SegBehaviour            *behaviour;
	const SegFeatureContext *context;
	const guint16           *by_id;      /* as Taking.kinds */
	SegStatement            *event;
	gint64                   kinds[2];   /* ids: of purchases, and of those given back */
	gboolean                 found;      /* each was, so far */
} Patching;

#define EVENT "SELECT user_id, kind_id, at, item_id, order_key, amount, quantity, rating, seconds, (SELECT length (text) FROM review WHERE event_id = id) " \
	"FROM event WHERE id = ?1"

static gboolean
same_double (const double *column, gsize i, SegStatement *event, int number)
{
	double value = column != NULL ? column[i] : NAN;

	return isnan (value) ? seg_statement_is_null (event, number) : !seg_statement_is_null (event, number) && seg_statement_double (event, number) == value;
}

/* Whether event @i of the slices says the same as the row. */
static gboolean
says_the_same (const Patching *patching, gsize i, guint32 item)
{
	const SegEventColumns *columns = &patching->behaviour->columns;
	SegStatement *event = patching->event;
	const char *key = seg_statement_text (event, 4);

	return columns->at[i] == (seg_statement_is_null (event, 2) ? SEG_NO_TIME : seg_statement_integer (event, 2))
	       && (columns->item != NULL ? columns->item[i] : 0) == item
	       && (columns->order != NULL ? columns->order[i] : 0) == (key != NULL ? (guint64) seg_order_hash (key) : 0)
	       && (columns->text_length != NULL ? columns->text_length[i] : 0) == seg_statement_integer (event, 9)
	       && same_double (columns->amount, i, event, 5) && same_double (columns->quantity, i, event, 6)
	       && same_double (columns->rating, i, event, 7) && same_double (columns->seconds, i, event, 8);
}

static gsize
position_of (const gint64 *ids, gsize n, gint64 id)
{
	gsize low = 0, high = n;

	while (low < high) {
		gsize middle = low + (high - low) / 2;

		if (ids[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && ids[low] == id ? low : n;
}

/* Among the events of user number @user that come from the copy. */
static gboolean
patch_event (Patching *patching, gsize user, guint16 old, guint16 new)
{
	const SegFeatureContext *context = patching->context;
	SegBehaviour *behaviour = patching->behaviour;
	gsize first = behaviour->start[user], item = context->n_items;

	if (!seg_statement_is_null (patching->event, 3))
		item = position_of (context->item_ids, context->n_items, seg_statement_integer (patching->event, 3));
	for (gsize i = first; i < first + behaviour->copy->n[user]; i++)
		if (behaviour->columns.kind[i] == old && says_the_same (patching, i, item < context->n_items ? (guint32) item + 1 : 0)) {
			behaviour->columns.kind[i] = new;
			return TRUE;
		}
	return FALSE;
}

/* The event @id is given back now and was not when the copy was made, or the other way round. */
static gboolean
patch (gint64 id, gboolean back, gpointer data, GError **error)
{
	Patching *patching = data;
	GError *failure = NULL;
	gsize user;

	seg_statement_bind_integer_at (patching->event, 1, id);
	if (!seg_statement_next (patching->event, &failure)) {
		patching->found = FALSE;
		return seg_query_ended (failure, error);
	}
	user = position_of (patching->behaviour->user_ids, patching->behaviour->n_users, seg_statement_integer (patching->event, 0));
	if (seg_statement_integer (patching->event, 1) != patching->kinds[back])
		patching->found = FALSE;
	else if (user < patching->behaviour->n_users
	         && (seg_statement_is_null (patching->event, 2) || seg_statement_integer (patching->event, 2) <= patching->context->as_of))
		patching->found = patching->found && patch_event (patching, user, patching->by_id[patching->kinds[!back]], patching->by_id[patching->kinds[back]]);
	seg_statement_reset (patching->event);
	return TRUE;
}

/* @whole: (out) FALSE where the copy does not have what it should. */
static gboolean
patch_all (SegBehaviour *behaviour, const SegFeatureContext *context, const guint16 *by_id, gboolean *whole, GError **error)
{
	SegWorkspace *workspace = context->workspace;
	g_autoptr (SegStatement) event = seg_workspace_prepare (workspace, EVENT, error);
	Patching patching = { .behaviour = behaviour, .context = context, .by_id = by_id, .event = event, .found = TRUE };
	gboolean known;

	if (event == NULL || !seg_given_back_kinds (workspace, patching.kinds, error)
	    || !seg_given_back_changes (workspace, behaviour->copy->given_back, behaviour->copy->last_event_id, patch, &patching, &known, error))
		return FALSE;
	*whole = known && patching.found;
	return TRUE;
}

/* Puts what the copy has into the slices. */
static gboolean
take_all (SegBehaviour *behaviour, const SegFeatureContext *context, gboolean *whole, SegJob *job, GError **error)
{
	g_autofree guint16 *by_id = kinds_by_id (context);
	Taking taking = { .behaviour = behaviour, .kinds = by_id };

	seg_id_index_init (&taking.items, context->item_ids, context->n_items);
	*whole = seg_event_copy_read (context->workspace, behaviour->copy, take, &taking, job) && g_atomic_int_get (&taking.strange) == 0;
	seg_id_index_clear (&taking.items);
	return seg_job_proceed (job, 1, NULL, error) && (!*whole || patch_all (behaviour, context, by_id, whole, error));
}

/* The copy, if it is of the same instant and has what features cannot do without. */
static gboolean
find_copy (SegBehaviour *behaviour, const SegFeatureContext *context, gint64 set, GError **error)
{
	const guint needed = 1u << SEG_PACK_KIND | 1u << SEG_PACK_AT;

	if (!seg_event_copy_find (context->workspace, set, behaviour->user_ids, behaviour->n_users, &behaviour->copy, error))
		return FALSE;
	if (behaviour->copy != NULL && (behaviour->copy->as_of != context->as_of || (behaviour->copy->columns & needed) != needed))
		g_clear_pointer (&behaviour->copy, seg_event_copy_free);
	behaviour->after_id = behaviour->copy != NULL ? behaviour->copy->last_event_id : 0;
	return TRUE;
}

gboolean
seg_behaviour_read_with_copy (SegBehaviour *behaviour, const SegFeatureContext *context, gint64 set, SegJob *job, GError **error)
{
	gboolean whole = TRUE;

	if (!find_copy (behaviour, context, set, error) || !seg_behaviour_read (behaviour, context, job, error)
	    || !seg_behaviour_sort (behaviour, context, job, error)
	    || (behaviour->copy != NULL && !take_all (behaviour, context, &whole, job, error)))
		return FALSE;
	if (whole)
		return TRUE;
	g_clear_pointer (&behaviour->copy, seg_event_copy_free); /* it is damaged: by the events themselves, then */
	behaviour->after_id = 0;
	seg_event_columns_clear (&behaviour->columns);
	g_clear_pointer (&behaviour->start, g_free);
	return seg_behaviour_read (behaviour, context, job, error) && seg_behaviour_sort (behaviour, context, job, error);
}
