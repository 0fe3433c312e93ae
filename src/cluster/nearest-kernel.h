/* Nearest centres in single precision, with a doubt about every answer that rounding could have made.
 *
 * The squared distance of x to a centre c is |x|^2 + 2 (|c|^2 / 2 - x.c), and |x|^2 is the same for all centres: so the least
 * |c|^2 / 2 - x.c decides, one multiplication and one addition a column, on numbers of half the size. Where the two least are
 * nearer to one another than rounding can be off, the tile is marked as doubtful and settled in double precision by the plain
 * kernel (SegKernel.nearest). The labels are those of the plain kernel, whatever the processor. */
#ifndef SEG_NEAREST_KERNEL_H
#define SEG_NEAREST_KERNEL_H

#include "cluster-private.h"

#define SEG_CENTRES_AT_ONCE 4

/* Centres as the kernel takes them: four at a time, column by column. */
typedef struct SegPackedCentres {
	guint  k, n_packed; /* rounded up to fours; those beyond k are never nearest */
	float *values;      /* n_packed / 4 x n_columns x 4, less the mean of the rows */
	float *halves;      /* n_packed: half the squared length */
	double reach;       /* the longest */
} SegPackedCentres;

SegPackedCentres *seg_packed_centres_new (guint k, gsize n_columns, GError **error);
void              seg_packed_centres_free (SegPackedCentres *packed);
/** Takes over @centres (k x n_columns), less @mean. */
void              seg_packed_centres_set (SegPackedCentres *packed, const double *centres, const double *mean, gsize n_columns);

/** The most by which rounding can turn the order of two centres for the rows of a tile that reach as far as @reach from the mean,
 * which itself is as long as @mean; INFINITY where single precision says nothing. */
float seg_nearest_doubt (double reach, double mean, const SegPackedCentres *packed, gsize n_columns);

typedef struct {
	/* For one tile of singles: the nearest centre for each lane. Returns whether any lane is in doubt, and in @differs whether any
	 * label is not that of @before. */
	gboolean (*nearest) (const float *tile, gsize n_columns, const SegPackedCentres *packed, float doubt, const gint32 *before,
	                     gint32 *labels, gboolean *differs);
} SegNearestKernel;

/** The version that goes with seg_processor(). */
const SegNearestKernel *seg_nearest_kernel (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegPackedCentres, seg_packed_centres_free)

#endif
