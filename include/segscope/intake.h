/* Intake: everything that happens when files come in, as one. Loading itself is in ingest.h. */
#ifndef SEGSCOPE_INTAKE_H
#define SEGSCOPE_INTAKE_H

#include <segscope/ingest.h>
#include <segscope/orders.h>

G_BEGIN_DECLS

typedef struct {
	gboolean dry_run;            /* do everything, then take it back */
	gint64   most_rejects;       /* a file with more rows set aside or values left out ends the intake; -1: any number */
	double   most_rejects_share; /* likewise, as a share of the rows of the file, 0..1; negative: any share */
	const SegOrdersPolicy *orders; /* the policy for orders from now on; NULL: as it is */
	GPtrArray *reasons;          /* of SegRejectReason*: gets the three commonest of each file, as those of a trial cannot be asked
	                              * for afterwards; or NULL */
} SegIntakeOptions;

#define SEG_INTAKE_OPTIONS_INIT { FALSE, -1, -1, NULL, NULL }

/** Reads "20", "0" or "5%" into @options. FALSE with SEG_ERROR_USAGE. */
gboolean seg_intake_limit_rejects (SegIntakeOptions *options, const char *text, GError **error);

/**
 * Brings in @n_plans files in order, in one transaction: all of them or none.
 *
 * The cleaning recipe is withdrawn, the files are loaded (seg_import_run()), the policy for orders is applied and the recipe
 * replayed, so that later files are cleaned as the earlier ones were. Files that were imported before change nothing.
 * @options: may be NULL. @results: one a plan, filled on success.
 * Errors: those of seg_import_run(); SEG_ERROR_DATA when a file has more rejects than @options allow (names the first
 * reasons). On failure or cancel the workspace is as before.
 */
gboolean seg_intake_run (SegWorkspace *workspace, SegImportPlan *const *plans, gsize n_plans, const SegIntakeOptions *options,
                         SegJob *job, SegImportResult *results, GError **error);

G_END_DECLS

#endif
