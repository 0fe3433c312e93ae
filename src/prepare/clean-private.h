/* What the files of the cleaning recipe share. */
#ifndef SEG_CLEAN_PRIVATE_H
#define SEG_CLEAN_PRIVATE_H

#include <segscope/clean.h>

typedef struct SegStepRun SegStepRun;

/* A kind with what the program does for it. One row each in the table of step.c. */
typedef struct {
	SegStepKind kind;
	/* Changes the tables and fills step->effect, or sets effect.skipped. FALSE with SEG_ERROR_ARGUMENT, SEG_ERROR_DATA or
	 * SEG_ERROR_USAGE when the data do not serve it: a replay then skips the step. */
	gboolean (*apply) (SegStepRun *run, GError **error);
	/* Appends what it does, in words, without an end: "fill missing age with the median". */
	void (*say) (const SegStep *step, GString *sentence);
	/* What the table of options cannot say; NULL: nothing more. */
	gboolean (*check) (SegStepRun *run, GError **error);
} SegStepClass;

const SegStepClass *seg_step_class (const SegStepKind *kind);

/* The classes, one file each. */
extern const SegStepClass seg_step_drop_column, seg_step_drop_missing, seg_step_fill, seg_step_flag, seg_step_outliers, seg_step_merge,
	seg_step_recode, seg_step_parse, seg_step_filter, seg_step_exclude;

/* What a preview wants to know while a step runs. */
typedef struct {
	GPtrArray *examples; /* of SegCleanExample* */
	GPtrArray *groups;   /* of SegCleanGroup* */
} SegStepWitness;

/* One step at work. */
struct SegStepRun {
	SegWorkspace   *workspace;
	SegStep        *step;
	SegJob         *job;
	const char     *entity;     /* "user", "item", "event": the table */
	GPtrArray      *attributes; /* of users or items as they are now; NULL for events */
	char           *in_use;     /* condition: rows the step is about (listed ones where there are any, none that are left out) */
	SegStepWitness *witness;    /* or NULL */
};

/** NULL with @error. Frees nothing of what it is given. */
SegStepRun *seg_step_run_new (SegWorkspace *workspace, SegStep *step, SegJob *job, GError **error);
void        seg_step_run_free (SegStepRun *run);
/** Checks the step, runs it, and counts rows and missing values before and after. */
gboolean    seg_step_run (SegStepRun *run, GError **error);
/** As seg_step_check(), for a run. */
gboolean    seg_step_run_check (SegStepRun *run, GError **error);

/** The attribute that the option names; the run was checked. */
const SegAttribute *seg_step_run_column (const SegStepRun *run, const char *option);
const SegAttribute *seg_step_run_find (const SegStepRun *run, const char *name);
/** Whether the option is given and is this text. */
gboolean seg_step_is (const SegStep *step, const char *option, const char *value);
/** The option as the person knows it: --name to commands, its label in quotation marks on screens. */
char    *seg_step_option_said (const SegStepOption *option);
char    *seg_step_said (const SegStep *step, const char *name);
/** A number option; @fallback when it is not given and has no standard. */
double   seg_step_number (const SegStep *step, const char *option, double fallback);

/* Changing cells: a step fills the temporary table clean_cell (id, value), then writes it into a column. (cells.c) ------------- */

/** Empties clean_cell and clean_row; makes them first. */
gboolean seg_cells_begin (SegStepRun *run, GError **error);
/** Writes clean_cell into the column: keeps the imported values, adds to effect.cells, shows the witness examples. */
gboolean seg_cells_write (SegStepRun *run, const SegAttribute *attribute, GError **error);
/** Shows the witness what clean_cell makes of a column that is read anew as @type. */
gboolean seg_cells_witness_reading (SegStepRun *run, const SegAttribute *attribute, SegType type, GError **error);
/** Leaves the rows of clean_row (id) out: users and items with their events, or events. */
gboolean seg_rows_leave_out (SegStepRun *run, GError **error);
/** A new attribute of this step: @label, or a free name like it. Its name; NULL with @error. */
char    *seg_cells_add_attribute (SegStepRun *run, const char *label, SegType type, GError **error);
/** Whether the imported values are in this column, so that they have to be kept. Columns that steps made hold none. */
gboolean seg_cells_hold_imported (SegStepRun *run, const SegAttribute *attribute, gboolean *holds, GError **error);
/** A name like @label that neither a column nor a label has. */
char    *seg_cells_free_name (SegStepRun *run, const char *label, GError **error);
/** Drops and renames columns that views may name; seg_workspace_make_views() has to follow. */
gboolean seg_cells_alter (SegWorkspace *workspace, const char *script, GError **error);
gboolean seg_cells_add_column (SegStepRun *run, const char *name, SegType type, GError **error);
/** The value of a column as people read it, as an SQL expression over @column (an identifier). */
char    *seg_cells_shown_sql (SegType type, const char *column);
/** "listed AND ..." over the table of @entity without an alias. NULL with @error. */
char    *seg_rows_in_use (SegWorkspace *workspace, const char *entity, GError **error);
/** Gives every attribute its number of missing values among the rows in the table, as a load does. */
gboolean seg_cells_count_missing (SegWorkspace *workspace, GError **error);
void     seg_clean_example_free (gpointer example);
void     seg_clean_group_free (gpointer group);

/* Numbers of a column, ascending. (values.c) ----------------------------------------------------------------------------------- */

typedef struct {
	double *values;
	gsize   n;
} SegValues;

/** The values that are not missing, of the rows in use. SEG_ERROR_MEMORY. */
gboolean seg_values_read (SegStepRun *run, const SegAttribute *attribute, SegValues *values, GError **error);
void     seg_values_clear (SegValues *values);
double   seg_values_quantile (const SegValues *values, double share); /* type 7; NAN when empty */
double   seg_values_mean (const SegValues *values);

/** The bounds outside which a value is an outlier by the options beyond, limit of the step. FALSE in @found: no spread, no bounds. */
gboolean seg_outlier_bounds (SegStepRun *run, const SegAttribute *attribute, double *low, double *high, gboolean *found, GError **error);

/* Conditions of a person (expression.c) ------------------------------------------------------------------------------------------ */

/** The query for the ids of the rows in use for which the condition holds (or @not: does not, or is unknown), compiled once under
 * guard: only columns of the table and a list of functions. NULL with SEG_ERROR_USAGE, which points at the mistake. */
char *seg_expression_sql (SegStepRun *run, const char *expression, gboolean not, GError **error);

/* JSON and tables (recipe_store.c, recipe_text.c) ------------------------------------------------------------------------------- */

char    *seg_step_options_to_json (const SegStep *step);
/** A step as the table has it; SEG_ERROR_WORKSPACE when this program does not know it. */
SegStep *seg_step_from_row (const char *kind, const char *options, GError **error);
char    *seg_step_effect_to_json (const SegStepEffect *effect);
void     seg_step_effect_from_json (SegStepEffect *effect, const char *json);
void     seg_step_effect_clear (SegStepEffect *effect);

gboolean seg_recipe_store_insert (SegWorkspace *workspace, SegStep *step, GError **error);
gboolean seg_recipe_store_update (SegWorkspace *workspace, const SegStep *step, GError **error);
gboolean seg_recipe_store_delete (SegWorkspace *workspace, gint64 id, GError **error);
/** Puts the positions into the order of @steps. */
gboolean seg_recipe_store_order (SegWorkspace *workspace, const GPtrArray *steps, GError **error);
gboolean seg_recipe_store_effect (SegWorkspace *workspace, const SegStep *step, GError **error);

/** Applies the enabled ones of @steps whose positions are in @from..@to (apply.c). */
gboolean seg_recipe_apply_steps (SegWorkspace *workspace, GPtrArray *steps, gint64 from, gint64 to, SegJob *job, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegStepRun, seg_step_run_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SegValues, seg_values_clear)

#endif
