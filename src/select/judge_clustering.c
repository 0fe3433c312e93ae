/* What a feature does for finding groups, without a target: the Laplacian score, and how the silhouette changes without it. */
#include <config.h>
#include "select-private.h"

#include <segscope/cluster.h>
#include <segscope/text.h>

#define NEIGHBOURS 5
#define K_MOST 8
#define RESTARTS 3
#define MOST_PASSES 100
#define LEAST_FEATURES 3 /* with fewer, leaving one out says little */
#define FAR 3            /* deviations */

/* The sample, of the columns that are left. */
static SegMatrix *
sample (SegJudging *judging, const gboolean *gone, GError **error)
{
	g_autofree gsize *rows = NULL;
	gsize n = judging->sampled->n_rows;

	if (n < judging->n_rows)
		judging->n_sampled = n;
	seg_sample_rows (n, n, 0, &rows);
	return seg_matrix_part (judging->sampled, rows, n, gone, error);
}

/* Laplacian score ----------------------------------------------------------------------------------------------------------------- */

static gboolean
judge_laplacian (SegJudging *judging, GError **error)
{
	g_autofree gboolean *gone = seg_judging_gone (judging);
	g_autoptr (SegMatrix) part = NULL;
	g_autofree double *scores = NULL;
	gsize column = 0;

	if (seg_judging_n_alive (judging) == 0)
		return TRUE;
	if ((part = sample (judging, gone, error)) == NULL)
		return FALSE;
	scores = g_new (double, part->n_columns);
	if (!seg_laplacian_scores (part, NEIGHBOURS, scores, judging->job, error))
		return FALSE;
	for (gsize i = 0; i < judging->n; i++) {
		SegCandidate *candidate = &judging->candidates[i];
		g_autofree char *figure = NULL;
		double best = NAN;

		if (!candidate->alive)
			continue;
		for (gsize k = 0; k < candidate->n_columns; k++, column++)
			best = fmin (best, scores[column]);
		seg_judging_score (judging, candidate, best);
		if (!(best > judging->options->laplacian))
			continue;
		figure = seg_format_number (best, 2);
		seg_judging_drop (judging, candidate, NULL,
		                  g_strdup_printf (_("People who are alike in all else differ in it as much as strangers do (Laplacian score %s): it marks no "
		                                     "groups."), figure));
	}
	return TRUE;
}

const SegJudge seg_judge_laplacian = {
	{ "laplacian", N_("Laplacian score"), N_("Whether people who are near each other agree in it: 0 fully, 1 no more than strangers."), N_("Laplacian"),
	  SEG_CRITERION_WITHOUT_TARGET }, judge_laplacian
};

/* Silhouette -------------------------------------------------------------------------------------------------------------------------- */

/* Clusters of a sample, and what is needed to judge others. */
typedef struct {
	SegMatrix     *part;
	SegPairs      *pairs;
	SegClustering *best;  /* of the k with the clearest groups; NULL: the rows have too few different values */
	double         width; /* its silhouette */
} Groups;

static void
groups_clear (Groups *groups)
{
	seg_pairs_free (groups->pairs);
	seg_matrix_free (groups->part);
	seg_clustering_free (groups->best);
}

static gboolean
find_groups (SegJudging *judging, Groups *groups, GError **error)
{
	SegClusterOptions options = seg_cluster_options_defaults ();

	options.restarts = RESTARTS;
	options.seed = judging->options->seed;
	for (options.k = 2; options.k <= K_MOST; options.k++) {
		SegClustering *clustering;
		double width;

		if (!seg_job_proceed (judging->job, 0.3 * (options.k - 2) / (K_MOST - 1), NULL, error))
			return FALSE;
		clustering = seg_kmeans (groups->part, &options, NULL, NULL); /* short: the sample is small */
		if (clustering == NULL) /* fewer than k different rows */
			break;
		width = seg_pairs_silhouette (groups->pairs, clustering->labels, options.k, 0, 0);
		if (groups->best == NULL || width > groups->width) {
			seg_clustering_free (groups->best);
			groups->best = g_steal_pointer (&clustering);
			groups->width = width;
		}
		seg_clustering_free (clustering);
	}
	return seg_job_proceed (judging->job, 0.3, NULL, error);
}

static int
compare_doubles (const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return x < y ? -1 : x > y;
}

static double
median_of (const double *values, gsize n)
{
	g_autofree double *sorted = g_memdup2 (values, n * sizeof *values);

	qsort (sorted, n, sizeof *sorted, compare_doubles);
	return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

/* A gain is worth something when it is far above that of leaving out just any feature: with fewer columns groups always look clearer. */
static double
least_gain (const SegJudging *judging, const double *gains, gsize n, double *usual)
{
	g_autofree double *away = g_new (double, n);

	*usual = median_of (gains, n);
	for (gsize i = 0; i < n; i++)
		away[i] = fabs (gains[i] - *usual);
	return MAX (judging->options->silhouette, *usual + FAR * 1.4826 * median_of (away, n));
}

/* The groups without the columns @first..@last-1, from the centres of all columns on: what differs is the columns' doing and not that of
 * another start. NAN: too few different rows are left. */
static double
width_without (const Groups *groups, gsize first, gsize last)
{
	const SegMatrix *part = groups->part;
	g_autofree gboolean *without = g_new0 (gboolean, part->n_columns);
	g_autofree gsize *rows = NULL;
	gsize n = seg_sample_rows (part->n_rows, part->n_rows, 0, &rows);
	g_autoptr (SegMatrix) rest = NULL, starts = NULL;
	g_autoptr (SegClustering) clustering = NULL;

	for (gsize column = first; column < last; column++)
		without[column] = TRUE;
	rest = seg_matrix_part (part, rows, n, without, NULL);
	starts = seg_matrix_part (groups->best->centroids, rows, groups->best->k, without, NULL);
	clustering = rest != NULL && starts != NULL ? seg_kmeans_from (rest, starts, MOST_PASSES, NULL, NULL) : NULL;
	return clustering != NULL ? seg_pairs_silhouette (groups->pairs, clustering->labels, groups->best->k, first, last) : NAN;
}

static gboolean
find_gains (SegJudging *judging, const Groups *groups, double *gains, GError **error)
{
	gsize n_alive = seg_judging_n_alive (judging), place = 0, column = 0;

	for (gsize i = 0; i < judging->n; i++) {
		const SegCandidate *candidate = &judging->candidates[i];
		double width;

		if (!candidate->alive)
			continue;
		if (!seg_job_proceed (judging->job, 0.3 + 0.7 * (double) place / (double) n_alive, NULL, error))
			return FALSE;
		width = width_without (groups, column, column + candidate->n_columns);
		column += candidate->n_columns;
		gains[place++] = isnan (width) ? -groups->width : width - groups->width; /* without it no groups are left */
	}
	return TRUE;
}

static void
drop_blurring (SegJudging *judging, const double *gains, double all, guint k)
{
	gsize n_alive = seg_judging_n_alive (judging), place = 0;
	double usual, least = least_gain (judging, gains, n_alive, &usual);

	for (gsize i = 0; i < judging->n; i++) {
		SegCandidate *candidate = &judging->candidates[i];
		g_autofree char *before = seg_format_number (all, 2), *after = NULL, *change = NULL;
		double gain;

		if (!candidate->alive)
			continue;
		gain = gains[place++];
		seg_judging_score (judging, candidate, gain);
		if (gain <= least)
			continue;
		after = seg_format_number (all + gain, 2);
		change = seg_format_number (usual, 2);
		seg_judging_drop (judging, candidate, NULL,
		                  g_strdup_printf (_("Blurs the groups: without it the silhouette of %u groups goes from %s to %s; leaving out another feature "
		                                     "changes it by %s."), k, before, after, change));
	}
}

static gboolean
judge_silhouette (SegJudging *judging, GError **error)
{
	g_autofree gboolean *gone = seg_judging_gone (judging);
	g_autofree double *gains = g_new0 (double, judging->n + 1);
	Groups groups = { 0 };
	gboolean success;

	if (seg_judging_n_alive (judging) < LEAST_FEATURES)
		return TRUE;
	success = (groups.part = sample (judging, gone, error)) != NULL && (groups.pairs = seg_pairs_new (groups.part, error)) != NULL
	          && find_groups (judging, &groups, error) && (groups.best == NULL || find_gains (judging, &groups, gains, error));
	if (success && groups.best != NULL)
		drop_blurring (judging, gains, groups.width, groups.best->k);
	groups_clear (&groups);
	return success;
}

const SegJudge seg_judge_silhouette = {
	{ "silhouette", N_("Silhouette without it"), N_("How much clearer the groups of k-means become when the feature is left out: above 0 it blurs "
	                                                "them."), N_("Silhouette ±"), SEG_CRITERION_WITHOUT_TARGET }, judge_silhouette
};
