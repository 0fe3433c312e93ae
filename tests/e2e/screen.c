/* The person's side of the test terminal: what the screen shows, and the keys. */
#include <config.h>
#include "terminal-private.h"

#include <stdio.h>
#include <string.h>

/* The cells of one row from @column on, as text. @offsets: (out) may be NULL, gets the column of each byte. */
static GString *
row_text (const Terminal *terminal, int row, GArray *offsets)
{
	GString *text = g_string_new (NULL);

	for (int column = 0; column < terminal->columns;) {
		VTermScreenCell cell;
		gsize before = text->len;

		vterm_screen_get_cell (terminal->screen, (VTermPos) { .row = row, .col = column }, &cell);
		if (cell.chars[0] == 0)
			g_string_append_c (text, ' ');
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0 && cell.chars[i] != (uint32_t) -1; i++)
			g_string_append_unichar (text, cell.chars[i]);
		for (gsize i = before; offsets != NULL && i < text->len; i++)
			g_array_append_val (offsets, column);
		column += MAX (cell.width, 1);
	}
	return text;
}

char *
terminal_row (Terminal *terminal, int row)
{
	while (terminal_read (terminal, 0))
		;
	return g_strchomp (g_string_free (row_text (terminal, row, NULL), FALSE));
}

char *
terminal_screen (Terminal *terminal)
{
	GString *screen = g_string_new (NULL);

	for (int row = 0; row < terminal->rows; row++) {
		g_autofree char *text = terminal_row (terminal, row);

		g_string_append (screen, text);
		g_string_append_c (screen, '\n');
	}
	return g_string_free (screen, FALSE);
}

gboolean
terminal_find (Terminal *terminal, const char *text, int *row, int *column)
{
	while (terminal_read (terminal, 0))
		;
	for (int y = 0; y < terminal->rows; y++) {
		g_autoptr (GArray) offsets = g_array_new (FALSE, FALSE, sizeof (int));
		g_autoptr (GString) line = row_text (terminal, y, offsets);
		const char *at = strstr (line->str, text);

		if (at == NULL)
			continue;
		if (row != NULL)
			*row = y;
		if (column != NULL)
			*column = g_array_index (offsets, int, at - line->str);
		return TRUE;
	}
	return FALSE;
}

static int
palette_index (const VTermColor *colour, gboolean is_default)
{
	return is_default || !VTERM_COLOR_IS_INDEXED (colour) ? -1 : colour->indexed.idx;
}

void
terminal_cell (Terminal *terminal, int row, int column, TerminalCell *cell)
{
	VTermScreenCell found;
	g_autoptr (GString) text = g_string_new (NULL);

	while (terminal_read (terminal, 0))
		;
	vterm_screen_get_cell (terminal->screen, (VTermPos) { .row = row, .col = column }, &found);
	for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && found.chars[i] != 0 && found.chars[i] != (uint32_t) -1; i++)
		g_string_append_unichar (text, found.chars[i]);
	g_strlcpy (cell->text, text->str, sizeof cell->text);
	cell->width = found.width;
	cell->bold = found.attrs.bold;
	cell->reverse = found.attrs.reverse;
	cell->underline = found.attrs.underline != 0;
	cell->foreground = palette_index (&found.fg, VTERM_COLOR_IS_DEFAULT_FG (&found.fg));
	cell->background = palette_index (&found.bg, VTERM_COLOR_IS_DEFAULT_BG (&found.bg));
}

void
terminal_cursor (Terminal *terminal, int *row, int *column, gboolean *visible)
{
	VTermPos position;

	while (terminal_read (terminal, 0))
		;
	vterm_state_get_cursorpos (vterm_obtain_state (terminal->vterm), &position);
	*row = position.row;
	*column = position.col;
	*visible = terminal->cursor_visible;
}

gboolean
terminal_has_mouse (Terminal *terminal)
{
	return terminal->mouse;
}

gboolean
terminal_is_alternate (Terminal *terminal)
{
	return terminal->alternate;
}

void
terminal_fail (const char *where, Terminal *terminal, const char *message)
{
	g_autofree char *screen = terminal_screen (terminal);
	g_auto (GStrv) rows = g_strsplit (screen, "\n", -1);

	/* As TAP comments, so that the runner shows them and takes none for a result. */
	printf ("# %s: %s\n# %d x %d:\n", where, message, terminal->columns, terminal->rows);
	for (int i = 0; i < terminal->rows; i++)
		printf ("# |%s\n", rows[i]);
	fflush (stdout);
	g_error ("%s: %s", where, message);
}

void
terminal_assert_shows_at (const char *where, Terminal *terminal, const char *text, gboolean shown)
{
	g_autofree char *message = NULL;

	if (terminal_find (terminal, text, NULL, NULL) == shown)
		return;
	message = g_strdup_printf (shown ? "\"%s\" is not on the screen" : "\"%s\" is on the screen", text);
	terminal_fail (where, terminal, message);
}

/* Keys --------------------------------------------------------------------------------------------------------- */

/* Escape alone is told from the start of another key by the silence after it; where the program says that it has taken it, there is some. */
static void
press_escape (Terminal *terminal)
{
	vterm_keyboard_key (terminal->vterm, VTERM_KEY_ESCAPE, VTERM_MOD_NONE);
	if (!terminal->tells_still)
		g_usleep (100000);
}

static gboolean
press_named (Terminal *terminal, const char *name)
{
	static const struct { const char *name; VTermKey key; } keys[] = {
		{ "Enter", VTERM_KEY_ENTER }, { "Tab", VTERM_KEY_TAB }, { "Backspace", VTERM_KEY_BACKSPACE }, { "Up", VTERM_KEY_UP },
		{ "Down", VTERM_KEY_DOWN }, { "Left", VTERM_KEY_LEFT }, { "Right", VTERM_KEY_RIGHT }, { "PageUp", VTERM_KEY_PAGEUP },
		{ "PageDown", VTERM_KEY_PAGEDOWN }, { "Home", VTERM_KEY_HOME }, { "End", VTERM_KEY_END }, { "Insert", VTERM_KEY_INS },
		{ "Delete", VTERM_KEY_DEL },
	};

	if (strcmp (name, "Esc") == 0) {
		press_escape (terminal);
		return TRUE;
	}
	if (strcmp (name, "Esc!") == 0) {
		vterm_keyboard_key (terminal->vterm, VTERM_KEY_ESCAPE, VTERM_MOD_NONE);
		vterm_keyboard_unichar (terminal->vterm, 'q', VTERM_MOD_CTRL);
		return TRUE;
	}
	for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
		if (strcmp (name, keys[i].name) == 0) {
			vterm_keyboard_key (terminal->vterm, keys[i].key, VTERM_MOD_NONE);
			return TRUE;
		}
	if (strcmp (name, "S-Tab") == 0)
		vterm_keyboard_key (terminal->vterm, VTERM_KEY_TAB, VTERM_MOD_SHIFT);
	else if (strcmp (name, "Space") == 0)
		vterm_keyboard_unichar (terminal->vterm, ' ', VTERM_MOD_NONE);
	else if (strcmp (name, "lt") == 0)
		vterm_keyboard_unichar (terminal->vterm, '<', VTERM_MOD_NONE);
	else if (g_str_has_prefix (name, "C-") && name[2] != '\0')
		vterm_keyboard_unichar (terminal->vterm, (uint32_t) name[2], VTERM_MOD_CTRL);
	else if (name[0] == 'F' && g_ascii_isdigit (name[1]))
		vterm_keyboard_key (terminal->vterm, (VTermKey) VTERM_KEY_FUNCTION (g_ascii_strtoull (name + 1, NULL, 10)), VTERM_MOD_NONE);
	else
		return FALSE;
	return TRUE;
}

void
terminal_keys (Terminal *terminal, const char *keys)
{
	terminal->asked_at = terminal->output->len;
	while (*keys != '\0') {
		const char *end = *keys == '<' ? strchr (keys, '>') : NULL;

		if (end != NULL) {
			g_autofree char *name = g_strndup (keys + 1, (gsize) (end - keys - 1));

			if (!press_named (terminal, name))
				g_error ("no key is named <%s>", name);
			keys = end + 1;
			terminal->n_keys += strcmp (name, "Esc!") == 0 ? 2 : 1;
			continue;
		}
		terminal->n_keys++;
		vterm_keyboard_unichar (terminal->vterm, g_utf8_get_char (keys), VTERM_MOD_NONE);
		keys = g_utf8_next_char (keys);
	}
}

void
terminal_click (Terminal *terminal, int row, int column)
{
	vterm_mouse_move (terminal->vterm, row, column, VTERM_MOD_NONE);
	vterm_mouse_button (terminal->vterm, 1, true, VTERM_MOD_NONE);
	vterm_mouse_button (terminal->vterm, 1, false, VTERM_MOD_NONE);
}

void
terminal_drag (Terminal *terminal, int row, int column, int to_row, int to_column)
{
	int steps = MAX (MAX (ABS (to_row - row), ABS (to_column - column)), 1);

	vterm_mouse_move (terminal->vterm, row, column, VTERM_MOD_NONE);
	vterm_mouse_button (terminal->vterm, 1, true, VTERM_MOD_NONE);
	for (int i = 1; i <= steps; i++)
		vterm_mouse_move (terminal->vterm, row + (to_row - row) * i / steps, column + (to_column - column) * i / steps, VTERM_MOD_NONE);
	vterm_mouse_button (terminal->vterm, 1, false, VTERM_MOD_NONE);
}

void
terminal_wheel (Terminal *terminal, int row, int column, int direction)
{
	vterm_mouse_move (terminal->vterm, row, column, VTERM_MOD_NONE);
	vterm_mouse_button (terminal->vterm, direction < 0 ? 4 : 5, true, VTERM_MOD_NONE);
}
