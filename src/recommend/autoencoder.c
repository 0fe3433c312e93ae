/* A denoising autoencoder of what people have, with one hidden layer.
 *
 *     h = tanh (sum over the user's items i shown of s in (i) + in_bias),   s = 1 / sqrt (items) / (1 - dropout)
 *     p (j) = softmax over all items of (h out (j) + out_bias (j));   loss (u) = -mean over the user's items j of log p (j)
 *
 * In training some of the items are hidden at random and have to be found again. Which ones is a rule of the seed, the user and the item,
 * so nothing depends on the order of work. The dense products are CBLAS calls on fixed blocks of items, one thread each; sums over blocks
 * are made in their order: the same bits for any number of threads.
 *
 * Sources: Liang et al. 2018, WWW, 689-698 (Mult-DAE); Wu et al. 2016, WSDM, 153-162. */
#include <config.h>
#include "recommend/autoencoder.h"

#include <segscope/parallel.h>
#include <segscope/random.h>

#include <cblas.h>
#include <math.h>
#include <string.h>

#define ITEMS_A_BLOCK 512
#define USERS_A_BLOCK 16

typedef struct {
	const SegNetwork *network;
	const SegBatch   *batch;
	SegNetwork       *gradient;
	double  decay;
	double *hidden, *logits, *losses; /* n x n_hidden, n x n_items, n */
	double *back;                     /* n x n_hidden a block of items, then their sum in the first */
} Work;

void
seg_network_free (SegNetwork *network)
{
	if (network == NULL)
		return;
	g_free (network->values);
	g_free (network);
}

SegNetwork *
seg_network_new (gsize n_items, gsize n_hidden, GError **error)
{
	g_autoptr (SegNetwork) network = g_new0 (SegNetwork, 1);

	network->n_items = n_items;
	network->n_hidden = n_hidden;
	network->n_values = 2 * n_items * n_hidden + n_hidden + n_items;
	if ((network->values = seg_try_allocate (network->n_values, sizeof (double), error)) == NULL)
		return NULL;
	network->in = network->values;
	network->out = network->in + n_items * n_hidden;
	network->in_bias = network->out + n_items * n_hidden;
	network->out_bias = network->in_bias + n_hidden;
	return g_steal_pointer (&network);
}

static gboolean
is_shown (const SegBatch *batch, gsize user, gsize item)
{
	const guint64 mixed = seg_random_mix (seg_random_mix (batch->seed ^ (guint64) user << 32) ^ item);

	return batch->dropout <= 0 || (double) (mixed >> 11) * 0x1p-53 >= batch->dropout;
}

static double
scale_of (const SegInteractions *interactions, gsize user, double dropout)
{
	return 1 / sqrt ((double) (interactions->user_start[user + 1] - interactions->user_start[user])) / (1 - dropout);
}

static void
encode_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Work *work = data;
	const SegNetwork *network = work->network;
	const SegInteractions *all = work->batch->interactions;

	(void) block;
	for (gsize row = first; row < last; row++) {
		const gsize user = work->batch->users[row];
		double *hidden = work->hidden + row * network->n_hidden;

		memcpy (hidden, network->in_bias, network->n_hidden * sizeof *hidden);
		for (gsize i = all->user_start[user]; i < all->user_start[user + 1]; i++)
			if (is_shown (work->batch, user, all->user_items[i]))
				cblas_daxpy ((blasint) network->n_hidden, scale_of (all, user, work->batch->dropout), network->in + all->user_items[i] * network->n_hidden, 1,
				             hidden, 1);
		for (gsize f = 0; f < network->n_hidden; f++)
			hidden[f] = tanh (hidden[f]);
	}
}

static void
decode_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Work *work = data;
	const SegNetwork *network = work->network;

	(void) block;
	for (gsize row = 0; row < work->batch->n; row++)
		memcpy (work->logits + row * network->n_items + first, network->out_bias + first, (last - first) * sizeof (double));
	cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (blasint) work->batch->n, (blasint) (last - first), (blasint) network->n_hidden, 1, work->hidden,
	             (blasint) network->n_hidden, network->out + first * network->n_hidden, (blasint) network->n_hidden, 1, work->logits + first,
	             (blasint) network->n_items);
}

/* Logits into what the loss changes by: (p - target) / n. */
static void
compare_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Work *work = data;
	const SegInteractions *all = work->batch->interactions;
	const gsize n_items = work->network->n_items;

	(void) block;
	for (gsize row = first; row < last; row++) {
		const gsize user = work->batch->users[row], from = all->user_start[user], to = all->user_start[user + 1];
		const double n = (double) work->batch->n, share = 1 / (double) (to - from);
		double *logits = work->logits + row * n_items, most = -INFINITY, sum = 0;

		for (gsize item = 0; item < n_items; item++)
			most = MAX (most, logits[item]);
		work->losses[row] = most;
		for (gsize i = from; i < to; i++)
			work->losses[row] -= logits[all->user_items[i]] * share;
		for (gsize item = 0; item < n_items; item++)
			sum += logits[item] = exp (logits[item] - most);
		work->losses[row] += log (sum);
		for (gsize item = 0; item < n_items; item++)
			logits[item] /= sum * n;
		for (gsize i = from; i < to; i++)
			logits[all->user_items[i]] -= share / n;
	}
}

static void
return_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Work *work = data;
	const SegNetwork *network = work->network;
	const blasint n = (blasint) work->batch->n, n_hidden = (blasint) network->n_hidden, n_items = (blasint) network->n_items;
	double *gradient = work->gradient->out + first * network->n_hidden;

	memcpy (gradient, network->out + first * network->n_hidden, (last - first) * network->n_hidden * sizeof *gradient);
	cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (blasint) (last - first), n_hidden, n, 1, work->logits + first, n_items, work->hidden, n_hidden,
	             work->decay, gradient, n_hidden);
	cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n_hidden, (blasint) (last - first), 1, work->logits + first, n_items,
	             network->out + first * network->n_hidden, n_hidden, 0, work->back + block * work->batch->n * network->n_hidden, n_hidden);
	for (gsize item = first; item < last; item++) {
		double sum = 0;

		for (gsize row = 0; row < work->batch->n; row++)
			sum += work->logits[row * network->n_items + item];
		work->gradient->out_bias[item] = sum;
	}
}

/* Back through the hidden layer to the items shown, user after user. */
static void
return_to_items (const Work *work)
{
	const SegNetwork *network = work->network;
	const SegInteractions *all = work->batch->interactions;
	const gsize n_hidden = network->n_hidden, n_blocks = seg_parallel_n_blocks (network->n_items, ITEMS_A_BLOCK), size = work->batch->n * n_hidden;

	for (gsize block = 1; block < n_blocks; block++)
		cblas_daxpy ((blasint) size, 1, work->back + block * size, 1, work->back, 1);
	memset (work->gradient->in_bias, 0, n_hidden * sizeof (double));
	for (gsize i = 0; i < network->n_items * n_hidden; i++)
		work->gradient->in[i] = work->decay * network->in[i];
	for (gsize row = 0; row < work->batch->n; row++) {
		const gsize user = work->batch->users[row];
		double *back = work->back + row * n_hidden;

		for (gsize f = 0; f < n_hidden; f++)
			back[f] *= 1 - work->hidden[row * n_hidden + f] * work->hidden[row * n_hidden + f];
		cblas_daxpy ((blasint) n_hidden, 1, back, 1, work->gradient->in_bias, 1);
		for (gsize i = all->user_start[user]; i < all->user_start[user + 1]; i++)
			if (is_shown (work->batch, user, all->user_items[i]))
				cblas_daxpy ((blasint) n_hidden, scale_of (all, user, work->batch->dropout), back, 1, work->gradient->in + all->user_items[i] * n_hidden, 1);
	}
}

double
seg_network_gradient (const SegNetwork *network, const SegBatch *batch, double decay, SegNetwork *gradient)
{
	const gsize n_blocks = seg_parallel_n_blocks (network->n_items, ITEMS_A_BLOCK), n_hidden = network->n_hidden;
	g_autofree double *hidden = g_try_new (double, batch->n * n_hidden), *logits = g_try_new (double, batch->n * network->n_items);
	g_autofree double *losses = g_try_new (double, batch->n), *back = g_try_new (double, n_blocks * batch->n * n_hidden);
	Work work = { network, batch, gradient, decay, hidden, logits, losses, back };
	double loss = 0, squares;

	if (hidden == NULL || logits == NULL || losses == NULL || back == NULL)
		return NAN;
	seg_parallel_blocks (batch->n, USERS_A_BLOCK, encode_block, &work);
	seg_parallel_blocks (network->n_items, ITEMS_A_BLOCK, decode_block, &work);
	seg_parallel_blocks (batch->n, USERS_A_BLOCK, compare_block, &work);
	seg_parallel_blocks (network->n_items, ITEMS_A_BLOCK, return_block, &work);
	return_to_items (&work);
	for (gsize row = 0; row < batch->n; row++)
		loss += losses[row];
	squares = cblas_ddot ((blasint) (2 * network->n_items * n_hidden), network->values, 1, network->values, 1);
	return loss / (double) batch->n + decay / 2 * squares;
}

void
seg_network_encode (const SegNetwork *network, const SegInteractions *interactions, gsize user, double *hidden)
{
	const SegBatch batch = { interactions, &user, 1, 0, 0 };
	Work work = { .network = network, .batch = &batch, .hidden = hidden };

	encode_block (0, 0, 1, &work);
}

void
seg_network_forward (const SegNetwork *network, const SegInteractions *interactions, gsize user, double *logits)
{
	g_autofree double *hidden = g_new (double, network->n_hidden);

	seg_network_encode (network, interactions, user, hidden);
	memcpy (logits, network->out_bias, network->n_items * sizeof *logits);
	cblas_dgemv (CblasRowMajor, CblasNoTrans, (blasint) network->n_items, (blasint) network->n_hidden, 1, network->out, (blasint) network->n_hidden, hidden, 1, 1,
	             logits, 1);
}
