/* Overlap: events of a load that earlier files had brought, as in an export that grows from month to month. They are found after
 * the load, by merging the earlier events and the new ones in the order of users and times, and taken away again. Equal means
 * equal in every figure; two equal rows of the new file against one earlier event leave one. */
#include <config.h>
#include "overlap.h"

#include <glib/gi18n.h>
#include <string.h>

#define ASK_EVERY 4096
#define REMOVED_AT_ONCE 65536 /* ids collected before rows are deleted: each change makes all cursors seek anew */

typedef struct {
	SegWorkspace *workspace;
	gint64        last_old_id;
	SegStatement *remove, *remove_review; /* the latter NULL while there are no reviews */
	GArray       *known;   /* of gint64: ids to delete */
	GArray       *place;   /* of SegOverlapEvent: those of one user at one time */
	gint64        n_known;
} Overlap;

static void
clear_event (gpointer event)
{
	g_free (((SegOverlapEvent *) event)->order);
}

static void
clear_overlap (Overlap *overlap)
{
	seg_statement_free (overlap->remove);
	seg_statement_free (overlap->remove_review);
	g_array_unref (overlap->known);
	g_array_unref (overlap->place);
}

/* Removing ------------------------------------------------------------------------------------------------------------------ */

static gboolean
remove_known (Overlap *overlap, GError **error)
{
	for (guint i = 0; i < overlap->known->len; i++) {
		gint64 id = g_array_index (overlap->known, gint64, i);

		seg_statement_bind_integer_at (overlap->remove, 1, id);
		if (overlap->remove_review != NULL) {
			seg_statement_bind_integer_at (overlap->remove_review, 1, id);
			if (!seg_statement_run (overlap->remove_review, error))
				return FALSE;
		}
		if (!seg_statement_run (overlap->remove, error))
			return FALSE;
	}
	overlap->n_known += overlap->known->len;
	g_array_set_size (overlap->known, 0);
	return TRUE;
}

static gboolean
prepare_removal (Overlap *overlap, GError **error)
{
	gint64 last_review;

	overlap->remove = seg_workspace_prepare (overlap->workspace, "DELETE FROM event WHERE id = ?1", error);
	if (overlap->remove == NULL || !seg_workspace_count (overlap->workspace, "SELECT max (event_id) FROM review", &last_review, error))
		return FALSE;
	if (last_review <= overlap->last_old_id)
		return TRUE;
	overlap->remove_review = seg_workspace_prepare (overlap->workspace, "DELETE FROM review WHERE event_id = ?1", error);
	return overlap->remove_review != NULL;
}

/* One user at one time ---------------------------------------------------------------------------------------------------------- */

static int
compare_numbers (double one, double other)
{
	return one < other ? -1 : one > other;
}

/* Everything but user and time, which are the same here. */
static int
compare_figures (const SegOverlapEvent *one, const SegOverlapEvent *other)
{
	const gint64 integers[][2] = { { one->item_id, other->item_id }, { one->kind_id, other->kind_id } };
	const double numbers[][2] = {
		{ one->amount, other->amount }, { one->quantity, other->quantity }, { one->rating, other->rating }, { one->seconds, other->seconds },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (integers); i++)
		if (integers[i][0] != integers[i][1])
			return integers[i][0] < integers[i][1] ? -1 : 1;
	for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
		if (compare_numbers (numbers[i][0], numbers[i][1]) != 0)
			return compare_numbers (numbers[i][0], numbers[i][1]);
	return g_strcmp0 (one->order, other->order);
}

/* Equal ones lie together, the earlier ones first, new ones in the order of the file. */
static int
compare_events (gconstpointer a, gconstpointer b)
{
	const SegOverlapEvent *one = a, *other = b;
	int order = compare_figures (one, other);

	if (order != 0)
		return order;
	return one->id < other->id ? -1 : one->id > other->id;
}

/* For each earlier event one new one that is equal to it. */
static void
match_place (Overlap *overlap)
{
	GArray *place = overlap->place;
	gint64 n_free = 0;

	if (place->len > 1)
		g_array_sort (place, compare_events);
	for (guint i = 0; i < place->len; i++) {
		const SegOverlapEvent *event = &g_array_index (place, SegOverlapEvent, i);

		if (i == 0 || compare_figures (event, &g_array_index (place, SegOverlapEvent, i - 1)) != 0)
			n_free = 0;
		if (!event->is_new)
			n_free++;
		else if (n_free > 0) {
			n_free--;
			g_array_append_val (overlap->known, event->id);
		}
	}
	g_array_set_size (place, 0);
}

/* All of it ---------------------------------------------------------------------------------------------------------------------- */

static gboolean
is_same_place (const GArray *place, const SegOverlapEvent *event)
{
	const SegOverlapEvent *first = &g_array_index (place, SegOverlapEvent, 0);

	return place->len == 0 || (first->user_id == event->user_id && first->at == event->at);
}

static gboolean
match_all (Overlap *overlap, SegOverlapRuns *runs, gint64 n_events, SegJob *job, GError **error)
{
	SegOverlapEvent event;
	GError *failure = NULL;
	gint64 n = 0;

	while (failure == NULL && seg_overlap_runs_next (runs, &event, &failure)) {
		if (!is_same_place (overlap->place, &event))
			match_place (overlap);
		g_array_append_val (overlap->place, event);
		if (overlap->known->len >= REMOVED_AT_ONCE)
			remove_known (overlap, &failure);
		if (failure == NULL && ++n % ASK_EVERY == 0)
			seg_job_proceed (job, (double) n / (double) MAX (n_events, 1), _("looking for events that are known"), &failure);
	}
	match_place (overlap);
	if (failure == NULL)
		remove_known (overlap, &failure);
	return seg_query_ended (failure, error);
}

/* @in_order: (out) FALSE: nothing was done, as events did not lie in order. */
static gboolean
try_to_match (SegWorkspace *workspace, const GArray *sources, gint64 last_old_id, gint64 n_events, gboolean sort, SegJob *job,
              gint64 *n_known, gboolean *in_order, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegOverlapRuns) runs = transaction != NULL ? seg_overlap_runs_open (workspace, sources, last_old_id, sort, error) : NULL;
	Overlap overlap = { .workspace = workspace, .last_old_id = last_old_id };
	gboolean fine;

	if (runs == NULL)
		return FALSE;
	overlap.known = g_array_new (FALSE, FALSE, sizeof (gint64));
	overlap.place = g_array_new (FALSE, FALSE, sizeof (SegOverlapEvent));
	g_array_set_clear_func (overlap.place, clear_event);
	fine = prepare_removal (&overlap, error) && match_all (&overlap, runs, n_events, job, error);
	*in_order = seg_overlap_runs_in_order (runs);
	*n_known = overlap.n_known;
	clear_overlap (&overlap);
	g_clear_pointer (&runs, seg_overlap_runs_close); /* its statements would keep the savepoint open */
	if (!fine || !*in_order)
		return fine;
	return seg_transaction_commit (g_steal_pointer (&transaction), error);
}

/* The sources that can have brought an event of @source_id before: earlier ones whose events are not all before or after. */
static GArray *
find_sources (SegWorkspace *workspace, gint64 source_id, gint64 corrects, gint64 *n_events, GError **error)
{
	g_autoptr (GArray) sources = g_array_new (FALSE, FALSE, sizeof (gint64));
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT earlier.id, earlier.rows_loaded FROM source earlier, source this WHERE this.id = :source AND earlier.id < this.id "
		"AND earlier.id <> :corrects AND earlier.role NOT IN ('users', 'items', 'results') "
		"AND coalesce (earlier.first_at <= this.last_at AND earlier.last_at >= this.first_at, 1)", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":source", source_id);
	seg_statement_bind_integer (statement, ":corrects", corrects);
	while (seg_statement_next (statement, &failure)) {
		gint64 id = seg_statement_integer (statement, 0);

		g_array_append_val (sources, id);
		*n_events += seg_statement_integer (statement, 1);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&sources) : NULL;
}

gboolean
seg_overlap_remove (SegWorkspace *workspace, gint64 source_id, gint64 corrects, gint64 last_old_id, gint64 n_new, SegJob *job,
                    gint64 *n_known, GError **error)
{
	gint64 n_events = n_new;
	g_autoptr (GArray) sources = find_sources (workspace, source_id, corrects, &n_events, error);
	gboolean in_order = TRUE;

	*n_known = 0;
	if (sources == NULL || sources->len == 0)
		return sources != NULL;
	if (!try_to_match (workspace, sources, last_old_id, n_events, FALSE, job, n_known, &in_order, error))
		return FALSE;
	return in_order || try_to_match (workspace, sources, last_old_id, n_events, TRUE, job, n_known, &in_order, error);
}
