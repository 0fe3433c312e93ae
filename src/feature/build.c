/* Building a feature set: as of when, from what, in one transaction. */
#include <config.h>
#include "feature-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

/* The latest date among the users' attributes, SEG_NO_TIME without one. */
static gboolean
latest_attribute_date (SegWorkspace *workspace, gint64 *latest, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "user", error);

	*latest = SEG_NO_TIME;
	if (attributes == NULL)
		return FALSE;
	for (guint i = 0; i < attributes->len; i++) {
		const SegAttribute *attribute = attributes->pdata[i];
		g_autofree char *column = seg_sql_identifier (attribute->name);
		g_autofree char *sql = g_strdup_printf ("SELECT ifnull (max(%s), %" G_GINT64_FORMAT ") FROM user WHERE " SEG_SQL_USER_IN_USE ("user"), column,
		                                        SEG_NO_TIME + 1);
		gint64 found;

		if (attribute->type != SEG_TYPE_DATE)
			continue;
		if (!seg_workspace_count (workspace, sql, &found, error))
			return FALSE;
		if (found > SEG_NO_TIME + 1)
			*latest = MAX (*latest, found);
	}
	return TRUE;
}

gboolean
seg_feature_default_as_of (SegWorkspace *workspace, gint64 *as_of, GError **error)
{
	gint64 dated, last = 0;

	if (!seg_workspace_count (workspace, "SELECT EXISTS (SELECT 1 FROM event WHERE at IS NOT NULL)", &dated, error))
		return FALSE;
	if (dated) {
		if (!seg_workspace_count (workspace, "SELECT max(at) FROM event", &last, error))
			return FALSE;
	} else if (!latest_attribute_date (workspace, &last, error)
	           || (last == SEG_NO_TIME
	               && !seg_workspace_count (workspace, "SELECT max(imported_at) FROM source", &last, error)))
		return FALSE;
	last = MIN (last, G_MAXINT64 - 2 * SEG_DAY);
	*as_of = seg_day_of (last) * SEG_DAY + SEG_DAY - 1;
	return TRUE;
}

static gboolean
check_users (const SegBehaviour *behaviour, const SegFeatureContext *context, GError **error)
{
	g_autofree char *day = NULL;

	for (gsize user = 0; user < behaviour->n_users; user++)
		if (seg_behaviour_counts (behaviour, context, user))
			return TRUE;
	if (behaviour->n_users == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA,
		                     _("There are no users yet; import a file first: segscope import WORKSPACE FILE"));
		return FALSE;
	}
	day = seg_format_date (context->as_of);
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("None of the %zu users was known by %s; choose a later day"),
	             behaviour->n_users, day);
	return FALSE;
}

static gboolean
write_audit (SegWorkspace *workspace, const SegFeatureSet *set, GError **error)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;
	g_autofree char *detail = NULL;

	json_builder_begin_object (builder);
	json_builder_set_member_name (builder, "as_of");
	json_builder_add_int_value (builder, set->as_of);
	json_builder_set_member_name (builder, "users");
	json_builder_add_int_value (builder, set->n_users);
	json_builder_set_member_name (builder, "selected");
	json_builder_add_int_value (builder, set->selection->len);
	json_builder_end_object (builder);
	root = json_builder_get_root (builder);
	detail = json_to_string (root, FALSE);
	return seg_audit_add (workspace, "features", set->name, detail, error);
}

/* What the events and the families say of every user. */
static GPtrArray *
compute (SegFeatureContext *context, SegBehaviour *behaviour, SegJob *job, GError **error)
{
	SegFeaturePlan *plan = seg_feature_plan_new (context, behaviour->user_ids, behaviour->n_users, job, error);
	GPtrArray *blocks = NULL;

	if (plan != NULL && seg_job_proceed (job, 0, _("computing features"), error) && check_users (behaviour, context, error))
		blocks = seg_behaviour_compute (behaviour, plan, job, error);
	seg_feature_plan_free (plan);
	return blocks;
}

/* Everything between begin and commit; returns the id or 0. */
static gint64
build (SegFeatureContext *context, const char *name, gboolean as_of_given, const GPtrArray *selection, SegJob *job, GError **error)
{
	SegBehaviour *behaviour;
	g_autoptr (GPtrArray) blocks = NULL;
	SegJobSpan span = seg_job_enter (job, 0, 0.6);
	gint64 id = 0;

	behaviour = seg_behaviour_load (context->workspace, context, job, error);
	seg_job_leave (job, span);
	if (behaviour == NULL)
		return 0;
	span = seg_job_enter (job, 0.6, 0.7);
	blocks = compute (context, behaviour, job, error);
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.7, 1);
	if (blocks != NULL)
		id = seg_feature_set_store (context->workspace, name, as_of_given, selection, context, blocks, job, error);
	seg_job_leave (job, span);
	seg_behaviour_free (behaviour);
	return id;
}

static gboolean
find_population (SegWorkspace *workspace, const char *name, SegPopulation population, gboolean *everyone, GError **error)
{
	*everyone = population == SEG_POPULATION_EVERYONE;
	return population != SEG_POPULATION_AS_BEFORE || seg_feature_set_everyone (workspace, name, everyone, error);
}

static SegFeatureSet *
build_in_transaction (SegWorkspace *workspace, const char *name, gint64 as_of, SegPopulation population, const GPtrArray *selection,
                      SegJob *job, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (GPtrArray) catalogue = NULL, proposed = NULL;
	g_autoptr (SegFeatureSet) set = NULL;
	SegFeatureContext *context;
	gboolean as_of_given = as_of != 0, everyone;
	gint64 id = 0;

	if (transaction == NULL || !find_population (workspace, name, population, &everyone, error)
	    || (!as_of_given && !seg_feature_default_as_of (workspace, &as_of, error))
	    || (catalogue = seg_feature_catalogue (workspace, error)) == NULL)
		return NULL;
	if (selection == NULL)
		selection = proposed = seg_feature_selection_proposed (workspace, error);
	if (selection == NULL || !seg_selection_check (selection, catalogue, error))
		return NULL;
	context = seg_feature_context_new (workspace, as_of, error);
	if (context != NULL)
		context->everyone = everyone;
	if (context != NULL)
		id = build (context, name, as_of_given, selection, job, error);
	seg_feature_context_free (context);
	if (id == 0 || (set = seg_feature_set_load_id (workspace, id, error)) == NULL
	    || !write_audit (workspace, set, error) || !seg_job_proceed (job, 1, NULL, error)
	    || !seg_transaction_commit (g_steal_pointer (&transaction), error))
		return NULL;
	return g_steal_pointer (&set);
}

SegFeatureSet *
seg_feature_set_build (SegWorkspace *workspace, const char *name, gint64 as_of, const GPtrArray *selection, SegJob *job,
                       GError **error)
{
	return seg_feature_set_build_of (workspace, name, as_of, SEG_POPULATION_AS_BEFORE, selection, job, error);
}

SegFeatureSet *
seg_feature_set_build_of (SegWorkspace *workspace, const char *name, gint64 as_of, SegPopulation population, const GPtrArray *selection,
                          SegJob *job, GError **error)
{
	SegFeatureSet *set;

	if (name == NULL || name[0] == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("A feature set needs a name"));
		return NULL;
	}
	seg_workspace_watch (workspace, job);
	set = build_in_transaction (workspace, name, as_of, population, selection, job, error);
	seg_workspace_watch (workspace, NULL);
	return set;
}
