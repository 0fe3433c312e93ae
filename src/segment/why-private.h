/* What the files about why a user is in a segment share. */
#ifndef SEG_WHY_PRIVATE_H
#define SEG_WHY_PRIVATE_H

#include "segment-private.h"

#include <segscope/why.h>

G_BEGIN_DECLS

/* What may be done to a feature. */
typedef enum {
	SEG_WHY_NUMBER, /* one column */
	SEG_WHY_YES_NO, /* one column of 0 and 1 */
	SEG_WHY_CHOICE, /* columns of which one is up */
	SEG_WHY_SEVERAL, /* columns each of which may be up */
	SEG_WHY_FIXED   /* nothing: coded categories, constants, what says that a value is missing */
} SegWhyKind;

typedef struct {
	const char *feature;
	gsize       first, n;  /* columns of the matrix */
	SegWhyKind  kind;
	gboolean    whole;     /* users have whole numbers only */
	double      least, most; /* of the raw values, the limits of the selection taken into account */
	const SegSelected *selected;
	double     *values;    /* n_values: raw values to try, rising, the ends among them */
	guint       n_values;
} SegWhyPlan;

/* Everything that is asked. */
typedef struct {
	const SegFeatureMatrix *matrix; /* of all users */
	const SegClusterRule   *rule;
	gsize       row;               /* the user's */
	GArray     *plans;             /* of SegWhyPlan: one a feature */
	guint      *feature_of;        /* by column */
	SegJob     *job;
} SegWhyWork;

/* What there is to be done to the features of @matrix (why_moves.c). */
GArray  *seg_why_plans (const SegFeatureMatrix *matrix, gsize row, const GPtrArray *selection);
/* The scaled value of @raw in column @column of @plan. */
double   seg_why_scaled (const SegWhyWork *work, const SegWhyPlan *plan, gsize column, double raw);
/* Fills moves and n_immovable of @why. */
gboolean seg_why_find_moves (const SegWhyWork *work, SegWhy *why, GError **error);
/* Fills together and border of @why, where the rule has flat borders. */
gboolean seg_why_find_border (const SegWhyWork *work, SegWhy *why, GError **error);
/* Fills neighbours of @why, their number in each of its distances, and by density the distances themselves. */
gboolean seg_why_find_neighbours (SegWorkspace *workspace, const SegWhyWork *work, const gint32 *labels, SegWhy *why, GError **error);
/* All of it for an RFM grid. */
gboolean seg_why_of_grid (SegWorkspace *workspace, SegWhy *why, SegJob *job, GError **error);

SegWhyMove *seg_why_move_new (const SegMatrixColumn *column, gint32 segment);
/* A value of the column as people read it; of a share yes or no. */
char       *seg_why_value (const SegMatrixColumn *column, gboolean whole, double raw);

G_END_DECLS

#endif
