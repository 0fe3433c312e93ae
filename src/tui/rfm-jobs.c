/* The jobs of the RFM screen. Reading computes the grid from what is there and writes nothing; where its cut points are not the kept
 * ones, a small writing job keeps them, so that lists of users are filtered by what the screen shows. */
#include <config.h>
#include "rfm.h"

#include <glib/gi18n.h>

/* Reading ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	char          *known;       /* key of the grid that is there already */
	char          *key;
	gint64         set_id;
	SegFeatureSet *set;
	SegRfm        *rfm;         /* NULL: as known, or no set */
	gboolean       is_kept;     /* the definition is in the workspace as it is in @rfm */
} Load;

static void
free_load (gpointer data)
{
	Load *load = data;

	g_free (load->known);
	g_free (load->key);
	seg_feature_set_free (load->set);
	seg_rfm_free (load->rfm);
	g_free (load);
}

static char *
key_of (const SegFeatureSet *set, const SegRfmDefinition *definition)
{
	g_autofree char *words = seg_rfm_definition_words (definition);

	return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s", set->id, set->created_at, set->as_of, words);
}

/* A set that was chosen by its day may be gone: the one in use will do. */
static SegFeatureSet *
load_set (SegWorkspace *workspace, gint64 id, GError **error)
{
	SegFeatureSet *set = id != 0 ? seg_feature_set_load_id (workspace, id, NULL) : NULL;

	return set != NULL ? set : seg_feature_set_load (workspace, NULL, error);
}

static gboolean
run_load (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Load *load = data;
	g_autoptr (SegRfmDefinition) definition = NULL;
	g_autoptr (GError) failure = NULL;

	load->set = load_set (workspace, load->set_id, &failure);
	if (g_error_matches (failure, SEG_ERROR, SEG_ERROR_NOT_FOUND))
		return TRUE;
	if (failure != NULL) {
		g_propagate_error (error, g_steal_pointer (&failure));
		return FALSE;
	}
	if ((definition = seg_rfm_definition_load (workspace, load->set, error)) == NULL)
		return FALSE;
	load->key = key_of (load->set, definition);
	if (g_strcmp0 (load->key, load->known) == 0)
		return TRUE;
	if ((load->rfm = seg_rfm_compute (workspace, load->set, definition, FALSE, job, error)) == NULL)
		return FALSE;
	g_free (load->key);
	load->key = key_of (load->set, load->rfm->definition);
	return seg_rfm_definition_is_kept (workspace, load->rfm->definition, &load->is_kept, error);
}

static void keep (SegView *view, const SegRfmDefinition *definition);

static void
done_load (SegView *view, gpointer data)
{
	SegRfmState *state = view->state;
	Load *load = data;

	g_clear_pointer (&state->failure, g_free);
	if (load->set == NULL) {
		seg_rfm_free (state->rfm);
		state->rfm = NULL;
		if (!state->stopped)
			seg_rfm_rebuild (view);
		return;
	}
	g_free (state->key);
	state->key = g_steal_pointer (&load->key);
	seg_feature_set_free (state->set);
	state->set = g_steal_pointer (&load->set);
	if (load->rfm != NULL) {
		seg_rfm_free (state->rfm);
		state->rfm = g_steal_pointer (&load->rfm);
		state->row = CLAMP (state->row, 1, state->rfm->n_rows);
		state->column = CLAMP (state->column, 1, state->rfm->n_columns);
		if (!load->is_kept)
			keep (view, state->rfm->definition);
	}
	if (state->load_again)
		seg_rfm_load (view);
}

static void
failed_load (SegView *view, gpointer data, const GError *error)
{
	SegRfmState *state = view->state;

	(void) data;
	state->stopped = g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	g_clear_pointer (&state->rfm, seg_rfm_free);
	g_clear_pointer (&state->key, g_free);
	g_free (state->failure);
	state->failure = state->stopped ? NULL : g_strdup (error->message);
}

static const SegWork load_work = { N_("rating users"), run_load, done_load, failed_load, free_load, FALSE, FALSE };

void
seg_rfm_load (SegView *view)
{
	SegRfmState *state = view->state;
	const SegWorkspaceInfo *info = seg_view_session (view)->info;
	Load *load;

	state->load_again = seg_view_is_busy (view, &load_work);
	if (info == NULL || info->n_users == 0 || state->load_again)
		return;
	load = g_new0 (Load, 1);
	load->known = state->rfm != NULL ? g_strdup (state->key) : NULL;
	load->set_id = state->set_id;
	seg_view_run (view, &load_work, load);
}

/* Keeping how it is set up ----------------------------------------------------------------------------------------- */

static gboolean
run_keep (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	(void) job;
	return seg_rfm_definition_keep (workspace, data, error);
}

static void
free_definition (gpointer data)
{
	seg_rfm_definition_free (data);
}

static const SegWork keep_work = { N_("keeping the cut points"), run_keep, NULL, NULL, free_definition, TRUE, FALSE };

static void
keep (SegView *view, const SegRfmDefinition *definition)
{
	seg_view_run (view, &keep_work, seg_rfm_definition_copy (definition));
}

/* A change: kept only when a grid can be made of it. */
typedef struct {
	SegRfmDefinition *definition;
	gint64            set_id;
} Change;

static void
free_change (gpointer data)
{
	Change *change = data;

	seg_rfm_definition_free (change->definition);
	g_free (change);
}

static gboolean
run_change (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Change *change = data;
	g_autoptr (SegFeatureSet) set = seg_feature_set_load_id (workspace, change->set_id, error);
	g_autoptr (SegRfm) rfm = set != NULL ? seg_rfm_compute (workspace, set, change->definition, FALSE, job, error) : NULL;

	return rfm != NULL && seg_rfm_definition_keep (workspace, rfm->definition, error);
}

static const SegWork change_work = { N_("rating users"), run_change, NULL, NULL, free_change, TRUE, FALSE };

void
seg_rfm_apply (SegView *view, SegRfmDefinition *definition)
{
	Change *change = g_new0 (Change, 1);

	change->definition = definition;
	change->set_id = ((const SegRfmState *) view->state)->set->id;
	seg_view_run (view, &change_work, change); /* when it is kept, the view is refreshed and reads it */
}

/* Features --------------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64 as_of;  /* 0: the set as it is, computed again */
	gint64 set_id; /* 0: the one in use; afterwards: the one that was made */
} Build;

static gboolean
run_build (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Build *build = data;
	g_autoptr (SegFeatureSet) old = build->set_id != 0 ? seg_feature_set_load_id (workspace, build->set_id, NULL) : NULL;
	g_autoptr (SegFeatureSet) set = NULL;

	set = build->as_of != 0 ? seg_feature_set_as_of (workspace, build->as_of, job, error)
	                        : seg_feature_set_fresh (workspace, old != NULL ? old->name : NULL, job, error);
	if (set == NULL)
		return FALSE;
	build->set_id = build->as_of != 0 || old != NULL ? set->id : 0;
	return TRUE;
}

static void
done_build (SegView *view, gpointer data)
{
	((SegRfmState *) view->state)->set_id = ((const Build *) data)->set_id;
	seg_rfm_load (view);
}

static void
failed_build (SegView *view, gpointer data, const GError *error)
{
	SegRfmState *state = view->state;

	(void) data;
	state->stopped = TRUE;
	if (!g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED))
		seg_report (view, error);
}

static const SegWork build_work = { N_("computing features"), run_build, done_build, failed_build, g_free, TRUE, FALSE };

gboolean
seg_rfm_is_building (SegView *view)
{
	return seg_view_is_busy (view, &build_work);
}

static void
build (SegView *view, gint64 as_of)
{
	SegRfmState *state = view->state;
	Build *work;

	if (seg_rfm_is_building (view))
		return;
	state->stopped = FALSE;
	work = g_new0 (Build, 1);
	work->as_of = as_of;
	work->set_id = state->set_id;
	seg_view_run (view, &build_work, work);
}

void
seg_rfm_rebuild (SegView *view)
{
	build (view, 0);
}

void
seg_rfm_go_to_day (SegView *view, gint64 as_of)
{
	build (view, as_of);
}

/* Keeping the groups as segments ----------------------------------------------------------------------------------- */

typedef struct {
	SegRfmDefinition *definition;
	gint64   set_id, id;
	char    *name;
	gboolean replace;
} Keep;

static void
free_keep (gpointer data)
{
	Keep *work = data;

	seg_rfm_definition_free (work->definition);
	g_free (work->name);
	g_free (work);
}

/* Rated once more by the cut points that are shown: the state of the screen belongs to its own thread. */
static gboolean
run_keep_segments (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Keep *work = data;
	g_autoptr (SegFeatureSet) set = seg_feature_set_load_id (workspace, work->set_id, error);
	g_autoptr (SegRfm) rfm = set != NULL ? seg_rfm_compute (workspace, set, work->definition, TRUE, job, error) : NULL;

	return rfm != NULL && (work->id = seg_rfm_save (workspace, work->name, set, rfm, work->replace, job, error)) != 0;
}

static void
done_keep_segments (SegView *view, gpointer data)
{
	const Keep *work = data;

	seg_say (view, _("Kept as \"%s\"."), work->name);
	seg_view_visit (view, "segments", "segmentation", work->id);
}

static const SegWork keep_segments_work = {
	N_("keeping the segments"), run_keep_segments, done_keep_segments, NULL, free_keep, TRUE, FALSE
};

void
seg_rfm_keep_segments (SegView *view, const char *name, gboolean replace)
{
	const SegRfmState *state = view->state;
	Keep *work;

	if (state->rfm == NULL || seg_view_is_at (view, &keep_segments_work))
		return;
	work = g_new0 (Keep, 1);
	work->definition = seg_rfm_definition_copy (state->rfm->definition);
	work->set_id = state->set->id;
	work->name = g_strdup (name);
	work->replace = replace;
	seg_view_run (view, &keep_segments_work, work);
}
