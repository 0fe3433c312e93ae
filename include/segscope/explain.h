/* Segments explained: a short rule that says who is in a segment, and how far it is right. */
#ifndef SEGSCOPE_EXPLAIN_H
#define SEGSCOPE_EXPLAIN_H

#include <segscope/segment.h>

G_BEGIN_DECLS

typedef struct {
	gint64 segment_id;
	char  *condition;  /* as seg_filter_parse(), over the feature set of the segmentation; NULL: no rule tells the segment from the rest */
	char  *words;      /* the same by the labels of features: "Orders > 2 and Days since last event ≤ 30"; NULL likewise */
	gsize  n_segment;  /* users of the segment that have a row of features */
	gsize  n_rule;     /* users of the segmentation whom the rule takes */
	gsize  n_both;     /* in the segment and taken by the rule */
	double precision;  /* n_both / n_rule: how many of those it takes are in the segment; 0..1, NAN without a rule */
	double recall;     /* n_both / n_segment: how much of the segment it takes */
} SegExplanation;

/* What may stand in a rule. */
typedef enum {
	SEG_EXPLAIN_BY_SELECTION, /* the features the segmentation was made from */
	SEG_EXPLAIN_BY_ALL        /* every feature and attribute that was there then */
} SegExplainBy;

/**
 * A rule for each segment of @segmentation: GPtrArray of SegExplanation*, by position, owned.
 *
 * For each segment a tree of at most three levels is grown that tells it from all others (CART: Breiman, Friedman, Olshen and Stone 1984;
 * Gini impurity, with and without equal weights of both sides), the leaves with the best F1 (at most two) become conditions joined by
 * "or", and what can be left out without losing half a point of F1 is. Thresholds are the shortest numbers that part the users alike.
 * Users of whom a figure is not known meet no condition on it.
 * Categories stand as equalities. Components, discriminants and dates cannot stand in a rule.
 *
 * NULL with SEG_ERROR_DATA (nothing that could stand in a rule; no features), SEG_ERROR_CANCELLED.
 * Cost: k times O(n d) for d features; memory: the matrix of features, and n (d + 9) bytes. Same rules for any number of threads.
 */
GPtrArray *seg_segments_explain (SegWorkspace *workspace, const SegSegmentation *segmentation, SegExplainBy by, SegJob *job, GError **error);
void       seg_explanation_free (SegExplanation *explanation);
/** "Orders > 2 and Spend > 400: 91 % of those it takes are in the segment, and it takes 84 % of the segment." Free with g_free(). */
char      *seg_explanation_sentence (const SegExplanation *explanation);

G_END_DECLS

#endif
