/* What the files of segment/ share. */
#ifndef SEG_SEGMENT_PRIVATE_H
#define SEG_SEGMENT_PRIVATE_H

#include <segscope/attribute_columns.h>
#include <segscope/event_reader.h>
#include <segscope/habits.h>
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

/* Plain words for a high or low @feature ("high spend"), to be translated; NULL: there are none. */
const char *seg_feature_words (const char *feature, gboolean high);

/* The id of a segment that is made, and its number in :segmentation: none that a segment of an earlier version has had, as versions, lists and
 * conditions go on meaning that one. */
#define SEG_SQL_NEXT_SEGMENT \
	"(SELECT 1 + max (coalesce ((SELECT max (id) FROM segment), 0), coalesce ((SELECT max (segment_id) FROM version_segment), 0)))"
#define SEG_SQL_NEXT_POSITION \
	"(SELECT 1 + max (coalesce ((SELECT max (position) FROM segment WHERE segmentation_id = :segmentation), 0), coalesce ((SELECT max (position) " \
	"FROM version_segment WHERE version_id IN (SELECT id FROM segmentation_version WHERE segmentation_id = :segmentation)), 0)))"

/* As seg_name_check(); a number is no name for a segment, as conditions would take it for another one's number. */
char *seg_segment_name_check (const char *name, GError **error);

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
	double *distances, *silhouettes; /* n, NAN where there is none */
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

/* Fills features and the groups of attributes of @profiles, one a member segment. */
gboolean seg_profile_features (SegWorkspace *workspace, const SegFeatureSet *set, const SegMembers *members,
                               GPtrArray *profiles, SegJob *job, GError **error);
/* Fills the groups of the attributes that are categories; @ids: the users of the columns, ascending. */
gboolean seg_profile_groups (const GPtrArray *attributes, const SegMembers *members, const gint64 *ids, gsize n_ids, GPtrArray *profiles,
                             GError **error);
/* The median of @n finite values, which stay as they are; NAN of none. */
double   seg_median (const double *values, gsize n);

/* What one pass and another find out about some values. */
typedef struct {
	gsize  n;
	double mean, squares; /* NAN and 0 of none; squares about the mean */
	double median;
} SegValueFigures;

/* Of @n known values; @is_share: they are 0 and 1. (profile_measure.c) */
SegValueFigures seg_values_measure (const double *values, gsize n, gboolean is_share);
/* Of the values behind @k such @parts together, but for the median. */
SegValueFigures seg_values_combine (const SegValueFigures *parts, guint k);

/* The events of members, as columns: users are positions among the members. */
enum { SEG_MEMBER_MONEY = 1, SEG_MEMBER_TAKING = 2 };

typedef struct {
	SegWorkspace     *workspace;
	const SegMembers *members;
	SegEventReading   reading;
	GPtrArray        *chunks;   /* of SegEventChunk* */
	guint8           *kinds;    /* by position: SEG_MEMBER_... */
	gint64           *item_ids; /* ascending */
	gsize             n_items;
	gint64            clock, calendar; /* seconds that local time is ahead: for hours, for days */
} SegMemberEvents;

/* Reads what happened until @as_of. Clear it even after a failure. */
gboolean seg_member_events_read (SegMemberEvents *events, SegWorkspace *workspace, const SegMembers *members, gint64 as_of, SegJob *job,
                                 GError **error);
void     seg_member_events_clear (SegMemberEvents *events);
/* Fills revenue, events, hours, weekdays and retention of @profiles. */
gboolean seg_profile_events (SegMemberEvents *events, GPtrArray *profiles, SegJob *job, GError **error);
/* Fills items and categories of @profiles. */
gboolean seg_profile_takings (const SegMemberEvents *events, GPtrArray *profiles, SegJob *job, GError **error);
/* Fills who is typical and who is borderline. */
gboolean seg_profile_people (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegFeatureSet *set, const SegMembers *members,
                             GPtrArray *profiles, SegJob *job, GError **error);

SegHabitGroup *seg_habit_group_new (const char *name, const char *label, gboolean of_items);
SegHabitShare *seg_habit_share_add (SegHabitGroup *group, const char *value, gint64 n_users, gsize size, gint64 n_all, gsize n);
void           seg_habit_user_add (GPtrArray *users, gint64 id, double figure, gint64 segment_id);
guint          seg_habit_top (const gint64 *counts, gsize n, gsize stride, gsize top[SEG_HABIT_SHARES]);

/* The matrix of its features for all users of @set, treated as when it was made; where that was not kept, anew. */
SegFeatureMatrix *seg_segmentation_matrix (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegFeatureSet *set, SegJob *job,
                                           GError **error);
/* The same as seg_feature_matrix_scaled(): only who, and the scaled values. */
SegFeatureMatrix *seg_segmentation_scaled (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegFeatureSet *set, SegJob *job,
                                           GError **error);

/* An empty profile of @segment_id. */
SegProfile *seg_profile_new (gint64 segment_id);
/* A profile as text, and back: NULL when it is none. */
char       *seg_profile_to_json (const SegProfile *profile);
SegProfile *seg_profile_from_json (const char *json);
/* Fills marks and sentence of @profile. */
void     seg_profile_describe (SegProfile *profile);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegMembers, seg_members_free)

G_END_DECLS

#endif
