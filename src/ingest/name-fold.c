/* Names as they are compared: of columns, of kinds, of states of orders. */
#include <config.h>
#include "ingest-private.h"

#include <string.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#define LONGEST_NAME 256 /* UTF-16 units that are made simplified: names of columns are shorter */

static gboolean
has_ideographs (const char *text)
{
	for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
		if (g_unichar_get_script (g_utf8_get_char (at)) == G_UNICODE_SCRIPT_HAN)
			return TRUE;
	return FALSE;
}

/* NULL where ICU was built without its rules. */
static const UTransliterator *
simplifier (void)
{
	static gsize opened;
	static UTransliterator *transliterator;

	if (g_once_init_enter (&opened)) {
		static const UChar id[] = u"Traditional-Simplified";
		UErrorCode status = U_ZERO_ERROR;

		transliterator = utrans_openU (id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
		g_once_init_leave (&opened, 1);
	}
	return transliterator;
}

/* 用戶編號 as 用户编号: the words that are known are written in simplified characters. NULL: as it is. */
static char *
simplify (const char *text)
{
	UChar buffer[LONGEST_NAME * 2];
	int32_t length, limit;
	UErrorCode status = U_ZERO_ERROR;
	char *simple;

	if (!has_ideographs (text) || simplifier () == NULL)
		return NULL;
	u_strFromUTF8 (buffer, LONGEST_NAME, &length, text, -1, &status);
	limit = length;
	if (U_SUCCESS (status))
		utrans_transUChars (simplifier (), buffer, &length, G_N_ELEMENTS (buffer), 0, &limit, &status);
	if (U_FAILURE (status) || length >= (int32_t) G_N_ELEMENTS (buffer))
		return NULL;
	simple = g_malloc ((gsize) length * 3 + 1);
	u_strToUTF8 (simple, length * 3 + 1, NULL, buffer, length, &status);
	if (U_FAILURE (status))
		g_clear_pointer (&simple, g_free);
	return simple;
}

char *
seg_name_fold (const char *name)
{
	g_autofree char *normal = g_utf8_normalize (name, -1, G_NORMALIZE_ALL_COMPOSE);
	g_autofree char *folded = g_utf8_casefold (normal != NULL ? normal : name, -1);
	g_autofree char *simple = simplify (folded);
	GString *letters = g_string_new (NULL);

	for (const char *at = simple != NULL ? simple : folded; *at != '\0'; at = g_utf8_next_char (at))
		if (g_unichar_isalnum (g_utf8_get_char (at)))
			g_string_append_unichar (letters, g_utf8_get_char (at));
	return g_string_free (letters, FALSE);
}
