/* The questions about what users did, or did not do: what, how often, and when. */
#include <config.h>
#include "rule-form.h"

#include <segscope/rule.h>

#include <glib/gi18n.h>

enum { EVER, LAST_DAYS, SINCE, BEFORE, BETWEEN };

static gboolean
accept_window (SegView *view, const char *text, gpointer data, GError **error)
{
	static const char *const written[] = { [LAST_DAYS] = "%s in the last %s days", [SINCE] = "%s since %s", [BEFORE] = "%s before %s",
	                                       [BETWEEN] = "%s between %s and" };
	const SegRuleAsking *asking = data;
	g_auto (GStrv) parts = g_strsplit (written[asking->choice], "%s", -1);
	g_autofree char *condition = g_strconcat (asking->text, parts[1], text, parts[2], NULL);

	if (asking->choice != BETWEEN)
		return seg_rule_form_finish (view, asking, condition, error);
	seg_ask_line (view, _("Up to which day, that day included?"), _("A day, as 2024-03-05"), "", seg_rule_form_accept_rest, seg_rule_asking_new (asking, condition), seg_rule_asking_free);
	return TRUE;
}

static void
window_chosen (SegView *view, guint choice, gpointer data)
{
	static const char *const titles[] = { [LAST_DAYS] = N_("How many days?"), [SINCE] = N_("Since which day?"), [BEFORE] = N_("Before which day?"),
	                                      [BETWEEN] = N_("From which day on?") };
	SegRuleAsking asking = *(const SegRuleAsking *) data;

	asking.choice = choice;
	if (choice == EVER)
		seg_rule_form_finish_or_report (view, &asking, asking.text);
	else
		seg_ask_line (view, _(titles[choice]), choice == LAST_DAYS ? _("A whole number") : _("A day, as 2024-03-05"), "", accept_window,
		              seg_rule_asking_new (&asking, asking.text), seg_rule_asking_free);
}

static void
ask_window (SegView *view, const SegRuleAsking *asking, const char *text)
{
	const char *const labels[] = { _("ever"), _("in the last days"), _("since a day"), _("before a day"), _("between two days"), NULL };

	seg_ask_choice (view, _("When?"), labels, NULL, 0, window_chosen, seg_rule_asking_new (asking, text), seg_rule_asking_free);
}

enum { ONCE, AT_LEAST, AT_MOST, EXACTLY, NEVER };

static gboolean
accept_times (SegView *view, const char *text, gpointer data, GError **error)
{
	static const char *const written[] = { [AT_LEAST] = "at least", [AT_MOST] = "at most", [EXACTLY] = "exactly" };
	const SegRuleAsking *asking = data;
	g_autofree char *condition = g_strdup_printf ("did %s %s %s times", asking->text, written[asking->choice], text);

	if (!seg_rule_check (seg_view_workspace (view), NULL, condition, error))
		return FALSE;
	ask_window (view, asking, condition);
	return TRUE;
}

static void
times_chosen (SegView *view, guint choice, gpointer data)
{
	SegRuleAsking asking = *(const SegRuleAsking *) data;
	g_autofree char *text = g_strconcat (choice == NEVER ? "did not " : "did ", asking.text, NULL);

	asking.choice = choice;
	if (choice == ONCE || choice == NEVER)
		ask_window (view, &asking, text);
	else
		seg_ask_line (view, _("How many times?"), _("A whole number"), "", accept_times, seg_rule_asking_new (&asking, asking.text), seg_rule_asking_free);
}

static void
kind_chosen (SegView *view, guint choice, gpointer data)
{
	const char *const labels[] = { _("at least once"), _("at least so many times"), _("at most so many times"), _("exactly so many times"), _("never"), NULL };
	g_autoptr (GPtrArray) kinds = seg_event_kind_names (seg_view_workspace (view), NULL);
	g_autofree char *kind = NULL;

	if (kinds == NULL || choice > kinds->len)
		return;
	kind = choice == 0 ? g_strdup ("anything") : seg_filter_word_text (kinds->pdata[choice - 1]);
	seg_ask_choice (view, _("How often?"), labels, NULL, 0, times_chosen, seg_rule_asking_new (data, kind), seg_rule_asking_free);
}

void
seg_rule_form_ask_behaviour (SegView *view, const SegRuleAsking *asking)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) kinds = seg_event_kind_names (seg_view_workspace (view), &error);

	if (kinds == NULL) {
		seg_report (view, error);
		return;
	}
	g_ptr_array_insert (kinds, 0, g_strdup (_("anything")));
	g_ptr_array_add (kinds, NULL);
	seg_ask_choice (view, _("What did they do, or not do?"), (const char *const *) kinds->pdata, NULL, 0, kind_chosen, seg_rule_asking_new (asking, NULL), seg_rule_asking_free);
}
