/* Numbers as people and programs write them: separators between thousands, decimal commas, money, per cent, 万 and 亿, full-width
 * digits, negatives in brackets. Correctly rounded: what is read is the double nearest to what is written. */
#include <config.h>
#include "ingest-private.h"

#include <math.h>
#include <string.h>

#define NUMBER_MOST 64 /* bytes of a number; anything longer is none */

static gboolean
is_digit (char c)
{
	return c >= '0' && c <= '9';
}

/* Digits with at most one decimal sign, as nearly all numbers are: 15 digits and a power of ten are both exact in a double,
 * so their quotient is the nearest double there is. */
static gboolean
read_plain (const char *text, char decimal, double *value)
{
	static const double powers[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
	gboolean negative = *text == '-';
	gint64 digits = 0;
	int n_digits = 0, n_decimals = 0;

	for (text += negative; is_digit (*text) && n_digits <= 15; text++, n_digits++)
		digits = digits * 10 + (*text - '0');
	if (*text == decimal)
		for (text++; is_digit (*text) && n_digits <= 15; text++, n_digits++, n_decimals++)
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
	if (c < 0x80 && c != '$')
		return NULL;
	for (gsize i = 0; i < G_N_ELEMENTS (currencies); i++)
		if (currencies[i].sign == narrow (c))
			return currencies[i].text;
	return NULL;
}

/* Money by its code, before or behind the digits. */
static const struct { const char *code, *shown; } codes[] = {
	{ "RMB", "¥" }, { "CNY", "¥" }, { "USD", "$" }, { "US$", "$" }, { "EUR", "€" }, { "GBP", "£" }, { "JPY", "¥" }, { "HKD", "HK$" },
	{ "HK$", "HK$" }, { "TWD", "NT$" }, { "NT$", "NT$" }, { "KRW", "₩" }, { "INR", "₹" }, { "CAD", "$" }, { "AUD", "$" }, { "SGD", "$" },
};

/* The sign for the code that @text begins with, or NULL. */
static const char *
find_code (const char *text)
{
	for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
		if (g_ascii_strncasecmp (text, codes[i].code, 3) == 0)
			return codes[i].shown;
	return NULL;
}

const char *
seg_value_currency (const char *text)
{
	const char *found = NULL;

	for (const char *at = text; *at != '\0' && found == NULL; at = g_utf8_next_char (at))
		found = g_ascii_isalpha (*at) ? find_code (at) : currency_of (g_utf8_get_char (at));
	return found;
}

/* What stands around the digits. */
typedef struct {
	gboolean negative;
	int      exponent;  /* of ten: % is -2, 万 is 4 */
	gboolean multiplied;
} Trimmings;

/* 万, 亿, 千, k, M, %: the power of ten behind the digits; 0: none of them. */
static int
exponent_of (gunichar c)
{
	switch (c) {
	case '%':
		return -2;
	case 0x2030: /* per mille */
		return -3;
	case 0x5343: /* 千 */
	case 'k':
	case 'K':
		return 3;
	case 0x4E07: /* 万 */
	case 0x842C:
		return 4;
	case 'M':
		return 6;
	case 0x4EBF: /* 亿 */
	case 0x5104:
		return 8;
	default:
		return 0;
	}
}

/* Copies the digits, separators and exponent of @text to @core and notes the rest. FALSE when something else is there. */
static gboolean
take_trimmings (const char *text, char *core, Trimmings *trimmings)
{
	gsize n = 0;
	gboolean open = FALSE, closed = FALSE, ended = FALSE; /* ended: what follows the digits has begun */

	*trimmings = (Trimmings) { .negative = FALSE };
	for (; *text != '\0'; text = g_utf8_next_char (text)) {
		gunichar c = narrow (g_utf8_get_char (text));
		gboolean has_digits = n > 1 || (n == 1 && is_digit (core[0]));
		int exponent = has_digits && !trimmings->multiplied ? exponent_of (c) : 0;

		if (n >= NUMBER_MOST - 1 || (closed && c != ' '))
			return FALSE;
		if (c == '(' && n == 0 && !open)
			open = TRUE;
		else if (c == ')' && open)
			closed = TRUE;
		else if (g_ascii_isalpha ((char) MIN (c, 0x7F)) && find_code (text) != NULL && (has_digits || n <= 1)) {
			ended = has_digits;
			text += 2;
		} else if (exponent != 0) {
			trimmings->exponent = exponent;
			trimmings->multiplied = ended = TRUE;
		} else if (currency_of (c) != NULL)
			ended = has_digits;
		else if (c == '-' && has_digits && text[1] == '\0' && !open && core[0] != '-' && core[0] != '+' && strchr ("eE", core[n - 1]) == NULL)
			trimmings->negative = TRUE; /* 12.50- */
		else if (c < 0x80 && !ended && (has_digits || c != ' ') && strchr ("0123456789 ,.'+-eE", (int) c) != NULL)
			core[n++] = (char) c;
		else if (c != ' ')
			return FALSE;
	}
	while (n > 0 && core[n - 1] == ' ')
		n--;
	core[n] = '\0';
	trimmings->negative |= open;
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
	for (; is_digit (*from) || (*from != '\0' && *from != decimal && strchr (",. '", *from) != NULL); from++) {
		if (is_digit (*from)) {
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

/* @core and a power of ten, as one text, so that the result is the nearest double there is. */
static double
read_core (char *core, int exponent)
{
	gsize length = strlen (core);

	if (exponent == 0)
		return g_ascii_strtod (core, NULL);
	if (strpbrk (core, "eE") != NULL)
		return g_ascii_strtod (core, NULL) * pow (10, exponent);
	g_snprintf (core + length, NUMBER_MOST + 8 - length, "e%d", exponent);
	return g_ascii_strtod (core, NULL);
}

gboolean
seg_value_number (const char *text, gboolean decimal_comma, double *value)
{
	Trimmings trimmings;
	char core[NUMBER_MOST + 8];
	double number;

	if (read_plain (text, decimal_comma ? ',' : '.', value))
		return TRUE;
	if ((g_ascii_isalpha (text[0]) && find_code (text) == NULL) || strlen (text) >= NUMBER_MOST
	    || text[strcspn (text, "0123456789\xEF")] == '\0')
		return FALSE;
	if (!take_trimmings (text, core, &trimmings) || !take_separators (core, decimal_comma ? ',' : '.') || !is_decimal (core))
		return FALSE;
	number = read_core (core, trimmings.exponent);
	if (!isfinite (number))
		return FALSE;
	*value = trimmings.negative && number != 0 ? -number : number;
	return TRUE;
}

gboolean
seg_value_is_multiplied (const char *text)
{
	gsize length = strlen (text);

	return length > 1 && strchr ("kKM", text[length - 1]) != NULL && strchr (text, '.') == NULL;
}
