/* Profiles as JSON, as the workspace keeps them, and back. Numbers come back with the same bits; what is not finite is null. */
#include <config.h>
#include "segment-private.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>

/* Writing ---------------------------------------------------------------------------------------------------------- */

static void
add_number (JsonBuilder *builder, double value)
{
	if (isfinite (value))
		json_builder_add_double_value (builder, value);
	else
		json_builder_add_null_value (builder);
}

static void
set_number (JsonBuilder *builder, const char *name, double value)
{
	json_builder_set_member_name (builder, name);
	add_number (builder, value);
}

static void
set_integer (JsonBuilder *builder, const char *name, gint64 value)
{
	json_builder_set_member_name (builder, name);
	json_builder_add_int_value (builder, value);
}

static void
set_text (JsonBuilder *builder, const char *name, const char *value)
{
	json_builder_set_member_name (builder, name);
	json_builder_add_string_value (builder, value);
}

static void
set_flag (JsonBuilder *builder, const char *name, gboolean value)
{
	json_builder_set_member_name (builder, name);
	json_builder_add_boolean_value (builder, value);
}

static void
set_integers (JsonBuilder *builder, const char *name, const gint64 *values, gsize n)
{
	json_builder_set_member_name (builder, name);
	json_builder_begin_array (builder);
	for (gsize i = 0; i < n; i++)
		json_builder_add_int_value (builder, values[i]);
	json_builder_end_array (builder);
}

#define N_FIGURES 12

/* The numbers of a feature in the order in which they are written. */
static void
list_figures (SegProfileFeature *feature, double *figures[N_FIGURES])
{
	double *all[N_FIGURES] = { &feature->mean, &feature->mean_all, &feature->median, &feature->median_all, &feature->index, &feature->effect,
	                           &feature->difference, &feature->low, &feature->high, &feature->p, &feature->known, &feature->known_users };

	for (guint i = 0; i < N_FIGURES; i++)
		figures[i] = all[i];
}

static void
add_feature (gpointer data, gpointer builder)
{
	SegProfileFeature *feature = data;
	double *figures[N_FIGURES];

	list_figures (feature, figures);
	json_builder_begin_object (builder);
	set_text (builder, "feature", feature->feature);
	set_text (builder, "column", feature->column);
	set_text (builder, "label", feature->label);
	set_text (builder, "unit", feature->unit);
	set_flag (builder, "share", feature->share);
	json_builder_set_member_name (builder, "figures");
	json_builder_begin_array (builder);
	for (guint i = 0; i < N_FIGURES; i++)
		add_number (builder, *figures[i]);
	json_builder_end_array (builder);
	json_builder_end_object (builder);
}

static void
add_item (gpointer data, gpointer builder)
{
	const SegProfileItem *item = data;

	json_builder_begin_object (builder);
	set_integer (builder, "id", item->item_id);
	set_text (builder, "key", item->key);
	set_text (builder, "title", item->title);
	set_integer (builder, "users", item->n_users);
	set_number (builder, "share", item->share);
	set_number (builder, "lift", item->lift);
	json_builder_end_object (builder);
}

static void
add_share (gpointer data, gpointer builder)
{
	const SegHabitShare *share = data;

	json_builder_begin_object (builder);
	set_text (builder, "value", share->value);
	set_integer (builder, "users", share->n_users);
	set_number (builder, "share", share->share);
	set_number (builder, "everyone", share->share_all);
	set_number (builder, "lift", share->lift);
	json_builder_end_object (builder);
}

static void
add_list (JsonBuilder *builder, const char *name, const GPtrArray *list, GFunc add)
{
	json_builder_set_member_name (builder, name);
	json_builder_begin_array (builder);
	for (guint i = 0; i < list->len; i++)
		add (list->pdata[i], builder);
	json_builder_end_array (builder);
}

static void
add_group (gpointer data, gpointer builder)
{
	const SegHabitGroup *group = data;

	json_builder_begin_object (builder);
	set_text (builder, "name", group->name);
	set_text (builder, "label", group->label);
	set_flag (builder, "of_items", group->of_items);
	set_integer (builder, "known", group->n_known);
	set_integer (builder, "values", group->n_values);
	add_list (builder, "shares", group->shares, add_share);
	json_builder_end_object (builder);
}

static void
add_user (gpointer data, gpointer builder)
{
	const SegHabitUser *user = data;

	json_builder_begin_object (builder);
	set_integer (builder, "id", user->id);
	set_text (builder, "key", user->key);
	set_number (builder, "figure", user->figure);
	set_integer (builder, "segment", user->segment_id);
	json_builder_end_object (builder);
}

static void
add_habits (JsonBuilder *builder, const SegHabits *habits)
{
	set_integer (builder, "events", habits->n_events);
	set_number (builder, "share_events", habits->share_events);
	set_integer (builder, "active", habits->n_active);
	set_flag (builder, "has_hours", habits->has_hours);
	set_integers (builder, "by_hour", habits->by_hour, 24);
	set_integers (builder, "by_hour_all", habits->by_hour_all, 24);
	set_integers (builder, "by_weekday", habits->by_weekday, 7);
	set_integers (builder, "by_weekday_all", habits->by_weekday_all, 7);
	set_integer (builder, "period", habits->period);
	set_integers (builder, "starts", habits->starts, habits->n_periods > 0 ? habits->n_periods + 1 : 0);
	set_integers (builder, "retained", habits->retained, (gsize) habits->n_periods * habits->n_periods);
	add_list (builder, "groups", habits->groups, add_group);
	add_list (builder, "typical", habits->typical, add_user);
	add_list (builder, "borderline", habits->borderline, add_user);
	set_flag (builder, "by_silhouette", habits->borderline_by_silhouette);
}

char *
seg_profile_to_json (const SegProfile *profile)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;

	json_builder_begin_object (builder);
	set_integer (builder, "size", profile->size);
	set_number (builder, "share_users", profile->share_users);
	set_number (builder, "revenue", profile->revenue);
	set_number (builder, "share_revenue", profile->share_revenue);
	add_list (builder, "features", profile->features, add_feature);
	add_list (builder, "items", profile->items, add_item);
	add_habits (builder, profile->habits);
	json_builder_end_object (builder);
	root = json_builder_get_root (builder);
	return json_to_string (root, FALSE);
}

/* Reading: anything that is not as written makes no profile. ------------------------------------------------------- */

static double
number_of (JsonObject *object, const char *name)
{
	JsonNode *node = json_object_get_member (object, name);

	return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : NAN;
}

static gint64
integer_of (JsonObject *object, const char *name)
{
	return json_object_get_int_member_with_default (object, name, 0);
}

static char *
text_of (JsonObject *object, const char *name)
{
	return g_strdup (json_object_get_string_member_with_default (object, name, NULL));
}

static gboolean
flag_of (JsonObject *object, const char *name)
{
	return json_object_get_boolean_member_with_default (object, name, FALSE);
}

static JsonArray *
array_of (JsonObject *object, const char *name)
{
	JsonNode *node = json_object_get_member (object, name);

	return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* Object @i of @array, or NULL. */
static JsonObject *
object_at (JsonArray *array, guint i)
{
	JsonNode *node = json_array_get_element (array, i);

	return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gboolean
read_integers (JsonObject *object, const char *name, gint64 *values, gsize n)
{
	JsonArray *array = array_of (object, name);

	if (array == NULL || json_array_get_length (array) != n)
		return FALSE;
	for (gsize i = 0; i < n; i++)
		values[i] = json_array_get_int_element (array, (guint) i);
	return TRUE;
}

static gboolean
read_feature (JsonObject *object, SegProfile *profile)
{
	SegProfileFeature *feature = g_new0 (SegProfileFeature, 1);
	JsonArray *numbers = array_of (object, "figures");
	double *figures[N_FIGURES];

	g_ptr_array_add (profile->features, feature);
	feature->feature = text_of (object, "feature");
	feature->column = text_of (object, "column");
	feature->label = text_of (object, "label");
	feature->unit = text_of (object, "unit");
	feature->share = flag_of (object, "share");
	list_figures (feature, figures);
	if (numbers == NULL || json_array_get_length (numbers) != N_FIGURES || feature->feature == NULL || feature->label == NULL
	    || feature->unit == NULL || feature->column == NULL)
		return FALSE;
	for (guint i = 0; i < N_FIGURES; i++)
		*figures[i] = json_array_get_null_element (numbers, i) ? NAN : json_array_get_double_element (numbers, i);
	return TRUE;
}

static gboolean
read_item (JsonObject *object, SegProfile *profile)
{
	SegProfileItem *item = g_new0 (SegProfileItem, 1);

	g_ptr_array_add (profile->items, item);
	item->item_id = integer_of (object, "id");
	item->key = text_of (object, "key");
	item->title = text_of (object, "title");
	item->n_users = integer_of (object, "users");
	item->share = number_of (object, "share");
	item->lift = number_of (object, "lift");
	return item->key != NULL;
}

static gboolean
read_group (JsonObject *object, SegProfile *profile)
{
	JsonArray *shares = array_of (object, "shares");
	SegHabitGroup *group;

	if (shares == NULL)
		return FALSE;
	group = seg_habit_group_new (json_object_get_string_member_with_default (object, "name", ""),
	                             json_object_get_string_member_with_default (object, "label", ""), flag_of (object, "of_items"));
	g_ptr_array_add (profile->habits->groups, group);
	group->n_known = integer_of (object, "known");
	group->n_values = (guint) integer_of (object, "values");
	for (guint i = 0; i < json_array_get_length (shares); i++) {
		JsonObject *one = object_at (shares, i);
		SegHabitShare *share;

		if (one == NULL)
			return FALSE;
		share = seg_habit_share_add (group, json_object_get_string_member_with_default (one, "value", ""), integer_of (one, "users"), 0, 0, 0);
		share->share = number_of (one, "share");
		share->share_all = number_of (one, "everyone");
		share->lift = number_of (one, "lift");
	}
	return TRUE;
}

static void
read_user (JsonObject *object, GPtrArray *users)
{
	seg_habit_user_add (users, integer_of (object, "id"), number_of (object, "figure"), integer_of (object, "segment"));
	((SegHabitUser *) users->pdata[users->len - 1])->key = text_of (object, "key");
}

static gboolean
read_typical (JsonObject *object, SegProfile *profile)
{
	read_user (object, profile->habits->typical);
	return TRUE;
}

static gboolean
read_borderline (JsonObject *object, SegProfile *profile)
{
	read_user (object, profile->habits->borderline);
	return TRUE;
}

static gboolean
read_list (JsonObject *object, const char *name, gboolean (*read) (JsonObject *object, SegProfile *profile), SegProfile *profile)
{
	JsonArray *array = array_of (object, name);

	for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
		JsonObject *one = object_at (array, i);

		if (one == NULL || !read (one, profile))
			return FALSE;
	}
	return array != NULL;
}

static gboolean
read_retention (JsonObject *object, SegHabits *habits)
{
	JsonArray *starts = array_of (object, "starts");
	guint n = starts != NULL ? json_array_get_length (starts) : 0;

	if (n == 0)
		return starts != NULL;
	habits->period = (SegHabitPeriod) CLAMP (integer_of (object, "period"), SEG_PERIOD_WEEK, SEG_PERIOD_YEAR);
	habits->n_periods = n - 1;
	if (habits->n_periods > SEG_HABIT_PERIODS)
		return FALSE;
	habits->starts = g_new0 (gint64, n);
	habits->retained = g_new0 (gint64, (gsize) (n - 1) * (n - 1) + 1);
	return read_integers (object, "starts", habits->starts, n) && read_integers (object, "retained", habits->retained, (gsize) (n - 1) * (n - 1));
}

static gboolean
read_habits (JsonObject *object, SegProfile *profile)
{
	SegHabits *habits = profile->habits;

	habits->n_events = integer_of (object, "events");
	habits->share_events = number_of (object, "share_events");
	habits->n_active = integer_of (object, "active");
	habits->has_hours = flag_of (object, "has_hours");
	habits->borderline_by_silhouette = flag_of (object, "by_silhouette");
	return read_integers (object, "by_hour", habits->by_hour, 24) && read_integers (object, "by_hour_all", habits->by_hour_all, 24)
	       && read_integers (object, "by_weekday", habits->by_weekday, 7) && read_integers (object, "by_weekday_all", habits->by_weekday_all, 7)
	       && read_retention (object, habits) && read_list (object, "groups", read_group, profile)
	       && read_list (object, "typical", read_typical, profile) && read_list (object, "borderline", read_borderline, profile);
}

SegProfile *
seg_profile_from_json (const char *json)
{
	g_autoptr (JsonNode) root = json != NULL ? json_from_string (json, NULL) : NULL;
	JsonObject *object;
	SegProfile *profile;

	if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
		return NULL;
	object = json_node_get_object (root);
	profile = seg_profile_new (0);
	profile->size = integer_of (object, "size");
	profile->share_users = number_of (object, "share_users");
	profile->revenue = number_of (object, "revenue");
	profile->share_revenue = number_of (object, "share_revenue");
	if (!read_list (object, "features", read_feature, profile) || !read_list (object, "items", read_item, profile) || !read_habits (object, profile))
		g_clear_pointer (&profile, seg_profile_free);
	return profile;
}
