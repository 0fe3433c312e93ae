/* What the events of each kind have, over all events: which features the data allow follows from it. Found by reading all events once,
 * which every build of a feature set does anyway, and kept until the data change. */
#ifndef SEG_FEATURE_EVENT_FACTS_H
#define SEG_FEATURE_EVENT_FACTS_H

#include <segscope/event_reader.h>

#include <json-glib/json-glib.h>

typedef struct {
	gsize    n_kinds;
	gint64  *kind_ids; /* ascending */
	guint64 *n_events;
	guint32 *has;      /* SegEventHas */
	gint64   last_at;  /* the latest time of an event, or SEG_EVENT_NO_TIME */
} SegEventFacts;

SegEventFacts *seg_event_facts_new (const gint64 *kind_ids, gsize n_kinds);
SegEventFacts *seg_event_facts_copy (const SegEventFacts *facts);
void           seg_event_facts_free (SegEventFacts *facts);
/** Number of the kind, -1: none. */
gssize         seg_event_facts_find (const SegEventFacts *facts, gint64 kind_id);

char          *seg_event_facts_to_json (const SegEventFacts *facts);
SegEventFacts *seg_event_facts_from_json (JsonNode *root); /* NULL: it is none */

/** Those kept, if they are of the data as they are now; else by reading all events. NULL with @error. */
SegEventFacts *seg_event_facts_get (SegWorkspace *workspace, GError **error);
/** Those kept, or NULL without an error. */
SegEventFacts *seg_event_facts_kept (SegWorkspace *workspace, GError **error);
/** Keeps them as those of the data as they are now, inside the caller's transaction. */
gboolean       seg_event_facts_keep (SegWorkspace *workspace, const SegEventFacts *facts, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegEventFacts, seg_event_facts_free)

#endif
