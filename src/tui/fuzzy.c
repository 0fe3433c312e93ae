#include <config.h>
#include "fuzzy.h"

#include <string.h>

enum { SCATTERED = 10, INITIALS = 40, WITHIN = 60, WORD = 80, BEGINNING = 100 };

static gboolean
begins_word (const char *text, const char *at)
{
	return at == text || !g_unichar_isalnum (g_utf8_get_char (g_utf8_prev_char (at)));
}

static int
score_substring (const char *text, const char *word)
{
	int best = 0;

	for (const char *at = strstr (text, word); at != NULL; at = strstr (at + 1, word))
		best = MAX (best, at == text ? BEGINNING : begins_word (text, at) ? WORD : WITHIN);
	return best;
}

/* The letters in their order; @initials: each at the beginning of a word. The more they are scattered, the less it is. */
static int
score_letters (const char *text, const char *word, gboolean initials)
{
	const char *at = text, *letter = word, *last = NULL;
	int gaps = 0;

	for (; *letter != '\0'; letter = g_utf8_next_char (letter)) {
		while (*at != '\0' && (g_utf8_get_char (at) != g_utf8_get_char (letter) || (initials && !begins_word (text, at))))
			at = g_utf8_next_char (at);
		if (*at == '\0')
			return 0;
		gaps += last != NULL && at != last;
		last = at = g_utf8_next_char (at);
	}
	return initials ? INITIALS : MAX (1, SCATTERED - gaps);
}

static int
score_word (const char *text, const char *word)
{
	int score = score_substring (text, word);

	if (score == 0 && g_utf8_strlen (word, -1) >= 2)
		score = score_letters (text, word, TRUE);
	if (score == 0 && g_utf8_strlen (word, -1) >= 3)
		score = score_letters (text, word, FALSE);
	return score;
}

int
seg_fuzzy_score (const char *text, const char *typed)
{
	g_auto (GStrv) words = g_strsplit (typed, " ", -1);
	int total = 1;

	for (guint i = 0; words[i] != NULL; i++) {
		int score = *words[i] != '\0' ? score_word (text, words[i]) : 1;

		if (score == 0)
			return 0;
		total += score;
	}
	return total;
}
