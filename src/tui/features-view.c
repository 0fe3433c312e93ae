/* The Features screen: what should the segments be based on?
 *
 * What is chosen is kept here and saved by a small writing job as soon as it changes; changes made while that job runs are
 * saved by the next one, so choosing never waits. Without a feature set one is built at the first visit. */
#include <config.h>
#include "features.h"
#include "screens.h"

#include <glib/gi18n.h>
#include <string.h>

#define SET_NAME "default" /* as the command line calls it */

typedef struct {
	SegFeatureTable table;
	char    *key;      /* what the figures in the table were made from, or NULL */
	gboolean loaded;
	gboolean unsaved;  /* the choice differs from what is saved or being saved */
	gboolean stopped;  /* building was stopped or failed */
	char    *empty;    /* text for an empty screen */
} State;

enum { PICK = SEG_ACTION_OWN, SCALE, AS_OF, PROPOSED, ALL, NONE, BUILD, NEXT, EXPORT };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, NEXT, "next-step", N_("next step"), N_("Go on to the clusters; computes the figures first where needed") },
	{ 'n', NEXT, "next-step", NULL, N_("Go on to the clusters; computes the figures first where needed") },
	{ ' ', PICK, "choose-feature", N_("choose"), N_("Choose the feature under the cursor, or leave it out") },
	{ 'p', PROPOSED, "choose-proposed", N_("proposed"), N_("Choose the features that are proposed for these data") },
	{ 'c', SCALE, "change-scaling", N_("scaling"), N_("Change how the values are made comparable") },
	{ 'a', AS_OF, "change-day", N_("day"), N_("Count everything only up to a certain day, and compute the figures as of then") },
	{ 'e', EXPORT, "export-features", N_("export"), N_("Write the chosen features of all users to a CSV file") },
	{ 'A', ALL, "choose-all", NULL, N_("Choose all features in sight") },
	{ 'N', NONE, "choose-none", NULL, N_("Leave out all features in sight") },
	{ 'b', BUILD, "compute-features", N_("compute again"), N_("Compute the figures again") },
	{ 0, 0, NULL, NULL, NULL }
};

/* Reading ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	char          *known; /* key of the figures that are there already */
	char          *key;
	SegFeatureSet *set;
	GPtrArray     *catalogue, *statistics;
} Load;

static void
free_load (gpointer data)
{
	Load *load = data;

	g_free (load->known);
	g_free (load->key);
	seg_feature_set_free (load->set);
	g_clear_pointer (&load->catalogue, g_ptr_array_unref);
	g_clear_pointer (&load->statistics, g_ptr_array_unref);
	g_free (load);
}

/* The scaling of what is chosen, as chosen; of the rest, the usual one. */
static void
set_scalings (GPtrArray *all, const GPtrArray *selection, GString *key)
{
	for (guint i = 0; i < all->len; i++)
		for (guint j = 0; j < selection->len; j++) {
			SegSelected *any = all->pdata[i];
			const SegSelected *selected = selection->pdata[j];

			if (strcmp (any->name, selected->name) != 0 || any->scaling == selected->scaling)
				continue;
			any->scaling = selected->scaling;
			g_string_append_printf (key, " %s:%s", any->name, seg_scaling_name (any->scaling));
		}
}

/* Figures are made anew only when what they are made from has changed. */
static gboolean
load_statistics (SegWorkspace *workspace, SegJob *job, Load *load, GError **error)
{
	g_autoptr (GPtrArray) all = seg_feature_selection_of_set (workspace, load->set, error);
	g_autofree char *data = seg_workspace_fingerprint (workspace, error);
	g_autoptr (GString) key = g_string_new (NULL);

	if (all == NULL || data == NULL)
		return FALSE;
	g_string_printf (key, "%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, data, load->set->id,
	                 load->set->as_of, load->set->created_at);
	set_scalings (all, load->set->selection, key);
	load->key = g_string_free (g_steal_pointer (&key), FALSE);
	if (g_strcmp0 (load->key, load->known) == 0)
		return TRUE;
	load->statistics = seg_feature_statistics (workspace, load->set, all, job, error);
	return load->statistics != NULL;
}

static gboolean
run_load (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Load *load = data;
	g_autoptr (GError) failure = NULL;

	if ((load->catalogue = seg_feature_catalogue (workspace, error)) == NULL)
		return FALSE;
	load->set = seg_feature_set_load (workspace, NULL, &failure);
	if (g_error_matches (failure, SEG_ERROR, SEG_ERROR_NOT_FOUND))
		return TRUE;
	if (failure != NULL) {
		g_propagate_error (error, g_steal_pointer (&failure));
		return FALSE;
	}
	return load_statistics (workspace, job, load, error);
}

static void build (SegView *view, gint64 as_of);

static gint64
n_users (SegView *view)
{
	const SegWorkspaceInfo *info = seg_view_session (view)->info;

	return info != NULL ? info->n_users : 0;
}

static void
done_load (SegView *view, gpointer data)
{
	State *state = view->state;
	Load *load = data;

	state->loaded = TRUE;
	g_free (state->key);
	state->key = g_steal_pointer (&load->key);
	seg_feature_table_take (&state->table, g_steal_pointer (&load->set), g_steal_pointer (&load->catalogue),
	                        g_steal_pointer (&load->statistics), state->unsaved);
	if (state->table.set == NULL && n_users (view) > 0 && !state->stopped)
		build (view, 0);
}

static const SegWork load_work = { N_("figures of the features"), run_load, done_load, NULL, free_load, FALSE, FALSE };

static void
refresh (SegView *view)
{
	State *state = view->state;
	Load *load;

	if (n_users (view) == 0 || seg_view_is_busy (view, &load_work))
		return;
	load = g_new0 (Load, 1);
	load->known = g_strdup (state->key);
	seg_view_run (view, &load_work, load);
}

/* Building --------------------------------------------------------------------------------------------------------- */

typedef struct {
	char      *name;
	gint64     as_of; /* 0: the last day of the data */
	GPtrArray *selection; /* NULL: the proposed one */
} Build;

static void
free_build (gpointer data)
{
	Build *b = data;

	g_free (b->name);
	g_clear_pointer (&b->selection, g_ptr_array_unref);
	g_free (b);
}

static gboolean
run_build (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Build *b = data;
	g_autoptr (SegFeatureSet) set = seg_feature_set_build (workspace, b->name, b->as_of, b->selection, job, error);

	return set != NULL;
}

static void
done_build (SegView *view, gpointer data)
{
	State *state = view->state;

	(void) data;
	state->unsaved = FALSE;
	state->stopped = FALSE;
}

static void
failed_build (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	state->stopped = TRUE;
	if (!g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED))
		seg_report (view, error);
	else if (state->table.set != NULL)
		seg_say (view, "%s", _("Stopped; nothing was changed. Press b to compute the features again."));
}

static const SegWork build_work = { N_("computing features"), run_build, done_build, failed_build, free_build, TRUE, FALSE };

static void
build (SegView *view, gint64 as_of)
{
	State *state = view->state;
	Build *b;

	if (seg_view_is_busy (view, &build_work))
		return;
	b = g_new0 (Build, 1);
	b->name = g_strdup (state->table.set != NULL ? state->table.set->name : SET_NAME);
	b->as_of = as_of;
	b->selection = state->table.set != NULL ? seg_feature_table_selection (&state->table) : NULL;
	seg_view_run (view, &build_work, b);
}

/* Saving what is chosen -------------------------------------------------------------------------------------------- */

typedef struct {
	gint64     set_id;
	GPtrArray *selection;
} Save;

static void
free_save (gpointer data)
{
	Save *save = data;

	g_ptr_array_unref (save->selection);
	g_free (save);
}

static gboolean
run_save (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Save *save = data;

	(void) job;
	return seg_feature_set_select (workspace, save->set_id, save->selection, error);
}

static void save_choice (SegView *view);

static void
done_save (SegView *view, gpointer data)
{
	const State *state = view->state;

	(void) data;
	if (state->unsaved)
		save_choice (view);
}

static const SegWork save_work = { N_("saving what is chosen"), run_save, done_save, NULL, free_save, TRUE, FALSE };

/* While an older choice is being saved, done_save() saves the newer one. */
static void
save_choice (SegView *view)
{
	State *state = view->state;
	Save *save;

	state->unsaved = TRUE;
	if (state->table.set == NULL || seg_view_is_busy (view, &save_work))
		return;
	state->unsaved = FALSE;
	save = g_new0 (Save, 1);
	save->set_id = state->table.set->id;
	save->selection = seg_feature_table_selection (&state->table);
	seg_view_run (view, &save_work, save);
}

/* Actions ---------------------------------------------------------------------------------------------------------- */

static gboolean
pick (SegView *view)
{
	State *state = view->state;
	SegFeatureRow *row = seg_feature_table_cursor (&state->table);

	if (row == NULL)
		return TRUE;
	row->chosen = !row->chosen;
	seg_list_act (state->table.list, SEG_ACTION_DOWN);
	save_choice (view);
	return TRUE;
}

static gboolean
choose (SegView *view, SegChoose what)
{
	State *state = view->state;

	seg_feature_table_choose (&state->table, what);
	save_choice (view);
	return TRUE;
}

static void
scaling_chosen (SegView *view, guint choice, gpointer data)
{
	State *state = view->state;
	SegFeatureRow *row = seg_feature_table_cursor (&state->table);

	(void) data;
	if (row == NULL)
		return;
	row->scaling = (SegScaling) choice;
	row->chosen = TRUE;
	save_choice (view);
}

static gboolean
ask_scaling (SegView *view)
{
	const State *state = view->state;
	const SegFeatureRow *row = seg_feature_table_cursor (&state->table);
	const char *labels[SEG_SCALING_LOG + 2] = { NULL }, *remarks[SEG_SCALING_LOG + 2] = { NULL };
	g_autofree char *title = NULL;

	if (row == NULL)
		return TRUE;
	for (guint i = 0; i <= SEG_SCALING_LOG; i++) {
		labels[i] = seg_scaling_name ((SegScaling) i);
		remarks[i] = seg_scaling_words ((SegScaling) i);
	}
	title = g_strdup_printf (_("Scaling of \"%s\""), row->feature->label);
	seg_ask_choice (view, title, labels, remarks, row->scaling, scaling_chosen, NULL, NULL);
	return TRUE;
}

/* The last second of the day that @text names; 0 for an empty text: as of the last day of the data. */
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
	gint64 as_of;

	(void) data;
	if (!parse_day (text, &as_of, error))
		return FALSE;
	build (view, as_of);
	return TRUE;
}

static gboolean
ask_day (SegView *view)
{
	const State *state = view->state;
	g_autofree char *day = seg_format_date (state->table.set->as_of);

	seg_ask_line (view, _("Count everything up to the end of which day?"),
	              _("Later events are not seen, as if you stood on that day. Empty: the last day of the data."), day, accept_day, NULL,
	              NULL);
	return TRUE;
}

static gboolean
next_step (SegView *view)
{
	const State *state = view->state;

	if (state->table.set == NULL || state->table.set->stale)
		build (view, 0);
	else
		seg_view_visit (view, "clusters", NULL, 0);
	return TRUE;
}

static gboolean
act (SegView *view, int action)
{
	const State *state = view->state;

	switch (action) {
	case PICK:
		return pick (view);
	case SCALE:
		return ask_scaling (view);
	case AS_OF:
		return ask_day (view);
	case PROPOSED:
		return choose (view, SEG_CHOOSE_PROPOSED);
	case ALL:
		return choose (view, SEG_CHOOSE_ALL);
	case NONE:
		return choose (view, SEG_CHOOSE_NONE);
	case BUILD:
		build (view, state->table.set != NULL && !state->table.set->stale ? state->table.set->as_of : 0);
		return TRUE;
	case NEXT:
		return next_step (view);
	case EXPORT:
		seg_features_export (view, state->table.set->id, seg_feature_table_selection (&state->table));
		return TRUE;
	default:
		return FALSE;
	}
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	if (action == BUILD || action == NEXT)
		return n_users (view) > 0;
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

	if (state->table.set != NULL && n_users (view) > 0)
		return NULL;
	g_clear_pointer (&state->empty, g_free);
	if (seg_view_session (view)->info == NULL)
		state->empty = g_strdup ("");
	else if (n_users (view) == 0)
		state->empty = g_strdup (_("No users yet. Features are what is known of each user, so import your files first: press 1."));
	else if (seg_view_is_busy (view, &build_work))
		state->empty = building_words (view);
	else
		state->empty = g_strdup (state->stopped ? _("Stopped; nothing was changed. Press b to compute the features.") : "");
	return state->empty;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	int used = seg_draw_heading (cells, rect, _("What should the segments be based on?"), _("Figures are of all users"));

	seg_features_draw (&state->table, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

const SegViewClass seg_features_view = {
	.name = "features", .title = N_("Features"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("A feature is one thing known of each user: how long ago they last came, how much they spent, their city. The "
	           "segments will group users who are alike in the features chosen here (☑).\n\n"
	           "Choose what matters for your decisions, and few rather than many: features that say nearly the same count twice.\n\n"
	           "Scaling makes different units comparable, so that money does not outweigh days just because its numbers are larger."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list,
	.when_empty = when_empty,
};
