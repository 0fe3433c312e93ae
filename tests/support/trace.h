/* Running a program step by step, to kill it at a chosen change of its files. */
#ifndef SEG_TEST_TRACE_H
#define SEG_TEST_TRACE_H

#include <glib.h>

/**
 * Runs @words (NULL-terminated) in @folder, and kills it (SIGKILL) when it is about to make the @kill_at-th system call that changes a
 * file (write, sync, cut, delete, rename), counted from 1 over all its threads; 0: never. Its output goes nowhere.
 *
 * @n_changes: (out) how many there were. @status: (out) exit status, 128 + 9 when it was killed.
 * FALSE when this system does not allow tracing.
 */
gboolean trace_run (const char *folder, char *const *words, guint kill_at, guint *n_changes, int *status);

#endif
