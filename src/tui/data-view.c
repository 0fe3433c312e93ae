/* The Data screen: where you are. */
#include <config.h>
#include "screens.h"

#include <glib/gi18n.h>

static const char *
when_empty (SegView *view)
{
	const SegSession *session = seg_view_session (view);

	if (session->info == NULL)
		return "";
	return session->info->n_sources == 0 ? _("No data yet. Press i to import a file.") : NULL;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	(void) view;
	seg_draw_heading (cells, rect, _("Where you are"), NULL);
}

const SegViewClass seg_data_view = {
	.name = "data", .title = N_("Where you are"), .state_size = 0, .draw = draw, .when_empty = when_empty,
};
