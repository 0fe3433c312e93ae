/* What items and users are, in terms: words of titles, values of attributes. */
#ifndef SEG_RECOMMEND_CONTENT_H
#define SEG_RECOMMEND_CONTENT_H

#include "recommend-private.h"

/* Rows of terms in compressed form, terms ascending within a row. */
typedef struct {
	gsize    n_rows, n_terms;
	char   **terms;   /* as people read them: "kubernetes", "category: Database" */
	gsize   *start;   /* n_rows + 1 */
	guint32 *term_of;
	float   *weights; /* of items: TF-IDF, rows of length 1; of users: 1 each */
} SegTerms;

struct SegContent {
	SegTerms items, users;
};

/* Terms while they are read: a row after another. */
typedef struct SegTermsMaker SegTermsMaker;

SegTermsMaker *seg_terms_maker_new (void);
/** Ends the rows before row number @row; the following terms belong to it. Rows come in order. */
void           seg_terms_maker_row (SegTermsMaker *maker, gsize row);
void           seg_terms_maker_add (SegTermsMaker *maker, const char *term);
/** Frees @maker. Terms that only one row has are left out where @shared. */
SegTerms       seg_terms_maker_end (SegTermsMaker *maker, gsize n_rows, gboolean shared);
void           seg_terms_clear (SegTerms *terms);
/** Term frequencies x log (rows / rows with the term), each row brought to length 1. */
void           seg_terms_weigh (SegTerms *terms);

/** Calls @take with every word of @text, folded to lower case; Chinese and others without blanks are cut by ICU's dictionaries. Words of one
 * character, numbers alone, and the commonest small words are left out. */
void seg_words_each (const char *text, void (*take) (const char *word, gpointer data), gpointer data);

#endif
