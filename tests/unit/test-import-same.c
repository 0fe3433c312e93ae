/* What must not matter to an import: how a file is cut into files, in which order its users stand, how it is packed and
 * encoded, and how many threads there are. */
#include <config.h>

#include <segscope/parallel.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "import-dump.h"

#define IN_THE_SHOP g_auto (Shop) shop = { NULL, NULL }; shop_open (&shop)
#define N_ROWS 3000

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shop, shop_close)

/* Made-up files --------------------------------------------------------------------------------------------------------- */

/* Orders with titles of many scripts, refunds, missing values, and rows at fault here and there. */
static GPtrArray *
make_orders (guint32 seed)
{
	static const char *const titles[] = { "《Python 数据分析》", "\"Café \"\"Ünïcode\"\", 2\"", "理财入门", "два слова", "𠮷野家 ¥", "plain" };
	g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
	GPtrArray *rows = g_ptr_array_new_with_free_func (g_free);

	for (int i = 0; i < N_ROWS; i++) {
		guint item = (guint) g_rand_int_range (rand, 0, 40);
		gboolean bad = g_rand_int_range (rand, 0, 100) == 0, refund = g_rand_int_range (rand, 0, 20) == 0;
		g_autofree char *amount = refund ? g_strdup_printf ("-%d.50", g_rand_int_range (rand, 1, 500))
		                                 : g_strdup_printf ("%d.%02d", g_rand_int_range (rand, 1, 500), g_rand_int_range (rand, 0, 100));
		const char *title = titles[item % G_N_ELEMENTS (titles)];

		g_ptr_array_add (rows, g_strdup_printf ("D%05d,%05d,c%u,%s,%s,2024-%02d-%02d %02d:%02d:00", i, g_rand_int_range (rand, 1, 300), item, title,
		                                        bad ? "kostenlos" : amount, g_rand_int_range (rand, 1, 13), g_rand_int_range (rand, 1, 29),
		                                        g_rand_int_range (rand, 0, 24), g_rand_int_range (rand, 0, 60)));
	}
	return rows;
}

#define ORDERS "订单号,会员号,课程编号,课程名称,实付金额,支付时间\n"

/* Users with a value of every type; keys are used once. */
static GPtrArray *
make_users (guint32 seed)
{
	static const char *const cities[] = { "北京", "上海", "Köln", "", "Łódź" };
	g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
	GPtrArray *rows = g_ptr_array_new_with_free_func (g_free);

	for (int i = 0; i < 500; i++)
		g_ptr_array_add (rows, g_strdup_printf ("%05d,%s,%d,2023-%02d-%02d,%s", i, cities[g_rand_int_range (rand, 0, 5)],
		                                        g_rand_int_range (rand, 16, 80), g_rand_int_range (rand, 1, 13), g_rand_int_range (rand, 1, 29),
		                                        g_rand_boolean (rand) ? "是" : "否"));
	return rows;
}

#define USERS "会员号,城市,年龄,注册时间,是否订阅\n"

static char *
join (const char *header, const GPtrArray *rows, guint first, guint last)
{
	GString *text = g_string_new (header);

	for (guint i = first; i < last; i++)
		g_string_append_printf (text, "%s\n", (const char *) rows->pdata[i]);
	return g_string_free (text, FALSE);
}

static char *
write_bytes (Shop *shop, const char *name, const void *bytes, gsize size)
{
	char *path = g_build_filename (shop->folder, name, NULL);

	g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
	return path;
}

/* The dump after importing these bytes as a file of their own workspace. */
static char *
dump_of_bytes (const char *name, const char *role, const void *bytes, gsize size)
{
	IN_THE_SHOP;
	g_autofree char *path = write_bytes (&shop, name, bytes, size), *data = NULL, *rejects = NULL;

	shop_import (&shop, path, role);
	data = dump_data (&shop);
	rejects = dump_rejects (&shop);
	return g_strconcat (data, "\n--\n", rejects, NULL);
}

/* Cut into files --------------------------------------------------------------------------------------------------------- */

static char *
dump_of_parts (const char *header, const GPtrArray *rows, const char *role, guint n_parts)
{
	IN_THE_SHOP;

	for (guint i = 0; i < n_parts; i++) {
		g_autofree char *text = join (header, rows, rows->len * i / n_parts, rows->len * (i + 1) / n_parts);
		g_autofree char *name = g_strdup_printf ("part-%u.csv", i), *path = test_folder_write (shop.folder, name, text);

		shop_import (&shop, path, role);
	}
	return dump_data (&shop);
}

static void
test_parts (void)
{
	g_autoptr (GPtrArray) orders = make_orders (1), users = make_users (2);
	g_autofree char *whole = dump_of_parts (ORDERS, orders, "purchases", 1), *people = dump_of_parts (USERS, users, "users", 1);
	const guint parts[] = { 2, 7, 13 };

	for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
		g_autofree char *some = dump_of_parts (ORDERS, orders, "purchases", parts[i]);
		g_autofree char *some_people = dump_of_parts (USERS, users, "users", parts[i]);

		g_assert_cmpstr (some, ==, whole);
		g_assert_cmpstr (some_people, ==, people);
	}
}

/* The order of rows ------------------------------------------------------------------------------------------------------------ */

static void
shuffle (GPtrArray *rows, guint32 seed)
{
	g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

	for (guint i = rows->len - 1; i > 0; i--) {
		guint j = (guint) g_rand_int_range (rand, 0, (gint32) i + 1);
		gpointer row = rows->pdata[i];

		rows->pdata[i] = rows->pdata[j];
		rows->pdata[j] = row;
	}
}

static void
test_order (void)
{
	g_autoptr (GPtrArray) orders = make_orders (3), users = make_users (4);
	g_autofree char *before = dump_of_parts (ORDERS, orders, "purchases", 1), *people = dump_of_parts (USERS, users, "users", 1);

	for (guint32 seed = 1; seed <= 3; seed++) {
		g_autofree char *after = NULL, *people_after = NULL;

		shuffle (orders, seed);
		shuffle (users, seed);
		after = dump_of_parts (ORDERS, orders, "purchases", 1);
		people_after = dump_of_parts (USERS, users, "users", 1);
		g_assert_cmpstr (after, ==, before);
		g_assert_cmpstr (people_after, ==, people);
	}
}

/* Packed and encoded ------------------------------------------------------------------------------------------------------------- */

static GByteArray *
pack_gzip (const char *text, gsize size)
{
	z_stream stream = { .next_in = (Bytef *) text, .avail_in = (uInt) size };
	GByteArray *packed = g_byte_array_sized_new ((guint) size + 1024);

	g_assert_cmpint (deflateInit2 (&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
	g_byte_array_set_size (packed, (guint) deflateBound (&stream, size));
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
	gsize n;

	g_byte_array_set_size (packed, (guint) ZSTD_compressBound (size));
	n = ZSTD_compress (packed->data, packed->len, text, size, 3);
	g_assert_false (ZSTD_isError (n));
	g_byte_array_set_size (packed, (guint) n);
	return packed;
}

/* Hands @bytes over through a pipe, as a program before this one does. */
static char *
dump_of_input (const char *role, const char *bytes, gsize size)
{
	IN_THE_SHOP;
	g_autofree char *path = write_bytes (&shop, "given", bytes, size), *data = NULL, *rejects = NULL;
	g_autoptr (GError) error = NULL;
	int ends[2];
	pid_t child;

	g_assert_cmpint (pipe (ends), ==, 0);
	child = fork ();
	if (child == 0) {
		const char *at = bytes;

		close (ends[0]);
		while (at < bytes + size) {
			gssize n = write (ends[1], at, MIN (777, (gsize) (bytes + size - at)));

			if (n < 0 && errno != EINTR)
				_exit (1);
			at += MAX (n, 0);
		}
		_exit (0);
	}
	close (ends[1]);
	g_assert_true (seg_import_take_input (ends[0], NULL, &error));
	g_assert_no_error (error);
	close (ends[0]);
	shop_import (&shop, "-", role);
	data = dump_data (&shop);
	rejects = dump_rejects (&shop);
	return g_strconcat (data, "\n--\n", rejects, NULL);
}

static void
test_packing (void)
{
	g_autoptr (GPtrArray) orders = make_orders (5);
	g_autofree char *text = join (ORDERS, orders, 0, orders->len);
	gsize size = strlen (text);
	g_autoptr (GByteArray) gzip = pack_gzip (text, size), zstd = pack_zstd (text, size);
	g_autofree char *plain = dump_of_bytes ("plain.csv", "purchases", text, size);
	g_autofree char *from_gzip = dump_of_bytes ("packed.csv.gz", "purchases", gzip->data, gzip->len);
	g_autofree char *from_zstd = dump_of_bytes ("packed.csv.zst", "purchases", zstd->data, zstd->len);
	g_autofree char *from_input = dump_of_input ("purchases", text, size);
	g_autofree char *from_packed_input = dump_of_input ("purchases", (const char *) zstd->data, zstd->len);

	g_assert_cmpstr (from_gzip, ==, plain);
	g_assert_cmpstr (from_zstd, ==, plain);
	g_assert_cmpstr (from_input, ==, plain);
	g_assert_cmpstr (from_packed_input, ==, plain);
}

/* The packed file is known again as the plain one: the checksum is of what is in it. */
static void
test_packed_again (void)
{
	IN_THE_SHOP;
	g_autoptr (GPtrArray) orders = make_orders (6);
	g_autofree char *text = join (ORDERS, orders, 0, orders->len);
	g_autoptr (GByteArray) gzip = pack_gzip (text, strlen (text));
	g_autofree char *plain = write_bytes (&shop, "plain.csv", text, strlen (text));
	g_autofree char *packed = write_bytes (&shop, "packed.csv.gz", gzip->data, gzip->len);
	SegImportResult result;

	shop_import (&shop, plain, "purchases");
	result = shop_import (&shop, packed, "purchases");
	g_assert_true (result.already_imported);
}

static void
test_encodings (void)
{
	static const struct { const char *name, *mark; gsize mark_size; } encodings[] = {
		{ "UTF-8", "\xEF\xBB\xBF", 3 }, { "GB18030", "", 0 }, { "UTF-16LE", "", 0 }, { "UTF-16LE", "\xFF\xFE", 2 }, { "UTF-16BE", "\xFE\xFF", 2 },
	};
	g_autoptr (GPtrArray) orders = make_orders (7);
	g_autofree char *text = join (ORDERS, orders, 0, orders->len), *plain = dump_of_bytes ("plain.csv", "purchases", text, strlen (text));

	for (gsize i = 0; i < G_N_ELEMENTS (encodings); i++) {
		gsize size;
		g_autofree char *converted = g_convert (text, -1, encodings[i].name, "UTF-8", NULL, &size, NULL), *dump = NULL;
		g_autoptr (GByteArray) bytes = g_byte_array_new ();

		g_assert_nonnull (converted);
		g_byte_array_append (bytes, (const guint8 *) encodings[i].mark, (guint) encodings[i].mark_size);
		g_byte_array_append (bytes, (const guint8 *) converted, (guint) size);
		dump = dump_of_bytes ("encoded.csv", "purchases", bytes->data, bytes->len);
		g_assert_cmpstr (dump, ==, plain);
	}
}

/* Threads ------------------------------------------------------------------------------------------------------------------------ */

static char *
rows_with_threads (const char *text, guint n_threads)
{
	IN_THE_SHOP;

	seg_parallel_set_threads (n_threads);
	shop_import_text (&shop, "purchases", text);
	seg_parallel_set_threads (0);
	return dump_rows (&shop);
}

static void
test_threads (void)
{
	g_autoptr (GPtrArray) orders = make_orders (8);
	g_autofree char *text = join (ORDERS, orders, 0, orders->len), *one = rows_with_threads (text, 1);
	const guint threads[] = { 2, 3, 8 };

	for (gsize i = 0; i < G_N_ELEMENTS (threads); i++) {
		g_autofree char *many = rows_with_threads (text, threads[i]);

		g_assert_cmpstr (many, ==, one);
	}
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/import/same/parts", test_parts);
	g_test_add_func ("/import/same/order", test_order);
	g_test_add_func ("/import/same/packing", test_packing);
	g_test_add_func ("/import/same/packed-again", test_packed_again);
	g_test_add_func ("/import/same/encodings", test_encodings);
	g_test_add_func ("/import/same/threads", test_threads);
	return g_test_run ();
}
