/* What edits read from the workspace: features of the members, their revenue, what labels of rules mean. */
#include <config.h>
#include "edit-private.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* Features ---------------------------------------------------------------------------------------------------------- */

static gboolean
read_transforms (SegWorkspace *workspace, gint64 segmentation_id, char **transforms, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT transforms FROM segmentation WHERE id = :id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", segmentation_id);
	if (seg_statement_next (statement, &failure))
		*transforms = g_strdup (seg_statement_text (statement, 0));
	return seg_query_ended (failure, error);
}

/* Which members have a row, and which rows have a member. Where they are the same, the matrix is used as it is. */
static gboolean
match_rows (SegEditing *editing, GError **error)
{
	const SegMembers *members = editing->members;
	const SegMatrix *scaled = editing->features->scaled;
	g_autofree gsize *from = g_new (gsize, MAX (scaled->n_rows, 1));
	gsize n = 0, row = 0;

	editing->member_of = g_new (gsize, MAX (members->n, 1));
	editing->row_of = g_new (gssize, MAX (members->n, 1));
	for (gsize member = 0; member < members->n; member++) {
		while (row < scaled->n_rows && editing->features->user_ids[row] < members->user_ids[member])
			row++;
		editing->row_of[member] = -1;
		if (row == scaled->n_rows || editing->features->user_ids[row] != members->user_ids[member])
			continue;
		editing->row_of[member] = (gssize) n;
		editing->member_of[n] = member;
		from[n++] = row;
	}
	editing->owns_rows = n < scaled->n_rows || n < members->n;
	editing->rows = editing->owns_rows ? seg_matrix_new (n, scaled->n_columns, error) : editing->features->scaled;
	if (editing->owns_rows && editing->rows != NULL && scaled->groups != NULL)
		editing->rows->groups = g_memdup2 (scaled->groups, scaled->n_columns * sizeof *scaled->groups);
	for (gsize i = 0; editing->owns_rows && editing->rows != NULL && i < n; i++)
		memcpy (seg_matrix_row (editing->rows, i), seg_matrix_row (scaled, from[i]), scaled->n_columns * sizeof (double));
	return editing->rows != NULL;
}

gboolean
seg_edit_read_features (SegWorkspace *workspace, SegEditPreview *preview, SegJob *job, GError **error)
{
	const SegSegmentation *segmentation = preview->segmentation;
	SegEditing *editing = preview->editing;
	g_autofree char *transforms = NULL;

	if (!read_transforms (workspace, segmentation->id, &transforms, error)
	    || (editing->set = seg_feature_set_load_id (workspace, segmentation->feature_set_id, error)) == NULL)
		return FALSE;
	if (segmentation->selection->len == 0)
		return TRUE;
	if (transforms == NULL || transforms[0] == '\0')
		editing->features = seg_feature_matrix (workspace, editing->set, segmentation->selection, job, error);
	else if (preview->request->kind == SEG_EDIT_SPLIT) /* names are proposed from the values as they are */
		editing->features = seg_feature_matrix_again (workspace, editing->set, transforms, job, error);
	else
		editing->features = seg_feature_matrix_scaled (workspace, editing->set, transforms, job, error);
	return editing->features != NULL && match_rows (editing, error);
}

gboolean
seg_edit_read_rule_segments (SegWorkspace *workspace, gint64 segmentation_id, GArray **ids, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT listed.value FROM segmentation, json_each (rule_segments) AS listed WHERE segmentation.id = :id ORDER BY listed.key", error);
	g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (gint64));
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", segmentation_id);
	while (seg_statement_next (statement, &failure)) {
		gint64 id = seg_statement_integer (statement, 0);

		g_array_append_val (found, id);
	}
	*ids = found->len > 0 && failure == NULL ? g_steal_pointer (&found) : NULL;
	return seg_query_ended (failure, error);
}

/* Revenue ----------------------------------------------------------------------------------------------------------- */

/* Money of the kinds that are income, until the instant of the features; users of @events are members. */
static gboolean
add_revenue (const SegMemberEvents *events, double *revenue)
{
	gboolean some = FALSE;

	for (guint c = 0; c < events->chunks->len; c++) { /* in the order of the file */
		const SegEventChunk *chunk = events->chunks->pdata[c];

		for (gsize i = 0; chunk->amount != NULL && i < chunk->n; i++)
			if ((events->kinds[chunk->kind[i] & ~SEG_CHUNK_NOT_YET_GIVEN_BACK] & SEG_MEMBER_MONEY) && !isnan (chunk->amount[i])) {
				revenue[chunk->user[i]] += chunk->amount[i];
				some = TRUE;
			}
	}
	return some;
}

gboolean
seg_edit_read_revenue (SegWorkspace *workspace, SegEditPreview *preview, SegJob *job, GError **error)
{
	SegEditing *editing = preview->editing;
	g_autofree double *revenue = g_new0 (double, MAX (editing->members->n, 1));
	SegMemberEvents events;
	gboolean read = seg_member_events_read (&events, workspace, editing->members, editing->set->as_of, job, error);

	if (read && add_revenue (&events, revenue))
		editing->revenue = g_steal_pointer (&revenue);
	seg_member_events_clear (&events);
	return read;
}
