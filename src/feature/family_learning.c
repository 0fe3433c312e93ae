/* Learning: time spent, and how courses (books, columns) are begun and finished.
 *
 * An event is learning when it has a length in seconds, or its kind says so ("play", "lesson", 播放); it finishes its item when
 * its kind says so ("complete", 学完). Both are known by the words of the kind: event_kind.c. */
#include <config.h>
#include "feature-private.h"
#include "feature/families.h"
#include "feature/measures.h"

#include <glib/gi18n.h>
#include <stdlib.h>

enum {
	SECONDS, SECONDS_30, SECONDS_90, SECONDS_AN_EVENT, LEARNING_DAYS, SECONDS_A_DAY, STARTED, FINISHED, COMPLETION, DAYS_TO_FINISH,
	FINISHED_A_MONTH, UNTOUCHED
};

#define ROW(index, name, label, meaning, unit, scaling, fill, needs) \
	[index] = { name, label, meaning, unit, SEG_GROUP_LEARNING, scaling, fill, needs, SEG_DATA_NEVER, 0 }

static const SegFeatureDefinition definitions[] = {
	[SECONDS] = { "seconds_total", N_("Time spent"), N_("Seconds of learning, playing or reading, all events together."),
	  NC_("unit", "seconds"), SEG_GROUP_LEARNING, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_SECONDS, SEG_DATA_SECONDS, 0 },
	ROW (SECONDS_30, "seconds_30d", N_("Time spent in 30 days"), N_("Seconds spent in the 30 calendar days that end with the as-of day."),
	     NC_("unit", "seconds"), SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_SECONDS | SEG_DATA_TIMES),
	ROW (SECONDS_90, "seconds_90d", N_("Time spent in 90 days"), N_("Seconds spent in the 90 calendar days that end with the as-of day."),
	     NC_("unit", "seconds"), SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_SECONDS | SEG_DATA_TIMES),
	ROW (SECONDS_AN_EVENT, "seconds_per_event", N_("Time at a stretch"),
	     N_("Mean seconds of the events that have a length: how long the person stays with it once begun. 0 for people who never began."),
	     NC_("unit", "seconds"), SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_SECONDS),
	ROW (LEARNING_DAYS, "learning_days", N_("Learning days"),
	     N_("Number of different calendar days with learning: something played, read, practised or finished."),
	     NC_("unit", "days"), SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_LEARNING | SEG_DATA_TIMES),
	ROW (SECONDS_A_DAY, "seconds_per_learning_day", N_("Time a learning day"),
	     N_("Seconds spent, divided by the number of learning days. 0 for people without any."),
	     NC_("unit", "seconds"), SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_SECONDS | SEG_DATA_TIMES),
	ROW (STARTED, "items_started", N_("Courses begun"), N_("Number of different items (courses, books) the person has begun to learn from."),
	     NC_("unit", "items"), SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_LEARNING | SEG_DATA_ITEMS),
	ROW (FINISHED, "items_finished", N_("Courses finished"), N_("Number of different items the person has finished."),
	     NC_("unit", "items"), SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_FINISHING | SEG_DATA_ITEMS),
	ROW (COMPLETION, "completion_share", N_("Completion"),
	     N_("Share of the items begun that were finished. People who never began anything count as the median."),
	     "", SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_FINISHING | SEG_DATA_ITEMS),
	ROW (DAYS_TO_FINISH, "days_to_finish", N_("Days to finish a course"),
	     N_("Mean calendar days from beginning an item to finishing it, over the items finished; people who finished none count as the slowest."),
	     NC_("unit", "days"), SEG_SCALING_LOG, SEG_FILL_MAXIMUM, SEG_DATA_FINISHING | SEG_DATA_ITEMS | SEG_DATA_TIMES),
	ROW (FINISHED_A_MONTH, "finished_per_month", N_("Courses finished a month"),
	     N_("Speed of progress: items finished in 30 days, on average since the person began to learn. 0 for people who never began."),
	     NC_("unit", "items a month"), SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_FINISHING | SEG_DATA_ITEMS | SEG_DATA_TIMES),
	ROW (UNTOUCHED, "untouched_share", N_("Bought but not begun"),
	     N_("Share of the items bought that the person has not begun. People who bought none count as 0."),
	     "", SEG_SCALING_Z_SCORE, SEG_FILL_ZERO, SEG_DATA_LEARNING | SEG_DATA_ITEMS | SEG_DATA_PURCHASES),
};

/* What each kind is, by its number. */
static gboolean
prepare (const SegFeatureContext *context, const gint64 *user_ids, gsize n_users, gpointer *state, SegJob *job, GError **error)
{
	guint32 *about = g_new0 (guint32, context->kinds->len + 1);

	(void) user_ids, (void) n_users, (void) job, (void) error;
	for (guint i = 0; i < context->kinds->len; i++)
		about[i] = ((const SegEventKind *) context->kinds->pdata[i])->about;
	*state = about;
	return TRUE;
}

static inline gboolean
is_learning (const guint32 *about, const SegHistory *history, gsize i)
{
	return (about[SEG_KIND_NUMBER (history->kind[i])] & (SEG_ABOUT_LEARNING | SEG_ABOUT_FINISHING)) || !isnan (history->seconds[i]);
}

/* Time ------------------------------------------------------------------------------------------------------------------- */

static double
seconds_since (const SegHistory *history, gsize first, gsize *n)
{
	double seconds = 0;

	*n = 0;
	for (gsize i = first; i < history->n_events; i++)
		if (!isnan (history->seconds[i])) {
			seconds += history->seconds[i];
			++*n;
		}
	return seconds;
}

static gsize
count_days (const guint32 *about, const SegHistory *history, gint32 *first)
{
	gint32 last = SEG_NO_DAY;
	gsize n = 0;

	*first = SEG_NO_DAY;
	for (gsize i = history->n_undated; i < history->n_events; i++) {
		if (history->day[i] == last || !is_learning (about, history, i))
			continue;
		last = history->day[i];
		*first = n++ == 0 ? last : *first;
	}
	return n;
}

static void
put_time (const guint32 *about, const SegHistory *history, double *values)
{
	gint32 first;
	gsize n, n_recent, n_days = count_days (about, history, &first);

	values[SECONDS] = seconds_since (history, 0, &n);
	values[SECONDS_30] = seconds_since (history, history->since[SEG_WINDOW_30], &n_recent);
	values[SECONDS_90] = seconds_since (history, history->since[SEG_WINDOW_90], &n_recent);
	if (n > 0)
		values[SECONDS_AN_EVENT] = values[SECONDS] / (double) n;
	values[LEARNING_DAYS] = (double) n_days;
	if (n_days > 0)
		values[SECONDS_A_DAY] = seconds_since (history, history->n_undated, &n_recent) / (double) n_days;
}

/* Items ------------------------------------------------------------------------------------------------------------------ */

typedef struct {
	gsize  n_started, n_finished, n_bought, n_untouched, n_timed;
	gint64 days; /* of those timed, from begin to end */
} Items;

static int
compare (const void *first, const void *second)
{
	guint64 a = *(const guint64 *) first, b = *(const guint64 *) second;

	return (a > b) - (a < b);
}

/* The events of one item, in order of time, as the low halves of @places. */
static void
add_item (const guint32 *about, const SegHistory *history, const guint64 *places, gsize n, Items *items)
{
	gboolean started = FALSE, finished = FALSE, bought = FALSE;
	gint32 begin = SEG_NO_DAY, end = SEG_NO_DAY;

	for (gsize p = 0; p < n; p++) {
		gsize i = places[p] & G_MAXUINT32;

		bought |= (history->kind[i] & SEG_KIND_PURCHASE) != 0;
		if (!is_learning (about, history, i))
			continue;
		started = TRUE;
		begin = begin == SEG_NO_DAY ? history->day[i] : begin;
		if (!finished && (about[SEG_KIND_NUMBER (history->kind[i])] & SEG_ABOUT_FINISHING)) {
			finished = TRUE;
			end = history->day[i];
		}
	}
	items->n_started += started ? 1 : 0;
	items->n_finished += finished ? 1 : 0;
	items->n_bought += bought ? 1 : 0;
	items->n_untouched += bought && !started ? 1 : 0;
	if (begin != SEG_NO_DAY && end != SEG_NO_DAY) {
		items->n_timed++;
		items->days += end - begin;
	}
}

static Items
gather_items (const guint32 *about, const SegHistory *history)
{
	guint64 *places = history->scratch;
	Items items = { 0 };
	gsize n = 0;

	for (gsize i = 0; i < history->n_events; i++)
		if (history->item[i] != 0 && ((history->kind[i] & SEG_KIND_PURCHASE) || is_learning (about, history, i)))
			places[n++] = (guint64) history->item[i] << 32 | i;
	if (n > 1)
		qsort (places, n, sizeof *places, compare);
	for (gsize first = 0, last; first < n; first = last) {
		for (last = first + 1; last < n && places[last] >> 32 == places[first] >> 32; last++)
			;
		add_item (about, history, places + first, last - first, &items);
	}
	return items;
}

static void
put_items (const SegFeatureContext *context, const guint32 *about, const SegHistory *history, double *values)
{
	Items items = gather_items (about, history);
	gint32 first;

	values[STARTED] = (double) items.n_started;
	values[FINISHED] = (double) items.n_finished;
	if (items.n_started > 0)
		values[COMPLETION] = (double) items.n_finished / (double) items.n_started;
	if (items.n_timed > 0)
		values[DAYS_TO_FINISH] = (double) items.days / (double) items.n_timed;
	if (count_days (about, history, &first) > 0)
		values[FINISHED_A_MONTH] = 30.0 * (double) items.n_finished / (double) (context->as_of_day - first + 1);
	if (items.n_bought > 0)
		values[UNTOUCHED] = (double) items.n_untouched / (double) items.n_bought;
}

static void
compute (const SegFeatureContext *context, gconstpointer state, const SegHistory *history, double *values)
{
	if (!(context->data & SEG_DATA_LEARNING))
		return;
	put_time (state, history, values);
	if (context->data & SEG_DATA_ITEMS)
		put_items (context, state, history, values);
}

const SegFamily seg_family_learning = { "learning", definitions, G_N_ELEMENTS (definitions), NULL, prepare, g_free, compute };
