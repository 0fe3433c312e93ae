#include <config.h>
#include "feature/measures.h"

#include <pthread.h>
#include <stdlib.h>

static int
compare (const void *first, const void *second)
{
	double a = *(const double *) first, b = *(const double *) second;

	return (a > b) - (a < b);
}

double
seg_sum_sorted (double *values, gsize n)
{
	double sum = 0;

	if (n > 1)
		qsort (values, n, sizeof *values, compare);
	for (gsize i = 0; i < n; i++)
		sum += values[i];
	return sum;
}

/* Terms of the entropy of few counts, most users' case: a table is read in a fraction of the time that a logarithm takes. */
#define FEW 64

static double
entropy_term (gsize count, gsize total)
{
	return (double) count / (double) total * log2 ((double) count / (double) total);
}

static double few_terms[FEW + 1][FEW + 1]; /* by total and count */

static void
make_terms (void)
{
	for (gsize total = 1; total <= FEW; total++)
		for (gsize count = 1; count < total; count++)
			few_terms[total][count] = entropy_term (count, total);
}

double
seg_entropy_of_counts (const guint32 *counts, gsize n, gsize total)
{
	double entropy = 0;

	if (total <= FEW) {
		static pthread_once_t once = PTHREAD_ONCE_INIT;

		pthread_once (&once, make_terms);
		for (gsize i = 0; i < n; i++)
			entropy -= few_terms[total][counts[i]]; /* 0 of none, and of all */
		return entropy;
	}
	for (gsize i = 0; i < n; i++)
		if (counts[i] > 0 && counts[i] < total)
			entropy -= entropy_term (counts[i], total);
	return entropy;
}

double
seg_entropy_of_parts (const guint64 *parts, gsize n, guint64 total)
{
	g_autofree double *terms = g_new (double, n + 1);
	gsize n_terms = 0;

	for (gsize i = 0; i < n; i++)
		if (parts[i] > 0 && parts[i] < total)
			terms[n_terms++] = -(double) parts[i] / (double) total * log2 ((double) parts[i] / (double) total);
	return seg_sum_sorted (terms, n_terms);
}

double
seg_variation (double n, double sum, double squares)
{
	double variance;

	if (n < 2 || sum == 0)
		return NAN;
	variance = (n * squares - sum * sum) / (n * n);
	return sqrt (MAX (variance, 0)) / (sum / n);
}

SegFeature *
seg_number_feature (char *name, char *label, char *meaning, const char *unit, const char *group, SegScaling scaling, SegFill fill)
{
	SegFeature *feature = g_new0 (SegFeature, 1);

	feature->name = name;
	feature->label = label;
	feature->meaning = meaning;
	feature->unit = g_strdup (unit);
	feature->group = group;
	feature->scaling = scaling;
	feature->type = SEG_TYPE_NUMBER;
	feature->fill = fill;
	return feature;
}

static char *
plain_name (const char *prefix, const char *word)
{
	g_autofree char *lower = g_utf8_strdown (word, -1);
	GString *name = g_string_new (prefix);

	for (const char *c = lower; *c != '\0'; c = g_utf8_next_char (c)) {
		gunichar character = g_utf8_get_char (c);

		if (g_unichar_isalnum (character))
			g_string_append_unichar (name, character);
		else if (name->str[name->len - 1] != '_')
			g_string_append_c (name, '_');
	}
	return g_string_free (name, FALSE);
}

char *
seg_feature_name_new (const char *prefix, const char *word, GHashTable *taken)
{
	g_autofree char *name = plain_name (prefix, word);
	char *unique = g_strdup (name);

	for (guint n = 2; g_hash_table_contains (taken, unique); n++) {
		g_free (unique);
		unique = g_strdup_printf ("%s_%u", name, n);
	}
	g_hash_table_add (taken, g_strdup (unique));
	return unique;
}
