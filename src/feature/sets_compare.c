/* How two feature sets differ: who is in them, what is chosen, and how far the values of each feature lie apart. */
#include <config.h>
#include "feature-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define AT_ONCE 50   /* features in one query: SQLite allows 2000 columns */
#define FIGURES 4    /* columns of it for each */

static void
free_feature (gpointer data)
{
	SegFeatureDifference *feature = data;

	g_free (feature->name);
	g_free (feature->label);
	g_free (feature->unit);
	g_free (feature->first);
	g_free (feature->second);
	g_free (feature);
}

void
seg_feature_set_difference_free (SegFeatureSetDifference *difference)
{
	if (difference == NULL)
		return;
	seg_feature_set_free (difference->first);
	seg_feature_set_free (difference->second);
	g_ptr_array_unref (difference->features);
	g_free (difference);
}

gboolean
seg_feature_differs (const SegFeatureDifference *feature)
{
	return feature->in_first != feature->in_second || feature->n_different > 0 || g_strcmp0 (feature->first, feature->second) != 0;
}

/* Who is in both --------------------------------------------------------------------------------------------------- */

static gboolean
count_users (SegWorkspace *workspace, SegFeatureSetDifference *difference, GError **error)
{
	g_autofree char *first = seg_feature_set_table (difference->first->id), *second = seg_feature_set_table (difference->second->id);
	g_autofree char *both = g_strdup_printf ("SELECT count (*) FROM %s AS a JOIN %s AS b USING (user_id)", first, second);
	gint64 n_first, n_second;
	g_autofree char *of_first = g_strdup_printf ("SELECT count (*) FROM %s", first);
	g_autofree char *of_second = g_strdup_printf ("SELECT count (*) FROM %s", second);

	if (!seg_workspace_count (workspace, both, &difference->n_both, error) || !seg_workspace_count (workspace, of_first, &n_first, error)
	    || !seg_workspace_count (workspace, of_second, &n_second, error))
		return FALSE;
	difference->n_only_first = n_first - difference->n_both;
	difference->n_only_second = n_second - difference->n_both;
	return TRUE;
}

/* The features ----------------------------------------------------------------------------------------------------- */

static SegFeatureDifference *
find_or_add (SegFeatureSetDifference *difference, const char *name, const char *label, const char *unit)
{
	SegFeatureDifference *feature;

	for (guint i = 0; i < difference->features->len; i++) {
		feature = difference->features->pdata[i];
		if (strcmp (feature->name, name) == 0)
			return feature;
	}
	feature = g_new0 (SegFeatureDifference, 1);
	feature->name = g_strdup (name);
	feature->label = g_strdup (label);
	feature->unit = g_strdup (unit);
	feature->mean_first = feature->mean_second = feature->mean_change = NAN;
	g_ptr_array_add (difference->features, feature);
	return feature;
}

static void
note_selection (SegFeatureSetDifference *difference, gboolean second)
{
	const GPtrArray *selection = second ? difference->second->selection : difference->first->selection;

	for (guint i = 0; i < selection->len; i++) {
		const SegSelected *selected = selection->pdata[i];
		SegFeatureDifference *feature = find_or_add (difference, selected->name, selected->name, "");

		if (*(second ? &feature->second : &feature->first) == NULL)
			*(second ? &feature->second : &feature->first) = seg_selected_words (selected);
	}
}

/* What the tables of values hold, also features that the catalogue no longer knows. */
static gboolean
note_columns (SegWorkspace *workspace, SegFeatureSetDifference *difference, gboolean second, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT name, label, unit FROM feature WHERE feature_set_id = :set ORDER BY name", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":set", second ? difference->second->id : difference->first->id);
	while (seg_statement_next (statement, &failure)) {
		SegFeatureDifference *feature = find_or_add (difference, seg_statement_text (statement, 0), seg_statement_text (statement, 1),
		                                             seg_statement_text (statement, 2));

		*(second ? &feature->in_second : &feature->in_first) = TRUE;
	}
	return seg_query_ended (failure, error);
}

static gboolean
list_features (SegWorkspace *workspace, SegFeatureSetDifference *difference, GError **error)
{
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (workspace, error);

	if (catalogue == NULL)
		return FALSE;
	for (guint i = 0; i < catalogue->len; i++) {
		const SegFeature *known = catalogue->pdata[i];
		SegFeatureDifference *feature = find_or_add (difference, known->name, known->label, known->unit);

		feature->in_first = feature->in_second = known->is_attribute;
	}
	note_selection (difference, FALSE);
	note_selection (difference, TRUE);
	return note_columns (workspace, difference, FALSE, error) && note_columns (workspace, difference, TRUE, error);
}

/* The values ------------------------------------------------------------------------------------------------------- */

static gboolean
has_values (const SegFeatureDifference *feature)
{
	return feature->in_first && feature->in_second && !g_str_has_prefix (feature->name, SEG_ATTRIBUTE_PREFIX);
}

static SegStatement *
prepare_values (SegWorkspace *workspace, const SegFeatureSetDifference *difference, const GPtrArray *features, guint from, guint to,
                GError **error)
{
	g_autofree char *first = seg_feature_set_table (difference->first->id), *second = seg_feature_set_table (difference->second->id);
	g_autoptr (GString) sql = g_string_new ("SELECT ");

	for (guint i = from; i < to; i++) {
		g_autofree char *name = seg_sql_identifier (((const SegFeatureDifference *) features->pdata[i])->name);

		g_string_append_printf (sql, "%ssum (a.%s IS NOT b.%s), avg (a.%s), avg (b.%s), avg (abs (b.%s - a.%s))", i > from ? ", " : "", name,
		                        name, name, name, name, name);
	}
	g_string_append_printf (sql, " FROM %s AS a JOIN %s AS b USING (user_id)", first, second);
	return seg_workspace_prepare (workspace, sql->str, error);
}

static gboolean
compare_some (SegWorkspace *workspace, const SegFeatureSetDifference *difference, const GPtrArray *features, guint from, guint to,
              GError **error)
{
	g_autoptr (SegStatement) statement = prepare_values (workspace, difference, features, from, to, error);

	if (statement == NULL || !seg_statement_next (statement, error))
		return FALSE;
	for (guint i = from; i < to; i++) {
		SegFeatureDifference *feature = features->pdata[i];
		int column = (int) (i - from) * FIGURES;

		feature->n_different = seg_statement_integer (statement, column);
		feature->mean_first = seg_statement_double (statement, column + 1);
		feature->mean_second = seg_statement_double (statement, column + 2);
		feature->mean_change = seg_statement_double (statement, column + 3);
	}
	return TRUE;
}

static gboolean
compare_values (SegWorkspace *workspace, const SegFeatureSetDifference *difference, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) features = g_ptr_array_new ();

	for (guint i = 0; i < difference->features->len; i++)
		if (has_values (difference->features->pdata[i]))
			g_ptr_array_add (features, difference->features->pdata[i]);
	for (guint from = 0; from < features->len; from += AT_ONCE)
		if (!seg_job_proceed (job, (double) from / features->len, _("comparing values"), error)
		    || !compare_some (workspace, difference, features, from, MIN (from + AT_ONCE, features->len), error))
			return FALSE;
	return TRUE;
}

SegFeatureSetDifference *
seg_feature_sets_compare (SegWorkspace *workspace, gint64 first, gint64 second, SegJob *job, GError **error)
{
	g_autoptr (SegFeatureSetDifference) difference = g_new0 (SegFeatureSetDifference, 1);
	gboolean done;

	difference->features = g_ptr_array_new_with_free_func (free_feature);
	if ((difference->first = seg_feature_set_load_id (workspace, first, error)) == NULL
	    || (difference->second = seg_feature_set_load_id (workspace, second, error)) == NULL)
		return NULL;
	seg_workspace_watch (workspace, job);
	done = count_users (workspace, difference, error) && list_features (workspace, difference, error)
	       && compare_values (workspace, difference, job, error);
	seg_workspace_watch (workspace, NULL);
	return done ? g_steal_pointer (&difference) : NULL;
}
