#include <config.h>
#include "commands.h"
#include "feature_option.h"
#include "feature_sets.h"
#include "features_own.h"
#include "features_print.h"

#include <segscope/feature.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

/* What was asked for. */
typedef struct {
	SegCommonOptions common;
	char    *name, *as_of, *export, *who, *clock;
	char   **select, **add, **remove;
	gboolean list, info, scaled, rebuild;
	gint64   instant; /* of --as-of, 0: not given */
	SegPopulation population; /* of --who */
	SegSetOptions sets;
} Request;

static void
clear_request (Request *request)
{
	g_free (request->name);
	g_free (request->as_of);
	g_free (request->export);
	g_free (request->who);
	g_free (request->clock);
	g_strfreev (request->select);
	g_strfreev (request->add);
	g_strfreev (request->remove);
	seg_cli_sets_clear (&request->sets);
}

static gboolean
parse_who (Request *request, GError **error)
{
	if (request->who == NULL)
		return TRUE;
	request->population = strcmp (request->who, "everyone") == 0 ? SEG_POPULATION_EVERYONE
	                      : strcmp (request->who, "listed") == 0 ? SEG_POPULATION_LISTED : SEG_POPULATION_AS_BEFORE;
	if (request->population != SEG_POPULATION_AS_BEFORE)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--who takes \"everyone\" or \"listed\", not \"%s\""), request->who);
	return FALSE;
}

static gboolean
parse (const SegCommand *command, int *argc, char ***argv, Request *request, GError **error)
{
	const GOptionEntry entries[] = {
		{ "list", 'l', 0, G_OPTION_ARG_NONE, &request->list, N_("List the features this data allows; computes nothing"), NULL },
		{ "info", 'i', 0, G_OPTION_ARG_NONE, &request->info, N_("Figures of each column that clustering will see"), NULL },
		{ "select", 's', 0, G_OPTION_ARG_STRING_ARRAY, &request->select,
		  N_("Select these features (or \"proposed\", \"all\") instead of those selected before"), "NAME[:TREATMENT],..." },
		{ "add", 0, 0, G_OPTION_ARG_STRING_ARRAY, &request->add, N_("Select these too, or change what is done to them"),
		  "NAME[:TREATMENT],..." },
		{ "remove", 0, 0, G_OPTION_ARG_STRING_ARRAY, &request->remove, N_("No longer select these"), "NAME,..." },
		{ "as-of", 0, 0, G_OPTION_ARG_STRING, &request->as_of,
		  N_("Count nothing after this day; \"last\": the day of the last event, which is usual"), "DATE" },
		{ "who", 0, 0, G_OPTION_ARG_STRING, &request->who,
		  N_("Who counts where a users file was imported: \"listed\" (usual) or \"everyone\" who did something"), "WHO" },
		{ "clock", 0, 0, G_OPTION_ARG_STRING, &request->clock,
		  N_("How far local time is ahead of the times in the files, for hours and days: +08:00; 0: not at all"), "OFFSET" },
		{ "rebuild", 0, 0, G_OPTION_ARG_NONE, &request->rebuild, N_("Compute again even when nothing has changed"), NULL },
		{ "name", 0, 0, G_OPTION_ARG_STRING, &request->name, N_("Name of the feature set (the one in use, else default)"), "NAME" },
		{ "sets", 0, 0, G_OPTION_ARG_NONE, &request->sets.sets, N_("List the feature sets"), NULL },
		{ "copy", 0, 0, G_OPTION_ARG_STRING, &request->sets.copy, N_("Keep the set, as it is, once more under another name"), "NEW" },
		{ "compare", 0, 0, G_OPTION_ARG_STRING, &request->sets.compare, N_("How the set differs from another one"), "OTHER" },
		{ "rename", 0, 0, G_OPTION_ARG_STRING, &request->sets.rename, N_("Give the set another name"), "NEW" },
		{ "delete", 0, 0, G_OPTION_ARG_NONE, &request->sets.delete, N_("Delete the set, unless segments were made from it"), NULL },
		{ "use", 0, 0, G_OPTION_ARG_NONE, &request->sets.use, N_("From now on this is the set in use, for all commands and screens"), NULL },
		{ "export", 0, 0, G_OPTION_ARG_FILENAME, &request->export, N_("Write the selected features of all users as CSV"),
		  "FILE" },
		{ "scaled", 0, 0, G_OPTION_ARG_NONE, &request->scaled, N_("With --export: filled and scaled, as clustering sees them"),
		  NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};

	if (!seg_cli_parse (command, entries, 1, 1, argc, argv, &request->common, error))
		return FALSE;
	if (!seg_cli_sets_check (&request->sets, error))
		return FALSE;
	if (request->scaled && request->export == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--scaled says how to --export; it means nothing alone"));
		return FALSE;
	}
	if (!parse_who (request, error))
		return FALSE;
	if (request->as_of == NULL || strcmp (request->as_of, "last") == 0)
		return TRUE;
	return seg_cli_parse_as_of (request->as_of, &request->instant, error);
}

/* The set ----------------------------------------------------------------------------------------------------------- */

/* The set of that name; FALSE with *@set NULL and no error when there is none yet. */
static gboolean
load (SegWorkspace *workspace, const char *name, SegFeatureSet **set, GError **error)
{
	GError *failure = NULL;

	*set = seg_feature_set_load (workspace, name, &failure);
	if (g_error_matches (failure, SEG_ERROR, SEG_ERROR_NOT_FOUND))
		g_clear_error (&failure);
	if (failure == NULL)
		return TRUE;
	g_propagate_error (error, failure);
	return FALSE;
}

/* Nothing may be proposed (a table of names): that is no mistake of the person; to choose nothing is. */
static gboolean
check_chosen (const Request *request, const GPtrArray *selection, const GPtrArray *catalogue, GError **error)
{
	if (selection->len > 0 || (catalogue->len > 0 && request->select == NULL && request->remove == NULL))
		return TRUE;
	if (catalogue->len == 0)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA,
		                     _("There is nothing yet to compute features from; import what users did: "
		                       "segscope import WORKSPACE FILE --as events"));
	else
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE,
		                     _("No feature would be selected; name one at least: --select NAME (see --list)"));
	return FALSE;
}

/* What shall be selected; @set: the older set, or NULL. */
static GPtrArray *
choose (const Request *request, const GPtrArray *catalogue, const SegFeatureSet *set, GError **error)
{
	g_autoptr (GPtrArray) selection = NULL;
	char *proposed[] = { (char *) "proposed", NULL };

	if (request->select == NULL && set != NULL)
		selection = seg_selection_copy (set->selection);
	else
		selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);
	if ((request->select != NULL && !seg_cli_features_add (selection, catalogue, request->select, error))
	    || (request->select == NULL && set == NULL && !seg_cli_features_add (selection, catalogue, proposed, error))
	    || !seg_cli_features_add (selection, catalogue, request->add, error)
	    || !seg_cli_features_remove (selection, catalogue, request->remove, error))
		return NULL;
	return check_chosen (request, selection, catalogue, error) ? g_steal_pointer (&selection) : NULL;
}

static gboolean
must_build (const Request *request, const SegFeatureSet *set)
{
	gboolean other_instant = set != NULL && request->as_of != NULL
	                         && (request->instant != 0 ? request->instant != set->as_of : set->as_of_given);

	gboolean other_people = set != NULL && request->population != SEG_POPULATION_AS_BEFORE
	                        && set->everyone != (request->population == SEG_POPULATION_EVERYONE);

	return set == NULL || set->stale || request->rebuild || other_instant || other_people;
}

/* @old: the set there was, or NULL. An instant that was named stays until another is named. */
static SegFeatureSet *
build (SegWorkspace *workspace, const Request *request, const GPtrArray *selection, const SegFeatureSet *old, GError **error)
{
	g_autoptr (SegJob) job = seg_cli_job (&request->common);
	gint64 as_of = request->as_of == NULL && old != NULL ? seg_feature_set_wanted_as_of (old) : request->instant;
	SegFeatureSet *set = NULL;
	g_autofree char *before = NULL, *now = NULL;

	if (!request->rebuild || seg_feature_set_forget_basis (workspace, request->name, error))
		set = seg_feature_set_build_of (workspace, request->name, as_of, request->population, selection, job, error);

	if (set == NULL || old == NULL || !old->data_changed || request->clock != NULL)
		return set;
	before = seg_format_date (old->as_of_local);
	now = seg_format_date (set->as_of_local);
	if (set->n_computed < set->n_users)
		seg_cli_remark (&request->common, _("There are new events: the features of the %" PRId64 " users who have some were computed again"),
		                set->n_computed);
	else if (set->as_of == old->as_of && set->all_because != NULL)
		seg_cli_remark (&request->common, _("The data have changed: the features were computed again, of all users, as %s"), set->all_because);
	else if (set->as_of == old->as_of)
		seg_cli_remark (&request->common, _("The data have changed: the features were computed again"));
	else
		seg_cli_remark (&request->common, _("The data have changed: the features were computed again, as of %s (before: %s)"),
		                now, before);
	return set;
}

/* Builds, changes or just loads the set, as the request needs. */
static SegFeatureSet *
ensure (SegWorkspace *workspace, const Request *request, GError **error)
{
	gboolean as_it_is = request->select == NULL && request->add == NULL && request->remove == NULL;
	g_autoptr (GPtrArray) catalogue = NULL, selection = NULL;
	g_autoptr (SegFeatureSet) set = NULL, again = NULL;

	if (!load (workspace, request->name, &set, error))
		return NULL;
	if (as_it_is && must_build (request, set)) /* what the data allow is found while they are read */
		return build (workspace, request, set != NULL ? set->selection : NULL, set, error);
	if ((catalogue = seg_feature_catalogue (workspace, error)) == NULL
	    || (selection = choose (request, catalogue, set, error)) == NULL)
		return NULL;
	if (request->remove != NULL && set != NULL && !seg_feature_set_select (workspace, set->id, selection, error))
		return NULL; /* what is taken out stays out, also where the rest cannot be computed */
	if (must_build (request, set))
		return build (workspace, request, selection, set, error);
	if (as_it_is)
		return g_steal_pointer (&set);
	if (!seg_feature_set_select (workspace, set->id, selection, error))
		return NULL;
	again = seg_feature_set_load_id (workspace, set->id, error);
	return again != NULL && again->lacks_own ? build (workspace, request, selection, again, error) : g_steal_pointer (&again);
}

/* Doing it ----------------------------------------------------------------------------------------------------------- */

/* The setting itself; sets computed before are stale then. */
static gboolean
set_clock (SegWorkspace *workspace, const Request *request, GError **error)
{
	gint64 offset;

	return request->clock == NULL
	       || (seg_clock_parse (request->clock, &offset, error) && seg_clock_set_offset (workspace, offset, error));
}

static gboolean
export (SegWorkspace *workspace, const Request *request, const SegFeatureSet *set, GError **error)
{
	g_autoptr (SegJob) job = seg_cli_job (&request->common);
	g_autofree char *users = seg_format_integer (set->n_users);

	if (!seg_feature_export (workspace, set, NULL, request->export, request->scaled, job, error))
		return FALSE;
	seg_cli_remark (&request->common, _("%s users and their features are in %s"), users, request->export);
	return TRUE;
}

/* The set in use, where there is one. */
static gboolean
choose_name (SegWorkspace *workspace, Request *request, GError **error)
{
	g_autoptr (SegFeatureSet) set = NULL;
	gint64 id;

	if (request->name != NULL)
		return TRUE;
	if (!seg_feature_set_in_use (workspace, &id, error) || (id != 0 && (set = seg_feature_set_load_id (workspace, id, error)) == NULL))
		return FALSE;
	request->name = g_strdup (set != NULL ? set->name : "default");
	return TRUE;
}

static gboolean
serve (Request *request, const char *path, GError **error)
{
	gboolean reads = (request->list || request->sets.sets || request->sets.compare != NULL) && request->clock == NULL;
	SegWorkspaceMode mode = reads ? SEG_WORKSPACE_READ_ONLY : SEG_WORKSPACE_READ_WRITE;
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, mode, error);
	g_autoptr (SegFeatureSet) set = NULL;

	if (workspace == NULL || !set_clock (workspace, request, error) || !choose_name (workspace, request, error)
	    || (request->instant != 0 && !seg_calendar_instant (workspace, request->instant, &request->instant, error)))
		return FALSE;
	if (seg_cli_sets_asked (&request->sets))
		return seg_cli_sets_serve (&request->common, &request->sets, workspace, request->name, error);
	if (request->list)
		return load (workspace, request->name, &set, error) && seg_cli_features_print_list (workspace, &request->common, set, error);
	set = ensure (workspace, request, error);
	if (set == NULL)
		return FALSE;
	if (request->export != NULL)
		return export (workspace, request, set, error);
	return request->info ? seg_cli_features_print_info (workspace, &request->common, set, error)
	                     : seg_cli_features_print_selected (workspace, &request->common, set, error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Request request = { 0 };
	const SegCommand *action = argc > 1 ? seg_cli_features_action (argv[1]) : NULL;
	gboolean success;

	if (action != NULL)
		return action->run (action, argc - 1, argv + 1, error);
	success = parse (command, &argc, &argv, &request, error);
	if (success && argc > 0)
		success = serve (&request, argv[1], error);
	clear_request (&request);
	return success;
}

const SegCommand seg_command_features = {
	"features", "WORKSPACE", N_("Compute what users did and are, and choose what clustering looks at"),
	N_("Computes the features when there are none yet or the data have changed, and prints those that are selected.\n"
	   "Names are those of --list; an attribute may be named without \"user.\". Scalings: none, z-score, min-max, robust,\n"
	   "log (the z-score of ln(1 + x), below zero of -ln(1 - x), for long tails), yeo-johnson, quantile-normal, normal-scores.\n"
	   "Treatments follow the name with colons: a scaling; for a category one-hot, one-hot=N, ordinal, ordinal=LOW<HIGH,\n"
	   "frequency or target=OUTCOME; for missing values missing=median, mean, maximum, minimum, zero, frequent, leave-out,\n"
	   "usual or column (also a column of its own): --add age:robust:missing=column,city:one-hot=5,plan:target=churn\n\n"
	   "Features of your own: segscope features define, change, forget, definitions (each with --help).\n\n"
	   "  segscope features shop.seg\n"
	   "  segscope features shop.seg --list\n"
	   "  segscope features shop.seg --who everyone --clock +08:00\n"
	   "  segscope features shop.seg --as-of 2024-06-30 --select recency_days,orders,monetary:robust\n"
	   "  segscope features shop.seg --add city --info\n"
	   "  segscope features shop.seg --export features.csv\n"
	   "  segscope features shop.seg --copy \"before summer\"\n"
	   "  segscope features shop.seg --compare \"before summer\""),
	run
};
