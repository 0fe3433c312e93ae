/* Versions of segmentations in the workspace: which there are, how large their segments were, and how one gives way to the next.
 *
 * The version in use has its users in membership. When the next one comes, they are copied into version_member first: plain rows, so
 * that whoever edits segments need not know of versions. */
#include <config.h>
#include "filter-private.h"
#include "version-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

void
seg_version_free (SegVersion *version)
{
	if (version == NULL)
		return;
	g_free (version->algorithm);
	g_free (version->note);
	g_free (version);
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

/* A segmentation that no version was written for (by hand) has its first. */
#define VERSIONS \
	"SELECT v.id, v.number, v.as_of, v.made_at, v.algorithm, v.silhouette, v.note, " \
	"CASE WHEN v.in_use THEN g.n_users ELSE v.n_users END, " \
	"CASE WHEN v.in_use THEN (SELECT count (*) FROM segment WHERE segmentation_id = :id) " \
	"ELSE (SELECT count (*) FROM version_segment WHERE version_id = v.id) END, v.in_use FROM " \
	"(SELECT *, number = max (number) OVER () AS in_use FROM (" \
	"SELECT id, number, as_of, made_at, algorithm, silhouette, note, n_users FROM segmentation_version WHERE segmentation_id = :id " \
	"UNION ALL SELECT 0, 1, s.as_of, g.created_at, g.algorithm, g.silhouette, '', g.n_users FROM segmentation g " \
	"JOIN feature_set s ON s.id = g.feature_set_id WHERE g.id = :id AND NOT EXISTS (SELECT 1 FROM segmentation_version WHERE segmentation_id = :id))" \
	") v JOIN segmentation g ON g.id = :id ORDER BY v.number"

static SegVersion *
read_version (SegStatement *statement, gint64 segmentation_id)
{
	SegVersion *version = g_new0 (SegVersion, 1);

	version->id = seg_statement_integer (statement, 0);
	version->segmentation_id = segmentation_id;
	version->number = (guint) seg_statement_integer (statement, 1);
	version->as_of = seg_statement_integer (statement, 2);
	version->made_at = seg_statement_integer (statement, 3);
	version->algorithm = g_strdup (seg_statement_text (statement, 4));
	version->silhouette = seg_statement_double (statement, 5);
	version->note = g_strdup (seg_statement_text (statement, 6));
	version->n_users = seg_statement_integer (statement, 7);
	version->n_segments = (guint) seg_statement_integer (statement, 8);
	version->in_use = seg_statement_integer (statement, 9) != 0;
	return version;
}

GPtrArray *
seg_versions (SegWorkspace *workspace, gint64 segmentation_id, GError **error)
{
	g_autoptr (GPtrArray) versions = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_version_free);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, VERSIONS, error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", segmentation_id);
	while (seg_statement_next (statement, &failure))
		g_ptr_array_add (versions, read_version (statement, segmentation_id));
	if (!seg_query_ended (failure, error))
		return NULL;
	if (versions->len > 0)
		return g_steal_pointer (&versions);
	g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The segmentation number %" PRId64 " does not exist any more"), segmentation_id);
	return NULL;
}

/* The newest version made from data of before the end of the day that @text names; NULL: there is none, or it is no day. */
static const SegVersion *
find_by_date (const GPtrArray *versions, const char *text)
{
	const SegVersion *found = NULL;
	g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
	g_autofree char *with_time = g_strconcat (text, "T00:00:00", NULL);
	g_autoptr (GDateTime) day = g_date_time_new_from_iso8601 (with_time, utc);

	for (guint i = 0; day != NULL && i < versions->len; i++) {
		const SegVersion *version = versions->pdata[i];

		if (version->as_of < g_date_time_to_unix (day) + 86400)
			found = version;
	}
	return found;
}

static void
set_not_found (const GPtrArray *versions, const char *text, GError **error)
{
	g_autoptr (GString) list = g_string_new (NULL);

	for (guint i = 0; i < versions->len; i++) {
		const SegVersion *version = versions->pdata[i];
		g_autoptr (GDateTime) as_of = g_date_time_new_from_unix_utc (version->as_of);
		g_autofree char *day = as_of != NULL ? g_date_time_format (as_of, "%Y-%m-%d") : g_strdup ("");

		g_string_append_printf (list, "%s%u (%s)", i > 0 ? ", " : "", version->number, day);
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There is no version \"%s\"; there are: %s. A number, a day, \"before\" or \"last\" names one"),
	             text, list->str);
}

const SegVersion *
seg_versions_find (const GPtrArray *versions, const char *text, GError **error)
{
	const SegVersion *found = NULL;
	guint64 number;

	if (strcmp (text, "last") == 0)
		return versions->pdata[versions->len - 1];
	if (strcmp (text, "before") == 0)
		found = versions->len > 1 ? versions->pdata[versions->len - 2] : NULL;
	else if (g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT, &number, NULL)) {
		for (guint i = 0; i < versions->len; i++)
			if (((const SegVersion *) versions->pdata[i])->number == number)
				found = versions->pdata[i];
	} else
		found = find_by_date (versions, text);
	if (found == NULL)
		set_not_found (versions, text, error);
	return found;
}

#define TREND \
	"SELECT v.number, v.as_of, v.made_at, CASE WHEN v.number = x.last THEN s.size ELSE coalesce (p.size, 0) END, " \
	"CASE WHEN v.number = x.last THEN g.n_users ELSE v.n_users END " \
	"FROM segment s JOIN segmentation g ON g.id = s.segmentation_id JOIN segmentation_version v ON v.segmentation_id = g.id " \
	"JOIN (SELECT segmentation_id AS of, max (number) AS last FROM segmentation_version GROUP BY segmentation_id) x ON x.of = g.id " \
	"LEFT JOIN version_segment p ON p.version_id = v.id AND p.segment_id = s.id WHERE s.id = :id ORDER BY v.number"

GArray *
seg_segment_trend (SegWorkspace *workspace, gint64 segment_id, GError **error)
{
	g_autoptr (GArray) trend = g_array_new (FALSE, FALSE, sizeof (SegSegmentSize));
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, TREND, error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", segment_id);
	while (seg_statement_next (statement, &failure)) {
		double users = seg_statement_double (statement, 4);
		SegSegmentSize size = { (guint) seg_statement_integer (statement, 0), seg_statement_integer (statement, 1),
			                    seg_statement_integer (statement, 2), seg_statement_integer (statement, 3), 0 };

		size.share = users > 0 ? (double) size.size / users : 0;
		g_array_append_val (trend, size);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&trend) : NULL;
}

char *
seg_segment_trend_filter (SegWorkspace *workspace, gint64 segment_id, guint number, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT g.name, CASE WHEN v.number = (SELECT max (number) FROM segmentation_version w WHERE w.segmentation_id = g.id) THEN s.name ELSE p.name END "
		"FROM segment s JOIN segmentation g ON g.id = s.segmentation_id JOIN segmentation_version v ON v.segmentation_id = g.id AND v.number = :number "
		"LEFT JOIN version_segment p ON p.version_id = v.id AND p.segment_id = s.id WHERE s.id = :id", error);
	g_autofree char *segmentation = NULL, *name = NULL;
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", segment_id);
	seg_statement_bind_integer (statement, ":number", number);
	if (seg_statement_next (statement, &failure) && !seg_statement_is_null (statement, 1)) {
		segmentation = seg_filter_quote (seg_statement_text (statement, 0));
		name = seg_filter_quote (seg_statement_text (statement, 1));
	}
	if (!seg_query_ended (failure, error))
		return NULL;
	if (name != NULL)
		return g_strdup_printf ("segment of %s version %u = %s", segmentation, number, name);
	g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The segment was not there in version %u"), number);
	return NULL;
}

/* One version after the other --------------------------------------------------------------------------------------- */

static gboolean
run_for (SegWorkspace *workspace, const char *sql, gint64 id, const char *note, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", id);
	if (note != NULL)
		seg_statement_bind_text (statement, ":note", note);
	return seg_statement_run (statement, error);
}

gboolean
seg_version_open (SegWorkspace *workspace, gint64 segmentation_id, const SegFeatureMatrix *matrix, const char *note, gint64 *version_id,
                  SegJob *job, GError **error)
{
	gint64 id;

	if (!run_for (workspace,
		"INSERT INTO segmentation_version (segmentation_id, number, as_of, made_at, algorithm, options, seed, n_users, inertia, silhouette, note) "
		"SELECT g.id, 1 + coalesce ((SELECT max (number) FROM segmentation_version WHERE segmentation_id = g.id), 0), s.as_of, unixepoch (), "
		"g.algorithm, g.options, g.seed, g.n_users, g.inertia, g.silhouette, :note "
		"FROM segmentation g JOIN feature_set s ON s.id = g.feature_set_id WHERE g.id = :id", segmentation_id, note != NULL ? note : "", error))
		return FALSE;
	id = seg_workspace_last_id (workspace);
	if (version_id != NULL)
		*version_id = id;
	return matrix == NULL || seg_version_keep_features (workspace, id, matrix, job, error);
}

#define IN_USE "(SELECT id FROM segmentation_version WHERE segmentation_id = :id ORDER BY number DESC LIMIT 1)"

gboolean
seg_version_close (SegWorkspace *workspace, gint64 segmentation_id, GError **error)
{
	static const char *const steps[] = {
		"INSERT INTO segmentation_version (segmentation_id, number, as_of, made_at, algorithm, options, seed, n_users, inertia, silhouette) "
		"SELECT g.id, 1, s.as_of, g.created_at, g.algorithm, g.options, g.seed, g.n_users, g.inertia, g.silhouette FROM segmentation g "
		"JOIN feature_set s ON s.id = g.feature_set_id WHERE g.id = :id "
		"AND NOT EXISTS (SELECT 1 FROM segmentation_version WHERE segmentation_id = :id)",
		"INSERT INTO version_segment (version_id, segment_id, position, name, colour, size) SELECT " IN_USE ", id, position, name, colour, size "
		"FROM segment WHERE segmentation_id = :id ON CONFLICT (version_id, segment_id) DO UPDATE SET position = excluded.position, "
		"name = excluded.name, colour = excluded.colour, size = excluded.size",
		"DELETE FROM version_segment WHERE version_id = " IN_USE " AND segment_id NOT IN (SELECT id FROM segment WHERE segmentation_id = :id)",
		"UPDATE segmentation_version SET n_users = (SELECT n_users FROM segmentation WHERE id = :id) WHERE id = " IN_USE,
		"INSERT OR REPLACE INTO version_member (version_id, user_id, segment_id) SELECT " IN_USE ", user_id, segment_id FROM membership "
		"WHERE segmentation_id = :id ORDER BY user_id",
	};

	for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
		if (!run_for (workspace, steps[i], segmentation_id, NULL, error))
			return FALSE;
	return TRUE;
}

gboolean
seg_version_reopen (SegWorkspace *workspace, gint64 segmentation_id, GError **error)
{
	return run_for (workspace, "DELETE FROM version_member WHERE version_id = " IN_USE, segmentation_id, NULL, error);
}

gboolean
seg_version_say_came (SegWorkspace *workspace, gint64 version_id, gint64 segment_id, const char *came, double confidence, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"INSERT INTO version_segment (version_id, segment_id, position, name, colour, size, came, confidence) "
		"SELECT :version, id, position, name, colour, size, :came, :confidence FROM segment WHERE id = :segment", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":version", version_id);
	seg_statement_bind_integer (statement, ":segment", segment_id);
	seg_statement_bind_text (statement, ":came", came);
	seg_statement_bind_double (statement, ":confidence", confidence);
	return seg_statement_run (statement, error);
}
