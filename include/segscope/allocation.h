/* How long a list should be: what each further person is expected to bring, and costs. */
#ifndef SEGSCOPE_ALLOCATION_H
#define SEGSCOPE_ALLOCATION_H

#include <segscope/audience.h>

G_BEGIN_DECLS

/* The list as long as this: those sent to, what they cost and bring together. */
typedef struct {
	gint64 n_send;
	double cost, value; /* value: of rank_by times the propensity; people without a figure bring nothing */
} SegAllocationPoint;

typedef struct {
	GArray  *points;    /* of SegAllocationPoint, from nobody to everyone eligible, at most 200, the best and the present one among them */
	gboolean is_money;  /* rank_is_worth: value less cost means something */
	guint    now, best; /* numbers of the present list, and of the one with most value less cost */
	gint64   n_unknown; /* without a figure */
	GPtrArray *sentences; /* of char*; owned */
} SegAllocation;

/**
 * The people eligible for @draft in the order of its list (limit and budget apart). Those held back cost and bring nothing: every figure is that of a
 * list with the draft's share of them.
 * SEG_ERROR_ARGUMENT: nothing says who comes first.
 */
SegAllocation *seg_audience_allocation (SegAudience *audience, SegWorkspace *workspace, const SegCampaignDraft *draft, SegJob *job, GError **error);
void           seg_allocation_free (SegAllocation *allocation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegAllocation, seg_allocation_free)

G_END_DECLS

#endif
