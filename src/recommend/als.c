/* Matrix factorisation of who did how much with what, by alternating least squares.
 *
 *     minimise  sum over all users u and items i of c (u, i) (p (u, i) - x (u) y (i))^2 + lambda (sum |x|^2 + sum |y|^2)
 *
 * p is 1 where the user did something with the item, else 0; c is 1 + alpha x weight there and 1 elsewhere. With the items' factors y
 * fixed every x is the solution of a small linear system, and the other way round:
 *
 *     (Y'Y + lambda I + sum over the user's items of (c - 1) y y') x = sum over the user's items of c y
 *
 * A few conjugate gradient steps from the last solution are enough each time, in coordinates in which Y'Y + lambda I is the unit matrix
 * (als_coordinates.c), and the objective falls at every half-step. Users (items) are independent of each other, so each half-step runs on
 * all cores; Y'Y is added up from blocks in their order. So the bits do not depend on the number of threads; on another kind of
 * processor the last digits differ.
 *
 * Time O(passes x steps x pairs x factors + passes x (users + items) x factors^2); memory 4 bytes a factor, again as much for the larger
 * side while it is fitted, 16 bytes a pair.
 *
 * Sources: Hu, Koren, Volinsky 2008, ICDM, 263-272; Takacs, Pilaszy, Tikk 2011, RecSys, 297-300 (conjugate gradients). */
#include <config.h>
#include "recommend/als.h"
#include "recommend/als-coordinates.h"
#include "recommend/als-kernel.h"

#include <segscope/blas.h>
#include <segscope/parallel.h>
#include <segscope/random.h>

#include <cblas.h>
#include <glib/gi18n.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

#define ROWS_A_BLOCK 32
#define ROWS_BETWEEN_ASKING 8192
#define HUGE_PAGE ((gsize) 2 << 20) /* bytes */
#define START 0.01 /* factors begin as small random numbers */

void
seg_als_free (SegAls *model)
{
	if (model == NULL)
		return;
	free (model->users);
	free (model->items);
	g_free (model);
}

/* Rows far apart are found faster in huge pages. */
static float *
allocate_factors (gsize n, gsize stride, GError **error)
{
	const gsize size = MAX (n, 1) * stride * sizeof (float);
	const gboolean much = size >= 2 * HUGE_PAGE;
	float *values = n < G_MAXSIZE / stride / sizeof (float) / 2
	                ? aligned_alloc (much ? HUGE_PAGE : 64, much ? (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE : size) : NULL;

	if (values == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for factors: %.0f MB were asked for"), (double) size / 1e6);
		return NULL;
	}
#ifdef MADV_HUGEPAGE
	if (much)
		(void) madvise (values, size, MADV_HUGEPAGE); /* where it cannot be, small pages do */
#endif
	memset (values, 0, size);
	return values;
}

SegAls *
seg_als_new (gsize n_users, gsize n_items, gsize n_factors, GError **error)
{
	g_autoptr (SegAls) model = g_new0 (SegAls, 1);

	model->n_users = n_users;
	model->n_items = n_items;
	model->n_factors = n_factors;
	for (model->stride = SEG_ALS_STRIDE; model->stride < n_factors;)
		model->stride *= 2;
	model->users = allocate_factors (n_users, model->stride, error);
	model->items = model->users != NULL ? allocate_factors (n_items, model->stride, error) : NULL;
	return model->items != NULL ? g_steal_pointer (&model) : NULL;
}

/* Both sides: a row's numbers depend on the seed and its place alone. */
static void
start (SegAls *model, guint64 seed)
{
	g_autoptr (SegRandom) random = seg_random_new (seed, 0);

	for (gsize item = 0; item < model->n_items; item++)
		for (gsize f = 0; f < model->n_factors; f++)
			model->items[item * model->stride + f] = (float) (START * seg_random_gaussian (random));
}

/* A half-step ------------------------------------------------------------------------------------------------------- */

typedef struct {
	const SegAlsSide *side;
	SegAlsSolve  solve;
	const SegAlsCoordinates *coordinates;
	float       *rows;
	const float *others; /* in these coordinates */
	const guint8 *only;  /* NULL: all */
	gsize        stride, offset;
	guint        n_steps;
	SegJob      *job;
	atomic_bool  out_of_memory;
} HalfStep;

static void
solve_row (const HalfStep *half, gsize i, gsize end, float *z, float *gathered)
{
	const gsize start = half->side->start[i], n = half->side->start[i + 1] - start;
	const SegAlsRow row = { half->others, half->side->index + start, half->side->confidences + start, n, end - start, half->stride, half->n_steps, gathered };

	if (n > 0)
		half->solve (&row, z);
	else
		memset (z, 0, half->stride * sizeof *z);
}

/* @z: the rows of the block, in the coordinates. */
static void
solve_rows (HalfStep *half, gsize first, gsize last, float *z, float *gathered)
{
	const gsize stride = half->stride, end = half->side->start[last];
	const SegAlsCoordinates *coordinates = half->coordinates;

	seg_als_turn_rows (coordinates, coordinates->in, half->rows + first * stride, last - first, z);
	for (gsize i = first; i < last && !seg_job_is_cancelled (half->job); i++)
		if (half->only == NULL || half->only[i])
			solve_row (half, i, end, z + (i - first) * stride, gathered);
	if (half->only == NULL)
		seg_als_turn_rows (coordinates, coordinates->out, z, last - first, half->rows + first * stride);
	for (gsize i = first; half->only != NULL && i < last; i++)
		if (half->only[i])
			seg_als_turn_rows (coordinates, coordinates->out, z + (i - first) * stride, 1, half->rows + i * stride);
}

static void
solve_block (gsize block, gsize first, gsize last, gpointer data)
{
	HalfStep *half = data;
	float *room = aligned_alloc (64, (SEG_ALS_GATHERED + ROWS_A_BLOCK) * half->stride * sizeof (float));

	(void) block;
	if (room == NULL)
		atomic_store (&half->out_of_memory, TRUE);
	else
		solve_rows (half, half->offset + first, half->offset + last, room, room + ROWS_A_BLOCK * half->stride);
	free (room);
}

static gboolean
solve_all (HalfStep *half, gsize n, GError **error)
{
	for (; half->offset < n; half->offset += ROWS_BETWEEN_ASKING) {
		seg_parallel_blocks (MIN (ROWS_BETWEEN_ASKING, n - half->offset), ROWS_A_BLOCK, solve_block, half);
		if (!seg_job_proceed (half->job, (double) half->offset / (double) n, NULL, error))
			return FALSE;
	}
	if (!atomic_load (&half->out_of_memory))
		return TRUE;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to fit factors"));
	return FALSE;
}

gboolean
seg_als_half_step_of (SegAls *model, const SegAlsSide *side, gboolean of_users, const guint8 *only, const SegAlsOptions *options, SegJob *job,
                      GError **error)
{
	const gsize n = of_users ? model->n_users : model->n_items, n_others = of_users ? model->n_items : model->n_users;
	float *rows = of_users ? model->users : model->items, *others = of_users ? model->items : model->users;
	float *turned = allocate_factors (n_others, model->stride, error);
	SegAlsCoordinates coordinates = { 0 };
	HalfStep half = { side, seg_als_kernel (), &coordinates, rows, turned, only, model->stride, 0, options->n_steps, job, FALSE };
	gboolean fine;

	seg_blas_stay_alone ();
	fine = turned != NULL
	       && seg_als_coordinates_init (&coordinates, others, n_others, model->n_factors, model->stride, options->lambda, error);
	if (fine) {
		seg_als_turn_others (&coordinates, others, n_others, turned);
		fine = solve_all (&half, n, error);
	}
	seg_als_coordinates_clear (&coordinates);
	free (turned);
	return fine;
}

gboolean
seg_als_half_step (SegAls *model, const SegAlsSide *side, gboolean of_users, const SegAlsOptions *options, SegJob *job, GError **error)
{
	return seg_als_half_step_of (model, side, of_users, NULL, options, job, error);
}

/* The objective ------------------------------------------------------------------------------------------------------ */

static double
product (const float *a, const float *b, gsize n)
{
	double sum = 0;

	for (gsize f = 0; f < n; f++)
		sum += (double) a[f] * (double) b[f];
	return sum;
}

static double
sum_of_squares (const float *values, gsize n)
{
	return product (values, values, n);
}

/* sum over all pairs of (x y)^2 = trace (X'X Y'Y) */
static double
all_squares (const SegAls *model)
{
	const gsize n = model->n_factors;
	g_autofree double *one = g_new0 (double, n * n), *other = g_new0 (double, n * n);
	double sum = 0;

	for (gsize row = 0; row < MAX (model->n_users, model->n_items); row++)
		for (gsize i = 0; i < n; i++)
			for (gsize j = 0; j < n; j++) {
				if (row < model->n_users)
					one[i * n + j] += (double) model->users[row * model->stride + i] * (double) model->users[row * model->stride + j];
				if (row < model->n_items)
					other[i * n + j] += (double) model->items[row * model->stride + i] * (double) model->items[row * model->stride + j];
			}
	for (gsize i = 0; i < n * n; i++)
		sum += one[i] * other[i];
	return sum;
}

double
seg_als_objective (const SegAls *model, const SegAlsSide *by_user, double lambda)
{
	double sum = all_squares (model);

	for (gsize user = 0; user < model->n_users; user++)
		for (gsize i = by_user->start[user]; i < by_user->start[user + 1]; i++) {
			const double score = product (model->users + user * model->stride, model->items + by_user->index[i] * model->stride, model->n_factors);

			sum += (double) by_user->confidences[i] * (1 - score) * (1 - score) - score * score;
		}
	return sum + lambda * (sum_of_squares (model->users, model->n_users * model->stride) + sum_of_squares (model->items, model->n_items * model->stride));
}

/* Fitting ------------------------------------------------------------------------------------------------------------- */

gboolean
seg_als_turn (const SegAlsSide *by_user, gsize n_users, gsize n_items, SegAlsSide *by_item, GError **error)
{
	const gsize n = by_user->start[n_users];
	g_autofree gsize *next = seg_try_allocate (n_items + 1, sizeof *next, error);

	*by_item = (SegAlsSide) { 0 };
	if (next == NULL || (by_item->start = seg_try_allocate (n_items + 1, sizeof (gsize), error)) == NULL
	    || (by_item->index = seg_try_allocate (n, sizeof (guint32), error)) == NULL
	    || (by_item->confidences = seg_try_allocate (n, sizeof (float), error)) == NULL)
		return FALSE;
	for (gsize i = 0; i < n; i++)
		by_item->start[by_user->index[i] + 1]++;
	for (gsize item = 0; item < n_items; item++)
		by_item->start[item + 1] += by_item->start[item];
	memcpy (next, by_item->start, (n_items + 1) * sizeof *next);
	for (gsize user = 0; user < n_users; user++)
		for (gsize i = by_user->start[user]; i < by_user->start[user + 1]; i++) {
			const gsize at = next[by_user->index[i]]++;

			by_item->index[at] = (guint32) user;
			by_item->confidences[at] = by_user->confidences[i];
		}
	return TRUE;
}

void
seg_als_side_clear (SegAlsSide *side)
{
	g_free (side->start);
	g_free (side->index);
	g_free (side->confidences);
}

static gboolean
pass (SegAls *model, const SegAlsSide *sides, gboolean of_users, guint half, const SegAlsOptions *options, SegJob *job, GError **error)
{
	g_autofree char *phrase = g_strdup_printf (_("factors, pass %u of %u"), half / 2 + 1, options->n_passes);
	const double n_halves = 2.0 * options->n_passes;
	SegJobSpan outer;
	gboolean fine;

	if (!seg_job_proceed (job, half / n_halves, phrase, error))
		return FALSE;
	outer = seg_job_enter (job, half / n_halves, (half + 1) / n_halves);
	fine = seg_als_half_step (model, &sides[!of_users], of_users, options, job, error);
	seg_job_leave (job, outer);
	return fine;
}

SegAls *
seg_als_fit (const SegAlsSide *by_user, gsize n_users, gsize n_items, const SegAlsOptions *options, SegJob *job, GError **error)
{
	g_autoptr (SegAls) model = seg_als_new (n_users, n_items, options->n_factors, error);
	SegAlsSide sides[2] = { *by_user, { 0 } };
	gboolean fine = model != NULL && seg_als_turn (by_user, n_users, n_items, &sides[1], error);

	if (fine)
		start (model, options->seed);
	for (guint half = 0; fine && half < 2 * options->n_passes; half++)
		fine = pass (model, sides, half % 2 == 0, half, options, job, error);
	seg_als_side_clear (&sides[1]);
	return fine ? g_steal_pointer (&model) : NULL;
}
