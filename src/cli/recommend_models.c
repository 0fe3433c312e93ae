#include <config.h>
#include "recommend_models.h"

#include <segscope/recommender.h>
#include <segscope/text.h>

#include <glib/gi18n.h>

/* What the workspace keeps of a recommender, or nothing. */
static char *
describe_kept (const GPtrArray *kept, const SegRecommender *recommender)
{
	for (guint i = 0; i < kept->len; i++)
		if (((const SegKeptModel *) kept->pdata[i])->recommender == recommender)
			return seg_kept_model_text (kept->pdata[i]);
	return g_strdup ("");
}

static void
fill_row (SegTable *table, const SegRecommender *recommender, const SegRecommender *chosen, const SegInteractions *interactions, const GPtrArray *kept)
{
	double options[SEG_MOST_OPTIONS];
	g_autofree char *text = NULL, *state = describe_kept (kept, recommender);
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
	seg_table_text (table, state);
	seg_table_text (table, _(seg_recommender_update_words (recommender)));
	seg_fit_estimate_clear (&estimate);
}

gboolean
seg_cli_print_models (SegWorkspace *workspace, const SegCommonOptions *common, SegJob *job, GError **error)
{
	g_autoptr (SegInteractions) interactions = seg_interactions_load_all (workspace, 0, job, error);
	g_autoptr (GPtrArray) kept = interactions != NULL ? seg_models_kept (workspace, error) : NULL;
	g_autoptr (SegTable) table = seg_table_new ();
	g_autofree char *options = NULL;
	const SegRecommender *chosen;
	gsize n;
	const SegRecommender *const *all = seg_recommenders (&n);

	if (kept == NULL || !seg_model_chosen (workspace, &chosen, &options, error))
		return FALSE;
	seg_table_column (table, "name", _("Name"), SEG_CELL_TEXT);
	seg_table_column (table, "recommends", _("Recommends"), SEG_CELL_TEXT);
	seg_table_column (table, "options", _("Options"), SEG_CELL_TEXT);
	seg_table_column (table, "seconds", _("Seconds"), SEG_CELL_NUMBER);
	seg_table_column (table, "memory", _("MB"), SEG_CELL_NUMBER);
	seg_table_column (table, "remark", "", SEG_CELL_TEXT);
	seg_table_column (table, "kept", _("Kept"), SEG_CELL_TEXT);
	seg_table_column (table, "after_new_events", _("After new events"), SEG_CELL_TEXT);
	for (gsize i = 0; i < n; i++)
		fill_row (table, all[i], chosen, interactions, kept);
	seg_table_print (table, common->output);
	return TRUE;
}

gboolean
seg_cli_refresh_models (SegWorkspace *workspace, const SegCommonOptions *common, SegJob *job, GError **error)
{
	guint n_refreshed, n_dropped;

	if (!seg_models_refresh (workspace, job, &n_refreshed, &n_dropped, error))
		return FALSE;
	if (n_refreshed + n_dropped == 0)
		seg_cli_say (common, _("All kept models are up to date."));
	if (n_refreshed > 0)
		seg_cli_say (common, ngettext ("%u kept model was brought up to date.", "%u kept models were brought up to date.", n_refreshed), n_refreshed);
	if (n_dropped > 0)
		seg_cli_say (common, ngettext ("%u was dropped: it no longer fits the data or this version of the program.",
		                               "%u were dropped: they no longer fit the data or this version of the program.", n_dropped), n_dropped);
	return TRUE;
}
