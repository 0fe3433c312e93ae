/* Segmentations over time. Clustering anew makes the next version of a segmentation (match.h); segments keep their ids, and what the
 * version before had is kept, so that one can tell who moved where and what has drifted. */
#ifndef SEGSCOPE_VERSION_H
#define SEGSCOPE_VERSION_H

#include <segscope/segment.h>

G_BEGIN_DECLS

typedef struct {
	gint64   id, segmentation_id;
	guint    number;     /* from 1 */
	gint64   as_of;      /* of the features it was made from */
	gint64   made_at;
	char    *algorithm;
	gint64   n_users;
	guint    n_segments;
	double   silhouette; /* NAN: unknown */
	char    *note;
	gboolean in_use;     /* the newest: its users are those of the segmentation now */
} SegVersion;

void       seg_version_free (SegVersion *version);
/** Oldest first: GPtrArray of SegVersion*, owned; never empty. */
GPtrArray *seg_versions (SegWorkspace *workspace, gint64 segmentation_id, GError **error);
/** The version that @text names: its number, "last" (in use), "before" (the one before that), or a date: the one in use at the end of
 * that day, by what its features count up to. Borrowed; NULL with SEG_ERROR_NOT_FOUND, which lists those there are. */
const SegVersion *seg_versions_find (const GPtrArray *versions, const char *text, GError **error);

/* A segment in one version. */
typedef struct {
	guint  number;
	gint64 as_of, made_at;
	gint64 size;  /* 0: it was not there, or nobody was in it */
	double share; /* of the version's users, 0..1 */
} SegSegmentSize;

/** How large segment @segment_id was in each version of its segmentation, oldest first: GArray of SegSegmentSize, owned. */
GArray *seg_segment_trend (SegWorkspace *workspace, gint64 segment_id, GError **error);
/** The condition of those who were in segment @segment_id in version @number. Owned; NULL with SEG_ERROR_NOT_FOUND: it was not there. */
char   *seg_segment_trend_filter (SegWorkspace *workspace, gint64 segment_id, guint number, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegVersion, seg_version_free)

G_END_DECLS

#endif
