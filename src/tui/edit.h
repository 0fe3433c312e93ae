/* Working on segments: asking what to do, looking at what it would do, doing it, and the history that takes it back. */
#ifndef SEG_TUI_EDIT_H
#define SEG_TUI_EDIT_H

#include <segscope/edit.h>

#include "screen.h"

/** Asks what to do with segment number @row of @segmentation, and all that is needed for it; then shows what it would do. (edit-ask.c) */
void seg_edit_ask (SegView *view, const SegSegmentation *segmentation, guint row);
/** Asks by which algorithm, and its parameters, a segment is to be divided; @request is taken over. (edit-split.c) */
void seg_edit_ask_split (SegView *view, SegEditRequest *request);
/** Opens the view of what @request (taken over) would do. */
void seg_edit_show (SegView *view, SegEditRequest *request);

/** What an edit would do; opened with a SegEditRequest *, copied. */
extern const SegViewClass seg_edit_view;
/** What was changed; opened with nothing. */
extern const SegViewClass seg_history_view;

/* A place in the history: right after the first @position of @entries (of SegHistoryEntry*, oldest first). */
typedef struct {
	const GPtrArray *entries;
	guint            position;
} SegHistoryPlace;

/** What going there would do; opened with a SegHistoryPlace *, of which nothing is kept. Beside the history. */
extern const SegViewClass seg_history_entry_view;

/** Takes the last edit back, or does it again, in a job of @view. */
void seg_history_step (SegView *view, gboolean redo);

/** Tells what depends on segment @segment_id (0: any) of @segmentation. (uses-tell.c) */
void seg_uses_tell_segment (SegView *view, const SegSegmentation *segmentation, gint64 segment_id);

/** The same of a rule. */
void seg_uses_tell_rule (SegView *view, const SegRule *rule);

/* What an overlap is of: two segmentations, or one (second 0) with all rules; or (both 0) all rules with each other. */
typedef struct {
	gint64 first, second;
} SegOverlapPair;

/** How sets of users overlap; opened with a SegOverlapPair *, copied. */
extern const SegViewClass seg_overlap_view;
/** Asks with what the segments of @segmentation are compared, and opens the view. (overlap-ask.c) */
void seg_overlap_ask (SegView *view, const SegSegmentation *segmentation);

#endif
