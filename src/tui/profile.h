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
	void     (*aside) (const SegProfileState *state, SegCells *cells, SegRect rect); /* beside another page; or NULL */
	int      aside_lines;                                            /* that it takes there, without its title */
} SegProfilePage;

enum { SEG_PROFILE_FEATURES, SEG_PROFILE_VALUES, SEG_PROFILE_HOURS, SEG_PROFILE_RETENTION, SEG_PROFILE_PEOPLE, SEG_N_PROFILE_PAGES };

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
};

extern const SegProfilePage seg_profile_page_features, seg_profile_page_values, seg_profile_page_hours, seg_profile_page_retention,
	seg_profile_page_people;

const SegSegment *seg_profile_segment (const SegProfileState *state);
const SegProfile *seg_profile_profile (const SegProfileState *state);

/** Opens the users that @filter (taken over) takes; NULL: reports @error. @column: shown and sorted by, or NULL. */
gboolean seg_profile_open_users (SegView *view, SegProfileState *state, char *filter, const char *column, GError *error);
/** The segment as a filter. Free with g_free(). */
char    *seg_profile_own_filter (const SegProfileState *state);
/** Moves the cursor of the retention map sideways; FALSE at its end. */
gboolean seg_profile_retention_move (SegProfileState *state, int step);

#endif
