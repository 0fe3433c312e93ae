/* The stack of dialogs, the box they are drawn in, and the simplest one: text to read. */
#include <config.h>
#include "app.h"

#include <glib/gi18n.h>

gpointer
seg_dialog_push (SegApp *app, SegView *view, const SegDialogClass *class, gpointer data, GDestroyNotify free_data)
{
	SegDialog *dialog = g_malloc0 (class->size);

	dialog->class = class;
	dialog->app = app;
	dialog->view = view;
	dialog->data = data;
	dialog->free_data = free_data;
	dialog->cursor_x = -1;
	g_ptr_array_add (app->dialogs, dialog);
	return dialog;
}

void
seg_dialog_free (SegDialog *dialog)
{
	if (dialog->class->free != NULL)
		dialog->class->free (dialog);
	if (dialog->free_data != NULL)
		dialog->free_data (dialog->data);
	g_free (dialog);
}

SegRect
seg_dialog_box (SegCells *cells, SegRect screen, int width, int height, const char *title)
{
	SegRect box;

	width = CLAMP (width + 4, 4, MAX (screen.width, 4));
	height = CLAMP (height + 2, 3, MAX (screen.height, 3));
	box = (SegRect) { screen.x + (screen.width - width) / 2, screen.y + (screen.height - height) / 2, width, height };
	seg_draw_frame (cells, box, title);
	return seg_rect_inset (box, 2, 1);
}
