/* How numbers, dates and money are written on screens: as the person chose it in the settings. text.h has the functions that write them. */
#ifndef SEGSCOPE_FORMAT_H
#define SEGSCOPE_FORMAT_H

#include <glib.h>

G_BEGIN_DECLS

/** Writes numbers, dates and money so from now on; the names are those of the settings (settings.h), unknown ones mean the first. On the
 * interface thread. Commands never call it: what they write is the same for everybody. */
void  seg_format_use (const char *numbers, const char *dates, const char *money);

typedef enum {
	SEG_FORMAT_CHOSEN, /* as chosen in the settings: for screens; so does each thread begin */
	SEG_FORMAT_USUAL,  /* 1,234.5 and 2024-03-05 whatever was chosen: for words that are kept in the workspace */
	SEG_FORMAT_DATA    /* as programs read: no thousands separators, a decimal point, 2024-03-05, seconds, nothing rounded or shortened to "12k": for cells of
	                    * files and for putting texts in order */
} SegFormatManner;

/** How this thread writes from now on; returns how it did before. */
SegFormatManner seg_format_set_manner (SegFormatManner manner);

/** UTC seconds as "2024-03-05", whatever the settings: for files, options, and fields that a person edits. */
char *seg_format_exact_date (gint64 at);
/** "2024-03-05 14:05" */
char *seg_format_exact_time (gint64 at);

/** A number with what it counts: @one for 1 and @many otherwise, each with one %s for the number ("%s user"); both stand in the call, where they are found for translation. */
char *seg_format_counted (gint64 n, const char *one, const char *many);

/** Appends @name in quotation marks, behind a comma where something stands in @list already: as the language writes both. */
void  seg_format_append_quoted (GString *list, const char *name);

/** An amount with the currency sign of the settings, if any; @decimals < 0: as seg_format_auto(). */
char *seg_format_money (double value, int decimals);

G_END_DECLS

#endif
