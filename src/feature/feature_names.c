/* Where the names of features stand in the workspace, besides the formulas of own features: who uses a feature, and giving it another
 * name everywhere.
 *
 * All these places are texts of JSON, in which a feature stands as the member "feature" or "target" (selections, transforms, axes of
 * the RFM grid), in the names of a transform's columns ("NAME", "NAME=value"), or in a filter. Conditions of rules are filters alone. */
#include <config.h>
#include "feature-private.h"
#include "own-private.h"

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

/* In a filter ------------------------------------------------------------------------------------------------------- */

/* Typing in Chinese gives wide blanks. */
static gboolean
is_blank (const char *at)
{
	return *at != '\0' && g_unichar_isspace (g_utf8_get_char (at));
}

static gboolean
is_sign (const char *at)
{
	static const char *const signs[] = { "=", "!", "<", ">", "≠", "≤", "≥", "＝", "＜", "＞", "！", "\"", "“", "(", "（", ")", "）" };

	for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
		if (g_str_has_prefix (at, signs[i]))
			return TRUE;
	return FALSE;
}

/* Where the word at @at ends, as the program reads filters: what stands in quotes is one word. */
static const char *
end_of_word (const char *at)
{
	const char *closing = *at == '"' ? "\"" : g_str_has_prefix (at, "“") ? "”" : NULL;

	if (closing != NULL) {
		const char *end = strstr (g_utf8_next_char (at), closing);

		return end != NULL ? end + strlen (closing) : at + strlen (at);
	}
	if (is_sign (at))
		return g_utf8_next_char (at);
	while (*at != '\0' && !is_blank (at) && !is_sign (at))
		at = g_utf8_next_char (at);
	return at;
}

static gboolean
is_word (const char *at, const char *end, const char *word)
{
	return (gsize) (end - at) == strlen (word) && g_ascii_strncasecmp (at, word, strlen (word)) == 0;
}

/* A name may stand in quotes. */
static gboolean
is_name (const char *at, const char *end, const char *name)
{
	const gsize length = strlen ("“");

	return is_word (at, end, name) || (*at == '"' && end > at + 1 && is_word (at + 1, end - 1, name))
	       || (g_str_has_prefix (at, "“") && (gsize) (end - at) > 2 * length && is_word (at + length, end - length, name));
}

static const char *
skip_blanks (const char *at)
{
	while (is_blank (at))
		at = g_utf8_next_char (at);
	return at;
}

static gboolean
is_any_word (const char *at, const char *end, const char *const *words)
{
	for (gsize i = 0; words[i] != NULL; i++)
		if (is_word (at, end, words[i]))
			return TRUE;
	return FALSE;
}

/* Whether a condition's operator begins at @at: else what stood before it is a value, or part of a longer name. */
static gboolean
is_operator (const char *at)
{
	static const char *const words[] = { "contains", "is", "in", "not", "between", NULL };
	static const char *const no_operators[] = { "\"", "“", "(", "（", ")", "）" };

	for (gsize i = 0; i < G_N_ELEMENTS (no_operators); i++)
		if (g_str_has_prefix (at, no_operators[i]))
			return FALSE;
	return is_sign (at) || is_any_word (at, end_of_word (at), words);
}

/* Whether a condition may begin behind the word @at..@end. */
static gboolean
is_before_condition (const char *at, const char *end)
{
	static const char *const words[] = { "and", "or", "not", "(", "（", NULL };

	return is_any_word (at, end, words);
}

static char *
replace_in_filter (const char *filter, const char *old_name, const char *new_name)
{
	g_autoptr (GString) text = g_string_new (NULL);
	gboolean begins = TRUE, found = FALSE;

	for (const char *at = filter, *end; *at != '\0'; at = end) {
		const gboolean blank = is_blank (at);

		end = blank ? skip_blanks (at) : end_of_word (at);
		if (begins && is_name (at, end, old_name) && is_operator (skip_blanks (end))) {
			g_string_append (text, new_name);
			found = TRUE;
		} else {
			g_string_append_len (text, at, end - at);
		}
		begins = blank ? begins : is_before_condition (at, end);
	}
	return found ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/* In JSON ----------------------------------------------------------------------------------------------------------- */

/* The member with the new name in it, or NULL where the old one does not stand. */
static char *
replace_in_member (const char *member, const char *value, gboolean in_columns, const char *old_name, const char *new_name)
{
	const gsize length = strlen (old_name);

	if (strcmp (member, "filter") == 0)
		return replace_in_filter (value, old_name, new_name);
	if (strcmp (member, "feature") == 0 || strcmp (member, "target") == 0)
		return g_ascii_strcasecmp (value, old_name) == 0 ? g_strdup (new_name) : NULL;
	if (in_columns && strcmp (member, "name") == 0 && g_ascii_strncasecmp (value, old_name, length) == 0
	    && (value[length] == '\0' || value[length] == '='))
		return g_strconcat (new_name, value + length, NULL);
	return NULL;
}

static gboolean replace_in (JsonNode *node, gboolean in_columns, const char *old_name, const char *new_name);

static gboolean
replace_in_object (JsonObject *object, gboolean in_columns, const char *old_name, const char *new_name)
{
	g_autoptr (GList) members = json_object_get_members (object);
	gboolean found = FALSE;

	for (const GList *at = members; at != NULL; at = at->next) {
		JsonNode *node = json_object_get_member (object, at->data);
		g_autofree char *replaced = NULL;

		if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
			replaced = replace_in_member (at->data, json_node_get_string (node), in_columns, old_name, new_name);
		if (replaced != NULL)
			json_object_set_string_member (object, at->data, replaced);
		found = replaced != NULL || (!JSON_NODE_HOLDS_VALUE (node)
		                             && replace_in (node, strcmp (at->data, "columns") == 0, old_name, new_name)) || found;
	}
	return found;
}

static gboolean
replace_in (JsonNode *node, gboolean in_columns, const char *old_name, const char *new_name)
{
	JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
	gboolean found = FALSE;

	if (JSON_NODE_HOLDS_OBJECT (node))
		return replace_in_object (json_node_get_object (node), in_columns, old_name, new_name);
	for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
		found = replace_in (json_array_get_element (array, i), in_columns, old_name, new_name) || found;
	return found;
}

char *
seg_feature_name_replace (const char *json, const char *old_name, const char *new_name)
{
	g_autoptr (JsonNode) root = json != NULL && strcasestr (json, old_name) != NULL ? json_from_string (json, NULL) : NULL;

	return root != NULL && replace_in (root, FALSE, old_name, new_name) ? json_to_string (root, FALSE) : NULL;
}

/* @text of @place with the new name in it, or NULL where the old one does not stand. */
static char *
replace_at (const Place *place, const char *text, const char *old_name, const char *new_name)
{
	return place->is_filter ? replace_in_filter (text, old_name, new_name) : seg_feature_name_replace (text, old_name, new_name);
}

/* In the workspace --------------------------------------------------------------------------------------------------- */

static gboolean
rename_in_place (SegWorkspace *workspace, const Place *place, const char *old_name, const char *new_name, GError **error)
{
	g_autofree char *read = g_strdup_printf ("SELECT id, %s FROM %s ORDER BY id", place->column, place->table);
	g_autofree char *write = g_strdup_printf ("UPDATE %s SET %s = :text WHERE id = :id", place->table, place->column);
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, read, error), update = NULL;
	GError *failure = NULL;

	if (rows == NULL || (update = seg_workspace_prepare (workspace, write, error)) == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure)) {
		g_autofree char *text = replace_at (place, seg_statement_text (rows, 1), old_name, new_name);

		if (text == NULL)
			continue;
		seg_statement_bind_text (update, ":text", text);
		seg_statement_bind_integer (update, ":id", seg_statement_integer (rows, 0));
		if (!seg_statement_run (update, error))
			return FALSE;
	}
	return seg_query_ended (failure, error);
}

gboolean
seg_feature_name_change (SegWorkspace *workspace, const char *old_name, const char *new_name, GError **error)
{
	for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
		if (!rename_in_place (workspace, &places[i], old_name, new_name, error))
			return FALSE;
	return TRUE;
}

/* Adds who of @place names one of @names to @found, once. */
static gboolean
find_in_place (SegWorkspace *workspace, const Place *place, const GPtrArray *names, GPtrArray *found, GError **error)
{
	g_autofree char *read = g_strdup_printf ("SELECT %s, %s FROM %s ORDER BY id", place->column, place->who, place->table);
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, read, error);
	GError *failure = NULL;

	if (rows == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure)) {
		const char *who = seg_statement_text (rows, 1);
		gboolean named = FALSE;

		for (guint i = 0; i < names->len && !named; i++) {
			g_autofree char *text = replace_at (place, seg_statement_text (rows, 0), names->pdata[i], "");

			named = text != NULL;
		}
		if (named && !g_ptr_array_find_with_equal_func (found, who, g_str_equal, NULL))
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

char *
seg_feature_users (SegWorkspace *workspace, const GPtrArray *names, GError **error)
{
	g_autoptr (GPtrArray) owns = seg_own_features_load (workspace, error);
	g_autoptr (GPtrArray) found = owns != NULL ? seg_own_features_made_of (owns, names) : NULL;
	g_autoptr (GString) all = g_string_new (NULL);

	if (owns == NULL)
		return NULL;
	add_words (all, N_("own features made of it: %s"), found);
	for (gsize i = 0; i < G_N_ELEMENTS (places); i++) {
		if (i == 0 || strcmp (places[i].table, places[i - 1].table) != 0)
			g_ptr_array_set_size (found, 0);
		if (!find_in_place (workspace, &places[i], names, found, error))
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
