/* Whether a campaign or a rule needs a segment, which then stays, even without users. */
#include <config.h>
#include "filter-private.h"
#include "renewal-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* Whether @condition asks for the segment by its name or number. Rather once too often: a name may stand there as a value of something else. */
static gboolean
mentions (const char *condition, const SegSegmentation *segmentation, const SegSegment *segment)
{
	g_autofree char *of_segmentation = seg_filter_rename (condition, TRUE, segmentation->name, NULL);
	g_autoptr (GPtrArray) words = of_segmentation != NULL ? seg_filter_words (condition, NULL) : NULL;
	g_autofree char *number = g_strdup_printf ("%u", segment->position), *name = g_utf8_casefold (segment->name, -1);
	g_autofree char *folded = g_utf8_casefold (condition, -1);

	for (guint i = 0; words != NULL && i < words->len; i++)
		if (strcmp (((const SegFilterWord *) words->pdata[i])->text, number) == 0)
			return TRUE;
	return words != NULL && strstr (folded, name) != NULL;
}

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

/* @sql: name and condition of each. @words: of a name. */
static char *
needing_condition (SegWorkspace *workspace, const char *sql, const char *words, const SegSegmentation *segmentation, const SegSegment *segment,
                   GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);

	while (statement != NULL && seg_statement_next (statement, error))
		if (mentions (seg_statement_text (statement, 1), segmentation, segment)) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
			return g_strdup_printf (words, seg_statement_text (statement, 0));
#pragma GCC diagnostic pop
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
		needs = needing_condition (workspace, "SELECT name, condition FROM rule WHERE frozen_at IS NULL ORDER BY name", _("rule \"%s\""), segmentation,
		                           segment, &failure);
	if (needs == NULL && failure == NULL)
		needs = needing_condition (workspace, "SELECT name, coalesce (json_extract (options, '$.filter'), '') FROM campaign ORDER BY id",
		                           _("campaign \"%s\""), segmentation, segment, &failure);
	if (failure != NULL)
		g_propagate_error (error, failure);
	return needs;
}
