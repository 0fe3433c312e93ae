/* Feature sets in the workspace: the row of a set, the blocks of its values, and what its columns mean. */
#include <config.h>
#include "feature-private.h"

#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <string.h>

void
seg_feature_set_free (SegFeatureSet *set)
{
	if (set == NULL)
		return;
	g_free (set->name);
	g_free (set->fingerprint);
	g_clear_pointer (&set->selection, g_ptr_array_unref);
	g_free (set);
}

char *
seg_feature_set_table (gint64 id)
{
	return g_strdup_printf ("feature_set_%" G_GINT64_FORMAT, id);
}

/* Writing ---------------------------------------------------------------------------------------------------------- */

static gint64
find_id (SegWorkspace *workspace, const char *name, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT id FROM feature_set WHERE name = :name", error);
	GError *failure = NULL;
	gint64 id;

	if (statement == NULL)
		return -1;
	seg_statement_bind_text (statement, ":name", name);
	id = seg_statement_next (statement, &failure) ? seg_statement_integer (statement, 0) : 0;
	if (failure == NULL)
		return id;
	g_propagate_error (error, failure);
	return -1;
}

#define IN_USE "feature set" /* setting: the id of the set a person opened last; none: the newest */

/* A set that was just computed is the one in use. */
static gboolean
now_in_use (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "UPDATE setting SET value = :id WHERE name = '" IN_USE "'", error);
	g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, id);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":id", value);
	return seg_statement_run (statement, error);
}

static gboolean
tells_campaigns (const GPtrArray *features)
{
	for (guint i = 0; i < features->len; i++)
		if (strcmp (((const SegFeature *) features->pdata[i])->name, SEG_FEATURE_OF_CAMPAIGNS) == 0)
			return TRUE;
	return FALSE;
}

/* The row of the set. An older set of the name keeps its id, as segmentations refer to it. */
static gint64
store_row (SegWorkspace *workspace, const char *name, const SegFeatureContext *context, gboolean as_of_given, const GPtrArray *selection,
           gint64 n_users, GError **error)
{
	gint64 id = find_id (workspace, name, error);
	g_autofree char *json = seg_selection_to_json (selection), *fingerprint = NULL;
	g_autoptr (SegStatement) statement = NULL;

	if (id < 0 || (fingerprint = seg_feature_set_fingerprint (workspace, context->as_of, context->everyone, tells_campaigns (context->features), error)) == NULL)
		return 0;
	statement = seg_workspace_prepare (workspace,
		"INSERT INTO feature_set (name, as_of, as_of_given, everyone, selection, n_users, created_at, program_version, fingerprint) "
		"VALUES (:name, :as_of, :given, :everyone, :selection, :n_users, :created_at, :version, :fingerprint) "
		"ON CONFLICT (name) DO UPDATE SET as_of = excluded.as_of, as_of_given = excluded.as_of_given, everyone = excluded.everyone, "
		"selection = excluded.selection, n_users = excluded.n_users, created_at = excluded.created_at, "
		"program_version = excluded.program_version, fingerprint = excluded.fingerprint",
		error);
	if (statement == NULL)
		return 0;
	seg_statement_bind_text (statement, ":name", name);
	seg_statement_bind_integer (statement, ":as_of", context->as_of);
	seg_statement_bind_integer (statement, ":given", as_of_given);
	seg_statement_bind_integer (statement, ":everyone", context->everyone);
	seg_statement_bind_text (statement, ":selection", json);
	seg_statement_bind_integer (statement, ":n_users", n_users);
	seg_statement_bind_integer (statement, ":created_at", g_get_real_time () / G_USEC_PER_SEC);
	seg_statement_bind_text (statement, ":version", PACKAGE_VERSION);
	seg_statement_bind_text (statement, ":fingerprint", fingerprint);
	if (!seg_statement_run (statement, error))
		return 0;
	if (id == 0)
		id = seg_workspace_last_id (workspace);
	return now_in_use (workspace, id, error) ? id : 0;
}

static gboolean
describe_columns (SegWorkspace *workspace, gint64 id, const GPtrArray *features, GError **error)
{
	g_autoptr (SegStatement) clear = seg_workspace_prepare (workspace, "DELETE FROM feature WHERE feature_set_id = :set", error);
	g_autoptr (SegStatement) insert = NULL;

	if (clear == NULL)
		return FALSE;
	seg_statement_bind_integer (clear, ":set", id);
	if (!seg_statement_run (clear, error))
		return FALSE;
	insert = seg_workspace_prepare (workspace,
		"INSERT INTO feature (feature_set_id, name, label, meaning, unit, position, definition) VALUES (:set, :name, :label, :meaning, :unit, "
		":position, :definition)", error);
	if (insert == NULL)
		return FALSE;
	seg_statement_bind_integer (insert, ":set", id);
	for (guint i = 0; i < features->len; i++) {
		const SegFeature *feature = features->pdata[i];

		seg_statement_bind_text (insert, ":name", feature->name);
		seg_statement_bind_text (insert, ":label", feature->label);
		seg_statement_bind_text (insert, ":meaning", feature->meaning);
		seg_statement_bind_text (insert, ":unit", feature->unit);
		seg_statement_bind_integer (insert, ":position", i + 1);
		seg_statement_bind_text (insert, ":definition", feature->definition != NULL ? feature->definition : "");
		if (!seg_statement_run (insert, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
write_blocks (SegWorkspace *workspace, gint64 id, gint64 part, const GPtrArray *blocks, SegJob *job, GError **error)
{
	gboolean ready = part > 0 ? seg_feature_blocks_drop_parts (workspace, id, part, error) : seg_feature_blocks_clear (workspace, id, error);
	g_autoptr (SegBlockWriter) writer = ready ? seg_block_writer_new (workspace, id, part, error) : NULL;

	if (writer == NULL)
		return FALSE;
	for (guint i = 0; i < blocks->len; i++) {
		const SegComputedBlock *block = blocks->pdata[i];

		if (!seg_job_proceed (job, (double) i / (double) blocks->len, _("keeping features"), error)
		    || !seg_block_writer_add (writer, block->user_ids, block->n, block->columns, block->n_columns, error))
			return FALSE;
	}
	return TRUE;
}

static gint64
count_users (const GPtrArray *blocks)
{
	gint64 n = 0;

	for (guint i = 0; i < blocks->len; i++)
		n += (gint64) ((const SegComputedBlock *) blocks->pdata[i])->n;
	return n;
}

gint64
seg_feature_set_store (SegWorkspace *workspace, const char *name, gboolean as_of_given, const GPtrArray *selection,
                       const SegFeatureContext *context, const GPtrArray *blocks, SegJob *job, GError **error)
{
	gint64 id = store_row (workspace, name, context, as_of_given, selection, count_users (blocks), error);

	if (id == 0 || !describe_columns (workspace, id, context->features, error) || !write_blocks (workspace, id, 0, blocks, job, error))
		return 0;
	return id;
}

gboolean
seg_feature_set_add_part (SegWorkspace *workspace, gint64 set, gint64 part, const char *name, gboolean as_of_given,
                          const GPtrArray *selection, const SegFeatureContext *context, const GPtrArray *blocks, gint64 n_users, SegJob *job,
                          GError **error)
{
	return (blocks->len == 0 || write_blocks (workspace, set, part, blocks, job, error))
	       && store_row (workspace, name, context, as_of_given, selection, n_users, error) == set;
}

/* What was selected before may be gone from the catalogue: it can be taken out step by step. */
static gboolean
check_new (const GPtrArray *selection, const GPtrArray *before, const GPtrArray *catalogue, GError **error)
{
	for (guint i = 0; i < selection->len; i++) {
		const char *name = ((const SegSelected *) selection->pdata[i])->name;
		const SegFeature *feature = seg_feature_find (catalogue, name);

		if (seg_selection_find (before, name) == NULL && (feature == NULL || strcmp (feature->name, name) != 0)) {
			seg_feature_set_unknown (catalogue, name, error);
			return FALSE;
		}
	}
	return TRUE;
}

gboolean
seg_feature_set_select (SegWorkspace *workspace, gint64 id, const GPtrArray *selection, GError **error)
{
	g_autoptr (GPtrArray) catalogue = NULL;
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegStatement) statement = NULL;
	g_autofree char *json = seg_selection_to_json (selection);

	if (transaction == NULL || (set = seg_feature_set_load_id (workspace, id, error)) == NULL
	    || (catalogue = seg_feature_catalogue (workspace, error)) == NULL || !check_new (selection, set->selection, catalogue, error))
		return FALSE;
	statement = seg_workspace_prepare (workspace, "UPDATE feature_set SET selection = :selection WHERE id = :id", error);
	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":selection", json);
	seg_statement_bind_integer (statement, ":id", id);
	return seg_statement_run (statement, error) && seg_audit_add (workspace, "select features", set->name, json, error)
	       && seg_transaction_commit (g_steal_pointer (&transaction), error);
}

gboolean
seg_feature_first_event_after (SegWorkspace *workspace, gint64 as_of, gint64 *at, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT CASE WHEN EXISTS (SELECT 1 FROM event WHERE at <= :as_of) THEN 0 ELSE (SELECT ifnull (min (at), 0) FROM event) END", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":as_of", as_of);
	*at = seg_statement_next (statement, error) ? seg_statement_integer (statement, 0) : 0;
	return TRUE;
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

#define SELECT_SETS "SELECT id, name, as_of, selection, n_users, created_at, fingerprint, as_of_given, " \
	SEG_SQL_USERS_LISTED ", everyone, EXISTS (SELECT 1 FROM feature WHERE feature_set_id = feature_set.id AND name = '" SEG_FEATURE_OF_CAMPAIGNS "') " \
	"FROM feature_set "

/* Whether an own feature or component that is selected was defined otherwise, or not at all, when the set was built. */
static gboolean
lacks_own (SegWorkspace *workspace, const SegFeatureSet *set, gboolean *lacks, GError **error)
{
	g_autoptr (GHashTable) definitions = seg_feature_definitions (workspace, error), columns = NULL;

	*lacks = FALSE;
	if (definitions == NULL)
		return FALSE;
	if (g_hash_table_size (definitions) == 0)
		return TRUE;
	columns = seg_feature_set_columns (workspace, set->id, error);
	for (guint i = 0; columns != NULL && i < set->selection->len; i++) {
		const char *name = ((const SegSelected *) set->selection->pdata[i])->name;

		*lacks = *lacks || (g_hash_table_contains (definitions, name) && !g_hash_table_contains (columns, name));
	}
	return columns != NULL;
}

static SegFeatureSet *
read_set (SegWorkspace *workspace, SegStatement *statement, GError **error)
{
	g_autoptr (SegFeatureSet) set = g_new0 (SegFeatureSet, 1);
	g_autofree char *now = NULL;
	gint64 offset;

	set->id = seg_statement_integer (statement, 0);
	set->name = g_strdup (seg_statement_text (statement, 1));
	set->as_of = seg_statement_integer (statement, 2);
	if (!seg_calendar_offset (workspace, &offset, error))
		return NULL;
	set->as_of_local = set->as_of + offset;
	set->selection = seg_selection_from_json (seg_statement_text (statement, 3), error);
	set->n_users = seg_statement_integer (statement, 4);
	set->created_at = seg_statement_integer (statement, 5);
	set->fingerprint = g_strdup (seg_statement_text (statement, 6));
	set->as_of_given = seg_statement_integer (statement, 7) != 0;
	set->everyone = seg_statement_integer (statement, 9) != 0;
	set->only_listed = seg_statement_integer (statement, 8) != 0 && !set->everyone;
	if (set->selection == NULL || (now = seg_feature_set_fingerprint (workspace, set->as_of, set->everyone, seg_statement_integer (statement, 10) != 0, error)) == NULL
	    || !lacks_own (workspace, set, &set->lacks_own, error))
		return NULL;
	set->data_changed = g_strcmp0 (now, set->fingerprint) != 0;
	set->stale = set->data_changed || set->lacks_own;
	return g_steal_pointer (&set);
}

gboolean
seg_feature_set_everyone (SegWorkspace *workspace, const char *name, gboolean *everyone, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT everyone FROM feature_set WHERE name = :name", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":name", name);
	*everyone = seg_statement_next (statement, &failure) && seg_statement_integer (statement, 0) != 0;
	return seg_query_ended (failure, error);
}

static SegFeatureSet *
not_found (const char *name, GError **error)
{
	if (name != NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND,
		             seg_hint (_("There is no feature set \"%s\"; build it with: segscope features WORKSPACE --name \"%s\""),
		                       _("There is no feature set \"%s\" any more; build “%s” on Features (b)")), name, name);
	else
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_NOT_FOUND,
		                     seg_hint (_("No features have been computed yet; do it with: segscope features WORKSPACE"),
		                               _("No features have been computed yet; do it on Features with b")));
	return NULL;
}

/* The first row of @statement as a set; @name: for the message when there is none. */
static SegFeatureSet *
read_one (SegWorkspace *workspace, SegStatement *statement, const char *name, GError **error)
{
	GError *failure = NULL;

	if (seg_statement_next (statement, &failure))
		return read_set (workspace, statement, error);
	if (failure == NULL)
		return not_found (name, error);
	g_propagate_error (error, failure);
	return NULL;
}

#define SET_IN_USE "(SELECT id FROM feature_set ORDER BY " \
	"CAST (id AS TEXT) = (SELECT value FROM setting WHERE name = '" IN_USE "') DESC NULLS LAST, created_at DESC, id DESC LIMIT 1)"

gboolean
seg_feature_set_in_use (SegWorkspace *workspace, gint64 *id, GError **error)
{
	return seg_workspace_count (workspace, "SELECT " SET_IN_USE, id, error);
}

gboolean
seg_feature_set_use (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, id);

	return seg_setting_write (workspace, IN_USE, value, error);
}

SegFeatureSet *
seg_feature_set_load (SegWorkspace *workspace, const char *name, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		SELECT_SETS "WHERE CASE WHEN :name IS NULL THEN id = " SET_IN_USE " ELSE name = :name END", error);

	if (statement == NULL)
		return NULL;
	seg_statement_bind_text (statement, ":name", name);
	return read_one (workspace, statement, name, error);
}

SegFeatureSet *
seg_feature_set_load_id (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT, id);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, SELECT_SETS "WHERE id = :id", error);

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", id);
	return read_one (workspace, statement, name, error);
}

GPtrArray *
seg_feature_sets (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) sets = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_feature_set_free);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		SELECT_SETS "ORDER BY created_at DESC, id DESC", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure)) {
		SegFeatureSet *set = read_set (workspace, statement, error);

		if (set == NULL)
			return NULL;
		g_ptr_array_add (sets, set);
	}
	if (failure != NULL) {
		g_propagate_error (error, failure);
		return NULL;
	}
	return g_steal_pointer (&sets);
}

/* Columns whose definition has changed since are as good as not there. */
GHashTable *
seg_feature_set_columns (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr (GHashTable) definitions = seg_feature_definitions (workspace, error);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT name, nullif (definition, '') FROM feature WHERE feature_set_id = :set", definitions != NULL ? error : NULL);
	GError *failure = NULL;

	if (definitions == NULL || statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":set", id);
	while (seg_statement_next (statement, &failure)) {
		const char *name = seg_statement_text (statement, 0);

		if (g_strcmp0 (seg_statement_text (statement, 1), g_hash_table_lookup (definitions, name)) == 0)
			g_hash_table_add (names, g_strdup (name));
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&names) : NULL;
}
