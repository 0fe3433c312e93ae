/* What the files of the screen of odd users share. */
#ifndef SEG_OUTLYING_H
#define SEG_OUTLYING_H

#include <segscope/outlier.h>

#include "judging.h"

typedef struct {
	SegFeatureSet *set;
	SegOutlying   *outlying; /* NULL: being looked for, or failed */
	gboolean       with_kept;
	GPtrArray     *shown;    /* of const SegOutlyingUser* */
	gboolean       failed;
	SegList       *list;
} SegOutlyingState;

static inline const SegOutlyingUser *
seg_outlying_shown (const SegOutlyingState *state, gsize row)
{
	return state->shown->pdata[row];
}

/* Decisions about the users that are marked, else the one under the cursor, each asked for where it changes what counts; the views are
 * refreshed afterwards. (outlying-decide.c) */
void seg_outlying_decide_keep (SegView *view);
void seg_outlying_decide_aside (SegView *view);
void seg_outlying_decide_limits (SegView *view);
void seg_outlying_decide_unlimit (SegView *view);
void seg_outlying_decide_take_back (SegView *view);

#endif
