/* The parts of a profile as tables. */
#ifndef SEG_CLI_PROFILE_PARTS_H
#define SEG_CLI_PROFILE_PARTS_H

#include "segments.h"

#include <segscope/habits.h>

/** Part @name of the chosen segments for files: "values", "hours", "weekdays", "retention", "people", "trend", "campaigns". @only: one segment, or NULL. FALSE with
 * SEG_ERROR_USAGE, which lists the parts. */
gboolean seg_cli_print_part (SegWorkspace *workspace, const char *name, const SegSegmentation *segmentation, const GPtrArray *profiles,
                             const SegSegment *only, const SegCommonOptions *common, GError **error);
/** The same for people: below the features of one segment. */
gboolean seg_cli_print_habits (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegSegment *segment, const SegProfile *profile,
                               const SegCommonOptions *common, GError **error);
/** Segments @names ("1,3,4") side by side, @top features (0: all). */
gboolean seg_cli_print_beside (const char *names, const SegSegmentation *segmentation, const GPtrArray *profiles, gint64 top,
                               const SegCommonOptions *common, GError **error);

#endif
