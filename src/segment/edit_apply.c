/* Doing an edit that was looked at: segments and who is in them, and all that refers to segments which are gone. */
#include <config.h>
#include "edit-private.h"
#include "filter-private.h"

#include <segscope/history.h>
#include <segscope/pin.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

/* What is written, with the ids that new segments got. */
typedef struct {
	SegWorkspace         *workspace;
	const SegEditPreview *preview;
	const SegEditing     *editing;
	SegMatrix            *centroids; /* by slot; NULL: the segments have none */
	gint64               *ids;       /* by slot */
	SegJob               *job;
} Applying;

/* What was looked at is what is there. */
static gboolean
check_unchanged (const Applying *applying, GError **error)
{
	const SegSegmentation *before = applying->preview->segmentation;
	g_autoptr (SegSegmentation) now = seg_segmentation_load_id (applying->workspace, before->id, error);
	g_autoptr (SegMembers) members = now != NULL ? seg_members_load (applying->workspace, now, applying->job, error) : NULL;
	const SegMembers *known = applying->editing->members;
	gboolean same;

	if (members == NULL)
		return FALSE;
	same = now->segments->len == before->segments->len && members->n == known->n
	       && memcmp (members->user_ids, known->user_ids, known->n * sizeof *known->user_ids) == 0
	       && memcmp (members->labels, known->labels, known->n * sizeof *known->labels) == 0;
	for (guint i = 0; same && i < now->segments->len; i++) {
		const SegSegment *one = now->segments->pdata[i], *other = before->segments->pdata[i];

		same = one->id == other->id && strcmp (one->name, other->name) == 0;
	}
	if (!same)
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("\"%s\" was changed by other work since it was looked at; nothing was changed. Look again"),
		             before->name);
	return same;
}

static gboolean
run_with (const Applying *applying, const char *sql, gint64 first, gint64 second, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (applying->workspace, sql, error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer_at (statement, 1, first);
	seg_statement_bind_integer_at (statement, 2, second);
	return seg_statement_run (statement, error);
}

/* Segments ---------------------------------------------------------------------------------------------------------- */

static gboolean
insert_segment (Applying *applying, guint slot, GError **error)
{
	const SegEditSegment *segment = seg_edit_slot (applying->preview, slot);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (applying->workspace,
		"INSERT INTO segment (id, segmentation_id, position, name, colour, size, centroid, noise) SELECT " SEG_SQL_NEXT_SEGMENT ", :segmentation, "
		SEG_SQL_NEXT_POSITION ", :name, :colour, :size, '[]', :noise", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":segmentation", applying->preview->segmentation->id);
	seg_statement_bind_text (statement, ":name", segment->name);
	seg_statement_bind_integer (statement, ":colour", segment->colour);
	seg_statement_bind_integer (statement, ":size", segment->after);
	seg_statement_bind_integer (statement, ":noise", segment->noise != FALSE);
	if (!seg_statement_run (statement, error))
		return FALSE;
	applying->ids[slot] = seg_workspace_last_id (applying->workspace);
	return TRUE;
}

static gboolean
write_segment (const Applying *applying, guint slot, GError **error)
{
	const SegEditSegment *segment = seg_edit_slot (applying->preview, slot);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (applying->workspace,
		"UPDATE segment SET size = :size, centroid = coalesce (:centroid, centroid) WHERE id = :id", error);
	g_autofree char *centroid = applying->centroids != NULL && !segment->noise && segment->after > 0 /* an empty one keeps its place */
	                            ? seg_numbers_to_json (seg_matrix_row (applying->centroids, slot), applying->centroids->n_columns) : NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":size", segment->after);
	seg_statement_bind_text (statement, ":centroid", centroid);
	seg_statement_bind_integer (statement, ":id", applying->ids[slot]);
	return seg_statement_run (statement, error);
}

/* The segment that users of a segment which is gone came into takes its place, wherever it is referred to. */
static gboolean
hand_over (const Applying *applying, gint64 gone, gint64 into, GError **error)
{
	static const char *const steps[] = {
		"INSERT INTO membership_share (segmentation_id, user_id, segment_id, share) SELECT segmentation_id, user_id, ?2, share FROM membership_share "
		"WHERE segment_id = ?1 ON CONFLICT (segmentation_id, user_id, segment_id) DO UPDATE SET share = share + excluded.share",
		"DELETE FROM membership_share WHERE segment_id = ?1 AND ?2",
		"UPDATE campaign_member SET segment_id = ?2 WHERE segment_id = ?1",
		"UPDATE campaign SET options = json_set (options, '$.segments', json ((SELECT json_group_array (DISTINCT CASE value WHEN ?1 THEN ?2 ELSE value END) "
		"FROM json_each (options, '$.segments')))) WHERE EXISTS (SELECT 1 FROM json_each (options, '$.segments') WHERE value = ?1)",
		"UPDATE campaign SET options = json_set (options, '$.messages', json ((SELECT json_group_array (json (CASE json_extract (value, '$.segment') "
		"WHEN ?1 THEN json_set (value, '$.segment', ?2) ELSE value END)) FROM json_each (options, '$.messages')))) "
		"WHERE EXISTS (SELECT 1 FROM json_each (options, '$.messages') WHERE json_extract (value, '$.segment') = ?1)",
		"UPDATE membership SET segment_id = ?2 WHERE segment_id = ?1", /* also of those who are pinned elsewhere */
		"UPDATE OR IGNORE pin SET segment_id = ?2 WHERE segment_id = ?1 AND side = 'in'", /* out of what is gone means nothing */
		"UPDATE pinned_away SET segment_id = ?2 WHERE segment_id = ?1",
		"UPDATE fits_none SET segment_id = ?2 WHERE segment_id = ?1",
		"DELETE FROM segment WHERE id = ?1 AND ?2",
	};

	for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
		if (!run_with (applying, steps[i], gone, into, error))
			return FALSE;
	return TRUE;
}

static gboolean
remove_gone (const Applying *applying, GError **error)
{
	const SegEditPreview *preview = applying->preview;
	guint into = 0;

	if (preview->request->kind != SEG_EDIT_MERGE)
		return TRUE;
	if (!seg_edit_find_slot (preview, preview->request->segment_id, &into, error))
		return FALSE;
	for (guint slot = 0; slot < applying->editing->n_old; slot++)
		if (seg_edit_slot (preview, slot)->gone
		    && (!seg_filters_rename_segment (applying->workspace, applying->ids[slot], seg_edit_slot (preview, into)->name, TRUE, error)
		        || !hand_over (applying, applying->ids[slot], applying->ids[into], error)))
			return FALSE;
	return preview->request->name == NULL
	       || seg_segment_edit (applying->workspace, applying->ids[into], preview->request->name, NULL, 0, error);
}

/* Users ------------------------------------------------------------------------------------------------------------- */

static double
distance (const Applying *applying, gsize member)
{
	const SegMatrix *rows = applying->editing->rows;
	gssize row = rows != NULL ? applying->editing->row_of[member] : -1;
	const double *centre;
	double squares = 0;

	if (row < 0 || applying->centroids == NULL)
		return NAN;
	centre = seg_matrix_row (applying->centroids, (gsize) applying->editing->after[member]);
	for (gsize j = 0; j < rows->n_columns; j++) {
		double difference = seg_matrix_row (rows, (gsize) row)[j] - centre[j];

		squares += difference * difference;
	}
	return sqrt (squares);
}

/* Who moves; and how far everyone in a segment with other users is from its new middle. */
static gboolean
write_members (const Applying *applying, GError **error)
{
	const SegEditing *editing = applying->editing;
	gint64 segmentation = applying->preview->segmentation->id;
	g_autoptr (SegStatement) move = seg_workspace_prepare (applying->workspace,
		"UPDATE membership SET segment_id = :segment, distance = :distance WHERE segmentation_id = :segmentation AND user_id = :user", error), stay = NULL;

	if (move == NULL || (stay = seg_workspace_prepare (applying->workspace,
		"UPDATE membership SET distance = :distance WHERE segmentation_id = :segmentation AND user_id = :user", error)) == NULL)
		return FALSE;
	seg_statement_bind_integer (move, ":segmentation", segmentation);
	seg_statement_bind_integer (stay, ":segmentation", segmentation);
	for (gsize member = 0; member < editing->members->n; member++) {
		guint slot = (guint) editing->after[member];
		gboolean moves = editing->members->labels[member] != (gint32) slot;
		SegStatement *statement = moves ? move : stay;

		if (member % 4096 == 0 && !seg_job_proceed (applying->job, (double) member / (double) editing->members->n, _("keeping the segments"), error))
			return FALSE;
		if (!moves && (!seg_edit_slot (applying->preview, slot)->touched || applying->centroids == NULL))
			continue;
		if (moves)
			seg_statement_bind_integer (statement, ":segment", applying->ids[slot]);
		seg_statement_bind_double (statement, ":distance", distance (applying, member));
		seg_statement_bind_integer (statement, ":user", editing->members->user_ids[member]);
		if (!seg_statement_run (statement, error))
			return FALSE;
	}
	return TRUE;
}

/* The silhouettes of all users are others where the segments beside them are. */
static gboolean
write_widths (const Applying *applying, GError **error)
{
	const SegEditing *editing = applying->editing;
	gint64 segmentation = applying->preview->segmentation->id;
	g_autoptr (SegStatement) statement = NULL;

	if (editing->widths == NULL)
		return run_with (applying, "UPDATE membership SET silhouette = NULL WHERE segmentation_id = ?1 AND silhouette IS NOT NULL AND ?2", segmentation, 1, error);
	statement = seg_workspace_prepare (applying->workspace,
		"UPDATE membership SET silhouette = :width WHERE segmentation_id = :segmentation AND user_id = :user AND silhouette IS NOT :width", error);
	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":segmentation", segmentation);
	for (gsize member = 0; member < editing->members->n; member++) {
		if (member % 4096 == 0 && !seg_job_proceed (applying->job, 1, NULL, error))
			return FALSE;
		seg_statement_bind_double (statement, ":width", editing->row_of[member] >= 0 ? editing->widths[editing->row_of[member]] : NAN);
		seg_statement_bind_integer (statement, ":user", editing->members->user_ids[member]);
		if (!seg_statement_run (statement, error))
			return FALSE;
	}
	return TRUE;
}

/* After a division or a move nobody knows shares in several segments any more. */
static gboolean
drop_shares (const Applying *applying, GError **error)
{
	return applying->preview->request->kind == SEG_EDIT_MERGE
	       || run_with (applying, "DELETE FROM membership_share WHERE segmentation_id = ?1 AND ?2", applying->preview->segmentation->id, 1, error);
}

/* The segmentation -------------------------------------------------------------------------------------------------- */

static double
inertia (const Applying *applying)
{
	double sum = 0;

	for (gsize member = 0; member < applying->editing->members->n; member++) {
		double far = distance (applying, member);

		sum += isnan (far) ? 0 : far * far;
	}
	return sum;
}

static char *
segment_ids (const Applying *applying, const GArray *slots)
{
	GString *ids = g_string_new ("[");

	for (guint i = 0; i < slots->len; i++)
		g_string_append_printf (ids, "%s%" PRId64, i > 0 ? "," : "", applying->ids[g_array_index (slots, guint, i)]);
	return g_string_free (g_string_append_c (ids, ']'), FALSE);
}

static guint
count_segments (const SegEditPreview *preview)
{
	guint n = 0;

	for (guint slot = 0; slot < preview->segments->len; slot++)
		n += seg_edit_slot (preview, slot)->gone ? 0 : 1;
	return n;
}

#define UPDATE \
	"UPDATE segmentation SET silhouette = :silhouette, inertia = CASE WHEN inertia IS NULL THEN NULL ELSE coalesce (:inertia, inertia) END, " \
	"rule = :rule, rule_segments = :rule_segments, algorithm = CASE WHEN algorithm IN ('rfm', 'conditions') THEN 'by hand' ELSE algorithm END, " \
	"options = json_set (options, '$.k', :k, " \
	"'$.edits', 1 + coalesce (json_extract (options, '$.edits'), 0)) WHERE id = :id"

static gboolean
write_segmentation (const Applying *applying, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (applying->workspace, UPDATE, error);
	g_autoptr (GArray) slots = NULL;
	g_autoptr (SegClusterRule) rule = NULL;
	g_autoptr (GBytes) bytes = NULL;
	g_autofree char *ids = NULL;
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	if (applying->centroids != NULL)
		rule = seg_edit_rule (applying->workspace, applying->preview, applying->centroids, &slots, &failure);
	if (failure != NULL) {
		g_propagate_error (error, failure);
		return FALSE;
	}
	seg_statement_bind_integer (statement, ":id", applying->preview->segmentation->id);
	seg_statement_bind_integer (statement, ":k", count_segments (applying->preview));
	seg_statement_bind_double (statement, ":silhouette", applying->preview->silhouette_after);
	seg_statement_bind_double (statement, ":inertia", applying->centroids != NULL ? inertia (applying) : NAN);
	if (rule != NULL) {
		const void *data;
		gsize size;

		bytes = seg_cluster_rule_to_bytes (rule);
		data = g_bytes_get_data (bytes, &size);
		ids = segment_ids (applying, slots);
		seg_statement_bind_blob (statement, ":rule", data, size);
	} else
		seg_statement_bind_null (statement, ":rule");
	seg_statement_bind_text (statement, ":rule_segments", ids);
	return seg_statement_run (statement, error);
}

/* All of it --------------------------------------------------------------------------------------------------------- */

static const struct {
	const char *audit, *history;
} names[] = {
	[SEG_EDIT_MERGE] = { "merge segments", N_("Put segments together") },
	[SEG_EDIT_SPLIT] = { "split segment", N_("Divide a segment") },
	[SEG_EDIT_BORDER] = { "move border", N_("Move a border") },
	[SEG_EDIT_CARVE] = { "take out users", N_("Take users out into a segment") },
};

/* "autumn: A + B → A": who was concerned, and what came of it. */
static char *
object_words (const SegEditPreview *preview)
{
	g_autoptr (GString) before = g_string_new (NULL), after = g_string_new (NULL);

	for (guint i = 0; i < preview->segments->len; i++) {
		const SegEditSegment *segment = seg_edit_slot (preview, i);
		const SegSegment *old = i < preview->editing->n_old ? preview->segmentation->segments->pdata[i] : NULL;

		if (!segment->touched && !segment->gone)
			continue;
		if (old != NULL && (preview->request->kind != SEG_EDIT_CARVE || segment->id == 0))
			g_string_append_printf (before, "%s%s", before->len > 0 ? " + " : "", old->name);
		if (!segment->gone && (preview->request->kind != SEG_EDIT_CARVE || segment->id == 0))
			g_string_append_printf (after, "%s%s", after->len > 0 ? " + " : "", segment->name);
	}
	if (before->len == 0 || strcmp (before->str, after->str) == 0)
		return g_strdup_printf ("%s: %s", preview->segmentation->name, after->str);
	return g_strdup_printf ("%s: %s → %s", preview->segmentation->name, before->str, after->str);
}

static gboolean
check_name (const SegEditPreview *preview, GError **error)
{
	const char *name = preview->request->name;
	g_autofree char *checked = name != NULL ? seg_segment_name_check (name, error) : NULL;

	return name == NULL || checked != NULL;
}

static gboolean
write_all (Applying *applying, GError **error)
{
	const SegEditPreview *preview = applying->preview;

	for (guint slot = 0; slot < preview->segments->len; slot++)
		if (slot < applying->editing->n_old)
			applying->ids[slot] = seg_edit_slot (preview, slot)->id;
		else if (!insert_segment (applying, slot, error))
			return FALSE;
	if (!seg_pins_lift (applying->workspace, preview->segmentation->id, error) || !write_members (applying, error) || !write_widths (applying, error) || !drop_shares (applying, error) || !write_segmentation (applying, error))
		return FALSE;
	for (guint slot = 0; slot < preview->segments->len; slot++)
		if (seg_edit_slot (preview, slot)->touched && !seg_edit_slot (preview, slot)->gone && !write_segment (applying, slot, error))
			return FALSE;
	return remove_gone (applying, error) && seg_pins_apply (applying->workspace, preview->segmentation->id, error);
}

gboolean
seg_edit_apply (SegWorkspace *workspace, const SegEditPreview *preview, SegJob *job, GError **error)
{
	Applying applying = { workspace, preview, preview->editing, NULL, g_new0 (gint64, preview->segments->len + 1), job };
	g_autofree char *object = object_words (preview), *detail = g_strdup_printf ("{\"users\":%zu}", preview->n_moved);
	g_autoptr (SegEdit) edit = check_name (preview, error) ? seg_edit_begin (workspace, error) : NULL;
	gboolean done = edit != NULL && check_unchanged (&applying, error);

	if (done && seg_edit_has_centres (preview))
		done = (applying.centroids = seg_edit_centroids (preview, error)) != NULL;
	done = done && write_all (&applying, error) && seg_audit_add (workspace, names[preview->request->kind].audit, object, detail, error)
	       && seg_edit_commit (g_steal_pointer (&edit), names[preview->request->kind].history, object, error);
	seg_matrix_free (applying.centroids);
	g_free (applying.ids);
	return done;
}
