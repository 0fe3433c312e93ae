/* A checkup: one walk through the file that either only looks (check) or also puts right what it finds (repair). So repair does exactly
 * what check has announced. */
#ifndef SEG_WORKSPACE_CHECK_H
#define SEG_WORKSPACE_CHECK_H

#include <segscope/maintenance.h>

#include "workspace-private.h"

typedef struct {
	SegWorkspace *workspace;
	SegJob       *job;
	gboolean      repair;   /* inside a transaction */
	GPtrArray    *problems; /* SegProblem* */
	GPtrArray    *repairs;  /* char*: SQL that waits until no statement of the present check reads any more */
} SegCheckup;

/**
 * Adds a problem; @repair (SQL; NULL: there is none) runs at the end of the present check when the checkup repairs.
 *
 * @what, @remedy: taken over. @remedy says what repair does, "these rows are deleted", or else what to do.
 */
void     seg_checkup_found (SegCheckup *checkup, const char *check, char *what, char *remedy, const char *repair);
/** As seg_workspace_count(), and asks the job. */
gboolean seg_checkup_count (SegCheckup *checkup, const char *sql, gint64 *value, GError **error);

/** All checks; those behind the first are left out where the file itself is damaged. */
gboolean seg_checkup_run (SegCheckup *checkup, GError **error);

/* The checks, in the order in which they build on each other. */
gboolean seg_check_schema (SegCheckup *checkup, GError **error);   /* tables, indexes, columns, triggers, views as in a new file */
gboolean seg_check_columns (SegCheckup *checkup, GError **error);  /* attributes and features against real columns */
gboolean seg_check_links (SegCheckup *checkup, GError **error);    /* rows that point to rows which are not there */
gboolean seg_check_rows (SegCheckup *checkup, GError **error);     /* rows that contradict each other, counts that are kept */

/* An empty database in memory with the schema of that version. NULL with @error. */
sqlite3 *seg_schema_of_version (gint64 version, GError **error);

/* Reads what can be read of a damaged workspace into the new file @path. @said: (out) sentences on what was lost are added. */
gboolean seg_salvage (const char *damaged, const char *path, SegJob *job, GPtrArray *said, GError **error);

#endif
