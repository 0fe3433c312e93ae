/* The person's own keys: all commands of the program with their keys, found by typing, and the choice of another key for one of them. */
#include <config.h>
#include "app.h"
#include "fuzzy.h"

#include <segscope/settings.h>

#include <glib/gi18n.h>
#include <string.h>

#define WIDTH 92
#define HEIGHT 18

enum { KEY, WHAT, NAME };

/* A command: the first binding of its name, and where it is met. */
typedef struct {
	const SegBinding   *binding;
	const SegViewClass *class; /* NULL: not on one screen alone */
	int                 score;
} Command;

typedef struct {
	SegDialog     base;
	SegLineEdit   edit;
	GArray       *all;    /* of Command */
	GArray       *shown;  /* of Command */
	SegList      *list;
	SegListColumn columns[3];
	gboolean      is_waiting; /* for the key of the command under the cursor */
	char         *failure;    /* of the last choice, or NULL */
} Keys;

static const Command *
command_at (const Keys *keys, gsize row)
{
	return &g_array_index (keys->shown, Command, row);
}

static gsize
n_commands (gpointer data)
{
	return ((Keys *) data)->shown->len;
}

static char *
keys_cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegBinding *binding = command_at (data, row)->binding;
	const gboolean own = seg_setting_key (binding->name) != 0;

	switch (column) {
	case KEY:
		*ink = own ? SEG_INK_WARNING : SEG_INK_ACCENT;
		return seg_key_name (seg_binding_key (binding));
	case WHAT:
		return g_strdup (_(binding->description));
	default:
		*ink = SEG_INK_MUTED;
		return g_strdup (binding->name);
	}
}

static const SegListSource keys_source = { .n_rows = n_commands, .cell = keys_cell };

/* Commands ------------------------------------------------------------------------------------------------------------------- */

static gboolean
holds (const SegBinding *table, const char *name)
{
	for (; table != NULL && table->key != 0; table++)
		if (strcmp (table->name, name) == 0)
			return TRUE;
	return FALSE;
}

static void
add_table (GArray *all, const SegBinding *table, const SegViewClass *class)
{
	for (; table != NULL && table->key != 0; table++) {
		Command command = { table, class, 0 };
		gboolean known = FALSE;

		for (guint i = 0; i < all->len && !known; i++)
			known = strcmp (g_array_index (all, Command, i).binding->name, table->name) == 0;
		if (!known)
			g_array_append_val (all, command);
	}
}

/* The tables whose keys work side by side on a screen. */
static void
tables_of (const SegViewClass *class, const SegBinding *tables[5])
{
	guint n = 0;

	if (class->bindings != NULL)
		tables[n++] = class->bindings;
	if (class->list != NULL)
		tables[n++] = seg_bindings_list;
	if (class->plot != NULL)
		tables[n++] = seg_bindings_chart;
	tables[n++] = seg_bindings_everywhere;
	tables[n] = NULL;
}

static GArray *
collect (void)
{
	GArray *all = g_array_new (FALSE, FALSE, sizeof (Command));

	add_table (all, seg_bindings_everywhere, NULL);
	add_table (all, seg_bindings_list, NULL);
	add_table (all, seg_bindings_chart, NULL);
	add_table (all, seg_bindings_rail, NULL);
	for (guint i = 0; seg_view_classes[i] != NULL; i++)
		add_table (all, seg_view_classes[i]->bindings, seg_view_classes[i]);
	return all;
}

/* Another command than @name that @key stands for in @table, or NULL. */
static const SegBinding *
other_user (const SegBinding *table, const char *name, int key)
{
	for (; table->key != 0; table++)
		if (strcmp (table->name, name) != 0 && (table->key == key || seg_binding_key (table) == key))
			return table;
	return NULL;
}

/* The command that @key stands for wherever @name is met, or NULL. @where: (out) on which screen; NULL: in the steps at the left. */
static const SegBinding *
taken_by (const char *name, int key, const SegViewClass **where)
{
	for (guint i = 0; seg_view_classes[i] != NULL; i++) {
		const SegBinding *tables[5], *other = NULL;
		gboolean met = FALSE;

		*where = seg_view_classes[i];
		tables_of (*where, tables);
		for (guint j = 0; tables[j] != NULL; j++)
			met |= holds (tables[j], name);
		for (guint j = 0; met && tables[j] != NULL && other == NULL; j++)
			other = other_user (tables[j], name, key);
		if (other != NULL)
			return other;
	}
	*where = NULL;
	return holds (seg_bindings_rail, name) ? other_user (seg_bindings_rail, name, key) : NULL;
}

/* Finding -------------------------------------------------------------------------------------------------------------------- */

static int
compare_commands (gconstpointer a, gconstpointer b)
{
	const Command *one = a, *other = b;

	return one->score != other->score ? (one->score > other->score ? -1 : 1) : 0;
}

/* What is chosen by the person stands first while nothing is typed. */
static void
find (Keys *keys)
{
	g_autofree char *text = g_strstrip (g_strdup (keys->edit.text->str)), *typed = g_utf8_casefold (text, -1);

	g_array_set_size (keys->shown, 0);
	for (guint i = 0; i < keys->all->len; i++) {
		Command command = g_array_index (keys->all, Command, i);
		g_autofree char *both = g_strconcat (command.binding->name, " ", _(command.binding->description), NULL), *folded = g_utf8_casefold (both, -1);

		command.score = *typed != '\0' ? seg_fuzzy_score (folded, typed) : 1 + (seg_setting_key (command.binding->name) != 0 ? 1 : 0);
		if (command.score > 0)
			g_array_append_val (keys->shown, command);
	}
	g_array_sort (keys->shown, compare_commands);
	seg_list_set_cursor (keys->list, 0);
}

/* The dialog ----------------------------------------------------------------------------------------------------------------- */

/* Where the command under the cursor is met, which key it comes with, or what was wrong. */
static void
draw_words (const Keys *keys, SegCells *cells, SegRect rect)
{
	g_autofree char *usual = NULL;
	const Command *command;
	gsize row;

	if (keys->failure != NULL) {
		seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_BAD, keys->failure);
		return;
	}
	if (!seg_list_cursor (keys->list, &row))
		return;
	command = command_at (keys, row);
	usual = seg_key_name (command->binding->key);
	if (keys->is_waiting)
		seg_draw_format (cells, rect, 0, 0, SEG_INK_WARNING, _("Press the key for “%s”; Esc leaves it as it is."), command->binding->name);
	else if (command->class != NULL)
		seg_draw_format (cells, rect, 0, 0, SEG_INK_MUTED, _("On “%s” and where else it is met; comes with %s"), _(command->class->title), usual);
	else
		seg_draw_format (cells, rect, 0, 0, SEG_INK_MUTED, _("On many screens; comes with %s"), usual);
}

static void
draw_keys (SegDialog *base, SegCells *cells, SegRect screen)
{
	Keys *keys = (Keys *) base;
	SegRect inside = seg_dialog_box (cells, screen, WIDTH, HEIGHT, C_("keyboard", "Keys"));

	base->cursor_x = inside.x + 2 + seg_line_edit_draw (&keys->edit, cells, (SegRect) { inside.x + 2, inside.y, inside.width - 2, 1 }, SEG_INK_NORMAL);
	base->cursor_y = inside.y;
	seg_draw_text (cells, inside, 0, 0, SEG_INK_ACCENT, "/");
	seg_list_draw (keys->list, cells, (SegRect) { inside.x, inside.y + 1, inside.width, MAX (0, inside.height - 5) }, TRUE);
	if (keys->shown->len == 0)
		seg_draw_text (cells, inside, 0, 2, SEG_INK_MUTED, _("Nothing is called so."));
	draw_words (keys, cells, seg_rect_below (inside, inside.height - 3));
	seg_draw_text (cells, seg_rect_below (inside, inside.height - 1), 0, 0, SEG_INK_MUTED, _("Enter another key   Del the usual one   Esc done"));
	if (keys->is_waiting)
		base->cursor_x = -1;
}

static void
set_key (Keys *keys, const char *name, int key)
{
	const SegViewClass *where = NULL;
	const SegBinding *other = key != 0 ? taken_by (name, key, &where) : NULL;
	g_autofree char *shown = key != 0 ? seg_key_name (key) : NULL;
	g_autoptr (GError) error = NULL;

	if (key != 0 && !seg_setting_key_is_possible ((gunichar) key))
		keys->failure = g_strdup_printf (_("%s cannot be chosen: it must be a character, or Ctrl and a letter other than C, H, I, J and M."), shown);
	else if (other != NULL)
		keys->failure = g_strdup_printf (_("%s is “%s” already (%s). Give that another key first, or choose another one here."), shown, other->name, where != NULL ? _(where->title) : _("the steps at the left"));
	else if (!seg_setting_set_key (name, (gunichar) key, &error))
		keys->failure = g_strdup (error->message);
}

static void
choose (Keys *keys, int key)
{
	gsize row;

	if (seg_list_cursor (keys->list, &row))
		set_key (keys, command_at (keys, row)->binding->name, key);
}

static gboolean
key_keys (SegDialog *base, int key)
{
	Keys *keys = (Keys *) base;

	g_clear_pointer (&keys->failure, g_free);
	if (keys->is_waiting) {
		keys->is_waiting = FALSE;
		if (key != SEG_KEY_ESCAPE)
			choose (keys, key);
		return TRUE;
	}
	switch (key) {
	case SEG_KEY_ESCAPE:
	case SEG_CTRL ('c'):
		return FALSE;
	case SEG_KEY_ENTER:
		keys->is_waiting = keys->shown->len > 0;
		return TRUE;
	case SEG_KEY_DELETE:
		choose (keys, 0);
		return TRUE;
	case SEG_KEY_UP:
	case SEG_KEY_DOWN:
	case SEG_KEY_PAGE_UP:
	case SEG_KEY_PAGE_DOWN:
		seg_list_act (keys->list, seg_binding_find (seg_bindings_list, key)->action);
		return TRUE;
	default:
		if (seg_line_edit_key (&keys->edit, key))
			find (keys);
		return TRUE;
	}
}

static gboolean
mouse_keys (SegDialog *base, const SegEvent *event)
{
	Keys *keys = (Keys *) base;
	gboolean opened;

	g_clear_pointer (&keys->failure, g_free);
	seg_list_mouse (keys->list, event, &opened);
	keys->is_waiting = opened;
	return TRUE;
}

static void
free_keys (SegDialog *base)
{
	Keys *keys = (Keys *) base;

	seg_line_edit_clear (&keys->edit);
	g_array_unref (keys->all);
	g_array_unref (keys->shown);
	seg_list_free (keys->list);
	g_free (keys->failure);
}

static const SegDialogClass keys_class = { sizeof (Keys), draw_keys, key_keys, mouse_keys, free_keys };

void
seg_keys_show (SegApp *app)
{
	Keys *keys = seg_dialog_push (app, NULL, &keys_class, NULL, NULL);

	keys->all = collect ();
	keys->shown = g_array_new (FALSE, FALSE, sizeof (Command));
	keys->columns[KEY] = (SegListColumn) { "", SEG_ALIGN_LEFT, 10, FALSE };
	keys->columns[WHAT] = (SegListColumn) { "", SEG_ALIGN_LEFT, -30, FALSE };
	keys->columns[NAME] = (SegListColumn) { "", SEG_ALIGN_LEFT, 24, FALSE };
	keys->list = seg_list_new (&keys_source, keys->columns, 3, keys);
	seg_line_edit_init (&keys->edit, "");
	find (keys);
}

/* Mistakes ------------------------------------------------------------------------------------------------------------------- */

static int
compare_lines (gconstpointer a, gconstpointer b)
{
	const guint lines[2] = { seg_setting_key_line (*(char *const *) a), seg_setting_key_line (*(char *const *) b) };

	return lines[0] < lines[1] ? -1 : lines[0] > lines[1];
}

static gboolean
is_known (const GArray *all, const char *name)
{
	for (guint i = 0; i < all->len; i++)
		if (strcmp (g_array_index (all, Command, i).binding->name, name) == 0)
			return TRUE;
	return FALSE;
}

/* The commands in [keys] that there are not, a line for each. */
static void
append_unknown (GString *text)
{
	g_autoptr (GPtrArray) names = seg_setting_key_names ();
	g_autoptr (GArray) all = collect ();

	for (guint i = names->len; i-- > 0;)
		if (is_known (all, names->pdata[i]))
			g_ptr_array_remove_index (names, i);
	g_ptr_array_sort (names, compare_lines);
	for (guint i = 0; i < names->len; i++) {
		if (text->len > 0)
			g_string_append_c (text, '\n');
		g_string_append_printf (text, _("%s, line %u: [keys] %s: there is no such command; the palette (:) shows their names."), seg_settings_path (),
		                        seg_setting_key_line (names->pdata[i]), (const char *) names->pdata[i]);
	}
}

void
seg_settings_tell_mistake (SegApp *app)
{
	g_autoptr (GString) text = g_string_new (seg_settings_mistake ());

	append_unknown (text);
	if (text->len > 0)
		seg_dialog_tell (app, NULL, _("Something in the settings means nothing"), text->str);
}
