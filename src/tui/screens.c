/* The table of screens: the rail, in the order of the journey. Adding a screen is one file and one row here. */
#include <config.h>
#include "chart-view.h"
#include "edit.h"
#include "screens.h"

#include "campaigns.h"
#include "components.h"
#include "contact.h"
#include "feature-sets.h"
#include "import.h"
#include "own-feature.h"
#include "persona.h"
#include "judging.h"
#include "quality.h"
#include "recipe.h"
#include "recommend.h"
#include "rfm.h"
#include "rule-form.h"
#include "rules.h"
#include "segments.h"
#include "separation.h"
#include "users.h"
#include "versions.h"

#include <glib/gi18n.h>

static SegStepState
data_state (const SegSession *session)
{
	return session->info != NULL && session->info->n_sources > 0 ? SEG_STEP_DONE : SEG_STEP_NOT_YET;
}

static SegStepState
quality_state (const SegSession *session)
{
	return session->quality == NULL ? SEG_STEP_NOT_YET : session->quality->stale ? SEG_STEP_STALE : SEG_STEP_DONE;
}

static SegStepState
features_state (const SegSession *session)
{
	return !session->has_features ? SEG_STEP_NOT_YET : session->features_stale ? SEG_STEP_STALE : SEG_STEP_DONE;
}

/* Clusters are worth something once they are kept. */
static SegStepState
clusters_state (const SegSession *session)
{
	return !session->has_segmentation ? SEG_STEP_NOT_YET : session->segmentation_stale ? SEG_STEP_STALE : SEG_STEP_DONE;
}

static SegStepState
users_state (const SegSession *session)
{
	return session->info != NULL && session->info->n_users > 0 ? SEG_STEP_DONE : SEG_STEP_NOT_YET;
}

static SegStepState
recommend_state (const SegSession *session)
{
	return session->info != NULL && session->info->n_items > 0 && session->info->n_events > 0 ? SEG_STEP_DONE : SEG_STEP_NOT_YET;
}

static SegStepState
campaigns_state (const SegSession *session)
{
	return !session->has_campaign ? SEG_STEP_NOT_YET : session->campaign_stale ? SEG_STEP_STALE : SEG_STEP_DONE;
}

const SegScreen seg_screens[] = {
	{ &seg_data_view, N_("Data"), N_("D"), data_state, TRUE },
	{ &seg_quality_view, N_("Quality"), N_("Q"), quality_state, TRUE },
	{ &seg_features_view, N_("Features"), N_("F"), features_state, FALSE },
	{ &seg_clusters_view, N_("Clusters"), N_("C"), clusters_state, FALSE },
	{ &seg_segments_view, N_("Segments"), N_("S"), clusters_state, FALSE },
	{ &seg_users_view, N_("Users"), N_("U"), users_state, FALSE },
	{ &seg_recommend_view, N_("Recommend"), N_("R"), recommend_state, FALSE },
	{ &seg_campaigns_view, N_("Campaigns"), N_("P"), campaigns_state, FALSE },
	{ NULL, NULL, NULL, NULL, FALSE }
};

/* Every class of view: their commands can be given other keys, and tests go through all of them. Views opened from others stand below their screen's. */
const SegViewClass *const seg_view_classes[] = {
	&seg_start_view, &seg_chart_view,
	&seg_data_view, &seg_import_files_view, &seg_import_plan_view, &seg_import_result_view, &seg_file_view, &seg_rejects_view, &seg_reject_rows_view,
	&seg_quality_view, &seg_quality_column_view, &seg_recipe_view, &seg_recipe_step_view,
	&seg_features_view, &seg_own_feature_view, &seg_feature_sets_view, &seg_compare_view, &seg_correlations_view, &seg_components_view,
	&seg_selection_view, &seg_outlying_view, &seg_rfm_view, &seg_rules_view, &seg_rule_form_view, &seg_explain_view,
	&seg_clusters_view, &seg_preview_view, &seg_silhouette_view, &seg_scatter_view, &seg_dendrogram_view, &seg_reach_view, &seg_runs_view,
	&seg_run_comparison_view, &seg_ways_view,
	&seg_segments_view, &seg_profile_view, &seg_persona_view, &seg_playbook_view, &seg_beside_view, &seg_separation_view, &seg_edit_view,
	&seg_history_view, &seg_overlap_view, &seg_renewal_view, &seg_migration_view, &seg_drift_view, &seg_drift_bins_view, &seg_assigned_view,
	&seg_pins_view,
	&seg_users_view, &seg_user_view, &seg_why_view,
	&seg_recommend_view, &seg_item_view, &seg_taste_view, &seg_advice_view, &seg_evaluation_view, &seg_evaluation_run_view, &seg_evaluations_view,
	&seg_campaigns_view, &seg_builder_view, &seg_campaign_view, &seg_export_form_view, &seg_results_view, &seg_results_rows_view, &seg_measure_view,
	&seg_course_view, &seg_worked_view, &seg_campaign_people_view, &seg_campaign_person_view, &seg_message_view, &seg_campaigns_beside_view,
	&seg_offers_view, &seg_offer_view, &seg_contact_view, &seg_do_not_contact_view, &seg_log_view, &seg_balance_view, &seg_uplift_view,
	&seg_allocation_view,
	NULL
};
