/* The pages of a segment's profile: the view (profile-view.c) holds the segment and turns the pages; each page is a list with what stands above
 * it and a short form for the side of a wide terminal. A page is one file and a row in the table of profile-view.c. */
#ifndef SEG_PROFILE_H
#define SEG_PROFILE_H

#include <segscope/habits.h>

#include "segments.h"

typedef struct SegProfileState SegProfileState;

typedef struct {
	const char *title; /* translatable */
	const char *empty; /* translatable: what is said where it has no rows */
	SegList *(*new_list) (SegProfileState *state);
	void     (*show) (SegProfileState *state);                       /* the rows of the segment in sight */
	void     (*lay_out) (SegProfileState *state, int width);         /* or NULL */
	int      (*above) (SegProfileState *state, SegCells *cells, SegRect rect); /* draws above the list; returns the lines; or NULL */
	gboolean (*open) (SegView *view, SegProfileState *state, gsize row); /* the users behind the row */
	gboolean   of_everyone;                                          /* rows have a figure of everyone, too */
	void     (*aside) (const SegProfileState *state, SegCells *cells, SegRect rect); /* beside another page; or NULL */
	int      aside_lines;                                            /* that it takes there, without its title */
} SegProfilePage;

enum { SEG_PROFILE_FEATURES, SEG_PROFILE_VALUES, SEG_PROFILE_HOURS, SEG_PROFILE_RETENTION, SEG_PROFILE_PEOPLE, SEG_PROFILE_CAMPAIGNS, SEG_N_PROFILE_PAGES };

/* A row of the page of values: an item, or a value of a group. */
typedef struct {
	const SegProfileItem *item;
	const SegHabitGroup  *group;
	const SegHabitShare  *share;
} SegProfileValue;

struct SegProfileState {
	SegView     *view;
	SegSegments *segments;
	guint        index;
	guint        page;
	gboolean     everyone;      /* for a moment: filters take everyone of the segmentation */
	SegList     *lists[SEG_N_PROFILE_PAGES];
	/* features */
	gconstpointer layout;
	gboolean     shows_medians; /* where there is no room for both */
	GPtrArray   *features;      /* of SegProfileFeature*, borrowed from the profile, in the order shown */
	/* values */
	GArray      *values;        /* of SegProfileValue */
	/* who comes back */
	GArray      *cohorts;       /* of guint: periods in which somebody of the segment came first */
	guint        later;         /* period under the cursor, after the first */
	guint        first_later;   /* shown */
	/* people */
	GArray      *sizes;         /* of SegSegmentSize, or NULL */
	SegSegmentStability stability;
	/* campaigns */
	GPtrArray   *worked;        /* of SegWorked*, or NULL */
};

extern const SegProfilePage seg_profile_page_features, seg_profile_page_values, seg_profile_page_hours, seg_profile_page_retention,
	seg_profile_page_people, seg_profile_page_campaigns;

const SegSegment *seg_profile_segment (const SegProfileState *state);
const SegProfile *seg_profile_profile (const SegProfileState *state);

/** Opens the users that @filter (taken over) takes; NULL: reports @error. @column: shown and sorted by, or NULL. */
gboolean seg_profile_open_users (SegView *view, SegProfileState *state, char *filter, const char *column, GError *error);
/** The segment as a filter, or, while that is asked for, all segments. Free with g_free(). */
char    *seg_profile_own_filter (const SegProfileState *state);
/** Users and shares of the segment, for a heading @width cells wide. Free with g_free(). (profile-heading.c) */
char    *seg_profile_heading (const SegProfileState *state, int width);
/** Asks which of these figures, and opens the users behind it. */
gboolean seg_profile_ask_above (SegView *view);
/** Moves the cursor of the retention map sideways; FALSE at its end. */
gboolean seg_profile_retention_move (SegProfileState *state, int step);

#endif
