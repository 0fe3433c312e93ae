/* What a running sweep has found so far: written by the worker, drawn by the interface. */
#include <config.h>
#include "clusters.h"

#include <pthread.h>

struct SegClustersPreview {
	pthread_mutex_t lock; /* guards what follows */
	GArray *k, *simplified; /* of double */
};

static void
clear (gpointer data)
{
	SegClustersPreview *preview = data;

	pthread_mutex_destroy (&preview->lock);
	g_array_unref (preview->k);
	g_array_unref (preview->simplified);
}

SegClustersPreview *
seg_clusters_preview_new (void)
{
	SegClustersPreview *preview = g_atomic_rc_box_new0 (SegClustersPreview);

	pthread_mutex_init (&preview->lock, NULL);
	preview->k = g_array_new (FALSE, FALSE, sizeof (double));
	preview->simplified = g_array_new (FALSE, FALSE, sizeof (double));
	return preview;
}

SegClustersPreview *
seg_clusters_preview_ref (SegClustersPreview *preview)
{
	return g_atomic_rc_box_acquire (preview);
}

void
seg_clusters_preview_unref (SegClustersPreview *preview)
{
	if (preview != NULL)
		g_atomic_rc_box_release_full (preview, clear);
}

void
seg_clusters_preview_add (const SegSweepRow *row, gpointer data)
{
	SegClustersPreview *preview = data;
	double k = row->clustering->k;

	pthread_mutex_lock (&preview->lock);
	g_array_append_val (preview->k, k);
	g_array_append_val (preview->simplified, row->simplified);
	pthread_mutex_unlock (&preview->lock);
}

guint
seg_clusters_preview_read (SegClustersPreview *preview, double **k, double **simplified)
{
	guint n;

	pthread_mutex_lock (&preview->lock);
	n = preview->k->len;
	if (k != NULL) {
		*k = g_memdup2 (preview->k->data, n * sizeof (double));
		*simplified = g_memdup2 (preview->simplified->data, n * sizeof (double));
	}
	pthread_mutex_unlock (&preview->lock);
	return n;
}
