/* segscope user: one user's page: who they are, where they belong, what they did last, what to offer next. */
#include <config.h>
#include "chart_option.h"
#include "segments.h"
#include "worked_print.h"

#include <segscope/figure.h>
#include <segscope/recommend.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

typedef enum { SHOW_ALL, SHOW_PAGE, SHOW_EVENTS, SHOW_RECOMMENDATIONS, SHOW_CAMPAIGNS } Show;

/* What was asked for. */
typedef struct {
	char  *show;
	Show   part;
	gint64 n_events;
	int    n_recommendations;
	gboolean why;
	char  *segmentation; /* of --why */
	char  *chart;
} Options;

static gboolean
parse_show (Options *options, const SegCommonOptions *common, GError **error)
{
	static const char *const names[] = { "all", "page", "events", "recommendations", "campaigns" };

	options->part = common->output == SEG_OUTPUT_TABLE ? SHOW_ALL : SHOW_PAGE;
	for (gsize i = 0; options->show != NULL && i < G_N_ELEMENTS (names); i++)
		if (strcmp (options->show, names[i]) == 0) {
			options->part = (Show) i;
			if (options->part == SHOW_ALL && common->output != SEG_OUTPUT_TABLE)
				break;
			return TRUE;
		}
	if (options->show != NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE,
		             _("--show must be page, events, recommendations or campaigns (or all, as a table), not \"%s\""), options->show);
	return options->show == NULL;
}

/* The page --------------------------------------------------------------------------------------------------------- */

static void
add_line (SegTable *table, const char *what, char *value)
{
	seg_table_text (table, what);
	seg_table_text (table, value);
	g_free (value);
}

/* A column for each month, as high as the month was busy. */
static char *
draw_months (const SegUserPage *page)
{
	static const char *const heights[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	GString *drawing = g_string_new (NULL);
	gint64 most = 1;

	for (gsize i = 0; i < G_N_ELEMENTS (page->by_month); i++)
		most = MAX (most, page->by_month[i]);
	for (gsize i = 0; i < G_N_ELEMENTS (page->by_month); i++) {
		gint64 n = page->by_month[i];

		g_string_append (drawing, n == 0 ? "·" : heights[(n * 7 + most - 1) / most]);
	}
	return g_string_free (drawing, FALSE);
}

static char *
say_segment (const SegUserPage *page)
{
	return page->segment_id != 0 ? g_strdup_printf (_("%s (of \"%s\")"), page->segment_name, page->segmentation_name)
	                             : g_strdup (_("in none"));
}

static char *
say_distance (const SegUserPage *page)
{
	g_autofree char *distance = seg_format_auto (page->distance), *rank = seg_format_share (page->distance_rank);

	if (page->fits_none)
		return g_strdup_printf (_("fits no segment: %s from the middle of the nearest"), distance);
	return g_strdup_printf (_("%s to the middle of the segment; %s of it are nearer"), distance, rank);
}

static void
print_page (const SegUserPage *page, const GPtrArray *history, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "what", _("User"), SEG_CELL_TEXT);
	seg_table_column (table, "value", page->key, SEG_CELL_TEXT);
	if (common->output != SEG_OUTPUT_TABLE)
		add_line (table, "key", g_strdup (page->key));
	if (page->cleaning != NULL)
		add_line (table, _("Cleaning"), g_strdup (page->cleaning));
	for (guint i = 0; i < page->labels->len; i++)
		add_line (table, page->labels->pdata[i], g_strdup (page->values->pdata[i]));
	if (!page->listed && page->labels->len > 0) /* else there is no users file at all */
		add_line (table, _("Note"), g_strdup (_("known from events only, in no users file")));
	for (guint i = 0; i < history->len; i++)
		add_line (table, _("Changed"), seg_user_change_words (history->pdata[i]));
	add_line (table, _("Segment"), say_segment (page));
	if (page->segment_id != 0 && isfinite (page->distance))
		add_line (table, _("Distance"), say_distance (page));
	if (page->shares != NULL)
		add_line (table, _("Shares in segments"), g_strdup (page->shares));
	if (isfinite (page->silhouette))
		add_line (table, _("Silhouette"), seg_format_number (page->silhouette, 2));
	add_line (table, _("Events"), seg_format_integer (page->n_events));
	if (page->first_at != 0)
		add_line (table, _("First event"), seg_format_time (page->first_at));
	if (page->last_at != 0)
		add_line (table, _("Last event"), seg_format_time (page->last_at));
	add_line (table, _("Orders"), seg_format_integer (page->n_orders));
	add_line (table, _("Spend"), seg_format_auto (page->revenue));
	if (page->last_at != 0 && common->output == SEG_OUTPUT_TABLE)
		add_line (table, _("24 months"), draw_months (page));
	seg_table_print (table, common->output);
}

/* Events ----------------------------------------------------------------------------------------------------------- */

static gboolean
print_events (SegWorkspace *workspace, gint64 id, const Options *options, const SegCommonOptions *common, GError **error)
{
	g_autoptr (GPtrArray) events = seg_user_events (workspace, id, 0, options->n_events == 0 ? -1 : options->n_events, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (events == NULL)
		return FALSE;
	seg_table_column (table, "at", _("When (UTC)"), SEG_CELL_DATE);
	seg_table_column (table, "kind", _("What"), SEG_CELL_TEXT);
	seg_table_column (table, "item", _("Key"), SEG_CELL_TEXT);
	seg_table_column (table, "title", _("Item"), SEG_CELL_TEXT);
	seg_table_column (table, "amount", _("Amount"), SEG_CELL_NUMBER);
	seg_table_column (table, "quantity", _("Quantity"), SEG_CELL_NUMBER);
	seg_table_column (table, "rating", _("Rating"), SEG_CELL_NUMBER);
	seg_table_column (table, "seconds", _("Seconds"), SEG_CELL_NUMBER);
	seg_table_column (table, "text", _("Words"), SEG_CELL_TEXT);
	for (guint i = 0; i < events->len; i++) {
		const SegUserEvent *event = events->pdata[i];

		if (event->at != 0)
			seg_table_integer (table, event->at);
		else
			seg_table_missing (table);
		seg_table_text (table, event->kind);
		seg_table_text (table, event->item_key);
		seg_table_text (table, event->item_title);
		seg_table_number (table, event->amount);
		seg_table_number (table, event->quantity);
		seg_table_number (table, event->rating);
		seg_table_number (table, event->seconds);
		seg_table_text (table, event->text);
	}
	seg_table_print (table, common->output);
	return TRUE;
}

/* Recommendations -------------------------------------------------------------------------------------------------- */

static void
print_offers (const GPtrArray *offers, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "position", "#", SEG_CELL_INTEGER);
	seg_table_column (table, "item", _("Key"), SEG_CELL_TEXT);
	seg_table_column (table, "title", _("Recommended"), SEG_CELL_TEXT);
	seg_table_column (table, "reason", _("Why"), SEG_CELL_TEXT);
	for (guint i = 0; i < offers->len; i++) {
		const SegRecommendation *offer = offers->pdata[i];

		seg_table_integer (table, i + 1);
		seg_table_text (table, offer->item_key);
		seg_table_text (table, offer->title);
		seg_table_text (table, offer->reason);
	}
	seg_table_print (table, common->output);
}

static gboolean
print_recommendations (SegWorkspace *workspace, gint64 id, const Options *options, const SegCommonOptions *common,
                       GError **error)
{
	g_autoptr (SegJob) job = seg_cli_job (common);
	g_autoptr (GError) failure = NULL;
	g_autoptr (SegModel) model = seg_model_fit (workspace, NULL, job, &failure);
	g_autoptr (GPtrArray) offers = NULL;
	guint n_owned = 0;

	seg_cli_job_end ();
	if (model == NULL && g_error_matches (failure, SEG_ERROR, SEG_ERROR_DATA) && options->part == SHOW_ALL) {
		seg_cli_remark (common, "%s", failure->message); /* the page is right without recommendations, too */
		return TRUE;
	}
	if (model == NULL) {
		g_propagate_error (error, g_steal_pointer (&failure));
		return FALSE;
	}
	offers = seg_recommend (model, id, (guint) options->n_recommendations, &n_owned, error);
	if (offers == NULL)
		return FALSE;
	if (options->part == SHOW_ALL)
		seg_cli_say (common, "%s", "");
	print_offers (offers, common);
	if (n_owned > 0)
		seg_cli_remark (common, ngettext ("%u item left out: already theirs", "%u items left out: already theirs", n_owned), n_owned);
	return TRUE;
}

/* ------------------------------------------------------------------------------------------------------------------ */

/* A line each: on which lists, and what became of it. */
static gboolean
say_campaigns (SegWorkspace *workspace, gint64 id, const SegCommonOptions *common, GError **error)
{
	g_autoptr (GPtrArray) campaigns = seg_user_campaigns (workspace, id, error);

	for (guint i = 0; campaigns != NULL && i < campaigns->len; i++) {
		g_autofree char *words = seg_user_campaign_words (campaigns->pdata[i]);

		if (i == 0)
			seg_cli_say (common, "%s", "");
		seg_cli_say (common, _("Campaign %s"), words);
	}
	return campaigns != NULL;
}

static gboolean
run_with (char **argv, const Options *options, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (argv[1], SEG_WORKSPACE_READ_ONLY, error);
	g_autoptr (SegUserPage) page = NULL;
	g_autoptr (GPtrArray) history = NULL;
	gint64 id;

	if (workspace == NULL || !seg_user_find (workspace, argv[2], &id, error))
		return FALSE;
	if (options->why)
		return seg_cli_user_why (workspace, id, options->segmentation, common, error);
	if (options->part == SHOW_ALL || options->part == SHOW_PAGE) {
		page = seg_user_page (workspace, id, error);
		history = page != NULL ? seg_user_history (workspace, id, error) : NULL;
		if (history == NULL)
			return FALSE;
		print_page (page, history, common);
		if (options->chart != NULL && !seg_cli_write_chart (common, seg_figure_months (page), options->chart, error))
			return FALSE;
		seg_cli_say_orders (common, workspace);
		if (!say_campaigns (workspace, id, common, error))
			return FALSE;
	}
	if (options->part == SHOW_CAMPAIGNS)
		return seg_cli_print_user_campaigns (workspace, id, common, error);
	if (options->part == SHOW_ALL && page->n_events > 0)
		seg_cli_say (common, "%s", "");
	if ((options->part == SHOW_EVENTS || (options->part == SHOW_ALL && page->n_events > 0))
	    && !print_events (workspace, id, options, common, error))
		return FALSE;
	return (options->part != SHOW_ALL && options->part != SHOW_RECOMMENDATIONS)
	       || print_recommendations (workspace, id, options, common, error);
}

static gboolean
check_chart (const Options *options, GError **error)
{
	if (options->chart == NULL || (!options->why && options->part <= SHOW_PAGE))
		return seg_cli_check_chart (options->chart, error);
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--chart is of what the user did in each month, which stands on the page: it goes with --show page or all"));
	return FALSE;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Options options = { .n_events = 10, .n_recommendations = 10 };
	SegCommonOptions common;
	const GOptionEntry entries[] = {
		{ "show", 0, 0, G_OPTION_ARG_STRING, &options.show, N_("Only one part: page, events, recommendations or campaigns"), "PART" },
		{ "events", 'e', 0, G_OPTION_ARG_INT64, &options.n_events, N_("Show the last N events, 0 for all (10)"), "N" },
		{ "count", 0, 0, G_OPTION_ARG_INT, &options.n_recommendations, N_("Recommend N items (10)"), "N" },
		{ "why", 'w', 0, G_OPTION_ARG_NONE, &options.why, N_("Say why the user is in their segment, and what would move them"), NULL },
		{ "segmentation", 's', 0, G_OPTION_ARG_STRING, &options.segmentation, N_("With --why: of this segmentation (the newest)"), "NAME" },
		SEG_CHART_OPTION (&options.chart),
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean done = seg_cli_parse (command, entries, 2, 2, &argc, &argv, &common, error);

	if (done && (options.n_events < 0 || options.n_recommendations < 1 || options.n_recommendations > 1000)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--events must be 0 or more, --count 1 to 1000"));
		done = FALSE;
	}
	if (done && options.segmentation != NULL && !options.why) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--segmentation goes with --why"));
		done = FALSE;
	}
	if (done && argc > 0)
		done = parse_show (&options, &common, error) && check_chart (&options, error) && run_with (argv, &options, &common, error);
	g_free (options.show);
	g_free (options.segmentation);
	g_free (options.chart);
	return done;
}

const SegCommand seg_command_user = {
	"user", "WORKSPACE KEY", N_("Show one user: attributes, segment, last events, recommendations"),
	N_("  segscope user courses.seg u20917\n"
	   "  segscope user courses.seg u20917 --chart u20917.svg\n"
	   "  segscope user courses.seg u20917 --show events --events 0 --output csv > u20917.csv\n"
	   "  segscope user courses.seg u20917 --why\n\n"
	   "--why says how far the user is from every segment, which features decide between their own and the next one, and the\n"
	   "smallest change of a feature that would move them, in its own unit, with values that some user has.\n"),
	run
};
