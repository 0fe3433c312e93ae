/* The words of a filter: names, values and operators, each with its place, as a person types them. Typing in Chinese
 * gives other signs for the same things (＝ ≥ “ ”); they are read alike. */
#include <config.h>
#include "filter-private.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	const char *written, *operation;
} Sign;

static const Sign signs[] = { /* longer ones first */
	{ "!=", "!=" }, { "<>", "!=" }, { "<=", "<=" }, { ">=", ">=" }, { "==", "=" }, { "=", "=" }, { "<", "<" }, { ">", ">" },
	{ "≠", "!=" }, { "≤", "<=" }, { "≥", ">=" }, { "＝", "=" }, { "＜", "<" }, { "＞", ">" }, { "！=", "!=" },
};

static const Sign quotes[] = { { "\"", "\"" }, { "“", "”" } };

static void
free_word (gpointer data)
{
	SegFilterWord *word = data;

	g_free (word->text);
	g_free (word);
}

static void
add_word (GPtrArray *words, char *text, gboolean quoted, gboolean is_operator, guint position)
{
	SegFilterWord *word = g_new (SegFilterWord, 1);

	*word = (SegFilterWord) { text, quoted, is_operator, position };
	g_ptr_array_add (words, word);
}

/* The row of @table whose sign stands at @at, or NULL. */
static const Sign *
sign_at (const Sign *table, gsize n, const char *at)
{
	for (gsize i = 0; i < n; i++)
		if (g_str_has_prefix (at, table[i].written))
			return &table[i];
	return NULL;
}

/* The text between quotes from @at, just behind the opening one; a doubled closing quote is one of the text.
 * Returns where to go on, or NULL when the quote never ends. */
static const char *
read_quoted (const char *at, const char *closing, GString *text)
{
	gsize length = strlen (closing);

	for (; *at != '\0'; at = g_utf8_next_char (at)) {
		if (g_str_has_prefix (at, closing)) {
			if (!g_str_has_prefix (at + length, closing))
				return at + length;
			at += length;
		}
		g_string_append_len (text, at, g_utf8_next_char (at) - at);
	}
	return NULL;
}

static const char *
read_plain (const char *at, GString *text)
{
	while (*at != '\0' && !g_unichar_isspace (g_utf8_get_char (at)) && sign_at (signs, G_N_ELEMENTS (signs), at) == NULL
	       && sign_at (quotes, G_N_ELEMENTS (quotes), at) == NULL) {
		g_string_append_len (text, at, g_utf8_next_char (at) - at);
		at = g_utf8_next_char (at);
	}
	return at;
}

/* Reads the word at @at and returns where to go on; NULL with @error. */
static const char *
read_word (const char *at, guint position, GPtrArray *words, GError **error)
{
	const Sign *sign = sign_at (signs, G_N_ELEMENTS (signs), at), *quote = sign_at (quotes, G_N_ELEMENTS (quotes), at);
	GString *text;

	if (sign != NULL) {
		add_word (words, g_strdup (sign->operation), FALSE, TRUE, position);
		return at + strlen (sign->written);
	}
	text = g_string_new (NULL);
	at = quote != NULL ? read_quoted (at + strlen (quote->written), quote->operation, text) : read_plain (at, text);
	if (at == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Filter, position %u: the quote that opens here never ends"), position);
		g_string_free (text, TRUE);
		return NULL;
	}
	add_word (words, g_string_free (text, FALSE), quote != NULL, FALSE, position);
	return at;
}

GPtrArray *
seg_filter_words (const char *text, GError **error)
{
	g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (free_word);
	const char *at = text;

	while (*at != '\0') {
		if (g_unichar_isspace (g_utf8_get_char (at))) {
			at = g_utf8_next_char (at);
			continue;
		}
		at = read_word (at, (guint) g_utf8_strlen (text, at - text) + 1, words, error);
		if (at == NULL)
			return NULL;
	}
	return g_steal_pointer (&words);
}

gboolean
seg_filter_is_keyword (const SegFilterWord *word, const char *keyword)
{
	return !word->quoted && !word->is_operator && g_ascii_strcasecmp (word->text, keyword) == 0;
}
