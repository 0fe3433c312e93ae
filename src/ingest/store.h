/* What the files that write share: the store itself. */
#ifndef SEG_STORE_H
#define SEG_STORE_H

#include "ingest-private.h"

struct SegStore {
	SegWorkspace        *workspace;
	const SegImportPlan *plan;
	char                *mapping;   /* JSON */
	gint64               source_id;
	SegStatement        *reject, *key[2], *event, *review, *kind, *title;
	int                  event_at[11]; /* parameters of the event statement */
	/* Users or items with their attributes: */
	SegStatement        *insert, *update;
	guint                n_columns;
	GHashTable          *taken;        /* "user.city": columns that this file already fills */
	GPtrArray           *indexes;      /* SQL of the indexes taken away */
};

#endif
