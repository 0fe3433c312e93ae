/* A model when it is asked for: one that the workspace keeps of the same data, options, weights and segments is taken as it is; where only
 * events came since, a recommender that can brings it up to date; else it is fitted. model_store.c keeps them. */
#include <config.h>
#include "recommend/advice.h"

#include <glib/gi18n.h>
#include <string.h>

#define CHOSEN_NAME "recommender"
#define CHOSEN_OPTIONS "recommender options"

/* What a fitted model depends on besides its options. */
char *
seg_membership_digest (SegWorkspace *workspace, gint64 segmentation_id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT count (*), ifnull (sum (((user_id * 7919 + segment_id * 104729) % 100003) * ((user_id * 104723 + segment_id * 7907) % 99991)), 0), "
		"ifnull (sum (((user_id * 6997 + segment_id * 86028157) % 99989) * ((user_id * 27644437 + segment_id * 5381) % 99971)), 0) "
		"FROM membership WHERE segmentation_id = :segmentation", error);

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":segmentation", segmentation_id);
	if (!seg_statement_next (statement, error))
		return NULL;
	return g_strdup_printf ("%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT, seg_statement_integer (statement, 0), seg_statement_integer (statement, 1),
	                        seg_statement_integer (statement, 2));
}

char *
seg_model_inputs (SegWorkspace *workspace, gint64 segmentation_id, GError **error)
{
	g_autofree char *data = seg_workspace_fingerprint (workspace, error);
	g_autofree char *text = NULL, *all = NULL, *members = NULL;
	SegEventWeights weights;
	gint64 made_at;

	if (data == NULL || !seg_event_weights_read (workspace, &weights, error)
	    || (segmentation_id == 0 && !seg_workspace_count (workspace, "SELECT ifnull (max (id), 0) FROM segmentation", &segmentation_id, error))
	    || !seg_workspace_count (workspace, "SELECT ifnull (max (id), 0) FROM event", &made_at, error))
		return NULL;
	if ((members = seg_membership_digest (workspace, segmentation_id, error)) == NULL)
		return NULL;
	text = seg_event_weights_text (&weights);
	all = g_strdup_printf ("%s %" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT " %s", data, segmentation_id, members, made_at, text);
	return g_compute_checksum_for_string (G_CHECKSUM_SHA256, all, -1);
}

/* Taking a kept one --------------------------------------------------------------------------------------------------- */

static SegModel *
unpack (const SegInteractions *interactions, const SegRecommender *recommender, const double *options, gconstpointer bytes, gsize n, SegJob *job,
        GError **error)
{
	g_autofree SegModelReader *unpacker = seg_model_reader_new (bytes, n);
	gpointer fitted = recommender->load (unpacker, interactions, options, error);

	return fitted != NULL ? seg_model_around (interactions, recommender, options, fitted, job, error) : NULL;
}

/* The row of the kept model of the same options and weights, or NULL. @inputs: only one of these. */
static SegStatement *
find_kept (SegWorkspace *workspace, const SegRecommender *recommender, const double *options, const char *inputs)
{
	g_autofree char *text = seg_recommender_options_text (recommender, options), *weights_text = NULL;
	g_autoptr (SegStatement) statement = recommender->load == NULL ? NULL : seg_workspace_prepare (workspace,
		"SELECT bytes, basis, fitted_at, changed, ifnull (updated_at, 0), n_events, events_since, inputs FROM model WHERE recommender = :name AND options = :options AND weights = :weights "
		"AND ifnull (inputs = :inputs, TRUE) AND program_version = :version", NULL);
	SegEventWeights weights;

	if (statement == NULL || !seg_event_weights_read (workspace, &weights, NULL))
		return NULL;
	weights_text = seg_event_weights_text (&weights);
	seg_statement_bind_text (statement, ":name", recommender->name);
	seg_statement_bind_text (statement, ":options", text);
	seg_statement_bind_text (statement, ":weights", weights_text);
	if (inputs != NULL)
		seg_statement_bind_text (statement, ":inputs", inputs);
	seg_statement_bind_text (statement, ":version", PACKAGE_VERSION);
	return seg_statement_next (statement, NULL) ? g_steal_pointer (&statement) : NULL;
}

/* What was found, with what is known of it besides. */
static SegModel *
note_origin (SegModel *model, SegStatement *statement, SegModelOrigin origin, double changed)
{
	if (model == NULL)
		return NULL;
	model->origin = origin;
	model->changed = changed;
	model->fitted_at = seg_statement_integer (statement, 2);
	model->updated_at = seg_statement_integer (statement, 4);
	model->events_since = seg_statement_integer (statement, 6);
	if (origin == SEG_MODEL_UPDATED)
		model->events_since += model->interactions->n_events - seg_statement_integer (statement, 5);
	return model;
}

/* The kept model, or NULL: there is none, it is of something else, or it cannot be read (it is fitted anew then). */
static SegModel *
take_kept (SegWorkspace *workspace, const SegInteractions *interactions, const SegRecommender *recommender, const double *options,
           const char *inputs, SegJob *job)
{
	g_autoptr (SegStatement) statement = find_kept (workspace, recommender, options, inputs);
	gconstpointer bytes;
	gsize n;

	if (statement == NULL)
		return NULL;
	bytes = seg_statement_blob (statement, 0, &n);
	return note_origin (unpack (interactions, recommender, options, bytes, n, job, NULL), statement, SEG_MODEL_KEPT,
	                    seg_statement_double (statement, 3));
}

/* What only counts does so again; the rest of what there is then is that of a model which was brought up to date. */
static SegModel *
count_again (const SegInteractions *now, const SegRecommender *recommender, const double *options, SegStatement *statement, SegJob *job, GError **error)
{
	return note_origin (seg_model_fit_interactions (now, recommender, options, job, error), statement, SEG_MODEL_UPDATED, 0);
}

static SegModel *
update (const SegBefore *before, const SegInteractions *now, const SegRecommender *recommender, const double *options, gconstpointer bytes, gsize n,
        SegJob *job, GError **error)
{
	g_autofree SegModelReader *unpacker = seg_model_reader_new (bytes, n);
	gpointer old = recommender->load (unpacker, before->interactions, options, NULL), fitted;

	if (old == NULL)
		return NULL;
	fitted = recommender->update (old, before, now, options, job, error);
	recommender->free (old);
	return fitted != NULL ? seg_model_around (now, recommender, options, fitted, job, error) : NULL;
}

/* The kept model of other data than @inputs brought up to date, or NULL: it cannot be, or too much is new. With @error where it was stopped. */
static SegModel *
take_updated (SegWorkspace *workspace, const SegInteractions *now, const SegRecommender *recommender, const double *options, const char *inputs,
              SegJob *job, GError **error)
{
	g_autoptr (SegStatement) statement = recommender->update != NULL || recommender->recounts ? find_kept (workspace, recommender, options, NULL) : NULL;
	g_autoptr (SegBefore) before = NULL;
	g_autoptr (GBytes) basis = NULL;
	SegModel *model;
	gconstpointer bytes;
	double changed;
	gsize n;

	if (statement == NULL || seg_statement_is_null (statement, 1) || strcmp (seg_statement_text (statement, 7), inputs) == 0)
		return NULL; /* of the same data it was damaged */
	if (recommender->recounts)
		return count_again (now, recommender, options, statement, job, error);
	bytes = seg_statement_blob (statement, 1, &n);
	basis = g_bytes_new (bytes, n);
	if ((before = seg_basis_compare (basis, now, NULL)) == NULL)
		return NULL;
	changed = (double) before->n_changed / (double) MAX (now->n_users, 1);
	if (!recommender->update_is_exact && changed > SEG_MOST_CHANGED)
		return NULL;
	if (recommender->update_is_exact)
		changed = 0;
	bytes = seg_statement_blob (statement, 0, &n);
	model = note_origin (update (before, now, recommender, options, bytes, n, job, error), statement, SEG_MODEL_UPDATED, changed);
	if (model != NULL && changed > 0 && (model->basis = seg_basis_pack (now, before->changed, error)) == NULL)
		g_clear_pointer (&model, seg_model_free);
	return model;
}

static gboolean
check_fit (const SegRecommender *recommender, const SegInteractions *interactions, const double *options, GError **error)
{
	SegFitEstimate estimate;
	gboolean fit;

	seg_recommender_estimate (recommender, interactions, options, &estimate);
	fit = estimate.unfit == NULL;
	if (!fit)
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("\"%s\" is not for these data: %s"), _(recommender->label), estimate.unfit);
	seg_fit_estimate_clear (&estimate);
	return fit;
}

static SegModel *
fit_or_take (SegWorkspace *workspace, const SegModelRequest *request, const SegRecommender *recommender, const double *options, SegJob *job,
             GError **error)
{
	SegJobSpan outer = seg_job_enter (job, 0, 0.5);
	g_autofree char *inputs = seg_model_inputs (workspace, request->segmentation_id, error); /* before the data: what comes meanwhile is then noticed */
	g_autoptr (SegInteractions) interactions = inputs != NULL ? seg_interactions_load_for (workspace, request->segmentation_id,
	                                                                                       recommender->needs | SEG_NEEDS_CONTENT, job, error) : NULL;
	GError *failure = NULL;
	SegModel *model = NULL;

	seg_job_leave (job, outer);
	if (interactions == NULL)
		return NULL;
	outer = seg_job_enter (job, 0.5, 1);
	if (!request->anew)
		model = take_kept (workspace, interactions, recommender, options, inputs, job);
	if (model == NULL && !request->anew)
		model = take_updated (workspace, interactions, recommender, options, inputs, job, &failure);
	if (model == NULL && failure == NULL && (request->anyway || check_fit (recommender, interactions, options, &failure)))
		model = seg_model_fit_interactions (interactions, recommender, options, job, &failure);
	if (failure != NULL)
		g_propagate_error (error, failure);
	seg_job_leave (job, outer);
	if (model != NULL) {
		model->segmentation_id = request->segmentation_id;
		model->inputs = g_steal_pointer (&inputs);
		model->owns_interactions = TRUE;
		g_steal_pointer (&interactions);
		if (!seg_model_renew_rules (model, workspace, job, error))
			g_clear_pointer (&model, seg_model_free);
	}
	return model;
}

SegModel *
seg_model_get (SegWorkspace *workspace, const SegModelRequest *request, SegJob *job, GError **error)
{
	const SegRecommender *recommender = request->recommender, *chosen;
	g_autofree char *chosen_options = NULL;
	const char *text = request->options;
	double options[SEG_MOST_OPTIONS];

	if (!seg_model_chosen (workspace, &chosen, &chosen_options, error))
		return NULL;
	if (recommender == NULL)
		recommender = chosen;
	if (text == NULL && recommender == chosen)
		text = chosen_options;
	seg_recommender_defaults (recommender, options);
	if (text != NULL && !seg_recommender_options_parse (recommender, text, options, error))
		return NULL;
	return fit_or_take (workspace, request, recommender, options, job, error);
}

/* Which is used ---------------------------------------------------------------------------------------------------- */

/* Options are made of names and numbers, so nothing in them needs escaping. */
static char *
audit_detail (const char *options)
{
	return options != NULL ? g_strdup_printf ("{\"options\":\"%s\"}", options) : NULL;
}

gboolean
seg_model_choose (SegWorkspace *workspace, const SegRecommender *recommender, const char *options, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autofree char *detail = recommender != NULL ? audit_detail (options) : NULL;

	if (transaction == NULL || !seg_setting_write (workspace, CHOSEN_NAME, recommender != NULL ? recommender->name : NULL, error)
	    || !seg_setting_write (workspace, CHOSEN_OPTIONS, recommender != NULL ? options : NULL, error)
	    || !seg_audit_add (workspace, "choose recommender", recommender != NULL ? recommender->name : "", detail, error))
		return FALSE;
	return seg_transaction_commit (g_steal_pointer (&transaction), error);
}

gboolean
seg_model_chosen (SegWorkspace *workspace, const SegRecommender **recommender, char **options, GError **error)
{
	g_autofree char *name = NULL, *text = NULL;
	double values[SEG_MOST_OPTIONS];

	if (!seg_setting_read (workspace, CHOSEN_NAME, &name, error) || !seg_setting_read (workspace, CHOSEN_OPTIONS, &text, error))
		return FALSE;
	*recommender = name != NULL ? seg_recommender_find (name) : NULL;
	*options = NULL;
	if (*recommender == NULL) { /* none, or of another version of the program */
		*recommender = seg_recommender_named (NULL, NULL);
		return TRUE;
	}
	seg_recommender_defaults (*recommender, values);
	if (text != NULL && seg_recommender_options_parse (*recommender, text, values, NULL))
		*options = g_steal_pointer (&text);
	return TRUE;
}
