/* Where an id stands among ascending ids. Ids of a workspace are dense, so a table by id answers at once; a file with strange
 * ids is served by a binary search instead. */
#include <config.h>
#include <segscope/event_reader.h>

void
seg_id_index_init (SegIdIndex *index, const gint64 *ids, gsize n)
{
	*index = (SegIdIndex) { .ids = ids, .n = n };
	if (n == 0 || ids[0] < 0 || n >= G_MAXUINT32 || (guint64) ids[n - 1] > 16 * (guint64) n + 1024)
		return;
	index->table_size = (gsize) ids[n - 1] + 1;
	index->table = g_try_new0 (guint32, index->table_size);
	for (gsize i = 0; index->table != NULL && i < n; i++)
		index->table[ids[i]] = (guint32) (i + 1);
}

void
seg_id_index_clear (SegIdIndex *index)
{
	g_clear_pointer (&index->table, g_free);
}

gssize
seg_id_index_find (const SegIdIndex *index, gint64 id)
{
	gsize low = 0, high = index->n;

	if (index->table != NULL)
		return id >= 0 && (guint64) id < index->table_size ? (gssize) index->table[id] - 1 : -1;
	while (low < high) {
		gsize middle = low + (high - low) / 2;

		if (index->ids[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < index->n && index->ids[low] == id ? (gssize) low : -1;
}
