/* The charts of what a campaign did, as those of figure.h. */
#ifndef SEGSCOPE_FIGURE_EFFECT_H
#define SEGSCOPE_FIGURE_EFFECT_H

#include <segscope/measure.h>
#include <segscope/plot.h>

G_BEGIN_DECLS

/** By how many points more of everyone, of each arm and of each segment did it than of those held back, each with its 95 % interval; segments drawn in. */
SegPlot *seg_figure_effect (const SegMeasurement *measurement);
/** By how much more money each of them brought. NULL: nothing is known of money. */
SegPlot *seg_figure_effect_money (const SegMeasurement *measurement);

G_END_DECLS

#endif
