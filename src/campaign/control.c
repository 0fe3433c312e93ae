/* Who is held back: the people whose keys have the smallest HMAC-SHA256 under the campaign's seed and name.
 *
 * A good keyed hash puts people in an order that has nothing to do with what they are, so the group is as good as random; and
 * it depends on nothing but seed, name and the people's own keys, so anyone can make it again and nobody can pick it. */
#include <config.h>
#include "campaign-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void
seg_control_digest (const SegCampaignDraft *draft, const char *key, guint8 digest[SEG_DIGEST_SIZE])
{
	g_autofree char *secret = g_strdup_printf ("%" G_GUINT64_FORMAT ":%s", draft->seed, draft->name != NULL ? draft->name : "");
	GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) secret, strlen (secret));
	gsize size = SEG_DIGEST_SIZE;

	g_hmac_update (hmac, (const guchar *) key, -1);
	g_hmac_get_digest (hmac, digest, &size);
	g_hmac_unref (hmac);
}

gint64
seg_control_size (const SegCampaignDraft *draft, gint64 n)
{
	return (gint64) llround (draft->control_share * (double) n);
}

/* By digest; two people with one digest, which nobody will live to see, by id. */
static int
compare_digests (const void *a, const void *b)
{
	const SegEligible *one = *(SegEligible *const *) a, *other = *(SegEligible *const *) b;
	int order = memcmp (one->digest, other->digest, SEG_DIGEST_SIZE);

	return order != 0 ? order : (one->user_id > other->user_id) - (one->user_id < other->user_id);
}

gboolean
seg_control_hold_back (SegEligible *people, gsize n_people, gsize n_control, GError **error)
{
	g_autofree SegEligible **order = g_try_malloc_n (MAX (n_people, 1), sizeof *order);

	if (order == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to choose a control group of %zu people"), n_people);
		return FALSE;
	}
	for (gsize i = 0; i < n_people; i++)
		order[i] = &people[i];
	qsort (order, n_people, sizeof *order, compare_digests);
	for (gsize i = 0; i < n_people; i++)
		order[i]->is_control = i < n_control;
	return TRUE;
}
