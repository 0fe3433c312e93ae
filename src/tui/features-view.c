/* The Features screen: what should the segments be based on? Its jobs are in features-jobs.c. */
#include <config.h>
#include "feature-sets.h"
#include "features.h"
#include "components.h"
#include "judging.h"
#include "own-feature.h"
#include "rfm.h"
#include "screens.h"
#include "separation.h"

#include <segscope/figure.h>
#include <segscope/format.h>

#include <glib/gi18n.h>
#include <string.h>

typedef SegFeaturesState State;

enum { PICK = SEG_ACTION_OWN, SCALE, AS_OF, PROPOSED, ALL, NONE, BUILD, NEXT, EXPORT, RFM, CORRELATIONS, SELECTION, OUTLYING, PEOPLE, CLOCK, FOLD, FOLD_ALL, SETS, COMPONENTS, SEPARATION, TREATMENT, DEFINE, FORGET };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, NEXT, "next-step", N_("next step"), N_("Go on to the clusters; computes the figures first where needed") },
	{ 'n', NEXT, "next-step", NULL, N_("Go on to the clusters; computes the figures first where needed") },
	{ ' ', PICK, "choose-feature", N_("choose"), N_("Choose the feature under the cursor, or leave it out") },
	{ 'p', PROPOSED, "choose-proposed", N_("proposed"), N_("Choose the features that are proposed for these data") },
	{ 'z', FOLD, "fold-group", N_("fold"), N_("Fold the group under the cursor, or unfold it") },
	{ 'w', SELECTION, "propose-selection", N_("what to keep"), N_("Have it proposed which features to keep, with reasons") },
	{ 'f', DEFINE, "define-feature", N_("your own"), N_("Define a feature of your own; on one of them: change it") },
	{ 'F', FORGET, "forget-feature", NULL, N_("Forget the feature of your own, or the components, under the cursor") },
	{ 'v', SETS, "feature-sets", N_("sets"), N_("See the feature sets that are kept: open, save, compare, rename, delete") },
	{ 'm', CORRELATIONS, "correlations", N_("map"), N_("See which features go together, in a heat map") },
	{ 'r', RFM, "rfm-grid", N_("RFM"), N_("Rate users by recency, frequency and money, in a grid with names") },
	{ 'o', OUTLYING, "outlying-users", N_("odd users"), N_("Find users unlike everyone else, and decide about them") },
	{ 'x', COMPONENTS, "components", N_("components"), N_("See how many directions the chosen features have, and keep them as features") },
	{ 'X', SEPARATION, "feature-separation", NULL, N_("See in which of their features the kept segments are apart") },
	{ 'd', TREATMENT, "change-treatment", N_("treatment"), N_("Change how a category becomes numbers and what stands for missing values") },
	{ 'c', SCALE, "change-scaling", N_("scaling"), N_("Change how the values are made comparable") },
	{ 'a', AS_OF, "change-day", N_("day"), N_("Count everything only up to a certain day, and compute the figures as of then") },
	{ 'e', EXPORT, "export-features", N_("export"), N_("Write the chosen features of all users to a CSV file") },
	{ 'u', PEOPLE, "choose-people", NULL, N_("Choose whether everyone counts, or only whom a users file lists") },
	{ 't', CLOCK, "local-time", NULL, N_("Choose the local time by which hours and days are counted") },
	{ 'Z', FOLD_ALL, "fold-all", NULL, N_("Fold all groups, or unfold them") },
	{ 'A', ALL, "choose-all", NULL, N_("Choose all features in sight") },
	{ 'N', NONE, "choose-none", NULL, N_("Leave out all features in sight") },
	{ 'b', BUILD, "compute-features", N_("compute"), N_("Compute the figures; where they are there already, those of everybody anew") },
	{ 0, 0, NULL, NULL, NULL }
};

/* Actions ---------------------------------------------------------------------------------------------------------- */

static gboolean
pick (SegView *view)
{
	State *state = view->state;
	SegFeatureRow *row = seg_feature_table_cursor (&state->table);
	const char *group = seg_feature_table_group (&state->table, NULL);

	if (group == NULL)
		return TRUE;
	if (row == NULL) {
		seg_feature_table_choose_group (&state->table, group);
		seg_features_save (view);
		return TRUE;
	}
	row->chosen = !row->chosen;
	seg_list_act (state->table.list, SEG_ACTION_DOWN);
	seg_features_save (view);
	return TRUE;
}

static gboolean
choose (SegView *view, SegChoose what)
{
	State *state = view->state;

	seg_feature_table_choose (&state->table, what);
	seg_features_save (view);
	return TRUE;
}

/* The last second of the day that @text names, in local time; 0 for an empty text: as of the last day of the data. */
static gboolean
parse_day (const char *text, gint64 *as_of, GError **error)
{
	g_autofree char *instant = g_strconcat (text, "T23:59:59Z", NULL);
	g_autoptr (GDateTime) time = strlen (text) == strlen ("2024-03-05") ? g_date_time_new_from_iso8601 (instant, NULL) : NULL;

	*as_of = time != NULL ? g_date_time_to_unix (time) : 0;
	if (time != NULL || *text == '\0')
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is not a day; write it like 2024-03-05"), text);
	return FALSE;
}

static gboolean
accept_day (SegView *view, const char *text, gpointer data, GError **error)
{
	const State *state = view->state;
	gint64 as_of;

	(void) data;
	if (!parse_day (text, &as_of, error))
		return FALSE;
	seg_features_build (view, as_of != 0 && state->table.set != NULL ? as_of - seg_feature_set_ahead (state->table.set) : as_of);
	return TRUE;
}

static gboolean
ask_day (SegView *view)
{
	const State *state = view->state;
	g_autofree char *day = seg_format_exact_date (state->table.set->as_of_local);

	seg_ask_line (view, _("Count everything up to the end of which day?"),
	              _("Later events are not seen, as if you stood on that day. Empty: the last day of the data."), day, accept_day, NULL,
	              NULL);
	return TRUE;
}

/* As of the day that was named, else of the last one. */
static void
build_again (SegView *view)
{
	const State *state = view->state;

	if (state->table.set != NULL && state->table.statistics == NULL && !state->table.set->stale)
		seg_features_load (view); /* its figures: reading them was stopped, or has not ended */
	else if (state->table.set == NULL || !state->table.set->stale)
		seg_features_build_anew (view);
	else
		seg_features_build (view, seg_feature_set_wanted_as_of (state->table.set));
}

static gboolean
next_step (SegView *view)
{
	const State *state = view->state;

	if (state->table.set == NULL && seg_view_session (view)->has_features)
		seg_features_load (view);
	else if (state->table.set == NULL || state->table.set->stale)
		build_again (view);
	else
		seg_view_visit (view, "clusters", NULL, 0);
	return TRUE;
}

/* Enter on a heading folds; everywhere else it goes on. */
static gboolean
is_at_heading (const State *state)
{
	gboolean heading = FALSE;

	return state->table.set != NULL && seg_feature_table_group (&state->table, &heading) != NULL && heading;
}

static gboolean
fold (SegView *view, gboolean all)
{
	State *state = view->state;
	const char *group = seg_feature_table_group (&state->table, NULL);

	if (group != NULL)
		seg_feature_table_fold (&state->table, all ? NULL : group);
	return TRUE;
}

/* The name of the own feature under the cursor, or NULL. */
static const char *
own_at_cursor (const State *state)
{
	const SegFeatureRow *row = state->table.catalogue != NULL ? seg_feature_table_cursor (&state->table) : NULL;

	return row != NULL && strcmp (row->feature->group, "own") == 0 ? row->feature->name : NULL;
}

/* Opens the view that the key is for. */
static gboolean
look_behind (SegView *view, int action)
{
	static const struct {
		int action;
		const SegViewClass *view;
	} behind[] = {
		{ SETS, &seg_feature_sets_view }, { CORRELATIONS, &seg_correlations_view }, { SELECTION, &seg_selection_view },
		{ COMPONENTS, &seg_components_view }, { SEPARATION, &seg_separation_view }, { OUTLYING, &seg_outlying_view }, { RFM, &seg_rfm_view },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (behind); i++)
		if (behind[i].action == action) {
			seg_view_push (view, behind[i].view, NULL);
			return TRUE;
		}
	return FALSE;
}

static gboolean
act (SegView *view, int action)
{
	const State *state = view->state;

	switch (action) {
	case PICK:
		return pick (view);
	case SCALE:
		seg_features_ask_scaling (view);
		return TRUE;
	case AS_OF:
		return ask_day (view);
	case PEOPLE:
		seg_features_ask_people (view);
		return TRUE;
	case CLOCK:
		seg_features_ask_clock (view);
		return TRUE;
	case PROPOSED:
		return choose (view, SEG_CHOOSE_PROPOSED);
	case ALL:
		return choose (view, SEG_CHOOSE_ALL);
	case NONE:
		return choose (view, SEG_CHOOSE_NONE);
	case BUILD:
		build_again (view);
		return TRUE;
	case NEXT:
		return is_at_heading (state) ? fold (view, FALSE) : next_step (view);
	case FOLD:
		return fold (view, FALSE);
	case FOLD_ALL:
		return fold (view, TRUE);
	case TREATMENT:
		seg_features_ask_treatment (view);
		return TRUE;
	case DEFINE:
		seg_view_push (view, &seg_own_feature_view, (gpointer) own_at_cursor (state));
		return TRUE;
	case FORGET:
		seg_features_ask_forget (view);
		return TRUE;
	case EXPORT:
		seg_features_export (view, state->table.set->id, seg_feature_table_selection (&state->table));
		return TRUE;
	default:
		return look_behind (view, action);
	}
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	if (action == FORGET && !seg_features_may_forget (state))
		return FALSE;
	if (action == BUILD || action == NEXT || action == RFM)
		return seg_features_n_users (view) > 0;
	if (action == CORRELATIONS || action == SELECTION || action == OUTLYING || action == COMPONENTS)
		return seg_view_session (view)->has_features;
	if (action == SEPARATION)
		return seg_view_session (view)->has_segmentation;
	return action < SEG_ACTION_OWN || state->table.set != NULL;
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	(void) argument;
	(void) error;
	seg_feature_table_init (&((State *) view->state)->table);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_feature_table_clear (&state->table);
	g_free (state->key);
	g_free (state->empty);
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->table.list;
}

static char *
building_words (SegView *view)
{
	const SegWorkspaceInfo *info = seg_view_session (view)->info;
	g_autofree char *users = seg_format_integer (info->n_users), *events = seg_format_integer (info->n_events);

	return g_strdup_printf (_("Computing what is known of each of %s users from %s events: how recently, how often, how much, what "
	                          "kind. It is done once, and again when the data change.\n\nCtrl-C stops it."), users, events);
}

static const char *
when_empty (SegView *view)
{
	State *state = view->state;

	if (state->table.set != NULL && seg_features_n_users (view) > 0)
		return NULL;
	g_clear_pointer (&state->empty, g_free);
	if (seg_view_session (view)->info == NULL)
		state->empty = g_strdup (_("Opening the workspace…"));
	else if (seg_features_n_users (view) == 0)
		state->empty = g_strdup (_("No users yet. Features are what is known of each user, so import your files first: press 1."));
	else if (seg_features_is_building (view))
		state->empty = building_words (view);
	else if (seg_features_is_reading (view))
		state->empty = g_strdup (_("Reading what the features are like: how many users have a value, the mean, the median, the histogram. With many "
		                           "users it takes a few seconds.\n\nCtrl-C stops it."));
	else if (state->stopped && seg_view_session (view)->info->n_events == 0 && !seg_view_session (view)->has_features)
		state->empty = g_strdup (_("There is little yet to compute features from. Import what users did: press 1. Enter tries again."));
	else
		state->empty = g_strdup (!state->stopped ? "" : seg_view_session (view)->has_features
		                         ? _("Stopped; nothing was changed. Press Enter to read the features.")
		                         : _("Stopped; nothing was changed. Press Enter to compute the features."));
	return state->empty;
}

static const char *
leads_to (SegView *view)
{
	return seg_view_session (view)->info != NULL && seg_features_n_users (view) == 0 ? "data" : NULL;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	const SegWorkspaceInfo *info = seg_view_session (view)->info;
	int used = seg_draw_heading (cells, rect, _("What should the segments be based on?"), NULL);

	state->table.n_known = seg_features_n_users (view);
	state->table.n_listed = info != NULL ? info->n_users_listed : 0;
	state->table.first_event_at = info != NULL ? info->first_event_at : 0;
	seg_features_draw (&state->table, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

/* One that is still being read stays on its first row. */
static void
visit (SegView *view, const char *errand, gint64 id)
{
	State *state = view->state;

	(void) id;
	if (g_str_has_prefix (errand, SEG_FEATURES_GO_TO) && state->table.catalogue != NULL)
		seg_feature_table_go_to (&state->table, errand + strlen (SEG_FEATURES_GO_TO));
}

static SegPlot *
plot (SegView *view)
{
	const State *state = view->state;
	const SegFeatureRow *row = seg_feature_table_cursor (&state->table);

	return row != NULL ? seg_figure_feature (row->feature, row->statistics) : NULL;
}

const SegViewClass seg_features_view = {
	.name = "features", .title = N_("What should the segments be based on?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("A feature is one thing known of each user: how long ago they last came, how much they spent, their city. The "
	           "segments will group users who are alike in the features chosen here (☑).\n\n"
	           "Choose what matters for your decisions, and few rather than many: features that say nearly the same count twice.\n\n"
	           "Scaling makes different units comparable, so that money does not outweigh days just because its numbers are larger."),
	.open = open_view, .close = close_view, .refresh = seg_features_load, .draw = draw, .act = act, .can = can, .list = list,
	.when_empty = when_empty, .leads_to = leads_to, .visit = visit,
	.plot = plot,
};
