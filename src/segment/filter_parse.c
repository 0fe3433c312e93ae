/* Understanding a filter: conditions joined by "and", "or", "not" and brackets, and what each of them compares. */
#include <config.h>
#include "filter-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* SQLite's parser has a limited depth; no person types more. */
#define MOST_CONDITIONS 200
/* Brackets, "not" and rules within each other, for the same reason. */
#define MOST_DEPTH 15

const SegFilterWord *
seg_filter_word (const SegFilterParser *parser, guint index)
{
	return parser->words->pdata[index];
}

char *
seg_filter_join (const SegFilterParser *parser, guint first, guint last)
{
	return seg_filter_join_words (parser->words, first, last);
}

gboolean
seg_filter_fail (guint position, GError **error, const char *message)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Filter, position %u: %s"), position, message);
	return FALSE;
}

static gboolean
is_keyword (const SegFilterParser *parser, guint index, const char *keyword)
{
	return index < parser->words->len && seg_filter_is_keyword (seg_filter_word (parser, index), keyword);
}

static gboolean
is_mark (const SegFilterParser *parser, guint index, const char *mark)
{
	return index < parser->words->len && seg_filter_is_mark (seg_filter_word (parser, index), mark);
}

static guint
closing (const SegFilterParser *parser, guint open)
{
	return seg_filter_closing (parser->words, open);
}

guint
seg_filter_end_of_condition (const SegFilterParser *parser, guint first)
{
	return seg_filter_condition_end (parser->words, first);
}

/* Conditions ------------------------------------------------------------------------------------------------------- */

static guint
find_operator (const SegFilterParser *parser, guint first, guint last)
{
	return seg_filter_find_operator (parser->words, first, last);
}

static SegFilterOperator
parse_operator (const SegFilterParser *parser, guint at)
{
	static const struct { const char *sign; SegFilterOperator operation; } operators[] = {
		{ "=", SEG_FILTER_EQUAL }, { "!=", SEG_FILTER_NOT_EQUAL }, { "<", SEG_FILTER_LESS }, { "<=", SEG_FILTER_LESS_EQUAL },
		{ ">", SEG_FILTER_GREATER }, { ">=", SEG_FILTER_GREATER_EQUAL },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
		if (seg_filter_word (parser, at)->is_operator && strcmp (seg_filter_word (parser, at)->text, operators[i].sign) == 0)
			return operators[i].operation;
	if (is_keyword (parser, at, "contains"))
		return SEG_FILTER_CONTAINS;
	return is_keyword (parser, at + 1, "not") ? SEG_FILTER_NOT_MISSING : SEG_FILTER_MISSING;
}

/* The text in the words @first..@last-1, all of which are the value of the operator before @first. */
static char *
read_value (const SegFilterParser *parser, guint first, guint last, GError **error)
{
	if (first >= last) {
		seg_filter_fail (seg_filter_word (parser, first - 1)->position, error, _("a value is missing after this"));
		return NULL;
	}
	for (guint i = first; i < last; i++)
		if (seg_filter_word (parser, i)->is_mark) {
			seg_filter_fail (seg_filter_word (parser, i)->position, error, _("a bracket or comma in a value; put the value into quotes"));
			return NULL;
		} else if (seg_filter_word (parser, i)->is_operator) {
			seg_filter_fail (seg_filter_word (parser, i)->position, error,
			                 _("a second operator; join conditions with \"and\" or \"or\", put values that contain = < > into quotes"));
			return NULL;
		}
	return seg_filter_join (parser, first, last);
}

/* Adds the condition that compares with the value in the words @first..@last-1. */
static gboolean
add_compared (SegFilterParser *parser, SegFilterCondition *condition, guint first, guint last, GError **error)
{
	g_autofree char *value = read_value (parser, first, last, error);

	if (value == NULL)
		return FALSE;
	condition->value = value;
	condition->position = seg_filter_word (parser, first)->position;
	return seg_filter_add_condition (parser, condition, error);
}

/* "in (a, b)", of which @open is the bracket: one of them. */
static gboolean
add_list (SegFilterParser *parser, SegFilterCondition *condition, guint open, GError **error)
{
	guint first = open + 1, last = closing (parser, open), n_before = parser->filter->nodes->len;

	condition->operation = SEG_FILTER_EQUAL;
	for (guint i = first; i <= last; i++) {
		if (i < last && !is_mark (parser, i, ","))
			continue;
		if (first > open + 1)
			g_string_append (parser->filter->sql, " OR ");
		if (++parser->n_conditions > MOST_CONDITIONS)
			return seg_filter_fail (seg_filter_word (parser, first)->position, error, _("too many conditions"));
		if (!add_compared (parser, condition, first, i, error))
			return FALSE;
		first = i + 1;
	}
	seg_filter_join_parts (parser->filter, n_before, SEG_FILTER_ANY);
	return TRUE;
}

/* "between a and b", the words from @first on: both ends belong to it. */
static gboolean
add_between (SegFilterParser *parser, SegFilterCondition *condition, guint first, guint last, GError **error)
{
	guint middle = first, n_before = parser->filter->nodes->len;

	while (middle < last && !is_keyword (parser, middle, "and"))
		middle++;
	if (middle == last)
		return seg_filter_fail (seg_filter_word (parser, first - 1)->position, error, _("\"between\" needs two values with \"and\" between them"));
	condition->operation = SEG_FILTER_GREATER_EQUAL;
	if (!add_compared (parser, condition, first, middle, error))
		return FALSE;
	g_string_append (parser->filter->sql, " AND ");
	condition->operation = SEG_FILTER_LESS_EQUAL;
	if (!add_compared (parser, condition, middle + 1, last, error))
		return FALSE;
	seg_filter_join_parts (parser->filter, n_before, SEG_FILTER_ALL);
	return TRUE;
}

/* What follows the name, from the operator at @at on. */
static gboolean
add_operation (SegFilterParser *parser, SegFilterCondition *condition, guint at, guint last, GError **error)
{
	GString *sql = parser->filter->sql;
	gboolean negative = is_keyword (parser, at, "not");
	guint word = negative ? at + 1 : at;
	gboolean added;

	condition->position = seg_filter_word (parser, at)->position;
	if (seg_filter_word (parser, at)->is_operator || !(is_keyword (parser, word, "in") || is_keyword (parser, word, "between"))) {
		condition->operation = parse_operator (parser, at);
		if (condition->operation != SEG_FILTER_MISSING && condition->operation != SEG_FILTER_NOT_MISSING)
			return add_compared (parser, condition, at + 1, last, error);
		condition->position = seg_filter_word (parser, at + 1)->position;
		return seg_filter_add_condition (parser, condition, error);
	}
	if (condition->subject == SEG_FILTER_RULE)
		return seg_filter_fail (seg_filter_word (parser, at)->position, error, _("a rule can only be compared with = and !="));
	if (is_keyword (parser, word, "in") && closing (parser, word + 1) + 1 < last)
		return seg_filter_fail (seg_filter_word (parser, closing (parser, word + 1) + 1)->position, error,
		                        _("\"and\" or \"or\" is missing before this"));
	g_string_append (sql, negative ? "NOT coalesce ((" : "(");
	added = is_keyword (parser, word, "in") ? add_list (parser, condition, word + 1, error)
	                                        : add_between (parser, condition, word + 1, last, error);
	if (added && negative)
		seg_filter_join_parts (parser->filter, parser->filter->nodes->len - 1, SEG_FILTER_NONE);
	g_string_append (sql, negative ? "), 0)" : ")");
	return added;
}

static const SegUserColumn *
find_column (const SegFilterParser *parser, guint first, guint last, GError **error)
{
	g_autofree char *name = seg_filter_join (parser, first, last), *names = NULL;
	const SegUserColumn *column = seg_user_columns_find (parser->columns, name);

	if (column != NULL)
		return column;
	names = seg_user_columns_names (parser->columns);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Filter, position %u: there is no \"%s\"; there are: %s"),
	             seg_filter_word (parser, first)->position, name, names);
	return NULL;
}

/* What the condition in the words @first..@at-1 is about: a column, the segments of a segmentation or the groups of a run that are named, a rule. */
static gboolean
find_subject (SegFilterParser *parser, guint first, guint at, SegFilterCondition *condition, GError **error)
{
	condition->name_position = seg_filter_word (parser, first)->position;
	if (at > first + 2 && is_keyword (parser, first, "segment") && is_keyword (parser, first + 1, "of")) {
		condition->subject = SEG_FILTER_SEGMENTATION;
		condition->name = seg_filter_join (parser, first + 2, at);
		return TRUE;
	}
	if (at > first + 3 && is_keyword (parser, first, "group") && is_keyword (parser, first + 1, "of") && is_keyword (parser, first + 2, "run")) {
		condition->subject = SEG_FILTER_RUN;
		condition->name = seg_filter_join (parser, first + 3, at);
		return TRUE;
	}
	if (at == first + 1 && is_keyword (parser, first, "rule")) {
		condition->subject = SEG_FILTER_RULE;
		return TRUE;
	}
	condition->column = find_column (parser, first, at, error);
	if (condition->column == NULL)
		return FALSE;
	if (condition->column->is_feature)
		parser->filter->set_id = parser->set_id;
	return TRUE;
}

/* The condition in the words @first..@last-1. */
static gboolean
parse_condition (SegFilterParser *parser, guint first, guint last, GError **error)
{
	guint at = find_operator (parser, first, last);
	SegFilterCondition condition = { 0 };
	gboolean added;

	if (++parser->n_conditions > MOST_CONDITIONS)
		return seg_filter_fail (seg_filter_word (parser, first)->position, error, _("too many conditions"));
	if (seg_filter_is_behaviour (parser, first, last))
		return seg_filter_parse_behaviour (parser, first, last, error);
	if (at == last)
		return seg_filter_fail (seg_filter_word (parser, first)->position, error,
		                        _("a condition needs an operator: = != < <= > >= contains, in (a, b), between a and b, is missing"));
	if (at == first)
		return seg_filter_fail (seg_filter_word (parser, at)->position, error, _("a name is missing before this"));
	added = find_subject (parser, first, at, &condition, error) && add_operation (parser, &condition, at, last, error);
	g_free (condition.name);
	return added;
}

/* Joined ----------------------------------------------------------------------------------------------------------- */

static gboolean parse_any (SegFilterParser *parser, guint *at, GError **error);

gboolean
seg_filter_go_deeper (SegFilterParser *parser, guint position, GError **error)
{
	if (parser->depth >= MOST_DEPTH)
		return seg_filter_fail (position, error, _("too many brackets, \"not\" and rules within each other"));
	parser->depth++;
	return TRUE;
}

static gboolean
go_deeper (SegFilterParser *parser, guint at, GError **error)
{
	return seg_filter_go_deeper (parser, seg_filter_word (parser, at)->position, error);
}

/* One condition, what "not" turns round, or what stands in brackets. */
static gboolean
parse_one (SegFilterParser *parser, guint *at, GError **error)
{
	GString *sql = parser->filter->sql;
	gboolean parsed;
	guint last;

	if (*at == parser->words->len || is_keyword (parser, *at, "and") || is_keyword (parser, *at, "or") || is_mark (parser, *at, ")"))
		return seg_filter_fail (seg_filter_word (parser, MIN (*at, parser->words->len - 1))->position, error,
		                        _("a condition is missing here"));
	if (is_keyword (parser, *at, "not")) { /* those for whom it is not known do not meet the condition: they meet its opposite */
		if (!go_deeper (parser, *at, error))
			return FALSE;
		++*at;
		g_string_append (sql, "NOT coalesce (");
		parsed = parse_one (parser, at, error);
		g_string_append (sql, ", 0)");
		if (parsed)
			seg_filter_join_parts (parser->filter, parser->filter->nodes->len - 1, SEG_FILTER_NONE);
		parser->depth--;
		return parsed;
	}
	if (is_mark (parser, *at, "(")) {
		if (!go_deeper (parser, *at, error))
			return FALSE;
		++*at;
		if (!parse_any (parser, at, error))
			return FALSE;
		parser->depth--;
		++*at; /* its closing one: filter_words.c gives pairs only */
		return TRUE;
	}
	last = seg_filter_end_of_condition (parser, *at);
	parsed = parse_condition (parser, *at, last, error);
	*at = last;
	return parsed;
}

/* Conditions joined by "and", which binds more closely than "or". */
static gboolean
parse_all (SegFilterParser *parser, guint *at, GError **error)
{
	guint n_before = parser->filter->nodes->len;

	if (!parse_one (parser, at, error))
		return FALSE;
	while (is_keyword (parser, *at, "and")) {
		++*at;
		g_string_append (parser->filter->sql, " AND ");
		if (!parse_one (parser, at, error))
			return FALSE;
	}
	seg_filter_join_parts (parser->filter, n_before, SEG_FILTER_ALL);
	return TRUE;
}

static gboolean
parse_any (SegFilterParser *parser, guint *at, GError **error)
{
	guint n_before = parser->filter->nodes->len;

	g_string_append_c (parser->filter->sql, '(');
	if (!parse_all (parser, at, error))
		return FALSE;
	while (is_keyword (parser, *at, "or")) {
		++*at;
		g_string_append (parser->filter->sql, " OR ");
		if (!parse_all (parser, at, error))
			return FALSE;
	}
	g_string_append_c (parser->filter->sql, ')');
	seg_filter_join_parts (parser->filter, n_before, SEG_FILTER_ANY);
	if (*at < parser->words->len && !is_mark (parser, *at, ")"))
		return seg_filter_fail (seg_filter_word (parser, *at)->position, error, _("\"and\" or \"or\" is missing before this"));
	return TRUE;
}

/* Words to look for, or nothing -------------------------------------------------------------------------------------- */

static gboolean
parse_search (SegFilterParser *parser, GError **error)
{
	if (parser->words->len > MOST_CONDITIONS)
		return seg_filter_fail (seg_filter_word (parser, MOST_CONDITIONS)->position, error, _("too many words"));
	for (guint i = 0; i < parser->words->len; i++) {
		if (i > 0)
			g_string_append (parser->filter->sql, " AND ");
		seg_filter_add_search (parser->filter, parser->columns, seg_filter_word (parser, i)->text);
	}
	if (parser->words->len > 0)
		seg_filter_join_parts (parser->filter, parser->filter->nodes->len - parser->words->len, SEG_FILTER_ALL);
	return TRUE;
}

/* Whether there is any condition in the words; else they are words to look for. */
static gboolean
has_condition (const SegFilterParser *parser)
{
	for (guint first = 0; first < parser->words->len; first = seg_filter_end_of_condition (parser, first) + 1) {
		guint last;

		if (seg_filter_word (parser, first)->is_mark)
			return TRUE;
		while (is_keyword (parser, first, "not"))
			first++;
		last = seg_filter_end_of_condition (parser, first);
		if (is_mark (parser, first, "(") || find_operator (parser, first, last) < last || seg_filter_is_behaviour (parser, first, last))
			return TRUE;
	}
	return FALSE;
}

gboolean
seg_filter_parse_words (SegFilterParser *parser, GError **error)
{
	guint at = 0;

	if (!has_condition (parser))
		return parse_search (parser, error);
	return parse_any (parser, &at, error);
}
