/* The keys of users and items in memory. Belongs to one thread at a time. */
#ifndef SEG_KEYS_H
#define SEG_KEYS_H

#include <segscope/error.h>

#include <string.h>

#define SEG_KEY_SHORT 16 /* bytes of a key that stands in its slot */
#define SEG_KEYS_AHEAD 12 /* look-ups whose memory is fetched at the same time */

/* A user or item by its key. Aligned, so that it stands in one cache line. */
typedef struct {
	_Alignas (32) guint64 words[2]; /* the key, filled up with zeros; of a longer one its hash and where it stands */
	guint32 id;       /* 0: a free slot */
	guint8  is_long;
	guint8  existed : 1, /* before this load */
	        listed : 1,  /* a file of users or items has named it */
	        seen : 1,    /* in this file */
	        changed : 1, /* counted as changed in this load */
	        titled : 1;  /* has a title */
} SegKey;

/* A key as it is looked up. */
typedef struct {
	guint64     words[2], hash;
	gsize       size;
	const char *text;    /* for keys longer than SEG_KEY_SHORT; not owned */
} SegKeyText;

typedef struct SegKeys SegKeys;

/** The bytes of @text, at most SEG_KEY_SHORT, filled up with zeros: read in few steps, as copying so few costs more than they are. */
static inline void
seg_key_words (const char *text, gsize size, guint64 *words)
{
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
	const guint8 *bytes = (const guint8 *) text;
	guint32 first, last;

	words[0] = words[1] = 0;
	if (size >= 8) {
		memcpy (&words[0], text, 8);
		if (size > 8) {
			memcpy (&words[1], text + size - 8, 8);
			words[1] >>= 8 * (16 - size);
		}
	} else if (size >= 4) {
		memcpy (&first, text, 4);
		memcpy (&last, text + size - 4, 4);
		words[0] = first | (guint64) last << 8 * (size - 4);
	} else if (size > 0)
		words[0] = bytes[0] | (guint64) bytes[size / 2] << 8 * (size / 2) | (guint64) bytes[size - 1] << 8 * (size - 1);
#else
	words[0] = words[1] = 0;
	memcpy (words, text, size);
#endif
}

SegKeys *seg_keys_new (void);
void     seg_keys_free (SegKeys *keys);
/** Makes room for @n more keys, about so many being expected: growing step by step would cost more. */
void     seg_keys_expect (SegKeys *keys, gsize n);

/** Makes @text, of @size bytes without a NUL among them, ready for being looked up in @keys. */
void     seg_keys_take (const SegKeys *keys, const char *text, gsize size, SegKeyText *key);
/** Fetches the place of @key into the cache: SEG_KEYS_AHEAD look-ups before it is needed. */
void     seg_keys_prefetch (const SegKeys *keys, const SegKeyText *key);
SegKey  *seg_keys_find_text (const SegKeys *keys, const SegKeyText *key);
/** Adds @key, which is not there yet; NULL with SEG_ERROR_MEMORY. Pointers got before become invalid. */
SegKey  *seg_keys_add_text (SegKeys *keys, const SegKeyText *key, guint32 id, GError **error);

SegKey  *seg_keys_find (const SegKeys *keys, const char *text);
SegKey  *seg_keys_add (SegKeys *keys, const char *text, guint32 id, GError **error);

/** The next key from @position (0 at first), in no particular order; NULL at the end. */
SegKey  *seg_keys_next (const SegKeys *keys, gsize *position);
gsize    seg_keys_size (const SegKeys *keys);
/** The text of @key, ended by its @size and not by NUL. Valid until the next key is added. */
const char *seg_key_text (const SegKey *key, gsize *size);

/** Keys seen in this file that no file of their own has named. */
gint64   seg_keys_count_unlisted (const SegKeys *keys);
gint64   seg_keys_n_listed (const SegKeys *keys);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegKeys, seg_keys_free)

#endif
