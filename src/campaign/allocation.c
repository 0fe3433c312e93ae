/* What a list brings as it grows: value and cost added up in the order in which people come. */
#include <config.h>
#include "audience-private.h"

#include <segscope/allocation.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

#define MOST_POINTS 197

void
seg_allocation_free (SegAllocation *allocation)
{
	if (allocation == NULL)
		return;
	g_array_unref (allocation->points);
	g_ptr_array_unref (allocation->sentences);
	g_free (allocation);
}

/* The list with the first @k of @n candidates. */
typedef struct {
	gsize  k;
	double cost, value;
} Sum;

static double
net (const Sum *sum)
{
	return sum->value - sum->cost;
}

/* Sums at the wanted lengths, ascending in @k; the best of all lengths into @best. */
static void
add_up (const SegCandidate *candidates, gsize n, Sum *wanted, guint n_wanted, Sum *best)
{
	Sum sum = { 0, 0, 0 };
	guint next = 0;

	*best = sum;
	for (gsize k = 0; k <= n; k++) {
		for (; next < n_wanted && wanted[next].k == k; next++)
			wanted[next] = sum;
		if (net (&sum) > net (best))
			*best = sum;
		if (k == n)
			break;
		sum.cost += candidates[k].cost;
		sum.value += isnan (candidates[k].worth) ? 0 : candidates[k].worth;
		sum.k = k + 1;
	}
}

static int
compare_sums (gconstpointer a, gconstpointer b)
{
	const Sum *one = a, *other = b;

	return (one->k > other->k) - (one->k < other->k);
}

/* Those sent to of a list of that length: of the present one as many as the funnel says. */
static gint64
sent_of (const SegAudienceWalk *walk, gsize k, gsize now)
{
	return k == now ? walk->n_chosen - walk->n_control : (gint64) k - seg_split_control_size (walk->draft, (gint64) k);
}

/* Puts those sent to into the points: of each length the share that is not held back. */
static void
set_points (SegAllocation *allocation, GArray *sums, gsize now, gsize best, const SegAudienceWalk *walk)
{
	g_array_sort (sums, compare_sums);
	for (guint i = 0; i < sums->len; i++) {
		const Sum *sum = &g_array_index (sums, Sum, i);
		const gint64 n_send = sent_of (walk, sum->k, now);
		const double share = sum->k > 0 ? (double) n_send / (double) sum->k : 0;
		const SegAllocationPoint point = { n_send, sum->cost * share, sum->value * share };

		if (i > 0 && sum->k == g_array_index (sums, Sum, i - 1).k)
			continue;
		if (sum->k == now)
			allocation->now = allocation->points->len;
		if (sum->k == best)
			allocation->best = allocation->points->len;
		g_array_append_val (allocation->points, point);
	}
}

/* Words -------------------------------------------------------------------------------------------------------------- */

static void
say (SegAllocation *allocation, char *sentence)
{
	g_ptr_array_add (allocation->sentences, sentence);
}

static char *
point_words (const SegAllocation *allocation, guint at, const char *format)
{
	const SegAllocationPoint *point = &g_array_index (allocation->points, SegAllocationPoint, at);
	g_autofree char *n = seg_format_integer (point->n_send), *cost = seg_format_number (point->cost, 2), *value = seg_format_number (point->value, 2);
	g_autofree char *rest = seg_format_number (point->value - point->cost, 2);
	g_auto (GStrv) parts = g_strsplit (format, "%s", -1);

	return g_strconcat (parts[0], n, parts[1], cost, parts[2], value, parts[3], rest, parts[4], NULL);
}

static void
say_all (SegAllocation *allocation, const SegCampaignDraft *draft)
{
	g_autofree char *unknown = seg_format_integer (allocation->n_unknown);

	if (!allocation->is_money)
		say (allocation, g_strdup_printf (_("%s is an order, not money: nobody can say where the list should end. Say that it is what a contact brings, and costs can be held against it."),
		                                  draft->rank_by));
	else {
		say (allocation, point_words (allocation, allocation->now, _("The list as it is: %s people cost %s and are expected to bring %s, which leaves %s.")));
		if (allocation->now != allocation->best)
			say (allocation, point_words (allocation, allocation->best, _("The best list: %s people cost %s and are expected to bring %s, which leaves %s.")));
		else
			say (allocation, g_strdup (_("No list of another length leaves more.")));
	}
	if (allocation->n_unknown > 0)
		say (allocation, g_strdup_printf (ngettext ("%s person has no figure and counts as bringing nothing.", "%s people have no figure and count as bringing nothing.",
		                                            (gulong) allocation->n_unknown), unknown));
}

/* ---------------------------------------------------------------------------------------------------------------------- */

static void
fill (SegAllocation *allocation, const SegAudienceWalk *walk, const SegCandidate *candidates, gsize n)
{
	g_autoptr (GArray) sums = g_array_new (FALSE, TRUE, sizeof (Sum));
	gsize now = MIN ((gsize) walk->n_chosen, n);
	Sum best;

	for (guint i = 0; i < MOST_POINTS; i++)
		g_array_append_val (sums, ((Sum) { (gsize) ((double) n * i / (MOST_POINTS - 1)), 0, 0 }));
	g_array_append_val (sums, ((Sum) { now, 0, 0 }));
	g_array_sort (sums, compare_sums);
	add_up (candidates, n, (Sum *) (gpointer) sums->data, sums->len, &best);
	if (allocation->is_money)
		g_array_append_val (sums, best);
	set_points (allocation, sums, now, allocation->is_money ? best.k : now, walk);
	for (gsize i = 0; i < n; i++)
		allocation->n_unknown += isnan (candidates[i].worth) ? 1 : 0;
}

SegAllocation *
seg_audience_allocation (SegAudience *audience, SegWorkspace *workspace, const SegCampaignDraft *draft, SegJob *job, GError **error)
{
	const SegAsking asking = { audience, workspace, job, 0 };
	g_autoptr (SegAudienceWalk) walk = NULL;
	g_autoptr (SegAllocation) allocation = NULL;
	g_autofree SegCandidate *candidates = NULL;
	gsize n;

	if (draft->rank_by == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("Say first who comes first: a feature or attribute that says what a contact brings"));
		return NULL;
	}
	walk = seg_audience_walk (&asking, draft, error);
	candidates = walk != NULL ? seg_audience_rank_all (&asking, walk, &n, error) : NULL;
	if (candidates == NULL)
		return NULL;
	allocation = g_new0 (SegAllocation, 1);
	allocation->points = g_array_new (FALSE, FALSE, sizeof (SegAllocationPoint));
	allocation->sentences = g_ptr_array_new_with_free_func (g_free);
	allocation->is_money = draft->rank_is_worth;
	fill (allocation, walk, candidates, n);
	say_all (allocation, draft);
	return g_steal_pointer (&allocation);
}
