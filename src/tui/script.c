/* The words that sessions are written in. */
#include <config.h>
#include "script.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include <segscope/error.h>
#include <segscope/text.h>

#define LONGEST_PAUSE 3600 /* seconds */

static const struct { int key; const char *name; } names[] = {
	{ SEG_KEY_ENTER, "Enter" }, { SEG_KEY_ESCAPE, "Esc" }, { SEG_KEY_TAB, "Tab" }, { SEG_KEY_BACK_TAB, "S-Tab" }, { ' ', "Space" },
	{ SEG_KEY_BACKSPACE, "Backspace" }, { SEG_KEY_DELETE, "Delete" }, { SEG_KEY_UP, "Up" }, { SEG_KEY_DOWN, "Down" },
	{ SEG_KEY_LEFT, "Left" }, { SEG_KEY_RIGHT, "Right" }, { SEG_KEY_PAGE_UP, "PageUp" }, { SEG_KEY_PAGE_DOWN, "PageDown" },
	{ SEG_KEY_HOME, "Home" }, { SEG_KEY_END, "End" }, { '<', "lt" },
};

static const struct { SegEventKind kind; const char *word; } mouse[] = {
	{ SEG_EVENT_CLICK, "click" }, { SEG_EVENT_DOUBLE_CLICK, "double-click" }, { SEG_EVENT_WHEEL, "wheel" },
	{ SEG_EVENT_DRAG, "drag" }, { SEG_EVENT_RELEASE, "release" },
};

char *
seg_script_key (int key)
{
	char utf8[7] = "";

	for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
		if (names[i].key == key)
			return g_strdup_printf ("<%s>", names[i].name);
	if (key > 0 && key < 0x20)
		return g_strdup_printf ("<C-%c>", g_ascii_tolower ((char) (key + '@')));
	g_unichar_to_utf8 ((gunichar) key, utf8);
	return g_strdup (utf8);
}

char *
seg_script_mouse (const SegEvent *event)
{
	for (gsize i = 0; i < G_N_ELEMENTS (mouse); i++)
		if (mouse[i].kind == event->kind)
			return event->kind == SEG_EVENT_WHEEL ? g_strdup_printf ("wheel %d %d %d", event->x, event->y, event->amount)
			                                      : g_strdup_printf ("%s %d %d", mouse[i].word, event->x, event->y);
	return NULL;
}

static void
free_step (gpointer data)
{
	SegScriptStep *step = data;

	g_free (step->text);
	g_free (step);
}

/* The key that a name in angle brackets stands for, or SEG_KEY_NONE. */
static int
named_key (const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
		if (strcmp (names[i].name, name) == 0)
			return names[i].key;
	if (g_str_has_prefix (name, "C-") && g_ascii_isalpha (name[2]) && name[3] == '\0')
		return SEG_CTRL (name[2]);
	return SEG_KEY_NONE;
}

static SegScriptStep *
add_step (GPtrArray *steps, SegScriptKind kind, guint line)
{
	SegScriptStep *step = g_new0 (SegScriptStep, 1);

	step->kind = kind;
	step->line = line;
	g_ptr_array_add (steps, step);
	return step;
}

static gboolean
parse_keys (GPtrArray *steps, const char *text, guint line, GError **error)
{
	if (*text == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("there are no keys behind “keys”"));
		return FALSE;
	}
	while (*text != '\0') {
		SegScriptStep *step = add_step (steps, SEG_SCRIPT_EVENT, line);
		const char *end = *text == '<' ? strchr (text, '>') : NULL;

		step->event.kind = SEG_EVENT_KEY;
		step->event.key = (int) g_utf8_get_char (text);
		if (*text == '<') {
			g_autofree char *name = end != NULL ? g_strndup (text + 1, (gsize) (end - text - 1)) : g_strdup (text + 1);

			step->event.key = end != NULL ? named_key (name) : SEG_KEY_NONE;
			if (step->event.key == SEG_KEY_NONE) {
				g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("no key is called <%s>; the sign < itself is written <lt>"), name);
				return FALSE;
			}
		}
		text = end != NULL ? end + 1 : g_utf8_next_char (text);
	}
	return TRUE;
}

static gboolean
parse_mouse (GPtrArray *steps, const char *word, const char *rest, guint line)
{
	for (gsize i = 0; i < G_N_ELEMENTS (mouse); i++) {
		SegEvent event = { .kind = mouse[i].kind };
		int end = -1;

		if (strcmp (mouse[i].word, word) != 0)
			continue;
		if (event.kind == SEG_EVENT_WHEEL)
			sscanf (rest, "%5d %5d %5d%n", &event.x, &event.y, &event.amount, &end);
		else
			sscanf (rest, "%5d %5d%n", &event.x, &event.y, &end);
		if (end < 0 || rest[end] != '\0' || event.x < 0 || event.y < 0)
			return FALSE;
		add_step (steps, SEG_SCRIPT_EVENT, line)->event = event;
		return TRUE;
	}
	return FALSE;
}

static gboolean
parse_size (GPtrArray *steps, const char *rest, guint line)
{
	int width = 0, height = 0, end = -1;

	sscanf (rest, "%5dx%5d%n", &width, &height, &end);
	if (end < 0 || rest[end] != '\0' || width < 1 || height < 1)
		return FALSE;
	add_step (steps, SEG_SCRIPT_SIZE, line)->event = (SegEvent) { .kind = SEG_EVENT_RESIZE, .x = width, .y = height };
	return TRUE;
}

static gboolean
parse_pause (GPtrArray *steps, const char *rest, guint line)
{
	char *end = NULL;
	double seconds = g_ascii_strtod (rest, &end);

	if (end == rest || *end != '\0' || !(seconds >= 0 && seconds <= LONGEST_PAUSE))
		return FALSE;
	add_step (steps, SEG_SCRIPT_PAUSE, line)->seconds = seconds;
	return TRUE;
}

static gboolean
parse_line (GPtrArray *steps, const char *text, guint line, GError **error)
{
	gsize length = strcspn (text, " ");
	g_autofree char *word = g_strndup (text, length);
	const char *rest = text[length] == ' ' ? text + length + 1 : "";
	gboolean known = TRUE;

	if (*word == '#' || *text == '\0')
		return TRUE;
	if (strcmp (word, "keys") == 0)
		return parse_keys (steps, rest, line, error);
	if (strcmp (word, "wait") == 0 && *rest == '\0')
		add_step (steps, SEG_SCRIPT_WAIT, line);
	else if (strcmp (word, "expect") == 0 && *rest != '\0')
		add_step (steps, SEG_SCRIPT_EXPECT, line)->text = g_strdup (rest);
	else if (strcmp (word, "pause") == 0)
		known = parse_pause (steps, rest, line);
	else if (strcmp (word, "size") == 0)
		known = parse_size (steps, rest, line);
	else
		known = parse_mouse (steps, word, rest, line);
	if (!known)
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             _("“%s” is not understood; a line is keys TEXT, wait, expect TEXT, pause SECONDS, size 80x24, click COLUMN ROW, "
		               "double-click, drag or release COLUMN ROW, wheel COLUMN ROW AMOUNT, or a remark behind #"), text);
	return known;
}

GPtrArray *
seg_script_parse (const char *text, const char *name, GError **error)
{
	g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (free_step);
	g_auto (GStrv) lines = NULL;

	if (!g_utf8_validate (text, -1, NULL)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("%s is not a recorded session: it is not text in UTF-8"), name);
		return NULL;
	}
	lines = g_strsplit (text, "\n", -1);
	for (guint i = 0; lines[i] != NULL; i++) {
		g_autofree char *shown = NULL;

		g_strchomp (lines[i]);
		shown = seg_text_printable (lines[i]);
		if (!parse_line (steps, shown, i + 1, error)) {
			g_prefix_error (error, _("%s, line %u: "), name, i + 1);
			return NULL;
		}
	}
	return g_steal_pointer (&steps);
}
