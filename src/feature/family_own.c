/* Own features: what people defined, computed with the rest. Definitions that cannot be computed with these data are not there.
 *
 * Formulas and filters are compiled for each thread; a thread takes a set of them for a user and gives it back. */
#include <config.h>
#include "feature-private.h"
#include "families.h"
#include "own-private.h"

#include <pthread.h>
#include <string.h>

/* Compiled for one thread at a time. */
typedef struct {
	SegExpression **expressions; /* by own */
	guint           n;
} Worker;

struct SegOwnState {
	SegOwnPlan     *plan;
	guint          *value_of;  /* by own: the number of its value; undefined for those with a fault */
	guint          *wanted;    /* by own: number of its kind */
	SegOwnKinds     kinds;
	SegOwnColumn   *users, *items, keys; /* by attribute */
	pthread_mutex_t lock;      /* guards: */
	GPtrArray      *idle;      /* of Worker* */
};

/* One user, as formulas see them. */
typedef struct {
	const SegOwnState *state;
	const SegHistory  *history;
	const double      *values; /* of own features, so far */
} Row;

/* What they need ------------------------------------------------------------------------------------------------------ */

static gboolean
is_read (const SegOwnPlan *plan, guint value, gboolean by_filters)
{
	for (guint i = 0; i < plan->n_ordered; i++) {
		const guint number = plan->order[i];
		const gboolean is_filter = ((const SegOwnFeature *) plan->owns->pdata[number])->expression == NULL;

		if (is_filter == by_filters
		    && ((plan->expressions[number] != NULL && seg_expression_reads (plan->expressions[number], value))
		        || plan->measured[number] == (gint) value))
			return TRUE;
	}
	return FALSE;
}

static gboolean
load_columns (SegOwnState *state, const SegFeatureContext *context, const gint64 *user_ids, gsize n_users, SegJob *job, GError **error)
{
	const SegOwnPlan *plan = state->plan;

	state->users = g_new0 (SegOwnColumn, plan->user_attributes->len + 1);
	state->items = g_new0 (SegOwnColumn, plan->item_attributes->len + 1);
	for (guint i = 0; i < plan->user_attributes->len; i++) {
		const SegAttribute *attribute = plan->user_attributes->pdata[i];

		if (is_read (plan, plan->n_base + i, FALSE)
		    && !seg_own_column_load (context, "user", attribute->name, attribute->type, user_ids, n_users, &state->users[i], job, error))
			return FALSE;
	}
	for (guint i = 0; i < plan->item_attributes->len; i++) {
		const SegAttribute *attribute = plan->item_attributes->pdata[i];

		if (is_read (plan, SEG_EVENT_VALUES + i, TRUE)
		    && !seg_own_column_load (context, "item", attribute->name, attribute->type, context->item_ids, context->n_items, &state->items[i],
		                             job, error))
			return FALSE;
	}
	return !is_read (plan, SEG_EVENT_ITEM, TRUE)
	       || seg_own_column_load (context, "item", "key", SEG_TYPE_TEXT, context->item_ids, context->n_items, &state->keys, job, error);
}

static guint
find_kind (const SegFeatureContext *context, const char *name, guint otherwise)
{
	for (guint i = 0; name != NULL && i < context->kinds->len; i++)
		if (strcmp (((const SegEventKind *) context->kinds->pdata[i])->name, name) == 0)
			return i;
	return otherwise;
}

static void
find_kinds (SegOwnState *state, const SegFeatureContext *context)
{
	const GPtrArray *owns = state->plan->owns;

	state->kinds.purchase = find_kind (context, "purchase", SEG_OWN_NO_KIND - 1);
	state->kinds.given_back = find_kind (context, "given back", SEG_OWN_NO_KIND - 2);
	state->wanted = g_new (guint, owns->len + 1);
	for (guint i = 0; i < owns->len; i++) {
		const char *name = ((const SegOwnFeature *) owns->pdata[i])->event_kind;

		state->wanted[i] = find_kind (context, name, g_strcmp0 (name, "purchase") == 0 ? state->kinds.purchase : SEG_OWN_NO_KIND);
	}
}

/* Life ---------------------------------------------------------------------------------------------------------------- */

static void
free_worker (gpointer data)
{
	Worker *worker = data;

	for (guint i = 0; i < worker->n; i++)
		seg_expression_free (worker->expressions[i]);
	g_free (worker->expressions);
	g_free (worker);
}

static void
release (gpointer data)
{
	SegOwnState *state = data;

	if (state == NULL)
		return;
	for (guint i = 0; state->users != NULL && i < state->plan->user_attributes->len; i++)
		seg_own_column_clear (&state->users[i]);
	for (guint i = 0; state->items != NULL && i < state->plan->item_attributes->len; i++)
		seg_own_column_clear (&state->items[i]);
	seg_own_column_clear (&state->keys);
	g_ptr_array_unref (state->idle);
	pthread_mutex_destroy (&state->lock);
	seg_own_plan_free (state->plan);
	g_free (state->users);
	g_free (state->items);
	g_free (state->value_of);
	g_free (state->wanted);
	g_free (state);
}

void
seg_own_state_free (SegOwnState *state)
{
	release (state);
}

SegOwnState *
seg_own_state_new (const SegFeatureContext *context, GPtrArray *owns, const GPtrArray *base, const gint64 *user_ids, gsize n_users, SegJob *job,
                   GError **error)
{
	SegOwnPlan *plan = seg_own_plan_new (context->workspace, owns, base, error);
	SegOwnState *state;
	guint n_values = 0;

	if (plan == NULL)
		return NULL;
	state = g_new0 (SegOwnState, 1);
	pthread_mutex_init (&state->lock, NULL);
	state->idle = g_ptr_array_new_with_free_func (free_worker);
	state->plan = plan;
	state->value_of = g_new0 (guint, plan->owns->len + 1);
	for (guint i = 0; i < plan->owns->len; i++)
		state->value_of[i] = ((const SegOwnFeature *) plan->owns->pdata[i])->fault == NULL ? n_values++ : 0;
	find_kinds (state, context);
	if (user_ids != NULL && plan->owns->len > 0 && !load_columns (state, context, user_ids, n_users, job, error))
		g_clear_pointer (&state, seg_own_state_free);
	return state;
}

const SegOwnPlan *
seg_own_state_plan (const SegOwnState *state)
{
	return state->plan;
}

guint
seg_own_state_value (const SegOwnState *state, guint own)
{
	return state->value_of[own];
}

static gboolean
prepare (const SegFeatureContext *context, const gint64 *user_ids, gsize n_users, gpointer *state, SegJob *job, GError **error)
{
	GPtrArray *owns = seg_own_features_load (context->workspace, error);

	if (owns == NULL)
		return FALSE;
	*state = seg_own_state_new (context, owns, context->features, user_ids, n_users, job, error);
	return *state != NULL;
}

static void
extend (const SegFeatureContext *context, gconstpointer data, GPtrArray *features)
{
	const SegOwnState *state = data;

	(void) context;
	for (guint i = 0; i < state->plan->owns->len; i++) {
		const SegOwnFeature *own = state->plan->owns->pdata[i];
		SegFeature *feature;

		if (own->fault != NULL)
			continue;
		feature = g_new0 (SegFeature, 1);
		feature->name = g_strdup (own->name);
		feature->label = seg_own_feature_label (own);
		feature->meaning = own->meaning != NULL && *own->meaning != '\0' ? g_strdup (own->meaning) : seg_own_feature_words (own);
		feature->unit = seg_own_feature_unit (own);
		feature->group = SEG_GROUP_OWN;
		feature->scaling = own->scaling;
		feature->type = SEG_TYPE_NUMBER;
		feature->fill = own->fill;
		feature->definition = g_strdup (own->digest);
		g_ptr_array_add (features, feature);
	}
}

/* Computing ----------------------------------------------------------------------------------------------------------- */

static Worker *
new_worker (const SegOwnPlan *plan)
{
	Worker *worker = g_new (Worker, 1);

	worker->n = plan->owns->len;
	worker->expressions = g_new0 (SegExpression *, worker->n + 1);
	for (guint i = 0; i < plan->n_ordered; i++) {
		const guint number = plan->order[i];

		if (plan->expressions[number] != NULL)
			worker->expressions[number] = seg_expression_copy (plan->expressions[number]);
	}
	return worker;
}

static Worker *
take_worker (SegOwnState *state)
{
	Worker *worker = NULL;

	pthread_mutex_lock (&state->lock);
	if (state->idle->len > 0)
		worker = g_ptr_array_steal_index_fast (state->idle, state->idle->len - 1);
	pthread_mutex_unlock (&state->lock);
	return worker != NULL ? worker : new_worker (state->plan);
}

static void
give_worker_back (SegOwnState *state, Worker *worker)
{
	pthread_mutex_lock (&state->lock);
	g_ptr_array_add (state->idle, worker);
	pthread_mutex_unlock (&state->lock);
}

/* SegExpressionRead over one row. */
static void
read_feature (gpointer data, gsize row_number, guint value, SegExpressionValue *cell)
{
	const Row *row = data;
	const SegOwnPlan *plan = row->state->plan;
	double number;

	(void) row_number;
	if (value >= plan->n_base && value - plan->n_base < plan->user_attributes->len) {
		seg_own_column_read (&row->state->users[value - plan->n_base], row->history->user, cell);
		return;
	}
	number = value < plan->n_base ? row->history->row[value]
	                              : row->values[row->state->value_of[value - plan->n_base - plan->user_attributes->len]];
	if (isfinite (number))
		*cell = (SegExpressionValue) { SEG_EXPRESSION_NUMBER, number, NULL };
}

void
seg_own_state_compute (SegOwnState *state, const SegFeatureContext *context, const SegHistory *history, double *values, guint asked,
                       SegExpressionOddities *oddities)
{
	const SegOwnPlan *plan = state->plan;
	Worker *worker = plan->n_ordered > 0 ? take_worker (state) : NULL;
	SegOwnEvents events = { context, history, &state->kinds, state->items, &state->keys, SEG_OWN_NO_KIND, NULL };
	Row row = { state, history, values };

	for (guint i = 0; i < plan->n_ordered; i++) {
		const guint number = plan->order[i];
		const SegOwnFeature *own = plan->owns->pdata[number];
		double *value = &values[state->value_of[number]];

		events.wanted_kind = state->wanted[number];
		if (own->expression == NULL)
			*value = seg_own_figure (&events, own, worker->expressions[number], plan->measured[number]);
		else if (!seg_expression_compute (worker->expressions[number], read_feature, &row, 0, 1, value,
		                                  state->value_of[number] == asked ? oddities : NULL, NULL, NULL))
			*value = NAN;
	}
	g_free (events.time);
	if (worker != NULL)
		give_worker_back (state, worker);
}

static void
compute (const SegFeatureContext *context, gconstpointer state, const SegHistory *history, double *values)
{
	seg_own_state_compute ((SegOwnState *) (gpointer) state, context, history, values, 0, NULL);
}

const SegFamily seg_family_own = {
	.name = "own", .prepare = prepare, .extend = extend, .release = release, .compute = compute,
};
