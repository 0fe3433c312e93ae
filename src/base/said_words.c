#include <config.h>
#include <segscope/said_words.h>

#include <string.h>

char **
seg_said_words (const char *text)
{
	g_autofree char *folded = g_utf8_casefold (text, -1);
	g_auto (GStrv) parts = g_strsplit (folded, " ", -1);
	g_autoptr (GPtrArray) words = g_ptr_array_new ();

	for (char **part = parts; *part != NULL; part++)
		if (*g_strstrip (*part) != '\0')
			g_ptr_array_add (words, g_strdup (*part));
	if (words->len == 0)
		return NULL;
	g_ptr_array_add (words, NULL);
	return (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
}

gboolean
seg_says_folded (const char *folded, char *const *words)
{
	for (; words != NULL && *words != NULL; words++)
		if (strstr (folded, *words) == NULL)
			return FALSE;
	return TRUE;
}

gboolean
seg_says (const char *text, char *const *words)
{
	g_autofree char *folded = words != NULL ? g_utf8_casefold (text, -1) : NULL;

	return words == NULL || seg_says_folded (folded, words);
}
