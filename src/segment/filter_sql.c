/* Conditions of filters as SQL, every value a bound parameter. */
#include <config.h>
#include "filter-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <segscope/hint.h>
#include <string.h>

#define DAY 86400

static const char *const comparisons[] = {
	[SEG_FILTER_LESS] = "<", [SEG_FILTER_LESS_EQUAL] = "<=", [SEG_FILTER_GREATER] = ">", [SEG_FILTER_GREATER_EQUAL] = ">=",
};

guint
seg_filter_add_value (SegFilter *filter, SegType type, const char *text, double number, gint64 integer)
{
	SegFilterValue *value = g_new (SegFilterValue, 1);

	*value = (SegFilterValue) { type, g_strdup (text), number, integer };
	g_ptr_array_add (filter->values, value);
	return filter->values->len;
}

static gboolean
fail (const SegFilterCondition *condition, const char *expected, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Filter, position %u: \"%s\" is %s, but \"%s\" is not"),
	             condition->position, condition->column->name, expected, condition->value);
	return FALSE;
}

static gboolean
fail_operator (const SegFilterCondition *condition, const char *allowed, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Filter, position %u: \"%s\" can only be compared with %s"),
	             condition->position, condition->column->name, allowed);
	return FALSE;
}

/* "1,234.5", "-3", "20 %"; a comma must stand before three digits. */
gboolean
seg_filter_number (const char *text, double *number)
{
	g_autoptr (GRegex) commas = g_regex_new ("^[-+]?[0-9]{1,3}(,[0-9]{3})+(\\.[0-9]*)?$", 0, 0, NULL);
	g_autofree char *digits = g_strstrip (g_strdup (text));
	gboolean percent = g_str_has_suffix (digits, "%");
	char *end;

	if (percent) {
		digits[strlen (digits) - 1] = '\0';
		g_strchomp (digits);
	}
	if (g_regex_match (commas, digits, 0, NULL)) {
		g_auto (GStrv) parts = g_strsplit (digits, ",", -1);

		g_free (digits);
		digits = g_strjoinv ("", parts);
	}
	*number = g_ascii_strtod (digits, &end) / (percent ? 100 : 1);
	return end != digits && *end == '\0' && isfinite (*number);
}

static gboolean
add_number (SegFilter *filter, const SegFilterCondition *condition, const char *sql, GError **error)
{
	double number;
	guint parameter;

	if (condition->operation == SEG_FILTER_CONTAINS)
		return fail_operator (condition, "= != < <= > >=", error);
	if (!seg_filter_number (condition->value, &number))
		return fail (condition, _("a number"), error);
	parameter = seg_filter_add_value (filter, SEG_TYPE_NUMBER, NULL, number, 0);
	if (condition->operation == SEG_FILTER_EQUAL || condition->operation == SEG_FILTER_NOT_EQUAL)
		g_string_append_printf (filter->sql, "%s %s :filter%u", sql, condition->operation == SEG_FILTER_EQUAL ? "=" : "IS NOT",
		                        parameter);
	else
		g_string_append_printf (filter->sql, "%s %s :filter%u", sql, comparisons[condition->operation], parameter);
	return TRUE;
}

static void
add_text (SegFilter *filter, const SegFilterCondition *condition, const char *sql)
{
	guint parameter = seg_filter_add_value (filter, SEG_TYPE_TEXT, condition->value, 0, 0);

	switch (condition->operation) {
	case SEG_FILTER_EQUAL:
		g_string_append_printf (filter->sql, "%s = :filter%u COLLATE NOCASE", sql, parameter);
		break;
	case SEG_FILTER_NOT_EQUAL:
		g_string_append_printf (filter->sql, "(%s IS NULL OR %s <> :filter%u COLLATE NOCASE)", sql, sql, parameter);
		break;
	case SEG_FILTER_CONTAINS: /* instr() knows no wildcards, so none need escaping */
		g_string_append_printf (filter->sql, "instr (lower (%s), lower (:filter%u)) > 0", sql, parameter);
		break;
	default:
		g_string_append_printf (filter->sql, "%s %s :filter%u COLLATE NOCASE", sql, comparisons[condition->operation], parameter);
	}
}

gboolean
seg_filter_date (const char *text, gint64 *at, gint64 *length)
{
	g_autoptr (GRegex) pattern = g_regex_new (
		"^\\s*([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ]+([0-9]{1,2}):([0-9]{2}))?\\s*$", 0, 0, NULL);
	g_autoptr (GMatchInfo) match = NULL;
	g_autoptr (GDateTime) time = NULL;
	int fields[5] = { 0 };

	if (!g_regex_match (pattern, text, 0, &match))
		return FALSE;
	for (int i = 0; i < 5; i++) {
		g_autofree char *digits = g_match_info_fetch (match, i + 1);

		fields[i] = digits != NULL ? atoi (digits) : 0;
	}
	*length = g_match_info_get_match_count (match) > 4 ? 60 : DAY;
	time = g_date_time_new_utc (fields[0], fields[1], fields[2], fields[3], fields[4], 0);
	if (time == NULL)
		return FALSE;
	*at = g_date_time_to_unix (time);
	return TRUE;
}

/* A date stands for its whole day: after it means from the next day on. */
static gboolean
add_date (SegFilter *filter, const SegFilterCondition *condition, const char *sql, GError **error)
{
	SegFilterOperator operation = condition->operation;
	gint64 at, length;
	guint from, until;

	if (operation == SEG_FILTER_CONTAINS)
		return fail_operator (condition, "= != < <= > >=", error);
	if (!seg_filter_date (condition->value, &at, &length))
		return fail (condition, _("a date like 2024-03-05"), error);
	if (operation == SEG_FILTER_EQUAL || operation == SEG_FILTER_NOT_EQUAL) {
		from = seg_filter_add_value (filter, SEG_TYPE_DATE, NULL, 0, at);
		until = seg_filter_add_value (filter, SEG_TYPE_DATE, NULL, 0, at + length);
		g_string_append_printf (filter->sql, "%scoalesce (%s >= :filter%u AND %s < :filter%u, 0)",
		                        operation == SEG_FILTER_EQUAL ? "" : "NOT ", sql, from, sql, until);
	} else {
		gboolean at_end = operation == SEG_FILTER_LESS_EQUAL || operation == SEG_FILTER_GREATER;
		gboolean before = operation == SEG_FILTER_LESS_EQUAL || operation == SEG_FILTER_LESS;

		from = seg_filter_add_value (filter, SEG_TYPE_DATE, NULL, 0, at_end ? at + length : at);
		g_string_append_printf (filter->sql, "%s %s :filter%u", sql, before ? "<" : ">=", from);
	}
	return TRUE;
}

gboolean
seg_filter_boolean (const char *text, gboolean *value)
{
	static const struct { const char *word; gboolean value; } words[] = {
		{ "yes", TRUE }, { "no", FALSE }, { "true", TRUE }, { "false", FALSE }, { "y", TRUE }, { "n", FALSE }, { "t", TRUE },
		{ "f", FALSE }, { "1", TRUE }, { "0", FALSE }, { "是", TRUE }, { "否", FALSE }, { "有", TRUE }, { "无", FALSE },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
		if (g_ascii_strcasecmp (text, words[i].word) == 0) {
			*value = words[i].value;
			return TRUE;
		}
	return FALSE;
}

static gboolean
add_boolean (SegFilter *filter, const SegFilterCondition *condition, const char *sql, GError **error)
{
	gboolean value;

	if (condition->operation != SEG_FILTER_EQUAL && condition->operation != SEG_FILTER_NOT_EQUAL)
		return fail_operator (condition, "= !=", error);
	if (!seg_filter_boolean (condition->value, &value))
		return fail (condition, _("yes or no"), error);
	g_string_append_printf (filter->sql, "%s %s :filter%u", sql, condition->operation == SEG_FILTER_EQUAL ? "=" : "IS NOT",
	                        seg_filter_add_value (filter, SEG_TYPE_DATE, NULL, 0, value));
	return TRUE;
}

/* Of segments only equality can be asked. */
gboolean
seg_filter_check_equality (const SegFilterCondition *condition, const char *name, GError **error)
{
	if (condition->operation == SEG_FILTER_EQUAL || condition->operation == SEG_FILTER_NOT_EQUAL)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Filter, position %u: \"%s\" can only be compared with %s"),
	             condition->position, name, "= !=");
	return FALSE;
}

/* SEG_ERROR_USAGE unless @sql, asked with :name and :of, gives a number above 0; the text beside it lists what there is. */
gboolean
seg_filter_check_known (SegFilterParser *parser, const char *sql, const char *name, const char *of, guint position, const char *what,
             const char *none, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (parser->workspace, sql, error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":name", name);
	seg_statement_bind_text (statement, ":of", of);
	if (!seg_statement_next (statement, error))
		return FALSE;
	if (seg_statement_integer (statement, 0) > 0)
		return TRUE;
	if (seg_statement_is_null (statement, 1))
		return seg_filter_fail (position, error, none);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, what, position, name, seg_statement_text (statement, 1));
	return FALSE;
}

/* A segment is looked for in all segmentations, or in the one called @of: the filter may be used with any; unknown ones are a mistake. */
gboolean
seg_filter_check_segment (SegFilterParser *parser, const SegFilterCondition *condition, const char *of, GError **error)
{
	return seg_filter_check_known (parser,
		"SELECT count (*) FILTER (WHERE segment.name = :name COLLATE NOCASE OR CAST (position AS TEXT) = :name), "
		"group_concat (DISTINCT segment.name) FROM segment JOIN segmentation ON segmentation.id = segmentation_id "
		"WHERE :of IS NULL OR segmentation.name = :of COLLATE NOCASE",
		condition->value, of, condition->position, _("Filter, position %u: there is no segment \"%s\"; there are: %s"),
		seg_hint (_("there are no segments yet; make them first: segscope cluster"), _("there are no segments yet; make them first on Clusters")), error);
}

/* By name or number, in whichever segmentation m is joined for. */
static gboolean
add_segment (SegFilterParser *parser, const SegFilterCondition *condition, GError **error)
{
	guint parameter;

	if (!seg_filter_check_equality (condition, "segment", error) || !seg_filter_check_segment (parser, condition, NULL, error))
		return FALSE;
	parameter = seg_filter_add_value (parser->filter, SEG_TYPE_TEXT, condition->value, 0, 0);
	g_string_append_printf (parser->filter->sql,
		"%scoalesce (m.segment_id IN (SELECT id FROM segment WHERE segmentation_id = m.segmentation_id "
		"AND (name = :filter%u COLLATE NOCASE OR CAST (position AS TEXT) = :filter%u)), 0)",
		condition->operation == SEG_FILTER_EQUAL ? "" : "NOT ", parameter, parameter);
	return TRUE;
}

static gboolean
is_segment (const SegUserColumn *column)
{
	return !column->is_attribute && !column->is_feature && strcmp (column->name, "segment") == 0;
}

/* Whether @column means something else in each list, as it has its own segmentation. */
static gboolean
is_of_list (const SegUserColumn *column)
{
	return is_segment (column) || (!column->is_attribute && !column->is_feature && strcmp (column->name, "distance") == 0);
}

/* Conditions on a column, whose value @sql is. */
static gboolean
add_column (SegFilter *filter, const SegFilterCondition *condition, GError **error)
{
	g_autofree char *sql = seg_user_column_sql (condition->column, "f");

	switch (condition->column->type) {
	case SEG_TYPE_NUMBER:
		return add_number (filter, condition, sql, error);
	case SEG_TYPE_DATE:
		return add_date (filter, condition, sql, error);
	case SEG_TYPE_BOOLEAN:
		return add_boolean (filter, condition, sql, error);
	case SEG_TYPE_TEXT:
	case SEG_TYPE_CATEGORY:
	default:
		add_text (filter, condition, sql);
		return TRUE;
	}
}

static gboolean
add_sql (SegFilterParser *parser, const SegFilterCondition *condition, GError **error)
{
	SegFilter *filter = parser->filter;

	filter->of_list |= is_of_list (condition->column);
	if (condition->operation == SEG_FILTER_MISSING || condition->operation == SEG_FILTER_NOT_MISSING) {
		g_autofree char *sql = is_segment (condition->column) ? g_strdup ("m.segment_id") : seg_user_column_sql (condition->column, "f");

		g_string_append_printf (filter->sql, "%s %s", sql, condition->operation == SEG_FILTER_MISSING ? "IS NULL" : "IS NOT NULL");
		return TRUE;
	}
	return is_segment (condition->column) ? add_segment (parser, condition, error) : add_column (filter, condition, error);
}

gboolean
seg_filter_add_condition (SegFilterParser *parser, const SegFilterCondition *condition, GError **error)
{
	SegFilterMark mark = seg_filter_mark (parser->filter);
	gboolean added;

	if (condition->subject == SEG_FILTER_RULE)
		return seg_filter_add_rule (parser, condition, error);
	added = condition->subject == SEG_FILTER_SEGMENTATION ? seg_filter_add_segmentation (parser, condition, error)
	        : condition->subject == SEG_FILTER_RUN ? seg_filter_add_run (parser, condition, error) : add_sql (parser, condition, error);
	if (added)
		seg_filter_add_test (parser, condition, mark);
	return added;
}

void
seg_filter_add_search (SegFilter *filter, const GPtrArray *columns, const char *word)
{
	guint parameter = seg_filter_add_value (filter, SEG_TYPE_TEXT, word, 0, 0), first = filter->nodes->len;

	seg_filter_add_contains (filter, "key", SEG_TYPE_TEXT, word);
	g_string_append_printf (filter->sql, "(instr (lower (u.key), lower (:filter%u)) > 0", parameter);
	for (guint i = 0; i < columns->len; i++) {
		const SegUserColumn *column = columns->pdata[i];
		g_autofree char *sql = seg_user_column_sql (column, "f");

		if (!column->is_attribute || (column->type != SEG_TYPE_TEXT && column->type != SEG_TYPE_CATEGORY))
			continue;
		seg_filter_add_contains (filter, column->name, column->type, word);
		g_string_append_printf (filter->sql, " OR instr (lower (%s), lower (:filter%u)) > 0", sql, parameter);
	}
	g_string_append_c (filter->sql, ')');
	seg_filter_join_parts (filter, first, SEG_FILTER_ANY);
}
