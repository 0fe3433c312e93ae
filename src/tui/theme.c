#include <config.h>
#include "theme.h"

#include <string.h>

#define BLUE 4
#define BRIGHT_BLUE 12
#define BOLD SEG_STYLE_BOLD
#define DIM SEG_STYLE_DIM
#define REVERSE SEG_STYLE_REVERSE
#define UNDERLINE SEG_STYLE_UNDERLINE

/* tests/unit/test-theme.c holds the colours to what can be read: text at a contrast of 4.5 (7 where contrast is wished for) and lines at 3 against the
 * backgrounds that terminals come with, series apart for eyes of all kinds where that is wished for. */
static const SegStyle styles[SEG_N_SCHEMES][SEG_N_INKS] = {
	[SEG_SCHEME_MONO] = {
		[SEG_INK_NORMAL] = { -1, -1, 0 }, [SEG_INK_MUTED] = { -1, -1, DIM }, [SEG_INK_HEADING] = { -1, -1, BOLD },
		[SEG_INK_ACCENT] = { -1, -1, BOLD }, [SEG_INK_GOOD] = { -1, -1, 0 }, [SEG_INK_WARNING] = { -1, -1, BOLD },
		[SEG_INK_BAD] = { -1, -1, BOLD | UNDERLINE }, [SEG_INK_AXIS] = { -1, -1, DIM }, [SEG_INK_SELECTED] = { -1, -1, REVERSE },
		[SEG_INK_SERIES_1] = { -1, -1, 0 }, [SEG_INK_SERIES_2] = { -1, -1, BOLD }, [SEG_INK_SERIES_3] = { -1, -1, DIM },
		[SEG_INK_SERIES_4] = { -1, -1, UNDERLINE }, [SEG_INK_SERIES_5] = { -1, -1, 0 }, [SEG_INK_SERIES_6] = { -1, -1, BOLD },
		[SEG_INK_SERIES_7] = { -1, -1, DIM }, [SEG_INK_SERIES_8] = { -1, -1, UNDERLINE },
	},
	[SEG_SCHEME_BASIC] = {
		[SEG_INK_NORMAL] = { -1, -1, 0 }, [SEG_INK_MUTED] = { -1, -1, DIM }, [SEG_INK_HEADING] = { -1, -1, BOLD },
		[SEG_INK_ACCENT] = { 6, -1, BOLD }, [SEG_INK_GOOD] = { 2, -1, 0 }, [SEG_INK_WARNING] = { 3, -1, BOLD },
		[SEG_INK_BAD] = { 1, -1, BOLD }, [SEG_INK_AXIS] = { -1, -1, DIM }, [SEG_INK_SELECTED] = { -1, -1, REVERSE },
		[SEG_INK_SERIES_1] = { 4, -1, BOLD }, [SEG_INK_SERIES_2] = { 3, -1, 0 }, [SEG_INK_SERIES_3] = { 2, -1, 0 },
		[SEG_INK_SERIES_4] = { 5, -1, 0 }, [SEG_INK_SERIES_5] = { 6, -1, 0 }, [SEG_INK_SERIES_6] = { 1, -1, 0 },
		[SEG_INK_SERIES_7] = { 3, -1, BOLD }, [SEG_INK_SERIES_8] = { -1, -1, DIM },
	},
	[SEG_SCHEME_DARK] = {
		[SEG_INK_NORMAL] = { -1, -1, 0 }, [SEG_INK_MUTED] = { 248, -1, 0 }, [SEG_INK_HEADING] = { -1, -1, BOLD },
		[SEG_INK_ACCENT] = { 80, -1, BOLD }, [SEG_INK_GOOD] = { 114, -1, 0 }, [SEG_INK_WARNING] = { 221, -1, 0 },
		[SEG_INK_BAD] = { 210, -1, BOLD }, [SEG_INK_AXIS] = { 243, -1, 0 }, [SEG_INK_SELECTED] = { 231, 26, 0 },
		[SEG_INK_SERIES_1] = { 75, -1, 0 }, [SEG_INK_SERIES_2] = { 215, -1, 0 }, [SEG_INK_SERIES_3] = { 114, -1, 0 },
		[SEG_INK_SERIES_4] = { 211, -1, 0 }, [SEG_INK_SERIES_5] = { 141, -1, 0 }, [SEG_INK_SERIES_6] = { 80, -1, 0 },
		[SEG_INK_SERIES_7] = { 222, -1, 0 }, [SEG_INK_SERIES_8] = { 250, -1, 0 },
	},
	[SEG_SCHEME_LIGHT] = {
		[SEG_INK_NORMAL] = { -1, -1, 0 }, [SEG_INK_MUTED] = { 242, -1, 0 }, [SEG_INK_HEADING] = { -1, -1, BOLD },
		[SEG_INK_ACCENT] = { 25, -1, BOLD }, [SEG_INK_GOOD] = { 22, -1, 0 }, [SEG_INK_WARNING] = { 94, -1, BOLD },
		[SEG_INK_BAD] = { 124, -1, BOLD }, [SEG_INK_AXIS] = { 245, -1, 0 }, [SEG_INK_SELECTED] = { 231, 25, 0 },
		[SEG_INK_SERIES_1] = { 25, -1, 0 }, [SEG_INK_SERIES_2] = { 94, -1, 0 }, [SEG_INK_SERIES_3] = { 22, -1, 0 },
		[SEG_INK_SERIES_4] = { 161, -1, 0 }, [SEG_INK_SERIES_5] = { 129, -1, 0 }, [SEG_INK_SERIES_6] = { 23, -1, 0 },
		[SEG_INK_SERIES_7] = { 52, -1, 0 }, [SEG_INK_SERIES_8] = { 240, -1, 0 },
	},
	[SEG_SCHEME_CONTRAST_DARK] = {
		[SEG_INK_NORMAL] = { 231, -1, 0 }, [SEG_INK_MUTED] = { 231, -1, 0 }, [SEG_INK_HEADING] = { 231, -1, BOLD | UNDERLINE },
		[SEG_INK_ACCENT] = { 51, -1, BOLD }, [SEG_INK_GOOD] = { 118, -1, BOLD }, [SEG_INK_WARNING] = { 226, -1, BOLD },
		[SEG_INK_BAD] = { 210, -1, BOLD | UNDERLINE }, [SEG_INK_AXIS] = { 252, -1, 0 }, [SEG_INK_SELECTED] = { 16, 226, BOLD },
		[SEG_INK_SERIES_1] = { 51, -1, BOLD }, [SEG_INK_SERIES_2] = { 226, -1, BOLD }, [SEG_INK_SERIES_3] = { 118, -1, BOLD },
		[SEG_INK_SERIES_4] = { 219, -1, BOLD }, [SEG_INK_SERIES_5] = { 250, -1, BOLD }, [SEG_INK_SERIES_6] = { 178, -1, BOLD },
		[SEG_INK_SERIES_7] = { 210, -1, BOLD }, [SEG_INK_SERIES_8] = { 49, -1, BOLD },
	},
	[SEG_SCHEME_CONTRAST_LIGHT] = {
		[SEG_INK_NORMAL] = { 16, -1, 0 }, [SEG_INK_MUTED] = { 16, -1, 0 }, [SEG_INK_HEADING] = { 16, -1, BOLD | UNDERLINE },
		[SEG_INK_ACCENT] = { 18, -1, BOLD }, [SEG_INK_GOOD] = { 22, -1, BOLD }, [SEG_INK_WARNING] = { 88, -1, BOLD },
		[SEG_INK_BAD] = { 124, -1, BOLD | UNDERLINE }, [SEG_INK_AXIS] = { 238, -1, 0 }, [SEG_INK_SELECTED] = { 231, 18, BOLD },
		[SEG_INK_SERIES_1] = { 18, -1, BOLD }, [SEG_INK_SERIES_2] = { 124, -1, BOLD }, [SEG_INK_SERIES_3] = { 22, -1, BOLD },
		[SEG_INK_SERIES_4] = { 90, -1, BOLD }, [SEG_INK_SERIES_5] = { 21, -1, BOLD }, [SEG_INK_SERIES_6] = { 52, -1, BOLD },
		[SEG_INK_SERIES_7] = { 239, -1, BOLD }, [SEG_INK_SERIES_8] = { 233, -1, BOLD },
	},
	[SEG_SCHEME_BLIND_DARK] = {
		[SEG_INK_NORMAL] = { -1, -1, 0 }, [SEG_INK_MUTED] = { 248, -1, 0 }, [SEG_INK_HEADING] = { -1, -1, BOLD },
		[SEG_INK_ACCENT] = { 75, -1, BOLD }, [SEG_INK_GOOD] = { 75, -1, 0 }, [SEG_INK_WARNING] = { 221, -1, 0 },
		[SEG_INK_BAD] = { 203, -1, BOLD | UNDERLINE }, [SEG_INK_AXIS] = { 243, -1, 0 }, [SEG_INK_SELECTED] = { 231, 26, 0 },
		[SEG_INK_SERIES_1] = { 75, -1, 0 }, [SEG_INK_SERIES_2] = { 214, -1, 0 }, [SEG_INK_SERIES_3] = { 87, -1, 0 },
		[SEG_INK_SERIES_4] = { 228, -1, 0 }, [SEG_INK_SERIES_5] = { 139, -1, 0 }, [SEG_INK_SERIES_6] = { 203, -1, 0 },
		[SEG_INK_SERIES_7] = { 194, -1, 0 }, [SEG_INK_SERIES_8] = { 250, -1, 0 },
	},
	[SEG_SCHEME_BLIND_LIGHT] = {
		[SEG_INK_NORMAL] = { -1, -1, 0 }, [SEG_INK_MUTED] = { 242, -1, 0 }, [SEG_INK_HEADING] = { -1, -1, BOLD },
		[SEG_INK_ACCENT] = { 25, -1, BOLD }, [SEG_INK_GOOD] = { 25, -1, 0 }, [SEG_INK_WARNING] = { 94, -1, BOLD },
		[SEG_INK_BAD] = { 88, -1, BOLD | UNDERLINE }, [SEG_INK_AXIS] = { 245, -1, 0 }, [SEG_INK_SELECTED] = { 231, 25, 0 },
		[SEG_INK_SERIES_1] = { 24, -1, 0 }, [SEG_INK_SERIES_2] = { 94, -1, 0 }, [SEG_INK_SERIES_3] = { 129, -1, 0 },
		[SEG_INK_SERIES_4] = { 242, -1, 0 }, [SEG_INK_SERIES_5] = { 52, -1, 0 }, [SEG_INK_SERIES_6] = { 17, -1, 0 },
		[SEG_INK_SERIES_7] = { 237, -1, 0 }, [SEG_INK_SERIES_8] = { 16, -1, 0 },
	},
};

const SegStyle *
seg_theme_style (SegScheme scheme, SegInk ink)
{
	return &styles[scheme][(guint) ink < SEG_N_INKS ? ink : SEG_INK_NORMAL];
}

/* The blue of the first eight is hardly to be read on black in most terminals. */
short
seg_theme_foreground (SegScheme scheme, const SegStyle *style, int n_colours)
{
	return scheme == SEG_SCHEME_BASIC && style->foreground == BLUE && n_colours >= 16 ? BRIGHT_BLUE : style->foreground;
}

/* COLORFGBG is "foreground;background" in the 16 colours, as some terminals set it. */
static gboolean
is_light (const char *colorfgbg)
{
	const char *background = colorfgbg != NULL ? strrchr (colorfgbg, ';') : NULL;

	return background != NULL && (strcmp (background, ";7") == 0 || strcmp (background, ";15") == 0);
}

SegScheme
seg_theme_choose (const char *wish, int n_colours, const char *no_color, const char *colorfgbg)
{
	static const struct { const char *wish; SegScheme on_dark, on_light; } rich[] = {
		{ "auto", SEG_SCHEME_DARK, SEG_SCHEME_LIGHT }, { "dark", SEG_SCHEME_DARK, SEG_SCHEME_DARK }, { "light", SEG_SCHEME_LIGHT, SEG_SCHEME_LIGHT },
		{ "high-contrast", SEG_SCHEME_CONTRAST_DARK, SEG_SCHEME_CONTRAST_LIGHT }, { "colour-blind", SEG_SCHEME_BLIND_DARK, SEG_SCHEME_BLIND_LIGHT },
	};
	gboolean is_auto = strcmp (wish, "auto") == 0;

	if (n_colours < 8 || strcmp (wish, "mono") == 0 || (is_auto && no_color != NULL && *no_color != '\0'))
		return SEG_SCHEME_MONO;
	for (gsize i = 0; n_colours >= 256 && i < G_N_ELEMENTS (rich); i++)
		if (strcmp (wish, rich[i].wish) == 0)
			return is_light (colorfgbg) ? rich[i].on_light : rich[i].on_dark;
	return SEG_SCHEME_BASIC;
}
