/* Numbers and dates that most likely stand for something else: the first and last dates that programs know, -1 and 9999, a 0
 * where nothing can be 0, values that pile up where the range ends. */
#include <config.h>
#include "prepare-private.h"

#include <segscope/format.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define DAY 86400
#define PILE_LEAST 10      /* rows */
#define PILE_TIMES 10.0    /* as many as a neighbour has on average */
#define PILE_NEIGHBOURS 10
#define PILE_DISTINCT 20   /* in short scales the end is often the usual answer */
#define AGE_LEAST 3
#define AGE_MOST 110

static void
suspect (SegColumnQuality *column, SegFindingKind kind, double value, gint64 count, const char *reason)
{
	SegSuspect *suspect = g_new0 (SegSuspect, 1);

	suspect->kind = kind;
	suspect->number = value;
	suspect->value = column->type == SEG_TYPE_DATE ? seg_format_exact_date ((gint64) value) : seg_format_exact (value);
	suspect->count = count;
	suspect->reason = g_strdup (reason);
	g_ptr_array_add (column->suspects, suspect);
}

/* Dates ------------------------------------------------------------------------------------------------------------------ */

static const struct { int year, month, day; const char *reason; } dates[] = {
	{ 1, 1, 1, N_("the first date that some programs know") }, { 1753, 1, 1, N_("the first date that some programs know") },
	{ 1899, 12, 30, N_("day 0 of spreadsheets") }, { 1899, 12, 31, N_("day 0 of spreadsheets") }, { 1900, 1, 1, N_("day 1 of spreadsheets") },
	{ 1970, 1, 1, N_("how programs write an unknown time") }, { 2038, 1, 19, N_("the last time that some programs know") },
	{ 2099, 12, 31, N_("a word for \"never\"") }, { 2999, 12, 31, N_("a word for \"never\"") }, { 9999, 12, 31, N_("a word for \"never\"") },
};

static gint64
day_of (int year, int month, int day)
{
	g_autoptr (GDate) date = g_date_new_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);

	return (gint64) g_date_get_julian (date) - 719163; /* 1970-01-01 */
}

/* Values of one day; an instant may have been moved by a time zone: those of the day before in UTC count too. */
static void
suspect_dates (SegColumnQuality *column, const SegTally *tally)
{
	gint64 counts[G_N_ELEMENTS (dates)] = { 0 };

	for (gsize i = 0; i < tally->n; i++) {
		gint64 day = (gint64) floor (seg_double_of_key (tally->keys[i]) / DAY);

		if (i > 0 && day > day_of (1970, 1, 1) && day < day_of (2038, 1, 1)) { /* nearly all: over them */
			gsize low = i, high = tally->n;
			guint64 end = seg_key_of_double ((double) day_of (2038, 1, 1) * DAY);

			while (low < high) {
				gsize middle = low + (high - low) / 2;

				if (tally->keys[middle] < end)
					low = middle + 1;
				else
					high = middle;
			}
			i = low - 1;
			continue;
		}
		for (gsize d = 0; d < G_N_ELEMENTS (dates); d++)
			counts[d] += day == day_of (dates[d].year, dates[d].month, dates[d].day) ? seg_tally_at (tally, i) : 0;
	}
	for (gsize d = 0; d < G_N_ELEMENTS (dates); d++)
		if (counts[d] > 0 && counts[d] < tally->total)
			suspect (column, SEG_FINDING_STAND_IN, (double) day_of (dates[d].year, dates[d].month, dates[d].day) * DAY, counts[d],
			         _(dates[d].reason));
}

/* Numbers ------------------------------------------------------------------------------------------------------------------ */

static gboolean
is_labelled (const SegColumnQuality *column, const char *const *words)
{
	for (; *words != NULL; words++)
		if (g_ascii_strcasecmp (column->label, *words) == 0 || g_strcmp0 (column->field, *words) == 0)
			return TRUE;
	return FALSE;
}

static gboolean
is_age (const SegColumnQuality *column)
{
	static const char *const words[] = { "age", "年龄", NULL };

	return strcmp (column->table, "user") == 0 && is_labelled (column, words);
}

/* -1, -99, ... where nothing else is below 0. */
static void
suspect_negative (SegColumnQuality *column, const SegTally *tally)
{
	static const double values[] = { -1, -9, -99, -999, -9999, -99999 };
	gint64 counts[G_N_ELEMENTS (values)] = { 0 };

	for (gsize i = 0; i < tally->n && seg_double_of_key (tally->keys[i]) < 0; i++) {
		gboolean known = FALSE;

		for (gsize v = 0; v < G_N_ELEMENTS (values); v++)
			if (seg_double_of_key (tally->keys[i]) == values[v]) {
				counts[v] = seg_tally_at (tally, i);
				known = TRUE;
			}
		if (!known)
			return;
	}
	for (gsize v = 0; v < G_N_ELEMENTS (values); v++)
		if (counts[v] > 0 && counts[v] < tally->total)
			suspect (column, SEG_FINDING_STAND_IN, values[v], counts[v], _("nothing else is below 0"));
}

/* How many rows each of the @n values below number @i has on average. */
static double
neighbours (const SegTally *tally, gsize i, gssize step)
{
	gint64 sum = 0;

	for (gssize k = 1; k <= PILE_NEIGHBOURS; k++)
		sum += seg_tally_at (tally, (gsize) ((gssize) i + k * step));
	return (double) sum / PILE_NEIGHBOURS;
}

static gboolean
piles_up (const SegTally *tally, gsize i, gssize step)
{
	gint64 count = seg_tally_at (tally, i);

	return tally->n >= PILE_DISTINCT && count >= PILE_LEAST && (double) count >= PILE_TIMES * neighbours (tally, i, step);
}

/* 999, 9999, 12345, ... far above everything else, or more often than what is near. */
static gboolean
suspect_nines (SegColumnQuality *column, const SegTally *tally)
{
	static const double values[] = { 99, 999, 9999, 99999, 999999, 9999999, 99999999, 999999999, 12345, 123456, 1234567, 123456789 };
	double fence = column->upper_quartile + 3 * (column->upper_quartile - column->lower_quartile);
	gboolean last = FALSE;

	for (gsize v = 0; v < G_N_ELEMENTS (values); v++) {
		gint64 count = seg_tally_count (tally, seg_key_of_double (values[v]));
		gsize i = tally->n;
		double below;

		if (count == 0 || values[v] <= fence)
			continue;
		while (i > 0 && seg_double_of_key (tally->keys[i - 1]) >= values[v])
			i--;
		below = i > 0 ? seg_double_of_key (tally->keys[i - 1]) : values[v];
		if (below * 3 >= values[v] && !(i >= PILE_NEIGHBOURS && piles_up (tally, i, -1)))
			continue;
		suspect (column, SEG_FINDING_STAND_IN, values[v], count, _("far above the rest, and how forms write \"very much\" or \"unknown\""));
		last |= i + 1 == tally->n;
	}
	return last;
}

/* A price of 0 is no fault: much of what is learned is free. */
static void
suspect_zero (SegColumnQuality *column, const SegTally *tally)
{
	static const char *const words[] = { "height", "身高", "weight", "体重", "year", NULL };
	gint64 count = seg_tally_count (tally, seg_key_of_double (0));

	if (count > 0 && count * 2 < tally->total && strcmp (column->table, "event") != 0 && is_labelled (column, words))
		suspect (column, SEG_FINDING_IMPOSSIBLE, 0, count, _("nothing weighs or measures 0"));
}

static void
suspect_ages (SegColumnQuality *column, const SegTally *tally)
{
	gint64 n = 0;

	for (gsize i = 0; i < tally->n; i++) {
		double value = seg_double_of_key (tally->keys[i]);

		n += value < AGE_LEAST || value > AGE_MOST ? seg_tally_at (tally, i) : 0;
	}
	for (gsize i = 0; i < tally->n && n * 2 < tally->total; i++) {
		double value = seg_double_of_key (tally->keys[i]);

		if (value < AGE_LEAST || value > AGE_MOST)
			suspect (column, SEG_FINDING_IMPOSSIBLE, value, seg_tally_at (tally, i), _("nobody is under 3 or over 110 years old here"));
	}
}

static void
suspect_ends (SegColumnQuality *column, const SegTally *tally, gboolean last_known)
{
	if (tally->n < PILE_DISTINCT)
		return;
	if (!last_known && piles_up (tally, tally->n - 1, -1))
		suspect (column, SEG_FINDING_END_OF_RANGE, column->maximum, seg_tally_at (tally, tally->n - 1),
		         _("the largest value, far more frequent than those below it"));
	if (column->minimum != 0 && (column->suspects->len == 0 || column->minimum > 0) && piles_up (tally, 0, 1))
		suspect (column, SEG_FINDING_END_OF_RANGE, column->minimum, seg_tally_at (tally, 0),
		         _("the smallest value, far more frequent than those above it"));
}

static gint
compare_suspects (gconstpointer a, gconstpointer b)
{
	const SegSuspect *x = *(SegSuspect *const *) a, *y = *(SegSuspect *const *) b;

	return x->count != y->count ? (x->count > y->count ? -1 : 1) : x->number < y->number ? -1 : x->number > y->number;
}

void
seg_quality_suspect_numbers (SegColumnQuality *column, const SegTally *tally)
{
	if (tally->n < 2)
		return;
	if (column->type == SEG_TYPE_DATE)
		suspect_dates (column, tally);
	else if (is_age (column))
		suspect_ages (column, tally);
	else {
		gboolean last_known = suspect_nines (column, tally);

		suspect_negative (column, tally);
		suspect_zero (column, tally);
		suspect_ends (column, tally, last_known);
	}
	g_ptr_array_sort (column->suspects, compare_suspects);
}
