/* The definition of the RFM grid in the workspace, and the scores as columns of users: expressions over the features and the kept
 * cut points, so that nothing has to be computed again when users come. */
#include <config.h>
#include "rfm-private.h"

#include <glib/gi18n.h>
#include <string.h>

SegRfmDefinition *
seg_rfm_kept (SegWorkspace *workspace, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT definition FROM rfm_grid", error);

	return statement != NULL && seg_statement_next (statement, error) ? seg_rfm_from_json (seg_statement_text (statement, 0), error) : NULL;
}

gboolean
seg_rfm_definition_keep (SegWorkspace *workspace, const SegRfmDefinition *definition, GError **error)
{
	g_autofree char *json = seg_rfm_to_json (definition);
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegStatement) statement = NULL;

	if (transaction == NULL)
		return FALSE;
	statement = seg_workspace_prepare (workspace,
		"INSERT INTO rfm_grid (id, definition, kept_at) VALUES (1, :definition, :now) "
		"ON CONFLICT (id) DO UPDATE SET definition = excluded.definition, kept_at = excluded.kept_at "
		"WHERE definition <> excluded.definition", error);
	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":definition", json);
	seg_statement_bind_integer (statement, ":now", g_get_real_time () / G_USEC_PER_SEC);
	if (!seg_statement_run (statement, error)
	    || (seg_workspace_changes (workspace) > 0 && !seg_audit_add (workspace, "rfm", "grid", json, error)))
		return FALSE;
	return seg_transaction_commit (g_steal_pointer (&transaction), error);
}

char *
seg_rfm_definition_words (const SegRfmDefinition *definition)
{
	return seg_rfm_to_json (definition);
}

gboolean
seg_rfm_definition_is_kept (SegWorkspace *workspace, const SegRfmDefinition *definition, gboolean *is_kept, GError **error)
{
	g_autofree char *json = seg_rfm_to_json (definition);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT 1 FROM rfm_grid WHERE definition = :definition", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":definition", json);
	*is_kept = seg_statement_next (statement, &failure);
	return seg_query_ended (failure, error);
}

/* Scores as SQL ---------------------------------------------------------------------------------------------------- */

/* The score of one axis, NULL where the value is missing. */
static char *
score_sql (const SegRfmDefinition *definition, SegRfmAxis axis)
{
	const SegRfmRule *rule = &definition->axes[axis];
	g_autofree char *identifier = seg_sql_identifier (rule->feature);
	g_autofree char *value = g_strdup_printf (SEG_FEATURE_ALIAS ".%s", identifier);
	g_autoptr (GString) sql = g_string_new (NULL);

	g_string_printf (sql, "CASE WHEN %s IS NULL THEN NULL", value);
	for (guint i = 0; i + 1 < rule->n_bins; i++) {
		char number[G_ASCII_DTOSTR_BUF_SIZE];

		g_string_append_printf (sql, " WHEN %s <= %s THEN %u", value, g_ascii_dtostr (number, sizeof number, rule->cuts[i]),
		                        axis == SEG_RFM_RECENCY ? rule->n_bins - i : i + 1);
	}
	g_string_append_printf (sql, " ELSE %u END", axis == SEG_RFM_RECENCY ? 1 : rule->n_bins);
	return g_string_free (g_steal_pointer (&sql), FALSE);
}

/* As seg_rfm_column(), whatever the columns of the grid are. */
static char *
value_sql (const SegRfmDefinition *definition, const char *frequency, const char *monetary)
{
	guint f = definition->axes[SEG_RFM_FREQUENCY].n_bins - 1, m = definition->axes[SEG_RFM_MONETARY].n_bins - 1;

	return g_strdup_printf ("(1 + (2 * (((%s) - 1) * %u + ((%s) - 1) * %u) * %u + %u) / %u)", frequency, m, monetary, f, MAX (f, m), 2 * f * m,
	                        4 * f * m);
}

static char *
text_sql (const char *text)
{
	g_auto (GStrv) parts = g_strsplit (text, "'", -1);
	g_autofree char *quoted = g_strjoinv ("''", parts);

	return g_strdup_printf ("'%s'", quoted);
}

/* The name of the user's group, one branch for each cell; NULL for users who are not in the feature set. */
static char *
group_sql (const SegRfmDefinition *definition, char **scores, const char *column)
{
	g_autofree char *none = text_sql (definition->names[SEG_RFM_NONE]);
	g_autoptr (GString) sql = g_string_new (NULL);

	g_string_printf (sql, "CASE WHEN " SEG_FEATURE_ALIAS ".user_id IS NULL THEN NULL WHEN %s IS NULL OR %s IS NULL OR %s IS NULL THEN %s "
	                 "ELSE CASE (%s) * 100 + (%s)", scores[SEG_RFM_RECENCY], scores[SEG_RFM_FREQUENCY], scores[SEG_RFM_MONETARY], none,
	                 scores[SEG_RFM_RECENCY], column);
	for (guint row = 1; row <= seg_rfm_n_rows (definition); row++)
		for (guint c = 1; c <= seg_rfm_n_columns (definition); c++) {
			g_autofree char *name = text_sql (definition->names[seg_rfm_group_at (definition, row, c)]);

			g_string_append_printf (sql, " WHEN %u THEN %s", row * 100 + c, name);
		}
	g_string_append (sql, " END END");
	return g_string_free (g_steal_pointer (&sql), FALSE);
}

static gboolean
has_features (const SegRfmDefinition *definition, const GPtrArray *columns)
{
	for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++) {
		gboolean found = FALSE;

		for (guint i = 0; i < columns->len && !found; i++) {
			const SegUserColumn *column = columns->pdata[i];

			found = column->is_feature && strcmp (column->name, definition->axes[axis].feature) == 0;
		}
		if (!found)
			return FALSE;
	}
	return TRUE;
}

static void
add_columns (const SegRfmDefinition *definition, GPtrArray *columns)
{
	g_autofree char *recency = score_sql (definition, SEG_RFM_RECENCY), *frequency = score_sql (definition, SEG_RFM_FREQUENCY);
	g_autofree char *monetary = score_sql (definition, SEG_RFM_MONETARY), *value = value_sql (definition, frequency, monetary), *group = NULL;
	char *scores[] = { recency, frequency, monetary };
	const char *column = definition->columns == SEG_RFM_BY_BOTH ? value : scores[definition->columns == SEG_RFM_BY_FREQUENCY
	                                                                            ? SEG_RFM_FREQUENCY : SEG_RFM_MONETARY];

	group = group_sql (definition, scores, column);
	seg_user_columns_add (columns, "rfm", _("RFM group"), SEG_TYPE_CATEGORY, group);
	seg_user_columns_add (columns, "rfm_recency", _("Recency score"), SEG_TYPE_NUMBER, recency);
	seg_user_columns_add (columns, "rfm_frequency", _("Frequency score"), SEG_TYPE_NUMBER, frequency);
	seg_user_columns_add (columns, "rfm_monetary", _("Monetary score"), SEG_TYPE_NUMBER, monetary);
	seg_user_columns_add (columns, "rfm_value", _("Frequency and monetary score"), SEG_TYPE_NUMBER, value);
}

gboolean
seg_rfm_columns_add (SegWorkspace *workspace, GPtrArray *columns, GError **error)
{
	GError *failure = NULL;
	g_autoptr (SegRfmDefinition) definition = seg_rfm_kept (workspace, &failure);

	if (definition != NULL && has_features (definition, columns))
		add_columns (definition, columns);
	return seg_query_ended (failure, error);
}

/* Filters ---------------------------------------------------------------------------------------------------------- */

char *
seg_rfm_cell_filter (const SegRfmDefinition *definition, guint row, guint column)
{
	static const char *const names[] = { "rfm_value", "rfm_frequency", "rfm_monetary" };

	if (definition->columns == SEG_RFM_BY_BOTH)
		return g_strdup_printf ("rfm_recency = %u and %s = %u", row, names[definition->columns], column);
	/* the third score must be known too, or the user is in no cell */
	return g_strdup_printf ("rfm_recency = %u and %s = %u and rfm_value is not missing", row, names[definition->columns], column);
}

char *
seg_rfm_group_filter (const SegRfmDefinition *definition, SegRfmGroup group)
{
	g_auto (GStrv) parts = g_strsplit (definition->names[group], "\"", -1);
	g_autofree char *quoted = g_strjoinv ("\"\"", parts);

	return g_strdup_printf ("rfm = \"%s\"", quoted);
}
