/* A campaign's list as files: for a mail program, a spreadsheet, an audience of an advertising service. Beside them a manifest (JSON) says what they
 * are made of and what their bytes are. */
#ifndef SEGSCOPE_CAMPAIGN_EXPORT_H
#define SEGSCOPE_CAMPAIGN_EXPORT_H

#include <segscope/campaign.h>
#include <segscope/preset.h>
#include <segscope/table_file.h>

G_BEGIN_DECLS

typedef enum { SEG_EXPORT_TOGETHER, SEG_EXPORT_BY_ARM, SEG_EXPORT_BY_SEGMENT } SegExportParts;

typedef struct {
	const char *const *columns; /* NULL-terminated: "key", "arm", "segment", "item1", "title1", "reason1" ..., "subject", "message", attributes, features; "NAME=HEADING"
	                             * renames. NULL: those of the preset, else seg_campaign_columns(); with a preset: after its own */
	const SegPreset *preset;    /* NULL: none */
	const char *const *fields;  /* "email=mail": which column has which field of the preset; NULL-terminated; NULL: those found by name */
	const char *country;        /* ISO code of people whose numbers do not say; NULL: not known */
	SegTableFileOptions file;
	SegArm   arm;               /* who goes into the files */
	SegExportParts parts;       /* SEG_EXPORT_BY_ARM: list-A.csv, list-B.csv; likewise by segment */
	gboolean pseudonyms;        /* in place of keys */
	gboolean new_pseudonym_key; /* from now on another key */
	gint64   smallest_group;    /* people of a segment and arm, as far as the files tell them, are left out when they are fewer; 0, 1: nobody */
} SegExportOptions;

/** Whether the options go together: SEG_ERROR_USAGE with a preset and people of the control group, whom a service must not write to (those of both arms
 * may go into a file each). Asked by the functions below too. */
gboolean seg_export_options_check (const SegExportOptions *options, GError **error);

/** The columns an export gets when none are chosen: key, e-mail and name where they exist (not with pseudonyms), segment, arm where there are
 * several in the file, and for each recommendation its key, title and reason. Owned string array. */
char **seg_campaign_columns (SegWorkspace *workspace, const SegCampaign *campaign, SegArm arm, GError **error);
/** All columns that can be chosen. Owned string array. */
char **seg_campaign_columns_all (SegWorkspace *workspace, const SegCampaign *campaign, GError **error);

/* Which column a preset takes a field from. */
typedef struct {
	SegPresetField field;
	const char    *heading;     /* in the file */
	gboolean       identifies;  /* one such field is needed */
	char          *column;      /* NULL: none was found or named; the file goes without */
	GPtrArray     *candidates;  /* of char*: columns it may be in, when that is not clear */
	gboolean       chosen;      /* named by the person, not found by its name */
} SegFieldChoice;

/** What @preset needs and where it would come from; @fields as in SegExportOptions. GPtrArray of SegFieldChoice*, owned. NULL with SEG_ERROR_USAGE
 * (no such field or column). */
GPtrArray *seg_export_fields (SegWorkspace *workspace, const SegPreset *preset, const char *const *fields, GError **error);

typedef struct {
	char   *path, *part; /* part: the arm or segment it is of, or NULL */
	char   *sha256;
	gint64  n_rows;
	guint64 size;        /* bytes */
	guint   n_sheets;    /* of a workbook that the rows fill */
	gboolean is_remainder; /* the list of those left out for their addresses */
} SegExportedFile;

typedef struct {
	gint64     id;            /* export.id */
	char      *campaign;      /* its name */
	char      *manifest;      /* path; NULL: the file went to a device or pipe */
	char      *key_id;        /* of the pseudonyms; NULL: keys */
	char      *who;
	gint64     at;
	GPtrArray *files;         /* of SegExportedFile* */
	gint64     n_rows;        /* people in the files */
	gint64     n_withdrawn;   /* left out: consent taken back, or not to be contacted any more */
	gint64     n_cleaned;     /* left out: by cleaning */
	gint64     n_contacted;   /* left out: another campaign has written to them in the days of quiet */
	gint64     n_too_often;   /* left out: other campaigns have written to them as often as allowed */
	gint64     n_held_back;   /* left out: held back from all campaigns since the list was made */
	gint64     n_same_address; /* left out: the address has become that of somebody else on the list, who comes first */
	gint64     n_small, n_small_groups; /* left out: in groups that are too small */
	gint64     n_unreachable; /* left out: no valid address or device of those that the preset asks for; without a preset: no address for the channel */
	gint64     n_invalid;     /* values that were none and were left empty, of people in the files or not */
	gint64     n_blank;       /* people in the files in whose message a field is missing, where nothing stands for it */
	gint64     n_wordless;    /* people in the files for whom there is no message, where one was asked for */
	gint64     n_replaced;    /* cells with control characters or damaged text, which stands as U+FFFD in the files */
	GPtrArray *remarks;       /* of char*: what must be said, bad news first; empty where a list was read from the workspace */
} SegExport;

void seg_export_free (SegExport *export);

/**
 * Writes the list in the order in which its people came into the workspace, marks the campaign exported and puts it on record (audit log, tables
 * export and export_file). All files and the manifest appear together, or none does. Memory does not grow with the list.
 *
 * Whoever was left out by cleaning since the list was made is left out; of those to be sent to, also who has taken back consent, asked not to be
 * contacted, was contacted by other campaigns (days of quiet, how often), is held back from all campaigns, has no address for the channel or, where data
 * have come in since, one that somebody else on the list has too, as far as the campaign does not override that.
 * @path: with parts, the arm or segment is put before its ending. A manifest is written beside it (list.csv: list.csv.manifest.json).
 * SEG_ERROR_USAGE: an unknown column or field, a preset that the workspace has no address for; SEG_ERROR_DATA: text that the encoding cannot hold;
 * SEG_ERROR_FILE; SEG_ERROR_CANCELLED.
 */
SegExport *seg_campaign_export (SegWorkspace *workspace, const SegCampaign *campaign, const char *path, const SegExportOptions *options,
                                SegJob *job, GError **error);

/** The first rows as they will be in the file, cells as texts: GPtrArray of char** (the headings first), owned. */
GPtrArray *seg_campaign_export_preview (SegWorkspace *workspace, const SegCampaign *campaign, const SegExportOptions *options, guint n_rows,
                                        GError **error);

/** What went out, newest first: of SegExport*, owned. @campaign_id: 0: all. */
GPtrArray *seg_exports (SegWorkspace *workspace, gint64 campaign_id, GError **error);

/** The path of the manifest of a list that is written to @path: its whole name and ".manifest.json". (Older versions left the ending of the list
 * out: list.manifest.json.) Free with g_free(). */
char *seg_manifest_path (const char *path);

typedef enum { SEG_FILE_AS_WRITTEN, SEG_FILE_CHANGED, SEG_FILE_MISSING, SEG_FILE_EXTRA } SegFileState;

typedef struct {
	char        *file;  /* its name, in the folder of the manifest */
	SegFileState state;
	gint64       n_rows;/* as written */
	char        *words; /* "changed: 812 bytes, not 790" */
} SegFileFinding;

/**
 * Holds the files beside a manifest, also of an older version, against it: GPtrArray of SegFileFinding*, owned. Extra: a file whose name is that of
 * the list with something added (list-C.csv), and that neither this manifest nor one of another list in the folder knows.
 *
 * @workspace: may be NULL; else the manifest itself is held against what the workspace has on record.
 * NULL with SEG_ERROR_FILE (not there) or SEG_ERROR_DATA (not a manifest).
 */
GPtrArray *seg_manifest_verify (SegWorkspace *workspace, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegExport, seg_export_free)

G_END_DECLS

#endif
