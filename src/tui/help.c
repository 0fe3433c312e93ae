/* The help of `?`: what this screen shows, the words on it, and its keys, made from the binding tables. */
#include <config.h>
#include "app.h"
#include "glossary.h"

#include <glib/gi18n.h>
#include <string.h>

#define HELP_WIDTH 90
#define KEYS_WIDTH 19

static void
add_heading (GPtrArray *lines, const char *text)
{
	if (lines->len > 0)
		g_ptr_array_add (lines, g_strdup (""));
	g_ptr_array_add (lines, g_strconcat ("\001", text, NULL));
}

static void
add_paragraph (GPtrArray *lines, const char *text, int width)
{
	g_auto (GStrv) paragraphs = g_strsplit (text, "\n", -1);

	for (guint i = 0; paragraphs[i] != NULL; i++) {
		g_auto (GStrv) wrapped = seg_text_wrap (paragraphs[i], MAX (width, 20));

		for (guint j = 0; wrapped[j] != NULL; j++)
			g_ptr_array_add (lines, g_strdup (wrapped[j]));
		if (wrapped[0] == NULL)
			g_ptr_array_add (lines, g_strdup (""));
	}
}

static GString *
add_key (GString *keys, int key)
{
	g_autofree char *name = seg_key_name (key);

	g_string_append_printf (keys, "%s%s", keys->len > 0 ? " " : "", name);
	return keys;
}

/* All keys of one action: that of the person's settings first, then in the order of the table. */
static char *
keys_of (const SegBinding *table, int action)
{
	GString *keys = g_string_new (NULL);

	for (const SegBinding *binding = table; binding->key != 0; binding++)
		if (binding->action == action && seg_binding_key (binding) != binding->key) {
			keys = add_key (keys, seg_binding_key (binding));
			break;
		}
	for (; table->key != 0; table++)
		if (table->action == action)
			keys = add_key (keys, table->key);
	return g_string_free (keys, FALSE);
}

static gboolean
is_first (const SegBinding *table, const SegBinding *binding)
{
	for (; table < binding; table++)
		if (table->action == binding->action)
			return FALSE;
	return TRUE;
}

/* A row of keys; what it says goes on below itself. */
static void
add_row (GPtrArray *lines, const char *keys, const char *description, int width)
{
	g_autofree char *fitted = seg_text_fit (keys, KEYS_WIDTH, SEG_ALIGN_LEFT);
	g_auto (GStrv) wrapped = seg_text_wrap (description, MAX (width - KEYS_WIDTH - 4, 20));

	for (guint i = 0; wrapped[i] != NULL; i++)
		g_ptr_array_add (lines, i == 0 ? g_strdup_printf ("  %s  %s", fitted, wrapped[i])
		                               : g_strdup_printf ("  %*s  %s", KEYS_WIDTH, "", wrapped[i]));
}

static void
add_table (SegApp *app, GPtrArray *lines, const SegBinding *table, int width)
{
	for (const SegBinding *binding = table; binding->key != 0; binding++) {
		g_autofree char *keys = NULL;

		if (!is_first (table, binding) || (binding->action >= SEG_ACTION_SCREEN_1 && binding->action <= SEG_ACTION_SCREEN_9)
		    || (table == seg_bindings_list && !seg_app_can (app, binding)))
			continue;
		keys = keys_of (table, binding->action);
		add_row (lines, keys, _(binding->description), width);
	}
}

/* All that the person reads now: the screen, and what is said about it above. */
static char *
text_in_sight (SegApp *app, const char *help)
{
	g_autoptr (SegCells) cells = seg_cells_new (app->width, app->height);
	GString *text = g_string_new (help);

	seg_app_draw (app, cells);
	for (int y = 0; y < cells->height; y++) {
		g_autofree char *line = seg_cells_line (cells, y);

		g_string_append_printf (text, "\n%s", line);
	}
	return g_string_free (text, FALSE);
}

static void
add_terms (SegApp *app, GPtrArray *lines, const char *help, int width)
{
	g_autofree char *text = text_in_sight (app, help);
	g_autoptr (GPtrArray) terms = seg_glossary_find (text);

	if (terms->len > 0)
		add_heading (lines, _("Words on this screen"));
	for (guint i = 0; i < terms->len; i++) {
		const SegTerm *term = terms->pdata[i];

		add_row (lines, _(term->term), _(term->meaning), width);
	}
}

void
seg_help_show (SegApp *app)
{
	SegView *view = seg_app_view (app);
	GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
	int width = MIN (app->width - 4, HELP_WIDTH);

	if (view->class->help != NULL)
		add_paragraph (lines, _(view->class->help), width);
	add_terms (app, lines, view->class->help != NULL ? _(view->class->help) : "", width);
	if (view->class->bindings != NULL) {
		add_heading (lines, _("This screen"));
		add_table (app, lines, view->class->bindings, width);
	}
	if (view->class->list != NULL) {
		add_heading (lines, _("Lists"));
		add_table (app, lines, seg_bindings_list, width);
	}
	add_heading (lines, _("Everywhere"));
	add_table (app, lines, seg_bindings_everywhere, width);
	add_row (lines, "1-8", _("Go to that step of the rail"), width);
	add_heading (lines, _("Marks in the rail"));
	add_paragraph (lines, _("● done   ◐ running   ○ not yet   ! its inputs have changed since: do it again"), width);
	seg_dialog_show_lines (app, NULL, _(view->class->title), lines);
}
