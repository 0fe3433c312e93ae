/* Text on its way to the terminal: the one place where it is made safe and measured. */
#include <config.h>
#include <segscope/text.h>

#include <string.h>

#define REPLACEMENT 0xFFFD
#define MIDDLE_DOT 0x00B7
#define ELLIPSIS 0x2026

/* Characters that would act on the terminal or reorder the line instead of being shown. */
static gboolean
is_hostile (gunichar c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0x200E || c == 0x200F
	       || c == 0x061C || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

static gunichar
printable (gunichar c)
{
	if (c == '\n' || c == '\t' || c == '\r')
		return ' ';
	return is_hostile (c) ? MIDDLE_DOT : c;
}

/* The next character of @text made printable; moves @text on. */
static gunichar
next_printable (const char **text)
{
	gunichar c = g_utf8_get_char_validated (*text, -1);

	if (c == (gunichar) -1 || c == (gunichar) -2) {
		(*text)++;
		return REPLACEMENT;
	}
	if (c == '\r' && (*text)[1] == '\n')
		(*text)++;
	*text = g_utf8_next_char (*text);
	return printable (c);
}

int
seg_text_char_width (gunichar character)
{
	if (is_hostile (character))
		return 1;
	if (g_unichar_iszerowidth (character))
		return 0;
	return g_unichar_iswide (character) ? 2 : 1;
}

int
seg_text_width (const char *text)
{
	int width = 0;

	while (text != NULL && *text != '\0')
		width += seg_text_char_width (next_printable (&text));
	return width;
}

char *
seg_text_printable (const char *text)
{
	GString *safe = g_string_new (NULL);

	while (text != NULL && *text != '\0')
		g_string_append_unichar (safe, next_printable (&text));
	return g_string_free (safe, FALSE);
}

char *
seg_text_clip (const char *text, int cells)
{
	GString *clipped = g_string_new (NULL);
	gboolean too_wide = seg_text_width (text) > cells;
	int room = too_wide ? cells - 1 : cells, used = 0;

	while (text != NULL && *text != '\0') {
		gunichar c = next_printable (&text);
		int width = seg_text_char_width (c);

		if (used + width > room)
			break;
		g_string_append_unichar (clipped, c);
		used += width;
	}
	if (too_wide && cells > 0)
		g_string_append_unichar (clipped, ELLIPSIS);
	return g_string_free (clipped, FALSE);
}

static void
append_spaces (GString *string, int n)
{
	for (int i = 0; i < n; i++)
		g_string_append_c (string, ' ');
}

char *
seg_text_fit (const char *text, int cells, SegAlign align)
{
	g_autofree char *clipped = seg_text_clip (text, cells);
	int gap = MAX (cells - seg_text_width (clipped), 0);
	int before = align == SEG_ALIGN_RIGHT ? gap : align == SEG_ALIGN_CENTRE ? gap / 2 : 0;
	GString *fitted = g_string_new (NULL);

	append_spaces (fitted, before);
	g_string_append (fitted, clipped);
	append_spaces (fitted, gap - before);
	return g_string_free (fitted, FALSE);
}

/* The bytes of @text that fit on one line of @cells, breaking after a space or a wide character where possible. */
static gsize
line_length (const char *text, int cells)
{
	const char *at = text, *last_break = NULL;
	int used = 0;

	while (*at != '\0') {
		gunichar c = g_utf8_get_char (at);
		int width = seg_text_char_width (c);

		if (c == ' ')
			last_break = at;
		if (used + width > cells)
			return (gsize) ((last_break != NULL && last_break > text ? last_break : at > text ? at : g_utf8_next_char (at)) - text);
		used += width;
		at = g_utf8_next_char (at);
		if (width == 2)
			last_break = at;
	}
	return (gsize) (at - text);
}

char **
seg_text_wrap (const char *text, int cells)
{
	g_autofree char *safe = seg_text_printable (text);
	g_autoptr (GPtrArray) lines = g_ptr_array_new ();
	const char *at = safe;

	do {
		gsize length = line_length (at, MAX (cells, 1));

		g_ptr_array_add (lines, g_strndup (at, length));
		at += length;
		while (*at == ' ')
			at++;
	} while (*at != '\0');
	g_ptr_array_add (lines, NULL);
	return (char **) g_ptr_array_free (g_steal_pointer (&lines), FALSE);
}
