/* The readers of values for other modules: a text that was imported is read again in another manner. */
#include <config.h>
#include "ingest-private.h"

SegReadOutcome
seg_read_value (const char *text, SegType type, const SegReading *reading, double *number, gint64 *integer)
{
	const SegValueStyle style = { .date_order = reading->date_order, .decimal_comma = reading->decimal_comma,
	                              .serial_days = reading->serial_days };
	gboolean yes = FALSE, fine;

	if (seg_style_is_missing (&style, text))
		return SEG_READ_MISSING;
	switch (type) {
	case SEG_TYPE_NUMBER:
		fine = seg_style_number (&style, text, number);
		break;
	case SEG_TYPE_DATE:
		fine = seg_style_date (&style, text, integer);
		break;
	case SEG_TYPE_BOOLEAN:
		fine = seg_style_boolean (&style, text, &yes);
		*integer = fine ? yes : *integer;
		break;
	case SEG_TYPE_TEXT:
	case SEG_TYPE_CATEGORY:
	default:
		fine = TRUE;
	}
	return fine ? SEG_READ_FINE : SEG_READ_NOT;
}
