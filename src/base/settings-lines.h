/* Where something stands in segscope.conf, and what is wrong there, for messages. */
#ifndef SEG_SETTINGS_LINES_H
#define SEG_SETTINGS_LINES_H

#include <glib.h>

/** The line, from 1, of @name in [@group] (the last one, which holds), or of the group itself for NULL; 0: there is none. */
guint seg_settings_line (const char *text, const char *group, const char *name);

/** An empty list of mistakes. */
GPtrArray *seg_settings_mistakes_new (void);
/** Adds one: "PATH, line LINE: what". @what is taken over. */
void       seg_settings_mistakes_add (GPtrArray *mistakes, guint line, char *what);
/** All of them, a line for each in the order of the file; of very many the first, and how many more there are. FALSE with SEG_ERROR_DATA where there
 * are any. */
gboolean   seg_settings_mistakes_none (GPtrArray *mistakes, const char *path, GError **error);

/** @text with the lines left blank that are neither blank, a remark, a [group] nor name=value, or are not UTF-8; each is added to @mistakes. Free with
 * g_free(). */
char *seg_settings_good_lines (const char *text, GPtrArray *mistakes);

#endif
