/* Do segments divide a crowd where it has fewer users, or anywhere?
 *
 * k-means may divide crowds further, and may be right: crowds are only what is certain, place by place. So each of its borders inside a crowd is
 * looked at with all the users who stand at it: those for whom the two segments' centres are the two nearest. They fill a convex region; if the
 * crowd's density falls off from its top as that of a normal distribution does, or of an even one over a convex place (log-concave), so it does
 * in that region and, by Prekopa's theorem, seen along the line through both centres: one mode. The dip test says how often even users would
 * seem to have two modes as much as that, and Simes' rule makes one figure of all borders.
 *
 * That figure is asked for no sign of a border that is thinner, not for proof of one: with a few dozen users at a border, a shallow dent is seldom proved. So
 * SEG_DENTED is where even users have as large dips as often as not. Draws of shapes with known groups, in which k-means divides crowds
 * (100 to 400 points): taken for divided without a reason, rightly and wrongly, at 0.5: 115 and 13 of 395; at 0.05: 146 and 106 (tests/bench/README.md).
 *
 * Sources: Prekopa 1973, Acta Sci. Math. 34:335-343; Hartigan, Hartigan 1985, Ann. Stat. 13:70-84; Simes 1986, Biometrika 73:751-754; the dip test for
 * whether to divide further: Kalogeratos, Likas 2012, NIPS 25:2393-2401 (there of distances); neighbours by the two nearest centres: Martinetz,
 * Schulten 1994, Neural Netw. 7:507-522. */
#include <config.h>
#include "../density/peaks.h"
#include "choose-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

typedef struct {
	const SegMatrix      *matrix; /* of the rows looked at */
	const SegCrowdsFound *crowds;
	const SegClustering  *clustering;
	gint32 *crowd;  /* k: that most of a segment are in */
	gint32 *pair;   /* n: number of the two segments at whose border a row stands, the lower one x k + the higher one; -1: none inside its crowd */
	gsize  *begins; /* k x k + 1: where the rows of a pair begin in places */
	double *places; /* n: along the line, pair by pair */
} Borders;

static gint32
segment_of (const Borders *borders, gsize i)
{
	return borders->clustering->labels[borders->crowds->rows != NULL ? borders->crowds->rows[i] : i];
}

/* -1 for a segment of which nobody was looked at. */
static void
find_crowds (Borders *borders)
{
	guint k = borders->clustering->k, n_crowds = borders->crowds->n;
	g_autofree gsize *counts = g_new0 (gsize, (gsize) k * n_crowds);

	for (gsize i = 0; i < borders->crowds->n_rows; i++)
		counts[(gsize) segment_of (borders, i) * n_crowds + (gsize) borders->crowds->labels[i]]++;
	for (guint segment = 0; segment < k; segment++) {
		const gsize *own = counts + (gsize) segment * n_crowds;
		gsize most = 0;

		borders->crowd[segment] = -1;
		for (guint crowd = 0; crowd < n_crowds; crowd++)
			if (own[crowd] > most) {
				most = own[crowd];
				borders->crowd[segment] = (gint32) crowd;
			}
	}
}

/* The segment whose centre is nearest to row @i but for its own; of equals the lowest. */
static guint
find_other (const Borders *borders, gsize i)
{
	const SegMatrix *centroids = borders->clustering->centroids;
	const double *x = seg_matrix_row (borders->matrix, i);
	double nearest = INFINITY;
	guint other = 0;

	for (guint segment = 0; segment < borders->clustering->k; segment++) {
		const double *centre = seg_matrix_row (centroids, segment);
		double squared = 0;

		if ((gint32) segment == segment_of (borders, i))
			continue;
		for (gsize column = 0; column < centroids->n_columns; column++)
			squared += (x[column] - centre[column]) * (x[column] - centre[column]);
		if (squared < nearest) {
			nearest = squared;
			other = segment;
		}
	}
	return other;
}

static void
find_pairs (Borders *borders)
{
	guint k = borders->clustering->k;

	for (gsize i = 0; i < borders->crowds->n_rows; i++) {
		guint own = (guint) segment_of (borders, i), other = find_other (borders, i);
		gint32 crowd = borders->crowds->labels[i];

		borders->pair[i] = borders->crowd[own] == crowd && borders->crowd[other] == crowd ? (gint32) (MIN (own, other) * k + MAX (own, other)) : -1;
		if (borders->pair[i] >= 0)
			borders->begins[borders->pair[i] + 1]++;
	}
	for (gsize pair = 0; pair < (gsize) k * k; pair++)
		borders->begins[pair + 1] += borders->begins[pair];
}

/* Where each row is along the line through the centres of its pair. */
static void
find_places (Borders *borders)
{
	gsize k = borders->clustering->k, d = borders->matrix->n_columns;
	g_autofree gsize *next = g_memdup2 (borders->begins, k * k * sizeof *next);

	for (gsize i = 0; i < borders->crowds->n_rows; i++) {
		const double *x = seg_matrix_row (borders->matrix, i), *first, *second;
		double place = 0;

		if (borders->pair[i] < 0)
			continue;
		first = seg_matrix_row (borders->clustering->centroids, (gsize) borders->pair[i] / k);
		second = seg_matrix_row (borders->clustering->centroids, (gsize) borders->pair[i] % k);
		for (gsize column = 0; column < d; column++)
			place += x[column] * (second[column] - first[column]);
		borders->places[next[borders->pair[i]]++] = place;
	}
}

static gint
compare (gconstpointer a, gconstpointer b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return x < y ? -1 : x > y;
}

/* Of all @n @chances, ascending, together. */
static double
chance_of_all (const double *chances, guint n)
{
	double all = n > 0 ? 1 : NAN;

	for (guint i = 0; i < n; i++)
		all = MIN (all, chances[i] * n / (i + 1));
	return all;
}

/* Borders with few users say nothing. */
static double
measure_dents (Borders *borders)
{
	gsize n_pairs = (gsize) borders->clustering->k * borders->clustering->k;
	g_autofree double *chances = g_new (double, n_pairs);
	guint n = 0;

	for (gsize pair = 0; pair < n_pairs; pair++) {
		double *places = borders->places + borders->begins[pair];
		gsize n_places = borders->begins[pair + 1] - borders->begins[pair];

		if (n_places < SEG_DIP_FEWEST)
			continue;
		qsort (places, n_places, sizeof *places, compare);
		chances[n++] = seg_dip_chance (seg_dip (places, n_places), n_places);
	}
	qsort (chances, n, sizeof *chances, compare);
	return chance_of_all (chances, n);
}

gboolean
seg_borders_measure (const SegMatrix *matrix, const SegCrowdsFound *crowds, const SegClustering *clustering, SegJob *job, double *dents, GError **error)
{
	gsize k = clustering->k;
	g_autofree gint32 *crowd = g_new (gint32, k), *pair = g_try_new (gint32, crowds->n_rows);
	g_autofree gsize *begins = g_try_new0 (gsize, k * k + 1);
	g_autofree double *places = g_try_new (double, crowds->n_rows);
	Borders borders = { matrix, crowds, clustering, crowd, pair, begins, places };

	if (pair == NULL || begins == NULL || places == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the labels of %zu users"), crowds->n_rows);
		return FALSE;
	}
	find_crowds (&borders);
	find_pairs (&borders);
	find_places (&borders);
	*dents = measure_dents (&borders);
	return seg_job_goes_on (job, error);
}
