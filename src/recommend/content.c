/* Terms in compressed rows, and their weights: how often a term stands in a row times how rare it is among rows (TF-IDF). */
#include <config.h>
#include "recommend/content.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct SegTermsMaker {
	GHashTable *numbers; /* char* -> number + 1 */
	GPtrArray  *terms;
	GArray     *starts;  /* gsize */
	GArray     *found;   /* guint32, as they came */
};

SegTermsMaker *
seg_terms_maker_new (void)
{
	SegTermsMaker *maker = g_new (SegTermsMaker, 1);

	maker->terms = g_ptr_array_new_with_free_func (g_free);
	maker->numbers = g_hash_table_new (g_str_hash, g_str_equal);
	maker->starts = g_array_new (FALSE, FALSE, sizeof (gsize));
	maker->found = g_array_new (FALSE, FALSE, sizeof (guint32));
	return maker;
}

void
seg_terms_maker_row (SegTermsMaker *maker, gsize row)
{
	const gsize n = maker->found->len;

	while (maker->starts->len <= row)
		g_array_append_val (maker->starts, n);
}

void
seg_terms_maker_add (SegTermsMaker *maker, const char *term)
{
	gpointer number = g_hash_table_lookup (maker->numbers, term);
	guint32 value;

	if (number == NULL) {
		char *copy = g_strdup (term);

		g_ptr_array_add (maker->terms, copy);
		number = GUINT_TO_POINTER (maker->terms->len);
		g_hash_table_insert (maker->numbers, copy, number);
	}
	value = GPOINTER_TO_UINT (number) - 1;
	g_array_append_val (maker->found, value);
}

static int
compare_words (const void *a, const void *b)
{
	guint32 one = *(const guint32 *) a, other = *(const guint32 *) b;

	return (one > other) - (one < other);
}

/* How many rows have each term; the terms of each row are put in order on the way. */
static guint32 *
count_rows (SegTermsMaker *maker, gsize n_rows)
{
	guint32 *counts = g_new0 (guint32, maker->terms->len + 1);

	for (gsize row = 0; row < n_rows; row++) {
		guint32 *terms = (guint32 *) (gpointer) maker->found->data + g_array_index (maker->starts, gsize, row);
		const gsize n = g_array_index (maker->starts, gsize, row + 1) - g_array_index (maker->starts, gsize, row);

		if (n > 1)
			qsort (terms, n, sizeof *terms, compare_words);
		for (gsize i = 0; i < n; i++)
			counts[terms[i]] += i == 0 || terms[i] != terms[i - 1];
	}
	return counts;
}

SegTerms
seg_terms_maker_end (SegTermsMaker *maker, gsize n_rows, gboolean shared)
{
	SegTerms terms = { .n_rows = n_rows, .n_terms = maker->terms->len };
	g_autofree guint32 *counts = NULL;
	gsize n = 0;

	seg_terms_maker_row (maker, n_rows);
	counts = count_rows (maker, n_rows);
	terms.start = g_new0 (gsize, n_rows + 1);
	terms.term_of = g_new (guint32, maker->found->len + 1);
	terms.weights = g_new (float, maker->found->len + 1);
	for (gsize row = 0; row < n_rows; row++) {
		for (gsize i = g_array_index (maker->starts, gsize, row); i < g_array_index (maker->starts, gsize, row + 1); i++) {
			const guint32 term = g_array_index (maker->found, guint32, i);

			if (shared && counts[term] < 2)
				continue;
			if (n > terms.start[row] && terms.term_of[n - 1] == term)
				terms.weights[n - 1]++;
			else {
				terms.term_of[n] = term;
				terms.weights[n++] = 1;
			}
		}
		terms.start[row + 1] = n;
	}
	g_hash_table_unref (maker->numbers);
	g_ptr_array_set_free_func (maker->terms, NULL);
	terms.terms = (char **) g_ptr_array_free (maker->terms, FALSE);
	g_array_unref (maker->starts);
	g_array_unref (maker->found);
	g_free (maker);
	return terms;
}

void
seg_terms_clear (SegTerms *terms)
{
	for (gsize i = 0; i < terms->n_terms; i++)
		g_free (terms->terms[i]);
	g_free (terms->terms);
	g_free (terms->start);
	g_free (terms->term_of);
	g_free (terms->weights);
	*terms = (SegTerms) { 0 };
}

void
seg_terms_weigh (SegTerms *terms)
{
	g_autofree guint32 *rows = g_new0 (guint32, terms->n_terms + 1);

	for (gsize i = 0; i < terms->start[terms->n_rows]; i++)
		rows[terms->term_of[i]]++;
	for (gsize row = 0; row < terms->n_rows; row++) {
		double sum = 0;

		for (gsize i = terms->start[row]; i < terms->start[row + 1]; i++) {
			terms->weights[i] *= (float) log ((double) (terms->n_rows + 1) / (double) rows[terms->term_of[i]]);
			sum += (double) terms->weights[i] * (double) terms->weights[i];
		}
		for (gsize i = terms->start[row]; i < terms->start[row + 1] && sum > 0; i++)
			terms->weights[i] = (float) ((double) terms->weights[i] / sqrt (sum));
	}
}

void
seg_content_free (SegContent *content)
{
	if (content == NULL)
		return;
	seg_terms_clear (&content->items);
	seg_terms_clear (&content->users);
	g_free (content);
}
