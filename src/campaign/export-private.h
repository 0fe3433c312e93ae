/* What the files of export share: columns, the rows that go out, the files they go to. */
#ifndef SEG_CAMPAIGN_EXPORT_PRIVATE_H
#define SEG_CAMPAIGN_EXPORT_PRIVATE_H

#include <segscope/campaign_export.h>
#include <segscope/message.h>
#include <segscope/pseudonym.h>

#include "address-private.h"
#include "campaign-private.h"
#include "ledger-private.h"

/* Columns (export_columns.c) ------------------------------------------------------------------------------------------ */

typedef enum {
	SEG_EXPORT_KEY, SEG_EXPORT_ARM, SEG_EXPORT_SEGMENT, SEG_EXPORT_ITEM, SEG_EXPORT_TITLE, SEG_EXPORT_REASON, SEG_EXPORT_SUBJECT, SEG_EXPORT_MESSAGE,
	SEG_EXPORT_USER
} SegExportKind;

typedef struct {
	SegExportKind        kind;
	guint                position; /* of the recommendation, from 1; ITEM, TITLE and REASON */
	const SegUserColumn *column;   /* USER: an attribute or feature */
	const SegPresetColumn *preset; /* what is done to the value; NULL: nothing */
	char                *source;   /* the column's name here */
	char                *name;     /* the heading */
} SegExportColumn;

/* What an export is made of, understood. */
typedef struct {
	const SegCampaign      *campaign;
	const SegExportOptions *options;
	GPtrArray              *user_columns; /* seg_user_columns() */
	GPtrArray              *columns;      /* of SegExportColumn* */
	const SegUserColumn    *country;      /* of each person; NULL: options->country is of all */
	GPtrArray              *fields;       /* of SegFieldChoice*; NULL without a preset */
	char                   *default_country; /* "CN" or NULL */
	GString                *incomplete;   /* headings that stay out since others that go with them are not known; NULL: none */
	gboolean                has_segment, has_arm; /* the files tell them */
} SegExportPlan;

/** SEG_ERROR_USAGE: an unknown column (lists those there are) or field. */
SegExportPlan *seg_export_plan_new (SegWorkspace *workspace, const SegCampaign *campaign, const SegExportOptions *options, GError **error);
void           seg_export_plan_free (SegExportPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegExportPlan, seg_export_plan_free)

/** Adds the column called @name (or NAME=HEADING) to @columns. */
gboolean seg_export_columns_add (const SegCampaign *campaign, const GPtrArray *user_columns, const char *name, GPtrArray *columns, GError **error);
void     seg_export_column_free (gpointer column);

/** Adds the columns of the preset (export_fields.c). */
gboolean seg_export_fields_add (SegExportPlan *plan, GError **error);

/* Items (export_items.c) ------------------------------------------------------------------------------------------------ */

typedef struct SegExportItems SegExportItems;

SegExportItems *seg_export_items_new (SegWorkspace *workspace, gint64 campaign_id, GError **error);
void            seg_export_items_free (SegExportItems *items);
/** Reads those of @user_id; people come in the order of their ids. */
gboolean        seg_export_items_read (SegExportItems *items, gint64 user_id, GError **error);
/** Those of the person read last: the same arrays each time, NULL in them where nothing is recommended. */
const SegMessageItems *seg_export_items_texts (const SegExportItems *items);

/* Rows (export_rows.c) ------------------------------------------------------------------------------------------------ */

typedef enum {
	SEG_ROW_GOES, SEG_ROW_CLEANED, SEG_ROW_WITHDRAWN, SEG_ROW_CONTACTED, SEG_ROW_TOO_OFTEN, SEG_ROW_HELD_BACK, SEG_ROW_NO_ADDRESS, SEG_ROW_SAME_ADDRESS,
	SEG_ROW_SMALL_GROUP
} SegRowFate;

typedef struct SegExportRows SegExportRows;

/** The fate of a person as a number (SegRowFate), over u (user) and cm (campaign_member), but for what is asked by address and of all at once;
 * owned. (export_fate.c) */
char    *seg_export_fate_sql (SegWorkspace *workspace, const SegCampaign *campaign, GError **error);
/* What is looked at of the address of each one to be sent to, as it is today. */
typedef struct {
	char        *column;   /* quoted; NULL: nothing is */
	const char  *channel;  /* whose addresses must reach somebody; NULL: none must */
	SegUnwanted *unwanted; /* who is not to be written to; NULL: nobody */
} SegExportAddresses;

/** Free what is in @addresses with seg_export_addresses_clear(). (export_fate.c) */
gboolean seg_export_addresses (SegWorkspace *workspace, const SegExportPlan *plan, SegExportAddresses *addresses, GError **error);
void     seg_export_addresses_clear (SegExportAddresses *addresses);

/* One person. */
typedef struct {
	SegRowFate         fate;
	gint64             user_id;
	const char        *key, *arm; /* key: or pseudonym */
	gint64             segment_id; /* 0: none */
	const char        *segment;    /* or NULL */
	const char *const *cells;      /* one a column; NULL: nothing is known */
	gboolean           is_reachable; /* an identifying column has a value, or none is asked for */
	gboolean           is_blank, is_wordless; /* a field of their message is missing and reads as nothing; no message is for them */
	guint              n_invalid, n_replaced;
	const char *const *faults;     /* one a column: the value that is none, or NULL */
} SegExportRow;

/** @pseudonyms: NULL: keys. */
SegExportRows *seg_export_rows_new (SegWorkspace *workspace, const SegExportPlan *plan, const SegPseudonyms *pseudonyms, GError **error);
void           seg_export_rows_free (SegExportRows *rows);
/** TRUE: @row is valid until the next call. FALSE: no more (@error unset) or failed. */
gboolean       seg_export_rows_next (SegExportRows *rows, SegExportRow *row, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegExportRows, seg_export_rows_free)

/* Files (export_output.c) --------------------------------------------------------------------------------------------- */

typedef struct SegExportOutput SegExportOutput;

SegExportOutput *seg_export_output_new (SegWorkspace *workspace, const SegExportPlan *plan, const char *path, GError **error);
void             seg_export_output_free (SegExportOutput *output);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegExportOutput, seg_export_output_free)
/** Writes the person into the file of their part. */
gboolean seg_export_output_row (SegExportOutput *output, const SegExportRow *row, GError **error);
/** Writes the invalid values of somebody who is left out for them into the list of those. */
gboolean seg_export_output_left_out (SegExportOutput *output, const SegExportRow *row, GError **error);
/** Adds @pairs to each workbook and ends all files; fills export->files. */
gboolean seg_export_output_end (SegExportOutput *output, const char *const *pairs, SegExport *export, GError **error);
SegFileSet *seg_export_output_files (SegExportOutput *output);
/** Whether there is a folder to put a manifest into. */
gboolean    seg_export_output_has_place (const SegExportOutput *output);

/** The groups of people that are too small, by what the files tell of them (export_output.c). */
char *seg_export_group_name (const SegExportPlan *plan, const SegExportRow *row);

/* Names (export_names.c) ---------------------------------------------------------------------------------------------- */

/** "list.csv" with "A": "list-A.csv"; with @n from 2 on "list-A-2.csv". What file systems and shells do not like becomes a dash, and names are cut where
 * they are too long. Owned. */
char    *seg_export_part_path (const char *path, const char *part, guint n);
/** Whether the export to @path may write a file @name. SEG_ERROR_FILE: what is there is of a list of another name; SEG_ERROR_USAGE: it would pass for
 * a manifest. */
gboolean seg_export_check_name (SegWorkspace *workspace, const char *path, const char *name, GError **error);
/** Where those go who are left out for their addresses; owned. */
char    *seg_export_remainder_path (SegWorkspace *workspace, const char *path, GError **error);

#define SEG_MANIFEST_END ".manifest.json"

/* Manifest (manifest.c) ----------------------------------------------------------------------------------------------- */

/** Without SHA-256 and sizes of files that are not ended. Free with g_free(). */
char  *seg_manifest_text (const SegExportPlan *plan, const SegExport *export, const char *fingerprint);
/** The same as a name and a text in turn, for a sheet of a workbook. */
char **seg_manifest_pairs (const SegExportPlan *plan, const SegExport *export, const char *fingerprint);

/* On record (export_store.c) ------------------------------------------------------------------------------------------- */

/** Empty; free with seg_export_free(). */
SegExport *seg_export_new (void);
gboolean seg_export_store (SegWorkspace *workspace, const SegExportPlan *plan, SegExport *export, const char *manifest_sha256,
                           const char *fingerprint, gint64 key_row, const SegLedgerLog *ledger, SegJob *job, GError **error);
/** The SHA-256 of the manifest at @path as it was written; NULL without error: none is on record. */
char    *seg_export_manifest_sha256 (SegWorkspace *workspace, const char *path, GError **error);

/** Fills export->remarks (export_words.c). */
void seg_export_say (const SegExportPlan *plan, SegExport *export);

#endif
