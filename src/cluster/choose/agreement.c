/* How much two labellings of the same users agree: everything follows from the table of how many users are where in both.
 *
 * Sources: Hubert, Arabie 1985, J. Classif. 2:193-218 (adjusted Rand index); Strehl, Ghosh 2002, JMLR 3:583-617 (normalised mutual
 * information, here over the mean of the two entropies); Meila 2007, J. Multivar. Anal. 98:873-895 (variation of information). */
#include <config.h>
#include "choose-private.h"

#include <glib/gi18n.h>
#include <math.h>

void
seg_agreement_free (SegAgreement *agreement)
{
	if (agreement == NULL)
		return;
	g_free (agreement->table);
	g_free (agreement->first_sizes);
	g_free (agreement->second_sizes);
	g_free (agreement);
}

static double
pairs (gsize n)
{
	return (double) n * ((double) n - 1) / 2;
}

static double
entropy (const gsize *sizes, guint k, double n)
{
	double sum = 0;

	for (guint i = 0; i < k; i++)
		if (sizes[i] > 0)
			sum -= (double) sizes[i] / n * log ((double) sizes[i] / n);
	return sum;
}

static double
sum_of_pairs (const gsize *sizes, gsize n)
{
	double sum = 0;

	for (gsize i = 0; i < n; i++)
		sum += pairs (sizes[i]);
	return sum;
}

/* (index - expected) / (most - expected); 1 where both are trivial in the same way. */
static double
adjusted_rand (const SegAgreement *agreement)
{
	double both = sum_of_pairs (agreement->table, (gsize) agreement->k_first * agreement->k_second);
	double first = sum_of_pairs (agreement->first_sizes, agreement->k_first);
	double second = sum_of_pairs (agreement->second_sizes, agreement->k_second);
	double all = pairs (agreement->n_rows), expected = all > 0 ? first * second / all : 0, most = (first + second) / 2;

	return most > expected || most < expected ? (both - expected) / (most - expected) : 1;
}

static double
mutual_information (const SegAgreement *agreement)
{
	double n = (double) agreement->n_rows, sum = 0;

	for (guint i = 0; i < agreement->k_first; i++)
		for (guint j = 0; j < agreement->k_second; j++) {
			double both = (double) agreement->table[(gsize) i * agreement->k_second + j];

			if (both > 0)
				sum += both / n * log (both * n / ((double) agreement->first_sizes[i] * (double) agreement->second_sizes[j]));
		}
	return MAX (sum, 0);
}

static void
measure (SegAgreement *agreement)
{
	double n = (double) agreement->n_rows;
	double first = entropy (agreement->first_sizes, agreement->k_first, n);
	double second = entropy (agreement->second_sizes, agreement->k_second, n), shared = mutual_information (agreement);

	agreement->ari = adjusted_rand (agreement);
	agreement->nmi = first + second > 0 ? 2 * shared / (first + second) : 1;
	agreement->vi = MAX (first + second - 2 * shared, 0);
	agreement->vi_share = n > 1 ? agreement->vi / log (n) : 0;
}

SegAgreement *
seg_agreement_new (const gint32 *first, guint k_first, const gint32 *second, guint k_second, gsize n, GError **error)
{
	g_autoptr (SegAgreement) agreement = g_new0 (SegAgreement, 1);

	agreement->k_first = k_first;
	agreement->k_second = k_second;
	agreement->table = g_try_malloc0_n ((gsize) k_first * k_second, sizeof (gsize));
	agreement->first_sizes = g_try_new0 (gsize, MAX (k_first, 1));
	agreement->second_sizes = g_try_new0 (gsize, MAX (k_second, 1));
	if ((agreement->table == NULL && k_first > 0 && k_second > 0) || agreement->first_sizes == NULL || agreement->second_sizes == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for a table of %u by %u segments"), k_first, k_second);
		return NULL;
	}
	for (gsize row = 0; row < n; row++) {
		if (first[row] < 0 || second[row] < 0)
			continue;
		if (first[row] >= (gint64) k_first || second[row] >= (gint64) k_second) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("Row %zu has labels %d and %d, beyond %u and %u segments"), row + 1, first[row],
			             second[row], k_first, k_second);
			return NULL;
		}
		agreement->table[(gsize) first[row] * k_second + (gsize) second[row]]++;
		agreement->first_sizes[first[row]]++;
		agreement->second_sizes[second[row]]++;
		agreement->n_rows++;
	}
	if (agreement->n_rows == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("There is no user whom both have; nothing can be compared"));
		return NULL;
	}
	measure (agreement);
	return g_steal_pointer (&agreement);
}

const char *
seg_agreement_words (double ari)
{
	return ari >= 0.9 ? N_("nearly the same division") : ari >= 0.65 ? N_("much alike, with users who change sides")
	       : ari >= 0.3 ? N_("partly alike") : N_("different divisions");
}
