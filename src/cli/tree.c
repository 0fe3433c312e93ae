/* segscope tree: the tree kept with a hierarchical clustering; cut elsewhere without clustering anew. */
#include <config.h>
#include "commands.h"
#include "segments.h"

#include <segscope/habits.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ROWS 20
#define SIZES_NAMED 8

typedef struct {
	SegCommonOptions common;
	char    *k, *height, *name;
	gboolean replace;
} Request;

static int
compare_sizes (const void *a, const void *b)
{
	gsize x = *(const gsize *) a, y = *(const gsize *) b;

	return x > y ? -1 : x < y;
}

/* "1,204, 380, 12 and 4 more" */
static char *
sizes_of (const SegDendrogram *tree, guint k)
{
	g_autofree gint32 *labels = g_new (gint32, tree->n_rows);
	g_autofree gsize *sizes = g_new0 (gsize, k);
	g_autoptr (GString) words = g_string_new (NULL);

	seg_dendrogram_cut (tree, k, labels);
	for (gsize row = 0; row < tree->n_rows; row++)
		sizes[labels[row]]++;
	qsort (sizes, k, sizeof *sizes, compare_sizes);
	for (guint i = 0; i < MIN (k, SIZES_NAMED); i++) {
		g_autofree char *size = seg_format_integer ((gint64) sizes[i]);

		g_string_append_printf (words, "%s%s", i > 0 ? ", " : "", size);
	}
	if (k > SIZES_NAMED)
		g_string_append_printf (words, _(" and %u more"), k - SIZES_NAMED);
	return g_string_free (g_steal_pointer (&words), FALSE);
}

/* A row for each number of segments from @first to @last: between which heights the tree is cut into so many. */
static void
print_cuts (const SegDendrogram *tree, guint first, guint last, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();
	gsize n_merges = tree->n_rows - 1;

	seg_table_column (table, "segments", _("Segments"), SEG_CELL_INTEGER);
	seg_table_column (table, "from_height", _("From height"), SEG_CELL_NUMBER);
	seg_table_column (table, "below_height", _("Below height"), SEG_CELL_NUMBER);
	seg_table_column (table, "sizes", _("Users in each"), SEG_CELL_TEXT);
	for (guint k = first; k <= last; k++) {
		g_autofree char *sizes = sizes_of (tree, k);

		seg_table_integer (table, k);
		seg_table_number (table, k <= n_merges ? tree->heights[n_merges - k] : 0);
		seg_table_number (table, k > 1 ? tree->heights[n_merges + 1 - k] : NAN);
		seg_table_text (table, sizes);
	}
	seg_table_print (table, common->output);
}

static gboolean
refuse (const char *option, const char *text, gsize most, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s: \"%s\" does not cut the tree into 1 to %zu segments"), option, text, most);
	return FALSE;
}

/* @k: 0 while nothing was asked for. */
static gboolean
read_cut (const Request *request, const SegDendrogram *tree, guint *k, GError **error)
{
	gsize most = MIN (seg_dendrogram_k_at (tree, 0), 10000);
	const char *text = request->k != NULL ? request->k : request->height;
	char *end;
	double value;

	*k = 0;
	if (text == NULL)
		return TRUE;
	value = g_ascii_strtod (text, &end);
	if (*text == '\0' || *end != '\0' || !(value >= 0))
		return refuse (request->k != NULL ? "--k" : "--height", text, most, error);
	if (request->k == NULL)
		value = (double) seg_dendrogram_k_at (tree, value);
	if (value < 1 || value > (double) most || floor (value) != value)
		return refuse (request->k != NULL ? "--k" : "--height", text, most, error);
	*k = (guint) value;
	return TRUE;
}

static gboolean
keep (SegWorkspace *workspace, const Request *request, const SegKeptTree *kept, guint k, SegJob *job, GError **error)
{
	SegSweepOptions options = seg_sweep_options_defaults ();
	g_autoptr (SegSweep) sweep = NULL;
	g_autoptr (SegClusterModel) recut = NULL;
	g_autoptr (SegSegmentation) segmentation = NULL;
	g_autoptr (GPtrArray) profiles = NULL;
	const SegSweepRow *row;
	gint64 id;

	options.k_min = options.k_max = k;
	if (k < 2)
		return refuse (request->k != NULL ? "--k" : "--height", request->k != NULL ? request->k : request->height, 10000, error);
	sweep = seg_cluster_judge (kept->matrix->scaled, kept->model, &options, job, error);
	if (sweep == NULL)
		return FALSE;
	row = sweep->rows;
	recut = seg_cluster_model_recut (kept->model, kept->matrix->scaled, row->clustering, job, error);
	if (recut == NULL)
		return FALSE;
	id = seg_segmentation_save_model (workspace, request->name, kept->set, kept->set->selection, kept->matrix, recut, row->clustering,
	                                  row->silhouette, row->widths, request->replace, job, error);
	if (id == 0 || (segmentation = seg_segmentation_load_id (workspace, id, error)) == NULL
	    || (profiles = seg_profiles_kept (workspace, segmentation, job, error)) == NULL)
		return FALSE;
	seg_cli_job_end ();
	seg_cli_print_segments (segmentation, profiles, &request->common);
	return TRUE;
}

static void
remark (const Request *request, const SegKeptTree *kept)
{
	if (kept->n_gone > 0)
		seg_cli_remark (&request->common, _("%zu users of the tree are not there any more and were left out"), kept->n_gone);
	if (kept->figures_changed)
		seg_cli_remark (&request->common, _("Users have other figures now than when the tree was made; segments are measured by those of now"));
}

static gboolean
serve (const Request *request, const char *path, const char *name, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, request->name != NULL ? SEG_WORKSPACE_READ_WRITE : SEG_WORKSPACE_READ_ONLY,
	                                                         error);
	g_autoptr (SegSegmentation) segmentation = workspace != NULL ? seg_segmentation_load (workspace, name, error) : NULL;
	g_autoptr (SegJob) job = NULL;
	g_autoptr (SegKeptTree) kept = NULL;
	guint k;

	if (segmentation == NULL || (request->name != NULL && !seg_segmentation_name_is_free (workspace, request->name, request->replace, error)))
		return FALSE;
	job = seg_cli_job (&request->common);
	kept = seg_segmentation_tree (workspace, segmentation, job, error);
	if (kept == NULL || !read_cut (request, kept->model->dendrogram, &k, error))
		return FALSE;
	if (request->name != NULL) {
		remark (request, kept);
		return keep (workspace, request, kept, k > 0 ? k : kept->model->clustering->k, job, error);
	}
	seg_cli_job_end ();
	remark (request, kept);
	print_cuts (kept->model->dendrogram, k > 0 ? k : 1, k > 0 ? k : (guint) MIN (MOST_ROWS, kept->model->dendrogram->n_rows), &request->common);
	return TRUE;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Request request = { 0 };
	const GOptionEntry entries[] = {
		{ "k", 'k', 0, G_OPTION_ARG_STRING, &request.k, N_("Cut into so many segments"), "N" },
		{ "height", 0, 0, G_OPTION_ARG_STRING, &request.height, N_("Cut at this height"), "N" },
		{ "name", 'n', 0, G_OPTION_ARG_STRING, &request.name, N_("Keep the segments of the cut under this name"), "NAME" },
		{ "replace", 0, 0, G_OPTION_ARG_NONE, &request.replace, N_("Replace older segments of that name"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean done = seg_cli_parse (command, entries, 1, 2, &argc, &argv, &request.common, error);

	if (done && argc > 0)
		done = serve (&request, argv[1], argc > 2 ? argv[2] : NULL, error);
	g_free (request.k);
	g_free (request.height);
	g_free (request.name);
	return done;
}

const SegCommand seg_command_tree = {
	"tree", "WORKSPACE [SEGMENTATION]", N_("Show the tree of a hierarchical clustering that was kept, and cut it elsewhere"),
	N_("The tree is kept with segments made by Ward's method or a linkage. Without --k and --height it is said what each number\n"
	   "of segments would be; with --name the segments of the cut are kept, without clustering anew.\n\n"
	   "  segscope tree courses.seg autumn\n"
	   "  segscope tree courses.seg autumn --k 7\n"
	   "  segscope tree courses.seg autumn --height 12.5 --name finer\n"),
	run
};
