/* What the file says of its own columns: attributes beside the columns of user and item, features beside those of their tables. */
#include <config.h>
#include "check.h"

#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <string.h>

/* For each row (entity, column) that @sql gives: a problem of these words, each with two %s, and a repair with one %s for each, quoted. */
static gboolean
each_column (SegCheckup *checkup, const char *sql, const char *what, const char *remedy, const char *repair, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (checkup->workspace, sql, error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	while (seg_statement_next (statement, &failure)) {
		const char *entity = seg_statement_text (statement, 0), *column = seg_statement_text (statement, 1);
		char *fix = repair != NULL ? sqlite3_mprintf (repair, entity, column) : NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		seg_checkup_found (checkup, "columns", g_strdup_printf (what, entity, column), g_strdup (remedy), fix);
#pragma GCC diagnostic pop
		sqlite3_free (fix);
	}
	return seg_query_ended (failure, error);
}

#define COLUMNS_OF_ENTITIES "(SELECT 'user' AS entity, name, type FROM pragma_table_info ('user') UNION ALL " \
	"SELECT 'item', name, type FROM pragma_table_info ('item'))"

static gboolean
check_attributes (SegCheckup *checkup, GError **error)
{
	return each_column (checkup, "SELECT entity, name FROM attribute AS a WHERE NOT EXISTS "
	                    "(SELECT 1 FROM " COLUMNS_OF_ENTITIES " AS c WHERE c.entity = a.entity AND c.name = a.name)",
	                    _("The list of attributes of the table %s names the column %s, which is not there"), _("it is taken off the list"),
	                    "DELETE FROM attribute WHERE entity = %Q AND name = %Q", error)
	       && each_column (checkup, "SELECT entity, name FROM " COLUMNS_OF_ENTITIES " AS c WHERE name NOT IN ('id', 'key', 'listed') AND "
	                       "NOT EXISTS (SELECT 1 FROM attribute AS a WHERE a.entity = c.entity AND c.name IN (a.name, a.imported_name))",
	                       _("The table %s has a column %s that is not in the list of attributes"), _("it is put on the list"),
	                       "INSERT INTO attribute (entity, name, label, type) SELECT entity, name, name, CASE type WHEN 'REAL' THEN 'number' "
	                       "WHEN 'INTEGER' THEN 'date' ELSE 'text' END FROM " COLUMNS_OF_ENTITIES " WHERE entity = %Q AND name = %Q", error);
}

/* Values kept for columns that are gone can be restored to nowhere. */
static gboolean
check_kept_values (SegCheckup *checkup, GError **error)
{
	static const char *const tables[] = { "original_value", "attribute_change" };

	for (gsize i = 0; i < G_N_ELEMENTS (tables); i++) {
		g_autofree char *find = g_strdup_printf ("SELECT DISTINCT entity, name FROM %s AS v WHERE NOT EXISTS (SELECT 1 FROM "
		                                         COLUMNS_OF_ENTITIES " AS c WHERE c.entity = v.entity AND c.name = v.name)", tables[i]);
		g_autofree char *delete = g_strdup_printf ("DELETE FROM %s WHERE entity = %%Q AND name = %%Q", tables[i]);

		if (!each_column (checkup, find, _("Earlier values are kept for a column of the table %s that is not there: %s"),
		                  _("they are deleted"), delete, error))
			return FALSE;
	}
	return TRUE;
}

#define TABLE_OF_SET "'feature_set_' || s.id"
#define HAS_TABLE "EXISTS (SELECT 1 FROM sqlite_schema AS t WHERE t.type = 'table' AND t.name = " TABLE_OF_SET ")"

#define HAS_BLOCKS "EXISTS (SELECT 1 FROM feature_block AS b WHERE b.feature_set_id = s.id)"

/* Tables of computed features, and their blocks. Their values are not data: they can be computed anew. */
static gboolean
check_feature_tables (SegCheckup *checkup, GError **error)
{
	return each_column (checkup, "SELECT t.name, substr (t.name, 13) FROM sqlite_schema AS t WHERE t.type = 'table' AND t.name GLOB 'feature_set_[0-9]*' "
	                    "AND NOT EXISTS (SELECT 1 FROM feature_set AS s WHERE t.name = " TABLE_OF_SET ")",
	                    _("The table %s holds features of a set (number %s) that is not there"), _("it is deleted"), "DROP TABLE \"%w\"", error)
	       && each_column (checkup, "SELECT s.name, s.id FROM feature_set AS s WHERE NOT " HAS_TABLE " AND NOT " HAS_BLOCKS,
	                       _("The feature set \"%s\" (number %s) has lost its values"), seg_hint (_("compute it anew with: segscope features"),
	                                                                                              _("compute it anew on Features with b")), NULL, error)
	       && each_column (checkup, "SELECT s.name, f.name FROM feature AS f JOIN feature_set AS s ON s.id = f.feature_set_id WHERE " HAS_TABLE
	                       " AND NOT EXISTS (SELECT 1 FROM pragma_table_info (" TABLE_OF_SET ") AS c WHERE c.name = f.name) "
	                       "UNION ALL SELECT s.name, f.name FROM feature AS f JOIN feature_set AS s ON s.id = f.feature_set_id "
	                       "WHERE NOT " HAS_TABLE " AND " HAS_BLOCKS " AND EXISTS (SELECT 1 FROM feature_block AS i "
	                       "WHERE i.feature_set_id = s.id AND i.position = 0 AND NOT EXISTS (SELECT 1 FROM feature_block AS b "
	                       "WHERE b.feature_set_id = s.id AND b.part = i.part AND b.number = i.number AND b.position = f.position))",
	                       _("The feature set \"%s\" has lost the values of %s"), seg_hint (_("compute it anew with: segscope features"),
	                                                                                        _("compute it anew on Features with b")), NULL, error);
}

gboolean
seg_check_columns (SegCheckup *checkup, GError **error)
{
	return check_attributes (checkup, error) && check_kept_values (checkup, error) && check_feature_tables (checkup, error);
}
