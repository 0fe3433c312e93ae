/* Looking after the workspace file from the Data screen. */
#ifndef SEG_TUI_MAINTENANCE_H
#define SEG_TUI_MAINTENANCE_H

#include "screen.h"

/** Looks the file through as a job, and tells what it found. */
void seg_maintenance_check (SegView *view);
/** Asks for a name and copies the workspace there as a job. */
void seg_maintenance_ask_backup (SegView *view);

#endif
