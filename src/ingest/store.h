/* What the files that write share: the store itself. */
#ifndef SEG_STORE_H
#define SEG_STORE_H

#include "ingest-private.h"

struct SegStore {
	SegWorkspace        *workspace;
	const SegImportPlan *plan;
	char                *mapping;   /* JSON */
	gint64               source_id;
	SegStatement        *reject, *kind, *title;
	GHashTable          *taken;        /* "user.city": columns that this file already fills */
};

#endif
