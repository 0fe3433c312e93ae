/* What the files of the evaluation share: what is hidden, lists that are made without it, and figures of them. */
#ifndef SEG_EVALUATE_PRIVATE_H
#define SEG_EVALUATE_PRIVATE_H

#include <segscope/evaluate.h>

#include "recommend-private.h"

#define SEG_USUAL_SHARE 0.2
#define SEG_LEAST_TESTED 20 /* people: fewer say nothing */

/* What is hidden (split.c) ------------------------------------------------------------------------------------------- */

typedef struct {
	SegSplitOptions options;  /* as it was made */
	guint8         *hidden;   /* of the pairs it was made of: to be found again */
	gint64         *user_until;
	SegEventFilter  filter;   /* what is learned from */
	gsize           n_hidden, n_undated;
} SegSplit;

/** Splits what was taken in @pool, which must outlive it. @also: what else is not learned from, or NULL; the same. */
gboolean seg_split_make (const SegInteractions *pool, const SegSplitOptions *options, const SegEventFilter *also, SegSplit *split, GError **error);
void     seg_split_clear (SegSplit *split);

#define SEG_ITEM_UNKNOWN G_MAXUINT32

/* The same as numbers of what is learned from. */
typedef struct {
	gsize    n_users;      /* to be tested */
	gsize   *users;        /* n_users of what is learned from: nothing was known of them */
	gsize   *pool_users;
	gsize   *start;        /* n_users + 1 */
	guint32 *items;        /* SEG_ITEM_UNKNOWN: nobody knew it */
	gsize    n_new_users, n_new_items, n_unlisted, n_had;
	gsize    n_ratings;
	gsize   *rating_users;
	guint32 *rating_items;
	double  *ratings;
} SegHidden;

gboolean seg_hidden_find (const SegInteractions *pool, const SegSplit *split, const SegInteractions *training, SegHidden *hidden, GError **error);
void     seg_hidden_clear (SegHidden *hidden);
/** SEG_ERROR_DATA with what is missing where there are too few to be tested. */
gboolean seg_hidden_enough (const SegHidden *hidden, const SegSplit *split, GError **error);

/* Lists and their figures -------------------------------------------------------------------------------------------- */

typedef struct {
	gsize     n;        /* places of a list */
	gsize     n_users;
	SegPlace *places;   /* n a user */
	guint32  *lengths;
} SegLists;

gboolean seg_lists_make (const SegModel *model, const gsize *users, gsize n_users, gsize n, SegLists *lists, SegJob *job, GError **error);
void     seg_lists_clear (SegLists *lists);

/** Figures of each person, SEG_N_USER_MEASURES a row. (evaluate_people.c) */
void     seg_lists_judge (const SegLists *lists, const SegHidden *hidden, double *rows);
/** Coverage, novelty, diversity, popularity and evenness into @figures. (evaluate_lists.c) */
gboolean seg_lists_describe (const SegLists *lists, const SegInteractions *training, SegFigure *figures, SegJob *job, GError **error);
/** Who gets what: head, middle and tail of the items, appended to @parts. (evaluate_lists.c) */
gboolean seg_lists_exposure (const SegLists *lists, const SegModel *model, GPtrArray *parts, GError **error);
/** RMSE and MAE into @figures where the recommender expects ratings. */
void     seg_ratings_judge (const SegModel *model, const SegHidden *hidden, SegFigure *figures);

/** How many times people are drawn again for intervals. */
gsize    seg_n_resamples (gsize n_users);
/** About how many seconds drawing so many people takes. */
double   seg_intervals_expect (gsize n_users);
/**
 * Means and 95 % intervals of @n_columns figures of @n people, @rows row by row: the percentiles of the means of people drawn with
 * replacement, the same people in every column. @chosen: rows that count, or NULL: all. (Efron 1979.) (evaluate_intervals.c)
 */
gboolean seg_intervals (const double *rows, gsize n_columns, const gsize *chosen, gsize n, guint64 seed, SegFigure *figures, SegJob *job,
                        GError **error);

/* Putting together --------------------------------------------------------------------------------------------------- */

SegEvaluationRun  *seg_evaluation_run_new (const SegRecommender *recommender, const double *options);
void               seg_evaluation_run_free (SegEvaluationRun *run);
SegEvaluationPart *seg_evaluation_part_new (SegTestedKind kind, const char *name);
void               seg_evaluation_part_free (SegEvaluationPart *part);
const char        *seg_tested_kind_name (SegTestedKind kind);

/* A recommender to be tried, with its options. */
typedef struct {
	const SegRecommender *recommender;
	double   options[SEG_MOST_OPTIONS];
	gboolean searched;
} SegTrial;

/** What was asked for: GArray of SegTrial, popularity among them. (evaluate_trials.c) */
GArray *seg_trials_parse (const char *const *wanted, GError **error);
/** Settings to try: GArray of SegTrial, those of one recommender spread so that each gets its turn. @trials: of whom. */
GArray *seg_trials_grid (const char *const *grid, const GArray *trials, GError **error);

/* What is learned from, and what is to be found. */
typedef struct {
	SegSplit         split;
	SegInteractions *training;
	SegHidden        hidden;
} SegCut;

gboolean seg_cut_make (SegWorkspace *workspace, const SegInteractions *pool, const SegSplitOptions *options, const SegEventFilter *also, SegCut *cut,
                       SegJob *job, GError **error);
void     seg_cut_clear (SegCut *cut);
/** One run: fits, makes lists. @rows: (out) figures of people, owned. What it was not fit for is said in @run. FALSE: cancelled, or no memory. */
gboolean seg_trial_run (const SegCut *cut, const SegTrial *trial, guint n_places, gboolean whole, SegEvaluationRun *run, double **rows, SegJob *job,
                        GError **error);
/** Tries settings on a split of what is learned from; adds the best to @trials and what was tried to @evaluation. (evaluate_search.c) */
gboolean seg_evaluate_search (SegWorkspace *workspace, const SegCut *cut, const SegEvaluateOptions *options, GArray *trials, SegEvaluation *evaluation,
                              SegJob *job, GError **error);
/** Why, in the language of the reader. (evaluation.c) */
char    *seg_evaluation_word_reason (const SegEvaluation *evaluation);
/** Orders the runs, compares all with the best, proposes. @rows: of double*, by run. (evaluate_propose.c) */
gboolean seg_evaluation_propose (SegEvaluation *evaluation, const GPtrArray *rows, guint64 seed, SegJob *job, GError **error);

/* How long it will take (evaluate_expect.c) ------------------------------------------------------------------------------ */

double seg_trial_expect (const SegTrial *trial, const SegInteractions *training);
/** What is said while it runs: its name, with its part of the seconds of @all where that is long. Free with g_free(). */
char  *seg_trial_phrase (const SegTrial *trial, double seconds, double all);

#endif
