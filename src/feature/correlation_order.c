/* Columns that go together stand together: complete linkage over 1 - |r|, and the order of its leaves. */
#include <config.h>
#include <segscope/correlation.h>

#include <math.h>
#include <string.h>

typedef struct {
	gsize    n;
	double  *between; /* n x n: largest distance between members of two clusters; G_MAXDOUBLE: one of them is gone */
	double  *near;    /* n x n: distances of single columns */
	GArray **leaves;  /* n: of gsize, from left to right; NULL: merged into another */
} Linkage;

static double
distance (const SegMatrix *correlations, gsize a, gsize b)
{
	double r = fabs (seg_matrix_row (correlations, a)[b]);

	return isnan (r) ? 2 : 1 - r;
}

static void
start (Linkage *linkage, const SegMatrix *correlations)
{
	gsize n = linkage->n = correlations->n_columns;

	linkage->between = g_new (double, n * n);
	linkage->near = g_new (double, n * n);
	linkage->leaves = g_new (GArray *, n);
	for (gsize a = 0; a < n; a++) {
		linkage->leaves[a] = g_array_new (FALSE, FALSE, sizeof (gsize));
		g_array_append_val (linkage->leaves[a], a);
		for (gsize b = 0; b < n; b++)
			linkage->between[a * n + b] = linkage->near[a * n + b] = distance (correlations, a, b);
	}
}

/* The two nearest clusters, of equally near ones the first; their distance. */
static double
nearest (const Linkage *linkage, gsize *first, gsize *second)
{
	double best = G_MAXDOUBLE;

	for (gsize a = 0; a < linkage->n; a++)
		for (gsize b = a + 1; b < linkage->n && linkage->leaves[a] != NULL; b++)
			if (linkage->leaves[b] != NULL && linkage->between[a * linkage->n + b] < best) {
				best = linkage->between[a * linkage->n + b];
				*first = a;
				*second = b;
			}
	return best;
}

static void
turn (GArray *leaves)
{
	gsize *at = (gsize *) (gpointer) leaves->data;

	for (guint i = 0; i < leaves->len / 2; i++) {
		gsize swap = at[i];

		at[i] = at[leaves->len - 1 - i];
		at[leaves->len - 1 - i] = swap;
	}
}

/* Turns the two so that the ends that meet are as near as can be; the way round they came wins when equal. */
static void
join (const Linkage *linkage, GArray *left, const GArray *right_given)
{
	g_autoptr (GArray) right = g_array_copy ((GArray *) right_given);
	gsize n = linkage->n, best = 0;
	double least = G_MAXDOUBLE;

	for (gsize way = 0; way < 4; way++) {
		gsize a = g_array_index (left, gsize, way & 1 ? 0 : left->len - 1);
		gsize b = g_array_index (right, gsize, way & 2 ? right->len - 1 : 0);

		if (linkage->near[a * n + b] < least) {
			least = linkage->near[a * n + b];
			best = way;
		}
	}
	if (best & 1)
		turn (left);
	if (best & 2)
		turn (right);
	g_array_append_vals (left, right->data, right->len);
}

static void
merge (Linkage *linkage, gsize first, gsize second)
{
	gsize n = linkage->n;

	join (linkage, linkage->leaves[first], linkage->leaves[second]);
	g_clear_pointer (&linkage->leaves[second], g_array_unref);
	for (gsize other = 0; other < n; other++) {
		double farther = MAX (linkage->between[first * n + other], linkage->between[second * n + other]);

		linkage->between[first * n + other] = linkage->between[other * n + first] = farther;
	}
}

/* Columns that are together at this moment get a number of their own. */
static void
mark_groups (const Linkage *linkage, guint *groups)
{
	for (gsize a = 0; a < linkage->n; a++)
		for (guint i = 0; linkage->leaves[a] != NULL && linkage->leaves[a]->len > 1 && i < linkage->leaves[a]->len; i++)
			groups[g_array_index (linkage->leaves[a], gsize, i)] = (guint) a + 1;
}

/* Columns without any correlation go to the end; groups are counted from left to right. */
static void
finish (SegCorrelationOrder *order, const GArray *leaves, const SegMatrix *correlations)
{
	gsize place = 0, previous = 0;

	for (int constant = 0; constant < 2; constant++)
		for (guint i = 0; i < leaves->len; i++) {
			gsize column = g_array_index (leaves, gsize, i);

			if (isnan (seg_matrix_row (correlations, column)[column]) == (constant == 1))
				order->order[place++] = column;
		}
	for (gsize i = 0; i < order->n_columns; i++) {
		guint *group = &order->groups[order->order[i]];
		gsize mark = *group;

		if (mark != 0)
			*group = mark == previous ? order->n_groups : ++order->n_groups;
		previous = mark;
	}
}

SegCorrelationOrder *
seg_correlation_order (const SegMatrix *correlations, double threshold)
{
	SegCorrelationOrder *order = g_new0 (SegCorrelationOrder, 1);
	gsize n = correlations->n_columns, first = 0, second = 0;
	gboolean marked = FALSE;
	Linkage linkage = { 0 };

	order->n_columns = n;
	order->order = g_new (gsize, n);
	order->groups = g_new0 (guint, n);
	start (&linkage, correlations);
	for (gsize step = 1; step < n; step++) {
		double apart = nearest (&linkage, &first, &second);

		if (!marked && apart > 1 - threshold + 1e-12) {
			mark_groups (&linkage, order->groups);
			marked = TRUE;
		}
		merge (&linkage, first, second);
	}
	if (!marked)
		mark_groups (&linkage, order->groups);
	for (gsize a = 0; a < n; a++)
		if (linkage.leaves[a] != NULL) {
			finish (order, linkage.leaves[a], correlations);
			g_array_unref (linkage.leaves[a]);
		}
	g_free (linkage.between);
	g_free (linkage.near);
	g_free (linkage.leaves);
	return order;
}

void
seg_correlation_order_free (SegCorrelationOrder *order)
{
	if (order == NULL)
		return;
	g_free (order->order);
	g_free (order->groups);
	g_free (order);
}
