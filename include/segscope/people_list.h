/* Lists of people, kept as rules that are frozen from the start: found by a recommender or elsewhere, not by a condition. Filters, campaigns
 * and other rules use them by name like any rule (rule.h). */
#ifndef SEGSCOPE_PEOPLE_LIST_H
#define SEGSCOPE_PEOPLE_LIST_H

#include <segscope/workspace.h>

G_BEGIN_DECLS

/**
 * Keeps @n users (ids, each once, in any order) as the list @name; @words: what they are, its description.
 * One transaction, audited, can be taken back. Returns the id of the rule, or 0 with SEG_ERROR_ARGUMENT (name empty or taken, nobody).
 */
gint64  seg_people_list_keep (SegWorkspace *workspace, const char *name, const char *words, const gint64 *user_ids, gsize n, GError **error);
/** Ids of all users that meet @condition (seg_filter_parse()), ascending: GArray of gint64, owned. */
GArray *seg_people_matching (SegWorkspace *workspace, const char *condition, SegJob *job, GError **error);

G_END_DECLS

#endif
