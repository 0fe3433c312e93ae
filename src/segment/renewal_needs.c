/* Whether a campaign or a rule needs a segment, which then stays, even without users. A campaign for all segments goes on without it. */
#include <config.h>
#include "places-private.h"
#include "renewal-private.h"

#include <glib/gi18n.h>

static char *
needing_campaign (SegWorkspace *workspace, gint64 segment_id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT name FROM campaign c WHERE EXISTS (SELECT 1 FROM campaign_member m WHERE m.campaign_id = c.id AND m.segment_id = :id) "
		"OR EXISTS (SELECT 1 FROM json_each (c.options, '$.segments') s WHERE s.value = :id) ORDER BY c.id DESC LIMIT 1", error);

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", segment_id);
	return seg_statement_next (statement, error) ? g_strdup_printf (_("campaign \"%s\""), seg_statement_text (statement, 0)) : NULL;
}

/* What people have put down by hand: pins, and texts of the card. */
static char *
needing_people (SegWorkspace *workspace, gint64 segment_id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT EXISTS (SELECT 1 FROM pin WHERE segment_id = :id AND (until IS NULL OR until > unixepoch ())), EXISTS (SELECT 1 FROM persona_text WHERE segment_id = :id)", error);

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", segment_id);
	if (!seg_statement_next (statement, error))
		return NULL;
	return seg_statement_integer (statement, 0) != 0 ? g_strdup (_("a pinned user"))
	       : seg_statement_integer (statement, 1) != 0 ? g_strdup (_("what was written on its card")) : NULL;
}

/* Conditions that ask for the segment by its name or number. */
static char *
needing_condition (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegSegment *segment, GError **error)
{
	g_autoptr (GPtrArray) places = seg_places (workspace, segment->id, error);
	guint64 in_use;

	if (places == NULL || !seg_version_in_use (workspace, segmentation->id, &in_use, error))
		return NULL;
	for (guint i = 0; i < places->len; i++) {
		const SegPlace *place = places->pdata[i];
		const SegFilterSegment asked = seg_place_segment (place, segmentation, segment, in_use);
		g_autofree char *found = place->frozen ? NULL : seg_filter_rename_segment (place->condition, &asked, NULL);

		if (found != NULL)
			return seg_place_words (place);
	}
	return NULL;
}

char *
seg_segment_needed_by (SegWorkspace *workspace, const SegSegmentation *segmentation, guint index, GError **error)
{
	const SegSegment *segment = segmentation->segments->pdata[index];
	GError *failure = NULL;
	char *needs = needing_campaign (workspace, segment->id, &failure);

	if (needs == NULL && failure == NULL)
		needs = needing_people (workspace, segment->id, &failure);
	if (needs == NULL && failure == NULL)
		needs = needing_condition (workspace, segmentation, segment, &failure);
	if (failure != NULL)
		g_propagate_error (error, failure);
	return needs;
}
