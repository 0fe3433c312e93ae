#include <config.h>
#include "chart_option.h"

#include <segscope/error.h>

#include <glib/gi18n.h>

gboolean
seg_cli_check_chart (const char *path, GError **error)
{
	g_autofree char *shown = NULL;

	if (path == NULL || seg_plot_is_writable (path))
		return TRUE;
	shown = g_filename_display_name (path);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--chart needs a file that ends in .svg, .png or .pdf, not %s"), shown);
	return FALSE;
}

gboolean
seg_cli_write_chart (const SegCommonOptions *common, SegPlot *plot, const char *path, GError **error)
{
	g_autoptr (SegPlot) owned = plot;
	g_autofree char *shown = path != NULL ? g_filename_display_name (path) : NULL, *left_out = NULL;

	if (path == NULL)
		return TRUE;
	if (plot == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("There is nothing to draw a chart of: nobody has such values"));
		return FALSE;
	}
	if (!seg_plot_write_telling (plot, NULL, path, 0, 0, &left_out, error))
		return FALSE;
	if (left_out != NULL)
		seg_cli_remark (common, "%s", left_out);
	seg_cli_remark (common, _("The chart is in %s"), shown);
	return TRUE;
}
