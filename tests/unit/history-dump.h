/* Every row of every table as text, all bytes of it, but for the history and the audit log themselves, and what is derived: to prove that undo and redo bring
 * back exactly what was there. */
#ifndef HISTORY_DUMP_H
#define HISTORY_DUMP_H

#include <segscope/workspace.h>

static inline char *
history_rows_sql (SegWorkspace *workspace, const char *table)
{
	g_autofree char *columns = g_strdup_printf ("SELECT group_concat ('quote (\"' || replace (name, '\"', '\"\"') || '\")', ' || '','' || ') "
	                                            "FROM pragma_table_xinfo ('%s') WHERE hidden = 0", table);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, columns, NULL);

	g_assert_nonnull (statement);
	g_assert_true (seg_statement_next (statement, NULL));
	return g_strdup_printf ("SELECT %s AS line FROM \"%s\" ORDER BY line", seg_statement_text (statement, 0), table);
}

static inline char *
history_dump (SegWorkspace *workspace)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GString) text = g_string_new (NULL);
	g_autoptr (SegStatement) tables = seg_workspace_prepare (workspace,
		"SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('history', 'audit', 'unfinished', 'segment_profile', 'segment_stability') "
		"AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name", &error);

	g_assert_no_error (error);
	while (seg_statement_next (tables, &error)) {
		g_autofree char *sql = history_rows_sql (workspace, seg_statement_text (tables, 0));
		g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, sql, &error);

		g_assert_no_error (error);
		g_string_append_printf (text, "%s\n", seg_statement_text (tables, 0));
		while (seg_statement_next (rows, &error))
			g_string_append_printf (text, "\t%s\n", seg_statement_text (rows, 0));
		g_assert_no_error (error);
	}
	g_assert_no_error (error);
	return g_strdup (text->str);
}

/* Fails with the first line in which the two differ. */
static inline void
history_assert_same (const char *found, const char *expected)
{
	g_auto (GStrv) one = g_strsplit (found, "\n", -1), other = g_strsplit (expected, "\n", -1);

	for (guint i = 0; g_strcmp0 (found, expected) != 0; i++)
		if (g_strcmp0 (one[i], other[i]) != 0)
			g_error ("line %u: %.300s\nexpected: %.300s", i + 1, one[i], other[i]);
}

#endif
