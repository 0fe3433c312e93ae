/* Spaces: rows as numbers and codes, and the nearest centre of each. */
#include <config.h>
#include "space.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define BLOCK_ROWS 2048 /* whole tiles */

/* Columns of categories -------------------------------------------------------------------------------------------- */

static SegMixture *
new_columns (const SegMatrix *matrix, const guint32 *groups)
{
	SegMixture *columns = g_new0 (SegMixture, 1);
	gsize d = matrix->n_columns;

	columns->n_columns = d;
	columns->numbers = g_new0 (guint32, d);
	columns->first = g_new0 (guint32, d);
	columns->n_values = g_new0 (guint32, d);
	columns->thresholds = g_new0 (double, d);
	columns->low = g_new0 (double, d);
	columns->high = g_new0 (double, d);
	for (gsize column = 0; column < d; column++) {
		if (groups == NULL || groups[column] == 0)
			columns->numbers[columns->n_numbers++] = (guint32) column;
		else if (column > 0 && groups[column - 1] == groups[column])
			columns->n_values[columns->n_groups - 1]++;
		else {
			columns->first[columns->n_groups] = (guint32) column;
			columns->n_values[columns->n_groups++] = 1;
		}
	}
	return columns;
}

static void
set_thresholds (SegMixture *columns)
{
	for (gsize column = 0; column < columns->n_columns; column++)
		columns->thresholds[column] = columns->low[column] + (columns->high[column] - columns->low[column]) / 2;
}

SegMixture *
seg_mixture_columns_of (const SegMatrix *matrix)
{
	SegMixture *columns = new_columns (matrix, matrix->groups);

	for (gsize column = 0; column < columns->n_columns; column++) {
		columns->low[column] = INFINITY;
		columns->high[column] = -INFINITY;
	}
	for (gsize row = 0; row < matrix->n_rows; row++)
		for (gsize column = 0; column < columns->n_columns; column++) {
			double value = seg_matrix_row (matrix, row)[column];

			columns->low[column] = MIN (columns->low[column], value);
			columns->high[column] = MAX (columns->high[column], value);
		}
	set_thresholds (columns);
	return columns;
}

SegMixture *
seg_mixture_columns_from (const SegMatrix *groups, const SegMatrix *low, const SegMatrix *high)
{
	gsize d = groups->n_columns;
	g_autofree guint32 *numbers = g_new0 (guint32, d);
	SegMixture *columns;

	for (gsize column = 0; column < d; column++) {
		double group = groups->values[column];

		if (!(group >= 0 && group <= (double) d && floor (group) == group && low->values[column] <= high->values[column]))
			return NULL;
		numbers[column] = (guint32) group;
	}
	columns = new_columns (groups, numbers);
	memcpy (columns->low, low->values, d * sizeof *columns->low);
	memcpy (columns->high, high->values, d * sizeof *columns->high);
	set_thresholds (columns);
	return columns;
}

void
seg_mixture_columns_free (SegMixture *columns)
{
	if (columns == NULL)
		return;
	g_free (columns->numbers);
	g_free (columns->first);
	g_free (columns->n_values);
	g_free (columns->thresholds);
	g_free (columns->low);
	g_free (columns->high);
	g_free (columns);
}

guint
seg_mixture_codes (const SegMixture *columns, gsize group)
{
	return columns->n_values[group] == 1 ? 2 : columns->n_values[group] + 1;
}

static double
code_of (const SegMixture *columns, gsize group, const double *row)
{
	guint32 first = columns->first[group], n = columns->n_values[group];

	if (n == 1)
		return row[first] > columns->thresholds[first];
	for (guint32 i = 0; i < n; i++)
		if (row[first + i] > columns->thresholds[first + i])
			return i;
	return n;
}

void
seg_mixture_read (const SegMixture *columns, const double *row, double *out)
{
	for (gsize i = 0; i < columns->n_numbers; i++)
		out[i] = row[columns->numbers[i]];
	for (gsize group = 0; group < columns->n_groups; group++)
		out[columns->n_numbers + group] = code_of (columns, group, row);
}

void
seg_mixture_write (const SegMixture *columns, const double *centre, double *row)
{
	for (gsize i = 0; i < columns->n_numbers; i++)
		row[columns->numbers[i]] = centre[i];
	for (gsize group = 0; group < columns->n_groups; group++) {
		guint32 first = columns->first[group], n = columns->n_values[group], code = (guint32) centre[columns->n_numbers + group];

		for (guint32 i = 0; i < n; i++)
			row[first + i] = (n == 1 ? code == 1 : code == i) ? columns->high[first + i] : columns->low[first + i];
	}
}

/* Rows ------------------------------------------------------------------------------------------------------------- */

/* Numbers to shares of the range, categories that are not known to -1. */
static void
make_gower (const SegMixture *columns, double *row)
{
	for (gsize i = 0; i < columns->n_numbers; i++) {
		double low = columns->low[columns->numbers[i]], range = columns->high[columns->numbers[i]] - low;

		row[i] = range > 0 ? (row[i] - low) / range : 0;
	}
	for (gsize group = 0; group < columns->n_groups; group++)
		if (columns->n_values[group] > 1 && row[columns->n_numbers + group] >= columns->n_values[group])
			row[columns->n_numbers + group] = -1;
}

static void
read_rows (SegSpace *space, const SegMatrix *matrix, const SegMixture *columns)
{
	gsize d = matrix->n_columns;

	for (gsize row = 0; row < matrix->n_rows; row++) {
		const double *from = seg_matrix_row (matrix, row);
		double *to = seg_matrix_row (space->rows, row), length = 0;

		if (columns != NULL) {
			seg_mixture_read (columns, from, to);
			if (space->distance == SEG_DISTANCE_GOWER)
				make_gower (columns, to);
			continue;
		}
		for (gsize column = 0; column < d; column++)
			length += from[column] * from[column];
		length = sqrt (length);
		for (gsize column = 0; column < d; column++)
			to[column] = space->distance != SEG_DISTANCE_COSINE ? from[column] : length > 0 ? from[column] / length : 0;
	}
}

SegSpace *
seg_space_new (SegDistance distance, const SegMatrix *matrix, const SegMixture *columns, double gamma, SegJob *job, GError **error)
{
	g_autoptr (SegSpace) space = g_new0 (SegSpace, 1);

	space->distance = distance;
	space->n_numbers = columns != NULL ? columns->n_numbers : matrix->n_columns;
	space->n_codes = columns != NULL ? columns->n_groups : 0;
	space->gamma = gamma;
	space->rows = seg_matrix_new (matrix->n_rows, space->n_numbers + space->n_codes, error);
	if (space->rows == NULL)
		return NULL;
	read_rows (space, matrix, columns);
	space->tiles = seg_tiles_new (space->rows, job, error);
	return space->tiles != NULL ? g_steal_pointer (&space) : NULL;
}

SegSpace *
seg_space_of_rows (const SegSpace *like, const double *rows, gsize n, SegJob *job, GError **error)
{
	g_autoptr (SegSpace) space = g_new0 (SegSpace, 1);

	space->distance = like->distance;
	space->n_numbers = like->n_numbers;
	space->n_codes = like->n_codes;
	space->gamma = like->gamma;
	space->rows = seg_matrix_new (n, like->rows->n_columns, error);
	if (space->rows == NULL)
		return NULL;
	memcpy (space->rows->values, rows, n * like->rows->n_columns * sizeof *rows);
	space->tiles = seg_tiles_new (space->rows, job, error);
	return space->tiles != NULL ? g_steal_pointer (&space) : NULL;
}

void
seg_space_free (SegSpace *space)
{
	if (space == NULL)
		return;
	seg_tiles_free (space->tiles);
	seg_matrix_free (space->rows);
	g_free (space);
}

/* Costs ------------------------------------------------------------------------------------------------------------ */

typedef struct {
	const SegSpace *space;
	const double *centres;
	guint   k;
	gint32 *labels;  /* NULL: costs to the only centre */
	double *costs;   /* or NULL */
	SegJob *job;
} Assigning;

static void
assign_tile (const Assigning *work, gsize first)
{
	const SegSpace *space = work->space;
	gsize n = MIN (SEG_TILE_ROWS, space->rows->n_rows - first), width = space->rows->n_columns;
	const double *tile = seg_tiles_at (space->tiles, first);
	_Alignas (64) double least[SEG_TILE_ROWS], costs[SEG_TILE_ROWS];
	gint32 labels[SEG_TILE_ROWS] = { 0 };

	seg_space_kernel ()->costs (space, tile, work->centres, least);
	for (guint c = 1; c < work->k; c++) {
		seg_space_kernel ()->costs (space, tile, work->centres + c * width, costs);
		for (int lane = 0; lane < SEG_TILE_ROWS; lane++)
			if (costs[lane] < least[lane]) {
				least[lane] = costs[lane];
				labels[lane] = (gint32) c;
			}
	}
	if (work->labels != NULL)
		memcpy (work->labels + first, labels, n * sizeof *labels);
	if (work->costs != NULL)
		memcpy (work->costs + first, least, n * sizeof *least);
}

static void
assign_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Assigning *work = data;

	(void) block;
	for (gsize row = first; row < last && !seg_job_is_cancelled (work->job); row += SEG_TILE_ROWS)
		assign_tile (work, row);
}

void
seg_space_assign (const SegSpace *space, const double *centres, guint k, gint32 *labels, double *costs, SegJob *job)
{
	Assigning work = { space, centres, k, labels, costs, job };

	seg_parallel_blocks (space->rows->n_rows, BLOCK_ROWS, assign_block, &work);
}

void
seg_space_costs (const SegSpace *space, const double *point, double *costs, SegJob *job)
{
	seg_space_assign (space, point, 1, NULL, costs, job);
}
