/* OpenBLAS without its threads: loops over cores are the program's own (parallel.h), and two pools cost each other's time. */
#ifndef SEGSCOPE_BLAS_H
#define SEGSCOPE_BLAS_H

#include <glib.h>

G_BEGIN_DECLS

/** Whoever calls OpenBLAS calls this before: it works on the caller's thread alone from then on. Any thread. */
void seg_blas_stay_alone (void);

/** Ends the threads that OpenBLAS starts when the program is loaded: each keeps a core busy for a thirtieth of a second before it
 * sleeps, longer than most commands work. Only while no other thread is there. */
void seg_blas_end_threads (void);

G_END_DECLS

#endif
