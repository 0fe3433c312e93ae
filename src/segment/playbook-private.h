/* What the files of the playbook share. */
#ifndef SEG_PLAYBOOK_PRIVATE_H
#define SEG_PLAYBOOK_PRIVATE_H

#include "segment-private.h"

#include <segscope/playbook.h>

G_BEGIN_DECLS

/* A play of the program's own; texts translatable. */
typedef struct {
	const char *built_in, *name, *condition, *action, *offer, *channel;
} SegBuiltInPlay;

const SegBuiltInPlay *seg_built_in_play (guint number);           /* from 0; NULL: no more */
const SegBuiltInPlay *seg_built_in_play_find (const char *name);  /* or NULL */
SegPlay              *seg_play_built_in (const SegBuiltInPlay *row);

/* Puts @plays in place of all there are; @edited ones as written, others as built in. Inside the caller's edit. */
gboolean seg_playbook_write (SegWorkspace *workspace, const GPtrArray *plays, GError **error);
/* SEG_ERROR_ARGUMENT: no name, or a condition that is none. */
gboolean seg_play_is_sound (const SegPlay *play, GError **error);

G_END_DECLS

#endif
