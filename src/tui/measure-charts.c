/* Charts below the table of what a campaign did: the differences with their intervals, and what the arms brought over time. */
#include <config.h>
#include "measure.h"
#include "course.h"

#include <segscope/figure_effect.h>

#include <glib/gi18n.h>

#define BESIDE 110     /* columns in which two charts stand side by side */
#define LEAST_BARS 3   /* rows beside the title */
#define LEAST_CURVES 10

/* What the arms did over time --------------------------------------------------------------------------------------------------- */

typedef struct {
	SegMeasurePlace place;
	SegCourse *course;
} Read;

static void
free_read (gpointer data)
{
	Read *read = data;

	seg_measure_place_clear (&read->place);
	seg_course_free (read->course);
	g_free (read);
}

static gboolean
run_read (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Read *read = data;
	g_autoptr (SegCampaign) campaign = NULL;

	seg_workspace_watch (workspace, job);
	campaign = seg_campaign_load (workspace, read->place.name, error);
	if (campaign != NULL)
		read->course = seg_campaign_course (workspace, campaign, &read->place.options, job, error);
	seg_workspace_watch (workspace, NULL);
	return read->course != NULL;
}

static void
done_read (SegView *view, gpointer data)
{
	SegMeasureState *state = view->state;

	seg_course_free (state->course);
	state->course = g_steal_pointer (&((Read *) data)->course);
}

/* The charts are a kindness: where they cannot be had, the numbers stand there all the same. */
static void
failed_read (SegView *view, gpointer data, const GError *error)
{
	(void) view;
	(void) data;
	(void) error;
}

static const SegWork read_work = { N_("following the arms"), run_read, done_read, failed_read, free_read, FALSE, TRUE };

void
seg_measure_read_course (SegView *view)
{
	SegMeasureState *state = view->state;
	Read *read;

	g_clear_pointer (&state->course, seg_course_free);
	if (seg_view_is_busy (view, &read_work))
		return;
	read = g_new0 (Read, 1);
	seg_measure_place_copy (&read->place, &(SegMeasurePlace) { state->name, state->goal, state->options });
	seg_view_run (view, &read_work, read);
}

/* Drawing ------------------------------------------------------------------------------------------------------------------------ */

/* Returns the lines that the bars take: none where they do not fit. */
static int
draw_bars (const SegMeasurement *m, SegCells *cells, SegRect rect)
{
	g_autoptr (SegPlot) points = seg_figure_effect (m), money = seg_figure_effect_money (m);
	const int lines = MIN ((int) points->rows->len + 2, rect.height);
	SegRect right = seg_rect_below (rect, lines + 1);

	if (lines < LEAST_BARS)
		return 0;
	rect = seg_rect_top (rect, lines);
	if (money == NULL || rect.width < BESIDE) {
		seg_plot_draw (points, NULL, cells, rect);
		if (money == NULL || right.height < lines)
			return lines;
		seg_plot_draw (money, NULL, cells, seg_rect_top (right, lines));
		return 2 * lines + 1;
	}
	rect = seg_rect_split (rect, rect.width / 2, &right);
	seg_plot_draw (points, NULL, cells, (SegRect) { rect.x, rect.y, rect.width - 2, rect.height });
	seg_plot_draw (money, NULL, cells, right);
	return lines;
}

/* Days of which no events were imported would look like days on which nobody did anything. */
static void
draw_curves (const SegCourse *course, SegCells *cells, SegRect rect)
{
	g_autoptr (SegPlot) value = NULL, retention = NULL;
	SegRect right = { 0 };

	if (course == NULL || course->events_end <= course->from || rect.height < LEAST_CURVES)
		return;
	value = seg_course_value_plot (course);
	if (rect.width >= BESIDE) {
		retention = seg_course_retention_plot (course);
		rect = seg_rect_split (rect, rect.width / 2, &right);
		seg_plot_draw (retention, NULL, cells, right);
		rect.width -= 2;
	}
	seg_plot_draw (value, NULL, cells, rect);
}

void
seg_measure_draw_charts (const SegMeasureState *state, SegCells *cells, SegRect rect)
{
	int used = draw_bars (state->measurement, cells, rect);

	if (used > 0)
		draw_curves (state->course, cells, seg_rect_below (rect, used + 1));
}
