#include <config.h>
#include "cluster-data.h"

#include <segscope/random.h>

#include <math.h>
#include <string.h>

#define GROUPS 8

static double
uniform (SegRandom *random, double low, double high)
{
	return low + (high - low) * seg_random_uniform (random);
}

static SegMatrix *
mixture (gsize n_rows, gsize n_columns)
{
	g_autoptr (SegRandom) random = seg_random_new (16, 1);
	g_autofree double *centres = g_new (double, GROUPS * n_columns), *spreads = g_new (double, GROUPS * n_columns);
	SegMatrix *matrix = seg_matrix_new (n_rows, n_columns, NULL);
	double shares[GROUPS], total = 0;

	for (gsize i = 0; i < GROUPS * n_columns; i++) {
		centres[i] = 0.62 * sqrt (16.0 / (double) n_columns) * seg_random_gaussian (random);
		spreads[i] = uniform (random, 0.7, 1.3);
	}
	for (guint group = 0; group < GROUPS; group++)
		total += shares[group] = uniform (random, 0.4, 1.6);
	for (gsize row = 0; row < n_rows; row++) {
		double at = total * seg_random_uniform (random);
		gsize group = 0;

		while (group + 1 < GROUPS && at >= shares[group])
			at -= shares[group++];
		for (gsize column = 0; column < n_columns; column++)
			seg_matrix_row (matrix, row)[column] =
				centres[group * n_columns + column] + spreads[group * n_columns + column] * seg_random_gaussian (random);
	}
	return matrix;
}

static SegMatrix *
moons (gsize n_rows)
{
	g_autoptr (SegRandom) random = seg_random_new (2, 1);
	SegMatrix *matrix = seg_matrix_new (n_rows, 2, NULL);
	double centres[6][2];

	for (guint i = 0; i < 6; i++)
		for (guint column = 0; column < 2; column++)
			centres[i][column] = uniform (random, -9, 13);
	for (gsize row = 0; row < n_rows; row++) {
		double *x = seg_matrix_row (matrix, row), angle = uniform (random, 0, G_PI);
		gsize kind = seg_random_below (random, 10), cloud = seg_random_below (random, 6);

		if (kind < 6) { /* the two moons */
			x[0] = (kind < 3 ? 4 * cos (angle) : 4 - 4 * cos (angle)) + 0.12 * seg_random_gaussian (random);
			x[1] = (kind < 3 ? 4 * sin (angle) : 1.5 - 4 * sin (angle)) + 0.12 * seg_random_gaussian (random);
		} else
			for (guint column = 0; column < 2; column++)
				x[column] = kind < 9 ? centres[cloud][column] + 0.35 * seg_random_gaussian (random) : uniform (random, -10, 14);
	}
	return matrix;
}

static SegMatrix *
clouds (gsize n_rows, gsize n_columns)
{
	g_autoptr (SegRandom) random = seg_random_new (8, 1);
	SegMatrix *matrix = seg_matrix_new (n_rows, n_columns, NULL);
	g_autofree double *centres = g_new (double, 20 * n_columns);

	for (gsize i = 0; i < 20 * n_columns; i++)
		centres[i] = uniform (random, -6, 6);
	for (gsize row = 0; row < n_rows; row++) {
		gsize noise = seg_random_below (random, 20), group = seg_random_below (random, 20);

		for (gsize column = 0; column < n_columns; column++)
			seg_matrix_row (matrix, row)[column] = noise == 0 ? uniform (random, -8, 8)
				: centres[group * n_columns + column] + 0.5 * seg_random_gaussian (random);
	}
	return matrix;
}

SegMatrix *
bench_cluster_data (const char *name, gsize n_rows)
{
	SegMatrix *matrix = NULL;

	if (strcmp (name, "mixture16") == 0)
		matrix = mixture (n_rows, 16);
	else if (strcmp (name, "mixture32") == 0)
		matrix = mixture (n_rows, 32);
	else if (strcmp (name, "density2") == 0)
		matrix = moons (n_rows);
	else if (strcmp (name, "density8") == 0)
		matrix = clouds (n_rows, 8);
	for (gsize i = 0; matrix != NULL && i < matrix->n_rows * matrix->n_columns; i++)
		matrix->values[i] = round (matrix->values[i] * 1e6) / 1e6;
	return matrix;
}
