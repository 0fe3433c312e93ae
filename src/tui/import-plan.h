/* The state of the import's second view, shared by the files that draw it and that ask its questions. */
#ifndef SEG_TUI_IMPORT_PLAN_H
#define SEG_TUI_IMPORT_PLAN_H

#include "import.h"

/* The plan is shared with the work that runs it: reference-counted, and not changed while that work lasts. */
typedef struct {
	SegImportPlan *plan;
} SharedPlan;

typedef struct {
	SharedPlan *shared;
	GPtrArray  *remarks;    /* of char*: about the file as a whole */
	char       *missing;    /* why it cannot be imported yet, or NULL */
	const char *date_order; /* as chosen, or NULL */
	const char *header, *quotes; /* "yes", "no" as chosen, or NULL */
	char       *missing_words; /* as typed, or NULL: what the workspace remembers */
	char       *most_rejects; /* as typed, "20" or "5%"; NULL: any number */
	SegList    *list;
} SegPlanState;

void           seg_shared_plan_release (SharedPlan *shared);
SegImportPlan *seg_plan_state_plan (const SegPlanState *state);
/** What is said about the plan as a whole; to be called after every change of it. */
void           seg_plan_state_judge (SegPlanState *state);
/** Takes over another plan of the same file. */
void           seg_plan_state_take (SegPlanState *state, SegImportPlan *plan);

/* Each asks, and changes the plan when it is answered. */
void seg_plan_ask_column (SegView *view);
void seg_plan_ask_role (SegView *view);
void seg_plan_ask_encoding (SegView *view);
void seg_plan_ask_delimiter (SegView *view);
void seg_plan_ask_header (SegView *view);
void seg_plan_ask_quotes (SegView *view);
void seg_plan_ask_dates (SegView *view);
void seg_plan_ask_kind (SegView *view);
void seg_plan_ask_missing (SegView *view);
/** Looks at the file anew, read as it is read now but for its encoding. */
void seg_plan_look_again (SegView *view, const char *encoding);
/** Looks at the file again without the mapping of an earlier one. */
void seg_plan_guess_anew (SegView *view);
/** Shows more about the column under the cursor. */
void seg_plan_show_values (SegView *view);

/* What is done with the plan. */
void seg_plan_import (SegView *view);
/** Does all of the import and takes it back; says what it would have done. */
void seg_plan_try (SegView *view);
void seg_plan_ask_most_rejects (SegView *view);
void seg_plan_save_mapping (SegView *view);

#endif
