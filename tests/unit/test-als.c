/* recommend/als: half-steps against dense systems solved by elimination, the objective against a sum over all pairs, its fall at each
 * half-step, the same bits for any number of threads, all kinds of processor, reasons that add up. */
#include <config.h>
#include <segscope/parallel.h>
#include <segscope/processor.h>

#include <math.h>
#include <string.h>

#include "made-interactions.h"
#include "recommend/als.h"

static SegAlsSide
made_side (const SegInteractions *all, double alpha)
{
	const gsize n = all->pair_start[all->n_users];
	SegAlsSide side = { all->pair_start, all->pair_items, g_new (float, n) };

	for (gsize i = 0; i < n; i++)
		side.confidences[i] = (float) (1 + alpha * (double) all->pair_weights[i]);
	return side;
}

/* Solves a x = b in place by elimination with pivots; the answer is in b. */
static void
eliminate (double *a, double *b, gsize n)
{
	for (gsize k = 0; k < n; k++) {
		gsize pivot = k;

		for (gsize i = k + 1; i < n; i++)
			if (fabs (a[i * n + k]) > fabs (a[pivot * n + k]))
				pivot = i;
		for (gsize j = 0; j < n; j++) {
			const double kept = a[k * n + j];

			a[k * n + j] = a[pivot * n + j];
			a[pivot * n + j] = kept;
		}
		{
			const double kept = b[k];

			b[k] = b[pivot];
			b[pivot] = kept;
		}
		for (gsize i = 0; i < n; i++) {
			const double times = i != k ? a[i * n + k] / a[k * n + k] : 0;

			for (gsize j = k; times != 0 && j < n; j++)
				a[i * n + j] -= times * a[k * n + j];
			b[i] -= times * b[k];
		}
	}
	for (gsize k = 0; k < n; k++)
		b[k] /= a[k * n + k];
}

/* The factors of @user from all items' factors, densely: every item counts with its confidence. */
static void
solve_densely (const SegAls *model, const SegAlsSide *side, gsize user, double lambda, double *x)
{
	const gsize n = model->n_factors;
	g_autofree double *a = g_new0 (double, n * n);

	memset (x, 0, n * sizeof *x);
	for (gsize item = 0; item < model->n_items; item++) {
		const float *y = model->items + item * model->stride;
		double c = 1;

		for (gsize i = side->start[user]; i < side->start[user + 1]; i++)
			if (side->index[i] == item) {
				c = (double) side->confidences[i];
				for (gsize f = 0; f < n; f++)
					x[f] += c * (double) y[f];
			}
		for (gsize i = 0; i < n; i++)
			for (gsize j = 0; j < n; j++)
				a[i * n + j] += c * (double) y[i] * (double) y[j];
	}
	for (gsize f = 0; f < n; f++)
		a[f * n + f] += lambda;
	eliminate (a, x, n);
}

static double
objective_by_hand (const SegAls *model, const SegAlsSide *side, double lambda)
{
	double sum = 0;

	for (gsize user = 0; user < model->n_users; user++)
		for (gsize item = 0; item < model->n_items; item++) {
			double score = 0, c = 1, p = 0;

			for (gsize f = 0; f < model->n_factors; f++)
				score += (double) model->users[user * model->stride + f] * (double) model->items[item * model->stride + f];
			for (gsize i = side->start[user]; i < side->start[user + 1]; i++)
				if (side->index[i] == item) {
					c = (double) side->confidences[i];
					p = 1;
				}
			sum += c * (p - score) * (p - score);
		}
	for (gsize i = 0; i < model->n_users * model->stride; i++)
		sum += lambda * (double) model->users[i] * (double) model->users[i];
	for (gsize i = 0; i < model->n_items * model->stride; i++)
		sum += lambda * (double) model->items[i] * (double) model->items[i];
	return sum;
}

static void
check_dense (SegProcessor processor, gsize n_factors)
{
	g_autoptr (SegInteractions) all = made_interactions (40, 25, 300, 3, 5);
	SegAlsSide side = made_side (all, 3);
	const SegAlsOptions options = { n_factors, 2, 100, 0.7, 9 };
	g_autoptr (SegAls) model = NULL;
	double worst = 0, largest = 0;

	seg_processor_choose (processor);
	model = seg_als_fit (&side, all->n_users, all->n_items, &options, NULL, NULL);
	g_assert_true (seg_als_half_step (model, &side, TRUE, &options, NULL, NULL));
	for (gsize user = 0; user < all->n_users; user++) {
		g_autofree double *x = g_new (double, n_factors);

		solve_densely (model, &side, user, 0.7, x);
		for (gsize f = 0; f < model->stride; f++) {
			const double is = (double) model->users[user * model->stride + f];

			worst = MAX (worst, fabs (is - (f < n_factors ? x[f] : 0)));
			largest = MAX (largest, fabs (is));
		}
	}
	g_test_message ("processor %d, %zu factors: off by %g of %g", processor, n_factors, worst, largest);
	g_assert_cmpfloat (worst, <, 2e-5 * largest);
	g_assert_cmpfloat_with_epsilon (seg_als_objective (model, &side, 0.7) / objective_by_hand (model, &side, 0.7), 1, 1e-9);
	seg_processor_choose (SEG_N_PROCESSORS);
	g_free (side.confidences);
}

static void
test_dense (void)
{
	static const gsize sizes[] = { 1, 5, 16, 24, 40, 100 };

	for (SegProcessor processor = 0; processor < SEG_N_PROCESSORS; processor++)
		for (gsize s = 0; s < G_N_ELEMENTS (sizes) && seg_processor_is_supported (processor); s++)
			check_dense (processor, sizes[s]);
}

/* Also with more people an item than are copied together. */
static void
check_falls (gsize n_users, gsize n_items, gsize n_pairs)
{
	g_autoptr (SegInteractions) all = made_interactions (n_users, n_items, n_pairs, 4, 6);
	SegAlsSide side = made_side (all, 2), by_item;
	const SegAlsOptions options = { 12, 1, 3, 0.5, 1 };
	g_autoptr (SegAls) model = seg_als_fit (&side, n_users, n_items, &options, NULL, NULL);
	double last = seg_als_objective (model, &side, 0.5);

	g_assert_true (seg_als_turn (&side, n_users, n_items, &by_item, NULL));
	for (int half = 0; half < 16; half++) {
		double now;

		g_assert_true (seg_als_half_step (model, half % 2 == 0 ? &side : &by_item, half % 2 == 0, &options, NULL, NULL));
		now = seg_als_objective (model, &side, 0.5);
		g_assert_cmpfloat (now, <, last * (1 + 1e-7));
		g_assert_true (half > 7 || now < last);
		last = now;
	}
	seg_als_side_clear (&by_item);
	g_free (side.confidences);
}

static void
test_falls (void)
{
	check_falls (150, 60, 1500);
	check_falls (3000, 12, 20000);
}

static void
test_threads (void)
{
	static const guint threads[] = { 1, 2, 3, 8 };
	g_autoptr (SegInteractions) all = made_interactions (700, 150, 9000, 6, 7);
	SegAlsSide side = made_side (all, 2);
	const SegAlsOptions options = { 20, 4, 3, 0.5, 1 };
	g_autoptr (SegAls) first = NULL;

	for (gsize t = 0; t < G_N_ELEMENTS (threads); t++) {
		g_autoptr (SegAls) model = NULL;

		seg_parallel_set_threads (threads[t]);
		model = seg_als_fit (&side, all->n_users, all->n_items, &options, NULL, NULL);
		if (first == NULL)
			first = g_steal_pointer (&model);
		else {
			g_assert_true (memcmp (model->users, first->users, first->n_users * first->stride * sizeof (float)) == 0);
			g_assert_true (memcmp (model->items, first->items, first->n_items * first->stride * sizeof (float)) == 0);
		}
	}
	seg_parallel_set_threads (0);
	g_free (side.confidences);
}

/* What the person's items add makes the score, once the person's factors are solved for exactly: shares of a single item are all of it. */
static void
test_reason (void)
{
	g_autoptr (SegInteractions) all = made_interactions (60, 20, 60, 3, 5);
	const double options[SEG_MOST_OPTIONS] = { 8, 10, 1, 2, 20 };
	g_autoptr (SegModel) model = seg_model_fit_interactions (all, seg_recommender_find ("als"), options, NULL, NULL);
	guint n_single = 0;

	for (gsize user = 0; user < all->n_users; user++) {
		SegRecommendation recommendation = { 0 };
		const gsize n = all->user_start[user + 1] - all->user_start[user];
		gsize item = 0;

		while (n > 0 && seg_interactions_taken (all, user, item) >= 0)
			item++;
		model->chain[0].recommender->explain (model->chain[0].model, all, user, item, &recommendation);
		g_assert_true (n > 0 || recommendation.reason == NULL);
		for (guint i = 0; i < recommendation.n_because; i++)
			g_assert_cmpint (seg_interactions_taken (all, user, (gsize) recommendation.because[i] - 1), >=, 0);
		if (n == 1 && recommendation.n_because == 1) {
			g_assert_cmpfloat_with_epsilon (recommendation.share[0], 1, 1e-12);
			n_single++;
		}
		g_free (recommendation.reason);
	}
	g_assert_cmpuint (n_single, >, 2);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/als/dense", test_dense);
	g_test_add_func ("/als/falls", test_falls);
	g_test_add_func ("/als/threads", test_threads);
	g_test_add_func ("/als/reason", test_reason);
	return g_test_run ();
}
