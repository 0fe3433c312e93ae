/* What the files that measure share. */
#ifndef SEG_MEASURE_PRIVATE_H
#define SEG_MEASURE_PRIVATE_H

#include <segscope/measure.h>

/* The people of a list: those held back first, then those sent to, each by id. */
typedef struct {
	gsize   n, n_control;
	gint64 *user_ids;
	gint64 *segment_ids;  /* 0: none */
	guint8 *reached;      /* the goal */
	double *money, *before;
} SegPeople;

/** Everyone of the list and what they did; fills from, until, data_end, cut_short, n_exposed and n_other of @measurement too. */
SegPeople *seg_people_read (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasureOptions *options,
                            SegMeasurement *measurement, SegJob *job, GError **error);
void       seg_people_free (SegPeople *people);

/** Ids of the people of an arm, ascending: GArray of gint64, owned; empty where there is no such arm. (measure_arms.c) */
GArray    *seg_arm_ids (SegWorkspace *workspace, gint64 campaign_id, const char *arm, GError **error);
/** The comparison of these people under @name. Owned. */
SegEffect *seg_effect_new (const char *name, const SegPeople *people);
/** Each arm against those held back, where there are several; how likely each is the best. (measure_arms.c) */
gboolean   seg_measure_arms (SegWorkspace *workspace, const SegCampaign *campaign, const SegPeople *people, SegMeasurement *measurement, GError **error);
void       seg_measure_best (SegMeasurement *measurement);
/** What was spent, and what came back of it; money must be known. */
gboolean   seg_measure_cost (SegWorkspace *workspace, const SegCampaign *campaign, SegMeasurement *measurement, GError **error);

/** One with nothing measured so far, for seg_people_read(). @needs_control: refused where nobody was held back. Errors as seg_campaign_measure(). */
SegMeasurement *seg_measurement_begin (const SegCampaign *campaign, const SegMeasureOptions *options, gboolean needs_control, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegPeople, seg_people_free)

/** When the events end; 0: there are none. */
gboolean   seg_events_end (SegWorkspace *workspace, gint64 *end, GError **error);

/** Fills failed and sentences from the figures. */
void       seg_measurement_say (SegMeasurement *measurement);

#endif
