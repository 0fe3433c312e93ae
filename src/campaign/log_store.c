/* The audit log as sentences, of campaigns and of the rules for contacts. */
#include <config.h>
#include "campaign-private.h"

#include <segscope/campaign_log.h>

#include <glib/gi18n.h>
#include <string.h>

/* Details that sentences are made of, in the order of the columns of the query. */
typedef enum { OF, FROM, TO, STATUS, PEOPLE, CHANNEL, SHARE, QUIET, MOST, DAYS, CONSENT, ADDRESS, N_DETAILS } Detail;

static const struct {
	const char   *action;
	SegLogSubject subject;
	gboolean      is_grave;
	const char   *sentence; /* translatable; with the texts of up to three details */
	Detail        details[3];
} actions[] = {
	{ "campaign", SEG_LOG_CAMPAIGN, FALSE, N_("The list was made"), { OF } },
	{ "change campaign", SEG_LOG_CAMPAIGN, FALSE, N_("The list was made anew"), { OF } },
	{ "redraw arms", SEG_LOG_CAMPAIGN, TRUE, N_("The arms were drawn anew (seed %s, then %s)"), { FROM, TO } },
	{ "override", SEG_LOG_CAMPAIGN, TRUE, N_("Not asked for: %s"), { OF } },
	{ "override", SEG_LOG_CONTACT, TRUE, N_("Not asked for: %s"), { OF } },
	{ "no control group", SEG_LOG_CAMPAIGN, TRUE, N_("Nobody is held back"), { OF } },
	{ "campaign status", SEG_LOG_CAMPAIGN, FALSE, N_("Marked as %s"), { STATUS } },
	{ "archive campaign", SEG_LOG_CAMPAIGN, FALSE, N_("Put away"), { OF } },
	{ "unarchive campaign", SEG_LOG_CAMPAIGN, FALSE, N_("Taken out again"), { OF } },
	{ "export", SEG_LOG_CAMPAIGN, FALSE, N_("Written to a file"), { OF } },
	{ "delete campaign", SEG_LOG_CAMPAIGN, FALSE, N_("Deleted"), { OF } },
	{ "contact policy", SEG_LOG_CONTACT, FALSE, N_("Days between: %s; at most: %s in %s days"), { QUIET, MOST, DAYS } },
	{ "do not contact", SEG_LOG_CONTACT, FALSE, N_("Not to contact any more: %s"), { PEOPLE } },
	{ "contact again", SEG_LOG_CONTACT, FALSE, N_("To be contacted again: %s"), { PEOPLE } },
	{ "hold-out", SEG_LOG_CONTACT, FALSE, N_("Held back from all campaigns: a share of %s"), { SHARE } },
	{ "channel columns", SEG_LOG_CONTACT, FALSE, N_("Consent is in \"%s\", the address in \"%s\""), { CONSENT, ADDRESS } },
};

void
seg_log_line_free (SegLogLine *line)
{
	if (line == NULL)
		return;
	g_free (line->who);
	g_free (line->object);
	g_free (line->what);
	g_free (line->reason);
	g_free (line);
}

static void
free_line (gpointer data)
{
	seg_log_line_free (data);
}

#define FIRST_DETAIL 5 /* column */

/* A suppression by its words; everything else as it was noted. */
static const char *
detail_text (const SegStatement *rows, Detail detail)
{
	const char *text = seg_statement_text (rows, FIRST_DETAIL + (int) detail);
	SegSuppression suppression;

	if (detail == OF && text != NULL && seg_suppression_find (text, &suppression))
		return seg_suppression_label (suppression);
	return text != NULL ? text : "?";
}

static char *
sentence (const SegStatement *rows, gsize action)
{
	g_auto (GStrv) parts = g_strsplit (_(actions[action].sentence), "%s", -1);
	GString *text = g_string_new (parts[0]);

	for (guint i = 1; parts[i] != NULL; i++)
		g_string_append_printf (text, "%s%s", detail_text (rows, actions[action].details[i - 1]), parts[i]);
	return g_string_free (text, FALSE);
}

static gssize
find_action (const char *name, SegLogSubject subject)
{
	for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
		if (actions[i].subject == subject && strcmp (actions[i].action, name) == 0)
			return (gssize) i;
	return -1;
}

static SegLogLine *
read_line (const SegStatement *rows, gsize action)
{
	SegLogLine *line = g_new0 (SegLogLine, 1);

	line->at = seg_statement_integer (rows, 0);
	line->who = g_strdup (seg_statement_text (rows, 1));
	line->object = g_strdup (seg_statement_text (rows, 3));
	line->reason = g_strdup (seg_statement_is_null (rows, 4) ? NULL : seg_statement_text (rows, 4));
	line->what = sentence (rows, action);
	line->is_grave = actions[action].is_grave;
	return line;
}

GPtrArray *
seg_campaign_log (SegWorkspace *workspace, SegLogSubject subject, const char *campaign, GError **error)
{
	g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (free_line);
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace,
		"SELECT at, who, action, object, d ->> 'reason', d ->> 'of', d ->> 'from', d ->> 'to', d ->> 'status', d ->> 'people', d ->> 'channel', "
		"d ->> 'share', d ->> 'quiet_days', d ->> 'most', d ->> 'most_days', d ->> 'consent', d ->> 'address' FROM "
		"(SELECT id, at, who, action, object, CASE WHEN json_valid (detail) THEN detail ELSE '{}' END AS d FROM audit) "
		"WHERE :campaign IS NULL OR object = :campaign ORDER BY id DESC", error);
	GError *failure = NULL;

	if (rows == NULL)
		return NULL;
	seg_statement_bind_text (rows, ":campaign", campaign);
	while (seg_statement_next (rows, &failure)) {
		gssize action = find_action (seg_statement_text (rows, 2), subject);

		if (action >= 0)
			g_ptr_array_add (lines, read_line (rows, (gsize) action));
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&lines) : NULL;
}
