/* From events in the order of the file to slices by user: a counting sort. Every column is put in place by itself and given up where it
 * came from, so that only one column is ever there twice. */
#include <config.h>
#include "feature-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <stdatomic.h>

void
seg_event_columns_clear (SegEventColumns *columns)
{
	g_clear_pointer (&columns->at, g_free);
	g_clear_pointer (&columns->kind, g_free);
	g_clear_pointer (&columns->item, g_free);
	g_clear_pointer (&columns->text_length, g_free);
	g_clear_pointer (&columns->order, g_free);
	g_clear_pointer (&columns->amount, g_free);
	g_clear_pointer (&columns->quantity, g_free);
	g_clear_pointer (&columns->rating, g_free);
	g_clear_pointer (&columns->seconds, g_free);
}

/* Where slices begin; the users of the chunks become places of their events. */
static gboolean
find_places (SegBehaviour *behaviour, gsize *n_events)
{
	gsize *next;

	behaviour->start = g_try_new0 (gsize, behaviour->n_users + 1);
	next = g_try_new (gsize, behaviour->n_users + 1);
	if (behaviour->start == NULL || next == NULL) {
		g_free (next);
		return FALSE;
	}
	for (guint i = 0; i < behaviour->chunks->len; i++) {
		const SegEventChunk *chunk = behaviour->chunks->pdata[i];

		for (gsize k = 0; k < chunk->n; k++)
			behaviour->start[chunk->user[k] + 1]++;
	}
	for (gsize user = 0; user < behaviour->n_users; user++) {
		next[user] = behaviour->start[user];
		behaviour->start[user + 1] += next[user];
	}
	for (guint i = 0; i < behaviour->chunks->len; i++) {
		SegEventChunk *chunk = behaviour->chunks->pdata[i];

		for (gsize k = 0; k < chunk->n; k++)
			chunk->user[k] = (guint32) next[chunk->user[k]]++;
	}
	g_free (next);
	*n_events = behaviour->start[behaviour->n_users];
	return TRUE;
}

/* Kinds ------------------------------------------------------------------------------------------------------------- */

/* From positions among all kinds to what SegEventKind.kind says. */
static guint16 *
map_kinds (const SegEventFacts *facts, const SegFeatureContext *context)
{
	guint16 *map = g_new0 (guint16, SEG_KIND_NUMBER (G_MAXUINT) + 1);

	for (guint i = 0; i < context->kinds->len; i++) {
		const SegEventKind *kind = context->kinds->pdata[i];
		gssize number = seg_event_facts_find (facts, kind->id);

		if (number >= 0 && number <= (gssize) SEG_KIND_NUMBER (G_MAXUINT))
			map[number] = kind->kind;
	}
	return map;
}

/* Columns ----------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegBehaviour  *behaviour;
	const guint16 *kinds;
	SegJob        *job;
} Pass;

#define SCATTER(column, zero) \
	do { \
		if (columns->column != NULL && chunk->column != NULL) \
			for (gsize i = 0; i < chunk->n; i++) \
				columns->column[chunk->user[i]] = chunk->column[i]; \
		else if (columns->column != NULL) \
			for (gsize i = 0; i < chunk->n; i++) \
				columns->column[chunk->user[i]] = (zero); \
		g_clear_pointer (&chunk->column, g_free); \
	} while (0)

static void
scatter_kinds (const Pass *pass, SegEventChunk *chunk)
{
	for (gsize i = 0; i < chunk->n; i++) {
		guint16 kind = pass->kinds[SEG_KIND_NUMBER (chunk->kind[i])];

		pass->behaviour->columns.kind[chunk->user[i]] = chunk->kind[i] & SEG_CHUNK_NOT_YET_GIVEN_BACK ? kind | SEG_KIND_PURCHASE : kind;
	}
	g_clear_pointer (&chunk->kind, g_free);
}

static void
scatter_chunk (gsize number, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;
	SegEventColumns *columns = &pass->behaviour->columns;
	SegEventChunk *chunk = pass->behaviour->chunks->pdata[number];

	(void) first;
	(void) last;
	if (seg_job_is_cancelled (pass->job))
		return;
	SCATTER (at, SEG_NO_TIME);
	scatter_kinds (pass, chunk);
	SCATTER (item, 0);
	SCATTER (text_length, 0);
	SCATTER (order, 0);
	SCATTER (amount, NAN);
	SCATTER (quantity, NAN);
	SCATTER (rating, NAN);
	SCATTER (seconds, NAN);
	g_clear_pointer (&chunk->user, g_free);
}

#define ALLOCATE(column) \
	do { \
		gboolean there = FALSE; \
		for (guint i = 0; i < chunks->len && !there; i++) \
			there = ((const SegEventChunk *) chunks->pdata[i])->column != NULL; \
		if (there) \
			columns->column = g_try_malloc_n (n + 1, sizeof *columns->column); \
		fine = fine && (!there || columns->column != NULL); \
	} while (0)

static gboolean
allocate (SegEventColumns *columns, const GPtrArray *chunks, gsize n)
{
	gboolean fine = TRUE;

	ALLOCATE (at);
	ALLOCATE (kind);
	ALLOCATE (item);
	ALLOCATE (text_length);
	ALLOCATE (order);
	ALLOCATE (amount);
	ALLOCATE (quantity);
	ALLOCATE (rating);
	ALLOCATE (seconds);
	return fine;
}

gboolean
seg_behaviour_sort (SegBehaviour *behaviour, const SegFeatureContext *context, SegJob *job, GError **error)
{
	g_autofree guint16 *kinds = map_kinds (behaviour->facts, context);
	Pass pass = { behaviour, kinds, job };
	gsize n = 0;

	if (!find_places (behaviour, &n) || n > G_MAXUINT32 || !allocate (&behaviour->columns, behaviour->chunks, n)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for %zu events"), n);
		return FALSE;
	}
	seg_parallel_blocks (behaviour->chunks->len, 1, scatter_chunk, &pass);
	g_clear_pointer (&behaviour->chunks, g_ptr_array_unref);
	return seg_job_proceed (job, 1, NULL, error);
}
