/* Experiments that were run elsewhere, taken in as campaigns: their arms from files of results. */
#include <config.h>
#include "campaign-private.h"
#include "ledger-private.h"

#include <segscope/format.h>
#include <segscope/hint.h>
#include <segscope/take_in.h>

#include <glib/gi18n.h>
#include <string.h>

#define MOST_ARMS 100

/* Results of a campaign that is here already, its own or taken in, are no experiment of their own: they would make a second list of the same people, of
 * whom nothing came. */
#define TELLS "variant IS NOT NULL AND variant <> '' AND campaign NOT IN (SELECT campaign FROM result WHERE campaign_id IS NOT NULL)"

/* Who is in which arm, but for those in several. */
#define PEOPLE \
	"(SELECT user_id, min (variant) AS variant FROM result WHERE campaign = :results AND " TELLS " " \
	"AND user_id NOT IN (SELECT user_id FROM excluded_user) GROUP BY user_id HAVING count (DISTINCT variant) = 1)"

/* What came of an experiment later is given to the campaign that it has become. */
static gboolean
refuse_taken (SegWorkspace *workspace, const char *asked, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT c.name FROM result r JOIN campaign c ON c.id = r.campaign_id WHERE r.campaign = :results LIMIT 1", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":results", asked);
	if (!seg_statement_next (statement, &failure))
		return seg_query_ended (failure, error);
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
	             seg_hint (_("The results \"%s\" are those of the campaign \"%s\" already; to add what came later: segscope results WORKSPACE CAMPAIGN --give NAME"),
	                       _("The results \"%s\" are those of the campaign \"%s\" already; add what came later on its page of results")),
	             asked, seg_statement_text (statement, 0));
	return FALSE;
}

/* The only ones there are, where nobody says which. */
static char *
find_results (SegWorkspace *workspace, const char *asked, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT DISTINCT campaign FROM result WHERE " TELLS " ORDER BY campaign", error);
	g_autoptr (GString) names = g_string_new (NULL);
	GError *failure = NULL;
	char *found = NULL;
	guint n = 0;

	if (statement == NULL || (asked != NULL && !refuse_taken (workspace, asked, error)))
		return NULL;
	while (seg_statement_next (statement, &failure)) {
		const char *name = seg_statement_text (statement, 0);

		seg_format_append_quoted (names, name);
		n++;
		if (found == NULL && (asked == NULL || strcmp (asked, name) == 0))
			found = g_strdup (name);
	}
	if (!seg_query_ended (failure, error))
		g_clear_pointer (&found, g_free);
	else if (n == 0)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA,
		                     _("There are no results of experiments run elsewhere, or those there are have been taken in: import a file that says who was in which arm "
		                       "(a variant), as results"));
	else if (found == NULL || (asked == NULL && n > 1)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("Say which results are meant; the files call them: %s"), names->str);
		g_clear_pointer (&found, g_free);
	}
	return found;
}

static gint64
count (SegWorkspace *workspace, const char *sql, const char *results, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	GError *failure = NULL;
	gint64 n;

	if (statement == NULL)
		return -1;
	seg_statement_bind_text (statement, ":results", results);
	n = seg_statement_next (statement, &failure) ? seg_statement_integer (statement, 0) : 0;
	return seg_query_ended (failure, error) ? n : -1;
}

static gboolean
check_arm_name (const char *name, GError **error)
{
	if (strcmp (name, SEG_ARM_NAME_CONTROL) != 0 && strcmp (name, SEG_ARM_NAME_SEND) != 0 && strcmp (name, "both") != 0)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The files of results call one arm \"%s\", which means something else here; give it another name there"), name);
	return FALSE;
}

/* The arms with their sizes into @draft; of those held back into @n_control. */
static gboolean
read_arms (SegWorkspace *workspace, const SegTakeIn *take_in, SegCampaignDraft *draft, gint64 *n_control, gint64 *n_send, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT variant, count(*) FROM " PEOPLE " GROUP BY variant ORDER BY variant", error);
	g_autoptr (GString) names = g_string_new (NULL);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":results", take_in->results);
	while (seg_statement_next (statement, &failure)) {
		const char *variant = seg_statement_text (statement, 0);
		const gint64 n = seg_statement_integer (statement, 1);

		g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", variant);
		if (strcmp (variant, take_in->control) == 0) {
			*n_control = n;
			continue;
		}
		if (draft->arms->len >= MOST_ARMS || !check_arm_name (variant, error))
			break;
		seg_campaign_draft_add_arm (draft, variant, (double) n);
		*n_send += n;
	}
	if (failure == NULL && error != NULL && *error != NULL)
		return FALSE;
	if (!seg_query_ended (failure, error))
		return FALSE;
	if (draft->arms->len == 1)
		g_ptr_array_set_size (draft->arms, 0); /* "send", as of any campaign with one arm */
	for (guint i = 0; i < draft->arms->len; i++)
		((SegDraftArm *) draft->arms->pdata[i])->share /= (double) *n_send;
	if (*n_control > 0 && *n_send > 0)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("No arm is called \"%s\" there, or no other one is; there are: %s"), take_in->control, names->str);
	return FALSE;
}

static gboolean
insert_members (SegWorkspace *workspace, gint64 id, const SegTakeIn *take_in, const SegCampaignDraft *draft, GError **error)
{
	g_autoptr (SegStatement) insert = seg_workspace_prepare (workspace,
		"INSERT INTO campaign_member (campaign_id, user_id, segment_id, arm) SELECT :id, p.user_id, m.segment_id, CASE WHEN p.variant = :control THEN 'control' "
		"WHEN :single THEN 'send' ELSE p.variant END FROM " PEOPLE " AS p LEFT JOIN membership m ON m.segmentation_id = :segmentation AND m.user_id = p.user_id ORDER BY p.user_id", error);
	g_autoptr (SegStatement) link = insert != NULL ? seg_workspace_prepare (workspace,
		"UPDATE result SET campaign_id = :id WHERE campaign = :results AND campaign_id IS NULL", error) : NULL;

	if (link == NULL)
		return FALSE;
	seg_statement_bind_integer (insert, ":id", id);
	seg_statement_bind_text (insert, ":results", take_in->results);
	seg_statement_bind_text (insert, ":control", take_in->control);
	seg_statement_bind_integer (insert, ":segmentation", draft->segmentation_id);
	seg_statement_bind_integer (insert, ":single", draft->arms->len == 0);
	seg_statement_bind_integer (link, ":id", id);
	seg_statement_bind_text (link, ":results", take_in->results);
	return seg_statement_run (insert, error) && seg_statement_run (link, error);
}

/* When it went out, and that its people were written to. */
static gboolean
note_went_out (SegWorkspace *workspace, gint64 id, gint64 went_out, GError **error)
{
	g_autoptr (SegStatement) update = seg_workspace_prepare (workspace,
		"UPDATE campaign SET status = 'exported', exported_at = CASE WHEN :at > 0 THEN :at ELSE coalesce ((SELECT min (at) FROM result WHERE campaign_id = :id), "
		"(SELECT min (s.imported_at) FROM result r JOIN source s ON s.id = r.source_id WHERE r.campaign_id = :id), created_at) END WHERE id = :id", error);

	if (update == NULL)
		return FALSE;
	seg_statement_bind_integer (update, ":id", id);
	seg_statement_bind_integer (update, ":at", went_out);
	return seg_statement_run (update, error) && seg_ledger_all_went_out (workspace, id, error);
}

/* The outcome nearest to money that the files tell of; purchases where they tell of none. */
static char *
usual_goal (SegWorkspace *workspace, const char *results, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT outcome FROM result WHERE campaign = :results AND outcome IN ('converted', 'redeemed', 'visited', 'clicked', 'opened') GROUP BY outcome "
		"ORDER BY CASE outcome WHEN 'converted' THEN 1 WHEN 'redeemed' THEN 2 WHEN 'visited' THEN 3 WHEN 'clicked' THEN 4 ELSE 5 END LIMIT 1", error);
	GError *failure = NULL;
	g_autofree char *goal = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_text (statement, ":results", results);
	goal = g_strdup (seg_statement_next (statement, &failure) ? seg_statement_text (statement, 0) : "purchase");
	return seg_query_ended (failure, error) ? g_steal_pointer (&goal) : NULL;
}

static SegCampaignDraft *
new_draft (SegWorkspace *workspace, const SegTakeIn *take_in, GError **error)
{
	g_autoptr (SegCampaignDraft) draft = seg_campaign_draft_new ();
	gint64 segmentation_id = 0;

	if (!seg_workspace_count (workspace, "SELECT max (id) FROM segmentation", &segmentation_id, error)
	    || (draft->name = seg_campaign_check_name (workspace, 0, take_in->name, error)) == NULL)
		return NULL;
	draft->segmentation_id = segmentation_id;
	draft->n_recommendations = 0;
	draft->one_an_address = FALSE;
	draft->goal_days = take_in->days != 0 ? take_in->days : draft->goal_days;
	g_free (draft->goal);
	draft->goal = take_in->goal != NULL ? g_strdup (take_in->goal) : usual_goal (workspace, take_in->results, error);
	if (draft->goal == NULL)
		return NULL;
	if (take_in->channel != NULL)
		seg_campaign_draft_set_channel (draft, take_in->channel);
	for (guint i = 0; i < SEG_N_SUPPRESSIONS; i++)
		seg_campaign_draft_override (draft, (SegSuppression) i, SEG_TAKEN_IN_REASON);
	return g_steal_pointer (&draft);
}

static gint64
make (SegWorkspace *workspace, const SegTakeIn *take_in, SegCampaignDraft *draft, GError **error)
{
	g_autoptr (GPtrArray) funnel = NULL;
	gint64 n_control = 0, n_send = 0, id;

	if (!read_arms (workspace, take_in, draft, &n_control, &n_send, error))
		return 0;
	draft->control_share = take_in->planned > 0 ? take_in->planned : (double) n_control / (double) (n_control + n_send);
	if (!seg_campaign_draft_check (draft, error) || !seg_campaign_check_goal (workspace, draft->goal, error))
		return 0;
	funnel = seg_funnel_taken_in (n_control, n_send);
	id = seg_campaign_write (workspace, 0, draft, funnel, error);
	return id != 0 && insert_members (workspace, id, take_in, draft, error) && note_went_out (workspace, id, take_in->went_out, error) ? id : 0;
}

gint64
seg_campaign_take_in (SegWorkspace *workspace, const SegTakeIn *wanted, gint64 *n_left_out, SegJob *job, GError **error)
{
	g_autofree char *results = NULL;
	SegTakeIn known = *wanted;
	const SegTakeIn *take_in = &known;
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegCampaignDraft) draft = NULL;
	g_autofree char *detail = NULL;
	gint64 id = 0, n_all = 0;

	if (transaction == NULL)
		return 0;
	seg_workspace_watch (workspace, job);
	known.results = results = find_results (workspace, wanted->results, error);
	draft = results != NULL ? new_draft (workspace, take_in, error) : NULL;
	if (draft != NULL)
		n_all = count (workspace, "SELECT count (DISTINCT user_id) - (SELECT count(*) FROM " PEOPLE ") FROM result WHERE campaign = :results AND " TELLS,
		               take_in->results, error);
	id = draft != NULL && n_all >= 0 ? make (workspace, take_in, draft, error) : 0;
	seg_workspace_watch (workspace, NULL);
	if (id == 0)
		return 0;
	if (n_left_out != NULL)
		*n_left_out = n_all;
	detail = seg_campaign_detail ("results", take_in->results, "control", take_in->control, NULL);
	return seg_audit_add (workspace, "take in campaign", draft->name, detail, error) && seg_transaction_commit (g_steal_pointer (&transaction), error) ? id : 0;
}

void
seg_take_in_variant_free (gpointer data)
{
	SegTakeInVariant *variant = data;

	g_free (variant->results);
	g_free (variant->name);
	g_free (variant);
}

GPtrArray *
seg_take_in_variants (SegWorkspace *workspace, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT campaign, variant, count (DISTINCT user_id) FROM result WHERE " TELLS " GROUP BY campaign, variant ORDER BY campaign, variant", error);
	g_autoptr (GPtrArray) variants = g_ptr_array_new_with_free_func (seg_take_in_variant_free);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure)) {
		SegTakeInVariant *variant = g_new (SegTakeInVariant, 1);

		*variant = (SegTakeInVariant) { g_strdup (seg_statement_text (statement, 0)), g_strdup (seg_statement_text (statement, 1)), seg_statement_integer (statement, 2) };
		g_ptr_array_add (variants, variant);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&variants) : NULL;
}
