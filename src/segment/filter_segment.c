/* Segments that conditions ask for by name or number: segment of SEGMENTATION = NAME, ... in (NAME, 2); and, in filters of lists that are
 * of the segmentation, segment = NAME. Finding them, and calling them something else. */
#include <config.h>
#include "filter-private.h"

#include <string.h>

static gboolean
is_same (const char *one, const char *other)
{
	g_autofree char *folded = g_utf8_casefold (one, -1), *too = g_utf8_casefold (other, -1);

	return strcmp (folded, too) == 0;
}

static char *
join (const GPtrArray *words, guint first, guint last)
{
	GString *text = g_string_new (NULL);

	for (guint i = first; i < last; i++)
		g_string_append_printf (text, "%s%s", i > first ? " " : "", ((const SegFilterWord *) words->pdata[i])->text);
	return g_string_free (text, FALSE);
}

static gboolean
begins_condition (const SegFilterWord *word)
{
	return seg_filter_is_mark (word, "(") || seg_filter_is_keyword (word, "and") || seg_filter_is_keyword (word, "or")
	       || seg_filter_is_keyword (word, "not");
}

static gboolean
ends_name (const SegFilterWord *word)
{
	return word->is_operator || word->is_mark || seg_filter_is_keyword (word, "is") || seg_filter_is_keyword (word, "in")
	       || seg_filter_is_keyword (word, "not") || seg_filter_is_keyword (word, "between") || seg_filter_is_keyword (word, "contains");
}

static gboolean
ends_value (const SegFilterWord *word)
{
	return word->is_mark || seg_filter_is_keyword (word, "and") || seg_filter_is_keyword (word, "or");
}

/* Whether the words from @at on begin a condition on segments of the segmentation; @behind: (out) where its operator stands. */
static gboolean
is_about (const GPtrArray *words, guint at, const SegFilterSegment *segment, guint *behind)
{
	g_autofree char *name = NULL, *without = NULL;
	guint64 version;
	guint end;

	if (!seg_filter_is_keyword (words->pdata[at], "segment") || (at > 0 && !begins_condition (words->pdata[at - 1])))
		return FALSE;
	if (at + 1 < words->len && ends_name (words->pdata[at + 1])) {
		*behind = at + 1;
		return segment->of_list;
	}
	if (at + 2 >= words->len || !seg_filter_is_keyword (words->pdata[at + 1], "of"))
		return FALSE;
	for (end = at + 3; end < words->len && !ends_name (words->pdata[end]); )
		end++;
	name = join (words, at + 2, end);
	*behind = end;
	if (is_same (name, segment->segmentation))
		return TRUE;
	without = seg_filter_split_version (name, &version); /* earlier versions keep the names they had */
	return version > 0 && is_same (without, segment->segmentation) && (segment->name == NULL || version == segment->in_use);
}

/* The values that are compared with, as ranges of words: pairs of guint. */
static GArray *
values_behind (const GPtrArray *words, guint at)
{
	GArray *ranges = g_array_new (FALSE, FALSE, sizeof (guint));
	gboolean list = FALSE;
	guint first;

	while (at < words->len && ends_name (words->pdata[at]) && !list) {
		list = seg_filter_is_mark (words->pdata[at], "(");
		at++;
	}
	for (first = at; at <= words->len; at++) {
		gboolean ends = at == words->len || ends_value (words->pdata[at]);

		if (!ends)
			continue;
		if (at > first) {
			g_array_append_val (ranges, first);
			g_array_append_val (ranges, at);
		}
		if (!list || at == words->len || !seg_filter_is_mark (words->pdata[at], ","))
			break;
		first = at + 1;
	}
	return ranges;
}

static gboolean
is_meant (const SegFilterSegment *segment, const char *value)
{
	g_autofree char *number = g_strdup_printf ("%u", segment->position);

	return is_same (value, segment->name) || (segment->by_number && strcmp (value, number) == 0);
}

/* Where the words @first..@last-1 begin and end in @text. */
static void
find_place (const char *text, const GPtrArray *words, guint first, guint last, const char **from, const char **to)
{
	*from = g_utf8_offset_to_pointer (text, ((const SegFilterWord *) words->pdata[first])->position - 1);
	*to = last < words->len ? g_utf8_offset_to_pointer (text, ((const SegFilterWord *) words->pdata[last])->position - 1) : text + strlen (text);
	while (*to > *from && g_ascii_isspace ((*to)[-1]))
		--*to;
}

char *
seg_filter_rename_segment (const char *text, const SegFilterSegment *segment, const char *new_name)
{
	g_autoptr (GPtrArray) words = seg_filter_words (text, NULL);
	g_autofree char *quoted = new_name != NULL ? seg_filter_quote (new_name) : NULL;
	g_autoptr (GString) changed = g_string_new (NULL);
	const char *copied = text;
	gboolean found = FALSE;
	guint behind;

	for (guint at = 0; words != NULL && at < words->len; at++) {
		g_autoptr (GArray) ranges = is_about (words, at, segment, &behind) ? values_behind (words, behind) : NULL;

		found = found || (ranges != NULL && segment->name == NULL);
		for (guint i = 0; ranges != NULL && segment->name != NULL && i < ranges->len; i += 2) {
			guint first = g_array_index (ranges, guint, i), last = g_array_index (ranges, guint, i + 1);
			g_autofree char *value = join (words, first, last);
			const char *from, *to;

			if (!is_meant (segment, value))
				continue;
			find_place (text, words, first, last, &from, &to);
			g_string_append_len (changed, copied, from - copied);
			g_string_append (changed, quoted != NULL ? quoted : "");
			copied = to;
			found = TRUE;
		}
	}
	if (!found)
		return NULL;
	g_string_append (changed, copied);
	return g_string_free (g_steal_pointer (&changed), FALSE);
}
