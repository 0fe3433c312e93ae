#include <config.h>
#include "commands.h"

#include <segscope/recommend.h>
#include <segscope/segment.h>
#include <segscope/text.h>

#include <glib/gi18n.h>

#define MOST 10000
#define LEAST_USERS 5 /* of a segment that took an item before its lift says something */

/* What was asked for: exactly one of the four. */
typedef struct {
	SegCommonOptions common;
	char *user, *item, *similar, *segment;
	char *model, *segmentation;
	int   n;
} Request;

static void
clear_request (Request *request)
{
	g_free (request->user);
	g_free (request->item);
	g_free (request->similar);
	g_free (request->segment);
	g_free (request->model);
	g_free (request->segmentation);
}

static gboolean
check (const Request *request, GError **error)
{
	int n_asked = (request->user != NULL) + (request->item != NULL) + (request->similar != NULL) + (request->segment != NULL);

	if (n_asked != 1) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE,
		                     _("Say what to recommend: exactly one of --user KEY, --item KEY, --similar KEY, --segment NAME"));
		return FALSE;
	}
	if (request->n < 1 || request->n > MOST) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("-n must be 1 to %d, not %d"), MOST, request->n);
		return FALSE;
	}
	return TRUE;
}

static gboolean
parse (const SegCommand *command, int *argc, char ***argv, Request *request, GError **error)
{
	const GOptionEntry entries[] = {
		{ "user", 'u', 0, G_OPTION_ARG_STRING, &request->user, N_("What to offer this user"), "KEY" },
		{ "item", 'i', 0, G_OPTION_ARG_STRING, &request->item, N_("Whom to tell about this item (key or title)"), "KEY" },
		{ "similar", 0, 0, G_OPTION_ARG_STRING, &request->similar, N_("What goes with this item (key or title)"), "KEY" },
		{ "segment", 0, 0, G_OPTION_ARG_STRING, &request->segment,
		  N_("What this segment takes more than others do (name or number)"), "NAME" },
		{ "number", 'n', 0, G_OPTION_ARG_INT, &request->n, N_("How many (10)"), "N" },
		{ "model", 'm', 0, G_OPTION_ARG_STRING, &request->model, N_("Recommender: item-to-item or popularity"), "NAME" },
		{ "segmentation", 0, 0, G_OPTION_ARG_STRING, &request->segmentation, N_("Segments of this segmentation (the newest)"), "NAME" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};

	request->n = 10;
	return seg_cli_parse (command, entries, 1, 1, argc, argv, &request->common, error)
	       && (*argc == 0 || check (request, error));
}

/* Printing ---------------------------------------------------------------------------------------------------------- */

static void
print_list (const Request *request, const GPtrArray *list)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "rank", "", SEG_CELL_INTEGER);
	seg_table_column (table, "item", _("Item"), SEG_CELL_TEXT);
	seg_table_column (table, "title", _("Title"), SEG_CELL_TEXT);
	seg_table_column (table, "score", _("Score"), SEG_CELL_NUMBER);
	seg_table_column (table, "recommender", _("By"), SEG_CELL_TEXT);
	seg_table_column (table, "reason", _("Why"), SEG_CELL_TEXT);
	for (guint i = 0; i < list->len; i++) {
		const SegRecommendation *one = list->pdata[i];

		seg_table_integer (table, i + 1);
		seg_table_text (table, one->item_key);
		seg_table_text (table, one->title);
		seg_table_number (table, one->score);
		seg_table_text (table, one->recommender);
		seg_table_text (table, one->reason);
	}
	seg_table_print (table, request->common.output);
}

static gboolean
for_user (SegWorkspace *workspace, const SegModel *model, const Request *request, GError **error)
{
	g_autoptr (GPtrArray) list = NULL;
	gint64 id;
	guint n_owned;

	if (!seg_user_find (workspace, request->user, &id, error)
	    || (list = seg_recommend (model, id, (guint) request->n, &n_owned, error)) == NULL)
		return FALSE;
	print_list (request, list);
	if (list->len < (guint) request->n)
		seg_cli_say (&request->common, _("There is nothing else that anybody took and this user does not have."));
	if (n_owned > 0)
		seg_cli_say (&request->common, ngettext ("%u item was left out: owned already.", "%u items were left out: owned already.", n_owned),
		             n_owned);
	return TRUE;
}

static gboolean
for_similar (SegWorkspace *workspace, const SegModel *model, const Request *request, GError **error)
{
	g_autoptr (GPtrArray) list = NULL;
	gint64 id;

	if (!seg_item_find (workspace, request->similar, &id, error)
	    || (list = seg_similar_items (model, id, (guint) request->n, error)) == NULL)
		return FALSE;
	print_list (request, list);
	if (list->len == 0)
		seg_cli_say (&request->common, _("Nobody who took it took anything else."));
	return TRUE;
}

static gboolean
for_item (SegWorkspace *workspace, const SegModel *model, const Request *request, SegJob *job, GError **error)
{
	g_autoptr (SegTable) table = seg_table_new ();
	g_autoptr (GPtrArray) audience = NULL;
	gint64 id;

	if (!seg_item_find (workspace, request->item, &id, error)
	    || (audience = seg_item_audience (workspace, model, id, (guint) request->n, job, error)) == NULL)
		return FALSE;
	seg_table_column (table, "rank", "", SEG_CELL_INTEGER);
	seg_table_column (table, "user", _("User"), SEG_CELL_TEXT);
	seg_table_column (table, "score", _("Score"), SEG_CELL_NUMBER);
	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	for (guint i = 0; i < audience->len; i++) {
		const SegAudienceRow *row = audience->pdata[i];

		seg_table_integer (table, i + 1);
		seg_table_text (table, row->key);
		seg_table_number (table, row->score);
		seg_table_text (table, g_hash_table_lookup (seg_model_interactions (model)->segment_names, &row->segment_id));
	}
	seg_table_print (table, request->common.output);
	if (audience->len == 0)
		seg_cli_say (&request->common, _("Nobody without it took anything that goes with it."));
	return TRUE;
}

static gboolean
for_segment (const SegSegmentation *segmentation, const SegModel *model, const Request *request, GError **error)
{
	const SegSegment *segment = seg_segmentation_find (segmentation, request->segment, error);
	g_autoptr (GPtrArray) items = segment == NULL ? NULL
		: seg_segment_items (model, segment->id, LEAST_USERS, (guint) request->n, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (items == NULL)
		return FALSE;
	seg_cli_say (&request->common, _("What \"%s\" takes more than everyone; items that at least %d of its people took:"), segment->name,
	             LEAST_USERS);
	seg_table_column (table, "rank", "", SEG_CELL_INTEGER);
	seg_table_column (table, "item", _("Item"), SEG_CELL_TEXT);
	seg_table_column (table, "title", _("Title"), SEG_CELL_TEXT);
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "share", _("Share"), SEG_CELL_SHARE);
	seg_table_column (table, "lift", _("Times everyone"), SEG_CELL_NUMBER);
	for (guint i = 0; i < items->len; i++) {
		const SegSegmentItem *item = items->pdata[i];

		seg_table_integer (table, i + 1);
		seg_table_text (table, item->item_key);
		seg_table_text (table, item->title);
		seg_table_integer (table, item->n_users);
		seg_table_number (table, item->share);
		seg_table_number (table, item->lift);
	}
	seg_table_print (table, request->common.output);
	return TRUE;
}

static gboolean
answer (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegModel *model, const Request *request, SegJob *job,
        GError **error)
{
	if (request->user != NULL)
		return for_user (workspace, model, request, error);
	if (request->similar != NULL)
		return for_similar (workspace, model, request, error);
	return request->item != NULL ? for_item (workspace, model, request, job, error)
	                             : for_segment (segmentation, model, request, error);
}

static gboolean
serve (const Request *request, const char *path, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_ONLY, error);
	g_autoptr (SegSegmentation) segmentation = NULL;
	g_autoptr (SegModel) model = NULL;
	g_autoptr (SegJob) job = NULL;

	if (workspace == NULL)
		return FALSE;
	if (request->segmentation != NULL || request->segment != NULL) {
		segmentation = seg_segmentation_load (workspace, request->segmentation, error);
		if (segmentation == NULL)
			return FALSE;
	}
	job = seg_cli_job (&request->common);
	model = seg_model_fit_segmentation (workspace, request->model, segmentation != NULL ? segmentation->id : 0, job, error);
	if (model == NULL || !answer (workspace, segmentation, model, request, job, error))
		return FALSE;
	seg_cli_say_orders (&request->common, workspace);
	return TRUE;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Request request = { 0 };
	gboolean success = parse (command, &argc, &argv, &request, error);

	if (success && argc > 0)
		success = serve (&request, argv[1], error);
	clear_request (&request);
	return success;
}

const SegCommand seg_command_recommend = {
	"recommend", "WORKSPACE", N_("Say what to offer a user, whom to tell about an item, what goes with it"),
	N_("Reasons are counted, never made up. Nothing is offered that the user bought, rated or reviewed; where an items file\n"
	   "was imported, only what is in it. Places that the recommender cannot fill go to what is popular in the user's\n"
	   "segment, then to what is popular over all.\n\n"
	   "  segscope recommend shop.seg --user u20917\n"
	   "  segscope recommend shop.seg --item \"Kubernetes in practice\" -n 200 --output csv\n"
	   "  segscope recommend shop.seg --similar c017\n"
	   "  segscope recommend shop.seg --segment 2"),
	run
};
