/* SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104), by nettle: with the processor's own instructions for it, where it has them, some four times as fast as
 * GLib's checksums, which do without. For what is read through in passing (an exported file) or asked of a million people. */
#ifndef SEGSCOPE_DIGEST_H
#define SEGSCOPE_DIGEST_H

#include <glib.h>

G_BEGIN_DECLS

#define SEG_DIGEST_SIZE 32
#define SEG_DIGEST_TEXT_SIZE (2 * SEG_DIGEST_SIZE + 1) /* hex digits, and the NUL behind them */

typedef struct SegDigest SegDigest;

SegDigest  *seg_digest_new (void);
void        seg_digest_free (SegDigest *digest);
void        seg_digest_add (SegDigest *digest, gconstpointer bytes, gsize size);
/** The SHA-256 of all that was added, in hex; owned by @digest. Nothing may be added afterwards. */
const char *seg_digest_text (SegDigest *digest);

/** The SHA-256 of @bytes in hex. */
void        seg_digest_of (gconstpointer bytes, gsize size, char text[SEG_DIGEST_TEXT_SIZE]);

/** Writes @n bytes as 2 n hex digits, and a NUL. */
void        seg_digest_hex (const guint8 *bytes, gsize n, char *text);

/* A key that many texts are hashed under: what depends on the key alone is reckoned once. */
typedef struct SegKeyedDigest SegKeyedDigest;

SegKeyedDigest *seg_keyed_digest_new (gconstpointer key, gsize size);
void            seg_keyed_digest_free (SegKeyedDigest *keyed);
/** The HMAC of @bytes. Any thread, also several at once. */
void            seg_keyed_digest_make (const SegKeyedDigest *keyed, gconstpointer bytes, gsize size, guint8 hmac[SEG_DIGEST_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegDigest, seg_digest_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegKeyedDigest, seg_keyed_digest_free)

G_END_DECLS

#endif
