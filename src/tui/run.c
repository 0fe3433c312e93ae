#include <config.h>
#include "tui.h"

#include <segscope/error.h>

gboolean
seg_tui_run (const char *path, GError **error)
{
	(void) path;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, "no interface yet");
	return FALSE;
}
