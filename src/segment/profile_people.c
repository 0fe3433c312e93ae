/* Who is typical of a segment, and who is at its border.
 *
 * Typical are those nearest to the centre: for squared Euclidean distances that is the medoid, since the sum of them over all members is
 * n |x - centre|^2 and a constant. At the border are those with the lowest silhouettes where all members have one; else those whose own
 * centre is hardly nearer than the next (or not nearer at all). Segments without centres (cells of an RFM grid) get the mean of their
 * members in the scaled features they were made of. */
#include <config.h>
#include "segment-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>

#define BLOCK 8192

/* The users of a segment with the lowest figures. */
typedef struct {
	guint n;
	struct { double figure; gsize member; guint32 other; } users[SEG_HABIT_USERS];
} Lowest;

static void
offer (Lowest *lowest, double figure, gsize member, guint32 other)
{
	guint at;

	if (isnan (figure) || (lowest->n == SEG_HABIT_USERS && figure >= lowest->users[lowest->n - 1].figure))
		return;
	if (lowest->n < SEG_HABIT_USERS)
		lowest->n++;
	for (at = lowest->n - 1; at > 0 && lowest->users[at - 1].figure > figure; at--)
		lowest->users[at] = lowest->users[at - 1];
	lowest->users[at].figure = figure;
	lowest->users[at].member = member;
	lowest->users[at].other = other;
}

/* The lowest of @figures in each segment: k of them. */
static Lowest *
find_lowest (const SegMembers *members, const double *figures, const guint32 *others)
{
	Lowest *lowest = g_new0 (Lowest, members->k + 1);

	for (gsize i = 0; i < members->n; i++) /* ascending: of equal ones the earlier user */
		offer (&lowest[members->labels[i]], figures[i], i, others != NULL ? others[i] : 0);
	return lowest;
}

/* Segments of whose members all but a tenth have a figure. */
static gboolean *
find_known (const SegMembers *members, const double *figures)
{
	g_autofree gsize *known = g_new0 (gsize, members->k + 1);
	gboolean *result = g_new0 (gboolean, members->k + 1);

	for (gsize i = 0; i < members->n; i++)
		known[members->labels[i]] += isnan (figures[i]) ? 0 : 1;
	for (guint c = 0; c < members->k; c++)
		result[c] = known[c] >= members->sizes[c] - members->sizes[c] / 10;
	return result;
}

static gboolean
is_noise (const SegSegmentation *segmentation, guint c)
{
	return ((const SegSegment *) segmentation->segments->pdata[c])->noise;
}

/* Distances to centres, where they are not kept ---------------------------------------------------------------------- */

typedef struct {
	const SegSegmentation *segmentation;
	const SegMembers *members;
	SegFeatureMatrix *matrix;
	SegMatrix *centres;    /* k x d */
	gssize    *rows;       /* by member: row of the matrix, -1: none */
	double    *own, *apart; /* by member: distance to the own centre; how much farther the next one is */
	guint32   *next;       /* by member: the next centre */
	SegJob    *job;
} Places;

static void
clear_places (Places *places)
{
	seg_feature_matrix_free (places->matrix);
	seg_matrix_free (places->centres);
	g_free (places->rows);
	g_free (places->own);
	g_free (places->apart);
	g_free (places->next);
}

/* The kept centres; where a segment has none, the mean of its members. */
static gboolean
find_centres (Places *places, GError **error)
{
	const SegMembers *members = places->members;
	gsize d = places->matrix->n_columns;

	places->centres = seg_matrix_new (members->k, d, error);
	if (places->centres == NULL)
		return FALSE;
	for (gsize i = 0; i < members->n; i++)
		for (gsize j = 0; places->rows[i] >= 0 && j < d; j++)
			seg_matrix_row (places->centres, (gsize) members->labels[i])[j] +=
				seg_matrix_row (places->matrix->scaled, (gsize) places->rows[i])[j] / (double) members->sizes[members->labels[i]];
	for (guint c = 0; c < members->k; c++) {
		const SegSegment *segment = places->segmentation->segments->pdata[c];

		for (gsize j = 0; segment->n_values == d && j < d; j++)
			seg_matrix_row (places->centres, c)[j] = segment->centroid[j];
	}
	return TRUE;
}

static void
place_block (gsize block, gsize first, gsize last, gpointer data)
{
	Places *places = data;
	const SegMembers *members = places->members;
	gsize d = places->matrix->n_columns;

	(void) block;
	for (gsize i = first; i < last && !seg_job_is_cancelled (places->job); i++) {
		double own = NAN, nearest = INFINITY;

		for (guint c = 0; places->rows[i] >= 0 && c < members->k; c++) {
			const double *row = seg_matrix_row (places->matrix->scaled, (gsize) places->rows[i]), *centre = seg_matrix_row (places->centres, c);
			double squares = 0;

			if (is_noise (places->segmentation, c) || members->sizes[c] == 0)
				continue;
			for (gsize j = 0; j < d; j++)
				squares += (row[j] - centre[j]) * (row[j] - centre[j]);
			if ((gint32) c == members->labels[i])
				own = sqrt (squares);
			else if (sqrt (squares) < nearest) {
				nearest = sqrt (squares);
				places->next[i] = c;
			}
		}
		places->own[i] = own;
		places->apart[i] = isfinite (nearest) ? nearest - own : NAN;
	}
}

static gboolean
find_places (Places *places, SegWorkspace *workspace, const SegFeatureSet *set, GError **error)
{
	const SegMembers *members = places->members;

	places->matrix = seg_segmentation_scaled (workspace, places->segmentation, set, places->job, error);
	if (places->matrix == NULL)
		return FALSE;
	places->rows = g_try_new (gssize, members->n + 1);
	places->own = g_try_new (double, members->n + 1);
	places->apart = g_try_new (double, members->n + 1);
	places->next = g_try_new0 (guint32, members->n + 1);
	if (places->rows == NULL || places->own == NULL || places->apart == NULL || places->next == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to place %zu users"), members->n);
		return FALSE;
	}
	for (gsize i = 0; i < members->n; i++)
		places->rows[i] = seg_ids_find (places->matrix->user_ids, places->matrix->scaled->n_rows, members->user_ids[i]);
	if (!find_centres (places, error))
		return FALSE;
	seg_parallel_blocks (members->n, BLOCK, place_block, places);
	return seg_job_proceed (places->job, 1, NULL, error);
}

/* The whole ---------------------------------------------------------------------------------------------------------- */

/* Keys of users, for all who are named. */
static gboolean
name_users (SegWorkspace *workspace, const GPtrArray *users, GError **error)
{
	for (guint i = 0; i < users->len; i++) {
		SegHabitUser *user = users->pdata[i];

		if ((user->key = seg_user_key (workspace, user->id, error)) == NULL)
			return FALSE;
	}
	return TRUE;
}

static void
take_users (const SegSegmentation *segmentation, const SegMembers *members, const Lowest *lowest, gboolean has_other, GPtrArray *users)
{
	for (guint i = 0; i < lowest->n; i++) {
		const SegSegment *other = segmentation->segments->pdata[lowest->users[i].other];

		seg_habit_user_add (users, members->user_ids[lowest->users[i].member], lowest->users[i].figure, has_other ? other->id : 0);
	}
}

static gboolean
all_of (const SegSegmentation *segmentation, const gboolean *flags)
{
	for (guint c = 0; c < segmentation->segments->len; c++)
		if (!flags[c] && !is_noise (segmentation, c))
			return FALSE;
	return TRUE;
}

gboolean
seg_profile_people (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegFeatureSet *set, const SegMembers *members,
                    GPtrArray *profiles, SegJob *job, GError **error)
{
	g_autofree gboolean *has_distance = find_known (members, members->distances), *has_silhouette = find_known (members, members->silhouettes);
	gboolean kept = all_of (segmentation, has_distance), measured = all_of (segmentation, has_silhouette);
	g_autofree Lowest *nearest = NULL, *lowest = NULL, *hardly = NULL;
	Places places = { .segmentation = segmentation, .members = members, .job = job };
	gboolean fine = TRUE;

	if (!kept || !measured) {
		GError *failure = NULL;

		fine = find_places (&places, workspace, set, &failure);
		if (!fine && !g_error_matches (failure, SEG_ERROR, SEG_ERROR_DATA)) { /* features may be gone: then nobody is named */
			clear_places (&places);
			g_propagate_error (error, failure);
			return FALSE;
		}
		g_clear_error (&failure);
	}
	nearest = find_lowest (members, kept || !fine ? members->distances : places.own, NULL);
	lowest = find_lowest (members, members->silhouettes, NULL);
	hardly = places.apart != NULL && fine ? find_lowest (members, places.apart, places.next) : g_new0 (Lowest, members->k + 1);
	clear_places (&places);
	for (guint c = 0; c < members->k; c++) {
		SegHabits *habits = ((SegProfile *) profiles->pdata[c])->habits;

		if (is_noise (segmentation, c))
			continue;
		habits->borderline_by_silhouette = has_silhouette[c];
		take_users (segmentation, members, &nearest[c], FALSE, habits->typical);
		take_users (segmentation, members, has_silhouette[c] ? &lowest[c] : &hardly[c], !has_silhouette[c], habits->borderline);
		if (!name_users (workspace, habits->typical, error) || !name_users (workspace, habits->borderline, error))
			return FALSE;
	}
	return TRUE;
}
