/* The workspace: one SQLite file that holds a company's data and everything derived from it.
 *
 * A SegWorkspace is one connection and belongs to one thread at a time; a second thread opens its own from
 * seg_workspace_path(). Module code reaches the tables through SegStatement, with values bound by name. The schema is
 * described table by table in segscope-workspace(5). */
#ifndef SEGSCOPE_WORKSPACE_H
#define SEGSCOPE_WORKSPACE_H

#include <segscope/csv.h>
#include <segscope/error.h>
#include <segscope/job.h>

G_BEGIN_DECLS

#define SEG_WORKSPACE_APPLICATION_ID 0x53454753 /* "SEGS" */
#define SEG_WORKSPACE_VERSION 3                 /* user_version that this program writes */

typedef struct SegWorkspace SegWorkspace;
typedef struct SegStatement SegStatement;
typedef struct SegTransaction SegTransaction;

typedef enum {
	SEG_WORKSPACE_READ_ONLY, /* must exist; writing fails */
	SEG_WORKSPACE_READ_WRITE,/* must exist; migrated to this version after a backup copy NAME.backup-vN */
	SEG_WORKSPACE_CREATE     /* as READ_WRITE, but made (mode 0600) when there is no file */
} SegWorkspaceMode;

/**
 * Opens the workspace file @path.
 *
 * Returns NULL with SEG_ERROR_WORKSPACE: no such file (says how to make one), a directory, not a workspace (the
 * file is left alone), made by a newer version (says which), read-only or locked.
 */
SegWorkspace *seg_workspace_open (const char *path, SegWorkspaceMode mode, GError **error);
void          seg_workspace_close (SegWorkspace *workspace);
const char   *seg_workspace_path (const SegWorkspace *workspace);
gboolean      seg_workspace_is_read_only (const SegWorkspace *workspace);

/** From now on a running statement stops with SEG_ERROR_CANCELLED soon after @job is cancelled; NULL ends it. */
void seg_workspace_watch (SegWorkspace *workspace, SegJob *job);

/* Statements ------------------------------------------------------------------------------------------------------ */

/** Compiles one SQL statement with :named parameters. NULL with SEG_ERROR_WORKSPACE (the message holds the SQL). */
SegStatement *seg_workspace_prepare (SegWorkspace *workspace, const char *sql, GError **error);
void          seg_statement_free (SegStatement *statement);

/* Binding: @name with its colon, ":user". A name the statement does not have is a programming error (g_error).
 * Text is copied. NULL text binds SQL NULL, and so does a double that is not finite. */
void seg_statement_bind_integer (SegStatement *statement, const char *name, gint64 value);
void seg_statement_bind_double (SegStatement *statement, const char *name, double value);
void seg_statement_bind_text (SegStatement *statement, const char *name, const char *value);
void seg_statement_bind_blob (SegStatement *statement, const char *name, const void *bytes, gsize size);
void seg_statement_bind_null (SegStatement *statement, const char *name);
/** Position of @name for the _at variants, which loops over many rows use. */
int  seg_statement_parameter (SegStatement *statement, const char *name);
void seg_statement_bind_integer_at (SegStatement *statement, int parameter, gint64 value);
void seg_statement_bind_double_at (SegStatement *statement, int parameter, double value);
void seg_statement_bind_text_at (SegStatement *statement, int parameter, const char *value);
void seg_statement_bind_null_at (SegStatement *statement, int parameter);

/** Moves to the next row. TRUE: a row is there. FALSE: no more rows (@error unset) or failed (@error set). */
gboolean seg_statement_next (SegStatement *statement, GError **error);

/** How a loop over seg_statement_next() ended: TRUE when there were no more rows; FALSE when it failed: hands @failure on. */
static inline gboolean
seg_query_ended (GError *failure, GError **error)
{
	if (failure == NULL)
		return TRUE;
	g_propagate_error (error, failure);
	return FALSE;
}

/** Runs a statement that returns no rows, then resets it for the next use (bindings stay). */
gboolean seg_statement_run (SegStatement *statement, GError **error);

/** Makes the statement ready for another seg_statement_next() from the first row; bindings stay. */
void seg_statement_reset (SegStatement *statement);

/* Columns of the current row, counted from 0. NULL reads as 0, NAN and NULL. Text lives until the next step. */
int         seg_statement_n_columns (const SegStatement *statement);
const char *seg_statement_column_name (const SegStatement *statement, int column);
gboolean    seg_statement_is_null (const SegStatement *statement, int column);
gint64      seg_statement_integer (const SegStatement *statement, int column);
double      seg_statement_double (const SegStatement *statement, int column);
const char *seg_statement_text (const SegStatement *statement, int column);
const void *seg_statement_blob (const SegStatement *statement, int column, gsize *size);

/** Runs one or more statements without parameters or rows (schema, pragmas). */
gboolean seg_workspace_execute (SegWorkspace *workspace, const char *sql, GError **error);

/**
 * One number by one query: "SELECT count(*) FROM user". FALSE with @error; @value is left alone then.
 * NULL or no row gives 0.
 */
gboolean seg_workspace_count (SegWorkspace *workspace, const char *sql, gint64 *value, GError **error);

/**
 * Whether the query @before @expression @after compiles when the person's @expression stands in it, without reading more than the query
 * reads by itself and with no functions but a few harmless ones. SEG_ERROR_USAGE says at which character it is wrong.
 */
gboolean seg_workspace_check_expression (SegWorkspace *workspace, const char *before, const char *expression, const char *after,
                                         GError **error);

gint64 seg_workspace_last_id (const SegWorkspace *workspace);
/** Rows changed by the last seg_statement_run(). */
gint64 seg_workspace_changes (const SegWorkspace *workspace);

/** @name as an SQL identifier: in double quotes, inner quotes doubled. For column names, which cannot be bound. */
char *seg_sql_identifier (const char *name);

/* Transactions ---------------------------------------------------------------------------------------------------- */

/**
 * Begins a transaction (a savepoint inside another one). Held by g_autoptr: leaving the scope without
 * seg_transaction_commit() rolls everything back.
 */
SegTransaction *seg_transaction_begin (SegWorkspace *workspace, GError **error);
/** Commits and frees @transaction (use g_steal_pointer). FALSE with an error: rolled back ("disk full" ...). */
gboolean seg_transaction_commit (SegTransaction *transaction, GError **error);
void     seg_transaction_abandon (SegTransaction *transaction);

/* Long work ------------------------------------------------------------------------------------------------------- */

/* Work that writes for long enough to be killed in its middle: a row in the table unfinished says that it has begun, who does
 * it and since when. Another writer is told so; when the process is gone, the next open says that the work was lost. */
typedef struct SegUnfinished SegUnfinished;

/**
 * Notes, in a transaction of its own, that long work begins. Call it before the work's transaction, and declare the g_autoptr
 * before that of the transaction: leaving the scope without seg_work_end(), or without the commit, removes the note when the
 * transaction has been rolled back.
 *
 * @what: a noun that goes on "The ...": "import of events.csv". NULL with SEG_ERROR_WORKSPACE, also while another process writes.
 */
SegUnfinished *seg_work_begin (SegWorkspace *workspace, const char *what, GError **error);
/** Notes what the work is about to do with files (seg_file_set_plan()), so that it is taken back when the program is killed meanwhile. Commit
 * it before that begins. */
gboolean seg_work_note_files (SegUnfinished *work, const GPtrArray *plan, GError **error);
/** Removes the note; call it last inside the work's transaction, so that it goes exactly when the work is kept. Does not free. */
gboolean seg_work_end (SegUnfinished *work, GError **error);
void     seg_work_free (SegUnfinished *work);

/** Hears what opening a workspace has to tell the person: "The import of events.csv begun on 22 November 01:50 UTC did not
 * finish; nothing of it was kept". Called in the thread that opens. */
typedef void (*SegWorkspaceTeller) (const char *sentence, gpointer data);
/** Sets the one that hears it, for the whole process and before threads begin. NULL: nobody; it still stands in the audit log. */
void seg_workspace_set_teller (SegWorkspaceTeller teller, gpointer data);

/* Many rows --------------------------------------------------------------------------------------------------------- */

typedef enum {
	SEG_BULK_ID,      /* guint32; 0 is NULL */
	SEG_BULK_INTEGER, /* gint64; SEG_BULK_NO_INTEGER is NULL */
	SEG_BULK_DOUBLE,  /* double; NAN is NULL */
	SEG_BULK_TEXT     /* SegBulkText; a NULL text is NULL */
} SegBulkType;

#define SEG_BULK_NO_INTEGER G_MININT64

typedef struct {
	const char *text;
	gsize       size;
} SegBulkText;

/* One column of rows in memory: the value of row i stands at @first + i * @stride bytes. A stride of 0 gives all rows the same. */
typedef struct {
	SegBulkType type;
	const void *first;
	gsize       stride;
} SegBulkColumn;

/* A statement that writes many rows in one go: "INSERT INTO event (user_id, source_id) SELECT c0, 5 FROM the rows". */
typedef struct SegBulk SegBulk;

/** @insert: the table and its columns, "event (user_id, source_id)". @select: what is written to them, over the columns of the
 * rows, c0 to cN: "c0, 5". NULL with SEG_ERROR_WORKSPACE. */
SegBulk *seg_bulk_new (SegWorkspace *workspace, const char *insert, guint n_columns, const char *select, GError **error);
/** The same for columns by their names, each with its value: "user_id", "c0", "source_id", "5". Faster than seg_bulk_new()
 * for a table that seg_workspace_lay_bare() has; other columns are NULL or what is their default. */
SegBulk *seg_bulk_new_named (SegWorkspace *workspace, const char *table, GPtrArray *pairs, guint n_columns, GError **error);
void     seg_bulk_free (SegBulk *bulk);
/** Writes rows in their order. Nothing of them is written on failure. */
gboolean seg_bulk_insert (SegBulk *bulk, const SegBulkColumn *columns, gsize n_rows, GError **error);

/* Rows handed to a function while the statement runs, instead of one after the other to a caller who asks for each cell: reading
 * millions of rows takes half the time. */
typedef struct SegRows SegRows;
typedef struct SegRow SegRow;

#define SEG_ROWS_MOST 100 /* columns of a row */

/** Called for each row, which is valid for the time of the call. */
typedef void (*SegRowFunc) (const SegRow *row, gpointer data);

/** @columns: up to SEG_ROWS_MOST expressions, "user_id, at"; @rest: what stands behind them in a SELECT, with the parameters :first and
 * :last, "FROM event WHERE id BETWEEN :first AND :last". NULL with SEG_ERROR_WORKSPACE. */
SegRows *seg_rows_new (SegWorkspace *workspace, const char *columns, const char *rest, SegRowFunc func, gpointer data, GError **error);
void     seg_rows_free (SegRows *rows);
/** Hands over the rows of that range. FALSE with @error; some rows may have been handed over by then. */
gboolean seg_rows_run (SegRows *rows, gint64 first, gint64 last, GError **error);
gboolean seg_row_is_null (const SegRow *row, guint column);
gint64   seg_row_integer (const SegRow *row, guint column);
double   seg_row_double (const SegRow *row, guint column);
/** Ended by NUL, valid for the time of the call. */
const char *seg_row_text (const SegRow *row, guint column);

/**
 * Makes the file ready for a load of many rows whose references are known to be good: foreign keys are not looked up, and a
 * workspace that holds no data yet, and that nobody else has open, is written with a rollback journal (its new pages need no
 * journal) instead of a log that would have to be copied into the file afterwards. As safe as otherwise: killed at any instant,
 * the file is as it was.
 *
 * Does nothing inside a transaction; call it before, and seg_workspace_end_bulk() after the transaction, however that ended.
 */
void seg_workspace_begin_bulk (SegWorkspace *workspace);
void seg_workspace_end_bulk (SegWorkspace *workspace);

/**
 * Takes types and rules (STRICT, NOT NULL) from @table, in the schema alone, so that rows whose values are known to be good can be
 * written without asking about each of them; seg_workspace_dress() gives them back before the transaction is committed, and a rollback
 * does so too. @given_ids: FALSE when SQLite is to number the rows; until then they have a rowid and no id. Only inside a transaction and between seg_workspace_begin_bulk() and seg_workspace_end_bulk(),
 * one table at a time. @bare: (out) FALSE where the table must stay as it is, which is no error.
 */
gboolean seg_workspace_lay_bare (SegWorkspace *workspace, const char *table, gboolean given_ids, gboolean *bare, GError **error);
/** Does nothing when no table is bare. */
gboolean seg_workspace_dress (SegWorkspace *workspace, GError **error);

/* Finding events and keys ------------------------------------------------------------------------------------------- */

/** The events of one user, to stand after FROM or JOIN under the name "event"; @user: an SQL value, ":user". A few milliseconds
 * among ten million events. There is no index on event.user_id: "FROM event WHERE user_id = ..." reads all of them. Events
 * behind the last block (inserted one by one) are looked at as well. */
#define SEG_SQL_EVENTS_OF_USER(user) \
	"(SELECT one.* FROM (SELECT first_event_id AS low, last_event_id AS high FROM event_block " \
	"WHERE " user " BETWEEN first_user_id AND last_user_id UNION ALL SELECT " SEG_SQL_LAST_BLOCK " + 1, 9223372036854775807) " \
	"CROSS JOIN event AS one ON one.id BETWEEN low AND high AND +one.user_id = " user ") AS event" /* without the plus SQLite may index all events first */
/** The last event that event_block knows of. */
#define SEG_SQL_LAST_BLOCK \
	"coalesce ((SELECT last_event_id FROM event_block ORDER BY first_event_id DESC LIMIT 1), 0)"

/** The ids of the few users or items (@entity: a literal) among which the one with @key is, if there is one; to stand after IN. */
#define SEG_SQL_IDS_NEAR_KEY(entity, key) \
	"SELECT near.value FROM key_block CROSS JOIN json_each (key_block.ids) AS near WHERE entity = '" entity "' " \
	"AND " key " BETWEEN first_key AND last_key"

/** Notes the events that came after those in event_block (inserted one by one, with ids above all others; a load does it by
 * itself). */
#define SEG_SQL_INDEX_EVENTS \
	"INSERT INTO event_block SELECT min (id), max (id), min (user_id), max (user_id) FROM event " \
	"WHERE id > " SEG_SQL_LAST_BLOCK " GROUP BY id / 512;"

/** Notes all keys of users and items anew. */
#define SEG_SQL_INDEX_KEYS \
	"DELETE FROM key_block;" SEG_SQL_INDEX_KEYS_OF ("user") SEG_SQL_INDEX_KEYS_OF ("item")
#define SEG_SQL_INDEX_KEYS_OF(entity) \
	"INSERT INTO key_block SELECT '" entity "', min (key), max (key), json_group_array (id) " \
	"FROM (SELECT id, key, (row_number () OVER (ORDER BY key) - 1) / 256 AS block FROM " entity ") GROUP BY block;"

gboolean seg_workspace_index_events (SegWorkspace *workspace, GError **error);
gboolean seg_workspace_index_keys (SegWorkspace *workspace, GError **error);

/** The id of the "user" or "item" with that key; 0: there is none. FALSE with @error. */
gboolean seg_workspace_find_key (SegWorkspace *workspace, const char *entity, const char *key, gint64 *id, GError **error);

/* Provenance and audit -------------------------------------------------------------------------------------------- */

/**
 * Adds one line to the audit log; call inside the transaction it belongs to.
 *
 * @action: what was done, "import", "cluster", "campaign". @object: to what ("users.csv", "spring upgrade").
 * @detail: a JSON object with options and counts, or NULL.
 */
gboolean seg_audit_add (SegWorkspace *workspace, const char *action, const char *object, const char *detail,
                        GError **error);

/**
 * Puts a finished list of people under its name and notes it in the audit log, with its number of rows: both happen, or
 * neither. A read-only workspace takes no note; the list is written all the same.
 *
 * @file: taken over. @action: "export users". @path: the file's name. FALSE with SEG_ERROR_FILE or SEG_ERROR_WORKSPACE.
 */
gboolean seg_audit_file (SegWorkspace *workspace, SegCsvFile *file, const char *action, const char *path, gint64 n_rows,
                         GError **error);

/* A line of the audit log. */
typedef struct {
	gint64 at;      /* UTC seconds */
	char  *who, *action, *object;
	char  *detail;  /* JSON or NULL */
	char  *program_version;
} SegAuditEntry;

void       seg_audit_entry_free (SegAuditEntry *entry);
/** The paths of lists that were written from this workspace (of users, features, audiences, campaigns), as they were named then: a set of
 * char*, owned; NULL with @error. */
GHashTable *seg_audit_lists (SegWorkspace *workspace, GError **error);
/** The audit log in order: GPtrArray of SegAuditEntry*, owned; @limit of them from @offset. */
GPtrArray *seg_audit_list (SegWorkspace *workspace, gint64 offset, gint64 limit, GError **error);

/**
 * Fingerprint of the data: SHA-256 over the sources in order (checksum, role, mapping, encoding, delimiter), the policy for orders
 * and the cleaning steps that are switched on (kind, options), 64 hex digits.
 * Equal fingerprints mean equal users, items and events. Free with g_free(); NULL with @error.
 */
char *seg_workspace_fingerprint (SegWorkspace *workspace, GError **error);

/* What the workspace holds, for `segscope info` and the first screen. */
typedef struct {
	char  *path;
	gint64 version;    /* user_version */
	gint64 size;       /* bytes on disk */
	gint64 created_at; /* UTC seconds */
	gint64 n_sources;
	gint64 n_rows_set_aside, n_values_left_out; /* of imports, that no later file has corrected; rows whose values were left out were kept */
	gint64 n_users_left_out, n_items_left_out; /* by cleaning; not in the numbers below */
	gint64 n_events_set_aside; /* by cleaning and the policy for orders; likewise */
	gint64 n_cleaning_steps;   /* of the recipe, switched on */
	gint64 n_users, n_users_listed; /* listed: came with a users file, not only as a key in events */
	gint64 n_items, n_items_listed;
	gint64 n_events, n_reviews;
	gint64 first_event_at, last_event_at; /* 0 while there is no event */
	double revenue;                       /* sum of the amounts that are money by the policy for orders */
	gint64 n_feature_sets, n_segmentations, n_campaigns;
	char  *fingerprint;
} SegWorkspaceInfo;

SegWorkspaceInfo *seg_workspace_info (SegWorkspace *workspace, GError **error);
void              seg_workspace_info_free (SegWorkspaceInfo *info);

/**
 * The kind of event by which a user "takes" an item in this workspace: "purchase" where there are purchases of items, else
 * "rating", else "event" (any event with an item). NULL with @error.
 */
const char *seg_workspace_taking (SegWorkspace *workspace, GError **error);

/* Kinds of events by what they count for under the policy for orders (orders.h), to stand after "kind_id IN": those whose amounts
 * are the workspace's money; those that are orders which stand; those by which a user takes an item, @taking being the SQL of what
 * seg_workspace_taking() says (not "event"). */
#define SEG_SQL_KINDS_OF_MONEY "(SELECT id FROM event_kind WHERE money)"
#define SEG_SQL_KINDS_OF_ORDERS "(SELECT id FROM event_kind WHERE purchase)"
#define SEG_SQL_KINDS_OF_TAKING(taking) \
	"(SELECT id FROM event_kind WHERE CASE " taking " WHEN 'purchase' THEN purchase ELSE name = " taking " END)"

/* Users and items in use: cleaning leaves some out of everything; they stay in the file. As conditions for a query over the table
 * with alias @alias: "%s.id NOT IN (...)". */
#define SEG_SQL_USER_IN_USE(alias) alias ".id NOT IN (SELECT user_id FROM excluded_user)"
#define SEG_SQL_ITEM_IN_USE(alias) alias ".id NOT IN (SELECT item_id FROM excluded_item)"
/* Whether there is a list of users: 0 where no users file was imported, without a look at every user. */
#define SEG_SQL_USERS_LISTED "CASE WHEN EXISTS (SELECT 1 FROM source) AND NOT EXISTS (SELECT 1 FROM source WHERE role = 'users') THEN 0 " \
	"ELSE EXISTS (SELECT 1 FROM user WHERE listed) END" /* "AND" would ask both sides */

/* Events that are set aside keep their id, and come back under it. ---------------------------------------------------- */

/**
 * Moves the events whose ids the query @ids gives out of `event` (with their words), inside the caller's transaction.
 *
 * @step: the cleaning step that does it. @count: (out) how many, may be NULL.
 */
gboolean seg_events_set_aside (SegWorkspace *workspace, gint64 step, const char *ids, gint64 *count, GError **error);
/** Puts back all that cleaning steps set aside, and takes away the copies that stood for them. */
gboolean seg_events_put_back (SegWorkspace *workspace, GError **error);
/** The first id that no event has or had: new events get ids from here, so that those set aside can come back. */
gboolean seg_events_next_id (SegWorkspace *workspace, gint64 *id, GError **error);

/* Attributes: the typed columns that users and items got from their files. ----------------------------------------- */

typedef enum {
	SEG_TYPE_TEXT,     /* free text, names, addresses: stored TEXT */
	SEG_TYPE_CATEGORY, /* few distinct texts: stored TEXT */
	SEG_TYPE_NUMBER,   /* stored REAL */
	SEG_TYPE_DATE,     /* UTC seconds: stored INTEGER */
	SEG_TYPE_BOOLEAN   /* 0 or 1: stored INTEGER */
} SegType;

const char *seg_type_name (SegType type); /* "text", "category", ... as written in the attribute table */
const char *seg_type_sql (SegType type);  /* "TEXT", "REAL", "INTEGER": how its column is declared */

typedef struct {
	char   *entity;  /* "user" or "item" */
	char   *name;    /* the column's name in that table */
	char   *label;   /* as the file's header had it */
	char   *field;   /* what it means to the program: "registered", "consent", "email", "name", "title", ...; NULL: nothing */
	SegType type;
	gint64  n_missing;
	gint64  made_by; /* the cleaning step that added it; 0: it was imported */
} SegAttribute;

/** The attributes of "user" or "item" in order of arrival, without those that a cleaning step dropped: GPtrArray of SegAttribute*, owned. NULL with @error. */
GPtrArray *seg_attributes (SegWorkspace *workspace, const char *entity, GError **error);
/** The attribute with that name or label (in any case), else with that field, or NULL. Borrowed from @attributes. */
const SegAttribute *seg_attributes_find (const GPtrArray *attributes, const char *name);
const SegAttribute *seg_attributes_with_field (const GPtrArray *attributes, const char *field);

/** The SQL of the text that @field ("title", "category") has for the item with alias @alias, over @attributes of items; "NULL"
 * where no file brought it. Empty texts are NULL. Free with g_free(). */
char *seg_item_field_sql (const GPtrArray *attributes, const char *field, const char *alias);
/** The SQL of what the item with alias @alias is called: its title where it has one, else its key. Free with g_free(); NULL
 * with @error. */
char *seg_item_title_sql (SegWorkspace *workspace, const char *alias, GError **error);

/** What a person decided for this workspace (table setting). @value: NULL when there is nothing of that name. */
gboolean seg_setting_read (SegWorkspace *workspace, const char *name, char **value, GError **error);
/** @value: NULL removes it. */
gboolean seg_setting_write (SegWorkspace *workspace, const char *name, const char *value, GError **error);

/**
 * Makes the views for people who open the file with other tools (users, items, purchases, ...; segscope-workspace(5)) anew where
 * attributes have come or gone. Call it inside the transaction in which they did; it costs under a millisecond.
 */
gboolean seg_workspace_make_views (SegWorkspace *workspace, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegWorkspace, seg_workspace_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegStatement, seg_statement_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegTransaction, seg_transaction_abandon)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegBulk, seg_bulk_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegRows, seg_rows_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegUnfinished, seg_work_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegWorkspaceInfo, seg_workspace_info_free)

G_END_DECLS

#endif
