/* Parts of profiles as tables: values of attributes, hours, who comes back, typical users, size over time. */
#include <config.h>
#include "profile_parts.h"
#include "worked_print.h"

#include <segscope/choose.h>
#include <segscope/text.h>
#include <segscope/version.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

static void
values_columns (SegTable *table)
{
	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	seg_table_column (table, "attribute", _("Of"), SEG_CELL_TEXT);
	seg_table_column (table, "value", _("Value"), SEG_CELL_TEXT);
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "share", _("Share"), SEG_CELL_SHARE);
	seg_table_column (table, "share_all", _("Everyone"), SEG_CELL_SHARE);
	seg_table_column (table, "lift", _("Times everyone"), SEG_CELL_NUMBER);
}

static void
add_values (SegTable *table, SegWorkspace *workspace, const SegSegmentation *segmentation, const SegSegment *segment, const SegProfile *profile)
{
	(void) workspace;
	(void) segmentation;
	for (guint i = 0; i < profile->habits->groups->len; i++) {
		const SegHabitGroup *group = profile->habits->groups->pdata[i];

		for (guint j = 0; j < group->shares->len; j++) {
			const SegHabitShare *share = group->shares->pdata[j];

			seg_table_text (table, segment->name);
			seg_table_text (table, group->label);
			seg_table_text (table, share->value);
			seg_table_integer (table, share->n_users);
			seg_table_number (table, share->share);
			seg_table_number (table, share->share_all);
			seg_table_number (table, share->lift);
		}
	}
}

static void
times_columns (SegTable *table)
{
	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	seg_table_column (table, "when", _("When"), SEG_CELL_TEXT);
	seg_table_column (table, "events", _("Events"), SEG_CELL_INTEGER);
	seg_table_column (table, "share", _("Share"), SEG_CELL_SHARE);
	seg_table_column (table, "share_all", _("Everyone"), SEG_CELL_SHARE);
}

static void
add_times (SegTable *table, const SegSegment *segment, const gint64 *here, const gint64 *everyone, guint n, const char *const *names)
{
	gint64 total = 0, all = 0;

	for (guint i = 0; i < n; i++) {
		total += here[i];
		all += everyone[i];
	}
	for (guint i = 0; all > 0 && i < n; i++) {
		g_autofree char *hour = names == NULL ? g_strdup_printf ("%02u:00", i) : NULL;

		seg_table_text (table, segment->name);
		seg_table_text (table, names != NULL ? _(names[i]) : hour);
		seg_table_integer (table, here[i]);
		seg_table_number (table, total > 0 ? (double) here[i] / (double) total : NAN);
		seg_table_number (table, (double) everyone[i] / (double) all);
	}
}

static void
add_hours (SegTable *table, SegWorkspace *workspace, const SegSegmentation *segmentation, const SegSegment *segment, const SegProfile *profile)
{
	(void) workspace;
	(void) segmentation;
	add_times (table, segment, profile->habits->by_hour, profile->habits->by_hour_all, 24, NULL);
}

static void
add_weekdays (SegTable *table, SegWorkspace *workspace, const SegSegmentation *segmentation, const SegSegment *segment, const SegProfile *profile)
{
	static const char *const names[] = { N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday") };

	(void) workspace;
	(void) segmentation;
	add_times (table, segment, profile->habits->by_weekday, profile->habits->by_weekday_all, 7, names);
}

static void
retention_columns (SegTable *table)
{
	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	seg_table_column (table, "cohort", _("First active"), SEG_CELL_TEXT);
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "later", _("Periods later"), SEG_CELL_INTEGER);
	seg_table_column (table, "active", _("Active"), SEG_CELL_INTEGER);
	seg_table_column (table, "share", _("Share"), SEG_CELL_SHARE);
}

static void
add_retention (SegTable *table, SegWorkspace *workspace, const SegSegmentation *segmentation, const SegSegment *segment, const SegProfile *profile)
{
	const SegHabits *habits = profile->habits;

	(void) workspace;
	(void) segmentation;
	for (guint cohort = 0; cohort < habits->n_periods; cohort++) {
		g_autofree char *name = seg_period_name (habits->period, habits->starts[cohort]);
		gint64 size = seg_habits_retained (habits, cohort, 0);

		for (guint later = 0; size > 0 && cohort + later < habits->n_periods; later++) {
			seg_table_text (table, segment->name);
			seg_table_text (table, name);
			seg_table_integer (table, size);
			seg_table_integer (table, later);
			seg_table_integer (table, seg_habits_retained (habits, cohort, later));
			seg_table_number (table, (double) seg_habits_retained (habits, cohort, later) / (double) size);
		}
	}
}

static void
people_columns (SegTable *table)
{
	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	seg_table_column (table, "what", _("Is"), SEG_CELL_TEXT);
	seg_table_column (table, "user", _("User"), SEG_CELL_TEXT);
	seg_table_column (table, "measure", _("By"), SEG_CELL_TEXT);
	seg_table_column (table, "figure", _("Figure"), SEG_CELL_NUMBER);
	seg_table_column (table, "next", _("Next segment"), SEG_CELL_TEXT);
}

static const char *
name_of (const SegSegmentation *segmentation, gint64 segment_id)
{
	for (guint i = 0; i < segmentation->segments->len; i++)
		if (((const SegSegment *) segmentation->segments->pdata[i])->id == segment_id)
			return ((const SegSegment *) segmentation->segments->pdata[i])->name;
	return NULL;
}

static void
add_users (SegTable *table, const SegSegmentation *segmentation, const SegSegment *segment, const GPtrArray *users, const char *what, const char *measure)
{
	for (guint i = 0; i < users->len; i++) {
		const SegHabitUser *user = users->pdata[i];

		seg_table_text (table, segment->name);
		seg_table_text (table, what);
		seg_table_text (table, user->key);
		seg_table_text (table, measure);
		seg_table_number (table, user->figure);
		seg_table_text (table, name_of (segmentation, user->segment_id));
	}
}

static void
add_people (SegTable *table, SegWorkspace *workspace, const SegSegmentation *segmentation, const SegSegment *segment, const SegProfile *profile)
{
	(void) workspace;
	add_users (table, segmentation, segment, profile->habits->typical, _("typical"), _("distance to the centre"));
	add_users (table, segmentation, segment, profile->habits->borderline, _("at the border"),
	           profile->habits->borderline_by_silhouette ? _("silhouette") : _("nearer its own centre than the next by"));
}

static void
trend_columns (SegTable *table)
{
	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	seg_table_column (table, "version", _("Version"), SEG_CELL_INTEGER);
	seg_table_column (table, "as_of", _("As of"), SEG_CELL_DATE);
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "share", _("Share"), SEG_CELL_SHARE);
}

static void
add_trend (SegTable *table, SegWorkspace *workspace, const SegSegmentation *segmentation, const SegSegment *segment, const SegProfile *profile)
{
	g_autoptr (GArray) sizes = seg_segment_trend (workspace, segment->id, NULL);

	(void) segmentation;
	(void) profile;
	for (guint i = 0; sizes != NULL && i < sizes->len; i++) {
		const SegSegmentSize *size = &g_array_index (sizes, SegSegmentSize, i);

		seg_table_text (table, segment->name);
		seg_table_integer (table, size->number);
		seg_table_integer (table, size->as_of);
		seg_table_integer (table, size->size);
		seg_table_number (table, size->share);
	}
}

static void
add_campaigns (SegTable *table, SegWorkspace *workspace, const SegSegmentation *segmentation, const SegSegment *segment, const SegProfile *profile)
{
	g_autoptr (GPtrArray) worked = seg_what_worked (workspace, segment->id, NULL);

	(void) segmentation;
	(void) profile;
	for (guint i = 0; worked != NULL && i < worked->len; i++)
		seg_cli_worked_add (table, worked->pdata[i]);
}

/* The parts: their columns and rows. */
static const struct {
	const char *name, *heading;
	void (*columns) (SegTable *table);
	void (*add) (SegTable *table, SegWorkspace *workspace, const SegSegmentation *segmentation, const SegSegment *segment, const SegProfile *profile);
} parts[] = {
	{ "values", N_("What they are and take"), values_columns, add_values },
	{ "hours", N_("Hours of the day"), times_columns, add_hours },
	{ "weekdays", N_("Days of the week"), times_columns, add_weekdays },
	{ "retention", N_("Who comes back"), retention_columns, add_retention },
	{ "people", N_("Typical and borderline users"), people_columns, add_people },
	{ "trend", N_("Size over time"), trend_columns, add_trend },
	{ "campaigns", N_("What campaigns did"), seg_cli_worked_columns, add_campaigns },
};

gboolean
seg_cli_print_part (SegWorkspace *workspace, const char *name, const SegSegmentation *segmentation, const GPtrArray *profiles,
                    const SegSegment *only, const SegCommonOptions *common, GError **error)
{
	for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
		g_autoptr (SegTable) table = NULL;

		if (strcmp (parts[i].name, name) != 0)
			continue;
		table = seg_table_new ();
		parts[i].columns (table);
		for (guint j = 0; j < profiles->len; j++)
			if (only == NULL || only == segmentation->segments->pdata[j])
				parts[i].add (table, workspace, segmentation, segmentation->segments->pdata[j], profiles->pdata[j]);
		seg_table_print (table, common->output);
		return TRUE;
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("A profile has no part \"%s\"; it has: features, items, values, hours, weekdays, retention, people, trend, campaigns"), name);
	return FALSE;
}

/* For people ------------------------------------------------------------------------------------------------------- */

static gboolean
say_stability (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegSegment *segment, const SegCommonOptions *common, GError **error)
{
	SegSegmentStability stability;
	g_autofree char *share = NULL;

	if (!seg_segment_stability (workspace, segmentation, segment->id, &stability, error))
		return FALSE;
	if (isnan (stability.jaccard)) {
		seg_cli_say (common, "%s", _("Whether it lasts was not tested (segscope profile --test-stability)."));
		return TRUE;
	}
	share = seg_format_number (stability.jaccard, 2);
	seg_cli_say (common, _("It is %s: in %" PRId64 " resamples %s of it came back on average%s."),
	             _(seg_stability_verdict_name (seg_stability_verdict (stability.jaccard))), stability.resamples, share,
	             stability.stale ? _(" (users have come or gone since)") : "");
	if (!seg_stability_is_own (segmentation))
		seg_cli_say (common, "%s", _("It was tried with k-means, as no clustering made these segments."));
	return TRUE;
}

static gboolean
was_measured (SegWorkspace *workspace, const SegSegment *segment)
{
	g_autoptr (GPtrArray) worked = seg_what_worked (workspace, segment->id, NULL);

	return worked != NULL && worked->len > 0;
}

gboolean
seg_cli_print_habits (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegSegment *segment, const SegProfile *profile,
                      const SegCommonOptions *common, GError **error)
{
	const SegHabits *habits = profile->habits;
	g_autofree char *events = seg_format_integer (habits->n_events), *share = seg_format_share (habits->share_events);
	g_autofree char *active = seg_format_integer (habits->n_active);

	if (isfinite (habits->share_events))
		seg_cli_say (common, _("%s events, %s of all, by %s of them."), events, share, active);
	if (!say_stability (workspace, segmentation, segment, common, error))
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
		g_autoptr (SegTable) table = seg_table_new ();

		if (strcmp (parts[i].name, "retention") == 0) {
			double retention = habits->n_periods > 1 ? seg_habits_retention (habits, 1) : NAN;
			g_autofree char *back = seg_format_share (retention);

			if (isfinite (retention))
				seg_cli_say (common, _("%s: %s are active again one period after their first (--part retention lists all)."), _(parts[i].heading), back);
			continue;
		}
		if ((strcmp (parts[i].name, "hours") == 0 && !habits->has_hours) || (strcmp (parts[i].name, "weekdays") == 0 && habits->n_periods == 0)
		    || (strcmp (parts[i].name, "values") == 0 && habits->groups->len == 0) || (strcmp (parts[i].name, "people") == 0 && habits->typical->len == 0))
			continue;
		if (strcmp (parts[i].name, "campaigns") == 0 && !was_measured (workspace, segment))
			continue;
		parts[i].columns (table);
		parts[i].add (table, workspace, segmentation, segment, profile);
		seg_cli_say (common, "%s", "");
		seg_cli_say (common, "%s", _(parts[i].heading));
		seg_table_print (table, common->output);
	}
	return TRUE;
}
