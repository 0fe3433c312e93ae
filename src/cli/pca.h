/* What the commands pca and lda share. */
#ifndef SEG_CLI_PCA_H
#define SEG_CLI_PCA_H

#include <segscope/feature.h>

#include "cli.h"

/** The weights of each column as a table with columns @name_1, @name_2, ... */
void     seg_cli_print_loadings (const SegCommonOptions *common, const SegMatrix *loadings, const SegFeatureMatrix *matrix, const char *name);
/** The scores of each user likewise. */
gboolean seg_cli_print_scores (const SegCommonOptions *common, SegWorkspace *workspace, const SegMatrix *scores,
                               const SegFeatureMatrix *matrix, const char *name, GError **error);
/** Computes @set again, so that the features @name1..n are in it, and says so. */
gboolean seg_cli_rebuild_with_components (SegWorkspace *workspace, const SegFeatureSet *set, const char *name, gsize n,
                                          const SegCommonOptions *common, GError **error);

#endif
