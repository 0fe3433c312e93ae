/* The questions of the form of rules: what a condition is about, how it compares, with what; each answer leads to the next question, the last
 * to the words of the condition. */
#include <config.h>
#include "rule-form.h"

#include <segscope/rule.h>

#include <glib/gi18n.h>
#include <string.h>

SegRuleAsking *
seg_rule_asking_new (const SegRuleAsking *before, const char *text)
{
	SegRuleAsking *asking = g_new (SegRuleAsking, 1);

	*asking = *before;
	asking->text = g_strdup (text);
	asking->column = g_strdup (before->column);
	return asking;
}

void
seg_rule_asking_free (gpointer data)
{
	SegRuleAsking *asking = data;

	g_free (asking->text);
	g_free (asking->column);
	g_free (asking);
}

/* The last answer: the words make a condition, or (FALSE with @error) they do not. */
gboolean
seg_rule_form_finish (SegView *view, const SegRuleAsking *asking, const char *condition, GError **error)
{
	SegRuleForm *form = view->state;
	SegOutline *part = asking->part;

	if (!seg_rule_check (seg_view_workspace (view), form->name, condition, error))
		return FALSE;
	if (part->parts != NULL) {
		part = seg_outline_new (condition, FALSE);
		seg_outline_insert (asking->part, G_MAXUINT, part);
	} else {
		g_free (part->condition);
		part->condition = g_strdup (condition);
	}
	view->unsaved = TRUE;
	seg_rule_form_changed (view, part);
	return TRUE;
}

void
seg_rule_form_finish_or_report (SegView *view, const SegRuleAsking *asking, const char *condition)
{
	g_autoptr (GError) error = NULL;

	if (!seg_rule_form_finish (view, asking, condition, &error))
		seg_report (view, error);
}

/* By hand ---------------------------------------------------------------------------------------------------------- */

static gboolean
accept_text (SegView *view, const char *text, gpointer data, GError **error)
{
	SegRuleForm *form = view->state;
	SegOutline *part = ((const SegRuleAsking *) data)->part, *read = NULL;

	if (!seg_rule_check (seg_view_workspace (view), form->name, text, error) || (read = seg_outline_parse (text, error)) == NULL)
		return FALSE;
	if (part->condition != NULL && seg_outline_is_one (read)) {
		seg_outline_free (read);
		return seg_rule_form_finish (view, data, text, error);
	}
	g_clear_pointer (&part->condition, g_free); /* several conditions: a group stands in its place */
	g_clear_pointer (&part->parts, g_ptr_array_unref);
	part->any = read->any;
	part->parts = g_steal_pointer (&read->parts);
	for (guint i = 0; i < part->parts->len; i++)
		((SegOutline *) part->parts->pdata[i])->group = part;
	seg_outline_free (read);
	view->unsaved = TRUE;
	seg_rule_form_changed (view, part);
	return TRUE;
}

void
seg_rule_form_ask_text (SegView *view, SegOutline *part)
{
	SegRuleAsking asking = { .part = part };
	gboolean negated = part->negated;
	g_autofree char *text = NULL;

	part->negated = FALSE; /* "not" stays with the part, whatever is written */
	text = seg_outline_text (part);
	part->negated = negated;
	seg_ask_line (view, _("Write the condition"), _("As in: city in (上海, 北京), orders >= 2, did purchase at least 2 times in the last 90 days."), text,
	              accept_text, seg_rule_asking_new (&asking, NULL), seg_rule_asking_free);
}

/* Segments and rules ------------------------------------------------------------------------------------------------ */

/* What can be chosen, as conditions; @labels as people read it. */
static gboolean
list_segments (SegWorkspace *workspace, GPtrArray *conditions, GPtrArray *labels, GError **error)
{
	g_autoptr (GPtrArray) all = seg_segmentations (workspace, error);

	for (guint i = 0; all != NULL && i < all->len; i++) {
		const SegSegmentation *segmentation = all->pdata[i];
		g_autofree char *of = seg_filter_word_text (segmentation->name);

		for (guint k = 0; segmentation->segments != NULL && k < segmentation->segments->len; k++) {
			const SegSegment *segment = segmentation->segments->pdata[k];
			g_autofree char *name = seg_filter_word_text (segment->name);

			g_ptr_array_add (conditions, g_strdup_printf ("segment of %s = %s", of, name));
			g_ptr_array_add (labels, g_strdup_printf ("%s: %s", segmentation->name, segment->name));
		}
	}
	return all != NULL;
}

static gboolean
list_rules (SegView *view, GPtrArray *conditions, GPtrArray *labels, GError **error)
{
	g_autoptr (GPtrArray) all = seg_rules (seg_view_workspace (view), error);

	for (guint i = 0; all != NULL && i < all->len; i++) {
		const SegRule *rule = all->pdata[i];

		if (g_strcmp0 (rule->name, ((const SegRuleForm *) view->state)->name) == 0)
			continue;
		g_ptr_array_add (conditions, seg_rule_filter (rule->name));
		g_ptr_array_add (labels, g_strdup (rule->name));
	}
	return all != NULL;
}

static gboolean
list_groups (SegView *view, gboolean rules, GPtrArray *conditions, GPtrArray *labels, GError **error)
{
	return rules ? list_rules (view, conditions, labels, error) : list_segments (seg_view_workspace (view), conditions, labels, error);
}

/* asking->choice: whether it is about rules. */
static void
group_chosen (SegView *view, guint choice, gpointer data)
{
	const SegRuleAsking *asking = data;
	g_autoptr (GPtrArray) conditions = g_ptr_array_new_with_free_func (g_free), labels = g_ptr_array_new_with_free_func (g_free);

	if (list_groups (view, asking->choice != 0, conditions, labels, NULL) && choice < conditions->len)
		seg_rule_form_finish_or_report (view, asking, conditions->pdata[choice]);
}

static void
ask_group (SegView *view, const SegRuleAsking *before, gboolean rules)
{
	g_autoptr (GPtrArray) conditions = g_ptr_array_new_with_free_func (g_free), labels = g_ptr_array_new_with_free_func (g_free);
	g_autoptr (GError) error = NULL;
	SegRuleAsking asking = *before;

	asking.choice = rules ? 1 : 0;
	if (!list_groups (view, rules, conditions, labels, &error)) {
		seg_report (view, error);
	} else if (labels->len == 0)
		seg_tell (view, _("Rule"), rules ? _("There is no other rule yet.") : _("There are no segments yet; make them first on Clusters."));
	else {
		g_ptr_array_add (labels, NULL);
		seg_ask_choice (view, rules ? _("Which rule?") : _("Which segment?"), (const char *const *) labels->pdata, NULL, 0, group_chosen,
		                seg_rule_asking_new (&asking, NULL), seg_rule_asking_free);
	}
}

/* What it is about --------------------------------------------------------------------------------------------------- */

enum { ATTRIBUTE, FEATURE, BEHAVIOUR, SEGMENT, RULE };

static void
about_chosen (SegView *view, guint choice, gpointer data)
{
	switch (choice) {
	case ATTRIBUTE:
	case FEATURE:
		seg_rule_form_ask_column (view, data, choice == ATTRIBUTE);
		break;
	case BEHAVIOUR:
		seg_rule_form_ask_behaviour (view, data);
		break;
	default:
		ask_group (view, data, choice == RULE);
	}
}

void
seg_rule_form_ask (SegView *view, SegOutline *part)
{
	const char *const labels[] = { _("an attribute"), _("a feature"), _("what users did"), _("a segment"), _("another rule"), NULL };
	const char *const remarks[] = { _("as files have it: city, age"), _("computed: orders, days since the last"), _("how often, and when"),
	                                _("of any segmentation"), _("whoever it takes"), NULL };
	SegRuleAsking asking = { .part = part };

	seg_ask_choice (view, _("What is the condition about?"), labels, remarks, 0, about_chosen, seg_rule_asking_new (&asking, NULL), seg_rule_asking_free);
}
