/* What the files about trying every way share. */
#ifndef SEG_WAYS_PRIVATE_H
#define SEG_WAYS_PRIVATE_H

#include "choose-private.h"

#include <segscope/ways.h>

/* Stability of every way that has none and whose draws fit into the time (ways_draw.c). FALSE with SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED. */
gboolean seg_ways_draw (SegWays *ways, const SegMatrix *matrix, const SegWaysOptions *options, SegJob *job, GError **error);
/* What these will take, foreseen; 0: they would not be made. */
double   seg_way_draws_seconds (const SegClusterSettings *settings, const SegWaysOptions *options, gsize n_rows, gsize n_columns);
/* Fills suggested and reason (ways_recommend.c). */
void     seg_ways_recommend (SegWays *ways);

#endif
