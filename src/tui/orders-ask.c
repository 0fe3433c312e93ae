/* The policy for orders: a question for the class, with what there is of each, then one for its treatment. */
#include <config.h>
#include "orders-ask.h"

#include <segscope/format.h>
#include <segscope/orders.h>
#include <segscope/text.h>

#include <glib/gi18n.h>

int
seg_draw_orders (SegView *view, SegCells *cells, SegRect rect, int y)
{
	const char *orders = seg_view_session (view)->orders;
	g_autofree char *text = orders != NULL && orders[0] != '\0' ? g_strdup_printf (_("Money and orders: %s."), orders) : NULL;

	return text != NULL ? seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, text) : 0;
}

/* Changing ------------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegOrdersPolicy policy;
} Change;

static gboolean
run_change (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	return seg_orders_change (workspace, &((Change *) data)->policy, job, error);
}

static void
changed (SegView *view, gpointer data)
{
	(void) data;
	seg_orders_ask (view); /* again, with the new figures; Esc leaves */
}

static const SegWork change_work = { N_("treating orders by the policy"), run_change, changed, NULL, g_free, TRUE, FALSE };

/* The treatment ------------------------------------------------------------------------------------------------------------ */

typedef struct {
	SegOrdersPolicy    policy;
	SegOrdersClass     class;
	SegOrdersTreatment choices[3];
} Question;

static void
choose_treatment (SegView *view, guint choice, gpointer data)
{
	const Question *question = data;
	Change *change = g_new (Change, 1);

	change->policy = question->policy;
	change->policy.treatment[question->class] = question->choices[choice];
	seg_view_run (view, &change_work, change);
}

static const char *const class_titles[SEG_ORDERS_N_CLASSES] = {
	[SEG_ORDERS_REFUNDS] = N_("Refunds"), [SEG_ORDERS_CANCELLATIONS] = N_("Cancellations"), [SEG_ORDERS_FREE] = N_("Orders of price 0"),
	[SEG_ORDERS_TESTS] = N_("Test orders"),
};

static void
choose_class (SegView *view, guint choice, gpointer data)
{
	static const char *const labels[] = { [SEG_ORDERS_NET] = N_("net"), [SEG_ORDERS_KEEP] = NC_("policy", "keep"), [SEG_ORDERS_DROP] = N_("drop") };
	static const char *const back_remarks[] = {
		[SEG_ORDERS_NET] = N_("taken off the money; given back in full is no order"),
		[SEG_ORDERS_KEEP] = N_("everything counts in full"),
		[SEG_ORDERS_DROP] = N_("set aside; what they take back counts in full"),
	};
	static const char *const plain_remarks[] = {
		[SEG_ORDERS_NET] = "", [SEG_ORDERS_KEEP] = N_("they count like other orders"), [SEG_ORDERS_DROP] = N_("set aside"),
	};
	Question *question = g_memdup2 (data, sizeof *question);
	const char *shown[4] = { NULL }, *remarks[4] = { NULL };
	guint n = 0, current = 0;

	question->class = (SegOrdersClass) choice;
	for (int i = SEG_ORDERS_NET; i <= SEG_ORDERS_DROP; i++) {
		SegOrdersTreatment treatment = (SegOrdersTreatment) i;

		if (!seg_orders_allows (question->class, treatment))
			continue;
		if (question->policy.treatment[question->class] == treatment)
			current = n;
		shown[n] = i == SEG_ORDERS_KEEP ? C_("policy", "keep") : _(labels[i]);
		remarks[n] = _((seg_orders_allows (question->class, SEG_ORDERS_NET) ? back_remarks : plain_remarks)[i]);
		question->choices[n++] = treatment;
	}
	seg_ask_choice (view, _(class_titles[choice]), shown, remarks, current, choose_treatment, question, g_free);
}

/* The class ---------------------------------------------------------------------------------------------------------------- */

/* "12, 1,024.00: net" */
static char *
describe (const SegOrdersSummary *summary, SegOrdersClass class)
{
	const SegOrdersCount *count = &summary->classes[class];
	gint64 n = count->n_entries + count->n_orders;
	g_autofree char *lines = seg_format_integer (n);
	g_autofree char *money = seg_format_money (count->n_entries > 0 ? count->entries_amount : count->orders_amount, 2);
	const char *treatment = seg_orders_treatment_name (summary->policy.treatment[class]);

	if (n == 0)
		return g_strdup_printf (_("none · %s"), treatment);
	return g_strdup_printf (ngettext ("%s line · %s · %s", "%s lines · %s · %s", (gulong) n), lines, money, treatment);
}

static gboolean
run_summary (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	gboolean read;

	seg_workspace_watch (workspace, job);
	read = seg_orders_summary (workspace, data, error);
	seg_workspace_watch (workspace, NULL);
	return read;
}

static void
ask_class (SegView *view, gpointer data)
{
	const SegOrdersSummary *summary = data;
	Question *question = g_new0 (Question, 1);
	g_autofree char *revenue = seg_format_money (summary->revenue, 2);
	g_autofree char *title = g_strdup_printf (_("Orders: revenue %s under this policy"), revenue);
	const char *labels[SEG_ORDERS_N_CLASSES + 1] = { NULL };
	char *remarks[SEG_ORDERS_N_CLASSES + 1] = { NULL };

	question->policy = summary->policy;
	for (int class = 0; class < SEG_ORDERS_N_CLASSES; class++) {
		labels[class] = _(class_titles[class]);
		remarks[class] = describe (summary, (SegOrdersClass) class);
	}
	seg_ask_choice (view, title, labels, (const char *const *) remarks, 0, choose_class, question, g_free);
	for (int class = 0; class < SEG_ORDERS_N_CLASSES; class++)
		g_free (remarks[class]);
}

static const SegWork summary_work = { N_("counting refunds and cancellations"), run_summary, ask_class, NULL, g_free, FALSE, FALSE };

void
seg_orders_ask (SegView *view)
{
	seg_view_run (view, &summary_work, g_new0 (SegOrdersSummary, 1));
}
