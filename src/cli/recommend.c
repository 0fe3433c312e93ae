#include <config.h>
#include "commands.h"
#include "recommend_models.h"
#include "recommend_people.h"
#include "recommend_rules.h"

#include <segscope/advice.h>
#include <segscope/recommender.h>
#include <segscope/segment.h>
#include <segscope/text.h>

#include <glib/gi18n.h>

#define MOST 10000
#define LEAST_USERS 5 /* of a segment that took an item before its lift says something */

/* What was asked for: exactly one of the first eight. */
typedef struct {
	SegCommonOptions common;
	char    *user, *item, *similar, *like, *segment, *look_alikes;
	gboolean models, rules;
	char    *why, *keep;
	char   **set_rules;
	char    *model, *options, *weights, *segmentation;
	gboolean use, refresh;
	int      n;
} Request;

static void
clear_request (Request *request)
{
	g_free (request->user);
	g_free (request->item);
	g_free (request->similar);
	g_free (request->like);
	g_free (request->segment);
	g_free (request->look_alikes);
	g_free (request->why);
	g_free (request->keep);
	g_strfreev (request->set_rules);
	g_free (request->model);
	g_free (request->options);
	g_free (request->weights);
	g_free (request->segmentation);
}

static gboolean
check (const Request *request, GError **error)
{
	const int n_asked = (request->user != NULL) + (request->item != NULL) + (request->similar != NULL) + (request->like != NULL)
	                    + (request->segment != NULL) + (request->look_alikes != NULL) + request->models + request->rules;

	if (n_asked > 1 || (n_asked == 0 && !request->use && !request->refresh && request->weights == NULL && request->set_rules == NULL)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE,
		                     _("Say what to recommend: exactly one of --user KEY, --item KEY, --similar KEY, --like KEY, --look-alikes CONDITION, "
		                       "--segment NAME, or --models to see what there is to recommend by, or --rules to see what holds for recommendations"));
		return FALSE;
	}
	if ((request->why != NULL && request->user == NULL)
	    || (request->keep != NULL && request->item == NULL && request->like == NULL && request->look_alikes == NULL)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE,
		                     request->why != NULL ? _("--why goes with --user") : _("--keep goes with --item, --like or --look-alikes"));
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
		{ "like", 0, 0, G_OPTION_ARG_STRING, &request->like, N_("Which people are most like this user"), "KEY" },
		{ "look-alikes", 0, 0, G_OPTION_ARG_STRING, &request->look_alikes,
		  N_("Which people are most like those who meet this condition, without them"), "CONDITION" },
		{ "why", 0, 0, G_OPTION_ARG_STRING, &request->why, N_("With --user: the numbers behind the recommendation of this item"), "KEY" },
		{ "keep", 0, 0, G_OPTION_ARG_STRING, &request->keep,
		  N_("With --item, --like or --look-alikes: keep the people as the list NAME, a rule for campaigns"), "NAME" },
		{ "rules", 0, 0, G_OPTION_ARG_NONE, &request->rules, N_("Which rules hold for recommendations, and what can be set"), NULL },
		{ "rule", 0, 0, G_OPTION_ARG_STRING_ARRAY, &request->set_rules,
		  N_("From now on let this hold for recommendations (\"price-most=300\"; \"price-most=\" takes it off); repeatable"), "NAME=VALUE" },
		{ "models", 0, 0, G_OPTION_ARG_NONE, &request->models, N_("Which recommenders there are, and what each would take here"), NULL },
		{ "model", 'm', 0, G_OPTION_ARG_STRING, &request->model, N_("Recommend by this one (--models names them)"), "NAME" },
		{ "set", 0, 0, G_OPTION_ARG_STRING, &request->options, N_("Its options (\"neighbours=50 shrinkage=0\")"), "OPTIONS" },
		{ "use", 0, 0, G_OPTION_ARG_NONE, &request->use, N_("Use it from now on wherever something is recommended, and keep it fitted"), NULL },
		{ "refresh", 0, 0, G_OPTION_ARG_NONE, &request->refresh,
		  N_("Bring kept models up to date with the data, and drop those that cannot be"), NULL },
		{ "weights", 0, 0, G_OPTION_ARG_STRING, &request->weights,
		  N_("From now on let events say so much (\"purchase=5 play=2 half-life=90\")"), "WEIGHTS" },
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
	g_autofree char *words = NULL;
	SegAdviceTally tally;
	gint64 id;

	if (!seg_user_find (workspace, request->user, &id, error)
	    || (list = seg_advise (model, id, (guint) request->n, &tally, error)) == NULL)
		return FALSE;
	if (request->why != NULL)
		return seg_cli_print_why (workspace, &request->common, model, id, list, request->why, error);
	print_list (request, list);
	words = seg_advice_tally_words (&tally, seg_model_advice_rules (model));
	if (*words != '\0')
		seg_cli_say (&request->common, "%s", words);
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
for_segment (const SegSegmentation *segmentation, const SegModel *model, const Request *request, GError **error)
{
	const SegSegment *segment = seg_segmentation_find (segmentation, request->segment, error);
	g_autoptr (GPtrArray) items = segment == NULL ? NULL
		: seg_segment_items (model, segment->id, LEAST_USERS, (guint) request->n, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (items == NULL)
		return FALSE;
	seg_cli_say (&request->common, _("What \"%s\" takes more than everyone, surest first (at least, at most: 95 %% confidence); items that at least %d of its people took:"), segment->name,
	             LEAST_USERS);
	seg_table_column (table, "rank", "", SEG_CELL_INTEGER);
	seg_table_column (table, "item", _("Item"), SEG_CELL_TEXT);
	seg_table_column (table, "title", _("Title"), SEG_CELL_TEXT);
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "share", _("Share"), SEG_CELL_SHARE);
	seg_table_column (table, "lift", _("Times everyone"), SEG_CELL_NUMBER);
	seg_table_column (table, "lift_low", _("at least"), SEG_CELL_NUMBER);
	seg_table_column (table, "lift_high", _("at most"), SEG_CELL_NUMBER);
	for (guint i = 0; i < items->len; i++) {
		const SegSegmentItem *item = items->pdata[i];

		seg_table_integer (table, i + 1);
		seg_table_text (table, item->item_key);
		seg_table_text (table, item->title);
		seg_table_integer (table, item->n_users);
		seg_table_number (table, item->share);
		seg_table_number (table, item->lift);
		seg_table_number (table, item->low);
		seg_table_number (table, item->high);
	}
	seg_table_print (table, request->common.output);
	return TRUE;
}

static gboolean
answer (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegModel *model, const Request *request, SegJob *job,
        GError **error)
{
	const SegPeopleRequest people = { &request->common, model, (guint) request->n, request->keep };

	if (request->user != NULL)
		return for_user (workspace, model, request, error);
	if (request->similar != NULL)
		return for_similar (workspace, model, request, error);
	if (request->like != NULL)
		return seg_cli_print_like (workspace, &people, request->like, job, error);
	if (request->look_alikes != NULL)
		return seg_cli_print_look_alikes (workspace, &people, request->look_alikes, job, error);
	if (request->item != NULL)
		return seg_cli_print_audience (workspace, &people, request->item, job, error);
	return request->segment == NULL || for_segment (segmentation, model, request, error);
}

static gboolean
write_weights (SegWorkspace *workspace, const Request *request, GError **error)
{
	g_autofree char *text = NULL;
	SegEventWeights weights;

	if (!seg_event_weights_read (workspace, &weights, error) || !seg_event_weights_parse (request->weights, &weights, error)
	    || !seg_event_weights_write (workspace, &weights, error))
		return FALSE;
	text = seg_event_weights_text (&weights);
	seg_cli_say (&request->common, _("Events weigh from now on: %s"), text);
	return TRUE;
}

/* The model asked for; with --use also chosen and kept. */
static SegModel *
get_model (SegWorkspace *workspace, const Request *request, gint64 segmentation_id, SegJob *job, GError **error)
{
	SegModelRequest wanted = { .options = request->options, .segmentation_id = segmentation_id };
	g_autoptr (SegModel) model = NULL;
	g_autofree char *options = NULL, *found = NULL, *origin = NULL;

	if (request->model != NULL && (wanted.recommender = seg_recommender_named (request->model, error)) == NULL)
		return NULL;
	if ((model = seg_model_get (workspace, &wanted, job, error)) == NULL)
		return NULL;
	if ((found = seg_model_describe (model)) != NULL)
		seg_cli_say (&request->common, "%s: %s", seg_model_recommender (model)->name, found);
	if ((origin = seg_model_origin_text (model)) != NULL)
		seg_cli_say (&request->common, "%s", origin);
	if (!request->use)
		return g_steal_pointer (&model);
	options = seg_recommender_options_text (seg_model_recommender (model), seg_model_options (model));
	if (!seg_model_choose (workspace, seg_model_recommender (model), options, error) || !seg_model_keep (workspace, model, job, error))
		return NULL;
	seg_cli_say (&request->common, _("From now on recommendations are by %s (%s)."), seg_model_recommender (model)->name, options);
	return g_steal_pointer (&model);
}

static gboolean
serve (const Request *request, const char *path, GError **error)
{
	const gboolean writes = request->use || request->refresh || request->weights != NULL || request->set_rules != NULL || request->keep != NULL;
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, writes ? SEG_WORKSPACE_READ_WRITE : SEG_WORKSPACE_READ_ONLY, error);
	g_autoptr (SegSegmentation) segmentation = NULL;
	g_autoptr (SegModel) model = NULL;
	g_autoptr (SegJob) job = NULL;

	if (workspace == NULL || (request->weights != NULL && !write_weights (workspace, request, error))
	    || (request->set_rules != NULL && !seg_cli_set_rules (workspace, &request->common, request->set_rules, error)))
		return FALSE;
	if (request->rules)
		return seg_cli_print_rules (workspace, &request->common, error);
	if (request->segmentation != NULL || request->segment != NULL) {
		segmentation = seg_segmentation_load (workspace, request->segmentation, error);
		if (segmentation == NULL)
			return FALSE;
	}
	job = seg_cli_job (&request->common);
	if (request->refresh && !seg_cli_refresh_models (workspace, &request->common, job, error))
		return FALSE;
	if (request->models)
		return seg_cli_print_models (workspace, &request->common, job, error);
	if (!request->use && request->user == NULL && request->item == NULL && request->similar == NULL && request->like == NULL && request->segment == NULL
	    && request->look_alikes == NULL)
		return TRUE; /* only weights or rules, or only refreshed */
	model = get_model (workspace, request, segmentation != NULL ? segmentation->id : 0, job, error);
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
	   "segment, then to what is popular over all. Rules for recommendations (--rules) hold wherever something is recommended.\n\n"
	   "  segscope recommend shop.seg --user u20917\n"
	   "  segscope recommend shop.seg --item \"Kubernetes in practice\" -n 200 --output csv\n"
	   "  segscope recommend shop.seg --similar c017\n"
	   "  segscope recommend shop.seg --segment 2\n"
	   "  segscope recommend shop.seg --like u20917\n"
	   "  segscope recommend shop.seg --look-alikes \"segment = Champions\" -n 500 --keep \"Like champions\"\n"
	   "  segscope recommend shop.seg --user u20917 --why c017\n"
	   "  segscope recommend shop.seg --rule price-most=300 --rule per-category=2 --rule diversity=0.7\n"
	   "  segscope recommend shop.seg --models\n"
	   "  segscope recommend shop.seg --user u20917 --model user-to-user --set \"neighbours=100\"\n"
	   "  segscope recommend shop.seg --model popularity --use"),
	run
};
