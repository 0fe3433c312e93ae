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
	SEG_SCHEME_CONTRAST_DARK,  /* few and strong colours, nothing dim */
	SEG_SCHEME_CONTRAST_LIGHT,
	SEG_SCHEME_BLIND_DARK,     /* colours that eyes of all kinds tell apart, as in Okabe and Ito 2008, chosen among the 256 */
	SEG_SCHEME_BLIND_LIGHT,
	SEG_N_SCHEMES
} SegScheme;

enum { SEG_STYLE_BOLD = 1, SEG_STYLE_DIM = 2, SEG_STYLE_REVERSE = 4, SEG_STYLE_UNDERLINE = 8 };

typedef struct {
	short foreground, background; /* colour number, -1 the terminal's own */
	guint attributes;             /* SEG_STYLE_... */
} SegStyle;

const SegStyle *seg_theme_style (SegScheme scheme, SegInk ink);
/** The foreground of @style where the terminal has @n_colours: the scheme of few colours takes a brighter blue where there is one. */
short seg_theme_foreground (SegScheme scheme, const SegStyle *style, int n_colours);

/**
 * The scheme for a terminal of @n_colours, given the variables NO_COLOR and COLORFGBG (NULL: not set).
 *
 * @wish: the setting "scheme"; anything but "auto" counts more than NO_COLOR, as no-color.org wants it of a program's own
 * configuration. A terminal that cannot show what is wished gets the nearest that it can.
 */
SegScheme seg_theme_choose (const char *wish, int n_colours, const char *no_color, const char *colorfgbg);

#endif
