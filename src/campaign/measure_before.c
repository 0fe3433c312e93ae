/* What a list can show, before it goes out: from what its people did lately without it. */
#include <config.h>
#include "measure-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

#define DAY 86400
#define ALPHA 0.05
#define POWER 0.8

void
seg_foresight_free (SegForesight *foresight)
{
	if (foresight == NULL)
		return;
	g_free (foresight->goal);
	g_clear_pointer (&foresight->sentences, g_ptr_array_unref);
	g_free (foresight);
}

/* People in all that it takes to see @points more, split as this list is. */
static double
people_needed (const SegForesight *f, double share, double points)
{
	double held = (double) f->n_control / (double) (f->n_control + f->n_send);
	double n = seg_sample_size (share, share + points, POWER, ALPHA); /* an arm, both as large */

	return n / 2 * (1 / held + 1 / (1 - held)); /* as 1 / n_a + 1 / n_b says how much is known */
}

static void
say_size (SegForesight *f, double share, int points)
{
	g_autofree char *n = NULL;

	if (share + points / 100.0 >= 1)
		return;
	n = seg_format_integer (llround (people_needed (f, share, points / 100.0)));
	g_ptr_array_add (f->sentences, g_strdup_printf (ngettext ("To see %d point, a list split like this needs about %s people.",
	                                                          "To see %d points, a list split like this needs about %s people.", (gulong) points), points, n));
}

static void
say (SegForesight *f, gint64 starts_on)
{
	double share = (double) f->people.did / (double) f->people.n;
	g_autofree char *did = seg_format_share (share), *from = seg_format_date (f->from), *until = seg_format_date (f->until), *n = seg_format_integer (f->people.n);
	g_autofree char *least = isfinite (f->smallest) ? seg_format_number (100 * f->smallest, 1) : NULL, *held = seg_format_integer (f->n_control);

	f->sentences = g_ptr_array_new_with_free_func (g_free);
	g_ptr_array_add (f->sentences, g_strdup_printf (_("Of the %s people on the list, %s did %s within %u days without it (%s to %s)."), n, did, f->goal, f->days,
	                                                from, until));
	if (least == NULL)
		g_ptr_array_add (f->sentences, g_strdup_printf (_("With %s people held back, such a list cannot show any difference."), held));
	else
		g_ptr_array_add (f->sentences, g_strdup_printf (_("With %s people held back you cannot see less than %s points (in 4 of 5 cases, at 95 %%)."), held, least));
	seg_say_days (f->sentences, f->days, starts_on);
	for (int points = 1; points <= 5; points += points == 1 ? 1 : 3) /* 1, 2, 5 */
		say_size (f, share, points);
}

SegForesight *
seg_campaign_foresee (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasureOptions *options, SegJob *job, GError **error)
{
	SegMeasureOptions lately = seg_measure_options_of (campaign, options);
	g_autoptr (SegForesight) f = g_new0 (SegForesight, 1);
	g_autoptr (SegMeasurement) found = NULL;
	g_autoptr (SegPeople) people = NULL;
	SegGoalKind kind;
	gint64 end;

	if (campaign->n_control == 0 || campaign->n_send == 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("%s holds nobody back: whatever happens, nobody will know what would have happened without it"), campaign->name);
		return NULL;
	}
	if (!seg_events_end (workspace, &end, error))
		return NULL;
	lately.from = end + 1 - (gint64) lately.days * DAY; /* the last event is in */
	lately.days_before = 0;
	f->goal = g_strdup (lately.goal);
	if ((found = seg_measurement_begin (campaign, &lately, FALSE, error)) == NULL)
		return NULL;
	if (!seg_goal_find (workspace, f->goal, &kind, error))
		return NULL;
	if (kind == SEG_GOAL_RESULT || kind == SEG_GOAL_ATTRIBUTE) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("%s is not an event, so nobody knows how often people do it anyway"), f->goal);
		return NULL;
	}
	people = end > 0 ? seg_people_read (workspace, campaign, &lately, found, job, error) : NULL;
	if (end == 0)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("There are no events with a time, so nobody knows how often people do it anyway"));
	if (people == NULL)
		return NULL;
	f->from = lately.from;
	f->until = end;
	f->days = lately.days;
	f->n_control = (gint64) people->n_control;
	f->n_send = (gint64) (people->n - people->n_control);
	f->people.n = (gint64) people->n;
	for (gsize i = 0; i < people->n; i++)
		f->people.did += people->reached[i];
	f->smallest = seg_smallest_seen ((double) f->people.did / (double) f->people.n, f->n_control, f->n_send, POWER, ALPHA)
	              - (double) f->people.did / (double) f->people.n;
	say (f, campaign->draft->starts_on);
	return g_steal_pointer (&f);
}
