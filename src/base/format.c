/* Numbers, shares and times as people read them: as the person's settings say while the interface is open, and "1,234.5" and "2024-03-05"
 * everywhere else; independent of the locale, so that files and tests agree everywhere.
 *
 * The style is read by all threads that make words for a screen; only the interface thread changes it. */
#include <config.h>
#include <segscope/format.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define NOT_A_NUMBER "–"

/* Rows of these tables are the values of the settings, in their order. */
static const struct { const char *name, *decimal, *thousands; } number_styles[] = {
	{ "comma-point", ".", "," }, { "point-comma", ",", "." }, { "space-comma", ",", "\302\240" }, { "apostrophe-point", ".", "'" }, { "plain", ".", "" },
};
static const struct { const char *name, *date, *time; } date_styles[] = {
	{ "iso", "%Y-%m-%d", "%Y-%m-%d %H:%M" }, { "year-slashes", "%Y/%m/%d", "%Y/%m/%d %H:%M" }, { "day-points", "%d.%m.%Y", "%d.%m.%Y %H:%M" },
	{ "day-slashes", "%d/%m/%Y", "%d/%m/%Y %H:%M" }, { "month-slashes", "%m/%d/%Y", "%m/%d/%Y %H:%M" },
};
static const struct { const char *name, *before; } currencies[] = {
	{ "none", "" }, { "yuan", "¥" }, { "dollar", "$" }, { "euro", "€" }, { "pound", "£" },
};

static gint number_style, date_style, currency; /* atomic */
static __thread SegFormatManner manner;

#define FIND(table, wanted) \
	for (guint i = 0; i < G_N_ELEMENTS (table); i++) \
		if (strcmp ((table)[i].name, (wanted)) == 0) \
			return (gint) i; \
	return 0

static gint
find_number_style (const char *name)
{
	FIND (number_styles, name);
}

static gint
find_date_style (const char *name)
{
	FIND (date_styles, name);
}

static gint
find_currency (const char *name)
{
	FIND (currencies, name);
}

void
seg_format_use (const char *numbers, const char *dates, const char *money)
{
	g_atomic_int_set (&number_style, find_number_style (numbers));
	g_atomic_int_set (&date_style, find_date_style (dates));
	g_atomic_int_set (&currency, find_currency (money));
}

SegFormatManner
seg_format_set_manner (SegFormatManner wanted)
{
	SegFormatManner before = manner;

	manner = wanted;
	return before;
}

static gint
style_of (const gint *style)
{
	return manner == SEG_FORMAT_CHOSEN ? g_atomic_int_get (style) : 0;
}

/* Puts separators between the thousands of @digits, which may begin with a sign and end with decimals. */
static char *
group_thousands (const char *digits)
{
	const gint style = style_of (&number_style);
	const char *thousands = manner == SEG_FORMAT_DATA ? "" : number_styles[style].thousands;
	GString *grouped = g_string_new (NULL);
	gsize sign = digits[0] == '-', whole = strcspn (digits + sign, ".");

	g_string_append_len (grouped, digits, (gssize) sign);
	for (gsize i = 0; i < whole; i++) {
		if (i > 0 && (whole - i) % 3 == 0)
			g_string_append (grouped, thousands);
		g_string_append_c (grouped, digits[sign + i]);
	}
	if (digits[sign + whole] == '.') {
		g_string_append (grouped, number_styles[style].decimal);
		g_string_append (grouped, digits + sign + whole + 1);
	}
	return g_string_free (grouped, FALSE);
}

char *
seg_format_integer (gint64 value)
{
	g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, value);

	return group_thousands (digits);
}

char *
seg_format_number (double value, int decimals)
{
	g_autofree char *digits = NULL;
	char buffer[352], format[8];

	if (!isfinite (value))
		return g_strdup (NOT_A_NUMBER);
	g_snprintf (format, sizeof format, "%%.%df", CLAMP (decimals, 0, 9));
	digits = g_strdup (g_ascii_formatd (buffer, sizeof buffer, format, value));
	if (digits[0] == '-' && strspn (digits + 1, "0.") == strlen (digits + 1))
		memmove (digits, digits + 1, strlen (digits)); /* no "-0.00" */
	return group_thousands (digits);
}

/* "1.2e15": without the plus sign and the zeros that C puts into the exponent. */
static char *
format_scientific (double value, int decimals)
{
	char buffer[32], format[8], *exponent;
	g_autofree char *mantissa = NULL;

	g_snprintf (format, sizeof format, "%%.%de", decimals);
	g_ascii_formatd (buffer, sizeof buffer, format, value);
	exponent = strchr (buffer, 'e');
	*exponent = '\0';
	mantissa = group_thousands (buffer);
	return g_strdup_printf ("%se%d", mantissa, (int) g_ascii_strtoll (exponent + 1, NULL, 10));
}

char *
seg_format_auto (double value)
{
	double size = fabs (value);

	if (!isfinite (value))
		return g_strdup (NOT_A_NUMBER);
	if (manner == SEG_FORMAT_DATA)
		return seg_format_exact (value);
	if (size == floor (size) && size < 1e15)
		return seg_format_number (value, 0);
	if (size >= 1e15 || size < 5e-6) /* too many digits to read, or none but zeros */
		return format_scientific (value, 1);
	return seg_format_number (value, size >= 999.95 ? 0 : size >= 99.995 ? 1 : size >= 0.9995 ? 2 : size >= 0.01 ? 3 : 5);
}

/* Most numbers are whole, or money: those with at most two decimals and 15 digits in all are what "%.15g" makes of them, without its work. */
static gboolean
format_short (double value, char *buffer)
{
	gint64 hundredths = fabs (value) < 1e12 ? llround (value * 100) : 0;
	guint64 size = (guint64) ABS (hundredths);
	char digits[24], *at = digits + sizeof digits;
	guint decimals = size % 100 == 0 ? 0 : size % 10 == 0 ? 1 : 2;

	if ((double) hundredths / 100 != value || (hundredths == 0 && signbit (value)))
		return FALSE;
	size /= decimals == 0 ? 100 : decimals == 1 ? 10 : 1;
	*--at = '\0';
	for (guint n = 0; size > 0 || n <= decimals; n++, size /= 10) {
		if (n == decimals && decimals > 0)
			*--at = '.';
		*--at = (char) ('0' + size % 10);
	}
	if (value < 0)
		*--at = '-';
	memcpy (buffer, at, (gsize) (digits + sizeof digits - at));
	return TRUE;
}

char *
seg_format_exact (double value)
{
	static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
	char buffer[G_ASCII_DTOSTR_BUF_SIZE] = "";

	if (format_short (value, buffer))
		return g_strdup (buffer);

	for (gsize i = 0; isfinite (value) && i < G_N_ELEMENTS (formats); i++) {
		g_ascii_formatd (buffer, sizeof buffer, formats[i], value);
		if (g_ascii_strtod (buffer, NULL) == value)
			break;
	}
	return g_strdup (buffer);
}

char *
seg_format_share (double share)
{
	g_autofree char *number = NULL;

	if (!isfinite (share))
		return g_strdup (NOT_A_NUMBER);
	number = seg_format_number (share * 100, fabs (share) < 0.9995 ? 1 : 0);
	return g_strconcat (number, " %", NULL);
}

char *
seg_format_compact (double value)
{
	static const struct { double at; const char *suffix; } steps[] = {
		{ 1e12, "T" }, { 1e9, "B" }, { 1e6, "M" }, { 1e3, "k" }
	};
	double size = fabs (value);

	if (!isfinite (value))
		return g_strdup (NOT_A_NUMBER);
	if (manner == SEG_FORMAT_DATA)
		return seg_format_exact (value);
	if (size >= 999.5e12 || (size > 0 && size < 0.005))
		return format_scientific (value, 0);
	for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
		if (size >= 0.9995 * steps[i].at) {
			double scaled = value / steps[i].at;
			g_autofree char *number = seg_format_number (scaled, fabs (scaled) < 9.95 && scaled != floor (scaled) ? 1 : 0);

			return g_strconcat (number, steps[i].suffix, NULL);
		}
	return seg_format_number (value, size == floor (size) ? 0 : size >= 10 ? 0 : size >= 1 ? 1 : 2);
}

static char *
format_utc (gint64 at, const char *format)
{
	g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (at);

	return time != NULL ? g_date_time_format (time, format) : g_strdup (NOT_A_NUMBER);
}

char *
seg_format_date (gint64 at)
{
	return format_utc (at, date_styles[style_of (&date_style)].date);
}

char *
seg_format_time (gint64 at)
{
	return format_utc (at, date_styles[style_of (&date_style)].time);
}

char *
seg_format_exact_date (gint64 at)
{
	return format_utc (at, date_styles[0].date);
}

char *
seg_format_exact_time (gint64 at)
{
	return format_utc (at, date_styles[0].time);
}

char *
seg_format_money (double value, int decimals)
{
	g_autofree char *number = decimals < 0 ? seg_format_auto (value) : seg_format_number (value, decimals);
	const char *sign = manner == SEG_FORMAT_DATA ? "" : currencies[style_of (&currency)].before;

	if (!isfinite (value) || *sign == '\0')
		return g_steal_pointer (&number);
	return number[0] == '-' ? g_strconcat ("-", sign, number + 1, NULL) : g_strconcat (sign, number, NULL);
}

char *
seg_format_counted (gint64 n, const char *one, const char *many)
{
	g_autofree char *number = seg_format_integer (n);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the caller's, with the one place that is promised */
	return g_strdup_printf (ngettext (one, many, (gulong) n), number);
#pragma GCC diagnostic pop
}

void
seg_format_append_quoted (GString *list, const char *name)
{
	if (list->len > 0)
		g_string_append (list, _(", "));
	g_string_append_printf (list, _("\"%s\""), name);
}

char *
seg_format_duration (double seconds)
{
	if (!isfinite (seconds))
		return g_strdup (NOT_A_NUMBER);
	if (manner == SEG_FORMAT_DATA)
		return g_strdup_printf (_("%.1f s"), MAX (seconds, 0));
	if (seconds < 9.95)
		return g_strdup_printf (_("%.1f s"), MAX (seconds, 0));
	if (seconds < 99.5)
		return g_strdup_printf (_("%.0f s"), seconds);
	if (seconds < 6000)
		return g_strdup_printf (_("%d min %d s"), (int) seconds / 60, (int) seconds % 60);
	seconds = MIN (seconds, 3600.0 * G_MAXINT);
	return g_strdup_printf (_("%d h %d min"), (int) (seconds / 3600), (int) fmod (seconds / 60, 60));
}
