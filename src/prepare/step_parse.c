/* Parse again: the values of a column are read anew as another type or in another manner. The imported column steps aside under
 * another name and a new one takes its place; so nothing that was imported is lost, and nothing downstream has to know. */
#include <config.h>
#include "step_options.h"

#include <segscope/format.h>
#include <segscope/ingest.h>
#include <segscope/text.h>

#include <string.h>

static SegType
type_of (const SegStep *step)
{
	const char *name = seg_step_get (step, "as");

	for (guint type = 0; type <= SEG_TYPE_BOOLEAN; type++)
		if (g_strcmp0 (seg_type_name (type), name) == 0)
			return (SegType) type;
	return SEG_TYPE_TEXT;
}

static SegReading
reading_of (const SegStep *step)
{
	return (SegReading) {
		.date_order = seg_step_is (step, "dates", "day-first") ? SEG_DATE_DAY_FIRST
		              : seg_step_is (step, "dates", "month-first") ? SEG_DATE_MONTH_FIRST : SEG_DATE_ISO,
		.serial_days = seg_step_is (step, "dates", "spreadsheet"),
		.decimal_comma = seg_step_is (step, "decimal", "comma"),
	};
}

/* The value as a file would have it. */
static char *
text_of (const SegStatement *row, SegType type)
{
	if (type == SEG_TYPE_NUMBER)
		return seg_format_exact (seg_statement_double (row, 1));
	if (type == SEG_TYPE_DATE)
		return seg_format_exact_time (seg_statement_integer (row, 1));
	if (type == SEG_TYPE_BOOLEAN)
		return g_strdup (seg_statement_integer (row, 1) != 0 ? "yes" : "no");
	return g_strdup (seg_statement_text (row, 1));
}

static void
bind (SegStatement *insert, SegType type, const char *text, double number, gint64 integer)
{
	if (type == SEG_TYPE_NUMBER)
		seg_statement_bind_double_at (insert, 2, number);
	else if (type == SEG_TYPE_DATE || type == SEG_TYPE_BOOLEAN)
		seg_statement_bind_integer_at (insert, 2, integer);
	else
		seg_statement_bind_text_at (insert, 2, text);
}

/* Fills clean_cell with what the values of all rows read as. */
static gboolean
read_values (SegStepRun *run, const SegAttribute *attribute, GError **error)
{
	const SegType type = type_of (run->step);
	const SegReading reading = reading_of (run->step);
	g_autofree char *column = seg_sql_identifier (attribute->name);
	g_autofree char *sql = g_strdup_printf ("SELECT id, %s FROM %s WHERE %s IS NOT NULL", column, run->entity, column);
	g_autoptr (SegStatement) rows = seg_workspace_prepare (run->workspace, sql, error), insert = NULL;
	GError *failure = NULL;

	if (rows == NULL || (insert = seg_workspace_prepare (run->workspace, "INSERT INTO temp.clean_cell (id, value) VALUES (?1, ?2)", error)) == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure)) {
		g_autofree char *text = text_of (rows, attribute->type);
		double number = 0;
		gint64 integer = 0;
		SegReadOutcome outcome = seg_read_value (text, type, &reading, &number, &integer);

		run->step->effect.unread += outcome == SEG_READ_NOT;
		seg_statement_bind_integer_at (insert, 1, seg_statement_integer (rows, 0));
		if (outcome == SEG_READ_FINE)
			bind (insert, type, text, number, integer);
		else
			seg_statement_bind_null_at (insert, 2);
		if (!seg_statement_run (insert, error))
			return FALSE;
	}
	return seg_query_ended (failure, error);
}

/* Of values that stay what they are, those that read as another one. */
static gboolean
count_changed (SegStepRun *run, const SegAttribute *attribute, GError **error)
{
	g_autofree char *column = seg_sql_identifier (attribute->name);
	g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM temp.clean_cell c JOIN %s e ON e.id = c.id WHERE e.%s IS NOT c.value",
	                                        run->entity, column);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (run->workspace, sql, error);

	if (statement == NULL || !seg_statement_next (statement, error))
		return FALSE;
	run->step->effect.cells = seg_statement_integer (statement, 0);
	return TRUE;
}

static gboolean
note_attribute (SegStepRun *run, const SegAttribute *attribute, const char *aside, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (run->workspace,
		"UPDATE attribute SET imported_type = coalesce (imported_type, type), type = :type, "
		"imported_name = coalesce (imported_name, :aside) WHERE entity = :entity AND name = :name", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":type", seg_type_name (type_of (run->step)));
	seg_statement_bind_text (statement, ":aside", aside);
	seg_statement_bind_text (statement, ":entity", run->entity);
	seg_statement_bind_text (statement, ":name", attribute->name);
	return seg_statement_run (statement, error);
}

/* The new column takes the name, the old one steps aside, or goes when a step had made it. */
static gboolean
swap_columns (SegStepRun *run, const SegAttribute *attribute, const char *fresh, GError **error)
{
	g_autofree char *name = seg_sql_identifier (attribute->name), *new = seg_sql_identifier (fresh), *aside = NULL, *script = NULL;
	gboolean imported = FALSE;

	if (!seg_cells_hold_imported (run, attribute, &imported, error))
		return FALSE;
	if (imported) {
		g_autofree char *wish = g_strdup_printf ("%s imported", attribute->name), *old = NULL;

		aside = seg_cells_free_name (run, wish, error);
		if (aside == NULL)
			return FALSE;
		old = seg_sql_identifier (aside);
		script = g_strdup_printf ("ALTER TABLE %s RENAME COLUMN %s TO %s; ALTER TABLE %s RENAME COLUMN %s TO %s", run->entity, name, old,
		                          run->entity, new, name);
	} else {
		script = g_strdup_printf ("ALTER TABLE %s DROP COLUMN %s; ALTER TABLE %s RENAME COLUMN %s TO %s", run->entity, name, run->entity, new,
		                          name);
	}
	return seg_cells_alter (run->workspace, script, error) && note_attribute (run, attribute, aside, error);
}

static gboolean
apply (SegStepRun *run, GError **error)
{
	const SegAttribute *attribute = seg_step_run_column (run, "column");
	const SegType type = type_of (run->step);
	g_autofree char *fresh = NULL, *new = NULL, *sql = NULL;

	if (strcmp (seg_type_sql (type), seg_type_sql (attribute->type)) == 0 && strcmp (seg_type_sql (type), "TEXT") == 0)
		return note_attribute (run, attribute, NULL, error); /* texts either way: only what they are taken for changes */
	fresh = seg_cells_free_name (run, "read anew", error);
	if (fresh == NULL || !read_values (run, attribute, error) || !seg_cells_witness_reading (run, attribute, type, error)
	    || !seg_cells_add_column (run, fresh, type, error))
		return FALSE;
	new = seg_sql_identifier (fresh);
	sql = g_strdup_printf ("UPDATE %s SET %s = c.value FROM temp.clean_cell c WHERE c.id = %s.id AND c.value IS NOT NULL", run->entity, new,
	                       run->entity);
	if (!seg_workspace_execute (run->workspace, sql, error))
		return FALSE;
	run->step->effect.cells = seg_workspace_changes (run->workspace);
	if (type == attribute->type && !count_changed (run, attribute, error))
		return FALSE;
	return swap_columns (run, attribute, fresh, error);
}

static const char *const as[] = { "number", "date", "boolean", "category", "text", NULL };
static const char *const as_labels[] = { N_("number"), N_("date"), N_("yes or no"), N_("category"), N_("text"), NULL };
static const char *const dates[] = { "year-first", "day-first", "month-first", "spreadsheet", NULL };
static const char *const dates_labels[] = { N_("year first, or in words"), N_("day first: 5/3/2024"), N_("month first: 3/5/2024"),
                                            N_("days of a spreadsheet: 45356"), NULL };
static const char *const decimal[] = { "point", "comma", NULL };
static const char *const decimal_labels[] = { N_("point: 1,234.56"), N_("comma: 1.234,56"), NULL };

static void
say (const SegStep *step, GString *sentence)
{
	g_string_append_printf (sentence, _("read %s anew as %s"), seg_step_get (step, "column"), seg_step_get (step, "as"));
	if (seg_step_is (step, "as", "date"))
		g_string_append_printf (sentence, ", %s", seg_step_get (step, "dates"));
	if (seg_step_is (step, "as", "number") && seg_step_is (step, "decimal", "comma"))
		g_string_append (sentence, _(", decimal comma"));
}

static const SegStepOption options[] = {
	SEG_OPTION_OF_USERS_ITEMS,
	{ .name = "column", .label = N_("Column"), .help = N_("which column"), .type = SEG_STEP_COLUMN, .required = TRUE },
	{ .name = "as", .label = N_("As"), .help = N_("number, date, boolean, category or text"), .type = SEG_STEP_CHOICE, .required = TRUE,
	  .choices = as, .choice_labels = as_labels },
	{ .name = "dates", .label = N_("Dates"), .help = N_("how dates are written"), .type = SEG_STEP_CHOICE, .standard = "year-first",
	  .choices = dates, .choice_labels = dates_labels, .when = "as=date" },
	{ .name = "decimal", .label = N_("Decimals"), .help = N_("how decimals are written"), .type = SEG_STEP_CHOICE, .standard = "point",
	  .choices = decimal, .choice_labels = decimal_labels, .when = "as=number" },
};

const SegStepClass seg_step_parse = {
	.kind = { "parse", N_("Read a column anew"),
	          N_("Reads the imported values of a column as another type or in another format. What does not read becomes missing, and is counted."),
	          options, G_N_ELEMENTS (options) },
	.apply = apply,
	.say = say,
};
