/* Packs: a copy of events in packed columns beside their rows, which are the truth. Reading ten million events from rows takes
 * seconds, from packs a tenth of one.
 *
 * A pack stands for all events whose ids lie in its range. Triggers of the file drop a pack, or its column of kinds, when one of its
 * rows changes or goes, whoever changes it; what has no pack is read from the rows, and packed when features are computed next. */
#ifndef SEGSCOPE_EVENT_PACK_H
#define SEGSCOPE_EVENT_PACK_H

#include <segscope/workspace.h>

G_BEGIN_DECLS

#define SEG_PACK_EVENTS 65536 /* of one pack, at most */
#define SEG_PACK_NONE G_MININT64 /* among whole numbers: there is none */

/* The columns, by event_column.position. */
typedef enum {
	SEG_PACK_ID, SEG_PACK_USER, SEG_PACK_KIND, SEG_PACK_AT, SEG_PACK_ITEM, SEG_PACK_ORDER, SEG_PACK_N_INTEGERS,
	SEG_PACK_AMOUNT = SEG_PACK_N_INTEGERS, SEG_PACK_QUANTITY, SEG_PACK_RATING, SEG_PACK_SECONDS, SEG_PACK_N_COLUMNS
} SegPackColumn;

/* Events in the order of their ids on their way into a pack. Columns that nobody has touched are missing throughout. */
typedef struct SegEventRun {
	gsize   n;
	guint   touched;  /* bits: columns that hold something; set by whoever writes to them */
	gint64 *integers[SEG_PACK_N_INTEGERS];                      /* SEG_PACK_EVENTS each; order: of seg_order_hash() */
	double *doubles[SEG_PACK_N_COLUMNS - SEG_PACK_N_INTEGERS]; /* NAN: none */
} SegEventRun;

SegEventRun *seg_event_run_new (void); /* NULL: out of memory */
/** The same with anything in it, to be filled or to be emptied by seg_event_run_clear() first: memory that nobody writes to costs nothing. */
SegEventRun *seg_event_run_new_bare (void);
void         seg_event_run_free (SegEventRun *run);
/** Empties it. */
void         seg_event_run_clear (SegEventRun *run);

static inline double *
seg_event_run_doubles (const SegEventRun *run, SegPackColumn column)
{
	return run->doubles[column - SEG_PACK_N_INTEGERS];
}

/** What stands for the key of an order: its FNV-1a hash, never SEG_PACK_NONE or 0. */
gint64 seg_order_hash (const char *key);

typedef struct {
	gint64  first_id, last_id, first_user, last_user;
	gsize   n;
	GBytes *columns[SEG_PACK_N_COLUMNS]; /* that of ids is NULL where every id of the range is there */
} SegEventPack;

/** Packs a run of at least one event; touches nothing else, so that any thread may. NULL: out of memory. */
SegEventPack *seg_event_run_pack (const SegEventRun *run);
void          seg_event_pack_free (SegEventPack *pack);

/** Writes packs into the caller's transaction, in place of those for the same events. @packs: of SegEventPack*. */
gboolean seg_event_packs_write (SegWorkspace *workspace, const GPtrArray *packs, GError **error);

/**
 * Around changes of the kinds of single events by this connection: their packs follow, instead of being dropped. All of it within
 * one transaction.
 */
gboolean seg_event_kinds_hold (SegWorkspace *workspace, GError **error);
gboolean seg_event_kinds_release (SegWorkspace *workspace, GError **error);

/** Compares packs with rows. @wrong: (out) first_event_id of those that differ or are damaged, as gint64; free with g_array_unref(). */
gboolean seg_event_packs_check (SegWorkspace *workspace, GArray **wrong, SegJob *job, GError **error);

G_END_DECLS

#endif
