/* What the files of the RFM screen share: the grid, where the cursor is, and the jobs. */
#ifndef SEG_TUI_RFM_H
#define SEG_TUI_RFM_H

#include <segscope/rfm.h>

#include "screen.h"

typedef struct {
	SegRfm  *rfm;        /* NULL while nothing is loaded */
	SegFeatureSet *set;  /* it was made from */
	char    *key;        /* what the grid was computed from */
	gint64   set_id;     /* the set a person chose by its day; 0: the one in use */
	guint    row, column;   /* scores of the cell under the cursor */
	guint    group;         /* under the cursor of the list of groups */
	gboolean in_groups;     /* the cursor is there */
	gboolean by_revenue;    /* shades are shares of revenue, not of users */
	gboolean load_again;    /* what is being read is no longer the newest */
	gboolean stopped;
	char    *failure;    /* why there is no grid, or NULL */
	char    *empty;      /* text of an empty screen */
} SegRfmState;

extern const SegViewClass seg_rfm_view;

/* Jobs of a view whose state is a SegRfmState. (rfm-jobs.c) */
void     seg_rfm_load (SegView *view);
/** Computes the features again, as of the day they were made for. */
void     seg_rfm_rebuild (SegView *view);
/** Makes and shows features as of the instant. */
void     seg_rfm_go_to_day (SegView *view, gint64 as_of);
/** Makes the grid anew as @definition (taken over) says, and keeps that. */
void     seg_rfm_apply (SegView *view, SegRfmDefinition *definition);
void     seg_rfm_keep_segments (SegView *view, const char *name, gboolean replace);
gboolean seg_rfm_is_building (SegView *view);

/* Questions. (rfm-ask.c) */
void seg_rfm_ask_axis (SegView *view);
void seg_rfm_ask_bins (SegView *view);
void seg_rfm_ask_cuts (SegView *view);
void seg_rfm_ask_columns (SegView *view);
void seg_rfm_ask_name (SegView *view);
void seg_rfm_ask_usual (SegView *view);
void seg_rfm_ask_cell (SegView *view);
void seg_rfm_ask_day (SegView *view);
void seg_rfm_ask_save (SegView *view);

/** The group that a question about a name is about: under the cursor. */
SegRfmGroup seg_rfm_current_group (const SegRfmState *state);

/** Everything below the heading. (rfm-draw.c) */
void seg_rfm_draw (const SegRfmState *state, SegCells *cells, SegRect rect, gboolean focused);
/** "12 · 31 · 149" */
char *seg_rfm_cuts_words (const SegRfmRule *rule);
/** The group's users and their share, the share of revenue where there is one. */
char *seg_rfm_cell_words (const SegRfm *rfm, const SegRfmCell *cell);

#endif
