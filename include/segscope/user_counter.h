/* Counting whom a filter takes, many times over the same users: the columns that filters ask for stay in memory, and each count is a pass
 * over them on all cores, a few milliseconds for a million users. The same numbers as seg_user_count(), which asks SQLite.
 *
 * What is not a value of a column (what users did, segments, frozen rules, words to look for) is asked of SQLite once and kept, too. */
#ifndef SEGSCOPE_USER_COUNTER_H
#define SEGSCOPE_USER_COUNTER_H

#include <segscope/rule.h>

G_BEGIN_DECLS

typedef struct SegUserCounter SegUserCounter;

/** Empty: it reads when it is asked. Used by one thread at a time. Memory: 8 bytes a user, and 8 a user for each column up to 256 MB. */
SegUserCounter *seg_user_counter_new (void);
/** Another holder of the same one, from any thread. */
SegUserCounter *seg_user_counter_ref (SegUserCounter *counter);
void            seg_user_counter_free (SegUserCounter *counter); /* by each holder */

/** Reads the users and those of their attributes that filters ask for most (all but texts), so that counts need not. */
gboolean        seg_user_counter_warm (SegUserCounter *counter, SegWorkspace *workspace, SegJob *job, GError **error);

/** The same with the features of the set in use, chosen ones first and as many as there is room for, and texts and keys, for searching words in them. What was
 * read stays when it is cancelled, and is not read again by the next call. */
gboolean        seg_user_counter_warm_all (SegUserCounter *counter, SegWorkspace *workspace, SegJob *job, GError **error);

/**
 * Counts the users that meet @filter (NULL: everyone) and all there are. What it had read is read anew when the workspace has changed.
 * A filter that asks for "segment" or "distance" (without "of") is counted by seg_user_count(), with those of the newest segmentation.
 */
gboolean        seg_user_counter_count (SegUserCounter *counter, SegWorkspace *workspace, const SegFilter *filter, SegJob *job, gint64 *n,
                                        gint64 *n_all, GError **error);

/** Counts the users whom @rule takes now. */
gboolean        seg_user_counter_count_rule (SegUserCounter *counter, SegWorkspace *workspace, const SegRule *rule, SegJob *job, gint64 *n,
                                             gint64 *n_all, GError **error);

/** The users in use, ascending; they are the counter's and stay as they are until this or a count is asked for after the workspace has changed.
 * @anew: whether they and everything about them was read anew. */
gboolean        seg_user_counter_users (SegUserCounter *counter, SegWorkspace *workspace, SegJob *job, const gint64 **ids, gsize *n, gboolean *anew,
                                        GError **error);

/** Whom @filter takes: @meets gets 1 or 0 for each of seg_user_counter_users(), which must have been called before. What others write meanwhile does
 * no harm, unless a column is yet to be read and the users have become others: SEG_ERROR_WORKSPACE. A filter that asks for "segment" without "of" means those
 * of @segmentation (NULL: the newest). */
gboolean        seg_user_counter_take (SegUserCounter *counter, SegWorkspace *workspace, const SegFilter *filter, const SegSegmentation *segmentation,
                                       SegJob *job, guint8 *meets, GError **error);

/** The numbers of the attribute or feature @name, likewise; NAN: missing. Yes is 1 and no 0, a date its seconds.
 * SEG_ERROR_USAGE: there is none of that name (lists those there are), or it is no number. */
gboolean        seg_user_counter_numbers (SegUserCounter *counter, SegWorkspace *workspace, const char *name, SegJob *job, double *numbers, GError **error);

/** Whether @filter asks what users did: the first count then takes a pass over the events. */
gboolean        seg_filter_asks_events (const SegFilter *filter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegUserCounter, seg_user_counter_free)

G_END_DECLS

#endif
