/* Expressions that people write over named values: "spend_90d / orders_90d", "amount > 100 AND category = 'Design'".
 *
 * SQLite reads and computes them, in a database of their own that is empty and lives in memory: it knows the given columns and
 * nothing else of the workspace. What could do more than compute (queries, pragmas, functions but those on a list, parameters,
 * aggregates) does not compile.
 *
 * A SegExpression belongs to one thread at a time; loops on several threads copy it. */
#ifndef SEGSCOPE_EXPRESSION_H
#define SEGSCOPE_EXPRESSION_H

#include <segscope/error.h>
#include <segscope/job.h>

G_BEGIN_DECLS

#define SEG_EXPRESSION_LENGTH 10000 /* bytes, at most */

/* A name that may stand in an expression. */
typedef struct {
	const char *table; /* may stand before it: user.city */
	const char *name;  /* anything; what is no plain word is written in double quotes */
	guint       value; /* which value it stands for: several names may stand for one */
} SegExpressionName;

typedef enum { SEG_EXPRESSION_MISSING, SEG_EXPRESSION_NUMBER, SEG_EXPRESSION_TEXT } SegExpressionType;

typedef struct {
	SegExpressionType type;
	double      number;
	const char *text; /* lives until the next value is read */
} SegExpressionValue;

/** Puts value number @value of @row into *@cell, which is missing at first. */
typedef void (*SegExpressionRead) (gpointer data, gsize row, guint value, SegExpressionValue *cell);

typedef struct SegExpression SegExpression;

/**
 * Compiles @text over @names.
 *
 * @names: at most two tables. Of equal names of one table (case does not matter) the first counts; a name that stands in both
 * tables needs its table before it.
 * A division yields a fraction also of whole numbers: 1 / 2 is 0.5; % is the remainder.
 * @condition: yields 1 where @text holds, else 0; otherwise it yields the value of @text.
 * @mistake: (out) the character of @text, counted from 1, at which it is wrong; 0: unknown. May be NULL.
 * NULL with SEG_ERROR_USAGE, a sentence about what is wrong that does not repeat @text.
 */
SegExpression *seg_expression_new (const char *text, const SegExpressionName *names, gsize n_names, gboolean condition,
                                   guint *mistake, GError **error);
SegExpression *seg_expression_copy (const SegExpression *expression);
void           seg_expression_free (SegExpression *expression);

/** Whether the expression has a name in it that stands for @value. */
gboolean       seg_expression_reads (const SegExpression *expression, guint value);

/* What came out that is no number. */
typedef struct {
	gsize n_texts;    /* taken as missing, too */
	gsize n_infinite; /* likewise: too large for a number */
	char *text;       /* the first of the texts, or NULL */
} SegExpressionOddities;

/**
 * Computes the expression for rows @first..@last-1.
 *
 * @values: (out) @last - @first of them, NAN where a value is missing: something it is made of is missing, a division by zero, the
 * root of a negative number.
 * @oddities: grows by what came out; may be NULL. Its text is freed by the caller.
 * FALSE with SEG_ERROR_CANCELLED, SEG_ERROR_DATA (a text grew too long).
 */
gboolean seg_expression_compute (SegExpression *expression, SegExpressionRead read, gpointer data, gsize first, gsize last,
                                 double *values, SegExpressionOddities *oddities, SegJob *job, GError **error);

/** Two lines for a terminal: @text as one line, and below it a caret under character @mistake. Free with g_free(). */
char *seg_expression_caret (const char *text, guint mistake);

/** Whether the name @name stands in @text, and @text with @replacement (a plain word) wherever it does; not where "@other." stands
 * before it. Case does not matter. Free with g_free(). */
gboolean seg_expression_mentions (const char *text, const char *name, const char *other);
char    *seg_expression_replace (const char *text, const char *name, const char *other, const char *replacement);

/** @text, whose words are in order, as SQL in which / divides whole numbers into fractions, as people do: 1 / 2 is 0.5. Free with g_free(). */
char    *seg_expression_with_fractions (const char *text);

/** The functions that may be used, NULL-terminated: "abs", "coalesce", ... */
const char *const *seg_expression_functions (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegExpression, seg_expression_free)

G_END_DECLS

#endif
