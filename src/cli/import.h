/* What the command import prints at its end. */
#ifndef SEG_CLI_IMPORT_H
#define SEG_CLI_IMPORT_H

#include "cli.h"

#include <segscope/ingest.h>

/** The results of @plans (of SegImportPlan*), in sentences or as a table of counts. */
gboolean seg_cli_print_import (const SegCommonOptions *common, SegWorkspace *workspace, const GPtrArray *plans,
                               const SegImportResult *results, gboolean dry_run, GError **error);

#endif
