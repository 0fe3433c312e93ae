/* How far a campaign is, said by a person; and putting it away. */
#include <config.h>
#include "campaigns.h"

#include <segscope/campaign_compare.h>

#include <glib/gi18n.h>
#include <string.h>

static const char *const states[] = { "draft", "exported", "running", "measured", NULL };

typedef struct {
	gint64      id;
	const char *status;   /* of states; NULL: it is put away or taken out */
	gboolean    archived; /* from now on */
	gboolean    never_out; /* it was never exported: its people count as contacted from now */
} Change;

static gboolean
run_change (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Change *change = data;

	(void) job;
	return change->status != NULL ? seg_campaign_set_status (workspace, change->id, change->status, error)
	                              : seg_campaign_set_archived (workspace, change->id, change->archived, error);
}

static void
done_change (SegView *view, gpointer data)
{
	const Change *change = data;

	if (change->status == NULL)
		seg_say (view, "%s", change->archived ? _("Put away; its contacts count as before. X takes it out again.") : _("Taken out again."));
	else if (change->never_out && strcmp (change->status, "measured") != 0 && strcmp (change->status, "draft") != 0)
		seg_say (view, "%s", _("Kept. The people to send to count as contacted from now on."));
	else
		seg_say (view, _("It is now %s."), seg_campaign_status_label (change->status));
}

static const SegWork change_work = { N_("keeping how far the campaign is"), run_change, done_change, NULL, g_free, TRUE, FALSE };

void
seg_campaign_archive (SegView *view, const SegCampaign *campaign)
{
	Change *change = g_new0 (Change, 1);

	*change = (Change) { .id = campaign->id, .archived = !campaign->archived };
	seg_view_run (view, &change_work, change);
}

static void
status_chosen (SegView *view, guint choice, gpointer data)
{
	Change *change = g_memdup2 (data, sizeof (Change));

	change->status = states[choice];
	seg_view_run (view, &change_work, change);
}

void
seg_campaign_ask_status (SegView *view, const SegCampaign *campaign)
{
	const char *labels[G_N_ELEMENTS (states)] = { NULL };
	const char *remarks[] = { _("can be changed; nobody was written to"), _("the list went out"), _("people are being written to"), _("it is over and measured") };
	Change *change = g_new0 (Change, 1);
	guint current = 0;

	for (guint i = 0; states[i] != NULL; i++) {
		labels[i] = seg_campaign_status_label (states[i]);
		if (strcmp (states[i], campaign->status) == 0)
			current = i;
	}
	*change = (Change) { .id = campaign->id, .never_out = campaign->exported_at == 0 };
	seg_ask_choice (view, _("How far is the campaign?"), labels, remarks, current, status_chosen, change, g_free);
}

/* Drawing the arms anew ---------------------------------------------------------------------------------------------- */

typedef struct {
	gint64 id;
	char  *reason;
} Redraw;

static void
free_redraw (gpointer data)
{
	g_free (((Redraw *) data)->reason);
	g_free (data);
}

static gboolean
run_redraw (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Redraw *redraw = data;

	return seg_campaign_redraw (workspace, redraw->id, redraw->reason, job, error);
}

static void
done_redraw (SegView *view, gpointer data)
{
	(void) data;
	seg_say (view, "%s", _("The arms are drawn anew; that is counted, and the reason is in the log."));
}

static const SegWork redraw_work = { N_("drawing the arms"), run_redraw, done_redraw, NULL, free_redraw, TRUE, FALSE };

static void
take_redraw (SegView *view, const char *reason, gpointer data)
{
	Redraw *redraw = g_new (Redraw, 1);

	*redraw = (Redraw) { *(const gint64 *) data, g_strdup (reason) };
	seg_view_run (view, &redraw_work, redraw);
}

void
seg_campaign_ask_redraw (SegView *view, gint64 campaign_id)
{
	seg_ask_reason (view, _("Why are the arms drawn anew?"), _("Each draw is counted, and its reason kept in the audit log."), take_redraw,
	                g_memdup2 (&campaign_id, sizeof campaign_id), g_free);
}
