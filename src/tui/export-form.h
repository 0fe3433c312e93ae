/* The form for writing a campaign's list: its state, which the view (export-form-view.c), the questions (export-form-ask.c) and the writing
 * (campaign-export.c) share. */
#ifndef SEG_EXPORT_FORM_H
#define SEG_EXPORT_FORM_H

#include "campaigns.h"

#include <segscope/campaign_export.h>

/* What was chosen: all of it owned, so that a job can have a copy. */
typedef struct {
	char    *name;          /* of the campaign */
	char    *path;
	char   **columns;       /* NULL: the usual ones */
	char   **fields;        /* "email=mail"; NULL: found by their names */
	char    *country;       /* or NULL */
	const SegPreset *preset;/* NULL: none */
	SegTableFileOptions file;
	SegArm   arm;
	SegExportParts parts;
	gboolean pseudonyms;
	gint64   smallest_group;
} SegExportChoice;

SegExportChoice *seg_export_choice_copy (const SegExportChoice *choice);
void             seg_export_choice_free (SegExportChoice *choice);
/** The same as options; valid as long as @choice. */
SegExportOptions seg_export_choice_options (const SegExportChoice *choice);

typedef enum {
	SEG_FORM_PRESET, SEG_FORM_FIELDS, SEG_FORM_COLUMNS, SEG_FORM_FORMAT, SEG_FORM_ENCODING, SEG_FORM_PEOPLE, SEG_FORM_PARTS, SEG_FORM_PSEUDONYMS,
	SEG_FORM_GROUP, SEG_FORM_WRITE, SEG_N_FORM_ROWS
} SegFormRow;

typedef struct {
	SegExportChoice *choice;
	SegCampaign     *campaign;  /* NULL: not read yet */
	SegList         *list;
	GPtrArray       *preview;   /* of char**, headings first; NULL: not read yet, or not possible */
	GPtrArray       *fields;    /* of SegFieldChoice*: of the preset */
	char            *fault;     /* why there is no preview */
	guint            version;   /* goes up with each change */
	gboolean         written;   /* as it is now; FALSE after the next change */
} SegExportForm;

/** After a change: the preview is read anew. (export-form-view.c) */
void  seg_export_form_changed (SegView *view);
/** Asks for another value of @row. (export-form-ask.c) */
void  seg_export_form_ask (SegView *view, SegFormRow row);
/** The value as words. Free with g_free(). (export-form-words.c) */
char *seg_export_form_value (const SegExportForm *form, SegFormRow row);
/** Whether @row has something to choose. */
gboolean seg_export_form_has (const SegExportForm *form, SegFormRow row);
/** Asks for the file, then writes. (campaign-export.c) */
void  seg_export_form_write (SegView *view);

#endif
