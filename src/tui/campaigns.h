/* What the views of the step Campaigns share. */
#ifndef SEG_TUI_CAMPAIGNS_H
#define SEG_TUI_CAMPAIGNS_H

#include <segscope/audience.h>
#include <segscope/campaign.h>
#include <segscope/measure.h>
#include <segscope/results.h>
#include <segscope/message.h>

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

/* The form that writes a campaign's list to files; see export-form.h. Opened with the campaign's name. */
extern const SegViewClass seg_export_form_view;

/* What came back of one campaign. Opened with its name. */
extern const SegViewClass seg_results_view;
/* The rows behind a line of it. Opened with this. */
typedef struct {
	const char *campaign;
	const SegResultsLine *line;
} SegResultsPlace;
extern const SegViewClass seg_results_rows_view;

/* What one campaign did. Opened with its name. */
extern const SegViewClass seg_measure_view;

/* What is measured, for the views behind it; strings are copied by those who keep them. */
typedef struct {
	char *name, *goal; /* goal NULL: the campaign's */
	SegMeasureOptions options;
} SegMeasurePlace;

/** A difference of shares in points, "1.5", and an interval of one, "-0.3 to 2.1"; NULL where there is none. Free with g_free(). (measure-words.c) */
char *seg_points (double difference);
char *seg_interval_words (SegInterval interval);

void seg_measure_place_copy (SegMeasurePlace *place, const SegMeasurePlace *from);
void seg_measure_place_clear (SegMeasurePlace *place);

/* What a campaign did besides its goal, and over time. Opened with a SegMeasurePlace. */
extern const SegViewClass seg_course_view;
/* What worked for which segment. Opened without an argument. */
extern const SegViewClass seg_worked_view;

/** Takes in an experiment that was run elsewhere. (take-in-ask.c) */
void seg_take_in_ask (SegView *view);

/* Whom a campaign changed. Opened with a SegMeasurePlace. */
extern const SegViewClass seg_uplift_view;
/** Asks by which policy the next people shall be shared out between the arms, then says how. (arms-ask.c) */
void seg_arms_ask (SegView *view, const SegMeasurePlace *place);

/** "running · by e-mail · goal: purchase within 14 days · ...": owned. (campaign-draw.c) */
char *seg_campaign_plan_words (SegWorkspace *workspace, const SegCampaign *campaign);
/** What was left aside, each with its reason; returns the lines it takes. */
int   seg_draft_draw_aside (const SegCampaignDraft *draft, SegCells *cells, SegRect rect);
/** Bad news, @plan and the sizes of the arms; returns the lines it takes. */
int   seg_campaign_draw_head (const SegCampaign *campaign, const char *plan, SegCells *cells, SegRect rect);

/* Two to SEG_COMPARE_MOST campaigns side by side. Opened with their names: GPtrArray of char*, shared. */
extern const SegViewClass seg_campaigns_beside_view;
/** Asks how far the campaign is and keeps that in a job of @view. (campaign-status.c) */
void seg_campaign_ask_status (SegView *view, const SegCampaign *campaign);
/** Asks why, then draws the arms anew in a job of @view. (campaign-status.c) */
void seg_campaign_ask_redraw (SegView *view, gint64 campaign_id);
/** Puts it away, or takes it out again, in a job of @view. (campaign-status.c) */
void seg_campaign_archive (SegView *view, const SegCampaign *campaign);

/* What one person of a kept campaign gets, one after another. */
typedef struct {
	const char *name;
	GArray     *ids;    /* of gint64: the people listed, as they stand; shared, never changed */
	gsize       row;    /* where in it */
} SegPersonPlace;
extern const SegViewClass seg_campaign_person_view;

/** The message, what is put for missing values, the items; returns the lines it takes. (message-draw.c) */
int   seg_message_preview_draw (const SegMessagePreview *preview, SegCells *cells, SegRect rect);
/** "u17 · A · "High spend"": owned. */
char *seg_message_person_words (const SegMessagePreview *preview);

/* What people read, beside the person who reads it. Opened with the builder's view, whose draft it changes. */
extern const SegViewClass seg_message_view;

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
	SEG_BUILDER_GOAL, SEG_BUILDER_CONTROL, SEG_BUILDER_ARMS, SEG_BUILDER_RANK, SEG_BUILDER_ADDRESSES, SEG_BUILDER_MONEY, SEG_BUILDER_MESSAGE, SEG_BUILDER_ITEMS, SEG_BUILDER_SPLIT, SEG_BUILDER_PLAN,
	SEG_BUILDER_NAME, SEG_BUILDER_KEEP, SEG_N_BUILDER_ROWS
} SegBuilderRow;

/** Something was changed: looks the segmentation up and counts again. (builder-count.c) */
void  seg_builder_changed (SegView *view);
/** The same, nothing having been changed by the person. */
void  seg_builder_count_anew (SegView *view);
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
/** Who first, what a contact is worth. (builder-rank.c) */
void  seg_builder_ask_rank (SegView *view);
char *seg_builder_rank_value (const SegBuilder *builder);
/** Asks for a column of numbers; @none: what the first choice, none, is called. @take gets its name, or NULL; then people are counted again. */
void  seg_builder_ask_column (SegView *view, const char *title, const char *none, const char *now, void (*take) (SegCampaignDraft *draft, const char *name));
/** Owner, dates, notes; how people are dealt into the arms. (builder-plan.c) */
void  seg_builder_ask_plan (SegView *view);
char *seg_builder_plan_value (const SegBuilder *builder);
void  seg_builder_ask_split (SegView *view);
char *seg_builder_split_value (const SegBuilder *builder);
/* How long the list should be. Opened with the builder's view. */
extern const SegViewClass seg_allocation_view;
/** The value as words. Free with g_free(). */
char *seg_builder_value (const SegBuilder *builder, SegBuilderRow setting);

/** Asks file, columns and people, then writes the list; a job of @view. (campaign-export.c) */
void seg_campaign_ask_export (SegView *view, const SegCampaign *campaign);
/** Asks, then deletes; @view is left when it is the campaign's own. (campaigns-view.c) */
void seg_campaign_ask_delete (SegView *view, const SegCampaign *campaign);

#endif
