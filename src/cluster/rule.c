/* How new rows are assigned: the name of the algorithm and named matrices, kept as bytes.
 *
 * The bytes are a GVariant in little-endian order: ("segscope rule 1", algorithm, [(name, rows, columns, values)]). */
#include <config.h>
#include "cluster-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define FORMAT "(ssa(sttad))"
#define SIGN "segscope rule 1"

typedef struct {
	char      *name;
	SegMatrix *matrix;
} Part;

struct SegClusterRule {
	const SegClusterAlgorithm *algorithm;
	GPtrArray *parts; /* of Part* */
};

static void
free_part (gpointer data)
{
	Part *part = data;

	g_free (part->name);
	seg_matrix_free (part->matrix);
	g_free (part);
}

SegClusterRule *
seg_cluster_rule_new (const SegClusterAlgorithm *algorithm)
{
	SegClusterRule *rule = g_new0 (SegClusterRule, 1);

	rule->algorithm = algorithm;
	rule->parts = g_ptr_array_new_with_free_func (free_part);
	return rule;
}

void
seg_cluster_rule_free (SegClusterRule *rule)
{
	if (rule == NULL)
		return;
	g_ptr_array_unref (rule->parts);
	g_free (rule);
}

void
seg_cluster_rule_take (SegClusterRule *rule, const char *name, SegMatrix *matrix)
{
	Part *part = g_new (Part, 1);

	*part = (Part) { g_strdup (name), matrix };
	g_ptr_array_add (rule->parts, part);
}

const SegMatrix *
seg_cluster_rule_get (const SegClusterRule *rule, const char *name)
{
	for (guint i = 0; i < rule->parts->len; i++) {
		const Part *part = rule->parts->pdata[i];

		if (strcmp (part->name, name) == 0)
			return part->matrix;
	}
	return NULL;
}

void
seg_cluster_rule_replace (SegClusterRule *rule, const char *name, SegMatrix *matrix)
{
	for (guint i = 0; i < rule->parts->len; i++) {
		Part *part = rule->parts->pdata[i];

		if (strcmp (part->name, name) != 0)
			continue;
		seg_matrix_free (part->matrix);
		part->matrix = matrix;
		return;
	}
	seg_cluster_rule_take (rule, name, matrix);
}

const SegMatrix *
seg_cluster_rule_part (const SegClusterRule *rule, guint number, const char **name)
{
	const Part *part = number < rule->parts->len ? rule->parts->pdata[number] : NULL;

	if (part == NULL)
		return NULL;
	*name = part->name;
	return part->matrix;
}

gboolean
seg_cluster_rule_check (const SegClusterRule *rule)
{
	return seg_cluster_rule_get (rule, "centroids") != NULL && (rule->algorithm->check_rule == NULL || rule->algorithm->check_rule (rule));
}

SegClusterRule *
seg_cluster_rule_nearest (SegMatrix *centroids)
{
	SegClusterRule *rule = seg_cluster_rule_new (&seg_algorithm_kmeans);

	seg_cluster_rule_take (rule, "centroids", centroids);
	return rule;
}

const SegClusterAlgorithm *
seg_cluster_rule_algorithm (const SegClusterRule *rule)
{
	return rule->algorithm;
}

guint
seg_cluster_rule_k (const SegClusterRule *rule)
{
	return (guint) seg_cluster_rule_get (rule, "centroids")->n_rows;
}

/* Assigning -------------------------------------------------------------------------------------------------------- */

gboolean
seg_cluster_rule_assign (const SegClusterRule *rule, const SegMatrix *matrix, SegJob *job, gint32 *labels, double *distances,
                         SegMatrix *membership, GError **error)
{
	const SegMatrix *centroids = seg_cluster_rule_get (rule, "centroids");

	if (matrix->n_columns != centroids->n_columns) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The users have %zu features, the segments were made from %zu"),
		             matrix->n_columns, centroids->n_columns);
		return FALSE;
	}
	if (matrix->n_rows == 0)
		return TRUE;
	if (!seg_cluster_check_matrix (matrix, job, error))
		return FALSE;
	if (rule->algorithm->assign != NULL)
		return rule->algorithm->assign (rule, matrix, job, labels, distances, membership, error);
	if (centroids->n_rows > 0)
		seg_cluster_assign (matrix, centroids, labels, distances);
	return seg_job_goes_on (job, error);
}

/* Keeping ---------------------------------------------------------------------------------------------------------- */

GBytes *
seg_cluster_rule_to_bytes (const SegClusterRule *rule)
{
	GVariantBuilder builder;
	g_autoptr (GVariant) whole = NULL;

	g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sttad)"));
	for (guint i = 0; i < rule->parts->len; i++) {
		const Part *part = rule->parts->pdata[i];
		gsize n = part->matrix->n_rows * part->matrix->n_columns;

		g_variant_builder_add (&builder, "(stt@ad)", part->name, (guint64) part->matrix->n_rows, (guint64) part->matrix->n_columns,
		                       g_variant_new_fixed_array (G_VARIANT_TYPE_DOUBLE, part->matrix->values, n, sizeof (double)));
	}
	whole = g_variant_ref_sink (g_variant_new ("(ss@a(sttad))", SIGN, rule->algorithm->name, g_variant_builder_end (&builder)));
	if (G_BYTE_ORDER == G_BIG_ENDIAN) {
		GVariant *swapped = g_variant_byteswap (whole);

		g_variant_unref (whole);
		whole = swapped;
	}
	return g_variant_get_data_as_bytes (whole);
}

static gboolean
read_part (SegClusterRule *rule, GVariant *child, GError **error)
{
	g_autoptr (GVariant) values = NULL;
	guint64 n_rows, n_columns;
	const char *name;
	const double *data;
	SegMatrix *matrix;
	gsize n;

	g_variant_get (child, "(&stt@ad)", &name, &n_rows, &n_columns, &values);
	data = g_variant_get_fixed_array (values, &n, sizeof (double));
	if (n_columns == 0 || n_columns > n + 1000000 || n_rows != n / n_columns || n % n_columns != 0)
		return FALSE;
	for (gsize i = 0; i < n; i++)
		if (isnan (data[i]))
			return FALSE;
	matrix = seg_matrix_new ((gsize) n_rows, (gsize) n_columns, error);
	if (matrix == NULL)
		return FALSE;
	if (n > 0)
		memcpy (matrix->values, data, n * sizeof *data);
	seg_cluster_rule_take (rule, name, matrix);
	return TRUE;
}

static SegClusterRule *
read_rule (GVariant *whole, GError **error)
{
	g_autoptr (SegClusterRule) rule = NULL;
	g_autoptr (GVariant) parts = NULL;
	const char *sign, *name;
	const SegClusterAlgorithm *algorithm;

	g_variant_get (whole, "(&s&s@a(sttad))", &sign, &name, &parts);
	algorithm = strcmp (name, seg_rule_edited.name) == 0 ? &seg_rule_edited : seg_cluster_algorithm_find (name);
	if (strcmp (sign, SIGN) != 0 || algorithm == NULL)
		return NULL;
	rule = seg_cluster_rule_new (algorithm);
	for (gsize i = 0; i < g_variant_n_children (parts); i++) {
		g_autoptr (GVariant) child = g_variant_get_child_value (parts, i);

		if (!read_part (rule, child, error))
			return NULL;
	}
	if (!seg_cluster_rule_check (rule))
		return NULL;
	return g_steal_pointer (&rule);
}

SegClusterRule *
seg_cluster_rule_from_bytes (GBytes *bytes, GError **error)
{
	g_autoptr (GVariant) raw = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (FORMAT), bytes, FALSE));
	g_autoptr (GVariant) whole = NULL;
	g_autoptr (GError) failure = NULL;
	SegClusterRule *rule = NULL;

	if (G_BYTE_ORDER == G_BIG_ENDIAN) {
		GVariant *swapped = g_variant_byteswap (raw);

		g_variant_unref (raw);
		raw = swapped;
	}
	whole = g_variant_is_normal_form (raw) ? g_variant_ref (raw) : NULL;
	if (whole != NULL)
		rule = read_rule (whole, &failure);
	if (rule != NULL)
		return rule;
	if (failure != NULL)
		g_propagate_error (error, g_steal_pointer (&failure));
	else
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_WORKSPACE,
		                     _("What is kept about how these segments take new users cannot be read; make the segments anew"));
	return NULL;
}
