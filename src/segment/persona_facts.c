/* Facts of a persona card: sentences, each with the number it says, where that comes from, and the users behind it. */
#include <config.h>
#include "persona-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define FACTS 6 /* from features */

static char *
value_text (const SegProfileFeature *feature, double value)
{
	return feature->share ? seg_format_share (value) : seg_format_auto (value);
}

/* "Feature orders: mean 5.2 of 388 users who have a value; everyone 1.4, median ...". */
static char *
source_of (const SegProfileFeature *feature)
{
	g_autofree char *mean = value_text (feature, feature->mean), *all = value_text (feature, feature->mean_all), *n = seg_format_integer ((gint64) feature->known_users);
	g_autofree char *median = value_text (feature, feature->median), *median_all = value_text (feature, feature->median_all);
	g_autofree char *index = seg_format_number (feature->index, 0), *effect = seg_format_number (feature->effect, 2);
	g_autofree char *low = value_text (feature, feature->low), *high = value_text (feature, feature->high), *p = feature->p < 0.0001 ? g_strdup ("< 0.0001") : seg_format_auto (feature->p);

	return g_strdup_printf (_("Feature %s: mean %s over the %s users of the segment who have a value, everyone %s; median %s, everyone %s; index %s; "
	                          "effect %s standard deviations; from all others it differs by %s to %s (95 %%), p %s."),
	                        feature->column, mean, n, all, median, median_all, isfinite (feature->index) ? index : "–", effect, low, high, p);
}

static char *
fact_of_number (const SegProfileFeature *feature)
{
	g_autofree char *mean = value_text (feature, feature->mean), *all = value_text (feature, feature->mean_all);

	if (isfinite (feature->index) && feature->index >= 150)
		return g_strdup_printf (_("%s: %s on average, %.1f times everyone's %s."), feature->label, mean, feature->index / 100, all);
	if (isfinite (feature->index) && feature->index <= 67)
		return g_strdup_printf (_("%s: %s on average, only %.0f %% of everyone's %s."), feature->label, mean, feature->index, all);
	return g_strdup_printf (_("%s: %s on average; everyone %s."), feature->label, mean, all);
}

static char *
fact_of_share (const SegProfileFeature *feature)
{
	g_autofree char *mean = value_text (feature, feature->mean), *all = value_text (feature, feature->mean_all);

	return g_strdup_printf (_("%s: %s of them; of everyone %s."), feature->label, mean, all);
}

/* One of a theme: features that say nearly the same make one fact. */
static void
add_features (SegPersona *persona, const SegProfile *profile, const char *segment)
{
	g_autoptr (GHashTable) themes = g_hash_table_new (g_str_hash, g_str_equal);
	guint n = 0;

	for (guint i = 0; i < profile->features->len && n < FACTS; i++) {
		const SegProfileFeature *feature = profile->features->pdata[i];
		g_autofree char *part = NULL, *text = NULL, *source = NULL, *filter = NULL;

		if (feature->known < 0.5 || fabs (feature->effect) < 0.25)
			break;
		if (!g_hash_table_add (themes, (gpointer) seg_feature_theme (feature->feature)))
			continue;
		part = g_strdup_printf ("fact:%s", feature->column);
		text = feature->share && g_str_has_prefix (feature->feature, "user.") ? fact_of_share (feature) : fact_of_number (feature);
		source = source_of (feature);
		filter = seg_profile_filter_feature (segment, profile->features, feature);
		seg_persona_add (persona, part, _("Fact"), text, source, filter);
		n++;
	}
}

static void
add_size (SegPersona *persona, const SegSegmentation *segmentation, const SegProfile *profile, const char *segment)
{
	g_autofree char *size = seg_format_integer (profile->size), *share = seg_format_share (profile->share_users), *all = seg_format_integer (segmentation->n_users);
	g_autofree char *revenue = seg_format_share (profile->share_revenue), *money = seg_format_auto (profile->revenue), *text = NULL, *source = NULL;

	text = isfinite (profile->share_revenue)
		? g_strdup_printf (ngettext ("%s user, %s of all, brings %s of the revenue.", "%s users, %s of all, bring %s of the revenue.", (gulong) profile->size), size, share, revenue)
		: g_strdup_printf (ngettext ("%s user, %s of all.", "%s users, %s of all.", (gulong) profile->size), size, share);
	source = isfinite (profile->share_revenue) ? g_strdup_printf (_("%s of the %s users of the segmentation; revenue %s up to the instant of its features."), size, all, money)
	                                           : g_strdup_printf (_("%s of the %s users of the segmentation."), size, all);
	seg_persona_add (persona, "fact:size", _("Fact"), text, source, segment);
}

/* What is taken most beyond what everyone takes. */
static gboolean
add_item (SegPersona *persona, SegWorkspace *workspace, const SegProfile *profile, const char *segment, GError **error)
{
	for (guint i = 0; i < profile->items->len; i++) {
		const SegProfileItem *item = profile->items->pdata[i];
		g_autofree char *share = NULL, *text = NULL, *source = NULL, *filter = NULL, *n = NULL;

		if (!isfinite (item->lift) || item->lift < 1.25 || item->share < 0.02)
			continue;
		share = seg_format_share (item->share);
		n = seg_format_integer (item->n_users);
		text = g_strdup_printf (_("They take \"%s\": %s of them, %.1f times everyone's share."), item->title != NULL ? item->title : item->key, share, item->lift);
		source = g_strdup_printf (_("Item %s: %s users of the segment took it; lift is their share over everyone's."), item->key, n);
		filter = seg_habit_filter_item (workspace, segment, item, error);
		if (filter == NULL)
			return FALSE;
		seg_persona_add (persona, "fact:item", _("Fact"), text, source, filter);
		return TRUE;
	}
	return TRUE;
}

/* The hour with most more of what they do than of what everyone does. */
static void
add_hour (SegPersona *persona, const SegHabits *habits, const char *segment)
{
	double most = 0;
	guint best = 24;
	gint64 n = 0, all = 0;
	g_autofree char *here = NULL, *everyone = NULL, *text = NULL, *source = NULL, *filter = NULL, *count = NULL;

	for (guint hour = 0; hour < 24; hour++) {
		n += habits->by_hour[hour];
		all += habits->by_hour_all[hour];
	}
	for (guint hour = 0; n > 0 && hour < 24; hour++) {
		double apart = (double) habits->by_hour[hour] / (double) n - (double) habits->by_hour_all[hour] / (double) all;

		if (apart > most) {
			most = apart;
			best = hour;
		}
	}
	if (best == 24 || most < 0.01)
		return;
	here = seg_format_share ((double) habits->by_hour[best] / (double) n);
	everyone = seg_format_share ((double) habits->by_hour_all[best] / (double) all);
	count = seg_format_integer (habits->by_hour[best]);
	text = g_strdup_printf (_("Their hour is %u:00 to %u:00: %s of what they do, %s of what everyone does."), best, best + 1, here, everyone);
	source = g_strdup_printf (_("%s events of the segment in that hour, local time, among those with a time of day."), count);
	filter = seg_habit_filter_hour (segment, best);
	seg_persona_add (persona, "fact:hour", _("Fact"), text, source, filter);
}

static void
add_retention (SegPersona *persona, const SegHabits *habits, const char *segment)
{
	double retention = habits->n_periods > 1 ? seg_habits_retention (habits, 1) : NAN;
	g_autofree char *share = seg_format_share (retention), *text = NULL, *filter = NULL;

	if (isnan (retention))
		return;
	text = g_strdup_printf (habits->period == SEG_PERIOD_WEEK ? _("%s are active again in the week after their first.")
	                        : habits->period == SEG_PERIOD_MONTH ? _("%s are active again in the month after their first.")
	                        : habits->period == SEG_PERIOD_QUARTER ? _("%s are active again in the quarter after their first.")
	                                                               : _("%s are active again in the year after their first."), share);
	filter = seg_habit_filter_cohort (segment, habits, SEG_HABIT_ALL_COHORTS, 1);
	seg_persona_add (persona, "fact:retention", _("Fact"), text, _("The cohorts of the segment together, by the period of a user's first event."), filter);
}

gboolean
seg_persona_add_facts (SegPersona *persona, SegWorkspace *workspace, const SegSegmentation *segmentation, const SegSegment *segment,
                       const SegProfile *profile, GError **error)
{
	g_autofree char *filter = seg_segment_filter (segmentation, segment);

	add_size (persona, segmentation, profile, filter);
	add_features (persona, profile, filter);
	if (!add_item (persona, workspace, profile, filter, error))
		return FALSE;
	add_hour (persona, profile->habits, filter);
	add_retention (persona, profile->habits, filter);
	return TRUE;
}
