/* What people did besides the goal: whether they came back, bought again, or want no more messages. Shares, compared as that of the goal. */
#include <config.h>
#include "measure-private.h"

#include <segscope/association.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

#define DAY 86400
#define LATE 7 /* days at the end of those that count; at most half of them */

/* Whom a kind is asked of, and what counts: flags of people. What it is asked of must have been settled before it went out, or the arms would not
 * be comparable any more. */
static const struct {
	const char *name, *label;
	guint8   of;   /* 0: everyone */
	guint8   did;
	gboolean good;
} kinds[] = {
	{ "retention", N_("Came back"), 0, SEG_CAME_BACK, TRUE },
	{ "repurchase", N_("Bought again"), SEG_BOUGHT_BEFORE, SEG_BOUGHT, TRUE },
	{ "unsubscribed", N_("Unsubscribed"), 0, SEG_UNSUBSCRIBED, FALSE },
};

void
seg_outcome_free (gpointer data)
{
	SegOutcome *outcome = data;

	g_free (outcome->meaning);
	g_free (outcome->arm);
	g_free (outcome);
}

gint64
seg_measure_late_from (const SegMeasurement *measurement)
{
	return measurement->until - MIN ((gint64) LATE * DAY, (measurement->until - measurement->from) / 2);
}

static char *
meaning_of (gsize kind, const SegMeasurement *m)
{
	const double late = (double) (m->until - seg_measure_late_from (m)) / DAY;
	g_autofree char *days = seg_format_number (late, late < 7 ? 1 : 0);

	switch (kind) {
	case 0:
		return g_strdup_printf (_("did anything at all (any kind of event) in the last %s of the days that count"), days);
	case 1:
		return g_strdup_printf (_("of those who had ever bought before it went out: bought within the %u days"), m->days);
	default:
		return g_strdup (_("unsubscribed or complained since it went out, by the files of results; those held back can do so upon other messages only"));
	}
}

/* Where nobody on the list did anything that was imported, nothing is known of what they did; nor where the events end before what is asked for begins (the
 * goal may be one of results). */
static gboolean
is_known (gsize kind, const SegPeople *people, const SegMeasurement *m)
{
	guint8 any = 0;

	if ((kinds[kind].did & SEG_UNSUBSCRIBED) == 0 && m->events_end <= (kinds[kind].did == SEG_CAME_BACK ? seg_measure_late_from (m) : m->from))
		return FALSE;
	for (gsize i = 0; i < people->n; i++)
		any |= people->flags[i];
	return (kinds[kind].did & SEG_UNSUBSCRIBED) != 0 || (any & (SEG_CAME_BACK | SEG_BOUGHT | SEG_BOUGHT_BEFORE)) != 0;
}

static SegOutcome *
compare (gsize kind, const char *arm, gboolean known, const SegPeople *people, const SegMeasurement *measurement)
{
	SegOutcome *outcome = g_new0 (SegOutcome, 1);

	*outcome = (SegOutcome) { .name = kinds[kind].name, .label = _(kinds[kind].label), .meaning = meaning_of (kind, measurement), .arm = g_strdup (arm),
		                      .good = kinds[kind].good };
	for (gsize i = 0; i < people->n; i++) {
		SegArmCount *count = i < people->n_control ? &outcome->control : &outcome->sent;

		if (!known || (people->flags[i] & kinds[kind].of) != kinds[kind].of)
			continue;
		count->n++;
		count->did += (people->flags[i] & kinds[kind].did) != 0;
	}
	outcome->share = seg_compare_shares (outcome->control, outcome->sent, 0.95);
	outcome->p = outcome->share.p;
	return outcome;
}

static void
correct (GPtrArray *outcomes)
{
	g_autofree double *p = g_new (double, MAX (outcomes->len, 1));

	for (guint i = 0; i < outcomes->len; i++)
		p[i] = ((SegOutcome *) outcomes->pdata[i])->p;
	seg_adjust_p (p, outcomes->len);
	for (guint i = 0; i < outcomes->len; i++)
		((SegOutcome *) outcomes->pdata[i])->p = p[i];
}

gboolean
seg_measure_outcomes (const SegCampaign *campaign, const SegPeople *people, SegMeasurement *measurement, GError **error)
{
	for (gsize kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
		g_ptr_array_add (measurement->outcomes, compare (kind, NULL, is_known (kind, people, measurement), people, measurement));
	for (guint i = 0; i < campaign->arms->len && measurement->arms->len > 0; i++) {
		const SegCampaignArm *arm = campaign->arms->pdata[i];
		g_autoptr (SegPeople) picked = NULL;

		if (arm->is_control)
			continue;
		if ((picked = seg_people_pick (people, seg_people_in_arm, i, error)) == NULL)
			return FALSE;
		for (gsize kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
			g_ptr_array_add (measurement->outcomes, compare (kind, arm->name, is_known (kind, people, measurement), picked, measurement));
	}
	correct (measurement->outcomes);
	return TRUE;
}
