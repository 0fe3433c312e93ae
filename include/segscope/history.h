/* What was changed of segments, rules and all that people do with them, so that it can be taken back and done again: kept in the workspace,
 * and there after the program was left.
 *
 * Whatever changes one of the tables named in src/workspace/history_record.c does so between seg_edit_begin() and seg_edit_commit(), which
 * stand where seg_transaction_begin() and seg_transaction_commit() would:
 *
 *     g_autoptr (SegEdit) edit = seg_edit_begin (workspace, error);
 *
 *     if (edit == NULL || !change_something (workspace, error))
 *         return FALSE;                                 // all is as it was
 *     return seg_edit_commit (g_steal_pointer (&edit), N_("Name a segment"), "Loyal", error);
 *
 * The rows that differ in the end are kept as a changeset of SQLite's session extension. An edit within another one becomes part of it. */
#ifndef SEGSCOPE_HISTORY_H
#define SEGSCOPE_HISTORY_H

#include <segscope/workspace.h>

G_BEGIN_DECLS

typedef struct SegEdit SegEdit;

/** Begins a transaction and the recording of what changes in it. Held by g_autoptr: leaving the scope without seg_edit_commit() rolls all
 * back. NULL with @error as seg_transaction_begin(). */
SegEdit *seg_edit_begin (SegWorkspace *workspace, GError **error);

/**
 * From here on nothing is written but a new segmentation and what belongs to it: not recorded row by row, which for a million users would
 * take longer than the writing, but deleted to take the edit back, and kept aside then. Called with 0 before it is written, and with its
 * id after. Where the edit has changed other things before (or within another edit) it does nothing: rows are recorded.
 */
void     seg_edit_makes_segmentation (SegEdit *edit, gint64 id);

/**
 * Notes the edit in the history and commits; what had been taken back before cannot be done again from then on. Where nothing has
 * changed, nothing is noted. Frees @edit (use g_steal_pointer).
 *
 * @action: what was done, in English, marked with N_(): "Name a segment". @object: to what: "Loyal", "Loyal → Champions". Both are shown
 * in the list of the history.
 */
gboolean seg_edit_commit (SegEdit *edit, const char *action, const char *object, GError **error);
void     seg_edit_abandon (SegEdit *edit);

/* One edit of the history. */
typedef struct {
	gint64   id;
	gint64   at;             /* UTC seconds */
	char    *who;            /* login name */
	char    *action;         /* translated */
	char    *object;
	gboolean undone;         /* it was taken back, and can be done again */
	gint64   n_bytes;        /* that it takes in the file */
} SegHistoryEntry;

void       seg_history_entry_free (SegHistoryEntry *entry);
/** "Name a segment: Loyal → Champions". Free with g_free(). */
char      *seg_history_entry_words (const SegHistoryEntry *entry);
/** All, oldest first; those taken back are the last ones: GPtrArray of SegHistoryEntry*, owned; NULL with @error. */
GPtrArray *seg_history (SegWorkspace *workspace, GError **error);

/** How many edits were made since @at and stand. */
gboolean   seg_history_count_since (SegWorkspace *workspace, gint64 at, guint *n, GError **error);

/**
 * Takes the last edit back, or does the one again that was taken back last. Audited; one transaction.
 *
 * @entry: (out) which it was, owned; NULL to skip. FALSE with SEG_ERROR_NOT_FOUND (there is none), SEG_ERROR_DATA: something else has
 * changed the same rows since (says what); nothing is done then, SEG_ERROR_CANCELLED.
 */
gboolean   seg_history_undo (SegWorkspace *workspace, SegJob *job, SegHistoryEntry **entry, GError **error);
gboolean   seg_history_redo (SegWorkspace *workspace, SegJob *job, SegHistoryEntry **entry, GError **error);
/**
 * Goes to where things stood right after edit @id (0: before the first), taking back or doing again all between: all of them, or none.
 * @n: (out) how many.
 */
gboolean   seg_history_go (SegWorkspace *workspace, gint64 id, SegJob *job, guint *n, GError **error);
/** Forgets all edits: nothing can be taken back any more, and the file needs less room. @n: (out) how many. Audited. */
gboolean   seg_history_forget (SegWorkspace *workspace, guint *n, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegEdit, seg_edit_abandon)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegHistoryEntry, seg_history_entry_free)

G_END_DECLS

#endif
