/* A shallow tree that tells one group from the rest (CART: Breiman, Friedman, Olshen, Stone: Classification and Regression Trees, 1984):
 * binary splits by Gini impurity over columns cut into bins. Rows whose value is not known go neither way: they meet no condition on it. */
#include <config.h>
#include "explain-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rows that the cuts of a column are chosen from, evenly spread. */
#define MOST_SAMPLED 50000
/* A side of a split with fewer rows says nothing about people. */
#define LEAST_ROWS 10

/* Cutting columns ------------------------------------------------------------------------------------------------------ */

double
seg_tree_round_between (double low, double high)
{
	for (int digits = 1; digits <= 17; digits++) {
		char text[64];
		double value;

		g_snprintf (text, sizeof text, "%.*g", digits, low);
		value = g_ascii_strtod (text, NULL);
		for (int step = 0; step <= 1; step++) {
			if (value >= low && value < high)
				return value;
			/* rounded down: the next number of so many digits */
			value += pow (10, floor (log10 (fabs (low) > 0 ? fabs (low) : 1)) - digits + 1);
			g_snprintf (text, sizeof text, "%.*g", digits, value);
			value = g_ascii_strtod (text, NULL);
		}
	}
	return low;
}

static int
compare_doubles (const void *a, const void *b)
{
	double one = *(const double *) a, other = *(const double *) b;

	return (one > other) - (one < other);
}

/* The known values of evenly spread rows, ascending; returns how many. */
static gsize
sample (double *sampled, const double *values, const guint8 *filled, gsize n, gsize stride)
{
	gsize step = n / MOST_SAMPLED + 1, n_sampled = 0;

	for (gsize i = 0; i < n; i += step)
		if (filled == NULL || !filled[i * stride])
			sampled[n_sampled++] = values[i * stride];
	qsort (sampled, n_sampled, sizeof (double), compare_doubles);
	return n_sampled;
}

/* Cuts between neighbouring values, at most SEG_TREE_MOST_CUTS, with about as many rows between them. */
static void
choose_cuts (SegTreeColumn *column, const double *sampled, gsize n)
{
	double share = (double) n / (SEG_TREE_MOST_CUTS + 1);

	column->cuts = g_new (double, SEG_TREE_MOST_CUTS + 1);
	for (gsize i = 0; i + 1 < n && column->n_cuts < SEG_TREE_MOST_CUTS; i++)
		if (sampled[i] < sampled[i + 1] && (double) (i + 1) >= share * (column->n_cuts + 1)) {
			column->cuts[column->n_cuts] = seg_tree_round_between (sampled[i], sampled[i + 1]);
			column->n_cuts++;
		}
}

/* The first cut that is not below @value. */
static guint8
bin_of (const SegTreeColumn *column, double value)
{
	guint low = 0, high = column->n_cuts;

	while (low < high) {
		guint middle = (low + high) / 2;

		if (column->cuts[middle] < value)
			low = middle + 1;
		else
			high = middle;
	}
	return (guint8) low;
}

void
seg_tree_column_init (SegTreeColumn *column, const double *values, const guint8 *filled, gsize n, gsize stride)
{
	g_autofree double *sampled = g_new (double, MIN (n, MOST_SAMPLED) + 1);

	*column = (SegTreeColumn) { .bins = g_malloc (n + 1) };
	choose_cuts (column, sampled, sample (sampled, values, filled, n, stride));
	for (gsize i = 0; i < n; i++)
		column->bins[i] = filled != NULL && filled[i * stride] ? SEG_TREE_MISSING : bin_of (column, values[i * stride]);
}

void
seg_tree_column_clear (SegTreeColumn *column)
{
	g_free (column->cuts);
	g_free (column->bins);
}

/* Growing ------------------------------------------------------------------------------------------------------------ */

typedef struct {
	const SegTreeColumn *columns;
	guint         n_columns;
	const guint8 *inside;
	double        weight;
	GArray       *leaves;
} Grower;

/* Rows with and without the group. */
typedef struct {
	gsize all, inside;
} Count;

gboolean
seg_tree_leaf_takes (const SegTreeLeaf *leaf, const SegTreeColumn *columns, gsize row)
{
	for (guint i = 0; i < leaf->n; i++) {
		const SegTreeCondition *condition = &leaf->conditions[i];
		guint8 bin = columns[condition->column].bins[row];

		if (bin == SEG_TREE_MISSING || (condition->above ? bin <= condition->cut : bin > condition->cut))
			return FALSE;
	}
	return TRUE;
}

/* Gini impurity times the weight of the rows: 0 for a pure side. */
static double
impurity (const Grower *grower, Count count)
{
	double inside = (double) count.inside * grower->weight, outside = (double) (count.all - count.inside), all = inside + outside;

	return all > 0 ? 2 * inside * outside / all : 0;
}

static void
count_bins (const Grower *grower, guint column, const gsize *rows, gsize n, Count counts[256])
{
	const guint8 *bins = grower->columns[column].bins;

	memset (counts, 0, 256 * sizeof (Count));
	for (gsize i = 0; i < n; i++) {
		Count *count = &counts[bins[rows[i]]];

		count->all++;
		count->inside += grower->inside[rows[i]];
	}
}

/* The cut of @column that takes most impurity away; what it takes, 0: none does. */
static double
best_cut (const Grower *grower, guint column, const gsize *rows, gsize n, guint *cut)
{
	Count counts[256], known = { 0, 0 }, left = { 0, 0 }, right, all;
	double best = 0, before;

	count_bins (grower, column, rows, n, counts);
	for (guint b = 0; b <= grower->columns[column].n_cuts; b++) {
		known.all += counts[b].all;
		known.inside += counts[b].inside;
	}
	all = (Count) { known.all + counts[SEG_TREE_MISSING].all, known.inside + counts[SEG_TREE_MISSING].inside };
	before = impurity (grower, all);
	for (guint b = 0; b < grower->columns[column].n_cuts; b++) {
		double gain;

		left = (Count) { left.all + counts[b].all, left.inside + counts[b].inside };
		right = (Count) { known.all - left.all, known.inside - left.inside };
		if (left.all < LEAST_ROWS || right.all < LEAST_ROWS)
			continue;
		gain = before - impurity (grower, left) - impurity (grower, right) - impurity (grower, counts[SEG_TREE_MISSING]);
		if (gain > best * (1 + 1e-12)) {
			best = gain;
			*cut = b;
		}
	}
	return best;
}

static void
add_leaf (Grower *grower, const SegTreeLeaf *path, const gsize *rows, gsize n)
{
	SegTreeLeaf leaf = *path;

	leaf.n_rows = n;
	leaf.n_inside = 0;
	for (gsize i = 0; i < n; i++)
		leaf.n_inside += grower->inside[rows[i]];
	if (leaf.n_inside > 0 && leaf.n > 0)
		g_array_append_val (grower->leaves, leaf);
}

/* Rows that meet @condition come first; returns how many. The order among them stays. */
static gsize
take_rows (const Grower *grower, const SegTreeCondition *condition, const gsize *rows, gsize n, gsize *taken)
{
	SegTreeLeaf leaf = { 1, { *condition }, 0, 0 };
	gsize n_taken = 0;

	for (gsize i = 0; i < n; i++)
		if (seg_tree_leaf_takes (&leaf, grower->columns, rows[i]))
			taken[n_taken++] = rows[i];
	return n_taken;
}

/* Splits the rows that meet @path, or makes them a leaf. */
static gboolean
grow (Grower *grower, const SegTreeLeaf *path, const gsize *rows, gsize n, SegJob *job, GError **error)
{
	SegTreeCondition condition = { 0 };
	double best = 0;

	for (guint j = 0; j < grower->n_columns && path->n < SEG_TREE_DEPTH; j++) {
		guint cut = 0;
		double gain = best_cut (grower, j, rows, n, &cut);

		if (!seg_job_proceed (job, 0, NULL, error))
			return FALSE;
		if (gain > best * (1 + 1e-12)) {
			best = gain;
			condition = (SegTreeCondition) { j, cut, FALSE };
		}
	}
	if (best <= 0) {
		add_leaf (grower, path, rows, n);
		return TRUE;
	}
	for (int above = 0; above <= 1; above++) {
		g_autofree gsize *taken = g_new (gsize, n + 1);
		SegTreeLeaf longer = *path;
		gsize n_taken;

		condition.above = above;
		n_taken = take_rows (grower, &condition, rows, n, taken);
		longer.conditions[longer.n++] = condition;
		if (!grow (grower, &longer, taken, n_taken, job, error))
			return FALSE;
	}
	return TRUE;
}

GArray *
seg_tree_grow (const SegTreeColumn *columns, guint n_columns, const guint8 *inside, gsize n, double weight, SegJob *job, GError **error)
{
	g_autoptr (GArray) leaves = g_array_new (FALSE, FALSE, sizeof (SegTreeLeaf));
	g_autofree gsize *rows = g_new (gsize, n + 1);
	Grower grower = { columns, n_columns, inside, weight, leaves };
	SegTreeLeaf root = { 0 };

	for (gsize i = 0; i < n; i++)
		rows[i] = i;
	return grow (&grower, &root, rows, n, job, error) ? g_steal_pointer (&leaves) : NULL;
}
