/* Measurements kept: looks, and what a campaign did. */
#include <config.h>
#include <segscope/learning.h>

#include <math.h>
#include <string.h>

#define ALPHA 0.05

static void
bind_counts (SegStatement *statement, SegArmCount control, SegArmCount sent)
{
	seg_statement_bind_integer (statement, ":n_control", control.n);
	seg_statement_bind_integer (statement, ":did_control", control.did);
	seg_statement_bind_integer (statement, ":n_sent", sent.n);
	seg_statement_bind_integer (statement, ":did_sent", sent.did);
}

/* Looks --------------------------------------------------------------------------------------------------------------------------- */

#define OF_LOOK "campaign_id = :campaign AND goal = :goal AND went_out = :went_out"
/* The tau of the first look stays. */
#define INSERT_LOOK \
	"INSERT INTO campaign_look (campaign_id, goal, went_out, arm, until, looked_at, n_control, did_control, n_sent, did_sent, tau) " \
	"VALUES (:campaign, :goal, :went_out, :arm, :until, :at, :n_control, :did_control, :n_sent, :did_sent, " \
	"coalesce ((SELECT tau FROM campaign_look WHERE " OF_LOOK " AND arm = :arm ORDER BY looked_at LIMIT 1), :tau)) " \
	"ON CONFLICT DO UPDATE SET until = excluded.until, looked_at = excluded.looked_at, n_control = excluded.n_control, did_control = excluded.did_control, " \
	"n_sent = excluded.n_sent, did_sent = excluded.did_sent"

/* Everyone, then the arms. Comparisons with nobody on one side are no looks. */
static const SegEffect *
effect_at (const SegMeasurement *m, guint i, const char **arm)
{
	const SegEffect *effect = i == 0 ? &m->all : m->arms->pdata[i - 1];

	*arm = i == 0 ? "" : effect->segment;
	return effect->control.n > 0 && effect->sent.n > 0 ? effect : NULL;
}

static void
bind_look (SegStatement *statement, const SegCampaign *campaign, const SegMeasurement *m)
{
	seg_statement_bind_integer (statement, ":campaign", campaign->id);
	seg_statement_bind_text (statement, ":goal", m->goal);
	seg_statement_bind_integer (statement, ":went_out", m->from);
}

/* The last look of all, and whether the last one at the same days saw all of the same. */
static gboolean
find_last (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasurement *m, gint64 *last, gboolean *same, GError **error)
{
	g_autoptr (SegStatement) latest = seg_workspace_prepare (workspace,
		"SELECT coalesce (max (looked_at), 0), coalesce (max (looked_at) FILTER (WHERE until = :until), 0) FROM campaign_look WHERE " OF_LOOK, error);
	g_autoptr (SegStatement) equal = latest != NULL ? seg_workspace_prepare (workspace,
		"SELECT count (*) FROM campaign_look WHERE " OF_LOOK " AND arm = :arm AND looked_at = :at "
		"AND n_control = :n_control AND did_control = :did_control AND n_sent = :n_sent AND did_sent = :did_sent", error) : NULL;

	if (equal == NULL)
		return FALSE;
	bind_look (latest, campaign, m);
	bind_look (equal, campaign, m);
	seg_statement_bind_integer (latest, ":until", m->until);
	if (!seg_statement_next (latest, error))
		return FALSE;
	*last = seg_statement_integer (latest, 0);
	seg_statement_bind_integer (equal, ":at", seg_statement_integer (latest, 1));
	*same = seg_statement_integer (latest, 1) != 0;
	for (guint i = 0; *same && i <= m->arms->len; i++) {
		const char *arm;
		const SegEffect *effect = effect_at (m, i, &arm);

		if (effect == NULL)
			continue;
		seg_statement_bind_text (equal, ":arm", arm);
		bind_counts (equal, effect->control, effect->sent);
		if (!seg_statement_next (equal, error))
			return FALSE;
		*same = seg_statement_integer (equal, 0) > 0;
		seg_statement_reset (equal);
	}
	return TRUE;
}

static gboolean
write_looks (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasurement *m, GError **error)
{
	const double share = ((double) m->before.did + 1) / ((double) m->before.n + 2);
	g_autoptr (SegStatement) insert = seg_workspace_prepare (workspace, INSERT_LOOK, error);
	const char *arm;
	gboolean same;
	gint64 last;

	if (insert == NULL || !find_last (workspace, campaign, m, &last, &same, error))
		return FALSE;
	bind_look (insert, campaign, m);
	seg_statement_bind_integer (insert, ":until", m->until);
	seg_statement_bind_integer (insert, ":at", MAX (g_get_real_time () / G_USEC_PER_SEC, last + 1));
	for (guint i = 0; !same && i <= m->arms->len; i++) {
		const SegEffect *effect = effect_at (m, i, &arm);

		if (effect == NULL)
			continue;
		seg_statement_bind_text (insert, ":arm", arm);
		bind_counts (insert, effect->control, effect->sent);
		seg_statement_bind_double (insert, ":tau", seg_always_valid_tau (share, effect->control.n, effect->sent.n, i == 0 ? ALPHA : ALPHA / m->arms->len));
		if (!seg_statement_run (insert, error))
			return FALSE;
	}
	return TRUE;
}

void
seg_look_free (gpointer data)
{
	SegLook *look = data;

	if (look == NULL)
		return;
	g_free (look->arm);
	g_free (look);
}

static SegLook *
read_look (const SegStatement *row, double alpha)
{
	SegLook *look = g_new0 (SegLook, 1);
	const char *arm = seg_statement_text (row, 0);
	const double tau = seg_statement_double (row, 7);

	look->arm = *arm != '\0' ? g_strdup (arm) : NULL;
	look->until = seg_statement_integer (row, 1);
	look->looked_at = seg_statement_integer (row, 2);
	look->control = (SegArmCount) { seg_statement_integer (row, 3), seg_statement_integer (row, 4) };
	look->sent = (SegArmCount) { seg_statement_integer (row, 5), seg_statement_integer (row, 6) };
	look->share = seg_compare_shares (look->control, look->sent, 1 - ALPHA);
	look->always = seg_always_valid_interval (look->control, look->sent, tau, 1 - alpha);
	look->p = MIN (1, seg_always_valid_p (look->control, look->sent, tau) * ALPHA / alpha);
	return look;
}

/* Of events, a later look at the same days is the earlier one corrected, which then says nothing any more. Of other goals the days are always all of
 * them, and what came in meanwhile is seen: each counts. */
static gboolean
is_corrected (const GPtrArray *looks, guint i, guint last)
{
	for (guint j = i + 1; j <= last; j++)
		if (((const SegLook *) looks->pdata[j])->until == ((const SegLook *) looks->pdata[i])->until)
			return TRUE;
	return FALSE;
}

/* The least of each look and those of the same arm before it. */
static void
set_least (GPtrArray *looks, gboolean is_event)
{
	for (guint last = looks->len; last-- > 0;) { /* from the end: what stands before is still each one's own */
		SegLook *look = looks->pdata[last];

		for (guint i = last; i-- > 0;) {
			const SegLook *before = looks->pdata[i];

			if (g_strcmp0 (before->arm, look->arm) != 0)
				break;
			if (!is_event || !is_corrected (looks, i, last))
				look->p = MIN (look->p, before->p);
		}
	}
}

GPtrArray *
seg_campaign_looks (SegWorkspace *workspace, const SegCampaign *campaign, const char *goal, gint64 from, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT arm, until, looked_at, n_control, did_control, n_sent, did_sent, tau FROM campaign_look "
		"WHERE campaign_id = :campaign AND goal = :goal AND went_out = :from ORDER BY arm, looked_at", error);
	g_autoptr (GPtrArray) looks = g_ptr_array_new_with_free_func (seg_look_free);
	const guint n_arms = campaign->draft->arms->len;
	GError *failure = NULL;
	SegGoalKind kind;

	if (statement == NULL || !seg_goal_find (workspace, goal, &kind, error))
		return NULL;
	seg_statement_bind_integer (statement, ":campaign", campaign->id);
	seg_statement_bind_text (statement, ":goal", goal);
	seg_statement_bind_integer (statement, ":from", from);
	while (seg_statement_next (statement, &failure))
		g_ptr_array_add (looks, read_look (statement, *seg_statement_text (statement, 0) != '\0' && n_arms > 1 ? ALPHA / n_arms : ALPHA));
	set_least (looks, kind == SEG_GOAL_EVENT);
	return seg_query_ended (failure, error) ? g_steal_pointer (&looks) : NULL;
}

/* What it did ----------------------------------------------------------------------------------------------------------------------- */

#define INSERT_EFFECT \
	"INSERT OR REPLACE INTO campaign_effect (campaign_id, part, name, segment_id, goal, days, went_out, until, cut_short, n_control, did_control, n_sent, " \
	"did_sent, shrunk, shrunk_low, shrunk_high, p, money, money_low, money_high, measured_at, program_version) VALUES (:campaign, :part, :name, " \
	"nullif (:segment, 0), :goal, :days, :went_out, :until, :cut_short, :n_control, :did_control, :n_sent, :did_sent, :shrunk, :shrunk_low, :shrunk_high, " \
	":p, :money, :money_low, :money_high, :at, :version)"

/* NAN stands as NULL. */
static gboolean
write_effect (SegStatement *insert, const char *part, const char *name, gint64 segment_id, const SegEffect *effect, GError **error)
{
	const SegDifference *money = &effect->money.adjusted;

	seg_statement_bind_text (insert, ":part", part);
	seg_statement_bind_text (insert, ":name", name);
	seg_statement_bind_integer (insert, ":segment", segment_id);
	bind_counts (insert, effect->control, effect->sent);
	seg_statement_bind_double (insert, ":shrunk", effect->shrunk);
	seg_statement_bind_double (insert, ":shrunk_low", effect->shrunk_interval.low);
	seg_statement_bind_double (insert, ":shrunk_high", effect->shrunk_interval.high);
	seg_statement_bind_double (insert, ":p", effect->p);
	seg_statement_bind_double (insert, ":money", money->difference);
	seg_statement_bind_double (insert, ":money_low", money->low);
	seg_statement_bind_double (insert, ":money_high", money->high);
	return seg_statement_run (insert, error);
}

static gboolean
write_effects (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasurement *m, GError **error)
{
	g_autoptr (SegStatement) clear = seg_workspace_prepare (workspace, "DELETE FROM campaign_effect WHERE campaign_id = :campaign", error);
	g_autoptr (SegStatement) insert = clear != NULL ? seg_workspace_prepare (workspace, INSERT_EFFECT, error) : NULL;

	if (insert == NULL)
		return FALSE;
	seg_statement_bind_integer (clear, ":campaign", campaign->id);
	seg_statement_bind_integer (insert, ":campaign", campaign->id);
	seg_statement_bind_text (insert, ":goal", m->goal);
	seg_statement_bind_integer (insert, ":days", m->days);
	seg_statement_bind_integer (insert, ":went_out", m->from);
	seg_statement_bind_integer (insert, ":until", m->until);
	seg_statement_bind_integer (insert, ":cut_short", m->cut_short);
	seg_statement_bind_integer (insert, ":at", g_get_real_time () / G_USEC_PER_SEC);
	seg_statement_bind_text (insert, ":version", PACKAGE_VERSION);
	if (m->untrusted) /* nothing is learnt of it, nor is what was thought to be so before */
		return seg_statement_run (clear, error);
	if (!seg_statement_run (clear, error) || !write_effect (insert, "all", "", 0, &m->all, error)
	    || (m->only_segment_id != 0 && !write_effect (insert, "segment", m->only_segment, m->only_segment_id, &m->all, error)))
		return FALSE;
	for (guint i = 0; i < m->segments->len + m->arms->len; i++) {
		const gboolean is_segment = i < m->segments->len;
		const SegEffect *effect = is_segment ? m->segments->pdata[i] : m->arms->pdata[i - m->segments->len];

		if (!write_effect (insert, is_segment ? "segment" : "arm", effect->segment, effect->segment_id, effect, error))
			return FALSE;
	}
	return TRUE;
}

gboolean
seg_measurement_keep (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasurement *m, gboolean *learnt, GError **error)
{
	const gboolean own = strcmp (m->goal, campaign->draft->goal) == 0 && m->days == campaign->draft->goal_days;
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);

	if (transaction == NULL || !write_looks (workspace, campaign, m, error) || (own && !write_effects (workspace, campaign, m, error)))
		return FALSE;
	if (learnt != NULL)
		*learnt = own && !m->untrusted;
	return seg_transaction_commit (g_steal_pointer (&transaction), error);
}
