/* Users who came after segments were made: into which they were put, how near they are, and who fits none. */
#ifndef SEGSCOPE_ASSIGNMENT_H
#define SEGSCOPE_ASSIGNMENT_H

#include <segscope/segment.h>

G_BEGIN_DECLS

/* Nearer than that share of the users a segment was made of, a new user fits it. */
#define SEG_REACH_SHARE 0.999
/* Of fewer users that share says nothing: segments below take the reach of all segments together; fewer than that in all: no limit. */
#define SEG_REACH_USERS 30

/**
 * How far from its centroid a user may be to belong to each segment, by position in segmentation->segments: the distance that
 * SEG_REACH_SHARE of those it was made of do not exceed (type 7 quantile). INFINITY: no limit (no distances, too few users, or an
 * algorithm that says by itself who fits none). Free with g_free(); NULL with @error.
 */
double *seg_segmentation_reaches (SegWorkspace *workspace, const SegSegmentation *segmentation, GError **error);

/* A user who came later. */
typedef struct {
	gint64 user_id;
	char  *user;        /* key */
	gint64 segment_id;  /* the nearest; 0: the algorithm names none */
	char  *segment;     /* its name, or NULL */
	guint  colour;
	double distance;    /* to its centroid; NAN: unknown */
	double reach;       /* of those who fit none: what the distance exceeds; else NAN */
	gboolean fits;      /* is in the segment */
	gint64 at;          /* when put in; 0 of those who fit none */
} SegAssigned;

void       seg_assigned_free (SegAssigned *assigned);
/** Those who fit none first, farthest first, then those put in, latest first: GPtrArray of SegAssigned*, owned. @limit: at most so many of
 * each, 0: all. */
GPtrArray *seg_assigned (SegWorkspace *workspace, gint64 segmentation_id, gint64 limit, GError **error);
gboolean   seg_assigned_count (SegWorkspace *workspace, gint64 segmentation_id, gint64 *n_put_in, gint64 *n_fit_none, GError **error);

G_END_DECLS

#endif
