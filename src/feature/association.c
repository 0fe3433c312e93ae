/* Mutual information, chi-square and analysis of variance of a column and classes. */
#include <config.h>
#include <segscope/association.h>

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int
compare_doubles (const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return x < y ? -1 : x > y;
}

/* Type 7. Between equal values it is that value to the last bit, so that it is not smaller than the values it stands for. */
static double
quantile_of (const double *sorted, gsize n, double share)
{
	double place = share * (double) (n - 1), part = place - floor (place);
	gsize below = (gsize) place;
	double low = sorted[below], high = sorted[MIN (below + 1, n - 1)];

	return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
}

/* Gives the bins in use the numbers 0, 1, ... */
static guint
close_gaps (gint32 *bins, gsize n, guint n_bins)
{
	g_autofree gint32 *number = g_new0 (gint32, n_bins);
	guint n_used = 0;

	for (gsize i = 0; i < n; i++)
		number[bins[i]] = 1;
	for (guint bin = 0; bin < n_bins; bin++)
		number[bin] = number[bin] != 0 ? (gint32) n_used++ : 0;
	for (gsize i = 0; i < n; i++)
		bins[i] = number[bins[i]];
	return n_used;
}

static void
swap (double *values, gsize a, gsize b)
{
	double kept = values[a];

	values[a] = values[b];
	values[b] = kept;
}

/* Parts @values[from..to - 1] by the middle one of three; equal ones go to both sides, so that many of them do no harm. Returns where the
 * second part begins; both have something. */
static gsize
part (double *values, gsize from, gsize to)
{
	const double a = values[from], b = values[from + (to - 1 - from) / 2], c = values[to - 1];
	const double pivot = MAX (MIN (a, b), MIN (MAX (a, b), c));
	gsize low = from, high = to - 1;

	while (TRUE) {
		while (values[low] < pivot)
			low++;
		while (values[high] > pivot)
			high--;
		if (low >= high)
			break;
		swap (values, low++, high--);
	}
	return MAX (low, from + 1);
}

#define FEW 32
#define DEEPEST 100 /* of a split that gets nowhere: the rest is sorted */

/* Puts the values that sorting would put at @wanted (rising) there; what lies between is in any order. */
static void
settle (double *values, gsize from, gsize to, const gsize *wanted, guint n_wanted, guint depth)
{
	gsize middle;
	guint n_low = 0;

	if (n_wanted == 0 || to - from < 2)
		return;
	if (to - from <= FEW || depth > DEEPEST) {
		qsort (values + from, to - from, sizeof *values, compare_doubles);
		return;
	}
	middle = part (values, from, to);
	while (n_low < n_wanted && wanted[n_low] < middle)
		n_low++;
	settle (values, from, middle, wanted, n_low, depth + 1);
	settle (values, middle, to, wanted + n_low, n_wanted - n_low, depth + 1);
}

guint
seg_quantile_bins (const double *values, gsize n, guint n_bins, double *scratch, gint32 *bins)
{
	g_autofree double *cuts = g_new (double, n_bins);
	g_autofree gsize *wanted = g_new (gsize, 2 * (gsize) n_bins);
	guint n_cuts = 0, n_wanted = 0;

	memcpy (scratch, values, n * sizeof *values);
	for (guint i = 1; i < n_bins; i++)
		for (gsize above = 0; above < 2; above++) {
			const gsize place = MIN ((gsize) ((double) i / n_bins * (double) (n - 1)) + above, n - 1);

			if (n_wanted == 0 || place > wanted[n_wanted - 1])
				wanted[n_wanted++] = place;
		}
	settle (scratch, 0, n, wanted, n_wanted, 0);
	for (guint i = 1; i < n_bins; i++) {
		double cut = quantile_of (scratch, n, (double) i / n_bins);

		if (n_cuts == 0 || cut > cuts[n_cuts - 1])
			cuts[n_cuts++] = cut;
	}
	for (gsize i = 0; i < n; i++) {
		bins[i] = 0;
		for (guint cut = 0; cut < n_cuts; cut++)
			bins[i] += cuts[cut] < values[i];
	}
	return close_gaps (bins, n, n_cuts + 1);
}

/* Counts of a table and of its margins, and all of them. */
typedef struct {
	guint   n_rows, n_columns;
	double *cells, *rows, *columns;
	double  n;
} Counts;

static void
counts_init (Counts *counts, const gint32 *first, guint n_first, const gint32 *second, guint n_second, gsize n)
{
	*counts = (Counts) { n_first, n_second, g_new0 (double, (gsize) n_first * n_second), g_new0 (double, n_first),
	                     g_new0 (double, n_second), 0 };
	for (gsize i = 0; i < n; i++) {
		if (first[i] < 0 || second[i] < 0)
			continue;
		counts->cells[(gsize) first[i] * n_second + (gsize) second[i]]++;
		counts->rows[first[i]]++;
		counts->columns[second[i]]++;
		counts->n++;
	}
}

static void
counts_clear (Counts *counts)
{
	g_free (counts->cells);
	g_free (counts->rows);
	g_free (counts->columns);
}

double
seg_mutual_information (const gint32 *first, guint n_first, const gint32 *second, guint n_second, gsize n)
{
	double total = 0;
	Counts counts;

	counts_init (&counts, first, n_first, second, n_second, n);
	for (guint a = 0; a < n_first; a++)
		for (guint b = 0; b < n_second; b++) {
			double cell = counts.cells[(gsize) a * n_second + b];

			if (cell > 0)
				total += cell / counts.n * log (cell / counts.rows[a] * (counts.n / counts.columns[b]));
		}
	counts_clear (&counts);
	return MAX (total, 0);
}

double
seg_entropy (const gint32 *labels, guint n_classes, gsize n)
{
	return seg_mutual_information (labels, n_classes, labels, n_classes, n);
}

static guint
n_used (const double *counts, guint n)
{
	guint used = 0;

	for (guint i = 0; i < n; i++)
		used += counts[i] > 0;
	return used;
}

SegTest
seg_chi_square (const gint32 *first, guint n_first, const gint32 *second, guint n_second, gsize n)
{
	SegTest test = { NAN, NAN, NAN, NAN };
	guint rows, columns;
	Counts counts;

	counts_init (&counts, first, n_first, second, n_second, n);
	rows = n_used (counts.rows, n_first);
	columns = n_used (counts.columns, n_second);
	if (rows > 1 && columns > 1) {
		test.statistic = 0;
		test.df = (rows - 1.0) * (columns - 1.0);
		for (guint a = 0; a < n_first; a++)
			for (guint b = 0; b < n_second; b++) {
				double expected = counts.rows[a] * (counts.columns[b] / counts.n);

				if (expected > 0)
					test.statistic += pow (counts.cells[(gsize) a * n_second + b] - expected, 2) / expected;
			}
		test.p = gsl_cdf_chisq_Q (test.statistic, test.df);
	}
	counts_clear (&counts);
	return test;
}

SegTest
seg_anova (const double *values, const gint32 *labels, guint n_classes, gsize n)
{
	g_autofree double *sums = g_new0 (double, n_classes), *sizes = g_new0 (double, n_classes);
	SegTest test = { NAN, NAN, NAN, NAN };
	double mean = 0, n_known = 0, between = 0, within = 0;
	guint classes;

	for (gsize i = 0; i < n; i++)
		if (labels[i] >= 0)
			mean += (values[i] - mean) / ++n_known;
	for (gsize i = 0; i < n; i++)
		if (labels[i] >= 0) {
			sums[labels[i]] += values[i] - mean;
			sizes[labels[i]]++;
		}
	for (guint c = 0; c < n_classes; c++)
		if (sizes[c] > 0)
			between += sums[c] * sums[c] / sizes[c];
	for (gsize i = 0; i < n; i++)
		if (labels[i] >= 0)
			within += pow (values[i] - mean - sums[labels[i]] / sizes[labels[i]], 2);
	classes = n_used (sizes, n_classes);
	if (classes < 2 || n_known <= classes || !(between + within > 0))
		return test;
	test.df = classes - 1;
	test.df_within = n_known - classes;
	test.statistic = within > 0 ? between / test.df / (within / test.df_within) : INFINITY;
	test.p = within > 0 ? gsl_cdf_fdist_Q (test.statistic, test.df, test.df_within) : 0;
	return test;
}

typedef struct {
	double p;
	gsize  place;
} Ranked;

static int
compare_ranked (const void *a, const void *b)
{
	return compare_doubles (&((const Ranked *) a)->p, &((const Ranked *) b)->p);
}

void
seg_adjust_p (double *p, gsize n)
{
	g_autofree Ranked *ranked = g_new (Ranked, n + 1);
	gsize n_tests = 0;
	double least = 1;

	for (gsize i = 0; i < n; i++)
		if (!isnan (p[i]))
			ranked[n_tests++] = (Ranked) { p[i], i };
	qsort (ranked, n_tests, sizeof *ranked, compare_ranked);
	for (gsize i = n_tests; i-- > 0;) {
		least = MIN (least, ranked[i].p * (double) n_tests / (double) (i + 1));
		p[ranked[i].place] = least;
	}
}
