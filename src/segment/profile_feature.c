/* One feature of a segment against everyone: what profiles and previews have in common. */
#include <config.h>
#include "segment-private.h"

#include <math.h>
#include <string.h>

SegProfileFeature *
seg_profile_feature_new (const SegMatrixColumn *column)
{
	SegProfileFeature *feature = g_new0 (SegProfileFeature, 1);

	feature->feature = g_strdup (column->feature);
	feature->column = g_strdup (column->name);
	feature->label = g_strdup (column->label);
	feature->unit = g_strdup (column->unit);
	feature->share = column->is_share || g_str_has_suffix (column->feature, "_share") || g_str_has_prefix (column->feature, "share_")
	                 || g_str_has_prefix (column->feature, "spend_share_"); /* of users, or as its name says of events */
	feature->known = 1;
	feature->known_users = feature->median = feature->median_all = NAN;
	feature->difference = feature->low = feature->high = feature->p = NAN;
	return feature;
}

void
seg_profile_feature_free (gpointer data)
{
	SegProfileFeature *feature = data;

	g_free (feature->feature);
	g_free (feature->column);
	g_free (feature->label);
	g_free (feature->unit);
	g_free (feature);
}

/* "Twice as much" needs amounts. Of numbers that lie around zero everyone's mean is next to nothing, and any other mean
 * would be thousands of it; that some amounts are refunds does no harm. */
static double
index_of (const SegMatrixColumn *column, double mean, double mean_all, double deviation)
{
	gboolean are_amounts = column->minimum >= 0 || mean_all >= deviation / 4;

	return are_amounts && mean_all > 0 && mean >= 0 ? 100 * mean / mean_all : NAN;
}

void
seg_profile_feature_compare (SegProfileFeature *feature, const SegMatrixColumn *column, double mean, double mean_all,
                             double deviation)
{
	feature->mean = mean;
	feature->mean_all = mean_all;
	feature->index = index_of (column, mean, mean_all, deviation);
	feature->effect = isfinite (mean) && deviation > 0 ? (mean - mean_all) / deviation : 0;
}

/* Largest effect first, whatever its sign; what is known of few of the segment's users says little of the segment. */
static gint
compare_effects (gconstpointer a, gconstpointer b)
{
	const SegProfileFeature *first = *(SegProfileFeature *const *) a, *second = *(SegProfileFeature *const *) b;
	double apart = fabs (second->effect) - fabs (first->effect);
	gboolean first_known = first->known >= 0.5, second_known = second->known >= 0.5;

	if (first_known != second_known)
		return second_known - first_known;
	return apart > 0 ? 1 : apart < 0 ? -1 : strcmp (first->label, second->label);
}

void
seg_profile_features_sort (GPtrArray *features)
{
	g_ptr_array_sort (features, compare_effects);
}
