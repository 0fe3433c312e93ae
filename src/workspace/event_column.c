/* Columns of figures made small. Times, ids and amounts of money are whole numbers within a narrow range: a few bits each.
 *
 * Numbers are in little-endian order; 24 bytes stand before the figures:
 *   0  checksum of all that follows (XXH3 with 16 * first_event_id + position as seed, 8 bytes)
 *   8  how: 'n' nothing is there; 'p' numbers of so many bits above the base; 'a' ascending: each so much above the one before, the
 *      first above the base; 'd' numbers of different values, which are listed first (8 bytes each); 'r' 8 bytes each
 *   9  bits of a number (0 to 56)
 *  10  digits behind the point: values are numbers divided by a power of ten; 255: they are not
 *  11  1: number 0 says that there is none, and others count from 1
 *  12  how many different values (4 bytes)
 *  16  the base (8 bytes)
 * Numbers of bits fill bytes from the lowest bit on; 8 bytes of zeros end them, so that any is found in 8 bytes from where it begins. */
#include <config.h>
#include "event_column.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <math.h>
#include <string.h>

#define HEADER 24
#define MOST_BITS 56
#define MOST_DIGITS 4
#define NO_DIGITS 255
#define MOST_EXACT 4503599627370496.0 /* 2^52 */

static const double powers[MOST_DIGITS + 1] = { 1, 10, 100, 1000, 10000 };

static guint64
read_64 (const guint8 *at)
{
	guint64 bits;

	memcpy (&bits, at, sizeof bits);
	return GUINT64_FROM_LE (bits);
}

static void
write_64 (guint8 *at, guint64 bits)
{
	bits = GUINT64_TO_LE (bits);
	memcpy (at, &bits, sizeof bits);
}

static guint
bits_of (guint64 most)
{
	return most == 0 ? 0 : 64 - (guint) __builtin_clzll (most);
}

static gsize
bytes_of (gsize n, guint width)
{
	return width > 0 ? (n * width + 7) / 8 + 8 : 0;
}

/* Packing ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	guint8 *bytes;
	gsize   size;
	guint64 place;
} Packed;

static gboolean
begin (Packed *packed, char form, guint width, guint digits, gboolean may_miss, guint32 n_listed, gint64 base, gsize body)
{
	guint32 listed = GUINT32_TO_LE (n_listed);

	packed->size = HEADER + body;
	packed->bytes = g_try_malloc0 (packed->size);
	if (packed->bytes == NULL)
		return FALSE;
	packed->bytes[8] = (guint8) form;
	packed->bytes[9] = (guint8) width;
	packed->bytes[10] = (guint8) digits;
	packed->bytes[11] = may_miss != FALSE;
	memcpy (packed->bytes + 12, &listed, sizeof listed);
	write_64 (packed->bytes + 16, (guint64) base);
	return TRUE;
}

static GBytes *
end (Packed *packed)
{
	write_64 (packed->bytes, XXH3_64bits_withSeed (packed->bytes + 8, packed->size - 8, packed->place));
	return g_bytes_new_take (packed->bytes, packed->size);
}

/* Bits on their way into bytes. */
typedef struct {
	guint8 *at;
	guint64 waiting;
	guint   n_waiting, width;
} BitWriter;

static inline void
put_bits (BitWriter *writer, guint64 number)
{
	writer->waiting |= number << writer->n_waiting;
	writer->n_waiting += writer->width;
	if (writer->n_waiting < 64)
		return;
	write_64 (writer->at, writer->waiting);
	writer->at += 8;
	writer->n_waiting -= 64;
	writer->waiting = writer->n_waiting > 0 ? number >> (writer->width - writer->n_waiting) : 0;
}

static void
end_bits (BitWriter *writer)
{
	for (; writer->n_waiting > 0; writer->n_waiting -= MIN (writer->n_waiting, 8)) {
		*writer->at++ = (guint8) writer->waiting;
		writer->waiting >>= 8;
	}
}

static GBytes *
pack_nothing (guint64 place)
{
	Packed packed = { .place = place };

	return begin (&packed, 'n', 0, NO_DIGITS, TRUE, 0, 0, 0) ? end (&packed) : NULL;
}

/* What all values are like. */
typedef struct {
	gint64   least, most;
	gsize    n_missing;
	gboolean ascending;
	guint64  longest_step;
} Look;

static Look
look_at (const gint64 *values, gsize n)
{
	Look look = { .least = G_MAXINT64, .most = G_MININT64, .ascending = TRUE };

	for (gsize i = 0; i < n; i++) {
		gboolean missing = values[i] == SEG_PACK_NONE;

		look.n_missing += missing ? 1 : 0;
		look.least = missing ? look.least : MIN (look.least, values[i]);
		look.most = MAX (look.most, values[i]);
	}
	look.ascending = look.n_missing == 0;
	for (gsize i = 1; i < n && look.ascending; i++) {
		look.ascending = values[i] >= values[i - 1];
		look.longest_step = MAX (look.longest_step, (guint64) values[i] - (guint64) values[i - 1]);
	}
	return look;
}

static GBytes *
pack_steps (const gint64 *values, gsize n, guint width, guint digits, guint64 place)
{
	Packed packed = { .place = place };
	BitWriter writer = { .width = width };

	if (!begin (&packed, 'a', width, digits, FALSE, 0, values[0], bytes_of (n, width)))
		return NULL;
	writer.at = packed.bytes + HEADER;
	put_bits (&writer, 0);
	for (gsize i = 1; i < n && width > 0; i++)
		put_bits (&writer, (guint64) values[i] - (guint64) values[i - 1]);
	end_bits (&writer);
	return end (&packed);
}

static GBytes *
pack_numbers (const gint64 *values, gsize n, const Look *look, guint width, guint digits, guint64 place)
{
	guint64 may_miss = look->n_missing > 0, below = (guint64) look->least - may_miss;
	Packed packed = { .place = place };
	BitWriter writer = { .width = width };

	if (!begin (&packed, 'p', width, digits, may_miss != 0, 0, look->least, bytes_of (n, width)))
		return NULL;
	writer.at = packed.bytes + HEADER;
	for (gsize i = 0; i < n && width > 0; i++)
		put_bits (&writer, values[i] == SEG_PACK_NONE ? 0 : (guint64) values[i] - below);
	end_bits (&writer);
	return end (&packed);
}

/* In few bits each; @fits: (out) FALSE where they are too far apart. */
static GBytes *
pack_narrow (const gint64 *values, gsize n, guint digits, guint64 place, gboolean *fits)
{
	Look look = look_at (values, n);
	guint64 range = (guint64) look.most - (guint64) look.least;
	guint width, step;

	*fits = TRUE;
	if (look.n_missing == n)
		return pack_nothing (place);
	width = range < G_MAXUINT64 ? bits_of (range + (look.n_missing > 0)) : 64;
	step = look.ascending ? bits_of (look.longest_step) : 64;
	if (step < width && step <= MOST_BITS)
		return pack_steps (values, n, step, digits, place);
	*fits = width <= MOST_BITS;
	return *fits ? pack_numbers (values, n, &look, width, digits, place) : NULL;
}

/* The different ones of @values in their order of appearance, and the number of each; 0: more than half of them differ. */
static gsize
list_values (const guint64 *values, gsize n, guint64 *list, gint64 *numbers)
{
	const guint shift = 64 - MAX (bits_of (n) + 1, 4);
	const gsize n_slots = (gsize) 1 << (64 - shift);
	g_autofree guint32 *slots = g_try_new0 (guint32, n_slots); /* number + 1 */
	gsize n_listed = 0;

	for (gsize i = 0; slots != NULL && i < n; i++) {
		gsize slot = (gsize) ((values[i] * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> shift);

		while (slots[slot] != 0 && list[slots[slot] - 1] != values[i])
			slot = (slot + 1) & (n_slots - 1);
		if (slots[slot] == 0) {
			if (n_listed == n / 2)
				return 0;
			list[n_listed++] = values[i];
			slots[slot] = (guint32) n_listed;
		}
		numbers[i] = slots[slot] - 1;
	}
	return n_listed;
}

/* Values that are no numbers within a range, 8 bytes each: listed once where many are the same. */
static GBytes *
pack_wide (const guint64 *values, gsize n, guint64 place)
{
	g_autofree guint64 *list = g_try_new (guint64, n);
	g_autofree gint64 *numbers = g_try_new (gint64, n);
	gsize n_listed = list != NULL && numbers != NULL ? list_values (values, n, list, numbers) : 0;
	guint width = n_listed > 0 ? bits_of (n_listed - 1) : 0;
	BitWriter writer = { .width = width };
	Packed packed = { .place = place };

	if (list == NULL || numbers == NULL)
		return NULL;
	if (n_listed == 0) {
		if (!begin (&packed, 'r', 0, NO_DIGITS, FALSE, 0, 0, 8 * n))
			return NULL;
		for (gsize i = 0; i < n; i++)
			write_64 (packed.bytes + HEADER + 8 * i, values[i]);
		return end (&packed);
	}
	if (!begin (&packed, 'd', width, NO_DIGITS, FALSE, (guint32) n_listed, 0, 8 * n_listed + bytes_of (n, width)))
		return NULL;
	for (gsize i = 0; i < n_listed; i++)
		write_64 (packed.bytes + HEADER + 8 * i, list[i]);
	writer.at = packed.bytes + HEADER + 8 * n_listed;
	for (gsize i = 0; i < n && width > 0; i++)
		put_bits (&writer, (guint64) numbers[i]);
	end_bits (&writer);
	return end (&packed);
}

GBytes *
seg_column_pack_integers (const gint64 *values, gsize n, guint64 place)
{
	gboolean fits;
	GBytes *packed;

	g_return_val_if_fail (n > 0 && n <= SEG_PACK_EVENTS, NULL);
	packed = pack_narrow (values, n, NO_DIGITS, place, &fits);
	return fits ? packed : pack_wide ((const guint64 *) values, n, place);
}

/* Doubles ---------------------------------------------------------------------------------------------------------- */

/* Whole numbers that give every bit back when they are divided by @divisor. */
static gboolean
make_whole (const double *values, gsize n, double divisor, gint64 *whole)
{
	for (gsize i = 0; i < n; i++) {
		double scaled = values[i] * divisor;

		if (isnan (values[i])) {
			whole[i] = SEG_PACK_NONE;
			continue;
		}
		if (!(fabs (scaled) < MOST_EXACT))
			return FALSE;
		whole[i] = (gint64) (scaled + (scaled < 0 ? -0.5 : 0.5));
		if ((double) whole[i] / divisor != values[i])
			return FALSE;
	}
	return TRUE;
}

static GBytes *
pack_as_they_are (const double *values, gsize n, guint64 place)
{
	g_autofree guint64 *bits = g_try_new (guint64, n);

	if (bits == NULL)
		return NULL;
	for (gsize i = 0; i < n; i++) {
		double value = isnan (values[i]) ? NAN : values[i] + 0.0; /* no -0 */

		memcpy (&bits[i], &value, sizeof value);
	}
	return pack_wide (bits, n, place);
}

GBytes *
seg_column_pack_doubles (const double *values, gsize n, guint64 place)
{
	g_autofree gint64 *whole = g_try_new (gint64, n);

	g_return_val_if_fail (n > 0 && n <= SEG_PACK_EVENTS, NULL);
	for (guint digits = 0; whole != NULL && digits <= MOST_DIGITS; digits++)
		if (make_whole (values, n, powers[digits], whole)) {
			gboolean fits; /* below 2^53 they always do */

			return pack_narrow (whole, n, digits, place, &fits);
		}
	return whole != NULL ? pack_as_they_are (values, n, place) : NULL;
}

/* Unpacking -------------------------------------------------------------------------------------------------------- */

static inline guint64
number_at (const SegColumn *column, gsize i)
{
	gsize bit = i * column->width;

	return column->width == 0 ? 0 : read_64 (column->numbers + bit / 8) >> bit % 8 & (G_MAXUINT64 >> (64 - column->width));
}

static gboolean
numbers_are_listed (const SegColumn *column)
{
	for (gsize i = 0; i < column->n; i++)
		if (number_at (column, i) >= column->n_listed)
			return FALSE;
	return TRUE;
}

static gboolean
is_well_formed (const SegColumn *column, gsize size)
{
	switch (column->form) {
	case 'n':
		return size == HEADER;
	case 'p': case 'a':
		return size == HEADER + bytes_of (column->n, column->width);
	case 'd':
		return column->n_listed > 0 && size == HEADER + 8 * column->n_listed + bytes_of (column->n, column->width)
		       && numbers_are_listed (column);
	case 'r':
		return size == HEADER + 8 * column->n;
	default:
		return FALSE;
	}
}

gboolean
seg_column_open (SegColumn *column, const guint8 *bytes, gsize size, gsize n, guint64 place)
{
	guint32 n_listed;

	if (bytes == NULL || size < HEADER || n == 0 || n > SEG_PACK_EVENTS || bytes[9] > MOST_BITS
	    || (bytes[10] != NO_DIGITS && bytes[10] > MOST_DIGITS) || read_64 (bytes) != XXH3_64bits_withSeed (bytes + 8, size - 8, place))
		return FALSE;
	memcpy (&n_listed, bytes + 12, sizeof n_listed);
	*column = (SegColumn) {
		.n = n, .form = bytes[8], .width = bytes[9], .may_miss = bytes[11] != 0, .base = (gint64) read_64 (bytes + 16),
		.divisor = bytes[10] == NO_DIGITS ? 0 : powers[bytes[10]], .numbers = bytes + HEADER, .n_listed = GUINT32_FROM_LE (n_listed),
	};
	if (column->n_listed > n || (column->form == 'd') != (column->n_listed > 0))
		return FALSE;
	if (column->form == 'd') {
		if (size < HEADER + 8 * column->n_listed)
			return FALSE;
		column->list = bytes + HEADER;
		column->numbers = column->list + 8 * column->n_listed;
	}
	return is_well_formed (column, size);
}

gboolean
seg_column_is_empty (const SegColumn *column)
{
	return column->form == 'n';
}

gboolean
seg_column_is_full (const SegColumn *column)
{
	return column->form == 'a' || (column->form == 'p' && !column->may_miss);
}

/* What number @i of a column that is not ascending stands for, as whole number or bits. */
static inline gint64
value_at (const SegColumn *column, gsize i)
{
	guint64 number;

	switch (column->form) {
	case 'n':
		return SEG_PACK_NONE;
	case 'd':
		return (gint64) read_64 (column->list + 8 * number_at (column, i));
	case 'r':
		return (gint64) read_64 (column->numbers + 8 * i);
	default:
		number = number_at (column, i);
		if (column->may_miss && number == 0)
			return SEG_PACK_NONE;
		return (gint64) ((guint64) column->base + number - (column->may_miss ? 1 : 0));
	}
}

/* The usual form, without a choice in the loop. */
static void
unpack_numbers (const SegColumn *column, const guint16 *rows, gsize n_rows, gint64 *values)
{
	const guint8 *numbers = column->numbers;
	const guint64 mask = G_MAXUINT64 >> (64 - column->width), base = (guint64) column->base - (column->may_miss ? 1 : 0);
	const gsize width = column->width;

	for (gsize i = 0; i < n_rows; i++) {
		gsize bit = (rows != NULL ? rows[i] : i) * width;
		guint64 number = read_64 (numbers + bit / 8) >> bit % 8 & mask;

		values[i] = column->may_miss && number == 0 ? SEG_PACK_NONE : (gint64) (base + number);
	}
}

/* @rows ascend. */
static void
unpack_steps (const SegColumn *column, const guint16 *rows, gsize n_rows, gint64 *values)
{
	guint64 value = (guint64) column->base;
	gsize done = 0;

	for (gsize i = 0; i < column->n && done < n_rows; i++) {
		value += number_at (column, i);
		if (rows == NULL || rows[done] == i)
			values[done++] = (gint64) value;
	}
	for (; done < n_rows; done++) /* rows that are not in order */
		values[done] = SEG_PACK_NONE;
}

void
seg_column_integers (const SegColumn *column, const guint16 *rows, gsize n_rows, gint64 *values)
{
	if (column->form == 'a')
		unpack_steps (column, rows, n_rows, values);
	else if (column->form == 'p' && column->width > 0)
		unpack_numbers (column, rows, n_rows, values);
	else
		for (gsize i = 0; i < n_rows; i++)
			values[i] = value_at (column, rows != NULL ? rows[i] : i);
}

/* The first of @ids that is not below @value. */
static gsize
first_from (const gint64 *ids, gsize n_ids, gint64 value)
{
	gsize low = 0;

	while (low < n_ids) {
		gsize middle = low + (n_ids - low) / 2;

		if (ids[middle] < value)
			low = middle + 1;
		else
			n_ids = middle;
	}
	return low;
}

gboolean
seg_column_find (const SegColumn *column, const gint64 *ids, gsize n_ids, guint16 *rows, guint32 *positions, gsize *n_rows)
{
	const guint64 mask = column->width > 0 ? G_MAXUINT64 >> (64 - column->width) : 0;
	const guint8 *numbers = column->width > 0 ? column->numbers : (const guint8 *) "\0\0\0\0\0\0\0";
	const gsize n = column->n, width = column->width;
	guint64 value = (guint64) column->base;
	gsize next = first_from (ids, n_ids, column->base), n_found = 0;
	gint64 wanted = next < n_ids ? ids[next] : G_MAXINT64;

	if (column->form != 'a')
		return FALSE;
	for (gsize i = 0, bit = 0; i < n && next < n_ids; i++, bit += width) {
		value += read_64 (numbers + bit / 8) >> bit % 8 & mask;
		if (G_LIKELY ((gint64) value < wanted))
			continue;
		while (next < n_ids && ids[next] < (gint64) value)
			next++;
		wanted = next < n_ids ? ids[next] : G_MAXINT64;
		if (next == n_ids || wanted != (gint64) value)
			continue;
		rows[n_found] = (guint16) i;
		positions[n_found++] = (guint32) next;
	}
	*n_rows = n_found;
	return TRUE;
}

void
seg_column_doubles (const SegColumn *column, const guint16 *rows, gsize n_rows, double *values)
{
	gint64 *whole = (gint64 *) (gpointer) values;

	G_STATIC_ASSERT (sizeof *whole == sizeof *values);
	seg_column_integers (column, rows, n_rows, whole);
	for (gsize i = 0; i < n_rows; i++) {
		gint64 number;
		double value;

		memcpy (&number, &values[i], sizeof number);
		if (column->divisor > 0)
			value = number == SEG_PACK_NONE ? NAN : (double) number / column->divisor;
		else if (column->form == 'n')
			value = NAN;
		else
			memcpy (&value, &number, sizeof value);
		values[i] = value;
	}
}
