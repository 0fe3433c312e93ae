/* The denoising autoencoder as a recommender: fitted in batches by Adam, scores as probabilities, reasons by leaving items out. */
#include <config.h>
#include "recommend/autoencoder.h"

#include <segscope/blas.h>
#include <segscope/parallel.h>
#include <segscope/random.h>

#include <cblas.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define VALUES_A_BLOCK 16384
#define MOST_SECONDS 3600.0
#define NOT_EXPECTED (-10000) /* logit of which no probability is left */

enum { HIDDEN, EPOCHS, DROPOUT, RATE, DECAY, BATCH, N_OPTIONS };

static const SegRecommenderOption options_table[N_OPTIONS] = {
	[HIDDEN] = { "hidden", N_("hidden numbers that describe each person"), 64, 1, 1000, TRUE, NULL },
	[EPOCHS] = { "epochs", N_("times that everybody is gone through"), 20, 1, 1000, TRUE, NULL },
	[DROPOUT] = { "dropout", N_("share of what people have that is hidden and to be found again"), 0.5, 0, 0.95, FALSE, NULL },
	[RATE] = { "rate", N_("how far each step goes"), 0.003, 1e-6, 1, FALSE, NULL },
	[DECAY] = { "decay", N_("how strongly numbers are held small"), 1e-5, 0, 1, FALSE, NULL },
	[BATCH] = { "batch", N_("people a step"), 128, 1, 4096, TRUE, NULL },
};

/* Adam (Kingma, Ba 2015): steps of even size, by running means of the gradient and of its square. */
typedef struct {
	SegNetwork *network, *gradient, *mean, *square;
	double      rate, mean_left, square_left; /* left: what of the means was there from the start */
} Adam;

static void
step_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Adam *adam = data;

	(void) block;
	for (gsize i = first; i < last; i++) {
		const double gradient = adam->gradient->values[i];

		adam->mean->values[i] += 0.1 * (gradient - adam->mean->values[i]);
		adam->square->values[i] += 0.001 * (gradient * gradient - adam->square->values[i]);
		adam->network->values[i] -= adam->rate * (adam->mean->values[i] / (1 - adam->mean_left))
		                            / (sqrt (adam->square->values[i] / (1 - adam->square_left)) + 1e-8);
	}
}

static void
start (SegNetwork *network)
{
	g_autoptr (SegRandom) random = seg_random_new (1, 2);

	for (gsize i = 0; i < network->n_items * network->n_hidden; i++) {
		network->in[i] = 0.3 * seg_random_gaussian (random);
		network->out[i] = seg_random_gaussian (random) / sqrt ((double) network->n_hidden) * 0.3;
	}
}

static gboolean
run_epoch (Adam *adam, const SegInteractions *interactions, gsize *users, gsize n_users, guint epoch, const double *values, SegJob *job, GError **error)
{
	g_autoptr (SegRandom) random = seg_random_new (1, 100 + epoch);
	g_autofree char *phrase = g_strdup_printf (_("learning, round %u of %.0f"), epoch + 1, values[EPOCHS]);

	seg_random_shuffle (random, users, n_users);
	for (gsize first = 0; first < n_users; first += (gsize) values[BATCH]) {
		const SegBatch batch = { interactions, users + first, MIN ((gsize) values[BATCH], n_users - first), values[DROPOUT], epoch };
		const double done = ((double) epoch + (double) first / (double) n_users) / values[EPOCHS];

		if (!seg_job_proceed (job, done, phrase, error))
			return FALSE;
		if (isnan (seg_network_gradient (adam->network, &batch, values[DECAY], adam->gradient))) {
			g_set_error_literal (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to learn, or the steps go too far: take a smaller batch or rate"));
			return FALSE;
		}
		adam->mean_left *= 0.9;
		adam->square_left *= 0.999;
		seg_parallel_blocks (adam->network->n_values, VALUES_A_BLOCK, step_block, adam);
	}
	return TRUE;
}

static gboolean
learn (SegNetwork *network, const SegInteractions *interactions, const double *values, SegJob *job, GError **error)
{
	g_autoptr (SegNetwork) gradient = seg_network_new (network->n_items, network->n_hidden, error), mean = NULL, square = NULL;
	g_autofree gsize *users = seg_try_allocate (interactions->n_users, sizeof *users, error);
	Adam adam = { .network = network, .rate = values[RATE], .mean_left = 1, .square_left = 1 };
	gsize n_users = 0;

	if (gradient == NULL || users == NULL || (mean = seg_network_new (network->n_items, network->n_hidden, error)) == NULL
	    || (square = seg_network_new (network->n_items, network->n_hidden, error)) == NULL)
		return FALSE;
	adam.gradient = gradient;
	adam.mean = mean;
	adam.square = square;
	for (gsize user = 0; user < interactions->n_users; user++)
		if (interactions->user_start[user + 1] > interactions->user_start[user])
			users[n_users++] = user;
	for (guint epoch = 0; epoch < (guint) values[EPOCHS]; epoch++)
		if (!run_epoch (&adam, interactions, users, n_users, epoch, values, job, error))
			return FALSE;
	return TRUE;
}

/* @network with the numbers of @old, whose items @now says where they are. Of others nothing is expected, and they say nothing. */
static void
carry_over (const SegNetwork *old, const guint32 *now, SegNetwork *network)
{
	const gsize size = old->n_hidden * sizeof (double);

	memcpy (network->in_bias, old->in_bias, size);
	for (gsize item = 0; item < network->n_items; item++)
		network->out_bias[item] = NOT_EXPECTED;
	for (gsize item = 0; item < old->n_items; item++) {
		memcpy (network->in + now[item] * old->n_hidden, old->in + item * old->n_hidden, size);
		memcpy (network->out + now[item] * old->n_hidden, old->out + item * old->n_hidden, size);
		network->out_bias[now[item]] = old->out_bias[item];
	}
}

static gsize
count_taken (const SegInteractions *interactions)
{
	gsize n = 0;

	for (gsize item = 0; item < interactions->n_items; item++)
		n += seg_item_count (interactions, item) > 0;
	return n;
}

/* Learns about what anybody took, of a large catalogue often a small part; there is nothing to learn about the rest. */
static gpointer
fit (const SegInteractions *interactions, const double *values, SegJob *job, GError **error)
{
	const gsize n_taken = count_taken (interactions), n_pairs = interactions->user_start[interactions->n_users];
	g_autofree guint32 *taken = seg_try_allocate (n_taken, sizeof *taken, error), *numbers = NULL, *user_items = NULL;
	g_autoptr (SegNetwork) small = taken != NULL ? seg_network_new (n_taken, (gsize) values[HIDDEN], error) : NULL, network = NULL;
	SegInteractions view = *interactions;
	gsize n = 0;

	seg_blas_stay_alone ();
	if (small == NULL || (numbers = seg_try_allocate (interactions->n_items, sizeof *numbers, error)) == NULL
	    || (user_items = seg_try_allocate (n_pairs, sizeof *user_items, error)) == NULL)
		return NULL;
	for (gsize item = 0; item < interactions->n_items; item++)
		if (seg_item_count (interactions, item) > 0) {
			numbers[item] = (guint32) n;
			taken[n++] = (guint32) item;
		}
	for (gsize i = 0; i < n_pairs; i++)
		user_items[i] = numbers[interactions->user_items[i]];
	view.n_items = n_taken;
	view.user_items = user_items;
	start (small);
	if (!learn (small, &view, values, job, error) || (network = seg_network_new (interactions->n_items, small->n_hidden, error)) == NULL)
		return NULL;
	carry_over (small, taken, network);
	return g_steal_pointer (&network);
}

static void
free_model (gpointer model)
{
	seg_network_free (model);
}

static void
score (gconstpointer data, const SegInteractions *interactions, gsize user, double *scores)
{
	const gsize n = interactions->n_items;
	double most = -INFINITY, sum = 0;

	memset (scores, 0, n * sizeof *scores);
	if (user >= interactions->n_users || interactions->user_start[user] == interactions->user_start[user + 1])
		return;
	seg_network_forward (data, interactions, user, scores);
	for (gsize item = 0; item < n; item++)
		most = MAX (most, scores[item]);
	for (gsize item = 0; item < n; item++)
		sum += scores[item] = exp (scores[item] - most);
	for (gsize item = 0; item < n; item++)
		scores[item] /= sum;
}

/* What the logit of @item loses when one of the user's items is not shown. */
static void
explain (gconstpointer data, const SegInteractions *interactions, gsize user, gsize item, SegRecommendation *recommendation)
{
	const SegNetwork *network = data;
	const gsize first = user < interactions->n_users ? interactions->user_start[user] : 0, n_hidden = network->n_hidden;
	const gsize n = user < interactions->n_users ? interactions->user_start[user + 1] - first : 0;
	g_autofree double *parts = g_new0 (double, n + 1), *sums = g_memdup2 (network->in_bias, n_hidden * sizeof *sums);
	const double *out = network->out + item * n_hidden, scale = n > 0 ? 1 / sqrt ((double) n) : 0;

	for (gsize i = 0; i < n; i++)
		cblas_daxpy ((blasint) n_hidden, scale, network->in + interactions->user_items[first + i] * n_hidden, 1, sums, 1);
	for (gsize i = 0; i < n; i++) {
		const double *in = network->in + interactions->user_items[first + i] * n_hidden;

		for (gsize f = 0; f < n_hidden; f++)
			parts[i] += out[f] * (tanh (sums[f]) - tanh (sums[f] - scale * in[f]));
	}
	seg_reason_strongest (recommendation, interactions, interactions->user_items + first, parts, n);
	if (recommendation->n_because > 0)
		seg_reason_factors (recommendation, interactions, FALSE);
}

/* The cosine of what comes out. */
static void
score_similar (gconstpointer data, const SegInteractions *interactions, gsize item, double *scores)
{
	const SegNetwork *network = data;
	const blasint n = (blasint) network->n_hidden;
	const double *one = network->out + item * network->n_hidden, length = cblas_dnrm2 (n, one, 1);

	for (gsize other = 0; other < interactions->n_items; other++) {
		const double *out = network->out + other * network->n_hidden, size = length * cblas_dnrm2 (n, out, 1);

		scores[other] = other != item && size > 0 ? cblas_ddot (n, one, 1, out, 1) / size : 0;
	}
}

static gsize
n_traits (gconstpointer data, const SegInteractions *interactions)
{
	(void) interactions;
	return ((const SegNetwork *) data)->n_hidden;
}

static void
traits (gconstpointer data, const SegInteractions *interactions, gsize user, double *values)
{
	if (interactions->user_start[user] < interactions->user_start[user + 1])
		seg_network_encode (data, interactions, user, values);
	else
		memset (values, 0, ((const SegNetwork *) data)->n_hidden * sizeof *values);
}

static void
estimate (const SegInteractions *interactions, const double *values, SegFitEstimate *estimate)
{
	const double n_items = (double) count_taken (interactions), n_values = 2 * n_items * values[HIDDEN], n_users = (double) interactions->n_users;

	estimate->memory = 8 * (4 * n_values + values[BATCH] * n_items);
	estimate->seconds = values[EPOCHS] * (n_users * n_values * 3 / 2.5e10 + n_users / values[BATCH] * n_values * 6e-9 + n_users * n_items * 1e-8)
	                    / seg_parallel_threads ();
	if (estimate->seconds > MOST_SECONDS)
		estimate->unfit = g_strdup (_("It would learn for more than an hour; take fewer hidden numbers or epochs."));
}

static void
save (gconstpointer data, SegModelWriter *packer)
{
	const SegNetwork *network = data;

	seg_pack_doubles (packer, network->values, network->n_values);
}

static gpointer
load (SegModelReader *unpacker, const SegInteractions *interactions, const double *values, GError **error)
{
	g_autoptr (SegNetwork) network = seg_network_new (interactions->n_items, (gsize) values[HIDDEN], error);

	if (network == NULL)
		return NULL;
	seg_unpack_doubles (unpacker, network->values, network->n_values);
	return seg_unpack_ended (unpacker, error) ? g_steal_pointer (&network) : NULL;
}

/* What came since neither says anything nor is expected of anybody. */
static gpointer
update (gconstpointer data, const SegBefore *before, const SegInteractions *now, const double *values, SegJob *job, GError **error)
{
	g_autoptr (SegNetwork) network = seg_job_proceed (job, 0, _("bringing up to date"), error) ? seg_network_new (now->n_items, (gsize) values[HIDDEN], error) : NULL;

	if (network != NULL)
		carry_over (data, before->items_now, network);
	return g_steal_pointer (&network);
}

const SegRecommender seg_recommender_autoencoder = {
	.name = "autoencoder", .label = N_("Deep: what was hidden found again"),
	.meaning = N_("Items that a neural network expects, which has learned to find hidden items of people again (denoising autoencoder)"),
	.options = options_table, .n_options = N_OPTIONS,
	.fit = fit, .free = free_model, .score = score, .explain = explain, .score_similar = score_similar,
	.n_traits = n_traits, .traits = traits, .alike = N_("hidden numbers of the network"), .estimate = estimate, .save = save, .load = load,
	.update = update,
	.updating = N_("People are shown to the network with all they have now; what it has learned stays, and items that came since wait for the next fit."),
};
