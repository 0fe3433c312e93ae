/* What a campaign did, printed. */
#ifndef SEG_CLI_MEASURE_PRINT_H
#define SEG_CLI_MEASURE_PRINT_H

#include "cli.h"

#include <segscope/measure.h>

typedef struct {
	const SegCommonOptions  *common;
	SegWorkspace            *workspace;
	const SegCampaign       *campaign;
	const SegMeasureOptions *options;
	const SegMeasurement    *measurement;
} SegMeasured;

typedef gboolean SegMeasurePrint (const SegMeasured *measured, GError **error);

/** The table of that name: "effect", "outcomes", ...; NULL: there is none. */
SegMeasurePrint *seg_measure_print_find (const char *name);
/** Those there are, in words. */
const char      *seg_measure_print_names (void);

/* Over time. (measure_print_course.c) */
SegMeasurePrint seg_measure_print_funnel, seg_measure_print_retention, seg_measure_print_value, seg_measure_print_looks;

#endif
