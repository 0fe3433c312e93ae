/* Files as they come from companies' systems at their worst, each with the outcome that is right beside it: what the plan
 * says, which rows are loaded, which are set aside and why, and values read back. All mismatches of a file are shown. */
#include <config.h>

#include <locale.h>
#include <string.h>

#include "ingest-fixture.h"
#include "nasty-case.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shop, shop_close)

typedef struct {
	const NastyCase *nasty;
	Shop             shop;
	SegImportPlan   *plan;
	SegImportResult  result;
	gboolean         ran;
} Trial;

/* Comparing --------------------------------------------------------------------------------------------------------------- */

static void
expect_text (const Trial *trial, const char *what, const char *expected, const char *found)
{
	if (g_strcmp0 (expected, found) == 0)
		return;
	g_test_message ("%s: %s should be\n%s\nbut is\n%s", trial->nasty->name, what, expected, found != NULL ? found : "(nothing)");
	g_test_fail ();
}

/* One of several, "windows-1252 or ISO-8859-1". */
static void
expect_either (const Trial *trial, const char *what, const char *expected, const char *found)
{
	g_auto (GStrv) choices = g_strsplit (expected, " or ", -1);

	for (gsize i = 0; choices[i] != NULL; i++)
		if (found != NULL && g_ascii_strcasecmp (choices[i], found) == 0)
			return;
	expect_text (trial, what, expected, found);
}

static const char *
delimiter_name (char delimiter)
{
	return delimiter == ',' ? "comma" : delimiter == ';' ? "semicolon" : delimiter == '\t' ? "tab" : delimiter == '|' ? "pipe" : "other";
}

/* What the query gives, or why it cannot be asked: then the test goes on with the next claim. */
static char *
ask (Trial *trial, const char *sql)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegStatement) statement = seg_workspace_prepare (trial->shop.workspace, sql, &error);

	return statement == NULL ? g_strdup (error->message) : shop_query (&trial->shop, sql);
}

/* What the plan says ------------------------------------------------------------------------------------------------------- */

static void
check_role (Trial *trial, const NastyClaim *claim)
{
	expect_text (trial, "the role", claim->value, trial->plan->role->name);
}

static void
check_encoding (Trial *trial, const NastyClaim *claim)
{
	expect_either (trial, "the encoding", claim->value, trial->plan->encoding);
}

static void
check_bom (Trial *trial, const NastyClaim *claim)
{
	expect_text (trial, "a byte order mark", claim->value, trial->plan->has_bom ? "yes" : "no");
}

static void
check_delimiter (Trial *trial, const NastyClaim *claim)
{
	expect_text (trial, "the delimiter", claim->value, delimiter_name (trial->plan->delimiter));
}

static void
check_header (Trial *trial, const NastyClaim *claim)
{
	expect_text (trial, "a header", claim->value, trial->plan->has_header ? "yes" : "no");
}

static void
check_dates (Trial *trial, const NastyClaim *claim)
{
	static const char *const orders[] = { "clear", "day-first", "month-first" };
	g_autofree char *found = g_strconcat (orders[trial->plan->date_order], trial->plan->date_order_guessed ? ", guessed" : "", NULL);

	expect_text (trial, "the order of dates", claim->value, found);
}

static void
check_decimals (Trial *trial, const NastyClaim *claim)
{
	expect_text (trial, "the decimal separator", claim->value, trial->plan->decimal_comma ? "comma" : "point");
}

/* "column: Kunde = user" */
static void
check_column (Trial *trial, const NastyClaim *claim)
{
	const char *equals = g_strrstr (claim->value, " = ");
	g_autofree char *header = g_strndup (claim->value, (gsize) (equals - claim->value));
	g_autofree char *what = g_strdup_printf ("the column \"%s\"", header);
	const char *found = NULL;

	for (gsize i = 0; i < trial->plan->n_columns; i++) {
		const SegPlanColumn *column = &trial->plan->columns[i];

		if (found == NULL && strcmp (column->header, header) == 0) /* the first of those with that name */
			found = column->field != NULL ? column->field->name : column->imported ? seg_type_name (column->type) : "-";
	}
	expect_either (trial, what, equals + 3, found);
}

static void
check_columns (Trial *trial, const NastyClaim *claim)
{
	g_autofree char *found = g_strdup_printf ("%zu", trial->plan->n_columns);

	expect_text (trial, "the number of columns", claim->value, found);
}

/* What the load did ---------------------------------------------------------------------------------------------------------- */

/* "rows: read 3, loaded 2, rejected 1"; and perhaps "values 1", "repeated 1". */
static void
check_rows (Trial *trial, const NastyClaim *claim)
{
	const SegImportResult *result = &trial->result;
	const struct { const char *name; gint64 count; } counts[] = {
		{ "read", result->rows_read }, { "loaded", result->rows_loaded }, { "rejected", result->rows_rejected },
		{ "values", result->values_rejected }, { "repeated", result->rows_repeated },
	};
	g_autoptr (GString) found = g_string_new (NULL);

	for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
		if (i < 3 || counts[i].count > 0)
			g_string_append_printf (found, "%s%s %" G_GINT64_FORMAT, i > 0 ? ", " : "", counts[i].name, counts[i].count);
	expect_text (trial, "the count of rows", claim->value, found->str);
}

/* Rows set aside, as "line 3, at: "x" is not a date". */
static char *
list_rejects (Trial *trial)
{
	return shop_query (&trial->shop,
		"SELECT 'line ' || line || coalesce (', ' || column_name, '') || ': ' || reason FROM reject ORDER BY line, id");
}

static void
check_rejects (Trial *trial)
{
	g_autofree const char **expected = nasty_case_values (trial->nasty, "reject");
	g_autofree char *wanted = g_strjoinv ("\n", (char **) expected), *found = list_rejects (trial);

	expect_text (trial, "what was set aside", wanted, found);
}

static void
check_sql (Trial *trial, const NastyClaim *claim)
{
	g_autofree char *found = ask (trial, claim->value), *expected = NULL;

	g_ptr_array_add (claim->lines, NULL);
	expected = g_strjoinv ("\n", (char **) claim->lines->pdata);
	expect_text (trial, claim->value, expected, found);
}

/* A sentence of the plan or the result. */
static void
check_says (Trial *trial, const NastyClaim *claim)
{
	g_autoptr (GPtrArray) remarks = seg_import_plan_remarks (trial->plan);
	g_autoptr (GPtrArray) sentences = seg_import_result_sentences (trial->plan, &trial->result);
	g_autoptr (GString) all = g_string_new (NULL);

	for (guint i = 0; i < remarks->len; i++)
		g_string_append_printf (all, "%s\n", (const char *) remarks->pdata[i]);
	for (guint i = 0; i < sentences->len; i++)
		g_string_append_printf (all, "%s\n", (const char *) sentences->pdata[i]);
	if (strstr (all->str, claim->value) == NULL)
		expect_text (trial, "a sentence", claim->value, all->str);
}

static const struct {
	const char *word;
	void (*check) (Trial *trial, const NastyClaim *claim);
} checks[] = {
	{ "role", check_role }, { "encoding", check_encoding }, { "bom", check_bom }, { "delimiter", check_delimiter },
	{ "header", check_header }, { "dates", check_dates }, { "decimals", check_decimals }, { "column", check_column },
	{ "columns", check_columns }, { "rows", check_rows }, { "sql", check_sql }, { "says", check_says },
};

/* What a person may say beforehand, what is looked at elsewhere, and what is for people. */
static const char *const others[] = { "about", "as", "map", "given-encoding", "given-delimiter", "given-dates", "given-header", "given-quotes", "kind", "reject", "fails", NULL };

static void
check_claim (Trial *trial, const NastyClaim *claim)
{
	for (gsize i = 0; i < G_N_ELEMENTS (checks); i++)
		if (strcmp (checks[i].word, claim->word) == 0) {
			checks[i].check (trial, claim);
			return;
		}
	if (!g_strv_contains (others, claim->word))
		g_error ("%s.expected: \"%s:\" is unknown", trial->nasty->name, claim->word);
}

/* What holds for every file ---------------------------------------------------------------------------------------------------- */

static void
check_sound (Trial *trial)
{
	const SegImportResult *result = &trial->result;
	gint64 n_rejects = shop_count (&trial->shop, "SELECT count(*) FROM reject");
	g_autofree char *strays = shop_query (&trial->shop, "PRAGMA foreign_key_check");
	g_autofree char *damage = shop_query (&trial->shop, "PRAGMA integrity_check");

	g_assert_cmpint (result->rows_read, ==, result->rows_loaded + result->rows_rejected);
	g_assert_cmpint (n_rejects, ==, result->rows_rejected + result->values_rejected);
	expect_text (trial, "the foreign keys at fault", "", strays);
	expect_text (trial, "the state of the file", "ok", damage);
}

/* The same file again: it adds nothing and says so. */
static void
check_again (Trial *trial)
{
	gint64 n_users = shop_count (&trial->shop, "SELECT count(*) FROM user"), n_events = shop_count (&trial->shop, "SELECT count(*) FROM event");
	SegImportResult again = shop_run (&trial->shop, trial->plan);

	g_assert_true (again.already_imported);
	g_assert_cmpint (shop_count (&trial->shop, "SELECT count(*) FROM user"), ==, n_users);
	g_assert_cmpint (shop_count (&trial->shop, "SELECT count(*) FROM event"), ==, n_events);
}

static void
check_untouched (Trial *trial)
{
	g_assert_cmpint (shop_count (&trial->shop,
		"SELECT (SELECT count(*) FROM source) + (SELECT count(*) FROM user) + (SELECT count(*) FROM item) + (SELECT count(*) FROM event) "
		"+ (SELECT count(*) FROM attribute) + (SELECT count(*) FROM reject)"), ==, 0);
}

/* A file ------------------------------------------------------------------------------------------------------------------------- */

static void
run (Trial *trial, const char *path, GError **error)
{
	const NastyCase *nasty = trial->nasty;
	const char *role = nasty_case_value (nasty, "as"), *delimiter = nasty_case_value (nasty, "given-delimiter");
	g_autofree const char **mappings = nasty_case_values (nasty, "map");
	SegImportOptions options = {
		.encoding = nasty_case_value (nasty, "given-encoding"), .date_order = nasty_case_value (nasty, "given-dates"),
		.header = nasty_case_value (nasty, "given-header"), .quotes = nasty_case_value (nasty, "given-quotes"),
		.event_kind = nasty_case_value (nasty, "kind"), .delimiter = delimiter != NULL ? delimiter[0] : '\0',
		.mappings = mappings[0] != NULL ? mappings : NULL,
	};
	SegImportResult trial_result = { 0 };

	trial->plan = seg_import_plan (path, role != NULL ? seg_role_find (role) : NULL, &options, error);
	if (trial->plan == NULL || !seg_import_run (trial->shop.workspace, trial->plan, TRUE, NULL, &trial_result, error))
		return;
	check_untouched (trial);
	trial->ran = seg_import_run (trial->shop.workspace, trial->plan, FALSE, NULL, &trial->result, error);
	if (trial->ran) /* what a trial foretold has come true */
		g_assert_cmpint (trial_result.rows_loaded, ==, trial->result.rows_loaded);
}

static void
check_failure (Trial *trial, const char *expected, GError *error)
{
	if (error == NULL) {
		expect_text (trial, "the import", expected, "a success");
		return;
	}
	g_assert_true (g_utf8_validate (error->message, -1, NULL));
	if (strstr (error->message, expected) == NULL)
		expect_text (trial, "the message", expected, error->message);
	check_untouched (trial);
}

static void
check_success (Trial *trial, GError *error)
{
	if (error != NULL) {
		expect_text (trial, "the import", "a success", error->message);
		return;
	}
	for (guint i = 0; i < trial->nasty->claims->len; i++)
		check_claim (trial, trial->nasty->claims->pdata[i]);
	check_rejects (trial);
	check_sound (trial);
	check_again (trial);
}

static void
test_file (gconstpointer data)
{
	g_autoptr (NastyCase) nasty = nasty_case_read (data);
	g_autofree char *folder = g_path_get_dirname (data), *path = g_build_filename (folder, nasty->name, NULL);
	Trial trial = { .nasty = nasty };
	const char *fails = nasty_case_value (nasty, "fails");
	g_autoptr (GError) error = NULL;

	shop_open (&trial.shop);
	if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
		g_free (path);
		path = g_build_filename (trial.shop.folder, nasty->name, NULL);
		if (!nasty_make (nasty->name, path))
			g_error ("there is no file %s beside its expected outcome", nasty->name);
	}
	run (&trial, path, &error);
	if (fails != NULL)
		check_failure (&trial, fails, error);
	else
		check_success (&trial, error);
	seg_import_plan_free (trial.plan);
	shop_close (&trial.shop);
}

/* No file without its outcome, so that none is forgotten. */
static void
test_all_expected (void)
{
	g_autofree char *folder = test_data_file ("nasty");
	g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
	const char *name;

	while ((name = g_dir_read_name (dir)) != NULL) {
		g_autofree char *outcome = g_strconcat (folder, "/", name, ".expected", NULL);

		if (!g_str_has_suffix (name, ".expected") && strcmp (name, "README.md") != 0 && !g_file_test (outcome, G_FILE_TEST_EXISTS))
			g_error ("%s has no expected outcome", name);
	}
}

int
main (int argc, char **argv)
{
	g_autofree char *folder = NULL;
	g_autoptr (GDir) dir = NULL;
	const char *name;

	setlocale (LC_ALL, "C.UTF-8"); /* messages show what files hold */
	g_test_init (&argc, &argv, NULL);
	g_test_set_nonfatal_assertions ();
	folder = test_data_file ("nasty");
	dir = g_dir_open (folder, 0, NULL);
	g_assert_nonnull (dir);
	g_test_add_func ("/nasty/all-expected", test_all_expected);
	while ((name = g_dir_read_name (dir)) != NULL)
		if (g_str_has_suffix (name, ".expected")) {
			g_autofree char *test = g_strndup (name, strlen (name) - strlen (".expected")), *test_path = g_strconcat ("/nasty/", test, NULL);

			g_test_add_data_func_full (test_path, g_build_filename (folder, name, NULL), test_file, g_free);
		}
	return g_test_run ();
}
