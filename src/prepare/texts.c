/* Texts of one column: words that stand for "unknown", several ways to write one category, numbers and dates among them. */
#include <config.h>
#include "prepare-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* What a text reads as --------------------------------------------------------------------------------------------------- */

static const char *
skip_digits (const char *text, gsize *n)
{
	*n = strspn (text, "0123456789");
	return text + *n;
}

/* The separator at @text of those that dates have; NULL when there is none. */
static const char *
skip_separator (const char *text)
{
	static const char *const separators[] = { "-", "/", ".", "年", "月" };

	for (gsize i = 0; i < G_N_ELEMENTS (separators); i++)
		if (g_str_has_prefix (text, separators[i]))
			return text + strlen (separators[i]);
	return NULL;
}

/* Three groups of digits with separators between them, one of four digits at an end; a time may follow. */
static gboolean
is_date (const char *text)
{
	gsize first, second, third;
	const char *rest = skip_separator (skip_digits (text, &first));

	rest = rest != NULL ? skip_separator (skip_digits (rest, &second)) : NULL;
	if (rest == NULL || second < 1 || second > 2)
		return FALSE;
	rest = skip_digits (rest, &third);
	if (g_str_has_prefix (rest, "日"))
		rest += strlen ("日");
	return ((first == 4 && third >= 1 && third <= 2) || (third == 4 && first >= 1 && first <= 2))
	       && (*rest == '\0' || *rest == ' ' || *rest == 'T');
}

/* Digits with thousands separators, a point or comma, a sign, a currency, per cent. Codes are none: they begin with 0 or are
 * too long for a number. */
static gboolean
is_number (const char *text)
{
	static const char *const before[] = { "¥", "￥", "$", "€", "£" };
	gsize n_digits = 0;

	text += *text == '-' || *text == '+';
	for (gsize i = 0; i < G_N_ELEMENTS (before); i++)
		if (g_str_has_prefix (text, before[i]))
			text += strlen (before[i]);
	if (text[0] == '0' && g_ascii_isdigit (text[1]))
		return FALSE;
	for (; g_ascii_isdigit (*text) || (n_digits > 0 && (*text == ',' || *text == '.')); text++)
		n_digits += g_ascii_isdigit (*text) ? 1 : 0;
	text += *text == '%';
	return *text == '\0' && n_digits > 0 && n_digits <= 15;
}

guint
seg_text_like (const char *text)
{
	if (!g_ascii_isdigit (*text) && strchr ("-+$\xC2\xE2\xEF", *text) == NULL)
		return SEG_LIKE_OTHER;
	return is_date (text) ? SEG_LIKE_DATE : is_number (text) ? SEG_LIKE_NUMBER : SEG_LIKE_OTHER;
}

/* Words for "unknown" ------------------------------------------------------------------------------------------------------- */

static void
find_stand_ins (SegColumnQuality *column, const SegValueCount *texts, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		const char *reason = seg_stand_in_reason (texts[i].value);
		SegSuspect *suspect;

		if (reason == NULL || texts[i].count == column->n - column->n_missing) /* all alike: a constant, not a stand-in */
			continue;
		suspect = g_new0 (SegSuspect, 1);
		*suspect = (SegSuspect) { SEG_FINDING_STAND_IN, g_strdup (texts[i].value), NAN, texts[i].count, g_strdup (reason) };
		g_ptr_array_add (column->suspects, suspect);
	}
}

/* Ways to write one thing ----------------------------------------------------------------------------------------------------- */

static gint
compare_variants (gconstpointer a, gconstpointer b)
{
	const SegVariants *x = *(SegVariants *const *) a, *y = *(SegVariants *const *) b;

	return x->count != y->count ? (x->count > y->count ? -1 : 1) : strcmp (x->value, y->value);
}

static void
add_variant (SegColumnQuality *column, GHashTable *groups, const SegValueCount *first, const SegValueCount *text)
{
	SegVariants *variants = g_hash_table_lookup (groups, first);

	if (variants == NULL) {
		variants = g_new0 (SegVariants, 1);
		variants->value = g_strdup (first->value);
		variants->others = g_ptr_array_new_with_free_func (g_free);
		g_hash_table_insert (groups, (gpointer) first, variants);
		g_ptr_array_add (column->variants, variants);
	}
	g_ptr_array_add (variants->others, g_strdup (text->value));
	variants->count += text->count;
}

/* @texts come most frequent first, and so the first way to write something is the one to keep. */
static void
find_variants (SegColumnQuality *column, const SegValueCount *texts, gsize n)
{
	g_autoptr (GHashTable) firsts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr (GHashTable) groups = g_hash_table_new (NULL, NULL);

	for (gsize i = 0; i < n; i++) {
		char *plain = seg_alike_text (texts[i].value);
		const SegValueCount *first = plain != NULL ? g_hash_table_lookup (firsts, plain) : NULL;

		if (first != NULL)
			add_variant (column, groups, first, &texts[i]);
		if (plain == NULL || first != NULL)
			g_free (plain);
		else
			g_hash_table_insert (firsts, plain, (gpointer) &texts[i]);
	}
	g_ptr_array_sort (column->variants, compare_variants);
}

gboolean
seg_quality_is_key (const SegColumnQuality *column)
{
	static const char *const keys[] = { "item", "order", "phone", "email" };

	for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
		if (g_strcmp0 (column->field, keys[i]) == 0)
			return TRUE;
	return FALSE;
}

void
seg_quality_suspect_texts (SegColumnQuality *column, const SegValueCount *texts, gsize n)
{
	if (seg_quality_is_key (column))
		return;
	find_stand_ins (column, texts, n);
	if ((gint64) n == column->n_distinct
	    && (column->type == SEG_TYPE_CATEGORY || column->n_distinct * 2 <= column->n - column->n_missing))
		find_variants (column, texts, n);
}
