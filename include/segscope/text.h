/* Text as a terminal shows it: safe, measured in cells, cut and padded; and numbers as people read them.
 *
 * Files keep text as imported; it is made safe here, once, on its way to a terminal. */
#ifndef SEGSCOPE_TEXT_H
#define SEGSCOPE_TEXT_H

#include <glib.h>

G_BEGIN_DECLS

/** Cells one character takes: 0 combining, 2 wide (CJK, emoji), else 1; control characters count 1 (their replacement). */
int seg_text_char_width (gunichar character);

/** Bytes of the first character of @text with all that is shown in the same cells: marks, the tone of an emoji, the other letter of a flag. 0: @text
 * is empty. Broken UTF-8 is taken byte by byte. */
gsize seg_text_character (const char *text);

/** Whether @mark, of no width, is to be shown on @on: accents, vowels above and below, what joins letters; but nothing that would make a terminal put
 * characters together that are counted one by one. */
gboolean seg_text_is_mark (gunichar mark, gunichar on);

/** Cells that @text takes after seg_text_printable(). */
int seg_text_width (const char *text);

/**
 * A copy of @text that is safe on a terminal: invalid UTF-8 becomes U+FFFD, control characters (C0, C1, DEL, bidi
 * controls, line separators) become a middle dot, newlines and tabs one space; emoji lose the tone of their skin, of
 * which terminals do not agree how many cells it takes. NULL gives "". Free with g_free().
 */
char *seg_text_printable (const char *text);

/** Printable copy of at most @cells cells; ends with an ellipsis when something was cut. Free with g_free(). */
char *seg_text_clip (const char *text, int cells);

typedef enum { SEG_ALIGN_LEFT, SEG_ALIGN_RIGHT, SEG_ALIGN_CENTRE } SegAlign;

/** Like seg_text_clip(), then padded with spaces to exactly @cells cells. */
char *seg_text_fit (const char *text, int cells, SegAlign align);

/** Lines of at most @cells cells, broken at spaces (or between CJK characters). Free with g_strfreev(). */
char **seg_text_wrap (const char *text, int cells);

/** "5,012" */
char *seg_format_integer (gint64 value);
/** @decimals digits after the point and thousands separators; "–" for a value that is not finite. */
char *seg_format_number (double value, int decimals);
/** As few digits as are useful: "0.0132", "4.12", "612.4", "1,284,310"; "–" when not finite. */
char *seg_format_auto (double value);
/** For files: the shortest digits that read back as the same number, "1234.56789"; "" when not finite. */
char *seg_format_exact (double value);
/** A share 0..1 as "7.7 %". */
char *seg_format_share (double share);
/** "12k", "1.3M": at most 5 characters, for axes. */
char *seg_format_compact (double value);
/** UTC seconds as "2024-03-05". */
char *seg_format_date (gint64 at);
/** UTC seconds as "2024-03-05 14:05". */
char *seg_format_time (gint64 at);
/** Seconds of work as "0.4 s", "12 s", "3 min 20 s". */
char *seg_format_duration (double seconds);

G_END_DECLS

#endif
