/* The evidence behind a plan, column by column. */
#ifndef SEG_PLAN_PRIVATE_H
#define SEG_PLAN_PRIVATE_H

#include "ingest-private.h"

#include <json-glib/json-glib.h>

struct SegPlanEvidence {
	SegEvidence *columns;
	gsize        n_columns;
	SegMissing  *missing;         /* the words that count as missing in this file */
	GArray      *rows;            /* hashes of the values of the first rows, n_columns each; 0: missing (dependence.c) */
	gsize        n_open_quotes;   /* rows with a quote that is never closed */
	gsize        n_too_long;      /* rows of more than 1 MiB */
	gboolean     whole_file;      /* every row was looked at */
	gboolean     skipped_rows;
	gboolean     date_order_said; /* by the person: it is not guessed again */
};

/* What columns say of each other (dependence.c) ---------------------------------------------------------------------- */

/** Keeps the row of @n_fields texts for later comparisons; beyond the first 20,000 rows it does nothing. */
void    seg_dependence_add (SegPlanEvidence *evidence, char *const *fields, gsize n_fields);
/**
 * How far the value of @key settles that of @column: 1 fully, 0 no more than chance. Each row is compared with the first one of the
 * same key (@n_compared of them); that they would agree anyway, as most rows have the same value, is taken off (Cohen's kappa).
 * Rows that have the same value in @apart (a column, or -1) as that first row say nothing: lines of one order agree in whatever
 * the order has. NAN: @column has one value only.
 */
double  seg_dependence (const SegPlanEvidence *evidence, gsize key, gsize column, gssize apart, gsize *n_compared);
/** The hash that stands for @text in rows. */
guint32 seg_dependence_hash (const char *text);

/** Gives each column of a log that nobody spoke of yet its entity: from what it depends on, and its name (guess-entity.c). */
void    seg_guess_entities (SegImportPlan *plan);
/** Whether a column that is named like an outcome of the person ("label", "churn") can be one. */
gboolean    seg_guess_fits_mark (const SegEvidence *evidence, const char *folded_header);
/** The outcome that a column of results with this header stands for ("opened"), or NULL. */
const char *seg_guess_outcome (const char *header);
/** Whether rows in the state of a refund or cancellation take other rows back. */
gboolean seg_guess_state_entries (const SegImportPlan *plan);
/** A running number that some program put in front of each row. */
gboolean    seg_guess_is_row_number (const SegImportPlan *plan, gsize column);
/** Decides between day and month first, for the file and each column; reads the file on where that is open (date-order.c). */
gboolean    seg_plan_decide_dates (SegImportPlan *plan, const SegImportOptions *options, GError **error);
/** The type that the values of @column get as @field; NULL: as an attribute. */
SegType seg_plan_field_type (const SegImportPlan *plan, gsize column, const SegField *field);
/** Makes the column nothing: not imported. */
void    seg_plan_leave_out (SegImportPlan *plan, gsize column);

/* Kept mappings (recall.c) ------------------------------------------------------------------------------------------------ */

/** What encloses values in the file whose kept mapping @kept is. */
char seg_mapping_quote (JsonObject *kept);
/** Makes @column what @kept, an element of "columns" in a kept mapping, says. */
void seg_mapping_take_column (SegImportPlan *plan, gsize column, JsonObject *kept);

/** The campaign that a file of results without a column for it is of: what its plan says, else the file's name. Free with g_free(). (load-result.c) */
char *seg_plan_campaign (const SegImportPlan *plan);

#endif
