/* Building a feature set: as of when, from what, in one transaction. */
#include <config.h>
#include "feature/basis.h"

#include <segscope/hint.h>
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
seg_feature_as_of_after (SegWorkspace *workspace, const SegEventFacts *facts, gint64 *as_of, GError **error)
{
	gint64 last = facts->last_at, offset;

	if (!seg_clock_offset_for (workspace, facts, &offset, error))
		return FALSE;
	if (last == SEG_NO_TIME
	    && (!latest_attribute_date (workspace, &last, error)
	        || (last == SEG_NO_TIME
	            && !seg_workspace_count (workspace, "SELECT ifnull (max(imported_at), 0) FROM source", &last, error))))
		return FALSE;
	last = MIN (last, G_MAXINT64 - 2 * SEG_DAY);
	*as_of = seg_day_of (last + offset) * SEG_DAY + SEG_DAY - 1 - offset;
	return TRUE;
}

gboolean
seg_feature_default_as_of (SegWorkspace *workspace, gint64 *as_of, GError **error)
{
	g_autoptr (SegEventFacts) facts = seg_event_facts_get (workspace, error);

	return facts != NULL && seg_feature_as_of_after (workspace, facts, as_of, error);
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
		                     seg_hint (_("There are no users yet; import a file first: segscope import WORKSPACE FILE"),
		                               _("There are no users yet; import a file first (i on Data)")));
		return FALSE;
	}
	day = seg_format_date (context->as_of + context->clock_offset);
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
	json_builder_set_member_name (builder, "computed");
	json_builder_add_int_value (builder, set->n_computed);
	json_builder_set_member_name (builder, "selected");
	json_builder_add_int_value (builder, set->selection->len);
	json_builder_end_object (builder);
	root = json_builder_get_root (builder);
	detail = json_to_string (root, FALSE);
	return seg_audit_add (workspace, "features", set->name, detail, error);
}

/* Reading --------------------------------------------------------------------------------------------------------- */

/* The instant of a set that follows the data, which reading the events has found. FALSE with @error. */
static gboolean
settle_as_of (SegFeatureContext *context, SegBehaviour *behaviour, SegJob *job, GError **error)
{
	gint64 as_of;

	if (!seg_feature_as_of_after (context->workspace, behaviour->facts, &as_of, error))
		return FALSE;
	seg_feature_context_set_as_of (context, as_of);
	/* A purchase that was given back after that was one still. */
	return behaviour->last_given_back <= as_of || seg_behaviour_read (behaviour, context, job, error);
}

/* Reads all events, and what follows from them for the catalogue. @as_of: 0 for the end of the data. */
static SegBehaviour *
read_events (SegWorkspace *workspace, gint64 as_of, gboolean everyone, SegFeatureContext **context, SegJob *job, GError **error)
{
	SegBehaviour *behaviour = NULL;

	*context = seg_feature_context_begin (workspace, as_of != 0 ? as_of : G_MAXINT64, error);
	if (*context != NULL)
		(*context)->everyone = everyone;
	if (*context != NULL && (behaviour = seg_behaviour_new (*context, 0, error)) != NULL)
		seg_behaviour_make_packs (behaviour);
	if (behaviour != NULL
	    && (!seg_behaviour_read (behaviour, *context, job, error) || (as_of == 0 && !settle_as_of (*context, behaviour, job, error))
	        || !seg_behaviour_write_packs (behaviour, workspace, error) || !seg_event_facts_keep (workspace, behaviour->facts, error)
	        || !seg_feature_context_complete (*context, behaviour->facts, error) || !seg_behaviour_sort (behaviour, *context, job, error)))
		g_clear_pointer (&behaviour, seg_behaviour_free);
	return behaviour;
}

/* Computing --------------------------------------------------------------------------------------------------------- */

/* What the events and the families say of every user. */
static GPtrArray *
compute (SegFeatureContext *context, SegBehaviour *behaviour, SegJob *job, GError **error)
{
	SegFeaturePlan *plan = seg_feature_plan_new (context, behaviour->user_ids, behaviour->n_users, job, error);
	GPtrArray *blocks = NULL;

	if (plan != NULL && seg_job_proceed (job, 0, _("computing features"), error) && check_users (behaviour, context, error))
		blocks = seg_behaviour_compute (behaviour, plan, NULL, job, error);
	seg_feature_plan_free (plan);
	return blocks;
}

/* The selection to keep: @wanted, or the proposed one. */
static GPtrArray *
choose (SegWorkspace *workspace, const GPtrArray *wanted, GError **error)
{
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (workspace, error);

	if (catalogue == NULL)
		return NULL;
	if (wanted != NULL)
		return seg_selection_check (wanted, catalogue, error) ? seg_selection_copy (wanted) : NULL;
	if (catalogue->len > 0)
		return seg_feature_selection_proposed (workspace, error);
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA,
	                     seg_hint (_("There is nothing yet to compute features from; import what users did: "
	                                 "segscope import WORKSPACE FILE --as events"),
	                               _("There is nothing yet to compute features from; import what users did: i on Data")));
	return NULL;
}

/* What a build did: SegFeatureSet says it. */
typedef struct {
	gint64      n_computed;
	const char *because; /* all users were computed, though there was a set */
} Done;

static gint64
count_computed (const GPtrArray *blocks)
{
	gint64 n = 0;

	for (guint i = 0; i < blocks->len; i++)
		n += (gint64) ((const SegComputedBlock *) blocks->pdata[i])->n;
	return n;
}

/* Keeps what the next build can go on from. */
static gboolean
keep_basis (const SegFeatureContext *context, gint64 set, const SegBehaviour *behaviour, SegJob *job, GError **error)
{
	SegBasis basis = { .facts = behaviour->facts };
	gboolean fine = seg_workspace_count (context->workspace, "SELECT ifnull (max (id), 0) FROM event", &basis.last_event_id, error)
	                && seg_basis_find_attributes (&basis, context->workspace, NULL, error)
	                && (basis.digest = seg_basis_digest (&basis, context, basis.last_event_id, error)) != NULL
	                && seg_basis_keep (context->workspace, set, &basis, error)
	                && seg_behaviour_copy_keep (behaviour, context, set, basis.last_event_id, job, error);

	g_free (basis.digest);
	g_free (basis.attributes);
	return fine;
}

/* All users; returns the id or 0. */
static gint64
build_all (SegWorkspace *workspace, const char *name, gint64 as_of, gboolean everyone, const GPtrArray *wanted, Done *done, SegJob *job,
           GError **error)
{
	SegFeatureContext *context = NULL;
	g_autoptr (GPtrArray) blocks = NULL, selection = NULL;
	SegJobSpan span = seg_job_enter (job, 0, 0.6);
	SegBehaviour *behaviour = read_events (workspace, as_of, everyone, &context, job, error);
	gint64 id = 0;

	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.6, 0.9);
	if (behaviour != NULL && (selection = choose (workspace, wanted, error)) != NULL)
		blocks = compute (context, behaviour, job, error);
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.9, 0.95);
	if (blocks != NULL) {
		done->n_computed = count_computed (blocks);
		id = seg_feature_set_store (workspace, name, as_of != 0, selection, context, blocks, job, error);
	}
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.95, 1);
	g_clear_pointer (&blocks, g_ptr_array_unref);
	if (id != 0 && !keep_basis (context, id, behaviour, job, error))
		id = 0;
	seg_job_leave (job, span);
	seg_behaviour_free (behaviour);
	seg_feature_context_free (context);
	return id;
}

/* The users with new events alone. */
static gint64
build_some (SegWorkspace *workspace, const SegIncrement *increment, const char *name, gint64 as_of, const GPtrArray *wanted, SegJob *job,
            GError **error)
{
	g_autoptr (GPtrArray) selection = choose (workspace, wanted, error);

	if (selection == NULL || !seg_event_packs_write (workspace, increment->packs, error)
	    || !seg_feature_set_add_part (workspace, increment->set, increment->part, name, as_of != 0, selection, increment->context,
	                                  increment->blocks, increment->n_users, job, error)
	    || !seg_basis_keep (workspace, increment->set, increment->now, error))
		return 0;
	return increment->set;
}

/* Everything between begin and commit; returns the id or 0. */
static gint64
build (SegWorkspace *workspace, const char *name, gint64 as_of, gboolean everyone, const GPtrArray *wanted, Done *done, SegJob *job,
       GError **error)
{
	SegIncrement increment = { 0 };
	gint64 id = 0;

	if (seg_increment_compute (&increment, workspace, name, as_of, everyone, job, error)) {
		if (increment.blocks != NULL) {
			id = build_some (workspace, &increment, name, as_of, wanted, job, error);
			done->n_computed = increment.n_touched;
		} else {
			done->because = increment.because;
			id = build_all (workspace, name, as_of, everyone, wanted, done, job, error);
		}
	}
	seg_increment_clear (&increment);
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
	g_autoptr (SegFeatureSet) set = NULL;
	Done done = { 0 };
	gboolean everyone;
	gint64 id;

	if (transaction == NULL || !find_population (workspace, name, population, &everyone, error)
	    || (id = build (workspace, name, as_of, everyone, selection, &done, job, error)) == 0
	    || (set = seg_feature_set_load_id (workspace, id, error)) == NULL)
		return NULL;
	set->n_computed = done.n_computed;
	set->all_because = done.because;
	if (!write_audit (workspace, set, error) || !seg_job_proceed (job, 1, NULL, error)
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
