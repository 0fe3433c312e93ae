/* The questions of the form of rules: what a condition is about, how it compares, with what; each answer leads to the next question, the last
 * to the words of the condition. */
#include <config.h>
#include "rule-form.h"

#include <segscope/rule.h>

#include <glib/gi18n.h>
#include <string.h>

#define MOST_VALUES 40 /* to choose from */

/* What was answered so far. */
typedef struct {
	SegOutline *part;     /* as seg_rule_form_ask() */
	char       *text;     /* the words so far */
	char       *column;   /* of an attribute or feature, its name; or NULL */
	SegType     type;
	gboolean    is_attribute;
	guint       choice;   /* number of what was chosen last */
} Asking;

static Asking *
asking_new (const Asking *before, const char *text)
{
	Asking *asking = g_new (Asking, 1);

	*asking = *before;
	asking->text = g_strdup (text);
	asking->column = g_strdup (before->column);
	return asking;
}

static void
asking_free (gpointer data)
{
	Asking *asking = data;

	g_free (asking->text);
	g_free (asking->column);
	g_free (asking);
}

/* The last answer: the words make a condition, or (FALSE with @error) they do not. */
static gboolean
finish (SegView *view, const Asking *asking, const char *condition, GError **error)
{
	SegRuleForm *form = view->state;
	SegOutline *part = asking->part;

	if (!seg_rule_check (seg_view_workspace (view), form->name, condition, error))
		return FALSE;
	if (part->parts != NULL) {
		part = seg_outline_new (condition, FALSE);
		seg_outline_insert (asking->part, G_MAXUINT, part);
	} else {
		g_free (part->condition);
		part->condition = g_strdup (condition);
	}
	form->changed = TRUE;
	seg_rule_form_changed (view, part);
	return TRUE;
}

static void
finish_or_report (SegView *view, const Asking *asking, const char *condition)
{
	g_autoptr (GError) error = NULL;

	if (!finish (view, asking, condition, &error))
		seg_report (view, error);
}

/* By hand ---------------------------------------------------------------------------------------------------------- */

static gboolean
accept_text (SegView *view, const char *text, gpointer data, GError **error)
{
	SegRuleForm *form = view->state;
	SegOutline *part = ((const Asking *) data)->part, *read = NULL;

	if (!seg_rule_check (seg_view_workspace (view), form->name, text, error) || (read = seg_outline_parse (text, error)) == NULL)
		return FALSE;
	if (part->condition != NULL && seg_outline_is_one (read)) {
		seg_outline_free (read);
		return finish (view, data, text, error);
	}
	g_clear_pointer (&part->condition, g_free); /* several conditions: a group stands in its place */
	g_clear_pointer (&part->parts, g_ptr_array_unref);
	part->any = read->any;
	part->parts = g_steal_pointer (&read->parts);
	for (guint i = 0; i < part->parts->len; i++)
		((SegOutline *) part->parts->pdata[i])->group = part;
	seg_outline_free (read);
	form->changed = TRUE;
	seg_rule_form_changed (view, part);
	return TRUE;
}

void
seg_rule_form_ask_text (SegView *view, SegOutline *part)
{
	Asking asking = { .part = part };
	gboolean negated = part->negated;
	g_autofree char *text = NULL;

	part->negated = FALSE; /* "not" stays with the part, whatever is written */
	text = seg_outline_text (part);
	part->negated = negated;
	seg_ask_line (view, _("Write the condition"), _("As in: city in (上海, 北京), orders >= 2, did purchase at least 2 times in the last 90 days."), text,
	              accept_text, asking_new (&asking, NULL), asking_free);
}

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
chosen_operation (const Asking *asking)
{
	return &operations_of (asking->type)[asking->choice];
}

static const char *
hint_of (const Asking *asking)
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

static gboolean accept_second (SegView *view, const char *text, gpointer data, GError **error);

static gboolean
accept_value (SegView *view, const char *text, gpointer data, GError **error)
{
	const Asking *asking = data;
	const Operation *operation = chosen_operation (asking);
	g_autofree char *word = is_text (asking->type) ? seg_filter_word_text (text) : g_strdup (text), *condition = NULL;

	if (operation->wants == TWO) {
		condition = g_strdup_printf ("%s %s and", asking->text, word);
		seg_ask_line (view, _("Up to"), hint_of (asking), "", accept_second, asking_new (asking, condition), asking_free);
		return TRUE;
	}
	if (operation->wants == SEVERAL) {
		g_auto (GStrv) values = g_strsplit (text, ",", -1);
		g_autofree char *list = list_of (values, is_text (asking->type));

		condition = g_strdup_printf ("%s %s", asking->text, list);
	} else
		condition = g_strdup_printf ("%s %s", asking->text, word);
	return finish (view, asking, condition, error);
}

static gboolean
accept_second (SegView *view, const char *text, gpointer data, GError **error)
{
	g_autofree char *condition = g_strdup_printf ("%s %s", ((const Asking *) data)->text, text);

	return finish (view, data, condition, error);
}

static void
ask_value_line (SegView *view, const Asking *asking)
{
	const Wants wants = chosen_operation (asking)->wants;

	seg_ask_line (view, asking->text, wants == SEVERAL ? _("Values, with commas between them") : hint_of (asking), "", accept_value,
	              asking_new (asking, asking->text), asking_free);
}

static gboolean
accept_several (SegView *view, const gboolean *chosen, gpointer data, GError **error)
{
	const Asking *asking = data;
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
	return finish (view, asking, condition, error);
}

static void
value_chosen (SegView *view, guint choice, gpointer data)
{
	const Asking *asking = data;
	g_autoptr (GPtrArray) values = seg_attribute_usual_values (seg_view_workspace (view), asking->column, MOST_VALUES, NULL);
	g_autofree char *word = NULL, *condition = NULL;

	if (values == NULL || choice >= values->len) {
		ask_value_line (view, asking);
		return;
	}
	word = seg_filter_word_text (values->pdata[choice]);
	condition = g_strdup_printf ("%s %s", asking->text, word);
	finish_or_report (view, asking, condition);
}

/* Of categories the usual values are offered. */
static void
ask_value (SegView *view, const Asking *asking)
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
		seg_ask_several (view, asking->text, NULL, (const char *const *) values->pdata, NULL, NULL, accept_several, asking_new (asking, asking->text),
		                 asking_free);
	else
		seg_ask_choice (view, asking->text, (const char *const *) values->pdata, NULL, 0, value_chosen, asking_new (asking, asking->text), asking_free);
}

/* Columns ---------------------------------------------------------------------------------------------------------- */

static void
operation_chosen (SegView *view, guint choice, gpointer data)
{
	Asking asking = *(const Asking *) data;
	const Operation *operation = &operations_of (asking.type)[choice];
	g_autofree char *word = seg_filter_word_text (asking.column), *text = g_strdup_printf ("%s %s", word, operation->written);

	asking.choice = choice;
	asking.text = text;
	if (operation->wants == NOTHING)
		finish_or_report (view, &asking, text);
	else
		ask_value (view, &asking);
}

static void
ask_operation (SegView *view, const Asking *asking)
{
	const Operation *operations = operations_of (asking->type);
	const char *labels[16] = { NULL }, *remarks[16] = { NULL };

	for (guint i = 0; operations[i].label != NULL; i++) {
		labels[i] = _(operations[i].label);
		remarks[i] = operations[i].written;
	}
	seg_ask_choice (view, asking->column, labels, remarks, 0, operation_chosen, asking_new (asking, NULL), asking_free);
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
	Asking asking = *(const Asking *) data;
	g_autoptr (GPtrArray) all = seg_user_columns (seg_view_workspace (view), NULL, NULL), columns = all != NULL ? columns_of (all, asking.is_attribute) : NULL;
	const SegUserColumn *column = columns != NULL && choice < columns->len ? columns->pdata[choice] : NULL;

	if (column == NULL)
		return;
	asking.column = column->name;
	asking.type = column->type;
	ask_operation (view, &asking);
}

static void
ask_column (SegView *view, const Asking *before, gboolean attributes)
{
	Asking asking = *before;
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
		remarks[i] = ((const SegUserColumn *) columns->pdata[i])->label;
	}
	asking.is_attribute = attributes;
	if (columns->len == 0)
		seg_tell (view, _("Rule"), attributes ? _("No file of users has brought any attributes.") : _("No features have been computed yet: b on Features."));
	else
		seg_ask_choice (view, attributes ? _("Which attribute?") : _("Which feature?"), labels, remarks, 0, column_chosen, asking_new (&asking, NULL), asking_free);
}

/* What users did ---------------------------------------------------------------------------------------------------- */

enum { EVER, LAST_DAYS, SINCE, BEFORE, BETWEEN };

static gboolean
accept_last_day (SegView *view, const char *text, gpointer data, GError **error)
{
	return accept_second (view, text, data, error);
}

static gboolean
accept_window (SegView *view, const char *text, gpointer data, GError **error)
{
	static const char *const written[] = { [LAST_DAYS] = "%s in the last %s days", [SINCE] = "%s since %s", [BEFORE] = "%s before %s",
	                                       [BETWEEN] = "%s between %s and" };
	const Asking *asking = data;
	g_auto (GStrv) parts = g_strsplit (written[asking->choice], "%s", -1);
	g_autofree char *condition = g_strconcat (asking->text, parts[1], text, parts[2], NULL);

	if (asking->choice != BETWEEN)
		return finish (view, asking, condition, error);
	seg_ask_line (view, _("Up to which day, that day included?"), _("A day, as 2024-03-05"), "", accept_last_day, asking_new (asking, condition), asking_free);
	return TRUE;
}

static void
window_chosen (SegView *view, guint choice, gpointer data)
{
	static const char *const titles[] = { [LAST_DAYS] = N_("How many days?"), [SINCE] = N_("Since which day?"), [BEFORE] = N_("Before which day?"),
	                                      [BETWEEN] = N_("From which day on?") };
	Asking asking = *(const Asking *) data;

	asking.choice = choice;
	if (choice == EVER)
		finish_or_report (view, &asking, asking.text);
	else
		seg_ask_line (view, _(titles[choice]), choice == LAST_DAYS ? _("A whole number") : _("A day, as 2024-03-05"), "", accept_window,
		              asking_new (&asking, asking.text), asking_free);
}

static void
ask_window (SegView *view, const Asking *asking, const char *text)
{
	const char *const labels[] = { _("ever"), _("in the last days"), _("since a day"), _("before a day"), _("between two days"), NULL };

	seg_ask_choice (view, _("When?"), labels, NULL, 0, window_chosen, asking_new (asking, text), asking_free);
}

enum { ONCE, AT_LEAST, AT_MOST, EXACTLY, NEVER };

static gboolean
accept_times (SegView *view, const char *text, gpointer data, GError **error)
{
	static const char *const written[] = { [AT_LEAST] = "at least", [AT_MOST] = "at most", [EXACTLY] = "exactly" };
	const Asking *asking = data;
	g_autofree char *condition = g_strdup_printf ("did %s %s %s times", asking->text, written[asking->choice], text);

	if (!seg_rule_check (seg_view_workspace (view), NULL, condition, error))
		return FALSE;
	ask_window (view, asking, condition);
	return TRUE;
}

static void
times_chosen (SegView *view, guint choice, gpointer data)
{
	Asking asking = *(const Asking *) data;
	g_autofree char *text = g_strconcat (choice == NEVER ? "did not " : "did ", asking.text, NULL);

	asking.choice = choice;
	if (choice == ONCE || choice == NEVER)
		ask_window (view, &asking, text);
	else
		seg_ask_line (view, _("How many times?"), _("A whole number"), "", accept_times, asking_new (&asking, asking.text), asking_free);
}

static void
kind_chosen (SegView *view, guint choice, gpointer data)
{
	const char *const labels[] = { _("at least once"), _("at least so many times"), _("at most so many times"), _("exactly so many times"), _("never"), NULL };
	g_autoptr (GPtrArray) kinds = seg_event_kind_names (seg_view_workspace (view), NULL);
	g_autofree char *kind = NULL;

	if (kinds == NULL || choice > kinds->len)
		return;
	kind = choice == 0 ? g_strdup ("anything") : seg_filter_word_text (kinds->pdata[choice - 1]);
	seg_ask_choice (view, _("How often?"), labels, NULL, 0, times_chosen, asking_new (data, kind), asking_free);
}

static void
ask_kind (SegView *view, const Asking *asking)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) kinds = seg_event_kind_names (seg_view_workspace (view), &error);

	if (kinds == NULL) {
		seg_report (view, error);
		return;
	}
	g_ptr_array_insert (kinds, 0, g_strdup (_("anything")));
	g_ptr_array_add (kinds, NULL);
	seg_ask_choice (view, _("What did they do, or not do?"), (const char *const *) kinds->pdata, NULL, 0, kind_chosen, asking_new (asking, NULL), asking_free);
}

/* Segments and rules ------------------------------------------------------------------------------------------------ */

/* What can be chosen, as conditions; @labels as people read it. */
static gboolean
list_segments (SegWorkspace *workspace, GPtrArray *conditions, GPtrArray *labels, GError **error)
{
	g_autoptr (GPtrArray) all = seg_segmentations (workspace, error);

	for (guint i = 0; all != NULL && i < all->len; i++) {
		const SegSegmentation *segmentation = all->pdata[i];
		g_autofree char *of = seg_filter_word_text (segmentation->name);

		for (guint k = 0; segmentation->segments != NULL && k < segmentation->segments->len; k++) {
			const SegSegment *segment = segmentation->segments->pdata[k];
			g_autofree char *name = seg_filter_word_text (segment->name);

			g_ptr_array_add (conditions, g_strdup_printf ("segment of %s = %s", of, name));
			g_ptr_array_add (labels, g_strdup_printf ("%s: %s", segmentation->name, segment->name));
		}
	}
	return all != NULL;
}

static gboolean
list_rules (SegView *view, GPtrArray *conditions, GPtrArray *labels, GError **error)
{
	g_autoptr (GPtrArray) all = seg_rules (seg_view_workspace (view), error);

	for (guint i = 0; all != NULL && i < all->len; i++) {
		const SegRule *rule = all->pdata[i];

		if (g_strcmp0 (rule->name, ((const SegRuleForm *) view->state)->name) == 0)
			continue;
		g_ptr_array_add (conditions, seg_rule_filter (rule->name));
		g_ptr_array_add (labels, g_strdup (rule->name));
	}
	return all != NULL;
}

static gboolean
list_groups (SegView *view, gboolean rules, GPtrArray *conditions, GPtrArray *labels, GError **error)
{
	return rules ? list_rules (view, conditions, labels, error) : list_segments (seg_view_workspace (view), conditions, labels, error);
}

/* asking->choice: whether it is about rules. */
static void
group_chosen (SegView *view, guint choice, gpointer data)
{
	const Asking *asking = data;
	g_autoptr (GPtrArray) conditions = g_ptr_array_new_with_free_func (g_free), labels = g_ptr_array_new_with_free_func (g_free);

	if (list_groups (view, asking->choice != 0, conditions, labels, NULL) && choice < conditions->len)
		finish_or_report (view, asking, conditions->pdata[choice]);
}

static void
ask_group (SegView *view, const Asking *before, gboolean rules)
{
	g_autoptr (GPtrArray) conditions = g_ptr_array_new_with_free_func (g_free), labels = g_ptr_array_new_with_free_func (g_free);
	g_autoptr (GError) error = NULL;
	Asking asking = *before;

	asking.choice = rules ? 1 : 0;
	if (!list_groups (view, rules, conditions, labels, &error)) {
		seg_report (view, error);
	} else if (labels->len == 0)
		seg_tell (view, _("Rule"), rules ? _("There is no other rule yet.") : _("There are no segments yet; make them first on Clusters."));
	else {
		g_ptr_array_add (labels, NULL);
		seg_ask_choice (view, rules ? _("Which rule?") : _("Which segment?"), (const char *const *) labels->pdata, NULL, 0, group_chosen,
		                asking_new (&asking, NULL), asking_free);
	}
}

/* What it is about --------------------------------------------------------------------------------------------------- */

enum { ATTRIBUTE, FEATURE, BEHAVIOUR, SEGMENT, RULE };

static void
about_chosen (SegView *view, guint choice, gpointer data)
{
	switch (choice) {
	case ATTRIBUTE:
	case FEATURE:
		ask_column (view, data, choice == ATTRIBUTE);
		break;
	case BEHAVIOUR:
		ask_kind (view, data);
		break;
	default:
		ask_group (view, data, choice == RULE);
	}
}

void
seg_rule_form_ask (SegView *view, SegOutline *part)
{
	const char *const labels[] = { _("an attribute"), _("a feature"), _("what users did"), _("a segment"), _("another rule"), NULL };
	const char *const remarks[] = { _("as files have it: city, age"), _("computed: orders, days since the last"), _("how often, and when"),
	                                _("of any segmentation"), _("whoever it takes"), NULL };
	Asking asking = { .part = part };

	seg_ask_choice (view, _("What is the condition about?"), labels, remarks, 0, about_chosen, asking_new (&asking, NULL), asking_free);
}
