/* Own features: columns that a person defines, by an expression over others ("monetary_90d / orders_90d") or as a figure of what
 * users did (the mean rating of courses in a category in the last year).
 *
 * Definitions are kept in the workspace. They stand in the catalogue like the others (group "own"), may refer to one another, and
 * are computed with the rest of a feature set; what is defined after a set was built is in it once it is built again. */
#ifndef SEGSCOPE_OWN_FEATURE_H
#define SEGSCOPE_OWN_FEATURE_H

#include <segscope/expression.h>
#include <segscope/feature.h>

G_BEGIN_DECLS

typedef enum {
	SEG_OWN_COUNT,    /* of events; the others are of something that events have: */
	SEG_OWN_SUM,      /* 0 where there is nothing to add up */
	SEG_OWN_MEAN,     /* missing where there is nothing, as are the next three */
	SEG_OWN_MINIMUM,
	SEG_OWN_MAXIMUM,
	SEG_OWN_LAST,     /* the latest by time; of several at one instant the largest */
	SEG_OWN_DISTINCT  /* how many different ones */
} SegOwnMeasure;
#define SEG_N_OWN_MEASURES (SEG_OWN_DISTINCT + 1)

/** "count", "sum", "mean", "min", "max", "last", "distinct"; and in words: "number of events", "sum of". */
const char *seg_own_measure_name (SegOwnMeasure measure);
const char *seg_own_measure_words (SegOwnMeasure measure);
gboolean    seg_own_measure_parse (const char *name, SegOwnMeasure *measure);

#define SEG_OWN_NO_DAY G_MININT64

typedef struct {
	gint64     id;      /* 0 while not saved */
	char      *name;    /* letters, digits and _: stands in expressions and is a column of tables */
	char      *label, *meaning, *unit; /* NULL or "": made from the definition */
	SegScaling scaling;
	SegFill    fill;    /* any that suits a number */
	char      *expression; /* over features and users' attributes; NULL: what follows says it */
	SegOwnMeasure measure;
	char      *measured;   /* NULL for count; else "amount", "item", ..., a numeric attribute of items, any for distinct */
	char      *event_kind; /* NULL: all kinds */
	char      *filter;     /* condition on events and their items, NULL: none */
	gint64     last_days;  /* the calendar days that end with the as-of day; 0: not limited so */
	gint64     first_day, last_day; /* as UTC midnight; or SEG_OWN_NO_DAY */
	/* Found out when it is loaded: */
	char      *fault;   /* why it cannot be computed with these data, or NULL */
	char      *digest;  /* of all that its values depend on beside the data */
	GPtrArray *uses;    /* of char*: other own features in its expression */
} SegOwnFeature;

/** Count of all events of any time, scaled by the logarithm, missing ones zero. */
SegOwnFeature *seg_own_feature_new (const char *name);
SegOwnFeature *seg_own_feature_copy (const SegOwnFeature *own);
void           seg_own_feature_free (SegOwnFeature *own);
/** Gives scaling and fill what suits the definition: for what has no value for some (mean, expression) other than for counts. */
void           seg_own_feature_suit (SegOwnFeature *own);
/** The definition in words: "Sum of amount of events of the kind “purchase” in the 90 days before the as-of day". Free with g_free(). */
char          *seg_own_feature_words (const SegOwnFeature *own);
/** As it is shown: what was given, else what is made from the definition. Free with g_free(). */
char          *seg_own_feature_label (const SegOwnFeature *own);
char          *seg_own_feature_unit (const SegOwnFeature *own);

/* The part of a definition in which a mistake was found. */
typedef enum {
	SEG_OWN_PART_NONE, SEG_OWN_PART_NAME, SEG_OWN_PART_EXPRESSION, SEG_OWN_PART_KIND, SEG_OWN_PART_MEASURED, SEG_OWN_PART_FILTER,
	SEG_OWN_PART_WINDOW, SEG_OWN_PART_FILL
} SegOwnPart;

typedef struct {
	SegOwnPart part;
	guint      place; /* character of the expression or filter, counted from 1; 0: unknown */
} SegOwnMistake;

/** All definitions, each after those it uses: GPtrArray of SegOwnFeature*, owned. */
GPtrArray           *seg_own_features (SegWorkspace *workspace, GError **error);
const SegOwnFeature *seg_own_feature_find (const GPtrArray *owns, const char *name);

/** Whether @own can be computed with these data, under its name. @mistake: (out) where it is wrong; may be NULL.
 * FALSE with SEG_ERROR_USAGE. */
gboolean seg_own_feature_check (SegWorkspace *workspace, const SegOwnFeature *own, SegOwnMistake *mistake, GError **error);

/**
 * Keeps @own: a new definition where its id is 0, else in place of the one with that id. With another name it is renamed wherever
 * it is used. Sets that it is in turn stale when its values change. Errors as of seg_own_feature_check().
 */
gboolean seg_own_feature_save (SegWorkspace *workspace, SegOwnFeature *own, SegOwnMistake *mistake, GError **error);

/**
 * Takes away the definition called @name.
 *
 * @force: also where feature sets, segmentations, ... use it: it is no longer selected for the sets. Other own features and components
 * that are made of it have to be changed or forgotten first. FALSE with SEG_ERROR_NOT_FOUND, SEG_ERROR_DATA (says who uses it).
 */
gboolean seg_own_feature_forget (SegWorkspace *workspace, const char *name, gboolean force, GError **error);

/** Who uses the own feature: own features, feature sets, segmentations, components, the RFM grid, campaigns (by their filter), as one
 * sentence; "" when nobody does. NULL with @error. */
char    *seg_own_feature_users (SegWorkspace *workspace, const char *name, GError **error);

/** Definitions as a text that people can read and edit: a section for each. Free with g_free(). */
char      *seg_own_features_to_text (const GPtrArray *owns);
/** The definitions in such a text. @name: of the file, for messages. NULL with SEG_ERROR_DATA, which says where it is wrong. */
GPtrArray *seg_own_features_from_text (const char *text, const char *name, GError **error);
/** Keeps all of @owns (new ones, and others in place of those of the same name), or none. @n_new, @n_changed: (out) may be NULL. */
gboolean   seg_own_features_import (SegWorkspace *workspace, const GPtrArray *owns, guint *n_new, guint *n_changed, GError **error);

/** "2024-03-05" as UTC midnight. FALSE with SEG_ERROR_USAGE. */
gboolean   seg_own_parse_day (const char *text, gint64 *day, GError **error);

/* Names that may stand in definitions, for lists and completion. */
typedef struct {
	char *name;    /* as it is written: in quotes where it must be */
	char *plain;   /* without them */
	char *meaning; /* label, or a word about it */
	gboolean is_number;
	gboolean in_filters; /* of events: else it can only be counted */
} SegOwnName;

/** Names for expressions (@events FALSE) or for filters and measured (@events TRUE): GPtrArray of SegOwnName*, owned. */
GPtrArray *seg_own_names (SegWorkspace *workspace, gboolean events, GError **error);
/** The kinds that events have: GPtrArray of char*, owned. */
GPtrArray *seg_own_kinds (SegWorkspace *workspace, GError **error);

/** A digest of the definitions of the own features and components in @selection; "" where it has none. Free with g_free(); NULL with @error. */
char *seg_own_selection_digest (SegWorkspace *workspace, const GPtrArray *selection, GError **error);

/* Trying out. ------------------------------------------------------------------------------------------------------------- */

/* What a definition yields. */
typedef struct {
	gint64     as_of;      /* in local time */
	gint64     n_users;    /* that count */
	gint64     n_tried;    /* of whom the figures are */
	SegFeatureStatistics *figures;
	GPtrArray *keys;       /* of char*: some users, evenly spaced */
	double    *values;     /* theirs; NAN: missing */
	gint64     n_texts, n_infinite; /* users for whom it yields what is no number, and so is missing */
	char      *text;       /* one of the texts, or NULL */
} SegOwnPreview;

void seg_own_preview_free (SegOwnPreview *preview);

/**
 * What @own, which need not be kept, yields for all users.
 *
 * @as_of: as of seg_feature_set_build(). Errors as of that and of seg_own_feature_check(); nothing is written.
 */
SegOwnPreview *seg_own_preview (SegWorkspace *workspace, const SegOwnFeature *own, gint64 as_of, SegJob *job, SegOwnMistake *mistake,
                                GError **error);

/* Users and what they did, in memory: for trying out definitions one after another, each in a moment. Belongs to one thread at
 * a time. */
typedef struct SegOwnTrial SegOwnTrial;

/** @most_users: so many, evenly spaced; 0: all. */
SegOwnTrial   *seg_own_trial_new (SegWorkspace *workspace, gint64 as_of, gsize most_users, SegJob *job, GError **error);
void           seg_own_trial_free (SegOwnTrial *trial);
SegOwnPreview *seg_own_trial_preview (SegOwnTrial *trial, SegWorkspace *workspace, const SegOwnFeature *own, SegJob *job,
                                      SegOwnMistake *mistake, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegOwnPreview, seg_own_preview_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegOwnTrial, seg_own_trial_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegOwnFeature, seg_own_feature_free)

G_END_DECLS

#endif
