/* Looking for crowds with the neighbourhood that suits the rows.
 *
 * Wide neighbourhoods (the square root of the rows) tell shallow valleys from chance, but look across narrow ones: where two groups differ in density,
 * the neighbours of the thinner one reach into the other. So where they show one crowd alone, neighbourhoods half as wide are looked at as well. Narrower
 * ones have more dents by chance, so a valley must be SEG_CROWDS_SURE deep there; and with fewer than FEWEST_NEIGHBOURS rows are cut off from each
 * other by chance, so that few rows are looked at once only.
 *
 * Whether there are groups at all is the question where chance matters most. So two crowds alone, parted by one valley of less than SEG_CROWDS_SURE, need a
 * second opinion (crowds_second.c); with it, valleys from SEG_CROWDS_UNSURE on count, too. tests/bench/README.md has how often a second crowd is
 * seen where there is none.
 *
 * Sources: Duembgen, Walther 2008, Ann. Stat. 36:1758-1785 (several scales, more asked of the finer ones); Maier, Hein, von Luxburg 2009,
 * Theor. Comput. Sci. 410:1749-1764 (how many neighbours keep groups of rows connected). */
#include <config.h>
#include "peaks.h"

#include "../hierarchical/hierarchical.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define FEWEST_NEIGHBOURS 8

/* Once, with the neighbours and the depth asked for. */
static gboolean
look_once (const SegMatrix *matrix, guint neighbours, double contrast, SegJob *job, SegCrowdsLook *look, GError **error)
{
	g_autoptr (SegNearRows) rows = seg_near_rows_new (matrix, neighbours, job, error);

	if (rows == NULL)
		return FALSE;
	look->neighbours = neighbours;
	look->contrast = contrast;
	look->dimension = rows->dimension;
	return seg_crowds_find (rows, matrix->n_rows, contrast, job, &look->crowds, error);
}

/* Free to choose -------------------------------------------------------------------------------------------------------- */

static gboolean
find_at (const SegMatrix *matrix, const SegNearRows *rows, double contrast, SegJob *job, SegCrowdsLook *look, GError **error)
{
	look->contrast = contrast;
	return seg_crowds_find (rows, matrix->n_rows, contrast, job, &look->crowds, error);
}

/* Everyone in one crowd after all. */
static void
see_one (SegCrowdsLook *look, gsize n_rows)
{
	memset (look->crowds.labels, 0, n_rows * sizeof *look->crowds.labels);
	look->crowds.n = 1;
	look->crowds.least_rise = INFINITY;
	look->contrast = SEG_CROWDS_CONTRAST;
}

/* The wide look. Two crowds alone, with a shallow valley between them, need a second opinion. */
static gboolean
look_wide (const SegMatrix *matrix, const SegNearRows *rows, SegJob *job, SegCrowdsLook *look, GError **error)
{
	if (!find_at (matrix, rows, SEG_CROWDS_CONTRAST, job, look, error))
		return FALSE;
	if (look->crowds.n != 2 || look->crowds.least_rise >= SEG_CROWDS_SURE)
		return TRUE;
	if (!seg_crowds_second (matrix, look->neighbours, &look->crowds, FALSE, job, &look->seconded, error))
		return FALSE;
	if (!look->seconded)
		see_one (look, matrix->n_rows);
	return TRUE;
}

/* Narrower; what was seen before stays where this too shows one crowd. */
static gboolean
look_closer (const SegMatrix *matrix, SegJob *job, SegCrowdsLook *look, GError **error)
{
	SegCrowdsLook closer = { .crowds = { .labels = look->crowds.labels } };

	if (look->neighbours / 2 < FEWEST_NEIGHBOURS)
		return TRUE;
	if (!look_once (matrix, (look->neighbours + 1) / 2, SEG_CROWDS_SURE, job, &closer, error))
		return FALSE;
	if (closer.crowds.n > 1)
		*look = closer;
	return TRUE;
}

/* Valleys too shallow to count by themselves. */
static gboolean
look_shallow (const SegMatrix *matrix, const SegNearRows *rows, SegJob *job, SegCrowdsLook *look, GError **error)
{
	if (!find_at (matrix, rows, SEG_CROWDS_UNSURE, job, look, error))
		return FALSE;
	look->n_unsure = look->crowds.n;
	if (look->n_unsure > 1 && !seg_crowds_second (matrix, look->neighbours, &look->crowds, TRUE, job, &look->seconded, error))
		return FALSE;
	if (!look->seconded)
		see_one (look, matrix->n_rows);
	return TRUE;
}

static gboolean
look_freely (const SegMatrix *matrix, SegJob *job, SegCrowdsLook *look, GError **error)
{
	SegJobSpan span = seg_job_enter (job, 0, 0.5);
	g_autoptr (SegNearRows) rows = seg_near_rows_new (matrix, seg_crowds_neighbours (matrix->n_rows), job, error);
	gboolean done = rows != NULL;

	if (done) {
		look->neighbours = rows->k;
		look->dimension = rows->dimension;
		done = look_wide (matrix, rows, job, look, error);
	}
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.5, 0.75);
	if (done && look->crowds.n < 2)
		done = look_closer (matrix, job, look, error);
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.75, 1);
	if (done && look->crowds.n < 2)
		done = look_shallow (matrix, rows, job, look, error);
	seg_job_leave (job, span);
	return done;
}

/* Rows of the same values, which were spread, together again ------------------------------------------------------------- */

typedef struct {
	const gint32 *first, *labels;
} SameRows;

static gint
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
	const SameRows *same = data;
	gint32 i = *(const gint32 *) a, j = *(const gint32 *) b;

	if (same->first[i] != same->first[j])
		return same->first[i] < same->first[j] ? -1 : 1;
	return same->labels[i] < same->labels[j] ? -1 : same->labels[i] > same->labels[j];
}

/* From @begin on, rows of the same values: all get the label that most of them have. Returns where the next ones begin. */
static gsize
unite_same (const gint32 *order, gsize n, gsize begin, const SameRows *same, gint32 *labels)
{
	gsize end = begin, longest = 0, run = 0;
	gint32 label = 0;

	for (; end < n && same->first[order[end]] == same->first[order[begin]]; end++) {
		run = end > begin && labels[order[end]] == labels[order[end - 1]] ? run + 1 : 1;
		if (run > longest) {
			longest = run;
			label = labels[order[end]];
		}
	}
	for (gsize at = begin; at < end; at++)
		labels[order[at]] = label;
	return end;
}

/* Without the numbers that nobody has any longer. */
static void
number_through (SegCrowds *crowds, gsize n_rows)
{
	g_autofree gint32 *numbers = g_new (gint32, crowds->n);
	guint n = 0;

	for (guint crowd = 0; crowd < crowds->n; crowd++)
		numbers[crowd] = -1;
	for (gsize row = 0; row < n_rows; row++)
		numbers[crowds->labels[row]] = 0;
	for (guint crowd = 0; crowd < crowds->n; crowd++)
		if (numbers[crowd] == 0)
			numbers[crowd] = (gint32) n++;
	for (gsize row = 0; row < n_rows; row++)
		crowds->labels[row] = numbers[crowds->labels[row]];
	crowds->n = n;
}

static gboolean
unite_same_rows (const SegMatrix *matrix, SegCrowds *crowds, GError **error)
{
	gsize n = matrix->n_rows;
	g_autofree gint32 *first = g_try_new (gint32, n), *order = g_try_new (gint32, n);
	SameRows same = { first, crowds->labels };

	if (first == NULL || order == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the labels of %zu users"), n);
		return FALSE;
	}
	if (crowds->n < 2 || seg_distinct_rows (matrix, first) == n)
		return TRUE;
	for (gsize row = 0; row < n; row++)
		order[row] = (gint32) row;
	g_qsort_with_data (order, (gint) n, sizeof *order, compare_rows, &same);
	for (gsize at = 0; at < n;)
		at = unite_same (order, n, at, &same, crowds->labels);
	number_through (crowds, n);
	return TRUE;
}

/* All together ----------------------------------------------------------------------------------------------------- */

static gboolean
look_as_asked (const SegMatrix *matrix, const SegCrowdsAsked *asked, SegJob *job, SegCrowdsLook *look, GError **error)
{
	guint neighbours = asked->neighbours > 0 ? asked->neighbours : seg_crowds_neighbours (matrix->n_rows);

	if (asked->neighbours == 0 && isnan (asked->contrast))
		return look_freely (matrix, job, look, error);
	return look_once (matrix, neighbours, isnan (asked->contrast) ? SEG_CROWDS_CONTRAST : asked->contrast, job, look, error);
}

gboolean
seg_crowds_look (const SegMatrix *matrix, const SegCrowdsAsked *asked, SegJob *job, SegCrowdsLook *look, GError **error)
{
	g_autoptr (SegMatrix) spread = asked->as_rounded ? NULL : seg_spread_ties (matrix, job, error);

	if (spread == NULL && !asked->as_rounded)
		return FALSE;
	if (!look_as_asked (spread != NULL ? spread : matrix, asked, job, look, error))
		return FALSE;
	return spread == NULL || unite_same_rows (matrix, &look->crowds, error);
}
