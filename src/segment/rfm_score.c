/* RFM as numbers: cut points, scores, the columns of the grid, and which named group a cell usually belongs to. */
#include <config.h>
#include "rfm-private.h"

#include <math.h>
#include <stdlib.h>

static int
compare_doubles (const void *first, const void *second)
{
	double a = *(const double *) first, b = *(const double *) second;

	return a < b ? -1 : a > b;
}

/* Places are counted in whole numbers: no share such as 0.6 is rounded on the way, which could move a cut to the next value. */
gboolean
seg_rfm_quantiles (const double *values, gsize n, guint n_bins, double *sorted, double *cuts)
{
	gsize known = 0;

	for (gsize i = 0; i < n; i++)
		if (!isnan (values[i]))
			sorted[known++] = values[i];
	if (known == 0)
		return FALSE;
	qsort (sorted, known, sizeof *sorted, compare_doubles);
	for (guint i = 1; i < n_bins; i++) {
		gsize place = (known - 1) * i / n_bins, rest = (known - 1) * i % n_bins;
		double low = sorted[place], high = sorted[MIN (place + 1, known - 1)];

		cuts[i - 1] = rest == 0 ? low : low + (high - low) * ((double) rest / n_bins);
	}
	return TRUE;
}

guint
seg_rfm_score (double value, const double *cuts, guint n_bins, gboolean less_is_better)
{
	guint below = 0;

	if (isnan (value))
		return 0;
	while (below < n_bins - 1 && cuts[below] < value)
		below++;
	return less_is_better ? n_bins - below : below + 1;
}

guint
seg_rfm_n_rows (const SegRfmDefinition *definition)
{
	return definition->axes[SEG_RFM_RECENCY].n_bins;
}

guint
seg_rfm_n_columns (const SegRfmDefinition *definition)
{
	guint frequency = definition->axes[SEG_RFM_FREQUENCY].n_bins, monetary = definition->axes[SEG_RFM_MONETARY].n_bins;

	switch (definition->columns) {
	case SEG_RFM_BY_FREQUENCY:
		return frequency;
	case SEG_RFM_BY_MONETARY:
		return monetary;
	case SEG_RFM_BY_BOTH:
	default:
		return MAX (frequency, monetary);
	}
}

/* Each score as a share of its scale, their mean laid onto the longer scale, rounded to the nearest, halves up: in whole numbers,
 * as seg_rfm_value_sql() says it. */
guint
seg_rfm_column (const SegRfmDefinition *definition, guint frequency, guint monetary)
{
	guint f = definition->axes[SEG_RFM_FREQUENCY].n_bins - 1, m = definition->axes[SEG_RFM_MONETARY].n_bins - 1;
	guint sum, scale;

	if (definition->columns == SEG_RFM_BY_FREQUENCY)
		return frequency;
	if (definition->columns == SEG_RFM_BY_MONETARY)
		return monetary;
	if (frequency == 0 || monetary == 0)
		return 0;
	sum = (frequency - 1) * m + (monetary - 1) * f;
	scale = 2 * f * m;
	return 1 + (2 * sum * MAX (f, m) + scale) / (2 * scale);
}

/* The usual names for five rows (long ago to recent) and five columns (little to much). */
static const SegRfmGroup usual[5][5] = {
	{ SEG_RFM_LOST, SEG_RFM_LOST, SEG_RFM_AT_RISK, SEG_RFM_AT_RISK, SEG_RFM_CANNOT_LOSE },
	{ SEG_RFM_HIBERNATING, SEG_RFM_HIBERNATING, SEG_RFM_AT_RISK, SEG_RFM_AT_RISK, SEG_RFM_CANNOT_LOSE },
	{ SEG_RFM_SLEEPY, SEG_RFM_SLEEPY, SEG_RFM_ATTENTION, SEG_RFM_LOYAL, SEG_RFM_LOYAL },
	{ SEG_RFM_PROMISING, SEG_RFM_POTENTIAL, SEG_RFM_POTENTIAL, SEG_RFM_LOYAL, SEG_RFM_LOYAL },
	{ SEG_RFM_NEW, SEG_RFM_POTENTIAL, SEG_RFM_POTENTIAL, SEG_RFM_CHAMPIONS, SEG_RFM_CHAMPIONS },
};

/* A score of @n on a scale of five: ends stay ends. */
static guint
of_five (guint score, guint n)
{
	return n < 2 ? 2 : (8 * (score - 1) + n - 1) / (2 * (n - 1));
}

SegRfmGroup
seg_rfm_group_at (const SegRfmDefinition *definition, guint row, guint column)
{
	guint n_rows = seg_rfm_n_rows (definition), n_columns = seg_rfm_n_columns (definition);
	guint8 own;

	if (row == 0 || column == 0 || row > n_rows || column > n_columns)
		return SEG_RFM_NONE;
	own = definition->cells[row - 1][column - 1];
	return own != 0 ? (SegRfmGroup) (own - 1) : usual[of_five (row, n_rows)][of_five (column, n_columns)];
}
