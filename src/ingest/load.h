/* One import on its way.
 *
 * Two threads share the work. The reading thread (load-read.c) gets records from the reader, block by block, turns their fields
 * into values (load-value.c; load-event.c and load-entity.c for what rows mean), keys into ids, and gathers the rows in chunks,
 * those of events sorted by user and time (chunk.c) and packed (load-pack.c). The thread that runs the import (load.c) writes one
 * chunk after the other (load-write.c, load-merge.c). Chunks, and so all ids, depend on the file alone and not on the timing of the
 * threads. */
#ifndef SEG_LOAD_H
#define SEG_LOAD_H

#include "chunk.h"
#include "ingest-private.h"
#include "order-kind.h"

#include <segscope/handover.h>

/* The fields of events. */
typedef enum {
	SEG_SLOT_USER, SEG_SLOT_ITEM, SEG_SLOT_KIND, SEG_SLOT_STATUS, SEG_SLOT_AT, SEG_SLOT_AMOUNT, SEG_SLOT_QUANTITY, SEG_SLOT_PRICE,
	SEG_SLOT_ORDER, SEG_SLOT_RATING, SEG_SLOT_SECONDS, SEG_SLOT_TEXT, SEG_SLOT_TITLE,
	SEG_SLOT_CAMPAIGN, SEG_SLOT_OUTCOME, SEG_SLOT_VARIANT, SEG_SLOT_LAST
} SegSlot;

/* Why what stands for a key is none. */
typedef enum { SEG_NO_KEY_NONE, SEG_NO_KEY_HEADER, SEG_NO_KEY_TOTAL } SegNoKey;

typedef struct SegLoad SegLoad;
typedef struct SegLoadColumn SegLoadColumn;

/* Reads one field of a row: @text is trimmed, ended by NUL and gone after the call. */
typedef void (*SegFieldReader) (SegLoad *load, const SegLoadColumn *column, const char *text, gsize size);

/* How a column of the file is read. */
struct SegLoadColumn {
	SegFieldReader  read;       /* NULL: not at all */
	SegValueStyle   style;
	const gboolean *missing;    /* first bytes of words that count as missing, by byte */
	SegType         type;       /* what the table has */
	gsize           index;      /* in the file */
	gsize           cell;       /* of users and items: its place in their cells */
	SegSlot         slot;       /* of events */
	gboolean        whole_keys;
	const char     *header;     /* of the file, or "" */
	gsize           header_size;
};

/* A record that is set aside, or a value, until its block is known to hold. */
typedef struct {
	gsize    record;  /* of the block */
	gssize   column;  /* of the file, -1: the whole row */
	gboolean row;     /* FALSE: only this value is left out */
	char    *reason;  /* owned; NULL: as the record's fault says, or its number of fields */
	gsize    n_fields;
} SegStagedReject;

/* The words of a row: for review, or the title of its item. */
typedef struct {
	guint32     row;  /* staged */
	SegSlot     slot;
	SegBulkText text;
} SegStagedText;

/* An event whose keys are not looked up yet. */
typedef struct {
	SegEventRow event;
	SegKeyText  user, item; /* item.size 0: none */
} SegStagedEvent;

/* A kind of events, as a file names it. */
typedef struct {
	guint32  id;
	gboolean is_purchase, is_refund;
	SegOrderState state; /* of a state */
} SegKind;

/* Columns that say more than the event (load-wide.h). */
typedef struct SegWide SegWide;

/* The row that is being read. */
typedef struct {
	gsize       n_fields;
	gboolean    filled;              /* something stands in it at all */
	gboolean    extra;               /* something stands behind the last column */
	SegNoKey    no_key;              /* of its user; of its item in a file of items */
	gboolean    test;                /* its user is called like a test */
	gboolean    stranger;            /* its user is a pseudonym or an address that is nobody's, or several people's */
	guint32     missing, bad;        /* bits: slots that have no value, or one that does not read */
	SegBulkText text[SEG_SLOT_LAST]; /* those of texts, and of bad values */
	double      price;
	const SegKind *kind[2];          /* by its kind, by the state of its order; NULL: it says none */
} SegRowState;

#define SEG_KINDS_AT_HAND 16

/* Kinds seen lately, by the hash of their texts. */
typedef struct {
	guint64        words[3]; /* the text, filled up with zeros */
	const SegKind *kind;
} SegKindAtHand;

struct SegLoad {
	SegWorkspace        *workspace;
	const SegImportPlan *plan;
	SegStore            *store;
	SegJob              *job;
	SegImportResult     *result;
	/* How rows are read; set up by the writing thread, then only read */
	gboolean             entities;    /* users or items, not events */
	gboolean             results;     /* of campaigns, not events */
	const char          *entity;      /* "user" or "item" of those */
	SegLoadColumn       *columns;
	gssize               key_column;
	GPtrArray           *names;       /* of char*: the attributes of the cells */
	SegType             *cell_types;
	gsize                n_cells;
	char                *title_column; /* of items, which this file names; or NULL */
	gssize               slots[SEG_SLOT_LAST]; /* columns, -1: none */
	gboolean             has_more;    /* quantities, ratings, seconds, orders */
	const char          *default_kind;
	gint64               first_event; /* id of the next event */
	GHashTable          *aliases;     /* of results: pseudonym or folded address -> key, "" where several people have it; NULL: none */
	GHashTable          *campaigns;   /* of results: names of those that are here, A to Z made small; NULL: no results */
	/* The reading thread's own until it has ended */
	SegReader           *reader;
	SegKeys             *users, *items;
	guint32              next_user, next_item, first_user, first_item;
	GHashTable          *kinds;       /* text in the file -> SegKind (load-event.c) */
	GHashTable          *kind_ids;    /* name -> id */
	guint32              next_kind;
	SegKind              order_kinds[SEG_ORDER_N_KINDS]; /* id 0: not met yet */
	SegKindAtHand        kinds_at_hand[2][SEG_KINDS_AT_HAND]; /* kinds, states */
	gint64               next_event;
	SegChunk            *chunk;       /* being filled */
	SegEventRow         *scratch;     /* for sorting */
	gsize                scratch_room;
	SegRowState          row;
	gsize                n_records, n_blank; /* of this block so far */
	GArray              *staged;      /* of SegStagedEvent, or of SegKeyText (users, items) */
	GArray              *staged_more; /* of SegEventMore */
	GArray              *staged_texts, *staged_rejects;
	GArray              *staged_records; /* of gsize: of results, the record of each staged row */
	GHashTable          *results_seen;   /* hashes of the results so far; NULL: no results */
	SegWide             *wide;        /* or NULL */
	gint64              *n_present;   /* of new users or items, by cell */
	GArray              *key_blocks;  /* made at the end */
	gint64               rows_read, rows_loaded, rows_rejected, values_rejected, repeated_results, nobody_results;
	guint                smaller;     /* halvings of the next chunk: the writer need not wait long for the first ones */
	GArray              *order_lines; /* load-orders.c; NULL: not gathered */
	struct SegEventRun  *run;         /* load-pack.c */
	GError              *failure;
	/* Between the threads */
	SegHandover         *full, *empty;
	gint                 stop;
	/* The writing thread's own */
	GArray              *blocks;      /* of SegEventBlock */
	SegBulk             *bulk_events, *bulk_users, *bulk_items, *bulk_entity, *bulk_reviews;
	struct SegMerge     *merge;       /* load-merge.c */
	gint64               first_at, last_at; /* times of the events; last before first: none has one */
	gboolean             merged;      /* rows that were there have changed */
};

/* load-value.c: readers of fields */
SegFieldReader seg_load_cell_reader (SegType type);
SegFieldReader seg_load_slot_reader (SegSlot slot);
void     seg_load_key_field (SegLoad *load, const SegLoadColumn *column, const char *text, gsize size);
/** Notes that the row is none, when its key shows it. FALSE: it is one. */
gboolean seg_load_refuse_key (SegLoad *load, gssize column);
/** Keeps @text as long as the chunk. */
SegBulkText seg_load_keep (SegLoad *load, const char *text, gsize size);
/** "abc" is not a number: in words for any type. Free it. */
char    *seg_load_bad_value (const char *text, SegType type);

/* load-entity.c, load-event.c: what rows mean */
gboolean seg_load_prepare_entity (SegLoad *load, const char *entity, GError **error);
/** The fields of a record are there: stages the row, or its reject. */
void     seg_load_end_entity (SegLoad *load);
/** The kind that @text means; @is_state: it is the state of an order. */
const SegKind *seg_load_find_kind (SegLoad *load, const char *text, gsize size, gboolean is_state);
/** Looks up the keys of all staged rows and puts these into the chunk. */
gboolean seg_load_resolve_entities (SegLoad *load, GError **error);

gboolean seg_load_prepare_events (SegLoad *load, GError **error);
void     seg_load_end_event (SegLoad *load);
gboolean seg_load_resolve_events (SegLoad *load, GError **error);
/** The user or item, made when it is new; its key then goes with the chunk. NULL with @error. */
SegKey  *seg_load_resolve_key (SegLoad *load, SegKeys *keys, const SegKeyText *text, guint32 *next, GArray *made, GError **error);

/* load-alias.c: people named otherwise than by their keys, in results of campaigns */
gboolean seg_load_prepare_aliases (SegLoad *load, GError **error);
/** Puts the key in place of a pseudonym or address. FALSE: it is nobody's, or several people's. */
gboolean seg_load_find_alias (const SegLoad *load, const char **text, gsize *size);
void     seg_load_clear_aliases (SegLoad *load);

/* load-result.c: results of campaigns */
/** FALSE with SEG_ERROR_DATA: the file says of nobody whose results they are, which of a campaign that was made here cannot be known otherwise. */
gboolean seg_load_check_whose (SegWorkspace *workspace, const SegImportPlan *plan, GError **error);
void     seg_load_end_result (SegLoad *load);
gboolean seg_load_resolve_results (SegLoad *load, GError **error);
/** After all are written: of no campaign here, and of people on no list of theirs. */
gboolean seg_load_count_results (SegLoad *load, GError **error);
gboolean seg_load_write_results (SegLoad *load, const SegChunk *chunk, GError **error);

/* load-read.c */
/** Notes that the row, or one value of it, cannot be read. Takes @reason. */
void     seg_load_stage_reject (SegLoad *load, gssize column, gboolean row, char *reason);
/** The reading thread; hands out chunks in load->full, the last one with its flag set, also when it failed. */
gpointer seg_load_read (gpointer load);

/* load-write.c */
gboolean seg_load_prepare_writing (SegLoad *load, GError **error);
gboolean seg_load_write (SegLoad *load, SegChunk *chunk, GError **error);
/** Once all chunks are written: where the events and keys are, how much is missing. */
gboolean seg_load_end_writing (SegLoad *load, GError **error);
void     seg_load_clear_writing (SegLoad *load);

/* load-pack.c */
/** Packs the events of @chunk, which are sorted and numbered. The reading thread does: it has a little less to do than the other one. */
void     seg_load_pack (SegLoad *load, SegChunk *chunk);
gboolean seg_load_write_packs (SegLoad *load, const SegChunk *chunk, GError **error);

/* load-orders.c */
gboolean seg_load_prepare_orders (SegLoad *load, GError **error);
/** The events of @chunk, which are sorted and numbered. */
void     seg_load_gather_orders (SegLoad *load, const SegChunk *chunk);
gboolean seg_load_write_orders (SegLoad *load, GError **error);
void     seg_load_clear_orders (SegLoad *load);

/* delta.c */
/** Before rows are written: values that they replace will be kept. */
gboolean seg_load_begin_delta (SegLoad *load, GError **error);
/** After all are written: who is gone from the list, which events were known, which rejects are taken up. Fills the result. */
gboolean seg_load_end_delta (SegLoad *load, GError **error);
/** Notes the counts of the result with the source. */
gboolean seg_load_keep_delta (SegLoad *load, GError **error);

/* load-merge.c */
/** Brings rows of keys that were there (before this load, or earlier in this file) into the table. */
gboolean seg_load_merge (SegLoad *load, const SegChunk *chunk, GError **error);
void     seg_load_clear_merge (SegLoad *load);

#endif
