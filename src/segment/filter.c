/* Filters: from the words a person types to conditions on attributes, features and segments. The words are read by
 * filter_words.c, the conditions said in SQL by filter_sql.c. A filter is made once and never changes. */
#include <config.h>
#include "filter-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* SQLite's parser has a limited depth; no person types more. */
#define MOST_CONDITIONS 200

static void
free_value (gpointer data)
{
	SegFilterValue *value = data;

	g_free (value->text);
	g_free (value);
}

void
seg_filter_free (SegFilter *filter)
{
	if (filter == NULL)
		return;
	g_free (filter->text);
	g_string_free (filter->sql, TRUE);
	g_ptr_array_unref (filter->values);
	g_free (filter);
}

const char *
seg_filter_text (const SegFilter *filter)
{
	return filter->text;
}

const char *
seg_filter_sql (const SegFilter *filter)
{
	return filter->sql->str;
}

gint64
seg_filter_set_id (const SegFilter *filter)
{
	return filter->set_id;
}

void
seg_filter_bind (const SegFilter *filter, SegStatement *statement)
{
	for (guint i = 0; i < filter->values->len; i++) {
		const SegFilterValue *value = filter->values->pdata[i];
		g_autofree char *name = g_strdup_printf (":filter%u", i + 1);

		if (value->type == SEG_TYPE_TEXT)
			seg_statement_bind_text (statement, name, value->text);
		else if (value->type == SEG_TYPE_NUMBER)
			seg_statement_bind_double (statement, name, value->number);
		else
			seg_statement_bind_integer (statement, name, value->integer);
	}
}

/* Understanding ---------------------------------------------------------------------------------------------------- */

/* What the conditions of one filter are understood against. */
typedef struct {
	SegWorkspace    *workspace;
	const GPtrArray *columns;
	const GPtrArray *words;
	gint64           set_id; /* whose features the names mean; 0: there are none */
	SegFilter       *filter;
} Parser;

static const SegFilterWord *
word_at (const Parser *parser, guint index)
{
	return parser->words->pdata[index];
}

/* The words from @first to before @last with a blank between them. */
static char *
join_words (const Parser *parser, guint first, guint last)
{
	GString *text = g_string_new (NULL);

	for (guint i = first; i < last; i++)
		g_string_append_printf (text, "%s%s", i > first ? " " : "", word_at (parser, i)->text);
	return g_string_free (text, FALSE);
}

static gboolean
fail_at (guint position, GError **error, const char *message)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Filter, position %u: %s"), position, message);
	return FALSE;
}

/* Where the operator of the condition in the words @first..@last-1 stands, or @last: it has none. "contains" and "is"
 * are operators only with something to the left of them. */
static guint
find_operator (const Parser *parser, guint first, guint last)
{
	for (guint i = first; i < last; i++)
		if (word_at (parser, i)->is_operator)
			return i;
	for (guint i = first + 1; i + 1 < last; i++) {
		if (seg_filter_is_keyword (word_at (parser, i), "contains"))
			return i;
		if (seg_filter_is_keyword (word_at (parser, i), "is")
		    && seg_filter_is_keyword (word_at (parser, last - 1), "missing")
		    && (i + 2 == last || (i + 3 == last && seg_filter_is_keyword (word_at (parser, i + 1), "not"))))
			return i;
	}
	return last;
}

static SegFilterOperator
parse_operator (const Parser *parser, guint at)
{
	static const struct { const char *sign; SegFilterOperator operation; } operators[] = {
		{ "=", SEG_FILTER_EQUAL }, { "!=", SEG_FILTER_NOT_EQUAL }, { "<", SEG_FILTER_LESS }, { "<=", SEG_FILTER_LESS_EQUAL },
		{ ">", SEG_FILTER_GREATER }, { ">=", SEG_FILTER_GREATER_EQUAL },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
		if (word_at (parser, at)->is_operator && strcmp (word_at (parser, at)->text, operators[i].sign) == 0)
			return operators[i].operation;
	if (seg_filter_is_keyword (word_at (parser, at), "contains"))
		return SEG_FILTER_CONTAINS;
	return seg_filter_is_keyword (word_at (parser, at + 1), "not") ? SEG_FILTER_NOT_MISSING : SEG_FILTER_MISSING;
}

static const SegUserColumn *
find_column (const Parser *parser, guint first, guint last, GError **error)
{
	g_autofree char *name = join_words (parser, first, last), *names = NULL;
	const SegUserColumn *column = seg_user_columns_find (parser->columns, name);

	if (column != NULL)
		return column;
	names = seg_user_columns_names (parser->columns);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Filter, position %u: there is no \"%s\"; there are: %s"),
	             word_at (parser, first)->position, name, names);
	return NULL;
}

/* A segment is looked for in all segmentations, since the filter may be used with any; unknown ones are a mistake. */
static gboolean
check_segment (const Parser *parser, const SegFilterCondition *condition, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (parser->workspace,
		"SELECT count (*) FILTER (WHERE name = :name COLLATE NOCASE OR CAST (position AS TEXT) = :name), "
		"group_concat (DISTINCT name) FROM segment", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":name", condition->value);
	if (!seg_statement_next (statement, error))
		return FALSE;
	if (seg_statement_integer (statement, 0) > 0)
		return TRUE;
	if (seg_statement_is_null (statement, 1))
		return fail_at (condition->position, error, _("there are no segments yet; make them with: segscope cluster"));
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Filter, position %u: there is no segment \"%s\"; there are: %s"),
	             condition->position, condition->value, seg_statement_text (statement, 1));
	return FALSE;
}

static gboolean
parse_value (const Parser *parser, guint at, guint last, char **value, GError **error)
{
	if (at + 1 == last)
		return fail_at (word_at (parser, at)->position, error, _("a value is missing after this"));
	for (guint i = at + 1; i < last; i++)
		if (word_at (parser, i)->is_operator)
			return fail_at (word_at (parser, i)->position, error,
			                _("a second operator; join conditions with \"and\", put values that contain = < > into quotes"));
	*value = join_words (parser, at + 1, last);
	return TRUE;
}

/* The condition in the words @first..@last-1. */
static gboolean
parse_condition (const Parser *parser, guint first, guint last, GError **error)
{
	guint at = find_operator (parser, first, last);
	g_autofree char *value = NULL;
	SegFilterCondition condition = { 0 };

	if (at == last)
		return fail_at (word_at (parser, first)->position, error,
		                _("a condition needs an operator: = != < <= > >= contains, is missing"));
	if (at == first)
		return fail_at (word_at (parser, at)->position, error, _("a name is missing before this"));
	condition.column = find_column (parser, first, at, error);
	if (condition.column == NULL)
		return FALSE;
	if (condition.column->is_feature)
		parser->filter->set_id = parser->set_id;
	condition.operation = parse_operator (parser, at);
	condition.position = word_at (parser, MIN (at + 1, last - 1))->position;
	if (condition.operation != SEG_FILTER_MISSING && condition.operation != SEG_FILTER_NOT_MISSING) {
		if (!parse_value (parser, at, last, &value, error))
			return FALSE;
		condition.value = value;
		if (strcmp (condition.column->name, "segment") == 0 && !condition.column->is_attribute
		    && !check_segment (parser, &condition, error))
			return FALSE;
	}
	return seg_filter_add_condition (parser->filter, &condition, error);
}

static gboolean
parse_conditions (const Parser *parser, GError **error)
{
	guint first = 0, n = 0;

	for (guint i = 0; i <= parser->words->len; i++) {
		if (i < parser->words->len && !seg_filter_is_keyword (word_at (parser, i), "and"))
			continue;
		if (i == first)
			return fail_at (word_at (parser, MIN (i, parser->words->len - 1))->position, error, _("a condition is missing here"));
		if (++n > MOST_CONDITIONS)
			return fail_at (word_at (parser, first)->position, error, _("too many conditions"));
		if (!parse_condition (parser, first, i, error))
			return FALSE;
		first = i + 1;
	}
	return TRUE;
}

static gboolean
parse_search (const Parser *parser, GError **error)
{
	if (parser->words->len > MOST_CONDITIONS)
		return fail_at (word_at (parser, MOST_CONDITIONS)->position, error, _("too many words"));
	for (guint i = 0; i < parser->words->len; i++)
		seg_filter_add_search (parser->filter, parser->columns, word_at (parser, i)->text);
	return TRUE;
}

static gboolean
has_operator (const Parser *parser)
{
	guint first = 0;

	for (guint i = 0; i <= parser->words->len; i++)
		if (i == parser->words->len || seg_filter_is_keyword (word_at (parser, i), "and")) {
			if (find_operator (parser, first, i) < i)
				return TRUE;
			first = i + 1;
		}
	return FALSE;
}

/* The set whose features the names mean: the given one or the newest; 0 when there is none. */
static gboolean
find_set (SegWorkspace *workspace, const SegFeatureSet *set, gint64 *id, GError **error)
{
	if (set == NULL)
		return seg_feature_set_in_use (workspace, id, error);
	*id = set->id;
	return TRUE;
}

SegFilter *
seg_filter_parse (SegWorkspace *workspace, const SegFeatureSet *set, const char *text, GError **error)
{
	g_autoptr (SegFilter) filter = g_new0 (SegFilter, 1);
	g_autoptr (GPtrArray) columns = NULL, words = NULL;
	gint64 set_id;
	Parser parser;

	filter->text = g_strdup (text != NULL ? text : "");
	filter->sql = g_string_new (NULL);
	filter->values = g_ptr_array_new_with_free_func (free_value);
	if (!g_utf8_validate (filter->text, -1, NULL)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("The filter is not valid UTF-8"));
		return NULL;
	}
	if ((words = seg_filter_words (filter->text, error)) == NULL
	    || (columns = seg_user_columns (workspace, set, error)) == NULL
	    || !find_set (workspace, set, &set_id, error))
		return NULL;
	parser = (Parser) { workspace, columns, words, set_id, filter };
	if (!(has_operator (&parser) ? parse_conditions (&parser, error) : parse_search (&parser, error)))
		return NULL;
	if (filter->sql->len == 0)
		g_string_append_c (filter->sql, '1');
	return g_steal_pointer (&filter);
}
