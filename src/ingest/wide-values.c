/* Values are kept in rows of eight bytes a cell, found by a table of ids. When they take more than their share of memory, the rows go
 * to a file in the order of their ids, as one run, and memory is empty again. In the end the runs are read side by side; of several
 * values for one attribute the one of the latest run counts. */
#include <config.h>
#include "wide-values.h"

#include "ingest-private.h"

#include <glib/gi18n.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RECENT 1024          /* texts that are looked for before another copy is made: most attributes have few */
#define RUN_BUFFER 65536     /* bytes of a run that are in memory while it is read */
#define SLOTS_AT_FIRST 1024

gsize seg_wide_bytes_most = (gsize) 40 << 20;

typedef union {
	gint64      integer;
	double      number;
	const char *text; /* NULL: missing */
} Value;

/* A part of the file that is read from its beginning to its end. */
typedef struct {
	gint64  at, end;      /* in the file: what is not in the buffer yet */
	guint8 *buffer;
	gsize   filled, used;
	guint32 id;           /* of the row that comes next; 0: there is none */
} Run;

struct SegWideValues {
	const SegType *types;
	gsize          n_cells;
	guint32       *slots;     /* number of a row, from 1; 0: free */
	gsize          n_slots;   /* a power of two */
	GArray        *ids;       /* by row */
	Value         *cells;     /* n_cells by row */
	gsize          cells_room; /* rows */
	GStringChunk  *texts;
	gsize          text_bytes;
	const char    *recent[RECENT];
	/* The file */
	FILE          *file;
	GArray        *runs;      /* of Run */
	/* Reading */
	guint32       *order;     /* rows by id, where all are in memory */
	gsize          next;
	SegCell       *shown;
	GStringChunk  *shown_texts;
};

SegWideValues *
seg_wide_values_new (const SegType *types, gsize n_cells)
{
	SegWideValues *values = g_new0 (SegWideValues, 1);

	values->types = types;
	values->n_cells = n_cells;
	values->n_slots = SLOTS_AT_FIRST;
	values->slots = g_new0 (guint32, SLOTS_AT_FIRST);
	values->ids = g_array_new (FALSE, FALSE, sizeof (guint32));
	values->texts = g_string_chunk_new (65536);
	values->runs = g_array_new (FALSE, TRUE, sizeof (Run));
	values->shown = g_new0 (SegCell, n_cells + 1);
	values->shown_texts = g_string_chunk_new (4096);
	return values;
}

void
seg_wide_values_free (SegWideValues *values)
{
	if (values == NULL)
		return;
	for (guint i = 0; i < values->runs->len; i++)
		g_free (g_array_index (values->runs, Run, i).buffer);
	if (values->file != NULL)
		fclose (values->file);
	free (values->slots);
	free (values->cells);
	g_array_unref (values->ids);
	g_array_unref (values->runs);
	g_string_chunk_free (values->texts);
	g_string_chunk_free (values->shown_texts);
	g_free (values->order);
	g_free (values->shown);
	g_free (values);
}

static gboolean
fail_memory (GError **error)
{
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for what the file says of its users and items"));
	return FALSE;
}

/* In memory ---------------------------------------------------------------------------------------------------------------- */

static inline gsize
first_slot (const SegWideValues *values, guint32 id)
{
	return (gsize) ((id * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)) >> 32) & (values->n_slots - 1);
}

static gboolean
grow_slots (SegWideValues *values)
{
	gsize n_slots = values->n_slots * 2;
	guint32 *slots = calloc (n_slots, sizeof *slots);

	if (slots == NULL)
		return FALSE;
	free (values->slots);
	values->slots = slots;
	values->n_slots = n_slots;
	for (guint row = 0; row < values->ids->len; row++) {
		gsize slot = first_slot (values, g_array_index (values->ids, guint32, row));

		while (slots[slot] != 0)
			slot = (slot + 1) & (n_slots - 1);
		slots[slot] = row + 1;
	}
	return TRUE;
}

static gboolean
make_room (SegWideValues *values)
{
	gsize room = MAX (values->cells_room + values->cells_room / 2, 256);
	Value *cells;

	if (values->ids->len < values->cells_room)
		return TRUE;
	cells = reallocarray (values->cells, room, values->n_cells * sizeof *cells);
	if (cells == NULL)
		return FALSE;
	values->cells = cells;
	values->cells_room = room;
	return TRUE;
}

static Value
missing_value (SegType type)
{
	SegCell cell = seg_cell_missing (type);
	Value value = { .text = NULL };

	if (type == SEG_TYPE_NUMBER)
		value.number = cell.number;
	else if (!seg_type_is_text (type))
		value.integer = cell.integer;
	return value;
}

/* The cells of @id, which get a row when they have none. NULL: no memory. */
static Value *
find_cells (SegWideValues *values, guint32 id)
{
	gsize slot = first_slot (values, id);
	Value *cells;

	for (; values->slots[slot] != 0; slot = (slot + 1) & (values->n_slots - 1)) {
		guint32 row = values->slots[slot] - 1;

		if (g_array_index (values->ids, guint32, row) == id)
			return values->cells + row * values->n_cells;
	}
	if (!make_room (values))
		return NULL;
	cells = values->cells + values->ids->len * values->n_cells;
	for (gsize i = 0; i < values->n_cells; i++)
		cells[i] = missing_value (values->types[i]);
	g_array_append_val (values->ids, id);
	values->slots[slot] = values->ids->len;
	return values->ids->len * 2 <= values->n_slots || grow_slots (values) ? cells : NULL;
}

static const char *
keep_text (SegWideValues *values, const SegBulkText *text)
{
	const char **recent = &values->recent[g_str_hash (text->text) % RECENT];

	if (*recent == NULL || strcmp (*recent, text->text) != 0) {
		*recent = g_string_chunk_insert_len (values->texts, text->text, (gssize) text->size);
		values->text_bytes += text->size + 1;
	}
	return *recent;
}

static gsize
memory_of (const SegWideValues *values)
{
	return values->text_bytes + values->ids->len * (values->n_cells * sizeof (Value) + 4 * sizeof (guint32));
}

static void
forget (SegWideValues *values)
{
	memset (values->slots, 0, values->n_slots * sizeof *values->slots);
	g_array_set_size (values->ids, 0);
	g_string_chunk_free (values->texts);
	values->texts = g_string_chunk_new (65536);
	values->text_bytes = 0;
	memset (values->recent, 0, sizeof values->recent);
}

/* To the file ---------------------------------------------------------------------------------------------------------------- */

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
	const GArray *ids = data;
	guint32 first = g_array_index (ids, guint32, *(const guint32 *) a), second = g_array_index (ids, guint32, *(const guint32 *) b);

	return (first > second) - (first < second);
}

static guint32 *
order_rows (const SegWideValues *values)
{
	guint32 *order = g_try_new (guint32, values->ids->len + 1);

	for (guint i = 0; order != NULL && i < values->ids->len; i++)
		order[i] = i;
	if (order != NULL)
		g_qsort_with_data (order, (gint) values->ids->len, sizeof *order, compare_rows, values->ids);
	return order;
}

/* A row: its id, then each cell as its eight bytes, a text as its size (0xffffffff: missing) and its bytes. */
static gboolean
write_row (const SegWideValues *values, guint32 row)
{
	const Value *cells = values->cells + row * values->n_cells;

	if (fwrite (&g_array_index (values->ids, guint32, row), sizeof (guint32), 1, values->file) != 1)
		return FALSE;
	for (gsize i = 0; i < values->n_cells; i++) {
		guint32 size = G_MAXUINT32;

		if (!seg_type_is_text (values->types[i])) {
			if (fwrite (&cells[i], sizeof *cells, 1, values->file) != 1)
				return FALSE;
			continue;
		}
		if (cells[i].text != NULL)
			size = (guint32) strlen (cells[i].text);
		if (fwrite (&size, sizeof size, 1, values->file) != 1
		    || (cells[i].text != NULL && fwrite (cells[i].text, 1, size, values->file) != size))
			return FALSE;
	}
	return TRUE;
}

static gboolean
fail_file (GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_FILE,
	             _("Cannot keep what the file says of its users and items in %s: %s; make room, or name another folder in TMPDIR"), g_get_tmp_dir (),
	             g_strerror (errno));
	return FALSE;
}

static gboolean
open_file (SegWideValues *values, GError **error)
{
	int file = values->file == NULL ? seg_input_make_temporary (g_get_tmp_dir (), error) : -1;

	if (values->file != NULL)
		return TRUE;
	if (file < 0)
		return FALSE;
	values->file = fdopen (file, "w+b");
	if (values->file != NULL)
		return TRUE;
	close (file);
	return fail_file (error);
}

/* All that is in memory becomes a run. */
static gboolean
write_run (SegWideValues *values, GError **error)
{
	g_autofree guint32 *order = order_rows (values);
	Run run = { 0 };

	if (order == NULL)
		return fail_memory (error);
	if (!open_file (values, error))
		return FALSE;
	run.at = ftello (values->file);
	for (guint i = 0; i < values->ids->len; i++)
		if (!write_row (values, order[i]))
			return fail_file (error);
	if (fflush (values->file) != 0)
		return fail_file (error);
	run.end = ftello (values->file);
	g_array_append_val (values->runs, run);
	forget (values);
	return TRUE;
}

static gboolean
is_same (SegType type, const Value *present, const SegCell *value)
{
	if (type == SEG_TYPE_NUMBER)
		return present->number == value->number;
	return seg_type_is_text (type) ? present->text != NULL && strcmp (present->text, value->text.text) == 0 : present->integer == value->integer;
}

gboolean
seg_wide_values_set (SegWideValues *values, guint32 id, gsize cell, const SegCell *value, GError **error)
{
	SegType type = values->types[cell];
	Value *present = find_cells (values, id);

	if (present == NULL)
		return fail_memory (error);
	present += cell;
	if (is_same (type, present, value))
		return TRUE;
	if (type == SEG_TYPE_NUMBER)
		present->number = value->number;
	else if (seg_type_is_text (type))
		present->text = keep_text (values, &value->text);
	else
		present->integer = value->integer;
	return memory_of (values) <= seg_wide_bytes_most || write_run (values, error);
}

/* Reading again -------------------------------------------------------------------------------------------------------------- */

/* The next @size bytes of @run. */
static gboolean
read_bytes (const SegWideValues *values, Run *run, void *bytes, gsize size, GError **error)
{
	while (size > 0) {
		gsize part = MIN (size, run->filled - run->used);
		gssize n;

		memcpy (bytes, run->buffer + run->used, part);
		run->used += part;
		bytes = (guint8 *) bytes + part;
		size -= part;
		if (size == 0)
			return TRUE;
		n = pread (fileno (values->file), run->buffer, (gsize) MIN (RUN_BUFFER, run->end - run->at), (off_t) run->at);
		if (n <= 0) {
			errno = n == 0 ? EIO : errno;
			return fail_file (error);
		}
		run->at += n;
		run->filled = (gsize) n;
		run->used = 0;
	}
	return TRUE;
}

static gboolean
begin_row (const SegWideValues *values, Run *run, GError **error)
{
	run->id = 0;
	return (run->at == run->end && run->used == run->filled) || read_bytes (values, run, &run->id, sizeof run->id, error);
}

/* The cells of the run's row over those shown. */
static gboolean
take_row (SegWideValues *values, Run *run, GError **error)
{
	for (gsize i = 0; i < values->n_cells; i++) {
		SegType type = values->types[i];
		SegCell cell = { .text = { NULL, 0 } };
		guint32 size;

		if (!seg_type_is_text (type)) {
			if (!read_bytes (values, run, &cell, sizeof (Value), error))
				return FALSE;
		} else if (!read_bytes (values, run, &size, sizeof size, error))
			return FALSE;
		else if (size != G_MAXUINT32) {
			g_autofree char *text = g_malloc (size + 1);

			if (!read_bytes (values, run, text, size, error))
				return FALSE;
			cell.text.text = g_string_chunk_insert_len (values->shown_texts, text, (gssize) size);
			cell.text.size = size;
		}
		if (seg_cell_is_present (type, &cell))
			values->shown[i] = cell;
	}
	return begin_row (values, run, error);
}

gboolean
seg_wide_values_end (SegWideValues *values, GError **error)
{
	if (values->runs->len == 0) {
		values->order = order_rows (values);
		return values->order != NULL || fail_memory (error);
	}
	if (values->ids->len > 0 && !write_run (values, error))
		return FALSE;
	for (guint i = 0; i < values->runs->len; i++) {
		Run *run = &g_array_index (values->runs, Run, i);

		run->buffer = g_malloc (RUN_BUFFER);
		if (!begin_row (values, run, error))
			return FALSE;
	}
	return TRUE;
}

static guint32
next_in_memory (SegWideValues *values)
{
	const Value *cells;

	if (values->next == values->ids->len)
		return 0;
	cells = values->cells + values->order[values->next] * values->n_cells;
	for (gsize i = 0; i < values->n_cells; i++)
		if (seg_type_is_text (values->types[i]))
			values->shown[i].text = (SegBulkText) { cells[i].text, cells[i].text != NULL ? strlen (cells[i].text) : 0 };
		else
			memcpy (&values->shown[i], &cells[i], sizeof *cells);
	return g_array_index (values->ids, guint32, values->order[values->next++]);
}

guint32
seg_wide_values_next (SegWideValues *values, const SegCell **cells, GError **error)
{
	guint32 id = 0;

	*cells = values->shown;
	if (values->order != NULL)
		return next_in_memory (values);
	for (guint i = 0; i < values->runs->len; i++) {
		const Run *run = &g_array_index (values->runs, Run, i);

		if (run->id != 0 && (id == 0 || run->id < id))
			id = run->id;
	}
	g_string_chunk_clear (values->shown_texts);
	for (gsize i = 0; i < values->n_cells; i++)
		values->shown[i] = seg_cell_missing (values->types[i]);
	for (guint i = 0; i < values->runs->len && id != 0; i++) {
		Run *run = &g_array_index (values->runs, Run, i);

		if (run->id == id && !take_row (values, run, error))
			return 0;
	}
	return id;
}
