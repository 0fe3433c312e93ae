/* The rows of a large table are formatted, summed and written in a thread of their own, while the caller reads the next ones: a few batches of cells go
 * round between the two, so that memory does not grow with the rows. The bytes are those that one thread would write. */
#include <config.h>
#include "export-private.h"

#include <segscope/handover.h>

#include <string.h>

#define BATCHES 4
#define ROWS_OF_A_BATCH 1024
#define BYTES_OF_A_BATCH (1024 * 1024)
#define NO_CELL G_MAXUINT32

typedef struct {
	GByteArray *text;    /* of all cells, each ended by NUL */
	guint32    *offsets; /* of cells in it, row by row; NO_CELL: nothing is known */
	guint       n_rows;
	gboolean    last;
} Batch;

struct SegTableThread {
	SegTableWriter *writer;
	guint           n_columns;
	GThread        *worker;
	SegHandover    *full, *empty;
	Batch          *batch;   /* being filled */
	gint            failed, drop; /* atomic */
	GError         *failure; /* the worker's until it has ended */
};

static void
free_batch (gpointer data)
{
	Batch *batch = data;

	g_byte_array_unref (batch->text);
	g_free (batch->offsets);
	g_free (batch);
}

static Batch *
batch_new (guint n_columns)
{
	Batch *batch = g_new0 (Batch, 1);

	batch->text = g_byte_array_new ();
	batch->offsets = g_new (guint32, (gsize) ROWS_OF_A_BATCH * n_columns);
	return batch;
}

/* The worker ------------------------------------------------------------------------------------------------------------ */

static gboolean
write_batch (SegTableThread *thread, const Batch *batch, const char **cells)
{
	SegTableWriter *writer = thread->writer;
	const guint32 *offset = batch->offsets;

	for (guint row = 0; row < batch->n_rows; row++) {
		for (guint i = 0; i < thread->n_columns; i++, offset++)
			cells[i] = *offset != NO_CELL ? (const char *) batch->text->data + *offset : NULL;
		if (!writer->format->row (writer, cells, &thread->failure))
			return FALSE;
		writer->n_written++;
	}
	return TRUE;
}

/* After a failure batches still come, and go back unwritten. */
static gpointer
work (gpointer data)
{
	SegTableThread *thread = data;
	g_autofree const char **cells = g_new0 (const char *, thread->n_columns + 1);
	gboolean last;

	do {
		Batch *batch = seg_handover_take (thread->full, 0);

		last = batch->last;
		if (thread->failure == NULL && !g_atomic_int_get (&thread->drop) && !write_batch (thread, batch, cells))
			g_atomic_int_set (&thread->failed, TRUE);
		seg_handover_give (thread->empty, batch);
	} while (!last);
	return NULL;
}

/* The caller -------------------------------------------------------------------------------------------------------------- */

SegTableThread *
seg_table_thread_new (SegTableWriter *writer)
{
	SegTableThread *thread = g_new0 (SegTableThread, 1);

	thread->writer = writer;
	thread->n_columns = writer->headings->len;
	thread->full = seg_handover_new (free_batch);
	thread->empty = seg_handover_new (free_batch);
	for (guint i = 1; i < BATCHES; i++)
		seg_handover_give (thread->empty, batch_new (thread->n_columns));
	thread->batch = batch_new (thread->n_columns);
	thread->worker = g_thread_new ("table", work, thread);
	return thread;
}

static void
hand_over (SegTableThread *thread, gboolean last)
{
	thread->batch->last = last;
	seg_handover_give (thread->full, g_steal_pointer (&thread->batch));
	if (last)
		return;
	thread->batch = seg_handover_take (thread->empty, 0);
	thread->batch->n_rows = 0;
	g_byte_array_set_size (thread->batch->text, 0);
}

gboolean
seg_table_thread_row (SegTableThread *thread, const char *const *cells)
{
	Batch *batch = thread->batch;
	guint32 *offset = batch->offsets + (gsize) batch->n_rows++ * thread->n_columns;

	for (guint i = 0; i < thread->n_columns; i++) {
		*offset++ = cells[i] != NULL ? batch->text->len : NO_CELL;
		if (cells[i] != NULL)
			g_byte_array_append (batch->text, (const guint8 *) cells[i], (guint) strlen (cells[i]) + 1);
	}
	if (batch->n_rows == ROWS_OF_A_BATCH || batch->text->len >= BYTES_OF_A_BATCH)
		hand_over (thread, FALSE);
	return !g_atomic_int_get (&thread->failed);
}

gboolean
seg_table_thread_end (SegTableThread *thread, gboolean drop, GError **error)
{
	gboolean written;

	g_atomic_int_set (&thread->drop, drop);
	hand_over (thread, TRUE);
	g_thread_join (thread->worker);
	written = thread->failure == NULL;
	if (!written)
		g_propagate_error (error, thread->failure);
	seg_handover_free (thread->full);
	seg_handover_free (thread->empty);
	g_free (thread);
	return written;
}
