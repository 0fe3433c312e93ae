/* Why a user is in a segment made of conditions: which of them they meet, in the order in which they are asked. */
#include <config.h>
#include "filter-private.h"
#include "why-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* Whether the user meets @condition; "" is met by everyone. */
static gboolean
meets (SegWorkspace *workspace, const SegFeatureSet *set, const SegWhy *why, const char *condition, gboolean *met, GError **error)
{
	g_autofree char *key = seg_filter_quote (why->key), *text = g_strdup_printf ("(%s) and key = %s", condition, key);
	g_autoptr (SegFilter) filter = NULL;
	g_autoptr (GArray) ids = NULL;
	SegUserQuery query = { .set = set };

	*met = TRUE;
	if (condition[0] == '\0')
		return TRUE;
	filter = seg_filter_parse (workspace, set, text, error);
	query.filter = filter;
	ids = filter != NULL ? seg_user_ids (workspace, &query, error) : NULL;
	if (ids == NULL)
		return FALSE;
	*met = FALSE;
	for (guint i = 0; i < ids->len; i++)
		*met |= g_array_index (ids, gint64, i) == why->user_id;
	return TRUE;
}

static gint32
place_of (const SegWhy *why, gint64 segment_id)
{
	for (guint i = 0; i < why->segmentation->segments->len; i++)
		if (((const SegSegment *) why->segmentation->segments->pdata[i])->id == segment_id)
			return (gint32) i;
	return -1;
}

static void
add_condition (SegWhy *why, gint32 place, const char *condition, gboolean met)
{
	SegWhyFeature *feature = g_new0 (SegWhyFeature, 1);

	*feature = (SegWhyFeature) { .feature = g_strdup (seg_why_segment_name (why, place)), .label = g_strdup (seg_why_segment_name (why, place)),
		                         .unit = g_strdup (""), .value = g_strdup (met ? _("yes") : _("no")), .own = g_strdup (condition), .next = g_strdup (""),
		                         .part = met };
	g_ptr_array_add (why->features, feature);
}

static gboolean
read_own (SegWorkspace *workspace, SegWhy *why, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT segment_id FROM membership WHERE segmentation_id = :id AND user_id = :user", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", why->segmentation->id);
	seg_statement_bind_integer (statement, ":user", why->user_id);
	if (seg_statement_next (statement, &failure))
		why->own = place_of (why, seg_statement_integer (statement, 0));
	return seg_query_ended (failure, error);
}

gboolean
seg_why_of_conditions (SegWorkspace *workspace, SegWhy *why, SegJob *job, GError **error)
{
	g_autoptr (SegFeatureSet) set = seg_feature_set_load_id (workspace, why->segmentation->feature_set_id, error);
	g_autoptr (SegStatement) statement = set != NULL ? seg_workspace_prepare (workspace,
		"SELECT json_extract (one.value, '$.condition'), json_extract (one.value, '$.segment') FROM segmentation, "
		"json_each (options, '$.groups') AS one WHERE segmentation.id = :id ORDER BY one.key", error) : NULL;
	GError *failure = NULL;

	why->basis = SEG_WHY_CONDITIONS;
	if (statement == NULL || !read_own (workspace, why, error))
		return FALSE;
	why->stale = set->stale;
	seg_statement_bind_integer (statement, ":id", why->segmentation->id);
	while (seg_statement_next (statement, &failure)) {
		g_autofree char *condition = g_strdup (seg_statement_text (statement, 0));
		gint32 place = place_of (why, seg_statement_integer (statement, 1));
		gboolean met;

		if (!seg_job_proceed (job, 0.5, _("asking which conditions the user meets"), error)
		    || !meets (workspace, set, why, condition, &met, error))
			return FALSE;
		add_condition (why, place, condition, met);
		if (met && why->now < 0)
			why->now = place;
	}
	return seg_query_ended (failure, error);
}
