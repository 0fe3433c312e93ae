/* The policy for orders: what it can say, how it is written down. What it does is in orders_apply.c. */
#include <config.h>
#include "orders-private.h"

#include <segscope/error.h>

#include <glib/gi18n.h>
#include <string.h>

#define SETTING "orders"

static const char *const class_names[SEG_ORDERS_N_CLASSES] = {
	[SEG_ORDERS_REFUNDS] = "refunds", [SEG_ORDERS_CANCELLATIONS] = "cancellations", [SEG_ORDERS_FREE] = "free", [SEG_ORDERS_TESTS] = "tests",
};
static const char *const treatment_names[] = {
	[SEG_ORDERS_NET] = "net", [SEG_ORDERS_KEEP] = "keep", [SEG_ORDERS_DROP] = "drop",
};
static const SegOrdersKinds kinds[SEG_ORDERS_N_CLASSES] = {
	[SEG_ORDERS_REFUNDS] = { SEG_KIND_NAME_REFUND, SEG_KIND_NAME_REFUNDED },
	[SEG_ORDERS_CANCELLATIONS] = { SEG_KIND_NAME_CANCELLATION, SEG_KIND_NAME_CANCELLED },
	[SEG_ORDERS_TESTS] = { NULL, SEG_KIND_NAME_TEST },
};

const SegOrdersKinds *
seg_orders_kinds (SegOrdersClass class)
{
	return &kinds[class];
}

SegOrdersPolicy
seg_orders_policy_default (void)
{
	return (SegOrdersPolicy) { {
		[SEG_ORDERS_REFUNDS] = SEG_ORDERS_NET, [SEG_ORDERS_CANCELLATIONS] = SEG_ORDERS_NET, [SEG_ORDERS_FREE] = SEG_ORDERS_KEEP,
		[SEG_ORDERS_TESTS] = SEG_ORDERS_DROP,
	} };
}

const char *
seg_orders_class_name (SegOrdersClass class)
{
	return class_names[class];
}

const char *
seg_orders_treatment_name (SegOrdersTreatment treatment)
{
	return treatment_names[treatment];
}

gboolean
seg_orders_allows (SegOrdersClass class, SegOrdersTreatment treatment)
{
	return treatment != SEG_ORDERS_NET || class == SEG_ORDERS_REFUNDS || class == SEG_ORDERS_CANCELLATIONS;
}

/* As text ---------------------------------------------------------------------------------------------------------- */

static int
find_name (const char *const *names, gsize n_names, const char *name)
{
	for (gsize i = 0; i < n_names; i++)
		if (g_ascii_strcasecmp (names[i], name) == 0)
			return (int) i;
	return -1;
}

static gboolean
parse_part (const char *part, SegOrdersPolicy *policy, GError **error)
{
	g_auto (GStrv) sides = g_strsplit (part, "=", 2);
	int class, treatment;

	if (g_strv_length (sides) == 2) {
		class = find_name (class_names, SEG_ORDERS_N_CLASSES, g_strstrip (sides[0]));
		treatment = find_name (treatment_names, G_N_ELEMENTS (treatment_names), g_strstrip (sides[1]));
		if (class >= 0 && treatment >= 0 && seg_orders_allows ((SegOrdersClass) class, (SegOrdersTreatment) treatment)) {
			policy->treatment[class] = (SegOrdersTreatment) treatment;
			return TRUE;
		}
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE,
	             _("\"%s\" says nothing about orders; write refunds=net, refunds=keep or refunds=drop, likewise cancellations; "
	               "free=keep or free=drop, likewise tests; several with commas between"), part);
	return FALSE;
}

gboolean
seg_orders_policy_parse (const char *text, SegOrdersPolicy *policy, GError **error)
{
	g_auto (GStrv) parts = g_strsplit (text, ",", -1);
	SegOrdersPolicy changed = *policy;

	for (gsize i = 0; parts[i] != NULL; i++)
		if (!parse_part (parts[i], &changed, error))
			return FALSE;
	*policy = changed;
	return TRUE;
}

char *
seg_orders_policy_text (const SegOrdersPolicy *policy)
{
	GString *text = g_string_new (NULL);

	for (gsize i = 0; i < SEG_ORDERS_N_CLASSES; i++)
		g_string_append_printf (text, "%s%s=%s", i > 0 ? "," : "", class_names[i], treatment_names[policy->treatment[i]]);
	return g_string_free (text, FALSE);
}

/* In the workspace --------------------------------------------------------------------------------------------------- */

/* A setting that does not read (another program wrote it) counts as none. */
gboolean
seg_orders_policy (SegWorkspace *workspace, SegOrdersPolicy *policy, GError **error)
{
	g_autofree char *text = NULL;
	SegOrdersPolicy found = seg_orders_policy_default ();

	if (!seg_setting_read (workspace, SETTING, &text, error))
		return FALSE;
	if (text != NULL)
		seg_orders_policy_parse (text, &found, NULL);
	*policy = found;
	return TRUE;
}

/* The default is no setting: a workspace where it was chosen equals one where nobody chose. */
gboolean
seg_orders_set_policy (SegWorkspace *workspace, const SegOrdersPolicy *policy, GError **error)
{
	SegOrdersPolicy usual = seg_orders_policy_default ();
	g_autofree char *text = seg_orders_policy_text (policy), *usual_text = seg_orders_policy_text (&usual);

	return seg_setting_write (workspace, SETTING, strcmp (text, usual_text) == 0 ? NULL : text, error);
}
