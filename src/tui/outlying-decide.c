/* What is done about odd users: kept, what makes them odd limited, set aside; and all of it taken back. */
#include <config.h>
#include "outlying.h"

#include <glib/gi18n.h>
#include <math.h>

typedef SegOutlyingState State;

typedef enum { KEEP, LIMIT, UNLIMIT, ASIDE, TAKE_BACK } Action;

/* Those that are marked, else the one under the cursor: GPtrArray of SegOutlyingUser*, borrowed ones, owned array. */
static GPtrArray *
chosen (const State *state)
{
	GPtrArray *users = g_ptr_array_new ();
	gsize row;

	for (guint i = 0; i < state->shown->len; i++)
		if (seg_list_is_marked (state->list, seg_outlying_shown (state, i)->user_id))
			g_ptr_array_add (users, state->shown->pdata[i]);
	if (users->len == 0 && seg_list_cursor (state->list, &row))
		g_ptr_array_add (users, state->shown->pdata[row]);
	return users;
}

typedef struct {
	Action     action;
	gint64     set_id;
	GArray    *ids;       /* of gint64 */
	gboolean   keep;
	GPtrArray *selection; /* with limits */
	GPtrArray *keys;      /* of char*, NULL-terminated */
	guint      n;         /* users or features */
} Decision;

static Decision *
new_decision (const State *state, Action action)
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

void
seg_outlying_decide_keep (SegView *view)
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

void
seg_outlying_decide_aside (SegView *view)
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
		g_string_append_printf (words, _("%s%s to %s..%s"), words->len > 0 ? _(", ") : "", cause->column->label, from, to);
		(*n)++;
	}
}

void
seg_outlying_decide_limits (SegView *view)
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

void
seg_outlying_decide_unlimit (SegView *view)
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

void
seg_outlying_decide_take_back (SegView *view)
{
	ask (view, _("Take in again all users that were set aside here?"), new_decision (view->state, TAKE_BACK));
}
