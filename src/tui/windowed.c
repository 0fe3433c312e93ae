#include <config.h>
#include "windowed.h"

#include "app.h"
#include "list-file.h"
#include "list-tools.h"

#include <glib/gi18n.h>

#define WINDOW 200
#define DIRECT_ROWS 20000 /* up to so many are put in order between two keys; above, in a job */

struct SegWindowed {
	SegView   *view;
	const SegWindowedClass *class;
	SegList   *list;
	gpointer   of;
	char      *words;
	int        sort;
	gboolean   descending;
	gint64     n_expected;
	gssize     n_all;  /* without a filter; -1: not known */
	GArray    *order;  /* of gint64; NULL: not read yet */
	GPtrArray *rows;   /* the window */
	gsize      first;  /* row of rows[0] */
	gboolean   again;  /* something else was asked for while it was read */
	char      *failure;
};

/* Reading ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegWindowed *windowed; /* on the interface thread only */
	const SegWindowedClass *class;
	gpointer     of;
	char        *words;
	int          sort;
	gboolean     descending;
	GArray      *order;
} Read;

static void
free_read (gpointer data)
{
	Read *read = data;

	if (read->of != NULL)
		read->class->free (read->of);
	g_free (read->words);
	g_clear_pointer (&read->order, g_array_unref);
	g_free (read);
}

static gboolean
run_read (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Read *read = data;
	const SegWindowedWish wish = { read->of, read->words, read->sort, read->descending };

	seg_workspace_watch (workspace, job);
	read->order = read->class->order (workspace, &wish, job, error);
	seg_workspace_watch (workspace, NULL);
	return read->order != NULL;
}

static void read_anew (SegWindowed *windowed);

/* Whether what was read is what is asked for now; otherwise that is read next. */
static gboolean
is_newest (SegWindowed *windowed)
{
	if (!windowed->again)
		return TRUE;
	windowed->again = FALSE;
	read_anew (windowed);
	return FALSE;
}

static void
done_read (SegView *view, gpointer data)
{
	Read *read = data;
	SegWindowed *windowed = read->windowed;

	(void) view;
	if (!is_newest (windowed))
		return;
	g_clear_pointer (&windowed->order, g_array_unref);
	g_clear_pointer (&windowed->rows, g_ptr_array_unref);
	g_clear_pointer (&windowed->failure, g_free);
	windowed->order = g_steal_pointer (&read->order);
	if (*read->words == '\0')
		windowed->n_all = windowed->order->len;
	seg_list_changed (windowed->list);
	windowed->view->pane.is_stale = TRUE; /* it goes through the rows as they stood */
}

static void
failed_read (SegView *view, gpointer data, const GError *error)
{
	SegWindowed *windowed = ((Read *) data)->windowed;

	(void) view;
	if (!is_newest (windowed))
		return;
	g_free (windowed->failure);
	windowed->failure = g_strdup (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED) ? _("Stopped. Esc goes back.") : error->message);
}

static const SegWork read_work = { N_("reading the list"), run_read, done_read, failed_read, free_read, FALSE, FALSE };

static void
read_anew (SegWindowed *windowed)
{
	Read *read;
	g_autoptr (GError) error = NULL;

	if (seg_view_is_busy (windowed->view, &read_work)) {
		windowed->again = TRUE;
		seg_view_cancel (windowed->view, &read_work); /* an earlier wish */
		return;
	}
	read = g_new0 (Read, 1);
	*read = (Read) { windowed, windowed->class, windowed->class->copy (windowed->of), g_strdup (windowed->words), windowed->sort, windowed->descending, NULL };
	if (windowed->n_expected > DIRECT_ROWS) {
		seg_view_run (windowed->view, &read_work, read);
		return;
	}
	if (run_read (seg_view_workspace (windowed->view), NULL, read, &error))
		done_read (windowed->view, read);
	else
		failed_read (windowed->view, read, error);
	free_read (read);
}

void
seg_windowed_read (SegWindowed *windowed, gconstpointer of, gint64 n_expected)
{
	gpointer copy = windowed->class->copy (of); /* of may be what is forgotten */

	if (windowed->of != NULL)
		windowed->class->free (windowed->of);
	windowed->of = copy;
	windowed->n_expected = n_expected;
	windowed->n_all = -1;
	read_anew (windowed);
}

/* The list --------------------------------------------------------------------------------------------------------- */

static gsize
n_rows (gpointer data)
{
	const SegWindowed *windowed = data;

	return windowed->order != NULL ? windowed->order->len : 0;
}

static gssize
n_all (gpointer data)
{
	return ((const SegWindowed *) data)->n_all;
}

static gboolean
is_reading (gpointer data)
{
	return seg_view_is_busy (((const SegWindowed *) data)->view, &read_work);
}

static gboolean
is_in_window (const SegWindowed *windowed, gsize row)
{
	return windowed->rows != NULL && row >= windowed->first && row < windowed->first + windowed->rows->len;
}

/* Rows are found by their numbers: a few milliseconds however many there are. */
static gconstpointer
row_at (SegWindowed *windowed, gsize row)
{
	if (row >= n_rows (windowed))
		return NULL;
	if (!is_in_window (windowed, row)) {
		const gint64 *ids = (const gint64 *) (gconstpointer) windowed->order->data;

		g_clear_pointer (&windowed->rows, g_ptr_array_unref);
		windowed->first = row > WINDOW / 2 ? row - WINDOW / 2 : 0;
		windowed->rows = windowed->class->rows (seg_view_workspace (windowed->view), windowed->of, ids + windowed->first,
		                                        MIN (WINDOW, windowed->order->len - windowed->first), NULL);
	}
	return is_in_window (windowed, row) ? windowed->rows->pdata[row - windowed->first] : NULL;
}

static char *
cell (gpointer data, gsize index, guint column, SegInk *ink)
{
	SegWindowed *windowed = data;
	gconstpointer row = row_at (windowed, index);

	if (row == NULL)
		return column == 0 ? g_strdup ("…") : NULL;
	return windowed->class->text (row, column, ink);
}

static gint64
row_id (gpointer data, gsize index)
{
	return g_array_index (((const SegWindowed *) data)->order, gint64, index);
}

static void
sort (gpointer data, guint column, gboolean descending)
{
	SegWindowed *windowed = data;

	windowed->sort = (int) column;
	windowed->descending = descending;
	read_anew (windowed);
}

static gboolean
filter (gpointer data, const char *text, GError **error)
{
	SegWindowed *windowed = data;

	(void) error;
	g_free (windowed->words);
	windowed->words = g_strdup (text);
	read_anew (windowed);
	return TRUE;
}

/* Those that are marked, as they stand; the others that are marked come last, as in other lists. */
static GArray *
take_marked (const GArray *order, const GArray *marked)
{
	g_autoptr (GHashTable) open = g_hash_table_new (g_int64_hash, g_int64_equal);
	GArray *taken = g_array_new (FALSE, FALSE, sizeof (gint64));

	for (guint i = 0; i < marked->len; i++)
		g_hash_table_add (open, &g_array_index (marked, gint64, i));
	for (guint i = 0; i < order->len; i++)
		if (g_hash_table_remove (open, &g_array_index (order, gint64, i)))
			g_array_append_val (taken, g_array_index (order, gint64, i));
	for (guint i = 0; i < marked->len; i++)
		if (g_hash_table_contains (open, &g_array_index (marked, gint64, i)))
			g_array_append_val (taken, g_array_index (marked, gint64, i));
	return taken;
}

static void
export_view (gpointer data, const GArray *marked)
{
	SegWindowed *windowed = data;
	g_autoptr (GArray) ids = NULL;
	SegListFile *file;

	if (windowed->order == NULL || is_reading (windowed)) {
		seg_say (windowed->view, "%s", _("The list is still being read."));
		return;
	}
	ids = marked != NULL ? take_marked (windowed->order, marked) : g_array_ref (windowed->order);
	file = seg_list_file_new (windowed->list);
	seg_list_file_take_windowed (file, windowed->class, windowed->of, ids);
	seg_list_ask_file (windowed->view, file, marked != NULL);
}

static const SegListSource source = {
	.n_rows = n_rows, .cell = cell, .id = row_id, .sort = sort, .filter = filter, .is_table = TRUE, .n_all = n_all, .is_reading = is_reading,
	.export_view = export_view,
};

/* Life ------------------------------------------------------------------------------------------------------------- */

SegWindowed *
seg_windowed_new (SegView *view, const SegWindowedClass *class, const SegListColumn *columns, guint n_columns)
{
	SegWindowed *windowed = g_new0 (SegWindowed, 1);

	windowed->view = view;
	windowed->class = class;
	windowed->words = g_strdup ("");
	windowed->sort = -1;
	windowed->n_all = -1;
	windowed->list = seg_list_new (&source, columns, n_columns, windowed);
	return windowed;
}

void
seg_windowed_free (SegWindowed *windowed)
{
	if (windowed == NULL)
		return;
	seg_list_free (windowed->list);
	if (windowed->of != NULL)
		windowed->class->free (windowed->of);
	g_free (windowed->words);
	g_clear_pointer (&windowed->order, g_array_unref);
	g_clear_pointer (&windowed->rows, g_ptr_array_unref);
	g_free (windowed->failure);
	g_free (windowed);
}

SegList *
seg_windowed_list (SegWindowed *windowed)
{
	return windowed->list;
}

gboolean
seg_windowed_is_read (const SegWindowed *windowed)
{
	return windowed->order != NULL;
}

const char *
seg_windowed_failure (const SegWindowed *windowed)
{
	return windowed->failure;
}

gsize
seg_windowed_n (const SegWindowed *windowed)
{
	return windowed->order != NULL ? windowed->order->len : 0;
}

GArray *
seg_windowed_ids (const SegWindowed *windowed)
{
	return windowed->order;
}

gconstpointer
seg_windowed_at_cursor (SegWindowed *windowed)
{
	gsize row;

	return seg_list_cursor (windowed->list, &row) ? row_at (windowed, row) : NULL;
}

const GPtrArray *
seg_windowed_rows (const SegWindowed *windowed)
{
	return windowed->rows;
}
