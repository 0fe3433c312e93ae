/* Keeping the filter of a list as a rule. */
#include <config.h>
#include "rules.h"

#include <segscope/rule.h>

#include <glib/gi18n.h>

typedef struct {
	char *name, *condition;
} Keep;

static void
free_keep (gpointer data)
{
	Keep *keep = data;

	g_free (keep->name);
	g_free (keep->condition);
	g_free (keep);
}

static Keep *
keep_new (const char *name, const char *condition)
{
	Keep *keep = g_new (Keep, 1);

	*keep = (Keep) { g_strdup (name), g_strdup (condition) };
	return keep;
}

static gboolean
run_keep (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Keep *keep = data;

	(void) job;
	return seg_rule_save (workspace, keep->name, keep->condition, NULL, FALSE, error) != 0;
}

static void
done_keep (SegView *view, gpointer data)
{
	seg_say (view, _("Kept as the rule \"%s\"."), ((const Keep *) data)->name);
}

static const SegWork keep_work = { N_("keeping the rule"), run_keep, done_keep, NULL, free_keep, TRUE, FALSE };

static gboolean
is_taken (SegView *view, const char *name)
{
	g_autoptr (SegRule) rule = seg_rule_load (seg_view_workspace (view), name, NULL);

	return rule != NULL;
}

static gboolean
accept_name (SegView *view, const char *text, gpointer data, GError **error)
{
	if (*text == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A name is needed"));
		return FALSE;
	}
	if (is_taken (view, text)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is already a rule \"%s\"; choose another name"), text);
		return FALSE;
	}
	seg_view_run (view, &keep_work, keep_new (text, ((const Keep *) data)->condition));
	return TRUE;
}

void
seg_rules_ask_keep (SegView *view, const char *condition)
{
	g_autoptr (GError) error = NULL;

	if (!seg_rule_check (seg_view_workspace (view), NULL, condition, &error)) {
		seg_report (view, error);
		return;
	}
	seg_ask_line (view, _("Name of the rule"), condition, "", accept_name, keep_new (NULL, condition), free_keep);
}
