/* Outlying users: who is unlike everyone else, what makes them odd, and what to do about it.
 *
 * Two ways to find them: the robust distance from the bulk of the users (far in a direction in which people do not differ that way), and
 * isolation (few random cuts are enough to be alone). Nothing happens to anyone by itself: a person keeps them, limits the features that
 * make them odd (winsorising), or sets them aside by a step of the cleaning recipe. All of it can be taken back. */
#ifndef SEGSCOPE_OUTLIER_H
#define SEGSCOPE_OUTLIER_H

#include <segscope/feature.h>
#include <segscope/job.h>
#include <segscope/matrix.h>
#include <segscope/workspace.h>

G_BEGIN_DECLS

/* Robust distance: matrices only. ----------------------------------------------------------------------------------------------- */

typedef struct {
	gsize   n_columns, n_core;  /* n_core: rows in the core (h) */
	double *centre;             /* p: reweighted */
	double *scatter;            /* p x p: reweighted, consistent for normal data */
	double *raw_centre;         /* p: of the core */
	double *raw_scatter;        /* p x p: of the core (divisor h - 1), with the factor for normal data */
	double  log_determinant;    /* of the core's covariance (divisor h), in the units of the columns */
	double *squares;            /* n: squared distances by centre and scatter: chi-square with p degrees of freedom for normal data */
} SegMcd;

/**
 * Minimum covariance determinant: the centre and scatter of the h rows that lie closest together, then of all rows within the 97.5 %
 * ellipsoid of those.
 *
 * @matrix: n x p, finite, n at least 2 (p + 1). @support: h / n, in 0.5..1; h = [n support], at least (n + p + 1) / 2.
 * @flat: (out, may be NULL) the column that fails when the core lies in a plane; untouched otherwise.
 * Starts: 500 random subsets by @seed; over 600 rows in up to 5 nested groups of 300.
 * NULL with SEG_ERROR_ARGUMENT, SEG_ERROR_DATA (the core lies in a plane), SEG_ERROR_CANCELLED. Same bits for any number of threads.
 * Source: Rousseeuw, Van Driessen 1999, Technometrics 41:212-223; factors of Croux, Haesbroeck 1999, J. Multivariate Anal.
 * 71:161-190, by the share of rows that is within (as robustbase); no correction for small samples.
 */
SegMcd *seg_mcd (const SegMatrix *matrix, double support, guint64 seed, gsize *flat, SegJob *job, GError **error);
void    seg_mcd_free (SegMcd *mcd);
/**
 * The parts that the columns have in the squared distance of @row: p shares that add up to 1.
 * Source: Garthwaite, Koch 2016, Aust. N. Z. J. Stat. 58:99-119 (corr-max transformation).
 */
void    seg_mcd_shares (const SegMcd *mcd, const double *row, double *shares);

/* Isolation: matrices only. -------------------------------------------------------------------------------------------------------- */

typedef struct SegIsolationForest SegIsolationForest;

/**
 * @n_trees trees, each over @sample random rows, cut at random until a row is alone or log2 (sample) deep.
 * Source: Liu, Ting, Zhou 2008, ICDM, 413-422. Same bits for any number of threads.
 */
SegIsolationForest *seg_isolation_forest (const SegMatrix *matrix, guint n_trees, guint sample, guint64 seed, SegJob *job, GError **error);
void                seg_isolation_forest_free (SegIsolationForest *forest);
/** Scores of the rows: 2^(-mean depth / expected depth): near 1 odd, below 0.5 ordinary. FALSE with SEG_ERROR_CANCELLED. */
gboolean            seg_isolation_scores (const SegIsolationForest *forest, const SegMatrix *matrix, double *scores, SegJob *job, GError **error);
/** The parts that the columns have in isolating @row: what cuts by them did more than halving. d shares that add up to 1. */
void                seg_isolation_shares (const SegIsolationForest *forest, const double *row, double *shares);

/* Of a workspace ---------------------------------------------------------------------------------------------------------------------- */

typedef struct {
	gboolean distance, isolation; /* which ways */
	double   quantile;  /* far: the squared distance is above this quantile of chi-square */
	double   score;     /* isolated: a score above this */
	double   support;
	guint    n_trees, sample;
	guint64  seed;
} SegOutlyingOptions;

/** Both, 0.999, 0.6, 0.75, 100 trees of 256, seed 1. */
SegOutlyingOptions seg_outlying_options_defaults (void);

typedef struct {
	gint64   user_id;
	char    *key;
	double   distance; /* robust; NAN: not asked */
	double   score;    /* of isolation; NAN: not asked */
	gboolean far, isolated;
	gboolean kept;     /* a person has looked and keeps them */
	gsize    row;
} SegOutlyingUser;

typedef struct {
	GPtrArray *users;      /* of SegOutlyingUser*: found both ways first, then by the better of the places by distance and by score */
	gsize      n_users;    /* that were looked at */
	gsize      n_far, n_isolated, n_both, n_kept;
	double     distance_cut, score_cut;
	GPtrArray *remarks;    /* of char*: columns that take no part in the distance, and why */
	SegFeatureMatrix *matrix;
	struct SegOutlyingFigures *figures; /* private: what causes are found by */
} SegOutlying;

/**
 * Looks for them among the users of @set by the columns of @selection (NULL: the set's own), as scaled.
 *
 * Yes/no columns, values of categories and columns in which half of the users have the same value take no part in the distance (remarks
 * say so); they do in isolation. Errors as seg_feature_matrix(), SEG_ERROR_DATA: too few users.
 * Cost: MCD some passes O(n p^2); isolation O(n trees log sample).
 */
SegOutlying *seg_outlying_find (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection,
                                const SegOutlyingOptions *options, SegJob *job, GError **error);
void         seg_outlying_free (SegOutlying *outlying);

/* A column that makes a user odd. */
typedef struct {
	const SegMatrixColumn *column; /* borrowed from the matrix */
	double value;          /* raw */
	double low, high;      /* usual: 95 % of the users lie within */
	double share;          /* part in their oddness, 0..1 */
} SegOutlyingCause;

/** Largest part first; only those that matter (at least 5 %): GArray of SegOutlyingCause, owned. */
GArray *seg_outlying_causes (const SegOutlying *outlying, const SegOutlyingUser *user);
/** "Orders 48 (usual 0 to 6), Spend 9,120 (usual 0 to 811)": at most @n_most causes. Free with g_free(). */
char   *seg_outlying_words (const SegOutlying *outlying, const SegOutlyingUser *user, guint n_most);

/* What to do about them: each in one transaction with a line in the audit log. ------------------------------------------------------------ */

/** A person has looked at these users and keeps them (or, with @keep FALSE, no longer says so). */
gboolean seg_outlying_keep (SegWorkspace *workspace, const gint64 *user_ids, gsize n, gboolean keep, GError **error);

/** The limits within which all users lie who are not outlying. FALSE: the column is no number, or nobody lies outside. */
gboolean seg_outlying_limits (const SegOutlying *outlying, gsize column, double *low, double *high, gsize *n_outside);
/** Winsorises the columns' features in the selection of the set; adds nothing to it. @n_features: (out) how many got limits. */
gboolean seg_outlying_winsorise (SegWorkspace *workspace, const SegFeatureSet *set, const SegOutlying *outlying, const gsize *columns,
                                 gsize n_columns, guint *n_features, GError **error);
/** Takes all limits of these features back; NULL: of all. @n_features: (out) how many had some. */
gboolean seg_outlying_unlimit (SegWorkspace *workspace, const SegFeatureSet *set, const char *const *features, guint *n_features, GError **error);

/** Leaves these users out by the step "exclude" of the cleaning recipe noted as outlying users, which grows; taking it back is done there
 * or by seg_outlying_take_back(). The features must be computed again afterwards. */
gboolean seg_outlying_set_aside (SegWorkspace *workspace, const char *const *keys, SegJob *job, GError **error);
/** The users set aside that way: NULL-terminated keys, owned; none: an empty one. */
char   **seg_outlying_aside (SegWorkspace *workspace, GError **error);
/** Takes these back in; NULL: all of them. SEG_ERROR_NOT_FOUND: one is not aside. */
gboolean seg_outlying_take_back (SegWorkspace *workspace, const char *const *keys, SegJob *job, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegMcd, seg_mcd_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegIsolationForest, seg_isolation_forest_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegOutlying, seg_outlying_free)

G_END_DECLS

#endif
