/* The words of a text, by ICU: where words end is known to it for Chinese, Japanese and Thai too. */
#include <config.h>
#include "recommend/content.h"

#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <string.h>

/* Words that say nothing about what something is. */
static const char *const small_words[] = {
	"the", "and", "of", "to", "in", "for", "on", "with", "from", "by", "at", "an", "is", "are", "it", "its", "that", "this", "your", "you", "how", "what",
	"as", "or", "be", "not", "our", "we", "的", "了", "和", "与", "及", "在", "是", "之", "等", "从", "到", "你", "我", "我们", "如何", "怎么", "什么", NULL
};

static gboolean
says_something (const char *word)
{
	return g_utf8_strlen (word, -1) > 1 && !g_strv_contains (small_words, word);
}

void
seg_words_each (const char *text, void (*take) (const char *word, gpointer data), gpointer data)
{
	g_autofree char *valid = g_utf8_make_valid (text, -1), *folded = g_utf8_casefold (valid, -1);
	UErrorCode status = U_ZERO_ERROR;
	UText *units = utext_openUTF8 (NULL, folded, -1, &status);
	UBreakIterator *words = ubrk_open (UBRK_WORD, "", NULL, 0, &status);

	ubrk_setUText (words, units, &status);
	if (U_SUCCESS (status))
		for (int32_t from = ubrk_first (words), to = ubrk_next (words); to != UBRK_DONE; from = to, to = ubrk_next (words)) {
			const int32_t kind = ubrk_getRuleStatus (words);
			g_autofree char *word = NULL;

			if (kind < UBRK_WORD_LETTER) /* blanks, marks, numbers */
				continue;
			word = g_strndup (folded + from, (gsize) (to - from));
			if (says_something (word))
				take (word, data);
		}
	if (words != NULL)
		ubrk_close (words);
	if (units != NULL)
		utext_close (units);
}
