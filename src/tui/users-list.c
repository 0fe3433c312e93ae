/* The rows of the list of users: who is listed, in which order, read anew for each wish; only a window of their values is held. */
#include <config.h>
#include "app.h"
#include "users-list.h"

#include <glib/gi18n.h>
#include <string.h>

#define DIRECT_USERS 50000 /* up to so many a window is read in a few milliseconds; above, in a job */

/* Reading ---------------------------------------------------------------------------------------------------------- */

/* Whether what was read is what is asked for now; otherwise that is read next. */
static gboolean
is_newest (SegView *view)
{
	SegUsersState *state = view->state;

	if (!state->again)
		return TRUE;
	state->again = FALSE;
	seg_users_read (view);
	return FALSE;
}

static void
done_read (SegView *view, gpointer data)
{
	SegUsersState *state = view->state;
	SegUserRead *read = data;

	if (!is_newest (view))
		return;
	seg_user_table_free (state->table);
	g_clear_pointer (&state->order, g_array_unref);
	g_clear_pointer (&state->rows, g_ptr_array_unref);
	g_clear_pointer (&state->failure, g_free);
	state->table = g_steal_pointer (&read->table);
	state->order = g_steal_pointer (&read->order);
	state->rows = g_steal_pointer (&read->rows);
	state->offset = read->offset;
	state->segment_id = state->table->segment_id;
	seg_list_set_columns (state->list, state->headings, seg_user_table_headings (state->table, state->headings));
	seg_list_changed (state->list);
	if (state->order->len > DIRECT_USERS && !state->warm) {
		state->warm = TRUE;
		seg_user_table_warm (view, state->counter);
	}
}

/* What is listed is also what is asked for again. */
static void
ask_for_what_is_listed (SegUsersState *state)
{
	const SegUserTable *table = state->table;
	int column = -1;

	for (int i = 0; table->sort != NULL && table->columns[i] != NULL; i++)
		if (strcmp (table->columns[i], table->sort) == 0)
			column = i + 1;
	g_free (state->filter);
	state->filter = g_strdup (seg_filter_text (table->filter));
	g_free (state->sort);
	state->sort = g_strdup (table->sort);
	state->descending = table->descending;
	state->segment_id = table->segment_id;
	seg_list_set_filter (state->list, state->filter);
	seg_list_set_sort (state->list, column, state->descending);
}

static void
failed_read (SegView *view, gpointer data, const GError *error)
{
	SegUsersState *state = view->state;

	(void) data;
	if (!is_newest (view))
		return;
	if (state->table != NULL && g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED)) {
		ask_for_what_is_listed (state);
		seg_say (view, "%s", _("Stopped; the list is the one of before."));
		return;
	}
	g_free (state->failure);
	state->failure = g_strdup (error->message);
}

static const SegWork read_work = { N_("reading users"), seg_user_read_run, done_read, failed_read, seg_user_read_free, FALSE, FALSE };

/* What is to be read, from what the person has chosen. */
static SegUserRead *
new_read (const SegUsersState *state)
{
	SegUserRead *read = g_new0 (SegUserRead, 1);

	*read = (SegUserRead) {
		.filter = g_strdup (state->filter), .sort = g_strdup (state->sort), .columns = g_strdupv (state->chosen),
		.descending = state->descending, .segmentation_id = state->segmentation_id, .segment_id = state->segment_id,
		.set_id = state->set_id,
	};
	return read;
}

void
seg_users_read (SegView *view)
{
	SegUsersState *state = view->state;
	const SegSession *session = seg_view_session (view);
	SegUserRead *read;
	g_autoptr (GError) error = NULL;

	if (seg_view_is_busy (view, &read_work)) {
		state->again = TRUE;
		seg_view_cancel (view, &read_work);
		return;
	}
	read = new_read (state);
	read->counter = seg_user_counter_ref (state->counter);
	read->offset = state->offset;
	if (session->info == NULL || session->info->n_users > DIRECT_USERS) {
		seg_view_glance (view, &read_work, read);
		return;
	}
	if (seg_user_read_run (seg_view_workspace (view), NULL, read, &error))
		done_read (view, read);
	else
		failed_read (view, read, error);
	seg_user_read_free (read);
}

void
seg_users_read_anew (SegView *view)
{
	((SegUsersState *) view->state)->offset = 0;
	seg_users_read (view);
}

/* The list ---------------------------------------------------------------------------------------------------------- */

static gsize
n_rows (gpointer data)
{
	const SegUsersState *state = data;

	return state->order != NULL ? state->order->len : 0;
}

static gssize
n_all (gpointer data)
{
	const SegWorkspaceInfo *info = seg_view_session (((const SegUsersState *) data)->view)->info;

	return info != NULL ? (gssize) info->n_users : -1;
}

static gboolean
is_reading (gpointer data)
{
	return seg_view_is_busy (((const SegUsersState *) data)->view, &read_work);
}

static gboolean
is_in_window (const SegUsersState *state, gint64 row)
{
	return state->rows != NULL && row >= state->offset && row < state->offset + (gint64) state->rows->len;
}

/* Its rows are found by their ids: a few milliseconds however many users there are. */
const SegUserRow *
seg_users_row_at (SegUsersState *state, gsize row)
{
	if (row >= n_rows (state))
		return NULL;
	if (!is_in_window (state, (gint64) row)) {
		g_clear_pointer (&state->rows, g_ptr_array_unref);
		state->offset = MAX ((gint64) row - SEG_USER_WINDOW / 2, 0);
		state->rows = seg_user_read_window (seg_view_workspace (state->view), state->table, state->order, state->offset, NULL);
	}
	return is_in_window (state, (gint64) row) ? state->rows->pdata[(gint64) row - state->offset] : NULL;
}

/* The colour of a segment of the segmentation in use. */
static SegInk
segment_ink (const SegUsersState *state, gint64 segment_id)
{
	const SegSegmentation *segmentation = state->table->segmentation;

	for (guint i = 0; segmentation != NULL && i < segmentation->segments->len; i++) {
		const SegSegment *segment = segmentation->segments->pdata[i];

		if (segment->id == segment_id)
			return seg_ink_series (segment->colour);
	}
	return SEG_INK_MUTED;
}

static char *
cell (gpointer data, gsize index, guint column, SegInk *ink)
{
	SegUsersState *state = data;
	const SegUserRow *row = seg_users_row_at (state, index);

	if (row == NULL)
		return column == 0 ? g_strdup ("…") : NULL;
	if (column == 0)
		return g_strdup (row->key);
	if (column > row->values->len)
		return NULL;
	if (strcmp (state->table->columns[column - 1], "segment") == 0)
		*ink = segment_ink (state, row->segment_id);
	return g_strdup (row->values->pdata[column - 1]);
}

static gint64
row_id (gpointer data, gsize index)
{
	return g_array_index (((const SegUsersState *) data)->order, gint64, index);
}

static void
sort (gpointer data, guint column, gboolean descending)
{
	SegUsersState *state = data;

	g_free (state->sort);
	state->sort = column == 0 ? NULL : g_strdup (state->table->columns[column - 1]);
	state->descending = descending;
	seg_users_read_anew (state->view);
}

/* The mistake stands under the field once Enter is pressed; the list keeps what it shows. */
static gboolean
filter (gpointer data, const char *text, GError **error)
{
	SegUsersState *state = data;
	g_autoptr (SegFilter) parsed = NULL;

	if (state->table == NULL)
		return TRUE;
	parsed = seg_filter_parse (seg_view_workspace (state->view), state->table->set, text, error);
	if (parsed == NULL)
		return FALSE;
	g_free (state->filter);
	state->filter = g_strdup (text);
	seg_users_read_anew (state->view);
	return TRUE;
}

static void
export_view (gpointer data, const GArray *marked)
{
	SegUsersState *state = data;

	seg_users_ask_export (state->view, new_read (state), marked);
}

/* Attributes are called what they are called in the file. */
static gboolean
heading_is_name (gpointer data, guint column)
{
	const SegUserTable *table = ((const SegUsersState *) data)->table;
	const SegUserColumn *shown;

	if (table == NULL || column == 0 || column > g_strv_length (table->columns))
		return FALSE;
	shown = seg_user_columns_find (table->all, table->columns[column - 1]);
	return shown != NULL && (shown->is_attribute || g_str_has_prefix (shown->name, "user."));
}

static const SegListSource source = {
	.n_rows = n_rows, .cell = cell, .heading_is_name = heading_is_name, .id = row_id, .sort = sort, .filter = filter, .mistakes_on_enter = TRUE, .is_table = TRUE, .n_all = n_all,
	.is_reading = is_reading, .export_view = export_view,
};

SegList *
seg_users_new_list (SegUsersState *state)
{
	state->headings[0] = (SegListColumn) { N_("User"), SEG_ALIGN_LEFT, -10, TRUE };
	return seg_list_new (&source, state->headings, 1, state);
}
