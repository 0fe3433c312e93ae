/* What a person chooses for a campaign: made, copied, changed and checked. */
#include <config.h>
#include "campaign-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MOST_CONTROL 0.9
#define MOST_ARMS 26
#define MOST_DAYS 3660

/* Parts -------------------------------------------------------------------------------------------------------------- */

static void
free_part (gpointer data)
{
	g_free (((SegAudiencePart *) data)->text);
	g_free (data);
}

static void
free_arm (gpointer data)
{
	g_free (((SegDraftArm *) data)->name);
	g_free (data);
}

static void
free_message (gpointer data)
{
	SegMessage *message = data;

	g_free (message->arm);
	g_free (message->subject);
	g_free (message->text);
	g_free (message);
}

void
seg_campaign_draft_add_part (SegCampaignDraft *draft, SegPartUse use, SegPartKind kind, const char *text, gint64 n)
{
	SegAudiencePart *part = g_new (SegAudiencePart, 1);

	*part = (SegAudiencePart) { use, kind, g_strdup (text), n };
	g_ptr_array_add (draft->parts, part);
}

void
seg_campaign_draft_add_arm (SegCampaignDraft *draft, const char *name, double share)
{
	SegDraftArm *arm = g_new (SegDraftArm, 1);

	*arm = (SegDraftArm) { g_strdup (name), share };
	g_ptr_array_add (draft->arms, arm);
}

void
seg_campaign_draft_set_arms (SegCampaignDraft *draft, guint n)
{
	g_ptr_array_set_size (draft->arms, 0);
	for (guint i = 0; n > 1 && i < MIN (n, MOST_ARMS); i++) {
		const char name[] = { (char) ('A' + i), '\0' };

		seg_campaign_draft_add_arm (draft, name, 1.0 / MIN (n, MOST_ARMS));
	}
}

void
seg_campaign_draft_set_message (SegCampaignDraft *draft, const char *arm, gint64 segment_id, const char *subject, const char *text)
{
	SegMessage *message = g_new (SegMessage, 1);

	for (guint i = draft->messages->len; i-- > 0;) {
		const SegMessage *old = draft->messages->pdata[i];

		if (g_strcmp0 (old->arm, arm) == 0 && old->segment_id == segment_id)
			g_ptr_array_remove_index (draft->messages, i);
	}
	*message = (SegMessage) { g_strdup (arm), segment_id, g_strdup (subject != NULL ? subject : ""), g_strdup (text) };
	if (text != NULL)
		g_ptr_array_add (draft->messages, message);
	else
		free_message (message);
}

void
seg_campaign_draft_override (SegCampaignDraft *draft, SegSuppression suppression, const char *reason)
{
	g_free (draft->overrides[suppression]);
	draft->overrides[suppression] = g_strdup (reason);
}

void
seg_campaign_draft_set_channel (SegCampaignDraft *draft, const char *channel)
{
	static const SegSuppression of_channel[] = { SEG_SUPPRESS_CONSENT, SEG_SUPPRESS_UNSUBSCRIBED, SEG_SUPPRESS_ADDRESS };
	g_autofree char *name = g_strdup (channel);

	for (gsize i = 0; g_strcmp0 (draft->channel, name) != 0 && i < G_N_ELEMENTS (of_channel); i++)
		seg_campaign_draft_override (draft, of_channel[i], NULL);
	g_free (draft->channel);
	draft->channel = g_steal_pointer (&name);
}

/* The whole ---------------------------------------------------------------------------------------------------------- */

static void
make_arrays (SegCampaignDraft *draft)
{
	draft->parts = g_ptr_array_new_with_free_func (free_part);
	draft->arms = g_ptr_array_new_with_free_func (free_arm);
	draft->messages = g_ptr_array_new_with_free_func (free_message);
}

SegCampaignDraft *
seg_campaign_draft_new (void)
{
	SegCampaignDraft *draft = g_new0 (SegCampaignDraft, 1);

	draft->segment_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	make_arrays (draft);
	draft->channel = g_strdup ("email");
	draft->goal = g_strdup ("purchase");
	draft->goal_days = 14;
	draft->one_an_address = TRUE;
	draft->control_share = 0.1;
	draft->n_recommendations = 3;
	draft->seed = 1;
	draft->owner = g_strdup ("");
	draft->notes = g_strdup ("");
	return draft;
}

static void
copy_arrays (SegCampaignDraft *copy, const SegCampaignDraft *draft)
{
	make_arrays (copy);
	for (guint i = 0; i < draft->parts->len; i++) {
		const SegAudiencePart *part = draft->parts->pdata[i];

		seg_campaign_draft_add_part (copy, part->use, part->kind, part->text, part->n);
	}
	for (guint i = 0; i < draft->arms->len; i++) {
		const SegDraftArm *arm = draft->arms->pdata[i];

		seg_campaign_draft_add_arm (copy, arm->name, arm->share);
	}
	for (guint i = 0; i < draft->messages->len; i++) {
		const SegMessage *message = draft->messages->pdata[i];

		seg_campaign_draft_set_message (copy, message->arm, message->segment_id, message->subject, message->text);
	}
}

/* The texts that stand by themselves, to copy and free them alike. */
static void
list_texts (SegCampaignDraft *draft, char **texts[9])
{
	char **all[9] = { &draft->name, &draft->filter, &draft->channel, &draft->goal, &draft->rank_by, &draft->propensity_by,
		              &draft->no_control_reason, &draft->stratify_by, NULL };

	memcpy (texts, all, sizeof all);
}

SegCampaignDraft *
seg_campaign_draft_copy (const SegCampaignDraft *draft)
{
	SegCampaignDraft *copy = g_memdup2 (draft, sizeof *draft);
	char **texts[9];

	list_texts (copy, texts);
	for (char ***text = texts; *text != NULL; text++)
		**text = g_strdup (**text);
	for (guint i = 0; i < SEG_N_SUPPRESSIONS; i++)
		copy->overrides[i] = g_strdup (draft->overrides[i]);
	copy->owner = g_strdup (draft->owner);
	copy->notes = g_strdup (draft->notes);
	copy->segment_ids = g_array_copy (draft->segment_ids);
	copy_arrays (copy, draft);
	return copy;
}

SegCampaignDraft *
seg_campaign_draft_like (const SegCampaignDraft *draft)
{
	SegCampaignDraft *like = seg_campaign_draft_copy (draft);

	g_clear_pointer (&like->name, g_free);
	for (guint i = 0; i < SEG_N_SUPPRESSIONS; i++)
		if (g_strcmp0 (like->overrides[i], SEG_TAKEN_IN_REASON) == 0) {
			g_clear_pointer (&like->overrides[i], g_free);
			like->one_an_address = TRUE;
		}
	return like;
}

void
seg_campaign_draft_free (SegCampaignDraft *draft)
{
	char **texts[9];

	if (draft == NULL)
		return;
	list_texts (draft, texts);
	for (char ***text = texts; *text != NULL; text++)
		g_free (**text);
	for (guint i = 0; i < SEG_N_SUPPRESSIONS; i++)
		g_free (draft->overrides[i]);
	g_free (draft->owner);
	g_free (draft->notes);
	g_array_unref (draft->segment_ids);
	g_ptr_array_unref (draft->parts);
	g_ptr_array_unref (draft->arms);
	g_ptr_array_unref (draft->messages);
	g_free (draft);
}

/* Checking ----------------------------------------------------------------------------------------------------------- */

static gboolean
fail (GError **error, char *message)
{
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, message);
	g_free (message);
	return FALSE;
}

static gboolean
is_reserved (const char *name)
{
	return g_ascii_strcasecmp (name, SEG_ARM_NAME_CONTROL) == 0 || g_ascii_strcasecmp (name, SEG_ARM_NAME_SEND) == 0
	       || g_ascii_strcasecmp (name, "both") == 0;
}

static gboolean
check_arms (const SegCampaignDraft *draft, GError **error)
{
	double sum = 0;

	if (draft->arms->len == 1 || draft->arms->len > MOST_ARMS)
		return fail (error, g_strdup_printf (_("There can be 2 to %d arms, or one without a name"), MOST_ARMS));
	for (guint i = 0; i < draft->arms->len; i++) {
		const SegDraftArm *arm = draft->arms->pdata[i];

		if (arm->name == NULL || arm->name[0] == '\0' || is_reserved (arm->name) || !g_utf8_validate (arm->name, -1, NULL))
			return fail (error, g_strdup_printf (_("\"%s\" cannot be the name of an arm"), arm->name != NULL ? arm->name : ""));
		for (guint j = 0; j < i; j++)
			if (g_ascii_strcasecmp (arm->name, ((const SegDraftArm *) draft->arms->pdata[j])->name) == 0)
				return fail (error, g_strdup_printf (_("Two arms are called \"%s\""), arm->name));
		if (!(arm->share > 0 && arm->share < 1))
			return fail (error, g_strdup_printf (_("The share of arm \"%s\" must be more than 0 %% and less than 100 %%"), arm->name));
		sum += arm->share;
	}
	if (draft->arms->len > 0 && fabs (sum - 1) > 1e-6)
		return fail (error, g_strdup_printf (_("The shares of the arms are %g %% together, not 100 %%"), sum * 100));
	return TRUE;
}

/* Each group that is left out is a step of the funnel, and so are the filter and the suppressions. */
static gboolean
check_parts (const SegCampaignDraft *draft, GError **error)
{
	const guint most = SEG_FUNNEL_MOST_CONDITIONS - 1 - SEG_N_SUPPRESSIONS;
	guint n = 0;

	for (guint i = 0; i < draft->parts->len; i++)
		n += ((const SegAudiencePart *) draft->parts->pdata[i])->use == SEG_PART_REMOVE;
	if (n > most)
		return fail (error, g_strdup_printf (_("There can be at most %u groups of people to leave out, not %u; put several into one filter"), most, n));
	return TRUE;
}

static gboolean
is_given (const char *reason)
{
	g_autofree char *stripped = g_strstrip (g_strdup (reason != NULL ? reason : ""));

	return stripped[0] != '\0';
}

gboolean
seg_campaign_draft_check_reasons (const SegCampaignDraft *draft, GError **error)
{
	for (guint i = 0; i < SEG_N_SUPPRESSIONS; i++)
		if (draft->overrides[i] != NULL && !is_given (draft->overrides[i]))
			return fail (error, g_strdup_printf (_("Why is there no regard to this: %s? It needs a reason, which is kept in the audit log"),
			                                     seg_suppression_label ((SegSuppression) i)));
	if (draft->control_share == 0 && !is_given (draft->no_control_reason))
		return fail (error, g_strdup (_("Why is nobody held back? It needs a reason, which is kept in the audit log: without a control group nobody can "
		                                "say afterwards what the campaign has changed")));
	return TRUE;
}

gboolean
seg_campaign_draft_check (const SegCampaignDraft *draft, GError **error)
{
	if (!(draft->control_share >= 0 && draft->control_share <= MOST_CONTROL))
		return fail (error, g_strdup_printf (_("The control group must be 0 to 90 %% of the people, not %g %%"), draft->control_share * 100));
	if (draft->n_recommendations > SEG_DRAFT_MOST_RECOMMENDATIONS)
		return fail (error, g_strdup_printf (_("There can be 0 to %d recommended items for each person, not %u"), SEG_DRAFT_MOST_RECOMMENDATIONS,
		                                     draft->n_recommendations));
	if (draft->segmentation_id == 0 && draft->segment_ids->len > 0)
		return fail (error, g_strdup (_("Segments were chosen, but not the segmentation they belong to")));
	if (draft->goal_days < 1 || draft->goal_days > MOST_DAYS)
		return fail (error, g_strdup_printf (_("What people do can count for 1 to %d days, not %u"), MOST_DAYS, draft->goal_days));
	if (draft->limit < 0 || !(draft->budget >= 0 && isfinite (draft->budget)) || !(draft->contact_cost >= 0 && isfinite (draft->contact_cost)))
		return fail (error, g_strdup (_("A limit, a budget and a cost cannot be less than 0")));
	if (draft->ends_on != 0 && draft->starts_on > draft->ends_on)
		return fail (error, g_strdup (_("The campaign would end before it begins")));
	if ((draft->rank_is_worth || draft->propensity_by != NULL) && draft->rank_by == NULL)
		return fail (error, g_strdup (_("What a contact is worth needs a column that says it")));
	return check_parts (draft, error) && check_arms (draft, error);
}
