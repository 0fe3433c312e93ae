#include <config.h>
#include "binding.h"

#include <segscope/settings.h>

#include <glib/gi18n.h>
#include <string.h>

const SegBinding seg_bindings_rail[] = {
	{ SEG_KEY_UP,     SEG_ACTION_UP,    "previous-step", N_("step before"), N_("Go to the step before this one") },
	{ 'k',            SEG_ACTION_UP,    "previous-step", NULL, N_("Go to the step before this one") },
	{ SEG_KEY_DOWN,   SEG_ACTION_DOWN,  "next-step",     N_("step after"), N_("Go to the step after this one") },
	{ 'j',            SEG_ACTION_DOWN,  "next-step",     NULL, N_("Go to the step after this one") },
	{ SEG_KEY_ENTER,  SEG_ACTION_OPEN,  "enter-step",    N_("into this step"), N_("Leave the rail for what the step shows") },
	{ SEG_KEY_RIGHT,  SEG_ACTION_OPEN,  "enter-step",    NULL, N_("Leave the rail for what the step shows") },
	{ 'l',            SEG_ACTION_OPEN,  "enter-step",    NULL, N_("Leave the rail for what the step shows") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_OPEN,  "enter-step",    NULL, N_("Leave the rail for what the step shows") },
	{ 0, 0, NULL, NULL, NULL }
};

const SegBinding seg_bindings_next[] = {
	{ SEG_KEY_ENTER, SEG_ACTION_OPEN, "open", N_("go there"), N_("Go to the step that is needed first") },
	{ 0, 0, NULL, NULL, NULL }
};

const SegBinding seg_bindings_list[] = {
	{ SEG_KEY_DOWN,      SEG_ACTION_DOWN,         "next-row",     NULL, N_("Go to the next row") },
	{ 'j',               SEG_ACTION_DOWN,         "next-row",     NULL, N_("Go to the next row") },
	{ SEG_KEY_UP,        SEG_ACTION_UP,           "previous-row", NULL, N_("Go to the row above") },
	{ 'k',               SEG_ACTION_UP,           "previous-row", NULL, N_("Go to the row above") },
	{ SEG_KEY_PAGE_DOWN, SEG_ACTION_PAGE_DOWN,    "next-page",    NULL, N_("Go down one page") },
	{ SEG_CTRL ('f'),    SEG_ACTION_PAGE_DOWN,    "next-page",    NULL, N_("Go down one page") },
	{ SEG_KEY_PAGE_UP,   SEG_ACTION_PAGE_UP,      "previous-page", NULL, N_("Go up one page") },
	{ SEG_CTRL ('b'),    SEG_ACTION_PAGE_UP,      "previous-page", NULL, N_("Go up one page") },
	{ 'g',               SEG_ACTION_FIRST,        "first-row",    NULL, N_("Go to the first row") },
	{ SEG_KEY_HOME,      SEG_ACTION_FIRST,        "first-row",    NULL, N_("Go to the first row") },
	{ 'G',               SEG_ACTION_LAST,         "last-row",     NULL, N_("Go to the last row") },
	{ SEG_KEY_END,       SEG_ACTION_LAST,         "last-row",     NULL, N_("Go to the last row") },
	{ '/',               SEG_ACTION_FILTER,       "filter",       N_("filter"), N_("Show only rows that match what you type") },
	{ 's',               SEG_ACTION_SORT,         "sort",         N_("sort"), N_("Sort by the next column") },
	{ 'S',               SEG_ACTION_SORT_REVERSE, "reverse-sort", NULL, N_("Turn the order round") },
	{ ' ',               SEG_ACTION_MARK,         "mark",         NULL, N_("Mark the row, or take the mark away") },
	{ '*',               SEG_ACTION_MARK_ALL,     "mark-all",     NULL, N_("Mark all rows that are shown, or take all marks away") },
	{ SEG_CTRL ('y'),    SEG_ACTION_COPY,         "show-row",     NULL, N_("Read a row in full, and copy a cell or all of it") },
	{ '|',               SEG_ACTION_COLUMNS,      "list-columns", NULL, N_("Choose which columns the list shows, in what order and how wide") },
	{ SEG_CTRL ('e'),    SEG_ACTION_EXPORT_VIEW,  "export-view",  NULL, N_("Write the list as it is shown to a file: filtered, sorted, with these columns") },
	{ 0, 0, NULL, NULL, NULL }
};

const SegBinding seg_bindings_chart[] = {
	{ SEG_CTRL ('g'), SEG_ACTION_CHART,       "chart",       N_("chart"), N_("Look into the chart: read its values, come nearer") },
	{ SEG_CTRL ('w'), SEG_ACTION_WRITE_CHART, "write-chart", NULL, N_("Write the chart to a file: SVG, PNG or PDF") },
	{ 0, 0, NULL, NULL, NULL }
};

const SegBinding seg_bindings_pane[] = {
	{ SEG_KEY_BACK_TAB, SEG_ACTION_PANE,      "details",      N_("details"), N_("Go to what stands beside the list, of the row under the cursor, and back") },
	{ '\\',             SEG_ACTION_HIDE_PANE, "hide-details", NULL, N_("Hide what stands beside lists, or show it again") },
	{ 0, 0, NULL, NULL, NULL }
};

const SegBinding seg_bindings_in_pane[] = {
	{ SEG_KEY_BACK_TAB, SEG_ACTION_PANE,      "details",      N_("to the list"), N_("Go back to the list") },
	{ '\\',             SEG_ACTION_HIDE_PANE, "hide-details", NULL, N_("Hide what stands beside lists, or show it again") },
	{ 0, 0, NULL, NULL, NULL }
};

const SegBinding seg_bindings_everywhere[] = {
	{ SEG_KEY_ENTER,    SEG_ACTION_OPEN,       "open",         NULL, N_("Open what the cursor is on; take the next step") },
	{ SEG_KEY_ESCAPE,   SEG_ACTION_BACK,       "back",         NULL, N_("Go back") },
	{ SEG_KEY_LEFT,     SEG_ACTION_LEFT,       "left",         NULL, N_("Go left") },
	{ 'h',              SEG_ACTION_LEFT,       "left",         NULL, N_("Go left") },
	{ SEG_KEY_RIGHT,    SEG_ACTION_RIGHT,      "right",        NULL, N_("Go right") },
	{ 'l',              SEG_ACTION_RIGHT,      "right",        NULL, N_("Go right") },
	{ SEG_KEY_TAB,      SEG_ACTION_RAIL,       "rail",         N_("rail"), N_("Move between the steps at the left and the view") },
	{ ':',              SEG_ACTION_PALETTE,    "palette",      N_("command"), N_("Find a command by its name") },
	{ '?',              SEG_ACTION_HELP,       "help",         N_("help"), N_("Explain this screen and its keys") },
	{ ',',              SEG_ACTION_SETTINGS,   "settings",     NULL, N_("Choose language, colours and the like") },
	{ SEG_CTRL ('t'),   SEG_ACTION_RECORD,     "record-session", NULL, N_("Write down what you do from now on, to do it again; or end that") },
	{ '@',              SEG_ACTION_REPLAY,     "replay-session", NULL, N_("Do a recorded session again") },
	{ 'J',              SEG_ACTION_JOBS,       "jobs",         NULL, N_("Show what runs, what waits and what has ended, and stop it") },
	{ '.',              SEG_ACTION_TOUR,       "tour",         NULL, N_("Walk through the program: a sentence or two for each step, and what to try") },
	{ SEG_CTRL ('d'),   SEG_ACTION_DEMO,       "demo-mode",    NULL, N_("Begin or end demo mode: names are covered, PgDn goes to the next step") },
	{ SEG_CTRL ('p'),   SEG_ACTION_PALETTE,    "palette",      NULL, N_("Find a command by its name") },
	{ SEG_CTRL ('c'),   SEG_ACTION_CANCEL_JOB, "stop-job",     NULL, N_("Stop the running job") },
	{ SEG_CTRL ('l'),   SEG_ACTION_REDRAW,     "redraw",       NULL, N_("Draw the screen anew") },
	{ SEG_CTRL ('z'),   SEG_ACTION_SUSPEND,    "suspend",      NULL, N_("Leave for the shell; \"fg\" comes back") },
	{ 'q',              SEG_ACTION_QUIT,       "quit",         N_("quit"), N_("Leave segscope") },
	{ '1',              SEG_ACTION_SCREEN_1,   "screen-1",     NULL, N_("Go to the first step") },
	{ '2',              SEG_ACTION_SCREEN_2,   "screen-2",     NULL, N_("Go to the second step") },
	{ '3',              SEG_ACTION_SCREEN_3,   "screen-3",     NULL, N_("Go to the third step") },
	{ '4',              SEG_ACTION_SCREEN_4,   "screen-4",     NULL, N_("Go to the fourth step") },
	{ '5',              SEG_ACTION_SCREEN_5,   "screen-5",     NULL, N_("Go to the fifth step") },
	{ '6',              SEG_ACTION_SCREEN_6,   "screen-6",     NULL, N_("Go to the sixth step") },
	{ '7',              SEG_ACTION_SCREEN_7,   "screen-7",     NULL, N_("Go to the seventh step") },
	{ '8',              SEG_ACTION_SCREEN_8,   "screen-8",     NULL, N_("Go to the eighth step") },
	{ 0, 0, NULL, NULL, NULL }
};

gboolean
seg_binding_is_in (const SegBinding *table, const SegBinding *binding)
{
	for (; table->key != 0; table++)
		if (table == binding)
			return TRUE;
	return FALSE;
}

int
seg_binding_key (const SegBinding *binding)
{
	gunichar chosen = seg_setting_key (binding->name);

	return chosen != 0 ? (int) chosen : binding->key;
}

const SegBinding *
seg_binding_find (const SegBinding *table, int key)
{
	for (gsize i = 0; table != NULL && table[i].key != 0; i++)
		if (seg_binding_key (&table[i]) == key && table[i].key != key)
			return &table[i];
	for (gsize i = 0; table != NULL && table[i].key != 0; i++)
		if (table[i].key == key)
			return &table[i];
	return NULL;
}

char *
seg_key_name (int key)
{
	static const struct { int key; const char *name; } names[] = {
		{ SEG_KEY_ENTER, "Enter" }, { SEG_KEY_TAB, "Tab" }, { SEG_KEY_ESCAPE, "Esc" }, { SEG_KEY_BACKSPACE, "Backspace" },
		{ SEG_KEY_UP, "↑" }, { SEG_KEY_DOWN, "↓" }, { SEG_KEY_LEFT, "←" }, { SEG_KEY_RIGHT, "→" },
		{ SEG_KEY_PAGE_UP, "PgUp" }, { SEG_KEY_PAGE_DOWN, "PgDn" }, { SEG_KEY_HOME, "Home" }, { SEG_KEY_END, "End" },
		{ SEG_KEY_DELETE, "Del" }, { SEG_KEY_BACK_TAB, "Shift-Tab" }, { ' ', N_("space") },
	};
	char utf8[7] = "";

	for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
		if (names[i].key == key)
			return g_strdup (_(names[i].name));
	if (key < 0x20)
		return g_strdup_printf ("Ctrl-%c", key + '@');
	g_unichar_to_utf8 ((gunichar) key, utf8);
	return g_strdup (utf8);
}

static char *
compare_bindings (const SegBinding *one, const SegBinding *other)
{
	g_autofree char *key = seg_key_name (one->key);

	if (one->key == other->key)
		return g_strdup_printf ("key %s is bound twice", key);
	if (one->action == other->action && strcmp (one->name, other->name) != 0)
		return g_strdup_printf ("one action has the names %s and %s", one->name, other->name);
	if (one->action != other->action && strcmp (one->name, other->name) == 0)
		return g_strdup_printf ("two actions are called %s", one->name);
	return NULL;
}

char *
seg_binding_mistake (const SegBinding *table)
{
	for (gsize i = 0; table != NULL && table[i].key != 0; i++) {
		if (table[i].action == SEG_ACTION_NONE || table[i].name == NULL || table[i].description == NULL)
			return g_strdup_printf ("row %u has no action, name or description", (guint) i);
		for (gsize j = 0; j < i; j++) {
			char *mistake = compare_bindings (&table[j], &table[i]);

			if (mistake != NULL)
				return mistake;
		}
	}
	return NULL;
}
