/* What the program knows about the open workspace, read again after every change. Screens only read it. */
#ifndef SEG_SESSION_H
#define SEG_SESSION_H

#include <segscope/prepare.h>
#include <segscope/workspace.h>

#include "work.h"

typedef struct {
	char    *orders;           /* the policy for orders in a line, as far as it matters here; "" or NULL */
	SegWorkspaceInfo *info;    /* NULL while it is read for the first time */
	gboolean unreadable;       /* reading it has failed, and the person was told why */
	SegQualityReport *quality; /* the last one, .stale while it is being made again; NULL while there is none */
	gboolean quality_stopped;  /* making it was stopped or failed: it is made again when asked for or when the data change */
	gboolean has_features, features_stale;         /* the newest feature set */
	gboolean has_segmentation, segmentation_stale; /* the newest segmentation */
	char    *segmentation_name;                    /* or NULL */
	guint    n_segments;
	gboolean has_campaign, campaign_stale;         /* the newest campaign */
	char    *campaign_name;
	guint    generation;       /* grows whenever the above was read again */
} SegSession;

SegSession *seg_session_new (void);
void        seg_session_free (SegSession *session);

/* The work that reads all but the quality report; data: a SegSession, to be moved over with seg_session_take(). */
extern const SegWork seg_session_work;
/* The work that makes the quality report; data: a SegQualityReport**, freed by the work. */
extern const SegWork seg_session_quality_work;

/** Moves what @fresh has read into @session; keeps the quality report, which is stale when the data have changed. */
void seg_session_take (SegSession *session, SegSession *fresh);

#endif
