/* Pairing two lists one to one at least cost. */
#ifndef SEGSCOPE_LINEAR_ASSIGNMENT_H
#define SEGSCOPE_LINEAR_ASSIGNMENT_H

#include <glib.h>

G_BEGIN_DECLS

/**
 * The pairing of rows with columns of which the costs add up to the least.
 *
 * @costs: n_rows x n_columns, row-major, finite. @apart: what it costs to leave one row and one column without each other: a pair is made
 * only where that is cheaper; INFINITY: as many pairs as there can be.
 * @columns: (out) n_rows values: the column of each row, or -1.
 * FALSE with SEG_ERROR_MEMORY. Ties: any of the cheapest, always the same.
 * Cost: O(n^3) time, O(n^2) memory, n = rows + columns (the larger of them where @apart is INFINITY).
 * Source: Kuhn 1955, Naval Res. Logist. Q. 2:83-97 (the problem); solved as a flow of least cost (Ahuja, Magnanti, Orlin 1993).
 */
gboolean seg_linear_assignment (const double *costs, gsize n_rows, gsize n_columns, double apart, gint32 *columns, GError **error);

G_END_DECLS

#endif
