/* Import, second view: what each column looks like and what it becomes, for change before anything is loaded. */
#include <config.h>
#include "import-plan.h"
#include "orders-ask.h"
#include "screens.h"

#include <glib/gi18n.h>
#include <string.h>

enum {
	IMPORT = SEG_ACTION_OWN, TRY, ROLE, ENCODING, DELIMITER, HEADER, QUOTES, DATES, KIND, MISSING, VALUES, SAVE, GUESS, ORDERS, MOST_REJECTS
};

static const SegBinding bindings[] = {
	{ 'i', IMPORT, "run-import", N_("import"), N_("Import the file as shown") },
	{ 't', TRY, "try-import", N_("try"), N_("Say what the import would do, with the first rows that would be set aside; change nothing") },
	{ SEG_KEY_ENTER, SEG_ACTION_OPEN, "open", N_("change column"), N_("Choose what the column under the cursor becomes") },
	{ 'r', ROLE, "change-role", N_("role"), N_("Say what the file is about: users, items, events, purchases, ratings, reviews, results") },
	{ 'v', VALUES, "more-values", N_("values"), N_("Show more about the column: values, missing, not readable") },
	{ 'm', DATES, "change-dates", N_("dates"), N_("Choose how dates like 3/5/2024 are read") },
	{ 'e', ENCODING, "change-encoding", N_("encoding"), N_("Choose how the file's characters are encoded") },
	{ 'd', DELIMITER, "change-delimiter", N_("delimiter"), N_("Choose what stands between the columns") },
	{ 'f', HEADER, "header-row", NULL, N_("Say whether the first row holds the names of the columns") },
	{ '"', QUOTES, "quotes", NULL, N_("Say what encloses values: double quotes, single quotes, or nothing") },
	{ 'x', MOST_REJECTS, "most-rejects", NULL, N_("Choose how many rows may be set aside before the import loads nothing at all") },
	{ 'w', MISSING, "missing-words", NULL, N_("Choose the words that mean a missing value; the workspace remembers them") },
	{ 's', SAVE, "save-mapping", N_("save mapping"), N_("Keep what the columns mean for later files with this header; an import does so too") },
	{ 'g', GUESS, "guess-anew", N_("guess anew"), N_("Guess the columns anew instead of as last time") },
	{ 'p', ORDERS, "orders", NULL, N_("Choose what refunds, cancellations, free and test orders count for") },
	{ 'n', KIND, "event-kind", NULL, N_("Name the kind of events, or the campaign of results, of a file without a column for it") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back; nothing is imported") },
	{ 0, 0, NULL, NULL, NULL }
};

static const SegListColumn columns[] = {
	{ N_("Column"), SEG_ALIGN_LEFT, -16, FALSE },
	{ N_("Looks like"), SEG_ALIGN_LEFT, -18, FALSE },
	{ N_("Becomes"), SEG_ALIGN_LEFT, -20, FALSE },
	{ N_("First values"), SEG_ALIGN_LEFT, -10, FALSE },
};

static void
clear_shared (gpointer data)
{
	seg_import_plan_free (((SharedPlan *) data)->plan);
}

void
seg_shared_plan_release (SharedPlan *shared)
{
	g_atomic_rc_box_release_full (shared, clear_shared);
}

SegImportPlan *
seg_plan_state_plan (const SegPlanState *state)
{
	return state->shared->plan;
}

/* The list of columns ---------------------------------------------------------------------------------------------- */

static gsize
n_rows (gpointer data)
{
	return seg_plan_state_plan (data)->n_columns;
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
	const SegImportPlan *plan = seg_plan_state_plan (data);
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

/* The names of fields without which the role makes no sense, and for which there is no column; NULL: none. */
static char *
list_needed (const SegImportPlan *plan)
{
	GString *names = g_string_new (NULL);

	for (gsize i = 0; i < plan->role->n_fields; i++) {
		const SegField *field = &plan->role->fields[i];
		gboolean found = !field->required;

		for (gsize column = 0; column < plan->n_columns && !found; column++)
			found = plan->columns[column].field == field;
		if (!found)
			g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", _(field->label));
	}
	return g_string_free (names, names->len == 0);
}

/* Why the plan cannot be run, for somebody at its screen; NULL: it can. */
static char *
find_obstacle (const SegImportPlan *plan)
{
	g_autoptr (GError) error = NULL;
	g_autofree char *needed = list_needed (plan);

	if (seg_import_plan_check (plan, &error))
		return NULL;
	if (needed == NULL)
		return g_strdup (error->message);
	return g_strdup_printf (_("Which column is it? As %s the file needs one for: %s. Go there and press Enter; or choose another role (r)."),
	                        _(plan->role->name), needed);
}

/* What is said about the plan as a whole, after every change. */
void
seg_plan_state_judge (SegPlanState *state)
{
	g_clear_pointer (&state->remarks, g_ptr_array_unref);
	g_clear_pointer (&state->missing, g_free);
	state->remarks = seg_import_plan_remarks (seg_plan_state_plan (state));
	state->missing = find_obstacle (seg_plan_state_plan (state));
	if (state->most_rejects != NULL)
		g_ptr_array_add (state->remarks, g_strdup_printf (_("If more than %s of the rows are set aside or lose a value, nothing is loaded."),
		                                                  state->most_rejects));
	seg_list_changed (state->list);
}

void
seg_plan_state_take (SegPlanState *state, SegImportPlan *plan)
{
	g_clear_pointer (&state->shared, seg_shared_plan_release);
	state->shared = g_atomic_rc_box_new0 (SharedPlan);
	state->shared->plan = plan;
	seg_plan_state_judge (state);
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	SegPlanState *state = view->state;

	(void) error;
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	state->shared = g_atomic_rc_box_new0 (SharedPlan);
	state->shared->plan = argument;
	seg_plan_state_judge (state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	SegPlanState *state = view->state;

	seg_list_free (state->list);
	g_clear_pointer (&state->remarks, g_ptr_array_unref);
	g_free (state->missing);
	g_free (state->missing_words);
	g_free (state->most_rejects);
	g_clear_pointer (&state->shared, seg_shared_plan_release);
}

static SegList *
list (SegView *view)
{
	return ((SegPlanState *) view->state)->list;
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
	g_autofree char *encoding = seg_import_plan_encoding (plan);

	if (plan->packing != NULL)
		return g_strdup_printf (_("%s · %s · %s, %s"), encoding, delimiter, size, plan->packing);
	return g_strdup_printf (_("%s · %s · %s"), encoding, delimiter, size);
}

static int
draw_role (const SegPlanState *state, SegCells *cells, SegRect rect, int y)
{
	const SegImportPlan *plan = seg_plan_state_plan (state);
	int x = seg_draw_text (cells, rect, 0, y, SEG_INK_NORMAL, _("This file holds: "));
	const char *how = _("(r changes that)");

	x += seg_draw_text (cells, rect, x, y, SEG_INK_ACCENT, _(plan->role->label));
	if (x + 2 + seg_text_width (how) <= rect.width)
		seg_draw_text (cells, rect, x + 2, y, SEG_INK_MUTED, how);
	return y + 1;
}

/* The column under the cursor in full, as the list cuts it to its columns. */
static char *
describe_column (const SegPlanState *state)
{
	const SegImportPlan *plan = seg_plan_state_plan (state);
	g_autofree char *looks = NULL, *becomes = NULL;
	gsize row;

	if (!seg_list_cursor (state->list, &row))
		return g_strdup ("");
	looks = seg_import_plan_looks (plan, row);
	becomes = seg_import_plan_becomes (plan, row);
	return g_strdup_printf (_("%s: %s. Becomes: %s"), plan->columns[row].header, looks, becomes);
}

/* The lines below the columns: what is missing first, then the column under the cursor, then remarks. Returns how many, drawing them
 * from line @y when @cells is not NULL. */
static int
draw_remarks (const SegPlanState *state, SegCells *cells, SegRect rect, int y)
{
	g_autoptr (SegCells) nowhere = cells == NULL ? seg_cells_new (0, 0) : NULL;
	g_autofree char *column = describe_column (state);
	int first = y;

	cells = cells != NULL ? cells : nowhere;
	if (state->missing != NULL)
		y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_BAD, state->missing);
	y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_NORMAL, column);
	for (guint i = 0; i < state->remarks->len; i++)
		y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, state->remarks->pdata[i]);
	return y - first;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	SegPlanState *state = view->state;
	g_autofree char *name = g_path_get_basename (seg_plan_state_plan (state)->path), *title = g_strdup_printf (_("Import %s"), name);
	g_autofree char *file = describe_file (seg_plan_state_plan (state));
	int y = seg_draw_heading (cells, rect, title, file);
	int n_remarks = draw_remarks (state, NULL, rect, 0), n_shown = MIN (n_remarks, MAX (rect.height / 3, 1));
	SegRect below;

	y = draw_role (state, cells, rect, y);
	below = seg_rect_below (rect, y);
	seg_list_draw (state->list, cells, seg_rect_top (below, below.height - n_shown - 1), seg_view_has_focus (view));
	below = seg_rect_below (below, below.height - n_shown - 1);
	seg_draw_rule (cells, below, 0);
	draw_remarks (state, cells, below, 1);
	if (n_remarks > n_shown) {
		seg_draw_clear (cells, seg_rect_below (below, n_shown), SEG_INK_MUTED);
		seg_draw_text (cells, below, 0, n_shown, SEG_INK_MUTED, _("… v shows the rest of what there is to say."));
	}
}

/* Nothing of the plan may change while it is being looked at anew or run. */
static gboolean
can (SegView *view, int action)
{
	if (action == DATES && seg_plan_state_plan (view->state)->date_order == SEG_DATE_ISO)
		return FALSE; /* no date in doubt */
	if (action == TRY)
		return ((SegPlanState *) view->state)->missing == NULL && !seg_view_is_busy (view, NULL);
	if (action == GUESS)
		return seg_plan_state_plan (view->state)->recalled_from != NULL && !seg_view_is_busy (view, NULL);
	if (action == ORDERS)
		return seg_plan_state_plan (view->state)->role->entity == NULL && !seg_view_is_busy (view, NULL);
	if (action == KIND)
		return strcmp (seg_plan_state_plan (view->state)->role->name, "events") == 0
		       || strcmp (seg_plan_state_plan (view->state)->role->name, "results") == 0;
	return (action < SEG_ACTION_OWN && action != SEG_ACTION_OPEN) || action == VALUES || !seg_view_is_busy (view, NULL);
}

static gboolean
act (SegView *view, int action)
{
	switch (action) {
	case SEG_ACTION_OPEN:
		seg_plan_ask_column (view);
		return TRUE;
	case IMPORT:
		seg_plan_import (view);
		return TRUE;
	case TRY:
		seg_plan_try (view);
		return TRUE;
	case MOST_REJECTS:
		seg_plan_ask_most_rejects (view);
		return TRUE;
	case HEADER:
		seg_plan_ask_header (view);
		return TRUE;
	case QUOTES:
		seg_plan_ask_quotes (view);
		return TRUE;
	case ROLE:
		seg_plan_ask_role (view);
		return TRUE;
	case ENCODING:
		seg_plan_ask_encoding (view);
		return TRUE;
	case DELIMITER:
		seg_plan_ask_delimiter (view);
		return TRUE;
	case DATES:
		seg_plan_ask_dates (view);
		return TRUE;
	case KIND:
		seg_plan_ask_kind (view);
		return TRUE;
	case MISSING:
		seg_plan_ask_missing (view);
		return TRUE;
	case VALUES:
		seg_plan_show_values (view);
		return TRUE;
	case SAVE:
		seg_plan_save_mapping (view);
		return TRUE;
	case GUESS:
		seg_plan_guess_anew (view);
		return TRUE;
	case ORDERS:
		seg_orders_ask (view);
		return TRUE;
	default:
		return FALSE;
	}
}

const SegViewClass seg_import_plan_view = {
	.name = "import-plan", .title = N_("Import"), .bindings = bindings, .state_size = sizeof (SegPlanState),
	.help = N_("What each column of the file looks like, and what it becomes. Columns with a meaning to segscope have its name; other "
	           "columns of users and items can be kept as attributes. A row whose needed values cannot be read is set aside with its "
	           "reason; nothing is lost. The whole file is imported or, when you stop it, nothing of it."),
	.open = open_view, .close = close_view, .draw = draw, .act = act, .can = can, .list = list,
};
