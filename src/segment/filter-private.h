/* Filters: what reading the words (filter_words.c), understanding them (filter.c) and saying them in SQL
 * (filter_sql.c) share. */
#ifndef SEG_FILTER_PRIVATE_H
#define SEG_FILTER_PRIVATE_H

#include "segment-private.h"

G_BEGIN_DECLS

/* One word of a filter: text, or an operator. */
typedef struct {
	char    *text;        /* of an operator: "=", "!=", "<", "<=", ">", ">=" */
	gboolean quoted, is_operator;
	guint    position;    /* of its first character, counted from 1 */
} SegFilterWord;

/* The words of @text: GPtrArray of SegFilterWord*, owned; NULL with SEG_ERROR_USAGE (an open quote). */
GPtrArray *seg_filter_words (const char *text, GError **error);

/* Whether @word is the keyword @keyword: not in quotes, in any case. */
gboolean seg_filter_is_keyword (const SegFilterWord *word, const char *keyword);

typedef enum {
	SEG_FILTER_EQUAL, SEG_FILTER_NOT_EQUAL, SEG_FILTER_LESS, SEG_FILTER_LESS_EQUAL, SEG_FILTER_GREATER,
	SEG_FILTER_GREATER_EQUAL, SEG_FILTER_CONTAINS, SEG_FILTER_MISSING, SEG_FILTER_NOT_MISSING
} SegFilterOperator;

/* One condition, understood as far as words go. */
typedef struct {
	const SegUserColumn *column;
	SegFilterOperator operation;
	const char *value;    /* NULL for MISSING and NOT_MISSING */
	guint       position; /* of the value */
} SegFilterCondition;

/* A value that a parameter stands for. */
typedef struct {
	SegType type;    /* TEXT, NUMBER, or DATE for integers */
	char   *text;
	double  number;
	gint64  integer;
} SegFilterValue;

struct SegFilter {
	char      *text;
	GString   *sql;
	GPtrArray *values; /* of SegFilterValue*, for :filter1, :filter2, ... */
	gint64     set_id; /* 0: no feature is used */
};

/* Adds the SQL of @condition to @filter. FALSE with SEG_ERROR_USAGE when the value does not fit the column. */
gboolean seg_filter_add_condition (SegFilter *filter, const SegFilterCondition *condition, GError **error);
/* Adds: @word is somewhere in the key or a text attribute. */
void     seg_filter_add_search (SegFilter *filter, const GPtrArray *columns, const char *word);

G_END_DECLS

#endif
