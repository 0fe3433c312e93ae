/* The theme: what each ink looks like in each scheme. The terminal's own background is always kept; whatever colour says
 * is also said by a word, a sign or a position, so that the mono scheme loses nothing. */
#ifndef SEG_THEME_H
#define SEG_THEME_H

#include <segscope/chart.h>

typedef enum {
	SEG_SCHEME_MONO,  /* attributes only: NO_COLOR, or a terminal without colours */
	SEG_SCHEME_BASIC, /* the 8 colours every colour terminal has, in the person's own palette */
	SEG_SCHEME_DARK,  /* 256 colours on a dark background */
	SEG_SCHEME_LIGHT, /* 256 colours on a light background */
	SEG_N_SCHEMES
} SegScheme;

enum { SEG_STYLE_BOLD = 1, SEG_STYLE_DIM = 2, SEG_STYLE_REVERSE = 4, SEG_STYLE_UNDERLINE = 8 };

typedef struct {
	short foreground, background; /* colour number, -1 the terminal's own */
	guint attributes;             /* SEG_STYLE_... */
} SegStyle;

const SegStyle *seg_theme_style (SegScheme scheme, SegInk ink);

/** The scheme for a terminal of @n_colours, given the variables NO_COLOR and COLORFGBG (NULL: not set). */
SegScheme seg_theme_choose (int n_colours, const char *no_color, const char *colorfgbg);

#endif
