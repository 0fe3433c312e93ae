/* The columns of a matrix on their way into it: see matrix_columns.c. */
#ifndef SEG_MATRIX_COLUMNS_H
#define SEG_MATRIX_COLUMNS_H

#include "feature-private.h"

#include <segscope/feature_blocks.h>

G_BEGIN_DECLS

typedef struct {
	SegFeatureMatrix *matrix;
	const GPtrArray  *sources;   /* of SegSource* */
	guint            *positions; /* by source: where its column is kept in the set's blocks; 0: it is read row by row */
	SegBlockReader   *reader;    /* NULL: the set is a table, or everything is read row by row */
	gboolean          again;     /* scalers and fills are those of an earlier matrix */
	gboolean          no_raw, no_scaled; /* is not kept; not both */
	gboolean          plain;     /* nor are figures of columns found, or duplicates */
	SegJob           *job;
} SegMatrixWork;

/** Finds out what can be read as columns; matrix, sources, again and job are the caller's. @n_rows: users of the set that there are. */
gboolean seg_matrix_work_init (SegMatrixWork *work, SegWorkspace *workspace, const SegFeatureSet *set, gsize n_rows, GError **error);
void     seg_matrix_work_clear (SegMatrixWork *work);
/** Where the values that are read row by row stand until their columns are finished. */
static inline SegMatrix *
seg_matrix_work_rows (const SegMatrixWork *work)
{
	return work->no_raw ? work->matrix->scaled : work->matrix->raw;
}

/** Fills, describes, limits and scales all columns, of which those without a position stand in the rows. */
gboolean seg_matrix_finish_columns (const SegMatrixWork *work, GError **error);

/** Lets values beyond the limits count as the limit in what clustering sees. Returns how many they are. */
gsize    seg_matrix_limit_column (const SegSelected *selected, const SegMatrixColumn *column, double *values, gsize n);

G_END_DECLS

#endif
