/* What the files of select/ share: the features under judgement, and what a criterion is made of. */
#ifndef SEG_SELECT_PRIVATE_H
#define SEG_SELECT_PRIVATE_H

#include <segscope/association.h>
#include <segscope/correlation.h>
#include <segscope/feature_half.h>
#include <segscope/select.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

typedef struct {
	const SegFeature *feature;
	SegProposalRow   *row;
	gsize    first, n_columns; /* of the matrix */
	gboolean alive;            /* not dropped so far */
	gboolean is_number;        /* one column of the matrix, whatever its values */
	gboolean is_core;          /* recency, frequency or money, where groups are to be found: what others say too is no reason to drop it */
	double   information;      /* about the target, as a share of what there is to know; NAN without target */
} SegCandidate;

/* What a candidate has to do with the target: a pass over all users for each, made once for all criteria. */
typedef struct {
	guint    n_classes; /* values, or tenths */
	double   told;      /* mutual information, in nats */
	SegTest  classes, means; /* chi-square of the classes; analysis of variance of a number */
} SegConnection;

typedef struct {
	const SegSelectOptions *options;
	const SegFeatureMatrix *matrix; /* its columns; the values are given up once seg_judging_look() has taken from them what follows */
	gsize         n_rows;
	SegTarget    *target;      /* NULL: none */
	SegCandidate *candidates;
	gsize         n;
	SegConnection *connections; /* by candidate; NULL: no criterion asks for them */
	gsize        *n_median;    /* by column: how many users have the median */
	SegMatrix    *sampled;     /* scaled rows for what is costly, all columns; NULL: no criterion asks for them */
	SegMatrix    *known;       /* the same of users whose target is known, */
	gint32       *known_labels; /* and their classes */
	SegMatrix    *pearson;     /* of all columns */
	SegMatrix    *strength;    /* larger of |Pearson| and |Spearman|, of all columns */
	gsize         n_sampled;
	gsize         number;      /* of the criterion that is asked */
	SegJob       *job;
} SegJudging;

/* A criterion: fills in its score of every candidate alive and drops some. Rows of the table in criteria.c. */
typedef struct {
	SegCriterion criterion;
	gboolean   (*judge) (SegJudging *judging, GError **error);
} SegJudge;

extern const SegJudge seg_judge_few, seg_judge_constant, seg_judge_near_constant, seg_judge_duplicate, seg_judge_correlation, seg_judge_inflation,
	seg_judge_information, seg_judge_chi_square, seg_judge_anova, seg_judge_path, seg_judge_laplacian, seg_judge_silhouette;

const SegJudge *seg_judge (gsize number);
/** Whether the criterion is asked at all. */
gboolean        seg_judging_asks (const SegJudging *judging, const SegJudge *judge);
/** Takes from the values of all users what criteria ask for, scales them by @selection, correlates them, and gives them up, one after the other
 * in the place of @matrix, whose raw half it is. (look.c) */
gboolean        seg_judging_look (SegJudging *judging, SegFeatureMatrix *matrix, const GPtrArray *selection, GError **error);
/** Frees what it took. */
void            seg_judging_forget (SegJudging *judging);
/** Finds connections[] of the candidates alive. (judge_target.c) */
gboolean        seg_judging_connect (SegJudging *judging, const GPtrArray *selection, GError **error);

/** Drops @candidate for @reason, which is taken over; @instead: what is kept in its place, or NULL. One that the person wants stays, and so
 * does one of recency, frequency and money that repeats what others say; its reason tells what spoke against it. FALSE: it stays. */
gboolean seg_judging_drop (SegJudging *judging, SegCandidate *candidate, const SegCandidate *instead, char *reason);
/** The score of the criterion that is asked. */
void     seg_judging_score (SegJudging *judging, SegCandidate *candidate, double score);
gsize    seg_judging_n_alive (const SegJudging *judging);
/** Columns of the matrix that belong to no candidate alive: owned flags. */
gboolean *seg_judging_gone (const SegJudging *judging);
/** "A, B and C" of @n labels. Free with g_free(). */
char    *seg_words_list (const char *const *labels, gsize n);

/* Pairs of rows with their squared distances. (leave_out.c) */
typedef struct SegPairs SegPairs;
/** @matrix must outlive it. Cost: O(n^2 d) time, 8 n^2 bytes. */
SegPairs *seg_pairs_new (const SegMatrix *matrix, GError **error);
void      seg_pairs_free (SegPairs *pairs);
/** The mean silhouette width of a labelling without the columns @first..@last-1. Cost: O(n^2). Same bits for any number of threads. */
double    seg_pairs_silhouette (const SegPairs *pairs, const gint32 *labels, guint k, gsize first, gsize last);

/** Which segment users are in: -1 for none. (target_store.c) */
gboolean seg_target_read_segments (SegWorkspace *workspace, gint64 segmentation_id, const gint64 *user_ids, gsize n_users,
                                   const gint64 *segment_ids, guint n_segments, gint32 *labels, GError **error);
/* A segmentation as far as targets go. */
typedef struct {
	gint64     id;
	char      *name;
	GArray    *segment_ids; /* of gint64 */
	GPtrArray *segments;    /* of char* */
} SegTargetSegments;
/** By name, or the newest for NULL; without @error for NULL where there is none. */
SegTargetSegments *seg_target_segments_load (SegWorkspace *workspace, const char *name, GError **error);
void               seg_target_segments_free (SegTargetSegments *segments);
/** Names of all segmentations, newest first: GPtrArray of char*, owned. */
GPtrArray         *seg_target_segmentations (SegWorkspace *workspace, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegPairs, seg_pairs_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegTargetSegments, seg_target_segments_free)

#endif
