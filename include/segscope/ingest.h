/* Import: from a company's CSV export to rows of the workspace.
 *
 * First a plan is made (what the file looks like and what each column would become), shown to the person and changed
 * by them; then the plan is run, one transaction a file. */
#ifndef SEGSCOPE_INGEST_H
#define SEGSCOPE_INGEST_H

#include <segscope/workspace.h>

G_BEGIN_DECLS

/* What a column can mean in a file of some role. */
typedef struct {
	const char *name;     /* as in --map FIELD=COLUMN: "user", "item", "at", "amount", ... */
	const char *label;    /* in words, translatable */
	SegType     type;     /* how its values are read */
	gboolean    required;
	const char *const *aliases; /* header names that suggest it, lower case, English and Chinese; NULL-terminated */
} SegField;

/* What a file is about. Adding a role is one row of the table in ingest/role.c. */
typedef struct {
	const char     *name;   /* "users", "items", "events", "purchases", "ratings", "reviews", "results" */
	const char     *label;  /* in words, translatable */
	const SegField *fields;
	gsize           n_fields;
	gboolean        has_attributes; /* columns without a field become attributes (users, items) */
	const char     *entity; /* whose: "user", "item"; NULL: a log, any column of which may become an attribute of either */
} SegRole;

const SegRole  *seg_roles (gsize *n_roles);
const SegRole  *seg_role_find (const char *name); /* NULL when there is none */
const SegField *seg_role_field (const SegRole *role, const char *name);
/** Whether @field only says what an attribute is for ("outcome": what became of the person): it keeps the type its values have, and
 * several columns may have it. */
gboolean        seg_field_is_mark (const SegField *field);

#define SEG_PLAN_SAMPLES 5

typedef enum { SEG_DATE_ISO, SEG_DATE_DAY_FIRST, SEG_DATE_MONTH_FIRST } SegDateOrder; /* of 3/5/2024 */

/* One column of the file, and what becomes of it. */
typedef struct {
	char           *header;   /* trimmed; "column 3" in a file without header */
	char           *attribute;/* name of the attribute it becomes; the header unless a mapping says otherwise */
	const SegField *field;    /* what it means, or NULL */
	gboolean        imported; /* with no field: becomes an attribute of the user or item; else it is not read */
	const char     *entity;   /* with no field, imported: "user", "item": whose attribute it becomes; in results also "outcome": rows
	                           * for which it is yes (a number over 0, a time) have the outcome named by .attribute */
	const SegField *meaning;  /* of an attribute that a log brings: what it means among the fields of users or items; NULL: nothing */
	gboolean        chosen;   /* by the person or a remembered mapping: not guessed again */
	SegType         type;     /* of the attribute; for a field the field's own type */
	SegDateOrder    date_order; /* of dates in doubt in this column; the file's, unless its own values say otherwise */
	gboolean        serial_days; /* dates are a spreadsheet's day numbers: 45356 is 2024-03-05 */
	gboolean        none_is_no; /* 有 and 无 are yes and no here: 无 is not missing */
	gboolean        whole_keys; /* keys of users or items that all end in ".0": 13085.0 is read as 13085, as other files have it */
	gsize           n_missing, n_distinct; /* among the rows looked at; distinct counts to 1,000 */
	gsize           n_bad;    /* values looked at that do not read as the field's type */
	char           *samples[SEG_PLAN_SAMPLES]; /* first different values, or NULL */
} SegPlanColumn;

/* What the rows looked at say of the columns; kept for later changes of the plan. */
typedef struct SegPlanEvidence SegPlanEvidence;

/* An encoding that a file may be in. */
typedef struct {
	char  *encoding;   /* a name ICU knows */
	double confidence; /* 0..1 */
	char  *sample;     /* some of the file's text beyond ASCII, decoded with it; never NULL */
} SegEncodingCandidate;

/* Single values, for texts that are read again after their import. */
typedef struct {
	SegDateOrder date_order;
	gboolean     decimal_comma; /* 1.234,56 */
	gboolean     serial_days;   /* 45356 is 2024-03-05 */
} SegReading;

typedef enum { SEG_READ_FINE, SEG_READ_MISSING, SEG_READ_NOT } SegReadOutcome;

/** Reads @text as a value of @type: @number is set for numbers, @integer for dates and booleans, texts stay as they are. */
SegReadOutcome seg_read_value (const char *text, SegType type, const SegReading *reading, double *number, gint64 *integer);

/* What is known of a file before anything is loaded, and what shall become of it. */
typedef struct {
	char          *path;
	const SegRole *role;
	char          *encoding;   /* a name ICU knows, "UTF-8", "GB18030" */
	gboolean       has_bom;
	GPtrArray     *candidates; /* of SegEncodingCandidate*, best first; the one in use is among them */
	GBytes        *telling_bytes; /* a few bytes of the file that show how it is encoded */
	const char    *packing;    /* "gzip", "zstd", or NULL */
	char           delimiter;
	gboolean       has_header;
	gsize          rows_above;   /* lines of comment or a title above the table, which are not read */
	char           quote;        /* what encloses values: ", ', or '\0': nothing does */
	SegDateOrder   date_order; /* decided from the rows looked at; ISO: no date in doubt was seen */
	gboolean       date_order_guessed; /* the rows fit both orders; it may have to be said */
	char          *date_order_reason; /* what decided it, with the line: "line 40,211 has 25/12/2023"; or NULL */
	char         **missing_words; /* what counts as missing besides nothing at all; NULL: the usual words */
	gboolean       decimal_comma; /* 1.234,56 */
	gboolean       cancellations; /* order numbers that begin with C are cancelled orders */
	gboolean       state_entries; /* rows whose state says refunded or cancelled take another row's order back; FALSE: each is the
	                               * order itself, which was given back or never paid */
	char          *recalled_from; /* the file whose mapping was remembered and taken for this one; NULL: none */
	gint64         recalled_at;   /* when that was saved */
	double         rating_most;   /* end of the rating scale: larger ones are set aside; 0: open */
	gsize          n_columns;
	SegPlanColumn *columns;
	gsize          n_looked_at; /* data rows that were looked at: the first ones, and some behind them */
	gint64         n_expected;  /* rows of the whole file, estimated from their length */
	gint64         size;        /* bytes of the file */
	gint64         unpacked_size; /* the same, or of what is packed in it, estimated */
	gint64         corrects;    /* the source whose rejects these rows are, corrected; 0: none (rejects.h) */
	gint64         listed_since;  /* several files are one list: the first source of those loaded together; 0: a list of its own */
	gboolean       list_goes_on;  /* a later one of them carries on this list: nobody is missing yet */
	gboolean       add_known;   /* add events that an earlier file has brought all the same */
	char          *event_kind;  /* events without a kind column get this kind; NULL: "event" */
	SegPlanEvidence *evidence;
} SegImportPlan;

/* What the person has said; NULL and 0 mean: find out. */
typedef struct {
	const char *encoding;
	char        delimiter;
	const char *const *mappings; /* "FIELD=COLUMN" (header or number from 1), "NAME=COLUMN" for an attribute, in logs
	                              * "user.NAME=COLUMN" or "item.NAME=COLUMN", in results also "outcome.NAME=COLUMN"; "=COLUMN" or
	                              * "-=COLUMN" to leave a column out; NULL-terminated */
	const char *event_kind;
	const char *date_order;     /* "day-first" or "month-first" */
	const char *header;         /* "yes" or "no": whether the first row is one */
	const char *quotes;         /* what encloses fields: "\"" or "yes", "'", "no" or "none": nothing does */
	const char *const *missing; /* words that count as missing; the first may be "+": besides the usual ones */
	SegJob     *job;            /* progress and cancel, where the file is read further than its beginning */
} SegImportOptions;

/**
 * Takes all that @file (a descriptor) gives, and keeps it in a temporary file without a name in TMPDIR, as an import looks at
 * its file more than once: from then on "-" is its path in this module. Packed bytes stay packed.
 *
 * Returns FALSE with SEG_ERROR_FILE (cannot be read, or no room for it) or SEG_ERROR_CANCELLED.
 */
gboolean seg_import_take_input (int file, SegJob *job, GError **error);
/** @path as messages name it: "standard input" for "-". */
const char *seg_import_shown_path (const char *path);

/**
 * Looks at the first rows of the file and proposes what it is.
 *
 * @role: what the file is about, or NULL to guess from its columns.
 * Returns NULL with SEG_ERROR_FILE (missing, a directory, unreadable, empty, binary), SEG_ERROR_DATA (nothing but a header)
 * or SEG_ERROR_USAGE (a mapping names no field or column; lists those there are). A required field that no column fits is not yet an error.
 * Cost: reads at most 4 MiB, of which it looks at some rows; tens of milliseconds. Only where dates like 3/5/2024 leave open
 * what comes first, the file is read on until a row decides it (@options->job can stop that).
 */
SegImportPlan *seg_import_plan (const char *path, const SegRole *role, const SegImportOptions *options,
                                GError **error);
void           seg_import_plan_free (SegImportPlan *plan);

/** The words of "NA,未知" (only these), "+未知,unknown" (besides the usual ones) or "usual" (NULL), as SegImportOptions.missing takes
 * them. Free with g_strfreev(). */
char   **seg_import_missing_parse (const char *text);
/** The words that this workspace was told; NULL: the usual ones. */
gboolean seg_import_missing_recall (SegWorkspace *workspace, char ***words, GError **error);
/** Remembers @text, as seg_import_missing_parse() takes it, for later imports into this workspace. */
gboolean seg_import_missing_remember (SegWorkspace *workspace, const char *text, GError **error);

/** Some of the file's text, decoded in @encoding, on one line. Free with g_free(). */
char *seg_import_plan_sample (const SegImportPlan *plan, const char *encoding);
/** "GB18030 (91 %), or Big5 (6 %)": how the file is encoded, and what else it may be in. Free with g_free(). */
char *seg_import_plan_encoding (const SegImportPlan *plan);

/** The words that count as missing unless someone says otherwise; NULL-terminated. */
const char *const *seg_import_usual_missing (void);

/** Changes the role: fields and attributes are guessed anew. */
void seg_import_plan_set_role (SegImportPlan *plan, const SegRole *role);

/** Gives @column the meaning @field (NULL: none); another column that had it loses it. */
void seg_import_plan_set_field (SegImportPlan *plan, gsize column, const SegField *field, gboolean imported);

/**
 * Makes @column an attribute of @entity ("user", "item"), or in results an "outcome"; @meaning: among the fields of users (items),
 * or NULL. Another column that had the meaning loses it.
 */
void seg_import_plan_set_attribute (SegImportPlan *plan, gsize column, const char *entity, const SegField *meaning);

/**
 * Takes the mapping that was last used (or saved) for a file with the same header, if there is one: role, fields and attributes,
 * and the order of dates where the rows leave it in doubt. What @options say comes after it. Files without a header have none.
 * FALSE with @error; plan->recalled_from says whether one was found.
 */
gboolean seg_import_plan_recall (SegImportPlan *plan, SegWorkspace *workspace, const SegRole *role, const SegImportOptions *options,
                                 GError **error);
/** Whether two files are parts of one list: the same role and the same columns in the same order. */
gboolean seg_import_plan_same_list (const SegImportPlan *plan, const SegImportPlan *other);
/** Keeps the plan's mapping for later files with the same header; seg_import_run() does so after a load. */
gboolean seg_import_plan_remember (const SegImportPlan *plan, SegWorkspace *workspace, GError **error);

/** What a column looks like: "date, day first", "number, ¥", "category, 4", "97 % empty". Free with g_free(). */
char *seg_import_plan_looks (const SegImportPlan *plan, gsize column);
/** What becomes of it: "user (key)", "attribute (number)", "not imported". Free with g_free(). */
char *seg_import_plan_becomes (const SegImportPlan *plan, gsize column);
/** Sentences on what was decided for the whole file (date order, rating scale, rows numbered as keys ...): GPtrArray of
 * char*, owned. */
GPtrArray *seg_import_plan_remarks (const SegImportPlan *plan);

/** FALSE with SEG_ERROR_DATA when the plan cannot be run: names each required field that has no column. */
gboolean seg_import_plan_check (const SegImportPlan *plan, GError **error);

typedef struct {
	gint64 source_id;
	gint64 rows_read, rows_loaded, rows_rejected;
	gint64 values_rejected;  /* in loaded rows of users and items: the row is kept without the value; also in `reject` */
	gint64 rows_repeated;    /* of users and items: named before in the file, with nothing new; 0 for events, which the quality report looks at */
	gint64 new_results;      /* of campaigns */
	gint64 stray_results;    /* of them: of campaigns that the workspace does not know, though it has some */
	gint64 repeated_results; /* rows that say the same as an earlier one of the file; set aside */
	gint64 nobody_results;   /* rows of a campaign of the workspace and of people who are not in this; set aside */
	gint64 unmatched_results;/* of them: of people who are not on the campaign's list */
	gint64 rejects_taken_up; /* of the file that this one corrects: rows set aside and values left out that it brings again */
	gint64 rows_known;       /* events that an earlier file had brought: not added again */
	gint64 new_users, changed_users, new_items, changed_items, new_events;
	gint64 unchanged_users, unchanged_items; /* named in the file again, with nothing new */
	gint64 vanished_users, vanished_items;   /* in the last file with the same header and mapping, and not in this one; they stay */
	gint64 named_users, named_items;         /* known only from events until this file named them */
	gint64 unknown_users, unknown_items; /* keys in events that no users or items file has named (when one was loaded) */
	gboolean already_imported; /* the same file with the same mapping was there: nothing was done */
} SegImportResult;

/**
 * Loads the file as planned, in one transaction.
 *
 * Users and items are merged by key (new values replace old, missing values leave them); users without a key column are
 * numbered by row. Events are appended. A row that cannot be read is set aside in `reject` with line, column and reason; a
 * row of users or items with a bad value in an attribute is kept without that value, which is noted there too. Importing the same bytes with the same mapping
 * again changes nothing and says so in the result.
 * @dry_run: does everything, then rolls back; the result tells what would have happened.
 * SEG_ERROR_DATA when not one row could be loaded. On failure or cancel the workspace is as before.
 * Attributes that a log brings: the last value in the order of the file stands; users and items stay unlisted.
 * Cost: one pass over the file; memory: the keys of users and items (32 to 64 bytes each), and of attributes in a log 16 bytes a
 * user or item and column and each different text once, without bound.
 */
gboolean seg_import_run (SegWorkspace *workspace, const SegImportPlan *plan, gboolean dry_run, SegJob *job,
                         SegImportResult *result, GError **error);

/** What happened, in words, bad news first: GPtrArray of char*, owned. */
GPtrArray *seg_import_result_sentences (const SegImportPlan *plan, const SegImportResult *result);

/* A file that was imported. */
typedef struct {
	gint64 id;
	char  *path, *role, *encoding, *checksum;
	gint64 rows_read, rows_loaded, rows_rejected, rows_repeated, rows_known;
	gint64 n_open_rows, n_open_values; /* rows set aside, and values left out of rows that were kept, that no later load has taken up */
	gint64 n_corrected; /* those that one has, of both kinds */
	gint64 imported_at;
	char  *delta;       /* JSON object: what the load changed, the counts of SegImportResult by their names; "{}" in old files */
} SegSource;

/** The files imported so far, in order: GPtrArray of SegSource*, owned. */
GPtrArray *seg_sources (SegWorkspace *workspace, GError **error);
/** What the load of @source changed, and what became of its rejects since, in words: GPtrArray of char*, owned. */
GPtrArray *seg_source_sentences (const SegSource *source);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegImportPlan, seg_import_plan_free)

G_END_DECLS

#endif
