/* Orders in words: how many there are of each class, and what the policy does with them. */
#include <config.h>
#include "orders-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Counting ----------------------------------------------------------------------------------------------------------------- */

/* The lines of every kind, with those that the policy set aside; free ones apart. */
#define LINES_SQL \
	"SELECT name, is_free, n, amount FROM (" \
	"SELECT kind_id, amount = 0 AS is_free, count(*) AS n, total(amount) AS amount FROM " \
	"(SELECT kind_id, amount FROM event UNION ALL SELECT kind_id, amount FROM event_set_aside WHERE step_id IS NULL) " \
	"GROUP BY kind_id, is_free) JOIN event_kind ON event_kind.id = kind_id"

static void
add_line (SegOrdersSummary *summary, const char *kind, gboolean is_free, gint64 n, double amount)
{
	if (is_free && strcmp (kind, SEG_KIND_NAME_PURCHASE) == 0)
		summary->classes[SEG_ORDERS_FREE].n_orders += n;
	for (int class = 0; class < SEG_ORDERS_N_CLASSES; class++) {
		const SegOrdersKinds *kinds = seg_orders_kinds ((SegOrdersClass) class);
		SegOrdersCount *count = &summary->classes[class];

		if (g_strcmp0 (kinds->entry, kind) == 0) {
			count->n_entries += n;
			count->entries_amount += amount;
		} else if (g_strcmp0 (kinds->order, kind) == 0) {
			count->n_orders += n;
			count->orders_amount += amount;
		}
	}
}

static gboolean
count_lines (SegWorkspace *workspace, SegOrdersSummary *summary, GError **error)
{
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, LINES_SQL, error);
	GError *failure = NULL;

	if (rows == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure))
		add_line (summary, seg_statement_text (rows, 0), seg_statement_integer (rows, 1) != 0, seg_statement_integer (rows, 2),
		          seg_statement_double (rows, 3));
	return seg_query_ended (failure, error);
}

static gboolean
count_standing (SegWorkspace *workspace, SegOrdersSummary *summary, GError **error)
{
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace,
		"SELECT count (*) FILTER (WHERE purchase), total (amount) FILTER (WHERE money) FROM event JOIN event_kind ON event_kind.id = kind_id",
		error);

	if (rows == NULL || !seg_statement_next (rows, error))
		return FALSE;
	summary->n_purchases = seg_statement_integer (rows, 0);
	summary->revenue = seg_statement_double (rows, 1);
	return TRUE;
}

gboolean
seg_orders_summary (SegWorkspace *workspace, SegOrdersSummary *summary, GError **error)
{
	SegOrdersSummary found = { .n_purchases = 0 };
	g_autofree char *unmatched = NULL;

	if (!seg_orders_policy (workspace, &found.policy, error) || !count_lines (workspace, &found, error)
	    || !count_standing (workspace, &found, error)
	    || !seg_workspace_count (workspace, "SELECT count(*) FROM given_back WHERE event_id IN (SELECT id FROM event)", &found.n_given_back, error)
	    || !seg_setting_read (workspace, SEG_ORDERS_UNMATCHED, &unmatched, error))
		return FALSE;
	found.n_unmatched = unmatched != NULL ? g_ascii_strtoll (unmatched, NULL, 10) : 0;
	*summary = found;
	return TRUE;
}

/* Sentences ---------------------------------------------------------------------------------------------------------------- */

/* What happens to entries of their own, and to orders in a state, by class and treatment. */
static const char *const entry_words[] = {
	[SEG_ORDERS_NET] = N_("taken off the revenue"),
	[SEG_ORDERS_KEEP] = N_("kept without money: what they take back counts in full"),
	[SEG_ORDERS_DROP] = N_("set aside: what they take back counts in full"),
};
static const char *const state_words[] = {
	[SEG_ORDERS_NET] = N_("kept, but they are no revenue and no orders"),
	[SEG_ORDERS_KEEP] = N_("counted in full, as if nothing had happened"),
	[SEG_ORDERS_DROP] = N_("set aside"),
};
static const char *const plain_words[] = {
	[SEG_ORDERS_NET] = "", [SEG_ORDERS_KEEP] = N_("counted like other orders"), [SEG_ORDERS_DROP] = N_("set aside"),
};

static const struct {
	const char *entry_one, *entry_many, *order_one, *order_many; /* two %s: count, amount */
} class_words[SEG_ORDERS_N_CLASSES] = {
	[SEG_ORDERS_REFUNDS] = { N_("%s refund (%s): "), N_("%s refunds (%s): "),
		N_("%s order line that was given back, by its state (%s): "), N_("%s order lines that were given back, by their state (%s): ") },
	[SEG_ORDERS_CANCELLATIONS] = { N_("%s cancellation (%s): "), N_("%s cancellations (%s): "),
		N_("%s cancelled or unpaid order line (%s): "), N_("%s cancelled or unpaid order lines (%s): ") },
	[SEG_ORDERS_FREE] = { NULL, NULL, N_("%s order line of price 0 (%s): "), N_("%s order lines of price 0 (%s): ") },
	[SEG_ORDERS_TESTS] = { NULL, NULL, N_("%s line of test orders (%s): "), N_("%s lines of test orders (%s): ") },
};

static void
say (GPtrArray *sentences, const char *one, const char *many, gint64 n, double amount, const char *what)
{
	g_autofree char *count = seg_format_integer (n), *money = seg_format_number (amount, 2), *begin = NULL;

	if (n == 0)
		return;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	begin = g_strdup_printf (ngettext (one, many, (gulong) n), count, money); /* two %s each, in the table above */
#pragma GCC diagnostic pop
	g_ptr_array_add (sentences, g_strconcat (begin, what, ".", NULL));
}

static void
say_matches (GPtrArray *sentences, const SegOrdersSummary *summary)
{
	g_autofree char *given_back = seg_format_integer (summary->n_given_back), *unmatched = seg_format_integer (summary->n_unmatched);

	if (summary->n_given_back > 0)
		g_ptr_array_add (sentences, g_strdup_printf (
			ngettext ("%s purchase was taken back in full: it is no longer an order.",
			          "%s purchases were taken back in full: they are no longer orders.", (gulong) summary->n_given_back), given_back));
	if (summary->n_unmatched > 0)
		g_ptr_array_add (sentences, g_strdup_printf (
			ngettext ("%s entry takes back what is not in the data (bought before they begin?); it is taken off all the same.",
			          "%s entries take back what is not in the data (bought before they begin?); they are taken off all the same.",
			          (gulong) summary->n_unmatched), unmatched));
}

GPtrArray *
seg_orders_sentences (const SegOrdersSummary *summary)
{
	GPtrArray *sentences = g_ptr_array_new_with_free_func (g_free);

	for (int class = 0; class < SEG_ORDERS_N_CLASSES; class++) {
		const SegOrdersCount *count = &summary->classes[class];
		SegOrdersTreatment treatment = summary->policy.treatment[class];
		gboolean is_plain = !seg_orders_allows ((SegOrdersClass) class, SEG_ORDERS_NET);

		say (sentences, class_words[class].entry_one, class_words[class].entry_many, count->n_entries, count->entries_amount,
		     _(entry_words[treatment]));
		say (sentences, class_words[class].order_one, class_words[class].order_many, count->n_orders, count->orders_amount,
		     is_plain ? _(plain_words[treatment]) : _(state_words[treatment]));
	}
	say_matches (sentences, summary);
	return sentences;
}

/* One line ----------------------------------------------------------------------------------------------------------------- */

static const char *const line_words[SEG_ORDERS_N_CLASSES][3] = {
	[SEG_ORDERS_REFUNDS] = { N_("refunds netted"), N_("refunds not taken off"), N_("refunds dropped") },
	[SEG_ORDERS_CANCELLATIONS] = { N_("cancellations netted"), N_("cancellations not taken off"), N_("cancellations dropped") },
	[SEG_ORDERS_FREE] = { "", N_("free orders kept"), N_("free orders dropped") },
	[SEG_ORDERS_TESTS] = { "", N_("test orders kept"), N_("test orders dropped") },
};

/* Whether the class occurs, without a pass over the events: kinds are there once a row had them. Free orders are named only where
 * some were dropped. */
static gboolean
occurs (SegWorkspace *workspace, SegOrdersClass class, const SegOrdersPolicy *policy, gint64 *exists, GError **error)
{
	const SegOrdersKinds *kinds = seg_orders_kinds (class);
	g_autoptr (SegStatement) row = NULL;
	GError *failure = NULL;

	*exists = 0;
	if (class == SEG_ORDERS_FREE)
		return policy->treatment[class] != SEG_ORDERS_DROP
		       || seg_workspace_count (workspace, "SELECT EXISTS (SELECT 1 FROM event_set_aside WHERE step_id IS NULL AND amount = 0)",
		                               exists, error);
	row = seg_workspace_prepare (workspace, "SELECT 1 FROM event_kind WHERE name IN (:entry, :order)", error);
	if (row == NULL)
		return FALSE;
	seg_statement_bind_text (row, ":entry", kinds->entry);
	seg_statement_bind_text (row, ":order", kinds->order);
	*exists = seg_statement_next (row, &failure);
	return seg_query_ended (failure, error);
}

char *
seg_orders_line (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GString) line = g_string_new (NULL);
	SegOrdersPolicy policy;

	if (!seg_orders_policy (workspace, &policy, error))
		return NULL;
	for (int class = 0; class < SEG_ORDERS_N_CLASSES; class++) {
		gint64 exists;

		if (!occurs (workspace, (SegOrdersClass) class, &policy, &exists, error))
			return NULL;
		if (exists)
			g_string_append_printf (line, "%s%s", line->len > 0 ? ", " : "", _(line_words[class][policy.treatment[class]]));
	}
	return g_strdup (line->str);
}
