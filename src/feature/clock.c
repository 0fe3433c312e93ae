/* The clock that people live by: how far local time is ahead of the times in the files, one setting of the workspace.
 *
 * Files mostly have local times, and then nothing is to be set. Exports of servers have UTC: without the setting, evenings in Shanghai
 * would look like early afternoons, and what was done there before eight in the morning would count for the day before. Hours, weekdays,
 * calendar days and the ends of as-of days are those of local time. Where no event has a time of day there is nothing to shift: dates
 * are dates. */
#include <config.h>
#include "feature-private.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#define CLOCK "clock" /* name of the setting; seconds */
#define MOST_HOURS 14

gboolean
seg_clock_offset (SegWorkspace *workspace, gint64 *offset, GError **error)
{
	g_autofree char *value = NULL;

	*offset = 0;
	if (!seg_setting_read (workspace, CLOCK, &value, error))
		return FALSE;
	if (value != NULL)
		*offset = CLAMP (g_ascii_strtoll (value, NULL, 10), -MOST_HOURS * 3600, MOST_HOURS * 3600);
	return TRUE;
}

gboolean
seg_clock_offset_for (SegWorkspace *workspace, const SegEventFacts *facts, gint64 *offset, GError **error)
{
	gboolean has_clock = FALSE;

	if (!seg_clock_offset (workspace, offset, error))
		return FALSE;
	for (gsize i = 0; *offset != 0 && i < facts->n_kinds; i++)
		has_clock = has_clock || (facts->has[i] & SEG_EVENT_HAS_CLOCK) != 0;
	if (!has_clock)
		*offset = 0;
	return TRUE;
}

gboolean
seg_calendar_offset (SegWorkspace *workspace, gint64 *offset, GError **error)
{
	g_autoptr (SegEventFacts) facts = NULL;

	if (!seg_clock_offset (workspace, offset, error))
		return FALSE;
	return *offset == 0 || ((facts = seg_event_facts_get (workspace, error)) != NULL && seg_clock_offset_for (workspace, facts, offset, error));
}

gboolean
seg_calendar_instant (SegWorkspace *workspace, gint64 local, gint64 *instant, GError **error)
{
	gint64 offset;

	if (!seg_calendar_offset (workspace, &offset, error))
		return FALSE;
	*instant = local - offset;
	return TRUE;
}

/* A day that a person named stays that day. */
static gboolean
keep_named_days (SegWorkspace *workspace, gint64 change, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "UPDATE feature_set SET as_of = as_of - :change WHERE as_of_given",
	                                                            error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":change", change);
	return seg_statement_run (statement, error);
}

gboolean
seg_clock_set_offset (SegWorkspace *workspace, gint64 offset, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, offset), *words = seg_clock_format (offset);

	gint64 before, now;

	if (transaction == NULL || !seg_calendar_offset (workspace, &before, error)
	    || !seg_setting_write (workspace, CLOCK, offset != 0 ? value : NULL, error) || !seg_calendar_offset (workspace, &now, error)
	    || !keep_named_days (workspace, now - before, error)
	    || !seg_audit_add (workspace, "clock", words, NULL, error))
		return FALSE;
	return seg_transaction_commit (g_steal_pointer (&transaction), error);
}

char *
seg_clock_format (gint64 offset)
{
	gint64 minutes = ABS (offset) / 60;

	return g_strdup_printf ("UTC%c%02d:%02d", offset < 0 ? '-' : '+', (int) (minutes / 60), (int) (minutes % 60));
}

gboolean
seg_clock_parse (const char *text, gint64 *offset, GError **error)
{
	const char *number = g_ascii_strncasecmp (text, "UTC", 3) == 0 ? text + 3 : text;
	int sign = *number == '-' ? -1 : 1, hours = 0, minutes = 0, end = 0, more = 0;

	if (*number == '+' || *number == '-')
		number++;
	if (*number == '\0' && number > text && g_ascii_isalpha (number[-1])) { /* "UTC" */
		*offset = 0;
		return TRUE;
	}
	if (sscanf (number, "%2d%n:%2d%n", &hours, &end, &minutes, &more) >= 1 && g_ascii_isdigit (*number)
	    && number[MAX (end, more)] == '\0' && hours <= MOST_HOURS && minutes >= 0 && minutes < 60
	    && hours * 60 + minutes <= MOST_HOURS * 60) {
		*offset = sign * (hours * 3600 + minutes * 60);
		return TRUE;
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE,
	             _("\"%s\" is no offset from UTC; write it as +08:00 (China), -05:00, or 0 for the times as they stand in the files"), text);
	return FALSE;
}
