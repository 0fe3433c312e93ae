/* What the files of outlier/ share: the figures that outlying users were found by. */
#ifndef SEG_OUTLIER_PRIVATE_H
#define SEG_OUTLIER_PRIVATE_H

#include <segscope/error.h>
#include <segscope/outlier.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

struct SegOutlyingFigures {
	SegMcd             *mcd;       /* NULL: not asked, or no column takes part */
	gsize              *columns;   /* of the matrix, that take part in the distance */
	gsize               n_columns;
	SegIsolationForest *forest;    /* NULL: not asked */
	double             *low, *high;/* by column of the matrix: 95 % of the raw values lie within */
	guint8             *outlying;  /* n: flags of rows */
};

/** The keys of users and whether a person keeps them, put into @users (of SegOutlyingUser*). (outlier_store.c) */
gboolean seg_outlying_read_users (SegWorkspace *workspace, GPtrArray *users, GError **error);

#endif
