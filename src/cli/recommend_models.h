/* The list of recommenders. */
#ifndef SEG_CLI_RECOMMEND_MODELS_H
#define SEG_CLI_RECOMMEND_MODELS_H

#include "cli.h"

/** Prints every recommender of the table with its options and what it would take on these data. */
gboolean seg_cli_print_models (SegWorkspace *workspace, const SegCommonOptions *common, SegJob *job, GError **error);
/** Brings kept models up to date, and says so. */
gboolean seg_cli_refresh_models (SegWorkspace *workspace, const SegCommonOptions *common, SegJob *job, GError **error);

#endif
