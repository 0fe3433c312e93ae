/* Cleaning: an ordered recipe of steps that is kept in the workspace and replayed on the next month's data.
 *
 * Steps work in place on the columns of users and items, so that everything downstream simply reads what they left; the
 * imported value of each cell they change is kept, users and items that they leave out stay in the file, and so do the events that
 * they set aside. Withdrawing the recipe gives back exactly what was imported. Changing the recipe is withdraw, change, apply,
 * in one transaction: a person sees either the old state or the new one.
 *
 * A kind of step is one file (prepare/step_*.c) and one row in the table of prepare/step.c. Its options are described in a table
 * too: help, the command line, the form on the screen and the recipe's file are made from it. */
#ifndef SEGSCOPE_CLEAN_H
#define SEGSCOPE_CLEAN_H

#include <segscope/workspace.h>

G_BEGIN_DECLS

/* Kinds of steps ------------------------------------------------------------------------------------------------------- */

typedef enum {
	SEG_STEP_COLUMN,     /* an attribute, by name, label or field */
	SEG_STEP_COLUMNS,    /* one or more of them */
	SEG_STEP_CHOICE,     /* one of ->choices */
	SEG_STEP_NUMBER,
	SEG_STEP_COUNT,      /* a whole number, 0 or more */
	SEG_STEP_TEXT,
	SEG_STEP_TEXTS,      /* one or more */
	SEG_STEP_PAIRS,      /* one or more FROM=TO */
	SEG_STEP_YES,        /* "yes" or "no" */
	SEG_STEP_EXPRESSION  /* a condition on the columns of the table, as in SQL */
} SegStepOptionType;

/* One option of a kind of step. */
typedef struct {
	const char        *name;      /* as on the command line: "column", "with" */
	const char        *label;     /* in words, for the form; translatable */
	const char        *help;      /* one line; translatable */
	SegStepOptionType  type;
	gboolean           required;
	const char        *standard;  /* what holds when it is not given, or NULL */
	const char *const *choices;   /* of SEG_STEP_CHOICE; NULL-terminated */
	const char *const *choice_labels; /* in words, translatable, in the same order */
	guint              types;     /* of columns: the sum of 1 << SegType that fit; 0: all */
	const char        *when;      /* "with=nearest": has a meaning only then ("with=mean,median": either); NULL: always */
} SegStepOption;

typedef struct {
	const char          *name;    /* "fill" */
	const char          *label;   /* "Fill missing values"; translatable */
	const char          *meaning; /* a sentence; translatable */
	const SegStepOption *options; /* the first is always "of": users, items or events where there is a choice */
	gsize                n_options;
} SegStepKind;

/** All kinds, in the order in which forms list them. */
const SegStepKind *const *seg_step_kinds (gsize *n_kinds);
const SegStepKind   *seg_step_kind_find (const char *name); /* NULL when there is none */
const SegStepOption *seg_step_kind_option (const SegStepKind *kind, const char *name);

/* What a step changed when it last ran. */
typedef struct {
	gint64 rows_before, rows_after;       /* of its table that are in use */
	gint64 cells;                         /* values that are different now */
	gint64 missing_before, missing_after; /* in its columns */
	gint64 users_out, items_out;          /* left out from here on; users merged into another included */
	gint64 groups;                        /* merge: people that had several accounts; recode: spellings that became one */
	gint64 events_out;                    /* set aside without anything in their place */
	gint64 events_moved;                  /* merge: of the users that were merged */
	gint64 unread;                        /* parse: values that did not read, missing now */
	char  *skipped;                       /* why it did nothing ("there is no column plan"), or NULL */
	char  *remark;                        /* what it found: "the median is 34"; or NULL */
} SegStepEffect;

/* A step: of the recipe, or on its way into it. */
typedef struct {
	gint64             id;       /* 0: not in the recipe yet */
	gint64             position; /* from 1 */
	const SegStepKind *kind;
	char            ***values;   /* a GStrv for each option in order, NULL: not given */
	char              *note;     /* a person's remark, "" */
	gboolean           enabled;
	SegStepEffect      effect;   /* all 0 while it has not run */
} SegStep;

SegStep *seg_step_new (const SegStepKind *kind);
SegStep *seg_step_copy (const SegStep *step);
void     seg_step_free (SegStep *step);
/** Adds a value to an option of several, or replaces the one of a single one. SEG_ERROR_USAGE: no such option, not a number, not one
 * of the choices, a pair without =. */
gboolean seg_step_set (SegStep *step, const char *option, const char *value, GError **error);
void     seg_step_unset (SegStep *step, const char *option);
/** The (first) value, else the standard one, else NULL. Borrowed. */
const char        *seg_step_get (const SegStep *step, const char *option);
/** All values; NULL when none was given. Borrowed. */
const char *const *seg_step_get_all (const SegStep *step, const char *option);
/** Whether the option has a meaning with the values of the others (its ->when). */
gboolean seg_step_option_matters (const SegStep *step, const SegStepOption *option);

/**
 * Whether the step could run on the workspace as it is now: required options, columns that exist and have a type that fits, an
 * expression that compiles. SEG_ERROR_USAGE says which option is wrong, with the column of the mistake in an expression.
 */
gboolean seg_step_check (SegWorkspace *workspace, const SegStep *step, GError **error);

/** In words: "fill missing age with the median of each plan". Free with g_free(). */
char *seg_step_sentence (const SegStep *step);
/** What it changed: "212 values filled; the median is 34". Free with g_free(). */
char *seg_step_effect_sentence (const SegStep *step);

/* The recipe ------------------------------------------------------------------------------------------------------------- */

/** The steps in order: GPtrArray of SegStep*, owned. */
GPtrArray *seg_recipe_list (SegWorkspace *workspace, GError **error);

/* Each of these leaves the workspace as the changed recipe makes it, in one transaction with a line in the audit log. On failure or
 * cancel everything is as before. SEG_ERROR_USAGE: the new step does not fit (seg_step_check() at its place). Steps that came before
 * and no longer fit are skipped, which their effect says. Cost: that of the steps, plus that of withdrawing them. */

/** Puts @step at @position (0: the end); fills its id, position and effect. */
gboolean seg_recipe_add (SegWorkspace *workspace, SegStep *step, gint64 position, SegJob *job, GError **error);
/** Gives the step with @step->id the values, the note and the enabled of @step. */
gboolean seg_recipe_update (SegWorkspace *workspace, const SegStep *step, SegJob *job, GError **error);
gboolean seg_recipe_remove (SegWorkspace *workspace, gint64 id, SegJob *job, GError **error);
gboolean seg_recipe_move (SegWorkspace *workspace, gint64 id, gint64 position, SegJob *job, GError **error);
gboolean seg_recipe_set_enabled (SegWorkspace *workspace, gint64 id, gboolean enabled, SegJob *job, GError **error);
/** Puts @steps (of SegStep*) in the place of the whole recipe. */
gboolean seg_recipe_replace (SegWorkspace *workspace, const GPtrArray *steps, SegJob *job, GError **error);

/* For loads (seg_intake_run()): inside its transaction, before and after new rows come in. --------------------------------- */

/** Gives back exactly what was imported; the recipe itself stays. Nothing to do is fine. */
gboolean seg_recipe_withdraw (SegWorkspace *workspace, SegJob *job, GError **error);
/** Runs the enabled steps in order on the imported state and notes the effect of each. A step that no longer fits (its column is gone)
 * is skipped and says so. */
gboolean seg_recipe_apply (SegWorkspace *workspace, SegJob *job, GError **error);

/* Previews ---------------------------------------------------------------------------------------------------------------- */

#define SEG_CLEAN_BINS 24
#define SEG_CLEAN_EXAMPLES 12 /* of cells, and of groups of users that would be merged */

/* A cell that changes; or a row that goes, with @after NULL and @column NULL. */
typedef struct {
	char *key;    /* of the user or item; of an event: its user */
	char *column; /* label */
	char *before, *after; /* as people read them; NULL: missing */
} SegCleanExample;

/* People with several accounts. */
typedef struct {
	char  *survivor; /* key */
	char **others;   /* keys */
	char  *alike;    /* what they share: "phone 13800001111" */
} SegCleanGroup;

typedef struct {
	SegStepEffect effect;
	GPtrArray    *examples;  /* of SegCleanExample*: at most SEG_CLEAN_EXAMPLES */
	GPtrArray    *groups;    /* of SegCleanGroup*: likewise */
	gboolean      has_histogram; /* a number column changes, or loses rows */
	char         *column;    /* whose histogram it is: label */
	double        low, high; /* the range of both, cut into equal bins */
	gint64        before[SEG_CLEAN_BINS], after[SEG_CLEAN_BINS];
} SegCleanPreview;

/**
 * What @step would do at @position (0: the end; for a step that is in the recipe: its place), computed in a transaction that is
 * rolled back. Needs a workspace that may be written to. Cost: that of the step; of the steps before it as well, unless it comes last.
 */
SegCleanPreview *seg_recipe_preview (SegWorkspace *workspace, const SegStep *step, gint64 position, SegJob *job, GError **error);
void             seg_clean_preview_free (SegCleanPreview *preview);

/* The recipe as a file ------------------------------------------------------------------------------------------------------ */

/** JSON that people can read and write. Free with g_free(). */
char      *seg_recipe_to_text (const GPtrArray *steps);
/** GPtrArray of SegStep*, owned. SEG_ERROR_DATA with the place (step, option) of what it does not know or understand. */
GPtrArray *seg_recipe_from_text (const char *text, GError **error);
/** Writes the recipe to @path, which appears only when complete. */
gboolean   seg_recipe_export (SegWorkspace *workspace, const char *path, GError **error);
/** Reads a file for seg_recipe_replace(). SEG_ERROR_FILE, SEG_ERROR_DATA. */
GPtrArray *seg_recipe_read (const char *path, GError **error);

/* Raw values ------------------------------------------------------------------------------------------------------------------ */

/* An imported value that a step changed. */
typedef struct {
	char *entity; /* "user", "item" */
	char *key, *column;
	char *imported, *now; /* as people read them; NULL: missing */
} SegCleanChange;

/** Cells whose value differs from what was imported, by column and key: @limit from @offset. GPtrArray of SegCleanChange*, owned. */
GPtrArray *seg_clean_changes (SegWorkspace *workspace, gint64 offset, gint64 limit, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegStep, seg_step_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegCleanPreview, seg_clean_preview_free)

G_END_DECLS

#endif
