/* Where something stands in segscope.conf, for messages. */
#ifndef SEG_SETTINGS_LINES_H
#define SEG_SETTINGS_LINES_H

#include <glib.h>

/** The line, from 1, of @name in [@group] (the last one, which holds), or of the group itself for NULL; 0: there is none. */
guint    seg_settings_line (const char *text, const char *group, const char *name);
/** SEG_ERROR_DATA names @path and the first line that is neither blank, a remark, a [group] nor name=value, or is not UTF-8.
 * @good: (out) may be NULL, gets the text with such lines left blank. */
gboolean seg_settings_check_lines (const char *text, const char *path, char **good, GError **error);

#endif
