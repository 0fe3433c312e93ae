/* The keys of users and items: one open-addressed table in memory, where a key of up to 16 bytes stands in its slot, so that
 * looking it up touches one cache line. Longer keys stand in an arena. Every allocation is checked. */
#include <config.h>
#include "keys.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define ARENA_BLOCK (256 * 1024)
#define LARGE_PAGE ((gsize) 2 * 1024 * 1024)
#define SLOTS_LEAST 1024 /* room is always a power of two, and a fourth of it stays free */

struct SegKeys {
	SegKey *slots;
	gsize   n_slots, n_used;
	guint64 seed;   /* another one in each load: nobody can make a file whose keys all collide */
	char   *block;  /* where the next text goes; all blocks are in blocks */
	gsize   room;
	GSList *blocks;
};

static gboolean
fail_memory (gsize n_bytes, GError **error)
{
	g_autofree char *size = g_format_size (n_bytes);

	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the keys of this file (%s asked for)"), size);
	return FALSE;
}

/* A large table is put on large pages where the system has them: else every look-up misses the table of pages as well. Memory
 * that is never used is never touched. */
static SegKey *
make_slots (gsize n_slots)
{
	gsize size = n_slots * sizeof (SegKey), before, behind;
	char *room;

	if (size < LARGE_PAGE) {
		room = aligned_alloc (_Alignof (SegKey), size);
		return room != NULL ? memset (room, 0, size) : NULL;
	}
	room = mmap (NULL, size + LARGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (room == MAP_FAILED)
		return NULL;
	before = (LARGE_PAGE - (guintptr) room % LARGE_PAGE) % LARGE_PAGE;
	behind = LARGE_PAGE - before;
	if (before > 0)
		munmap (room, before);
	if (behind > 0)
		munmap (room + before + size, behind);
	madvise (room + before, size, MADV_HUGEPAGE);
	return (SegKey *) (void *) (room + before);
}

static void
free_slots (SegKey *slots, gsize n_slots)
{
	if (n_slots * sizeof *slots < LARGE_PAGE)
		free (slots);
	else
		munmap (slots, n_slots * sizeof *slots);
}

SegKeys *
seg_keys_new (void)
{
	SegKeys *keys = g_new0 (SegKeys, 1);

	keys->seed = (guint64) g_random_int () << 32 | g_random_int ();
	return keys;
}

void
seg_keys_free (SegKeys *keys)
{
	if (keys == NULL)
		return;
	g_slist_free_full (keys->blocks, g_free);
	free_slots (keys->slots, keys->n_slots);
	g_free (keys);
}

/* Texts ------------------------------------------------------------------------------------------------------------ */

/* MurmurHash64A (Austin Appleby, public domain). */
static guint64
hash_long (const char *text, gsize size, guint64 seed)
{
	const guint64 m = G_GUINT64_CONSTANT (0xc6a4a7935bd1e995);
	guint64 hash = seed ^ (size * m), block;

	for (; size >= 8; text += 8, size -= 8) {
		memcpy (&block, text, 8);
		block *= m;
		block ^= block >> 47;
		hash = (hash ^ block * m) * m;
	}
	block = 0;
	memcpy (&block, text, size);
	hash = (hash ^ block) * m;
	hash = (hash ^ hash >> 47) * m;
	return hash ^ hash >> 47;
}

static guint64
hash_short (guint64 low, guint64 high, guint64 seed)
{
	guint64 hash = (low ^ seed) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);

	hash = (hash ^ hash >> 32 ^ high) * G_GUINT64_CONSTANT (0xD6E8FEB86659FD93);
	hash = (hash ^ hash >> 32) * G_GUINT64_CONSTANT (0xD6E8FEB86659FD93);
	return hash ^ hash >> 32;
}

void
seg_keys_take (const SegKeys *keys, const char *text, gsize size, SegKeyText *key)
{
	key->size = size;
	key->text = text;
	if (size <= SEG_KEY_SHORT) {
		seg_key_words (text, size, key->words);
		key->hash = hash_short (key->words[0], key->words[1], keys->seed);
	} else {
		key->hash = hash_long (text, size, keys->seed);
		key->words[0] = key->hash;
		key->words[1] = 0;
	}
}

void
seg_keys_prefetch (const SegKeys *keys, const SegKeyText *key)
{
	if (keys->n_slots > 0)
		__builtin_prefetch (&keys->slots[key->hash & (keys->n_slots - 1)]);
}

const char *
seg_key_text (const SegKey *key, gsize *size)
{
	const char *text;

	if (!key->is_long) {
		*size = strnlen ((const char *) key->words, SEG_KEY_SHORT);
		return (const char *) key->words;
	}
	memcpy (&text, &key->words[1], sizeof text);
	*size = strlen (text);
	return text;
}

/* The table -------------------------------------------------------------------------------------------------------- */

static gboolean
is_same (const SegKey *slot, const SegKeyText *key)
{
	const char *text;

	if (slot->words[0] != key->words[0] || slot->is_long != (key->size > SEG_KEY_SHORT))
		return FALSE;
	if (!slot->is_long)
		return slot->words[1] == key->words[1];
	memcpy (&text, &slot->words[1], sizeof text);
	return strlen (text) == key->size && memcmp (text, key->text, key->size) == 0;
}

SegKey *
seg_keys_find_text (const SegKeys *keys, const SegKeyText *key)
{
	gsize mask = keys->n_slots - 1;

	if (keys->n_slots == 0)
		return NULL;
	for (gsize i = key->hash & mask; keys->slots[i].id != 0; i = (i + 1) & mask)
		if (is_same (&keys->slots[i], key))
			return &keys->slots[i];
	return NULL;
}

static guint64
hash_of (const SegKeys *keys, const SegKey *slot)
{
	return slot->is_long ? slot->words[0] : hash_short (slot->words[0], slot->words[1], keys->seed);
}

static SegKey *
free_slot (SegKey *slots, gsize n_slots, guint64 hash)
{
	gsize i = hash & (n_slots - 1);

	while (slots[i].id != 0)
		i = (i + 1) & (n_slots - 1);
	return &slots[i];
}

static gboolean
resize (SegKeys *keys, gsize n_slots, GError **error)
{
	SegKey *slots = make_slots (n_slots);

	if (slots == NULL)
		return fail_memory (n_slots * sizeof *slots, error);
	for (gsize i = 0; i < keys->n_slots; i++)
		if (keys->slots[i].id != 0)
			*free_slot (slots, n_slots, hash_of (keys, &keys->slots[i])) = keys->slots[i];
	free_slots (keys->slots, keys->n_slots);
	keys->slots = slots;
	keys->n_slots = n_slots;
	return TRUE;
}

static gboolean
is_crowded (gsize n_used, gsize n_slots)
{
	return n_used >= n_slots / 4 * 3;
}

void
seg_keys_expect (SegKeys *keys, gsize n)
{
	gsize n_slots = MAX (keys->n_slots, SLOTS_LEAST);

	while (n < G_MAXSIZE / 64 && is_crowded (keys->n_used + n, n_slots))
		n_slots *= 2;
	if (n_slots > keys->n_slots)
		resize (keys, n_slots, NULL); /* else it grows when it has to */
}

static const char *
keep_text (SegKeys *keys, const char *text, gsize size, GError **error)
{
	char *kept;

	if (keys->room < size + 1) {
		gsize block_size = MAX (size + 1, ARENA_BLOCK);

		keys->block = g_try_malloc (block_size);
		if (keys->block == NULL) {
			fail_memory (block_size, error);
			return NULL;
		}
		keys->blocks = g_slist_prepend (keys->blocks, keys->block);
		keys->room = block_size;
	}
	kept = memcpy (keys->block, text, size);
	kept[size] = '\0';
	keys->block += size + 1;
	keys->room -= size + 1;
	return kept;
}

SegKey *
seg_keys_add_text (SegKeys *keys, const SegKeyText *key, guint32 id, GError **error)
{
	SegKey made = { .words = { key->words[0], key->words[1] }, .id = id, .is_long = key->size > SEG_KEY_SHORT };
	SegKey *slot;

	if (is_crowded (keys->n_used, keys->n_slots) && !resize (keys, MAX (2 * keys->n_slots, SLOTS_LEAST), error))
		return NULL;
	if (made.is_long) {
		const char *kept = keep_text (keys, key->text, key->size, error);

		if (kept == NULL)
			return NULL;
		memcpy (&made.words[1], &kept, sizeof kept);
	}
	slot = free_slot (keys->slots, keys->n_slots, key->hash);
	*slot = made;
	keys->n_used++;
	return slot;
}

SegKey *
seg_keys_find (const SegKeys *keys, const char *text)
{
	SegKeyText key;

	seg_keys_take (keys, text, strlen (text), &key);
	return seg_keys_find_text (keys, &key);
}

SegKey *
seg_keys_add (SegKeys *keys, const char *text, guint32 id, GError **error)
{
	SegKeyText key;

	seg_keys_take (keys, text, strlen (text), &key);
	return seg_keys_add_text (keys, &key, id, error);
}

SegKey *
seg_keys_next (const SegKeys *keys, gsize *position)
{
	while (*position < keys->n_slots) {
		SegKey *slot = &keys->slots[(*position)++];

		if (slot->id != 0)
			return slot;
	}
	return NULL;
}

gsize
seg_keys_size (const SegKeys *keys)
{
	return keys->n_used;
}

gint64
seg_keys_count_unlisted (const SegKeys *keys)
{
	gint64 n = 0;
	gsize position = 0;

	for (const SegKey *key; (key = seg_keys_next (keys, &position)) != NULL;)
		n += key->seen && !key->listed;
	return n;
}

gint64
seg_keys_n_listed (const SegKeys *keys)
{
	gint64 n = 0;
	gsize position = 0;

	for (const SegKey *key; (key = seg_keys_next (keys, &position)) != NULL;)
		n += key->listed;
	return n;
}
