#include <config.h>
#include "feature_option.h"

#include <segscope/error.h>

#include <glib/gi18n.h>
#include <string.h>

static gssize
position_in (const GPtrArray *selection, const char *name)
{
	for (guint i = 0; i < selection->len; i++)
		if (strcmp (((const SegSelected *) selection->pdata[i])->name, name) == 0)
			return (gssize) i;
	return -1;
}

/* The entry of @feature: as it is there already, else the usual one. */
static SegSelected *
put (GPtrArray *selection, const SegFeature *feature)
{
	gssize position = position_in (selection, feature->name);

	if (position >= 0)
		return selection->pdata[position];
	g_ptr_array_add (selection, seg_selected_new (feature->name, feature->scaling));
	return selection->pdata[selection->len - 1];
}

static gboolean
refuse_feature (const char *name, const GPtrArray *catalogue, GError **error)
{
	seg_feature_set_unknown (catalogue, name, error);
	return FALSE;
}

/* A name may hold colons: the longest beginning of @word that is one is taken; @treatment is what follows it, or NULL. */
static const SegFeature *
find_with_treatment (const char *word, const GPtrArray *catalogue, const char **treatment, GError **error)
{
	g_autofree char *name = g_strdup (word);

	*treatment = NULL;
	for (;;) {
		const SegFeature *feature = seg_feature_find (catalogue, name);
		char *colon = strrchr (name, ':');

		if (feature != NULL) {
			*treatment = name[strlen (name)] == word[strlen (name)] ? NULL : word + strlen (name) + 1;
			return feature;
		}
		if (colon == NULL)
			break;
		*colon = '\0';
	}
	refuse_feature (word, catalogue, error);
	return NULL;
}

/* A feature named without a treatment gets its usual one. */
static gboolean
add_feature (GPtrArray *selection, const GPtrArray *catalogue, const char *word, GError **error)
{
	const char *treatment;
	const SegFeature *feature = find_with_treatment (word, catalogue, &treatment, error);
	SegSelected *selected;

	if (feature == NULL)
		return FALSE;
	selected = put (selection, feature);
	if (treatment == NULL)
		selected->scaling = feature->scaling;
	return treatment == NULL || seg_selected_parse (selected, treatment, error);
}

static gboolean
add_word (GPtrArray *selection, const GPtrArray *catalogue, const char *word, GError **error)
{
	gboolean all = strcmp (word, "all") == 0, proposed = strcmp (word, "proposed") == 0;

	if (!all && !proposed)
		return add_feature (selection, catalogue, word, error);
	for (guint i = 0; i < catalogue->len; i++) {
		const SegFeature *feature = catalogue->pdata[i];

		if ((all && !feature->is_outcome) || feature->proposed)
			put (selection, feature)->scaling = feature->scaling;
	}
	return TRUE;
}

static gboolean
remove_word (GPtrArray *selection, const GPtrArray *catalogue, const char *word, GError **error)
{
	const SegFeature *feature = seg_feature_find (catalogue, word);
	gssize position = position_in (selection, word); /* of what the catalogue does not have any more too */

	if (position < 0 && feature == NULL)
		return refuse_feature (word, catalogue, error);
	if (position < 0)
		position = position_in (selection, feature->name);
	if (position < 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("The feature \"%s\" is not selected"), feature->name);
		return FALSE;
	}
	g_ptr_array_remove_index (selection, (guint) position);
	return TRUE;
}

typedef gboolean (*WordFunc) (GPtrArray *selection, const GPtrArray *catalogue, const char *word, GError **error);

/* Calls @func for each word of each list; a list that is one feature's name as a whole, commas and all, is one word. */
static gboolean
for_each_word (GPtrArray *selection, const GPtrArray *catalogue, char **lists, WordFunc func, GError **error)
{
	for (gsize i = 0; lists != NULL && lists[i] != NULL; i++) {
		g_auto (GStrv) words = NULL;

		if (seg_feature_find (catalogue, lists[i]) != NULL) {
			if (!func (selection, catalogue, lists[i], error))
				return FALSE;
			continue;
		}
		words = g_strsplit (lists[i], ",", -1);
		for (gsize w = 0; words[w] != NULL; w++)
			if (*g_strstrip (words[w]) != '\0' && !func (selection, catalogue, words[w], error))
				return FALSE;
	}
	return TRUE;
}

gboolean
seg_cli_features_add (GPtrArray *selection, const GPtrArray *catalogue, char **words, GError **error)
{
	return for_each_word (selection, catalogue, words, add_word, error);
}

gboolean
seg_cli_features_remove (GPtrArray *selection, const GPtrArray *catalogue, char **words, GError **error)
{
	return for_each_word (selection, catalogue, words, remove_word, error);
}

static gboolean
add_named (GPtrArray *selection, const GPtrArray *catalogue, const char *word, GError **error)
{
	return strcmp (word, "all") == 0 || strcmp (word, "proposed") == 0 || add_feature (selection, catalogue, word, error);
}

/* Of what nobody named, what the data have since the set was computed: it is left out, and said. */
static gboolean
leave_out_new (const SegCommonOptions *common, SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *named, GPtrArray *selection,
               GError **error)
{
	g_autoptr (GPtrArray) built = seg_feature_selection_of_set (workspace, set, error);
	g_autoptr (GString) names = g_string_new (NULL);

	for (guint i = 0; built != NULL && i < selection->len;) {
		const char *name = ((const SegSelected *) selection->pdata[i])->name;

		if (seg_selection_find (built, name) != NULL || seg_selection_find (named, name) != NULL)
			i++;
		else {
			g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
			g_ptr_array_remove_index (selection, i);
		}
	}
	if (names->len > 0)
		seg_cli_remark (common, _("Left out, as the feature set \"%s\" was built before the data had them: %s; build it again with: "
		                          "segscope features WORKSPACE --name \"%s\""), set->name, names->str, set->name);
	return built != NULL;
}

GPtrArray *
seg_cli_selection (const SegCommonOptions *common, SegWorkspace *workspace, const SegFeatureSet *set, char **words, GError **error)
{
	g_autoptr (GPtrArray) catalogue = NULL, selection = NULL, named = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);

	if (words == NULL)
		return seg_selection_copy (set->selection);
	catalogue = seg_feature_catalogue (workspace, error);
	selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);
	if (catalogue == NULL || !seg_cli_features_add (selection, catalogue, words, error)
	    || !for_each_word (named, catalogue, words, add_named, error)
	    || !leave_out_new (common, workspace, set, named, selection, error))
		return NULL;
	return g_steal_pointer (&selection);
}

gboolean
seg_cli_parse_as_of (const char *text, gint64 *local, GError **error)
{
	g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
	gboolean is_day = strlen (text) == strlen ("2024-06-30");
	g_autofree char *instant = is_day ? g_strconcat (text, "T23:59:59", NULL)
	                           : strlen (text) == strlen ("2024-06-30T12:00") ? g_strconcat (text, ":00", NULL) : g_strdup (text);
	g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (g_strdelimit (instant, " ", 'T'), utc);

	if (time == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE,
		             _("\"%s\" is no date; write it as 2024-06-30 (the end of that day) or 2024-06-30T12:00"), text);
		return FALSE;
	}
	*local = g_date_time_to_unix (time);
	return TRUE;
}
