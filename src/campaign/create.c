/* Making a campaign: people chosen, some held back, items recommended, everything kept in one transaction. */
#include <config.h>
#include "audience-private.h"

#include <segscope/goal.h>
#include <segscope/message.h>
#include <segscope/pin.h>

#include <glib/gi18n.h>
#include <string.h>

char *
seg_campaign_check_name (SegWorkspace *workspace, gint64 id, const char *name, GError **error)
{
	g_autofree char *trimmed = g_strstrip (g_strdup (name != NULL ? name : ""));
	g_autoptr (SegStatement) statement = NULL;
	GError *failure = NULL;
	gboolean taken;

	if (trimmed[0] == '\0' || !g_utf8_validate (trimmed, -1, NULL)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("A campaign needs a name"));
		return NULL;
	}
	statement = seg_workspace_prepare (workspace, "SELECT 1 FROM campaign WHERE name = :name AND id <> :id", error);
	if (statement == NULL)
		return NULL;
	seg_statement_bind_text (statement, ":name", trimmed);
	seg_statement_bind_integer (statement, ":id", id);
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
check_somebody (const SegAudienceWalk *walk, GError **error)
{
	gint64 left = walk->n_audience;
	const char *last = _("there is nobody to choose from");

	if (walk->n_chosen - walk->n_control > 0)
		return TRUE;
	for (guint i = 0; left > 0 && i < walk->steps->len; i++) {
		const SegFunnelStep *step = walk->steps->pdata[i];

		left -= step->count;
		last = strcmp (step->name, "filter") == 0 ? _("nobody matches the filter") : step->label;
	}
	if (left > 0)
		last = walk->n_chosen > 0 ? _("everyone is held back as control") : walk->n_worth > 0 && walk->n_rank == 0
		       ? _("everyone would cost more than they bring") : _("the budget does not pay for anybody");
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The campaign would reach nobody: %s"), last);
	return FALSE;
}

static void
bind_plan (SegStatement *statement, const SegCampaignDraft *draft)
{
	seg_statement_bind_text (statement, ":name", draft->name);
	seg_statement_bind_integer (statement, ":segmentation", draft->segmentation_id);
	seg_statement_bind_integer (statement, ":seed", (gint64) draft->seed);
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

#define INSERT_CAMPAIGN \
	"INSERT INTO campaign (name, status, segmentation_id, owner, channel, goal, goal_days, offer_id, starts_on, ends_on, budget, contact_cost, " \
	"notes, options, funnel, seed, created_at, program_version, fingerprint) VALUES (:name, 'draft', nullif (:segmentation, 0), :owner, :channel, " \
	":goal, :days, nullif (:offer, 0), nullif (:starts, 0), nullif (:ends, 0), nullif (:budget, 0.0), :cost, :notes, :options, :funnel, :seed, " \
	":at, :version, :fingerprint)"
#define UPDATE_CAMPAIGN \
	"UPDATE campaign SET name = :name, segmentation_id = nullif (:segmentation, 0), owner = :owner, channel = :channel, goal = :goal, goal_days = :days, " \
	"offer_id = nullif (:offer, 0), starts_on = nullif (:starts, 0), ends_on = nullif (:ends, 0), budget = nullif (:budget, 0.0), contact_cost = :cost, " \
	"notes = :notes, options = :options, funnel = :funnel, seed = :seed, created_at = :at, program_version = :version, fingerprint = :fingerprint " \
	"WHERE id = :id"

gint64
seg_campaign_write (SegWorkspace *workspace, gint64 id, const SegCampaignDraft *draft, const GPtrArray *funnel, GError **error)
{
	g_autoptr (SegStatement) write = seg_workspace_prepare (workspace, id == 0 ? INSERT_CAMPAIGN : UPDATE_CAMPAIGN, error);
	g_autofree char *fingerprint = write != NULL ? seg_workspace_fingerprint (workspace, error) : NULL;
	g_autofree char *options = seg_campaign_draft_to_json (draft), *steps = seg_funnel_to_json (funnel);

	if (fingerprint == NULL)
		return 0;
	bind_plan (write, draft);
	seg_statement_bind_text (write, ":options", options);
	seg_statement_bind_text (write, ":funnel", steps);
	seg_statement_bind_integer (write, ":at", g_get_real_time () / G_USEC_PER_SEC);
	seg_statement_bind_text (write, ":version", PACKAGE_VERSION);
	seg_statement_bind_text (write, ":fingerprint", fingerprint);
	if (id != 0)
		seg_statement_bind_integer (write, ":id", id);
	if (!seg_statement_run (write, error))
		return 0;
	return id != 0 ? id : seg_workspace_last_id (workspace);
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

/* Each thing that is left aside, on a line of its own. */
static gboolean
audit_aside (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error)
{
	for (guint i = 0; i < SEG_N_SUPPRESSIONS; i++)
		if (draft->overrides[i] != NULL) {
			g_autofree char *what = seg_campaign_detail ("of", seg_suppression_name ((SegSuppression) i), "reason", draft->overrides[i], NULL);

			if (!seg_audit_add (workspace, "override", draft->name, what, error))
				return FALSE;
		}
	if (draft->control_share == 0) {
		g_autofree char *why = seg_campaign_detail ("reason", draft->no_control_reason, NULL);

		return seg_audit_add (workspace, "no control group", draft->name, why, error);
	}
	return TRUE;
}

/* What was made, in one line; @note says more about it, as JSON, where nothing else than that was changed: what is left aside stands in the log then. */
static gboolean
audit (SegWorkspace *workspace, const char *action, const char *note, const SegCampaignDraft *draft, const GPtrArray *funnel, GError **error)
{
	g_autofree char *options = seg_campaign_draft_to_json (draft), *steps = seg_funnel_to_json (funnel);
	g_autofree char *begin = note != NULL ? g_strndup (note, strlen (note) - 1) : g_strdup ("{"); /* without its closing brace */
	g_autofree char *detail = g_strdup_printf ("%s%s\"options\":%s,\"seed\":%" G_GUINT64_FORMAT ",\"funnel\":%s}", begin, note != NULL ? "," : "", options, draft->seed, steps);

	return (note != NULL || audit_aside (workspace, draft, error)) && seg_audit_add (workspace, action, draft->name, detail, error);
}

/* The people of the list, with their arms. */
static SegEligible *
choose_people (const SegAsking *asking, const SegAudienceWalk *walk, GError **error)
{
	g_autofree SegEligible *people = check_somebody (walk, error) ? seg_audience_walk_people (asking, walk, error) : NULL;

	return people != NULL && seg_split_deal (walk->draft, people, (gsize) walk->n_chosen, error) ? g_steal_pointer (&people) : NULL;
}

static gboolean
clear_list (SegWorkspace *workspace, gint64 id, GError **error)
{
	static const char *const tables[] = {
		"DELETE FROM campaign_look WHERE campaign_id = :id", "DELETE FROM campaign_effect WHERE campaign_id = :id",
		"DELETE FROM campaign_advice WHERE campaign_id = :id", "DELETE FROM campaign_item WHERE campaign_id = :id",
		"DELETE FROM campaign_member WHERE campaign_id = :id"
	};

	for (gsize i = 0; i < G_N_ELEMENTS (tables); i++) {
		g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, tables[i], error);

		if (statement == NULL)
			return FALSE;
		seg_statement_bind_integer (statement, ":id", id);
		if (!seg_statement_run (statement, error))
			return FALSE;
	}
	return TRUE;
}

gint64
seg_campaign_make_list (SegWorkspace *workspace, gint64 id, const SegCampaignDraft *draft, gint64 keep_arms_of, const char *action, const char *note, SegJob *job, GError **error)
{
	g_autoptr (SegAudience) audience = seg_audience_new ();
	const SegAsking asking = { audience, workspace, job, 0 };
	SegJobSpan outer = seg_job_enter (job, 0, 0.2);
	g_autoptr (SegAudienceWalk) walk = NULL;
	g_autoptr (GPtrArray) funnel = NULL;
	g_autofree SegEligible *people = NULL;
	gboolean done;

	seg_audience_set_campaign (audience, keep_arms_of);
	walk = seg_audience_walk (&asking, draft, error);
	funnel = walk != NULL ? seg_audience_walk_funnel (walk) : NULL;
	people = walk != NULL ? choose_people (&asking, walk, error) : NULL;
	done = people != NULL && (id == 0 || clear_list (workspace, id, error));
	id = done ? seg_campaign_write (workspace, id, draft, funnel, error) : 0;
	done = id != 0 && seg_members_insert (workspace, id, draft, people, (gsize) walk->n_chosen, job, error);
	seg_job_leave (job, outer);
	outer = seg_job_enter (job, 0.2, 1);
	done = done && add_items (workspace, id, draft, people, (gsize) walk->n_chosen, job, error) && audit (workspace, action, note, draft, funnel, error);
	seg_job_leave (job, outer);
	return done ? id : 0;
}

gboolean
seg_campaign_check_messages (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error)
{
	g_autoptr (SegMessageWriter) writer = seg_message_writer_new (workspace, draft, error);

	return writer != NULL;
}

/* Purchases may be imported later, by whoever has none yet; another word is most likely misspelt. */
gboolean
seg_campaign_check_goal (SegWorkspace *workspace, const char *goal, GError **error)
{
	return strcmp (goal, "purchase") == 0 || seg_goal_check (workspace, goal, error);
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
	named->name = seg_campaign_check_name (workspace, 0, draft->name, error);
	if (named->name == NULL || !seg_campaign_draft_check_reasons (named, error) || !seg_campaign_check_messages (workspace, named, error) || !seg_campaign_check_goal (workspace, named->goal, error))
		return 0;
	seg_workspace_watch (workspace, job);
	id = seg_campaign_make_list (workspace, 0, named, 0, "campaign", NULL, job, error);
	done = id != 0 && seg_job_proceed (job, 1, NULL, error) && seg_transaction_commit (g_steal_pointer (&transaction), error);
	seg_workspace_watch (workspace, NULL);
	return done ? id : 0;
}
