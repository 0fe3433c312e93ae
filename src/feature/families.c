/* The table of families, and what they make of a workspace: the features of its catalogue and where each finds its value. */
#include <config.h>
#include "feature-private.h"

#include "feature/families.h"

#include <glib/gi18n.h>

static const SegFamily *const families[] = {
	&seg_family_rfm, &seg_family_activity, &seg_family_kinds, &seg_family_learning, &seg_family_purchase, &seg_family_preference,
	&seg_family_response, &seg_family_text, &seg_family_own, &seg_family_component, NULL
};

const SegFamily *const *
seg_families (void)
{
	return families;
}

static gboolean
is_proposed (const SegFeatureDefinition *definition, SegFeatureData data)
{
	return (data & definition->proposed_with) == definition->proposed_with && !(data & definition->proposed_unless);
}

static SegFeature *
defined_feature (const SegFeatureDefinition *definition, SegFeatureData data)
{
	SegFeature *feature = g_new0 (SegFeature, 1);

	feature->name = g_strdup (definition->name);
	feature->label = g_strdup (_(definition->label));
	feature->meaning = g_strdup (_(definition->meaning));
	feature->unit = g_strdup (definition->unit[0] != '\0' ? g_dpgettext2 (NULL, "unit", definition->unit) : "");
	feature->group = definition->group;
	feature->scaling = definition->scaling;
	feature->type = SEG_TYPE_NUMBER;
	feature->proposed = is_proposed (definition, data);
	feature->fill = definition->fill;
	return feature;
}

/* The features of one family that the data allow, and the numbers of their values. */
static void
add_features (SegFeaturePlan *plan, gsize number, GArray *value_of)
{
	const SegFamily *family = seg_families ()[number];
	SegFeatureContext *context = plan->context;
	guint n_before = context->features->len;

	for (gsize i = 0; i < family->n_definitions; i++) {
		gsize value = plan->first[number] + i;

		if ((context->data & family->definitions[i].needs) != family->definitions[i].needs)
			continue;
		g_ptr_array_add (context->features, defined_feature (&family->definitions[i], context->data));
		g_array_append_val (value_of, value);
	}
	plan->first[number + 1] = plan->first[number] + family->n_definitions;
	plan->n_before[number] = n_before;
	n_before = context->features->len;
	if (family->extend != NULL)
		family->extend (context, plan->states[number], context->features);
	for (guint i = n_before; i < context->features->len; i++)
		g_array_append_val (value_of, plan->first[number + 1]), plan->first[number + 1]++;
}

static gboolean
add_family (SegFeaturePlan *plan, gsize number, const gint64 *user_ids, gsize n_users, GArray *value_of, SegJob *job, GError **error)
{
	const SegFamily *family = seg_families ()[number];

	if (family->prepare != NULL && !family->prepare (plan->context, user_ids, n_users, &plan->states[number], job, error))
		return FALSE;
	plan->n_families = number + 1;
	add_features (plan, number, value_of);
	return TRUE;
}

SegFeaturePlan *
seg_feature_plan_new (SegFeatureContext *context, const gint64 *user_ids, gsize n_users, SegJob *job, GError **error)
{
	SegFeaturePlan *plan = g_new0 (SegFeaturePlan, 1);
	GArray *value_of = g_array_new (FALSE, FALSE, sizeof (gsize));
	gboolean fine = TRUE;

	plan->context = context;
	plan->states = g_new0 (gpointer, G_N_ELEMENTS (families));
	plan->first = g_new0 (gsize, G_N_ELEMENTS (families));
	plan->n_before = g_new0 (gsize, G_N_ELEMENTS (families));
	g_ptr_array_set_size (context->features, 0);
	for (gsize i = 0; fine && families[i] != NULL; i++)
		fine = add_family (plan, i, user_ids, n_users, value_of, job, error);
	plan->value_of = (gsize *) (gpointer) g_array_free (value_of, FALSE);
	plan->nothing = g_new (double, plan->first[plan->n_families] + 1);
	for (gsize i = 0; i < plan->first[plan->n_families]; i++)
		plan->nothing[i] = NAN;
	if (!fine)
		g_clear_pointer (&plan, seg_feature_plan_free);
	return plan;
}

void
seg_feature_plan_free (SegFeaturePlan *plan)
{
	if (plan == NULL)
		return;
	for (gsize i = 0; i < plan->n_families; i++)
		if (families[i]->release != NULL)
			families[i]->release (plan->states[i]);
	g_free (plan->states);
	g_free (plan->first);
	g_free (plan->n_before);
	g_free (plan->value_of);
	g_free (plan->nothing);
	g_free (plan);
}
