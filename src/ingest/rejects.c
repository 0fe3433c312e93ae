/* Rows and values set aside, read back: one by one, and counted by reason. */
#include <config.h>
#include "ingest-private.h"
#include "rejects-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

#define ASK_EVERY 1024

void
seg_reject_free (gpointer data)
{
	SegReject *reject = data;

	if (reject == NULL)
		return;
	g_free (reject->source);
	g_free (reject->column);
	g_free (reject->reason);
	g_free (reject->raw);
	g_clear_pointer (&reject->bytes, g_bytes_unref);
	g_free (reject);
}

void
seg_reject_reason_free (gpointer data)
{
	SegRejectReason *reason = data;

	g_free (reason->source);
	g_free (reason->column);
	g_free (reason->reason);
	g_free (reason->example);
	g_free (reason);
}

/* What rows have in common --------------------------------------------------------------------------------------------- */

/* Quotes of the languages in which reasons are written down; the value between them may hold any of them. */
static const struct { const char *open, *close; } quotes[] = { { "\"", "\"" }, { "“", "”" } };

/* Which of them @reason uses; @first, @last: (out) where the outermost begin. FALSE: none. */
static gboolean
find_quotes (const char *reason, guint *which, const char **first, const char **last)
{
	*first = *last = NULL;
	for (guint i = 0; i < G_N_ELEMENTS (quotes); i++) {
		const char *open = strstr (reason, quotes[i].open), *close = open != NULL ? g_strrstr (open + strlen (quotes[i].open), quotes[i].close) : NULL;

		if (close != NULL && (*first == NULL || open < *first)) {
			*which = i;
			*first = open;
			*last = close;
		}
	}
	return *first != NULL;
}

/* @reason without what differs from row to row: the value in quotes, numbers between blanks. */
static char *
generalise (const char *reason)
{
	const char *first, *last;
	guint which = 0;
	const gboolean is_quoted = find_quotes (reason, &which, &first, &last);
	GString *general = g_string_new (NULL);

	for (const char *at = reason; *at != '\0'; at++) {
		if (is_quoted && at == first) {
			g_string_append_printf (general, "%s…%s", quotes[which].open, quotes[which].close);
			at = last + strlen (quotes[which].close) - 1;
		} else if (g_ascii_isdigit (*at) && (at == reason || at[-1] == ' ')) {
			g_string_append (general, "…");
			at += strspn (at, "0123456789.") - 1;
		} else
			g_string_append_c (general, *at);
	}
	return g_string_free (general, FALSE);
}

/* The LIKE pattern of a generalised reason. */
static char *
make_pattern (const char *general)
{
	GString *pattern = g_string_new (general);

	g_string_replace (pattern, "\\", "\\\\", 0);
	g_string_replace (pattern, "%", "\\%", 0);
	g_string_replace (pattern, "_", "\\_", 0);
	g_string_replace (pattern, "…", "%", 0);
	return g_string_free (pattern, FALSE);
}

/* Reading -------------------------------------------------------------------------------------------------------------- */

SegStatement *
seg_rejects_prepare (SegWorkspace *workspace, const char *sql, const SegRejectFilter *filter, GError **error)
{
	SegStatement *statement = seg_workspace_prepare (workspace, sql, error);
	const SegRejectFilter open = { .source_id = 0 };
	g_autofree char *pattern = NULL;

	if (statement == NULL)
		return NULL;
	filter = filter != NULL ? filter : &open;
	pattern = filter->reason != NULL ? make_pattern (filter->reason) : NULL;
	seg_statement_bind_integer (statement, ":source", filter->source_id);
	seg_statement_bind_integer (statement, ":corrected", filter->with_corrected);
	seg_statement_bind_text (statement, ":pattern", pattern);
	seg_statement_bind_text (statement, ":column", filter->column);
	return statement;
}

gboolean
seg_rejects_count (SegWorkspace *workspace, const SegRejectFilter *filter, gint64 *count, GError **error)
{
	g_autoptr (SegStatement) statement = seg_rejects_prepare (workspace, "SELECT count (*) " SEG_SQL_REJECTS_CHOSEN, filter, error);

	if (statement == NULL || !seg_statement_next (statement, error))
		return FALSE;
	*count = seg_statement_integer (statement, 0);
	return TRUE;
}

SegReject *
seg_reject_read (const SegStatement *statement)
{
	SegReject *reject = g_new0 (SegReject, 1);
	gsize size;
	const void *bytes;

	reject->id = seg_statement_integer (statement, 0);
	reject->source_id = seg_statement_integer (statement, 1);
	reject->source = g_strdup (seg_statement_text (statement, 2));
	reject->line = seg_statement_integer (statement, 3);
	reject->column = g_strdup (seg_statement_text (statement, 4));
	reject->reason = g_strdup (seg_statement_text (statement, 5));
	reject->raw = g_strdup (seg_statement_text (statement, 6));
	reject->corrected_by = seg_statement_integer (statement, 8);
	reject->is_value = seg_statement_integer (statement, 9) != 0;
	if (!seg_statement_is_null (statement, 7)) {
		bytes = seg_statement_blob (statement, 7, &size);
		reject->bytes = g_bytes_new (bytes, size);
	}
	return reject;
}

GPtrArray *
seg_rejects (SegWorkspace *workspace, const SegRejectFilter *filter, gint64 offset, gint64 limit, GError **error)
{
	g_autoptr (GPtrArray) rejects = g_ptr_array_new_with_free_func (seg_reject_free);
	g_autoptr (SegStatement) statement = seg_rejects_prepare (workspace,
		SEG_SQL_REJECT SEG_SQL_REJECTS_CHOSEN
		"ORDER BY reject.id LIMIT :limit OFFSET :offset", filter, error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":limit", limit);
	seg_statement_bind_integer (statement, ":offset", offset);
	while (seg_statement_next (statement, &failure))
		g_ptr_array_add (rejects, seg_reject_read (statement));
	return seg_query_ended (failure, error) ? g_steal_pointer (&rejects) : NULL;
}

/* Counting by reason ----------------------------------------------------------------------------------------------------- */

/* @found: the reasons by what they have in common; @reasons owns them. */
static void
count_reason (GHashTable *found, GPtrArray *reasons, const SegStatement *statement)
{
	const char *column = seg_statement_text (statement, 3), *example = seg_statement_text (statement, 4);
	g_autofree char *general = generalise (example);
	char *key = g_strdup_printf ("%" G_GINT64_FORMAT "\n%s\n%s", seg_statement_integer (statement, 0),
	                             column != NULL ? column : "\n", general);
	SegRejectReason *reason = g_hash_table_lookup (found, key);

	if (reason != NULL) {
		reason->count++;
		g_free (key);
		return;
	}
	reason = g_new0 (SegRejectReason, 1);
	reason->source_id = seg_statement_integer (statement, 0);
	reason->source = g_strdup (seg_statement_text (statement, 1));
	reason->first_line = seg_statement_integer (statement, 2);
	reason->column = g_strdup (column);
	reason->reason = g_steal_pointer (&general);
	reason->example = g_strdup (example);
	reason->is_value = seg_statement_integer (statement, 5) != 0;
	reason->count = 1;
	g_hash_table_insert (found, key, reason);
	g_ptr_array_add (reasons, reason);
}

static int
compare_reasons (gconstpointer a, gconstpointer b)
{
	const SegRejectReason *one = *(SegRejectReason *const *) a, *other = *(SegRejectReason *const *) b;

	if (one->count != other->count)
		return one->count > other->count ? -1 : 1;
	if (one->source_id != other->source_id)
		return one->source_id < other->source_id ? -1 : 1;
	return one->first_line != other->first_line ? (one->first_line < other->first_line ? -1 : 1)
	                                            : g_strcmp0 (one->column, other->column);
}

GPtrArray *
seg_reject_reasons (SegWorkspace *workspace, const SegRejectFilter *filter, SegJob *job, GError **error)
{
	SegRejectFilter all = { .source_id = filter != NULL ? filter->source_id : 0,
	                        .with_corrected = filter != NULL && filter->with_corrected };
	g_autoptr (SegStatement) statement = seg_rejects_prepare (workspace,
		"SELECT source_id, path, line, column_name, reason, is_value " SEG_SQL_REJECTS_CHOSEN "ORDER BY reject.id", &all, error);
	g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr (GPtrArray) reasons = g_ptr_array_new_with_free_func (seg_reject_reason_free);
	GError *failure = NULL;
	gsize n = 0;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure)) {
		count_reason (found, reasons, statement);
		if (++n % ASK_EVERY == 0 && !seg_job_proceed (job, 0, NULL, error))
			return NULL;
	}
	g_ptr_array_sort (reasons, compare_reasons);
	return seg_query_ended (failure, error) ? g_steal_pointer (&reasons) : NULL;
}

char *
seg_reject_reason_sentence (const SegRejectReason *reason)
{
	g_autofree char *line = seg_format_integer (reason->first_line), *more = seg_format_integer (reason->count - 1);
	GString *sentence = g_string_new (NULL);

	g_string_append_printf (sentence, _("line %s"), line);
	if (reason->column != NULL)
		g_string_append_printf (sentence, _(", %s"), reason->column);
	g_string_append_printf (sentence, _(": %s"), reason->example);
	if (reason->count > 1)
		g_string_append_printf (sentence, ngettext (" (and %s more like it)", " (and %s more like it)", (gulong) reason->count - 1), more);
	return g_string_free (sentence, FALSE);
}
