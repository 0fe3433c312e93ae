/* From definitions to what is computed: names resolved, formulas and filters compiled, in an order in which each comes after those
 * it uses, with the reason where one cannot be computed. */
#include <config.h>
#include "feature-private.h"
#include "own-private.h"

#include <glib/gi18n.h>
#include <string.h>

static const SegOwnFeature *
own_at (const SegOwnPlan *plan, guint number)
{
	return plan->owns->pdata[number];
}

/* The first thing that is wrong with a definition is what is said of it. */
static void
find_fault (SegOwnPlan *plan, guint number, SegOwnPart part, guint place, char *fault)
{
	SegOwnFeature *own = plan->owns->pdata[number];

	if (own->fault == NULL) {
		own->fault = fault;
		plan->mistakes[number] = (SegOwnMistake) { part, place };
	} else
		g_free (fault);
}

/* Names --------------------------------------------------------------------------------------------------------------- */

/* What stands in expressions and in lists without quotes. */
static const char *
mistake_in_name (const char *name)
{
	static const char *const words[] = {
		"and", "or", "not", "is", "in", "like", "glob", "between", "case", "when", "then", "else", "end", "null", "true", "false", "cast",
		"as", "collate", "escape", "isnull", "notnull", "select", "from", "where", "order", "group", "by", "all", "proposed", "user_id", NULL
	};

	if (name == NULL || *name == '\0')
		return N_("it needs a name");
	if (!g_utf8_validate (name, -1, NULL) || strlen (name) > 60)
		return N_("its name is longer than 60 bytes");
	if (g_ascii_isdigit (*name))
		return N_("its name cannot begin with a digit");
	for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
		if (!g_unichar_isalnum (g_utf8_get_char (at)) && *at != '_')
			return N_("its name has something else in it than letters, digits and _");
	for (gsize i = 0; words[i] != NULL; i++)
		if (g_ascii_strcasecmp (words[i], name) == 0)
			return N_("its name is a word that means something in expressions");
	return NULL;
}

static void
check_name (SegOwnPlan *plan, guint number, const GPtrArray *base)
{
	const SegOwnFeature *own = own_at (plan, number);
	const char *mistake = mistake_in_name (own->name);

	if (mistake != NULL)
		find_fault (plan, number, SEG_OWN_PART_NAME, 0, g_strdup (_(mistake)));
	for (guint i = 0; i < base->len; i++)
		if (g_ascii_strcasecmp (((const SegFeature *) base->pdata[i])->name, own->name) == 0)
			find_fault (plan, number, SEG_OWN_PART_NAME, 0, g_strdup_printf (_("there is a feature “%s” already"), own->name));
	for (guint i = 0; i < plan->owns->len; i++)
		if (i != number && g_ascii_strcasecmp (own_at (plan, i)->name, own->name) == 0)
			find_fault (plan, number, SEG_OWN_PART_NAME, 0, g_strdup_printf (_("there is another own feature called “%s”"), own->name));
}

/* Expressions --------------------------------------------------------------------------------------------------------- */

/* Values of names that may not be used stand behind all others: so the reason can be said. */
static guint
first_hidden (const SegOwnPlan *plan)
{
	return plan->n_base + plan->user_attributes->len + plan->owns->len;
}

static SegOwnScope *
scope_of_formulas (const SegOwnPlan *plan, const GPtrArray *base)
{
	SegOwnScope *scope = seg_own_scope_new ();
	const guint first_own = plan->n_base + plan->user_attributes->len;

	for (guint i = 0; i < base->len; i++)
		seg_own_scope_add (scope, "feature", ((const SegFeature *) base->pdata[i])->name, i);
	for (guint i = 0; i < plan->owns->len; i++)
		seg_own_scope_add (scope, "feature", own_at (plan, i)->name != NULL ? own_at (plan, i)->name : "", first_own + i);
	for (guint i = 0; i < base->len; i++)
		seg_own_scope_add (scope, "feature", ((const SegFeature *) base->pdata[i])->label, i);
	for (guint i = 0; i < plan->user_attributes->len; i++)
		seg_own_scope_add (scope, "user", ((const SegAttribute *) plan->user_attributes->pdata[i])->name, plan->n_base + i);
	for (guint i = 0; i < plan->user_attributes->len; i++)
		seg_own_scope_add (scope, "user", ((const SegAttribute *) plan->user_attributes->pdata[i])->label, plan->n_base + i);
	for (guint i = 0; i < plan->hidden->len; i++)
		seg_own_scope_add (scope, "user", ((const SegAttribute *) plan->hidden->pdata[i])->name, first_hidden (plan) + i);
	return scope;
}

static void
check_hidden (SegOwnPlan *plan, guint number)
{
	for (guint i = 0; i < plan->hidden->len; i++) {
		const SegAttribute *attribute = plan->hidden->pdata[i];

		if (seg_expression_reads (plan->expressions[number], first_hidden (plan) + i))
			find_fault (plan, number, SEG_OWN_PART_EXPRESSION, 0, g_strdup_printf (g_strcmp0 (attribute->field, "outcome") == 0
				? _("“%s” says what became of people: it is an outcome, to be predicted, and features are known before it")
				: _("“%s” names or describes single people, which is no feature"), attribute->name));
	}
}

/* "the expression is wrong at character 9: ..." */
static char *
say_mistake (gboolean is_filter, const char *text, guint place, const char *message)
{
	if (place == 0)
		return g_strdup_printf (is_filter ? _("its filter does not work: %s") : _("its expression does not work: %s"), message);
	if ((glong) place > g_utf8_strlen (text, -1))
		return g_strdup_printf (is_filter ? _("its filter is wrong at its end: %s") : _("its expression is wrong at its end: %s"), message);
	return g_strdup_printf (is_filter ? _("its filter is wrong at character %u: %s") : _("its expression is wrong at character %u: %s"), place,
	                        message);
}

static void
compile (SegOwnPlan *plan, guint number, const SegOwnScope *formulas, const SegOwnScope *events)
{
	const SegOwnFeature *own = own_at (plan, number);
	const gboolean is_filter = own->expression == NULL;
	const char *text = is_filter ? own->filter : own->expression;
	g_autoptr (GError) error = NULL;
	guint place;

	if (text == NULL)
		return;
	plan->expressions[number] = seg_own_scope_compile (is_filter ? events : formulas, text, is_filter, &place, &error);
	if (error != NULL)
		find_fault (plan, number, is_filter ? SEG_OWN_PART_FILTER : SEG_OWN_PART_EXPRESSION, place, say_mistake (is_filter, text, place, error->message));
	else if (!is_filter)
		check_hidden (plan, number);
}

/* Figures of events --------------------------------------------------------------------------------------------------- */

/* The number of what is measured, and whether it is a number; -1: there is no such thing. */
static gint
find_measured (const SegOwnPlan *plan, const char *name, gboolean *is_number)
{
	const SegAttribute *attribute = seg_attributes_find (plan->item_attributes, g_str_has_prefix (name, "item.") ? name + strlen ("item.") : name);

	for (guint i = 0; i < SEG_EVENT_VALUES; i++)
		if (g_ascii_strcasecmp (seg_event_names[i].name, name) == 0) {
			*is_number = seg_event_names[i].is_number;
			return (gint) i;
		}
	for (guint i = 0; attribute != NULL && i < plan->item_attributes->len; i++)
		if (plan->item_attributes->pdata[i] == attribute) {
			*is_number = attribute->type == SEG_TYPE_NUMBER || attribute->type == SEG_TYPE_BOOLEAN;
			return (gint) (SEG_EVENT_VALUES + i);
		}
	return -1;
}

static char *
list_measured (const SegOwnPlan *plan, gboolean numbers)
{
	g_autoptr (GString) list = g_string_new (NULL);

	for (guint i = 0; i < SEG_EVENT_VALUES; i++)
		if (!numbers || seg_event_names[i].is_number)
			g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", seg_event_names[i].name);
	for (guint i = 0; i < plan->item_attributes->len; i++) {
		const SegAttribute *attribute = plan->item_attributes->pdata[i];

		if (!numbers || attribute->type == SEG_TYPE_NUMBER || attribute->type == SEG_TYPE_BOOLEAN)
			g_string_append_printf (list, ", %s", attribute->name);
	}
	return g_string_free (g_steal_pointer (&list), FALSE);
}

static void
check_measured (SegOwnPlan *plan, guint number)
{
	const SegOwnFeature *own = own_at (plan, number);
	const gboolean numbers = own->measure != SEG_OWN_DISTINCT;
	gboolean is_number = FALSE;
	g_autofree char *list = NULL;

	if (own->expression != NULL || own->measure == SEG_OWN_COUNT)
		return;
	plan->measured[number] = own->measured != NULL ? find_measured (plan, own->measured, &is_number) : -1;
	if (plan->measured[number] >= 0 && (is_number || !numbers))
		return;
	list = list_measured (plan, numbers);
	if (own->measured == NULL)
		find_fault (plan, number, SEG_OWN_PART_MEASURED, 0, g_strdup_printf (_("it does not say of what; there are: %s"), list));
	else if (plan->measured[number] < 0)
		find_fault (plan, number, SEG_OWN_PART_MEASURED, 0, g_strdup_printf (_("events have no “%s”; there are: %s"), own->measured, list));
	else
		find_fault (plan, number, SEG_OWN_PART_MEASURED, 0, g_strdup_printf (_("“%s” is no number; there are: %s"), own->measured, list));
}

static void
check_window (SegOwnPlan *plan, guint number)
{
	const SegOwnFeature *own = own_at (plan, number);
	const gboolean between = own->first_day != SEG_OWN_NO_DAY || own->last_day != SEG_OWN_NO_DAY;

	if (own->last_days < 0 || own->last_days > 100000)
		find_fault (plan, number, SEG_OWN_PART_WINDOW, 0, g_strdup (_("its window is not from 1 to 100,000 days")));
	else if (own->last_days > 0 && between)
		find_fault (plan, number, SEG_OWN_PART_WINDOW, 0, g_strdup (_("its window is both a number of days and two dates; choose one of them")));
	else if (own->first_day != SEG_OWN_NO_DAY && own->last_day != SEG_OWN_NO_DAY && own->first_day > own->last_day)
		find_fault (plan, number, SEG_OWN_PART_WINDOW, 0, g_strdup (_("its window ends before it begins")));
	if (own->fill == SEG_FILL_FREQUENT || own->fill == SEG_FILL_USUAL)
		find_fault (plan, number, SEG_OWN_PART_FILL, 0, g_strdup_printf (_("what is missing in it cannot be filled by “%s”"), seg_fill_name (own->fill)));
}

/* Order --------------------------------------------------------------------------------------------------------------- */

typedef enum { NOT_SEEN, BEING_SEEN, SEEN } State;

typedef struct {
	SegOwnPlan *plan;
	State      *states;
	GArray     *path; /* of guint: those being seen */
} Search;

static gboolean
uses (const SegOwnPlan *plan, guint number, guint other)
{
	const SegExpression *expression = plan->expressions[number];

	return own_at (plan, number)->expression != NULL && expression != NULL
	       && seg_expression_reads (expression, plan->n_base + plan->user_attributes->len + other);
}

/* All of the circle have the fault: "a → b → a". */
static void
find_circle (Search *search, guint again)
{
	g_autoptr (GString) circle = g_string_new (NULL);
	guint first = 0;

	while (g_array_index (search->path, guint, first) != again)
		first++;
	for (guint i = first; i < search->path->len; i++)
		g_string_append_printf (circle, "%s → ", own_at (search->plan, g_array_index (search->path, guint, i))->name);
	g_string_append (circle, own_at (search->plan, again)->name);
	for (guint i = first; i < search->path->len; i++)
		find_fault (search->plan, g_array_index (search->path, guint, i), SEG_OWN_PART_EXPRESSION, 0,
		            search->path->len - first == 1 ? g_strdup (_("it is made of itself"))
		                                           : g_strdup_printf (_("it is made of itself: %s"), circle->str));
}

static void
visit (Search *search, guint number)
{
	SegOwnPlan *plan = search->plan;
	SegOwnFeature *own = plan->owns->pdata[number];

	search->states[number] = BEING_SEEN;
	g_array_append_val (search->path, number);
	for (guint i = 0; i < plan->owns->len; i++) {
		const SegOwnFeature *other = own_at (plan, i);

		if (!uses (plan, number, i))
			continue;
		g_ptr_array_add (own->uses, g_strdup (other->name));
		if (search->states[i] == BEING_SEEN)
			find_circle (search, i);
		else if (search->states[i] == NOT_SEEN)
			visit (search, i);
		if (other->fault != NULL)
			find_fault (plan, number, SEG_OWN_PART_EXPRESSION, 0, g_strdup_printf (_("it is made of %s, which cannot be computed: %s"), other->name, other->fault));
	}
	g_array_set_size (search->path, search->path->len - 1);
	search->states[number] = SEEN;
	if (own->fault == NULL)
		plan->order[plan->n_ordered++] = number;
}

static void
put_in_order (SegOwnPlan *plan)
{
	g_autofree State *states = g_new0 (State, plan->owns->len + 1);
	g_autoptr (GArray) path = g_array_new (FALSE, FALSE, sizeof (guint));
	Search search = { plan, states, path };

	for (guint i = 0; i < plan->owns->len; i++)
		if (states[i] == NOT_SEEN)
			visit (&search, i);
}

/* The plan ------------------------------------------------------------------------------------------------------------ */

void
seg_own_plan_free (SegOwnPlan *plan)
{
	if (plan == NULL)
		return;
	for (guint i = 0; i < plan->owns->len; i++)
		seg_expression_free (plan->expressions[i]);
	g_ptr_array_unref (plan->owns);
	g_ptr_array_unref (plan->user_attributes);
	g_ptr_array_unref (plan->hidden);
	g_clear_pointer (&plan->all_attributes, g_ptr_array_unref);
	g_clear_pointer (&plan->item_attributes, g_ptr_array_unref);
	g_free (plan->expressions);
	g_free (plan->measured);
	g_free (plan->mistakes);
	g_free (plan->order);
	g_free (plan);
}

/* What is known of users: what may be used, and what may not (names, addresses, free text, outcomes). */
static gboolean
load_attributes (SegWorkspace *workspace, SegOwnPlan *plan, GError **error)
{
	if ((plan->all_attributes = seg_attributes (workspace, "user", error)) == NULL
	    || (plan->item_attributes = seg_attributes (workspace, "item", error)) == NULL)
		return FALSE;
	for (guint i = 0; i < plan->all_attributes->len; i++)
		g_ptr_array_add (seg_attribute_is_feature (plan->all_attributes->pdata[i]) ? plan->user_attributes : plan->hidden,
		                 plan->all_attributes->pdata[i]);
	return TRUE;
}

static SegOwnPlan *
empty_plan (GPtrArray *owns, guint n_base)
{
	SegOwnPlan *plan = g_new0 (SegOwnPlan, 1);

	plan->owns = owns;
	plan->n_base = n_base;
	plan->expressions = g_new0 (SegExpression *, owns->len + 1);
	plan->measured = g_new (gint, owns->len + 1);
	plan->mistakes = g_new0 (SegOwnMistake, owns->len + 1);
	plan->order = g_new0 (guint, owns->len + 1);
	plan->user_attributes = g_ptr_array_new ();
	plan->hidden = g_ptr_array_new ();
	return plan;
}

SegOwnPlan *
seg_own_plan_new (SegWorkspace *workspace, GPtrArray *owns, const GPtrArray *base, GError **error)
{
	g_autoptr (SegOwnPlan) plan = empty_plan (owns, base->len);
	g_autoptr (SegOwnScope) formulas = NULL, events = NULL;

	if (owns->len == 0)
		return g_steal_pointer (&plan);
	if (!load_attributes (workspace, plan, error))
		return NULL;
	formulas = scope_of_formulas (plan, base);
	events = seg_own_scope_of_events (plan->item_attributes);
	for (guint i = 0; i < owns->len; i++) {
		SegOwnFeature *own = owns->pdata[i];

		g_clear_pointer (&own->fault, g_free);
		g_clear_pointer (&own->uses, g_ptr_array_unref);
		own->uses = g_ptr_array_new_with_free_func (g_free);
		plan->measured[i] = -1;
		check_name (plan, i, base);
		check_measured (plan, i);
		check_window (plan, i);
		compile (plan, i, formulas, events);
	}
	put_in_order (plan);
	seg_own_digests (plan->owns);
	return g_steal_pointer (&plan);
}

/* The features of the catalogue that are computed before a person's own ones, behind the seg_own_plan_new() that makes the catalogue. */
static GPtrArray *
features_of_program (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (workspace, error);

	for (guint i = 0; catalogue != NULL && i < catalogue->len;) {
		const SegFeature *feature = catalogue->pdata[i];

		if (feature->is_attribute || strcmp (feature->group, SEG_GROUP_OWN) == 0 || strcmp (feature->group, SEG_GROUP_COMPONENTS) == 0)
			g_ptr_array_remove_index (catalogue, i);
		else
			i++;
	}
	return g_steal_pointer (&catalogue);
}

SegOwnPlan *
seg_own_plan_stored (SegWorkspace *workspace, GPtrArray *owns, GError **error)
{
	g_autoptr (GPtrArray) base = features_of_program (workspace, error);

	if (base == NULL) {
		g_ptr_array_unref (owns);
		return NULL;
	}
	return seg_own_plan_new (workspace, owns, base, error);
}
