/* Kept reductions in the workspace: rows of the table reduction. */
#include <config.h>
#include "feature-private.h"

#include <segscope/component.h>
#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <string.h>

#define MOST_NAMED 3      /* columns in the words for a component */
#define LEAST_LOADING 0.2 /* of the column's length */

void
seg_reduction_free (SegReduction *reduction)
{
	if (reduction == NULL)
		return;
	g_free (reduction->name);
	g_free (reduction->method);
	g_free (reduction->fitted_on);
	g_free (reduction->transforms);
	g_free (reduction->means);
	g_free (reduction->shares);
	seg_matrix_free (reduction->directions);
	g_free (reduction);
}

/* Words ------------------------------------------------------------------------------------------------------------ */

/* The column of largest weight among those not @used yet, or -1. */
static gssize
strongest (const SegMatrix *directions, gsize component, double least, const gboolean *used)
{
	gssize best = -1;

	for (gsize i = 0; i < directions->n_rows; i++) {
		double weight = fabs (seg_matrix_row (directions, i)[component]);

		if (!used[i] && weight > least) {
			least = weight;
			best = (gssize) i;
		}
	}
	return best;
}

char *
seg_component_words (const SegMatrix *directions, gsize component, const SegMatrixColumn *columns)
{
	g_autofree gboolean *used = g_new0 (gboolean, directions->n_rows);
	g_autoptr (GString) more = g_string_new (NULL), less = g_string_new (NULL);
	double length = 0;
	gssize column;

	for (gsize i = 0; i < directions->n_rows; i++)
		length += pow (seg_matrix_row (directions, i)[component], 2);
	for (guint n = 0; n < MOST_NAMED
	     && (column = strongest (directions, component, LEAST_LOADING * sqrt (length), used)) >= 0; n++) {
		GString *to = seg_matrix_row (directions, (gsize) column)[component] > 0 ? more : less;

		used[column] = TRUE;
		g_string_append_printf (to, "%s%s", to->len > 0 ? _(", ") : "", columns[column].label);
	}
	if (more->len > 0 && less->len > 0)
		return g_strdup_printf (_("more %s; less %s"), more->str, less->str);
	if (more->len > 0)
		return g_strdup_printf (_("more %s"), more->str);
	return less->len > 0 ? g_strdup_printf (_("less %s"), less->str) : g_strdup (_("a little of many features"));
}

/* Keeping ---------------------------------------------------------------------------------------------------------- */

static gboolean
refuse (GError **error, const char *format, const char *name)
{
	g_autofree char *message = g_strdup_printf (format, name);

	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, message);
	return FALSE;
}

/* Columns of SQLite are the same in capitals. */
static gboolean
is_taken (const GPtrArray *catalogue, const char *name)
{
	for (guint i = 0; i < catalogue->len; i++)
		if (g_ascii_strcasecmp (((const SegFeature *) catalogue->pdata[i])->name, name) == 0)
			return TRUE;
	return FALSE;
}

/* The names NAME1 ... must be free, and good for a column. */
static gboolean
check_name (SegWorkspace *workspace, const char *name, gsize n_components, GError **error)
{
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (workspace, error);

	if (catalogue == NULL)
		return FALSE;
	if (name == NULL || *name == '\0' || strlen (name) > 40 || g_ascii_isdigit (name[strlen (name) - 1]))
		return refuse (error, _("\"%s\" is no name for components: take letters that do not end with a digit, such as pc"), name != NULL ? name : "");
	for (const char *at = name; *at != '\0'; at++)
		if (!g_ascii_isalnum (*at) && *at != '_')
			return refuse (error, _("\"%s\" is no name for components: only letters, digits and _ may stand in it"), name);
	for (gsize i = 0; i < n_components; i++) {
		g_autofree char *feature = g_strdup_printf ("%s%zu", name, i + 1);

		if (is_taken (catalogue, feature))
			return refuse (error, seg_hint (_("There is already a feature \"%s\"; choose another name, or forget that one first (--forget)"),
			                                _("There is already a feature \"%s\"; choose another name, or forget that one first (F on Features)")), feature);
	}
	return TRUE;
}

static gboolean
check_sources (SegWorkspace *workspace, const SegFeatureMatrix *matrix, GError **error)
{
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (workspace, error);

	for (gsize i = 0; catalogue != NULL && i < matrix->n_columns; i++) {
		const SegFeature *feature = seg_feature_find (catalogue, matrix->columns[i].feature);

		if (feature != NULL && g_strcmp0 (feature->group, SEG_GROUP_COMPONENTS) == 0)
			return refuse (error, _("\"%s\" is a component itself: components of components are not kept; select other features"),
			               feature->name);
	}
	return catalogue != NULL;
}

static char *
numbers_to_json (const double *values, gsize n)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;

	json_builder_begin_array (builder);
	for (gsize i = 0; i < n; i++)
		json_builder_add_double_value (builder, values[i]);
	json_builder_end_array (builder);
	root = json_builder_get_root (builder);
	return json_to_string (root, FALSE);
}

static gboolean
insert (SegWorkspace *workspace, const SegReduction *reduction, GError **error)
{
	g_autofree char *means = numbers_to_json (reduction->means, reduction->n_columns);
	g_autofree char *directions = numbers_to_json (reduction->directions->values, reduction->n_columns * reduction->n_components);
	g_autofree char *shares = numbers_to_json (reduction->shares, reduction->n_components);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"INSERT INTO reduction (name, method, fitted_on, n_users, n_components, transforms, means, directions, shares, kept_at) "
		"VALUES (:name, :method, :fitted_on, :n_users, :n_components, :transforms, :means, :directions, :shares, :kept_at)", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":name", reduction->name);
	seg_statement_bind_text (statement, ":method", reduction->method);
	seg_statement_bind_text (statement, ":fitted_on", reduction->fitted_on);
	seg_statement_bind_integer (statement, ":n_users", reduction->n_users);
	seg_statement_bind_integer (statement, ":n_components", (gint64) reduction->n_components);
	seg_statement_bind_text (statement, ":transforms", reduction->transforms);
	seg_statement_bind_text (statement, ":means", means);
	seg_statement_bind_text (statement, ":directions", directions);
	seg_statement_bind_text (statement, ":shares", shares);
	seg_statement_bind_integer (statement, ":kept_at", g_get_real_time () / G_USEC_PER_SEC);
	return seg_statement_run (statement, error) && seg_audit_add (workspace, "keep components", reduction->name, NULL, error);
}

static gboolean
keep (SegWorkspace *workspace, const SegReduction *reduction, const SegFeatureMatrix *matrix, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);

	return transaction != NULL && check_name (workspace, reduction->name, reduction->n_components, error)
	       && check_sources (workspace, matrix, error) && insert (workspace, reduction, error)
	       && seg_transaction_commit (g_steal_pointer (&transaction), error);
}

gboolean
seg_reduction_keep_pca (SegWorkspace *workspace, const char *name, const char *set_name, const SegFeatureMatrix *matrix,
                        const SegPca *pca, gsize n_components, GError **error)
{
	gsize d = matrix->n_columns;
	g_autoptr (SegMatrix) directions = NULL;
	SegReduction reduction = { .name = (char *) name, .method = (char *) "pca", .fitted_on = (char *) set_name,
		                       .n_users = (gint64) matrix->scaled->n_rows, .n_components = n_components,
		                       .transforms = matrix->transforms, .n_columns = d, .means = pca->means, .shares = pca->shares };

	if (n_components < 1 || n_components > pca->n_components || pca->loadings->n_rows != d) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("Between 1 and %zu components can be kept, not %zu"), pca->n_components, n_components);
		return FALSE;
	}
	directions = seg_matrix_new (d, n_components, error);
	if (directions == NULL)
		return FALSE;
	for (gsize i = 0; i < d; i++)
		for (gsize j = 0; j < n_components; j++)
			seg_matrix_row (directions, i)[j] = seg_matrix_row (pca->loadings, i)[j] / pca->scales[i];
	reduction.directions = directions;
	return keep (workspace, &reduction, matrix, error);
}

gboolean
seg_reduction_keep_lda (SegWorkspace *workspace, const char *name, const char *segmentation_name, const SegFeatureMatrix *matrix,
                        const SegLda *lda, GError **error)
{
	SegReduction reduction = { .name = (char *) name, .method = (char *) "lda", .fitted_on = (char *) segmentation_name,
		                       .n_users = (gint64) matrix->scaled->n_rows, .n_components = lda->n_directions,
		                       .transforms = matrix->transforms, .n_columns = matrix->n_columns, .means = lda->means,
		                       .directions = lda->directions, .shares = lda->shares };

	return keep (workspace, &reduction, matrix, error);
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

/* @n finite numbers, or NULL. */
static double *
numbers_from_json (const char *json, gsize n)
{
	g_autoptr (JsonNode) root = json != NULL ? json_from_string (json, NULL) : NULL;
	JsonArray *array = root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;
	g_autofree double *values = NULL;

	if (array == NULL || json_array_get_length (array) != n)
		return NULL;
	values = g_new (double, n + 1);
	for (guint i = 0; i < n; i++) {
		JsonNode *node = json_array_get_element (array, i);

		if (!JSON_NODE_HOLDS_VALUE (node) || (json_node_get_value_type (node) != G_TYPE_DOUBLE && json_node_get_value_type (node) != G_TYPE_INT64))
			return NULL;
		values[i] = json_node_get_double (node);
	}
	return g_steal_pointer (&values);
}

/* The numbers of columns: how many means there are. */
static gsize
count_numbers (const char *json)
{
	g_autoptr (JsonNode) root = json != NULL ? json_from_string (json, NULL) : NULL;

	return root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? json_array_get_length (json_node_get_array (root)) : 0;
}

static SegReduction *
read_reduction (SegStatement *statement, GError **error)
{
	g_autoptr (SegReduction) reduction = g_new0 (SegReduction, 1);
	g_autofree double *directions = NULL;
	gint64 n_components = seg_statement_integer (statement, 5);

	reduction->id = seg_statement_integer (statement, 0);
	reduction->name = g_strdup (seg_statement_text (statement, 1));
	reduction->method = g_strdup (seg_statement_text (statement, 2));
	reduction->fitted_on = g_strdup (seg_statement_text (statement, 3));
	reduction->n_users = seg_statement_integer (statement, 4);
	reduction->transforms = g_strdup (seg_statement_text (statement, 6));
	reduction->n_columns = count_numbers (seg_statement_text (statement, 7));
	reduction->kept_at = seg_statement_integer (statement, 10);
	if (n_components > 0 && n_components <= (gint64) reduction->n_columns) {
		reduction->n_components = (gsize) n_components;
		reduction->means = numbers_from_json (seg_statement_text (statement, 7), reduction->n_columns);
		directions = numbers_from_json (seg_statement_text (statement, 8), reduction->n_columns * reduction->n_components);
		reduction->shares = numbers_from_json (seg_statement_text (statement, 9), reduction->n_components);
	}
	if (reduction->means == NULL || directions == NULL || reduction->shares == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, seg_hint (_("The components \"%s\" in the workspace cannot be read; forget them: segscope pca WORKSPACE --forget %s"),
		                       _("The components \"%s\" in the workspace cannot be read; forget them on Features (F on %s1)")), reduction->name, reduction->name);
		return NULL;
	}
	reduction->directions = seg_matrix_new (reduction->n_columns, reduction->n_components, error);
	if (reduction->directions == NULL)
		return NULL;
	memcpy (reduction->directions->values, directions, reduction->n_columns * reduction->n_components * sizeof *directions);
	return g_steal_pointer (&reduction);
}

GPtrArray *
seg_reductions (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) reductions = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_reduction_free);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT id, name, method, fitted_on, n_users, n_components, transforms, means, directions, shares, kept_at FROM reduction ORDER BY id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure)) {
		SegReduction *reduction = read_reduction (statement, error);

		if (reduction == NULL)
			return NULL;
		g_ptr_array_add (reductions, reduction);
	}
	if (failure == NULL)
		return g_steal_pointer (&reductions);
	g_propagate_error (error, failure);
	return NULL;
}

static gboolean
not_there (SegWorkspace *workspace, const char *name, GError **error)
{
	g_autoptr (GPtrArray) reductions = seg_reductions (workspace, NULL);
	g_autoptr (GString) names = g_string_new (NULL);

	for (guint i = 0; reductions != NULL && i < reductions->len; i++)
		g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", ((const SegReduction *) reductions->pdata[i])->name);
	if (names->len > 0)
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("No components are kept as \"%s\"; there are: %s"), name, names->str);
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, seg_hint (_("No components are kept as \"%s\"; keep some with: segscope pca WORKSPACE --keep %s"),
		                       _("No components are kept as \"%s\"; keep some on Components (w, %s)")), name, name);
	return FALSE;
}

/* The names of its features, as somebody may have them selected: also where the rest of it cannot be read. NULL with @error. */
static GPtrArray *
names_of (SegWorkspace *workspace, const char *name, GError **error)
{
	g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT name, n_components FROM reduction WHERE name = :name", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_text (statement, ":name", name);
	if (!seg_statement_next (statement, &failure)) {
		if (seg_query_ended (failure, error))
			not_there (workspace, name, error);
		return NULL;
	}
	for (gint64 i = 1; i <= MIN (seg_statement_integer (statement, 1), G_MAXUINT16); i++)
		g_ptr_array_add (names, g_strdup_printf ("%s%" G_GINT64_FORMAT, seg_statement_text (statement, 0), i));
	return g_steal_pointer (&names);
}

char *
seg_reduction_users (SegWorkspace *workspace, const char *name, GError **error)
{
	g_autoptr (GPtrArray) names = names_of (workspace, name, error);

	return names != NULL ? seg_feature_users (workspace, names, error) : NULL;
}

static gboolean
delete_row (SegWorkspace *workspace, const char *name, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "DELETE FROM reduction WHERE name = :name", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":name", name);
	return seg_statement_run (statement, error) && seg_audit_add (workspace, "forget components", name, NULL, error);
}

gboolean
seg_reduction_forget (SegWorkspace *workspace, const char *name, gboolean force, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (GPtrArray) names = transaction != NULL ? names_of (workspace, name, error) : NULL;
	g_autofree char *users = names != NULL ? seg_feature_users (workspace, names, error) : NULL;

	if (users == NULL)
		return FALSE;
	if (*users != '\0' && !force) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, seg_hint (_("The components “%s” are still used (%s); --force forgets them all the same"),
		                                                         _("The components “%s” are still used (%s); change or delete those first")), name, users);
		return FALSE;
	}
	return seg_feature_names_deselect (workspace, names, error) && delete_row (workspace, name, error)
	       && seg_transaction_commit (g_steal_pointer (&transaction), error);
}
