/* People that are known by their ids, for lists that sort and filter them by key. */
#ifndef SEGSCOPE_PERSON_LIST_H
#define SEGSCOPE_PERSON_LIST_H

#include <segscope/workspace.h>

G_BEGIN_DECLS

/** Those of @ids (ascending) whose keys say each of @words (said_words.h; NULL: all), in order of key: GArray of gint64, owned. NULL with @error. Cost: one
 * pass over the keys of all users. */
GArray    *seg_persons_order (SegWorkspace *workspace, const GArray *ids, const char *words, gboolean descending, SegJob *job, GError **error);
/** Their keys; NULL for whoever is gone: GPtrArray of char*, owned. */
GPtrArray *seg_persons_keys (SegWorkspace *workspace, const gint64 *ids, gsize n, GError **error);

G_END_DECLS

#endif
