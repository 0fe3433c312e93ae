/* Components: the scores of kept reductions, for everyone, by what was fitted once.
 *
 * A user's features come from the families above and from the table of users; they are filled, coded and scaled as those of the users
 * the reduction was fitted on, and multiplied by its directions. The same treatments in the same order as in the matrix. */
#include <config.h>
#include "feature-private.h"
#include "feature/families.h"

#include <segscope/component.h>

#include <glib/gi18n.h>
#include <string.h>

/* One kept reduction, ready for users. */
typedef struct {
	SegReduction    *reduction;
	GPtrArray       *sources;     /* of SegSource*; first_column as in columns */
	SegMatrixColumn *columns;     /* scalers and fills */
	gsize            n_columns;   /* of them */
	gssize          *positions;   /* by source: in SegHistory.row; -1: an attribute */
	SegMatrix       *attributes;  /* n_users x n_columns: of attributes, before filling; NULL without any */
	guint8          *left_out;    /* n_users: an attribute is missing that users are left out for; NULL likewise */
} Component;

typedef struct {
	GPtrArray *components; /* of Component* */
	GPtrArray *attributes; /* of SegFeature*: what sources point to */
	GHashTable *definitions; /* of seg_feature_definitions() */
} State;

static void
free_component (gpointer data)
{
	Component *component = data;

	for (gsize i = 0; i < component->n_columns; i++) {
		seg_scaler_clear (&component->columns[i].scaler);
		g_free (component->columns[i].label);
		g_free (component->columns[i].name);
		g_free (component->columns[i].feature);
		g_free (component->columns[i].unit);
	}
	g_free (component->columns);
	g_clear_pointer (&component->sources, g_ptr_array_unref);
	seg_reduction_free (component->reduction);
	g_free (component->positions);
	seg_matrix_free (component->attributes);
	g_free (component->left_out);
	g_free (component);
}

static void
release (gpointer data)
{
	State *state = data;

	if (state == NULL)
		return;
	g_clear_pointer (&state->components, g_ptr_array_unref);
	g_clear_pointer (&state->attributes, g_ptr_array_unref);
	g_clear_pointer (&state->definitions, g_hash_table_unref);
	g_free (state);
}

/* Preparing -------------------------------------------------------------------------------------------------------- */

/* Where the source's value stands; FALSE: its feature is gone. */
static gboolean
find_source (const SegFeatureContext *context, const State *state, const SegSource *source, gssize *position)
{
	for (guint i = 0; i < context->features->len; i++)
		if (strcmp (((const SegFeature *) context->features->pdata[i])->name, source->selected->name) == 0) {
			*position = (gssize) i;
			return TRUE;
		}
	*position = -1;
	for (guint i = 0; i < state->attributes->len; i++)
		if (strcmp (((const SegFeature *) state->attributes->pdata[i])->name, source->selected->name) == 0)
			return TRUE;
	return FALSE;
}

/* Features of the families above and attributes, as one catalogue. */
static GPtrArray *
catalogue_of (const SegFeatureContext *context, const State *state)
{
	GPtrArray *catalogue = g_ptr_array_new ();

	for (guint i = 0; i < context->features->len; i++)
		g_ptr_array_add (catalogue, context->features->pdata[i]);
	for (guint i = 0; i < state->attributes->len; i++)
		g_ptr_array_add (catalogue, state->attributes->pdata[i]);
	return catalogue;
}

/* Takes @reduction over. FALSE without @error: some of its features are not there any more, and nor are its own. */
static gboolean
add_component (const SegFeatureContext *context, State *state, SegReduction *reduction, GError **error)
{
	Component *component = g_new0 (Component, 1);
	g_autoptr (GPtrArray) catalogue = catalogue_of (context, state);
	gboolean there;

	component->reduction = reduction;
	component->sources = seg_transforms_from_json (reduction->transforms, &component->columns, &component->n_columns, error);
	there = component->sources != NULL && component->n_columns == reduction->n_columns;
	component->positions = g_new0 (gssize, there ? component->sources->len : 1);
	for (guint i = 0; there && i < component->sources->len; i++)
		there = find_source (context, state, component->sources->pdata[i], &component->positions[i]);
	there = there && seg_sources_bind_to (component->sources, catalogue, NULL);
	for (guint i = 0; there && i < component->sources->len; i++)
		seg_source_name_columns (component->sources->pdata[i], component->columns);
	if (there)
		g_ptr_array_add (state->components, component);
	else
		free_component (component);
	return there;
}

/* Reads the attributes of all users into @component. */
static gboolean
read_attributes (const SegFeatureContext *context, Component *component, const gint64 *user_ids, gsize n_users, SegJob *job, GError **error)
{
	g_autoptr (GString) sql = g_string_new ("SELECT u.id");
	g_autoptr (SegStatement) statement = NULL;
	g_autofree guint8 *filled = g_new0 (guint8, component->reduction->n_columns);
	GError *failure = NULL;
	gsize user = 0;

	for (guint i = 0; i < component->sources->len; i++)
		g_string_append_printf (sql, ", %s", component->positions[i] < 0 ? ((const SegSource *) component->sources->pdata[i])->sql : "NULL");
	g_string_append (sql, " FROM user AS u ORDER BY u.id");
	component->left_out = g_try_malloc0_n (n_users + 1, 1);
	component->attributes = component->left_out != NULL ? seg_matrix_new (n_users, component->reduction->n_columns, error) : NULL;
	statement = component->attributes != NULL ? seg_workspace_prepare (context->workspace, sql->str, error) : NULL;
	if (statement == NULL)
		return FALSE;
	while (user < n_users && seg_statement_next (statement, &failure)) {
		gint64 id = seg_statement_integer (statement, 0);

		if (id % 4096 == 0 && !seg_job_proceed (job, 0, NULL, error))
			return FALSE;
		if (id != user_ids[user])
			continue;
		for (guint i = 0; i < component->sources->len; i++)
			if (component->positions[i] < 0
			    && !seg_source_read (component->sources->pdata[i], statement, (int) i + 1, seg_context_calendar (context), id,
			                         seg_matrix_row (component->attributes, user), filled))
				component->left_out[user] = 1;
		user++;
	}
	if (failure == NULL)
		return TRUE;
	g_propagate_error (error, failure);
	return FALSE;
}

static gboolean
has_attributes (const Component *component)
{
	for (guint i = 0; i < component->sources->len; i++)
		if (component->positions[i] < 0)
			return TRUE;
	return FALSE;
}

static gboolean
prepare (const SegFeatureContext *context, const gint64 *user_ids, gsize n_users, gpointer *result, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) reductions = seg_reductions (context->workspace, error);
	State *state = g_new0 (State, 1);
	gboolean success = reductions != NULL;

	*result = state;
	state->components = g_ptr_array_new_with_free_func (free_component);
	state->attributes = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_feature_free);
	if (success && reductions->len > 0)
		success = seg_attribute_features_add (context->workspace, context->data, state->attributes, error)
		          && (state->definitions = seg_feature_definitions (context->workspace, error)) != NULL;
	for (guint i = 0; success && i < reductions->len; i++) {
		g_autoptr (GError) failure = NULL;

		add_component (context, state, g_steal_pointer (&reductions->pdata[i]), &failure);
	}
	for (guint i = 0; success && user_ids != NULL && i < state->components->len; i++)
		success = !has_attributes (state->components->pdata[i])
		          || read_attributes (context, state->components->pdata[i], user_ids, n_users, job, error);
	if (!success) {
		release (state);
		*result = NULL;
	}
	return success;
}

/* The catalogue ---------------------------------------------------------------------------------------------------- */

static SegFeature *
feature_of (const State *state, const Component *component, gsize number)
{
	const SegReduction *reduction = component->reduction;
	SegFeature *feature = g_new0 (SegFeature, 1);
	g_autofree char *words = seg_component_words (reduction->directions, number, component->columns);
	gboolean is_lda = strcmp (reduction->method, "lda") == 0;

	feature->name = g_strdup_printf ("%s%zu", reduction->name, number + 1);
	feature->label = g_strdup_printf (is_lda ? _("Discriminant %zu (%s)") : _("Component %zu (%s)"), number + 1, reduction->name);
	feature->meaning = g_strdup_printf (is_lda ? _("Where the person lies on discriminant %zu of the segments \"%s\": %s.")
	                                           : _("Where the person lies on principal component %zu of the set \"%s\": %s."),
	                                    number + 1, reduction->fitted_on, words);
	feature->unit = g_strdup ("");
	feature->group = SEG_GROUP_COMPONENTS;
	feature->scaling = SEG_SCALING_NONE; /* the variances of components say how much each is worth */
	feature->type = SEG_TYPE_NUMBER;
	feature->fill = SEG_FILL_MEAN;
	feature->definition = g_strdup (g_hash_table_lookup (state->definitions, feature->name));
	return feature;
}

static void
extend (const SegFeatureContext *context, gconstpointer data, GPtrArray *features)
{
	const State *state = data;

	(void) context;
	for (guint i = 0; state != NULL && i < state->components->len; i++) {
		const Component *component = state->components->pdata[i];

		for (gsize number = 0; number < component->reduction->n_components; number++)
			g_ptr_array_add (features, feature_of (state, component, number));
	}
}

/* One user --------------------------------------------------------------------------------------------------------- */

/* The value of a behaviour feature in its column, and what says that it is missing; FALSE: users without it are left out. */
static gboolean
take_value (const SegSource *source, double value, double *row)
{
	gboolean missing = !isfinite (value);

	row[source->first_column] = missing ? NAN : value;
	if (source->selected->indicator)
		row[source->first_column + source->n_columns - 1] = missing;
	return !missing || source->fill != SEG_FILL_LEAVE_OUT;
}

/* The scaled value that the matrix would hold. */
static double
treat (const SegSelected *selected, const SegMatrixColumn *column, double value)
{
	double scaled;

	if (isnan (value))
		value = column->fill;
	if (selected->limited && !column->is_share)
		value = CLAMP (value, selected->low, selected->high);
	seg_scaler_apply (&column->scaler, &value, 1, &scaled);
	return scaled;
}

static void
score (const Component *component, const SegHistory *history, double *row, double *values)
{
	const SegReduction *reduction = component->reduction;

	if (component->attributes != NULL) {
		if (component->left_out[history->user])
			return;
		memcpy (row, seg_matrix_row (component->attributes, history->user), reduction->n_columns * sizeof *row);
	}
	for (guint i = 0; i < component->sources->len; i++)
		if (component->positions[i] >= 0
		    && !take_value (component->sources->pdata[i], history->row[component->positions[i]], row))
			return;
	memset (values, 0, reduction->n_components * sizeof *values);
	for (guint i = 0; i < component->sources->len; i++) {
		const SegSource *source = component->sources->pdata[i];

		for (gsize column = source->first_column; column < source->first_column + source->n_columns; column++) {
			double centred = treat (source->selected, &component->columns[column], row[column]) - reduction->means[column];

			for (gsize number = 0; number < reduction->n_components; number++)
				values[number] += centred * seg_matrix_row (reduction->directions, column)[number];
		}
	}
}

static void
compute (const SegFeatureContext *context, gconstpointer data, const SegHistory *history, double *values)
{
	const State *state = data;

	(void) context;
	for (guint i = 0; state != NULL && i < state->components->len; i++) {
		const Component *component = state->components->pdata[i];
		g_autofree double *row = g_new0 (double, component->reduction->n_columns);

		score (component, history, row, values);
		values += component->reduction->n_components;
	}
}

const SegFamily seg_family_component = { .name = "component", .extend = extend, .prepare = prepare, .release = release, .compute = compute };
