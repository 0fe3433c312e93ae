/* Logistic regression with an L1 penalty along a path of penalties, chosen by cross-validation. The only file that knows liblinear.
 *
 * liblinear permutes columns by rand(), so each fit begins with the same srand(): the same bits every time. Several fits at once
 * would disturb each other; a lock keeps them apart. The intercept is a column of 10, so that its penalty hardly counts. */
#include <config.h>
#include "select-private.h"

#include <segscope/error.h>
#include <segscope/hint.h>
#include <segscope/random.h>

#include <linear.h>
#include <stdlib.h>

#define STEPS 15
#define RANGE 100.0 /* between the strongest penalty and the weakest */
#define FOLDS 5
#define INTERCEPT 10
#define PRECISION 1e-2

G_LOCK_DEFINE_STATIC (liblinear);

typedef struct {
	const SegMatrix      *matrix;
	const gint32         *labels;
	guint                 n_classes;
	guint8               *folds;  /* a row: 0..FOLDS-1 */
	struct feature_node  *nodes;  /* n x (d + 2): standardised columns, intercept, end */
	struct feature_node **rows;   /* of the problem */
	double               *y;
	double               *held;   /* n x n_classes: probability of the class, of rows held back */
	guint64               seed;
	SegJob               *job;
} Fit;

static void
be_quiet (const char *text)
{
	(void) text;
}

/* Columns to mean 0 and deviation 1; constant ones to 0. */
static void
make_nodes (Fit *fit)
{
	gsize n = fit->matrix->n_rows, d = fit->matrix->n_columns;

	for (gsize column = 0; column < d; column++) {
		double mean = 0, square = 0, deviation;

		for (gsize row = 0; row < n; row++)
			mean += seg_matrix_row (fit->matrix, row)[column] / (double) n;
		for (gsize row = 0; row < n; row++)
			square += pow (seg_matrix_row (fit->matrix, row)[column] - mean, 2);
		deviation = sqrt (square / (double) n);
		for (gsize row = 0; row < n; row++)
			fit->nodes[row * (d + 2) + column] = (struct feature_node) {
				(int) column + 1, deviation > 1e-12 * fabs (mean) ? (seg_matrix_row (fit->matrix, row)[column] - mean) / deviation : 0,
			};
	}
	for (gsize row = 0; row < n; row++) {
		fit->nodes[row * (d + 2) + d] = (struct feature_node) { (int) d + 1, INTERCEPT };
		fit->nodes[row * (d + 2) + d + 1] = (struct feature_node) { -1, 0 };
	}
}

/* Rows in random order take folds by turns, class by class. */
static void
make_folds (Fit *fit)
{
	gsize n = fit->matrix->n_rows;
	g_autofree gsize *order = g_new (gsize, n);
	g_autofree guint *next = g_new0 (guint, fit->n_classes);
	g_autoptr (SegRandom) random = seg_random_new (fit->seed, 0xf01d);

	for (gsize i = 0; i < n; i++)
		order[i] = i;
	seg_random_shuffle (random, order, n);
	for (gsize i = 0; i < n; i++)
		fit->folds[order[i]] = (guint8) (next[fit->labels[order[i]]]++ % FOLDS);
}

/* The weights of class @which against the others over the rows outside of @fold (FOLDS: over all); n_columns + 1 of them. */
static gboolean
train_class (Fit *fit, guint which, guint fold, double penalty, double *weights)
{
	gsize d = fit->matrix->n_columns;
	struct problem problem = { .n = (int) d + 1, .y = fit->y, .x = fit->rows, .bias = INTERCEPT };
	struct parameter parameter = { .solver_type = L1R_LR, .eps = PRECISION, .C = penalty };
	struct model *model;
	double sign;

	for (gsize row = 0; row < fit->matrix->n_rows; row++)
		if (fit->folds[row] != fold) {
			fit->rows[problem.l] = fit->nodes + row * (d + 2);
			fit->y[problem.l++] = fit->labels[row] == (gint32) which ? 1 : -1;
		}
	G_LOCK (liblinear);
	srand ((unsigned) fit->seed);
	set_print_string_function (be_quiet);
	model = train (&problem, &parameter);
	G_UNLOCK (liblinear);
	sign = model->nr_class == 2 && model->label[0] == 1 ? 1 : -1;
	for (gsize column = 0; column <= d; column++)
		weights[column] = sign * model->w[column];
	free_and_destroy_model (&model);
	return TRUE;
}

static void
predict_fold (Fit *fit, guint which, guint fold, const double *weights)
{
	gsize d = fit->matrix->n_columns;

	for (gsize row = 0; row < fit->matrix->n_rows; row++) {
		double total = 0;

		if (fit->folds[row] != fold)
			continue;
		for (gsize column = 0; column <= d; column++)
			total += weights[column] * fit->nodes[row * (d + 2) + column].value;
		fit->held[row * fit->n_classes + which] = 1 / (1 + exp (-total));
	}
}

/* Of two classes one fit says both; of more, each has its own. */
static guint
n_fits (const Fit *fit)
{
	return fit->n_classes == 2 ? 1 : fit->n_classes;
}

static double
row_loss (const Fit *fit, gsize row)
{
	const double *held = fit->held + row * fit->n_classes;
	double total = 0;

	for (guint which = 0; which < n_fits (fit); which++)
		total -= log (CLAMP (fit->labels[row] == (gint32) which ? held[which] : 1 - held[which], 1e-15, 1));
	return total;
}

static void
judge_step (Fit *fit, SegL1Path *path, guint step)
{
	double sums[FOLDS] = { 0 }, sizes[FOLDS] = { 0 }, mean = 0, square = 0;

	for (gsize row = 0; row < fit->matrix->n_rows; row++) {
		sums[fit->folds[row]] += row_loss (fit, row);
		sizes[fit->folds[row]]++;
	}
	for (guint fold = 0; fold < FOLDS; fold++)
		mean += sums[fold] / sizes[fold] / FOLDS;
	for (guint fold = 0; fold < FOLDS; fold++)
		square += pow (sums[fold] / sizes[fold] - mean, 2);
	path->losses[step] = mean;
	path->errors[step] = sqrt (square / (FOLDS - 1) / FOLDS);
}

static gboolean
run_step (Fit *fit, SegL1Path *path, guint step, double *largest, GError **error)
{
	gsize d = fit->matrix->n_columns;
	g_autofree double *weights = g_new (double, d + 1);

	memset (largest, 0, d * sizeof *largest);
	for (guint which = 0; which < n_fits (fit); which++)
		for (guint fold = 0; fold <= FOLDS; fold++) {
			if (!seg_job_proceed (fit->job, (double) step / path->n_steps, NULL, error))
				return FALSE;
			train_class (fit, which, fold, path->penalties[step], weights);
			if (fold < FOLDS)
				predict_fold (fit, which, fold, weights);
			else
				for (gsize column = 0; column < d; column++)
					largest[column] = MAX (largest[column], fabs (weights[column]));
		}
	judge_step (fit, path, step);
	for (gsize column = 0; column < d; column++)
		if (largest[column] > 0)
			path->entered[column] = MIN (path->entered[column], step);
	return TRUE;
}

/* The strongest penalty at which a weight begins to differ from 0: half the largest gradient beside the intercept alone. */
static void
plan_penalties (Fit *fit, SegL1Path *path)
{
	gsize n = fit->matrix->n_rows, d = fit->matrix->n_columns;
	double most = 0;

	for (guint which = 0; which < n_fits (fit); which++)
		for (gsize column = 0; column < d; column++) {
			double gradient = 0;

			for (gsize row = 0; row < n; row++)
				gradient += fit->labels[row] == (gint32) which ? fit->nodes[row * (d + 2) + column].value : 0;
			most = MAX (most, fabs (gradient));
		}
	for (guint step = 0; step < path->n_steps; step++)
		path->penalties[step] = (most > 0 ? 1 / most : 1) * pow (RANGE, (double) step / (path->n_steps - 1));
}

static void
choose_step (SegL1Path *path)
{
	for (guint step = 0; step < path->n_steps; step++)
		if (path->losses[step] < path->losses[path->best])
			path->best = step;
	while (path->losses[path->chosen] > path->losses[path->best] + path->errors[path->best])
		path->chosen++;
}

static gboolean
check (const SegMatrix *matrix, const gint32 *labels, guint n_classes, GError **error)
{
	g_autofree gsize *sizes = g_new0 (gsize, n_classes);

	for (gsize row = 0; row < matrix->n_rows; row++)
		sizes[labels[row]]++;
	for (guint which = 0; which < n_classes; which++)
		if (sizes[which] < FOLDS || matrix->n_rows - sizes[which] < FOLDS) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
			             seg_hint (_("The L1 path needs at least %d users in each class of the target, and one has %zu; leave that criterion out "
			                         "(--without l1-path) or choose another target"),
			                       _("The L1 path needs at least %d users in each class of the target, and one has %zu; leave that criterion out "
			                         "or choose another target")), FOLDS, MIN (sizes[which], matrix->n_rows - sizes[which]));
			return FALSE;
		}
	return seg_matrix_check_finite (matrix, error);
}

static gboolean
fit_path (Fit *fit, SegL1Path *path, GError **error)
{
	gsize d = fit->matrix->n_columns;
	g_autofree double *largest = g_new0 (double, (gsize) path->n_steps * d);

	make_nodes (fit);
	make_folds (fit);
	plan_penalties (fit, path);
	for (guint step = 0; step < path->n_steps; step++)
		if (!run_step (fit, path, step, largest + step * d, error))
			return FALSE;
	choose_step (path);
	memcpy (path->weights, largest + path->chosen * d, d * sizeof *largest);
	return TRUE;
}

static gboolean
allocate (Fit *fit, GError **error)
{
	gsize n = fit->matrix->n_rows, d = fit->matrix->n_columns;

	fit->folds = g_try_new0 (guint8, n);
	fit->nodes = g_try_malloc_n (n, (d + 2) * sizeof *fit->nodes);
	fit->rows = g_try_new (struct feature_node *, n);
	fit->y = g_try_new (double, n);
	fit->held = g_try_malloc_n (n, fit->n_classes * sizeof *fit->held);
	if (fit->folds != NULL && fit->nodes != NULL && fit->rows != NULL && fit->y != NULL && fit->held != NULL)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the L1 path of %zu users x %zu columns"), n, d);
	return FALSE;
}

SegL1Path *
seg_l1_path (const SegMatrix *matrix, const gint32 *labels, guint n_classes, guint64 seed, SegJob *job, GError **error)
{
	Fit fit = { .matrix = matrix, .labels = labels, .n_classes = n_classes, .seed = seed, .job = job };
	SegL1Path *path;
	gboolean success;

	if (!check (matrix, labels, n_classes, error))
		return NULL;
	path = g_new0 (SegL1Path, 1);
	path->n_steps = STEPS;
	path->n_columns = matrix->n_columns;
	path->penalties = g_new0 (double, STEPS);
	path->losses = g_new0 (double, STEPS);
	path->errors = g_new0 (double, STEPS);
	path->entered = g_new (guint, matrix->n_columns);
	path->weights = g_new0 (double, matrix->n_columns);
	for (gsize column = 0; column < matrix->n_columns; column++)
		path->entered[column] = STEPS;
	success = allocate (&fit, error) && fit_path (&fit, path, error);
	g_free (fit.folds);
	g_free (fit.nodes);
	g_free (fit.rows);
	g_free (fit.y);
	g_free (fit.held);
	if (!success)
		g_clear_pointer (&path, seg_l1_path_free);
	return path;
}

void
seg_l1_path_free (SegL1Path *path)
{
	if (path == NULL)
		return;
	g_free (path->penalties);
	g_free (path->losses);
	g_free (path->errors);
	g_free (path->entered);
	g_free (path->weights);
	g_free (path);
}
