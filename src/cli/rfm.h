/* What the files of segscope rfm share. */
#ifndef SEG_CLI_RFM_H
#define SEG_CLI_RFM_H

#include "commands.h"
#include "feature_option.h"

#include <segscope/rfm.h>

typedef struct {
	SegCommonOptions common;
	char    *as_of, *features, *axes[SEG_RFM_N_AXES], *bins, *columns, *names, *save, *refresh, *chart;
	char   **cuts, **rename, **cell;
	gboolean reset, cells, replace;
	gint64   instant; /* of --as-of, 0: not given */
} SegRfmRequest;

/** The grid and its groups for people; one of the two as csv and json. (rfm_print.c) */
void seg_cli_print_rfm (const SegRfmRequest *request, const SegRfm *rfm);

#endif
