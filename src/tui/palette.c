/* The palette of `:`: every command of this screen and of the program, found by typing a part of it. */
#include <config.h>
#include "app.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	SegDialog     base;
	SegLineEdit   edit;
	GPtrArray    *all;    /* of const SegBinding*: one for each action that makes sense now */
	GPtrArray    *shown;
	SegList      *list;
	SegListColumn columns[3];
} Palette;

static char *
describe (const SegBinding *binding)
{
	guint screen = (guint) (binding->action - SEG_ACTION_SCREEN_1);

	if (binding->action >= SEG_ACTION_SCREEN_1 && binding->action <= SEG_ACTION_SCREEN_9)
		return g_strdup_printf (_("Go to %s"), _(seg_screens[screen].label));
	return g_strdup (_(binding->description));
}

static gsize
n_shown (gpointer data)
{
	return ((Palette *) data)->shown->len;
}

static char *
palette_cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegBinding *binding = ((Palette *) data)->shown->pdata[row];

	if (column == 0)
		return describe (binding);
	*ink = column == 1 ? SEG_INK_MUTED : SEG_INK_ACCENT;
	return column == 1 ? g_strdup (binding->name) : seg_key_name (seg_binding_key (binding));
}

static const SegListSource palette_source = { .n_rows = n_shown, .cell = palette_cell };

/* Every word typed must be in the name or the description. */
static gboolean
matches (const SegBinding *binding, const char *needle)
{
	g_autofree char *description = describe (binding), *both = g_strconcat (binding->name, " ", description, NULL);
	g_autofree char *folded = g_utf8_casefold (both, -1), *wanted = g_utf8_casefold (needle, -1);
	g_auto (GStrv) words = g_strsplit (wanted, " ", -1);

	for (guint i = 0; words[i] != NULL; i++)
		if (strstr (folded, words[i]) == NULL)
			return FALSE;
	return TRUE;
}

/* How near what was typed is to a command's own name: 0 begins it ("users" for the step Users, "imp" for import), 1 does not. */
static int
rank (const SegBinding *binding, const char *needle)
{
	guint screen = (guint) (binding->action - SEG_ACTION_SCREEN_1);
	gboolean is_step = binding->action >= SEG_ACTION_SCREEN_1 && binding->action <= SEG_ACTION_SCREEN_9;
	g_autofree char *name = g_utf8_casefold (is_step ? _(seg_screens[screen].label) : binding->name, -1);
	g_autofree char *wanted = g_utf8_casefold (needle, -1);

	return g_str_has_prefix (name, wanted) ? 0 : 1;
}

/* The commands that match, those named so before those that only speak of it. */
static void
filter (Palette *palette)
{
	const char *needle = palette->edit.text->str;

	g_ptr_array_set_size (palette->shown, 0);
	for (int wanted = 0; wanted < 2; wanted++)
		for (guint i = 0; i < palette->all->len; i++)
			if (matches (palette->all->pdata[i], needle) && rank (palette->all->pdata[i], needle) == wanted)
				g_ptr_array_add (palette->shown, palette->all->pdata[i]);
	seg_list_set_cursor (palette->list, 0);
}

static void
draw_palette (SegDialog *base, SegCells *cells, SegRect screen)
{
	Palette *palette = (Palette *) base;
	SegRect inside = seg_dialog_box (cells, screen, 72, 16, _("Command"));

	base->cursor_x = inside.x + 2 + seg_line_edit_draw (&palette->edit, cells, (SegRect) { inside.x + 2, inside.y, inside.width - 2, 1 }, SEG_INK_NORMAL);
	base->cursor_y = inside.y;
	seg_draw_text (cells, inside, 0, 0, SEG_INK_ACCENT, ":");
	palette->columns[0].width = inside.width >= 66 ? 40 : -20;
	seg_list_draw (palette->list, cells, seg_rect_below (inside, 2), TRUE);
	if (palette->shown->len == 0)
		seg_draw_text (cells, inside, 0, 2, SEG_INK_MUTED, _("No command has these words."));
}

static gboolean
run_chosen (Palette *palette)
{
	gsize row;
	int action;

	if (!seg_list_cursor (palette->list, &row))
		return TRUE;
	action = ((const SegBinding *) palette->shown->pdata[row])->action;
	palette->base.app->rail_has_focus = FALSE;
	seg_app_act (palette->base.app, action);
	return FALSE;
}

static gboolean
key_palette (SegDialog *base, int key)
{
	Palette *palette = (Palette *) base;

	switch (key) {
	case SEG_KEY_ESCAPE:
	case SEG_CTRL ('c'):
		return FALSE;
	case SEG_KEY_ENTER:
		return run_chosen (palette);
	case SEG_KEY_UP:
	case SEG_KEY_DOWN:
	case SEG_KEY_PAGE_UP:
	case SEG_KEY_PAGE_DOWN:
		seg_list_act (palette->list, seg_binding_find (seg_bindings_list, key)->action);
		return TRUE;
	default:
		if (seg_line_edit_key (&palette->edit, key))
			filter (palette);
		return TRUE;
	}
}

static gboolean
mouse_palette (SegDialog *base, const SegEvent *event)
{
	Palette *palette = (Palette *) base;
	gboolean opened;

	seg_list_mouse (palette->list, event, &opened);
	return opened ? run_chosen (palette) : TRUE;
}

static void
free_palette (SegDialog *base)
{
	Palette *palette = (Palette *) base;

	seg_line_edit_clear (&palette->edit);
	g_ptr_array_unref (palette->all);
	g_ptr_array_unref (palette->shown);
	seg_list_free (palette->list);
}

static const SegDialogClass palette_class = { sizeof (Palette), draw_palette, key_palette, mouse_palette, free_palette };

static gboolean
has_action (const GPtrArray *bindings, int action)
{
	for (guint i = 0; i < bindings->len; i++)
		if (((const SegBinding *) bindings->pdata[i])->action == action)
			return TRUE;
	return FALSE;
}

static void
collect (SegApp *app, GPtrArray *all)
{
	const SegBinding *tables[SEG_BINDING_TABLES];

	seg_app_bindings (app, tables);
	for (guint i = 0; tables[i] != NULL; i++)
		for (const SegBinding *binding = tables[i]; binding->key != 0; binding++)
			if (!has_action (all, binding->action) && seg_app_can (app, binding) && binding->action != SEG_ACTION_PALETTE)
				g_ptr_array_add (all, (gpointer) binding);
}

void
seg_palette_show (SegApp *app)
{
	Palette *palette = seg_dialog_push (app, NULL, &palette_class, NULL, NULL);

	palette->all = g_ptr_array_new ();
	palette->shown = g_ptr_array_new ();
	palette->columns[0] = (SegListColumn) { "", SEG_ALIGN_LEFT, 40, FALSE };
	palette->columns[1] = (SegListColumn) { "", SEG_ALIGN_LEFT, -12, FALSE };
	palette->columns[2] = (SegListColumn) { "", SEG_ALIGN_RIGHT, 7, FALSE };
	palette->list = seg_list_new (&palette_source, palette->columns, 3, palette);
	seg_line_edit_init (&palette->edit, "");
	collect (app, palette->all);
	filter (palette);
}
