#include <config.h>
#include "measure_option.h"

#include <segscope/error.h>
#include <segscope/own_feature.h>

#include <glib/gi18n.h>

gboolean
seg_measure_request_read (const SegMeasureRequest *request, SegMeasureOptions *options, GError **error)
{
	guint64 days = 0;

	if (request->days != NULL && !g_ascii_string_to_unsigned (request->days, 10, 1, SEG_MEASURE_LONGEST, &days, NULL)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--days must be a whole number from 1 to %d, not \"%s\""), SEG_MEASURE_LONGEST, request->days);
		return FALSE;
	}
	options->goal = request->goal;
	options->days = (guint) days;
	return request->from == NULL || seg_own_parse_day (request->from, &options->from, error);
}

void
seg_measure_request_clear (SegMeasureRequest *request)
{
	g_free (request->goal);
	g_free (request->from);
	g_free (request->days);
}
