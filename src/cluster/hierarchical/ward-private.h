/* What the files of Ward's method share: the clusters there are, and what each knows of its cheapest partner. */
#ifndef SEG_WARD_PRIVATE_H
#define SEG_WARD_PRIVATE_H

#include "hierarchical.h"

/* Instead of a partner: */
#define SEG_WARD_UNKNOWN (-1)
#define SEG_WARD_SOUGHT (-2)
#define SEG_WARD_JOINED (-3)

typedef struct {
	gsize   n_live, n_columns;
	double *rows;      /* n_live x n_columns: centroids */
	float  *sieved;    /* the same about the middle and divided by the largest value, and three more rows, for seg_sieve() */
	float  *shares;    /* n_live and three more: 1 / weight */
	double *middle;    /* n_columns */
	double  scale;     /* 1 / largest value, squared */
	double  unsure;    /* what rounding may do to a squared distance near 0 of the sieve */
	double *weights;   /* n_live */
	gint32 *leaves;    /* n_live: a row of each cluster */
	double *heights;   /* n_live: of its last merge */
	gint64 *partners;  /* n_live: position of the cheapest partner, or one of those above */
	double *costs;     /* n_live: of joining it */
	gsize  *wanted;    /* positions to look for partners for; then new positions in compact() */
	gsize   n_wanted, cursor;
	SegMerge *merges;
	gsize   n_merges, last_round;
	SegJob *job;
} SegWard;

/** Looks for the cheapest partners of all that are wanted (ward_seek.c). FALSE with SEG_ERROR_CANCELLED. */
gboolean seg_ward_seek (SegWard *ward, GError **error);

#endif
