/* What segscope features prints: what is selected, the whole catalogue, the figures of the columns that clustering sees. */
#include <config.h>
#include "commands.h"
#include "features_print.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>

static void
say_clock (const SegCommonOptions *common, SegWorkspace *workspace)
{
	g_autofree char *words = NULL;
	gint64 offset;

	if (!seg_clock_offset (workspace, &offset, NULL) || offset == 0)
		return;
	words = seg_clock_format (offset);
	seg_cli_say (common, _("Hours and days are those of %s, the times in the files being UTC (--clock)."), words);
}

/* Whether the day makes sense: one that was named may lie before the data begin, or after they end. */
static void
remark_day (const SegCommonOptions *common, SegWorkspace *workspace, const SegFeatureSet *set)
{
	gboolean future = set->as_of > g_get_real_time () / G_USEC_PER_SEC + 24 * 3600;
	gint64 first = 0;

	if (future && !set->as_of_given)
		seg_cli_remark (common, _("The last event lies in the future; if that is a mistake in the data, name the day: "
		                          "--as-of DATE"));
	else if (future)
		seg_cli_remark (common, _("This day lies in the future: everybody counts as absent until then (--as-of last takes the day of the last event)"));
	if (set->as_of_given && seg_feature_first_event_after (workspace, set->as_of, &first, NULL) && first != 0) {
		g_autofree char *day = seg_format_date (first);

		seg_cli_remark (common, _("By this day nothing had happened yet, so nobody did anything: the first event is of %s"), day);
	}
}

static gboolean
has_events (SegWorkspace *workspace)
{
	gint64 n = 1;

	return !seg_workspace_count (workspace, "SELECT EXISTS (SELECT 1 FROM event)", &n, NULL) || n != 0;
}

static void
say_set (const SegCommonOptions *common, SegWorkspace *workspace, const SegFeatureSet *set)
{
	g_autofree char *day = seg_format_time (set->as_of_local), *users = seg_format_integer (set->n_users);
	g_autofree char *zone = seg_feature_set_ahead (set) != 0 ? seg_clock_format (seg_feature_set_ahead (set)) : g_strdup ("UTC");

	seg_cli_say (common, _("Feature set \"%s\": %s users (%s), as of %s %s, %u features selected"), set->name, users,
	             set->only_listed ? _("those of the users file who were known by then")
	             : set->everyone ? _("everyone who was known by then, in a users file or not") : has_events (workspace) ? _("those with an event by then") : _("everyone whom any file names: there are no events"), day, zone,
	             set->selection->len);
	say_clock (common, workspace);
	remark_day (common, workspace, set);
}

static const SegSelected *
selected_in (const SegFeatureSet *set, const char *name)
{
	for (guint i = 0; set != NULL && i < set->selection->len; i++) {
		const SegSelected *selected = set->selection->pdata[i];

		if (g_strcmp0 (selected->name, name) == 0)
			return selected;
	}
	return NULL;
}

static void
add_feature_columns (SegTable *table, gboolean with_meaning)
{
	seg_table_column (table, "feature", _("Feature"), SEG_CELL_TEXT);
	seg_table_column (table, "label", _("In words"), SEG_CELL_TEXT);
	seg_table_column (table, "unit", _("Unit"), SEG_CELL_TEXT);
	if (with_meaning) {
		seg_table_column (table, "group", _("Group"), SEG_CELL_TEXT);
		seg_table_column (table, "selected", _("Selected"), SEG_CELL_TEXT);
	}
	seg_table_column (table, "scaling", _("Scaling"), SEG_CELL_TEXT);
	if (with_meaning)
		seg_table_column (table, "meaning", _("Meaning"), SEG_CELL_TEXT);
}

static void
add_feature (SegTable *table, const SegFeature *feature, const SegSelected *selected)
{
	g_autofree char *words = seg_selected_words (selected);

	seg_table_text (table, feature->name);
	seg_table_text (table, feature->label);
	seg_table_text (table, feature->unit);
	seg_table_text (table, words);
}

gboolean
seg_cli_features_print_selected (SegWorkspace *workspace, const SegCommonOptions *common, const SegFeatureSet *set, GError **error)
{
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (workspace, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (catalogue == NULL)
		return FALSE;
	say_set (common, workspace, set);
	add_feature_columns (table, FALSE);
	for (guint i = 0; i < set->selection->len; i++) {
		const SegSelected *selected = set->selection->pdata[i];
		const SegFeature *feature = seg_feature_find (catalogue, selected->name);

		if (feature != NULL) {
			add_feature (table, feature, selected);
			continue;
		}
		seg_table_text (table, selected->name);
		seg_table_text (table, _("(not in the data any more: --remove)"));
		seg_table_text (table, "");
		seg_table_text (table, "");
	}
	seg_table_print (table, common->output);
	seg_cli_say_orders (common, workspace);
	seg_cli_say (common, _("--list shows all %u features, --info the figures of these"), catalogue->len);
	return TRUE;
}

/* The whole catalogue; without a set the proposed features count as selected. */
gboolean
seg_cli_features_print_list (SegWorkspace *workspace, const SegCommonOptions *common, const SegFeatureSet *set, GError **error)
{
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (workspace, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (catalogue == NULL)
		return FALSE;
	add_feature_columns (table, TRUE);
	for (guint i = 0; i < catalogue->len; i++) {
		const SegFeature *feature = catalogue->pdata[i];
		const SegSelected *selected = selected_in (set, feature->name);
		gboolean is_selected = set != NULL ? selected != NULL : feature->proposed;
		g_autofree char *words = selected != NULL ? seg_selected_words (selected) : g_strdup (seg_scaling_name (feature->scaling));

		seg_table_text (table, feature->name);
		seg_table_text (table, feature->label);
		seg_table_text (table, feature->unit);
		seg_table_text (table, common->output == SEG_OUTPUT_TABLE ? seg_feature_group_words (feature->group) : feature->group);
		seg_table_text (table, !is_selected ? "" : set != NULL ? _("yes") : _("proposed"));
		seg_table_text (table, words);
		seg_table_text (table, feature->meaning);
	}
	seg_table_print (table, common->output);
	say_clock (common, workspace);
	seg_cli_say_orders (common, workspace);
	return TRUE;
}

static char *
remarks_of (const SegFeatureMatrix *matrix, const SegMatrixColumn *column)
{
	if (column->constant)
		return g_strdup (_("the same for everyone"));
	if (column->duplicate_of >= 0)
		return g_strdup_printf (_("says the same as %s"), matrix->columns[column->duplicate_of].name);
	return g_strdup ("");
}

static void
fill_info (SegTable *table, const SegFeatureMatrix *matrix)
{
	seg_table_column (table, "column", _("Column"), SEG_CELL_TEXT);
	seg_table_column (table, "scaling", _("Scaling"), SEG_CELL_TEXT);
	seg_table_column (table, "mean", _("Mean"), SEG_CELL_NUMBER);
	seg_table_column (table, "median", _("Median"), SEG_CELL_NUMBER);
	seg_table_column (table, "deviation", _("Deviation"), SEG_CELL_NUMBER);
	seg_table_column (table, "minimum", _("Least"), SEG_CELL_NUMBER);
	seg_table_column (table, "maximum", _("Most"), SEG_CELL_NUMBER);
	seg_table_column (table, "missing", _("Missing"), SEG_CELL_INTEGER);
	seg_table_column (table, "remarks", _("Remarks"), SEG_CELL_TEXT);
	for (gsize i = 0; i < matrix->n_columns; i++) {
		const SegMatrixColumn *column = &matrix->columns[i];
		g_autofree char *remarks = remarks_of (matrix, column);

		seg_table_text (table, column->name);
		seg_table_text (table, seg_scaling_name (column->scaler.scaling));
		seg_table_number (table, column->mean);
		seg_table_number (table, column->median);
		seg_table_number (table, column->deviation);
		seg_table_number (table, column->minimum);
		seg_table_number (table, column->maximum);
		seg_table_integer (table, (gint64) column->n_missing);
		seg_table_text (table, remarks);
	}
}

gboolean
seg_cli_features_print_info (SegWorkspace *workspace, const SegCommonOptions *common, const SegFeatureSet *set, GError **error)
{
	g_autoptr (SegJob) job = seg_cli_job (common);
	g_autoptr (SegFeatureMatrix) matrix = seg_feature_matrix (workspace, set, NULL, job, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (matrix == NULL)
		return FALSE;
	say_set (common, workspace, set);
	if (matrix->n_left_out > 0)
		seg_cli_remark (common, ngettext ("%zu user is left out: a value is missing that users are left out for",
		                                            "%zu users are left out: a value is missing that users are left out for",
		                                            (gulong) matrix->n_left_out), matrix->n_left_out);
	seg_cli_say (common, _("The matrix that clustering sees: fingerprint %.12s"), matrix->fingerprint);
	fill_info (table, matrix);
	seg_table_print (table, common->output);
	return TRUE;
}
