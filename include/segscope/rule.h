/* Rules: conditions under a name, which say for ever who belongs: "Big spenders" = spend_90d > 400 and did purchase at least 3 times.
 * A rule is live (whoever meets it now) or frozen (whoever met it on a day). Filters, and so lists of users, campaigns and other rules,
 * use it by its name: rule = "Big spenders". */
#ifndef SEGSCOPE_RULE_H
#define SEGSCOPE_RULE_H

#include <segscope/segment.h>

G_BEGIN_DECLS

typedef struct {
	gint64 id;
	char  *name, *description;
	char  *condition;   /* as seg_filter_parse() */
	gint64 frozen_at;   /* UTC seconds; 0: it is live */
	gint64 n_frozen;    /* users it was frozen with */
	gint64 made_at, changed_at;
} SegRule;

void       seg_rule_free (SegRule *rule);
/** All, in order of name: GPtrArray of SegRule*, owned; NULL with @error. */
GPtrArray *seg_rules (SegWorkspace *workspace, GError **error);
/** By name, in any case. NULL with SEG_ERROR_NOT_FOUND (lists those there are). */
SegRule   *seg_rule_load (SegWorkspace *workspace, const char *name, GError **error);

/**
 * Keeps @condition as the rule @name, live. @description: NULL leaves it as it is (new: empty). @replace: changes the rule of that
 * name; without, a taken name is refused.
 * One transaction, audited. Returns the id, or 0 with SEG_ERROR_USAGE (the condition: names the position; "segment" without "of", which
 * would mean other people in each list; a rule that would be made of itself), SEG_ERROR_ARGUMENT (name empty or taken).
 */
gint64     seg_rule_save (SegWorkspace *workspace, const char *name, const char *condition, const char *description, gboolean replace,
                          GError **error);
/** Whether seg_rule_save() would take @condition for the rule @name (NULL: a new one). Errors as there. */
gboolean   seg_rule_check (SegWorkspace *workspace, const char *name, const char *condition, GError **error);
/** Renames or describes (NULL: leave as it is). Rules and campaigns that use it by its name go on using it: they are changed too. */
gboolean   seg_rule_edit (SegWorkspace *workspace, gint64 id, const char *name, const char *description, GError **error);
/** SEG_ERROR_ARGUMENT while it is used (says by what). */
gboolean   seg_rule_delete (SegWorkspace *workspace, gint64 id, GError **error);

/** Whoever meets the rule now belongs to it from now on, whatever happens; again: by what holds now. Cost: one query over all users. */
gboolean   seg_rule_freeze (SegWorkspace *workspace, gint64 id, SegJob *job, GError **error);
/** The rule is live again. */
gboolean   seg_rule_thaw (SegWorkspace *workspace, gint64 id, GError **error);

/** Users the rule takes now. */
gboolean   seg_rule_count (SegWorkspace *workspace, const SegRule *rule, SegJob *job, gint64 *n, GError **error);
/** What uses the rule: "rule \"Loyal\"", "campaign \"May\"": GPtrArray of char*, owned; NULL with @error. */
GPtrArray *seg_rule_uses (SegWorkspace *workspace, const SegRule *rule, GError **error);
/** rule = "NAME", as a filter. Free with g_free(). */
char      *seg_rule_filter (const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegRule, seg_rule_free)

G_END_DECLS

#endif
