/* Keeping what two sets make together: as a rule, or as segments of a new segmentation. */
#include <config.h>
#include "overlap.h"

#include <segscope/edit.h>

#include <glib/gi18n.h>

enum { BOTH, ANY, FIRST, SECOND, SEGMENTS, N_CHOICES };

typedef struct {
	char *labels[2], *conditions[2];
	guint choice;
	char *name;
} Keep;

static void
free_keep (gpointer data)
{
	Keep *keep = data;

	for (guint i = 0; i < 2; i++) {
		g_free (keep->labels[i]);
		g_free (keep->conditions[i]);
	}
	g_free (keep->name);
	g_free (keep);
}

static Keep *
copy_keep (const Keep *keep, guint choice, const char *name)
{
	Keep *copy = g_new0 (Keep, 1);

	for (guint i = 0; i < 2; i++) {
		copy->labels[i] = g_strdup (keep->labels[i]);
		copy->conditions[i] = g_strdup (keep->conditions[i]);
	}
	copy->choice = choice;
	copy->name = g_strdup (name);
	return copy;
}

static char *
condition_of (const Keep *keep)
{
	const char *conditions[] = { keep->conditions[keep->choice == SECOND], keep->conditions[keep->choice != SECOND], NULL };

	return seg_algebra_condition (keep->choice == BOTH ? SEG_ALGEBRA_AND : keep->choice == ANY ? SEG_ALGEBRA_OR : SEG_ALGEBRA_MINUS, conditions);
}

static gboolean
run_keep (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Keep *keep = data;
	const SegConditionGroup groups[] = { { keep->labels[0], keep->conditions[0] }, { keep->labels[1], keep->conditions[1] } };
	g_autoptr (SegFeatureSet) set = NULL;
	g_autofree char *condition = NULL;

	if (keep->choice == SEGMENTS)
		return (set = seg_feature_set_load (workspace, NULL, error)) != NULL
		       && seg_conditions_save (workspace, keep->name, set, groups, 2, _("The rest"), FALSE, job, error) != 0;
	condition = condition_of (keep);
	return seg_rule_save (workspace, keep->name, condition, NULL, FALSE, error) != 0;
}

static void
done_keep (SegView *view, gpointer data)
{
	const Keep *keep = data;

	seg_say (view, keep->choice == SEGMENTS ? _("The segmentation \"%s\" is kept; o on Segments shows it.") : _("The rule \"%s\" is kept; R on Segments lists it."),
	         keep->name);
}

static const SegWork keep_work = { N_("keeping it"), run_keep, done_keep, NULL, free_keep, TRUE, FALSE };

static gboolean
accept_name (SegView *view, const char *text, gpointer data, GError **error)
{
	if (*text == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("It needs a name"));
		return FALSE;
	}
	seg_view_run (view, &keep_work, copy_keep (data, ((const Keep *) data)->choice, text));
	return TRUE;
}

static void
chosen (SegView *view, guint choice, gpointer data)
{
	seg_ask_line (view, choice == SEGMENTS ? _("Name of the segmentation") : _("Name of the rule"), _("As you would call these people"), "", accept_name,
	              copy_keep (data, choice, NULL), free_keep);
}

void
seg_overlap_ask_keep (SegView *view, const SegUserSet *first, const SegUserSet *second)
{
	Keep *keep = g_new0 (Keep, 1);
	g_autofree char *only = g_strdup_printf (_("In \"%s\" but not in \"%s\""), first->label, second->label);
	g_autofree char *other = g_strdup_printf (_("In \"%s\" but not in \"%s\""), second->label, first->label);
	const char *labels[] = { _("In both"), _("In either"), only, other, _("Both as segments"), NULL };
	const char *remarks[] = { _("a rule: and"), _("a rule: or"), _("a rule: minus"), _("a rule: minus"),
		                      _("a new segmentation; who is in both is in the first"), NULL };

	G_STATIC_ASSERT (G_N_ELEMENTS (labels) == N_CHOICES + 1);
	keep->labels[0] = g_strdup (first->label);
	keep->labels[1] = g_strdup (second->label);
	keep->conditions[0] = g_strdup (first->condition);
	keep->conditions[1] = g_strdup (second->condition);
	seg_ask_choice (view, _("Whom to keep?"), labels, remarks, 0, chosen, keep, free_keep);
}
