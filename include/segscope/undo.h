/* Going through the history of edits (history.h) without leaving conditions behind that ask for what is gone. */
#ifndef SEGSCOPE_UNDO_H
#define SEGSCOPE_UNDO_H

#include <segscope/history.h>

G_BEGIN_DECLS

/** As seg_history_undo(), seg_history_redo() and seg_history_go(); SEG_ERROR_DATA also where a rule, campaign or segmentation made since would
 * ask for a rule, segmentation, segment or version that is not there then. All of it, or nothing. */
gboolean seg_undo (SegWorkspace *workspace, SegJob *job, SegHistoryEntry **entry, GError **error);
gboolean seg_redo (SegWorkspace *workspace, SegJob *job, SegHistoryEntry **entry, GError **error);
gboolean seg_undo_go (SegWorkspace *workspace, gint64 id, SegJob *job, guint *n, GError **error);

G_END_DECLS

#endif
