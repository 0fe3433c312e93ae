/* Look-alikes: the people most like some given ones, by the features in which these differ from everybody.
 *
 * Each feature counts by how far the mean of the given people lies from that of the others, in standard deviations of all: the direction of
 * a linear discriminant whose features are taken as independent. score = sum of w (x - mean) / sd over the features, w = (mean of the given
 * - mean of the others) / sd; a value further than three standard deviations counts as three, so that one outlying figure does not decide;
 * a missing one counts as the mean, a constant feature not at all. Of equal scores the user with the smaller id comes first. */
#include <config.h>
#include "audience-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

#define LEAST_SEEDS 10
#define FARTHEST 3.0

typedef struct {
	double score;
	gsize  at;
} Candidate;

/* Mean and deviation of all and of the given ones; FALSE where there is nothing to tell. */
static gboolean
measure (const double *values, const guint8 *seeds, gsize n, double *mean, double *deviation, double *weight)
{
	double sum = 0, squares = 0, of_seeds = 0;
	gsize known = 0, known_seeds = 0;

	for (gsize i = 0; i < n; i++)
		if (!isnan (values[i])) {
			sum += values[i];
			known++;
			of_seeds += seeds[i] ? values[i] : 0;
			known_seeds += seeds[i];
		}
	if (known_seeds < 2 || known - known_seeds < 2)
		return FALSE;
	*mean = sum / (double) known;
	for (gsize i = 0; i < n; i++)
		if (!isnan (values[i]))
			squares += (values[i] - *mean) * (values[i] - *mean);
	*deviation = sqrt (squares / (double) (known - 1));
	*weight = *deviation > 0 ? (of_seeds / (double) known_seeds - (sum - of_seeds) / (double) (known - known_seeds)) / *deviation : 0;
	return isfinite (*weight) && *deviation > 0;
}

static void
add_feature (const double *values, const guint8 *seeds, gsize n, double *scores)
{
	double mean, deviation, weight;

	if (!measure (values, seeds, n, &mean, &deviation, &weight))
		return;
	for (gsize i = 0; i < n; i++)
		if (!isnan (values[i]))
			scores[i] += weight * CLAMP ((values[i] - mean) / deviation, -FARTHEST, FARTHEST);
}

static int
compare_candidates (const void *a, const void *b)
{
	const Candidate *one = a, *other = b;

	if (one->score != other->score)
		return one->score > other->score ? -1 : 1;
	return one->at < other->at ? -1 : one->at > other->at;
}

static gboolean
pick (const double *scores, const guint8 *seeds, gsize n_users, gint64 n, guint8 *alike, GError **error)
{
	g_autofree Candidate *candidates = g_try_malloc_n (n_users + 1, sizeof *candidates);
	gsize found = 0;

	if (candidates == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for a list of %zu people"), n_users);
		return FALSE;
	}
	for (gsize i = 0; i < n_users; i++)
		if (!seeds[i])
			candidates[found++] = (Candidate) { scores[i], i };
	qsort (candidates, found, sizeof *candidates, compare_candidates);
	for (gsize i = 0; i < found && i < (gsize) n; i++)
		alike[candidates[i].at] = 1;
	return TRUE;
}

gboolean
seg_alike_find (const SegAsking *asking, const guint8 *seeds, gint64 n, guint8 *alike, GError **error)
{
	const gsize n_users = asking->audience->n;
	g_autoptr (SegFeatureSet) set = seg_feature_set_load (asking->workspace, NULL, error);
	g_autoptr (GPtrArray) columns = set != NULL ? seg_user_columns (asking->workspace, set, error) : NULL;
	g_autofree double *scores = g_try_new0 (double, n_users + 1), *values = g_try_new (double, n_users + 1);
	gsize n_seeds = 0;

	for (gsize i = 0; i < n_users; i++)
		n_seeds += seeds[i];
	if (columns == NULL)
		return FALSE;
	if (scores == NULL || values == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for a list of %zu people"), n_users);
		return FALSE;
	}
	if (n <= 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("Say how many look-alikes to take"));
		return FALSE;
	}
	if (n_seeds < LEAST_SEEDS) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("Look-alikes need at least %d people to be like, not %zu"), LEAST_SEEDS, n_seeds);
		return FALSE;
	}
	for (guint i = 0; i < columns->len; i++) {
		const SegUserColumn *column = columns->pdata[i];

		if (!column->is_feature || column->expression != NULL)
			continue;
		if (!seg_job_proceed (asking->job, (double) i / columns->len, _("looking for people alike"), error)
		    || !seg_user_counter_numbers (asking->audience->counter, asking->workspace, column->name, asking->job, values, error))
			return FALSE;
		add_feature (values, seeds, n_users, scores);
	}
	return pick (scores, seeds, n_users, n, alike, error);
}
