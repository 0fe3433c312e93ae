/* A table printed three ways from the same cells. */
#include <config.h>
#include "table-private.h"

#include <segscope/csv.h>
#include <segscope/text.h>

#include <json-glib/json-glib.h>
#include <math.h>
#include <stdio.h>

SegTable *
seg_table_new (void)
{
	SegTable *table = g_new (SegTable, 1);

	table->columns = g_array_new (FALSE, TRUE, sizeof (Column));
	table->cells = g_array_new (FALSE, TRUE, sizeof (Cell));
	return table;
}

void
seg_table_free (SegTable *table)
{
	if (table == NULL)
		return;
	for (guint i = 0; i < table->columns->len; i++) {
		g_free (g_array_index (table->columns, Column, i).name);
		g_free (g_array_index (table->columns, Column, i).heading);
	}
	for (guint i = 0; i < table->cells->len; i++)
		g_free (g_array_index (table->cells, Cell, i).text);
	g_array_unref (table->columns);
	g_array_unref (table->cells);
	g_free (table);
}

void
seg_table_column (SegTable *table, const char *name, const char *heading, SegCellKind kind)
{
	Column column = { g_strdup (name), g_strdup (heading), kind };

	g_array_append_val (table->columns, column);
}

static void
add (SegTable *table, Cell cell)
{
	g_array_append_val (table->cells, cell);
}

void
seg_table_text (SegTable *table, const char *value)
{
	add (table, (Cell) { .text = g_strdup (value), .missing = value == NULL });
}

void
seg_table_integer (SegTable *table, gint64 value)
{
	add (table, (Cell) { .integer = value, .number = (double) value, .whole = TRUE });
}

void
seg_table_number (SegTable *table, double value)
{
	add (table, (Cell) { .number = value, .integer = isfinite (value) ? (gint64) value : 0, .missing = !isfinite (value) });
}

void
seg_table_missing (SegTable *table)
{
	add (table, (Cell) { .missing = TRUE });
}

static const Column *
column_of (const SegTable *table, guint cell)
{
	return &g_array_index (table->columns, Column, cell % table->columns->len);
}

/* A cell for people. */
static char *
shown (const SegTable *table, guint index)
{
	const Cell *cell = &g_array_index (table->cells, Cell, index);

	if (cell->missing)
		return g_strdup ("");
	switch (column_of (table, index)->kind) {
	case SEG_CELL_INTEGER:
		return seg_format_integer (cell->integer);
	case SEG_CELL_NUMBER:
		return seg_format_auto (cell->number);
	case SEG_CELL_SHARE:
		return seg_format_share (cell->number);
	case SEG_CELL_DATE:
		return seg_format_time (cell->integer);
	case SEG_CELL_TEXT:
	default:
		return seg_text_printable (cell->text);
	}
}

static void
print_padded (const char *text, int width, SegAlign align, gboolean last)
{
	g_autofree char *fitted = seg_text_fit (text, width, align);

	fputs (last && align == SEG_ALIGN_LEFT ? g_strchomp (fitted) : fitted, stdout);
	fputs (last ? "\n" : "  ", stdout);
}

static void
print_aligned (const SegTable *table)
{
	guint n_columns = table->columns->len, n_cells = table->cells->len;
	g_autofree int *widths = g_new0 (int, n_columns);
	g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

	for (guint i = 0; i < n_columns; i++)
		widths[i] = seg_text_width (column_of (table, i)->heading);
	for (guint i = 0; i < n_cells; i++) {
		g_ptr_array_add (texts, shown (table, i));
		widths[i % n_columns] = MAX (widths[i % n_columns], seg_text_width (texts->pdata[i]));
	}
	for (guint i = 0; i < n_columns; i++)
		print_padded (column_of (table, i)->heading, widths[i],
		              column_of (table, i)->kind == SEG_CELL_TEXT ? SEG_ALIGN_LEFT : SEG_ALIGN_RIGHT, i + 1 == n_columns);
	for (guint i = 0; i < n_cells; i++)
		print_padded (texts->pdata[i], widths[i % n_columns],
		              column_of (table, i)->kind == SEG_CELL_TEXT ? SEG_ALIGN_LEFT : SEG_ALIGN_RIGHT,
		              (i + 1) % n_columns == 0);
}

char *
seg_table_cell_text (const SegTable *table, guint index)
{
	const Cell *cell = &g_array_index (table->cells, Cell, index);

	if (cell->missing)
		return NULL;
	switch (column_of (table, index)->kind) {
	case SEG_CELL_INTEGER:
		return g_strdup_printf ("%" G_GINT64_FORMAT, cell->integer);
	case SEG_CELL_DATE:
		return seg_format_time (cell->integer);
	case SEG_CELL_NUMBER:
	case SEG_CELL_SHARE:
		return seg_format_exact (cell->number);
	case SEG_CELL_TEXT:
	default:
		return g_strdup (cell->text);
	}
}

static void
append_csv_cell (const SegTable *table, guint index, GString *line)
{
	g_autofree char *text = seg_table_cell_text (table, index);
	gboolean is_text = text == NULL || column_of (table, index)->kind == SEG_CELL_TEXT;

	seg_csv_append (line, index % table->columns->len, text, is_text ? SEG_CSV_TEXT : SEG_CSV_NUMBER);
}

static void
print_csv (const SegTable *table)
{
	g_autoptr (GString) line = g_string_new (NULL);

	for (guint i = 0; i < table->columns->len; i++)
		seg_csv_append (line, i, column_of (table, i)->name, SEG_CSV_TEXT);
	seg_csv_end_row (line);
	for (guint i = 0; i < table->cells->len; i++) {
		append_csv_cell (table, i, line);
		if ((i + 1) % table->columns->len == 0)
			seg_csv_end_row (line);
	}
	fwrite (line->str, 1, line->len, stdout);
}

static void
add_json_cell (JsonBuilder *builder, const Column *column, const Cell *cell)
{
	json_builder_set_member_name (builder, column->name);
	if (cell->missing)
		json_builder_add_null_value (builder);
	else if (column->kind == SEG_CELL_TEXT) {
		g_autofree char *valid = g_utf8_make_valid (cell->text, -1);

		json_builder_add_string_value (builder, valid);
	} else if (column->kind == SEG_CELL_INTEGER || column->kind == SEG_CELL_DATE || cell->whole)
		json_builder_add_int_value (builder, cell->integer);
	else
		json_builder_add_double_value (builder, cell->number);
}

static void
print_json (const SegTable *table)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonGenerator) generator = json_generator_new ();
	g_autoptr (JsonNode) root = NULL;
	g_autofree char *text = NULL;
	guint n_columns = table->columns->len;

	json_builder_begin_array (builder);
	for (guint i = 0; i < table->cells->len; i++) {
		if (i % n_columns == 0)
			json_builder_begin_object (builder);
		add_json_cell (builder, column_of (table, i), &g_array_index (table->cells, Cell, i));
		if ((i + 1) % n_columns == 0)
			json_builder_end_object (builder);
	}
	json_builder_end_array (builder);
	root = json_builder_get_root (builder);
	json_generator_set_root (generator, root);
	json_generator_set_pretty (generator, TRUE);
	text = json_generator_to_data (generator, NULL);
	puts (text);
}

void
seg_table_print (const SegTable *table, SegOutput output)
{
	seg_cli_job_end ();
	if (seg_table_to_file (table))
		return;
	switch (output) {
	case SEG_OUTPUT_CSV:
		print_csv (table);
		break;
	case SEG_OUTPUT_JSON:
		print_json (table);
		break;
	case SEG_OUTPUT_TABLE:
	default:
		print_aligned (table);
	}
}
