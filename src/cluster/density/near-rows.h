/* The neighbours of every row, users of the same values taken together. */
#ifndef SEG_NEAR_ROWS_H
#define SEG_NEAR_ROWS_H

#include "neighbours.h"

typedef struct {
	gsize   n;        /* different rows */
	gsize  *first;    /* n: the first row of the matrix with these values, ascending */
	gint32 *of;       /* n_rows of the matrix: which of the different rows each is */
	guint   k;        /* neighbours asked for */
	gint32 *near;     /* n x k: the nearest other different rows, nearest first, until they are k users or more; n_near of them */
	guint  *n_near;   /* n: at least 1 where there is another row at all */
	double *reach;    /* n: distance of the last of them */
	double *within;   /* n: users up to there, without the one itself */
	double  dimension; /* in how many directions rows spread there: at most the columns */
} SegNearRows;

/** The @k neighbours of each row (1 <= k < rows). NULL with SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED. */
SegNearRows *seg_near_rows_new (const SegMatrix *matrix, guint k, SegJob *job, GError **error);
void         seg_near_rows_free (SegNearRows *rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegNearRows, seg_near_rows_free)

#endif
