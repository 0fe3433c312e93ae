/* The table of recommenders, in the order of menus and of the evaluation. */
#include <config.h>
#include "recommend-private.h"

#include <glib/gi18n.h>
#include <string.h>

static const SegRecommender recommenders[] = {
	{ "item-to-item", N_("What goes with what they took"),
	  N_("Items that were taken by the same people as the items this person took"),
	  seg_item_to_item_fit_default, seg_item_to_item_score, seg_item_to_item_explain, seg_item_to_item_destroy,
	  seg_item_to_item_score_similar, seg_item_to_item_score_users },
	{ "popularity", N_("Popular in the segment"),
	  N_("Items most people of the person's segment took, then most people of all"),
	  seg_popularity_fit, seg_popularity_score, seg_popularity_explain, seg_popularity_destroy,
	  NULL, seg_popularity_score_users },
};

const SegRecommender *
seg_recommenders (gsize *n_recommenders)
{
	*n_recommenders = G_N_ELEMENTS (recommenders);
	return recommenders;
}

const SegRecommender *
seg_recommender_find (const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS (recommenders); i++)
		if (strcmp (recommenders[i].name, name) == 0)
			return &recommenders[i];
	return NULL;
}
