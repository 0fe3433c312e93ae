/* Accounts with one address: whoever reads it would get the message more than once. One of them stays on the list, the one who comes first, and the
 * others are a step of the funnel; where the campaign does not want that, it is said how many there are. */
#include <config.h>
#include "address-private.h"
#include "audience-private.h"

#include <segscope/parallel.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

#define USERS_A_BLOCK 8192
#define AHEAD 16 /* how many users ahead the table is looked at, so that memory has answered when their turn comes */

/* The address of each user ------------------------------------------------------------------------------------------- */

typedef struct {
	const char *channel, *column;
} Address;

static const XXH128_hash_t *
ask_addresses (const SegAsking *asking, const Address *address, GError **error)
{
	return seg_asking_addresses (asking, address->channel, address->column, error);
}

static gboolean
is_none (const XXH128_hash_t *hash)
{
	return (hash->low64 | hash->high64) == 0;
}

/* The column of the channel's addresses; owned. NULL without error: there is none. */
static char *
find_column (const SegAsking *asking, const SegCampaignDraft *draft, Address *address, GError **error)
{
	const SegChannel *channel = seg_channel_find (draft->channel);
	g_autofree char *consent = NULL;
	char *column = NULL;

	if (channel == NULL || !seg_channel_columns (asking->workspace, channel, &consent, &column, error))
		return NULL;
	*address = (Address) { channel->name, column };
	return column;
}

/* Groups of users with one address ----------------------------------------------------------------------------------- */

/* Addresses seen so far, in a table that is never more than two thirds full. */
typedef struct {
	const XXH128_hash_t *hashes; /* by user of the audience */
	guint32 *slots;              /* 1 + the first user with the address; 0: free */
	gsize    mask;
} Seen;

static gboolean
make_seen (Seen *seen, const XXH128_hash_t *hashes, gsize n, GError **error)
{
	gsize n_slots = 1024;

	while (n_slots < n + n / 2)
		n_slots *= 2;
	*seen = (Seen) { hashes, g_try_malloc0_n (n_slots, sizeof *seen->slots), n_slots - 1 };
	if (seen->slots == NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for a list of %zu people"), n);
	return seen->slots != NULL;
}

/* The first user with the address of user @at, who may be that one. */
static gsize
find_first (Seen *seen, gsize at)
{
	const XXH128_hash_t hash = seen->hashes[at];
	gsize slot = hash.low64 & seen->mask;

	while (seen->slots[slot] != 0 && !XXH128_isEqual (seen->hashes[seen->slots[slot] - 1], hash))
		slot = (slot + 1) & seen->mask;
	if (seen->slots[slot] == 0)
		seen->slots[slot] = (guint32) at + 1;
	return seen->slots[slot] - 1;
}

/* The number of each one's address, where others have it too; 0: nobody has. */
static gboolean
fill_shared (const SegAsking *asking, gpointer values, gconstpointer data, GError **error)
{
	const gsize n = asking->audience->n;
	const XXH128_hash_t *hashes = ask_addresses (asking, data, error);
	guint32 *numbers = values, last = 0;
	Seen seen;

	if (hashes == NULL || !make_seen (&seen, hashes, n, error))
		return FALSE;
	for (gsize at = 0; at < n; at++) {
		gsize first;

		if (at + AHEAD < n)
			__builtin_prefetch (&seen.slots[hashes[at + AHEAD].low64 & seen.mask]);
		first = is_none (&hashes[at]) ? at : find_first (&seen, at);

		if (first == at)
			continue;
		if (numbers[first] == 0)
			numbers[first] = ++last;
		numbers[at] = numbers[first];
	}
	g_free (seen.slots);
	return TRUE;
}

/* NULL without error: no column has the addresses of the channel. */
static const guint32 *
ask_shared (const SegAsking *asking, const SegCampaignDraft *draft, GError **error)
{
	Address address;
	g_autofree char *column = find_column (asking, draft, &address, error), *key = NULL;

	if (column == NULL)
		return NULL;
	key = g_strdup_printf ("shared:%s:%s", address.channel, column);
	return seg_asking_get (asking, key, sizeof (guint32), fill_shared, &address, error);
}

/* Who wants no more -------------------------------------------------------------------------------------------------- */

typedef struct {
	const char *channel;
	const Address *address; /* NULL: no column has any */
} Refusal;

/* Takes @ids into @mask and their addresses into @unwanted. Whoever is not among the users in use has an address, too. */
static gboolean
take_accounts (const SegAsking *asking, const Refusal *refusal, const GArray *ids, const XXH128_hash_t *hashes, guint8 *mask, SegUnwanted *unwanted, GError **error)
{
	g_autoptr (GArray) others = g_array_new (FALSE, FALSE, sizeof (gint64));

	for (guint i = 0; i < ids->len; i++) {
		const gint64 id = g_array_index (ids, gint64, i);
		const gssize at = seg_audience_find (asking->audience, id);

		if (at < 0)
			g_array_append_val (others, id);
		else {
			mask[at] = 1;
			if (hashes != NULL && !is_none (&hashes[at]))
				seg_unwanted_add_hash (unwanted, &hashes[at]);
		}
	}
	return refusal->address == NULL || others->len == 0 || seg_unwanted_add_accounts (unwanted, asking->workspace, refusal->address->column, others, error);
}

typedef struct {
	const SegUnwanted   *unwanted;
	const XXH128_hash_t *hashes;
	guint8              *mask;
} Unwanted;

static void
mark_unwanted (gsize block, gsize first, gsize last, gpointer data)
{
	const Unwanted *all = data;

	(void) block;
	for (gsize i = first; i < last; i++)
		if (!is_none (&all->hashes[i]) && seg_unwanted_has_hash (all->unwanted, &all->hashes[i]))
			all->mask[i] = 1;
}

/* Those who said no, and all who have an address of theirs. */
static gboolean
fill_refused (const SegAsking *asking, gpointer values, gconstpointer data, GError **error)
{
	const Refusal *refusal = data;
	const SegRefusals *refusals = seg_asking_refusals (asking, error);
	g_autoptr (GArray) ids = refusals != NULL ? seg_refusals_of (refusals, refusal->channel) : NULL;
	g_autoptr (SegUnwanted) unwanted = seg_unwanted_new (refusal->channel);
	const XXH128_hash_t *hashes = NULL;

	if (ids == NULL || ids->len == 0)
		return ids != NULL;
	if ((refusal->address != NULL && (hashes = ask_addresses (asking, refusal->address, error)) == NULL)
	    || !take_accounts (asking, refusal, ids, hashes, values, unwanted, error))
		return FALSE;
	if (seg_unwanted_has_addresses (unwanted))
		seg_parallel_blocks (asking->audience->n, USERS_A_BLOCK, mark_unwanted, &(Unwanted) { unwanted, hashes, values });
	return TRUE;
}

/* A no is said to an address, whichever account it came from and however many of them the list writes to. */
const guint8 *
seg_asking_unwanted (const SegAsking *asking, const SegCampaignDraft *draft, GError **error)
{
	Address address;
	GError *failure = NULL;
	g_autofree char *column = find_column (asking, draft, &address, &failure), *key = NULL;
	const Refusal refusal = { column != NULL ? address.channel : draft->channel, column != NULL ? &address : NULL };

	if (!seg_query_ended (failure, error))
		return NULL;
	key = g_strdup_printf ("refused:%s:%s", draft->channel, column != NULL ? column : "");
	return seg_asking_get (asking, key, 1, fill_refused, &refusal, error);
}

/* Where nobody is reached -------------------------------------------------------------------------------------------- */

static gboolean
fill_unreached (const SegAsking *asking, gpointer values, gconstpointer data, GError **error)
{
	const XXH128_hash_t *hashes = ask_addresses (asking, data, error);
	guint8 *mask = values;

	for (gsize i = 0; hashes != NULL && i < asking->audience->n; i++)
		mask[i] = is_none (&hashes[i]) ? 1 : 0;
	return hashes != NULL;
}

const guint8 *
seg_asking_unreached (const SegAsking *asking, const char *channel, const char *column, GError **error)
{
	g_autofree char *key = g_strdup_printf ("unreached:%s:%s", channel, column);

	return seg_asking_get (asking, key, 1, fill_unreached, &(Address) { channel, column }, error);
}

/* By address ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	const guint8  *mask;
	const guint32 *shared;
} Spread;

static gboolean
fill_spread (const SegAsking *asking, gpointer values, gconstpointer data, GError **error)
{
	const Spread *spread = data;
	g_autoptr (GHashTable) taken = g_hash_table_new (g_direct_hash, g_direct_equal);
	guint8 *mask = values;

	(void) error;
	for (gsize i = 0; i < asking->audience->n; i++)
		if (spread->mask[i] && spread->shared[i] != 0)
			g_hash_table_add (taken, GUINT_TO_POINTER (spread->shared[i]));
	for (gsize i = 0; i < asking->audience->n; i++)
		mask[i] = spread->mask[i] || (spread->shared[i] != 0 && g_hash_table_contains (taken, GUINT_TO_POINTER (spread->shared[i])));
	return TRUE;
}

gboolean
seg_asking_spread (const SegAsking *asking, const SegCampaignDraft *draft, const guint8 **mask, GError **error)
{
	const gsize n = asking->audience->n;
	GError *failure = NULL;
	const guint32 *shared = draft->one_an_address ? ask_shared (asking, draft, &failure) : NULL;
	g_autofree char *key = NULL;

	if (shared == NULL)
		return seg_query_ended (failure, error);
	key = g_strdup_printf ("spread:%" G_GINT64_MODIFIER "x:%" G_GINT64_MODIFIER "x", (guint64) XXH3_64bits (*mask, n),
	                       (guint64) XXH3_64bits (shared, n * sizeof *shared));
	*mask = seg_asking_get (asking, key, 1, fill_spread, &(Spread) { *mask, shared }, error);
	return *mask != NULL;
}

/* One of each group -------------------------------------------------------------------------------------------------- */

/* Of users where @in is @is_in and who share an address, all but the first of each group get @beyond there. Users where @before is set come before
 * all others (NULL: nobody). Returns how many. */
static gint64
keep_first (const SegRankFigures *figures, const guint32 *shared, const guint8 *before, gsize n, guint8 *in, guint8 is_in, guint8 beyond)
{
	g_autoptr (GHashTable) firsts = g_hash_table_new (g_direct_hash, g_direct_equal);
	gint64 n_beyond = 0;

	for (gsize i = 0; i < n; i++) {
		gpointer key = GUINT_TO_POINTER (shared[i]), there;
		gsize first;

		if (shared[i] == 0 || in[i] != is_in)
			continue;
		if (!g_hash_table_lookup_extended (firsts, key, NULL, &there)) {
			g_hash_table_insert (firsts, key, GSIZE_TO_POINTER (i));
			continue;
		}
		first = GPOINTER_TO_SIZE (there);
		if (before != NULL && before[i] != before[first] ? before[i] > before[first] : seg_rank_is_before (figures, i, first)) {
			g_hash_table_insert (firsts, key, GSIZE_TO_POINTER (i));
			in[first] = beyond;
		} else
			in[i] = beyond;
		n_beyond++;
	}
	return n_beyond;
}

gboolean
seg_audience_keep_one (const SegAsking *asking, SegAudienceWalk *walk, GError **error)
{
	GError *failure = NULL;
	const guint32 *shared = walk->draft->one_an_address ? ask_shared (asking, walk->draft, &failure) : NULL;
	SegRankFigures figures;
	gint64 n;

	if (shared == NULL)
		return seg_query_ended (failure, error);
	if (!seg_rank_read (asking, walk->draft, &figures, error))
		return FALSE;
	n = keep_first (&figures, shared, NULL, asking->audience->n, walk->places, SEG_PLACE_CHOSEN, (guint8) (SEG_PLACE_OFF + walk->steps->len));
	seg_funnel_add (walk->steps, SEG_FUNNEL_MINUS, "same-address", g_strdup (_("same address as another")), n);
	walk->n_eligible -= n;
	return TRUE;
}

/* Takes @mask's people (where it is @when) out of @in. */
static gboolean
take_out (const SegAsking *asking, const SegCampaignDraft *draft, SegSuppression suppression, guint8 *in, GError **error)
{
	g_autofree char *label = NULL;
	const guint8 *mask;
	guint8 when;

	if (draft->overrides[suppression] != NULL)
		return TRUE;
	if (!seg_asking_suppression (asking, draft, suppression, &mask, &when, &label, error))
		return FALSE;
	for (gsize i = 0; mask != NULL && i < asking->audience->n; i++)
		in[i] &= mask[i] != when;
	return TRUE;
}

/* 1 for those whom the list sends to and nothing takes off. */
static guint8 *
ask_going (const SegAsking *asking, const SegCampaignDraft *draft, const guint8 *taken, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("SELECT user_id FROM campaign_member WHERE campaign_id = %" G_GINT64_FORMAT " AND arm <> 'control'", asking->own_campaign);
	const guint8 *listed = seg_asking_sql (asking, sql, NULL, error);
	g_autofree guint8 *going = listed != NULL ? g_try_malloc_n (asking->audience->n + 1, 1) : NULL;

	if (going == NULL) {
		if (listed != NULL)
			g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for a list of %zu people"), asking->audience->n);
		return NULL;
	}
	for (gsize i = 0; i < asking->audience->n; i++)
		going[i] = listed[i] && taken[i] == SEG_N_SUPPRESSIONS;
	return take_out (asking, draft, SEG_SUPPRESS_CONSENT, going, error) && take_out (asking, draft, SEG_SUPPRESS_UNSUBSCRIBED, going, error)
	       && take_out (asking, draft, SEG_SUPPRESS_ADDRESS, going, error) ? g_steal_pointer (&going) : NULL;
}

static gboolean
share_any (const guint32 *shared, const guint8 *going, gsize n)
{
	g_autoptr (GHashTable) seen = g_hash_table_new (g_direct_hash, g_direct_equal);

	for (gsize i = 0; i < n; i++)
		if (shared[i] != 0 && going[i] && !g_hash_table_add (seen, GUINT_TO_POINTER (shared[i])))
			return TRUE;
	return FALSE;
}

/* Whoever the campaign has written to already stays the one who is written to. */
gboolean
seg_asking_keep_one_today (const SegAsking *asking, const SegCampaignDraft *draft, guint8 *taken, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("SELECT k.user_id FROM export e CROSS JOIN contact k ON k.export_id = e.id WHERE e.campaign_id = %" G_GINT64_FORMAT " AND k.counts",
	                                        asking->own_campaign);
	GError *failure = NULL;
	const guint32 *shared = draft->one_an_address ? ask_shared (asking, draft, &failure) : NULL;
	g_autofree guint8 *going = NULL;
	const guint8 *written;
	SegRankFigures figures = { 0 };

	if (shared == NULL)
		return seg_query_ended (failure, error);
	if ((written = seg_asking_sql (asking, sql, NULL, error)) == NULL || (going = ask_going (asking, draft, taken, error)) == NULL
	    || (share_any (shared, going, asking->audience->n) && !seg_rank_read (asking, draft, &figures, error)))
		return FALSE; /* (where nobody shares any, columns that the order was by may be gone) */
	keep_first (&figures, shared, written, asking->audience->n, going, 1, 2);
	for (gsize i = 0; i < asking->audience->n; i++)
		if (going[i] == 2)
			taken[i] = SEG_TAKEN_SAME_ADDRESS;
	return TRUE;
}

/* Words -------------------------------------------------------------------------------------------------------------- */

static gint64
count_repeated (const SegAsking *asking, const SegAudienceWalk *walk, const guint32 *shared)
{
	g_autoptr (GHashTable) seen = g_hash_table_new (g_direct_hash, g_direct_equal);
	gint64 n = 0;

	for (gsize i = 0; i < asking->audience->n; i++)
		if (shared[i] != 0 && walk->places[i] == SEG_PLACE_CHOSEN)
			n += !g_hash_table_add (seen, GUINT_TO_POINTER (shared[i]));
	return n;
}

gboolean
seg_audience_say_shared (const SegAsking *asking, const SegAudienceWalk *walk, GPtrArray *sentences, GError **error)
{
	GError *failure = NULL;
	const guint32 *shared = !walk->draft->one_an_address ? ask_shared (asking, walk->draft, &failure) : NULL;
	g_autofree char *number = NULL;
	gint64 n;

	if (shared == NULL)
		return seg_query_ended (failure, error);
	n = count_repeated (asking, walk, shared);
	number = seg_format_integer (n);
	if (n > 0)
		g_ptr_array_insert (sentences, 0, g_strdup_printf (ngettext (
			"%s person on the list has the same address as somebody else on it, and would get it twice: one person with two accounts? (Cleaning merges them.)",
			"%s people on the list have the same address as somebody else on it, and would get it twice: one person with two accounts? (Cleaning merges them.)",
			(gulong) n), number));
	return TRUE;
}
