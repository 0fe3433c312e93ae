/* An uplift tree (Rzepakowski and Jaroszewicz 2012, Decision trees for uplift modeling with single and multiple treatments): splits where
 * the shares of both sides come apart most, by squared Euclidean distance. Leaves say the difference of their own people. */
#include <config.h>
#include "uplift-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define DEEPEST 5
#define LEAST_OF_SIDE 50  /* people of each side in a leaf */
#define MOST_CUTS 32      /* quantiles of a column that are tried */
#define DRAWN_IN 20.0     /* people that a leaf's shares are drawn towards those of its parent by */

typedef struct {
	double n, did; /* of one side */
} Side;

typedef struct {
	gint   column;      /* -1: a leaf */
	double cut;         /* below or at it: left */
	guint  left, right;
	double uplift;
} Node;

typedef struct {
	GArray *nodes; /* of Node, the root first */
} Tree;

typedef struct {
	const SegUpliftData *data;
	Tree   *tree;
	double *sorted; /* room for the values of a column */
	SegJob *job;
} Growth;

static double
share_of (Side side, double prior)
{
	return (side.did + DRAWN_IN * prior) / (side.n + DRAWN_IN);
}

/* Of those held back and of those sent to. */
static void
count_sides (const SegUpliftData *data, const guint *rows, gsize n, gint column, double cut, gboolean left, Side sides[2])
{
	memset (sides, 0, 2 * sizeof *sides);
	for (gsize i = 0; i < n; i++) {
		guint row = rows[i];

		if (column >= 0 && (data->values[(gsize) row * data->n_columns + (gsize) column] <= cut) != left)
			continue;
		sides[data->sent[row]].n++;
		sides[data->sent[row]].did += data->reached[row];
	}
}

static double
apart (const Side sides[2])
{
	double difference = sides[1].did / MAX (sides[1].n, 1) - sides[0].did / MAX (sides[0].n, 1);

	return 2 * difference * difference; /* over did and did not */
}

/* What a split gains, over how unevenly it puts both sides left and right (the paper's normalisation for the Euclidean distance). */
static double
gain_of (const Side parent[2], const Side left[2], const Side right[2])
{
	double n = parent[0].n + parent[1].n, n_left = left[0].n + left[1].n, part = n_left / n;
	double p_sent = left[1].n / parent[1].n, p_held = left[0].n / parent[0].n, share = parent[1].n / n;
	double gain = part * apart (left) + (1 - part) * apart (right) - apart (parent);
	double gini = 1 - share * share - (1 - share) * (1 - share);
	double uneven = 2 * (p_sent - p_held) * (p_sent - p_held);
	double penalty = gini * uneven + share * (1 - p_sent * p_sent - (1 - p_sent) * (1 - p_sent)) + (1 - share) * (1 - p_held * p_held - (1 - p_held) * (1 - p_held)) + 0.5;

	if (left[0].n < LEAST_OF_SIDE || left[1].n < LEAST_OF_SIDE || right[0].n < LEAST_OF_SIDE || right[1].n < LEAST_OF_SIDE)
		return 0;
	return gain / penalty;
}

static int
compare (gconstpointer a, gconstpointer b)
{
	double one = *(const double *) a, other = *(const double *) b;

	return (one > other) - (one < other);
}

/* Values of the column between which it may be cut: quantiles, each once. Returns how many. */
static guint
cuts_of (const Growth *growth, const guint *rows, gsize n, gsize column, double cuts[MOST_CUTS])
{
	guint n_cuts = 0;

	for (gsize i = 0; i < n; i++)
		growth->sorted[i] = growth->data->values[(gsize) rows[i] * growth->data->n_columns + column];
	qsort (growth->sorted, n, sizeof (double), compare);
	for (guint i = 1; i <= MOST_CUTS; i++) {
		double value = growth->sorted[MIN (n - 1, n * i / (MOST_CUTS + 1))];

		if (value < growth->sorted[n - 1] && (n_cuts == 0 || value > cuts[n_cuts - 1]))
			cuts[n_cuts++] = value;
	}
	return n_cuts;
}

/* The best split of these people; column -1: none gains. */
static gboolean
find_split (const Growth *growth, const guint *rows, gsize n, const Side parent[2], Node *node, GError **error)
{
	double best = 1e-12;

	node->column = -1;
	for (gsize column = 0; column < growth->data->n_columns; column++) {
		double cuts[MOST_CUTS];
		guint n_cuts = cuts_of (growth, rows, n, column, cuts);

		if (growth->job != NULL && !seg_job_proceed (growth->job, (double) column / (double) growth->data->n_columns, NULL, error))
			return FALSE;
		for (guint i = 0; i < n_cuts; i++) {
			Side left[2], right[2];
			double gain;

			count_sides (growth->data, rows, n, (gint) column, cuts[i], TRUE, left);
			for (guint side = 0; side < 2; side++)
				right[side] = (Side) { parent[side].n - left[side].n, parent[side].did - left[side].did };
			gain = gain_of (parent, left, right);
			if (gain > best) {
				best = gain;
				node->column = (gint) column;
				node->cut = cuts[i];
			}
		}
	}
	return TRUE;
}

/* Puts those left of the cut first, each part in its order; returns how many. */
static gsize
divide (const SegUpliftData *data, const Node *node, guint *rows, gsize n)
{
	g_autofree guint *right = g_new (guint, MAX (n, 1));
	gsize n_left = 0, n_right = 0;

	for (gsize i = 0; i < n; i++)
		if (data->values[(gsize) rows[i] * data->n_columns + (gsize) node->column] <= node->cut)
			rows[n_left++] = rows[i];
		else
			right[n_right++] = rows[i];
	memcpy (rows + n_left, right, n_right * sizeof *rows);
	return n_left;
}

/* Grows what is below a node; @above: the shares of its parent. FALSE: cancelled. */
static gboolean
grow (Growth *growth, guint at, guint *rows, gsize n, guint depth, const double above[2], GError **error)
{
	Node node = { .column = -1 };
	Side sides[2];
	double shares[2];
	gsize n_left;

	count_sides (growth->data, rows, n, -1, 0, TRUE, sides);
	for (guint side = 0; side < 2; side++)
		shares[side] = share_of (sides[side], above[side]);
	node.uplift = shares[1] - shares[0];
	if (depth < DEEPEST && !find_split (growth, rows, n, sides, &node, error))
		return FALSE;
	if (node.column >= 0) {
		node.left = growth->tree->nodes->len;
		node.right = node.left + 1;
		g_array_set_size (growth->tree->nodes, growth->tree->nodes->len + 2);
	}
	g_array_index (growth->tree->nodes, Node, at) = node;
	if (node.column < 0)
		return TRUE;
	n_left = divide (growth->data, &node, rows, n);
	return grow (growth, node.left, rows, n_left, depth + 1, shares, error) && grow (growth, node.right, rows + n_left, n - n_left, depth + 1, shares, error);
}

static void
free_tree (gpointer data)
{
	g_array_unref (((Tree *) data)->nodes);
	g_free (data);
}

static gpointer
fit (const SegUpliftData *data, const guint *rows, gsize n, SegJob *job, GError **error)
{
	Tree *tree;
	Growth growth = { .data = data, .job = job };
	g_autofree guint *order = NULL;
	g_autofree double *sorted = NULL;
	Side sides[2];
	double shares[2];

	if (!seg_uplift_enough (data, rows, n, error))
		return NULL;
	order = g_memdup2 (rows, n * sizeof *rows);
	growth.sorted = sorted = g_new (double, n);
	growth.tree = tree = g_new0 (Tree, 1);
	tree->nodes = g_array_new (FALSE, TRUE, sizeof (Node));
	g_array_set_size (tree->nodes, 1);
	count_sides (data, rows, n, -1, 0, TRUE, sides);
	for (guint side = 0; side < 2; side++)
		shares[side] = sides[side].did / sides[side].n;
	if (!grow (&growth, 0, order, n, 0, shares, error))
		g_clear_pointer (&tree, free_tree);
	return tree;
}

static double
score (gconstpointer data, const double *values)
{
	const Tree *tree = data;
	const Node *node = &g_array_index (tree->nodes, Node, 0);

	while (node->column >= 0)
		node = &g_array_index (tree->nodes, Node, values[node->column] <= node->cut ? node->left : node->right);
	return node->uplift;
}

const SegUpliftLearner seg_uplift_tree = {
	"tree", N_("Uplift tree"), N_("A tree that divides people where both sides come apart most"), fit, score, free_tree
};
