/* Conditions on segmentations: "segment of main = Loyal", and on what they were before: "segment of main version 2 = Loyal". */
#include <config.h>
#include "filter-private.h"

#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <string.h>

#define NO_SEGMENTS seg_hint (_("there are no segments yet; make them first: segscope cluster"), _("there are no segments yet; make them first on Clusters"))

/* "main version 2" as "main" and 2; 0: it names no version. */
static guint64
split_version (const char *text, char **name)
{
	g_autoptr (GRegex) pattern = g_regex_new ("^(.+) version ([1-9][0-9]{0,8})$", G_REGEX_CASELESS | G_REGEX_DOTALL, 0, NULL);
	g_autoptr (GMatchInfo) match = NULL;
	g_autofree char *digits = NULL;

	if (!g_regex_match (pattern, text, 0, &match))
		return 0;
	*name = g_match_info_fetch (match, 1);
	digits = g_match_info_fetch (match, 2);
	return g_ascii_strtoull (digits, NULL, 10);
}

char *
seg_filter_split_version (const char *text, guint64 *number)
{
	char *name = NULL;

	*number = split_version (text, &name);
	return *number > 0 ? name : g_strdup (text);
}

char *
seg_filter_without_version (const char *text)
{
	guint64 number;

	return seg_filter_split_version (text, &number);
}

static gboolean
is_segmentation (SegFilterParser *parser, const char *name, gboolean *is, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (parser->workspace, "SELECT 1 FROM segmentation WHERE name = :name COLLATE NOCASE", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":name", name);
	*is = seg_statement_next (statement, &failure);
	return seg_query_ended (failure, error);
}

static gboolean
check_segmentation (SegFilterParser *parser, const char *name, guint position, GError **error)
{
	return seg_filter_check_known (parser,
		"SELECT count (*) FILTER (WHERE name = :name COLLATE NOCASE), group_concat (name) FROM segmentation WHERE :of IS NULL",
		name, NULL, position, _("Filter, position %u: there is no segmentation \"%s\"; there are: %s"),
		NO_SEGMENTS, error);
}

/* Names and numbers are those of that version, or, while it is in use, those of now. */
#define VERSION_OF \
	"(SELECT v.id, v.segmentation_id, v.number = (SELECT max (number) FROM segmentation_version w WHERE w.segmentation_id = v.segmentation_id) AS in_use " \
	"FROM segmentation_version v JOIN segmentation g ON g.id = v.segmentation_id WHERE g.name = :filter%u COLLATE NOCASE AND v.number = :filter%u)"
#define NAMED " AND (%s.name = :filter%u COLLATE NOCASE OR CAST (%s.position AS TEXT) = :filter%u)"

static gboolean
check_version (SegFilterParser *parser, const char *name, guint64 number, const char *segment, const SegFilterCondition *condition, GError **error)
{
	g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, number);

	if (!seg_filter_check_known (parser,
		"SELECT count (*) FILTER (WHERE CAST (number AS TEXT) = :name), group_concat (number, ', ') FROM segmentation_version v "
		"JOIN segmentation g ON g.id = v.segmentation_id WHERE g.name = :of COLLATE NOCASE",
		text, name, condition->name_position, _("Filter, position %u: there is no version %s; there are: %s"),
		_("this segmentation has no versions yet"), error))
		return FALSE;
	return segment == NULL || seg_filter_check_known (parser,
		"SELECT count (*) FILTER (WHERE s.name = :name COLLATE NOCASE OR CAST (s.position AS TEXT) = :name), group_concat (DISTINCT s.name) FROM "
		"(SELECT s.name, s.position, s.segmentation_id FROM segment s UNION ALL SELECT s.name, s.position, v.segmentation_id FROM version_segment s "
		"JOIN segmentation_version v ON v.id = s.version_id) s JOIN segmentation g ON g.id = s.segmentation_id WHERE g.name = :of COLLATE NOCASE",
		segment, name, condition->position, _("Filter, position %u: there is no segment \"%s\"; there are: %s"),
		NO_SEGMENTS, error);
}

static void
add_members_of (SegFilter *filter, const char *table, const char *users, guint of, guint number, guint value)
{
	gboolean in_use = strcmp (table, "segment") == 0;

	g_string_append_printf (filter->sql, "SELECT m.user_id FROM " VERSION_OF " AS v JOIN %s s ON %s JOIN %s m ON %s WHERE %s v.in_use",
	                        of, number, table, in_use ? "s.segmentation_id = v.segmentation_id" : "s.version_id = v.id", users,
	                        in_use ? "m.segment_id = s.id" : "m.version_id = v.id AND m.segment_id = s.segment_id", in_use ? "" : "NOT");
	if (value > 0 && in_use) /* a segment of the version in use may be called otherwise by now */
		g_string_append_printf (filter->sql, " AND (s.name = :filter%u COLLATE NOCASE OR CAST (s.position AS TEXT) = :filter%u OR EXISTS "
		                        "(SELECT 1 FROM version_segment o WHERE o.version_id = v.id AND o.segment_id = s.id AND o.name = :filter%u COLLATE NOCASE))",
		                        value, value, value);
	else if (value > 0)
		g_string_append_printf (filter->sql, NAMED, "s", value, "s", value);
}

static gboolean
is_any (const SegFilterCondition *condition)
{
	return condition->operation == SEG_FILTER_MISSING || condition->operation == SEG_FILTER_NOT_MISSING;
}

static gboolean
is_negative (const SegFilterCondition *condition)
{
	return condition->operation == SEG_FILTER_MISSING || condition->operation == SEG_FILTER_NOT_EQUAL;
}

static gboolean
add_version (SegFilterParser *parser, const SegFilterCondition *condition, const char *name, guint64 number, GError **error)
{
	SegFilter *filter = parser->filter;
	guint of, version, value = 0;

	if (!check_segmentation (parser, name, condition->name_position, error)
	    || (!is_any (condition) && !seg_filter_check_equality (condition, "segment", error))
	    || !check_version (parser, name, number, is_any (condition) ? NULL : condition->value, condition, error))
		return FALSE;
	of = seg_filter_add_value (filter, SEG_TYPE_TEXT, name, 0, 0);
	version = seg_filter_add_value (filter, SEG_TYPE_DATE, NULL, 0, (gint64) number);
	if (!is_any (condition))
		value = seg_filter_add_value (filter, SEG_TYPE_TEXT, condition->value, 0, 0);
	g_string_append_printf (filter->sql, "u.id %sIN (", is_negative (condition) ? "NOT " : "");
	add_members_of (filter, "segment", "membership", of, version, value);
	g_string_append (filter->sql, " UNION ALL ");
	add_members_of (filter, "version_segment", "version_member", of, version, value);
	g_string_append_c (filter->sql, ')');
	return TRUE;
}

/* The users in the segments that @condition names, or in any, of the segmentation as it is. */
static gboolean
add_now (SegFilterParser *parser, const SegFilterCondition *condition, GError **error)
{
	guint of;

	if (!check_segmentation (parser, condition->name, condition->name_position, error))
		return FALSE;
	if (!is_any (condition)
	    && (!seg_filter_check_equality (condition, "segment", error) || !seg_filter_check_segment (parser, condition, condition->name, error)))
		return FALSE;
	of = seg_filter_add_value (parser->filter, SEG_TYPE_TEXT, condition->name, 0, 0);
	g_string_append_printf (parser->filter->sql, "u.id %sIN (SELECT user_id FROM membership WHERE segment_id IN (SELECT segment.id FROM segment "
		"JOIN segmentation ON segmentation.id = segmentation_id WHERE segmentation.name = :filter%u COLLATE NOCASE",
		is_negative (condition) ? "NOT " : "", of);
	if (!is_any (condition)) {
		guint value = seg_filter_add_value (parser->filter, SEG_TYPE_TEXT, condition->value, 0, 0);

		g_string_append_printf (parser->filter->sql, NAMED, "segment", value, "segment", value);
	}
	g_string_append (parser->filter->sql, "))");
	return TRUE;
}

gboolean
seg_filter_add_segmentation (SegFilterParser *parser, const SegFilterCondition *condition, GError **error)
{
	g_autofree char *name = NULL;
	guint64 number = split_version (condition->name, &name);
	gboolean is_name = number == 0;

	if (number > 0 && !is_segmentation (parser, condition->name, &is_name, error))
		return FALSE;
	return is_name ? add_now (parser, condition, error) : add_version (parser, condition, name, number, error);
}
