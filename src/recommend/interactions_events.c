/* Events into pairs of users and items, with how much they say.
 *
 *     weight (user, item) = sum over the pair's events of weight (kind) x 2^(-(latest - at) / half-life)
 *
 * where latest is the person's last event with an item: what they like shows in what they did towards the end, whenever that was. A
 * rating counts as liked where it is above the mean of the person's ratings. Events without a time do not fade.
 *
 * Events are put into the slices of their users by counting, then sorted and merged within each, on all cores: 24 bytes an event
 * while it lasts, beside the columns they are read into. */
#include <config.h>
#include "recommend-private.h"

#include <segscope/event_kind.h>
#include <segscope/event_reader.h>
#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define USERS_A_BLOCK 512
#define SECONDS_A_DAY 86400.0

/* What a kind of event is. */
typedef struct {
	guint8 weight_class; /* SegWeightClass */
	guint8 flags;        /* SEG_PAIR_... */
} Kind;

typedef struct {
	gint64  at; /* SEG_EVENT_NO_TIME: unknown */
	guint32 item, order; /* order: as it came */
	float   rating;
	guint8  weight_class, flags;
} Event;

typedef struct {
	gint64  at;
	guint32 item;
	float   weight, rating;
	guint8  flags;
} Pair;

/* A pair takes the place of its first event. */
typedef union {
	Event event;
	Pair  pair;
} Entry;

typedef struct {
	const SegInteractions *interactions;
	const SegEventWeights *weights;
	const Kind  *kinds;
	const gsize *start;   /* n_users + 1: entries */
	gsize       *n_pairs; /* n_users */
	Entry       *entries;
	SegJob      *job;
} Merge;

/* Kinds ------------------------------------------------------------------------------------------------------------ */

/* Taking an item in one of these ways means: do not offer it again. What was given back is not offered again either. */
static gboolean
is_owning (const char *name, gboolean purchase)
{
	static const char *const owning[] = { "refund", "refunded", "cancellation", "given back", "rating", "review", NULL };

	return purchase || g_strv_contains (owning, name);
}

static Kind
kind_of (const char *name, gboolean purchase, const char *basis)
{
	const guint32 about = seg_event_kind_about (name);
	const gboolean all = strcmp (basis, "event") == 0, taking = strcmp (basis, "purchase") == 0 ? purchase : strcmp (name, basis) == 0;
	Kind kind = { SEG_WEIGHT_OTHER, (guint8) ((all || taking ? SEG_PAIR_TAKEN : 0) | (all || is_owning (name, purchase) ? SEG_PAIR_OWNED : 0)) };

	if (purchase)
		kind.weight_class = SEG_WEIGHT_PURCHASE;
	else if (about & (SEG_ABOUT_RETURN | SEG_ABOUT_RETURNED | SEG_ABOUT_SALE)) /* not, or no longer, a purchase */
		kind.weight_class = SEG_WEIGHT_NONE;
	else if (about & SEG_ABOUT_FINISHING)
		kind.weight_class = SEG_WEIGHT_COMPLETED;
	else if (about & SEG_ABOUT_LEARNING)
		kind.weight_class = SEG_WEIGHT_PLAY;
	return kind;
}

/* By the position of the kind among ids, as events give it. */
static Kind *
read_kinds (SegWorkspace *workspace, const char *basis, gsize n_kinds, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT name, purchase FROM event_kind ORDER BY id", error);
	g_autofree Kind *kinds = g_new0 (Kind, n_kinds + 1);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	for (gsize i = 0; i < n_kinds && seg_statement_next (statement, &failure); i++) {
		g_autofree char *name = g_utf8_make_valid (seg_statement_text (statement, 0), -1);

		kinds[i] = kind_of (name, seg_statement_integer (statement, 1) != 0, basis);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&kinds) : NULL;
}

/* Into slices ------------------------------------------------------------------------------------------------------- */

static gboolean
has_item (const SegEventChunk *chunk, gsize i)
{
	return chunk->item != NULL && chunk->item[i] != 0;
}

/* Whether an event with an item is one of those to learn from. */
static gboolean
counts (const SegEventChunk *chunk, gsize i, const SegEventFilter *filter)
{
	const gint64 at = chunk->at != NULL ? chunk->at[i] : SEG_EVENT_NO_TIME;

	if (!has_item (chunk, i))
		return FALSE;
	for (; filter != NULL; filter = filter->also) {
		if (at > filter->until || (filter->dated && at == SEG_EVENT_NO_TIME) || (filter->user_until != NULL && at > filter->user_until[chunk->user[i]]))
			return FALSE;
		if (filter->hidden != NULL) {
			const gssize pair = seg_interactions_pair (filter->pairs, chunk->user[i], chunk->item[i] - 1);

			if (pair >= 0 && filter->hidden[pair])
				return FALSE;
		}
	}
	return TRUE;
}

static Event
event_of (const SegEventChunk *chunk, gsize i, const Kind *kinds, guint32 order)
{
	static const Kind purchase = { SEG_WEIGHT_PURCHASE, SEG_PAIR_TAKEN | SEG_PAIR_OWNED }; /* as it was known at the instant */
	const guint16 number = chunk->kind != NULL ? chunk->kind[i] : 0;
	const Kind kind = number & SEG_CHUNK_NOT_YET_GIVEN_BACK ? purchase : kinds[number];
	Event event = { chunk->at != NULL ? chunk->at[i] : SEG_EVENT_NO_TIME, chunk->item[i] - 1, order, NAN, kind.weight_class, kind.flags };

	if (chunk->rating != NULL && !isnan (chunk->rating[i])) {
		event.rating = (float) chunk->rating[i];
		event.flags |= SEG_PAIR_OWNED;
		if (event.weight_class == SEG_WEIGHT_OTHER)
			event.weight_class = SEG_WEIGHT_RATING;
	}
	return event;
}

/* Fills @start (n_users + 1, zeroed) and returns the entries. */
static Entry *
slice (const GPtrArray *chunks, const Kind *kinds, const SegEventFilter *filter, gsize n_users, gsize *start, GError **error)
{
	g_autofree gsize *next = seg_try_allocate (n_users + 1, sizeof *next, error);
	Entry *entries;

	if (next == NULL)
		return NULL;
	for (guint c = 0; c < chunks->len; c++) {
		const SegEventChunk *chunk = chunks->pdata[c];

		for (gsize i = 0; i < chunk->n; i++)
			start[chunk->user[i] + 1] += counts (chunk, i, filter) ? 1 : 0;
	}
	for (gsize user = 0; user < n_users; user++)
		start[user + 1] += start[user];
	if ((entries = seg_try_allocate (start[n_users], sizeof *entries, error)) == NULL)
		return NULL;
	memcpy (next, start, (n_users + 1) * sizeof *next);
	for (guint c = 0; c < chunks->len; c++) {
		const SegEventChunk *chunk = chunks->pdata[c];

		for (gsize i = 0; i < chunk->n; i++)
			if (counts (chunk, i, filter)) {
				const guint32 user = chunk->user[i];

				entries[next[user]].event = event_of (chunk, i, kinds, (guint32) (next[user] - start[user]));
				next[user]++;
			}
	}
	return entries;
}

/* Merging ----------------------------------------------------------------------------------------------------------- */

static int
compare_events (const void *a, const void *b)
{
	const Event *one = a, *other = b;

	if (one->item != other->item)
		return one->item < other->item ? -1 : 1;
	return (one->order > other->order) - (one->order < other->order);
}

/* What of a user's events the weights of each depend on. */
typedef struct {
	gint64 latest;
	double mean_rating;
} Person;

static Person
look_at (const Entry *entries, gsize n)
{
	Person person = { SEG_EVENT_NO_TIME, 0 };
	gsize n_ratings = 0;

	for (gsize i = 0; i < n; i++) {
		person.latest = MAX (person.latest, entries[i].event.at);
		if (!isnan (entries[i].event.rating)) {
			person.mean_rating += (double) entries[i].event.rating;
			n_ratings++;
		}
	}
	person.mean_rating /= (double) MAX (n_ratings, 1);
	return person;
}

static double
weigh (const Event *event, const Person *person, const SegEventWeights *weights)
{
	SegWeightClass class = event->weight_class;

	if (class == SEG_WEIGHT_NONE)
		return 0;
	if (class == SEG_WEIGHT_RATING && (double) event->rating > person->mean_rating)
		class = SEG_WEIGHT_LIKED;
	if (weights->half_life <= 0 || event->at == SEG_EVENT_NO_TIME)
		return weights->weights[class];
	return weights->weights[class] * exp2 (-((double) (person->latest - event->at) / SECONDS_A_DAY / weights->half_life));
}

/* The earlier of two times, where those of taking go before others. */
static void
note_time (Pair *pair, const Event *event)
{
	const gboolean taking = event->flags & SEG_PAIR_TAKEN, taken = pair->flags & SEG_PAIR_TAKEN;

	if (event->at == SEG_EVENT_NO_TIME || (taken && !taking))
		return;
	if (pair->at == 0 || (taking && !taken) || event->at < pair->at)
		pair->at = event->at;
}

static gsize
merge_user (Entry *entries, gsize n, const SegEventWeights *weights)
{
	const Person person = look_at (entries, n);
	gsize n_pairs = 0;

	qsort (entries, n, sizeof *entries, compare_events);
	for (gsize first = 0, i = 0; first < n; first = i) {
		Pair pair = { 0, entries[first].event.item, 0, NAN, 0 };
		double weight = 0;
		gint64 rated_at = SEG_EVENT_NO_TIME;

		for (i = first; i < n && entries[i].event.item == pair.item; i++) {
			const Event *event = &entries[i].event;

			weight += weigh (event, &person, weights);
			if (!isnan (event->rating) && event->at >= rated_at) {
				pair.rating = event->rating;
				rated_at = event->at;
			}
			note_time (&pair, event);
			pair.flags |= event->flags;
		}
		pair.weight = (float) weight;
		entries[n_pairs++].pair = pair;
	}
	return n_pairs;
}

static void
merge_block (gsize block, gsize first, gsize last, gpointer data)
{
	Merge *merge = data;

	(void) block;
	for (gsize user = first; user < last && !seg_job_is_cancelled (merge->job); user++)
		merge->n_pairs[user] = merge_user (merge->entries + merge->start[user], merge->start[user + 1] - merge->start[user], merge->weights);
}

static gboolean
join (SegInteractions *interactions, const Merge *merge, GError **error)
{
	gsize n = 0;

	for (gsize user = 0; user < interactions->n_users; user++)
		n += merge->n_pairs[user];
	if (!seg_interactions_allocate_pairs (interactions, n, error))
		return FALSE;
	n = 0;
	for (gsize user = 0; user < interactions->n_users; user++) {
		for (gsize i = 0; i < merge->n_pairs[user]; i++, n++) {
			const Pair *pair = &merge->entries[merge->start[user] + i].pair;

			interactions->pair_items[n] = pair->item;
			interactions->pair_weights[n] = pair->weight;
			interactions->pair_ratings[n] = pair->rating;
			interactions->pair_times[n] = pair->at;
			interactions->pair_flags[n] = pair->flags;
		}
		interactions->pair_start[user + 1] = n;
	}
	return TRUE;
}

static gboolean
make_pairs (SegInteractions *interactions, const GPtrArray *chunks, const Kind *kinds, const SegEventWeights *weights,
            const SegEventFilter *filter, SegJob *job, GError **error)
{
	g_autofree gsize *start = seg_try_allocate (interactions->n_users + 1, sizeof *start, error);
	g_autofree gsize *n_pairs = start != NULL ? seg_try_allocate (interactions->n_users, sizeof *n_pairs, error) : NULL;
	g_autofree Entry *entries = n_pairs != NULL ? slice (chunks, kinds, filter, interactions->n_users, start, error) : NULL;
	Merge merge = { interactions, weights, kinds, start, n_pairs, entries, job };

	interactions->n_events = entries != NULL ? (gint64) start[interactions->n_users] : 0;
	if (entries == NULL || !seg_job_proceed (job, 0.7, _("sorting who took what"), error))
		return FALSE;
	seg_parallel_blocks (interactions->n_users, USERS_A_BLOCK, merge_block, &merge);
	return seg_job_proceed (job, 0.9, NULL, error) && join (interactions, &merge, error) && seg_interactions_derive (interactions, error);
}

/* Of the events to learn from. */
static gint64
last_time (const GPtrArray *chunks, const SegEventFilter *filter)
{
	gint64 last = SEG_EVENT_NO_TIME;

	for (guint c = 0; c < chunks->len; c++) {
		const SegEventChunk *chunk = chunks->pdata[c];

		for (gsize i = 0; chunk->at != NULL && i < chunk->n; i++)
			if (chunk->at[i] > last && counts (chunk, i, filter))
				last = chunk->at[i];
	}
	return last;
}

static gboolean
read_chunks (SegWorkspace *workspace, SegInteractions *interactions, SegEventReading *reading, const SegEventWeights *weights,
             const SegEventFilter *filter, SegJob *job, GError **error)
{
	g_autofree Kind *kinds = read_kinds (workspace, interactions->basis, reading->n_kinds, error);
	g_autoptr (GPtrArray) chunks = NULL;
	SegJobSpan outer;
	gboolean read;

	if (kinds == NULL)
		return FALSE;
	outer = seg_job_enter (job, 0, 0.6);
	interactions->last_at = SEG_EVENT_NO_TIME;
	read = seg_events_read (workspace, reading, 0, &chunks, NULL, NULL, &interactions->last_at, job, error);
	seg_job_leave (job, outer);
	if (read && filter != NULL)
		interactions->last_at = last_time (chunks, filter);
	if (interactions->last_at == SEG_EVENT_NO_TIME)
		interactions->last_at = 0;
	return read && make_pairs (interactions, chunks, kinds, weights, filter, job, error);
}

gboolean
seg_interactions_read_events (SegWorkspace *workspace, SegInteractions *interactions, const SegEventWeights *weights, const SegEventFilter *filter,
                              SegJob *job, GError **error)
{
	SegEventReading reading = { .as_of = filter != NULL ? filter->until : G_MAXINT64,
	                            .figures = 1u << SEG_PACK_AT | 1u << SEG_PACK_ITEM | 1u << SEG_PACK_RATING };
	gboolean read = seg_event_reading_init (&reading, workspace, error);

	if (read) {
		seg_id_index_init (&reading.users, interactions->user_ids, interactions->n_users);
		seg_id_index_init (&reading.items, interactions->item_ids, interactions->n_items);
		read = read_chunks (workspace, interactions, &reading, weights, filter, job, error);
	}
	seg_event_reading_clear (&reading);
	if (read && interactions->user_start[interactions->n_users] == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA,
		                     _("No event names an item, so there is nothing to recommend; import purchases, ratings or events "
		                       "with an item column"));
		return FALSE;
	}
	return read;
}
