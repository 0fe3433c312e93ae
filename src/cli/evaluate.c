#include <config.h>
#include "commands.h"

#include <segscope/recommend.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

#define MOST 1000

static void
fill (SegTable *table, const GPtrArray *evaluations)
{
	seg_table_column (table, "recommender", _("Recommender"), SEG_CELL_TEXT);
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "hit_rate", _("Hit rate"), SEG_CELL_SHARE);
	seg_table_column (table, "ndcg", _("NDCG"), SEG_CELL_NUMBER);
	seg_table_column (table, "recall", _("Recall"), SEG_CELL_SHARE);
	seg_table_column (table, "precision", _("Precision"), SEG_CELL_SHARE);
	seg_table_column (table, "coverage", _("Catalogue shown"), SEG_CELL_SHARE);
	for (guint i = 0; i < evaluations->len; i++) {
		const SegEvaluation *evaluation = evaluations->pdata[i];

		seg_table_text (table, evaluation->recommender);
		seg_table_integer (table, (gint64) evaluation->n_users);
		seg_table_number (table, evaluation->hit_rate);
		seg_table_number (table, evaluation->ndcg);
		seg_table_number (table, evaluation->recall);
		seg_table_number (table, evaluation->precision);
		seg_table_number (table, evaluation->coverage);
	}
}

/* Of those before the last, which is popularity. */
static const SegEvaluation *
best_of (const GPtrArray *evaluations)
{
	const SegEvaluation *best = evaluations->pdata[0];

	for (guint i = 1; i + 1 < evaluations->len; i++)
		if (((const SegEvaluation *) evaluations->pdata[i])->hit_rate > best->hit_rate)
			best = evaluations->pdata[i];
	return best;
}

/* The answer in words: how much better than showing everyone the same. */
static void
say_answer (const SegCommonOptions *common, const GPtrArray *evaluations, int n)
{
	const SegEvaluation *first = best_of (evaluations), *last = evaluations->pdata[evaluations->len - 1];
	g_autofree char *users = seg_format_integer ((gint64) first->n_users);
	g_autofree char *one = seg_format_share (first->hit_rate), *other = seg_format_share (last->hit_rate);

	seg_cli_say (common, _("The last item of each of %s users was held back. It was among the %d offered for %s by %s, for %s by %s."),
	             users, n, one, first->recommender, other, last->recommender);
	if (first->hit_rate <= last->hit_rate)
		seg_cli_say (common, _("On this data %s does no better than %s."), first->recommender, last->recommender);
}

static gboolean
serve (const SegCommonOptions *common, const char *path, int n, GError **error)
{
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autoptr (SegJob) job = NULL;
	g_autoptr (GPtrArray) evaluations = NULL;
	g_autoptr (SegTable) table = seg_table_new ();

	if (n < 1 || n > MOST) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("-n must be 1 to %d, not %d"), MOST, n);
		return FALSE;
	}
	workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_ONLY, error);
	if (workspace == NULL)
		return FALSE;
	job = seg_cli_job (common);
	evaluations = seg_evaluate (workspace, (guint) n, job, error);
	if (evaluations == NULL)
		return FALSE;
	say_answer (common, evaluations, n);
	fill (table, evaluations);
	seg_table_print (table, common->output);
	return TRUE;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegCommonOptions common;
	int n = 10;
	const GOptionEntry entries[] = {
		{ "number", 'n', 0, G_OPTION_ARG_INT, &n, N_("Places in each list (10)"), "N" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};

	if (!seg_cli_parse (command, entries, 1, 1, &argc, &argv, &common, error))
		return FALSE;
	return argc == 0 || serve (&common, argv[1], n, error);
}

const SegCommand seg_command_evaluate = {
	"evaluate", "WORKSPACE", N_("Measure how often recommendations would have been right"),
	N_("Holds back the last item of each user who took two or more, learns from the rest, and looks whether the item is\n"
	   "among those offered. Hit rate: share of users for whom it is. NDCG: the same, worth less further down the list.\n"
	   "Catalogue shown: share of the items that stand in anybody's list.\n"
	   "Popularity goes by segments that were made with the held back items included, which flatters it a little.\n\n"
	   "  segscope evaluate shop.seg -n 5"),
	run
};
