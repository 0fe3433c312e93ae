/* The ledger of contacts, read: how many people of a campaign were written to, how many were left out and why, and who they are. */
#include <config.h>
#include <segscope/ledger.h>

#include <glib/gi18n.h>
#include <string.h>

static const struct {
	const char *name, *label;
} outcomes[SEG_N_LEDGER] = {
	[SEG_LEDGER_WRITTEN] = { "written", N_("written to") },
	[SEG_LEDGER_WITHDRAWN] = { "withdrawn", N_("left out: withdrew consent or asked not to be contacted") },
	[SEG_LEDGER_CLEANED] = { "cleaned", N_("left out by cleaning") },
	[SEG_LEDGER_CONTACTED] = { "contacted", N_("left out: contacted by another campaign a short time ago") },
	[SEG_LEDGER_TOO_OFTEN] = { "too often", N_("left out: contacted as often as allowed") },
	[SEG_LEDGER_HELD_BACK] = { "held back", N_("left out: held back from all campaigns") },
	[SEG_LEDGER_NO_ADDRESS] = { "no address", N_("left out: no valid address") },
	[SEG_LEDGER_SAME_ADDRESS] = { "same address", N_("left out: the same address as somebody else on the list, who comes first") },
	[SEG_LEDGER_SMALL_GROUP] = { "small group", N_("left out: in a group that was too small") },
	[SEG_LEDGER_NOT_YET] = { "not yet", N_("in no export so far") },
};

const char *
seg_ledger_name (SegLedgerOutcome outcome)
{
	return outcomes[outcome].name;
}

const char *
seg_ledger_label (SegLedgerOutcome outcome)
{
	return _(outcomes[outcome].label);
}

gboolean
seg_ledger_find (const char *name, SegLedgerOutcome *outcome)
{
	for (guint i = 0; i < SEG_N_LEDGER; i++)
		if (strcmp (outcomes[i].name, name) == 0) {
			*outcome = (SegLedgerOutcome) i;
			return TRUE;
		}
	return FALSE;
}

/* What holds of each person: that they were written to, else what the last export says. (A bare column is of the row that max() took.) */
#define STATES \
	"(SELECT m.user_id AS user_id, coalesce (k.outcome, 'not yet') AS state FROM campaign_member m LEFT JOIN " \
	"(SELECT k.user_id, k.outcome, max (k.counts << 62 | e.id) FROM export e CROSS JOIN contact k ON k.export_id = e.id " \
	"WHERE e.campaign_id = :campaign GROUP BY k.user_id) AS k ON k.user_id = m.user_id WHERE m.campaign_id = :campaign AND m.arm <> 'control')"

gboolean
seg_ledger_count (SegWorkspace *workspace, gint64 campaign_id, gint64 counts[SEG_N_LEDGER], GError **error)
{
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, "SELECT state, count(*) FROM " STATES " GROUP BY state", error);
	GError *failure = NULL;
	SegLedgerOutcome outcome;

	memset (counts, 0, SEG_N_LEDGER * sizeof *counts);
	if (rows == NULL)
		return FALSE;
	seg_statement_bind_integer (rows, ":campaign", campaign_id);
	while (seg_statement_next (rows, &failure))
		if (seg_ledger_find (seg_statement_text (rows, 0), &outcome))
			counts[outcome] += seg_statement_integer (rows, 1);
	return seg_query_ended (failure, error);
}

GArray *
seg_ledger_people (SegWorkspace *workspace, gint64 campaign_id, SegLedgerOutcome outcome, GError **error)
{
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, "SELECT user_id FROM " STATES " WHERE state = :state ORDER BY user_id", error);
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	GError *failure = NULL;

	if (rows == NULL)
		return NULL;
	seg_statement_bind_integer (rows, ":campaign", campaign_id);
	seg_statement_bind_text (rows, ":state", seg_ledger_name (outcome));
	while (seg_statement_next (rows, &failure)) {
		gint64 id = seg_statement_integer (rows, 0);

		g_array_append_val (ids, id);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&ids) : NULL;
}
