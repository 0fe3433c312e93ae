/* segscope demo: the whole journey with made-up data of a course platform, then the interface.
 *
 * Every step is skipped when the workspace has its outcome already, so the demo can be run again and again. */
#include <config.h>
#include "segments.h"

#include <segscope/habits.h>
#include <segscope/campaign_export.h>
#include <segscope/intake.h>
#include <segscope/prepare.h>
#include <segscope/run.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "tui/tui.h"

#define DEMO_WORKSPACE "demo.seg"
#define DEMO_SEGMENTATION "Demo"
#define DEMO_CAMPAIGN "Welcome back"
#define DEMO_SET "demo"
#define SHOWN_FINDINGS 3
#define WORDS_WIDTH 96

static const char *const sample_files[] = { "users.csv", "courses.csv", "events.csv", "purchases.csv", "ratings.csv", "reviews.csv" };

/* What the steps share. */
typedef struct {
	SegWorkspace    *workspace;
	SegCommonOptions common;
	SegJob          *job;
	SegFeatureSet   *set;
	SegSegmentation *segmentation;
	SegCampaign     *campaign;
	char            *folder; /* of the sample data */
	char            *reason; /* why so many segments; NULL when they were there already */
} Demo;

static void
clear_demo (Demo *demo)
{
	seg_workspace_close (demo->workspace);
	seg_job_unref (demo->job);
	seg_feature_set_free (demo->set);
	seg_segmentation_free (demo->segmentation);
	seg_campaign_free (demo->campaign);
	g_free (demo->folder);
	g_free (demo->reason);
}

/* TRUE when @error only says that there is no such thing yet; it is cleared then. */
static gboolean
is_missing (GError **error)
{
	if (!g_error_matches (*error, SEG_ERROR, SEG_ERROR_NOT_FOUND))
		return FALSE;
	g_clear_error (error);
	return TRUE;
}

/* Import ----------------------------------------------------------------------------------------------------------- */

static char *
find_sample_folder (GError **error)
{
	const char *const folders[] = { g_getenv ("SEGSCOPE_SAMPLE_DATA"), SEGSCOPE_DATADIR "/sample-data", SEGSCOPE_SOURCE_DIR "/sample-data" };

	for (gsize i = 0; i < G_N_ELEMENTS (folders); i++) {
		g_autofree char *first = folders[i] != NULL ? g_build_filename (folders[i], sample_files[0], NULL) : NULL;

		if (first != NULL && g_file_test (first, G_FILE_TEST_IS_REGULAR))
			return g_strdup (folders[i]);
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("The sample data are neither in %s nor in %s; set SEGSCOPE_SAMPLE_DATA to their folder"),
	             folders[1], folders[2]);
	return NULL;
}

static gboolean
is_sample (const char *path)
{
	g_autofree char *name = g_path_get_basename (path);

	for (gsize i = 0; i < G_N_ELEMENTS (sample_files); i++)
		if (strcmp (name, sample_files[i]) == 0)
			return TRUE;
	return FALSE;
}

/* A workspace with somebody's own data is not mixed with the sample. */
static gboolean
check_sources (const GPtrArray *sources, const char *path, GError **error)
{
	for (guint i = 0; i < sources->len; i++)
		if (!is_sample (((SegSource *) sources->pdata[i])->path)) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
			             _("%s holds other data (%s) and was left alone; give the demo a file of its own: segscope demo other.seg"), path,
			             ((SegSource *) sources->pdata[i])->path);
			return FALSE;
		}
	return TRUE;
}

static gboolean
import_file (Demo *demo, const char *name, GError **error)
{
	g_autofree char *path = g_build_filename (demo->folder, name, NULL);
	g_autoptr (SegImportPlan) plan = seg_import_plan (path, NULL, NULL, error);
	SegImportResult result;

	return plan != NULL && seg_import_plan_check (plan, error)
	       && seg_intake_run (demo->workspace, (SegImportPlan *const *) &plan, 1, NULL, demo->job, &result, error);
}

static void
say_sources (const Demo *demo, const GPtrArray *sources)
{
	seg_cli_say (&demo->common, "%s", _("Imported"));
	for (guint i = 0; i < sources->len; i++) {
		const SegSource *source = sources->pdata[i];
		g_autofree char *name = g_path_get_basename (source->path), *fitted = seg_text_fit (name, 14, SEG_ALIGN_LEFT);
		g_autofree char *rows = seg_format_integer (source->rows_read), *aside = seg_format_integer (source->rows_rejected);
		g_autofree char *right = seg_text_fit (rows, 8, SEG_ALIGN_RIGHT);

		seg_cli_say (&demo->common, _("  %s %s rows as %s, %s set aside"), fitted, right, source->role, aside);
	}
}

static gboolean
import_all (Demo *demo, GError **error)
{
	g_autoptr (GPtrArray) before = seg_sources (demo->workspace, error), after = NULL;

	if (before == NULL || !check_sources (before, seg_workspace_path (demo->workspace), error))
		return FALSE;
	if (before->len < G_N_ELEMENTS (sample_files) && (demo->folder = find_sample_folder (error)) == NULL)
		return FALSE;
	for (gsize i = 0; before->len < G_N_ELEMENTS (sample_files) && i < G_N_ELEMENTS (sample_files); i++) {
		SegJobSpan span = seg_job_enter (demo->job, (double) i / G_N_ELEMENTS (sample_files), (double) (i + 1) / G_N_ELEMENTS (sample_files));
		gboolean done = import_file (demo, sample_files[i], error);

		seg_job_leave (demo->job, span);
		if (!done)
			return FALSE;
	}
	after = seg_sources (demo->workspace, error);
	if (after != NULL)
		say_sources (demo, after);
	return after != NULL;
}

static gboolean
check_quality (Demo *demo, GError **error)
{
	g_autoptr (SegQualityReport) report = seg_quality_report (demo->workspace, demo->job, error);

	if (report == NULL)
		return FALSE;
	seg_cli_say (&demo->common, "%s", "");
	seg_cli_say (&demo->common, _("Quality: %u findings, worst first"), report->findings->len);
	for (guint i = 0; i < MIN (report->findings->len, SHOWN_FINDINGS); i++)
		seg_cli_say (&demo->common, "  %s", ((SegFinding *) report->findings->pdata[i])->sentence);
	return TRUE;
}

/* Segments --------------------------------------------------------------------------------------------------------- */

static gboolean
build_features (Demo *demo, GError **error)
{
	GError *failure = NULL;

	demo->set = seg_feature_set_load (demo->workspace, DEMO_SET, &failure);
	if (demo->set != NULL && demo->set->stale)
		g_clear_pointer (&demo->set, seg_feature_set_free);
	if (failure != NULL && !is_missing (&failure)) {
		g_propagate_error (error, failure);
		return FALSE;
	}
	if (demo->set == NULL)
		demo->set = seg_feature_set_build (demo->workspace, DEMO_SET, 0, NULL, demo->job, error);
	return demo->set != NULL;
}

static void
say_reason (const Demo *demo)
{
	g_auto (GStrv) lines = seg_text_wrap (demo->reason, WORDS_WIDTH);

	for (gsize i = 0; lines[i] != NULL; i++)
		seg_cli_say (&demo->common, "  %s", lines[i]);
}

/* Sweeps over k and keeps what is suggested. */
static gboolean
make_segmentation (Demo *demo, GError **error)
{
	SegChooseOptions options = seg_choose_options_defaults ();
	SegJobSpan span = seg_job_enter (demo->job, 0.05, 0.9);
	g_autoptr (SegFeatureMatrix) matrix = seg_feature_matrix (demo->workspace, demo->set, NULL, NULL, error);
	g_autoptr (SegSweep) sweep = NULL;
	const SegSweepRow *row;
	SegClusterOptions kept;
	gint64 id;

	options.sweep.seed = (guint64) demo->common.seed;
	if (matrix != NULL)
		sweep = seg_choose_k (matrix->scaled, &options, demo->job, error);
	seg_job_leave (demo->job, span);
	if (sweep == NULL || !seg_runs_keep (demo->workspace, demo->set, demo->set->selection, matrix, NULL, sweep, NULL, NULL, error))
		return FALSE;
	row = &sweep->rows[sweep->suggested];
	kept = (SegClusterOptions) { row->clustering->k, options.sweep.restarts, options.sweep.max_passes, options.sweep.seed };
	id = seg_segmentation_save (demo->workspace, DEMO_SEGMENTATION, demo->set, demo->set->selection, matrix, "k-means", &kept,
	                            row->clustering, row->silhouette, row->widths, TRUE, NULL, error);
	demo->reason = g_strdup (sweep->reason);
	if (id != 0)
		demo->segmentation = seg_segmentation_load_id (demo->workspace, id, error);
	return demo->segmentation != NULL;
}

static gboolean
find_segmentation (Demo *demo, GError **error)
{
	GError *failure = NULL;

	demo->segmentation = seg_segmentation_load (demo->workspace, DEMO_SEGMENTATION, &failure);
	if (demo->segmentation != NULL)
		return TRUE;
	if (!is_missing (&failure)) {
		g_propagate_error (error, failure);
		return FALSE;
	}
	return make_segmentation (demo, error);
}

static gboolean
segment (Demo *demo, GError **error)
{
	g_autoptr (GPtrArray) profiles = NULL;
	g_autofree char *silhouette = NULL, *users = NULL;

	if (!build_features (demo, error) || !find_segmentation (demo, error)
	    || (profiles = seg_profiles_kept (demo->workspace, demo->segmentation, NULL, error)) == NULL)
		return FALSE;
	silhouette = seg_format_number (demo->segmentation->silhouette, 2);
	users = seg_format_integer (demo->segmentation->n_users);
	seg_cli_say (&demo->common, "%s", "");
	seg_cli_say (&demo->common, _("%u segments of %s users by %u features, mean silhouette %s"), demo->segmentation->segments->len, users,
	             demo->segmentation->selection->len, silhouette);
	if (demo->reason != NULL)
		say_reason (demo);
	seg_cli_say (&demo->common, "%s", "");
	if (demo->common.output == SEG_OUTPUT_TABLE)
		seg_cli_print_segments (demo->segmentation, profiles, &demo->common);
	return TRUE;
}

/* Campaign --------------------------------------------------------------------------------------------------------- */

static gboolean
make_campaign (Demo *demo, GError **error)
{
	g_autoptr (SegCampaignDraft) draft = seg_campaign_draft_new ();

	draft->name = g_strdup (DEMO_CAMPAIGN);
	draft->segmentation_id = demo->segmentation->id;
	draft->seed = (guint64) demo->common.seed;
	if (seg_campaign_create (demo->workspace, draft, demo->job, error) == 0)
		return FALSE;
	demo->campaign = seg_campaign_load (demo->workspace, DEMO_CAMPAIGN, error);
	return demo->campaign != NULL;
}

static gboolean
find_campaign (Demo *demo, GError **error)
{
	GError *failure = NULL;

	demo->campaign = seg_campaign_load (demo->workspace, DEMO_CAMPAIGN, &failure);
	if (demo->campaign != NULL)
		return TRUE;
	if (!is_missing (&failure)) {
		g_propagate_error (error, failure);
		return FALSE;
	}
	return make_campaign (demo, error);
}

static gboolean
say_one_person (const Demo *demo, GError **error)
{
	g_autoptr (GPtrArray) members = seg_campaign_members (demo->workspace, demo->campaign->id, SEG_ARM_SEND, 0, 1, error);
	const SegCampaignMember *member;

	if (members == NULL || members->len == 0)
		return members != NULL;
	member = members->pdata[0];
	seg_cli_say (&demo->common, "%s", "");
	seg_cli_say (&demo->common, _("Recommended to %s (%s)"), member->key, member->segment != NULL ? member->segment : "");
	for (guint i = 0; i < member->titles->len; i++)
		seg_cli_say (&demo->common, "  %u  %s: %s", i + 1, (const char *) member->titles->pdata[i], (const char *) member->reasons->pdata[i]);
	return TRUE;
}

static void
say_funnel (const Demo *demo)
{
	seg_cli_say (&demo->common, "%s", "");
	seg_cli_say (&demo->common, _("Campaign \"%s\""), demo->campaign->name);
	for (guint i = 0; i < demo->campaign->funnel->len; i++) {
		const SegFunnelStep *step = demo->campaign->funnel->pdata[i];
		g_autofree char *count = seg_format_integer (step->count), *label = seg_text_fit (step->label, 44, SEG_ALIGN_LEFT);
		g_autofree char *right = seg_text_fit (count, 8, SEG_ALIGN_RIGHT);

		seg_cli_say (&demo->common, "  %s %s %s", label, step->kind == SEG_FUNNEL_MINUS ? "−" : " ", right);
	}
}

/* "demo.seg" -> "demo-list.csv" beside it. */
static char *
list_path (const char *workspace)
{
	g_autofree char *stem = g_strndup (workspace, strlen (workspace) - (g_str_has_suffix (workspace, ".seg") ? strlen (".seg") : 0));

	return g_strconcat (stem, "-list.csv", NULL);
}

static gboolean
campaign (Demo *demo, GError **error)
{
	g_autofree char *path = list_path (seg_workspace_path (demo->workspace)), *rows = NULL;
	const SegExportOptions options = { .arm = SEG_ARM_SEND };
	g_autoptr (SegExport) export = NULL;

	if (!find_campaign (demo, error) || !say_one_person (demo, error))
		return FALSE;
	say_funnel (demo);
	export = seg_campaign_export (demo->workspace, demo->campaign, path, &options, demo->job, error);
	if (export == NULL)
		return FALSE;
	rows = seg_format_integer (export->n_rows);
	seg_cli_say (&demo->common, _("  written to %s: %s people"), path, rows);
	return TRUE;
}

/* All of it -------------------------------------------------------------------------------------------------------- */

static gboolean
step (Demo *demo, double from, double to, gboolean (*what) (Demo *demo, GError **error), GError **error)
{
	SegJobSpan span = seg_job_enter (demo->job, from, to);
	gboolean done = what (demo, error);

	seg_job_leave (demo->job, span);
	return done;
}

static gboolean
make_demo (const char *path, const SegCommonOptions *common, SegJob *job, GError **error)
{
	Demo demo = { .common = *common };
	gboolean done = (demo.workspace = seg_workspace_open (path, SEG_WORKSPACE_CREATE, error)) != NULL;

	demo.job = seg_job_ref (job);
	done = done && step (&demo, 0, 0.3, import_all, error) && step (&demo, 0.3, 0.5, check_quality, error)
	       && step (&demo, 0.5, 0.85, segment, error) && step (&demo, 0.85, 1, campaign, error);
	clear_demo (&demo);
	return done;
}

gboolean
seg_cli_make_demo (const char *path, SegJob *job, GError **error)
{
	const SegCommonOptions silent = { .output = SEG_OUTPUT_JSON, .seed = 1, .quiet = TRUE };

	return make_demo (path, &silent, job, error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegCommonOptions common;
	gboolean no_open = FALSE;
	const GOptionEntry entries[] = {
		{ "no-open", 0, 0, G_OPTION_ARG_NONE, &no_open, N_("Only make the workspace; do not open the interface"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	g_autoptr (SegJob) job = NULL;
	const char *path;

	if (!seg_cli_parse (command, entries, 0, 1, &argc, &argv, &common, error))
		return FALSE;
	if (argc == 0)
		return TRUE;
	path = argc > 1 ? argv[1] : DEMO_WORKSPACE;
	job = seg_cli_job (&common);
	if (!make_demo (path, &common, job, error))
		return FALSE;
	seg_cli_job_end ();
	if (!no_open && isatty (STDIN_FILENO) && isatty (STDOUT_FILENO))
		return seg_tui_run (path, &(SegTuiOptions) { .demo = seg_cli_make_demo, .tour = TRUE }, error);
	seg_cli_say (&common, "%s", "");
	seg_cli_say (&common, _("Look around: segscope %s"), path);
	return TRUE;
}

const SegCommand seg_command_demo = {
	"demo", "[WORKSPACE]", N_("Make a workspace from the sample data, with segments and a campaign, and open it"),
	N_("The workspace is demo.seg in this folder unless another is named; its campaign list is written beside it. Running it again only does "
	   "what is missing."),
	run
};
