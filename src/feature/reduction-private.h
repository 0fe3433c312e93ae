/* What the files of components and discriminants share: kernels, sums of products, eigenvectors. */
#ifndef SEG_REDUCTION_PRIVATE_H
#define SEG_REDUCTION_PRIVATE_H

#include <segscope/error.h>
#include <segscope/reduction.h>

/* Rows in these loops are padded with zeros to a multiple of this many values. */
#define SEG_PRODUCT_LANES 16

static inline gsize
seg_product_width (gsize n)
{
	return (n + SEG_PRODUCT_LANES - 1) / SEG_PRODUCT_LANES * SEG_PRODUCT_LANES;
}

typedef struct {
	/* Adds the products of all pairs of columns over @n rows of @width values to @sums (width x width), on and above the diagonal. */
	void      (*add_products) (const double *rows, gsize n, gsize width, double *sums);
	/* @centred = rows - means, a row every @width values; adds them to @sums. */
	void      (*centre) (const double *rows, gsize n, gsize n_columns, gsize width, const double *means, double *centred, double *sums);
	/* @products (n x n_directions) = rows times directions (n_columns x n_directions); n a multiple of 4, n_directions of the lanes. */
	void      (*project) (const double *rows, gsize n, gsize n_columns, gsize width, const double *directions, gsize n_directions,
	                      double *products);
} SegProductKernel;

/** The version for seg_processor(). */
const SegProductKernel *seg_product_kernel (void);

/* Means and the sums of products about them. */
typedef struct {
	gsize   n_columns;
	double *means;  /* d; of a constant column exactly its value */
	double *cross;  /* d x d, symmetric */
} SegMoments;

/** @labels: rows below 0 are left out; NULL: all count. */
gboolean seg_moments_compute (const SegMatrix *matrix, const gint32 *labels, SegJob *job, SegMoments *moments, GError **error);
void     seg_moments_clear (SegMoments *moments);

/** Eigenvalues (rising) of the symmetric @matrix (d x d), which becomes the eigenvectors, in columns. */
gboolean seg_eigen (double *matrix, gsize d, double *values, GError **error);
/** The same, the values alone; @matrix is destroyed. Runs inside parallel loops too. FALSE: it failed. */
gboolean seg_eigenvalues (double *matrix, gsize d, double *values);

/** (x - mean) times @directions (d x m) for all rows; NULL with @error. */
SegMatrix *seg_project (const SegMatrix *rows, const double *means, const SegMatrix *directions, SegJob *job, GError **error);

/** 1, or -1 where the entry of largest absolute value in @column of @matrix (of equal ones, up to rounding, the first) is negative. */
double seg_settled_sign (const SegMatrix *matrix, gsize column);
void   seg_settle_signs (SegMatrix *matrix);

/* The routes of seg_pca_run(): fill eigenvalues, shares and loadings of @pca, whose means and scales are known. */
gboolean seg_pca_rows (const SegMatrix *matrix, SegPca *pca, SegJob *job, GError **error);
/** @settled: FALSE: the eigenvalues fall too slowly; nothing is filled. */
gboolean seg_pca_randomised (const SegMatrix *matrix, guint64 seed, SegPca *pca, gboolean *settled, SegJob *job, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SegMoments, seg_moments_clear)

#endif
