/* What silhouettes are computed from: the rows in the order of their labels in all labellings, cut into runs of rows that
 * share their cluster everywhere. The clusters of all labellings are numbered through; a number is called a slot. */
#ifndef SEG_SILHOUETTE_PLAN_H
#define SEG_SILHOUETTE_PLAN_H

#include "cluster-private.h"

typedef struct {
	const SegMatrix    *matrix;
	const SegLabelling *labellings;
	guint     n_labellings;
	gsize   **sizes;        /* per labelling: rows of each cluster */
	guint32  *first_slots;  /* per labelling: the slot of its first cluster */
	guint32   n_slots;
	gsize    *order;        /* numbers of the rows, sorted by all labellings */
	guint8   *begins;       /* whether a run begins at that place of the order */
	SegMatrix *rows;        /* in that order */
	gsize    *starts;       /* n_runs + 1 places in the order */
	gsize     n_runs;
	guint32  *slots;        /* n_runs x n_labellings: the slots a run belongs to */
	guint32  *firsts;       /* n_runs: the first labelling in which a run is in another cluster than the run before */
	SegJob   *job;
} SegSilhouettePlan;

/** FALSE with SEG_ERROR_MEMORY or SEG_ERROR_CANCELLED; the plan is to be cleared in any case. */
gboolean seg_silhouette_plan_init (SegSilhouettePlan *plan, const SegMatrix *matrix, const SegLabelling *labellings,
                                   guint n_labellings, SegJob *job, GError **error);
void     seg_silhouette_plan_clear (SegSilhouettePlan *plan);

/** The width of @row in labelling @s; @sums: for each slot SEG_TILE_ROWS sums of distances, of which that in @lane counts. @less,
 * @larger: (out) the mean distances it comes from; 0 and infinity for the only row of a cluster. */
double   seg_silhouette_plan_width (const SegSilhouettePlan *plan, guint s, gsize row, gsize lane, const double *sums, double *less,
                                    double *larger);

/**
 * All widths by computing the distance of every two rows once (silhouette_pairs.c): in double precision where @doubtful is NULL, else
 * in single precision, and @doubtful (one a row, 0 before) is set for the rows that must be computed anew. FALSE with an error.
 * Needs 8 bytes a row and slot, see seg_silhouette_pairs_bytes().
 */
gboolean seg_silhouette_pairs (const SegSilhouettePlan *plan, guint8 *doubtful, GError **error);
gsize    seg_silhouette_pairs_bytes (const SegSilhouettePlan *plan);
/** Whether single precision saves time worth mentioning and says anything about so many columns. */
gboolean seg_silhouette_pairs_can_be_quick (const SegSilhouettePlan *plan);

#endif
