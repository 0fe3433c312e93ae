/* Coordinates in which others' others + lambda I is the unit matrix. See als_coordinates.c. */
#ifndef SEG_ALS_COORDINATES_H
#define SEG_ALS_COORDINATES_H

#include <glib.h>

/* Matrices of stride x stride numbers, 0 in the padding, by which rows of factors are multiplied from the right. */
typedef struct {
	gsize  stride;
	float *in, *out; /* rows that are solved for, into these coordinates and back */
	float *others;   /* rows they are solved against, into them */
} SegAlsCoordinates;

/** From the rows a half-step solves against. Clear it also on failure. */
gboolean seg_als_coordinates_init (SegAlsCoordinates *coordinates, const float *others, gsize n_others, gsize n_factors, gsize stride,
                                   double lambda, GError **error);
void     seg_als_coordinates_clear (SegAlsCoordinates *coordinates);
/** @turned = @rows @matrix, one of the three. */
void     seg_als_turn_rows (const SegAlsCoordinates *coordinates, const float *matrix, const float *rows, gsize n, float *turned);
/** All rows that are solved against, on all cores. */
void     seg_als_turn_others (const SegAlsCoordinates *coordinates, const float *others, gsize n, float *turned);

#endif
