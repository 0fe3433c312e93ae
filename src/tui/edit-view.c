/* What an edit would do, before it is done: a row a segment with its figures before and after, and what depends on those concerned. */
#include <config.h>
#include "edit.h"
#include "screens.h"
#include "users.h"

#include <segscope/habits.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

typedef struct {
	SegList        *list;
	SegEditRequest *request;
	SegEditPreview *preview; /* NULL: not looked at yet, or not to be done */
	char           *failure;
} State;

enum { APPLY = SEG_ACTION_OWN, USERS, MORE, FEWER };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, APPLY, "apply-edit", N_("do it"), N_("Change the segments so; the history takes it back") },
	{ 'u', USERS, "edit-users", N_("users"), N_("List the users of the segment as it is now") },
	{ '+', MORE, "more-users", N_("more"), N_("Move the border farther") },
	{ '-', FEWER, "fewer-users", N_("fewer"), N_("Move the border less far") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("leave it"), N_("Go back; nothing is changed") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { SEGMENT, BEFORE, AFTER, REVENUE, SILHOUETTE, STABILITY };

static const SegListColumn columns[] = {
	[SEGMENT] = { N_("Segment"), SEG_ALIGN_LEFT, -16, FALSE },
	[BEFORE] = { N_("Users"), SEG_ALIGN_RIGHT, 7, FALSE },
	[AFTER] = { N_("after"), SEG_ALIGN_RIGHT, 7, FALSE },
	[REVENUE] = { N_("Of revenue, %"), SEG_ALIGN_RIGHT, 13, FALSE },
	[SILHOUETTE] = { N_("Silhouette"), SEG_ALIGN_RIGHT, 10, FALSE },
	[STABILITY] = { N_("Stable"), SEG_ALIGN_RIGHT, 9, FALSE },
};

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->preview != NULL ? state->preview->segments->len : 0;
}

static gint64
row_id (gpointer data, gsize row)
{
	(void) data;
	return (gint64) row + 1;
}

/* Of all revenue, in per cent; NAN: not there. */
static double
share_of (const SegEditPreview *preview, double revenue, gboolean after)
{
	double all = 0;

	for (guint i = 0; i < preview->segments->len; i++) {
		const SegEditSegment *segment = preview->segments->pdata[i];
		double one = after ? segment->revenue_after : segment->revenue_before;

		all += isnan (one) ? 0 : one;
	}
	return all > 0 ? 100 * revenue / all : NAN;
}

/* "0.23 → 0.13", or the figure alone where it stays; what has become worse stands out where @more is better. */
static char *
pair_cell (double before, double after, guint decimals, gboolean more, SegInk *ink)
{
	g_autofree char *one = isfinite (before) ? g_strdup_printf ("%.*f", (int) decimals, before) : g_strdup ("");
	g_autofree char *other = isfinite (after) ? g_strdup_printf ("%.*f", (int) decimals, after) : g_strdup ("");

	if (more && isfinite (before) && isfinite (after) && after < before - 0.005)
		*ink = SEG_INK_WARNING;
	if (one[0] == '\0' || other[0] == '\0' || g_str_equal (one, other))
		return g_strdup (other[0] != '\0' ? other : one);
	return g_strconcat (one, "→", other, NULL);
}

static char *
count_cell (gint64 n, gboolean there)
{
	return there ? seg_format_integer (n) : g_strdup ("");
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegEditPreview *preview = ((const State *) data)->preview;
	const SegEditSegment *segment = preview->segments->pdata[row];

	if (segment->gone || (!segment->touched && column != SEGMENT))
		*ink = SEG_INK_MUTED;
	switch (column) {
	case SEGMENT:
		*ink = segment->gone ? SEG_INK_MUTED : seg_ink_series (segment->colour);
		return g_strconcat (segment->gone ? "− " : segment->id == 0 ? "+ " : segment->touched ? "■ " : "  ", segment->name, NULL);
	case BEFORE:
		return count_cell (segment->before, segment->id != 0);
	case AFTER:
		return count_cell (segment->after, !segment->gone);
	case REVENUE:
		return pair_cell (share_of (preview, segment->revenue_before, FALSE), share_of (preview, segment->revenue_after, TRUE), 1, FALSE, ink);
	case SILHOUETTE:
		return pair_cell (segment->silhouette_before, segment->silhouette_after, 2, TRUE, ink);
	case STABILITY:
	default:
		return pair_cell (segment->stability_before, segment->stability_after, 2, TRUE, ink);
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .id = row_id, .is_table = TRUE };

/* Looking ----------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegEditRequest *request;
	SegEditPreview *preview;
} Look;

static void
free_look (gpointer data)
{
	Look *look = data;

	seg_edit_request_free (look->request);
	seg_edit_preview_free (look->preview);
	g_free (look);
}

static gboolean
run_look (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Look *look = data;

	look->preview = seg_edit_preview (workspace, look->request, job, error);
	return look->preview != NULL;
}

static void
done_look (SegView *view, gpointer data)
{
	State *state = view->state;

	seg_edit_preview_free (state->preview);
	state->preview = g_steal_pointer (&((Look *) data)->preview);
	g_clear_pointer (&state->failure, g_free);
	seg_list_changed (state->list);
}

static void
failed_look (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	g_clear_pointer (&state->preview, seg_edit_preview_free);
	g_free (state->failure);
	state->failure = g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED) ? g_strdup (_("Stopped; Esc leads back.")) : g_strdup (error->message);
	seg_list_changed (state->list);
}

static const SegWork look_work = { N_("looking at what it would do"), run_look, done_look, failed_look, free_look, FALSE, FALSE };

static void
look_again (SegView *view)
{
	Look *look = g_new0 (Look, 1);

	look->request = seg_edit_request_copy (((const State *) view->state)->request);
	seg_view_run (view, &look_work, look);
}

/* Doing ------------------------------------------------------------------------------------------------------------- */

static gboolean
run_apply (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	return seg_edit_apply (workspace, data, job, error);
}

static void
done_apply (SegView *view, gpointer data)
{
	(void) data;
	seg_say (view, "%s", _("Done. z on Segments takes it back."));
	seg_view_pop (view);
}

static const SegWork apply_work = { N_("changing the segments"), run_apply, done_apply, NULL, (GDestroyNotify) seg_edit_preview_free, SEG_WORK_KEEPS, FALSE };

/* The view ---------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	if (argument != NULL)
		state->request = seg_edit_request_copy (argument);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_edit_request_free (state->request);
	seg_edit_preview_free (state->preview);
	g_free (state->failure);
}

static void
refresh (SegView *view)
{
	if (((const State *) view->state)->request != NULL && !seg_view_again_after (view, &look_work) && !seg_view_is_busy (view, &apply_work))
		look_again (view);
}

/* Half as many users again at a border, or a third fewer; a look that is under way is followed by another. */
static void
move_border (SegView *view, gboolean more)
{
	SegEditRequest *request = ((State *) view->state)->request;

	if (request->n_users != 0) {
		gint64 n = ABS (request->n_users), next = more ? n + MAX (n / 2, 1) : MAX (n - MAX (n / 3, 1), 1);

		request->n_users = request->n_users < 0 ? -next : next;
	} else
		request->offset *= more ? 1.5 : 1 / 1.5;
	refresh (view);
}

/* The segment under the cursor, as it is; NULL: there is none yet. */
static const SegSegment *
cursor_segment (const State *state)
{
	const GPtrArray *segments = state->preview != NULL ? state->preview->segmentation->segments : NULL;
	gsize row;

	if (segments == NULL || !seg_list_cursor (state->list, &row))
		return NULL;
	for (guint i = 0; i < segments->len; i++)
		if (((const SegSegment *) segments->pdata[i])->id == ((const SegEditSegment *) state->preview->segments->pdata[row])->id)
			return segments->pdata[i];
	return NULL;
}

static gboolean
show_users (SegView *view)
{
	const State *state = view->state;
	const SegSegmentation *segmentation = state->preview->segmentation;
	g_autofree char *filter = seg_segment_filter (segmentation, cursor_segment (state));

	return seg_view_push (view, &seg_users_view, &(SegUsersPlace) { filter, segmentation->feature_set_id, segmentation->id, NULL });
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	if (action == USERS)
		return cursor_segment (state) != NULL;
	if (action == MORE || action == FEWER)
		return state->request != NULL && state->request->kind == SEG_EDIT_BORDER && !seg_view_is_busy (view, &apply_work);
	return action != APPLY || (state->preview != NULL && !seg_view_is_busy (view, NULL));
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case APPLY:
		if (can (view, APPLY)) {
			seg_view_run (view, &apply_work, g_steal_pointer (&state->preview));
			seg_list_changed (state->list);
		}
		return TRUE;
	case USERS:
		return can (view, USERS) && show_users (view);
	case MORE:
	case FEWER:
		if (can (view, action))
			move_border (view, action == MORE);
		return TRUE;
	default:
		return FALSE;
	}
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (state->preview != NULL)
		return NULL;
	if (seg_view_is_busy (view, &apply_work))
		return _("Changing the segments ...");
	return state->failure != NULL ? state->failure : _("Looking at what it would do ...  Ctrl-C stops it.");
}

static const char *
heading (const SegEditRequest *request)
{
	switch (request->kind) {
	case SEG_EDIT_MERGE:
		return _("Put together: what would become of it?");
	case SEG_EDIT_SPLIT:
		return _("Divided: what would become of it?");
	case SEG_EDIT_BORDER:
		return _("The border moved: what would become of it?");
	case SEG_EDIT_CARVE:
	default:
		return _("Users taken out: what would become of it?");
	}
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return state->preview != NULL ? state->list : NULL;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	const char *empty = when_empty (view);
	g_autofree char *words = NULL, *uses = NULL;
	int used = seg_draw_heading (cells, rect, state->request != NULL ? heading (state->request) : "", state->preview != NULL ? state->preview->segmentation->name : NULL);
	int lines;

	if (empty != NULL) {
		seg_draw_paragraph (cells, rect, 0, used, state->failure != NULL ? SEG_INK_WARNING : SEG_INK_NORMAL, empty);
		return;
	}
	words = seg_edit_preview_words (state->preview);
	uses = seg_uses_words (state->preview->uses);
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, words) + 1;
	lines = MIN ((int) n_rows (state) + 2, MAX (rect.height - used - (uses != NULL ? 5 : 0), 4));
	seg_list_draw (state->list, cells, seg_rect_top (seg_rect_below (rect, used), lines), seg_view_has_focus (view));
	used += lines;
	if (uses != NULL) {
		g_auto (GStrv) each = g_strsplit (uses, "\n", -1);

		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_HEADING, _("What depends on these segments"));
		for (guint i = 0; each[i] != NULL && used < rect.height; i++)
			used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, each[i]);
	}
}

const SegViewClass seg_edit_view = {
	.name = "edit", .title = N_("What would become of it?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("What the change would do, before it is done. Each row is a segment: its users, its share of revenue, its mean silhouette and how far it "
	           "comes back in resamples (Stable, mean Jaccard index), each before → after. + is new, − is gone, ■ has other users.\n\n"
	           "Stability asks whether k-means, looking for as many segments in resamples, finds the same ones: above 0.75 stable, up to 0.5 it dissolves. "
	           "What has become worse stands out.\n\nNothing is changed before you press Enter, and z on Segments takes it back."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
};
