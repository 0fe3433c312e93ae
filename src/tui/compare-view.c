/* How two feature sets differ: users, what is chosen and how it is treated, how far the values lie apart. */
#include <config.h>
#include "feature-sets.h"
#include "reading.h"

#include <glib/gi18n.h>
#include <math.h>

typedef struct {
	SegReading reading; /* of SegFeatureSetDifference */
	SegList   *list;
	SegComparePlace place;
	GPtrArray *rows;    /* of SegFeatureDifference* that differ, borrowed */
	gboolean   all;     /* also those that do not */
} State;

enum { ALL = SEG_ACTION_OWN };

static const SegBinding bindings[] = {
	{ 'a', ALL, "compare-all", N_("all features"), N_("Show also the features that do not differ, or only those that do") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { FEATURE, FIRST, SECOND, USERS, MEAN_FIRST, MEAN_SECOND, CHANGE };

static const SegListColumn columns[] = {
	[FEATURE] = { N_("Feature"), SEG_ALIGN_LEFT, -22, FALSE },
	[FIRST] = { N_("First"), SEG_ALIGN_LEFT, -8, FALSE },
	[SECOND] = { N_("Second"), SEG_ALIGN_LEFT, -8, FALSE },
	[USERS] = { N_("Differ"), SEG_ALIGN_RIGHT, 9, FALSE },
	[MEAN_FIRST] = { N_("Mean 1"), SEG_ALIGN_RIGHT, 8, FALSE },
	[MEAN_SECOND] = { N_("Mean 2"), SEG_ALIGN_RIGHT, 8, FALSE },
	[CHANGE] = { N_("Mean change"), SEG_ALIGN_RIGHT, 11, FALSE },
};

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->rows != NULL ? state->rows->len : 0;
}

static char *
number (double value)
{
	return isfinite (value) ? seg_format_auto (value) : NULL;
}

static char *
chosen_words (const char *words, gboolean has_values, SegInk *ink)
{
	if (words == NULL)
		*ink = SEG_INK_MUTED;
	return g_strdup (words != NULL ? words : has_values ? "–" : _("not there"));
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegFeatureDifference *feature = ((const State *) data)->rows->pdata[row];

	switch (column) {
	case FEATURE:
		return g_strdup (feature->label);
	case FIRST:
		return chosen_words (feature->first, feature->in_first, ink);
	case SECOND:
		*ink = g_strcmp0 (feature->first, feature->second) != 0 ? SEG_INK_ACCENT : SEG_INK_NORMAL;
		return chosen_words (feature->second, feature->in_second, ink);
	case USERS:
		return feature->n_different > 0 ? seg_format_integer (feature->n_different) : g_strdup ("–");
	case MEAN_FIRST:
		return number (feature->mean_first);
	case MEAN_SECOND:
		return number (feature->mean_second);
	case CHANGE:
	default:
		return feature->mean_change > 0 ? number (feature->mean_change) : NULL;
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

/* Reading ---------------------------------------------------------------------------------------------------------- */

static gpointer
compare (SegWorkspace *workspace, SegJob *job, gconstpointer request, GError **error)
{
	const SegComparePlace *place = request;

	return seg_feature_sets_compare (workspace, place->first, place->second, job, error);
}

static void
free_difference (gpointer difference)
{
	seg_feature_set_difference_free (difference);
}

static const SegFeatureSetDifference *
difference_of (const State *state)
{
	return state->reading.result;
}

static void
choose_rows (SegView *view)
{
	State *state = view->state;
	const SegFeatureSetDifference *difference = difference_of (state);

	g_clear_pointer (&state->rows, g_ptr_array_unref);
	state->rows = g_ptr_array_new ();
	for (guint i = 0; difference != NULL && i < difference->features->len; i++)
		if (state->all || seg_feature_differs (difference->features->pdata[i]))
			g_ptr_array_add (state->rows, difference->features->pdata[i]);
	seg_list_changed (state->list);
}

static const SegReadingClass difference_reading = { SEG_READING_WORK (N_("comparing feature sets")), compare, choose_rows, free_difference };

static void
refresh (SegView *view)
{
	const State *state = view->state;

	seg_reading_begin (view, &difference_reading, &state->place, sizeof state->place);
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	if (argument != NULL)
		state->place = *(const SegComparePlace *) argument;
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_clear_pointer (&state->rows, g_ptr_array_unref);
	seg_reading_clear (&state->reading);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	if (action != ALL || difference_of (state) == NULL)
		return FALSE;
	state->all = !state->all;
	choose_rows (view);
	return TRUE;
}

static gboolean
can (SegView *view, int action)
{
	return action < SEG_ACTION_OWN || difference_of (view->state) != NULL;
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

static const char *
when_empty (SegView *view)
{
	return seg_reading_when_empty (view->state, _("Comparing the values of both sets ..."));
}

static guint
n_differ (const SegFeatureSetDifference *difference)
{
	guint n = 0;

	for (guint i = 0; i < difference->features->len; i++)
		n += seg_feature_differs (difference->features->pdata[i]) != 0;
	return n;
}

static int
draw_words (const State *state, SegCells *cells, SegRect rect)
{
	const SegFeatureSetDifference *difference = difference_of (state);
	guint n = n_differ (difference);
	g_autofree char *first = seg_format_date (difference->first->as_of_local), *second = seg_format_date (difference->second->as_of_local);
	g_autofree char *both = seg_format_integer (difference->n_both), *only_first = seg_format_integer (difference->n_only_first);
	g_autofree char *only_second = seg_format_integer (difference->n_only_second);
	g_autofree char *sets = g_strdup_printf (_("First: \"%s\" as of %s. Second: \"%s\" as of %s."), difference->first->name, first,
	                                         difference->second->name, second);
	g_autofree char *users = g_strdup_printf (_("%s users are in both, %s only in the first, %s only in the second."), both, only_first, only_second);
	g_autofree char *features = n == 0 ? g_strdup (_("No feature differs."))
	                            : g_strdup_printf (ngettext ("%u feature differs.", "%u features differ.", n), n);
	g_autofree char *words = g_strdup_printf ("%s %s", users, features);
	int y = seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, words);

	return y + seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, sets);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;

	rect = seg_reading_draw (view, cells, rect, _("How do two feature sets differ?"), NULL);
	if (rect.height < 1)
		return;
	rect = seg_rect_below (rect, draw_words (state, cells, rect) + 1);
	seg_list_draw (state->list, cells, rect, seg_view_has_focus (view));
}

const SegViewClass seg_compare_view = {
	.name = "compare-sets", .title = N_("How do two feature sets differ?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("First and Second say how a feature is treated where it is chosen, – that it is not chosen. Differ is how many of the users in both "
	           "sets have another value; means are over those users, and the mean change is how far a value moved, up or down. Attributes are "
	           "always as they are now."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
};
