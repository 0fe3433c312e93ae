/* Rows that point to rows which are not there: every REFERENCES of the schema, whatever tables there are. Data are kept where they
 * can be: what a row of an import pointed to gets a stand-in; only derived rows are deleted. */
#include <config.h>
#include "check.h"

#include <segscope/steps.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	char    *child, *column; /* as identifiers */
	char    *parent, *to;
	char    *table, *name;   /* child and column, for people */
	gboolean nullable;
} Link;

static void
free_link (gpointer data)
{
	Link *link = data;

	g_free (link->child);
	g_free (link->column);
	g_free (link->parent);
	g_free (link->to);
	g_free (link->table);
	g_free (link->name);
	g_free (link);
}

static GPtrArray *
read_links (SegCheckup *checkup, GError **error)
{
	g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func (free_link);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (checkup->workspace,
		"SELECT t.name, f.\"from\", f.\"table\", coalesce (f.\"to\", 'id'), NOT c.\"notnull\" AND c.pk = 0 "
		"FROM pragma_table_list AS t, pragma_foreign_key_list (t.name) AS f, pragma_table_info (t.name) AS c "
		"WHERE t.schema = 'main' AND t.type = 'table' AND c.name = f.\"from\" ORDER BY 1, 2", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure)) {
		Link *link = g_new0 (Link, 1);

		link->table = g_strdup (seg_statement_text (statement, 0));
		link->child = seg_sql_identifier (link->table);
		link->name = g_strdup (seg_statement_text (statement, 1));
		link->column = seg_sql_identifier (link->name);
		link->parent = g_strdup (seg_statement_text (statement, 2));
		link->to = seg_sql_identifier (seg_statement_text (statement, 3));
		link->nullable = seg_statement_integer (statement, 4) != 0;
		g_ptr_array_add (links, link);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&links) : NULL;
}

/* The condition of rows of the child: what they point to is not there. */
static char *
lost_rows (const Link *link)
{
	g_autofree char *parent = seg_sql_identifier (link->parent);

	return g_strdup_printf ("%s IS NOT NULL AND NOT EXISTS (SELECT 1 FROM %s AS parent WHERE parent.%s = %s.%s)", link->column, parent,
	                        link->to, link->child, link->column);
}

/* Rows that stand for the ones that were lost, so that what pointed to them stays. */
static const struct { const char *table, *insert; } stand_ins[] = {
	{ "user", "INSERT OR IGNORE INTO user (id, key) SELECT DISTINCT %s, 'lost user ' || %s FROM %s WHERE %s" },
	{ "item", "INSERT OR IGNORE INTO item (id, key) SELECT DISTINCT %s, 'lost item ' || %s FROM %s WHERE %s" },
	{ "event_kind", "INSERT OR IGNORE INTO event_kind (id, name) SELECT DISTINCT %s, 'lost kind ' || %s FROM %s WHERE %s" },
	{ "source", "INSERT OR IGNORE INTO source (id, path, checksum, role, mapping, encoding, delimiter, rows_read, rows_loaded, rows_rejected, "
	            "rows_repeated, imported_at, program_version) "
	            "SELECT DISTINCT %s, 'lost file ' || %s, '', 'events', '{\"columns\":[]}', '', '', 0, 0, 0, 0, 0, '' FROM %s WHERE %s" },
};

static char *
stand_in_sql (const Link *link, const char *lost)
{
	for (gsize i = 0; i < G_N_ELEMENTS (stand_ins); i++)
		if (strcmp (link->parent, stand_ins[i].table) == 0 && (!link->nullable || strcmp (link->parent, "source") != 0)) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
			return g_strdup_printf (stand_ins[i].insert, link->column, link->column, link->child, lost);
#pragma GCC diagnostic pop
		}
	return NULL;
}

static void
found (SegCheckup *checkup, const Link *link, gint64 n, const char *lost)
{
	g_autofree char *count = seg_format_integer (n), *repair = stand_in_sql (link, lost);
	char *what = g_strdup_printf (ngettext ("%s row of the table %s (%s) points to a row of %s that is not there",
	                                        "%s rows of the table %s (%s) point to rows of %s that are not there", (gulong) n), count, link->table, link->name, link->parent);

	if (repair != NULL)
		seg_checkup_found (checkup, "links", what, g_strdup_printf (_("each gets a stand-in (\"lost %s 17\")"), link->parent), repair);
	else if (link->nullable) {
		repair = g_strdup_printf ("UPDATE %s SET %s = NULL WHERE %s", link->child, link->column, lost);
		seg_checkup_found (checkup, "links", what, g_strdup (_("they point to nothing from then on")), repair);
	} else {
		repair = g_strdup_printf ("DELETE FROM %s WHERE %s", link->child, lost);
		seg_checkup_found (checkup, "links", what, g_strdup (_("they are deleted")), repair);
	}
}

static double
steps_of (SegCheckup *checkup, const GPtrArray *links)
{
	double n = 0;

	for (guint i = 0; i < links->len; i++)
		n += SEG_STEPS_A_LINK * seg_workspace_about_rows (checkup->workspace, ((const Link *) links->pdata[i])->table);
	return n;
}

gboolean
seg_check_links (SegCheckup *checkup, GError **error)
{
	g_autoptr (GPtrArray) links = read_links (checkup, error);

	if (links == NULL)
		return FALSE;
	seg_workspace_expect (checkup->workspace, steps_of (checkup, links));
	for (guint i = 0; i < links->len; i++) {
		const Link *link = links->pdata[i];
		g_autofree char *lost = lost_rows (link), *sql = g_strdup_printf ("SELECT count(*) FROM %s WHERE %s", link->child, lost);
		gint64 n;

		if (!seg_checkup_count (checkup, sql, &n, error))
			return FALSE;
		if (n > 0)
			found (checkup, link, n, lost);
	}
	seg_workspace_expect (checkup->workspace, 0);
	return TRUE;
}
