/* Hash tables for what grows with the data: the keys of users and items, and the rows already seen. Open addressing, grown
 * by doubling; every allocation is checked. */
#include <config.h>
#include "ingest-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define ARENA_BLOCK (256 * 1024)

/* MurmurHash64A (Austin Appleby, public domain), seed 0. */
guint64
seg_hash_bytes (const void *bytes, gsize size)
{
	const guint64 m = G_GUINT64_CONSTANT (0xc6a4a7935bd1e995);
	const guchar *at = bytes;
	guint64 hash = size * m, block;

	for (; size >= 8; at += 8, size -= 8) {
		memcpy (&block, at, 8);
		block *= m;
		block ^= block >> 47;
		hash = (hash ^ block * m) * m;
	}
	if (size > 0) {
		block = 0;
		memcpy (&block, at, size);
		hash = (hash ^ block) * m;
	}
	hash = (hash ^ hash >> 47) * m;
	return hash ^ hash >> 47;
}

static gboolean
fail_memory (gsize n_bytes, GError **error)
{
	g_autofree char *size = g_format_size (n_bytes);

	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the keys of this file (%s asked for)"), size);
	return FALSE;
}

/* Row hashes --------------------------------------------------------------------------------------------------------- */

void
seg_hash_set_clear (SegHashSet *set)
{
	g_free (set->slots);
	*set = (SegHashSet) { NULL, 0, 0 };
}

static gsize
find_hash (const guint64 *slots, gsize n_slots, guint64 hash)
{
	gsize i = (gsize) hash & (n_slots - 1);

	while (slots[i] != 0 && slots[i] != hash)
		i = (i + 1) & (n_slots - 1);
	return i;
}

static gboolean
grow_set (SegHashSet *set, GError **error)
{
	gsize n_slots = set->n_slots > 0 ? 2 * set->n_slots : 1024;
	guint64 *slots = g_try_new0 (guint64, n_slots);

	if (slots == NULL)
		return fail_memory (n_slots * sizeof *slots, error);
	for (gsize i = 0; i < set->n_slots; i++)
		if (set->slots[i] != 0)
			slots[find_hash (slots, n_slots, set->slots[i])] = set->slots[i];
	g_free (set->slots);
	set->slots = slots;
	set->n_slots = n_slots;
	return TRUE;
}

gboolean
seg_hash_set_add (SegHashSet *set, guint64 hash, gboolean *added, GError **error)
{
	gsize slot;

	if (set->n_used * 3 >= set->n_slots * 2 && !grow_set (set, error))
		return FALSE;
	hash += hash == 0; /* 0 marks a free slot */
	slot = find_hash (set->slots, set->n_slots, hash);
	*added = set->slots[slot] == 0;
	set->slots[slot] = hash;
	set->n_used += *added ? 1 : 0;
	return TRUE;
}

/* Keys --------------------------------------------------------------------------------------------------------------- */

struct SegKeys {
	SegKey *slots;
	gsize   n_slots, n_used;
	char   *block;  /* where the texts are; earlier blocks are in blocks */
	gsize   room;
	GSList *blocks;
};

SegKeys *
seg_keys_new (void)
{
	return g_new0 (SegKeys, 1);
}

void
seg_keys_free (SegKeys *keys)
{
	if (keys == NULL)
		return;
	g_slist_free_full (keys->blocks, g_free);
	g_free (keys->slots);
	g_free (keys);
}

static SegKey *
find_slot (SegKey *slots, gsize n_slots, guint64 hash, const char *key)
{
	gsize i = (gsize) hash & (n_slots - 1);

	while (slots[i].id != 0 && (slots[i].hash != hash || strcmp (slots[i].key, key) != 0))
		i = (i + 1) & (n_slots - 1);
	return &slots[i];
}

SegKey *
seg_keys_find (const SegKeys *keys, const char *key)
{
	SegKey *slot;

	if (keys->n_slots == 0)
		return NULL;
	slot = find_slot (keys->slots, keys->n_slots, seg_hash_bytes (key, strlen (key)), key);
	return slot->id != 0 ? slot : NULL;
}

static gboolean
grow_keys (SegKeys *keys, GError **error)
{
	gsize n_slots = keys->n_slots > 0 ? 2 * keys->n_slots : 1024;
	SegKey *slots = g_try_new0 (SegKey, n_slots);

	if (slots == NULL)
		return fail_memory (n_slots * sizeof *slots, error);
	for (gsize i = 0; i < keys->n_slots; i++)
		if (keys->slots[i].id != 0)
			*find_slot (slots, n_slots, keys->slots[i].hash, keys->slots[i].key) = keys->slots[i];
	g_free (keys->slots);
	keys->slots = slots;
	keys->n_slots = n_slots;
	return TRUE;
}

static const char *
keep_text (SegKeys *keys, const char *text, GError **error)
{
	gsize size = strlen (text) + 1;
	char *kept;

	if (keys->room < size) {
		gsize block_size = MAX (size, ARENA_BLOCK);

		keys->block = g_try_malloc (block_size);
		if (keys->block == NULL) {
			fail_memory (block_size, error);
			return NULL;
		}
		keys->blocks = g_slist_prepend (keys->blocks, keys->block);
		keys->room = block_size;
	}
	kept = memcpy (keys->block, text, size);
	keys->block += size;
	keys->room -= size;
	return kept;
}

SegKey *
seg_keys_add (SegKeys *keys, const char *key, gint64 id, GError **error)
{
	guint64 hash = seg_hash_bytes (key, strlen (key));
	const char *kept;
	SegKey *slot;

	if ((keys->n_used * 2 >= keys->n_slots && !grow_keys (keys, error)) || (kept = keep_text (keys, key, error)) == NULL)
		return NULL;
	slot = find_slot (keys->slots, keys->n_slots, hash, kept);
	*slot = (SegKey) { .hash = hash, .key = kept, .id = id };
	keys->n_used++;
	return slot;
}

gint64
seg_keys_count_unlisted (const SegKeys *keys)
{
	gint64 n = 0;

	for (gsize i = 0; i < keys->n_slots; i++)
		n += keys->slots[i].id != 0 && keys->slots[i].seen && !keys->slots[i].listed;
	return n;
}

gint64
seg_keys_n_listed (const SegKeys *keys)
{
	gint64 n = 0;

	for (gsize i = 0; i < keys->n_slots; i++)
		n += keys->slots[i].id != 0 && keys->slots[i].listed;
	return n;
}
