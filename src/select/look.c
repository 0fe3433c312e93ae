/* What criteria need of all users' values. The matrix of many features is by far the largest thing in memory, so there is only one: first as it
 * is, then scaled, then ranks, each in the place of the one before, and given up before the criteria are asked. */
#include <config.h>
#include "select-private.h"

#include <segscope/parallel.h>

#define BLOCK_ROWS 8192

/* Medians ------------------------------------------------------------------------------------------------------------------------- */

typedef struct {
	const SegJudging *judging;
	gsize            *counts; /* a block: n_columns */
} Counting;

static void
count_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Counting *counting = data;
	const SegFeatureMatrix *matrix = counting->judging->matrix;
	gsize *counts = counting->counts + block * matrix->n_columns;

	if (seg_job_is_cancelled (counting->judging->job))
		return;
	for (gsize row = first; row < last; row++) {
		const double *values = seg_matrix_row (matrix->raw, row);

		for (gsize column = 0; column < matrix->n_columns; column++)
			counts[column] += values[column] == matrix->columns[column].median;
	}
}

static gboolean
count_medians (SegJudging *judging, GError **error)
{
	gsize d = judging->matrix->n_columns, n_blocks = seg_parallel_n_blocks (judging->n_rows, BLOCK_ROWS);
	Counting counting = { judging, g_try_malloc0_n (n_blocks, d * sizeof (gsize)) };

	if (counting.counts == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the figures of %zu columns"), d);
		return FALSE;
	}
	seg_parallel_blocks (judging->n_rows, BLOCK_ROWS, count_block, &counting);
	judging->n_median = g_new0 (gsize, d);
	for (gsize block = 0; block < n_blocks; block++)
		for (gsize column = 0; column < d; column++)
			judging->n_median[column] += counting.counts[block * d + column];
	g_free (counting.counts);
	return seg_job_proceed (judging->job, 0.05, NULL, error);
}

/* Samples ------------------------------------------------------------------------------------------------------------------------- */

static gboolean
take_sample (SegJudging *judging, const SegMatrix *scaled, GError **error)
{
	g_autofree gsize *rows = NULL;
	gsize n = seg_sample_rows (judging->n_rows, judging->options->sample, judging->options->seed, &rows);

	return (judging->sampled = seg_matrix_part (scaled, rows, n, NULL, error)) != NULL;
}

/* Of the rows whose target is known. */
static gboolean
take_known (SegJudging *judging, const SegMatrix *scaled, GError **error)
{
	g_autofree gsize *known = g_new (gsize, judging->n_rows + 1), *rows = NULL;
	gsize n_known = 0, n;

	for (gsize row = 0; row < judging->n_rows; row++)
		if (judging->target->labels[row] >= 0)
			known[n_known++] = row;
	n = seg_sample_rows (n_known, judging->options->sample_path, judging->options->seed, &rows);
	judging->known_labels = g_new (gint32, n + 1);
	for (gsize i = 0; i < n; i++) {
		rows[i] = known[rows[i]];
		judging->known_labels[i] = judging->target->labels[rows[i]];
	}
	return (judging->known = seg_matrix_part (scaled, rows, n, NULL, error)) != NULL;
}

static gboolean
take_samples (SegJudging *judging, const SegMatrix *scaled, GError **error)
{
	if ((seg_judging_asks (judging, &seg_judge_laplacian) || seg_judging_asks (judging, &seg_judge_silhouette))
	    && !take_sample (judging, scaled, error))
		return FALSE;
	return !seg_judging_asks (judging, &seg_judge_path) || take_known (judging, scaled, error);
}

/* Everything ---------------------------------------------------------------------------------------------------------------------- */

/* Leaves ranks in @scaled. */
static gboolean
correlate (SegJudging *judging, SegMatrix *scaled, GError **error)
{
	g_autoptr (SegMatrix) spearman = NULL;
	gsize d = scaled->n_columns;
	SegMatrix *both[2];

	if (!seg_correlations_both_in_place (scaled, both, judging->job, error))
		return FALSE;
	judging->pearson = both[SEG_CORRELATION_PEARSON];
	spearman = both[SEG_CORRELATION_SPEARMAN];
	if ((judging->strength = seg_matrix_new (d, d, error)) == NULL)
		return FALSE;
	for (gsize i = 0; i < d * d; i++)
		judging->strength->values[i] = fmax (fabs (judging->pearson->values[i]), fabs (spearman->values[i]));
	return TRUE;
}

/* What is asked of the values as they are. */
static gboolean
look_at_raw (SegJudging *judging, const GPtrArray *selection, GError **error)
{
	gboolean connects = seg_judging_asks (judging, &seg_judge_information) || seg_judging_asks (judging, &seg_judge_chi_square)
	                    || seg_judging_asks (judging, &seg_judge_anova);

	return count_medians (judging, error) && (!connects || seg_judging_connect (judging, selection, error));
}

gboolean
seg_judging_look (SegJudging *judging, SegFeatureMatrix *matrix, const GPtrArray *selection, GError **error)
{
	static const double parts[] = { 0, 0.3, 0.5, 1 };
	gboolean success = TRUE;

	for (int part = 0; part < 3 && success; part++) {
		SegJobSpan span = seg_job_enter (judging->job, parts[part], parts[part + 1]);

		success = part == 0   ? look_at_raw (judging, selection, error)
		          : part == 1 ? seg_feature_matrix_scale (matrix, selection, judging->job, error) && take_samples (judging, matrix->scaled, error)
		                      : correlate (judging, matrix->scaled, error);
		seg_job_leave (judging->job, span);
	}
	g_clear_pointer (&matrix->raw, seg_matrix_free);
	g_clear_pointer (&matrix->scaled, seg_matrix_free);
	return success;
}

void
seg_judging_forget (SegJudging *judging)
{
	g_clear_pointer (&judging->connections, g_free);
	g_clear_pointer (&judging->n_median, g_free);
	g_clear_pointer (&judging->known_labels, g_free);
	g_clear_pointer (&judging->sampled, seg_matrix_free);
	g_clear_pointer (&judging->known, seg_matrix_free);
	g_clear_pointer (&judging->pearson, seg_matrix_free);
	g_clear_pointer (&judging->strength, seg_matrix_free);
}
