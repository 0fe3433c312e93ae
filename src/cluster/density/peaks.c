/* Crowds: places that are denser than everything between them and the next denser place.
 *
 * The density of a row follows from how far its k-th neighbour is: ln (k / reach^d), with a standard error of 1 / sqrt (k). Each row
 * follows its nearest denser neighbour up to a peak. Where two crowds touch, the densest row on their border is the height of
 * the pass between them; a peak that rises less above a pass than so many standard errors (of both heights together) as are asked for
 * may be there by chance, and its crowd becomes part of the other. Passes are looked at from the highest down, so every one
 * lies between crowds as they are then.
 *
 * With 2 standard errors rows spread evenly over a square show a second crowd in 1 to 7 of 100 draws of 200 to 3,000, clouds without
 * groups in 0 to 4; with the 1.6 of d'Errico et al. in 7 to 47, and 0 to 10 (tests/bench/README.md).
 *
 * Sources: Rodriguez, Laio 2014, Science 344:1492-1496 (following denser neighbours); d'Errico, Facco, Laio, Rodriguez 2021, Inf. Sci.
 * 560:476-492 (peaks that are significant); Loftsgaarden, Quesenberry 1965, Ann. Math. Stat. 36:1049-1051
 * (density from the k-th neighbour, with k about the square root of the rows). */
#include <config.h>
#include "peaks.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	double height, error;
	gint32 a, b; /* crowds */
} Pass;

typedef struct {
	const SegNearRows *rows;
	double *density, *error; /* n: logarithms */
	gint32 *order, *rank;    /* n: densest first, and the place of each row there */
	gint32 *crowd;           /* n: number of the peak that it leads to */
	GArray *peaks;           /* of gint32: rows */
	GArray *passes;          /* of Pass */
} Peaks;

/* Density ---------------------------------------------------------------------------------------------------------- */

static gint
denser_first (gconstpointer a, gconstpointer b, gpointer data)
{
	const double *density = data;
	gint32 i = *(const gint32 *) a, j = *(const gint32 *) b;

	if (density[i] > density[j] || density[i] < density[j])
		return density[i] > density[j] ? -1 : 1;
	return i < j ? -1 : i > j;
}

static void
measure_density (Peaks *peaks)
{
	const SegNearRows *rows = peaks->rows;

	for (gsize i = 0; i < rows->n; i++) {
		peaks->density[i] = log (rows->within[i]) - rows->dimension * log (rows->reach[i]);
		peaks->error[i] = 1 / sqrt (rows->within[i]);
		peaks->order[i] = (gint32) i;
	}
	g_qsort_with_data (peaks->order, (gint) rows->n, sizeof (gint32), denser_first, peaks->density);
	for (gsize at = 0; at < rows->n; at++)
		peaks->rank[peaks->order[at]] = (gint32) at;
}

static void
climb (Peaks *peaks)
{
	const SegNearRows *rows = peaks->rows;

	for (gsize at = 0; at < rows->n; at++) {
		gint32 row = peaks->order[at], up = -1;
		const gint32 *near = rows->near + (gsize) row * rows->k;

		for (guint i = 0; i < rows->n_near[row] && up < 0; i++)
			if (peaks->rank[near[i]] < peaks->rank[row])
				up = near[i];
		peaks->crowd[row] = up >= 0 ? peaks->crowd[up] : (gint32) peaks->peaks->len;
		if (up < 0)
			g_array_append_val (peaks->peaks, row);
	}
}

/* Passes ----------------------------------------------------------------------------------------------------------- */

/* Whether @row is the nearest of its crowd to @other. */
static gboolean
is_nearest_of_crowd (const Peaks *peaks, gint32 row, gint32 other)
{
	const SegNearRows *rows = peaks->rows;
	const gint32 *near = rows->near + (gsize) other * rows->k;

	for (guint i = 0; i < rows->n_near[other]; i++)
		if (peaks->crowd[near[i]] == peaks->crowd[row])
			return near[i] == row;
	return FALSE;
}

/* @seen: by crowd, the row that has looked at it last. */
static void
find_passes_of (Peaks *peaks, gint32 row, gint32 *seen)
{
	const SegNearRows *rows = peaks->rows;
	const gint32 *near = rows->near + (gsize) row * rows->k;

	for (guint i = 0; i < rows->n_near[row]; i++) {
		gint32 other = near[i], crowd = peaks->crowd[other], lower = peaks->rank[row] > peaks->rank[other] ? row : other;
		Pass pass = { peaks->density[lower], peaks->error[lower], peaks->crowd[row], crowd };

		if (crowd == peaks->crowd[row] || seen[crowd] == row)
			continue;
		seen[crowd] = row;
		if (is_nearest_of_crowd (peaks, row, other))
			g_array_append_val (peaks->passes, pass);
	}
}

static gint
highest_first (gconstpointer a, gconstpointer b)
{
	const Pass *x = a, *y = b;

	if (x->height > y->height || x->height < y->height)
		return x->height > y->height ? -1 : 1;
	return x->a != y->a ? (x->a < y->a ? -1 : 1) : x->b < y->b ? -1 : x->b > y->b;
}

static void
find_passes (Peaks *peaks)
{
	g_autofree gint32 *seen = g_new (gint32, MAX (peaks->peaks->len, 1));

	memset (seen, 0xff, peaks->peaks->len * sizeof *seen);
	for (gsize row = 0; row < peaks->rows->n; row++)
		find_passes_of (peaks, (gint32) row, seen);
	g_array_sort (peaks->passes, highest_first);
}

/* How far the lower of the peaks of two crowds rises above the pass, in standard errors. Crowds are numbered by falling density of
 * their peaks, and the root of a merged one is the lowest number. */
static double
rise (const Peaks *peaks, gint32 a, gint32 b, const Pass *pass)
{
	gint32 row = g_array_index (peaks->peaks, gint32, MAX (a, b));

	return (peaks->density[row] - pass->height) / (peaks->error[row] + pass->error);
}

/* Merges; returns the least rise of what stays apart, INFINITY where nothing touches. */
static double
merge (Peaks *peaks, double contrast, gint32 *parents)
{
	double least = INFINITY;

	for (guint i = 0; i < peaks->passes->len; i++) {
		const Pass *pass = &g_array_index (peaks->passes, Pass, i);
		gint32 a = seg_union_root (parents, pass->a), b = seg_union_root (parents, pass->b);
		double height;

		if (a == b)
			continue;
		height = rise (peaks, a, b, pass);
		if (height < contrast)
			parents[MAX (a, b)] = MIN (a, b);
	}
	for (guint i = 0; i < peaks->passes->len; i++) {
		const Pass *pass = &g_array_index (peaks->passes, Pass, i);
		gint32 a = seg_union_root (parents, pass->a), b = seg_union_root (parents, pass->b);

		if (a != b)
			least = MIN (least, rise (peaks, a, b, pass));
	}
	return least;
}

/* All together ----------------------------------------------------------------------------------------------------- */

static void
peaks_clear (Peaks *peaks)
{
	g_free (peaks->density);
	g_free (peaks->error);
	g_free (peaks->order);
	g_free (peaks->rank);
	g_free (peaks->crowd);
	g_array_unref (peaks->peaks);
	g_array_unref (peaks->passes);
}

static gboolean
peaks_init (Peaks *peaks, const SegNearRows *rows, GError **error)
{
	*peaks = (Peaks) { .rows = rows, .density = g_try_new (double, rows->n), .error = g_try_new (double, rows->n),
		               .order = g_try_new (gint32, rows->n), .rank = g_try_new (gint32, rows->n), .crowd = g_try_new (gint32, rows->n),
		               .peaks = g_array_new (FALSE, FALSE, sizeof (gint32)), .passes = g_array_new (FALSE, FALSE, sizeof (Pass)) };
	if (peaks->density != NULL && peaks->error != NULL && peaks->order != NULL && peaks->rank != NULL && peaks->crowd != NULL)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the density around %zu users"), rows->n);
	return FALSE;
}

/* Numbers what was merged by the densest peak; labels of all rows. */
static void
number_crowds (const Peaks *peaks, gint32 *parents, gsize n_rows, SegCrowds *crowds)
{
	g_autofree gint32 *numbers = g_new (gint32, peaks->peaks->len);

	crowds->n_peaks = peaks->peaks->len;
	crowds->n = 0;
	for (guint peak = 0; peak < crowds->n_peaks; peak++) {
		gint32 root = seg_union_root (parents, (gint32) peak);

		numbers[peak] = root == (gint32) peak ? (gint32) crowds->n++ : numbers[root];
	}
	for (gsize row = 0; row < n_rows; row++)
		crowds->labels[row] = numbers[peaks->crowd[peaks->rows->of[row]]];
}

gboolean
seg_crowds_find (const SegNearRows *rows, gsize n_rows, double contrast, SegJob *job, SegCrowds *crowds, GError **error)
{
	Peaks peaks;
	g_autofree gint32 *parents = NULL;
	gboolean success = peaks_init (&peaks, rows, error);

	if (success) {
		measure_density (&peaks);
		climb (&peaks);
		success = seg_job_goes_on (job, error);
	}
	if (success) {
		parents = g_new (gint32, peaks.peaks->len);
		for (guint peak = 0; peak < peaks.peaks->len; peak++)
			parents[peak] = (gint32) peak;
		find_passes (&peaks);
		crowds->least_rise = merge (&peaks, contrast, parents);
		number_crowds (&peaks, parents, n_rows, crowds);
		success = seg_job_goes_on (job, error);
	}
	peaks_clear (&peaks);
	return success;
}
