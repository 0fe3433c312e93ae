/* Rules for recommendations against the items and users of a model: which items they take from everybody, and what is needed to ask for each person. */
#include <config.h>
#include "recommend/advice.h"
#include "recommend/content.h"

#include <segscope/feature.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define SECONDS_A_DAY 86400

/* What compiling passes on. */
typedef struct {
	SegWorkspace    *workspace;
	const SegInteractions *interactions;
	const GPtrArray *attributes;
	SegAdvicePlan    *plan;
} Making;

static void
clear_groups (SegAdviceGroups *groups)
{
	g_free (groups->start);
	g_free (groups->groups);
}

void
seg_advice_plan_free (SegAdvicePlan *plan)
{
	if (plan == NULL)
		return;
	seg_advice_rules_clear (&plan->rules);
	clear_groups (&plan->categories);
	clear_groups (&plan->authors);
	g_free (plan->removed);
	g_free (plan->offered);
	g_free (plan->prices);
	g_free (plan->usual);
	g_free (plan->first);
	g_free (plan->user_rank);
	g_free (plan);
}

static void
take_out (const Making *making, gsize item, SegAdviceRule rule)
{
	if (making->plan->removed[item] == 0) {
		making->plan->removed[item] = (guint8) rule;
		making->plan->offered[item] = 0;
		making->plan->n_removed[rule]++;
	}
}

static const char *
value_of (const Making *making, SegAdviceRule rule)
{
	return making->plan->rules.values[rule];
}

/* The attribute behind @field or, where that is NULL, of the name @name. */
static char **
read_texts (const Making *making, SegAdviceRule rule, const char *field, const char *name, GError **error)
{
	const SegAttribute *attribute = field != NULL ? seg_advice_attribute (making->attributes, field, seg_advice_rule_said (rule), error)
	                                              : seg_attributes_find (making->attributes, name);

	if (attribute == NULL && field == NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s: the items have no column \"%s\" any more; change the rule or take it off"),
		             seg_advice_rule_said (rule), name);
	return attribute != NULL ? seg_advice_item_texts (making->workspace, making->interactions, attribute, error) : NULL;
}

/* Rules about items -------------------------------------------------------------------------------------------------- */

/* Whether @text, which may hold several values, has one of @wanted. */
static gboolean
has_one_of (const char *text, char *const *wanted)
{
	g_auto (GStrv) values = text != NULL ? g_strsplit_set (text, "|;", -1) : NULL;

	for (guint i = 0; values != NULL && values[i] != NULL; i++)
		if (g_strv_contains ((const char *const *) wanted, g_strstrip (values[i])))
			return TRUE;
	return FALSE;
}

static gboolean
ask_values (const Making *making, SegAdviceRule rule, const char *field, const char *name, const char *list, gboolean keep, GError **error)
{
	g_auto (GStrv) wanted = seg_advice_split (list);
	char **texts = read_texts (making, rule, field, name, error);

	for (gsize item = 0; texts != NULL && item < making->interactions->n_items; item++)
		if (has_one_of (texts[item], wanted) != keep)
			take_out (making, item, rule);
	seg_advice_texts_free (texts, making->interactions->n_items);
	return texts != NULL;
}

static gboolean
ask_on_sale (const Making *making, GError **error)
{
	g_auto (GStrv) sides = g_strsplit (value_of (making, SEG_ADVICE_ON_SALE), "=", 2);

	return ask_values (making, SEG_ADVICE_ON_SALE, NULL, sides[0], sides[1] != NULL ? sides[1] : "", TRUE, error);
}

/* The first instant of the day on which things are offered. */
static gint64
day_of (const Making *making, gint64 offset)
{
	const char *text = value_of (making, SEG_ADVICE_SALE_DAY);
	g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
	g_autofree char *instant = text != NULL ? g_strconcat (text, "T00:00:00", NULL) : NULL;
	g_autoptr (GDateTime) day = instant != NULL ? g_date_time_new_from_iso8601 (instant, utc) : NULL;
	const gint64 now = g_get_real_time () / G_USEC_PER_SEC + offset; /* dates of items are days of the workspace's own clock */

	return day != NULL ? g_date_time_to_unix (day) : now - now % SECONDS_A_DAY;
}

static gboolean
ask_date (const Making *making, SegAdviceRule rule, GError **error)
{
	gint64 offset, day;
	char **texts;

	if (!seg_calendar_offset (making->workspace, &offset, error))
		return FALSE;
	day = day_of (making, offset);
	texts = read_texts (making, rule, NULL, value_of (making, rule), error);

	for (gsize item = 0; texts != NULL && item < making->interactions->n_items; item++) {
		const gint64 at = texts[item] != NULL ? g_ascii_strtoll (texts[item], NULL, 10) : 0;

		if (texts[item] == NULL || (rule == SEG_ADVICE_SALE_FROM ? at >= day + SECONDS_A_DAY : at < day))
			take_out (making, item, rule);
	}
	seg_advice_texts_free (texts, making->interactions->n_items);
	return texts != NULL;
}

static void
ask_keys (const Making *making, SegAdviceRule rule, gboolean keep)
{
	g_auto (GStrv) keys = seg_advice_split (value_of (making, rule));

	for (gsize item = 0; item < making->interactions->n_items; item++)
		if (g_strv_contains ((const char *const *) keys, making->interactions->item_keys[item]) != keep)
			take_out (making, item, rule);
}

static gboolean
ask_prices (const Making *making, SegJob *job, GError **error)
{
	SegAdvicePlan *plan = making->plan;
	const char *most = value_of (making, SEG_ADVICE_PRICE_MOST), *times = value_of (making, SEG_ADVICE_PRICE_TIMES);
	char **texts = read_texts (making, most != NULL ? SEG_ADVICE_PRICE_MOST : SEG_ADVICE_PRICE_TIMES, "price", NULL, error);

	if (texts == NULL || (plan->prices = seg_try_allocate (making->interactions->n_items, sizeof (double), error)) == NULL) {
		seg_advice_texts_free (texts, making->interactions->n_items);
		return FALSE;
	}
	for (gsize item = 0; item < making->interactions->n_items; item++) {
		plan->prices[item] = texts[item] != NULL ? g_ascii_strtod (texts[item], NULL) : NAN;
		if (most != NULL && !(plan->prices[item] <= g_ascii_strtod (most, NULL)))
			take_out (making, item, SEG_ADVICE_PRICE_MOST);
	}
	seg_advice_texts_free (texts, making->interactions->n_items);
	if (times == NULL) {
		g_clear_pointer (&plan->prices, g_free);
		return TRUE;
	}
	plan->price_times = g_ascii_strtod (times, NULL);
	return (plan->usual = seg_advice_usual_prices (making->workspace, making->interactions, job, error)) != NULL;
}

static gboolean
ask_items (const Making *making, SegJob *job, GError **error)
{
	for (gsize item = 0; item < making->interactions->n_items; item++)
		if (!making->interactions->item_offered[item])
			take_out (making, item, SEG_ADVICE_LISTED);
	if ((value_of (making, SEG_ADVICE_ON_SALE) != NULL && !ask_on_sale (making, error))
	    || (value_of (making, SEG_ADVICE_SALE_FROM) != NULL && !ask_date (making, SEG_ADVICE_SALE_FROM, error))
	    || (value_of (making, SEG_ADVICE_SALE_UNTIL) != NULL && !ask_date (making, SEG_ADVICE_SALE_UNTIL, error)))
		return FALSE;
	if (value_of (making, SEG_ADVICE_ONLY) != NULL)
		ask_keys (making, SEG_ADVICE_ONLY, TRUE);
	if (value_of (making, SEG_ADVICE_NEVER) != NULL)
		ask_keys (making, SEG_ADVICE_NEVER, FALSE);
	for (SegAdviceRule rule = SEG_ADVICE_CATEGORIES; rule <= SEG_ADVICE_NOT_CATEGORIES; rule++)
		if (value_of (making, rule) != NULL
		    && !ask_values (making, rule, "category", NULL, value_of (making, rule), rule == SEG_ADVICE_CATEGORIES, error))
			return FALSE;
	return (value_of (making, SEG_ADVICE_PRICE_MOST) == NULL && value_of (making, SEG_ADVICE_PRICE_TIMES) == NULL) || ask_prices (making, job, error);
}

/* Rules about lists -------------------------------------------------------------------------------------------------- */

static guint
number_of (GHashTable *numbers, const char *value)
{
	gpointer number = g_hash_table_lookup (numbers, value);

	if (number == NULL) {
		number = GUINT_TO_POINTER (g_hash_table_size (numbers) + 1);
		g_hash_table_insert (numbers, g_strdup (value), number);
	}
	return GPOINTER_TO_UINT (number) - 1;
}

static gboolean
read_groups (const Making *making, SegAdviceRule rule, const char *field, SegAdviceGroups *groups, guint *most, GError **error)
{
	g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint32));
	const gsize n = making->interactions->n_items;
	char **texts;

	if (value_of (making, rule) == NULL)
		return TRUE;
	*most = (guint) g_ascii_strtoull (value_of (making, rule), NULL, 10);
	if ((texts = read_texts (making, rule, field, NULL, error)) == NULL)
		return FALSE;
	groups->start = g_new0 (gsize, n + 1);
	for (gsize item = 0; item < n; item++) {
		g_auto (GStrv) values = texts[item] != NULL ? g_strsplit_set (texts[item], "|;", -1) : NULL;

		for (guint i = 0; values != NULL && values[i] != NULL; i++)
			if (*g_strstrip (values[i]) != '\0') {
				const guint32 number = number_of (numbers, values[i]);

				g_array_append_val (all, number);
			}
		groups->start[item + 1] = all->len;
	}
	groups->n_groups = g_hash_table_size (numbers);
	groups->groups = (guint32 *) (gpointer) g_array_free (g_steal_pointer (&all), FALSE);
	seg_advice_texts_free (texts, n);
	return TRUE;
}

static void
find_first (const Making *making)
{
	g_auto (GStrv) keys = seg_advice_split (value_of (making, SEG_ADVICE_FIRST));
	SegAdvicePlan *plan = making->plan;

	plan->first = g_new (guint32, g_strv_length (keys) + 1);
	for (guint i = 0; keys[i] != NULL; i++)
		for (gsize item = 0; item < making->interactions->n_items; item++)
			if (strcmp (making->interactions->item_keys[item], keys[i]) == 0)
				plan->first[plan->n_first++] = (guint32) item;
}

static gboolean
has_content (const Making *making, SegAdviceRule rule, GError **error)
{
	if (making->interactions->content != NULL && making->interactions->content->items.n_terms > 0)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
	             _("The rule %s for recommendations needs to know what items are: import an items file with titles or categories, or take it off"),
	             seg_advice_rule_said (rule));
	return FALSE;
}

static gboolean
ask_lists (const Making *making, GError **error)
{
	SegAdvicePlan *plan = making->plan;
	const char *lambda = value_of (making, SEG_ADVICE_DIVERSITY), *new = value_of (making, SEG_ADVICE_NEW);
	const char *most = value_of (making, SEG_ADVICE_MOST_PEOPLE);

	plan->lambda = lambda != NULL ? g_ascii_strtod (lambda, NULL) : 1;
	plan->n_new = new != NULL ? (guint) g_ascii_strtoull (new, NULL, 10) : 0;
	plan->most_people = most != NULL ? (gsize) g_ascii_strtod (most, NULL) : 0;
	if ((lambda != NULL && !has_content (making, SEG_ADVICE_DIVERSITY, error)) || (new != NULL && !has_content (making, SEG_ADVICE_NEW, error)))
		return FALSE;
	if (value_of (making, SEG_ADVICE_FIRST) != NULL)
		find_first (making);
	if (!read_groups (making, SEG_ADVICE_PER_CATEGORY, "category", &plan->categories, &plan->per_category, error)
	    || !read_groups (making, SEG_ADVICE_PER_AUTHOR, "author", &plan->authors, &plan->per_author, error))
		return FALSE;
	plan->ranks = plan->lambda < 1 || plan->per_category > 0 || plan->per_author > 0 || plan->n_first > 0 || plan->n_new > 0;
	return plan->most_people == 0 || (plan->user_rank = seg_advice_user_ranks (making->workspace, making->interactions, error)) != NULL;
}

SegAdvicePlan *
seg_advice_plan_new (SegWorkspace *workspace, const SegInteractions *interactions, SegJob *job, GError **error)
{
	g_autoptr (SegAdvicePlan) plan = g_new0 (SegAdvicePlan, 1);
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "item", error);
	Making making = { workspace, interactions, attributes, plan };

	if (attributes == NULL || !seg_advice_rules_read (workspace, &plan->rules, error)
	    || (plan->removed = seg_try_allocate (interactions->n_items, 1, error)) == NULL
	    || (plan->offered = seg_try_allocate (interactions->n_items, 1, error)) == NULL)
		return NULL;
	memset (plan->offered, 1, interactions->n_items);
	if (!ask_items (&making, job, error) || !ask_lists (&making, error))
		return NULL;
	return g_steal_pointer (&plan);
}

gboolean
seg_advice_plan_affords (const SegAdvicePlan *plan, const SegInteractions *interactions, gsize user, gsize item)
{
	const double usual = plan->usual != NULL && user < interactions->n_users ? plan->usual[user] : NAN;

	if (plan->prices == NULL)
		return TRUE;
	return !isnan (plan->prices[item]) && (isnan (usual) || plan->prices[item] <= plan->price_times * usual);
}
