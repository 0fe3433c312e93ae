/* How well what was typed fits a name, for lists that are found by typing. */
#ifndef SEG_FUZZY_H
#define SEG_FUZZY_H

#include <glib.h>

/**
 * Every word of @typed must be found in @text, as it stands or as letters in their order ("rfg" in "rfm grid").
 *
 * Both in lower case (g_utf8_casefold()). Returns 0 where it does not fit, else more for what begins @text, then what begins
 * one of its words, stands within a word, is the initials of words, or is scattered; 1 for nothing typed.
 */
int seg_fuzzy_score (const char *text, const char *typed);

#endif
