/* The settings of a campaign in the making beyond whom, consent, control and items: as words, and asked for. */
#include <config.h>
#include "campaigns.h"

#include <segscope/goal.h>
#include <segscope/offer.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* As words --------------------------------------------------------------------------------------------------------- */

static char *
parts_value (const SegCampaignDraft *draft)
{
	g_autoptr (GString) text = g_string_new (NULL);

	if (draft->parts->len == 0)
		return g_strdup (_("nobody added or left out"));
	for (guint i = 0; i < draft->parts->len; i++) {
		const SegAudiencePart *part = draft->parts->pdata[i];
		const char *sign = part->use == SEG_PART_ADD ? "+" : part->use == SEG_PART_REMOVE ? "−" : "∩";

		g_string_append_printf (text, "%s%s %s%s", i > 0 ? " · " : "", sign, part->kind == SEG_PART_ITEM ? "item:" : part->kind == SEG_PART_CAMPAIGN
		                        ? "campaign:" : part->kind == SEG_PART_ALIKE ? "alike:" : "", part->text);
	}
	return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
aside_value (const SegCampaignDraft *draft)
{
	g_autoptr (GString) text = g_string_new (NULL);

	for (guint i = 0; i < SEG_N_SUPPRESSIONS; i++)
		if (draft->overrides[i] != NULL && i != SEG_SUPPRESS_CONSENT)
			g_string_append_printf (text, "%s%s: %s", text->len > 0 ? " · " : "", seg_suppression_label ((SegSuppression) i), draft->overrides[i]);
	return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : g_strdup (_("none: every rule holds"));
}

static char *
arms_value (const SegCampaignDraft *draft)
{
	g_autoptr (GString) text = g_string_new (NULL);

	if (draft->arms->len == 0)
		return g_strdup (_("one way to talk to them"));
	for (guint i = 0; i < draft->arms->len; i++) {
		const SegDraftArm *arm = draft->arms->pdata[i];

		g_string_append_printf (text, "%s%s %.4g %%", i > 0 ? " · " : "", arm->name, arm->share * 100);
	}
	return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
addresses_value (const SegCampaignDraft *draft)
{
	if (!draft->one_an_address)
		return g_strdup (_("a message for each account, also where several have one address"));
	return draft->rank_by == NULL ? g_strdup (_("one message an address, to who came in first"))
	                              : g_strdup_printf (draft->rank_ascending ? _("one message an address, to who has the lowest %s") : _("one message an address, to who has the highest %s"), draft->rank_by);
}

char *
seg_builder_more_value (const SegBuilder *builder, SegBuilderRow setting)
{
	const SegCampaignDraft *draft = builder->draft;
	const SegChannel *channel = seg_channel_find (draft->channel);

	switch (setting) {
	case SEG_BUILDER_PARTS:
		return parts_value (draft);
	case SEG_BUILDER_CHANNEL:
		return g_strdup (channel != NULL ? _(channel->label) : draft->channel);
	case SEG_BUILDER_ASIDE:
		return aside_value (draft);
	case SEG_BUILDER_OFFER:
		return g_strdup (draft->offer_id == 0 ? _("nothing") : builder->offer != NULL ? builder->offer : "…");
	case SEG_BUILDER_GOAL:
		return g_strdup_printf (_("%s within %u days"), draft->goal, draft->goal_days);
	case SEG_BUILDER_ARMS:
		return arms_value (draft);
	case SEG_BUILDER_RANK:
		return seg_builder_rank_value (builder);
	case SEG_BUILDER_ADDRESSES:
		return addresses_value (draft);
	case SEG_BUILDER_SPLIT:
		return seg_builder_split_value (builder);
	case SEG_BUILDER_PLAN:
		return seg_builder_plan_value (builder);
	case SEG_BUILDER_MONEY:
		return draft->contact_cost > 0 || draft->budget > 0
		       ? g_strdup_printf (_("%.4g a contact, budget %.6g"), draft->contact_cost, draft->budget) : g_strdup (_("no cost, no budget"));
	default:
		return draft->messages->len == 0 ? g_strdup (_("none")) : g_strdup_printf (ngettext ("%u message", "%u messages", draft->messages->len),
		                                                                           draft->messages->len);
	}
}

/* In and out ------------------------------------------------------------------------------------------------------- */

static gboolean
take_part (SegView *view, const char *text, gpointer data, GError **error)
{
	SegBuilder *builder = view->state;
	g_autoptr (SegCampaignDraft) trial = seg_campaign_draft_copy (builder->draft);
	g_autoptr (SegFilter) filter = NULL;
	const SegAudiencePart *part;

	if (*text == '\0')
		return TRUE;
	if (!seg_campaign_draft_parse_part (trial, (SegPartUse) GPOINTER_TO_INT (data), text, error))
		return FALSE;
	part = trial->parts->pdata[trial->parts->len - 1];
	if ((part->kind == SEG_PART_FILTER || part->kind == SEG_PART_ALIKE)
	    && (filter = seg_filter_parse (seg_view_workspace (view), NULL, part->text, error)) == NULL)
		return FALSE;
	seg_campaign_draft_free (builder->draft);
	builder->draft = g_steal_pointer (&trial);
	seg_builder_changed (view);
	return TRUE;
}

/* The first three choices ask for a new part; the others take one away. */
static void
part_chosen (SegView *view, guint choice, gpointer data)
{
	static const SegPartUse uses[] = { SEG_PART_ADD, SEG_PART_KEEP, SEG_PART_REMOVE };
	SegBuilder *builder = view->state;
	const guint n_uses = G_N_ELEMENTS (uses);

	(void) data;
	if (choice >= n_uses) {
		if (choice - n_uses < builder->draft->parts->len)
			g_ptr_array_remove_index (builder->draft->parts, choice - n_uses);
		seg_builder_changed (view);
		return;
	}
	seg_ask_line (view, _("Which people?"), _("A filter (rule = \"Loyal\", city = 上海), item:KEY:500 (the 500 whom it suits best), alike:500:orders > 5 (the 500 most like "
	                                          "them), or campaign:NAME (the people of a campaign)."), "", take_part, GINT_TO_POINTER (uses[choice]), NULL);
}

static void
ask_parts (SegView *view)
{
	const SegBuilder *builder = view->state;
	g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);

	g_ptr_array_add (labels, g_strdup (_("Add people")));
	g_ptr_array_add (labels, g_strdup (_("Keep only some of them")));
	g_ptr_array_add (labels, g_strdup (_("Leave people out")));
	for (guint i = 0; i < builder->draft->parts->len; i++)
		g_ptr_array_add (labels, g_strdup_printf (_("Take back: %s"), ((const SegAudiencePart *) builder->draft->parts->pdata[i])->text));
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, _("In and out"), (const char *const *) labels->pdata, NULL, 0, part_chosen, NULL, NULL);
}

/* Channel, and what is left aside ---------------------------------------------------------------------------------- */

static void
channel_chosen (SegView *view, guint choice, gpointer data)
{
	SegBuilder *builder = view->state;
	gsize n;
	const SegChannel *channels = seg_channels (&n);

	(void) data;
	seg_campaign_draft_set_channel (builder->draft, channels[choice].name);
	seg_builder_changed (view);
}

static void
ask_channel (SegView *view)
{
	const SegBuilder *builder = view->state;
	g_autoptr (GPtrArray) labels = g_ptr_array_new ();
	guint current = 0;
	gsize n;
	const SegChannel *channels = seg_channels (&n);

	for (gsize i = 0; i < n; i++) {
		g_ptr_array_add (labels, (gpointer) _(channels[i].label));
		if (strcmp (channels[i].name, builder->draft->channel) == 0)
			current = (guint) i;
	}
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, _("By which channel?"), (const char *const *) labels->pdata, NULL, current, channel_chosen, NULL, NULL);
}

static void
take_aside (SegView *view, const char *reason, gpointer data)
{
	SegBuilder *builder = view->state;

	seg_campaign_draft_override (builder->draft, (SegSuppression) GPOINTER_TO_INT (data), reason);
	seg_builder_changed (view);
}

static void
aside_chosen (SegView *view, guint choice, gpointer data)
{
	SegBuilder *builder = view->state;

	(void) data;
	if (builder->draft->overrides[choice] == NULL) {
		seg_ask_reason (view, _("Why shall it not hold?"), NULL, take_aside, GINT_TO_POINTER ((int) choice), NULL);
		return;
	}
	seg_campaign_draft_override (builder->draft, (SegSuppression) choice, NULL);
	seg_builder_changed (view);
}

static void
ask_aside (SegView *view)
{
	const SegBuilder *builder = view->state;
	const char *labels[SEG_N_SUPPRESSIONS + 1] = { NULL }, *remarks[SEG_N_SUPPRESSIONS];

	for (guint i = 0; i < SEG_N_SUPPRESSIONS; i++) {
		labels[i] = seg_suppression_label ((SegSuppression) i);
		remarks[i] = builder->draft->overrides[i] != NULL ? _("does not hold") : _("holds");
	}
	seg_ask_choice (view, _("Which rule shall not hold for this campaign?"), labels, remarks, SEG_SUPPRESS_CONTACTED, aside_chosen, NULL, NULL);
}

/* Offer ------------------------------------------------------------------------------------------------------------ */

static void
set_offer (SegView *view, gint64 id, const char *name)
{
	SegBuilder *builder = view->state;

	builder->draft->offer_id = id;
	g_free (builder->offer);
	builder->offer = g_strdup (name);
	seg_builder_changed (view);
}

/* "spring 20: 20 % off until Sunday" */
static gboolean
take_offer (SegView *view, const char *text, gpointer data, GError **error)
{
	g_auto (GStrv) words = g_strsplit (text, ":", 2);
	g_autoptr (SegOffer) offer = seg_offer_new (words[0] != NULL ? g_strstrip (words[0]) : "");
	gint64 id;

	(void) data;
	if (words[0] != NULL && words[1] != NULL) {
		g_free (offer->text);
		offer->text = g_strstrip (g_strdup (words[1]));
	}
	id = seg_offer_save (seg_view_workspace (view), offer, error);
	if (id != 0)
		set_offer (view, id, offer->name);
	return id != 0;
}

static void
free_offers (gpointer offers)
{
	g_ptr_array_unref (offers);
}

static void
offer_chosen (SegView *view, guint choice, gpointer data)
{
	const GPtrArray *offers = data;

	if (choice == 0)
		set_offer (view, 0, NULL);
	else if (choice > offers->len)
		seg_ask_line (view, _("A new offer"), _("Its name, then what people read: spring: a fifth off until Sunday. Cost, terms and items: segscope offer."), "", take_offer,
		              NULL, NULL);
	else
		set_offer (view, ((const SegOffer *) offers->pdata[choice - 1])->id, ((const SegOffer *) offers->pdata[choice - 1])->name);
}

static void
ask_offer (SegView *view)
{
	g_autoptr (GError) error = NULL;
	GPtrArray *offers = seg_offers (seg_view_workspace (view), &error);
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new ();

	if (offers == NULL) {
		seg_report (view, error);
		return;
	}
	g_ptr_array_add (labels, (gpointer) _("Nothing"));
	g_ptr_array_add (remarks, (gpointer) "");
	for (guint i = offers->len; i-- > 0;) /* put away: not proposed */
		if (((const SegOffer *) offers->pdata[i])->archived)
			g_ptr_array_remove_index (offers, i);
	for (guint i = 0; i < offers->len; i++) {
		g_ptr_array_add (labels, ((const SegOffer *) offers->pdata[i])->name);
		g_ptr_array_add (remarks, (gpointer) seg_offer_kind_label (((const SegOffer *) offers->pdata[i])->kind));
	}
	g_ptr_array_add (labels, (gpointer) _("A new offer …"));
	g_ptr_array_add (remarks, (gpointer) "");
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, _("What is offered?"), (const char *const *) labels->pdata, (const char *const *) remarks->pdata, 0, offer_chosen, offers, free_offers);
}

/* Addresses -------------------------------------------------------------------------------------------------------- */

static void
addresses_chosen (SegView *view, guint choice, gpointer data)
{
	SegBuilder *builder = view->state;

	(void) data;
	builder->draft->one_an_address = choice == 0;
	seg_builder_changed (view);
}

static void
ask_addresses (SegView *view)
{
	const SegCampaignDraft *draft = ((const SegBuilder *) view->state)->draft;
	const char *labels[] = { _("One message an address"), _("A message for each account"), NULL };
	const char *remarks[] = { _("to who comes first; others are in the funnel"), _("with two accounts twice; a no counts for both") };

	seg_ask_choice (view, _("Several accounts with one address?"), labels, remarks, draft->one_an_address ? 0 : 1, addresses_chosen, NULL, NULL);
}

/* Lines ------------------------------------------------------------------------------------------------------------ */

/* "purchase 14" */
static gboolean
take_goal (SegView *view, const char *text, gpointer data, GError **error)
{
	SegBuilder *builder = view->state;
	g_autofree char *kind = g_strstrip (g_strdup (text));
	char *space = strrchr (kind, ' ');
	guint64 days = builder->draft->goal_days;

	(void) data;
	if (space != NULL && g_ascii_string_to_unsigned (space + 1, 10, 1, 3660, &days, NULL))
		*space = '\0';
	if (g_strstrip (kind)[0] == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A goal is a kind of event and a number of days, for example purchase 14"));
		return FALSE;
	}
	if (strcmp (kind, "purchase") != 0 && !seg_goal_check (seg_view_workspace (view), kind, error))
		return FALSE;
	g_free (builder->draft->goal);
	builder->draft->goal = g_steal_pointer (&kind);
	builder->draft->goal_days = (guint) days;
	seg_builder_changed (view);
	return TRUE;
}

static gboolean
take_arms (SegView *view, const char *text, gpointer data, GError **error)
{
	SegBuilder *builder = view->state;

	(void) data;
	if (!seg_campaign_draft_parse_arms (builder->draft, text, error))
		return FALSE;
	seg_builder_changed (view);
	return TRUE;
}

static gboolean
take_money (SegView *view, const char *text, gpointer data, GError **error)
{
	SegBuilder *builder = view->state;
	char *end, *last;
	double cost = g_ascii_strtod (text, &end), budget = g_ascii_strtod (end, &last);

	(void) data;
	if (end == text || *last != '\0' || !(cost >= 0 && isfinite (cost)) || !(budget >= 0 && isfinite (budget))) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is not a cost and a budget, for example 0.2 500"), text);
		return FALSE;
	}
	builder->draft->contact_cost = cost;
	builder->draft->budget = budget;
	seg_builder_changed (view);
	return TRUE;
}

void
seg_builder_more_ask (SegView *view, SegBuilderRow setting)
{
	const SegCampaignDraft *draft = ((const SegBuilder *) view->state)->draft;
	g_autofree char *now = NULL;

	switch (setting) {
	case SEG_BUILDER_PARTS:
		ask_parts (view);
		break;
	case SEG_BUILDER_CHANNEL:
		ask_channel (view);
		break;
	case SEG_BUILDER_ASIDE:
		ask_aside (view);
		break;
	case SEG_BUILDER_OFFER:
		ask_offer (view);
		break;
	case SEG_BUILDER_GOAL:
		now = g_strdup_printf ("%s %u", draft->goal, draft->goal_days);
		seg_ask_line (view, _("What counts as success?"), _("A kind of event, and within how many days: purchase 14."), now, take_goal, NULL, NULL);
		break;
	case SEG_BUILDER_ARMS:
		seg_ask_line (view, _("How many ways to talk to them?"), _("1, 2, 3 ..., or names with their shares: A=60%,B=40%. Each can have its own message."),
		              draft->arms->len > 0 ? "" : "2", take_arms, NULL, NULL);
		break;
	case SEG_BUILDER_RANK:
		seg_builder_ask_rank (view);
		break;
	case SEG_BUILDER_ADDRESSES:
		ask_addresses (view);
		break;
	case SEG_BUILDER_SPLIT:
		seg_builder_ask_split (view);
		break;
	case SEG_BUILDER_PLAN:
		seg_builder_ask_plan (view);
		break;
	case SEG_BUILDER_MONEY:
		now = g_strdup_printf ("%g %g", draft->contact_cost, draft->budget);
		seg_ask_line (view, _("What does a contact cost, and what is the budget?"), _("Two numbers: 0.2 500. A budget of 0 is no limit."), now, take_money, NULL, NULL);
		break;
	default:
		seg_view_push (view, &seg_message_view, view);
	}
}
