/* What a feature set was computed from besides events: where nothing of it has changed since, new events change the values of their
 * users alone. */
#include <config.h>
#include "feature/basis.h"
#include "feature/given_back.h"

#include <json-glib/json-glib.h>

void
seg_basis_free (SegBasis *basis)
{
	if (basis == NULL)
		return;
	g_free (basis->digest);
	g_free (basis->attributes);
	seg_event_facts_free (basis->facts);
	g_free (basis);
}

/* The digest ------------------------------------------------------------------------------------------------------- */

static gboolean
add_rows (GString *text, SegWorkspace *workspace, const char *sql, gint64 last, GError **error)
{
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, sql, error);
	GError *failure = NULL;

	if (rows == NULL)
		return FALSE;
	if (strstr (sql, ":last") != NULL)
		seg_statement_bind_integer (rows, ":last", last);
	while (seg_statement_next (rows, &failure)) {
		for (int i = 0; i < seg_statement_n_columns (rows); i++) {
			const char *value = seg_statement_text (rows, i);

			g_string_append_printf (text, "%zu:%s;", value != NULL ? strlen (value) : 0, value != NULL ? value : "");
		}
		g_string_append_c (text, '\n');
	}
	return seg_query_ended (failure, error);
}

/* What the attributes are called and mean. */
static gboolean
add_attributes (GString *text, SegWorkspace *workspace, const char *entity, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, entity, error);

	for (guint i = 0; attributes != NULL && i < attributes->len; i++) {
		const SegAttribute *attribute = attributes->pdata[i];

		g_string_append_printf (text, "%s %s %s %d;", attribute->name, attribute->label, attribute->field != NULL ? attribute->field : "",
		                        attribute->type);
	}
	return attributes != NULL;
}

/* How many values each attribute has: what files fill in or add shows there, what they replace in attribute_change. */
static gboolean
count_values (GString *text, SegWorkspace *workspace, const char *entity, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, entity, error);
	g_autoptr (GString) sql = g_string_new ("SELECT sum(listed)");

	if (attributes == NULL)
		return FALSE;
	for (guint i = 0; i < attributes->len; i++) {
		g_autofree char *column = seg_sql_identifier (((const SegAttribute *) attributes->pdata[i])->name);

		g_string_append_printf (sql, ", count(%s)", column);
	}
	g_string_append_printf (sql, " FROM %s", entity);
	return add_rows (text, workspace, sql->str, 0, error);
}

/* Files that may bring attributes: lists of users and items, and logs with columns that belong to them. */
#define BRINGS_ATTRIBUTES "role IN ('users', 'items') OR instr (mapping, '\"entity\":') OR instr (mapping, '\"attribute\":') " \
	"OR instr (mapping, '\"meaning\":') OR instr (mapping, '\"type\":')"

gboolean
seg_basis_find_attributes (SegBasis *basis, SegWorkspace *workspace, const SegBasis *before, GError **error)
{
	gint64 since = before != NULL ? before->last_source : 0, brought;
	g_autofree char *sql = g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM source WHERE id > %" G_GINT64_FORMAT " AND (" BRINGS_ATTRIBUTES "))", since);
	g_autoptr (GString) text = g_string_new (NULL);

	if (!seg_workspace_count (workspace, "SELECT ifnull (max (id), 0) FROM source", &basis->last_source, error)
	    || !seg_workspace_count (workspace, sql, &brought, error))
		return FALSE;
	if (since > 0 && since <= basis->last_source && !brought) {
		basis->attributes = g_strdup (before->attributes);
		return TRUE;
	}
	if (!count_values (text, workspace, "user", error) || !count_values (text, workspace, "item", error))
		return FALSE;
	basis->attributes = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, (gssize) text->len);
	return TRUE;
}

char *
seg_basis_digest (const SegBasis *basis, const SegFeatureContext *context, gint64 last_event_id, GError **error)
{
	static const char *const questions[] = {
		"SELECT value FROM setting WHERE name = 'orders'",
		"SELECT kind, options FROM cleaning_step WHERE enabled ORDER BY position",
		"SELECT count(*), sum(user_id), sum(merged_into) FROM excluded_user",
		"SELECT count(*), sum(item_id) FROM excluded_item",
		"SELECT max(id) FROM attribute_change",
		"SELECT max(id) FROM audit WHERE action = 'repair'",
		"SELECT count(*), max(id) FROM result",
		"SELECT count(*) FROM event_set_aside WHERE id <= :last",
		"SELECT count(*) FROM review WHERE event_id <= :last",
	};
	g_autoptr (GString) text = g_string_new (NULL);
	g_autofree char *definitions = seg_feature_definitions_digest (context->workspace, error), *campaigns = NULL;

	if (definitions == NULL || (campaigns = seg_feature_campaigns_by (context->workspace, context->as_of, error)) == NULL)
		return NULL;
	g_string_printf (text, "%s %d %d %" G_GINT64_FORMAT " %u %s %s\n", PACKAGE_VERSION, SEG_FEATURE_DEFINITIONS, context->everyone,
	                 context->clock_offset, context->data, definitions, campaigns);
	for (guint i = 0; i < context->kinds->len; i++) {
		const SegEventKind *kind = context->kinds->pdata[i];

		g_string_append_printf (text, "%" G_GINT64_FORMAT " %s %u %u %u;", kind->id, kind->feature, kind->kind, kind->column, kind->about);
	}
	for (guint i = 0; i < context->features->len; i++)
		g_string_append_printf (text, "%s\n", ((const SegFeature *) context->features->pdata[i])->name);
	for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
		if (!add_rows (text, context->workspace, questions[i], last_event_id, error))
			return NULL;
	if (!add_attributes (text, context->workspace, "user", error) || !add_attributes (text, context->workspace, "item", error))
		return NULL;
	g_string_append (text, basis->attributes);
	return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, (gssize) text->len);
}

gboolean
seg_feature_set_forget_basis (SegWorkspace *workspace, const char *name, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "UPDATE feature_set SET basis = '{}' WHERE name = :name", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":name", name);
	return seg_statement_run (statement, error);
}

/* Keeping ---------------------------------------------------------------------------------------------------------- */

gboolean
seg_basis_keep (SegWorkspace *workspace, gint64 set, const SegBasis *basis, GError **error)
{
	g_autofree char *facts = seg_event_facts_to_json (basis->facts);
	g_autofree char *json = g_strdup_printf ("{\"digest\": \"%s\", \"attributes\": \"%s\", \"last_source\": %" G_GINT64_FORMAT
	                                         ", \"last_event\": %" G_GINT64_FORMAT ", \"facts\": %s}", basis->digest, basis->attributes,
	                                         basis->last_source, basis->last_event_id, facts);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "UPDATE feature_set SET basis = :basis WHERE id = :id", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":basis", json);
	seg_statement_bind_integer (statement, ":id", set);
	return seg_statement_run (statement, error) && seg_given_back_keep (workspace, set, basis->last_event_id, error);
}

static SegBasis *
from_json (const char *json)
{
	g_autoptr (JsonNode) root = json != NULL ? json_from_string (json, NULL) : NULL;
	JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
	SegBasis *basis;

	if (object == NULL || !json_object_has_member (object, "facts") || !json_object_has_member (object, "digest"))
		return NULL;
	basis = g_new0 (SegBasis, 1);
	basis->digest = g_strdup (json_object_get_string_member_with_default (object, "digest", ""));
	basis->attributes = g_strdup (json_object_get_string_member_with_default (object, "attributes", ""));
	basis->last_source = json_object_get_int_member_with_default (object, "last_source", 0);
	basis->last_event_id = json_object_get_int_member_with_default (object, "last_event", 0);
	basis->facts = seg_event_facts_from_json (json_object_get_member (object, "facts"));
	if (basis->facts == NULL)
		g_clear_pointer (&basis, seg_basis_free);
	return basis;
}

gboolean
seg_basis_load (SegWorkspace *workspace, const char *name, SegBasis **basis, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT id, as_of, everyone, basis, n_users FROM feature_set WHERE name = :name", error);
	GError *failure = NULL;

	*basis = NULL;
	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":name", name);
	if (seg_statement_next (statement, &failure) && (*basis = from_json (seg_statement_text (statement, 3))) != NULL) {
		(*basis)->set = seg_statement_integer (statement, 0);
		(*basis)->as_of = seg_statement_integer (statement, 1);
		(*basis)->everyone = seg_statement_integer (statement, 2) != 0;
		(*basis)->n_users = seg_statement_integer (statement, 4);
	}
	return seg_query_ended (failure, error);
}
