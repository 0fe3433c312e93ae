/* Feature sets as things a person keeps: as of a day, copied under another name, renamed, deleted, compared. */
#include <config.h>
#include "feature-private.h"

#include <segscope/format.h>
#include <segscope/text.h>

#include <glib/gi18n.h>

#define USUAL_NAME "default"

/* @name without blanks at the ends; NULL with SEG_ERROR_ARGUMENT when it is empty or taken. @id: whose it may be already. */
static char *
free_name (SegWorkspace *workspace, const char *name, gint64 id, GError **error)
{
	g_autofree char *trimmed = g_strstrip (g_strdup (name != NULL ? name : ""));
	g_autoptr (SegStatement) statement = NULL;
	GError *failure = NULL;
	gboolean taken;

	if (*trimmed == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("A feature set needs a name"));
		return NULL;
	}
	statement = seg_workspace_prepare (workspace, "SELECT 1 FROM feature_set WHERE name = :name AND id <> :id", error);
	if (statement == NULL)
		return NULL;
	seg_statement_bind_text (statement, ":name", trimmed);
	seg_statement_bind_integer (statement, ":id", id);
	taken = seg_statement_next (statement, &failure);
	if (failure != NULL)
		g_propagate_error (error, failure);
	else if (taken)
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("There is already a feature set \"%s\"; choose another name"), trimmed);
	return failure == NULL && !taken ? g_steal_pointer (&trimmed) : NULL;
}

static gboolean
run_on (SegWorkspace *workspace, const char *sql, gint64 id, const char *name, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", id);
	if (name != NULL)
		seg_statement_bind_text (statement, ":name", name);
	return seg_statement_run (statement, error);
}

/* A set as it is needed now ---------------------------------------------------------------------------------------- */

/* @set is taken over. Computed again where the data have changed. */
static SegFeatureSet *
renew (SegWorkspace *workspace, SegFeatureSet *set, SegJob *job, GError **error)
{
	g_autoptr (SegFeatureSet) old = set;

	if (old == NULL || !old->stale)
		return g_steal_pointer (&old);
	return seg_feature_set_build (workspace, old->name, seg_feature_set_wanted_as_of (old), old->selection, job, error);
}

SegFeatureSet *
seg_feature_set_fresh (SegWorkspace *workspace, const char *name, SegJob *job, GError **error)
{
	GError *failure = NULL;
	SegFeatureSet *set = seg_feature_set_load (workspace, name, &failure);

	if (name == NULL && g_error_matches (failure, SEG_ERROR, SEG_ERROR_NOT_FOUND)) {
		g_clear_error (&failure);
		return seg_feature_set_build (workspace, USUAL_NAME, 0, NULL, job, error);
	}
	if (failure != NULL) {
		g_propagate_error (error, failure);
		return NULL;
	}
	return renew (workspace, set, job, error);
}

/* Building another set must not change which one is in use. */
static SegFeatureSet *
build_beside (SegWorkspace *workspace, const char *name, gint64 as_of, SegJob *job, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegFeatureSet) set = NULL;
	gint64 in_use;

	if (transaction == NULL || !seg_feature_set_in_use (workspace, &in_use, error)
	    || (set = seg_feature_set_build (workspace, name, as_of, NULL, job, error)) == NULL
	    || (in_use != 0 && !seg_feature_set_use (workspace, in_use, error))
	    || !seg_transaction_commit (g_steal_pointer (&transaction), error))
		return NULL;
	return g_steal_pointer (&set);
}

SegFeatureSet *
seg_feature_set_as_of (SegWorkspace *workspace, gint64 as_of, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) sets = seg_feature_sets (workspace, error);
	g_autofree char *day = NULL, *name = NULL;
	gint64 offset;

	if (sets == NULL || !seg_calendar_offset (workspace, &offset, error))
		return NULL;
	day = seg_format_exact_date (as_of + offset);
	name = g_strdup_printf (_("as of %s"), day);
	for (guint i = 0; i < sets->len; i++) {
		const SegFeatureSet *set = sets->pdata[i];

		if (set->as_of == as_of && !set->stale)
			return seg_feature_set_load_id (workspace, set->id, error);
	}
	return build_beside (workspace, name, as_of, job, error);
}

/* Changing --------------------------------------------------------------------------------------------------------- */

gboolean
seg_feature_set_rename (SegWorkspace *workspace, gint64 id, const char *name, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegFeatureSet) set = NULL;
	g_autofree char *checked = NULL;

	if (transaction == NULL || (set = seg_feature_set_load_id (workspace, id, error)) == NULL
	    || (checked = free_name (workspace, name, id, error)) == NULL
	    || !run_on (workspace, "UPDATE feature_set SET name = :name WHERE id = :id", id, checked, error)
	    || !seg_audit_add (workspace, "rename features", checked, NULL, error))
		return FALSE;
	return seg_transaction_commit (g_steal_pointer (&transaction), error);
}

/* FALSE with SEG_ERROR_ARGUMENT: names the segmentations made from it. */
static gboolean
check_unused (SegWorkspace *workspace, const SegFeatureSet *set, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT group_concat ('\"' || name || '\"', ', ') FROM segmentation WHERE feature_set_id = :id", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", set->id);
	if (!seg_statement_next (statement, error))
		return FALSE;
	if (seg_statement_is_null (statement, 0))
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
	             _("The feature set \"%s\" stays, because segments were made from it: %s. Delete those first"), set->name,
	             seg_statement_text (statement, 0));
	return FALSE;
}

gboolean
seg_feature_set_delete (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegFeatureSet) set = NULL;

	if (transaction == NULL || (set = seg_feature_set_load_id (workspace, id, error)) == NULL || !check_unused (workspace, set, error)
	    || !seg_feature_blocks_clear (workspace, id, error)
	    || !run_on (workspace, "DELETE FROM feature_set WHERE id = :id", id, NULL, error)
	    || !seg_audit_add (workspace, "delete features", set->name, NULL, error))
		return FALSE;
	return seg_transaction_commit (g_steal_pointer (&transaction), error);
}

/* The columns of @table but its id and @without, quoted, with commas. */
static char *
columns_of (SegWorkspace *workspace, const char *table, const char *without, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT group_concat ('\"' || replace (name, '\"', '\"\"') || '\"', ', ') FROM pragma_table_info (:table) "
		"WHERE name NOT IN ('id', :without)", error);

	if (statement == NULL)
		return NULL;
	seg_statement_bind_text (statement, ":table", table);
	seg_statement_bind_text (statement, ":without", without);
	return seg_statement_next (statement, error) ? g_strdup (seg_statement_text (statement, 0)) : NULL;
}

/* Whatever belongs to a set: tables that refer to it and go with it. */
static GPtrArray *
belongings (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) tables = g_ptr_array_new_with_free_func (g_free);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT t.name FROM sqlite_schema AS t, pragma_foreign_key_list (t.name) AS k "
		"WHERE t.type = 'table' AND k.\"table\" = 'feature_set' AND k.\"from\" = 'feature_set_id' AND k.on_delete = 'CASCADE' ORDER BY t.name",
		error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure))
		g_ptr_array_add (tables, g_strdup (seg_statement_text (statement, 0)));
	return seg_query_ended (failure, error) ? g_steal_pointer (&tables) : NULL;
}

static gint64
copy_row (SegWorkspace *workspace, gint64 id, const char *name, GError **error)
{
	g_autofree char *columns = columns_of (workspace, "feature_set", "name", error), *sql = NULL;

	if (columns == NULL)
		return 0;
	sql = g_strdup_printf ("INSERT INTO feature_set (name, %s) SELECT :name, %s FROM feature_set WHERE id = :id", columns, columns);
	return run_on (workspace, sql, id, name, error) ? seg_workspace_last_id (workspace) : 0;
}

static gboolean
copy_belongings (SegWorkspace *workspace, gint64 from, gint64 to, GError **error)
{
	g_autoptr (GPtrArray) tables = belongings (workspace, error);

	for (guint i = 0; tables != NULL && i < tables->len; i++) {
		g_autofree char *columns = columns_of (workspace, tables->pdata[i], "feature_set_id", error);
		g_autofree char *table = seg_sql_identifier (tables->pdata[i]), *sql = NULL;

		if (columns == NULL)
			return FALSE;
		sql = g_strdup_printf ("INSERT INTO %s (feature_set_id, %s) SELECT %" G_GINT64_FORMAT ", %s FROM %s WHERE feature_set_id = :id", table,
		                       columns, to, columns, table);
		if (!run_on (workspace, sql, from, NULL, error))
			return FALSE;
	}
	return tables != NULL;
}

/* A set of version 2 has its values in a table, which a copy cannot have: it is computed again first. */
static gboolean
check_blocks (SegWorkspace *workspace, const SegFeatureSet *set, GError **error)
{
	gint64 n_parts, n_users;

	if (!seg_feature_blocks_count (workspace, set->id, &n_parts, &n_users, error))
		return FALSE;
	if (n_parts > 0)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The features \"%s\" were computed by an earlier version of the program; compute them again first"),
	             set->name);
	return FALSE;
}

gint64
seg_feature_set_copy (SegWorkspace *workspace, gint64 id, const char *name, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegFeatureSet) set = NULL;
	g_autofree char *checked = NULL;
	gint64 copy, in_use;

	if (transaction == NULL || (set = seg_feature_set_load_id (workspace, id, error)) == NULL
	    || !seg_feature_set_in_use (workspace, &in_use, error)
	    || (checked = free_name (workspace, name, 0, error)) == NULL || !check_blocks (workspace, set, error)
	    || (copy = copy_row (workspace, id, checked, error)) == 0 || !copy_belongings (workspace, id, copy, error)
	    || !seg_feature_set_use (workspace, in_use, error)
	    || !seg_audit_add (workspace, "copy features", checked, NULL, error)
	    || !seg_transaction_commit (g_steal_pointer (&transaction), error))
		return 0;
	return copy;
}
