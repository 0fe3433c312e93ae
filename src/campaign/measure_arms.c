/* Several arms against those held back, and against each other; what it cost and what came back. */
#include <config.h>
#include "measure-private.h"

#include <segscope/association.h>
#include <segscope/ids.h>
#include <segscope/offer.h>

#include <glib/gi18n.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

#define DRAWS 20000

GArray *
seg_arm_ids (SegWorkspace *workspace, gint64 campaign_id, const char *arm, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT user_id FROM campaign_member WHERE campaign_id = :campaign AND arm = :arm ORDER BY user_id", error);
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":campaign", campaign_id);
	seg_statement_bind_text (statement, ":arm", arm);
	while (seg_statement_next (statement, &failure)) {
		gint64 id = seg_statement_integer (statement, 0);

		g_array_append_val (ids, id);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&ids) : NULL;
}

/* Those of one arm, held back or not, after each other: what everyone is reckoned to have spent had all been worth the same before. */
static double *
line_up (const SegCampaign *campaign, const SegPeople *people, SegArmValues *arms, GError **error)
{
	double *values = g_try_new (double, MAX (people->n, 1)), theta = seg_compare_means (people->money, people->before, people->n_control, people->n - people->n_control).theta;
	gsize at = 0;

	if (values == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to measure what %zu people did"), people->n);
		return NULL;
	}
	for (guint arm = 0; arm < campaign->arms->len; arm++) {
		const gsize first = at;

		for (gsize i = 0; i < people->n; i++)
			if (people->arms[i] == arm)
				values[at++] = people->money[i] - theta * people->before[i];
		arms[arm] = (SegArmValues) { values + first, at - first };
	}
	return values;
}

/* Each arm, those held back among them, by the money it brings. */
static gboolean
choose_by_money (const SegCampaign *campaign, const SegPeople *people, SegMeasurement *measurement, GError **error)
{
	g_autofree SegArmValues *arms = g_new0 (SegArmValues, campaign->arms->len + 1);
	g_autofree SegChoice *choices = g_new0 (SegChoice, campaign->arms->len + 1);
	g_autofree double *values = measurement->arms->len > 0 ? line_up (campaign, people, arms, error) : NULL;
	guint n = 0;

	if (measurement->arms->len == 0)
		return TRUE;
	if (values == NULL)
		return FALSE;
	if (!isfinite (measurement->all.money_is_better)) {
		for (guint i = 0; i < measurement->arms->len; i++)
			((SegEffect *) measurement->arms->pdata[i])->money_choice = (SegChoice) { NAN, NAN };
		return TRUE;
	}
	seg_choose_by_means (arms, campaign->arms->len, SEG_MONEY_DRAWS, 1, choices);
	for (guint i = 0; i < campaign->arms->len; i++)
		if (!((const SegCampaignArm *) campaign->arms->pdata[i])->is_control)
			((SegEffect *) measurement->arms->pdata[n++])->money_choice = choices[i];
	return TRUE;
}

gboolean
seg_measure_arms (const SegCampaign *campaign, const SegPeople *people, SegMeasurement *measurement, GError **error)
{
	g_autofree double *p = NULL;

	for (guint i = 0; i < campaign->arms->len; i++) {
		const SegCampaignArm *arm = campaign->arms->pdata[i];
		g_autoptr (SegPeople) picked = NULL;

		if (arm->is_control)
			continue;
		if ((picked = seg_people_pick (people, seg_people_in_arm, i, error)) == NULL)
			return FALSE;
		g_ptr_array_add (measurement->arms, seg_effect_new (arm->name, picked));
	}
	if (measurement->arms->len < 2)
		g_ptr_array_set_size (measurement->arms, 0);
	p = g_new (double, MAX (measurement->arms->len, 1));
	for (guint i = 0; i < measurement->arms->len; i++)
		p[i] = ((SegEffect *) measurement->arms->pdata[i])->share.p;
	seg_adjust_p (p, measurement->arms->len);
	for (guint i = 0; i < measurement->arms->len; i++)
		((SegEffect *) measurement->arms->pdata[i])->p = p[i];
	seg_measure_best (measurement);
	return choose_by_money (campaign, people, measurement, error);
}

/* How often each arm is the best, those held back among them, when shares are drawn from what is known of them: Beta (1 + did,
 * 1 + n - did); and what is lost on average by choosing it. */
void
seg_measure_best (SegMeasurement *measurement)
{
	const guint n = measurement->arms->len;
	gsl_rng *random = gsl_rng_alloc (gsl_rng_mt19937);
	g_autofree double *shares = g_new (double, n + 1);

	gsl_rng_set (random, 1);
	for (guint draw = 0; draw < DRAWS && n > 0; draw++) {
		guint best = 0;

		for (guint i = 0; i <= n; i++) {
			SegArmCount count = i < n ? ((SegEffect *) measurement->arms->pdata[i])->sent : measurement->all.control;

			shares[i] = gsl_ran_beta (random, 1 + (double) count.did, 1 + (double) (count.n - count.did));
			if (shares[i] > shares[best])
				best = i;
		}
		for (guint i = 0; i < n; i++) {
			SegEffect *effect = measurement->arms->pdata[i];

			effect->is_best += (i == best) / (double) DRAWS;
			effect->loss += (shares[best] - shares[i]) / DRAWS;
		}
	}
	gsl_rng_free (random);
}

/* What was spent: each contact of somebody in the files, and the offer for everyone who took it, which is reckoned as everyone sent to who reached the goal. */
gboolean
seg_measure_cost (SegWorkspace *workspace, const SegCampaign *campaign, SegMeasurement *m, GError **error)
{
	g_autoptr (SegOffer) offer = NULL;

	if (campaign->draft->offer_id != 0 && (offer = seg_offer_load_id (workspace, campaign->draft->offer_id, error)) == NULL)
		return FALSE;
	m->cost = campaign->draft->contact_cost * (double) (m->n_written > 0 ? m->n_written : m->all.sent.n) + (offer != NULL ? offer->cost * (double) m->all.sent.did : 0);
	m->roi = m->cost > 0 ? (m->money - m->cost) / m->cost : NAN;
	m->roi_interval = m->cost > 0 ? (SegInterval) { (m->money_interval.low - m->cost) / m->cost, (m->money_interval.high - m->cost) / m->cost } : (SegInterval) { NAN, NAN };
	return TRUE;
}
