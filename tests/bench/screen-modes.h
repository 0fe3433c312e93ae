/* What the bench of the interface does besides its usual run (screen.c). Each gets what follows its name on the command line; the exit status. */
#ifndef SEG_BENCH_SCREEN_MODES_H
#define SEG_BENCH_SCREEN_MODES_H

#include "screen-person.h"

/** SEGSCOPE FOLDER [TIMES [PHASES]]: keys while the heaviest jobs run (screen-jobs.c). */
int screen_jobs (int n, char **arguments);
/** SEGSCOPE WORKSPACE FILE REPOSITORY [TIMES]: bytes and times of a step in a list, beside programs that are known for theirs (screen-beside.c). */
int screen_beside (int n, char **arguments);

#endif
