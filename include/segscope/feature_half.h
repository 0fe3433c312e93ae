/* The matrix in half the memory, for whoever does not need it as it is and scaled at once. */
#ifndef SEGSCOPE_FEATURE_HALF_H
#define SEGSCOPE_FEATURE_HALF_H

#include <segscope/feature.h>

G_BEGIN_DECLS

typedef enum {
	SEG_MATRIX_RAW,   /* as it is: scaled is NULL and duplicate_of not known yet; its groups and labels never will be */
	SEG_MATRIX_SCALED /* what clustering sees: raw is NULL */
} SegMatrixHalf;

/**
 * As seg_feature_matrix(), to the same bits, but only one of raw and scaled, without filled, transforms, selection and fingerprint.
 *
 * Cost: half the memory and, as nothing is signed, half the time.
 */
SegFeatureMatrix *seg_feature_matrix_half (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection, SegMatrixHalf half,
                                           SegJob *job, GError **error);

/** What clustering sees of column @number. @selection: what the matrix was made for. @values: its raw values, all rows; scaled in place. */
void     seg_feature_matrix_scale_column (const SegFeatureMatrix *matrix, const GPtrArray *selection, gsize number, double *values);

/**
 * Turns the raw half into the scaled one in its place.
 *
 * FALSE with SEG_ERROR_CANCELLED, SEG_ERROR_DATA, SEG_ERROR_MEMORY; the matrix is then of no use.
 * Cost: a pass over it, and a few columns of memory. Same bits for any number of threads.
 */
gboolean seg_feature_matrix_scale (SegFeatureMatrix *matrix, const GPtrArray *selection, SegJob *job, GError **error);

G_END_DECLS

#endif
