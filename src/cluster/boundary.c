/* Where one row stands among the clusters of a rule (segscope/boundary.h).
 *
 * Distances are asked of the rule itself, one cluster at a time, so that every algorithm is measured in its own way. Between two
 * centroids a and b the cells of a Euclidean rule meet in the plane on which |x - b|^2 - |x - a|^2 is 0; at x it is
 * gap = that difference, and a step s changes it by -2 s.(b - a). So the way out is gap / (2 |b - a|) long, straight along b - a; where
 * columns may move only so far, those that reach their end stop and the others go further. The cell is convex: the shortest
 * of the ways to the planes of all neighbours is the way to its border. */
#include <config.h>
#include <segscope/boundary.h>

#include "cluster-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define HALVINGS 200 /* more than doubles can tell apart */

SegRuleBasis
seg_cluster_rule_basis (const SegClusterRule *rule)
{
	const SegClusterAlgorithm *algorithm = seg_cluster_rule_algorithm (rule);

	if (algorithm == &seg_rule_edited)
		return SEG_RULE_EDITED;
	if (algorithm == &seg_algorithm_dbscan || algorithm == &seg_algorithm_hdbscan)
		return SEG_RULE_DENSITY;
	if (algorithm->has_membership)
		return SEG_RULE_SHARES;
	if (algorithm->assign == NULL || (algorithm->has_dendrogram && seg_cluster_rule_get (rule, "groups") == NULL))
		return SEG_RULE_CENTROIDS;
	return SEG_RULE_CENTRES;
}

const SegMatrix *
seg_cluster_rule_centroids (const SegClusterRule *rule)
{
	return seg_cluster_rule_get (rule, "centroids");
}

/* Measuring -------------------------------------------------------------------------------------------------------- */

/* The rule with cluster @c alone. NULL with SEG_ERROR_MEMORY. */
static SegClusterRule *
rule_of_one (const SegClusterRule *rule, gsize c, GError **error)
{
	static const char *const shared[] = { "groups", "low", "high", "gamma" };
	const SegMatrix *centroids = seg_cluster_rule_centroids (rule);
	SegMatrix *one = seg_matrix_new (1, centroids->n_columns, error);
	g_autoptr (SegClusterRule) alone = NULL;

	if (one == NULL)
		return NULL;
	memcpy (one->values, seg_matrix_row (centroids, c), centroids->n_columns * sizeof (double));
	alone = seg_cluster_rule_new (seg_cluster_rule_algorithm (rule));
	seg_cluster_rule_take (alone, "centroids", one);
	for (gsize i = 0; i < G_N_ELEMENTS (shared); i++) {
		const SegMatrix *matrix = seg_cluster_rule_get (rule, shared[i]);
		SegMatrix *copy = matrix != NULL ? seg_matrix_copy_of (matrix, error) : NULL;

		if (matrix != NULL && copy == NULL)
			return NULL;
		if (copy != NULL)
			seg_cluster_rule_take (alone, shared[i], copy);
	}
	return g_steal_pointer (&alone);
}

static gboolean
is_squared (const SegClusterRule *rule)
{
	return seg_cluster_rule_basis (rule) == SEG_RULE_CENTROIDS || seg_cluster_rule_algorithm (rule) == &seg_algorithm_prototypes;
}

/* By the rule's own distance, one cluster after the other. */
static gboolean
measure_own (const SegClusterRule *rule, const SegMatrix *rows, SegJob *job, SegMatrix *distances, SegMatrix *costs, GError **error)
{
	g_autofree gint32 *labels = g_new (gint32, rows->n_rows + 1);
	g_autofree double *column = g_new (double, rows->n_rows + 1);

	for (gsize c = 0; c < distances->n_columns; c++) {
		g_autoptr (SegClusterRule) alone = rule_of_one (rule, c, error);

		if (alone == NULL || !seg_cluster_rule_assign (alone, rows, job, labels, column, NULL, error))
			return FALSE;
		for (gsize row = 0; row < rows->n_rows; row++) {
			seg_matrix_row (distances, row)[c] = column[row];
			if (costs != NULL)
				seg_matrix_row (costs, row)[c] = is_squared (rule) ? column[row] * column[row] : column[row];
		}
	}
	return TRUE;
}

static double
squared_distance (const double *x, const double *y, gsize n)
{
	double sum = 0;

	for (gsize i = 0; i < n; i++)
		sum += (x[i] - y[i]) * (x[i] - y[i]);
	return sum;
}

static void
measure_straight (const SegClusterRule *rule, const SegMatrix *rows, SegMatrix *distances)
{
	const SegMatrix *centroids = seg_cluster_rule_centroids (rule);

	for (gsize row = 0; row < rows->n_rows; row++)
		for (gsize c = 0; c < centroids->n_rows; c++)
			seg_matrix_row (distances, row)[c] = sqrt (squared_distance (seg_matrix_row (rows, row), seg_matrix_row (centroids, c), rows->n_columns));
}

#define LEAST_SHARE 1e-300 /* below, shares say nothing but that there is next to none */

static gboolean
measure_shares (const SegClusterRule *rule, const SegMatrix *rows, SegJob *job, SegMatrix *costs, GError **error)
{
	g_autofree gint32 *labels = g_new (gint32, rows->n_rows + 1);

	if (!seg_cluster_rule_assign (rule, rows, job, labels, NULL, costs, error))
		return FALSE;
	for (gsize i = 0; i < costs->n_rows * costs->n_columns; i++)
		costs->values[i] = -log (MAX (costs->values[i], LEAST_SHARE));
	return TRUE;
}

gboolean
seg_cluster_rule_measure (const SegClusterRule *rule, const SegMatrix *rows, SegJob *job, SegMatrix *distances, SegMatrix *costs,
                          GError **error)
{
	SegRuleBasis basis = seg_cluster_rule_basis (rule);

	if (basis == SEG_RULE_CENTROIDS || basis == SEG_RULE_CENTRES)
		return measure_own (rule, rows, job, distances, costs, error);
	measure_straight (rule, rows, distances);
	for (gsize i = 0; basis == SEG_RULE_EDITED && costs != NULL && i < costs->n_rows * costs->n_columns; i++)
		costs->values[i] = distances->values[i] * distances->values[i];
	return basis == SEG_RULE_EDITED || costs == NULL || basis == SEG_RULE_DENSITY || measure_shares (rule, rows, job, costs, error);
}

/* Contributions ---------------------------------------------------------------------------------------------------- */

static void
contributions_squared (const double *row, const double *own, const double *next, gsize d, const guint *feature_of, double *parts)
{
	for (gsize j = 0; j < d; j++)
		parts[feature_of[j]] += (row[j] - next[j]) * (row[j] - next[j]) - (row[j] - own[j]) * (row[j] - own[j]);
}

/* Row 0 as it is; then for each feature the row with it as @first has it, then for each as @second has it. */
static SegMatrix *
rows_with_features_moved (const double *row, const double *first, const double *second, gsize d, const guint *feature_of, guint n_features,
                          GError **error)
{
	SegMatrix *rows = seg_matrix_new (1 + 2 * (gsize) n_features, d, error);

	for (gsize i = 0; rows != NULL && i < rows->n_rows; i++) {
		guint moved = i == 0 ? n_features : (guint) (i - 1) % n_features;

		for (gsize j = 0; j < d; j++)
			seg_matrix_row (rows, i)[j] = feature_of[j] != moved ? row[j] : i <= n_features ? first[j] : second[j];
	}
	return rows;
}

static double
difference (const SegMatrix *costs, gsize row, gint32 own, gint32 next)
{
	return seg_matrix_row (costs, row)[next] - seg_matrix_row (costs, row)[own];
}

/* Of distances that add up over features, what the feature adds to each; of shares, what is gone where both have the feature alike. */
static void
take_parts (const SegMatrix *costs, SegRuleBasis basis, gint32 own, gint32 next, guint n_features, double *parts)
{
	if (basis == SEG_RULE_SHARES && seg_matrix_row (costs, 0)[next] >= -log (LEAST_SHARE))
		return;
	for (guint f = 0; f < n_features; f++) {
		const double *as_own = seg_matrix_row (costs, 1 + f), *as_next = seg_matrix_row (costs, 1 + n_features + f), *is = costs->values;

		if (basis == SEG_RULE_SHARES)
			parts[f] = difference (costs, 0, own, next) - difference (costs, 1 + f, own, next);
		else
			parts[f] = (is[next] - as_next[next]) - (is[own] - as_own[own]);
	}
}

gboolean
seg_cluster_rule_contributions (const SegClusterRule *rule, const double *row, gint32 own, gint32 next, const guint *feature_of,
                                guint n_features, SegJob *job, double *parts, GError **error)
{
	const SegMatrix *centroids = seg_cluster_rule_centroids (rule);
	gsize d = centroids->n_columns;
	const double *a = seg_matrix_row (centroids, (gsize) own), *b = seg_matrix_row (centroids, (gsize) next);
	SegRuleBasis basis = seg_cluster_rule_basis (rule);
	g_autofree double *middle = g_new (double, d);
	g_autoptr (SegMatrix) rows = NULL, distances = NULL, costs = NULL;

	memset (parts, 0, n_features * sizeof *parts);
	if (basis == SEG_RULE_CENTROIDS || basis == SEG_RULE_EDITED) {
		contributions_squared (row, a, b, d, feature_of, parts);
		return TRUE;
	}
	if (basis == SEG_RULE_DENSITY) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("Segments by density have no middles to measure from"));
		return FALSE;
	}
	for (gsize j = 0; j < d; j++)
		middle[j] = (a[j] + b[j]) / 2;
	rows = rows_with_features_moved (row, basis == SEG_RULE_SHARES ? middle : a, b, d, feature_of, n_features, error);
	distances = rows != NULL ? seg_matrix_new (rows->n_rows, centroids->n_rows, error) : NULL;
	costs = distances != NULL ? seg_matrix_new (rows->n_rows, centroids->n_rows, error) : NULL;
	if (costs == NULL || !seg_cluster_rule_measure (rule, rows, job, distances, costs, error))
		return FALSE;
	take_parts (costs, basis, own, next, n_features, parts);
	return TRUE;
}

/* The border ------------------------------------------------------------------------------------------------------- */

typedef struct {
	gsize         d;
	const double *row, *own, *low, *high;
	guint         most;
	double       *towards; /* d: b - a in the columns that may move that way, else 0 */
	guint        *order;   /* d */
} Search;

static gint
compare_reach (gconstpointer first, gconstpointer second, gpointer data)
{
	const double *towards = data;
	guint i = *(const guint *) first, j = *(const guint *) second;
	double a = fabs (towards[i]), b = fabs (towards[j]);

	if (a > b || a < b)
		return a > b ? -1 : 1;
	return i < j ? -1 : i > j;
}

static void
choose_columns (const Search *search, const double *next)
{
	for (gsize j = 0; j < search->d; j++) {
		double step = next[j] - search->own[j], room = step > 0 ? search->high[j] - search->row[j] : search->row[j] - search->low[j];

		search->towards[j] = room > 0 ? step : 0;
		search->order[j] = (guint) j;
	}
	if (search->most == 0 || search->most >= search->d)
		return;
	g_qsort_with_data (search->order, (gint) search->d, sizeof (guint), compare_reach, search->towards);
	for (gsize i = search->most; i < search->d; i++)
		search->towards[search->order[i]] = 0;
}

/* The place of column @j after a step of @length times the way, within its ends. */
static double
place (const Search *search, gsize j, double length)
{
	return CLAMP (search->row[j] + length * search->towards[j], search->low[j], search->high[j]);
}

/* How much of the gap a step takes away. */
static double
taken (const Search *search, const double *next, double length)
{
	double sum = 0;

	for (gsize j = 0; j < search->d; j++)
		if (search->towards[j] > 0 || search->towards[j] < 0)
			sum += 2 * (place (search, j, length) - search->row[j]) * (next[j] - search->own[j]);
	return sum;
}

/* The least step that takes all of @gap away; INFINITY: none does. */
static double
step_to (const Search *search, const double *next, double gap)
{
	double low = 0, high = 1, reach = 0;

	for (gsize j = 0; j < search->d; j++)
		if (search->towards[j] > 0 || search->towards[j] < 0)
			reach = MAX (reach, (search->high[j] - search->low[j]) / fabs (search->towards[j]));
	if (taken (search, next, reach) < gap)
		return INFINITY;
	while (high < reach && taken (search, next, high) < gap)
		high *= 2;
	high = MIN (high, reach);
	for (guint i = 0; i < HALVINGS && low < high; i++) {
		double middle = low + (high - low) / 2;

		if (middle <= low || middle >= high)
			break;
		if (taken (search, next, middle) < gap)
			low = middle;
		else
			high = middle;
	}
	return high;
}

double
seg_cluster_rule_nearest_border (const SegClusterRule *rule, const double *row, gint32 own, const double *low, const double *high,
                                 guint most, double *target, gint32 *to)
{
	const SegMatrix *centroids = seg_cluster_rule_centroids (rule);
	gsize d = centroids->n_columns;
	g_autofree double *towards = g_new (double, d);
	g_autofree guint *order = g_new (guint, d);
	Search search = { d, row, seg_matrix_row (centroids, (gsize) own), low, high, most, towards, order };
	double least = INFINITY;

	memcpy (target, row, d * sizeof *target);
	*to = own;
	for (gsize c = 0; c < centroids->n_rows; c++) {
		const double *next = seg_matrix_row (centroids, c);
		double gap = squared_distance (row, next, d) - squared_distance (row, search.own, d), step, length = 0;

		if ((gint32) c == own)
			continue;
		choose_columns (&search, next);
		step = step_to (&search, next, MAX (gap, 0));
		for (gsize j = 0; j < d && isfinite (step); j++)
			length += (place (&search, j, step) - row[j]) * (place (&search, j, step) - row[j]);
		length = isfinite (step) ? sqrt (length) : INFINITY;
		if (!(length < least))
			continue;
		least = length;
		*to = (gint32) c;
		for (gsize j = 0; j < d; j++)
			target[j] = place (&search, j, step);
	}
	return least;
}
