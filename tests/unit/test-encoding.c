/* From the bytes of a file to text: packed files, encodings told apart, bytes that are no text. What the files hold is made by
 * the C library's converter, not by the one that the program uses. */
#include <config.h>

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "ingest/ingest-private.h"
#include "support/folder.h"

/* Encodings told apart ------------------------------------------------------------------------------------------------- */

/* Short on purpose: a few rows of names must do. */
static const struct { const char *encoding, *text; } texts[] = {
	{ "GB18030", "姓名,城市\n张伟,北京\n王芳,上海\n李娜,广州\n" },
	{ "GB18030", "name\n张伟\n王芳\n李娜\n" },
	{ "GB18030", "用户ID,注册时间,同意\nu1,2024年3月5日,是\nu2,2024年3月6日,否\n" },
	{ "GB18030", "课程编号,课程名称,讲师,分类,价格\nc1,理财入门,李老师,财务,￥99\nc2,油画基础：风景,王老师,艺术,￥199\n" },
	{ "GB18030", "id,comment\n1,讲得很清楚，推荐给朋友！\n2,一般般，有点贵\n" },
	{ "GB18030", "id,昵称\n1,隔壁老樊\n2,夜雨寄北\n3,鑫淼焱垚\n" },
	{ "GB18030", "id,城市\n1,重庆\n" },
	{ "Big5", "姓名,城市\n陳怡君,臺北\n林志豪,高雄\n黃淑芬,臺中\n" },
	{ "Big5", "name\n陳怡君\n林志豪\n張雅婷\n" },
	{ "Big5", "訂單編號,會員,商品名稱,數量,金額\n1,王小明,無線滑鼠,2,590\n2,李大華,機械鍵盤,1,2490\n" },
	{ "Big5", "會員編號,註冊日期\nu1,2024年3月5日\n" },
	{ "Shift_JIS", "氏名,都道府県\n佐藤 健,東京都\n鈴木 花子,大阪府\n高橋 翔太,北海道\n" },
	{ "Shift_JIS", "注文番号,商品名,数量\n1,ワイヤレスマウス,2\n2,コーヒー豆 200g,1\n" },
	{ "Shift_JIS", "name\n田中太郎\n山田花子\n" },
	{ "Shift_JIS", "id,フリガナ\n1,ﾔﾏﾀﾞ ﾊﾅｺ\n2,ｽｽﾞｷ ｲﾁﾛｳ\n3,田中 太郎\n" },
	{ "EUC-JP", "氏名,都道府県\n佐藤 健,東京都\n鈴木 花子,おおさか\nたかはし しょうた,ほっかいどう\n" },
	{ "EUC-KR", "이름,도시\n김철수,서울\n이영희,부산\n박민수,대구광역시\n" },
	{ "windows-1252", "name,city\nJosé García,Málaga\nFrançois Lefèvre,Besançon\n" },
	{ "windows-1252", "Name;Stadt\nJürgen Groß;Köln\nBärbel Müller;Düsseldorf\n" },
	{ "windows-1252", "item,price\nCAFÉ CAKESTAND,£5\n" },
	{ "windows-1252", "id,name\n1,Åsa Söderström\n2,Øyvind Bjørnstad\n" },
	{ "windows-1252", "id,note\n1,“quoted” – it’s 5 € …\n" },
	{ "windows-1252", "id,price\n1,5 €\n2,7 €\n" },
	{ "windows-1252", "id,nom\n1,GÉRARD LÉVÊQUE\n2,ANNE-ZOÉ\n" },
	{ "windows-1251", "имя,город\nИван Петров,Москва\nОльга Смирнова,Казань\n" },
	{ "UTF-8", "姓名,城市\n张伟,北京\n" },
	{ "UTF-8", "name,city\nJosé,Málaga\n" },
	{ "UTF-8", "氏名\n佐藤\n" },
	{ "UTF-8", "name\n联通\n" },
	{ "UTF-8", "имя,город\nИван,Москва\n" },
	{ "UTF-8", "id,note\n1,😀 great 👍\n" },
	{ "UTF-16LE", "姓名,城市\n张伟,北京\n王芳,上海\n" },
	{ "UTF-16BE", "姓名,城市\n张伟,北京\n王芳,上海\n" },
	{ "UTF-16LE", "姓名\t城市\n一一\t　一\n丁一\t一\n" }, /* 一 is 4E 00, and the full-width space 30 00: zeros on both sides */
	{ "UTF-16BE", "姓名\t城市\n一一\t　一\n丁一\t一\n" },
	{ "UTF-16LE", "user_id,name\n1,Ann\n" },
	{ "UTF-16BE", "user_id,name\n1,Ann\n" },
	{ "UTF-16LE", "注文番号,商品名\n1,ワイヤレスマウス\n" },
};

static GPtrArray *
candidates_of (const char *bytes, gsize size)
{
	gboolean has_bom;

	return seg_encoding_candidates (bytes, size, TRUE, &has_bom);
}

static const SegEncodingCandidate *
candidate (const GPtrArray *candidates, guint i)
{
	g_assert_cmpuint (candidates->len, >, i);
	return candidates->pdata[i];
}

static char *
encode (const char *text, const char *encoding, gsize *size)
{
	g_autoptr (GError) error = NULL;
	char *bytes = g_convert (text, -1, encoding, "UTF-8", NULL, size, &error);

	g_assert_no_error (error);
	return bytes;
}

static void
test_told_apart (void)
{
	guint n_wrong = 0;

	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
		gsize size;
		g_autofree char *bytes = encode (texts[i].text, texts[i].encoding, &size);
		g_autoptr (GPtrArray) candidates = candidates_of (bytes, size);
		GString *list = g_string_new (NULL);

		for (guint j = 0; j < candidates->len; j++)
			g_string_append_printf (list, " %s %.3f", candidate (candidates, j)->encoding, candidate (candidates, j)->confidence);
		g_test_message ("%s: %.30s:%s", texts[i].encoding, texts[i].text, list->str);
		if (candidates->len == 0 || strcmp (candidate (candidates, 0)->encoding, texts[i].encoding) != 0) {
			n_wrong++;
			g_test_message ("WRONG");
		}
		g_string_free (list, TRUE);
	}
	g_assert_cmpuint (n_wrong, ==, 0);
}

/* A character that two bytes with a lead from @first to @last stand for, in a way that is in use. */
static void
append_random (GString *bytes, GRand *random, guint first, guint last, gboolean low_trails)
{
	guint trail = low_trails && g_rand_boolean (random) ? (guint) g_rand_int_range (random, 0x40, 0x7E) : (guint) g_rand_int_range (random, 0xA1, 0xFE);

	g_string_append_c (bytes, (char) g_rand_int_range (random, (gint32) first, (gint32) last + 1));
	g_string_append_c (bytes, (char) trail);
}

/* Five rows of names whose characters are drawn from the whole first level of the national standards, most of them not common
 * at all, are told apart all the same. */
static void
test_random_names (void)
{
	static const struct { const char *encoding; guint first, last; gboolean low_trails; } kinds[] = {
		{ "GB18030", 0xB0, 0xD6, FALSE }, { "Big5", 0xA4, 0xC5, TRUE },
	};
	g_autoptr (GRand) random = g_rand_new_with_seed (5);

	for (gsize kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
		for (int trial = 0; trial < 200; trial++) {
			g_autoptr (GString) bytes = g_string_new ("id,name\n");
			g_autoptr (GPtrArray) candidates = NULL;

			for (int row = 0; row < 5; row++) {
				g_string_append_printf (bytes, "%d,", row);
				for (int i = 0; i < 3; i++)
					append_random (bytes, random, kinds[kind].first, kinds[kind].last, kinds[kind].low_trails);
				g_string_append_c (bytes, '\n');
			}
			candidates = candidates_of (bytes->str, bytes->len);
			g_assert_cmpstr (candidate (candidates, 0)->encoding, ==, kinds[kind].encoding);
		}
}

static void
test_marks (void)
{
	gboolean has_bom;
	g_autoptr (GPtrArray) utf8 = seg_encoding_candidates ("\xEF\xBB\xBF" "a,b\n", 7, TRUE, &has_bom);
	g_autoptr (GPtrArray) utf16 = NULL, ascii = NULL;

	g_assert_true (has_bom);
	g_assert_cmpuint (utf8->len, ==, 1);
	g_assert_cmpstr (candidate (utf8, 0)->sample, ==, "a,b");
	utf16 = seg_encoding_candidates ("\xFF\xFE" "a\0,\0b\0\n\0", 10, TRUE, &has_bom);
	g_assert_true (has_bom);
	g_assert_cmpstr (candidate (utf16, 0)->encoding, ==, "UTF-16LE");
	g_assert_cmpstr (candidate (utf16, 0)->sample, ==, "a,b");
	ascii = seg_encoding_candidates ("a,b\n1,2\n", 8, TRUE, &has_bom);
	g_assert_false (has_bom);
	g_assert_cmpstr (candidate (ascii, 0)->encoding, ==, "UTF-8");
	g_assert_cmpfloat (candidate (ascii, 0)->confidence, ==, 1);
}

/* The runner-up has a sample of its own; confidences are shares of 1, best first. */
static void
test_runner_up (void)
{
	gsize size;
	g_autofree char *bytes = encode ("id,name\n1,张伟\n", "GB18030", &size);
	g_autoptr (GPtrArray) candidates = candidates_of (bytes, size);
	double sum = 0;

	g_assert_cmpuint (candidates->len, >=, 2);
	g_assert_cmpstr (candidate (candidates, 0)->sample, ==, "1,张伟");
	g_assert_cmpstr (candidate (candidates, 1)->sample, !=, "1,张伟");
	for (guint i = 0; i < candidates->len; i++) {
		sum += candidate (candidates, i)->confidence;
		g_assert_true (i == 0 || candidate (candidates, i)->confidence <= candidate (candidates, i - 1)->confidence);
		g_assert_true (g_utf8_validate (candidate (candidates, i)->sample, -1, NULL));
	}
	g_assert_cmpfloat (sum, >, 0.9); /* those that are not worth a look are left out */
	g_assert_cmpfloat (sum, <, 1.001);
}

static void
test_binary (void)
{
	static const char elf[] = "\x7F" "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0>\0\1\0\0\0";
	g_autoptr (GPtrArray) binary = candidates_of (elf, sizeof elf), few = NULL;
	g_autoptr (GString) text = g_string_new ("user,city\n");
	gsize zero;

	g_assert_cmpuint (binary->len, ==, 0);
	for (int i = 0; i < 50; i++)
		g_string_append_printf (text, "u%d,北京\n", i);
	zero = text->len / 2;
	text->str[zero - zero % 11] = '\0';
	few = candidates_of (text->str, text->len);
	g_assert_cmpstr (candidate (few, 0)->encoding, ==, "UTF-8"); /* a stray zero damages one row */
}

/* Decoding --------------------------------------------------------------------------------------------------------------- */

static char *
write_bytes (const char *folder, const char *name, const char *bytes, gsize size)
{
	char *path = g_build_filename (folder, name, NULL);

	g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
	return path;
}

/* Everything the decoder gives, in pieces of @step bytes. */
static GString *
read_all (const char *path, const char *encoding, gsize step, GError **error)
{
	g_autoptr (SegDecoder) decoder = seg_decoder_open (path, encoding, error);
	g_autofree char *room = g_malloc (step);
	GString *text = g_string_new (NULL);
	gssize n = decoder != NULL ? 1 : -1;

	while (n > 0) {
		n = seg_decoder_read (decoder, room, step, error);
		if (n > 0)
			g_string_append_len (text, room, n);
	}
	if (n < 0)
		g_string_truncate (text, 0);
	return text;
}

static void
test_decoded (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();

	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
		gsize size;
		g_autofree char *bytes = encode (texts[i].text, texts[i].encoding, &size), *path = write_bytes (folder, "t.csv", bytes, size);

		for (gsize step = 16; step <= 4096; step = step * 3 + 1) {
			g_autoptr (GError) error = NULL;
			GString *text = read_all (path, texts[i].encoding, step, &error);

			g_assert_no_error (error);
			g_assert_cmpstr (text->str, ==, texts[i].text);
			g_string_free (text, TRUE);
		}
	}
}

/* A long text whose characters fall on every border of the decoder's buffers. */
static void
test_long (void)
{
	static const char *const encodings[] = { "UTF-8", "GB18030", "UTF-16LE", "UTF-16BE", "Shift_JIS" };
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (GString) text = g_string_new (NULL);

	for (int i = 0; text->len < 600000; i++)
		g_string_append_printf (text, "u%d,日本の%.*s\n", i, i % 7, "xxxxxxx");
	for (gsize i = 0; i < G_N_ELEMENTS (encodings); i++) {
		gsize size;
		g_autofree char *bytes = encode (text->str, encodings[i], &size), *path = write_bytes (folder, "long.csv", bytes, size);
		GString *read = read_all (path, encodings[i], 100003, NULL);

		g_assert_true (g_string_equal (read, text));
		g_string_free (read, TRUE);
	}
}

static void
check_fault (const char *folder, const char *encoding, const char *bytes, gsize size, gsize expected_position, guint8 expected_byte)
{
	g_autofree char *path = write_bytes (folder, "fault.csv", bytes, size);
	g_autoptr (SegDecoder) decoder = seg_decoder_open (path, encoding, NULL);
	g_autoptr (GBytes) original = NULL;
	char room[256];
	gsize position = 0, n = 0;
	gssize got;
	guint8 byte = 0;

	g_assert_nonnull (decoder);
	while ((got = seg_decoder_read (decoder, room + n, sizeof room - n, NULL)) > 0)
		n += (gsize) got;
	g_assert_cmpint (got, ==, 0);
	if (expected_position == 0)
		g_assert_false (seg_decoder_fault (decoder, room, n, &position, &byte));
	else {
		g_assert_true (seg_decoder_fault (decoder, room, n, &position, &byte));
		g_assert_cmpuint (position, ==, expected_position);
		g_assert_cmphex (byte, ==, expected_byte);
	}
	original = seg_decoder_original (decoder, room, n);
	g_assert_cmpuint (g_bytes_get_size (original), ==, size);
	g_assert_true (memcmp (g_bytes_get_data (original, NULL), bytes, size) == 0);
}

#define FAULT(encoding, bytes, position, byte) check_fault (folder, encoding, bytes, sizeof bytes - 1, position, byte)

static void
test_faults (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();

	FAULT ("UTF-8", "u1,caf\xE9", 7, 0xE9);
	FAULT ("UTF-8", "u1,\xEF\xBF\xBD is a genuine replacement character", 0, 0);
	FAULT ("UTF-8", "u1,a\0b", 5, 0);
	FAULT ("GB18030", "u1,\xB1\xB1\xFF\xBE\xA9,x", 6, 0xFF);
	FAULT ("GB18030", "u1,\xB1\xB1\xBE\xA9", 0, 0);
	FAULT ("GB18030", "u1,\xB1\xB1\xBE", 6, 0xBE); /* cut off in the middle of a character */
	FAULT ("GB18030", "\x84\x31\xA4\x37 and U+FFFD", 0, 0);
	FAULT ("GB18030", "u1,\xB1\xB1\0x", 6, 0);
	FAULT ("Big5", "u1,\xA5\xFF\xA5\xAB", 4, 0xA5);
	FAULT ("Shift_JIS", "u1,\x93\x8C\xFF\x8B\x9E", 6, 0xFF);
	FAULT ("windows-1252", "u1,caf\xE9\x81", 8, 0x81);
	FAULT ("ISO-8859-1", "u1,caf\xE9", 0, 0);
	FAULT ("UTF-16LE", "u\0001\000\x00\xD8,\0", 5, 0x00); /* half of a pair */
	FAULT ("UTF-16BE", "\0u\0001\0,\xDC\x00", 7, 0xDC);
	FAULT ("UTF-16LE", "u\0001\0x", 5, 'x');  /* an odd byte */
}

static void
test_byte_orders (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = write_bytes (folder, "be.csv", "\xFE\xFF\0a\0,", 6);
	GString *text = read_all (path, "UTF-16", 64, NULL);

	g_assert_cmpstr (text->str, ==, "a,");
	g_string_free (text, TRUE);
}

/* Packed files ----------------------------------------------------------------------------------------------------------- */

static GByteArray *
pack_gzip (const char *text, gsize size)
{
	GByteArray *packed = g_byte_array_sized_new ((guint) size + 1000);
	z_stream stream = { 0 };

	g_byte_array_set_size (packed, (guint) size + 1000);
	g_assert_cmpint (deflateInit2 (&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
	stream.next_in = (Bytef *) text;
	stream.avail_in = (uInt) size;
	stream.next_out = packed->data;
	stream.avail_out = packed->len;
	g_assert_cmpint (deflate (&stream, Z_FINISH), ==, Z_STREAM_END);
	g_byte_array_set_size (packed, (guint) stream.total_out);
	deflateEnd (&stream);
	return packed;
}

static GByteArray *
pack_zstd (const char *text, gsize size)
{
	GByteArray *packed = g_byte_array_new ();
	size_t n;

	g_byte_array_set_size (packed, (guint) ZSTD_compressBound (size));
	n = ZSTD_compress (packed->data, packed->len, text, size, 3);
	g_assert_false (ZSTD_isError (n));
	g_byte_array_set_size (packed, (guint) n);
	return packed;
}

typedef GByteArray *(*Packer) (const char *text, gsize size);

static char *
long_text (void)
{
	GString *text = g_string_new ("user_id,city\n");
	g_autoptr (GRand) random = g_rand_new_with_seed (1);

	while (text->len < 400000)
		g_string_append_printf (text, "u%u,北京\n", g_rand_int (random));
	return g_string_free (text, FALSE);
}

static void
check_packed (Packer pack, const char *folder)
{
	g_autofree char *text = long_text ();
	gsize half = strlen (text) / 2;
	g_autoptr (GByteArray) whole = pack (text, strlen (text)), first = pack (text, half), second = pack (text + half, strlen (text) - half);
	g_autofree char *path = write_bytes (folder, "plain-name.csv", (char *) whole->data, whole->len), *parts = NULL;
	g_autoptr (GError) error = NULL;

	for (gsize step = 4096; step <= 1024 * 1024; step *= 16) {
		GString *read = read_all (path, "UTF-8", step, &error);

		g_assert_no_error (error);
		g_assert_cmpstr (read->str, ==, text);
		g_string_free (read, TRUE);
	}
	g_byte_array_append (first, second->data, second->len); /* as cat a.gz b.gz makes */
	parts = write_bytes (folder, "parts.csv", (char *) first->data, first->len);
	{
		GString *read = read_all (parts, "UTF-8", 65536, &error);

		g_assert_no_error (error);
		g_assert_cmpstr (read->str, ==, text);
		g_string_free (read, TRUE);
	}
}

/* Cut off anywhere, it is an error that says so; never a shorter file. */
static void
check_cut_off (Packer pack, const char *folder)
{
	g_autoptr (GByteArray) packed = pack ("user_id,city\nu1,a\nu2,b\n", 23);

	for (guint size = 4; size < packed->len; size++) {
		g_autofree char *path = write_bytes (folder, "cut.csv", (char *) packed->data, size);
		g_autoptr (GError) error = NULL;
		GString *read = read_all (path, "UTF-8", 4096, &error);

		test_error (&error, SEG_ERROR_FILE, "cut off");
		g_string_free (read, TRUE);
	}
}

/* A changed byte is noticed (but in what a header says of names and times). */
static void
check_damaged (Packer pack, const char *folder)
{
	g_autofree char *text = long_text ();
	g_autoptr (GByteArray) packed = pack (text, strlen (text));
	g_autoptr (GRand) random = g_rand_new_with_seed (2);

	for (int i = 0; i < 20; i++) {
		guint at = (guint) g_rand_int_range (random, 20, (gint32) packed->len - 20);
		g_autofree char *path = NULL;
		g_autoptr (GError) error = NULL;
		GString *read;

		packed->data[at] ^= 0x55;
		path = write_bytes (folder, "damaged.csv", (char *) packed->data, packed->len);
		packed->data[at] ^= 0x55;
		read = read_all (path, "UTF-8", 65536, &error);
		if (error == NULL)
			g_assert_cmpstr (read->str, !=, text); /* zstd without a checksum cannot notice a changed literal */
		else
			g_assert_error (error, SEG_ERROR, SEG_ERROR_FILE);
		g_assert_true (error != NULL || pack == pack_zstd);
		g_string_free (read, TRUE);
	}
}

static void
test_gzip (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (GByteArray) packed = pack_gzip ("a,b\n1,2\n", 8);
	static const guint8 zeros[512] = { 0 };
	g_autofree char *padded = NULL, *spoiled = NULL;
	g_autoptr (GError) error = NULL;
	GString *read;

	check_packed (pack_gzip, folder);
	check_cut_off (pack_gzip, folder);
	check_damaged (pack_gzip, folder);
	g_byte_array_append (packed, zeros, sizeof zeros);
	padded = write_bytes (folder, "padded.gz", (char *) packed->data, packed->len);
	read = read_all (padded, "UTF-8", 64, &error);
	g_assert_no_error (error);
	g_assert_cmpstr (read->str, ==, "a,b\n1,2\n");
	g_string_free (read, TRUE);
	g_byte_array_append (packed, (const guint8 *) "rubbish", 7);
	spoiled = write_bytes (folder, "spoiled.gz", (char *) packed->data, packed->len);
	read = read_all (spoiled, "UTF-8", 64, &error);
	test_error (&error, SEG_ERROR_FILE, "damaged at byte");
	g_string_free (read, TRUE);
}

static void
test_zstd (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();

	check_packed (pack_zstd, folder);
	check_cut_off (pack_zstd, folder);
	check_damaged (pack_zstd, folder);
}

/* Standard input --------------------------------------------------------------------------------------------------------- */

static void
test_taken_input (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (GByteArray) packed = pack_gzip ("user_id,city\nu1,a\n", 18);
	g_autofree char *path = write_bytes (folder, "in.gz", (char *) packed->data, packed->len);
	g_autoptr (GError) error = NULL;
	int file = g_open (path, O_RDONLY, 0);

	g_assert_null (seg_decoder_open ("-", "UTF-8", &error));
	test_error (&error, SEG_ERROR_FILE, "standard input");
	g_assert_true (seg_import_take_input (file, NULL, &error));
	close (file);
	g_unlink (path);
	for (int i = 0; i < 2; i++) { /* it may be read again and again */
		GString *read = read_all ("-", "UTF-8", 64, &error);

		g_assert_no_error (error);
		g_assert_cmpstr (read->str, ==, "user_id,city\nu1,a\n");
		g_string_free (read, TRUE);
	}
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/ingest/encoding/told-apart", test_told_apart);
	g_test_add_func ("/ingest/encoding/random-names", test_random_names);
	g_test_add_func ("/ingest/encoding/marks", test_marks);
	g_test_add_func ("/ingest/encoding/runner-up", test_runner_up);
	g_test_add_func ("/ingest/encoding/binary", test_binary);
	g_test_add_func ("/ingest/decoder/decoded", test_decoded);
	g_test_add_func ("/ingest/decoder/long", test_long);
	g_test_add_func ("/ingest/decoder/faults", test_faults);
	g_test_add_func ("/ingest/decoder/byte-orders", test_byte_orders);
	g_test_add_func ("/ingest/packed/gzip", test_gzip);
	g_test_add_func ("/ingest/packed/zstd", test_zstd);
	g_test_add_func ("/ingest/input/taken", test_taken_input);
	return g_test_run ();
}
