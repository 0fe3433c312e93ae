/* What the files about the next version of a segmentation share. */
#ifndef SEG_RENEWAL_PRIVATE_H
#define SEG_RENEWAL_PRIVATE_H

#include "match-private.h"
#include "outcome-private.h"

#include <segscope/renewal.h>

G_BEGIN_DECLS

struct SegRenewal {
	SegSegmentation *before;
	guint      number;     /* version in use then */
	SegOutcome outcome;
	gint32    *old_labels; /* of each row: segment of before, from 0, as without pins; -1: in none */
	gint64     n_left;
	SegMatch  *match;
	gint32    *forced;     /* by group: what a person said */
	double    *apart;      /* groups x groups: distances of their middles, in scaled units */
	GPtrArray *names;      /* proposed, by group */
	GPtrArray *used_by;    /* by old segment: the campaign or rule that needs it, or NULL */
	GPtrArray *proposals;
};

/* Says what becomes of each group and each segment, as matched; what was declined before stays so (renewal_propose.c). */
void seg_renewal_propose (SegRenewal *renewal);

/* The first campaign or rule that needs segment @index of @segmentation: its kind and name in words, owned; NULL: nothing does, or @error. */
char *seg_segment_needed_by (SegWorkspace *workspace, const SegSegmentation *segmentation, guint index, GError **error);

/* Saving -------------------------------------------------------------------------------------------------------------- */

/* A segment of the next version. */
typedef struct {
	gint32    old;     /* of the segmentation before, from 0; -1: a new one */
	gint32    group;   /* the group it is, -1: none */
	gboolean  changed; /* it is not just its group: others joined, or some stayed apart */
	gint64    id;
	char     *name;    /* of a new one */
	gsize     size;
	double   *centroid;
	double    confidence;
	const char *came;
} SegRenewalTarget;

/* What becomes what (renewal_plan.c). */
typedef struct {
	SegRenewal *renewal;
	GArray     *targets;   /* of SegRenewalTarget */
	gint32     *of_group;  /* the target of each group */
	gint32     *labels;    /* the target of each row */
	double     *distances; /* of each row */
	char       *options;
	gint64      version_id;
} SegRenewalPlan;

/* Fills @plan, of which only the renewal is given; clear it either way. */
gboolean seg_renewal_plan_make (SegRenewalPlan *plan, GError **error);
void     seg_renewal_plan_clear (SegRenewalPlan *plan);

static inline SegRenewalTarget *
seg_renewal_target (const SegRenewalPlan *plan, gint32 index)
{
	return &g_array_index (plan->targets, SegRenewalTarget, (guint) index);
}

static inline guint
seg_renewal_n_groups (const SegRenewal *renewal)
{
	return renewal->outcome.clustering->k;
}

G_END_DECLS

#endif
