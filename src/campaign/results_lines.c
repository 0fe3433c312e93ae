/* What came back as lines of a table, which the command and the screen show alike. */
#include <config.h>
#include <segscope/ledger.h>
#include <segscope/results.h>

#include <glib/gi18n.h>
#include <math.h>

const char *
seg_results_part_name (SegResultsPart part)
{
	static const char *const names[] = { [SEG_RESULTS_LEDGER] = "ledger", [SEG_RESULTS_FAULT] = "fault", [SEG_RESULTS_SET_ASIDE] = "set aside",
	                                     [SEG_RESULTS_CAME_BACK] = "result" };

	return names[part];
}

void
seg_results_line_free (gpointer data)
{
	SegResultsLine *line = data;

	g_free (line->name);
	g_free (line->label);
	g_free (line->arm);
	g_free (line);
}

static SegResultsLine *
add (GPtrArray *lines, SegResultsPart part, const char *name, char *label)
{
	SegResultsLine *line = g_new (SegResultsLine, 1);

	*line = (SegResultsLine) { part, g_strdup (name), label, NULL, -1, -1, NAN, NAN, 0, 0 };
	g_ptr_array_add (lines, line);
	return line;
}

static void
add_ledger (GPtrArray *lines, const SegCampaign *campaign, const gint64 *counts)
{
	for (int i = 0; i < SEG_N_LEDGER; i++) {
		SegResultsLine *line = counts[i] > 0 ? add (lines, SEG_RESULTS_LEDGER, seg_ledger_name ((SegLedgerOutcome) i),
		                                            g_strdup (seg_ledger_label ((SegLedgerOutcome) i))) : NULL;

		if (line == NULL)
			continue;
		line->kind = i;
		line->people = counts[i];
		line->share = (double) counts[i] / (double) MAX (campaign->n_send, 1);
	}
}

static void
add_faults (GPtrArray *lines, const SegCampaign *campaign, const SegResults *results)
{
	const struct { const char *name, *label; gint64 n; } aside[] = {
		{ "repeated", _("says the same as an earlier row: set aside"), results->n_repeated },
		{ "nobody", _("nobody here: set aside"), results->n_nobody },
		{ "set aside", _("cannot be read or matched: set aside"), results->n_set_aside - results->n_repeated - results->n_nobody },
	};

	for (int i = 0; i < SEG_N_RESULTS_FAULTS; i++)
		if (results->faults[i] > 0) {
			SegResultsLine *line = add (lines, SEG_RESULTS_FAULT, seg_results_fault_name ((SegResultsFault) i),
			                            seg_results_fault_label ((SegResultsFault) i, campaign->draft->goal_days));

			line->kind = i;
			line->rows = results->faults[i];
		}
	for (gsize i = 0; i < G_N_ELEMENTS (aside); i++)
		if (aside[i].n > 0) {
			SegResultsLine *line = add (lines, SEG_RESULTS_SET_ASIDE, aside[i].name, g_strdup (aside[i].label));

			line->rows = aside[i].n;
			line->source_id = results->aside_source;
		}
}

/* "opened" in the language of the person, where it is one of ours. */
static const char *
outcome_label (const char *outcome)
{
	static const char *const ours[] = { N_("assigned"), N_("sent"), N_("delivered"), N_("opened"), N_("clicked"), N_("visited"), N_("replied"),
	                                    N_("redeemed"), N_("converted"), N_("spent"), N_("unsubscribed"), N_("complained"), N_("bounced") };

	for (gsize i = 0; i < G_N_ELEMENTS (ours); i++)
		if (g_strcmp0 (ours[i], outcome) == 0)
			return _(ours[i]);
	return outcome;
}

static void
add_outcomes (GPtrArray *lines, const SegCampaign *campaign, const SegResults *results)
{
	for (guint i = 0; i < results->outcomes->len; i++) {
		const SegResultsOutcome *outcome = results->outcomes->pdata[i];

		for (guint k = 0; k < campaign->arms->len; k++) {
			const SegCampaignArm *arm = campaign->arms->pdata[k];
			SegResultsLine *line = outcome->people[k] > 0
				? add (lines, SEG_RESULTS_CAME_BACK, outcome->outcome, g_strdup (outcome_label (outcome->outcome))) : NULL;

			if (line == NULL)
				continue;
			line->arm = g_strdup (arm->name);
			line->people = outcome->people[k];
			line->share = (double) outcome->people[k] / (double) MAX (arm->n, 1);
			line->money = outcome->money[k] != 0 ? outcome->money[k] : NAN;
		}
	}
}

GPtrArray *
seg_results_lines (SegWorkspace *workspace, const SegCampaign *campaign, gint64 *at, SegJob *job, GError **error)
{
	g_autoptr (SegResults) results = seg_campaign_results (workspace, campaign, job, error);
	g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (seg_results_line_free);
	gint64 counts[SEG_N_LEDGER];

	if (results == NULL || !seg_ledger_count (workspace, campaign->id, counts, error))
		return NULL;
	add_ledger (lines, campaign, counts);
	add_faults (lines, campaign, results);
	add_outcomes (lines, campaign, results);
	*at = results->at;
	return g_steal_pointer (&lines);
}

GArray *
seg_results_line_people (SegWorkspace *workspace, const SegCampaign *campaign, const SegResultsLine *line, GError **error)
{
	if (line->part == SEG_RESULTS_LEDGER)
		return seg_ledger_people (workspace, campaign->id, (SegLedgerOutcome) line->kind, error);
	return seg_campaign_results_people (workspace, campaign, line->part == SEG_RESULTS_FAULT ? (SegResultsFault) line->kind : SEG_N_RESULTS_FAULTS,
	                                    line->name, line->arm, error);
}
