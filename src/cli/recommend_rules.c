#include <config.h>
#include "recommend_rules.h"

#include <segscope/advice.h>

#include <glib/gi18n.h>

gboolean
seg_cli_set_rules (SegWorkspace *workspace, const SegCommonOptions *common, char *const *words, GError **error)
{
	g_auto (SegAdviceRules) rules = { 0 };
	g_autofree char *text = NULL;

	if (!seg_advice_rules_read (workspace, &rules, error))
		return FALSE;
	for (guint i = 0; words[i] != NULL; i++)
		if (!seg_advice_rules_parse (&rules, workspace, words[i], error))
			return FALSE;
	if (!seg_advice_rules_write (workspace, &rules, error))
		return FALSE;
	text = seg_advice_rules_text (&rules);
	if (*text != '\0')
		seg_cli_say (common, _("Rules for recommendations from now on: %s"), text);
	else
		seg_cli_say (common, "%s", _("No rules for recommendations are set any more."));
	return TRUE;
}

gboolean
seg_cli_print_rules (SegWorkspace *workspace, const SegCommonOptions *common, GError **error)
{
	g_auto (SegAdviceRules) rules = { 0 };
	g_autoptr (SegTable) table = seg_table_new ();

	if (!seg_advice_rules_read (workspace, &rules, error))
		return FALSE;
	seg_table_column (table, "name", _("Name"), SEG_CELL_TEXT);
	seg_table_column (table, "value", _("Set to"), SEG_CELL_TEXT);
	seg_table_column (table, "rule", _("Rule"), SEG_CELL_TEXT);
	seg_table_column (table, "meaning", _("Meaning"), SEG_CELL_TEXT);
	for (guint i = 0; i < SEG_N_ADVICE_RULES; i++) {
		seg_table_text (table, seg_advice_rule_name (i));
		seg_table_text (table, seg_advice_rule_name (i) == NULL ? _("always") : rules.values[i]);
		seg_table_text (table, _(seg_advice_rule_label (i)));
		seg_table_text (table, _(seg_advice_rule_meaning (i)));
	}
	seg_table_print (table, common->output);
	return TRUE;
}
