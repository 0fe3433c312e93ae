/* How values become comparable numbers: what stands for a missing one, how a category becomes numbers, how numbers are scaled.
 *
 * A transform is fitted on the users a matrix is made for and then only applied: the scaled values of those users and of everyone
 * who comes later go through the same parameters. What was fitted is kept as JSON beside what was made of the matrix. */
#ifndef SEGSCOPE_TRANSFORM_H
#define SEGSCOPE_TRANSFORM_H

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
	SEG_SCALING_NONE,
	SEG_SCALING_Z_SCORE,         /* (x - mean) / sd, sd with divisor n */
	SEG_SCALING_MIN_MAX,         /* (x - min) / (max - min) */
	SEG_SCALING_ROBUST,          /* (x - median) / (q3 - q1), type-7 quantiles; divided by 1 where q3 = q1 */
	SEG_SCALING_LOG,             /* z-score of ln(1 + x), below zero of -ln(1 - x): for long right tails */
	SEG_SCALING_YEO_JOHNSON,     /* z-score of the power that makes the values most like a normal distribution */
	SEG_SCALING_QUANTILE_NORMAL, /* the normal quantile of the share of users below; the ends at -5.2 and 5.2 */
	SEG_SCALING_NORMAL_SCORES    /* the same, the ends and equal values at their mean rank: normal quantile of (rank - 0.5) / n */
} SegScaling;
#define SEG_N_SCALINGS (SEG_SCALING_NORMAL_SCORES + 1)

const char *seg_scaling_name (SegScaling scaling);    /* "none", "z-score", "min-max", "robust", "log", "yeo-johnson", ... */
const char *seg_scaling_label (SegScaling scaling);   /* the name as screens show it, translated */
const char *seg_scaling_meaning (SegScaling scaling); /* a few words, translated */
/** Also "log1p" for log. */
gboolean    seg_scaling_parse (const char *name, SegScaling *scaling);

/* What stands for a missing number in the matrix. */
typedef enum {
	SEG_FILL_MEDIAN,    /* of the users who have one: says nothing either way */
	SEG_FILL_MAXIMUM,   /* of the users who have one: "days since" for people who never did it */
	SEG_FILL_ZERO,      /* mean order value of people without orders */
	SEG_FILL_FREQUENT,  /* the most frequent value; yes or no: "no" when equal; of a category: its first one */
	SEG_FILL_MEAN,
	SEG_FILL_MINIMUM,
	SEG_FILL_LEAVE_OUT, /* nothing: users without a value are not in the matrix */
	SEG_FILL_USUAL      /* in a selection: what the feature itself says (SegFeature.fill); a category: 0 in all its columns */
} SegFill;
#define SEG_N_FILLS (SEG_FILL_USUAL + 1)

const char *seg_fill_name (SegFill fill);    /* "median", "maximum", "zero", "frequent", "mean", "minimum", "leave-out", "usual" */
const char *seg_fill_label (SegFill fill);   /* the name as screens show it, translated */
const char *seg_fill_meaning (SegFill fill); /* translated */
gboolean    seg_fill_parse (const char *name, SegFill *fill);

/* How a category becomes numbers. A missing one is filled like a number, but for one-hot. */
typedef enum {
	SEG_ENCODING_ONE_HOT,   /* a 0/1 column for each of the most frequent values, one more for the others together */
	SEG_ENCODING_ORDINAL,   /* 0, 1, 2, ... in the order given, else by falling frequency */
	SEG_ENCODING_FREQUENCY, /* the share of users who have the same value */
	SEG_ENCODING_TARGET     /* the mean outcome of those who have the same value, seen without the user's own */
} SegEncoding;
#define SEG_N_ENCODINGS (SEG_ENCODING_TARGET + 1)

const char *seg_encoding_name (SegEncoding encoding);    /* "one-hot", "ordinal", "frequency", "target" */
const char *seg_encoding_label (SegEncoding encoding);   /* the name as screens show it, translated */
const char *seg_encoding_meaning (SegEncoding encoding); /* translated */
gboolean    seg_encoding_parse (const char *name, SegEncoding *encoding);

/** Values of a category that get a one-hot column of their own unless a person says otherwise; the rest become "other". */
#define SEG_CATEGORY_LIMIT 12

/* One chosen feature and what is done to it. */
typedef struct {
	char       *name;
	SegScaling  scaling;
	gboolean    limited;   /* values beyond the limits count as the limit (winsorised) in what clustering sees; raw ones stay */
	double      low, high; /* -INFINITY, INFINITY: no limit at that end */
	SegFill     fill;      /* SEG_FILL_USUAL at first */
	gboolean    indicator; /* one more 0/1 column: the value is missing */
	SegEncoding encoding;  /* of a category */
	guint       n_values;  /* one-hot: so many values get a column of their own; 0: SEG_CATEGORY_LIMIT */
	char       *order;     /* ordinal: "low<medium<high"; NULL: by falling frequency */
	char       *target;    /* target: the feature that is the outcome (a number or yes/no) */
} SegSelected;

SegSelected *seg_selected_new (const char *name, SegScaling scaling);
SegSelected *seg_selected_copy (const SegSelected *selected);
void         seg_selected_free (SegSelected *selected);
/** Whether both ask for the same columns. */
gboolean     seg_selected_equal (const SegSelected *a, const SegSelected *b);

/**
 * Reads what is to be done to a feature, as people write it after its name: words with colons between them.
 *
 *     z-score | min-max | ...                  scaling
 *     one-hot | one-hot=5 | ordinal | ordinal=low<medium<high | frequency | target=OUTCOME
 *     missing=median | mean | maximum | minimum | zero | frequent | leave-out | usual | column (also its own column)
 *
 * FALSE with SEG_ERROR_USAGE, which lists what there is; @selected is then as before.
 */
gboolean seg_selected_parse (SegSelected *selected, const char *words, GError **error);
/** The same in such words: "robust:missing=mean"; never empty, always with the scaling. Free with g_free(). */
char    *seg_selected_words (const SegSelected *selected);

/* A column of numbers and what was fitted on it. scaled = (t(x) - centre) / scale; 0 for a constant column. */
typedef struct {
	SegScaling scaling;
	gboolean   constant;
	double     centre, scale;
	double     lambda;  /* Yeo-Johnson: the power */
	gsize      n_knots; /* quantile scalings: t runs straight in probability between them */
	double    *knots;   /* n_knots values, rising */
	double    *places;  /* n_knots: probabilities in 0..1 */
} SegScaler;

/** So many knots at most: more different values are thinned evenly by rank. */
#define SEG_MOST_KNOTS 1024

/**
 * Fits scaler->scaling to @values (n at least 1, finite) and sets all else in @scaler. @scratch: room for n.
 * Cost: O(n); robust O(n) expected; Yeo-Johnson some 40 passes; quantiles O(n log n).
 * Source: Yeo, Johnson 2000, Biometrika 87:954-959 (lambda of maximum likelihood, by Brent's method in -30 .. 30).
 */
void seg_scaler_fit (SegScaler *scaler, const double *values, gsize n, double *scratch);
/** Scales @values to @scaled, which may be the same; nothing is fitted. */
void seg_scaler_apply (const SegScaler *scaler, const double *values, gsize n, double *scaled);
/** Frees what is inside. */
void seg_scaler_clear (SegScaler *scaler);
/** The Yeo-Johnson power @lambda of @x. */
double seg_yeo_johnson (double x, double lambda);

#define SEG_FOLDS 5

/* The codes of a category: what stands for each of its values. */
typedef struct {
	SegEncoding encoding;
	gboolean    joined;  /* one-hot: some users have several values ("music|film", 编程、设计), each of which is one of @values */
	GPtrArray  *values;  /* of char*, owned: falling frequency, equal ones by name (strcmp) */
	gsize      *counts;  /* of users, by value */
	double     *codes;   /* by value; not for one-hot */
	double      unknown; /* code of a value that was not there when this was fitted; NAN: it counts as missing */
	/* Target encoding: codes without the users of one fold, who are those of (user id modulo SEG_FOLDS) */
	double     *fold_codes;   /* SEG_FOLDS x n_values */
	double      fold_means[SEG_FOLDS]; /* the prior of each fold */
	gint64      last_user_id; /* users up to this one were there; those after it get the codes of all */
	GHashTable *offsets;      /* value -> position + 1 */
} SegEncoder;

/** Weight of the overall mean in a target code, in users: (sum of outcomes + 20 mean) / (count + 20). */
#define SEG_TARGET_SMOOTHING 20

/**
 * Fits codes to a category.
 *
 * @values: of n users, NULL where missing. @user_ids: n, ascending. @outcomes: n values, NAN where not known (those users do not
 * count); only for SEG_ENCODING_TARGET. @order: for ordinal, or NULL. Where values are joined by | ; or 、 the values of one-hot columns
 * are their parts, as categories of items are; other codes are of the whole text.
 * NULL with SEG_ERROR_DATA: an ordinal order lacks a value (names it), nobody's outcome is known.
 * Source: Micci-Barreca 2001, SIGKDD Explorations 3:27-32 (target codes; out of fold against leaking a user's own outcome).
 */
SegEncoder *seg_encoder_fit (SegEncoding encoding, const char *const *values, gsize n, const gint64 *user_ids,
                             const double *outcomes, const char *order, GError **error);
/** The code of @value for @user_id; NAN when it is missing. Not for one-hot. */
double      seg_encoder_code (const SegEncoder *encoder, const char *value, gint64 user_id);
void        seg_encoder_free (SegEncoder *encoder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegSelected, seg_selected_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegEncoder, seg_encoder_free)

G_END_DECLS

#endif
