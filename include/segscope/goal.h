/* What can count as the success of a campaign: events of a kind, an outcome in files of results, or a yes-or-no attribute of users. */
#ifndef SEGSCOPE_GOAL_H
#define SEGSCOPE_GOAL_H

#include <segscope/workspace.h>

G_BEGIN_DECLS

typedef enum {
	SEG_GOAL_NONE,      /* there is no such thing */
	SEG_GOAL_EVENT,     /* the name of a kind of event: purchase */
	SEG_GOAL_RESULT,    /* opened, clicked, visited, replied, redeemed, converted: as files of results say */
	SEG_GOAL_ATTRIBUTE  /* the name of an attribute of users that says yes or no, as it was imported last */
} SegGoalKind;

/** Looks in this order. */
gboolean seg_goal_find (SegWorkspace *workspace, const char *goal, SegGoalKind *kind, GError **error);
/** FALSE with SEG_ERROR_NOT_FOUND, which lists the kinds of events, where it is nothing of these. */
gboolean seg_goal_check (SegWorkspace *workspace, const char *goal, GError **error);

G_END_DECLS

#endif
