/* Events of a load that earlier files had brought: what overlap.c (comparing) and overlap-runs.c (reading) share. */
#ifndef SEG_OVERLAP_H
#define SEG_OVERLAP_H

#include "ingest-private.h"

/**
 * Takes away the events of @source_id that sources before it had brought (but not @corrects, 0: none).
 *
 * @last_old_id: events behind it are those of @source_id, @n_new of them; the source's first_at and last_at must be there.
 * Costs nothing when no earlier source can have any; else one pass over the events. @n_known: (out) how many went.
 */
gboolean seg_overlap_remove (SegWorkspace *workspace, gint64 source_id, gint64 corrects, gint64 last_old_id, gint64 n_new, SegJob *job,
                             gint64 *n_known, GError **error);

/* All of an event that makes it equal to another. */
typedef struct {
	gint64   id;
	gint64   user_id, at;                          /* at: G_MININT64 without a time */
	gint64   item_id, kind_id;
	double   amount, quantity, rating, seconds;    /* missing: a value no file has */
	char    *order;                                /* or NULL; owned */
	gboolean is_new;                               /* of this load */
} SegOverlapEvent;

/* The earlier events and those of the load, merged in the order of users and times. */
typedef struct SegOverlapRuns SegOverlapRuns;

/**
 * @sources: ids (gint64) of the earlier sources that count. Events up to @last_old_id are earlier, those behind it are the load's.
 * @sort: do not trust that runs lie in order. NULL with @error.
 */
SegOverlapRuns *seg_overlap_runs_open (SegWorkspace *workspace, const GArray *sources, gint64 last_old_id, gboolean sort, GError **error);
void            seg_overlap_runs_close (SegOverlapRuns *runs);
/** The next event; its order is handed over. FALSE at the end (@error unset) or on failure. */
gboolean        seg_overlap_runs_next (SegOverlapRuns *runs, SegOverlapEvent *event, GError **error);

/** At the end: whether events really came in order. If not, everything must be done again with sorting. */
gboolean        seg_overlap_runs_in_order (const SegOverlapRuns *runs);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegOverlapRuns, seg_overlap_runs_close)

#endif
