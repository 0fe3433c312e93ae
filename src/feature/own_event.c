/* Figures of a user's events: those of a kind, in a window, for which a filter holds; counted, added up, ... */
#include <config.h>
#include "own-private.h"
#include "feature/family.h"

#include <string.h>

/* Days and dates ------------------------------------------------------------------------------------------------------ */

/* Month of a day counted from 1970-01-01 (Howard Hinnant's civil_from_days). */
static int
month_of (gint64 day)
{
	const gint64 shifted = day + 719468, era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
	const gint64 of_era = shifted - era * 146097;
	const gint64 year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	const gint64 of_year = of_era - (365 * year + year / 4 - year / 100), part = (5 * of_year + 2) / 153;

	return (int) (part < 10 ? part + 3 : part - 9);
}

/* A purchase that was given back later than the as-of instant was a purchase then. */
static guint
kind_number (const SegOwnEvents *events, gsize position)
{
	const guint16 kind = events->history->kind[position];
	const guint number = SEG_KIND_NUMBER (kind);

	return number == events->kinds->given_back && (kind & SEG_KIND_PURCHASE) ? events->kinds->purchase : number;
}

/* A number that an event has; NAN: it has none. */
static double
number_of (const SegOwnEvents *events, guint value, gsize position)
{
	const SegHistory *history = events->history;
	const gboolean dated = history->at[position] != SEG_NO_TIME;
	const gint64 day = history->day[position], local = dated ? history->at[position] + events->context->clock_offset : 0;

	switch (value) {
	case SEG_EVENT_AMOUNT:
		return history->amount[position];
	case SEG_EVENT_QUANTITY:
		return history->quantity[position];
	case SEG_EVENT_RATING:
		return history->rating[position];
	case SEG_EVENT_SECONDS:
		return history->seconds[position];
	case SEG_EVENT_TEXT_LENGTH:
		return history->text_length[position] > 0 ? (double) history->text_length[position] : NAN;
	case SEG_EVENT_DAYS_AGO:
		return dated ? (double) (events->context->as_of_day - day) : NAN;
	case SEG_EVENT_HOUR:
		return dated ? (double) ((local - seg_day_of (local) * SEG_DAY) / 3600) : NAN;
	case SEG_EVENT_WEEKDAY:
		return dated ? (double) ((seg_day_of (local) % 7 + 7 + 3) % 7 + 1) : NAN; /* 1970-01-01 was a Thursday */
	case SEG_EVENT_MONTH:
		return dated ? (double) month_of (day) : NAN;
	default:
		return NAN;
	}
}

static const SegOwnColumn *
column_of (const SegOwnEvents *events, guint value, gsize position)
{
	return value >= SEG_EVENT_VALUES && events->history->item[position] > 0 ? &events->items[value - SEG_EVENT_VALUES] : NULL;
}

static const char *
text_of (SegOwnEvents *events, guint value, gsize position)
{
	const SegHistory *history = events->history;
	const guint number = kind_number (events, position);

	if (value == SEG_EVENT_KIND)
		return number < events->context->kinds->len ? ((const SegEventKind *) events->context->kinds->pdata[number])->name : "purchase";
	if (value == SEG_EVENT_ITEM)
		return history->item[position] > 0 ? events->keys->texts[history->item[position] - 1] : NULL;
	if (history->at[position] == SEG_NO_TIME)
		return NULL;
	g_free (events->time);
	events->time = seg_own_say_time (value == SEG_EVENT_DAY ? (gint64) history->day[position] * SEG_DAY
	                                                        : history->at[position] + events->context->clock_offset);
	return events->time;
}

/* SegExpressionRead over the events in question. */
static void
read_event (gpointer data, gsize row, guint value, SegExpressionValue *cell)
{
	SegOwnEvents *events = data;
	const gsize position = events->history->scratch[row];
	const SegOwnColumn *column = column_of (events, value, position);
	double number;

	if (column != NULL)
		seg_own_column_read (column, events->history->item[position] - 1, cell);
	if (value >= SEG_EVENT_VALUES)
		return;
	if (!seg_event_names[value].is_number) {
		cell->text = text_of (events, value, position);
		cell->type = cell->text != NULL ? SEG_EXPRESSION_TEXT : SEG_EXPRESSION_MISSING;
		return;
	}
	number = number_of (events, value, position);
	if (isfinite (number))
		*cell = (SegExpressionValue) { SEG_EXPRESSION_NUMBER, number, NULL };
}

/* Which events --------------------------------------------------------------------------------------------------------- */

/* The first event of @day or later, among those with a time. */
static gsize
first_since (const SegHistory *history, gint64 day)
{
	gsize low = history->n_undated, high = history->n_events;

	while (low < high) {
		const gsize middle = low + (high - low) / 2;

		if (history->day[middle] < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Puts the positions of the events of the window and the kind into the history's scratch. */
static gsize
gather (const SegOwnEvents *events, const SegOwnFeature *own)
{
	const SegHistory *history = events->history;
	const gboolean windowed = own->last_days > 0 || own->first_day != SEG_OWN_NO_DAY || own->last_day != SEG_OWN_NO_DAY;
	gsize from = windowed ? history->n_undated : 0, to = history->n_events, n = 0;

	if (own->last_days > 0)
		from = first_since (history, events->context->as_of_day - own->last_days + 1);
	if (own->first_day != SEG_OWN_NO_DAY)
		from = first_since (history, seg_day_of (own->first_day));
	if (own->last_day != SEG_OWN_NO_DAY)
		to = first_since (history, seg_day_of (own->last_day) + 1);
	for (gsize i = from; i < to; i++)
		if (own->event_kind == NULL || kind_number (events, i) == events->wanted_kind)
			history->scratch[n++] = i;
	return n;
}

/* Leaves those for which the filter holds, of *@n. FALSE: that cannot be said. */
static gboolean
sift (SegOwnEvents *events, SegExpression *filter, gsize *n_left)
{
	gsize n = *n_left;
	guint64 *positions = events->history->scratch;
	double *holds = (double *) (gpointer) (positions + n); /* room for twice as many */
	gsize kept = 0;

	if (n == 0)
		return TRUE;
	if (!seg_expression_compute (filter, read_event, events, 0, n, holds, NULL, NULL, NULL))
		return FALSE;
	for (gsize i = 0; i < n; i++)
		if (holds[i] == 1)
			positions[kept++] = positions[i];
	*n_left = kept;
	return TRUE;
}

/* Figures --------------------------------------------------------------------------------------------------------------- */

static double
measured_number (const SegOwnEvents *events, guint value, gsize position)
{
	const SegOwnColumn *column = column_of (events, value, position);

	if (value < SEG_EVENT_VALUES)
		return number_of (events, value, position);
	return column != NULL && !column->is_text ? column->numbers[events->history->item[position] - 1] : NAN;
}

/* What is equal for equal values; 0: there is none. */
static guint64
code_of (SegOwnEvents *events, guint value, gsize position)
{
	const SegHistory *history = events->history;
	const SegOwnColumn *column = column_of (events, value, position);
	guint64 bits;
	double number;

	switch (value) {
	case SEG_EVENT_ITEM:
		return history->item[position];
	case SEG_EVENT_ORDER:
		return history->order[position];
	case SEG_EVENT_KIND:
		return kind_number (events, position) + 1;
	case SEG_EVENT_DAY:
		return history->at[position] != SEG_NO_TIME ? (guint64) history->day[position] + G_MAXINT64 : 0;
	case SEG_EVENT_AT:
		return history->at[position] != SEG_NO_TIME ? (guint64) history->at[position] + G_MAXINT64 : 0;
	default:
		if (column != NULL && column->is_text)
			return (guint64) GPOINTER_TO_SIZE (column->texts[history->item[position] - 1]); /* equal texts stand once */
		number = measured_number (events, value, position) + 0.0; /* -0 is 0 */
		memcpy (&bits, &number, sizeof bits);
		return isfinite (number) ? bits ^ G_GUINT64_CONSTANT (0xa5a5a5a5a5a5a5a5) : 0; /* the code of 0 is not 0 */
	}
}

static double
count_distinct (SegOwnEvents *events, guint value, gsize n)
{
	guint64 *codes = events->history->scratch;
	gsize known = 0;

	for (gsize i = 0; i < n; i++) {
		const guint64 code = code_of (events, value, codes[i]);

		if (code != 0)
			codes[known++] = code;
	}
	return (double) seg_count_distinct (codes, known);
}

/* The latest; of several at one instant the largest. */
static double
find_last (const SegOwnEvents *events, guint value, gsize n)
{
	const SegHistory *history = events->history;
	double last = NAN;
	gint64 at = SEG_NO_TIME;

	for (gsize i = n; i > 0; i--) {
		const gsize position = history->scratch[i - 1];
		const double number = measured_number (events, value, position);

		if (!isfinite (number))
			continue;
		if (!isnan (last) && history->at[position] != at)
			break;
		last = isnan (last) ? number : MAX (last, number);
		at = history->at[position];
	}
	return last;
}

static double
add_up (const SegOwnEvents *events, SegOwnMeasure measure, guint value, gsize n)
{
	double total = 0, least = NAN, most = NAN;
	gsize known = 0;

	for (gsize i = 0; i < n; i++) {
		const double number = measured_number (events, value, events->history->scratch[i]);

		if (!isfinite (number))
			continue;
		total += number;
		least = known == 0 ? number : MIN (least, number);
		most = known == 0 ? number : MAX (most, number);
		known++;
	}
	switch (measure) {
	case SEG_OWN_MEAN:
		return known > 0 ? total / (double) known : NAN;
	case SEG_OWN_MINIMUM:
		return least;
	case SEG_OWN_MAXIMUM:
		return most;
	default:
		return total;
	}
}

double
seg_own_figure (SegOwnEvents *events, const SegOwnFeature *own, SegExpression *filter, gint measured)
{
	gsize n = gather (events, own);
	double figure;

	if (filter != NULL && !sift (events, filter, &n))
		return NAN;
	switch (own->measure) {
	case SEG_OWN_COUNT:
		return (double) n;
	case SEG_OWN_DISTINCT:
		return count_distinct (events, (guint) measured, n);
	case SEG_OWN_LAST:
		return find_last (events, (guint) measured, n);
	default:
		figure = add_up (events, own->measure, (guint) measured, n);
		return isfinite (figure) ? figure : NAN;
	}
}
