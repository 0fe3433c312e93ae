/* Rules: conditions under a name, whom each takes now, and what uses it. Opened from Users and Segments. */
#include <config.h>
#include "rules.h"

#include <segscope/rule.h>
#include <segscope/user_counter.h>

#include <glib/gi18n.h>

#include "edit.h"
#include "kept.h"
#include "live-count.h"
#include "rule-form.h"
#include "screens.h"
#include "users.h"

typedef struct {
	SegKept      kept;     /* of SegRule* */
	GArray      *counts;   /* of gint64, as many as are counted so far; -1: the rule asks for something that is gone */
	gint64       n_users;
	SegLiveCount live;
} State;

enum { USERS = SEG_ACTION_OWN, BUILD, REBUILD, NEW, CONDITION, NAME, DESCRIBE, FREEZE, THAW, USES, UNDO, REDO, DELETE };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, USERS, "rule-users", N_("users"), N_("List the users whom the rule takes") },
	{ 'b', BUILD, "build-rule", N_("build"), N_("Build a new rule from parts, see whom each takes, and the text that says the same") },
	{ 'e', REBUILD, "rebuild-rule", N_("change in parts"), N_("Change the rule in the form that builds rules") },
	{ 'n', NEW, "new-rule", N_("new"), N_("Write a condition, see whom it takes while you type, and keep it under a name") },
	{ 'c', CONDITION, "change-rule", N_("change"), N_("Change the condition of the rule") },
	{ 'r', NAME, "name-rule", N_("rename"), N_("Give the rule another name; what uses it goes on using it") },
	{ 'd', DESCRIBE, "describe-rule", N_("describe"), N_("Write down what to remember about the rule") },
	{ 'f', FREEZE, "freeze-rule", N_("freeze"), N_("Whoever meets the rule now belongs to it from now on, whatever happens") },
	{ 't', THAW, "thaw-rule", N_("live again"), N_("Whoever meets the rule belongs to it again") },
	{ 'u', USES, "rule-uses", N_("used by"), N_("Show which rules and campaigns use the rule") },
	{ 'z', UNDO, "undo-edit", N_("undo"), N_("Take back what was changed last of segments and rules") },
	{ 'Z', REDO, "redo-edit", NULL, N_("Do again what was taken back last") },
	{ 'D', DELETE, "delete-rule", N_("delete"), N_("Delete the rule, unless something uses it") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { RULE, TAKES, SHARE, STATE, CONDITIONS };

static const SegListColumn columns[] = {
	[RULE] = { N_("Rule"), SEG_ALIGN_LEFT, 16, FALSE },
	[TAKES] = { N_("Users"), SEG_ALIGN_RIGHT, 9, FALSE },
	[SHARE] = { N_("Share"), SEG_ALIGN_RIGHT, 7, FALSE },
	[STATE] = { N_("State"), SEG_ALIGN_LEFT, 17, FALSE },
	[CONDITIONS] = { N_("Who belongs"), SEG_ALIGN_LEFT, SEG_LIST_TEXT (14), FALSE },
};

static gint64
row_id (gpointer data, gsize row)
{
	return ((const SegRule *) seg_kept_at (data, row))->id;
}

static char *
count_cell (const State *state, gsize row, gboolean share, SegInk *ink)
{
	gint64 n;

	*ink = SEG_INK_MUTED;
	if (state->counts == NULL || row >= state->counts->len)
		return g_strdup (share ? "" : "...");
	n = g_array_index (state->counts, gint64, row);
	*ink = n < 0 ? SEG_INK_BAD : SEG_INK_NORMAL;
	if (n < 0)
		return g_strdup (share ? "" : _("broken"));
	return share ? seg_format_share (state->n_users > 0 ? (double) n / (double) state->n_users : 0) : seg_format_integer (n);
}

/* "live", or since when it is frozen. */
static char *
state_text (const SegRule *rule)
{
	g_autofree char *day = rule->frozen_at != 0 ? seg_format_date (rule->frozen_at) : NULL;

	return day != NULL ? g_strdup_printf (_("frozen %s"), day) : g_strdup (_("live"));
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const State *state = data;
	const SegRule *rule = seg_kept_at (state, row);

	switch (column) {
	case RULE:
		return g_strdup (rule->name);
	case TAKES:
	case SHARE:
		return count_cell (state, row, column == SHARE, ink);
	case STATE:
		*ink = SEG_INK_MUTED;
		return state_text (rule);
	case CONDITIONS:
	default:
		return g_strdup (rule->condition);
	}
}

static const SegListSource source = { .n_rows = seg_kept_n_rows, .cell = cell, .id = row_id, .is_table = TRUE };

static GPtrArray *
read_rules (SegView *view, GError **error)
{
	return seg_rules (seg_view_workspace (view), error);
}

static const SegKeptClass kept = {
	.read = read_rules, .source = &source, .columns = columns, .n_columns = G_N_ELEMENTS (columns), .title = N_("Rules"),
	.empty = N_("No rules yet. Press b to build one from parts, or n to write a condition: whom it takes is counted while you type."),
};

/* Reading ---------------------------------------------------------------------------------------------------------- */

/* Whom the rules take: counted in a job, as behaviour takes a pass over all events. */
typedef struct {
	SegUserCounter *counter;
	GArray *counts;
	gint64  n_users;
} Count;

static void
free_count (gpointer data)
{
	Count *count = data;

	g_clear_pointer (&count->counts, g_array_unref);
	seg_user_counter_free (count->counter);
	g_free (count);
}

static gboolean
run_count (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Count *count = data;
	g_autoptr (GPtrArray) rules = seg_rules (workspace, error);
	gint64 n;

	g_clear_pointer (&count->counts, g_array_unref); /* begun again after it gave way */
	count->counts = g_array_new (FALSE, FALSE, sizeof (gint64));
	if (rules == NULL || !seg_user_counter_count (count->counter, workspace, NULL, job, &n, &count->n_users, error))
		return FALSE;
	for (guint i = 0; i < rules->len; i++) {
		g_autoptr (GError) failure = NULL;

		n = -1;
		if (!seg_job_proceed (job, (double) i / rules->len, _("counting whom the rules take"), error))
			return FALSE;
		if (!seg_user_counter_count_rule (count->counter, workspace, rules->pdata[i], job, &n, &count->n_users, &failure) && g_error_matches (failure, SEG_ERROR, SEG_ERROR_CANCELLED)) {
			g_propagate_error (error, g_steal_pointer (&failure));
			return FALSE;
		}
		g_array_append_val (count->counts, n);
	}
	return TRUE;
}

static void
done_count (SegView *view, gpointer data)
{
	State *state = view->state;
	Count *count = data;

	g_clear_pointer (&state->counts, g_array_unref);
	state->counts = g_steal_pointer (&count->counts);
	state->n_users = count->n_users;
	seg_list_changed (state->kept.list);
}

static const SegWork count_work = { N_("counting whom the rules take"), run_count, done_count, NULL, free_count, FALSE, TRUE };

static void
refresh (SegView *view)
{
	State *state = view->state;

	g_clear_pointer (&state->counts, g_array_unref);
	seg_kept_refresh (view);
	if (seg_kept_n_rows (state) > 0) {
		Count *count = g_new0 (Count, 1);

		count->counter = seg_user_counter_ref (seg_live_count_counter (&state->live));
		seg_view_run (view, &count_work, count);
	}
}

/* Writing: one job for all that changes a rule. ---------------------------------------------------------------------- */

typedef struct {
	int    action;
	gint64 id;          /* 0: of a new one */
	char  *name, *text; /* the rule as it is called; what is new */
} Change;

static void
free_change (gpointer data)
{
	Change *change = data;

	g_free (change->name);
	g_free (change->text);
	g_free (change);
}

static gboolean
run_change (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Change *change = data;

	switch (change->action) {
	case CONDITION:
		return seg_rule_save (workspace, change->name, change->text, NULL, TRUE, error) != 0;
	case NAME:
		return seg_rule_edit (workspace, change->id, change->text, NULL, error);
	case DESCRIBE:
		return seg_rule_edit (workspace, change->id, NULL, change->text, error);
	case FREEZE:
		return seg_rule_freeze (workspace, change->id, job, error);
	case THAW:
		return seg_rule_thaw (workspace, change->id, error);
	case DELETE:
	default:
		return seg_rule_delete (workspace, change->id, error);
	}
}

static const SegWork change_work = { N_("changing the rules"), run_change, NULL, NULL, free_change, TRUE, FALSE };

static Change *
change_new (int action, gint64 id, const char *name, const char *text)
{
	Change *change = g_new (Change, 1);

	*change = (Change) { action, id, g_strdup (name), g_strdup (text) };
	return change;
}

/* Asking ----------------------------------------------------------------------------------------------------------- */

static gboolean
accept_text (SegView *view, const char *text, gpointer data, GError **error)
{
	const Change *asked = data;

	(void) error;
	seg_view_run (view, &change_work, change_new (asked->action, asked->id, asked->name, text));
	return TRUE;
}

/* The condition must make sense before anything else is asked. */
static gboolean
accept_condition (SegView *view, const char *text, gpointer data, GError **error)
{
	const Change *asked = data;

	if (!seg_rule_check (seg_view_workspace (view), asked->name, text, error))
		return FALSE;
	if (asked->action == NEW)
		seg_rules_ask_keep (view, text);
	else
		seg_view_run (view, &change_work, change_new (CONDITION, asked->id, asked->name, text));
	return TRUE;
}

static void
condition_changed (SegView *view, const char *text, gpointer data)
{
	(void) data;
	seg_live_count_set (view, &((State *) view->state)->live, text);
}

static const char *
condition_words (SegView *view, SegInk *ink, gpointer data)
{
	(void) data;
	return seg_live_count_words (view, &((State *) view->state)->live, ink);
}

static const SegLineLive condition_live = { condition_changed, condition_words };

/* With how many things will notice another condition. */
static char *
condition_title (SegView *view, const SegRule *rule)
{
	g_autoptr (GPtrArray) uses = seg_rule_where_used (seg_view_workspace (view), rule, SEG_CHANGE_USERS, NULL);

	if (uses == NULL || uses->len == 0)
		return g_strdup_printf (_("Who belongs to \"%s\"?"), rule->name);
	return g_strdup_printf (ngettext ("Who belongs to \"%s\"? %u thing depends on it (u)", "Who belongs to \"%s\"? %u things depend on it (u)", uses->len),
	                        rule->name, uses->len);
}

static void
ask_condition (SegView *view, const SegRule *rule)
{
	g_autofree char *title = rule != NULL ? condition_title (view, rule) : g_strdup (_("Who belongs to the new rule?"));

	seg_live_count_clear (&((State *) view->state)->live);
	seg_live_count_warm (view, &((State *) view->state)->live);
	seg_ask_line_live (view, title,
	                   _("Conditions: city in (上海, 北京), orders >= 2, age between 30 and 40, email is missing, did purchase at least 2 times in the last 90 days, "
	                     "did not play since 2024-05-01, segment of \"Demo\" = 2, rule = \"Other\". Join them by and, or, not and brackets."),
	                   rule != NULL ? rule->condition : "", &condition_live, accept_condition,
	                   rule != NULL ? change_new (CONDITION, rule->id, rule->name, NULL) : change_new (NEW, 0, NULL, NULL), free_change);
}

static void
confirmed (SegView *view, gpointer data)
{
	const Change *asked = data;

	seg_view_run (view, &change_work, change_new (asked->action, asked->id, asked->name, NULL));
}

static void
ask_delete (SegView *view, const SegRule *rule)
{
	g_autofree char *question = g_strdup_printf (_("Delete the rule \"%s\"?"), rule->name);
	g_autoptr (GPtrArray) uses = seg_rule_where_used (seg_view_workspace (view), rule, SEG_CHANGE_DELETE, NULL);

	if (uses != NULL && uses->len > 0) { /* it stays: what is in the way */
		g_autofree char *title = g_strdup_printf (_("\"%s\" stays: something depends on it"), rule->name), *words = seg_uses_words (uses);

		seg_tell (view, title, words);
		return;
	}
	seg_ask_yes (view, question, confirmed, change_new (DELETE, rule->id, rule->name, NULL), free_change);
}

static void
show_users (SegView *view, const SegRule *rule)
{
	g_autofree char *filter = seg_rule_filter (rule->name), *errand = g_strconcat (SEG_USERS_FILTER, filter, NULL);

	seg_view_visit (view, "users", errand, 0);
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
act (SegView *view, int action)
{
	const SegRule *rule = seg_kept_cursor (view->state);

	if (action == NEW || action == BUILD) {
		if (action == NEW)
			ask_condition (view, NULL);
		else
			seg_view_push (view, &seg_rule_form_view, &(SegRuleFormPlace) { NULL, NULL });
		return TRUE;
	}
	if (action == UNDO || action == REDO) {
		seg_history_step (view, action == REDO);
		return TRUE;
	}
	if (rule == NULL || action < SEG_ACTION_OWN)
		return FALSE;
	switch (action) {
	case USERS:
		show_users (view, rule);
		return TRUE;
	case REBUILD:
		seg_view_push (view, &seg_rule_form_view, &(SegRuleFormPlace) { rule->name, rule->condition });
		return TRUE;
	case CONDITION:
		ask_condition (view, rule);
		return TRUE;
	case NAME:
		seg_ask_line (view, _("Another name for the rule"), NULL, rule->name, accept_text, change_new (NAME, rule->id, rule->name, NULL), free_change);
		return TRUE;
	case DESCRIBE:
		seg_ask_line (view, _("What to remember about the rule"), NULL, rule->description, accept_text,
		              change_new (DESCRIBE, rule->id, rule->name, NULL), free_change);
		return TRUE;
	case FREEZE:
	case THAW:
		seg_view_run (view, &change_work, change_new (action, rule->id, rule->name, NULL));
		return TRUE;
	case USES:
		seg_uses_tell_rule (view, rule);
		return TRUE;
	case DELETE:
		ask_delete (view, rule);
		return TRUE;
	default:
		return FALSE;
	}
}

static gboolean
can (SegView *view, int action)
{
	const SegRule *rule = seg_kept_cursor (view->state);

	if (action < SEG_ACTION_OWN || action == NEW || action == BUILD || action == UNDO || action == REDO)
		return TRUE;
	return rule != NULL && (action != THAW || rule->frozen_at != 0);
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	(void) argument;
	(void) error;
	return seg_kept_open (view, &kept);
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	g_clear_pointer (&state->counts, g_array_unref);
	seg_live_count_end (&state->live);
	seg_kept_close (view);
}

/* The rule under the cursor in full; returns the lines used, from the one before @y. */
static int
draw_rule (const SegRule *rule, SegCells *cells, SegRect rect, int y)
{
	int used = 0;

	if (rule == NULL)
		return 0;
	used += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_ACCENT, rule->condition);
	if (rule->description[0] != '\0')
		used += seg_draw_paragraph (cells, rect, 0, y + used, SEG_INK_MUTED, rule->description);
	return used + 1;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	int used = seg_draw_heading (cells, rect, _("Rules"), NULL);

	rect = seg_rect_below (rect, used);
	used = seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL,
	                           _("A rule takes whoever meets its condition now; frozen, whoever met it on that day."));
	used += draw_rule (seg_kept_cursor (view->state), cells, rect, used + 1);
	seg_list_draw (seg_kept_list (view), cells, seg_rect_below (rect, used + 1), seg_view_has_focus (view));
}

/* Whom the rule takes, as Enter lists them. */
static SegView *
open_pane (SegView *view, gsize row, GError **error)
{
	g_autofree char *filter = seg_rule_filter (((const SegRule *) seg_kept_at (view->state, row))->name);

	return seg_pane_view (view, &seg_users_view, &(SegUsersPlace) { .filter = filter }, error);
}

static const SegPaneClass pane = { .list_least = 50, .list_most = 90, .least = 50, .lines = 12, .open = open_pane };

const SegViewClass seg_rules_view = {
	.name = "rules", .title = N_("Rules"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("A rule keeps a condition under a name: over attributes, features, what users did, segments and other rules. It is live: whoever meets it "
	           "belongs to it, at every import anew. Freeze it to keep those of one day together, as for a campaign that runs for weeks.\n\n"
	           "Lists, campaigns and other rules use a rule by its name: rule = \"Returning\". Broken: what the rule asks for is no longer there; press c."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = seg_kept_list, .when_empty = seg_kept_when_empty,
	.pane = &pane,
};
