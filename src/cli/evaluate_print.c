/* Tests of recommenders as tables: what each found, for whom, and what was tested when. */
#include <config.h>
#include "evaluate_print.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Runs ------------------------------------------------------------------------------------------------------------------ */

/* For people, for people about what was tried (which has few figures), for files. */
typedef enum { SHORT, TRIED, WHOLE } Form;

/* "0.052 to 0.061" */
static char *
interval_text (const SegFigure *figure)
{
	g_autofree char *low = seg_format_number (figure->low, 3), *high = seg_format_number (figure->high, 3);

	return isnan (figure->low) ? g_strdup ("") : g_strdup_printf (_("%s to %s"), low, high);
}

/* In the table the measures people look at, in files all of them with their intervals. */
static gboolean
is_shown (SegMeasureKind measure, Form form)
{
	if (form == TRIED)
		return measure == SEG_MEASURE_NDCG || measure == SEG_MEASURE_RECALL || measure == SEG_MEASURE_HIT_RATE;
	return form == WHOLE || measure == SEG_MEASURE_RECALL || measure == SEG_MEASURE_HIT_RATE || measure == SEG_MEASURE_COVERAGE
	       || measure == SEG_MEASURE_DIVERSITY || measure == SEG_MEASURE_POPULARITY || measure == SEG_MEASURE_RMSE;
}

static void
declare_interval (SegTable *table, const char *name, const char *heading)
{
	g_autofree char *low = g_strconcat (name, "_low", NULL), *high = g_strconcat (name, "_high", NULL);

	seg_table_column (table, low, heading, SEG_CELL_NUMBER);
	seg_table_column (table, high, heading, SEG_CELL_NUMBER);
}

static void
declare_measures (SegTable *table, Form form)
{
	for (SegMeasureKind measure = 0; measure < SEG_N_MEASURES; measure++) {
		const SegMeasureInfo *info = seg_measure_info (measure);
		g_autofree char *name = g_strdelimit (g_strdup (info->name), "-", '_'), *gain = g_strconcat ("gain_", name, NULL);

		if (!is_shown (measure, form))
			continue;
		seg_table_column (table, name, _(info->label), info->share ? SEG_CELL_SHARE : SEG_CELL_NUMBER);
		if (measure >= SEG_N_USER_MEASURES)
			continue;
		if (form == WHOLE) {
			declare_interval (table, name, "");
			seg_table_column (table, gain, "", SEG_CELL_NUMBER);
			declare_interval (table, gain, "");
		}
	}
}

static void
add_figure (SegTable *table, const SegFigure *figure)
{
	seg_table_number (table, figure->value);
	seg_table_number (table, figure->low);
	seg_table_number (table, figure->high);
}

static void
fill_measures (SegTable *table, const SegEvaluationRun *run, Form form)
{
	for (SegMeasureKind measure = 0; measure < SEG_N_MEASURES; measure++) {
		if (!is_shown (measure, form))
			continue;
		if (form == WHOLE && measure < SEG_N_USER_MEASURES) {
			add_figure (table, &run->figures[measure]);
			add_figure (table, &run->gains[measure]);
		} else
			seg_table_number (table, run->figures[measure].value);
	}
}

static void
fill_run (SegTable *table, const SegEvaluation *evaluation, const SegEvaluationRun *run, gboolean settings, Form form)
{
	g_autofree char *gain = seg_evaluation_gain_text (evaluation, run), *interval = interval_text (&run->figures[SEG_MEASURE_NDCG]);
	const gboolean proposed = evaluation->proposed >= 0 && evaluation->runs->pdata[evaluation->proposed] == run;

	seg_table_integer (table, run->id);
	seg_table_text (table, run->recommender);
	if (settings)
		seg_table_text (table, run->options);
	if (form == SHORT) {
		seg_table_number (table, run->figures[SEG_MEASURE_NDCG].value);
		seg_table_text (table, interval);
		seg_table_text (table, isnan (run->gains[SEG_MEASURE_NDCG].value) ? "" : gain);
	}
	fill_measures (table, run, form);
	seg_table_number (table, run->seconds);
	if (form == TRIED)
		return;
	if (form == WHOLE) {
		seg_table_integer (table, run->searched);
		seg_table_text (table, run->unfit);
	}
	seg_table_text (table, seg_verdict_words (seg_evaluation_verdict (run)));
	seg_table_text (table, !proposed ? "" : form == WHOLE ? "proposed" : _("proposed"));
}

/* Whether two runs of a recommender, or one that is not the usual, are to be told apart. */
static gboolean
has_settings (const SegEvaluation *evaluation)
{
	for (guint i = 0; i < evaluation->runs->len; i++) {
		const SegEvaluationRun *run = evaluation->runs->pdata[i];
		const SegRecommender *recommender = seg_recommender_find (run->recommender);
		double options[SEG_MOST_OPTIONS];
		g_autofree char *usual = NULL;

		if (recommender == NULL || run->tried)
			continue;
		seg_recommender_defaults (recommender, options);
		usual = seg_recommender_options_text (recommender, options);
		if (strcmp (usual, run->options) != 0)
			return TRUE;
	}
	return FALSE;
}

static void
declare_runs (SegTable *table, gboolean settings, Form form)
{
	seg_table_column (table, "run", _("Run"), SEG_CELL_INTEGER);
	seg_table_column (table, "recommender", _("Recommender"), SEG_CELL_TEXT);
	if (settings)
		seg_table_column (table, "options", _("Settings"), SEG_CELL_TEXT);
	if (form == SHORT) {
		seg_table_column (table, "ndcg", _("NDCG"), SEG_CELL_NUMBER);
		seg_table_column (table, "interval", _("95 % interval"), SEG_CELL_TEXT);
		seg_table_column (table, "gain", _("Over popularity"), SEG_CELL_TEXT);
	}
	declare_measures (table, form);
	seg_table_column (table, "seconds", _("Seconds"), SEG_CELL_NUMBER);
	if (form == TRIED)
		return;
	if (form == WHOLE) {
		seg_table_column (table, "searched", "", SEG_CELL_INTEGER);
		seg_table_column (table, "unfit", "", SEG_CELL_TEXT);
	}
	seg_table_column (table, "verdict", "", SEG_CELL_TEXT);
	seg_table_column (table, "proposed", "", SEG_CELL_TEXT);
}

void
seg_cli_print_runs (const SegEvaluation *evaluation, gboolean tried, SegOutput output)
{
	g_autoptr (SegTable) table = seg_table_new ();
	const Form form = output != SEG_OUTPUT_TABLE ? WHOLE : tried ? TRIED : SHORT;
	const gboolean settings = form != SHORT || has_settings (evaluation);

	declare_runs (table, settings, form);
	for (guint i = 0; i < evaluation->runs->len; i++) {
		const SegEvaluationRun *run = evaluation->runs->pdata[i];

		if (run->tried == tried && (form == WHOLE || run->unfit == NULL))
			fill_run (table, evaluation, run, settings, form);
	}
	seg_table_print (table, output);
}

/* Parts --------------------------------------------------------------------------------------------------------------------- */

static void
fill_part (SegTable *table, const SegEvaluationRun *run, const SegEvaluationPart *part, gboolean file)
{
	static const char *const kinds[SEG_N_TESTED_KINDS] = { N_("activity"), N_("segment"), N_("items") };
	g_autofree char *label = seg_evaluation_part_label (part);

	seg_table_text (table, run->recommender);
	seg_table_text (table, file ? kinds[part->kind] : _(kinds[part->kind]));
	seg_table_text (table, file ? part->name : label);
	seg_table_integer (table, (gint64) part->n);
	if (file)
		add_figure (table, &part->ndcg);
	else
		seg_table_number (table, part->ndcg.value);
	seg_table_number (table, part->recall.value);
	seg_table_number (table, part->hit_rate.value);
	add_figure (table, &part->gain);
	seg_table_number (table, part->items);
	seg_table_number (table, part->taken);
	seg_table_number (table, part->shown);
}

void
seg_cli_print_parts (const SegEvaluation *evaluation, SegOutput output)
{
	g_autoptr (SegTable) table = seg_table_new ();
	const gboolean file = output != SEG_OUTPUT_TABLE;

	seg_table_column (table, "recommender", _("Recommender"), SEG_CELL_TEXT);
	seg_table_column (table, "part", _("By"), SEG_CELL_TEXT);
	seg_table_column (table, "name", _("Which"), SEG_CELL_TEXT);
	seg_table_column (table, "n", _("People or items"), SEG_CELL_INTEGER);
	seg_table_column (table, "ndcg", _("NDCG"), SEG_CELL_NUMBER);
	if (file)
		declare_interval (table, "ndcg", "");
	seg_table_column (table, "recall", _("Found"), SEG_CELL_SHARE);
	seg_table_column (table, "hit_rate", _("Right for"), SEG_CELL_SHARE);
	seg_table_column (table, "gain", _("Over popularity"), SEG_CELL_NUMBER);
	seg_table_column (table, "gain_low", _("from"), SEG_CELL_NUMBER);
	seg_table_column (table, "gain_high", _("to"), SEG_CELL_NUMBER);
	seg_table_column (table, "share_of_items", _("Of the items"), SEG_CELL_SHARE);
	seg_table_column (table, "share_of_taken", _("Of what was taken"), SEG_CELL_SHARE);
	seg_table_column (table, "share_of_places", _("Of the places"), SEG_CELL_SHARE);
	for (guint i = 0; i < evaluation->runs->len; i++) {
		const SegEvaluationRun *run = evaluation->runs->pdata[i];

		for (guint p = 0; p < run->parts->len; p++)
			fill_part (table, run, run->parts->pdata[p], file);
	}
	seg_table_print (table, output);
}

/* Tests ----------------------------------------------------------------------------------------------------------------------- */

static void
fill_evaluation (SegTable *table, const SegEvaluation *evaluation)
{
	const SegEvaluationRun *proposed = evaluation->proposed >= 0 ? evaluation->runs->pdata[evaluation->proposed] : NULL;
	g_autofree char *gain = proposed != NULL ? seg_evaluation_gain_text (evaluation, proposed) : NULL;

	seg_table_integer (table, evaluation->id);
	seg_table_integer (table, evaluation->made_at);
	seg_table_text (table, seg_split_name (evaluation->split.way));
	seg_table_number (table, (double) evaluation->n_hidden / (double) MAX (evaluation->n_learned + evaluation->n_hidden, 1));
	if (evaluation->split.way == SEG_SPLIT_TIME)
		seg_table_integer (table, evaluation->split.cut_at + evaluation->clock);
	else
		seg_table_missing (table);
	seg_table_integer (table, evaluation->n_places);
	seg_table_integer (table, evaluation->n_users);
	seg_table_integer (table, evaluation->runs->len);
	seg_table_text (table, proposed != NULL ? proposed->recommender : "");
	seg_table_number (table, proposed != NULL ? proposed->figures[SEG_MEASURE_NDCG].value : NAN);
	seg_table_text (table, gain);
	seg_table_number (table, evaluation->seconds);
	seg_table_text (table, evaluation->stale ? _("data have changed") : "");
}

void
seg_cli_print_evaluations (const GPtrArray *evaluations, SegOutput output)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "test", _("Test"), SEG_CELL_INTEGER);
	seg_table_column (table, "made_at", _("Tested"), SEG_CELL_DATE);
	seg_table_column (table, "split", _("Hidden by"), SEG_CELL_TEXT);
	seg_table_column (table, "share_hidden", _("Hidden"), SEG_CELL_SHARE);
	seg_table_column (table, "cut_at", _("After"), SEG_CELL_DATE);
	seg_table_column (table, "places", _("Offered"), SEG_CELL_INTEGER);
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "runs", _("Runs"), SEG_CELL_INTEGER);
	seg_table_column (table, "proposed", _("Proposed"), SEG_CELL_TEXT);
	seg_table_column (table, "ndcg", _("NDCG"), SEG_CELL_NUMBER);
	seg_table_column (table, "gain", _("Over popularity"), SEG_CELL_TEXT);
	seg_table_column (table, "seconds", _("Seconds"), SEG_CELL_NUMBER);
	seg_table_column (table, "remark", "", SEG_CELL_TEXT);
	for (guint i = 0; i < evaluations->len; i++)
		fill_evaluation (table, evaluations->pdata[i]);
	seg_table_print (table, output);
}
