/* The linear assignment problem as a transportation problem in which every cluster takes exactly one row: the flow of least cost that
 * clusters of limited size are made by. What has no partner gets one that does not exist: the costs are made square. */
#include <config.h>
#include "transport.h"

#include <segscope/linear_assignment.h>

#include <math.h>

/* The cost of row @i with column @j, either of which may not exist. */
static double
cost_of (const double *costs, gsize n_rows, gsize n_columns, double apart, gsize i, gsize j)
{
	if (i < n_rows && j < n_columns)
		return costs[i * n_columns + j];
	if (!isfinite (apart) || (i >= n_rows && j >= n_columns))
		return 0; /* how many stay alone is settled, or nobody does here */
	return apart / 2;
}

gboolean
seg_linear_assignment (const double *costs, gsize n_rows, gsize n_columns, double apart, gint32 *columns, GError **error)
{
	gsize n = isfinite (apart) ? n_rows + n_columns : MAX (n_rows, n_columns);
	g_autofree double *square = g_new (double, n * n + 1);
	g_autofree gint32 *chosen = g_new0 (gint32, n + 1);

	for (gsize i = 0; i < n; i++)
		for (gsize j = 0; j < n; j++)
			square[i * n + j] = cost_of (costs, n_rows, n_columns, apart, i, j);
	if (n > 1) {
		g_autoptr (SegTransport) transport = seg_transport_new (n, (guint) n, 1, 1, error);

		if (transport == NULL || !seg_transport_assign (transport, square, chosen, NULL, error))
			return FALSE;
	}
	for (gsize i = 0; i < n_rows; i++)
		columns[i] = (gsize) chosen[i] < n_columns ? chosen[i] : -1;
	return TRUE;
}
