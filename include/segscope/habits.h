/* What the people of a segment do and are besides their features: items, categories, cities, hours of the day, whether they come back,
 * and who is typical of them. Part of a profile (segment.h). */
#ifndef SEGSCOPE_HABITS_H
#define SEGSCOPE_HABITS_H

#include <segscope/segment.h>

G_BEGIN_DECLS

#define SEG_HABIT_SHARES 10 /* values of a group that are listed */
#define SEG_HABIT_USERS 5   /* typical and borderline users that are named */
#define SEG_HABIT_PERIODS 64 /* of a retention map, at most */

/* How much of the segment has one value. */
typedef struct {
	char  *value;
	gint64 n_users;   /* of the segment */
	double share;     /* of the segment's users */
	double share_all; /* of everyone in the segmentation */
	double lift;      /* share / share_all */
} SegHabitShare;

/* The values of an attribute of users (city, channel), or the categories of what was taken. */
typedef struct {
	char     *name, *label; /* of an attribute: "user.city", "City"; of categories: "category" */
	gboolean  of_items;
	gint64    n_known;      /* users of the segment with some value */
	guint     n_values;     /* that the segment has; shares lists the first SEG_HABIT_SHARES */
	GPtrArray *shares;      /* of SegHabitShare*, most users first */
} SegHabitGroup;

typedef enum { SEG_PERIOD_WEEK, SEG_PERIOD_MONTH, SEG_PERIOD_QUARTER, SEG_PERIOD_YEAR } SegHabitPeriod;

typedef struct {
	gint64 id;
	char  *key;
	double figure;      /* typical: distance to the centre; borderline: silhouette, or how much nearer the own centre is than the next */
	gint64 segment_id;  /* borderline by distance: the segment whose centre is the next one; else 0 */
} SegHabitUser;

struct SegHabits {
	gint64   n_events;
	double   share_events;            /* of everyone's; NAN: there is none */
	gint64   n_active;                /* users with an event */
	gboolean has_hours;               /* events have a time of day */
	gint64   by_hour[24], by_hour_all[24];       /* events, in local time */
	gint64   by_weekday[7], by_weekday_all[7];   /* Monday first; all 0: events have no times */

	/* Who comes back: cohorts by the period of a user's first event. */
	SegHabitPeriod period;
	guint    n_periods;               /* from the first to the last event of anyone in the segmentation; 0: events have no times */
	gint64  *starts;                  /* n_periods + 1 instants as in the files; the last is the end of the last */
	gint64  *retained;                /* n_periods x n_periods: of cohort (row) users active so many periods later (column); column 0 is its size */

	GPtrArray *groups;                /* of SegHabitGroup* */
	GPtrArray *typical, *borderline;  /* of SegHabitUser*, the most so first */
	gboolean borderline_by_silhouette;
};

SegHabits *seg_habits_new (void);
void       seg_habits_free (SegHabits *habits);

static inline gint64
seg_habits_retained (const SegHabits *habits, guint cohort, guint later)
{
	return habits->retained[cohort * habits->n_periods + later];
}

/** The share of all cohorts that had @later periods to come back in who did; NAN: none had. */
double seg_habits_retention (const SegHabits *habits, guint later);
/** "2024-03", "2024-W10", "2024 Q1", "2024": what the period beginning at local time @start is called. Free with g_free(). */
char  *seg_period_name (SegHabitPeriod period, gint64 start);

/* Filters of exactly the users behind a number, for lists of users; @segment: a condition that stands for the segment, or NULL for
 * everyone. Free with g_free(). */
/** "segment of "autumn" = 2" */
char *seg_segment_filter (const SegSegmentation *segmentation, const SegSegment *segment);
/** Everyone in any of its segments: whom figures of everyone are of. */
char *seg_segmentation_filter (const SegSegmentation *segmentation);
char *seg_habit_filter_item (SegWorkspace *workspace, const char *segment, const SegProfileItem *item, GError **error);
char *seg_habit_filter_share (SegWorkspace *workspace, const char *segment, const SegHabitGroup *group, const SegHabitShare *share, GError **error);
char *seg_habit_filter_hour (const char *segment, guint hour);
char *seg_habit_filter_weekday (const char *segment, guint weekday);
#define SEG_HABIT_ALL_COHORTS G_MAXUINT /* instead of one: all that had so many periods to come back in */
char *seg_habit_filter_cohort (const char *segment, const SegHabits *habits, guint cohort, guint later);
/** Who took anything (bought, where there are purchases), and who did anything. */
char *seg_habit_filter_takers (SegWorkspace *workspace, const char *segment, GError **error);
char *seg_habit_filter_active (const char *segment);
char *seg_profile_filter_feature (const char *segment, const GPtrArray *features, const SegProfileFeature *feature);

/**
 * As seg_profiles(), but kept in the workspace: read in a moment while what they are made of is the same, else computed and kept. A read-only
 * workspace, or one that somebody else is writing to, only shows them.
 */
GPtrArray *seg_profiles_kept (SegWorkspace *workspace, const SegSegmentation *segmentation, SegJob *job, GError **error);
/** What profiles of @segmentation are made of; another text means other profiles. Free with g_free(). */
char      *seg_profiles_inputs (SegWorkspace *workspace, const SegSegmentation *segmentation, GError **error);

/* Whether the segment lasts (choose.h), as last tested. */
typedef struct {
	double jaccard;   /* NAN: not tested */
	gint64 resamples, n_users, tested_at;
	gboolean stale;   /* users have come or gone since */
} SegSegmentStability;

gboolean seg_segment_stability (SegWorkspace *workspace, const SegSegmentation *segmentation, gint64 segment_id, SegSegmentStability *stability,
                                GError **error);
/**
 * Tests all segments of @segmentation: the algorithm that made them, with as many groups, on 50 resamples of its own features (up to 5,000
 * users by k-means, 2,000 by another one); k-means where nothing clustered them: seg_stability_is_own(). One transaction. FALSE with SEG_ERROR_ARGUMENT: the treatment of its features was not kept, or there is one segment.
 */
gboolean seg_stability_is_own (const SegSegmentation *segmentation);
gboolean seg_segmentation_test_stability (SegWorkspace *workspace, gint64 segmentation_id, SegJob *job, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegHabits, seg_habits_free)

G_END_DECLS

#endif
