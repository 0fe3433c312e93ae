/* What is the same for all users: the instant, the kinds of events, items. */
#include <config.h>
#include "feature-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>

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

static gboolean
load_items (SegFeatureContext *context, GError **error)
{
	g_autoptr (SegStatement) statement = NULL;
	GError *failure = NULL;
	gint64 n;

	if (!seg_workspace_count (context->workspace, "SELECT count(*) FROM item", &n, error))
		return FALSE;
	context->item_ids = g_try_new (gint64, (gsize) n + 1);
	if (context->item_ids == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for %" PRId64 " items"), n);
		return FALSE;
	}
	statement = seg_workspace_prepare (context->workspace, "SELECT id FROM item ORDER BY id", error);
	if (statement == NULL)
		return FALSE;
	while (context->n_items < (gsize) n && seg_statement_next (statement, &failure))
		context->item_ids[context->n_items++] = seg_statement_integer (statement, 0);
	return seg_query_ended (failure, error);
}

/* The whole --------------------------------------------------------------------------------------------------------- */

SegFeatureContext *
seg_feature_context_begin (SegWorkspace *workspace, gint64 as_of, GError **error)
{
	SegFeatureContext *context = g_new0 (SegFeatureContext, 1);

	context->workspace = workspace;
	context->features = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_feature_free);
	if (!seg_clock_offset (workspace, &context->clock_offset, error) || (as_of != 0 && !load_items (context, error)))
		g_clear_pointer (&context, seg_feature_context_free);
	else
		seg_feature_context_set_as_of (context, as_of);
	return context;
}

void
seg_feature_context_set_as_of (SegFeatureContext *context, gint64 as_of)
{
	context->as_of = as_of;
	context->as_of_day = seg_day_of (MIN (as_of, G_MAXINT64 - SEG_DAY) + context->clock_offset);
}

gboolean
seg_feature_context_complete (SegFeatureContext *context, const SegEventFacts *facts, GError **error)
{
	if (!seg_clock_offset_for (context->workspace, facts, &context->clock_offset, error))
		return FALSE;
	seg_feature_context_set_as_of (context, context->as_of);
	if ((context->kinds = seg_event_kinds (context->workspace, facts, error)) == NULL
	    || !seg_feature_data_find (context->workspace, context->kinds, &context->data, error))
		return FALSE;
	context->n_counts = seg_event_kinds_n_columns (context->kinds);
	rank_kinds (context);
	return TRUE;
}

SegFeatureContext *
seg_feature_context_new (SegWorkspace *workspace, gint64 as_of, GError **error)
{
	SegFeatureContext *context = seg_feature_context_begin (workspace, as_of, error);
	g_autoptr (SegEventFacts) facts = context != NULL ? seg_event_facts_get (workspace, error) : NULL;

	if (facts == NULL || !seg_feature_context_complete (context, facts, error))
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
	g_free (context->kind_rank);
	g_free (context->item_ids);
	g_free (context);
}
