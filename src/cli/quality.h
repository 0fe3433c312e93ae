/* What the files of `segscope quality` share. */
#ifndef SEG_CLI_QUALITY_H
#define SEG_CLI_QUALITY_H

#include <segscope/prepare.h>

#include "cli.h"

/* What the person asked for: a table, a column, or NULL. */
typedef struct {
	const char *table;
	const SegColumnQuality *column;
} SegQualityChoice;

gboolean    seg_quality_is_chosen (const SegQualityChoice *chosen, const char *table, const char *column);
const char *seg_quality_weight_name (SegFindingWeight weight);
/** The step that would remove a problem, as a command. Free with g_free(). */
char       *seg_quality_fix_command (const char *workspace, const SegFix *fix);
/** One column in detail, for people. */
gboolean    seg_quality_say_column (const SegCommonOptions *common, SegWorkspace *workspace, const SegQualityReport *report,
                                    const SegQualityChoice *chosen, GError **error);

#endif
