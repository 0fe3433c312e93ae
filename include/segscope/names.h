/* What items and users are called, to find them by typing. */
#ifndef SEGSCOPE_NAMES_H
#define SEGSCOPE_NAMES_H

#include <segscope/workspace.h>

G_BEGIN_DECLS

typedef struct {
	gint64 id;
	char  *key;
	char  *title; /* of an item: its title, else its key; NULL for users */
} SegName;

void seg_name_free (SegName *name);

/** All items, by key: GPtrArray of SegName*, owned. Memory in proportion to their titles. NULL with @error. */
GPtrArray *seg_item_names (SegWorkspace *workspace, SegJob *job, GError **error);

/** The users whose key begins with @prefix, at most @most, by key; without those that cleaning left out. From the index: under a
 * millisecond among a million. @prefix as typed: capitals count. NULL with @error. */
GPtrArray *seg_user_names (SegWorkspace *workspace, const char *prefix, guint most, GError **error);

G_END_DECLS

#endif
