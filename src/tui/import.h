/* The import, view by view: which file, what it becomes, what has happened. */
#ifndef SEG_TUI_IMPORT_H
#define SEG_TUI_IMPORT_H

#include <segscope/intake.h>
#include <segscope/rejects.h>

#include "screen.h"

/* Which file. No argument. */
extern const SegViewClass seg_import_files_view;
/* What it becomes. Argument: SegImportPlan*, taken over on success. */
extern const SegViewClass seg_import_plan_view;
/* What has happened. Argument: SegImportOutcome*, taken over on success. */
extern const SegViewClass seg_import_result_view;
/** What each step of the journey has left so far. (journey-draw.c) */
void seg_journey_draw (const SegSession *session, SegCells *cells, SegRect rect);

/* One that was imported, with its columns. Argument: const SegSource*. */
extern const SegViewClass seg_file_view;
/* What was set aside, by reason. Argument: const SegSource*, or NULL for those of all files. */
extern const SegViewClass seg_rejects_view;
/* The rows with one reason. Argument: const SegRejectRows*. */
extern const SegViewClass seg_reject_rows_view;

typedef struct {
	const SegRejectReason *reason;
	gboolean with_corrected;
} SegRejectRows;

typedef struct {
	char           *path;
	SegImportResult result;
	GPtrArray      *sentences; /* of char*, owned */
} SegImportOutcome;

void seg_import_outcome_free (SegImportOutcome *outcome);

/* The work of looking at a file; data: SegPlanRequest*. */
typedef struct {
	char          *path;
	const SegRole *role;       /* NULL: guess */
	char          *encoding;   /* NULL: guess */
	char           delimiter;  /* 0: guess */
	const char    *date_order; /* NULL: guess */
	const char    *header, *quotes; /* "yes", "no"; NULL: guess, and yes */
	gboolean       forget;     /* guess the columns, also where a mapping is remembered */
	char          *kind;       /* of events, the campaign of results; NULL: none */
	char          *missing;    /* words for missing values, as typed; NULL: those that the workspace remembers */
	SegImportPlan *plan;       /* (out) */
} SegPlanRequest;

SegPlanRequest *seg_plan_request_new (const char *path);
void            seg_plan_request_free (SegPlanRequest *request);
gboolean        seg_plan_request_run (SegWorkspace *workspace, SegJob *job, gpointer request, GError **error);

#endif
