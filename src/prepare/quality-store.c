/* The report, kept in the workspace so that it is there at once the next time. */
#include <config.h>
#include "prepare-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* Whose words the report is in: of which version of the program, and in which language. */
static char *
words_of_report (void)
{
	/* Translators: the name of your language, as in zh_CN. */
	const char *language = C_("language of the report", "en");

	return strcmp (language, "en") == 0 ? g_strdup (PACKAGE_VERSION) : g_strconcat (PACKAGE_VERSION, " ", language, NULL);
}

gboolean
seg_quality_save (SegWorkspace *workspace, const SegQualityReport *report, GError **error)
{
	g_autofree char *json = seg_quality_to_json (report), *words = words_of_report ();
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegStatement) statement = NULL;

	if (transaction == NULL || !seg_workspace_execute (workspace, "DELETE FROM quality_report", error))
		return FALSE;
	statement = seg_workspace_prepare (workspace,
		"INSERT INTO quality_report (fingerprint, made_at, program_version, report) VALUES (:fingerprint, :made_at, :version, :report)", error);
	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":fingerprint", report->fingerprint);
	seg_statement_bind_integer (statement, ":made_at", report->made_at);
	seg_statement_bind_text (statement, ":version", words);
	seg_statement_bind_text (statement, ":report", json);
	return seg_statement_run (statement, error) && seg_transaction_commit (g_steal_pointer (&transaction), error);
}

/* A report of another version of the program, or in another language, says it in other words, and may see other things: it is made anew. */
gboolean
seg_quality_load (SegWorkspace *workspace, SegQualityReport **report, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT report FROM quality_report WHERE program_version = :version", error);
	g_autofree char *fingerprint = seg_workspace_fingerprint (workspace, statement != NULL ? error : NULL);
	g_autofree char *words = words_of_report ();
	GError *failure = NULL;

	*report = NULL;
	if (statement == NULL || fingerprint == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":version", words);
	if (seg_statement_next (statement, &failure))
		*report = seg_quality_from_json (seg_statement_text (statement, 0));
	if (*report != NULL)
		(*report)->stale = strcmp (fingerprint, (*report)->fingerprint) != 0;
	return seg_query_ended (failure, error);
}
