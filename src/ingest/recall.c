/* Mappings kept in the workspace: how the columns of a file were understood, by the fingerprint of its header, for the next such
 * file. */
#include <config.h>
#include "plan-private.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* The header as it is compared: the folded names in order. NULL: there is none to go by. */
static char *
header_fingerprint (const SegImportPlan *plan)
{
	g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

	if (!plan->has_header)
		return NULL;
	for (gsize i = 0; i < plan->n_columns; i++) {
		g_autofree char *folded = seg_name_fold (plan->columns[i].header);

		g_checksum_update (sum, (const guchar *) folded, -1);
		g_checksum_update (sum, (const guchar *) "", 1); /* the NUL keeps names apart */
	}
	return g_strdup (g_checksum_get_string (sum));
}

gboolean
seg_import_plan_same_list (const SegImportPlan *plan, const SegImportPlan *other)
{
	g_autofree char *own = header_fingerprint (plan), *others = header_fingerprint (other);

	return plan->role == other->role && own != NULL && g_strcmp0 (own, others) == 0;
}

/* Keeping ---------------------------------------------------------------------------------------------------------------- */

gboolean
seg_import_plan_remember (const SegImportPlan *plan, SegWorkspace *workspace, GError **error)
{
	g_autofree char *fingerprint = header_fingerprint (plan), *mapping = NULL, *path = NULL;
	g_autoptr (SegStatement) statement = NULL;

	if (fingerprint == NULL || plan->corrects != 0)
		return TRUE;
	statement = seg_workspace_prepare (workspace,
		"INSERT OR REPLACE INTO mapping (header_fingerprint, role, mapping, path, saved_at) VALUES (:header, :role, :mapping, :path, :at)",
		error);
	if (statement == NULL)
		return FALSE;
	mapping = seg_mapping_to_json (plan);
	path = g_utf8_make_valid (plan->path, -1);
	seg_statement_bind_text (statement, ":header", fingerprint);
	seg_statement_bind_text (statement, ":role", plan->role->name);
	seg_statement_bind_text (statement, ":mapping", mapping);
	seg_statement_bind_text (statement, ":path", path);
	seg_statement_bind_integer (statement, ":at", g_get_real_time () / G_USEC_PER_SEC);
	return seg_statement_run (statement, error);
}

/* Taking up again ---------------------------------------------------------------------------------------------------------- */

static const char *
text_member (JsonObject *object, const char *name)
{
	JsonNode *node = json_object_get_member (object, name);

	return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node)
	                                                                                                       : NULL;
}

static void
take_attribute (SegImportPlan *plan, gsize column, JsonObject *kept)
{
	const char *entity = text_member (kept, "entity"), *meaning = text_member (kept, "meaning");
	const char *name = text_member (kept, "attribute");

	if (plan->role->entity != NULL)
		seg_import_plan_set_field (plan, column, NULL, TRUE);
	else
		seg_import_plan_set_attribute (plan, column, entity, meaning == NULL ? NULL
			: seg_role_field (seg_role_find (strcmp (entity, "user") == 0 ? "users" : "items"), meaning));
	g_free (plan->columns[column].attribute);
	plan->columns[column].attribute = g_strdup (name);
}

static gboolean
is_entity (const char *entity)
{
	return g_strcmp0 (entity, "user") == 0 || g_strcmp0 (entity, "item") == 0 || g_strcmp0 (entity, "outcome") == 0;
}

/* Columns one by one, as a person would say them. What does not read any more is left as it is guessed. */
void
seg_mapping_take_column (SegImportPlan *plan, gsize column, JsonObject *kept)
{
	const char *field_name = text_member (kept, "field");
	const SegField *field = field_name != NULL ? seg_role_field (plan->role, field_name) : NULL;

	if (field != NULL)
		seg_import_plan_set_field (plan, column, field, TRUE);
	else if (text_member (kept, "attribute") == NULL)
		seg_import_plan_set_field (plan, column, NULL, FALSE);
	else if (plan->role->entity != NULL || is_entity (text_member (kept, "entity")))
		take_attribute (plan, column, kept);
}

static void
take_style (SegImportPlan *plan, JsonObject *kept, const SegImportOptions *options)
{
	const char *dates = text_member (kept, "dates"), *kind = text_member (kept, "kind");

	if (plan->date_order_guessed && dates != NULL && strcmp (dates, "iso") != 0) {
		plan->date_order = strcmp (dates, "month-first") == 0 ? SEG_DATE_MONTH_FIRST : SEG_DATE_DAY_FIRST;
		plan->date_order_guessed = FALSE;
	}
	/* Of results it is the campaign, which is another one the next time. */
	if ((options == NULL || options->event_kind == NULL) && kind != NULL && strcmp (plan->role->name, "results") != 0) {
		g_free (plan->event_kind);
		plan->event_kind = g_strdup (kind);
	}
	seg_plan_refresh (plan);
}

static void
take_mapping (SegImportPlan *plan, const SegRole *role, JsonObject *kept, const SegImportOptions *options)
{
	JsonNode *node = json_object_get_member (kept, "columns");
	JsonArray *columns = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

	if (columns == NULL || json_array_get_length (columns) != plan->n_columns)
		return;
	seg_import_plan_set_role (plan, role);
	for (guint i = 0; i < plan->n_columns; i++) {
		JsonNode *column = json_array_get_element (columns, i);

		if (JSON_NODE_HOLDS_OBJECT (column))
			seg_mapping_take_column (plan, i, json_node_get_object (column));
	}
	take_style (plan, kept, options);
}

static SegStatement *
find_mapping (const SegImportPlan *plan, SegWorkspace *workspace, GError **error)
{
	g_autofree char *fingerprint = header_fingerprint (plan);
	SegStatement *statement = seg_workspace_prepare (workspace,
		"SELECT role, mapping, path, saved_at FROM mapping WHERE header_fingerprint = :header", error);

	if (statement != NULL)
		seg_statement_bind_text (statement, ":header", fingerprint);
	return statement;
}

char
seg_mapping_quote (JsonObject *kept)
{
	const char *quote = text_member (kept, "quote");
	JsonNode *quotes = json_object_get_member (kept, "quotes");

	if (quote != NULL)
		return quote[0];
	return quotes != NULL && JSON_NODE_HOLDS_VALUE (quotes) && !json_node_get_boolean (quotes) ? '\0' : '"';
}

/* The plan of the same file with other quotes takes the place of @plan. */
static gboolean
look_with_quote (SegImportPlan *plan, char quote, const SegRole *role, const SegImportOptions *options, GError **error)
{
	SegImportOptions said = options != NULL ? *options : (SegImportOptions) { 0 };
	char words[] = { quote, '\0' };
	g_autoptr (SegImportPlan) other = NULL;
	SegImportPlan before = *plan;

	said.quotes = quote != '\0' ? words : "none";
	other = seg_import_plan (plan->path, role, &said, error);
	if (other == NULL)
		return FALSE;
	other->corrects = plan->corrects;
	other->add_known = plan->add_known;
	*plan = *other;
	*other = before;
	return TRUE;
}

typedef struct {
	const SegRole *role;
	JsonParser    *parser; /* of the mapping, an object */
	char          *path;
	gint64         saved_at;
} Kept;

static void
clear_kept (Kept *kept)
{
	g_clear_object (&kept->parser);
	g_clear_pointer (&kept->path, g_free);
}

/* The mapping of the last file with this header, of @role if that is said; kept->parser stays NULL when there is none. */
static gboolean
read_kept (const SegImportPlan *plan, SegWorkspace *workspace, const SegRole *role, Kept *kept, GError **error)
{
	g_autoptr (SegStatement) row = find_mapping (plan, workspace, error);
	g_autoptr (JsonParser) parser = json_parser_new ();
	GError *failure = NULL;

	if (row == NULL)
		return FALSE;
	if (!seg_statement_next (row, &failure))
		return seg_query_ended (failure, error);
	kept->role = seg_role_find (seg_statement_text (row, 0));
	if (kept->role == NULL || (role != NULL && role != kept->role)
	    || !json_parser_load_from_data (parser, seg_statement_text (row, 1), -1, NULL)
	    || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
		return TRUE;
	kept->parser = g_steal_pointer (&parser);
	kept->path = g_strdup (seg_statement_text (row, 2));
	kept->saved_at = seg_statement_integer (row, 3);
	return TRUE;
}

static JsonObject *
object_of (const Kept *kept)
{
	return json_node_get_object (json_parser_get_root (kept->parser));
}

gboolean
seg_import_plan_recall (SegImportPlan *plan, SegWorkspace *workspace, const SegRole *role, const SegImportOptions *options,
                        GError **error)
{
	Kept kept = { NULL };
	gboolean fine = read_kept (plan, workspace, role, &kept, error);

	if (!fine || kept.parser == NULL) {
		clear_kept (&kept);
		return fine;
	}
	if ((options == NULL || options->quotes == NULL) && seg_mapping_quote (object_of (&kept)) != plan->quote)
		fine = look_with_quote (plan, seg_mapping_quote (object_of (&kept)), role, options, error);
	if (fine) {
		take_mapping (plan, kept.role, object_of (&kept), options);
		g_free (plan->recalled_from);
		plan->recalled_from = g_steal_pointer (&kept.path);
		plan->recalled_at = kept.saved_at;
	}
	clear_kept (&kept);
	return fine && (options == NULL || options->mappings == NULL || seg_mapping_apply (plan, options->mappings, error));
}
