#include <config.h>
#include "commands.h"

#include <segscope/orders.h>
#include <segscope/text.h>

#include <glib/gi18n.h>

static const char *const class_labels[SEG_ORDERS_N_CLASSES] = {
	[SEG_ORDERS_REFUNDS] = N_("refunds"), [SEG_ORDERS_CANCELLATIONS] = N_("cancellations"), [SEG_ORDERS_FREE] = N_("free orders"),
	[SEG_ORDERS_TESTS] = N_("test orders"),
};

static void
print_table (const SegCommonOptions *common, const SegOrdersSummary *summary)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "class", _("Class"), SEG_CELL_TEXT);
	seg_table_column (table, "entries", _("Entries"), SEG_CELL_INTEGER);
	seg_table_column (table, "entries_amount", _("Their money"), SEG_CELL_NUMBER);
	seg_table_column (table, "orders", _("Order lines"), SEG_CELL_INTEGER);
	seg_table_column (table, "orders_amount", _("Their money"), SEG_CELL_NUMBER);
	seg_table_column (table, "treatment", _("Policy"), SEG_CELL_TEXT);
	for (int class = 0; class < SEG_ORDERS_N_CLASSES; class++) {
		const SegOrdersCount *count = &summary->classes[class];

		seg_table_text (table, common->output == SEG_OUTPUT_TABLE ? _(class_labels[class]) : seg_orders_class_name ((SegOrdersClass) class));
		seg_table_integer (table, count->n_entries);
		seg_table_number (table, count->entries_amount);
		seg_table_integer (table, count->n_orders);
		seg_table_number (table, count->orders_amount);
		seg_table_text (table, seg_orders_treatment_name (summary->policy.treatment[class]));
	}
	seg_table_print (table, common->output);
}

static gboolean
print (const SegCommonOptions *common, SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) sentences = NULL;
	g_autofree char *purchases = NULL, *revenue = NULL;
	SegOrdersSummary summary;

	if (!seg_orders_summary (workspace, &summary, error))
		return FALSE;
	sentences = seg_orders_sentences (&summary);
	for (guint i = 0; i < sentences->len; i++)
		seg_cli_say (common, "%s", (const char *) sentences->pdata[i]);
	print_table (common, &summary);
	purchases = seg_format_integer (summary.n_purchases);
	revenue = seg_format_number (summary.revenue, 2);
	seg_cli_say (common, _("Under this policy: %s order lines stand, revenue %s."), purchases, revenue);
	return TRUE;
}

void
seg_cli_say_orders (const SegCommonOptions *common, SegWorkspace *workspace)
{
	g_autofree char *line = seg_orders_line (workspace, NULL);

	if (line != NULL && line[0] != '\0')
		seg_cli_say (common, _("Money and orders: %s (segscope orders)."), line);
}

static gboolean
change (const SegCommonOptions *common, SegWorkspace *workspace, const char *text, GError **error)
{
	g_autoptr (SegJob) job = NULL;
	SegOrdersPolicy policy;
	gboolean changed;

	if (!seg_orders_policy (workspace, &policy, error) || !seg_orders_policy_parse (text, &policy, error))
		return FALSE;
	job = seg_cli_job (common);
	changed = seg_orders_change (workspace, &policy, job, error);
	seg_cli_job_end ();
	if (changed)
		seg_cli_remark (common, _("Features and segments made before are of the old policy; they are shown as stale."));
	return changed;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	g_autofree char *set = NULL;
	g_autoptr (SegWorkspace) workspace = NULL;
	SegCommonOptions common;
	const GOptionEntry entries[] = {
		{ "set", 's', 0, G_OPTION_ARG_STRING, &set, N_("Change the policy: refunds=drop,tests=keep"), "POLICY" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};

	if (!seg_cli_parse (command, entries, 1, 1, &argc, &argv, &common, error))
		return FALSE;
	if (argc == 0)
		return TRUE;
	workspace = seg_workspace_open (argv[1], set != NULL ? SEG_WORKSPACE_READ_WRITE : SEG_WORKSPACE_READ_ONLY, error);
	return workspace != NULL && (set == NULL || change (&common, workspace, set, error)) && print (&common, workspace, error);
}

const SegCommand seg_command_orders = {
	"orders", "WORKSPACE", N_("Show refunds, cancellations, free and test orders, and choose what they count for"),
	N_("Refunds and cancellations are entries that take money off (negative amounts or quantities, order numbers like C1234), or\n"
	   "orders in such a state (refunded, cancelled, unpaid).\n"
	   "  net   entries are taken off the money; an order given back in full is no order any more; an order in such a state\n"
	   "        is neither money nor an order (default)\n"
	   "  keep  everything counts in full, as if it had not been taken back; the entries stay in the time line\n"
	   "  drop  the entries, and the orders in such a state, are set aside; what they take back counts in full\n"
	   "Free orders (price 0) are kept (default) or dropped; test orders (test, 测试) are dropped (default) or kept.\n"
	   "An entry takes back purchases of the same user that are not later than it: of its order number and item, else of its\n"
	   "item and quantity, else of its item, the latest first. Nothing is lost: the policy can be changed at any time.\n"
	   "\n"
	   "  segscope orders shop.seg\n"
	   "  segscope orders shop.seg --set refunds=keep,cancellations=drop"),
	run
};
