/* Words and inks for findings and columns. */
#include <config.h>
#include "quality.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

SegInk
seg_finding_ink (SegFindingWeight weight)
{
	return weight == SEG_FINDING_PROBLEM ? SEG_INK_BAD : weight == SEG_FINDING_WARNING ? SEG_INK_WARNING : SEG_INK_MUTED;
}

const char *
seg_finding_sign (SegFindingWeight weight)
{
	return weight == SEG_FINDING_PROBLEM ? "!!" : weight == SEG_FINDING_WARNING ? "!" : "·";
}

const char *
seg_quality_type_name (SegType type)
{
	static const char *const names[] = { N_("text"), N_("category"), N_("number"), N_("date"), N_("yes/no") };

	return _(names[type]);
}

const char *
seg_quality_table_name (const char *table)
{
	return strcmp (table, "user") == 0 ? _("user") : strcmp (table, "item") == 0 ? _("item") : _("event");
}

char *
seg_quality_value (const SegColumnQuality *column, double value)
{
	if (column->type == SEG_TYPE_DATE)
		return isfinite (value) ? seg_format_date ((gint64) value) : g_strdup ("–");
	return column->type == SEG_TYPE_NUMBER || isfinite (value) ? seg_format_auto (value) : NULL;
}

double
seg_quality_missing_share (const SegColumnQuality *column)
{
	return column->n > 0 ? (double) column->n_missing / (double) column->n : 0;
}

static const char *
table_label (const char *table)
{
	return strcmp (table, "user") == 0 ? _("Users") : strcmp (table, "item") == 0 ? _("Items") : _("Events");
}

char *
seg_quality_explain_scores (const SegQualityReport *report)
{
	GString *text = g_string_new (_("Each table begins with 100 points. A kind of problem takes off its full points where the share of rows "
	                                "given beside it, or more, is concerned; less in proportion. Of several findings of one kind only the "
	                                "worst counts.\n"));

	for (guint t = 0; t < report->tables->len; t++) {
		const SegTableQuality *table = report->tables->pdata[t];
		g_autofree char *n = seg_format_integer (table->n), *left_out = seg_format_integer (table->n_left_out);

		g_string_append_printf (text, _(" \n%s: %.0f of 100.  %s rows in use, %s left out by the cleaning recipe or the policy for orders.\n"),
		                        table_label (table->table), table->score, n, left_out);
		for (guint i = 0; i < report->findings->len; i++) {
			const SegFinding *finding = report->findings->pdata[i];
			const SegFindingKindInfo *kind = &seg_finding_kinds[finding->kind];
			g_autofree char *count = seg_format_integer (finding->count);

			if (strcmp (finding->table, table->table) == 0 && finding->cost >= 0.05)
				g_string_append_printf (text, _("−%.1f  %s: %s rows (%.0f points from %.0f %% on)\n"), finding->cost, _(kind->title), count,
				                        kind->points, kind->full * 100);
		}
	}
	return g_string_free (text, FALSE);
}
