/* Text on its way to the terminal: safe, measured, cut; numbers as people read them. */
#include <config.h>
#include <segscope/text.h>

#include <locale.h>
#include <math.h>
#include <string.h>
#include <wchar.h>

static void
assert_taken (char *text, const char *expected)
{
	g_assert_cmpstr (text, ==, expected);
	g_free (text);
}

static void
test_width (void)
{
	g_assert_cmpint (seg_text_width (NULL), ==, 0);
	g_assert_cmpint (seg_text_width (""), ==, 0);
	g_assert_cmpint (seg_text_width ("abc"), ==, 3);
	g_assert_cmpint (seg_text_width ("数据分析"), ==, 8);
	g_assert_cmpint (seg_text_width ("《Python 数据分析》"), ==, 19);
	g_assert_cmpint (seg_text_width ("ｆｕｌｌ"), ==, 8);
	g_assert_cmpint (seg_text_width ("ｶﾀｶﾅ"), ==, 4);
	g_assert_cmpint (seg_text_width ("한국어"), ==, 6);
	g_assert_cmpint (seg_text_width ("😀"), ==, 2);
	g_assert_cmpint (seg_text_width ("e\xCC\x81"), ==, 1);           /* e with a combining acute */
	g_assert_cmpint (seg_text_width ("\xE3\x81\x8B\xE3\x82\x99"), ==, 2); /* ka with a combining voice mark */
	g_assert_cmpint (seg_text_width ("a\xE2\x80\x8B" "b"), ==, 2);   /* zero width space */
	g_assert_cmpint (seg_text_width ("กิ่งแก้ว"), ==, 5);   /* Thai: vowels and tones above */
	g_assert_cmpint (seg_text_width ("हिन्दी"), ==, 5);     /* Devanagari: vowel signs that take a cell, others that do not */
	g_assert_cmpint (seg_text_width ("مُحَمَّد"), ==, 4);      /* Arabic with its vowels */
	g_assert_cmpint (seg_text_width ("🇨🇳🇺🇸"), ==, 4);      /* two flags */
	g_assert_cmpint (seg_text_width ("👍🏽"), ==, 2);        /* the tone of a skin takes none */
	g_assert_cmpint (seg_text_width ("🏽"), ==, 2);          /* but for one that stands alone */
	g_assert_cmpint (seg_text_width ("👩‍👩‍👧"), ==, 6);      /* a family, shown as its members */
	g_assert_cmpint (seg_text_width ("❤️1️⃣"), ==, 2);
	g_assert_cmpint (seg_text_width ("\x1B[31m"), ==, 5);
	g_assert_cmpint (seg_text_width ("\xFF\xFE"), ==, 2);
	g_assert_cmpint (seg_text_width ("a\r\nb"), ==, 3);
}

/* Curses counts cells with the C library; a layout that counts otherwise would tear. */
static void
test_width_like_curses (void)
{
	static const gunichar sample[] = {
		'a', 0xE9, 0x416, 0x5D0, 0x627, 0x600, 0x6DD, 0x301, 0x3099, 0x200B, 0x200D, 0xFE0F, 0x4E00, 0x9FFF, 0x3042, 0x30AB,
		0xAC00, 0x1100, 0x1160, 0xFF21, 0xFF71, 0x3000, 0x300A, 0x3248, 0x4DC0, 0x2460, 0x2500, 0x2588, 0x28FF, 0x25CF, 0x2026,
		0x20AC, 0xA5, 0xB7, 0x1F600, 0x1F468, 0x2764, 0x20000, 0x1D400, 0xE000, 0xE31, 0xE33, 0xE48, 0x93F, 0x93E, 0x94D, 0x64B,
		0x651, 0x670, 0x5B8, 0x9BF, 0xBCD, 0x1037, 0x17D2, 0x1F1E8, 0x1F3FD, 0x20E3, 0xE0100, 0xE0067,
	};

	if (setlocale (LC_CTYPE, "C.UTF-8") == NULL) {
		g_test_skip ("no locale C.UTF-8");
		return;
	}
	for (gsize i = 0; i < G_N_ELEMENTS (sample); i++)
		if (seg_text_char_width (sample[i]) != wcwidth ((wchar_t) sample[i]))
			g_error ("U+%04X: %d cells here, %d for the C library", sample[i], seg_text_char_width (sample[i]),
			         wcwidth ((wchar_t) sample[i]));
	setlocale (LC_CTYPE, "C");
}

static void
test_printable (void)
{
	assert_taken (seg_text_printable (NULL), "");
	assert_taken (seg_text_printable ("plain 文字 😀"), "plain 文字 😀");
	assert_taken (seg_text_printable ("\x1B]0;title\x07"), "·]0;title·");
	assert_taken (seg_text_printable ("a\x7F" "b"), "a·b");
	assert_taken (seg_text_printable ("a\xC2\x9B" "31m"), "a·31m"); /* C1 CSI */
	assert_taken (seg_text_printable ("tab\there\nline\r\nend\r"), "tab here line end ");
	assert_taken (seg_text_printable ("\xE2\x80\xAE" "evil\xE2\x81\xA6" "x\xE2\x80\x8F\xD8\x9C"), "·evil·x··"); /* bidi */
	assert_taken (seg_text_printable ("\xE2\x80\xA8|\xE2\x80\xA9"), "·|·"); /* line and paragraph separator */
	assert_taken (seg_text_printable ("\xEF\xBB\xBFid"), "·id");          /* a byte order mark inside text */
}

static void
test_invalid_utf8 (void)
{
	assert_taken (seg_text_printable ("\xFF"), "\uFFFD");
	assert_taken (seg_text_printable ("\xC3"), "\uFFFD");               /* cut off */
	assert_taken (seg_text_printable ("\xE4\xB8"), "\uFFFD\uFFFD");     /* cut off */
	assert_taken (seg_text_printable ("\xC0\x80"), "\uFFFD\uFFFD");     /* overlong NUL */
	assert_taken (seg_text_printable ("\xC0\x9B"), "\uFFFD\uFFFD");     /* overlong ESC */
	assert_taken (seg_text_printable ("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD"); /* surrogate */
	assert_taken (seg_text_printable ("\xF4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD");
	assert_taken (seg_text_printable ("\xB6\xA9\xB5\xA5"), "\uFFFD\uFFFD\uFFFD\uFFFD"); /* GB18030 */
	assert_taken (seg_text_printable ("ok\x9B" "ok"), "ok\uFFFDok");    /* a bare C1 byte */
}

/* Whatever bytes come, what goes out is valid, holds no control character and is as wide as was said. */
static void
test_hostile_bytes (void)
{
	GRand *rand = g_rand_new_with_seed (7);

	for (int round = 0; round < 20000; round++) {
		char bytes[24];
		int n = g_rand_int_range (rand, 0, sizeof bytes), cells = g_rand_int_range (rand, -2, 12);
		g_autofree char *safe = NULL, *clipped = NULL, *fitted = NULL;

		for (int i = 0; i < n; i++)
			bytes[i] = (char) g_rand_int_range (rand, 1, 256);
		bytes[n] = '\0';
		safe = seg_text_printable (bytes);
		g_assert_true (g_utf8_validate (safe, -1, NULL));
		for (const char *c = safe; *c != '\0'; c = g_utf8_next_char (c))
			g_assert_false (g_unichar_iscntrl (g_utf8_get_char (c)));
		g_assert_cmpint (seg_text_width (safe), ==, seg_text_width (bytes));
		clipped = seg_text_clip (bytes, cells);
		g_assert_cmpint (seg_text_width (clipped), <=, MAX (cells, 0));
		fitted = seg_text_fit (bytes, cells, (SegAlign) (round % 3));
		g_assert_cmpint (seg_text_width (fitted), ==, MAX (cells, 0));
	}
	g_rand_free (rand);
}

static void
test_clip (void)
{
	assert_taken (seg_text_clip ("abcdef", 6), "abcdef");
	assert_taken (seg_text_clip ("abcdef", 5), "abcd…");
	assert_taken (seg_text_clip ("abcdef", 1), "…");
	assert_taken (seg_text_clip ("abcdef", 0), "");
	assert_taken (seg_text_clip ("abcdef", -3), "");
	assert_taken (seg_text_clip (NULL, 4), "");
	assert_taken (seg_text_clip ("数据分析", 8), "数据分析");
	assert_taken (seg_text_clip ("数据分析", 7), "数据分…");
	assert_taken (seg_text_clip ("数据分析", 6), "数据…"); /* half a character is not shown */
	assert_taken (seg_text_clip ("数据", 1), "…");
	assert_taken (seg_text_clip ("ae\xCC\x81i", 2), "a…");
	assert_taken (seg_text_clip ("ae\xCC\x81", 2), "ae\xCC\x81");
}

/* What is shown in the same cells stays together wherever text is cut. */
static void
test_characters (void)
{
	static const struct { const char *text; gsize bytes; } first[] = {
		{ "", 0 }, { "ab", 1 }, { "文字", 3 }, { "e\xCC\x82\xCC\xA3x", 5 }, { "กิ่ง", 9 }, { "🇨🇳🇺🇸", 8 }, { "🇨x", 4 }, { "👍🏽x", 8 }, { "👩‍👧", 7 }, { "x🏽", 1 },
		{ "\xE0\xB8", 1 }, { "\xFF\xCC\x81", 3 }, { "\xCC\x81" "a", 2 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (first); i++)
		g_assert_cmpuint (seg_text_character (first[i].text), ==, first[i].bytes);
	assert_taken (seg_text_clip ("กิ่งแก้ว", 4), "กิ่งแ…");
	assert_taken (seg_text_clip ("กิ่งแก้ว", 5), "กิ่งแก้ว");
	assert_taken (seg_text_clip ("🇨🇳🇺🇸", 3), "🇨🇳…");
	assert_taken (seg_text_clip ("🇨🇳🇺🇸", 2), "…"); /* no half flag, which would be another one */
	assert_taken (seg_text_clip ("👍🏽👍🏽👍🏽", 5), "👍👍…");
	assert_taken (seg_text_printable ("x🏽👍🏽"), "x🏽👍");
	g_assert_true (seg_text_is_mark (0xE31, 0xE01) && seg_text_is_mark (0x64B, 0x628) && seg_text_is_mark (0x20E3, '1'));
	g_assert_true (seg_text_is_mark (0x200D, 0x915) && !seg_text_is_mark (0x200D, 0x1F469) && !seg_text_is_mark (0x200B, 'a'));
	g_assert_false (seg_text_is_mark (0xFE0F, 0x2764) || seg_text_is_mark (0x93E, 0x915) || seg_text_is_mark (0xE0067, 0x1F3F4));
}

static void
test_fit (void)
{
	assert_taken (seg_text_fit ("ab", 5, SEG_ALIGN_LEFT), "ab   ");
	assert_taken (seg_text_fit ("ab", 5, SEG_ALIGN_RIGHT), "   ab");
	assert_taken (seg_text_fit ("ab", 5, SEG_ALIGN_CENTRE), " ab  ");
	assert_taken (seg_text_fit ("数据", 5, SEG_ALIGN_RIGHT), " 数据");
	assert_taken (seg_text_fit ("数据分析", 6, SEG_ALIGN_LEFT), "数据… ");
	assert_taken (seg_text_fit (NULL, 2, SEG_ALIGN_LEFT), "  ");
	assert_taken (seg_text_fit ("ab", 0, SEG_ALIGN_LEFT), "");
}

static void
assert_wraps (const char *text, int cells, const char *const *expected)
{
	g_auto (GStrv) lines = seg_text_wrap (text, cells);

	g_assert_cmpuint (g_strv_length (lines), ==, g_strv_length ((char **) expected));
	for (guint i = 0; lines[i] != NULL; i++)
		g_assert_cmpstr (lines[i], ==, expected[i]);
}

#define WRAPS(text, cells, ...) assert_wraps (text, cells, (const char *const[]) { __VA_ARGS__, NULL })

static void
test_wrap (void)
{
	WRAPS ("", 5, "");
	WRAPS (NULL, 5, "");
	WRAPS ("one two three", 7, "one two", "three");
	WRAPS ("one two three", 100, "one two three");
	WRAPS ("one  two", 4, "one", "two");
	WRAPS ("incomprehensible", 5, "incom", "prehe", "nsibl", "e");
	WRAPS ("数据分析课程", 5, "数据", "分析", "课程");
	WRAPS ("数据分析课程", 1, "数", "据", "分", "析", "课", "程"); /* a line holds at least one character */
	WRAPS ("学 Python 数据分析", 10, "学 Python", "数据分析");
	WRAPS ("数据，分析", 4, "数", "据，", "分析"); /* no line begins with what ends something */
	WRAPS ("数据（分析）", 6, "数据", "（分", "析）"); /* nor ends with what opens something */
	WRAPS ("数据分析。", 8, "数据分", "析。");
	WRAPS ("a\nb", 9, "a b");
	WRAPS ("brings 86.6 % of it", 12, "brings", "86.6 % of it"); /* a number keeps its unit */
	WRAPS ("xy", 0, "x", "y");
	WRAPS ("\xE3\x81\x8B\xE3\x82\x99\xE3\x81\x8B", 3, "\xE3\x81\x8B\xE3\x82\x99", "\xE3\x81\x8B"); /* marks stay with their letter */
}

static void
test_integers (void)
{
	assert_taken (seg_format_integer (0), "0");
	assert_taken (seg_format_integer (999), "999");
	assert_taken (seg_format_integer (5012), "5,012");
	assert_taken (seg_format_integer (-1234567), "-1,234,567");
	assert_taken (seg_format_integer (G_MININT64), "-9,223,372,036,854,775,808");
	assert_taken (seg_format_integer (-100), "-100");
}

/* The shortest of the texts that read back equal, whatever way it was made. */
static void
assert_exact_as_slowly (void)
{
	static const double values[] = { 0, -0.0, 1, -1, 0.01, -0.05, 0.1, 10, 100.5, 99999999999.99, 1e12, 1e15, 1e16, 123456789012345.67, 0.005, 1e-7, 5e-324 };

	for (guint i = 0; i < 40000 + G_N_ELEMENTS (values); i++) {
		double value = i < G_N_ELEMENTS (values) ? values[i] : i % 2 == 0 ? g_test_rand_int_range (-2000000000, 2000000000) / 100.0
		                                                           : g_test_rand_double_range (-1e6, 1e6);
		g_autofree char *text = seg_format_exact (value);
		char expected[G_ASCII_DTOSTR_BUF_SIZE] = "";

		for (int digits = 15; digits <= 17 && (*expected == '\0' || g_ascii_strtod (expected, NULL) != value); digits++) {
			char format[8];

			g_snprintf (format, sizeof format, "%%.%dg", digits);
			g_ascii_formatd (expected, sizeof expected, format, value);
		}
		g_assert_cmpstr (text, ==, expected);
	}
}

static void
test_numbers (void)
{
	g_autofree char *huge = seg_format_number (1e300, 9);

	assert_taken (seg_format_number (1234.5, 2), "1,234.50");
	assert_taken (seg_format_number (-0.001, 2), "0.00");
	assert_taken (seg_format_number (-1234.5, 0), "-1,234"); /* ties go to even, as C rounds */
	assert_taken (seg_format_number (NAN, 2), "–");
	assert_taken (seg_format_number (-INFINITY, 2), "–");
	g_assert_cmpuint (strlen (huge), >, 300);
	assert_taken (seg_format_exact (0.1), "0.1");
	assert_taken (seg_format_exact (1.0 / 3), "0.3333333333333333");
	assert_taken (seg_format_exact (0.1 + 0.2), "0.30000000000000004");
	assert_taken (seg_format_exact (1234567), "1234567");
	assert_taken (seg_format_exact (NAN), "");
	assert_exact_as_slowly ();
	assert_taken (seg_format_auto (0), "0");
	assert_taken (seg_format_auto (4), "4");
	assert_taken (seg_format_auto (4.123), "4.12");
	assert_taken (seg_format_auto (612.44), "612.4");
	assert_taken (seg_format_auto (999.96), "1,000");
	assert_taken (seg_format_auto (1284310.4), "1,284,310");
	assert_taken (seg_format_auto (0.0132), "0.013");
	assert_taken (seg_format_auto (-0.00042), "-0.00042");
	assert_taken (seg_format_auto (0.00000013), "1.3e-7"); /* not "0.00000" */
	assert_taken (seg_format_auto (1.5e18), "1.5e18");
	assert_taken (seg_format_auto (NAN), "–");
}

static void
test_shares (void)
{
	assert_taken (seg_format_share (0), "0.0 %");
	assert_taken (seg_format_share (0.0774), "7.7 %");
	assert_taken (seg_format_share (0.996), "99.6 %"); /* four in a thousand are not nobody */
	assert_taken (seg_format_share (1), "100 %");
	assert_taken (seg_format_share (0.9999), "100 %");
	assert_taken (seg_format_share (-0.5), "-50.0 %");
	assert_taken (seg_format_share (12.5), "1,250 %");
	assert_taken (seg_format_share (NAN), "–");
}

static void
test_compact (void)
{
	assert_taken (seg_format_compact (0), "0");
	assert_taken (seg_format_compact (7), "7");
	assert_taken (seg_format_compact (0.25), "0.25");
	assert_taken (seg_format_compact (4.25), "4.2");
	assert_taken (seg_format_compact (38.4), "38");
	assert_taken (seg_format_compact (999), "999");
	assert_taken (seg_format_compact (999.9), "1.0k");
	assert_taken (seg_format_compact (1000), "1k");
	assert_taken (seg_format_compact (12345), "12k");
	assert_taken (seg_format_compact (1300000), "1.3M");
	assert_taken (seg_format_compact (-999999), "-1.0M");
	assert_taken (seg_format_compact (2e12), "2T");
	assert_taken (seg_format_compact (0.0004), "4e-4");
	for (double value = 1e-9; value < 1e18; value *= 1.37) {
		g_autofree char *positive = seg_format_compact (value), *negative = seg_format_compact (-value);

		g_assert_cmpint (seg_text_width (positive), <=, 5);
		g_assert_cmpint (seg_text_width (negative), <=, 5);
	}
}

static void
test_times (void)
{
	assert_taken (seg_format_date (0), "1970-01-01");
	assert_taken (seg_format_time (1709647500), "2024-03-05 14:05");
	assert_taken (seg_format_date (-86400), "1969-12-31");
	assert_taken (seg_format_date (G_MAXINT64), "–");
	assert_taken (seg_format_duration (0.44), "0.4 s");
	assert_taken (seg_format_duration (-3), "0.0 s");
	assert_taken (seg_format_duration (9.97), "10 s");
	assert_taken (seg_format_duration (12.2), "12 s");
	assert_taken (seg_format_duration (99.7), "1 min 39 s");
	assert_taken (seg_format_duration (200), "3 min 20 s");
	assert_taken (seg_format_duration (7260), "2 h 1 min");
	assert_taken (seg_format_duration (INFINITY), "–");
	g_free (seg_format_duration (1e300)); /* must not overflow */
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/text/width", test_width);
	g_test_add_func ("/text/width-like-curses", test_width_like_curses);
	g_test_add_func ("/text/printable", test_printable);
	g_test_add_func ("/text/invalid-utf8", test_invalid_utf8);
	g_test_add_func ("/text/hostile-bytes", test_hostile_bytes);
	g_test_add_func ("/text/clip", test_clip);
	g_test_add_func ("/text/characters", test_characters);
	g_test_add_func ("/text/fit", test_fit);
	g_test_add_func ("/text/wrap", test_wrap);
	g_test_add_func ("/format/integers", test_integers);
	g_test_add_func ("/format/numbers", test_numbers);
	g_test_add_func ("/format/shares", test_shares);
	g_test_add_func ("/format/compact", test_compact);
	g_test_add_func ("/format/times", test_times);
	return g_test_run ();
}
