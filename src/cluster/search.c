/* The search for the clustering of least inertia among many starts.
 *
 * 1. Every restart begins from its own centres (greedy k-means++, a stream of the seed each) and goes on while a pass still
 *    lowers the inertia by a ten-thousandth: a rough result. Of many rows it does so first with a sample of its own
 *    (search_sample.c), which takes it nearly there, and then with all of them.
 * 2. The best fifth of them is refined: Lloyd's passes while they gain anything worth mentioning; where they come to rest,
 *    single rows are moved.
 * 3. From the best so far, one centre at a time is put elsewhere, in generations of eight, and refined as long as the best
 *    seems within reach.
 * 4. The best of all is carried on until no row changes sides.
 * So the passes go where they pay, and the result is better than that of as many starts carried through to the end.
 * Source of 3: Franti 2018, "Efficiency of random swap clustering", J. Big Data 5:13.
 *
 * With few rows whole attempts run side by side, with many rows each pass is shared out among the threads. No decision
 * depends on which attempt ended first, so the result is the same. */
#include <config.h>
#include "cluster-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

#define SHARED_PASS_ROWS 32768 /* from so many rows on a single pass is worth sharing out */
#define ROUGH 1e-4             /* the share by which a pass must lower the inertia to go on roughly */
#define FINE 1e-5              /* the same for what is refined */
#define REFINED_SHARE 5        /* one restart of so many is refined */
#define GENERATION 8
#define SWAP_STREAM ((guint64) 1 << 32) /* streams of the swaps begin above those of the restarts */

/* A rough result. */
typedef struct {
	guint   number;
	guint   passes;
	double  inertia;
	double *centres;
} Attempt;

typedef struct {
	const SegTiles *tiles;
	const SegClusterOptions *options;
	gsize    n_values;      /* of the centres */
	gboolean side_by_side;
	gboolean sampled;       /* whether restarts begin with samples */
	SegProgress progress;
	Attempt *attempts;      /* one a restart */
	double   target;        /* the inertia this batch has to beat */
	double  *base;          /* the centres a generation of swaps begins from */
	guint    n_refined;     /* attempts refined by earlier batches */
	guint    n_swaps;       /* swaps of earlier generations */

	pthread_mutex_t lock;   /* guards what follows */
	GPtrArray *spare;       /* of SegKmeans*: scratch objects nobody uses */
	GError  *error;         /* the first */
	gint32  *labels;        /* of the best refined attempt */
	double  *centres;
	double   inertia;
	guint    number, passes;
	gboolean converged;
} Search;

/* Scratch objects are as many as attempts run at once. */
static SegKmeans *
borrow_state (Search *search, GError **error)
{
	SegKmeans *state = NULL;

	pthread_mutex_lock (&search->lock);
	if (search->spare->len > 0)
		state = g_ptr_array_steal_index_fast (search->spare, search->spare->len - 1);
	pthread_mutex_unlock (&search->lock);
	return state != NULL ? state : seg_kmeans_new (search->tiles, search->options->k, error);
}

static void
return_state (Search *search, SegKmeans *state, GError *error)
{
	pthread_mutex_lock (&search->lock);
	if (state != NULL)
		g_ptr_array_add (search->spare, state);
	if (search->error == NULL)
		search->error = g_steal_pointer (&error);
	pthread_mutex_unlock (&search->lock);
	g_clear_error (&error);
}

/* Keeps the outcome if it is the best so far; of equal ones that of the lowest number, whichever came first. */
static void
keep_best (Search *search, guint number, const SegKmeans *state)
{
	pthread_mutex_lock (&search->lock);
	if (state->inertia < search->inertia || (!(state->inertia > search->inertia) && number < search->number)) {
		memcpy (search->labels, state->assignment->labels, search->tiles->matrix->n_rows * sizeof *search->labels);
		memcpy (search->centres, state->centres, search->n_values * sizeof *search->centres);
		search->inertia = state->inertia;
		search->number = number;
		search->passes = state->passes;
		search->converged = state->converged;
	}
	pthread_mutex_unlock (&search->lock);
}

/* Lloyd's passes, and where they come to rest moves of single rows, in turn. */
static void
refine (Search *search, SegKmeans *state, double least_gain, guint number)
{
	guint max_passes = search->options->max_passes;

	state->passes = MIN (state->passes, max_passes - 1); /* one more is needed in any case */
	if (!seg_kmeans_iterate (state, max_passes, least_gain, search->target, &search->progress))
		return;
	while (state->converged && state->passes < max_passes && seg_kmeans_move_rows (state, search->progress.job) > 0)
		while (!state->converged && state->passes < max_passes)
			if (!seg_kmeans_step (state, search->progress.job))
				return;
	if (!seg_job_is_cancelled (search->progress.job))
		keep_best (search, number, state);
}

/* The kinds of attempt ---------------------------------------------------------------------------------------- */

static gboolean
begin_attempt (Search *search, gsize number, SegKmeans *state, GError **error)
{
	g_autoptr (SegRandom) random = seg_random_new (search->options->seed, number);
	Attempt *attempt = search->attempts + number;

	if (!search->sampled
	    && !seg_kmeans_plus_plus (search->tiles, search->options->k, random, search->progress.job, state->centres, error))
		return FALSE;
	seg_kmeans_begin (state, search->sampled ? attempt->centres : state->centres);
	seg_kmeans_iterate (state, search->options->max_passes, ROUGH, INFINITY, &search->progress);
	memcpy (attempt->centres, state->centres, search->n_values * sizeof (double));
	attempt->inertia = state->inertia;
	attempt->passes = state->passes;
	return TRUE;
}

/* The first centres of one restart, each on one thread. */
static void
begin_with_sample (gsize number, gsize first, gsize last, gpointer data)
{
	Search *search = data;
	g_autoptr (SegRandom) random = seg_random_new (search->options->seed, number);
	GError *error = NULL;

	(void) first;
	(void) last;
	if (!seg_job_is_cancelled (search->progress.job))
		seg_kmeans_sample_start (search->tiles->matrix, search->options, ROUGH, random, search->attempts[number].centres, &search->progress,
		                         &error);
	return_state (search, NULL, error);
}

static gboolean
refine_attempt (Search *search, gsize rank, SegKmeans *state, GError **error)
{
	const Attempt *attempt = search->attempts + search->n_refined + rank;

	(void) error;
	seg_kmeans_begin (state, attempt->centres);
	state->passes = attempt->passes;
	refine (search, state, FINE, attempt->number);
	return TRUE;
}

static gboolean
try_swap (Search *search, gsize number, SegKmeans *state, GError **error)
{
	guint swap = search->n_swaps + (guint) number;
	g_autoptr (SegRandom) random = seg_random_new (search->options->seed, SWAP_STREAM + swap);

	memcpy (state->centres, search->base, search->n_values * sizeof *search->base);
	if (!seg_kmeans_swap (search->tiles, search->options->k, random, search->progress.job, state->centres, error))
		return FALSE;
	seg_kmeans_begin (state, state->centres);
	refine (search, state, FINE, search->options->restarts + swap);
	return TRUE;
}

/* Carries on from the best. */
static gboolean
complete_best (Search *search, gsize number, SegKmeans *state, GError **error)
{
	(void) number;
	(void) error;
	memcpy (state->centres, search->centres, search->n_values * sizeof *search->centres);
	seg_kmeans_begin (state, state->centres);
	state->passes = search->passes;
	search->inertia = INFINITY; /* whatever comes out replaces what was */
	refine (search, state, 0, 0);
	return TRUE;
}

/* Running them ----------------------------------------------------------------------------------------------------- */

typedef gboolean (*AttemptFunc) (Search *search, gsize number, SegKmeans *state, GError **error);

typedef struct {
	Search     *search;
	AttemptFunc attempt;
} Batch;

static void
run_attempts (gsize block, gsize first, gsize last, gpointer data)
{
	const Batch *batch = data;
	GError *error = NULL;
	SegKmeans *state;

	(void) block;
	if (seg_job_is_cancelled (batch->search->progress.job))
		return;
	state = borrow_state (batch->search, &error);
	for (gsize number = first; state != NULL && number < last; number++)
		if (!batch->attempt (batch->search, number, state, &error))
			break;
	return_state (batch->search, state, error);
}

/* Attempts 0..n-1. FALSE when one failed or the job was cancelled. */
static gboolean
run_batch (Search *search, AttemptFunc attempt, gsize n)
{
	Batch batch = { search, attempt };

	if (search->side_by_side)
		seg_parallel_blocks (n, 1, run_attempts, &batch);
	else
		run_attempts (0, 0, n, &batch);
	return search->error == NULL && !seg_job_is_cancelled (search->progress.job);
}

static gint
compare_attempts (gconstpointer a, gconstpointer b, gpointer data)
{
	const Attempt *first = a, *second = b;

	(void) data;
	if (first->inertia < second->inertia || first->inertia > second->inertia)
		return first->inertia < second->inertia ? -1 : 1;
	return first->number < second->number ? -1 : first->number > second->number;
}

static guint
n_to_refine (const Search *search)
{
	return (search->options->restarts + REFINED_SHARE - 1) / REFINED_SHARE;
}

/* Many rows leave fewer local optima and cost more a pass. */
static guint
n_to_swap (const Search *search)
{
	guint n = search->options->restarts - 1;

	return search->side_by_side ? 2 * n : n / 2;
}

/* The best restart first, so that the others know what they have to beat. */
static gboolean
refine_attempts (Search *search)
{
	g_qsort_with_data (search->attempts, (gint) search->options->restarts, sizeof (Attempt), compare_attempts, NULL);
	if (!run_batch (search, refine_attempt, 1))
		return FALSE;
	search->n_refined = 1;
	search->target = search->inertia;
	return run_batch (search, refine_attempt, n_to_refine (search) - 1);
}

static gboolean
try_swaps (Search *search)
{
	guint n = n_to_swap (search);

	for (; search->n_swaps < n; search->n_swaps += GENERATION) {
		search->target = search->inertia;
		memcpy (search->base, search->centres, search->n_values * sizeof *search->base);
		if (!run_batch (search, try_swap, MIN (GENERATION, n - search->n_swaps)))
			return FALSE;
	}
	return TRUE;
}

static void
run (Search *search)
{
	if (search->sampled)
		seg_parallel_blocks (search->options->restarts, 1, begin_with_sample, search);
	if (search->error != NULL || !run_batch (search, begin_attempt, search->options->restarts) || !refine_attempts (search) || !try_swaps (search))
		return;
	search->target = INFINITY;
	if (!search->converged && search->passes < search->options->max_passes)
		run_batch (search, complete_best, 1);
}

/* Beginning and end ------------------------------------------------------------------------------------------------ */

static gboolean
search_init (Search *search, GError **error)
{
	guint restarts = search->options->restarts;
	gsize n_rows = search->tiles->matrix->n_rows;
	double *centres;

	pthread_mutex_init (&search->lock, NULL);
	search->n_values = search->options->k * search->tiles->matrix->n_columns;
	search->side_by_side = n_rows < SHARED_PASS_ROWS;
	search->sampled = n_rows >= 2 * SEG_SEARCH_SAMPLE_ROWS;
	search->spare = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_kmeans_free);
	search->inertia = search->target = INFINITY;
	search->number = G_MAXUINT;
	search->labels = g_try_new (gint32, n_rows);
	search->attempts = g_try_new0 (Attempt, restarts);
	search->centres = centres = g_try_malloc_n ((gsize) restarts + 2, search->n_values * sizeof (double));
	if (search->labels == NULL || search->attempts == NULL || centres == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for %u restarts with %u segments"), restarts,
		             search->options->k);
		return FALSE;
	}
	search->base = centres + search->n_values;
	for (guint i = 0; i < restarts; i++)
		search->attempts[i] = (Attempt) { i, 0, INFINITY, centres + (i + 2) * search->n_values };
	return TRUE;
}

static void
search_clear (Search *search)
{
	g_ptr_array_unref (search->spare);
	g_clear_error (&search->error);
	g_free (search->labels);
	g_free (search->centres);
	g_free (search->attempts);
	pthread_mutex_destroy (&search->lock);
}

static SegClustering *
outcome (Search *search, GError **error)
{
	SegClustering *clustering;

	if (!seg_progress_finish (&search->progress, error))
		return NULL;
	if (search->error != NULL) {
		g_propagate_error (error, g_steal_pointer (&search->error));
		return NULL;
	}
	clustering = seg_clustering_new (search->tiles->matrix, search->labels, search->options->k, search->progress.job, error);
	if (clustering == NULL)
		return NULL;
	clustering->passes = search->passes;
	clustering->converged = search->converged;
	seg_clustering_renumber (clustering);
	return clustering;
}

SegClustering *
seg_kmeans_search (const SegTiles *tiles, const SegClusterOptions *options, SegJob *job, GError **error)
{
	g_autofree char *phrase = g_strdup_printf (_("k=%u, k-means"), options->k);
	Search search = { .tiles = tiles, .options = options };
	SegClustering *clustering = NULL;

	if (search_init (&search, error)) {
		gsize n_parts = (gsize) options->restarts * (search.sampled ? 2 : 1) + n_to_refine (&search) + n_to_swap (&search) + 1;

		seg_progress_init (&search.progress, job, n_parts * SEG_ITERATE_UNITS, phrase);
		run (&search);
		clustering = outcome (&search, error);
	}
	search_clear (&search);
	return clustering;
}
