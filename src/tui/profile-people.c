/* The page of people: who is typical, who is at the border, whether the segment lasts, how large it was before. */
#include <config.h>
#include "chart-view.h"
#include "profile.h"
#include "users.h"

#include <segscope/choose.h>
#include <segscope/figure.h>
#include <segscope/version.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>

enum { IS, USER, BY, NEXT };

static const SegListColumn columns[] = {
	[IS] = { N_("Is"), SEG_ALIGN_LEFT, 14, FALSE },
	[USER] = { N_("User"), SEG_ALIGN_LEFT, -13, FALSE },
	[BY] = { N_("Figure"), SEG_ALIGN_LEFT, SEG_LIST_TEXT (24), FALSE },
	[NEXT] = { N_("Next segment"), SEG_ALIGN_LEFT, -12, FALSE },
};

static const SegHabits *
habits_of (const SegProfileState *state)
{
	return seg_profile_profile (state)->habits;
}

static guint
n_people (const SegProfileState *state)
{
	return habits_of (state)->typical->len + habits_of (state)->borderline->len;
}

/* People, then the sizes in each version, where there are several. */
static gsize
n_rows (gpointer data)
{
	const SegProfileState *state = data;

	return n_people (state) + (state->sizes != NULL && state->sizes->len > 1 ? state->sizes->len : 0);
}

static const SegSegmentSize *
size_at (const SegProfileState *state, gsize row)
{
	return row >= n_people (state) ? &g_array_index (state->sizes, SegSegmentSize, row - n_people (state)) : NULL;
}

static const SegHabitUser *
user_at (const SegProfileState *state, gsize row, gboolean *typical)
{
	const SegHabits *habits = habits_of (state);

	*typical = row < habits->typical->len;
	return *typical ? habits->typical->pdata[row] : habits->borderline->pdata[row - habits->typical->len];
}

static const char *
segment_name (const SegProfileState *state, gint64 id)
{
	const GPtrArray *segments = state->segments->segmentation->segments;

	for (guint i = 0; i < segments->len; i++)
		if (((const SegSegment *) segments->pdata[i])->id == id)
			return ((const SegSegment *) segments->pdata[i])->name;
	return NULL;
}

static char *
size_cell (const SegSegmentSize *size, guint column)
{
	g_autofree char *users = seg_format_integer (size->size), *share = seg_format_share (size->share), *day = seg_format_date (size->as_of);

	switch (column) {
	case IS:
		return g_strdup_printf (_("version %u"), size->number);
	case USER:
		return g_strdup_printf (ngettext ("%s user", "%s users", (gulong) size->size), users);
	case BY:
		return g_strdup_printf (_("%s, as of %s"), share, day);
	default:
		return NULL;
	}
}

static char *
person_cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	gboolean typical;
	const SegHabitUser *user = user_at (data, row, &typical);
	g_autofree char *figure = seg_format_number (user->figure, 3), *nearer = seg_format_number (-user->figure, 3);

	switch (column) {
	case IS:
		*ink = typical ? SEG_INK_GOOD : SEG_INK_WARNING;
		return g_strdup (typical ? _("typical") : _("at the border"));
	case USER:
		return g_strdup (user->key);
	case BY:
		*ink = SEG_INK_MUTED;
		return typical ? g_strdup_printf (_("%s from the centre"), figure)
		       : habits_of (data)->borderline_by_silhouette ? g_strdup_printf (_("silhouette %s"), figure)
		       : user->figure < 0 ? g_strdup_printf (_("next centre %s nearer"), nearer) : g_strdup_printf (_("next centre %s farther"), figure);
	case NEXT:
	default:
		return g_strdup (segment_name (data, user->segment_id));
	}
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegSegmentSize *size = size_at (data, row);

	return size != NULL ? size_cell (size, column) : person_cell (data, row, column, ink);
}

static gint64
row_id (gpointer data, gsize row)
{
	const SegSegmentSize *size = size_at (data, row);
	gboolean typical;

	return size != NULL ? -(gint64) size->number : user_at (data, row, &typical)->id;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .id = row_id, .is_table = TRUE };

static SegList *
new_list (SegProfileState *state)
{
	return seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
}

/* Two short reads: the verdict, and the sizes over the versions. */
static void
show (SegProfileState *state)
{
	SegWorkspace *workspace = seg_view_workspace (state->view);

	g_clear_pointer (&state->sizes, g_array_unref);
	state->sizes = seg_segment_trend (workspace, seg_profile_segment (state)->id, NULL);
	if (!seg_segment_stability (workspace, state->segments->segmentation, seg_profile_segment (state)->id, &state->stability, NULL))
		state->stability = (SegSegmentStability) { .jaccard = NAN };
}

static char *
stability_words (const SegProfileState *state, SegInk *ink)
{
	const SegSegmentStability *stability = &state->stability;
	SegStabilityVerdict verdict = seg_stability_verdict (stability->jaccard);
	g_autofree char *jaccard = seg_format_number (stability->jaccard, 2), *words = NULL;

	*ink = SEG_INK_MUTED;
	if (isnan (stability->jaccard))
		return g_strdup (_("Whether the segment lasts was not tested yet: t tests it."));
	*ink = verdict == SEG_STABILITY_STABLE ? SEG_INK_GOOD : verdict == SEG_STABILITY_DOUBTFUL ? SEG_INK_WARNING : SEG_INK_BAD;
	words = g_strdup_printf (_("Lasts? %s: in %" PRId64 " resamples %s of it came back on average (1: all of it).%s"),
	                         _(seg_stability_verdict_name (verdict)), stability->resamples, jaccard, stability->stale ? _(" Users have come or gone since; t tests again.") : "");
	return g_strconcat (words, seg_stability_is_own (state->segments->segmentation) ? "" : _(" Tried with k-means, as no clustering made these segments."), NULL);
}

static int
draw_trend (const SegProfileState *state, SegCells *cells, SegRect rect, int lines)
{
	SegPlot *plot = seg_figure_sizes (seg_profile_segment (state), state->sizes);

	if (plot == NULL) {
		seg_draw_text (cells, rect, 0, 0, SEG_INK_MUTED, _("Its size over time: there is one version so far; clustering anew makes the next."));
		return 1;
	}
	seg_draw_text (cells, rect, 0, 0, SEG_INK_HEADING, _("Users in each version of the segmentation"));
	seg_chart_draw (plot, cells, seg_rect_top (seg_rect_below (rect, 1), lines - 1));
	return lines;
}

static int
draw_above (SegProfileState *state, SegCells *cells, SegRect rect)
{
	SegInk ink;
	g_autofree char *words = stability_words (state, &ink);
	int used = seg_draw_paragraph (cells, rect, 0, 0, ink, words);

	used += draw_trend (state, cells, seg_rect_below (rect, used), rect.height >= 24 ? 9 : 6);
	return used + 1;
}

static gboolean
open_row (SegView *view, SegProfileState *state, gsize row)
{
	const SegSegmentSize *size = size_at (state, row);
	GError *error = NULL;
	gboolean typical;
	gint64 id;

	if (size != NULL)
		return seg_profile_open_users (view, state, seg_segment_trend_filter (seg_view_workspace (view), seg_profile_segment (state)->id, size->number, &error), NULL,
		                               error);
	id = user_at (state, row, &typical)->id;
	return seg_view_push (view, &seg_user_view, &id);
}

static void
draw_aside (const SegProfileState *state, SegCells *cells, SegRect rect)
{
	const SegHabits *habits = habits_of (state);
	g_autoptr (GString) typical = g_string_new (NULL), border = g_string_new (NULL);
	g_autofree char *words = NULL;
	SegInk ink;

	for (guint i = 0; i < habits->typical->len; i++)
		g_string_append_printf (typical, "%s%s", i > 0 ? " " : "", ((const SegHabitUser *) habits->typical->pdata[i])->key);
	for (guint i = 0; i < habits->borderline->len; i++)
		g_string_append_printf (border, "%s%s", i > 0 ? " " : "", ((const SegHabitUser *) habits->borderline->pdata[i])->key);
	seg_draw_fit (cells, rect, 0, 0, 14, SEG_ALIGN_LEFT, SEG_INK_GOOD, _("typical"));
	seg_draw_fit (cells, rect, 15, 0, rect.width - 15, SEG_ALIGN_LEFT, SEG_INK_NORMAL, typical->str);
	seg_draw_fit (cells, rect, 0, 1, 14, SEG_ALIGN_LEFT, SEG_INK_WARNING, _("at the border"));
	seg_draw_fit (cells, rect, 15, 1, rect.width - 15, SEG_ALIGN_LEFT, SEG_INK_NORMAL, border->str);
	words = stability_words (state, &ink);
	seg_draw_paragraph (cells, rect, 0, 2, ink, words);
}

const SegProfilePage seg_profile_page_people = {
	.title = N_("Typical users"), .empty = N_("Nobody is typical of those who fit no segment."), .new_list = new_list, .show = show, .above = draw_above,
	.open = open_row, .aside = draw_aside, .aside_lines = 4,
};
