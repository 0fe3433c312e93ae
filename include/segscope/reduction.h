/* Fewer columns that say most of what many say: principal components, how many of them to keep, linear discriminants. Knows
 * matrices only.
 *
 * Signs are settled: in each column of loadings or directions the entry of largest absolute value is positive. Same bits for any
 * number of threads; the heavy loops also for any processor. */
#ifndef SEGSCOPE_REDUCTION_H
#define SEGSCOPE_REDUCTION_H

#include <segscope/job.h>
#include <segscope/matrix.h>

G_BEGIN_DECLS

typedef enum {
	SEG_PCA_AUTO,       /* the first of these that suits the shape */
	SEG_PCA_COVARIANCE, /* the d x d matrix of covariances: exact, for many rows */
	SEG_PCA_ROWS,       /* the n x n matrix of products of rows: exact, for more columns than rows */
	SEG_PCA_RANDOMISED  /* only the first components, by repeated passes from random directions: for thousands of columns */
} SegPcaMethod;

typedef struct {
	gsize        n_components; /* how many to keep; 0: all there can be */
	gboolean     correlation;  /* columns divided by their deviation first; constant ones take no part */
	gboolean     scores;       /* compute them */
	SegPcaMethod method;
	guint64      seed;         /* of the random directions */
} SegPcaOptions;

/** All components of the covariance with scores, by the method that suits, seed 1. */
SegPcaOptions seg_pca_options_defaults (void);

/* Principal components. */
typedef struct {
	gsize      n_components;
	gboolean   correlation;
	SegPcaMethod method;    /* that was used; never AUTO */
	double    *eigenvalues; /* n_columns: variances (divisor n - 1) along all components, falling; NAN where not computed */
	double    *shares;      /* n_columns: of the total variance; NAN likewise */
	double    *means;       /* n_columns */
	double    *scales;      /* n_columns: what the centred columns were divided by; 1 without @correlation */
	SegMatrix *loadings;    /* n_columns x n_components, unit length */
	SegMatrix *scores;      /* n_rows x n_components: (x - mean) / scale times loadings; NULL: not asked for */
} SegPca;

/**
 * Principal component analysis of @matrix.
 *
 * @matrix: n x d, finite, n at least 2.
 * NULL with SEG_ERROR_ARGUMENT (shape, components), SEG_ERROR_DATA (not finite; all columns constant with @correlation),
 * SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED.
 * Cost: covariance O(n d^2 + d^3), one pass over the rows and one for the scores; rows O(n^2 d + n^3); randomised some 10 passes of
 * O(n d (components + 10)), and the covariance after all where the eigenvalues fall too slowly for it.
 * Source: Jolliffe 2002, Principal Component Analysis; Halko, Martinsson, Tropp 2011, SIAM Review 53:217-288 (randomised).
 */
SegPca *seg_pca_run (const SegMatrix *matrix, const SegPcaOptions *options, SegJob *job, GError **error);
/** The usual: @n_components (1..n_columns) of the covariance with scores. */
SegPca *seg_pca (const SegMatrix *matrix, gsize n_components, SegJob *job, GError **error);
void    seg_pca_free (SegPca *pca);
/** Scores of other rows with the loadings, means and scales of @pca; the same bits for the same rows. NULL with
 * SEG_ERROR_ARGUMENT (columns), SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED. */
SegMatrix *seg_pca_project (const SegPca *pca, const SegMatrix *rows, SegJob *job, GError **error);

/* How many components say more than chance would. */
typedef struct {
	gsize    n_columns;
	guint    n_sets;      /* of random numbers that were compared with */
	guint64  seed;
	double  *eigenvalues; /* n_columns: of the correlation matrix */
	double  *means;       /* n_columns: mean of the random sets' eigenvalues of that rank */
	double  *quantiles;   /* n_columns: 95 of 100 random sets stay below */
	gsize    n_keep;      /* leading components above their 95 % quantile */
} SegParallelAnalysis;

/**
 * Parallel analysis: compares the eigenvalues of the correlation matrix with those of @n_sets sets of independent normal numbers of
 * the same size.
 *
 * The correlation matrices of such sets are drawn directly (Bartlett's decomposition of a Wishart matrix), so the cost does not
 * depend on the number of rows. Constant columns take no part (their eigenvalues are 0).
 * @n_sets: at least 20; 0: 1000, of more than 64 columns 200. NULL as seg_pca_run().
 * Source: Horn 1965, Psychometrika 30:179-185; Bartlett 1933, Proc. R. Soc. Edinburgh 53:260-283.
 */
SegParallelAnalysis *seg_parallel_analysis (const SegMatrix *matrix, guint n_sets, guint64 seed, SegJob *job, GError **error);
void                 seg_parallel_analysis_free (SegParallelAnalysis *analysis);

/* Linear discriminants: the directions in which groups lie furthest apart. */
typedef struct {
	guint      n_groups;
	gsize      n_directions; /* at most groups - 1 and columns */
	double    *eigenvalues;  /* n_directions: of inverse(W) B, falling */
	double    *shares;       /* of their sum */
	double    *canonical;    /* canonical correlations, sqrt(e / (1 + e)) */
	double     wilks;        /* Wilks' lambda, product of 1 / (1 + e): 0 apart, 1 alike */
	double    *means;        /* n_columns, of all rows */
	SegMatrix *directions;   /* n_columns x n_directions: the within covariance of the scores is the identity */
	SegMatrix *scores;       /* n_rows x n_directions: (x - mean) times directions */
	SegMatrix *centres;      /* n_groups x n_directions: mean scores of the groups */
	double    *priors;       /* n_groups: their share of the rows */
	double     accuracy;     /* share of these same rows that the discriminants put into their own group */
	gsize      n_dropped;    /* directions without variance within the groups: columns that follow from others, or constant */
} SegLda;

/**
 * Linear discriminant analysis of @matrix (n x d, finite) by @labels (n values in 0..n_groups-1, -1: not used; two groups at least,
 * with more rows than groups).
 *
 * Columns that follow from others (a yes and its no) do no harm: directions without variance within groups are dropped first.
 * NULL with SEG_ERROR_ARGUMENT, SEG_ERROR_DATA, SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED. Cost: O(n d^2 + d^3).
 * Source: Fisher 1936, Ann. Eugenics 7:179-188; Rao 1948, J. R. Stat. Soc. B 10:159-203.
 */
SegLda *seg_lda (const SegMatrix *matrix, const gint32 *labels, guint n_groups, SegJob *job, GError **error);
/** Group of each row of @scores (as seg_lda.scores): nearest centre, in favour of larger groups by their log prior. */
void    seg_lda_predict (const SegLda *lda, const SegMatrix *scores, gint32 *labels);
void    seg_lda_free (SegLda *lda);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegPca, seg_pca_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegParallelAnalysis, seg_parallel_analysis_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegLda, seg_lda_free)

G_END_DECLS

#endif
