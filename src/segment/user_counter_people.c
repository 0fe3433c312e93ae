/* Who they are that a filter takes, and numbers of everybody, from the columns that counting keeps in memory. */
#include <config.h>
#include "column_store.h"

#include <segscope/user_counter.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

gboolean
seg_user_counter_users (SegUserCounter *counter, SegWorkspace *workspace, SegJob *job, const gint64 **ids, gsize *n, gboolean *anew, GError **error)
{
	g_autofree char *stamp = g_strdup (counter->store.stamp);

	if (!seg_column_store_begin (&counter->store, workspace, job, error))
		return FALSE;
	*anew = g_strcmp0 (stamp, counter->store.stamp) != 0;
	*ids = counter->store.ids;
	*n = counter->store.n;
	return TRUE;
}

/* The caller's arrays are for the users there were: whatever has been written since, these are asked about. */
static gboolean
go_on_with_same (SegUserCounter *counter, GError **error)
{
	if (counter->store.stamp == NULL)
		return seg_column_store_fail_changed (&counter->store, error);
	counter->store.clock++;
	return TRUE;
}

/* "segment" and "distance" mean those of the list. */
static gboolean
take_by_list (SegUserCounter *counter, SegWorkspace *workspace, const SegFilter *filter, const SegSegmentation *segmentation, guint8 *meets,
              GError **error)
{
	const SegUserQuery query = { .filter = filter, .segmentation = segmentation };
	g_autoptr (GArray) ids = seg_user_ids (workspace, &query, error);

	if (ids == NULL)
		return FALSE;
	memset (meets, 0, counter->store.n);
	for (guint i = 0; i < ids->len; i++) {
		gssize at = seg_ids_find (counter->store.ids, counter->store.n, g_array_index (ids, gint64, i));

		if (at >= 0)
			meets[at] = 1;
	}
	return TRUE;
}

gboolean
seg_user_counter_take (SegUserCounter *counter, SegWorkspace *workspace, const SegFilter *filter, const SegSegmentation *segmentation, SegJob *job,
                       guint8 *meets, GError **error)
{
	if (!go_on_with_same (counter, error))
		return FALSE;
	if (filter->of_list)
		return take_by_list (counter, workspace, filter, segmentation, meets, error);
	if (filter->nodes->len > 0)
		return seg_user_counter_take_nodes (counter, workspace, filter, job, meets, error);
	memset (meets, 1, counter->store.n);
	return TRUE;
}

/* Numbers ------------------------------------------------------------------------------------------------------------ */

static void
copy_numbers (const SegStoredColumn *column, gsize n, double *numbers)
{
	if (column->numbers != NULL)
		memcpy (numbers, column->numbers, n * sizeof *numbers);
	for (gsize i = 0; column->numbers == NULL && i < n; i++)
		numbers[i] = column->integers[i] == SEG_COLUMN_MISSING ? NAN : (double) column->integers[i];
}

/* Computed columns are asked of SQLite. */
static gboolean
read_expression (const SegUserCounter *counter, SegWorkspace *workspace, const SegUserColumn *column, gint64 set_id, double *numbers, GError **error)
{
	g_autofree char *expression = seg_user_column_sql (column, "c");
	g_autofree char *sql = g_strdup_printf ("SELECT u.id, %s FROM user u LEFT JOIN feature_set_%" G_GINT64_FORMAT " c ON c.user_id = u.id WHERE "
	                                        SEG_SQL_USER_IN_USE ("u") " ORDER BY u.id", expression, set_id);
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, sql, error);
	GError *failure = NULL;
	gsize i = 0;

	if (rows == NULL)
		return FALSE;
	for (; i < counter->store.n && seg_statement_next (rows, &failure); i++)
		numbers[i] = seg_statement_is_null (rows, 1) ? NAN : seg_statement_double (rows, 1);
	return seg_query_ended (failure, error);
}

static gboolean
is_number (const SegUserColumn *column)
{
	return (column->is_attribute || column->is_feature) && column->type != SEG_TYPE_TEXT && column->type != SEG_TYPE_CATEGORY;
}

static const SegUserColumn *
find_column (const GPtrArray *columns, const char *name, GError **error)
{
	const SegUserColumn *column = seg_user_columns_find (columns, name);
	g_autofree char *names = NULL;

	if (column != NULL && is_number (column))
		return column;
	if (column != NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s is no number"), name);
		return NULL;
	}
	names = seg_user_columns_names (columns);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no column \"%s\"; there are: %s"), name, names);
	return NULL;
}

gboolean
seg_user_counter_numbers (SegUserCounter *counter, SegWorkspace *workspace, const char *name, SegJob *job, double *numbers, GError **error)
{
	g_autoptr (GPtrArray) columns = seg_user_columns (workspace, NULL, error);
	const SegUserColumn *column = columns != NULL ? find_column (columns, name, error) : NULL;
	const SegStoredColumn *stored;
	gint64 set_id = 0;

	if (column == NULL || !go_on_with_same (counter, error)
	    || (column->is_feature && !seg_feature_set_in_use (workspace, &set_id, error)))
		return FALSE;
	if (column->expression != NULL)
		return read_expression (counter, workspace, column, set_id, numbers, error);
	stored = seg_column_store_get (&counter->store, workspace, column->name, column->is_feature ? SEG_TYPE_NUMBER : column->type, set_id, job, error);
	seg_column_store_end_reading (&counter->store);
	if (stored == NULL)
		return FALSE;
	copy_numbers (stored, counter->store.n, numbers);
	return TRUE;
}
