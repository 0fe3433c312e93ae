/* What a campaign did, computed: everyone, each segment, and whether the comparison can be trusted. */
#include <config.h>
#include "measure-private.h"

#include <segscope/association.h>
#include <segscope/results.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define ALPHA 0.05
#define POWER 0.8
#define RESAMPLES 2000
#define FEWEST_RESAMPLES 400  /* of very many people, whose interval is smooth */
#define MOST_DRAWS 40000000.0

static void
free_effect (gpointer data)
{
	SegEffect *effect = data;

	g_free (effect->segment);
	g_free (effect);
}

SegMeasurement *
seg_measurement_ref (SegMeasurement *measurement)
{
	g_atomic_ref_count_inc (&measurement->n_refs);
	return measurement;
}

void
seg_measurement_free (SegMeasurement *measurement)
{
	if (measurement == NULL || !g_atomic_ref_count_dec (&measurement->n_refs))
		return;
	g_free (measurement->campaign);
	g_free (measurement->goal);
	g_free (measurement->all.segment);
	g_free (measurement->only_segment);
	g_clear_pointer (&measurement->segments, g_ptr_array_unref);
	g_clear_pointer (&measurement->arms, g_ptr_array_unref);
	g_clear_pointer (&measurement->outcomes, g_ptr_array_unref);
	g_clear_pointer (&measurement->failed, g_ptr_array_unref);
	g_clear_pointer (&measurement->sentences, g_ptr_array_unref);
	g_free (measurement);
}

guint
seg_measurement_n_effects (const SegMeasurement *measurement)
{
	return 1 + measurement->arms->len + measurement->segments->len;
}

const SegEffect *
seg_measurement_effect (const SegMeasurement *measurement, guint i)
{
	const guint n_arms = measurement->arms->len;

	return i == 0 ? &measurement->all : i <= n_arms ? measurement->arms->pdata[i - 1] : measurement->segments->pdata[i - 1 - n_arms];
}

char *
seg_measurement_effect_words (const SegMeasurement *measurement, guint i)
{
	const SegEffect *effect = seg_measurement_effect (measurement, i);

	if (i > 0 && i <= measurement->arms->len)
		return g_strdup_printf (_("arm %s"), effect->segment);
	return g_strdup (effect->segment != NULL ? effect->segment : _("everyone"));
}

/* Effects ------------------------------------------------------------------------------------------------------------------- */

static gboolean
has_any (const double *values, gsize n)
{
	for (gsize i = 0; i < n; i++)
		if (values[i] != 0)
			return TRUE;
	return FALSE;
}

/* As many as take a moment: the more people spent something, the fewer are needed. */
static guint
resamples_for (const SegPeople *people)
{
	gsize n = 0;

	for (gsize i = 0; i < people->n; i++)
		n += people->money[i] != 0;
	return (guint) CLAMP (MOST_DRAWS / (double) MAX (n, 1), FEWEST_RESAMPLES, RESAMPLES);
}

/* Whether sending brings more than holding back, by what everyone is reckoned to have spent had all been worth the same before. */
static void
weigh_money (SegEffect *effect, const SegPeople *people)
{
	g_autofree double *values = g_try_new (double, MAX (people->n, 1));
	SegChoice choices[2] = { { NAN, NAN }, { NAN, NAN } };

	for (gsize i = 0; values != NULL && i < people->n; i++)
		values[i] = people->money[i] - effect->money.theta * people->before[i];
	if (values != NULL && has_any (people->money, people->n)) /* else there is nothing to choose by */
		seg_choose_by_means ((SegArmValues[]) { { values, people->n_control }, { values + people->n_control, people->n - people->n_control } }, 2,
		                     SEG_MONEY_DRAWS, 1, choices);
	effect->money_is_better = choices[1].best;
	effect->money_loss = choices[1].loss;
}

/* Of people of whom the first @n_control were held back. */
static void
compare (SegEffect *effect, const SegPeople *people)
{
	const gsize n_sent = people->n - people->n_control;

	effect->control = (SegArmCount) { (gint64) people->n_control, 0 };
	effect->sent = (SegArmCount) { (gint64) n_sent, 0 };
	for (gsize i = 0; i < people->n; i++)
		(i < people->n_control ? &effect->control : &effect->sent)->did += people->reached[i];
	effect->share = seg_compare_shares (effect->control, effect->sent, 1 - ALPHA);
	effect->money = seg_compare_means (people->money, has_any (people->before, people->n) ? people->before : NULL, people->n_control, n_sent);
	effect->money_resampled = seg_bootstrap_means (people->money, people->n_control, n_sent, resamples_for (people), 1 - ALPHA, 1);
	weigh_money (effect, people);
	effect->mean_control = people->n_control > 0 ? seg_group (people->money, people->n_control).mean : NAN;
	effect->mean_sent = n_sent > 0 ? seg_group (people->money + people->n_control, n_sent).mean : NAN;
	effect->p = effect->share.p;
	effect->shrunk = effect->share.difference;
	effect->shrunk_interval = effect->share.interval;
}

SegEffect *
seg_effect_new (const char *name, const SegPeople *people)
{
	SegEffect *effect = g_new0 (SegEffect, 1);

	effect->segment = g_strdup (name);
	compare (effect, people);
	return effect;
}

static int
compare_sizes (gconstpointer a, gconstpointer b)
{
	const SegEffect *one = *(const SegEffect *const *) a, *other = *(const SegEffect *const *) b;
	gint64 n = one->control.n + one->sent.n, m = other->control.n + other->sent.n;

	return (n < m) - (n > m);
}

/* What everyone did is what this segment did, if nobody is outside it. */
static void
note_only_segment (SegMeasurement *measurement, const SegPeople *people)
{
	const SegEffect *only = measurement->segments->len == 1 ? measurement->segments->pdata[0] : NULL;

	if (only != NULL && only->control.n + only->sent.n == (gint64) people->n) {
		measurement->only_segment_id = only->segment_id;
		measurement->only_segment = g_strdup (only->segment);
	}
	g_ptr_array_set_size (measurement->segments, 0);
}

/* The segments that people of the list are in; with one, or none, there is nothing to tell apart. */
static gboolean
compare_segments (SegWorkspace *workspace, const SegCampaign *campaign, const SegPeople *people, SegMeasurement *measurement, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT s.id, s.name FROM segment s WHERE s.id IN (SELECT segment_id FROM campaign_member WHERE campaign_id = :campaign) ORDER BY s.id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":campaign", campaign->id);
	while (seg_statement_next (statement, &failure)) {
		g_autoptr (SegPeople) picked = seg_people_pick (people, seg_people_in_segment, seg_statement_integer (statement, 0), error);

		if (picked == NULL)
			return FALSE;
		g_ptr_array_add (measurement->segments, seg_effect_new (seg_statement_text (statement, 1), picked));
		((SegEffect *) measurement->segments->pdata[measurement->segments->len - 1])->segment_id = seg_statement_integer (statement, 0);
	}
	if (measurement->segments->len < 2)
		note_only_segment (measurement, people);
	g_ptr_array_sort (measurement->segments, compare_sizes);
	return seg_query_ended (failure, error);
}

/* Small segments do not shout ------------------------------------------------------------------------------------------------ */

/* The squared standard error of a difference; shares as Agresti and Caffo 2000 move them, as 0 of 3 is no proof of 0. */
static double
squared_error (const SegEffect *effect)
{
	double a = (double) effect->control.n + 2, b = (double) effect->sent.n + 2;
	double p = ((double) effect->control.did + 1) / a, q = ((double) effect->sent.did + 1) / b;

	return p * (1 - p) / a + q * (1 - q) / b;
}

static gboolean
is_known (const SegEffect *effect)
{
	return isfinite (effect->share.difference);
}

/* The mean of all effects, and how far the true ones lie apart beyond what chance makes of them (DerSimonian and Laird 1986). */
static void
find_spread (const GPtrArray *segments, double *mean, double *spread)
{
	double weights = 0, squares = 0, sum = 0, q = 0;
	guint n = 0;

	for (guint i = 0; i < segments->len; i++) {
		const SegEffect *effect = segments->pdata[i];
		double weight = 1 / squared_error (effect);

		if (!is_known (effect))
			continue;
		weights += weight;
		squares += weight * weight;
		sum += weight * effect->share.difference;
		n++;
	}
	*mean = sum / weights;
	for (guint i = 0; i < segments->len; i++) {
		const SegEffect *effect = segments->pdata[i];

		if (is_known (effect))
			q += (effect->share.difference - *mean) * (effect->share.difference - *mean) / squared_error (effect);
	}
	*spread = n > 1 ? MAX (0, (q - (n - 1)) / (weights - squares / weights)) : 0;
}

/* Each towards the mean, the more the less is known of it. With no spread at all the segments do not differ, and each is the mean. */
static void
shrink (GPtrArray *segments)
{
	double mean, spread, all = 0;

	find_spread (segments, &mean, &spread);
	for (guint i = 0; i < segments->len; i++)
		all += is_known (segments->pdata[i]) ? 1 / (squared_error (segments->pdata[i]) + spread) : 0;
	for (guint i = 0; i < segments->len; i++) {
		SegEffect *effect = segments->pdata[i];
		double own = spread / (spread + squared_error (effect)), error; /* the share that is its own */

		if (!is_known (effect))
			continue;
		error = sqrt (own * squared_error (effect) + (1 - own) * (1 - own) / all); /* with that of the mean */
		effect->shrunk = own * effect->share.difference + (1 - own) * mean;
		effect->shrunk_interval = (SegInterval) { effect->shrunk - 1.959963984540054 * error, effect->shrunk + 1.959963984540054 * error };
	}
}

static void
correct (GPtrArray *segments)
{
	g_autofree double *p = g_new (double, MAX (segments->len, 1));

	for (guint i = 0; i < segments->len; i++)
		p[i] = ((SegEffect *) segments->pdata[i])->share.p;
	seg_adjust_p (p, segments->len);
	for (guint i = 0; i < segments->len; i++)
		((SegEffect *) segments->pdata[i])->p = p[i];
}

/* All of it ------------------------------------------------------------------------------------------------------------------ */

/* What would not have happened: of everyone sent to. */
static void
sum_up (SegMeasurement *measurement, const SegCampaign *campaign, const SegPeople *people)
{
	const SegEffect *all = &measurement->all;
	const double n = (double) all->sent.n;
	const gint64 counts[] = { all->control.n, all->sent.n };
	const double planned = campaign->draft->control_share, shares[] = { planned, 1 - planned };
	const SegGroup control = seg_group (people->before, people->n_control);
	const SegGroup sent = seg_group (people->before + people->n_control, people->n - people->n_control);
	const double pooled = sqrt ((control.deviation * control.deviation + sent.deviation * sent.deviation) / 2);

	measurement->people = all->share.difference * n;
	measurement->people_interval = (SegInterval) { all->share.interval.low * n, all->share.interval.high * n };
	measurement->money = all->money.adjusted.difference * n;
	measurement->money_interval = (SegInterval) { all->money.adjusted.low * n, all->money.adjusted.high * n };
	measurement->smallest = seg_smallest_seen (all->share.share_a, all->control.n, all->sent.n, POWER, ALPHA) - all->share.share_a;
	measurement->sample_ratio = planned > 0 ? seg_sample_ratio (counts, shares, 2) : NAN;
	measurement->balance = pooled > 0 ? (sent.mean - control.mean) / pooled : 0;
}

static gboolean
check (const SegCampaign *campaign, const SegMeasureOptions *options, gboolean needs_control, GError **error)
{
	if (options->days < 1 || options->days > SEG_MEASURE_LONGEST || options->days_before > SEG_MEASURE_LONGEST) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("Days are 1 to %d, not %u"), SEG_MEASURE_LONGEST,
		             options->days < 1 || options->days > SEG_MEASURE_LONGEST ? options->days : options->days_before);
		return FALSE;
	}
	if (!needs_control || (campaign->n_control > 0 && campaign->n_send > 0))
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
	             campaign->n_control == 0 ? _("%s held nobody back, so nobody knows what would have happened without it. Hold some back in the next list (10 %% is usual)")
	                                      : _("%s was sent to nobody"), campaign->name);
	return FALSE;
}

SegMeasureOptions
seg_measure_options_of (const SegCampaign *campaign, const SegMeasureOptions *options)
{
	SegMeasureOptions all = options != NULL ? *options : (SegMeasureOptions) SEG_MEASURE_OPTIONS_INIT;

	if (all.goal == NULL)
		all.goal = campaign->draft->goal;
	if (all.days == 0)
		all.days = campaign->draft->goal_days;
	return all;
}

SegMeasurement *
seg_measurement_begin (const SegCampaign *campaign, const SegMeasureOptions *options, gboolean needs_control, GError **error)
{
	SegMeasurement *measurement;

	if (!check (campaign, options, needs_control, error))
		return NULL;
	measurement = g_new0 (SegMeasurement, 1);
	g_atomic_ref_count_init (&measurement->n_refs);
	measurement->campaign = g_strdup (campaign->name);
	measurement->goal = g_strdup (options->goal);
	measurement->outcomes = g_ptr_array_new_with_free_func (seg_outcome_free);
	measurement->segments = g_ptr_array_new_with_free_func (free_effect);
	measurement->arms = g_ptr_array_new_with_free_func (free_effect);
	return measurement;
}

/* What is the matter with files of results, by the days that the campaign was made for. */
static gboolean
check_results (SegWorkspace *workspace, const SegCampaign *campaign, SegMeasurement *measurement, SegJob *job, GError **error)
{
	g_autoptr (SegResults) results = seg_campaign_results (workspace, campaign, job, error);

	if (results == NULL)
		return FALSE;
	measurement->n_results_out_of_time = results->faults[SEG_RESULTS_EARLY] + results->faults[SEG_RESULTS_LATE];
	measurement->n_results_repeated = results->n_repeated;
	measurement->n_results_other_arm = results->faults[SEG_RESULTS_OTHER_ARM];
	measurement->n_results_unmatched = results->faults[SEG_RESULTS_UNMATCHED];
	measurement->n_results_nobody = results->n_nobody;
	return TRUE;
}

SegMeasurement *
seg_campaign_measure (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasureOptions *options, SegJob *job, GError **error)
{
	const SegMeasureOptions all = seg_measure_options_of (campaign, options);
	g_autoptr (SegMeasurement) measurement = seg_measurement_begin (campaign, &all, TRUE, error);
	g_autoptr (SegPeople) people = measurement != NULL ? seg_people_read (workspace, campaign, &all, measurement, job, error) : NULL;

	if (people == NULL || !check_results (workspace, campaign, measurement, job, error))
		return NULL;
	compare (&measurement->all, people);
	measurement->before = (SegArmCount) { (gint64) people->n, 0 };
	for (gsize i = 0; i < people->n; i++)
		measurement->before.did += (people->flags[i] & SEG_REACHED_BEFORE) != 0;
	if (!compare_segments (workspace, campaign, people, measurement, error) || !seg_measure_arms (campaign, people, measurement, error)
	    || !seg_measure_outcomes (campaign, people, measurement, error))
		return NULL;
	correct (measurement->segments);
	shrink (measurement->segments);
	sum_up (measurement, campaign, people);
	if (!seg_measure_cost (workspace, campaign, measurement, error))
		return NULL;
	seg_measurement_say (measurement);
	return g_steal_pointer (&measurement);
}
