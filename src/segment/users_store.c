/* Lists of users: counted, read window by window or user by user, or as ids. Everything filters and sorts inside SQLite. */
#include <config.h>
#include "segment-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <segscope/hint.h>
#include <string.h>

/* A query being put together. */
typedef struct {
	SegWorkspace *workspace;
	const SegUserQuery *query;
	GPtrArray *columns;  /* all there are */
	GPtrArray *shown;    /* of const SegUserColumn*: those asked for */
	const SegUserColumn *sort;
	gint64 set_id;       /* behind the alias c; 0: none */
} Listing;

static void
clear_listing (Listing *listing)
{
	g_clear_pointer (&listing->columns, g_ptr_array_unref);
	g_clear_pointer (&listing->shown, g_ptr_array_unref);
}

static const SegUserColumn *
find_column (const Listing *listing, const char *name, GError **error)
{
	const SegUserColumn *column = seg_user_columns_find (listing->columns, name);
	g_autofree char *names = NULL;

	if (column != NULL)
		return column;
	names = seg_user_columns_names (listing->columns);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no column \"%s\"; there are: %s"), name, names);
	return NULL;
}

static gboolean
begin_listing (Listing *listing, SegWorkspace *workspace, const SegUserQuery *query, GError **error)
{
	*listing = (Listing) { .workspace = workspace, .query = query, .shown = g_ptr_array_new () };
	listing->columns = seg_user_columns (workspace, query->set, error);
	if (listing->columns == NULL)
		return FALSE;
	for (gsize i = 0; query->columns != NULL && query->columns[i] != NULL; i++) {
		const SegUserColumn *column = find_column (listing, query->columns[i], error);

		if (column == NULL)
			return FALSE;
		g_ptr_array_add (listing->shown, (gpointer) column);
	}
	listing->sort = find_column (listing, query->sort != NULL ? query->sort : "key", error);
	if (query->set != NULL)
		listing->set_id = query->set->id;
	else if (!seg_feature_set_in_use (workspace, &listing->set_id, error))
		return FALSE;
	return listing->sort != NULL;
}

/* Whether the list needs the features of its own set. */
static gboolean
needs_features (const Listing *listing)
{
	for (guint i = 0; i < listing->shown->len; i++)
		if (((const SegUserColumn *) listing->shown->pdata[i])->is_feature)
			return TRUE;
	return listing->sort->is_feature;
}

static void
append_feature_table (GString *sql, gint64 set_id, const char *alias)
{
	g_string_append_printf (sql, " LEFT JOIN feature_set_%" G_GINT64_FORMAT " %s ON %s.user_id = u.id", set_id, alias, alias);
}

/* FROM and WHERE; f is the filter's feature table, c that of the columns: they need not be the same set. */
static void
append_from (const Listing *listing, GString *sql)
{
	const SegUserQuery *query = listing->query;

	g_string_append (sql, " FROM user u LEFT JOIN membership m ON m.user_id = u.id AND m.segmentation_id = :segmentation"
	                      " LEFT JOIN segment s ON s.id = m.segment_id");
	if (query->filter != NULL && seg_filter_set_id (query->filter) != 0)
		append_feature_table (sql, seg_filter_set_id (query->filter), "f");
	if (needs_features (listing))
		append_feature_table (sql, listing->set_id, "c");
	g_string_append_printf (sql, " WHERE " SEG_SQL_USER_IN_USE ("u") " AND (%s)", query->filter != NULL ? seg_filter_sql (query->filter) : "1");
	if (query->segment_id != 0)
		g_string_append (sql, " AND m.segment_id = :segment");
	if (query->only != NULL)
		g_string_append (sql, " AND u.id IN (SELECT value FROM json_each (:only))");
}

static char *
json_of_ids (const GArray *ids)
{
	GString *json = g_string_new ("[");

	for (guint i = 0; i < ids->len; i++)
		g_string_append_printf (json, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", g_array_index (ids, gint64, i));
	g_string_append_c (json, ']');
	return g_string_free (json, FALSE);
}

static gboolean
bind_segmentation (const Listing *listing, SegStatement *statement, GError **error)
{
	const SegUserQuery *query = listing->query;
	gint64 id = query->segmentation != NULL ? query->segmentation->id : 0;

	if (query->segmentation == NULL
	    && !seg_workspace_count (listing->workspace, "SELECT max (id) FROM segmentation", &id, error))
		return FALSE;
	seg_statement_bind_integer (statement, ":segmentation", id);
	return TRUE;
}

static SegStatement *
prepare (const Listing *listing, const char *sql, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (listing->workspace, sql, error);

	if (statement == NULL || !bind_segmentation (listing, statement, error))
		return NULL;
	if (listing->query->filter != NULL)
		seg_filter_bind (listing->query->filter, statement);
	if (listing->query->segment_id != 0)
		seg_statement_bind_integer (statement, ":segment", listing->query->segment_id);
	if (listing->query->only != NULL) {
		g_autofree char *json = json_of_ids (listing->query->only);

		seg_statement_bind_text (statement, ":only", json);
	}
	return g_steal_pointer (&statement);
}

/* SELECT @what FROM ... WHERE ... @tail, bound. */
static SegStatement *
prepare_plain (const Listing *listing, const char *what, const char *tail, GError **error)
{
	g_autoptr (GString) sql = g_string_new (what);

	append_from (listing, sql);
	g_string_append (sql, tail);
	return prepare (listing, sql->str, error);
}

gboolean
seg_user_count (SegWorkspace *workspace, const SegUserQuery *query, gint64 *n, GError **error)
{
	g_autoptr (SegStatement) statement = NULL;
	Listing listing;
	gboolean counted = FALSE;

	if (begin_listing (&listing, workspace, query, error)
	    && (statement = prepare_plain (&listing, "SELECT count (*)", "", error)) != NULL
	    && seg_statement_next (statement, error)) {
		*n = seg_statement_integer (statement, 0);
		counted = TRUE;
	}
	clear_listing (&listing);
	return counted;
}

GArray *
seg_user_ids (SegWorkspace *workspace, const SegUserQuery *query, GError **error)
{
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	g_autoptr (SegStatement) statement = NULL;
	GError *failure = NULL;
	Listing listing;

	if (begin_listing (&listing, workspace, query, &failure)
	    && (statement = prepare_plain (&listing, "SELECT u.id", " ORDER BY u.id", &failure)) != NULL)
		while (seg_statement_next (statement, &failure)) {
			gint64 id = seg_statement_integer (statement, 0);

			g_array_append_val (ids, id);
		}
	clear_listing (&listing);
	return seg_query_ended (failure, error) ? g_steal_pointer (&ids) : NULL;
}

/* Windows ---------------------------------------------------------------------------------------------------------- */

/* Missing last, whichever way; users alike in order of key, so that windows fit together. */
static void
append_order (const Listing *listing, GString *sql)
{
	const SegUserColumn *sort = listing->sort;
	const char *direction = listing->query->descending ? "DESC" : "ASC";
	gboolean is_key = !sort->is_attribute && !sort->is_feature && strcmp (sort->name, "key") == 0;
	gboolean is_segment = !sort->is_attribute && !sort->is_feature && strcmp (sort->name, "segment") == 0;
	gboolean is_text = sort->type == SEG_TYPE_TEXT || sort->type == SEG_TYPE_CATEGORY;
	g_autofree char *expression = is_segment ? g_strdup ("s.position") : seg_user_column_sql (sort, "c");

	if (is_key) /* never missing; in the order of the index */
		g_string_append_printf (sql, " ORDER BY u.key %s", direction);
	else
		g_string_append_printf (sql, " ORDER BY %s%s %s NULLS LAST, u.key", expression,
		                        is_text && !is_segment ? " COLLATE NOCASE" : "", direction);
}

static char *
window_sql (const Listing *listing)
{
	GString *sql = g_string_new ("SELECT u.id, u.key, m.segment_id, m.distance");

	for (guint i = 0; i < listing->shown->len; i++) {
		g_autofree char *expression = seg_user_column_sql (listing->shown->pdata[i], "c");

		g_string_append_printf (sql, ", %s", expression);
	}
	append_from (listing, sql);
	append_order (listing, sql);
	g_string_append (sql, " LIMIT :limit OFFSET :offset");
	return g_string_free (sql, FALSE);
}

#define N_FIXED 4 /* columns before those asked for */

static SegUserRow *
read_row (const Listing *listing, SegStatement *statement)
{
	SegUserRow *row = g_new0 (SegUserRow, 1);

	row->id = seg_statement_integer (statement, 0);
	row->key = g_strdup (seg_statement_text (statement, 1));
	row->segment_id = seg_statement_integer (statement, 2);
	row->distance = seg_statement_double (statement, 3);
	row->values = g_ptr_array_new_with_free_func (g_free);
	for (guint i = 0; i < listing->shown->len; i++)
		g_ptr_array_add (row->values, seg_user_value_text (listing->shown->pdata[i], statement, N_FIXED + (int) i,
		                                                   listing->query->exact));
	return row;
}

void
seg_user_row_free (SegUserRow *row)
{
	if (row == NULL)
		return;
	g_free (row->key);
	g_ptr_array_unref (row->values);
	g_free (row);
}

/* Hands every user of the window to @func, one at a time. */
static gboolean
read_window (SegWorkspace *workspace, const SegUserQuery *query, gint64 offset, gint64 limit, SegUserRowFunc func, gpointer data,
             GError **error)
{
	g_autoptr (SegStatement) statement = NULL;
	g_autofree char *sql = NULL;
	GError *failure = NULL;
	Listing listing;

	if (begin_listing (&listing, workspace, query, &failure)) {
		sql = window_sql (&listing);
		statement = prepare (&listing, sql, &failure);
	}
	if (statement != NULL) {
		seg_statement_bind_integer (statement, ":limit", limit);
		seg_statement_bind_integer (statement, ":offset", offset);
		while (seg_statement_next (statement, &failure))
			if (!func (read_row (&listing, statement), data, &failure))
				break;
	}
	clear_listing (&listing);
	return seg_query_ended (failure, error);
}

gboolean
seg_user_each (SegWorkspace *workspace, const SegUserQuery *query, SegUserRowFunc func, gpointer data, GError **error)
{
	return read_window (workspace, query, 0, -1, func, data, error);
}

static gboolean
add_row (SegUserRow *row, gpointer rows, GError **error)
{
	(void) error;
	g_ptr_array_add (rows, row);
	return TRUE;
}

GPtrArray *
seg_user_list (SegWorkspace *workspace, const SegUserQuery *query, gint64 offset, gint64 limit, GError **error)
{
	g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_user_row_free);

	return read_window (workspace, query, offset, limit, add_row, rows, error) ? g_steal_pointer (&rows) : NULL;
}

gboolean
seg_user_find (SegWorkspace *workspace, const char *key, gint64 *id, GError **error)
{
	gint64 found;

	if (!seg_workspace_find_key (workspace, "user", key, &found, error))
		return FALSE;
	if (found != 0) {
		*id = found;
		return TRUE;
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND,
	             seg_hint (_("There is no user \"%s\"; segscope users WORKSPACE --filter TEXT searches"),
	                       _("There is no user \"%s\"; / on Users searches")), key);
	return FALSE;
}

char *
seg_user_key (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT key FROM user WHERE id = :id", error);
	GError *failure = NULL;
	char *key = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", id);
	if (seg_statement_next (statement, &failure))
		key = g_strdup (seg_statement_text (statement, 0));
	if (seg_query_ended (failure, error) && key == NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The user number %" PRId64 " does not exist any more"), id);
	return key;
}
