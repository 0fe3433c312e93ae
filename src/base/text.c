/* Text on its way to the terminal: the one place where it is made safe and measured. */
#include <config.h>
#include <segscope/text.h>

#include <string.h>

#define REPLACEMENT 0xFFFD
#define MIDDLE_DOT 0x00B7
#define ELLIPSIS 0x2026

/* How emoji are put together. Terminals that know of it show one picture, others each part by itself, so cells are counted as is right for both: flags are
 * two letters of one cell each; the tone of a skin is left out; what a joiner joins is shown side by side (the joiner is never sent). */
#define FIRST_FLAG_LETTER 0x1F1E6
#define LAST_FLAG_LETTER 0x1F1FF
#define FIRST_TONE 0x1F3FB
#define LAST_TONE 0x1F3FF
#define TEXT_STYLE 0xFE0E  /* how the character before them is to look: in colours it would take another number of cells */
#define EMOJI_STYLE 0xFE0F
#define NON_JOINER 0x200C
#define JOINER 0x200D

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

/* Where the C library, by which curses counts cells, differs from GLib: signs that enclose Arabic digits are seen, and
 * circled numbers and the hexagrams of the I Ching are wide. */
static int
width_by_exception (gunichar c)
{
	static const struct { gunichar first, last; int width; } exceptions[] = {
		{ 0x0600, 0x0605, 1 }, { 0x06DD, 0x06DD, 1 }, { 0x070F, 0x070F, 1 }, { 0x0890, 0x0891, 1 }, { 0x08E2, 0x08E2, 1 },
		{ 0x3248, 0x324F, 2 }, { 0x4DC0, 0x4DFF, 2 }, { 0x110BD, 0x110BD, 1 }, { 0x110CD, 0x110CD, 1 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (exceptions); i++)
		if (c >= exceptions[i].first && c <= exceptions[i].last)
			return exceptions[i].width;
	return -1;
}

int
seg_text_char_width (gunichar character)
{
	int width;

	if (character >= 0x20 && character < 0x7F)
		return 1;
	if (is_hostile (character))
		return 1;
	width = width_by_exception (character);
	if (width >= 0)
		return width;
	if (g_unichar_iszerowidth (character))
		return 0;
	return g_unichar_iswide (character) ? 2 : 1;
}

static gboolean
is_flag_letter (gunichar c)
{
	return c >= FIRST_FLAG_LETTER && c <= LAST_FLAG_LETTER;
}

/* Emoji that people can be seen on: a tone that stands behind another character is a picture of its own. */
static gboolean
takes_tone (gunichar c)
{
	return c == 0x261D || c == 0x26F9 || (c >= 0x270A && c <= 0x270D) || (c >= 0x1F385 && c <= 0x1F6CC && !(c >= FIRST_TONE && c <= LAST_TONE))
	       || (c >= 0x1F90C && c <= 0x1F9DD) || (c >= 0x1FAC3 && c <= 0x1FAF8);
}

/* The next of @text, or 0. */
static gunichar
peek (const char *text)
{
	gunichar c = g_utf8_get_char_validated (text, -1);

	return c == (gunichar) -1 || c == (gunichar) -2 ? 0 : c;
}

static void
take_printable (const char **text, GString *out)
{
	gunichar c = next_printable (text);

	if (out != NULL)
		g_string_append_unichar (out, c);
}

/* The character at *@text with all that is shown in the same cells; moves *@text on, adds to @out (or NULL) what of it is shown, returns the cells. */
static int
next_character (const char **text, GString *out)
{
	const gunichar first = peek (*text);
	int width = seg_text_char_width (first != 0 ? first : REPLACEMENT);

	take_printable (text, out);
	if (is_flag_letter (first) && is_flag_letter (peek (*text))) {
		take_printable (text, out);
		width++;
	}
	for (gunichar c; (c = peek (*text)) != 0;) {
		if (c >= FIRST_TONE && c <= LAST_TONE && takes_tone (first))
			*text = g_utf8_next_char (*text);
		else if (seg_text_char_width (c) == 0)
			take_printable (text, out);
		else
			break;
	}
	return width;
}

gsize
seg_text_character (const char *text)
{
	const char *at = text;

	if (*at != '\0')
		next_character (&at, NULL);
	return (gsize) (at - text);
}

gboolean
seg_text_is_mark (gunichar mark, gunichar on)
{
	if (seg_text_char_width (mark) != 0 || mark == TEXT_STYLE || mark == EMOJI_STYLE)
		return FALSE;
	if (mark == JOINER || mark == NON_JOINER) /* between letters that change with it; not between emoji */
		return g_unichar_isalpha (on) && seg_text_char_width (on) == 1;
	return g_unichar_ismark (mark) || g_unichar_isalpha (mark);
}

int
seg_text_width (const char *text)
{
	int width = 0;

	while (text != NULL && *text != '\0')
		width += next_character (&text, NULL);
	return width;
}

char *
seg_text_printable (const char *text)
{
	GString *safe = g_string_new (NULL);

	while (text != NULL && *text != '\0')
		next_character (&text, safe);
	return g_string_free (safe, FALSE);
}

char *
seg_text_clip (const char *text, int cells)
{
	GString *clipped = g_string_new (NULL);
	gboolean too_wide = seg_text_width (text) > cells;
	int room = too_wide ? cells - 1 : cells, used = 0;

	while (text != NULL && *text != '\0') {
		const gsize before = clipped->len;

		used += next_character (&text, clipped);
		if (used <= room)
			continue;
		g_string_truncate (clipped, before);
		break;
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

/* Where a line that is full at @at ends: at the last good place to break, else before the character that is too much;
 * a line holds at least one character. */
static gsize
break_length (const char *text, const char *last_break, const char *at)
{
	const char *end = last_break != NULL && last_break > text ? last_break : at;

	return end > text ? (gsize) (end - text) : seg_text_character (text);
}

/* Whether no line begins with @c: what closes or ends something stays with what it closes. */
static gboolean
is_closing (gunichar c)
{
	static const char *const closing = "，。、；：！？）」』】》〉”’…%％";

	return c != 0 && g_utf8_strchr (closing, -1, c) != NULL;
}

/* Whether no line ends with @c. */
static gboolean
is_opening (gunichar c)
{
	static const char *const opening = "（「『【《〈“‘";

	return g_utf8_strchr (opening, -1, c) != NULL;
}

/* The bytes of @text that fit on one line of @cells, breaking at a space or after a wide character where possible. */
static gsize
line_length (const char *text, int cells)
{
	const char *at = text, *last_break = NULL;
	int used = 0;

	while (*at != '\0') {
		const gunichar c = g_utf8_get_char (at);
		const char *next = at;
		const int width = next_character (&next, NULL);

		if (c == ' ' && at[1] != '%') /* a number keeps its unit: "86.6 %" */
			last_break = at;
		if (used + width > cells)
			return break_length (text, last_break, at);
		used += width;
		at = next;
		if (width == 2 && !is_opening (c) && !is_closing (g_utf8_get_char (at)))
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

		g_ptr_array_add (lines, g_strchomp (g_strndup (at, length)));
		at += length;
		while (*at == ' ')
			at++;
	} while (*at != '\0');
	g_ptr_array_add (lines, NULL);
	return (char **) g_ptr_array_free (g_steal_pointer (&lines), FALSE);
}
