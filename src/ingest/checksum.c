/* What tells whether two files have the same bytes: XXH3 (128 bits), which runs at the speed of memory. It is no protection
 * against files made to collide, and need not be: whoever can make those can change the workspace as well. Workspaces of
 * version 1 have SHA-256, which is computed when such a source might be the same file. */
#include <config.h>
#include "ingest-private.h"

#include <glib/gi18n.h>
#include <xxhash.h>

#define PIECE (1024 * 1024)

struct SegChecksum {
	XXH3_state_t *state;
};

SegChecksum *
seg_checksum_new (void)
{
	SegChecksum *checksum = g_new (SegChecksum, 1);

	checksum->state = XXH3_createState ();
	if (checksum->state == NULL)
		g_error ("no memory for a checksum");
	XXH3_128bits_reset (checksum->state);
	return checksum;
}

void
seg_checksum_free (SegChecksum *checksum)
{
	if (checksum == NULL)
		return;
	XXH3_freeState (checksum->state);
	g_free (checksum);
}

void
seg_checksum_update (SegChecksum *checksum, const void *bytes, gsize size)
{
	XXH3_128bits_update (checksum->state, bytes, size);
}

char *
seg_checksum_text (const SegChecksum *checksum)
{
	XXH128_hash_t hash = XXH3_128bits_digest (checksum->state);

	return g_strdup_printf ("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x", (guint64) hash.high64, (guint64) hash.low64);
}

char *
seg_checksum_of_file (const SegImportPlan *plan, gboolean sha256, SegJob *job, GError **error)
{
	g_autoptr (SegInput) input = seg_input_open (plan->path, error);
	g_autoptr (SegChecksum) checksum = seg_checksum_new ();
	g_autoptr (GChecksum) old = g_checksum_new (G_CHECKSUM_SHA256);
	g_autofree char *bytes = g_malloc (PIECE);
	gssize n = input != NULL ? 1 : -1;

	while (n > 0) {
		n = seg_job_proceed (job, 0, _("looking whether this file was imported before"), error)
		    ? seg_input_read (input, bytes, PIECE, error) : -1;
		if (n > 0 && sha256)
			g_checksum_update (old, (const guchar *) bytes, n);
		else if (n > 0)
			seg_checksum_update (checksum, bytes, (gsize) n);
	}
	if (n < 0)
		return NULL;
	return sha256 ? g_strdup (g_checksum_get_string (old)) : seg_checksum_text (checksum);
}
