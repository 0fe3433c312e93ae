/* Reasons put together: what a recommendation rests on, its figures, and the sentence that says them. Every figure comes from the model
 * or is counted in the interactions. */
#include <config.h>
#include "recommend-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>

void
seg_reason_add_item (SegRecommendation *recommendation, const SegInteractions *interactions, gsize item, double share)
{
	if (recommendation->n_because == SEG_REASON_ITEMS)
		return;
	recommendation->because[recommendation->n_because] = interactions->item_ids[item];
	recommendation->share[recommendation->n_because++] = share;
}

static const char *
title_of (const SegRecommendation *recommendation, const SegInteractions *interactions, guint number, gsize *item)
{
	if (number >= recommendation->n_because)
		return NULL;
	*item = (gsize) seg_ids_find (interactions->item_ids, interactions->n_items, recommendation->because[number]);
	return interactions->item_titles[*item];
}

void
seg_reason_together (SegRecommendation *recommendation, const SegInteractions *interactions, gsize item)
{
	gsize first = 0, second = 0;
	const char *one = title_of (recommendation, interactions, 0, &first), *other = title_of (recommendation, interactions, 1, &second);

	recommendation->count = seg_items_together (interactions, first, item);
	recommendation->of = seg_item_count (interactions, first);
	if (recommendation->count == 0) {
		seg_reason_factors (recommendation, interactions, FALSE);
		return;
	}
	recommendation->kind = SEG_REASON_TOGETHER;
	recommendation->reason = seg_word_because (interactions->basis, one, other, recommendation->count, recommendation->of);
}

void
seg_reason_factors (SegRecommendation *recommendation, const SegInteractions *interactions, gboolean looked_at)
{
	gsize item = 0;
	const char *one = title_of (recommendation, interactions, 0, &item), *other = title_of (recommendation, interactions, 1, &item);

	recommendation->kind = SEG_REASON_FACTORS;
	recommendation->reason = seg_word_factors (one, recommendation->share[0], other, recommendation->share[1], looked_at);
}

void
seg_reason_looked_at (SegRecommendation *recommendation, double share)
{
	g_autofree char *part = seg_format_share (share);

	recommendation->kind = SEG_REASON_FACTORS;
	recommendation->reason = g_strdup_printf (_("they looked at it, from which %s of its score comes"), part);
}

void
seg_reason_popular (SegRecommendation *recommendation, const SegInteractions *interactions, const char *segment, gsize count, gsize of)
{
	recommendation->kind = segment != NULL ? SEG_REASON_SEGMENT : SEG_REASON_POPULAR;
	recommendation->count = count;
	recommendation->of = of;
	recommendation->reason = seg_word_popular (interactions->basis, segment, count, of);
}

void
seg_reason_lately (SegRecommendation *recommendation, const SegInteractions *interactions, gsize count, gsize of, double days)
{
	recommendation->kind = SEG_REASON_LATELY;
	recommendation->count = count;
	recommendation->of = of;
	recommendation->part = days;
	recommendation->reason = seg_word_lately (interactions->basis, count, of, days);
}

void
seg_reason_people (SegRecommendation *recommendation, const SegInteractions *interactions, gsize count, gsize of)
{
	recommendation->kind = SEG_REASON_PEOPLE;
	recommendation->count = count;
	recommendation->of = of;
	recommendation->reason = seg_word_people (interactions->basis, count, of);
}

void
seg_reason_strongest (SegRecommendation *recommendation, const SegInteractions *interactions, const guint32 *items, const double *parts, gsize n)
{
	gsize best[SEG_REASON_ITEMS];
	guint n_best = 0;
	double sum = 0;

	for (gsize i = 0; i < n; i++) {
		guint place = n_best;

		if (parts[i] <= 0)
			continue;
		sum += parts[i];
		while (place > 0 && parts[best[place - 1]] < parts[i])
			place--;
		if (place == SEG_REASON_ITEMS)
			continue;
		n_best = MIN (n_best + 1, SEG_REASON_ITEMS);
		for (guint j = n_best - 1; j > place; j--)
			best[j] = best[j - 1];
		best[place] = i;
	}
	for (guint i = 0; i < n_best; i++)
		seg_reason_add_item (recommendation, interactions, items[best[i]], parts[best[i]] / sum);
}

void
seg_reason_rating (SegRecommendation *recommendation, double expected, double mean)
{
	recommendation->kind = SEG_REASON_RATING;
	recommendation->part = expected;
	recommendation->whole = mean;
	recommendation->reason = seg_word_rating (expected, mean);
}

void
seg_reason_probability (SegRecommendation *recommendation, const SegInteractions *interactions, double probability, double share)
{
	gsize item = 0;
	const char *one = title_of (recommendation, interactions, 0, &item), *other = title_of (recommendation, interactions, 1, &item);

	recommendation->kind = SEG_REASON_PROBABILITY;
	recommendation->part = probability;
	recommendation->whole = share;
	recommendation->reason = seg_word_probability (probability, share, one, other);
}

void
seg_reason_content (SegRecommendation *recommendation, const SegInteractions *interactions, gsize item, const char *words)
{
	gsize other = 0;
	const char *title = title_of (recommendation, interactions, 0, &other);

	recommendation->kind = SEG_REASON_CONTENT;
	recommendation->count = seg_item_count (interactions, item);
	recommendation->reason = seg_word_content (title, words, recommendation->count == 0);
}

void
seg_reason_attribute (SegRecommendation *recommendation, const SegInteractions *interactions, const char *attribute, gsize count, gsize of)
{
	recommendation->kind = SEG_REASON_ATTRIBUTES;
	recommendation->count = count;
	recommendation->of = of;
	recommendation->reason = seg_word_popular (interactions->basis, attribute, count, of);
}
