/* Whether a workspace has changed since one looked. */
#ifndef SEGSCOPE_STAMP_H
#define SEGSCOPE_STAMP_H

#include <segscope/workspace.h>

G_BEGIN_DECLS

/** A text that is another after whoever has written to the file; of the same file it may be another without that. By the sizes and times of
 * the file and its log: no cost. Free with g_free(). NULL with @error. */
char *seg_workspace_stamp (SegWorkspace *workspace, GError **error);

G_END_DECLS

#endif
