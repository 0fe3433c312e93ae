/* Rules for recommendations as a person sets them: their names and meanings, what may be written, and where the workspace keeps them (a setting each). */
#include <config.h>
#include "recommend/advice.h"

#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define SETTING "advice " /* before the name of the rule */

typedef enum { FIXED, NUMBER, WHOLE, SHARE, KEYS, CATEGORIES, VALUES, DATE_ATTRIBUTE, DAY } Form;

typedef struct {
	const char *name;
	Form        form;
	double      least, most;
	const char *label, *meaning, *effect;
} Rule;

static const Rule rules_table[SEG_N_ADVICE_RULES] = {
	[SEG_ADVICE_OWNED] = { NULL, FIXED, 0, 0, N_("Not what they own"),
		N_("What a person bought, rated, reviewed or gave back is never offered."), N_("already own") },
	[SEG_ADVICE_LISTED] = { NULL, FIXED, 0, 0, N_("Only what is in the items file"),
		N_("Where an items file was imported, items that it does not name are not offered."), N_("not in the items file") },
	[SEG_ADVICE_ON_SALE] = { "on-sale", VALUES, 0, 0, N_("Only where an attribute says so"),
		N_("An attribute of items and the values that mean on sale: status=active,presale"), N_("not on sale") },
	[SEG_ADVICE_SALE_FROM] = { "sale-from", DATE_ATTRIBUTE, 0, 0, N_("Not before a date of the item"),
		N_("The attribute with the date from which an item is sold."), N_("not on sale yet") },
	[SEG_ADVICE_SALE_UNTIL] = { "sale-until", DATE_ATTRIBUTE, 0, 0, N_("Not after a date of the item"),
		N_("The attribute with the last date on which an item is sold."), N_("no longer on sale") },
	[SEG_ADVICE_SALE_DAY] = { "sale-day", DAY, 0, 0, N_("On which day it is offered"),
		N_("The day (YYYY-MM-DD) with which those dates are compared; without it, today."), "" },
	[SEG_ADVICE_ONLY] = { "only", KEYS, 0, 0, N_("Only these items"), N_("Keys or titles, separated by commas."), N_("not among the items named") },
	[SEG_ADVICE_NEVER] = { "never", KEYS, 0, 0, N_("Never these items"), N_("Keys or titles, separated by commas."), N_("never to be offered") },
	[SEG_ADVICE_CATEGORIES] = { "categories", CATEGORIES, 0, 0, N_("Only these categories"),
		N_("Categories, separated by commas; an item of several counts where one of them is named."), N_("of another category") },
	[SEG_ADVICE_NOT_CATEGORIES] = { "categories-not", CATEGORIES, 0, 0, N_("Not these categories"),
		N_("Categories, separated by commas; an item of several is left out where one of them is named."), N_("of a category left out") },
	[SEG_ADVICE_PRICE_MOST] = { "price-most", NUMBER, 0, 1e12, N_("Price, at most"),
		N_("In the currency of the prices; items without a price are left out too."), N_("too dear or without a price") },
	[SEG_ADVICE_PRICE_TIMES] = { "price-times", NUMBER, 0.01, 1000, N_("Price, at most times what they usually pay"),
		N_("Times the median of what the person paid for one item; who never paid is offered any price. Items without a price are left out."),
		N_("dearer than they pay") },
	[SEG_ADVICE_PER_CATEGORY] = { "per-category", WHOLE, 1, 1000, N_("Items of one category, at most"), N_("In the list of one person."),
		N_("too many of a category") },
	[SEG_ADVICE_PER_AUTHOR] = { "per-author", WHOLE, 1, 1000, N_("Items of one author, at most"), N_("In the list of one person."),
		N_("too many of an author") },
	[SEG_ADVICE_DIVERSITY] = { "diversity", SHARE, 0, 1, N_("Lists of unlike items (MMR): lambda"),
		N_("Each place goes to the greatest lambda x score - (1 - lambda) x likeness to what is in the list; 1: by score alone. Scores are "
		   "shares of the best, likeness is by titles, categories and other attributes."), N_("gave way to something unlike the rest") },
	[SEG_ADVICE_FIRST] = { "first", KEYS, 0, 0, N_("These items first"),
		N_("Keys or titles, separated by commas: put before all others, in this order, for everybody to whom the other rules leave them."),
		N_("put first") },
	[SEG_ADVICE_NEW] = { "new", WHOLE, 1, 100, N_("Places for new items"),
		N_("So many places of each list go to items nobody took yet, that are most like what the person took."), N_("new, nobody took them yet") },
	[SEG_ADVICE_MOST_PEOPLE] = { "most-people", WHOLE, 1, 1e9, N_("People an item is offered to, at most"),
		N_("In one list, as of a campaign; those with the best scores get it, of equal ones the first by key. It does not change the page of one "
		   "user."), N_("offered to enough others") },
};

const char *
seg_advice_rule_name (SegAdviceRule rule)
{
	return rules_table[rule].name;
}

/* What a person knows it by: the name on the command line, what stands in the list on the screen. */
static const char *
said_of (const Rule *rule)
{
	return rule->name != NULL ? seg_hint (rule->name, _(rule->label)) : _(rule->label);
}

const char *
seg_advice_rule_said (SegAdviceRule rule)
{
	return said_of (&rules_table[rule]);
}

const char *
seg_advice_rule_label (SegAdviceRule rule)
{
	return rules_table[rule].label;
}

const char *
seg_advice_rule_meaning (SegAdviceRule rule)
{
	return rules_table[rule].meaning;
}

const char *
seg_advice_rule_effect (SegAdviceRule rule)
{
	return rules_table[rule].effect;
}

void
seg_advice_rules_clear (SegAdviceRules *rules)
{
	for (guint i = 0; i < SEG_N_ADVICE_RULES; i++)
		g_clear_pointer (&rules->values[i], g_free);
}

gboolean
seg_advice_rules_any (const SegAdviceRules *rules)
{
	for (guint i = 0; i < SEG_N_ADVICE_RULES; i++)
		if (rules->values[i] != NULL)
			return TRUE;
	return FALSE;
}

/* Lists ------------------------------------------------------------------------------------------------------------ */

static gboolean
is_comma (gunichar c)
{
	return c == ',' || c == 0xff0c || c == 0x3001; /* ， 、 */
}

char **
seg_advice_split (const char *text)
{
	g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
	g_autoptr (GString) part = g_string_new (NULL);
	gboolean quoted = FALSE;

	for (const char *at = text;; at = g_utf8_next_char (at)) {
		const gunichar c = g_utf8_get_char (at);

		if (c == '"')
			quoted = !quoted;
		else if (c != 0 && (quoted || !is_comma (c)))
			g_string_append_unichar (part, c);
		else {
			if (*g_strstrip (part->str) != '\0')
				g_strv_builder_add (parts, part->str);
			g_string_truncate (part, 0);
		}
		if (c == 0)
			return g_strv_builder_end (parts);
	}
}

static char *
join (char *const *parts)
{
	GString *text = g_string_new (NULL);

	for (guint i = 0; parts[i] != NULL; i++) {
		const gboolean quoted = strchr (parts[i], ',') != NULL || strstr (parts[i], "，") != NULL || strstr (parts[i], "、") != NULL;

		g_string_append_printf (text, "%s%s%s%s", i > 0 ? ", " : "", quoted ? "\"" : "", parts[i], quoted ? "\"" : "");
	}
	return g_string_free (text, FALSE);
}

/* What may be written: each returns the text to keep, or NULL with @error. --------------------------------------------- */

static char *
check_number (const Rule *rule, const char *text, GError **error)
{
	char least[G_ASCII_DTOSTR_BUF_SIZE], most[G_ASCII_DTOSTR_BUF_SIZE], kept[G_ASCII_DTOSTR_BUF_SIZE], *end = NULL;
	const double value = g_ascii_strtod (text, &end);

	if (end != text && *end == '\0' && value >= rule->least && value <= rule->most && (rule->form != WHOLE || value == rint (value)))
		return g_strdup (g_ascii_formatd (kept, sizeof kept, "%.15g", value));
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE,
	             rule->form == WHOLE ? _("%s: \"%s\" must be a whole number from %s to %s") : _("%s: \"%s\" must be a number from %s to %s"), said_of (rule),
	             text, g_ascii_formatd (least, sizeof least, "%.12g", rule->least), g_ascii_formatd (most, sizeof most, "%.12g", rule->most));
	return NULL;
}

/* Keys and titles as keys. */
static char *
check_keys (const Rule *rule, SegWorkspace *workspace, const char *text, GError **error)
{
	g_auto (GStrv) parts = seg_advice_split (text);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT key FROM item WHERE id = :id", error);

	for (guint i = 0; statement != NULL && parts[i] != NULL; i++) {
		GError *failure = NULL;
		gint64 id;

		if (!seg_item_find (workspace, parts[i], &id, error)) {
			g_prefix_error (error, "%s: ", said_of (rule));
			return NULL;
		}
		seg_statement_bind_integer (statement, ":id", id);
		if (seg_statement_next (statement, &failure)) {
			g_free (parts[i]);
			parts[i] = g_strdup (seg_statement_text (statement, 0));
		}
		seg_statement_reset (statement);
		if (!seg_query_ended (failure, error))
			return NULL;
	}
	return statement != NULL ? join (parts) : NULL;
}

static void
list_names (GString *names, GHashTable *values)
{
	g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (values), (GCompareFunc) strcmp);
	guint n = 0;

	for (GList *key = keys; key != NULL; key = key->next, n++)
		if (n < 30)
			g_string_append_printf (names, "%s%s", n > 0 ? ", " : "", (const char *) key->data);
	if (n > 30)
		g_string_append (names, ", …");
}

/* Each of @parts must be a value that some item has in @attribute. */
static gboolean
check_values (const Rule *rule, SegWorkspace *workspace, const SegAttribute *attribute, char *const *parts, GError **error)
{
	g_autofree char *column = seg_sql_identifier (attribute->name);
	g_autofree char *sql = g_strdup_printf ("SELECT DISTINCT CAST (%s AS TEXT) FROM item WHERE %s IS NOT NULL", column, column);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr (GString) names = g_string_new (NULL);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	while (seg_statement_next (statement, &failure)) {
		g_auto (GStrv) several = g_strsplit_set (seg_statement_text (statement, 0), "|;", -1);

		for (guint i = 0; several[i] != NULL; i++)
			g_hash_table_add (values, g_strdup (g_strstrip (several[i])));
	}
	if (!seg_query_ended (failure, error))
		return FALSE;
	for (guint i = 0; parts[i] != NULL; i++)
		if (!g_hash_table_contains (values, parts[i])) {
			list_names (names, values);
			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s: no item has \"%s\" in its column %s; there are: %s"), said_of (rule), parts[i],
			             attribute->label, names->str);
			return FALSE;
		}
	return TRUE;
}

static char *
check_categories (const Rule *rule, SegWorkspace *workspace, const GPtrArray *attributes, const char *text, GError **error)
{
	const SegAttribute *attribute = seg_advice_attribute (attributes, "category", said_of (rule), error);
	g_auto (GStrv) parts = seg_advice_split (text);

	return attribute != NULL && check_values (rule, workspace, attribute, parts, error) ? join (parts) : NULL;
}

static char *
check_on_sale (const Rule *rule, SegWorkspace *workspace, const GPtrArray *attributes, const char *text, GError **error)
{
	g_auto (GStrv) sides = g_strsplit (text, "=", 2);
	const SegAttribute *attribute = sides[0] != NULL ? seg_attributes_find (attributes, g_strstrip (sides[0])) : NULL;
	g_auto (GStrv) parts = sides[0] != NULL && sides[1] != NULL ? seg_advice_split (sides[1]) : NULL;
	g_autofree char *list = NULL;

	if (attribute == NULL || parts == NULL || parts[0] == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s: \"%s\" must be a column of the items and its values: status=active,presale"), said_of (rule), text);
		return NULL;
	}
	for (guint i = 0; attribute->type == SEG_TYPE_BOOLEAN && parts[i] != NULL; i++) {
		const gboolean yes = g_ascii_strcasecmp (parts[i], "yes") == 0 || g_ascii_strcasecmp (parts[i], "true") == 0 || strcmp (parts[i], "是") == 0;
		const gboolean no = g_ascii_strcasecmp (parts[i], "no") == 0 || g_ascii_strcasecmp (parts[i], "false") == 0 || strcmp (parts[i], "否") == 0;

		if (yes || no) {
			g_free (parts[i]);
			parts[i] = g_strdup (yes ? "1" : "0");
		}
	}
	if (!check_values (rule, workspace, attribute, parts, error))
		return NULL;
	list = join (parts);
	return g_strdup_printf ("%s=%s", attribute->name, list);
}

static char *
check_date_attribute (const Rule *rule, const GPtrArray *attributes, const char *text, GError **error)
{
	const SegAttribute *attribute = seg_attributes_find (attributes, text);

	if (attribute != NULL && attribute->type == SEG_TYPE_DATE)
		return g_strdup (attribute->name);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s: \"%s\" is no column of the items with dates"), said_of (rule), text);
	return NULL;
}

static char *
check_day (const Rule *rule, const char *text, GError **error)
{
	g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
	g_autofree char *instant = g_strconcat (text, "T00:00:00", NULL);
	g_autoptr (GDateTime) day = strlen (text) == 10 ? g_date_time_new_from_iso8601 (instant, utc) : NULL;

	if (day != NULL)
		return g_strdup (text);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s: \"%s\" is no day; write it as 2026-05-31"), said_of (rule), text);
	return NULL;
}

static char *
check (SegWorkspace *workspace, const Rule *rule, const char *text, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "item", error);

	if (attributes == NULL)
		return NULL;
	switch (rule->form) {
	case NUMBER: case WHOLE: case SHARE:
		return check_number (rule, text, error);
	case KEYS:
		return check_keys (rule, workspace, text, error);
	case CATEGORIES:
		return check_categories (rule, workspace, attributes, text, error);
	case VALUES:
		return check_on_sale (rule, workspace, attributes, text, error);
	case DATE_ATTRIBUTE:
		return check_date_attribute (rule, attributes, text, error);
	case DAY:
		return check_day (rule, text, error);
	default:
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" always holds"), _(rule->label));
		return NULL;
	}
}

/* What rules look at must be there. */
static gboolean
check_needs (SegWorkspace *workspace, SegAdviceRule rule, GError **error)
{
	const char *field = rule == SEG_ADVICE_PRICE_MOST || rule == SEG_ADVICE_PRICE_TIMES ? "price"
	                    : rule == SEG_ADVICE_PER_CATEGORY ? "category" : rule == SEG_ADVICE_PER_AUTHOR ? "author" : NULL;
	g_autoptr (GPtrArray) attributes = field != NULL ? seg_attributes (workspace, "item", error) : NULL;

	return field == NULL || (attributes != NULL && seg_advice_attribute (attributes, field, said_of (&rules_table[rule]), error) != NULL);
}

gboolean
seg_advice_rules_set (SegAdviceRules *rules, SegWorkspace *workspace, SegAdviceRule rule, const char *text, GError **error)
{
	g_autofree char *stripped = g_strstrip (g_utf8_make_valid (text != NULL ? text : "", -1)), *kept = NULL;

	if (*stripped != '\0' && (!check_needs (workspace, rule, error) || (kept = check (workspace, &rules_table[rule], stripped, error)) == NULL))
		return FALSE;
	g_free (rules->values[rule]);
	rules->values[rule] = kept != NULL && *kept != '\0' ? g_steal_pointer (&kept) : NULL;
	return TRUE;
}

gboolean
seg_advice_rules_parse (SegAdviceRules *rules, SegWorkspace *workspace, const char *word, GError **error)
{
	g_auto (GStrv) sides = g_strsplit (word, "=", 2);
	g_autoptr (GString) names = g_string_new (NULL);

	for (guint i = 0; sides[0] != NULL && sides[1] != NULL && i < SEG_N_ADVICE_RULES; i++)
		if (g_strcmp0 (rules_table[i].name, g_strstrip (sides[0])) == 0)
			return seg_advice_rules_set (rules, workspace, i, sides[1], error);
	for (guint i = 0; i < SEG_N_ADVICE_RULES; i++)
		if (rules_table[i].name != NULL)
			g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", rules_table[i].name);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is no rule for recommendations; write NAME=VALUE (NAME= takes it off) with one of: %s"), word, names->str);
	return FALSE;
}

/* Keeping ---------------------------------------------------------------------------------------------------------- */

gboolean
seg_advice_rules_read (SegWorkspace *workspace, SegAdviceRules *rules, GError **error)
{
	*rules = (SegAdviceRules) { 0 };
	for (guint i = 0; i < SEG_N_ADVICE_RULES; i++) {
		g_autofree char *name = rules_table[i].name != NULL ? g_strconcat (SETTING, rules_table[i].name, NULL) : NULL;

		if (name != NULL && !seg_setting_read (workspace, name, &rules->values[i], error)) {
			seg_advice_rules_clear (rules);
			return FALSE;
		}
	}
	return TRUE;
}

char *
seg_advice_rules_text (const SegAdviceRules *rules)
{
	GString *text = g_string_new (NULL);

	for (guint i = 0; i < SEG_N_ADVICE_RULES; i++)
		if (rules->values[i] != NULL)
			g_string_append_printf (text, "%s%s=%s", text->len > 0 ? "; " : "", rules_table[i].name, rules->values[i]);
	return g_string_free (text, FALSE);
}

char *
seg_advice_rules_words (const SegAdviceRules *rules)
{
	GString *text = g_string_new (NULL);

	for (guint i = 0; i < SEG_N_ADVICE_RULES; i++)
		if (rules->values[i] != NULL)
			/* Translators: what separates, a rule, what it is set to. */
			g_string_append_printf (text, C_("rule", "%s%s: %s"), text->len > 0 ? _("; ") : "", _(rules_table[i].label), rules->values[i]);
	return g_string_free (text, FALSE);
}

gboolean
seg_advice_rules_write (SegWorkspace *workspace, const SegAdviceRules *rules, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autofree char *text = seg_advice_rules_text (rules);

	for (guint i = 0; transaction != NULL && i < SEG_N_ADVICE_RULES; i++) {
		g_autofree char *name = rules_table[i].name != NULL ? g_strconcat (SETTING, rules_table[i].name, NULL) : NULL;

		if (name != NULL && !seg_setting_write (workspace, name, rules->values[i], error))
			return FALSE;
	}
	if (transaction == NULL)
		return FALSE;
	return seg_audit_add (workspace, "set rules for recommendations", text, NULL, error) && seg_transaction_commit (g_steal_pointer (&transaction), error);
}

/* What they did ---------------------------------------------------------------------------------------------------- */

void
seg_advice_tally_add (SegAdviceTally *sum, const SegAdviceTally *other)
{
	for (guint i = 0; i < SEG_N_ADVICE_RULES; i++)
		sum->counts[i] += other->counts[i];
	sum->n_people += other->n_people;
	sum->n_items += other->n_items;
	sum->n_left += other->n_left;
	sum->n_offered += other->n_offered;
	sum->n_short += other->n_short;
	sum->n_none += other->n_none;
	sum->n_at_limit += other->n_at_limit;
}
