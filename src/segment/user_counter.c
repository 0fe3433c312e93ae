/* Counting users by columns in memory: the tree of a filter becomes steps over the columns it asks for, and these are taken block by block
 * on all cores.
 *
 * Texts are compared as SQLite does (NOCASE, lower(), instr()): letters of ASCII without regard to case, everything else by its bytes; once
 * for each different text. */
#include <config.h>
#include "column_store.h"

#include <segscope/parallel.h>
#include <segscope/user_counter.h>

#include <math.h>
#include <string.h>

#define BLOCK 16384

SegUserCounter *
seg_user_counter_new (void)
{
	SegUserCounter *counter = g_new0 (SegUserCounter, 1);

	g_atomic_ref_count_init (&counter->n_holders);
	return counter;
}

SegUserCounter *
seg_user_counter_ref (SegUserCounter *counter)
{
	g_atomic_ref_count_inc (&counter->n_holders);
	return counter;
}

void
seg_user_counter_free (SegUserCounter *counter)
{
	if (counter == NULL || !g_atomic_ref_count_dec (&counter->n_holders))
		return;
	seg_column_store_clear (&counter->store);
	g_free (counter);
}

/* Texts ------------------------------------------------------------------------------------------------------------ */

static int
compare_texts (const char *a, const char *b)
{
	for (;; a++, b++) {
		guchar x = (guchar) g_ascii_tolower (*a), y = (guchar) g_ascii_tolower (*b);

		if (x != y || x == 0)
			return x < y ? -1 : x > y;
	}
}

/* Whether @text, its ASCII in lower case, has @lower in it. */
static gboolean
contains (const char *text, const char *lower)
{
	const char first = lower[0], other = g_ascii_toupper (first);

	if (first == '\0')
		return TRUE;
	for (; *text != '\0'; text++) {
		gsize i = 1;

		if (*text != first && *text != other)
			continue;
		while (lower[i] != '\0' && g_ascii_tolower (text[i]) == lower[i])
			i++;
		if (lower[i] == '\0')
			return TRUE;
	}
	return FALSE;
}

static gboolean
text_meets (const SegFilterNode *node, const char *text, const char *lower)
{
	int order;

	if (node->operation == SEG_FILTER_CONTAINS)
		return contains (text, lower);
	order = compare_texts (text, node->text);
	switch (node->operation) {
	case SEG_FILTER_NOT_EQUAL:
		return order != 0;
	case SEG_FILTER_LESS:
		return order < 0;
	case SEG_FILTER_LESS_EQUAL:
		return order <= 0;
	case SEG_FILTER_GREATER:
		return order > 0;
	case SEG_FILTER_GREATER_EQUAL:
		return order >= 0;
	default:
		return order == 0;
	}
}

/* What holds for each code. */
static guint8 *
judge_texts (const SegFilterNode *node, const SegStoredColumn *column)
{
	g_autofree char *lower = node->text != NULL ? g_ascii_strdown (node->text, -1) : NULL;
	guint8 *meets = g_new (guint8, column->texts->len + 1);

	meets[0] = node->operation == SEG_FILTER_MISSING || node->operation == SEG_FILTER_NOT_EQUAL;
	for (guint i = 0; i < column->texts->len; i++)
		meets[i + 1] = node->text == NULL ? node->operation == SEG_FILTER_NOT_MISSING : text_meets (node, column->texts->pdata[i], lower) ? 1 : 0;
	return meets;
}

/* Steps ------------------------------------------------------------------------------------------------------------ */

typedef struct Step Step;

struct Step {
	const SegFilterNode   *node;
	GPtrArray             *parts;  /* of Step*, or NULL */
	const SegStoredColumn *column;
	guint8                *meets;  /* of texts, by code */
};

static void
free_step (gpointer data)
{
	Step *step = data;

	if (step == NULL)
		return;
	g_clear_pointer (&step->parts, g_ptr_array_unref);
	g_free (step->meets);
	g_free (step);
}

typedef struct {
	SegColumnStore  *store;
	SegWorkspace    *workspace;
	const SegFilter *filter;
	SegJob          *job;
} Preparing;

static Step *
prepare_node (const Preparing *preparing, const SegFilterNode *node, GError **error)
{
	Step *step = g_new0 (Step, 1);
	gboolean fine = TRUE;

	step->node = node;
	if (node->kind == SEG_FILTER_TEST) {
		step->column = seg_column_store_get (preparing->store, preparing->workspace, node->column, node->type, node->set_id, preparing->job, error);
		fine = step->column != NULL;
		if (fine && step->column->codes != NULL)
			step->meets = judge_texts (node, step->column);
	} else if (node->kind == SEG_FILTER_ASK) {
		step->column = seg_column_store_ask (preparing->store, preparing->workspace, preparing->filter, node, preparing->job, error);
		fine = step->column != NULL;
	} else {
		step->parts = g_ptr_array_new_with_free_func (free_step);
		for (guint i = 0; fine && i < node->parts->len; i++) {
			Step *part = prepare_node (preparing, node->parts->pdata[i], error);

			fine = part != NULL;
			if (fine)
				g_ptr_array_add (step->parts, part);
		}
	}
	if (!fine)
		g_clear_pointer (&step, free_step);
	return step;
}

static Step *
prepare (const Preparing *preparing, const SegFilterNode *node, GError **error)
{
	Step *step = prepare_node (preparing, node, error);

	seg_column_store_end_reading (preparing->store);
	return step;
}

/* A block ---------------------------------------------------------------------------------------------------------- */

#define EACH(expression) \
	do { \
		for (gsize i = 0; i < n; i++) \
			meets[i] = (guint8) ((expression) != 0); \
	} while (0)

static void
test_numbers (const SegFilterNode *node, const double *values, gsize n, guint8 *meets)
{
	const double number = node->number;

	switch (node->operation) {
	case SEG_FILTER_EQUAL:
		EACH (values[i] == number);
		break;
	case SEG_FILTER_NOT_EQUAL: /* also where there is none */
		EACH (!(values[i] == number));
		break;
	case SEG_FILTER_LESS:
		EACH (values[i] < number);
		break;
	case SEG_FILTER_LESS_EQUAL:
		EACH (values[i] <= number);
		break;
	case SEG_FILTER_GREATER:
		EACH (values[i] > number);
		break;
	case SEG_FILTER_GREATER_EQUAL:
		EACH (values[i] >= number);
		break;
	case SEG_FILTER_MISSING:
		EACH (isnan (values[i]));
		break;
	case SEG_FILTER_NOT_MISSING:
	case SEG_FILTER_CONTAINS: /* never asked of numbers */
	default:
		EACH (!isnan (values[i]));
	}
}

static void
test_integers (const SegFilterNode *node, const gint64 *values, gsize n, guint8 *meets)
{
	const gint64 from = node->from, until = node->type == SEG_TYPE_BOOLEAN ? node->from + 1 : node->until;

	switch (node->operation) {
	case SEG_FILTER_MISSING:
		EACH (values[i] == SEG_COLUMN_MISSING);
		break;
	case SEG_FILTER_NOT_MISSING:
		EACH (values[i] != SEG_COLUMN_MISSING);
		break;
	case SEG_FILTER_NOT_EQUAL:
		EACH (!(values[i] != SEG_COLUMN_MISSING && values[i] >= from && values[i] < until));
		break;
	default:
		EACH (values[i] != SEG_COLUMN_MISSING && values[i] >= from && values[i] < until);
	}
}

static void take_block (const Step *step, gsize first, gsize n, guint8 *meets);

/* All or any of the parts; @meets gets the first of them, and the others are put to it. */
static void
join_parts (const Step *step, gsize first, gsize n, guint8 *meets)
{
	guint8 other[BLOCK];

	take_block (step->parts->pdata[0], first, n, meets);
	for (guint k = 1; k < step->parts->len; k++) {
		take_block (step->parts->pdata[k], first, n, other);
		if (step->node->kind == SEG_FILTER_ALL)
			EACH (meets[i] & other[i]);
		else
			EACH (meets[i] | other[i]);
	}
}

static void
take_block (const Step *step, gsize first, gsize n, guint8 *meets)
{
	const SegStoredColumn *column = step->column;

	if (step->node->kind == SEG_FILTER_NONE) {
		take_block (step->parts->pdata[0], first, n, meets);
		EACH (!meets[i]);
	} else if (step->parts != NULL)
		join_parts (step, first, n, meets);
	else if (column->answers != NULL)
		memcpy (meets, column->answers + first, n);
	else if (column->numbers != NULL)
		test_numbers (step->node, column->numbers + first, n, meets);
	else if (column->integers != NULL)
		test_integers (step->node, column->integers + first, n, meets);
	else
		EACH (step->meets[column->codes[first + i]]);
}

typedef struct {
	const Step *root;
	gint64     *counts; /* by block */
} Pass;

static void
count_block (gsize number, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;
	guint8 meets[BLOCK];
	gint64 n = 0;

	take_block (pass->root, first, last - first, meets);
	for (gsize i = 0; i < last - first; i++)
		n += meets[i];
	pass->counts[number] = n;
}

typedef struct {
	const Step *root;
	guint8     *meets;
} Taking;

static void
take_users (gsize number, gsize first, gsize last, gpointer data)
{
	const Taking *taking = data;

	(void) number;
	take_block (taking->root, first, last - first, taking->meets + first);
}

static gint64
count_all (const Step *root, gsize n_users)
{
	gsize n_blocks = seg_parallel_n_blocks (n_users, BLOCK);
	g_autofree gint64 *counts = g_new0 (gint64, n_blocks + 1);
	Pass pass = { root, counts };
	gint64 n = 0;

	seg_parallel_blocks (n_users, BLOCK, count_block, &pass);
	for (gsize i = 0; i < n_blocks; i++)
		n += counts[i];
	return n;
}

/* Counting --------------------------------------------------------------------------------------------------------- */

gboolean
seg_user_counter_count (SegUserCounter *counter, SegWorkspace *workspace, const SegFilter *filter, SegJob *job, gint64 *n, gint64 *n_all,
                        GError **error)
{
	Preparing preparing = { &counter->store, workspace, filter, job };
	Step *root;

	if (filter != NULL && filter->of_list) {
		SegUserQuery everyone = { 0 }, query = { .filter = filter };

		return seg_user_count (workspace, &query, n, error) && seg_user_count (workspace, &everyone, n_all, error);
	}
	if (!seg_column_store_begin (&counter->store, workspace, job, error))
		return FALSE;
	*n_all = *n = (gint64) counter->store.n;
	if (filter == NULL || filter->nodes->len == 0)
		return TRUE;
	root = prepare (&preparing, filter->nodes->pdata[0], error);
	if (root == NULL)
		return FALSE;
	*n = count_all (root, counter->store.n);
	free_step (root);
	return seg_job_proceed (job, 1, NULL, error);
}

gboolean
seg_user_counter_take_nodes (SegUserCounter *counter, SegWorkspace *workspace, const SegFilter *filter, SegJob *job, guint8 *meets, GError **error)
{
	Preparing preparing = { &counter->store, workspace, filter, job };
	Step *root = prepare (&preparing, filter->nodes->pdata[0], error);
	Taking taking = { root, meets };

	if (root == NULL)
		return FALSE;
	seg_parallel_blocks (counter->store.n, BLOCK, take_users, &taking);
	free_step (root);
	return TRUE;
}

gboolean
seg_user_counter_count_rule (SegUserCounter *counter, SegWorkspace *workspace, const SegRule *rule, SegJob *job, gint64 *n, gint64 *n_all,
                             GError **error)
{
	g_autofree char *text = seg_rule_filter (rule->name);
	g_autoptr (SegFilter) filter = seg_filter_parse (workspace, NULL, text, error);
	gboolean counted;

	if (filter == NULL)
		return FALSE;
	seg_workspace_watch (workspace, job);
	counted = seg_user_counter_count (counter, workspace, filter, job, n, n_all, error);
	seg_workspace_watch (workspace, NULL);
	return counted;
}

static gboolean
asks_events (const GPtrArray *nodes)
{
	for (guint i = 0; nodes != NULL && i < nodes->len; i++) {
		const SegFilterNode *node = nodes->pdata[i];

		if (node->asks_events || asks_events (node->parts))
			return TRUE;
	}
	return FALSE;
}

gboolean
seg_filter_asks_events (const SegFilter *filter)
{
	return asks_events (filter->nodes);
}
