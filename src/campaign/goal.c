/* What can count as success. */
#include <config.h>
#include <segscope/goal.h>

#include <glib/gi18n.h>
#include <string.h>

/* What files of results call it, of what helps. */
static const char *const outcomes[] = { "opened", "clicked", "visited", "replied", "redeemed", "converted", NULL };

static gboolean
exists (SegWorkspace *workspace, const char *sql, const char *goal, gboolean *found, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":goal", goal);
	*found = seg_statement_next (statement, &failure);
	return seg_query_ended (failure, error);
}

gboolean
seg_goal_find (SegWorkspace *workspace, const char *goal, SegGoalKind *kind, GError **error)
{
	gboolean is_event, is_attribute = FALSE;

	if (!exists (workspace, "SELECT 1 FROM event_kind WHERE name = :goal", goal, &is_event, error)
	    || (!is_event && !exists (workspace, "SELECT 1 FROM attribute WHERE entity = 'user' AND name = :goal AND type = 'boolean'", goal, &is_attribute, error)))
		return FALSE;
	*kind = is_event ? SEG_GOAL_EVENT : g_strv_contains (outcomes, goal) ? SEG_GOAL_RESULT : is_attribute ? SEG_GOAL_ATTRIBUTE : SEG_GOAL_NONE;
	return TRUE;
}

static char *
list_kinds (SegWorkspace *workspace, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT name FROM event_kind ORDER BY name", error);
	g_autoptr (GString) names = g_string_new (NULL);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure))
		g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", seg_statement_text (statement, 0));
	return seg_query_ended (failure, error) ? g_string_free (g_steal_pointer (&names), FALSE) : NULL;
}

gboolean
seg_goal_check (SegWorkspace *workspace, const char *goal, GError **error)
{
	SegGoalKind kind;
	g_autofree char *names = NULL;

	if (!seg_goal_find (workspace, goal, &kind, error))
		return FALSE;
	if (kind != SEG_GOAL_NONE)
		return TRUE;
	if ((names = list_kinds (workspace, error)) == NULL)
		return FALSE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There are no events of the kind \"%s\"; there are: %s. From files of results: opened, clicked, visited, replied, redeemed, "
	             "converted. Or a yes-or-no attribute of users"), goal, *names != '\0' ? names : _("none"));
	return FALSE;
}
