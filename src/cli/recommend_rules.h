/* Rules for recommendations on the command line. */
#ifndef SEG_CLI_RECOMMEND_RULES_H
#define SEG_CLI_RECOMMEND_RULES_H

#include <segscope/workspace.h>

#include "cli.h"

/** Sets rules ("NAME=VALUE") and keeps them, all or none. */
gboolean seg_cli_set_rules (SegWorkspace *workspace, const SegCommonOptions *common, char *const *words, GError **error);
gboolean seg_cli_print_rules (SegWorkspace *workspace, const SegCommonOptions *common, GError **error);

#endif
