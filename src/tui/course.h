/* What a campaign did besides its goal and over time: the charts of its pages, made from what was measured. */
#ifndef SEG_TUI_COURSE_H
#define SEG_TUI_COURSE_H

#include <segscope/course.h>
#include <segscope/learning.h>
#include <segscope/plot.h>

#include "campaigns.h"

/* How far the people of arm @arm went. */
SegPlot *seg_course_funnel_plot (const SegCourse *course, guint arm);
/** Who did anything in each period, or what people brought by its end: a curve with a band for each arm. */
SegPlot *seg_course_retention_plot (const SegCourse *course);
SegPlot *seg_course_value_plot (const SegCourse *course);
/** The difference at each look, with the band that holds at all of them; of everyone. */
SegPlot *seg_course_looks_plot (const GPtrArray *looks);
/** "held back", or "arm A", or "sent to" where there is only one. Free with g_free(). */
char    *seg_course_arm_words (const SegCourse *course, guint arm);

#endif
