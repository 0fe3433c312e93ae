/* A part of a load on its way from the thread that reads to the one that writes. */
#ifndef SEG_CHUNK_H
#define SEG_CHUNK_H

#include <segscope/workspace.h>

#include <math.h>

/* An event. */
typedef struct {
	gint64  at;          /* SEG_BULK_NO_INTEGER: none */
	double  amount;      /* NAN: none */
	guint32 user, item;  /* ids; item 0: none */
	guint32 kind;
	guint32 row;         /* of the chunk, in the order of the file */
} SegEventRow;

/* What few files say of their events. */
typedef struct {
	double      quantity, rating, seconds; /* NAN: none */
	SegBulkText order;
} SegEventMore;

/* The events of one user stand in blocks whose users are around it. */
typedef struct {
	gint64 first_event, last_event, first_user, last_user;
} SegEventBlock;

/* Keys in order, as they go into key_block. */
typedef struct {
	const char *entity;
	char       *first, *last, *ids;
} SegKeyBlock;

/* The text of an event (row: its number in the chunk), or a value for an attribute of an item (row: its id). */
typedef struct {
	guint32     row;
	SegBulkText text;
} SegChunkText;

/* A row or value set aside. */
typedef struct {
	gint64      line;
	gssize      column; /* at fault; -1: the whole row */
	gboolean    is_value; /* only it is left out; FALSE: the row is set aside */
	char       *reason;
	SegBulkText raw;
	GBytes     *bytes;  /* the row in the file, where raw is not the same; or NULL */
} SegChunkReject;

/* A value of a user or item, as its column's type says: MISSING as in SegBulkType. */
typedef union {
	gint64      integer;
	double      number;
	SegBulkText text;
} SegCell;

static inline gboolean
seg_cell_is_present (SegType type, const SegCell *cell)
{
	switch (type) {
	case SEG_TYPE_NUMBER:
		return !isnan (cell->number);
	case SEG_TYPE_DATE:
	case SEG_TYPE_BOOLEAN:
		return cell->integer != SEG_BULK_NO_INTEGER;
	case SEG_TYPE_TEXT:
	case SEG_TYPE_CATEGORY:
	default:
		return cell->text.text != NULL;
	}
}

/* A row for a user or item that is there already. */
typedef struct {
	guint32 id;
	guint8  existed : 1,  /* before this load */
	        listed : 1,   /* a file of its own had named it before this row */
	        again : 1;    /* this file has named it before */
} SegMergeRow;

typedef struct {
	guint32 id;
	char   *name;
} SegChunkKind;

/* What became of a campaign for a user. */
typedef struct {
	guint32     user;
	gint64      at;     /* SEG_BULK_NO_INTEGER: none */
	double      amount; /* NAN: none */
	SegBulkText campaign, variant, outcome;
} SegChunkResult;

typedef struct {
	/* Events, sorted by user, time, place in the file */
	SegEventRow  *events;
	SegEventMore *more;        /* in the order of events, or NULL */
	gsize         n_events, room, more_room;
	gint64        first_event; /* id of events[0] */
	GArray       *texts;       /* of SegChunkText: reviews, in the order of events; row counts in events */
	GArray       *titles;      /* of SegChunkText */
	/* Users and items: one row of cells each */
	SegCell      *cells, *merge_cells;
	gsize         n_new, cells_room; /* rows */
	GArray       *keys;        /* of SegBulkText: of the new ones */
	GArray       *merges;      /* of SegMergeRow */
	gsize         merge_room;
	/* What comes along */
	GArray       *users, *items; /* of SegBulkText: keys that only events have named, in the order of their ids */
	GArray       *kinds;       /* of SegChunkKind */
	GArray       *results;     /* of SegChunkResult */
	GArray       *rejects;     /* of SegChunkReject */
	GArray       *blocks;      /* of SegEventBlock */
	GPtrArray    *packs;       /* of SegEventPack (segscope/event_pack.h): of all events, or none */
	GPtrArray    *arena;       /* blocks of text */
	char         *arena_at;
	gsize         arena_left, arena_size;
	gint64        rows_read, position; /* so far, for the progress */
	gboolean      last;
} SegChunk;

SegChunk *seg_chunk_new (void);
void      seg_chunk_free (SegChunk *chunk);
/** Empties it for the next rows; the room stays. */
void      seg_chunk_clear (SegChunk *chunk);
/** Keeps a text; NULL when there is no memory. */
const char *seg_chunk_keep (SegChunk *chunk, const char *text, gsize size);
/** Room for @n more events. FALSE: no memory. */
gboolean  seg_chunk_reserve_events (SegChunk *chunk, gsize n, gboolean more);
/** Room for @n more rows of @n_cells cells. */
gboolean  seg_chunk_reserve_cells (SegChunk *chunk, gsize n, gsize n_cells);
SegCell  *seg_chunk_add_merge (SegChunk *chunk, const SegMergeRow *row, gsize n_cells);

/** Sorts the events, with their texts, and notes their blocks. @scratch: room for as many events, owned by the caller; FALSE: no
 * memory. */
gboolean  seg_chunk_sort (SegChunk *chunk, SegEventRow **scratch, gsize *scratch_room);

/** Events in a chunk, and bytes of cells and texts at which it is full; tests make them small. */
extern gsize seg_chunk_events_most;
extern gsize seg_chunk_bytes_most;

#endif
