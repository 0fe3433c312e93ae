/* How the next people should be shared out between the arms of a campaign: a policy is chosen, what it says is told. */
#include <config.h>
#include "campaigns.h"

#include <segscope/campaign_uplift.h>

#include <glib/gi18n.h>

void
seg_measure_place_copy (SegMeasurePlace *place, const SegMeasurePlace *from)
{
	place->name = g_strdup (from->name);
	place->goal = g_strdup (from->goal);
	place->options = from->options;
	place->options.goal = place->goal;
}

void
seg_measure_place_clear (SegMeasurePlace *place)
{
	g_clear_pointer (&place->name, g_free);
	g_clear_pointer (&place->goal, g_free);
}

typedef struct {
	SegMeasurePlace place;
	const SegBandit *bandit;
	SegArmAdvice *advice;
	SegCampaignDraft *next; /* a list like this one with the shares that were advised */
} Ask;

static void
free_ask (gpointer data)
{
	Ask *ask = data;

	seg_measure_place_clear (&ask->place);
	seg_arm_advice_free (ask->advice);
	seg_campaign_draft_free (ask->next);
	g_free (ask);
}

static gboolean
run_ask (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Ask *ask = data;
	g_autoptr (SegCampaign) campaign = NULL;

	seg_workspace_watch (workspace, job);
	campaign = seg_campaign_load (workspace, ask->place.name, error);
	if (campaign != NULL)
		ask->advice = seg_campaign_advise_arms (workspace, campaign, &ask->place.options, ask->bandit, SEG_ARMS_LEAST, job, error);
	seg_workspace_watch (workspace, NULL);
	if (ask->advice == NULL)
		return FALSE;
	ask->next = seg_campaign_draft_like (campaign->draft);
	return seg_arm_advice_apply (ask->advice, ask->next, error);
}

static void
free_draft (gpointer data)
{
	seg_campaign_draft_free (data);
}

static void
begin_next (SegView *view, gpointer data)
{
	seg_view_push (view, &seg_builder_view, &(SegBuilderPlace) { data, 0 });
}

static void
done_ask (SegView *view, gpointer data)
{
	Ask *ask = data;
	const SegArmAdvice *advice = ask->advice;
	GString *text = g_string_new (NULL);

	for (guint i = 0; i < advice->sentences->len; i++)
		g_string_append_printf (text, "%s\n\n", (const char *) advice->sentences->pdata[i]);
	for (gsize i = 0; i < advice->n_arms; i++) {
		g_autofree char *n = seg_format_integer (advice->counts[i].n), *did = seg_format_integer (advice->counts[i].did);

		g_string_append_printf (text, _("%s: %s sent to, %s did it\n"), advice->names[i], n, did);
	}
	g_string_append_printf (text, "\n%s", _("Begin the next list with these shares?"));
	seg_ask_whether (view, _("The next people"), text->str, begin_next, g_steal_pointer (&ask->next), free_draft);
	g_string_free (text, TRUE);
}

static const SegWork ask_work = { N_("looking at the arms"), run_ask, done_ask, NULL, free_ask, FALSE, FALSE };

static void
accept_policy (SegView *view, guint choice, gpointer data)
{
	const Ask *asked = data;
	Ask *ask = g_new0 (Ask, 1);

	seg_measure_place_copy (&ask->place, &asked->place);
	ask->bandit = seg_bandits[choice];
	seg_view_run (view, &ask_work, ask);
}

void
seg_arms_ask (SegView *view, const SegMeasurePlace *place)
{
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), meanings = g_ptr_array_new ();
	Ask *ask = g_new0 (Ask, 1);

	seg_measure_place_copy (&ask->place, place);
	for (gsize i = 0; seg_bandits[i] != NULL; i++) {
		g_ptr_array_add (labels, (gpointer) _(seg_bandits[i]->label));
		g_ptr_array_add (meanings, (gpointer) _(seg_bandits[i]->meaning));
	}
	g_ptr_array_add (labels, NULL);
	g_ptr_array_add (meanings, NULL);
	seg_ask_choice (view, _("Share out the next people by what?"), (const char *const *) labels->pdata, (const char *const *) meanings->pdata, 0, accept_policy, ask, free_ask);
}
