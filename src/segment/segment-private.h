/* What the files of segment/ share. */
#ifndef SEG_SEGMENT_PRIVATE_H
#define SEG_SEGMENT_PRIVATE_H

#include <segscope/segment.h>

G_BEGIN_DECLS

/* Centroids as JSON, and back. Owned results; NULL with SEG_ERROR_WORKSPACE when it is no list of numbers. */
char   *seg_numbers_to_json (const double *values, gsize n);
double *seg_numbers_from_json (const char *json, gsize *n, GError **error);

/* Names for the clusters of @clustering from what marks each off, unique: k owned strings. */
GPtrArray *seg_names_propose (const SegFeatureMatrix *matrix, const SegClustering *clustering);

/* What @feature is about: features of one theme say nearly the same, and are mentioned once. */
const char *seg_feature_theme (const char *feature);

/* @name without blanks at the ends, or NULL with SEG_ERROR_ARGUMENT: "A @thing needs a name". */
char *seg_name_check (const char *name, const char *message, GError **error);

/* FALSE with SEG_ERROR_ARGUMENT while a campaign uses segmentation @id, called @name. */
gboolean seg_segmentation_check_unused (SegWorkspace *workspace, gint64 id, const char *name, GError **error);

/* Users of a segmentation by position in a matrix: what the parts of a profile are computed over. */
typedef struct {
	guint   k;
	gsize   n;         /* users */
	gint64 *user_ids;  /* n, ascending */
	gint32 *labels;    /* n values 0..k-1 */
	gsize  *sizes;     /* k */
} SegMembers;

SegMembers *seg_members_load (SegWorkspace *workspace, const SegSegmentation *segmentation, SegJob *job, GError **error);
void        seg_members_free (SegMembers *members);
/* Position of @user_id among the members, or -1. */
gssize      seg_members_find (const SegMembers *members, gint64 user_id);

/* Whether the means of @column are shares: of users with a yes or a value, or, as the feature's name says, of events. */
static inline gboolean
seg_column_is_share (const SegMatrixColumn *column)
{
	return column->is_share || g_str_has_suffix (column->feature, "_share");
}

/* Fills features of @profiles, one a member segment, from the matrix of the whole catalogue. */
gboolean seg_profile_features (SegWorkspace *workspace, const SegFeatureSet *set, const SegMembers *members,
                               GPtrArray *profiles, SegJob *job, GError **error);
/* Fills revenue and share_revenue of @profiles, counting what happened until @as_of. */
gboolean seg_profile_revenue (SegWorkspace *workspace, const SegMembers *members, gint64 as_of, GPtrArray *profiles,
                              SegJob *job, GError **error);
/* Fills items of @profiles. */
gboolean seg_profile_items (SegWorkspace *workspace, const SegMembers *members, gint64 as_of, GPtrArray *profiles,
                            SegJob *job, GError **error);
/* Fills marks and sentence of @profile. */
void     seg_profile_describe (SegProfile *profile);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegMembers, seg_members_free)

G_END_DECLS

#endif
