/* Reading events into columns, part by part: what event_reader.c, event_rows.c and event_unpack.c share. */
#ifndef SEG_EVENT_PART_H
#define SEG_EVENT_PART_H

#include "workspace-private.h"

#include <segscope/event_pack.h>
#include <segscope/event_reader.h>

#define SEG_MOST_KINDS 0x1fff /* as many numbers as a kind has bits for */
#define SEG_LOOK_EVERY 2048   /* rows, whether the work was cancelled */

/* What a thread reads with. */
typedef struct {
	SegWorkspace *workspace;
	SegEventRun  *run;     /* rows on their way into a pack, or the columns of one on their way out; NULL: not needed yet */
	guint16      *rows;    /* SEG_PACK_EVENTS each: numbers of rows, */
	guint16      *kept;    /* numbers of those that are kept, */
	guint32      *users;   /* and positions */
	guint16      *kinds;
	sqlite3_stmt *columns[SEG_PACK_N_COLUMNS]; /* each on the row of the last column that was read; NULL: not needed yet */
	sqlite3_stmt *copy; /* the same of the copy by user */
} SegEventHand;

/* A range of ids, and what was found in it. */
typedef struct {
	const SegEventReading *reading;
	SegJob        *job;
	gint64         first, last;
	gint64         after_id;    /* only higher ids */
	/* Its pack; n 0: it is read from the rows */
	gint64         pack;        /* first_event_id */
	gsize          n_of_pack;
	gboolean       has_holes;
	/* Found */
	GArray        *met;         /* users, where the reading asks for them */
	GPtrArray     *chunks;
	SegEventChunk *chunk;       /* the last one */
	GPtrArray     *packs;       /* made of rows: SegEventPack* */
	guint64       *n_events;    /* by kind */
	guint32       *has;
	gint64         last_at;
	/* Where it is */
	gsize          next_given_back, next_text;
	gint64         last_kind_id;
	guint16        last_kind;
	gboolean       out_of_memory;
	GError        *failure;
} SegEventPart;

/** Room for a thread; FALSE: out of memory. */
gboolean seg_event_hand_prepare (SegEventHand *hand);
void     seg_event_hand_clear (SegEventHand *hand);

typedef struct SegEventHands SegEventHands;

/** As many hands as there are threads, each with a connection of its own that sees what the caller's does. @alone, or where the caller's transaction has
 * written already: one, by the connection of the caller, lent to one thread after the other. Free with seg_event_hands_free(), all given back. */
SegEventHands *seg_event_hands_new (SegWorkspace *workspace, gboolean alone);
void           seg_event_hands_free (SegEventHands *hands);
/** Whether they have connections of their own; while nobody has borrowed one. */
gboolean       seg_event_hands_are_own (const SegEventHands *hands);
/** From any thread; waits until one is there. */
SegEventHand  *seg_event_hands_borrow (SegEventHands *hands);
void           seg_event_hands_give_back (SegEventHands *hands, SegEventHand *hand);

/** Adds a row of (id, user_id, kind_id, at, amount, item_id, order_key, quantity, rating, seconds); @plain: without the last four. */
void     seg_event_run_gather (SegEventRun *run, sqlite3_stmt *row, gboolean plain);
/** Reads the rows of @first to @last. */
void     seg_event_part_read_rows (SegEventPart *part, SegEventHand *hand);
/** Reads the pack; FALSE: it is not whole, and nothing was read. */
gboolean seg_event_part_unpack (SegEventPart *part, SegEventHand *hand);

/** The first of ascending @ids that is not below @id; @n: none. */
gsize    seg_ids_first_from (const gint64 *ids, gsize n, gint64 id);
/** Notes the user of an event, where anybody asks for them. */
static inline void
seg_event_part_meet (SegEventPart *part, gint64 user)
{
	if (part->met != NULL && (part->met->len == 0 || g_array_index (part->met, gint64, part->met->len - 1) != user))
		g_array_append_val (part->met, user);
}

/** The position of a kind: rows come in runs of one kind, so the last one is asked first. */
guint16  seg_event_part_find_kind (SegEventPart *part, gint64 id);
/** A purchase that was given back later than the instant was an order still. Ids ascend from one call to the next. */
guint16  seg_event_part_kind_at (SegEventPart *part, gint64 id, gint64 kind_id, guint16 kind);
/** Whether the event has a text; *@length: (out) of it. Ids ascend. */
gboolean seg_event_part_find_text (SegEventPart *part, gint64 id, guint32 *length);

#endif
