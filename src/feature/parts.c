/* Parts of a feature set put together: each small change adds a part, and many of them cost whoever reads. Nothing is computed, the values
 * are there already. */
#include <config.h>
#include "feature-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>

/* Users in the order of their ids, and where their values are: row of the kept ones, or block and row of the new ones. */
typedef struct {
	SegBlockReader  *kept;
	const GPtrArray *fresh;  /* of SegComputedBlock* */
	gsize            n;
	gint64          *ids;
	guint32         *block;  /* of fresh, G_MAXUINT32: kept */
	guint32         *row;
	double          *column; /* of the kept ones, while it is packed: */
	guint            number;
	SegComputedBlock **merged;
} Merging;

static void
merging_clear (Merging *merging)
{
	seg_block_reader_free (merging->kept);
	g_free (merging->ids);
	g_free (merging->block);
	g_free (merging->row);
	g_free (merging->column);
}

static void
add_user (Merging *merging, gint64 id, guint32 block, guint32 row)
{
	merging->ids[merging->n] = id;
	merging->block[merging->n] = block;
	merging->row[merging->n++] = row;
}

/* What is new counts instead of what was kept. */
static void
find_users (Merging *merging)
{
	const gint64 *kept = seg_block_reader_user_ids (merging->kept);
	gsize n_kept = seg_block_reader_n_users (merging->kept), next = 0;

	for (guint32 i = 0; i < merging->fresh->len; i++) {
		const SegComputedBlock *block = merging->fresh->pdata[i];

		for (guint32 k = 0; k < block->n; k++) {
			for (; next < n_kept && kept[next] < block->user_ids[k]; next++)
				add_user (merging, kept[next], G_MAXUINT32, (guint32) next);
			next += next < n_kept && kept[next] == block->user_ids[k];
			add_user (merging, block->user_ids[k], i, k);
		}
	}
	for (; next < n_kept; next++)
		add_user (merging, kept[next], G_MAXUINT32, (guint32) next);
}

static gboolean
allocate (Merging *merging)
{
	gsize n_kept = seg_block_reader_n_users (merging->kept), n = n_kept + 1;

	for (guint i = 0; i < merging->fresh->len; i++)
		n += ((const SegComputedBlock *) merging->fresh->pdata[i])->n;
	merging->ids = g_try_new (gint64, n);
	merging->block = g_try_new (guint32, n);
	merging->row = g_try_new (guint32, n);
	merging->column = g_try_new (double, n_kept + 1);
	return merging->ids != NULL && merging->block != NULL && merging->row != NULL && merging->column != NULL;
}

static GPtrArray *
make_blocks (Merging *merging, gsize n_columns)
{
	GPtrArray *blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_computed_block_free);

	for (gsize first = 0; first < merging->n; first += SEG_BLOCK_USERS) {
		SegComputedBlock *block = g_new0 (SegComputedBlock, 1);

		block->n = MIN (SEG_BLOCK_USERS, merging->n - first);
		block->n_columns = n_columns;
		block->user_ids = g_memdup2 (merging->ids + first, block->n * sizeof *block->user_ids);
		block->columns = g_new0 (GBytes *, n_columns + 1);
		g_ptr_array_add (blocks, block);
	}
	merging->merged = (SegComputedBlock **) blocks->pdata;
	return blocks;
}

static void
pack_block (gsize number, gsize first, gsize last, gpointer data)
{
	Merging *merging = data;
	double values[SEG_BLOCK_USERS];

	for (gsize i = first; i < last; i++) {
		const SegComputedBlock *block = merging->block[i] != G_MAXUINT32 ? merging->fresh->pdata[merging->block[i]] : NULL;

		values[i - first] = block == NULL ? merging->column[merging->row[i]]
		                    : seg_values_at (g_bytes_get_data (block->columns[merging->number], NULL), merging->row[i]);
	}
	merging->merged[number]->columns[merging->number] = seg_values_pack (values, last - first);
}

GPtrArray *
seg_feature_parts_merge (SegWorkspace *workspace, gint64 set, gint64 first_part, const GPtrArray *fresh, gsize n_columns, SegJob *job,
                         GError **error)
{
	Merging merging = { .fresh = fresh };
	g_autoptr (GPtrArray) blocks = NULL;
	gboolean fine = (merging.kept = seg_block_reader_new_from (workspace, set, first_part, error)) != NULL;

	if (fine && !(fine = allocate (&merging)))
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to put the parts of the feature set together"));
	if (fine) {
		find_users (&merging);
		blocks = make_blocks (&merging, n_columns);
	}
	for (merging.number = 0; fine && merging.number < n_columns; merging.number++) {
		fine = seg_job_proceed (job, (double) merging.number / (double) n_columns, _("putting small changes together"), error)
		       && seg_block_reader_column (merging.kept, merging.number + 1, merging.column, 1, error);
		if (fine)
			seg_parallel_blocks (merging.n, SEG_BLOCK_USERS, pack_block, &merging);
	}
	merging_clear (&merging);
	return fine ? g_steal_pointer (&blocks) : NULL;
}
