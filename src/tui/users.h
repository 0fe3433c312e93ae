/* What the list of users, its export and one user's page share. */
#ifndef SEG_USERS_H
#define SEG_USERS_H

#include <segscope/user_order.h>

#include "screen.h"

#define SEG_USER_WINDOW 200  /* rows read at once */
/* The errand with which another screen opens Users: this, then a filter. Its number: the feature set that it speaks of, 0: that in use. */
#define SEG_USERS_FILTER "filter:"
#define SEG_USER_COLUMNS 24  /* shown at most, besides the key */

/* What opens a list of users on top of another view (Esc leads back there): seg_users_view pushed with this. */
typedef struct {
	const char *filter;          /* "" or NULL: everyone */
	gint64      set_id;          /* feature set it speaks of; 0: the one in use */
	gint64      segmentation_id; /* whose segments are shown; 0: the newest */
	const char *column;          /* the feature or attribute that is shown and sorted by; NULL: the usual ones */
} SegUsersPlace;

/* What is listed: everything a query needs, owned; made anew for each change. */
typedef struct {
	SegFeatureSet   *set;          /* NULL: there is none */
	SegSegmentation *segmentation; /* NULL: there is none */
	GPtrArray       *all;          /* of SegUserColumn* */
	SegFilter       *filter;
	char           **columns;
	char            *sort;
	gboolean         descending;
	gint64           segment_id;
} SegUserTable;

void         seg_user_table_free (SegUserTable *table);
SegUserQuery seg_user_table_query (const SegUserTable *table);
/** The segment the table is limited to, or NULL. */
const SegSegment *seg_user_table_segment (const SegUserTable *table);
/** Fills @headings (the key's, then one for each column); returns how many. Labels are borrowed from the table. */
guint        seg_user_table_headings (const SegUserTable *table, SegListColumn headings[SEG_USER_COLUMNS + 1]);
/** The columns named between commas, by their names in the workspace; an unknown one is an error that lists all. */
char       **seg_user_table_parse (const SegUserTable *table, const char *text, GError **error);

/* A table to make and a window of it to read: what is asked for, and what comes back. */
typedef struct {
	char    *filter, *sort;
	char   **columns;     /* or NULL: the usual ones */
	gboolean descending;
	gint64   segmentation_id, segment_id, offset;
	gint64   set_id;      /* whose features; 0, or one that is gone: the set in use */
	SegUserCounter *counter; /* holder of its own; NULL: only the table is made */

	SegUserTable *table;
	GArray       *order;   /* of gint64: the ids of all who match, as they stand */
	GPtrArray    *rows;    /* of SegUserRow* (NULL: is gone): the window */
} SegUserRead;

void     seg_user_read_free (gpointer read);
gboolean seg_user_read_run (SegWorkspace *workspace, SegJob *job, gpointer read, GError **error);

/** The window from @offset on, of the users @order. */
GPtrArray *seg_user_read_window (SegWorkspace *workspace, const SegUserTable *table, const GArray *order, gint64 offset, GError **error);

/** Reads in the background what the users of @view are filtered by most, so that the first filter need not. */
void     seg_user_table_warm (SegView *view, SegUserCounter *counter);

/** Asks for a file and writes all users of @asked (taken over) to it in a job; of @marked only those (copied), unless it is NULL. */
void     seg_users_ask_export (SegView *view, SegUserRead *asked, const GArray *marked);

/* One user's page; opened with the user's id: a gint64 *. */
extern const SegViewClass seg_user_view;
/* The pane of a list of people, in which that page stands. */
#define SEG_USER_PANE(open_function) { .list_least = 50, .list_most = 96, .least = 46, .lines = 16, .open = open_function }
/* Why a user is in their segment; opened likewise. */
extern const SegViewClass seg_why_view;

#endif
