/* Looking after the workspace file from the Data screen, and from the start screen where it cannot be opened. */
#ifndef SEG_TUI_MAINTENANCE_H
#define SEG_TUI_MAINTENANCE_H

#include "screen.h"

/** Looks the file @path through as a job, tells what it found, and offers to put it right. */
void seg_maintenance_check (SegView *view, const char *path);
/** Asks for a name and copies the workspace there as a job. */
void seg_maintenance_ask_backup (SegView *view);

#endif
