/* What the files of Gaussian mixtures share. */
#ifndef SEG_MIXTURE_H
#define SEG_MIXTURE_H

#include "mixture-kernel.h"

typedef enum { SEG_SHAPE_FULL, SEG_SHAPE_TIED, SEG_SHAPE_DIAGONAL, SEG_SHAPE_SPHERICAL, SEG_N_SHAPES } SegShape;

/* k normal distributions in n_columns columns. */
typedef struct {
	SegShape shape;
	guint    k;
	gsize    n_columns;
	double   ridge;       /* added to every variance */
	double  *weights;     /* k */
	double  *means;       /* k x n_columns */
	double  *covariances; /* full: k, tied: one, of n_columns x n_columns; diagonal, spherical: k x n_columns variances */
	double  *factors;     /* full, tied: inverses of their Cholesky factors; else NULL */
	double  *precisions;  /* diagonal, spherical: 1 / variances; tied: ones, for what is whitened; else NULL */
	double  *constants;   /* k: logarithms of the weights and of what makes the densities integrate to 1 */
	double   log_likelihood;
	guint    steps;
	gboolean converged;
} SegMixture;

SegMixture *seg_mixture_new (SegShape shape, guint k, gsize n_columns, double ridge);
void        seg_mixture_free (SegMixture *mixture);
/** Free parameters. */
double      seg_mixture_parameters (const SegMixture *mixture);
/** -2 ln likelihood + parameters ln @n_rows: lower is better. */
double      seg_mixture_bic (const SegMixture *mixture, gsize n_rows);

/** Factors, precisions and constants from weights and covariances (shape.c). FALSE with SEG_ERROR_DATA: a component has collapsed. */
gboolean    seg_mixture_prepare (SegMixture *mixture, GError **error);

/* What one pass over the rows adds up to, about the means it used: for each component 1 + n_columns + squares or products. */
/** Numbers a component's sums have: products of pairs where the shape needs them. */
gsize       seg_mixture_n_sums (const SegMixture *mixture);
/** Weights, means and covariances from @sums; @total: the scatter of all rows about @middle, for tied ones. */
void        seg_mixture_update (SegMixture *mixture, const double *sums, const double *total, const double *middle, gsize n_rows);

/**
 * EM from the hard labels of @start (of k clusters): at most @max_steps steps, until the mean log likelihood of a row rises by no
 * more than @tolerance. FALSE with SEG_ERROR_DATA, SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED. (em.c)
 */
gboolean    seg_mixture_fit (SegMixture *mixture, const SegTiles *tiles, const SegClustering *start, guint max_steps, double tolerance,
                             SegJob *job, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegMixture, seg_mixture_free)

#endif
