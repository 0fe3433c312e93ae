/* A list that sorts, filters and marks by itself, and columns as a person arranges them. */
#include <config.h>
#include "tui-app.h"

#include "tui/list-file.h"

#include <segscope/format.h>
#include <segscope/settings.h>

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

typedef struct {
	const char *name;
	double      money; /* NAN: nothing is known */
	gint64      at;
} Thing;

typedef struct {
	Thing things[6];
	guint n;
} Things;

static const Things all = { {
	{ "pear", 1234.5, 86400 * 400 }, { "Apple", 99, 86400 * 20 }, { "梨", 1000000, 86400 * 9000 },
	{ "fig", NAN, 86400 * 100 }, { "apple tart", -3, 0 }, { "plum", 99, 86400 * 30 },
}, 6 };

static gsize
n_things (gpointer data)
{
	return ((Things *) data)->n;
}

static char *
thing_cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const Thing *thing = &((Things *) data)->things[row];

	(void) ink;
	g_assert_cmpuint (row, <, ((Things *) data)->n);
	return column == 0 ? g_strdup (thing->name) : column == 1 ? seg_format_auto (thing->money) : column == 2 ? seg_format_date (thing->at) : NULL;
}

static const SegListSource source = { .n_rows = n_things, .cell = thing_cell, .is_table = TRUE };
static const SegListColumn columns[] = {
	{ "Name", SEG_ALIGN_LEFT, -6, FALSE }, { "Money", SEG_ALIGN_RIGHT, 9, FALSE }, { "Made", SEG_ALIGN_LEFT, 10, FALSE }, { "", SEG_ALIGN_LEFT, 4, FALSE },
};

static SegList *
new_list (Things *things)
{
	*things = all;
	return seg_list_new (&source, columns, G_N_ELEMENTS (columns), things);
}

/* The names in the order they stand in. */
static void
assert_names (SegList *list, const char *expected)
{
	GString *names = g_string_new (NULL);

	for (gsize i = 0; i < seg_list_n_shown (list); i++) {
		g_autofree char *name = seg_list_cell (list, seg_list_row_at (list, i), 0);

		g_string_append_printf (names, "%s%s", i > 0 ? " " : "", name);
	}
	g_assert_cmpstr (names->str, ==, expected);
	g_string_free (names, TRUE);
}

static void
type (SegList *list, const char *text)
{
	g_assert_true (seg_list_act (list, SEG_ACTION_FILTER));
	for (; *text != '\0'; text = g_utf8_next_char (text))
		seg_list_key (list, (int) g_utf8_get_char (text));
	seg_list_key (list, SEG_KEY_ENTER);
}

/* Whatever the person likes numbers and dates to look like: the order is that of the values, and what is missing is last both ways. */
static void
test_sort (void)
{
	static const char *const styles[][2] = { { "comma-point", "iso" }, { "point-comma", "day-points" }, { "space-comma", "month-slashes" } };

	for (guint i = 0; i < G_N_ELEMENTS (styles); i++) {
		Things things;
		SegList *list = new_list (&things);
		gsize row;

		seg_format_use (styles[i][0], styles[i][1], "yuan");
		assert_names (list, "pear Apple 梨 fig apple tart plum");
		g_assert_true (seg_list_sort_by (list, 1));
		assert_names (list, "梨 pear Apple plum apple tart fig");
		g_assert_true (seg_list_cursor (list, &row) && row == 2);
		g_assert_true (seg_list_act (list, SEG_ACTION_SORT_REVERSE));
		assert_names (list, "apple tart Apple plum pear 梨 fig");
		g_assert_true (seg_list_sort_by (list, 2));
		assert_names (list, "apple tart Apple plum fig pear 梨");
		g_assert_true (seg_list_sort_by (list, 0));
		assert_names (list, "Apple apple tart fig pear plum 梨");
		g_assert_false (seg_list_sort_by (list, 3)); /* a column without a heading */
		seg_list_act (list, SEG_ACTION_SORT); /* money, */
		seg_list_act (list, SEG_ACTION_SORT); /* day, */
		seg_list_act (list, SEG_ACTION_SORT); /* and as they came */
		assert_names (list, "pear Apple 梨 fig apple tart plum");
		seg_list_free (list);
	}
	seg_format_use ("comma-point", "iso", "none");
}

static void
test_filter (void)
{
	Things things;
	SegList *list = new_list (&things);
	gsize row;

	seg_list_sort_by (list, 0);
	type (list, "APPLE");
	assert_names (list, "Apple apple tart");
	g_assert_true (seg_list_act (list, SEG_ACTION_LAST) && seg_list_cursor (list, &row) && row == 4);
	things.n = 3; /* the rows change under the list */
	assert_names (list, "Apple");
	g_assert_true (seg_list_cursor (list, &row) && row == 1);
	things = all;
	seg_list_changed (list);
	g_assert_true (seg_list_act (list, SEG_ACTION_BACK));
	type (list, "a 1970-01"); /* each word somewhere in the row */
	assert_names (list, "Apple apple tart");
	type (list, " nothing");
	g_assert_false (seg_list_cursor (list, &row));
	g_assert_true (seg_list_act (list, SEG_ACTION_BACK));
	g_assert_cmpuint (seg_list_n_shown (list), ==, 6);
	seg_list_set_cursor (list, 5);
	g_assert_true (seg_list_cursor (list, &row) && row == 5);
	seg_list_free (list);
}

/* Marks stay with what was marked, also where rows have no number of their own. */
static void
test_marks (void)
{
	Things things;
	SegList *list = new_list (&things);

	seg_list_act (list, SEG_ACTION_MARK);
	seg_list_sort_by (list, 1);
	g_assert_true (seg_list_is_marked (list, seg_list_id (list, seg_list_row_at (list, 1))));
	g_assert_false (seg_list_is_marked (list, seg_list_id (list, seg_list_row_at (list, 0))));
	things.things[0] = things.things[1]; /* pear is gone */
	seg_list_changed (list);
	for (gsize i = 0; i < seg_list_n_shown (list); i++)
		g_assert_false (seg_list_is_marked (list, seg_list_id (list, i)));
	seg_list_unmark_all (list);
	type (list, "p");
	seg_list_act (list, SEG_ACTION_MARK_ALL);
	g_assert_cmpuint (seg_list_n_marked (list), ==, 3); /* two are alike now */
	seg_list_act (list, SEG_ACTION_MARK_ALL);
	g_assert_cmpuint (seg_list_n_marked (list), ==, 0);
	seg_list_free (list);
}

static char *
drawn (SegList *list)
{
	g_autoptr (SegCells) cells = seg_cells_new (40, 2);

	seg_list_draw (list, cells, (SegRect) { 0, 0, 40, 2 }, FALSE);
	return screen_text (cells);
}

static void
assert_heading (SegList *list, const char *expected)
{
	g_autofree char *text = drawn (list);
	g_auto (GStrv) lines = g_strsplit (text, "\n", 2);

	g_assert_cmpstr (lines[0], ==, expected);
}

/* Order, width and what is hidden are there again in another list of that name, and gone when forgotten. */
static void
test_columns (void)
{
	Things things;
	SegList *list = new_list (&things), *later;
	g_autoptr (GArray) places = NULL;
	g_autoptr (GError) error = NULL;

	seg_list_set_name (list, "things");
	places = seg_list_arrangement (list);
	g_assert_cmpuint (places->len, ==, 4);
	g_array_index (places, SegListPlace, 0) = (SegListPlace) { 2, 12, FALSE };
	g_array_index (places, SegListPlace, 2) = (SegListPlace) { 0, 0, FALSE };
	g_array_index (places, SegListPlace, 1).hidden = TRUE;
	g_assert_true (seg_list_arrange (list, places, &error));
	g_assert_no_error (error);
	assert_heading (list, "Made          Name");
	g_assert_cmpuint (seg_list_n_columns (list), ==, 3);
	seg_list_free (list);
	g_assert_true (seg_settings_load (NULL));
	later = new_list (&things);
	seg_list_set_name (later, "things");
	assert_heading (later, "Made          Name");
	g_assert_true (seg_list_arrange (later, NULL, &error));
	assert_heading (later, "Name             Money  Made");
	for (guint i = 0; i < places->len; i++)
		g_array_index (places, SegListPlace, i).hidden = TRUE;
	g_assert_true (seg_list_arrange (later, places, &error)); /* not all can be hidden */
	g_assert_cmpuint (seg_list_n_columns (later), ==, 1);
	seg_list_free (later);
}

/* What somebody wrote into the file by hand, and columns of another version, are passed over. */
static void
test_strange_columns (void)
{
	static const char *const kept[] = { "", "+", "+x Name", "+5 Nobody", "-99999 Money", "+5 Name", "+7 Name", "+5Name", NULL };
	Things things;
	SegList *list = new_list (&things);

	g_assert_true (seg_setting_set_columns ("strange", kept, NULL));
	seg_list_set_name (list, "strange");
	assert_heading (list, "Name   Made");
	seg_list_free (list);
}

/* Files ------------------------------------------------------------------------------------------------------------ */

/* What @texts (with "|" between them, "~": nothing) become in a file. */
static void
assert_kind (const char *texts, SegFieldKind kind, const char *unit, const char *expected)
{
	g_auto (GStrv) each = g_strsplit (texts, "|", -1);
	g_autoptr (GPtrArray) column = g_ptr_array_new_with_free_func (g_free);
	g_autoptr (GString) got = g_string_new (NULL);
	g_autofree char *found = NULL;

	for (char **text = each; *text != NULL; text++)
		g_ptr_array_add (column, strcmp (*text, "~") == 0 ? NULL : g_strdup (*text));
	g_assert_cmpint (seg_list_file_find_kind (column, &found), ==, kind);
	g_assert_cmpstr (found, ==, unit);
	for (guint i = 0; i < column->len; i++)
		g_string_append_printf (got, "%s%s", i > 0 ? "|" : "", column->pdata[i] != NULL ? (char *) column->pdata[i] : "~");
	g_assert_cmpstr (got->str, ==, expected);
}

/* Numbers are numbers; what only looks like one stays as it is, to the last character. */
static void
test_kinds (void)
{
	assert_kind ("1|20|-3.5", SEG_FIELD_NUMBER, NULL, "1|20|-3.5");
	assert_kind ("+1.5|−2|0.25|–|~|", SEG_FIELD_NUMBER, NULL, "1.5|-2|0.25|~|~|~");
	assert_kind ("7.1 %|100 %|–", SEG_FIELD_NUMBER, "%", "7.1|100|~");
	assert_kind ("1.2e15|3e-7", SEG_FIELD_NUMBER, NULL, "1.2e15|3e-7");
	assert_kind ("123456789012345", SEG_FIELD_NUMBER, NULL, "123456789012345");
	assert_kind ("1234567890123456|1", SEG_FIELD_TEXT, NULL, "1234567890123456|1");
	assert_kind ("007|8", SEG_FIELD_TEXT, NULL, "007|8");
	assert_kind ("7 %|7 s", SEG_FIELD_TEXT, NULL, "7 %|7 s");
	assert_kind ("1 of 3|2 of 3", SEG_FIELD_TEXT, NULL, "1 of 3|2 of 3");
	assert_kind ("2024-03-05", SEG_FIELD_TEXT, NULL, "2024-03-05");
	assert_kind ("12:30", SEG_FIELD_TEXT, NULL, "12:30");
	assert_kind ("1,234", SEG_FIELD_TEXT, NULL, "1,234");
	assert_kind ("5 (2 to 9)", SEG_FIELD_TEXT, NULL, "5 (2 to 9)");
	assert_kind ("1.|2", SEG_FIELD_TEXT, NULL, "1.|2");
	assert_kind ("about 3|4", SEG_FIELD_TEXT, NULL, "about 3|4");
	assert_kind ("=1+1|2", SEG_FIELD_TEXT, NULL, "=1+1|2");
	assert_kind ("~|–", SEG_FIELD_TEXT, NULL, "~|–");
	assert_kind ("-", SEG_FIELD_TEXT, NULL, "-");
}

static char *
written (SegList *list, const char *name)
{
	g_autofree char *folder = g_dir_make_tmp ("list-XXXXXX", NULL), *path = g_build_filename (folder, name, NULL);
	g_autoptr (GError) error = NULL;
	SegListFile *file = seg_list_file_new (list);
	char *text = NULL;

	seg_list_file_take (file, list);
	seg_list_file_set_path (file, path);
	g_assert_true (seg_list_file_write (file, NULL, NULL, &error));
	g_assert_no_error (error);
	g_assert_cmpuint (seg_list_file_n_rows (file), ==, seg_list_n_marked (list) > 0 ? seg_list_n_marked (list) : seg_list_n_shown (list));
	seg_list_file_free (file);
	g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
	g_remove (path);
	g_rmdir (folder);
	return text;
}

/* As it stands on the screen, with numbers that are numbers; the column that says nothing is left out. */
static void
test_file (void)
{
	Things things;
	SegList *list = new_list (&things);
	g_autofree char *lines = NULL, *csv = NULL;

	seg_list_sort_by (list, 1);
	seg_list_sort_by (list, 1);
	lines = written (list, "things.jsonl");
	g_assert_cmpstr (lines, ==, "{\"Name\":\"apple tart\",\"Money\":-3,\"Made\":\"1970-01-01\"}\n"
	                            "{\"Name\":\"Apple\",\"Money\":99,\"Made\":\"1970-01-21\"}\n"
	                            "{\"Name\":\"plum\",\"Money\":99,\"Made\":\"1970-01-31\"}\n"
	                            "{\"Name\":\"pear\",\"Money\":1234.5,\"Made\":\"1971-02-05\"}\n"
	                            "{\"Name\":\"梨\",\"Money\":1000000,\"Made\":\"1994-08-23\"}\n"
	                            "{\"Name\":\"fig\",\"Money\":null,\"Made\":\"1970-04-11\"}\n");
	seg_list_act (list, SEG_ACTION_FIRST);
	seg_list_act (list, SEG_ACTION_MARK);
	csv = written (list, "things.csv");
	g_assert_nonnull (strstr (csv, "apple tart,-3,1970-01-01")); /* no sign before the number to keep a spreadsheet from running it */
	g_assert_null (strstr (csv, "plum"));
	seg_list_free (list);
}

int
main (int argc, char **argv)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = g_build_filename (folder, "config", NULL);

	g_setenv ("XDG_CONFIG_HOME", path, TRUE);
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/list/sort", test_sort);
	g_test_add_func ("/list/filter", test_filter);
	g_test_add_func ("/list/marks", test_marks);
	g_test_add_func ("/list/columns", test_columns);
	g_test_add_func ("/list/strange-columns", test_strange_columns);
	g_test_add_func ("/list/kinds", test_kinds);
	g_test_add_func ("/list/file", test_file);
	return g_test_run ();
}
