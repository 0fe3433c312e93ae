/* Models kept in the workspace: one a recommender, with what it was made of. One that is of the same data, options, weights and segments
 * is taken again; where only events came since, a recommender that can brings it up to date. */
#include <config.h>
#include "recommend-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define CHOSEN_NAME "recommender"
#define CHOSEN_OPTIONS "recommender options"

/* What a fitted model depends on besides its options. */
static char *
describe_inputs (SegWorkspace *workspace, gint64 segmentation_id, GError **error)
{
	g_autofree char *data = seg_workspace_fingerprint (workspace, error);
	g_autofree char *text = NULL, *all = NULL;
	SegEventWeights weights;
	gint64 made_at;

	if (data == NULL || !seg_event_weights_read (workspace, &weights, error)
	    || (segmentation_id == 0 && !seg_workspace_count (workspace, "SELECT ifnull (max (id), 0) FROM segmentation", &segmentation_id, error))
	    || !seg_workspace_count (workspace, "SELECT ifnull (max (id), 0) FROM event", &made_at, error))
		return NULL;
	text = seg_event_weights_text (&weights);
	all = g_strdup_printf ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s", data, segmentation_id, made_at, text);
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

/* The kept model, or NULL: there is none, it is of something else, or it cannot be read (it is fitted anew then). */
static SegModel *
take_kept (SegWorkspace *workspace, const SegInteractions *interactions, const SegRecommender *recommender, const double *options,
           const char *inputs, SegJob *job)
{
	g_autofree char *text = seg_recommender_options_text (recommender, options);
	g_autoptr (SegStatement) statement = recommender->load == NULL ? NULL : seg_workspace_prepare (workspace,
		"SELECT bytes FROM model WHERE recommender = :name AND options = :options AND inputs = :inputs AND program_version = :version", NULL);
	SegModel *model = NULL;
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_text (statement, ":name", recommender->name);
	seg_statement_bind_text (statement, ":options", text);
	seg_statement_bind_text (statement, ":inputs", inputs);
	seg_statement_bind_text (statement, ":version", PACKAGE_VERSION);
	if (seg_statement_next (statement, &failure)) {
		gsize n;
		gconstpointer bytes = seg_statement_blob (statement, 0, &n);

		model = unpack (interactions, recommender, options, bytes, n, job, NULL);
	}
	g_clear_error (&failure);
	if (model != NULL)
		model->origin = SEG_MODEL_KEPT;
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
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("%s is not for these data: %s"), recommender->name, estimate.unfit);
	seg_fit_estimate_clear (&estimate);
	return fit;
}

static SegModel *
fit_or_take (SegWorkspace *workspace, const SegModelRequest *request, const SegRecommender *recommender, const double *options, SegJob *job,
             GError **error)
{
	SegJobSpan outer = seg_job_enter (job, 0, 0.5);
	g_autoptr (SegInteractions) interactions = seg_interactions_load_for (workspace, request->segmentation_id, recommender->needs, job, error);
	g_autofree char *inputs = interactions != NULL ? describe_inputs (workspace, request->segmentation_id, error) : NULL;
	SegModel *model = NULL;

	seg_job_leave (job, outer);
	if (inputs == NULL)
		return NULL;
	outer = seg_job_enter (job, 0.5, 1);
	if (!request->anew)
		model = take_kept (workspace, interactions, recommender, options, inputs, job);
	if (model == NULL && (request->anyway || check_fit (recommender, interactions, options, error)))
		model = seg_model_fit_interactions (interactions, recommender, options, job, error);
	seg_job_leave (job, outer);
	if (model != NULL) {
		model->segmentation_id = request->segmentation_id;
		model->owns_interactions = TRUE;
		g_steal_pointer (&interactions);
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

/* Keeping ---------------------------------------------------------------------------------------------------------- */

/* Options are made of names and numbers, so nothing in them needs escaping. */
static char *
audit_detail (const char *options)
{
	return options != NULL ? g_strdup_printf ("{\"options\":\"%s\"}", options) : NULL;
}

static gboolean
write_model (SegWorkspace *workspace, const SegModel *model, const char *inputs, GBytes *bytes, GError **error)
{
	const SegRecommender *recommender = model->chain[0].recommender;
	g_autofree char *options = seg_recommender_options_text (recommender, model->options);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"INSERT OR REPLACE INTO model (recommender, options, inputs, n_users, n_items, seconds, fitted_at, program_version, bytes) "
		"VALUES (:name, :options, :inputs, :users, :items, :seconds, :now, :version, :bytes)", error);
	g_autofree char *detail = NULL;
	gsize n;
	gconstpointer data = g_bytes_get_data (bytes, &n);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":name", recommender->name);
	seg_statement_bind_text (statement, ":options", options);
	seg_statement_bind_text (statement, ":inputs", inputs);
	seg_statement_bind_integer (statement, ":users", (gint64) model->interactions->n_users);
	seg_statement_bind_integer (statement, ":items", (gint64) model->interactions->n_items);
	seg_statement_bind_double (statement, ":seconds", model->seconds);
	seg_statement_bind_integer (statement, ":now", g_get_real_time () / G_USEC_PER_SEC);
	seg_statement_bind_text (statement, ":version", PACKAGE_VERSION);
	seg_statement_bind_blob (statement, ":bytes", data, n);
	detail = audit_detail (options);
	return seg_statement_run (statement, error) && seg_audit_add (workspace, "keep model", recommender->name, detail, error);
}

gboolean
seg_model_keep (SegWorkspace *workspace, const SegModel *model, SegJob *job, GError **error)
{
	const SegRecommender *recommender = model->chain[0].recommender;
	g_autoptr (GBytes) bytes = NULL;
	g_autofree char *inputs = NULL;
	g_autoptr (SegTransaction) transaction = NULL;
	SegModelWriter *packer;

	if (recommender->save == NULL || model->origin == SEG_MODEL_KEPT)
		return TRUE; /* there is nothing that would take time to fit again, or it is there */
	if (!seg_job_proceed (job, 0, _("keeping the model"), error))
		return FALSE;
	packer = seg_model_writer_new ();
	recommender->save (model->chain[0].model, packer);
	if ((bytes = seg_model_writer_end (packer, error)) == NULL)
		return FALSE;
	if ((transaction = seg_transaction_begin (workspace, error)) == NULL
	    || (inputs = describe_inputs (workspace, model->segmentation_id, error)) == NULL || !write_model (workspace, model, inputs, bytes, error))
		return FALSE;
	return seg_transaction_commit (g_steal_pointer (&transaction), error);
}

/* Which is used ---------------------------------------------------------------------------------------------------- */

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
