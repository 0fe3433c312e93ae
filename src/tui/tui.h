/* The terminal interface's front door. */
#ifndef SEG_TUI_H
#define SEG_TUI_H

#include <glib.h>

/**
 * Opens the interface and returns when the person leaves.
 *
 * @path: the workspace (made when it does not exist), or NULL: the person is asked.
 * FALSE with an error: no terminal, TERM unknown, the workspace cannot be opened. The terminal is always restored.
 */
gboolean seg_tui_run (const char *path, GError **error);

#endif
