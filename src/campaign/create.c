/* Making a campaign: people chosen, some held back, items recommended, everything kept in one transaction. */
#include <config.h>
#include "campaign-private.h"

#include <segscope/pin.h>

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* Trims the name and refuses empty and taken ones. */
static char *
check_name (SegWorkspace *workspace, const char *name, GError **error)
{
	g_autofree char *trimmed = g_strstrip (g_strdup (name != NULL ? name : ""));
	g_autoptr (SegStatement) statement = NULL;
	GError *failure = NULL;
	gboolean taken;

	if (trimmed[0] == '\0' || !g_utf8_validate (trimmed, -1, NULL)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("A campaign needs a name"));
		return NULL;
	}
	statement = seg_workspace_prepare (workspace, "SELECT 1 FROM campaign WHERE name = :name", error);
	if (statement == NULL)
		return NULL;
	seg_statement_bind_text (statement, ":name", trimmed);
	taken = seg_statement_next (statement, &failure);
	if (!seg_query_ended (failure, error))
		return NULL;
	if (taken)
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("There is already a campaign \"%s\"; choose another name, or delete it first"),
		             trimmed);
	return taken ? NULL : g_steal_pointer (&trimmed);
}

/* A list without anybody to send to is refused; the message says which step took the last ones away. */
static gboolean
check_somebody (const SegAudienceCounts *counts, gint64 n_send, GError **error)
{
	const char *why = counts->audience == 0   ? _("there is nobody to choose from")
	                  : counts->matching == 0 ? _("nobody matches the filter")
	                  : counts->eligible == 0 ? _("nobody there has consented")
	                                          : _("everyone is held back as control");

	if (n_send > 0)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The campaign would reach nobody: %s"), why);
	return FALSE;
}

static void
bind_plan (SegStatement *statement, const SegCampaignDraft *draft)
{
	seg_statement_bind_text (statement, ":owner", draft->owner);
	seg_statement_bind_text (statement, ":channel", draft->channel);
	seg_statement_bind_text (statement, ":goal", draft->goal);
	seg_statement_bind_integer (statement, ":days", draft->goal_days);
	seg_statement_bind_integer (statement, ":offer", draft->offer_id);
	seg_statement_bind_integer (statement, ":starts", draft->starts_on);
	seg_statement_bind_integer (statement, ":ends", draft->ends_on);
	seg_statement_bind_double (statement, ":budget", draft->budget);
	seg_statement_bind_double (statement, ":cost", draft->contact_cost);
	seg_statement_bind_text (statement, ":notes", draft->notes);
}

static gint64
insert_campaign (SegWorkspace *workspace, const SegCampaignDraft *draft, const GPtrArray *funnel, GError **error)
{
	g_autoptr (SegStatement) insert = seg_workspace_prepare (workspace,
		"INSERT INTO campaign (name, status, segmentation_id, owner, channel, goal, goal_days, offer_id, starts_on, ends_on, budget, contact_cost, "
		"notes, options, funnel, seed, created_at, program_version, fingerprint) VALUES (:name, 'draft', nullif (:segmentation, 0), :owner, :channel, "
		":goal, :days, nullif (:offer, 0), nullif (:starts, 0), nullif (:ends, 0), nullif (:budget, 0.0), :cost, :notes, :options, :funnel, :seed, "
		":at, :version, :fingerprint)", error);
	g_autofree char *fingerprint = insert != NULL ? seg_workspace_fingerprint (workspace, error) : NULL;
	g_autofree char *options = seg_campaign_draft_to_json (draft), *steps = seg_funnel_to_json (funnel);

	if (fingerprint == NULL)
		return 0;
	seg_statement_bind_text (insert, ":name", draft->name);
	seg_statement_bind_integer (insert, ":segmentation", draft->segmentation_id);
	bind_plan (insert, draft);
	seg_statement_bind_text (insert, ":options", options);
	seg_statement_bind_text (insert, ":funnel", steps);
	seg_statement_bind_integer (insert, ":seed", (gint64) draft->seed);
	seg_statement_bind_integer (insert, ":at", g_get_real_time () / G_USEC_PER_SEC);
	seg_statement_bind_text (insert, ":version", PACKAGE_VERSION);
	seg_statement_bind_text (insert, ":fingerprint", fingerprint);
	return seg_statement_run (insert, error) ? seg_workspace_last_id (workspace) : 0;
}

static gboolean
add_items (SegWorkspace *workspace, gint64 id, const SegCampaignDraft *draft, const SegEligible *people, gsize n_people, SegJob *job,
           GError **error)
{
	g_autoptr (SegModel) model = NULL;
	SegJobSpan outer;
	gboolean added;

	if (draft->n_recommendations == 0)
		return TRUE;
	outer = seg_job_enter (job, 0, 0.4);
	model = seg_model_fit_segmentation (workspace, NULL, draft->segmentation_id, job, error);
	seg_job_leave (job, outer);
	if (model == NULL) {
		if (error != NULL && g_error_matches (*error, SEG_ERROR, SEG_ERROR_DATA))
			g_prefix_error (error, _("Recommended items cannot be added (ask for 0 of them to go without): "));
		return FALSE;
	}
	outer = seg_job_enter (job, 0.4, 1);
	added = seg_member_items_insert (workspace, id, model, people, n_people, draft->n_recommendations, job, error);
	seg_job_leave (job, outer);
	return added;
}

/* Something was left aside, and why. */
static gboolean
audit_reason (SegWorkspace *workspace, const SegCampaignDraft *draft, const char *action, const char *what, const char *reason, GError **error)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;
	g_autofree char *detail = NULL;

	json_builder_begin_object (builder);
	if (what != NULL) {
		json_builder_set_member_name (builder, "of");
		json_builder_add_string_value (builder, what);
	}
	json_builder_set_member_name (builder, "reason");
	json_builder_add_string_value (builder, reason);
	json_builder_end_object (builder);
	root = json_builder_get_root (builder);
	detail = json_to_string (root, FALSE);
	return seg_audit_add (workspace, action, draft->name, detail, error);
}

/* What was made, and, on a line of its own, each thing that was left aside. */
static gboolean
audit (SegWorkspace *workspace, const SegCampaignDraft *draft, const GPtrArray *funnel, GError **error)
{
	g_autofree char *options = seg_campaign_draft_to_json (draft), *steps = seg_funnel_to_json (funnel);
	g_autofree char *detail = g_strdup_printf ("{\"options\":%s,\"seed\":%" G_GUINT64_FORMAT ",\"funnel\":%s}", options, draft->seed, steps);

	for (guint i = 0; i < SEG_N_SUPPRESSIONS; i++)
		if (draft->overrides[i] != NULL && !audit_reason (workspace, draft, "override", seg_suppression_name ((SegSuppression) i), draft->overrides[i], error))
			return FALSE;
	if (draft->control_share == 0 && !audit_reason (workspace, draft, "no control group", NULL, draft->no_control_reason, error))
		return FALSE;
	return seg_audit_add (workspace, "campaign", draft->name, detail, error);
}

/* The people of the list, arms given. */
static SegEligible *
choose_people (SegWorkspace *workspace, const SegAudienceQuery *query, const SegAudienceCounts *counts, SegJob *job, GError **error)
{
	gsize n = (gsize) counts->eligible;
	g_autofree SegEligible *people = NULL;

	if (!check_somebody (counts, counts->eligible - seg_split_control_size (query->draft, counts->eligible), error))
		return NULL;
	people = seg_audience_read (workspace, query, n, job, error);
	if (people == NULL || !seg_split_deal (query->draft, people, n, error))
		return NULL;
	return g_steal_pointer (&people);
}

/* The work inside the transaction. Returns the id or 0. */
static gint64
make_list (SegWorkspace *workspace, const SegCampaignDraft *draft, SegJob *job, GError **error)
{
	g_autoptr (SegAudienceQuery) query = seg_audience_query_new (workspace, draft, error);
	g_autoptr (GPtrArray) funnel = NULL;
	g_autofree SegEligible *people = NULL;
	SegAudienceCounts counts;
	SegJobSpan outer;
	gint64 id = 0;
	gboolean done;

	if (query == NULL || !seg_audience_count (workspace, query, &counts, error))
		return 0;
	outer = seg_job_enter (job, 0, 0.2);
	people = choose_people (workspace, query, &counts, job, error);
	funnel = people != NULL ? seg_funnel_build (workspace, query, &counts, error) : NULL;
	if (funnel != NULL)
		id = insert_campaign (workspace, draft, funnel, error);
	done = id != 0 && seg_members_insert (workspace, id, draft, people, (gsize) counts.eligible, job, error);
	seg_job_leave (job, outer);
	outer = seg_job_enter (job, 0.2, 1);
	done = done && add_items (workspace, id, draft, people, (gsize) counts.eligible, job, error)
	       && audit (workspace, draft, funnel, error);
	seg_job_leave (job, outer);
	return done ? id : 0;
}

gint64
seg_campaign_create (SegWorkspace *workspace, const SegCampaignDraft *draft, SegJob *job, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_pins_expire (workspace, 0, NULL, error) ? seg_transaction_begin (workspace, error) : NULL;
	g_autoptr (SegCampaignDraft) named = seg_campaign_draft_copy (draft);
	gboolean done;
	gint64 id;

	if (transaction == NULL)
		return 0;
	g_free (named->name);
	named->name = check_name (workspace, draft->name, error);
	if (named->name == NULL || !seg_campaign_draft_check_reasons (named, error))
		return 0;
	seg_workspace_watch (workspace, job);
	id = make_list (workspace, named, job, error);
	done = id != 0 && seg_job_proceed (job, 1, NULL, error) && seg_transaction_commit (g_steal_pointer (&transaction), error);
	seg_workspace_watch (workspace, NULL);
	return done ? id : 0;
}
