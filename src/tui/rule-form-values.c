/* The questions about an attribute or a feature: which, how it compares, and with what. */
#include <config.h>
#include "rule-form.h"

#include <segscope/rule.h>

#include <glib/gi18n.h>
#include <string.h>

#define MOST_VALUES 40 /* to choose from */

/* Values ----------------------------------------------------------------------------------------------------------- */

typedef enum { NOTHING, ONE, TWO, SEVERAL } Wants;

typedef struct {
	const char *label;
	const char *written; /* between the name and the value */
	Wants       wants;
} Operation;

#define KNOWN { N_("not known"), "is missing", NOTHING }, { N_("known"), "is not missing", NOTHING }, { NULL, NULL, NOTHING }

static const Operation of_numbers[] = {
	{ N_("at least"), ">=", ONE }, { N_("at most"), "<=", ONE }, { N_("more than"), ">", ONE }, { N_("less than"), "<", ONE },
	{ N_("between two, both included"), "between", TWO }, { N_("exactly"), "=", ONE }, { N_("another than"), "!=", ONE },
	{ N_("one of several"), "in", SEVERAL }, KNOWN
};
static const Operation of_dates[] = {
	{ N_("on a day or later"), ">=", ONE }, { N_("before a day"), "<", ONE }, { N_("on a day"), "=", ONE },
	{ N_("between two days, both included"), "between", TWO }, KNOWN
};
static const Operation of_booleans[] = { { N_("yes"), "= yes", NOTHING }, { N_("no"), "= no", NOTHING }, KNOWN };
static const Operation of_texts[] = {
	{ N_("is"), "=", ONE }, { N_("is one of several"), "in", SEVERAL }, { N_("is another than"), "!=", ONE },
	{ N_("is none of several"), "not in", SEVERAL }, { N_("has within"), "contains", ONE }, KNOWN
};

static const Operation *
operations_of (SegType type)
{
	switch (type) {
	case SEG_TYPE_NUMBER:
		return of_numbers;
	case SEG_TYPE_DATE:
		return of_dates;
	case SEG_TYPE_BOOLEAN:
		return of_booleans;
	case SEG_TYPE_TEXT:
	case SEG_TYPE_CATEGORY:
	default:
		return of_texts;
	}
}

static gboolean
is_text (SegType type)
{
	return type == SEG_TYPE_TEXT || type == SEG_TYPE_CATEGORY;
}

static const Operation *
chosen_operation (const SegRuleAsking *asking)
{
	return &operations_of (asking->type)[asking->choice];
}

static const char *
hint_of (const SegRuleAsking *asking)
{
	return asking->type == SEG_TYPE_DATE ? _("A day, as 2024-03-05") : asking->type == SEG_TYPE_NUMBER ? _("A number") : NULL;
}

/* "a, b" as a filter has it. */
static char *
list_of (char **values, gboolean quoted)
{
	g_autoptr (GString) list = g_string_new ("(");

	for (guint i = 0; values[i] != NULL; i++) {
		g_autofree char *word = quoted ? seg_filter_word_text (g_strstrip (values[i])) : g_strdup (g_strstrip (values[i]));

		g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", word);
	}
	g_string_append_c (list, ')');
	return g_string_free (g_steal_pointer (&list), FALSE);
}

static gboolean
accept_value (SegView *view, const char *text, gpointer data, GError **error)
{
	const SegRuleAsking *asking = data;
	const Operation *operation = chosen_operation (asking);
	g_autofree char *word = is_text (asking->type) ? seg_filter_word_text (text) : g_strdup (text), *condition = NULL;

	if (operation->wants == TWO) {
		condition = g_strdup_printf ("%s %s and", asking->text, word);
		seg_ask_line (view, _("Up to"), hint_of (asking), "", seg_rule_form_accept_rest, seg_rule_asking_new (asking, condition), seg_rule_asking_free);
		return TRUE;
	}
	if (operation->wants == SEVERAL) {
		g_auto (GStrv) values = g_strsplit (text, ",", -1);
		g_autofree char *list = list_of (values, is_text (asking->type));

		condition = g_strdup_printf ("%s %s", asking->text, list);
	} else
		condition = g_strdup_printf ("%s %s", asking->text, word);
	return seg_rule_form_finish (view, asking, condition, error);
}

gboolean
seg_rule_form_accept_rest (SegView *view, const char *text, gpointer data, GError **error)
{
	g_autofree char *condition = g_strdup_printf ("%s %s", ((const SegRuleAsking *) data)->text, text);

	return seg_rule_form_finish (view, data, condition, error);
}

static void
ask_value_line (SegView *view, const SegRuleAsking *asking)
{
	const Wants wants = chosen_operation (asking)->wants;

	seg_ask_line (view, asking->text, wants == SEVERAL ? _("Values, with commas between them") : hint_of (asking), "", accept_value,
	              seg_rule_asking_new (asking, asking->text), seg_rule_asking_free);
}

static gboolean
accept_several (SegView *view, const gboolean *chosen, gpointer data, GError **error)
{
	const SegRuleAsking *asking = data;
	g_autoptr (GPtrArray) values = seg_attribute_usual_values (seg_view_workspace (view), asking->column, MOST_VALUES, error);
	g_autoptr (GPtrArray) taken = g_ptr_array_new ();
	g_autofree char *list = NULL, *condition = NULL;

	if (values == NULL)
		return FALSE;
	for (guint i = 0; i < values->len; i++)
		if (chosen[i])
			g_ptr_array_add (taken, values->pdata[i]);
	if (taken->len == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("Mark at least one with the space bar"));
		return FALSE;
	}
	g_ptr_array_add (taken, NULL);
	list = list_of ((char **) taken->pdata, TRUE);
	condition = g_strdup_printf ("%s %s", asking->text, list);
	return seg_rule_form_finish (view, asking, condition, error);
}

static void
value_chosen (SegView *view, guint choice, gpointer data)
{
	const SegRuleAsking *asking = data;
	g_autoptr (GPtrArray) values = seg_attribute_usual_values (seg_view_workspace (view), asking->column, MOST_VALUES, NULL);
	g_autofree char *word = NULL, *condition = NULL;

	if (values == NULL || choice >= values->len) {
		ask_value_line (view, asking);
		return;
	}
	word = seg_filter_word_text (values->pdata[choice]);
	condition = g_strdup_printf ("%s %s", asking->text, word);
	seg_rule_form_finish_or_report (view, asking, condition);
}

/* Of categories the usual values are offered. */
static void
ask_value (SegView *view, const SegRuleAsking *asking)
{
	const Operation *operation = chosen_operation (asking);
	g_autoptr (GPtrArray) values = NULL;

	if (asking->type == SEG_TYPE_CATEGORY && asking->is_attribute && strcmp (operation->written, "contains") != 0)
		values = seg_attribute_usual_values (seg_view_workspace (view), asking->column, MOST_VALUES, NULL);
	if (values == NULL || values->len == 0) {
		ask_value_line (view, asking);
		return;
	}
	if (operation->wants == ONE)
		g_ptr_array_add (values, g_strdup (_("another value ...")));
	g_ptr_array_add (values, NULL);
	if (operation->wants == SEVERAL)
		seg_ask_several (view, asking->text, NULL, (const char *const *) values->pdata, NULL, NULL, accept_several, seg_rule_asking_new (asking, asking->text),
		                 seg_rule_asking_free);
	else
		seg_ask_choice (view, asking->text, (const char *const *) values->pdata, NULL, 0, value_chosen, seg_rule_asking_new (asking, asking->text), seg_rule_asking_free);
}

/* Columns ---------------------------------------------------------------------------------------------------------- */

static void
operation_chosen (SegView *view, guint choice, gpointer data)
{
	SegRuleAsking asking = *(const SegRuleAsking *) data;
	const Operation *operation = &operations_of (asking.type)[choice];
	g_autofree char *word = seg_filter_word_text (asking.column), *text = g_strdup_printf ("%s %s", word, operation->written);

	asking.choice = choice;
	asking.text = text;
	if (operation->wants == NOTHING)
		seg_rule_form_finish_or_report (view, &asking, text);
	else
		ask_value (view, &asking);
}

static void
ask_operation (SegView *view, const SegRuleAsking *asking)
{
	const Operation *operations = operations_of (asking->type);
	const char *labels[16] = { NULL }, *remarks[16] = { NULL };

	for (guint i = 0; operations[i].label != NULL; i++) {
		labels[i] = _(operations[i].label);
		remarks[i] = operations[i].written;
	}
	seg_ask_choice (view, asking->column, labels, remarks, 0, operation_chosen, seg_rule_asking_new (asking, NULL), seg_rule_asking_free);
}

/* The columns of one sort: GPtrArray of const SegUserColumn*, borrowed from @all. */
static GPtrArray *
columns_of (const GPtrArray *all, gboolean attributes)
{
	GPtrArray *columns = g_ptr_array_new ();

	for (guint i = 0; i < all->len; i++) {
		const SegUserColumn *column = all->pdata[i];

		if (attributes ? column->is_attribute : column->is_feature)
			g_ptr_array_add (columns, all->pdata[i]);
	}
	return columns;
}

static void
column_chosen (SegView *view, guint choice, gpointer data)
{
	SegRuleAsking asking = *(const SegRuleAsking *) data;
	g_autoptr (GPtrArray) all = seg_user_columns (seg_view_workspace (view), NULL, NULL), columns = all != NULL ? columns_of (all, asking.is_attribute) : NULL;
	const SegUserColumn *column = columns != NULL && choice < columns->len ? columns->pdata[choice] : NULL;

	if (column == NULL)
		return;
	asking.column = column->name;
	asking.type = column->type;
	ask_operation (view, &asking);
}

void
seg_rule_form_ask_column (SegView *view, const SegRuleAsking *before, gboolean attributes)
{
	SegRuleAsking asking = *before;
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) all = seg_user_columns (seg_view_workspace (view), NULL, &error), columns = NULL;
	g_autofree const char **labels = NULL, **remarks = NULL;

	if (all == NULL) {
		seg_report (view, error);
		return;
	}
	columns = columns_of (all, attributes);
	labels = g_new0 (const char *, columns->len + 1);
	remarks = g_new0 (const char *, columns->len + 1);
	for (guint i = 0; i < columns->len; i++) {
		labels[i] = ((const SegUserColumn *) columns->pdata[i])->name;
		if (strcmp (labels[i], ((const SegUserColumn *) columns->pdata[i])->label) != 0)
			remarks[i] = ((const SegUserColumn *) columns->pdata[i])->label;
	}
	asking.is_attribute = attributes;
	if (columns->len == 0)
		seg_tell (view, _("Rule"), attributes ? _("No file of users has brought any attributes.") : _("No features have been computed yet: b on Features."));
	else
		seg_ask_choice (view, attributes ? _("Which attribute?") : _("Which feature?"), labels, remarks, 0, column_chosen, seg_rule_asking_new (&asking, NULL), seg_rule_asking_free);
}
