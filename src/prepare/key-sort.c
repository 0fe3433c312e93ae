/* Sorting many 64-bit keys in place: the first byte in which they differ divides them into 256 parts by exchanges (McIlroy, Bostic &
 * McIlroy 1993, "Engineering radix sort", Computing Systems 6:5-27), and so on until a part fits into the cache; there the bytes that
 * are left are sorted from the last one on, which needs room for one part only. */
#include <config.h>
#include "prepare/counter.h"

#include <string.h>

#define PART 65536 /* keys that are sorted through a scratch, 512 kB of it */
#define FEW 32     /* keys that are sorted by insertion */

static void
insert_in_order (guint64 *keys, gsize n)
{
	for (gsize i = 1; i < n; i++) {
		guint64 key = keys[i];
		gsize at = i;

		for (; at > 0 && keys[at - 1] > key; at--)
			keys[at] = keys[at - 1];
		keys[at] = key;
	}
}

/* The bits in which keys differ. */
static guint64
find_differences (const guint64 *keys, gsize n)
{
	guint64 all = keys[0], any = keys[0];

	for (gsize i = 1; i < n; i++) {
		all &= keys[i];
		any |= keys[i];
	}
	return all ^ any;
}

static void
count_bytes (const guint64 *keys, gsize n, guint shift, gsize counts[256])
{
	memset (counts, 0, 256 * sizeof *counts);
	for (gsize i = 0; i < n; i++)
		counts[keys[i] >> shift & 255]++;
}

/* Byte for byte, from the last one to the first one in which they differ. */
static void
sort_part (guint64 *keys, guint64 *scratch, gsize n, guint64 differences)
{
	guint64 *from = keys, *to = scratch;
	gsize counts[256];

	for (guint shift = 0; shift < 64; shift += 8) {
		gsize start = 0;
		guint64 *left = from;

		if ((differences >> shift & 255) == 0)
			continue;
		count_bytes (from, n, shift, counts);
		for (guint i = 0; i < 256; i++) {
			gsize count = counts[i];

			counts[i] = start;
			start += count;
		}
		for (gsize i = 0; i < n; i++)
			to[counts[from[i] >> shift & 255]++] = from[i];
		from = to;
		to = left;
	}
	if (from != keys)
		memcpy (keys, from, n * sizeof *keys);
}

/* Brings each key to the part of its byte; @ends: (out) where the parts end. */
static void
divide (guint64 *keys, gsize n, guint shift, gsize ends[256])
{
	gsize next[256], start = 0;

	count_bytes (keys, n, shift, ends);
	for (guint i = 0; i < 256; i++) {
		next[i] = start;
		start += ends[i];
		ends[i] = start;
	}
	for (guint part = 0; part < 256; part++)
		while (next[part] < ends[part]) {
			guint64 key = keys[next[part]];

			for (guint own = key >> shift & 255; own != part; own = key >> shift & 255) {
				guint64 other = keys[next[own]];

				keys[next[own]++] = key;
				key = other;
			}
			keys[next[part]++] = key;
		}
}

static gboolean
sort_some (guint64 *keys, guint64 *scratch, gsize n, const SegJob *job)
{
	gsize ends[256], start = 0;
	guint64 differences;
	guint shift;

	if (n <= FEW) {
		insert_in_order (keys, n);
		return TRUE;
	}
	if (seg_job_is_cancelled (job))
		return FALSE;
	differences = find_differences (keys, n);
	if (differences == 0)
		return TRUE;
	if (n <= PART) {
		sort_part (keys, scratch, n, differences);
		return TRUE;
	}
	shift = (guint) (63 - __builtin_clzll (differences)) & ~7u;
	divide (keys, n, shift, ends);
	for (guint i = 0; i < 256; i++) {
		if (ends[i] - start > 1 && !sort_some (keys + start, scratch, ends[i] - start, job))
			return FALSE;
		start = ends[i];
	}
	return TRUE;
}

gboolean
seg_sort_keys (guint64 *keys, gsize n, const SegJob *job)
{
	g_autofree guint64 *scratch = g_new (guint64, MIN (n, PART) + 1);

	return sort_some (keys, scratch, n, job);
}
