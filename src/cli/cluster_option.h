/* Options of the command line made from the parameters of the clustering algorithms. */
#ifndef SEG_CLUSTER_OPTION_H
#define SEG_CLUSTER_OPTION_H

#include "cli.h"

#include <segscope/cluster.h>

/* The parameters of all algorithms, each name once. */
typedef struct {
	char  *algorithm; /* --algorithm, or NULL */
	char **values;    /* as given, by parameter; NULL: not given */
	const SegClusterParameter **parameters;
	GPtrArray *texts; /* of char*: help of the entries */
	guint  n;
} SegClusterOptionSet;

/** Entries for --algorithm and for every parameter, followed by @own (ends with a NULL name). Free with g_free(); the texts and
 * values belong to @set. */
GOptionEntry *seg_cluster_option_entries (SegClusterOptionSet *set, const GOptionEntry *own);
void          seg_cluster_option_set_clear (SegClusterOptionSet *set);
/** What was given, over the defaults. FALSE with SEG_ERROR_USAGE: no such algorithm (lists them), an option it has not, a value
 * that is none. */
gboolean      seg_cluster_option_settings (const SegClusterOptionSet *set, guint64 seed, SegClusterSettings *settings, GError **error);
/** Whether parameter @name was given. */
gboolean      seg_cluster_option_given (const SegClusterOptionSet *set, const char *name);
/** The algorithms with what they are, one a line, for --help. Owned. */
char         *seg_cluster_option_help (void);
/** Names the command that keeps the segments of the way that suits better than k-means, where there is one. @select: as given, or NULL. */
void          seg_cli_say_other_way (const SegSweep *sweep, char **select, const SegCommonOptions *common);
/** Says what a run of @what on users by features will take: where it was @asked for in place of the result, else on a terminal. */
void          seg_cli_say_cost (const SegCommonOptions *common, gboolean asked, const char *what, gsize n_users, gsize n_features,
                                const SegClusterCost *cost);

#endif
