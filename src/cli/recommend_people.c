#include <config.h>
#include "recommend_people.h"

#include <segscope/advice.h>
#include <segscope/people_list.h>
#include <segscope/recommender.h>
#include <segscope/segment.h>

#include <glib/gi18n.h>

/* Keeping ---------------------------------------------------------------------------------------------------------- */

static gboolean
keep (SegWorkspace *workspace, const SegPeopleRequest *request, const GArray *ids, const char *words, GError **error)
{
	if (request->keep == NULL)
		return TRUE;
	if (seg_people_list_keep (workspace, request->keep, words, (const gint64 *) (gpointer) ids->data, ids->len, error) == 0)
		return FALSE;
	seg_cli_say (request->common, _("Kept %u people as the list \"%s\". Next: segscope campaign %s --create NAME --filter 'rule = \"%s\"'"), ids->len,
	             request->keep, seg_workspace_path (workspace), request->keep);
	return TRUE;
}

static const char *
segment_name (const SegPeopleRequest *request, gint64 id)
{
	return g_hash_table_lookup (seg_model_interactions (request->model)->segment_names, &id);
}

/* An item ---------------------------------------------------------------------------------------------------------- */

static void
print_audience (const SegPeopleRequest *request, const GPtrArray *audience, GArray *ids)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "rank", "", SEG_CELL_INTEGER);
	seg_table_column (table, "user", _("User"), SEG_CELL_TEXT);
	seg_table_column (table, "score", _("Score"), SEG_CELL_NUMBER);
	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	for (guint i = 0; i < audience->len; i++) {
		const SegAudienceRow *row = audience->pdata[i];

		seg_table_integer (table, i + 1);
		seg_table_text (table, row->key);
		seg_table_number (table, row->score);
		seg_table_text (table, segment_name (request, row->segment_id));
		g_array_append_val (ids, row->user_id);
	}
	seg_table_print (table, request->common->output);
}

gboolean
seg_cli_print_audience (SegWorkspace *workspace, const SegPeopleRequest *request, const char *item, SegJob *job, GError **error)
{
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	g_autoptr (GPtrArray) audience = NULL;
	g_autofree char *left_out = NULL, *words = NULL;
	SegAdviceTally tally;
	gint64 id;

	if (!seg_item_find (workspace, item, &id, error)
	    || (audience = seg_advice_audience (workspace, request->model, id, request->n, &tally, job, error)) == NULL)
		return FALSE;
	print_audience (request, audience, ids);
	left_out = seg_advice_tally_text (&tally);
	if (audience->len == 0)
		seg_cli_say (request->common, _("Nobody who may be offered it took anything that goes with it."));
	if (*left_out != '\0')
		seg_cli_say (request->common, _("People left out: %s."), left_out);
	words = g_strdup_printf (_("Whom to tell about %s"), item);
	return keep (workspace, request, ids, words, error);
}

/* Like somebody ------------------------------------------------------------------------------------------------------ */

static void
print_similar (const SegPeopleRequest *request, const GPtrArray *list, const char *heading, GArray *ids)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "rank", "", SEG_CELL_INTEGER);
	seg_table_column (table, "user", _("User"), SEG_CELL_TEXT);
	seg_table_column (table, "score", _("Score"), SEG_CELL_NUMBER);
	seg_table_column (table, "common", heading, SEG_CELL_INTEGER);
	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	for (guint i = 0; i < list->len; i++) {
		const SegSimilarUser *row = list->pdata[i];

		seg_table_integer (table, i + 1);
		seg_table_text (table, row->key);
		seg_table_number (table, row->score);
		seg_table_integer (table, row->n_common);
		seg_table_text (table, segment_name (request, row->segment_id));
		g_array_append_val (ids, row->user_id);
	}
	seg_table_print (table, request->common->output);
}

static void
say_alike (const SegPeopleRequest *request)
{
	const SegRecommender *recommender = seg_model_recommender (request->model);

	seg_cli_say (request->common, _("Alike by %s (%s)."), _(seg_recommender_alike (recommender)), recommender->name);
}

gboolean
seg_cli_print_like (SegWorkspace *workspace, const SegPeopleRequest *request, const char *user, SegJob *job, GError **error)
{
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	g_autoptr (GPtrArray) list = NULL;
	g_autofree char *words = NULL;
	gint64 id;

	if (!seg_user_find (workspace, user, &id, error)
	    || (list = seg_similar_users (workspace, request->model, id, request->n, job, error)) == NULL)
		return FALSE;
	print_similar (request, list, _("Items in common"), ids);
	if (list->len == 0)
		seg_cli_say (request->common, _("Nobody took anything that this user took."));
	else
		say_alike (request);
	words = g_strdup_printf (_("People like %s"), user);
	return keep (workspace, request, ids, words, error);
}

gboolean
seg_cli_print_look_alikes (SegWorkspace *workspace, const SegPeopleRequest *request, const char *condition, SegJob *job, GError **error)
{
	g_autoptr (GArray) seeds = seg_people_matching (workspace, condition, job, error), ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	g_autoptr (GPtrArray) list = NULL;
	g_autofree char *words = NULL;

	if (seeds == NULL)
		return FALSE;
	if (seeds->len == 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("Nobody meets \"%s\""), condition);
		return FALSE;
	}
	list = seg_look_alikes (workspace, request->model, (const gint64 *) (gpointer) seeds->data, seeds->len, request->n, job, error);
	if (list == NULL)
		return FALSE;
	print_similar (request, list, _("Typical items"), ids);
	seg_cli_say (request->common, _("The people most like the %u who meet \"%s\", without those. Typical items: what at least one in ten of them took."),
	             seeds->len, condition);
	say_alike (request);
	words = g_strdup_printf (_("Look-alikes of: %s"), condition);
	return keep (workspace, request, ids, words, error);
}

/* Why ---------------------------------------------------------------------------------------------------------------- */

static void
print_lines (const SegCommonOptions *common, const char *text)
{
	g_autoptr (SegTable) table = seg_table_new ();
	g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

	seg_table_column (table, "number", _("The numbers behind it"), SEG_CELL_TEXT);
	for (guint i = 0; lines[i] != NULL; i++)
		if (*lines[i] != '\0')
			seg_table_text (table, lines[i]);
	seg_table_print (table, common->output);
}

gboolean
seg_cli_print_why (SegWorkspace *workspace, const SegCommonOptions *common, const SegModel *model, gint64 user_id, const GPtrArray *list,
                   const char *item, GError **error)
{
	g_autofree char *numbers = NULL;
	gint64 id;

	if (!seg_item_find (workspace, item, &id, error))
		return FALSE;
	for (guint i = 0; i < list->len; i++) {
		const SegRecommendation *one = list->pdata[i];

		if (one->item_id != id)
			continue;
		numbers = seg_recommendation_numbers (model, user_id, one);
		seg_cli_say (common, "%u. %s: %s", i + 1, one->title, one->reason != NULL ? one->reason : "");
		print_lines (common, numbers);
		return TRUE;
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("%s is not among the %u items that are recommended; ask for more with -n"), item, list->len);
	return FALSE;
}
