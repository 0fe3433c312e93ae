/* A clustering on its way into segments: what it was made from, what came out, how good it is. */
#ifndef SEG_OUTCOME_PRIVATE_H
#define SEG_OUTCOME_PRIVATE_H

#include "segment-private.h"

#include <segscope/run.h>

G_BEGIN_DECLS

typedef struct {
	SegFeatureSet     *set;
	GPtrArray         *selection;
	SegFeatureMatrix  *matrix;
	SegClusterSettings settings;
	SegClusterModel   *model;      /* NULL: k-means, nothing but the clustering */
	SegClustering     *clustering; /* with noise as the last group */
	double             silhouette; /* NAN: unknown */
	double            *widths;     /* or NULL */
} SegOutcome;

void     seg_outcome_clear (SegOutcome *outcome);

/* What run @id found; features, users and groups must be those it had. FALSE as seg_run_save(). */
gboolean seg_outcome_of_run (SegWorkspace *workspace, gint64 id, SegOutcome *outcome, SegJob *job, GError **error);
/* Clusters outcome->matrix by outcome->settings. */
gboolean seg_outcome_fit (SegOutcome *outcome, SegJob *job, GError **error);
/* Fills clustering, silhouette and widths from the model, of @matrix; trees are cut for good. */
gboolean seg_outcome_judge (SegOutcome *outcome, const SegFeatureMatrix *matrix, const SegSweepOptions *options, SegJob *job, GError **error);

/* The algorithm and its options that @segmentation was made by; what cannot be read stands at its default. FALSE with SEG_ERROR_ARGUMENT:
 * this program does not know the algorithm. */
gboolean seg_segmentation_settings (const SegSegmentation *segmentation, SegClusterSettings *settings, GError **error);

/* What is kept with a segmentation of @outcome besides its segments: options and findings as JSON (owned). */
char    *seg_outcome_options (const SegOutcome *outcome);
gint64   seg_segmentation_save_outcome (SegWorkspace *workspace, const char *name, const SegOutcome *outcome, gboolean replace, SegJob *job,
                                        GError **error);

G_END_DECLS

#endif
