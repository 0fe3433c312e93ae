/* The terminal interface's front door. */
#ifndef SEG_TUI_H
#define SEG_TUI_H

#include <segscope/job.h>

/** Makes the demo workspace @path; called on a worker thread when a person without a workspace asks for it. */
typedef gboolean (*SegTuiDemo) (const char *path, SegJob *job, GError **error);

typedef struct {
	SegTuiDemo  demo;   /* a hook, because the demo is a command of a higher floor; NULL: no demo is offered */
	gboolean    tour;   /* begin with a walk through the program, which can be left at any stop */
	const char *record; /* file that gets what the person does, or NULL */
	const char *replay; /* file of a recorded session to do again, or NULL */
	double      pace;   /* seconds between its keys */
} SegTuiOptions;

/**
 * Opens the interface and returns when the person leaves.
 *
 * @path: the workspace (made when it does not exist), or NULL: the person is asked.
 * FALSE with an error: no terminal, TERM unknown, the workspace cannot be opened, a session could not be recorded or did not go as it was
 * recorded. The terminal is always restored.
 */
gboolean seg_tui_run (const char *path, const SegTuiOptions *options, GError **error);

#endif
