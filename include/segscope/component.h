/* Components and discriminants kept as features: NAME1, NAME2, ... of the catalogue, computed for everyone, new users too, by the
 * treatments, means and directions that were fitted once. */
#ifndef SEGSCOPE_COMPONENT_H
#define SEGSCOPE_COMPONENT_H

#include <segscope/feature.h>
#include <segscope/reduction.h>

G_BEGIN_DECLS

/* A reduction that is kept. */
typedef struct {
	gint64     id;
	char      *name;       /* "pc": the features are pc1, pc2, ... */
	char      *method;     /* "pca" or "lda" */
	char      *fitted_on;  /* the feature set, or of discriminants the segmentation, by its name then */
	gint64     n_users;    /* it was fitted on */
	gsize      n_components;
	char      *transforms; /* JSON, of the matrix it was fitted on */
	gsize      n_columns;
	double    *means;      /* n_columns */
	SegMatrix *directions; /* n_columns x n_components: score = sum of (value - mean) * direction */
	double    *shares;     /* n_components: of the variance */
	gint64     kept_at;
} SegReduction;

/**
 * Keeps the first @n_components directions of @pca (made of matrix->scaled) as features called @name and a number. They are there
 * once a set is computed again.
 * FALSE with SEG_ERROR_ARGUMENT (name empty, not of letters, digits and _, or some feature is called so; the matrix itself is made of
 * such features; more components than there are), SEG_ERROR_DATA. One transaction, audited.
 */
gboolean seg_reduction_keep_pca (SegWorkspace *workspace, const char *name, const char *set_name, const SegFeatureMatrix *matrix,
                                 const SegPca *pca, gsize n_components, GError **error);
/** The same with all directions of @lda. */
gboolean seg_reduction_keep_lda (SegWorkspace *workspace, const char *name, const char *segmentation_name,
                                 const SegFeatureMatrix *matrix, const SegLda *lda, GError **error);
/**
 * Takes the features out of the catalogue. Audited.
 *
 * @force: also where sets, segmentations, the RFM grid or campaigns use them: they are no longer selected for the sets. FALSE with
 * SEG_ERROR_NOT_FOUND (lists those there are), SEG_ERROR_DATA (says who uses them).
 */
gboolean seg_reduction_forget (SegWorkspace *workspace, const char *name, gboolean force, GError **error);
/** Who uses one of its features, as one sentence; "" when nobody does. Free with g_free(); NULL with SEG_ERROR_NOT_FOUND. */
char    *seg_reduction_users (SegWorkspace *workspace, const char *name, GError **error);
/** All that are kept, oldest first: GPtrArray of SegReduction*, owned. */
GPtrArray *seg_reductions (SegWorkspace *workspace, GError **error);
void       seg_reduction_free (SegReduction *reduction);

/** What enters column @component of @directions most, in words: "more Orders, Spend; less Days since last event". Free with g_free(). */
char      *seg_component_words (const SegMatrix *directions, gsize component, const SegMatrixColumn *columns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegReduction, seg_reduction_free)

G_END_DECLS

#endif
