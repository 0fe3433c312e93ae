/* What a filter asks, as a tree: built while the words are read, beside the SQL that says the same. */
#include <config.h>
#include "filter-private.h"

#include <string.h>

void
seg_filter_node_free (SegFilterNode *node)
{
	if (node == NULL)
		return;
	g_clear_pointer (&node->parts, g_ptr_array_unref);
	g_free (node->column);
	g_free (node->text);
	g_free (node);
}

static SegFilterNode *
add_node (SegFilter *filter, SegFilterNodeKind kind)
{
	SegFilterNode *node = g_new0 (SegFilterNode, 1);

	node->kind = kind;
	g_ptr_array_add (filter->nodes, node);
	return node;
}

SegFilterMark
seg_filter_mark (const SegFilter *filter)
{
	return (SegFilterMark) { filter->sql->len, filter->values->len };
}

void
seg_filter_add_asked (SegFilter *filter, SegFilterMark mark, gboolean asks_events)
{
	SegFilterNode *node = add_node (filter, SEG_FILTER_ASK);

	node->sql_from = mark.sql;
	node->sql_to = filter->sql->len;
	node->first_value = mark.value;
	node->n_values = filter->values->len - mark.value;
	node->asks_events = asks_events;
}

/* A range of instants for each way to compare with a day. */
static void
set_dates (SegFilterNode *node, const SegFilterCondition *condition)
{
	gint64 at, length;

	node->operation = condition->operation == SEG_FILTER_NOT_EQUAL ? SEG_FILTER_NOT_EQUAL : SEG_FILTER_EQUAL;
	node->from = G_MININT64;
	node->until = G_MAXINT64;
	if (!seg_filter_date (condition->value, &at, &length))
		return;
	switch (condition->operation) {
	case SEG_FILTER_LESS:
		node->until = at;
		break;
	case SEG_FILTER_LESS_EQUAL:
		node->until = at + length;
		break;
	case SEG_FILTER_GREATER:
		node->from = at + length;
		break;
	case SEG_FILTER_GREATER_EQUAL:
		node->from = at;
		break;
	default:
		node->from = at;
		node->until = at + length;
	}
}

static void
set_value (SegFilterNode *node, const SegFilterCondition *condition)
{
	gboolean yes = FALSE;

	node->operation = condition->operation;
	if (condition->operation == SEG_FILTER_MISSING || condition->operation == SEG_FILTER_NOT_MISSING)
		return;
	switch (node->type) {
	case SEG_TYPE_NUMBER:
		seg_filter_number (condition->value, &node->number);
		break;
	case SEG_TYPE_DATE:
		set_dates (node, condition);
		break;
	case SEG_TYPE_BOOLEAN:
		seg_filter_boolean (condition->value, &yes);
		node->from = yes;
		break;
	case SEG_TYPE_TEXT:
	case SEG_TYPE_CATEGORY:
	default:
		node->text = g_strdup (condition->value);
	}
}

/* Columns that are values in the file; others (scores, segments, distances) are expressions. */
static gboolean
is_stored (const SegUserColumn *column)
{
	return column->expression == NULL
	       && (column->is_attribute || column->is_feature || strcmp (column->name, "key") == 0 || strcmp (column->name, "listed") == 0);
}

void
seg_filter_add_test (SegFilterParser *parser, const SegFilterCondition *condition, SegFilterMark mark)
{
	SegFilterNode *node;

	if (condition->subject != SEG_FILTER_COLUMN || !is_stored (condition->column)) {
		seg_filter_add_asked (parser->filter, mark, FALSE);
		return;
	}
	node = add_node (parser->filter, SEG_FILTER_TEST);
	node->column = g_strdup (condition->column->name);
	node->type = condition->column->type;
	node->set_id = condition->column->is_feature ? parser->set_id : 0;
	set_value (node, condition);
}

void
seg_filter_add_contains (SegFilter *filter, const char *column, SegType type, const char *text)
{
	SegFilterNode *node = add_node (filter, SEG_FILTER_TEST);

	node->column = g_strdup (column);
	node->type = type;
	node->operation = SEG_FILTER_CONTAINS;
	node->text = g_strdup (text);
}

void
seg_filter_join_parts (SegFilter *filter, guint first, SegFilterNodeKind kind)
{
	guint n = filter->nodes->len - first;
	SegFilterNode *node;

	if (n <= 1 && kind != SEG_FILTER_NONE)
		return;
	node = g_new0 (SegFilterNode, 1);
	node->kind = kind;
	node->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_filter_node_free);
	for (guint i = 0; i < n; i++)
		g_ptr_array_add (node->parts, g_ptr_array_steal_index (filter->nodes, first));
	g_ptr_array_add (filter->nodes, node);
}
