/* Features as they are named on the command line. */
#ifndef SEG_CLI_FEATURE_OPTION_H
#define SEG_CLI_FEATURE_OPTION_H

#include "cli/cli.h"

#include <segscope/feature.h>

/**
 * Adds what @words name to @selection: each a list "NAME[:SCALING],...", or "all" (but outcomes) or "proposed".
 *
 * NAME is a feature's name, an attribute's name alone, or a label. TREATMENT: as seg_selected_parse(); without one a feature
 * gets its usual scaling. A feature that is already selected only changes in what is named. @words: NULL-terminated, or NULL for none.
 * FALSE with SEG_ERROR_DATA (no such feature; lists those there are) or SEG_ERROR_USAGE (no such scaling).
 */
gboolean seg_cli_features_add (GPtrArray *selection, const GPtrArray *catalogue, char **words, GError **error);

/** Takes what @words name out of @selection. FALSE with SEG_ERROR_DATA: no such feature, or not selected. */
gboolean seg_cli_features_remove (GPtrArray *selection, const GPtrArray *catalogue, char **words, GError **error);

/** "2024-06-30": the last second of that day; "2024-06-30T12:00": then; in local time, see seg_calendar_instant(). FALSE with
 * SEG_ERROR_USAGE. */
gboolean seg_cli_parse_as_of (const char *text, gint64 *local, GError **error);

/** What --select names, as seg_cli_features_add(); without it (@words NULL) what was selected for @set. Of "all" and "proposed" those that
 * the set has; others are named on stderr. Owned. */
GPtrArray *seg_cli_selection (const SegCommonOptions *common, SegWorkspace *workspace, const SegFeatureSet *set, char **words, GError **error);

#endif
