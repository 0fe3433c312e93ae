/* Where one row stands among the clusters of a rule: how far it is from each, what holds it where it is, and how little would put it
 * elsewhere. Numbers only: rows and columns are scaled, as the rule sees them. */
#ifndef SEGSCOPE_BOUNDARY_H
#define SEGSCOPE_BOUNDARY_H

#include <segscope/cluster.h>

G_BEGIN_DECLS

/* What a rule goes by. */
typedef enum {
	SEG_RULE_CENTROIDS, /* the nearest centroid, straight (Euclidean): cells with flat borders */
	SEG_RULE_CENTRES,   /* the nearest centre by another distance */
	SEG_RULE_SHARES,    /* the largest share of a mixture */
	SEG_RULE_DENSITY,   /* rows nearby: there are no middles to measure from */
	SEG_RULE_EDITED     /* what people made of another rule (rule_edit.h): there are centroids, but they do not decide alone */
} SegRuleBasis;

SegRuleBasis     seg_cluster_rule_basis (const SegClusterRule *rule);
/** k x d. */
const SegMatrix *seg_cluster_rule_centroids (const SegClusterRule *rule);

/**
 * How far each of @rows is from every cluster.
 *
 * @distances: (out) n x k: by the rule's own distance; of shares: Euclidean ones to the means; of density: Euclidean ones to centroids.
 * @costs: (out) n x k or NULL: what the rule compares, the least wins: squared distances, other distances, or -ln of the share. Not
 * for SEG_RULE_DENSITY; of edited rules squared distances, which say how near, not who wins.
 * FALSE with SEG_ERROR_ARGUMENT (columns), SEG_ERROR_DATA (not finite), SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED.
 */
gboolean seg_cluster_rule_measure (const SegClusterRule *rule, const SegMatrix *rows, SegJob *job, SegMatrix *distances, SegMatrix *costs,
                                   GError **error);

/**
 * What each feature does for the difference between the costs of clusters @next and @own of @row: positive holds it with @own,
 * negative pulls to @next.
 *
 * @feature_of: d values in 0..n_features-1: features may have several columns. @parts: (out) n_features values.
 * For squared Euclidean, Manhattan, mixed and Gower's distances they add up to the difference; for the cosine and for mixtures
 * it is what changes when the feature is put where both clusters have it alike, all else staying; 0 where the share in @next is next to
 * none, so that nothing can be told apart.
 * FALSE as above, and with SEG_ERROR_ARGUMENT for SEG_RULE_DENSITY.
 */
gboolean seg_cluster_rule_contributions (const SegClusterRule *rule, const double *row, gint32 own, gint32 next, const guint *feature_of,
                                         guint n_features, SegJob *job, double *parts, GError **error);

/**
 * The nearest point on the border of the cell of @own, which @row is in: the shortest way out, straight.
 *
 * For SEG_RULE_CENTROIDS. @low, @high: d values between which each column may move, low <= row <= high; low = high: it stays. At most
 * @most columns move: for each neighbour those that bring it nearest for their length (0: all may).
 * @target: (out) d values: on the border. @to: (out) the cluster on its other side. Returns the length of the way; INFINITY: there is
 * no way out, and @target is @row.
 * Source: projection on the hyperplane between two centroids, clamped to a box: water filling, by bisection of its multiplier.
 */
double seg_cluster_rule_nearest_border (const SegClusterRule *rule, const double *row, gint32 own, const double *low, const double *high,
                                        guint most, double *target, gint32 *to);

G_END_DECLS

#endif
