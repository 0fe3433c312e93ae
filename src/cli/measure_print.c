/* What a campaign did, printed: a table for each thing that can be asked. */
#include <config.h>
#include "measure_print.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Shares compared ------------------------------------------------------------------------------------------------------------ */

/* People on either side, how many did it, and by how much the shares differ. */
static void
declare_share (SegTable *table)
{
	seg_table_column (table, "sent", _("Sent to"), SEG_CELL_INTEGER);
	seg_table_column (table, "control", _("Held back"), SEG_CELL_INTEGER);
	seg_table_column (table, "share_sent", _("Did it"), SEG_CELL_SHARE);
	seg_table_column (table, "share_control", _("Held back did"), SEG_CELL_SHARE);
	seg_table_column (table, "difference", _("Difference"), SEG_CELL_SHARE);
	seg_table_column (table, "low", _("From"), SEG_CELL_SHARE);
	seg_table_column (table, "high", _("To"), SEG_CELL_SHARE);
	seg_table_column (table, "lift", _("Relative"), SEG_CELL_SHARE);
	seg_table_column (table, "lift_low", _("From"), SEG_CELL_SHARE);
	seg_table_column (table, "lift_high", _("To"), SEG_CELL_SHARE);
	seg_table_column (table, "p", _("p"), SEG_CELL_NUMBER);
}

static void
add_share (SegTable *table, gint64 sent, gint64 control, const SegShareComparison *share, double p)
{
	seg_table_integer (table, sent);
	seg_table_integer (table, control);
	seg_table_number (table, share->share_b);
	seg_table_number (table, share->share_a);
	seg_table_number (table, share->difference);
	seg_table_number (table, share->interval.low);
	seg_table_number (table, share->interval.high);
	seg_table_number (table, share->lift);
	seg_table_number (table, share->lift_interval.low);
	seg_table_number (table, share->lift_interval.high);
	seg_table_number (table, p);
}

/* The effect ----------------------------------------------------------------------------------------------------------------- */

static void
declare (SegTable *table)
{
	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	declare_share (table);
	seg_table_column (table, "drawn_in", _("Drawn in"), SEG_CELL_SHARE);
	seg_table_column (table, "better", _("Better, probably"), SEG_CELL_SHARE);
	seg_table_column (table, "money_sent", _("Money each"), SEG_CELL_NUMBER);
	seg_table_column (table, "money_control", _("Held back each"), SEG_CELL_NUMBER);
	seg_table_column (table, "money_difference", _("Difference"), SEG_CELL_NUMBER);
	seg_table_column (table, "money_low", _("From"), SEG_CELL_NUMBER);
	seg_table_column (table, "money_high", _("To"), SEG_CELL_NUMBER);
	seg_table_column (table, "money_plain", _("Not adjusted"), SEG_CELL_NUMBER);
	seg_table_column (table, "resampled_low", _("Resampled from"), SEG_CELL_NUMBER);
	seg_table_column (table, "resampled_high", _("To"), SEG_CELL_NUMBER);
	seg_table_column (table, "of", _("Of"), SEG_CELL_TEXT);
	seg_table_column (table, "best", _("Best of all"), SEG_CELL_SHARE);
	seg_table_column (table, "loss", _("Lost by it"), SEG_CELL_SHARE);
	seg_table_column (table, "money_better", _("More money, probably"), SEG_CELL_SHARE);
	seg_table_column (table, "money_loss", _("Money lost by it"), SEG_CELL_NUMBER);
	seg_table_column (table, "money_best", _("Most money of all"), SEG_CELL_SHARE);
	seg_table_column (table, "money_best_loss", _("Money lost by choosing it"), SEG_CELL_NUMBER);
}

static void
add (SegTable *table, const SegEffect *effect, const char *of)
{
	const gboolean is_arm = strcmp (of, "arm") == 0;

	seg_table_text (table, effect->segment != NULL ? effect->segment : _("everyone"));
	add_share (table, effect->sent.n, effect->control.n, &effect->share, effect->p);
	seg_table_number (table, effect->shrunk);
	seg_table_number (table, effect->share.b_is_better);
	seg_table_number (table, effect->mean_sent);
	seg_table_number (table, effect->mean_control);
	seg_table_number (table, effect->money.adjusted.difference);
	seg_table_number (table, effect->money.adjusted.low);
	seg_table_number (table, effect->money.adjusted.high);
	seg_table_number (table, effect->money.plain.difference);
	seg_table_number (table, effect->money_resampled.low);
	seg_table_number (table, effect->money_resampled.high);
	seg_table_text (table, of);
	seg_table_number (table, is_arm ? effect->is_best : NAN);
	seg_table_number (table, is_arm ? effect->loss : NAN);
	seg_table_number (table, effect->money_is_better);
	seg_table_number (table, effect->money_loss);
	seg_table_number (table, is_arm ? effect->money_choice.best : NAN);
	seg_table_number (table, is_arm ? effect->money_choice.loss : NAN);
}

static gboolean
print_effect (const SegMeasured *measured, GError **error)
{
	const SegMeasurement *measurement = measured->measurement;
	g_autoptr (SegTable) table = seg_table_new ();

	(void) error;
	for (guint i = 0; i < measurement->failed->len; i++)
		seg_cli_say (measured->common, _("Check: %s"), (const char *) measurement->failed->pdata[i]);
	for (guint i = 0; i < measurement->sentences->len; i++)
		seg_cli_say (measured->common, "%s", (const char *) measurement->sentences->pdata[i]);
	declare (table);
	add (table, &measurement->all, "list");
	for (guint i = 0; i < measurement->arms->len; i++)
		add (table, measurement->arms->pdata[i], "arm");
	for (guint i = 0; i < measurement->segments->len; i++)
		add (table, measurement->segments->pdata[i], "segment");
	seg_table_print (table, measured->common->output);
	return TRUE;
}

/* Other outcomes --------------------------------------------------------------------------------------------------------------- */

static void
add_outcome (SegTable *table, const SegOutcome *outcome)
{
	seg_table_text (table, outcome->label);
	seg_table_text (table, outcome->arm != NULL ? outcome->arm : _("everyone"));
	add_share (table, outcome->sent.n, outcome->control.n, &outcome->share, outcome->p);
	seg_table_text (table, outcome->name);
}

static gboolean
print_outcomes (const SegMeasured *measured, GError **error)
{
	const SegMeasurement *measurement = measured->measurement;
	g_autoptr (SegTable) table = seg_table_new ();

	(void) error;
	for (guint i = 0; i < measurement->failed->len; i++)
		seg_cli_say (measured->common, _("Check: %s"), (const char *) measurement->failed->pdata[i]);
	for (guint i = 0; i < measurement->outcomes->len; i++) {
		const SegOutcome *outcome = measurement->outcomes->pdata[i];

		if (outcome->arm == NULL)
			seg_cli_say (measured->common, _("%s: %s."), outcome->label, outcome->meaning);
	}
	seg_table_column (table, "outcome", _("Outcome"), SEG_CELL_TEXT);
	seg_table_column (table, "arm", _("Arm"), SEG_CELL_TEXT);
	declare_share (table);
	seg_table_column (table, "name", _("In files"), SEG_CELL_TEXT);
	for (guint i = 0; i < measurement->outcomes->len; i++)
		add_outcome (table, measurement->outcomes->pdata[i]);
	seg_table_print (table, measured->common->output);
	return TRUE;
}

/* All of them -------------------------------------------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	SegMeasurePrint *print;
} tables[] = {
	{ "effect", print_effect },
	{ "outcomes", print_outcomes },
	{ "funnel", seg_measure_print_funnel },
	{ "retention", seg_measure_print_retention },
	{ "value", seg_measure_print_value },
	{ "looks", seg_measure_print_looks },
};

SegMeasurePrint *
seg_measure_print_find (const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
		if (strcmp (tables[i].name, name) == 0)
			return tables[i].print;
	return NULL;
}

const char *
seg_measure_print_names (void)
{
	return _("effect, outcomes, funnel, retention, value and looks");
}
