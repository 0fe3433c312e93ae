/* What rules for recommendations look at in the workspace: attributes of items, what people usually pay, the order of their keys. */
#include <config.h>
#include "recommend/advice.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const SegAttribute *
seg_advice_attribute (const GPtrArray *attributes, const char *field, const char *rule, GError **error)
{
	const SegAttribute *attribute = seg_attributes_with_field (attributes, field);

	if (attribute == NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s: no items file with a column for the %s was imported"), rule,
		             strcmp (field, "price") == 0 ? _("price") : strcmp (field, "author") == 0 ? _("author") : _("category"));
	return attribute;
}

void
seg_advice_texts_free (char **texts, gsize n)
{
	for (gsize i = 0; texts != NULL && i < n; i++)
		g_free (texts[i]);
	g_free (texts);
}

char **
seg_advice_item_texts (SegWorkspace *workspace, const SegInteractions *interactions, const SegAttribute *attribute, GError **error)
{
	g_autofree char *column = seg_sql_identifier (attribute->name);
	g_autofree char *sql = g_strdup_printf ("SELECT id, CAST (%s AS TEXT) FROM item WHERE %s IS NOT NULL", column, column);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	char **texts = statement != NULL ? seg_try_allocate (interactions->n_items, sizeof *texts, error) : NULL;
	GError *failure = NULL;

	while (texts != NULL && seg_statement_next (statement, &failure)) {
		const gssize item = seg_ids_find (interactions->item_ids, interactions->n_items, seg_statement_integer (statement, 0));

		if (item >= 0)
			texts[item] = g_utf8_make_valid (seg_statement_text (statement, 1), -1);
	}
	if (texts == NULL || seg_query_ended (failure, error))
		return texts;
	seg_advice_texts_free (texts, interactions->n_items);
	return NULL;
}

/* What people pay ---------------------------------------------------------------------------------------------------- */

typedef struct {
	guint32 user;
	float   price;
} Paid;

static int
compare_paid (const void *a, const void *b)
{
	const Paid *one = a, *other = b;

	if (one->user != other->user)
		return one->user < other->user ? -1 : 1;
	return (one->price > other->price) - (one->price < other->price);
}

static GArray *
read_paid (SegWorkspace *workspace, const SegInteractions *interactions, SegJob *job, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT user_id, amount / coalesce (nullif (quantity, 0), 1) FROM event "
		"WHERE kind_id IN " SEG_SQL_KINDS_OF_MONEY " AND item_id IS NOT NULL AND amount > 0", error);
	g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Paid));
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure)) {
		const gssize user = seg_interactions_user (interactions, seg_statement_integer (statement, 0));
		Paid paid = { (guint32) user, (float) seg_statement_double (statement, 1) };

		if (user >= 0)
			g_array_append_val (all, paid);
		if (all->len % 65536 == 0 && !seg_job_proceed (job, 0.5, _("looking at what people pay"), error))
			return NULL;
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&all) : NULL;
}

double *
seg_advice_usual_prices (SegWorkspace *workspace, const SegInteractions *interactions, SegJob *job, GError **error)
{
	g_autoptr (GArray) all = read_paid (workspace, interactions, job, error);
	double *usual = all != NULL ? seg_try_allocate (interactions->n_users, sizeof *usual, error) : NULL;
	const Paid *paid;

	if (usual == NULL)
		return NULL;
	for (gsize user = 0; user < interactions->n_users; user++)
		usual[user] = NAN;
	g_array_sort (all, compare_paid);
	paid = (const Paid *) (gpointer) all->data;
	for (gsize first = 0, last = 0; first < all->len; first = last) {
		while (last < all->len && paid[last].user == paid[first].user)
			last++;
		usual[paid[first].user] = ((double) paid[first + (last - first - 1) / 2].price + (double) paid[first + (last - first) / 2].price) / 2;
	}
	return usual;
}

guint32 *
seg_advice_user_ranks (SegWorkspace *workspace, const SegInteractions *interactions, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT id FROM user WHERE " SEG_SQL_USER_IN_USE ("user") " ORDER BY key", error);
	guint32 *ranks = statement != NULL ? seg_try_allocate (interactions->n_users, sizeof *ranks, error) : NULL, n = 0;
	GError *failure = NULL;

	while (ranks != NULL && seg_statement_next (statement, &failure)) {
		const gssize user = seg_interactions_user (interactions, seg_statement_integer (statement, 0));

		if (user >= 0)
			ranks[user] = n++;
	}
	if (ranks == NULL || seg_query_ended (failure, error))
		return ranks;
	g_free (ranks);
	return NULL;
}
