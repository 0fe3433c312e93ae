#include <config.h>
#include "commands.h"
#include "feature_option.h"

#include <segscope/feature.h>
#include <segscope/outlier.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define USUAL_LIMIT 20
#define CAUSES 3

typedef struct {
	SegCommonOptions common;
	SegOutlyingOptions options;
	char    *name, *method;
	char   **select, **keep, **no_keep, **set_aside, **take_back, **winsorise, **no_limits; /* as given: lists */
	gint64   limit;
	gboolean all_back;
} Request;

static void
clear_request (Request *request)
{
	g_free (request->name);
	g_free (request->method);
	g_strfreev (request->select);
	g_strfreev (request->keep);
	g_strfreev (request->no_keep);
	g_strfreev (request->set_aside);
	g_strfreev (request->take_back);
	g_strfreev (request->winsorise);
	g_strfreev (request->no_limits);
}

static char **
join_lists (char **lists)
{
	g_autoptr (GPtrArray) names = g_ptr_array_new ();

	for (gsize i = 0; lists != NULL && lists[i] != NULL; i++) {
		g_auto (GStrv) words = g_strsplit (lists[i], ",", -1);

		for (gsize w = 0; words[w] != NULL; w++)
			if (*g_strstrip (words[w]) != '\0')
				g_ptr_array_add (names, g_strdup (words[w]));
	}
	g_ptr_array_add (names, NULL);
	return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

static gboolean
check (Request *request, GError **error)
{
	SegOutlyingOptions *options = &request->options;

	if (request->method != NULL && strcmp (request->method, "both") != 0 && strcmp (request->method, "distance") != 0
	    && strcmp (request->method, "isolation") != 0)
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no way \"%s\" to find them; there are distance, isolation and both"),
		             request->method);
	else if (!(options->quantile > 0.5 && options->quantile < 1) || !(options->score > 0 && options->score < 1) || request->limit < 0)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE,
		                     _("--quantile lies between 0.5 and 1, --score between 0 and 1, --limit is 0 or more"));
	else {
		options->distance = g_strcmp0 (request->method, "isolation") != 0;
		options->isolation = g_strcmp0 (request->method, "distance") != 0;
		options->seed = (guint64) request->common.seed;
		return TRUE;
	}
	return FALSE;
}

/* Printing ------------------------------------------------------------------------------------------------------------------------- */

static void
say_counts (const Request *request, const SegOutlying *outlying)
{
	g_autofree char *users = seg_format_integer ((gint64) outlying->n_users), *found = seg_format_integer ((gint64) outlying->users->len);
	g_autofree char *share = seg_format_share ((double) outlying->users->len / (double) outlying->n_users);

	seg_cli_say (&request->common, _("%s of %s users are unlike the others (%s): %zu far from the bulk, %zu isolated, %zu both; %zu are kept"),
	             found, users, share, outlying->n_far, outlying->n_isolated, outlying->n_both, outlying->n_kept);
	for (guint i = 0; i < outlying->remarks->len; i++)
		seg_cli_remark (&request->common, "%s", (const char *) outlying->remarks->pdata[i]);
}

static void
print_users (const Request *request, const SegOutlying *outlying)
{
	static const char *const ways[] = { N_("distance"), N_("isolation"), N_("both") };
	gboolean is_table = request->common.output == SEG_OUTPUT_TABLE;
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "user", _("User"), SEG_CELL_TEXT);
	seg_table_column (table, "found_by", _("Found by"), SEG_CELL_TEXT);
	seg_table_column (table, "distance", _("Distance"), SEG_CELL_NUMBER);
	seg_table_column (table, "score", _("Isolation"), SEG_CELL_NUMBER);
	seg_table_column (table, "kept", _("Kept"), SEG_CELL_TEXT);
	seg_table_column (table, "causes", _("What makes them odd"), SEG_CELL_TEXT);
	for (guint i = 0; i < outlying->users->len && (request->limit == 0 || i < request->limit); i++) {
		const SegOutlyingUser *user = outlying->users->pdata[i];
		g_autofree char *words = seg_outlying_words (outlying, user, CAUSES);
		const char *way = ways[user->far && user->isolated ? 2 : user->isolated ? 1 : 0];

		seg_table_text (table, user->key);
		seg_table_text (table, is_table ? _(way) : way);
		seg_table_number (table, user->distance);
		seg_table_number (table, user->score);
		seg_table_text (table, user->kept ? (is_table ? _("kept") : "yes") : NULL);
		seg_table_text (table, words);
	}
	seg_table_print (table, request->common.output);
	if (request->limit != 0 && outlying->users->len > request->limit)
		seg_cli_remark (&request->common, _("The %" PRId64 " most odd of %u; all: --limit 0"), request->limit, outlying->users->len);
}

/* Deciding -------------------------------------------------------------------------------------------------------------------------- */

static gboolean
decide_keep (SegWorkspace *workspace, const Request *request, char **lists, gboolean keep, GError **error)
{
	g_auto (GStrv) keys = join_lists (lists);
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

	for (gsize i = 0; keys[i] != NULL; i++) {
		gint64 id;

		if (!seg_workspace_find_key (workspace, "user", keys[i], &id, error))
			return FALSE;
		if (id == 0) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There is no user \"%s\""), keys[i]);
			return FALSE;
		}
		g_array_append_val (ids, id);
	}
	if (!seg_outlying_keep (workspace, (const gint64 *) (gpointer) ids->data, ids->len, keep, error))
		return FALSE;
	seg_cli_remark (&request->common, keep ? ngettext ("%u user is kept", "%u users are kept", ids->len)
	                                       : ngettext ("%u user is no longer kept", "%u users are no longer kept", ids->len), ids->len);
	return TRUE;
}

static gboolean
decide_aside (SegWorkspace *workspace, const Request *request, SegJob *job, GError **error)
{
	g_auto (GStrv) aside = join_lists (request->set_aside), back = join_lists (request->take_back);

	if (aside[0] != NULL && !seg_outlying_set_aside (workspace, (const char *const *) aside, job, error))
		return FALSE;
	if ((back[0] != NULL || request->all_back)
	    && !seg_outlying_take_back (workspace, request->all_back ? NULL : (const char *const *) back, job, error))
		return FALSE;
	seg_cli_job_end ();
	seg_cli_remark (&request->common, _("The cleaning recipe has changed (segscope clean WORKSPACE); compute the features again with: "
	                                    "segscope features WORKSPACE"));
	return TRUE;
}

/* The columns of the features named in @lists; SEG_ERROR_DATA when one is not selected. */
static GArray *
named_columns (const SegOutlying *outlying, const GPtrArray *catalogue, char **lists, GError **error)
{
	g_auto (GStrv) names = join_lists (lists);
	GArray *columns = g_array_new (FALSE, FALSE, sizeof (gsize));

	for (gsize i = 0; names[i] != NULL; i++) {
		const SegFeature *feature = seg_feature_find (catalogue, names[i]);
		guint before = columns->len;

		for (gsize column = 0; feature != NULL && column < outlying->matrix->n_columns; column++)
			if (strcmp (outlying->matrix->columns[column].feature, feature->name) == 0)
				g_array_append_val (columns, column);
		if (columns->len > before)
			continue;
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("The feature \"%s\" is not selected"), names[i]);
		g_array_unref (columns);
		return NULL;
	}
	return columns;
}

static gboolean
decide_limits (SegWorkspace *workspace, const Request *request, const SegFeatureSet *set, const SegOutlying *outlying, GError **error)
{
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (workspace, error);
	g_autoptr (GArray) columns = NULL;
	guint n_features;

	if (catalogue == NULL || (columns = named_columns (outlying, catalogue, request->winsorise, error)) == NULL
	    || !seg_outlying_winsorise (workspace, set, outlying, (const gsize *) (gpointer) columns->data, columns->len, &n_features, error))
		return FALSE;
	seg_cli_remark (&request->common, ngettext ("%u feature is limited to the range of the users who are not outlying (taken back by --no-limits)",
	                                            "%u features are limited to the range of the users who are not outlying (taken back by "
	                                            "--no-limits)", n_features), n_features);
	return TRUE;
}

static gboolean
decide_no_limits (SegWorkspace *workspace, const Request *request, const SegFeatureSet *set, GError **error)
{
	g_auto (GStrv) names = join_lists (request->no_limits);
	gboolean all = names[0] != NULL && strcmp (names[0], "all") == 0;
	guint n_features;

	if (!seg_outlying_unlimit (workspace, set, all ? NULL : (const char *const *) names, &n_features, error))
		return FALSE;
	seg_cli_remark (&request->common, ngettext ("The limits of %u feature are taken back", "The limits of %u features are taken back", n_features),
	                n_features);
	return TRUE;
}

/* Decisions that need no search. *@done: there was one. */
static gboolean
decide (SegWorkspace *workspace, const Request *request, const SegFeatureSet *set, SegJob *job, gboolean *done, GError **error)
{
	*done = request->keep != NULL || request->no_keep != NULL || request->set_aside != NULL || request->take_back != NULL || request->all_back
	        || request->no_limits != NULL;
	return (request->keep == NULL || decide_keep (workspace, request, request->keep, TRUE, error))
	       && (request->no_keep == NULL || decide_keep (workspace, request, request->no_keep, FALSE, error))
	       && (request->no_limits == NULL || decide_no_limits (workspace, request, set, error))
	       && ((request->set_aside == NULL && request->take_back == NULL && !request->all_back)
	           || decide_aside (workspace, request, job, error));
}

static gboolean
serve (const Request *request, const char *path, GError **error)
{
	gboolean writes = request->keep != NULL || request->no_keep != NULL || request->set_aside != NULL || request->take_back != NULL
	                  || request->all_back || request->winsorise != NULL || request->no_limits != NULL, done;
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, writes ? SEG_WORKSPACE_READ_WRITE : SEG_WORKSPACE_READ_ONLY, error);
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (GPtrArray) selection = NULL;
	g_autoptr (SegOutlying) outlying = NULL;
	g_autoptr (SegJob) job = NULL;

	if (workspace == NULL || (set = seg_feature_set_load (workspace, request->name, error)) == NULL)
		return FALSE;
	job = seg_cli_job (&request->common);
	if (!decide (workspace, request, set, job, &done, error) || (done && request->winsorise == NULL))
		return done && (error == NULL || *error == NULL);
	if ((selection = seg_cli_selection (&request->common, workspace, set, request->select, error)) == NULL
	    || (outlying = seg_outlying_find (workspace, set, selection, &request->options, job, error)) == NULL)
		return FALSE;
	seg_cli_job_end ();
	if (request->winsorise != NULL)
		return decide_limits (workspace, request, set, outlying, error);
	if (set->stale)
		seg_cli_remark (&request->common, _("The data have changed since the features were computed; do it again with: "
		                                    "segscope features %s"), path);
	say_counts (request, outlying);
	print_users (request, outlying);
	return TRUE;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Request request = { .options = seg_outlying_options_defaults (), .limit = USUAL_LIMIT };
	const GOptionEntry entries[] = {
		{ "method", 'm', 0, G_OPTION_ARG_STRING, &request.method, N_("distance, isolation or both (both)"), "METHOD" },
		{ "limit", 'l', 0, G_OPTION_ARG_INT64, &request.limit, N_("List so many, the most odd first (20); 0: all"), "N" },
		{ "quantile", 0, 0, G_OPTION_ARG_DOUBLE, &request.options.quantile, N_("Far: beyond this quantile of chi-square (0.999)"), "Q" },
		{ "score", 0, 0, G_OPTION_ARG_DOUBLE, &request.options.score, N_("Isolated: a score above this (0.6)"), "S" },
		{ "select", 's', 0, G_OPTION_ARG_STRING_ARRAY, &request.select, N_("By these features (or \"all\") instead of the selected ones"),
		  "NAME[:SCALING],..." },
		{ "keep", 'k', 0, G_OPTION_ARG_STRING_ARRAY, &request.keep, N_("Note that you have looked at these users and keep them"), "USER,..." },
		{ "no-keep", 0, 0, G_OPTION_ARG_STRING_ARRAY, &request.no_keep, N_("Take that note back"), "USER,..." },
		{ "winsorise", 'w', 0, G_OPTION_ARG_STRING_ARRAY, &request.winsorise,
		  N_("Limit these features to the range of the users who are not outlying"), "FEATURE,..." },
		{ "no-limits", 0, 0, G_OPTION_ARG_STRING_ARRAY, &request.no_limits, N_("Take the limits of these features (or \"all\") back"),
		  "FEATURE,..." },
		{ "set-aside", 'a', 0, G_OPTION_ARG_STRING_ARRAY, &request.set_aside, N_("Leave these users out, by a step of the cleaning recipe"),
		  "USER,..." },
		{ "take-back", 'b', 0, G_OPTION_ARG_STRING_ARRAY, &request.take_back, N_("Take these users in again"), "USER,..." },
		{ "take-all-back", 0, 0, G_OPTION_ARG_NONE, &request.all_back, N_("Take all of them in again"), NULL },
		{ "name", 0, 0, G_OPTION_ARG_STRING, &request.name, N_("Name of the feature set (the newest)"), "NAME" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean success = seg_cli_parse (command, entries, 1, 1, &argc, &argv, &request.common, error);

	if (success && argc > 0)
		success = check (&request, error) && serve (&request, argv[1], error);
	clear_request (&request);
	return success;
}

const SegCommand seg_command_outliers = {
	"outliers", "WORKSPACE", N_("Find users unlike everyone else, and decide about them"),
	N_("Users who lie far from the bulk in the selected features (robust distance), or whom few random cuts leave alone (isolation),\n"
	   "with the features that make them odd. Nothing happens to them by itself: keep them, limit the features that make them odd,\n"
	   "or set them aside.\n\n"
	   "  segscope outliers shop.seg\n"
	   "  segscope outliers shop.seg --keep u17,u23      looked at: a good customer is no mistake\n"
	   "  segscope outliers shop.seg --winsorise orders  the most odd count no more than the most active of the others\n"
	   "  segscope outliers shop.seg --set-aside u99     a test account or a robot"), run
};
