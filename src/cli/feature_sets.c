/* segscope features --sets, --copy, --rename, --delete, --use, --compare: feature sets as things that are kept. */
#include <config.h>
#include "feature_sets.h"

#include <segscope/text.h>

#include <glib/gi18n.h>

gboolean
seg_cli_sets_asked (const SegSetOptions *options)
{
	return options->sets || options->delete || options->use || options->copy != NULL || options->rename != NULL || options->compare != NULL;
}

gboolean
seg_cli_sets_check (const SegSetOptions *options, GError **error)
{
	int n = options->sets + options->delete + options->use + (options->copy != NULL) + (options->rename != NULL) + (options->compare != NULL);

	if (n <= 1)
		return TRUE;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--sets, --copy, --rename, --delete, --use and --compare each go alone"));
	return FALSE;
}

void
seg_cli_sets_clear (SegSetOptions *options)
{
	g_free (options->copy);
	g_free (options->rename);
	g_free (options->compare);
}

/* Listing ---------------------------------------------------------------------------------------------------------- */

static gboolean
list_sets (const SegCommonOptions *common, SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) sets = seg_feature_sets (workspace, error);
	g_autoptr (SegTable) table = seg_table_new ();
	gint64 in_use;

	if (sets == NULL || !seg_feature_set_in_use (workspace, &in_use, error))
		return FALSE;
	if (sets->len == 0)
		seg_cli_remark (common, _("There is no feature set yet; segscope features WORKSPACE computes one"));
	seg_table_column (table, "name", _("Set"), SEG_CELL_TEXT);
	seg_table_column (table, "in_use", _("In use"), SEG_CELL_TEXT);
	seg_table_column (table, "as_of", _("As of"), SEG_CELL_DATE);
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "selected", _("Selected"), SEG_CELL_INTEGER);
	seg_table_column (table, "computed_at", _("Computed (UTC)"), SEG_CELL_DATE);
	seg_table_column (table, "state", _("State"), SEG_CELL_TEXT);
	for (guint i = 0; i < sets->len; i++) {
		const SegFeatureSet *set = sets->pdata[i];

		seg_table_text (table, set->name);
		seg_table_text (table, set->id == in_use ? _("yes") : "");
		seg_table_integer (table, set->as_of_local);
		seg_table_integer (table, set->n_users);
		seg_table_integer (table, set->selection->len);
		seg_table_integer (table, set->created_at);
		seg_table_text (table, set->stale ? _("stale") : _("fresh"));
	}
	seg_table_print (table, common->output);
	return TRUE;
}

/* Comparing -------------------------------------------------------------------------------------------------------- */

static void
say_difference (const SegCommonOptions *common, const SegFeatureSetDifference *difference)
{
	g_autofree char *first = seg_format_time (difference->first->as_of_local), *second = seg_format_time (difference->second->as_of_local);
	g_autofree char *both = seg_format_integer (difference->n_both), *only_first = seg_format_integer (difference->n_only_first);
	g_autofree char *only_second = seg_format_integer (difference->n_only_second);

	seg_cli_say (common, _("\"%s\" as of %s UTC, \"%s\" as of %s UTC"), difference->first->name, first, difference->second->name, second);
	seg_cli_say (common, _("%s users are in both, %s only in \"%s\", %s only in \"%s\""), both, only_first, difference->first->name, only_second,
	             difference->second->name);
}

static void
add_columns (SegTable *table)
{
	seg_table_column (table, "feature", _("Feature"), SEG_CELL_TEXT);
	seg_table_column (table, "label", _("In words"), SEG_CELL_TEXT);
	seg_table_column (table, "first", _("First"), SEG_CELL_TEXT);
	seg_table_column (table, "second", _("Second"), SEG_CELL_TEXT);
	seg_table_column (table, "users_with_another_value", _("Users that differ"), SEG_CELL_INTEGER);
	seg_table_column (table, "mean_first", _("Mean, first"), SEG_CELL_NUMBER);
	seg_table_column (table, "mean_second", _("Mean, second"), SEG_CELL_NUMBER);
	seg_table_column (table, "mean_change", _("Mean change"), SEG_CELL_NUMBER);
}

static const char *
state_of (const char *words, gboolean has_values)
{
	return words != NULL ? words : has_values ? _("not selected") : _("not there");
}

static void
print_difference (const SegCommonOptions *common, const SegFeatureSetDifference *difference)
{
	g_autoptr (SegTable) table = seg_table_new ();
	guint n = 0;

	say_difference (common, difference);
	add_columns (table);
	for (guint i = 0; i < difference->features->len; i++) {
		const SegFeatureDifference *feature = difference->features->pdata[i];

		if (!seg_feature_differs (feature))
			continue;
		n++;
		seg_table_text (table, feature->name);
		seg_table_text (table, feature->label);
		seg_table_text (table, state_of (feature->first, feature->in_first));
		seg_table_text (table, state_of (feature->second, feature->in_second));
		seg_table_integer (table, feature->n_different);
		seg_table_number (table, feature->mean_first);
		seg_table_number (table, feature->mean_second);
		seg_table_number (table, feature->mean_change);
	}
	if (n > 0 || common->output != SEG_OUTPUT_TABLE)
		seg_table_print (table, common->output);
	seg_cli_say (common, ngettext ("%u of %u features differs", "%u of %u features differ", n), n, difference->features->len);
}

static gboolean
compare (const SegCommonOptions *common, SegWorkspace *workspace, const SegFeatureSet *set, const char *other, GError **error)
{
	g_autoptr (SegFeatureSet) second = seg_feature_set_load (workspace, other, error);
	g_autoptr (SegJob) job = seg_cli_job (common);
	g_autoptr (SegFeatureSetDifference) difference = NULL;

	if (second == NULL || (difference = seg_feature_sets_compare (workspace, set->id, second->id, job, error)) == NULL)
		return FALSE;
	seg_cli_job_end ();
	print_difference (common, difference);
	return TRUE;
}

/* ------------------------------------------------------------------------------------------------------------------ */

gboolean
seg_cli_sets_serve (const SegCommonOptions *common, const SegSetOptions *options, SegWorkspace *workspace, const char *name, GError **error)
{
	g_autoptr (SegFeatureSet) set = NULL;

	if (options->sets)
		return list_sets (common, workspace, error);
	if ((set = seg_feature_set_load (workspace, name, error)) == NULL)
		return FALSE;
	if (options->compare != NULL)
		return compare (common, workspace, set, options->compare, error);
	if ((options->copy != NULL && seg_feature_set_copy (workspace, set->id, options->copy, error) == 0)
	    || (options->rename != NULL && !seg_feature_set_rename (workspace, set->id, options->rename, error))
	    || (options->delete && !seg_feature_set_delete (workspace, set->id, error))
	    || (options->use && !seg_feature_set_use (workspace, set->id, error)))
		return FALSE;
	return list_sets (common, workspace, error);
}
