/* Dendrograms outlive the run: as bytes, and of those rows that are still there.
 *
 * The bytes are a GVariant in little-endian order: ("segscope tree 1", rows, the two nodes of each merge, heights). */
#include <config.h>
#include "cluster-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define FORMAT "(staiaiad)"
#define SIGN "segscope tree 1"

GBytes *
seg_dendrogram_to_bytes (const SegDendrogram *dendrogram)
{
	gsize n = dendrogram->n_rows - 1;
	g_autoptr (GVariant) whole = g_variant_ref_sink (g_variant_new ("(st@ai@ai@ad)", SIGN, (guint64) dendrogram->n_rows,
		g_variant_new_fixed_array (G_VARIANT_TYPE_INT32, dendrogram->first, n, sizeof (gint32)),
		g_variant_new_fixed_array (G_VARIANT_TYPE_INT32, dendrogram->second, n, sizeof (gint32)),
		g_variant_new_fixed_array (G_VARIANT_TYPE_DOUBLE, dendrogram->heights, n, sizeof (double))));

	if (G_BYTE_ORDER == G_BIG_ENDIAN) {
		GVariant *swapped = g_variant_byteswap (whole);

		g_variant_unref (whole);
		whole = swapped;
	}
	return g_variant_get_data_as_bytes (whole);
}

/* Every node but the last is merged once, after it was made, and heights rise. Fills the sizes. */
static gboolean
is_tree (SegDendrogram *tree)
{
	gsize n = tree->n_rows;
	g_autofree guint8 *merged = g_try_new0 (guint8, 2 * n);

	if (merged == NULL)
		return FALSE;
	for (gsize i = 0; i + 1 < n; i++) {
		gint32 first = tree->first[i], second = tree->second[i];

		if (first < 0 || first >= second || (gsize) second >= n + i || merged[first] || merged[second] || !(tree->heights[i] >= 0)
		    || !isfinite (tree->heights[i]) || (i > 0 && tree->heights[i] < tree->heights[i - 1]))
			return FALSE;
		merged[first] = merged[second] = 1;
		tree->sizes[i] = seg_dendrogram_size (tree, first) + seg_dendrogram_size (tree, second);
	}
	return TRUE;
}

/* NULL with @error set: no memory; without: it is no tree. */
static SegDendrogram *
read_tree (GVariant *whole, GError **error)
{
	const char *sign;
	guint64 n_rows;
	g_autoptr (GVariant) first = NULL, second = NULL, heights = NULL;
	g_autoptr (SegDendrogram) tree = NULL;
	gsize n[3];
	const void *from[3];

	g_variant_get (whole, "(&st@ai@ai@ad)", &sign, &n_rows, &first, &second, &heights);
	from[0] = g_variant_get_fixed_array (first, &n[0], sizeof (gint32));
	from[1] = g_variant_get_fixed_array (second, &n[1], sizeof (gint32));
	from[2] = g_variant_get_fixed_array (heights, &n[2], sizeof (double));
	if (strcmp (sign, SIGN) != 0 || n_rows < 1 || n_rows > G_MAXINT32 / 2 || n[0] != n_rows - 1 || n[1] != n[0] || n[2] != n[0])
		return NULL;
	tree = seg_dendrogram_empty ((gsize) n_rows, error);
	if (tree == NULL)
		return NULL;
	if (n[0] > 0) {
		memcpy (tree->first, from[0], n[0] * sizeof (gint32));
		memcpy (tree->second, from[1], n[0] * sizeof (gint32));
		memcpy (tree->heights, from[2], n[0] * sizeof (double));
	}
	return is_tree (tree) ? g_steal_pointer (&tree) : NULL;
}

SegDendrogram *
seg_dendrogram_from_bytes (GBytes *bytes, GError **error)
{
	g_autoptr (GVariant) raw = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (FORMAT), bytes, FALSE));
	g_autoptr (GError) failure = NULL;
	SegDendrogram *tree = NULL;

	if (G_BYTE_ORDER == G_BIG_ENDIAN) {
		GVariant *swapped = g_variant_byteswap (raw);

		g_variant_unref (raw);
		raw = swapped;
	}
	if (g_variant_is_normal_form (raw))
		tree = read_tree (raw, &failure);
	if (failure != NULL)
		g_propagate_error (error, g_steal_pointer (&failure));
	else if (tree == NULL)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("The tree that was kept cannot be read; make the segments anew"));
	return tree;
}

SegDendrogram *
seg_dendrogram_copy (const SegDendrogram *dendrogram, GError **error)
{
	SegDendrogram *copy = seg_dendrogram_empty (dendrogram->n_rows, error);
	gsize n = dendrogram->n_rows - 1;

	if (copy == NULL)
		return NULL;
	memcpy (copy->first, dendrogram->first, n * sizeof *copy->first);
	memcpy (copy->second, dendrogram->second, n * sizeof *copy->second);
	memcpy (copy->heights, dendrogram->heights, n * sizeof *copy->heights);
	memcpy (copy->sizes, dendrogram->sizes, n * sizeof *copy->sizes);
	return copy;
}

SegDendrogram *
seg_dendrogram_of_rows (const SegDendrogram *dendrogram, const gint64 *leaves, gsize n_rows, GError **error)
{
	gsize n = dendrogram->n_rows, n_merges = 0;
	g_autofree gint32 *row_below = g_try_new (gint32, 2 * n); /* some row below each node; -1: none is left */
	g_autofree SegMerge *merges = g_try_new (SegMerge, MAX (n_rows, 1));

	if (row_below == NULL || merges == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the tree of %zu users"), n_rows);
		return NULL;
	}
	for (gsize node = 0; node < 2 * n; node++)
		row_below[node] = -1;
	for (gsize row = 0; row < n_rows; row++) {
		if (leaves[row] < 0 || (gsize) leaves[row] >= n || row_below[leaves[row]] >= 0) {
			g_set_error_literal (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("The tree that was kept is not of these users; make the segments anew"));
			return NULL;
		}
		row_below[leaves[row]] = (gint32) row;
	}
	for (gsize i = 0; i + 1 < n; i++) {
		gint32 a = row_below[dendrogram->first[i]], b = row_below[dendrogram->second[i]];

		row_below[n + i] = a >= 0 ? a : b;
		if (a >= 0 && b >= 0)
			merges[n_merges++] = (SegMerge) { dendrogram->heights[i], a, b, 0 };
	}
	return seg_dendrogram_new (merges, n_rows, error);
}
