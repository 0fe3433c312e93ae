#include <config.h>
#include "recommend_models.h"

#include <segscope/recommender.h>
#include <segscope/text.h>

#include <glib/gi18n.h>

static void
fill_row (SegTable *table, const SegRecommender *recommender, const SegRecommender *chosen, const SegInteractions *interactions)
{
	double options[SEG_MOST_OPTIONS];
	g_autofree char *text = NULL;
	SegFitEstimate estimate;

	seg_recommender_defaults (recommender, options);
	text = seg_recommender_options_text (recommender, options);
	seg_recommender_estimate (recommender, interactions, options, &estimate);
	seg_table_text (table, recommender->name);
	seg_table_text (table, _(recommender->label));
	seg_table_text (table, text);
	seg_table_number (table, estimate.seconds);
	seg_table_number (table, estimate.memory / 1e6);
	seg_table_text (table, estimate.unfit != NULL ? estimate.unfit : recommender == chosen ? _("used") : "");
	seg_fit_estimate_clear (&estimate);
}

gboolean
seg_cli_print_models (SegWorkspace *workspace, const SegCommonOptions *common, SegJob *job, GError **error)
{
	g_autoptr (SegInteractions) interactions = seg_interactions_load_all (workspace, 0, job, error);
	g_autoptr (SegTable) table = seg_table_new ();
	g_autofree char *options = NULL;
	const SegRecommender *chosen;
	gsize n;
	const SegRecommender *const *all = seg_recommenders (&n);

	if (interactions == NULL || !seg_model_chosen (workspace, &chosen, &options, error))
		return FALSE;
	seg_table_column (table, "name", _("Name"), SEG_CELL_TEXT);
	seg_table_column (table, "recommends", _("Recommends"), SEG_CELL_TEXT);
	seg_table_column (table, "options", _("Options"), SEG_CELL_TEXT);
	seg_table_column (table, "seconds", _("Seconds"), SEG_CELL_NUMBER);
	seg_table_column (table, "memory", _("MB"), SEG_CELL_NUMBER);
	seg_table_column (table, "remark", "", SEG_CELL_TEXT);
	for (gsize i = 0; i < n; i++)
		fill_row (table, all[i], chosen, interactions);
	seg_table_print (table, common->output);
	return TRUE;
}
