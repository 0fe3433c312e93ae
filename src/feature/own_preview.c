/* Trying a definition out: users and what they did stay in memory, with the features that are nobody's own; a definition is then
 * computed over them on all cores, by the same functions as when a set is built. */
#include <config.h>
#include "feature-private.h"
#include "own-private.h"

#include <segscope/hint.h>
#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <stdatomic.h>
#include <string.h>

#define BLOCK_USERS 1024
#define EXAMPLES 8

struct SegOwnTrial {
	SegFeatureContext *context;
	SegBehaviour *behaviour;
	GPtrArray    *base;      /* of SegFeature*, borrowed: the features that are nobody's own */
	gsize        *users;     /* numbers of those that count */
	gsize         n_users;
	gint64        n_all;     /* of whom these are some: all whom cleaning has not left out, whether features count them or not */
	gboolean      is_thinned;
	SegMatrix    *rows;      /* n_users x base */
	gsize         longest;   /* slice */
};

/* Loading ----------------------------------------------------------------------------------------------------------------- */

static void
find_users (SegOwnTrial *trial)
{
	const SegBehaviour *behaviour = trial->behaviour;

	trial->users = g_new (gsize, behaviour->n_users + 1);
	for (gsize user = 0; user < behaviour->n_users; user++) {
		trial->longest = MAX (trial->longest, seg_behaviour_n_events (behaviour, user));
		if (seg_behaviour_counts (behaviour, trial->context, user))
			trial->users[trial->n_users++] = user;
	}
}

typedef struct {
	SegOwnTrial          *trial;
	const SegFeaturePlan *plan;
	SegJob               *job;
	atomic_bool           out_of_memory;
} Loading;

static void
load_block (gsize block, gsize first, gsize last, gpointer data)
{
	Loading *loading = data;
	const SegOwnTrial *trial = loading->trial;
	SegHistoryRoom *room = seg_history_room_new (trial->longest, trial->context->n_items);
	g_autofree double *all = g_new (double, loading->plan->first[loading->plan->n_families] + 1);
	g_autofree double *row = g_new (double, trial->context->features->len + 1);

	(void) block;
	if (room == NULL)
		atomic_store (&loading->out_of_memory, TRUE);
	for (gsize i = first; room != NULL && i < last && !seg_job_is_cancelled (loading->job); i++) {
		SegHistory history;

		seg_history_make (trial->context, trial->behaviour, trial->users[i], room, &history);
		seg_feature_plan_compute (loading->plan, &history, all, row);
		memcpy (seg_matrix_row (trial->rows, i), row, trial->base->len * sizeof *row);
	}
	seg_history_room_free (room);
}

static gboolean
out_of_memory (const SegOwnTrial *trial, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to try it out on %zu users"), trial->n_users);
	return FALSE;
}

/* In the catalogue of the plan, own features stand behind all others, and components behind these. */
static gboolean
load_rows (SegOwnTrial *trial, SegJob *job, GError **error)
{
	SegFeaturePlan *plan = seg_feature_plan_new (trial->context, trial->behaviour->user_ids, trial->behaviour->n_users, job, error);
	Loading loading = { trial, plan, job, FALSE };

	if (plan == NULL)
		return FALSE;
	for (guint i = 0; i < trial->context->features->len; i++) {
		const SegFeature *feature = trial->context->features->pdata[i];

		if (strcmp (feature->group, SEG_GROUP_OWN) != 0 && strcmp (feature->group, SEG_GROUP_COMPONENTS) != 0)
			g_ptr_array_add (trial->base, (gpointer) feature);
	}
	trial->rows = seg_matrix_new (trial->n_users, MAX (trial->base->len, 1), error);
	if (trial->rows != NULL)
		seg_parallel_blocks (trial->n_users, BLOCK_USERS, load_block, &loading);
	seg_feature_plan_free (plan);
	if (trial->rows == NULL || !seg_job_proceed (job, 1, NULL, error))
		return FALSE;
	return !atomic_load (&loading.out_of_memory) || out_of_memory (trial, error);
}

static gboolean
load (SegOwnTrial *trial, SegWorkspace *workspace, gint64 as_of, gsize most_users, SegJob *job, GError **error)
{
	g_autoptr (SegFeatureSet) set = seg_feature_set_load (workspace, NULL, NULL); /* in use, if there is one: for the same people */
	SegJobSpan span;

	if (as_of == 0 && set != NULL)
		as_of = seg_feature_set_wanted_as_of (set);
	if ((as_of == 0 && !seg_feature_default_as_of (workspace, &as_of, error))
	    || !seg_workspace_count (workspace, "SELECT count(*) FROM user WHERE " SEG_SQL_USER_IN_USE ("user"), &trial->n_all, error)
	    || (trial->context = seg_feature_context_new (workspace, as_of, error)) == NULL)
		return FALSE;
	trial->context->everyone = set != NULL && set->everyone;
	span = seg_job_enter (job, 0, 0.8);
	trial->behaviour = seg_behaviour_load_some (workspace, trial->context, most_users, job, error);
	seg_job_leave (job, span);
	if (trial->behaviour == NULL)
		return FALSE;
	trial->is_thinned = most_users > 0 && trial->behaviour->n_users == most_users;
	find_users (trial);
	if (trial->n_users > 0)
		return load_rows (trial, job, error);
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, seg_hint (_("There are no users yet; import a file first: segscope import WORKSPACE FILE"),
	                                                                 _("There are no users yet; import a file first (i on Data)")));
	return FALSE;
}

SegOwnTrial *
seg_own_trial_new (SegWorkspace *workspace, gint64 as_of, gsize most_users, SegJob *job, GError **error)
{
	g_autoptr (SegOwnTrial) trial = g_new0 (SegOwnTrial, 1);
	gboolean loaded;

	trial->base = g_ptr_array_new ();
	seg_workspace_watch (workspace, job);
	loaded = load (trial, workspace, as_of, most_users, job, error);
	seg_workspace_watch (workspace, NULL);
	return loaded ? g_steal_pointer (&trial) : NULL;
}

void
seg_own_trial_free (SegOwnTrial *trial)
{
	if (trial == NULL)
		return;
	g_ptr_array_unref (trial->base);
	seg_behaviour_free (trial->behaviour);
	seg_feature_context_free (trial->context);
	seg_matrix_free (trial->rows);
	g_free (trial->users);
	g_free (trial);
}

/* Computing --------------------------------------------------------------------------------------------------------------- */

typedef struct {
	const SegOwnTrial *trial;
	SegOwnState *state;
	guint        value, n_values; /* of the definition, and of all own ones */
	double      *values;          /* by user */
	SegExpressionOddities *oddities; /* by block */
	SegJob      *job;
	atomic_bool  out_of_memory;
} Pass;

/* Only the definition itself is asked what it yields besides numbers. */
static void
try_block (gsize block, gsize first, gsize last, gpointer data)
{
	Pass *pass = data;
	const SegOwnTrial *trial = pass->trial;
	SegHistoryRoom *room = seg_history_room_new (trial->longest, trial->context->n_items);
	g_autofree double *values = g_new (double, pass->n_values + 1);

	if (room == NULL)
		atomic_store (&pass->out_of_memory, TRUE);
	for (gsize i = first; room != NULL && i < last && !seg_job_is_cancelled (pass->job); i++) {
		SegHistory history;

		seg_history_make (trial->context, trial->behaviour, trial->users[i], room, &history);
		history.row = seg_matrix_row (trial->rows, i);
		seg_own_state_compute (pass->state, trial->context, &history, values, pass->value, &pass->oddities[block]);
		pass->values[i] = values[pass->value];
	}
	seg_history_room_free (room);
}

static void
add_oddities (SegOwnPreview *preview, SegExpressionOddities *oddities, gsize n_blocks)
{
	for (gsize block = 0; block < n_blocks; block++) {
		preview->n_texts += (gint64) oddities[block].n_texts;
		preview->n_infinite += (gint64) oddities[block].n_infinite;
		if (preview->text == NULL)
			preview->text = g_steal_pointer (&oddities[block].text);
		g_free (oddities[block].text);
	}
}

static gboolean
compute (const SegOwnTrial *trial, SegOwnState *state, guint value, double *values, SegOwnPreview *preview, SegJob *job, GError **error)
{
	const gsize n_blocks = seg_parallel_n_blocks (trial->n_users, BLOCK_USERS);
	g_autofree SegExpressionOddities *oddities = g_new0 (SegExpressionOddities, n_blocks + 1);
	Pass pass = { trial, state, value, seg_own_state_plan (state)->owns->len, values, oddities, job, FALSE };

	seg_parallel_blocks (trial->n_users, BLOCK_USERS, try_block, &pass);
	add_oddities (preview, oddities, n_blocks);
	if (!seg_job_proceed (job, 1, NULL, error))
		return FALSE;
	return !atomic_load (&pass.out_of_memory) || out_of_memory (trial, error);
}

/* What came out ----------------------------------------------------------------------------------------------------------- */

void
seg_own_preview_free (SegOwnPreview *preview)
{
	if (preview == NULL)
		return;
	seg_feature_statistics_free (preview->figures);
	g_clear_pointer (&preview->keys, g_ptr_array_unref);
	g_free (preview->values);
	g_free (preview->text);
	g_free (preview);
}

static gboolean
describe (const SegOwnTrial *trial, const double *values, SegOwnPreview *preview, GError **error)
{
	g_autofree double *known = g_try_new (double, trial->n_users), *scratch = g_try_new (double, trial->n_users);
	SegFeatureStatistics *figures = preview->figures = g_new0 (SegFeatureStatistics, 1);
	gsize n = 0;

	if (known == NULL || scratch == NULL)
		return out_of_memory (trial, error);
	figures->minimum = figures->maximum = figures->mean = figures->median = figures->fill = NAN;
	for (gsize i = 0; i < trial->n_users; i++)
		if (isfinite (values[i]))
			known[n++] = values[i];
	seg_statistics_describe (figures, known, n, scratch);
	figures->n_missing = (gint64) (trial->n_users - n);
	figures->constant = n > 0 && !(figures->maximum > figures->minimum);
	preview->n_tried = (gint64) trial->n_users;
	preview->n_users = trial->is_thinned ? trial->n_all : preview->n_tried;
	preview->as_of = trial->context->as_of + trial->context->clock_offset;
	return TRUE;
}

/* Some users with their values. */
static gboolean
pick_examples (const SegOwnTrial *trial, SegWorkspace *workspace, const double *values, SegOwnPreview *preview, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT key FROM user WHERE id = :id", error);
	const gsize n = MIN (trial->n_users, EXAMPLES);

	preview->keys = g_ptr_array_new_with_free_func (g_free);
	preview->values = g_new (double, n + 1);
	for (gsize i = 0; statement != NULL && i < n; i++) {
		const gsize row = i * trial->n_users / n;
		GError *failure = NULL;

		seg_statement_reset (statement);
		seg_statement_bind_integer (statement, ":id", trial->behaviour->user_ids[trial->users[row]]);
		preview->values[i] = values[row];
		g_ptr_array_add (preview->keys, g_strdup (seg_statement_next (statement, &failure) ? seg_statement_text (statement, 0) : ""));
		if (!seg_query_ended (failure, error))
			return FALSE;
	}
	return statement != NULL;
}

/* The definitions there are, with @own in the place of the one with its id, or behind them. */
static GPtrArray *
with_definition (SegWorkspace *workspace, const SegOwnFeature *own, guint *number, GError **error)
{
	GPtrArray *owns = seg_own_features_load (workspace, error);

	if (owns == NULL)
		return NULL;
	for (guint i = 0; i < owns->len; i++)
		if (own->id != 0 && ((const SegOwnFeature *) owns->pdata[i])->id == own->id) {
			seg_own_feature_free (owns->pdata[i]);
			owns->pdata[i] = seg_own_feature_copy (own);
			*number = i;
			return owns;
		}
	*number = owns->len;
	g_ptr_array_add (owns, seg_own_feature_copy (own));
	return owns;
}

static SegOwnPreview *
preview_state (SegOwnTrial *trial, SegWorkspace *workspace, SegOwnState *state, guint number, SegJob *job, SegOwnMistake *mistake, GError **error)
{
	const SegOwnPlan *plan = seg_own_state_plan (state);
	const SegOwnFeature *own = plan->owns->pdata[number];
	g_autoptr (SegOwnPreview) preview = g_new0 (SegOwnPreview, 1);
	g_autofree double *values = g_try_new (double, trial->n_users);

	if (own->fault != NULL) {
		*mistake = plan->mistakes[number];
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, own->fault);
		return NULL;
	}
	if (values == NULL) {
		out_of_memory (trial, error);
		return NULL;
	}
	if (!compute (trial, state, seg_own_state_value (state, number), values, preview, job, error) || !describe (trial, values, preview, error)
	    || !pick_examples (trial, workspace, values, preview, error))
		return NULL;
	return g_steal_pointer (&preview);
}

SegOwnPreview *
seg_own_trial_preview (SegOwnTrial *trial, SegWorkspace *workspace, const SegOwnFeature *own, SegJob *job, SegOwnMistake *mistake, GError **error)
{
	SegOwnMistake here = { SEG_OWN_PART_NONE, 0 };
	SegOwnPreview *preview = NULL;
	SegOwnState *state;
	GPtrArray *owns;
	guint number;

	if ((owns = with_definition (workspace, own, &number, error)) == NULL)
		return NULL;
	trial->context->workspace = workspace; /* a thread has a connection of its own */
	state = seg_own_state_new (trial->context, owns, trial->base, trial->behaviour->user_ids, trial->behaviour->n_users, job, error);
	if (state != NULL)
		preview = preview_state (trial, workspace, state, number, job, &here, error);
	seg_own_state_free (state);
	if (mistake != NULL)
		*mistake = here;
	return preview;
}

SegOwnPreview *
seg_own_preview (SegWorkspace *workspace, const SegOwnFeature *own, gint64 as_of, SegJob *job, SegOwnMistake *mistake, GError **error)
{
	g_autoptr (SegOwnTrial) trial = NULL;

	if (!seg_own_feature_check (workspace, own, mistake, error))
		return NULL;
	trial = seg_own_trial_new (workspace, as_of, 0, job, error);
	return trial != NULL ? seg_own_trial_preview (trial, workspace, own, job, mistake, error) : NULL;
}
