#include <config.h>
#include "chart_option.h"
#include "commands.h"
#include "feature_option.h"

#include <segscope/correlation.h>
#include <segscope/feature_half.h>
#include <segscope/figure.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#define USUAL_GROUP 0.9
#define USUAL_PAIRS 20

typedef struct {
	SegCommonOptions common;
	char    *name, *method_name, *chart;
	char   **select;
	gint64   n_pairs;
	double   threshold;
	gboolean matrix;
	SegCorrelationMethod method;
} Request;

typedef struct {
	gsize  a, b;
	double pearson, spearman, strength; /* strength: by the method asked for */
} Pair;

/* Strongest first; equal ones in the order of columns. */
static int
compare_pairs (const void *first, const void *second)
{
	const Pair *a = first, *b = second;

	if (a->strength < b->strength || a->strength > b->strength)
		return a->strength < b->strength ? 1 : -1;
	return a->a != b->a ? (a->a < b->a ? -1 : 1) : a->b < b->b ? -1 : a->b > b->b;
}

static Pair *
sort_pairs (const SegMatrix *pearson, const SegMatrix *spearman, SegCorrelationMethod method, gsize *n_pairs)
{
	gsize d = pearson->n_columns;
	Pair *pairs = g_new (Pair, d * d + 1);

	*n_pairs = 0;
	for (gsize a = 0; a < d; a++)
		for (gsize b = a + 1; b < d; b++) {
			double p = seg_matrix_row (pearson, a)[b], s = seg_matrix_row (spearman, a)[b];

			if (!isnan (p))
				pairs[(*n_pairs)++] = (Pair) { a, b, p, s, fabs (method == SEG_CORRELATION_PEARSON ? p : s) };
		}
	qsort (pairs, *n_pairs, sizeof *pairs, compare_pairs);
	return pairs;
}

static void
print_pairs (const Request *request, const SegFeatureMatrix *matrix, const SegMatrix *pearson, const SegMatrix *spearman)
{
	g_autoptr (SegTable) table = seg_table_new ();
	g_autofree Pair *pairs = NULL;
	gsize n_pairs;

	pairs = sort_pairs (pearson, spearman, request->method, &n_pairs);
	seg_table_column (table, "first", _("Column"), SEG_CELL_TEXT);
	seg_table_column (table, "second", _("and column"), SEG_CELL_TEXT);
	seg_table_column (table, "pearson", "Pearson", SEG_CELL_NUMBER);
	seg_table_column (table, "spearman", "Spearman", SEG_CELL_NUMBER);
	for (gsize i = 0; i < n_pairs && (request->n_pairs == 0 || i < (gsize) request->n_pairs); i++) {
		if (pairs[i].strength < request->threshold)
			break;
		seg_table_text (table, matrix->columns[pairs[i].a].name);
		seg_table_text (table, matrix->columns[pairs[i].b].name);
		seg_table_number (table, pairs[i].pearson);
		seg_table_number (table, pairs[i].spearman);
	}
	seg_table_print (table, request->common.output);
	if (request->n_pairs != 0 && n_pairs > (gsize) request->n_pairs)
		seg_cli_remark (&request->common, _("The %" PRId64 " strongest of %zu pairs; all: --pairs 0"), request->n_pairs, n_pairs);
}

/* The whole table, columns that go together side by side. */
static void
print_matrix (const Request *request, const SegFeatureMatrix *matrix, const SegMatrix *correlations)
{
	g_autoptr (SegTable) table = seg_table_new ();
	g_autoptr (SegCorrelationOrder) order = seg_correlation_order (correlations, request->threshold > 0 ? request->threshold : USUAL_GROUP);

	seg_table_column (table, "column", _("Column"), SEG_CELL_TEXT);
	seg_table_column (table, "group", _("Group"), SEG_CELL_INTEGER);
	for (gsize i = 0; i < matrix->n_columns; i++) {
		const char *name = matrix->columns[order->order[i]].name;

		seg_table_column (table, name, name, SEG_CELL_NUMBER);
	}
	for (gsize i = 0; i < matrix->n_columns; i++) {
		gsize row = order->order[i];

		seg_table_text (table, matrix->columns[row].name);
		if (order->groups[row] != 0)
			seg_table_integer (table, order->groups[row]);
		else
			seg_table_missing (table);
		for (gsize j = 0; j < matrix->n_columns; j++)
			seg_table_number (table, seg_matrix_row (correlations, row)[order->order[j]]);
	}
	seg_table_print (table, request->common.output);
}

static gboolean
write_chart (const Request *request, const SegFeatureMatrix *matrix, const SegMatrix *correlations, GError **error)
{
	g_autoptr (SegCorrelationOrder) order = seg_correlation_order (correlations, request->threshold > 0 ? request->threshold : USUAL_GROUP);
	g_autofree const char **labels = g_new (const char *, matrix->n_columns + 1);
	const char *title = request->method == SEG_CORRELATION_PEARSON ? _("Which features go together? (Pearson)") : _("Which features go together? (Spearman)");

	for (gsize i = 0; i < matrix->n_columns; i++)
		labels[i] = matrix->columns[i].label;
	return seg_cli_write_chart (&request->common, seg_figure_correlations (title, correlations, order, labels), request->chart, error);
}

static gboolean
print (const Request *request, const char *path, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_ONLY, error);
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (GPtrArray) selection = NULL;
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	g_autoptr (SegMatrix) pearson = NULL, spearman = NULL;
	g_autoptr (SegJob) job = seg_cli_job (&request->common);
	SegJobSpan span = seg_job_enter (job, 0, 0.7);
	SegMatrix *both[2];

	if (workspace == NULL || (set = seg_feature_set_load (workspace, request->name, error)) == NULL
	    || (selection = seg_cli_selection (&request->common, workspace, set, request->select, error)) == NULL
	    || (matrix = seg_feature_matrix_half (workspace, set, selection, SEG_MATRIX_SCALED, job, error)) == NULL)
		return FALSE;
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.7, 1);
	if (!seg_correlations_both_in_place (matrix->scaled, both, job, error))
		return FALSE;
	seg_job_leave (job, span);
	pearson = both[SEG_CORRELATION_PEARSON];
	spearman = both[SEG_CORRELATION_SPEARMAN];
	if (set->stale)
		seg_cli_remark (&request->common, _("The data have changed since the features were computed; do it again with: "
		                                    "segscope features %s"), path);
	seg_cli_job_end ();
	seg_cli_say (&request->common, _("Correlations of %zu columns of the feature set \"%s\", as scaled for clustering"), matrix->n_columns,
	             set->name);
	if (request->matrix)
		print_matrix (request, matrix, request->method == SEG_CORRELATION_PEARSON ? pearson : spearman);
	else
		print_pairs (request, matrix, pearson, spearman);
	return request->chart == NULL || write_chart (request, matrix, request->method == SEG_CORRELATION_PEARSON ? pearson : spearman, error);
}

static gboolean
check (Request *request, GError **error)
{
	if (request->method_name != NULL && !seg_correlation_method_parse (request->method_name, &request->method))
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no correlation \"%s\"; there are pearson and spearman"),
		             request->method_name);
	else if (request->n_pairs < 0 || !(request->threshold >= 0 && request->threshold <= 1))
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--pairs must be 0 or more, --least between 0 and 1"));
	else
		return TRUE;
	return FALSE;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Request request = { .n_pairs = USUAL_PAIRS, .method = SEG_CORRELATION_PEARSON };
	const GOptionEntry entries[] = {
		{ "method", 'm', 0, G_OPTION_ARG_STRING, &request.method_name, N_("pearson (usual) or spearman: what pairs are sorted by"), "METHOD" },
		{ "select", 's', 0, G_OPTION_ARG_STRING_ARRAY, &request.select, N_("Of these features (or \"all\") instead of the selected ones"),
		  "NAME[:SCALING],..." },
		{ "pairs", 'p', 0, G_OPTION_ARG_INT64, &request.n_pairs, N_("So many pairs, the strongest first (20); 0: all"), "N" },
		{ "least", 0, 0, G_OPTION_ARG_DOUBLE, &request.threshold,
		  N_("Only pairs that correlate at least so much; with --matrix: what makes a group (0.9)"), "R" },
		{ "matrix", 0, 0, G_OPTION_ARG_NONE, &request.matrix, N_("The whole table, columns that go together side by side"), NULL },
		SEG_CHART_OPTION (&request.chart),
		{ "name", 0, 0, G_OPTION_ARG_STRING, &request.name, N_("Name of the feature set (the newest)"), "NAME" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean success = seg_cli_parse (command, entries, 1, 1, &argc, &argv, &request.common, error);

	if (success && argc > 0)
		success = check (&request, error) && seg_cli_check_chart (request.chart, error) && print (&request, argv[1], error);
	g_free (request.name);
	g_free (request.chart);
	g_free (request.method_name);
	g_strfreev (request.select);
	return success;
}

const SegCommand seg_command_correlations = {
	"correlations", "WORKSPACE", N_("Show which features go together"),
	N_("Pearson's correlation says how near two columns are to a straight line, Spearman's whether one rises with the other at\n"
	   "all. Features that correlate strongly count the same thing twice; segscope select proposes which to keep."), run
};
