#include <config.h>
#include "commands.h"

#include <segscope/campaign.h>
#include <segscope/history.h>
#include <segscope/campaign_advice.h>
#include <segscope/recommend.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define AS_USUAL G_MININT /* recommended items: as many as usual */

/* What was asked for. */
typedef struct {
	SegCommonOptions common;
	char *create, *show, *delete_name;
	char *segments, *segmentation, *filter, *control, *reason;
	int   n_recommendations;
	gboolean preview, no_consent, everyone;
} Request;

static void
clear_request (Request *request)
{
	g_free (request->create);
	g_free (request->show);
	g_free (request->delete_name);
	g_free (request->segments);
	g_free (request->segmentation);
	g_free (request->filter);
	g_free (request->control);
	g_free (request->reason);
}

static gboolean
check (const Request *request, GError **error)
{
	int n_asked = (request->create != NULL) + (request->show != NULL) + (request->delete_name != NULL);

	if (n_asked > 1 || (request->preview && (request->show != NULL || request->delete_name != NULL))) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("Only one of --create, --show, --delete; --preview goes with --create"));
		return FALSE;
	}
	if (request->n_recommendations != AS_USUAL && (request->n_recommendations < 0 || request->n_recommendations > 10)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--recommend must be 0 to 10, not %d"), request->n_recommendations);
		return FALSE;
	}
	if (request->everyone && (request->segments != NULL || request->segmentation != NULL)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--everyone leaves segments aside; it does not go with --segments or --segmentation"));
		return FALSE;
	}
	return TRUE;
}

static gboolean
parse (const SegCommand *command, int *argc, char ***argv, Request *request, GError **error)
{
	const GOptionEntry entries[] = {
		{ "create", 'c', 0, G_OPTION_ARG_STRING, &request->create, N_("Make a campaign of this name"), "NAME" },
		{ "preview", 'p', 0, G_OPTION_ARG_NONE, &request->preview, N_("Only count who would be on the list; nothing is kept"), NULL },
		{ "show", 0, 0, G_OPTION_ARG_STRING, &request->show, N_("Show a campaign and its funnel"), "NAME" },
		{ "delete", 0, 0, G_OPTION_ARG_STRING, &request->delete_name, N_("Delete a campaign"), "NAME" },
		{ "segments", 's', 0, G_OPTION_ARG_STRING, &request->segments, N_("Only these segments, by name or number (all)"), "NAME,..." },
		{ "segmentation", 0, 0, G_OPTION_ARG_STRING, &request->segmentation, N_("Segments of this segmentation (the newest)"), "NAME" },
		{ "everyone", 0, 0, G_OPTION_ARG_NONE, &request->everyone, N_("All users, in a segment or not"), NULL },
		{ "filter", 'f', 0, G_OPTION_ARG_STRING, &request->filter, N_("Only users that match, \"city = 上海 and orders > 2\""), "FILTER" },
		{ "control", 0, 0, G_OPTION_ARG_STRING, &request->control, N_("Share held back at random (10%)"), "SHARE" },
		{ "recommend", 'r', 0, G_OPTION_ARG_INT, &request->n_recommendations, N_("Recommended items for each person, 0 to 10 (3; 0 without items)"), "N" },
		{ "no-consent", 0, 0, G_OPTION_ARG_NONE, &request->no_consent,
		  N_("Do not ask for consent; needs --reason"), NULL },
		{ "reason", 0, 0, G_OPTION_ARG_STRING, &request->reason,
		  N_("Why consent, or a control group, is left aside; kept in the audit log"), "WORDS" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};

	request->n_recommendations = AS_USUAL;
	return seg_cli_parse (command, entries, 1, 1, argc, argv, &request->common, error)
	       && (*argc == 0 || check (request, error));
}

/* The draft --------------------------------------------------------------------------------------------------------- */

/* "10%", "10 %" or "0.1" as a share; a number of 1 or more without % would be a guess, and is refused. */
static gboolean
parse_share (const char *text, double *share, GError **error)
{
	char *end;
	double value = g_ascii_strtod (text, &end);
	gboolean percent;

	while (end != text && *end == ' ')
		end++;
	percent = end != text && *end == '%';
	if (end == text || end[percent ? 1 : 0] != '\0' || !isfinite (value) || value < 0 || (percent ? value / 100 : value) > 0.9) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--control must be a share from 0%% to 90%% (or 0 to 0.9), not \"%s\""), text);
		return FALSE;
	}
	*share = percent ? value / 100 : value;
	return TRUE;
}

/* Names may hold commas: the whole text is tried as one name first. */
static gboolean
parse_segments (const SegSegmentation *segmentation, const char *text, GArray *ids, GError **error)
{
	g_auto (GStrv) names = NULL;
	const SegSegment *whole = seg_segmentation_find (segmentation, text, NULL);

	if (whole != NULL) {
		g_array_append_val (ids, whole->id);
		return TRUE;
	}
	names = g_strsplit (text, ",", -1);
	for (gsize i = 0; names[i] != NULL; i++) {
		const SegSegment *segment = seg_segmentation_find (segmentation, g_strstrip (names[i]), error);

		if (segment == NULL)
			return FALSE;
		g_array_append_val (ids, segment->id);
	}
	return TRUE;
}

/* The segmentation meant; none without error when there is none and none was asked for. */
static gboolean
load_segmentation (SegWorkspace *workspace, const Request *request, SegSegmentation **segmentation, GError **error)
{
	GError *failure = NULL;

	if (request->everyone)
		return TRUE;
	*segmentation = seg_segmentation_load (workspace, request->segmentation, &failure);
	if (request->segmentation == NULL && request->segments == NULL && g_error_matches (failure, SEG_ERROR, SEG_ERROR_NOT_FOUND))
		g_clear_error (&failure);
	if (failure == NULL)
		return TRUE;
	g_propagate_error (error, failure);
	return FALSE;
}

/* As many items as asked for; else the usual number, or none where there is nothing to recommend. */
static gboolean
count_recommendations (SegWorkspace *workspace, const Request *request, SegCampaignDraft *draft, GError **error)
{
	gboolean any;

	if (request->n_recommendations != AS_USUAL) {
		draft->n_recommendations = (guint) request->n_recommendations;
		return TRUE;
	}
	if (!seg_interactions_exist (workspace, &any, error))
		return FALSE;
	if (!any) {
		draft->n_recommendations = 0;
		seg_cli_remark (&request->common, _("No items are recommended: no event names one"));
	}
	return TRUE;
}

static SegCampaignDraft *
make_draft (SegWorkspace *workspace, const Request *request, GError **error)
{
	g_autoptr (SegCampaignDraft) draft = seg_campaign_draft_new ();
	g_autoptr (SegSegmentation) segmentation = NULL;

	draft->name = g_strdup (request->create);
	draft->filter = g_strdup (request->filter);
	if (request->no_consent)
		seg_campaign_draft_override (draft, SEG_SUPPRESS_CONSENT, request->reason != NULL ? request->reason : "");
	draft->seed = (guint64) request->common.seed;
	if (request->control != NULL && !parse_share (request->control, &draft->control_share, error))
		return NULL;
	if (draft->control_share == 0)
		draft->no_control_reason = g_strdup (request->reason);
	if ( !load_segmentation (workspace, request, &segmentation, error))
		return NULL;
	if (segmentation != NULL) {
		draft->segmentation_id = segmentation->id;
		if (request->segments != NULL && !parse_segments (segmentation, request->segments, draft->segment_ids, error))
			return NULL;
		if (segmentation->stale)
			seg_cli_remark (&request->common, _("The segmentation \"%s\" is stale: its data have changed since it was made"), segmentation->name);
	}
	return count_recommendations (workspace, request, draft, error) ? g_steal_pointer (&draft) : NULL;
}

/* Printing ---------------------------------------------------------------------------------------------------------- */

static void
print_funnel (const SegCommonOptions *common, const GPtrArray *funnel)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "step", _("Step"), SEG_CELL_TEXT);
	seg_table_column (table, "people", _("People"), SEG_CELL_INTEGER);
	for (guint i = 0; i < funnel->len; i++) {
		const SegFunnelStep *step = funnel->pdata[i];
		gboolean minus = step->kind == SEG_FUNNEL_MINUS;
		g_autofree char *label = g_strconcat (minus && common->output == SEG_OUTPUT_TABLE ? "  " : "", step->label, NULL);

		seg_table_text (table, label);
		seg_table_integer (table, minus ? -step->count : step->count);
	}
	seg_table_print (table, common->output);
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

static gboolean
create (SegWorkspace *workspace, const Request *request, GError **error)
{
	g_autoptr (SegCampaignDraft) draft = make_draft (workspace, request, error);
	g_autoptr (GPtrArray) funnel = NULL;
	g_autoptr (SegJob) job = NULL;
	gint64 id;

	if (draft == NULL)
		return FALSE;
	if (request->preview) {
		funnel = seg_campaign_funnel (workspace, draft, error);
		if (funnel == NULL)
			return FALSE;
		print_funnel (&request->common, funnel);
		seg_cli_say_orders (&request->common, workspace);
		return TRUE;
	}
	job = seg_cli_job (&request->common);
	if ((id = seg_campaign_create (workspace, draft, job, error)) == 0
	    || (funnel = seg_campaign_funnel (workspace, draft, error)) == NULL)
		return FALSE;
	print_funnel (&request->common, funnel);
	seg_cli_say_orders (&request->common, workspace);
	if (!say_advice (workspace, request, id, error))
		return FALSE;
	seg_cli_remark (&request->common, _("Kept as campaign \"%s\". Next: segscope export %s \"%s\" FILE.csv"), draft->name,
	                seg_workspace_path (workspace), draft->name);
	return TRUE;
}

static gboolean
show (SegWorkspace *workspace, const Request *request, GError **error)
{
	g_autoptr (SegCampaign) campaign = seg_campaign_load (workspace, request->show, error);
	g_autofree char *made = NULL, *exported = NULL;

	if (campaign == NULL)
		return FALSE;
	made = seg_format_time (campaign->created_at);
	exported = campaign->exported_at != 0 ? seg_format_time (campaign->exported_at) : NULL;
	seg_cli_say (&request->common, _("Campaign \"%s\", made %s%s%s, seed %" PRIu64 ", %u recommended items for each person"),
	             campaign->name, made, exported != NULL ? _(", exported ") : "", exported != NULL ? exported : "", campaign->draft->seed,
	             campaign->draft->n_recommendations);
	if (campaign->stale)
		seg_cli_remark (&request->common, _("It is stale: the data or its segmentation have changed since the list was made"));
	print_funnel (&request->common, campaign->funnel);
	seg_cli_say_orders (&request->common, workspace);
	return say_advice (workspace, request, campaign->id, error);
}

static gboolean
delete_campaign (SegWorkspace *workspace, const Request *request, GError **error)
{
	g_autoptr (SegCampaign) campaign = seg_campaign_load (workspace, request->delete_name, error);
	guint n = 0;

	if (campaign == NULL || !seg_campaign_delete (workspace, campaign->id, error))
		return FALSE;
	seg_cli_remark (&request->common, _("The campaign \"%s\" is deleted; files that were exported stay where they are"), campaign->name);
	if (seg_history_count_since (workspace, campaign->created_at, &n, NULL) && n > 0)
		seg_cli_remark (&request->common, "%s", _("Edits of segments and rules that changed it too cannot be taken back any more (segscope history)"));
	return TRUE;
}

static void
fill_list (SegTable *table, const GPtrArray *campaigns)
{
	seg_table_column (table, "campaign", _("Campaign"), SEG_CELL_TEXT);
	seg_table_column (table, "status", _("Status"), SEG_CELL_TEXT);
	seg_table_column (table, "segmentation", _("Segmentation"), SEG_CELL_TEXT);
	seg_table_column (table, "send", _("To send"), SEG_CELL_INTEGER);
	seg_table_column (table, "control", _("Control"), SEG_CELL_INTEGER);
	seg_table_column (table, "created_at", _("Made (UTC)"), SEG_CELL_DATE);
	seg_table_column (table, "stale", _("Stale"), SEG_CELL_TEXT);
	for (guint i = 0; i < campaigns->len; i++) {
		const SegCampaign *campaign = campaigns->pdata[i];

		seg_table_text (table, campaign->name);
		seg_table_text (table, campaign->status);
		seg_table_text (table, campaign->segmentation_name);
		seg_table_integer (table, campaign->n_send);
		seg_table_integer (table, campaign->n_control);
		seg_table_integer (table, campaign->created_at);
		seg_table_text (table, campaign->stale ? _("yes") : "");
	}
}

static gboolean
list (SegWorkspace *workspace, const Request *request, GError **error)
{
	g_autoptr (GPtrArray) campaigns = seg_campaigns (workspace, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (campaigns == NULL)
		return FALSE;
	if (campaigns->len == 0)
		seg_cli_remark (&request->common, _("There is no campaign yet; make one with: segscope campaign %s --create NAME"),
		                seg_workspace_path (workspace));
	fill_list (table, campaigns);
	seg_table_print (table, request->common.output);
	seg_cli_say_orders (&request->common, workspace);
	return TRUE;
}

static gboolean
serve (const Request *request, const char *path, GError **error)
{
	gboolean writes = (request->create != NULL && !request->preview) || request->delete_name != NULL;
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, writes ? SEG_WORKSPACE_READ_WRITE : SEG_WORKSPACE_READ_ONLY, error);

	if (workspace == NULL)
		return FALSE;
	if (request->create != NULL || request->preview)
		return create (workspace, request, error);
	if (request->show != NULL)
		return show (workspace, request, error);
	return request->delete_name != NULL ? delete_campaign (workspace, request, error) : list (workspace, request, error);
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
	N_("Takes the chosen segments (all of the newest segmentation when none are named), those who match the filter and have\n"
	   "consented; holds a share back at random as control; adds recommended items. Without options it lists the campaigns.\n\n"
	   "  segscope campaign courses.seg --preview --segments \"High spend,2\"\n"
	   "  segscope campaign courses.seg --create \"spring upgrade\" --segments 2,4 --filter \"city = 上海\" --control 20%\n"
	   "  segscope campaign courses.seg --show \"spring upgrade\"\n"
	   "  segscope export courses.seg \"spring upgrade\" list.csv"),
	run
};
