/* What the command import prints at its end. */
#ifndef SEG_CLI_IMPORT_H
#define SEG_CLI_IMPORT_H

#include "cli.h"

#include <segscope/ingest.h>

/** The results of @plans (of SegImportPlan*), in sentences with the commonest faults (@reasons, of SegRejectReason*), or as a table
 * of counts. */
void seg_cli_print_import (const SegCommonOptions *common, SegWorkspace *workspace, const GPtrArray *plans,
                           const SegImportResult *results, const GPtrArray *reasons, gboolean dry_run);

#endif
