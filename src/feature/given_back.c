/* Which purchases were given back when a set was computed, kept with it, and what has changed of that since.
 *
 * Kept as pairs of numbers in 7 bits a byte, lowest first, the highest bit of a byte saying that more follow: how much the id is above the
 * one before; and one more than twice how much the time is above the one before, or twice how much it is below, or 0: no time. */
#include <config.h>
#include "feature/given_back.h"

#include <string.h>

typedef struct {
	gint64   id, at;
	gboolean has_time;
} Row;

/* Packing ---------------------------------------------------------------------------------------------------------- */

static void
put_number (GByteArray *bytes, guint64 number)
{
	do {
		guint8 byte = (guint8) (number & 0x7f) | (number > 0x7f ? 0x80 : 0);

		g_byte_array_append (bytes, &byte, 1);
		number >>= 7;
	} while (number > 0);
}

static gboolean
take_number (const guint8 **at, const guint8 *end, guint64 *number)
{
	*number = 0;
	for (guint shift = 0; *at < end && shift < 64; shift += 7) {
		guint8 byte = *(*at)++;

		*number |= (guint64) (byte & 0x7f) << shift;
		if (byte < 0x80)
			return TRUE;
	}
	return FALSE;
}

static GByteArray *
pack (const GArray *rows)
{
	GByteArray *bytes = g_byte_array_new ();
	guint64 id = 0, at = 0;

	for (guint i = 0; i < rows->len; i++) {
		const Row *row = &g_array_index (rows, Row, i);
		gint64 step = (gint64) ((guint64) row->at - at);

		put_number (bytes, (guint64) row->id - id);
		put_number (bytes, !row->has_time ? 0 : ((guint64) step << 1 ^ (guint64) (step >> 63)) + 1);
		id = (guint64) row->id;
		at = row->has_time ? (guint64) row->at : at;
	}
	return bytes;
}

/* FALSE: they are no such bytes. */
static gboolean
unpack (const guint8 *bytes, gsize size, GArray *rows)
{
	const guint8 *end = bytes + size;
	guint64 id = 0, at = 0, step, time;

	while (bytes < end) {
		Row row = { 0 };

		if (!take_number (&bytes, end, &step) || !take_number (&bytes, end, &time) || step == 0)
			return FALSE;
		id += step;
		row.has_time = time-- != 0;
		at += row.has_time ? time >> 1 ^ (0 - (time & 1)) : 0;
		row.id = (gint64) id;
		row.at = row.has_time ? (gint64) at : 0;
		g_array_append_val (rows, row);
	}
	return TRUE;
}

/* Keeping ---------------------------------------------------------------------------------------------------------- */

static GArray *
read_rows (SegWorkspace *workspace, gint64 last_event_id, GError **error)
{
	g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Row));
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT event_id, at FROM given_back WHERE event_id <= ?1 ORDER BY event_id",
	                                                            error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer_at (statement, 1, last_event_id);
	while (seg_statement_next (statement, &failure)) {
		Row row = { seg_statement_integer (statement, 0), seg_statement_integer (statement, 1), !seg_statement_is_null (statement, 1) };

		g_array_append_val (rows, row);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&rows) : NULL;
}

gboolean
seg_given_back_keep (SegWorkspace *workspace, gint64 set, gint64 last_event_id, GError **error)
{
	g_autoptr (GArray) rows = read_rows (workspace, last_event_id, error);
	g_autoptr (GByteArray) bytes = rows != NULL ? pack (rows) : NULL;
	g_autoptr (SegStatement) insert = NULL;

	if (bytes == NULL)
		return FALSE;
	insert = seg_workspace_prepare (workspace, "INSERT OR REPLACE INTO feature_given_back (feature_set_id, bytes) VALUES (:set, :bytes)", error);
	if (insert == NULL)
		return FALSE;
	seg_statement_bind_integer (insert, ":set", set);
	seg_statement_bind_blob (insert, ":bytes", bytes->data != NULL ? (const void *) bytes->data : "", bytes->len);
	return seg_statement_run (insert, error);
}

/* NULL without an error: not known. */
static GArray *
load (SegWorkspace *workspace, gint64 set, GError **error)
{
	g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Row));
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT bytes FROM feature_given_back WHERE feature_set_id = ?1", error);
	GError *failure = NULL;
	gboolean known = FALSE;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer_at (statement, 1, set);
	if (seg_statement_next (statement, &failure)) {
		gsize size;
		const void *bytes = seg_statement_blob (statement, 0, &size);

		known = unpack (bytes, size, rows);
	}
	return seg_query_ended (failure, error) && known ? g_steal_pointer (&rows) : NULL;
}

/* What has changed ------------------------------------------------------------------------------------------------- */

typedef struct {
	SegWorkspace  *workspace;
	SegStatement  *event;
	SegEventFacts *facts;
	GArray        *users;
	gint64         purchase, given_back; /* ids of the kinds; 0: there is none */
	guint32        lost[2];              /* what events had that are purchases, or given back, no more */
	gboolean       known;
} Following;

static guint32
has_of (SegStatement *event)
{
	static const SegEventHas all[] = { SEG_EVENT_HAS_TIME, SEG_EVENT_HAS_CLOCK, SEG_EVENT_HAS_AMOUNT, SEG_EVENT_HAS_QUANTITY, SEG_EVENT_HAS_RATING,
	                                   SEG_EVENT_HAS_SECONDS, SEG_EVENT_HAS_ITEM, SEG_EVENT_HAS_ORDER };
	guint32 has = 0;

	for (guint i = 0; i < G_N_ELEMENTS (all); i++)
		has |= seg_statement_integer (event, (int) i + 2) != 0 ? all[i] : 0;
	return has;
}

/* Moves an event from one kind to the other. */
static void
move (Following *following, gboolean back, guint32 has)
{
	SegEventFacts *facts = following->facts;
	gssize from = seg_event_facts_find (facts, back ? following->purchase : following->given_back);
	gssize to = seg_event_facts_find (facts, back ? following->given_back : following->purchase);

	following->known = following->known && from >= 0 && to >= 0 && facts->n_events[from] > 0;
	if (!following->known)
		return;
	facts->n_events[from]--;
	facts->n_events[to]++;
	facts->has[to] |= has;
	following->lost[back ? 0 : 1] |= has;
}

/* An event that is given back now and was not then (@now and not @then), or the other way round, or at another time. */
static gboolean
follow_event (Following *following, gint64 id, gboolean then, gboolean now, GError **error)
{
	GError *failure = NULL;

	seg_statement_bind_integer_at (following->event, 1, id);
	if (seg_statement_next (following->event, &failure)) {
		gint64 user = seg_statement_integer (following->event, 0), kind = seg_statement_integer (following->event, 1);

		following->known = following->known && kind == (now ? following->given_back : following->purchase);
		g_array_append_val (following->users, user);
		if (then != now)
			move (following, now, has_of (following->event));
		seg_statement_reset (following->event);
		return TRUE;
	}
	following->known = FALSE;
	return seg_query_ended (failure, error);
}

static gboolean
follow_rows (Following *following, const GArray *before, const GArray *now, GError **error)
{
	guint i = 0, k = 0;

	while ((i < before->len || k < now->len) && following->known) {
		const Row *old = i < before->len ? &g_array_index (before, Row, i) : NULL;
		const Row *new = k < now->len ? &g_array_index (now, Row, k) : NULL;
		gboolean then = old != NULL && (new == NULL || old->id <= new->id), is = new != NULL && (old == NULL || new->id <= old->id);

		i += then ? 1 : 0;
		k += is ? 1 : 0;
		if ((!then || !is || old->at != new->at || old->has_time != new->has_time)
		    && !follow_event (following, then ? old->id : new->id, then, is, error))
			return FALSE;
	}
	return TRUE;
}

/* Whether an event of @kind still has what @has (one of SegEventHas) says: mostly one of the first that are looked at. */
static gboolean
still_has (SegWorkspace *workspace, gint64 kind, guint32 has, gint64 *answer, GError **error)
{
	static const struct { guint32 has; const char *condition; } conditions[] = {
		{ SEG_EVENT_HAS_TIME, "at IS NOT NULL" }, { SEG_EVENT_HAS_CLOCK, "at % 86400 <> 0" }, { SEG_EVENT_HAS_AMOUNT, "amount IS NOT NULL" },
		{ SEG_EVENT_HAS_QUANTITY, "quantity IS NOT NULL" }, { SEG_EVENT_HAS_RATING, "rating IS NOT NULL" },
		{ SEG_EVENT_HAS_SECONDS, "seconds IS NOT NULL" }, { SEG_EVENT_HAS_ITEM, "item_id IS NOT NULL" },
		{ SEG_EVENT_HAS_ORDER, "order_key IS NOT NULL" },
	};

	*answer = 0;
	for (gsize i = 0; i < G_N_ELEMENTS (conditions); i++)
		if (conditions[i].has == has) {
			g_autofree char *sql = g_strconcat ("SELECT EXISTS (SELECT 1 FROM event WHERE kind_id = ?1 AND ", conditions[i].condition, ")", NULL);
			g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);

			if (statement == NULL)
				return FALSE;
			seg_statement_bind_integer_at (statement, 1, kind);
			if (!seg_statement_next (statement, error))
				return FALSE;
			*answer = seg_statement_integer (statement, 0);
		}
	return TRUE;
}

/* What a kind that lost events has no more. */
static gboolean
look_at_lost (Following *following, gint64 kind, guint32 lost, const SegEventFacts *fresh, GError **error)
{
	gssize number = seg_event_facts_find (following->facts, kind), of_new = seg_event_facts_find (fresh, kind);

	if (number < 0)
		return TRUE;
	for (guint32 bit = 1; bit <= SEG_EVENT_HAS_ORDER; bit <<= 1) {
		gint64 still = following->facts->n_events[number] > 0;

		if (!(lost & bit) || (of_new >= 0 && (fresh->has[of_new] & bit)))
			continue;
		if (still && !still_has (following->workspace, kind, bit, &still, error))
			return FALSE;
		if (!still)
			following->facts->has[number] &= ~bit;
	}
	return TRUE;
}

static gboolean
find_kind (SegWorkspace *workspace, const char *name, gint64 *id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT id FROM event_kind WHERE name = ?1", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text_at (statement, 1, name);
	*id = seg_statement_next (statement, &failure) ? seg_statement_integer (statement, 0) : 0;
	return seg_query_ended (failure, error);
}

#define EVENT "SELECT user_id, kind_id, at IS NOT NULL, at % 86400 <> 0, amount IS NOT NULL, quantity IS NOT NULL, rating IS NOT NULL, " \
	"seconds IS NOT NULL, item_id IS NOT NULL, order_key IS NOT NULL FROM event WHERE id = ?1"

gboolean
seg_given_back_follow (SegWorkspace *workspace, gint64 set, gint64 last_event_id, const SegEventFacts *fresh, SegEventFacts *facts,
                       GArray *users, gboolean *known, GError **error)
{
	GError *failure = NULL;
	g_autoptr (GArray) before = load (workspace, set, &failure), now = NULL;
	g_autoptr (SegStatement) event = NULL;
	Following following = { .workspace = workspace, .facts = facts, .users = users, .known = TRUE };

	*known = FALSE;
	if (before == NULL)
		return seg_query_ended (failure, error);
	if ((now = read_rows (workspace, last_event_id, error)) == NULL || (event = seg_workspace_prepare (workspace, EVENT, error)) == NULL
	    || !find_kind (workspace, "purchase", &following.purchase, error) || !find_kind (workspace, "given back", &following.given_back, error))
		return FALSE;
	following.event = event;
	if (!follow_rows (&following, before, now, error))
		return FALSE;
	*known = following.known;
	return !following.known || (look_at_lost (&following, following.purchase, following.lost[0], fresh, error)
	                            && look_at_lost (&following, following.given_back, following.lost[1], fresh, error));
}

/* For the copy of events by user ------------------------------------------------------------------------------------ */

gboolean
seg_given_back_kinds (SegWorkspace *workspace, gint64 kinds[2], GError **error)
{
	return find_kind (workspace, "purchase", &kinds[0], error) && find_kind (workspace, "given back", &kinds[1], error);
}

gboolean
seg_given_back_changes (SegWorkspace *workspace, GBytes *kept, gint64 last_event_id, SegGivenBackFunc changed, gpointer data,
                        gboolean *known, GError **error)
{
	g_autoptr (GArray) before = g_array_new (FALSE, FALSE, sizeof (Row)), now = NULL;
	gsize size;
	const void *bytes = g_bytes_get_data (kept, &size);

	*known = unpack (bytes, size, before);
	if (!*known)
		return TRUE;
	if ((now = read_rows (workspace, last_event_id, error)) == NULL)
		return FALSE;
	for (guint i = 0, k = 0; i < before->len || k < now->len;) {
		gint64 then = i < before->len ? g_array_index (before, Row, i).id : G_MAXINT64;
		gint64 is = k < now->len ? g_array_index (now, Row, k).id : G_MAXINT64;

		if (then != is && !changed (MIN (then, is), is < then, data, error))
			return FALSE;
		i += then <= is ? 1 : 0;
		k += is <= then ? 1 : 0;
	}
	return TRUE;
}
