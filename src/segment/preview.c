/* What clusters would be as segments, before anything is kept: size, name, and what marks each off, from the matrix alone. */
#include <config.h>
#include "segment-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

void
seg_segment_preview_free (SegSegmentPreview *preview)
{
	if (preview == NULL)
		return;
	g_free (preview->name);
	g_ptr_array_unref (preview->features);
	g_free (preview);
}

/* Sums of one column over the rows whose value is known. */
typedef struct {
	double *totals; /* k */
	gsize  *known;  /* k */
	double  mean, deviation; /* of all; divisor n, as in profiles */
} Column;

/* A missing category counts as "not this value"; a missing number is left out. */
static gboolean
is_known (const SegFeatureMatrix *matrix, gsize row, gsize column)
{
	return strcmp (matrix->columns[column].name, matrix->columns[column].feature) != 0
	       || !matrix->filled[row * matrix->n_columns + column];
}

static void
measure (const SegFeatureMatrix *matrix, const SegClustering *clustering, gsize j, Column *column)
{
	double total = 0, squares = 0;
	gsize n = 0;

	memset (column->totals, 0, clustering->k * sizeof *column->totals);
	memset (column->known, 0, clustering->k * sizeof *column->known);
	for (gsize i = 0; i < clustering->n_rows; i++)
		if (is_known (matrix, i, j)) {
			column->totals[clustering->labels[i]] += seg_matrix_row (matrix->raw, i)[j];
			column->known[clustering->labels[i]]++;
		}
	for (guint c = 0; c < clustering->k; c++) {
		total += column->totals[c];
		n += column->known[c];
	}
	column->mean = n > 0 ? total / (double) n : NAN;
	for (gsize i = 0; i < clustering->n_rows; i++)
		if (is_known (matrix, i, j)) {
			double apart = seg_matrix_row (matrix->raw, i)[j] - column->mean;

			squares += apart * apart;
		}
	column->deviation = n > 0 ? sqrt (squares / (double) n) : 0;
}

static SegProfileFeature *
new_feature (const SegMatrixColumn *source, const Column *column, guint c)
{
	SegProfileFeature *feature = seg_profile_feature_new (source);

	feature->median = feature->median_all = NAN;
	seg_profile_feature_compare (feature, source, column->known[c] > 0 ? column->totals[c] / (double) column->known[c] : NAN, column->mean,
	                             column->deviation);
	return feature;
}

static GPtrArray *
new_previews (const SegFeatureMatrix *matrix, const SegClustering *clustering)
{
	GPtrArray *previews = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_segment_preview_free);
	g_autoptr (GPtrArray) names = seg_names_propose (matrix, clustering);

	for (guint c = 0; c < clustering->k; c++) {
		SegSegmentPreview *preview = g_new0 (SegSegmentPreview, 1);

		preview->name = g_strdup (names->pdata[c]);
		preview->size = clustering->sizes[c];
		preview->share = (double) clustering->sizes[c] / (double) clustering->n_rows;
		preview->features = g_ptr_array_new_with_free_func (seg_profile_feature_free);
		g_ptr_array_add (previews, preview);
	}
	return previews;
}

static gboolean
fill (GPtrArray *previews, const SegFeatureMatrix *matrix, const SegClustering *clustering, SegJob *job, GError **error)
{
	g_autofree double *totals = g_new (double, clustering->k);
	g_autofree gsize *known = g_new (gsize, clustering->k);
	Column column = { totals, known, 0, 0 };

	for (gsize j = 0; j < matrix->n_columns; j++) {
		if (!seg_job_proceed (job, (double) j / (double) matrix->n_columns, _("what marks the segments off"), error))
			return FALSE;
		if (matrix->columns[j].constant || matrix->columns[j].duplicate_of >= 0)
			continue;
		measure (matrix, clustering, j, &column);
		for (guint c = 0; c < clustering->k; c++)
			g_ptr_array_add (((SegSegmentPreview *) previews->pdata[c])->features, new_feature (&matrix->columns[j], &column, c));
	}
	return TRUE;
}

GPtrArray *
seg_segments_preview (const SegFeatureMatrix *matrix, const SegClustering *clustering, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) previews = NULL;

	if (clustering->n_rows != matrix->raw->n_rows || clustering->centroids->n_columns != matrix->n_columns) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
		             _("The clusters (%zu users, %zu features) are not of this matrix (%zu users, %zu features)"),
		             clustering->n_rows, clustering->centroids->n_columns, matrix->raw->n_rows, matrix->n_columns);
		return NULL;
	}
	previews = new_previews (matrix, clustering);
	if (!fill (previews, matrix, clustering, job, error))
		return NULL;
	for (guint c = 0; c < previews->len; c++)
		seg_profile_features_sort (((SegSegmentPreview *) previews->pdata[c])->features);
	return g_steal_pointer (&previews);
}
