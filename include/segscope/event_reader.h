/* Events read fast: as columns, by several threads. */
#ifndef SEGSCOPE_EVENT_READER_H
#define SEGSCOPE_EVENT_READER_H

#include <segscope/event_pack.h>
#include <segscope/workspace.h>

G_BEGIN_DECLS

/* Positions of ids: a direct table where ids are dense, else a binary search. */
typedef struct {
	const gint64 *ids; /* ascending, borrowed */
	gsize         n;
	guint32      *table; /* position + 1 by id, or NULL */
	gsize         table_size;
} SegIdIndex;

void   seg_id_index_init (SegIdIndex *index, const gint64 *ids, gsize n);
void   seg_id_index_clear (SegIdIndex *index);
gssize seg_id_index_find (const SegIdIndex *index, gint64 id); /* -1: none */

#define SEG_EVENT_NO_TIME G_MININT64

/* Up to so many events, a column a figure; NULL: none of them has it. */
#define SEG_CHUNK_EVENTS 65536

typedef struct {
	gsize    n;
	guint32 *user;        /* position of the user */
	gint64  *at;          /* UTC seconds, or SEG_EVENT_NO_TIME */
	guint16 *kind;        /* position of the kind, with the high bit for purchases that were given back later than the instant */
	guint32 *item;        /* position + 1, 0: none */
	guint32 *text_length; /* characters of the review, 0: none */
	guint64 *order;       /* hash of the order's key, 0: none */
	double  *amount, *quantity, *rating, *seconds; /* NAN: none */
} SegEventChunk;

#define SEG_CHUNK_NOT_YET_GIVEN_BACK 0x8000u

void seg_event_chunk_free (SegEventChunk *chunk);

/* What the events of a kind have. */
typedef enum {
	SEG_EVENT_HAS_TIME     = 1 << 0,
	SEG_EVENT_HAS_CLOCK    = 1 << 1, /* a time that is not midnight */
	SEG_EVENT_HAS_AMOUNT   = 1 << 2,
	SEG_EVENT_HAS_QUANTITY = 1 << 3,
	SEG_EVENT_HAS_RATING   = 1 << 4,
	SEG_EVENT_HAS_SECONDS  = 1 << 5,
	SEG_EVENT_HAS_ITEM     = 1 << 6,
	SEG_EVENT_HAS_ORDER    = 1 << 7
} SegEventHas;

/* What to read. */
typedef struct {
	SegIdIndex users, items; /* events of other users are left out; items that are not there are none */
	gint64     as_of;        /* later events are left out */
	gint64    *kind_ids;     /* ascending; of kinds beyond the limit all are the last one */
	gsize      n_kinds;
	gint64    *given_back_ids, *given_back_at; /* ascending ids */
	gsize      n_given_back;
	gint64    *text_ids;     /* ascending: events with a review, and its length */
	guint32   *text_lengths;
	gsize      n_texts;
	gint64     given_back_kind; /* id */
	gboolean   only_users;   /* most events are of others: their figures are not looked at */
	guint      figures;      /* bits by SegPackColumn, SEG_PACK_ID standing for the length of the text: what chunks get beside users and kinds, which
	                          * saves memory and time; set before seg_event_reading_init(). 0: all */
	GArray    *met;          /* of gint64: gets the ids of the users of the events read, in no order, some more than once; NULL: nobody asks */
	GPtrArray *packs;        /* gets what was packed of events that have no pack yet, for seg_event_packs_write(); NULL: nothing is packed */
} SegEventReading;

/** Whether a figure is to be read. */
static inline gboolean
seg_event_reading_wants (const SegEventReading *reading, SegPackColumn figure)
{
	return reading->figures == 0 || (reading->figures >> figure & 1) != 0;
}

/** Looks up kinds, given back purchases and reviews. FALSE with @error. Users, items and the instant are the caller's. */
gboolean seg_event_reading_init (SegEventReading *reading, SegWorkspace *workspace, GError **error);
void     seg_event_reading_clear (SegEventReading *reading);

/**
 * Reads events, in parts of the file at once where the caller's transaction has written nothing yet (other connections see the same
 * then).
 *
 * @after_id: only events with higher ids; 0: all. @chunks: (out) of SegEventChunk*, owned, in the order of the file.
 * @n_events, @has: by kind, of all events read (also of other users and later), what is added to, where all figures are read; @last_at:
 * the latest time of them, or left as it is. All may be NULL.
 */
gboolean seg_events_read (SegWorkspace *workspace, const SegEventReading *reading, gint64 after_id, GPtrArray **chunks, guint64 *n_events,
                          guint32 *has, gint64 *last_at, SegJob *job, GError **error);

G_END_DECLS

#endif
