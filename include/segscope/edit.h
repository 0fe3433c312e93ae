/* Working on segments: putting some together, dividing one, moving the border between two, taking some of its users out into a new one. Each is
 * looked at first (what it would do to sizes, silhouettes, stability, revenue, and to what uses the segments), then done; history.h takes
 * it back. */
#ifndef SEGSCOPE_EDIT_H
#define SEGSCOPE_EDIT_H

#include <segscope/cluster.h>
#include <segscope/segment.h>
#include <segscope/uses.h>

G_BEGIN_DECLS

typedef enum {
	SEG_EDIT_MERGE,  /* the users of the others come into the segment */
	SEG_EDIT_SPLIT,  /* an algorithm divides its users; the largest part goes on as the segment */
	SEG_EDIT_BORDER, /* users of the segment near the border go to the other, or the other way round */
	SEG_EDIT_CARVE   /* whoever meets a condition leaves their segment for a new one */
} SegEditKind;

typedef struct {
	SegEditKind kind;
	gint64   segmentation_id;
	gint64   segment_id;  /* not of CARVE */
	GArray  *others;      /* of gint64: MERGE: what comes in; BORDER: the one behind the border */
	SegClusterSettings settings; /* of SPLIT: on its users and the features of the segmentation alone */
	double   offset;      /* of BORDER: how far it moves into the segment, in scaled units; below 0: into the other */
	gint64   n_users;     /* of BORDER: so many users instead, those nearest to the border; below 0: of the other; 0: by offset */
	char    *condition;   /* of CARVE, as seg_filter_parse() */
	char    *name;        /* of the segment that goes on (MERGE) or is new (CARVE); NULL: as it is, proposed */
	guint    n_resamples; /* of the stability; 0: it is not looked at */
} SegEditRequest;

/** 20 resamples, k-means into 2. */
SegEditRequest *seg_edit_request_new (SegEditKind kind, gint64 segmentation_id, gint64 segment_id);
SegEditRequest *seg_edit_request_copy (const SegEditRequest *request);
void            seg_edit_request_free (SegEditRequest *request);

/* One segment before and after. Figures are NAN where there are none: of a segment that is not there, or that nobody could measure. */
typedef struct {
	gint64   id;       /* 0: a new one */
	char    *name;     /* after, or before when it is gone */
	guint    colour;
	gboolean noise, gone, touched; /* touched: its users are others than before */
	gint64   before, after;    /* users */
	double   revenue_before, revenue_after;
	double   silhouette_before, silhouette_after; /* mean of its users */
	double   stability_before, stability_after;   /* mean Jaccard with the group of a resample that is most like it */
} SegEditSegment;

typedef struct {
	SegEditRequest  *request;
	SegSegmentation *segmentation; /* as it is */
	GPtrArray *segments;           /* of SegEditSegment* */
	gsize      n_users, n_moved;   /* n_moved: are in another segment afterwards */
	double     silhouette_before, silhouette_after, silhouette_error; /* error: of a sample, 0: exact */
	gsize      n_unmeasured;       /* users without features now, in no silhouette */
	double     stability_before, stability_after; /* of the segment that comes back least */
	double     offset;             /* of BORDER: as used */
	double     apart;              /* of BORDER: between the centres, in the same units */
	char      *found;              /* of SPLIT: what the algorithm says it did; else NULL */
	GPtrArray *uses;               /* of SegUse*: what depends on segments that are touched */
	GPtrArray *remarks;            /* of char*: what else there is to know */
	struct SegEditing *editing;    /* private: what seg_edit_apply() writes */
} SegEditPreview;

/**
 * What @request would do. Nothing is written.
 *
 * NULL with SEG_ERROR_NOT_FOUND (a segment is gone), SEG_ERROR_ARGUMENT (nothing would change; segments without centres at a border; a
 * segment with too few users to divide), SEG_ERROR_USAGE (condition), SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED.
 * Cost: the matrix of the features, O(n d); silhouettes of all users up to 30,000, of 2,000 of them (against 50,000) above;
 * stability on 2,000 users.
 */
SegEditPreview *seg_edit_preview (SegWorkspace *workspace, const SegEditRequest *request, SegJob *job, GError **error);
void            seg_edit_preview_free (SegEditPreview *preview);
/** "autumn: 1,204 users move; silhouette 0.412 → 0.377; ...": the outcome in sentences. Free with g_free(). */
char           *seg_edit_preview_words (const SegEditPreview *preview);

/**
 * Does what was looked at: one transaction, noted in the history and in the audit log. Segments that stay keep their ids, names, notes,
 * colours and numbers; campaigns and conditions that ask for one that is gone ask for the one its users came into.
 *
 * FALSE with SEG_ERROR_DATA: the segments are not as they were looked at any more; SEG_ERROR_ARGUMENT: the name is taken.
 */
gboolean        seg_edit_apply (SegWorkspace *workspace, const SegEditPreview *preview, SegJob *job, GError **error);

/** Preview and apply in one. */
gboolean        seg_edit_do (SegWorkspace *workspace, const SegEditRequest *request, SegJob *job, GError **error);

/* Segments made of conditions --------------------------------------------------------------------------------------- */

/* One of the groups: whoever meets the condition and none of those before. */
typedef struct {
	const char *name, *condition;
} SegConditionGroup;

/**
 * Keeps a new segmentation of everyone in the feature set @set: a segment for each of @groups, and one called @rest for whoever meets none.
 * Its algorithm is called "conditions"; users who come later are put in by the same conditions (seg_segmentation_assign()).
 * As seg_segmentation_save() otherwise; SEG_ERROR_ARGUMENT: nobody meets a condition, or everyone the first.
 */
gint64 seg_conditions_save (SegWorkspace *workspace, const char *name, const SegFeatureSet *set, const SegConditionGroup *groups, guint n_groups,
                            const char *rest, gboolean replace, SegJob *job, GError **error);

typedef enum { SEG_ALGEBRA_AND, SEG_ALGEBRA_OR, SEG_ALGEBRA_MINUS } SegAlgebra;

/** A condition from others: those who meet both, any, or the first and none of the others. Free with g_free(). */
char  *seg_algebra_condition (SegAlgebra algebra, const char *const *conditions);
/** segment of "autumn" = "Loyal". Free with g_free(). */
char  *seg_segment_condition (const SegSegmentation *segmentation, const SegSegment *segment);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegEditRequest, seg_edit_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegEditPreview, seg_edit_preview_free)

G_END_DECLS

#endif
