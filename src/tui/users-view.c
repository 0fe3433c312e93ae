/* Users: who is in there? A list over windows of rows, filtered and sorted inside the workspace. */
#include <config.h>
#include "screens.h"
#include "orders-ask.h"
#include "rules.h"
#include "users-list.h"

#include <segscope/settings.h>

#include <glib/gi18n.h>
#include <string.h>

#define COLUMNS_NAME "user-columns" /* in the settings */

typedef SegUsersState State;

enum { PAGE = SEG_ACTION_OWN, SEGMENT, EVERYONE, COLUMNS, EXPORT, KEEP, RULES };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, PAGE, "user-page", N_("open"), N_("Show everything about the user, with recommendations") },
	{ 'o', SEGMENT, "users-of-segment", N_("segment"), N_("Show only the users of one segment") },
	{ 'a', EVERYONE, "all-users", N_("everyone"), N_("Show all users again: no segment, no filter") },
	{ 'v', COLUMNS, "user-columns", N_("columns"), N_("Choose the columns of the list") },
	{ 'w', KEEP, "keep-rule", N_("keep filter"), N_("Keep the filter under a name, as a rule that lists and campaigns can use") },
	{ 'R', RULES, "rules", N_("rules"), N_("Conditions that are kept under a name: whom they take, what uses them") },
	{ 'e', EXPORT, "export-users", N_("export"), N_("Write the list as it is filtered and sorted to a CSV file") },
	{ 0, 0, NULL, NULL, NULL }
};

/* Life ------------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;
	const SegUsersPlace *place = argument;

	(void) error;
	state->view = view;
	state->counter = seg_user_counter_new ();
	state->filter = g_strdup (place != NULL && place->filter != NULL ? place->filter : "");
	state->set_id = place != NULL ? place->set_id : 0;
	state->segmentation_id = place != NULL ? place->segmentation_id : 0;
	if (place != NULL && place->column != NULL) {
		const char *shown[] = { "segment", place->column, NULL };

		state->chosen = g_strdupv ((char **) shown);
		state->sort = g_strdup (place->column);
		state->descending = TRUE;
	} else
		state->chosen = g_strdupv ((char **) seg_setting_columns (COLUMNS_NAME));
	state->list = seg_users_new_list (state);
	return TRUE; /* the list's field stays empty: Esc leads back instead of emptying it */
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_user_table_free (state->table);
	seg_user_counter_free (state->counter);
	g_clear_pointer (&state->order, g_array_unref);
	g_clear_pointer (&state->rows, g_ptr_array_unref);
	g_strfreev (state->chosen);
	g_free (state->filter);
	g_free (state->sort);
	g_free (state->failure);
}

static void
refresh (SegView *view)
{
	seg_users_read (view);
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;
	const SegSession *session = seg_view_session (view);

	if (state->failure != NULL)
		return state->failure;
	if (state->table == NULL)
		return NULL;
	if (session->info != NULL && session->info->n_users == 0)
		return _("No users yet. Press 1 to import your files first.");
	return state->order->len == 0 && !seg_list_is_typing (state->list) ? _("Nobody matches. Press / to change the filter, or a for everyone.") : NULL;
}

static const char *
leads_to (SegView *view)
{
	const SegWorkspaceInfo *info = seg_view_session (view)->info;

	return info != NULL && info->n_users == 0 ? "data" : NULL;
}

/* Drawing ---------------------------------------------------------------------------------------------------------- */

/* Who is listed, in words. */
static char *
describe (SegView *view)
{
	const State *state = view->state;
	const SegSession *session = seg_view_session (view);
	const SegSegment *segment = seg_user_table_segment (state->table);
	const char *filter_text = seg_filter_text (state->table->filter); /* of what is listed, not of what is being typed */
	g_autofree char *n = seg_format_integer ((gint64) state->order->len);
	g_autofree char *all = seg_format_integer (session->info != NULL ? session->info->n_users : (gint64) state->order->len);

	if (segment == NULL && filter_text[0] == '\0')
		return g_strdup_printf (_("All %s users.  / filters them: city = 上海 and orders >= 2, or just words."), n);
	if (segment != NULL && filter_text[0] == '\0')
		return g_strdup_printf (_("%s of %s users: segment \"%s\".  a shows everyone again."), n, all, segment->name);
	if (segment == NULL)
		return g_strdup_printf (_("%s of %s users: %s.  a shows everyone again."), n, all, filter_text);
	return g_strdup_printf (_("%s of %s users: segment \"%s\" and %s.  a shows everyone again."), n, all, segment->name, filter_text);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	int used = seg_draw_heading (cells, rect, _("Users"),
	                             state->table != NULL && state->table->segmentation != NULL ? state->table->segmentation->name : NULL);
	const char *empty = when_empty (view);
	g_autofree char *words = NULL;

	if (state->table == NULL) {
		seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, empty != NULL ? empty : _("Reading users ..."));
		return;
	}
	words = describe (view);
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, words);
	used += seg_draw_orders (view, cells, rect, used);
	if (empty != NULL)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING, empty);
	seg_list_draw (state->list, cells, seg_rect_below (rect, used + 1), seg_view_has_focus (view));
}

/* Actions ---------------------------------------------------------------------------------------------------------- */

static void
show_segment (SegView *view, gint64 segment_id)
{
	State *state = view->state;

	state->segment_id = segment_id;
	seg_list_set_cursor (state->list, 0);
	seg_users_read_anew (view);
}

static void
show_filtered (SegView *view, const char *filter_text, gint64 set_id)
{
	State *state = view->state;

	g_free (state->filter);
	state->filter = g_strdup (filter_text);
	seg_list_set_filter (state->list, filter_text);
	state->set_id = set_id;
	show_segment (view, 0);
}

static void
choose_segment (SegView *view, guint choice, gpointer data)
{
	State *state = view->state;

	(void) data;
	if (choice == 0)
		show_segment (view, 0);
	else if (state->table->segmentation != NULL && choice <= state->table->segmentation->segments->len)
		show_segment (view, ((SegSegment *) state->table->segmentation->segments->pdata[choice - 1])->id);
}

static void
ask_segment (SegView *view)
{
	State *state = view->state;
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new_with_free_func (g_free);
	const SegSegmentation *segmentation = state->table->segmentation;

	if (segmentation == NULL) {
		seg_tell (view, _("No segments yet"), _("Press 4: Clusters finds out how many segments the data support; keep them there with w."));
		return;
	}
	g_ptr_array_add (labels, (gpointer) _("Everyone"));
	g_ptr_array_add (remarks, g_strdup (""));
	for (guint i = 0; i < segmentation->segments->len; i++) {
		const SegSegment *segment = segmentation->segments->pdata[i];
		g_ptr_array_add (labels, segment->name);
		g_ptr_array_add (remarks, seg_format_counted (segment->size, "%s user", "%s users"));
	}
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, _("Which segment?"), (const char *const *) labels->pdata, (const char *const *) remarks->pdata, 0,
	                choose_segment, NULL, NULL);
}

static void
show_everyone (SegView *view)
{
	show_filtered (view, "", 0);
}

/* For the next time; what was chosen holds either way. */
static void
keep_columns (SegView *view)
{
	const State *state = view->state;
	g_autoptr (GError) error = NULL;

	if (!seg_setting_set_columns (COLUMNS_NAME, (const char *const *) state->chosen, &error))
		seg_say (view, "%s", error->message);
}

static gboolean
accept_columns (SegView *view, const char *text, gpointer data, GError **error)
{
	State *state = view->state;
	char **columns = *text != '\0' ? seg_user_table_parse (state->table, text, error) : NULL;

	(void) data;
	if (columns == NULL && *text != '\0')
		return FALSE;
	g_strfreev (state->chosen);
	state->chosen = columns;
	keep_columns (view);
	seg_users_read (view);
	return TRUE;
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	if (action == KEEP && state->filter[0] == '\0')
		return FALSE;
	return action < SEG_ACTION_OWN || (state->table != NULL && leads_to (view) == NULL);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	g_autofree char *columns = NULL;
	const SegUserRow *row;
	gsize cursor;
	gint64 id;

	if (action < SEG_ACTION_OWN || state->table == NULL)
		return FALSE;
	switch (action) {
	case PAGE:
		row = seg_list_cursor (state->list, &cursor) ? seg_users_row_at (state, cursor) : NULL;
		if (row != NULL) {
			id = row->id;
			seg_view_push (view, &seg_user_view, &id);
		}
		return TRUE;
	case SEGMENT:
		ask_segment (view);
		return TRUE;
	case EVERYONE:
		show_everyone (view);
		return TRUE;
	case COLUMNS:
		columns = g_strjoinv (", ", state->table->columns);
		seg_ask_line (view, _("Columns, separated by commas"), _("Attributes and features by name; empty for the usual ones"), columns,
		              accept_columns, NULL, NULL);
		return TRUE;
	case EXPORT:
		seg_list_export_itself (state->list);
		return TRUE;
	case KEEP:
		seg_rules_ask_keep (view, state->filter);
		return TRUE;
	case RULES:
		return seg_view_push (view, &seg_rules_view, NULL);
	default:
		return FALSE;
	}
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return state->table != NULL ? state->list : NULL;
}

static void
visit (SegView *view, const char *errand, gint64 id)
{
	State *state = view->state;
	SegSegmentation *segmentation = NULL;
	g_autoptr (GPtrArray) all = NULL;

	if (g_str_has_prefix (errand, SEG_USERS_FILTER)) {
		show_filtered (view, errand + strlen (SEG_USERS_FILTER), id);
		return;
	}
	if (g_strcmp0 (errand, "user") == 0)
		seg_view_push (view, &seg_user_view, &id);
	if (g_strcmp0 (errand, "segment") != 0)
		return;
	all = seg_segmentations (seg_view_workspace (view), NULL);
	for (guint i = 0; all != NULL && i < all->len; i++) {
		segmentation = all->pdata[i];
		for (guint j = 0; j < segmentation->segments->len; j++)
			if (((SegSegment *) segmentation->segments->pdata[j])->id == id)
				state->segmentation_id = segmentation->id;
	}
	show_filtered (view, "", 0);
	show_segment (view, id);
}

static SegView *
open_pane (SegView *view, gsize row, GError **error)
{
	return seg_pane_view (view, &seg_user_view, &g_array_index (((const State *) view->state)->order, gint64, row), error);
}

static const SegPaneClass pane = SEG_USER_PANE (open_pane);

const SegViewClass seg_users_view = {
	.name = "users",
	.title = N_("Users"),
	.help = N_("Everyone in the workspace, or those of one segment. A filter is conditions: city = 上海, city in (上海, 北京), orders >= 2, age between "
	           "30 and 40, email is missing, title contains \"data\", segment = 2; what users did: did purchase at least 2 times in the last 90 "
	           "days, did not play since 2024-05-01; rules: rule = \"Returning\". They are joined by and, or, not and brackets; names with spaces "
	           "stand in double quotes. Words without any condition are searched in the key and in all text. Sorting puts missing values last."),
	.bindings = bindings,
	.state_size = sizeof (State),
	.open = open_view,
	.close = close_view,
	.refresh = refresh,
	.draw = draw,
	.act = act,
	.can = can,
	.list = list,
	.when_empty = when_empty,
	.leads_to = leads_to,
	.visit = visit,
	.pane = &pane,
};
