/* The copy of events by user: written when a feature set is computed as a whole. Columns are cut into blocks of as many events as a pack
 * has, wherever users end; the list of users into blocks of as many users. */
#include <config.h>
#include "event_column.h"
#include "workspace-private.h"

#include <segscope/event_copy.h>
#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <stdatomic.h>

#define AT_ONCE 16 /* blocks that are packed before they are written */
#define N_POSITIONS (SEG_COPY_COUNT + 1)

typedef struct {
	GBytes *columns[N_POSITIONS];
} Block;

typedef struct {
	const SegCopySource *source;
	SegWorkspace *workspace;
	SegJob       *job;
	GAsyncQueue  *runs;      /* of SegEventRun*: nobody uses them at the moment */
	gsize         first;     /* number of the first block that is packed now */
	Block         blocks[AT_ONCE];
	atomic_bool   out_of_memory;
	SegStatement *insert;
} Writing;

static void
clear_blocks (Writing *writing)
{
	for (guint i = 0; i < AT_ONCE; i++)
		for (guint position = 0; position < N_POSITIONS; position++)
			g_clear_pointer (&writing->blocks[i].columns[position], g_bytes_unref);
}

/* Packing ---------------------------------------------------------------------------------------------------------- */

static void
pack_events (Writing *writing, gsize number, SegEventRun *run, Block *block)
{
	const SegCopySource *source = writing->source;
	gsize first = number * SEG_PACK_EVENTS, n = MIN (source->start[source->n_users] - first, SEG_PACK_EVENTS);

	source->fill (first, n, run, source->data);
	for (guint i = 0; i < SEG_PACK_N_COLUMNS; i++) {
		guint64 place = seg_column_place ((gint64) number, i);

		if (!(source->columns >> i & 1))
			continue;
		block->columns[i] = i < SEG_PACK_N_INTEGERS ? seg_column_pack_integers (run->integers[i], n, place)
		                                            : seg_column_pack_doubles (seg_event_run_doubles (run, i), n, place);
		if (block->columns[i] == NULL)
			atomic_store (&writing->out_of_memory, TRUE);
	}
}

static void
pack_users (Writing *writing, gsize number, SegEventRun *run, Block *block)
{
	const SegCopySource *source = writing->source;
	gsize first = number * SEG_PACK_EVENTS, n = MIN (source->n_users - first, SEG_PACK_EVENTS);
	gint64 *counts = run->integers[0];

	for (gsize i = 0; i < n; i++)
		counts[i] = (gint64) (source->start[first + i + 1] - source->start[first + i]);
	block->columns[SEG_COPY_USER] = seg_column_pack_integers (source->user_ids + first, n, seg_column_place ((gint64) number, SEG_COPY_USER));
	block->columns[SEG_COPY_COUNT] = seg_column_pack_integers (counts, n, seg_column_place ((gint64) number, SEG_COPY_COUNT));
	if (block->columns[SEG_COPY_USER] == NULL || block->columns[SEG_COPY_COUNT] == NULL)
		atomic_store (&writing->out_of_memory, TRUE);
}

static void
pack_block (gsize i, gsize first, gsize last, gpointer data)
{
	Writing *writing = data;
	const SegCopySource *source = writing->source;
	gsize number = writing->first + i;
	SegEventRun *run = g_async_queue_try_pop (writing->runs);

	(void) first, (void) last;
	if (run == NULL)
		run = seg_event_run_new_bare ();
	if (run == NULL) {
		atomic_store (&writing->out_of_memory, TRUE);
		return;
	}
	if (number * SEG_PACK_EVENTS < source->start[source->n_users])
		pack_events (writing, number, run, &writing->blocks[i]);
	if (number * SEG_PACK_EVENTS < source->n_users)
		pack_users (writing, number, run, &writing->blocks[i]);
	g_async_queue_push (writing->runs, run);
}

/* Writing ---------------------------------------------------------------------------------------------------------- */

gboolean
seg_event_copy_drop (SegWorkspace *workspace, GError **error)
{
	return seg_workspace_execute (workspace, "DELETE FROM event_copy", error); /* a trigger takes the columns */
}

static gboolean
write_head (const Writing *writing, GError **error)
{
	const SegCopySource *source = writing->source;
	g_autoptr (SegStatement) insert = seg_workspace_prepare (writing->workspace,
		"INSERT INTO event_copy (feature_set_id, as_of, last_event_id, n_users, n_events, columns, given_back) VALUES (:set, :as_of, :last, "
		":n_users, :n_events, :columns, (SELECT bytes FROM feature_given_back WHERE feature_set_id = :set))", error);

	if (insert == NULL)
		return FALSE;
	seg_statement_bind_integer (insert, ":set", source->feature_set);
	seg_statement_bind_integer (insert, ":as_of", source->as_of);
	seg_statement_bind_integer (insert, ":last", source->last_event_id);
	seg_statement_bind_integer (insert, ":n_users", (gint64) source->n_users);
	seg_statement_bind_integer (insert, ":n_events", (gint64) source->start[source->n_users]);
	seg_statement_bind_integer (insert, ":columns", source->columns);
	return seg_statement_run (insert, error);
}

static gboolean
write_block (Writing *writing, gsize number, const Block *block, GError **error)
{
	for (guint i = 0; i < N_POSITIONS; i++) {
		gsize size;
		const void *bytes;

		if (block->columns[i] == NULL)
			continue;
		bytes = g_bytes_get_data (block->columns[i], &size);
		seg_statement_bind_integer_at (writing->insert, 2, (gint64) number);
		seg_statement_bind_integer_at (writing->insert, 3, i);
		seg_statement_bind_blob (writing->insert, ":bytes", bytes, size);
		if (!seg_statement_run (writing->insert, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
write_blocks (Writing *writing, gsize n_blocks, GError **error)
{
	for (writing->first = 0; writing->first < n_blocks; writing->first += AT_ONCE) {
		gsize n = MIN (n_blocks - writing->first, AT_ONCE);

		if (!seg_job_proceed (writing->job, (double) writing->first / (double) n_blocks, _("keeping events by user"), error))
			return FALSE;
		seg_parallel_blocks (n, 1, pack_block, writing);
		if (atomic_load (&writing->out_of_memory)) {
			g_set_error_literal (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to keep the events by user"));
			return FALSE;
		}
		for (gsize i = 0; i < n; i++)
			if (!write_block (writing, writing->first + i, &writing->blocks[i], error))
				return FALSE;
		clear_blocks (writing);
	}
	return TRUE;
}

gboolean
seg_event_copy_write (SegWorkspace *workspace, const SegCopySource *source, SegJob *job, GError **error)
{
	Writing writing = { .source = source, .workspace = workspace, .job = job };
	gsize n = MAX (source->start[source->n_users], source->n_users);
	gboolean fine;

	if (!seg_event_copy_drop (workspace, error) || !write_head (&writing, error))
		return FALSE;
	writing.insert = seg_workspace_prepare (workspace,
		"INSERT INTO event_copy_column (feature_set_id, number, position, bytes) VALUES (?1, ?2, ?3, :bytes)", error);
	if (writing.insert == NULL)
		return FALSE;
	seg_statement_bind_integer_at (writing.insert, 1, source->feature_set);
	writing.runs = g_async_queue_new_full ((GDestroyNotify) seg_event_run_free);
	fine = write_blocks (&writing, seg_parallel_n_blocks (n, SEG_PACK_EVENTS), error);
	clear_blocks (&writing);
	g_async_queue_unref (writing.runs);
	seg_statement_free (writing.insert);
	return fine;
}
