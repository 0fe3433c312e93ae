/* What the parts of an edit share: who is where before and after, and what that is computed from. A slot is a segment: those there are, in
 * order of position, then the new ones. */
#ifndef SEG_EDIT_PRIVATE_H
#define SEG_EDIT_PRIVATE_H

#include "segment-private.h"

#include <segscope/edit.h>
#include <segscope/rule_edit.h>

G_BEGIN_DECLS

typedef struct SegEditing {
	SegMembers       *members;  /* before */
	gint32           *after;    /* members->n slots */
	guint             n_old;    /* slots that there are */
	SegFeatureSet    *set;
	SegFeatureMatrix *features; /* of the set: scaled values, for SPLIT all; NULL: the segmentation has none */
	SegMatrix        *rows;     /* scaled features of the members that have some; borrowed from features where these are all */
	gboolean          owns_rows;
	gsize            *member_of; /* rows->n_rows */
	gssize           *row_of;    /* members->n; -1: not among the rows */
	double           *revenue;   /* members->n; NULL: there is no money */
	double           *widths;    /* rows: silhouettes afterwards, NAN: not measured; NULL: of a sample only */
	SegClusterRule   *sub;       /* SPLIT: how its parts are told apart */
	gint32           *sub_slots; /* SPLIT: slot of each label of sub, then of those who fit none */
	guint             from, to;  /* BORDER: slots; users of from go to to */
	double            reach;     /* BORDER */
} SegEditing;

/* What each kind does: fills editing->after and adds the new segments. FALSE with @error. */
gboolean seg_edit_plan_merge (SegEditPreview *preview, GError **error);
gboolean seg_edit_plan_split (SegEditPreview *preview, SegJob *job, GError **error);
gboolean seg_edit_plan_border (SegEditPreview *preview, GError **error);
gboolean seg_edit_plan_carve (SegWorkspace *workspace, SegEditPreview *preview, SegJob *job, GError **error);

/* The slot of segment @id; FALSE with SEG_ERROR_NOT_FOUND. */
gboolean seg_edit_find_slot (const SegEditPreview *preview, gint64 id, guint *slot, GError **error);
SegEditSegment *seg_edit_slot (const SegEditPreview *preview, guint slot);
/* A new segment; @name: as proposed, made different from all others. Returns its slot. */
guint    seg_edit_add_slot (SegEditPreview *preview, const char *name, gboolean noise);
void     seg_edit_remark (SegEditPreview *preview, char *remark);
/* Whether every segment has a centre in the space of the features. */
gboolean seg_edit_has_centres (const SegEditPreview *preview);

/* Sizes, who is touched, revenue, silhouettes, stability. */
gboolean seg_edit_measure (SegEditPreview *preview, SegJob *job, GError **error);

/* Means of the rows of each slot afterwards: n slots x d; zeros for one without rows. */
SegMatrix *seg_edit_centroids (const SegEditPreview *preview, GError **error);
/* How new users are put into segments afterwards. @slots: one a label that it gives, owned. NULL without @error: it cannot be said. */
SegClusterRule *seg_edit_rule (SegWorkspace *workspace, const SegEditPreview *preview, const SegMatrix *centroids, GArray **slots, GError **error);

/* In the workspace (edit_store.c). */
gboolean seg_edit_read_features (SegWorkspace *workspace, SegEditPreview *preview, SegJob *job, GError **error);
gboolean seg_edit_read_revenue (SegWorkspace *workspace, SegEditPreview *preview, SegJob *job, GError **error);
/* Ids of segments by label of the rule; NULL: by position. */
gboolean seg_edit_read_rule_segments (SegWorkspace *workspace, gint64 segmentation_id, GArray **ids, GError **error);

G_END_DECLS

#endif
