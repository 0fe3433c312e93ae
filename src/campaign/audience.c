/* Answers about every user, kept in memory under what was asked: whom a filter takes, who has consented, hashes. An answer is an array
 * aligned with the users in use by id; all go when the workspace changes, the oldest when there are too many. */
#include <config.h>
#include "audience-private.h"

#include <segscope/ids.h>
#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <string.h>

#define MOST_BYTES ((gsize) 256 << 20)
#define ROWS_BETWEEN_ASKING 8192
#define KEYS_AT_ONCE 65536
#define KEYS_A_BLOCK 512

typedef struct {
	gpointer values;
	gsize    size;
	guint64  used;
} Kept;

static void
free_kept (gpointer data)
{
	g_free (((Kept *) data)->values);
	g_free (data);
}

SegAudience *
seg_audience_new (void)
{
	SegAudience *audience = g_new0 (SegAudience, 1);

	g_atomic_ref_count_init (&audience->n_holders);
	audience->counter = seg_user_counter_new ();
	audience->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_kept);
	return audience;
}

SegAudience *
seg_audience_ref (SegAudience *audience)
{
	g_atomic_ref_count_inc (&audience->n_holders);
	return audience;
}

void
seg_audience_free (SegAudience *audience)
{
	if (audience == NULL || !g_atomic_ref_count_dec (&audience->n_holders))
		return;
	seg_user_counter_free (audience->counter);
	g_hash_table_unref (audience->kept);
	seg_refusals_free (audience->refusals);
	g_free (audience);
}

void
seg_audience_set_campaign (SegAudience *audience, gint64 campaign_id)
{
	audience->campaign_id = campaign_id;
}

gssize
seg_audience_find (const SegAudience *audience, gint64 user_id)
{
	return seg_ids_find (audience->ids, audience->n, user_id);
}

gssize
seg_audience_find_next (const SegAudience *audience, gsize *next, gint64 user_id)
{
	const gssize at = *next < audience->n && audience->ids[*next] == user_id ? (gssize) *next : seg_ids_find (audience->ids, audience->n, user_id);

	if (at >= 0)
		*next = (gsize) at + 1;
	return at;
}

gboolean
seg_asking_begin (const SegAsking *asking, GError **error)
{
	SegAudience *audience = asking->audience;
	gboolean anew;

	if (!seg_user_counter_users (audience->counter, asking->workspace, asking->job, &audience->ids, &audience->n, &anew, error))
		return FALSE;
	audience->clock++;
	if (anew) {
		g_hash_table_remove_all (audience->kept);
		audience->size = 0;
		g_clear_pointer (&audience->refusals, seg_refusals_free);
	}
	return TRUE;
}

/* Gives up what was not asked for lately, never what this count needs. */
static void
make_room (SegAudience *audience, gsize size)
{
	while (audience->size + size > MOST_BYTES) {
		GHashTableIter iter;
		gpointer key, value, oldest = NULL;
		guint64 used = audience->clock;

		g_hash_table_iter_init (&iter, audience->kept);
		while (g_hash_table_iter_next (&iter, &key, &value))
			if (((const Kept *) value)->used < used) {
				used = ((const Kept *) value)->used;
				oldest = key;
			}
		if (oldest == NULL)
			return;
		audience->size -= ((const Kept *) g_hash_table_lookup (audience->kept, oldest))->size;
		g_hash_table_remove (audience->kept, oldest);
	}
}

gboolean
seg_asking_has_room (const SegAsking *asking, gsize size)
{
	return asking->audience->size + size * asking->audience->n <= MOST_BYTES;
}

gboolean
seg_asking_is_kept (const SegAsking *asking, const char *key)
{
	return g_hash_table_contains (asking->audience->kept, key);
}

gpointer
seg_asking_kept (const SegAsking *asking, const char *key)
{
	Kept *kept = g_hash_table_lookup (asking->audience->kept, key);

	if (kept == NULL)
		return NULL;
	kept->used = asking->audience->clock;
	return kept->values;
}

gpointer
seg_asking_new (const SegAsking *asking, gsize size, GError **error)
{
	SegAudience *audience = asking->audience;
	gpointer values;

	make_room (audience, size * audience->n);
	values = g_try_malloc0_n (audience->n + 1, size);
	if (values == NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for a list of %zu people"), audience->n);
	return values;
}

void
seg_asking_keep (const SegAsking *asking, const char *key, gpointer values, gsize size)
{
	SegAudience *audience = asking->audience;
	Kept *kept = g_new (Kept, 1);

	*kept = (Kept) { values, size * audience->n, 0 };
	audience->size += kept->size;
	g_hash_table_insert (audience->kept, g_strdup (key), kept);
}

gpointer
seg_asking_get (const SegAsking *asking, const char *key, gsize size, SegAnswerFunc fill, gconstpointer data, GError **error)
{
	g_autofree gpointer values = NULL;

	if (!seg_asking_is_kept (asking, key)) {
		values = seg_asking_new (asking, size, error);
		if (values == NULL || !fill (asking, values, data, error) || !seg_job_proceed (asking->job, 0, NULL, error))
			return NULL;
		seg_asking_keep (asking, key, g_steal_pointer (&values), size);
	}
	return seg_asking_kept (asking, key);
}

/* What is known of few ----------------------------------------------------------------------------------------------- */

const SegRefusals *
seg_asking_refusals (const SegAsking *asking, GError **error)
{
	if (asking->audience->refusals == NULL)
		asking->audience->refusals = seg_refusals_read (asking->workspace, asking->job, error);
	return asking->audience->refusals;
}

/* SQL ---------------------------------------------------------------------------------------------------------------- */

typedef struct {
	const char *sql, *text;
} Question;

static gboolean
fill_sql (const SegAsking *asking, gpointer values, gconstpointer data, GError **error)
{
	const Question *question = data;
	const SegAudience *audience = asking->audience;
	g_autoptr (SegStatement) rows = seg_workspace_prepare (asking->workspace, question->sql, error);
	guint8 *mask = values;
	GError *failure = NULL;
	gsize n = 0;

	if (rows == NULL)
		return FALSE;
	if (question->text != NULL)
		seg_statement_bind_text (rows, ":text", question->text);
	while (seg_statement_next (rows, &failure)) {
		gssize at = seg_audience_find (audience, seg_statement_integer (rows, 0));

		if (at >= 0)
			mask[at] = 1;
		if (++n % ROWS_BETWEEN_ASKING == 0 && !seg_job_proceed (asking->job, 0.5, NULL, &failure))
			break;
	}
	return seg_query_ended (failure, error);
}

const guint8 *
seg_asking_sql (const SegAsking *asking, const char *sql, const char *text, GError **error)
{
	g_autofree char *key = g_strconcat ("sql:", text != NULL ? text : "", ":", sql, NULL);

	return seg_asking_get (asking, key, 1, fill_sql, &(Question) { sql, text }, error);
}

/* Filters ------------------------------------------------------------------------------------------------------------ */

typedef struct {
	const char *text;
	gint64      segmentation_id;
} Filtering;

static gboolean
fill_filter (const SegAsking *asking, gpointer values, gconstpointer data, GError **error)
{
	const Filtering *filtering = data;
	g_autoptr (SegFilter) filter = seg_filter_parse (asking->workspace, NULL, filtering->text, error);
	g_autoptr (SegSegmentation) segmentation = NULL;

	if (filter == NULL)
		return FALSE;
	if (filtering->segmentation_id != 0
	    && (segmentation = seg_segmentation_load_id (asking->workspace, filtering->segmentation_id, error)) == NULL)
		return FALSE;
	return seg_user_counter_take (asking->audience->counter, asking->workspace, filter, segmentation, asking->job, values, error);
}

const guint8 *
seg_asking_filter (const SegAsking *asking, const char *text, gint64 segmentation_id, GError **error)
{
	g_autofree char *key = g_strdup_printf ("filter:%" G_GINT64_FORMAT ":%s", segmentation_id, text);

	return seg_asking_get (asking, key, 1, fill_filter, &(Filtering) { text, segmentation_id }, error);
}

/* Segments ----------------------------------------------------------------------------------------------------------- */

static gboolean
fill_segments (const SegAsking *asking, gpointer values, gconstpointer data, GError **error)
{
	const SegAudience *audience = asking->audience;
	g_autoptr (SegStatement) rows = seg_workspace_prepare (asking->workspace,
		"SELECT user_id, segment_id FROM membership WHERE segmentation_id = :id", error);
	gint64 *segments = values;
	GError *failure = NULL;
	gsize n = 0;

	if (rows == NULL)
		return FALSE;
	seg_statement_bind_integer (rows, ":id", *(const gint64 *) data);
	while (seg_statement_next (rows, &failure)) {
		gssize at = seg_audience_find (audience, seg_statement_integer (rows, 0));

		if (at >= 0)
			segments[at] = seg_statement_integer (rows, 1);
		if (++n % ROWS_BETWEEN_ASKING == 0 && !seg_job_proceed (asking->job, 0.5, NULL, &failure))
			break;
	}
	return seg_query_ended (failure, error);
}

const gint64 *
seg_asking_segments (const SegAsking *asking, gint64 segmentation_id, GError **error)
{
	g_autofree char *key = g_strdup_printf ("segments:%" G_GINT64_FORMAT, segmentation_id);

	return seg_asking_get (asking, key, sizeof (gint64), fill_segments, &segmentation_id, error);
}

/* Numbers ------------------------------------------------------------------------------------------------------------ */

static gboolean
fill_numbers (const SegAsking *asking, gpointer values, gconstpointer data, GError **error)
{
	return seg_user_counter_numbers (asking->audience->counter, asking->workspace, data, asking->job, values, error);
}

const double *
seg_asking_numbers (const SegAsking *asking, const char *name, GError **error)
{
	g_autofree char *key = g_strconcat ("numbers:", name, NULL);

	return seg_asking_get (asking, key, sizeof (double), fill_numbers, name, error);
}

/* Hashes ------------------------------------------------------------------------------------------------------------- */

/* Keys are read some at a time, and hashed on all cores. */
typedef struct {
	const SegSplitHasher *hasher;
	GStringChunk *texts;
	const char  **keys;
	guint64      *hashes;
} Hashing;

static void
hash_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Hashing *hashing = data;

	(void) block;
	for (gsize i = first; i < last; i++)
		hashing->hashes[i] = seg_split_hash (hashing->hasher, hashing->keys[i]);
}

static gboolean
hash_rows (const SegAsking *asking, SegStatement *rows, Hashing *hashing, guint64 *hashes, GError **error)
{
	const SegAudience *audience = asking->audience;
	GError *failure = NULL;

	for (gsize first = 0, n; first < audience->n; first += n) {
		for (n = 0; n < MIN (KEYS_AT_ONCE, audience->n - first) && seg_statement_next (rows, &failure); n++)
			hashing->keys[n] = g_string_chunk_insert (hashing->texts, seg_statement_text (rows, 0));
		if (n == 0)
			break;
		hashing->hashes = hashes + first;
		seg_parallel_blocks (n, KEYS_A_BLOCK, hash_block, hashing);
		g_string_chunk_clear (hashing->texts);
		if (failure != NULL || !seg_job_proceed (asking->job, (double) first / (double) audience->n, NULL, &failure))
			break;
	}
	return seg_query_ended (failure, error);
}

static gboolean
fill_hashes (const SegAsking *asking, gpointer values, gconstpointer data, GError **error)
{
	g_autoptr (SegStatement) rows = seg_workspace_prepare (asking->workspace,
		"SELECT key FROM user WHERE " SEG_SQL_USER_IN_USE ("user") " ORDER BY id", error);
	g_autoptr (SegSplitHasher) hasher = seg_split_hasher_new_key (data);
	Hashing hashing = { hasher, g_string_chunk_new (KEYS_AT_ONCE), g_new (const char *, KEYS_AT_ONCE), NULL };
	gboolean done = rows != NULL && hash_rows (asking, rows, &hashing, values, error);

	g_string_chunk_free (hashing.texts);
	g_free (hashing.keys);
	return done;
}

const guint64 *
seg_asking_hashes (const SegAsking *asking, const char *secret, GError **error)
{
	g_autofree char *key = g_strconcat ("hashes:", secret, NULL);

	return seg_asking_get (asking, key, sizeof (guint64), fill_hashes, secret, error);
}
