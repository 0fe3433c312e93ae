/* The texts at the top of a column that has very many: how frequent they are is known from their hashes, what they are mostly too, as
 * workers keep the first thousands they meet. Where frequent texts come late, the column is read once more, until all are found. */
#include <config.h>
#include "prepare-private.h"

#include <glib/gi18n.h>
#include <pthread.h>

typedef struct {
	const SegScan  *scan;
	pthread_mutex_t lock;     /* guards the texts */
	gint            n_open;   /* of them still to be found */
	gint            enough;   /* atomic */
} Search;

static void
take_text (guint worker, guint piece, const SegRow *row, gpointer data)
{
	Search *search = data;
	SegColumnQuality *column = search->scan->quality;
	guint64 key;

	(void) worker;
	(void) piece;
	if (g_atomic_int_get (&search->enough))
		return;
	key = seg_hash_text (0, seg_row_text (row, 0));
	for (gsize i = 0; i < column->n_top; i++) {
		if (search->scan->top[i] != key)
			continue;
		pthread_mutex_lock (&search->lock);
		if (column->top[i].value == NULL) {
			column->top[i].value = g_strdup (seg_row_text (row, 0));
			if (--search->n_open == 0)
				g_atomic_int_set (&search->enough, 1);
		}
		pthread_mutex_unlock (&search->lock);
	}
}

static gint
count_open (const SegColumnQuality *column)
{
	gint n = 0;

	for (gsize i = 0; column != NULL && i < column->n_top; i++)
		n += column->top[i].value == NULL;
	return n;
}

static gboolean
search_texts (const SegScan *scan, SegWorkspace *workspace, const char *table, guint n_workers, SegJob *job, GError **error)
{
	g_autofree char *name = seg_sql_identifier (scan->quality->name);
	g_autofree char *rest = g_strdup_printf ("FROM %s WHERE id BETWEEN :first AND :last AND %s IS NOT NULL", table, name);
	const char *const pieces[] = { name };
	Search search = { .scan = scan, .lock = PTHREAD_MUTEX_INITIALIZER, .n_open = count_open (scan->quality) };
	SegPass pass = { .table = table, .phrase = N_("reading the most frequent texts"), .pieces = pieces, .n_pieces = 1, .rest = rest,
	                 .row = take_text, .enough = &search.enough, .data = &search };
	gboolean fine = seg_pass_run (workspace, &pass, n_workers, job, error);

	pthread_mutex_destroy (&search.lock);
	return fine;
}

gboolean
seg_scans_name_top (GPtrArray *scans, SegWorkspace *workspace, const char *table, guint n_workers, SegJob *job, GError **error)
{
	for (guint i = 0; i < scans->len; i++) {
		const SegScan *scan = scans->pdata[i];

		if (count_open (scan->quality) > 0 && !search_texts (scan, workspace, table, n_workers, job, error))
			return FALSE;
	}
	return TRUE;
}
