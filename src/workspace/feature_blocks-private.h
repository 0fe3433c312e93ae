/* The blocks of a feature set as the virtual table and the reader see them. */
#ifndef SEG_FEATURE_BLOCKS_PRIVATE_H
#define SEG_FEATURE_BLOCKS_PRIVATE_H

#include <segscope/feature_blocks.h>

#include <sqlite3.h>

typedef struct SegBlocks SegBlocks;

typedef struct {
	gint64 part, number;
	gsize  n;
} SegBlock;

/* Where all users of a set are, in its parts from @first_part on. NULL: @code of SQLite says why; SQLITE_OK: damaged, or out of memory. */
SegBlocks *seg_blocks_open (sqlite3 *db, gint64 set, gint64 first_part, int *code);
void       seg_blocks_close (SegBlocks *blocks);
gsize      seg_blocks_n_users (const SegBlocks *blocks);
guint      seg_blocks_n_blocks (const SegBlocks *blocks);
gboolean   seg_blocks_is_one_part (const SegBlocks *blocks);
/* The id of user number @i, ascending; the number of the user with @id, -1: none; and the place of user number @i. */
gint64     seg_blocks_user (const SegBlocks *blocks, gsize i);
gssize     seg_blocks_find (const SegBlocks *blocks, gint64 id);
void       seg_blocks_place (const SegBlocks *blocks, gsize i, guint *block, gsize *row);
/* What is to be said of a set whose values cannot be read. Free with g_free(). */
char      *seg_blocks_damaged (gint64 set);
/* The values of a block at @position, checked; NULL: not there, or damaged, or could not be read. Free with g_bytes_unref(). */
GBytes    *seg_blocks_bytes (SegBlocks *blocks, guint block, gint64 position);
/* Why the last reading failed: SQLITE_OK: damaged; SQLITE_INTERRUPT: it was stopped, and nothing is wrong with the values. */
int        seg_blocks_code (const SegBlocks *blocks);

#endif
