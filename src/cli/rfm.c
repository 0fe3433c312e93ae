/* segscope rfm: the grid of recency, frequency and money; setting it up, printing it, keeping it as segments. Printing is rfm_print.c. */
#include <config.h>
#include "chart_option.h"
#include "rfm.h"

#include <segscope/figure.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

static void
clear_request (SegRfmRequest *request)
{
	g_free (request->as_of);
	g_free (request->features);
	for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++)
		g_free (request->axes[axis]);
	g_free (request->bins);
	g_strfreev (request->cuts);
	g_free (request->columns);
	g_strfreev (request->rename);
	g_strfreev (request->cell);
	g_free (request->names);
	g_free (request->save);
	g_free (request->refresh);
	g_free (request->chart);
}

static gboolean
parse (const SegCommand *command, int *argc, char ***argv, SegRfmRequest *request, GError **error)
{
	const GOptionEntry entries[] = {
		{ "as-of", 0, 0, G_OPTION_ARG_STRING, &request->as_of, N_("Rate users as they were at the end of this day (the last one)"), "DATE" },
		{ "features", 0, 0, G_OPTION_ARG_STRING, &request->features, N_("Feature set to rate by (the one in use)"), "SET" },
		{ "recency", 0, 0, G_OPTION_ARG_STRING, &request->axes[SEG_RFM_RECENCY], N_("Feature for recency; less is better"), "FEATURE" },
		{ "frequency", 0, 0, G_OPTION_ARG_STRING, &request->axes[SEG_RFM_FREQUENCY], N_("Feature for frequency"), "FEATURE" },
		{ "monetary", 0, 0, G_OPTION_ARG_STRING, &request->axes[SEG_RFM_MONETARY], N_("Feature for money"), "FEATURE" },
		{ "bins", 'b', 0, G_OPTION_ARG_STRING, &request->bins,
		  N_("Bins of equal numbers of users, 2 to 10: for all axes, or for recency, frequency and money (5)"), "N[,N,N]" },
		{ "cuts", 0, 0, G_OPTION_ARG_STRING_ARRAY, &request->cuts,
		  N_("Cut an axis (recency, frequency, monetary) at these points: the largest value of each bin but the last"), "AXIS=N,N,..." },
		{ "columns", 0, 0, G_OPTION_ARG_STRING, &request->columns, N_("Columns of the grid: frequency, monetary, or both together (both)"),
		  "WHICH" },
		{ "rename", 0, 0, G_OPTION_ARG_STRING_ARRAY, &request->rename, N_("Call a group otherwise: champions=\"VIP\""), "GROUP=NAME" },
		{ "cell", 0, 0, G_OPTION_ARG_STRING_ARRAY, &request->cell,
		  N_("Put the cell with these scores into another group: 5,1=promising"), "ROW,COLUMN=GROUP" },
		{ "names", 0, 0, G_OPTION_ARG_STRING, &request->names, N_("Take the usual names again, in English (en) or Chinese (zh)"), "LANGUAGE" },
		{ "reset", 0, 0, G_OPTION_ARG_NONE, &request->reset, N_("Forget how the grid was set up and begin with the usual one"), NULL },
		{ "cells", 0, 0, G_OPTION_ARG_NONE, &request->cells, N_("With csv and json: the cells instead of the groups"), NULL },
		{ "save", 0, 0, G_OPTION_ARG_STRING, &request->save, N_("Keep the groups as segments under this name"), "NAME" },
		{ "replace", 0, 0, G_OPTION_ARG_NONE, &request->replace, N_("With --save: replace older segments of that name"), NULL },
		SEG_CHART_OPTION (&request->chart),
		{ "refresh", 0, 0, G_OPTION_ARG_STRING, &request->refresh,
		  N_("Put users into the kept grid NAME anew, by the cut points kept with it"), "NAME" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};

	if (!seg_cli_parse (command, entries, 1, 1, argc, argv, &request->common, error))
		return FALSE;
	if (request->as_of != NULL && request->features != NULL)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A feature set has its own day: give --features or --as-of, not both"));
	else if (request->replace && request->save == NULL)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--replace goes with --save NAME"));
	else
		return request->as_of == NULL || seg_cli_parse_as_of (request->as_of, &request->instant, error);
	return FALSE;
}

/* Setting up ------------------------------------------------------------------------------------------------------- */

static gboolean
parse_bins (const char *text, SegRfmDefinition *definition, GError **error)
{
	g_auto (GStrv) words = g_strsplit (text, ",", -1);
	guint n = g_strv_length (words);

	if (n != 1 && n != SEG_RFM_N_AXES) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is neither a number of bins nor three of them, like 5,5,3"), text);
		return FALSE;
	}
	for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++) {
		char *end;
		const char *word = words[n == 1 ? 0 : axis];
		guint64 bins = g_ascii_strtoull (word, &end, 10);

		if (end == word || *end != '\0') {
			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is not a number of bins"), word);
			return FALSE;
		}
		if (!seg_rfm_set_bins (definition, (SegRfmAxis) axis, (guint) MIN (bins, 1000), error))
			return FALSE;
	}
	return TRUE;
}

/* "KEY=VALUE"; @value borrowed from @text. */
static char *
split_pair (const char *text, const char **value, GError **error)
{
	const char *sign = strchr (text, '=');

	if (sign == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" lacks an equals sign: see segscope rfm --help"), text);
		return NULL;
	}
	*value = sign + 1;
	return g_strstrip (g_strndup (text, (gsize) (sign - text)));
}

static gboolean
set_cuts (const char *text, SegRfmDefinition *definition, GError **error)
{
	const char *value;
	g_autofree char *name = split_pair (text, &value, error);

	if (name == NULL)
		return FALSE;
	for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++)
		if (strcmp (name, seg_rfm_axis_name ((SegRfmAxis) axis)) == 0)
			return seg_rfm_set_cuts (definition, (SegRfmAxis) axis, value, error);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no axis \"%s\"; there are recency, frequency and monetary"), name);
	return FALSE;
}

static gboolean
parse_group (const char *code, SegRfmGroup *group, GError **error)
{
	g_autoptr (GString) codes = g_string_new (NULL);

	if (seg_rfm_group_parse (code, group))
		return TRUE;
	for (guint i = 0; i < SEG_RFM_N_GROUPS; i++)
		g_string_append_printf (codes, "%s%s", i > 0 ? ", " : "", seg_rfm_group_code ((SegRfmGroup) i));
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no group \"%s\"; there are: %s"), code, codes->str);
	return FALSE;
}

static gboolean
rename_group (const char *text, SegRfmDefinition *definition, GError **error)
{
	const char *value;
	g_autofree char *code = split_pair (text, &value, error);
	SegRfmGroup group;

	return code != NULL && parse_group (code, &group, error) && seg_rfm_set_name (definition, group, value, error);
}

static gboolean
set_cell (const char *text, SegRfmDefinition *definition, GError **error)
{
	const char *code;
	g_autofree char *place = split_pair (text, &code, error);
	char *comma, *end;
	guint64 row, column;
	SegRfmGroup group;

	if (place == NULL || !parse_group (code, &group, error))
		return FALSE;
	row = g_ascii_strtoull (place, &comma, 10);
	column = *comma == ',' ? g_ascii_strtoull (comma + 1, &end, 10) : 0;
	if (group == SEG_RFM_NONE || row < 1 || row > seg_rfm_n_rows (definition) || column < 1 || column > seg_rfm_n_columns (definition)
	    || *end != '\0') {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is no cell for a group; the grid has rows 1 to %u and columns 1 to %u"), text,
		             seg_rfm_n_rows (definition), seg_rfm_n_columns (definition));
		return FALSE;
	}
	definition->cells[row - 1][column - 1] = (guint8) (group + 1);
	return TRUE;
}

static gboolean
set_each (char **texts, gboolean (*set) (const char *text, SegRfmDefinition *definition, GError **error), SegRfmDefinition *definition,
          GError **error)
{
	for (gsize i = 0; texts != NULL && texts[i] != NULL; i++)
		if (!set (texts[i], definition, error))
			return FALSE;
	return TRUE;
}

static gboolean
set_names (const char *language, SegRfmDefinition *definition, GError **error)
{
	if (language == NULL)
		return TRUE;
	if (strcmp (language, "en") != 0 && strcmp (language, "zh") != 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There are names in English (en) and Chinese (zh), not in \"%s\""), language);
		return FALSE;
	}
	seg_rfm_set_language (definition, strcmp (language, "zh") == 0 ? SEG_RFM_CHINESE : SEG_RFM_ENGLISH);
	return TRUE;
}

static SegRfmDefinition *
set_up (SegWorkspace *workspace, const SegFeatureSet *set, const SegRfmRequest *request, GError **error)
{
	g_autoptr (SegRfmDefinition) definition = request->reset ? seg_rfm_definition_usual (workspace, set, error)
	                                          : seg_rfm_definition_load (workspace, set, error);
	SegRfmColumns columns;

	if (definition == NULL)
		return NULL;
	for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++)
		if (request->axes[axis] != NULL
		    && !seg_rfm_set_feature (workspace, set, definition, (SegRfmAxis) axis, request->axes[axis], error))
			return NULL;
	if (request->columns != NULL) {
		if (!seg_rfm_columns_parse (request->columns, &columns)) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Columns are frequency, monetary or both, not \"%s\""), request->columns);
			return NULL;
		}
		seg_rfm_set_columns (definition, columns);
	}
	if ((request->bins != NULL && !parse_bins (request->bins, definition, error)) || !set_each (request->cuts, set_cuts, definition, error)
	    || !set_names (request->names, definition, error) || !set_each (request->rename, rename_group, definition, error)
	    || !set_each (request->cell, set_cell, definition, error))
		return NULL;
	return g_steal_pointer (&definition);
}

/* Serving ---------------------------------------------------------------------------------------------------------- */

static gboolean
make_grid (SegWorkspace *workspace, const SegRfmRequest *request, SegJob *job, SegFeatureSet **set, SegRfm **rfm, GError **error)
{
	g_autoptr (SegRfmDefinition) definition = NULL;
	SegJobSpan span = seg_job_enter (job, 0, 0.6);
	gint64 instant;

	if (!seg_calendar_instant (workspace, request->instant, &instant, error))
		return FALSE;
	*set = request->as_of != NULL ? seg_feature_set_as_of (workspace, instant, job, error)
	                             : seg_feature_set_fresh (workspace, request->features, job, error);
	seg_job_leave (job, span);
	if (*set == NULL || (definition = set_up (workspace, *set, request, error)) == NULL)
		return FALSE;
	span = seg_job_enter (job, 0.6, 0.9);
	*rfm = seg_rfm_compute (workspace, *set, definition, FALSE, job, error);
	seg_job_leave (job, span);
	return *rfm != NULL && seg_rfm_definition_keep (workspace, (*rfm)->definition, error);
}

static gboolean
refresh (SegWorkspace *workspace, const SegRfmRequest *request, GError **error)
{
	g_autoptr (SegSegmentation) segmentation = seg_segmentation_load (workspace, request->refresh, error);
	g_autoptr (SegJob) job = seg_cli_job (&request->common);
	g_autofree char *moved = NULL;
	gint64 n_moved;

	if (segmentation == NULL || !seg_rfm_refresh (workspace, segmentation->id, &n_moved, job, error))
		return FALSE;
	seg_cli_job_end ();
	moved = seg_format_integer (n_moved);
	seg_cli_say (&request->common, ngettext ("\"%s\" is up to date: %s user has moved, come or gone", "\"%s\" is up to date: %s users have moved, come or gone", (gulong) n_moved),
	             segmentation->name, moved);
	return TRUE;
}

static gboolean
serve (const SegRfmRequest *request, const char *path, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_WRITE, error);
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (SegRfm) rfm = NULL;
	g_autoptr (SegJob) job = NULL;

	if (workspace == NULL)
		return FALSE;
	if (request->refresh != NULL)
		return refresh (workspace, request, error);
	if (request->save != NULL && !seg_segmentation_name_is_free (workspace, request->save, request->replace, error))
		return FALSE;
	job = seg_cli_job (&request->common);
	if (!make_grid (workspace, request, job, &set, &rfm, error)
	    || (request->save != NULL && seg_rfm_save (workspace, request->save, set, rfm, request->replace, job, error) == 0))
		return FALSE;
	seg_cli_job_end ();
	seg_cli_print_rfm (request, rfm);
	seg_cli_say_orders (&request->common, workspace);
	if (request->save != NULL)
		seg_cli_remark (&request->common, _("Kept as \"%s\": segscope segments, users, profile, campaign and export work with it"), request->save);
	return seg_cli_write_chart (&request->common, request->chart != NULL ? seg_figure_rfm (rfm, FALSE) : NULL, request->chart, error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegRfmRequest request = { 0 };
	gboolean success = parse (command, &argc, &argv, &request, error);

	if (success && request.chart != NULL && request.refresh != NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--chart is of the grid; --refresh prints none"));
		success = FALSE;
	}
	if (success && argc > 0)
		success = seg_cli_check_chart (request.chart, error) && serve (&request, argv[1], error);
	clear_request (&request);
	return success;
}

const SegCommand seg_command_rfm = {
	"rfm", "WORKSPACE", N_("Rate users by recency, frequency and money, and keep the grid as segments"),
	N_("Every user gets a score on each axis, 1 to the number of bins, the highest being the best; cells of the grid have names.\n"
	   "A cut point belongs to the bin below it, so equal values always share a bin, and a bin may be empty.\n"
	   "How the grid was set up is kept: users are listed and filtered by rfm, rfm_recency, rfm_frequency, rfm_monetary and\n"
	   "rfm_value, and users who come later are rated by the same cut points until the grid is made again.\n\n"
	   "Groups: champions, loyal, potential-loyalists, new, promising, need-attention, about-to-sleep, at-risk, cannot-lose,\n"
	   "hibernating, lost; none: those without a figure to be rated by.\n\n"
	   "  segscope rfm courses.seg\n"
	   "  segscope rfm courses.seg --chart rfm.svg\n"
	   "  segscope rfm courses.seg --as-of 2024-06-30 --bins 4 --output csv --cells\n"
	   "  segscope rfm courses.seg --cuts recency=30,90,180,365 --rename at-risk=\"Call them\" --save value\n"
	   "  segscope users courses.seg --filter \"rfm_recency = 1 and rfm_value >= 4\"\n"),
	run
};
