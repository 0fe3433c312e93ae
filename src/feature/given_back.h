/* Purchases that were taken back: when that changes of earlier events, their users' values change as if they had new events. */
#ifndef SEG_FEATURE_GIVEN_BACK_H
#define SEG_FEATURE_GIVEN_BACK_H

#include "feature-private.h"

G_BEGIN_DECLS

/** Keeps which events up to @last_event_id are given back now, for the set @set; inside the caller's transaction. */
gboolean seg_given_back_keep (SegWorkspace *workspace, gint64 set, gint64 last_event_id, GError **error);

/**
 * What has changed since that was kept: appends the users of such events to @users (of gint64) and counts the events in @facts, which are
 * those of all events but for this, and in which @fresh is what the new events alone had.
 *
 * @known: (out) FALSE where it is not known what was given back then, or a row is not as it should be: all users may have changed.
 */
gboolean seg_given_back_follow (SegWorkspace *workspace, gint64 set, gint64 last_event_id, const SegEventFacts *fresh, SegEventFacts *facts,
                                GArray *users, gboolean *known, GError **error);

G_END_DECLS

#endif
