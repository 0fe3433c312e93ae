/* The rules of a model: those the workspace had when it was got, renewed without fitting anything. */
#include <config.h>
#include "recommend/advice.h"

const SegAdviceRules *
seg_model_advice_rules (const SegModel *model)
{
	static const SegAdviceRules none = { { NULL } };

	return model->plan != NULL ? &model->plan->rules : &none;
}

gboolean
seg_model_renew_rules (SegModel *model, SegWorkspace *workspace, SegJob *job, GError **error)
{
	SegAdvicePlan *plan = seg_advice_plan_new (workspace, model->interactions, job, error);

	if (plan == NULL)
		return FALSE;
	seg_advice_plan_free (model->plan);
	model->plan = plan;
	model->offered = plan->offered;
	return TRUE;
}

SegModel *
seg_model_with_rules (const SegModel *model, SegWorkspace *workspace, SegJob *job, GError **error)
{
	g_autoptr (SegModel) view = g_memdup2 (model, sizeof *model);

	view->shares = TRUE;
	view->inputs = g_strdup (model->inputs);
	view->plan = NULL;
	return seg_model_renew_rules (view, workspace, job, error) ? g_steal_pointer (&view) : NULL;
}
