/* Reading, deleting and comparing runs. */
#include <config.h>
#include "run-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <segscope/hint.h>
#include <string.h>

void
seg_run_free (SegRun *run)
{
	if (run == NULL)
		return;
	g_free (run->feature_set);
	g_free (run->selection);
	g_free (run->fingerprint);
	g_free (run->algorithm);
	g_free (run->options);
	g_free (run->bic_shape);
	g_free (run->reason);
	g_free (run);
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

#define RUN_COLUMNS \
	"SELECT r.id, r.trial, r.feature_set_id, r.feature_set, r.selection, r.fingerprint, r.algorithm, r.options, r.seed, r.k, r.n_users, r.smallest, " \
	"r.inertia, r.silhouette, r.silhouette_error, r.calinski_harabasz, r.davies_bouldin, r.gap, r.gap_error, r.bic, r.bic_shape, r.stability, " \
	"r.returned, r.recommended, r.reason, r.seconds, r.created_at, f.fingerprint IS NULL OR f.fingerprint <> r.set_fingerprint " \
	"FROM cluster_run r LEFT JOIN feature_set f ON f.id = r.feature_set_id "

/* The length of a JSON list; 0: it is none. */
static guint
count_features (const char *selection)
{
	g_autoptr (JsonNode) root = json_from_string (selection, NULL);

	return root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? json_array_get_length (json_node_get_array (root)) : 0;
}

static void
read_figures (SegStatement *statement, SegRun *run)
{
	double *const figures[] = { &run->inertia, &run->silhouette, &run->silhouette_error, &run->calinski_harabasz, &run->davies_bouldin,
		                        &run->gap, &run->gap_error, &run->bic };

	for (int i = 0; i < (int) G_N_ELEMENTS (figures); i++)
		*figures[i] = seg_statement_is_null (statement, 12 + i) ? NAN : seg_statement_double (statement, 12 + i);
	run->bic_shape = g_strdup (seg_statement_text (statement, 20));
	run->stability = seg_statement_is_null (statement, 21) ? NAN : seg_statement_double (statement, 21);
	run->returned = seg_statement_is_null (statement, 22) ? NAN : seg_statement_double (statement, 22);
}

static SegRun *
read_run (SegStatement *statement)
{
	SegRun *run = g_new0 (SegRun, 1);

	run->id = seg_statement_integer (statement, 0);
	run->trial = seg_statement_integer (statement, 1);
	run->feature_set_id = seg_statement_integer (statement, 2);
	run->feature_set = g_strdup (seg_statement_text (statement, 3));
	run->selection = g_strdup (seg_statement_text (statement, 4));
	run->n_features = count_features (run->selection);
	run->fingerprint = g_strdup (seg_statement_text (statement, 5));
	run->algorithm = g_strdup (seg_statement_text (statement, 6));
	run->options = g_strdup (seg_statement_text (statement, 7));
	run->seed = seg_statement_integer (statement, 8);
	run->k = (guint) CLAMP (seg_statement_integer (statement, 9), 0, G_MAXINT32);
	run->n_users = seg_statement_integer (statement, 10);
	run->smallest = seg_statement_integer (statement, 11);
	read_figures (statement, run);
	run->recommended = seg_statement_integer (statement, 23) != 0;
	run->reason = g_strdup (seg_statement_text (statement, 24));
	run->seconds = seg_statement_double (statement, 25);
	run->created_at = seg_statement_integer (statement, 26);
	run->stale = seg_statement_integer (statement, 27) != 0;
	return run;
}

GPtrArray *
seg_runs (SegWorkspace *workspace, gboolean all, GError **error)
{
	g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_run_free);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		RUN_COLUMNS "WHERE :all OR r.recommended = 1 "
		"OR NOT EXISTS (SELECT 1 FROM cluster_run other WHERE other.trial = r.trial AND other.id <> r.id) ORDER BY r.trial DESC, r.k, r.id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":all", all != FALSE);
	while (seg_statement_next (statement, &failure))
		g_ptr_array_add (runs, read_run (statement));
	return seg_query_ended (failure, error) ? g_steal_pointer (&runs) : NULL;
}

SegRun *
seg_run_load (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, RUN_COLUMNS "WHERE r.id = :id", error);
	SegRun *run = NULL;
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", id);
	if (seg_statement_next (statement, &failure))
		run = read_run (statement);
	if (seg_query_ended (failure, error) && run == NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, seg_hint (_("There is no run %" PRId64 "; segscope runs WORKSPACE --all lists those there are"),
		                       _("There is no run %" PRId64 " any more")), id);
	return run;
}

gboolean
seg_run_labels (SegWorkspace *workspace, gint64 id, gint64 **user_ids, gint32 **labels, gsize *n, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT u.n_users, u.ids, r.labels, r.k FROM cluster_run r JOIN run_users u ON u.id = r.users_id WHERE r.id = :id", error);
	g_autofree gint64 *ids = NULL;
	GError *failure = NULL;
	const void *bytes;
	gsize size;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", id);
	if (!seg_statement_next (statement, &failure)) {
		if (seg_query_ended (failure, error))
			g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The run %" PRId64 " does not exist any more"), id);
		return FALSE;
	}
	*n = (gsize) MAX (seg_statement_integer (statement, 0), 0);
	bytes = seg_statement_blob (statement, 1, &size);
	ids = seg_run_unpack_ids (bytes, size, *n, error);
	if (ids == NULL)
		return FALSE;
	bytes = seg_statement_blob (statement, 2, &size);
	*labels = seg_run_unpack_labels (bytes, size, *n, (guint) CLAMP (seg_statement_integer (statement, 3), 0, G_MAXINT32), error);
	if (*labels == NULL)
		return FALSE;
	*user_ids = g_steal_pointer (&ids);
	return TRUE;
}

/* Deleting --------------------------------------------------------------------------------------------------------- */

gboolean
seg_run_delete (SegWorkspace *workspace, gint64 id, gboolean whole_trial, GError **error)
{
	g_autoptr (SegRun) run = seg_run_load (workspace, id, error);
	g_autoptr (SegTransaction) transaction = run != NULL ? seg_transaction_begin (workspace, error) : NULL;
	g_autoptr (SegStatement) statement = NULL, users = NULL;

	if (transaction == NULL)
		return FALSE;
	statement = seg_workspace_prepare (workspace, "DELETE FROM cluster_run WHERE id = :id OR (:whole AND trial = :trial)", error);
	users = seg_workspace_prepare (workspace, "DELETE FROM run_users WHERE id NOT IN (SELECT users_id FROM cluster_run)", error);
	if (statement == NULL || users == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", id);
	seg_statement_bind_integer (statement, ":whole", whole_trial != FALSE);
	seg_statement_bind_integer (statement, ":trial", run->trial);
	return seg_statement_run (statement, error) && seg_statement_run (users, error)
	       && seg_transaction_commit (g_steal_pointer (&transaction), error);
}

/* Comparing -------------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64 *ids;
	gint32 *labels;
	gsize   n;
} Labelled;

static void
labelled_clear (Labelled *labelled)
{
	g_free (labelled->ids);
	g_free (labelled->labels);
}

/* Pairs the labels of users in both at the front of both lists; both are ascending. Returns how many. */
static gsize
pair (Labelled *first, Labelled *second)
{
	gsize n = 0, i = 0, j = 0;

	while (i < first->n && j < second->n) {
		if (first->ids[i] == second->ids[j]) {
			first->labels[n] = first->labels[i++];
			second->labels[n++] = second->labels[j++];
		} else if (first->ids[i] < second->ids[j])
			i++;
		else
			j++;
	}
	return n;
}

static SegRunComparison *
compare (SegRunComparison *comparison, Labelled *first, Labelled *second, GError **error)
{
	gsize n = pair (first, second);

	comparison->n_only_first = first->n - n;
	comparison->n_only_second = second->n - n;
	comparison->agreement = seg_agreement_new (first->labels, comparison->first->k, second->labels, comparison->second->k, n, error);
	return comparison->agreement != NULL ? comparison : NULL;
}

SegRunComparison *
seg_runs_compare (SegWorkspace *workspace, gint64 first, gint64 second, SegJob *job, GError **error)
{
	g_autoptr (SegRunComparison) comparison = g_new0 (SegRunComparison, 1);
	Labelled one = { 0 }, other = { 0 };
	gboolean done;

	comparison->first = seg_run_load (workspace, first, error);
	comparison->second = comparison->first != NULL ? seg_run_load (workspace, second, error) : NULL;
	done = comparison->second != NULL && seg_run_labels (workspace, first, &one.ids, &one.labels, &one.n, error)
	       && seg_job_proceed (job, 0.5, _("comparing"), error)
	       && seg_run_labels (workspace, second, &other.ids, &other.labels, &other.n, error)
	       && compare (comparison, &one, &other, error) != NULL;
	labelled_clear (&one);
	labelled_clear (&other);
	return done ? g_steal_pointer (&comparison) : NULL;
}

void
seg_run_comparison_free (SegRunComparison *comparison)
{
	if (comparison == NULL)
		return;
	seg_run_free (comparison->first);
	seg_run_free (comparison->second);
	seg_agreement_free (comparison->agreement);
	g_free (comparison);
}
