/* Assigning rows to clusters at least cost when clusters must have at least and at most so many rows (transport.c). */
#ifndef SEG_TRANSPORT_H
#define SEG_TRANSPORT_H

#include "../cluster-private.h"

typedef struct SegTransport SegTransport;

/** For @n rows and @k clusters of @least to @most rows each: k least <= n <= k most. NULL with SEG_ERROR_MEMORY. */
SegTransport *seg_transport_new (gsize n, guint k, gsize least, gsize most, GError **error);
void          seg_transport_free (SegTransport *transport);

/**
 * The cheapest assignment within the limits.
 *
 * @costs: n x k, finite. @labels: (out) n values in 0..k-1.
 * Prices found once are where the next call begins: cheap when the costs have changed little. The outcome costs the same
 * whatever was asked before (rows that cost the same may stand elsewhere).
 * FALSE with SEG_ERROR_CANCELLED. Cost: O(n k + moved rows * (k^2 + k log n)) time, 16 n k bytes.
 */
gboolean      seg_transport_assign (SegTransport *transport, const double *costs, gint32 *labels, SegJob *job, GError **error);
/** Bytes it takes. */
double        seg_transport_bytes (gsize n, guint k);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegTransport, seg_transport_free)

#endif
