/* Learning: time spent. */
#include <config.h>
#include "feature-private.h"
#include "feature/families.h"

#include <glib/gi18n.h>

/* In the order of the table below. */
enum { SECONDS_TOTAL };

static const SegFeatureDefinition definitions[] = {
	{ "seconds_total", N_("Time spent"),
	  N_("Seconds of learning, playing or reading, all events together."),
	  N_("seconds"), SEG_GROUP_LEARNING, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_SECONDS, SEG_DATA_SECONDS, 0 },
};

static void
compute (const SegFeatureContext *context, gconstpointer state, const SegHistory *history, double *values)
{
	double total = 0;

	(void) context;
	(void) state;
	for (gsize i = 0; i < history->n_events; i++)
		total += isnan (history->seconds[i]) ? 0 : history->seconds[i];
	values[SECONDS_TOTAL] = total;
}

const SegFamily seg_family_learning = {
	.name = "learning", .definitions = definitions, .n_definitions = G_N_ELEMENTS (definitions), .compute = compute,
};
