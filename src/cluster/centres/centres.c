/* Clusters around centres in any space: assign every row to the nearest centre, move each centre to where its rows are nearest,
 * again and again. Both steps lower the sum of the costs, so it comes to rest.
 *
 * Starts: the first centre is any row; each further one is the best of a few rows drawn with a chance proportional to their cost so
 * far (greedy k-means++ with costs in place of squared distances). An empty cluster takes the row that costs most.
 * Ties go to the lowest cluster. Same bits for any number of threads: sums are made of blocks of fixed size. */
#include <config.h>
#include "centre_moves.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MANY 200         /* centres, of which the best of several trials would take long */
#define LEAST_GAIN 1e-13 /* share of the sum below which a pass counts as rest */

typedef struct {
	const SegSpace *space;
	const guint *n_codes;
	SegJob *job;
	double *least, *trial; /* n, of the start */
	gint32 *fresh;         /* n */
} Work;

void
seg_centres_free (SegCentres *centres)
{
	if (centres == NULL)
		return;
	g_free (centres->centres);
	g_free (centres->labels);
	g_free (centres->costs);
	g_free (centres);
}

static gboolean
refuse (gsize n, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the labels of %zu users"), n);
	return FALSE;
}

static SegCentres *
centres_new (const SegSpace *space, guint k, GError **error)
{
	g_autoptr (SegCentres) centres = g_new0 (SegCentres, 1);
	gsize n = space->rows->n_rows;

	centres->k = k;
	centres->objective = INFINITY;
	centres->centres = g_try_new0 (double, k * space->rows->n_columns);
	centres->labels = g_try_new (gint32, n);
	centres->costs = g_try_new (double, n);
	if (centres->centres != NULL && centres->labels != NULL && centres->costs != NULL)
		return g_steal_pointer (&centres);
	refuse (n, error);
	return NULL;
}

static gboolean
work_init (Work *work, const SegSpace *space, const guint *n_codes, SegJob *job, GError **error)
{
	gsize n = space->rows->n_rows;

	work->space = space;
	work->n_codes = n_codes;
	work->job = job;
	work->least = g_try_new (double, n);
	work->trial = g_try_new (double, n);
	work->fresh = g_try_new (gint32, n);
	return (work->least != NULL && work->trial != NULL && work->fresh != NULL) || refuse (n, error);
}

static void
work_clear (Work *work)
{
	g_free (work->least);
	g_free (work->trial);
	g_free (work->fresh);
}

/* Starts ----------------------------------------------------------------------------------------------------------- */

/* A row with a chance proportional to its cost; any row when all cost nothing. */
static gsize
draw (const Work *work, double sum, SegRandom *random)
{
	gsize n = work->space->rows->n_rows, last = n;
	double left;

	if (!(sum > 0))
		return seg_random_below (random, n);
	left = seg_random_uniform (random) * sum;
	for (gsize row = 0; row < n; row++) {
		if (!(work->least[row] > 0))
			continue;
		last = row;
		left -= work->least[row];
		if (left < 0)
			break;
	}
	return last;
}

/* The sum of the costs if @row were a centre too; what each row would cost is left in work->trial. */
static double
try_row (Work *work, gsize row)
{
	gsize n = work->space->rows->n_rows;
	double sum = 0;

	seg_space_costs (work->space, seg_matrix_row (work->space->rows, row), work->trial, work->job);
	for (gsize i = 0; i < n; i++) {
		work->trial[i] = MIN (MAX (work->trial[i], 0), work->least[i]);
		sum += work->trial[i];
	}
	return sum;
}

static gboolean
choose_starts (Work *work, guint k, SegRandom *random, double *centres, GError **error)
{
	const SegMatrix *rows = work->space->rows;
	gsize n = rows->n_rows, chosen = seg_random_below (random, n);
	guint n_trials = k > MANY ? 1 : 2 + (guint) log (k);
	double sum;

	for (gsize row = 0; row < n; row++)
		work->least[row] = INFINITY;
	for (guint c = 0; ; c++) {
		memcpy (centres + c * rows->n_columns, seg_matrix_row (rows, chosen), rows->n_columns * sizeof *centres);
		sum = try_row (work, chosen);
		memcpy (work->least, work->trial, n * sizeof *work->least);
		if (c + 1 == k)
			return TRUE;
		double best = INFINITY;

		for (guint trial = 0; trial < n_trials; trial++) {
			gsize row = draw (work, sum, random);
			double reached = try_row (work, row);

			if (reached < best) {
				best = reached;
				chosen = row;
			}
		}
		if (!seg_job_goes_on (work->job, error))
			return FALSE;
	}
}

/* Passes ----------------------------------------------------------------------------------------------------------- */

/* The row that costs most among those whose cluster keeps another one. */
static gsize
farthest (const SegCentres *centres, const gint32 *labels, const gsize *sizes, gsize n)
{
	gsize worst = n;

	for (gsize row = 0; row < n; row++)
		if (sizes[labels[row]] > 1 && (worst == n || centres->costs[row] > centres->costs[worst]))
			worst = row;
	return worst;
}

static void
fill_empty (const Work *work, SegCentres *centres, gint32 *labels)
{
	gsize n = work->space->rows->n_rows, width = work->space->rows->n_columns;
	g_autofree gsize *sizes = g_new0 (gsize, centres->k);

	for (gsize row = 0; row < n; row++)
		sizes[labels[row]]++;
	for (guint c = 0; c < centres->k; c++) {
		gsize row = sizes[c] == 0 ? farthest (centres, labels, sizes, n) : n;

		if (row == n)
			continue;
		sizes[labels[row]]--;
		sizes[c] = 1;
		labels[row] = (gint32) c;
		centres->costs[row] = 0;
		memcpy (centres->centres + c * width, seg_matrix_row (work->space->rows, row), width * sizeof (double));
	}
}

/* Passes from centres->centres until no label changes or nothing is gained. */
static gboolean
iterate (Work *work, SegCentres *centres, guint max_passes, GError **error)
{
	gsize n = work->space->rows->n_rows;

	centres->converged = FALSE;
	centres->objective = INFINITY;
	for (centres->passes = 1; ; centres->passes++) {
		double before = centres->objective;
		gboolean same;

		seg_space_assign (work->space, centres->centres, centres->k, work->fresh, centres->costs, work->job);
		if (!seg_job_goes_on (work->job, error))
			return FALSE;
		fill_empty (work, centres, work->fresh);
		same = centres->passes > 1 && memcmp (centres->labels, work->fresh, n * sizeof *work->fresh) == 0;
		memcpy (centres->labels, work->fresh, n * sizeof *work->fresh);
		centres->objective = 0;
		for (gsize row = 0; row < n; row++)
			centres->objective += centres->costs[row];
		centres->converged = same || (isfinite (before) && before - centres->objective <= LEAST_GAIN * fabs (before));
		if (centres->converged || centres->passes == max_passes)
			return TRUE;
		if (!seg_centres_move (work->space, work->n_codes, centres->labels, centres->k, work->job, centres->centres, error))
			return FALSE;
	}
}

/* All starts ------------------------------------------------------------------------------------------------------- */

static gboolean
search (Work *work, SegCentres **best, const SegCentresOptions *options, GError **error)
{
	g_autoptr (SegCentres) next = centres_new (work->space, options->k, error);
	SegProgress progress;

	seg_progress_init (&progress, work->job, options->restarts, _("moving centres to where users are nearest"));
	for (guint number = 0; next != NULL && number < options->restarts; number++) {
		g_autoptr (SegRandom) random = seg_random_new (options->seed, number);
		SegCentres *swapped = *best;

		if (!choose_starts (work, options->k, random, next->centres, error) || !iterate (work, next, options->max_passes, error)
		    || (!seg_progress_advance (&progress, 1) && !seg_job_goes_on (work->job, error)))
			return FALSE;
		if (next->objective < (*best)->objective) {
			*best = next;
			next = swapped;
		}
	}
	return next != NULL;
}

SegCentres *
seg_centres_search (const SegSpace *space, const guint *n_codes, const SegCentresOptions *options, SegJob *job, GError **error)
{
	g_autoptr (SegCentres) best = centres_new (space, options->k, error);
	Work work = { 0 };
	gboolean success = best != NULL && work_init (&work, space, n_codes, job, error) && search (&work, &best, options, error);

	work_clear (&work);
	return success ? g_steal_pointer (&best) : NULL;
}

SegCentres *
seg_centres_from (const SegSpace *space, const guint *n_codes, const double *starts, guint k, guint max_passes, SegJob *job, GError **error)
{
	g_autoptr (SegCentres) centres = centres_new (space, k, error);
	Work work = { 0 };
	gboolean success = centres != NULL && work_init (&work, space, n_codes, job, error);

	if (success) {
		memcpy (centres->centres, starts, k * space->rows->n_columns * sizeof *starts);
		success = iterate (&work, centres, max_passes, error);
	}
	work_clear (&work);
	return success ? g_steal_pointer (&centres) : NULL;
}
