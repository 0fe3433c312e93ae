/* What an own feature yields, printed: figures, a histogram, some users. */
#include <config.h>
#include "features_own.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

#define BAR 40 /* cells of the longest */

static void
say_oddities (const SegCommonOptions *common, const SegOwnPreview *preview)
{
	g_autofree char *texts = seg_format_integer (preview->n_texts), *infinite = seg_format_integer (preview->n_infinite);

	if (preview->n_texts > 0)
		seg_cli_remark (common, _("For %s users it yields a text (“%s”), which counts as missing: a feature is a number"), texts, preview->text);
	if (preview->n_infinite > 0)
		seg_cli_remark (common, _("For %s users it is too large for a number, which counts as missing"), infinite);
}

static void
say_figures (const SegCommonOptions *common, const SegOwnFeature *own, const SegOwnPreview *preview)
{
	const SegFeatureStatistics *figures = preview->figures;
	g_autofree char *label = seg_own_feature_label (own), *words = seg_own_feature_words (own), *day = seg_format_date (preview->as_of);
	g_autofree char *known = seg_format_integer (figures->n_known), *missing = seg_format_integer (figures->n_missing);
	g_autofree char *least = seg_format_auto (figures->minimum), *median = seg_format_auto (figures->median);
	g_autofree char *mean = seg_format_auto (figures->mean), *most = seg_format_auto (figures->maximum);

	seg_cli_say (common, "%s: %s", label, words);
	seg_cli_say (common, _("As of %s, known for %s users, missing for %s."), day, known, missing);
	if (figures->n_known > 0)
		seg_cli_say (common, _("From %s to %s, median %s, mean %s."), least, most, median, mean);
}

static void
say_histogram (const SegCommonOptions *common, const SegFeatureStatistics *figures)
{
	const double width = (figures->high - figures->low) / (double) MAX (figures->n_bins, 1);
	gint64 most = 1;

	for (gsize i = 0; i < figures->n_bins; i++)
		most = MAX (most, figures->counts[i]);
	for (gsize i = 0; i < figures->n_bins; i++) {
		const double from = figures->one_value_a_bin ? figures->low + (double) i : figures->low + width * (double) i;
		const gboolean is_tail = figures->has_tail && i + 1 == figures->n_bins;
		g_autofree char *value = seg_format_auto (from), *begin = is_tail ? g_strdup_printf (_("%s and more"), value) : g_strdup (value);
		g_autofree char *users = seg_format_integer (figures->counts[i]);
		g_autofree char *place = seg_text_fit (begin, 16, SEG_ALIGN_RIGHT), *count = seg_text_fit (users, 10, SEG_ALIGN_RIGHT);
		g_autoptr (GString) bar = g_string_new (NULL);

		for (gint64 cell = 0; cell < figures->counts[i] * BAR / most; cell++)
			g_string_append (bar, "█");
		if (figures->counts[i] > 0 && bar->len == 0)
			g_string_append (bar, "▏");
		seg_cli_say (common, "%s %s  %s", place, count, bar->str);
	}
}

void
seg_cli_print_own_preview (const SegCommonOptions *common, const SegOwnFeature *own, const SegOwnPreview *preview)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_cli_job_end ();
	say_oddities (common, preview);
	say_figures (common, own, preview);
	say_histogram (common, preview->figures);
	seg_table_column (table, "user", _("User"), SEG_CELL_TEXT);
	seg_table_column (table, "value", _("Value"), SEG_CELL_NUMBER);
	for (guint i = 0; i < preview->keys->len; i++) {
		seg_table_text (table, preview->keys->pdata[i]);
		seg_table_number (table, preview->values[i]);
	}
	seg_table_print (table, common->output);
}
