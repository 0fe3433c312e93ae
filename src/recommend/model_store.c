/* Models kept in the workspace: one a recommender, with what it was made of and what it was fitted on. */
#include <config.h>
#include "recommend-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

/* Of the whole: it is not known which part of it was the slower one. */
static gboolean
bind_model (SegStatement *statement, const SegModel *model, SegWorkspace *workspace, GError **error)
{
	const SegRecommender *recommender = model->chain[0].recommender;
	g_autofree char *options = seg_recommender_options_text (recommender, model->options), *weights_text = NULL;
	const gint64 now = g_get_real_time () / G_USEC_PER_SEC;
	SegEventWeights weights;

	if (!seg_event_weights_read (workspace, &weights, error))
		return FALSE;
	weights_text = seg_event_weights_text (&weights);
	seg_statement_bind_text (statement, ":name", recommender->name);
	seg_statement_bind_text (statement, ":options", options);
	seg_statement_bind_text (statement, ":weights", weights_text);
	seg_statement_bind_integer (statement, ":users", (gint64) model->interactions->n_users);
	seg_statement_bind_integer (statement, ":items", (gint64) model->interactions->n_items);
	seg_statement_bind_double (statement, ":seconds", model->seconds);
	seg_statement_bind_integer (statement, ":fitted", model->origin == SEG_MODEL_UPDATED ? model->fitted_at : now);
	if (model->origin == SEG_MODEL_UPDATED)
		seg_statement_bind_integer (statement, ":updated", now);
	seg_statement_bind_integer (statement, ":events", model->interactions->n_events);
	seg_statement_bind_integer (statement, ":since", model->events_since);
	seg_statement_bind_double (statement, ":changed", model->changed);
	seg_statement_bind_text (statement, ":version", PACKAGE_VERSION);
	return TRUE;
}

static gboolean
write_model (SegWorkspace *workspace, const SegModel *model, const char *inputs, GBytes *bytes, GBytes *basis, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"INSERT OR REPLACE INTO model (recommender, options, inputs, weights, n_users, n_items, seconds, fitted_at, updated_at, changed, "
		"n_events, events_since, program_version, basis, bytes) VALUES (:name, :options, :inputs, :weights, :users, :items, :seconds, :fitted, "
		":updated, :changed, :events, :since, :version, :basis, :bytes)", error);
	gconstpointer data;
	gsize n;

	if (statement == NULL || !bind_model (statement, model, workspace, error))
		return FALSE;
	seg_statement_bind_text (statement, ":inputs", inputs);
	data = g_bytes_get_data (bytes, &n);
	seg_statement_bind_blob (statement, ":bytes", data, n);
	if (basis != NULL) {
		data = g_bytes_get_data (basis, &n);
		seg_statement_bind_blob (statement, ":basis", data, n);
	}
	return seg_statement_run (statement, error);
}

/* Others that are of other data and can only be fitted anew take room for nothing. */
static gboolean
drop_useless (SegWorkspace *workspace, const char *inputs, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"DELETE FROM model WHERE inputs <> :inputs AND basis IS NULL OR program_version <> :version", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":inputs", inputs);
	seg_statement_bind_text (statement, ":version", PACKAGE_VERSION);
	return seg_statement_run (statement, error);
}

static gboolean
audit (SegWorkspace *workspace, const SegModel *model, GError **error)
{
	g_autofree char *options = seg_recommender_options_text (model->chain[0].recommender, model->options);
	g_autofree char *detail = g_strdup_printf ("{\"options\":\"%s\"}", options); /* names and numbers: nothing in them needs escaping */

	return seg_audit_add (workspace, "keep model", model->chain[0].recommender->name, detail, error);
}

static GBytes *
pack (const SegModel *model, GError **error)
{
	SegModelWriter *packer = seg_model_writer_new ();

	model->chain[0].recommender->save (model->chain[0].model, packer);
	return seg_model_writer_end (packer, error);
}

gboolean
seg_model_keep (SegWorkspace *workspace, const SegModel *model, SegJob *job, GError **error)
{
	const SegRecommender *recommender = model->chain[0].recommender;
	g_autoptr (GBytes) bytes = NULL, basis = model->basis != NULL ? g_bytes_ref (model->basis) : NULL;
	g_autofree char *inputs = NULL;
	g_autoptr (SegTransaction) transaction = NULL;

	if (recommender->save == NULL || model->origin == SEG_MODEL_KEPT)
		return TRUE; /* it is there */
	if (!seg_job_proceed (job, 0, _("keeping the model"), error) || (bytes = pack (model, error)) == NULL)
		return FALSE;
	if (recommender->recounts)
		basis = g_bytes_new_static ("", 1);
	else if (recommender->update != NULL && basis == NULL && (basis = seg_basis_pack (model->interactions, NULL, error)) == NULL)
		return FALSE;
	if ((transaction = seg_transaction_begin (workspace, error)) == NULL || (inputs = seg_model_inputs (workspace, model->segmentation_id, error)) == NULL)
		return FALSE;
	if (model->inputs != NULL && strcmp (inputs, model->inputs) != 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("The data, weights or segments changed while the recommender was being fitted, so it was not kept; fit it again"));
		return FALSE;
	}
	if (!drop_useless (workspace, inputs, error)
	    || !write_model (workspace, model, inputs, bytes, basis, error) || !audit (workspace, model, error))
		return FALSE;
	return seg_transaction_commit (g_steal_pointer (&transaction), error);
}

/* What there is ---------------------------------------------------------------------------------------------------- */

static void
free_kept (gpointer data)
{
	SegKeptModel *kept = data;

	g_free (kept->name);
	g_free (kept->options);
	g_free (kept);
}

GPtrArray *
seg_models_kept (SegWorkspace *workspace, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT recommender, options, fitted_at, ifnull (updated_at, 0), changed, length (bytes) + ifnull (length (basis), 0), "
		"inputs = :inputs AND program_version = :version, events_since FROM model ORDER BY recommender", error);
	g_autofree char *inputs = statement != NULL ? seg_model_inputs (workspace, 0, error) : NULL;
	g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (free_kept);
	GError *failure = NULL;

	if (inputs == NULL)
		return NULL;
	seg_statement_bind_text (statement, ":inputs", inputs);
	seg_statement_bind_text (statement, ":version", PACKAGE_VERSION);
	while (seg_statement_next (statement, &failure)) {
		SegKeptModel *kept = g_new0 (SegKeptModel, 1);

		kept->name = g_strdup (seg_statement_text (statement, 0));
		kept->recommender = seg_recommender_find (kept->name);
		kept->options = g_strdup (seg_statement_text (statement, 1));
		kept->fitted_at = seg_statement_integer (statement, 2);
		kept->updated_at = seg_statement_integer (statement, 3);
		kept->changed = seg_statement_double (statement, 4);
		kept->n_bytes = seg_statement_integer (statement, 5);
		kept->current = seg_statement_integer (statement, 6) != 0;
		kept->events_since = seg_statement_integer (statement, 7);
		g_ptr_array_add (list, kept);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&list) : NULL;
}

/* Up to date ------------------------------------------------------------------------------------------------------- */

static gboolean
drop (SegWorkspace *workspace, const char *name, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegStatement) statement = transaction != NULL ? seg_workspace_prepare (workspace, "DELETE FROM model WHERE recommender = :name", error) : NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":name", name);
	return seg_statement_run (statement, error) && seg_audit_add (workspace, "drop model", name, NULL, error)
	       && seg_transaction_commit (g_steal_pointer (&transaction), error);
}

/* FALSE with SEG_ERROR_CANCELLED, or another error where it cannot be fitted. */
static gboolean
refresh (SegWorkspace *workspace, const SegKeptModel *kept, SegJob *job, GError **error)
{
	SegModelRequest request = { .recommender = kept->recommender, .options = kept->options };
	g_autoptr (SegModel) model = seg_model_get (workspace, &request, job, error);

	return model != NULL && seg_model_keep (workspace, model, job, error);
}

gboolean
seg_models_refresh (SegWorkspace *workspace, SegJob *job, guint *n_refreshed, guint *n_dropped, GError **error)
{
	g_autoptr (GPtrArray) list = seg_models_kept (workspace, error);

	*n_refreshed = *n_dropped = 0;
	for (guint i = 0; list != NULL && i < list->len; i++) {
		const SegKeptModel *kept = list->pdata[i];
		const SegJobSpan outer = seg_job_enter (job, (double) i / list->len, (double) (i + 1) / list->len);
		GError *failure = NULL;
		gboolean fine = kept->current || (kept->recommender != NULL && refresh (workspace, kept, job, &failure));

		seg_job_leave (job, outer);
		*n_refreshed += fine && !kept->current;
		if (!fine && failure != NULL && !g_error_matches (failure, SEG_ERROR, SEG_ERROR_DATA) && !g_error_matches (failure, SEG_ERROR, SEG_ERROR_USAGE)) {
			g_propagate_error (error, failure);
			return FALSE;
		}
		g_clear_error (&failure);
		if (!fine && !drop (workspace, kept->name, error))
			return FALSE;
		*n_dropped += !fine;
	}
	return list != NULL;
}
