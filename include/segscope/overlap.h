/* How sets of users overlap: segments of one segmentation with those of another, or any segments, rules and conditions with each other. */
#ifndef SEGSCOPE_OVERLAP_H
#define SEGSCOPE_OVERLAP_H

#include <segscope/rule.h>
#include <segscope/segment.h>

G_BEGIN_DECLS

/* A set of users. */
typedef struct {
	char  *label;     /* "Loyal", rule "Big spenders" */
	char  *condition; /* who is in it: segment of "autumn" = "Loyal" */
	guint  colour;    /* of a segment; 0: none */
	GArray *users;    /* of gint64, ascending; NULL: not asked yet */
} SegUserSet;

void        seg_user_set_free (SegUserSet *set);
/** Sets to compare: GPtrArray of SegUserSet*, owned; to be added to. */
GPtrArray  *seg_user_sets_new (void);
void        seg_user_sets_add_segmentation (GPtrArray *sets, const SegSegmentation *segmentation);
void        seg_user_sets_add_segment (GPtrArray *sets, const SegSegmentation *segmentation, const SegSegment *segment);
void        seg_user_sets_add_rule (GPtrArray *sets, const SegRule *rule);
/** A condition as seg_filter_parse(), which also is its label. */
void        seg_user_sets_add_condition (GPtrArray *sets, const char *condition);

typedef struct {
	GPtrArray *rows, *columns; /* of SegUserSet*; may be the same */
	gsize     *both;           /* rows x columns: users in both */
} SegOverlap;

/**
 * Asks who is in each set, and how many are in each pair.
 *
 * @rows, @columns: taken over; the same for a matrix of all with all. NULL with SEG_ERROR_ARGUMENT (nothing to compare), SEG_ERROR_USAGE (a
 * condition), SEG_ERROR_NOT_FOUND, SEG_ERROR_CANCELLED. Cost: a query for each set; O(users) for each pair.
 */
SegOverlap *seg_overlap_new (SegWorkspace *workspace, GPtrArray *rows, GPtrArray *columns, SegJob *job, GError **error);
void        seg_overlap_free (SegOverlap *overlap);

gsize       seg_overlap_both (const SegOverlap *overlap, guint row, guint column);
/** Of the users of the row, and of the column, those in both: 0..1; NAN for an empty one. */
double      seg_overlap_share_of_row (const SegOverlap *overlap, guint row, guint column);
double      seg_overlap_share_of_column (const SegOverlap *overlap, guint row, guint column);
/** Users in both over users in any: 0..1; NAN where both are empty. Source: Jaccard 1901, Bull. Soc. Vaud. Sci. Nat. 37:547-579. */
double      seg_overlap_jaccard (const SegOverlap *overlap, guint row, guint column);
/** A filter for the users in both. Free with g_free(). */
char       *seg_overlap_condition (const SegOverlap *overlap, guint row, guint column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegOverlap, seg_overlap_free)

G_END_DECLS

#endif
