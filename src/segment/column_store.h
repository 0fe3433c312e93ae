/* Columns of users in memory: read when they are asked for first, all of them aligned with the users in use by id. */
#ifndef SEG_COLUMN_STORE_H
#define SEG_COLUMN_STORE_H

#include "filter-private.h"

#include <segscope/feature_blocks.h>

G_BEGIN_DECLS

/* One column; which array there is follows from its type. */
typedef struct {
	char      *name;
	gint64     set_id;  /* of a feature; 0: of users themselves; -1: of an answer of SQLite */
	SegType    type;
	double    *numbers; /* NAN: missing */
	gint64    *integers; /* dates, yes and no; SEG_COLUMN_MISSING */
	guint32   *codes;   /* of texts; 0: missing */
	GPtrArray *texts;   /* of char*, by code - 1 */
	guint8    *answers; /* 1: meets it */
	gsize      size;    /* bytes */
	guint64    used;    /* when it was asked for last */
} SegStoredColumn;

#define SEG_COLUMN_MISSING G_MININT64

typedef struct {
	gint64    *ids;     /* ascending; NULL: nothing was read yet */
	gsize      n;
	guint32   *by_key;  /* numbers of the users in order of key; NULL: not read */
	GPtrArray *columns; /* of SegStoredColumn*, owned */
	gsize      size;
	guint64    clock;   /* goes up with each count */
	char      *stamp;   /* of the file when all this was read */
	SegBlockReader *reader; /* of the features of set @reader_set, while one count reads; or NULL */
	gint64     reader_set;
	gboolean   reader_aligned; /* the set has just these users */
} SegColumnStore;

void seg_column_store_clear (SegColumnStore *store);
/* Begins a count: drops what was read of an earlier state of the file, and reads the users. */
gboolean seg_column_store_begin (SegColumnStore *store, SegWorkspace *workspace, SegJob *job, GError **error);
/* Reads attributes, the key or "listed" (by name; several at once cost hardly more than one), as far as they are not there. */
gboolean seg_column_store_read_attributes (SegColumnStore *store, SegWorkspace *workspace, const GPtrArray *names, const SegType *types,
                                           SegJob *job, GError **error);
/* The column; a feature is read where it is not there. Stays at least until the next count begins. NULL with @error. Whoever asks ends with
 * seg_column_store_end_reading(), whatever came of it. */
const SegStoredColumn *seg_column_store_get (SegColumnStore *store, SegWorkspace *workspace, const char *name, SegType type, gint64 set_id,
                                             SegJob *job, GError **error);
void     seg_column_store_end_reading (SegColumnStore *store);
/* Whether @n more columns of numbers can be read without giving up others. */
gboolean seg_column_store_has_room (const SegColumnStore *store, gsize n);
/* Who meets the part @node (ASK) of @filter. */
const SegStoredColumn *seg_column_store_ask (SegColumnStore *store, SegWorkspace *workspace, const SegFilter *filter, const SegFilterNode *node,
                                             SegJob *job, GError **error);

/* Numbers (or texts) by user that @sql, which yields an id and a value and ascends by id, computes. Kept under its words. */
const SegStoredColumn *seg_column_store_compute (SegColumnStore *store, SegWorkspace *workspace, const char *sql, gboolean numbers, SegJob *job,
                                                 GError **error);
/* Reads by_key where it is not there. */
gboolean seg_column_store_sort_keys (SegColumnStore *store, SegWorkspace *workspace, SegJob *job, GError **error);

/* For the two files of the store (column_store.c, column_answers.c). ---------------------------------------------------- */

#define SEG_COLUMN_PROCEED_EVERY 8192 /* rows */

void     seg_stored_column_free (gpointer column);
/* The code of @text in @codes (text -> code, the texts being the column's), which it gets where it has none. */
guint32  seg_stored_column_code (SegStoredColumn *column, GHashTable *codes, const char *text);
/* The column as it is there, or NULL. */
SegStoredColumn *seg_column_store_find (SegColumnStore *store, const char *name, gint64 set_id);
/* One to be filled, owned by the caller until it is kept; NULL with @error. */
SegStoredColumn *seg_column_store_new (SegColumnStore *store, const char *name, SegType type, gint64 set_id, GError **error);
SegStoredColumn *seg_column_store_keep (SegColumnStore *store, SegStoredColumn *column);
/* FALSE, always: there is no memory for a column; someone came or went while all this was read. */
gboolean seg_column_store_no_memory (const SegColumnStore *store, GError **error);
gboolean seg_column_store_fail_changed (SegColumnStore *store, GError **error);

/* What SegUserCounter is. (user_counter.c, user_counter_people.c) */
struct SegUserCounter {
	gatomicrefcount n_holders;
	SegColumnStore store;
};

/* Whom the nodes of @filter, which has some and is not of a list, take. seg_column_store_begin() was called. */
gboolean seg_user_counter_take_nodes (struct SegUserCounter *counter, SegWorkspace *workspace, const SegFilter *filter, SegJob *job, guint8 *meets,
                                      GError **error);

G_END_DECLS

#endif
