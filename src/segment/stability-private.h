/* Do segments come back when they are made again? (stability_own.c) */
#ifndef SEG_STABILITY_PRIVATE_H
#define SEG_STABILITY_PRIVATE_H

#include <segscope/choose.h>
#include <segscope/segment.h>

G_BEGIN_DECLS

/* As seg_stability(), by the algorithm that made @segmentation, with its options, on draws of up to 2000 users; by k-means where that is no
 * algorithm (RFM cells, conditions, by hand) or would take longer than @most_seconds. @remark: (out) NULL, or in words why k-means; or NULL. */
gboolean seg_stability_own (const SegSegmentation *segmentation, const SegMatrix *rows, const SegPartition *partitions, guint n_partitions,
                            guint n_resamples, gsize most_rows, double most_seconds, SegJob *job, SegStability *stabilities, char **remark,
                            GError **error);

G_END_DECLS

#endif
