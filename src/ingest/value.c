/* Single values: what counts as missing, yes and no. Numbers are in number.c, dates in date.c. */
#include <config.h>
#include "ingest-private.h"

#include <string.h>

/* Missing ---------------------------------------------------------------------------------------------------------- */

/* "None" and "nil" only as programs write them: "none" may be an answer. What a spreadsheet writes where a formula failed is
 * no value either. 未知 ("unknown") is an answer. */
static const char *const usual_missing[] = {
	"NULL", "NA", "N/A", "NaN", "-nan", "None", "nil", "<NA>", "(null)", "\\N", "-", "--", "---", "–", "—", "——", "无", "空", "(空)",
	"（空）", "#N/A", "#NA", "#NULL!", "#VALUE!", "#REF!", "#DIV/0!", "#NAME?", "#NUM!", NULL
};

struct SegMissing {
	char   **words;
	gsize   *lengths;
	gsize    n, longest;
	gboolean first[256]; /* whether a word begins with that byte: asked of every value */
};

const char *const *
seg_import_usual_missing (void)
{
	return usual_missing;
}

SegMissing *
seg_missing_new (const char *const *words)
{
	SegMissing *missing = g_new0 (SegMissing, 1);

	missing->words = g_strdupv ((char **) (words != NULL ? words : usual_missing));
	missing->n = g_strv_length (missing->words);
	missing->lengths = g_new (gsize, missing->n + 1);
	for (gsize i = 0; i < missing->n; i++) {
		missing->lengths[i] = strlen (missing->words[i]);
		missing->longest = MAX (missing->longest, missing->lengths[i]);
		missing->first[(guint8) missing->words[i][0]] = TRUE;
		missing->first[(guint8) g_ascii_tolower (missing->words[i][0])] = TRUE;
		missing->first[(guint8) g_ascii_toupper (missing->words[i][0])] = TRUE;
	}
	return missing;
}

void
seg_missing_free (SegMissing *missing)
{
	if (missing == NULL)
		return;
	g_strfreev (missing->words);
	g_free (missing->lengths);
	g_free (missing);
}

static const SegMissing *
find_usual (void)
{
	static gsize made;

	if (g_once_init_enter (&made))
		g_once_init_leave (&made, (gsize) seg_missing_new (NULL));
	return (const SegMissing *) made;
}

/* Capitals do not matter, but for words that are written in small letters or with one capital only. */
static gboolean
is_word (const char *word, const char *text)
{
	if (strcmp (word, "None") == 0 || strcmp (word, "nil") == 0)
		return strcmp (word, text) == 0;
	return g_ascii_strcasecmp (word, text) == 0;
}

static gboolean
has_word (const SegMissing *missing, const char *text)
{
	gsize length;

	if (text[0] == '\0')
		return TRUE;
	if (!missing->first[(guint8) text[0]])
		return FALSE;
	length = strnlen (text, missing->longest + 1);
	for (gsize i = 0; i < missing->n; i++)
		if (missing->lengths[i] == length && is_word (missing->words[i], text))
			return TRUE;
	return FALSE;
}

gboolean
seg_value_is_missing (const char *text)
{
	return has_word (find_usual (), text);
}

/* By a column's style ---------------------------------------------------------------------------------------------- */

gboolean
seg_style_is_missing (const SegValueStyle *style, const char *text)
{
	return has_word (style->missing != NULL ? style->missing : find_usual (), text) && !(style->none_is_no && strcmp (text, "无") == 0);
}

const gboolean *
seg_style_missing_begins (const SegValueStyle *style)
{
	return (style->missing != NULL ? style->missing : find_usual ())->first;
}

gboolean
seg_style_number (const SegValueStyle *style, const char *text, double *value)
{
	return seg_value_number (text, style->decimal_comma, value);
}

gboolean
seg_style_date (const SegValueStyle *style, const char *text, gint64 *at)
{
	return (style->serial_days && seg_value_serial_day (text, at)) || seg_value_date (text, style->date_order, at, NULL);
}

gboolean
seg_style_boolean (const SegValueStyle *style, const char *text, gboolean *value)
{
	if (style->none_is_no && strcmp (text, "无") == 0) {
		*value = FALSE;
		return TRUE;
	}
	return seg_value_boolean (text, value);
}

/* Whole numbers, yes and no ---------------------------------------------------------------------------------------- */

gboolean
seg_value_is_whole (const char *text)
{
	gsize n_digits = strspn (text, "0123456789");

	return n_digits > 0 && strcmp (text + n_digits, ".0") == 0;
}

static const struct { const char *word; gboolean value; } booleans[] = {
	{ "yes", TRUE }, { "no", FALSE }, { "true", TRUE }, { "false", FALSE }, { "1.0", TRUE }, { "0.0", FALSE }, { "on", TRUE },
	{ "off", FALSE }, { "是", TRUE }, { "否", FALSE }, { "有", TRUE }, { "没有", FALSE }, { "真", TRUE }, { "假", FALSE },
	{ "对", TRUE }, { "错", FALSE }, { "同意", TRUE }, { "不同意", FALSE }, { "已同意", TRUE }, { "未同意", FALSE }, { "拒绝", FALSE },
	{ "已订阅", TRUE }, { "未订阅", FALSE }, { "已退订", FALSE }, { "subscribed", TRUE }, { "unsubscribed", FALSE },
	{ "opt-in", TRUE }, { "opt-out", FALSE }, { "granted", TRUE }, { "denied", FALSE }, { "enabled", TRUE }, { "disabled", FALSE },
	{ "√", TRUE }, { "×", FALSE }, { "✓", TRUE }, { "✔", TRUE }, { "✗", FALSE }, { "✘", FALSE },
};

/* Whether a word begins with that byte, either case. */
static const gboolean *
find_boolean_beginnings (void)
{
	static gboolean begins[256];
	static gsize made;

	if (g_once_init_enter (&made)) {
		for (gsize i = 0; i < G_N_ELEMENTS (booleans); i++) {
			begins[(guint8) booleans[i].word[0]] = TRUE;
			begins[(guint8) g_ascii_toupper (booleans[i].word[0])] = TRUE;
		}
		g_once_init_leave (&made, 1);
	}
	return begins;
}

static gboolean
read_letter (char letter, gboolean *value)
{
	*value = strchr ("1YyTt", letter) != NULL;
	return strchr ("10YyNnTtFf", letter) != NULL;
}

gboolean
seg_value_boolean (const char *text, gboolean *value)
{
	gboolean truth;

	if (text[0] == '\0')
		return FALSE;
	if (text[1] == '\0') {
		if (!read_letter (text[0], &truth))
			return FALSE;
		*value = truth;
		return TRUE;
	}
	if (!find_boolean_beginnings ()[(guint8) text[0]] || strlen (text) > 12)
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS (booleans); i++)
		if (g_ascii_tolower (text[0]) == booleans[i].word[0] && g_ascii_strcasecmp (text, booleans[i].word) == 0) {
			*value = booleans[i].value;
			return TRUE;
		}
	return FALSE;
}
