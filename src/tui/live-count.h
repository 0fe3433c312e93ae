/* How many users a condition takes, counted while it is typed. */
#ifndef SEG_LIVE_COUNT_H
#define SEG_LIVE_COUNT_H

#include "screen.h"

#include <segscope/user_counter.h>

/* Part of the state of a view, zeroed before use. */
typedef struct {
	char    *text;     /* what is typed now */
	guint    version;  /* goes up with each change */
	char    *words;    /* of what was counted last: "1,172 of 5,008 users (23.4 %)", or what is wrong with it; NULL: nothing yet */
	gboolean fault;
	SegUserCounter *counter; /* stays while the view is open: counts after the first take a moment */
} SegLiveCount;

/** Forgets what was typed. */
void seg_live_count_clear (SegLiveCount *count);
/** At the end of the view. */
void seg_live_count_end (SegLiveCount *count);
/** What counts, for whoever counts other things over the same users. */
SegUserCounter *seg_live_count_counter (SegLiveCount *count);
/** Reads in a job of @view what most counts need, while a person thinks of what to type. */
void seg_live_count_warm (SegView *view, SegLiveCount *count);
/** @text stands there now: counts it in a job of @view, after a moment; what was typed before is given up. */
void seg_live_count_set (SegView *view, SegLiveCount *count, const char *text);
/** What to show, "" for nothing; *@ink: how. */
const char *seg_live_count_words (SegView *view, const SegLiveCount *count, SegInk *ink);

#endif
