/* Import, second view: what each column looks like and what it becomes, for change before anything is loaded. */
#include <config.h>
#include "import.h"
#include "screens.h"

#include <glib/gi18n.h>
#include <string.h>

/* The plan is shared with the work that runs it: reference-counted, and not changed while that work lasts. */
typedef struct {
	SegImportPlan *plan;
} SharedPlan;

typedef struct {
	SharedPlan *shared;
	GPtrArray  *remarks;    /* of char*: about the file as a whole */
	char       *missing;    /* why it cannot be imported yet, or NULL */
	const char *date_order; /* as chosen, or NULL */
	SegList    *list;
} State;

enum { IMPORT = SEG_ACTION_OWN, ROLE, ENCODING, DELIMITER, DATES, KIND, VALUES };

static const SegBinding bindings[] = {
	{ 'i', IMPORT, "run-import", N_("import"), N_("Import the file as shown") },
	{ SEG_KEY_ENTER, SEG_ACTION_OPEN, "open", N_("change column"), N_("Choose what the column under the cursor becomes") },
	{ 'r', ROLE, "change-role", N_("role"), N_("Say what the file is about: users, items, events, purchases, ratings, reviews") },
	{ 'v', VALUES, "more-values", N_("values"), N_("Show more about the column: values, missing, not readable") },
	{ 'm', DATES, "change-dates", N_("dates"), N_("Choose how dates like 3/5/2024 are read") },
	{ 'e', ENCODING, "change-encoding", N_("encoding"), N_("Choose how the file's characters are encoded") },
	{ 'd', DELIMITER, "change-delimiter", N_("delimiter"), N_("Choose what stands between the columns") },
	{ 'n', KIND, "event-kind", NULL, N_("Name the kind of the events of a file without a column for it") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back; nothing is imported") },
	{ 0, 0, NULL, NULL, NULL }
};

static const SegListColumn columns[] = {
	{ N_("Column"), SEG_ALIGN_LEFT, 16, FALSE },
	{ N_("Looks like"), SEG_ALIGN_LEFT, 17, FALSE },
	{ N_("Becomes"), SEG_ALIGN_LEFT, -22, FALSE },
	{ N_("First values"), SEG_ALIGN_LEFT, -8, FALSE },
};

static void
clear_shared (gpointer data)
{
	seg_import_plan_free (((SharedPlan *) data)->plan);
}

static void
release (SharedPlan *shared)
{
	g_atomic_rc_box_release_full (shared, clear_shared);
}

static SegImportPlan *
plan_of (const State *state)
{
	return state->shared->plan;
}

/* The list of columns ---------------------------------------------------------------------------------------------- */

static gsize
n_rows (gpointer data)
{
	return plan_of (data)->n_columns;
}

static char *
join_samples (const SegPlanColumn *column)
{
	GString *joined = g_string_new (NULL);

	for (gsize i = 0; i < SEG_PLAN_SAMPLES && column->samples[i] != NULL; i++)
		g_string_append_printf (joined, "%s%s", i > 0 ? " · " : "", column->samples[i]);
	return g_string_free (joined, FALSE);
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegImportPlan *plan = plan_of (data);
	const SegPlanColumn *shown = &plan->columns[row];

	switch (column) {
	case 0:
		return g_strdup (shown->header);
	case 1:
		*ink = shown->n_bad > 0 ? SEG_INK_WARNING : SEG_INK_NORMAL;
		return seg_import_plan_looks (plan, row);
	case 2:
		*ink = shown->field != NULL ? SEG_INK_ACCENT : shown->imported ? SEG_INK_NORMAL : SEG_INK_MUTED;
		return seg_import_plan_becomes (plan, row);
	default:
		*ink = SEG_INK_MUTED;
		return join_samples (shown);
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

/* Life ------------------------------------------------------------------------------------------------------------- */

/* What is said about the plan as a whole, after every change. */
static void
judge (State *state)
{
	g_autoptr (GError) error = NULL;

	g_clear_pointer (&state->remarks, g_ptr_array_unref);
	g_clear_pointer (&state->missing, g_free);
	state->remarks = seg_import_plan_remarks (plan_of (state));
	if (!seg_import_plan_check (plan_of (state), &error))
		state->missing = g_strdup (error->message);
	seg_list_changed (state->list);
}

static void
take_plan (State *state, SegImportPlan *plan)
{
	g_clear_pointer (&state->shared, release);
	state->shared = g_atomic_rc_box_new0 (SharedPlan);
	state->shared->plan = plan;
	judge (state);
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	state->shared = g_atomic_rc_box_new0 (SharedPlan);
	state->shared->plan = argument;
	judge (state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_clear_pointer (&state->remarks, g_ptr_array_unref);
	g_free (state->missing);
	g_clear_pointer (&state->shared, release);
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

/* Drawing ---------------------------------------------------------------------------------------------------------- */

static char *
describe_delimiter (char delimiter)
{
	switch (delimiter) {
	case ',':
		return g_strdup (_("comma"));
	case ';':
		return g_strdup (_("semicolon"));
	case '\t':
		return g_strdup (_("tab"));
	default:
		return g_strdup_printf ("%c", delimiter);
	}
}

static char *
describe_file (const SegImportPlan *plan)
{
	g_autofree char *delimiter = describe_delimiter (plan->delimiter), *size = g_format_size ((guint64) plan->size);

	return g_strdup_printf (_("%s · %s · %s"), plan->encoding, delimiter, size);
}

static int
draw_role (const State *state, SegCells *cells, SegRect rect, int y)
{
	const SegImportPlan *plan = plan_of (state);
	int x = seg_draw_text (cells, rect, 0, y, SEG_INK_NORMAL, _("This file holds: "));

	x += seg_draw_text (cells, rect, x, y, SEG_INK_ACCENT, _(plan->role->label));
	seg_draw_text (cells, rect, x + 2, y, SEG_INK_MUTED, _("(r changes that)"));
	return y + 1;
}

/* The lines below the columns: what is missing first, then remarks. Returns how many, drawing them from line @y when
 * @cells is not NULL. */
static int
draw_remarks (const State *state, SegCells *cells, SegRect rect, int y)
{
	g_autoptr (SegCells) nowhere = cells == NULL ? seg_cells_new (0, 0) : NULL;
	int first = y;

	cells = cells != NULL ? cells : nowhere;
	if (state->missing != NULL)
		y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_BAD, state->missing);
	for (guint i = 0; i < state->remarks->len; i++)
		y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, state->remarks->pdata[i]);
	return y - first;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	g_autofree char *name = g_path_get_basename (plan_of (state)->path), *title = g_strdup_printf (_("Import %s"), name);
	g_autofree char *file = describe_file (plan_of (state));
	int y = seg_draw_heading (cells, rect, title, file);
	int n_remarks = MIN (draw_remarks (state, NULL, rect, 0), MAX (rect.height / 3, 1));
	SegRect below;

	y = draw_role (state, cells, rect, y);
	below = seg_rect_below (rect, y);
	seg_list_draw (state->list, cells, seg_rect_top (below, below.height - n_remarks - 1), seg_view_has_focus (view));
	below = seg_rect_below (below, below.height - n_remarks - 1);
	seg_draw_rule (cells, below, 0);
	draw_remarks (state, cells, below, 1);
}

/* Changing a column ------------------------------------------------------------------------------------------------ */

typedef struct {
	gsize column;
	guint n_fields;
} ColumnQuestion;

static void
change_column (SegView *view, guint choice, gpointer data)
{
	State *state = view->state;
	const ColumnQuestion *question = data;
	SegImportPlan *plan = plan_of (state);
	gboolean is_field = choice < question->n_fields;
	gboolean attribute = !is_field && plan->role->has_attributes && choice == question->n_fields;

	seg_import_plan_set_field (plan, question->column, is_field ? &plan->role->fields[choice] : NULL, attribute);
	judge (state);
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
current_choice (const SegImportPlan *plan, gsize column)
{
	const SegPlanColumn *shown = &plan->columns[column];

	if (shown->field != NULL)
		return (guint) (shown->field - plan->role->fields);
	return (guint) plan->role->n_fields + (plan->role->has_attributes && !shown->imported ? 1 : 0);
}

static void
ask_column (SegView *view)
{
	const State *state = view->state;
	const SegImportPlan *plan = plan_of (state);
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new ();
	ColumnQuestion *question;
	gsize column;

	if (!seg_list_cursor (state->list, &column))
		return;
	for (gsize i = 0; i < plan->role->n_fields; i++) {
		g_ptr_array_add (labels, (gpointer) _(plan->role->fields[i].label));
		g_ptr_array_add (remarks, (gpointer) holder_of (plan, &plan->role->fields[i]));
	}
	if (plan->role->has_attributes) {
		g_ptr_array_add (labels, (gpointer) _("attribute"));
		g_ptr_array_add (remarks, (gpointer) _("kept as a column of its own"));
	}
	g_ptr_array_add (labels, (gpointer) _("not imported"));
	g_ptr_array_add (remarks, (gpointer) "");
	g_ptr_array_add (labels, NULL);
	g_ptr_array_add (remarks, NULL);
	question = g_new (ColumnQuestion, 1);
	*question = (ColumnQuestion) { column, (guint) plan->role->n_fields };
	seg_ask_choice (view, plan->columns[column].header, (const char *const *) labels->pdata, (const char *const *) remarks->pdata,
	                current_choice (plan, column), change_column, question, g_free);
}

static void
show_values (SegView *view)
{
	const State *state = view->state;
	const SegImportPlan *plan = plan_of (state);
	g_autoptr (GString) text = g_string_new (NULL);
	const SegPlanColumn *column;
	gsize row;

	if (!seg_list_cursor (state->list, &row))
		return;
	column = &plan->columns[row];
	g_string_append_printf (text, _("In the first %zu rows: %zu without a value, %zu%s different values, %zu that cannot be read as what "
	                                "the column becomes."), plan->n_looked_at, column->n_missing, column->n_distinct,
	                        column->n_distinct >= 1000 ? "+" : "", column->n_bad); /* different values are counted that far */
	g_string_append (text, "\n \n");
	for (gsize i = 0; i < SEG_PLAN_SAMPLES && column->samples[i] != NULL; i++) {
		g_autofree char *value = seg_text_printable (column->samples[i]);

		g_string_append_printf (text, "%s\n", value);
	}
	seg_tell (view, column->header, text->str);
}

/* Changing how the file is read ------------------------------------------------------------------------------------ */

static void
looked_again (SegView *view, gpointer data)
{
	SegPlanRequest *request = data;

	take_plan (view->state, g_steal_pointer (&request->plan));
}

static const SegWork look_again_work = {
	N_("looking at the file"), seg_plan_request_run, looked_again, NULL, (GDestroyNotify) seg_plan_request_free, FALSE, FALSE
};

/* A request for the same file as it is read now. */
static SegPlanRequest *
same_request (const State *state)
{
	const SegImportPlan *plan = plan_of (state);
	SegPlanRequest *request = seg_plan_request_new (plan->path);

	request->role = plan->role;
	request->encoding = g_strdup (plan->encoding);
	request->delimiter = plan->delimiter;
	request->date_order = state->date_order;
	return request;
}

static void
change_role (SegView *view, guint choice, gpointer data)
{
	State *state = view->state;
	gsize n_roles;

	(void) data;
	seg_import_plan_set_role (plan_of (state), &seg_roles (&n_roles)[choice]);
	judge (state);
}

static void
ask_role (SegView *view)
{
	gsize n_roles;
	const SegRole *roles = seg_roles (&n_roles);
	g_autofree const char **labels = g_new0 (const char *, n_roles + 1);

	for (gsize i = 0; i < n_roles; i++)
		labels[i] = _(roles[i].label);
	seg_ask_choice (view, _("What does this file hold?"), labels, NULL, (guint) (plan_of (view->state)->role - roles), change_role, NULL, NULL);
}

static const char *const encodings[] = {
	"UTF-8", "GB18030", "Big5", "windows-1252", "ISO-8859-15", "Shift_JIS", "EUC-KR", "windows-1251", "UTF-16LE", "UTF-16BE", NULL
};

static void
change_encoding (SegView *view, guint choice, gpointer data)
{
	SegPlanRequest *request = same_request (view->state);

	(void) data;
	g_free (request->encoding);
	request->encoding = g_strdup (encodings[choice]);
	seg_view_run (view, &look_again_work, request);
}

static void
ask_encoding (SegView *view)
{
	static const char *const remarks[] = {
		N_("everywhere, newer files"), N_("simplified Chinese (also GBK, GB2312)"), N_("traditional Chinese"), N_("western Europe, Windows"),
		N_("western Europe with €"), N_("Japanese"), N_("Korean"), N_("Cyrillic"), N_("some Excel exports"), N_("rare"), NULL
	};
	const char *shown[G_N_ELEMENTS (remarks)] = { NULL };
	guint current = 0;

	for (guint i = 0; encodings[i] != NULL; i++) {
		shown[i] = _(remarks[i]);
		if (g_ascii_strcasecmp (encodings[i], plan_of (view->state)->encoding) == 0)
			current = i;
	}
	seg_ask_choice (view, _("Encoding"), encodings, shown, current, change_encoding, NULL, NULL);
}

static const char delimiters[] = ",;\t|";

static void
change_delimiter (SegView *view, guint choice, gpointer data)
{
	SegPlanRequest *request = same_request (view->state);

	(void) data;
	request->delimiter = delimiters[choice];
	seg_view_run (view, &look_again_work, request);
}

static void
ask_delimiter (SegView *view)
{
	const char *const labels[] = { _("comma ,"), _("semicolon ;"), _("tab"), _("bar |"), NULL };
	const char *current = strchr (delimiters, plan_of (view->state)->delimiter);

	seg_ask_choice (view, _("Between the columns stands a"), labels, NULL, current != NULL ? (guint) (current - delimiters) : 0,
	                change_delimiter, NULL, NULL);
}

static void
change_dates (SegView *view, guint choice, gpointer data)
{
	State *state = view->state;

	(void) data;
	state->date_order = choice == 0 ? "day-first" : "month-first";
	seg_view_run (view, &look_again_work, same_request (state));
}

static void
ask_dates (SegView *view)
{
	const char *const labels[] = { _("3/5/2024 is the 3rd of May"), _("3/5/2024 is the 5th of March"), NULL };

	seg_ask_choice (view, _("Dates"), labels, NULL, plan_of (view->state)->date_order == SEG_DATE_MONTH_FIRST, change_dates, NULL, NULL);
}

static gboolean
accept_kind (SegView *view, const char *text, gpointer data, GError **error)
{
	SegImportPlan *plan = plan_of (view->state);

	(void) data;
	(void) error;
	g_free (plan->event_kind);
	plan->event_kind = *text != '\0' ? g_strdup (text) : NULL;
	judge (view->state);
	return TRUE;
}

/* Importing -------------------------------------------------------------------------------------------------------- */

typedef struct {
	SharedPlan     *shared;
	SegImportResult result;
} Import;

static void
import_free (gpointer data)
{
	release (((Import *) data)->shared);
	g_free (data);
}

static gboolean
run_import (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Import *import = data;

	return seg_import_run (workspace, import->shared->plan, FALSE, job, &import->result, error);
}

static void
imported (SegView *view, gpointer data)
{
	const Import *import = data;
	SegImportOutcome *outcome = g_new0 (SegImportOutcome, 1);

	outcome->path = g_strdup (import->shared->plan->path);
	outcome->result = import->result;
	outcome->sentences = seg_import_result_sentences (import->shared->plan, &import->result);
	seg_view_replace (view, &seg_import_result_view, outcome);
}

static const SegWork import_work = { N_("importing"), run_import, imported, NULL, import_free, TRUE, FALSE };

static void
start_import (SegView *view)
{
	State *state = view->state;
	Import *import;

	if (state->missing != NULL) {
		seg_tell (view, _("Not yet"), state->missing);
		return;
	}
	import = g_new0 (Import, 1);
	import->shared = g_atomic_rc_box_acquire (state->shared);
	seg_view_run (view, &import_work, import);
}

/* Nothing of the plan may change while it is being looked at anew or run. */
static gboolean
can (SegView *view, int action)
{
	if (action == DATES && plan_of (view->state)->date_order == SEG_DATE_ISO)
		return FALSE; /* no date in doubt */
	if (action == KIND)
		return strcmp (plan_of (view->state)->role->name, "events") == 0;
	return (action < SEG_ACTION_OWN && action != SEG_ACTION_OPEN) || action == VALUES || !seg_view_is_busy (view, NULL);
}

static gboolean
act (SegView *view, int action)
{
	switch (action) {
	case SEG_ACTION_OPEN:
		ask_column (view);
		return TRUE;
	case IMPORT:
		start_import (view);
		return TRUE;
	case ROLE:
		ask_role (view);
		return TRUE;
	case ENCODING:
		ask_encoding (view);
		return TRUE;
	case DELIMITER:
		ask_delimiter (view);
		return TRUE;
	case DATES:
		ask_dates (view);
		return TRUE;
	case KIND:
		seg_ask_line (view, _("Kind of these events"), _("One word, for example view, play or search."), plan_of (view->state)->event_kind,
		              accept_kind, NULL, NULL);
		return TRUE;
	case VALUES:
		show_values (view);
		return TRUE;
	default:
		return FALSE;
	}
}

const SegViewClass seg_import_plan_view = {
	.name = "import-plan", .title = N_("Import"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("What each column of the file looks like, and what it becomes. Columns with a meaning to segscope have its name; other "
	           "columns of users and items can be kept as attributes. A row whose needed values cannot be read is set aside with its "
	           "reason; nothing is lost. The whole file is imported or, when you stop it, nothing of it."),
	.open = open_view, .close = close_view, .draw = draw, .act = act, .can = can, .list = list,
};
