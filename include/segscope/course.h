/* What the arms of a campaign did over time: how far people went (a funnel), who came back in which week, and what they brought by then. For
 * charts; whether arms differ is asked of measure.h. */
#ifndef SEGSCOPE_COURSE_H
#define SEGSCOPE_COURSE_H

#include <segscope/measure.h>

G_BEGIN_DECLS

/* How far people went. Steps after the first count those of the step before only, but for the last. */
typedef enum {
	SEG_COURSE_LISTED,   /* on the list */
	SEG_COURSE_SENT,     /* written to, by the ledger (ledger.h); those held back: nobody */
	SEG_COURSE_OPENED,   /* or clicked, by files of results */
	SEG_COURSE_CLICKED,  /* clicked, visited or replied */
	SEG_COURSE_REACHED,  /* clicked and did the goal within the days */
	SEG_COURSE_ANYWAY,   /* did the goal within the days, clicked or not */
	SEG_N_COURSE_STEPS
} SegCourseStep;

/** "on the list", "sent", ...: translated. */
const char *seg_course_step_label (SegCourseStep step);
/** "listed", "sent", ...: for files. */
const char *seg_course_step_name (SegCourseStep step);

typedef struct {
	char     *name;      /* SEG_ARM_NAME_CONTROL: held back */
	gboolean  is_control;
	gint64    n;         /* people on the list */
	gint64    steps[SEG_N_COURSE_STEPS];
	gint64   *active;    /* n_periods: people who did anything at all in it */
	SegInterval *active_interval; /* of their share, 95 % (Wilson 1927) */
	double   *value;     /* n_periods: money of the mean person from the day it went out to the end of it */
	SegInterval *value_interval;  /* 95 % (normal) */
} SegCourseArm;

typedef struct {
	char      *campaign, *goal;
	gint64     from, until; /* UTC seconds; until: of the days, or of the events where these end earlier */
	gint64     events_end;  /* not after from: nothing is known of what people did, but for steps by results; all of it is 0 */
	guint      days;
	gboolean   has_results; /* files of results say who opened and clicked; else these steps are 0 and mean nothing */
	guint      n_periods;
	gint64     seconds;     /* of a period: a day, a week or 30 days, so that there are at most some 60; the last may be shorter */
	SegCourseArm *arms;     /* held back first, where there are some */
	guint      n_arms;
} SegCourse;

/**
 * Everything is of the people as they were drawn into the arms, written to or not. Cost: one pass over the events, and memory for those of the
 * people in the days. Errors as seg_campaign_measure(), though nobody need have been held back.
 */
SegCourse *seg_campaign_course (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasureOptions *options, SegJob *job, GError **error);
void       seg_course_free (SegCourse *course);
/** When period @i ends: UTC seconds. */
gint64     seg_course_period_end (const SegCourse *course, guint i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegCourse, seg_course_free)

G_END_DECLS

#endif
