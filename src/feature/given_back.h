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

/** The ids of the kinds: of purchases, and of those that were given back; 0: there is none. */
gboolean seg_given_back_kinds (SegWorkspace *workspace, gint64 kinds[2], GError **error);

/** Told of an event that is given back (@back) and was not, or the other way round. FALSE with @error. */
typedef gboolean (*SegGivenBackFunc) (gint64 event_id, gboolean back, gpointer data, GError **error);

/** What of the events up to @last_event_id has changed since @kept, as feature_given_back has it. @known: (out) FALSE where that cannot be read. */
gboolean seg_given_back_changes (SegWorkspace *workspace, GBytes *kept, gint64 last_event_id, SegGivenBackFunc changed, gpointer data,
                                 gboolean *known, GError **error);

G_END_DECLS

#endif
