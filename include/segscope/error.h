/* Errors of segscope: one GError domain, from the lowest floor to the exit status. */
#ifndef SEGSCOPE_ERROR_H
#define SEGSCOPE_ERROR_H

#include <glib.h>

G_BEGIN_DECLS

#define SEG_ERROR (seg_error_quark ())

/* The code says what kind of trouble it is; the message says what happened, where, and what to do next. */
typedef enum {
	SEG_ERROR_USAGE,     /* the command line or form is wrong; exit status 2 */
	SEG_ERROR_ARGUMENT,  /* an option or request the data cannot serve (k above the number of users) */
	SEG_ERROR_DATA,      /* what a file or the workspace contains is wrong or not enough */
	SEG_ERROR_FILE,      /* a file cannot be read or written */
	SEG_ERROR_WORKSPACE, /* the workspace cannot be opened, is newer, locked, read-only or damaged */
	SEG_ERROR_NOT_FOUND, /* a segment, user, campaign ... of that name does not exist */
	SEG_ERROR_MEMORY,    /* not enough memory for what was asked; the message says how much */
	SEG_ERROR_CANCELLED  /* the person stopped the job; exit status 3 */
} SegErrorCode;

GQuark seg_error_quark (void);

/**
 * The exit status a command ends with for @error: 0 for NULL, 2 for wrong usage, 3 when cancelled, 1 otherwise.
 * GOption errors count as wrong usage.
 */
int seg_error_exit_status (const GError *error);

G_END_DECLS

#endif
