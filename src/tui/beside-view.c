/* Two to four segments side by side: each feature with the mean and index of every one, what they are most apart in first. */
#include <config.h>
#include "persona.h"
#include "profile.h"
#include "screens.h"
#include "users.h"

#include <segscope/figure.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

enum { BEHIND = SEG_ACTION_OWN, OTHERS };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, BEHIND, "beside-behind", N_("who"), N_("List the users of one segment, or everyone, who have a value here") },
	{ 'b', OTHERS, "segments-beside", N_("others"), N_("Put other segments side by side") },
	{ 0, 0, NULL, NULL, NULL }
};

#define FIXED 2 /* columns before those of segments */
#define MOST_COLUMNS (FIXED + 2 * SEG_BESIDE_MOST)

/* A row: the same feature of each segment, NULL where one has none. */
typedef struct {
	const SegProfileFeature *features[SEG_BESIDE_MOST];
	double apart; /* of the largest and the least effect */
} Row;

typedef struct {
	SegSegments  *segments;
	guint         n, numbers[SEG_BESIDE_MOST];
	SegList      *list;
	SegListColumn columns[MOST_COLUMNS];
	char         *headings[SEG_BESIDE_MOST];
	guint         each; /* columns of a segment: mean and index, or (without room for both) the index */
	GArray       *rows; /* of Row */
} State;

static const SegSegment *
segment_of (const State *state, guint i)
{
	return state->segments->segmentation->segments->pdata[state->numbers[i]];
}

static const SegProfile *
profile_of (const State *state, guint i)
{
	return state->segments->profiles->pdata[state->numbers[i]];
}

static gsize
n_rows (gpointer data)
{
	return ((State *) data)->rows->len;
}

static char *
value_text (const SegProfileFeature *feature, double value)
{
	return feature->share ? seg_format_share (value) : seg_format_auto (value);
}

/* Whether segment @i has the highest or lowest effect of the row. */
static gboolean
stands_out (const State *state, const Row *row, guint i)
{
	for (guint j = 0; j < state->n; j++)
		if (row->features[j] != NULL && row->features[i] != NULL && fabs (row->features[j]->effect) > fabs (row->features[i]->effect))
			return FALSE;
	return row->features[i] != NULL && fabs (row->features[i]->effect) >= 0.25;
}

static char *
cell (gpointer data, gsize number, guint column, SegInk *ink)
{
	const State *state = data;
	const Row *row = &g_array_index (state->rows, Row, number);
	const SegProfileFeature *first = row->features[0], *feature;
	guint i = column >= FIXED ? (column - FIXED) / state->each : 0;

	if (column == 0)
		return g_strdup (first->label);
	*ink = SEG_INK_MUTED;
	if (column == 1)
		return value_text (first, first->mean_all);
	if ((feature = row->features[i]) == NULL)
		return NULL;
	*ink = stands_out (state, row, i) ? SEG_INK_ACCENT : SEG_INK_NORMAL;
	return (column - FIXED) % state->each == 0 && state->each == 2 ? value_text (feature, feature->mean) : isfinite (feature->index) ? seg_format_number (feature->index, 0) : NULL;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

static int
compare_rows (gconstpointer a, gconstpointer b)
{
	const Row *first = a, *second = b;

	return first->apart != second->apart ? (first->apart > second->apart ? -1 : 1) : strcmp (first->features[0]->column, second->features[0]->column);
}

static GHashTable *
features_by_column (const SegProfile *profile)
{
	GHashTable *features = g_hash_table_new (g_str_hash, g_str_equal);

	for (guint i = 0; i < profile->features->len; i++)
		g_hash_table_insert (features, ((SegProfileFeature *) profile->features->pdata[i])->column, profile->features->pdata[i]);
	return features;
}

static void
fill_rows (State *state)
{
	GHashTable *others[SEG_BESIDE_MOST] = { NULL };
	const GPtrArray *features = profile_of (state, 0)->features;

	for (guint i = 1; i < state->n; i++)
		others[i] = features_by_column (profile_of (state, i));
	g_array_set_size (state->rows, 0);
	for (guint f = 0; f < features->len; f++) {
		Row row = { { features->pdata[f] }, 0 };
		double low = INFINITY, high = -INFINITY;

		for (guint i = 0; i < state->n; i++) {
			if (i > 0)
				row.features[i] = g_hash_table_lookup (others[i], row.features[0]->column);
			if (row.features[i] == NULL || row.features[i]->known < 0.5)
				continue;
			low = MIN (low, row.features[i]->effect);
			high = MAX (high, row.features[i]->effect);
		}
		row.apart = high >= low ? high - low : -1;
		g_array_append_val (state->rows, row);
	}
	g_array_sort (state->rows, compare_rows);
	for (guint i = 1; i < state->n; i++)
		g_hash_table_unref (others[i]);
}

static void
set_columns (State *state)
{
	state->columns[0] = (SegListColumn) { N_("Feature"), SEG_ALIGN_LEFT, -16, FALSE };
	state->columns[1] = (SegListColumn) { N_("Everyone"), SEG_ALIGN_RIGHT, 8, FALSE };
	for (guint i = 0; i < state->n; i++) {
		g_free (state->headings[i]);
		state->headings[i] = g_strdup_printf (state->each == 2 ? "■ %u" : _("■ %u index"), segment_of (state, i)->position);
		state->columns[FIXED + i * state->each] = (SegListColumn) { state->headings[i], SEG_ALIGN_RIGHT, 8, FALSE };
		if (state->each == 2)
			state->columns[FIXED + i * 2 + 1] = (SegListColumn) { N_("Index"), SEG_ALIGN_RIGHT, 5, FALSE };
	}
	seg_list_set_columns (state->list, state->columns, FIXED + state->each * state->n);
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;
	const SegBesidePlace *place = argument;

	(void) error;
	state->segments = seg_segments_ref (place->segments);
	state->n = place->n;
	memcpy (state->numbers, place->numbers, sizeof state->numbers);
	state->each = 2;
	state->rows = g_array_new (FALSE, FALSE, sizeof (Row));
	state->list = seg_list_new (&source, state->columns, 0, state);
	set_columns (state);
	fill_rows (state);
	seg_list_changed (state->list);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_array_unref (state->rows);
	for (guint i = 0; i < SEG_BESIDE_MOST; i++)
		g_free (state->headings[i]);
	seg_segments_unref (state->segments);
}

/* Segments that were changed elsewhere are another set of objects: what is shown stays as it was opened. */
static int
draw_heads (const State *state, SegCells *cells, SegRect rect)
{
	int width = rect.width / (int) state->n;

	for (guint i = 0; i < state->n; i++) {
		SegRect column = { rect.x + (int) i * width, rect.y, width - 1, rect.height };
		const SegProfile *profile = profile_of (state, i);
		g_autofree char *title = g_strdup_printf ("■ %u  %s", segment_of (state, i)->position, segment_of (state, i)->name);
		g_autofree char *users = seg_format_counted (profile->size, "%s user", "%s users"), *share = seg_format_share (profile->share_users);
		g_autofree char *revenue = seg_format_share (profile->share_revenue), *events = seg_format_share (profile->habits->share_events);
		g_autofree char *size = g_strdup_printf ("%s · %s", users, share);
		g_autofree char *rest = isfinite (profile->share_revenue) ? g_strdup_printf (_("%s of revenue, %s of events"), revenue, events) : g_strdup_printf (_("%s of events"), events);

		seg_draw_fit (cells, column, 0, 0, column.width, SEG_ALIGN_LEFT, seg_ink_series (segment_of (state, i)->colour), title);
		seg_draw_fit (cells, column, 0, 1, column.width, SEG_ALIGN_LEFT, SEG_INK_NORMAL, size);
		seg_draw_fit (cells, column, 0, 2, column.width, SEG_ALIGN_LEFT, SEG_INK_MUTED, rest);
		if (rect.height >= 30 && profile->habits->has_hours) {
			g_autoptr (SegPlot) hours = seg_figure_hours (segment_of (state, i), profile->habits);

			seg_plot_draw_sparkline (hours, 0, cells, column.x, column.y + 3, MIN (24, column.width));
		}
	}
	return rect.height >= 30 ? 5 : 4;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	int used = seg_draw_heading (cells, rect, _("Segments side by side"), state->segments->segmentation->name);

	if ((rect.width >= 28 + 17 * (int) state->n ? 2 : 1) != (int) state->each) {
		state->each = 3 - state->each;
		set_columns (state);
	}
	used += draw_heads (state, cells, seg_rect_below (rect, used));
	seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

/* Which of them? --------------------------------------------------------------------------------------------------- */

/* Of segment number @i; behind the last: of everyone. */
static void
open_users (SegView *view, guint i)
{
	const State *state = view->state;
	const SegSegmentation *segmentation = state->segments->segmentation;
	g_autofree char *segment = i < state->n ? seg_segment_filter (segmentation, segment_of (state, i)) : seg_segmentation_filter (segmentation), *filter = NULL;
	SegUsersPlace place = { NULL, state->segments->segmentation->feature_set_id, state->segments->segmentation->id, NULL };
	const SegProfileFeature *feature;
	gsize row;

	if (!seg_list_cursor (state->list, &row) || (feature = g_array_index (state->rows, Row, row).features[i < state->n ? i : 0]) == NULL)
		return;
	filter = seg_profile_filter_feature (segment, profile_of (state, i < state->n ? i : 0)->features, feature);
	place.filter = filter;
	place.column = feature->feature;
	seg_view_push (view, &seg_users_view, &place);
}

static void
choose_segment (SegView *view, guint choice, gpointer data)
{
	(void) data;
	open_users (view, choice);
}

static void
ask_segment (SegView *view)
{
	const State *state = view->state;
	const char *labels[SEG_BESIDE_MOST + 2] = { NULL };

	for (guint i = 0; i < state->n; i++)
		labels[i] = segment_of (state, i)->name;
	labels[state->n] = _("Everyone");
	seg_ask_choice (view, _("The users of which segment?"), labels, NULL, 0, choose_segment, NULL, NULL);
}

typedef struct {
	SegSegments *segments;
} Question;

static void
free_question (gpointer data)
{
	seg_segments_unref (((Question *) data)->segments);
	g_free (data);
}

static gboolean
accept_several (SegView *view, const gboolean *chosen, gpointer data, GError **error)
{
	const Question *question = data;
	SegBesidePlace place = { .segments = question->segments };
	guint n = 0;

	for (guint i = 0; i < question->segments->segmentation->segments->len; i++)
		if (chosen[i]) {
			if (n < SEG_BESIDE_MOST)
				place.numbers[n] = i;
			n++;
		}
	if (n < 2 || n > SEG_BESIDE_MOST) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Two to %d segments stand side by side; mark them with space"), SEG_BESIDE_MOST);
		return FALSE;
	}
	place.n = n;
	seg_view_push (view, &seg_beside_view, &place);
	return TRUE;
}

void
seg_segments_ask_beside (SegView *view, SegSegments *segments, guint current)
{
	const GPtrArray *all = segments->segmentation->segments;
	g_autoptr (GPtrArray) labels = g_ptr_array_new ();
	g_autofree gboolean *chosen = g_new0 (gboolean, all->len + 1);
	Question *question = g_new0 (Question, 1);

	for (guint i = 0; i < all->len; i++)
		g_ptr_array_add (labels, ((SegSegment *) all->pdata[i])->name);
	g_ptr_array_add (labels, NULL);
	chosen[current] = TRUE;
	question->segments = seg_segments_ref (segments);
	seg_ask_several (view, _("Which segments side by side?"), _("Two to four of them"), (const char *const *) labels->pdata, NULL, chosen, accept_several, question, free_question);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case BEHIND:
		ask_segment (view);
		return TRUE;
	case OTHERS:
		seg_segments_ask_beside (view, state->segments, state->numbers[0]);
		return TRUE;
	default:
		return FALSE;
	}
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

const SegViewClass seg_beside_view = {
	.name = "beside", .title = N_("Segments side by side"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Each feature with the mean and the index of every segment (100: as everyone), those they are most apart in first. What stands out is coloured. "
	           "The columns carry the numbers of the segments named above them."),
	.open = open_view, .close = close_view, .draw = draw, .act = act, .list = list,
};
