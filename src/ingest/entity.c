/* The SQL of users and items with their attributes: columns that appear when a file first brings them. */
#include <config.h>
#include "store.h"

#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <string.h>

#define NAME_MOST 80 /* characters of a column's name */
#define ATTRIBUTES_MOST 1950

/* Attributes ----------------------------------------------------------------------------------------------------------- */

static gboolean
is_taken (const SegStore *store, const char *entity, const char *name)
{
	g_autofree char *full = g_strconcat (entity, ".", name, NULL);

	return g_hash_table_contains (store->taken, full);
}

static void
take (SegStore *store, const char *entity, const char *name)
{
	g_hash_table_add (store->taken, g_strconcat (entity, ".", name, NULL));
}

/* The attribute of an earlier file that this column continues, or NULL. */
static const SegAttribute *
find_attribute (const SegStore *store, const GPtrArray *attributes, const char *label, const char *field)
{
	gboolean is_mark = field != NULL && seg_field_is_mark (seg_role_field (seg_role_find ("users"), field));

	for (int by_name = field == NULL || is_mark; by_name < 2; by_name++)
		for (guint i = 0; i < attributes->len; i++) {
			const SegAttribute *attribute = attributes->pdata[i];
			gboolean same = by_name ? g_ascii_strcasecmp (attribute->label, label) == 0
			                          || g_ascii_strcasecmp (attribute->name, label) == 0
			                        : g_strcmp0 (attribute->field, field) == 0;

			if (same && !is_taken (store, attribute->entity, attribute->name))
				return attribute;
		}
	return NULL;
}

static gboolean
is_name_used (const GPtrArray *attributes, const char *name)
{
	static const char *const reserved[] = { "id", "key", "listed", "rowid", "oid", "_rowid_" };

	for (gsize i = 0; i < G_N_ELEMENTS (reserved); i++)
		if (g_ascii_strcasecmp (reserved[i], name) == 0)
			return TRUE;
	for (guint i = 0; i < attributes->len; i++)
		if (g_ascii_strcasecmp (((const SegAttribute *) attributes->pdata[i])->name, name) == 0)
			return TRUE;
	return FALSE;
}

/* @label as the name of a column: no control characters, not too long, not one that is there already. */
static char *
make_name (const GPtrArray *attributes, const char *label)
{
	g_autoptr (GString) clean = g_string_new (NULL);
	glong n_characters = 0;
	char *name;

	for (const char *at = label; *at != '\0' && n_characters < NAME_MOST; at = g_utf8_next_char (at), n_characters++)
		if (!g_unichar_iscntrl (g_utf8_get_char (at)))
			g_string_append_unichar (clean, g_utf8_get_char (at));
	g_strstrip (clean->str);
	name = clean->str[0] != '\0' ? g_strdup (clean->str) : g_strdup_printf ("column_%u", attributes->len + 1);
	for (int i = 2; is_name_used (attributes, name); i++) {
		g_free (name);
		name = g_strdup_printf ("%s_%d", clean->str[0] != '\0' ? clean->str : "column", i);
	}
	return name;
}

/* SQLite has room for 2,000 columns in a table, some of which are the program's own. */
static gboolean
check_room (const char *entity, const GPtrArray *attributes, GError **error)
{
	if (attributes->len < ATTRIBUTES_MOST)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
	             strcmp (entity, "user") == 0 ? seg_hint (_("Users have %u attributes already, and no more fit into a workspace; leave columns out with --map -=COLUMN"),
	                                                      _("Users have %u attributes already, and no more fit into a workspace; leave columns out in the plan"))
	                                          : seg_hint (_("Items have %u attributes already, and no more fit into a workspace; leave columns out with --map -=COLUMN"),
	                                                      _("Items have %u attributes already, and no more fit into a workspace; leave columns out in the plan")),
	             attributes->len);
	return FALSE;
}

static gboolean
add_column (SegStore *store, const char *entity, const char *name, SegType type, GError **error)
{
	g_autofree char *identifier = seg_sql_identifier (name);
	g_autofree char *sql = g_strdup_printf ("ALTER TABLE %s ADD COLUMN %s %s", entity, identifier, seg_type_sql (type));

	return seg_workspace_execute (store->workspace, sql, error);
}

static gboolean
add_attribute (SegStore *store, const char *entity, const char *name, const char *label, const char *field, SegType type,
               GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (store->workspace,
		strcmp (entity, "user") == 0
		? "INSERT INTO attribute (entity, name, label, field, type, missing) "
		  "VALUES (:entity, :name, :label, :field, :type, (SELECT count (*) FROM user))"
		: "INSERT INTO attribute (entity, name, label, field, type, missing) "
		  "VALUES (:entity, :name, :label, :field, :type, (SELECT count (*) FROM item))", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":entity", entity);
	seg_statement_bind_text (statement, ":name", name);
	seg_statement_bind_text (statement, ":label", label);
	seg_statement_bind_text (statement, ":field", field);
	seg_statement_bind_text (statement, ":type", seg_type_name (type));
	return seg_statement_run (statement, error) && add_column (store, entity, name, type, error);
}

/* An attribute of an earlier file whose meaning becomes known now. */
static gboolean
set_field (SegStore *store, const SegAttribute *attribute, const char *field, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (store->workspace,
		"UPDATE attribute SET field = :field WHERE entity = :entity AND name = :name", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":field", field);
	seg_statement_bind_text (statement, ":entity", attribute->entity);
	seg_statement_bind_text (statement, ":name", attribute->name);
	return seg_statement_run (statement, error);
}

char *
seg_store_attribute (SegStore *store, const char *entity, const char *label, const char *field, SegType *type, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (store->workspace, entity, error);
	g_autofree char *name = NULL;
	const SegAttribute *found;

	if (attributes == NULL)
		return NULL;
	found = find_attribute (store, attributes, label, field);
	if (found != NULL) {
		if (field != NULL && found->field == NULL && !set_field (store, found, field, error))
			return NULL;
		*type = found->type;
		name = g_strdup (found->name);
	} else {
		name = make_name (attributes, label);
		if (!check_room (entity, attributes, error) || !add_attribute (store, entity, name, label, field, *type, error))
			return NULL;
	}
	take (store, entity, name);
	return g_steal_pointer (&name);
}

/* Titles --------------------------------------------------------------------------------------------------------------- */

gboolean
seg_store_title_column (SegStore *store, const char *column, GError **error)
{
	g_autofree char *name = seg_sql_identifier (column);
	g_autofree char *sql = g_strdup_printf ("UPDATE item SET %s = ?2 WHERE id = ?1 AND %s IS NULL", name, name);

	store->title = seg_workspace_prepare (store->workspace, sql, error);
	return store->title != NULL;
}

gboolean
seg_store_title (SegStore *store, gint64 item_id, const char *title, GError **error)
{
	seg_statement_bind_integer_at (store->title, 1, item_id);
	seg_statement_bind_text_at (store->title, 2, title);
	return seg_statement_run (store->title, error);
}

/* Missing values ------------------------------------------------------------------------------------------------------- */

static gboolean
count_missing_of (SegStore *store, const char *entity, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (store->workspace, entity, error);
	g_autoptr (SegStatement) save = seg_workspace_prepare (store->workspace,
		"UPDATE attribute SET missing = :missing WHERE entity = :entity AND name = :name", attributes != NULL ? error : NULL);
	g_autoptr (SegStatement) count = NULL;
	g_autoptr (GString) sql = g_string_new ("SELECT count (*)");

	if (attributes == NULL || save == NULL)
		return FALSE;
	for (guint i = 0; i < attributes->len; i++) {
		g_autofree char *name = seg_sql_identifier (((const SegAttribute *) attributes->pdata[i])->name);

		g_string_append_printf (sql, ", count (%s)", name);
	}
	g_string_append_printf (sql, " FROM %s", entity);
	count = seg_workspace_prepare (store->workspace, sql->str, error);
	if (count == NULL || !seg_statement_next (count, error))
		return FALSE;
	for (guint i = 0; i < attributes->len; i++) {
		seg_statement_bind_integer (save, ":missing",
		                            seg_statement_integer (count, 0) - seg_statement_integer (count, (int) i + 1));
		seg_statement_bind_text (save, ":entity", entity);
		seg_statement_bind_text (save, ":name", ((const SegAttribute *) attributes->pdata[i])->name);
		if (!seg_statement_run (save, error))
			return FALSE;
	}
	return TRUE;
}

gboolean
seg_store_count_missing (SegStore *store, GError **error)
{
	return count_missing_of (store, "user", error) && count_missing_of (store, "item", error);
}

static gint64
present_in (const char *name, const GPtrArray *names, const gint64 *n_present)
{
	for (guint i = 0; names != NULL && i < names->len; i++)
		if (strcmp (names->pdata[i], name) == 0)
			return n_present[i];
	return 0;
}

gboolean
seg_store_add_missing (SegStore *store, const char *entity, const GPtrArray *names, const gint64 *n_present, gint64 n_new,
                       GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (store->workspace, entity, error);
	g_autoptr (SegStatement) add = seg_workspace_prepare (store->workspace,
		"UPDATE attribute SET missing = missing + :missing WHERE entity = :entity AND name = :name", attributes != NULL ? error : NULL);

	if (attributes == NULL || add == NULL)
		return FALSE;
	for (guint i = 0; i < attributes->len; i++) {
		const SegAttribute *attribute = attributes->pdata[i];

		seg_statement_bind_integer (add, ":missing", n_new - present_in (attribute->name, names, n_present));
		seg_statement_bind_text (add, ":entity", entity);
		seg_statement_bind_text (add, ":name", attribute->name);
		if (!seg_statement_run (add, error))
			return FALSE;
	}
	return TRUE;
}
