/* Encodings: which one a file is in, by a byte order mark or by what its bytes say when they are decoded in each of those that
 * exports are written in. Turning the file into UTF-8 is in decoder.c. */
#include <config.h>
#include "encoding-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define TELLING_MOST 8192    /* bytes of lines with something beyond ASCII in them: enough to tell */
#define SAMPLE_MOST 60       /* characters */
#define SAMPLE_BYTES 512     /* that become those */
#define SAMPLE_BEFORE 12     /* characters before the first beyond ASCII, which is what one looks at */
#define SURE 12              /* characters beyond ASCII: so many sound ones in UTF-8 are no accident */
#define CONTROL_MOST 65536   /* bytes among which those that no text has are counted */
#define WEIGHT 0.25          /* of a step of log-probability: characters of a text are not independent of each other */
#define CANDIDATES_MOST 4
#define UNLIKELY 1e-4        /* not worth showing */

/* Byte order marks --------------------------------------------------------------------------------------------------- */

static const struct { const char *encoding, *bytes; gsize size; } marks[] = {
	{ "UTF-8", "\xEF\xBB\xBF", 3 },
	{ "UTF-32LE", "\xFF\xFE\0\0", 4 },
	{ "UTF-32BE", "\0\0\xFE\xFF", 4 },
	{ "UTF-16LE", "\xFF\xFE", 2 },
	{ "UTF-16BE", "\xFE\xFF", 2 },
	{ "GB18030", "\x84\x31\x95\x33", 4 },
};

const char *
seg_encoding_find_mark (const char *bytes, gsize size, gsize *length)
{
	for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
		if (size >= marks[i].size && memcmp (bytes, marks[i].bytes, marks[i].size) == 0) {
			*length = marks[i].size;
			return marks[i].encoding;
		}
	*length = 0;
	return NULL;
}

/* What the bytes are like ---------------------------------------------------------------------------------------------- */

typedef struct {
	gboolean has_high, has_zero;
	gsize    first_high;    /* where the first byte beyond ASCII stands */
	gsize    n_control;     /* bytes that no text has, zero among them, */
	gsize    n_looked_at;   /* of so many */
	gsize    n_sound, n_damaged; /* characters beyond ASCII, read as UTF-8 */
} Bytes;

static gboolean
is_control (guint8 byte)
{
	return byte < ' ' && (byte == 0 || strchr ("\t\n\r\f\v\x1A\x1B", byte) == NULL);
}

/* Where the first byte beyond ASCII stands, or @size. */
static gsize
find_high (const char *bytes, gsize size)
{
	gsize i = 0;
	guint64 word;

	for (; i + sizeof word <= size; i += sizeof word) {
		memcpy (&word, bytes + i, sizeof word);
		if ((word & G_GUINT64_CONSTANT (0x8080808080808080)) != 0)
			break;
	}
	while (i < size && (guint8) bytes[i] < 0x80)
		i++;
	return i;
}

/* @whole: the last character is not merely cut off. */
static void
read_as_utf8 (const char *bytes, gsize size, gboolean whole, Bytes *found)
{
	const char *at = bytes, *end;

	while (!g_utf8_validate_len (at, size - (gsize) (at - bytes), &end)) {
		if (!whole && (gsize) (end - bytes) + 4 > size)
			break;
		found->n_damaged += *end != '\0';
		at = end + 1;
	}
	for (gsize i = 0; i < size && (found->n_sound < SURE || found->n_damaged > 0); i++)
		found->n_sound += ((guint8) bytes[i]) >= 0xC0;
	found->n_sound -= MIN (found->n_sound, found->n_damaged);
}

static Bytes
count_bytes (const char *bytes, gsize size, gboolean whole)
{
	Bytes found = { .first_high = find_high (bytes, size), .has_zero = memchr (bytes, '\0', size) != NULL };

	found.n_looked_at = MIN (size, CONTROL_MOST);
	for (gsize i = 0; i < found.n_looked_at; i++)
		found.n_control += is_control ((guint8) bytes[i]) ? 1 : 0;
	found.has_high = found.first_high < size;
	if (found.has_high)
		read_as_utf8 (bytes + found.first_high, size - found.first_high, whole, &found);
	return found;
}

/* The lines that hold anything beyond ASCII; text of two bytes a character as it is. */
static GByteArray *
telling_lines (const char *bytes, gsize size, gboolean wide)
{
	GByteArray *lines = g_byte_array_new ();
	const char *end = bytes + size;

	if (wide) {
		g_byte_array_append (lines, (const guint8 *) bytes, (guint) (MIN (size, TELLING_MOST) & ~(gsize) 1));
		return lines;
	}
	while (bytes < end && lines->len < TELLING_MOST) {
		const char *line_end = memchr (bytes, '\n', (gsize) (end - bytes)), *at = bytes;

		line_end = line_end != NULL ? line_end + 1 : end;
		while (at < line_end && ((guint8) *at) < 0x80)
			at++;
		if (at < line_end)
			g_byte_array_append (lines, (const guint8 *) bytes, (guint) MIN (line_end - bytes, TELLING_MOST));
		bytes = line_end;
	}
	return lines;
}

/* Candidates ----------------------------------------------------------------------------------------------------------- */

/* Which scripts an encoding writes, and how much likelier it is to be met than others of its kind. */
static const struct { const char *encoding; gboolean wide; guint scripts; double prior; } hypotheses[] = {
	{ "UTF-8", FALSE, (1u << SEG_SCRIPT_LAST) - 1, 8 },
	{ "UTF-16LE", TRUE, (1u << SEG_SCRIPT_LAST) - 1, 4 },
	{ "UTF-16BE", TRUE, (1u << SEG_SCRIPT_LAST) - 1, 0 },
	{ "GB18030", FALSE, 1u << SEG_SCRIPT_SIMPLIFIED, 3 },
	{ "Big5", FALSE, 1u << SEG_SCRIPT_TRADITIONAL, 1 },
	{ "Shift_JIS", FALSE, 1u << SEG_SCRIPT_JAPANESE, 1 },
	{ "windows-1252", FALSE, 1u << SEG_SCRIPT_WESTERN, 2 },
	{ "EUC-JP", FALSE, 1u << SEG_SCRIPT_JAPANESE, -3 },
	{ "EUC-KR", FALSE, 1u << SEG_SCRIPT_KOREAN, -4 },
	{ "windows-1251", FALSE, 1u << SEG_SCRIPT_CYRILLIC, -3 },
};

/* @bytes in @encoding, with a lone surrogate for each byte that is no text. Free it. */
static UChar *
decode (const char *encoding, const GByteArray *bytes, gsize *length)
{
	UErrorCode status = U_ZERO_ERROR;
	UConverter *converter = seg_converter_open (encoding, &status);
	gsize room = (gsize) bytes->len * 2 + 16;
	UChar *units = g_new (UChar, room), *to = units;
	const char *from = bytes->len > 0 ? (const char *) bytes->data : ""; /* an empty array has no data */

	*length = 0;
	if (U_SUCCESS (status)) {
		ucnv_toUnicode (converter, &to, units + room, &from, from + bytes->len, NULL, TRUE, &status);
		*length = (gsize) (to - units);
	}
	ucnv_close (converter);
	return units;
}

/* Where a sample begins that shows the first character beyond ASCII. */
static gsize
sample_start (const UChar *units, gsize length)
{
	gsize first = 0;

	while (first < length && units[first] < 0x80)
		first++;
	return first < length && first > SAMPLE_BEFORE + 1 ? first - SAMPLE_BEFORE : 0;
}

/* What decoded text looks like on one line. Free it. */
static char *
show (const UChar *units, gsize length)
{
	const gsize start = sample_start (units, length);
	GString *shown = g_string_new (start > 0 ? "…" : NULL);
	gboolean space = TRUE;

	for (gsize i = start, n = start > 0 ? 1 : 0; i < length && n < SAMPLE_MOST; i++, n++) {
		gunichar c = units[i];

		if (U16_IS_LEAD (units[i]) && i + 1 < length)
			c = (gunichar) U16_GET_SUPPLEMENTARY (units[i], units[i + 1]);
		i += c >= 0x10000;
		if (c == '\n' || c == '\r') {
			if (!space)
				g_string_append (shown, " / ");
			space = TRUE;
			continue;
		}
		g_string_append_unichar (shown, (c >= 0xD800 && c < 0xE000) || c == 0 ? 0xFFFD : c);
		space = FALSE;
	}
	if (g_str_has_suffix (shown->str, " / "))
		g_string_truncate (shown, shown->len - 3);
	return g_string_free (shown, FALSE);
}

static void
free_candidate (gpointer data)
{
	SegEncodingCandidate *candidate = data;

	g_free (candidate->encoding);
	g_free (candidate->sample);
	g_free (candidate);
}

static void
add_candidate (GPtrArray *candidates, const char *encoding, double confidence, const GByteArray *lines)
{
	SegEncodingCandidate *candidate = g_new (SegEncodingCandidate, 1);
	gsize length;
	g_autofree UChar *units = decode (encoding, lines, &length);

	*candidate = (SegEncodingCandidate) { g_strdup (encoding), confidence, show (units, length) };
	g_ptr_array_add (candidates, candidate);
}

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
	const SegEncodingCandidate *one = *(SegEncodingCandidate *const *) a, *other = *(SegEncodingCandidate *const *) b;

	return one->confidence > other->confidence ? -1 : one->confidence < other->confidence;
}

static double
rate_hypothesis (gsize index, const GByteArray *lines)
{
	gsize length;
	g_autofree UChar *units = decode (hypotheses[index].encoding, lines, &length);
	double best = -INFINITY;

	for (guint script = 0; script < SEG_SCRIPT_LAST; script++)
		if ((hypotheses[index].scripts & 1u << script) != 0)
			best = MAX (best, seg_script_rate (units, length, (SegScript) script));
	return best + hypotheses[index].prior;
}

/* Their confidences hold log-probabilities; afterwards shares of 1. Drops those that are not worth a look. */
static void
weigh (GPtrArray *candidates)
{
	double best = ((SegEncodingCandidate *) candidates->pdata[0])->confidence, sum = 0;

	for (guint i = 0; i < candidates->len; i++) {
		SegEncodingCandidate *candidate = candidates->pdata[i];

		candidate->confidence = exp ((candidate->confidence - best) * WEIGHT);
		sum += candidate->confidence;
	}
	for (guint i = candidates->len; i-- > 0;) {
		SegEncodingCandidate *candidate = candidates->pdata[i];

		candidate->confidence /= sum;
		if (i >= CANDIDATES_MOST || (i > 1 && candidate->confidence < UNLIKELY))
			g_ptr_array_remove_index (candidates, i);
	}
}

/* A text has few control characters, however it is decoded; @rate: of the best decoding in two bytes a character. */
static gboolean
is_text (const Bytes *found, gboolean wide, double rate, const GByteArray *lines)
{
	if (wide)
		return lines->len >= 2 && rate / (lines->len / 2) > -13;
	return found->n_control * 10 <= found->n_looked_at;
}

/* Rates all hypotheses on @bytes. */
static GPtrArray *
rate_all (const char *bytes, gsize size, const Bytes *found)
{
	GPtrArray *candidates = g_ptr_array_new_with_free_func (free_candidate);
	g_autoptr (GByteArray) lines = telling_lines (bytes, size, found->has_zero);
	gboolean utf8_fits = found->n_damaged == 0 || found->n_sound > 20 * found->n_damaged;

	for (gsize i = 0; i < G_N_ELEMENTS (hypotheses); i++) {
		double rate;

		if (hypotheses[i].wide && !found->has_zero) /* line ends and delimiters have a zero there */
			continue;
		rate = rate_hypothesis (i, lines);
		if (i == 0 && utf8_fits && found->n_sound >= SURE)
			rate += 50;
		add_candidate (candidates, hypotheses[i].encoding, rate, lines);
	}
	g_ptr_array_sort (candidates, compare_candidates);
	if (!is_text (found, g_str_has_prefix (((SegEncodingCandidate *) candidates->pdata[0])->encoding, "UTF-16"),
	              ((SegEncodingCandidate *) candidates->pdata[0])->confidence, lines))
		g_ptr_array_set_size (candidates, 0);
	else
		weigh (candidates);
	return candidates;
}

GPtrArray *
seg_encoding_candidates (const char *bytes, gsize size, gboolean whole, gboolean *has_bom)
{
	gsize length;
	const char *marked = seg_encoding_find_mark (bytes, size, &length);
	Bytes found;
	GPtrArray *candidates;
	g_autoptr (GByteArray) lines = NULL;

	*has_bom = marked != NULL;
	found = marked != NULL ? (Bytes) { 0 } : count_bytes (bytes, size, whole);
	if (marked == NULL && (found.has_high || found.has_zero))
		return rate_all (bytes, size, &found);
	candidates = g_ptr_array_new_with_free_func (free_candidate);
	if (found.n_control * 10 > found.n_looked_at)
		return candidates;
	lines = g_byte_array_new ();
	g_byte_array_append (lines, (const guint8 *) bytes + length, (guint) (MIN (size - length, 512) & ~(gsize) 3));
	add_candidate (candidates, marked != NULL ? marked : "UTF-8", 1, lines);
	return candidates;
}

GBytes *
seg_encoding_telling_bytes (const char *bytes, gsize size)
{
	const gboolean wide = memchr (bytes, '\0', size) != NULL;
	GByteArray *lines = telling_lines (bytes, size, wide);
	const guint first_high = wide || lines->len == 0 ? 0 : (guint) find_high ((const char *) lines->data, lines->len);

	if (lines->len == 0)
		g_byte_array_append (lines, (const guint8 *) bytes, (guint) MIN (size, SAMPLE_BYTES));
	else if (first_high > SAMPLE_BYTES / 4) /* of a long line */
		g_byte_array_remove_range (lines, 0, first_high - SAMPLE_BYTES / 4);
	g_byte_array_set_size (lines, MIN (lines->len, SAMPLE_BYTES));
	return g_byte_array_free_to_bytes (lines);
}

char *
seg_encoding_sample (GBytes *bytes, const char *encoding)
{
	g_autoptr (GByteArray) lines = g_byte_array_new ();
	gsize size, length;
	const guint8 *data = g_bytes_get_data (bytes, &size);
	g_autofree UChar *units = NULL;

	g_byte_array_append (lines, data, (guint) size);
	units = decode (encoding, lines, &length);
	return show (units, length);
}

void
seg_encoding_add_chosen (GPtrArray *candidates, const char *encoding, GBytes *bytes)
{
	SegEncodingCandidate *candidate;

	for (guint i = 0; i < candidates->len; i++)
		if (g_ascii_strcasecmp (((SegEncodingCandidate *) candidates->pdata[i])->encoding, encoding) == 0)
			return;
	candidate = g_new (SegEncodingCandidate, 1);
	*candidate = (SegEncodingCandidate) { g_strdup (encoding), 0, seg_encoding_sample (bytes, encoding) };
	g_ptr_array_add (candidates, candidate);
}

/* By name -------------------------------------------------------------------------------------------------------------- */

char *
seg_encoding_find (const char *name, GError **error)
{
	UErrorCode status = U_ZERO_ERROR;
	UConverter *converter = ucnv_open (name, &status);
	const char *canonical;
	char *found;

	if (U_FAILURE (status) || name[0] == '\0') {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE,
		             _("There is no encoding \"%s\"; try UTF-8, GB18030, Big5, windows-1252 or UTF-16LE"), name);
		ucnv_close (converter);
		return NULL;
	}
	canonical = ucnv_getStandardName (name, "MIME", &status);
	found = g_strdup (canonical != NULL && U_SUCCESS (status) ? canonical : name);
	ucnv_close (converter);
	return found;
}
