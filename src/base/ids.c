#include <config.h>
#include <segscope/ids.h>

gssize
seg_ids_find (const gint64 *ids, gsize n, gint64 id)
{
	gsize low = 0, high = n;

	/* Ids mostly count up without gaps, so the first guess mostly hits. */
	if (n > 0 && id >= ids[0] && (guint64) (id - ids[0]) < n && ids[id - ids[0]] == id)
		return (gssize) (id - ids[0]);
	while (low < high) {
		gsize middle = low + (high - low) / 2;

		if (ids[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && ids[low] == id ? (gssize) low : -1;
}
