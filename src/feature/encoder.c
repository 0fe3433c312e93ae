/* Categories as numbers: which values there are, how frequent, and the code of each. Knows no workspace.
 *
 * Target codes are the mean outcome of a value's users, drawn towards the mean of all: (sum + m mean) / (count + m). A user who was
 * there when they were fitted gets the code without the users of the own fold, so that nobody's outcome is part of their own
 * feature; folds are the user's id modulo SEG_FOLDS, so they never change. */
#include <config.h>
#include "feature-private.h"
#include "feature/item_facts.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	const char *value;
	gsize       count;
} Counted;

static gint
compare_counted (gconstpointer first, gconstpointer second)
{
	const Counted *a = first, *b = second;

	return a->count != b->count ? (a->count > b->count ? -1 : 1) : strcmp (a->value, b->value);
}

/* Different values with their counts, in the order in which they come. */
typedef struct {
	GHashTable *positions; /* value -> its place in counted, + 1 */
	GArray     *counted;
} Count;

static void
count_init (Count *count)
{
	*count = (Count) { g_hash_table_new (g_str_hash, g_str_equal), g_array_new (FALSE, FALSE, sizeof (Counted)) };
}

static void
count_clear (Count *count)
{
	g_hash_table_unref (count->positions);
	g_array_unref (count->counted);
}

static void
count_add (Count *count, const char *value, gsize n)
{
	const guint position = GPOINTER_TO_UINT (g_hash_table_lookup (count->positions, value));

	if (position > 0) {
		g_array_index (count->counted, Counted, position - 1).count += n;
		return;
	}
	g_array_append_val (count->counted, ((Counted) { value, n }));
	g_hash_table_insert (count->positions, (gpointer) value, GUINT_TO_POINTER (count->counted->len));
}

/* Counts the parts of values instead, where some are joined. @texts: room for them. Returns whether some are. */
static gboolean
count_parts (const Count *whole, Count *parts, GStringChunk *texts)
{
	gboolean joined = FALSE;

	for (guint i = 0; i < whole->counted->len; i++) {
		const Counted *counted = &g_array_index (whole->counted, Counted, i);
		g_auto (GStrv) split = seg_categories_split (counted->value);

		joined = joined || (split[0] != NULL && split[1] != NULL);
		for (gsize part = 0; split[part] != NULL; part++)
			count_add (parts, g_string_chunk_insert_const (texts, split[part]), counted->count);
	}
	return joined;
}

static void
take_counted (SegEncoder *encoder, GArray *counted)
{
	g_array_sort (counted, compare_counted);
	encoder->counts = g_new (gsize, counted->len + 1);
	for (guint i = 0; i < counted->len; i++) {
		encoder->counts[i] = g_array_index (counted, Counted, i).count;
		g_ptr_array_add (encoder->values, g_strdup (g_array_index (counted, Counted, i).value));
	}
}

static void
count_values (SegEncoder *encoder, const char *const *values, gsize n)
{
	GStringChunk *texts = g_string_chunk_new (1024);
	Count whole, parts;

	count_init (&whole);
	count_init (&parts);
	for (gsize i = 0; i < n; i++)
		if (values[i] != NULL)
			count_add (&whole, values[i], 1);
	encoder->joined = encoder->encoding == SEG_ENCODING_ONE_HOT && count_parts (&whole, &parts, texts);
	take_counted (encoder, encoder->joined ? parts.counted : whole.counted);
	count_clear (&whole);
	count_clear (&parts);
	g_string_chunk_free (texts);
}

void
seg_encoder_index (SegEncoder *encoder)
{
	encoder->offsets = g_hash_table_new (g_str_hash, g_str_equal);
	for (guint i = 0; i < encoder->values->len; i++)
		g_hash_table_insert (encoder->offsets, encoder->values->pdata[i], GUINT_TO_POINTER (i + 1));
}

gssize
seg_encoder_position (const SegEncoder *encoder, const char *value)
{
	return (gssize) GPOINTER_TO_UINT (g_hash_table_lookup (encoder->offsets, value)) - 1;
}

/* Ordinal ---------------------------------------------------------------------------------------------------------- */

static gssize
position_in_order (char **words, const char *value)
{
	for (gsize i = 0; words[i] != NULL; i++)
		if (strcmp (words[i], value) == 0)
			return (gssize) i;
	return -1;
}

static gboolean
fit_ordinal (SegEncoder *encoder, const char *order, GError **error)
{
	g_auto (GStrv) words = order != NULL ? g_strsplit (order, "<", -1) : NULL;

	for (gsize i = 0; words != NULL && words[i] != NULL; i++)
		g_strstrip (words[i]);
	for (guint i = 0; i < encoder->values->len; i++) {
		const char *value = encoder->values->pdata[i];
		gssize place = words != NULL ? position_in_order (words, value) : (gssize) i;

		if (place < 0) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("The order \"%s\" does not say where the value \"%s\" stands; add it"),
			             order, value);
			return FALSE;
		}
		encoder->codes[i] = (double) place;
	}
	encoder->unknown = NAN;
	return TRUE;
}

/* Frequency -------------------------------------------------------------------------------------------------------- */

static void
fit_frequency (SegEncoder *encoder)
{
	double n = 0;

	for (guint i = 0; i < encoder->values->len; i++)
		n += (double) encoder->counts[i];
	for (guint i = 0; i < encoder->values->len; i++)
		encoder->codes[i] = (double) encoder->counts[i] / n;
	encoder->unknown = 0;
}

/* Target ----------------------------------------------------------------------------------------------------------- */

/* Sums over the users of each fold: for all values, and for all of them together at the end. */
typedef struct {
	double *sums, *counts; /* SEG_FOLDS x (n_values + 1) */
} Tally;

static guint
fold_of (gint64 user_id)
{
	return (guint) (user_id % SEG_FOLDS);
}

static void
tally (const SegEncoder *encoder, const char *const *values, gsize n, const gint64 *user_ids, const double *outcomes, Tally *tally)
{
	gsize width = encoder->values->len + 1;

	for (gsize i = 0; i < n; i++) {
		gsize base = fold_of (user_ids[i]) * width;

		if (isnan (outcomes[i]))
			continue;
		tally->sums[base + width - 1] += outcomes[i];
		tally->counts[base + width - 1]++;
		if (values[i] == NULL)
			continue;
		base += (gsize) seg_encoder_position (encoder, values[i]);
		tally->sums[base] += outcomes[i];
		tally->counts[base]++;
	}
}

/* Of the users outside of @fold (none for SEG_FOLDS) who have value number @position. */
static void
add_up (const Tally *tally, gsize width, guint fold, gsize position, double *sum, double *count)
{
	*sum = *count = 0;
	for (guint other = 0; other < SEG_FOLDS; other++) {
		if (other == fold)
			continue;
		*sum += tally->sums[other * width + position];
		*count += tally->counts[other * width + position];
	}
}

/* The codes without @fold; returns their prior. */
static double
fold_codes (const Tally *tally, gsize n_values, guint fold, double *codes)
{
	double sum, count, mean;

	add_up (tally, n_values + 1, fold, n_values, &sum, &count);
	mean = count > 0 ? sum / count : 0;
	for (gsize i = 0; i < n_values; i++) {
		add_up (tally, n_values + 1, fold, i, &sum, &count);
		codes[i] = (sum + SEG_TARGET_SMOOTHING * mean) / (count + SEG_TARGET_SMOOTHING);
	}
	return mean;
}

static gboolean
fit_target (SegEncoder *encoder, const char *const *values, gsize n, const gint64 *user_ids, const double *outcomes, GError **error)
{
	gsize n_values = encoder->values->len, width = n_values + 1;
	g_autofree double *sums = g_new0 (double, SEG_FOLDS * width), *counts = g_new0 (double, SEG_FOLDS * width);
	Tally all = { sums, counts };
	double sum, count;

	tally (encoder, values, n, user_ids, outcomes, &all);
	add_up (&all, width, SEG_FOLDS, n_values, &sum, &count);
	if (count == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA,
		                     _("No user's outcome is known, so there is nothing to code the values by; choose another outcome"));
		return FALSE;
	}
	encoder->fold_codes = g_new (double, SEG_FOLDS * n_values + 1);
	for (guint fold = 0; fold < SEG_FOLDS; fold++)
		encoder->fold_means[fold] = fold_codes (&all, n_values, fold, encoder->fold_codes + fold * n_values);
	encoder->unknown = fold_codes (&all, n_values, SEG_FOLDS, encoder->codes);
	encoder->last_user_id = user_ids[n - 1];
	return TRUE;
}

/* All -------------------------------------------------------------------------------------------------------------- */

SegEncoder *
seg_encoder_fit (SegEncoding encoding, const char *const *values, gsize n, const gint64 *user_ids, const double *outcomes,
                 const char *order, GError **error)
{
	g_autoptr (SegEncoder) encoder = g_new0 (SegEncoder, 1);

	encoder->encoding = encoding;
	encoder->values = g_ptr_array_new_with_free_func (g_free);
	count_values (encoder, values, n);
	seg_encoder_index (encoder);
	encoder->codes = g_new0 (double, encoder->values->len + 1);
	if (encoding == SEG_ENCODING_ORDINAL && !fit_ordinal (encoder, order, error))
		return NULL;
	if (encoding == SEG_ENCODING_TARGET && !fit_target (encoder, values, n, user_ids, outcomes, error))
		return NULL;
	if (encoding == SEG_ENCODING_FREQUENCY)
		fit_frequency (encoder);
	return g_steal_pointer (&encoder);
}

double
seg_encoder_code (const SegEncoder *encoder, const char *value, gint64 user_id)
{
	gssize position = value != NULL ? seg_encoder_position (encoder, value) : -1;
	guint fold = fold_of (user_id);

	if (value == NULL)
		return NAN;
	if (encoder->encoding != SEG_ENCODING_TARGET || user_id > encoder->last_user_id)
		return position >= 0 ? encoder->codes[position] : encoder->unknown;
	return position >= 0 ? encoder->fold_codes[fold * encoder->values->len + (gsize) position] : encoder->fold_means[fold];
}

void
seg_encoder_free (SegEncoder *encoder)
{
	if (encoder == NULL)
		return;
	g_clear_pointer (&encoder->offsets, g_hash_table_unref);
	g_clear_pointer (&encoder->values, g_ptr_array_unref);
	g_free (encoder->counts);
	g_free (encoder->codes);
	g_free (encoder->fold_codes);
	g_free (encoder);
}
