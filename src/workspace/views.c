/* The views with plain names, for people who open the file with other tools: schema/views.sql, with the attributes that users and
 * items have put in its gaps. A view is text in the schema: making it costs nothing, however large the tables are. */
#include <config.h>
#include "workspace-private.h"

#include <string.h>

/* Columns that the views have of their own. */
static const char *const own_columns[] = { "user", "item", "listed", "left_out" };

static gboolean
is_taken (const GPtrArray *attributes, const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS (own_columns); i++)
		if (g_ascii_strcasecmp (name, own_columns[i]) == 0)
			return TRUE;
	for (guint i = 0; i < attributes->len; i++)
		if (g_ascii_strcasecmp (name, ((const SegAttribute *) attributes->pdata[i])->name) == 0)
			return TRUE;
	return FALSE;
}

/* What the attribute is called in the view: as in the table, unless that is the name of a column the view has of its own. */
static char *
view_name (const GPtrArray *attributes, const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS (own_columns); i++)
		if (g_ascii_strcasecmp (name, own_columns[i]) == 0) {
			char *other = g_strconcat (name, "_attribute", NULL);

			while (is_taken (attributes, other)) {
				char *longer = g_strconcat (other, "_", NULL);

				g_free (other);
				other = longer;
			}
			return other;
		}
	return g_strdup (name);
}

/* ", user.city AS city, ..." */
static char *
attribute_columns (SegWorkspace *workspace, const char *entity, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, entity, error);
	GString *columns;

	if (attributes == NULL)
		return NULL;
	columns = g_string_new (NULL);
	for (guint i = 0; i < attributes->len; i++) {
		const SegAttribute *attribute = attributes->pdata[i];
		g_autofree char *name = view_name (attributes, attribute->name);
		g_autofree char *column = seg_sql_identifier (attribute->name), *shown = seg_sql_identifier (name);

		g_string_append_printf (columns, attribute->type == SEG_TYPE_DATE ? ",\n       datetime (%s.%s, 'unixepoch') AS %s"
		                                                                  : ",\n       %s.%s AS %s",
		                        entity, column, shown);
	}
	return g_string_free (columns, FALSE);
}

/* The views' SQL. One pass fills the gaps, so that a name like "{title}" is not taken for one. */
static char *
fill_in (const char *template, const char *const gaps[][2], gsize n_gaps)
{
	GString *sql = g_string_new (NULL);

	for (const char *at = template; *at != '\0';) {
		gsize gap = 0;

		while (gap < n_gaps && !g_str_has_prefix (at, gaps[gap][0]))
			gap++;
		if (gap < n_gaps) {
			g_string_append (sql, gaps[gap][1]);
			at += strlen (gaps[gap][0]);
		} else
			g_string_append_c (sql, *at++);
	}
	return g_string_free (sql, FALSE);
}

/* Makes the view that @sql ("CREATE VIEW name AS ...") describes, unless it is there and the same. */
static gboolean
make_view (SegWorkspace *workspace, const char *sql, GError **error)
{
	const char *name_at = sql + strlen ("CREATE VIEW ");
	g_autofree char *name = g_strndup (name_at, strcspn (name_at, " "));
	g_autofree char *drop = g_strconcat ("DROP VIEW IF EXISTS ", name, NULL);
	g_autoptr (SegStatement) find = seg_workspace_prepare (workspace,
		"SELECT 1 FROM sqlite_schema WHERE type = 'view' AND name = :name AND sql = :sql", error);
	GError *failure = NULL;
	gboolean same;

	if (find == NULL)
		return FALSE;
	seg_statement_bind_text (find, ":name", name);
	seg_statement_bind_text (find, ":sql", sql);
	same = seg_statement_next (find, &failure);
	seg_statement_reset (find);
	return seg_query_ended (failure, error)
	       && (same || (seg_workspace_execute (workspace, drop, error) && seg_workspace_execute (workspace, sql, error)));
}

static gboolean
make_all (SegWorkspace *workspace, char **views, GError **error)
{
	for (char **view = views; *view != NULL; view++)
		if (g_str_has_prefix (g_strstrip (*view), "CREATE VIEW ") && !make_view (workspace, *view, error))
			return FALSE;
	return TRUE;
}

gboolean
seg_workspace_make_views (SegWorkspace *workspace, GError **error)
{
	g_autofree char *users = attribute_columns (workspace, "user", error);
	g_autofree char *items = users != NULL ? attribute_columns (workspace, "item", error) : NULL;
	g_autofree char *title = items != NULL ? seg_item_title_sql (workspace, "item", error) : NULL;
	g_auto (GStrv) templates = NULL;
	const char *const gaps[][2] = { { "{user_attributes}", users }, { "{item_attributes}", items }, { "{title}", title } };

	if (title == NULL)
		return FALSE;
	templates = g_strsplit (seg_workspace_views_template (), ";\n", -1); /* before names from data, which may hold anything, are in */
	for (char **view = templates; *view != NULL; view++) {
		char *filled = fill_in (*view, gaps, G_N_ELEMENTS (gaps));

		g_free (*view);
		*view = filled;
	}
	return make_all (workspace, templates, error);
}
