/* Who is unlike everyone else: the users found, and what makes each odd. What is done about them is in outlying-decide.c. */
#include <config.h>
#include "outlying.h"
#include "users.h"

#include <glib/gi18n.h>

#define CAUSES 3
#define DETAIL 5 /* lines below the list */

typedef SegOutlyingState State;

enum { KEEP = SEG_ACTION_OWN, LIMIT, UNLIMIT, ASIDE, TAKE_BACK, SHOW_KEPT, OPEN };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, OPEN, "open-user", N_("user"), N_("Open the page of the user under the cursor") },
	{ 'y', KEEP, "keep-outlying", N_("keep them"), N_("Note that you have looked at the marked users (or this one) and keep them; again: no longer") },
	{ 'w', LIMIT, "limit-features", N_("limit features"), N_("Let what makes the marked users (or this one) odd count no more than in the most extreme of the others") },
	{ 'x', ASIDE, "set-aside", N_("set aside"), N_("Leave the marked users (or this one) out, by a step of the cleaning recipe") },
	{ 'b', TAKE_BACK, "take-back-aside", N_("take back"), N_("Take in again all users that were set aside here") },
	{ 'W', UNLIMIT, "take-limits-back", NULL, N_("Take back all limits of features") },
	{ 'a', SHOW_KEPT, "show-kept", NULL, N_("Show those you keep too, or hide them") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

/* The list ----------------------------------------------------------------------------------------------------------------------- */

enum { USER, BY, DISTANCE, SCORE, WHY };

static const SegListColumn columns[] = {
	[USER] = { N_("User"), SEG_ALIGN_LEFT, SEG_LIST_TEXT (8), FALSE }, [BY] = { N_("Found by"), SEG_ALIGN_LEFT, 9, FALSE },
	[DISTANCE] = { N_("Distance"), SEG_ALIGN_RIGHT, 8, FALSE }, [SCORE] = { N_("Isolation"), SEG_ALIGN_RIGHT, 9, FALSE },
	[WHY] = { N_("What makes them odd"), SEG_ALIGN_LEFT, -20, FALSE },
};

static gsize
n_rows (gpointer data)
{
	return ((const State *) data)->shown->len;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const State *state = data;
	const SegOutlyingUser *user = seg_outlying_shown (state, row);

	if (user->kept)
		*ink = SEG_INK_MUTED;
	switch (column) {
	case USER:
		return user->kept ? g_strdup_printf (_("%s (kept)"), user->key) : g_strdup (user->key);
	case BY:
		return g_strdup (user->far && user->isolated ? _("both") : user->far ? _("distance") : _("isolation"));
	case DISTANCE:
		return seg_format_number (user->distance, 1);
	case SCORE:
		return seg_format_number (user->score, 2);
	default:
		return seg_outlying_words (state->outlying, user, CAUSES);
	}
}

static gint64
id (gpointer data, gsize row)
{
	return seg_outlying_shown (data, row)->user_id;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .id = id, .can_mark = TRUE, .is_table = TRUE };

static void
fill (State *state)
{
	g_ptr_array_set_size (state->shown, 0);
	for (guint i = 0; state->outlying != NULL && i < state->outlying->users->len; i++) {
		SegOutlyingUser *user = state->outlying->users->pdata[i];

		if (state->with_kept || !user->kept)
			g_ptr_array_add (state->shown, user);
	}
	seg_list_changed (state->list);
}

/* Looking ------------------------------------------------------------------------------------------------------------------------ */

typedef struct {
	SegFeatureSet *set;
	SegOutlying   *outlying;
} Look;

static void
free_look (gpointer data)
{
	Look *look = data;

	seg_feature_set_free (look->set);
	seg_outlying_free (look->outlying);
	g_free (look);
}

/* After users were set aside the features are made again, so that the rest is judged without them. */
static gboolean
run_look (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Look *look = data;
	SegOutlyingOptions options = seg_outlying_options_defaults ();

	look->set = seg_feature_set_load (workspace, NULL, error);
	look->outlying = look->set != NULL ? seg_outlying_find (workspace, look->set, NULL, &options, job, error) : NULL;
	return look->outlying != NULL;
}

static void
done_look (SegView *view, gpointer data)
{
	State *state = view->state;
	Look *look = data;

	g_ptr_array_set_size (state->shown, 0);
	seg_feature_set_free (state->set);
	seg_outlying_free (state->outlying);
	state->set = g_steal_pointer (&look->set);
	state->outlying = g_steal_pointer (&look->outlying);
	fill (state);
}

static void
failed_look (SegView *view, gpointer data, const GError *error)
{
	(void) data;
	((State *) view->state)->failed = TRUE;
	if (!g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED))
		seg_report (view, error);
}

static const SegWork look_work = { N_("looking for outlying users"), run_look, done_look, failed_look, free_look, FALSE, FALSE };

static void
look (SegView *view)
{
	((State *) view->state)->failed = FALSE;
	seg_view_run (view, &look_work, g_new0 (Look, 1));
}

/* The view -------------------------------------------------------------------------------------------------------------------------- */

static gboolean
open_user (SegView *view)
{
	const State *state = view->state;
	gint64 user;
	gsize row;

	if (state->outlying == NULL) {
		look (view);
		return TRUE;
	}
	if (!seg_list_cursor (state->list, &row))
		return TRUE;
	user = seg_outlying_shown (state, row)->user_id;
	return seg_view_push (view, &seg_user_view, &user);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case OPEN:
		return open_user (view);
	case KEEP:
		seg_outlying_decide_keep (view);
		return TRUE;
	case LIMIT:
		seg_outlying_decide_limits (view);
		return TRUE;
	case UNLIMIT:
		seg_outlying_decide_unlimit (view);
		return TRUE;
	case ASIDE:
		seg_outlying_decide_aside (view);
		return TRUE;
	case TAKE_BACK:
		seg_outlying_decide_take_back (view);
		return TRUE;
	case SHOW_KEPT:
		state->with_kept = !state->with_kept;
		fill (state);
		return TRUE;
	default:
		return FALSE;
	}
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	if (action == OPEN)
		return state->outlying != NULL ? state->shown->len > 0 : state->failed;
	if (action == KEEP || action == LIMIT || action == ASIDE)
		return state->outlying != NULL && state->shown->len > 0;
	return action < SEG_ACTION_OWN || state->outlying != NULL;
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

static char *
summary (const SegOutlying *outlying)
{
	g_autofree char *found = seg_format_integer ((gint64) outlying->users->len), *users = seg_format_integer ((gint64) outlying->n_users);
	g_autofree char *far = seg_format_integer ((gint64) outlying->n_far), *alone = seg_format_integer ((gint64) outlying->n_isolated);
	g_autofree char *both = seg_format_integer ((gint64) outlying->n_both), *kept = seg_format_integer ((gint64) outlying->n_kept);
	g_autofree char *keeping = outlying->n_kept > 0 ? g_strdup_printf (_(" You keep %s."), kept) : g_strdup ("");

	return g_strdup_printf (_("%s of %s users are unlike the others: %s far from the bulk, %s isolated, %s both.%s Nothing happens to them by itself."),
	                        found, users, far, alone, both, keeping);
}

/* The causes of the user under the cursor, in full; below, what takes no part. */
static void
draw_detail (const State *state, SegCells *cells, SegRect rect)
{
	g_autofree char *words = NULL;
	gsize row;
	int y = 0;

	if (seg_list_cursor (state->list, &row)) {
		words = seg_outlying_words (state->outlying, seg_outlying_shown (state, row), G_MAXUINT);
		y += seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, words);
	}
	for (guint i = 0; i < state->outlying->remarks->len && y < rect.height; i++)
		y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, state->outlying->remarks->pdata[i]);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	guint marked = seg_list_n_marked (state->list);
	g_autofree char *remark = marked > 0 ? g_strdup_printf (_("%u marked"), marked) : NULL, *words = summary (state->outlying);
	const SegJudgingFrame frame = { _("Who is unlike everyone else?"), remark, words, rect.height > 30 ? 2 * DETAIL : rect.height > 16 ? DETAIL : 2 };

	draw_detail (state, cells, seg_judging_draw (view, state->list, &frame, cells, rect));
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) argument;
	(void) error;
	state->shown = g_ptr_array_new ();
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_ptr_array_unref (state->shown);
	seg_feature_set_free (state->set);
	seg_outlying_free (state->outlying);
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (state->outlying != NULL)
		return NULL;
	return state->failed ? _("Stopped. Press Enter to look again.") : _("Looking for users unlike everyone else…");
}

static SegView *
open_pane (SegView *view, gsize row, GError **error)
{
	return seg_pane_view (view, &seg_user_view, (gpointer) &seg_outlying_shown (view->state, row)->user_id, error);
}

static const SegPaneClass pane = SEG_USER_PANE (open_pane);

const SegViewClass seg_outlying_view = {
	.name = "outlying", .title = N_("Who is unlike everyone else?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Users are found in two ways. The robust distance is how far they lie from the bulk, in the directions and widths in which the bulk varies "
	           "(minimum covariance determinant); beyond the 99.9 % quantile of chi-square they count as far. Isolation is how few random cuts leave them "
	           "alone: a score above 0.6 is odd, below 0.5 ordinary. With each stand the features that make them odd, and the range in which 95 % of all "
	           "users lie.\n\n"
	           "An odd user may be your best customer (keep), pull a segment towards themselves (limit the features), or be a robot or a test account (set "
	           "aside). Space marks several. Everything can be taken back."),
	.open = open_view, .close = close_view, .refresh = look, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty, .pane = &pane,
};
