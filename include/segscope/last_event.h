/* When anything last happened. */
#ifndef SEGSCOPE_LAST_EVENT_H
#define SEGSCOPE_LAST_EVENT_H

#include <segscope/workspace.h>

G_BEGIN_DECLS

/**
 * The latest time of all events; SEG_EVENT_NO_TIME (event_reader.h): none has one. FALSE with @error.
 *
 * Cost: next to nothing where features have been computed since the events came; else a pass over all events, once: it is remembered
 * while the program runs and the data stay the same.
 */
gboolean seg_last_event_at (SegWorkspace *workspace, gint64 *at, GError **error);

G_END_DECLS

#endif
