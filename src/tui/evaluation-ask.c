/* Questions before a test of recommenders: how many items are offered, what is hidden, how long settings are tried. */
#include <config.h>
#include "evaluation.h"

#include <glib/gi18n.h>
#include <math.h>

#define MOST_PLACES 1000
#define MOST_SECONDS 86400.0
#define USUAL_SECONDS 60.0

static SegTestSettings *
copy (const SegTestSettings *settings)
{
	return g_memdup2 (settings, sizeof *settings);
}

/* Places ------------------------------------------------------------------------------------------------------------- */

static gboolean
accept_places (SegView *view, const char *text, gpointer data, GError **error)
{
	SegTestSettings settings = *(const SegTestSettings *) data;
	guint64 value;

	if (!g_ascii_string_to_unsigned (text, 10, 1, MOST_PLACES, &value, NULL)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is not a whole number from 1 to %d"), text, MOST_PLACES);
		return FALSE;
	}
	settings.n_places = (guint) value;
	seg_test_start (view, &settings);
	return TRUE;
}

void
seg_test_ask_places (SegView *view, const SegTestSettings *settings)
{
	g_autofree char *now = g_strdup_printf ("%u", settings->n_places);

	seg_ask_line (view, _("How many items are offered to each person?"), _("As many as you would show: the more, the easier it is to be right."), now,
	              accept_places, copy (settings), g_free);
}

/* What is hidden -------------------------------------------------------------------------------------------------------- */

static const SegSplitWay asked_ways[] = { SEG_SPLIT_TIME, SEG_SPLIT_LAST, SEG_SPLIT_RANDOM };

static void
chosen_split (SegView *view, guint choice, gpointer data)
{
	SegTestSettings settings = *(const SegTestSettings *) data;

	settings.way = asked_ways[choice];
	seg_test_start (view, &settings);
}

void
seg_test_ask_split (SegView *view, const SegTestSettings *settings)
{
	const char *const labels[] = { _("What was taken latest"), _("What each person took last"), _("A fifth, at random"), NULL };
	const char *const remarks[] = { _("as in use"), _("easier"), _("easiest"), NULL };
	guint current = 0;

	for (guint i = 0; i < G_N_ELEMENTS (asked_ways); i++)
		if (asked_ways[i] == settings->way)
			current = i;
	seg_ask_choice (view, _("What is hidden, to be found again?"), labels, remarks, current, chosen_split, copy (settings), g_free);
}

/* Settings ---------------------------------------------------------------------------------------------------------------- */

static gboolean
accept_seconds (SegView *view, const char *text, gpointer data, GError **error)
{
	SegTestSettings settings = *(const SegTestSettings *) data;
	char *end;
	const double value = g_ascii_strtod (text, &end);

	if (end == text || *end != '\0' || !(value > 0 && value <= MOST_SECONDS)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is not a number of seconds from 1 to %.0f"), text, MOST_SECONDS);
		return FALSE;
	}
	settings.seconds = value;
	seg_test_start (view, &settings);
	return TRUE;
}

void
seg_test_ask_seconds (SegView *view, const SegTestSettings *settings)
{
	g_autofree char *now = g_strdup_printf ("%.0f", settings->seconds > 0 ? settings->seconds : USUAL_SECONDS);

	seg_ask_line (view, _("For how many seconds may settings be tried?"),
	              _("A few settings of each recommender, on what is learned from; what is hidden for the test stays unseen. What there was no time for is said. "
	                "Testing comes after it."), now, accept_seconds, copy (settings), g_free);
}
