/* The words of a filter: names, values, operators and brackets, each with its place, as a person types them. Typing in Chinese
 * gives other signs for the same things (＝ ≥ “ ” （ ） ，); they are read alike.
 *
 * Brackets are also parts of names ("Spend (net)"), so "(" opens only where a condition may begin or after "in", and ")" closes only
 * what is open; commas are marks only in the brackets after "in", as numbers have them too. */
#include <config.h>

#include <segscope/filter_words.h>

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	const char *written, *operation;
} Sign;

static const Sign signs[] = { /* longer ones first */
	{ "!=", "!=" }, { "<>", "!=" }, { "<=", "<=" }, { ">=", ">=" }, { "==", "=" }, { "=", "=" }, { "<", "<" }, { ">", ">" },
	{ "≠", "!=" }, { "≤", "<=" }, { "≥", ">=" }, { "＝", "=" }, { "＜", "<" }, { "＞", ">" }, { "！=", "!=" },
};

static const Sign marks[] = { { "(", "(" }, { "（", "(" }, { ")", ")" }, { "）", ")" }, { ",", "," }, { "，", "," }, { "、", "," } };

static const Sign quotes[] = { { "\"", "\"" }, { "“", "”" } };
static const Sign single_quotes[] = { { "'", "'" }, { "‘", "’" } }; /* also parts of words: '90s, O'Neil; they enclose only what they begin and end */

static void
free_word (gpointer data)
{
	SegFilterWord *word = data;

	g_free (word->text);
	g_free (word);
}

/* How far the reading is. */
typedef struct {
	const char *text, *at;
	guint       position;   /* of at, in characters from 1 */
	GPtrArray  *words;
	guint       n_open;     /* brackets that are marks */
	guint       n_plain;    /* brackets that are parts of the words since the last mark */
	gboolean    in_list;    /* the innermost bracket follows "in" */
} Reader;

static SegFilterWord *
add_word (Reader *reader, char *text)
{
	SegFilterWord *word = g_new0 (SegFilterWord, 1);

	word->text = text;
	g_ptr_array_add (reader->words, word);
	return word;
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

static void
skip (Reader *reader, gsize n_bytes)
{
	reader->position += (guint) g_utf8_strlen (reader->at, (gssize) n_bytes);
	reader->at += n_bytes;
}

/* The text between quotes, just behind the opening one; a doubled closing quote is one of the text. FALSE when the quote never ends. */
static gboolean
read_quoted (Reader *reader, const char *closing, GString *text)
{
	gsize length = strlen (closing);

	while (*reader->at != '\0') {
		gsize n = (gsize) (g_utf8_next_char (reader->at) - reader->at);

		if (g_str_has_prefix (reader->at, closing)) {
			skip (reader, length);
			if (!g_str_has_prefix (reader->at, closing))
				return TRUE;
		}
		g_string_append_len (text, reader->at, (gssize) n);
		skip (reader, n);
	}
	return FALSE;
}

/* Whether a bracket here would open a group: nothing stands before it that it could be a part of. */
static gboolean
may_open (const Reader *reader)
{
	const SegFilterWord *last = reader->words->len > 0 ? reader->words->pdata[reader->words->len - 1] : NULL;

	return last == NULL || seg_filter_is_mark (last, "(") || seg_filter_is_keyword (last, "and") || seg_filter_is_keyword (last, "or")
	       || seg_filter_is_keyword (last, "not") || (seg_filter_is_keyword (last, "in") && reader->words->len > 1);
}

/* The mark that @sign is in this place, or NULL: it is a part of a word. */
static const char *
mark_at (const Reader *reader, const Sign *sign, gboolean in_word)
{
	if (sign == NULL)
		return NULL;
	if (strcmp (sign->operation, "(") == 0)
		return !in_word && may_open (reader) ? "(" : NULL;
	if (strcmp (sign->operation, ")") == 0)
		return reader->n_open > 0 && reader->n_plain == 0 ? ")" : NULL;
	return reader->in_list ? "," : NULL;
}

static void
read_mark (Reader *reader, const Sign *sign)
{
	guint n = reader->words->len;

	if (strcmp (sign->operation, "(") == 0) {
		reader->in_list = n > 0 && seg_filter_is_keyword (reader->words->pdata[n - 1], "in");
		reader->n_open++;
	} else if (strcmp (sign->operation, ")") == 0) {
		reader->in_list = FALSE;
		reader->n_open--;
	}
	reader->n_plain = 0;
	add_word (reader, g_strdup (sign->operation))->is_mark = TRUE;
	skip (reader, strlen (sign->written));
}

static void
read_plain (Reader *reader, GString *text)
{
	while (*reader->at != '\0' && !g_unichar_isspace (g_utf8_get_char (reader->at))
	       && sign_at (signs, G_N_ELEMENTS (signs), reader->at) == NULL && sign_at (quotes, G_N_ELEMENTS (quotes), reader->at) == NULL) {
		const Sign *mark = sign_at (marks, G_N_ELEMENTS (marks), reader->at);
		gsize n = (gsize) (g_utf8_next_char (reader->at) - reader->at);

		if (mark_at (reader, mark, TRUE) != NULL)
			return;
		if (mark != NULL && strcmp (mark->operation, "(") == 0)
			reader->n_plain++;
		else if (mark != NULL && strcmp (mark->operation, ")") == 0 && reader->n_plain > 0)
			reader->n_plain--;
		g_string_append_len (text, reader->at, (gssize) n);
		skip (reader, n);
	}
}

/* The quote that encloses the word here, or NULL. */
static const Sign *
quote_at (const Reader *reader)
{
	const Sign *quote = sign_at (quotes, G_N_ELEMENTS (quotes), reader->at), *single = sign_at (single_quotes, G_N_ELEMENTS (single_quotes), reader->at);

	if (quote == NULL && single != NULL && strstr (reader->at + strlen (single->written), single->operation) != NULL)
		return single;
	return quote;
}

static gboolean
fail (guint position, GError **error, const char *message)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Filter, position %u: %s"), position, message);
	return FALSE;
}

static gboolean
read_word (Reader *reader, GError **error)
{
	const Sign *sign = sign_at (signs, G_N_ELEMENTS (signs), reader->at);
	const Sign *quote = quote_at (reader);
	const Sign *mark = sign_at (marks, G_N_ELEMENTS (marks), reader->at);
	guint position = reader->position;
	GString *text;

	if (sign != NULL) {
		add_word (reader, g_strdup (sign->operation))->is_operator = TRUE;
		skip (reader, strlen (sign->written));
		return TRUE;
	}
	if (mark_at (reader, mark, FALSE) != NULL) {
		read_mark (reader, mark);
		return TRUE;
	}
	text = g_string_new (NULL);
	if (quote != NULL) {
		skip (reader, strlen (quote->written));
		if (!read_quoted (reader, quote->operation, text)) {
			g_string_free (text, TRUE);
			return fail (position, error, _("the quote that opens here never ends"));
		}
	} else
		read_plain (reader, text);
	add_word (reader, g_string_free (text, FALSE))->quoted = quote != NULL;
	return TRUE;
}

/* The next word with its place. */
static gboolean
read_next (Reader *reader, GError **error)
{
	gsize from = (gsize) (reader->at - reader->text);
	guint position = reader->position;
	SegFilterWord *word;

	if (!read_word (reader, error))
		return FALSE;
	word = reader->words->pdata[reader->words->len - 1];
	word->position = position;
	word->from = from;
	word->to = (gsize) (reader->at - reader->text);
	return TRUE;
}

/* The place of the bracket that nothing closes. */
static guint
open_bracket (const GPtrArray *words)
{
	guint n_closed = 0;

	for (guint i = words->len; i-- > 0;) {
		const SegFilterWord *word = words->pdata[i];

		if (seg_filter_is_mark (word, ")"))
			n_closed++;
		else if (seg_filter_is_mark (word, "(") && n_closed-- == 0)
			return word->position;
	}
	return 1;
}

GPtrArray *
seg_filter_words (const char *text, GError **error)
{
	g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (free_word);
	Reader reader = { .text = text, .at = text, .position = 1, .words = words };

	while (*reader.at != '\0') {
		if (g_unichar_isspace (g_utf8_get_char (reader.at)))
			skip (&reader, (gsize) (g_utf8_next_char (reader.at) - reader.at));
		else if (!read_next (&reader, error))
			return NULL;
	}
	if (reader.n_open > 0) {
		fail (open_bracket (words), error, _("the bracket that opens here is never closed; put it into quotes if it belongs to a name or value"));
		return NULL;
	}
	return g_steal_pointer (&words);
}

gboolean
seg_filter_is_keyword (const SegFilterWord *word, const char *keyword)
{
	return !word->quoted && !word->is_operator && !word->is_mark && g_ascii_strcasecmp (word->text, keyword) == 0;
}

gboolean
seg_filter_is_mark (const SegFilterWord *word, const char *mark)
{
	return word->is_mark && strcmp (word->text, mark) == 0;
}

/* Conditions -------------------------------------------------------------------------------------------------------- */

static const SegFilterWord *
word_at (const GPtrArray *words, guint index)
{
	return words->pdata[index];
}

static gboolean
is_keyword (const GPtrArray *words, guint index, const char *keyword)
{
	return index < words->len && seg_filter_is_keyword (word_at (words, index), keyword);
}

static gboolean
is_mark (const GPtrArray *words, guint index, const char *mark)
{
	return index < words->len && seg_filter_is_mark (word_at (words, index), mark);
}

guint
seg_filter_closing (const GPtrArray *words, guint open)
{
	guint depth = 0;

	for (guint i = open; i < words->len; i++)
		if (is_mark (words, i, "("))
			depth++;
		else if (is_mark (words, i, ")") && --depth == 0)
			return i;
	return words->len;
}

guint
seg_filter_condition_end (const GPtrArray *words, guint first)
{
	gboolean between = FALSE, compared = FALSE;
	guint i = first;

	for (; i < words->len && !is_mark (words, i, ")"); i++) {
		if (is_mark (words, i, "("))
			i = seg_filter_closing (words, i);
		else if (word_at (words, i)->is_operator)
			compared = TRUE;
		else if (i > first && !compared && is_keyword (words, i, "between"))
			between = TRUE;
		else if (is_keyword (words, i, "and") && between)
			between = FALSE;
		else if (is_keyword (words, i, "and") || is_keyword (words, i, "or"))
			break;
	}
	return MIN (i, words->len);
}

guint
seg_filter_find_operator (const GPtrArray *words, guint first, guint last)
{
	for (guint i = first; i < last; i++)
		if (word_at (words, i)->is_operator)
			return i;
	for (guint i = first + 1; i + 1 < last; i++) {
		guint at = is_keyword (words, i, "not") ? i + 1 : i;

		if (is_keyword (words, i, "contains") || (is_keyword (words, at, "in") && is_mark (words, at + 1, "("))
		    || (is_keyword (words, at, "between") && at + 1 < last))
			return i;
		if (is_keyword (words, i, "is") && is_keyword (words, last - 1, "missing")
		    && (i + 2 == last || (i + 3 == last && is_keyword (words, i + 1, "not"))))
			return i;
	}
	return last;
}

char *
seg_filter_join_words (const GPtrArray *words, guint first, guint last)
{
	GString *text = g_string_new (NULL);

	for (guint i = first; i < last; i++)
		g_string_append_printf (text, "%s%s", i > first ? " " : "", word_at (words, i)->text);
	return g_string_free (text, FALSE);
}
