#ifndef SEG_HANDOVER_H
#define SEG_HANDOVER_H

#include "chunk.h"

typedef struct SegHandover SegHandover;

SegHandover *seg_handover_new (void);
/** Frees the chunks that are still in it as well. */
void         seg_handover_free (SegHandover *handover);
void         seg_handover_give (SegHandover *handover, SegChunk *chunk);
/** The first chunk, waiting for it; NULL after so many @milliseconds (0: waits on). */
SegChunk    *seg_handover_take (SegHandover *handover, guint milliseconds);

#endif
