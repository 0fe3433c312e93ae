/* Conditions on what was tried: "group of run 7 = 2". For looking at people: what is kept does not stand on runs, which anybody may delete. */
#include <config.h>
#include "filter-private.h"

#include <segscope/run.h>

#include <glib/gi18n.h>
#include <inttypes.h>

static gboolean
read_number (const char *text, gint64 *number)
{
	char *end;

	*number = g_ascii_strtoll (text, &end, 10);
	return g_ascii_isdigit (text[0]) && *end == '\0';
}

/* The users of group @group, from 1 (0: of any), as a JSON list. */
static char *
list_users (const gint64 *ids, const gint32 *labels, gsize n, gint64 group)
{
	GString *list = g_string_new ("[");

	for (gsize i = 0; i < n; i++)
		if (group == 0 || labels[i] + 1 == group)
			g_string_append_printf (list, "%s%" PRId64, list->len > 1 ? "," : "", ids[i]);
	g_string_append_c (list, ']');
	return g_string_free (list, FALSE);
}

static gboolean
check_group (const SegFilterCondition *condition, const SegRun *run, gint64 *group, GError **error)
{
	if (!seg_filter_check_equality (condition, "group", error))
		return FALSE;
	if (read_number (condition->value, group) && *group >= 1 && *group <= run->k)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Filter, position %u: run %" PRId64 " has the groups 1 to %u, not \"%s\""), condition->position, run->id,
	             run->k, condition->value);
	return FALSE;
}

gboolean
seg_filter_add_run (SegFilterParser *parser, const SegFilterCondition *condition, GError **error)
{
	gboolean any = condition->operation == SEG_FILTER_MISSING || condition->operation == SEG_FILTER_NOT_MISSING;
	gboolean negative = condition->operation == SEG_FILTER_MISSING || condition->operation == SEG_FILTER_NOT_EQUAL;
	g_autoptr (SegRun) run = NULL;
	g_autofree gint64 *ids = NULL;
	g_autofree gint32 *labels = NULL;
	g_autofree char *list = NULL;
	gint64 id, group = 0;
	gsize n;

	if (!read_number (condition->name, &id)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Filter, position %u: \"%s\" is no number of a run"), condition->name_position, condition->name);
		return FALSE;
	}
	if ((run = seg_run_load (parser->workspace, id, error)) == NULL || (!any && !check_group (condition, run, &group, error))
	    || !seg_run_labels (parser->workspace, id, &ids, &labels, &n, error))
		return FALSE;
	list = list_users (ids, labels, n, group);
	g_string_append_printf (parser->filter->sql, "u.id %sIN (SELECT value FROM json_each (:filter%u))", negative ? "NOT " : "",
	                        seg_filter_add_value (parser->filter, SEG_TYPE_TEXT, list, 0, 0));
	parser->filter->of_run = TRUE;
	return TRUE;
}
