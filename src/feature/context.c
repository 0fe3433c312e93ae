/* What is the same for all users: the instant, the kinds of events, items and their categories. */
#include <config.h>
#include "feature-private.h"

#include <glib/gi18n.h>

static int
compare_names (gconstpointer first, gconstpointer second, gpointer data)
{
	const GPtrArray *kinds = data;
	const SegEventKind *a = kinds->pdata[*(const guint16 *) first], *b = kinds->pdata[*(const guint16 *) second];

	return g_strcmp0 (a->name, b->name);
}

static void
rank_kinds (SegFeatureContext *context)
{
	gsize n = MIN (context->kinds->len, SEG_KIND_NUMBER (G_MAXUINT) + 1);
	g_autofree guint16 *by_name = g_new (guint16, n + 1);

	context->kind_rank = g_new0 (guint16, SEG_KIND_NUMBER (G_MAXUINT) + 1);
	for (gsize i = 0; i < n; i++)
		by_name[i] = (guint16) i;
	g_qsort_with_data (by_name, (int) n, sizeof *by_name, compare_names, context->kinds);
	for (gsize i = 0; i < n; i++)
		context->kind_rank[by_name[i]] = (guint16) i;
}

/* Items ------------------------------------------------------------------------------------------------------------- */

static char *
category_column (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "item", error);
	const SegAttribute *category;

	if (attributes == NULL)
		return NULL;
	category = seg_attributes_with_field (attributes, "category");
	return category != NULL ? seg_sql_identifier (category->name) : g_strdup ("NULL");
}

static gboolean
load_category_names (SegFeatureContext *context, const char *column, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("SELECT DISTINCT CAST (%s AS TEXT) FROM item WHERE %s IS NOT NULL ORDER BY 1", column, column);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (context->workspace, sql, error);
	GError *failure = NULL;

	context->category_names = g_ptr_array_new_with_free_func (g_free);
	if (statement == NULL)
		return FALSE;
	while (seg_statement_next (statement, &failure))
		g_ptr_array_add (context->category_names, g_strdup (seg_statement_text (statement, 0)));
	if (failure == NULL)
		return TRUE;
	g_propagate_error (error, failure);
	return FALSE;
}

static gboolean
allocate_items (SegFeatureContext *context, GError **error)
{
	gint64 n;

	if (!seg_workspace_count (context->workspace, "SELECT count(*) FROM item", &n, error))
		return FALSE;
	context->item_ids = g_try_new (gint64, (gsize) n + 1);
	context->categories = context->category_names->len > 0 ? g_try_new0 (guint32, (gsize) n + 1) : NULL;
	if (context->item_ids != NULL && (context->categories != NULL || context->category_names->len == 0))
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for %" G_GINT64_FORMAT " items"), n);
	return FALSE;
}

static gboolean
load_items (SegFeatureContext *context, const char *column, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("SELECT id, CAST (%s AS TEXT) FROM item ORDER BY id", column);
	g_autoptr (SegStatement) statement = NULL;
	g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
	GError *failure = NULL;

	for (guint i = 0; i < context->category_names->len; i++)
		g_hash_table_insert (numbers, context->category_names->pdata[i], GUINT_TO_POINTER (i + 1));
	if (!allocate_items (context, error) || (statement = seg_workspace_prepare (context->workspace, sql, error)) == NULL)
		return FALSE;
	while (seg_statement_next (statement, &failure)) {
		const char *category = seg_statement_text (statement, 1);

		if (category != NULL)
			context->categories[context->n_items] = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, category));
		context->item_ids[context->n_items++] = seg_statement_integer (statement, 0);
	}
	if (failure == NULL)
		return TRUE;
	g_propagate_error (error, failure);
	return FALSE;
}

/* The whole --------------------------------------------------------------------------------------------------------- */

static gboolean
fill_in (SegFeatureContext *context, GError **error)
{
	g_autofree char *column = NULL;

	if (!seg_clock_offset (context->workspace, &context->clock_offset, error)
	    || !seg_feature_data_find (context->workspace, &context->data, error)
	    || (context->kinds = seg_event_kinds (context->workspace, error)) == NULL
	    || (column = category_column (context->workspace, error)) == NULL || !load_category_names (context, column, error))
		return FALSE;
	context->data |= seg_event_kinds_data (context->kinds);
	context->n_counts = seg_event_kinds_n_columns (context->kinds);
	rank_kinds (context);
	return context->as_of == 0 || load_items (context, column, error);
}

SegFeatureContext *
seg_feature_context_new (SegWorkspace *workspace, gint64 as_of, GError **error)
{
	SegFeatureContext *context = g_new0 (SegFeatureContext, 1);

	context->workspace = workspace;
	context->as_of = as_of;
	context->as_of_day = seg_day_of (as_of);
	context->features = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_feature_free);
	if (!fill_in (context, error))
		g_clear_pointer (&context, seg_feature_context_free);
	return context;
}

void
seg_feature_context_free (SegFeatureContext *context)
{
	if (context == NULL)
		return;
	g_clear_pointer (&context->features, g_ptr_array_unref);
	g_clear_pointer (&context->kinds, g_ptr_array_unref);
	g_clear_pointer (&context->category_names, g_ptr_array_unref);
	g_free (context->kind_rank);
	g_free (context->item_ids);
	g_free (context->categories);
	g_free (context);
}
