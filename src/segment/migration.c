/* Who moved where: two ways of dividing users, joined user by user. */
#include <config.h>
#include "segment-private.h"

#include <segscope/migration.h>
#include <segscope/run.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

/* Users of one side, ascending, with their segment by place. */
typedef struct {
	GArray *user_ids; /* of gint64 */
	GArray *labels;   /* of gint32 */
} Members;

static void
members_clear (Members *members)
{
	g_clear_pointer (&members->user_ids, g_array_unref);
	g_clear_pointer (&members->labels, g_array_unref);
}

static void
free_segment (gpointer data)
{
	g_free (((SegMigrationSegment *) data)->name);
	g_free (data);
}

static void
side_clear (SegMigrationSide *side)
{
	g_free (side->title);
	g_free (side->segmentation);
	g_clear_pointer (&side->segments, g_ptr_array_unref);
}

void
seg_migration_free (SegMigration *migration)
{
	if (migration == NULL)
		return;
	side_clear (&migration->from);
	side_clear (&migration->to);
	g_free (migration->users);
	g_free (migration->goes_on);
	g_free (migration);
}

/* Versions --------------------------------------------------------------------------------------------------------- */

static void
add_segment (SegMigrationSide *side, gint64 id, guint position, const char *name, guint colour)
{
	SegMigrationSegment *segment = g_new0 (SegMigrationSegment, 1);

	segment->segment_id = id;
	segment->position = position;
	segment->name = g_strdup (name);
	segment->colour = CLAMP (colour, 1, SEG_SEGMENT_COLOURS);
	g_ptr_array_add (side->segments, segment);
}

static gboolean
read_segments (SegWorkspace *workspace, const SegVersion *version, SegMigrationSide *side, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, version->in_use
		? "SELECT s.id, s.position, s.name, s.colour, g.name FROM segment s JOIN segmentation g ON g.id = s.segmentation_id "
		  "WHERE s.segmentation_id = :id ORDER BY s.position"
		: "SELECT s.segment_id, s.position, s.name, s.colour, g.name FROM version_segment s JOIN segmentation_version v ON v.id = s.version_id "
		  "JOIN segmentation g ON g.id = v.segmentation_id WHERE s.version_id = :id ORDER BY s.position", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", version->in_use ? version->segmentation_id : version->id);
	side->segments = g_ptr_array_new_with_free_func (free_segment);
	while (seg_statement_next (statement, &failure)) {
		add_segment (side, seg_statement_integer (statement, 0), (guint) seg_statement_integer (statement, 1), seg_statement_text (statement, 2),
		             (guint) seg_statement_integer (statement, 3));
		if (side->segmentation == NULL)
			side->segmentation = g_strdup (seg_statement_text (statement, 4));
	}
	side->number = version->number;
	side->as_of = version->as_of;
	side->title = g_strdup_printf (_("%s, version %u"), side->segmentation != NULL ? side->segmentation : "", version->number);
	return seg_query_ended (failure, error);
}

static gint32
place_of (const SegMigrationSide *side, gint64 segment_id)
{
	for (guint i = 0; i < side->segments->len; i++)
		if (((const SegMigrationSegment *) side->segments->pdata[i])->segment_id == segment_id)
			return (gint32) i;
	return -1;
}

static void
members_init (Members *members)
{
	members->user_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	members->labels = g_array_new (FALSE, FALSE, sizeof (gint32));
}

static gboolean
read_version (SegWorkspace *workspace, const SegVersion *version, SegMigrationSide *side, Members *members, SegJob *job, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, version->in_use
		? "SELECT user_id, segment_id FROM membership WHERE segmentation_id = :id ORDER BY user_id"
		: "SELECT user_id, segment_id FROM version_member WHERE version_id = :id ORDER BY user_id", error);
	GError *failure = NULL;

	members_init (members);
	if (statement == NULL || !read_segments (workspace, version, side, error))
		return FALSE;
	seg_statement_bind_integer (statement, ":id", version->in_use ? version->segmentation_id : version->id);
	while (seg_statement_next (statement, &failure)) {
		gint64 user = seg_statement_integer (statement, 0);
		gint32 label = place_of (side, seg_statement_integer (statement, 1));

		if (members->labels->len % 4096 == 0 && !seg_job_proceed (job, 0, _("reading the segments"), error))
			return FALSE;
		if (label < 0)
			continue;
		g_array_append_val (members->user_ids, user);
		g_array_append_val (members->labels, label);
	}
	return seg_query_ended (failure, error);
}

/* Runs ------------------------------------------------------------------------------------------------------------- */

static gboolean
read_run (SegWorkspace *workspace, gint64 id, SegMigrationSide *side, Members *members, GError **error)
{
	g_autofree gint64 *user_ids = NULL;
	g_autofree gint32 *labels = NULL;
	gint32 most = -1;
	gsize n;

	members_init (members);
	if (!seg_run_labels (workspace, id, &user_ids, &labels, &n, error))
		return FALSE;
	g_array_append_vals (members->user_ids, user_ids, (guint) n);
	g_array_append_vals (members->labels, labels, (guint) n);
	for (gsize i = 0; i < n; i++)
		most = MAX (most, labels[i]);
	side->segments = g_ptr_array_new_with_free_func (free_segment);
	for (gint32 i = 0; i <= most; i++) {
		g_autofree char *name = g_strdup_printf (_("group %d"), i + 1);

		add_segment (side, 0, (guint) i + 1, name, (guint) i % SEG_SEGMENT_COLOURS + 1);
	}
	side->run_id = id;
	side->title = g_strdup_printf (_("run %" PRId64), id);
	return TRUE;
}

/* Together --------------------------------------------------------------------------------------------------------- */

static void
count (SegMigration *migration, const Members *before, const Members *now)
{
	guint n_from = migration->from.segments->len, n_to = migration->to.segments->len, i = 0, j = 0;

	migration->users = g_new0 (gint64, (gsize) (n_from + 1) * (n_to + 1));
	while (i < before->user_ids->len || j < now->user_ids->len) {
		gint64 then = i < before->user_ids->len ? g_array_index (before->user_ids, gint64, i) : G_MAXINT64;
		gint64 later = j < now->user_ids->len ? g_array_index (now->user_ids, gint64, j) : G_MAXINT64;
		guint from = then <= later ? (guint) g_array_index (before->labels, gint32, i) : n_from;
		guint to = later <= then ? (guint) g_array_index (now->labels, gint32, j) : n_to;

		migration->users[(gsize) from * (n_to + 1) + to]++;
		i += then <= later;
		j += later <= then;
	}
	migration->from.n_users = before->user_ids->len;
	migration->to.n_users = now->user_ids->len;
}

static void
add_up (SegMigration *migration)
{
	guint n_from = migration->from.segments->len, n_to = migration->to.segments->len;

	migration->goes_on = g_new (gint32, n_from + 1);
	for (guint from = 0; from <= n_from; from++)
		for (guint to = 0; to <= n_to; to++) {
			gint64 users = seg_migration_users (migration, from, to);

			if (from < n_from)
				((SegMigrationSegment *) migration->from.segments->pdata[from])->size += users;
			if (to < n_to)
				((SegMigrationSegment *) migration->to.segments->pdata[to])->size += users;
			migration->n_both += from < n_from && to < n_to ? users : 0;
			migration->n_came += from == n_from ? users : 0;
			migration->n_left += to == n_to ? users : 0;
		}
	for (guint from = 0; from < n_from; from++) {
		const SegMigrationSegment *segment = migration->from.segments->pdata[from];

		migration->goes_on[from] = migration->same ? place_of (&migration->to, segment->segment_id) : -1;
		if (migration->goes_on[from] >= 0)
			migration->n_stayed += seg_migration_users (migration, from, (guint) migration->goes_on[from]);
	}
	migration->n_moved = migration->same ? migration->n_both - migration->n_stayed : 0;
}

SegMigration *
seg_migration (SegWorkspace *workspace, const SegVersion *from, const SegVersion *to, SegJob *job, GError **error)
{
	g_autoptr (SegMigration) migration = g_new0 (SegMigration, 1);
	Members before = { NULL, NULL }, now = { NULL, NULL };
	gboolean read = read_version (workspace, from, &migration->from, &before, job, error)
	                && read_version (workspace, to, &migration->to, &now, job, error);

	migration->same = from->segmentation_id == to->segmentation_id;
	if (read) {
		count (migration, &before, &now);
		add_up (migration);
	}
	members_clear (&before);
	members_clear (&now);
	return read ? g_steal_pointer (&migration) : NULL;
}

SegMigration *
seg_migration_of_runs (SegWorkspace *workspace, gint64 from, gint64 to, SegJob *job, GError **error)
{
	g_autoptr (SegMigration) migration = g_new0 (SegMigration, 1);
	Members before = { NULL, NULL }, now = { NULL, NULL };
	gboolean read = read_run (workspace, from, &migration->from, &before, error) && seg_job_proceed (job, 0.5, NULL, error)
	                && read_run (workspace, to, &migration->to, &now, error);

	if (read) {
		count (migration, &before, &now);
		add_up (migration);
	}
	members_clear (&before);
	members_clear (&now);
	return read ? g_steal_pointer (&migration) : NULL;
}
