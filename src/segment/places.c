/* Where conditions stand: one table for reading and writing them all. */
#include <config.h>
#include "places-private.h"

#include <glib/gi18n.h>

static void
free_place (gpointer data)
{
	SegPlace *place = data;

	g_free (place->name);
	g_free (place->condition);
	g_free (place);
}

#define LISTED \
	"coalesce (segmentation_id, 0), coalesce (json_array_length (options, '$.segments'), 0), " \
	"EXISTS (SELECT 1 FROM json_each (options, '$.segments') AS listed WHERE listed.value = ?1) "

/* How each is said, read and written: of writing ?1 is the id, ?2 the condition, ?3 the number. */
static const struct {
	const char *words, *read, *write;
} places[] = {
	[SEG_PLACE_RULE] = { N_("rule \"%s\""),
		"SELECT id, 0, name, condition, frozen_at IS NOT NULL, 0, 0, 0 FROM rule ORDER BY name",
		"UPDATE rule SET condition = ?2 WHERE id = ?1 AND ?3 = 0" },
	[SEG_PLACE_CAMPAIGN] = { N_("campaign \"%s\""),
		"SELECT id, 0, name, coalesce (json_extract (options, '$.filter'), ''), 0, " LISTED "FROM campaign ORDER BY name",
		"UPDATE campaign SET options = json_set (options, '$.filter', ?2) WHERE id = ?1 AND ?3 = 0" },
	[SEG_PLACE_PART] = { N_("campaign \"%s\""),
		"SELECT campaign.id, part.key, name, coalesce (json_extract (part.value, '$.text'), ''), 0, " LISTED
		"FROM campaign, json_each (options, '$.parts') AS part WHERE json_extract (part.value, '$.kind') IN ('filter', 'alike') ORDER BY name, part.key",
		"UPDATE campaign SET options = json_set (options, '$.parts[' || ?3 || '].text', ?2) WHERE id = ?1" },
	[SEG_PLACE_GROUP] = { N_("segments \"%s\""),
		"SELECT segmentation.id, one.key, name, coalesce (json_extract (one.value, '$.condition'), ''), 0, 0, 0, 0 FROM segmentation, "
		"json_each (options, '$.groups') AS one WHERE algorithm = '" SEG_CONDITIONS_ALGORITHM "' ORDER BY name, one.key",
		"UPDATE segmentation SET options = json_set (options, '$.groups[' || ?3 || '].condition', ?2) WHERE id = ?1" },
};

static gboolean
read_places (SegWorkspace *workspace, SegPlaceKind kind, gint64 segment_id, GPtrArray *found, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, places[kind].read, error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer_at (statement, 1, segment_id); /* where it is asked for */
	while (seg_statement_next (statement, &failure)) {
		SegPlace *place = g_new0 (SegPlace, 1);

		place->kind = kind;
		place->id = seg_statement_integer (statement, 0);
		place->number = seg_statement_integer (statement, 1);
		place->name = g_strdup (seg_statement_text (statement, 2));
		place->condition = g_strdup (seg_statement_text (statement, 3));
		place->frozen = seg_statement_integer (statement, 4) != 0;
		place->segmentation_id = seg_statement_integer (statement, 5);
		place->n_listed = seg_statement_integer (statement, 6);
		place->lists = seg_statement_integer (statement, 7) != 0;
		g_ptr_array_add (found, place);
	}
	return seg_query_ended (failure, error);
}

GPtrArray *
seg_places (SegWorkspace *workspace, gint64 segment_id, GError **error)
{
	g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (free_place);

	for (gsize kind = 0; kind < G_N_ELEMENTS (places); kind++)
		if (!read_places (workspace, (SegPlaceKind) kind, segment_id, found, error))
			return NULL;
	return g_steal_pointer (&found);
}

char *
seg_place_words (const SegPlace *place)
{
	return g_strdup_printf (_(places[place->kind].words), place->name);
}

static gboolean
write_with (SegWorkspace *workspace, const char *sql, const SegPlace *place, const char *condition, const char *before, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer_at (statement, 1, place->id);
	seg_statement_bind_text_at (statement, 2, condition);
	seg_statement_bind_integer_at (statement, 3, place->number);
	if (before != NULL)
		seg_statement_bind_text_at (statement, 4, before);
	return seg_statement_run (statement, error);
}

gboolean
seg_place_write (SegWorkspace *workspace, const SegPlace *place, const char *condition, GError **error)
{
	/* the note of such a segment is its condition, until a person writes another one */
	if (place->kind == SEG_PLACE_GROUP
	    && !write_with (workspace, "UPDATE segment SET description = ?2 WHERE description = ?4 AND id = (SELECT json_extract (options, '$.groups[' || ?3 "
	                    "|| '].segment') FROM segmentation WHERE id = ?1)", place, condition, place->condition, error))
		return FALSE;
	return write_with (workspace, places[place->kind].write, place, condition, NULL, error);
}

SegFilterSegment
seg_place_segment (const SegPlace *place, const SegSegmentation *segmentation, const SegSegment *segment, guint64 in_use)
{
	return (SegFilterSegment) { segmentation->name, segment != NULL ? segment->name : NULL, segment != NULL ? segment->position : 0, TRUE,
	                            place->segmentation_id == segmentation->id, in_use };
}

gboolean
seg_version_in_use (SegWorkspace *workspace, gint64 segmentation_id, guint64 *number, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT coalesce (max (number), 0) FROM segmentation_version WHERE segmentation_id = :id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", segmentation_id);
	*number = seg_statement_next (statement, &failure) ? (guint64) seg_statement_integer (statement, 0) : 0;
	return seg_query_ended (failure, error);
}
