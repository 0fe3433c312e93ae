/* k-means as a row of the table. The work itself begins in kmeans.c and search.c. */
#include <config.h>
#include "cluster-private.h"

#include <segscope/parallel.h>
#include <segscope/text.h>

#include <glib/gi18n.h>

/* Measured on mixtures of 2 to 32 columns, 5,000 to 1,000,000 rows and 5 to 20 clusters: right within a factor of two. */
#define SECONDS_A_DIFFERENCE 9e-11 /* of one row and one centre in one column, on one thread */
#define SECONDS_A_ROW 1.5e-9       /* of one row in a pass, besides */
#define SECONDS_A_VALUE 1e-8       /* to check, convert and copy it */
#define TYPICAL_PASSES 40          /* of a restart */
#define PASSES_AFTER_SAMPLE 4      /* of one that begins with a sample */
#define PASSES_OF_THE_BEST 100     /* refining, putting single centres elsewhere, carrying on to the end */

static const SegClusterParameter parameters[] = {
	{ "k", N_("Segments"), N_("How many segments"), SEG_PARAMETER_INTEGER, 2, 1000000, 5, NULL, NULL },
	{ "restarts", N_("Random starts"), N_("Independent starts, of which the best wins"), SEG_PARAMETER_INTEGER, 1, 1000, 10, NULL, NULL },
	{ "passes", N_("Passes"), N_("Passes over the users after which a start ends"), SEG_PARAMETER_INTEGER, 1, 1000000, 300, NULL, NULL },
	{ NULL }
};

static SegClusterOptions
options_of (const SegClusterSettings *settings)
{
	return (SegClusterOptions) { (guint) seg_cluster_settings_get (settings, "k"),
		                         (guint) seg_cluster_settings_get (settings, "restarts"),
		                         (guint) seg_cluster_settings_get (settings, "passes"), settings->seed };
}

static void
estimate (const SegClusterSettings *settings, gsize n_rows, gsize n_columns, SegClusterCost *cost)
{
	SegClusterOptions options = options_of (settings);
	double values = (double) n_rows * (double) n_columns, centres = (double) options.k * (double) n_columns;
	double passes = MIN (options.max_passes, TYPICAL_PASSES), sampled = 0;

	if (n_rows >= 2 * SEG_SEARCH_SAMPLE_ROWS) {
		passes = MIN (options.max_passes, PASSES_AFTER_SAMPLE + passes * SEG_SEARCH_SAMPLE_ROWS / (double) n_rows);
		sampled = 24.0 * SEG_SEARCH_SAMPLE_ROWS * (double) n_columns * seg_parallel_threads ();
	}
	passes = options.restarts * passes + PASSES_OF_THE_BEST;
	cost->seconds = (values * (options.k * passes * SECONDS_A_DIFFERENCE + SECONDS_A_VALUE) + (double) n_rows * passes * SECONDS_A_ROW)
	                / seg_parallel_threads ();
	cost->bytes = 12 * values + 40.0 * (double) n_rows + 8 * centres * (options.restarts + 4.0) + sampled;
}

static gboolean
fit (const SegMatrix *matrix, SegClusterModel *model, SegJob *job, GError **error)
{
	SegClusterOptions options = options_of (&model->settings);
	SegClustering *clustering = seg_kmeans (matrix, &options, job, error);

	if (clustering == NULL)
		return FALSE;
	model->clustering = clustering;
	seg_cluster_model_add (model, "inertia", _("Sum of squared distances to the centres"), clustering->inertia,
	                       seg_format_number (clustering->inertia, 1));
	seg_cluster_model_add (model, "passes_used", _("Passes of the best start"), clustering->passes,
	                       g_strdup_printf (clustering->converged ? "%u" : _("%u, and users were still moving"), clustering->passes));
	return TRUE;
}

const SegClusterAlgorithm seg_algorithm_kmeans = {
	.name = "k-means", .label = N_("k-means"),
	.meaning = N_("Every user belongs to the nearest of k centres, placed so that the squared distances are least"),
	.parameters = parameters, .estimate = estimate, .fit = fit,
};
