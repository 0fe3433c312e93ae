/* What the files of segment/ share. */
#ifndef SEG_SEGMENT_PRIVATE_H
#define SEG_SEGMENT_PRIVATE_H

#include <segscope/ids.h>
#include <segscope/segment.h>

G_BEGIN_DECLS

/* {@member: @text}. Owned. */
char   *seg_text_to_json (const char *member, const char *text);
/* Centroids as JSON, and back. Owned results; NULL with SEG_ERROR_WORKSPACE when it is no list of numbers. */
char   *seg_numbers_to_json (const double *values, gsize n);
double *seg_numbers_from_json (const char *json, gsize *n, GError **error);

/* Ids as JSON, and back: GArray of gint64, owned; NULL for NULL and for what is no list of whole numbers. */
char   *seg_ids_to_json (const gint64 *ids, gsize n);
GArray *seg_ids_from_json (const char *json);

/* Names for the clusters of @clustering from what marks each off, unique: k owned strings. */
GPtrArray *seg_names_propose (const SegFeatureMatrix *matrix, const SegClustering *clustering);

/* What @feature is about: features of one theme say nearly the same, and are mentioned once. */
const char *seg_feature_theme (const char *feature);

/* @name without blanks at the ends, or NULL with SEG_ERROR_ARGUMENT: "A @thing needs a name". */
char *seg_name_check (const char *name, const char *message, GError **error);

/* What the history says of a name that may have changed: "Loyal → Champions". Owned. */
char *seg_edit_names (const char *old_name, const char *new_name);

/* FALSE with SEG_ERROR_ARGUMENT while a campaign uses segmentation @id, called @name. */
gboolean seg_segmentation_check_unused (SegWorkspace *workspace, gint64 id, const char *name, GError **error);

/* Stands in SegUserColumn.expression for the alias of the feature table: a byte that no name can hold. */
#define SEG_FEATURE_ALIAS "\xff"
/* A column of users that is computed from features. */
void seg_user_columns_add (GPtrArray *columns, const char *name, const char *label, SegType type, const char *expression);

/* Makes room for @name: an older segmentation goes (@replace), or is in the way: FALSE with SEG_ERROR_ARGUMENT. */
gboolean seg_segmentation_clear_name (SegWorkspace *workspace, const char *name, gboolean replace, GError **error);

/* Shares of users in overlapping segments: a statement that seg_shares_insert() runs for each user. Label k has segment_ids[k], 0
 * for none; of labels that share a segment it has the sum. */
SegStatement *seg_shares_prepare (SegWorkspace *workspace, gint64 segmentation_id, GError **error);
gboolean      seg_shares_insert (SegStatement *statement, gint64 user_id, const gint64 *segment_ids, const double *shares, gsize k,
                                 GError **error);

/* In filters of rules and campaigns: the segmentation @name is called @new_name from now on. In the caller's transaction. */
gboolean seg_filters_rename_segmentation (SegWorkspace *workspace, const char *name, const char *new_name, GError **error);
/* FALSE with SEG_ERROR_ARGUMENT while one of them asks for it (names it). */
gboolean seg_filters_do_without_segmentation (SegWorkspace *workspace, const char *name, GError **error);

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

/* One feature of a segment against everyone (profile_feature.c): named after @column, figures still 0. */
SegProfileFeature *seg_profile_feature_new (const SegMatrixColumn *column);
void               seg_profile_feature_free (gpointer feature);
/* Fills means, index and effect. @column: as above; @deviation: of everyone. */
void               seg_profile_feature_compare (SegProfileFeature *feature, const SegMatrixColumn *column, double mean,
                                                double mean_all, double deviation);
/* Largest |effect| first. */
void               seg_profile_features_sort (GPtrArray *features);

/* Takes @row. FALSE with @error ends the reading. */
typedef gboolean (*SegUserRowFunc) (SegUserRow *row, gpointer data, GError **error);
/* Hands all users of @query to @func in one reading: one order, one moment, one row in memory. */
gboolean seg_user_each (SegWorkspace *workspace, const SegUserQuery *query, SegUserRowFunc func, gpointer data, GError **error);

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
