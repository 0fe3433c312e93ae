/* Rules for recommendations: what may be recommended to whom, whatever the recommender says. One row a rule; changed one at a time. */
#include <config.h>
#include "recommend.h"

#include <segscope/advice.h>

#include <glib/gi18n.h>

#define WIDEST 120

typedef struct {
	SegAdviceRules rules;
	SegList *list;
	char    *failure;
} State;

enum { CHANGE = SEG_ACTION_OWN, TAKE_OFF };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, CHANGE, "change-advice-rule", N_("change"), N_("Change the rule under the cursor") },
	{ 'D', TAKE_OFF, "take-off-advice-rule", N_("take off"), N_("Take the rule off: it holds no longer") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the items") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { LABEL, VALUE };

static const SegListColumn columns[] = {
	[LABEL] = { N_("Rule"), SEG_ALIGN_LEFT, -30, FALSE }, [VALUE] = { N_("Set to"), SEG_ALIGN_LEFT, -20, FALSE },
};

static gsize
n_rows (gpointer data)
{
	(void) data;
	return SEG_N_ADVICE_RULES;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const State *state = data;
	const char *value = state->rules.values[row];

	if (column == LABEL)
		return g_strdup (_(seg_advice_rule_label ((SegAdviceRule) row)));
	if (value != NULL)
		return g_strdup (value);
	*ink = SEG_INK_MUTED;
	return g_strdup (seg_advice_rule_name ((SegAdviceRule) row) == NULL ? _("always") : "-");
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

/* Changing --------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegAdviceRules rules;
	SegAdviceRule  rule; /* that was changed */
} Write;

static void
free_write (gpointer data)
{
	Write *write = data;

	seg_advice_rules_clear (&write->rules);
	g_free (write);
}

static gboolean
run_write (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Write *write = data;

	(void) job;
	return seg_advice_rules_write (workspace, &write->rules, error);
}

static void
done_write (SegView *view, gpointer data)
{
	const Write *write = data;
	const char *value = write->rules.values[write->rule];

	if (value != NULL)
		seg_say (view, _("From now on: %s: %s"), _(seg_advice_rule_label (write->rule)), value);
	else if (seg_advice_rules_any (&write->rules))
		seg_say (view, _("Taken off: %s"), _(seg_advice_rule_label (write->rule)));
	else
		seg_say (view, "%s", _("No rules for recommendations are set any more."));
}

static const SegWork write_work = { N_("keeping the rules"), run_write, done_write, NULL, free_write, TRUE, FALSE };

/* Keeps the rules with @rule set to @text. */
static gboolean
set_rule (SegView *view, SegAdviceRule rule, const char *text, GError **error)
{
	Write *write = g_new0 (Write, 1);

	write->rule = rule;
	if (seg_advice_rules_read (seg_view_workspace (view), &write->rules, error)
	    && seg_advice_rules_set (&write->rules, seg_view_workspace (view), rule, text, error)) {
		seg_view_run (view, &write_work, write);
		return TRUE;
	}
	free_write (write);
	return FALSE;
}

static gboolean
accept (SegView *view, const char *text, gpointer data, GError **error)
{
	return set_rule (view, (SegAdviceRule) GPOINTER_TO_UINT (data), text, error);
}

static void
change (SegView *view, SegAdviceRule rule)
{
	const State *state = view->state;
	const char *value = state->rules.values[rule];

	if (seg_advice_rule_name (rule) == NULL)
		seg_tell (view, _(seg_advice_rule_label (rule)), _(seg_advice_rule_meaning (rule)));
	else
		seg_ask_line (view, _(seg_advice_rule_label (rule)), _(seg_advice_rule_meaning (rule)), value != NULL ? value : "", accept,
		              GUINT_TO_POINTER (rule), NULL);
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) argument;
	(void) error;
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_advice_rules_clear (&state->rules);
	g_free (state->failure);
}

/* A few rows of settings: read at once. */
static void
refresh (SegView *view)
{
	State *state = view->state;
	g_autoptr (GError) error = NULL;

	g_clear_pointer (&state->failure, g_free);
	seg_advice_rules_clear (&state->rules);
	if (!seg_advice_rules_read (seg_view_workspace (view), &state->rules, &error))
		state->failure = g_strdup (error->message);
	seg_list_changed (state->list);
}

static const char *
when_empty (SegView *view)
{
	return ((const State *) view->state)->failure;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	const int foot = rect.height > 30 ? 4 : 3;
	int used = seg_draw_heading (cells, rect, _("What may be recommended"), NULL);
	gsize row;

	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL,
	                            _("These hold on a user's page, for whom to tell about an item, in campaigns and in exports; each says there what it did."));
	rect.width = MIN (rect.width, WIDEST);
	seg_list_draw (state->list, cells, seg_rect_top (seg_rect_below (rect, used + 1), MAX (rect.height - used - 1 - foot, 0)), seg_view_has_focus (view));
	if (seg_list_cursor (state->list, &row))
		seg_draw_paragraph (cells, seg_rect_below (rect, rect.height - foot), 0, 0, SEG_INK_MUTED, _(seg_advice_rule_meaning ((SegAdviceRule) row)));
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;
	gsize row;

	if (action == TAKE_OFF)
		return seg_list_cursor (state->list, &row) && state->rules.values[row] != NULL;
	return TRUE;
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	g_autoptr (GError) error = NULL;
	gsize row;

	if (action < SEG_ACTION_OWN || !seg_list_cursor (state->list, &row))
		return FALSE;
	if (action == CHANGE)
		change (view, (SegAdviceRule) row);
	else if (!set_rule (view, (SegAdviceRule) row, NULL, &error))
		seg_report (view, error);
	return TRUE;
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

const SegViewClass seg_advice_view = {
	.name = "advice-rules", .title = N_("What may be recommended"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Rules on top of what a recommender says, one set for the whole workspace. What a person owns is never offered. Where rules leave fewer "
	           "items than there are places, the places stay empty, and it is said.\n\n"
	           "Rules that need to know something of an item, as its price, leave out the items of which it is not known."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list,
	.when_empty = when_empty,
};
