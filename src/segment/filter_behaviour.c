/* Conditions on what users did: "did purchase at least 2 times in the last 90 days", "did not login since 2024-05-01".
 *
 *   did [not] KIND|anything [of item ITEM | of category CATEGORY] [at hour 0..23] [on weekday 1..7]
 *       [at least N | at most N | exactly N | once] [times]
 *       [in the last N days|weeks | since DATE | before DATE | on DATE | between DATE and DATE
 *       | N weeks|months|quarters|years after the first]
 *
 * The last days end where the features do (the as-of date of the set in use), or else with the last event. */
#include <config.h>
#include "filter-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

#define DAY 86400
#define MOST_DAYS 100000

/* Where the reading of one such condition is, and what it has found. */
typedef struct {
	SegFilterParser *parser;
	guint    at, last;
	gboolean negative;
	char    *kind;             /* NULL: any */
	guint    kind_position;
	GString *things;           /* SQL of what follows the kind: items, hours */
	char    *join, *after;     /* SQL of how long after the first; NULL: no matter */
	gint64   least, most;      /* times, both included; -1: no limit */
	gint64   from, until;      /* instants, from included, until not; G_MININT64, G_MAXINT64: no limit */
} Behaviour;

static gboolean
is_word (const Behaviour *behaviour, guint index, const char *keyword)
{
	return index < behaviour->last && seg_filter_is_keyword (seg_filter_word (behaviour->parser, index), keyword);
}

/* Steps over @keyword, if it stands here. */
static gboolean
take (Behaviour *behaviour, const char *keyword)
{
	if (!is_word (behaviour, behaviour->at, keyword))
		return FALSE;
	behaviour->at++;
	return TRUE;
}

static gboolean
fail (const Behaviour *behaviour, const char *message, GError **error)
{
	return seg_filter_fail (seg_filter_word (behaviour->parser, MIN (behaviour->at, behaviour->last - 1))->position, error, message);
}

gboolean
seg_filter_is_behaviour (const SegFilterParser *parser, guint first, guint last)
{
	if (last < first + 2 || !seg_filter_is_keyword (seg_filter_word (parser, first), "did"))
		return FALSE;
	for (guint i = first; i < last; i++)
		if (seg_filter_word (parser, i)->is_operator)
			return FALSE;
	return TRUE;
}

/* "1 month after the first" */
static gboolean
is_after_first (const Behaviour *behaviour, guint at)
{
	return is_word (behaviour, at + 2, "after") && is_word (behaviour, at + 3, "the") && is_word (behaviour, at + 4, "first");
}

/* Whether the words from here on are no more the name of the kind. */
static gboolean
ends_kind (const Behaviour *behaviour, guint at)
{
	return (is_word (behaviour, at, "at")
	        && (is_word (behaviour, at + 1, "least") || is_word (behaviour, at + 1, "most") || is_word (behaviour, at + 1, "hour")))
	       || (is_word (behaviour, at, "of") && (is_word (behaviour, at + 1, "item") || is_word (behaviour, at + 1, "category")))
	       || is_word (behaviour, at, "exactly") || is_word (behaviour, at, "once")
	       || (is_word (behaviour, at, "in") && (is_word (behaviour, at + 1, "the") || is_word (behaviour, at + 1, "last")))
	       || is_word (behaviour, at, "since") || is_word (behaviour, at, "before") || is_word (behaviour, at, "on")
	       || is_word (behaviour, at, "between") || is_after_first (behaviour, at);
}

static void
read_kind (Behaviour *behaviour)
{
	guint first = behaviour->at;

	while (behaviour->at < behaviour->last && (behaviour->at == first || !ends_kind (behaviour, behaviour->at)))
		behaviour->at++;
	behaviour->kind_position = seg_filter_word (behaviour->parser, first)->position;
	if (behaviour->at != first + 1 || !is_word (behaviour, first, "anything"))
		behaviour->kind = seg_filter_join (behaviour->parser, first, behaviour->at);
}

/* A whole number from 0 to @most. */
static gboolean
read_count (Behaviour *behaviour, guint64 most, gint64 *count, GError **error)
{
	guint64 number;

	if (behaviour->at == behaviour->last
	    || !g_ascii_string_to_unsigned (seg_filter_word (behaviour->parser, behaviour->at)->text, 10, 0, most, &number, NULL))
		return fail (behaviour, _("a whole number is missing here"), error);
	behaviour->at++;
	*count = (gint64) number;
	return TRUE;
}

/* Of which item or category, at which hour, on which weekday (filter_things.c). */
static gboolean
read_things (Behaviour *behaviour, GError **error)
{
	for (;;) {
		gint64 number;

		if (is_word (behaviour, behaviour->at, "of")) {
			gboolean is_item = is_word (behaviour, behaviour->at + 1, "item");

			behaviour->at += 2;
			if (behaviour->at >= behaviour->last)
				return fail (behaviour, _("the item or category is missing after this"), error);
			if (!seg_filter_add_thing (behaviour->parser, is_item, seg_filter_word (behaviour->parser, behaviour->at++), behaviour->things, error))
				return FALSE;
		} else if (is_word (behaviour, behaviour->at, "at") && is_word (behaviour, behaviour->at + 1, "hour")) {
			behaviour->at += 2;
			if (!read_count (behaviour, 23, &number, error) || !seg_filter_add_hour (behaviour->parser, number, behaviour->things, error))
				return FALSE;
		} else if (is_word (behaviour, behaviour->at, "on") && is_word (behaviour, behaviour->at + 1, "weekday")) {
			behaviour->at += 2;
			if (!read_count (behaviour, 7, &number, error) || !seg_filter_add_weekday (behaviour->parser, number, behaviour->things, error))
				return FALSE;
		} else
			return TRUE;
	}
}

static gboolean
read_times (Behaviour *behaviour, GError **error)
{
	behaviour->least = 1;
	behaviour->most = -1;
	if (take (behaviour, "once"))
		behaviour->most = 1;
	else if (take (behaviour, "exactly")) {
		if (!read_count (behaviour, G_MAXINT32, &behaviour->least, error))
			return FALSE;
		behaviour->most = behaviour->least;
	} else if (take (behaviour, "at")) {
		gboolean least = take (behaviour, "least");

		if (!least)
			take (behaviour, "most");
		if (!read_count (behaviour, G_MAXINT32, least ? &behaviour->least : &behaviour->most, error))
			return FALSE;
		if (!least)
			behaviour->least = 0;
	}
	if (!take (behaviour, "times"))
		take (behaviour, "time");
	return TRUE;
}

/* The instant after the last one that counts: of the set in use, or of the events. */
static gboolean
end_of_data (const Behaviour *behaviour, gint64 *end, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("SELECT coalesce ((SELECT as_of FROM feature_set WHERE id = %" G_GINT64_FORMAT
	                                        "), (SELECT max (at) FROM event), 0)", behaviour->parser->set_id);

	if (!seg_workspace_count (behaviour->parser->workspace, sql, end, error))
		return FALSE;
	++*end;
	return TRUE;
}

static gboolean
read_last_days (Behaviour *behaviour, GError **error)
{
	gint64 n, length = DAY;

	take (behaviour, "the");
	if (!take (behaviour, "last"))
		return fail (behaviour, _("\"last\" is missing here, as in: in the last 30 days"), error);
	if (!read_count (behaviour, MOST_DAYS, &n, error))
		return FALSE;
	if (take (behaviour, "weeks") || take (behaviour, "week"))
		length = 7 * DAY;
	else if (!take (behaviour, "days") && !take (behaviour, "day"))
		return fail (behaviour, _("\"days\" or \"weeks\" is missing after the number"), error);
	if (!end_of_data (behaviour, &behaviour->until, error))
		return FALSE;
	behaviour->from = behaviour->until - n * length;
	return TRUE;
}

/* A date, of one word or of two with a time of day. */
static gboolean
read_date (Behaviour *behaviour, gint64 *at, gint64 *length, GError **error)
{
	for (guint n = MIN (2, behaviour->last - behaviour->at); n > 0; n--) {
		g_autofree char *text = seg_filter_join (behaviour->parser, behaviour->at, behaviour->at + n);

		if (seg_filter_date (text, at, length)) {
			behaviour->at += n;
			return TRUE;
		}
	}
	return fail (behaviour, _("a date like 2024-03-05 is missing here"), error);
}

/* "1 month after the first" */
static gboolean
read_after_first (Behaviour *behaviour, GError **error)
{
	static const struct { const char *one, *several; } units[] = { { "week", "weeks" }, { "month", "months" }, { "quarter", "quarters" }, { "year", "years" } };
	const char *unit = NULL;
	gint64 later;

	if (!read_count (behaviour, MOST_DAYS, &later, error))
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS (units) && unit == NULL; i++)
		if (take (behaviour, units[i].one) || take (behaviour, units[i].several))
			unit = units[i].one;
	if (unit == NULL)
		return fail (behaviour, _("\"weeks\", \"months\", \"quarters\" or \"years\" is missing here"), error);
	behaviour->at += 3;
	return seg_filter_after_first (behaviour->parser, unit, later, &behaviour->join, &behaviour->after, error);
}

static gboolean
read_window (Behaviour *behaviour, GError **error)
{
	gint64 at, length;

	if (is_after_first (behaviour, behaviour->at))
		return read_after_first (behaviour, error);
	if (take (behaviour, "in"))
		return read_last_days (behaviour, error);
	if (take (behaviour, "since"))
		return read_date (behaviour, &behaviour->from, &length, error);
	if (take (behaviour, "before"))
		return read_date (behaviour, &behaviour->until, &length, error);
	if (take (behaviour, "on")) {
		if (!read_date (behaviour, &behaviour->from, &length, error))
			return FALSE;
		behaviour->until = behaviour->from + length;
	} else if (take (behaviour, "between")) {
		if (!read_date (behaviour, &behaviour->from, &length, error))
			return FALSE;
		if (!take (behaviour, "and"))
			return fail (behaviour, _("\"between\" needs two values with \"and\" between them"), error);
		if (!read_date (behaviour, &at, &length, error))
			return FALSE;
		behaviour->until = at + length;
	}
	return TRUE;
}

/* SEG_ERROR_USAGE for a kind that no event is of. */
static gboolean
check_kind (const Behaviour *behaviour, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (behaviour->parser->workspace,
		"SELECT count (*) FILTER (WHERE name = :name COLLATE NOCASE), group_concat (name, ', ') FROM (SELECT name FROM event_kind ORDER BY name)", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":name", behaviour->kind);
	if (!seg_statement_next (statement, error))
		return FALSE;
	if (seg_statement_integer (statement, 0) > 0)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Filter, position %u: nobody ever did \"%s\"; there are: %s"), behaviour->kind_position,
	             behaviour->kind, seg_statement_is_null (statement, 1) ? _("no events") : seg_statement_text (statement, 1));
	return FALSE;
}

static void
add_limits (const Behaviour *behaviour, GString *sql)
{
	SegFilter *filter = behaviour->parser->filter;

	if (behaviour->kind != NULL)
		g_string_append_printf (sql, " AND kind_id IN (SELECT id FROM event_kind WHERE name = :filter%u COLLATE NOCASE)",
		                        seg_filter_add_value (filter, SEG_TYPE_TEXT, behaviour->kind, 0, 0));
	g_string_append (sql, behaviour->things->str);
	if (behaviour->after != NULL)
		g_string_append (sql, behaviour->after);
	if (behaviour->from != G_MININT64)
		g_string_append_printf (sql, " AND at >= :filter%u", seg_filter_add_value (filter, SEG_TYPE_DATE, NULL, 0, behaviour->from));
	if (behaviour->until != G_MAXINT64)
		g_string_append_printf (sql, " AND at < :filter%u", seg_filter_add_value (filter, SEG_TYPE_DATE, NULL, 0, behaviour->until));
}

/* Users with at least @least such events. */
static void
add_at_least (const Behaviour *behaviour, gint64 least, gboolean negative)
{
	GString *sql = behaviour->parser->filter->sql;

	g_string_append_printf (sql, "u.id %sIN (", negative ? "NOT " : "");
	if (least > 1) /* GROUP BY would put the events in order first, and not be stopped while it does */
		g_string_append_printf (sql, "SELECT value FROM json_each ((SELECT seg_often (user_id, :filter%u)",
		                        seg_filter_add_value (behaviour->parser->filter, SEG_TYPE_DATE, NULL, 0, least));
	else
		g_string_append (sql, "SELECT user_id");
	g_string_append_printf (sql, " FROM event%s WHERE 1", behaviour->join != NULL ? behaviour->join : "");
	add_limits (behaviour, sql);
	g_string_append (sql, least > 1 ? ")))" : ")");
}

static void
add_behaviour (const Behaviour *behaviour)
{
	GString *sql = behaviour->parser->filter->sql;

	g_string_append (sql, behaviour->negative ? "NOT (" : "(");
	if (behaviour->least > 0)
		add_at_least (behaviour, behaviour->least, FALSE);
	if (behaviour->least > 0 && behaviour->most >= 0)
		g_string_append (sql, " AND ");
	if (behaviour->most >= 0)
		add_at_least (behaviour, behaviour->most + 1, TRUE);
	else if (behaviour->least == 0)
		g_string_append_c (sql, '1');
	g_string_append_c (sql, ')');
}

gboolean
seg_filter_parse_behaviour (SegFilterParser *parser, guint first, guint last, GError **error)
{
	SegFilterMark mark = seg_filter_mark (parser->filter);
	Behaviour behaviour = { .parser = parser, .at = first + 1, .last = last, .from = G_MININT64, .until = G_MAXINT64 };
	gboolean parsed;

	behaviour.negative = take (&behaviour, "not");
	if (behaviour.at == last)
		return fail (&behaviour, _("the kind of event is missing after this, as in: did purchase; or: did anything"), error);
	read_kind (&behaviour);
	behaviour.things = g_string_new (NULL);
	parsed = (behaviour.kind == NULL || check_kind (&behaviour, error)) && read_things (&behaviour, error) && read_times (&behaviour, error) && read_window (&behaviour, error);
	if (parsed && behaviour.at < last)
		parsed = fail (&behaviour, _("this is not understood; after the kind may stand: of item, of category, at hour 20, on weekday 6, at least 2 times, at most 2 "
		                             "times, once, in the last 30 days, since, before, on or between dates, 1 month after the first"), error);
	if (parsed) {
		add_behaviour (&behaviour);
		seg_filter_add_asked (parser->filter, mark, TRUE);
	}
	g_free (behaviour.kind);
	g_free (behaviour.join);
	g_free (behaviour.after);
	g_string_free (behaviour.things, TRUE);
	return parsed;
}
