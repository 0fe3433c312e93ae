/* The next version of a segmentation: users are clustered again, and the new groups go on as the segments they match, with their ids,
 * names, notes, colours, campaigns and rules. What is new, split off, merged or gone is proposed, for a person to accept or not. */
#ifndef SEGSCOPE_RENEWAL_H
#define SEGSCOPE_RENEWAL_H

#include <segscope/segment.h>

G_BEGIN_DECLS

/* What becomes of a new group, or of an old segment. */
typedef enum {
	SEG_RENEWAL_SAME,   /* the group goes on as the segment. Not accepted: it is a new one, and the segment is gone */
	SEG_RENEWAL_SPLIT,  /* the group comes from the segment, which goes on as another group. Not accepted: it goes back there */
	SEG_RENEWAL_NEW,    /* the group is like no segment. Not accepted: it joins the nearest other group */
	SEG_RENEWAL_MERGED, /* most of the segment is in a group that goes on as another. Not accepted: those of it stay apart, in it */
	SEG_RENEWAL_GONE    /* no group is like the segment. Not accepted: it is kept, without users, until they come back */
} SegRenewalKind;

typedef struct {
	SegRenewalKind kind;
	gint32   group;      /* from 0; of MERGED the group most of it is in, of GONE -1 */
	gint32   segment;    /* index in the old segmentation: of SPLIT where it comes from, of NEW -1 */
	gint32   into;       /* of SPLIT and NEW the group that takes it where it is not accepted, -1: none */
	gint64   size;       /* users in the group, or of MERGED and GONE who were in the segment */
	gint64   shared;     /* of these, in both; of NEW users of any segment; of GONE users in any group */
	double   confidence; /* of SAME: how alike they are, 0..1; else NAN */
	gint32   rival;      /* of SAME: another segment that is at least half as like the group, or -1 */
	char    *name;       /* the segment's, or the one proposed for a new one */
	char    *words;      /* what happened, with figures, a sentence */
	gboolean accepted;
	char    *used_by;    /* of MERGED and GONE: the campaign or rule that needs it, so that it stays; else NULL */
} SegRenewalProposal;

typedef struct SegRenewal SegRenewal;

/** "clear" from 0.75, "likely" from 0.5, else "doubtful"; translated. */
const char *seg_renewal_confidence_words (double confidence);
/** "goes on", "split off", "new", "merged", "gone"; translated. */
const char *seg_renewal_kind_words (SegRenewalKind kind);

/**
 * Clusters the users of segmentation @id again, as it was made, with the data of now (its features are computed again where they are stale,
 * in a transaction of its own), and matches.
 *
 * @k: another number of segments; 0: as many as there were clusters. @run: not again, but what run @run (run.h) found; 0: none.
 * NULL with SEG_ERROR_ARGUMENT (an RFM grid: seg_rfm_refresh()), as seg_cluster_fit(), seg_feature_matrix(), seg_run_save().
 */
SegRenewal *seg_renewal_new (SegWorkspace *workspace, gint64 id, guint k, gint64 run, SegJob *job, GError **error);
void        seg_renewal_free (SegRenewal *renewal);

/** The segmentation as it was. Borrowed. */
const SegSegmentation *seg_renewal_before (const SegRenewal *renewal);
/** By group (largest first), then what is merged or gone: GPtrArray of SegRenewalProposal*, borrowed; anew after each change. */
const GPtrArray       *seg_renewal_proposals (const SegRenewal *renewal);
/** The groups: users, silhouette (NAN: unknown), how many of the users were in no segment before. */
typedef struct {
	guint  n_groups;
	gint64 n_users, n_new, n_left; /* now; of these in no segment before; then, and not there now */
	double silhouette;
} SegRenewalFigures;
SegRenewalFigures      seg_renewal_figures (const SegRenewal *renewal);

/** Accepts or declines proposal @index. Of a SAME that is declined the group is new from then on. SEG_ERROR_ARGUMENT: the segment is in
 * use and stays, or there is nowhere else for the group. */
gboolean seg_renewal_accept (SegRenewal *renewal, guint index, gboolean accept, GError **error);
/** A person's word: @group goes on as segment number @segment of the old ones (from 0), -1: as none; the others are matched anew. */
gboolean seg_renewal_match (SegRenewal *renewal, guint group, gint32 segment, GError **error);

/**
 * Saves what is proposed and accepted as the next version, one transaction, audited; pins act on it, those that have ended are taken
 * off. @note: or NULL. @number: (out) of the
 * version. FALSE with SEG_ERROR_ARGUMENT: the segmentation has changed since (load again), ...
 */
gboolean seg_renewal_save (SegWorkspace *workspace, SegRenewal *renewal, const char *note, guint *number, SegJob *job, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegRenewal, seg_renewal_free)

G_END_DECLS

#endif
