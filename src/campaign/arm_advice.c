/* How the next people should be shared out between the arms of a campaign, by what the arms did. */
#include <config.h>
#include "measure-private.h"

#include <segscope/campaign_uplift.h>
#include <segscope/ids.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

#define BATCHES 20

void
seg_arm_advice_free (SegArmAdvice *advice)
{
	if (advice == NULL)
		return;
	g_strfreev (advice->names);
	g_free (advice->counts);
	g_free (advice->shares);
	g_clear_pointer (&advice->batches, g_ptr_array_unref);
	g_clear_pointer (&advice->sentences, g_ptr_array_unref);
	g_free (advice);
}

/* The arms of those sent to, in their order. */
static gboolean
name_arms (SegArmAdvice *advice, const SegCampaign *campaign, GError **error)
{
	g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

	for (guint i = 0; i < campaign->arms->len; i++) {
		const SegCampaignArm *arm = campaign->arms->pdata[i];

		if (!arm->is_control)
			g_ptr_array_add (names, g_strdup (arm->name));
	}
	advice->n_arms = names->len;
	advice->batches = g_ptr_array_new_with_free_func (g_free);
	g_ptr_array_add (names, NULL);
	advice->names = (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
	advice->counts = g_new0 (SegArmCount, MAX (advice->n_arms, 1));
	advice->shares = g_new0 (double, MAX (advice->n_arms, 1));
	if (advice->n_arms >= 2)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("%s has one arm only, so there is nothing to share out; try two or more messages or offers as arms of a list"), campaign->name);
	return FALSE;
}

/* Who got which arm, and whether they did it: added to the counts, and by id from @n on where @arms and @did are not NULL. */
static gboolean
count_people (SegWorkspace *workspace, const SegCampaign *campaign, const SegPeople *people, SegArmAdvice *advice, guint8 *arms, guint8 *did, gsize *n, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT user_id, arm FROM campaign_member WHERE campaign_id = :campaign AND arm <> 'control' ORDER BY user_id", error);
	const gint64 *ids = people->user_ids + people->n_control;
	const gsize n_sent = people->n - people->n_control;
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":campaign", campaign->id);
	while (seg_statement_next (statement, &failure)) {
		gssize at = seg_ids_find (ids, n_sent, seg_statement_integer (statement, 0));
		const char *name = seg_statement_text (statement, 1);
		gsize arm = 0;
		guint8 reached;

		while (arm < advice->n_arms && strcmp (advice->names[arm], name) != 0)
			arm++;
		if (at < 0 || arm == advice->n_arms || *n >= n_sent)
			continue;
		reached = people->reached[people->n_control + (gsize) at];
		advice->counts[arm].n++;
		advice->counts[arm].did += reached;
		if (arms != NULL) {
			arms[*n] = (guint8) arm;
			did[*n] = reached;
		}
		(*n)++;
	}
	return seg_query_ended (failure, error);
}

static SegPeople *
read_people (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasureOptions *options, SegJob *job, GError **error)
{
	g_autoptr (SegMeasurement) span = seg_measurement_begin (campaign, options, FALSE, error);

	return span != NULL ? seg_people_read (workspace, campaign, options, span, job, error) : NULL;
}

/* Batches ------------------------------------------------------------------------------------------------------------- */

/* What a list says and to whom, as a text; the same for lists of which one was made like the other, for other days, numbers and shares. */
static char *
text_of (const SegCampaignDraft *draft)
{
	g_autoptr (SegCampaignDraft) like = seg_campaign_draft_like (draft);
	g_autofree char *choices = NULL;

	for (guint i = 0; i < like->arms->len; i++)
		((SegDraftArm *) like->arms->pdata[i])->share = 0;
	like->limit = 0;
	choices = seg_campaign_draft_to_json (like);
	return g_strdup_printf ("%s %" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT " %s %u", choices, like->segmentation_id, like->channel, like->offer_id, like->goal, like->goal_days);
}

/* Adds what the arms did in earlier batches: lists like this one that went out before it, as each was planned to be measured. */
static gboolean
count_batches (SegWorkspace *workspace, const SegCampaign *campaign, SegArmAdvice *advice, SegJob *job, GError **error)
{
	g_autofree char *text = text_of (campaign->draft);
	g_autoptr (GPtrArray) all = seg_campaigns (workspace, error);

	for (guint i = 0; all != NULL && i < all->len; i++) {
		const SegCampaign *batch = all->pdata[i];
		const SegMeasureOptions options = seg_measure_options_of (batch, NULL);
		g_autofree char *other = text_of (batch->draft);
		g_autoptr (SegPeople) people = NULL;
		gsize n = 0;

		if (batch->id >= campaign->id || batch->exported_at == 0 || !g_str_equal (text, other))
			continue;
		people = read_people (workspace, batch, &options, job, error);
		if (people == NULL || !count_people (workspace, batch, people, advice, NULL, NULL, &n, error))
			return FALSE;
		g_ptr_array_add (advice->batches, g_strdup (batch->name));
	}
	return all != NULL;
}

static void
say_batches (SegArmAdvice *advice)
{
	g_autofree char *names = NULL, *count = seg_format_integer (advice->batches->len);

	if (advice->batches->len == 0)
		return;
	g_ptr_array_add (advice->batches, NULL);
	names = g_strjoinv (_(", "), (char **) advice->batches->pdata);
	g_ptr_array_set_size (advice->batches, (int) advice->batches->len - 1);
	g_ptr_array_add (advice->sentences, g_strdup_printf (ngettext ("With what the arms did in %s earlier list like this one: %s.", "With what the arms did in %s earlier lists like this one: %s.",
	                                                               advice->batches->len), count, names));
}

/* ---------------------------------------------------------------------------------------------------------------------- */

/* By chance a replay can do better than the best arm did: that misses nobody. */
static void
say_regret (SegArmAdvice *advice)
{
	g_autofree char *regret = seg_format_number (MAX (advice->replay.regret, 0), 1), *evenly = seg_format_number (MAX (advice->replay.regret_random, 0), 1);

	g_ptr_array_add (advice->sentences, g_strdup_printf (_("Of 1,000 people that misses %s who would do it with the best arm (the regret); sharing out evenly misses %s."), regret, evenly));
}

static void
say (SegArmAdvice *advice, const SegBandit *bandit)
{
	g_autoptr (GString) shares = g_string_new (NULL);
	g_autofree char *mean = seg_format_share (advice->replay.mean), *evenly = seg_format_share (advice->replay.mean_random), *best = seg_format_share (advice->replay.best);
	g_autofree char *low = seg_format_share (advice->replay.low), *high = seg_format_share (advice->replay.high);
	g_autofree char *used = seg_format_integer ((gint64) advice->replay.n_used);

	for (gsize i = 0; i < advice->n_arms; i++) {
		g_autofree char *share = seg_format_share (advice->shares[i]);

		g_string_append_printf (shares, "%s%s %s", i > 0 ? ", " : "", advice->names[i], share);
	}
	g_ptr_array_add (advice->sentences, g_strdup_printf (_("Give the next people by %s: %s."), _(bandit->label), shares->str));
	g_ptr_array_add (advice->sentences, g_strdup_printf (_("Replayed on this list, %s of those it had chosen for did it (%s to %s, %s people); sharing out evenly brought %s, the best arm alone %s."),
	                                                     mean, low, high, used, evenly, best));
	say_batches (advice);
	say_regret (advice);
}

gboolean
seg_arm_advice_apply (const SegArmAdvice *advice, SegCampaignDraft *draft, GError **error)
{
	for (gsize i = 0; i < advice->n_arms; i++)
		if (i >= draft->arms->len || strcmp (((const SegDraftArm *) draft->arms->pdata[i])->name, advice->names[i]) != 0) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The list has other arms than those whose shares were asked for: %s is not arm %zu of it"), advice->names[i], i + 1);
			return FALSE;
		}
	if (draft->arms->len != advice->n_arms) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The list has other arms than those whose shares were asked for: %u, not %zu"), draft->arms->len, advice->n_arms);
		return FALSE;
	}
	for (gsize i = 0; i < advice->n_arms; i++)
		((SegDraftArm *) draft->arms->pdata[i])->share = advice->shares[i];
	return TRUE;
}

SegArmAdvice *
seg_campaign_advise_arms (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasureOptions *options, const SegBandit *bandit,
                          double least, SegJob *job, GError **error)
{
	const SegMeasureOptions all = seg_measure_options_of (campaign, options);
	g_autoptr (SegArmAdvice) advice = g_new0 (SegArmAdvice, 1);
	g_autoptr (SegPeople) people = NULL;
	g_autofree guint8 *arms = NULL, *did = NULL;
	gsize n = 0;

	if (!name_arms (advice, campaign, error))
		return NULL;
	if (!(least >= 0 && least * (double) advice->n_arms <= 1)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The least share of an arm lies between 0 and 1/%zu"), advice->n_arms);
		return NULL;
	}
	people = read_people (workspace, campaign, &all, job, error);
	if (people == NULL)
		return NULL;
	arms = g_new (guint8, MAX (people->n, 1));
	did = g_new (guint8, MAX (people->n, 1));
	if (!count_people (workspace, campaign, people, advice, arms, did, &n, error) || !count_batches (workspace, campaign, advice, job, error))
		return NULL;
	bandit->shares (advice->counts, advice->n_arms, 1, advice->shares);
	seg_bandit_keep_least (advice->shares, advice->n_arms, least);
	advice->replay = seg_bandit_replay (bandit, arms, did, n, advice->n_arms, MAX (n / BATCHES, 1), least, 1);
	advice->sentences = g_ptr_array_new_with_free_func (g_free);
	say (advice, bandit);
	return g_steal_pointer (&advice);
}
