/* The last value of each attribute that a log gives its users or items, by id: in memory up to a size, beyond it in a file. */
#ifndef SEG_WIDE_VALUES_H
#define SEG_WIDE_VALUES_H

#include "chunk.h"

typedef struct SegWideValues SegWideValues;

/** @types: of the @n_cells attributes; kept by the caller as long as the values. */
SegWideValues *seg_wide_values_new (const SegType *types, gsize n_cells);
void           seg_wide_values_free (SegWideValues *values);
/** Attribute @cell of @id is @value from now on, which is present. Its text is copied. FALSE: no memory, or no room on the disk. */
gboolean       seg_wide_values_set (SegWideValues *values, guint32 id, gsize cell, const SegCell *value, GError **error);
/** All are set: seg_wide_values_next() begins with the lowest id. */
gboolean       seg_wide_values_end (SegWideValues *values, GError **error);
/** The next id with its attributes, n_cells of them, valid until the next call; those it has none of are missing. 0: there is none
 * any more, or @error is set. */
guint32        seg_wide_values_next (SegWideValues *values, const SegCell **cells, GError **error);

/** What attributes of users, and those of items, may take in memory; tests make it small. */
extern gsize seg_wide_bytes_most;

static inline SegCell
seg_cell_missing (SegType type)
{
	SegCell cell = { .text = { NULL, 0 } };

	if (type == SEG_TYPE_NUMBER)
		cell.number = NAN;
	else if (type == SEG_TYPE_DATE || type == SEG_TYPE_BOOLEAN)
		cell.integer = SEG_BULK_NO_INTEGER;
	return cell;
}

static inline gboolean
seg_type_is_text (SegType type)
{
	return type == SEG_TYPE_TEXT || type == SEG_TYPE_CATEGORY;
}

#endif
