/* Outlying users of a workspace: which columns can say it, both ways of looking, and the list. */
#include <config.h>
#include "outlier-private.h"

#include <segscope/text.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <stdlib.h>

#define MANY 0.05 /* of the users */
#define SAME_VALUE 0.5 /* columns in which so many users have one value have no core to be far from */

SegOutlyingOptions
seg_outlying_options_defaults (void)
{
	return (SegOutlyingOptions) { .distance = TRUE, .isolation = TRUE, .quantile = 0.999, .score = 0.6, .support = 0.75, .n_trees = 100,
		                          .sample = 256, .seed = 1 };
}

static void
free_user (gpointer data)
{
	SegOutlyingUser *user = data;

	g_free (user->key);
	g_free (user);
}

void
seg_outlying_free (SegOutlying *outlying)
{
	if (outlying == NULL)
		return;
	if (outlying->figures != NULL) {
		seg_mcd_free (outlying->figures->mcd);
		seg_isolation_forest_free (outlying->figures->forest);
		g_free (outlying->figures->columns);
		g_free (outlying->figures->low);
		g_free (outlying->figures->high);
		g_free (outlying->figures->outlying);
		g_free (outlying->figures);
	}
	g_clear_pointer (&outlying->users, g_ptr_array_unref);
	g_clear_pointer (&outlying->remarks, g_ptr_array_unref);
	seg_feature_matrix_free (outlying->matrix);
	g_free (outlying);
}

/* Columns ------------------------------------------------------------------------------------------------------------------------- */

/* The share of users whose scaled value is the median: all that have one value, when they are half. */
static double
share_of_median (const SegMatrix *matrix, gsize column, double *scratch)
{
	gsize n = matrix->n_rows, n_same = 0;
	double median;

	for (gsize row = 0; row < n; row++)
		scratch[row] = seg_matrix_row (matrix, row)[column];
	median = gsl_stats_select (scratch, 1, n, n / 2);
	for (gsize row = 0; row < n; row++)
		n_same += !(seg_matrix_row (matrix, row)[column] < median) && !(seg_matrix_row (matrix, row)[column] > median);
	return (double) n_same / (double) n;
}

static void
remark (SegOutlying *outlying, gsize column, char *why)
{
	g_ptr_array_add (outlying->remarks, g_strdup_printf (_("%s takes no part in the distance: %s."), outlying->matrix->columns[column].label, why));
	g_free (why);
}

/* The columns that have a core; what is left out is said, but for yes/no columns, of which that goes without saying. */
static void
choose_columns (SegOutlying *outlying, double *scratch)
{
	struct SegOutlyingFigures *figures = outlying->figures;

	figures->columns = g_new (gsize, outlying->matrix->n_columns);
	for (gsize i = 0; i < outlying->matrix->n_columns; i++) {
		const SegMatrixColumn *column = &outlying->matrix->columns[i];
		double share;

		if (column->is_share || column->constant)
			continue;
		share = share_of_median (outlying->matrix->scaled, i, scratch);
		if (column->duplicate_of >= 0)
			remark (outlying, i, g_strdup_printf (_("it says what %s says"), outlying->matrix->columns[column->duplicate_of].label));
		else if (share >= SAME_VALUE) {
			g_autofree char *words = seg_format_share (share), *value = seg_format_auto (column->median);

			remark (outlying, i, g_strdup_printf (_("%s of the users have the same value, %s"), words, value));
		} else
			figures->columns[figures->n_columns++] = i;
	}
}

static SegMatrix *
take_columns (const SegMatrix *matrix, const gsize *columns, gsize n_columns, GError **error)
{
	SegMatrix *part = seg_matrix_new (matrix->n_rows, n_columns, error);

	for (gsize row = 0; part != NULL && row < matrix->n_rows; row++)
		for (gsize i = 0; i < n_columns; i++)
			seg_matrix_row (part, row)[i] = seg_matrix_row (matrix, row)[columns[i]];
	return part;
}

static void
drop_column (SegOutlying *outlying, gsize place)
{
	struct SegOutlyingFigures *figures = outlying->figures;

	remark (outlying, figures->columns[place], g_strdup (_("for most users it follows from the others")));
	figures->n_columns--;
	memmove (figures->columns + place, figures->columns + place + 1, (figures->n_columns - place) * sizeof *figures->columns);
}

/* Columns that follow from the others for most users have to go, one by one. */
static gboolean
measure (SegOutlying *outlying, const SegOutlyingOptions *options, SegJob *job, GError **error)
{
	struct SegOutlyingFigures *figures = outlying->figures;

	while (figures->n_columns > 0) {
		g_autoptr (SegMatrix) part = take_columns (outlying->matrix->scaled, figures->columns, figures->n_columns, error);
		GError *failure = NULL;
		gsize flat = figures->n_columns;

		if (part == NULL)
			return FALSE;
		figures->mcd = seg_mcd (part, options->support, options->seed, &flat, job, &failure);
		if (figures->mcd != NULL)
			return TRUE;
		if (!g_error_matches (failure, SEG_ERROR, SEG_ERROR_DATA) || flat >= figures->n_columns) {
			g_propagate_error (error, failure);
			return FALSE;
		}
		g_clear_error (&failure);
		drop_column (outlying, flat);
	}
	g_ptr_array_add (outlying->remarks, g_strdup (_("No column can take part in the distance; only isolation says who is odd.")));
	return TRUE;
}

/* The list --------------------------------------------------------------------------------------------------------------------------- */

/* A found user and the better of their places in the two orders: by distance and by score. */
typedef struct {
	SegOutlyingUser *user;
	gsize            place;
} Placed;

static int
compare_distances (gconstpointer a, gconstpointer b)
{
	const SegOutlyingUser *x = ((const Placed *) a)->user, *y = ((const Placed *) b)->user;

	return x->distance > y->distance ? -1 : x->distance < y->distance ? 1 : x->row < y->row ? -1 : x->row > y->row;
}

static int
compare_scores (gconstpointer a, gconstpointer b)
{
	const SegOutlyingUser *x = ((const Placed *) a)->user, *y = ((const Placed *) b)->user;

	return x->score > y->score ? -1 : x->score < y->score ? 1 : x->row < y->row ? -1 : x->row > y->row;
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
	const Placed *x = a, *y = b;
	int ways = (y->user->far && y->user->isolated) - (x->user->far && x->user->isolated);

	if (ways != 0)
		return ways;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return x->user->row < y->user->row ? -1 : x->user->row > y->user->row;
}

/* Distances and scores have no common measure, places have: the first of either way stand first. */
static void
sort_users (GPtrArray *users, gboolean has_distances, gboolean has_scores)
{
	g_autofree Placed *placed = g_new (Placed, users->len + 1);
	gsize n = users->len;

	for (gsize i = 0; i < n; i++)
		placed[i] = (Placed) { users->pdata[i], G_MAXSIZE };
	if (has_distances)
		qsort (placed, n, sizeof *placed, compare_distances);
	for (gsize i = 0; has_distances && i < n; i++)
		placed[i].place = i;
	if (has_scores)
		qsort (placed, n, sizeof *placed, compare_scores);
	for (gsize i = 0; has_scores && i < n; i++)
		placed[i].place = MIN (placed[i].place, i);
	qsort (placed, n, sizeof *placed, compare_places);
	for (gsize i = 0; i < n; i++)
		users->pdata[i] = placed[i].user;
}

static void
gather (SegOutlying *outlying, const double *scores)
{
	const SegMcd *mcd = outlying->figures->mcd;

	for (gsize row = 0; row < outlying->n_users; row++) {
		double distance = mcd != NULL ? sqrt (mcd->squares[row]) : NAN, score = scores != NULL ? scores[row] : NAN;
		gboolean far = distance > outlying->distance_cut, isolated = score > outlying->score_cut;
		SegOutlyingUser *user;

		outlying->n_far += far != 0;
		outlying->n_isolated += isolated != 0;
		outlying->n_both += far && isolated;
		outlying->figures->outlying[row] = far || isolated;
		if (!far && !isolated)
			continue;
		user = g_new0 (SegOutlyingUser, 1);
		*user = (SegOutlyingUser) { outlying->matrix->user_ids[row], NULL, distance, score, far, isolated, FALSE, row };
		g_ptr_array_add (outlying->users, user);
	}
}

/* The cut is that of normal columns: where many lie beyond it, it is not the people who are odd. */
static void
remark_tails (SegOutlying *outlying)
{
	double share = (double) outlying->n_far / (double) outlying->n_users;
	g_autofree char *words = seg_format_share (share);

	if (share > MANY)
		g_ptr_array_insert (outlying->remarks, 0,
		                    g_strdup_printf (_("%s lie far: so many speak for long tails rather than for odd people. Look at the first ones, or scale by normal-scores."),
		                                     words));
}

/* 95 % of the raw values, by nearest rank. */
static void
find_usual (SegOutlying *outlying, double *scratch)
{
	gsize n = outlying->n_users;
	struct SegOutlyingFigures *figures = outlying->figures;

	figures->low = g_new (double, outlying->matrix->n_columns);
	figures->high = g_new (double, outlying->matrix->n_columns);
	for (gsize column = 0; column < outlying->matrix->n_columns; column++) {
		for (gsize row = 0; row < n; row++)
			scratch[row] = seg_matrix_row (outlying->matrix->raw, row)[column];
		figures->low[column] = gsl_stats_select (scratch, 1, n, (gsize) (0.025 * (double) (n - 1)));
		figures->high[column] = gsl_stats_select (scratch, 1, n, (gsize) ceil (0.975 * (double) (n - 1)));
	}
}

static gboolean
isolate (SegOutlying *outlying, const SegOutlyingOptions *options, double *scores, SegJob *job, GError **error)
{
	outlying->figures->forest = seg_isolation_forest (outlying->matrix->scaled, options->n_trees, options->sample, options->seed, job, error);
	return outlying->figures->forest != NULL
	       && seg_isolation_scores (outlying->figures->forest, outlying->matrix->scaled, scores, job, error);
}

static gboolean
look (SegWorkspace *workspace, SegOutlying *outlying, const SegOutlyingOptions *options, SegJob *job, GError **error)
{
	gsize n = outlying->n_users;
	g_autofree double *scratch = g_try_new (double, n), *scores = g_try_new (double, n);
	SegJobSpan span;
	gboolean success = TRUE;

	outlying->figures->outlying = g_try_new0 (guint8, n);
	if (scratch == NULL || scores == NULL || outlying->figures->outlying == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to look for outlying ones among %zu users"), n);
		return FALSE;
	}
	find_usual (outlying, scratch);
	choose_columns (outlying, scratch);
	span = seg_job_enter (job, 0.4, 0.6);
	success = !options->distance || measure (outlying, options, job, error);
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.6, 0.9);
	success = success && (!options->isolation || isolate (outlying, options, scores, job, error));
	seg_job_leave (job, span);
	if (!success)
		return FALSE;
	outlying->score_cut = options->score;
	outlying->distance_cut = outlying->figures->mcd != NULL
		? sqrt (gsl_cdf_chisq_Pinv (options->quantile, (double) outlying->figures->mcd->n_columns)) : NAN;
	gather (outlying, options->isolation ? scores : NULL);
	remark_tails (outlying);
	sort_users (outlying->users, outlying->figures->mcd != NULL, options->isolation);
	return seg_outlying_read_users (workspace, outlying->users, error);
}

SegOutlying *
seg_outlying_find (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection, const SegOutlyingOptions *options,
                   SegJob *job, GError **error)
{
	g_autoptr (SegOutlying) outlying = g_new0 (SegOutlying, 1);
	SegJobSpan span = seg_job_enter (job, 0, 0.4);

	outlying->users = g_ptr_array_new_with_free_func (free_user);
	outlying->remarks = g_ptr_array_new_with_free_func (g_free);
	outlying->figures = g_new0 (struct SegOutlyingFigures, 1);
	outlying->matrix = seg_feature_matrix (workspace, set, selection, job, error);
	seg_job_leave (job, span);
	if (outlying->matrix == NULL)
		return NULL;
	outlying->n_users = outlying->matrix->raw->n_rows;
	if (!look (workspace, outlying, options, job, error))
		return NULL;
	for (guint i = 0; i < outlying->users->len; i++)
		outlying->n_kept += ((const SegOutlyingUser *) outlying->users->pdata[i])->kept != 0;
	return g_steal_pointer (&outlying);
}
