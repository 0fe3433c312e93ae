/* --chart FILE, of commands whose result is a chart. */
#ifndef SEG_CHART_OPTION_H
#define SEG_CHART_OPTION_H

#include <segscope/plot.h>

#include "cli.h"

#define SEG_CHART_OPTION(place) \
	{ "chart", 0, 0, G_OPTION_ARG_FILENAME, place, N_("Write the chart to FILE as well, as its name ends: .svg, .png or .pdf"), "FILE" }

/** Whether @path (NULL: none was asked for) can be written: said before anything is computed. */
gboolean seg_cli_check_chart (const char *path, GError **error);
/** Writes @plot, which is taken over; NULL: there is none, which is an error. Nothing happens where @path is NULL. */
gboolean seg_cli_write_chart (const SegCommonOptions *common, SegPlot *plot, const char *path, GError **error);

#endif
