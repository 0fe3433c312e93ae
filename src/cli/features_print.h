/* What segscope features prints. */
#ifndef SEG_CLI_FEATURES_PRINT_H
#define SEG_CLI_FEATURES_PRINT_H

#include <segscope/feature.h>

#include "cli.h"

gboolean seg_cli_features_print_selected (SegWorkspace *workspace, const SegCommonOptions *common, const SegFeatureSet *set, GError **error);
/** The whole catalogue; without a set (NULL) the proposed features count as selected. */
gboolean seg_cli_features_print_list (SegWorkspace *workspace, const SegCommonOptions *common, const SegFeatureSet *set, GError **error);
gboolean seg_cli_features_print_info (SegWorkspace *workspace, const SegCommonOptions *common, const SegFeatureSet *set, GError **error);

#endif
