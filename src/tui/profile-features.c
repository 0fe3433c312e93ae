/* The page of features: each against everyone, the ones that mark the segment off most first. */
#include <config.h>
#include "profile.h"

#include <segscope/format.h>

#include <glib/gi18n.h>
#include <math.h>

#define INDEX_BAR 21 /* cells of the bar around index 100 */
#define SHORT_BAR 13 /* where the names of features need the room */

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

static const Layout *
layout_of (const SegProfileState *state)
{
	return state->layout;
}

static gsize
n_rows (gpointer data)
{
	return ((SegProfileState *) data)->features->len;
}

static char *
format (const SegProfileFeature *feature, double value)
{
	if (g_strcmp0 (feature->unit, "money") == 0)
		return seg_format_money (value, -1);
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
	const SegProfileState *state = data;
	const SegProfileFeature *feature = state->features->pdata[row];

	switch (layout_of (state)->fields[column]) {
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
	const SegProfileState *state = data;
	const SegProfileFeature *feature = state->features->pdata[row];

	(void) selected;
	if (layout_of (state)->fields[column] != BAR)
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
	SegProfileState *state = data;

	g_ptr_array_sort_with_data (state->features, compare, &(Order) { layout_of (state)->fields[column], descending });
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .draw_cell = draw_cell, .sort = sort, .is_table = TRUE };

/* The page --------------------------------------------------------------------------------------------------------- */

static SegList *
new_list (SegProfileState *state)
{
	state->layout = &wide;
	return seg_list_new (&source, wide.columns, wide.n, state);
}

/* Most marked off first. */
static void
show (SegProfileState *state)
{
	g_ptr_array_set_size (state->features, 0);
	for (guint i = 0; i < seg_profile_profile (state)->features->len; i++)
		g_ptr_array_add (state->features, seg_profile_profile (state)->features->pdata[i]);
	seg_list_set_sort (state->lists[SEG_PROFILE_FEATURES], -1, FALSE);
}

/* The columns that fit. */
static void
lay_out (SegProfileState *state, int width)
{
	gboolean narrow = width < 82;
	const Layout *layout = width >= 150 ? &widest : width >= 108 ? &wide : state->shows_medians ? (narrow ? &narrow_medians : &medians) : narrow ? &narrow_means : &means;

	if (layout == layout_of (state))
		return;
	state->layout = layout;
	seg_list_set_columns (state->lists[SEG_PROFILE_FEATURES], layout->columns, layout->n);
}

/* Those who have a value, by it. */
static gboolean
open_row (SegView *view, SegProfileState *state, gsize row)
{
	const SegProfileFeature *feature = state->features->pdata[row];
	g_autofree char *segment = seg_profile_own_filter (state);

	return seg_profile_open_users (view, state, seg_profile_filter_feature (segment, seg_profile_profile (state)->features, feature), feature->feature, NULL);
}

static void
draw_aside (const SegProfileState *state, SegCells *cells, SegRect rect)
{
	const GPtrArray *features = seg_profile_profile (state)->features;

	for (guint i = 0; i < features->len && (int) i < rect.height; i++) {
		const SegProfileFeature *feature = features->pdata[i];
		g_autofree char *mean = format (feature, feature->mean);

		seg_draw_fit (cells, rect, 0, (int) i, rect.width - 28, SEG_ALIGN_LEFT, SEG_INK_NORMAL, feature->label);
		seg_draw_fit (cells, rect, rect.width - 27, (int) i, 11, SEG_ALIGN_RIGHT, SEG_INK_ACCENT, mean);
		if (isfinite (feature->index))
			seg_chart_index_bar (cells, rect.x + rect.width - 14, rect.y + (int) i, SHORT_BAR, feature->index);
	}
}

const SegProfilePage seg_profile_page_features = {
	.title = N_("Features"), .empty = N_("There are no features."), .new_list = new_list, .show = show, .lay_out = lay_out, .open = open_row, .of_everyone = TRUE,
	.aside = draw_aside, .aside_lines = 6,
};
