/* Single values: what counts as missing, numbers as people write them, yes and no. Dates are in date.c. */
#include <config.h>
#include "ingest-private.h"

#include <math.h>
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

gboolean
seg_style_number (const SegValueStyle *style, const char *text, double *value)
{
	return seg_value_number (text, style->decimal_comma, value);
}

gboolean
seg_style_date (const SegValueStyle *style, const char *text, gint64 *at)
{
	return style->serial_days ? seg_value_serial_day (text, at) : seg_value_date (text, style->date_order, at, NULL);
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

gboolean
seg_value_boolean (const char *text, gboolean *value)
{
	static const struct { const char *word; gboolean value; } words[] = {
		{ "1", TRUE }, { "0", FALSE }, { "yes", TRUE }, { "no", FALSE }, { "true", TRUE }, { "false", FALSE },
		{ "y", TRUE }, { "n", FALSE }, { "t", TRUE }, { "f", FALSE }, { "1.0", TRUE }, { "0.0", FALSE },
		{ "on", TRUE }, { "off", FALSE }, { "是", TRUE }, { "否", FALSE }, { "有", TRUE }, { "没有", FALSE },
		{ "同意", TRUE }, { "不同意", FALSE }, { "已同意", TRUE }, { "未同意", FALSE }, { "拒绝", FALSE },
		{ "已订阅", TRUE }, { "未订阅", FALSE }, { "已退订", FALSE }, { "subscribed", TRUE }, { "unsubscribed", FALSE },
		{ "opt-in", TRUE }, { "opt-out", FALSE }, { "granted", TRUE }, { "denied", FALSE }, { "√", TRUE }, { "×", FALSE },
	};

	if (strlen (text) > 12)
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
		if (g_ascii_strcasecmp (text, words[i].word) == 0) {
			*value = words[i].value;
			return TRUE;
		}
	return FALSE;
}

/* Numbers ---------------------------------------------------------------------------------------------------------- */

#define NUMBER_MOST 64 /* bytes of a number; anything longer is none */

/* Digits with at most one point: exact as long as they fit a double (15 digits), which nearly all do. */
static gboolean
read_plain (const char *text, double *value)
{
	static const double powers[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
	gboolean negative = *text == '-';
	gint64 digits = 0;
	int n_digits = 0, n_decimals = 0;

	for (text += negative; g_ascii_isdigit (*text) && n_digits <= 15; text++, n_digits++)
		digits = digits * 10 + (*text - '0');
	if (*text == '.')
		for (text++; g_ascii_isdigit (*text) && n_digits <= 15; text++, n_digits++, n_decimals++)
			digits = digits * 10 + (*text - '0');
	if (*text != '\0' || n_digits == 0 || n_digits > 15)
		return FALSE;
	*value = (double) digits / powers[n_decimals];
	if (negative && digits != 0)
		*value = -*value;
	return TRUE;
}

/* The ASCII character that @c stands for in a number: full-width digits and signs. 0: dropped, (gunichar) -1: none. */
static gunichar
narrow (gunichar c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		return c - 0xFEE0;
	switch (c) {
	case 0x2212: /* minus */
		return '-';
	case 0xA0: case 0x202F: case 0x2009: case 0x3000: /* spaces between thousands */
		return ' ';
	case 0x2019: /* apostrophe between thousands */
		return '\'';
	case 0xFFE5:
		return 0xA5;
	default:
		return c;
	}
}

static const struct { gunichar sign; const char *text; } currencies[] = {
	{ 0xA5, "¥" }, { '$', "$" }, { 0x20AC, "€" }, { 0xA3, "£" }, { 0x5143, "元" }, { 0x20B9, "₹" }, { 0x20A9, "₩" },
};

static const char *
currency_of (gunichar c)
{
	for (gsize i = 0; i < G_N_ELEMENTS (currencies); i++)
		if (currencies[i].sign == narrow (c))
			return currencies[i].text;
	return NULL;
}

const char *
seg_value_currency (const char *text)
{
	const char *found = NULL;

	for (const char *at = text; *at != '\0' && found == NULL; at = g_utf8_next_char (at))
		found = currency_of (g_utf8_get_char (at));
	return found;
}

/* What stands around the digits. */
typedef struct {
	gboolean negative, percent;
	double   factor; /* 万, 亿 */
} Trimmings;

/* Copies the digits, separators and exponent of @text to @core and notes the rest. FALSE when something else is there. */
static gboolean
take_trimmings (const char *text, char *core, Trimmings *trimmings)
{
	gsize n = 0;
	gboolean open = FALSE, closed = FALSE, ended = FALSE; /* ended: a currency has followed the digits */

	*trimmings = (Trimmings) { .factor = 1 };
	for (; *text != '\0'; text = g_utf8_next_char (text)) {
		gunichar c = narrow (g_utf8_get_char (text));

		if (n >= NUMBER_MOST - 1 || (closed && c != ' '))
			return FALSE;
		if (c == '(' && n == 0 && !open)
			open = TRUE;
		else if (c == ')' && open)
			closed = TRUE;
		else if (c == '%' && n > 0 && !trimmings->percent)
			trimmings->percent = TRUE;
		else if ((c == 0x4E07 || c == 0x4EBF) && n > 0 && trimmings->factor == 1)
			trimmings->factor = c == 0x4E07 ? 1e4 : 1e8;
		else if (currency_of (c) != NULL)
			ended = n > 1 || (n == 1 && g_ascii_isdigit (core[0]));
		else if (c < 0x80 && (n > 0 || c != ' ') && !ended && !trimmings->percent && trimmings->factor == 1)
			core[n++] = (char) c;
		else if (c != ' ')
			return FALSE;
	}
	while (n > 0 && core[n - 1] == ' ')
		n--;
	core[n] = '\0';
	trimmings->negative = open;
	return n > 0 && open == closed;
}

/* Takes the separators between thousands out of @core, which must stand every three digits, and makes the decimal
 * separator a point. */
static gboolean
take_separators (char *core, char decimal)
{
	char *from = core, *to = core, separator = '\0';
	int run = 0;

	if (*from == '-' || *from == '+')
		*to++ = *from++;
	for (; g_ascii_isdigit (*from) || (*from != '\0' && *from != decimal && strchr (",. '", *from) != NULL); from++) {
		if (g_ascii_isdigit (*from)) {
			*to++ = *from;
			run++;
			continue;
		}
		if (separator == '\0' ? run < 1 || run > 3 : *from != separator || run != 3)
			return FALSE;
		separator = *from;
		run = 0;
	}
	if (separator != '\0' && run != 3)
		return FALSE;
	if (*from == decimal) {
		*to++ = '.';
		from++;
	}
	memmove (to, from, strlen (from) + 1);
	return TRUE;
}

/* Whether @core is digits, a point, an exponent: what strtod takes, without its words and hexadecimals. */
static gboolean
is_decimal (const char *core)
{
	gsize digits;

	core += *core == '-' || *core == '+';
	digits = strspn (core, "0123456789");
	core += digits;
	if (*core == '.') {
		gsize decimals = strspn (core + 1, "0123456789");

		digits += decimals;
		core += 1 + decimals;
	}
	if (digits > 0 && (*core == 'e' || *core == 'E')) {
		core++;
		core += *core == '-' || *core == '+';
		digits = strspn (core, "0123456789");
		core += digits;
	}
	return digits > 0 && *core == '\0';
}

gboolean
seg_value_number (const char *text, gboolean decimal_comma, double *value)
{
	Trimmings trimmings;
	char core[NUMBER_MOST];
	double number;

	if (!decimal_comma && read_plain (text, value))
		return TRUE;
	if (g_ascii_isalpha (text[0]) || strlen (text) >= NUMBER_MOST || text[strcspn (text, "0123456789\xEF")] == '\0')
		return FALSE;
	if (!take_trimmings (text, core, &trimmings) || !take_separators (core, decimal_comma ? ',' : '.') || !is_decimal (core))
		return FALSE;
	number = g_ascii_strtod (core, NULL) * trimmings.factor / (trimmings.percent ? 100 : 1);
	if (!isfinite (number))
		return FALSE;
	*value = trimmings.negative && number != 0 ? -number : number;
	return TRUE;
}
