/* The few best of many, by a bounded heap: O(offers x log limit) time, O(limit) memory. The order is total (key, then tie),
 * so the result does not depend on the order of the offers. */
#include <config.h>
#include "recommend-private.h"

#include <math.h>
#include <stdlib.h>

static int
compare_best_first (const void *a, const void *b)
{
	const SegTopEntry *one = a, *other = b;

	if (one->key != other->key)
		return one->key > other->key ? -1 : 1;
	return (one->tie > other->tie) - (one->tie < other->tie);
}

static gboolean
is_better (const SegTopEntry *one, const SegTopEntry *other)
{
	return compare_best_first (one, other) < 0;
}

static void
swap (SegTopEntry *one, SegTopEntry *other)
{
	SegTopEntry kept = *one;

	*one = *other;
	*other = kept;
}

static void
sift_up (SegTopEntry *entries, gsize i)
{
	while (i > 0 && is_better (&entries[(i - 1) / 2], &entries[i])) {
		swap (&entries[(i - 1) / 2], &entries[i]);
		i = (i - 1) / 2;
	}
}

static void
sift_down (SegTopEntry *entries, gsize n)
{
	gsize i = 0, worst;

	for (;;) {
		worst = i;
		for (gsize child = 2 * i + 1; child <= 2 * i + 2 && child < n; child++)
			if (is_better (&entries[worst], &entries[child]))
				worst = child;
		if (worst == i)
			return;
		swap (&entries[i], &entries[worst]);
		i = worst;
	}
}

static void
offer (SegTop *top, SegTopEntry entry)
{
	if (top->n < top->limit) {
		top->entries[top->n] = entry;
		sift_up (top->entries, top->n++);
	} else if (top->limit > 0 && is_better (&entry, &top->entries[0])) {
		top->entries[0] = entry;
		sift_down (top->entries, top->n);
	}
}

void
seg_top_offer (SegTop *top, double key, guint32 tie, guint32 index)
{
	offer (top, (SegTopEntry) { key, tie, index, 0 });
}

void
seg_top_offer_score (SegTop *top, double score, guint32 tie, guint32 index)
{
	offer (top, (SegTopEntry) { seg_score_key (score), tie, index, score });
}

void
seg_top_sort (SegTop *top)
{
	qsort (top->entries, top->n, sizeof *top->entries, compare_best_first);
}

double
seg_score_key (double score)
{
	return rint (score * 1e10);
}
