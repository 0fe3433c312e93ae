/* Rules that would be made of themselves by a way round: a rule asks for a segment of a segmentation that is made of conditions, one of which
 * asks for the rule again. (Rules within rules are refused where they are read, filter_rule.c.) */
#include <config.h>
#include "filter-private.h"

#include <segscope/rule.h>

#include <glib/gi18n.h>
#include <string.h>

/* A text with conditions, and what it belongs to. */
typedef struct {
	gboolean segmentation;
	char    *name, *condition;
} Node;

static void
free_node (gpointer data)
{
	Node *node = data;

	g_free (node->name);
	g_free (node->condition);
	g_free (node);
}

static GPtrArray *
read_nodes (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) nodes = g_ptr_array_new_with_free_func (free_node);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT 0, name, condition FROM rule WHERE frozen_at IS NULL UNION ALL SELECT 1, name, json_extract (one.value, '$.condition') "
		"FROM segmentation, json_each (options, '$.groups') AS one WHERE algorithm = '" SEG_CONDITIONS_ALGORITHM "'", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure)) {
		Node *node = g_new (Node, 1);

		*node = (Node) { seg_statement_integer (statement, 0) != 0, g_strdup (seg_statement_text (statement, 1)), g_strdup (seg_statement_text (statement, 2)) };
		g_ptr_array_add (nodes, node);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&nodes) : NULL;
}

static gboolean
asks_for (const char *condition, gboolean segmentation, const char *name)
{
	g_autofree char *found = condition != NULL ? seg_filter_rename (condition, segmentation, name, NULL) : NULL;

	return found != NULL;
}

/* Whether @condition leads to the rule @name; @way: what it goes through, "segments \"a\" → rule \"b\"". Every node is gone through once. */
static gboolean
leads_to (const GPtrArray *nodes, gboolean *seen, const char *condition, const char *name, GString *way)
{
	if (asks_for (condition, FALSE, name))
		return TRUE;
	for (guint i = 0; i < nodes->len; i++) {
		const Node *node = nodes->pdata[i];
		gsize length = way->len;

		if (seen[i] || !asks_for (condition, node->segmentation, node->name))
			continue;
		seen[i] = TRUE;
		g_string_append_printf (way, " → %s", node->name);
		if (leads_to (nodes, seen, node->condition, name, way))
			return TRUE;
		g_string_truncate (way, length);
	}
	return FALSE;
}

gboolean
seg_rule_check_circle (SegWorkspace *workspace, const char *name, const char *condition, GError **error)
{
	g_autoptr (GPtrArray) nodes = read_nodes (workspace, error);
	g_autofree gboolean *seen = nodes != NULL ? g_new0 (gboolean, nodes->len + 1) : NULL;
	g_autoptr (GString) way = g_string_new (name);

	if (nodes == NULL)
		return FALSE;
	if (!leads_to (nodes, seen, condition, name, way))
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("The rule \"%s\" would be made of itself: %s → %s"), name, way->str, name);
	return FALSE;
}
