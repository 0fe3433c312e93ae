/* What the members of segments did, from one reading of the events as columns: revenue, how much happens when, who comes back. The items
 * are in profile_takings.c. Sums are made chunk by chunk and added up in the order of chunks: the same bits for any number of threads. */
#include <config.h>
#include "segment-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define DAY 86400
#define HOUR 3600

/* Kinds -------------------------------------------------------------------------------------------------------------- */

static gboolean
read_kinds (SegMemberEvents *events, GError **error)
{
	const char *taking = seg_workspace_taking (events->workspace, error);
	g_autoptr (SegStatement) statement = taking != NULL ? seg_workspace_prepare (events->workspace,
		"SELECT id, money, :taking = 'event' OR CASE :taking WHEN 'purchase' THEN purchase ELSE name = :taking END FROM event_kind ORDER BY id", error) : NULL;
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":taking", taking);
	events->kinds = g_new0 (guint8, events->reading.n_kinds + 1);
	for (gsize kind = 0; seg_statement_next (statement, &failure); ) {
		gint64 id = seg_statement_integer (statement, 0);

		while (kind < events->reading.n_kinds && events->reading.kind_ids[kind] < id)
			kind++;
		if (kind < events->reading.n_kinds && events->reading.kind_ids[kind] == id)
			events->kinds[kind] = (guint8) ((seg_statement_integer (statement, 1) ? SEG_MEMBER_MONEY : 0)
			                                | (seg_statement_integer (statement, 2) ? SEG_MEMBER_TAKING : 0));
	}
	return seg_query_ended (failure, error);
}

static gboolean
read_items (SegMemberEvents *events, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (events->workspace, "SELECT id FROM item ORDER BY id", error);
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	while (seg_statement_next (statement, &failure)) {
		gint64 id = seg_statement_integer (statement, 0);

		g_array_append_val (ids, id);
	}
	events->n_items = ids->len;
	events->item_ids = (gint64 *) (gpointer) g_array_free (g_steal_pointer (&ids), FALSE);
	return seg_query_ended (failure, error);
}

gboolean
seg_member_events_read (SegMemberEvents *events, SegWorkspace *workspace, const SegMembers *members, gint64 as_of, SegJob *job, GError **error)
{
	*events = (SegMemberEvents) { .workspace = workspace, .members = members };
	if (!seg_event_reading_init (&events->reading, workspace, error) || !read_kinds (events, error) || !read_items (events, error))
		return FALSE;
	events->reading.as_of = as_of;
	seg_id_index_init (&events->reading.users, members->user_ids, members->n);
	seg_id_index_init (&events->reading.items, events->item_ids, events->n_items);
	return seg_clock_offset (workspace, &events->clock, error) && seg_calendar_offset (workspace, &events->calendar, error)
	       && seg_events_read (workspace, &events->reading, 0, &events->chunks, NULL, NULL, NULL, job, error);
}

void
seg_member_events_clear (SegMemberEvents *events)
{
	g_clear_pointer (&events->chunks, g_ptr_array_unref);
	seg_event_reading_clear (&events->reading);
	g_free (events->kinds);
	g_free (events->item_ids);
}

/* What happened ------------------------------------------------------------------------------------------------------ */

static inline gint64
floor_of (gint64 value, gint64 divisor)
{
	return value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor);
}

/* The local day of an event; what stands at midnight is a date. */
static inline gint64
day_of (const SegMemberEvents *events, gint64 at)
{
	return floor_of (at % DAY == 0 ? at : at + events->calendar, DAY);
}

/* 0 is Monday; day 0 of all, 1970-01-01, was a Thursday. */
static inline gsize
weekday_of (gint64 day)
{
	return (gsize) (day + 3 - 7 * floor_of (day + 3, 7));
}

/* What a chunk adds, of one segment. */
typedef struct {
	double revenue;
	gint64 n_events, by_hour[24], by_weekday[7];
} Sum;

typedef struct {
	SegMemberEvents *events;
	Sum     *sums;          /* chunks x k */
	gint64  *first, *last;  /* local days of each chunk; G_MAXINT64 and G_MININT64: none */
	guint8  *seen;          /* by member: has an event */
	guint64 *periods;       /* by member: a bit for each period with an event */
	guint8  *period_of_day; /* from the first day */
	gint64   first_day, last_day;
} Work;

static void
add_time (const Work *work, Sum *sum, gint64 at, gint64 *first, gint64 *last)
{
	const SegMemberEvents *events = work->events;
	gint64 day = day_of (events, at);

	*first = MIN (*first, day);
	*last = MAX (*last, day);
	sum->by_weekday[weekday_of (day)]++;
	if (at % DAY != 0) {
		gint64 local = at + events->clock;

		sum->by_hour[(local - DAY * floor_of (local, DAY)) / HOUR]++;
	}
}

/* Runs on any thread. */
static void
sum_chunk (gsize number, gsize from, gsize to, gpointer data)
{
	Work *work = data;
	const SegMemberEvents *events = work->events;
	const SegEventChunk *chunk = events->chunks->pdata[number];
	Sum *sums = work->sums + number * events->members->k;
	gint64 first = G_MAXINT64, last = G_MININT64;

	(void) from;
	(void) to;
	for (gsize i = 0; i < chunk->n; i++) {
		guint32 user = chunk->user[i];
		Sum *sum = &sums[events->members->labels[user]];
		guint kind = chunk->kind[i] & ~SEG_CHUNK_NOT_YET_GIVEN_BACK;

		sum->n_events++;
		__atomic_store_n (&work->seen[user], 1, __ATOMIC_RELAXED);
		if (chunk->amount != NULL && (events->kinds[kind] & SEG_MEMBER_MONEY) && !isnan (chunk->amount[i]))
			sum->revenue += chunk->amount[i];
		if (chunk->at != NULL && chunk->at[i] != SEG_EVENT_NO_TIME)
			add_time (work, sum, chunk->at[i], &first, &last);
	}
	work->first[number] = first;
	work->last[number] = last;
}

static void
add_sums (const Work *work, GPtrArray *profiles)
{
	const SegMemberEvents *events = work->events;

	for (guint number = 0; number < events->chunks->len; number++)
		for (guint c = 0; c < events->members->k; c++) {
			const Sum *sum = &work->sums[number * events->members->k + c];
			SegProfile *profile = profiles->pdata[c];

			profile->revenue += sum->revenue;
			profile->habits->n_events += sum->n_events;
			for (guint hour = 0; hour < 24; hour++)
				profile->habits->by_hour[hour] += sum->by_hour[hour];
			for (guint weekday = 0; weekday < 7; weekday++)
				profile->habits->by_weekday[weekday] += sum->by_weekday[weekday];
		}
	for (gsize i = 0; i < events->members->n; i++)
		((SegProfile *) profiles->pdata[events->members->labels[i]])->habits->n_active += work->seen[i];
}

/* Everyone's figures, and the shares of them. */
static void
add_everyone (GPtrArray *profiles)
{
	double revenue = 0;
	gint64 n_events = 0, by_hour[24] = { 0 }, by_weekday[7] = { 0 }, n_hours = 0;

	for (guint c = 0; c < profiles->len; c++) {
		const SegProfile *profile = profiles->pdata[c];

		revenue += profile->revenue;
		n_events += profile->habits->n_events;
		for (guint hour = 0; hour < 24; hour++)
			by_hour[hour] += profile->habits->by_hour[hour];
		for (guint weekday = 0; weekday < 7; weekday++)
			by_weekday[weekday] += profile->habits->by_weekday[weekday];
	}
	for (guint hour = 0; hour < 24; hour++)
		n_hours += by_hour[hour];
	for (guint c = 0; c < profiles->len; c++) {
		SegProfile *profile = profiles->pdata[c];
		SegHabits *habits = profile->habits;

		profile->share_revenue = revenue > 0 ? profile->revenue / revenue : NAN;
		habits->share_events = n_events > 0 ? (double) habits->n_events / (double) n_events : NAN;
		habits->has_hours = n_hours > 0;
		memcpy (habits->by_hour_all, by_hour, sizeof by_hour);
		memcpy (habits->by_weekday_all, by_weekday, sizeof by_weekday);
	}
}

/* Who comes back ----------------------------------------------------------------------------------------------------- */

static gint64
day_of_date (int year, int month)
{
	g_autoptr (GDateTime) date = g_date_time_new_utc (year, month, 1, 0, 0, 0);

	return date != NULL ? g_date_time_to_unix (date) / DAY : 0;
}

/* The first day of the period that @day is in. */
static gint64
period_start (SegHabitPeriod period, gint64 day)
{
	g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (day * DAY);
	int month;

	if (period == SEG_PERIOD_WEEK || date == NULL)
		return day - (gint64) weekday_of (day);
	month = g_date_time_get_month (date);
	if (period == SEG_PERIOD_QUARTER)
		month = (month - 1) / 3 * 3 + 1;
	return day_of_date (g_date_time_get_year (date), period == SEG_PERIOD_YEAR ? 1 : month);
}

static gint64
next_period (SegHabitPeriod period, gint64 start)
{
	static const gint64 safe[] = { 7, 31, 92, 366 }; /* at least as long, and in the next one */

	return period == SEG_PERIOD_WEEK ? start + 7 : period_start (period, start + safe[period]);
}

/* The starts of all periods and the end of the last, as days; NULL: more than SEG_HABIT_PERIODS. */
static GArray *
cut_periods (SegHabitPeriod period, gint64 first, gint64 last)
{
	g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (gint64));
	gint64 day = period_start (period, first);

	for (; day <= last && starts->len <= SEG_HABIT_PERIODS; day = next_period (period, day))
		g_array_append_val (starts, day);
	if (starts->len > SEG_HABIT_PERIODS)
		return NULL;
	g_array_append_val (starts, day);
	return g_steal_pointer (&starts);
}

/* Weeks for a quarter of a year, months for five years, then quarters, then years. */
static GArray *
choose_periods (gint64 first, gint64 last, SegHabitPeriod *period)
{
	GArray *starts = NULL;

	for (*period = last - first < 92 ? SEG_PERIOD_WEEK : SEG_PERIOD_MONTH; *period <= SEG_PERIOD_YEAR; (*period)++)
		if ((starts = cut_periods (*period, first, last)) != NULL)
			return starts;
	return NULL; /* longer than 64 years: no map */
}

static void
mark_chunk (gsize number, gsize from, gsize to, gpointer data)
{
	Work *work = data;
	const SegEventChunk *chunk = work->events->chunks->pdata[number];

	(void) from;
	(void) to;
	for (gsize i = 0; chunk->at != NULL && i < chunk->n; i++)
		if (chunk->at[i] != SEG_EVENT_NO_TIME) {
			guint period = work->period_of_day[day_of (work->events, chunk->at[i]) - work->first_day];

			__atomic_fetch_or (&work->periods[chunk->user[i]], (guint64) 1 << period, __ATOMIC_RELAXED);
		}
}

static void
add_member (SegHabits *habits, guint64 periods)
{
	guint first = (guint) __builtin_ctzll (periods);

	for (; periods != 0; periods &= periods - 1)
		habits->retained[first * habits->n_periods + (guint) __builtin_ctzll (periods) - first]++;
}

static gboolean
map_retention (Work *work, GPtrArray *profiles, GError **error)
{
	SegMemberEvents *events = work->events;
	SegHabitPeriod period = SEG_PERIOD_WEEK;
	g_autoptr (GArray) starts = work->last_day >= work->first_day ? choose_periods (work->first_day, work->last_day, &period) : NULL;
	guint n;

	if (starts == NULL)
		return TRUE;
	n = starts->len - 1;
	work->period_of_day = g_new0 (guint8, (gsize) (work->last_day - work->first_day + 1));
	work->periods = g_try_new0 (guint64, events->members->n + 1);
	if (work->periods == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the profiles of %zu users (%zu bytes)"), events->members->n,
		             events->members->n * sizeof (guint64));
		return FALSE;
	}
	for (gint64 day = work->first_day, at = 0; day <= work->last_day; day++) {
		while (g_array_index (starts, gint64, at + 1) <= day)
			at++;
		work->period_of_day[day - work->first_day] = (guint8) at;
	}
	seg_parallel_blocks (events->chunks->len, 1, mark_chunk, work);
	for (guint c = 0; c < profiles->len; c++) {
		SegHabits *habits = ((SegProfile *) profiles->pdata[c])->habits;

		habits->period = period;
		habits->n_periods = n;
		habits->starts = g_new (gint64, n + 1);
		habits->retained = g_new0 (gint64, (gsize) n * n);
		for (guint i = 0; i <= n; i++) /* as the files have it: local time is ahead */
			habits->starts[i] = g_array_index (starts, gint64, i) * DAY - events->calendar;
	}
	for (gsize i = 0; i < events->members->n; i++)
		if (work->periods[i] != 0)
			add_member (((SegProfile *) profiles->pdata[events->members->labels[i]])->habits, work->periods[i]);
	return TRUE;
}

/* The whole ---------------------------------------------------------------------------------------------------------- */

static void
find_span (Work *work)
{
	work->first_day = G_MAXINT64;
	work->last_day = G_MININT64;
	for (guint i = 0; i < work->events->chunks->len; i++) {
		work->first_day = MIN (work->first_day, work->first[i]);
		work->last_day = MAX (work->last_day, work->last[i]);
	}
}

gboolean
seg_profile_events (SegMemberEvents *events, GPtrArray *profiles, SegJob *job, GError **error)
{
	Work work = { .events = events };
	gsize n_chunks = events->chunks->len;
	gboolean fine;

	work.sums = g_new0 (Sum, n_chunks * events->members->k + 1);
	work.first = g_new0 (gint64, n_chunks + 1);
	work.last = g_new0 (gint64, n_chunks + 1);
	work.seen = g_malloc0 (events->members->n + 1);
	seg_parallel_blocks (n_chunks, 1, sum_chunk, &work);
	add_sums (&work, profiles);
	add_everyone (profiles);
	find_span (&work);
	fine = seg_job_proceed (job, 0.5, _("when people come"), error) && map_retention (&work, profiles, error);
	g_free (work.sums);
	g_free (work.first);
	g_free (work.last);
	g_free (work.seen);
	g_free (work.periods);
	g_free (work.period_of_day);
	return fine;
}
