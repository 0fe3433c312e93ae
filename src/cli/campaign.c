#include <config.h>
#include "campaign_option.h"
#include "campaign_print.h"
#include "chart_option.h"
#include "commands.h"

#include <segscope/campaign_advice.h>
#include <segscope/figure.h>
#include <segscope/history.h>
#include <segscope/message.h>
#include <segscope/recommend.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#define MOST_MESSAGES 1000

/* What was asked for. */
typedef struct {
	SegCommonOptions common;
	SegCampaignOptions draft;
	char **with;
	char *create, *clone, *change, *show, *delete_name, *redraw, *balance, *compare, *log, *archive, *unarchive, *mark, *as, *people, *person, *chart;
	int messages;
	gboolean preview, power, curve;
} Request;

static void
clear_request (Request *request)
{
	char *texts[] = { request->create, request->clone, request->change, request->show, request->delete_name, request->redraw, request->balance,
		              request->compare, request->log, request->archive, request->unarchive, request->mark, request->as, request->people, request->person, request->chart };

	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
		g_free (texts[i]);
	g_strfreev (request->with);
	seg_campaign_options_clear (&request->draft);
}

static gboolean
check (const Request *request, GError **error)
{
	const char *actions[] = { request->create, request->change, request->show, request->delete_name, request->redraw, request->balance, request->compare,
		                      request->archive, request->unarchive, request->mark, request->log };
	guint n_asked = 0;
	gboolean drafts = request->create != NULL || request->change != NULL || request->preview || request->clone != NULL;

	for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
		n_asked += actions[i] != NULL;
	if (n_asked > 1 || (request->preview && n_asked > (request->create != NULL || request->change != NULL)))
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("Only one of --create, --change, --show, --delete, --redraw, --balance, --compare, --archive, "
		                                                          "--unarchive, --mark and --log; --preview goes with --create and --change"));
	else if (request->draft.arms_by != NULL && (request->clone == NULL || request->draft.arms != NULL))
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--arms-by goes with --clone, whose arms it asks, and without --arms"));
	else if (request->clone != NULL && request->create == NULL && !request->preview)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--clone needs the name of the new campaign: --create NAME"));
	else if ((request->compare != NULL) != (request->with != NULL) || (request->mark != NULL) != (request->as != NULL))
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--compare goes with --with, and --mark with --as"));
	else if (seg_campaign_options_any (&request->draft) && !drafts)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("What a campaign is made of goes with --create, --change or --preview"));
	else if (request->people != NULL && !request->preview && request->show == NULL)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--people goes with --preview or --show"));
	else if ((request->person != NULL && !request->preview && request->show == NULL) || (request->messages != 0 && !request->preview))
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--person goes with --preview or --show, and --messages with --preview"));
	else if (request->chart != NULL && ((!request->preview && request->show == NULL) || request->people != NULL || request->person != NULL
	                                    || request->messages != 0 || request->curve))
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--chart is of the funnel that --preview or --show prints"));
	else if (request->chart != NULL && !seg_cli_check_chart (request->chart, error))
		return FALSE;
	else if (request->curve && !request->preview)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--curve goes with --preview"));
	else if (request->messages < 0 || request->messages > MOST_MESSAGES)
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--messages must be 1 to %d, not %d"), MOST_MESSAGES, request->messages);
	else
		return TRUE;
	return FALSE;
}

static gboolean
parse (const SegCommand *command, int *argc, char ***argv, Request *request, GError **error)
{
	const GOptionEntry actions[] = {
		{ "create", 'c', 0, G_OPTION_ARG_STRING, &request->create, N_("Make a campaign of this name"), "NAME" },
		{ "clone", 0, 0, G_OPTION_ARG_STRING, &request->clone, N_("With --create: like this one, changed as the options say"), "NAME" },
		{ "change", 0, 0, G_OPTION_ARG_STRING, &request->change, N_("Make the list of a draft anew, changed as the options say; whoever stays keeps their arm"), "NAME" },
		{ "preview", 'p', 0, G_OPTION_ARG_NONE, &request->preview, N_("Only count who would be on the list; nothing is kept"), NULL },
		{ "power", 0, 0, G_OPTION_ARG_NONE, &request->power, N_("With --preview: what the list could show afterwards"), NULL },
		{ "curve", 0, 0, G_OPTION_ARG_NONE, &request->curve, N_("With --preview and --rank-by: what the list costs and brings as it grows, and how long it should be"), NULL },
		{ "people", 0, 0, G_OPTION_ARG_STRING, &request->people, N_("The people behind a step of the funnel: audience, consent, ..., control, send"), "STEP" },
		{ "show", 0, 0, G_OPTION_ARG_STRING, &request->show, N_("Show a campaign and its funnel"), "NAME" },
		SEG_CHART_OPTION (&request->chart),
		{ "person", 0, 0, G_OPTION_ARG_STRING, &request->person, N_("With --show or --preview: what this person reads"), "USER" },
		{ "messages", 0, 0, G_OPTION_ARG_INT, &request->messages, N_("With --preview: what so many people would read, of each arm and segment some"), "N" },
		{ "balance", 0, 0, G_OPTION_ARG_STRING, &request->balance, N_("Whether the arms of a campaign are alike"), "NAME" },
		{ "redraw", 0, 0, G_OPTION_ARG_STRING, &request->redraw, N_("Draw the arms of a draft anew; needs --reason"), "NAME" },
		{ "compare", 0, 0, G_OPTION_ARG_STRING, &request->compare, N_("Put two to four campaigns side by side"), "NAME" },
		{ "with", 0, 0, G_OPTION_ARG_STRING_ARRAY, &request->with, N_("With --compare: another one"), "NAME" },
		{ "log", 0, 0, G_OPTION_ARG_STRING, &request->log, N_("What was done to a campaign, by whom and why; \"\": to all"), "NAME" },
		{ "mark", 0, 0, G_OPTION_ARG_STRING, &request->mark, N_("Say how far a campaign is"), "NAME" },
		{ "as", 0, 0, G_OPTION_ARG_STRING, &request->as, N_("draft, exported, running or measured"), "STATE" },
		{ "archive", 0, 0, G_OPTION_ARG_STRING, &request->archive, N_("Put a campaign away; its contacts count as before"), "NAME" },
		{ "unarchive", 0, 0, G_OPTION_ARG_STRING, &request->unarchive, N_("Take it out again"), "NAME" },
		{ "delete", 0, 0, G_OPTION_ARG_STRING, &request->delete_name, N_("Delete a campaign"), "NAME" },
	};
	g_autofree GOptionEntry *of_draft = seg_campaign_option_entries (&request->draft);
	g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (GOptionEntry));
	guint n = 0;

	while (of_draft[n].long_name != NULL)
		n++;
	g_array_append_vals (entries, actions, G_N_ELEMENTS (actions));
	g_array_append_vals (entries, of_draft, n + 1);
	return seg_cli_parse (command, (const GOptionEntry *) (gpointer) entries->data, 1, 1, argc, argv, &request->common, error)
	       && (*argc == 0 || check (request, error));
}

/* The funnel, where --chart asks for it. */
static gboolean
write_chart (const Request *request, const char *name, const GPtrArray *funnel, GError **error)
{
	return request->chart == NULL || seg_cli_write_chart (&request->common, seg_figure_funnel (name, funnel), request->chart, error);
}

/* The draft --------------------------------------------------------------------------------------------------------- */

/* Everyone in the newest segmentation, where there is one; items, where there are any. */
static SegCampaignDraft *
usual_draft (SegWorkspace *workspace, const Request *request, GError **error)
{
	g_autoptr (SegCampaignDraft) draft = seg_campaign_draft_new ();
	gboolean any;

	draft->seed = (guint64) request->common.seed;
	if (!request->draft.everyone
	    && !seg_workspace_count (workspace, "SELECT coalesce (max (id), 0) FROM segmentation", &draft->segmentation_id, error))
		return NULL;
	if (!seg_interactions_exist (workspace, &any, error))
		return NULL;
	if (!any && request->draft.n_recommendations == SEG_ITEMS_AS_USUAL)
		draft->n_recommendations = 0;
	return g_steal_pointer (&draft);
}

static SegCampaignDraft *
make_draft (SegWorkspace *workspace, const Request *request, GError **error)
{
	const char *from = request->change != NULL ? request->change : request->clone;
	g_autoptr (SegCampaign) like = from != NULL ? seg_campaign_load (workspace, from, error) : NULL;
	g_autoptr (SegCampaignDraft) draft = NULL;

	if (from != NULL && like == NULL)
		return NULL;
	draft = request->change != NULL ? seg_campaign_draft_copy (like->draft) : like != NULL ? seg_campaign_draft_like (like->draft) : usual_draft (workspace, request, error);
	if (draft == NULL || !seg_campaign_options_apply (&request->draft, &request->common, workspace, draft, error)
	    || (request->draft.arms_by != NULL && !seg_cli_arms_by (&request->common, workspace, like, request->draft.arms_by, draft, error)))
		return NULL;
	if (like == NULL && draft->n_recommendations == 0 && request->draft.n_recommendations == SEG_ITEMS_AS_USUAL)
		seg_cli_remark (&request->common, _("No items are recommended: no event names one"));
	if (request->create != NULL) {
		g_free (draft->name);
		draft->name = g_strdup (request->create);
	}
	return g_steal_pointer (&draft);
}

static gboolean
show_power (SegWorkspace *workspace, const Request *request, SegAudience *audience, const SegCampaignDraft *draft, SegJob *job, GError **error)
{
	g_autoptr (SegAudienceOutlook) outlook = seg_audience_outlook (audience, workspace, draft, job, error);

	for (guint i = 0; outlook != NULL && i < outlook->sentences->len; i++)
		seg_cli_say (&request->common, "%s", (const char *) outlook->sentences->pdata[i]);
	return outlook != NULL;
}

static void
free_preview (gpointer preview)
{
	seg_message_preview_free (preview);
}

/* What some people would read, or the one who is asked for. */
static gboolean
preview_messages (SegWorkspace *workspace, const Request *request, SegAudience *audience, const SegCampaignDraft *draft, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) previews = g_ptr_array_new_with_free_func (free_preview);
	g_autoptr (SegMessageSample) sample = NULL;
	gint64 id = 0;

	if (request->person != NULL && !seg_user_find (workspace, request->person, &id, error))
		return FALSE;
	sample = seg_message_sample_new (audience, workspace, draft, id, request->person != NULL ? 1 : (gsize) request->messages, job, error);
	seg_cli_job_end ();
	for (gsize i = 0; sample != NULL && i < seg_message_sample_n (sample); i++) {
		SegMessagePreview *one = seg_message_sample_write (sample, workspace, draft, i, error);

		if (one == NULL)
			return FALSE;
		g_ptr_array_add (previews, one);
	}
	if (sample != NULL)
		seg_campaign_print_previews (&request->common, previews);
	return sample != NULL;
}

static gboolean
preview (SegWorkspace *workspace, const Request *request, const SegCampaignDraft *draft, gint64 campaign_id, GError **error)
{
	g_autoptr (SegAudience) audience = seg_audience_new ();
	g_autoptr (SegJob) job = seg_cli_job (&request->common);
	g_autoptr (GPtrArray) funnel = NULL;
	g_autoptr (GArray) ids = NULL;

	seg_audience_set_campaign (audience, campaign_id);
	if (request->people != NULL) {
		ids = seg_audience_people (audience, workspace, draft, request->people, job, error);
		seg_cli_job_end ();
		return ids != NULL && seg_campaign_print_people (&request->common, workspace, ids, error);
	}
	if (request->curve)
		return seg_campaign_print_allocation (&request->common, workspace, audience, draft, job, error);
	if (request->person != NULL || request->messages > 0)
		return preview_messages (workspace, request, audience, draft, job, error);
	funnel = seg_audience_funnel (audience, workspace, draft, job, error);
	seg_cli_job_end ();
	if (funnel == NULL)
		return FALSE;
	seg_campaign_print_funnel (&request->common, funnel);
	if (!write_chart (request, _("New campaign"), funnel, error))
		return FALSE;
	seg_cli_say_orders (&request->common, workspace);
	return !request->power || show_power (workspace, request, audience, draft, job, error);
}

/* What the rules for recommendations did to the recommended items. */
static gboolean
say_advice (SegWorkspace *workspace, const Request *request, gint64 id, GError **error)
{
	g_autofree char *words = seg_campaign_advice_words (workspace, id, error);

	if (words != NULL && *words != '\0')
		seg_cli_say (&request->common, "%s", words);
	return words != NULL;
}

/* One whose list may still change. */
static SegCampaign *
load_draft (SegWorkspace *workspace, const char *name, GError **error)
{
	g_autoptr (SegCampaign) campaign = seg_campaign_load (workspace, name, error);

	return campaign != NULL && seg_campaign_may_change (campaign, error) ? g_steal_pointer (&campaign) : NULL;
}

static gboolean
create (SegWorkspace *workspace, const Request *request, GError **error)
{
	g_autoptr (SegCampaignDraft) draft = make_draft (workspace, request, error);
	g_autoptr (SegCampaign) campaign = NULL;
	g_autoptr (SegJob) job = NULL;
	g_autofree char *name = NULL;

	if (draft == NULL || (request->change != NULL && (campaign = load_draft (workspace, request->change, error)) == NULL))
		return FALSE;
	if (request->preview)
		return preview (workspace, request, draft, campaign != NULL ? campaign->id : 0, error);
	job = seg_cli_job (&request->common);
	if (campaign != NULL) {
		if (!seg_campaign_update (workspace, campaign->id, draft, job, error))
			return FALSE;
		g_clear_pointer (&campaign, seg_campaign_free);
	} else if (seg_campaign_create (workspace, draft, job, error) == 0)
		return FALSE;
	name = g_strstrip (g_strdup (draft->name));
	if ((campaign = seg_campaign_load (workspace, name, error)) == NULL)
		return FALSE;
	seg_campaign_print_overrides (&request->common, campaign->draft);
	seg_campaign_print_funnel (&request->common, campaign->funnel);
	if (!write_chart (request, campaign->name, campaign->funnel, error))
		return FALSE;
	seg_campaign_print_arms (&request->common, campaign);
	seg_cli_say_orders (&request->common, workspace);
	if (!say_advice (workspace, request, campaign->id, error))
		return FALSE;
	seg_cli_remark (&request->common, _("Kept as campaign \"%s\". Next: segscope export %s \"%s\" FILE.csv"), name, seg_workspace_path (workspace), name);
	return TRUE;
}

/* Kept campaigns ----------------------------------------------------------------------------------------------------- */

static gboolean
show_person (SegWorkspace *workspace, const Request *request, const SegCampaign *campaign, GError **error)
{
	g_autoptr (GPtrArray) previews = g_ptr_array_new_with_free_func (free_preview);
	SegMessagePreview *preview;
	gint64 id;

	if (!seg_user_find (workspace, request->person, &id, error) || (preview = seg_campaign_preview (workspace, campaign, id, error)) == NULL)
		return FALSE;
	g_ptr_array_add (previews, preview);
	seg_campaign_print_previews (&request->common, previews);
	return TRUE;
}

/* The list as it was made: those of an arm. Steps before it are of now, and asked for with --preview --clone. */
static gboolean
show_people (SegWorkspace *workspace, const Request *request, const SegCampaign *campaign, GError **error)
{
	g_autoptr (GPtrArray) members = NULL;
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	gboolean all = strcmp (request->people, SEG_ARM_NAME_SEND) == 0, found = all;

	for (guint i = 0; i < campaign->arms->len; i++)
		found |= strcmp (((const SegCampaignArm *) campaign->arms->pdata[i])->name, request->people) == 0;
	if (!found) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--people of a kept campaign is control, send or an arm, not \"%s\"; who would be taken off now says "
		                                                  "--preview --clone NAME --people STEP"), request->people);
		return FALSE;
	}
	members = seg_campaign_members (workspace, campaign->id, all ? SEG_ARM_SEND : SEG_ARM_BOTH, 0, G_MAXINT64, error);
	for (guint i = 0; members != NULL && i < members->len; i++) {
		const SegCampaignMember *member = members->pdata[i];

		if (all || strcmp (member->arm, request->people) == 0)
			g_array_append_val (ids, member->user_id);
	}
	return members != NULL && seg_campaign_print_people (&request->common, workspace, ids, error);
}

static gboolean
show (SegWorkspace *workspace, const Request *request, GError **error)
{
	g_autoptr (SegCampaign) campaign = seg_campaign_load (workspace, request->show, error);
	g_autofree char *made = NULL, *exported = NULL;

	if (campaign == NULL)
		return FALSE;
	if (request->person != NULL)
		return show_person (workspace, request, campaign, error);
	if (request->people != NULL)
		return show_people (workspace, request, campaign, error);
	made = seg_format_time (campaign->created_at);
	exported = campaign->exported_at != 0 ? seg_format_time (campaign->exported_at) : NULL;
	seg_cli_say (&request->common, _("Campaign \"%s\", made %s%s%s, seed %" PRIu64 ", %u recommended items for each person"),
	             campaign->name, made, exported != NULL ? _(", exported ") : "", exported != NULL ? exported : "", campaign->draft->seed,
	             campaign->draft->n_recommendations);
	seg_cli_say (&request->common, _("%s by %s, goal: %s within %u days"), campaign->status, campaign->draft->channel, campaign->draft->goal,
	             campaign->draft->goal_days);
	seg_campaign_print_overrides (&request->common, campaign->draft);
	if (campaign->draws > 1)
		seg_cli_say (&request->common, _("The arms were drawn %u times; segscope audit has the reasons"), campaign->draws);
	if (campaign->stale)
		seg_cli_remark (&request->common, _("It is stale: the data or its segmentation have changed since the list was made"));
	seg_campaign_print_funnel (&request->common, campaign->funnel);
	seg_campaign_print_arms (&request->common, campaign);
	seg_cli_say_orders (&request->common, workspace);
	return say_advice (workspace, request, campaign->id, error);
}

static gboolean
balance (SegWorkspace *workspace, const Request *request, GError **error)
{
	g_autoptr (SegCampaign) campaign = seg_campaign_load (workspace, request->balance, error);
	g_autoptr (SegJob) job = seg_cli_job (&request->common);
	g_autoptr (SegBalance) found = campaign != NULL ? seg_campaign_balance (workspace, campaign, job, error) : NULL;

	seg_cli_job_end ();
	if (found != NULL)
		seg_campaign_print_balance (&request->common, found);
	return found != NULL;
}

static void
free_campaign (gpointer campaign)
{
	seg_campaign_free (campaign);
}

static gboolean
compare (SegWorkspace *workspace, const Request *request, GError **error)
{
	g_autoptr (GPtrArray) campaigns = g_ptr_array_new_with_free_func (free_campaign);
	const char *name = request->compare;

	for (char **with = request->with; name != NULL; name = *with++) {
		SegCampaign *campaign = seg_campaign_load (workspace, name, error);

		if (campaign == NULL)
			return FALSE;
		g_ptr_array_add (campaigns, campaign);
	}
	return seg_campaign_print_comparison (&request->common, workspace, campaigns, error);
}

static gboolean
show_log (SegWorkspace *workspace, const Request *request, GError **error)
{
	const char *name = request->log[0] != '\0' ? request->log : NULL;

	return seg_campaign_print_log (&request->common, workspace, SEG_LOG_CAMPAIGN, name, error);
}

static gboolean
redraw (SegWorkspace *workspace, const Request *request, GError **error)
{
	g_autoptr (SegCampaign) campaign = seg_campaign_load (workspace, request->redraw, error);
	g_autoptr (SegJob) job = seg_cli_job (&request->common);

	if (campaign == NULL || !seg_campaign_redraw (workspace, campaign->id, request->draft.reason, job, error))
		return FALSE;
	seg_cli_job_end ();
	seg_cli_remark (&request->common, _("The arms of \"%s\" are drawn anew, for the %u. time"), campaign->name, campaign->draws + 1);
	return TRUE;
}

/* State, archive, delete. */
static gboolean
change_state (SegWorkspace *workspace, const Request *request, GError **error)
{
	const char *name = request->mark != NULL ? request->mark : request->archive != NULL ? request->archive
	                   : request->unarchive != NULL ? request->unarchive : request->delete_name;
	g_autoptr (SegCampaign) campaign = seg_campaign_load (workspace, name, error);
	guint n = 0;

	if (campaign == NULL)
		return FALSE;
	if (request->mark != NULL)
		return seg_campaign_set_status (workspace, campaign->id, request->as, error);
	if (request->delete_name == NULL)
		return seg_campaign_set_archived (workspace, campaign->id, request->archive != NULL, error);
	if (!seg_campaign_delete (workspace, campaign->id, error))
		return FALSE;
	seg_cli_remark (&request->common, _("The campaign \"%s\" is deleted; files that were exported stay where they are"), campaign->name);
	if (seg_history_count_since (workspace, campaign->created_at, &n, NULL) && n > 0)
		seg_cli_remark (&request->common, "%s", _("Edits of segments and rules that changed it too cannot be taken back any more (segscope history)"));
	return TRUE;
}

static gboolean
list (SegWorkspace *workspace, const Request *request, GError **error)
{
	g_autoptr (GPtrArray) campaigns = seg_campaigns (workspace, error);

	if (campaigns == NULL)
		return FALSE;
	if (campaigns->len == 0)
		seg_cli_remark (&request->common, _("There is no campaign yet; make one with: segscope campaign %s --create NAME"),
		                seg_workspace_path (workspace));
	seg_campaign_print_list (&request->common, campaigns);
	seg_cli_say_orders (&request->common, workspace);
	return TRUE;
}

static gboolean
serve (const Request *request, const char *path, GError **error)
{
	gboolean drafts = request->create != NULL || request->change != NULL;
	gboolean changes = request->delete_name != NULL || request->archive != NULL || request->unarchive != NULL || request->mark != NULL;
	gboolean writes = (drafts && !request->preview) || changes || request->redraw != NULL;
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, writes ? SEG_WORKSPACE_READ_WRITE : SEG_WORKSPACE_READ_ONLY, error);

	if (workspace == NULL)
		return FALSE;
	if (drafts || request->preview)
		return create (workspace, request, error);
	if (request->show != NULL)
		return show (workspace, request, error);
	if (request->balance != NULL)
		return balance (workspace, request, error);
	if (request->compare != NULL)
		return compare (workspace, request, error);
	if (request->log != NULL)
		return show_log (workspace, request, error);
	if (request->redraw != NULL)
		return redraw (workspace, request, error);
	return changes ? change_state (workspace, request, error) : list (workspace, request, error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Request request = { 0 };
	gboolean success = parse (command, &argc, &argv, &request, error);

	if (success && argc > 0)
		success = serve (&request, argv[1], error);
	clear_request (&request);
	return success;
}

const SegCommand seg_command_campaign = {
	"campaign", "WORKSPACE", N_("Make a campaign list: whom to talk to, whom to hold back; or list campaigns"),
	N_("Takes the chosen segments (all of the newest segmentation when none are named) with those who are added, kept and removed; takes off who\n"
	   "must not or need not be written to; cuts the list to a limit or a budget, best first; holds a share back at random as control; adds\n"
	   "recommended items. Without options it lists the campaigns.\n\n"
	   "Whoever has unsubscribed or must not be contacted is left out with every account of the same address. What was sent to an address counts\n"
	   "for all its accounts too, but for --addresses each, which takes them for several people: there it counts by account.\n\n"
	   "  segscope campaign courses.seg --preview --segments \"High spend,2\" --power\n"
	   "  segscope campaign courses.seg --create \"spring upgrade\" --segments 2,4 --filter \"city = 上海\" --control 20% --arms 2\n"
	   "  segscope campaign courses.seg --preview --people consent --everyone\n"
	   "  segscope campaign courses.seg --clone \"spring upgrade\" --create \"summer\" --remove \"campaign:spring upgrade\"\n"
	   "  segscope campaign courses.seg --clone \"spring upgrade\" --create \"second batch\" --arms-by thompson\n"
	   "  segscope campaign courses.seg --change summer --message \"Hi {name|there}, {title1} is waiting\"\n"
	   "  segscope campaign courses.seg --show \"spring upgrade\"\n"
	   "  segscope export courses.seg \"spring upgrade\" list.csv"),
	run
};
