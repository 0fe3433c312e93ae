/* What a kept campaign is, in words: bad news first, then its plan, then who is on its list. */
#include <config.h>
#include "campaigns.h"

#include <segscope/format.h>
#include <segscope/campaign_compare.h>
#include <segscope/contact.h>
#include <segscope/offer.h>

#include <glib/gi18n.h>
#include <string.h>

char *
seg_campaign_plan_words (SegWorkspace *workspace, const SegCampaign *campaign)
{
	const SegCampaignDraft *draft = campaign->draft;
	const SegChannel *channel = seg_channel_find (draft->channel);
	g_autoptr (SegOffer) offer = draft->offer_id != 0 ? seg_offer_load_id (workspace, draft->offer_id, NULL) : NULL;
	g_autoptr (GString) text = g_string_new (seg_campaign_status_label (campaign->status));
	g_autofree char *cost = seg_format_money (draft->contact_cost * (double) campaign->n_send, 2);

	g_string_append_printf (text, _(" · by %s · goal: %s within %u days"), channel != NULL ? _(channel->label) : draft->channel, draft->goal, draft->goal_days);
	if (offer != NULL)
		g_string_append_printf (text, _(" · offer \"%s\""), offer->name);
	if (draft->contact_cost > 0)
		g_string_append_printf (text, _(" · contacts cost %s"), cost);
	if (draft->messages->len > 0)
		g_string_append_printf (text, ngettext (" · %u message", " · %u messages", draft->messages->len), draft->messages->len);
	if (draft->owner[0] != '\0')
		g_string_append_printf (text, " · %s", draft->owner);
	if (draft->starts_on != 0 || draft->ends_on != 0) {
		g_autofree char *from = draft->starts_on != 0 ? seg_format_date (draft->starts_on) : g_strdup ("…");
		g_autofree char *until = draft->ends_on != 0 ? seg_format_date (draft->ends_on) : g_strdup ("…");

		g_string_append_printf (text, " · %s – %s", from, until);
	}
	return g_string_free (g_steal_pointer (&text), FALSE);
}

int
seg_draft_draw_aside (const SegCampaignDraft *draft, SegCells *cells, SegRect rect)
{
	g_autoptr (GPtrArray) sentences = seg_campaign_draft_overrides_words (draft);
	int used = 0;

	for (guint i = 0; i < sentences->len; i++) {
		g_autofree char *words = g_strconcat ("! ", (const char *) sentences->pdata[i], NULL);

		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_BAD, words);
	}
	if (draft->control_share == 0) {
		g_autofree char *words = g_strdup_printf (_("! Nobody is held back, so nobody can say afterwards what it changed. Reason: %s"),
		                                          draft->no_control_reason != NULL ? draft->no_control_reason : "");

		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING, words);
	}
	return used;
}

static int
draw_arms (const SegCampaign *campaign, SegCells *cells, SegRect rect, int used)
{
	g_autoptr (GString) text = g_string_new (NULL);

	if (campaign->draft->arms->len == 0)
		return 0;
	for (guint i = 0; i < campaign->arms->len; i++) {
		const SegCampaignArm *arm = campaign->arms->pdata[i];
		g_autofree char *n = seg_format_integer (arm->n);

		g_string_append_printf (text, "%s%s %s", i > 0 ? " · " : "", arm->is_control ? _("held back") : arm->name, n);
	}
	return seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, text->str);
}

int
seg_campaign_draw_head (const SegCampaign *campaign, const char *plan, SegCells *cells, SegRect rect)
{
	int used = 0;

	if (campaign->stale)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING,
		                            _("! The data or the segments have changed since this list was made. n begins a new one like it."));
	used += seg_draft_draw_aside (campaign->draft, cells, seg_rect_below (rect, used));
	if (campaign->draws > 1) {
		g_autofree char *words = g_strdup_printf (_("! The arms were drawn %u times; L has the reasons."), campaign->draws);

		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING, words);
	}
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_MUTED, plan);
	return used + draw_arms (campaign, cells, rect, used);
}
