/* The options of a run as a person reads them. */
#include <config.h>
#include "run-private.h"

#include <glib/gi18n.h>

/* Of an algorithm or with options that this program does not know, what can be said. */
char *
seg_run_options_words (const SegRun *run)
{
	const SegClusterAlgorithm *algorithm = seg_cluster_algorithm_find (run->algorithm);
	SegClusterSettings settings;

	if (algorithm == NULL)
		return g_strdup (run->algorithm);
	seg_cluster_settings_init (&settings, algorithm);
	return seg_run_options_from_json (&settings, run->options, NULL) ? seg_cluster_settings_words (&settings) : g_strdup (_(algorithm->label));
}
