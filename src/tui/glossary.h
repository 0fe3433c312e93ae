/* Words of the trade on the screens, explained. */
#ifndef SEG_GLOSSARY_H
#define SEG_GLOSSARY_H

#include <glib.h>

typedef struct {
	const char *term;    /* translatable: the word as screens use it */
	const char *meaning; /* translatable: what it is and what a good one is */
} SegTerm;

/* Ends with a row of NULL. */
extern const SegTerm seg_glossary[];

/** The terms that stand in @text (a screen, in the language of now), in the order of the glossary: const SegTerm*, the array is owned. */
GPtrArray *seg_glossary_find (const char *text);

#endif
