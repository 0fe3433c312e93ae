/* What a campaign did, in words a manager can read: first what makes it doubtful, then the numbers. */
#include <config.h>
#include "measure-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

#define RATIO_IS_OFF 0.001    /* p; Fabijan and others 2019 */
#define IS_OUT_OF_BALANCE 0.1 /* standardised difference; Austin 2009 */
#define IS_BY_NO_LOT 0.0001   /* p of such a difference; money has long tails, so less than that of the ratio */
#define DAY 86400

static void G_GNUC_PRINTF (2, 3)
say (GPtrArray *sentences, const char *format, ...)
{
	va_list arguments;

	va_start (arguments, format);
	g_ptr_array_add (sentences, g_strdup_vprintf (format, arguments));
	va_end (arguments);
}

/* Points of a share: "1.5". */
static char *
points (double difference)
{
	return seg_format_number (100 * difference, 1);
}

/* Checks ---------------------------------------------------------------------------------------------------------------------- */

/* Rows of files of results that do not count, or not as the file says. */
static void
say_results (SegMeasurement *m)
{
	g_autofree char *late = seg_format_integer (m->n_results_out_of_time), *repeated = seg_format_integer (m->n_results_repeated);
	g_autofree char *arm = seg_format_integer (m->n_results_other_arm), *strange = seg_format_integer (m->n_results_unmatched);
	g_autofree char *nobody = seg_format_integer (m->n_results_nobody);

	if (m->n_results_out_of_time > 0)
		say (m->failed, ngettext ("%s result is of before it went out or of after its days: not counted.",
		                          "%s results are of before it went out or of after its days: not counted.", (gulong) m->n_results_out_of_time), late);
	if (m->n_results_repeated > 0)
		say (m->failed, ngettext ("%s row of results says the same as another: counted once.", "%s rows of results say the same as others: counted once.",
		                          (gulong) m->n_results_repeated), repeated);
	if (m->n_results_other_arm > 0)
		say (m->failed, ngettext ("%s result names another arm than the list: counted in the arm of the list.",
		                          "%s results name another arm than the list: counted in the arm of the list.", (gulong) m->n_results_other_arm), arm);
	if (m->n_results_unmatched > 0)
		say (m->failed, ngettext ("%s result is of somebody who is not on the list: not counted.",
		                          "%s results are of people who are not on the list: not counted.", (gulong) m->n_results_unmatched), strange);
	if (m->n_results_nobody > 0)
		say (m->failed, ngettext ("%s row of results is of somebody who is not here: set aside.",
		                          "%s rows of results are of people who are not here: set aside.", (gulong) m->n_results_nobody), nobody);
}

/* What people were worth before cannot differ that much where a lot says who is held back. */
static gboolean
is_by_no_lot (const SegMeasurement *m)
{
	const double n = (double) m->all.control.n, other = (double) m->all.sent.n;

	return fabs (m->balance) > IS_OUT_OF_BALANCE && n > 0 && other > 0
	       && 2 * gsl_cdf_ugaussian_Q (fabs (m->balance) / sqrt (1 / n + 1 / other)) < IS_BY_NO_LOT;
}

static void
say_balance (SegMeasurement *m)
{
	g_autofree char *apart = seg_format_number (fabs (m->balance), 2);

	if (fabs (m->balance) <= IS_OUT_OF_BALANCE)
		return;
	if (is_by_no_lot (m))
		say (m->failed, m->balance > 0 ? _("Those sent to were worth %s standard deviations more before than those held back. No lot makes them so different: they were chosen in another way, and the comparison is not to be trusted.")
		                               : _("Those sent to were worth %s standard deviations less before than those held back. No lot makes them so different: they were chosen in another way, and the comparison is not to be trusted."), apart);
	else
		say (m->failed, m->balance > 0 ? _("Those sent to were worth %s standard deviations more before than those held back: by chance, or by a list that was changed.")
		                               : _("Those sent to were worth %s standard deviations less before than those held back: by chance, or by a list that was changed."), apart);
}

static gboolean
lacks_control (const SegMeasurement *m)
{
	return m->goal_kind == SEG_GOAL_RESULT && m->n_control_in_results == 0 && m->all.control.n > 0;
}

static void
say_checks (SegMeasurement *m)
{
	g_autofree char *exposed = seg_format_integer (m->n_exposed), *other = seg_format_integer (m->n_other);
	g_autofree char *end = seg_format_date (m->data_end), *days = seg_format_integer ((m->data_end - m->from) / DAY);

	m->untrusted = m->sample_ratio < RATIO_IS_OFF || lacks_control (m) || is_by_no_lot (m);
	if (m->sample_ratio < RATIO_IS_OFF)
		say (m->failed, "%s", _("The two groups are not as large as planned: people were lost from one of them, and the comparison is not to be trusted."));
	if (lacks_control (m))
		say (m->failed, "%s", _("The files of results name nobody who was held back: that none of them did it says nothing. Take a goal among the events, or import results of everyone."));
	if (m->goal_kind == SEG_GOAL_ATTRIBUTE)
		say (m->failed, _("%s is an attribute, as it was imported last: nothing says whether it came about within the days."), m->goal);
	if (m->n_exposed > 0)
		say (m->failed, ngettext ("%s person who was held back got it all the same: what it did is made too small.",
		                          "%s people who were held back got it all the same: what it did is made too small.", (gulong) m->n_exposed), exposed);
	say_balance (m);
	if (m->n_other > 0)
		say (m->failed, ngettext ("%s person of the list got another campaign in the same days.", "%s people of the list got another campaign in the same days.",
		                          (gulong) m->n_other), other);
	if (m->cut_short)
		say (m->failed, _("The data end on %s, %s of %u days after it went out: what comes later is not in it yet."), end, days, m->days);
	say_results (m);
}

/* Figures ----------------------------------------------------------------------------------------------------------------------- */

static void
say_shares (SegMeasurement *m)
{
	const SegShareComparison *c = &m->all.share;
	g_autofree char *sent = seg_format_integer (m->all.sent.n), *held = seg_format_integer (m->all.control.n), *of_sent = seg_format_share (c->share_b);
	g_autofree char *goal = m->goal_kind == SEG_GOAL_EVENT ? g_strdup (m->goal) : g_strdup_printf (_("it (%s)"), m->goal);
	g_autofree char *of_held = seg_format_share (c->share_a), *low = points (c->interval.low), *high = points (c->interval.high), *more = points (c->difference);

	say (m->sentences, _("Sent to %s people, held back %s. Within %u days, %s of those sent to did %s, and %s of those held back."), sent, held, m->days, of_sent,
	     goal, of_held);
	if (m->untrusted)
		say (m->sentences, _("The difference is %s points, but between groups that cannot be compared (see above): it is not what the campaign did."), more);
	else if (c->interval.low > 0)
		say (m->sentences, _("It helped: %s points more, between %s and %s (95 %%)."), more, low, high);
	else if (c->interval.high < 0)
		say (m->sentences, _("It did harm: %s points, between %s and %s (95 %%)."), more, low, high);
	else
		say (m->sentences, _("It may have done nothing: %s points, between %s and %s (95 %%)."), more, low, high);
	if (!m->untrusted && isfinite (m->smallest) && c->interval.low <= 0 && c->interval.high >= 0) {
		g_autofree char *least = points (m->smallest);

		say (m->sentences, _("A list like this shows a difference from %s points on (in 4 of 5 cases)."), least);
	}
}

/* The arms are compared as they were drawn: whoever is left out of a file is so for reasons that the other arm has too. */
static void
say_written (SegMeasurement *m)
{
	gint64 n = m->n_written > 0 ? m->all.sent.n - m->n_written : 0;
	g_autofree char *left = seg_format_integer (n);

	if (n > 0)
		say (m->sentences, ngettext ("%s of them was in no file that went out: counted with those sent to, as the arms were drawn, but not paid for.",
		                             "%s of them were in no file that went out: counted with those sent to, as the arms were drawn, but not paid for.",
		                             (gulong) n), left);
}

/* An interval that holds 0 has no number to remember. */
static void
say_people (SegMeasurement *m)
{
	g_autofree char *n = seg_format_integer (llround (fabs (m->people))), *low = seg_format_integer (llround (fabs (m->people_interval.low)));
	g_autofree char *high = seg_format_integer (llround (fabs (m->people_interval.high)));

	if (m->people_interval.low > 0)
		say (m->sentences, _("That is %s people who would not have done it otherwise, between %s and %s."), n, low, high);
	else if (m->people_interval.high < 0)
		say (m->sentences, _("That is %s people who would have done it otherwise, between %s and %s."), n, high, low);
	else
		say (m->sentences, _("That is between %s people fewer and %s people more than without it."), low, high);
}

static void
say_relative (SegMeasurement *m)
{
	const SegShareComparison *c = &m->all.share;
	g_autofree char *lift = seg_format_share (c->lift), *low = seg_format_share (c->lift_interval.low), *high = seg_format_share (c->lift_interval.high);

	if (isfinite (c->lift_interval.low))
		say (m->sentences, _("Relative to the share of those held back: %s, between %s and %s (95 %%)."), lift, low, high);
}

static void
say_money (SegMeasurement *m)
{
	const gboolean is_loss = m->money_interval.high < 0;
	g_autofree char *money = seg_format_number (fabs (m->money), 0), *share = seg_format_share (m->all.money.variance_reduction);
	g_autofree char *least = seg_format_number (is_loss ? -m->money_interval.high : m->money_interval.low, 0);
	g_autofree char *most = seg_format_number (is_loss ? -m->money_interval.low : m->money_interval.high, 0);

	if (!isfinite (m->money))
		return;
	if (is_loss)
		say (m->sentences, _("Money of all who were sent to: %s less than without it, between %s and %s (95 %%)."), money, least, most);
	else if (m->money_interval.low > 0)
		say (m->sentences, _("Money of all who were sent to: %s more than without it, between %s and %s (95 %%)."), money, least, most);
	else
		say (m->sentences, _("Money of all who were sent to: between %s and %s more than without it (95 %%), so it may have brought none."), least, most);
	if (m->money_by_results)
		say (m->sentences, "%s", _("Money is what the files of results say, not that of events."));
	if (m->all.money.variance_reduction >= 0.005)
		say (m->sentences, _("What people spent before takes %s off the uncertainty of that (CUPED)."), share);
}

static void
say_arm (SegMeasurement *m, const SegEffect *effect)
{
	g_autofree char *more = points (effect->share.difference), *low = points (effect->share.interval.low), *high = points (effect->share.interval.high);
	g_autofree char *chance = seg_format_share (effect->is_best), *did = seg_format_share (effect->share.share_b);

	if (m->untrusted)
		say (m->sentences, _("Arm %s: %s did it; the best of the arms with a probability of %s."), effect->segment, did, chance);
	else
		say (m->sentences, effect->p < 0.05 ? _("Arm %s: %s points against those held back, between %s and %s; the best of all with a probability of %s.")
		                                    : _("Arm %s: %s points against those held back, between %s and %s, which may be chance; the best of all with a probability of %s."),
		     effect->segment, more, low, high, chance);
}

static void
say_arms (SegMeasurement *m)
{
	const SegEffect *best = NULL;

	for (guint i = 0; i < m->arms->len; i++) {
		const SegEffect *effect = m->arms->pdata[i];

		say_arm (m, effect);
		if (best == NULL || effect->is_best > best->is_best)
			best = effect;
	}
	if (best != NULL && best->is_best > 0.95)
		say (m->sentences, _("Take %s."), best->segment);
	else if (best != NULL)
		say (m->sentences, _("No arm is surely the best; go on trying, or take the cheapest."));
}

/* Which arm brings most money need not be the one that most people follow. */
static void
say_money_of_arms (SegMeasurement *m)
{
	const SegEffect *best = NULL;
	g_autofree char *chance = NULL, *loss = NULL;

	for (guint i = 0; i < m->arms->len; i++) {
		const SegEffect *effect = m->arms->pdata[i];

		if (isfinite (effect->money_choice.best) && (best == NULL || effect->money_choice.best > best->money_choice.best))
			best = effect;
	}
	if (best == NULL)
		return;
	chance = seg_format_share (best->money_choice.best);
	loss = seg_format_auto (best->money_choice.loss);
	say (m->sentences, _("Arm %s brings most money with a probability of %s; what may be lost by choosing it is %s a person on average (before cost)."), best->segment, chance, loss);
}

/* The same of one arm against none. */
static void
say_money_chance (SegMeasurement *m)
{
	g_autofree char *chance = seg_format_share (m->all.money_is_better), *loss = seg_format_auto (m->all.money_loss);

	if (m->arms->len == 0 && isfinite (m->all.money_is_better))
		say (m->sentences, _("It brings more money than nothing with a probability of %s; what may be lost by sending it is %s a person on average (before cost)."), chance, loss);
}

static void
say_cost (SegMeasurement *m)
{
	g_autofree char *cost = seg_format_number (m->cost, m->cost < 1000 ? 2 : 0), *roi = seg_format_number (m->roi, 1);
	g_autofree char *low = seg_format_number (m->roi_interval.low, 1), *high = seg_format_number (m->roi_interval.high, 1);

	if (isfinite (m->roi))
		say (m->sentences, m->roi_interval.low > 0 ? _("It cost %s and brought that back %s times over (ROI; %s to %s).")
		                                           : _("It cost %s; what came back over it is %s times that (ROI), but anything from %s to %s is possible."), cost, roi, low, high);
}

/* Only what is sure after correction: a name here is acted on. */
static void
say_segments (SegMeasurement *m)
{
	for (guint i = 0; i < m->segments->len; i++) {
		const SegEffect *effect = m->segments->pdata[i];
		g_autofree char *more = points (effect->shrunk), *low = points (effect->shrunk_interval.low), *high = points (effect->shrunk_interval.high);

		if (!(effect->p < 0.05))
			continue;
		if (effect->shrunk_interval.low > 0)
			say (m->sentences, _("%s: it helped, %s points, between %s and %s."), effect->segment, more, low, high);
		else if (effect->shrunk_interval.high < 0)
			say (m->sentences, _("%s: stop, it did harm: %s points, between %s and %s."), effect->segment, more, low, high);
	}
}

/* What it did, against those held back. */
static void
say_effect (SegMeasurement *m)
{
	say_people (m);
	say_relative (m);
	say_money (m);
	say_cost (m);
	say_money_chance (m);
	say_arms (m);
	say_money_of_arms (m);
	say_segments (m);
}

void
seg_measurement_say (SegMeasurement *measurement)
{
	measurement->failed = g_ptr_array_new_with_free_func (g_free);
	measurement->sentences = g_ptr_array_new_with_free_func (g_free);
	say_checks (measurement);
	say_shares (measurement);
	say_written (measurement);
	if (!measurement->untrusted)
		say_effect (measurement);
	else if (lacks_control (measurement) && !(measurement->sample_ratio < RATIO_IS_OFF) && !is_by_no_lot (measurement))
		say_arms (measurement); /* who was held back says nothing, but each arm was drawn like the others */
}
