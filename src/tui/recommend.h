/* What the views of the step Recommend share: the fitted recommender, how good it is, and the views themselves. */
#ifndef SEG_TUI_RECOMMEND_H
#define SEG_TUI_RECOMMEND_H

#include <segscope/evaluate.h>
#include <segscope/segment.h>

#include "screens.h"

/* A recommender fitted on the data as they are, with the newest segmentation. Nothing in it changes once it is made, so
 * views and jobs hold it together. */
typedef struct SegFitted {
	SegModel        *model;
	SegSegmentation *segmentation; /* the newest, or NULL: there is none */
	char            *figures;      /* what it was made from */
	char            *rules;        /* for recommendations, as text */
	struct SegFitted *beneath;     /* the one whose numbers it shares, under other rules; or NULL */
} SegFitted;

/** Worker thread: @known (may be NULL) again where nothing has changed since, else one fitted anew. */
SegFitted *seg_fitted_get (SegWorkspace *workspace, SegFitted *known, SegJob *job, GError **error);
SegFitted *seg_fitted_ref (SegFitted *fitted);   /* NULL: NULL */
void       seg_fitted_unref (SegFitted *fitted); /* NULL: nothing */
/** Its segment of that id, or NULL. */
const SegSegment *seg_fitted_segment (const SegFitted *fitted, gint64 segment_id);

/* What the first view keeps for the views on top of it; touched on the interface thread only. */
typedef struct {
	SegFitted *fitted;     /* the latest, or NULL: not needed yet */
	SegEvaluation *evaluation; /* the newest test, or NULL: there is none */
	const SegRecommender *recommender; /* by which is recommended */
} SegShelf;

void seg_shelf_take (SegShelf *shelf, SegFitted *fitted); /* takes a reference of its own */
void seg_shelf_clear (SegShelf *shelf);

/** Takes @evaluation over. */
void  seg_shelf_take_evaluation (SegShelf *shelf, SegEvaluation *evaluation);
/** How the shelf's test ended, in words; NULL when there was none. Free with g_free(). */
char *seg_shelf_verdict (const SegShelf *shelf);

/* What taking an item means in this workspace, in words for headings and sentences. */
typedef struct {
	const char *basis;   /* seg_workspace_taking() */
	const char *heading; /* over a count of users, translatable: "Bought by" */
	const char *remark;  /* a sentence where it is not buying, translatable; "" */
	const char *lacking; /* of people it can be offered to, translatable: "do not have it yet" */
} SegTaking;

const SegTaking *seg_taking_words (const char *basis);

/* The catalogue as a list: columns that the data fill, sorting, a filter. (items-table.c) */
typedef struct {
	SegList         *list;
	SegListColumn    headings[8];
	int              kinds[8];   /* of the columns shown */
	GPtrArray       *items;      /* of SegItemRow*, most taken first; NULL: not read yet */
	GPtrArray       *shown;      /* of SegItemRow*, those of items that match, in order */
	const SegTaking *taking;
	gint64           n_taken;    /* by how many users, summed over items */
} SegItemTable;

void seg_item_table_init (SegItemTable *table);
void seg_item_table_clear (SegItemTable *table);
/** Takes @items over; @basis: seg_workspace_taking(). */
void seg_item_table_take (SegItemTable *table, GPtrArray *items, const char *basis);
/** The item under the cursor, or NULL. */
const SegItemRow *seg_item_table_cursor (const SegItemTable *table);
/** "c017 · writing · revenue 12,345 · rating 4.3": short, so that the title beside it keeps its room. */
char *seg_item_remark (const SegItemRow *item);

/* One item. Opened with this; copied by open(). */
typedef struct {
	SegShelf *shelf; /* of the first view, which outlives those on top of it */
	gint64    item_id;
	const char *key, *title;
	const char *remark; /* category and how it does */
} SegItemPlace;

extern const SegViewClass seg_item_view;
/** Asks for a file, then writes the audience of an item; a job of @view. (item-export.c) */
void seg_item_ask_export (SegView *view, SegFitted *fitted, gint64 item_id, guint n);

/** Asks, on the first view, by what to recommend and with which options, then fits, chooses and keeps it. (recommender-choose.c) */
void seg_recommender_ask (SegView *view);
/** The first view shows @recommender as the one recommended by. */
void seg_recommend_view_take (SegView *view, const SegRecommender *recommender);
/** ... and that so many kept models are of data from before the last change. */
void seg_recommend_view_take_behind (SegView *view, guint n_behind);
/** How many those are. (recommender-kept.c) */
gboolean seg_kept_models_count_behind (SegWorkspace *workspace, guint *n_behind, GError **error);
/** Brings them up to date; a job of the first view. */
void seg_kept_models_refresh (SegView *view);
/** Asks how much events say. */
void seg_weights_ask (SegView *view);

/** Asks for a name, keeps the people (ids) as a list and begins a campaign for them. @words: what they are. (people-keep.c) */
void seg_ask_keep_people (SegView *view, GArray *ids, const char *name, const char *words);
/** Asks how many people like those of a segment, or like a user (the other id 0), then keeps them the same way. @of: their name. */
void seg_ask_look_alikes (SegView *view, gint64 segment_id, gint64 user_id, const char *of);

extern const SegViewClass seg_advice_view;     /* opened with NULL */
extern const SegViewClass seg_taste_view;      /* opened with the SegShelf */
/* How good recommendations are. Opened with this; copied by open(). */
typedef struct {
	SegShelf *shelf;
	gint64    id; /* of the test to show; 0: the newest, which is made where there is none */
} SegTestPlace;

extern const SegViewClass seg_evaluation_view;
extern const SegViewClass seg_evaluations_view; /* opened with the SegShelf */

/* One run of a test. Opened with this; copied by open(). */
typedef struct {
	gint64 evaluation, run;
} SegRunPlace;

extern const SegViewClass seg_evaluation_run_view;

#endif
