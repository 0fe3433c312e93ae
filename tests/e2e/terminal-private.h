/* What the files of the test terminal share. */
#ifndef SEG_TEST_TERMINAL_PRIVATE_H
#define SEG_TEST_TERMINAL_PRIVATE_H

#include "terminal.h"

#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

struct Terminal {
	pid_t          child;
	int            master, slave;  /* the slave stays open, so that its modes can be read when the program is gone */
	int            wait_status;
	gboolean       ended;          /* waited for; wait_status holds */
	VTerm         *vterm;
	VTermScreen   *screen;
	int            rows, columns;
	gboolean       alternate, cursor_visible, mouse;
	struct termios modes;          /* as they were before the program */
	char          *folder;
	gboolean       owns_folder;
	GString       *output;
	guint          n_keys;         /* pressed so far */
	gboolean       tells_still;    /* the program says when it is at rest */
	gsize          asked_at;       /* size of the output when something was last asked of the program */
};

/* Waits up to @milliseconds for output and feeds it to the screen; FALSE when none came. */
gboolean terminal_read (Terminal *terminal, int milliseconds);

#endif
