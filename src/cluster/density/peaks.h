/* Crowds of rows, told apart by the valleys between them. */
#ifndef SEG_PEAKS_H
#define SEG_PEAKS_H

#include "near-rows.h"

#define SEG_CROWDS_CONTRAST 2.0 /* standard errors (peaks.c) */
#define SEG_CROWDS_SURE 3.0     /* asked for between two crowds alone, and where neighbourhoods are half as wide (crowds_look.c) */
#define SEG_CROWDS_UNSURE 1.6   /* needs a second opinion: the depth that d'Errico et al. take */

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

typedef struct {
	guint    neighbours; /* 0: as suits the users */
	double   contrast;   /* NAN: as suits the users */
	gboolean as_rounded; /* take rounded values for exact */
} SegCrowdsAsked;

typedef struct {
	SegCrowds crowds;
	guint     neighbours; /* as used */
	double    contrast;   /* as used */
	double    dimension;  /* in how many directions rows spread */
	guint     n_unsure;   /* crowds that valleys of SEG_CROWDS_UNSURE would part, where there is one alone; 0: not looked for */
	gboolean  seconded;  /* the valleys are shallow, but HDBSCAN* finds the same crowds */
} SegCrowdsLook;

/** Crowds with the neighbourhood and the depth that suit the rows (crowds_look.c); look->crowds.labels is provided. Rows of the same
 * values are in one crowd. FALSE with SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED. */
gboolean seg_crowds_look (const SegMatrix *matrix, const SegCrowdsAsked *asked, SegJob *job, SegCrowdsLook *look, GError **error);

/** Whether HDBSCAN* finds @crowds too, with as many neighbours (at most the rows) and with half as many; @as_many: and as many of them.
 * FALSE with SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED. (crowds_second.c) */
gboolean seg_crowds_second (const SegMatrix *matrix, guint neighbours, const SegCrowds *crowds, gboolean as_many, SegJob *job, gboolean *seconded,
                            GError **error);

/** A copy in which rounded values are spread again (spread_ties.c). NULL with SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED. */
SegMatrix *seg_spread_ties (const SegMatrix *matrix, SegJob *job, GError **error);

#endif
