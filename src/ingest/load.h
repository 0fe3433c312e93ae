/* One import on its way: what load.c (the run), load-entity.c (users, items) and load-event.c (everything that happened)
 * share. */
#ifndef SEG_LOAD_H
#define SEG_LOAD_H

#include "ingest-private.h"

typedef enum { SEG_ROW_LOADED, SEG_ROW_SET_ASIDE, SEG_ROW_FAILED } SegRowFate;

/* The fields of events in the order in which load-event.c asks for them. */
typedef enum {
	SEG_SLOT_USER, SEG_SLOT_ITEM, SEG_SLOT_KIND, SEG_SLOT_STATUS, SEG_SLOT_AT, SEG_SLOT_AMOUNT, SEG_SLOT_QUANTITY, SEG_SLOT_PRICE,
	SEG_SLOT_ORDER, SEG_SLOT_RATING, SEG_SLOT_SECONDS, SEG_SLOT_TEXT, SEG_SLOT_TITLE, SEG_SLOT_LAST
} SegSlot;

/* A column that fills an attribute. */
typedef struct {
	gsize   column;
	SegType type; /* what the table has */
} SegBinding;

typedef struct {
	SegWorkspace        *workspace;
	const SegImportPlan *plan;
	SegValueStyle       *styles;    /* of each column: what its values are read with */
	SegStore            *store;
	SegKeys             *users, *items;
	SegImportResult     *result;
	char                 whole_key[64];
	/* users and items */
	GArray              *bindings;  /* of SegBinding */
	SegValue            *values;    /* as many */
	gssize               key_column;
	/* events */
	gssize               slots[SEG_SLOT_LAST]; /* columns, -1: none */
	GHashTable          *kinds;     /* text in the file -> Kind (load-event.c) */
	const char          *default_kind;
} SegLoad;

/** Notes @record as set aside; @column: its number, or -1. Takes @reason. */
SegRowFate seg_load_set_aside (SegLoad *load, const SegRecord *record, gssize column, char *reason, GError **error);
/** The key @text of @column: without the ".0" where the plan says so. Valid until the next call. */
const char *seg_load_key (SegLoad *load, gssize column, const char *text);
/** "abc" is not a number: in words for any type. Free it. */
char      *seg_load_bad_value (const char *text, SegType type);

gboolean   seg_load_prepare_entity (SegLoad *load, const char *entity, GError **error);
SegRowFate seg_load_entity_row (SegLoad *load, const SegRecord *record, GError **error);

gboolean   seg_load_prepare_events (SegLoad *load, GError **error);
SegRowFate seg_load_event_row (SegLoad *load, const SegRecord *record, GError **error);

#endif
