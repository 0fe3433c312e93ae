/* The cheapest assignment of rows to clusters of limited size: a transportation problem, solved exactly.
 *
 * As a flow of least cost: one unit from every row to a cluster, and from every cluster to one sink, between the least and the
 * most. It begins from the cheapest cluster of every row, which is optimal but for the limits, and takes rows from clusters
 * with too many to those with too few, each time along the cheapest way: the successive shortest paths. A way goes through
 * clusters only: what it costs to take some row from cluster a to cluster b is the top of a heap for each pair of clusters, so
 * that a way is found among k + 1 nodes, however many rows there are. Heaps are not cleaned: entries of rows that have left are
 * dropped when they come to the top.
 *
 * Prices of the nodes keep all reduced costs at 0 or above; with the prices of the last call the next one begins close to its
 * end. Ties: lower clusters, then lower rows.
 * Sources: Bradley, Bennett, Demiriz 2000, Microsoft Research MSR-TR-2000-65 (k-means as such a problem); Ahuja, Magnanti,
 * Orlin 1993, Network Flows, section 9.7 (successive shortest paths). */
#include <config.h>
#include "transport.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define BLOCK_ROWS 4096
#define ASK_EVERY 256
#define EQUAL 1e-11 /* prices so near each other, beside the largest cost, are the same */

typedef struct {
	double  key; /* what it costs more in the other cluster */
	guint32 row;
} Entry;

typedef struct {
	Entry *entries;
	gsize  n, room;
} Heap;

struct SegTransport {
	gsize   n, least, most;
	guint   k;            /* node k is the sink */
	double *prices;       /* k + 1 */
	Heap   *heaps;        /* k x k: from, to */
	gsize  *counts;       /* k: rows */
	gsize  *flows;        /* k: from the cluster to the sink */
	/* Of one search. */
	double *reach;        /* k + 1 */
	guint  *before;       /* k + 1 */
	gboolean *done;       /* k + 1 */
	const double *costs;
	gint32 *labels;
};

double
seg_transport_bytes (gsize n, guint k)
{
	return (double) n * (k - 1) * sizeof (Entry);
}

SegTransport *
seg_transport_new (gsize n, guint k, gsize least, gsize most, GError **error)
{
	SegTransport *transport = g_new0 (SegTransport, 1);

	transport->n = n;
	transport->k = k;
	transport->least = least;
	transport->most = MIN (most, n);
	transport->prices = g_new0 (double, k + 1);
	transport->counts = g_new0 (gsize, k);
	transport->flows = g_new0 (gsize, k);
	transport->reach = g_new0 (double, k + 1);
	transport->before = g_new0 (guint, k + 1);
	transport->done = g_new0 (gboolean, k + 1);
	transport->heaps = g_try_new0 (Heap, (gsize) k * k);
	if (transport->heaps != NULL)
		return transport;
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for limits on the sizes of %u segments"), k);
	seg_transport_free (transport);
	return NULL;
}

void
seg_transport_free (SegTransport *transport)
{
	if (transport == NULL)
		return;
	for (gsize i = 0; transport->heaps != NULL && i < (gsize) transport->k * transport->k; i++)
		g_free (transport->heaps[i].entries);
	g_free (transport->heaps);
	g_free (transport->prices);
	g_free (transport->counts);
	g_free (transport->flows);
	g_free (transport->reach);
	g_free (transport->before);
	g_free (transport->done);
	g_free (transport);
}

/* Heaps ------------------------------------------------------------------------------------------------------------ */

static inline gboolean
is_before (const Entry *a, const Entry *b)
{
	return a->key < b->key || (!(b->key < a->key) && a->row < b->row);
}

static void
sift_down (Heap *heap, gsize place)
{
	Entry entry = heap->entries[place];

	for (gsize child = 2 * place + 1; child < heap->n; child = 2 * place + 1) {
		if (child + 1 < heap->n && is_before (heap->entries + child + 1, heap->entries + child))
			child++;
		if (!is_before (heap->entries + child, &entry))
			break;
		heap->entries[place] = heap->entries[child];
		place = child;
	}
	heap->entries[place] = entry;
}

static gboolean
heap_reserve (Heap *heap, gsize room)
{
	Entry *entries;

	if (room <= heap->room)
		return TRUE;
	room = MAX (room, heap->room + heap->room / 2);
	entries = g_try_renew (Entry, heap->entries, room);
	if (entries == NULL)
		return FALSE;
	heap->entries = entries;
	heap->room = room;
	return TRUE;
}

static gboolean
heap_push (Heap *heap, Entry entry)
{
	gsize place = heap->n;

	if (!heap_reserve (heap, heap->n + 1))
		return FALSE;
	heap->n++;
	for (; place > 0 && is_before (&entry, heap->entries + (place - 1) / 2); place = (place - 1) / 2)
		heap->entries[place] = heap->entries[(place - 1) / 2];
	heap->entries[place] = entry;
	return TRUE;
}

static void
heap_pop (Heap *heap)
{
	heap->entries[0] = heap->entries[--heap->n];
	if (heap->n > 0)
		sift_down (heap, 0);
}

/* The cheapest row to take from @a to @b, or NULL. */
static const Entry *
top (SegTransport *transport, guint a, guint b)
{
	Heap *heap = transport->heaps + (gsize) a * transport->k + b;

	while (heap->n > 0 && transport->labels[heap->entries[0].row] != (gint32) a)
		heap_pop (heap);
	return heap->n > 0 ? heap->entries : NULL;
}

static inline Entry
entry_of (const SegTransport *transport, gsize row, guint a, guint b)
{
	const double *costs = transport->costs + row * transport->k;

	return (Entry) { costs[b] - costs[a], (guint32) row };
}

/* The heaps of one cluster: each row is in k - 1 of them. */
static void
fill_heaps (gsize block, gsize first, gsize last, gpointer data)
{
	SegTransport *transport = data;
	guint k = transport->k, a = (guint) first;

	(void) block;
	(void) last;
	for (gsize row = 0; row < transport->n; row++) {
		if (transport->labels[row] != (gint32) a)
			continue;
		for (guint b = 0; b < k; b++)
			if (b != a)
				transport->heaps[(gsize) a * k + b].entries[transport->heaps[(gsize) a * k + b].n++] = entry_of (transport, row, a, b);
	}
	for (guint b = 0; b < k; b++) {
		Heap *heap = transport->heaps + (gsize) a * k + b;

		for (gsize place = heap->n / 2; place-- > 0; )
			sift_down (heap, place);
	}
}

static gboolean
build_heaps (SegTransport *transport, GError **error)
{
	guint k = transport->k;

	for (guint a = 0; a < k; a++)
		for (guint b = 0; b < k; b++) {
			transport->heaps[(gsize) a * k + b].n = 0;
			if (a != b && !heap_reserve (transport->heaps + (gsize) a * k + b, transport->counts[a])) {
				g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for limits on the sizes of %u segments of %zu users"), k,
				             transport->n);
				return FALSE;
			}
		}
	seg_parallel_blocks (k, 1, fill_heaps, transport);
	return TRUE;
}

/* Where it begins -------------------------------------------------------------------------------------------------- */

static void
take_cheapest (gsize block, gsize first, gsize last, gpointer data)
{
	SegTransport *transport = data;

	(void) block;
	for (gsize row = first; row < last; row++) {
		const double *costs = transport->costs + row * transport->k;
		guint best = 0;

		for (guint c = 1; c < transport->k; c++)
			if (costs[c] - transport->prices[c] < costs[best] - transport->prices[best])
				best = c;
		transport->labels[row] = (gint32) best;
	}
}

/* A price below the sink's wants all that may go; one above, no more than must. */
static void
begin (SegTransport *transport)
{
	double largest = 0, sink = transport->prices[transport->k];

	for (guint c = 0; c < transport->k; c++) {
		transport->counts[c] = 0;
		largest = MAX (largest, fabs (transport->prices[c]));
	}
	seg_parallel_blocks (transport->n, BLOCK_ROWS, take_cheapest, transport);
	for (gsize row = 0; row < transport->n; row++)
		transport->counts[transport->labels[row]]++;
	for (guint c = 0; c < transport->k; c++) {
		double apart = transport->prices[c] - sink;

		if (fabs (apart) <= EQUAL * largest)
			transport->flows[c] = CLAMP (transport->counts[c], transport->least, transport->most);
		else
			transport->flows[c] = apart < 0 ? transport->most : transport->least;
	}
}

/* Units that wait at a node; negative: that it lacks. */
static gint64
waiting (const SegTransport *transport, guint node)
{
	gint64 sum = 0;

	if (node < transport->k)
		return (gint64) transport->counts[node] - (gint64) transport->flows[node];
	for (guint c = 0; c < transport->k; c++)
		sum += (gint64) transport->flows[c];
	return sum - (gint64) transport->n;
}

/* The cheapest way ------------------------------------------------------------------------------------------------- */

/* What one more unit from node @a to node @b costs, prices counted in; INFINITY: there is no way. */
static double
reduced_cost (SegTransport *transport, guint a, guint b)
{
	guint sink = transport->k;
	double cost = 0;

	if (b == sink) {
		if (transport->flows[a] >= transport->most)
			return INFINITY;
	} else if (a == sink) {
		if (transport->flows[b] <= transport->least)
			return INFINITY;
	} else {
		const Entry *entry = top (transport, a, b);

		if (entry == NULL)
			return INFINITY;
		cost = entry->key;
	}
	return MAX (cost + transport->prices[a] - transport->prices[b], 0); /* below 0 only by rounding */
}

/* From @source to the nearest node that lacks a unit (Dijkstra); prices follow. Returns that node. */
static guint
find_way (SegTransport *transport, guint source)
{
	guint n_nodes = transport->k + 1, node = source;
	double *reach = transport->reach;

	for (guint i = 0; i < n_nodes; i++) {
		reach[i] = i == source ? 0 : INFINITY;
		transport->done[i] = FALSE;
	}
	for (;;) {
		transport->done[node] = TRUE;
		if (waiting (transport, node) < 0)
			break;
		for (guint other = 0; other < n_nodes; other++) {
			double through = transport->done[other] ? INFINITY : reach[node] + reduced_cost (transport, node, other);

			if (through < reach[other]) {
				reach[other] = through;
				transport->before[other] = node;
			}
		}
		node = n_nodes;
		for (guint other = 0; other < n_nodes; other++)
			if (!transport->done[other] && (node == n_nodes || reach[other] < reach[node]))
				node = other;
		g_return_val_if_fail (node < n_nodes && isfinite (reach[node]), source);
	}
	for (guint i = 0; i < n_nodes; i++)
		transport->prices[i] += MIN (reach[i], reach[node]);
	return node;
}

static gboolean
move_unit (SegTransport *transport, guint a, guint b)
{
	guint k = transport->k;
	gsize row;

	if (b == k)
		transport->flows[a]++;
	else if (a == k)
		transport->flows[b]--;
	else {
		row = top (transport, a, b)->row;
		heap_pop (transport->heaps + (gsize) a * k + b);
		transport->labels[row] = (gint32) b;
		transport->counts[a]--;
		transport->counts[b]++;
		for (guint c = 0; c < k; c++)
			if (c != b && !heap_push (transport->heaps + (gsize) b * k + c, entry_of (transport, row, b, c)))
				return FALSE;
	}
	return TRUE;
}

static gboolean
send (SegTransport *transport, guint source, GError **error)
{
	guint target = find_way (transport, source);

	for (guint node = target; node != source; node = transport->before[node])
		if (!move_unit (transport, transport->before[node], node)) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for limits on the sizes of %u segments of %zu users"),
			             transport->k, transport->n);
			return FALSE;
		}
	return TRUE;
}

gboolean
seg_transport_assign (SegTransport *transport, const double *costs, gint32 *labels, SegJob *job, GError **error)
{
	gsize n_sent = 0;
	gboolean built = FALSE;

	transport->costs = costs;
	transport->labels = labels;
	begin (transport);
	for (guint node = 0; node <= transport->k; node++)
		while (waiting (transport, node) > 0) {
			if ((!built && !build_heaps (transport, error)) || (n_sent++ % ASK_EVERY == 0 && !seg_job_goes_on (job, error))
			    || !send (transport, node, error))
				return FALSE;
			built = TRUE;
		}
	return seg_job_goes_on (job, error);
}
