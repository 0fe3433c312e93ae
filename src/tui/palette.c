/* The palette of `:`: every command of this screen and of the program, and the segments, features, items, rules, campaigns and
 * users of the workspace, found by typing a part of them. */
#include <config.h>
#include "app.h"
#include "equivalent.h"
#include "fuzzy.h"
#include "palette-things.h"
#include "terminal.h"

#include <glib/gi18n.h>
#include <string.h>

#define MOST_USERS 5
#define MOST_THINGS 200 /* shown: one more letter finds what is beyond them */
#define MOST_RECENT 5

/* What a row stands for: one of both. */
typedef struct {
	const SegBinding *binding;
	const SegThing   *thing;
	int               score;
	guint             order; /* among those of one score */
} Entry;

typedef struct {
	SegDialog     base;
	SegLineEdit   edit;
	GPtrArray    *all;    /* of const SegBinding*: one for each action that makes sense now */
	GPtrArray    *users;  /* of SegThing*: whose key begins with what is typed; NULL: not found yet */
	char         *users_of; /* what was typed for them */
	const GPtrArray *things; /* those of the program that are shown */
	GArray       *shown;  /* of Entry */
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

static const Entry *
entry_at (const Palette *palette, gsize row)
{
	return &g_array_index (palette->shown, Entry, row);
}

static gsize
n_shown (gpointer data)
{
	return ((Palette *) data)->shown->len;
}

static char *
thing_cell (const SegThing *thing, guint column, SegInk *ink)
{
	if (column == 0)
		return g_strdup (thing->label);
	*ink = SEG_INK_MUTED;
	return g_strdup (column == 2 ? seg_thing_kind (thing) : thing->within != NULL ? thing->within : strcmp (thing->name, thing->label) != 0 ? thing->name : "");
}

static char *
palette_cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const Entry *entry = entry_at (data, row);

	if (entry->thing != NULL)
		return thing_cell (entry->thing, column, ink);
	if (column == 0)
		return describe (entry->binding);
	*ink = column == 1 ? SEG_INK_MUTED : SEG_INK_ACCENT;
	return column == 1 ? g_strdup (entry->binding->name) : seg_key_name (seg_binding_key (entry->binding));
}

static const SegListSource palette_source = { .n_rows = n_shown, .cell = palette_cell };

/* Finding ---------------------------------------------------------------------------------------------------------- */

static gboolean
is_step (const SegBinding *binding)
{
	return binding->action >= SEG_ACTION_SCREEN_1 && binding->action <= SEG_ACTION_SCREEN_9;
}

/* A command is found by its name, which counts more, and by what it does. */
static int
score_command (const SegBinding *binding, const char *typed)
{
	g_autofree char *description = describe (binding), *both = g_strconcat (binding->name, " ", description, NULL);
	g_autofree char *folded = g_utf8_casefold (both, -1);
	g_autofree char *name = g_utf8_casefold (is_step (binding) ? _(seg_screens[binding->action - SEG_ACTION_SCREEN_1].label) : binding->name, -1);

	return (g_str_has_prefix (name, typed) ? 1000 : 0) + seg_fuzzy_score (folded, typed);
}

static void
add_entry (Palette *palette, const SegBinding *binding, const SegThing *thing, int score)
{
	Entry entry = { binding, thing, score, palette->shown->len };

	if (score > 0)
		g_array_append_val (palette->shown, entry);
}

static void
add_things (Palette *palette, const GPtrArray *things, const char *typed)
{
	for (guint i = 0; things != NULL && i < things->len; i++) {
		const SegThing *thing = things->pdata[i];

		add_entry (palette, NULL, thing, seg_fuzzy_score (thing->sought, typed));
	}
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
	const Entry *one = a, *other = b;

	if (one->score != other->score)
		return one->score > other->score ? -1 : 1;
	return one->order < other->order ? -1 : one->order > other->order;
}

/* How much a command gains by having been chosen lately, while nothing is typed. */
static int
score_recent (const SegApp *app, const SegBinding *binding)
{
	for (guint i = 0; i < app->recent->len; i++)
		if (strcmp (app->recent->pdata[i], binding->name) == 0)
			return (int) (MOST_RECENT - i);
	return 0;
}

/* Those found, or none while they are looked for. */
static void
look_for_users (Palette *palette)
{
	SegApp *app = palette->base.app;
	const char *typed = palette->edit.text->str;

	if (palette->users != NULL && g_strcmp0 (palette->users_of, typed) == 0)
		return;
	g_clear_pointer (&palette->users, g_ptr_array_unref);
	g_free (palette->users_of);
	palette->users_of = g_strdup (typed);
	if (app->workspace != NULL)
		palette->users = seg_palette_find_users (app, typed, MOST_USERS);
}

/* Commands alone while nothing is typed, those chosen lately first; then all that fits, the best first. */
static void
find (Palette *palette)
{
	SegApp *app = palette->base.app;
	g_autofree char *text = g_strstrip (g_strdup (palette->edit.text->str)), *typed = g_utf8_casefold (text, -1);

	g_array_set_size (palette->shown, 0);
	palette->things = app->things;
	for (guint i = 0; i < palette->all->len; i++)
		add_entry (palette, palette->all->pdata[i], NULL,
		           *typed != '\0' ? score_command (palette->all->pdata[i], typed) : 1 + score_recent (app, palette->all->pdata[i]));
	if (*typed != '\0') {
		add_things (palette, palette->things, typed);
		look_for_users (palette);
		for (guint i = 0; palette->users != NULL && i < palette->users->len; i++)
			add_entry (palette, NULL, palette->users->pdata[i], 90);
	}
	g_array_sort (palette->shown, compare_entries);
	if (palette->shown->len > MOST_THINGS)
		g_array_set_size (palette->shown, MOST_THINGS);
	seg_list_set_cursor (palette->list, 0);
}

/* What of the workspace can be found: read when the palette is first opened, and when the data have changed. ------------- */

typedef struct {
	guint      generation;
	GPtrArray *things;
} Things;

static void
free_things (gpointer data)
{
	Things *things = data;

	g_clear_pointer (&things->things, g_ptr_array_unref);
	g_free (things);
}

static gboolean
read_things (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Things *things = data;

	seg_workspace_watch (workspace, job);
	things->things = seg_things_read (workspace, job, error);
	seg_workspace_watch (workspace, NULL);
	return things->things != NULL;
}

const SegWork seg_things_work = { N_("reading names"), read_things, NULL, NULL, free_things, FALSE, TRUE };

static void forget_things (SegDialog *dialog);

void
seg_palette_take_things (SegApp *app, gpointer data)
{
	Things *things = data;

	for (guint i = 0; i < app->dialogs->len; i++)
		forget_things (app->dialogs->pdata[i]);
	g_clear_pointer (&app->things, g_ptr_array_unref);
	app->things = g_steal_pointer (&things->things);
	app->things_of = things->generation;
}

static void
want_things (SegApp *app)
{
	Things *things;

	if (app->workspace == NULL || (app->things != NULL && app->things_of == app->session->generation) || seg_work_queue_has (app->queue, NULL, &seg_things_work)
	    || seg_work_queue_has (app->glance_queue, NULL, &seg_things_work))
		return;
	things = g_new0 (Things, 1);
	things->generation = app->session->generation;
	seg_work_queue_add (seg_work_queue_is_taken (app->queue, NULL) ? app->glance_queue : app->queue, NULL, &seg_things_work, things);
}

/* The dialog ------------------------------------------------------------------------------------------------------- */

/* The command that does the same in a shell, or NULL. */
static char *
command_at_cursor (const Palette *palette)
{
	const SegApp *app = palette->base.app;
	gsize row;

	if (app->path == NULL || !seg_list_cursor (palette->list, &row))
		return NULL;
	if (entry_at (palette, row)->thing != NULL)
		return seg_thing_command (entry_at (palette, row)->thing, app->path);
	return seg_equivalent (entry_at (palette, row)->binding->name, app->path);
}

static void
draw_command (const Palette *palette, SegCells *cells, SegRect inside)
{
	g_autofree char *command = command_at_cursor (palette), *safe = command != NULL ? seg_text_printable (command) : NULL;
	SegRect line = seg_rect_below (inside, inside.height - 1);

	if (safe == NULL)
		return;
	seg_draw_text (cells, (SegRect) { line.x, line.y, line.width - 14, 1 }, 0, 0, SEG_INK_MUTED, safe);
	seg_draw_text (cells, (SegRect) { line.x + line.width - 13, line.y, 13, 1 }, 0, 0, SEG_INK_ACCENT, _("Ctrl-Y copies"));
}

static void
draw_palette (SegDialog *base, SegCells *cells, SegRect screen)
{
	Palette *palette = (Palette *) base;
	SegRect inside = seg_dialog_box (cells, screen, 90, 18, _("Command"));

	if (palette->things != base->app->things)
		find (palette);
	base->cursor_x = inside.x + 2 + seg_line_edit_draw (&palette->edit, cells, (SegRect) { inside.x + 2, inside.y, inside.width - 2, 1 }, SEG_INK_NORMAL);
	base->cursor_y = inside.y;
	seg_draw_text (cells, inside, 0, 0, SEG_INK_ACCENT, ":");
	palette->columns[0].width = inside.width >= 66 ? 44 : -20;
	seg_list_draw (palette->list, cells, (SegRect) { inside.x, inside.y + 2, inside.width, MAX (0, inside.height - 4) }, TRUE);
	if (palette->shown->len == 0)
		seg_draw_text (cells, inside, 0, 2, SEG_INK_MUTED, _("Nothing is called so."));
	else
		draw_command (palette, cells, inside);
}

static void
remember (SegApp *app, const char *name)
{
	for (guint i = 0; i < app->recent->len; i++)
		if (strcmp (app->recent->pdata[i], name) == 0)
			g_ptr_array_remove_index (app->recent, i--);
	g_ptr_array_insert (app->recent, 0, (gpointer) name);
	if (app->recent->len > MOST_RECENT)
		g_ptr_array_set_size (app->recent, MOST_RECENT);
}

static gboolean
run_chosen (Palette *palette)
{
	SegApp *app = palette->base.app;
	const Entry *entry;
	gsize row;

	if (palette->things != app->things) /* they came behind the last key, before anything was drawn */
		find (palette);
	if (!seg_list_cursor (palette->list, &row))
		return TRUE;
	entry = entry_at (palette, row);
	app->rail_has_focus = FALSE;
	if (entry->thing != NULL)
		seg_thing_open (seg_app_view (app), entry->thing);
	else {
		remember (app, entry->binding->name);
		seg_app_act (app, entry->binding->action);
	}
	return FALSE;
}

static void
copy_command (Palette *palette)
{
	g_autofree char *command = command_at_cursor (palette);

	if (command == NULL)
		return;
	seg_terminal_copy (command);
	seg_app_say (palette->base.app, _("Copied: %s"), command);
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
	case SEG_CTRL ('y'):
		copy_command (palette);
		return TRUE;
	case SEG_KEY_UP:
	case SEG_KEY_DOWN:
	case SEG_KEY_PAGE_UP:
	case SEG_KEY_PAGE_DOWN:
		seg_list_act (palette->list, seg_binding_find (seg_bindings_list, key)->action);
		return TRUE;
	default:
		if (seg_line_edit_key (&palette->edit, key))
			find (palette);
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
	g_array_unref (palette->shown);
	g_clear_pointer (&palette->users, g_ptr_array_unref);
	g_free (palette->users_of);
	seg_list_free (palette->list);
}

static const SegDialogClass palette_class = { sizeof (Palette), draw_palette, key_palette, mouse_palette, free_palette };

/* Rows of an open palette point into what was read before. */
static void
forget_things (SegDialog *dialog)
{
	if (dialog->class != &palette_class)
		return;
	g_array_set_size (((Palette *) dialog)->shown, 0);
	((Palette *) dialog)->things = NULL;
}

/* Users stand among what was found before; the cursor stays on what it is on. */
static void
take_users (Palette *palette, SegFoundUsers *found)
{
	const Entry *at;
	Entry was = { 0 };
	gsize row = 0;

	g_clear_pointer (&palette->users, g_ptr_array_unref);
	palette->users = seg_palette_found_users (found, palette->edit.text->str);
	if (seg_list_cursor (palette->list, &row))
		was = *entry_at (palette, row);
	find (palette);
	for (guint i = 0; row > 0 && i < palette->shown->len; i++) {
		at = entry_at (palette, i);
		if (at->binding == was.binding && at->thing == was.thing)
			seg_list_set_cursor (palette->list, i);
	}
}

void
seg_palette_take_users (SegApp *app, gpointer found)
{
	for (guint i = 0; i < app->dialogs->len; i++)
		if (((SegDialog *) app->dialogs->pdata[i])->class == &palette_class)
			take_users (app->dialogs->pdata[i], found);
}

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
	palette->shown = g_array_new (FALSE, FALSE, sizeof (Entry));
	palette->columns[0] = (SegListColumn) { "", SEG_ALIGN_LEFT, 44, FALSE };
	palette->columns[1] = (SegListColumn) { "", SEG_ALIGN_LEFT, -12, FALSE };
	palette->columns[2] = (SegListColumn) { "", SEG_ALIGN_RIGHT, 9, FALSE };
	palette->list = seg_list_new (&palette_source, palette->columns, 3, palette);
	seg_line_edit_init (&palette->edit, "");
	collect (app, palette->all);
	want_things (app);
	find (palette);
}
