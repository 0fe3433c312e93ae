/* Differences of shares as the views of what campaigns did write them. */
#include <config.h>
#include "campaigns.h"

#include <glib/gi18n.h>
#include <math.h>

char *
seg_points (double difference)
{
	return isfinite (difference) ? seg_format_number (100 * difference, 1) : NULL;
}

char *
seg_interval_words (SegInterval interval)
{
	g_autofree char *low = seg_points (interval.low), *high = seg_points (interval.high);

	return low != NULL && high != NULL ? g_strdup_printf (_("%s to %s"), low, high) : NULL;
}
