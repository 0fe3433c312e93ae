/* What the files of the components screen share. */
#ifndef SEG_COMPONENTS_H
#define SEG_COMPONENTS_H

#include <segscope/component.h>
#include <segscope/segment.h>

#include "screens.h"

/* What a job brings; nothing in it changes afterwards. */
typedef struct {
	gboolean             correlation;
	char                *set_name;
	SegFeatureMatrix    *matrix;
	SegParallelAnalysis *analysis;
	SegPca              *pca;      /* all components that can be looked at, with scores */
	SegSegmentation     *segmentation; /* the newest; NULL: none */
	gint32              *labels;   /* segment of each row, -1: none; NULL without segments */
	char               **words;    /* what each component is; NULL-terminated */
} SegComponents;

/** The words above, one part of the view each. @component: under the cursor. (components-draw.c) */
int  seg_components_draw_words (const SegComponents *components, SegCells *cells, SegRect rect);
SegPlot *seg_components_loadings (const SegComponents *components, gsize component);
/** Users and features in the plane of it and the component that goes with it. */
SegPlot *seg_components_plane (const SegComponents *components, gsize component, GError **error);

extern const SegViewClass seg_components_view;

#endif
