#include <config.h>
#include "session.h"

#include <segscope/campaign.h>
#include <segscope/feature.h>
#include <segscope/orders.h>
#include <segscope/segment.h>

#include <glib/gi18n.h>
#include <string.h>

SegSession *
seg_session_new (void)
{
	return g_new0 (SegSession, 1);
}

static void
clear (SegSession *session)
{
	g_clear_pointer (&session->info, seg_workspace_info_free);
	g_clear_pointer (&session->orders, g_free);
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

/* The newest of each kind of derived thing; lists have the newest first. */
static gboolean
read_derived (SegWorkspace *workspace, SegSession *session, GError **error)
{
	g_autoptr (GPtrArray) sets = NULL, segmentations = NULL, campaigns = NULL;

	if ((sets = seg_feature_sets (workspace, error)) == NULL || (segmentations = seg_segmentations (workspace, error)) == NULL
	    || (campaigns = seg_campaigns (workspace, error)) == NULL)
		return FALSE;
	session->has_features = sets->len > 0;
	session->features_stale = sets->len > 0 && ((SegFeatureSet *) sets->pdata[0])->stale;
	session->has_segmentation = segmentations->len > 0;
	if (segmentations->len > 0) {
		const SegSegmentation *newest = segmentations->pdata[0];

		session->segmentation_stale = newest->stale;
		session->segmentation_name = g_strdup (newest->name);
		session->n_segments = newest->segments != NULL ? newest->segments->len : 0;
	}
	session->has_campaign = campaigns->len > 0;
	if (campaigns->len > 0) {
		const SegCampaign *newest = campaigns->pdata[0];

		session->campaign_stale = newest->stale;
		session->campaign_name = g_strdup (newest->name);
	}
	return TRUE;
}

static gboolean
read_session (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	SegSession *session = data;
	gboolean success;

	seg_workspace_watch (workspace, job);
	session->info = seg_workspace_info (workspace, error);
	success = session->info != NULL && (session->orders = seg_orders_line (workspace, error)) != NULL && read_derived (workspace, session, error) && seg_quality_load (workspace, &session->quality, error);
	seg_workspace_watch (workspace, NULL);
	return success;
}

const SegWork seg_session_work = {
	N_("looking at the workspace"), read_session, NULL, NULL, (GDestroyNotify) seg_session_free, FALSE, FALSE
};

void
seg_session_take (SegSession *session, SegSession *fresh)
{
	g_autofree char *fingerprint = g_strdup (session->info != NULL ? session->info->fingerprint : NULL);
	SegQualityReport *quality = g_steal_pointer (&session->quality);
	gboolean stopped = session->quality_stopped, same;
	guint generation = session->generation;

	clear (session);
	*session = *fresh;
	memset (fresh, 0, sizeof *fresh);
	session->generation = generation + 1;
	same = g_strcmp0 (fingerprint, session->info->fingerprint) == 0;
	session->quality_stopped = same && stopped;
	if (session->quality != NULL && (!session->quality->stale || quality == NULL)) {
		seg_quality_report_free (quality);
		return;
	}
	g_clear_pointer (&session->quality, seg_quality_report_free); /* one that could not be kept is newer */
	session->quality = quality;
	if (quality != NULL)
		quality->stale |= !same;
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

	*report = seg_quality_report (workspace, job, error);
	if (*report != NULL)
		seg_quality_save (workspace, *report, NULL); /* nothing is lost where that cannot be: it is made anew the next time */
	return *report != NULL;
}

const SegWork seg_session_quality_work = { N_("checking the data"), make_report, NULL, NULL, free_report, FALSE, TRUE };
