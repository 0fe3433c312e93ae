/* The options of `segscope export`, read into what an export is made by. */
#ifndef SEG_EXPORT_OPTION_H
#define SEG_EXPORT_OPTION_H

#include <segscope/campaign_export.h>

/* As typed. */
typedef struct {
	char    *columns, *arm, *format, *encoding, *delimiter, *preset, *country, *split;
	char   **fields; /* --use FIELD=COLUMN, each on its own */
	gboolean bom, pseudonyms, new_pseudonym_key;
	gint64   smallest_group;
} SegExportRequest;

void seg_export_request_clear (SegExportRequest *request);

/** @columns: (out) the columns split, owned by the caller, which @options points to. @path: where it goes, for the format; may be NULL.
 * FALSE with SEG_ERROR_USAGE. */
gboolean seg_export_request_read (const SegExportRequest *request, const char *path, char ***columns, SegExportOptions *options, GError **error);

#endif
