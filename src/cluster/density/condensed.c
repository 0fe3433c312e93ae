/* From the tree of single merges to groups.
 *
 * Going down from the top, merges of one height are undone together, so that the answer does not depend on the order of ties.
 * Where two or more branches of enough rows come apart, each is a new group; where only one is large enough, the group goes on
 * in it and the others' rows leave at once; where none is, the group ends. Density is 1 / height; merges at height 0 count as
 * twice as dense as the lowest above 0.
 * Sources: Campello, Moulavi, Sander 2013, PAKDD, 160-172; Campello et al. 2015, ACM Trans. Knowl. Discov. Data 10:5. */
#include <config.h>
#include "condensed.h"

typedef struct {
	const SegDendrogram *tree;
	gsize         least;
	double        floor;   /* the lowest height that counts */
	SegCondensed *condensed;
	GArray       *todo;    /* of Branch */
	GArray       *parts;   /* of gint32: the branches below merges of one height */
	GArray       *stack;   /* of gint32 */
} Condense;

/* A node that is to be looked into as part of a group. */
typedef struct {
	gint32 node, group;
} Branch;

void
seg_condensed_free (SegCondensed *condensed)
{
	if (condensed == NULL)
		return;
	g_array_unref (condensed->groups);
	g_free (condensed->row_group);
	g_free (condensed);
}

static double
density_of (const Condense *work, gint32 node)
{
	return 1 / MAX (work->tree->heights[(gsize) node - work->tree->n_rows], work->floor);
}

static gboolean
is_row (const Condense *work, gint32 node)
{
	return (gsize) node < work->tree->n_rows;
}

/* The rows below @node were last in @group. */
static void
leave (Condense *work, gint32 node, gint32 group)
{
	g_array_set_size (work->stack, 0);
	g_array_append_val (work->stack, node);
	while (work->stack->len > 0) {
		gint32 at = g_array_index (work->stack, gint32, work->stack->len - 1);

		g_array_set_size (work->stack, work->stack->len - 1);
		if (is_row (work, at)) {
			work->condensed->row_group[at] = group;
			continue;
		}
		g_array_append_val (work->stack, work->tree->first[(gsize) at - work->tree->n_rows]);
		g_array_append_val (work->stack, work->tree->second[(gsize) at - work->tree->n_rows]);
	}
}

/* What is left when all merges of the height of @node are undone. */
static void
come_apart (Condense *work, gint32 node)
{
	double height = work->tree->heights[(gsize) node - work->tree->n_rows];

	g_array_set_size (work->parts, 0);
	g_array_set_size (work->stack, 0);
	g_array_append_val (work->stack, node);
	while (work->stack->len > 0) {
		gint32 at = g_array_index (work->stack, gint32, work->stack->len - 1);

		g_array_set_size (work->stack, work->stack->len - 1);
		if (is_row (work, at) || work->tree->heights[(gsize) at - work->tree->n_rows] < height)
			g_array_append_val (work->parts, at);
		else {
			g_array_append_val (work->stack, work->tree->second[(gsize) at - work->tree->n_rows]);
			g_array_append_val (work->stack, work->tree->first[(gsize) at - work->tree->n_rows]);
		}
	}
}

static gint32
new_group (Condense *work, gint32 parent, double birth, gint32 size)
{
	SegCondensedGroup group = { parent, birth, 0, 0, FALSE, size };

	g_array_append_val (work->condensed->groups, group);
	return (gint32) work->condensed->groups->len - 1;
}

static gint32
size_of (const Condense *work, gint32 node)
{
	return seg_dendrogram_size (work->tree, node);
}

/* Undoes the merges at the top of @branch; what remains of the group is put on the list of things to do. */
static void
look_into (Condense *work, Branch branch)
{
	SegCondensedGroup *group = &g_array_index (work->condensed->groups, SegCondensedGroup, branch.group);
	double density = density_of (work, branch.node), gain = density - group->birth;
	guint n_large = 0;

	come_apart (work, branch.node);
	for (guint i = 0; i < work->parts->len; i++)
		n_large += (gsize) size_of (work, g_array_index (work->parts, gint32, i)) >= work->least;
	for (guint i = 0; i < work->parts->len; i++) {
		gint32 part = g_array_index (work->parts, gint32, i), size = size_of (work, part);
		Branch next = { part, branch.group };

		group = &g_array_index (work->condensed->groups, SegCondensedGroup, branch.group);
		if ((gsize) size < work->least) {
			group->stability += size * gain;
			leave (work, part, branch.group);
			continue;
		}
		if (n_large > 1) {
			group->stability += size * gain;
			next.group = new_group (work, branch.group, density, size);
		}
		g_array_append_val (work->todo, next);
	}
}

SegCondensed *
seg_condensed_new (const SegDendrogram *tree, gsize least)
{
	SegCondensed *condensed = g_new0 (SegCondensed, 1);
	Condense work = { tree, least, 1, condensed, g_array_new (FALSE, FALSE, sizeof (Branch)), g_array_new (FALSE, FALSE, sizeof (gint32)),
		              g_array_new (FALSE, FALSE, sizeof (gint32)) };
	Branch top = { (gint32) (2 * tree->n_rows - 2), 0 };

	condensed->groups = g_array_new (FALSE, FALSE, sizeof (SegCondensedGroup));
	condensed->row_group = g_new0 (gint32, tree->n_rows);
	for (gsize i = tree->n_rows - 1; i-- > 0 && tree->heights[i] > 0;)
		work.floor = tree->heights[i] / 2;
	new_group (&work, -1, 0, (gint32) tree->n_rows);
	g_array_append_val (work.todo, top);
	while (work.todo->len > 0) {
		Branch branch = g_array_index (work.todo, Branch, work.todo->len - 1);

		g_array_set_size (work.todo, work.todo->len - 1);
		if (is_row (&work, branch.node))
			condensed->row_group[branch.node] = branch.group;
		else
			look_into (&work, branch);
	}
	g_array_unref (work.todo);
	g_array_unref (work.parts);
	g_array_unref (work.stack);
	return condensed;
}

guint
seg_condensed_choose (SegCondensed *condensed, gsize n_rows, gint32 *labels)
{
	SegCondensedGroup *groups = (SegCondensedGroup *) (gpointer) condensed->groups->data;
	guint n = condensed->groups->len, n_chosen = 0;
	g_autofree double *inside = g_new0 (double, n);
	g_autofree gint32 *number = g_new (gint32, n);

	for (guint i = n; i-- > 1;) { /* children first */
		groups[i].chosen = groups[i].stability >= inside[i];
		groups[i].best = MAX (groups[i].stability, inside[i]);
		inside[groups[i].parent] += groups[i].best;
	}
	number[0] = -1;
	for (guint i = 1; i < n; i++) { /* parents first: inside a chosen one nothing is chosen */
		gint32 above = number[groups[i].parent];

		groups[i].chosen = groups[i].chosen && above < 0;
		number[i] = above >= 0 ? above : groups[i].chosen ? (gint32) n_chosen++ : -1;
	}
	for (gsize row = 0; row < n_rows; row++)
		labels[row] = number[condensed->row_group[row]];
	return n_chosen;
}
