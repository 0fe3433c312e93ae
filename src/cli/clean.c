#include <config.h>
#include "clean_option.h"
#include "commands.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

/* What was said besides the options of the step. */
typedef struct {
	char    *add, *export, *import, *note;
	gint64   at, change, remove, move, to, enable, disable, limit, offset;
	gboolean preview, undo, clear, steps, changes;
} Wish;

static void
wish_clear (Wish *wish)
{
	g_free (wish->add);
	g_free (wish->export);
	g_free (wish->import);
	g_free (wish->note);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wish, wish_clear)

/* Printing ---------------------------------------------------------------------------------------------------------------------- */

static void
declare (SegTable *table)
{
	seg_table_column (table, "position", _("No."), SEG_CELL_INTEGER);
	seg_table_column (table, "kind", _("Kind"), SEG_CELL_TEXT);
	seg_table_column (table, "step", _("Step"), SEG_CELL_TEXT);
	seg_table_column (table, "rows_before", _("Rows before"), SEG_CELL_INTEGER);
	seg_table_column (table, "rows_after", _("After"), SEG_CELL_INTEGER);
	seg_table_column (table, "values_changed", _("Values changed"), SEG_CELL_INTEGER);
	seg_table_column (table, "effect", _("What it changed"), SEG_CELL_TEXT);
	seg_table_column (table, "note", _("Note"), SEG_CELL_TEXT);
}

static gboolean
print_recipe (const SegCommonOptions *common, SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) steps = seg_recipe_list (workspace, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (steps == NULL)
		return FALSE;
	if (steps->len == 0 && common->output == SEG_OUTPUT_TABLE) {
		seg_cli_say (common, _("The recipe has no steps: everything is as it was imported. segscope quality says what deserves one;\n"
		                       "segscope clean WORKSPACE --steps lists the kinds of steps."));
		return TRUE;
	}
	declare (table);
	for (guint i = 0; i < steps->len; i++) {
		const SegStep *step = steps->pdata[i];
		const gboolean ran = step->enabled && step->effect.skipped == NULL;
		g_autofree char *sentence = seg_step_sentence (step), *effect = seg_step_effect_sentence (step);

		seg_table_integer (table, step->position);
		seg_table_text (table, step->kind->name);
		seg_table_text (table, sentence);
		for (int k = 0; k < 3; k++)
			if (ran)
				seg_table_integer (table, k == 0 ? step->effect.rows_before : k == 1 ? step->effect.rows_after : step->effect.cells);
			else
				seg_table_missing (table);
		seg_table_text (table, effect);
		seg_table_text (table, step->note);
	}
	seg_table_print (table, common->output);
	return TRUE;
}

static void
print_examples (const SegCommonOptions *common, const SegCleanPreview *preview)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "key", _("Of"), SEG_CELL_TEXT);
	seg_table_column (table, "column", _("Column"), SEG_CELL_TEXT);
	seg_table_column (table, "before", _("Before"), SEG_CELL_TEXT);
	seg_table_column (table, "after", _("After"), SEG_CELL_TEXT);
	for (guint i = 0; i < preview->examples->len; i++) {
		const SegCleanExample *example = preview->examples->pdata[i];
		const char *missing = common->output == SEG_OUTPUT_TABLE ? _("(missing)") : NULL;

		seg_table_text (table, example->key);
		seg_table_text (table, example->column);
		seg_table_text (table, example->before != NULL || example->column == NULL ? example->before : missing);
		seg_table_text (table, example->column == NULL && common->output == SEG_OUTPUT_TABLE ? _("(left out)")
		                : example->after != NULL || example->column == NULL ? example->after : missing);
	}
	seg_table_print (table, common->output);
}

static void
print_groups (const SegCommonOptions *common, const SegCleanPreview *preview)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "survivor", _("Stays"), SEG_CELL_TEXT);
	seg_table_column (table, "merged", _("Merged into it"), SEG_CELL_TEXT);
	seg_table_column (table, "alike", _("Alike"), SEG_CELL_TEXT);
	for (guint i = 0; i < preview->groups->len; i++) {
		const SegCleanGroup *group = preview->groups->pdata[i];
		g_autofree char *others = g_strjoinv (", ", group->others);

		seg_table_text (table, group->survivor);
		seg_table_text (table, others);
		seg_table_text (table, group->alike);
	}
	seg_table_print (table, common->output);
}

static void
say_histogram (const SegCommonOptions *common, const char *name, const gint64 *bins, gint64 most)
{
	static const char *const bars[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	g_autoptr (GString) line = g_string_new (NULL);

	for (gsize i = 0; i < SEG_CLEAN_BINS; i++)
		g_string_append (line, bars[bins[i] == 0 ? 0 : MAX (1, bins[i] * 8 / most)]);
	seg_cli_say (common, "  %s  %s", name, line->str);
}

static void
print_preview (const SegCommonOptions *common, const SegStep *step, SegCleanPreview *preview)
{
	g_autoptr (SegStep) shown = seg_step_copy (step);
	g_autofree char *sentence = seg_step_sentence (step), *effect = NULL;
	g_autofree char *before = seg_format_integer (preview->effect.rows_before), *after = seg_format_integer (preview->effect.rows_after);
	gint64 most = 1;

	shown->enabled = TRUE;
	shown->effect = preview->effect;
	preview->effect = (SegStepEffect) { 0 };
	effect = seg_step_effect_sentence (shown);
	seg_cli_say (common, _("It would %s: %s."), sentence, effect);
	seg_cli_say (common, _("%s rows before, %s after; missing values in its columns: %" PRId64 " before, %" PRId64 " after. "
	                       "Nothing was changed."), before, after, shown->effect.missing_before, shown->effect.missing_after);
	if (preview->has_histogram) {
		g_autofree char *low = seg_format_auto (preview->low), *high = seg_format_auto (preview->high);

		for (gsize i = 0; i < SEG_CLEAN_BINS; i++)
			most = MAX (most, MAX (preview->before[i], preview->after[i]));
		seg_cli_say (common, _("\n%s from %s to %s:"), preview->column, low, high);
		say_histogram (common, _("before"), preview->before, most);
		say_histogram (common, _("after "), preview->after, most);
	}
	if (preview->groups->len > 0) {
		seg_cli_say (common, "%s", "");
		print_groups (common, preview);
	}
	if (preview->examples->len > 0 && (common->output == SEG_OUTPUT_TABLE || preview->groups->len == 0)) {
		seg_cli_say (common, "%s", "");
		print_examples (common, preview);
	}
}

static gboolean
print_changes (const SegCommonOptions *common, const Wish *wish, SegWorkspace *workspace, GError **error)
{
	const gint64 limit = wish->limit > 0 ? wish->limit : wish->limit == 0 || common->output != SEG_OUTPUT_TABLE ? G_MAXINT64 : 100;
	g_autoptr (GPtrArray) changes = seg_clean_changes (workspace, wish->offset, limit, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (changes == NULL)
		return FALSE;
	seg_table_column (table, "of", _("Of"), SEG_CELL_TEXT);
	seg_table_column (table, "key", _("Key"), SEG_CELL_TEXT);
	seg_table_column (table, "column", _("Column"), SEG_CELL_TEXT);
	seg_table_column (table, "imported", _("Imported"), SEG_CELL_TEXT);
	seg_table_column (table, "now", _("Now"), SEG_CELL_TEXT);
	for (guint i = 0; i < changes->len; i++) {
		const SegCleanChange *change = changes->pdata[i];

		seg_table_text (table, change->entity);
		seg_table_text (table, change->key);
		seg_table_text (table, change->column);
		seg_table_text (table, change->imported);
		seg_table_text (table, change->now);
	}
	seg_table_print (table, common->output);
	if (changes->len == limit)
		seg_cli_remark (common, _("There may be more: --limit 0 shows all"));
	return TRUE;
}

/* Doing --------------------------------------------------------------------------------------------------------------------------- */

static SegStep *
find_step (GPtrArray *steps, gint64 position, GError **error)
{
	if (position >= 1 && position <= steps->len)
		return steps->pdata[position - 1];
	g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The recipe has %u steps, there is no step %" PRId64), steps->len, position);
	return NULL;
}

/* The step to be added, or the one to be changed with what was said. NULL with @error. */
static SegStep *
make_step (const Wish *wish, const SegCleanOptions *options, GPtrArray *steps, GError **error)
{
	const SegStepKind *kind = wish->add != NULL ? seg_step_kind_find (wish->add) : NULL;
	g_autoptr (SegStep) step = NULL;

	if (wish->add == NULL) {
		const SegStep *present = find_step (steps, wish->change, error);

		step = present != NULL ? seg_step_copy (present) : NULL;
	} else if (kind != NULL) {
		step = seg_step_new (kind);
	} else {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no kind of step “%s”; segscope clean WORKSPACE --steps lists them"), wish->add);
	}
	if (step == NULL || !seg_clean_options_apply (options, step, error))
		return NULL;
	if (wish->note != NULL) {
		g_free (step->note);
		step->note = g_strdup (wish->note);
	}
	return g_steal_pointer (&step);
}

static gboolean
preview (const SegCommonOptions *common, const Wish *wish, const SegCleanOptions *options, SegWorkspace *workspace, SegJob *job,
         GError **error)
{
	g_autoptr (GPtrArray) steps = seg_recipe_list (workspace, error);
	g_autoptr (SegStep) step = steps != NULL ? make_step (wish, options, steps, error) : NULL;
	g_autoptr (SegCleanPreview) shown = step != NULL ? seg_recipe_preview (workspace, step, wish->at, job, error) : NULL;

	seg_cli_job_end ();
	if (shown == NULL)
		return FALSE;
	print_preview (common, step, shown);
	return TRUE;
}

static gboolean
replace (const Wish *wish, SegWorkspace *workspace, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) steps = wish->clear ? g_ptr_array_new () : seg_recipe_read (wish->import, error);

	return steps != NULL && seg_recipe_replace (workspace, steps, job, error);
}

/* Changes the recipe as wished. */
static gboolean
change (const Wish *wish, const SegCleanOptions *options, SegWorkspace *workspace, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) steps = seg_recipe_list (workspace, error);
	g_autoptr (SegStep) made = NULL;
	const gint64 place = wish->undo && steps != NULL ? steps->len : wish->remove + wish->move + wish->enable + wish->disable;
	const SegStep *step;

	if (steps == NULL)
		return FALSE;
	if (wish->add != NULL || wish->change != 0) {
		made = make_step (wish, options, steps, error);
		return made != NULL && (wish->add != NULL ? seg_recipe_add (workspace, made, wish->at, job, error)
		                                          : seg_recipe_update (workspace, made, job, error));
	}
	if (wish->import != NULL || wish->clear)
		return replace (wish, workspace, job, error);
	step = find_step (steps, place, error);
	if (step == NULL)
		return FALSE;
	if (wish->move != 0)
		return seg_recipe_move (workspace, step->id, wish->to, job, error);
	if (wish->enable != 0 || wish->disable != 0)
		return seg_recipe_set_enabled (workspace, step->id, wish->enable != 0, job, error);
	return seg_recipe_remove (workspace, step->id, job, error);
}

/* --limit is an option of some steps; with --changes it says how many rows are listed, as in other commands. */
static gboolean
take_limit (Wish *wish, SegCleanOptions *options, GError **error)
{
	g_auto (GStrv) values = wish->changes ? seg_clean_options_take (options, "limit") : NULL;

	if (values == NULL || g_ascii_string_to_signed (values[0], 10, 0, G_MAXINT64, &wish->limit, NULL))
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--limit is a whole number, not “%s”"), values[0]);
	return FALSE;
}

/* At most one thing at a time, and options of steps only where there is a step. */
static gboolean
check (const Wish *wish, const SegCleanOptions *options, GError **error)
{
	const int n_changes = (wish->add != NULL) + (wish->change != 0) + (wish->remove != 0) + (wish->move != 0) + (wish->enable != 0)
	                      + (wish->disable != 0) + (wish->import != NULL) + wish->undo + wish->clear + (wish->export != NULL) + wish->changes;
	const gboolean has_step = wish->add != NULL || wish->change != 0;
	const char *why = NULL;

	if (n_changes > 1)
		why = _("One change at a time: --add, --change, --remove, --move, --enable, --disable, --undo, --clear, --import, --export or --changes");
	else if (!has_step && seg_clean_options_given (options))
		why = _("Options of a step need --add KIND or --change N");
	else if (wish->preview && !has_step)
		why = _("--preview needs --add KIND or --change N");
	else if ((wish->move != 0) != (wish->to != 0))
		why = _("--move N needs --to M");
	else if (wish->note != NULL && !has_step)
		why = _("--note needs --add KIND or --change N");
	else if (wish->at != 0 && wish->add == NULL)
		why = _("--at needs --add KIND");
	if (why != NULL)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, why);
	return why == NULL;
}

static gboolean
act (const SegCommonOptions *common, const Wish *wish, const SegCleanOptions *options, const char *path, GError **error)
{
	const gboolean reads = wish->export != NULL || wish->changes
	                       || (wish->add == NULL && wish->import == NULL && !wish->undo && !wish->clear
	                           && wish->change + wish->remove + wish->move + wish->enable + wish->disable == 0);
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, reads ? SEG_WORKSPACE_READ_ONLY : SEG_WORKSPACE_READ_WRITE, error);
	g_autoptr (SegJob) job = seg_cli_job (common);
	gboolean changed;

	if (workspace == NULL)
		return FALSE;
	if (wish->export != NULL)
		return seg_recipe_export (workspace, wish->export, error);
	if (wish->changes)
		return print_changes (common, wish, workspace, error);
	if (wish->preview)
		return preview (common, wish, options, workspace, job, error);
	if (!reads) {
		changed = change (wish, options, workspace, job, error);
		seg_cli_job_end ();
		if (!changed)
			return FALSE;
	}
	return print_recipe (common, workspace, error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegCommonOptions common;
	g_auto (Wish) wish = { .limit = -1 };
	g_auto (SegCleanOptions) options = { .n = 0 };
	const GOptionEntry own[] = {
		{ "add", 0, 0, G_OPTION_ARG_STRING, &wish.add, N_("Add a step of this kind, with its options (see --steps)"), "KIND" },
		{ "at", 0, 0, G_OPTION_ARG_INT64, &wish.at, N_("With --add: as step number N, not at the end"), "N" },
		{ "change", 0, 0, G_OPTION_ARG_INT64, &wish.change, N_("Give step N the options that follow"), "N" },
		{ "preview", 0, 0, G_OPTION_ARG_NONE, &wish.preview, N_("With --add or --change: only show what it would do"), NULL },
		{ "remove", 0, 0, G_OPTION_ARG_INT64, &wish.remove, N_("Take step N out"), "N" },
		{ "undo", 0, 0, G_OPTION_ARG_NONE, &wish.undo, N_("Take the last step out"), NULL },
		{ "clear", 0, 0, G_OPTION_ARG_NONE, &wish.clear, N_("Take all steps out: everything is as imported"), NULL },
		{ "move", 0, 0, G_OPTION_ARG_INT64, &wish.move, N_("Move step N (with --to M)"), "N" },
		{ "to", 0, 0, G_OPTION_ARG_INT64, &wish.to, N_("Where to"), "M" },
		{ "enable", 0, 0, G_OPTION_ARG_INT64, &wish.enable, N_("Switch step N on"), "N" },
		{ "disable", 0, 0, G_OPTION_ARG_INT64, &wish.disable, N_("Switch step N off"), "N" },
		{ "note", 0, 0, G_OPTION_ARG_STRING, &wish.note, N_("With --add or --change: a remark that stays with the step"), "TEXT" },
		{ "export", 0, 0, G_OPTION_ARG_FILENAME, &wish.export, N_("Write the recipe to a file"), "FILE" },
		{ "import", 0, 0, G_OPTION_ARG_FILENAME, &wish.import, N_("Put the recipe of a file in the place of this one"), "FILE" },
		{ "changes", 0, 0, G_OPTION_ARG_NONE, &wish.changes, N_("List the values that differ from what was imported (with --limit N, 0: all)"), NULL },
		{ "offset", 0, 0, G_OPTION_ARG_INT64, &wish.offset, N_("With --changes: without the first N"), "N" },
		{ "steps", 0, 0, G_OPTION_ARG_NONE, &wish.steps, N_("List the kinds of steps and their options; needs no workspace"), NULL },
	};
	GOptionEntry entries[G_N_ELEMENTS (own) + SEG_CLEAN_OPTIONS_MOST + 1];

	memset (entries, 0, sizeof entries);
	memcpy (entries, own, sizeof own);
	seg_clean_options_entries (&options, entries, G_N_ELEMENTS (own));
	if (!seg_cli_parse (command, entries, 0, 1, &argc, &argv, &common, error))
		return FALSE;
	if (argc == 0)
		return TRUE;
	if (wish.steps) {
		seg_clean_options_print (&common);
		return TRUE;
	}
	if (argc < 2) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("Which workspace? usage: segscope clean WORKSPACE"));
		return FALSE;
	}
	return take_limit (&wish, &options, error) && check (&wish, &options, error) && act (&common, &wish, &options, argv[1], error);
}

const SegCommand seg_command_clean = {
	"clean", "WORKSPACE", N_("Clean users, items and events by a recipe of steps; without options list it"),
	N_("Imported values are never lost: a step that is taken out takes its changes with it, and the recipe is run again after\n"
	   "each import. Columns go by name; --of items or --of events where a step is not about users.\n\n"
	   "  segscope clean shop.seg --steps\n"
	   "  segscope clean shop.seg --add fill --column age --with median --by plan --preview\n"
	   "  segscope clean shop.seg --add outliers --column spent --beyond quantiles --limit 0.01\n"
	   "  segscope clean shop.seg --add merge --alike phone --alike email --alike name+city\n"
	   "  segscope clean shop.seg --add filter --of events --where \"amount < 100000 AND at >= '2024-01-01'\"\n"
	   "  segscope clean shop.seg --add exclude --pattern '*@test.com'\n"
	   "  segscope clean shop.seg --move 3 --to 1\n"
	   "  segscope clean shop.seg --export recipe.json"), run
};
