/* The quality of what was imported: what a person should know before trusting the segments.
 *
 * The report is about what is in use: users that the cleaning recipe leaves out, and events that were set aside, are not in
 * it; it says how many they are. */
#ifndef SEGSCOPE_PREPARE_H
#define SEGSCOPE_PREPARE_H

#include <segscope/orders.h>
#include <segscope/workspace.h>

G_BEGIN_DECLS

#define SEG_QUALITY_BINS 24
#define SEG_QUALITY_TOP 8
#define SEG_QUALITY_QUANTILES 7
#define SEG_QUALITY_PROBLEMS 5

/** The shares of SegColumnQuality.quantiles: 1, 5, 25, 50, 75, 95 and 99 per cent. */
extern const double seg_quality_shares[SEG_QUALITY_QUANTILES];

/* A frequent value of a column. */
typedef struct {
	char  *value;
	gint64 count;
} SegValueCount;

/* What a finding is about; each kind costs its table points (see seg_finding_kinds). */
typedef enum {
	SEG_FINDING_REPEATED_EVENTS, SEG_FINDING_ALIKE_USERS, SEG_FINDING_REPEATED_ROWS,
	SEG_FINDING_UNKNOWN_KEYS, SEG_FINDING_REJECTED_ROWS, SEG_FINDING_REJECTED_VALUES,
	SEG_FINDING_MISSING, SEG_FINDING_STAND_IN, SEG_FINDING_IMPOSSIBLE, SEG_FINDING_END_OF_RANGE,
	SEG_FINDING_OUTLIERS, SEG_FINDING_CONSTANT, SEG_FINDING_MIXED, SEG_FINDING_VARIANTS,
	SEG_FINDING_FUTURE, SEG_FINDING_BEFORE_REGISTRATION, SEG_FINDING_GAP, SEG_FINDING_BROKEN_MONTH,
	SEG_FINDING_ROBOT, SEG_FINDING_FREE, SEG_FINDING_REFUNDS, SEG_FINDING_REFUNDS_OVER,
	SEG_FINDING_SILENT, SEG_FINDING_CONSENT,
	SEG_N_FINDING_KINDS
} SegFindingKind;

/* A value that most likely stands for something else: 1970-01-01, -1, 9999, "unknown". */
typedef struct {
	SegFindingKind kind; /* STAND_IN, IMPOSSIBLE or END_OF_RANGE */
	char  *value;  /* as shown; a text as it stands in the table */
	double number; /* of numbers and dates, else NAN */
	gint64 count;
	char  *reason; /* "how programs write an unknown time" */
} SegSuspect;

/* Texts of one column that differ only in case, width or spaces. */
typedef struct {
	char     *value;  /* the most frequent way to write it: the others would become this */
	GPtrArray *others; /* of char*, most frequent first */
	gint64    count;  /* rows with one of the others */
} SegVariants;

/* One column of user, item or event. */
typedef struct {
	const char *table;     /* "user", "item", "event" */
	char       *name;      /* column in the table */
	char       *label;     /* as the person knows it */
	char       *field;     /* what it means to the program ("phone"), or NULL */
	SegType     type;
	gint64      n;      /* rows that could have a value: the listed users (items), where there are any; events of the kinds that
	                     * have such a value at all */
	gint64      n_missing, n_distinct;
	double      minimum, maximum, mean, median; /* numbers and dates (UTC seconds); NAN for others or when empty */
	double      deviation;                      /* likewise; standard deviation, divisor n */
	double      lower_quartile, upper_quartile; /* likewise; type 7 */
	double      quantiles[SEG_QUALITY_QUANTILES]; /* likewise; type 7 (Hyndman & Fan 1996), of seg_quality_shares */
	double      mad;        /* numbers and dates: median distance from the median, not scaled; NAN when empty */
	gint64      n_outliers; /* numbers further outside the quartiles than three times their distance (Tukey 1977, "far out") */
	gint64      n_outside;  /* likewise, 1.5 times ("outside"); the far ones counted too */
	gint64      n_robust;   /* numbers with |0.6745 (value - median) / MAD| > 3.5 (Iglewicz & Hoaglin 1993); 0 when MAD is 0 */
	gint64      histogram[SEG_QUALITY_BINS]; /* equal bins from histogram_from to histogram_to; numbers and dates */
	double      histogram_from, histogram_to; /* minimum and maximum, or where far outliers begin */
	gint64      n_below, n_above;            /* values outside of the histogram */
	gsize       n_top;
	SegValueCount top[SEG_QUALITY_TOP];      /* most frequent first */
	GPtrArray  *suspects; /* of SegSuspect*, most rows first; never NULL */
	GPtrArray  *variants; /* of SegVariants*, most rows first; never NULL. Columns of up to 4,096 different texts */
	gint64      n_like_number, n_like_date;  /* values of a text column that read as a number (no key), a date */
	gint64      n_like_other;                /* values of it that read as neither */
} SegColumnQuality;

typedef enum { SEG_FINDING_NOTE, SEG_FINDING_WARNING, SEG_FINDING_PROBLEM } SegFindingWeight;

typedef struct {
	const char *name;  /* "alike-users", for files */
	const char *title; /* "one person twice"; translatable */
	double points;     /* what it costs its table's score when the share of rows concerned is @full or more; less in proportion */
	double full;       /* 0..1 */
	double urgency;    /* rank among the problems: rows concerned x urgency; 0: never among them */
} SegFindingKindInfo;

extern const SegFindingKindInfo seg_finding_kinds[SEG_N_FINDING_KINDS];

/* A step of the cleaning recipe that would remove a problem. */
typedef struct {
	char  *step;    /* kind of the step */
	char **options; /* its options: name, value, name, value, ... */
	char  *label;   /* what it does, for a key: "merge them" */
	char  *effect;  /* what it would change: "12 fewer users" */
} SegFix;

/* Something a person should look at, in words. */
typedef struct {
	SegFindingKind   kind;
	SegFindingWeight weight;
	const char      *table;    /* "user", "item", "event": whose score it lowers */
	char            *column;   /* its name, or NULL */
	gint64           count;    /* rows concerned */
	gint64           whole;    /* of so many */
	gint64           less;     /* rows fewer when the fix is applied; 0 where none goes */
	double           cost;     /* points of its table's score; 0 where another finding of its kind costs more */
	char            *sentence; /* "212 users share an e-mail address with another user" */
	char            *advice;   /* what to do about it, or why it is fine */
	SegFix          *fix;      /* or NULL: nothing in the program helps */
	char            *fix_key, *fix_value; /* what the fix is about: keys of users, one a line; a type; or NULL */
} SegFinding;

/* The score of one table: 100 minus the cost of the worst finding of each kind, not below 0. */
typedef struct {
	const char *table;
	gint64 n;          /* rows in use */
	gint64 n_left_out; /* rows that the cleaning recipe or the policy for orders took out */
	double score;
} SegTableQuality;

typedef struct {
	GPtrArray *tables;   /* of SegTableQuality*: those of user, item, event that have rows */
	GPtrArray *columns;  /* of SegColumnQuality*, in the order user, item, event */
	GPtrArray *findings; /* of SegFinding*, worst first: by weight, then rows concerned x urgency */
	GPtrArray *problems; /* of SegFinding*, borrowed: the SEG_QUALITY_PROBLEMS worth fixing first */
	gint64     n_repeated_events; /* equal in every column to an earlier event */
	gint64     n_repeated_users;  /* rows repeated in users files, and users that share an e-mail with another */
	gint64     n_unknown_users, n_unknown_items; /* in events, but in no users (items) file, where one was imported */
	gint64     n_rejected;        /* rows set aside */
	gint64     n_values_rejected; /* values left out of rows that were kept */
	char      *fingerprint;       /* of the data it is about */
	gint64     made_at;           /* UTC seconds */
	gboolean   stale;             /* the data have changed since (seg_quality_load()) */
} SegQualityReport;

/**
 * Looks at all data of the workspace.
 *
 * Call it outside of a transaction: large tables are read on several threads, each with a connection of its own, and their
 * uncommitted rows would not be seen. SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED, SEG_ERROR_WORKSPACE.
 *
 * Cost: one pass over each table (another for columns that did not fit in the memory) and a radix sort of each column with
 * more than 4,096 different values. Memory: up to 256 MB for the values of all columns together, or 8 bytes a row for one
 * column where that is more; 8 bytes a row again for each thread that sorts; 30 bytes a user. (A million users and ten million events
 * with two threads: 600 MB.)
 * All figures are exact, and the same with any number of threads.
 */
SegQualityReport *seg_quality_report (SegWorkspace *workspace, SegJob *job, GError **error);
void              seg_quality_report_free (SegQualityReport *report);

/** Keeps @report in the workspace in place of the one before. Nothing else of the workspace changes. */
gboolean          seg_quality_save (SegWorkspace *workspace, const SegQualityReport *report, GError **error);
/** The report that was kept, with .stale set when the data have changed since; *@report is NULL when there is none that this
 * program can read. FALSE with @error. */
gboolean          seg_quality_load (SegWorkspace *workspace, SegQualityReport **report, GError **error);

/** The column called @name or @label (in any case) of @table (NULL: of any), or NULL. */
const SegColumnQuality *seg_quality_column (const SegQualityReport *report, const char *table, const char *name);
/** The same of the tables. */
const SegTableQuality  *seg_quality_table (const SegQualityReport *report, const char *table);

/** What can be done about a column, what its findings propose first: GPtrArray of SegFix*, owned. */
GPtrArray *seg_quality_column_fixes (const SegQualityReport *report, const SegColumnQuality *column);

/* A row whose value lies far from the rest. */
typedef struct {
	char  *key;   /* of the user or item; of an event, its user */
	double value;
	double robust_z; /* NAN when MAD is 0 */
} SegOutlier;

void       seg_outlier_free (SegOutlier *outlier);
/** The @limit rows outside of Tukey's 1.5 fences (numbers) that are furthest from the median, furthest first: GPtrArray of
 * SegOutlier*, owned. One pass over the table; watch @workspace to be able to stop it. */
GPtrArray *seg_quality_outliers (SegWorkspace *workspace, const SegColumnQuality *column, guint limit, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegQualityReport, seg_quality_report_free)

G_END_DECLS

#endif
