/* Where conditions stand in the workspace: rules, campaigns, parts of their audiences, segments made of conditions. Whoever renames, deletes
 * or puts together what conditions ask for goes through these, so that nobody forgets one. (places.c) */
#ifndef SEG_PLACES_PRIVATE_H
#define SEG_PLACES_PRIVATE_H

#include "filter-private.h"

G_BEGIN_DECLS

typedef enum { SEG_PLACE_RULE, SEG_PLACE_CAMPAIGN, SEG_PLACE_PART, SEG_PLACE_GROUP } SegPlaceKind;

typedef struct {
	SegPlaceKind kind;
	gint64   id;              /* of the rule, the campaign, or the segmentation of the group */
	gint64   number;          /* of PART and GROUP: its place, from 0 */
	char    *name;            /* of what has this id */
	char    *condition;       /* "": none */
	gboolean frozen;          /* a rule that is not asked by its condition now */
	gint64   segmentation_id; /* of campaigns and their parts: what "segment = ..." means; 0: nothing */
	gint64   n_listed;        /* segments that the campaign lists; 0: all of the segmentation */
	gboolean lists;           /* among them the one that was asked for */
	gboolean concerned;       /* the caller's */
} SegPlace;

/* All of them: rules by name, then campaigns and segmentations. @segment_id: see lists; 0: none. GPtrArray of SegPlace*, owned. */
GPtrArray *seg_places (SegWorkspace *workspace, gint64 segment_id, GError **error);
/* rule "Loyal", campaign "May", segments "by hand". Free with g_free(). */
char      *seg_place_words (const SegPlace *place);
/* Puts @condition there, in the caller's transaction. */
gboolean   seg_place_write (SegWorkspace *workspace, const SegPlace *place, const char *condition, GError **error);

/* What @place asks for when it is about @segmentation; @in_use: see SegFilterSegment. @segment: NULL: any. */
SegFilterSegment seg_place_segment (const SegPlace *place, const SegSegmentation *segmentation, const SegSegment *segment, guint64 in_use);
/* The number of the version in use, 0: it has no versions. */
gboolean   seg_version_in_use (SegWorkspace *workspace, gint64 segmentation_id, guint64 *number, GError **error);

G_END_DECLS

#endif
