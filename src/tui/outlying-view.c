/* Who is unlike everyone else: the users found, what makes each odd, and what to do about them. */
#include <config.h>
#include "judging.h"
#include "users.h"

#include <segscope/outlier.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define CAUSES 3
#define DETAIL 5 /* lines below the list */

typedef struct {
	SegFeatureSet *set;
	SegOutlying   *outlying; /* NULL: being looked for, or failed */
	gboolean       with_kept;
	GPtrArray     *shown;    /* of const SegOutlyingUser* */
	gboolean       failed;
	SegList       *list;
} State;

enum { KEEP = SEG_ACTION_OWN, LIMIT, UNLIMIT, ASIDE, TAKE_BACK, SHOW_KEPT, OPEN };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, OPEN, "open-user", N_("user"), N_("Open the page of the user under the cursor") },
	{ 'y', KEEP, "keep-outlying", N_("keep"), N_("Note that you have looked at the marked users (or this one) and keep them; again: no longer") },
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

static const SegOutlyingUser *
user_at (const State *state, gsize row)
{
	return state->shown->pdata[row];
}

static gsize
n_rows (gpointer data)
{
	return ((const State *) data)->shown->len;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const State *state = data;
	const SegOutlyingUser *user = user_at (state, row);

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
	return user_at (data, row)->user_id;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .id = id, .can_mark = TRUE };

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

/* Those that are marked, else the one under the cursor: GPtrArray of SegOutlyingUser*, borrowed ones, owned array. */
static GPtrArray *
chosen (const State *state)
{
	GPtrArray *users = g_ptr_array_new ();
	gsize row;

	for (guint i = 0; i < state->shown->len; i++)
		if (seg_list_is_marked (state->list, user_at (state, i)->user_id))
			g_ptr_array_add (users, state->shown->pdata[i]);
	if (users->len == 0 && seg_list_cursor (state->list, &row))
		g_ptr_array_add (users, state->shown->pdata[row]);
	return users;
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

/* Deciding ------------------------------------------------------------------------------------------------------------------------- */

typedef struct {
	int        action;
	gint64     set_id;
	GArray    *ids;       /* of gint64 */
	gboolean   keep;
	GPtrArray *selection; /* with limits */
	GPtrArray *keys;      /* of char*, NULL-terminated */
	guint      n;         /* users or features */
} Decision;

static Decision *
new_decision (const State *state, int action)
{
	Decision *decision = g_new0 (Decision, 1);

	decision->action = action;
	decision->set_id = state->set->id;
	decision->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	decision->keys = g_ptr_array_new_with_free_func (g_free);
	return decision;
}

static void
free_decision (gpointer data)
{
	Decision *decision = data;

	g_array_unref (decision->ids);
	g_ptr_array_unref (decision->keys);
	g_clear_pointer (&decision->selection, g_ptr_array_unref);
	g_free (decision);
}

static gboolean
set_aside (SegWorkspace *workspace, SegJob *job, Decision *decision, GError **error)
{
	g_autoptr (SegFeatureSet) fresh = NULL;
	gboolean success = decision->action == ASIDE
		? seg_outlying_set_aside (workspace, (const char *const *) decision->keys->pdata, job, error)
		: seg_outlying_take_back (workspace, NULL, job, error);

	return success && (fresh = seg_feature_set_fresh (workspace, NULL, job, error)) != NULL;
}

static gboolean
run_decision (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Decision *decision = data;

	switch (decision->action) {
	case KEEP:
		return seg_outlying_keep (workspace, (const gint64 *) (gpointer) decision->ids->data, decision->ids->len, decision->keep, error);
	case LIMIT:
	case UNLIMIT:
		return seg_feature_set_select (workspace, decision->set_id, decision->selection, error);
	default:
		return set_aside (workspace, job, decision, error);
	}
}

static void
done_decision (SegView *view, gpointer data)
{
	State *state = view->state;
	const Decision *decision = data;

	switch (decision->action) {
	case KEEP:
		seg_say (view, decision->keep ? ngettext ("%u user is kept; y takes that back, a shows them", "%u users are kept; y takes that back, a shows "
		                                          "them", decision->n)
		                              : ngettext ("%u user is no longer kept", "%u users are no longer kept", decision->n), decision->n);
		break;
	case LIMIT:
		seg_say (view, ngettext ("%u feature is limited; W takes it back", "%u features are limited; W takes it back", decision->n), decision->n);
		break;
	case UNLIMIT:
		seg_say (view, ngettext ("The limits of %u feature are taken back", "The limits of %u features are taken back", decision->n), decision->n);
		break;
	case ASIDE:
		seg_say (view, ngettext ("%u user is set aside by the cleaning recipe; b takes them back", "%u users are set aside by the cleaning recipe; b "
		                         "takes them back", decision->n), decision->n);
		break;
	default:
		seg_say (view, _("All users that were set aside here are back"));
	}
	seg_list_unmark_all (state->list);
}

static const SegWork decision_work = { N_("outlying users"), run_decision, done_decision, NULL, free_decision, TRUE, FALSE };

static void
keep (SegView *view)
{
	State *state = view->state;
	g_autoptr (GPtrArray) users = chosen (state);
	Decision *decision = new_decision (state, KEEP);

	for (guint i = 0; i < users->len; i++) {
		const SegOutlyingUser *user = users->pdata[i];

		g_array_append_val (decision->ids, user->user_id);
		decision->keep = decision->keep || !user->kept;
	}
	decision->n = users->len;
	seg_view_run (view, &decision_work, decision);
}

static void
yes (SegView *view, gpointer data)
{
	Decision **decision = data;

	seg_view_run (view, &decision_work, g_steal_pointer (decision));
}

static void
free_asked (gpointer data)
{
	Decision **decision = data;

	if (*decision != NULL)
		free_decision (*decision);
	g_free (decision);
}

static void
ask (SegView *view, const char *question, Decision *decision)
{
	Decision **asked = g_new (Decision *, 1);

	*asked = decision;
	seg_ask_yes (view, question, yes, asked, free_asked);
}

static void
ask_aside (SegView *view)
{
	State *state = view->state;
	g_autoptr (GPtrArray) users = chosen (state);
	Decision *decision = new_decision (state, ASIDE);
	g_autofree char *question = g_strdup_printf (ngettext ("Set %u user aside? They stay in the file and no longer count; b takes them back.",
	                                                       "Set %u users aside? They stay in the file and no longer count; b takes them back.",
	                                                       users->len), users->len);

	for (guint i = 0; i < users->len; i++)
		g_ptr_array_add (decision->keys, g_strdup (((const SegOutlyingUser *) users->pdata[i])->key));
	g_ptr_array_add (decision->keys, NULL);
	decision->n = users->len;
	ask (view, question, decision);
}

/* Limits on what makes @user odd and lies outside of where all ordinary users are; says them in @words. */
static void
add_limits (const State *state, const SegOutlyingUser *user, GPtrArray *selection, guint *n, GString *words)
{
	g_autoptr (GArray) causes = seg_outlying_causes (state->outlying, user);

	for (guint i = 0; i < causes->len; i++) {
		const SegOutlyingCause *cause = &g_array_index (causes, SegOutlyingCause, i);
		SegSelected *selected = seg_selection_find (selection, cause->column->feature);
		double low, high;
		gsize n_outside;

		if (selected == NULL || selected->limited
		    || !seg_outlying_limits (state->outlying, (gsize) (cause->column - state->outlying->matrix->columns), &low, &high, &n_outside)
		    || (cause->value >= low && cause->value <= high))
			continue;
		g_autofree char *from = seg_format_auto (low), *to = seg_format_auto (high);

		selected->limited = TRUE;
		selected->low = low;
		selected->high = high;
		g_string_append_printf (words, _("%s%s to %s..%s"), words->len > 0 ? ", " : "", cause->column->label, from, to);
		(*n)++;
	}
}

static void
ask_limits (SegView *view)
{
	State *state = view->state;
	g_autoptr (GPtrArray) users = chosen (state);
	g_autoptr (GString) words = g_string_new (NULL);
	Decision *decision = new_decision (state, LIMIT);
	g_autofree char *question = NULL;

	decision->selection = seg_selection_copy (state->set->selection);
	for (guint i = 0; i < users->len; i++)
		add_limits (state, users->pdata[i], decision->selection, &decision->n, words);
	if (decision->n == 0) {
		seg_say (view, _("Each of their values lies where ordinary users are too: it is the combination that is odd. Keep them or set them aside."));
		free_decision (decision);
		return;
	}
	question = g_strdup_printf (_("Limit %s for clustering? Figures and profiles keep the real values; W takes it back."), words->str);
	ask (view, question, decision);
}

static void
unlimit (SegView *view)
{
	const State *state = view->state;
	Decision *decision = new_decision (state, UNLIMIT);

	decision->selection = seg_selection_copy (state->set->selection);
	for (guint i = 0; i < decision->selection->len; i++) {
		SegSelected *selected = decision->selection->pdata[i];

		decision->n += selected->limited != 0;
		selected->limited = FALSE;
		selected->low = -INFINITY;
		selected->high = INFINITY;
	}
	seg_view_run (view, &decision_work, decision);
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
	user = user_at (state, row)->user_id;
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
		keep (view);
		return TRUE;
	case LIMIT:
		ask_limits (view);
		return TRUE;
	case UNLIMIT:
		unlimit (view);
		return TRUE;
	case ASIDE:
		ask_aside (view);
		return TRUE;
	case TAKE_BACK:
		ask (view, _("Take in again all users that were set aside here?"), new_decision (state, TAKE_BACK));
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
		words = seg_outlying_words (state->outlying, user_at (state, row), G_MAXUINT);
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
	int used = seg_draw_heading (cells, rect, _("Who is unlike everyone else?"), remark), detail = rect.height > 30 ? 2 * DETAIL : rect.height > 16 ? DETAIL : 2;

	rect = seg_rect_below (rect, used);
	rect = seg_rect_below (rect, seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, words) + 1);
	seg_draw_rule (cells, rect, rect.height - detail - 1);
	draw_detail (state, cells, seg_rect_below (rect, rect.height - detail));
	seg_list_draw (state->list, cells, seg_rect_top (rect, rect.height - detail - 1), seg_view_has_focus (view));
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

const SegViewClass seg_outlying_view = {
	.name = "outlying", .title = N_("Who is unlike everyone else?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Users are found in two ways. The robust distance is how far they lie from the bulk, in the directions and widths in which the bulk varies "
	           "(minimum covariance determinant); beyond the 99.9 % quantile of chi-square they count as far. Isolation is how few random cuts leave them "
	           "alone: a score above 0.6 is odd, below 0.5 ordinary. With each stand the features that make them odd, and the range in which 95 % of all "
	           "users lie.\n\n"
	           "An odd user may be your best customer (keep), pull a segment towards themselves (limit the features), or be a robot or a test account (set "
	           "aside). Space marks several. Everything can be taken back."),
	.open = open_view, .close = close_view, .refresh = look, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
};
