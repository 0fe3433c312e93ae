/* Loops over blocks of rows on all cores: one pool of sleeping threads for the whole program.
 *
 * Blocks are cut by size, never by thread count: a caller that keeps one partial result a block and adds them up in
 * block order gets the same bits with any number of threads. */
#ifndef SEGSCOPE_PARALLEL_H
#define SEGSCOPE_PARALLEL_H

#include <glib.h>

G_BEGIN_DECLS

/** Sets the number of threads that work, the caller included; 0 means one a core. Call before the first loop. */
void  seg_parallel_set_threads (guint n_threads);
guint seg_parallel_threads (void);

/** Works on rows @first..@last-1 of block number @block. Runs on any thread; must not fail. */
typedef void (*SegBlockFunc) (gsize block, gsize first, gsize last, gpointer data);

/** The number of blocks seg_parallel_blocks() will make. */
static inline gsize
seg_parallel_n_blocks (gsize n_rows, gsize block_rows)
{
	return (n_rows + block_rows - 1) / block_rows;
}

/**
 * Calls @func once for every block of @block_rows rows (the last may be shorter) and returns when all are done.
 * Blocks are handed out in order to whichever thread is free. A loop started inside a loop, or while another thread
 * owns the pool, runs on its own thread alone.
 */
void seg_parallel_blocks (gsize n_rows, gsize block_rows, SegBlockFunc func, gpointer data);

G_END_DECLS

#endif
