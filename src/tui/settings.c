/* The person's settings: a list in a box; what is chosen holds and is kept at once, so that one sees it behind the box. */
#include <config.h>
#include "app.h"
#include "demo-mode.h"
#include "terminal.h"

#include <segscope/format.h>
#include <segscope/settings.h>

#include <glib/gi18n.h>
#include <string.h>

#define WIDTH 66
#define KEYS SEG_N_SETTINGS /* the row below the settings */

typedef struct {
	SegDialog     base;
	SegList      *list;
	SegListColumn columns[2];
	char         *failure; /* of the last change, or NULL */
} Settings;

static gsize
n_settings (gpointer data)
{
	(void) data;
	return SEG_N_SETTINGS + 1;
}

/* The number of the value that holds. */
static guint
current_value (const SegSetting *setting, SegSettingId id)
{
	for (guint i = 0; i < SEG_SETTING_MAX_VALUES && setting->values[i].name != NULL; i++)
		if (strcmp (setting->values[i].name, seg_setting (id)) == 0)
			return i;
	return 0;
}

static char *
keys_cell (guint column, SegInk *ink)
{
	guint n = seg_setting_n_keys ();

	if (column == 0)
		return g_strdup (C_("keyboard", "Keys"));
	*ink = SEG_INK_ACCENT;
	return n == 0 ? g_strdup (_("as they come")) : g_strdup_printf (ngettext ("%u of your own", "%u of your own", n), n);
}

static char *
settings_cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegSetting *setting = &seg_settings[MIN (row, SEG_N_SETTINGS - 1)];

	(void) data;
	if (row == KEYS)
		return keys_cell (column, ink);
	if (column == 0)
		return g_strdup (_(setting->label));
	*ink = SEG_INK_ACCENT;
	return g_strdup_printf ("‹ %s ›", _(setting->values[current_value (setting, (SegSettingId) row)].label));
}

static const SegListSource settings_source = { .n_rows = n_settings, .cell = settings_cell };

static void
draw_settings (SegDialog *base, SegCells *cells, SegRect screen)
{
	Settings *settings = (Settings *) base;
	SegRect inside = seg_dialog_box (cells, screen, WIDTH, SEG_N_SETTINGS + 7, _("Settings"));
	SegRect below = seg_rect_below (inside, SEG_N_SETTINGS + 3);
	gsize row = 0;

	base->cursor_x = -1;
	seg_list_draw (settings->list, cells, (SegRect) { inside.x, inside.y, inside.width, MIN (inside.height, SEG_N_SETTINGS + 2) }, TRUE);
	seg_list_cursor (settings->list, &row);
	if (settings->failure != NULL)
		seg_draw_paragraph (cells, below, 0, 0, SEG_INK_BAD, settings->failure);
	else {
		int y = seg_draw_paragraph (cells, below, 0, 0, SEG_INK_NORMAL, row == KEYS ? _("Which key does what; Enter shows all commands, to choose others") : _(seg_settings[row].meaning));

		seg_draw_format (cells, below, 0, y, SEG_INK_MUTED, _("Kept in %s"), seg_settings_path ());
	}
	seg_draw_text (cells, seg_rect_below (inside, inside.height - 1), 0, 0, SEG_INK_MUTED, row == KEYS ? _("Enter opens   Esc done") : _("← → another   Esc done"));
}

/* gettext reads the environment, which must not change under a job that speaks. */
static gboolean
may_change (Settings *settings, SegSettingId id)
{
	if (id != SEG_SETTING_LANGUAGE || seg_app_is_idle (settings->base.app))
		return TRUE;
	settings->failure = g_strdup (_("A job is running; the language can be changed when it has ended."));
	return FALSE;
}

static void
apply (SegApp *app, SegSettingId id)
{
	if (id == SEG_SETTING_LANGUAGE)
		seg_language_use ();
	seg_format_use (seg_setting (SEG_SETTING_NUMBERS), seg_setting (SEG_SETTING_DATES), seg_setting (SEG_SETTING_CURRENCY));
	if (id == SEG_SETTING_SCHEME || id == SEG_SETTING_CHARACTERS || id == SEG_SETTING_MOUSE)
		seg_terminal_apply_settings ();
	else
		seg_app_outdate (app);
	seg_demo_tend (app);
}

static void
step (Settings *settings, int direction)
{
	g_autoptr (GError) error = NULL;
	const SegSetting *setting;
	guint n = 0, value;
	gsize row;

	if (!seg_list_cursor (settings->list, &row))
		return;
	if (row == KEYS) {
		seg_keys_show (settings->base.app);
		return;
	}
	setting = &seg_settings[row];
	while (n < SEG_SETTING_MAX_VALUES && setting->values[n].name != NULL)
		n++;
	value = (current_value (setting, (SegSettingId) row) + n + (guint) (direction > 0 ? 1 : n - 1)) % n;
	if (!may_change (settings, (SegSettingId) row))
		return;
	if (seg_setting_set ((SegSettingId) row, setting->values[value].name, &error))
		apply (settings->base.app, (SegSettingId) row);
	else
		settings->failure = g_strdup (error->message);
}

static gboolean
key_settings (SegDialog *base, int key)
{
	Settings *settings = (Settings *) base;
	const SegBinding *binding;

	g_clear_pointer (&settings->failure, g_free);
	switch (key) {
	case SEG_KEY_ESCAPE:
	case SEG_CTRL ('c'):
	case ',':
	case 'q':
		return FALSE;
	case SEG_KEY_ENTER:
	case SEG_KEY_RIGHT:
	case 'l':
	case ' ':
		step (settings, 1);
		return TRUE;
	case SEG_KEY_LEFT:
	case 'h':
		step (settings, -1);
		return TRUE;
	default:
		binding = seg_binding_find (seg_bindings_list, key);
		if (binding != NULL && binding->action <= SEG_ACTION_LAST)
			seg_list_act (settings->list, binding->action);
		return TRUE;
	}
}

static gboolean
mouse_settings (SegDialog *base, const SegEvent *event)
{
	Settings *settings = (Settings *) base;
	gboolean opened;

	g_clear_pointer (&settings->failure, g_free);
	seg_list_mouse (settings->list, event, &opened);
	if (opened)
		step (settings, 1);
	return TRUE;
}

static void
free_settings (SegDialog *base)
{
	Settings *settings = (Settings *) base;

	seg_list_free (settings->list);
	g_free (settings->failure);
}

static const SegDialogClass settings_class = { sizeof (Settings), draw_settings, key_settings, mouse_settings, free_settings };

void
seg_settings_show (SegApp *app)
{
	Settings *settings = seg_dialog_push (app, NULL, &settings_class, NULL, NULL);

	settings->columns[0] = (SegListColumn) { "", SEG_ALIGN_LEFT, 22, FALSE };
	settings->columns[1] = (SegListColumn) { "", SEG_ALIGN_LEFT, -30, FALSE };
	settings->list = seg_list_new (&settings_source, settings->columns, 2, settings);
}
