/* Counting who a campaign in the making would reach: at once for up to SEG_DIRECT_PEOPLE users, in a job for more. A count
 * of an older choice is thrown away. */
#include <config.h>
#include "campaigns.h"

#include <glib/gi18n.h>

typedef struct {
	SegCampaignDraft *draft;
	SegAudience *audience;
	guint      version;
	GPtrArray *funnel;
} Count;

static void
free_count (gpointer data)
{
	Count *count = data;

	seg_campaign_draft_free (count->draft);
	seg_audience_free (count->audience);
	g_clear_pointer (&count->funnel, g_ptr_array_unref);
	g_free (count);
}

static gboolean
run_count (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Count *count = data;

	seg_workspace_watch (workspace, job);
	count->funnel = seg_audience_funnel (count->audience, workspace, count->draft, job, error);
	seg_workspace_watch (workspace, NULL);
	return count->funnel != NULL;
}

/* What the list could show: asked for once the people are counted. Words of an older choice are thrown away. */
static gboolean
run_look (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Count *count = data;
	g_autoptr (SegAudienceOutlook) outlook = NULL;

	seg_workspace_watch (workspace, job);
	outlook = seg_audience_outlook (count->audience, workspace, count->draft, job, error);
	seg_workspace_watch (workspace, NULL);
	count->funnel = outlook != NULL ? g_ptr_array_ref (outlook->sentences) : NULL;
	if (outlook != NULL && outlook->n_send > 0 && outlook->n_control == 0)
		g_ptr_array_remove_index (count->funnel, 0); /* that nobody is held back stands above them already */
	return outlook != NULL;
}

static void look_again (SegView *view);

static void
done_look (SegView *view, gpointer data)
{
	SegBuilder *builder = view->state;
	Count *count = data;

	g_clear_pointer (&builder->outlook, g_ptr_array_unref);
	if (count->version == builder->version)
		builder->outlook = g_steal_pointer (&count->funnel);
	else
		look_again (view);
}

/* Without these words the rest still stands. */
static void
failed_look (SegView *view, gpointer data, const GError *error)
{
	(void) view;
	(void) data;
	(void) error;
}

static const SegWork look_work = { N_("what the list could show"), run_look, done_look, failed_look, free_count, FALSE, FALSE };

static void
look_again (SegView *view)
{
	SegBuilder *builder = view->state;
	Count *count;

	if (seg_view_is_busy (view, &look_work) || builder->funnel == NULL || builder->outlook_version == builder->version)
		return;
	builder->outlook_version = builder->version;
	count = g_new0 (Count, 1);
	*count = (Count) { seg_campaign_draft_copy (builder->draft), seg_audience_ref (builder->looking), builder->version, NULL };
	seg_view_run (view, &look_work, count);
}

static void
take_count (SegBuilder *builder, GPtrArray *funnel, GError *failure)
{
	builder->counting = FALSE;
	g_clear_pointer (&builder->funnel, g_ptr_array_unref);
	g_clear_error (&builder->failure);
	builder->funnel = funnel;
	builder->failure = failure;
}

static void count_again (SegView *view);

static void
done_count (SegView *view, gpointer data)
{
	SegBuilder *builder = view->state;
	Count *count = data;

	if (count->version == builder->version) {
		take_count (builder, g_steal_pointer (&count->funnel), NULL);
		look_again (view);
	} else
		count_again (view);
}

static void
failed_count (SegView *view, gpointer data, const GError *error)
{
	SegBuilder *builder = view->state;

	if (((Count *) data)->version == builder->version)
		take_count (builder, NULL, g_error_copy (error));
	else
		count_again (view);
}

static const SegWork count_work = { N_("counting people"), run_count, done_count, failed_count, free_count, FALSE, FALSE };

/* While an older choice is being counted, the end of that count begins this one. */
static void
count_again (SegView *view)
{
	SegBuilder *builder = view->state;
	Count *count;

	builder->counting = TRUE;
	if (seg_view_is_busy (view, &count_work))
		return;
	count = g_new0 (Count, 1);
	count->draft = seg_campaign_draft_copy (builder->draft);
	count->audience = seg_audience_ref (builder->audience);
	count->version = builder->version;
	seg_view_run (view, &count_work, count);
}

static void
count (SegView *view)
{
	SegBuilder *builder = view->state;
	const SegWorkspaceInfo *info = seg_view_session (view)->info;
	g_autoptr (GError) error = NULL;
	GPtrArray *funnel;

	builder->version++;
	g_clear_pointer (&builder->outlook, g_ptr_array_unref);
	if (info == NULL || info->n_users > SEG_DIRECT_PEOPLE || seg_view_is_busy (view, &count_work)) { /* which holds what is counted in */
		count_again (view);
		return;
	}
	funnel = seg_audience_funnel (builder->audience, seg_view_workspace (view), builder->draft, NULL, &error);
	take_count (builder, funnel, g_steal_pointer (&error));
	look_again (view);
}

gint64
seg_builder_count (const SegBuilder *builder, gboolean held_back)
{
	const GPtrArray *funnel = builder->funnel;
	const SegFunnelStep *last, *before;

	if (funnel == NULL || funnel->len == 0)
		return -1;
	last = funnel->pdata[funnel->len - 1];
	before = funnel->len > 1 ? funnel->pdata[funnel->len - 2] : last;
	if (!held_back)
		return last->count;
	return before->kind == SEG_FUNNEL_MINUS && builder->draft->control_share > 0 ? before->count : 0;
}

/* What the draft refers to --------------------------------------------------------------------------------------------- */

/* The segmentation of the draft as it is now. One that is gone makes place for the newest. */
static void
find_segmentation (SegView *view)
{
	SegBuilder *builder = view->state;
	SegCampaignDraft *draft = builder->draft;
	SegWorkspace *workspace = seg_view_workspace (view);

	g_clear_pointer (&builder->segmentation, seg_segmentation_free);
	if (draft->segmentation_id != 0)
		builder->segmentation = seg_segmentation_load_id (workspace, draft->segmentation_id, NULL);
	if (builder->segmentation == NULL && (!builder->is_begun || draft->segmentation_id != 0)) {
		builder->segmentation = seg_segmentation_load (workspace, NULL, NULL);
		g_array_set_size (draft->segment_ids, 0);
	}
	draft->segmentation_id = builder->segmentation != NULL ? builder->segmentation->id : 0;
	builder->is_begun = TRUE;
}

void
seg_builder_count_anew (SegView *view)
{
	find_segmentation (view);
	count (view);
}

void
seg_builder_changed (SegView *view)
{
	view->unsaved = TRUE;
	seg_builder_count_anew (view);
}
