/* Exclude test users: by patterns on key, e-mail or name, by a list of keys, or by a yes-or-no column. */
#include <config.h>
#include "step_options.h"

#include <segscope/hint.h>
#include <string.h>

/* "*@test.com" as a LIKE pattern. */
static char *
like_pattern (const char *pattern)
{
	GString *like = g_string_new (NULL);

	for (const char *at = pattern; *at != '\0'; at++) {
		if (strchr ("%_\\", *at) != NULL)
			g_string_append_c (like, '\\');
		g_string_append_c (like, *at == '*' ? '%' : *at == '?' ? '_' : *at);
	}
	return g_string_free (like, FALSE);
}

/* Where patterns are looked for: the chosen columns, else the key, e-mail and name (of items: title). */
static GPtrArray *
places (SegStepRun *run)
{
	static const char *const usual[] = { "email", "name", "title" };
	const char *const *names = seg_step_get_all (run->step, "column");
	GPtrArray *columns = g_ptr_array_new_with_free_func (g_free);

	for (gsize i = 0; names != NULL && names[i] != NULL; i++)
		g_ptr_array_add (columns, seg_sql_identifier (seg_step_run_find (run, names[i])->name));
	if (names != NULL)
		return columns;
	g_ptr_array_add (columns, g_strdup ("key"));
	for (gsize i = 0; i < G_N_ELEMENTS (usual); i++) {
		const SegAttribute *attribute = seg_attributes_with_field (run->attributes, usual[i]);

		if (attribute != NULL)
			g_ptr_array_add (columns, seg_sql_identifier (attribute->name));
	}
	return columns;
}

/* Adds the rows for which @condition with :value holds. Rows that no file of their own named can be test users as well. */
static gboolean
gather (SegStepRun *run, const char *condition, const char *value, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("INSERT OR IGNORE INTO temp.clean_row SELECT id FROM %s WHERE id NOT IN "
	                                        "(SELECT %s_id FROM excluded_%s) AND %s", run->entity, run->entity, run->entity, condition);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (run->workspace, sql, error);

	if (statement == NULL)
		return FALSE;
	if (value != NULL)
		seg_statement_bind_text (statement, ":value", value);
	return seg_statement_run (statement, error);
}

static gboolean
gather_patterns (SegStepRun *run, GError **error)
{
	const char *const *patterns = seg_step_get_all (run->step, "pattern");
	g_autoptr (GPtrArray) columns = places (run);

	for (gsize i = 0; patterns != NULL && patterns[i] != NULL; i++) {
		g_autofree char *like = like_pattern (patterns[i]);

		for (guint k = 0; k < columns->len; k++) {
			g_autofree char *condition = g_strdup_printf ("CAST (%s AS TEXT) LIKE :value ESCAPE '\\'", (const char *) columns->pdata[k]);

			if (!gather (run, condition, like, error))
				return FALSE;
		}
	}
	return TRUE;
}

static gboolean
apply (SegStepRun *run, GError **error)
{
	const char *const *keys = seg_step_get_all (run->step, "key");
	const SegAttribute *tagged = seg_step_run_column (run, "tagged");
	g_autofree char *column = tagged != NULL ? seg_sql_identifier (tagged->name) : NULL;

	for (gsize i = 0; keys != NULL && keys[i] != NULL; i++)
		if (!gather (run, "key = :value", keys[i], error))
			return FALSE;
	return (column == NULL || gather (run, column, NULL, error)) && gather_patterns (run, error) && seg_rows_leave_out (run, error);
}

static gboolean
check (SegStepRun *run, GError **error)
{
	const char *const *patterns = seg_step_get_all (run->step, "pattern");

	for (gsize i = 0; patterns != NULL && patterns[i] != NULL; i++)
		if (strspn (patterns[i], "*") == strlen (patterns[i])) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("The pattern “%s” fits everybody"), patterns[i]);
			return FALSE;
		}
	if (patterns != NULL || seg_step_get_all (run->step, "key") != NULL || seg_step_get (run->step, "tagged") != NULL)
		return TRUE;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, seg_hint (_("The step exclude needs --pattern, --key or --tagged"), _("Say whom to exclude: by patterns, by keys, or by a column that marks them")));
	return FALSE;
}

static void
say (const SegStep *step, GString *sentence)
{
	const char *const *keys = seg_step_get_all (step, "key");
	g_autofree char *patterns = seg_step_list_words (step, "pattern"), *columns = seg_step_list_words (step, "column");
	const char *joint = " ";

	g_string_append_printf (sentence, _("leave out test %s:"), _(seg_step_get (step, "of")));
	if (*patterns != '\0') {
		g_string_append_printf (sentence, *columns != '\0' ? _("%s%s in %s") : "%s%s", joint, patterns, columns);
		joint = ", ";
	}
	if (keys != NULL) {
		g_string_append_printf (sentence, ngettext ("%s%u key", "%s%u keys", g_strv_length ((char **) keys)), joint,
		                        g_strv_length ((char **) keys));
		joint = ", ";
	}
	if (seg_step_get (step, "tagged") != NULL)
		g_string_append_printf (sentence, _("%stagged by %s"), joint, seg_step_get (step, "tagged"));
}

static const SegStepOption options[] = {
	SEG_OPTION_OF_USERS_ITEMS,
	{ .name = "pattern", .label = N_("Patterns"), .help = N_("text with * and ?, in any case: *@test.com"), .type = SEG_STEP_TEXTS },
	{ .name = "column", .label = N_("In columns"), .help = N_("where patterns are looked for; else in key, e-mail and name"),
	  .type = SEG_STEP_COLUMNS },
	{ .name = "key", .label = N_("Keys"), .help = N_("keys of test users"), .type = SEG_STEP_TEXTS },
	{ .name = "tagged", .label = N_("Tagged by"), .help = N_("a yes-or-no column that marks them"), .type = SEG_STEP_COLUMN,
	  .types = SEG_TYPES (BOOLEAN) },
};

const SegStepClass seg_step_exclude = {
	.kind = { "exclude", N_("Leave out test users"),
	          N_("Leaves users with their events out by patterns, by keys or by a column that marks them. They stay in the file."), options,
	          G_N_ELEMENTS (options) },
	.apply = apply,
	.say = say,
	.check = check,
};
