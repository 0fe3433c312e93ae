/* Filters: what reading the words (base/filter_words.c), understanding them (filter_parse.c, filter_behaviour.c) and saying them in
 * SQL (filter_sql.c) share. */
#ifndef SEG_FILTER_PRIVATE_H
#define SEG_FILTER_PRIVATE_H

#include "segment-private.h"

#include <segscope/filter_words.h>

G_BEGIN_DECLS

typedef enum {
	SEG_FILTER_EQUAL, SEG_FILTER_NOT_EQUAL, SEG_FILTER_LESS, SEG_FILTER_LESS_EQUAL, SEG_FILTER_GREATER,
	SEG_FILTER_GREATER_EQUAL, SEG_FILTER_CONTAINS, SEG_FILTER_MISSING, SEG_FILTER_NOT_MISSING
} SegFilterOperator;

/* What a condition is about. */
typedef enum {
	SEG_FILTER_COLUMN,
	SEG_FILTER_SEGMENTATION, /* the segment in the segmentation that is named */
	SEG_FILTER_RULE,         /* whether a rule takes the user */
	SEG_FILTER_RUN           /* the group in the run whose number is named */
} SegFilterSubject;

/* One condition, understood as far as words go. */
typedef struct {
	SegFilterSubject subject;
	const SegUserColumn *column; /* of COLUMN */
	char       *name;          /* of SEGMENTATION; of RUN its number */
	guint       name_position; /* where what it is about begins */
	SegFilterOperator operation;
	const char *value;    /* NULL for MISSING and NOT_MISSING */
	guint       position; /* of the value */
} SegFilterCondition;

/* A value that a parameter stands for. */
typedef struct {
	SegType type;    /* TEXT, NUMBER, or DATE for integers */
	char   *text;
	double  number;
	gint64  integer;
} SegFilterValue;

/* What a filter asks, as a tree, for whoever answers it from columns in memory (user_counter.c); the SQL says the same. Whoever a part is
 * not known of does not meet it. */
typedef enum {
	SEG_FILTER_ALL,  /* all parts, */
	SEG_FILTER_ANY,  /* one of them, */
	SEG_FILTER_NONE, /* not the only part */
	SEG_FILTER_TEST, /* a value of a column */
	SEG_FILTER_ASK   /* by SQL */
} SegFilterNodeKind;

typedef struct {
	SegFilterNodeKind kind;
	GPtrArray        *parts;  /* of SegFilterNode*, or NULL */
	/* TEST */
	char             *column; /* its name; or "" */
	SegType           type;
	gint64            set_id; /* of a feature; 0: of users themselves */
	SegFilterOperator operation; /* of dates, only MISSING, NOT_MISSING, EQUAL (within) and NOT_EQUAL (not within, or missing) */
	double            number;
	gint64            from, until; /* dates: from included, until not; of yes and no: from */
	char             *text;
	/* ASK */
	gsize             sql_from, sql_to;       /* within filter->sql */
	guint             first_value, n_values;  /* of filter->values */
	gboolean          asks_events;
} SegFilterNode;

struct SegFilter {
	char      *text;
	GString   *sql;
	GPtrArray *values; /* of SegFilterValue*, for :filter1, :filter2, ... */
	gint64     set_id; /* 0: no feature is used */
	GPtrArray *nodes;  /* of SegFilterNode*, owned: in the end one, or none: everyone */
	gboolean   of_run;  /* asks for groups of runs, which may be deleted */
	gboolean   of_list; /* segment or distance: means those of whatever list it is used in */
};

/* What the words of one filter are understood against. */
typedef struct {
	SegWorkspace    *workspace;
	const GPtrArray *columns;
	const GPtrArray *words;
	gint64           set_id; /* whose features the names mean; 0: there are none */
	guint            n_conditions;
	guint            depth;        /* brackets, "not" and rules that the reading is within */
	GSList          *rules; /* of char*: names of the rules this text stands in, the innermost first */
	SegFilter       *filter;
} SegFilterParser;

const SegFilterWord *seg_filter_word (const SegFilterParser *parser, guint index);
/* The words from @first to before @last with a blank between them. */
char    *seg_filter_join (const SegFilterParser *parser, guint first, guint last);
/* Where the condition that begins at @first ends: before "and", "or", ")" or at the end. Of the parser only the words are needed. */
guint    seg_filter_end_of_condition (const SegFilterParser *parser, guint first);
/* SEG_ERROR_USAGE with the place; FALSE. */
gboolean seg_filter_fail (guint position, GError **error, const char *message);
/* One level deeper; parser->depth-- leads out again. FALSE with SEG_ERROR_USAGE: SQLite would not follow. */
gboolean seg_filter_go_deeper (SegFilterParser *parser, guint position, GError **error);
/* All words, to filter->sql. FALSE with SEG_ERROR_USAGE, SEG_ERROR_WORKSPACE. */
gboolean seg_filter_parse_words (SegFilterParser *parser, GError **error);

/* Whether the words @first..@last-1 are about what users did: "did purchase at least 2 times in the last 90 days". */
gboolean seg_filter_is_behaviour (const SegFilterParser *parser, guint first, guint last);
/* Adds the SQL of such words. */
gboolean seg_filter_parse_behaviour (SegFilterParser *parser, guint first, guint last, GError **error);

/* What an event was about, and when in the day and week: each adds " AND ..." over the table event to @sql. (filter_things.c) */
gboolean seg_filter_add_thing (SegFilterParser *parser, gboolean is_item, const SegFilterWord *word, GString *sql, GError **error);
gboolean seg_filter_add_hour (SegFilterParser *parser, gint64 hour, GString *sql, GError **error);
/* SQL for an event so many calendar periods ("week", "month", "quarter", "year") after that of the user's first: what the table event is joined
 * with, and " AND ...". Both owned. */
gboolean seg_filter_after_first (SegFilterParser *parser, const char *unit, gint64 later, char **join, char **condition, GError **error);
gboolean seg_filter_add_weekday (SegFilterParser *parser, gint64 weekday, GString *sql, GError **error);

/* Adds a value and returns its parameter's number: :filter1 ... */
guint    seg_filter_add_value (SegFilter *filter, SegType type, const char *text, double number, gint64 integer);
/* The @n values from number @first on (counted from 0), to a statement with that part of the SQL. */
void     seg_filter_bind_some (const SegFilter *filter, guint first, guint n, SegStatement *statement);
/* "2024-03-05", also with / or ., or with a time of day. @length: how long it lasts, a day or a minute. */
gboolean seg_filter_date (const char *text, gint64 *at, gint64 *length);
/* "1,234.5", "20 %", as conditions have numbers. */
gboolean seg_filter_number (const char *text, double *number);
/* "yes", "0", "是". */
gboolean seg_filter_boolean (const char *text, gboolean *value);
/* Adds the SQL of @condition to the filter. FALSE with SEG_ERROR_USAGE when the value does not fit what it is about. */
gboolean seg_filter_add_condition (SegFilterParser *parser, const SegFilterCondition *condition, GError **error);
/* Adds: the user is in the segment of the segmentation, or of a version of it, that @condition names (filter_segmentation.c). */
gboolean seg_filter_add_segmentation (SegFilterParser *parser, const SegFilterCondition *condition, GError **error);
/* Adds: the user is in the group of the run that @condition names (filter_run.c). */
gboolean seg_filter_add_run (SegFilterParser *parser, const SegFilterCondition *condition, GError **error);
/* "main version 2" as "main"; anything else as it is. Owned. */
char    *seg_filter_without_version (const char *text);
/* The same; @number: (out) 2, 0: it names no version. */
char    *seg_filter_split_version (const char *text, guint64 *number);
/* What its conditions are checked by (filter_sql.c). SEG_ERROR_USAGE unless @sql, asked with :name and :of, gives a number above 0; the text
 * beside it lists what there is. */
gboolean seg_filter_check_known (SegFilterParser *parser, const char *sql, const char *name, const char *of, guint position, const char *what,
                                 const char *none, GError **error);
gboolean seg_filter_check_equality (const SegFilterCondition *condition, const char *name, GError **error);
gboolean seg_filter_check_segment (SegFilterParser *parser, const SegFilterCondition *condition, const char *of, GError **error);
/* Adds: the rule named in @condition takes the user. */
gboolean seg_filter_add_rule (SegFilterParser *parser, const SegFilterCondition *condition, GError **error);
/* @text with the rule, or the segmentation, @name called @new_name (NULL: nothing) wherever conditions ask for it. NULL: it does not occur. */
char    *seg_filter_rename (const char *text, gboolean segmentation, const char *name, const char *new_name);
/* A segment that conditions may ask for. */
typedef struct {
	const char *segmentation;
	const char *name;      /* NULL: any of them, or whether a user is in one */
	guint       position;
	gboolean    by_number; /* asked for by its number counts too */
	gboolean    of_list;   /* "segment = ..." without "of" means this segmentation */
	guint64     in_use;    /* "segment of ... version N" means the segments there are too, where N is this: the version in use; 0: none */
} SegFilterSegment;

/* @text with the segment called @new_name (NULL: nothing) wherever conditions ask for it. NULL: none does. (filter_segment.c) */
char    *seg_filter_rename_segment (const char *text, const SegFilterSegment *segment, const char *new_name);
/* Wherever conditions stand: segment @segment_id, called @name, is called @new_name from now on; @by_number: also where its number stands. In
 * the caller's transaction. (uses.c) */
gboolean seg_filters_rename_segment (SegWorkspace *workspace, gint64 segment_id, const char *new_name, gboolean by_number, GError **error);
/* Segmentations made of conditions (conditions.c): users who are in no segment are put in by the conditions. @n: (out) how many. In the
 * caller's transaction. */
#define SEG_CONDITIONS_ALGORITHM "conditions"
gboolean seg_conditions_assign (SegWorkspace *workspace, const SegSegmentation *segmentation, gint64 *n, SegJob *job, GError **error);
/* FALSE with SEG_ERROR_USAGE when @condition asks for the rule @name by a way round: segments made of conditions, and rules. (circle.c) */
gboolean seg_rule_check_circle (SegWorkspace *workspace, const char *name, const char *condition, GError **error);
/* An empty list of SegUse* (uses.c). */
GPtrArray *seg_uses_new (void);
/* @text in quotes, as a filter reads it. */
char    *seg_filter_quote (const char *text);
/* As seg_filter_parse(), for what is to be the condition of the rule @name, which therefore must not occur in it. */
SegFilter *seg_filter_parse_rule (SegWorkspace *workspace, const char *name, const char *text, GError **error);
/* The tree, while the filter is read (filter_tree.c). Where what was added to the SQL begins: */
typedef struct {
	gsize sql;
	guint value;
} SegFilterMark;

SegFilterMark seg_filter_mark (const SegFilter *filter);
/* Adds a part that says what was added to the SQL since @mark. */
void     seg_filter_add_asked (SegFilter *filter, SegFilterMark mark, gboolean asks_events);
/* Adds a part that says what @condition, which has just been added to the SQL, does. */
void     seg_filter_add_test (SegFilterParser *parser, const SegFilterCondition *condition, SegFilterMark mark);
/* Makes one part of the parts from number @first on (NONE: of the only one). */
/* The text in a column, among other letters and in any case. */
void     seg_filter_add_contains (SegFilter *filter, const char *column, SegType type, const char *text);
void     seg_filter_join_parts (SegFilter *filter, guint first, SegFilterNodeKind kind);
void     seg_filter_node_free (SegFilterNode *node);

/* Adds: @word is somewhere in the key or a text attribute. */
void     seg_filter_add_search (SegFilter *filter, const GPtrArray *columns, const char *word);

G_END_DECLS

#endif
