/* What the files about RFM share. */
#ifndef SEG_RFM_PRIVATE_H
#define SEG_RFM_PRIVATE_H

#include "segment-private.h"

#include <segscope/rfm.h>

G_BEGIN_DECLS

#define SEG_RFM_ALGORITHM "rfm" /* segmentation.algorithm */

/* A definition as it is kept, and back. Owned; NULL with SEG_ERROR_WORKSPACE when it is none. */
char             *seg_rfm_to_json (const SegRfmDefinition *definition);
SegRfmDefinition *seg_rfm_from_json (const char *json, GError **error);

/* The default name of a group. */
const char *seg_rfm_group_default (SegRfmGroup group, SegRfmLanguage language, gboolean bought);
/* What gave a user no cell, by the feature of the recency axis. */
gboolean    seg_rfm_is_of_purchases (const SegRfmDefinition *definition);

/* Puts only those who are in no segment yet into those of the RFM grid @segmentation; @n: (out) how many. */
gboolean seg_rfm_assign (SegWorkspace *workspace, const SegSegmentation *segmentation, gint64 *n, SegJob *job, GError **error);

/* Which segment is which group: SEG_RFM_N_GROUPS ids, 0 for those that have none. */
void seg_rfm_segment_ids (const SegSegmentation *segmentation, gint64 *ids);

/* The kept definition, NULL without @error when there is none. */
SegRfmDefinition *seg_rfm_kept (SegWorkspace *workspace, GError **error);
/* Appends the scores as columns of users to @columns where the features of the kept definition are among them. */
gboolean seg_rfm_columns_add (SegWorkspace *workspace, GPtrArray *columns, GError **error);

G_END_DECLS

#endif
