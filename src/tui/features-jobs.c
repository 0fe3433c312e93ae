/* The jobs of the Features screen: reading figures, building the feature set, saving what is chosen.
 *
 * What is chosen is saved by a small writing job as soon as it changes; changes made while that job runs are saved by the
 * next one, so choosing never waits. Without a feature set one is built at the first visit. */
#include <config.h>
#include "features.h"

#include <glib/gi18n.h>
#include <string.h>

#define SET_NAME "default" /* as the command line calls it */

/* Reading ---------------------------------------------------------------------------------------------------------- */

/* At first the list alone, which is there at once, and then the figures, for which all values are read. */
typedef struct {
	gboolean       figures;
	char          *known; /* key of the figures that are there already */
	char          *key;
	SegFeatureSet *set;
	GPtrArray     *catalogue, *statistics;
	gint64         clock_offset;
} Load;

static void
clear_load (Load *load)
{
	g_clear_pointer (&load->key, g_free);
	g_clear_pointer (&load->set, seg_feature_set_free);
	g_clear_pointer (&load->catalogue, g_ptr_array_unref);
	g_clear_pointer (&load->statistics, g_ptr_array_unref);
}

static void
free_load (gpointer data)
{
	Load *load = data;

	clear_load (load);
	g_free (load->known);
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

			if (strcmp (any->name, selected->name) != 0 || (any->scaling == selected->scaling && any->fill == selected->fill))
				continue;
			any->scaling = selected->scaling;
			any->fill = selected->fill;
			g_string_append_printf (key, " %s:%s:%s", any->name, seg_scaling_name (any->scaling), seg_fill_name (any->fill));
		}
}

/* Figures are made anew only when what they are made from has changed. */
static gboolean
load_statistics (SegWorkspace *workspace, SegJob *job, Load *load, GError **error)
{
	g_autoptr (GPtrArray) all = seg_feature_selection_of_set (workspace, load->set, error);
	g_autoptr (GString) key = g_string_new (NULL);

	if (all == NULL)
		return FALSE;
	g_string_printf (key, "%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, load->set->fingerprint, load->set->id, load->set->created_at);
	set_scalings (all, load->set->selection, key);
	for (guint i = 0; i < load->catalogue->len; i++) { /* own features come, go and change with the data as they are */
		const SegFeature *feature = load->catalogue->pdata[i];

		if (feature->definition != NULL) /* of components too */
			g_string_append_printf (key, " %s %s %s %s %s", feature->name, feature->label, feature->meaning, feature->unit, feature->definition);
	}
	load->key = g_string_free (g_steal_pointer (&key), FALSE);
	if (g_strcmp0 (load->key, load->known) == 0)
		return TRUE;
	load->statistics = seg_feature_statistics (workspace, load->set, all, job, error);
	return load->statistics != NULL;
}

static gboolean
read_list (SegWorkspace *workspace, SegJob *job, Load *load, GError **error)
{
	g_autoptr (GError) failure = NULL;

	if ((load->catalogue = seg_feature_catalogue (workspace, error)) == NULL || !seg_clock_offset (workspace, &load->clock_offset, error))
		return FALSE;
	load->set = seg_feature_set_load (workspace, NULL, &failure);
	if (g_error_matches (failure, SEG_ERROR, SEG_ERROR_NOT_FOUND))
		return TRUE;
	if (failure != NULL) {
		g_propagate_error (error, g_steal_pointer (&failure));
		return FALSE;
	}
	return !load->figures || load_statistics (workspace, job, load, error);
}

static gboolean
run_load (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	gboolean success;

	clear_load (data); /* what gave way to other work begins again */
	seg_workspace_watch (workspace, job);
	success = read_list (workspace, job, data, error);
	seg_workspace_watch (workspace, NULL);
	return success;
}

gint64
seg_features_n_users (SegView *view)
{
	const SegWorkspaceInfo *info = seg_view_session (view)->info;

	return info != NULL ? info->n_users : 0;
}

static gboolean is_saving (SegView *view);

static void
done_load (SegView *view, gpointer data)
{
	SegFeaturesState *state = view->state;
	Load *load = data;

	if (load->figures) {
		g_free (state->key);
		state->key = g_steal_pointer (&load->key);
	}
	state->table.clock_offset = load->clock_offset;
	seg_feature_table_take (&state->table, g_steal_pointer (&load->set), g_steal_pointer (&load->catalogue),
	                        g_steal_pointer (&load->statistics), state->unsaved || is_saving (view));
	if (state->load_again)
		seg_features_load (view);
	else if (state->table.set == NULL && !state->stopped)
		seg_features_build (view, 0);
	else if (state->table.set != NULL && !load->figures)
		seg_features_load (view);
}

static void
failed (SegView *view, gpointer data, const GError *error)
{
	SegFeaturesState *state = view->state;

	(void) data;
	state->stopped = TRUE;
	if (!g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED))
		seg_report (view, error);
	else if (state->table.set != NULL)
		seg_say (view, "%s", _("Stopped; nothing was changed. Press b to compute the features again."));
}

static const SegWork load_work = { N_("reading features"), run_load, done_load, failed, free_load, FALSE, FALSE };
static const SegWork figures_work = { N_("figures of the features"), run_load, done_load, failed, free_load, FALSE, TRUE };

void
seg_features_load (SegView *view)
{
	SegFeaturesState *state = view->state;
	Load *load;

	state->load_again = seg_view_is_busy (view, &load_work) || seg_view_is_busy (view, &figures_work);
	if (seg_features_n_users (view) == 0 || state->load_again)
		return;
	load = g_new0 (Load, 1);
	load->figures = state->table.set != NULL;
	load->known = g_strdup (state->key);
	seg_view_glance (view, load->figures ? &figures_work : &load_work, load);
}

gboolean
seg_features_is_reading (SegView *view)
{
	return seg_view_is_busy (view, &load_work);
}

/* Building --------------------------------------------------------------------------------------------------------- */

typedef struct {
	char      *name;  /* NULL: the set in use, as it is kept */
	gint64     as_of; /* 0: the last day of the data */
	gboolean   anew;  /* of everybody, whatever has changed */
	SegPopulation population;
	gboolean   has_clock;
	gint64     clock; /* to be set, where there is one */
	GPtrArray *selection; /* NULL: the proposed one */
	char      *lost;      /* what that leaves out, as it is no longer in the data; or NULL */
	gint64     n_computed, n_users; /* what it did */
	const char *all_because;
} Build;

static void
free_build (gpointer data)
{
	Build *b = data;

	g_free (b->name);
	g_free (b->lost);
	g_clear_pointer (&b->selection, g_ptr_array_unref);
	g_free (b);
}

/* The set in use, where the screen could not show it; none: the first one. */
static gboolean
find_set (SegWorkspace *workspace, Build *b, GError **error)
{
	GError *failure = NULL;
	g_autoptr (SegFeatureSet) set = b->name == NULL ? seg_feature_set_load (workspace, NULL, &failure) : NULL;

	if (set != NULL) {
		b->name = g_strdup (set->name);
		b->as_of = seg_feature_set_wanted_as_of (set);
		b->selection = seg_selection_copy (set->selection);
	} else if (b->name == NULL) {
		b->name = g_strdup (SET_NAME);
	}
	if (failure == NULL || g_error_matches (failure, SEG_ERROR, SEG_ERROR_NOT_FOUND)) {
		g_clear_error (&failure);
		return TRUE;
	}
	g_propagate_error (error, failure);
	return FALSE;
}

/* A day that was named moves with it. */
static gboolean
set_clock (SegWorkspace *workspace, Build *b, GError **error)
{
	g_autoptr (SegFeatureSet) set = NULL;
	GError *failure = NULL;

	if (!seg_clock_set_offset (workspace, b->clock, error))
		return FALSE;
	set = seg_feature_set_load (workspace, b->name, &failure);
	if (set != NULL && b->as_of != 0)
		b->as_of = set->as_of;
	if (failure == NULL || g_error_matches (failure, SEG_ERROR, SEG_ERROR_NOT_FOUND)) {
		g_clear_error (&failure);
		return TRUE;
	}
	g_propagate_error (error, failure);
	return FALSE;
}

static gboolean
run_build (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Build *b = data;
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegFeatureSet) set = NULL;

	if (transaction == NULL || !find_set (workspace, b, error) || (b->has_clock && !set_clock (workspace, b, error))
	    || (b->anew && !seg_feature_set_forget_basis (workspace, b->name, error)))
		return FALSE;
	set = seg_feature_set_build_of (workspace, b->name, b->as_of, b->population, b->selection, job, error);
	if (set == NULL)
		return FALSE;
	b->n_computed = set->n_computed;
	b->n_users = set->n_users;
	b->all_because = set->all_because;
	return seg_transaction_commit (g_steal_pointer (&transaction), error);
}

/* The choice in the file is without them now. */
static void
say_lost (SegView *view, const char *lost)
{
	seg_say (view, _("No longer in the data, and no longer chosen: %s."), lost);
}

/* Whom it computed, and why all where some might have done. */
static void
done_build (SegView *view, gpointer data)
{
	const Build *b = data;
	g_autofree char *computed = seg_format_integer (b->n_computed);

	if (b->lost != NULL)
		say_lost (view, b->lost);
	else if (b->n_computed < b->n_users)
		seg_say (view, _("Computed again for the %s users who have new events."), computed);
	else if (b->all_because != NULL)
		seg_say (view, _("Computed again for all %s users: %s."), computed, b->all_because);
}

static const SegWork build_work = { N_("computing features"), run_build, done_build, failed, free_build, TRUE, FALSE };

static void
build (SegView *view, gint64 as_of, SegPopulation population, const gint64 *clock, gboolean anew)
{
	SegFeaturesState *state = view->state;
	Build *b;

	if (seg_view_is_busy (view, &build_work))
		return;
	state->stopped = FALSE;
	b = g_new0 (Build, 1);
	b->name = state->table.set != NULL ? g_strdup (state->table.set->name) : NULL;
	b->anew = anew;
	b->as_of = as_of;
	b->population = population;
	b->has_clock = clock != NULL;
	b->clock = clock != NULL ? *clock : 0;
	b->selection = state->table.set != NULL ? seg_feature_table_selection (&state->table) : NULL;
	b->lost = g_strdup (state->table.lost);
	seg_view_run (view, &build_work, b);
}

void
seg_features_build (SegView *view, gint64 as_of)
{
	build (view, as_of, SEG_POPULATION_AS_BEFORE, NULL, FALSE);
}

void
seg_features_build_anew (SegView *view)
{
	const SegFeaturesState *state = view->state;

	build (view, state->table.set != NULL ? seg_feature_set_wanted_as_of (state->table.set) : 0, SEG_POPULATION_AS_BEFORE, NULL, TRUE);
}

void
seg_features_build_of (SegView *view, gint64 as_of, SegPopulation population, const gint64 *clock)
{
	build (view, as_of, population, clock, FALSE);
}

gboolean
seg_features_is_building (SegView *view)
{
	return seg_view_is_busy (view, &build_work);
}

/* Saving what is chosen -------------------------------------------------------------------------------------------- */

typedef struct {
	gint64     set_id;
	GPtrArray *selection;
	char      *lost; /* what that leaves out, as it is no longer in the data; or NULL */
} Save;

static void
free_save (gpointer data)
{
	Save *save = data;

	g_ptr_array_unref (save->selection);
	g_free (save->lost);
	g_free (save);
}

static gboolean
run_save (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Save *save = data;

	(void) job;
	return seg_feature_set_select (workspace, save->set_id, save->selection, error);
}

static void
done_save (SegView *view, gpointer data)
{
	const SegFeaturesState *state = view->state;
	const Save *save = data;

	if (save->lost != NULL)
		say_lost (view, save->lost);
	if (state->unsaved)
		seg_features_save (view);
}

static const SegWork save_work = { N_("saving what is chosen"), run_save, done_save, NULL, free_save, TRUE, FALSE };

static gboolean
is_saving (SegView *view)
{
	return seg_view_is_busy (view, &save_work);
}

/* While an older choice is being saved, done_save() saves the newer one. */
void
seg_features_save (SegView *view)
{
	SegFeaturesState *state = view->state;
	Save *save;

	state->unsaved = TRUE;
	if (state->table.set == NULL || is_saving (view))
		return;
	state->unsaved = FALSE;
	save = g_new0 (Save, 1);
	save->set_id = state->table.set->id;
	save->selection = seg_feature_table_selection (&state->table);
	save->lost = g_strdup (state->table.lost);
	seg_view_run (view, &save_work, save);
}
