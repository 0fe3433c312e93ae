/* What the commands about segments and users share. */
#ifndef SEG_CLI_SEGMENTS_H
#define SEG_CLI_SEGMENTS_H

#include "commands.h"

#include <segscope/segment.h>

/** Prints the segments of @segmentation, largest first, with their profiles. */
void seg_cli_print_segments (const SegSegmentation *segmentation, const GPtrArray *profiles, const SegCommonOptions *common);

/** Says on stderr that the segments are older than the data, when they are. */
void seg_cli_remark_stale (const SegSegmentation *segmentation, const SegCommonOptions *common);

/** Opens @path so that what is computed to be shown can be kept for the next time, where that can be: read-only elsewhere. Never migrates. */
SegWorkspace *seg_cli_open_to_keep (const char *path, GError **error);

/** Says on stderr what depends on something, and what becomes of it: SegUse* (uses.h). (edit.c) */
void seg_cli_remark_uses (const SegCommonOptions *common, const GPtrArray *uses);

/** Why user @user_id is in their segment of @segmentation (NULL: the newest): user --why (user_why.c). */
gboolean seg_cli_user_why (SegWorkspace *workspace, gint64 user_id, const char *segmentation, const SegCommonOptions *common, GError **error);

/** "a,b,c" as a string array, blanks around the names taken off; NULL for NULL. Free with g_strfreev(). */
char **seg_cli_list (const char *text);

#endif
