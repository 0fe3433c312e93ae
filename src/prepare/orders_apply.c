/* The policy at work: which kinds count as money and as orders, what is set aside, and all of it undone again. */
#include <config.h>
#include "orders-private.h"

#include <segscope/clean.h>
#include <segscope/event_pack.h>

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#define EVENT_COLUMNS "id, user_id, item_id, kind_id, at, amount, quantity, rating, seconds, order_key, source_id"

/* Undoing -------------------------------------------------------------------------------------------------------------- */

#define TAKEN_BACK "id IN (SELECT event_id FROM given_back)"
#define IS_PURCHASE "(SELECT id FROM event_kind WHERE name = '" SEG_KIND_NAME_PURCHASE "')"

gboolean
seg_orders_withdraw (SegWorkspace *workspace, SegJob *job, GError **error)
{
	gint64 n_aside, n_given_back;

	if (!seg_job_proceed (job, 0, NULL, error)
	    || !seg_workspace_count (workspace, "SELECT EXISTS (SELECT 1 FROM event_set_aside WHERE step_id IS NULL)", &n_aside, error)
	    || !seg_workspace_count (workspace, "SELECT EXISTS (SELECT 1 FROM given_back)", &n_given_back, error))
		return FALSE;
	if (n_given_back > 0
	    && (!seg_event_kinds_hold (workspace, error)
	        || !seg_workspace_execute (workspace,
		"UPDATE event SET kind_id = " IS_PURCHASE " WHERE " TAKEN_BACK ";"
		"UPDATE event_set_aside SET kind_id = " IS_PURCHASE " WHERE " TAKEN_BACK ";"
		"DELETE FROM given_back", error)
	        || !seg_event_kinds_release (workspace, error)))
		return FALSE;
	return n_aside == 0
	       || seg_workspace_execute (workspace,
		"INSERT INTO event (" EVENT_COLUMNS ") SELECT " EVENT_COLUMNS " FROM event_set_aside WHERE step_id IS NULL ORDER BY id;"
		"INSERT INTO review (event_id, text) SELECT id, text FROM event_set_aside WHERE step_id IS NULL AND text IS NOT NULL;"
		"DELETE FROM event_set_aside WHERE step_id IS NULL", error);
}

/* Flags of the kinds ----------------------------------------------------------------------------------------------------- */

static gboolean
set_flags (SegStatement *statement, const char *kind, gboolean money, gboolean purchase, GError **error)
{
	if (kind == NULL)
		return TRUE;
	seg_statement_bind_text (statement, ":name", kind);
	seg_statement_bind_integer (statement, ":money", money);
	seg_statement_bind_integer (statement, ":purchase", purchase);
	return seg_statement_run (statement, error);
}

/* Netted: entries take money off. Kept: orders in a state count in full. */
static gboolean
flag_kinds (SegWorkspace *workspace, const SegOrdersPolicy *policy, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"UPDATE event_kind SET money = :money, purchase = :purchase WHERE name = :name", error);

	if (statement == NULL || !set_flags (statement, SEG_KIND_NAME_PURCHASE, TRUE, TRUE, error)
	    || !set_flags (statement, SEG_KIND_NAME_GIVEN_BACK, TRUE, FALSE, error))
		return FALSE;
	for (int class = 0; class < SEG_ORDERS_N_CLASSES; class++) {
		const SegOrdersKinds *kinds = seg_orders_kinds ((SegOrdersClass) class);
		gboolean kept = policy->treatment[class] == SEG_ORDERS_KEEP;

		if (!set_flags (statement, kinds->entry, policy->treatment[class] == SEG_ORDERS_NET, FALSE, error)
		    || !set_flags (statement, kinds->order, kept, kept, error))
			return FALSE;
	}
	return TRUE;
}

/* Setting aside ---------------------------------------------------------------------------------------------------------- */

static gboolean
set_aside (SegWorkspace *workspace, const char *which, GError **error)
{
	g_autofree char *sql = g_strdup_printf (
		"INSERT INTO event_set_aside (" EVENT_COLUMNS ", text) "
		"SELECT " EVENT_COLUMNS ", (SELECT text FROM review WHERE event_id = event.id) FROM event WHERE %s;"
		"DELETE FROM review WHERE event_id IN (SELECT id FROM event_set_aside WHERE step_id IS NULL);"
		"DELETE FROM event WHERE id IN (SELECT id FROM event_set_aside WHERE step_id IS NULL)", which);

	return seg_workspace_execute (workspace, sql, error);
}

/* Whether a kind of that name was ever seen: without one, no pass over the events is needed. */
static gboolean
has_kind (SegWorkspace *workspace, const char *name, gint64 *id, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("SELECT id FROM event_kind WHERE name = '%s'", name); /* of the table in orders.c */

	return seg_workspace_count (workspace, sql, id, error);
}

static gboolean
drop_class (SegWorkspace *workspace, SegOrdersClass class, GError **error)
{
	const SegOrdersKinds *kinds = seg_orders_kinds (class);
	gint64 entry = 0, order = 0;
	g_autofree char *which = NULL;

	if (class == SEG_ORDERS_FREE)
		return set_aside (workspace, "amount = 0 AND kind_id IN (SELECT id FROM event_kind WHERE purchase)", error);
	if ((kinds->entry != NULL && !has_kind (workspace, kinds->entry, &entry, error))
	    || !has_kind (workspace, kinds->order, &order, error))
		return FALSE;
	if (entry == 0 && order == 0)
		return TRUE;
	which = g_strdup_printf ("kind_id IN (%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ")", entry, order);
	return set_aside (workspace, which, error);
}

static gboolean
net (SegWorkspace *workspace, const SegOrdersPolicy *policy, SegJob *job, GError **error)
{
	gint64 refund, cancellation;

	if (!has_kind (workspace, SEG_KIND_NAME_REFUND, &refund, error)
	    || !has_kind (workspace, SEG_KIND_NAME_CANCELLATION, &cancellation, error))
		return FALSE;
	return seg_orders_net (workspace, refund != 0 && policy->treatment[SEG_ORDERS_REFUNDS] == SEG_ORDERS_NET,
	                       cancellation != 0 && policy->treatment[SEG_ORDERS_CANCELLATIONS] == SEG_ORDERS_NET, job, error);
}

static gboolean
apply (SegWorkspace *workspace, const SegOrdersPolicy *policy, SegJob *job, GError **error)
{
	if (!flag_kinds (workspace, policy, error) || !net (workspace, policy, job, error))
		return FALSE;
	for (int class = 0; class < SEG_ORDERS_N_CLASSES; class++)
		if (policy->treatment[class] == SEG_ORDERS_DROP
		    && (!seg_job_proceed (job, 0.9, NULL, error) || !drop_class (workspace, (SegOrdersClass) class, error)))
			return FALSE;
	return TRUE;
}

gboolean
seg_orders_apply (SegWorkspace *workspace, SegJob *job, GError **error)
{
	SegOrdersPolicy policy;

	return seg_job_proceed (job, 0, _("treating orders by the policy"), error) && seg_orders_policy (workspace, &policy, error)
	       && seg_orders_withdraw (workspace, job, error) && seg_event_kinds_hold (workspace, error)
	       && apply (workspace, &policy, job, error) && seg_event_kinds_release (workspace, error);
}

/* Another policy ----------------------------------------------------------------------------------------------------------- */

static gboolean
audit (SegWorkspace *workspace, const SegOrdersPolicy *policy, GError **error)
{
	g_autofree char *text = seg_orders_policy_text (policy);
	g_autofree char *detail = g_strdup_printf ("{\"policy\":\"%s\"}", text);

	return seg_audit_add (workspace, "orders", "policy", detail, error);
}

gboolean
seg_orders_change (SegWorkspace *workspace, const SegOrdersPolicy *policy, SegJob *job, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	gboolean changed;

	if (transaction == NULL)
		return FALSE;
	seg_workspace_watch (workspace, job);
	changed = seg_recipe_withdraw (workspace, job, error) && seg_orders_set_policy (workspace, policy, error)
	          && seg_orders_apply (workspace, job, error) && seg_recipe_apply (workspace, job, error) && audit (workspace, policy, error);
	seg_workspace_watch (workspace, NULL);
	return changed && seg_transaction_commit (g_steal_pointer (&transaction), error);
}
