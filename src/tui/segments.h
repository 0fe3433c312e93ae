/* What the list of segments and a segment's profile share: the loaded segmentation with its profiles, and the edits. */
#ifndef SEG_SEGMENTS_H
#define SEG_SEGMENTS_H

#include <segscope/segment.h>

#include "screen.h"

/* A segmentation with the profile of each of its segments; counted references, never changed once loaded. */
typedef struct {
	SegSegmentation *segmentation;
	GPtrArray       *profiles; /* of SegProfile*, by position; shared between loads of the same figures */
	char            *figures;  /* what the profiles were computed from */
	gint64           as_of;    /* the last day that counts in them, local */
} SegSegments;

SegSegments *seg_segments_ref (SegSegments *segments);
void         seg_segments_unref (SegSegments *segments);

/**
 * Loads segmentation @id (0: the newest) in a job of @view and hands it to @loaded on the interface thread.
 * @known: what is shown now; its profiles are used again when data and features are the same. NULL: nothing.
 */
typedef void (*SegSegmentsLoaded) (SegView *view, SegSegments *segments, const GError *error);
void     seg_segments_load (SegView *view, gint64 id, SegSegments *known, SegSegmentsLoaded loaded);
gboolean seg_segments_is_loading (SegView *view);

/* The screen of segments, which segments-view.c and segments-draw.c share. */
typedef struct {
	SegList     *list;
	SegSegments *segments; /* NULL while nothing is loaded */
	gint64       chosen;   /* segmentation the person chose, 0: the newest */
	gint64       wanted;   /* segment whose page is opened when it has been read, or 0 */
	gboolean     is_missing;  /* there is no segmentation */
	char        *failure;     /* why nothing could be loaded, or NULL */
} SegSegmentsState;

SegList *seg_segments_new_list (SegSegmentsState *state);
gboolean seg_segments_is_grid (const SegSegmentsState *state);
void     seg_segments_draw (SegView *view, SegCells *cells, SegRect rect);

/** That the data have changed since the segments were made, and up to which day (local) the figures count; returns the lines used. */
int  seg_draw_stale (SegCells *cells, SegRect rect, int y, gint64 as_of);

/* Edits, each asked for in a dialog and done in a job; the views are refreshed afterwards. */
void seg_segments_ask_name (SegView *view, const SegSegment *segment);
void seg_segments_ask_description (SegView *view, const SegSegment *segment);
void seg_segments_ask_colour (SegView *view, const SegSegment *segment);

/** Asks whether to delete @segmentation, or says what needs it. (segments-all.c) */
void seg_segments_ask_delete (SegView *view, const SegSegmentation *segmentation);
/** Puts the users into the RFM grid anew, in a job. */
void seg_segments_put_in_anew (SegView *view, gint64 id);

/** Asks which of the kept segmentations, with the cursor on @current; says so when there is none. (segmentation-choose.c) */
typedef void (*SegSegmentationAnswer) (SegView *view, gint64 segmentation_id);
void seg_ask_segmentation (SegView *view, gint64 current, SegSegmentationAnswer answer);
/** The same among those that have a tree. */
void seg_ask_segmentation_with_tree (SegView *view, SegSegmentationAnswer answer);

/* What opens a profile: the segmentation and which of its segments. */
typedef struct {
	SegSegments *segments;
	guint        index;
} SegProfilePlace;

extern const SegViewClass seg_profile_view;

/** "Spend, money"; "Active days" says its unit already. The unit gives way where both are wider than @width. */
char *seg_profile_feature_label (const SegProfileFeature *feature, int width);

#endif
