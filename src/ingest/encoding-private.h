/* What the files that find an encoding out share (encoding.c, encoding-score.c), and decoder.c. */
#ifndef SEG_ENCODING_PRIVATE_H
#define SEG_ENCODING_PRIVATE_H

#include "ingest-private.h"

#include <unicode/ucnv.h>

/* What a text may be written in. */
typedef enum {
	SEG_SCRIPT_SIMPLIFIED, SEG_SCRIPT_TRADITIONAL, SEG_SCRIPT_JAPANESE, SEG_SCRIPT_KOREAN, SEG_SCRIPT_WESTERN, SEG_SCRIPT_CYRILLIC,
	SEG_SCRIPT_LAST
} SegScript;

/** How likely the decoded @text is in @script: a log-probability, larger for likelier, comparable between decodings of the same
 * bytes. Lone surrogates are bytes that did not decode. */
double      seg_script_rate (const UChar *text, gsize length, SegScript script);

/** A converter from @encoding in which a byte that is no text becomes a lone surrogate, SEG_ESCAPE and the byte. */
UConverter *seg_converter_open (const char *encoding, UErrorCode *status);

#define SEG_ESCAPE 0xDC00

#endif
