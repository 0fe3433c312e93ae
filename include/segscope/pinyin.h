/* Chinese names found by the letters a person types. */
#ifndef SEGSCOPE_PINYIN_H
#define SEGSCOPE_PINYIN_H

#include <glib.h>

G_BEGIN_DECLS

/**
 * How @text is found by Latin letters: the initials and the whole syllables of its Chinese characters, without tones, in lower
 * case: "sjfx shujufenxi" for 数据分析. What stands between them is left as it is. Characters with several readings get the most
 * frequent one (Unicode's Han-Latin rules). NULL where @text has no Chinese character, or the system's ICU has no rules. Free
 * with g_free(). Any thread; some 10 microseconds a character.
 */
char *seg_pinyin (const char *text);

G_END_DECLS

#endif
