/* Keys and what they do. Tables of bindings feed the dispatch, the line of keys at the bottom, the help of `?` and the
 * palette of `:`; whatever is in a table is therefore always documented.
 *
 * Each view has a table of its own; the tables of lists and of the whole program are here. A key is looked up in the
 * view's table first, then in the list's (if the view has a list), then in the program's. While the rail has the focus its
 * own table comes before all, and the list's is left out. */
#ifndef SEG_BINDING_H
#define SEG_BINDING_H

#include "event.h"

/* Actions every view may meet. A view's own actions start at SEG_ACTION_OWN. */
typedef enum {
	SEG_ACTION_NONE,
	/* lists and scrolling */
	SEG_ACTION_UP, SEG_ACTION_DOWN, SEG_ACTION_PAGE_UP, SEG_ACTION_PAGE_DOWN, SEG_ACTION_FIRST, SEG_ACTION_LAST,
	SEG_ACTION_FILTER, SEG_ACTION_SORT, SEG_ACTION_SORT_REVERSE, SEG_ACTION_MARK,
	SEG_ACTION_MARK_ALL, SEG_ACTION_COPY, SEG_ACTION_COLUMNS, SEG_ACTION_EXPORT_VIEW, /* the last of lists */
	/* everywhere */
	SEG_ACTION_OPEN, SEG_ACTION_BACK, SEG_ACTION_LEFT, SEG_ACTION_RIGHT,
	SEG_ACTION_RAIL, SEG_ACTION_PALETTE, SEG_ACTION_HELP, SEG_ACTION_CANCEL_JOB, SEG_ACTION_REDRAW, SEG_ACTION_SUSPEND,
	SEG_ACTION_SETTINGS, SEG_ACTION_RECORD, SEG_ACTION_REPLAY, SEG_ACTION_JOBS, SEG_ACTION_TOUR, SEG_ACTION_DEMO, SEG_ACTION_NEXT_STEP, SEG_ACTION_PREVIOUS_STEP, SEG_ACTION_QUIT,
	SEG_ACTION_SCREEN_1, SEG_ACTION_SCREEN_2, SEG_ACTION_SCREEN_3, SEG_ACTION_SCREEN_4, SEG_ACTION_SCREEN_5,
	SEG_ACTION_SCREEN_6, SEG_ACTION_SCREEN_7, SEG_ACTION_SCREEN_8, SEG_ACTION_SCREEN_9,
	/* views with a pane */
	SEG_ACTION_PANE, SEG_ACTION_HIDE_PANE,
	/* views with a chart */
	SEG_ACTION_CHART, SEG_ACTION_WRITE_CHART,
	SEG_ACTION_OWN = 1000
} SegAction;

typedef struct {
	int         key;
	int         action;
	const char *name;        /* for the palette and tests: "rename-segment"; the same action has the same name */
	const char *label;       /* one or two words for the line of keys, translatable; NULL: not shown there */
	const char *description; /* a sentence for help and palette, translatable */
} SegBinding;

/* Tables end with a row of key 0. */
extern const SegBinding seg_bindings_rail[]; /* while the rail has the focus */
extern const SegBinding seg_bindings_next[]; /* while a view has nothing to show and sends the person elsewhere */
extern const SegBinding seg_bindings_list[];
extern const SegBinding seg_bindings_chart[]; /* while a view shows a chart */
extern const SegBinding seg_bindings_pane[], seg_bindings_in_pane[]; /* while something can stand beside the list; while that has the focus */
extern const SegBinding seg_bindings_everywhere[];

/** Whether @binding is a row of @table. */
gboolean seg_binding_is_in (const SegBinding *table, const SegBinding *binding);
/** The key to show for @binding: the one of the person's settings, else its own. */
int seg_binding_key (const SegBinding *binding);
/** The binding of @key in @table (NULL: none), or NULL. A key of the person's settings comes before the table's own, and is one more
 * way: the table's keys go on working as long as nothing else took them. */
const SegBinding *seg_binding_find (const SegBinding *table, int key);

/**
 * What is wrong with a table, as a sentence, or NULL: a key bound twice, an action without name or description,
 * one action under two names. For tests.
 */
char *seg_binding_mistake (const SegBinding *table);

#endif
