#include <config.h>
#include "session.h"

#include <glib/gi18n.h>
#include <string.h>

#pragma weak seg_quality_report /* until prepare/ has landed */
#pragma weak seg_quality_report_free

SegSession *
seg_session_new (void)
{
	return g_new0 (SegSession, 1);
}

static void
clear (SegSession *session)
{
	g_clear_pointer (&session->info, seg_workspace_info_free);
	g_clear_pointer (&session->segmentation_name, g_free);
	g_clear_pointer (&session->campaign_name, g_free);
}

void
seg_session_free (SegSession *session)
{
	if (session == NULL)
		return;
	clear (session);
	g_clear_pointer (&session->quality, seg_quality_report_free);
	g_free (session);
}

static gboolean
read_session (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	SegSession *session = data;

	seg_workspace_watch (workspace, job);
	session->info = seg_workspace_info (workspace, error);
	seg_workspace_watch (workspace, NULL);
	return session->info != NULL;
}

const SegWork seg_session_work = {
	N_("looking at the workspace"), read_session, NULL, NULL, (GDestroyNotify) seg_session_free, FALSE, FALSE
};

void
seg_session_take (SegSession *session, SegSession *fresh)
{
	g_autofree char *fingerprint = g_strdup (session->info != NULL ? session->info->fingerprint : NULL);
	SegQualityReport *quality = g_steal_pointer (&session->quality);
	guint generation = session->generation;

	clear (session);
	*session = *fresh;
	memset (fresh, 0, sizeof *fresh);
	session->generation = generation + 1;
	if (g_strcmp0 (fingerprint, session->info->fingerprint) == 0)
		session->quality = quality;
	else
		g_clear_pointer (&quality, seg_quality_report_free);
}

/* The quality report ----------------------------------------------------------------------------------------------- */

static void
free_report (gpointer data)
{
	SegQualityReport **report = data;

	g_clear_pointer (report, seg_quality_report_free);
	g_free (report);
}

static gboolean
make_report (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	SegQualityReport **report = data;

	if (seg_quality_report == NULL)
		return FALSE;
	*report = seg_quality_report (workspace, job, error);
	return *report != NULL;
}

const SegWork seg_session_quality_work = { N_("checking the data"), make_report, NULL, NULL, free_report, FALSE, TRUE };
