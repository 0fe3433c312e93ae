#include <config.h>
#include "clean_option.h"

#include <glib/gi18n.h>
#include <string.h>

static SegCleanOption *
find (SegCleanOptions *options, const char *name)
{
	for (gsize i = 0; i < options->n; i++)
		if (strcmp (options->options[i].name, name) == 0)
			return &options->options[i];
	return NULL;
}

#define MANY 5 /* kinds: then the help need not name them */

/* The kinds for which option @name means @help, "fill, flag"; how many. */
static guint
kinds_with (const char *name, const char *help, GString *list)
{
	gsize n_kinds;
	const SegStepKind *const *kinds = seg_step_kinds (&n_kinds);
	guint n = 0;

	for (gsize i = 0; i < n_kinds; i++) {
		const SegStepOption *option = seg_step_kind_option (kinds[i], name);

		if (option != NULL && strcmp (option->help, help) == 0)
			g_string_append_printf (list, "%s%s", n++ > 0 ? ", " : "", kinds[i]->name);
	}
	return n;
}

/* Adds "fill, flag: what it means", once for each meaning. */
static void
add_help (SegCleanOption *option, const SegStepOption *meaning)
{
	g_autoptr (GString) kinds = g_string_new (NULL);
	g_autofree char *old = option->help;
	const guint n = kinds_with (meaning->name, meaning->help, kinds);

	if (old != NULL && strstr (old, _(meaning->help)) != NULL)
		option->help = g_steal_pointer (&old);
	else
		option->help = g_strconcat (old != NULL ? old : "", old != NULL ? "; " : "", n < MANY ? kinds->str : "", n < MANY ? ": " : "",
		                            _(meaning->help), NULL);
}

static const char *
placeholder (SegStepOptionType type)
{
	switch (type) {
	case SEG_STEP_COLUMN:
	case SEG_STEP_COLUMNS:
		return "COLUMN";
	case SEG_STEP_NUMBER:
	case SEG_STEP_COUNT:
		return "N";
	case SEG_STEP_PAIRS:
		return "FROM=TO";
	case SEG_STEP_EXPRESSION:
		return "CONDITION";
	case SEG_STEP_CHOICE:
		return "WORD";
	case SEG_STEP_TEXT:
	case SEG_STEP_TEXTS:
	case SEG_STEP_YES:
	default:
		return "TEXT";
	}
}

gsize
seg_clean_options_entries (SegCleanOptions *options, GOptionEntry *entries, gsize at)
{
	gsize n_kinds;
	const SegStepKind *const *kinds = seg_step_kinds (&n_kinds);
	SegStepOptionType types[SEG_CLEAN_OPTIONS_MOST];

	for (gsize i = 0; i < n_kinds; i++)
		for (gsize k = 0; k < kinds[i]->n_options; k++) {
			const SegStepOption *meaning = &kinds[i]->options[k];
			SegCleanOption *option = find (options, meaning->name);

			if (option == NULL) {
				g_assert (options->n < SEG_CLEAN_OPTIONS_MOST);
				types[options->n] = meaning->type;
				option = &options->options[options->n++];
				*option = (SegCleanOption) { .name = meaning->name, .is_flag = meaning->type == SEG_STEP_YES };
			}
			add_help (option, meaning);
		}
	for (gsize i = 0; i < options->n; i++) {
		SegCleanOption *option = &options->options[i];

		entries[at + i] = (GOptionEntry) { option->name, 0, 0, option->is_flag ? G_OPTION_ARG_NONE : G_OPTION_ARG_STRING_ARRAY,
		                                   option->is_flag ? (gpointer) &option->flag : (gpointer) &option->values, option->help,
		                                   option->is_flag ? NULL : placeholder (types[i]) };
	}
	return options->n;
}

void
seg_clean_options_clear (SegCleanOptions *options)
{
	for (gsize i = 0; i < options->n; i++) {
		g_strfreev (options->options[i].values);
		g_free (options->options[i].help);
	}
}

gboolean
seg_clean_options_given (const SegCleanOptions *options)
{
	for (gsize i = 0; i < options->n; i++)
		if (options->options[i].flag || options->options[i].values != NULL)
			return TRUE;
	return FALSE;
}

char **
seg_clean_options_take (SegCleanOptions *options, const char *name)
{
	SegCleanOption *option = find (options, name);

	return option != NULL ? g_steal_pointer (&option->values) : NULL;
}

/* Several values of an option that takes one are a slip, not a wish. */
static gboolean
check_single (const SegStep *step, const SegCleanOption *option, GError **error)
{
	const SegStepOption *meaning = seg_step_kind_option (step->kind, option->name);

	if (meaning == NULL || meaning->type == SEG_STEP_COLUMNS || meaning->type == SEG_STEP_TEXTS || meaning->type == SEG_STEP_PAIRS
	    || option->values == NULL || option->values[1] == NULL)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--%s is given twice; the step %s takes one"), option->name, step->kind->name);
	return FALSE;
}

gboolean
seg_clean_options_apply (const SegCleanOptions *options, SegStep *step, GError **error)
{
	for (gsize i = 0; i < options->n; i++) {
		const SegCleanOption *option = &options->options[i];

		if (option->flag && !seg_step_set (step, option->name, "yes", error))
			return FALSE;
		if (option->values == NULL)
			continue;
		if (!check_single (step, option, error))
			return FALSE;
		seg_step_unset (step, option->name);
		for (gsize k = 0; option->values[k] != NULL; k++)
			if (!seg_step_set (step, option->name, option->values[k], error))
				return FALSE;
	}
	return TRUE;
}

static char *
choices_of (const SegStepOption *option)
{
	return option->choices != NULL ? g_strjoinv (", ", (char **) option->choices) : g_strdup (placeholder (option->type));
}

void
seg_clean_options_print (const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();
	gsize n_kinds;
	const SegStepKind *const *kinds = seg_step_kinds (&n_kinds);

	seg_table_column (table, "step", _("Step"), SEG_CELL_TEXT);
	seg_table_column (table, "option", _("Option"), SEG_CELL_TEXT);
	seg_table_column (table, "takes", _("Takes"), SEG_CELL_TEXT);
	seg_table_column (table, "standard", _("Standard"), SEG_CELL_TEXT);
	seg_table_column (table, "only_with", _("Only with"), SEG_CELL_TEXT);
	seg_table_column (table, "meaning", _("Meaning"), SEG_CELL_TEXT);
	for (gsize i = 0; i < n_kinds; i++) {
		seg_table_text (table, kinds[i]->name);
		for (int empty = 0; empty < 4; empty++)
			seg_table_text (table, NULL);
		seg_table_text (table, _(kinds[i]->meaning));
		for (gsize k = 0; k < kinds[i]->n_options; k++) {
			const SegStepOption *option = &kinds[i]->options[k];
			g_autofree char *name = g_strconcat ("--", option->name, NULL), *takes = choices_of (option);
			g_autofree char *when = option->when != NULL ? g_strconcat ("--", option->when, NULL) : NULL;

			seg_table_text (table, common->output == SEG_OUTPUT_TABLE ? NULL : kinds[i]->name);
			seg_table_text (table, name);
			seg_table_text (table, option->type == SEG_STEP_YES ? NULL : takes);
			seg_table_text (table, option->required ? _("needed") : option->standard);
			seg_table_text (table, when);
			seg_table_text (table, _(option->help));
		}
	}
	seg_table_print (table, common->output);
}
