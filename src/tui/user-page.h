/* One user's page: its state, which the view (user-view.c) and what draws the facts (user-facts.c) and reads (user-read.c) share. */
#ifndef SEG_USER_PAGE_H
#define SEG_USER_PAGE_H

#include <segscope/advice.h>
#include <segscope/learning.h>
#include <segscope/pin.h>
#include <segscope/recommend.h>
#include <segscope/segment.h>

#include "screen.h"

typedef struct {
	SegList     *list;          /* of recommendations, or of events */
	SegList     *newest;        /* of events, below the recommendations where there is room for both */
	gint64       id;
	SegUserPage *page;          /* NULL until read */
	GPtrArray   *recommended;   /* of SegRecommendation*, NULL until the model is fitted */
	SegAdviceTally tally;       /* what the rules left out */
	GPtrArray   *numbers;       /* of char*: what is behind each recommendation */
	char        *rules_words;
	char        *no_model;      /* why nothing can be recommended, or NULL */
	GPtrArray   *events;        /* of SegUserEvent*, newest first */
	GPtrArray   *history;       /* of SegUserChange*, newest first */
	GPtrArray   *pins;          /* of SegPin* */
	GPtrArray   *campaigns;     /* of SegUserCampaign*, newest first */
	gboolean     shows_events;
} SegUserPageState;

#define SEG_USER_EVENTS 500 /* newest ones shown in the time line; the heading says how many there are */

/** Reads all of it, in jobs; what was there stays until then. */
void seg_user_read (SegView *view);

/** Draws what is known of the user, from line @y on; returns the line behind. */
int seg_user_draw_facts (SegView *view, SegCells *cells, SegRect rect, int y);

#endif
