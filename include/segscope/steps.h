/* How far long SQL statements are. */
#ifndef SEGSCOPE_STEPS_H
#define SEGSCOPE_STEPS_H

#include <segscope/workspace.h>

G_BEGIN_DECLS

/* What SQLite's machine takes for a row of a table that is looked through, seen with SQLite 3.40. */
#define SEG_STEPS_A_VALUE 1.5 /* of PRAGMA integrity_check */
#define SEG_STEPS_A_LINK 11   /* to find the row of another table by its number */
#define SEG_STEPS_A_ROW 4     /* to count what is in a column */

/**
 * The statements that run from now on take about @n_steps steps of SQLite's machine together: as they run, they move the job that is watched
 * (seg_workspace_watch()) through its span. 0: nothing is foreseen any more. Watching another job ends it too.
 */
void   seg_workspace_expect (SegWorkspace *workspace, double n_steps);
/** About how many rows a table has, without counting them where they are numbered; 0: it cannot be said. */
double seg_workspace_about_rows (SegWorkspace *workspace, const char *table);

G_END_DECLS

#endif
