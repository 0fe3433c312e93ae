#include <config.h>
#include "workspace-private.h"

#include <glib/gstdio.h>

static gboolean
count_all (SegWorkspace *workspace, SegWorkspaceInfo *info, GError **error)
{
	const struct { const char *sql; gint64 *value; } counts[] = {
		{ "PRAGMA user_version", &info->version },
		{ "SELECT created_at FROM workspace", &info->created_at },
		{ "SELECT count(*) FROM source", &info->n_sources },
		{ "SELECT count(*) FROM reject WHERE NOT is_value AND corrected_by IS NULL", &info->n_rows_set_aside },
		{ "SELECT count(*) FROM reject WHERE is_value AND corrected_by IS NULL", &info->n_values_left_out },
		{ "SELECT count(*) FROM user WHERE " SEG_SQL_USER_IN_USE ("user"), &info->n_users },
		{ "SELECT count(*) FROM user WHERE listed AND " SEG_SQL_USER_IN_USE ("user"), &info->n_users_listed },
		{ "SELECT count(*) FROM excluded_user", &info->n_users_left_out },
		{ "SELECT count(*) FROM item WHERE " SEG_SQL_ITEM_IN_USE ("item"), &info->n_items },
		{ "SELECT count(*) FROM item WHERE listed AND " SEG_SQL_ITEM_IN_USE ("item"), &info->n_items_listed },
		{ "SELECT count(*) FROM excluded_item", &info->n_items_left_out },
		{ "SELECT count(*) FROM event_set_aside WHERE replaced_by IS NULL", &info->n_events_set_aside },
		{ "SELECT count(*) FROM cleaning_step WHERE enabled", &info->n_cleaning_steps },
		{ "SELECT count(*) FROM event", &info->n_events },
		{ "SELECT count(*) FROM review", &info->n_reviews },
		{ "SELECT min(at) FROM event", &info->first_event_at },
		{ "SELECT max(at) FROM event", &info->last_event_at },
		{ "SELECT count(*) FROM feature_set", &info->n_feature_sets },
		{ "SELECT count(*) FROM segmentation", &info->n_segmentations },
		{ "SELECT count(*) FROM campaign", &info->n_campaigns },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
		if (!seg_workspace_count (workspace, counts[i].sql, counts[i].value, error))
			return FALSE;
	return TRUE;
}

static gboolean
sum_revenue (SegWorkspace *workspace, SegWorkspaceInfo *info, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT total(amount) FROM event WHERE kind_id IN " SEG_SQL_KINDS_OF_MONEY, error);

	if (statement == NULL || !seg_statement_next (statement, error))
		return FALSE;
	info->revenue = seg_statement_double (statement, 0);
	return TRUE;
}

SegWorkspaceInfo *
seg_workspace_info (SegWorkspace *workspace, GError **error)
{
	g_autoptr (SegWorkspaceInfo) info = g_new0 (SegWorkspaceInfo, 1);
	GStatBuf status;

	info->path = g_strdup (workspace->path);
	if (g_stat (workspace->path, &status) == 0)
		info->size = status.st_size;
	if (!count_all (workspace, info, error) || !sum_revenue (workspace, info, error))
		return NULL;
	info->fingerprint = seg_workspace_fingerprint (workspace, error);
	return info->fingerprint != NULL ? g_steal_pointer (&info) : NULL;
}

void
seg_workspace_info_free (SegWorkspaceInfo *info)
{
	if (info == NULL)
		return;
	g_free (info->path);
	g_free (info->fingerprint);
	g_free (info);
}

const char *
seg_workspace_taking (SegWorkspace *workspace, GError **error)
{
	static const char *const kinds[] = { "purchase", "rating" };

	for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
		g_autofree char *sql = g_strdup_printf (
			"SELECT EXISTS (SELECT 1 FROM event WHERE kind_id IN " SEG_SQL_KINDS_OF_TAKING ("'%s'") " AND item_id IS NOT NULL)",
			kinds[i], kinds[i]);
		gint64 exists;

		if (!seg_workspace_count (workspace, sql, &exists, error))
			return NULL;
		if (exists)
			return kinds[i];
	}
	return "event";
}
