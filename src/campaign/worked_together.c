/* The same offer by the same channel to the same segment, over all campaigns that tried it: their effects put together. */
#include <config.h>
#include <segscope/learning.h>

#include <math.h>
#include <string.h>

#define Z 1.959963984540054 /* 95 %, two-sided */

void
seg_worked_together_free (gpointer data)
{
	SegWorkedTogether *together = data;

	if (together == NULL)
		return;
	g_free (together->segment);
	g_free (together->segmentation);
	g_free (together->offer);
	g_free (together->channel);
	g_free (together->goal);
	g_free (together);
}

typedef struct {
	double effect, variance;
} Study;

/* Mean of effects that may differ among themselves (DerSimonian, Laird 1986). */
static double
combine (const GArray *studies, SegInterval *interval)
{
	double weights = 0, squares = 0, sum = 0, q = 0, spread, all = 0, mean = 0;

	for (guint i = 0; i < studies->len; i++) {
		const Study *study = &g_array_index (studies, Study, i);

		weights += 1 / study->variance;
		squares += 1 / (study->variance * study->variance);
		sum += study->effect / study->variance;
	}
	for (guint i = 0; i < studies->len; i++) {
		const Study *study = &g_array_index (studies, Study, i);

		q += (study->effect - sum / weights) * (study->effect - sum / weights) / study->variance;
	}
	spread = studies->len > 1 ? MAX (0, (q - (studies->len - 1)) / (weights - squares / weights)) : 0;
	for (guint i = 0; i < studies->len; i++) {
		const Study *study = &g_array_index (studies, Study, i);

		all += 1 / (study->variance + spread);
		mean += study->effect / (study->variance + spread);
	}
	mean /= all;
	*interval = (SegInterval) { mean - Z / sqrt (all), mean + Z / sqrt (all) };
	return mean; /* of none: NAN, as 0 / 0 is */
}

static gboolean
is_alike (const SegWorked *worked, const SegWorkedTogether *together)
{
	return worked->segment_id == together->segment_id && g_strcmp0 (worked->offer, together->offer) == 0 && strcmp (worked->channel, together->channel) == 0
	       && strcmp (worked->goal, together->goal) == 0 && worked->days == together->days;
}

/* A single campaign stands with its own intervals; what its shrinking took away is not taken away twice where there are several. */
static void
fill (SegWorkedTogether *together, const GPtrArray *worked)
{
	g_autoptr (GArray) shares = g_array_new (FALSE, FALSE, sizeof (Study)), money = g_array_new (FALSE, FALSE, sizeof (Study));
	const SegWorked *last = NULL;

	for (guint i = 0; i < worked->len; i++) {
		const SegWorked *w = worked->pdata[i];
		const double a = (double) w->control.n + 2, b = (double) w->sent.n + 2, p = ((double) w->control.did + 1) / a, q = ((double) w->sent.did + 1) / b;
		const double error = (w->money_interval.high - w->money_interval.low) / (2 * Z);
		Study of_share = { w->share.difference, p * (1 - p) / a + q * (1 - q) / b }, of_money = { w->money, error * error };

		if (w->part == SEG_WORKED_ARM || !is_alike (w, together) || !isfinite (w->share.difference))
			continue;
		g_array_append_val (shares, of_share);
		if (isfinite (w->money) && error > 0)
			g_array_append_val (money, of_money);
		together->n_sent += w->sent.n;
		together->n_control += w->control.n;
		together->measured_at = MAX (together->measured_at, w->measured_at);
		together->n_campaigns++;
		last = w;
	}
	together->difference = combine (shares, &together->interval);
	together->money = combine (money, &together->money_interval);
	if (together->n_campaigns == 1) {
		together->difference = last->shrunk;
		together->interval = last->shrunk_interval;
		together->money = last->money;
		together->money_interval = last->money_interval;
	}
}

static int
compare_together (gconstpointer a, gconstpointer b)
{
	const SegWorkedTogether *one = *(const SegWorkedTogether *const *) a, *other = *(const SegWorkedTogether *const *) b;

	if ((one->segment_id == 0) != (other->segment_id == 0))
		return one->segment_id == 0 ? 1 : -1;
	return (one->interval.low < other->interval.low) - (one->interval.low > other->interval.low);
}

GPtrArray *
seg_worked_together (const GPtrArray *worked)
{
	GPtrArray *list = g_ptr_array_new_with_free_func (seg_worked_together_free);

	for (guint i = 0; i < worked->len; i++) {
		const SegWorked *w = worked->pdata[i];
		SegWorkedTogether *together;
		guint at = 0;

		if (w->part == SEG_WORKED_ARM || !isfinite (w->share.difference))
			continue;
		while (at < list->len && !is_alike (w, list->pdata[at]))
			at++;
		if (at < list->len)
			continue;
		together = g_new0 (SegWorkedTogether, 1);
		*together = (SegWorkedTogether) { .segment_id = w->segment_id, .segment = g_strdup (w->segment), .segmentation = g_strdup (w->segmentation),
			                              .offer = g_strdup (w->offer), .channel = g_strdup (w->channel), .goal = g_strdup (w->goal), .days = w->days };
		fill (together, worked);
		g_ptr_array_add (list, together);
	}
	g_ptr_array_sort (list, compare_together);
	return list;
}
