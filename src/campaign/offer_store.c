/* The catalogue of offers. */
#include <config.h>
#include "campaign-private.h"

#include <segscope/format.h>
#include <segscope/hint.h>
#include <segscope/offer.h>
#include <segscope/recommend.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static const SegOfferKind kinds[] = {
	{ "coupon", N_("coupon") }, { "discount", N_("discount") },       { "vip", N_("VIP membership") },     { "free-trial", N_("free trial") },
	{ "bundle", N_("bundle") }, { "points", N_("check-in points") }, { "flash-sale", N_("flash sale") }, { "other", N_("other") },
};

const SegOfferKind *
seg_offer_kinds (gsize *n)
{
	*n = G_N_ELEMENTS (kinds);
	return kinds;
}

static const SegOfferKind *
find_kind (const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
		if (strcmp (kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

const char *
seg_offer_kind_label (const char *kind)
{
	const SegOfferKind *known = find_kind (kind);

	return known != NULL ? _(known->label) : kind;
}

SegOffer *
seg_offer_new (const char *name)
{
	SegOffer *offer = g_new0 (SegOffer, 1);

	offer->name = g_strdup (name);
	offer->kind = g_strdup ("coupon");
	offer->text = g_strdup ("");
	offer->terms = g_strdup ("");
	offer->item_keys = g_ptr_array_new_with_free_func (g_free);
	offer->item_titles = g_ptr_array_new_with_free_func (g_free);
	return offer;
}

void
seg_offer_free (SegOffer *offer)
{
	if (offer == NULL)
		return;
	g_free (offer->name);
	g_free (offer->kind);
	g_free (offer->text);
	g_free (offer->terms);
	g_ptr_array_unref (offer->item_keys);
	g_ptr_array_unref (offer->item_titles);
	g_free (offer);
}

/* Reading ------------------------------------------------------------------------------------------------------------ */

#define OFFERS \
	"SELECT id, name, kind, text, cost, terms, archived, changed_at, (SELECT count (*) FROM campaign WHERE offer_id = offer.id) FROM offer "

static void
set_text (char **text, const SegStatement *row, int column)
{
	g_free (*text);
	*text = g_strdup (seg_statement_text (row, column));
}

static gboolean
read_items (SegWorkspace *workspace, SegOffer *offer, GError **error)
{
	g_autofree char *title = seg_item_title_sql (workspace, "i", error);
	g_autofree char *sql = title != NULL ? g_strdup_printf ("SELECT i.key, %s FROM offer_item o JOIN item i ON i.id = o.item_id WHERE o.offer_id = :id "
	                                                        "ORDER BY i.key", title) : NULL;
	g_autoptr (SegStatement) rows = sql != NULL ? seg_workspace_prepare (workspace, sql, error) : NULL;
	GError *failure = NULL;

	if (rows == NULL)
		return FALSE;
	seg_statement_bind_integer (rows, ":id", offer->id);
	while (seg_statement_next (rows, &failure)) {
		g_ptr_array_add (offer->item_keys, g_strdup (seg_statement_text (rows, 0)));
		g_ptr_array_add (offer->item_titles, g_strdup (seg_statement_text (rows, 1)));
	}
	return seg_query_ended (failure, error);
}

static SegOffer *
read_offer (SegWorkspace *workspace, const SegStatement *row, GError **error)
{
	g_autoptr (SegOffer) offer = seg_offer_new (seg_statement_text (row, 1));

	offer->id = seg_statement_integer (row, 0);
	set_text (&offer->kind, row, 2);
	set_text (&offer->text, row, 3);
	offer->cost = seg_statement_double (row, 4);
	set_text (&offer->terms, row, 5);
	offer->archived = seg_statement_integer (row, 6) != 0;
	offer->changed_at = seg_statement_integer (row, 7);
	offer->n_campaigns = seg_statement_integer (row, 8);
	return read_items (workspace, offer, error) ? g_steal_pointer (&offer) : NULL;
}

static void
free_offer (gpointer offer)
{
	seg_offer_free (offer);
}

GPtrArray *
seg_offers (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) offers = g_ptr_array_new_with_free_func (free_offer);
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, OFFERS "ORDER BY archived, name COLLATE NOCASE", error);
	GError *failure = NULL;

	if (rows == NULL)
		return NULL;
	while (seg_statement_next (rows, &failure)) {
		SegOffer *offer = read_offer (workspace, rows, error);

		if (offer == NULL)
			return NULL;
		g_ptr_array_add (offers, offer);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&offers) : NULL;
}

static void
set_not_found (SegWorkspace *workspace, const char *name, GError **error)
{
	g_autoptr (GPtrArray) offers = seg_offers (workspace, NULL);
	g_autoptr (GString) names = g_string_new (NULL);

	for (guint i = 0; offers != NULL && i < offers->len; i++)
		seg_format_append_quoted (names, ((const SegOffer *) offers->pdata[i])->name);
	if (names->len == 0)
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, seg_hint (_("There is no offer \"%s\"; there are none yet: segscope offer WORKSPACE --save NAME makes one"),
		                                                              _("There is no offer \"%s\"; there are none yet")), name);
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There is no offer \"%s\"; there are: %s"), name, names->str);
}

SegOffer *
seg_offer_load (SegWorkspace *workspace, const char *name, GError **error)
{
	g_autoptr (SegStatement) row = seg_workspace_prepare (workspace, OFFERS "WHERE name = :name", error);
	GError *failure = NULL;

	if (row == NULL)
		return NULL;
	seg_statement_bind_text (row, ":name", name);
	if (seg_statement_next (row, &failure))
		return read_offer (workspace, row, error);
	if (seg_query_ended (failure, error))
		set_not_found (workspace, name, error);
	return NULL;
}

SegOffer *
seg_offer_load_id (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (SegStatement) row = seg_workspace_prepare (workspace, OFFERS "WHERE id = :id", error);
	GError *failure = NULL;

	if (row == NULL)
		return NULL;
	seg_statement_bind_integer (row, ":id", id);
	if (seg_statement_next (row, &failure))
		return read_offer (workspace, row, error);
	if (seg_query_ended (failure, error))
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The offer does not exist any more; choose another one"));
	return NULL;
}

/* Writing ------------------------------------------------------------------------------------------------------------ */

static gboolean
check (SegWorkspace *workspace, const SegOffer *offer, const char *name, GError **error)
{
	g_autoptr (SegStatement) taken = NULL;
	GError *failure = NULL;
	gboolean is_taken;

	if (name[0] == '\0' || !g_utf8_validate (name, -1, NULL))
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("An offer needs a name"));
	else if (find_kind (offer->kind) == NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("\"%s\" is no kind of offer; there are: coupon, discount, vip, free-trial, bundle, points, "
		                                                     "flash-sale, other"), offer->kind);
	else if (!(offer->cost >= 0 && isfinite (offer->cost)))
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("What an offer costs cannot be less than 0"));
	else
		taken = seg_workspace_prepare (workspace, "SELECT 1 FROM offer WHERE name = :name AND id <> :id", error);
	if (taken == NULL)
		return FALSE;
	seg_statement_bind_text (taken, ":name", name);
	seg_statement_bind_integer (taken, ":id", offer->id);
	is_taken = seg_statement_next (taken, &failure);
	if (!seg_query_ended (failure, error))
		return FALSE;
	if (is_taken)
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("There is already an offer \"%s\"; choose another name"), name);
	return !is_taken;
}

static gint64
write_row (SegWorkspace *workspace, const SegOffer *offer, const char *name, GError **error)
{
	g_autoptr (SegStatement) write = seg_workspace_prepare (workspace, offer->id == 0
		? "INSERT INTO offer (name, kind, text, cost, terms, archived, changed_at) VALUES (:name, :kind, :text, :cost, :terms, :archived, :at)"
		: "UPDATE offer SET name = :name, kind = :kind, text = :text, cost = :cost, terms = :terms, archived = :archived, changed_at = :at "
		  "WHERE id = :id", error);

	if (write == NULL)
		return 0;
	seg_statement_bind_text (write, ":name", name);
	seg_statement_bind_text (write, ":kind", offer->kind);
	seg_statement_bind_text (write, ":text", offer->text);
	seg_statement_bind_double (write, ":cost", offer->cost);
	seg_statement_bind_text (write, ":terms", offer->terms);
	seg_statement_bind_integer (write, ":archived", offer->archived != FALSE);
	seg_statement_bind_integer (write, ":at", g_get_real_time () / G_USEC_PER_SEC);
	if (offer->id != 0)
		seg_statement_bind_integer (write, ":id", offer->id);
	if (!seg_statement_run (write, error))
		return 0;
	return offer->id != 0 ? offer->id : seg_workspace_last_id (workspace);
}

static gboolean
run_by_id (SegWorkspace *workspace, const char *sql, gint64 id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", id);
	return seg_statement_run (statement, error);
}

static gboolean
write_items (SegWorkspace *workspace, gint64 id, const SegOffer *offer, GError **error)
{
	g_autoptr (SegStatement) insert = NULL;

	if (!run_by_id (workspace, "DELETE FROM offer_item WHERE offer_id = :id", id, error)
	    || (insert = seg_workspace_prepare (workspace, "INSERT OR IGNORE INTO offer_item (offer_id, item_id) VALUES (:id, :item)", error)) == NULL)
		return FALSE;
	seg_statement_bind_integer (insert, ":id", id);
	for (guint i = 0; i < offer->item_keys->len; i++) {
		gint64 item;

		if (!seg_item_find (workspace, offer->item_keys->pdata[i], &item, error))
			return FALSE;
		seg_statement_bind_integer (insert, ":item", item);
		if (!seg_statement_run (insert, error))
			return FALSE;
	}
	return TRUE;
}

gint64
seg_offer_save (SegWorkspace *workspace, const SegOffer *offer, GError **error)
{
	g_autofree char *name = g_strstrip (g_strdup (offer->name != NULL ? offer->name : ""));
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autofree char *cost = g_strdup_printf ("%g", offer->cost);
	g_autofree char *detail = seg_campaign_detail ("kind", offer->kind, "text", offer->text, "cost", cost, "terms", offer->terms, NULL);
	gint64 id;

	if (transaction == NULL || !check (workspace, offer, name, error))
		return 0;
	id = write_row (workspace, offer, name, error);
	if (id == 0 || !write_items (workspace, id, offer, error)
	    || !seg_audit_add (workspace, offer->id == 0 ? "new offer" : offer->archived ? "put away offer" : "change offer", name, detail, error)
	    || !seg_transaction_commit (g_steal_pointer (&transaction), error))
		return 0;
	return id;
}

gboolean
seg_offer_delete (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegOffer) offer = transaction != NULL ? seg_offer_load_id (workspace, id, error) : NULL;

	if (offer == NULL)
		return FALSE;
	if (offer->n_campaigns > 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("\"%s\" is what a campaign offers, and stays; put it away instead"), offer->name);
		return FALSE;
	}
	return run_by_id (workspace, "DELETE FROM offer WHERE id = :id", id, error) && seg_audit_add (workspace, "delete offer", offer->name, NULL, error)
	       && seg_transaction_commit (g_steal_pointer (&transaction), error);
}
