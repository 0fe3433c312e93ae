/* Pseudonyms: keys in the table pseudonym_key, HMAC-SHA-256. */
#include <config.h>
#include <segscope/digest.h>
#include <segscope/pseudonym.h>

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/random.h>

#define KEY_SIZE 32
#define ROWS_BETWEEN_ASKING 1024

struct SegPseudonyms {
	gint64          row;
	char            key_id[17];
	SegKeyedDigest *keyed;
};

static SegPseudonyms *
from_key (gint64 row, const guint8 *key, gsize size)
{
	SegPseudonyms *pseudonyms = g_new0 (SegPseudonyms, 1);
	char digest[SEG_DIGEST_TEXT_SIZE];

	seg_digest_of (key, size, digest);
	pseudonyms->row = row;
	g_strlcpy (pseudonyms->key_id, digest, sizeof pseudonyms->key_id);
	pseudonyms->keyed = seg_keyed_digest_new (key, size);
	return pseudonyms;
}

void
seg_pseudonyms_free (SegPseudonyms *pseudonyms)
{
	if (pseudonyms == NULL)
		return;
	seg_keyed_digest_free (pseudonyms->keyed);
	g_free (pseudonyms);
}

const char *
seg_pseudonyms_key_id (const SegPseudonyms *pseudonyms)
{
	return pseudonyms->key_id;
}

gint64
seg_pseudonyms_key_row (const SegPseudonyms *pseudonyms)
{
	return pseudonyms->row;
}

static SegPseudonyms *
make_key (SegWorkspace *workspace, GError **error)
{
	guint8 key[KEY_SIZE];
	g_autoptr (SegStatement) insert = seg_workspace_prepare (workspace, "INSERT INTO pseudonym_key (key, made_at) VALUES (:key, :at)", error);

	if (insert == NULL)
		return NULL;
	if (getrandom (key, sizeof key, 0) != sizeof key) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("This system gives no random numbers for a key: %s"), g_strerror (errno));
		return NULL;
	}
	seg_statement_bind_blob (insert, ":key", key, sizeof key);
	seg_statement_bind_integer (insert, ":at", g_get_real_time () / G_USEC_PER_SEC);
	return seg_statement_run (insert, error) ? from_key (seg_workspace_last_id (workspace), key, sizeof key) : NULL;
}

/* All keys, the newest first: GPtrArray of SegPseudonyms*. */
static GPtrArray *
read_keys (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_pseudonyms_free);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT id, key FROM pseudonym_key ORDER BY id DESC", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure)) {
		gsize size;
		const void *key = seg_statement_blob (statement, 1, &size);

		g_ptr_array_add (keys, from_key (seg_statement_integer (statement, 0), key, size));
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&keys) : NULL;
}

SegPseudonyms *
seg_pseudonyms_open (SegWorkspace *workspace, gboolean renew, GError **error)
{
	g_autoptr (GPtrArray) keys = read_keys (workspace, error);

	if (keys == NULL)
		return NULL;
	return renew || keys->len == 0 ? make_key (workspace, error) : g_ptr_array_steal_index (keys, 0);
}

void
seg_pseudonym_make (const SegPseudonyms *pseudonyms, const char *key, char *text)
{
	guint8 hmac[SEG_DIGEST_SIZE];

	seg_keyed_digest_make (pseudonyms->keyed, key, strlen (key), hmac);
	*text++ = 'p'; /* a name that no spreadsheet takes for a number */
	seg_digest_hex (hmac, (SEG_PSEUDONYM_LENGTH - 1) / 2, text);
}

gboolean
seg_pseudonym_is_one (const char *text)
{
	return text[0] == 'p' && strlen (text) == SEG_PSEUDONYM_LENGTH && strspn (text + 1, "0123456789abcdef") == SEG_PSEUDONYM_LENGTH - 1;
}

/* What becomes of each person under each key. */
typedef void (*TakePerson) (GHashTable *people, const char *pseudonym, gint64 id, const char *key);

static void
take_id (GHashTable *people, const char *pseudonym, gint64 id, const char *key)
{
	(void) key;
	g_hash_table_insert (people, g_strdup (pseudonym), g_memdup2 (&id, sizeof id));
}

static void
take_key (GHashTable *people, const char *pseudonym, gint64 id, const char *key)
{
	(void) id;
	g_hash_table_insert (people, g_strdup (pseudonym), g_strdup (key));
}

static void
add_person (GHashTable *people, const GPtrArray *keys, gint64 id, const char *key, TakePerson take)
{
	for (guint i = 0; i < keys->len; i++) {
		char text[SEG_PSEUDONYM_LENGTH + 1];

		seg_pseudonym_make (keys->pdata[i], key, text);
		take (people, text, id, key);
	}
}

/* Also whom cleaning has left out: results of theirs are to be found, and then set aside for that. */
#define PEOPLE_OF_CAMPAIGN "SELECT u.id, u.key FROM campaign_member m JOIN user u ON u.id = m.user_id WHERE m.campaign_id = :campaign"
#define ALL_PEOPLE "SELECT u.id, u.key FROM user u WHERE :campaign = 0"

static GHashTable *
find_people (SegWorkspace *workspace, gint64 campaign_id, TakePerson take, SegJob *job, GError **error)
{
	g_autoptr (GHashTable) people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr (GPtrArray) keys = read_keys (workspace, error);
	g_autoptr (SegStatement) statement = keys != NULL
		? seg_workspace_prepare (workspace, campaign_id != 0 ? PEOPLE_OF_CAMPAIGN : ALL_PEOPLE, error) : NULL;
	GError *failure = NULL;
	gsize n = 0;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":campaign", campaign_id);
	while (keys->len > 0 && seg_statement_next (statement, &failure)) {
		add_person (people, keys, seg_statement_integer (statement, 0), seg_statement_text (statement, 1), take);
		if (n++ % ROWS_BETWEEN_ASKING == 0 && !seg_job_proceed (job, 0, _("matching pseudonyms"), error))
			return NULL;
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&people) : NULL;
}

GHashTable *
seg_pseudonym_users (SegWorkspace *workspace, gint64 campaign_id, SegJob *job, GError **error)
{
	return find_people (workspace, campaign_id, take_id, job, error);
}

GHashTable *
seg_pseudonym_keys (SegWorkspace *workspace, SegJob *job, GError **error)
{
	return find_people (workspace, 0, take_key, job, error);
}
