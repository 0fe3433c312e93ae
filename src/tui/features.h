/* What the files of the Features screen share: the table of features with what is chosen. */
#ifndef SEG_FEATURES_H
#define SEG_FEATURES_H

#include <segscope/feature.h>

#include "screen.h"

#define SEG_FEATURES_GO_TO "feature:" /* an errand of the screen Features, with the feature's name */

typedef struct {
	const SegFeature           *feature;    /* of the catalogue */
	const SegFeatureStatistics *statistics; /* NULL: the set was built before the data had it */
	gboolean                    chosen;
	SegSelected                *selected; /* what is done to it, if it is chosen */
} SegFeatureRow;

typedef struct {
	SegFeatureSet *set;        /* NULL: none yet */
	GPtrArray     *catalogue;  /* of SegFeature* */
	GPtrArray     *statistics; /* of SegFeatureStatistics* */
	SegFeatureRow *rows;       /* in the order of the catalogue */
	gsize          n_rows;
	GPtrArray     *groups;     /* of const char*: groups of the rows, in their order */
	GHashTable    *folded;     /* groups that are folded */
	gsize         *shown;      /* as filtered and sorted: numbers of rows; n_rows + a group's number is its heading */
	gsize          n_shown;
	SegList       *list;
	char          *lost;       /* names that are chosen in the set, but no longer in the data; NULL: none */
	gint64         n_known;    /* users of the workspace, of whom some may be in no users file */
	gint64         n_listed;   /* those who are in one */
	gint64         first_event_at; /* UTC seconds; 0: not known, or no event has a time */
	gint64         clock_offset; /* seconds that local time is ahead of the times in the files */
} SegFeatureTable;

void seg_feature_table_init (SegFeatureTable *table);
void seg_feature_table_clear (SegFeatureTable *table);

/** Shows other figures. All are taken over; @statistics may be NULL: those of before stay (then @catalogue is freed).
 * @keep: the choice of before stays too. */
void seg_feature_table_take (SegFeatureTable *table, SegFeatureSet *set, GPtrArray *catalogue, GPtrArray *statistics,
                             gboolean keep);

/** The group whose heading is under the cursor, or to which the row under it belongs; NULL: there is nothing. @heading: which of both;
 * may be NULL. */
const char    *seg_feature_table_group (const SegFeatureTable *table, gboolean *heading);
/** Features of the group, and how many of them are chosen. */
guint          seg_feature_table_in_group (const SegFeatureTable *table, const char *group, guint *n_chosen);
/** Folds the group, or unfolds it; NULL: all, or unfolds all where all are folded. The cursor goes to the heading. */
void           seg_feature_table_fold (SegFeatureTable *table, const char *group);
/** Chooses all of the group, or leaves all out where all are chosen. */
void           seg_feature_table_choose_group (SegFeatureTable *table, const char *group);
/** Filters and sorts anew, after a change of what is folded. */
void           seg_feature_table_show (SegFeatureTable *table);
/** Puts the cursor on the feature called @name, whatever was folded or filtered away. */
void           seg_feature_table_go_to (SegFeatureTable *table, const char *name);
/** The row under the cursor, or NULL: none, or a heading. */
SegFeatureRow *seg_feature_table_cursor (const SegFeatureTable *table);

typedef enum { SEG_CHOOSE_ALL, SEG_CHOOSE_NONE, SEG_CHOOSE_PROPOSED } SegChoose;
/** All and none are of the rows in sight; what is proposed, of all rows. */
void seg_feature_table_choose (SegFeatureTable *table, SegChoose choose);
/** What is chosen, in the order of the catalogue: GPtrArray of SegSelected*, owned. What is lost is not in it. (features-choice.c) */
GPtrArray *seg_feature_table_selection (const SegFeatureTable *table);
guint      seg_feature_table_n_chosen (const SegFeatureTable *table);
/** Columns that the chosen features become. */
gsize      seg_feature_table_n_columns (const SegFeatureTable *table);

/** Finds what is lost: call with every other set or catalogue. */
void       seg_feature_table_find_lost (SegFeatureTable *table);

/** A value in at most @width cells. */
char       *seg_feature_value (double value, int width);

/* What the screen knows. */
typedef struct {
	SegFeatureTable table;
	char    *key;      /* what the figures in the table were made from, or NULL */
	gboolean unsaved;  /* the choice differs from what is saved or being saved */
	gboolean load_again; /* what is being read is no longer the newest */
	gboolean stopped;  /* reading or building was stopped or failed */
	char    *empty;    /* text of an empty screen */
} SegFeaturesState;

/* Jobs of a view whose state is a SegFeaturesState. (features-jobs.c) */
void     seg_features_load (SegView *view);
/** @as_of: UTC seconds, or 0 for the last day of the data. */
void     seg_features_build (SegView *view, gint64 as_of);
/** Asks whether everyone counts or only whom a users file lists; asks for the clock that hours are counted by. Either computes the
 * features again. (features-people.c) */
void     seg_features_ask_people (SegView *view);
void     seg_features_ask_clock (SegView *view);
/** Computes everybody's features anew, whatever has changed or is damaged. */
void     seg_features_build_anew (SegView *view);
/** Whether what is under the cursor can be forgotten; asks whether it shall be. (features-forget.c) */
gboolean seg_features_may_forget (const SegFeaturesState *state);
void     seg_features_ask_forget (SegView *view);
/** Ask what is done to the feature under the cursor before clustering sees it. (features-treatment.c) */
void     seg_features_ask_scaling (SegView *view);
void     seg_features_ask_treatment (SegView *view);
/** As seg_features_build(), from now on of @population and (@clock not NULL) by that clock. */
void     seg_features_build_of (SegView *view, gint64 as_of, SegPopulation population, const gint64 *clock);
gboolean seg_features_is_building (SegView *view);
gboolean seg_features_is_reading (SegView *view);
/** Call whenever the choice has changed. */
void     seg_features_save (SegView *view);
gint64   seg_features_n_users (SegView *view); /* of the workspace; 0 while it is not known */

/** Everything below the heading. (features-draw.c) */
void seg_features_draw (const SegFeatureTable *table, SegCells *cells, SegRect rect, gboolean focused);

/** Asks what and where to, then writes the features as CSV. Takes @selection over. (features-export.c) */
void seg_features_export (SegView *view, gint64 set_id, GPtrArray *selection);

#endif
