/* The rows of a column that lie furthest from the rest. */
#include <config.h>
#include "prepare-private.h"

#include <math.h>
#include <string.h>

void
seg_outlier_free (SegOutlier *outlier)
{
	if (outlier == NULL)
		return;
	g_free (outlier->key);
	g_free (outlier);
}

static char *
select_sql (const SegColumnQuality *column)
{
	g_autofree char *name = seg_sql_identifier (column->name), *own = NULL;

	if (strcmp (column->table, "event") == 0)
		return g_strdup_printf ("SELECT key, value FROM (SELECT user_id, %s AS value FROM event WHERE (%s < :low OR %s > :high) "
		                        "AND user_id NOT IN (SELECT user_id FROM excluded_user) ORDER BY abs (%s - :median) DESC, id LIMIT :limit) "
		                        "JOIN user ON user.id = user_id ORDER BY abs (value - :median) DESC, key", name, name, name, name);
	own = g_strdup_printf (" AND (listed OR NOT EXISTS (SELECT 1 FROM %s WHERE listed))", column->table);
	return g_strdup_printf ("SELECT key, %s FROM %s WHERE (%s < :low OR %s > :high)%s%s ORDER BY abs (%s - :median) DESC, key LIMIT :limit",
	                        name, column->table, name, name,
	                        strcmp (column->table, "user") == 0 ? " AND id NOT IN (SELECT user_id FROM excluded_user)"
	                                                            : " AND id NOT IN (SELECT item_id FROM excluded_item)",
	                        own, name);
}

GPtrArray *
seg_quality_outliers (SegWorkspace *workspace, const SegColumnQuality *column, guint limit, GError **error)
{
	g_autoptr (GPtrArray) outliers = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_outlier_free);
	g_autofree char *sql = select_sql (column);
	double reach = 1.5 * (column->upper_quartile - column->lower_quartile);
	g_autoptr (SegStatement) statement = NULL;
	GError *failure = NULL;

	if (column->type != SEG_TYPE_NUMBER || !(reach > 0))
		return g_steal_pointer (&outliers);
	statement = seg_workspace_prepare (workspace, sql, error);
	if (statement == NULL)
		return NULL;
	seg_statement_bind_double (statement, ":low", column->lower_quartile - reach);
	seg_statement_bind_double (statement, ":high", column->upper_quartile + reach);
	seg_statement_bind_double (statement, ":median", column->median);
	seg_statement_bind_integer (statement, ":limit", limit);
	while (seg_statement_next (statement, &failure)) {
		SegOutlier *outlier = g_new0 (SegOutlier, 1);

		outlier->key = g_strdup (seg_statement_text (statement, 0));
		outlier->value = seg_statement_double (statement, 1);
		outlier->robust_z = column->mad > 0 ? 0.6745 * (outlier->value - column->median) / column->mad : NAN;
		g_ptr_array_add (outliers, outlier);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&outliers) : NULL;
}
