/* Crowds of rows, told apart by the valleys between them. */
#ifndef SEG_PEAKS_H
#define SEG_PEAKS_H

#include "near-rows.h"

#define SEG_CROWDS_CONTRAST 2.0 /* standard errors (peaks.c) */

typedef struct {
	guint   n;
	guint   n_peaks;    /* before those that may be there by chance were merged */
	double  least_rise; /* the shallowest valley that keeps crowds apart, in standard errors; INFINITY: they do not touch */
	gint32 *labels;     /* n_rows, provided by the caller: 0..n-1 */
} SegCrowds;

/** How many neighbours a density is measured by unless something else is said: the square root of the rows, at most 500. */
guint    seg_crowds_neighbours (gsize n_rows);
/** Crowds of the @n_rows that @rows was made of. O(n k) time. FALSE with SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED. */
gboolean seg_crowds_find (const SegNearRows *rows, gsize n_rows, double contrast, SegJob *job, SegCrowds *crowds, GError **error);

#endif
