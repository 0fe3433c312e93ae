/* Events in the order of users and times, without sorting: each load lies in runs that have this order already, so one cursor
 * a run and a heap over their heads merge them in constant memory. */
#include <config.h>
#include "overlap.h"

#include <math.h>
#include <string.h>

#define MISSING -HUGE_VAL /* no file has infinities */

/* Ids that lie in order. */
typedef struct {
	gint64 first_id, last_id;
} Range;

typedef struct {
	Range           range;
	SegStatement   *statement;
	SegOverlapEvent head;
	gboolean        sorted;  /* by SQLite, as it does not lie in order */
} Run;

struct SegOverlapRuns {
	SegWorkspace *workspace;
	GHashTable   *sources;     /* set of gint64: earlier ones that count */
	gint64        last_old_id;
	GPtrArray    *heap;        /* of Run*, smallest head first */
	GPtrArray    *runs;        /* of Run*, owns them */
	gboolean      disordered;  /* a run did not lie in order after all */
};

static void
free_run (gpointer data)
{
	Run *run = data;

	seg_statement_free (run->statement);
	g_free (run->head.order);
	g_free (run);
}

void
seg_overlap_runs_close (SegOverlapRuns *runs)
{
	if (runs == NULL)
		return;
	g_hash_table_unref (runs->sources);
	g_ptr_array_unref (runs->heap);
	g_ptr_array_unref (runs->runs);
	g_free (runs);
}

/* One run ---------------------------------------------------------------------------------------------------------------- */

#define COLUMNS "id, user_id, at, item_id, kind_id, amount, quantity, rating, seconds, order_key, source_id"

static gboolean
open_run (SegOverlapRuns *runs, Run *run, GError **error)
{
	g_clear_pointer (&run->statement, seg_statement_free);
	run->statement = seg_workspace_prepare (runs->workspace, run->sorted
		? "SELECT " COLUMNS " FROM event WHERE id BETWEEN :first AND :last ORDER BY user_id, at, id"
		: "SELECT " COLUMNS " FROM event WHERE id BETWEEN :first AND :last ORDER BY id", error);
	if (run->statement == NULL)
		return FALSE;
	seg_statement_bind_integer (run->statement, ":first", run->range.first_id);
	seg_statement_bind_integer (run->statement, ":last", run->range.last_id);
	return TRUE;
}

static double
number_at (const SegStatement *statement, int column)
{
	double number = seg_statement_double (statement, column);

	return isnan (number) ? MISSING : number;
}

static void
read_event (const SegOverlapRuns *runs, const SegStatement *statement, SegOverlapEvent *event)
{
	*event = (SegOverlapEvent) {
		.id = seg_statement_integer (statement, 0), .user_id = seg_statement_integer (statement, 1),
		.at = seg_statement_is_null (statement, 2) ? G_MININT64 : seg_statement_integer (statement, 2),
		.item_id = seg_statement_integer (statement, 3), .kind_id = seg_statement_integer (statement, 4),
		.amount = number_at (statement, 5), .quantity = number_at (statement, 6), .rating = number_at (statement, 7),
		.seconds = number_at (statement, 8),
	};
	event->is_new = event->id > runs->last_old_id;
}

static int
compare_place (const SegOverlapEvent *one, const SegOverlapEvent *other)
{
	if (one->user_id != other->user_id)
		return one->user_id < other->user_id ? -1 : 1;
	return one->at < other->at ? -1 : one->at > other->at;
}

/* Moves to the run's next event that counts. @there: (out) FALSE at its end. */
static gboolean
advance (SegOverlapRuns *runs, Run *run, gboolean *there, GError **error)
{
	SegOverlapEvent before = run->head;
	GError *failure = NULL;

	while ((*there = seg_statement_next (run->statement, &failure))) {
		gint64 source_id = seg_statement_integer (run->statement, 10);

		read_event (runs, run->statement, &run->head);
		if (!run->head.is_new && !g_hash_table_contains (runs->sources, &source_id))
			continue;
		runs->disordered = runs->disordered || compare_place (&before, &run->head) > 0;
		run->head.order = g_strdup (seg_statement_text (run->statement, 9));
		return TRUE;
	}
	return seg_query_ended (failure, error);
}

/* The heap ---------------------------------------------------------------------------------------------------------------- */

static gboolean
is_before (const GPtrArray *heap, gsize a, gsize b)
{
	return compare_place (&((const Run *) heap->pdata[a])->head, &((const Run *) heap->pdata[b])->head) < 0;
}

static void
swap (GPtrArray *heap, gsize a, gsize b)
{
	gpointer kept = heap->pdata[a];

	heap->pdata[a] = heap->pdata[b];
	heap->pdata[b] = kept;
}

static void
sift_down (GPtrArray *heap, gsize i)
{
	for (gsize least = i;; i = least) {
		for (gsize child = 2 * i + 1; child <= 2 * i + 2 && child < heap->len; child++)
			if (is_before (heap, child, least))
				least = child;
		if (least == i)
			return;
		swap (heap, i, least);
	}
}

static void
sift_up (GPtrArray *heap, gsize i)
{
	for (; i > 0 && is_before (heap, i, (i - 1) / 2); i = (i - 1) / 2)
		swap (heap, i, (i - 1) / 2);
}

/* Which runs ---------------------------------------------------------------------------------------------------------------- */

static void
add_range (GArray *ranges, gint64 first_id, gint64 last_id, gboolean goes_on)
{
	Range range = { first_id, last_id };

	if (goes_on)
		g_array_index (ranges, Range, ranges->len - 1).last_id = last_id;
	else
		g_array_append_val (ranges, range);
}

/* Blocks in which users only rise are one run. What lies behind the last block was not loaded from a file, and has no order. */
static GArray *
find_ranges (SegOverlapRuns *runs, GError **error)
{
	g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (Range));
	g_autoptr (SegStatement) statement = seg_workspace_prepare (runs->workspace,
		"SELECT first_event_id, last_event_id, first_user_id, last_user_id FROM event_block ORDER BY first_event_id", error);
	gint64 last_id = 0, last_user = 0;
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure)) {
		gint64 first = seg_statement_integer (statement, 0);
		gboolean crosses = last_id <= runs->last_old_id && first > runs->last_old_id;

		add_range (ranges, first, seg_statement_integer (statement, 1),
		           ranges->len > 0 && !crosses && seg_statement_integer (statement, 2) >= last_user);
		last_id = seg_statement_integer (statement, 1);
		last_user = seg_statement_integer (statement, 3);
	}
	if (!seg_query_ended (failure, error))
		return NULL;
	add_range (ranges, last_id + 1, G_MAXINT64, FALSE);
	return g_steal_pointer (&ranges);
}

static gboolean
add_run (SegOverlapRuns *runs, const Range *range, gboolean sorted, GError **error)
{
	Run *run = g_new0 (Run, 1);
	gboolean there;

	run->range = *range;
	run->sorted = sorted;
	run->head = (SegOverlapEvent) { .user_id = G_MININT64, .at = G_MININT64 };
	g_ptr_array_add (runs->runs, run);
	if (!open_run (runs, run, error) || !advance (runs, run, &there, error))
		return FALSE;
	if (there) {
		g_ptr_array_add (runs->heap, run);
		sift_up (runs->heap, runs->heap->len - 1);
	}
	return TRUE;
}

SegOverlapRuns *
seg_overlap_runs_open (SegWorkspace *workspace, const GArray *sources, gint64 last_old_id, gboolean sort, GError **error)
{
	g_autoptr (SegOverlapRuns) runs = g_new0 (SegOverlapRuns, 1);
	g_autoptr (GArray) ranges = NULL;

	runs->workspace = workspace;
	runs->last_old_id = last_old_id;
	runs->sources = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
	runs->heap = g_ptr_array_new ();
	runs->runs = g_ptr_array_new_with_free_func (free_run);
	for (guint i = 0; i < sources->len; i++)
		g_hash_table_add (runs->sources, g_memdup2 (&g_array_index (sources, gint64, i), sizeof (gint64)));
	ranges = find_ranges (runs, error);
	for (guint i = 0; ranges != NULL && i < ranges->len; i++)
		if (!add_run (runs, &g_array_index (ranges, Range, i), sort || i + 1 == ranges->len, error))
			return NULL;
	return ranges != NULL ? g_steal_pointer (&runs) : NULL;
}

gboolean
seg_overlap_runs_next (SegOverlapRuns *runs, SegOverlapEvent *event, GError **error)
{
	Run *run;
	gboolean there;

	if (runs->heap->len == 0)
		return FALSE;
	run = runs->heap->pdata[0];
	*event = run->head;
	run->head.order = NULL;
	if (!advance (runs, run, &there, error)) {
		g_clear_pointer (&event->order, g_free);
		return FALSE;
	}
	if (!there)
		g_ptr_array_remove_index_fast (runs->heap, 0);
	if (runs->heap->len > 0)
		sift_down (runs->heap, 0);
	return TRUE;
}

gboolean
seg_overlap_runs_in_order (const SegOverlapRuns *runs)
{
	return !runs->disordered;
}
