/* The colours of the schemes: whether they can be read on the backgrounds that terminals come with, and told apart by eyes of all kinds.
 *
 * Contrast is that of WCAG 2.1 (relative luminance of sRGB); differences are CIEDE2000 (Sharma, Wu, Dalal 2005, Color Res. Appl. 30:21-30); colour
 * blindness is simulated by Machado, Oliveira, Fernandes 2009 (IEEE TVCG 15:1291-1298) at full severity. */
#include <config.h>
#include <glib.h>
#include <math.h>

#include "tui/theme.h"

typedef struct {
	double r, g, b; /* 0..255 */
} Colour;

/* The plain terminals, VS Code, One Dark, Ubuntu, Solarized; and the light ones. */
static const guint32 dark_backgrounds[] = { 0x000000, 0x1e1e1e, 0x282c34, 0x300a24, 0x002b36 }, light_backgrounds[] = { 0xffffff, 0xf5f5f5, 0xfdf6e3 };

/* The colours from 16 on are the same in all terminals: a cube of six steps, and greys. */
static Colour
colour_of (int number)
{
	static const double steps[] = { 0, 95, 135, 175, 215, 255 };

	g_assert_cmpint (number, >=, 16);
	g_assert_cmpint (number, <, 256);
	if (number >= 232)
		return (Colour) { 8 + 10 * (number - 232), 8 + 10 * (number - 232), 8 + 10 * (number - 232) };
	number -= 16;
	return (Colour) { steps[number / 36], steps[number / 6 % 6], steps[number % 6] };
}

static Colour
colour_of_hex (guint32 hex)
{
	return (Colour) { hex >> 16, hex >> 8 & 0xff, hex & 0xff };
}

/* Contrast ---------------------------------------------------------------------------------------------------------- */

static double
linear (double value)
{
	value /= 255;
	return value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

static double
luminance (Colour c)
{
	return 0.2126 * linear (c.r) + 0.7152 * linear (c.g) + 0.0722 * linear (c.b);
}

static double
contrast (Colour one, Colour other)
{
	double a = luminance (one), b = luminance (other);

	return (MAX (a, b) + 0.05) / (MIN (a, b) + 0.05);
}

static gboolean
is_light (SegScheme scheme)
{
	return scheme == SEG_SCHEME_LIGHT || scheme == SEG_SCHEME_CONTRAST_LIGHT || scheme == SEG_SCHEME_BLIND_LIGHT;
}

static gboolean
is_contrast (SegScheme scheme)
{
	return scheme == SEG_SCHEME_CONTRAST_DARK || scheme == SEG_SCHEME_CONTRAST_LIGHT;
}

static void
check_on (SegScheme scheme, SegInk ink, const SegStyle *style, Colour background, double least)
{
	double found = contrast (colour_of (style->foreground), background);

	if (found < least)
		g_error ("scheme %d, ink %d: colour %d has a contrast of %.2f on a background of %.0f %.0f %.0f; %.1f is asked for", (int) scheme, (int) ink,
		         style->foreground, found, background.r, background.g, background.b, least);
}

/* Lines are not read, and need less than text. High contrast holds where a background is what it calls itself: black, or nearly; white. */
static void
check_ink (SegScheme scheme, SegInk ink)
{
	const guint32 *backgrounds = is_light (scheme) ? light_backgrounds : dark_backgrounds;
	const gsize n = is_light (scheme) ? G_N_ELEMENTS (light_backgrounds) : G_N_ELEMENTS (dark_backgrounds);
	const SegStyle *style = seg_theme_style (scheme, ink);
	const double least = ink == SEG_INK_AXIS ? 3 : 4.5;

	if (style->background >= 0) {
		check_on (scheme, ink, style, colour_of (style->background), is_contrast (scheme) ? 7 : least);
		for (gsize i = 0; i < n; i++) /* the cursor's line is seen at a glance */
			g_assert_cmpfloat (contrast (colour_of (style->background), colour_of_hex (backgrounds[i])), >, 2.4);
		return;
	}
	for (gsize i = 0; style->foreground >= 0 && i < n; i++)
		check_on (scheme, ink, style, colour_of_hex (backgrounds[i]), is_contrast (scheme) && i < (is_light (scheme) ? 1 : 2) ? 7 : least);
}

static void
test_contrast (void)
{
	g_assert_cmpfloat_with_epsilon (contrast ((Colour) { 0, 0, 0 }, (Colour) { 255, 255, 255 }), 21, 1e-9);
	g_assert_cmpfloat_with_epsilon (contrast (colour_of_hex (0x777777), colour_of_hex (0xffffff)), 4.48, 0.005); /* known from WCAG's own examples */
	for (int scheme = SEG_SCHEME_DARK; scheme < SEG_N_SCHEMES; scheme++)
		for (int ink = 0; ink < SEG_N_INKS; ink++)
			check_ink ((SegScheme) scheme, (SegInk) ink);
}

/* Differences ------------------------------------------------------------------------------------------------------- */

typedef struct {
	double l, a, b;
} Lab;

typedef enum { USUAL, PROTAN, DEUTAN, TRITAN, N_EYES } Eye;

static const double eyes[N_EYES][3][3] = {
	[USUAL] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
	[PROTAN] = { { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 }, { -0.003882, -0.048116, 1.051998 } },
	[DEUTAN] = { { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 }, { -0.011820, 0.042940, 0.968881 } },
	[TRITAN] = { { 1.255528, -0.076749, -0.178779 }, { -0.078411, 0.930809, 0.147602 }, { 0.004733, 0.691367, 0.303900 } },
};

static double
lab_part (double t)
{
	return t > 216.0 / 24389 ? cbrt (t) : (24389.0 / 27 * t + 16) / 116;
}

/* As @eye sees @c. */
static Lab
lab_of (Colour c, Eye eye)
{
	const double given[3] = { linear (c.r), linear (c.g), linear (c.b) };
	double seen[3], x, y, z;

	for (int i = 0; i < 3; i++)
		seen[i] = CLAMP (eyes[eye][i][0] * given[0] + eyes[eye][i][1] * given[1] + eyes[eye][i][2] * given[2], 0, 1);
	x = lab_part ((0.4124564 * seen[0] + 0.3575761 * seen[1] + 0.1804375 * seen[2]) / 0.95047);
	y = lab_part (0.2126729 * seen[0] + 0.7151522 * seen[1] + 0.0721750 * seen[2]);
	z = lab_part ((0.0193339 * seen[0] + 0.1191920 * seen[1] + 0.9503041 * seen[2]) / 1.08883);
	return (Lab) { 116 * y - 16, 500 * (x - y), 200 * (y - z) };
}

static double
degrees (double y, double x)
{
	double angle = x == 0 && y == 0 ? 0 : atan2 (y, x) * 180 / G_PI;

	return angle < 0 ? angle + 360 : angle;
}

static double
cosine (double angle)
{
	return cos (angle * G_PI / 180);
}

/* The formulas with their names, in the order of the paper. */
static double
ciede2000 (Lab p, Lab q)
{
	const double far = pow (25, 7), mean_c = (hypot (p.a, p.b) + hypot (q.a, q.b)) / 2, g = 0.5 * (1 - sqrt (pow (mean_c, 7) / (pow (mean_c, 7) + far)));
	const double c1 = hypot ((1 + g) * p.a, p.b), c2 = hypot ((1 + g) * q.a, q.b), h1 = degrees (p.b, (1 + g) * p.a), h2 = degrees (q.b, (1 + g) * q.a);
	const double turn = h2 - h1, dh = c1 * c2 == 0 ? 0 : turn > 180 ? turn - 360 : turn < -180 ? turn + 360 : turn;
	const double dl = q.l - p.l, dc = c2 - c1, big_dh = 2 * sqrt (c1 * c2) * sin (dh / 2 * G_PI / 180);
	const double l = (p.l + q.l) / 2, c = (c1 + c2) / 2, sum = h1 + h2;
	const double h = c1 * c2 == 0 ? sum : fabs (turn) <= 180 ? sum / 2 : sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2;
	const double t = 1 - 0.17 * cosine (h - 30) + 0.24 * cosine (2 * h) + 0.32 * cosine (3 * h + 6) - 0.20 * cosine (4 * h - 63);
	const double sl = 1 + 0.015 * pow (l - 50, 2) / sqrt (20 + pow (l - 50, 2)), sc = 1 + 0.045 * c, sh = 1 + 0.015 * c * t;
	const double rotation = -sin (60 * exp (-pow ((h - 275) / 25, 2)) * G_PI / 180) * 2 * sqrt (pow (c, 7) / (pow (c, 7) + far));

	return sqrt (pow (dl / sl, 2) + pow (dc / sc, 2) + pow (big_dh / sh, 2) + rotation * dc / sc * big_dh / sh);
}

/* Pairs of the table in the paper. */
static void
test_ciede2000 (void)
{
	static const struct { Lab p, q; double difference; } pairs[] = {
		{ { 50, 2.6772, -79.7751 }, { 50, 0, -82.7485 }, 2.0425 }, { { 50, -1.3802, -84.2814 }, { 50, 0, -82.7485 }, 1.0000 },
		{ { 50, 2.4900, -0.0010 }, { 50, -2.4900, 0.0009 }, 7.1792 }, { { 50, 2.4900, -0.0010 }, { 50, -2.4900, 0.0011 }, 7.2195 },
		{ { 50, 2.5, 0 }, { 73, 25, -18 }, 27.1492 }, { { 60.2574, -34.0099, 36.2677 }, { 60.4626, -34.1751, 39.4387 }, 1.2644 },
		{ { 2.0776, 0.0795, -1.1350 }, { 0.9033, -0.0636, -0.5514 }, 0.9082 }, { { 90.9257, -0.5406, -0.9208 }, { 88.6381, -0.8985, -0.7239 }, 1.5381 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
		g_assert_cmpfloat_with_epsilon (ciede2000 (pairs[i].p, pairs[i].q), pairs[i].difference, 5e-5);
}

static void
check_apart (SegScheme scheme, const SegInk *inks, gsize n, Eye eye, double least)
{
	for (gsize i = 0; i < n; i++)
		for (gsize j = 0; j < i; j++) {
			short one = seg_theme_style (scheme, inks[i])->foreground, other = seg_theme_style (scheme, inks[j])->foreground;
			double found = ciede2000 (lab_of (colour_of (one), eye), lab_of (colour_of (other), eye));

			if (found < least)
				g_error ("scheme %d: colours %d and %d are %.1f apart for eye %d; %.1f is asked for", (int) scheme, one, other, found, (int) eye, least);
		}
}

/* 2.3 is what an eye just notices side by side; what stands apart on a chart needs several times as much. */
static void
test_apart (void)
{
	static const SegInk series[] = { SEG_INK_SERIES_1, SEG_INK_SERIES_2, SEG_INK_SERIES_3, SEG_INK_SERIES_4, SEG_INK_SERIES_5, SEG_INK_SERIES_6,
	                                 SEG_INK_SERIES_7, SEG_INK_SERIES_8 };
	static const SegInk roles[] = { SEG_INK_GOOD, SEG_INK_WARNING, SEG_INK_BAD };

	for (int scheme = SEG_SCHEME_DARK; scheme < SEG_N_SCHEMES; scheme++)
		check_apart ((SegScheme) scheme, series, G_N_ELEMENTS (series), USUAL, 12);
	for (int eye = USUAL; eye < N_EYES; eye++)
		for (int scheme = SEG_SCHEME_BLIND_DARK; scheme <= SEG_SCHEME_BLIND_LIGHT; scheme++) {
			check_apart ((SegScheme) scheme, series, G_N_ELEMENTS (series), (Eye) eye, 12);
			check_apart ((SegScheme) scheme, roles, G_N_ELEMENTS (roles), (Eye) eye, 12);
		}
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/theme/contrast", test_contrast);
	g_test_add_func ("/theme/ciede2000", test_ciede2000);
	g_test_add_func ("/theme/apart", test_apart);
	return g_test_run ();
}
