/* What is there twice: events equal in every column, rows repeated in users files, users that share an e-mail address. */
#include <config.h>
#include "prepare-private.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#define ASK_EVERY 65536

static guint64
mix (guint64 hash, guint64 value)
{
	hash = (hash ^ value) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
	hash ^= hash >> 32;
	hash *= G_GUINT64_CONSTANT (0xD6E8FEB86659FD93);
	return hash ^ hash >> 29;
}

static guint64
mix_text (guint64 hash, const char *text)
{
	gsize size = strlen (text);
	guint64 block;

	for (hash = mix (hash, size); size >= 8; text += 8, size -= 8) {
		memcpy (&block, text, 8);
		hash = mix (hash, block);
	}
	block = 0;
	memcpy (&block, text, size);
	return mix (hash, block);
}

/* One number for all columns of the current row; the kinds of the columns are those of the query below. */
static guint64
hash_row (const SegStatement *statement)
{
	guint64 hash = 0, bits;

	for (int i = 0; i < seg_statement_n_columns (statement); i++) {
		hash = mix (hash, (guint64) i);
		if (seg_statement_is_null (statement, i))
			continue;
		if (i < 4)
			hash = mix (hash, (guint64) seg_statement_integer (statement, i) + 1);
		else if (i < 8) {
			double value = seg_statement_double (statement, i);

			memcpy (&bits, &value, sizeof bits);
			hash = mix (hash, bits + 1);
		} else
			hash = mix_text (hash, seg_statement_text (statement, i));
	}
	return hash;
}

static int
compare (const void *a, const void *b)
{
	guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;

	return (x > y) - (x < y);
}

static gboolean
hash_events (SegWorkspace *workspace, SegJob *job, guint64 *hashes, gint64 n_events, gsize *n, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT user_id, item_id, kind_id, at, amount, quantity, rating, seconds, order_key, text "
		"FROM event LEFT JOIN review ON event_id = event.id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	while ((gint64) *n < n_events && seg_statement_next (statement, &failure)) {
		hashes[(*n)++] = hash_row (statement);
		if (*n % ASK_EVERY == 0 && !seg_job_proceed (job, 0.6 + 0.3 * (double) *n / (double) n_events, NULL, &failure))
			break;
	}
	return seg_query_ended (failure, error);
}

static gboolean
count_repeated_events (SegWorkspace *workspace, SegQualityReport *report, SegJob *job, GError **error)
{
	g_autofree guint64 *hashes = NULL;
	gint64 n_events;
	gsize n = 0;

	if (!seg_workspace_count (workspace, "SELECT count (*) FROM event", &n_events, error))
		return FALSE;
	hashes = g_try_new (guint64, (gsize) MAX (n_events, 1));
	if (hashes == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to look for repeated events among %" G_GINT64_FORMAT),
		             n_events);
		return FALSE;
	}
	if (!hash_events (workspace, job, hashes, n_events, &n, error))
		return FALSE;
	qsort (hashes, n, sizeof *hashes, compare);
	for (gsize i = 1; i < n; i++)
		report->n_repeated_events += hashes[i] == hashes[i - 1];
	return TRUE;
}

/* Users that have the same value as another one in the attribute of that field, without regard to case. */
static gboolean
count_sharing (SegWorkspace *workspace, const GPtrArray *attributes, const char *field, gint64 *count, GError **error)
{
	const SegAttribute *attribute = seg_attributes_with_field (attributes, field);
	g_autofree char *name = NULL, *sql = NULL;

	*count = 0;
	if (attribute == NULL)
		return TRUE;
	name = seg_sql_identifier (attribute->name);
	sql = g_strdup_printf ("SELECT sum (n) FROM (SELECT count (*) AS n FROM user WHERE %s IS NOT NULL "
	                       "GROUP BY lower (%s) HAVING n > 1)", name, name);
	return seg_workspace_count (workspace, sql, count, error);
}

static gboolean
say_sharing (SegWorkspace *workspace, SegQualityReport *report, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "user", error);
	gint64 n_email, n_phone;

	if (attributes == NULL || !count_sharing (workspace, attributes, "email", &n_email, error)
	    || !count_sharing (workspace, attributes, "phone", &n_phone, error))
		return FALSE;
	report->n_repeated_users += n_email;
	if (n_email > 0)
		seg_quality_say (report, SEG_FINDING_WARNING, n_email,
		                 _("Most likely one person with two accounts: a campaign would write to them twice."),
		                 _("%" G_GINT64_FORMAT " users share an e-mail address with another user"), n_email);
	if (n_phone > 0)
		seg_quality_say (report, SEG_FINDING_WARNING, n_phone,
		                 _("Most likely one person with two accounts: a campaign would call them twice."),
		                 _("%" G_GINT64_FORMAT " users share a telephone number with another user"), n_phone);
	return TRUE;
}

/* Rows of users files that were merged as they repeat an earlier one. Without a key column each row is a user of its own. */
static gboolean
count_repeated_rows (SegWorkspace *workspace, SegQualityReport *report, GError **error)
{
	gint64 count;

	if (!seg_workspace_count (workspace,
	                          "SELECT sum (rows_repeated) FROM source WHERE role = 'users' AND EXISTS "
	                          "(SELECT 1 FROM json_each (mapping, '$.columns') WHERE value ->> 'field' = 'user')", &count, error))
		return FALSE;
	report->n_repeated_users += count;
	if (count > 0)
		seg_quality_say (report, SEG_FINDING_NOTE, count, _("They were merged: each user is there once."),
		                 _("%" G_GINT64_FORMAT " rows of users files repeat an earlier row exactly"), count);
	return TRUE;
}

gboolean
seg_quality_repeats (SegWorkspace *workspace, SegQualityReport *report, SegJob *job, GError **error)
{
	return count_repeated_events (workspace, report, job, error) && say_sharing (workspace, report, error)
	       && count_repeated_rows (workspace, report, error);
}
