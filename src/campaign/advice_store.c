/* What rules for recommendations did in a campaign's list: a row for each rule and for each total. */
#include <config.h>
#include <segscope/campaign_advice.h>

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

/* Totals, by the name under which they are kept. */
static const struct {
	const char *name;
	gsize       offset;
} totals[] = {
	{ "people", G_STRUCT_OFFSET (SegAdviceTally, n_people) },   { "items", G_STRUCT_OFFSET (SegAdviceTally, n_items) },
	{ "left", G_STRUCT_OFFSET (SegAdviceTally, n_left) },       { "offered", G_STRUCT_OFFSET (SegAdviceTally, n_offered) },
	{ "short", G_STRUCT_OFFSET (SegAdviceTally, n_short) },     { "none", G_STRUCT_OFFSET (SegAdviceTally, n_none) },
	{ "at limit", G_STRUCT_OFFSET (SegAdviceTally, n_at_limit) },
};

/* Rules that always hold have no name by which they are set. */
static const char *
name_of (SegAdviceRule rule)
{
	return rule == SEG_ADVICE_OWNED ? "owned" : rule == SEG_ADVICE_LISTED ? "not listed" : seg_advice_rule_name (rule);
}

static gboolean
write_row (SegStatement *insert, const char *name, const char *value, gint64 count, GError **error)
{
	seg_statement_bind_text (insert, ":name", name);
	seg_statement_bind_text (insert, ":value", value);
	seg_statement_bind_integer (insert, ":count", count);
	return seg_statement_run (insert, error);
}

gboolean
seg_campaign_advice_write (SegWorkspace *workspace, gint64 campaign_id, const SegAdviceRules *rules, const SegAdviceTally *tally, GError **error)
{
	g_autoptr (SegStatement) insert = seg_workspace_prepare (workspace,
		"INSERT INTO campaign_advice (campaign_id, name, value, count) VALUES (:campaign, :name, :value, :count)", error);

	if (insert == NULL)
		return FALSE;
	seg_statement_bind_integer (insert, ":campaign", campaign_id);
	for (guint rule = 0; rule < SEG_N_ADVICE_RULES; rule++)
		if ((rules->values[rule] != NULL || tally->counts[rule] != 0)
		    && !write_row (insert, name_of (rule), rules->values[rule], tally->counts[rule], error))
			return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS (totals); i++)
		if (!write_row (insert, totals[i].name, NULL, G_STRUCT_MEMBER (gint64, tally, totals[i].offset), error))
			return FALSE;
	return TRUE;
}

static void
take_row (const SegStatement *row, SegAdviceRules *rules, SegAdviceTally *tally)
{
	const char *name = seg_statement_text (row, 0);

	for (gsize i = 0; i < G_N_ELEMENTS (totals); i++)
		if (strcmp (totals[i].name, name) == 0)
			G_STRUCT_MEMBER (gint64, tally, totals[i].offset) = seg_statement_integer (row, 2);
	for (guint rule = 0; rule < SEG_N_ADVICE_RULES; rule++)
		if (strcmp (name_of (rule), name) == 0) {
			g_free (rules->values[rule]);
			rules->values[rule] = seg_statement_is_null (row, 1) ? NULL : g_strdup (seg_statement_text (row, 1));
			tally->counts[rule] = seg_statement_integer (row, 2);
		}
}

gboolean
seg_campaign_advice_read (SegWorkspace *workspace, gint64 campaign_id, SegAdviceRules *rules, SegAdviceTally *tally, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT name, value, count FROM campaign_advice WHERE campaign_id = :campaign", error);
	GError *failure = NULL;

	*rules = (SegAdviceRules) { 0 };
	*tally = (SegAdviceTally) { 0 };
	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":campaign", campaign_id);
	while (seg_statement_next (statement, &failure))
		take_row (statement, rules, tally);
	return seg_query_ended (failure, error);
}

char *
seg_campaign_advice_words (SegWorkspace *workspace, gint64 campaign_id, GError **error)
{
	g_auto (SegAdviceRules) rules = { 0 };
	SegAdviceTally tally;

	if (!seg_campaign_advice_read (workspace, campaign_id, &rules, &tally, error))
		return NULL;
	return tally.n_people > 0 ? seg_advice_tally_words (&tally, &rules) : g_strdup ("");
}
