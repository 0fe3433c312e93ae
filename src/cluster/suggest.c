/* Which k, and why, in words.
 *
 * The words about strength are those of Kaufman, Rousseeuw 1990, Finding Groups in Data, table 4: a mean silhouette up to
 * 0.25 means no substantial structure, up to 0.50 a weak one, up to 0.70 a reasonable one, above that a strong one. */
#include <config.h>
#include "cluster-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>

#define AS_GOOD 0.01     /* silhouettes that differ by less are equal for a person's purpose */
#define FEW_USERS 30     /* below, a segment is too small to measure anything in it */
#define SMALL_SHARE 0.01

/* The row of highest silhouette, @without left out (G_MAXUINT: none); of equals the smallest k. */
static guint
highest_row (const SegSweep *sweep, guint without)
{
	guint best = without == 0 ? 1 : 0;

	for (guint i = 0; i < sweep->n_rows; i++)
		if (i != without && sweep->rows[i].silhouette > sweep->rows[best].silhouette)
			best = i;
	return best;
}

static guint
knee_of (const SegSweep *sweep)
{
	g_autofree double *k = g_new (double, sweep->n_rows);
	g_autofree double *inertia = g_new (double, sweep->n_rows);
	gssize knee;

	for (guint i = 0; i < sweep->n_rows; i++) {
		k[i] = sweep->rows[i].clustering->k;
		inertia[i] = sweep->rows[i].clustering->inertia;
	}
	knee = seg_knee (k, inertia, sweep->n_rows, 1);
	return knee >= 0 ? sweep->rows[knee].clustering->k : 0;
}

/* Of the rows whose silhouette is as good as the highest, the one at the knee, else the one of fewest segments. */
static guint
suggested_row (const SegSweep *sweep, guint highest)
{
	double limit = sweep->rows[highest].silhouette - MAX (AS_GOOD, sweep->rows[highest].silhouette_error);
	guint first = G_MAXUINT;

	for (guint i = 0; i < sweep->n_rows; i++) {
		if (sweep->rows[i].silhouette < limit)
			continue;
		if (sweep->rows[i].clustering->k == sweep->knee)
			return i;
		first = MIN (first, i);
	}
	return first;
}

/* The words -------------------------------------------------------------------------------------------------------- */

static char *
silhouette_text (const SegSweepRow *row)
{
	g_autofree char *value = seg_format_number (row->silhouette, 2);
	g_autofree char *deviation = seg_format_number (row->silhouette_error, 3);

	return row->silhouette_error > 0 ? g_strdup_printf ("%s ± %s", value, deviation) : g_steal_pointer (&value);
}

static void
say_why (const SegSweep *sweep, guint highest, GString *words)
{
	const SegSweepRow *row = sweep->rows + sweep->suggested;
	g_autofree char *own = silhouette_text (row), *best = silhouette_text (sweep->rows + highest);

	g_string_append_printf (words, ngettext ("%u segment.", "%u segments.", row->clustering->k), row->clustering->k);
	if (sweep->n_rows == 1)
		g_string_append_printf (words, _("  The only number tried; silhouette %s"), own);
	else if (sweep->suggested == highest)
		g_string_append_printf (words, _("  Silhouette is highest (%s)"), own);
	else
		g_string_append_printf (words, _("  Silhouette (%s) is as good as the highest (%s with %u)"), own, best,
		                        sweep->rows[highest].clustering->k);
}

static void
say_elbow (const SegSweep *sweep, guint highest, GString *words)
{
	guint k = sweep->rows[sweep->suggested].clustering->k;

	if (sweep->n_rows < 3)
		return;
	if (sweep->knee == k)
		g_string_append (words, _(", the elbow bends here"));
	else if (sweep->suggested != highest)
		g_string_append (words, _(", and fewer segments are easier to work with"));
	if (sweep->knee == 0)
		g_string_append (words, _(", the elbow shows no clear knee"));
	else if (sweep->knee != k)
		g_string_append_printf (words, _(", the elbow bends at %u"), sweep->knee);
}

static void
say_smallest (const SegSweep *sweep, GString *words)
{
	const SegSweepRow *row = sweep->rows + sweep->suggested;
	double share = (double) row->smallest / (double) row->clustering->n_rows;
	g_autofree char *count = seg_format_integer ((gint64) row->smallest), *shown = seg_format_share (share);

	if (row->smallest >= FEW_USERS && share >= SMALL_SHARE)
		g_string_append_printf (words, _(", the smallest has %s users."), count);
	else
		g_string_append_printf (words, ngettext (".  Mind the smallest: %s user (%s), too few for a campaign of its own or to measure one.",
		                                         ".  Mind the smallest: %s users (%s), too few for a campaign of their own or to measure one.",
		                                         (gulong) row->smallest), count, shown);
}

static void
say_strength (const SegSweep *sweep, GString *words)
{
	double silhouette = sweep->rows[sweep->suggested].silhouette;

	g_string_append (words, "  ");
	if (silhouette <= 0.25)
		g_string_append (words, _("The groups overlap: treat them as a convenient division, not as natural groups."));
	else if (silhouette <= 0.5)
		g_string_append (words, _("The structure is weak: the groups touch, and other features or users may draw other borders."));
	else if (silhouette <= 0.7)
		g_string_append (words, _("The structure is reasonable: most users are clearly nearer to their own group."));
	else
		g_string_append (words, _("The structure is strong: the groups stand well apart."));
}

static void
say_rest (const SegSweep *sweep, guint k_max_asked, GString *words)
{
	const SegSweepRow *other = sweep->rows + sweep->runner_up;
	g_autofree char *silhouette = silhouette_text (other), *sampled = seg_format_integer ((gint64) sweep->n_sampled);

	if (sweep->runner_up != sweep->suggested)
		g_string_append_printf (words, _("  Runner-up: %u (silhouette %s)."), other->clustering->k, silhouette);
	if (sweep->n_rows > 1 && sweep->suggested + 1 == sweep->n_rows && k_max_asked == sweep->options.k_max)
		g_string_append_printf (words, _("  %u is the most that was tried: look further."), k_max_asked);
	if (k_max_asked != sweep->options.k_max)
		g_string_append_printf (words, _("  Tried up to %u, not %u: there are only %u different users in these features."),
		                        sweep->options.k_max, k_max_asked, sweep->options.k_max + 1);
	if (!sweep->exact)
		g_string_append_printf (words, _("  Silhouettes are estimated from %s users drawn at random."), sampled);
}

void
seg_sweep_suggest (SegSweep *sweep, guint k_max_asked)
{
	g_autoptr (GString) words = g_string_new (NULL);
	guint highest = highest_row (sweep, G_MAXUINT);

	sweep->knee = knee_of (sweep);
	sweep->suggested = suggested_row (sweep, highest);
	sweep->runner_up = sweep->n_rows > 1 ? highest_row (sweep, sweep->suggested) : sweep->suggested;
	say_why (sweep, highest, words);
	say_elbow (sweep, highest, words);
	say_smallest (sweep, words);
	say_strength (sweep, words);
	say_rest (sweep, k_max_asked, words);
	sweep->reason = g_string_free (g_steal_pointer (&words), FALSE);
}
