/* The questions of the import's second view: what a column becomes, what the file holds, how it is read. */
#include <config.h>
#include "import-plan.h"

#include <segscope/campaign.h>

#include <glib/gi18n.h>
#include <string.h>

/* Changing a column ------------------------------------------------------------------------------------------------ */

/* What a column can be besides a field. */
typedef enum { CHOICE_ATTRIBUTE, CHOICE_USER, CHOICE_ITEM, CHOICE_OUTCOME, CHOICE_NONE } Choice;

static const struct {
	const char *label, *remark, *entity;
} choices[] = {
	[CHOICE_ATTRIBUTE] = { N_("attribute"), N_("kept as a column of its own"), NULL },
	[CHOICE_USER] = { N_("attribute of the user"), N_("describes who did it: country, age, level"), "user" },
	[CHOICE_ITEM] = { N_("attribute of the item"), N_("describes what it was: category, brand"), "item" },
	[CHOICE_OUTCOME] = { N_("outcome"), N_("yes, a number over 0 or a time: it came true"), "outcome" },
	[CHOICE_NONE] = { N_("not imported"), "", NULL },
};

typedef struct {
	gsize  column;
	guint  n_fields;
	Choice choices[G_N_ELEMENTS (choices)];
	guint  n_choices;
} ColumnQuestion;

static void
list_choices (const SegImportPlan *plan, ColumnQuestion *question)
{
	if (plan->role->entity != NULL)
		question->choices[question->n_choices++] = CHOICE_ATTRIBUTE;
	else {
		gboolean results = strcmp (plan->role->name, "results") == 0;

		question->choices[question->n_choices++] = CHOICE_USER;
		question->choices[question->n_choices++] = results ? CHOICE_OUTCOME : CHOICE_ITEM;
	}
	question->choices[question->n_choices++] = CHOICE_NONE;
}

static void
change_column (SegView *view, guint choice, gpointer data)
{
	SegPlanState *state = view->state;
	const ColumnQuestion *question = data;
	SegImportPlan *plan = seg_plan_state_plan (state);
	Choice other = choice < question->n_fields ? CHOICE_NONE : question->choices[choice - question->n_fields];

	if (choice < question->n_fields)
		seg_import_plan_set_field (plan, question->column, &plan->role->fields[choice], TRUE);
	else if (choices[other].entity != NULL)
		seg_import_plan_set_attribute (plan, question->column, choices[other].entity, NULL);
	else
		seg_import_plan_set_field (plan, question->column, NULL, other == CHOICE_ATTRIBUTE);
	view->unsaved = TRUE;
	seg_plan_state_judge (state);
}

/* Which column has the field now, for the remark beside it. */
static const char *
holder_of (const SegImportPlan *plan, const SegField *field)
{
	for (gsize i = 0; i < plan->n_columns; i++)
		if (plan->columns[i].field == field)
			return plan->columns[i].header;
	return field->required ? _("needed") : "";
}

static guint
current_choice (const SegImportPlan *plan, const ColumnQuestion *question)
{
	const SegPlanColumn *shown = &plan->columns[question->column];

	if (shown->field != NULL)
		return (guint) (shown->field - plan->role->fields);
	for (guint i = 0; i < question->n_choices; i++)
		if (shown->imported && (choices[question->choices[i]].entity == NULL || g_strcmp0 (choices[question->choices[i]].entity, shown->entity) == 0))
			return question->n_fields + i;
	return question->n_fields + question->n_choices - 1;
}

void
seg_plan_ask_column (SegView *view)
{
	const SegPlanState *state = view->state;
	const SegImportPlan *plan = seg_plan_state_plan (state);
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new ();
	ColumnQuestion *question;
	gsize column;

	if (!seg_list_cursor (state->list, &column))
		return;
	question = g_new0 (ColumnQuestion, 1);
	question->column = column;
	question->n_fields = (guint) plan->role->n_fields;
	list_choices (plan, question);
	for (gsize i = 0; i < plan->role->n_fields; i++) {
		g_ptr_array_add (labels, (gpointer) _(plan->role->fields[i].label));
		g_ptr_array_add (remarks, (gpointer) holder_of (plan, &plan->role->fields[i]));
	}
	for (guint i = 0; i < question->n_choices; i++) {
		g_ptr_array_add (labels, (gpointer) _(choices[question->choices[i]].label));
		g_ptr_array_add (remarks, (gpointer) (choices[question->choices[i]].remark[0] != '\0' ? _(choices[question->choices[i]].remark) : ""));
	}
	g_ptr_array_add (labels, NULL);
	g_ptr_array_add (remarks, NULL);
	seg_ask_choice (view, plan->columns[column].header, (const char *const *) labels->pdata, (const char *const *) remarks->pdata,
	                current_choice (plan, question), change_column, question, g_free);
}

void
seg_plan_show_values (SegView *view)
{
	const SegPlanState *state = view->state;
	const SegImportPlan *plan = seg_plan_state_plan (state);
	g_autoptr (GString) text = g_string_new (NULL);
	g_autofree char *looked_at = NULL, *missing = NULL, *distinct = NULL, *bad = NULL;
	const SegPlanColumn *column;
	gsize row;

	if (!seg_list_cursor (state->list, &row))
		return;
	column = &plan->columns[row];
	looked_at = seg_format_integer ((gint64) plan->n_looked_at);
	missing = seg_format_integer ((gint64) column->n_missing);
	distinct = seg_format_integer ((gint64) column->n_distinct);
	bad = seg_format_integer ((gint64) column->n_bad);
	g_string_append_printf (text, column->n_distinct >= 1000 /* they are counted that far */
	                        ? _("In the first %s rows: %s without a value, %s or more different values, %s that cannot be read as what the "
	                            "column becomes.")
	                        : _("In the first %s rows: %s without a value, %s different values, %s that cannot be read as what the column "
	                            "becomes."), looked_at, missing, distinct, bad);
	g_string_append (text, "\n \n");
	for (gsize i = 0; i < SEG_PLAN_SAMPLES && column->samples[i] != NULL; i++) {
		g_autofree char *value = seg_text_printable (column->samples[i]);

		g_string_append_printf (text, "%s\n", value);
	}
	if (state->remarks->len > 0)
		g_string_append (text, _("\nOf the whole file:\n"));
	for (guint i = 0; i < state->remarks->len; i++)
		g_string_append_printf (text, "· %s\n", (const char *) state->remarks->pdata[i]);
	seg_tell (view, column->header, g_strchomp (text->str));
}

/* Changing how the file is read ------------------------------------------------------------------------------------ */

static void
looked_again (SegView *view, gpointer data)
{
	SegPlanRequest *request = data;

	view->unsaved = TRUE;
	seg_plan_state_take (view->state, g_steal_pointer (&request->plan));
}

static const SegWork look_again_work = {
	N_("looking at the file"), seg_plan_request_run, looked_again, NULL, (GDestroyNotify) seg_plan_request_free, FALSE, FALSE
};

/* A request for the same file as it is read now. */
static SegPlanRequest *
same_request (const SegPlanState *state)
{
	const SegImportPlan *plan = seg_plan_state_plan (state);
	SegPlanRequest *request = seg_plan_request_new (plan->path);

	request->role = plan->role;
	request->encoding = g_strdup (plan->encoding);
	request->delimiter = plan->delimiter;
	request->date_order = state->date_order;
	request->header = state->header;
	request->quotes = state->quotes;
	request->missing = g_strdup (state->missing_words);
	request->kind = g_strdup (plan->event_kind);
	return request;
}

void
seg_plan_guess_anew (SegView *view)
{
	SegPlanRequest *request = same_request (view->state);

	request->role = NULL;
	request->forget = TRUE;
	seg_view_run (view, &look_again_work, request);
}

static void
change_role (SegView *view, guint choice, gpointer data)
{
	SegPlanState *state = view->state;
	gsize n_roles;

	(void) data;
	seg_import_plan_set_role (seg_plan_state_plan (state), &seg_roles (&n_roles)[choice]);
	view->unsaved = TRUE;
	seg_plan_state_judge (state);
}

void
seg_plan_ask_role (SegView *view)
{
	gsize n_roles;
	const SegRole *roles = seg_roles (&n_roles);
	g_autofree const char **labels = g_new0 (const char *, n_roles + 1);

	for (gsize i = 0; i < n_roles; i++)
		labels[i] = _(roles[i].label);
	seg_ask_choice (view, _("What does this file hold?"), labels, NULL, (guint) (seg_plan_state_plan (view->state)->role - roles), change_role, NULL, NULL);
}

void
seg_plan_look_again (SegView *view, const char *encoding)
{
	SegPlanRequest *request = same_request (view->state);

	g_free (request->encoding);
	request->encoding = g_strdup (encoding);
	seg_view_run (view, &look_again_work, request);
}

static const char delimiters[] = ",;\t|";

static void
look_with_delimiter (SegView *view, char delimiter)
{
	SegPlanRequest *request = same_request (view->state);

	request->delimiter = delimiter;
	seg_view_run (view, &look_again_work, request);
}

static gboolean
accept_delimiter (SegView *view, const char *text, gpointer data, GError **error)
{
	(void) data;
	if (strlen (text) != 1 || strchr ("\"\r\n", text[0]) != NULL || g_ascii_isalnum (text[0])) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("One character, for example ^ or ~; no letter, digit or quote"));
		return FALSE;
	}
	look_with_delimiter (view, text[0]);
	return TRUE;
}

static void
change_delimiter (SegView *view, guint choice, gpointer data)
{
	(void) data;
	if (choice < strlen (delimiters))
		look_with_delimiter (view, delimiters[choice]);
	else
		seg_ask_line (view, _("What stands between the columns?"), NULL, NULL, accept_delimiter, NULL, NULL);
}

void
seg_plan_ask_delimiter (SegView *view)
{
	const char *const labels[] = { _("comma ,"), _("semicolon ;"), _("tab"), _("bar |"), _("another character"), NULL };
	const char *current = strchr (delimiters, seg_plan_state_plan (view->state)->delimiter);

	seg_ask_choice (view, _("Between the columns stands a"), labels, NULL,
	                current != NULL ? (guint) (current - delimiters) : (guint) strlen (delimiters), change_delimiter, NULL, NULL);
}

static void
change_header (SegView *view, guint choice, gpointer data)
{
	SegPlanState *state = view->state;

	(void) data;
	state->header = choice == 0 ? "yes" : "no";
	seg_view_run (view, &look_again_work, same_request (state));
}

void
seg_plan_ask_header (SegView *view)
{
	const char *const labels[] = { _("the names of the columns"), _("data, like the rows below it"), NULL };

	seg_ask_choice (view, _("The first row holds"), labels, NULL, seg_plan_state_plan (view->state)->has_header ? 0 : 1, change_header, NULL, NULL);
}

static const char *const quotes[] = { "\"", "'", "none" };

static void
change_quotes (SegView *view, guint choice, gpointer data)
{
	SegPlanState *state = view->state;

	(void) data;
	state->quotes = quotes[choice];
	seg_view_run (view, &look_again_work, same_request (state));
}

void
seg_plan_ask_quotes (SegView *view)
{
	const char *const labels[] = { _("double quotes \""), _("single quotes '"), _("nothing: quotes are characters like others"), NULL };
	const char *const remarks[] = { _("\"Bath, salt\" is one value: Bath, salt"), _("'Bath, salt' is one value: Bath, salt"),
	                                _("12\" pizza is a value: 12\" pizza"), NULL };
	char quote = seg_plan_state_plan (view->state)->quote;

	seg_ask_choice (view, _("Values may be enclosed by"), labels, remarks, quote == '"' ? 0 : quote == '\'' ? 1 : 2, change_quotes, NULL, NULL);
}

static void
change_dates (SegView *view, guint choice, gpointer data)
{
	SegPlanState *state = view->state;

	(void) data;
	state->date_order = choice == 0 ? "day-first" : "month-first";
	seg_view_run (view, &look_again_work, same_request (state));
}

void
seg_plan_ask_dates (SegView *view)
{
	const char *const labels[] = { _("3/5/2024 is the 3rd of May"), _("3/5/2024 is the 5th of March"), NULL };

	seg_ask_choice (view, _("Dates"), labels, NULL, seg_plan_state_plan (view->state)->date_order == SEG_DATE_MONTH_FIRST, change_dates, NULL, NULL);
}

static gboolean
accept_kind (SegView *view, const char *text, gpointer data, GError **error)
{
	SegImportPlan *plan = seg_plan_state_plan (view->state);

	(void) data;
	(void) error;
	g_free (plan->event_kind);
	plan->event_kind = *text != '\0' ? g_strdup (text) : NULL;
	view->unsaved = TRUE;
	seg_plan_state_judge (view->state);
	return TRUE;
}

/* Files of results without a column of campaigns are of one. */
static void
change_campaign (SegView *view, guint choice, gpointer data)
{
	g_autoptr (GPtrArray) campaigns = seg_campaigns (seg_view_workspace (view), NULL);

	(void) data;
	if (campaigns != NULL && choice < campaigns->len)
		accept_kind (view, ((const SegCampaign *) campaigns->pdata[choice])->name, NULL, NULL);
}

static gboolean
ask_campaign (SegView *view)
{
	g_autoptr (GPtrArray) campaigns = seg_campaigns (seg_view_workspace (view), NULL), labels = g_ptr_array_new ();
	const char *kind = seg_plan_state_plan (view->state)->event_kind;
	guint current = 0;

	for (guint i = 0; campaigns != NULL && i < campaigns->len; i++) {
		const SegCampaign *campaign = campaigns->pdata[i];

		g_ptr_array_add (labels, campaign->name);
		if (g_strcmp0 (campaign->name, kind) == 0)
			current = i;
	}
	if (labels->len == 0)
		return FALSE;
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, _("Results of which campaign?"), (const char *const *) labels->pdata, NULL, current, change_campaign, NULL, NULL);
	return TRUE;
}

void
seg_plan_ask_kind (SegView *view)
{
	if (strcmp (seg_plan_state_plan (view->state)->role->name, "results") == 0) {
		if (!ask_campaign (view))
			seg_ask_line (view, _("Campaign of these results"), NULL, seg_plan_state_plan (view->state)->event_kind, accept_kind, NULL, NULL);
		return;
	}
	seg_ask_line (view, _("Kind of these events"), _("One word, for example view, play or search."),
	              seg_plan_state_plan (view->state)->event_kind, accept_kind, NULL, NULL);
}

/* Missing values ------------------------------------------------------------------------------------------------------- */

static gboolean
accept_missing_words (SegView *view, const char *text, gpointer data, GError **error)
{
	SegPlanState *state = view->state;

	(void) data;
	(void) error;
	g_free (state->missing_words);
	state->missing_words = g_strdup (*text != '\0' ? text : "usual");
	seg_view_run (view, &look_again_work, same_request (state));
	return TRUE;
}

void
seg_plan_ask_missing (SegView *view)
{
	const SegPlanState *state = view->state;
	const SegImportPlan *plan = seg_plan_state_plan (state);
	g_autofree char *now = plan->missing_words != NULL ? g_strjoinv (",", plan->missing_words) : g_strdup ("");

	seg_ask_line (view, _("Words that mean a missing value"),
	              _("Divided by commas; + before them adds to the usual ones (NULL, NA, N/A, -, 无 ...), nothing: the usual ones."),
	              now, accept_missing_words, NULL, NULL);
}
