#include <config.h>
#include "feature/kind_patch.h"
#include "feature/given_back.h"

#include <string.h>

guint16 *
seg_kinds_by_id (const SegFeatureContext *context)
{
	guint16 *kinds = g_new (guint16, SEG_MOST_KIND_ID + 1);

	memset (kinds, 0xff, (SEG_MOST_KIND_ID + 1) * sizeof *kinds);
	for (guint i = 0; i < context->kinds->len; i++) {
		const SegEventKind *kind = context->kinds->pdata[i];

		if (kind->id >= 0 && kind->id <= SEG_MOST_KIND_ID)
			kinds[kind->id] = kind->kind;
	}
	return kinds;
}

/* What has changed since ------------------------------------------------------------------------------------------- */

typedef struct {
	const SegBehaviour      *behaviour;
	const SegFeatureContext *context;
	GArray                  *patches;
	SegStatement            *event;
	gint64                   kinds[2];   /* ids: of purchases, and of those given back */
	guint16                  numbers[2]; /* what SegEventKind.kind says of them */
	gboolean                 whole;
} Patching;

#define EVENT "SELECT user_id, kind_id, at, item_id, order_key, amount, quantity, rating, seconds, (SELECT length (text) FROM review WHERE event_id = id) " \
	"FROM event WHERE id = ?1"

static double
double_or_nan (SegStatement *event, int number)
{
	return seg_statement_is_null (event, number) ? NAN : seg_statement_double (event, number);
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

/* Of the row of user number @user. */
static SegKindPatch
make_patch (const Patching *patching, gsize user, gboolean back)
{
	const SegFeatureContext *context = patching->context;
	SegStatement *event = patching->event;
	const char *key = seg_statement_text (event, 4);
	gsize item = seg_statement_is_null (event, 3) ? context->n_items
	             : position_of (context->item_ids, context->n_items, seg_statement_integer (event, 3));

	return (SegKindPatch) {
		.user = user, .at = seg_statement_is_null (event, 2) ? SEG_NO_TIME : seg_statement_integer (event, 2),
		.order = key != NULL ? (guint64) seg_order_hash (key) : 0, .item = item < context->n_items ? (guint32) item + 1 : 0,
		.text_length = (guint32) seg_statement_integer (event, 9), .amount = double_or_nan (event, 5), .quantity = double_or_nan (event, 6),
		.rating = double_or_nan (event, 7), .seconds = double_or_nan (event, 8),
		.old = patching->numbers[!back], .new = patching->numbers[back],
	};
}

/* The event @id is given back now and was not when the copy was made, or the other way round. */
static gboolean
note_patch (gint64 id, gboolean back, gpointer data, GError **error)
{
	Patching *patching = data;
	const SegBehaviour *behaviour = patching->behaviour;
	GError *failure = NULL;
	gsize user;

	seg_statement_bind_integer_at (patching->event, 1, id);
	if (!seg_statement_next (patching->event, &failure)) {
		patching->whole = FALSE;
		return seg_query_ended (failure, error);
	}
	user = position_of (behaviour->user_ids, behaviour->n_users, seg_statement_integer (patching->event, 0));
	if (seg_statement_integer (patching->event, 1) != patching->kinds[back] || patching->numbers[0] == G_MAXUINT16 || patching->numbers[1] == G_MAXUINT16)
		patching->whole = FALSE;
	else if (user < behaviour->n_users
	         && (seg_statement_is_null (patching->event, 2) || seg_statement_integer (patching->event, 2) <= patching->context->as_of)) {
		SegKindPatch patch = make_patch (patching, user, back);

		g_array_append_val (patching->patches, patch);
	}
	seg_statement_reset (patching->event);
	return TRUE;
}

static int
compare_patches (gconstpointer first, gconstpointer second)
{
	const SegKindPatch *a = first, *b = second;

	return (a->user > b->user) - (a->user < b->user);
}

static guint16
number_of (const guint16 *kinds, gint64 id)
{
	return id >= 0 && id <= SEG_MOST_KIND_ID ? kinds[id] : G_MAXUINT16;
}

gboolean
seg_kind_patches_find (const SegBehaviour *behaviour, const SegFeatureContext *context, const guint16 *kinds, GArray *patches, gboolean *whole,
                       GError **error)
{
	SegWorkspace *workspace = context->workspace;
	const SegEventCopy *copy = behaviour->copy;
	g_autoptr (SegStatement) event = seg_workspace_prepare (workspace, EVENT, error);
	Patching patching = { .behaviour = behaviour, .context = context, .patches = patches, .event = event, .whole = TRUE };
	gboolean known;

	if (event == NULL || !seg_given_back_kinds (workspace, patching.kinds, error))
		return FALSE;
	patching.numbers[0] = number_of (kinds, patching.kinds[0]);
	patching.numbers[1] = number_of (kinds, patching.kinds[1]);
	if (!seg_given_back_changes (workspace, copy->given_back, copy->last_event_id, note_patch, &patching, &known, error))
		return FALSE;
	*whole = known && patching.whole;
	g_array_sort (patches, compare_patches);
	return TRUE;
}

/* In the columns --------------------------------------------------------------------------------------------------- */

static gboolean
same_double (const double *column, gsize i, double value)
{
	double there = column != NULL ? column[i] : NAN;

	return isnan (there) ? isnan (value) : there == value;
}

static gboolean
says_the_same (const SegEventColumns *columns, gsize i, const SegKindPatch *patch)
{
	return columns->kind[i] == patch->old && columns->at[i] == patch->at && (columns->item != NULL ? columns->item[i] : 0) == patch->item
	       && (columns->order != NULL ? columns->order[i] : 0) == patch->order
	       && (columns->text_length != NULL ? columns->text_length[i] : 0) == patch->text_length
	       && same_double (columns->amount, i, patch->amount) && same_double (columns->quantity, i, patch->quantity)
	       && same_double (columns->rating, i, patch->rating) && same_double (columns->seconds, i, patch->seconds);
}

/* Among the events that come from the copy. FALSE: it is not there. */
static gboolean
patch_event (const SegEventCopy *copy, SegBehaviour *view, const SegKindPatch *patch)
{
	gsize first = view->start[patch->user] - view->first_event;

	for (gsize i = first; i < first + copy->n[patch->user]; i++)
		if (says_the_same (&view->columns, i, patch)) {
			view->columns.kind[i] = patch->new;
			return TRUE;
		}
	return FALSE;
}

gboolean
seg_kind_patches_apply (const GArray *patches, const SegEventCopy *copy, SegBehaviour *view, gsize first, gsize last)
{
	const SegKindPatch *all = (const SegKindPatch *) (gpointer) patches->data;
	gsize low = 0, high = patches->len;

	while (low < high) {
		gsize middle = low + (high - low) / 2;

		if (all[middle].user < first)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < patches->len && all[low].user < last; low++)
		if (!patch_event (copy, view, &all[low]))
			return FALSE;
	return TRUE;
}
