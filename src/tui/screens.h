/* The views that the tables of screens.c name. */
#ifndef SEG_SCREENS_H
#define SEG_SCREENS_H

#include "screen.h"

extern const SegViewClass *const seg_view_classes[]; /* all there are; NULL-terminated */

extern const SegViewClass seg_start_view;
extern const SegViewClass seg_data_view;
extern const SegViewClass seg_quality_view;
extern const SegViewClass seg_segments_view;
extern const SegViewClass seg_users_view;
extern const SegViewClass seg_features_view;
extern const SegViewClass seg_dendrogram_view, seg_reach_view, seg_ways_view;
extern const SegViewClass seg_runs_view, seg_run_comparison_view;
extern const SegViewClass seg_clusters_view, seg_preview_view, seg_silhouette_view, seg_scatter_view;
extern const SegViewClass seg_recommend_view;
extern const SegViewClass seg_campaigns_view;

#endif
