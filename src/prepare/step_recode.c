/* Recode categories: by a list of FROM=TO, spellings that differ only in case, width or spacing into the most frequent one, and rare values
 * into one. In this order. Numbers and dates, too, by a list: an age of 0 or a birthday on 1970-01-01 that stands for "unknown". */
#include <config.h>
#include "step_options.h"

#include <segscope/hint.h>
#include <segscope/text.h>

#include <string.h>

/* A value of the column and what becomes of it. */
typedef struct {
	char  *from, *to; /* to NULL: missing */
	char  *folded;
	gint64 count;
} Value;

static void
free_value (gpointer data)
{
	Value *value = data;

	g_free (value->from);
	g_free (value->to);
	g_free (value->folded);
	g_free (value);
}

char *
seg_text_fold (const char *text)
{
	g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
	g_autofree char *folded = normal != NULL ? g_utf8_casefold (normal, -1) : g_strdup (text);
	GString *clean = g_string_new (NULL);
	gboolean space = FALSE;

	for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at)) {
		const gunichar character = g_utf8_get_char (at);

		if (g_unichar_isspace (character)) {
			space = clean->len > 0;
			continue;
		}
		if (space)
			g_string_append_c (clean, ' ');
		space = FALSE;
		g_string_append_unichar (clean, character);
	}
	return g_string_free (clean, FALSE);
}

static GPtrArray *
read_values (SegStepRun *run, const char *column, GError **error)
{
	g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (free_value);
	g_autofree char *sql = g_strdup_printf ("SELECT %s, count (*) FROM %s WHERE %s AND %s IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1", column,
	                                        run->entity, run->in_use, column);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (run->workspace, sql, error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure)) {
		Value *value = g_new0 (Value, 1);

		value->from = g_strdup (seg_statement_text (statement, 0));
		value->to = g_strdup (value->from);
		value->folded = seg_text_fold (value->from);
		value->count = seg_statement_integer (statement, 1);
		g_ptr_array_add (values, value);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&values) : NULL;
}

static void
become (Value *value, const char *to)
{
	g_free (value->to);
	value->to = to != NULL && *to != '\0' ? g_strdup (to) : NULL;
}

/* FROM=TO; with @fold, FROM in any spelling. */
static void
map (const GPtrArray *values, const char *const *pairs, gboolean fold)
{
	for (gsize i = 0; pairs != NULL && pairs[i] != NULL; i++) {
		g_auto (GStrv) sides = g_strsplit (pairs[i], "=", 2);
		g_autofree char *folded = seg_text_fold (sides[0]);

		for (guint k = 0; k < values->len; k++) {
			Value *value = values->pdata[k];

			if (strcmp (value->from, sides[0]) == 0 || (fold && strcmp (value->folded, folded) == 0))
				become (value, sides[1]);
		}
	}
}

/* Values come by frequency: the first spelling of each is the most frequent. Counts the spellings that disappear. */
static gint64
unite (const GPtrArray *values)
{
	g_autoptr (GHashTable) first = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	gint64 n = 0;

	for (guint i = 0; i < values->len; i++) {
		Value *value = values->pdata[i];
		char *folded = value->to != NULL ? seg_text_fold (value->to) : NULL;
		const char *spelling = folded != NULL ? g_hash_table_lookup (first, folded) : NULL;

		if (folded == NULL)
			continue;
		if (spelling == NULL) {
			g_hash_table_insert (first, folded, value->to);
			continue;
		}
		if (strcmp (spelling, value->to) != 0) {
			become (value, spelling);
			n++;
		}
		g_free (folded);
	}
	return n;
}

static void
gather_rare (const GPtrArray *values, gint64 least, const char *other)
{
	g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

	for (guint i = 0; i < values->len; i++) {
		const Value *value = values->pdata[i];
		gint64 *count = value->to != NULL ? g_hash_table_lookup (counts, value->to) : NULL;

		if (value->to == NULL)
			continue;
		if (count == NULL)
			g_hash_table_insert (counts, g_strdup (value->to), count = g_new0 (gint64, 1));
		*count += value->count;
	}
	for (guint i = 0; i < values->len; i++) {
		Value *value = values->pdata[i];

		if (value->to != NULL && *(gint64 *) g_hash_table_lookup (counts, value->to) < least)
			become (value, other);
	}
}

static gboolean
write_map (SegStepRun *run, const GPtrArray *values, GError **error)
{
	g_autoptr (SegStatement) insert = NULL;

	if (!seg_workspace_execute (run->workspace, "CREATE TEMP TABLE IF NOT EXISTS clean_map (old TEXT PRIMARY KEY, new TEXT) WITHOUT ROWID;"
	                            "DELETE FROM temp.clean_map", error)
	    || (insert = seg_workspace_prepare (run->workspace, "INSERT INTO temp.clean_map VALUES (:old, :new)", error)) == NULL)
		return FALSE;
	for (guint i = 0; i < values->len; i++) {
		const Value *value = values->pdata[i];

		if (g_strcmp0 (value->from, value->to) == 0)
			continue;
		seg_statement_bind_text_at (insert, 1, value->from);
		seg_statement_bind_text_at (insert, 2, value->to);
		if (!seg_statement_run (insert, error))
			return FALSE;
	}
	return TRUE;
}

/* Numbers and dates ------------------------------------------------------------------------------------------------------------- */

static gboolean
is_figure (const SegAttribute *attribute)
{
	return attribute->type == SEG_TYPE_NUMBER || attribute->type == SEG_TYPE_DATE;
}

/* A date without a time stands for its whole day. */
static gboolean
recode_figure (SegStepRun *run, const SegAttribute *attribute, const char *from, const char *to, GError **error)
{
	g_autofree char *column = seg_sql_identifier (attribute->name);
	const gboolean day = attribute->type == SEG_TYPE_DATE && strchr (from, ':') == NULL;
	g_autofree char *sql = g_strdup_printf ("INSERT OR IGNORE INTO temp.clean_cell (id, value) SELECT id, :to FROM %s WHERE %s AND %s %s", run->entity,
	                                        run->in_use, column, day ? "BETWEEN :from AND :from + 86399" : "= :from");
	g_autoptr (SegStatement) statement = seg_workspace_prepare (run->workspace, sql, error);

	return statement != NULL && seg_step_bind_value (statement, ":from", attribute, from, error)
	       && (*to == '\0' || seg_step_bind_value (statement, ":to", attribute, to, error)) && seg_statement_run (statement, error);
}

static gboolean
recode_figures (SegStepRun *run, const SegAttribute *attribute, GError **error)
{
	const char *const *pairs = seg_step_get_all (run->step, "map");

	for (gsize i = 0; pairs != NULL && pairs[i] != NULL; i++) {
		g_auto (GStrv) sides = g_strsplit (pairs[i], "=", 2);

		if (!recode_figure (run, attribute, sides[0], sides[1], error))
			return FALSE;
	}
	return seg_cells_write (run, attribute, error);
}

static gboolean
check_figures (SegStepRun *run, const SegAttribute *attribute, const char *const *pairs, GError **error)
{
	if (pairs == NULL || seg_step_is (run->step, "fold", "yes") || seg_step_number (run->step, "rare", 0) > 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, seg_hint (_("%s is a %s column: it is recoded with --map alone"),
		             _("%s is a %s column: it is recoded by “Values” alone")), attribute->label,
		             seg_type_name (attribute->type));
		return FALSE;
	}
	for (gsize i = 0; pairs[i] != NULL; i++) {
		g_auto (GStrv) sides = g_strsplit (pairs[i], "=", 2);

		if (!seg_step_check_value (attribute, sides[0], error)
		    || (*sides[1] != '\0' && !seg_step_check_value (attribute, sides[1], error)))
			return FALSE;
	}
	return TRUE;
}

/* The step ---------------------------------------------------------------------------------------------------------------------- */

static gboolean
apply (SegStepRun *run, GError **error)
{
	const SegAttribute *attribute = seg_step_run_column (run, "column");
	const gboolean fold = seg_step_is (run->step, "fold", "yes");
	g_autofree char *column = seg_sql_identifier (attribute->name);
	g_autofree char *sql = g_strdup_printf ("INSERT INTO temp.clean_cell (id, value) SELECT id, new FROM %s JOIN temp.clean_map ON old = %s "
	                                        "WHERE %s", run->entity, column, run->in_use);
	g_autoptr (GPtrArray) values = NULL;
	const gint64 least = (gint64) seg_step_number (run->step, "rare", 0);

	if (is_figure (attribute))
		return recode_figures (run, attribute, error);
	values = read_values (run, column, error);
	if (values == NULL)
		return FALSE;
	map (values, seg_step_get_all (run->step, "map"), fold);
	if (fold)
		run->step->effect.groups = unite (values);
	if (least > 0)
		gather_rare (values, least, seg_step_get (run->step, "other"));
	return write_map (run, values, error) && seg_workspace_execute (run->workspace, sql, error)
	       && seg_cells_write (run, attribute, error);
}

static gboolean
check (SegStepRun *run, GError **error)
{
	const char *const *pairs = seg_step_get_all (run->step, "map");

	for (gsize i = 0; pairs != NULL && pairs[i] != NULL; i++)
		if (pairs[i][0] == '=') {
			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, seg_hint (_("--map %s: there is nothing before the =; missing values are for the step fill"),
			             _("“%s”: there is nothing before the =; missing values are for the step Fill missing values")), pairs[i]);
			return FALSE;
		}
	if (is_figure (seg_step_run_column (run, "column")))
		return check_figures (run, seg_step_run_column (run, "column"), pairs, error);
	if (pairs != NULL || seg_step_is (run->step, "fold", "yes") || seg_step_number (run->step, "rare", 0) > 0)
		return TRUE;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, seg_hint (_("The step recode needs --map, --fold or --rare"),
	                     _("Say what becomes what: “Values”, “One spelling” or “Rare under”")));
	return FALSE;
}

static void
say (const SegStep *step, GString *sentence)
{
	const char *const *pairs = seg_step_get_all (step, "map");
	const char *joint = " ";

	g_string_append_printf (sentence, _("recode %s:"), seg_step_get (step, "column"));
	for (gsize i = 0; pairs != NULL && pairs[i] != NULL; i++) {
		g_auto (GStrv) sides = g_strsplit (pairs[i], "=", 2);

		g_string_append_printf (sentence, "%s%s → %s", joint, sides[0], *sides[1] != '\0' ? sides[1] : _("(missing)"));
		joint = ", ";
	}
	if (seg_step_is (step, "fold", "yes")) {
		g_string_append_printf (sentence, "%s%s", joint, _("one spelling for each value"));
		joint = ", ";
	}
	if (seg_step_number (step, "rare", 0) > 0)
		g_string_append_printf (sentence, _("%svalues with under %s rows become “%s”"), joint, seg_step_get (step, "rare"),
		                        seg_step_get (step, "other"));
}

static const SegStepOption options[] = {
	SEG_OPTION_OF_USERS_ITEMS,
	{ .name = "column", .label = N_("Column"), .help = N_("which column"), .type = SEG_STEP_COLUMN, .required = TRUE, .types = SEG_TYPES_WORDS | SEG_TYPES_NUMBERS },
	{ .name = "map", .label = N_("Values"), .help = N_("FROM=TO: what a value becomes; nothing after the = makes it missing"),
	  .type = SEG_STEP_PAIRS },
	{ .name = "fold", .label = N_("One spelling"), .help = N_("spellings that differ in case, width or spacing become the most frequent one"),
	  .type = SEG_STEP_YES, .standard = "no" },
	{ .name = "rare", .label = N_("Rare under"), .help = N_("values with fewer rows become one"), .type = SEG_STEP_COUNT },
	{ .name = "other", .label = N_("Rare become"), .help = N_("what rare values become"), .type = SEG_STEP_TEXT, .standard = "other" },
};

const SegStepClass seg_step_recode = {
	.kind = { "recode", N_("Recode categories"),
	          N_("Renames and unites the values of a column: by a list (numbers and dates, too), by spelling, or rare ones into one."), options, G_N_ELEMENTS (options) },
	.apply = apply,
	.say = say,
	.check = check,
};
