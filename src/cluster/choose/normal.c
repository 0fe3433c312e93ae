/* Segments of normal shape: where few users leave no valley to be seen, do mixtures of normal distributions say that there are more segments
 * than k-means finds? Believed only where three things hold: each further segment raises the likelihood by more than it does in draws of the
 * mixture without it, no segment of the outcome fails a test of normality, and between any two of them fewer users are proved to stand than in
 * either. That last test takes the direction in which the mixture itself parts the users best, so its 0.05 is a threshold, not an exact level;
 * draws say what the three are worth together. Amounts that are skewed, long tails and rings fail the second or the third, and nothing is said. Draws of shapes with known groups:
 * tests/bench/README.md.
 *
 * Of many users nothing is asked: no real distribution is so nearly normal that the test of thousands lets it pass, and valleys show there.
 *
 * Sources: McLachlan 1987, Appl. Stat. 36:318-324 (draws of the smaller mixture); Besag, Clifford 1991, Biometrika 78:301-304 (ending a test
 * when it is lost); Fisher 1936, Ann. Eugen. 7:179-188 (the direction that parts two groups best); the tests: mardia.c, dip.c. */
#include <config.h>
#include "../density/peaks.h"
#include "normal-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ROWS 2000
#define USERS_A_PARAMETER 2

/* Normality ---------------------------------------------------------------------------------------------------------- */

static double
log_density (const SegMixture *mixture, guint c, const double *values)
{
	const gsize d = mixture->n_columns;
	const double *factor = mixture->factors + c * d * d, *mean = mixture->means + c * d;
	double density = mixture->constants[c];

	for (gsize i = 0; i < d; i++) {
		double sum = 0;

		for (gsize j = 0; j <= i; j++)
			sum += factor[i * d + j] * (values[j] - mean[j]);
		density -= 0.5 * sum * sum;
	}
	return density;
}

/* The most probable component of each row. */
static void
label_rows (const SegMixture *mixture, const SegMatrix *matrix, gint32 *labels)
{
	for (gsize row = 0; row < matrix->n_rows; row++) {
		double most = -INFINITY;

		for (guint c = 0; c < mixture->k; c++) {
			double density = log_density (mixture, c, seg_matrix_row (matrix, row));

			if (density > most) {
				most = density;
				labels[row] = (gint32) c;
			}
		}
	}
}

/* The rows of segment @c, @n of them. */
static SegMatrix *
take_members (const SegMatrix *matrix, const gint32 *labels, guint c, gsize n, GError **error)
{
	SegMatrix *members = seg_matrix_new (n, matrix->n_columns, error);
	gsize row = 0;

	for (gsize i = 0; members != NULL && i < matrix->n_rows; i++)
		if (labels[i] == (gint32) c)
			memcpy (seg_matrix_row (members, row++), seg_matrix_row (matrix, i), matrix->n_columns * sizeof (double));
	return members;
}

/* 0 where the members do not vary in some direction. */
static gboolean
measure_segment (const SegMatrix *matrix, const gint32 *labels, guint c, gsize n, double *chance, GError **error)
{
	g_autoptr (SegMatrix) members = take_members (matrix, labels, c, n, error), even = NULL;
	g_autoptr (GError) failure = NULL;

	if (members == NULL)
		return FALSE;
	even = seg_whiten (members, &failure);
	*chance = even != NULL ? seg_mardia_chance (even) : 0;
	if (even != NULL || g_error_matches (failure, SEG_ERROR, SEG_ERROR_DATA))
		return TRUE;
	g_propagate_error (error, g_steal_pointer (&failure));
	return FALSE;
}

/* How many users a segment needs for anything to be said of its shape: some for each number that describes it, which are a mean, variances and
 * covariances, and a share. */
static gsize
fewest_users (gsize n_columns)
{
	return MAX (SEG_FEW_USERS, USERS_A_PARAMETER * (n_columns + 1) * (n_columns + 2) / 2);
}

/* The chance of the least normal of all segments, corrected for how many there are; 0 where one has too few users to tell. */
static gboolean
measure_normality (const SegMixture *mixture, const SegMatrix *matrix, double *least, gsize *smallest, GError **error)
{
	const gsize fewest = fewest_users (mixture->n_columns);
	g_autofree gint32 *labels = g_new0 (gint32, matrix->n_rows);
	g_autofree gsize *sizes = g_new0 (gsize, mixture->k);

	label_rows (mixture, matrix, labels);
	for (gsize i = 0; i < matrix->n_rows; i++)
		sizes[labels[i]]++;
	*least = 1;
	*smallest = matrix->n_rows;
	for (guint c = 0; c < mixture->k; c++) {
		double chance = 0;

		if (sizes[c] >= fewest && !measure_segment (matrix, labels, c, sizes[c], &chance, error))
			return FALSE;
		*least = MIN (*least, mixture->k * chance);
		*smallest = MIN (*smallest, sizes[c]);
	}
	return TRUE;
}

/* Borders ------------------------------------------------------------------------------------------------------------- */

/* The direction that parts components @a and @b best (Fisher's, from their covariances); 0 where these do not vary in some direction. */
static void
find_direction (const SegMixture *mixture, guint a, guint b, double *direction)
{
	gsize d = mixture->n_columns;
	double share = mixture->weights[a] / (mixture->weights[a] + mixture->weights[b]);
	g_autoptr (SegMixture) within = seg_mixture_new (SEG_SHAPE_FULL, 1, d, 0);
	g_autofree double *even = g_new0 (double, d);

	within->weights[0] = 1;
	for (gsize i = 0; i < d * d; i++)
		within->covariances[i] = share * mixture->covariances[a * d * d + i] + (1 - share) * mixture->covariances[b * d * d + i];
	memset (direction, 0, d * sizeof *direction);
	if (!seg_mixture_prepare (within, NULL))
		return;
	for (gsize i = 0; i < d; i++)
		for (gsize j = 0; j <= i; j++)
			even[i] += within->factors[i * d + j] * (mixture->means[b * d + j] - mixture->means[a * d + j]);
	for (gsize i = 0; i < d; i++)
		for (gsize j = 0; j <= i; j++)
			direction[j] += within->factors[i * d + j] * even[i];
}

static gint
compare_places (gconstpointer a, gconstpointer b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return x < y ? -1 : x > y;
}

/* How often even users would have as large a dip between them as segments @a and @b have. */
static double
measure_border (const SegMixture *mixture, const SegMatrix *spread, const gint32 *labels, guint a, guint b, double *places)
{
	gsize d = mixture->n_columns, n = 0;
	g_autofree double *direction = g_new (double, d);

	find_direction (mixture, a, b, direction);
	for (gsize row = 0; row < spread->n_rows; row++) {
		if (labels[row] != (gint32) a && labels[row] != (gint32) b)
			continue;
		places[n] = 0;
		for (gsize i = 0; i < d; i++)
			places[n] += seg_matrix_row (spread, row)[i] * direction[i];
		n++;
	}
	qsort (places, n, sizeof *places, compare_places);
	return seg_dip_chance (seg_dip (places, n), n);
}

/* The border that shows least. Rounded values are spread again, or the steps between them would pass for valleys. */
static gboolean
measure_borders (const SegNormalLooking *looking, const SegMixture *mixture, double *dents, GError **error)
{
	const SegMatrix *matrix = looking->matrix;
	g_autoptr (SegMatrix) spread = seg_spread_ties (matrix, looking->job, error);
	g_autofree gint32 *labels = g_new0 (gint32, matrix->n_rows);
	g_autofree double *places = g_new (double, matrix->n_rows);

	if (spread == NULL)
		return FALSE;
	*dents = 0;
	label_rows (mixture, matrix, labels);
	for (guint a = 0; a < mixture->k; a++)
		for (guint b = a + 1; b < mixture->k; b++)
			*dents = MAX (*dents, measure_border (mixture, spread, labels, a, b, places));
	return TRUE;
}

/* SegNormalLooking ------------------------------------------------------------------------------------------------------------ */

/* A mixture, and what is known of it. */
typedef struct {
	SegMixture *mixture; /* NULL: a component shrank to a point */
	double normality, dents;
	gsize  smallest;
} Candidate;

static gboolean
fit_candidate (const SegNormalLooking *looking, const SegTiles *tiles, guint k, Candidate *candidate, GError **error)
{
	candidate->dents = 1;
	if (!seg_normal_fit (looking, tiles, k, &candidate->mixture, error))
		return FALSE;
	if (candidate->mixture == NULL)
		return TRUE;
	if (!measure_normality (candidate->mixture, looking->matrix, &candidate->normality, &candidate->smallest, error))
		return FALSE;
	return candidate->normality <= SEG_NORMAL_CHANCE || measure_borders (looking, candidate->mixture, &candidate->dents, error);
}

static gboolean
is_believable (const Candidate *candidate)
{
	return candidate->mixture != NULL && candidate->normality > SEG_NORMAL_CHANCE && candidate->dents <= SEG_NORMAL_CHANCE;
}

void
seg_normal_settings (guint k, guint64 seed, SegClusterSettings *settings)
{
	seg_cluster_settings_init (settings, &seg_algorithm_mixture);
	settings->seed = seed;
	seg_cluster_settings_put (settings, "k", k);
	seg_cluster_settings_put (settings, "shape", SEG_SHAPE_FULL);
}

/* What is recommended is what the algorithm makes, from starts of its own: where that is another division nothing is found. */
static gboolean
confirm (const SegNormalLooking *looking, const SegMixture *mixture, SegNormalFound *found, GError **error)
{
	g_autofree gint32 *labels = g_new0 (gint32, looking->matrix->n_rows);
	g_autoptr (SegClusterModel) model = NULL;
	g_autoptr (SegAgreement) agreement = NULL;
	g_autoptr (GError) failure = NULL;
	SegClusterSettings settings;

	seg_normal_settings (mixture->k, looking->seed, &settings);
	model = seg_cluster_fit (looking->matrix, &settings, looking->job, &failure);
	if (model == NULL && !g_error_matches (failure, SEG_ERROR, SEG_ERROR_DATA)) {
		g_propagate_error (error, g_steal_pointer (&failure));
		return FALSE;
	}
	label_rows (mixture, looking->matrix, labels);
	if (model != NULL && model->clustering->k == mixture->k)
		agreement = seg_agreement_new (labels, mixture->k, model->clustering->labels, mixture->k, looking->matrix->n_rows, NULL);
	if (agreement == NULL || agreement->ari < SEG_GOOD_AGREEMENT) {
		*found = (SegNormalFound) { 0 };
		return TRUE;
	}
	for (guint c = 0; c < mixture->k; c++)
		found->smallest = c == 0 ? model->clustering->sizes[c] : MIN (found->smallest, model->clustering->sizes[c]);
	return TRUE;
}

/* Step by step from the first, as long as one more gains more than chance lets it; what is reached counts where it is believable. Where even
 * the last candidate is left for one more, nothing is said. */
static gboolean
climb (const SegNormalLooking *looking, const Candidate *candidates, guint n, SegNormalFound *found, GError **error)
{
	double last = NAN;

	for (guint i = 0; i + 1 < n && candidates[i].mixture != NULL && candidates[i + 1].mixture != NULL; i++) {
		double rise = candidates[i + 1].mixture->log_likelihood - candidates[i].mixture->log_likelihood, chance;
		SegJobSpan span = seg_job_enter (looking->job, (double) i / n, (i + 1.0) / n);
		gboolean done = seg_normal_gain_chance (looking, candidates[i].mixture, rise, &chance, error);

		seg_job_leave (looking->job, span);
		if (!done)
			return FALSE;
		if (chance > SEG_NORMAL_CHANCE) {
			if (i == 0 || !is_believable (candidates + i))
				return TRUE;
			*found = (SegNormalFound) { candidates[i].mixture->k, last, candidates[i].normality, candidates[i].dents, candidates[i].smallest };
			return confirm (looking, candidates[i].mixture, found, error);
		}
		last = chance;
	}
	return TRUE;
}

/* Draws are made only where their answer could be believed: hardly ever, of real users. */
static gboolean
look (const SegNormalLooking *looking, guint k_least, guint k_max, SegNormalFound *found, GError **error)
{
	g_autoptr (SegTiles) tiles = seg_tiles_new_with_singles (looking->matrix, looking->job, error);
	guint n = k_max - k_least + 1, n_needed = 0;
	g_autofree Candidate *candidates = g_new0 (Candidate, n);
	gboolean done = tiles != NULL;

	for (guint i = 0; done && i < n; i++) {
		done = fit_candidate (looking, tiles, k_least + i, candidates + i, error);
		if (done && i > 0 && is_believable (candidates + i))
			n_needed = MIN (i + 2, n);
	}
	done = done && climb (looking, candidates, n_needed, found, error);
	for (guint i = 0; i < n; i++)
		seg_mixture_free (candidates[i].mixture);
	return done;
}

gboolean
seg_sweep_find_normal (SegSweep *sweep, const SegMatrix *matrix, SegJob *job, GError **error)
{
	SegNormalLooking looking = { .matrix = matrix, .seed = sweep->options.seed, .job = job };
	guint k = sweep->rows[sweep->unlimited].clustering->k, k_max;

	if (matrix->n_rows > MOST_ROWS || sweep->n_rows < 2 || k < 2)
		return TRUE;
	k_max = (guint) MIN (sweep->options.k_max, matrix->n_rows / fewest_users (matrix->n_columns) + 1); /* what is more is asked for, but never believed */
	if (k >= k_max)
		return TRUE;
	looking.ridge = seg_mixture_ridge (matrix);
	return look (&looking, k, k_max, &sweep->normal, error);
}
