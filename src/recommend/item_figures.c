/* Sums over ten million events are a moment's work once these are columns; SQL that groups them sorts them first, on one core and without a
 * word of how far it is. */
#include <config.h>
#include "item_figures.h"
#include "recommend-private.h"

#include <segscope/event_reader.h>

#include <glib/gi18n.h>
#include <math.h>

#define LOOK_EVERY 65536 /* events, whether the work was cancelled */

/* What a kind of event counts for. */
typedef struct {
	guint8 taking, money, review;
} Kind;

/* Ratings of an item. */
typedef struct {
	double sum, sum_of_reviews; /* of all but reviews, and of these */
	gint64 n, n_of_reviews;
} Ratings;

typedef struct {
	GPtrArray      *chunks;
	const Kind     *kinds;
	gsize           n_items, n_users;
	SegItemFigures *figures; /* n_items */
	Ratings        *ratings; /* n_items */
	gsize          *start;   /* n_items + 1: where in @takers each begins */
	guint32        *takers;  /* positions of users */
	guint64        *met;     /* a bit a user */
	SegJob         *job;
} Adding;

/* By the position of the kind among ids, as events give it. */
static Kind *
read_kinds (SegWorkspace *workspace, gsize n_kinds, GError **error)
{
	const char *basis = seg_workspace_taking (workspace, error);
	g_autoptr (SegStatement) statement = basis != NULL ? seg_workspace_prepare (workspace,
		"SELECT :basis = 'event' OR id IN " SEG_SQL_KINDS_OF_TAKING (":basis") ", id IN " SEG_SQL_KINDS_OF_MONEY ", name = 'review' "
		"FROM event_kind ORDER BY id", error) : NULL;
	g_autofree Kind *kinds = g_new0 (Kind, n_kinds + 1);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_text (statement, ":basis", basis);
	for (gsize i = 0; i < n_kinds && seg_statement_next (statement, &failure); i++)
		kinds[i] = (Kind) { seg_statement_integer (statement, 0) != 0, seg_statement_integer (statement, 1) != 0,
		                    seg_statement_integer (statement, 2) != 0 };
	return seg_query_ended (failure, error) ? g_steal_pointer (&kinds) : NULL;
}

/* Sums --------------------------------------------------------------------------------------------------------------- */

static void
add_rating (Ratings *ratings, double rating, gboolean review)
{
	if (review) {
		ratings->sum_of_reviews += rating;
		ratings->n_of_reviews++;
	} else {
		ratings->sum += rating;
		ratings->n++;
	}
}

/* Everything but who took what: of that, how many events. */
static void
add_chunk (Adding *adding, const SegEventChunk *chunk)
{
	for (gsize i = 0; chunk->item != NULL && i < chunk->n; i++) {
		const gsize item = chunk->item[i];
		const Kind *kind = &adding->kinds[chunk->kind[i]];

		if (item == 0)
			continue;
		adding->figures[item - 1].n_events++;
		adding->start[item] += kind->taking;
		if (kind->money && chunk->amount != NULL && !isnan (chunk->amount[i]))
			adding->figures[item - 1].revenue += chunk->amount[i];
		if (chunk->rating != NULL && !isnan (chunk->rating[i]))
			add_rating (&adding->ratings[item - 1], chunk->rating[i], kind->review);
	}
}

static gboolean
add_events (Adding *adding, GError **error)
{
	for (guint c = 0; c < adding->chunks->len; c++) {
		if (!seg_job_proceed (adding->job, 0.5 * c / adding->chunks->len, _("adding up by item"), error))
			return FALSE;
		add_chunk (adding, adding->chunks->pdata[c]);
	}
	for (gsize item = 0; item < adding->n_items; item++) {
		const Ratings *ratings = &adding->ratings[item];

		adding->start[item + 1] += adding->start[item];
		adding->figures[item].mean_rating = ratings->n > 0 ? ratings->sum / (double) ratings->n
		                                    : ratings->n_of_reviews > 0 ? ratings->sum_of_reviews / (double) ratings->n_of_reviews : NAN;
	}
	return TRUE;
}

/* Who took what ------------------------------------------------------------------------------------------------------ */

static gboolean
sort_takers (Adding *adding, GError **error)
{
	g_autofree gsize *next = seg_try_allocate (adding->n_items, sizeof *next, error);

	if (next == NULL || (adding->takers = seg_try_allocate (adding->start[adding->n_items], sizeof *adding->takers, error)) == NULL)
		return FALSE;
	memcpy (next, adding->start, adding->n_items * sizeof *next);
	for (guint c = 0; c < adding->chunks->len; c++) {
		const SegEventChunk *chunk = adding->chunks->pdata[c];

		if (!seg_job_proceed (adding->job, 0.5 + 0.3 * c / adding->chunks->len, NULL, error))
			return FALSE;
		for (gsize i = 0; chunk->item != NULL && i < chunk->n; i++)
			if (chunk->item[i] != 0 && adding->kinds[chunk->kind[i]].taking)
				adding->takers[next[chunk->item[i] - 1]++] = chunk->user[i];
	}
	return TRUE;
}

/* Different ones among @n users; leaves no bit behind. */
static gint64
count_users (guint64 *met, const guint32 *users, gsize n)
{
	gint64 n_users = 0;

	for (gsize i = 0; i < n; i++) {
		const guint64 bit = (guint64) 1 << users[i] % 64;

		n_users += (met[users[i] / 64] & bit) == 0;
		met[users[i] / 64] |= bit;
	}
	for (gsize i = 0; i < n; i++)
		met[users[i] / 64] = 0;
	return n_users;
}

static gboolean
count_takers (Adding *adding, GError **error)
{
	gsize looked_at = 0;

	if ((adding->met = seg_try_allocate (adding->n_users / 64 + 1, sizeof *adding->met, error)) == NULL)
		return FALSE;
	for (gsize item = 0; item < adding->n_items; item++) {
		const gsize first = adding->start[item], end = adding->start[item + 1];

		adding->figures[item].n_users = count_users (adding->met, adding->takers + first, end - first);
		if (end - looked_at < LOOK_EVERY)
			continue;
		looked_at = end;
		if (!seg_job_proceed (adding->job, 0.8 + 0.2 * (double) end / (double) adding->start[adding->n_items], NULL, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
add_up (Adding *adding, GError **error)
{
	gboolean added = (adding->ratings = seg_try_allocate (adding->n_items, sizeof *adding->ratings, error)) != NULL
	                 && (adding->start = seg_try_allocate (adding->n_items + 1, sizeof *adding->start, error)) != NULL
	                 && (adding->figures = seg_try_allocate (adding->n_items, sizeof *adding->figures, error)) != NULL
	                 && add_events (adding, error) && sort_takers (adding, error) && count_takers (adding, error);

	g_free (adding->ratings);
	g_free (adding->start);
	g_free (adding->takers);
	g_free (adding->met);
	if (!added)
		g_clear_pointer (&adding->figures, g_free);
	return added;
}

/* All of it ---------------------------------------------------------------------------------------------------------- */

static SegItemFigures *
read_and_add (SegWorkspace *workspace, const SegEventReading *reading, SegJob *job, GError **error)
{
	g_autofree Kind *kinds = read_kinds (workspace, reading->n_kinds, error);
	g_autoptr (GPtrArray) chunks = NULL;
	Adding adding = { .kinds = kinds, .n_items = reading->items.n, .n_users = reading->users.n, .job = job };
	SegJobSpan outer;

	if (kinds == NULL)
		return NULL;
	outer = seg_job_enter (job, 0.05, 0.8);
	if (seg_events_read (workspace, reading, 0, &chunks, NULL, NULL, NULL, job, error)) {
		adding.chunks = chunks;
		seg_job_leave (job, outer);
		outer = seg_job_enter (job, 0.8, 1);
		add_up (&adding, error);
	}
	seg_job_leave (job, outer);
	return adding.figures;
}

SegItemFigures *
seg_item_figures_read (SegWorkspace *workspace, const gint64 *item_ids, gsize n_items, SegJob *job, GError **error)
{
	SegEventReading reading = { .as_of = G_MAXINT64, .figures = 1u << SEG_PACK_ITEM | 1u << SEG_PACK_AMOUNT | 1u << SEG_PACK_RATING };
	gsize n_users = 0;
	g_autofree gint64 *user_ids = seg_user_ids_read (workspace, &n_users, error);
	SegItemFigures *figures = NULL;

	if (user_ids != NULL && seg_event_reading_init (&reading, workspace, error)) {
		seg_id_index_init (&reading.users, user_ids, n_users);
		seg_id_index_init (&reading.items, item_ids, n_items);
		figures = read_and_add (workspace, &reading, job, error);
	}
	seg_event_reading_clear (&reading);
	return figures;
}
