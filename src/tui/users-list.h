/* The list of users: its state, which the view (users-view.c) and its rows (users-list.c) share. */
#ifndef SEG_USERS_LIST_H
#define SEG_USERS_LIST_H

#include "users.h"

typedef struct {
	SegList       *list;
	SegUserTable         *table;      /* NULL while nothing is loaded */
	SegListColumn  headings[SEG_USER_COLUMNS + 1];
	SegUserCounter *counter;   /* columns in memory, for the order */
	GArray        *order;      /* of gint64: the ids of all who match, as they stand */
	GPtrArray     *rows;       /* of SegUserRow* (NULL: is gone): the window */
	gint64         offset;     /* of the window */
	gboolean       warm;       /* what filters ask for is read, or on its way */
	gboolean       again;      /* something else was asked for while it was read */
	char          *filter;     /* text, "" for everyone */
	char         **chosen;     /* columns the person chose, or NULL */
	char          *sort;       /* column name, NULL: key */
	gboolean       descending;
	gint64         segmentation_id, segment_id; /* 0: the newest, everyone */
	gint64         set_id;     /* feature set that another screen speaks of; 0: the one in use */
	char          *failure;
	SegView       *view;
} SegUsersState;

SegList *seg_users_new_list (SegUsersState *state);
/** Reads who is listed, and the window around the cursor: at once where that is quick, else in a job. What is being read of an earlier wish is
 * given up. */
void     seg_users_read (SegView *view);
/** The same from the first row on. */
void     seg_users_read_anew (SegView *view);
/** NULL: the user is gone. */
const SegUserRow *seg_users_row_at (SegUsersState *state, gsize row);

#endif
