/* Which features to keep: a proposal with the reason for each in words, for a person to change and accept.
 *
 * A criterion is one file in select/ and one row of the table in select/criteria.c. Criteria are asked in the order of the table; each
 * judges the features that those before it have left, and drops some of them with a reason. Nothing is dropped without one. */
#ifndef SEGSCOPE_SELECT_H
#define SEGSCOPE_SELECT_H

#include <segscope/feature.h>
#include <segscope/workspace.h>

G_BEGIN_DECLS

/* What features are judged against: classes that users fall into. ------------------------------------------------------------- */

typedef struct {
	char   *name;      /* as it was asked for */
	char   *label;     /* "Churned", "the segments of \"autumn\"" */
	char   *feature;   /* the feature it is itself, which is no candidate; NULL: a segmentation */
	guint   n_classes;
	char  **classes;   /* their names, NULL-terminated */
	gsize   n_rows;
	gint32 *labels;    /* of each user: 0..n_classes-1; -1: not known */
	gsize   n_known;
} SegTarget;

/**
 * The classes of the users @user_ids (ascending).
 *
 * @name: a feature or attribute (yes/no, category, or a number: each value a class where there are at most 10, else quarters);
 * "segments" or "segments:NAME" (the segments of the newest or that segmentation); "segment:NAME" (one of them against all others).
 * NULL with SEG_ERROR_DATA, SEG_ERROR_NOT_FOUND (lists what there is; all users in one class; known for fewer than 10).
 */
SegTarget *seg_target_load (SegWorkspace *workspace, const SegFeatureSet *set, const gint64 *user_ids, gsize n_users, const char *name,
                            SegJob *job, GError **error);
void       seg_target_free (SegTarget *target);

/* What could be a target. */
typedef struct {
	char *name, *label, *remark;
} SegTargetChoice;

/** Outcomes first, then the segmentations, then features: GPtrArray of SegTargetChoice*, owned. */
GPtrArray *seg_target_choices (SegWorkspace *workspace, const SegFeatureSet *set, GError **error);

/* Criteria ---------------------------------------------------------------------------------------------------------------------- */

typedef enum { SEG_CRITERION_ALWAYS, SEG_CRITERION_WITH_TARGET, SEG_CRITERION_WITHOUT_TARGET } SegCriterionNeeds;

typedef struct {
	const char       *name;    /* "variance-inflation", for --only and files */
	const char       *label;   /* translatable */
	const char       *meaning; /* a sentence; translatable */
	const char       *heading; /* of its figure in a table, translatable; NULL: it has none */
	SegCriterionNeeds needs;
} SegCriterion;

#define SEG_MOST_CRITERIA 16

/** All of them, in the order in which they are asked. */
gsize               seg_criteria_count (void);
const SegCriterion *seg_criterion (gsize number);
const SegCriterion *seg_criterion_find (const char *name, gsize *number); /* NULL: there is none */

typedef struct {
	const char        *target;        /* as seg_target_load(); NULL: for finding groups, nothing to predict */
	const char *const *candidates;    /* names; NULL: all features of the set but outcomes */
	const char *const *keep, *const *drop; /* names: what the person has decided; NULL: nothing */
	gboolean           skip[SEG_MOST_CRITERIA]; /* criteria that are not asked */
	double             most_frequent; /* near-constant: so large a share of users has the same value */
	double             correlation;   /* groups: all pairs correlate at least so much */
	double             inflation;     /* variance inflation above this */
	double             information;   /* less than this share of what there is to know about the target */
	double             false_finds;   /* share of false ones among connections found (Benjamini, Hochberg) */
	guint              most;          /* to find groups: more than so many are too many, where they go together; 0: no limit */
	double             least_correlation; /* what correlates less does not go together */
	double             laplacian;     /* a score above this: neighbours differ in it as strangers do */
	double             silhouette;    /* the groups become so much clearer without it */
	gsize              sample;        /* users of whom Laplacian score and silhouettes are computed, at most */
	gsize              sample_path;   /* and the L1 path */
	guint64            seed;
} SegSelectOptions;

/** No target, all criteria, 99 %, 0.9, 10, 0.2 %, 5 %, 20 features, 0.3, 0.95, 0.05, 2,000 and 5,000 users, seed 1. */
SegSelectOptions seg_select_options_defaults (void);

/* A feature and what becomes of it. */
typedef struct {
	char    *feature, *label;
	SegScaling scaling;
	gboolean keep;
	gboolean by_person;      /* asked to keep or drop it */
	gboolean was_selected;   /* before */
	gssize   criterion;      /* that dropped it, or -1 */
	char    *reason;         /* a sentence, never NULL */
	char    *instead;        /* the feature that is kept in its place, or NULL */
	guint    group;          /* of features that say nearly the same: 1, 2, ...; 0: none */
	double   scores[SEG_MOST_CRITERIA]; /* the figure of each criterion; NAN: not asked */
} SegProposalRow;

typedef struct {
	GPtrArray *rows;      /* of SegProposalRow*: in the order of the catalogue */
	guint      n_kept;
	SegTarget *target;    /* or NULL */
	char      *summary;   /* in words */
	gsize      n_sampled; /* users the sampled criteria looked at; 0: all */
} SegProposal;

/**
 * Judges the features of @set.
 *
 * What a feature stands for is judged as scaled for clustering (or as it is proposed to be scaled). NULL with SEG_ERROR_DATA (an unknown feature,
 * fewer than three users), those of seg_target_load() and seg_feature_matrix().
 * Cost: seg_feature_matrix() of all candidates, correlations O(n d^2); without a target one clustering of a sample a feature; with one, some
 * fits of a sample. Same proposal for any number of threads.
 */
SegProposal *seg_select_propose (SegWorkspace *workspace, const SegFeatureSet *set, const SegSelectOptions *options, SegJob *job,
                                 GError **error);
void         seg_proposal_free (SegProposal *proposal);
/** What is kept, as a selection of @set: limits and scaling stay where the feature was selected before. Owned. */
GPtrArray   *seg_proposal_selection (const SegProposal *proposal, const SegFeatureSet *set);

/* Figures behind criteria: matrices only. ------------------------------------------------------------------------------------------ */

/**
 * Laplacian score of each column: how much neighbours differ in it, as a share of its variance; small is good.
 *
 * Graph: each row and its @n_neighbours nearest ones (Euclidean, an edge where either names the other), weights exp(-d^2 / t) with t the
 * mean squared length of edges. @scores: (out) d values; NAN for a constant column.
 * Cost: O(n^2 d). Source: He, Cai, Niyogi 2005, NIPS 18:507-514.
 */
gboolean seg_laplacian_scores (const SegMatrix *matrix, guint n_neighbours, double *scores, SegJob *job, GError **error);

/* Logistic regression with an L1 penalty along a path of penalties. */
typedef struct {
	guint   n_steps;
	double *penalties;  /* n_steps: C of liblinear, rising: the penalty falls */
	double *losses;     /* mean log-loss on rows held back, 5 folds */
	double *errors;     /* standard errors of the losses */
	guint   best;       /* least loss */
	guint   chosen;     /* the strongest penalty within one standard error of it */
	gsize   n_columns;
	guint  *entered;    /* by column: the step at which its weight first differs from 0 in any class; n_steps: never */
	double *weights;    /* by column: largest |weight| of all classes at the chosen step, columns standardised */
} SegL1Path;

/**
 * @matrix: n x d, finite. @labels: n values in 0..n_classes-1; more than two classes: each against all others.
 * NULL with SEG_ERROR_CANCELLED, SEG_ERROR_DATA (fewer than 10 rows or a class in a fold alone).
 * Source: Fan et al. 2008, JMLR 9:1871-1874 (liblinear, L1R_LR); one standard error: Breiman et al. 1984.
 */
SegL1Path *seg_l1_path (const SegMatrix *matrix, const gint32 *labels, guint n_classes, guint64 seed, SegJob *job, GError **error);
void       seg_l1_path_free (SegL1Path *path);

/** Rows @rows of @matrix without the columns of which @without is TRUE (NULL: all columns). */
SegMatrix *seg_matrix_part (const SegMatrix *matrix, const gsize *rows, gsize n_rows, const gboolean *without, GError **error);
/** @n_most different rows of @n in rising order (all of them where there are no more), random by @seed. Returns how many; @rows owned. */
gsize      seg_sample_rows (gsize n, gsize n_most, guint64 seed, gsize **rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegTarget, seg_target_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegProposal, seg_proposal_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegL1Path, seg_l1_path_free)

G_END_DECLS

#endif
