/* The users most like one: by the distance in which segments were made, straight, over all users in one pass. */
#include <config.h>
#include "why-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_ROWS 8192

typedef struct {
	const SegWhyWork *work;
	double *squared; /* n */
} Look;

static void
measure_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Look *look = data;
	const SegMatrix *scaled = look->work->matrix->scaled;
	const double *user = seg_matrix_row (scaled, look->work->row);

	(void) block;
	for (gsize row = first; row < last && !seg_job_is_cancelled (look->work->job); row++) {
		const double *other = seg_matrix_row (scaled, row);
		double sum = 0;

		for (gsize j = 0; j < scaled->n_columns; j++)
			sum += (other[j] - user[j]) * (other[j] - user[j]);
		look->squared[row] = sum;
	}
}

/* The nearest rows, the user's own left out; ties by row. Returns how many there are. */
static guint
nearest_rows (const SegWhyWork *work, const double *squared, gsize *rows)
{
	guint n = 0;

	for (gsize row = 0; row < work->matrix->scaled->n_rows; row++) {
		guint place;

		if (row == work->row || (n == SEG_WHY_NEIGHBOURS && squared[row] >= squared[rows[n - 1]]))
			continue;
		for (place = n < SEG_WHY_NEIGHBOURS ? n++ : n - 1; place > 0 && squared[rows[place - 1]] > squared[row]; place--)
			rows[place] = rows[place - 1];
		rows[place] = row;
	}
	return n;
}

static SegWhyDistance *
distance_of (SegWhy *why, gint32 segment)
{
	for (guint i = 0; i < why->distances->len; i++)
		if (g_array_index (why->distances, SegWhyDistance, i).segment == segment)
			return &g_array_index (why->distances, SegWhyDistance, i);
	return NULL;
}

static char *
read_key (SegWorkspace *workspace, gint64 user_id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT key FROM user WHERE id = :id", error);
	GError *failure = NULL;
	g_autofree char *key = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", user_id);
	if (seg_statement_next (statement, &failure))
		key = g_strdup (seg_statement_text (statement, 0));
	return seg_query_ended (failure, error) ? g_strdup (key != NULL ? key : "") : NULL;
}

/* Without middles a segment is as far as its nearest user. */
static void
measure_to_users (const SegWhyWork *work, const gint32 *labels, const double *squared, SegWhy *why)
{
	for (gsize row = 0; row < work->matrix->scaled->n_rows; row++) {
		SegWhyDistance *distance = row != work->row && labels[row] >= 0 ? distance_of (why, labels[row]) : NULL;

		if (distance != NULL && !(distance->distance <= sqrt (squared[row])))
			distance->distance = sqrt (squared[row]);
	}
}

gboolean
seg_why_find_neighbours (SegWorkspace *workspace, const SegWhyWork *work, const gint32 *labels, SegWhy *why, GError **error)
{
	gsize n = work->matrix->scaled->n_rows, rows[SEG_WHY_NEIGHBOURS];
	g_autofree double *squared = g_try_new (double, n);
	Look look = { work, squared };
	guint n_found;

	if (squared == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory (%zu bytes) to compare the users"), n * sizeof *squared);
		return FALSE;
	}
	seg_parallel_blocks (n, BLOCK_ROWS, measure_block, &look);
	if (!seg_job_proceed (work->job, 0.85, _("looking for users like this one"), error))
		return FALSE;
	n_found = nearest_rows (work, squared, rows);
	for (guint i = 0; i < n_found; i++) {
		gint32 label = labels[rows[i]];
		SegWhyDistance *distance = label >= 0 ? distance_of (why, label) : NULL;
		SegWhyNeighbour *neighbour = g_new0 (SegWhyNeighbour, 1);

		*neighbour = (SegWhyNeighbour) { .user_id = work->matrix->user_ids[rows[i]], .distance = sqrt (squared[rows[i]]),
			                             .segment = distance != NULL ? label : -1 };
		g_ptr_array_add (why->neighbours, neighbour);
		if (distance != NULL)
			distance->n_near++;
		neighbour->key = read_key (workspace, neighbour->user_id, error);
		if (neighbour->key == NULL)
			return FALSE;
	}
	if (why->basis == SEG_WHY_DENSITY)
		measure_to_users (work, labels, squared, why);
	return TRUE;
}
