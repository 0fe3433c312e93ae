/* What the rows looked at say of one column: how its values read, as every type at once, so that the plan can be changed
 * without reading the file again. */
#include <config.h>
#include "ingest-private.h"

#include <string.h>

#define CATEGORY_MOST 50      /* different values */
#define CATEGORY_LENGTH 60    /* characters, on average */
#define TYPE_SHARE 0.95       /* of the values must read as the type */
#define LONG_DIGITS 16        /* a number of so many digits is an identifier: a double would change it */

void
seg_evidence_init (SegEvidence *evidence)
{
	*evidence = (SegEvidence) { .distinct = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
}

void
seg_evidence_clear (SegEvidence *evidence)
{
	g_clear_pointer (&evidence->distinct, g_hash_table_unref);
}

static gboolean
is_exponent_form (const char *text)
{
	gsize n = strspn (text, "0123456789");

	return n > 0 && (text[n] == 'e' || text[n] == 'E') && text[n + 1] != '\0' && text[n + 1 + strspn (text + n + 1, "0123456789")] == '\0';
}

static void
note_separators (SegEvidence *evidence, const char *text, gboolean is_number)
{
	const char *comma = strrchr (text, ','), *point = strchr (text, '.');
	double value;

	if (comma != NULL || point != NULL)
		is_number = seg_value_number (text, TRUE, &value);
	evidence->n_number[TRUE] += is_number ? 1 : 0;
	evidence->n_point_decimals += point != NULL;
	if (comma != NULL) { /* 12,50 and 12,50 €, but not 1,234 */
		gsize n = strspn (comma + 1, "0123456789");

		evidence->n_comma_decimals += n > 0 && n != 3 && strpbrk (comma + 1 + n, "0123456789") == NULL;
	}
}

static void
note_digits (SegEvidence *evidence, const char *text)
{
	gsize n_digits = strspn (text, "0123456789");
	gint64 at;

	if (text[n_digits] == '\0') {
		evidence->n_leading_zero += n_digits > 1 && text[0] == '0';
		evidence->n_long_digits += n_digits >= LONG_DIGITS;
	}
	evidence->n_whole += seg_value_is_whole (text) ? 1 : 0;
	evidence->n_exponent += is_exponent_form (text) ? 1 : 0;
	evidence->n_serial_day += seg_value_serial_day (text, &at) ? 1 : 0;
}

static void
note_number (SegEvidence *evidence, const char *text)
{
	double value;
	gboolean is_number = seg_value_number (text, FALSE, &value);

	if (is_number) {
		evidence->n_number[FALSE]++;
		evidence->n_over_5 += value > 5;
		evidence->n_over_10 += value > 10;
		if (text[strspn (text, "-.,0123456789")] != '\0') {
			evidence->currency = evidence->currency != NULL ? evidence->currency : seg_value_currency (text);
			evidence->n_multiplied += seg_value_is_multiplied (text) ? 1 : 0;
		}
	}
	note_separators (evidence, text, is_number);
	if (g_ascii_isdigit (text[0]))
		note_digits (evidence, text);
}

static void
sight (SegSighting *sighting, const char *text, gint64 line)
{
	if (sighting->line != 0)
		return;
	sighting->line = line;
	g_strlcpy (sighting->text, text, sizeof sighting->text);
}

gboolean
seg_evidence_add_order (SegEvidence *evidence, const char *text, gint64 line)
{
	int first, second;

	if (!seg_value_date_places (text, &first, &second))
		return FALSE;
	evidence->n_doubt++;
	if (first < 32 && second < 32) {
		evidence->first_seen |= 1u << first;
		evidence->second_seen |= 1u << second;
	}
	if (first > 12 && second <= 12) {
		evidence->n_first_over_12++;
		sight (&evidence->day_first, text, line);
	} else if (second > 12 && first <= 12) {
		evidence->n_second_over_12++;
		sight (&evidence->month_first, text, line);
	}
	return (first > 12) != (second > 12);
}

static void
note_date (SegEvidence *evidence, const char *text, gint64 line)
{
	gint64 at;
	SegDateForm form;
	gsize n_doubt = evidence->n_doubt;
	gboolean is_date = seg_value_date (text, SEG_DATE_ISO, &at, &form);

	if (is_date && form == SEG_DATE_FORM_CLEAR) {
		for (int order = SEG_DATE_ISO; order <= SEG_DATE_MONTH_FIRST; order++)
			evidence->n_date[order]++;
		evidence->n_date_in_words++;
		return;
	}
	seg_evidence_add_order (evidence, text, line);
	for (int order = SEG_DATE_ISO; order <= SEG_DATE_MONTH_FIRST; order++) {
		if (evidence->n_doubt > n_doubt) /* else it reads the same in any order */
			is_date = seg_value_date (text, (SegDateOrder) order, &at, NULL);
		evidence->n_date[order] += is_date ? 1 : 0;
	}
}

/* +86 138 0013 8000, 138****2210: a telephone number with at least ten digits (or stars that hide some). */
static gboolean
is_phone (const char *text)
{
	gsize n_digits = 0;

	for (const char *at = text; *at != '\0'; at++) {
		if (g_ascii_isdigit (*at) || *at == '*')
			n_digits++;
		else if (strchr ("+-() ", *at) == NULL)
			return FALSE;
	}
	if (text[0] == '+')
		return n_digits >= 10 && n_digits <= 15;
	return n_digits == 11 && text[0] == '1' && text[1] >= '3' && strlen (text) == 11;
}

static void
note_identifier (SegEvidence *evidence, const char *text)
{
	const char *at = strchr (text, '@');

	evidence->n_email += at != NULL && at > text && strchr (at, '.') != NULL && strchr (text, ' ') == NULL;
	evidence->n_phone += is_phone (text) ? 1 : 0;
	evidence->n_order_number++;
	evidence->n_cancelled += (text[0] == 'C' || text[0] == 'c') && g_ascii_isdigit (text[1]);
}

void
seg_evidence_add_missing (SegEvidence *evidence, const char *text)
{
	evidence->n_missing++;
	evidence->n_none += strcmp (text, "无") == 0;
}

/* Whether @text may be a number or a date: it has a digit. */
static gboolean
has_digit (const char *text)
{
	for (; *text != '\0'; text++)
		if (g_ascii_isdigit (*text) || (guint8) *text == 0xEF) /* a full-width one, perhaps */
			return TRUE;
	return FALSE;
}

void
seg_evidence_add (SegEvidence *evidence, const char *text, gint64 line)
{
	gboolean truth;

	evidence->n_present++;
	if (g_hash_table_size (evidence->distinct) < SEG_DISTINCT_MOST) {
		evidence->n_compared++;
		if (!g_hash_table_contains (evidence->distinct, text))
			g_hash_table_add (evidence->distinct, g_strdup (text));
	}
	if (seg_value_boolean (text, &truth)) {
		evidence->n_boolean++;
		evidence->n_true += truth ? 1 : 0;
		evidence->n_has += strcmp (text, "有") == 0;
	}
	if (strlen (text) < 64) {
		if (has_digit (text)) {
			note_number (evidence, text);
			note_date (evidence, text, line);
		}
		note_identifier (evidence, text);
	}
	evidence->characters += (gsize) g_utf8_strlen (text, -1);
}

/* "StageID", "zip_code", "邮编": its values name things, even where they are digits. */
static gboolean
names_identifier (const char *header)
{
	static const char *const ends[] = { "ID", "Id", "_id", " id", "-id", ".id", "code", "Code", "CODE", "zip", "postcode",
	                                    "postal", "编号", "编码", "邮编", "号码", "号" };

	if (g_ascii_strcasecmp (header, "id") == 0)
		return TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
		if (g_str_has_suffix (header, ends[i]))
			return TRUE;
	return FALSE;
}

/* "published_timestamp", "birthday": digits in such a column may be an instant. */
static gboolean
names_date (const char *header)
{
	static const char *const words[] = { "date", "time", "birth", "日期", "时间", "生日" };
	g_autofree char *lower = g_utf8_strdown (header, -1);

	for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
		if (strstr (lower, words[i]) != NULL)
			return TRUE;
	return g_str_has_suffix (lower, "_at");
}

static gboolean
is_most (gsize part, gsize whole)
{
	return (double) part >= TYPE_SHARE * (double) whole;
}

static SegType
text_or_category (const SegEvidence *evidence)
{
	gsize n_distinct = g_hash_table_size (evidence->distinct);

	return n_distinct <= CATEGORY_MOST && (double) n_distinct < 0.7 * (double) evidence->n_present
	       && evidence->characters <= CATEGORY_LENGTH * evidence->n_present ? SEG_TYPE_CATEGORY : SEG_TYPE_TEXT;
}

gboolean
seg_evidence_is_serial (const SegEvidence *evidence)
{
	return evidence->n_present > 0 && evidence->n_serial_day == evidence->n_present;
}

gboolean
seg_evidence_none_is_no (const SegEvidence *evidence)
{
	return evidence->n_has > 0 && evidence->n_none > 0 && evidence->n_has == evidence->n_present;
}

/* Digits that name things: 007, 19-digit ids, 1e5 among 2e7; 5M and 10M where nothing else is a plain number. */
static gboolean
is_code (const SegEvidence *evidence)
{
	gsize n = evidence->n_present;

	return evidence->n_leading_zero * 100 > n || evidence->n_long_digits * 100 > n || evidence->n_exponent == n
	       || (evidence->n_multiplied == n && evidence->n_point_decimals == 0);
}

SegType
seg_evidence_type (const SegEvidence *evidence, const char *header, const SegValueStyle *style)
{
	gsize n = evidence->n_present, n_dates = evidence->n_date[style->date_order];

	if (n == 0)
		return SEG_TYPE_TEXT;
	if (seg_evidence_none_is_no (evidence)
	    || (evidence->n_boolean == n && evidence->n_true > 0 && evidence->n_true < n && g_hash_table_size (evidence->distinct) <= 4))
		return SEG_TYPE_BOOLEAN;
	if (is_most (n_dates, n) && (is_most (evidence->n_date_in_words + evidence->n_doubt, n) || names_date (header)))
		return SEG_TYPE_DATE;
	if (seg_evidence_is_serial (evidence) && names_date (header) && !names_identifier (header))
		return SEG_TYPE_DATE;
	if (!is_most (evidence->n_number[style->decimal_comma], n) || names_identifier (header) || is_code (evidence))
		return text_or_category (evidence);
	return SEG_TYPE_NUMBER;
}

gsize
seg_evidence_n_bad (const SegEvidence *evidence, SegType type, const SegValueStyle *style)
{
	switch (type) {
	case SEG_TYPE_NUMBER:
		return evidence->n_present - evidence->n_number[style->decimal_comma];
	case SEG_TYPE_DATE:
		return seg_evidence_is_serial (evidence) ? 0 : evidence->n_present - evidence->n_date[style->date_order];
	case SEG_TYPE_BOOLEAN:
		return evidence->n_present - evidence->n_boolean;
	case SEG_TYPE_TEXT:
	case SEG_TYPE_CATEGORY:
	default:
		return 0;
	}
}
