/* A user's history: the slice of the columns, put in order of time, and what several families want to know of it.
 *
 * Events of one instant are ordered by what they say, never by their ids: sums then have the same bits in whatever order the files
 * were imported. */
#include <config.h>
#include "feature-private.h"

#include <stdlib.h>
#include <string.h>

const gint32 seg_window_days[SEG_N_WINDOWS] = { 7, 30, 90, 365 };

typedef struct {
	gint64 at;
	gsize  event; /* of all events */
} Place;

struct SegHistoryRoom {
	Place   *places;
	gint64  *at;
	gint32  *day;
	guint16 *kind;
	guint32 *item, *text_length;
	guint64 *order, *scratch;
	double  *amount, *quantity, *rating, *seconds;
	guint32 *zeros; /* what stands for columns that nobody has; */
	double  *nans;  /* never written to again */
	char    *block; /* all of these */
};

/* Room ------------------------------------------------------------------------------------------------------------- */

static void *
take (char **at, gsize n, gsize size)
{
	void *taken = *at;

	*at += (n * size + 15) / 16 * 16;
	return taken;
}

SegHistoryRoom *
seg_history_room_new (gsize n)
{
	SegHistoryRoom *room = g_new0 (SegHistoryRoom, 1);
	char *at = g_try_malloc_n (n + 64, 160);

	room->block = at;
	if (at == NULL) {
		g_free (room);
		return NULL;
	}
	room->places = take (&at, n, sizeof (Place));
	room->at = take (&at, n, sizeof (gint64));
	room->order = take (&at, n, sizeof (guint64));
	room->scratch = take (&at, 2 * n + 64, sizeof (guint64));
	room->amount = take (&at, n, sizeof (double));
	room->quantity = take (&at, n, sizeof (double));
	room->rating = take (&at, n, sizeof (double));
	room->seconds = take (&at, n, sizeof (double));
	room->nans = take (&at, n, sizeof (double));
	room->zeros = take (&at, 2 * n, sizeof (guint32));
	room->day = take (&at, n, sizeof (gint32));
	room->item = take (&at, n, sizeof (guint32));
	room->text_length = take (&at, n, sizeof (guint32));
	room->kind = take (&at, n, sizeof (guint16));
	for (gsize i = 0; i < n; i++)
		room->nans[i] = NAN;
	memset (room->zeros, 0, 2 * n * sizeof *room->zeros);
	return room;
}

void
seg_history_room_free (SegHistoryRoom *room)
{
	if (room == NULL)
		return;
	g_free (room->block);
	g_free (room);
}

/* Order ------------------------------------------------------------------------------------------------------------ */

/* By one column that may not be there. */
static int
compare_doubles (const double *column, gsize a, gsize b)
{
	double x, y;

	if (column == NULL)
		return 0;
	x = column[a];
	y = column[b];
	if (isnan (x) || isnan (y))
		return isnan (y) - isnan (x); /* nothing comes first */
	return (x > y) - (x < y);
}

#define COMPARE(column, a, b) \
	(columns->column == NULL ? 0 : (columns->column[a] > columns->column[b]) - (columns->column[a] < columns->column[b]))

static int
compare_events (const SegEventColumns *columns, const guint16 *rank, gsize a, gsize b)
{
	guint16 kind_a = rank[SEG_KIND_NUMBER (columns->kind[a])], kind_b = rank[SEG_KIND_NUMBER (columns->kind[b])];
	int order;

	if (columns->at[a] != columns->at[b])
		return columns->at[a] < columns->at[b] ? -1 : 1;
	if ((order = compare_doubles (columns->amount, a, b)) != 0 || (order = compare_doubles (columns->rating, a, b)) != 0
	    || (order = compare_doubles (columns->seconds, a, b)) != 0 || (order = compare_doubles (columns->quantity, a, b)) != 0)
		return order;
	if (kind_a != kind_b)
		return kind_a < kind_b ? -1 : 1;
	if ((order = COMPARE (kind, a, b)) != 0 || (order = COMPARE (order, a, b)) != 0 || (order = COMPARE (text_length, a, b)) != 0)
		return order;
	return COMPARE (item, a, b); /* positions of items follow the order of files: only events that are otherwise equal */
}

typedef struct {
	const SegEventColumns *columns;
	const guint16         *rank;
} Ordering;

static int
compare_places (const void *first, const void *second, void *data)
{
	const Place *a = first, *b = second;
	const Ordering *ordering = data;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return compare_events (ordering->columns, ordering->rank, a->event, b->event);
}

#define FEW 48

static void
sort_places (Place *places, gsize n, Ordering *ordering)
{
	if (n > FEW) {
		qsort_r (places, n, sizeof *places, compare_places, ordering);
		return;
	}
	for (gsize i = 1; i < n; i++) {
		Place place = places[i];
		gsize at = i;

		for (; at > 0 && compare_places (&places[at - 1], &place, ordering) > 0; at--)
			places[at] = places[at - 1];
		places[at] = place;
	}
}

static gboolean
is_sorted (const Ordering *ordering, gsize first, gsize n)
{
	for (gsize i = first + 1; i < first + n; i++)
		if (compare_events (ordering->columns, ordering->rank, i - 1, i) > 0)
			return FALSE;
	return TRUE;
}

/* Columns ---------------------------------------------------------------------------------------------------------- */

/* The slice as it is, or (with @room's places) gathered in their order. */
#define GATHER(column, absent) \
	do { \
		if (columns->column == NULL) \
			history->column = (const void *) (absent); \
		else if (!sorted) { \
			for (gsize i = 0; i < n; i++) \
				room->column[i] = columns->column[room->places[i].event]; \
			history->column = room->column; \
		} else \
			history->column = columns->column + first; \
	} while (0)

static void
gather (const SegEventColumns *columns, gsize first, gsize n, gboolean sorted, SegHistoryRoom *room, SegHistory *history)
{
	GATHER (at, room->zeros);
	GATHER (kind, room->zeros);
	GATHER (item, room->zeros);
	GATHER (text_length, room->zeros);
	GATHER (order, room->zeros);
	GATHER (amount, room->nans);
	GATHER (quantity, room->nans);
	GATHER (rating, room->nans);
	GATHER (seconds, room->nans);
}

static void
put_in_order (const SegFeatureContext *context, const SegBehaviour *behaviour, gsize user, SegHistoryRoom *room, SegHistory *history)
{
	Ordering ordering = { &behaviour->columns, context->kind_rank };
	gsize first = behaviour->start[user], n = seg_behaviour_n_events (behaviour, user);
	gboolean sorted = is_sorted (&ordering, first, n);

	for (gsize i = 0; !sorted && i < n; i++)
		room->places[i] = (Place) { behaviour->columns.at[first + i], first + i };
	if (!sorted)
		sort_places (room->places, n, &ordering);
	gather (&behaviour->columns, first, n, sorted, room, history);
}

/* Days and windows -------------------------------------------------------------------------------------------------- */

static void
find_days (const SegFeatureContext *context, SegHistoryRoom *room, SegHistory *history)
{
	gsize n = history->n_events, i = 0;

	while (i < n && history->at[i] == SEG_NO_TIME)
		room->day[i++] = SEG_NO_DAY;
	history->n_undated = i;
	for (; i < n; i++)
		room->day[i] = (gint32) CLAMP (seg_day_of (history->at[i] + context->clock_offset), SEG_NO_DAY + 1, G_MAXINT32);
	history->day = room->day;
	i = n;
	for (gsize window = 0; window < SEG_N_WINDOWS; window++) {
		while (i > history->n_undated && history->day[i - 1] > context->as_of_day - seg_window_days[window])
			i--;
		history->since[window] = i;
	}
}

/* The summary ------------------------------------------------------------------------------------------------------- */

static int
compare_integers (const void *first, const void *second)
{
	guint64 a = *(const guint64 *) first, b = *(const guint64 *) second;

	return (a > b) - (a < b);
}

static void
sort_integers (guint64 *values, gsize n)
{
	if (n > FEW) {
		qsort (values, n, sizeof *values, compare_integers);
		return;
	}
	for (gsize i = 1; i < n; i++) {
		guint64 value = values[i];
		gsize at = i;

		for (; at > 0 && values[at - 1] > value; at--)
			values[at] = values[at - 1];
		values[at] = value;
	}
}

gsize
seg_count_distinct (guint64 *values, gsize n)
{
	gsize n_distinct = n > 0;

	sort_integers (values, n);
	for (gsize i = 1; i < n; i++)
		n_distinct += values[i] != values[i - 1];
	return n_distinct;
}

gsize
seg_history_orders (const SegHistory *history, gsize first)
{
	gsize n_keyed = 0, n_single = 0;

	for (gsize i = first; i < history->n_events; i++) {
		if (!(history->kind[i] & SEG_KIND_PURCHASE))
			continue;
		if (history->order[i] != 0)
			history->scratch[n_keyed++] = history->order[i];
		else
			n_single++;
	}
	return n_single + seg_count_distinct (history->scratch, n_keyed);
}

static void
add_purchase_day (SegUserSummary *summary, gint64 day)
{
	summary->purchase_days += day != summary->last_purchase_day;
	summary->last_purchase_day = day;
	if (summary->first_purchase_day == SEG_NO_TIME)
		summary->first_purchase_day = day;
}

/* Days are counted where they change, as events come in order of time. */
static void
add_days (const SegHistory *history, SegUserSummary *summary)
{
	summary->n_dated = history->n_events - history->n_undated;
	for (gsize i = history->n_undated; i < history->n_events; i++) {
		gint64 day = history->day[i];

		summary->active_days += day != summary->last_day;
		summary->last_day = day;
		if (history->kind[i] & SEG_KIND_PURCHASE)
			add_purchase_day (summary, day);
	}
	if (summary->n_dated > 0)
		summary->first_day = history->day[history->n_undated];
}

static void
add_money (const SegHistory *history, SegUserSummary *summary)
{
	for (gsize i = 0; i < history->n_events; i++) {
		if (!(history->kind[i] & SEG_KIND_MONEY) || isnan (history->amount[i]))
			continue;
		summary->monetary += history->amount[i];
		if (i >= history->since[SEG_WINDOW_90])
			summary->monetary_90 += history->amount[i];
		summary->n_purchase_amounts += (history->kind[i] & SEG_KIND_PURCHASE) != 0;
	}
}

static void
summarise (SegHistory *history)
{
	SegUserSummary *summary = &history->summary;

	*summary = (SegUserSummary) {
		.first_day = SEG_NO_TIME, .last_day = SEG_NO_TIME, .first_purchase_day = SEG_NO_TIME, .last_purchase_day = SEG_NO_TIME,
	};
	add_days (history, summary);
	add_money (history, summary);
	summary->n_orders = seg_history_orders (history, 0);
	summary->n_orders_90 = seg_history_orders (history, history->since[SEG_WINDOW_90]);
}

void
seg_history_make (const SegFeatureContext *context, const SegBehaviour *behaviour, gsize user, SegHistoryRoom *room,
                  SegHistory *history)
{
	*history = (SegHistory) {
		.n_events = seg_behaviour_n_events (behaviour, user), .registered_day = seg_behaviour_registered_day (behaviour, context, user),
		.user_id = behaviour->user_ids[user], .user = user, .scratch = room->scratch,
	};
	put_in_order (context, behaviour, user, room, history);
	find_days (context, room, history);
	summarise (history);
}
