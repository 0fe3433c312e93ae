/* Fields into values. Nearly all numbers and dates of a file are written in the plainest way: those are read here at once, and
 * exactly as value.c and date.c would; everything else goes to them. */
#include <config.h>
#include "load.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Plain values ------------------------------------------------------------------------------------------------------ */

static const double powers[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };

/* Up to 15 digits with a point among them: such numbers and their divisors are exact, so the quotient is rounded correctly. */
static inline gboolean
read_plain_number (const char *text, gsize size, gboolean decimal_comma, double *value)
{
	const char *end = text + size, *point = NULL;
	gboolean negative = *text == '-';
	gint64 digits = 0;
	gsize n_digits = size - (gsize) negative;

	for (text += negative; text < end; text++) {
		guint digit = (guint) (guint8) *text - '0';

		if (digit < 10)
			digits = (gint64) ((guint64) digits * 10 + digit);
		else if (*text == '.' && point == NULL)
			point = text;
		else
			return FALSE;
	}
	n_digits -= point != NULL;
	if (n_digits == 0 || n_digits > 15 || (point != NULL && decimal_comma))
		return FALSE;
	*value = point != NULL ? (double) digits / powers[end - point - 1] : (double) digits;
	if (negative && digits != 0)
		*value = -*value;
	return TRUE;
}

#define SECONDS_MOST G_GINT64_CONSTANT (4102444800) /* 2100 */

static inline gboolean
read_two (const char *text, gint64 *number)
{
	guint tens = (guint) (guint8) text[0] - '0', ones = (guint) (guint8) text[1] - '0';

	*number = tens * 10 + ones;
	return tens < 10 && ones < 10;
}

/* 2024-03-05, 2024-03-05 14:05, 2024-03-05T14:05:09 with a "Z" or nothing behind it, and Unix seconds. */
static gboolean
read_plain_date (const char *text, gsize size, gint64 *at)
{
	static const gint16 before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
	static const gint8 lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	gint64 century, year, month, day, hour = 0, minute = 0, second = 0, leap, last;

	if (size == 10 && text[4] != '-') {
		*at = 0;
		for (gsize i = 0; i < 10; i++) {
			if (!g_ascii_isdigit (text[i]))
				return FALSE;
			*at = *at * 10 + (text[i] - '0');
		}
		return *at < SECONDS_MOST;
	}
	if ((size != 10 && size != 16 && size != 19 && size != 20) || !read_two (text, &century) || !read_two (text + 2, &year)
	    || text[4] != '-' || !read_two (text + 5, &month) || text[7] != '-' || !read_two (text + 8, &day))
		return FALSE;
	if (size > 10 && ((text[10] != ' ' && text[10] != 'T') || !read_two (text + 11, &hour) || text[13] != ':'
	    || !read_two (text + 14, &minute)))
		return FALSE;
	if (size > 16 && (text[16] != ':' || !read_two (text + 17, &second) || (size == 20 && text[19] != 'Z')))
		return FALSE;
	year += century * 100;
	leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	if (year < 1 || month < 1 || month > 12 || day < 1 || day > lengths[month - 1] + (month == 2 ? leap : 0) || hour > 23 || minute > 59
	    || second > 59)
		return FALSE;
	last = year - 1;
	*at = ((last * 365 + last / 4 - last / 100 + last / 400 - 719162 + before[month - 1] + (month > 2 ? leap : 0) + day - 1) * 24 + hour)
	      * 3600 + minute * 60 + second;
	return TRUE;
}

/* Values of a column ------------------------------------------------------------------------------------------------ */

static inline gboolean
is_missing (const SegLoadColumn *column, const char *text)
{
	return text[0] == '\0' || (column->missing[(guint8) text[0]] && seg_style_is_missing (&column->style, text));
}

static inline gboolean
read_number (const SegLoadColumn *column, const char *text, gsize size, double *value)
{
	return read_plain_number (text, size, column->style.decimal_comma, value) || seg_style_number (&column->style, text, value);
}

static inline gboolean
read_date (const SegLoadColumn *column, const char *text, gsize size, gint64 *at)
{
	return (!column->style.serial_days && read_plain_date (text, size, at)) || seg_style_date (&column->style, text, at);
}

SegBulkText
seg_load_keep (SegLoad *load, const char *text, gsize size)
{
	SegBulkText kept = { seg_chunk_keep (load->chunk, text, size), size };

	if (kept.text == NULL) {
		if (load->failure == NULL)
			g_set_error (&load->failure, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the texts of %s"), load->plan->path);
		kept = (SegBulkText) { "", 0 };
	}
	return kept;
}

gboolean
seg_load_refuse_key (SegLoad *load, gssize column)
{
	if (load->row.no_key == SEG_NO_KEY_NONE)
		return FALSE;
	if (load->row.no_key == SEG_NO_KEY_HEADER)
		seg_load_stage_reject (load, -1, TRUE, g_strdup (_("is the header again")));
	else
		seg_load_stage_reject (load, column, TRUE, g_strdup_printf (_("\"%s\" is a row of totals, not a user"),
		                                                            load->row.text[SEG_SLOT_USER].text));
	return TRUE;
}

char *
seg_load_bad_value (const char *text, SegType type)
{
	g_autofree char *valid = g_utf8_make_valid (text, -1);
	g_autofree char *shown = g_utf8_strlen (valid, -1) > 40 ? g_utf8_substring (valid, 0, 40) : g_strdup (valid);

	switch (type) {
	case SEG_TYPE_DATE:
		return g_strdup_printf (_("\"%s\" is not a date"), shown);
	case SEG_TYPE_BOOLEAN:
		return g_strdup_printf (_("\"%s\" is neither yes nor no"), shown);
	case SEG_TYPE_NUMBER:
		return g_strdup_printf (_("\"%s\" is not a number"), shown);
	case SEG_TYPE_TEXT:
	case SEG_TYPE_CATEGORY:
	default:
		return g_strdup_printf (_("\"%s\" cannot be read"), shown);
	}
}

/* Cells of users and items ------------------------------------------------------------------------------------------- */

static inline SegCell *
cell_of (SegLoad *load, const SegLoadColumn *column)
{
	return &load->chunk->cells[(load->chunk->n_new + load->staged->len) * load->n_cells + column->cell];
}

/* The row is kept without the value: losing a person for one impossible age would be worse. */
static void
note_bad (SegLoad *load, const SegLoadColumn *column, const char *text)
{
	g_autofree char *bad = seg_load_bad_value (text, column->type);

	seg_load_stage_reject (load, (gssize) column->index, FALSE, g_strdup_printf (_("%s; the row was kept without this value"), bad));
}

static void
read_number_cell (SegLoad *load, const SegLoadColumn *column, const char *text, gsize size)
{
	SegCell *cell = cell_of (load, column);
	double value;

	cell->number = NAN;
	if (is_missing (column, text))
		return;
	if (read_number (column, text, size, &value))
		cell->number = value;
	else
		note_bad (load, column, text);
}

static void
read_date_cell (SegLoad *load, const SegLoadColumn *column, const char *text, gsize size)
{
	SegCell *cell = cell_of (load, column);
	gint64 at;

	cell->integer = SEG_BULK_NO_INTEGER;
	if (is_missing (column, text))
		return;
	if (read_date (column, text, size, &at))
		cell->integer = at;
	else
		note_bad (load, column, text);
}

static void
read_boolean_cell (SegLoad *load, const SegLoadColumn *column, const char *text, gsize size)
{
	SegCell *cell = cell_of (load, column);
	gboolean truth;

	(void) size;
	cell->integer = SEG_BULK_NO_INTEGER;
	if (is_missing (column, text))
		return;
	if (seg_style_boolean (&column->style, text, &truth))
		cell->integer = truth;
	else
		note_bad (load, column, text);
}

static void
read_text_cell (SegLoad *load, const SegLoadColumn *column, const char *text, gsize size)
{
	SegBulkText none = { NULL, 0 };

	cell_of (load, column)->text = is_missing (column, text) ? none : seg_load_keep (load, text, size);
}

SegFieldReader
seg_load_cell_reader (SegType type)
{
	switch (type) {
	case SEG_TYPE_NUMBER:
		return read_number_cell;
	case SEG_TYPE_DATE:
		return read_date_cell;
	case SEG_TYPE_BOOLEAN:
		return read_boolean_cell;
	case SEG_TYPE_TEXT:
	case SEG_TYPE_CATEGORY:
	default:
		return read_text_cell;
	}
}

/* Fields of events ----------------------------------------------------------------------------------------------------- */

static inline SegStagedEvent *
event_of (SegLoad *load)
{
	return &g_array_index (load->staged, SegStagedEvent, load->staged->len - 1);
}

static inline SegEventMore *
more_of (SegLoad *load)
{
	return &g_array_index (load->staged_more, SegEventMore, load->staged_more->len - 1);
}

/* A value that does not read: kept for the reason, as the row will be set aside. */
static void
note_bad_slot (SegLoad *load, const SegLoadColumn *column, const char *text, gsize size)
{
	load->row.bad |= 1u << column->slot;
	load->row.text[column->slot] = seg_load_keep (load, text, size);
}

static void
read_number_slot (SegLoad *load, const SegLoadColumn *column, const char *text, gsize size)
{
	double value = NAN;

	if (is_missing (column, text))
		load->row.missing |= 1u << column->slot;
	else if (!read_number (column, text, size, &value))
		note_bad_slot (load, column, text, size);
	switch (column->slot) {
	case SEG_SLOT_AMOUNT:
		event_of (load)->event.amount = value;
		break;
	case SEG_SLOT_PRICE:
		load->row.price = value;
		break;
	case SEG_SLOT_QUANTITY:
		more_of (load)->quantity = value;
		break;
	case SEG_SLOT_RATING:
		more_of (load)->rating = value;
		break;
	default:
		more_of (load)->seconds = value;
	}
}

static void
read_date_slot (SegLoad *load, const SegLoadColumn *column, const char *text, gsize size)
{
	if (is_missing (column, text))
		load->row.missing |= 1u << column->slot;
	else if (!read_date (column, text, size, &event_of (load)->event.at))
		note_bad_slot (load, column, text, size);
}

static void
read_text_slot (SegLoad *load, const SegLoadColumn *column, const char *text, gsize size)
{
	if (is_missing (column, text))
		load->row.missing |= 1u << column->slot;
	else
		load->row.text[column->slot] = seg_load_keep (load, text, size);
}

/* Kinds are looked up at once: there are few, and their texts need not be kept. */
static void
read_kind_slot (SegLoad *load, const SegLoadColumn *column, const char *text, gsize size)
{
	if (is_missing (column, text))
		load->row.missing |= 1u << column->slot;
	else
		load->row.kind[column->slot == SEG_SLOT_STATUS] = seg_load_find_kind (load, text, size, column->slot == SEG_SLOT_STATUS);
}

/* 13085.0 is the key 13085 where the plan says so. */
static inline gsize
whole_size (const SegLoadColumn *column, const char *text, gsize size)
{
	return column->whole_keys && seg_value_is_whole (text) ? size - 2 : size;
}

/* What stands where a key should be in a row that is none: the header again, where files were put together, and the word for
 * the sum under a table. Such a user would have all the money twice. */
static SegNoKey
find_no_key (const SegLoadColumn *column, const char *text, gsize size)
{
	static const char *const words[] = { "total", "totals", "grand total", "subtotal", "合计", "总计", "小计", "总和", "汇总", "合計", "總計" };

	if (size == column->header_size && memcmp (text, column->header, size) == 0)
		return SEG_NO_KEY_HEADER;
	if (size > 12 || strchr ("tTgGsS\xE5\xE6\xE7", text[0]) == NULL) /* the first bytes of the words: asked of every row */
		return SEG_NO_KEY_NONE;
	for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
		if (g_ascii_strcasecmp (text, words[i]) == 0)
			return SEG_NO_KEY_TOTAL;
	return SEG_NO_KEY_NONE;
}

static void
read_key_slot (SegLoad *load, const SegLoadColumn *column, const char *text, gsize size)
{
	gboolean user = column->slot == SEG_SLOT_USER;
	SegKeyText *key = user ? &event_of (load)->user : &event_of (load)->item;
	const SegKeys *keys = user ? load->users : load->items;

	if (is_missing (column, text)) {
		load->row.missing |= 1u << column->slot;
		return;
	}
	if (user && (text[0] == 't' || text[0] == 'T' || text[0] == '\xE6'))
		load->row.test |= seg_order_is_test_user (text);
	size = whole_size (column, text, size);
	if (user && (load->row.no_key = find_no_key (column, text, size)) == SEG_NO_KEY_TOTAL)
		load->row.text[SEG_SLOT_USER] = seg_load_keep (load, text, size);
	if (user && load->results && !seg_load_find_alias (load, &text, &size)) {
		load->row.stranger = TRUE;
		load->row.text[SEG_SLOT_USER] = seg_load_keep (load, text, size);
	}
	seg_keys_take (keys, size > SEG_KEY_SHORT ? seg_load_keep (load, text, size).text : text, size, key);
}

SegFieldReader
seg_load_slot_reader (SegSlot slot)
{
	switch (slot) {
	case SEG_SLOT_USER:
	case SEG_SLOT_ITEM:
		return read_key_slot;
	case SEG_SLOT_AT:
		return read_date_slot;
	case SEG_SLOT_AMOUNT:
	case SEG_SLOT_QUANTITY:
	case SEG_SLOT_PRICE:
	case SEG_SLOT_RATING:
	case SEG_SLOT_SECONDS:
		return read_number_slot;
	case SEG_SLOT_KIND:
	case SEG_SLOT_STATUS:
		return read_kind_slot;
	case SEG_SLOT_ORDER:
	case SEG_SLOT_TEXT:
	case SEG_SLOT_TITLE:
	case SEG_SLOT_LAST:
	default:
		return read_text_slot;
	}
}

/* The key of a user or item in a file of its own. */
void
seg_load_key_field (SegLoad *load, const SegLoadColumn *column, const char *text, gsize size)
{
	load->row.text[SEG_SLOT_USER] = (SegBulkText) { NULL, 0 };
	if (is_missing (column, text))
		return;
	size = whole_size (column, text, size);
	load->row.no_key = find_no_key (column, text, size);
	if (load->row.no_key == SEG_NO_KEY_TOTAL && strcmp (load->entity, "item") == 0)
		load->row.no_key = SEG_NO_KEY_NONE; /* things may have such names */
	load->row.text[SEG_SLOT_USER] = seg_load_keep (load, text, size);
}
