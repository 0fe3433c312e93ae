/* Texts to read in a box: messages, and the help, which scrolls and can be searched. */
#include <config.h>
#include "app.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	SegDialog  base;
	char      *title;
	GPtrArray *lines;   /* of char*; shown as they are */
	char      *text;    /* or this, wrapped to the width of the box at drawing */
	guint      top;
	guint      n_lines, page; /* from the last draw */
	SegLineEdit sought;       /* what is searched; empty: nothing */
	gboolean   is_typing;     /* it is being typed */
	gint       found;         /* the line it stands in, -1: nowhere */
} TextDialog;

/* The line at the bottom: what is searched, or which keys there are. */
static void
draw_foot (const TextDialog *dialog, SegCells *cells, SegRect inside)
{
	SegRect foot = { inside.x, inside.y + inside.height - 1, inside.width, 1 };
	gboolean is_long = dialog->n_lines > dialog->page, is_lost = dialog->found < 0 && dialog->sought.text->len > 0;

	if (!dialog->is_typing) {
		seg_draw_text (cells, foot, 0, 0, is_lost ? SEG_INK_WARNING : SEG_INK_MUTED,
		               is_lost ? _("That stands nowhere here.") : dialog->found >= 0 ? _("↑↓ scroll   n next   N before   / search   Esc close") : is_long ? _("↑↓ scroll   / search   Esc close") : _("Esc close"));
		return;
	}
	seg_draw_text (cells, foot, 0, 0, SEG_INK_ACCENT, "/");
	seg_line_edit_draw (&dialog->sought, cells, (SegRect) { foot.x + 1, foot.y, foot.width - 1, 1 }, is_lost ? SEG_INK_WARNING : SEG_INK_NORMAL);
}

static void
draw_lines (TextDialog *dialog, SegCells *cells, SegRect inside, const GPtrArray *lines)
{
	dialog->n_lines = lines->len;
	dialog->page = (guint) MAX (inside.height - 1, 1);
	dialog->top = MIN (dialog->top, lines->len > dialog->page ? lines->len - dialog->page : 0);
	for (guint i = 0; i < dialog->page && dialog->top + i < lines->len; i++) {
		const char *line = lines->pdata[dialog->top + i];
		gboolean heading = line[0] == '\001'; /* see seg_dialog_show_lines() */

		seg_draw_text (cells, inside, 0, (int) i, dialog->found == (int) (dialog->top + i) ? SEG_INK_SELECTED : heading ? SEG_INK_HEADING : SEG_INK_NORMAL,
		               line + (heading ? 1 : 0));
	}
	draw_foot (dialog, cells, inside);
	dialog->base.cursor_x = dialog->is_typing ? inside.x + 1 + (int) seg_text_width (dialog->sought.text->str) : -1;
	dialog->base.cursor_y = inside.y + inside.height - 1;
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

/* Searching, only in texts whose lines are known: the help, not a message. ------------------------------------------------ */

/* Goes to the next line from @from on, in steps of @step, round the end, that holds what is sought. */
static void
seek (TextDialog *dialog, int from, int step)
{
	g_autofree char *sought = g_utf8_casefold (dialog->sought.text->str, -1);
	int n = (int) dialog->lines->len;

	dialog->found = -1;
	for (int i = 0; i < n && *sought != '\0' && dialog->found < 0; i++) {
		int at = ((from + i * step) % n + n) % n;
		g_autofree char *line = g_utf8_casefold (dialog->lines->pdata[at], -1);

		if (strstr (line, sought) != NULL)
			dialog->found = at;
	}
	if (dialog->found >= 0 && ((guint) dialog->found < dialog->top || (guint) dialog->found >= dialog->top + dialog->page))
		scroll (dialog, dialog->found - (int) dialog->top - (int) dialog->page / 3);
}

/* TRUE: the key was for the search. */
static gboolean
key_search (TextDialog *dialog, int key)
{
	int from = dialog->found >= 0 ? dialog->found : (int) dialog->top;

	if (dialog->lines == NULL)
		return FALSE;
	if (!dialog->is_typing) {
		if (key == '/')
			seg_line_edit_set (&dialog->sought, "");
		else if (dialog->found >= 0 && (key == 'n' || key == 'N'))
			seek (dialog, from + (key == 'n' ? 1 : -1), key == 'n' ? 1 : -1);
		else
			return FALSE;
		dialog->is_typing = key == '/';
		return TRUE;
	}
	if (key == SEG_KEY_ENTER || key == SEG_KEY_ESCAPE || key == SEG_CTRL ('c')) {
		dialog->is_typing = FALSE;
		if (key != SEG_KEY_ENTER) {
			seg_line_edit_set (&dialog->sought, "");
			dialog->found = -1;
		}
	} else if (seg_line_edit_key (&dialog->sought, key))
		seek (dialog, from, 1);
	return TRUE;
}

/* A text that fits goes away with any key; a longer one keeps the keys that scroll. */
static gboolean
key_text_dialog (SegDialog *base, int key)
{
	TextDialog *dialog = (TextDialog *) base;
	const SegBinding *binding = seg_binding_find (seg_bindings_list, key);
	int page = (int) dialog->page;

	if (key_search (dialog, key))
		return TRUE;
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

	seg_line_edit_clear (&dialog->sought);
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

	seg_line_edit_init (&dialog->sought, "");
	dialog->found = -1;
	dialog->title = g_strdup (title);
	dialog->lines = lines;
}

void
seg_dialog_tell (SegApp *app, SegView *view, const char *title, const char *text)
{
	TextDialog *dialog = seg_dialog_push (app, view, &text_class, NULL, NULL);

	seg_line_edit_init (&dialog->sought, "");
	dialog->found = -1;
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
	if (view->host != NULL && !view->host->pane.has_focus)
		seg_pane_fail (view, error);
	else
		seg_dialog_tell (view->app, view, _("That did not work"), error->message);
}
