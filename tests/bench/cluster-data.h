/* Matrices to measure clustering with, made from fixed seeds: the same on every machine. */
#ifndef SEG_BENCH_CLUSTER_DATA_H
#define SEG_BENCH_CLUSTER_DATA_H

#include <segscope/matrix.h>

/**
 * "mixture16": 8 overlapping normal distributions of unequal size and spread in 16 columns, neighbouring centres about 3
 * deviations apart. "density2": two half moons, six clouds and a tenth of noise in 2 columns. "density8": 20 clouds and a
 * twentieth of noise in 8 columns. Values are rounded to 6 decimals, so that a CSV file holds the same. NULL: another name.
 */
SegMatrix *bench_cluster_data (const char *name, gsize n_rows);

#endif
