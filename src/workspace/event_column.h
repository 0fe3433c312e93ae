/* A column of up to 65,536 figures, packed: what event_column keeps. */
#ifndef SEG_EVENT_COLUMN_H
#define SEG_EVENT_COLUMN_H

#include <segscope/event_pack.h>


/** Where a column belongs: its checksum covers that too. */
static inline guint64
seg_column_place (gint64 first_event_id, guint position)
{
	return (guint64) first_event_id * 16 + position;
}

/** @values: whole numbers, or SEG_PACK_NONE. The same values give the same bytes. NULL: out of memory. */
GBytes *seg_column_pack_integers (const gint64 *values, gsize n, guint64 place);
/** @values: numbers, or NAN; -0 becomes 0, as in the rows. */
GBytes *seg_column_pack_doubles (const double *values, gsize n, guint64 place);

/* A packed column that was looked through: nothing in it leads out of its bytes. */
typedef struct {
	const guint8 *numbers; /* width bits each, from the lowest bit of the first byte on; or 8 bytes each */
	const guint8 *list;    /* of different values, 8 bytes each; NULL: numbers are themselves the values */
	gsize         n, n_listed;
	guint         form, width;
	gboolean      may_miss; /* number 0 says that there is none */
	gint64        base;
	double        divisor; /* of doubles that were made whole numbers; 0: they were not */
} SegColumn;

/** FALSE: the bytes are no such column of @n figures for that place, or are damaged. They must stay where they are. */
gboolean seg_column_open (SegColumn *column, const guint8 *bytes, gsize size, gsize n, guint64 place);
/** Whether all are missing. */
gboolean seg_column_is_empty (const SegColumn *column);
/** Whether none can be missing. */
gboolean seg_column_is_full (const SegColumn *column);

/** Of the @n_rows rows numbered in @rows, or (NULL) of the first @n_rows. */
void seg_column_integers (const SegColumn *column, const guint16 *rows, gsize n_rows, gint64 *values);
/** Which rows hold one of the ascending @ids, as numbers of rows and positions among @ids. FALSE: the column does not ascend, and nothing was
 * looked at. */
gboolean seg_column_find (const SegColumn *column, const gint64 *ids, gsize n_ids, guint16 *rows, guint32 *positions, gsize *n_rows);
void seg_column_doubles (const SegColumn *column, const guint16 *rows, gsize n_rows, double *values);

#endif
