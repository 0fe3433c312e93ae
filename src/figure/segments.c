/* Who the people of a segment are, what they do, and who went where. */
#include <config.h>
#include <segscope/figure.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

SegPlot *
seg_figure_profile (const SegSegment *segment, const SegProfile *profile)
{
	g_autofree char *title = g_strdup_printf (_("What marks off \"%s\": index of everyone's mean"), segment->name);
	SegPlot *plot = seg_plot_new (SEG_PLOT_BARS, title);

	seg_plot_axis (&plot->x, SEG_SCALE_NUMBER, _("index"), NULL);
	plot->average = 100;
	for (guint i = 0; i < profile->features->len; i++) {
		const SegProfileFeature *feature = profile->features->pdata[i];

		if (isfinite (feature->index))
			seg_plot_add_row (plot, feature->label, feature->index, feature->index < 100 ? SEG_INK_SERIES_2 : SEG_INK_SERIES_1);
	}
	if (plot->rows->len == 0)
		g_clear_pointer (&plot, seg_plot_free);
	return plot;
}

static void
add_hours (SegPlot *plot, const char *name, SegInk ink, const gint64 *counts)
{
	double hours[24], shares[24];
	gint64 total = 0;

	for (int hour = 0; hour < 24; hour++)
		total += counts[hour];
	for (int hour = 0; hour < 24; hour++) {
		hours[hour] = hour;
		shares[hour] = total > 0 ? (double) counts[hour] / (double) total : NAN;
	}
	seg_plot_add_series (plot, name, ink, hours, shares, 24);
}

SegPlot *
seg_figure_hours (const SegSegment *segment, const SegHabits *habits)
{
	g_autofree char *title = NULL;
	SegPlot *plot;

	if (habits == NULL || !habits->has_hours)
		return NULL;
	title = g_strdup_printf (_("When \"%s\" is active: share of events by hour"), segment->name);
	plot = seg_plot_new (SEG_PLOT_LINE, title);
	seg_plot_axis (&plot->x, SEG_SCALE_COUNT, _("hour"), NULL);
	seg_plot_axis (&plot->y, SEG_SCALE_SHARE, _("share of events"), NULL);
	plot->y.from_zero = TRUE;
	add_hours (plot, segment->name, seg_ink_series (segment->colour), habits->by_hour);
	add_hours (plot, _("Everyone"), SEG_INK_SERIES_8, habits->by_hour_all);
	return plot;
}

SegPlot *
seg_figure_values (const SegSegment *segment, const SegProfile *profile)
{
	g_autofree char *title = g_strdup_printf (_("What \"%s\" takes: times as often as everyone"), segment->name);
	SegPlot *plot = seg_plot_new (SEG_PLOT_BARS, title);

	seg_plot_axis (&plot->x, SEG_SCALE_NUMBER, _("lift"), NULL);
	plot->average = 1;
	for (guint i = 0; i < profile->items->len; i++) {
		const SegProfileItem *item = profile->items->pdata[i];

		if (isfinite (item->lift))
			seg_plot_add_row (plot, item->title, item->lift, item->lift < 1 ? SEG_INK_SERIES_2 : SEG_INK_SERIES_1);
	}
	for (guint g = 0; profile->habits != NULL && g < profile->habits->groups->len; g++) {
		const SegHabitGroup *group = profile->habits->groups->pdata[g];

		for (guint i = 0; i < group->shares->len; i++) {
			const SegHabitShare *share = group->shares->pdata[i];
			g_autofree char *label = g_strdup_printf ("%s: %s", group->label, share->value);

			if (isfinite (share->lift))
				seg_plot_add_row (plot, label, share->lift, share->lift < 1 ? SEG_INK_SERIES_2 : SEG_INK_SERIES_1);
		}
	}
	if (plot->rows->len == 0)
		g_clear_pointer (&plot, seg_plot_free);
	return plot;
}

SegPlot *
seg_figure_retention (const SegSegment *segment, const SegHabits *habits)
{
	guint n = habits != NULL ? habits->n_periods : 0, n_cohorts = 0;
	g_autofree double *values = g_new (double, (gsize) n * n + 1);
	g_auto (GStrv) cohorts = g_new0 (char *, n + 1), later = g_new0 (char *, n + 1);
	g_autofree char *title = g_strdup_printf (_("Who comes back in \"%s\": active so many periods later"), segment->name);
	SegPlot *plot;

	for (guint cohort = 0; cohort < n; cohort++) {
		gint64 size = seg_habits_retained (habits, cohort, 0);

		later[cohort] = g_strdup_printf ("%u", cohort);
		if (size == 0)
			continue;
		for (guint period = 0; period < n; period++)
			values[n_cohorts * n + period] = cohort + period < n ? (double) seg_habits_retained (habits, cohort, period) / (double) size : NAN;
		cohorts[n_cohorts++] = seg_period_name (habits->period, habits->starts[cohort]);
	}
	if (n_cohorts == 0)
		return NULL;
	plot = seg_plot_new (SEG_PLOT_HEAT_MAP, title);
	seg_plot_axis (&plot->y, SEG_SCALE_SHARE, _("active"), NULL);
	seg_plot_set_table (plot, values, n_cohorts, n, (const char *const *) cohorts, (const char *const *) later);
	plot->table.low = 0;
	plot->table.high = 1;
	return plot;
}

SegPlot *
seg_figure_sizes (const SegSegment *segment, const GArray *sizes)
{
	guint n = sizes != NULL ? sizes->len : 0;
	g_autofree double *numbers = g_new (double, n + 1), *users = g_new (double, n + 1);
	g_autofree char *title = NULL;
	SegPlotSeries *series;
	SegPlot *plot;

	if (n < 2)
		return NULL;
	title = g_strdup_printf (_("Users of \"%s\" in each version of the segmentation"), segment->name);
	plot = seg_plot_new (SEG_PLOT_LINE, title);
	seg_plot_axis (&plot->x, SEG_SCALE_COUNT, _("version"), NULL);
	seg_plot_axis (&plot->y, SEG_SCALE_COUNT, _("users"), NULL);
	plot->y.from_zero = TRUE;
	for (guint i = 0; i < n; i++) {
		numbers[i] = g_array_index (sizes, SegSegmentSize, i).number;
		users[i] = (double) g_array_index (sizes, SegSegmentSize, i).size;
	}
	series = seg_plot_add_series (plot, NULL, seg_ink_series (segment->colour), numbers, users, n);
	series->labels = g_new0 (char *, n + 1);
	for (guint i = 0; i < n; i++) {
		const SegSegmentSize *size = &g_array_index (sizes, SegSegmentSize, i);
		g_autofree char *day = seg_format_date (size->as_of), *share = seg_format_share (size->share);

		series->labels[i] = g_strdup_printf (_("version %u, %s, %s of all"), size->number, day, share);
	}
	return plot;
}

static char **
segment_names (const SegMigrationSide *side)
{
	char **names = g_new0 (char *, side->segments->len + 2);

	for (guint i = 0; i < side->segments->len; i++)
		names[i] = g_strdup (((const SegMigrationSegment *) side->segments->pdata[i])->name);
	names[side->segments->len] = g_strdup (_("none"));
	return names;
}

SegPlot *
seg_figure_migration (const SegMigration *migration)
{
	gsize n_rows = migration->from.segments->len + 1, n_columns = migration->to.segments->len + 1;
	g_autofree double *values = g_new (double, n_rows * n_columns);
	g_auto (GStrv) rows = segment_names (&migration->from), columns = segment_names (&migration->to);
	g_autofree char *title = g_strdup_printf (_("Who moved: from %s to %s"), migration->from.title, migration->to.title);
	SegPlot *plot = seg_plot_new (SEG_PLOT_FLOW, title);

	for (guint r = 0; r < n_rows; r++)
		for (guint c = 0; c < n_columns; c++)
			values[r * n_columns + c] = (double) seg_migration_users (migration, r, c);
	seg_plot_axis (&plot->y, SEG_SCALE_COUNT, _("users"), NULL);
	seg_plot_set_table (plot, values, n_rows, n_columns, (const char *const *) rows, (const char *const *) columns);
	return plot;
}

static char **
set_names (const GPtrArray *sets)
{
	char **names = g_new0 (char *, sets->len + 1);

	for (guint i = 0; i < sets->len; i++)
		names[i] = g_strdup (((const SegUserSet *) sets->pdata[i])->label);
	return names;
}

SegPlot *
seg_figure_overlap (const char *title, const SegOverlap *overlap)
{
	gsize n_rows = overlap->rows->len, n_columns = overlap->columns->len;
	g_autofree double *values = g_new (double, n_rows * n_columns + 1);
	g_auto (GStrv) rows = set_names (overlap->rows), columns = set_names (overlap->columns);
	SegPlot *plot = seg_plot_new (SEG_PLOT_HEAT_MAP, title);

	for (guint r = 0; r < n_rows; r++)
		for (guint c = 0; c < n_columns; c++)
			values[r * n_columns + c] = (double) seg_overlap_both (overlap, r, c);
	seg_plot_axis (&plot->y, SEG_SCALE_COUNT, _("users in both"), NULL);
	seg_plot_set_table (plot, values, n_rows, n_columns, (const char *const *) rows, (const char *const *) columns);
	plot->table.low = 0;
	return plot;
}
