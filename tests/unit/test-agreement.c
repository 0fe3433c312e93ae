/* Agreement of two labellings against reference figures and against counting pairs. */
#include <config.h>
#include "cluster-fixture.h"

#include <segscope/choose.h>

static gint32 *
read_labels (const TestFigures *figures, const char *name, guint *k)
{
	gint32 *labels = g_new (gint32, figures->n_rows);

	*k = 0;
	for (gsize row = 0; row < figures->n_rows; row++) {
		labels[row] = (gint32) test_figures_number (figures, row, name);
		*k = MAX (*k, (guint) labels[row] + 1);
	}
	return labels;
}

static void
check_row (const TestFigures *figures, gsize row)
{
	g_autofree char *file = g_strdup_printf ("reference/agreement/labelings/%s.csv", test_figures_text (figures, row, "input"));
	g_autoptr (TestFigures) labelings = reference_figures (file);
	guint k_first, k_second;
	g_autofree gint32 *first = read_labels (labelings, test_figures_text (figures, row, "first"), &k_first);
	g_autofree gint32 *second = read_labels (labelings, test_figures_text (figures, row, "second"), &k_second);
	g_autoptr (SegAgreement) agreement = seg_agreement_new (first, k_first, second, k_second, labelings->n_rows, NULL);

	test_close (agreement->ari, test_figures_number (figures, row, "ari"), 1e-10);
	test_close (agreement->nmi, test_figures_number (figures, row, "nmi_arithmetic"), 1e-10);
	test_close (agreement->vi, test_figures_number (figures, row, "vi_nats"), 1e-10);
	g_assert_cmpuint (agreement->n_rows, ==, labelings->n_rows);
}

static void
test_reference (void)
{
	g_autoptr (TestFigures) figures = reference_figures ("reference/agreement/agreement_measures.csv");

	for (gsize row = 0; figures != NULL && row < figures->n_rows; row++)
		check_row (figures, row);
}

/* Every pair of rows looked at. */
static double
rand_by_pairs (const gint32 *a, const gint32 *b, gsize n)
{
	double both = 0, first = 0, second = 0, all = (double) n * ((double) n - 1) / 2, expected, most;

	for (gsize i = 0; i < n; i++)
		for (gsize j = 0; j < i; j++) {
			both += a[i] == a[j] && b[i] == b[j];
			first += a[i] == a[j];
			second += b[i] == b[j];
		}
	expected = first * second / all;
	most = (first + second) / 2;
	return most > expected || most < expected ? (both - expected) / (most - expected) : 1;
}

static void
test_brute_force (void)
{
	g_autoptr (SegRandom) random = seg_random_new (61, 0);

	for (int trial = 0; trial < 300; trial++) {
		gsize n = 2 + seg_random_below (random, 30);
		guint k_first = 1 + (guint) seg_random_below (random, 6), k_second = 1 + (guint) seg_random_below (random, 6);
		g_autofree gint32 *a = g_new (gint32, n), *b = g_new (gint32, n);
		g_autoptr (SegAgreement) forth = NULL, back = NULL;
		gsize sum = 0;

		for (gsize i = 0; i < n; i++) {
			a[i] = (gint32) seg_random_below (random, k_first);
			b[i] = seg_random_below (random, 3) == 0 ? (gint32) seg_random_below (random, k_second) : a[i] % (gint32) k_second;
		}
		forth = seg_agreement_new (a, k_first, b, k_second, n, NULL);
		back = seg_agreement_new (b, k_second, a, k_first, n, NULL);
		test_close (forth->ari, rand_by_pairs (a, b, n), 1e-12);
		test_close (forth->ari, back->ari, 1e-12);
		test_close (forth->nmi, back->nmi, 1e-12);
		test_close (forth->vi, back->vi, 1e-12);
		g_assert_cmpfloat (forth->vi_share, <=, 1 + 1e-12);
		for (gsize i = 0; i < (gsize) k_first * k_second; i++)
			sum += forth->table[i];
		g_assert_cmpuint (sum, ==, n);
	}
}

static void
test_left_out (void)
{
	static const gint32 first[] = { 0, 0, 1, 1, -1, 1 }, second[] = { 1, 1, 0, 0, 0, -1 }, wrong[] = { 0, 0, 1, 2, 0, 0 }, none[] = { -1, -1, -1, -1, 0, -1 };
	g_autoptr (SegAgreement) agreement = seg_agreement_new (first, 2, second, 2, 6, NULL);
	g_autoptr (GError) error = NULL;

	g_assert_cmpuint (agreement->n_rows, ==, 4);
	g_assert_cmpfloat (agreement->ari, ==, 1);
	g_assert_cmpfloat (agreement->vi, <, 1e-12);
	g_assert_null (seg_agreement_new (first, 2, wrong, 2, 6, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "Row 4");
	g_assert_null (seg_agreement_new (first, 2, none, 2, 6, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "no user whom both have");
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/agreement/reference", test_reference);
	g_test_add_func ("/agreement/brute-force", test_brute_force);
	g_test_add_func ("/agreement/left-out", test_left_out);
	return g_test_run ();
}
