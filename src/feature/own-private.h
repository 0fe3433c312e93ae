/* What the files of own features share: names that stand for values, and definitions made ready for computing. */
#ifndef SEG_OWN_PRIVATE_H
#define SEG_OWN_PRIVATE_H

#include <segscope/own_feature.h>

#include "feature/family.h"

/* What a name in a filter, or what is measured, stands for: one of these, or SEG_EVENT_VALUES + the number of an attribute of items. */
typedef enum {
	SEG_EVENT_KIND, SEG_EVENT_AT, SEG_EVENT_DAY, SEG_EVENT_DAYS_AGO, SEG_EVENT_HOUR, SEG_EVENT_WEEKDAY, SEG_EVENT_MONTH, SEG_EVENT_AMOUNT,
	SEG_EVENT_QUANTITY, SEG_EVENT_RATING, SEG_EVENT_SECONDS, SEG_EVENT_TEXT_LENGTH, SEG_EVENT_ITEM, SEG_EVENT_ORDER, SEG_EVENT_VALUES
} SegEventValue;

typedef struct {
	const char *name, *meaning;
	gboolean    is_number;
	gboolean    in_filters; /* else it can only be counted: orders are known by a number of no meaning */
} SegEventName;

extern const SegEventName seg_event_names[SEG_EVENT_VALUES];

/* Names, and the texts they point to. */
typedef struct {
	GArray       *names; /* of SegExpressionName */
	GStringChunk *texts;
} SegOwnScope;

SegOwnScope *seg_own_scope_new (void);
void         seg_own_scope_free (SegOwnScope *scope);
void         seg_own_scope_add (SegOwnScope *scope, const char *table, const char *name, guint value);
/** @text compiled over the names. The message also says which names are near one that is unknown. */
SegExpression *seg_own_scope_compile (const SegOwnScope *scope, const char *text, gboolean condition, guint *place, GError **error);

/* Names for filters: the events' own, then attributes of items by name and by label. */
SegOwnScope *seg_own_scope_of_events (const GPtrArray *item_attributes);

/* All definitions, ready. Values of names in expressions: first those of @base, then of attributes of users, then of @owns. */
typedef struct {
	GPtrArray      *owns;        /* of SegOwnFeature*, by id */
	SegExpression **expressions; /* by own: its formula or its filter, or NULL */
	gint           *measured;    /* by own: SegEventValue, or more; -1: none */
	SegOwnMistake  *mistakes;    /* by own, where it has a fault */
	guint          *order;       /* numbers of owns: each after those it uses; those with a fault are not in it */
	guint           n_ordered;
	guint           n_base;
	GPtrArray      *all_attributes, *item_attributes; /* of SegAttribute*: of users and of items; NULL without definitions */
	GPtrArray      *user_attributes, *hidden; /* of the former: those that may stand in expressions, and those that may not */
} SegOwnPlan;

/**
 * Compiles definitions and puts them in order; finds out fault, digest and uses of each.
 *
 * @owns: taken over. @base: of SegFeature*, the features that are nobody's own. NULL with @error when the workspace cannot be read.
 */
SegOwnPlan *seg_own_plan_new (SegWorkspace *workspace, GPtrArray *owns, const GPtrArray *base, GError **error);
void        seg_own_plan_free (SegOwnPlan *plan);
/** The definitions as they are kept, nothing found out yet. */
GPtrArray  *seg_own_features_load (SegWorkspace *workspace, GError **error);
/** The plan of those that are kept, over the catalogue as it is. */
SegOwnPlan *seg_own_plan_stored (SegWorkspace *workspace, GPtrArray *owns, GError **error);

/** Takes the digest of each of @owns. A formula's is of its text with the digests of others in place of their names, so renaming changes
 * none; the data are not asked. */
void        seg_own_digests (GPtrArray *owns);

/* In the workspace. ----------------------------------------------------------------------------------------------------- */

gboolean seg_own_feature_write (SegWorkspace *workspace, SegOwnFeature *own, GError **error);
gboolean seg_own_feature_delete (SegWorkspace *workspace, gint64 id, GError **error);

/** {"name": {"measure": "count", ...}} for the audit log. Free with g_free(). */
char    *seg_own_features_to_json (const GPtrArray *owns);

/** The names of @owns whose formulas mention one of @names (of char*): GPtrArray of char*, owned. */
GPtrArray *seg_own_features_made_of (const GPtrArray *owns, const GPtrArray *names);

/* Attributes in memory. ----------------------------------------------------------------------------------------------- */

/* A value by position of the user or item. */
typedef struct {
	gboolean      is_text;
	double       *numbers; /* NAN: missing */
	const char  **texts;   /* NULL: missing; equal texts are one */
	GStringChunk *chunk;
} SegOwnColumn;

/** Reads attribute (or key) @name of "user" or "item"; @ids: ascending. Dates of users become days before the as-of day, others texts. */
gboolean seg_own_column_load (const SegFeatureContext *context, const char *entity, const char *name, SegType type, const gint64 *ids, gsize n,
                              SegOwnColumn *column, SegJob *job, GError **error);
void     seg_own_column_clear (SegOwnColumn *column);
/** Leaves @cell alone where the value is missing. */
void     seg_own_column_read (const SegOwnColumn *column, gsize at, SegExpressionValue *cell);
char    *seg_own_say_time (gint64 at);

/* Figures of events. --------------------------------------------------------------------------------------------------- */

#define SEG_OWN_NO_KIND G_MAXUINT /* number of a kind that has no events */

/* Numbers of the kinds that mean something here. */
typedef struct {
	guint purchase, given_back; /* the first a number that no other kind has where there is no such kind */
} SegOwnKinds;

/* One user's events, as definitions see them. */
typedef struct {
	const SegFeatureContext *context;
	const SegHistory   *history;
	const SegOwnKinds  *kinds;
	const SegOwnColumn *items;       /* by attribute: those in use are loaded */
	const SegOwnColumn *keys;        /* of items, where in use */
	guint               wanted_kind; /* number of the definition's kind */
	char               *time;        /* room for a text, to be freed */
} SegOwnEvents;

/** The value of @own, which is no expression, for the user. Writes to the history's scratch. */
double seg_own_figure (SegOwnEvents *events, const SegOwnFeature *own, SegExpression *filter, gint measured);

/* All definitions with what they need, for users. ------------------------------------------------------------------------ */

typedef struct SegOwnState SegOwnState;

/** @owns, @base: as of seg_own_plan_new(); @base in the order of SegHistory.row. @user_ids: NULL when nothing is to be computed. */
SegOwnState      *seg_own_state_new (const SegFeatureContext *context, GPtrArray *owns, const GPtrArray *base, const gint64 *user_ids,
                                     gsize n_users, SegJob *job, GError **error);
void              seg_own_state_free (SegOwnState *state);
const SegOwnPlan *seg_own_state_plan (const SegOwnState *state);
/** The number of the value of definition number @own among those without fault. */
guint             seg_own_state_value (const SegOwnState *state, guint own);
/** Computes all definitions without fault for one user. @oddities: of value number @asked, or NULL. */
void              seg_own_state_compute (SegOwnState *state, const SegFeatureContext *context, const SegHistory *history, double *values,
                                         guint asked, SegExpressionOddities *oddities);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegOwnScope, seg_own_scope_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegOwnPlan, seg_own_plan_free)

#endif
