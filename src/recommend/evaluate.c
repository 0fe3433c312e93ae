/* Testing recommenders: hides, fits each on the rest, makes the lists that people would have got, and judges them. */
#include <config.h>
#include "evaluate-private.h"

#include <segscope/feature.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define USUAL_PLACES 10
#define LEAST_FOR_INTERVAL 10 /* people of a part */
#define N_PEOPLE_FIGURES 4 /* of a part: NDCG, recall, hit rate, gain */
#define OF_TRIALS 0.97 /* of the time; the rest says how far each is behind the best */

/* A cut -------------------------------------------------------------------------------------------------------------- */

gboolean
seg_cut_make (SegWorkspace *workspace, const SegInteractions *pool, const SegSplitOptions *options, const SegEventFilter *also, SegCut *cut, SegJob *job,
              GError **error)
{
	*cut = (SegCut) { 0 };
	return seg_split_make (pool, options, also, &cut->split, error)
	       && (cut->training = seg_interactions_load_known (workspace, &cut->split.filter, job, error)) != NULL
	       && seg_hidden_find (pool, &cut->split, cut->training, &cut->hidden, error);
}

void
seg_cut_clear (SegCut *cut)
{
	seg_interactions_free (cut->training);
	cut->training = NULL;
	seg_hidden_clear (&cut->hidden);
	seg_split_clear (&cut->split);
}

/* One run ------------------------------------------------------------------------------------------------------------ */

static char *
say_unfit (const SegCut *cut, const SegTrial *trial)
{
	SegFitEstimate estimate;

	seg_recommender_estimate (trial->recommender, cut->training, trial->options, &estimate);
	return estimate.unfit;
}

static gboolean
judge_run (const SegCut *cut, const SegModel *model, const SegLists *lists, gboolean whole, SegEvaluationRun *run, double *rows, SegJob *job, GError **error)
{
	double sums[SEG_N_USER_MEASURES] = { 0 };

	seg_lists_judge (lists, &cut->hidden, rows);
	for (gsize i = 0; i < lists->n_users; i++)
		for (guint measure = 0; measure < SEG_N_USER_MEASURES; measure++)
			sums[measure] += rows[i * SEG_N_USER_MEASURES + measure];
	for (guint measure = 0; measure < SEG_N_USER_MEASURES; measure++)
		run->figures[measure].value = sums[measure] / (double) lists->n_users;
	if (!whole)
		return TRUE;
	seg_ratings_judge (model, &cut->hidden, run->figures);
	return seg_lists_describe (lists, cut->training, run->figures, job, error) && seg_lists_exposure (lists, model, run->parts, error);
}

static gboolean
fit_and_judge (const SegCut *cut, const SegTrial *trial, guint n_places, gboolean whole, SegEvaluationRun *run, double *rows, SegJob *job, GError **error)
{
	SegJobSpan outer = seg_job_enter (job, 0, 0.7);
	g_autoptr (SegModel) model = seg_model_fit_interactions (cut->training, trial->recommender, trial->options, job, error);
	SegLists lists = { 0 };
	gboolean fine;

	seg_job_leave (job, outer);
	outer = seg_job_enter (job, 0.7, 1);
	fine = model != NULL && seg_lists_make (model, cut->hidden.users, cut->hidden.n_users, MIN (n_places, cut->training->n_items), &lists, job, error);
	fine = fine && judge_run (cut, model, &lists, whole, run, rows, job, error);
	seg_job_leave (job, outer);
	seg_lists_clear (&lists);
	return fine;
}

gboolean
seg_trial_run (const SegCut *cut, const SegTrial *trial, guint n_places, gboolean whole, SegEvaluationRun *run, double **rows, SegJob *job, GError **error)
{
	const gint64 began = g_get_monotonic_time ();
	g_autofree double *own = seg_try_allocate (cut->hidden.n_users * SEG_N_USER_MEASURES, sizeof *own, error);
	g_autoptr (GError) failure = NULL;

	if (own == NULL)
		return FALSE;
	if ((run->unfit = say_unfit (cut, trial)) == NULL && !fit_and_judge (cut, trial, n_places, whole, run, own, job, &failure)) {
		if (!g_error_matches (failure, SEG_ERROR, SEG_ERROR_DATA) && !g_error_matches (failure, SEG_ERROR, SEG_ERROR_MEMORY)) {
			g_propagate_error (error, g_steal_pointer (&failure));
			return FALSE;
		}
		run->unfit = g_strdup (failure->message);
	}
	run->seconds = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
	if (rows != NULL)
		*rows = g_steal_pointer (&own);
	return TRUE;
}

/* Against popularity --------------------------------------------------------------------------------------------------- */

static gboolean
compare_run (SegEvaluationRun *run, const double *rows, const double *baseline, gsize n, guint64 seed, SegJob *job, GError **error)
{
	const gsize width = 2 * SEG_N_USER_MEASURES;
	g_autofree double *both = seg_try_allocate (n * width, sizeof *both, error);
	SegFigure figures[2 * SEG_N_USER_MEASURES];

	if (both == NULL)
		return FALSE;
	for (gsize i = 0; i < n; i++)
		for (gsize measure = 0; measure < SEG_N_USER_MEASURES; measure++) {
			const double value = rows[i * SEG_N_USER_MEASURES + measure];

			both[i * width + measure] = value;
			both[i * width + SEG_N_USER_MEASURES + measure] = value - baseline[i * SEG_N_USER_MEASURES + measure];
		}
	if (!seg_intervals (both, width, NULL, n, seed, figures, job, error))
		return FALSE;
	memcpy (run->figures, figures, sizeof run->gains);
	memcpy (run->gains, figures + SEG_N_USER_MEASURES, sizeof run->gains);
	return TRUE;
}

/* Parts of people ------------------------------------------------------------------------------------------------------ */

/* By how much they took before. */
static const struct { const char *name; gsize most; } activities[] = { { "cold", 2 }, { "warm", 14 }, { "heavy", G_MAXSIZE } };

static gsize
n_taken_before (const SegCut *cut, gsize person)
{
	const gsize user = cut->hidden.users[person];

	return user < cut->training->n_users ? cut->training->user_start[user + 1] - cut->training->user_start[user] : 0;
}

static gsize
activity_of (const SegCut *cut, gsize person)
{
	gsize activity = 0;

	while (n_taken_before (cut, person) > activities[activity].most)
		activity++;
	return activity;
}

typedef struct {
	const SegInteractions *pool;
	const SegCut *cut;
	SegEvaluationRun *run;
	double  *four;   /* N_PEOPLE_FIGURES a person */
	gsize    n_done; /* people of parts that are done; everyone is in one by activity and in one segment */
	guint64  seed;
	SegJob  *job;
} Parts;

static gboolean
add_part (Parts *parts, SegTestedKind kind, const char *name, const GArray *people, GError **error)
{
	const double n_all = 2 * (double) parts->cut->hidden.n_users;
	SegFigure figures[N_PEOPLE_FIGURES];
	SegEvaluationPart *part;
	SegJobSpan outer;
	gboolean drawn;

	if (people->len == 0)
		return TRUE;
	outer = seg_job_enter (parts->job, (double) parts->n_done / n_all, (double) (parts->n_done + people->len) / n_all);
	drawn = seg_intervals (parts->four, N_PEOPLE_FIGURES, (const gsize *) (gpointer) people->data, people->len, parts->seed, figures, parts->job, error);
	seg_job_leave (parts->job, outer);
	parts->n_done += people->len;
	if (!drawn)
		return FALSE;
	for (guint i = 0; i < N_PEOPLE_FIGURES && people->len < LEAST_FOR_INTERVAL; i++)
		figures[i].low = figures[i].high = NAN;
	part = seg_evaluation_part_new (kind, name);
	part->n = people->len;
	part->ndcg = figures[0];
	part->recall = figures[1];
	part->hit_rate = figures[2];
	part->gain = figures[3];
	g_ptr_array_add (parts->run->parts, part);
	return TRUE;
}

static gint
compare_ids (gconstpointer a, gconstpointer b)
{
	const gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

	return (one > other) - (one < other);
}

/* Segments of the people tested, ascending; 0: in none. */
static GArray *
list_segments (const SegInteractions *pool, const SegHidden *hidden)
{
	GArray *segments = g_array_new (FALSE, FALSE, sizeof (gint64));
	g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);

	for (gsize i = 0; i < hidden->n_users; i++)
		if (g_hash_table_add (seen, &pool->segment_ids[hidden->pool_users[i]]))
			g_array_append_val (segments, pool->segment_ids[hidden->pool_users[i]]);
	g_array_sort (segments, compare_ids);
	return segments;
}

static gboolean
add_segments (Parts *parts, GError **error)
{
	const SegInteractions *pool = parts->pool;
	const SegHidden *hidden = &parts->cut->hidden;
	g_autoptr (GArray) segments = list_segments (pool, hidden);

	for (guint s = 0; s < segments->len && (segments->len > 1 || g_array_index (segments, gint64, 0) != 0); s++) {
		const gint64 segment = g_array_index (segments, gint64, s);
		g_autoptr (GArray) people = g_array_new (FALSE, FALSE, sizeof (gsize));
		const char *name = g_hash_table_lookup (pool->segment_names, &segment);

		for (gsize i = 0; i < hidden->n_users; i++)
			if (pool->segment_ids[hidden->pool_users[i]] == segment)
				g_array_append_val (people, i);
		if (!add_part (parts, SEG_TESTED_SEGMENT, name != NULL ? name : "", people, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
add_activities (Parts *parts, GError **error)
{
	for (gsize activity = 0; activity < G_N_ELEMENTS (activities); activity++) {
		g_autoptr (GArray) people = g_array_new (FALSE, FALSE, sizeof (gsize));

		for (gsize i = 0; i < parts->cut->hidden.n_users; i++)
			if (activity_of (parts->cut, i) == activity)
				g_array_append_val (people, i);
		if (!add_part (parts, SEG_TESTED_ACTIVITY, activities[activity].name, people, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
add_parts (const SegInteractions *pool, const SegCut *cut, SegEvaluationRun *run, const double *rows, const double *baseline, guint64 seed, SegJob *job,
           GError **error)
{
	const gsize n = cut->hidden.n_users;
	g_autofree double *four = seg_try_allocate (n * N_PEOPLE_FIGURES, sizeof *four, error);
	Parts parts = { pool, cut, run, four, 0, seed, job };

	for (gsize i = 0; four != NULL && i < n; i++) {
		const double *row = rows + i * SEG_N_USER_MEASURES, *plain = baseline + i * SEG_N_USER_MEASURES;
		const double figures[N_PEOPLE_FIGURES] = { row[SEG_MEASURE_NDCG], row[SEG_MEASURE_RECALL], row[SEG_MEASURE_HIT_RATE],
			                                       row[SEG_MEASURE_NDCG] - plain[SEG_MEASURE_NDCG] };

		memcpy (four + i * N_PEOPLE_FIGURES, figures, sizeof figures);
	}
	return four != NULL && add_activities (&parts, error) && add_segments (&parts, error);
}

/* All ---------------------------------------------------------------------------------------------------------------- */

static void
describe_cut (const SegInteractions *pool, const SegCut *cut, SegEvaluation *evaluation)
{
	evaluation->split = cut->split.options;
	evaluation->basis = g_strdup (pool->basis);
	evaluation->n_learned = (gint64) cut->training->user_start[cut->training->n_users];
	evaluation->n_hidden = (gint64) cut->split.n_hidden;
	evaluation->n_undated = (gint64) cut->split.n_undated;
	evaluation->n_users = (gint64) cut->hidden.n_users;
	evaluation->n_new_users = (gint64) cut->hidden.n_new_users;
	evaluation->n_new_items = (gint64) cut->hidden.n_new_items;
	evaluation->n_unlisted = (gint64) cut->hidden.n_unlisted;
	evaluation->n_had = (gint64) cut->hidden.n_had;
	evaluation->n_resamples = (gint64) seg_n_resamples (cut->hidden.n_users);
}

/* The figures of a run with their intervals: in all, against popularity, and of parts of the people. */
static gboolean
judge_people (const SegInteractions *pool, const SegCut *cut, SegEvaluationRun *run, const double *own, const double *baseline, guint64 seed, SegJob *job, GError **error)
{
	const gsize n = cut->hidden.n_users;
	SegJobSpan outer = seg_job_enter (job, 0, 0.5);
	gboolean fine = seg_job_proceed (job, 0, _("drawing people for the intervals"), error) && compare_run (run, own, baseline, n, seed, job, error);

	seg_job_leave (job, outer);
	outer = seg_job_enter (job, 0.5, 1);
	fine = fine && add_parts (pool, cut, run, own, baseline, seed, job, error);
	seg_job_leave (job, outer);
	return fine;
}

/* @share: of the time that drawing people takes. */
static gboolean
run_trial (const SegInteractions *pool, const SegCut *cut, const SegTrial *trial, const char *phrase, double share, SegEvaluation *evaluation, SegEvaluationRun *run,
           GPtrArray *rows, SegJob *job, GError **error)
{
	SegJobSpan outer = seg_job_enter (job, 0, 1 - share);
	double *own = NULL;
	gboolean fine = seg_job_proceed (job, 0, phrase, error) && seg_trial_run (cut, trial, evaluation->n_places, TRUE, run, &own, job, error);

	seg_job_leave (job, outer);
	g_ptr_array_add (rows, own);
	if (!fine || run->unfit != NULL)
		return fine;
	outer = seg_job_enter (job, 1 - share, 1);
	fine = judge_people (pool, cut, run, own, rows->pdata[0], evaluation->split.seed, job, error);
	seg_job_leave (job, outer);
	return fine;
}

static gboolean
run_trials (const SegInteractions *pool, const SegCut *cut, const GArray *trials, SegEvaluation *evaluation, GPtrArray *rows, SegJob *job, GError **error)
{
	const double drawing = 3 * seg_intervals_expect (cut->hidden.n_users); /* everyone once, in a part by activity, in a segment */
	double expected = 0, begun = 0;

	for (guint i = 0; i < trials->len; i++)
		expected += seg_trial_expect (&g_array_index (trials, SegTrial, i), cut->training) + drawing;
	for (guint i = 0; i < trials->len; i++) {
		const SegTrial *trial = &g_array_index (trials, SegTrial, i);
		const double seconds = seg_trial_expect (trial, cut->training) + drawing;
		const SegJobSpan outer = seg_job_enter (job, begun / expected, (begun + seconds) / expected);
		SegEvaluationRun *run = seg_evaluation_run_new (trial->recommender, trial->options);
		g_autofree char *phrase = seg_trial_phrase (trial, seconds, expected);
		gboolean fine;

		begun += seconds;
		run->searched = trial->searched;
		g_ptr_array_insert (evaluation->runs, (gint) i, run); /* before those that were tried */
		fine = run_trial (pool, cut, trial, phrase, drawing / seconds, evaluation, run, rows, job, error);
		seg_job_leave (job, outer);
		if (!fine)
			return FALSE;
	}
	return TRUE;
}

static gboolean
test (SegWorkspace *workspace, const SegInteractions *pool, const SegCut *cut, const SegEvaluateOptions *options, SegEvaluation *evaluation, SegJob *job,
      GError **error)
{
	g_autoptr (GArray) trials = seg_trials_parse (options->wanted, error);
	g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
	SegJobSpan outer;
	gboolean fine;

	if (trials == NULL)
		return FALSE;
	describe_cut (pool, cut, evaluation);
	outer = seg_job_enter (job, 0, 0.4);
	fine = options->seconds <= 0 || seg_evaluate_search (workspace, cut, options, trials, evaluation, job, error);
	seg_job_leave (job, outer);
	outer = seg_job_enter (job, options->seconds > 0 ? 0.4 : 0, OF_TRIALS);
	fine = fine && run_trials (pool, cut, trials, evaluation, rows, job, error);
	seg_job_leave (job, outer);
	outer = seg_job_enter (job, OF_TRIALS, 1);
	fine = fine && seg_evaluation_propose (evaluation, rows, evaluation->split.seed, job, error);
	seg_job_leave (job, outer);
	return fine;
}

static SegEvaluation *
evaluation_new (SegWorkspace *workspace, const SegEvaluateOptions *options, GError **error)
{
	g_autoptr (SegEvaluation) evaluation = g_new0 (SegEvaluation, 1);
	SegEventWeights weights;

	evaluation->n_places = options->n_places != 0 ? options->n_places : USUAL_PLACES;
	evaluation->budget = options->seconds;
	evaluation->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_evaluation_run_free);
	evaluation->proposed = -1;
	evaluation->untried = g_strdup ("");
	evaluation->made_at = g_get_real_time () / G_USEC_PER_SEC;
	if ((evaluation->data = seg_workspace_fingerprint (workspace, error)) == NULL || !seg_event_weights_read (workspace, &weights, error)
	    || !seg_calendar_offset (workspace, &evaluation->clock, error))
		return NULL;
	evaluation->weights = seg_event_weights_text (&weights);
	return g_steal_pointer (&evaluation);
}

SegEvaluation *
seg_evaluate (SegWorkspace *workspace, const SegEvaluateOptions *options, SegJob *job, GError **error)
{
	const gint64 began = g_get_monotonic_time ();
	g_autoptr (SegEvaluation) evaluation = evaluation_new (workspace, options, error);
	g_autoptr (SegInteractions) pool = NULL;
	SegJobSpan outer;
	SegCut cut = { 0 };
	gboolean fine;

	if (evaluation == NULL)
		return NULL;
	outer = seg_job_enter (job, 0, 0.1);
	pool = seg_interactions_load (workspace, 0, job, error);
	seg_job_leave (job, outer);
	outer = seg_job_enter (job, 0.1, 0.2);
	fine = pool != NULL && seg_cut_make (workspace, pool, &options->split, NULL, &cut, job, error) && seg_hidden_enough (&cut.hidden, &cut.split, error);
	seg_job_leave (job, outer);
	outer = seg_job_enter (job, 0.2, 1);
	fine = fine && test (workspace, pool, &cut, options, evaluation, job, error);
	seg_job_leave (job, outer);
	seg_cut_clear (&cut);
	evaluation->seconds = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
	return fine ? g_steal_pointer (&evaluation) : NULL;
}
