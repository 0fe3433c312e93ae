/* The table of algorithms. Adding one: a file with its fit function, declared in cluster.h, and a row here. */
#include <config.h>
#include "cluster-private.h"

#include <glib/gi18n.h>
#include <string.h>

static const SegClusterAlgorithm algorithms[] = {
	{ "k-means", N_("k-means"),
	  N_("Every user belongs to the nearest of k centres, placed so that the squared distances are least"), seg_kmeans }
};

const SegClusterAlgorithm *
seg_cluster_algorithms (gsize *n_algorithms)
{
	*n_algorithms = G_N_ELEMENTS (algorithms);
	return algorithms;
}

const SegClusterAlgorithm *
seg_cluster_algorithm_find (const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS (algorithms); i++)
		if (strcmp (algorithms[i].name, name) == 0)
			return algorithms + i;
	return NULL;
}
