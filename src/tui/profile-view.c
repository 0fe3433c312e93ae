/* A segment's profile: every feature against everyone, and what its people take. */
#include <config.h>
#include "orders-ask.h"
#include "rules.h"
#include "segments.h"

#include <glib/gi18n.h>
#include <math.h>

#define INDEX_BAR 21 /* cells of the bar around index 100 */
#define SHORT_BAR 13 /* where the names of features need the room */

enum { NAME = SEG_ACTION_OWN, DESCRIBE, COLOUR, USERS, CAMPAIGN, PREVIOUS, NEXT, MEDIANS, EXPLAIN };

static const SegBinding bindings[] = {
	{ 'u', USERS, "segment-users", N_("users"), N_("List the users of the segment") },
	{ SEG_KEY_ENTER, USERS, "segment-users", NULL, N_("List the users of the segment") },
	{ 'n', NAME, "name-segment", N_("name"), N_("Give the segment another name") },
	{ 'd', DESCRIBE, "describe-segment", N_("describe"), N_("Write down what to remember about the segment") },
	{ 'c', COLOUR, "colour-segment", N_("colour"), N_("Give the segment another colour") },
	{ 'e', CAMPAIGN, "campaign-from-segment", N_("campaign"), N_("Make a campaign for the segment") },
	{ 'y', EXPLAIN, "explain-segments", N_("in short"), N_("Say in a short rule who is in the segment, and how far it is right") },
	{ '[', PREVIOUS, "previous-segment", N_("before"), N_("Show the segment before this one") },
	{ ']', NEXT, "next-segment", N_("next"), N_("Show the next segment") },
	{ 'm', MEDIANS, "profile-medians", N_("medians"), N_("Change between means and medians (a wide terminal shows both)") },
	{ 0, 0, NULL, NULL, NULL }
};

/* What a column shows. */
typedef enum { LABEL, MEAN, MEAN_ALL, MEDIAN, MEDIAN_ALL, INDEX, BAR, DIFFERENCE } Field;

/* A layout of the list: without room for all, means or medians. */
typedef struct {
	const SegListColumn *columns;
	const Field         *fields;
	guint                n;
} Layout;

#define FEATURE_COLUMN { N_("Feature"), SEG_ALIGN_LEFT, -18, TRUE }
#define INDEX_COLUMNS { N_("Index"), SEG_ALIGN_RIGHT, 6, TRUE }, { "25  50   100  200 400", SEG_ALIGN_LEFT, INDEX_BAR, FALSE }

static const SegListColumn widest_columns[] = {
	FEATURE_COLUMN, { N_("Mean here"), SEG_ALIGN_RIGHT, 10, TRUE }, { N_("Everyone"), SEG_ALIGN_RIGHT, 10, TRUE },
	{ N_("Median"), SEG_ALIGN_RIGHT, 10, TRUE }, { N_("Everyone"), SEG_ALIGN_RIGHT, 10, TRUE }, INDEX_COLUMNS,
	{ N_("Against all others (95 %)"), SEG_ALIGN_LEFT, 34, TRUE }
};
static const Field widest_fields[] = { LABEL, MEAN, MEAN_ALL, MEDIAN, MEDIAN_ALL, INDEX, BAR, DIFFERENCE };
static const SegListColumn wide_columns[] = {
	FEATURE_COLUMN, { N_("Mean here"), SEG_ALIGN_RIGHT, 10, TRUE }, { N_("Everyone"), SEG_ALIGN_RIGHT, 10, TRUE },
	{ N_("Median"), SEG_ALIGN_RIGHT, 10, TRUE }, { N_("Everyone"), SEG_ALIGN_RIGHT, 10, TRUE }, INDEX_COLUMNS
};
static const Field wide_fields[] = { LABEL, MEAN, MEAN_ALL, MEDIAN, MEDIAN_ALL, INDEX, BAR };
#define NARROW_INDEX_COLUMNS { N_("Index"), SEG_ALIGN_RIGHT, 5, TRUE }, { "25   100  400", SEG_ALIGN_LEFT, SHORT_BAR, FALSE }
static const SegListColumn mean_columns[] = {
	FEATURE_COLUMN, { N_("Mean here"), SEG_ALIGN_RIGHT, 10, TRUE }, { N_("Everyone"), SEG_ALIGN_RIGHT, 9, TRUE }, INDEX_COLUMNS
};
static const SegListColumn narrow_mean_columns[] = {
	FEATURE_COLUMN, { N_("Mean here"), SEG_ALIGN_RIGHT, 9, TRUE }, { N_("Everyone"), SEG_ALIGN_RIGHT, 8, TRUE }, NARROW_INDEX_COLUMNS
};
static const Field mean_fields[] = { LABEL, MEAN, MEAN_ALL, INDEX, BAR };
static const SegListColumn median_columns[] = {
	FEATURE_COLUMN, { N_("Median"), SEG_ALIGN_RIGHT, 10, TRUE }, { N_("Everyone"), SEG_ALIGN_RIGHT, 9, TRUE }, INDEX_COLUMNS
};
static const SegListColumn narrow_median_columns[] = {
	FEATURE_COLUMN, { N_("Median"), SEG_ALIGN_RIGHT, 9, TRUE }, { N_("Everyone"), SEG_ALIGN_RIGHT, 8, TRUE }, NARROW_INDEX_COLUMNS
};
static const Field median_fields[] = { LABEL, MEDIAN, MEDIAN_ALL, INDEX, BAR };

static const Layout widest = { widest_columns, widest_fields, G_N_ELEMENTS (widest_columns) };
static const Layout wide = { wide_columns, wide_fields, G_N_ELEMENTS (wide_columns) };
static const Layout means = { mean_columns, mean_fields, G_N_ELEMENTS (mean_columns) };
static const Layout medians = { median_columns, median_fields, G_N_ELEMENTS (median_columns) };
static const Layout narrow_means = { narrow_mean_columns, mean_fields, G_N_ELEMENTS (narrow_mean_columns) };
static const Layout narrow_medians = { narrow_median_columns, median_fields, G_N_ELEMENTS (narrow_median_columns) };

typedef struct {
	SegList     *list;
	SegSegments *segments;
	guint        index;
	const Layout *layout;
	gboolean     shows_medians; /* where there is no room for both */
	GPtrArray   *features; /* of SegProfileFeature*, borrowed from the profile, in the order shown */
} State;

static const SegSegment *
segment (const State *state)
{
	return state->segments->segmentation->segments->pdata[state->index];
}

static const SegProfile *
profile (const State *state)
{
	return state->segments->profiles->pdata[state->index];
}

static gsize
n_rows (gpointer data)
{
	return ((State *) data)->features->len;
}

static char *
format (const SegProfileFeature *feature, double value)
{
	return feature->share ? seg_format_share (value) : seg_format_auto (value);
}

/* "+3.1 (2.9 to 3.3)", or that there is no telling. */
static char *
difference_words (const SegProfileFeature *feature, SegInk *ink)
{
	g_autofree char *difference = format (feature, feature->difference), *low = format (feature, feature->low), *high = format (feature, feature->high);

	*ink = SEG_INK_MUTED;
	if (!isfinite (feature->p))
		return NULL;
	if (feature->p > SEG_PROFILE_CHANCE)
		return g_strdup_printf (_("may be chance (%s to %s)"), low, high);
	*ink = SEG_INK_NORMAL;
	return g_strdup_printf (_("%s%s (%s to %s)"), feature->difference > 0 ? "+" : "", difference, low, high);
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const State *state = data;
	const SegProfileFeature *feature = state->features->pdata[row];

	switch (state->layout->fields[column]) {
	case LABEL:
		return seg_profile_feature_label (feature, G_MAXINT);
	case MEAN:
		*ink = fabs (feature->effect) >= 0.5 ? SEG_INK_ACCENT : SEG_INK_NORMAL;
		return format (feature, feature->mean);
	case MEAN_ALL:
		return format (feature, feature->mean_all);
	case MEDIAN:
		return format (feature, feature->median);
	case MEDIAN_ALL:
		return format (feature, feature->median_all);
	case INDEX:
		return seg_format_number (feature->index, 0);
	case DIFFERENCE:
		return difference_words (feature, ink);
	case BAR:
	default:
		return NULL;
	}
}

static gboolean
draw_cell (gpointer data, gsize row, guint column, SegCells *cells, SegRect rect, gboolean selected)
{
	const State *state = data;
	const SegProfileFeature *feature = state->features->pdata[row];

	(void) selected;
	if (state->layout->fields[column] != BAR)
		return FALSE;
	if (isfinite (feature->index))
		seg_chart_index_bar (cells, rect.x, rect.y, rect.width, feature->index);
	return TRUE;
}

/* Sorting ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	Field    field;
	gboolean descending;
} Order;

static double
sort_value (const SegProfileFeature *feature, Field field)
{
	switch (field) {
	case MEAN:
		return feature->mean;
	case MEAN_ALL:
		return feature->mean_all;
	case MEDIAN:
		return feature->median;
	case MEDIAN_ALL:
		return feature->median_all;
	case DIFFERENCE:
		return feature->effect;
	case LABEL:
	case INDEX:
	case BAR:
	default:
		return feature->index;
	}
}

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
	const SegProfileFeature *first = *(SegProfileFeature *const *) a, *second = *(SegProfileFeature *const *) b;
	const Order *order = data;
	double x, y;

	if (order->field == LABEL)
		return g_utf8_collate (first->label, second->label) * (order->descending ? -1 : 1);
	x = sort_value (first, order->field);
	y = sort_value (second, order->field);
	if (!isfinite (x) || !isfinite (y))
		return isfinite (y) - isfinite (x); /* undefined last, whatever the direction */
	return ((x > y) - (x < y)) * (order->descending ? -1 : 1);
}

static void
sort (gpointer data, guint column, gboolean descending)
{
	State *state = data;

	g_ptr_array_sort_with_data (state->features, compare, &(Order) { state->layout->fields[column], descending });
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .draw_cell = draw_cell, .sort = sort };

/* Life ------------------------------------------------------------------------------------------------------------- */

/* The features of the segment in sight, most marked off first. */
static void
show (State *state)
{
	g_ptr_array_set_size (state->features, 0);
	for (guint i = 0; i < profile (state)->features->len; i++)
		g_ptr_array_add (state->features, profile (state)->features->pdata[i]);
	seg_list_set_sort (state->list, -1, FALSE);
	seg_list_set_cursor (state->list, 0);
	seg_list_changed (state->list);
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;
	const SegProfilePlace *place = argument;

	(void) error;
	state->segments = seg_segments_ref (place->segments);
	state->index = place->index;
	state->features = g_ptr_array_new ();
	state->layout = &wide;
	state->list = seg_list_new (&source, wide.columns, wide.n, state);
	show (state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_ptr_array_unref (state->features);
	seg_segments_unref (state->segments);
}

static void
loaded (SegView *view, SegSegments *segments, const GError *error)
{
	State *state = view->state;
	gint64 id = segment (state)->id;
	gboolean is_same = segments != NULL && segments->profiles == state->segments->profiles;

	if (error != NULL) {
		if (g_error_matches (error, SEG_ERROR, SEG_ERROR_NOT_FOUND))
			seg_view_pop (view); /* the segmentation was deleted or made again */
		return;
	}
	seg_segments_unref (state->segments);
	state->segments = segments;
	state->index = MIN (state->index, segments->segmentation->segments->len - 1);
	for (guint i = 0; i < segments->segmentation->segments->len; i++)
		if (((SegSegment *) segments->segmentation->segments->pdata[i])->id == id)
			state->index = i;
	if (!is_same)
		show (state);
}

static void
refresh (SegView *view)
{
	State *state = view->state;

	seg_segments_load (view, state->segments->segmentation->id, state->segments, loaded);
}

/* Drawing ---------------------------------------------------------------------------------------------------------- */

static char *
item_words (const SegProfileItem *item)
{
	g_autofree char *share = seg_format_share (item->share);

	return isfinite (item->lift) ? g_strdup_printf (_("%s, %.1f times everyone's"), share, item->lift) : g_strdup (share);
}

/* "Takes most:" with the best three, as many lines as are given. */
static void
draw_items (const State *state, SegCells *cells, SegRect rect, int lines)
{
	const GPtrArray *items = profile (state)->items;

	if (items->len == 0)
		return;
	seg_draw_text (cells, rect, 0, 0, SEG_INK_HEADING, _("Takes most"));
	for (guint i = 0; i < items->len && (int) i < lines; i++) {
		const SegProfileItem *item = items->pdata[i];
		g_autofree char *words = item_words (item);

		seg_draw_fit (cells, rect, 12, (int) i, MAX (rect.width - 12 - 30, 10), SEG_ALIGN_LEFT, SEG_INK_NORMAL,
		              item->title != NULL ? item->title : item->key);
		seg_draw_fit (cells, rect, MAX (rect.width - 29, 23), (int) i, 29, SEG_ALIGN_LEFT, SEG_INK_MUTED, words);
	}
}

static char *
heading_remark (const State *state)
{
	g_autofree char *users = seg_format_integer (profile (state)->size);
	g_autofree char *share = seg_format_share (profile (state)->share_users);
	g_autofree char *revenue = seg_format_share (profile (state)->share_revenue);

	if (!isfinite (profile (state)->share_revenue))
		return g_strdup_printf (_("%s users · %s"), users, share);
	return g_strdup_printf (_("%s users · %s · %s of revenue"), users, share, revenue);
}

/* The columns that fit. */
static void
lay_out (State *state, int width)
{
	gboolean narrow = width < 82;
	const Layout *layout = width >= 150 ? &widest : width >= 108 ? &wide : state->shows_medians ? (narrow ? &narrow_medians : &medians) : narrow ? &narrow_means : &means;

	if (layout == state->layout)
		return;
	state->layout = layout;
	seg_list_set_columns (state->list, layout->columns, layout->n);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	g_autofree char *title = g_strdup_printf ("■ %u  %s", segment (state)->position, segment (state)->name);
	g_autofree char *remark = heading_remark (state);
	int used = seg_draw_heading (cells, rect, title, remark), item_lines = rect.height >= 30 ? 8 : rect.height >= 20 ? 4 : 2;

	item_lines = MIN (item_lines, (int) profile (state)->items->len);

	seg_draw_text (cells, rect, 0, 0, seg_ink_series (segment (state)->colour), "■");
	if (state->segments->segmentation->stale)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING, _("! The data have changed since the segments were made; the figures are of now."));
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, profile (state)->sentence);
	if (isfinite (profile (state)->share_revenue) && rect.height >= 20)
		used += seg_draw_orders (view, cells, rect, used);
	if (segment (state)->description[0] != '\0')
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_MUTED, segment (state)->description);
	used++;
	lay_out (state, rect.width);
	seg_list_draw (state->list, cells, seg_rect_top (seg_rect_below (rect, used), rect.height - used - item_lines - 1),
	               seg_view_has_focus (view));
	draw_items (state, cells, seg_rect_below (rect, rect.height - item_lines), item_lines);
}

static void
turn (State *state, guint step)
{
	state->index = (state->index + step) % state->segments->segmentation->segments->len;
	show (state);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case USERS:
		seg_view_visit (view, "users", "segment", segment (state)->id);
		return TRUE;
	case NAME:
		seg_segments_ask_name (view, segment (state));
		return TRUE;
	case DESCRIBE:
		seg_segments_ask_description (view, segment (state));
		return TRUE;
	case COLOUR:
		seg_segments_ask_colour (view, segment (state));
		return TRUE;
	case CAMPAIGN:
		seg_view_visit (view, "campaigns", "segment", segment (state)->id);
		return TRUE;
	case EXPLAIN:
		return seg_view_push (view, &seg_explain_view, &(SegProfilePlace) { state->segments, state->index });
	case MEDIANS:
		state->shows_medians = !state->shows_medians;
		return TRUE;
	case PREVIOUS:
	case SEG_ACTION_LEFT:
		turn (state, state->segments->segmentation->segments->len - 1);
		return TRUE;
	case NEXT:
	case SEG_ACTION_RIGHT:
		turn (state, 1);
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

const SegViewClass seg_profile_view = {
	.name = "profile",
	.title = N_("Profile"),
	.help = N_("What the people of this segment are like. Every feature of the catalogue is here, the ones that mark the segment off most first: its mean and "
	           "median against those of everyone. Index 100 is the mean of everyone: 200 means twice as much. "
	           "Wide terminals show how far the mean lies from that of all others, with its 95 % interval, or that it may be chance. "
	           "Below: what they take most, with the share of them who did and how many times that is everyone's share (the lift)."),
	.bindings = bindings,
	.state_size = sizeof (State),
	.open = open_view,
	.close = close_view,
	.refresh = refresh,
	.draw = draw,
	.act = act,
	.list = list,
};
