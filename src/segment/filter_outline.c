/* Filters as outlines of groups and conditions. */
#include <config.h>
#include "filter-private.h"

#include <segscope/outline.h>

#include <glib/gi18n.h>
#include <string.h>

#define MOST_DEPTH 40 /* the parser takes less */

SegOutline *
seg_outline_new (const char *condition, gboolean any)
{
	SegOutline *outline = g_new0 (SegOutline, 1);

	outline->condition = g_strdup (condition);
	outline->any = any;
	if (condition == NULL)
		outline->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_outline_free);
	return outline;
}

void
seg_outline_free (SegOutline *outline)
{
	if (outline == NULL)
		return;
	g_free (outline->condition);
	g_clear_pointer (&outline->parts, g_ptr_array_unref);
	g_free (outline);
}

void
seg_outline_insert (SegOutline *group, guint position, SegOutline *part)
{
	part->group = group;
	g_ptr_array_insert (group->parts, (int) MIN (position, group->parts->len), part);
}

guint
seg_outline_position (const SegOutline *part)
{
	guint position = 0;

	while (part->group->parts->pdata[position] != part)
		position++;
	return position;
}

void
seg_outline_remove (SegOutline *part)
{
	g_ptr_array_remove_index (part->group->parts, seg_outline_position (part));
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	const char     *text;
	SegFilterParser parser; /* its words */
	guint           depth;
} Reader;

static SegOutline *read_any (Reader *reader, guint *at, GError **error);

static const char *
place_of (const Reader *reader, guint word)
{
	if (word >= reader->parser.words->len)
		return reader->text + strlen (reader->text);
	return g_utf8_offset_to_pointer (reader->text, seg_filter_word (&reader->parser, word)->position - 1);
}

static gboolean
is_word (const Reader *reader, guint at, const char *keyword)
{
	return at < reader->parser.words->len && seg_filter_is_keyword (seg_filter_word (&reader->parser, at), keyword);
}

static SegOutline *
fail (const Reader *reader, guint at, GError **error)
{
	seg_filter_fail (reader->parser.words->len > 0 ? seg_filter_word (&reader->parser, MIN (at, reader->parser.words->len - 1))->position : 1, error,
	                 _("a condition is missing here"));
	return NULL;
}

static SegOutline *
read_one (Reader *reader, guint *at, GError **error)
{
	SegOutline *part = NULL;
	guint last;

	if (++reader->depth > MOST_DEPTH || *at >= reader->parser.words->len)
		return fail (reader, *at, error);
	if (is_word (reader, *at, "not")) {
		++*at;
		part = read_one (reader, at, error);
		if (part != NULL)
			part->negated = !part->negated;
	} else if (seg_filter_is_mark (seg_filter_word (&reader->parser, *at), "(")) {
		++*at;
		part = read_any (reader, at, error);
		++*at; /* its closing one */
	} else if ((last = seg_filter_end_of_condition (&reader->parser, *at)) > *at) {
		const char *from = place_of (reader, *at), *to = place_of (reader, last);
		g_autofree char *condition = g_strchomp (g_strndup (from, (gsize) (to - from)));

		*at = last;
		part = seg_outline_new (condition, FALSE);
	} else
		part = fail (reader, *at, error);
	reader->depth--;
	return part;
}

/* Parts with @keyword between them; one alone is itself. */
static SegOutline *
read_joined (Reader *reader, guint *at, gboolean any, GError **error)
{
	g_autoptr (SegOutline) group = seg_outline_new (NULL, any);

	do {
		SegOutline *part = any ? read_joined (reader, at, FALSE, error) : read_one (reader, at, error);

		if (part == NULL)
			return NULL;
		seg_outline_insert (group, G_MAXUINT, part);
	} while (is_word (reader, *at, any ? "or" : "and") && ++*at > 0);
	return group->parts->len > 1 ? g_steal_pointer (&group) : g_ptr_array_steal_index (group->parts, 0);
}

static SegOutline *
read_any (Reader *reader, guint *at, GError **error)
{
	return read_joined (reader, at, TRUE, error);
}

SegOutline *
seg_outline_parse (const char *text, GError **error)
{
	g_autoptr (GPtrArray) words = seg_filter_words (text, error);
	Reader reader = { .text = text, .parser = { .words = words } };
	SegOutline *outline, *whole;
	guint at = 0;

	if (words == NULL)
		return NULL;
	if (words->len == 0)
		return seg_outline_new (NULL, FALSE);
	outline = read_any (&reader, &at, error);
	if (outline != NULL && at < words->len) {
		seg_filter_fail (seg_filter_word (&reader.parser, at)->position, error, _("\"and\" or \"or\" is missing before this"));
		g_clear_pointer (&outline, seg_outline_free);
	}
	if (outline == NULL || (outline->parts != NULL && !outline->negated))
		return outline;
	whole = seg_outline_new (NULL, FALSE);
	seg_outline_insert (whole, 0, outline);
	return whole;
}

/* Writing ---------------------------------------------------------------------------------------------------------- */

static gboolean
has_condition (const SegOutline *outline)
{
	if (outline->parts == NULL)
		return outline->condition[0] != '\0';
	for (guint i = 0; i < outline->parts->len; i++)
		if (has_condition (outline->parts->pdata[i]))
			return TRUE;
	return FALSE;
}

static guint
n_meant (const SegOutline *group)
{
	guint n = 0;

	for (guint i = 0; i < group->parts->len; i++)
		n += has_condition (group->parts->pdata[i]) ? 1 : 0;
	return n;
}

static void write_parts (const SegOutline *group, GString *text);

static void
write_part (const SegOutline *part, gboolean in_any, GString *text)
{
	guint n = part->parts != NULL ? n_meant (part) : 1;
	/* "and" binds more closely than "or": a group of all needs no brackets among any, nor does one of the same kind */
	gboolean brackets = part->parts != NULL && (part->negated || (n > 1 && part->any && !in_any));

	g_string_append (text, part->negated ? "not " : "");
	if (brackets)
		g_string_append_c (text, '(');
	if (part->parts != NULL)
		write_parts (part, text);
	else
		g_string_append (text, part->condition);
	if (brackets)
		g_string_append_c (text, ')');
}

static void
write_parts (const SegOutline *group, GString *text)
{
	const char *between = "";

	for (guint i = 0; i < group->parts->len; i++) {
		const SegOutline *part = group->parts->pdata[i];

		if (!has_condition (part))
			continue;
		g_string_append (text, between);
		write_part (part, group->any || n_meant (group) == 1, text);
		between = group->any ? " or " : " and ";
	}
}

char *
seg_outline_text (const SegOutline *outline)
{
	GString *text = g_string_new (NULL);

	if (has_condition (outline))
		write_part (outline, TRUE, text);
	return g_string_free (text, FALSE);
}

gboolean
seg_outline_is_one (const SegOutline *outline)
{
	const SegOutline *part = outline->parts != NULL && outline->parts->len == 1 ? outline->parts->pdata[0] : outline;

	return !outline->negated && !part->negated && part->condition != NULL;
}

/* What stands in conditions ----------------------------------------------------------------------------------------- */

/* Plain words and numbers can stand as they are; keywords and signs would be taken for something else. */
char *
seg_filter_word_text (const char *text)
{
	static const char *const keywords[] = { "and", "or", "not", "in", "is", "between", "contains", "missing", "did", "of", "rule", "segment", NULL };
	gboolean plain = text[0] != '\0';

	for (const char *at = text; *at != '\0' && plain; at = g_utf8_next_char (at)) {
		gunichar c = g_utf8_get_char (at);

		plain = g_unichar_isalnum (c) || c == '_' || c == '-' || c == '.';
	}
	for (gsize i = 0; keywords[i] != NULL && plain; i++)
		plain = g_ascii_strcasecmp (text, keywords[i]) != 0;
	return plain ? g_strdup (text) : seg_filter_quote (text);
}

static GPtrArray *
read_texts (SegWorkspace *workspace, const char *sql, GError **error)
{
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, sql, error);
	g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
	GError *failure = NULL;

	if (rows == NULL)
		return NULL;
	while (seg_statement_next (rows, &failure))
		g_ptr_array_add (texts, g_strdup (seg_statement_text (rows, 0)));
	return seg_query_ended (failure, error) ? g_steal_pointer (&texts) : NULL;
}

#define LOOKED_AT "20000" /* users */

GPtrArray *
seg_attribute_usual_values (SegWorkspace *workspace, const char *name, guint most, GError **error)
{
	g_autofree char *column = seg_sql_identifier (name);
	g_autofree char *sql = g_strdup_printf ("SELECT x FROM (SELECT %s AS x FROM user WHERE %s IS NOT NULL AND " SEG_SQL_USER_IN_USE ("user") " LIMIT "
	                                        LOOKED_AT ") GROUP BY x ORDER BY count(*) DESC, x LIMIT %u", column, column, most);

	return read_texts (workspace, sql, error);
}

GPtrArray *
seg_event_kind_names (SegWorkspace *workspace, GError **error)
{
	return read_texts (workspace, "SELECT name FROM event_kind ORDER BY name", error);
}
