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

/* Text to read ----------------------------------------------------------------------------------------------------- */

typedef struct {
	SegDialog  base;
	char      *title;
	GPtrArray *lines;   /* of char*; shown as they are */
	char      *text;    /* or this, wrapped to the width of the box at drawing */
	guint      top;
	guint      n_lines, page; /* from the last draw */
} TextDialog;

static void
draw_lines (TextDialog *dialog, SegCells *cells, SegRect inside, const GPtrArray *lines)
{
	dialog->n_lines = lines->len;
	dialog->page = (guint) MAX (inside.height - 1, 1);
	dialog->top = MIN (dialog->top, lines->len > dialog->page ? lines->len - dialog->page : 0);
	for (guint i = 0; i < dialog->page && dialog->top + i < lines->len; i++) {
		const char *line = lines->pdata[dialog->top + i];
		gboolean heading = line[0] == '\001'; /* see seg_dialog_show_lines() */

		seg_draw_text (cells, inside, 0, (int) i, heading ? SEG_INK_HEADING : SEG_INK_NORMAL, line + (heading ? 1 : 0));
	}
	seg_draw_text (cells, inside, 0, inside.height - 1, SEG_INK_MUTED,
	               lines->len > dialog->page ? _("↑↓ scroll   Esc close") : _("Esc close"));
}

static GPtrArray *
wrap_all (const char *text, int width)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
	g_auto (GStrv) paragraphs = g_strsplit (text, "\n", -1);

	for (guint i = 0; paragraphs[i] != NULL; i++) {
		g_auto (GStrv) wrapped = seg_text_wrap (paragraphs[i], width);

		for (guint j = 0; wrapped[j] != NULL; j++)
			g_ptr_array_add (lines, g_strdup (wrapped[j]));
	}
	return lines;
}

static void
draw_text_dialog (SegDialog *base, SegCells *cells, SegRect screen)
{
	TextDialog *dialog = (TextDialog *) base;
	g_autoptr (GPtrArray) wrapped = NULL;
	int width = dialog->text != NULL ? MIN (72, screen.width - 4) : screen.width - 4;

	if (dialog->text != NULL)
		wrapped = wrap_all (dialog->text, MAX (width, 1));
	else
		width = MIN (width, 96);
	draw_lines (dialog, cells,
	            seg_dialog_box (cells, screen, width, (int) (wrapped != NULL ? wrapped->len : dialog->lines->len) + 2, dialog->title),
	            wrapped != NULL ? wrapped : dialog->lines);
}

static gboolean
scroll (TextDialog *dialog, int lines)
{
	int furthest = (int) dialog->n_lines - (int) dialog->page;

	dialog->top = (guint) CLAMP ((int) dialog->top + lines, 0, MAX (furthest, 0));
	return TRUE;
}

/* A text that fits goes away with any key; a longer one keeps the keys that scroll. */
static gboolean
key_text_dialog (SegDialog *base, int key)
{
	TextDialog *dialog = (TextDialog *) base;
	const SegBinding *binding = seg_binding_find (seg_bindings_list, key);
	int page = (int) dialog->page;

	if (dialog->n_lines <= dialog->page || binding == NULL)
		return dialog->n_lines > dialog->page && key != SEG_KEY_ESCAPE && key != SEG_KEY_ENTER && key != 'q' && key != '?';
	switch (binding->action) {
	case SEG_ACTION_DOWN:
		return scroll (dialog, 1);
	case SEG_ACTION_UP:
		return scroll (dialog, -1);
	case SEG_ACTION_PAGE_DOWN:
	case SEG_ACTION_MARK:
		return scroll (dialog, page);
	case SEG_ACTION_PAGE_UP:
		return scroll (dialog, -page);
	case SEG_ACTION_FIRST:
		return scroll (dialog, -(int) dialog->n_lines);
	case SEG_ACTION_LAST:
		return scroll (dialog, (int) dialog->n_lines);
	default:
		return TRUE;
	}
}

static gboolean
mouse_text_dialog (SegDialog *base, const SegEvent *event)
{
	return event->kind == SEG_EVENT_WHEEL && scroll ((TextDialog *) base, event->amount * 3);
}

static void
free_text_dialog (SegDialog *base)
{
	TextDialog *dialog = (TextDialog *) base;

	g_free (dialog->title);
	g_free (dialog->text);
	g_clear_pointer (&dialog->lines, g_ptr_array_unref);
}

static const SegDialogClass text_class = {
	sizeof (TextDialog), draw_text_dialog, key_text_dialog, mouse_text_dialog, free_text_dialog
};

void
seg_dialog_show_lines (SegApp *app, SegView *view, const char *title, GPtrArray *lines)
{
	TextDialog *dialog = seg_dialog_push (app, view, &text_class, NULL, NULL);

	dialog->title = g_strdup (title);
	dialog->lines = lines;
}

void
seg_dialog_tell (SegApp *app, SegView *view, const char *title, const char *text)
{
	TextDialog *dialog = seg_dialog_push (app, view, &text_class, NULL, NULL);

	dialog->title = g_strdup (title);
	dialog->text = g_strchomp (g_strdup (text));
}

void
seg_tell (SegView *view, const char *title, const char *text)
{
	seg_dialog_tell (view->app, view, title, text);
}

void
seg_report (SegView *view, const GError *error)
{
	seg_dialog_tell (view->app, view, _("That did not work"), error->message);
}
