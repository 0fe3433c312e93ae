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
	gint32     *place_of;          /* by label of the rule: place of its segment; -1: none, or that of those who fit none */
	SegJob     *job;
} SegWhyWork;

/* What there is to be done to the features of @matrix (why_plan.c). */
GArray  *seg_why_plans (const SegFeatureMatrix *matrix, gsize row, const GPtrArray *selection);
/* The scaled value of @raw in column @column of @plan. */
double   seg_why_scaled (const SegWhyWork *work, const SegWhyPlan *plan, gsize column, double raw);
/* Which segment each label of the rule stands for: fills place_of (why_distances.c). */
void     seg_why_find_places (SegWhyWork *work, const SegSegmentation *segmentation);
/* Fills distances and now of @why. By density there are no middles; why_near.c fills what is nearest. */
gboolean seg_why_find_distances (const SegWhyWork *work, SegWhy *why, GError **error);
/* Sorts the distances. Fills next: where the figures speak for another segment than their own, that one. */
void     seg_why_choose_next (SegWhy *why);
/* Fills features of @why (why_features.c). */
gboolean seg_why_find_features (const SegWhyWork *work, SegWhy *why, GError **error);
/* Fills moves and n_immovable of @why (why_moves.c). */
gboolean seg_why_find_moves (const SegWhyWork *work, SegWhy *why, GError **error);
/* A value between both, of whole numbers nearer to @moves; NAN: there is none. */
double   seg_why_between (const SegWhyPlan *plan, double stays, double moves);
/* The move of the number with plan @number to the raw value @to. */
SegWhyMove *seg_why_move_of_number (const SegWhyWork *work, guint number, double to, gint32 place);
/* By length; GCompareFunc of SegWhyMove **. */
gint     seg_why_compare_moves (gconstpointer a, gconstpointer b);
/* Fills together and border of @why, where the rule has flat borders (why_border.c). */
gboolean seg_why_find_border (const SegWhyWork *work, SegWhy *why, GError **error);
/* Fills neighbours of @why, their number in each of its distances, and by density the distances themselves. */
gboolean seg_why_find_neighbours (SegWorkspace *workspace, const SegWhyWork *work, const gint32 *labels, SegWhy *why, GError **error);
/* The segment that the rule gives for each of @rows, as places; -1: none. */
gboolean seg_why_assign (const SegWhyWork *work, const SegMatrix *rows, gint32 *places, GError **error);
/* The label of the rule that stands for the segment at @place; -1: none. Where several do, the nearest to the user. */
gint32   seg_why_label_of (const SegWhyWork *work, gint32 place);
/* All of it for segments made of conditions. */
gboolean seg_why_of_conditions (SegWorkspace *workspace, SegWhy *why, SegJob *job, GError **error);
/* All of it for an RFM grid. */
gboolean seg_why_of_grid (SegWorkspace *workspace, SegWhy *why, SegJob *job, GError **error);

SegWhyMove *seg_why_move_new (const SegMatrixColumn *column, gint32 segment);
/* @raw_to as text, rounded away from @raw_from, so that who reads the text and does that is moved. */
char       *seg_why_text_beyond (const SegMatrixColumn *column, const SegWhyPlan *plan, double raw_from, double raw_to);
/* A value of the column as people read it; of a share yes or no. */
char       *seg_why_value (const SegMatrixColumn *column, gboolean whole, double raw);

G_END_DECLS

#endif
