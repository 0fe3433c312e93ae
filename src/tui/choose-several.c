/* Questions answered by choosing any number of things: space marks, Enter takes what is marked. */
#include <config.h>
#include "app.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	SegDialog        base;
	char            *title, *hint, *error; /* hint, error: or NULL */
	GStrv            labels, remarks;      /* remarks or NULL */
	gsize            n;
	gboolean        *chosen;               /* n */
	SegList         *list;
	SegListColumn    columns[2];
	SegSeveralAnswer answer;
} Several;

#define WIDEST_TEXT 68

static gsize
n_labels (gpointer data)
{
	return ((const Several *) data)->n;
}

static char *
several_cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const Several *several = data;

	if (column == 0)
		return g_strconcat (several->chosen[row] ? "☑ " : "☐ ", several->labels[row], NULL);
	*ink = SEG_INK_MUTED;
	return g_strdup (several->remarks[row]);
}

static const SegListSource several_source = { .n_rows = n_labels, .cell = several_cell };

static int
widest (GStrv texts)
{
	int width = 0;

	for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
		width = MAX (width, seg_text_width (texts[i]));
	return width;
}

static int
count_lines (const char *text, int width)
{
	g_auto (GStrv) lines = text != NULL ? seg_text_wrap (text, MAX (width, 1)) : NULL;

	return lines != NULL ? (int) g_strv_length (lines) : 0;
}

static void
draw_several (SegDialog *base, SegCells *cells, SegRect screen)
{
	Several *several = (Several *) base;
	int labels = widest (several->labels) + 2, remarks = widest (several->remarks);
	int width = CLAMP (labels + (remarks > 0 ? remarks + 2 : 0), 58, MAX (screen.width - 6, 58));
	int text_width = MIN (MIN (width, screen.width - 4), WIDEST_TEXT);
	int above = count_lines (several->hint, text_width), below = 2 + count_lines (several->error, text_width), used = 0;
	SegRect inside = seg_dialog_box (cells, screen, width, MIN ((int) several->n + above + below, screen.height - 4), several->title);

	inside.width = MIN (inside.width, width);
	if (several->hint != NULL)
		used = seg_draw_paragraph (cells, (SegRect) { inside.x, inside.y, text_width, inside.height }, 0, 0, SEG_INK_MUTED, several->hint);
	several->columns[0].width = remarks > 0 ? MIN (labels, inside.width * 2 / 3) : -1;
	several->columns[1].width = -1;
	seg_list_draw (several->list, cells, seg_rect_top (seg_rect_below (inside, used), MAX (inside.height - used - below, 0)), TRUE);
	if (several->error != NULL)
		seg_draw_paragraph (cells, inside, 0, inside.height - below + 1, SEG_INK_BAD, several->error);
	seg_draw_text (cells, inside, 0, inside.height - 1, SEG_INK_MUTED, _("space choose   a all   n none   Enter accept   Esc cancel"));
}

static gboolean
accept_several (Several *several)
{
	g_autoptr (GError) error = NULL;

	if (several->answer (several->base.view, several->chosen, several->base.data, &error))
		return FALSE;
	g_free (several->error);
	several->error = g_strdup (error != NULL ? error->message : "");
	return TRUE;
}

static void
toggle (Several *several)
{
	gsize row;

	if (seg_list_cursor (several->list, &row)) {
		several->chosen[row] = !several->chosen[row];
		seg_list_act (several->list, SEG_ACTION_DOWN);
	}
}

static void
choose_all (Several *several, gboolean chosen)
{
	for (gsize i = 0; i < several->n; i++)
		several->chosen[i] = chosen;
}

static gboolean
key_several (SegDialog *base, int key)
{
	Several *several = (Several *) base;
	const SegBinding *binding;

	g_clear_pointer (&several->error, g_free);
	switch (key) {
	case SEG_KEY_ESCAPE:
	case SEG_CTRL ('c'):
		return FALSE;
	case SEG_KEY_ENTER:
		return accept_several (several);
	case ' ':
		toggle (several);
		return TRUE;
	case 'a':
	case 'n':
		choose_all (several, key == 'a');
		return TRUE;
	default:
		binding = seg_binding_find (seg_bindings_list, key);
		if (binding != NULL)
			seg_list_act (several->list, binding->action);
		return TRUE;
	}
}

static gboolean
mouse_several (SegDialog *base, const SegEvent *event)
{
	Several *several = (Several *) base;
	gboolean opened;

	if (seg_list_mouse (several->list, event, &opened) && event->kind == SEG_EVENT_CLICK) {
		gsize row;

		toggle (several);
		if (seg_list_cursor (several->list, &row) && row > 0 && row + 1 < several->n)
			seg_list_set_cursor (several->list, row - 1); /* stay on what was clicked */
	}
	return TRUE;
}

static void
free_several (SegDialog *base)
{
	Several *several = (Several *) base;

	g_free (several->title);
	g_free (several->hint);
	g_free (several->error);
	g_strfreev (several->labels);
	g_strfreev (several->remarks);
	g_free (several->chosen);
	seg_list_free (several->list);
}

static const SegDialogClass several_class = { sizeof (Several), draw_several, key_several, mouse_several, free_several };

void
seg_ask_several (SegView *view, const char *title, const char *hint, const char *const *labels, const char *const *remarks,
                 const gboolean *chosen, SegSeveralAnswer answer, gpointer data, GDestroyNotify free_data)
{
	Several *several = seg_dialog_push (view->app, view, &several_class, data, free_data);

	several->title = g_strdup (title);
	several->hint = g_strdup (hint);
	several->labels = g_strdupv ((GStrv) labels);
	several->remarks = seg_dialog_copy_remarks (labels, remarks);
	several->n = g_strv_length (several->labels);
	several->chosen = g_new0 (gboolean, several->n + 1);
	if (chosen != NULL)
		memcpy (several->chosen, chosen, several->n * sizeof *chosen);
	several->columns[0] = several->columns[1] = (SegListColumn) { "", SEG_ALIGN_LEFT, -1, FALSE };
	several->list = seg_list_new (&several_source, several->columns, remarks != NULL ? 2 : 1, several);
	several->answer = answer;
}
