/* The filter of lists: rows that say each of some words, somewhere and in any case. */
#ifndef SEGSCOPE_SAID_WORDS_H
#define SEGSCOPE_SAID_WORDS_H

#include <glib.h>

G_BEGIN_DECLS

/** The words of @text, between blanks, as seg_says() wants them. Free with g_strfreev(); NULL: there is no word. */
char   **seg_said_words (const char *text);
/** Whether each of @words (NULL: none) stands somewhere in @text. Cost: one pass over @text to fold it, one a word. */
gboolean seg_says (const char *text, char *const *words);
/** The same of a text that g_utf8_casefold() has made, for those who look more than once. */
gboolean seg_says_folded (const char *folded, char *const *words);

G_END_DECLS

#endif
