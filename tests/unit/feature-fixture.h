/* For the tests of feature/: a workspace filled by SQL, and tables of numbers. */
#ifndef FEATURE_FIXTURE_H
#define FEATURE_FIXTURE_H

#include <segscope/feature.h>

#include "support/folder.h"

#include <math.h>
#include <string.h>

#define DAY 86400

typedef struct {
	char         *folder;
	SegWorkspace *workspace;
} Fixture;

static inline void
fixture_execute (Fixture *fixture, const char *sql)
{
	GError *error = NULL;

	seg_workspace_execute (fixture->workspace, sql, &error);
	g_assert_no_error (error);
}

G_GNUC_PRINTF (2, 3) static inline void
fixture_executef (Fixture *fixture, const char *format, ...)
{
	g_autofree char *sql = NULL;
	va_list arguments;

	va_start (arguments, format);
	sql = g_strdup_vprintf (format, arguments);
	va_end (arguments);
	fixture_execute (fixture, sql);
}

static inline void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
	GError *error = NULL;
	g_autofree char *path = NULL;

	(void) data;
	fixture->folder = test_folder_new ();
	path = g_build_filename (fixture->folder, "test.seg", NULL);
	fixture->workspace = seg_workspace_open (path, SEG_WORKSPACE_CREATE, &error);
	g_assert_no_error (error);
	fixture_execute (fixture, "INSERT INTO source (id, path, checksum, role, mapping, encoding, delimiter, rows_read, rows_loaded, rows_rejected, rows_repeated, imported_at, program_version) VALUES (1, 'a.csv', 'abc', 'users', '{}', 'UTF-8', ',', 0, 0, 0, 0, "
	                 "1700000000, '0')");
}

/* As if a file of users had been imported: only such files list people. */
#define FIXTURE_USERS_FILE "INSERT INTO source (path, checksum, role, mapping, encoding, delimiter, rows_read, rows_loaded, rows_rejected, " \
	"rows_repeated, imported_at, program_version) VALUES ('users.csv', 'u', 'users', '{}', 'UTF-8', ',', 0, 0, 0, 0, 1700000000, '0');"

static inline void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
	(void) data;
	g_clear_pointer (&fixture->workspace, seg_workspace_close);
	test_folder_remove (fixture->folder);
}

/* An attribute of users; @field may be NULL. */
static inline void
fixture_attribute (Fixture *fixture, const char *entity, const char *name, const char *label, const char *field, SegType type)
{
	g_autofree char *column = seg_sql_identifier (name);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (fixture->workspace,
		"INSERT INTO attribute (entity, name, label, field, type) VALUES (:entity, :name, :label, :field, :type)", NULL);

	fixture_executef (fixture, "ALTER TABLE %s ADD COLUMN %s %s", entity, column,
	                  type == SEG_TYPE_NUMBER ? "REAL" : type == SEG_TYPE_DATE || type == SEG_TYPE_BOOLEAN ? "INTEGER" : "TEXT");
	seg_statement_bind_text (statement, ":entity", entity);
	seg_statement_bind_text (statement, ":name", name);
	seg_statement_bind_text (statement, ":label", label);
	seg_statement_bind_text (statement, ":field", field);
	seg_statement_bind_text (statement, ":type", seg_type_name (type));
	g_assert_true (seg_statement_run (statement, NULL));
}

static inline SegFeatureSet *
fixture_build (Fixture *fixture, gint64 as_of)
{
	GError *error = NULL;
	SegFeatureSet *set = seg_feature_set_build (fixture->workspace, "default", as_of, NULL, NULL, &error);

	g_assert_no_error (error);
	g_assert_nonnull (set);
	return set;
}

/* One number by one query; NAN for NULL. */
static inline double
fixture_number (Fixture *fixture, const char *sql)
{
	GError *error = NULL;
	g_autoptr (SegStatement) statement = seg_workspace_prepare (fixture->workspace, sql, &error);

	g_assert_no_error (error);
	g_assert_true (seg_statement_next (statement, &error));
	return seg_statement_double (statement, 0);
}

/* A feature of the user with that key, as it is kept. */
static inline double
fixture_value (Fixture *fixture, const SegFeatureSet *set, const char *key, const char *feature)
{
	g_autofree char *sql = g_strdup_printf ("SELECT f.\"%s\" FROM feature_set_%" G_GINT64_FORMAT " f JOIN user u ON u.id = f.user_id "
	                                        "WHERE u.key = '%s'", feature, set->id, key);

	return fixture_number (fixture, sql);
}

/* A selection from names, each with @scaling; ended by NULL. */
static inline GPtrArray *
fixture_selection (SegScaling scaling, ...)
{
	GPtrArray *selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);
	const char *name;
	va_list names;

	va_start (names, scaling);
	while ((name = va_arg (names, const char *)) != NULL)
		g_ptr_array_add (selection, seg_selected_new (name, scaling));
	va_end (names);
	return selection;
}

static inline gboolean
is_close (double a, double b, double tolerance)
{
	if (isnan (a) || isnan (b))
		return isnan (a) && isnan (b);
	return fabs (a - b) <= tolerance * MAX (1, MAX (fabs (a), fabs (b)));
}

#define assert_close(a, b, tolerance)                                                       \
	G_STMT_START {                                                                          \
		double first_ = (a), second_ = (b);                                                 \
		if (!is_close (first_, second_, tolerance))                                         \
			g_error ("%s: %s is %.17g, not %.17g", G_STRLOC, #a, first_, second_);          \
	} G_STMT_END

/* A CSV file of the reference figures: no quotes, no commas inside. */
typedef struct {
	char     **lines;
	char     **header;
	gsize      n_rows;
	char    ***rows;
} Table;

/* As g_strsplit (text, "\n", -1), which looks at all the rest of a long text for each line under the address sanitizer. */
static inline char **
split_lines (const char *text)
{
	g_autoptr (GPtrArray) lines = g_ptr_array_new ();

	for (const char *end; *text != '\0'; text = *end != '\0' ? end + 1 : end) {
		for (end = text; *end != '\n' && *end != '\0'; end++)
			;
		g_ptr_array_add (lines, g_strndup (text, (gsize) (end - text)));
	}
	g_ptr_array_add (lines, NULL);
	return (char **) g_ptr_array_free (g_steal_pointer (&lines), FALSE);
}

static inline Table *
table_parse (const char *path)
{
	g_autofree char *text = test_file_read (path);
	Table *table = g_new0 (Table, 1);

	table->lines = split_lines (text);
	table->header = g_strsplit (g_strchomp (table->lines[0]), ",", -1);
	table->n_rows = g_strv_length (table->lines) - 1;
	table->rows = g_new0 (char **, table->n_rows + 1);
	for (gsize row = 0; row < table->n_rows; row++)
		table->rows[row] = g_strsplit (g_strchomp (table->lines[row + 1]), ",", -1);
	return table;
}

/* NULL when the file is not there; the test is then marked as skipped. */
static inline Table *
table_read (const char *shared_name)
{
	g_autofree char *path = test_shared_file (shared_name);

	return path != NULL ? table_parse (path) : NULL;
}

static inline void
table_free (Table *table)
{
	for (gsize row = 0; row < table->n_rows; row++)
		g_strfreev (table->rows[row]);
	g_free (table->rows);
	g_strfreev (table->header);
	g_strfreev (table->lines);
	g_free (table);
}

static inline const char *
table_text (const Table *table, gsize row, const char *column)
{
	for (gsize i = 0; table->header[i] != NULL; i++)
		if (strcmp (table->header[i], column) == 0)
			return table->rows[row][i];
	g_error ("no column %s", column);
}

/* NAN for an empty cell. */
static inline double
table_number (const Table *table, gsize row, const char *column)
{
	const char *text = table_text (table, row, column);

	return *text != '\0' ? g_ascii_strtod (text, NULL) : NAN;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Table, table_free)

#endif
