/* The figures of one column of numbers or dates, from its different values with their counts.
 *
 * Quantiles of type 7 (Hyndman & Fan 1996, Am. Stat. 50:361-365): linear between the two neighbours. Fences: Tukey 1977,
 * Exploratory Data Analysis: 1.5 and 3 distances of the quartiles. Robust z: Iglewicz & Hoaglin 1993, How to Detect and Handle
 * Outliers: 0.6745 (x - median) / MAD, beyond 3.5. */
#include <config.h>
#include "prepare-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define OUTSIDE 1.5
#define FAR_OUT 3.0
#define ROBUST_MOST 3.5
#define ROBUST_SCALE 0.6745 /* third quartile of the standard normal distribution */

const double seg_quality_shares[SEG_QUALITY_QUANTILES] = { 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99 };

/* Value number @rank, from 0. */
static double
value_at (const SegTally *tally, gint64 rank)
{
	gint64 before = 0;

	if (tally->counts == NULL)
		return seg_double_of_key (tally->keys[rank]);
	for (gsize i = 0; i < tally->n; i++)
		if ((before += tally->counts[i]) > rank)
			return seg_double_of_key (tally->keys[i]);
	return seg_double_of_key (tally->keys[tally->n - 1]);
}

double
seg_tally_quantile (const SegTally *tally, double share)
{
	double place = share * (double) (tally->total - 1), below;
	gint64 rank = (gint64) place;

	if (tally->total == 0)
		return NAN;
	below = value_at (tally, rank);
	return rank + 1 >= tally->total ? below : below + (place - (double) rank) * (value_at (tally, rank + 1) - below);
}

/* The distance from @centre that is number @rank of all distances, walking outwards from it on both sides. */
static double
distance_at (const SegTally *tally, double centre, gint64 rank)
{
	gsize right = 0;
	gssize left;
	gint64 passed = 0;
	double distance = 0;

	while (right < tally->n && seg_double_of_key (tally->keys[right]) < centre)
		right++;
	left = (gssize) right - 1;
	while (passed <= rank && (left >= 0 || right < tally->n)) {
		double low = left >= 0 ? centre - seg_double_of_key (tally->keys[left]) : INFINITY;
		double high = right < tally->n ? seg_double_of_key (tally->keys[right]) - centre : INFINITY;

		distance = MIN (low, high);
		passed += low < high ? seg_tally_at (tally, (gsize) left--) : seg_tally_at (tally, right++);
	}
	return distance;
}

static double
median_distance (const SegTally *tally, double median)
{
	gint64 n = tally->total;
	double upper = distance_at (tally, median, n / 2);

	return n % 2 == 1 ? upper : (distance_at (tally, median, n / 2 - 1) + upper) / 2;
}

/* Two passes around the mean, summed in extended precision: amounts of a cent beside millions keep their digits. */
static void
describe_spread (SegColumnQuality *column, const SegTally *tally)
{
	long double sum = 0, squares = 0, n = (long double) tally->total;

	for (gsize i = 0; i < tally->n; i++)
		sum += (long double) seg_double_of_key (tally->keys[i]) * (long double) seg_tally_at (tally, i);
	column->mean = (double) (sum / n);
	for (gsize i = 0; i < tally->n; i++) {
		long double distance = (long double) seg_double_of_key (tally->keys[i]) - sum / n;

		squares += distance * distance * (long double) seg_tally_at (tally, i);
	}
	column->deviation = (double) sqrtl (squares / n);
}

/* Far outliers would leave all others in one bin: the histogram ends at their fences, and says what lies beyond. */
static void
choose_range (SegColumnQuality *column)
{
	double reach = FAR_OUT * (column->upper_quartile - column->lower_quartile);
	double low = column->lower_quartile - reach, high = column->upper_quartile + reach;

	column->histogram_from = reach > 0 && column->minimum < low ? low : column->minimum;
	column->histogram_to = reach > 0 && column->maximum > high ? high : column->maximum;
}

static void
count_bins (SegColumnQuality *column, const SegTally *tally)
{
	double width = (column->histogram_to - column->histogram_from) / SEG_QUALITY_BINS;

	for (gsize i = 0; i < tally->n; i++) {
		double value = seg_double_of_key (tally->keys[i]), place = width > 0 ? (value - column->histogram_from) / width : 0;
		gint64 count = seg_tally_at (tally, i);

		if (value < column->histogram_from)
			column->n_below += count;
		else if (value > column->histogram_to)
			column->n_above += count;
		else
			column->histogram[MIN ((gsize) place, SEG_QUALITY_BINS - 1)] += count;
	}
}

static void
count_outliers (SegColumnQuality *column, const SegTally *tally)
{
	double distance = column->upper_quartile - column->lower_quartile;

	if (column->type != SEG_TYPE_NUMBER)
		return;
	for (gsize i = 0; i < tally->n; i++) {
		double value = seg_double_of_key (tally->keys[i]), beyond = MAX (column->lower_quartile - value, value - column->upper_quartile);
		gint64 count = seg_tally_at (tally, i);

		column->n_outside += distance > 0 && beyond > OUTSIDE * distance ? count : 0;
		column->n_outliers += distance > 0 && beyond > FAR_OUT * distance ? count : 0;
		column->n_robust += column->mad > 0 && fabs (ROBUST_SCALE * (value - column->median) / column->mad) > ROBUST_MOST ? count : 0;
	}
}

static char *
shown_value (const SegColumnQuality *column, double value)
{
	if (column->type == SEG_TYPE_BOOLEAN)
		return g_strdup (value != 0 ? _("yes") : _("no"));
	if (column->type == SEG_TYPE_DATE)
		return fmod (value, 86400) == 0 ? seg_format_date ((gint64) value) : seg_format_time ((gint64) value);
	return seg_format_exact (value);
}

/* The most frequent values; of equally frequent ones the smaller first. */
static void
find_top (SegColumnQuality *column, const SegTally *tally)
{
	gsize best[SEG_QUALITY_TOP];
	gsize n = tally->counts != NULL ? seg_tally_top (tally, 1, SEG_QUALITY_TOP, best) : 0;

	for (gsize i = 0; i < n; i++)
		column->top[column->n_top++] = (SegValueCount) {
			shown_value (column, seg_double_of_key (tally->keys[best[i]])), tally->counts[best[i]]
		};
}

void
seg_quality_describe (SegColumnQuality *column, const SegTally *tally)
{
	find_top (column, tally);
	if (tally->n == 0 || column->type == SEG_TYPE_BOOLEAN)
		return;
	column->minimum = seg_double_of_key (tally->keys[0]);
	column->maximum = seg_double_of_key (tally->keys[tally->n - 1]);
	for (gsize i = 0; i < SEG_QUALITY_QUANTILES; i++)
		column->quantiles[i] = seg_tally_quantile (tally, seg_quality_shares[i]);
	column->lower_quartile = column->quantiles[2];
	column->median = column->quantiles[3];
	column->upper_quartile = column->quantiles[4];
	column->mad = median_distance (tally, column->median);
	describe_spread (column, tally);
	choose_range (column);
	count_bins (column, tally);
	count_outliers (column, tally);
}
