/* What worked for which segment, printed. */
#ifndef SEG_CLI_WORKED_PRINT_H
#define SEG_CLI_WORKED_PRINT_H

#include "cli.h"

#include <segscope/learning.h>

/** Offers and channels by segment, all campaigns that tried them together. */
gboolean seg_cli_print_worked (SegWorkspace *workspace, const SegCommonOptions *common, GError **error);
/** Each campaign by itself: everyone, its segments, its arms. */
gboolean seg_cli_print_tried (SegWorkspace *workspace, const SegCommonOptions *common, GError **error);
/** A row each; the columns of seg_cli_worked_columns(). */
void     seg_cli_worked_columns (SegTable *table);
void     seg_cli_worked_add (SegTable *table, const SegWorked *worked);
/** The campaigns of one person. */
gboolean seg_cli_print_user_campaigns (SegWorkspace *workspace, gint64 user_id, const SegCommonOptions *common, GError **error);

#endif
