/* Ward's method on centroids, exact, without a matrix of distances.
 *
 * Joining two clusters of w and v rows raises the sum of squares by w v / (w + v) times the squared distance of their
 * centroids: the cost. Always the cheapest pair is joined; but two clusters that are each other's cheapest partner will be
 * joined sooner or later whatever else happens, since joining others never makes a cluster cheaper than its parts were (the
 * method is reducible). So work goes in rounds: every cluster's cheapest partner is looked for, many clusters at a time on all
 * cores; all pairs that choose each other are joined; a cluster's choice stays good until its partner is joined elsewhere.
 * At the end the merges are sorted by height. This is the nearest-neighbour chain with many chains at once.
 *
 * Ties: of equally cheap partners the one that stands first; a joined cluster stands where the first of the two stood. Then
 * the cheapest pair of all chooses each other in every round, so each round joins. Rows of the same values are joined before.
 * Most pairs are sieved out in single precision; those that might be cheaper than the best so far are worked out exactly.
 * One round never looks again for many more than it will join: where a hub is everyone's partner the rest waits.
 * Sources: Ward 1963, J. Am. Stat. Assoc. 58:236-244; Murtagh 1983, Comput. J. 26:354-359; Bruynooghe 1978 (reducibility). */
#include <config.h>
#include "ward-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WAITING_A_MERGE 4 /* clusters looked for again for each pair the last round joined ... */
#define LEAST_WAITING 24  /* ... and at least so many: with what is new they fill a tile */

static void
ward_clear (SegWard *ward)
{
	free (ward->rows);
	free (ward->sieved);
	free (ward->shares);
	g_free (ward->middle);
	free (ward->weights);
	free (ward->heights);
	free (ward->costs);
	g_free (ward->leaves);
	g_free (ward->partners);
	g_free (ward->wanted);
	g_free (ward->merges);
}

/* Beginning: duplicates joined ------------------------------------------------------------------------------------ */

static gboolean
allocate (SegWard *ward, const SegMatrix *matrix, GError **error)
{
	gsize n = matrix->n_rows;

	ward->rows = seg_aligned_new (n * matrix->n_columns, error);
	ward->weights = ward->rows != NULL ? seg_aligned_new (n, error) : NULL;
	ward->heights = ward->weights != NULL ? seg_aligned_new (n, error) : NULL;
	ward->costs = ward->heights != NULL ? seg_aligned_new (n, error) : NULL;
	ward->sieved = ward->costs != NULL ? (float *) seg_aligned_new (((n + 3) * matrix->n_columns + 1) / 2, error) : NULL;
	ward->shares = ward->sieved != NULL ? (float *) seg_aligned_new ((n + 4) / 2, error) : NULL;
	if (ward->shares == NULL)
		return FALSE;
	ward->leaves = g_try_new (gint32, n);
	ward->partners = g_try_new (gint64, n);
	ward->wanted = g_try_new (gsize, n);
	ward->merges = g_try_new (SegMerge, n);
	if (ward->leaves != NULL && ward->partners != NULL && ward->wanted != NULL && ward->merges != NULL)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the tree of %zu users"), n);
	return FALSE;
}

/* A cluster as the sieve sees it. */
static void
sieve_cluster (SegWard *ward, gsize place)
{
	const double *row = ward->rows + place * ward->n_columns;
	double factor = sqrt (ward->scale);
	float *out = ward->sieved + place * ward->n_columns;

	for (gsize column = 0; column < ward->n_columns; column++)
		out[column] = (float) ((row[column] - ward->middle[column]) * factor);
	ward->shares[place] = (float) (1 / ward->weights[place]);
}

/* Three rows that nobody is near to. */
static void
end_sieve (SegWard *ward)
{
	memset (ward->sieved + ward->n_live * ward->n_columns, 0, 3 * ward->n_columns * sizeof (float));
	for (gsize i = 0; i < 3; i++)
		ward->shares[ward->n_live + i] = -INFINITY;
}

/* Values from -1 to 1: with errors of 3e-7 a column a distance is off by 3e-7 sqrt (n_columns) at most, and besides by less than
 * a thousandth. (a + b)^2 <= (1 + 1/1024) a^2 + 1025 b^2. */
static void
prepare_sieve (SegWard *ward)
{
	double largest = 0;

	ward->middle = g_new0 (double, ward->n_columns);
	for (gsize place = 0; place < ward->n_live; place++)
		for (gsize column = 0; column < ward->n_columns; column++)
			ward->middle[column] += ward->rows[place * ward->n_columns + column] / (double) ward->n_live;
	for (gsize place = 0; place < ward->n_live; place++)
		for (gsize column = 0; column < ward->n_columns; column++)
			largest = MAX (largest, fabs (ward->rows[place * ward->n_columns + column] - ward->middle[column]));
	ward->scale = largest > 1e-150 ? 1 / largest / largest : 1; /* else all passes the sieve */
	ward->unsure = 1025 * 9e-14 * (double) ward->n_columns;
	for (gsize place = 0; place < ward->n_live; place++)
		sieve_cluster (ward, place);
	end_sieve (ward);
}

static void
fill (SegWard *ward, const SegMatrix *matrix)
{
	g_autofree gint32 *first = g_new (gint32, matrix->n_rows), *places = g_new (gint32, matrix->n_rows);

	seg_distinct_rows (matrix, first);
	ward->n_columns = matrix->n_columns;
	for (gsize row = 0; row < matrix->n_rows; row++) {
		gsize place = ward->n_live;

		if ((gsize) first[row] < row) {
			place = (gsize) places[first[row]];
			ward->merges[ward->n_merges++] = (SegMerge) { 0, first[row], (gint32) row, 0 };
			ward->weights[place]++;
			continue;
		}
		places[row] = (gint32) place;
		memcpy (ward->rows + place * matrix->n_columns, seg_matrix_row (matrix, row), matrix->n_columns * sizeof (double));
		ward->weights[place] = 1;
		ward->heights[place] = 0;
		ward->leaves[place] = (gint32) row;
		ward->partners[place] = SEG_WARD_UNKNOWN;
		ward->n_live++;
	}
	ward->last_round = ward->n_live; /* the first round looks for everyone */
	prepare_sieve (ward);
}

/* Whose turn it is --------------------------------------------------------------------------------------------------- */

/* Those without a partner, as many as the last round was worth; the others wait for a later round. */
static void
choose_wanted (SegWard *ward)
{
	gsize most = WAITING_A_MERGE * ward->last_round + LEAST_WAITING, place = ward->cursor % ward->n_live;

	ward->n_wanted = 0;
	for (gsize seen = 0; seen < ward->n_live && ward->n_wanted < most; seen++) {
		if (ward->partners[place] == SEG_WARD_UNKNOWN)
			ward->wanted[ward->n_wanted++] = place;
		place = place + 1 < ward->n_live ? place + 1 : 0;
	}
	ward->cursor = place;
}

/* Those whom somebody chose and who have no partner themselves: the ends of the chains. */
static void
choose_ends (SegWard *ward)
{
	gsize n = ward->n_wanted;

	ward->n_wanted = 0;
	for (gsize i = 0; i < n; i++) {
		gint64 partner = ward->partners[ward->wanted[i]];

		if (partner >= 0 && ward->partners[partner] == SEG_WARD_UNKNOWN) {
			ward->partners[partner] = SEG_WARD_SOUGHT; /* once */
			ward->wanted[ward->n_wanted++] = (gsize) partner;
		}
	}
}

/* Joining ---------------------------------------------------------------------------------------------------------- */

static void
join (SegWard *ward, gsize a, gsize b)
{
	double *x = ward->rows + a * ward->n_columns, *y = ward->rows + b * ward->n_columns;
	double w = ward->weights[a], v = ward->weights[b];
	double height = MAX (sqrt (2 * ward->costs[a]), MAX (ward->heights[a], ward->heights[b])); /* rounding must not turn the order */

	for (gsize column = 0; column < ward->n_columns; column++)
		x[column] = (w * x[column] + v * y[column]) / (w + v);
	ward->weights[a] = w + v;
	ward->merges[ward->n_merges++] = (SegMerge) { height, ward->leaves[a], ward->leaves[b], 0 };
	ward->leaves[a] = MIN (ward->leaves[a], ward->leaves[b]);
	ward->heights[a] = height;
	ward->partners[a] = SEG_WARD_JOINED;
	sieve_cluster (ward, a);
	ward->weights[b] = 0; /* gone */
}

/* Joins all pairs that chose each other; returns how many. */
static gsize
join_pairs (SegWard *ward)
{
	gsize n = 0;

	for (gsize a = 0; a < ward->n_live; a++) {
		gint64 b = ward->partners[a];

		if (b > (gint64) a && ward->partners[b] == (gint64) a) {
			join (ward, a, (gsize) b);
			n++;
		}
	}
	return n;
}

static gboolean
is_gone (const SegWard *ward, gsize place)
{
	return !(ward->weights[place] > 0);
}

static void
move (SegWard *ward, gsize from, gsize to)
{
	memmove (ward->rows + to * ward->n_columns, ward->rows + from * ward->n_columns, ward->n_columns * sizeof (double));
	memmove (ward->sieved + to * ward->n_columns, ward->sieved + from * ward->n_columns, ward->n_columns * sizeof (float));
	ward->shares[to] = ward->shares[from];
	ward->weights[to] = ward->weights[from];
	ward->leaves[to] = ward->leaves[from];
	ward->heights[to] = ward->heights[from];
	ward->costs[to] = ward->costs[from];
	ward->partners[to] = ward->partners[from];
}

/* Closes the gaps, in order. Choices move along; those of somebody who was joined are void. */
static void
compact (SegWard *ward)
{
	gsize n_live = 0, *place_of = ward->wanted;

	for (gsize place = 0; place < ward->n_live; place++) {
		place_of[place] = n_live;
		n_live += !is_gone (ward, place);
	}
	for (gsize place = 0; place < ward->n_live; place++) {
		gint64 partner = ward->partners[place];

		if (partner >= 0 && (is_gone (ward, (gsize) partner) || ward->partners[partner] == SEG_WARD_JOINED))
			ward->partners[place] = SEG_WARD_UNKNOWN;
	}
	for (gsize place = 0; place < ward->n_live; place++) {
		if (is_gone (ward, place))
			continue;
		if (ward->partners[place] >= 0)
			ward->partners[place] = (gint64) place_of[ward->partners[place]];
		else
			ward->partners[place] = SEG_WARD_UNKNOWN;
		if (place_of[place] != place)
			move (ward, place, place_of[place]);
	}
	ward->n_live = n_live;
	end_sieve (ward);
}

/* Should rounding have made a ring of choices, all choose anew: the cheapest pair then chooses each other. */
static void
forget_choices (SegWard *ward)
{
	for (gsize place = 0; place < ward->n_live; place++)
		ward->partners[place] = SEG_WARD_UNKNOWN;
	ward->last_round = ward->n_live;
}

static gboolean
run_round (SegWard *ward, GError **error)
{
	gboolean sought = FALSE;

	choose_wanted (ward);
	while (ward->n_wanted > 0) {
		sought = TRUE;
		if (!seg_ward_seek (ward, error))
			return FALSE;
		choose_ends (ward);
	}
	ward->last_round = join_pairs (ward);
	if (ward->last_round > 0)
		compact (ward);
	else if (!sought)
		forget_choices (ward);
	return TRUE;
}

SegDendrogram *
seg_ward_tree (const SegMatrix *matrix, SegJob *job, GError **error)
{
	SegWard ward = { .job = job };
	SegDendrogram *dendrogram = NULL;
	gboolean going = allocate (&ward, matrix, error);
	double whole;

	if (going)
		fill (&ward, matrix);
	whole = (double) ward.n_live * (double) ward.n_live;
	while (going && ward.n_live > 1)
		going = run_round (&ward, error)
		        && seg_job_proceed (job, 1 - (double) ward.n_live * (double) ward.n_live / whole, _("joining the most alike"), error);
	if (going)
		dendrogram = seg_dendrogram_new (ward.merges, matrix->n_rows, error);
	ward_clear (&ward);
	return dendrogram;
}
