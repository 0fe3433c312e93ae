/* A copy of the events that a feature set was computed from, each user's side by side in order of time: after new events those of the
 * users touched are read from it, where finding them among all events takes several times as long.
 *
 * A workspace has one copy at most, of the set that was last computed as a whole. It stands for the events of its users up to one id and
 * one instant. Triggers of the file drop it when one of these events, or its text, changes or goes, whoever changes it; only that
 * purchases are given back (or no more) they let pass, as it happens to a few with every load: the copy has given_back as it was then. */
#ifndef SEGSCOPE_EVENT_COPY_H
#define SEGSCOPE_EVENT_COPY_H

#include <segscope/event_pack.h>

G_BEGIN_DECLS

/* What stands in its columns: the same as in those of packs, with the length of the text in place of the id; and of users: */
typedef enum {
	SEG_COPY_TEXT = SEG_PACK_ID, SEG_COPY_USER = SEG_PACK_N_COLUMNS, SEG_COPY_COUNT
} SegCopyColumn;

/* What to write. */
typedef struct {
	gint64        feature_set, as_of, last_event_id;
	gsize         n_users;
	const gint64 *user_ids; /* ascending */
	const gsize  *start;    /* n_users + 1: where the events of each begin */
	guint         columns;  /* bits: what any event has; kinds and times always */
	/* Writes @n events from number @first on to these columns of @run. On any thread. */
	void        (*fill) (gsize first, gsize n, SegEventRun *run, gpointer data);
	gpointer      data;
} SegCopySource;

/** Writes the copy in place of any other, inside the caller's transaction, with what feature_given_back has of the set. */
gboolean seg_event_copy_write (SegWorkspace *workspace, const SegCopySource *source, SegJob *job, GError **error);
/** Takes away whatever copy there is. */
gboolean seg_event_copy_drop (SegWorkspace *workspace, GError **error);

/* Where in the copy the events of some users are. */
typedef struct {
	gint64  feature_set, as_of, last_event_id;
	gsize   n_events;    /* of all users */
	guint   columns;
	GBytes *given_back;  /* as feature_given_back.bytes, then */
	gsize   n_users;     /* asked for */
	gsize  *first, *n;   /* by these: number of the first of their events, and how many */
} SegEventCopy;

/** Looks for the events of the @n_users users @user_ids (ascending). *@copy NULL: there is no copy of that set, or it is damaged. */
gboolean seg_event_copy_find (SegWorkspace *workspace, gint64 feature_set, const gint64 *user_ids, gsize n_users, SegEventCopy **copy,
                              GError **error);
void     seg_event_copy_free (SegEventCopy *copy);

/* @n events of user @user, from the user's own event number @offset on, in the rows from @row on. */
typedef struct {
	gsize user, offset, row, n;
} SegCopyPiece;

/** Takes what was found in one block; @run->touched: the columns that hold something. Other columns are of no meaning. */
typedef void (*SegCopyTake) (const SegEventRun *run, const SegCopyPiece *pieces, gsize n_pieces, gpointer data);

/* Reading it, by several threads at once where the caller's transaction has written nothing yet; else they take turns. */
typedef struct SegCopyReader SegCopyReader;

/** @alone: one thread will read, for which other connections are not worth opening. */
SegCopyReader *seg_copy_reader_new (SegWorkspace *workspace, const SegEventCopy *copy, gboolean alone);
void           seg_copy_reader_free (SegCopyReader *reader);
/** Hands the events of users number @first to @last - 1 of those that were looked for to @take, on this thread. Any thread may call it while the
 * caller of seg_copy_reader_new() leaves the workspace alone. FALSE: the copy is damaged, or there is not enough memory. */
gboolean       seg_copy_reader_read (SegCopyReader *reader, gsize first, gsize last, SegCopyTake take, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegEventCopy, seg_event_copy_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegCopyReader, seg_copy_reader_free)

G_END_DECLS

#endif
