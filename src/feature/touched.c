/* The users who are touched by new events, computed from the copy of events by user and the new events: block by block, as the values are kept,
 * so that a thread has the events of a few thousand users in memory that stays near, and never those of all. */
#include <config.h>
#include "feature/kind_patch.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	const SegBehaviour *behaviour;   /* start: of the events of the copy and the new ones together; it has no columns */
	SegEventColumns     fresh;       /* the new events, in slices by user */
	gsize              *fresh_start;
	SegCopyReader      *reader;
	SegIdIndex          items;
	guint16            *kinds;       /* by event_kind.id, up to SEG_MOST_KIND_ID: what SegEventKind.kind says */
	GArray             *patches;     /* of SegKindPatch, by user */
	gint                failed;      /* 1: the copy does not have what it should; atomic */
} Touched;

/* What the copy has ------------------------------------------------------------------------------------------------ */

typedef struct {
	Touched      *touched;
	SegBehaviour *view;
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

static inline guint16
kind_of (Touched *touched, gint64 id)
{
	guint16 kind = id >= 0 && id <= SEG_MOST_KIND_ID ? touched->kinds[id] : G_MAXUINT16;

	if (G_UNLIKELY (kind == G_MAXUINT16)) /* of which nobody knows */
		g_atomic_int_set (&touched->failed, 1);
	return kind;
}

static inline guint32
item_of (const SegIdIndex *items, gint64 id)
{
	if (G_LIKELY (items->table != NULL && (guint64) id < items->table_size))
		return items->table[id];
	return id != SEG_PACK_NONE ? (guint32) (seg_id_index_find (items, id) + 1) : 0;
}

static void
take_piece (const Taking *taking, const SegEventRun *run, const SegCopyPiece *piece)
{
	Touched *touched = taking->touched;
	SegEventColumns *columns = &taking->view->columns;
	gsize place = taking->view->start[piece->user] - taking->view->first_event + piece->offset;

	TAKE (text_length, SEG_COPY_TEXT, 0, value != SEG_PACK_NONE ? (guint32) value : 0);
	TAKE (kind, SEG_PACK_KIND, 0, kind_of (touched, value));
	TAKE (at, SEG_PACK_AT, SEG_NO_TIME, value);
	TAKE (item, SEG_PACK_ITEM, 0, item_of (&touched->items, value));
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

/* New events -------------------------------------------------------------------------------------------------------- */

#define ADD(column, absent) \
	do { \
		if (to->column != NULL && from->column != NULL) \
			memcpy (to->column + place, from->column + first, n * sizeof *to->column); \
		else if (to->column != NULL) \
			for (gsize i = 0; i < n; i++) \
				to->column[place + i] = (absent); \
	} while (0)

/* Behind those that the copy has of the user. */
static void
add_fresh (const Touched *touched, SegBehaviour *view, gsize user)
{
	const SegEventColumns *from = &touched->fresh;
	SegEventColumns *to = &view->columns;
	gsize first = touched->fresh_start[user], n = touched->fresh_start[user + 1] - first;
	gsize place = view->start[user] - view->first_event + touched->behaviour->copy->n[user];

	if (n == 0)
		return;
	ADD (at, SEG_NO_TIME);
	ADD (kind, 0);
	ADD (item, 0);
	ADD (text_length, 0);
	ADD (order, 0);
	ADD (amount, NAN);
	ADD (quantity, NAN);
	ADD (rating, NAN);
	ADD (seconds, NAN);
}

/* A block of users -------------------------------------------------------------------------------------------------- */

#define MAKE_ROOM(column, position) \
	do { \
		if ((copied >> (position) & 1) != 0 || fresh->column != NULL) { \
			g_free (columns->column); \
			columns->column = g_try_malloc_n (n, sizeof *columns->column); \
			fine = fine && columns->column != NULL; \
		} \
	} while (0)

/* Kept from block to block, and made anew where it is too small. */
static gboolean
make_room (const Touched *touched, SegBehaviour *view, gsize n)
{
	const SegEventColumns *fresh = &touched->fresh;
	const guint copied = touched->behaviour->copy->columns;
	SegEventColumns *columns = &view->columns;
	gboolean fine = TRUE;

	if (n <= view->room)
		return TRUE;
	view->room = n += n / 4;
	MAKE_ROOM (at, SEG_PACK_AT);
	MAKE_ROOM (kind, SEG_PACK_KIND);
	MAKE_ROOM (item, SEG_PACK_ITEM);
	MAKE_ROOM (text_length, SEG_COPY_TEXT);
	MAKE_ROOM (order, SEG_PACK_ORDER);
	MAKE_ROOM (amount, SEG_PACK_AMOUNT);
	MAKE_ROOM (quantity, SEG_PACK_QUANTITY);
	MAKE_ROOM (rating, SEG_PACK_RATING);
	MAKE_ROOM (seconds, SEG_PACK_SECONDS);
	return fine;
}

/* SegEventSource.fill */
static gboolean
fill (SegBehaviour *view, gsize first, gsize last, gpointer data)
{
	Touched *touched = data;
	Taking taking = { touched, view };

	view->first_event = view->start[first];
	if (!make_room (touched, view, view->start[last] - view->start[first]))
		return FALSE;
	if (g_atomic_int_get (&touched->failed) != 0 || !seg_copy_reader_read (touched->reader, first, last, take, &taking)
	    || !seg_kind_patches_apply (touched->patches, touched->behaviour->copy, view, first, last)) {
		g_atomic_int_set (&touched->failed, 1);
		view->start = NULL; /* nothing is computed of it */
		return TRUE;
	}
	for (gsize user = first; user < last; user++)
		add_fresh (touched, view, user);
	return TRUE;
}

/* All of them ------------------------------------------------------------------------------------------------------- */

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

/* Takes the new events over from @behaviour, which gets where those of the copy and these begin. */
static gboolean
take_fresh (Touched *touched, SegBehaviour *behaviour)
{
	gsize *start = g_try_new (gsize, behaviour->n_users + 1), n = 0;

	if (start == NULL)
		return FALSE;
	for (gsize user = 0; user < behaviour->n_users; user++) {
		start[user] = n;
		n += behaviour->copy->n[user] + behaviour->start[user + 1] - behaviour->start[user];
	}
	start[behaviour->n_users] = n;
	touched->fresh = behaviour->columns;
	touched->fresh_start = behaviour->start;
	behaviour->columns = (SegEventColumns) { 0 };
	behaviour->start = start;
	return TRUE;
}

/* With the copy. *@blocks NULL without an error: it does not have what it should. */
static gboolean
compute_with_copy (SegBehaviour *behaviour, const SegFeaturePlan *plan, GPtrArray **blocks, SegJob *job, GError **error)
{
	const SegFeatureContext *context = plan->context;
	g_autofree guint16 *kinds = seg_kinds_by_id (context);
	g_autoptr (GArray) patches = g_array_new (FALSE, FALSE, sizeof (SegKindPatch));
	Touched touched = { .behaviour = behaviour, .kinds = kinds, .patches = patches };
	SegEventSource source = { fill, &touched };
	gboolean fine, whole;

	if (!take_fresh (&touched, behaviour)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to hold the events"));
		return FALSE;
	}
	fine = seg_kind_patches_find (behaviour, context, kinds, patches, &whole, error);
	touched.failed = fine && whole ? 0 : 1;
	if (touched.failed == 0) {
		seg_id_index_init (&touched.items, context->item_ids, context->n_items);
		touched.reader = seg_copy_reader_new (context->workspace, behaviour->copy, behaviour->n_users <= SEG_FEW_USERS);
		fine = (*blocks = seg_behaviour_compute (behaviour, plan, &source, job, error)) != NULL;
		seg_copy_reader_free (touched.reader);
		seg_id_index_clear (&touched.items);
	}
	if (fine && touched.failed != 0)
		g_clear_pointer (blocks, g_ptr_array_unref);
	seg_event_columns_clear (&touched.fresh);
	g_free (touched.fresh_start);
	return fine;
}

GPtrArray *
seg_behaviour_compute_touched (SegBehaviour *behaviour, const SegFeaturePlan *plan, gint64 set, SegJob *job, GError **error)
{
	const SegFeatureContext *context = plan->context;
	GPtrArray *blocks = NULL;

	if (!find_copy (behaviour, context, set, error) || !seg_behaviour_read (behaviour, context, job, error)
	    || !seg_behaviour_sort (behaviour, context, job, error))
		return NULL;
	if (behaviour->copy == NULL)
		return seg_behaviour_compute (behaviour, plan, NULL, job, error);
	if (!compute_with_copy (behaviour, plan, &blocks, job, error) || blocks != NULL)
		return blocks;
	g_clear_pointer (&behaviour->copy, seg_event_copy_free); /* it is damaged: by the events themselves, then */
	behaviour->after_id = 0;
	g_clear_pointer (&behaviour->start, g_free);
	if (!seg_behaviour_read (behaviour, context, job, error) || !seg_behaviour_sort (behaviour, context, job, error))
		return NULL;
	return seg_behaviour_compute (behaviour, plan, NULL, job, error);
}
