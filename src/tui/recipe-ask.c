/* The dialogs by which a step gets its options; which one, the table of options says. */
#include <config.h>
#include "recipe.h"

#include <glib/gi18n.h>
#include <string.h>

/* A question under way. */
typedef struct {
	SegStep             *step;    /* the form's own */
	const SegStepOption *option;
	SegOptionChanged     changed;
	GStrv                answers; /* what each choice gives; "" takes the option away */
} Question;

static Question *
question_new (SegStep *step, const SegStepOption *option, SegOptionChanged changed)
{
	Question *question = g_new0 (Question, 1);

	*question = (Question) { step, option, changed, NULL };
	return question;
}

static void
question_free (gpointer data)
{
	g_strfreev (((Question *) data)->answers);
	g_free (data);
}

static const char *
entity_of (const SegStep *step)
{
	return g_strcmp0 (seg_step_get (step, "of"), "items") == 0 ? "item" : "user";
}

/* Columns mean another table now. */
static void
forget_columns (SegStep *step)
{
	for (gsize i = 0; i < step->kind->n_options; i++)
		if (step->kind->options[i].type == SEG_STEP_COLUMN || step->kind->options[i].type == SEG_STEP_COLUMNS)
			seg_step_unset (step, step->kind->options[i].name);
}

/* What has no meaning with the other options any more must not stay. */
static void
forget_idle (SegStep *step)
{
	for (gsize i = 0; i < step->kind->n_options; i++)
		if (!seg_step_option_matters (step, &step->kind->options[i]))
			seg_step_unset (step, step->kind->options[i].name);
}

static gboolean
give (const Question *question, const char *value, GError **error)
{
	if (*value == '\0')
		seg_step_unset (question->step, question->option->name);
	else if (!seg_step_set (question->step, question->option->name, value, error))
		return FALSE;
	if (strcmp (question->option->name, "of") == 0)
		forget_columns (question->step);
	forget_idle (question->step);
	return TRUE;
}

/* One of several ---------------------------------------------------------------------------------------------------------------- */

static void
chosen (SegView *view, guint choice, gpointer data)
{
	const Question *question = data;
	g_autoptr (GError) error = NULL;

	if (!give (question, question->answers[choice], &error))
		seg_report (view, error);
	question->changed (view);
}

static void
ask_choice (SegView *view, Question *question)
{
	const SegStepOption *option = question->option;
	g_autoptr (GPtrArray) labels = g_ptr_array_new ();
	const char *present = seg_step_get (question->step, option->name);
	guint current = 0;

	question->answers = g_strdupv ((char **) option->choices);
	for (guint i = 0; option->choices[i] != NULL; i++) {
		g_ptr_array_add (labels, (gpointer) _(option->choice_labels[i]));
		current = g_strcmp0 (present, option->choices[i]) == 0 ? i : current;
	}
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, _(option->label), (const char *const *) labels->pdata, NULL, current, chosen, question, question_free);
}

/* Columns ----------------------------------------------------------------------------------------------------------------------- */

/* The attributes that fit the option. */
static GPtrArray *
fitting (SegView *view, const Question *question)
{
	g_autoptr (GError) error = NULL;
	GPtrArray *attributes = seg_attributes (seg_view_workspace (view), entity_of (question->step), &error);

	if (attributes == NULL) {
		seg_report (view, error);
		return NULL;
	}
	for (guint i = attributes->len; i-- > 0;) {
		const SegAttribute *attribute = attributes->pdata[i];

		if (question->option->types != 0 && (question->option->types & (1u << attribute->type)) == 0)
			g_ptr_array_remove_index (attributes, i);
	}
	if (attributes->len > 0)
		return attributes;
	seg_tell (view, _(question->option->label), _("No column fits here."));
	g_ptr_array_unref (attributes);
	return NULL;
}

static char *
column_remark (const SegAttribute *attribute)
{
	g_autofree char *missing = seg_format_integer (attribute->n_missing);

	return attribute->n_missing > 0 ? g_strdup_printf (_("%s, %s missing"), seg_type_name (attribute->type), missing)
	                                : g_strdup (seg_type_name (attribute->type));
}

static void
ask_column (SegView *view, Question *question, const GPtrArray *attributes)
{
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new_with_free_func (g_free), answers = g_ptr_array_new ();
	const char *present = seg_step_get (question->step, question->option->name);
	guint current = 0;

	if (!question->option->required) {
		g_ptr_array_add (labels, (gpointer) _("(none)"));
		g_ptr_array_add (remarks, g_strdup (""));
		g_ptr_array_add (answers, g_strdup (""));
	}
	for (guint i = 0; i < attributes->len; i++) {
		const SegAttribute *attribute = attributes->pdata[i];

		if (present != NULL && seg_attributes_find (attributes, present) == attribute)
			current = labels->len;
		g_ptr_array_add (labels, attribute->label);
		g_ptr_array_add (remarks, column_remark (attribute));
		g_ptr_array_add (answers, g_strdup (attribute->name));
	}
	g_ptr_array_add (labels, NULL);
	g_ptr_array_add (answers, NULL);
	question->answers = (GStrv) g_ptr_array_steal (answers, NULL);
	seg_ask_choice (view, _(question->option->label), (const char *const *) labels->pdata, (const char *const *) remarks->pdata, current, chosen,
	                question, question_free);
}

static gboolean
several_chosen (SegView *view, const gboolean *flags, gpointer data, GError **error)
{
	const Question *question = data;

	seg_step_unset (question->step, question->option->name);
	for (guint i = 0; question->answers[i] != NULL; i++)
		if (flags[i] && !seg_step_set (question->step, question->option->name, question->answers[i], error))
			return FALSE;
	question->changed (view);
	return TRUE;
}

static void
ask_columns (SegView *view, Question *question, const GPtrArray *attributes)
{
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new_with_free_func (g_free), answers = g_ptr_array_new ();
	const char *const *present = seg_step_get_all (question->step, question->option->name);
	g_autofree gboolean *flags = g_new0 (gboolean, attributes->len);

	for (guint i = 0; i < attributes->len; i++) {
		const SegAttribute *attribute = attributes->pdata[i];

		for (gsize k = 0; present != NULL && present[k] != NULL; k++)
			flags[i] = flags[i] || seg_attributes_find (attributes, present[k]) == attribute;
		g_ptr_array_add (labels, attribute->label);
		g_ptr_array_add (remarks, column_remark (attribute));
		g_ptr_array_add (answers, g_strdup (attribute->name));
	}
	g_ptr_array_add (labels, NULL);
	g_ptr_array_add (remarks, NULL);
	g_ptr_array_add (answers, NULL);
	question->answers = (GStrv) g_ptr_array_steal (answers, NULL);
	seg_ask_several (view, _(question->option->label), _(question->option->help), (const char *const *) labels->pdata,
	                 (const char *const *) remarks->pdata, flags, several_chosen, question, question_free);
}

/* Lines ------------------------------------------------------------------------------------------------------------------------- */

static gboolean
line_given (SegView *view, const char *text, gpointer data, GError **error)
{
	const Question *question = data;
	g_autoptr (SegStep) trial = seg_step_copy (question->step);

	/* A mistake in a condition is shown where it was typed. */
	if (question->option->type == SEG_STEP_EXPRESSION && *text != '\0'
	    && (!seg_step_set (trial, question->option->name, text, error) || !seg_step_check (seg_view_workspace (view), trial, error)))
		return FALSE;
	if (!give (question, text, error))
		return FALSE;
	question->changed (view);
	return TRUE;
}

static gboolean
list_given (SegView *view, const char *text, gpointer data, GError **error)
{
	const Question *question = data;
	g_auto (GStrv) parts = g_strsplit (text, ";", -1);
	g_autoptr (SegStep) trial = seg_step_copy (question->step);

	for (gsize i = 0; parts[i] != NULL; i++)
		if (*g_strstrip (parts[i]) != '\0' && !seg_step_set (trial, question->option->name, parts[i], error))
			return FALSE;
	seg_step_unset (question->step, question->option->name);
	for (gsize i = 0; parts[i] != NULL; i++)
		if (*parts[i] != '\0')
			seg_step_set (question->step, question->option->name, parts[i], NULL);
	question->changed (view);
	return TRUE;
}

static void
ask_line (SegView *view, Question *question, gboolean several)
{
	const char *const *present = seg_step_get_all (question->step, question->option->name);
	g_autofree char *initial = present != NULL ? g_strjoinv ("; ", (char **) present) : NULL;
	g_autofree char *hint = several ? g_strdup_printf (_("%s. Several are divided by ;"), _(question->option->help))
	                                : g_strdup (_(question->option->help));

	seg_ask_line (view, _(question->option->label), hint, initial != NULL ? initial : question->option->standard,
	              several ? list_given : line_given, question, question_free);
}

void
seg_recipe_ask (SegView *view, SegStep *step, const SegStepOption *option, SegOptionChanged changed)
{
	Question *question = question_new (step, option, changed);
	g_autoptr (GPtrArray) attributes = NULL;

	switch (option->type) {
	case SEG_STEP_CHOICE:
		ask_choice (view, question);
		return;
	case SEG_STEP_YES:
		give (question, strcmp (seg_step_get (step, option->name), "yes") == 0 ? "no" : "yes", NULL);
		question_free (question);
		changed (view);
		return;
	case SEG_STEP_COLUMN:
	case SEG_STEP_COLUMNS:
		attributes = fitting (view, question);
		if (attributes == NULL)
			question_free (question);
		else if (option->type == SEG_STEP_COLUMN)
			ask_column (view, question, attributes);
		else
			ask_columns (view, question, attributes);
		return;
	case SEG_STEP_TEXTS:
	case SEG_STEP_PAIRS:
		ask_line (view, question, TRUE);
		return;
	case SEG_STEP_NUMBER:
	case SEG_STEP_COUNT:
	case SEG_STEP_TEXT:
	case SEG_STEP_EXPRESSION:
	default:
		ask_line (view, question, FALSE);
	}
}
