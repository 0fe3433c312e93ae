/* The evidence behind a plan, column by column. */
#ifndef SEG_PLAN_PRIVATE_H
#define SEG_PLAN_PRIVATE_H

#include "ingest-private.h"

struct SegPlanEvidence {
	SegEvidence *columns;
	gsize        n_columns;
	SegMissing  *missing;         /* the words that count as missing in this file */
	gboolean     date_order_said; /* by the person: it is not guessed again */
};

#endif
