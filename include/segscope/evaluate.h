/* Honest evaluation of recommenders: what people took later is hidden, the recommenders learn from the rest, and the lists that people
 * would have got are searched for it.
 *
 * What is learned from is read anew from the events, without those that are hidden: popularity, weights and their fading, what people
 * own, refunds, the catalogue. Segments are made of the whole history, so while recommenders are tested nobody is in one. */
#ifndef SEGSCOPE_EVALUATE_H
#define SEGSCOPE_EVALUATE_H

#include <segscope/recommender.h>

G_BEGIN_DECLS

/* How what is hidden is chosen. */
typedef enum {
	SEG_SPLIT_AUTO,   /* by time; where no event has one, at random */
	SEG_SPLIT_TIME,   /* what was first taken after an instant */
	SEG_SPLIT_LAST,   /* what each person took last */
	SEG_SPLIT_RANDOM, /* some of what each person took */
	SEG_N_SPLITS
} SegSplitWay;

typedef struct {
	SegSplitWay way;
	double      share;  /* of what was taken is hidden (by time, at random); 0: 0.2 */
	gint64      cut_at; /* by time: what happened later is hidden; 0: by the share */
	guint64     seed;   /* at random */
} SegSplitOptions;

/** The name by which a way is given ("time"), and what it is (translatable). */
const char *seg_split_name (SegSplitWay way);
const char *seg_split_meaning (SegSplitWay way);
/** SEG_ERROR_USAGE names those there are. */
gboolean    seg_split_named (const char *name, SegSplitWay *way, GError **error);

typedef struct {
	SegSplitOptions    split;
	guint              n_places; /* of a list; 0: 10 */
	const char *const *wanted;   /* "als" or "als factors=32 lambda=10", ended by NULL; NULL: all that are fit for the data */
	const char *const *grid;     /* settings to try: "als factors=32,64 lambda=10,30", ended by NULL; NULL: a few of each */
	double             seconds;  /* for trying settings; 0: none are tried */
} SegEvaluateOptions;

/* The first ones are means over people, with intervals. */
typedef enum {
	SEG_MEASURE_NDCG, SEG_MEASURE_RECALL, SEG_MEASURE_PRECISION, SEG_MEASURE_HIT_RATE, SEG_MEASURE_MAP, SEG_N_USER_MEASURES,
	SEG_MEASURE_COVERAGE = SEG_N_USER_MEASURES, SEG_MEASURE_NOVELTY, SEG_MEASURE_DIVERSITY, SEG_MEASURE_POPULARITY, SEG_MEASURE_GINI,
	SEG_MEASURE_RMSE, SEG_MEASURE_MAE, SEG_N_MEASURES
} SegMeasureKind;

typedef struct {
	const char *name;           /* "hit-rate" */
	const char *label, *meaning; /* translatable */
	gboolean    share;          /* 0..1, shown in % */
} SegMeasureInfo;

const SegMeasureInfo *seg_measure_info (SegMeasureKind measure);

/* NAN: not measured. low and high: a 95 % interval, by resampling people. */
typedef struct {
	double value, low, high;
} SegFigure;

/* A part of the people or of the items. */
typedef enum { SEG_TESTED_ACTIVITY, SEG_TESTED_SEGMENT, SEG_TESTED_ITEMS, SEG_N_TESTED_KINDS } SegTestedKind;

typedef struct {
	SegTestedKind kind;
	char       *name;    /* "cold", name of a segment ("": in none), "head" */
	gsize       n;       /* people tested, or items */
	SegFigure   ndcg, recall, hit_rate;
	SegFigure   gain;    /* in NDCG over popularity */
	double      items, taken, shown; /* of SEG_TESTED_ITEMS: shares of the items, of what was taken before, of the places of all lists */
} SegEvaluationPart;

/** What a part is called on screens: "cold: took 0 to 2 items before". Free with g_free(). */
char *seg_evaluation_part_label (const SegEvaluationPart *part);

typedef enum { SEG_VERDICT_BETTER, SEG_VERDICT_UNSURE, SEG_VERDICT_WORSE, SEG_VERDICT_BASELINE, SEG_VERDICT_NONE } SegVerdict;

/* One recommender with its settings. */
typedef struct {
	gint64    id;
	char     *recommender;
	char     *options;    /* all of them, as seg_recommender_options_text() */
	gboolean  tried;      /* to choose settings: the figures are of a split of what was learned from */
	gboolean  searched;   /* its settings were found by trying */
	char     *unfit;      /* why it was not tested; NULL: it was */
	double    seconds;    /* that fitting and making the lists took */
	SegFigure figures[SEG_N_MEASURES];
	SegFigure gains[SEG_N_USER_MEASURES]; /* over popularity, of the same people */
	SegFigure behind;     /* in NDCG, behind the best one */
	GPtrArray *parts;     /* of SegEvaluationPart*; tried ones have none */
} SegEvaluationRun;

typedef struct {
	gint64          id;        /* 0: not kept */
	SegSplitOptions split;     /* as it was made: never SEG_SPLIT_AUTO */
	guint           n_places;
	char           *basis;     /* what taking means: seg_workspace_taking() */
	char           *data;      /* fingerprint of the data */
	char           *weights;   /* of events: seg_event_weights_text() */
	gint64          n_learned; /* pairs of people and what they took */
	gint64          n_hidden;
	gint64          n_users;   /* tested */
	gint64          n_new_users;   /* of them: nothing was known of them */
	gint64          n_new_items;   /* hidden pairs whose item nobody knew */
	gint64          n_unlisted;    /* hidden pairs whose item is not on sale */
	gint64          n_undated;     /* pairs left out: without a time */
	gint64          n_had;         /* hidden pairs not tested: the person had the item already */
	gint64          n_resamples;
	double          seconds, budget;
	char           *untried;   /* settings for which there was no time, "" */
	gint64          made_at;
	gint64          clock;     /* seconds that local time is ahead of times here, see seg_calendar_offset() */
	gboolean        stale;     /* data or weights have changed since */
	GPtrArray      *runs;      /* of SegEvaluationRun*, tested ones first, best first; then unfit ones; then tried ones */
	gssize          proposed;  /* position in runs, or -1 */
	char           *reason;    /* for it, in words */
} SegEvaluation;

/**
 * Tests recommenders. Popularity is always among them. SEG_ERROR_DATA where too few people can be tested, with how much is missing.
 *
 * The same seed gives the same figures with any number of threads; settings that are tried within a time depend on the machine.
 */
SegEvaluation *seg_evaluate (SegWorkspace *workspace, const SegEvaluateOptions *options, SegJob *job, GError **error);
void           seg_evaluation_free (SegEvaluation *evaluation);

/* What testing a recommender is expected to take. */
typedef struct {
	const char *recommender;
	char       *options, *unfit; /* unfit: why it will not be tested; NULL: it will */
	double      seconds, memory; /* memory: bytes */
} SegExpectedRun;

/** What a test with @options would take on this machine, roughly, without making it: GPtrArray of SegExpectedRun*, owned. @seconds: (out) of all, with the
 * time for settings. */
GPtrArray     *seg_evaluate_expect (SegWorkspace *workspace, const SegEvaluateOptions *options, double *seconds, SegJob *job, GError **error);

/** Keeps it and sets its id and those of its runs. One transaction, audited. */
gboolean       seg_evaluation_keep (SegWorkspace *workspace, SegEvaluation *evaluation, GError **error);
/** Those kept, newest first: GPtrArray of SegEvaluation*, owned. */
GPtrArray     *seg_evaluations (SegWorkspace *workspace, GError **error);
/** @id: 0: the newest. NULL with SEG_ERROR_NOT_FOUND. */
SegEvaluation *seg_evaluation_load (SegWorkspace *workspace, gint64 id, GError **error);
gboolean       seg_evaluation_delete (SegWorkspace *workspace, gint64 id, GError **error);

SegVerdict     seg_evaluation_verdict (const SegEvaluationRun *run);
/** "better than popularity", translatable. */
const char    *seg_verdict_words (SegVerdict verdict);
/** "What was taken after 2024-03-05 was hidden (20 % of it): ..." Free with g_free(). */
char          *seg_evaluation_words (const SegEvaluation *evaluation);
/** What was left out, a sentence each; "" where nothing was. Free with g_free(). */
char          *seg_evaluation_left_out (const SegEvaluation *evaluation);
/** The first run of popularity, which was tested. */
const SegEvaluationRun *seg_evaluation_baseline (const SegEvaluation *evaluation);
/** By how much its NDCG is higher than that of popularity, "+14 %"; "–" where popularity was never right. Free with g_free(). */
char          *seg_evaluation_gain_text (const SegEvaluation *evaluation, const SegEvaluationRun *run);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegEvaluation, seg_evaluation_free)

G_END_DECLS

#endif
