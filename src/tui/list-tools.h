/* What a person can do with any list besides walking through it: arrange its columns, read and copy a row, write what is shown to a file. */
#ifndef SEG_LIST_TOOLS_H
#define SEG_LIST_TOOLS_H

#include "list-file.h"
#include "screen.h"

/** Does @action with the view's list; FALSE: it is none of these, or the list cannot. */
gboolean seg_list_tools_act (SegView *view, int action);

void     seg_list_show_row (SegView *view);         /* list-row.c */
void     seg_list_show_columns (SegView *view);     /* list-columns-ask.c */
void     seg_list_ask_export (SegView *view);       /* list-export.c */

/** Asks where @file (taken over) goes, then writes it. @marked: it has only the marked rows. (list-export.c) */
void     seg_list_ask_file (SegView *view, SegListFile *file, gboolean marked);

/** The view's list as it is now, or NULL; it keeps its columns under the view's name. */
SegList *seg_view_list (SegView *view);

#endif
