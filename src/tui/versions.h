/* Segments over time: the next version, who moved, what has drifted, pins, new users. */
#ifndef SEG_VERSIONS_H
#define SEG_VERSIONS_H

#include <segscope/pin.h>
#include <segscope/segment.h>

#include "screen.h"

typedef struct {
	gint64 segmentation_id;
	gint64 run; /* what this run found is the next version; 0: it is clustered again */
} SegRenewalPlace;

/** The next version of a segmentation, proposed; opened with a SegRenewalPlace *, copied. (renewal-view.c) */
extern const SegViewClass seg_renewal_view;
/** Who moved between two versions, and what changed; opened with a gint64 *: the id of the segmentation. (migration-view.c) */
extern const SegViewClass seg_migration_view;
/** How features have drifted; opened with a SegDriftPair *, copied. (drift-view.c) */
extern const SegViewClass seg_drift_view;
/** Pinned users; opened with a gint64 *: the id of the segmentation, 0: of all. (pins-view.c) */
extern const SegViewClass seg_pins_view;

/** Who came after the segments were made; opened with a gint64 *: the id of the segmentation. (assigned-view.c) */
extern const SegViewClass seg_assigned_view;

typedef struct {
	gint64 segmentation_id;
	guint  from, to; /* numbers of versions; to 0: the features as they are */
} SegDriftPair;

/** "version 1 → now" */
char *seg_drift_pair_words (const SegDriftPair *pair);

/* One of the features that have drifted. */
typedef struct {
	SegDriftPair pair;
	GPtrArray   *drifts; /* of SegDrift*; the view takes a reference */
	guint        index;
} SegDriftPlace;

/** The values of one feature then and now; opened with a SegDriftPlace *. (drift-bins-view.c) */
extern const SegViewClass seg_drift_bins_view;

/** Puts users who came since into the segments, in a job of @view, and tells how many fit. (versions-ask.c) */
void seg_ask_assign (SegView *view, const SegSegmentation *segmentation);
/** Asks for all that a pin of @user_id needs, and pins. (versions-ask.c) */
void seg_ask_pin (SegView *view, gint64 user_id, const char *user);
/** Asks for another last day and another note of @pin, which is copied. (versions-ask.c) */
void seg_ask_pin_change (SegView *view, const SegPin *pin);

#endif
