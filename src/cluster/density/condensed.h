/* The condensed tree of HDBSCAN*: groups that split off, lose rows, and end. */
#ifndef SEG_CONDENSED_H
#define SEG_CONDENSED_H

#include "../cluster-private.h"

typedef struct {
	gint32   parent;    /* another group; -1: the root, which is everyone */
	double   birth;     /* 1 / height at which it split off */
	double   stability; /* sum over its rows of (1 / height at which they left it - birth) */
	double   best;      /* stability of the best choice of groups in it */
	gboolean chosen;
	gint32   size;      /* rows when it split off */
} SegCondensedGroup;

typedef struct {
	GArray *groups;    /* of SegCondensedGroup; parents before children */
	gint32 *row_group; /* n_rows: the last group each row was in */
} SegCondensed;

/** Condenses @tree: only branches of @least rows or more are groups of their own. */
SegCondensed *seg_condensed_new (const SegDendrogram *tree, gsize least);
void          seg_condensed_free (SegCondensed *condensed);
/** Chooses groups of greatest total stability, no one inside another, never the root. Returns how many. @labels: (out) n_rows: number of
 * the chosen group in order of the groups, or -1. */
guint         seg_condensed_choose (SegCondensed *condensed, gsize n_rows, gint32 *labels);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegCondensed, seg_condensed_free)

#endif
