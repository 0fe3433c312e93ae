/* What the files that measure share. */
#ifndef SEG_MEASURE_PRIVATE_H
#define SEG_MEASURE_PRIVATE_H

#include <segscope/measure.h>

#include "campaign-private.h"

/* Results of anybody on the list :campaign, to stand after FROM: what is said of one account of a person counts for the other that is on the list,
 * whichever of them cleaning has put into which. member NULL: not on the list. */
#define SEG_SQL_RESULTS_OF_LIST \
	"(SELECT coalesce (l.user_id, s.user_id, o.user_id) AS member, coalesce (l.arm, s.arm, o.arm) AS arm, r.campaign_id, r.outcome, r.variant, r.at, r.amount " \
	"FROM result r LEFT JOIN (" SEG_SQL_MERGED ") x ON x.id = r.user_id " \
	"LEFT JOIN campaign_member l ON l.campaign_id = :campaign AND l.user_id = r.user_id " \
	"LEFT JOIN campaign_member s ON s.campaign_id = :campaign AND s.user_id = x.person " \
	"LEFT JOIN " SEG_SQL_LIST_BY_PERSON " o ON o.person = coalesce (x.person, r.user_id))"

/* What a person did, besides the goal. (measure_outcomes.c) */
enum {
	SEG_CAME_BACK = 1,      /* did anything late in the days that count */
	SEG_BOUGHT_BEFORE = 2,  /* at any time before it went out */
	SEG_BOUGHT = 4,         /* within the days */
	SEG_UNSUBSCRIBED = 8,
	SEG_REACHED_BEFORE = 16 /* the goal, in as many days before it went out */
};

/* The people of a list: those held back first, then those sent to, each by id. */
typedef struct {
	gsize   n, n_control;
	gint64 *user_ids;
	gint64 *segment_ids;  /* 0: none */
	guint16 *arms;        /* index in SegCampaign.arms */
	guint8 *reached;      /* the goal */
	guint8 *flags;        /* SEG_CAME_BACK, ... */
	double *money, *before;
	GHashTable *merged;   /* account that cleaning has put one of the list into -> index of the latter; NULL: none */
} SegPeople;

/** Room for @n people, none in it yet. (measure_people.c) */
SegPeople *seg_people_new (gsize n, GError **error);
void       seg_people_free (SegPeople *people);
/** Those for whom @test holds, in the same order; arrays of its own. */
typedef gboolean (*SegPeopleTest) (const SegPeople *people, gsize i, gint64 value);
SegPeople *seg_people_pick (const SegPeople *people, SegPeopleTest test, gint64 value, GError **error);
gboolean   seg_people_in_segment (const SegPeople *people, gsize i, gint64 segment_id);
/** Held back, or in the arm of that index. */
gboolean   seg_people_in_arm (const SegPeople *people, gsize i, gint64 arm);

/** The person of that id, or whom cleaning has put into that account; or -1. */
gssize     seg_people_find (const SegPeople *people, gint64 user_id);

/** What was left open taken from the campaign: goal, days. @options NULL: everything as usual. (measure.c) */
SegMeasureOptions seg_measure_options_of (const SegCampaign *campaign, const SegMeasureOptions *options);
/** Everyone of the list and what they did; fills from, until, data_end, cut_short, n_exposed and n_other of @measurement too. @options: as
 * seg_measure_options_of() gives them. */
SegPeople *seg_people_read (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasureOptions *options,
                            SegMeasurement *measurement, SegJob *job, GError **error);

/** What people did where the goal is no event; nothing else. (measure_results.c) */
gboolean   seg_measure_other_goal (SegWorkspace *workspace, const SegCampaign *campaign, SegMeasurement *measurement, SegPeople *people, GError **error);

/** From when on doing anything counts as having come back. (measure_outcomes.c) */
gint64     seg_measure_late_from (const SegMeasurement *measurement);
/** Compares what people did besides the goal: everyone, and each arm where there are several. */
gboolean   seg_measure_outcomes (const SegCampaign *campaign, const SegPeople *people, SegMeasurement *measurement, GError **error);
void       seg_outcome_free (gpointer outcome);

/** Ids of the people of an arm, ascending: GArray of gint64, owned; empty where there is no such arm. (measure_arms.c) */
GArray    *seg_arm_ids (SegWorkspace *workspace, gint64 campaign_id, const char *arm, GError **error);
/** The comparison of these people under @name. Owned. */
SegEffect *seg_effect_new (const char *name, const SegPeople *people);
/** Each arm against those held back, where there are several; how likely each is the best. (measure_arms.c) */
gboolean   seg_measure_arms (const SegCampaign *campaign, const SegPeople *people, SegMeasurement *measurement, GError **error);
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
