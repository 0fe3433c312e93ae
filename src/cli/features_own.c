/* segscope features define and change: own features, by an expression or as a figure of events. */
#include <config.h>
#include "commands.h"
#include "feature_option.h"
#include "features_own.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#define NOT_GIVEN G_MININT64

/* What was said of the definition. */
typedef struct {
	SegCommonOptions common;
	char  *expression, *measure, *of, *kind, *where, *from, *to, *label, *meaning, *unit, *scaling, *missing, *rename, *file, *as_of;
	gint64 last_days;
	gboolean dry_run;
} Request;

static void
request_clear (Request *request)
{
	char **const texts[] = {
		&request->expression, &request->measure, &request->of, &request->kind, &request->where, &request->from, &request->to, &request->label,
		&request->meaning, &request->unit, &request->scaling, &request->missing, &request->rename, &request->file, &request->as_of,
	};

	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
		g_clear_pointer (texts[i], g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

static gboolean
parse (const SegCommand *command, gboolean is_change, int *argc, char ***argv, Request *request, GError **error)
{
	const GOptionEntry entries[] = {
		{ "expression", 'e', 0, G_OPTION_ARG_STRING, &request->expression,
		  N_("Compute it from other features and attributes of users: \"monetary / orders\""), "EXPRESSION" },
		{ "measure", 'm', 0, G_OPTION_ARG_STRING, &request->measure,
		  N_("Or from events: count, sum, mean, min, max, last or distinct"), "MEASURE" },
		{ "of", 0, 0, G_OPTION_ARG_STRING, &request->of, N_("What is added up, averaged ...: amount, rating, item, an attribute of items"), "WHAT" },
		{ "kind", 'k', 0, G_OPTION_ARG_STRING, &request->kind, N_("Only events of this kind; \"\": of all kinds"), "KIND" },
		{ "where", 'w', 0, G_OPTION_ARG_STRING, &request->where, N_("Only events for which this holds: \"amount > 100 AND weekday >= 6\""), "CONDITION" },
		{ "last-days", 0, 0, G_OPTION_ARG_INT64, &request->last_days, N_("Only events of the N days that end with the as-of day"), "N" },
		{ "from", 0, 0, G_OPTION_ARG_STRING, &request->from, N_("Only events from this day on"), "DAY" },
		{ "to", 0, 0, G_OPTION_ARG_STRING, &request->to, N_("Only events up to the end of this day"), "DAY" },
		{ "label", 0, 0, G_OPTION_ARG_STRING, &request->label, N_("What people see"), "TEXT" },
		{ "meaning", 0, 0, G_OPTION_ARG_STRING, &request->meaning, N_("What it means, in a sentence"), "TEXT" },
		{ "unit", 0, 0, G_OPTION_ARG_STRING, &request->unit, N_("days, money, ..."), "TEXT" },
		{ "scaling", 0, 0, G_OPTION_ARG_STRING, &request->scaling, N_("Its usual scaling: none, z-score, min-max, robust, log, ..."), "SCALING" },
		{ "missing", 0, 0, G_OPTION_ARG_STRING, &request->missing, N_("What stands for a missing value: median, mean, maximum, minimum, zero, leave-out"), "RULE" },
		{ "dry-run", 'n', 0, G_OPTION_ARG_NONE, &request->dry_run, N_("Keep nothing; show what it yields"), NULL },
		{ "as-of", 0, 0, G_OPTION_ARG_STRING, &request->as_of, N_("With --dry-run: as of this day"), "DATE" },
		{ is_change ? "rename" : "file", 0, 0, is_change ? G_OPTION_ARG_STRING : G_OPTION_ARG_FILENAME, is_change ? &request->rename : &request->file,
		  is_change ? N_("Give it another name, wherever it is used") : N_("Take over the definitions of a file (see definitions --export)"),
		  is_change ? "NAME" : "FILE" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};

	return seg_cli_parse (command, entries, is_change ? 2 : 1, 2, argc, argv, &request->common, error);
}

/* From options to a definition ------------------------------------------------------------------------------------------ */

static gboolean
refuse (const char *message, GError **error)
{
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, message);
	return FALSE;
}

static void
replace (char **text, const char *given)
{
	if (given == NULL)
		return;
	g_free (*text);
	*text = *given != '\0' ? g_strdup (given) : NULL;
}

static gboolean
take_kind_of_definition (const Request *request, SegOwnFeature *own, GError **error)
{
	const gboolean figure = request->measure != NULL || request->of != NULL || request->kind != NULL || request->where != NULL
	                        || request->last_days != NOT_GIVEN || request->from != NULL || request->to != NULL;

	if (request->expression != NULL && figure)
		return refuse (_("It is either computed by an --expression, or from events by a --measure; not both"), error);
	if (own->id == 0 && request->expression == NULL && request->measure == NULL)
		return refuse (_("Say how it is computed: by --expression or by --measure"), error);
	if (request->measure != NULL && !seg_own_measure_parse (request->measure, &own->measure))
		return refuse (_("--measure must be count, sum, mean, min, max, last or distinct"), error);
	replace (&own->expression, request->expression);
	if (figure)
		g_clear_pointer (&own->expression, g_free);
	if (request->expression != NULL || request->measure != NULL)
		seg_own_feature_suit (own);
	return TRUE;
}

/* Another window takes the place of the one there was. */
static gboolean
take_window (const Request *request, SegOwnFeature *own, GError **error)
{
	if (request->last_days != NOT_GIVEN && (request->last_days < 1 || request->last_days > 100000))
		return refuse (_("--last-days must be from 1 to 100,000"), error);
	if (request->last_days > 0 && (request->from != NULL || request->to != NULL))
		return refuse (_("The window is either --last-days or --from and --to, not both"), error);
	if (request->last_days > 0) {
		own->last_days = request->last_days;
		own->first_day = own->last_day = SEG_OWN_NO_DAY;
	} else if (request->from != NULL || request->to != NULL)
		own->last_days = 0;
	return (request->from == NULL || seg_own_parse_day (request->from, &own->first_day, error))
	       && (request->to == NULL || seg_own_parse_day (request->to, &own->last_day, error));
}

static gboolean
take_options (const Request *request, SegOwnFeature *own, GError **error)
{
	if (!take_kind_of_definition (request, own, error) || !take_window (request, own, error))
		return FALSE;
	replace (&own->measured, request->of);
	replace (&own->event_kind, request->kind);
	replace (&own->filter, request->where);
	replace (&own->label, request->label);
	replace (&own->meaning, request->meaning);
	if (request->unit != NULL) {
		g_free (own->unit);
		own->unit = g_strdup (request->unit);
	}
	replace (&own->name, request->rename);
	if (request->scaling != NULL && !seg_scaling_parse (request->scaling, &own->scaling))
		return refuse (_("There is no such --scaling; see segscope features --help"), error);
	if (request->missing != NULL && !seg_fill_parse (request->missing, &own->fill))
		return refuse (_("There is no such rule for --missing; see segscope features --help"), error);
	return TRUE;
}

/* Doing it ---------------------------------------------------------------------------------------------------------------- */

/* Where the mistake is, above the message. */
static void
print_caret (const SegOwnFeature *own, const SegOwnMistake *mistake)
{
	const char *text = mistake->part == SEG_OWN_PART_FILTER ? own->filter : mistake->part == SEG_OWN_PART_EXPRESSION ? own->expression : NULL;
	g_autofree char *lines = text != NULL && mistake->place > 0 ? seg_expression_caret (text, mistake->place) : NULL;
	g_auto (GStrv) both = lines != NULL ? g_strsplit (lines, "\n", 2) : NULL;

	if (both != NULL)
		fprintf (stderr, "  %s\n  %s\n", both[0], both[1]);
}

/* It may come with a later file, but most likely it is a mistake. */
static void
remark_kind (const Request *request, SegWorkspace *workspace, const SegOwnFeature *own)
{
	g_autoptr (GPtrArray) kinds = own->expression == NULL && own->event_kind != NULL ? seg_own_kinds (workspace, NULL) : NULL;
	g_autofree char *there = NULL;

	if (kinds == NULL || kinds->len == 0 || g_ptr_array_find_with_equal_func (kinds, own->event_kind, g_str_equal, NULL))
		return;
	g_ptr_array_add (kinds, NULL);
	there = g_strjoinv (", ", (char **) kinds->pdata);
	seg_cli_remark (&request->common, _("No event is of the kind “%s” yet; there are: %s"), own->event_kind, there);
}

static gboolean
try_out (const Request *request, SegWorkspace *workspace, const SegOwnFeature *own, SegOwnMistake *mistake, GError **error)
{
	g_autoptr (SegJob) job = seg_cli_job (&request->common);
	g_autoptr (SegOwnPreview) preview = NULL;
	gint64 as_of = 0;

	if (request->as_of != NULL && (!seg_cli_parse_as_of (request->as_of, &as_of, error) || !seg_calendar_instant (workspace, as_of, &as_of, error)))
		return FALSE;
	preview = seg_own_preview (workspace, own, as_of, job, mistake, error);
	if (preview == NULL)
		return FALSE;
	seg_cli_print_own_preview (&request->common, own, preview);
	remark_kind (request, workspace, own);
	return TRUE;
}

static gboolean
keep (const Request *request, SegWorkspace *workspace, SegOwnFeature *own, SegOwnMistake *mistake, GError **error)
{
	const gboolean is_new = own->id == 0;
	g_autofree char *words = seg_own_feature_words (own);

	if (!seg_own_feature_save (workspace, own, mistake, error))
		return FALSE;
	seg_cli_say (&request->common, is_new ? _("Defined %s: %s") : _("Changed %s: %s"), own->name, words);
	remark_kind (request, workspace, own);
	if (is_new)
		seg_cli_remark (&request->common, _("Select it with: segscope features WORKSPACE --add %s"), own->name);
	return TRUE;
}

static gboolean
take_file (const Request *request, SegWorkspace *workspace, GError **error)
{
	g_autofree char *text = NULL;
	g_autoptr (GPtrArray) owns = NULL;
	guint n_new, n_changed;

	if (!g_file_get_contents (request->file, &text, NULL, error)
	    || (owns = seg_own_features_from_text (text, request->file, error)) == NULL
	    || !seg_own_features_import (workspace, owns, &n_new, &n_changed, error))
		return FALSE;
	seg_cli_say (&request->common, _("%u defined, %u changed"), n_new, n_changed);
	return TRUE;
}

static SegOwnFeature *
start (SegWorkspace *workspace, const char *name, gboolean is_change, GError **error)
{
	g_autoptr (GPtrArray) owns = seg_own_features (workspace, error);
	const SegOwnFeature *old = owns != NULL ? seg_own_feature_find (owns, name) : NULL;

	if (owns == NULL)
		return NULL;
	if (is_change && old == NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There is no own feature “%s”; see: segscope features definitions WORKSPACE"), name);
	else if (!is_change && old != NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is an own feature “%s” already; change it with: segscope features change WORKSPACE %s"),
		             name, name);
	else
		return is_change ? seg_own_feature_copy (old) : seg_own_feature_new (name);
	return NULL;
}

static gboolean
serve (const Request *request, gboolean is_change, const char *path, const char *name, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, request->dry_run ? SEG_WORKSPACE_READ_ONLY : SEG_WORKSPACE_READ_WRITE, error);
	g_autoptr (SegOwnFeature) own = NULL;
	SegOwnMistake mistake = { SEG_OWN_PART_NONE, 0 };
	gboolean fine;

	if (workspace == NULL)
		return FALSE;
	if (request->file != NULL)
		return take_file (request, workspace, error);
	if (name == NULL)
		return refuse (_("Which name shall it have? usage: segscope features define WORKSPACE NAME"), error);
	if ((own = start (workspace, name, is_change, error)) == NULL || !take_options (request, own, error))
		return FALSE;
	fine = request->dry_run ? try_out (request, workspace, own, &mistake, error) : keep (request, workspace, own, &mistake, error);
	seg_cli_job_end ();
	if (!fine)
		print_caret (own, &mistake);
	return fine;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	const gboolean is_change = command == &seg_command_features_change;
	g_auto (Request) request = { .last_days = NOT_GIVEN };

	if (!parse (command, is_change, &argc, &argv, &request, error))
		return FALSE;
	return argc == 0 || serve (&request, is_change, argv[1], argc > 2 ? argv[2] : NULL, error);
}

const SegCommand seg_command_features_define = {
	"features define", "WORKSPACE NAME", N_("Define a feature of your own"),
	N_("By an expression over other features and attributes of users (segscope features definitions WORKSPACE --names lists them):\n"
	   "+ - * / %, comparisons, AND OR NOT, CASE WHEN ... THEN ... ELSE ... END, IN (...), BETWEEN, LIKE and functions such as\n"
	   "coalesce, abs, round, min, max, ln, sqrt. Names that are no plain words stand in double quotes, texts in single ones. A value\n"
	   "that is missing makes the result missing, and so does a division by zero. 1 / 2 is 0.5, % is the remainder.\n\n"
	   "Or as a figure of events: their number, or the sum, mean, smallest, largest or last of something, or how many different ones;\n"
	   "of one kind, for which a condition on the event and its item holds, in the last days or between two days.\n\n"
	   "  segscope features define shop.seg spend_per_order --expression 'monetary / orders'\n"
	   "  segscope features define shop.seg is_far --expression \"city NOT IN ('Paris', 'Lyon')\"\n"
	   "  segscope features define shop.seg dear_90d --measure count --kind purchase --where 'amount > 200' --last-days 90\n"
	   "  segscope features define shop.seg evening_courses --measure distinct --of item --where 'hour >= 18' --dry-run\n"
	   "  segscope features define shop.seg --file own-features.ini"),
	run
};

const SegCommand seg_command_features_change = {
	"features change", "WORKSPACE NAME", N_("Change or rename a feature of your own"),
	N_("Takes the options of segscope features define; what is not named stays. An empty text takes a part away.\n\n"
	   "  segscope features change shop.seg dear_90d --where 'amount > 300'\n"
	   "  segscope features change shop.seg dear_90d --rename dear_orders --label 'Dear orders'"),
	run
};
