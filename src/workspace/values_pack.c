/* Columns of doubles made small. Most features are counts, days or shares of small counts: one or two bytes a value.
 *
 * First byte: how. Then, with numbers in little-endian order:
 *   'c'  the one value (8 bytes)
 *   '1' '2' '4'  the smallest whole number (8), then what each lies above it in 1, 2 or 4 bytes; all bits set: NAN
 *   'd' 'D'  how many different values (2), these (8 each), then the number of each in 1 or 2 bytes
 *   'r'  8 bytes each */
#include <config.h>
#include <segscope/feature_blocks.h>

#include <math.h>
#include <string.h>

#define HEADER 9 /* of the first two forms */
#define SLOTS 8192 /* of the table of different values: twice the most there can be */
#define MOST_DIFFERENT SEG_BLOCK_USERS

static guint64
bits_of (double value)
{
	guint64 bits;

	if (isnan (value))
		value = NAN;
	memcpy (&bits, &value, sizeof bits);
	return bits;
}

static void
write_64 (guint8 *at, guint64 bits)
{
	bits = GUINT64_TO_LE (bits);
	memcpy (at, &bits, sizeof bits);
}

static guint64
read_64 (const guint8 *at)
{
	guint64 bits;

	memcpy (&bits, at, sizeof bits);
	return GUINT64_FROM_LE (bits);
}

static double
read_double (const guint8 *at)
{
	guint64 bits = read_64 (at);
	double value;

	memcpy (&value, &bits, sizeof value);
	return value;
}

static guint32
read_number (const guint8 *at, gsize row, gsize width)
{
	guint16 two;
	guint32 four;

	if (width == 1)
		return at[row];
	if (width == 2) {
		memcpy (&two, at + 2 * row, sizeof two);
		return GUINT16_FROM_LE (two);
	}
	memcpy (&four, at + 4 * row, sizeof four);
	return GUINT32_FROM_LE (four);
}

static void
write_number (guint8 *at, gsize row, gsize width, guint32 number)
{
	guint16 two = GUINT16_TO_LE ((guint16) number);
	guint32 four = GUINT32_TO_LE (number);

	if (width == 1)
		at[row] = (guint8) number;
	else if (width == 2)
		memcpy (at + 2 * row, &two, sizeof two);
	else
		memcpy (at + 4 * row, &four, sizeof four);
}

/* Packing ---------------------------------------------------------------------------------------------------------- */

static GBytes *
pack_one_value (double value)
{
	guint8 *bytes = g_malloc (HEADER);

	bytes[0] = 'c';
	write_64 (bytes + 1, bits_of (value));
	return g_bytes_new_take (bytes, HEADER);
}

/* Bytes a whole number takes when all of them are whole, 0 when they are not; @least: (out). */
static gsize
whole_width (const double *values, gsize n, gint64 *least)
{
	double low = INFINITY, high = -INFINITY;

	for (gsize i = 0; i < n; i++) {
		double value = values[i];

		if (isnan (value))
			continue;
		if (!(fabs (value) < 1e15) || bits_of ((double) (gint64) value) != bits_of (value)) /* -0 is none of them */
			return 0;
		low = MIN (low, value);
		high = MAX (high, value);
	}
	*least = isfinite (low) ? (gint64) low : 0;
	if (high - low < 255)
		return 1;
	return high - low < 65535 ? 2 : high - low < 4294967295.0 ? 4 : 0;
}

static GBytes *
pack_whole (const double *values, gsize n, gint64 least, gsize width)
{
	gsize size = HEADER + n * width;
	guint8 *bytes = g_malloc (size);

	bytes[0] = (guint8) ('0' + width);
	write_64 (bytes + 1, (guint64) least);
	for (gsize i = 0; i < n; i++)
		write_number (bytes + HEADER, i, width, isnan (values[i]) ? G_MAXUINT32 : (guint32) ((gint64) values[i] - least));
	return g_bytes_new_take (bytes, size);
}

/* Finds the different values in their order of appearance, and the number of each; 0 when there are more than @most. */
static gsize
list_values (const double *values, gsize n, gsize most, guint64 *list, guint16 *numbers)
{
	guint16 slots[SLOTS] = { 0 }; /* number + 1 */
	gsize n_listed = 0;

	for (gsize i = 0; i < n; i++) {
		guint64 bits = bits_of (values[i]);
		gsize slot = (gsize) ((bits * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> 51);

		while (slots[slot] != 0 && list[slots[slot] - 1] != bits)
			slot = (slot + 1) % SLOTS;
		if (slots[slot] == 0) {
			if (n_listed == most)
				return 0;
			list[n_listed++] = bits;
			slots[slot] = (guint16) n_listed;
		}
		numbers[i] = (guint16) (slots[slot] - 1);
	}
	return n_listed;
}

static GBytes *
pack_listed (const double *values, gsize n, gsize most)
{
	guint64 list[MOST_DIFFERENT];
	guint16 numbers[SEG_BLOCK_USERS];
	gsize n_listed = list_values (values, n, MIN (most, MOST_DIFFERENT), list, numbers);
	gsize width = n_listed <= 256 ? 1 : 2, size = 3 + 8 * n_listed + n * width;
	guint8 *bytes;

	if (n_listed == 0)
		return NULL;
	bytes = g_malloc (size);
	bytes[0] = width == 1 ? 'd' : 'D';
	write_number (bytes + 1, 0, 2, (guint32) n_listed);
	for (gsize i = 0; i < n_listed; i++)
		write_64 (bytes + 3 + 8 * i, list[i]);
	for (gsize i = 0; i < n; i++)
		write_number (bytes + 3 + 8 * n_listed, i, width, numbers[i]);
	return g_bytes_new_take (bytes, size);
}

static GBytes *
pack_raw (const double *values, gsize n)
{
	guint8 *bytes = g_malloc (1 + 8 * n);

	bytes[0] = 'r';
	for (gsize i = 0; i < n; i++)
		write_64 (bytes + 1 + 8 * i, bits_of (values[i]));
	return g_bytes_new_take (bytes, 1 + 8 * n);
}

static gboolean
is_one_value (const double *values, gsize n)
{
	for (gsize i = 1; i < n; i++)
		if (bits_of (values[i]) != bits_of (values[0]))
			return FALSE;
	return TRUE;
}

GBytes *
seg_values_pack (const double *values, gsize n)
{
	gint64 least;
	gsize width;
	GBytes *listed;

	g_return_val_if_fail (n > 0 && n <= SEG_BLOCK_USERS, NULL);
	if (is_one_value (values, n))
		return pack_one_value (values[0]);
	width = whole_width (values, n, &least);
	if (width == 1 || width == 2)
		return pack_whole (values, n, least, width);
	listed = pack_listed (values, n, n / 2);
	if (listed != NULL)
		return listed;
	return width > 0 ? pack_whole (values, n, least, width) : pack_raw (values, n);
}

/* Unpacking -------------------------------------------------------------------------------------------------------- */

static gboolean
check_list (const guint8 *bytes, gsize size, gsize n, gsize width)
{
	gsize n_listed = size >= 3 ? read_number (bytes + 1, 0, 2) : 0;

	if (n_listed == 0 || size != 3 + 8 * n_listed + n * width)
		return FALSE;
	for (gsize i = 0; i < n; i++)
		if (read_number (bytes + 3 + 8 * n_listed, i, width) >= n_listed)
			return FALSE;
	return TRUE;
}

gboolean
seg_values_check (const guint8 *bytes, gsize size, gsize n)
{
	if (size == 0)
		return FALSE;
	switch (bytes[0]) {
	case 'c':
		return size == HEADER;
	case '1': case '2': case '4':
		return size == HEADER + n * (gsize) (bytes[0] - '0');
	case 'd': case 'D':
		return check_list (bytes, size, n, bytes[0] == 'd' ? 1 : 2);
	case 'r':
		return size == 1 + 8 * n;
	default:
		return FALSE;
	}
}

static inline double
whole_at (const guint8 *bytes, gsize row, gsize width)
{
	guint32 above = read_number (bytes + HEADER, row, width);

	return above == (guint32) (G_MAXUINT32 >> (32 - 8 * width)) ? NAN : (double) ((gint64) read_64 (bytes + 1) + above);
}

static inline double
listed_at (const guint8 *bytes, gsize row, gsize width)
{
	gsize n_listed = read_number (bytes + 1, 0, 2);

	return read_double (bytes + 3 + 8 * read_number (bytes + 3 + 8 * n_listed, row, width));
}

double
seg_values_at (const guint8 *bytes, gsize row)
{
	switch (bytes[0]) {
	case 'c':
		return read_double (bytes + 1);
	case '1': case '2': case '4':
		return whole_at (bytes, row, (gsize) (bytes[0] - '0'));
	case 'd': case 'D':
		return listed_at (bytes, row, bytes[0] == 'd' ? 1 : 2);
	default:
		return read_double (bytes + 1 + 8 * row);
	}
}

#define UNPACK(value) \
	for (gsize i = 0; i < n; i++) \
		values[i * stride] = (value)

void
seg_values_unpack (const guint8 *bytes, gsize n, double *values, gsize stride)
{
	double only;

	switch (bytes[0]) {
	case 'c':
		only = read_double (bytes + 1);
		UNPACK (only);
		return;
	case '1':
		UNPACK (whole_at (bytes, i, 1));
		return;
	case '2':
		UNPACK (whole_at (bytes, i, 2));
		return;
	case '4':
		UNPACK (whole_at (bytes, i, 4));
		return;
	case 'd':
		UNPACK (listed_at (bytes, i, 1));
		return;
	case 'D':
		UNPACK (listed_at (bytes, i, 2));
		return;
	default:
		UNPACK (read_double (bytes + 1 + 8 * i));
	}
}
