/* How two feature sets differ: users, what is chosen and how it is treated, how far the values lie apart. */
#include <config.h>
#include "feature-sets.h"

#include <glib/gi18n.h>
#include <math.h>

typedef struct {
	SegList *list;
	SegComparePlace place;
	SegFeatureSetDifference *difference; /* NULL while nothing is loaded */
	GPtrArray *rows;    /* of SegFeatureDifference* that differ, borrowed */
	gboolean   all;     /* also those that do not */
	char      *failure;
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

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

/* Reading ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegComparePlace place;
	SegFeatureSetDifference *difference;
} Load;

static void
free_load (gpointer data)
{
	seg_feature_set_difference_free (((Load *) data)->difference);
	g_free (data);
}

static gboolean
run_load (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Load *load = data;

	load->difference = seg_feature_sets_compare (workspace, load->place.first, load->place.second, job, error);
	return load->difference != NULL;
}

static void
choose_rows (State *state)
{
	g_clear_pointer (&state->rows, g_ptr_array_unref);
	state->rows = g_ptr_array_new ();
	for (guint i = 0; i < state->difference->features->len; i++)
		if (state->all || seg_feature_differs (state->difference->features->pdata[i]))
			g_ptr_array_add (state->rows, state->difference->features->pdata[i]);
	seg_list_changed (state->list);
}

static void
done_load (SegView *view, gpointer data)
{
	State *state = view->state;
	Load *load = data;

	g_clear_pointer (&state->failure, g_free);
	seg_feature_set_difference_free (state->difference);
	state->difference = g_steal_pointer (&load->difference);
	choose_rows (state);
}

static void
failed_load (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	g_free (state->failure);
	state->failure = g_strdup (error->message);
}

static const SegWork load_work = { N_("comparing feature sets"), run_load, done_load, failed_load, free_load, FALSE, FALSE };

static void
refresh (SegView *view)
{
	const State *state = view->state;
	Load *load;

	if (seg_view_is_busy (view, &load_work))
		return;
	load = g_new0 (Load, 1);
	load->place = state->place;
	seg_view_run (view, &load_work, load);
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
	seg_feature_set_difference_free (state->difference);
	g_free (state->failure);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	if (action != ALL || state->difference == NULL)
		return FALSE;
	state->all = !state->all;
	choose_rows (state);
	return TRUE;
}

static gboolean
can (SegView *view, int action)
{
	return action < SEG_ACTION_OWN || ((const State *) view->state)->difference != NULL;
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (state->failure != NULL)
		return state->failure;
	return state->difference == NULL ? _("Comparing the values of both sets ...") : NULL;
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
	const SegFeatureSetDifference *difference = state->difference;
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
	int used = seg_draw_heading (cells, rect, _("How do two feature sets differ?"), NULL);

	rect = seg_rect_below (rect, used);
	if (state->difference == NULL) {
		seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, when_empty (view));
		return;
	}
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
