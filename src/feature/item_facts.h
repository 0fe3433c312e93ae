/* What features want to know of items: the categories each is in, its price and how dear that is, its level. */
#ifndef SEG_FEATURE_ITEM_FACTS_H
#define SEG_FEATURE_ITEM_FACTS_H

#include <segscope/attribute_columns.h> /* seg_categories_split() */

#include "feature/family.h"

typedef struct {
	/* Categories by item position: labels[start[item]] to labels[start[item + 1] - 1]. Numbers from 0. */
	gsize    *start;
	guint32  *labels;
	guint     n_categories;
	guint     most;          /* categories of one item */
	guint    *column;        /* by category: the share it counts for */
	GPtrArray *column_names; /* of char*: the categories with a share of their own */
	guint     n_columns;     /* and one more where others share the last */
	guint     n_others;
	double   *price, *rank;  /* by position, NAN: unknown; rank: share of the items with a price that are cheaper, 0..1 */
	double   *grade;         /* 1 beginner, 2 intermediate, 3 advanced; NAN: unknown */
	gboolean  has_prices, has_grades;
} SegItemFacts;

/** Reads them. Positions are those of @context's items; where it has none (only the catalogue is asked for) only names are kept. */
SegItemFacts *seg_item_facts_new (const SegFeatureContext *context, GError **error);
void          seg_item_facts_free (gpointer facts);

/** The category that has share number @column; NULL: the rarer ones, together. Borrowed. */
const char   *seg_item_facts_category (const SegItemFacts *facts, guint column);

/** 1, 2 or 3 for a level in English or Chinese, or a number; NAN for anything else ("All levels"). */
double seg_level_grade (const char *level);

#endif
