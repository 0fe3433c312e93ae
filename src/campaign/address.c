/* Addresses are compared as hashes of 128 bits, so that what is kept of a million of them is small and of one size. */
#include <config.h>
#include "address-private.h"

#include <segscope/preset.h>

#include <string.h>

static gboolean
is_number_channel (const char *channel)
{
	return strcmp (channel, "sms") == 0 || strcmp (channel, "phone") == 0;
}

/* A digit of any script: what is written outside of ASCII is not looked at closer. */
static gboolean
has_digit (const char *address)
{
	while (*address != '\0' && !g_ascii_isdigit (*address) && !(*address & 0x80))
		address++;
	return *address != '\0';
}

gboolean
seg_address_reaches (const char *channel, const char *address)
{
	const char *end = address != NULL ? address + strlen (address) : NULL, *at;

	while (address < end && g_ascii_isspace (*address))
		address++;
	while (address < end && g_ascii_isspace (end[-1]))
		end--;
	if (address == end)
		return FALSE;
	if (is_number_channel (channel))
		return has_digit (address);
	if (strcmp (channel, "email") != 0)
		return TRUE;
	at = end - address > 2 ? memchr (address + 1, '@', (gsize) (end - address) - 2) : NULL;
	return at != NULL;
}

/* Comparing -------------------------------------------------------------------------------------------------------------- */

static void
fold (const char *address, gboolean is_number, GString *folded)
{
	g_string_truncate (folded, 0);
	while (g_ascii_isspace (*address))
		address++;
	for (; *address != '\0'; address++)
		if (!is_number || strchr (" -().\t", *address) == NULL)
			g_string_append_c (folded, g_ascii_tolower (*address));
	while (folded->len > 0 && g_ascii_isspace (folded->str[folded->len - 1]))
		g_string_truncate (folded, folded->len - 1);
}

/* What is left of a number of mainland China: its 11 digits; of others all of it. */
static const char *
fold_number (const char *address, GString *folded)
{
	const char *digits;

	fold (address, TRUE, folded);
	digits = folded->str + (folded->str[0] == '+' ? 1 : g_str_has_prefix (folded->str, "00") ? 2 : 0);
	if (digits[strspn (digits, "0123456789")] != '\0') { /* written otherwise: full-width, with a slash */
		g_autofree char *as_is = g_strdup (folded->str);

		g_string_truncate (folded, 0);
		if (!seg_normalise_phone_chinese (address, NULL, folded))
			g_string_assign (folded, as_is);
		return folded->str;
	}
	if (folded->len - (gsize) (digits - folded->str) == 13 && digits[0] == '8' && digits[1] == '6')
		return digits[2] == '1' && digits[3] >= '3' ? digits + 2 : folded->str;
	return folded->str;
}

gboolean
seg_address_hash (const char *channel, const char *address, GString *folded, XXH128_hash_t *hash)
{
	const char *text;

	if (!seg_address_reaches (channel, address))
		return FALSE;
	if (is_number_channel (channel))
		text = fold_number (address, folded);
	else {
		fold (address, FALSE, folded);
		text = folded->str;
	}
	*hash = XXH3_128bits (text, strlen (text));
	return TRUE;
}

/* Where nobody is to be written to ------------------------------------------------------------------------------------- */

struct SegUnwanted {
	GHashTable *users;  /* of gint64* */
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

static SegUnwanted *
new_unwanted (const char *channel)
{
	SegUnwanted *unwanted = g_new (SegUnwanted, 1);

	*unwanted = (SegUnwanted) { g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL),
		                        g_hash_table_new_full (hash_hash, equal_hashes, g_free, NULL), g_strdup (channel), g_string_new (NULL) };
	return unwanted;
}

void
seg_unwanted_free (SegUnwanted *unwanted)
{
	if (unwanted == NULL)
		return;
	g_hash_table_unref (unwanted->users);
	g_hash_table_unref (unwanted->hashes);
	g_string_free (unwanted->folded, TRUE);
	g_free (unwanted->channel);
	g_free (unwanted);
}

/* There is no index on keys: they are looked through once where anybody is on the list, and not at all where nobody is. */
#define UNWANTED \
	"WITH other (id, person) AS MATERIALIZED (" SEG_SQL_MERGED "), " \
	"account (id) AS (SELECT user_id FROM result WHERE outcome IN ('unsubscribed', 'complained') AND user_id IS NOT NULL UNION " \
	"SELECT id FROM user WHERE EXISTS (SELECT 1 FROM do_not_contact) AND key IN (SELECT key FROM do_not_contact WHERE channel IN ('', :channel))), " \
	"one (id) AS (SELECT id FROM account UNION SELECT person FROM other WHERE id IN (SELECT id FROM account)) " \
	"SELECT id FROM one UNION SELECT id FROM other WHERE person IN (SELECT id FROM one)"

gboolean
seg_unwanted_read (SegWorkspace *workspace, const char *channel, const char *column, SegUnwanted **unwanted, GError **error)
{
	g_autofree char *name = column != NULL ? seg_sql_identifier (column) : g_strdup ("NULL");
	g_autofree char *sql = g_strdup_printf ("SELECT id, %s FROM user WHERE id IN (" UNWANTED ")", name);
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, sql, error);
	g_autoptr (SegUnwanted) found = NULL;
	GError *failure = NULL;
	XXH128_hash_t hash;

	*unwanted = NULL;
	if (rows == NULL)
		return FALSE;
	found = new_unwanted (channel);
	seg_statement_bind_text (rows, ":channel", channel);
	while (seg_statement_next (rows, &failure)) {
		const gint64 id = seg_statement_integer (rows, 0);

		g_hash_table_add (found->users, g_memdup2 (&id, sizeof id));
		if (seg_address_hash (channel, seg_statement_text (rows, 1), found->folded, &hash))
			g_hash_table_add (found->hashes, g_memdup2 (&hash, sizeof hash));
	}
	if (!seg_query_ended (failure, error))
		return FALSE;
	if (g_hash_table_size (found->users) > 0)
		*unwanted = g_steal_pointer (&found);
	return TRUE;
}

gboolean
seg_unwanted_has_user (const SegUnwanted *unwanted, gint64 user_id)
{
	return g_hash_table_contains (unwanted->users, &user_id);
}

gboolean
seg_unwanted_has_hash (const SegUnwanted *unwanted, const XXH128_hash_t *hash)
{
	return g_hash_table_contains (unwanted->hashes, hash);
}

gboolean
seg_unwanted_has_addresses (const SegUnwanted *unwanted)
{
	return g_hash_table_size (unwanted->hashes) > 0;
}

gboolean
seg_unwanted_has_address (const SegUnwanted *unwanted, const char *address)
{
	XXH128_hash_t hash;

	return seg_unwanted_has_addresses (unwanted) && seg_address_hash (unwanted->channel, address, unwanted->folded, &hash)
	       && seg_unwanted_has_hash (unwanted, &hash);
}
