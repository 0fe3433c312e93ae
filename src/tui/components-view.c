/* How many directions the chosen features really have, what each is, and keeping them as features. */
#include <config.h>
#include "components.h"

#include <segscope/figure.h>

#include <glib/gi18n.h>
#include <math.h>

#define SIDE_BY_SIDE 130 /* columns from which the loadings stand beside the list */
#define MOST_COMPONENTS 30

typedef struct {
	SegComponents *found;  /* NULL: being computed, or failed */
	SegList       *list;
	SegPlot       *plane;  /* of component plane_of; NULL until it is drawn */
	gsize          plane_of;
	gboolean       correlation, biplot, failed;
} State;

enum { BIPLOT = SEG_ACTION_OWN, CORRELATION, KEEP, AGAIN };
enum { NUMBER, SHARE, BAR, TOGETHER, VARIANCE, CHANCE, WORDS };

static const SegBinding bindings[] = {
	{ 'b', BIPLOT, "biplot", N_("users"), N_("Change between the loadings and the users in the plane of this component and the next") },
	{ 'w', KEEP, "keep-components", N_("keep as features"), N_("Keep the components as features: new users get theirs by the same weights") },
	{ 'm', CORRELATION, "component-matrix", N_("correlations"), N_("Change between columns as they are scaled and all of equal weight") },
	{ SEG_KEY_ENTER, AGAIN, "compute-components", NULL, N_("Compute the components again, after they were stopped") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

static const SegListColumn columns[] = {
	[NUMBER] = { "", SEG_ALIGN_RIGHT, 2, FALSE },
	[SHARE] = { N_("Share"), SEG_ALIGN_RIGHT, 7, FALSE },
	[BAR] = { "", SEG_ALIGN_LEFT, 12, FALSE },
	[TOGETHER] = { N_("Together"), SEG_ALIGN_RIGHT, 8, FALSE },
	[VARIANCE] = { N_("Strength"), SEG_ALIGN_RIGHT, 8, FALSE },
	[CHANCE] = { N_("By chance"), SEG_ALIGN_RIGHT, 9, FALSE },
	[WORDS] = { N_("What it is"), SEG_ALIGN_LEFT, -20, FALSE },
};

static void
free_components (gpointer data)
{
	SegComponents *found = data;

	if (found == NULL)
		return;
	g_free (found->set_name);
	seg_feature_matrix_free (found->matrix);
	seg_parallel_analysis_free (found->analysis);
	seg_pca_free (found->pca);
	seg_segmentation_free (found->segmentation);
	g_free (found->labels);
	g_strfreev (found->words);
	g_free (found);
}

/* The list --------------------------------------------------------------------------------------------------------- */

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->found != NULL ? state->found->pca->n_components : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegComponents *found = ((State *) data)->found;
	double together = 0;

	*ink = row < found->analysis->n_keep ? SEG_INK_NORMAL : SEG_INK_MUTED;
	for (gsize i = 0; i <= row; i++)
		together += found->pca->shares[i];
	switch (column) {
	case NUMBER:
		return g_strdup_printf ("%zu", row + 1);
	case SHARE:
		return seg_format_share (found->pca->shares[row]);
	case TOGETHER:
		return seg_format_share (together);
	case VARIANCE:
		return seg_format_number (found->analysis->eigenvalues[row], 2);
	case CHANCE:
		return seg_format_number (found->analysis->quantiles[row], 2);
	case WORDS:
		return g_strdup (found->words[row]);
	default:
		return NULL;
	}
}

static gboolean
draw_cell (gpointer data, gsize row, guint column, SegCells *cells, SegRect rect, gboolean selected)
{
	const SegComponents *found = ((State *) data)->found;
	double first = found->pca->shares[0];

	if (column != BAR)
		return FALSE;
	seg_chart_bar (cells, rect.x, rect.y, rect.width, first > 0 ? found->pca->shares[row] / first : 0,
	               selected ? SEG_INK_SELECTED : row < found->analysis->n_keep ? SEG_INK_ACCENT : SEG_INK_MUTED);
	return TRUE;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .draw_cell = draw_cell, .is_table = TRUE };

/* Computing -------------------------------------------------------------------------------------------------------- */

/* The newest segments, for colours; none is no mistake. */
static gboolean
load_segments (SegWorkspace *workspace, SegComponents *found, SegJob *job, GError **error)
{
	g_autoptr (GError) failure = NULL;

	found->segmentation = seg_segmentation_load (workspace, NULL, &failure);
	if (found->segmentation == NULL) {
		if (g_error_matches (failure, SEG_ERROR, SEG_ERROR_NOT_FOUND))
			return TRUE;
		g_propagate_error (error, g_steal_pointer (&failure));
		return FALSE;
	}
	found->labels = seg_segmentation_labels (workspace, found->segmentation, found->matrix, job, error);
	return found->labels != NULL;
}

static gboolean
run_components (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	SegComponents *found = data;
	g_autoptr (SegFeatureSet) set = seg_feature_set_load (workspace, NULL, error);
	SegPcaOptions options = seg_pca_options_defaults ();
	SegJobSpan span = seg_job_enter (job, 0, 0.6);

	if (set != NULL)
		found->matrix = seg_feature_matrix (workspace, set, NULL, job, error);
	seg_job_leave (job, span);
	if (found->matrix == NULL
	    || (found->analysis = seg_parallel_analysis (found->matrix->scaled, 0, 1, job, error)) == NULL)
		return FALSE;
	found->set_name = g_strdup (set->name);
	options.n_components = MIN (found->matrix->n_columns, MOST_COMPONENTS);
	options.correlation = found->correlation;
	options.method = SEG_PCA_COVARIANCE;
	found->pca = seg_pca_run (found->matrix->scaled, &options, job, error);
	if (found->pca == NULL)
		return FALSE;
	found->words = g_new0 (char *, found->pca->n_components + 1);
	for (gsize i = 0; i < found->pca->n_components; i++)
		found->words[i] = seg_component_words (found->pca->loadings, i, found->matrix->columns);
	return load_segments (workspace, found, job, error);
}

static void
done_components (SegView *view, gpointer data)
{
	State *state = view->state;
	SegComponents *found = data;

	free_components (state->found);
	g_clear_pointer (&state->plane, seg_plot_free);
	state->found = g_memdup2 (found, sizeof *found);
	*found = (SegComponents) { 0 };
	seg_list_changed (state->list);
}

static void
failed_components (SegView *view, gpointer data, const GError *error)
{
	(void) data;
	((State *) view->state)->failed = TRUE;
	if (!g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED))
		seg_report (view, error);
}

static const SegWork components_work = { N_("principal components"), run_components, done_components, failed_components, free_components, FALSE, FALSE };

static void
refresh (SegView *view)
{
	State *state = view->state;
	SegComponents *found = g_new0 (SegComponents, 1);

	found->correlation = state->correlation;
	state->failed = FALSE;
	seg_view_run (view, &components_work, found);
}

/* Keeping ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	char    *name;
	gboolean correlation;
	gsize    n_components;
} Keep;

static void
free_keep (gpointer data)
{
	g_free (((Keep *) data)->name);
	g_free (data);
}

/* Computed anew inside the transaction, so that what is kept is of the data as they are. */
static gboolean
run_keep (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Keep *keep = data;
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegFeatureSet) set = transaction != NULL ? seg_feature_set_load (workspace, NULL, error) : NULL, built = NULL;
	g_autoptr (SegFeatureMatrix) matrix = set != NULL ? seg_feature_matrix (workspace, set, NULL, job, error) : NULL;
	SegPcaOptions options = seg_pca_options_defaults ();
	g_autoptr (SegPca) pca = NULL;

	options.correlation = keep->correlation;
	options.n_components = keep->n_components;
	options.scores = FALSE;
	if (matrix == NULL || (pca = seg_pca_run (matrix->scaled, &options, job, error)) == NULL
	    || !seg_reduction_keep_pca (workspace, keep->name, set->name, matrix, pca, keep->n_components, error))
		return FALSE;
	built = seg_feature_set_build (workspace, set->name, seg_feature_set_wanted_as_of (set), set->selection, job, error);
	return built != NULL && seg_transaction_commit (g_steal_pointer (&transaction), error);
}

static void
done_keep (SegView *view, gpointer data)
{
	const Keep *keep = data;

	seg_say (view, _("Kept as %s1 to %s%zu; choose them on Features, in the group of components."), keep->name, keep->name, keep->n_components);
}

static void
failed_keep (SegView *view, gpointer data, const GError *error)
{
	(void) data;
	if (!g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED))
		seg_report (view, error);
}

static const SegWork keep_work = { N_("keeping components"), run_keep, done_keep, failed_keep, free_keep, TRUE, FALSE };

static gboolean
accept_name (SegView *view, const char *text, gpointer data, GError **error)
{
	const State *state = view->state;
	Keep *keep;

	(void) data;
	if (*text == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("The features need a name, such as pc"));
		return FALSE;
	}
	keep = g_new0 (Keep, 1);
	keep->name = g_strdup (text);
	keep->correlation = state->correlation;
	keep->n_components = MAX (state->found->analysis->n_keep, 1);
	seg_view_run (view, &keep_work, keep);
	return TRUE;
}

/* Actions ---------------------------------------------------------------------------------------------------------- */

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case BIPLOT:
		state->biplot = !state->biplot;
		return TRUE;
	case CORRELATION:
		state->correlation = !state->correlation;
		refresh (view);
		return TRUE;
	case KEEP:
		seg_ask_line (view, _("Keep the components as features called"),
		              _("Letters; the features are the name with 1, 2, ... As many are kept as say more than chance."), "pc", accept_name, NULL, NULL);
		return TRUE;
	case AGAIN:
		if (state->failed)
			refresh (view);
		return TRUE;
	default:
		return FALSE;
	}
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	return action == AGAIN ? state->failed : action < SEG_ACTION_OWN || state->found != NULL;
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) argument;
	(void) error;
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_plot_free (state->plane);
	free_components (state->found);
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (state->found != NULL)
		return NULL;
	return state->failed ? _("Stopped, or not possible. Press Enter to compute the components again; Esc leads back to the features.")
	                     : _("Computing the components…");
}

/* Users and features around the component under the cursor: made once for each. */
static SegPlot *
plane (State *state)
{
	g_autoptr (GError) error = NULL;
	gsize row = 0;

	seg_list_cursor (state->list, &row);
	if (state->plane != NULL && state->plane_of != row)
		g_clear_pointer (&state->plane, seg_plot_free);
	if (state->plane == NULL)
		state->plane = seg_components_plane (state->found, row, &error);
	state->plane_of = row;
	return state->plane != NULL ? seg_plot_ref (state->plane) : NULL;
}

static void
draw_detail (State *state, SegCells *cells, SegRect rect)
{
	g_autoptr (SegPlot) picture = NULL;
	gsize row = 0;

	seg_list_cursor (state->list, &row);
	picture = state->biplot ? plane (state) : seg_components_loadings (state->found, row);
	if (picture != NULL)
		seg_plot_draw (picture, NULL, cells, rect);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	const SegComponents *found = state->found;
	g_autofree char *remark = g_strdup_printf (found->correlation ? _("%zu columns, all of equal weight") : _("%zu columns as they are scaled"),
	                                           found->matrix->n_columns);
	int used = seg_draw_heading (cells, rect, _("How many directions do the features have?"), remark), lines;
	SegRect detail;

	rect = seg_rect_below (rect, used);
	rect = seg_rect_below (rect, seg_components_draw_words (found, cells, rect) + (rect.height > 14));
	if (rect.width >= SIDE_BY_SIDE) {
		rect = seg_rect_split (rect, rect.width / 2, &detail);
		detail.x += 2;
		detail.width -= 2;
	} else {
		lines = MIN ((int) found->pca->n_components + 1, MAX (rect.height / 2 - 1, 3));
		detail = seg_rect_below (rect, lines + (rect.height > 14));
		rect = seg_rect_top (rect, lines);
	}
	seg_list_draw (state->list, cells, rect, seg_view_has_focus (view));
	draw_detail (state, cells, detail);
}

static SegPlot *
plot (SegView *view)
{
	State *state = view->state;

	if (state->found == NULL)
		return NULL;
	return state->biplot ? plane (state) : seg_figure_components (state->found->analysis);
}

const SegViewClass seg_components_view = {
	.name = "components", .title = N_("How many directions do the features have?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Features often say nearly the same in several ways. Principal components are the independent directions behind them, the one "
	           "along which people differ most first.\n\n"
	           "Strength is the variance of a component of correlations; it is worth keeping while it stands above what 95 of 100 sets of random "
	           "numbers of the same size give (parallel analysis). Below: how each column enters the component under the cursor, or with b the "
	           "users in the plane of two components, coloured by the newest segments, with the features where they grow.\n\n"
	           "Kept as features, components can be chosen for clustering; people who come later get theirs by the same weights."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
	.plot = plot,
};
