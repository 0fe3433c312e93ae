/* Covering names, addresses and telephone numbers in lines of characters. */
#include <config.h>
#include "mask.h"

#include <segscope/text.h>

#include <string.h>

#define SHORTEST 2     /* characters: one alone names nobody */
#define PHONE_DIGITS 10 /* in a row: no figure on a screen has so many without separators */
#define ABROAD_DIGITS 8 /* behind a + */

struct SegMask {
	GPtrArray *values; /* of char*, in order of their bytes, composed and without marks */
};

/* A line, wide characters being one; marks go with the character they stand on. */
typedef struct {
	gunichar *characters;
	gboolean *covered;
	gsize     n;
} Line;

static int
compare_values (gconstpointer a, gconstpointer b)
{
	return strcmp (*(char *const *) a, *(char *const *) b);
}

/* What cells hold of @text, but for the marks. */
static char *
characters_of (const char *text)
{
	g_autofree char *safe = seg_text_printable (text), *composed = g_utf8_normalize (g_strstrip (safe), -1, G_NORMALIZE_DEFAULT_COMPOSE);
	GString *bare = g_string_new (NULL);

	for (const char *at = composed; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
		if (seg_text_char_width (g_utf8_get_char (at)) > 0)
			g_string_append_unichar (bare, g_utf8_get_char (at));
	return g_string_free (bare, FALSE);
}

SegMask *
seg_mask_new (const GPtrArray *values)
{
	SegMask *mask = g_new0 (SegMask, 1);

	mask->values = g_ptr_array_new_with_free_func (g_free);
	for (guint i = 0; values != NULL && i < values->len; i++) {
		g_autofree char *bare = characters_of (values->pdata[i]);

		if (g_utf8_strlen (bare, -1) >= SHORTEST)
			g_ptr_array_add (mask->values, g_steal_pointer (&bare));
	}
	g_ptr_array_sort (mask->values, compare_values);
	return mask;
}

void
seg_mask_free (SegMask *mask)
{
	if (mask == NULL)
		return;
	g_ptr_array_unref (mask->values);
	g_free (mask);
}

/* Names ------------------------------------------------------------------------------------------------------------ */

/* How many values come before @text, or are it. */
static guint
count_up_to (const SegMask *mask, const char *text)
{
	guint low = 0, high = mask->values->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;

		if (strcmp (mask->values->pdata[middle], text) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static gsize
common_bytes (const char *one, const char *other)
{
	gsize n = 0;

	while (one[n] != '\0' && one[n] == other[n])
		n++;
	return n;
}

static gboolean
is_narrow_letter (gunichar c)
{
	return g_unichar_isalnum (c) && seg_text_char_width (c) == 1;
}

static gboolean
is_in_word (const Line *line, gsize at)
{
	return at > 0 && at < line->n && is_narrow_letter (line->characters[at - 1]) && is_narrow_letter (line->characters[at]);
}

/* The characters at @at, which begin @rest, that are the longest of the values; 0: none is. */
static gsize
longest_value (const SegMask *mask, const Line *line, gsize at, const char *rest)
{
	g_autofree char *text = g_strdup (rest);

	for (;;) {
		const guint n = count_up_to (mask, text);
		const char *value = n > 0 ? mask->values->pdata[n - 1] : NULL;
		const gsize same = value != NULL ? common_bytes (value, text) : 0;

		if (same == 0)
			return 0;
		if (value[same] != '\0') { /* others that begin so may be shorter */
			text[same] = '\0';
			continue;
		}
		if (!is_in_word (line, at + (gsize) g_utf8_strlen (value, -1)))
			return (gsize) g_utf8_strlen (value, -1);
		text[same - 1] = '\0';
	}
}

static gboolean
is_cut_mark (gunichar c)
{
	return c == 0x2026 || c == '.';
}

/* The characters at @at up to where the text was cut off, when a value begins with them; 0: none does. */
static gsize
beginning_of_value (const SegMask *mask, const Line *line, gsize at)
{
	g_autoptr (GString) part = g_string_new (NULL);
	gsize n = 0;
	guint next;

	while (at + n < line->n && n < 80 && !is_cut_mark (line->characters[at + n]))
		g_string_append_unichar (part, line->characters[at + n++]);
	if (at + n == line->n || n < SHORTEST)
		return 0;
	next = count_up_to (mask, part->str);
	if (next < mask->values->len && g_str_has_prefix (mask->values->pdata[next], part->str))
		return n;
	return 0;
}

static void
cover (Line *line, gsize from, gsize to)
{
	for (gsize i = from; i < MIN (to, line->n); i++)
		line->covered[i] = line->characters[i] != ' ';
}

static void
cover_names (const SegMask *mask, Line *line)
{
	g_autofree char *text = g_ucs4_to_utf8 (line->characters, (glong) line->n, NULL, NULL, NULL);
	const char *rest = text;

	if (mask->values->len == 0 || text == NULL)
		return;
	for (gsize i = 0; i < line->n; i++, rest = g_utf8_next_char (rest)) {
		gsize length;

		if (line->characters[i] == ' ' || is_in_word (line, i))
			continue;
		length = MAX (longest_value (mask, line, i, rest), beginning_of_value (mask, line, i));
		if (length >= SHORTEST)
			cover (line, i + 1, i + length);
	}
}

/* Addresses and numbers --------------------------------------------------------------------------------------------- */

static gboolean
is_of_address (gunichar c)
{
	return g_unichar_isalnum (c) || strchr ("._%+-*", c < 0x80 ? (int) c : 0) != NULL;
}

static void
cover_addresses (Line *line)
{
	for (gsize i = 1; i + 1 < line->n; i++) {
		gsize from = i, to = i + 1;

		if (line->characters[i] != '@')
			continue;
		while (from > 0 && line->characters[from - 1] != 0 && is_of_address (line->characters[from - 1]))
			from--;
		while (to < line->n && line->characters[to] != 0 && (is_of_address (line->characters[to]) || line->characters[to] == 0x2026))
			to++;
		if (from == i || to == i + 1)
			continue;
		cover (line, from + 1, i);
		cover (line, i + 1, to);
	}
}

static gboolean
is_digit (gunichar c)
{
	return c >= '0' && c <= '9';
}

/* A run of digits, or one behind a + with blanks and hyphens in it. */
static void
cover_numbers (Line *line)
{
	for (gsize i = 0; i < line->n; i++) {
		const gboolean abroad = line->characters[i] == '+';
		gsize to = i + (abroad ? 1 : 0), digits = 0;

		if (!abroad && !is_digit (line->characters[i]))
			continue;
		for (; to < line->n; to++) {
			const gboolean joins = abroad && (line->characters[to] == '-' || (line->characters[to] == ' ' && to + 1 < line->n && is_digit (line->characters[to + 1])));

			if (!is_digit (line->characters[to]) && !joins)
				break;
			digits += is_digit (line->characters[to]) ? 1 : 0;
		}
		if (digits >= (abroad ? ABROAD_DIGITS : PHONE_DIGITS))
			cover (line, i + 3, to);
		i = MAX (to, i + 1) - 1;
	}
}

/* Lines --------------------------------------------------------------------------------------------------------------- */

static void
cover_line (const SegMask *mask, Line *line)
{
	cover_names (mask, line);
	cover_addresses (line);
	cover_numbers (line);
}

/* Reads the line @y; @at: the cell of each character. */
static void
read_line (SegCells *cells, SegRect rect, int y, Line *line, int *at)
{
	line->n = 0;
	for (int x = rect.x; x < rect.x + rect.width; x++) {
		const SegCell *cell = seg_cells_at (cells, x, y);

		if (cell == NULL || cell->character == 0)
			continue;
		at[line->n] = x;
		line->covered[line->n] = FALSE;
		line->characters[line->n++] = cell->character;
	}
}

static void
write_line (SegCells *cells, int y, const Line *line, const int *at)
{
	for (gsize i = 0; i < line->n; i++) {
		SegCell *cell = seg_cells_at (cells, at[i], y), *right = seg_cells_at (cells, at[i] + 1, y);

		if (!line->covered[i])
			continue;
		seg_cell_set (cell, '*');
		if (right != NULL && right->character == 0) { /* the other half of a wide one */
			seg_cell_set (right, '*');
			right->ink = cell->ink;
		}
	}
}

void
seg_mask_cells (const SegMask *mask, SegCells *cells, SegRect rect)
{
	const gsize width = (gsize) MAX (rect.width, 0) + 1;
	g_autofree int *at = g_new (int, width);
	Line line = { g_new (gunichar, width), g_new0 (gboolean, width), 0 };

	for (int y = MAX (rect.y, 0); y < MIN (rect.y + rect.height, cells->height); y++) {
		read_line (cells, rect, y, &line, at);
		cover_line (mask, &line);
		write_line (cells, y, &line, at);
	}
	g_free (line.characters);
	g_free (line.covered);
}

char *
seg_mask_text (const SegMask *mask, const char *text)
{
	g_autofree char *safe = seg_text_printable (text), *composed = g_utf8_normalize (safe, -1, G_NORMALIZE_DEFAULT_COMPOSE);
	const gsize most = (gsize) g_utf8_strlen (composed, -1) + 1;
	Line line = { g_new (gunichar, most), g_new0 (gboolean, most), 0 };
	GString *masked = g_string_new (NULL);
	gsize n = 0;

	for (const char *at = composed; *at != '\0'; at = g_utf8_next_char (at))
		if (seg_text_char_width (g_utf8_get_char (at)) > 0)
			line.characters[line.n++] = g_utf8_get_char (at);
	cover_line (mask, &line);
	for (const char *at = composed; *at != '\0'; at = g_utf8_next_char (at)) {
		gunichar c = g_utf8_get_char (at);
		const gboolean is_mark = seg_text_char_width (c) == 0;

		n += is_mark ? 0 : 1;
		if (n == 0 || !line.covered[n - 1])
			g_string_append_unichar (masked, c);
		else if (!is_mark)
			g_string_append_c (masked, '*');
	}
	g_free (line.characters);
	g_free (line.covered);
	return g_string_free (masked, FALSE);
}
