/* segscope rules: conditions under a name; listed, kept, tried, renamed, frozen, forgotten. */
#include <config.h>
#include "segments.h"

#include <segscope/rule.h>
#include <segscope/text.h>
#include <segscope/uses.h>
#include <segscope/user_counter.h>

#include <glib/gi18n.h>

/* What was asked for. */
typedef struct {
	char *keep, *condition, *describe, *rename, *to, *freeze, *thaw, *forget;
	gboolean replace;
} Options;

static void
clear_options (Options *options)
{
	char **texts[] = { &options->keep, &options->condition, &options->describe, &options->rename, &options->to, &options->freeze, &options->thaw,
	                   &options->forget };

	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
		g_free (*texts[i]);
}

/* How many of the options that each do something are there. */
static guint
n_actions (const Options *options)
{
	const char *const actions[] = { options->keep, options->rename, options->freeze, options->thaw, options->forget };
	guint n = 0;

	for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
		if (actions[i] != NULL)
			n++;
	return n;
}

static gboolean
check (const Options *options, GError **error)
{
	const char *trouble = NULL;

	if (n_actions (options) > 1)
		trouble = _("--keep, --rename, --freeze, --thaw and --forget go one at a time");
	else if (options->keep != NULL && options->condition == NULL)
		trouble = _("Say who belongs: --keep NAME --condition \"orders >= 2 and city = 上海\"");
	else if (options->rename != NULL && options->to == NULL && options->describe == NULL)
		trouble = _("Say what is new: --rename NAME --to NEW, or --describe TEXT");
	else if (options->to != NULL && options->rename == NULL)
		trouble = _("Say which rule gets the new name: --rename NAME --to NEW");
	else if (options->replace && options->keep == NULL)
		trouble = _("--replace goes with --keep");
	else if (options->describe != NULL && options->keep == NULL && options->rename == NULL)
		trouble = _("--describe goes with --keep or --rename");
	else if (options->condition != NULL && options->keep == NULL && n_actions (options) > 0)
		trouble = _("--condition goes with --keep, or alone to count whom it takes");
	if (trouble != NULL)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, trouble);
	return trouble == NULL;
}

static gboolean
add_row (SegTable *table, SegWorkspace *workspace, SegUserCounter *counter, const SegRule *rule, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegJob) job = seg_cli_job (common);
	g_autoptr (GError) failure = NULL;
	gint64 n = 0, all = 0;
	gboolean counted = seg_user_counter_count_rule (counter, workspace, rule, job, &n, &all, &failure);

	if (!counted && g_error_matches (failure, SEG_ERROR, SEG_ERROR_CANCELLED)) {
		g_propagate_error (error, g_steal_pointer (&failure));
		return FALSE;
	}
	seg_table_text (table, rule->name);
	if (counted) {
		seg_table_integer (table, n);
		seg_table_number (table, all > 0 ? (double) n / (double) all : 0);
	} else {
		seg_table_missing (table);
		seg_table_missing (table);
		seg_cli_remark (common, "%s", failure->message); /* what it asks for is gone: the others are listed all the same */
	}
	seg_table_text (table, rule->frozen_at != 0 ? _("frozen") : _("live"));
	if (rule->frozen_at != 0)
		seg_table_integer (table, rule->frozen_at);
	else
		seg_table_missing (table);
	seg_table_text (table, rule->condition);
	seg_table_text (table, rule->description);
	return TRUE;
}

static gboolean
list (SegWorkspace *workspace, const SegCommonOptions *common, GError **error)
{
	g_autoptr (GPtrArray) rules = seg_rules (workspace, error);
	g_autoptr (SegTable) table = seg_table_new ();
	g_autoptr (SegUserCounter) counter = seg_user_counter_new ();

	if (rules == NULL)
		return FALSE;
	if (rules->len == 0)
		seg_cli_remark (common, _("There are no rules yet; keep one with: segscope rules WORKSPACE --keep NAME --condition \"orders >= 2\""));
	seg_table_column (table, "rule", _("Rule"), SEG_CELL_TEXT);
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "share", _("Share"), SEG_CELL_SHARE);
	seg_table_column (table, "state", _("State"), SEG_CELL_TEXT);
	seg_table_column (table, "frozen_at", _("Since (UTC)"), SEG_CELL_DATE);
	seg_table_column (table, "condition", _("Who belongs"), SEG_CELL_TEXT);
	seg_table_column (table, "description", _("Description"), SEG_CELL_TEXT);
	for (guint i = 0; i < rules->len; i++)
		if (!add_row (table, workspace, counter, rules->pdata[i], common, error))
			return FALSE;
	seg_table_print (table, common->output);
	return TRUE;
}

/* Whom the condition would take; nothing is kept. */
static gboolean
try_condition (SegWorkspace *workspace, const char *condition, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegFilter) filter = seg_filter_parse (workspace, NULL, condition, error);
	g_autoptr (SegTable) table = seg_table_new ();
	g_autoptr (SegUserCounter) counter = seg_user_counter_new ();
	gint64 n, all;

	if (filter == NULL || !seg_user_counter_count (counter, workspace, filter, NULL, &n, &all, error))
		return FALSE;
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "share", _("Share"), SEG_CELL_SHARE);
	seg_table_column (table, "condition", _("Who belongs"), SEG_CELL_TEXT);
	seg_table_integer (table, n);
	seg_table_number (table, all > 0 ? (double) n / (double) all : 0);
	seg_table_text (table, condition);
	seg_table_print (table, common->output);
	return TRUE;
}

/* What notices the change is said before it is made. */
static gboolean
say_uses (SegWorkspace *workspace, const char *name, const Options *options, const SegCommonOptions *common, GError **error)
{
	SegChange change = options->rename != NULL ? SEG_CHANGE_NAME : options->forget != NULL ? SEG_CHANGE_DELETE : SEG_CHANGE_USERS;
	g_autoptr (SegRule) rule = seg_rule_load (workspace, name, NULL);
	g_autoptr (GPtrArray) uses = rule != NULL ? seg_rule_where_used (workspace, rule, change, error) : NULL;

	if (uses != NULL)
		seg_cli_remark_uses (common, uses);
	return rule == NULL || uses != NULL;
}

static gboolean
act (SegWorkspace *workspace, const Options *options, const SegCommonOptions *common, GError **error)
{
	const char *name = options->rename != NULL ? options->rename : options->freeze != NULL ? options->freeze
	                   : options->thaw != NULL ? options->thaw : options->forget;
	g_autoptr (SegJob) job = seg_cli_job (common);
	g_autoptr (SegRule) rule = NULL;

	if (options->keep != NULL && options->condition != NULL && options->condition[0] != '\0'
	    && !seg_rule_check (workspace, options->keep, options->condition, error))
		return FALSE; /* what is refused changes nothing for anybody */
	if (options->forget == NULL && !say_uses (workspace, options->keep != NULL ? options->keep : name, options, common, error))
		return FALSE; /* where a rule is not to be forgotten, the refusal says why */
	if (options->keep != NULL)
		return seg_rule_save (workspace, options->keep, options->condition, options->describe, options->replace, error) != 0;
	rule = seg_rule_load (workspace, name, error);
	if (rule == NULL)
		return FALSE;
	if (options->rename != NULL)
		return seg_rule_edit (workspace, rule->id, options->to, options->describe, error);
	if (options->freeze != NULL)
		return seg_rule_freeze (workspace, rule->id, job, error);
	return options->thaw != NULL ? seg_rule_thaw (workspace, rule->id, error) : seg_rule_delete (workspace, rule->id, error);
}

static gboolean
run_with (const char *path, const Options *options, const SegCommonOptions *common, GError **error)
{
	gboolean acts = n_actions (options) > 0;
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, acts ? SEG_WORKSPACE_READ_WRITE : SEG_WORKSPACE_READ_ONLY, error);

	if (workspace == NULL || (acts && !act (workspace, options, common, error)))
		return FALSE;
	seg_cli_job_end ();
	if (!acts && options->condition != NULL)
		return try_condition (workspace, options->condition, common, error);
	return list (workspace, common, error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Options options = { 0 };
	SegCommonOptions common;
	const GOptionEntry entries[] = {
		{ "keep", 'k', 0, G_OPTION_ARG_STRING, &options.keep, N_("Keep --condition under this name"), "NAME" },
		{ "condition", 'c', 0, G_OPTION_ARG_STRING, &options.condition, N_("Who belongs; alone: count them, keep nothing"), "CONDITIONS" },
		{ "describe", 0, 0, G_OPTION_ARG_STRING, &options.describe, N_("Description of the rule that is kept or renamed"), "TEXT" },
		{ "replace", 0, 0, G_OPTION_ARG_NONE, &options.replace, N_("Change the rule of that name; it is live then"), NULL },
		{ "rename", 0, 0, G_OPTION_ARG_STRING, &options.rename, N_("Give this rule another name or description; what uses it goes on using it"), "NAME" },
		{ "to", 0, 0, G_OPTION_ARG_STRING, &options.to, N_("The new name"), "NEW" },
		{ "freeze", 0, 0, G_OPTION_ARG_STRING, &options.freeze, N_("Whoever meets the rule now belongs to it from now on"), "NAME" },
		{ "thaw", 0, 0, G_OPTION_ARG_STRING, &options.thaw, N_("Whoever meets the rule belongs to it again"), "NAME" },
		{ "forget", 0, 0, G_OPTION_ARG_STRING, &options.forget, N_("Delete the rule, unless something uses it"), "NAME" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean done = seg_cli_parse (command, entries, 1, 1, &argc, &argv, &common, error);

	if (done && argc > 0)
		done = check (&options, error) && run_with (argv[1], &options, &common, error);
	clear_options (&options);
	return done;
}

const SegCommand seg_command_rules = {
	"rules", "WORKSPACE", N_("Conditions under a name, which lists and campaigns use: keep, count, freeze them"),
	N_("CONDITIONS are written as for segscope users --filter, and may use other rules: rule = \"NAME\". A rule is live (whoever meets it\n"
	   "now), or frozen (whoever met it then).\n\n"
	   "  segscope rules courses.seg --condition \"did purchase at least 2 times in the last 90 days\"\n"
	   "  segscope rules courses.seg --keep Returning --condition \"orders >= 2 and did not purchase in the last 30 days\"\n"
	   "  segscope rules courses.seg --freeze Returning\n"
	   "  segscope users courses.seg --filter 'rule = Returning and city in (上海, 北京)'\n"
	   "  segscope campaign courses.seg --create May --filter 'rule = Returning'\n"),
	run
};
