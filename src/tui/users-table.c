/* What the list of users lists: made and read on whichever thread has the time. */
#include <config.h>
#include "users.h"

#include <glib/gi18n.h>
#include <string.h>

void
seg_user_table_free (SegUserTable *table)
{
	if (table == NULL)
		return;
	seg_feature_set_free (table->set);
	seg_segmentation_free (table->segmentation);
	g_clear_pointer (&table->all, g_ptr_array_unref);
	seg_filter_free (table->filter);
	g_strfreev (table->columns);
	g_free (table->sort);
	g_free (table);
}

SegUserQuery
seg_user_table_query (const SegUserTable *table)
{
	return (SegUserQuery) {
		.set = table->set, .segmentation = table->segmentation, .segment_id = table->segment_id, .filter = table->filter,
		.columns = (const char *const *) table->columns, .sort = table->sort, .descending = table->descending,
	};
}

const SegSegment *
seg_user_table_segment (const SegUserTable *table)
{
	for (guint i = 0; table->segmentation != NULL && i < table->segmentation->segments->len; i++)
		if (((SegSegment *) table->segmentation->segments->pdata[i])->id == table->segment_id)
			return table->segmentation->segments->pdata[i];
	return NULL;
}

static SegAlign
alignment (const SegUserColumn *column)
{
	return column->type == SEG_TYPE_NUMBER ? SEG_ALIGN_RIGHT : SEG_ALIGN_LEFT;
}

static int
column_width (const SegUserColumn *column)
{
	int heading = MIN (seg_text_width (column->label), 18);

	if (strcmp (column->name, "segment") == 0)
		return -16;
	switch (column->type) {
	case SEG_TYPE_DATE:
		return 16;
	case SEG_TYPE_NUMBER:
		return MAX (heading, 9);
	case SEG_TYPE_BOOLEAN:
		return MAX (heading, 3);
	default:
		return -MAX (heading, 10);
	}
}

guint
seg_user_table_headings (const SegUserTable *table, SegListColumn headings[SEG_USER_COLUMNS + 1])
{
	guint n = 1;

	headings[0] = (SegListColumn) { N_("User"), SEG_ALIGN_LEFT, -10, TRUE };
	for (guint i = 0; table->columns[i] != NULL && n <= SEG_USER_COLUMNS; i++) {
		const SegUserColumn *column = seg_user_columns_find (table->all, table->columns[i]);

		headings[n++] = (SegListColumn) { column->label, alignment (column), column_width (column), TRUE };
	}
	return n;
}

char **
seg_user_table_parse (const SegUserTable *table, const char *text, GError **error)
{
	g_auto (GStrv) words = g_strsplit (text, ",", SEG_USER_COLUMNS + 1);
	g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

	for (guint i = 0; words[i] != NULL; i++) {
		const char *word = g_strstrip (words[i]);
		const SegUserColumn *column = seg_user_columns_find (table->all, word);

		if (*word != '\0' && column == NULL) {
			g_autofree char *all = seg_user_columns_names (table->all);

			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no column \"%s\"; there are: %s"), word, all);
			return NULL;
		}
		if (column != NULL && strcmp (column->name, "key") != 0)
			g_ptr_array_add (names, g_strdup (column->name));
	}
	g_ptr_array_add (names, NULL);
	g_ptr_array_set_free_func (names, NULL);
	return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

void
seg_user_read_free (gpointer data)
{
	SegUserRead *read = data;

	if (read == NULL)
		return;
	g_free (read->filter);
	g_free (read->sort);
	g_strfreev (read->columns);
	seg_user_table_free (read->table);
	seg_user_counter_free (read->counter);
	g_clear_pointer (&read->order, g_array_unref);
	g_clear_pointer (&read->rows, g_ptr_array_unref);
	g_free (read);
}

/* The feature set and the segmentation, where there are any. */
static gboolean
load_derived (SegWorkspace *workspace, const SegUserRead *read, SegUserTable *table, GError **error)
{
	g_autoptr (GError) none = NULL;

	table->set = read->set_id != 0 ? seg_feature_set_load_id (workspace, read->set_id, NULL) : NULL;
	if (table->set == NULL)
		table->set = seg_feature_set_load (workspace, NULL, &none);
	if (table->set == NULL && !g_error_matches (none, SEG_ERROR, SEG_ERROR_NOT_FOUND)) {
		g_propagate_error (error, g_steal_pointer (&none));
		return FALSE;
	}
	g_clear_error (&none);
	table->segmentation = read->segmentation_id != 0 ? seg_segmentation_load_id (workspace, read->segmentation_id, &none) : NULL;
	g_clear_error (&none); /* it was deleted: the newest will do */
	if (table->segmentation == NULL)
		table->segmentation = seg_segmentation_load (workspace, NULL, &none);
	if (table->segmentation == NULL && !g_error_matches (none, SEG_ERROR, SEG_ERROR_NOT_FOUND)) {
		g_propagate_error (error, g_steal_pointer (&none));
		return FALSE;
	}
	return TRUE;
}

/* The segment asked for, or 0 when the segmentation does not have it (any more). */
static gint64
known_segment (const SegUserTable *table, gint64 segment_id)
{
	for (guint i = 0; table->segmentation != NULL && i < table->segmentation->segments->len; i++)
		if (((SegSegment *) table->segmentation->segments->pdata[i])->id == segment_id)
			return segment_id;
	return 0;
}

/* Those of the columns wished for that this workspace has, which may have been wished for in another one; NULL: none. */
static char **
known_columns (const SegUserTable *table, char *const *wanted)
{
	g_autoptr (GPtrArray) known = g_ptr_array_new ();

	for (guint i = 0; wanted != NULL && wanted[i] != NULL && known->len < SEG_USER_COLUMNS; i++)
		if (seg_user_columns_find (table->all, wanted[i]) != NULL)
			g_ptr_array_add (known, wanted[i]);
	if (known->len == 0)
		return NULL;
	g_ptr_array_add (known, NULL);
	return g_strdupv ((char **) known->pdata);
}

gboolean
seg_user_read_run (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	SegUserRead *read = data;
	SegUserTable *table = read->table = g_new0 (SegUserTable, 1);
	g_auto (GStrv) known = NULL;
	SegUserQuery query;

	if (!seg_job_proceed (job, 0, _("reading users"), error) || !load_derived (workspace, read, table, error)
	    || (table->all = seg_user_columns (workspace, table->set, error)) == NULL
	    || (table->filter = seg_filter_parse (workspace, table->set, read->filter, error)) == NULL)
		return FALSE;
	known = known_columns (table, read->columns);
	table->columns = known != NULL
	                 ? g_steal_pointer (&known)
	                 : seg_user_columns_usual (workspace, table->all, table->set, table->segmentation != NULL, error);
	if (table->columns == NULL)
		return FALSE;
	table->sort = g_strdup (read->sort);
	table->descending = read->descending;
	table->segment_id = known_segment (table, read->segment_id);
	if (read->counter == NULL)
		return TRUE;
	query = seg_user_table_query (table);
	seg_workspace_watch (workspace, job);
	read->order = seg_user_order (read->counter, workspace, &query, job, error);
	if (read->order != NULL)
		read->rows = seg_user_read_window (workspace, table, read->order, read->offset, error);
	seg_workspace_watch (workspace, NULL);
	return read->rows != NULL;
}

GPtrArray *
seg_user_read_window (SegWorkspace *workspace, const SegUserTable *table, const GArray *order, gint64 offset, GError **error)
{
	const SegUserQuery query = seg_user_table_query (table);
	const gsize first = MIN ((gsize) MAX (offset, 0), order->len);

	return seg_user_rows (workspace, &query, (const gint64 *) (gconstpointer) order->data + first, MIN (SEG_USER_WINDOW, order->len - first), error);
}

static void
free_counter (gpointer counter)
{
	seg_user_counter_free (counter);
}

static gboolean
run_warming (SegWorkspace *workspace, SegJob *job, gpointer counter, GError **error)
{
	gboolean warm;

	seg_workspace_watch (workspace, job);
	warm = seg_user_counter_warm_all (counter, workspace, job, error);
	seg_workspace_watch (workspace, NULL);
	return warm;
}

/* Whoever lists users meets the same trouble, and is told. */
static void
failed_warming (SegView *view, gpointer counter, const GError *error)
{
	(void) view;
	(void) counter;
	(void) error;
}

static const SegWork warm_work = { N_("reading what users are searched by"), run_warming, NULL, failed_warming, free_counter, FALSE, TRUE };

void
seg_user_table_warm (SegView *view, SegUserCounter *counter)
{
	if (!seg_view_is_busy (view, &warm_work))
		seg_view_glance (view, &warm_work, seg_user_counter_ref (counter));
}
