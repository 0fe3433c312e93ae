#include <config.h>
#include "commands.h"
#include "import.h"

#include <segscope/clean.h>
#include <segscope/intake.h>
#include <segscope/rejects.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
	char    *role, *encoding, *delimiter, *header, *quotes, *kind, *dates;
	char    *max_rejects, *orders, *missing;
	char   **mappings;
	gint64   corrects;
	gboolean dry_run, forget, add_known;
} Options;

/* What to import ------------------------------------------------------------------------------------------------------- */

static gboolean
find_role (const char *name, const SegRole **role, GError **error)
{
	g_autoptr (GString) names = g_string_new (NULL);
	gsize n_roles;
	const SegRole *roles = seg_roles (&n_roles);

	*role = name != NULL ? seg_role_find (name) : NULL;
	if (name == NULL || *role != NULL)
		return TRUE;
	for (gsize i = 0; i < n_roles; i++)
		g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", roles[i].name);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--as %s: there is no such role; choose one of %s"), name, names->str);
	return FALSE;
}

static gboolean
find_delimiter (const char *text, char *delimiter, GError **error)
{
	static const struct { const char *name; char delimiter; } names[] = {
		{ "tab", '\t' }, { "\\t", '\t' }, { "comma", ',' }, { "semicolon", ';' }, { "pipe", '|' }
	};

	*delimiter = '\0';
	for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (names); i++)
		if (strcmp (names[i].name, text) == 0)
			*delimiter = names[i].delimiter;
	if (text == NULL || *delimiter != '\0')
		return TRUE;
	if (strlen (text) != 1 || strchr ("\"\r\n", text[0]) != NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--delimiter takes one character, or tab, not \"%s\""), text);
		return FALSE;
	}
	*delimiter = text[0];
	return TRUE;
}

static void
fail_folder (const char *path, GError **error)
{
	g_autofree char *all = g_build_filename (path, "*.csv", NULL);

	g_set_error (error, SEG_ERROR, SEG_ERROR_FILE,
	             _("%s is a folder; name its files, which the shell does for you with %s (either all of them are loaded, or none)"),
	             path, all);
}

/* "-" may stand for one of the files. */
static gboolean
take_standard_input (const SegCommonOptions *common, char **paths, GError **error)
{
	g_autoptr (SegJob) job = NULL;
	gboolean taken;
	guint n = 0;

	for (gsize i = 0; paths[i] != NULL; i++)
		n += strcmp (paths[i], "-") == 0;
	if (n == 0)
		return TRUE;
	if (n > 1 || isatty (STDIN_FILENO)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE,
		                     n > 1 ? _("Standard input (-) can be read only once")
		                           : _("Standard input (-) is the keyboard; hand a file over: segscope import shop.seg - < users.csv"));
		return FALSE;
	}
	job = seg_cli_job (common);
	taken = seg_import_take_input (STDIN_FILENO, job, error);
	seg_cli_job_end ();
	return taken;
}

/* An empty file (of mktemp, or of an import that was killed at once) holds nothing that could be asked. */
static gboolean
holds_something (const char *path)
{
	GStatBuf status;

	return g_stat (path, &status) == 0 && (status.st_size > 0 || !S_ISREG (status.st_mode)); /* a device is none of ours to remove */
}

/* Which words count as missing: as said now, or as the workspace was told before. */
static gboolean
find_missing_words (const Options *options, SegWorkspace *workspace, char ***words, GError **error)
{
	*words = options->missing != NULL ? seg_import_missing_parse (options->missing) : NULL;
	return options->missing != NULL || workspace == NULL || seg_import_missing_recall (workspace, words, error);
}

/* A plan for each file, before anything is loaded. @workspace: NULL while there is none. */
static GPtrArray *
make_plans (const Options *options, const SegCommonOptions *common, SegWorkspace *workspace, char **paths, GError **error)
{
	g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_import_plan_free);
	SegImportOptions wanted = {
		.encoding = options->encoding, .mappings = (const char *const *) options->mappings, .event_kind = options->kind,
		.date_order = options->dates, .header = options->header, .quotes = options->quotes,
	};
	g_autoptr (SegJob) job = seg_cli_job (common);
	g_auto (GStrv) missing = NULL;
	const SegRole *role;

	wanted.job = job;
	if (!find_missing_words (options, workspace, &missing, error))
		return NULL;
	wanted.missing = (const char *const *) missing;
	if (!find_role (options->role, &role, error) || !find_delimiter (options->delimiter, &wanted.delimiter, error)
	    || !take_standard_input (common, paths, error))
		return NULL;
	for (gsize i = 0; paths[i] != NULL; i++) {
		SegImportPlan *plan;

		if (g_file_test (paths[i], G_FILE_TEST_IS_DIR)) {
			fail_folder (paths[i], error);
			return NULL;
		}
		plan = seg_import_plan (paths[i], role, &wanted, error);
		if (plan == NULL)
			return NULL;
		g_ptr_array_add (plans, plan);
		plan->add_known = options->add_known;
		if ((workspace != NULL && !options->forget && !seg_import_plan_recall (plan, workspace, role, &wanted, error))
		    || !seg_import_plan_correct (plan, workspace, options->corrects, error))
			return NULL;
	}
	seg_cli_job_end ();
	return g_steal_pointer (&plans);
}

/* Showing the plan ----------------------------------------------------------------------------------------------------- */

static char *
join_samples (const SegPlanColumn *column)
{
	GString *joined = g_string_new (NULL);

	for (gsize i = 0; i < SEG_PLAN_SAMPLES && column->samples[i] != NULL; i++) {
		g_autofree char *shown = seg_text_clip (column->samples[i], 20);

		g_string_append_printf (joined, "%s%s", i > 0 ? " · " : "", shown);
	}
	return g_string_free (joined, FALSE);
}

/* How the file is encoded: with a line of it decoded, so that one sees whether that is right. */
static void
print_encoding (const SegCommonOptions *common, const SegImportPlan *plan)
{
	g_autofree char *encoding = seg_import_plan_encoding (plan);

	seg_cli_say (common, _("Encoding: %s"), encoding);
	for (guint i = 0; i < plan->candidates->len && plan->candidates->len > 1; i++) {
		const SegEncodingCandidate *candidate = plan->candidates->pdata[i];
		gboolean used = g_ascii_strcasecmp (candidate->encoding, plan->encoding) == 0;

		if (used || i < 3)
			seg_cli_say (common, "  %s %-13s %s", used ? ">" : " ", candidate->encoding, candidate->sample);
	}
}

static void
print_plan (const SegCommonOptions *common, const SegImportPlan *plan)
{
	g_autoptr (SegTable) table = seg_table_new ();
	g_autoptr (GPtrArray) remarks = seg_import_plan_remarks (plan);
	g_autofree char *rows = seg_format_integer ((gint64) plan->n_looked_at);

	seg_cli_say (common, _("%s: as %s, columns separated by %s, %s rows looked at%s%s"), seg_import_shown_path (plan->path),
	             plan->role->name, plan->delimiter == '\t' ? _("tab") : (char[]) { plan->delimiter, '\0' }, rows,
	             plan->packing != NULL ? _(", packed with ") : "", plan->packing != NULL ? plan->packing : "");
	print_encoding (common, plan);
	seg_table_column (table, "column", _("Column"), SEG_CELL_TEXT);
	seg_table_column (table, "looks_like", _("Looks like"), SEG_CELL_TEXT);
	seg_table_column (table, "becomes", _("Becomes"), SEG_CELL_TEXT);
	seg_table_column (table, "missing", _("Missing"), SEG_CELL_INTEGER);
	seg_table_column (table, "bad", _("Bad"), SEG_CELL_INTEGER);
	seg_table_column (table, "first_values", _("First values"), SEG_CELL_TEXT);
	for (gsize i = 0; i < plan->n_columns; i++) {
		g_autofree char *looks = seg_import_plan_looks (plan, i), *becomes = seg_import_plan_becomes (plan, i);
		g_autofree char *samples = join_samples (&plan->columns[i]);

		seg_table_text (table, plan->columns[i].header);
		seg_table_text (table, looks);
		seg_table_text (table, becomes);
		seg_table_integer (table, (gint64) plan->columns[i].n_missing);
		seg_table_integer (table, (gint64) plan->columns[i].n_bad);
		seg_table_text (table, samples);
	}
	seg_table_print (table, common->output);
	for (guint i = 0; i < remarks->len; i++)
		seg_cli_say (common, "%s", (const char *) remarks->pdata[i]);
}

/* The work ------------------------------------------------------------------------------------------------------------- */

static void
remove_workspace (const char *path)
{
	static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

	for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++) {
		g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

		g_unlink (file);
	}
}

/* What became of the cleaning recipe, which has run again: bad news only. */
static gboolean
remark_recipe (const SegCommonOptions *common, SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) steps = seg_recipe_list (workspace, error);

	for (guint i = 0; steps != NULL && i < steps->len; i++) {
		const SegStep *step = steps->pdata[i];
		g_autofree char *sentence = step->effect.skipped != NULL ? seg_step_sentence (step) : NULL;

		if (sentence != NULL)
			seg_cli_remark (common, _("Cleaning step %" PRId64 " (%s) was skipped: %s"), step->position, sentence, step->effect.skipped);
	}
	return steps != NULL;
}

static gboolean
import_all (const Options *options, const SegCommonOptions *common, SegWorkspace *workspace, const GPtrArray *plans, GError **error)
{
	SegIntakeOptions intake = SEG_INTAKE_OPTIONS_INIT;
	SegOrdersPolicy policy;
	g_autofree SegImportResult *results = g_new0 (SegImportResult, plans->len);
	g_autoptr (GPtrArray) reasons = g_ptr_array_new_with_free_func (seg_reject_reason_free);
	g_autoptr (SegJob) job = NULL;
	gboolean fine;

	intake.reasons = reasons;
	if (options->max_rejects != NULL && !seg_intake_limit_rejects (&intake, options->max_rejects, error))
		return FALSE;
	intake.dry_run = options->dry_run;
	intake.orders = options->orders != NULL ? &policy : NULL;
	if (options->orders != NULL && (!seg_orders_policy (workspace, &policy, error)
	                                || !seg_orders_policy_parse (options->orders, &policy, error)))
		return FALSE;
	job = seg_cli_job (common);
	fine = seg_intake_run (workspace, (SegImportPlan *const *) plans->pdata, plans->len, &intake, job, results, error);
	seg_cli_job_end ();
	if (fine && options->missing != NULL && !options->dry_run)
		fine = seg_import_missing_remember (workspace, options->missing, error);
	if (!fine)
		return FALSE;
	seg_cli_print_import (common, workspace, plans, results, reasons, options->dry_run);
	if (!options->dry_run)
		seg_cli_say_orders (common, workspace);
	return remark_recipe (common, workspace, error);
}

static gboolean
import_into_new (const Options *options, const SegCommonOptions *common, const char *path, const GPtrArray *plans, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, SEG_WORKSPACE_CREATE, error);
	gboolean fine = workspace != NULL && import_all (options, common, workspace, plans, error);

	g_clear_pointer (&workspace, seg_workspace_close);
	if (!fine || options->dry_run)
		remove_workspace (path);
	return fine;
}

/* A trial on a workspace that does not exist leaves none behind. */
static gboolean
try_without_workspace (const Options *options, const SegCommonOptions *common, const GPtrArray *plans, GError **error)
{
	g_autofree char *folder = g_dir_make_tmp ("segscope-XXXXXX", error);
	g_autofree char *path = folder != NULL ? g_build_filename (folder, "trial.seg", NULL) : NULL;
	gboolean fine;

	if (folder == NULL)
		return FALSE;
	fine = import_into_new (options, common, path, plans, error);
	g_rmdir (folder);
	return fine;
}

static gboolean
import (const Options *options, const SegCommonOptions *common, char **argv, GError **error)
{
	gboolean existed = holds_something (argv[1]);
	g_autoptr (SegWorkspace) workspace = existed ? seg_workspace_open (argv[1], SEG_WORKSPACE_READ_WRITE, error) : NULL;
	g_autoptr (GPtrArray) plans = NULL;

	if (existed && workspace == NULL)
		return FALSE;
	plans = make_plans (options, common, workspace, argv + 2, error);
	if (plans == NULL)
		return FALSE;
	for (guint i = 0; i < plans->len; i++) {
		const SegImportPlan *plan = plans->pdata[i];

		if (options->dry_run)
			print_plan (common, plan);
		else if (options->role == NULL && plan->corrects == 0)
			seg_cli_remark (common, _("%s looks like %s (say --as ROLE if it is not)"), seg_import_shown_path (plan->path), _(plan->role->name));
		if (!options->dry_run && plan->recalled_from != NULL)
			seg_cli_remark (common, _("%s: columns as last time (%s); --forget-mapping guesses them anew"), plan->path, plan->recalled_from);
		if (!seg_import_plan_check (plan, error))
			return FALSE;
	}
	if (existed)
		return import_all (options, common, workspace, plans, error);
	return options->dry_run ? try_without_workspace (options, common, plans, error)
	                        : import_into_new (options, common, argv[1], plans, error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegCommonOptions common;
	Options options = { .dry_run = FALSE };
	const GOptionEntry entries[] = {
		{ "as", 0, 0, G_OPTION_ARG_STRING, &options.role,
		  N_("What the file is about: users, items, events, purchases, ratings, reviews, results (guessed)"), "ROLE" },
		{ "map", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.mappings,
		  N_("What a column means; may be given often"), "FIELD=COLUMN" },
		{ "encoding", 0, 0, G_OPTION_ARG_STRING, &options.encoding, N_("Encoding of the file (detected)"), "NAME" },
		{ "delimiter", 0, 0, G_OPTION_ARG_STRING, &options.delimiter, N_("What separates columns: , ; | or tab (detected)"), "CHARACTER" },
		{ "header", 0, 0, G_OPTION_ARG_STRING, &options.header, N_("Whether the first row holds names: yes or no (detected)"), "ANSWER" },
		{ "quotes", 0, 0, G_OPTION_ARG_STRING, &options.quotes, N_("What encloses fields: \", ' or none (found out)"), "CHARACTER" },
		{ "dates", 0, 0, G_OPTION_ARG_STRING, &options.dates, N_("How to read 3/5/2024: day-first or month-first (detected)"), "ORDER" },
		{ "kind", 0, 0, G_OPTION_ARG_STRING, &options.kind, N_("Kind of the events, or campaign of the results, where no column says it"), "NAME" },
		{ "orders", 0, 0, G_OPTION_ARG_STRING, &options.orders,
		  N_("What refunds, cancellations, free and test orders count for, from now on (see segscope orders --help)"), "POLICY" },
		{ "forget-mapping", 0, 0, G_OPTION_ARG_NONE, &options.forget,
		  N_("Guess the columns anew, also when a file with this header was imported before"), NULL },
		{ "max-rejects", 0, 0, G_OPTION_ARG_STRING, &options.max_rejects,
		  N_("Load nothing when a file has more rejects than N, or than P% of its rows"), "N|P%" },
		{ "missing", 0, 0, G_OPTION_ARG_STRING, &options.missing,
		  N_("Words that mean a missing value (remembered); + before them adds to the usual ones; usual: those again"), "WORD,..." },
		{ "corrects", 0, 0, G_OPTION_ARG_INT64, &options.corrects,
		  N_("The rows are those of file N that were set aside, corrected (known by their last columns)"), "N" },
		{ "add-known", 0, 0, G_OPTION_ARG_NONE, &options.add_known,
		  N_("Add events all the same that an earlier file has brought already"), NULL },
		{ "dry-run", 'n', 0, G_OPTION_ARG_NONE, &options.dry_run, N_("Show the plan and what would happen; change nothing"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean fine = seg_cli_parse (command, entries, 2, G_MAXINT, &argc, &argv, &common, error)
	                && (argc == 0 || import (&options, &common, argv, error));

	g_free (options.role);
	g_free (options.encoding);
	g_free (options.delimiter);
	g_free (options.kind);
	g_free (options.dates);
	g_free (options.header);
	g_free (options.quotes);
	g_free (options.max_rejects);
	g_free (options.orders);
	g_free (options.missing);
	g_strfreev (options.mappings);
	return fine;
}

const SegCommand seg_command_import = {
	"import", "WORKSPACE FILE...", N_("Load CSV files into a workspace, which is made when there is none"),
	N_("The columns' meanings are guessed from their names (English and Chinese) and values; --dry-run shows the guesses.\n"
	   "Change them with --map:\n"
	   "  --map user=CustomerID   the column CustomerID (or its number from 1) names the user\n"
	   "  --map city=Town         in users and items: the column becomes the attribute \"city\"\n"
	   "  --map user.Country=Country, item.brand=Brand    in logs: the column becomes an attribute of the user or the item\n"
	   "  --map -=Notes           the column is left out\n"
	   "\n"
	   "Fields: users: user registered name email phone consent outcome (all other columns become attributes);\n"
	   "  items: item title author category level price (likewise); events: user item kind at amount quantity seconds text\n"
	   "  rating order; purchases: user item at amount quantity price order title status; ratings: user item rating at text;\n"
	   "  reviews: user item text at rating; results (of a campaign): user campaign outcome variant at amount, and columns like\n"
	   "  opened, clicked, conversion as outcomes (--map outcome.opened=Opened).\n"
	   "A column of a log that says the same in all rows of a user (of an item) is found and becomes an attribute of it: one wide\n"
	   "file of transactions feeds users, items and purchases. The columns of a file with the same header as an earlier one mean\n"
	   "what they meant then.\n"
	   "\n"
	   "Files may be packed with gzip or zstd, whatever they are called. - is standard input, which is kept in a temporary file in\n"
	   "$TMPDIR (or /tmp), as big as what is handed over, until the import is done. --dry-run shows how the file is encoded with a\n"
	   "line of it decoded, and what else it may be in. A byte that is no text in that encoding is a row set aside. Dates like\n"
	   "3/5/2024 are read as the column shows: where its beginning leaves that open, the file is read on until a row tells.\n"
	   "Numbers may be 1,234.50, 1.234,50, ¥5, 12 %, 1.2万, (5.00); dates ISO 8601, 2024年3月5日, 5 Mar 2024, Unix seconds or a\n"
	   "spreadsheet's days. Missing are empty values and words like NULL, NA, N/A, None, - and 无; --missing chooses them.\n"
	   "\n"
	   "Users and items are merged by key, events are added, but not those that an earlier file has brought, equal in every\n"
	   "figure (an export that grows from month to month may be imported each month; --add-known adds them). Rows that cannot be read\n"
	   "are set aside with their reason (segscope rejects WORKSPACE). Importing the same file twice changes nothing. Of several\n"
	   "files all are loaded, or none.\n"
	   "\n"
	   "  segscope import shop.seg users.csv --as users\n"
	   "  segscope import shop.seg orders_2024.csv --as purchases --map amount=Total --dry-run\n"
	   "  zstdcat old.csv.zst | head -1000 | segscope import try.seg -"),
	run
};
