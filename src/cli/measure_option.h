/* The options by which commands say what of a campaign is measured. */
#ifndef SEG_CLI_MEASURE_OPTION_H
#define SEG_CLI_MEASURE_OPTION_H

#include <segscope/measure.h>

typedef struct {
	char *goal, *from, *days; /* as typed; NULL: not given */
} SegMeasureRequest;

/* Rows of a table of options. */
#define SEG_MEASURE_ENTRIES(request) \
		{ "goal", 'g', 0, G_OPTION_ARG_STRING, &(request).goal, N_("Kind of event that counts as success (the campaign's goal)"), "KIND" }, \
		{ "from", 0, 0, G_OPTION_ARG_STRING, &(request).from, N_("When it went out, 2026-03-01 (when the list was exported)"), "DATE" }, \
		{ "days", 'd', 0, G_OPTION_ARG_STRING, &(request).days, N_("Days after it that count (those of the campaign's goal)"), "N" }

/** @options: its strings are those of @request. */
gboolean seg_measure_request_read (const SegMeasureRequest *request, SegMeasureOptions *options, GError **error);
void     seg_measure_request_clear (SegMeasureRequest *request);

#endif
