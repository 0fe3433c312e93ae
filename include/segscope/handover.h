/* Things passed from one thread to another, in their order: a reader and a writer with a few chunks between them, full ones one way, empty ones back. */
#ifndef SEGSCOPE_HANDOVER_H
#define SEGSCOPE_HANDOVER_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct SegHandover SegHandover;

/** @free_thing: for what is still in it when it is freed. */
SegHandover *seg_handover_new (GDestroyNotify free_thing);
void         seg_handover_free (SegHandover *handover);
/** @thing: not NULL. */
void         seg_handover_give (SegHandover *handover, gpointer thing);
/** The first thing, waiting for it; NULL after so many @milliseconds (0: waits on). */
gpointer     seg_handover_take (SegHandover *handover, guint milliseconds);

G_END_DECLS

#endif
