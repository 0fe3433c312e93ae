/* base/digest.c against the test vectors of FIPS 180-4 and RFC 4231, and against GLib's own checksums at every length around a block. */
#include <config.h>
#include <segscope/digest.h>

#include <string.h>

static void
check_sha256 (const char *text, const char *expected)
{
	char found[SEG_DIGEST_TEXT_SIZE];

	seg_digest_of (text, strlen (text), found);
	g_assert_cmpstr (found, ==, expected);
}

static void
test_sha256_as_published (void)
{
	check_sha256 ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	check_sha256 ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	check_sha256 ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void
test_sha256_in_parts (void)
{
	guint8 bytes[300];

	for (gsize i = 0; i < sizeof bytes; i++)
		bytes[i] = (guint8) (i * 7 + 1);
	for (gsize size = 0; size <= sizeof bytes; size++) {
		g_autofree char *expected = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, size);
		g_autoptr (SegDigest) digest = seg_digest_new ();

		seg_digest_add (digest, bytes, size / 3);
		seg_digest_add (digest, bytes + size / 3, size - size / 3);
		g_assert_cmpstr (seg_digest_text (digest), ==, expected);
		g_assert_cmpstr (seg_digest_text (digest), ==, expected);
	}
}

static void
check_hmac (gconstpointer key, gsize key_size, gconstpointer bytes, gsize size, const char *expected)
{
	g_autoptr (SegKeyedDigest) keyed = seg_keyed_digest_new (key, key_size);

	for (guint time = 0; time < 2; time++) { /* the key stays as it was prepared */
		guint8 hmac[SEG_DIGEST_SIZE];
		char text[SEG_DIGEST_TEXT_SIZE];

		seg_keyed_digest_make (keyed, bytes, size, hmac);
		seg_digest_hex (hmac, sizeof hmac, text);
		g_assert_cmpstr (text, ==, expected);
	}
}

static void
test_hmac_as_published (void)
{
	guint8 long_key[131];

	memset (long_key, 0xaa, sizeof long_key);
	check_hmac ("Jefe", 4, "what do ya want for nothing?", 28, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	check_hmac (long_key, sizeof long_key, "Test Using Larger Than Block-Size Key - Hash Key First", 54,
	            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void
test_hmac_of_every_length (void)
{
	guint8 key[140], bytes[140];

	for (gsize i = 0; i < sizeof bytes; i++) {
		key[i] = (guint8) (i * 11 + 3);
		bytes[i] = (guint8) (i * 5 + 2);
	}
	for (gsize size = 0; size <= sizeof bytes; size++) {
		g_autofree char *by_key = g_compute_hmac_for_data (G_CHECKSUM_SHA256, key, size, bytes, 9);
		g_autofree char *by_text = g_compute_hmac_for_data (G_CHECKSUM_SHA256, key, 13, bytes, size);

		check_hmac (key, size, bytes, 9, by_key);
		check_hmac (key, 13, bytes, size, by_text);
	}
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/digest/sha256-as-published", test_sha256_as_published);
	g_test_add_func ("/digest/sha256-in-parts", test_sha256_in_parts);
	g_test_add_func ("/digest/hmac-as-published", test_hmac_as_published);
	g_test_add_func ("/digest/hmac-of-every-length", test_hmac_of_every_length);
	return g_test_run ();
}
