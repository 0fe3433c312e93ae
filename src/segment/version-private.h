/* What the files about versions share. */
#ifndef SEG_VERSION_PRIVATE_H
#define SEG_VERSION_PRIVATE_H

#include "segment-private.h"

#include <segscope/version.h>

G_BEGIN_DECLS

/* All in the caller's transaction. */

/* The segmentation as it is now is its next version (the first, where it has none). @matrix: what it was made from, whose values are kept
 * in short; NULL: they are not. @version_id: (out) or NULL. */
gboolean seg_version_open (SegWorkspace *workspace, gint64 segmentation_id, const SegFeatureMatrix *matrix, const char *note,
                           gint64 *version_id, SegJob *job, GError **error);
/* Keeps what the version in use has now, before the next one comes. */
gboolean seg_version_close (SegWorkspace *workspace, gint64 segmentation_id, GError **error);
/* There is no next one after all. */
gboolean seg_version_reopen (SegWorkspace *workspace, gint64 segmentation_id, GError **error);
/* How segment @segment_id came into version @version_id; @confidence NAN: it was not matched. */
gboolean seg_version_say_came (SegWorkspace *workspace, gint64 version_id, gint64 segment_id, const char *came, double confidence, GError **error);

/* How values lay, in short (version_feature.c). */
gboolean seg_version_keep_features (SegWorkspace *workspace, gint64 version_id, const SegFeatureMatrix *matrix, SegJob *job, GError **error);
/* The same of one column: GArray of double, pairs of a value and how many known values are not above it; NULL with
 * SEG_ERROR_MEMORY. */
GArray  *seg_version_points (const SegFeatureMatrix *matrix, gsize column, GError **error);
/* The mean of the known values; 0 where there are none. */
double   seg_version_mean (const SegFeatureMatrix *matrix, gsize column);

G_END_DECLS

#endif
