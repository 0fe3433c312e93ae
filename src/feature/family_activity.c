/* Activity: how long a customer, on how many days, when, and what kinds of events. */
#include <config.h>
#include "feature-private.h"
#include "feature/families.h"

#include <glib/gi18n.h>

#define EVENING_FROM (18 * 3600)

/* In the order of the table below. */
enum { TENURE_DAYS, ACTIVE_DAYS, EVENTS_30D, EVENTS_90D, EVENING_SHARE, WEEKEND_SHARE };

static const SegFeatureDefinition definitions[] = {
	{ "tenure_days", N_("Days as a customer"),
	  N_("Calendar days from registration, or from the first event where that is not known, to the as-of day."),
	  N_("days"), SEG_GROUP_ACTIVITY, SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_TENURE, SEG_DATA_TENURE, SEG_DATA_EVENTS },
	{ "active_days", N_("Active days"),
	  N_("Number of different calendar days with an event."),
	  N_("days"), SEG_GROUP_ACTIVITY, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_TIMES, SEG_DATA_TIMES | SEG_DATA_OTHERS, 0 },
	{ "events_30d", N_("Events in 30 days"),
	  N_("Events in the 30 calendar days that end with the as-of day."),
	  N_("events"), SEG_GROUP_ACTIVITY, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_TIMES, SEG_DATA_NEVER, 0 },
	{ "events_90d", N_("Events in 90 days"),
	  N_("Events in the 90 calendar days that end with the as-of day."),
	  N_("events"), SEG_GROUP_ACTIVITY, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_TIMES, SEG_DATA_NEVER, 0 },
	{ "evening_share", N_("Evening share"),
	  N_("Share of events from 18:00 to midnight, by the clock of the imported files."),
	  "", SEG_GROUP_ACTIVITY, SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_TIMES | SEG_DATA_CLOCK, SEG_DATA_NEVER, 0 },
	{ "weekend_share", N_("Weekend share"),
	  N_("Share of events on Saturdays and Sundays."),
	  "", SEG_GROUP_ACTIVITY, SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_TIMES, SEG_DATA_NEVER, 0 },
};

/* A registration after the as-of day was not known then. */
static double
tenure (const SegFeatureContext *context, const SegHistory *history)
{
	gboolean known = history->registered_day != SEG_NO_TIME && history->registered_day <= context->as_of_day;

	return seg_days_since (context, known ? history->registered_day : history->summary.first_day);
}

static void
count_kinds (const SegFeatureContext *context, const SegHistory *history, double *counts)
{
	for (guint i = 0; i < context->n_counts; i++)
		counts[i] = 0;
	for (gsize i = 0; i < history->n_events; i++) {
		const SegEventKind *kind = context->kinds->pdata[SEG_KIND_NUMBER (history->kind[i])];

		counts[kind->column]++;
	}
}

/* Share of the dated events that come late in the day, and on Saturdays and Sundays. */
static void
compute_clock (const SegFeatureContext *context, const SegHistory *history, double *values)
{
	double n_dated = (double) history->summary.n_dated;
	gsize n_evening = 0, n_weekend = 0;

	if (history->summary.n_dated == 0)
		return;
	for (gsize i = history->n_undated; i < history->n_events; i++) {
		gint64 day = history->day[i], clock = history->at[i] + context->clock_offset - day * SEG_DAY;

		n_evening += clock >= EVENING_FROM;
		n_weekend += (day % 7 + 7 + 3) % 7 >= 5; /* 0 is Monday; 1970-01-01 was a Thursday */
	}
	values[EVENING_SHARE] = (double) n_evening / n_dated;
	values[WEEKEND_SHARE] = (double) n_weekend / n_dated;
}

static void
compute (const SegFeatureContext *context, gconstpointer state, const SegHistory *history, double *values)
{
	(void) state;
	values[TENURE_DAYS] = tenure (context, history);
	values[ACTIVE_DAYS] = (double) history->summary.active_days;
	values[EVENTS_30D] = (double) (history->n_events - history->since[SEG_WINDOW_30]);
	values[EVENTS_90D] = (double) (history->n_events - history->since[SEG_WINDOW_90]);
	compute_clock (context, history, values);
	count_kinds (context, history, values + G_N_ELEMENTS (definitions));
}

static SegFeature *
count_feature (const SegFeatureContext *context, guint column)
{
	const SegEventKind *kind = context->kinds->pdata[column];
	guint n_others = context->kinds->len - SEG_KIND_LIMIT;
	SegFeature *feature = g_new0 (SegFeature, 1);

	feature->name = g_strdup (kind->feature);
	if (column < SEG_KIND_LIMIT) {
		feature->label = g_strdup_printf (_("Events: %s"), kind->name);
		feature->meaning = g_strdup_printf (_("Number of events of the kind \"%s\"."), kind->name);
	} else {
		feature->label = g_strdup_printf (_("Events: %u other kinds"), n_others);
		feature->meaning = g_strdup_printf (_("Number of events of the %u kinds that came after the first %d."), n_others,
		                                    SEG_KIND_LIMIT);
	}
	feature->unit = g_strdup (_("events"));
	feature->group = SEG_GROUP_ACTIVITY;
	feature->scaling = SEG_SCALING_LOG;
	feature->type = SEG_TYPE_NUMBER;
	feature->fill = SEG_FILL_ZERO;
	feature->proposed = (context->data & SEG_DATA_ACTIONS) && kind->is_action && !kind->has_seconds;
	return feature;
}

static void
extend (const SegFeatureContext *context, gconstpointer state, GPtrArray *features)
{
	(void) state;
	for (guint column = 0; column < context->n_counts; column++)
		g_ptr_array_add (features, count_feature (context, column));
}

const SegFamily seg_family_activity = {
	.name = "activity", .definitions = definitions, .n_definitions = G_N_ELEMENTS (definitions), .compute = compute, .extend = extend,
};
