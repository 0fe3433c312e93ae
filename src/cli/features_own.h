/* segscope features define, change, forget, definitions. */
#ifndef SEG_CLI_FEATURES_OWN_H
#define SEG_CLI_FEATURES_OWN_H

#include "cli.h"

#include <segscope/own_feature.h>

extern const SegCommand seg_command_features_define, seg_command_features_change, seg_command_features_forget,
	seg_command_features_definitions;

/** The part of `segscope features` that @word names, or NULL. */
const SegCommand *seg_cli_features_action (const char *word);

/** Prints what a definition yields, for --dry-run. */
void seg_cli_print_own_preview (const SegCommonOptions *common, const SegOwnFeature *own, const SegOwnPreview *preview);

#endif
