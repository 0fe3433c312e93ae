/* A closer look at the chart of any view, and its way to a file. */
#ifndef SEG_CHART_VIEW_H
#define SEG_CHART_VIEW_H

#include "screen.h"

extern const SegViewClass seg_chart_view; /* argument: a SegPlot, taken over */

/** Opens the chart that @view shows in a view of its own. */
void seg_chart_open (SegView *view);
/** Draws @plot (taken over; NULL: nothing) into @rect. Its title and the names of its groups stand around it. */
void seg_chart_draw (SegPlot *plot, SegCells *cells, SegRect rect);
/** Asks for a file and writes the chart of @view to it. */
void seg_chart_ask_file (SegView *view);
/** The same for a chart at hand, or for the part of it that @part shows (NULL: all). Takes @plot over. */
void seg_chart_ask_file_of (SegView *view, SegPlot *plot, const SegPlotView *part);

#endif
