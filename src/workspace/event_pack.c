/* Packs: made of runs of events, kept in event_pack and event_column. */
#include <config.h>
#include "event_column.h"
#include "workspace-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Runs ------------------------------------------------------------------------------------------------------------- */

static void
fill_missing (SegEventRun *run, guint column, gsize n)
{
	for (gsize i = 0; i < n; i++)
		if (column < SEG_PACK_N_INTEGERS)
			run->integers[column][i] = SEG_PACK_NONE;
		else
			seg_event_run_doubles (run, column)[i] = NAN;
}

SegEventRun *
seg_event_run_new (void)
{
	SegEventRun *run = seg_event_run_new_bare ();

	if (run != NULL)
		seg_event_run_clear (run);
	return run;
}

SegEventRun *
seg_event_run_new_bare (void)
{
	SegEventRun *run = g_new0 (SegEventRun, 1);
	gboolean fine = TRUE;

	run->n = SEG_PACK_EVENTS;
	run->touched = (1u << SEG_PACK_N_COLUMNS) - 1;

	for (guint i = 0; i < SEG_PACK_N_COLUMNS; i++) {
		void *column = g_try_malloc_n (SEG_PACK_EVENTS, sizeof (gint64));

		if (i < SEG_PACK_N_INTEGERS)
			run->integers[i] = column;
		else
			run->doubles[i - SEG_PACK_N_INTEGERS] = column;
		fine = fine && column != NULL;
	}
	if (!fine)
		g_clear_pointer (&run, seg_event_run_free);
	return run;
}

void
seg_event_run_free (SegEventRun *run)
{
	if (run == NULL)
		return;
	for (guint i = 0; i < SEG_PACK_N_INTEGERS; i++)
		g_free (run->integers[i]);
	for (guint i = SEG_PACK_N_INTEGERS; i < SEG_PACK_N_COLUMNS; i++)
		g_free (seg_event_run_doubles (run, i));
	g_free (run);
}

void
seg_event_run_clear (SegEventRun *run)
{
	for (guint i = 0; i < SEG_PACK_N_COLUMNS; i++)
		if (run->touched >> i & 1)
			fill_missing (run, i, run->n);
	run->n = 0;
	run->touched = 0;
}

gint64
seg_order_hash (const char *key)
{
	guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325); /* within one user's orders collisions do not happen */

	for (; *key != '\0'; key++)
		hash = (hash ^ (guchar) *key) * G_GUINT64_CONSTANT (0x100000001b3);
	return hash == 0 || (gint64) hash == SEG_PACK_NONE ? 1 : (gint64) hash;
}

/* Packing ---------------------------------------------------------------------------------------------------------- */

void
seg_event_pack_free (SegEventPack *pack)
{
	if (pack == NULL)
		return;
	for (guint i = 0; i < SEG_PACK_N_COLUMNS; i++)
		g_clear_pointer (&pack->columns[i], g_bytes_unref);
	g_free (pack);
}

static GBytes *
pack_column (const SegEventRun *run, guint i)
{
	guint64 place = seg_column_place (run->integers[SEG_PACK_ID][0], i);

	return i < SEG_PACK_N_INTEGERS ? seg_column_pack_integers (run->integers[i], run->n, place)
	                               : seg_column_pack_doubles (seg_event_run_doubles (run, i), run->n, place);
}

SegEventPack *
seg_event_run_pack (const SegEventRun *run)
{
	SegEventPack *pack;

	g_return_val_if_fail (run->n > 0 && run->n <= SEG_PACK_EVENTS, NULL);
	pack = g_new0 (SegEventPack, 1);
	pack->n = run->n;
	pack->first_id = run->integers[SEG_PACK_ID][0];
	pack->last_id = run->integers[SEG_PACK_ID][run->n - 1];
	pack->first_user = G_MAXINT64;
	pack->last_user = G_MININT64;
	for (gsize i = 0; i < run->n; i++) {
		pack->first_user = MIN (pack->first_user, run->integers[SEG_PACK_USER][i]);
		pack->last_user = MAX (pack->last_user, run->integers[SEG_PACK_USER][i]);
	}
	for (guint i = pack->last_id - pack->first_id + 1 == (gint64) run->n ? SEG_PACK_USER : SEG_PACK_ID; i < SEG_PACK_N_COLUMNS; i++) {
		pack->columns[i] = pack_column (run, i);
		if (pack->columns[i] == NULL) {
			seg_event_pack_free (pack);
			return NULL;
		}
	}
	return pack;
}

/* Writing ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegStatement *clear, *pack, *column;
} Writer;

static void
writer_clear (Writer *writer)
{
	g_clear_pointer (&writer->clear, seg_statement_free);
	g_clear_pointer (&writer->pack, seg_statement_free);
	g_clear_pointer (&writer->column, seg_statement_free);
}

static gboolean
writer_open (Writer *writer, SegWorkspace *workspace, GError **error)
{
	*writer = (Writer) { 0 };
	return (writer->clear = seg_workspace_prepare (workspace, "DELETE FROM event_pack WHERE first_event_id <= ?1 AND last_event_id >= ?2", error)) != NULL
	       && (writer->pack = seg_workspace_prepare (workspace, "INSERT INTO event_pack (first_event_id, last_event_id, n_events, first_user_id, "
	                                                 "last_user_id) VALUES (?1, ?2, ?3, ?4, ?5)", error)) != NULL
	       && (writer->column = seg_workspace_prepare (workspace, "INSERT OR REPLACE INTO event_column (first_event_id, position, bytes) "
	                                                   "VALUES (?1, ?2, :bytes)", error)) != NULL;
}

static gboolean
write_pack (Writer *writer, const SegEventPack *pack, GError **error)
{
	seg_statement_bind_integer_at (writer->clear, 1, pack->last_id);
	seg_statement_bind_integer_at (writer->clear, 2, pack->first_id);
	seg_statement_bind_integer_at (writer->pack, 1, pack->first_id);
	seg_statement_bind_integer_at (writer->pack, 2, pack->last_id);
	seg_statement_bind_integer_at (writer->pack, 3, (gint64) pack->n);
	seg_statement_bind_integer_at (writer->pack, 4, pack->first_user);
	seg_statement_bind_integer_at (writer->pack, 5, pack->last_user);
	if (!seg_statement_run (writer->clear, error) || !seg_statement_run (writer->pack, error))
		return FALSE;
	for (guint i = 0; i < SEG_PACK_N_COLUMNS; i++) {
		gsize size;
		const void *bytes;

		if (pack->columns[i] == NULL)
			continue;
		bytes = g_bytes_get_data (pack->columns[i], &size);
		seg_statement_bind_integer_at (writer->column, 1, pack->first_id);
		seg_statement_bind_integer_at (writer->column, 2, i);
		seg_statement_bind_blob (writer->column, ":bytes", bytes, size);
		if (!seg_statement_run (writer->column, error))
			return FALSE;
	}
	return TRUE;
}

gboolean
seg_event_packs_write (SegWorkspace *workspace, const GPtrArray *packs, GError **error)
{
	Writer writer = { 0 };
	gboolean fine = packs->len == 0 || writer_open (&writer, workspace, error);

	for (guint i = 0; fine && i < packs->len; i++)
		fine = write_pack (&writer, packs->pdata[i], error);
	if (packs->len > 0)
		writer_clear (&writer);
	return fine;
}
