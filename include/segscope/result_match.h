/* Rows of results matched with the lists of campaigns. */
#ifndef SEGSCOPE_RESULT_MATCH_H
#define SEGSCOPE_RESULT_MATCH_H

#include <segscope/ingest.h>

G_BEGIN_DECLS

/**
 * Counts again which results of the file are of people who are on no list of their campaign, now that cleaning says which accounts are one person
 * (a load comes before cleaning): into @result and into what is kept of the file. Does nothing for files without any. In the caller's transaction.
 */
gboolean seg_import_match_results (SegWorkspace *workspace, SegImportResult *result, GError **error);

G_END_DECLS

#endif
