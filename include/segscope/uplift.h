/* Whom a campaign changes: learners of uplift, the difference that being sent to makes for a person, judged on people the learner has not
 * seen. Numbers only. */
#ifndef SEGSCOPE_UPLIFT_H
#define SEGSCOPE_UPLIFT_H

#include <segscope/job.h>

G_BEGIN_DECLS

/* People drawn at random into sent to and held back. */
typedef struct {
	gsize         n, n_columns;
	const double *values;  /* n x n_columns, row by row, finite; columns of about the same scale */
	const guint8 *sent;    /* 1: sent to, 0: held back */
	const guint8 *reached; /* 1: did it */
} SegUpliftData;

/* A learner: one file, one row in the table. */
typedef struct {
	const char *name;    /* "two-models" */
	const char *label;   /* translatable */
	const char *meaning; /* a sentence, translatable */
	/* Learns from the @n people numbered @rows. NULL with SEG_ERROR_DATA (too few on one side, or nobody did it) or SEG_ERROR_CANCELLED. */
	gpointer  (*fit) (const SegUpliftData *data, const guint *rows, gsize n, SegJob *job, GError **error);
	double    (*score) (gconstpointer model, const double *values); /* uplift foretold: share sent to who do it, less that of those held back */
	void      (*free) (gpointer model);
} SegUpliftLearner;

extern const SegUpliftLearner *const seg_uplift_learners[]; /* NULL-terminated; the first is used where none is named */

/** FALSE with SEG_ERROR_USAGE, which lists those there are. */
const SegUpliftLearner *seg_uplift_learner_find (const char *name, GError **error);

/* A point of the curve: had the first @n people (by falling score) been sent to, so many more would have done it. */
typedef struct {
	gsize  n;
	double gain;
} SegQiniPoint;

typedef struct {
	double  area;        /* under the curve, over the share of people from 0 to 1, in people */
	double  coefficient; /* area less that of sending at random, in people; NAN where one side is empty */
	double  per_person;  /* the same over n */
	double  gain;        /* of sending to everyone */
	GArray *points;      /* of SegQiniPoint: at every hundredth of the people, from 0; owned */
} SegQini;

/**
 * Qini curve (Radcliffe 2007): among the first i people, those sent to who did it less those held back who did it, times sent to over
 * held back; 0 while nobody is held back. Equal scores in the order of the people. Cost: a sort.
 */
SegQini *seg_qini (const double *scores, const guint8 *sent, const guint8 *reached, gsize n);
void     seg_qini_free (SegQini *qini);

/**
 * Scores of everyone by a learner that has not seen them: people are put into two halves by a hash of their number and @seed, each half
 * scored by what was learnt from the other. @scores: n doubles to fill. Errors as fit().
 */
gboolean seg_uplift_cross_score (const SegUpliftLearner *learner, const SegUpliftData *data, guint64 seed, double *scores, SegJob *job, GError **error);

/**
 * Logistic regression by iteratively reweighted least squares, with a ridge penalty (le Cessie and van Houwelingen 1992): maximum of the
 * log likelihood less @penalty / 2 times the squared coefficients but the constant. 0: maximum likelihood, which separable data do not have.
 * @weights: NULL: 1 each. @coefficients: n_columns + 1 to fill, the constant first. FALSE with SEG_ERROR_DATA where it does not
 * come to rest, or SEG_ERROR_CANCELLED. Cost: passes of n x n_columns squared, some ten of them.
 */
gboolean seg_logistic_fit (const SegUpliftData *data, const guint *rows, gsize n, const guint8 *outcome, const double *weights, double penalty, double *coefficients, SegJob *job, GError **error);
double   seg_logistic_share (const double *coefficients, const double *values, gsize n_columns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegQini, seg_qini_free)

G_END_DECLS

#endif
