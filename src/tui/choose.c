/* Questions answered by choosing: one of several, or yes and no. */
#include <config.h>
#include "app.h"

#include <glib/gi18n.h>

#define QUESTION_WIDTH 68
#define MANY 12 /* choices: from here on / finds some */

typedef struct {
	SegDialog       base;
	char           *title, *question; /* question: above the choices, or NULL */
	GStrv           labels, remarks;  /* remarks or NULL */
	SegList        *list;
	SegListColumn   columns[2];
	SegChoiceAnswer answer;
	SegYesAnswer    yes;              /* instead of answer: the first choice means yes */
	gboolean        many;             /* / finds some of them */
} Choice;

static gsize
n_choices (gpointer data)
{
	return g_strv_length (((Choice *) data)->labels);
}

static char *
choice_cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	Choice *choice = data;

	if (column == 1)
		*ink = SEG_INK_MUTED;
	return g_strdup (column == 0 ? choice->labels[row] : choice->remarks[row]);
}

static const SegListSource choice_source = { .n_rows = n_choices, .cell = choice_cell };
/* Many are found by typing: the list filters them by what they say. */
static const SegListSource many_source = { .n_rows = n_choices, .cell = choice_cell, .is_table = TRUE };

static int
widest (GStrv texts)
{
	int width = 0;

	for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
		width = MAX (width, seg_text_width (texts[i]));
	return width;
}

/* A question that does not fit ends with an ellipsis. Returns the lines it takes. */
static int
draw_question (SegCells *cells, SegRect rect, const char *question)
{
	const int n_lines = seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, question);

	if (n_lines <= rect.height || rect.height < 1)
		return MIN (n_lines, rect.height);
	seg_draw_clear (cells, (SegRect) { rect.x, rect.y + rect.height - 1, rect.width, 1 }, SEG_INK_NORMAL);
	seg_draw_text (cells, rect, 0, rect.height - 1, SEG_INK_MUTED, "…");
	return rect.height;
}

/* As wide and high as a text becomes whose lines are wrapped at @most cells. */
static int
measure_question (const char *question, int most, int *width)
{
	g_auto (GStrv) paragraphs = g_strsplit (question, "\n", -1);
	int n_lines = 0;

	for (guint i = 0; paragraphs[i] != NULL; i++) {
		g_auto (GStrv) lines = seg_text_wrap (paragraphs[i], most);

		n_lines += (int) g_strv_length (lines);
		*width = MAX (*width, widest (lines));
	}
	return n_lines;
}

static void
draw_choice (SegDialog *base, SegCells *cells, SegRect screen)
{
	Choice *choice = (Choice *) base;
	int labels = widest (choice->labels), remarks = widest (choice->remarks), used = 0, n_lines = 0;
	int width = MAX (labels + (remarks > 0 ? remarks + 2 : 0), MIN (seg_text_width (choice->title) + 6, 60));
	SegRect inside;

	if (choice->question != NULL)
		n_lines = measure_question (choice->question, CLAMP (screen.width - 4, 1, QUESTION_WIDTH), &width);
	inside = seg_dialog_box (cells, screen, MAX (width, 24), (int) g_strv_length (choice->labels) + n_lines + 2, choice->title);
	if (choice->question != NULL)
		used = draw_question (cells, seg_rect_top (inside, MAX (inside.height - (int) g_strv_length (choice->labels) - 2, 0)), choice->question);
	choice->columns[0].width = remarks > 0 ? MIN (labels, inside.width * 2 / 3) : -1;
	choice->columns[1].width = -1;
	seg_list_draw (choice->list, cells, seg_rect_top (seg_rect_below (inside, used), MAX (inside.height - used - 2, 0)), TRUE);
	seg_draw_text (cells, inside, 0, inside.height - 1, SEG_INK_MUTED,
	               choice->yes != NULL ? _("y yes   n no") : choice->many ? _("Enter choose   / find   Esc cancel") : _("Enter choose   Esc cancel"));
	if (!seg_list_text_cursor (choice->list, &base->cursor_x, &base->cursor_y))
		base->cursor_x = -1;
}

static gboolean
choose (Choice *choice)
{
	gsize row = 0;

	if (!seg_list_cursor (choice->list, &row))
		return seg_list_n_shown (choice->list) == 0; /* nothing is found: the question stays */
	if (choice->yes == NULL)
		choice->answer (choice->base.view, (guint) row, choice->base.data);
	else if (row == 0)
		choice->yes (choice->base.view, choice->base.data);
	return FALSE;
}

static gboolean
key_choice (SegDialog *base, int key)
{
	Choice *choice = (Choice *) base;
	const SegBinding *binding;

	if (seg_list_is_typing (choice->list) && key != SEG_CTRL ('c')) {
		seg_list_key (choice->list, key);
		return key != SEG_KEY_ENTER || choose (choice);
	}
	if (key == SEG_KEY_ESCAPE || key == SEG_CTRL ('c') || (choice->yes != NULL && key == 'n'))
		return FALSE;
	if (key == SEG_KEY_ENTER)
		return choose (choice);
	if (choice->yes != NULL && key == 'y') {
		seg_list_set_cursor (choice->list, 0);
		return choose (choice);
	}
	binding = seg_binding_find (seg_bindings_list, key);
	if (binding != NULL && binding->action <= SEG_ACTION_FILTER) /* moving, and finding where there are many */
		seg_list_act (choice->list, binding->action);
	return TRUE;
}

static gboolean
mouse_choice (SegDialog *base, const SegEvent *event)
{
	Choice *choice = (Choice *) base;
	gboolean opened;

	seg_list_mouse (choice->list, event, &opened);
	return opened ? choose (choice) : TRUE;
}

static void
free_choice (SegDialog *base)
{
	Choice *choice = (Choice *) base;

	g_free (choice->title);
	g_free (choice->question);
	g_strfreev (choice->labels);
	g_strfreev (choice->remarks);
	seg_list_free (choice->list);
}

char **
seg_dialog_copy_remarks (const char *const *labels, const char *const *remarks)
{
	guint n = g_strv_length ((GStrv) labels);
	char **copy = remarks != NULL ? g_new0 (char *, n + 1) : NULL;

	for (guint i = 0; copy != NULL && i < n; i++)
		copy[i] = g_strdup (remarks[i] != NULL ? remarks[i] : "");
	return copy;
}

static const SegDialogClass choice_class = { sizeof (Choice), draw_choice, key_choice, mouse_choice, free_choice };

static Choice *
push_choice (SegApp *app, SegView *view, const char *title, const char *const *labels, const char *const *remarks,
             gpointer data, GDestroyNotify free_data)
{
	Choice *choice = seg_dialog_push (app, view, &choice_class, data, free_data);

	choice->title = g_strdup (title);
	choice->labels = g_strdupv ((GStrv) labels);
	choice->remarks = seg_dialog_copy_remarks (labels, remarks);
	choice->columns[0] = choice->columns[1] = (SegListColumn) { "", SEG_ALIGN_LEFT, -1, FALSE };
	choice->many = g_strv_length (choice->labels) >= MANY;
	choice->list = seg_list_new (choice->many ? &many_source : &choice_source, choice->columns, remarks != NULL ? 2 : 1, choice);
	return choice;
}

void
seg_ask_choice (SegView *view, const char *title, const char *const *labels, const char *const *remarks, guint current,
                SegChoiceAnswer answer, gpointer data, GDestroyNotify free_data)
{
	Choice *choice = push_choice (view->app, view, title, labels, remarks, data, free_data);

	choice->answer = answer;
	seg_list_set_cursor (choice->list, current);
}

void
seg_ask_whether (SegView *view, const char *title, const char *question, SegYesAnswer yes, gpointer data, GDestroyNotify free_data)
{
	const char *const labels[] = { _("Yes"), _("No"), NULL };
	Choice *choice = push_choice (view->app, view, title, labels, NULL, data, free_data);

	choice->question = g_strdup (question);
	choice->yes = yes;
}

void
seg_dialog_ask_yes (SegApp *app, SegView *view, const char *question, SegYesAnswer yes, gpointer data, GDestroyNotify free_data)
{
	const char *const labels[] = { _("Yes"), _("No"), NULL };
	Choice *choice = push_choice (app, view, _("Sure?"), labels, NULL, data, free_data);

	choice->question = g_strdup (question);
	choice->yes = yes;
	seg_list_set_cursor (choice->list, 1);
}

void
seg_ask_yes (SegView *view, const char *question, SegYesAnswer yes, gpointer data, GDestroyNotify free_data)
{
	seg_dialog_ask_yes (view->app, view, question, yes, data, free_data);
}
