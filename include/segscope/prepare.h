/* The quality of what was imported: what a person should know before trusting the segments. */
#ifndef SEGSCOPE_PREPARE_H
#define SEGSCOPE_PREPARE_H

#include <segscope/orders.h>
#include <segscope/workspace.h>

G_BEGIN_DECLS

#define SEG_QUALITY_BINS 24
#define SEG_QUALITY_TOP 8

/* A frequent value of a text or category column. */
typedef struct {
	char  *value;
	gint64 count;
} SegValueCount;

/* One column of user, item or event. */
typedef struct {
	const char *table;     /* "user", "item", "event" */
	char       *name;      /* column in the table */
	char       *label;     /* as the person knows it */
	SegType     type;
	gint64      n;      /* rows that could have a value: the listed users (items), where there are any; events of the kinds that
	                     * have such a value at all */
	gint64      n_missing, n_distinct;
	double      minimum, maximum, mean, median; /* numbers and dates (UTC seconds); NAN for others or when empty */
	double      deviation;                      /* likewise; standard deviation, divisor n */
	double      lower_quartile, upper_quartile; /* likewise; type 7 */
	gint64      n_outliers; /* numbers further outside the quartiles than three times their distance */
	gint64      histogram[SEG_QUALITY_BINS]; /* equal bins from minimum to maximum; numbers and dates */
	gsize       n_top;
	SegValueCount top[SEG_QUALITY_TOP];      /* most frequent first; text, category, boolean */
} SegColumnQuality;

typedef enum { SEG_FINDING_NOTE, SEG_FINDING_WARNING, SEG_FINDING_PROBLEM } SegFindingWeight;

/* Something a person should look at, in words. */
typedef struct {
	SegFindingWeight weight;
	gint64           count;    /* rows concerned */
	char            *sentence; /* "212 users share an e-mail address with another user" */
	char            *advice;   /* what to do about it, or why it is fine */
} SegFinding;

typedef struct {
	GPtrArray *columns;  /* of SegColumnQuality*, in the order user, item, event */
	GPtrArray *findings; /* of SegFinding*, worst first: repeated rows, unknown keys, rejects, missing, outliers, constants */
	gint64     n_repeated_events; /* equal in every column to an earlier event */
	gint64     n_repeated_users;  /* rows repeated in users files, and users that share an e-mail with another */
	gint64     n_unknown_users, n_unknown_items; /* in events, but in no users (items) file, where one was imported */
	gint64     n_rejected;        /* rows set aside */
	gint64     n_values_rejected; /* values left out of rows that were kept */
} SegQualityReport;

/**
 * Looks at every column of the workspace once.
 *
 * SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED, SEG_ERROR_WORKSPACE. Cost: one pass over the table for each column and a sort of
 * its values; memory: 8 bytes a row, one column at a time.
 */
SegQualityReport *seg_quality_report (SegWorkspace *workspace, SegJob *job, GError **error);
void              seg_quality_report_free (SegQualityReport *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegQualityReport, seg_quality_report_free)

G_END_DECLS

#endif
