/* Messages in a language that is not the one in use: names of segments are proposed in Chinese and English at once. */
#ifndef SEGSCOPE_TRANSLATION_H
#define SEGSCOPE_TRANSLATION_H

#include <glib.h>

G_BEGIN_DECLS

/**
 * @message in @language ("zh_CN"), from the program's own catalogue; @message itself for "en" and where there is no translation. Borrowed, for
 * good. Any thread.
 */
const char *seg_translate_into (const char *language, const char *message);

G_END_DECLS

#endif
