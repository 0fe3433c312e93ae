/* In filters: what an event was about (an item, a category of items), at which hour, on which weekday, how long after the user's first. */
#include <config.h>
#include "filter-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

static gboolean
refuse (const SegFilterWord *word, gboolean is_item, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, is_item ? _("Filter, position %u: there is no item \"%s\"")
	                                                        : _("Filter, position %u: there is no category \"%s\""), word->position, word->text);
	return FALSE;
}

/* By its key; else all items of that title. */
static gboolean
add_item (SegFilterParser *parser, const SegFilterWord *word, GString *sql, GError **error)
{
	g_autofree char *title = NULL, *query = NULL;
	g_autoptr (SegStatement) statement = NULL;
	gint64 id;

	if (!seg_workspace_find_key (parser->workspace, "item", word->text, &id, error))
		return FALSE;
	if (id != 0) {
		g_string_append_printf (sql, " AND item_id = :filter%u", seg_filter_add_value (parser->filter, SEG_TYPE_DATE, NULL, 0, id));
		return TRUE;
	}
	title = seg_item_title_sql (parser->workspace, "i", error);
	if (title == NULL)
		return FALSE;
	query = g_strdup_printf ("SELECT 1 FROM item AS i WHERE %s = :title COLLATE NOCASE LIMIT 1", title);
	if ((statement = seg_workspace_prepare (parser->workspace, query, error)) == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":title", word->text);
	if (!seg_statement_next (statement, error))
		return error != NULL && *error != NULL ? FALSE : refuse (word, TRUE, error);
	g_string_append_printf (sql, " AND item_id IN (SELECT i.id FROM item AS i WHERE %s = :filter%u COLLATE NOCASE)", title,
	                        seg_filter_add_value (parser->filter, SEG_TYPE_TEXT, word->text, 0, 0));
	return TRUE;
}

/* Items may be in several categories: "Comedy|Drama". All texts that name this one. */
static gboolean
add_category (SegFilterParser *parser, const SegFilterWord *word, GString *sql, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (parser->workspace, "item", error);
	g_autofree char *category = attributes != NULL ? seg_item_field_sql (attributes, "category", "i") : NULL;
	g_autofree char *query = category != NULL ? g_strdup_printf ("SELECT DISTINCT %s FROM item AS i", category) : NULL;
	g_autoptr (SegStatement) statement = query != NULL ? seg_workspace_prepare (parser->workspace, query, error) : NULL;
	GError *failure = NULL;
	guint n = 0;

	if (statement == NULL)
		return FALSE;
	g_string_append_printf (sql, " AND item_id IN (SELECT i.id FROM item AS i WHERE %s IN (", category);
	while (seg_statement_next (statement, &failure)) {
		const char *text = seg_statement_text (statement, 0);
		g_auto (GStrv) parts = text != NULL ? seg_categories_split (text) : NULL;

		if (parts != NULL && g_strv_contains ((const char *const *) parts, word->text))
			g_string_append_printf (sql, "%s:filter%u", n++ > 0 ? ", " : "", seg_filter_add_value (parser->filter, SEG_TYPE_TEXT, text, 0, 0));
	}
	g_string_append (sql, "))");
	return seg_query_ended (failure, error) && (n > 0 || refuse (word, FALSE, error));
}

gboolean
seg_filter_add_thing (SegFilterParser *parser, gboolean is_item, const SegFilterWord *word, GString *sql, GError **error)
{
	return is_item ? add_item (parser, word, sql, error) : add_category (parser, word, sql, error);
}

/* What stands at midnight is a date without a time of day. */
gboolean
seg_filter_add_hour (SegFilterParser *parser, gint64 hour, GString *sql, GError **error)
{
	gint64 offset;

	if (!seg_clock_offset (parser->workspace, &offset, error))
		return FALSE;
	g_string_append_printf (sql, " AND at %% 86400 <> 0 AND (((at + %" PRId64 ") %% 86400 + 86400) %% 86400) / 3600 = %" PRId64, offset, hour);
	return TRUE;
}

gboolean
seg_filter_add_weekday (SegFilterParser *parser, gint64 weekday, GString *sql, GError **error)
{
	gint64 offset;

	if (weekday < 1) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("Weekdays are numbered from 1, Monday, to 7, Sunday"));
		return FALSE;
	}
	if (!seg_calendar_offset (parser->workspace, &offset, error))
		return FALSE;
	/* 1970-01-05 was a Monday: local seconds of the week since then */
	g_string_append_printf (sql, " AND (((CASE WHEN at %% 86400 = 0 THEN at ELSE at + %" PRId64 " END - 345600) %% 604800 + 604800) %% 604800) / 86400 = %" PRId64,
	                        offset, weekday - 1);
	return TRUE;
}

/* The number of the calendar period that local time @at is in; periods of one kind are numbered without gaps. */
static char *
period_sql (const char *unit, const char *at)
{
	if (strcmp (unit, "week") == 0) /* 1970-01-05 was a Monday */
		return g_strdup_printf ("((%s - 345600) - (((%s - 345600) %% 604800) + 604800) %% 604800) / 604800", at, at);
	if (strcmp (unit, "month") == 0)
		return g_strdup_printf ("(strftime ('%%Y', %s, 'unixepoch') * 12 + strftime ('%%m', %s, 'unixepoch'))", at, at);
	if (strcmp (unit, "quarter") == 0)
		return g_strdup_printf ("(strftime ('%%Y', %s, 'unixepoch') * 4 + (strftime ('%%m', %s, 'unixepoch') + 2) / 3)", at, at);
	return g_strdup_printf ("CAST (strftime ('%%Y', %s, 'unixepoch') AS INTEGER)", at);
}

/* The order of the join is said: who came when is looked up for each event, not the events for each user. */
gboolean
seg_filter_after_first (SegFilterParser *parser, const char *unit, gint64 later, char **join, char **condition, GError **error)
{
	g_autofree char *at = NULL, *then = NULL, *began = period_sql (unit, "first_at");
	gint64 offset;

	if (!seg_calendar_offset (parser->workspace, &offset, error))
		return FALSE;
	/* what stands at midnight is a date without a time of day */
	at = g_strdup_printf ("(CASE WHEN at %% 86400 = 0 THEN at ELSE at + %" PRId64 " END)", offset);
	then = period_sql (unit, at);
	*join = g_strdup_printf (" CROSS JOIN (SELECT user_id, min %s AS first_at FROM event WHERE at IS NOT NULL GROUP BY user_id) USING (user_id)", at);
	*condition = g_strdup_printf (" AND at IS NOT NULL AND %s - %s = %" PRId64, then, began, later);
	return TRUE;
}
