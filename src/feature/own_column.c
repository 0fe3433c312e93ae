/* Attributes in memory, for definitions that use them: a value by position of the user or item. */
#include <config.h>
#include "own-private.h"
#include "feature/family.h"

#include <segscope/text.h>

#include <glib/gi18n.h>

void
seg_own_column_clear (SegOwnColumn *column)
{
	g_clear_pointer (&column->numbers, g_free);
	g_clear_pointer (&column->texts, g_free);
	g_clear_pointer (&column->chunk, g_string_chunk_free);
}

static gboolean
allocate (SegOwnColumn *column, gboolean is_text, gsize n, GError **error)
{
	column->is_text = is_text;
	if (is_text) {
		column->texts = g_try_new0 (const char *, n + 1);
		column->chunk = g_string_chunk_new (1 << 14);
	} else
		column->numbers = g_try_new (double, n + 1);
	if (column->texts != NULL || column->numbers != NULL)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for an attribute of %zu users or items"), n);
	return FALSE;
}

static void
take (SegOwnColumn *column, gsize at, const SegStatement *statement, SegType type, const SegCalendar *calendar)
{
	const gboolean missing = seg_statement_is_null (statement, 1);
	g_autofree char *date = NULL;
	const char *text;

	if (!column->is_text) {
		column->numbers[at] = type == SEG_TYPE_DATE && calendar != NULL && !missing
		                      ? (double) (calendar->as_of_day - seg_calendar_day (*calendar, seg_statement_integer (statement, 1))) : seg_statement_double (statement, 1);
		return;
	}
	if (missing)
		return;
	text = type == SEG_TYPE_DATE ? (date = seg_own_say_time (seg_statement_integer (statement, 1))) : seg_statement_text (statement, 1);
	column->texts[at] = g_string_chunk_insert_const (column->chunk, text);
}

/* @ids: ascending, as are the rows. @calendar: dates become days by it; NULL: they do not. */
static gboolean
read_rows (SegOwnColumn *column, SegStatement *statement, SegType type, const SegCalendar *calendar, const gint64 *ids, gsize n,
           SegJob *job, GError **error)
{
	GError *failure = NULL;
	gsize at = 0;

	for (gsize row = 0; at < n && seg_statement_next (statement, &failure); row++) {
		const gint64 id = seg_statement_integer (statement, 0);

		if (row % 4096 == 0 && !seg_job_proceed (job, 0, NULL, error))
			return FALSE;
		for (; at < n && ids[at] < id; at++)
			if (!column->is_text)
				column->numbers[at] = NAN;
		if (at < n && ids[at] == id)
			take (column, at++, statement, type, calendar);
	}
	for (; at < n && !column->is_text; at++)
		column->numbers[at] = NAN;
	return seg_query_ended (failure, error);
}

gboolean
seg_own_column_load (const SegFeatureContext *context, const char *entity, const char *name, SegType type, const gint64 *ids, gsize n,
                     SegOwnColumn *column, SegJob *job, GError **error)
{
	const SegCalendar calendar = seg_context_calendar (context);
	const gboolean of_users = g_str_equal (entity, "user");
	const gboolean is_text = type == SEG_TYPE_TEXT || type == SEG_TYPE_CATEGORY || (type == SEG_TYPE_DATE && !of_users);
	g_autofree char *identifier = seg_sql_identifier (name);
	g_autofree char *sql = g_strdup_printf ("SELECT id, %s FROM %s ORDER BY id", identifier, entity);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (context->workspace, sql, error);

	return statement != NULL && allocate (column, is_text, n, error)
	       && read_rows (column, statement, type, of_users ? &calendar : NULL, ids, n, job, error);
}

void
seg_own_column_read (const SegOwnColumn *column, gsize at, SegExpressionValue *cell)
{
	if (column->is_text) {
		if (column->texts[at] != NULL)
			*cell = (SegExpressionValue) { SEG_EXPRESSION_TEXT, NAN, column->texts[at] };
	} else if (isfinite (column->numbers[at]))
		*cell = (SegExpressionValue) { SEG_EXPRESSION_NUMBER, column->numbers[at], NULL };
}

/* "2024-03-05 14:05:00", or "2024-03-05" at midnight: they compare in the order of time. */
char *
seg_own_say_time (gint64 at)
{
	g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (at);

	if (time == NULL)
		return g_strdup ("");
	return g_date_time_format (time, at % SEG_DAY == 0 ? "%Y-%m-%d" : "%Y-%m-%d %H:%M:%S");
}
