/* Random tables of text. */
#include <config.h>
#include "made-table.h"

#include <string.h>

#define UNIT '\x1F'
#define RECORD '\x1E'

static const char *const names[] = { "user_id", "note", "备注", "say \"hi\"", "a, b; c" };

static const char *const words[] = {
	"alpha", "Köln", "北京", "два", "word", "x", "Ünï", "日本", "שלום", "مرحبا", "naïve", "𠮷野", "it's", "end.",
};

/* What stands between words, or in their place. */
static const char *const signs[] = {
	",", ";", "\t", "|", "\"", "\"\"", "\"quoted\"", "'", "\n", "\r\n", "\n\n", " ", "  ", "\u00a0", "\u3000", "\\", "\\\"", "#", "=", "+", "-", "@",
	"12.50", "007", "2024-03-05", "NULL", "😀", "👩‍👧", "\u0301", "\u200d", "$", "%", "{\"a\": [1, 2]}", "</td>", "\x1b[31m", "\x7f",
};

static const char *const alone[] = { "", "", " ", "NULL", "N/A", "-", "无", "\n", "\"", ",", "\"\"", "0", "007", "=1+1", "2024-03-05", "   x", "x   ", "\tx\t" };

static char *
make_cell (GRand *rand, gboolean plain)
{
	g_autoptr (GString) cell = g_string_new (NULL);
	int n = g_rand_int_range (rand, 1, 5);

	if (!plain && g_rand_int_range (rand, 0, 5) == 0)
		return g_strdup (alone[g_rand_int_range (rand, 0, G_N_ELEMENTS (alone))]);
	for (int i = 0; i < n; i++) {
		if (!plain && g_rand_boolean (rand))
			g_string_append (cell, signs[g_rand_int_range (rand, 0, G_N_ELEMENTS (signs))]);
		g_string_append (cell, words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
	}
	if (!plain && g_rand_int_range (rand, 0, 4) == 0)
		g_string_append (cell, signs[g_rand_int_range (rand, 0, G_N_ELEMENTS (signs))]);
	return g_string_free (g_steal_pointer (&cell), FALSE);
}

static MadeTable *
table_new (gsize n_columns)
{
	MadeTable *table = g_new0 (MadeTable, 1);

	table->cells = g_ptr_array_new_with_free_func (g_free);
	table->n_columns = n_columns;
	return table;
}

MadeTable *
made_table_new (guint32 seed, gsize n_rows, gboolean plain)
{
	g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
	MadeTable *table = table_new (plain ? 3 : G_N_ELEMENTS (names));

	table->n_rows = n_rows;
	for (gsize i = 0; i < table->n_columns; i++)
		g_ptr_array_add (table->cells, g_strdup (names[i]));
	for (gsize row = 0; row < n_rows; row++)
		for (gsize i = 0; i < table->n_columns; i++)
			g_ptr_array_add (table->cells, i == 0 ? g_strdup_printf ("%05zu", row * 7 + 1) : make_cell (rand, plain));
	return table;
}

MadeTable *
made_table_read (const char *path)
{
	g_autofree char *text = NULL;
	g_auto (GStrv) rows = NULL;
	MadeTable *table = table_new (0);

	g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
	rows = g_strsplit (text, (char[]) { RECORD, '\0' }, -1);
	for (gsize row = 0; rows[row] != NULL && rows[row][0] != '\0'; row++) {
		g_auto (GStrv) cells = g_strsplit (rows[row], (char[]) { UNIT, '\0' }, -1);

		if (row == 0)
			table->n_columns = g_strv_length (cells);
		g_assert_cmpuint (g_strv_length (cells), ==, table->n_columns);
		for (gsize i = 0; i < table->n_columns; i++)
			g_ptr_array_add (table->cells, g_strdup (cells[i]));
		table->n_rows += row > 0;
	}
	return table;
}

void
made_table_write (const MadeTable *table, const char *path)
{
	g_autoptr (GString) text = g_string_new (NULL);

	for (guint i = 0; i < table->cells->len; i++)
		g_string_append_printf (text, "%s%c", (const char *) table->cells->pdata[i], (i + 1) % table->n_columns == 0 ? RECORD : UNIT);
	g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
}

void
made_table_free (MadeTable *table)
{
	g_ptr_array_unref (table->cells);
	g_free (table);
}

const char *
made_table_name (const MadeTable *table, gsize column)
{
	return table->cells->pdata[column];
}

const char *
made_table_cell (const MadeTable *table, gsize row, gsize column)
{
	return table->cells->pdata[(row + 1) * table->n_columns + column];
}

/* The white space that is trimmed: that of ASCII, the no-break and the ideographic space. */
static gboolean
is_white (gunichar c)
{
	return (c < 0x80 && (g_ascii_isspace ((char) c) || c == '\v')) || c == 0xA0 || c == 0x3000;
}

char *
made_table_expected (const char *cell)
{
	static const char *const missing[] = { "", "NULL", "N/A", "-", "无", NULL };
	const char *end = cell + strlen (cell), *before;
	g_autofree char *trimmed = NULL;

	while (*cell != '\0' && is_white (g_utf8_get_char (cell)))
		cell = g_utf8_next_char (cell);
	while (end > cell && (before = g_utf8_find_prev_char (cell, end)) != NULL && is_white (g_utf8_get_char (before)))
		end = before;
	trimmed = g_strndup (cell, (gsize) (end - cell));
	return g_strv_contains (missing, trimmed) ? NULL : g_steal_pointer (&trimmed);
}
