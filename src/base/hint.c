#include <config.h>
#include <segscope/hint.h>

static gint on_screens; /* atomic */

const char *
seg_hint (const char *command, const char *screen)
{
	return g_atomic_int_get (&on_screens) ? screen : command;
}

void
seg_hint_for_screens (void)
{
	g_atomic_int_set (&on_screens, 1);
}
