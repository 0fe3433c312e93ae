/* The charts of results: what a sweep, a distribution, a funnel or a table of moves looks like, described once (plot.h) for screens,
 * commands and files. Each describes what it is given and computes nothing anew; free with seg_plot_free(). */
#ifndef SEGSCOPE_FIGURE_H
#define SEGSCOPE_FIGURE_H

#include <segscope/choose.h>
#include <segscope/correlation.h>
#include <segscope/evaluate.h>
#include <segscope/feature.h>
#include <segscope/habits.h>
#include <segscope/migration.h>
#include <segscope/overlap.h>
#include <segscope/plot.h>
#include <segscope/prepare.h>
#include <segscope/reduction.h>
#include <segscope/rfm.h>
#include <segscope/segment.h>
#include <segscope/version.h>

G_BEGIN_DECLS

/* Clusters ------------------------------------------------------------------------------------------------------------------------ */

/** The indices of a sweep by number: 0 the inertia, 1 the silhouette, ... */
guint       seg_figure_n_indices (void);
/** For commands: "inertia", "silhouette", "gap", ... */
const char *seg_figure_index_name (guint index);
/** Whether @sweep knows it for more than one number of segments. */
gboolean    seg_figure_index_is_known (const SegSweep *sweep, guint index);
/** A curve of an index over the number of segments, the suggested one marked; with a band of two standard errors where it is an estimate. */
SegPlot    *seg_figure_sweep (const SegSweep *sweep, guint index);

/** How column @column of @raw is spread within each of @k clusters: a box each. NULL with SEG_ERROR_MEMORY. Cost: O(n log n). */
SegPlot    *seg_figure_spread (const SegMatrix *raw, gsize column, const SegMatrixColumn *columns, const gint32 *labels, guint k,
                               const char *const *names, GError **error);

/* Features ------------------------------------------------------------------------------------------------------------------------ */

/** How many users have which value, with median and mean; of a category a bar a value. NULL: nobody has a value. */
SegPlot *seg_figure_feature (const SegFeature *feature, const SegFeatureStatistics *statistics);
SegPlot *seg_figure_own_feature (const char *title, const char *unit, const SegFeatureStatistics *statistics);
/** The values of an imported column, with its quartiles; of texts the most frequent. NULL: there are none. */
SegPlot *seg_figure_column (const SegColumnQuality *column);
/** A box of such a column's numbers; NULL: it has none. */
SegPlot *seg_figure_column_box (const SegColumnQuality *column);
/** Correlations in the order that puts together what goes together. @labels: by column. */
SegPlot *seg_figure_correlations (const char *title, const SegMatrix *correlations, const SegCorrelationOrder *order, const char *const *labels);
/** Strength of each component against what chance gives. */
SegPlot *seg_figure_components (const SegParallelAnalysis *analysis);
/** How each column enters a direction, the largest first. @weights: columns x directions. */
SegPlot *seg_figure_weights (const char *title, const SegMatrix *weights, gsize direction, const SegMatrixColumn *columns);

/* Users in the directions of a reduction: what the pictures of components and of separation draw. */
typedef struct {
	const SegMatrix       *weights; /* columns x directions, -1..1 */
	const SegMatrix       *scores;  /* users x directions */
	const SegMatrixColumn *columns;
	const gint32          *labels;  /* segment of each user from 0, -1: in none; NULL: no colours */
	const SegSegmentation *segmentation; /* whose segments they are; NULL: no colours */
	const char *const     *words;   /* what each direction is */
} SegPlane;

/** The direction that goes with @first: the next, else the one before; @first where there is only one. */
gsize    seg_figure_plane_other (const SegPlane *plane, gsize first);
/** The users in the plane of @first and the direction that goes with it, with the names of the columns where they grow. Where there is
 * one direction only, each segment is a row. NULL with SEG_ERROR_MEMORY. */
SegPlot *seg_figure_plane (const char *title, const SegPlane *plane, gsize first, GError **error);

/* Segments ------------------------------------------------------------------------------------------------------------------------ */

/** What marks a segment off: its features as an index of everyone's mean (100). NULL: no feature has one. */
SegPlot *seg_figure_profile (const SegSegment *segment, const SegProfile *profile);
/** Share of events by hour, theirs and everyone's. NULL: events have no time of day. */
SegPlot *seg_figure_hours (const SegSegment *segment, const SegHabits *habits);
/** What they take, or which value they have, more or less often than everyone. NULL: nothing. */
SegPlot *seg_figure_values (const SegSegment *segment, const SegProfile *profile);
/** Who comes back: cohorts by how many were active how much later. NULL: nobody can be seen to. */
SegPlot *seg_figure_retention (const SegSegment *segment, const SegHabits *habits);
/** How many users the segment had in each version (SegSegmentSize), by when its features end. NULL: there is one version only. */
SegPlot *seg_figure_sizes (const SegSegment *segment, const GArray *sizes);
/** How far each column has drifted (SegDrift*), beside what counts as stable. NULL: nothing is known. */
SegPlot *seg_figure_drift (const char *title, const GPtrArray *drifts);
/** Shares of users by value, before and now. NULL: nobody had a value. */
SegPlot *seg_figure_drift_bins (const SegDrift *drift);
/** Users in the grid, the best at the top right; or their share of revenue. */
SegPlot *seg_figure_rfm (const SegRfm *rfm, gboolean by_revenue);
/** What a user did in each month. NULL: nothing with a date. */
SegPlot *seg_figure_months (const SegUserPage *page);
/** Who moved where. */
SegPlot *seg_figure_migration (const SegMigration *migration);
/** Users in both of each pair. */
SegPlot *seg_figure_overlap (const char *title, const SegOverlap *overlap);

/* Campaigns ----------------------------------------------------------------------------------------------------------------------- */

/** @steps: of SegFunnelStep* (campaign.h). */
SegPlot *seg_figure_funnel (const char *title, const GPtrArray *steps);

/* Recommendations ----------------------------------------------------------------------------------------------------------------- */

/** What recommenders found, with intervals; the proposed one stands out. @measure: one of users. NULL: none was tested. */
SegPlot *seg_figure_evaluation (const SegEvaluation *evaluation, SegMeasureKind measure);

G_END_DECLS

#endif
