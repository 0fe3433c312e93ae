/* What the files of ingest/ share. The way of a row: decoder (bytes to UTF-8) -> reader (records) -> loader (values by the
 * plan, keys to ids) -> store (SQL). */
#ifndef SEG_INGEST_PRIVATE_H
#define SEG_INGEST_PRIVATE_H

#include <segscope/error.h>
#include <segscope/ingest.h>

#include "chunk.h"
#include "keys.h"

/* Values (value.c, number.c, date.c) -------------------------------------------------------------------------------- */

/* Words that count as missing. */
typedef struct SegMissing SegMissing;

/** @words: NULL-terminated, or NULL for the usual ones. */
SegMissing *seg_missing_new (const char *const *words);
void        seg_missing_free (SegMissing *missing);

/* How the values of a column are written. */
typedef struct {
	SegDateOrder      date_order;
	gboolean          decimal_comma; /* 1.234,56 */
	gboolean          serial_days;   /* 45356 is 2024-03-05 */
	gboolean          none_is_no;    /* 有, 无: yes, no */
	const SegMissing *missing;       /* NULL: the usual words */
} SegValueStyle;

/* What loads read values with: by the style of the value's column (seg_plan_column_style()). */
gboolean seg_style_is_missing (const SegValueStyle *style, const char *text);
/** By first byte: whether a text that begins with it may be missing, besides the empty one. Lives as long as the style. */
const gboolean *seg_style_missing_begins (const SegValueStyle *style);
gboolean seg_style_number (const SegValueStyle *style, const char *text, double *value);
gboolean seg_style_date (const SegValueStyle *style, const char *text, gint64 *at);
gboolean seg_style_boolean (const SegValueStyle *style, const char *text, gboolean *value);

/** Whether @text is nothing, or one of the usual words. */
gboolean seg_value_is_missing (const char *text);
/** Whether @text is digits and ".0": 13085.0, as programs write whole numbers of a column with gaps. */
gboolean seg_value_is_whole (const char *text);
/** FALSE when @text is not a number; "12 %" is 0.12, "(5)" and "5-" are -5, "1.2万" is 12000. Finite, correctly rounded. */
gboolean seg_value_number (const char *text, gboolean decimal_comma, double *value);
gboolean seg_value_boolean (const char *text, gboolean *value);
/** Whether @text is digits with a letter that may mean thousands or millions, 5k or 10M: a number only among other numbers. */
gboolean seg_value_is_multiplied (const char *text);
/** The currency sign that @text begins or ends with, as a string, or NULL. */
const char *seg_value_currency (const char *text);

/* How a text reads as a date. */
typedef enum {
	SEG_DATE_FORM_NONE,
	SEG_DATE_FORM_CLEAR,  /* the year comes first, or the months are named by their place: no doubt */
	SEG_DATE_FORM_DOUBT,  /* 3/5/2024: needs an order */
	SEG_DATE_FORM_NUMBER  /* 20240305, Unix seconds or milliseconds: a date only where one is expected */
} SegDateForm;

/** Reads @text as an instant; @form (may be NULL) says how it was written. FALSE also for days that do not exist. */
gboolean seg_value_date (const char *text, SegDateOrder order, gint64 *at, SegDateForm *form);
/** A spreadsheet's day number with five digits, 45356 or 45356.5 (noon). */
gboolean seg_value_serial_day (const char *text, gint64 *at);
/** The first two numbers of a date in doubt: 3 and 5 of 3/5/2024. FALSE for anything else. */
gboolean seg_value_date_places (const char *text, int *first, int *second);

/* Bytes of a file (input.c, unpack.c) ------------------------------------------------------------------------------ */

typedef enum { SEG_PACKING_NONE, SEG_PACKING_GZIP, SEG_PACKING_ZSTD } SegPacking;

/* Gives up to @size bytes; 0 at the end, -1 with @error. */
typedef gssize (*SegReadSource) (gpointer source, char *room, gsize size, GError **error);

typedef struct SegUnpacker SegUnpacker;

/** What the file that begins with @bytes is packed with. */
SegPacking   seg_packing_find (const char *bytes, gsize size);
/** @path: for messages; kept by the caller, as is @source. */
SegUnpacker *seg_unpacker_new (SegPacking packing, const char *path, SegReadSource read, gpointer source, GError **error);
void         seg_unpacker_free (SegUnpacker *unpacker);
gssize       seg_unpacker_read (SegUnpacker *unpacker, char *room, gsize size, GError **error);
gint64       seg_unpacker_position (const SegUnpacker *unpacker);

typedef struct SegInput SegInput;

/** Opens @path, or what seg_import_take_input() took for "-". */
SegInput   *seg_input_open (const char *path, GError **error);
void        seg_input_close (SegInput *input);
/** Unpacked bytes: fills @room with up to @size; 0 at the end, -1 with @error. */
gssize      seg_input_read (SegInput *input, char *room, gsize size, GError **error);
gint64      seg_input_position (const SegInput *input); /* bytes of the file, as it is packed, used so far */
const char *seg_input_packing (const SegInput *input);  /* "gzip", "zstd" or NULL */
gboolean    seg_input_is_spool (const char *path);
/** A file without a name in @folder, open for reading and writing; -1 with SEG_ERROR_FILE. */
int         seg_input_make_temporary (const char *folder, GError **error);
/** Whether @path is a file that can be read, and its size in bytes; SEG_ERROR_FILE says what is wrong. */
gboolean    seg_input_check (const char *path, gint64 *size, GError **error);

/* Checksums (checksum.c) */
typedef struct SegChecksum SegChecksum;

SegChecksum *seg_checksum_new (void);
void         seg_checksum_free (SegChecksum *checksum);
void         seg_checksum_update (SegChecksum *checksum, const void *bytes, gsize size);
/** 32 hex digits. Free with g_free(). */
char        *seg_checksum_text (const SegChecksum *checksum);
/** Of the (unpacked) bytes of the plan's file; @sha256: as version 1 had it, 64 digits. NULL with @error, or cancelled. */
char        *seg_checksum_of_file (const SegImportPlan *plan, gboolean sha256, SegJob *job, GError **error);

/* Encodings (encoding.c, decoder.c): the files that know ICU --------------------------------------------------------- */

typedef struct SegDecoder SegDecoder;

/** The encoding whose byte order mark @bytes begin with, and the mark's @length; NULL: none. */
const char *seg_encoding_find_mark (const char *bytes, gsize size, gsize *length);
/** How @bytes (the beginning of a file, @whole: all of it) may be encoded, best first: GPtrArray of SegEncodingCandidate*, owned;
 * empty when they are not text at all. */
GPtrArray  *seg_encoding_candidates (const char *bytes, gsize size, gboolean whole, gboolean *has_bom);
/** A few of @bytes that show the encoding best, and how they look in one. */
GBytes     *seg_encoding_telling_bytes (const char *bytes, gsize size);
char       *seg_encoding_sample (GBytes *bytes, const char *encoding);
/** Adds @encoding, which someone chose, unless it is among @candidates. @bytes: for its sample. */
void        seg_encoding_add_chosen (GPtrArray *candidates, const char *encoding, GBytes *bytes);
/** ICU's name for @name, or NULL with SEG_ERROR_USAGE. */
char       *seg_encoding_find (const char *name, GError **error);

SegDecoder *seg_decoder_open (const char *path, const char *encoding, GError **error);
void        seg_decoder_close (SegDecoder *decoder);
/**
 * Fills @room with up to @size (at least 16) bytes of UTF-8; 0 at the end, -1 with @error.
 *
 * A byte that does not decode makes invalid UTF-8 in any encoding: in UTF-8 files the byte itself (they pass unchecked), in
 * others three bytes that stand for it. A row is sound text when g_utf8_validate_len() says so, which takes a zero for a
 * fault too.
 */
gssize      seg_decoder_read (SegDecoder *decoder, char *room, gsize size, GError **error);
gint64      seg_decoder_position (const SegDecoder *decoder);  /* bytes of the file read so far */
const char *seg_decoder_checksum (SegDecoder *decoder);        /* of the unpacked bytes; ends the reading */
gboolean    seg_decoder_is_utf8 (const SegDecoder *decoder);
/** Whether the decoded row @text has a byte that is no text; where it stands in the row as the file has it (from 1), and which
 * it is. */
gboolean    seg_decoder_fault (SegDecoder *decoder, const char *text, gsize size, gsize *position, guint8 *byte);
/** The bytes of the file from which @text was decoded. (Where an encoding has two codes for one character, as Shift-JIS for a
 * few signs, the usual one.) */
GBytes     *seg_decoder_original (SegDecoder *decoder, const char *text, gsize size);

/* Records (reader.c): the one file that knows libcsv ---------------------------------------------------------------- */

typedef enum {
	SEG_RECORD_FINE,
	SEG_RECORD_UNDECODABLE, /* bytes that are no text in the file's encoding; fault_at says where */
	SEG_RECORD_OPEN_QUOTE,  /* a quote that is never closed; only the line of the quote is in this record */
	SEG_RECORD_TOO_LONG     /* a line of more than 1 MiB; only its beginning is in this record */
} SegRecordFault;

typedef struct {
	gint64         line, n_lines; /* where it begins, counted from 1; how many lines it runs over */
	gsize          n_fields;
	char         **fields;        /* trimmed */
	const char    *text;          /* all fields, each ended by NUL */
	gsize          text_size;
	const char    *raw;           /* as it stands in the file, in UTF-8, without line end; not ended by NUL */
	gsize          raw_size;
	SegRecordFault fault;
	gsize          fault_at;      /* byte of the row as the file has it, from 1 */
	guint8         fault_byte;    /* which one does not decode */
} SegRecord;

/* So many lines of comment or title may stand above a table. */
#define SEG_ROWS_ABOVE 12

typedef struct SegReader SegReader;

SegReader  *seg_reader_open (const char *path, const char *encoding, char delimiter, GError **error);
/** The file is only looked at: a line of many megabytes is its end. */
void        seg_reader_look_only (SegReader *reader, gboolean look_only);
/** @quote encloses fields, instead of "; '\0': nothing does. Before the first row. */
void        seg_reader_set_quote (SegReader *reader, char quote);
void        seg_reader_close (SegReader *reader);
/** The next record, valid until the next call. FALSE at the end (@error unset) or on failure. Blank lines are skipped. */
gboolean    seg_reader_next (SegReader *reader, SegRecord *record, GError **error);

/* What takes records a block at a time. */
typedef struct {
	/* A field as libcsv has it, of @size bytes and ended by NUL; not trimmed (seg_field_trim()). */
	void (*field) (gpointer data, const char *text, gsize size);
	/* The fields since the last record are one. */
	void (*record) (gpointer data, SegRecordFault fault);
	/* All records of this block so far are void: they come again. */
	void (*restart) (gpointer data);
} SegRecordSink;

/** Hands out lines that have neither quotes nor zeros and all end with @line_end. @n_records: (out) grows with each of them. FALSE: a
 * line is blank, and what was handed out is void. @text: changes while this runs, and is as it was afterwards. */
gboolean    seg_split_lines (char *text, gsize size, char delimiter, char line_end, const SegRecordSink *sink, gpointer data, gsize *n_records);
/**
 * Hands out the next hundred kilobytes or so: a block without quotes is split at its delimiters, another one libcsv gets as a whole, and
 * it counts when each of its lines was a record. Else (line ends in quotes, blank lines, damage) it comes again, record by record.
 *
 * @n_records: (out) 0 at the end.
 */
gboolean    seg_reader_block (SegReader *reader, const SegRecordSink *sink, gpointer data, gsize *n_records, GError **error);
/** Where record @i of the last block stands: line, n_lines, raw, fault, n_fields of those with a fault; no fields. Valid until the
 * next block. Cheap when asked in order. */
void        seg_reader_locate (SegReader *reader, gsize i, SegRecord *record);
/** Takes white space of any kind from both ends, and the ="" that keeps spreadsheets from changing a number. */
void        seg_field_trim (const char **text, gsize *size);
gint64      seg_reader_position (const SegReader *reader);
/** The bytes of the file that @record was read from, without line end. */
GBytes     *seg_reader_original (SegReader *reader, const SegRecord *record);
const char *seg_reader_checksum (SegReader *reader);
/** Picks the delimiter with which the first rows have the same number of columns. */
gboolean    seg_reader_sniff (const char *path, const char *encoding, char quote, char *delimiter, GError **error);

/* What the looked-at rows say of a column (evidence.c) --------------------------------------------------------------- */

typedef struct SegEvidence SegEvidence;

/* Where something was seen: the line, and the value. */
typedef struct {
	gint64 line;   /* 0: nowhere */
	char   text[32];
} SegSighting;

struct SegEvidence {
	gsize n_present, n_missing;
	gsize n_number[2];        /* [decimal_comma] */
	gsize n_comma_decimals;   /* 1,5: a comma that can only be a decimal one */
	gsize n_point_decimals;
	gsize n_multiplied;       /* 5k, 10M */
	gsize n_exponent;         /* 1e5: digits, e, digits */
	gsize n_boolean, n_true;
	gsize n_has, n_none;      /* 有, 无 */
	gsize n_date[3];          /* [SegDateOrder], of every form */
	gsize n_date_in_words;    /* of a form that only dates have */
	gsize n_serial_day;       /* 45356 */
	gsize n_doubt, n_first_over_12, n_second_over_12;
	SegSighting day_first, month_first; /* the first dates that can be read in one order only */
	guint32 first_seen, second_seen; /* bit n: the number n stood in that place of a date in doubt */
	gsize n_email, n_phone, n_leading_zero, n_long_digits, n_whole, n_cancelled, n_order_number;
	gsize n_over_5, n_over_10;
	gsize characters;
	const char *currency;
	GHashTable *distinct;     /* set of texts, to SEG_DISTINCT_MOST */
	gsize n_compared;         /* values seen until that set was full */
};

#define SEG_DISTINCT_MOST 1000

void    seg_evidence_init (SegEvidence *evidence);
void    seg_evidence_clear (SegEvidence *evidence);
/** Adds the value @text of row @line, which is not missing. */
void    seg_evidence_add (SegEvidence *evidence, const char *text, gint64 line);
/** Adds a value that is one of the words for missing, or nothing. */
void    seg_evidence_add_missing (SegEvidence *evidence, const char *text);
/** Notes a date in doubt; others are nothing to it. Returns whether @text can be read in one order only. */
gboolean seg_evidence_add_order (SegEvidence *evidence, const char *text, gint64 line);
SegType seg_evidence_type (const SegEvidence *evidence, const char *header, const SegValueStyle *style);
/** Whether the column is dates in a spreadsheet's day numbers. */
gboolean seg_evidence_is_serial (const SegEvidence *evidence);
/** Whether 无 is the opposite of 有 in this column, and not missing. */
gboolean seg_evidence_none_is_no (const SegEvidence *evidence);
/** Values looked at that do not read as @type. */
gsize   seg_evidence_n_bad (const SegEvidence *evidence, SegType type, const SegValueStyle *style);

/* The plan (look.c, plan.c, guess.c, mapping.c) ------------------------------------------------------------------------------ */

/** The form in which names are compared: full-width letters made narrow, case folded, simplified characters, letters and digits
 * only (name-fold.c). */
char          *seg_name_fold (const char *name);
/** Reads the beginning of plan->path: encoding, delimiter, header, columns with their evidence. */
gboolean       seg_plan_look (SegImportPlan *plan, const SegImportOptions *options, GError **error);
/** Guesses which role the columns speak of. */
const SegRole *seg_guess_role (const SegImportPlan *plan);
/** Gives every column its field or attribute type under plan->role, from headers and evidence. */
void           seg_guess_fields (SegImportPlan *plan);
/** How well @header names @field: 0 best; -1 not at all. */
int            seg_guess_rank (const SegField *field, const char *folded_header);
/** Brings n_bad and the plan's style up to date after a change. */
void           seg_plan_refresh (SegImportPlan *plan);
/** How values are written in the file as a whole; and in one column. Valid as long as the plan. */
SegValueStyle  seg_plan_style (const SegImportPlan *plan);
SegValueStyle  seg_plan_column_style (const SegImportPlan *plan, gsize column);
/** Opens the file as the plan says. */
SegReader     *seg_plan_open_reader (const SegImportPlan *plan, GError **error);
/** The column with that field, or -1. */
gssize         seg_plan_column_of (const SegImportPlan *plan, const char *field);
gboolean       seg_mapping_apply (SegImportPlan *plan, const char *const *mappings, GError **error);
/** The plan as JSON, for the source table: equal texts mean equal loading of equal bytes. */
char          *seg_mapping_to_json (const SegImportPlan *plan);

/* Rejects taken up again (correct.c) ---------------------------------------------------------------------------------- */

/** Whether @header is a column that an exported list of rejects has of its own. */
gboolean       seg_reject_is_own_column (const char *header);
/** Marks the rejects of plan->corrects whose rows the file brings as taken up by @source_id. Does nothing for other plans. */
gboolean       seg_corrections_mark (SegWorkspace *workspace, const SegImportPlan *plan, gint64 source_id, SegJob *job, gint64 *n_marked,
                                     GError **error);

/* Loading (keys.c, store.c, load.c) ---------------------------------------------------------------------------------- */

/* All writing of one import; belongs to the transaction around it. */
typedef struct SegStore SegStore;

SegStore *seg_store_new (SegWorkspace *workspace, const SegImportPlan *plan, GError **error);
void      seg_store_free (SegStore *store);
/** Whether any source was read in the same way; only then the checksum is worth knowing beforehand. @has: with a checksum of
 * today's kind; with one of version 1. */
gboolean  seg_store_has_mapping (SegStore *store, gboolean has[2], GError **error);
/** The source with the same bytes, read in the same way; 0 when there is none. */
gboolean  seg_store_find_source (SegStore *store, const char *checksum, gint64 *id, GError **error);
gboolean  seg_store_begin_source (SegStore *store, gint64 *id, GError **error);
gboolean  seg_store_end_source (SegStore *store, const char *checksum, const SegImportResult *result, GError **error);
gboolean  seg_store_reject (SegStore *store, const SegChunkReject *reject, const char *column, GError **error);

/** Reads all keys of "user" or "item" into @keys; @title: the column that holds titles, or NULL. */
gboolean  seg_store_read_keys (SegStore *store, const char *entity, const char *title, SegKeys *keys, GError **error);
/** The id that the next "user" or "item" gets. */
gboolean  seg_store_next_id (SegStore *store, const char *entity, guint32 *id, GError **error);
/** All kinds of events: name -> id. @next: the id of the next one. */
gboolean  seg_store_read_kinds (SegStore *store, GHashTable *ids, gint64 *next, GError **error);
gboolean  seg_store_add_kind (SegStore *store, guint32 id, const char *name, GError **error);

/**
 * Finds the attribute of an earlier file (by field, then by name), or adds its column.
 *
 * @type: (in) what this file says; (out) what the table has. Returns the column's name, or NULL with @error. Free it.
 */
char     *seg_store_attribute (SegStore *store, const char *entity, const char *label, const char *field, SegType *type,
                               GError **error);
/** Prepares seg_store_title(), which gives an item without a title this one. */
gboolean  seg_store_title_column (SegStore *store, const char *column, GError **error);
gboolean  seg_store_title (SegStore *store, gint64 item_id, const char *title, GError **error);

/** Counts what is missing in the attributes of @n_new new users or items: those of @names (may be NULL) are present in @n_present
 * of them, the others in none. */
gboolean  seg_store_add_missing (SegStore *store, const char *entity, const GPtrArray *names, const gint64 *n_present, gint64 n_new,
                                 GError **error);
/** Counts it anew. */
gboolean  seg_store_count_missing (SegStore *store, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegUnpacker, seg_unpacker_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegInput, seg_input_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegChecksum, seg_checksum_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegDecoder, seg_decoder_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegReader, seg_reader_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegStore, seg_store_free)

#endif
