#include <config.h>
#include <segscope/digest.h>

#include <nettle/hmac.h>
#include <nettle/sha2.h>

struct SegDigest {
	struct sha256_ctx state;
	gboolean ended;
	char     text[SEG_DIGEST_TEXT_SIZE];
};

struct SegKeyedDigest {
	struct hmac_sha256_ctx state;
};

SegDigest *
seg_digest_new (void)
{
	SegDigest *digest = g_new0 (SegDigest, 1);

	sha256_init (&digest->state);
	return digest;
}

void
seg_digest_free (SegDigest *digest)
{
	g_free (digest);
}

void
seg_digest_add (SegDigest *digest, gconstpointer bytes, gsize size)
{
	g_return_if_fail (!digest->ended);
	sha256_update (&digest->state, size, bytes);
}

void
seg_digest_hex (const guint8 *bytes, gsize n, char *text)
{
	static const char digits[] = "0123456789abcdef";

	for (gsize i = 0; i < n; i++) {
		*text++ = digits[bytes[i] >> 4];
		*text++ = digits[bytes[i] & 15];
	}
	*text = '\0';
}

static void
end (struct sha256_ctx *state, char text[SEG_DIGEST_TEXT_SIZE])
{
	guint8 bytes[SEG_DIGEST_SIZE];

	sha256_digest (state, sizeof bytes, bytes);
	seg_digest_hex (bytes, sizeof bytes, text);
}

const char *
seg_digest_text (SegDigest *digest)
{
	if (!digest->ended)
		end (&digest->state, digest->text);
	digest->ended = TRUE;
	return digest->text;
}

void
seg_digest_of (gconstpointer bytes, gsize size, char text[SEG_DIGEST_TEXT_SIZE])
{
	struct sha256_ctx state;

	sha256_init (&state);
	sha256_update (&state, size, bytes);
	end (&state, text);
}

/* Under a key ------------------------------------------------------------------------------------------------------- */

SegKeyedDigest *
seg_keyed_digest_new (gconstpointer key, gsize size)
{
	SegKeyedDigest *keyed = g_new (SegKeyedDigest, 1);

	hmac_sha256_set_key (&keyed->state, size, key);
	return keyed;
}

void
seg_keyed_digest_free (SegKeyedDigest *keyed)
{
	g_free (keyed);
}

void
seg_keyed_digest_make (const SegKeyedDigest *keyed, gconstpointer bytes, gsize size, guint8 hmac[SEG_DIGEST_SIZE])
{
	struct hmac_sha256_ctx state = keyed->state; /* begun: inner and outer hash have taken the key */

	hmac_sha256_update (&state, size, bytes);
	hmac_sha256_digest (&state, SEG_DIGEST_SIZE, hmac);
}
