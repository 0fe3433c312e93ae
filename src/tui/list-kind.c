/* What the cells of a column are when a list goes to a file: numbers that can be added up, or texts. They come as words for people in the manner of
 * data (format.h), with the unit behind the number. */
#include <config.h>
#include "list-file.h"

#include <string.h>

#define MOST_DIGITS 15 /* more is not kept by a spreadsheet: such numbers name things */
#define MOST_OF_UNIT 12

static gboolean
says_nothing (const char *text)
{
	return text == NULL || *text == '\0' || strcmp (text, "–") == 0 || strcmp (text, "-") == 0 || strcmp (text, "—") == 0;
}

static gsize
length_of_sign (const char *text)
{
	return *text == '-' || *text == '+' ? 1 : g_str_has_prefix (text, "−") ? strlen ("−") : 0;
}

/* Digits, a point and digits, a power of ten: where they end; NULL: there is no number, or one that names something. */
static const char *
end_of_number (const char *at)
{
	gsize whole = strspn (at, "0123456789"), decimals = at[whole] == '.' ? strspn (at + whole + 1, "0123456789") : 0;
	const char *end = at + whole + (decimals > 0 ? 1 + decimals : 0);

	if (whole == 0 || whole + decimals > MOST_DIGITS || (at[0] == '0' && whole > 1))
		return NULL;
	if (*end == 'e') {
		gsize sign = end[1] == '-', power = strspn (end + 1 + sign, "0123456789");

		end = power > 0 && power <= 3 ? end + 1 + sign + power : end;
	}
	return end;
}

/* A word behind the number: " %", " s", " days". */
static gboolean
is_unit (const char *text)
{
	return *text == '\0' || (*text == ' ' && text[1] != '\0' && strcspn (text, "0123456789,;:()/·") == strlen (text) && strlen (text) <= MOST_OF_UNIT);
}

/* "+7.1 %" -> "7.1". */
static char *
bare_number (const char *text)
{
	gsize sign = length_of_sign (text);
	const char *end = end_of_number (text + sign);
	g_autofree char *digits = g_strndup (text + sign, (gsize) (end - text) - sign);

	return g_strconcat (sign > 0 && *text != '+' ? "-" : "", digits, NULL);
}

static void
make_bare (GPtrArray *texts)
{
	for (guint i = 0; i < texts->len; i++) {
		char *text = texts->pdata[i];

		texts->pdata[i] = says_nothing (text) ? NULL : bare_number (text);
		g_free (text);
	}
}

SegFieldKind
seg_list_file_find_kind (GPtrArray *texts, char **unit)
{
	const char *shared = NULL;

	*unit = NULL;
	for (guint i = 0; i < texts->len; i++) {
		const char *text = texts->pdata[i], *end;

		if (says_nothing (text))
			continue;
		end = end_of_number (text + length_of_sign (text));
		if (end == NULL || !is_unit (end) || (shared != NULL && strcmp (end, shared) != 0))
			return SEG_FIELD_TEXT;
		shared = end;
	}
	if (shared == NULL)
		return SEG_FIELD_TEXT;
	*unit = *shared != '\0' ? g_strdup (shared + 1) : NULL;
	make_bare (texts);
	return SEG_FIELD_NUMBER;
}
