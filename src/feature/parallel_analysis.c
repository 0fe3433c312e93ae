/* Parallel analysis: which components say more than those of independent columns would.
 *
 * The covariance of n rows of d independent normal numbers is a Wishart matrix with n - 1 degrees of freedom, and Bartlett's
 * decomposition draws one as A A' with d (d + 1) / 2 numbers: normal below the diagonal, roots of chi-squares on it. One stream of
 * random numbers a set, so the figures do not depend on the number of threads. */
#include <config.h>
#include "reduction-private.h"

#include <segscope/blas.h>
#include <segscope/parallel.h>
#include <segscope/random.h>

#include <cblas.h>
#include <glib/gi18n.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

#define USUAL_SETS 1000
#define WIDE 64         /* columns; above, fewer sets are drawn unless somebody asks for more */
#define SETS_WHEN_WIDE 200
#define LEAST_SETS 20
#define QUANTILE 0.95

typedef struct {
	gsize    d, degrees; /* columns that vary, n - 1 */
	guint64  seed;
	double  *values;     /* d x n_sets: eigenvalues, falling, of each set in a column */
	guint    n_sets;
	SegJob  *job;
	atomic_bool failed;
} Draw;

/* Twice a gamma variable of shape degrees / 2. Marsaglia, Tsang 2000, ACM TOMS 26:363-372. */
static double
draw_chi_square (SegRandom *random, double degrees)
{
	double shape = degrees / 2, less = shape < 1 ? shape + 1 : shape, d = less - 1.0 / 3, c = 1 / sqrt (9 * d), v, x, u;

	do {
		do {
			x = seg_random_gaussian (random);
			v = 1 + c * x;
		} while (v <= 0);
		v = v * v * v;
		u = 1 - seg_random_uniform (random);
	} while (log (u) >= 0.5 * x * x + d - d * v + d * log (v));
	return 2 * d * v * (shape < 1 ? pow (1 - seg_random_uniform (random), 1 / shape) : 1);
}

/* Rows whose products are a Wishart matrix: d x min (d, degrees), the triangle of Bartlett where there are enough degrees. */
static gsize
draw_factor (const Draw *draw, SegRandom *random, double *factor)
{
	gsize d = draw->d, width = MIN (d, draw->degrees);

	for (gsize i = 0; i < d; i++)
		for (gsize j = 0; j < width; j++) {
			if (draw->degrees < d || j < i)
				factor[i * width + j] = seg_random_gaussian (random);
			else
				factor[i * width + j] = j == i ? sqrt (draw_chi_square (random, (double) (draw->degrees - i))) : 0;
		}
	return width;
}

/* The correlation matrix of the rows of @factor. */
static void
correlate (const double *factor, gsize d, gsize width, double *matrix)
{
	for (gsize i = 0; i < d; i++)
		for (gsize j = 0; j <= i; j++) {
			double product = 0;

			for (gsize k = 0; k < width; k++)
				product += factor[i * width + k] * factor[j * width + k];
			matrix[i * d + j] = matrix[j * d + i] = product;
		}
	for (gsize i = 0; i < d; i++)
		for (gsize j = 0; j < i; j++)
			matrix[i * d + j] = matrix[j * d + i] /= sqrt (matrix[i * d + i] * matrix[j * d + j]);
	for (gsize i = 0; i < d; i++)
		matrix[i * d + i] = 1;
}

static void
draw_set (gsize set, gsize first, gsize last, gpointer data)
{
	Draw *draw = data;
	gsize d = draw->d;
	g_autoptr (SegRandom) random = seg_random_new (draw->seed, set);
	g_autofree double *factor = g_new (double, d * d), *matrix = g_new (double, d * d), *values = g_new (double, d);

	(void) first;
	(void) last;
	if (seg_job_is_cancelled (draw->job))
		return;
	correlate (factor, d, draw_factor (draw, random, factor), matrix);
	if (!seg_eigenvalues (matrix, d, values))
		atomic_store (&draw->failed, TRUE);
	for (gsize i = 0; i < d; i++)
		draw->values[i * draw->n_sets + set] = values[d - 1 - i];
}

static int
compare (const void *first, const void *second)
{
	double a = *(const double *) first, b = *(const double *) second;

	return a < b ? -1 : a > b;
}

static void
sum_up (const Draw *draw, SegParallelAnalysis *analysis)
{
	for (gsize i = 0; i < draw->d; i++) {
		double *values = draw->values + i * draw->n_sets, place = QUANTILE * (draw->n_sets - 1);
		gsize below = (gsize) place;

		for (guint set = 0; set < draw->n_sets; set++)
			analysis->means[i] += values[set] / draw->n_sets;
		qsort (values, draw->n_sets, sizeof *values, compare);
		analysis->quantiles[i] = values[below] + (place - (double) below) * (values[MIN (below + 1, draw->n_sets - 1)] - values[below]);
	}
	while (analysis->n_keep < draw->d && analysis->eigenvalues[analysis->n_keep] > analysis->quantiles[analysis->n_keep])
		analysis->n_keep++;
}

static gboolean
compare_with_chance (gsize n_rows, gsize n_varying, SegParallelAnalysis *analysis, SegJob *job, GError **error)
{
	Draw draw = { n_varying, n_rows - 1, analysis->seed, g_try_malloc_n (n_varying * analysis->n_sets, sizeof (double)), analysis->n_sets,
	              job, FALSE };
	gboolean success;

	if (draw.values == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for %u random sets"), analysis->n_sets);
		return FALSE;
	}
	seg_blas_stay_alone ();
	seg_parallel_blocks (draw.n_sets, 1, draw_set, &draw);
	success = seg_job_proceed (job, 1, NULL, error);
	if (success && atomic_load (&draw.failed)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("The eigenvalues of random numbers could not be computed"));
		success = FALSE;
	}
	if (success)
		sum_up (&draw, analysis);
	g_free (draw.values);
	return success;
}

/* Correlation matrices have the trace d: what is constant is missing in it. */
static gsize
count_varying (const SegPca *pca, gsize d)
{
	double total = 0;

	for (gsize i = 0; i < d; i++)
		total += pca->eigenvalues[i];
	return (gsize) floor (total + 0.5);
}

SegParallelAnalysis *
seg_parallel_analysis (const SegMatrix *matrix, guint n_sets, guint64 seed, SegJob *job, GError **error)
{
	SegPcaOptions options = seg_pca_options_defaults ();
	g_autoptr (SegParallelAnalysis) analysis = g_new0 (SegParallelAnalysis, 1);
	g_autoptr (SegPca) pca = NULL;
	gsize d = matrix->n_columns;
	SegJobSpan span = seg_job_enter (job, 0, 0.3);

	options.correlation = TRUE;
	options.scores = FALSE;
	options.n_components = 1;
	options.method = matrix->n_rows > 1 && matrix->n_rows <= d ? SEG_PCA_ROWS : SEG_PCA_COVARIANCE;
	pca = seg_pca_run (matrix, &options, job, error);
	seg_job_leave (job, span);
	if (pca == NULL)
		return NULL;
	analysis->n_columns = d;
	analysis->n_sets = n_sets == 0 ? (d > WIDE ? SETS_WHEN_WIDE : USUAL_SETS) : MAX (n_sets, LEAST_SETS);
	analysis->seed = seed;
	analysis->eigenvalues = g_steal_pointer (&pca->eigenvalues);
	analysis->means = g_new0 (double, d);
	analysis->quantiles = g_new0 (double, d);
	pca->eigenvalues = g_memdup2 (analysis->eigenvalues, d * sizeof (double));
	if (!seg_job_proceed (job, 0.3, _("comparing with random numbers"), error)
	    || !compare_with_chance (matrix->n_rows, count_varying (pca, d), analysis, job, error))
		return NULL;
	return g_steal_pointer (&analysis);
}

void
seg_parallel_analysis_free (SegParallelAnalysis *analysis)
{
	if (analysis == NULL)
		return;
	g_free (analysis->eigenvalues);
	g_free (analysis->means);
	g_free (analysis->quantiles);
	g_free (analysis);
}
