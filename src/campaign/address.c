/* Addresses are compared as hashes of 128 bits, so that what is kept of a million of them is small and of one size. */
#include <config.h>
#include "address-private.h"

#include <segscope/preset.h>

#include <string.h>

gboolean
seg_address_reaches (const char *channel, const char *address)
{
	const char *end = address != NULL ? address + strlen (address) : NULL, *at;

	while (address < end && *address == ' ')
		address++;
	while (address < end && end[-1] == ' ')
		end--;
	if (address == end || strcmp (channel, "email") != 0)
		return address != end;
	at = end - address > 2 ? memchr (address + 1, '@', (gsize) (end - address) - 2) : NULL;
	return at != NULL;
}

gboolean
seg_address_hash (const char *channel, const char *address, GString *folded, XXH128_hash_t *hash)
{
	const gboolean is_number = strcmp (channel, "sms") == 0 || strcmp (channel, "phone") == 0;

	if (!seg_address_reaches (channel, address))
		return FALSE;
	g_string_truncate (folded, 0);
	if (is_number && seg_normalise_phone_chinese (address, NULL, folded)) { /* with 86 before it or not */
		*hash = XXH3_128bits (folded->str, folded->len);
		return TRUE;
	}
	g_string_truncate (folded, 0);
	for (; *address != '\0'; address++)
		if (!is_number || strchr (" -().\t", *address) == NULL)
			g_string_append_c (folded, g_ascii_tolower (*address));
	while (folded->len > 0 && g_ascii_isspace (folded->str[folded->len - 1]))
		g_string_truncate (folded, folded->len - 1);
	for (address = folded->str; g_ascii_isspace (*address);)
		address++;
	*hash = XXH3_128bits (address, folded->len - (gsize) (address - folded->str));
	return *address != '\0';
}

/* Where nobody is to be written to ------------------------------------------------------------------------------------- */

struct SegUnwanted {
	GHashTable *hashes; /* of XXH128_hash_t* */
	char       *channel;
	GString    *folded;
};

static guint
hash_hash (gconstpointer key)
{
	return (guint) ((const XXH128_hash_t *) key)->low64;
}

static gboolean
equal_hashes (gconstpointer a, gconstpointer b)
{
	return XXH128_isEqual (*(const XXH128_hash_t *) a, *(const XXH128_hash_t *) b) != 0;
}

void
seg_unwanted_free (SegUnwanted *unwanted)
{
	if (unwanted == NULL)
		return;
	g_hash_table_unref (unwanted->hashes);
	g_string_free (unwanted->folded, TRUE);
	g_free (unwanted->channel);
	g_free (unwanted);
}

gboolean
seg_unwanted_read (SegWorkspace *workspace, const char *channel, const char *column, SegUnwanted **unwanted, GError **error)
{
	g_autoptr (SegUnwanted) found = g_new0 (SegUnwanted, 1);
	g_autofree char *name = seg_sql_identifier (column);
	g_autofree char *sql = g_strdup_printf ("SELECT %s FROM user WHERE id IN (" SEG_SQL_UNWANTED ") AND %s IS NOT NULL", name, name);
	g_autoptr (SegStatement) rows = NULL;
	GError *failure = NULL;
	XXH128_hash_t hash;

	*unwanted = NULL;
	*found = (SegUnwanted) { g_hash_table_new_full (hash_hash, equal_hashes, g_free, NULL), g_strdup (channel), g_string_new (NULL) };
	if ((rows = seg_workspace_prepare (workspace, sql, error)) == NULL)
		return FALSE;
	seg_statement_bind_text (rows, ":text", channel);
	while (seg_statement_next (rows, &failure))
		if (seg_address_hash (channel, seg_statement_text (rows, 0), found->folded, &hash))
			g_hash_table_add (found->hashes, g_memdup2 (&hash, sizeof hash));
	if (!seg_query_ended (failure, error))
		return FALSE;
	if (g_hash_table_size (found->hashes) > 0)
		*unwanted = g_steal_pointer (&found);
	return TRUE;
}

gboolean
seg_unwanted_has_hash (const SegUnwanted *unwanted, const XXH128_hash_t *hash)
{
	return g_hash_table_contains (unwanted->hashes, hash);
}

gboolean
seg_unwanted_has (const SegUnwanted *unwanted, const char *address)
{
	XXH128_hash_t hash;

	return seg_address_hash (unwanted->channel, address, unwanted->folded, &hash) && seg_unwanted_has_hash (unwanted, &hash);
}
