/* Who wants no more: those who have unsubscribed or complained, and those on the list of people who are not to be contacted. */
#include <config.h>
#include "address-private.h"
#include "campaign-private.h"

#include <string.h>

/* By which channels nobody is to write: a bit each, as seg_channels() has them. */
#define ALL_CHANNELS G_MAXUINT32
#define ROWS_BETWEEN_ASKING 8192

static guint32
channel_bits (const char *name)
{
	const SegChannel *channel = seg_channel_find (name);
	gsize n;

	if (name[0] == '\0')
		return ALL_CHANNELS;
	return channel != NULL ? 1U << (guint) (channel - seg_channels (&n)) : 0; /* by one that there is not, nobody can be written to */
}

/* Accounts ----------------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64  id;
	guint32 channels;
} Refusal;

struct SegRefusals {
	GArray *refusals; /* of Refusal, by id */
};

void
seg_refusals_free (SegRefusals *refusals)
{
	if (refusals == NULL)
		return;
	g_array_unref (refusals->refusals);
	g_free (refusals);
}

static void
add_bits (GHashTable *accounts, gint64 id, guint32 channels)
{
	if (channels == 0)
		return;
	channels |= GPOINTER_TO_UINT (g_hash_table_lookup (accounts, &id));
	g_hash_table_insert (accounts, g_memdup2 (&id, sizeof id), GUINT_TO_POINTER (channels));
}

static gboolean
read_results (SegWorkspace *workspace, GHashTable *accounts, GError **error)
{
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace,
		"SELECT DISTINCT user_id FROM result WHERE outcome IN ('unsubscribed', 'complained') AND user_id IS NOT NULL", error);
	GError *failure = NULL;

	if (rows == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure))
		add_bits (accounts, seg_statement_integer (rows, 0), ALL_CHANNELS);
	return seg_query_ended (failure, error);
}

/* char* -> bits. */
static GHashTable *
read_list (SegWorkspace *workspace, GError **error)
{
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, "SELECT key, channel FROM do_not_contact", error);
	g_autoptr (GHashTable) list = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	GError *failure = NULL;

	if (rows == NULL)
		return NULL;
	while (seg_statement_next (rows, &failure)) {
		const char *key = seg_statement_text (rows, 0);
		const guint32 bits = GPOINTER_TO_UINT (g_hash_table_lookup (list, key)) | channel_bits (seg_statement_text (rows, 1));

		g_hash_table_insert (list, g_strdup (key), GUINT_TO_POINTER (bits));
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&list) : NULL;
}

/* There is no index on keys: they are looked through once where anybody is on the list, and not at all where nobody is. */
static gboolean
read_keys (SegWorkspace *workspace, GHashTable *accounts, SegJob *job, GError **error)
{
	g_autoptr (GHashTable) list = read_list (workspace, error);
	g_autoptr (SegStatement) rows = NULL;
	GError *failure = NULL;
	gsize n = 0;

	if (list == NULL || g_hash_table_size (list) == 0)
		return list != NULL;
	if ((rows = seg_workspace_prepare (workspace, "SELECT id, key FROM user", error)) == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure)) {
		add_bits (accounts, seg_statement_integer (rows, 0), GPOINTER_TO_UINT (g_hash_table_lookup (list, seg_statement_text (rows, 1))));
		if (++n % ROWS_BETWEEN_ASKING == 0 && !seg_job_proceed (job, 0.5, NULL, &failure))
			break;
	}
	return seg_query_ended (failure, error);
}

typedef struct {
	gint64 id, person;
} Merged;

/* What one account of a person said holds for the person and for all accounts that cleaning has merged into that one. */
static gboolean
spread_to_merged (SegWorkspace *workspace, GHashTable *accounts, GError **error)
{
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, SEG_SQL_MERGED, error);
	g_autoptr (GArray) merged = g_array_new (FALSE, FALSE, sizeof (Merged));
	GError *failure = NULL;

	if (rows == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure)) {
		const Merged row = { seg_statement_integer (rows, 0), seg_statement_integer (rows, 1) };

		g_array_append_val (merged, row);
	}
	for (guint i = 0; i < merged->len; i++) {
		const Merged *row = &g_array_index (merged, Merged, i);

		add_bits (accounts, row->person, GPOINTER_TO_UINT (g_hash_table_lookup (accounts, &row->id)));
	}
	for (guint i = 0; i < merged->len; i++) {
		const Merged *row = &g_array_index (merged, Merged, i);

		add_bits (accounts, row->id, GPOINTER_TO_UINT (g_hash_table_lookup (accounts, &row->person)));
	}
	return seg_query_ended (failure, error);
}

static int
compare_refusals (gconstpointer a, gconstpointer b)
{
	const gint64 one = ((const Refusal *) a)->id, other = ((const Refusal *) b)->id;

	return (one > other) - (one < other);
}

SegRefusals *
seg_refusals_read (SegWorkspace *workspace, SegJob *job, GError **error)
{
	g_autoptr (GHashTable) accounts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
	SegRefusals *refusals;
	GHashTableIter iter;
	gpointer id, bits;

	if (!read_results (workspace, accounts, error) || !read_keys (workspace, accounts, job, error)
	    || (g_hash_table_size (accounts) > 0 && !spread_to_merged (workspace, accounts, error)))
		return NULL;
	refusals = g_new (SegRefusals, 1);
	refusals->refusals = g_array_sized_new (FALSE, FALSE, sizeof (Refusal), g_hash_table_size (accounts));
	g_hash_table_iter_init (&iter, accounts);
	while (g_hash_table_iter_next (&iter, &id, &bits)) {
		const Refusal refusal = { *(const gint64 *) id, GPOINTER_TO_UINT (bits) };

		g_array_append_val (refusals->refusals, refusal);
	}
	g_array_sort (refusals->refusals, compare_refusals);
	return refusals;
}

GArray *
seg_refusals_of (const SegRefusals *refusals, const char *channel)
{
	const guint32 bits = channel_bits (channel);
	GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

	for (guint i = 0; i < refusals->refusals->len; i++) {
		const Refusal *refusal = &g_array_index (refusals->refusals, Refusal, i);

		if (refusal->channels & bits)
			g_array_append_val (ids, refusal->id);
	}
	return ids;
}

/* By a channel ------------------------------------------------------------------------------------------------------- */

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

SegUnwanted *
seg_unwanted_new (const char *channel)
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

void
seg_unwanted_add_hash (SegUnwanted *unwanted, const XXH128_hash_t *hash)
{
	g_hash_table_add (unwanted->hashes, g_memdup2 (hash, sizeof *hash));
}

/* @addresses: gives the address of user ?1. */
static gboolean
add_account (SegUnwanted *unwanted, SegStatement *addresses, gint64 id, GError **error)
{
	XXH128_hash_t hash;
	GError *failure = NULL;

	g_hash_table_add (unwanted->users, g_memdup2 (&id, sizeof id));
	seg_statement_bind_integer_at (addresses, 1, id);
	if (seg_statement_next (addresses, &failure) && seg_address_hash (unwanted->channel, seg_statement_text (addresses, 0), unwanted->folded, &hash))
		seg_unwanted_add_hash (unwanted, &hash);
	seg_statement_reset (addresses);
	return seg_query_ended (failure, error);
}

gboolean
seg_unwanted_add_accounts (SegUnwanted *unwanted, SegWorkspace *workspace, const char *column, const GArray *ids, GError **error)
{
	g_autofree char *name = column != NULL ? seg_sql_identifier (column) : g_strdup ("NULL");
	g_autofree char *sql = g_strdup_printf ("SELECT %s FROM user WHERE id = ?1", name);
	g_autoptr (SegStatement) addresses = seg_workspace_prepare (workspace, sql, error);
	gboolean fine = addresses != NULL;

	for (guint i = 0; fine && i < ids->len; i++)
		fine = add_account (unwanted, addresses, g_array_index (ids, gint64, i), error);
	return fine;
}

gboolean
seg_unwanted_read (SegWorkspace *workspace, const char *channel, const char *column, SegUnwanted **unwanted, GError **error)
{
	g_autoptr (SegRefusals) refusals = seg_refusals_read (workspace, NULL, error);
	g_autoptr (GArray) ids = refusals != NULL ? seg_refusals_of (refusals, channel) : NULL;
	g_autoptr (SegUnwanted) found = NULL;

	*unwanted = NULL;
	if (ids == NULL || ids->len == 0)
		return ids != NULL;
	found = seg_unwanted_new (channel);
	if (!seg_unwanted_add_accounts (found, workspace, column, ids, error))
		return FALSE;
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
