/* Where segments, segmentations and rules are used: campaigns, rules, cards, pins and features that depend on them, also through other rules,
 * and what would become of each. */
#ifndef SEGSCOPE_USES_H
#define SEGSCOPE_USES_H

#include <segscope/rule.h>
#include <segscope/segment.h>

G_BEGIN_DECLS

/* What is to happen to the thing that is used. */
typedef enum {
	SEG_CHANGE_NOTHING, /* one just asks */
	SEG_CHANGE_NAME,
	SEG_CHANGE_DELETE,
	SEG_CHANGE_MERGE,   /* its users go into another segment, and it is gone */
	SEG_CHANGE_USERS,   /* other users than now will be in it */
} SegChange;

typedef struct {
	gint64   id;      /* of the rule or campaign; 0: something else */
	char    *what;    /* rule "Loyal", campaign "May", 3 pinned users */
	char    *how;     /* asks for the segment; through the rule "Loyal" */
	char    *happens; /* what would become of it; "" where one just asks */
	gboolean blocks;  /* the change is refused while this is there */
} SegUse;

/** What uses segment @segment_id of @segmentation, or (0) the segmentation or any of its segments: GPtrArray of SegUse*, owned; NULL with @error. */
GPtrArray *seg_segment_uses (SegWorkspace *workspace, const SegSegmentation *segmentation, gint64 segment_id, SegChange change, GError **error);
/** The same of a rule, also what uses it through other rules. */
GPtrArray *seg_rule_where_used (SegWorkspace *workspace, const SegRule *rule, SegChange change, GError **error);
/** "rule "Loyal" asks for the segment: it would take all users of the merged one", one a line. NULL: nothing uses it. Free with g_free(). */
char      *seg_uses_words (const GPtrArray *uses);

G_END_DECLS

#endif
