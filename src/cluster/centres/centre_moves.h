/* From labels to centres, in the way of each distance (centre_moves.c). */
#ifndef SEG_CENTRE_MOVES_H
#define SEG_CENTRE_MOVES_H

#include "space.h"

/** Moves each of the k @centres to where the costs of its rows are least: medians, directions of sums, means and modes. A centre
 * without rows, or whose rows cancel out, stays. @n_codes: as seg_centres_search(). FALSE with SEG_ERROR_MEMORY, or with
 * SEG_ERROR_CANCELLED: @centres then are of no use. */
gboolean seg_centres_move (const SegSpace *space, const guint *n_codes, const gint32 *labels, guint k, SegJob *job, double *centres,
                           GError **error);

#endif
