/* Minimum covariance determinant by concentration steps from many random starts.
 *
 * All work is done on columns brought to median 0 and a like width, so that pivots can be judged; the figures are carried back at the end
 * (the method does not depend on units). Starts are independent of each other and have streams of random numbers of their own; large sums
 * are added up in fixed blocks: the same bits for any number of threads. */
#include <config.h>
#include <segscope/error.h>
#include <segscope/outlier.h>
#include <segscope/progress.h>
#include <segscope/random.h>

#include <glib/gi18n.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STARTS 500
#define GROUP_ROWS 300
#define MOST_GROUPS 5
#define BEST 10          /* that go on */
#define FIRST_STEPS 2
#define MOST_STEPS 50
#define USUAL_STEPS 15 /* until nothing changes any more */
#define LARGE 50000      /* from so many rows on only the best few are carried to the end */
#define BEST_LARGE 2
#define BLOCK_ROWS 2048
#define FLAT 1e-9        /* of a column's variance in the core is left by those before it */
#define REWEIGHT 0.975

/* A centre and the Cholesky factor of a covariance. */
typedef struct {
	double *centre; /* p */
	double *factor; /* p x p, lower */
	double  log_determinant; /* INFINITY: not fit for use */
	gsize   flat;            /* the column whose pivot was too small then */
} Estimate;

typedef struct {
	gsize      n, p;
	double    *values;  /* n x p: standardised */
	double    *medians, *widths;
	double     support;
	guint64    seed;
	gsize      flat;    /* the column that failed in the end */
	SegJob    *job;
} Data;

/* Rows of the data that a search is confined to. */
typedef struct {
	Data        *data;
	const gsize *rows;
	gsize        n, h;
} Pool;

static void
estimate_init (Estimate *estimate, gsize p)
{
	*estimate = (Estimate) { g_new0 (double, p), g_new0 (double, p * p), INFINITY, 0 };
}

static void
estimate_clear (Estimate *estimate)
{
	g_free (estimate->centre);
	g_free (estimate->factor);
}

static inline const double *
row_of (const Pool *pool, gsize i)
{
	return pool->data->values + pool->rows[i] * pool->data->p;
}

/* Estimates --------------------------------------------------------------------------------------------------------------------- */

/* Cholesky in place; FALSE when a pivot is too small beside its diagonal: *@flat is its column. */
static gboolean
factorise (double *matrix, gsize p, double *log_determinant, gsize *flat)
{
	*log_determinant = 0;
	for (gsize i = 0; i < p; i++) {
		double diagonal = matrix[i * p + i];

		for (gsize j = 0; j <= i; j++) {
			double value = matrix[i * p + j];

			for (gsize k = 0; k < j; k++)
				value -= matrix[i * p + k] * matrix[j * p + k];
			if (j < i)
				matrix[i * p + j] = value / matrix[j * p + j];
			else if (!(value > FLAT * MAX (diagonal, FLAT))) {
				*flat = i;
				return FALSE;
			} else {
				matrix[i * p + i] = sqrt (value);
				*log_determinant += log (value);
			}
		}
	}
	return TRUE;
}

/* Sums over chosen rows, block by block. */
typedef struct {
	const Pool    *pool;
	const guint8  *chosen; /* a row of the pool; NULL: all */
	const double  *centre;
	double        *parts;  /* a block: p sums, or p x p */
	gboolean       squares;
} Sum;

static void
sum_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Sum *sum = data;
	gsize p = sum->pool->data->p;
	double *part = sum->parts + block * (sum->squares ? p * p : p), *away = g_newa (double, p);

	for (gsize i = first; i < last; i++) {
		const double *row = row_of (sum->pool, i);

		if (sum->chosen != NULL && !sum->chosen[i])
			continue;
		for (gsize a = 0; a < p; a++)
			away[a] = row[a] - sum->centre[a];
		for (gsize a = 0; a < p; a++)
			if (!sum->squares)
				part[a] += away[a];
			else
				for (gsize b = 0; b <= a; b++)
					part[a * p + b] += away[a] * away[b];
	}
}

/* Adds up @size sums over the chosen rows into @total. */
static void
add_up (Sum *sum, gsize size, double *total)
{
	gsize n_blocks = seg_parallel_n_blocks (sum->pool->n, BLOCK_ROWS);
	g_autofree double *parts = g_new0 (double, n_blocks * size);

	sum->parts = parts;
	seg_parallel_blocks (sum->pool->n, BLOCK_ROWS, sum_block, sum);
	memset (total, 0, size * sizeof *total);
	for (gsize block = 0; block < n_blocks; block++)
		for (gsize i = 0; i < size; i++)
			total[i] += parts[block * size + i];
}

/* Centre and covariance (divisor @divisor) of the chosen rows. */
static void
moments (const Pool *pool, const guint8 *chosen, gsize n_chosen, double divisor, double *centre, double *covariance)
{
	gsize p = pool->data->p;
	g_autofree double *zero = g_new0 (double, p);
	Sum sum = { pool, chosen, zero, NULL, FALSE };

	add_up (&sum, p, centre);
	for (gsize a = 0; a < p; a++)
		centre[a] /= (double) n_chosen;
	sum.centre = centre;
	sum.squares = TRUE;
	add_up (&sum, p * p, covariance);
	for (gsize a = 0; a < p; a++)
		for (gsize b = 0; b <= a; b++)
			covariance[a * p + b] = covariance[b * p + a] = covariance[a * p + b] / divisor;
}

static gboolean
estimate_from (const Pool *pool, const guint8 *chosen, gsize n_chosen, Estimate *estimate)
{
	moments (pool, chosen, n_chosen, (double) n_chosen, estimate->centre, estimate->factor);
	if (factorise (estimate->factor, pool->data->p, &estimate->log_determinant, &estimate->flat))
		return TRUE;
	estimate->log_determinant = INFINITY;
	return FALSE;
}

/* Concentration ------------------------------------------------------------------------------------------------------------------ */

typedef struct {
	const Pool     *pool;
	const Estimate *estimate;
	double         *squares;
} Measure;

static void
measure_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Measure *measure = data;
	gsize p = measure->pool->data->p;
	double *solved = g_newa (double, p);

	(void) block;
	for (gsize i = first; i < last; i++) {
		const double *row = row_of (measure->pool, i);
		double square = 0;

		for (gsize a = 0; a < p; a++) {
			double value = row[a] - measure->estimate->centre[a];

			for (gsize b = 0; b < a; b++)
				value -= measure->estimate->factor[a * p + b] * solved[b];
			solved[a] = value / measure->estimate->factor[a * p + a];
			square += solved[a] * solved[a];
		}
		measure->squares[i] = square;
	}
}

/* Marks the h nearest rows, of equally far ones the first. */
static void
choose_nearest (const Pool *pool, const double *squares, double *scratch, guint8 *chosen)
{
	gsize n_below = 0;
	double limit;

	memcpy (scratch, squares, pool->n * sizeof *squares);
	limit = gsl_stats_select (scratch, 1, pool->n, pool->h - 1);
	for (gsize i = 0; i < pool->n; i++) {
		chosen[i] = squares[i] < limit;
		n_below += chosen[i];
	}
	for (gsize i = 0; i < pool->n && n_below < pool->h; i++)
		if (!chosen[i] && squares[i] <= limit) {
			chosen[i] = 1;
			n_below++;
		}
}

/* Room for steps in a pool. */
typedef struct {
	double *squares, *scratch;
	guint8 *chosen;
} Room;

static void
room_init (Room *room, gsize n)
{
	*room = (Room) { g_new (double, n), g_new (double, n), g_new0 (guint8, n) };
}

static void
room_clear (Room *room)
{
	g_free (room->squares);
	g_free (room->scratch);
	g_free (room->chosen);
}

/* At most @n_steps steps, until the determinant no longer falls; they move @job through its span. FALSE: the core lies in a plane. */
static gboolean
concentrate (const Pool *pool, Estimate *estimate, guint n_steps, Room *room, SegJob *job)
{
	for (guint step = 0; step < n_steps && !seg_job_is_cancelled (pool->data->job); step++) {
		Measure measure = { pool, estimate, room->squares };
		double before = estimate->log_determinant;

		seg_parallel_blocks (pool->n, BLOCK_ROWS, measure_block, &measure);
		choose_nearest (pool, room->squares, room->scratch, room->chosen);
		if (!estimate_from (pool, room->chosen, pool->h, estimate))
			return FALSE;
		if (fabs (before - estimate->log_determinant) <= 1e-12 * MAX (1, fabs (before)))
			break;
		seg_job_proceed (job, seg_progress_share (step + 1, MIN (n_steps, USUAL_STEPS)), NULL, NULL);
	}
	return TRUE;
}

/* Starts ------------------------------------------------------------------------------------------------------------------------- */

typedef struct {
	Pool      pool;
	Estimate *estimates; /* a start */
	guint     stream;    /* of the first start */
} Search;

/* p + 1 random rows, and more as long as they lie in a plane. */
static void
start_block (gsize block, gsize first, gsize last, gpointer data)
{
	Search *search = data;
	const Pool *pool = &search->pool;
	Room room;

	(void) block;
	room_init (&room, pool->n);
	for (gsize start = first; start < last && !seg_job_is_cancelled (pool->data->job); start++) {
		g_autoptr (SegRandom) random = seg_random_new (pool->data->seed, search->stream + start);
		g_autofree gsize *order = g_new (gsize, pool->n);
		gsize n_chosen = pool->data->p + 1;

		for (gsize i = 0; i < pool->n; i++)
			order[i] = i;
		seg_random_shuffle (random, order, pool->n);
		memset (room.chosen, 0, pool->n);
		for (gsize i = 0; i < n_chosen; i++)
			room.chosen[order[i]] = 1;
		while (!estimate_from (pool, room.chosen, n_chosen, &search->estimates[start]) && n_chosen < pool->n)
			room.chosen[order[n_chosen++]] = 1;
		if (isfinite (search->estimates[start].log_determinant))
			concentrate (pool, &search->estimates[start], FIRST_STEPS, &room, NULL); /* many at once, on any thread */
	}
	room_clear (&room);
}

/* The best come first, equal ones in the order they were begun. */
static int
compare_estimates (gconstpointer a, gconstpointer b)
{
	double x = ((const Estimate *) a)->log_determinant, y = ((const Estimate *) b)->log_determinant;

	return x < y ? -1 : x > y;
}

static void
sort_estimates (Estimate *estimates, gsize n)
{
	for (gsize i = 1; i < n; i++) {
		Estimate one = estimates[i];
		gsize place = i;

		for (; place > 0 && compare_estimates (&estimates[place - 1], &one) > 0; place--)
			estimates[place] = estimates[place - 1];
		estimates[place] = one;
	}
}

static gsize
core_size (const Data *data, gsize n)
{
	gsize least = (n + data->p + 1) / 2;

	return MIN (n, MAX (least, (gsize) floor ((double) n * data->support)));
}

/* Puts the best estimates of a group of rows behind each other in @kept. */
static void
search_group (Data *data, const gsize *rows, gsize n, gsize n_starts, guint stream, Estimate *kept, gsize n_kept)
{
	Search search = { .pool = { data, rows, n, core_size (data, n) }, .stream = stream };

	search.estimates = g_new (Estimate, n_starts);
	for (gsize i = 0; i < n_starts; i++)
		estimate_init (&search.estimates[i], data->p);
	seg_parallel_blocks (n_starts, 1, start_block, &search);
	sort_estimates (search.estimates, n_starts);
	for (gsize i = 0; i < n_starts; i++)
		if (i < n_kept)
			kept[i] = search.estimates[i];
		else
			estimate_clear (&search.estimates[i]);
	g_free (search.estimates);
}

/* Some steps of each estimate in a wider pool; sorted again. */
static void
widen (Data *data, const gsize *rows, gsize n, Estimate *estimates, gsize n_estimates, guint n_steps)
{
	Pool pool = { data, rows, n, core_size (data, n) };
	SegJobSpan span;
	Room room;

	room_init (&room, n);
	for (gsize i = 0; i < n_estimates; i++)
		if (isfinite (estimates[i].log_determinant)) {
			estimates[i].log_determinant = G_MAXDOUBLE; /* of other rows: not to be compared */
			span = seg_job_enter (data->job, (double) i / (double) n_estimates, (double) (i + 1) / (double) n_estimates);
			concentrate (&pool, &estimates[i], n_steps, &room, data->job);
			seg_job_leave (data->job, span);
		}
	room_clear (&room);
	sort_estimates (estimates, n_estimates);
}

/* Random rows in groups; each group is searched, the best go on in all groups together. Returns how many estimates there are. */
static gsize
search_nested (Data *data, const gsize *order, Estimate *estimates)
{
	gsize n_groups = MIN (MOST_GROUPS, data->n / GROUP_ROWS), n_rows = MIN (data->n, n_groups * GROUP_ROWS);

	for (gsize group = 0; group < n_groups; group++) {
		gsize first = n_rows * group / n_groups, last = n_rows * (group + 1) / n_groups;

		search_group (data, order + first, last - first, STARTS / n_groups, (guint) (group * STARTS), estimates + group * BEST, BEST);
	}
	widen (data, order, n_rows, estimates, n_groups * BEST, FIRST_STEPS);
	return n_groups * BEST;
}

/* The best estimate of all. */
static gboolean
search_all (Data *data, Estimate *best, GError **error)
{
	g_autofree gsize *order = g_new (gsize, data->n);
	g_autoptr (SegRandom) random = seg_random_new (data->seed, G_MAXUINT32);
	Estimate estimates[BEST * MOST_GROUPS];
	SegJobSpan span = seg_job_enter (data->job, 0, 0.4);
	gsize n, n_last;

	for (gsize i = 0; i < data->n; i++)
		order[i] = i;
	if (data->n > 2 * GROUP_ROWS) {
		seg_random_shuffle (random, order, data->n);
		n = search_nested (data, order, estimates);
		for (gsize i = 0; i < data->n; i++)
			order[i] = i;
	} else {
		search_group (data, order, data->n, STARTS, 0, estimates, BEST);
		n = BEST;
	}
	seg_job_leave (data->job, span);
	n_last = MIN (n, data->n > LARGE ? BEST_LARGE : BEST);
	span = seg_job_enter (data->job, 0.4, 0.9);
	if (seg_job_proceed (data->job, 0, NULL, NULL))
		widen (data, order, data->n, estimates, n_last, MOST_STEPS);
	seg_job_leave (data->job, span);
	*best = estimates[0];
	for (gsize i = 1; i < n; i++)
		estimate_clear (&estimates[i]);
	if (isfinite (best->log_determinant) && best->log_determinant < G_MAXDOUBLE)
		return seg_job_proceed (data->job, 0.9, NULL, error);
	data->flat = best->flat;
	if (seg_job_proceed (data->job, 0.9, NULL, error))
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("Most users lie in a plane: column %zu follows from the others for them"), data->flat + 1);
	estimate_clear (best);
	return FALSE;
}

/* The end --------------------------------------------------------------------------------------------------------------------------- */

/* By what the covariance of the part @share nearest to the centre is too small for normal data. */
static double
consistency (double share, gsize p)
{
	return share >= 1 ? 1 : share / gsl_cdf_chisq_P (gsl_cdf_chisq_Pinv (share, (double) p), (double) p + 2);
}

static void
take_back (const Data *data, const double *centre, const double *scatter, double factor, double *to_centre, double *to_scatter)
{
	gsize p = data->p;

	for (gsize a = 0; a < p; a++) {
		to_centre[a] = centre[a] * data->widths[a] + data->medians[a];
		for (gsize b = 0; b < p; b++)
			to_scatter[a * p + b] = scatter[a * p + b] * factor * data->widths[a] * data->widths[b];
	}
}

/* Core, then all rows that are not far from it by its own measure, then the distances from those. */
static gboolean
finish (Data *data, Estimate *best, SegMcd *mcd, GError **error)
{
	gsize p = data->p, h = core_size (data, data->n), n_chosen = 0;
	g_autofree gsize *order = g_new (gsize, data->n);
	g_autofree double *covariance = g_new (double, p * p);
	Pool pool = { data, order, data->n, h };
	/* Of the core: for normal data, and the divisor h - 1. */
	double factor = consistency ((double) h / (double) data->n, p) * (double) h / (double) (h - 1), limit = gsl_cdf_chisq_Pinv (REWEIGHT, (double) p);
	Measure measure = { &pool, best, mcd->squares };
	gboolean success;
	Room room;

	for (gsize i = 0; i < data->n; i++)
		order[i] = i;
	room_init (&room, data->n);
	seg_parallel_blocks (data->n, BLOCK_ROWS, measure_block, &measure);
	choose_nearest (&pool, mcd->squares, room.scratch, room.chosen);
	moments (&pool, room.chosen, h, (double) h, best->centre, covariance);
	take_back (data, best->centre, covariance, factor, mcd->raw_centre, mcd->raw_scatter);
	mcd->log_determinant = best->log_determinant;
	for (gsize a = 0; a < p; a++)
		mcd->log_determinant += 2 * log (data->widths[a]);
	for (gsize i = 0; i < data->n; i++) {
		room.chosen[i] = mcd->squares[i] / factor <= limit;
		n_chosen += room.chosen[i];
	}
	moments (&pool, room.chosen, n_chosen, (double) n_chosen - 1, best->centre, covariance);
	factor = consistency ((double) n_chosen / (double) data->n, p); /* the share that was chosen: less than 97.5 % in long tails */
	take_back (data, best->centre, covariance, factor, mcd->centre, mcd->scatter);
	for (gsize i = 0; i < p * p; i++)
		best->factor[i] = covariance[i] * factor;
	success = factorise (best->factor, p, &best->log_determinant, &data->flat);
	if (success)
		seg_parallel_blocks (data->n, BLOCK_ROWS, measure_block, &measure);
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("Most users lie in a plane: column %zu follows from the others for them"), data->flat + 1);
	room_clear (&room);
	return success;
}

/* Median 0 and median deviation 1; where half of the values are equal, mean deviation. */
static void
standardise (Data *data, const SegMatrix *matrix)
{
	gsize n = data->n, p = data->p;
	g_autofree double *column = g_new (double, n);

	for (gsize a = 0; a < p; a++) {
		double mean = 0;

		for (gsize i = 0; i < n; i++)
			column[i] = seg_matrix_row (matrix, i)[a];
		data->medians[a] = gsl_stats_select (column, 1, n, n / 2);
		for (gsize i = 0; i < n; i++) {
			column[i] = fabs (seg_matrix_row (matrix, i)[a] - data->medians[a]);
			mean += column[i] / (double) n;
		}
		data->widths[a] = gsl_stats_select (column, 1, n, n / 2);
		if (!(data->widths[a] > 0))
			data->widths[a] = mean > 0 ? mean : 1;
		for (gsize i = 0; i < n; i++)
			data->values[i * p + a] = (seg_matrix_row (matrix, i)[a] - data->medians[a]) / data->widths[a];
	}
}

static gboolean
check (const SegMatrix *matrix, double support, GError **error)
{
	if (matrix->n_columns < 1 || matrix->n_rows < 2 * (matrix->n_columns + 1)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The robust distance of %zu columns needs at least %zu users, and there are %zu"),
		             matrix->n_columns, 2 * (matrix->n_columns + 1), matrix->n_rows);
		return FALSE;
	}
	if (!(support >= 0.5 && support <= 1)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The share of users in the core must lie between 0.5 and 1, not %g"), support);
		return FALSE;
	}
	return seg_matrix_check_finite (matrix, error);
}

static SegMcd *
new_mcd (const Data *data)
{
	SegMcd *mcd = g_new0 (SegMcd, 1);

	mcd->n_columns = data->p;
	mcd->n_core = core_size (data, data->n);
	mcd->centre = g_new0 (double, data->p);
	mcd->raw_centre = g_new0 (double, data->p);
	mcd->scatter = g_new0 (double, data->p * data->p);
	mcd->raw_scatter = g_new0 (double, data->p * data->p);
	mcd->squares = g_try_new0 (double, data->n);
	return mcd;
}

SegMcd *
seg_mcd (const SegMatrix *matrix, double support, guint64 seed, gsize *flat, SegJob *job, GError **error)
{
	Data data = { .n = matrix->n_rows, .p = matrix->n_columns, .support = support, .seed = seed, .job = job };
	g_autoptr (SegMcd) mcd = NULL;
	g_autofree double *values = NULL, *medians = NULL, *widths = NULL;
	gboolean success;
	Estimate best;

	if (!check (matrix, support, error) || !seg_job_proceed (job, 0, _("robust distances"), error))
		return NULL;
	data.values = values = g_try_malloc_n (data.n, data.p * sizeof *values);
	data.medians = medians = g_new (double, data.p);
	data.widths = widths = g_new (double, data.p);
	mcd = new_mcd (&data);
	if (values == NULL || mcd->squares == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the robust distances of %zu users"), data.n);
		return NULL;
	}
	standardise (&data, matrix);
	success = search_all (&data, &best, error);
	if (success) {
		success = finish (&data, &best, mcd, error);
		estimate_clear (&best);
	}
	if (!success && flat != NULL)
		*flat = data.flat;
	return success && seg_job_proceed (job, 1, NULL, error) ? g_steal_pointer (&mcd) : NULL;
}

void
seg_mcd_free (SegMcd *mcd)
{
	if (mcd == NULL)
		return;
	g_free (mcd->centre);
	g_free (mcd->scatter);
	g_free (mcd->raw_centre);
	g_free (mcd->raw_scatter);
	g_free (mcd->squares);
	g_free (mcd);
}
