/* What the views of the step Campaigns share. */
#ifndef SEG_TUI_CAMPAIGNS_H
#define SEG_TUI_CAMPAIGNS_H

#include <segscope/audience.h>
#include <segscope/campaign.h>
#include <segscope/measure.h>

#include "screens.h"

#define SEG_DIRECT_PEOPLE 50000 /* up to so many are counted or listed at once; above, in a job */

/** The funnel as lines: what, how many, a bar. Returns the lines it takes. (funnel-draw.c) */
int seg_funnel_draw (const GPtrArray *funnel, SegCells *cells, SegRect rect);

/* Choosing whom to talk to. Opened with a SegCampaignDraft to begin from (copied), or NULL: everyone in the newest
 * segmentation. */
extern const SegViewClass seg_builder_view;

/* What opens the builder on a draft that is kept already, or with choices to begin from. */
typedef struct {
	const SegCampaignDraft *draft;
	gint64 campaign_id; /* 0: they begin a new campaign */
} SegBuilderPlace;

/* The people behind a number. Opened with this. */
typedef struct {
	GArray     *ids; /* of gint64, ascending; shared */
	const char *title;
} SegPeoplePlace;
extern const SegViewClass seg_campaign_people_view;

/* Whether the arms of a campaign are alike. Opened with its name. */
extern const SegViewClass seg_balance_view;

/* One campaign as it was kept. Opened with its name. */
extern const SegViewClass seg_campaign_view;

/* What one campaign did. Opened with its name. */
extern const SegViewClass seg_measure_view;

/* What is measured, for the views behind it; strings are copied by those who keep them. */
typedef struct {
	char *name, *goal; /* goal NULL: purchase */
	SegMeasureOptions options;
} SegMeasurePlace;

void seg_measure_place_copy (SegMeasurePlace *place, const SegMeasurePlace *from);
void seg_measure_place_clear (SegMeasurePlace *place);

/* Whom a campaign changed. Opened with a SegMeasurePlace. */
extern const SegViewClass seg_uplift_view;
/** Asks by which policy the next people shall be shared out between the arms, then says how. (arms-ask.c) */
void seg_arms_ask (SegView *view, const SegMeasurePlace *place);

/* The builder's parts. */
typedef struct {
	SegCampaignDraft *draft;
	SegAudience      *audience;     /* of one count at a time */
	SegSegmentation  *segmentation; /* of the draft; NULL: everyone */
	gboolean   has_consent;         /* there is a consent column */
	gboolean   is_begun;            /* the segmentation to begin with was looked up */
	GPtrArray *funnel;              /* of SegFunnelStep*; NULL: not counted yet, or not possible */
	GError    *failure;             /* why not, or NULL */
	guint      version;             /* grows with each change; counts of older ones are thrown away */
	gboolean   counting;
	SegAudience *looking;           /* for the outlook, which another job asks for */
	GPtrArray *outlook;             /* of char*: what the list could show; NULL: not known yet */
	guint      outlook_version;     /* that it was asked for */
	char      *offer;               /* name of the draft's offer; NULL: not known, or none */
	gint64     campaign_id;         /* the draft that is changed; 0: a new campaign */
	SegList   *settings;
} SegBuilder;

typedef enum {
	SEG_BUILDER_SEGMENTS, SEG_BUILDER_FILTER, SEG_BUILDER_PARTS, SEG_BUILDER_CHANNEL, SEG_BUILDER_CONSENT, SEG_BUILDER_ASIDE, SEG_BUILDER_OFFER,
	SEG_BUILDER_GOAL, SEG_BUILDER_CONTROL, SEG_BUILDER_ARMS, SEG_BUILDER_RANK, SEG_BUILDER_MONEY, SEG_BUILDER_MESSAGE, SEG_BUILDER_ITEMS,
	SEG_BUILDER_NAME, SEG_BUILDER_KEEP, SEG_N_BUILDER_ROWS
} SegBuilderRow;

/** Something was changed: looks the segmentation up and counts again. (builder-count.c) */
void  seg_builder_changed (SegView *view);
/** Makes the list and keeps it, in a job; then the campaign's own view takes over. (builder-view.c) */
void  seg_builder_keep (SegView *view);
/** How many are to be sent to, or held back, by the funnel; -1: not known. (builder-count.c) */
gint64 seg_builder_count (const SegBuilder *builder, gboolean held_back);

/** Asks for another value; SEG_BUILDER_KEEP: for a name where there is none, then keeps. (builder-ask.c) */
void  seg_builder_ask (SegView *view, SegBuilderRow setting);
/** Asks for another segmentation. */
void  seg_builder_ask_segmentation (SegView *view);
/** The settings beyond whom, consent, control, items and name. (builder-more.c) */
void  seg_builder_more_ask (SegView *view, SegBuilderRow setting);
char *seg_builder_more_value (const SegBuilder *builder, SegBuilderRow setting);
/** The value as words. Free with g_free(). */
char *seg_builder_value (const SegBuilder *builder, SegBuilderRow setting);

/** Asks file, columns and people, then writes the list; a job of @view. (campaign-export.c) */
void seg_campaign_ask_export (SegView *view, const SegCampaign *campaign);
/** Asks, then deletes; @view is left when it is the campaign's own. (campaigns-view.c) */
void seg_campaign_ask_delete (SegView *view, const SegCampaign *campaign);

#endif
