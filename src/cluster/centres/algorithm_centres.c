/* k-medians, spherical k-means and k-prototypes as rows of the table: one search (centres.c) in three spaces (space.c).
 *
 * The rule keeps the centres in the columns of the matrix, and for mixed data what tells the values of categories apart, so
 * that new users are placed by the same distance.
 * Sources: Bradley, Mangasarian, Street 1997, NIPS 9:368-374 (k-medians); Dhillon, Modha 2001, Mach. Learn. 42:143-175
 * (spherical k-means); Huang 1998, Data Min. Knowl. Discov. 2:283-304 (k-prototypes). */
#include <config.h>
#include "space.h"

#include <segscope/parallel.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define SECONDS_A_COST 4e-10 /* of one row and centre in one column, on one thread */
#define SECONDS_A_MEDIAN 2.5e-8 /* of one value in a pass */
#define TYPICAL_PASSES 80 /* where segments overlap; fewer where they do not */

#define K_PARAMETER { "k", N_("Segments"), N_("How many segments"), SEG_PARAMETER_INTEGER, 2, 1000000, 5, NULL, NULL }
#define RESTARTS_PARAMETER \
	{ "restarts", N_("Random starts"), N_("Independent starts, of which the best wins"), SEG_PARAMETER_INTEGER, 1, 1000, 10, NULL, NULL }
#define PASSES_PARAMETER \
	{ "passes", N_("Passes"), N_("Passes over the users after which a start ends"), SEG_PARAMETER_INTEGER, 1, 1000000, 300, NULL, NULL }

static const SegClusterParameter parameters[] = { K_PARAMETER, RESTARTS_PARAMETER, PASSES_PARAMETER, { NULL } };
static const SegClusterParameter mixed_parameters[] = {
	K_PARAMETER,
	{ "gamma", N_("Weight of categories"), N_("What it costs to differ in one category, beside squared differences of numbers"),
	  SEG_PARAMETER_NUMBER, 0, 1e12, NAN, N_("half the mean standard deviation of the numbers"), NULL },
	RESTARTS_PARAMETER, PASSES_PARAMETER, { NULL }
};

static SegCentresOptions
options_of (const SegClusterSettings *settings)
{
	return (SegCentresOptions) { (guint) seg_cluster_settings_get (settings, "k"), (guint) seg_cluster_settings_get (settings, "restarts"),
		                         (guint) seg_cluster_settings_get (settings, "passes"), settings->seed };
}

static void
estimate (const SegClusterSettings *settings, gsize n_rows, gsize n_columns, SegClusterCost *cost)
{
	SegCentresOptions options = options_of (settings);
	double values = (double) n_rows * (double) n_columns, passes = MIN (options.max_passes, TYPICAL_PASSES);
	gboolean medians = settings->algorithm == &seg_algorithm_kmedians;

	cost->seconds = values * options.restarts * (options.k * (passes + 2 + log (options.k)) * SECONDS_A_COST + (medians ? passes * SECONDS_A_MEDIAN : 0))
	                / seg_parallel_threads ();
	cost->bytes = 16 * values + (double) n_rows * (76 + 8.0 * options.k);
}

/* The outcome ------------------------------------------------------------------------------------------------------ */

/* Centres in the columns of the matrix, in their new order. */
static SegMatrix *
written_centres (const SegMixture *columns, const SegCentres *centres, gsize width, const gint32 *number, GError **error)
{
	SegMatrix *written = seg_matrix_new (centres->k, columns != NULL ? columns->n_columns : width, error);

	for (guint c = 0; written != NULL && c < centres->k; c++) {
		const double *from = centres->centres + c * width;
		double *to = seg_matrix_row (written, (gsize) number[c]);

		if (columns != NULL)
			seg_mixture_write (columns, from, to);
		else
			memcpy (to, from, width * sizeof *to);
	}
	return written;
}

static gboolean
keep_row (SegClusterRule *rule, const char *name, const double *values, gsize n, GError **error)
{
	SegMatrix *matrix = seg_matrix_new (1, n, error);

	if (matrix == NULL)
		return FALSE;
	memcpy (matrix->values, values, n * sizeof *values);
	seg_cluster_rule_take (rule, name, matrix);
	return TRUE;
}

static gboolean
keep_columns (SegClusterRule *rule, const SegMatrix *matrix, const SegMixture *columns, double gamma, GError **error)
{
	g_autofree double *groups = g_new0 (double, matrix->n_columns);

	for (gsize column = 0; column < matrix->n_columns; column++)
		groups[column] = matrix->groups[column];
	return keep_row (rule, "groups", groups, matrix->n_columns, error) && keep_row (rule, "low", columns->low, matrix->n_columns, error)
	       && keep_row (rule, "high", columns->high, matrix->n_columns, error) && keep_row (rule, "gamma", &gamma, 1, error);
}

/* Labels, own distances, rule; @number: (out) k. @rows: of the matrix, by row of the space; NULL: the same. */
static gboolean
take_outcome (SegClusterModel *model, const SegMatrix *matrix, const SegSpace *space, const SegCentres *centres, const SegMixture *columns,
              const gsize *rows, gint32 *number, SegJob *job, GError **error)
{
	g_autofree gint32 *labels = g_try_new (gint32, matrix->n_rows);
	SegMatrix *written;

	if (labels == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the labels of %zu users"), matrix->n_rows);
		return FALSE;
	}
	for (gsize row = 0; row < matrix->n_rows; row++)
		labels[row] = -1;
	for (gsize i = 0; i < space->rows->n_rows; i++)
		labels[rows != NULL ? rows[i] : i] = centres->labels[i];
	if (!seg_cluster_model_take_labels (model, matrix, labels, centres->k, number, job, error)
	    || (written = written_centres (columns, centres, space->rows->n_columns, number, error)) == NULL)
		return FALSE;
	model->distance = space->distance;
	model->clustering->passes = centres->passes;
	model->clustering->converged = centres->converged;
	for (gsize row = 0; row < matrix->n_rows; row++)
		model->clustering->distances[row] = 1; /* of rows without a direction */
	for (gsize i = 0; i < space->rows->n_rows; i++)
		model->clustering->distances[rows != NULL ? rows[i] : i] = seg_space_distance (space->distance, centres->costs[i]);
	model->rule = seg_cluster_rule_new (model->settings.algorithm);
	seg_cluster_rule_take (model->rule, "centroids", written);
	return columns == NULL || keep_columns (model->rule, matrix, columns, space->gamma, error);
}

static void
add_objective (SegClusterModel *model, const SegCentres *centres, const char *label)
{
	seg_cluster_model_add (model, "objective", label, centres->objective, g_strdup_printf ("%.6g", centres->objective));
	seg_cluster_model_add (model, "passes_used", _("Passes of the best start"), centres->passes,
	                       g_strdup_printf (centres->converged ? "%u" : _("%u, and users were still moving"), centres->passes));
}

static SegCentres *
search (const SegSpace *space, const guint *n_codes, SegClusterModel *model, SegJob *job, GError **error)
{
	SegCentresOptions options = options_of (&model->settings);
	SegClusterOptions checked = { options.k, options.restarts, options.max_passes, options.seed };

	if (!seg_cluster_check_options (space->rows, &checked, error) || !seg_cluster_check_distinct (space->rows, options.k, job, error))
		return NULL;
	return seg_centres_search (space, n_codes, &options, job, error);
}

/* k-medians -------------------------------------------------------------------------------------------------------- */

static gboolean
fit_medians (const SegMatrix *matrix, SegClusterModel *model, SegJob *job, GError **error)
{
	g_autoptr (SegSpace) space = seg_space_new (SEG_DISTANCE_MANHATTAN, matrix, NULL, 0, job, error);
	g_autoptr (SegCentres) centres = space != NULL ? search (space, NULL, model, job, error) : NULL;
	g_autofree gint32 *number = g_new (gint32, centres != NULL ? centres->k : 1);

	if (centres == NULL || !take_outcome (model, matrix, space, centres, NULL, NULL, number, job, error))
		return FALSE;
	add_objective (model, centres, _("Sum of Manhattan distances to the medians"));
	return TRUE;
}

/* Spherical k-means ------------------------------------------------------------------------------------------------ */

static gboolean
has_direction (const SegMatrix *matrix, gsize row)
{
	double squared = 0;

	for (gsize column = 0; column < matrix->n_columns; column++)
		squared += seg_matrix_row (matrix, row)[column] * seg_matrix_row (matrix, row)[column];
	return squared > 0;
}

/* The rows that have a direction, as a matrix; @rows: (out) which they are. */
static SegMatrix *
directed_rows (const SegMatrix *matrix, gsize **rows, GError **error)
{
	SegMatrix *directed = seg_matrix_new (matrix->n_rows, matrix->n_columns, error);
	gsize n = 0;

	*rows = g_try_new (gsize, matrix->n_rows);
	if (directed == NULL || *rows == NULL) {
		if (directed != NULL)
			g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the labels of %zu users"), matrix->n_rows);
		seg_matrix_free (directed);
		return NULL;
	}
	for (gsize row = 0; row < matrix->n_rows; row++)
		if (has_direction (matrix, row)) {
			memcpy (seg_matrix_row (directed, n), seg_matrix_row (matrix, row), matrix->n_columns * sizeof (double));
			(*rows)[n++] = row;
		}
	directed->n_rows = n;
	return directed;
}

static gboolean
fit_spherical (const SegMatrix *matrix, SegClusterModel *model, SegJob *job, GError **error)
{
	g_autofree gsize *rows = NULL;
	g_autoptr (SegMatrix) directed = directed_rows (matrix, &rows, error);
	g_autoptr (SegSpace) space = NULL;
	g_autoptr (SegCentres) centres = NULL;
	g_autofree gint32 *number = NULL;
	gsize n_apart;

	if (directed == NULL)
		return FALSE;
	n_apart = matrix->n_rows - directed->n_rows;
	if (directed->n_rows == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA,
		                     _("All users have 0 in every chosen feature, so none has a direction; choose other features or k-means"));
		return FALSE;
	}
	space = seg_space_new (SEG_DISTANCE_COSINE, directed, NULL, 0, job, error);
	centres = space != NULL ? search (space, NULL, model, job, error) : NULL;
	number = g_new (gint32, centres != NULL ? centres->k : 1);
	if (centres == NULL || !take_outcome (model, matrix, space, centres, NULL, rows, number, job, error))
		return FALSE;
	add_objective (model, centres, _("Sum of cosine distances to the centres"));
	if (n_apart > 0)
		seg_cluster_model_add (model, "without_direction", _("Users with 0 in every feature, who have no direction and are set apart"),
		                       (double) n_apart, seg_format_integer ((gint64) n_apart));
	return TRUE;
}

/* k-prototypes ----------------------------------------------------------------------------------------------------- */

/* Huang's proposal: half the mean standard deviation of the numbers; 1 where there are none. */
static double
proposed_gamma (const SegMatrix *matrix, const SegMixture *columns)
{
	double sum = 0;

	for (gsize i = 0; i < columns->n_numbers; i++) {
		double mean = 0, squares = 0, n = (double) matrix->n_rows;

		for (gsize row = 0; row < matrix->n_rows; row++)
			mean += seg_matrix_row (matrix, row)[columns->numbers[i]] / n;
		for (gsize row = 0; row < matrix->n_rows; row++) {
			double apart = seg_matrix_row (matrix, row)[columns->numbers[i]] - mean;

			squares += apart * apart / n;
		}
		sum += sqrt (squares);
	}
	return sum > 0 ? 0.5 * sum / (double) columns->n_numbers : 1;
}

static void
append_value (GString *words, const SegMatrix *matrix, const SegMixture *columns, gsize group, guint32 code)
{
	guint32 first = columns->first[group], n = columns->n_values[group];
	const char *label = matrix->labels[first + (n > 1 && code < n ? code : 0)];
	const char *sign = strstr (label, " = ");

	if (words->len > 0)
		g_string_append (words, ", ");
	if (n == 1)
		g_string_append_printf (words, code == 1 ? _("%s: yes") : _("%s: no"), label);
	else if (code < n)
		g_string_append (words, label);
	else
		g_string_append_printf (words, _("%.*s not known"), sign != NULL ? (int) (sign - label) : (int) strlen (label), label);
}

/* The most frequent values of each segment, in words. */
static void
add_modes (SegClusterModel *model, const SegMatrix *matrix, const SegMixture *columns, const SegCentres *centres, const gint32 *number)
{
	gsize width = columns->n_numbers + columns->n_groups;

	for (guint to = 0; matrix->labels != NULL && to < centres->k; to++) {
		g_autoptr (GString) words = g_string_new (NULL);
		g_autofree char *label = g_strdup_printf (_("Most frequent in segment %u"), to + 1);
		g_autofree char *name = g_strdup_printf ("modes_%u", to + 1);
		guint from = 0;

		while (number[from] != (gint32) to)
			from++;
		for (gsize group = 0; group < columns->n_groups; group++)
			append_value (words, matrix, columns, group, (guint32) centres->centres[from * width + columns->n_numbers + group]);
		seg_cluster_model_add (model, g_intern_string (name), label, NAN, g_strdup (words->str));
	}
}

static gboolean
fit_prototypes (const SegMatrix *matrix, SegClusterModel *model, SegJob *job, GError **error)
{
	g_autoptr (SegMixture) columns = seg_mixture_columns_of (matrix);
	double gamma = seg_cluster_settings_get (&model->settings, "gamma");
	g_autofree guint *n_codes = g_new0 (guint, columns->n_groups + 1);
	g_autoptr (SegSpace) space = NULL;
	g_autoptr (SegCentres) centres = NULL;
	g_autofree gint32 *number = NULL;

	if (columns->n_groups == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA,
		                     _("None of the chosen features is a category or yes/no, so k-prototypes would do what k-means does; choose a category "
		                       "(one-hot), or k-means"));
		return FALSE;
	}
	for (gsize group = 0; group < columns->n_groups; group++)
		n_codes[group] = seg_mixture_codes (columns, group);
	gamma = isnan (gamma) ? proposed_gamma (matrix, columns) : gamma;
	seg_cluster_settings_put (&model->settings, "gamma", gamma);
	space = seg_space_new (SEG_DISTANCE_MIXED, matrix, columns, gamma, job, error);
	centres = space != NULL ? search (space, n_codes, model, job, error) : NULL;
	number = g_new (gint32, centres != NULL ? centres->k : 1);
	if (centres == NULL || !take_outcome (model, matrix, space, centres, columns, NULL, number, job, error))
		return FALSE;
	add_objective (model, centres, _("Sum of squared differences, and weights of differing categories"));
	add_modes (model, matrix, columns, centres, number);
	return TRUE;
}

/* New rows --------------------------------------------------------------------------------------------------------- */

static SegDistance
distance_of (const SegClusterAlgorithm *algorithm)
{
	return algorithm == &seg_algorithm_kmedians ? SEG_DISTANCE_MANHATTAN : algorithm == &seg_algorithm_spherical ? SEG_DISTANCE_COSINE : SEG_DISTANCE_MIXED;
}

static SegMixture *
columns_of_rule (const SegClusterRule *rule)
{
	return seg_mixture_columns_from (seg_cluster_rule_get (rule, "groups"), seg_cluster_rule_get (rule, "low"), seg_cluster_rule_get (rule, "high"));
}

static gboolean
assign (const SegClusterRule *rule, const SegMatrix *matrix, SegJob *job, gint32 *labels, double *distances, SegMatrix *membership, GError **error)
{
	SegDistance distance = distance_of (seg_cluster_rule_algorithm (rule));
	const SegMatrix *centroids = seg_cluster_rule_get (rule, "centroids");
	g_autoptr (SegMixture) columns = distance == SEG_DISTANCE_MIXED ? columns_of_rule (rule) : NULL;
	double gamma = columns != NULL ? seg_cluster_rule_get (rule, "gamma")->values[0] : 0;
	g_autoptr (SegSpace) space = seg_space_new (distance, matrix, columns, gamma, job, error);
	g_autoptr (SegSpace) centres = space != NULL ? seg_space_new (distance, centroids, columns, gamma, job, error) : NULL;
	g_autofree double *costs = g_try_new (double, matrix->n_rows);

	(void) membership;
	if (centres == NULL)
		return FALSE;
	if (costs == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to place %zu users"), matrix->n_rows);
		return FALSE;
	}
	seg_space_assign (space, centres->rows->values, (guint) centroids->n_rows, labels, costs, job);
	for (gsize row = 0; row < matrix->n_rows; row++) {
		if (distance == SEG_DISTANCE_COSINE && !has_direction (matrix, row))
			labels[row] = -1;
		if (distances != NULL)
			distances[row] = seg_space_distance (distance, costs[row]);
	}
	return seg_job_goes_on (job, error);
}

static gboolean
is_row_of (const SegClusterRule *rule, const char *name, gsize n)
{
	const SegMatrix *matrix = seg_cluster_rule_get (rule, name);

	return matrix != NULL && matrix->n_rows == 1 && matrix->n_columns == n;
}

static gboolean
check_rule (const SegClusterRule *rule)
{
	const SegMatrix *centroids = seg_cluster_rule_get (rule, "centroids");
	g_autoptr (SegMixture) columns = NULL;
	double gamma;

	if (centroids == NULL || centroids->n_rows == 0)
		return FALSE;
	if (distance_of (seg_cluster_rule_algorithm (rule)) != SEG_DISTANCE_MIXED)
		return TRUE;
	if (!is_row_of (rule, "groups", centroids->n_columns) || !is_row_of (rule, "low", centroids->n_columns)
	    || !is_row_of (rule, "high", centroids->n_columns) || !is_row_of (rule, "gamma", 1))
		return FALSE;
	gamma = seg_cluster_rule_get (rule, "gamma")->values[0];
	columns = columns_of_rule (rule);
	return columns != NULL && gamma >= 0;
}

/* Silhouettes ------------------------------------------------------------------------------------------------------ */

gboolean
seg_model_space_widths (const SegClusterModel *model, const SegMatrix *matrix, const gint32 *labels, guint k, SegJob *job, double *widths,
                        GError **error)
{
	g_autoptr (SegMixture) columns = model->distance == SEG_DISTANCE_MIXED ? columns_of_rule (model->rule) : NULL;
	double gamma = columns != NULL ? seg_cluster_rule_get (model->rule, "gamma")->values[0] : 0;
	g_autoptr (SegSpace) space = seg_space_new (model->distance, matrix, columns, gamma, job, error);

	return space != NULL && seg_space_widths (space, labels, k, job, widths, error);
}

/* The rows --------------------------------------------------------------------------------------------------------- */

const SegClusterAlgorithm seg_algorithm_kmedians = {
	.name = "k-medians", .label = N_("k-medians"),
	.meaning = N_("As k-means by Manhattan distance: centres are medians, so that a few extreme users pull less"),
	.parameters = parameters, .estimate = estimate, .fit = fit_medians, .assign = assign, .check_rule = check_rule,
};

const SegClusterAlgorithm seg_algorithm_spherical = {
	.name = "spherical", .label = N_("Spherical k-means"),
	.meaning = N_("As k-means by the angle between users: what they do more of beside other things, not how much of all"),
	.parameters = parameters, .has_noise = TRUE, .estimate = estimate, .fit = fit_spherical, .assign = assign, .check_rule = check_rule,
};

const SegClusterAlgorithm seg_algorithm_prototypes = {
	.name = "k-prototypes", .label = N_("k-prototypes"),
	.meaning = N_("As k-means for numbers and categories together: a category counts as the same or different, centres have its most frequent value"),
	.parameters = mixed_parameters, .estimate = estimate, .fit = fit_prototypes, .assign = assign, .check_rule = check_rule,
};
