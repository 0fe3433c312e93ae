/* Where the names of features stand in the workspace, besides the formulas of own features: who uses a feature, and giving it another
 * name everywhere.
 *
 * All these places are texts of JSON, in which a feature stands as the member "feature" or "target" (selections, transforms, axes of
 * the RFM grid), in the names of a transform's columns ("NAME", "NAME=value"), or in a filter. Conditions of rules are filters alone. */
#include <config.h>
#include "feature-private.h"
#include "own-private.h"

#include <segscope/filter_words.h>

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	const char *table, *column;
	const char *who;   /* SQL: what it is called */
	const char *words; /* for the list of users; NULL: what was tried once, and uses nothing any more */
	gboolean    is_filter; /* the whole text is one */
} Place;

/* Places of one kind of thing follow one another. */
static const Place places[] = {
	{ "feature_set", "selection", "name", N_("feature sets: %s"), FALSE },
	{ "segmentation", "selection", "name", N_("segmentations: %s"), FALSE },
	{ "segmentation", "transforms", "name", N_("segmentations: %s"), FALSE },
	{ "segmentation", "options", "name", N_("segmentations: %s"), FALSE },
	{ "reduction", "transforms", "name", N_("components: %s"), FALSE },
	{ "rfm_grid", "definition", "'grid'", N_("the RFM %s"), FALSE },
	{ "campaign", "options", "name", N_("campaigns: %s"), FALSE },
	{ "rule", "condition", "name", N_("rules: %s"), TRUE },
	{ "cluster_run", "selection", "id", NULL, FALSE },
};

/* What is called otherwise now. */
typedef struct {
	const char *old_name, *new_name;
	gboolean    is_label; /* what people read: it stands in filters alone, and there in quotes where it is no plain word */
} Naming;

/* In a filter ------------------------------------------------------------------------------------------------------- */

static gboolean
is_plain (const char *name)
{
	for (const char *at = name; *at != '\0'; at++)
		if (!g_ascii_isalnum (*at) && *at != '_' && *at != '.')
			return FALSE;
	return TRUE;
}

static void
append_name (GString *text, const char *name)
{
	if (is_plain (name)) {
		g_string_append (text, name);
		return;
	}
	g_string_append_c (text, '"');
	for (const char *at = name; *at != '\0'; at++)
		g_string_append_len (text, *at == '"' ? "\"\"" : at, *at == '"' ? 2 : 1);
	g_string_append_c (text, '"');
}

static gboolean
is_name (const GPtrArray *words, guint first, guint last, const char *name)
{
	g_autofree char *joined = seg_filter_join_words (words, first, last);
	g_autofree char *folded = g_utf8_casefold (joined, -1), *other = g_utf8_casefold (name, -1);

	return strcmp (folded, other) == 0;
}

/* Whether a condition may begin at the word @i. */
static gboolean
may_begin (const GPtrArray *words, guint i)
{
	static const char *const before[] = { "and", "or", "not" };
	const SegFilterWord *last = i > 0 ? words->pdata[i - 1] : NULL;

	for (gsize k = 0; last != NULL && k < G_N_ELEMENTS (before); k++)
		if (seg_filter_is_keyword (last, before[k]))
			return TRUE;
	return last == NULL || seg_filter_is_mark (last, "(");
}

/* The filter with the new name for what conditions are about, or NULL: it names nothing so, or is none. */
static char *
replace_in_filter (const char *filter, const Naming *naming)
{
	g_autoptr (GPtrArray) words = seg_filter_words (filter, NULL);
	g_autoptr (GString) text = g_string_new (NULL);
	gsize done = 0;

	for (guint i = 0; words != NULL && i < words->len; i++) {
		guint end = may_begin (words, i) ? seg_filter_condition_end (words, i) : i;
		guint at = end > i ? seg_filter_find_operator (words, i, end) : end;

		if (at == end || at == i || !is_name (words, i, at, naming->old_name))
			continue;
		g_string_append_len (text, filter + done, (gssize) (((const SegFilterWord *) words->pdata[i])->from - done));
		append_name (text, naming->new_name);
		done = ((const SegFilterWord *) words->pdata[at - 1])->to;
	}
	if (done == 0)
		return NULL;
	g_string_append (text, filter + done);
	return g_string_free (g_steal_pointer (&text), FALSE);
}

/* In JSON ----------------------------------------------------------------------------------------------------------- */

/* The member with the new name in it, or NULL where the old one does not stand. */
static char *
replace_in_member (const char *member, const char *value, gboolean in_columns, const Naming *naming)
{
	const char *old_name = naming->old_name, *new_name = naming->new_name;
	const gsize length = strlen (old_name);

	if (strcmp (member, "filter") == 0)
		return replace_in_filter (value, naming);
	if (naming->is_label)
		return NULL;
	if (strcmp (member, "feature") == 0 || strcmp (member, "target") == 0)
		return g_ascii_strcasecmp (value, old_name) == 0 ? g_strdup (new_name) : NULL;
	if (in_columns && strcmp (member, "name") == 0 && g_ascii_strncasecmp (value, old_name, length) == 0
	    && (value[length] == '\0' || value[length] == '='))
		return g_strconcat (new_name, value + length, NULL);
	return NULL;
}

static gboolean replace_in (JsonNode *node, gboolean in_columns, const Naming *naming);

static gboolean
replace_in_object (JsonObject *object, gboolean in_columns, const Naming *naming)
{
	g_autoptr (GList) members = json_object_get_members (object);
	gboolean found = FALSE;

	for (const GList *at = members; at != NULL; at = at->next) {
		JsonNode *node = json_object_get_member (object, at->data);
		g_autofree char *replaced = NULL;

		if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
			replaced = replace_in_member (at->data, json_node_get_string (node), in_columns, naming);
		if (replaced != NULL)
			json_object_set_string_member (object, at->data, replaced);
		found = replaced != NULL || (!JSON_NODE_HOLDS_VALUE (node)
		                             && replace_in (node, strcmp (at->data, "columns") == 0, naming)) || found;
	}
	return found;
}

static gboolean
replace_in (JsonNode *node, gboolean in_columns, const Naming *naming)
{
	JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
	gboolean found = FALSE;

	if (JSON_NODE_HOLDS_OBJECT (node))
		return replace_in_object (json_node_get_object (node), in_columns, naming);
	for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
		found = replace_in (json_array_get_element (array, i), in_columns, naming) || found;
	return found;
}

static char *
replace_in_json (const char *json, const Naming *naming)
{
	g_autoptr (JsonNode) root = json != NULL ? json_from_string (json, NULL) : NULL;

	return root != NULL && replace_in (root, FALSE, naming) ? json_to_string (root, FALSE) : NULL;
}

char *
seg_feature_name_replace (const char *json, const char *old_name, const char *new_name)
{
	const Naming naming = { old_name, new_name, FALSE };

	return json != NULL && strcasestr (json, old_name) != NULL ? replace_in_json (json, &naming) : NULL;
}

/* @text of @place with the new name in it, or NULL where the old one does not stand. */
static char *
replace_at (const Place *place, const char *text, const Naming *naming)
{
	return text == NULL ? NULL : place->is_filter ? replace_in_filter (text, naming) : replace_in_json (text, naming);
}

/* In the workspace --------------------------------------------------------------------------------------------------- */

static gboolean
rename_in_place (SegWorkspace *workspace, const Place *place, const Naming *naming, GError **error)
{
	g_autofree char *read = g_strdup_printf ("SELECT id, %s FROM %s ORDER BY id", place->column, place->table);
	g_autofree char *write = g_strdup_printf ("UPDATE %s SET %s = :text WHERE id = :id", place->table, place->column);
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, read, error), update = NULL;
	GError *failure = NULL;

	if (rows == NULL || (update = seg_workspace_prepare (workspace, write, error)) == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure)) {
		g_autofree char *text = replace_at (place, seg_statement_text (rows, 1), naming);

		if (text == NULL)
			continue;
		seg_statement_bind_text (update, ":text", text);
		seg_statement_bind_integer (update, ":id", seg_statement_integer (rows, 0));
		if (!seg_statement_run (update, error))
			return FALSE;
	}
	return seg_query_ended (failure, error);
}

static gboolean
rename_everywhere (SegWorkspace *workspace, const Naming *naming, GError **error)
{
	for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
		if (!rename_in_place (workspace, &places[i], naming, error))
			return FALSE;
	return TRUE;
}

gboolean
seg_feature_name_change (SegWorkspace *workspace, const char *old_name, const char *new_name, GError **error)
{
	const Naming naming = { old_name, new_name, FALSE };

	return rename_everywhere (workspace, &naming, error);
}

/* Whether filters mean something else by @label: what else has it for a name or a label. */
static gboolean
means_another (SegWorkspace *workspace, const char *label, const char *name, gboolean *another, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT EXISTS (SELECT 1 FROM feature WHERE name <> :name COLLATE NOCASE AND (name = :label COLLATE NOCASE OR label = :label COLLATE NOCASE)) "
		"OR EXISTS (SELECT 1 FROM attribute WHERE entity = 'user' AND (name = :label COLLATE NOCASE OR label = :label COLLATE NOCASE))", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":name", name);
	seg_statement_bind_text (statement, ":label", label);
	if (!seg_statement_next (statement, error))
		return FALSE;
	*another = seg_statement_integer (statement, 0) != 0;
	return TRUE;
}

gboolean
seg_feature_label_change (SegWorkspace *workspace, const char *name, const char *old_label, const char *new_label, GError **error)
{
	const Naming naming = { old_label, new_label, TRUE };
	gboolean another;

	return means_another (workspace, old_label, name, &another, error) && (another || rename_everywhere (workspace, &naming, error));
}

/* Whether @text of @place speaks of one of @names, or in a filter of one of @labels. */
static gboolean
speaks_of (const Place *place, const char *text, const GPtrArray *names, const GPtrArray *labels)
{
	for (guint i = 0; i < names->len + labels->len; i++) {
		const Naming naming = { i < names->len ? names->pdata[i] : labels->pdata[i - names->len], "", i >= names->len };
		g_autofree char *replaced = replace_at (place, text, &naming);

		if (replaced != NULL)
			return TRUE;
	}
	return FALSE;
}

/* Adds who of @place speaks of one of @names to @found, once. */
static gboolean
find_in_place (SegWorkspace *workspace, const Place *place, const GPtrArray *names, const GPtrArray *labels, GPtrArray *found, GError **error)
{
	g_autofree char *read = g_strdup_printf ("SELECT %s, %s FROM %s ORDER BY id", place->column, place->who, place->table);
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, read, error);
	GError *failure = NULL;

	if (rows == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure)) {
		const char *who = seg_statement_text (rows, 1);

		if (speaks_of (place, seg_statement_text (rows, 0), names, labels) && !g_ptr_array_find_with_equal_func (found, who, g_str_equal, NULL))
			g_ptr_array_add (found, g_strdup (who));
	}
	return seg_query_ended (failure, error);
}

static void
add_words (GString *all, const char *format, const GPtrArray *found)
{
	g_autoptr (GString) names = g_string_new (NULL);

	for (guint i = 0; i < found->len; i++)
		g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", (const char *) found->pdata[i]);
	if (found->len == 0 || format == NULL)
		return;
	if (all->len > 0)
		g_string_append (all, "; ");
	g_string_append_printf (all, _(format), names->str);
}

GPtrArray *
seg_own_features_made_of (const GPtrArray *owns, const GPtrArray *names)
{
	GPtrArray *found = g_ptr_array_new_with_free_func (g_free);

	for (guint i = 0; i < owns->len; i++) {
		const SegOwnFeature *own = owns->pdata[i];
		gboolean made = FALSE;

		for (guint n = 0; own->expression != NULL && n < names->len; n++)
			made = made || (g_ascii_strcasecmp (own->name, names->pdata[n]) != 0
			                && seg_expression_mentions (own->expression, names->pdata[n], "user"));
		if (made)
			g_ptr_array_add (found, g_strdup (own->name));
	}
	return found;
}

/* What filters may call own features of these names. */
static GPtrArray *
labels_of (const GPtrArray *owns, const GPtrArray *names)
{
	GPtrArray *labels = g_ptr_array_new_with_free_func (g_free);

	for (guint i = 0; i < names->len; i++) {
		const SegOwnFeature *own = seg_own_feature_find (owns, names->pdata[i]);

		if (own != NULL)
			g_ptr_array_add (labels, seg_own_feature_label (own));
	}
	return labels;
}

char *
seg_feature_users (SegWorkspace *workspace, const GPtrArray *names, GError **error)
{
	g_autoptr (GPtrArray) owns = seg_own_features_load (workspace, error);
	g_autoptr (GPtrArray) found = owns != NULL ? seg_own_features_made_of (owns, names) : NULL;
	g_autoptr (GPtrArray) labels = owns != NULL ? labels_of (owns, names) : NULL;
	g_autoptr (GString) all = g_string_new (NULL);

	if (owns == NULL)
		return NULL;
	add_words (all, N_("own features made of it: %s"), found);
	for (gsize i = 0; i < G_N_ELEMENTS (places); i++) {
		if (i == 0 || strcmp (places[i].table, places[i - 1].table) != 0)
			g_ptr_array_set_size (found, 0);
		if (!find_in_place (workspace, &places[i], names, labels, found, error))
			return NULL;
		if (i + 1 == G_N_ELEMENTS (places) || strcmp (places[i].table, places[i + 1].table) != 0)
			add_words (all, places[i].words, found);
	}
	return g_string_free (g_steal_pointer (&all), FALSE);
}

gboolean
seg_feature_names_deselect (SegWorkspace *workspace, const GPtrArray *names, GError **error)
{
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, "SELECT id, selection FROM feature_set ORDER BY id", error);
	g_autoptr (SegStatement) update = seg_workspace_prepare (workspace, "UPDATE feature_set SET selection = :selection WHERE id = :id",
	                                                         rows != NULL ? error : NULL);
	GError *failure = NULL;

	if (rows == NULL || update == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure)) {
		g_autoptr (GPtrArray) selection = seg_selection_from_json (seg_statement_text (rows, 1), error);
		const guint n = selection != NULL ? selection->len : 0;
		g_autofree char *json = NULL;

		if (selection == NULL)
			return FALSE;
		for (guint i = 0; i < names->len; i++)
			g_ptr_array_remove (selection, seg_selection_find (selection, names->pdata[i]));
		if (selection->len == n)
			continue;
		json = seg_selection_to_json (selection);
		seg_statement_bind_text (update, ":selection", json);
		seg_statement_bind_integer (update, ":id", seg_statement_integer (rows, 0));
		if (!seg_statement_run (update, error))
			return FALSE;
	}
	return seg_query_ended (failure, error);
}
