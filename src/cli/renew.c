/* segscope renew: the next version of a segmentation: clusters again, matches the groups with the segments, and keeps what is accepted. */
#include <config.h>
#include "segments.h"

#include <segscope/renewal.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

typedef struct {
	char   *decline, *note;
	char  **match;
	int     k;
	gint64  run;
	gboolean keep;
} Options;

static void
clear_options (Options *options)
{
	g_free (options->decline);
	g_free (options->note);
	g_strfreev (options->match);
}

/* What the person decides ------------------------------------------------------------------------------------------ */

/* The old segment that @text names, by name or number; -1: none of them. */
static gboolean
find_segment (const SegRenewal *renewal, const char *text, gint32 *index, GError **error)
{
	const SegSegmentation *before = seg_renewal_before (renewal);
	const SegSegment *segment;
	guint place;

	*index = -1;
	if (g_ascii_strcasecmp (text, "new") == 0)
		return TRUE;
	segment = seg_segmentation_find (before, text, error);
	if (segment == NULL)
		return FALSE;
	g_ptr_array_find (before->segments, segment, &place);
	*index = (gint32) place;
	return TRUE;
}

static gboolean
match_groups (SegRenewal *renewal, char **pairs, GError **error)
{
	for (gsize i = 0; pairs != NULL && pairs[i] != NULL; i++) {
		g_auto (GStrv) parts = g_strsplit (pairs[i], "=", 2);
		guint64 group;
		gint32 segment;

		if (g_strv_length (parts) != 2 || !g_ascii_string_to_unsigned (g_strstrip (parts[0]), 10, 1, G_MAXINT32, &group, NULL)) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--match takes a group and a segment, as in --match 3=Loyal, not \"%s\""), pairs[i]);
			return FALSE;
		}
		if (!find_segment (renewal, g_strstrip (parts[1]), &segment, error) || !seg_renewal_match (renewal, (guint) group - 1, segment, error))
			return FALSE;
	}
	return TRUE;
}

/* Matches that are declined come last: they number the proposals anew. */
static gboolean
decline (SegRenewal *renewal, const char *list, GError **error)
{
	g_auto (GStrv) numbers = seg_cli_list (list);
	g_autoptr (GArray) matches = g_array_new (FALSE, FALSE, sizeof (guint));

	for (gsize i = 0; numbers != NULL && numbers[i] != NULL; i++) {
		const GPtrArray *proposals = seg_renewal_proposals (renewal);
		guint64 number;
		guint index;

		if (!g_ascii_string_to_unsigned (numbers[i], 10, 1, proposals->len, &number, NULL)) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--decline takes numbers of the list, 1 to %u, not \"%s\""), proposals->len, numbers[i]);
			return FALSE;
		}
		index = (guint) number - 1;
		if (((const SegRenewalProposal *) proposals->pdata[index])->kind == SEG_RENEWAL_SAME)
			g_array_append_val (matches, index);
		else if (!seg_renewal_accept (renewal, index, FALSE, error))
			return FALSE;
	}
	for (guint i = 0; i < matches->len; i++) /* groups keep their places in the list */
		if (!seg_renewal_accept (renewal, g_array_index (matches, guint, i), FALSE, error))
			return FALSE;
	return TRUE;
}

/* Saying it -------------------------------------------------------------------------------------------------------- */

static char *
decision (const SegRenewal *renewal, const SegRenewalProposal *proposal)
{
	const GPtrArray *proposals = seg_renewal_proposals (renewal);

	if (proposal->used_by != NULL)
		return g_strdup_printf (_("stays: %s needs it"), proposal->used_by);
	if (proposal->accepted)
		return g_strdup (_("yes"));
	if (proposal->kind == SEG_RENEWAL_SPLIT || proposal->kind == SEG_RENEWAL_NEW)
		return g_strdup_printf (_("no: joins \"%s\""), ((const SegRenewalProposal *) proposals->pdata[proposal->into])->name);
	return g_strdup (proposal->kind == SEG_RENEWAL_MERGED ? _("no: stays apart") : _("no: stays, without users"));
}

static void
fill_row (SegTable *table, const SegRenewal *renewal, guint index)
{
	const SegRenewalProposal *proposal = seg_renewal_proposals (renewal)->pdata[index];
	const GPtrArray *segments = seg_renewal_before (renewal)->segments;
	g_autofree char *decided = decision (renewal, proposal);

	seg_table_integer (table, index + 1);
	seg_table_text (table, proposal->name);
	seg_table_integer (table, proposal->size);
	seg_table_text (table, seg_renewal_kind_words (proposal->kind));
	seg_table_number (table, proposal->confidence);
	seg_table_text (table, isfinite (proposal->confidence) ? seg_renewal_confidence_words (proposal->confidence) : NULL);
	seg_table_text (table, proposal->words);
	seg_table_text (table, proposal->rival >= 0 ? ((const SegSegment *) segments->pdata[proposal->rival])->name : NULL);
	seg_table_text (table, decided);
}

static void
print_proposals (const SegRenewal *renewal, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "number", "#", SEG_CELL_INTEGER);
	seg_table_column (table, "name", _("Segment"), SEG_CELL_TEXT);
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "what", _("What"), SEG_CELL_TEXT);
	seg_table_column (table, "confidence", _("Alike"), SEG_CELL_NUMBER);
	seg_table_column (table, "match", _("Match"), SEG_CELL_TEXT);
	seg_table_column (table, "why", _("Why"), SEG_CELL_TEXT);
	seg_table_column (table, "rival", _("Or"), SEG_CELL_TEXT);
	seg_table_column (table, "accepted", _("Accepted"), SEG_CELL_TEXT);
	for (guint i = 0; i < seg_renewal_proposals (renewal)->len; i++)
		fill_row (table, renewal, i);
	seg_table_print (table, common->output);
}

static void
say_figures (const SegRenewal *renewal, const SegCommonOptions *common)
{
	SegRenewalFigures figures = seg_renewal_figures (renewal);
	g_autofree char *users = seg_format_integer (figures.n_users), *fresh = seg_format_integer (figures.n_new);
	g_autofree char *left = seg_format_integer (figures.n_left), *silhouette = seg_format_number (figures.silhouette, 2);

	seg_cli_say (common, ngettext ("\"%s\" again: %s users in %u group, mean silhouette %s", "\"%s\" again: %s users in %u groups, mean silhouette %s",
	                               figures.n_groups), seg_renewal_before (renewal)->name, users, figures.n_groups, silhouette);
	seg_cli_say (common, _("%s of them were in no segment before; %s who were are not there any more."), fresh, left);
}

/* Running ---------------------------------------------------------------------------------------------------------- */

static gboolean
keep (SegWorkspace *workspace, SegRenewal *renewal, const Options *options, const SegCommonOptions *common, SegJob *job, GError **error)
{
	guint number;

	if (!seg_renewal_save (workspace, renewal, options->note, &number, job, error))
		return FALSE;
	seg_cli_job_end ();
	seg_cli_remark (common, _("This is version %u of \"%s\" now; segscope migration says who moved"), number, seg_renewal_before (renewal)->name);
	return TRUE;
}

static gboolean
run_with (char **argv, const Options *options, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (argv[1], SEG_WORKSPACE_READ_WRITE, error);
	g_autoptr (SegSegmentation) segmentation = NULL;
	g_autoptr (SegRenewal) renewal = NULL;
	g_autoptr (SegJob) job = NULL;

	if (workspace == NULL || (segmentation = seg_segmentation_load (workspace, argv[2], error)) == NULL)
		return FALSE;
	job = seg_cli_job (common);
	renewal = seg_renewal_new (workspace, segmentation->id, (guint) options->k, options->run, job, error);
	if (renewal == NULL || !match_groups (renewal, options->match, error) || !decline (renewal, options->decline, error))
		return FALSE;
	seg_cli_job_end ();
	say_figures (renewal, common);
	print_proposals (renewal, common);
	if (options->keep)
		return keep (workspace, renewal, options, common, job, error);
	seg_cli_remark (common, "%s", _("Nothing is kept yet: --keep makes this the next version (--decline takes numbers of the list out of it)"));
	return TRUE;
}

static gboolean
check (const Options *options, GError **error)
{
	const char *trouble = NULL;

	if (options->k != 0 && options->run != 0)
		trouble = _("Choose one of --k and --run");
	else if (options->k < 0 || options->k == 1)
		trouble = _("--k must be at least 2");
	else if (options->note != NULL && !options->keep)
		trouble = _("--note goes with --keep");
	if (trouble != NULL)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, trouble);
	return trouble == NULL;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Options options = { 0 };
	SegCommonOptions common;
	const GOptionEntry entries[] = {
		{ "k", 0, 0, G_OPTION_ARG_INT, &options.k, N_("Another number of segments (as many as there were)"), "N" },
		{ "run", 0, 0, G_OPTION_ARG_INT64, &options.run, N_("Take what this run found (segscope runs) instead of clustering as before"), "RUN" },
		{ "match", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.match,
		  N_("This group goes on as that segment, by name or number, or \"new\": 3=Loyal (may be given several times)"), "GROUP=SEGMENT" },
		{ "decline", 0, 0, G_OPTION_ARG_STRING, &options.decline, N_("Numbers of the list that are not to be so"), "N,N,..." },
		{ "keep", 0, 0, G_OPTION_ARG_NONE, &options.keep, N_("Keep the rest as the next version"), NULL },
		{ "note", 0, 0, G_OPTION_ARG_STRING, &options.note, N_("What to remember about this version"), "TEXT" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean done = seg_cli_parse (command, entries, 2, 2, &argc, &argv, &common, error);

	if (done && argc > 0)
		done = check (&options, error) && run_with (argv, &options, &common, error);
	clear_options (&options);
	return done;
}

const SegCommand seg_command_renew = {
	"renew", "WORKSPACE NAME", N_("Cluster again with the data of now; the segments go on with their names, colours and campaigns"),
	N_("Clusters as NAME was clustered, with its features computed again, and matches the new groups with the segments: by the users they\n"
	   "share and by how near their middles are, so that the likeness of all pairs adds up to the most. Alike is 1 for the same users; from\n"
	   "0.75 a match is clear, from 0.5 likely, below doubtful; below 0.2 there is none. What is new, split off, merged or gone is listed.\n"
	   "Nothing is kept without --keep; the same command finds the same again.\n\n"
	   "Declined: a match makes the group a new segment; what is new or split off joins the group it came from, or the nearest; what is\n"
	   "merged stays apart with its users; what is gone stays without any. Segments that campaigns or rules need stay.\n\n"
	   "  segscope renew courses.seg autumn\n"
	   "  segscope renew courses.seg autumn --match \"3=Evening learners\" --decline 6 --keep --note \"October\"\n"),
	run
};
