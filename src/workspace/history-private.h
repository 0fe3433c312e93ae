/* What recording edits and taking them back share. The session extension is declared only where this is defined. */
#ifndef SEG_HISTORY_PRIVATE_H
#define SEG_HISTORY_PRIVATE_H

#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1

#include "workspace-private.h"

#include <segscope/history.h>

G_BEGIN_DECLS

/* What changes in the tables of edits from now on. */
typedef struct SegHistoryRecord SegHistoryRecord;

SegHistoryRecord *seg_history_record_new (SegWorkspace *workspace, GError **error);
void              seg_history_record_free (SegHistoryRecord *record);
/* @changes: (out) packed, owned; NULL where nothing differs. */
gboolean          seg_history_record_changes (SegHistoryRecord *record, GBytes **changes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegHistoryRecord, seg_history_record_free)

G_END_DECLS

#endif
