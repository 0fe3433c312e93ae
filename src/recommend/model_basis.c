/* What a model was fitted on, in few bytes: who had taken what, and of each user a digest of everything a recommender sees of them. From
 * that and newer data it is told what changed, so that no more than that need be fitted. */
#include <config.h>
#include "recommend-private.h"

#include <math.h>
#include <string.h>

static guint64
mix (guint64 digest, guint64 value)
{
	digest = (digest ^ value) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
	digest ^= digest >> 32;
	digest *= G_GUINT64_CONSTANT (0xd6e8feb86659fd93);
	return digest ^ digest >> 29;
}

static guint64
bits_of (float value)
{
	guint32 bits;

	memcpy (&bits, &value, sizeof bits);
	return bits;
}

/* Of what the user did with which items, by the items' ids; never 0, which stands for a user who changed already. */
static guint64
digest_of (const SegInteractions *interactions, gsize user)
{
	guint64 digest = 1;

	for (gsize i = interactions->pair_start[user]; i < interactions->pair_start[user + 1]; i++) {
		digest = mix (digest, (guint64) interactions->item_ids[interactions->pair_items[i]]);
		digest = mix (digest, bits_of (interactions->pair_weights[i]) << 32 | bits_of (interactions->pair_ratings[i]));
		digest = mix (digest, interactions->pair_flags[i]);
	}
	return MAX (digest, 1);
}

/* Packing ---------------------------------------------------------------------------------------------------------- */

/* Ascending ids, as steps from one to the next. */
static void
pack_ids (SegModelWriter *packer, const gint64 *ids, gsize n)
{
	seg_pack_count (packer, n);
	for (gsize i = 0; i < n; i++)
		seg_pack_count (packer, (guint64) ids[i] - (i > 0 ? (guint64) ids[i - 1] : 0));
}

GBytes *
seg_basis_pack (const SegInteractions *interactions, const guint8 *changed, GError **error)
{
	SegModelWriter *packer = seg_model_writer_new ();

	pack_ids (packer, interactions->user_ids, interactions->n_users);
	pack_ids (packer, interactions->item_ids, interactions->n_items);
	for (gsize user = 0; user < interactions->n_users; user++) {
		const guint64 digest = changed != NULL && changed[user] ? 0 : digest_of (interactions, user);
		const gsize first = interactions->user_start[user], last = interactions->user_start[user + 1];

		seg_pack_word (packer, (guint32) digest);
		seg_pack_word (packer, (guint32) (digest >> 32));
		seg_pack_count (packer, last - first);
		for (gsize i = first; i < last; i++)
			seg_pack_count (packer, interactions->user_items[i] - (i > first ? interactions->user_items[i - 1] : 0));
	}
	return seg_model_writer_end (packer, error);
}

/* Unpacking -------------------------------------------------------------------------------------------------------- */

static gint64 *
unpack_ids (SegModelReader *unpacker, gsize most, gsize *n, GError **error)
{
	gint64 *ids;
	guint64 id = 0;

	*n = seg_unpack_count (unpacker);
	if (*n > most) { /* every id takes a byte at least */
		seg_unpack_refuse (error);
		return NULL;
	}
	ids = seg_try_allocate (*n, sizeof *ids, error);
	for (gsize i = 0; ids != NULL && i < *n; i++)
		ids[i] = (gint64) (id += seg_unpack_count (unpacker));
	return ids;
}

/* Where the ascending @ids are among @all; NULL: not all of them are. */
static guint32 *
find_ids (const gint64 *ids, gsize n, const gint64 *all, gsize n_all)
{
	g_autofree guint32 *found = g_try_new (guint32, n + 1);

	for (gsize i = 0; found != NULL && i < n; i++) {
		const gssize at = seg_ids_find (all, n_all, ids[i]);

		if (at < 0)
			return NULL;
		found[i] = (guint32) at;
	}
	return g_steal_pointer (&found);
}

static gboolean
unpack_user (SegModelReader *unpacker, SegInteractions *then, gsize user, gsize *room)
{
	const guint64 n = seg_unpack_count (unpacker);
	const gsize first = then->pair_start[user];
	guint64 item = 0;

	if (n > then->n_items || !seg_unpack_fine (unpacker))
		return FALSE;
	if (first + n > *room) {
		guint32 *larger = g_try_renew (guint32, then->pair_items, *room * 2 + n);

		if (larger == NULL)
			return FALSE;
		then->pair_items = larger;
		*room = *room * 2 + n;
	}
	for (gsize i = 0; i < n; i++) {
		item += seg_unpack_count (unpacker);
		if (item >= then->n_items)
			return FALSE;
		then->pair_items[first + i] = (guint32) item;
	}
	then->pair_start[user + 1] = first + n;
	return TRUE;
}

/* The other arrays of pairs, in which all that is known is that they were taken. Whether there are ratings, segments and content is as now: a model
 * that is of other ones cannot be read then. */
static gboolean
derive (SegInteractions *then, const SegInteractions *now, GError **error)
{
	const gsize n = then->pair_start[then->n_users];
	const gboolean rated = seg_interactions_have_ratings (now);

	if ((then->pair_weights = seg_try_allocate (n, sizeof (float), error)) == NULL
	    || (then->pair_ratings = seg_try_allocate (n, sizeof (float), error)) == NULL
	    || (then->pair_times = seg_try_allocate (n, sizeof (gint64), error)) == NULL
	    || (then->pair_flags = seg_try_allocate (n, sizeof (guint8), error)) == NULL)
		return FALSE;
	memset (then->pair_flags, SEG_PAIR_TAKEN, n);
	for (gsize i = 0; !rated && i < n; i++)
		then->pair_ratings[i] = NAN;
	then->segment_names = now->segment_names;
	then->content = now->content;
	return seg_interactions_derive (then, error);
}

/* Users in order; @before->changed tells whose digest is another one now. */
static gboolean
unpack_users (SegBefore *before, SegModelReader *unpacker, const SegInteractions *now, GError **error)
{
	SegInteractions *then = before->interactions;
	gsize room = then->n_users + 1;

	if ((then->pair_start = seg_try_allocate (then->n_users + 1, sizeof (gsize), error)) == NULL
	    || (then->pair_items = seg_try_allocate (room, sizeof (guint32), error)) == NULL
	    || (before->changed = seg_try_allocate (now->n_users, 1, error)) == NULL)
		return FALSE;
	memset (before->changed, 1, now->n_users);
	for (gsize user = 0; user < then->n_users; user++) {
		const guint64 low = seg_unpack_word (unpacker, G_MAXUINT32), digest = (guint64) seg_unpack_word (unpacker, G_MAXUINT32) << 32 | low;

		before->changed[before->users_now[user]] = digest != digest_of (now, before->users_now[user]);
		if (!unpack_user (unpacker, then, user, &room))
			return seg_unpack_refuse (error);
	}
	for (gsize user = 0; user < now->n_users; user++)
		before->n_changed += before->changed[user];
	return seg_unpack_ended (unpacker, error) && derive (then, now, error);
}

SegBefore *
seg_basis_compare (GBytes *basis, const SegInteractions *now, GError **error)
{
	gsize n;
	gconstpointer bytes = g_bytes_get_data (basis, &n);
	g_autofree SegModelReader *unpacker = seg_model_reader_new (bytes, n);
	g_autoptr (SegBefore) before = g_new0 (SegBefore, 1);
	SegInteractions *then = before->interactions = g_new0 (SegInteractions, 1);

	then->borrowed = TRUE; /* what is not known of it; its ids are freed with @before */
	if ((then->user_ids = unpack_ids (unpacker, n, &then->n_users, error)) == NULL
	    || (then->item_ids = unpack_ids (unpacker, n, &then->n_items, error)) == NULL
	    || (before->users_now = find_ids (then->user_ids, then->n_users, now->user_ids, now->n_users)) == NULL
	    || (before->items_now = find_ids (then->item_ids, then->n_items, now->item_ids, now->n_items)) == NULL
	    || !unpack_users (before, unpacker, now, error))
		return NULL;
	return g_steal_pointer (&before);
}

void
seg_before_free (SegBefore *before)
{
	if (before == NULL)
		return;
	g_free (before->interactions->user_ids);
	g_free (before->interactions->item_ids);
	seg_interactions_free (before->interactions);
	g_free (before->users_now);
	g_free (before->items_now);
	g_free (before->changed);
	g_free (before);
}
