/* A user's history: the slice of the columns, put in order of time, and what several families want to know of it.
 *
 * Events of one instant are ordered by what they say, never by their ids: sums then have the same bits in whatever order the files
 * were imported. */
#include <config.h>
#include "feature-private.h"

#include <stdlib.h>
#include <string.h>

const gint32 seg_window_days[SEG_N_WINDOWS] = { 7, 30, 90, 365 };

/* An event on its way to its place. */
typedef struct {
	gint64 at;
	gsize  event; /* of all events */
} Place;

struct SegHistoryRoom {
	Place   *places, *merged;
	guint64 *column;  /* while it is put in order */
	gint32  *day;
	guint32 *purchases, *money;
	guint64 *scratch, *seen;
	guint32 *zeros;   /* what stands for columns that nobody has; */
	double  *nans;    /* never written to again */
	char    *block;   /* all of these but seen */
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
seg_history_room_new (gsize n, gsize n_items)
{
	SegHistoryRoom *room = g_new0 (SegHistoryRoom, 1);
	char *at = room->block = g_try_malloc_n (n + 64, 96);

	room->seen = g_try_new0 (guint64, n_items / 64 + 1);
	if (room->block == NULL || room->seen == NULL) {
		seg_history_room_free (room);
		return NULL;
	}
	room->places = take (&at, n, sizeof (Place));
	room->merged = take (&at, n, sizeof (Place));
	room->column = take (&at, n, sizeof (guint64));
	room->scratch = take (&at, 2 * n + 64, sizeof (guint64));
	room->nans = take (&at, n, sizeof (double));
	room->zeros = take (&at, 2 * n, sizeof (guint32));
	room->day = take (&at, n, sizeof (gint32));
	room->purchases = take (&at, n, sizeof (guint32));
	room->money = take (&at, n, sizeof (guint32));
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
	g_free (room->seen);
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

/* Of one instant. */
static int
compare_events (const SegEventColumns *columns, const guint16 *rank, gsize a, gsize b)
{
	guint16 kind_a, kind_b;
	int order;

	if ((order = compare_doubles (columns->amount, a, b)) != 0 || (order = compare_doubles (columns->rating, a, b)) != 0
	    || (order = compare_doubles (columns->seconds, a, b)) != 0 || (order = compare_doubles (columns->quantity, a, b)) != 0)
		return order;
	kind_a = rank[SEG_KIND_NUMBER (columns->kind[a])];
	kind_b = rank[SEG_KIND_NUMBER (columns->kind[b])];
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

static inline gboolean
comes_after (const Ordering *ordering, const Place *a, const Place *b)
{
	if (a->at != b->at)
		return a->at > b->at;
	return compare_events (ordering->columns, ordering->rank, a->event, b->event) > 0;
}

#define FEW 32

static void
insert_places (const Ordering *ordering, Place *places, gsize n)
{
	for (gsize i = 1; i < n; i++) {
		Place place = places[i];
		gsize at = i;

		for (; at > 0 && comes_after (ordering, &places[at - 1], &place); at--)
			places[at] = places[at - 1];
		places[at] = place;
	}
}

/* Two neighbours in order become one, by way of @merged. */
static void
merge_places (const Ordering *ordering, Place *places, gsize middle, gsize n, Place *merged)
{
	gsize a = 0, b = middle, done = 0;

	if (!comes_after (ordering, &places[middle - 1], &places[middle]))
		return; /* as mostly: files are in order of time, more or less */
	while (a < middle && b < n) {
		gboolean later = comes_after (ordering, &places[a], &places[b]);

		merged[done++] = later ? places[b] : places[a];
		b += later ? 1 : 0;
		a += later ? 0 : 1;
	}
	memmove (places + n - (middle - a), places + a, (middle - a) * sizeof *places);
	memcpy (places, merged, done * sizeof *places);
}

static void
sort_places (const Ordering *ordering, Place *places, gsize n, Place *merged)
{
	for (gsize first = 0; first < n; first += FEW)
		insert_places (ordering, places + first, MIN (n - first, FEW));
	for (gsize width = FEW; width < n; width *= 2)
		for (gsize first = 0; first + width < n; first += 2 * width)
			merge_places (ordering, places + first, width, MIN (n - first, 2 * width), merged);
}

static inline gboolean
is_after (const Ordering *ordering, gsize a, gsize b)
{
	const gint64 *at = ordering->columns->at;

	return at[a] != at[b] ? at[a] > at[b] : compare_events (ordering->columns, ordering->rank, a, b) > 0;
}

/* How many events from @first on are in order. */
static gsize
count_sorted (const Ordering *ordering, gsize first, gsize n)
{
	gsize i = 1;

	while (i < n && !is_after (ordering, first + i - 1, first + i))
		i++;
	return MIN (i, n);
}

/* Columns ---------------------------------------------------------------------------------------------------------- */

/* Puts the slice of a column in the order of the places. */
#define REORDER(column_) \
	do { \
		if (columns->column_ != NULL) { \
			__typeof__ (columns->column_) from = columns->column_, to = (__typeof__ (columns->column_)) (gpointer) room->column; \
			for (gsize i = 0; i < n; i++) \
				to[i] = from[room->places[i].event]; \
			memcpy (from + first, to, n * sizeof *to); \
		} \
	} while (0)

static void
reorder (SegEventColumns *columns, gsize first, gsize n, SegHistoryRoom *room)
{
	REORDER (at);
	REORDER (kind);
	REORDER (item);
	REORDER (text_length);
	REORDER (order);
	REORDER (amount);
	REORDER (quantity);
	REORDER (rating);
	REORDER (seconds);
}

/* Moves the last of a stretch of events before all others of it. */
#define ROTATE(column_) \
	do { \
		if (columns->column_ != NULL) { \
			__typeof__ (*columns->column_) moved = columns->column_[last]; \
			memmove (columns->column_ + place + 1, columns->column_ + place, (last - place) * sizeof moved); \
			columns->column_[place] = moved; \
		} \
	} while (0)

static void
rotate (SegEventColumns *columns, gsize place, gsize last)
{
	ROTATE (at);
	ROTATE (kind);
	ROTATE (item);
	ROTATE (text_length);
	ROTATE (order);
	ROTATE (amount);
	ROTATE (quantity);
	ROTATE (rating);
	ROTATE (seconds);
}

#define FEW_NEW 4

/* A few new events behind those that are in order, as after most imports: each goes to its place, the order of the others stays. */
static void
insert_events (const Ordering *ordering, SegEventColumns *columns, gsize first, gsize n_sorted, gsize n)
{
	for (gsize last = first + n_sorted; last < first + n; last++) {
		gsize place = last;

		while (place > first && is_after (ordering, place - 1, last))
			place--;
		if (place < last)
			rotate (columns, place, last);
	}
}

static void
sort_events (const Ordering *ordering, SegEventColumns *columns, gsize first, gsize n, SegHistoryRoom *room)
{
	for (gsize i = 0; i < n; i++)
		room->places[i] = (Place) { columns->at[first + i], first + i };
	sort_places (ordering, room->places, n, room->merged);
	reorder (columns, first, n, room);
}

#define POINT(column, absent) history->column = columns->column != NULL ? columns->column + first : (const void *) (absent)

static void
put_in_order (const SegFeatureContext *context, SegBehaviour *behaviour, gsize user, SegHistoryRoom *room, SegHistory *history)
{
	SegEventColumns *columns = &behaviour->columns;
	Ordering ordering = { columns, context->kind_rank };
	gsize first = behaviour->start[user] - behaviour->first_event, n = seg_behaviour_n_events (behaviour, user), n_sorted;

	n_sorted = count_sorted (&ordering, first, n);
	if (n_sorted + FEW_NEW >= n)
		insert_events (&ordering, columns, first, n_sorted, n);
	else
		sort_events (&ordering, columns, first, n, room);
	POINT (at, room->zeros);
	POINT (kind, room->zeros);
	POINT (item, room->zeros);
	POINT (text_length, room->zeros);
	POINT (order, room->zeros);
	POINT (amount, room->nans);
	POINT (quantity, room->nans);
	POINT (rating, room->nans);
	POINT (seconds, room->nans);
}

/* Days and windows -------------------------------------------------------------------------------------------------- */

static void
find_days (const SegFeatureContext *context, SegHistoryRoom *room, SegHistory *history)
{
	gsize n = history->n_events, i = 0;

	while (i < n && history->at[i] == SEG_NO_TIME)
		room->day[i++] = SEG_NO_DAY;
	history->n_undated = i;
	for (; i < n; i++) {
		gint64 local = history->at[i] + context->clock_offset;

		room->day[i] = G_LIKELY ((guint64) local <= G_MAXUINT32) ? (gint32) ((guint32) local / SEG_DAY) /* quicker */
		               : (gint32) CLAMP (seg_day_of (local), SEG_NO_DAY + 1, G_MAXINT32);
	}
	history->day = room->day;
	i = n;
	for (gsize window = 0; window < SEG_N_WINDOWS; window++) {
		while (i > history->n_undated && history->day[i - 1] > context->as_of_day - seg_window_days[window])
			i--;
		history->since[window] = i;
	}
}

/* Which events are purchases, and which have money that counts: few of many, so that whoever asks for them need not look at all. */
static void
list_purchases (SegHistoryRoom *room, SegHistory *history)
{
	const guint16 *kind = history->kind;
	gsize n_purchases = 0, n_money = 0;

	for (gsize i = 0; i < history->n_events; i++) {
		room->purchases[n_purchases] = room->money[n_money] = (guint32) i;
		n_purchases += (kind[i] & SEG_KIND_PURCHASE) != 0;
		n_money += (kind[i] & SEG_KIND_MONEY) != 0;
	}
	history->purchases = room->purchases;
	history->n_purchases = n_purchases;
	history->money = room->money;
	for (gsize i = 0; i < n_money; i++)
		if (!isnan (history->amount[room->money[i]]))
			room->money[history->n_money++] = room->money[i];
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

	for (gsize k = history->n_purchases; k > 0 && history->purchases[k - 1] >= first; k--) {
		guint64 order = history->order[history->purchases[k - 1]];

		if (order != 0)
			history->scratch[n_keyed++] = order;
		else
			n_single++;
	}
	return n_single + seg_count_distinct (history->scratch, n_keyed);
}

double
seg_history_money (const SegHistory *history, gsize first)
{
	double money = 0;

	for (gsize k = 0; k < history->n_money; k++)
		if (history->money[k] >= first)
			money += history->amount[history->money[k]];
	return money;
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
	gsize first = history->n_undated, n_days = first < history->n_events;

	summary->n_dated = history->n_events - first;
	for (gsize i = first + 1; i < history->n_events; i++)
		n_days += history->day[i] != history->day[i - 1];
	summary->active_days = n_days;
	for (gsize k = 0; k < history->n_purchases; k++)
		if (history->purchases[k] >= first)
			add_purchase_day (summary, history->day[history->purchases[k]]);
	if (summary->n_dated > 0) {
		summary->first_day = history->day[first];
		summary->last_day = history->day[history->n_events - 1];
	}
}

static void
add_money (const SegHistory *history, SegUserSummary *summary)
{
	summary->monetary = seg_history_money (history, 0);
	for (gsize k = 0; k < history->n_money; k++)
		summary->n_purchase_amounts += (history->kind[history->money[k]] & SEG_KIND_PURCHASE) != 0;
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
}

void
seg_history_make (const SegFeatureContext *context, SegBehaviour *behaviour, gsize user, SegHistoryRoom *room,
                  SegHistory *history)
{
	*history = (SegHistory) {
		.n_events = seg_behaviour_n_events (behaviour, user), .registered_day = seg_behaviour_registered_day (behaviour, context, user),
		.user_id = behaviour->user_ids[user], .user = user, .scratch = room->scratch,
		.seen = room->seen,
	};
	put_in_order (context, behaviour, user, room, history);
	find_days (context, room, history);
	list_purchases (room, history);
	summarise (history);
}
