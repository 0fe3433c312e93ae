/* What the files of prepare/ share. */
#ifndef SEG_PREPARE_PRIVATE_H
#define SEG_PREPARE_PRIVATE_H

#include <segscope/prepare.h>

/* Adds the columns of "user" or "item" to @report (columns.c). */
gboolean seg_quality_entity (SegWorkspace *workspace, const char *entity, SegQualityReport *report, GError **error);
/* Adds the columns of the event table. */
gboolean seg_quality_events (SegWorkspace *workspace, SegQualityReport *report, GError **error);
/* Whether any user (item) came with a file of its own. */
gboolean seg_quality_is_listed (SegWorkspace *workspace, const char *entity, gboolean *listed, GError **error);

/* Fills the figures of @column from @n values, which are sorted on the way (statistics.c). */
void seg_quality_describe (SegColumnQuality *column, double *values, gsize n);

/* Counts what is there twice (repeats.c). */
gboolean seg_quality_repeats (SegWorkspace *workspace, SegQualityReport *report, SegJob *job, GError **error);

/* Adds all findings, worst first; the columns and counts are there already (findings.c). */
gboolean seg_quality_findings (SegWorkspace *workspace, SegQualityReport *report, GError **error);

/* Adds a finding whose sentence is made from @format. Takes nothing. */
void seg_quality_say (SegQualityReport *report, SegFindingWeight weight, gint64 count, const char *advice, const char *format, ...)
	G_GNUC_PRINTF (5, 6);

#endif
