/* The next version of a segmentation: what becomes of each group and each segment, with how sure that is; accepted or not, line by line,
 * and kept in one go. Opened from Segments. */
#include <config.h>
#include "versions.h"

#include <segscope/renewal.h>

#include <glib/gi18n.h>
#include <math.h>

#define DETAIL_LINES 4

typedef struct {
	SegRenewalPlace place;
	SegList    *list;
	SegRenewal *renewal; /* NULL while it is being made, or saved */
	char       *failure;
} State;

enum { ACCEPT = SEG_ACTION_OWN, MATCH, KEEP };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, ACCEPT, "accept-proposal", N_("yes, no"), N_("Accept what is proposed, or decline it") },
	{ 'm', MATCH, "match-group", N_("match"), N_("Say yourself which segment the group goes on as") },
	{ 'w', KEEP, "keep-version", N_("keep"), N_("Keep what is accepted as the next version of the segments") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { NUMBER, NAME, USERS, WHAT, ALIKE, SURE, YES, REASON };

static const SegListColumn columns[] = {
	[NUMBER] = { "#", SEG_ALIGN_RIGHT, 2, FALSE },
	[NAME] = { N_("Segment"), SEG_ALIGN_LEFT, -14, FALSE },
	[USERS] = { N_("Users"), SEG_ALIGN_RIGHT, 7, FALSE },
	[WHAT] = { N_("Becomes"), SEG_ALIGN_LEFT, 9, FALSE },
	[ALIKE] = { N_("Alike"), SEG_ALIGN_RIGHT, 5, FALSE },
	[SURE] = { N_("Match"), SEG_ALIGN_LEFT, 8, FALSE },
	[YES] = { N_("Accepted"), SEG_ALIGN_LEFT, 8, FALSE },
	[REASON] = { N_("Reason"), SEG_ALIGN_LEFT, SEG_LIST_TEXT (30), FALSE }, /* wide terminals; else below, of the row under the cursor */
};

static const SegRenewalProposal *
proposal_at (const State *state, gsize row)
{
	return seg_renewal_proposals (state->renewal)->pdata[row];
}

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->renewal != NULL ? seg_renewal_proposals (state->renewal)->len : 0;
}

static SegInk
name_ink (const State *state, const SegRenewalProposal *proposal)
{
	if (proposal->segment < 0 || proposal->kind == SEG_RENEWAL_SPLIT)
		return SEG_INK_NORMAL;
	return seg_ink_series (((const SegSegment *) seg_renewal_before (state->renewal)->segments->pdata[proposal->segment])->colour);
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const State *state = data;
	const SegRenewalProposal *proposal = proposal_at (state, row);

	switch (column) {
	case NUMBER:
		return g_strdup_printf ("%zu", row + 1);
	case NAME:
		*ink = name_ink (state, proposal);
		return g_strconcat ("■ ", proposal->name, NULL);
	case USERS:
		return seg_format_integer (proposal->size);
	case WHAT:
		*ink = proposal->kind == SEG_RENEWAL_SAME ? SEG_INK_NORMAL : SEG_INK_WARNING;
		return g_strdup (seg_renewal_kind_words (proposal->kind));
	case ALIKE:
		return isfinite (proposal->confidence) ? seg_format_number (proposal->confidence, 2) : NULL;
	case SURE:
		*ink = proposal->confidence < 0.5 ? SEG_INK_WARNING : SEG_INK_NORMAL;
		return isfinite (proposal->confidence) ? g_strdup (seg_renewal_confidence_words (proposal->confidence)) : NULL;
	case REASON:
		*ink = SEG_INK_MUTED;
		return g_strdup (proposal->words);
	case YES:
	default:
		*ink = proposal->accepted ? SEG_INK_NORMAL : SEG_INK_WARNING;
		return g_strdup (proposal->accepted ? _("yes") : proposal->used_by != NULL ? _("stays") : _("no"));
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

/* Making it ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegRenewalPlace place;
	SegRenewal *renewal;
	char       *note;
	guint       number;
} Work;

static void
free_work (gpointer data)
{
	Work *work = data;

	seg_renewal_free (work->renewal);
	g_free (work->note);
	g_free (work);
}

static gboolean
run_make (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Work *work = data;

	work->renewal = seg_renewal_new (workspace, work->place.segmentation_id, 0, work->place.run, job, error);
	return work->renewal != NULL;
}

static void
take_renewal (SegView *view, Work *work)
{
	State *state = view->state;

	seg_renewal_free (state->renewal);
	state->renewal = g_steal_pointer (&work->renewal);
	g_clear_pointer (&state->failure, g_free);
	seg_list_changed (state->list);
}

static void
done_make (SegView *view, gpointer data)
{
	take_renewal (view, data);
}

static void
failed_make (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	g_free (state->failure);
	state->failure = g_strdup (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED) ? _("Stopped; nothing was changed.") : error->message);
}

/* It computes features again where the data have changed: that is writing. */
static const SegWork make_work = { N_("clustering again"), run_make, done_make, failed_make, free_work, TRUE, FALSE };

/* Keeping it --------------------------------------------------------------------------------------------------------- */

static gboolean
run_keep (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Work *work = data;

	return seg_renewal_save (workspace, work->renewal, work->note, &work->number, job, error);
}

static void
done_keep (SegView *view, gpointer data)
{
	const SegRenewalPlace place = ((const State *) view->state)->place;

	view->unsaved = FALSE;
	seg_say (view, _("Kept as version %u."), ((const Work *) data)->number);
	if (place.run != 0) /* it came from Clusters or from what was tried: on to the segments */
		seg_view_visit (view, "segments", "segmentation", place.segmentation_id);
	seg_view_pop (view);
}

static void
failed_keep (SegView *view, gpointer data, const GError *error)
{
	take_renewal (view, data);
	seg_report (view, error);
}

static const SegWork keep_work = { N_("keeping the segments"), run_keep, done_keep, failed_keep, free_work, SEG_WORK_KEEPS, FALSE };

static gboolean
accept_note (SegView *view, const char *text, gpointer data, GError **error)
{
	State *state = view->state;
	Work *work;

	(void) data;
	(void) error;
	if (state->renewal == NULL)
		return TRUE;
	work = g_new0 (Work, 1);
	work->renewal = g_steal_pointer (&state->renewal);
	work->note = g_strdup (text);
	seg_list_changed (state->list);
	seg_view_run (view, &keep_work, work);
	return TRUE;
}

/* Deciding ----------------------------------------------------------------------------------------------------------- */

static void
toggle (SegView *view, guint row)
{
	State *state = view->state;
	g_autoptr (GError) error = NULL;

	if (!seg_renewal_accept (state->renewal, row, !proposal_at (state, row)->accepted, &error))
		seg_report (view, error);
	view->unsaved = TRUE;
	seg_list_changed (state->list);
}

static void
match_answered (SegView *view, guint choice, gpointer data)
{
	State *state = view->state;
	guint group = *(const guint *) data;
	g_autoptr (GError) error = NULL;

	if (state->renewal == NULL)
		return;
	if (!seg_renewal_match (state->renewal, group, (gint32) choice - 1, &error))
		seg_report (view, error);
	view->unsaved = TRUE;
	seg_list_changed (state->list);
}

static void
ask_match (SegView *view, const SegRenewalProposal *proposal)
{
	const GPtrArray *segments = seg_renewal_before (((const State *) view->state)->renewal)->segments;
	g_autoptr (GPtrArray) labels = g_ptr_array_new ();
	g_autofree char *title = g_strdup_printf (_("The group \"%s\" goes on as"), proposal->name);
	guint *group = g_new (guint, 1);

	*group = (guint) proposal->group;
	g_ptr_array_add (labels, (gpointer) _("a new segment"));
	for (guint i = 0; i < segments->len; i++)
		g_ptr_array_add (labels, ((const SegSegment *) segments->pdata[i])->name);
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, title, (const char *const *) labels->pdata, NULL, proposal->kind == SEG_RENEWAL_SAME ? (guint) proposal->segment + 1 : 0,
	                match_answered, group, g_free);
}

/* The view ----------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	if (argument != NULL)
		state->place = *(const SegRenewalPlace *) argument;
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_renewal_free (state->renewal);
	g_free (state->failure);
}

/* Once: what other work changes is noticed when this is kept. */
static void
refresh (SegView *view)
{
	State *state = view->state;
	Work *work;

	if (state->renewal != NULL || state->failure != NULL || seg_view_is_busy (view, NULL))
		return;
	work = g_new0 (Work, 1);
	work->place = state->place;
	seg_view_run (view, &make_work, work);
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (state->failure != NULL)
		return state->failure;
	if (state->renewal != NULL)
		return NULL;
	return seg_view_is_busy (view, &keep_work) ? _("Keeping the next version ...") : state->place.run != 0 ? _("Matching the groups with the segments ...") : _("Clustering again with the data of now, and matching the groups ...");
}

static char *
figures_words (const SegRenewal *renewal)
{
	SegRenewalFigures figures = seg_renewal_figures (renewal);
	g_autofree char *users = seg_format_counted (figures.n_users, "%s user", "%s users"), *fresh = seg_format_integer (figures.n_new), *left = seg_format_integer (figures.n_left);
	g_autofree char *groups = g_strdup_printf (ngettext ("%s in %u group.", "%s in %u groups.", figures.n_groups), users, figures.n_groups);
	g_autofree char *rest = g_strdup_printf (_("%s of them were in no segment before; %s who were are not there any more."), fresh, left);

	return g_strconcat (groups, "  ", rest, NULL);
}

/* What happened to the line under the cursor, in a sentence; and what else it could be. */
static void
draw_detail (const State *state, SegCells *cells, SegRect rect)
{
	const SegRenewalProposal *proposal;
	g_autofree char *more = NULL;
	gsize row;
	int used;

	if (!seg_list_cursor (state->list, &row))
		return;
	proposal = proposal_at (state, row);
	used = seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, proposal->words);
	if (proposal->used_by != NULL)
		more = g_strdup_printf (proposal->kind == SEG_RENEWAL_MERGED ? _("It stays apart, with those who were in it: %s needs it.")
		                                                             : _("It stays, without users: %s needs it."), proposal->used_by);
	else if (!proposal->accepted && proposal->into >= 0)
		more = g_strdup_printf (_("Declined: its users go to \"%s\"."), proposal_at (state, (gsize) proposal->into)->name);
	else if (!proposal->accepted)
		more = g_strdup (proposal->kind == SEG_RENEWAL_MERGED ? _("Declined: it stays apart, with those who were in it.")
		                                                      : _("Declined: it stays, without users, until they come back."));
	else if (proposal->rival >= 0)
		more = g_strdup_printf (_("It could also be \"%s\"."),
		                        ((const SegSegment *) seg_renewal_before (state->renewal)->segments->pdata[proposal->rival])->name);
	if (more != NULL)
		seg_draw_paragraph (cells, seg_rect_below (rect, used), 0, 0, SEG_INK_WARNING, more);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	g_autofree char *words = NULL;
	int used = seg_draw_heading (cells, rect, _("The next version: what becomes of the segments?"),
	                             state->renewal != NULL ? seg_renewal_before (state->renewal)->name : NULL), lines;

	if (state->renewal == NULL) {
		seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, when_empty (view));
		return;
	}
	words = figures_words (state->renewal);
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, words);
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_MUTED, _("Nothing is kept yet: w keeps what is accepted.")) + 1;
	lines = MAX (MIN ((int) n_rows (state) + 2, rect.height - used - DETAIL_LINES), 3);
	seg_list_draw (state->list, cells, seg_rect_top (seg_rect_below (rect, used), lines), seg_view_has_focus (view));
	draw_detail (state, cells, seg_rect_below (rect, used + lines));
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;
	gsize row;

	if (action < SEG_ACTION_OWN)
		return TRUE;
	if (state->renewal == NULL)
		return FALSE;
	return action != MATCH || (seg_list_cursor (state->list, &row) && row < seg_renewal_figures (state->renewal).n_groups);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	gsize row;

	if (action < SEG_ACTION_OWN || state->renewal == NULL || !seg_list_cursor (state->list, &row))
		return FALSE;
	if (action == ACCEPT)
		toggle (view, (guint) row);
	else if (action == MATCH)
		ask_match (view, proposal_at (state, row));
	else
		seg_ask_line (view, _("Note on this version"), _("What to remember about it; may be empty"), "", accept_note, NULL, NULL);
	return TRUE;
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return state->renewal != NULL ? state->list : NULL;
}

const SegViewClass seg_renewal_view = {
	.name = "next-version", .title = N_("The next version: what becomes of the segments?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("The users were clustered again with the data of now, as the segments were made. Each new group goes on as the segment it is most like: by the "
	           "users they share and by how near their middles are, so that all pairs together are most alike. 1 is the same users; from 0.75 a match is "
	           "clear, from 0.5 likely, below doubtful.\n\n"
	           "Names, notes, colours, campaigns and rules go on with the segments. What is split off, new, merged or gone can be declined; a match that is "
	           "declined makes the group a new segment. Segments that campaigns or rules need stay. The version before is kept, to tell who moved."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
};
