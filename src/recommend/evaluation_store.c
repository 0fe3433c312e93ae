/* Evaluations in the workspace: kept, read, deleted. */
#include <config.h>
#include "evaluate-private.h"

#include <segscope/feature.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

static const char *const part_figures[] = { "ndcg", "recall", "hit-rate", "gain", "n", "items", "taken", "shown" };

/* Keeping ------------------------------------------------------------------------------------------------------------ */

static gboolean
write_figure (SegStatement *insert, gint64 run, const char *part, gint64 position, const char *name, const char *measure, const SegFigure *figure,
              GError **error)
{
	if (isnan (figure->value))
		return TRUE;
	seg_statement_bind_integer (insert, ":run", run);
	seg_statement_bind_text (insert, ":part", part);
	seg_statement_bind_integer (insert, ":position", position);
	seg_statement_bind_text (insert, ":name", name);
	seg_statement_bind_text (insert, ":measure", measure);
	seg_statement_bind_double (insert, ":value", figure->value);
	seg_statement_bind_double (insert, ":low", figure->low);
	seg_statement_bind_double (insert, ":high", figure->high);
	return seg_statement_run (insert, error);
}

static gboolean
write_part (SegStatement *insert, gint64 run, gint64 position, const SegEvaluationPart *part, GError **error)
{
	const SegFigure plain[] = { { (double) part->n, NAN, NAN }, { part->items, NAN, NAN }, { part->taken, NAN, NAN }, { part->shown, NAN, NAN } };
	const SegFigure *figures[] = { &part->ndcg, &part->recall, &part->hit_rate, &part->gain, &plain[0], &plain[1], &plain[2], &plain[3] };

	for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
		if (!write_figure (insert, run, seg_tested_kind_name (part->kind), position, part->name, part_figures[i], figures[i], error))
			return FALSE;
	return TRUE;
}

static gboolean
write_figures (SegStatement *insert, const SegEvaluationRun *run, GError **error)
{
	for (guint measure = 0; measure < SEG_N_MEASURES; measure++)
		if (!write_figure (insert, run->id, "all", 0, "", seg_measure_info (measure)->name, &run->figures[measure], error))
			return FALSE;
	for (guint measure = 0; measure < SEG_N_USER_MEASURES; measure++)
		if (!write_figure (insert, run->id, "gain", 0, "", seg_measure_info (measure)->name, &run->gains[measure], error))
			return FALSE;
	if (!write_figure (insert, run->id, "behind", 0, "", "ndcg", &run->behind, error))
		return FALSE;
	for (guint i = 0; i < run->parts->len; i++)
		if (!write_part (insert, run->id, i, run->parts->pdata[i], error))
			return FALSE;
	return TRUE;
}

static gboolean
write_runs (SegWorkspace *workspace, SegEvaluation *evaluation, GError **error)
{
	g_autoptr (SegStatement) insert = seg_workspace_prepare (workspace,
		"INSERT INTO evaluation_run (evaluation_id, position, recommender, options, tried, searched, proposed, unfit, seconds) "
		"VALUES (:evaluation, :position, :recommender, :options, :tried, :searched, :proposed, :unfit, :seconds)", error);
	g_autoptr (SegStatement) figure = insert == NULL ? NULL : seg_workspace_prepare (workspace,
		"INSERT INTO evaluation_figure (run_id, part, position, name, measure, value, low, high) "
		"VALUES (:run, :part, :position, :name, :measure, :value, :low, :high)", error);

	for (guint i = 0; figure != NULL && i < evaluation->runs->len; i++) {
		SegEvaluationRun *run = evaluation->runs->pdata[i];

		seg_statement_bind_integer (insert, ":evaluation", evaluation->id);
		seg_statement_bind_integer (insert, ":position", i);
		seg_statement_bind_text (insert, ":recommender", run->recommender);
		seg_statement_bind_text (insert, ":options", run->options);
		seg_statement_bind_integer (insert, ":tried", run->tried);
		seg_statement_bind_integer (insert, ":searched", run->searched);
		seg_statement_bind_integer (insert, ":proposed", evaluation->proposed == (gssize) i);
		seg_statement_bind_text (insert, ":unfit", run->unfit);
		seg_statement_bind_double (insert, ":seconds", run->seconds);
		if (!seg_statement_run (insert, error))
			return FALSE;
		run->id = seg_workspace_last_id (workspace);
		if (!write_figures (figure, run, error))
			return FALSE;
	}
	return figure != NULL;
}

static gboolean
write_evaluation (SegWorkspace *workspace, SegEvaluation *evaluation, GError **error)
{
	g_autoptr (SegStatement) insert = seg_workspace_prepare (workspace,
		"INSERT INTO evaluation (split, share, cut_at, seed, n_places, basis, data, weights, n_learned, n_hidden, n_users, n_new_users, n_new_items, "
		"n_unlisted, n_undated, n_had, n_resamples, seconds, budget, untried, made_at, program_version) "
		"VALUES (:split, :share, :cut, :seed, :places, :basis, :data, :weights, :learned, :hidden, :users, :new_users, :new_items, :unlisted, :undated, "
		":had, :resamples, :seconds, :budget, :untried, :made, :version)", error);
	const struct { const char *name; gint64 value; } numbers[] = {
		{ ":seed", (gint64) evaluation->split.seed }, { ":places", evaluation->n_places }, { ":learned", evaluation->n_learned },
		{ ":hidden", evaluation->n_hidden }, { ":users", evaluation->n_users }, { ":new_users", evaluation->n_new_users },
		{ ":new_items", evaluation->n_new_items }, { ":unlisted", evaluation->n_unlisted }, { ":undated", evaluation->n_undated },
		{ ":had", evaluation->n_had }, { ":resamples", evaluation->n_resamples }, { ":made", evaluation->made_at },
	};

	if (insert == NULL)
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
		seg_statement_bind_integer (insert, numbers[i].name, numbers[i].value);
	if (evaluation->split.way == SEG_SPLIT_TIME)
		seg_statement_bind_integer (insert, ":cut", evaluation->split.cut_at);
	seg_statement_bind_text (insert, ":split", seg_split_name (evaluation->split.way));
	seg_statement_bind_double (insert, ":share", evaluation->split.share);
	seg_statement_bind_text (insert, ":basis", evaluation->basis);
	seg_statement_bind_text (insert, ":data", evaluation->data);
	seg_statement_bind_text (insert, ":weights", evaluation->weights);
	seg_statement_bind_double (insert, ":seconds", evaluation->seconds);
	seg_statement_bind_double (insert, ":budget", evaluation->budget);
	seg_statement_bind_text (insert, ":untried", evaluation->untried);
	seg_statement_bind_text (insert, ":version", PACKAGE_VERSION);
	if (!seg_statement_run (insert, error))
		return FALSE;
	evaluation->id = seg_workspace_last_id (workspace);
	return TRUE;
}

gboolean
seg_evaluation_keep (SegWorkspace *workspace, SegEvaluation *evaluation, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autofree char *detail = g_strdup_printf ("{\"split\":\"%s\",\"users\":%" PRId64 ",\"runs\":%u}", seg_split_name (evaluation->split.way),
	                                           evaluation->n_users, evaluation->runs->len);

	if (transaction != NULL && write_evaluation (workspace, evaluation, error) && write_runs (workspace, evaluation, error)
	    && seg_audit_add (workspace, "evaluate", "recommenders", detail, error) && seg_transaction_commit (g_steal_pointer (&transaction), error))
		return TRUE;
	evaluation->id = 0;
	return FALSE;
}

/* Reading ------------------------------------------------------------------------------------------------------------ */

static void
read_numbers (const SegStatement *row, SegEvaluation *evaluation)
{
	gint64 *const numbers[] = { &evaluation->n_learned, &evaluation->n_hidden, &evaluation->n_users, &evaluation->n_new_users, &evaluation->n_new_items,
		                        &evaluation->n_unlisted, &evaluation->n_undated, &evaluation->n_had, &evaluation->n_resamples };

	for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
		*numbers[i] = seg_statement_integer (row, 9 + (int) i);
}

static SegEvaluation *
read_evaluation (const SegStatement *row)
{
	SegEvaluation *evaluation = g_new0 (SegEvaluation, 1);

	evaluation->id = seg_statement_integer (row, 0);
	if (!seg_split_named (seg_statement_text (row, 1), &evaluation->split.way, NULL))
		evaluation->split.way = SEG_SPLIT_RANDOM;
	evaluation->split.share = seg_statement_double (row, 2);
	evaluation->split.cut_at = seg_statement_integer (row, 3);
	evaluation->split.seed = (guint64) seg_statement_integer (row, 4);
	evaluation->n_places = (guint) CLAMP (seg_statement_integer (row, 5), 0, G_MAXINT32);
	evaluation->basis = g_strdup (seg_statement_text (row, 6));
	evaluation->data = g_strdup (seg_statement_text (row, 7));
	evaluation->weights = g_strdup (seg_statement_text (row, 8));
	read_numbers (row, evaluation);
	evaluation->seconds = seg_statement_double (row, 18);
	evaluation->budget = seg_statement_double (row, 19);
	evaluation->untried = g_strdup (seg_statement_text (row, 20));
	evaluation->made_at = seg_statement_integer (row, 21);
	evaluation->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_evaluation_run_free);
	evaluation->proposed = -1;
	return evaluation;
}

/* The part of that kind and position, made where it is not there yet. */
static SegEvaluationPart *
part_at (SegEvaluationRun *run, SegTestedKind kind, gint64 position, const char *name)
{
	while ((gint64) run->parts->len <= position && run->parts->len < 100000)
		g_ptr_array_add (run->parts, seg_evaluation_part_new (kind, name));
	return position < 0 || position >= run->parts->len ? NULL : run->parts->pdata[position];
}

static void
take_part_figure (SegEvaluationPart *part, const char *measure, const SegFigure *figure)
{
	SegFigure *const figures[] = { &part->ndcg, &part->recall, &part->hit_rate, &part->gain };
	double *const plain[] = { &part->items, &part->taken, &part->shown };

	for (gsize i = 0; i < G_N_ELEMENTS (part_figures); i++)
		if (strcmp (part_figures[i], measure) != 0)
			continue;
		else if (i < G_N_ELEMENTS (figures))
			*figures[i] = *figure;
		else if (i == G_N_ELEMENTS (figures))
			part->n = (gsize) CLAMP (figure->value, 0, 1e15);
		else
			*plain[i - G_N_ELEMENTS (figures) - 1] = figure->value;
}

/* What another version of the program knows beyond this is left aside. */
static void
take_figure (SegEvaluationRun *run, const char *part, gint64 position, const char *name, const char *measure, const SegFigure *figure)
{
	if (strcmp (part, "behind") == 0)
		run->behind = *figure;
	for (guint m = 0; m < SEG_N_MEASURES; m++)
		if (strcmp (seg_measure_info (m)->name, measure) == 0) {
			if (strcmp (part, "all") == 0)
				run->figures[m] = *figure;
			else if (strcmp (part, "gain") == 0 && m < SEG_N_USER_MEASURES)
				run->gains[m] = *figure;
		}
	for (guint kind = 0; kind < SEG_N_TESTED_KINDS; kind++)
		if (strcmp (part, seg_tested_kind_name (kind)) == 0) {
			SegEvaluationPart *of = part_at (run, kind, position, name);

			if (of != NULL)
				take_part_figure (of, measure, figure);
		}
}

static gboolean
read_figures (SegWorkspace *workspace, SegEvaluationRun *run, GError **error)
{
	g_autoptr (SegStatement) row = seg_workspace_prepare (workspace,
		"SELECT part, position, name, measure, value, low, high FROM evaluation_figure WHERE run_id = :id ORDER BY position", error);
	GError *failure = NULL;

	if (row == NULL)
		return FALSE;
	seg_statement_bind_integer (row, ":id", run->id);
	while (seg_statement_next (row, &failure)) {
		const SegFigure figure = { seg_statement_double (row, 4), seg_statement_double (row, 5), seg_statement_double (row, 6) };

		take_figure (run, seg_statement_text (row, 0), seg_statement_integer (row, 1), seg_statement_text (row, 2), seg_statement_text (row, 3), &figure);
	}
	return seg_query_ended (failure, error);
}

static gboolean
read_runs (SegWorkspace *workspace, SegEvaluation *evaluation, GError **error)
{
	g_autoptr (SegStatement) row = seg_workspace_prepare (workspace,
		"SELECT id, recommender, options, tried, searched, proposed, unfit, seconds FROM evaluation_run WHERE evaluation_id = :id ORDER BY position", error);
	GError *failure = NULL;

	if (row == NULL)
		return FALSE;
	seg_statement_bind_integer (row, ":id", evaluation->id);
	while (failure == NULL && seg_statement_next (row, &failure)) {
		SegEvaluationRun *run = seg_evaluation_run_new (NULL, NULL);

		run->id = seg_statement_integer (row, 0);
		run->recommender = g_strdup (seg_statement_text (row, 1));
		run->options = g_strdup (seg_statement_text (row, 2));
		run->tried = seg_statement_integer (row, 3) != 0;
		run->searched = seg_statement_integer (row, 4) != 0;
		if (seg_statement_integer (row, 5) != 0)
			evaluation->proposed = evaluation->runs->len;
		run->unfit = g_strdup (seg_statement_text (row, 6));
		run->seconds = seg_statement_double (row, 7);
		g_ptr_array_add (evaluation->runs, run);
		read_figures (workspace, run, &failure);
	}
	return seg_query_ended (failure, error);
}

/* @which: what follows FROM evaluation; :id is @id. */
static GPtrArray *
read_all (SegWorkspace *workspace, const char *which, gint64 id, GError **error)
{
	g_autoptr (GPtrArray) evaluations = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_evaluation_free);
	g_autofree char *sql = g_strconcat (
		"SELECT id, split, share, cut_at, seed, n_places, basis, data, weights, n_learned, n_hidden, n_users, n_new_users, n_new_items, n_unlisted, "
		"n_undated, n_had, n_resamples, seconds, budget, untried, made_at FROM evaluation ", which, NULL);
	g_autoptr (SegStatement) row = seg_workspace_prepare (workspace, sql, error);
	g_autofree char *data = row != NULL ? seg_workspace_fingerprint (workspace, error) : NULL, *text = NULL;
	SegEventWeights weights;
	GError *failure = NULL;
	gint64 clock;

	if (data == NULL || !seg_event_weights_read (workspace, &weights, error) || !seg_calendar_offset (workspace, &clock, error))
		return NULL;
	text = seg_event_weights_text (&weights);
	seg_statement_bind_integer (row, ":id", id);
	while (failure == NULL && seg_statement_next (row, &failure)) {
		SegEvaluation *evaluation = read_evaluation (row);

		g_ptr_array_add (evaluations, evaluation);
		evaluation->clock = clock;
		evaluation->stale = strcmp (evaluation->data, data) != 0 || strcmp (evaluation->weights, text) != 0;
		if (read_runs (workspace, evaluation, &failure))
			evaluation->reason = seg_evaluation_word_reason (evaluation);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&evaluations) : NULL;
}

GPtrArray *
seg_evaluations (SegWorkspace *workspace, GError **error)
{
	return read_all (workspace, "WHERE :id = 0 ORDER BY id DESC", 0, error);
}

SegEvaluation *
seg_evaluation_load (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (GPtrArray) found = read_all (workspace, id == 0 ? "WHERE :id = 0 ORDER BY id DESC LIMIT 1" : "WHERE id = :id", id, error);

	if (found != NULL && found->len > 0)
		return g_ptr_array_steal_index (found, 0);
	if (found != NULL && id == 0)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("Recommendations have not been tested yet"));
	else if (found != NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There is no test of recommendations number %" PRId64), id);
	return NULL;
}

gboolean
seg_evaluation_delete (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegStatement) statement = transaction != NULL ? seg_workspace_prepare (workspace, "DELETE FROM evaluation WHERE id = :id RETURNING id", error) : NULL;
	g_autofree char *object = g_strdup_printf ("%" PRId64, id);
	GError *failure = NULL;
	gboolean found = FALSE;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", id);
	while (seg_statement_next (statement, &failure))
		found = TRUE;
	if (!seg_query_ended (failure, error))
		return FALSE;
	if (!found) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There is no test of recommendations number %" PRId64), id);
		return FALSE;
	}
	return seg_audit_add (workspace, "delete evaluation", object, NULL, error) && seg_transaction_commit (g_steal_pointer (&transaction), error);
}
