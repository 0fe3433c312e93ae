/* Ids of users and items in arrays: kept ascending, found by their position. */
#ifndef SEGSCOPE_IDS_H
#define SEGSCOPE_IDS_H

#include <glib.h>

G_BEGIN_DECLS

/** Position of @id among the @n ascending @ids, or -1. O(log n); mostly at once, as ids mostly count up without gaps. */
gssize seg_ids_find (const gint64 *ids, gsize n, gint64 id);

G_END_DECLS

#endif
