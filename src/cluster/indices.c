/* Validity indices that follow from the centroids: no pass over pairs of rows.
 * Sources: Calinski, Harabasz 1974, Commun. Stat. 3:1-27; Davies, Bouldin 1979, IEEE Trans. Pattern Anal. 1:224-227. */
#include <config.h>
#include "cluster-private.h"

#include <math.h>

/* Squared distance of centroid @cluster to @point. */
static double
squared_distance (const SegClustering *clustering, guint cluster, const double *point)
{
	const double *centroid = seg_matrix_row (clustering->centroids, cluster);
	double sum = 0;

	for (gsize column = 0; column < clustering->centroids->n_columns; column++)
		sum += (centroid[column] - point[column]) * (centroid[column] - point[column]);
	return sum;
}

/* (between / (k - 1)) / (within / (n - k)), sums of squares about the means; infinite when nothing varies within. */
double
seg_calinski_harabasz (const SegClustering *clustering, const SegMatrix *matrix)
{
	gsize n_columns = matrix->n_columns;
	g_autofree double *mean = g_new0 (double, n_columns);
	double between = 0, n = (double) clustering->n_rows, k = clustering->k;

	for (guint cluster = 0; cluster < clustering->k; cluster++)
		for (gsize column = 0; column < n_columns; column++)
			mean[column] += (double) clustering->sizes[cluster] / n * seg_matrix_row (clustering->centroids, cluster)[column];
	for (guint cluster = 0; cluster < clustering->k; cluster++)
		between += (double) clustering->sizes[cluster] * squared_distance (clustering, cluster, mean);
	return clustering->inertia > 0 && n > k ? between / (k - 1) / (clustering->inertia / (n - k)) : INFINITY;
}

/* Mean over the clusters of the worst (s_i + s_j) / d (c_i, c_j); s: mean distance of a cluster's rows to its centroid. */
double
seg_davies_bouldin (const SegClustering *clustering)
{
	guint k = clustering->k;
	g_autofree double *spread = g_new0 (double, k);
	double sum = 0;

	for (gsize row = 0; row < clustering->n_rows; row++)
		spread[clustering->labels[row]] += clustering->distances[row];
	for (guint cluster = 0; cluster < k; cluster++)
		spread[cluster] /= (double) MAX (clustering->sizes[cluster], 1);
	for (guint i = 0; i < k; i++) {
		double worst = 0;

		for (guint j = 0; j < k; j++) {
			double apart = i != j ? sqrt (squared_distance (clustering, i, seg_matrix_row (clustering->centroids, j))) : 0;

			if (i != j && spread[i] + spread[j] > 0)
				worst = MAX (worst, (spread[i] + spread[j]) / apart);
		}
		sum += worst;
	}
	return sum / k;
}

void
seg_silhouette_summarise (const double *widths, const gint32 *labels, gsize n, guint k, SegSilhouetteSummary *clusters)
{
	for (guint c = 0; c < k; c++)
		clusters[c] = (SegSilhouetteSummary) { 0, 0, 0 };
	for (gsize i = 0; i < n; i++) {
		SegSilhouetteSummary *cluster = clusters + labels[i];

		cluster->size++;
		cluster->mean += widths[i];
		cluster->n_negative += widths[i] < 0;
	}
	for (guint c = 0; c < k; c++)
		clusters[c].mean = clusters[c].size > 0 ? clusters[c].mean / (double) clusters[c].size : NAN;
}
