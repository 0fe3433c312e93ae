/* The table of screens: the rail, in the order of the journey. Adding a screen is one file and one row here. */
#include <config.h>
#include "screens.h"

#include <glib/gi18n.h>

static SegStepState
data_state (const SegSession *session)
{
	return session->info != NULL && session->info->n_sources > 0 ? SEG_STEP_DONE : SEG_STEP_NOT_YET;
}

const SegScreen seg_screens[] = {
	{ &seg_data_view, N_("Data"), N_("D"), data_state },
	{ NULL, NULL, NULL, NULL }
};

/* Every class of view, for tests that go through all of them. Views opened from others stand below their screen's. */
const SegViewClass *const seg_view_classes[] = {
	&seg_start_view,
	&seg_data_view,
	NULL
};
