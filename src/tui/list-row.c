/* One row of a list in full: each column with its heading, nothing cut off, to be read and copied. */
#include <config.h>
#include "app.h"
#include "demo-mode.h"
#include "list-tools.h"
#include "terminal.h"

#include <glib/gi18n.h>

#define WIDTH 90
#define VALUE_LINES 4 /* of the value under the cursor, below the list */

typedef struct {
	SegDialog     base;
	GPtrArray    *headings, *values; /* of char* */
	SegList      *list;
	SegListColumn columns[2];
} Row;

static gsize
n_values (gpointer data)
{
	return ((const Row *) data)->values->len;
}

static char *
row_cell (gpointer data, gsize at, guint column, SegInk *ink)
{
	const Row *row = data;

	if (column == 0)
		*ink = SEG_INK_MUTED;
	return g_strdup (column == 0 ? row->headings->pdata[at] : row->values->pdata[at]);
}

static const SegListSource row_source = { .n_rows = n_values, .cell = row_cell };

static void
draw_dialog_row (SegDialog *base, SegCells *cells, SegRect screen)
{
	Row *row = (Row *) base;
	const int height = MIN ((int) row->values->len + VALUE_LINES + 3, screen.height - 4), list_height = MAX (height - VALUE_LINES - 3, 1);
	SegRect inside = seg_dialog_box (cells, screen, WIDTH, height, _("The row in full"));
	gsize at;

	row->columns[0].width = MIN (24, inside.width / 3);
	seg_list_draw (row->list, cells, seg_rect_top (inside, list_height), TRUE);
	seg_draw_rule (cells, inside, list_height);
	if (seg_list_cursor (row->list, &at))
		seg_draw_paragraph (cells, (SegRect) { inside.x, inside.y + list_height + 1, inside.width, VALUE_LINES }, 0, 0, SEG_INK_NORMAL, row->values->pdata[at]);
	seg_draw_text (cells, inside, 0, inside.height - 1, SEG_INK_MUTED, _("Enter copies this   a copies the row   Esc close"));
}

static void
copy (Row *row, const char *text)
{
	g_autofree char *shown = seg_demo_text (row->base.app, text), *safe = seg_text_printable (shown);

	seg_terminal_copy (shown);
	seg_app_say (row->base.app, _("Copied: %s"), safe);
}

/* For a spreadsheet: the values with tabs between them, none of which can break the row. */
static char *
whole_row (const Row *row)
{
	GString *text = g_string_new (NULL);

	for (guint i = 0; i < row->values->len; i++) {
		g_autofree char *safe = seg_text_printable (row->values->pdata[i]);

		g_string_append_printf (text, "%s%s", i > 0 ? "\t" : "", safe);
	}
	return g_string_free (text, FALSE);
}

static gboolean
copy_value (Row *row)
{
	gsize at;

	if (seg_list_cursor (row->list, &at))
		copy (row, row->values->pdata[at]);
	return FALSE;
}

static gboolean
key_row (SegDialog *base, int key)
{
	Row *row = (Row *) base;
	g_autofree char *all = NULL;
	const SegBinding *binding;

	switch (key) {
	case SEG_KEY_ESCAPE:
	case SEG_CTRL ('c'):
	case 'q':
		return FALSE;
	case SEG_KEY_ENTER:
	case SEG_CTRL ('y'):
		return copy_value (row);
	case 'a':
		all = whole_row (row);
		copy (row, all);
		return FALSE;
	default:
		binding = seg_binding_find (seg_bindings_list, key);
		if (binding != NULL && binding->action <= SEG_ACTION_LAST)
			seg_list_act (row->list, binding->action);
		return TRUE;
	}
}

static gboolean
mouse_row (SegDialog *base, const SegEvent *event)
{
	gboolean opened;

	seg_list_mouse (((Row *) base)->list, event, &opened);
	return opened ? copy_value ((Row *) base) : TRUE;
}

static void
free_row (SegDialog *base)
{
	Row *row = (Row *) base;

	g_clear_pointer (&row->headings, g_ptr_array_unref);
	g_clear_pointer (&row->values, g_ptr_array_unref);
	seg_list_free (row->list);
}

static const SegDialogClass row_class = { sizeof (Row), draw_dialog_row, key_row, mouse_row, free_row };

/* Columns that say something, those shown first and as they stand. */
static void
read_row (Row *row, const SegList *list, gsize at)
{
	g_autoptr (GArray) places = seg_list_arrangement (list);

	for (int hidden = 0; hidden <= 1; hidden++)
		for (guint i = 0; i < places->len; i++) {
			const SegListPlace *place = &g_array_index (places, SegListPlace, i);
			char *text = place->hidden == hidden ? seg_list_cell (list, at, place->column) : NULL;

			if (text == NULL)
				continue;
			g_ptr_array_add (row->headings, g_strdup (seg_list_heading (list, place->column)));
			g_ptr_array_add (row->values, text);
		}
}

void
seg_list_show_row (SegView *view)
{
	SegList *list = seg_view_list (view);
	Row *row;
	gsize at;

	if (list == NULL || !seg_list_cursor (list, &at))
		return;
	row = seg_dialog_push (view->app, view, &row_class, NULL, NULL);
	row->headings = g_ptr_array_new_with_free_func (g_free);
	row->values = g_ptr_array_new_with_free_func (g_free);
	read_row (row, list, at);
	row->columns[0] = (SegListColumn) { "", SEG_ALIGN_LEFT, 24, FALSE };
	row->columns[1] = (SegListColumn) { "", SEG_ALIGN_LEFT, -20, FALSE };
	row->list = seg_list_new (&row_source, row->columns, 2, row);
}
