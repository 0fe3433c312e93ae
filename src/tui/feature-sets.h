/* What the list of feature sets and their comparison share. */
#ifndef SEG_TUI_FEATURE_SETS_H
#define SEG_TUI_FEATURE_SETS_H

#include <segscope/feature.h>

#include "screen.h"

/* Which sets are compared. */
typedef struct {
	gint64 first, second;
} SegComparePlace;

/* Which set is looked at. */
typedef struct {
	gint64   id;
	gboolean in_use;
} SegFeatureSetPlace;

extern const SegViewClass seg_feature_sets_view;
extern const SegViewClass seg_feature_set_view; /* opened with a SegFeatureSetPlace *; beside the list */
extern const SegViewClass seg_compare_view; /* opened with a SegComparePlace * */

#endif
