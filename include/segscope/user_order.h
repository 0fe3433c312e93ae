/* Lists of users over a million of them: who is in the list and in which order is worked out in memory, from the columns that counting keeps
 * (user_counter.h); only the rows in sight are read. */
#ifndef SEGSCOPE_USER_ORDER_H
#define SEGSCOPE_USER_ORDER_H

#include <segscope/user_counter.h>

G_BEGIN_DECLS

/**
 * The ids of all users of @query in its order: those of seg_user_list() (segment.h), all at once. GArray of gint64, owned.
 *
 * NULL with SEG_ERROR_USAGE (columns), SEG_ERROR_MEMORY or SEG_ERROR_CANCELLED. Cost: the first time for a column (and for the keys) a pass over
 * the table; afterwards a sort in memory, O(users).
 */
GArray    *seg_user_order (SegUserCounter *counter, SegWorkspace *workspace, const SegUserQuery *query, SegJob *job, GError **error);

/** The rows of the @n users @ids, in that order, with the columns of @query; its filter, segment and order do not matter. NULL stands
 * for a user who is gone. GPtrArray of SegUserRow*, owned. */
GPtrArray *seg_user_rows (SegWorkspace *workspace, const SegUserQuery *query, const gint64 *ids, gsize n, GError **error);

G_END_DECLS

#endif
