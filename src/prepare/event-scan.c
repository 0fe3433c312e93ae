/* Every column of events, and what each event is held against, in one pass. */
#include <config.h>
#include "event-private.h"

#include <segscope/ids.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define DAY 86400
#define BUDGET (G_GINT64_CONSTANT (256) << 20) /* bytes of values behind the fronts, all columns together */

static const struct {
	const char *name, *label;
	SegType     type;
	const char *field;
} event_columns[SEG_EVENT_COLUMNS] = {
	[SEG_EVENT_KIND] = { "kind_id", N_("kind"), SEG_TYPE_CATEGORY, "kind" },
	[SEG_EVENT_AT] = { "at", N_("time"), SEG_TYPE_DATE, "at" },
	[SEG_EVENT_ITEM] = { "item_id", N_("item"), SEG_TYPE_TEXT, "item" },
	[SEG_EVENT_AMOUNT] = { "amount", N_("amount"), SEG_TYPE_NUMBER, "amount" },
	[SEG_EVENT_QUANTITY] = { "quantity", N_("quantity"), SEG_TYPE_NUMBER, "quantity" },
	[SEG_EVENT_RATING] = { "rating", N_("rating"), SEG_TYPE_NUMBER, "rating" },
	[SEG_EVENT_SECONDS] = { "seconds", N_("seconds"), SEG_TYPE_NUMBER, "seconds" },
	[SEG_EVENT_ORDER] = { "order_key", N_("order"), SEG_TYPE_TEXT, "order" },
};

/* One event ------------------------------------------------------------------------------------------------------------- */

enum { USER, ITEM, KIND, AT, AMOUNT, QUANTITY, RATING, SECONDS, ORDER, TEXT, N_CELLS };

static const int cell_of[SEG_EVENT_COLUMNS] = { KIND, AT, ITEM, AMOUNT, QUANTITY, RATING, SECONDS, ORDER };

/* One event, each cell asked for once. */
typedef struct {
	gboolean has[N_CELLS];
	gint64   whole[AT + 1];
	double   number[SECONDS + 1];
	const char *order, *text;
} Event;

/* @offset: of the first cell in the row. */
static inline void
read_event (Event *event, const SegRow *row, guint offset, guint n_cells)
{
	for (guint i = 0; i < n_cells; i++) {
		event->has[i] = !seg_row_is_null (row, offset + i);
		if (!event->has[i])
			continue;
		if (i <= AT)
			event->whole[i] = seg_row_integer (row, offset + i);
		else if (i <= SECONDS)
			event->number[i] = seg_row_double (row, offset + i) + 0.0; /* -0 and 0 are one value */
		else if (i == ORDER)
			event->order = seg_row_text (row, offset + i);
		else
			event->text = seg_row_text (row, offset + i);
	}
}

/* One number for all cells of the event. */
static guint64
hash_event (const Event *event, int n_cells)
{
	guint64 hash = 0, bits;

	for (int i = 0; i < n_cells; i++) {
		if (!event->has[i])
			continue;
		hash = seg_hash_mix (hash, (guint64) i);
		if (i <= AT)
			hash = seg_hash_mix (hash, (guint64) event->whole[i]);
		else if (i <= SECONDS) {
			memcpy (&bits, &event->number[i], sizeof bits);
			hash = seg_hash_mix (hash, bits);
		} else
			hash = seg_hash_text (hash, i == ORDER ? event->order : event->text);
	}
	return hash;
}

static void
scan_columns (SegEventScan *scan, guint worker, const Event *event, gint64 *possible)
{
	for (gsize i = 0; i < SEG_EVENT_COLUMNS; i++) {
		SegScan *column = scan->columns[i];
		int cell = cell_of[i];

		if (!event->has[cell])
			continue;
		possible[1 + i]++;
		if (column->done)
			continue;
		if (i == SEG_EVENT_KIND || i == SEG_EVENT_ITEM)
			seg_scan_key (column, worker, (guint64) event->whole[cell]);
		else if (i == SEG_EVENT_ORDER)
			seg_scan_text (column, worker, event->order);
		else
			seg_scan_number (column, worker, i == SEG_EVENT_AT ? (double) event->whole[AT] : event->number[cell]);
	}
	if (!scan->rows->done)
		seg_scan_key (scan->rows, worker, hash_event (event, scan->reviews ? N_CELLS : TEXT));
}

static void
add_up_user (SegEventUsers *users, gsize user, const Event *event, guint kind)
{
	double amount = event->has[AMOUNT] ? event->number[AMOUNT] * SEG_MONEY_UNIT : 0;

	__atomic_fetch_add (&users->n_events[user], 1, __ATOMIC_RELAXED);
	if (kind == 0 || !(fabs (amount) < 1e17))
		return;
	__atomic_fetch_add (&users->money[user], (gint64) llround (amount), __ATOMIC_RELAXED);
	if (kind == SEG_KIND_REFUND)
		__atomic_store_n (&users->refunds[user], 1, __ATOMIC_RELAXED);
}

static void
check_times (const SegEventScan *scan, SegEventCounts *counts, const Event *event, gssize user)
{
	gint64 at = event->whole[AT];

	if (!event->has[AT])
		return;
	counts->n_future += at > scan->now + DAY;
	counts->n_ancient += at < DAY;
	counts->n_early += user >= 0 && at >= DAY && scan->users.registered[user] != G_MININT64 && at < scan->users.registered[user] - DAY;
}

/* Events of users that the recipe leaves out are not in use. */
static void
scan_event (SegEventScan *scan, guint worker, Event *event)
{
	SegEventCounts *counts = &scan->counts[worker];
	gssize user, kind;
	gint64 *possible;
	guint is;

	user = seg_ids_find (scan->users.ids, scan->users.n, event->whole[USER]);
	if (user >= 0 && scan->users.state[user] & SEG_USER_EXCLUDED)
		return;
	kind = seg_ids_find (scan->kinds, scan->n_kinds, event->whole[KIND]);
	is = kind >= 0 ? scan->kind_is[kind] : 0;
	possible = counts->possible + (kind >= 0 ? (gsize) kind : scan->n_kinds) * (SEG_EVENT_COLUMNS + 1);
	counts->n++;
	possible[0]++;
	scan_columns (scan, worker, event, possible);
	if (user >= 0)
		add_up_user (&scan->users, (gsize) user, event, is);
	check_times (scan, counts, event, user);
	counts->n_unknown_user += scan->users_listed && (user < 0 || !(scan->users.state[user] & SEG_USER_LISTED));
	counts->n_unknown_item += scan->n_items > 0 && event->has[ITEM] && seg_ids_find (scan->items, scan->n_items, event->whole[ITEM]) >= 0;
	counts->n_purchases += is == SEG_KIND_PURCHASE;
	counts->n_refunds += is == SEG_KIND_REFUND;
	counts->n_free += is == SEG_KIND_PURCHASE && event->has[AMOUNT] && event->number[AMOUNT] == 0;
}

static void
scan_row (guint worker, guint piece, const SegRow *row, gpointer data)
{
	SegEventScan *scan = data;
	Event event;

	(void) piece;
	read_event (&event, row, 0, scan->reviews ? N_CELLS : TEXT);
	scan_event (scan, worker, &event);
}

/* id, user_id, item_id, kind_id, at, amount, whether there is more. */
static gboolean
scan_plain_row (guint worker, const SegRow *row, gpointer data)
{
	Event event = { 0 };

	if (!seg_row_is_null (row, AMOUNT + 2))
		return FALSE;
	read_event (&event, row, 1, AMOUNT + 1);
	scan_event (data, worker, &event);
	return TRUE;
}

/* All events ---------------------------------------------------------------------------------------------------------------- */

static void
add_up (SegEventScan *scan)
{
	gsize n_possible = (scan->n_kinds + 1) * (SEG_EVENT_COLUMNS + 1);

	scan->sum.possible = g_new0 (gint64, n_possible);
	for (guint i = 0; i < scan->n_workers; i++) {
		const SegEventCounts *one = &scan->counts[i];

		scan->sum.n += one->n;
		scan->sum.n_future += one->n_future;
		scan->sum.n_ancient += one->n_ancient;
		scan->sum.n_early += one->n_early;
		scan->sum.n_unknown_user += one->n_unknown_user;
		scan->sum.n_unknown_item += one->n_unknown_item;
		scan->sum.n_free += one->n_free;
		scan->sum.n_purchases += one->n_purchases;
		scan->sum.n_refunds += one->n_refunds;
		for (gsize k = 0; k < n_possible; k++)
			scan->sum.possible[k] += one->possible[k];
	}
}

/* How many events are of kinds that have a value in each column at all: views have no amount, and none is missing there. */
static void
set_possible (SegEventScan *scan)
{
	for (gsize i = 0; i < SEG_EVENT_COLUMNS; i++) {
		gint64 n = 0;

		for (gsize kind = 0; kind <= scan->n_kinds; kind++) {
			const gint64 *possible = scan->sum.possible + kind * (SEG_EVENT_COLUMNS + 1);

			n += possible[1 + i] > 0 ? possible[0] : 0;
		}
		scan->columns[i]->quality->n = n;
	}
}

/* Names for the most frequent kinds or items, whose ids were counted. */
static gboolean
name_top (SegWorkspace *workspace, SegScan *scan, const char *sql, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	GError *failure = NULL;
	SegColumnQuality *column = scan->quality;

	if (statement == NULL)
		return FALSE;
	for (gsize i = 0; i < column->n_top; i++) {
		seg_statement_bind_integer (statement, ":id", (gint64) g_ascii_strtoull (column->top[i].value, NULL, 10));
		if (seg_statement_next (statement, &failure)) {
			g_free (column->top[i].value);
			column->top[i].value = g_strdup (seg_statement_text (statement, 0));
		}
		if (!seg_query_ended (failure, error))
			return FALSE;
		seg_statement_reset (statement);
	}
	return TRUE;
}

/* The most frequent of counted ids, as texts of digits until name_top(). */
static void
top_ids (SegScan *scan)
{
	SegColumnQuality *column = scan->quality;
	const SegTally *tally = &scan->tally;
	gsize best[SEG_QUALITY_TOP], n = seg_tally_top (tally, 1, SEG_QUALITY_TOP, best);

	for (gsize i = 0; i < n; i++)
		column->top[column->n_top++] = (SegValueCount) { g_strdup_printf ("%" G_GUINT64_FORMAT, tally->keys[best[i]]), seg_tally_at (tally, best[i]) };
}

static gboolean
name_ids (SegEventScan *scan, SegWorkspace *workspace, GError **error)
{
	static const struct { gsize column; const char *sql; } named[] = {
		{ SEG_EVENT_KIND, "SELECT name FROM event_kind WHERE id = :id" }, { SEG_EVENT_ITEM, "SELECT key FROM item WHERE id = :id" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (named); i++) {
		SegScan *column = scan->columns[named[i].column];

		g_ptr_array_set_size (column->quality->suspects, 0);
		for (gsize k = 0; k < column->quality->n_top; k++)
			g_free (column->quality->top[k].value);
		column->quality->n_top = 0;
		top_ids (column);
		if (!name_top (workspace, column, named[i].sql, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
read_all (SegEventScan *scan, SegWorkspace *workspace, GPtrArray *scans, SegBudget *budget, SegJob *job, GError **error)
{
	static const char *const columns = "user_id, item_id, kind_id, at, amount, quantity, rating, seconds, order_key";
	static const char *const with_text = "user_id, item_id, kind_id, at, amount, quantity, rating, seconds, order_key, text";
	SegPass pass = { .table = "event", .phrase = N_("checking events"), .pieces = scan->reviews ? &with_text : &columns, .n_pieces = 1,
		.rest = scan->reviews ? "FROM event LEFT JOIN review ON event_id = id WHERE id BETWEEN :first AND :last"
		                      : "FROM event WHERE id BETWEEN :first AND :last",
		.row = scan_row, .plain_row = scan_plain_row, .data = scan,
		.plain = scan->reviews ? NULL : "id, user_id, item_id, kind_id, at, amount, coalesce (quantity, rating, seconds, order_key)" };

	if (!seg_pass_run (workspace, &pass, scan->n_workers, job, error))
		return FALSE;
	add_up (scan);
	set_possible (scan);
	if (!seg_scans_finish (scans, job, error))
		return FALSE;
	while (seg_scans_again (scans, budget)) {
		memset (scan->users.n_events, 0, scan->users.n * sizeof *scan->users.n_events);
		memset (scan->users.money, 0, scan->users.n * sizeof *scan->users.money);
		if (!seg_pass_run (workspace, &pass, scan->n_workers, job, error) || !seg_scans_finish (scans, job, error))
			return FALSE;
	}
	return TRUE;
}

/* Columns that no event has a value in are none of this workspace. */
static void
drop_empty (SegQualityReport *report)
{
	for (guint i = report->columns->len; i > 0; i--) {
		const SegColumnQuality *column = report->columns->pdata[i - 1];

		if (strcmp (column->table, "event") == 0 && column->n == 0)
			g_ptr_array_remove_index (report->columns, i - 1);
	}
}

static gboolean
add_table (SegWorkspace *workspace, SegQualityReport *report, gint64 n, GError **error)
{
	SegTableQuality *table = g_new0 (SegTableQuality, 1);
	gint64 n_set_aside, n_of_excluded = 0, n_excluded;

	table->table = "event";
	table->n = n;
	g_ptr_array_add (report->tables, table);
	if (!seg_workspace_count (workspace, "SELECT count (*) FROM event_set_aside WHERE replaced_by IS NULL", &n_set_aside, error)
	    || !seg_workspace_count (workspace, "SELECT count (*) FROM excluded_user", &n_excluded, error)
	    || (n_excluded > 0 && !seg_workspace_count (workspace, "SELECT count (*) FROM event", &n_of_excluded, error)))
		return FALSE;
	table->n_left_out = n_set_aside + (n_excluded > 0 ? n_of_excluded - n : 0);
	return TRUE;
}

gboolean
seg_quality_events (SegWorkspace *workspace, SegQualityReport *report, SegJob *job, GError **error)
{
	SegEventScan scan = { 0 };
	SegBudget budget = { .limit = BUDGET / (gint64) sizeof (guint64) };
	g_autoptr (GPtrArray) scans = g_ptr_array_new ();
	gboolean fine;

	if (!seg_pass_workers (workspace, "event", &scan.n_workers, error))
		return FALSE;
	for (gsize i = 0; i < SEG_EVENT_COLUMNS; i++) {
		SegColumnQuality *column = seg_quality_add_column (report, "event", event_columns[i].name, _(event_columns[i].label),
		                                                   event_columns[i].field, event_columns[i].type);

		scan.columns[i] = seg_scan_new (column, scan.n_workers, &budget);
		scan.columns[i]->keep = i == SEG_EVENT_AT || i == SEG_EVENT_KIND || i == SEG_EVENT_ITEM;
		g_ptr_array_add (scans, scan.columns[i]);
	}
	scan.rows = seg_scan_new (NULL, scan.n_workers, &budget);
	g_ptr_array_add (scans, scan.rows);
	fine = seg_event_scan_prepare (&scan, workspace, error) && read_all (&scan, workspace, scans, &budget, job, error)
	       && seg_scans_name_top (scans, workspace, "event", scan.n_workers, job, error)
	       && name_ids (&scan, workspace, error)
	       && (scan.sum.n == 0 || add_table (workspace, report, scan.sum.n, error))
	       && seg_event_say (&scan, workspace, report, error);
	seg_event_scan_clear (&scan);
	drop_empty (report);
	return fine;
}
