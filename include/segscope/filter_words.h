/* The words that filters are made of, for whoever reads filters or changes names in them. */
#ifndef SEGSCOPE_FILTER_WORDS_H
#define SEGSCOPE_FILTER_WORDS_H

#include <segscope/error.h>

G_BEGIN_DECLS

/* One word of a filter: text, an operator, or a sign that keeps things together or apart. */
typedef struct {
	char    *text;        /* of an operator: "=", "!=", "<", "<=", ">", ">="; of a mark: "(", ")", "," */
	gboolean quoted, is_operator;
	gboolean is_mark;     /* "(" where a condition, or a list after "in", may begin; its ")"; "," in such a list */
	guint    position;    /* of its first character, counted from 1 */
	gsize    from, to;    /* its bytes, with quotes */
} SegFilterWord;

/** The words of @text: GPtrArray of SegFilterWord*, owned; NULL with SEG_ERROR_USAGE (an open quote, brackets that do not match). */
GPtrArray *seg_filter_words (const char *text, GError **error);

/** Whether @word is the keyword @keyword: not in quotes, in any case. */
gboolean seg_filter_is_keyword (const SegFilterWord *word, const char *keyword);
gboolean seg_filter_is_mark (const SegFilterWord *word, const char *mark);

/** Where the operator of the condition in the words @first..@last-1 begins, or @last: it has none. Words are operators only with something
 * to the left of them. */
guint    seg_filter_find_operator (const GPtrArray *words, guint first, guint last);
/** Where the condition that begins at @first ends: before "and", "or", ")" or at the end. The "and" of "between 1 and 5" is its own. */
guint    seg_filter_condition_end (const GPtrArray *words, guint first);
/** The words @first..@last-1 with a blank between them. Free with g_free(). */
char    *seg_filter_join_words (const GPtrArray *words, guint first, guint last);
/** The place of the bracket that closes the one at @open. */
guint    seg_filter_closing (const GPtrArray *words, guint open);

G_END_DECLS

#endif
