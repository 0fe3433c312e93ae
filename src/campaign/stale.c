/* Results that are older than what they were computed from, of every kind: this floor knows all of them. */
#include <config.h>
#include <segscope/campaign.h>
#include <segscope/hint.h>
#include <segscope/rfm.h>

#include <glib/gi18n.h>

static void
add (GPtrArray *results, char *what, const char *remedy)
{
	SegProblem *result = seg_problem_new ("stale", what, g_strdup (remedy));

	result->is_remark = TRUE;
	g_ptr_array_add (results, result);
}

GPtrArray *
seg_stale_results (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_problem_free);
	g_autoptr (GPtrArray) sets = seg_feature_sets (workspace, error), segmentations = NULL, campaigns = NULL;

	if (sets == NULL || (segmentations = seg_segmentations (workspace, error)) == NULL || (campaigns = seg_campaigns (workspace, error)) == NULL)
		return NULL;
	for (guint i = 0; i < sets->len; i++) {
		const SegFeatureSet *set = sets->pdata[i];

		if (set->stale)
			add (results, g_strdup_printf (_("The data have changed since the features \"%s\" were computed"), set->name),
			     seg_hint (_("compute them anew with: segscope features"), _("compute them anew on Features with b")));
	}
	for (guint i = 0; i < segmentations->len; i++) {
		const SegSegmentation *segmentation = segmentations->pdata[i];

		if (segmentation->stale)
			add (results, g_strdup_printf (_("The data or features have changed since the segments \"%s\" were made"), segmentation->name),
			     seg_segmentation_is_rfm (segmentation) ? seg_hint (_("put the users in anew with: segscope rfm --refresh NAME"),
			                                                        _("put the users in anew on Segments with r"))
			                                            : seg_hint (_("make them anew with: segscope cluster"),
			                                                        _("make them anew on Clusters")));
	}
	for (guint i = 0; i < campaigns->len; i++) {
		const SegCampaign *campaign = campaigns->pdata[i];

		if (campaign->stale)
			add (results, g_strdup_printf (_("The data or segments have changed since the list of the campaign \"%s\" was made"), campaign->name),
			     seg_hint (_("make it anew with: segscope campaign"), _("make it anew on Campaigns")));
	}
	return g_steal_pointer (&results);
}
