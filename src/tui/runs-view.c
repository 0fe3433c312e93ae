/* What was tried to find segments: runs to compare, keep as segments, delete. */
#include <config.h>
#include "clusters.h"
#include "kept.h"
#include "runs.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>

typedef struct {
	SegKept  kept; /* of SegRun*, newest first */
	gboolean all;  /* also the numbers that were not recommended */
} State;

enum { COMPARE = SEG_ACTION_OWN, KEEP, DELETE, ALL };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, COMPARE, "compare-two-runs", N_("compare the two marked"), N_("Compare the two marked runs, or the one under the cursor with the newest") },
	{ 'w', KEEP, "keep-run", N_("keep"), N_("Make segments of the run under the cursor") },
	{ 'a', ALL, "all-runs", N_("all numbers"), N_("Show all numbers of segments that were tried, or only those recommended") },
	{ 'x', DELETE, "delete-run", N_("delete"), N_("Delete the marked runs (or this one); segments made of them stay") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

/* What tells runs apart comes first: 80 columns show the indices and nothing behind them. */
enum { NUMBER, ALGORITHM, K, WIDTH, STABLE, SMALLEST, GAP, CH, DB, FEATURES, USERS, SECONDS, WHEN, MARK };

static const SegListColumn columns[] = {
	[NUMBER] = { N_("Run"), SEG_ALIGN_RIGHT, 4, FALSE }, [ALGORITHM] = { N_("Algorithm"), SEG_ALIGN_LEFT, -9, FALSE },
	[K] = { N_("k"), SEG_ALIGN_RIGHT, 3, FALSE }, [WIDTH] = { N_("silh."), SEG_ALIGN_RIGHT, 5, FALSE },
	[STABLE] = { N_("stable"), SEG_ALIGN_RIGHT, 6, FALSE }, [SMALLEST] = { N_("smallest"), SEG_ALIGN_RIGHT, 8, FALSE },
	[GAP] = { N_("gap"), SEG_ALIGN_RIGHT, 5, FALSE }, [CH] = { N_("CH"), SEG_ALIGN_RIGHT, 6, FALSE },
	[DB] = { N_("DB"), SEG_ALIGN_RIGHT, 5, FALSE }, [FEATURES] = { N_("Features"), SEG_ALIGN_LEFT, -10, FALSE },
	[USERS] = { N_("Users"), SEG_ALIGN_RIGHT, 9, FALSE }, [SECONDS] = { N_("Seconds"), SEG_ALIGN_RIGHT, 7, FALSE },
	[WHEN] = { N_("When"), SEG_ALIGN_LEFT, 16, FALSE }, [MARK] = { "", SEG_ALIGN_LEFT, 11, FALSE },
};

/* The list ----------------------------------------------------------------------------------------------------------- */

static gint64
row_id (gpointer data, gsize row)
{
	return ((const SegRun *) seg_kept_at (data, row))->id;
}

static char *
number (double value, int decimals)
{
	return isfinite (value) ? seg_format_number (value, decimals) : NULL;
}

static char *
origin_cell (const SegRun *run, guint column, SegInk *ink)
{
	switch (column) {
	case FEATURES:
		return g_strdup_printf ("%s (%u)", run->feature_set, run->n_features);
	case USERS:
		return seg_format_integer (run->n_users);
	case SECONDS:
		return run->seconds > 0 && run->seconds < 0.005 ? g_strdup ("< 0.01") : number (run->seconds, 2);
	case WHEN:
		*ink = SEG_INK_MUTED;
		return seg_format_time (run->created_at);
	case MARK:
	default:
		*ink = run->stale ? SEG_INK_WARNING : SEG_INK_ACCENT;
		return g_strdup (run->stale ? _("stale") : run->recommended ? _("recommended") : "");
	}
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegRun *run = seg_kept_at (data, row);
	const SegClusterAlgorithm *algorithm = seg_cluster_algorithm_find (run->algorithm);

	*ink = run->stale ? SEG_INK_MUTED : SEG_INK_NORMAL;
	switch (column) {
	case NUMBER:
		return g_strdup_printf ("%" G_GINT64_FORMAT, run->id);
	case ALGORITHM:
		return g_strdup (algorithm != NULL ? _(algorithm->label) : run->algorithm);
	case K:
		return g_strdup_printf ("%u", run->k);
	case WIDTH:
		return number (run->silhouette, 2);
	case STABLE:
		return number (run->stability, 2);
	case SMALLEST:
		return seg_format_integer (run->smallest);
	case GAP:
		return number (run->gap, 2);
	case CH:
		return isfinite (run->calinski_harabasz) ? seg_format_compact (run->calinski_harabasz) : NULL;
	case DB:
		return number (run->davies_bouldin, 2);
	default:
		return origin_cell (run, column, ink);
	}
}

static const SegListSource source = { .n_rows = seg_kept_n_rows, .cell = cell, .id = row_id, .can_mark = TRUE, .is_table = TRUE };

/* Without their labels. */
static GPtrArray *
read_runs (SegView *view, GError **error)
{
	return seg_runs (seg_view_workspace (view), ((const State *) view->state)->all, error);
}

static const char *
remark (SegView *view)
{
	return ((const State *) view->state)->all ? _("all numbers of segments") : _("what was recommended");
}

/* The parameters of the run, and the words of its recommendation. */
static void
draw_detail (gconstpointer thing, SegCells *cells, SegRect rect)
{
	const SegRun *run = thing;
	g_autofree char *options = seg_run_options_words (run), *words = g_strdup_printf (_("Run %" PRId64 ": %s · seed %" PRId64), run->id, options, run->seed);
	int used = seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_MUTED, words);

	if (*run->reason != '\0')
		seg_draw_paragraph (cells, seg_rect_below (rect, used), 0, 0, SEG_INK_NORMAL, run->reason);
}

static const SegKeptClass kept = {
	.read = read_runs, .source = &source, .columns = columns, .n_columns = G_N_ELEMENTS (columns), .n_narrow = FEATURES, .wide = 120,
	.title = N_("What was tried"), .remark = remark, .draw_detail = draw_detail, .detail_lines = 6,
	.empty = N_("Nothing has been tried yet. Go back with Esc and press r: what is found is noted here."),
};

/* Deleting ------------------------------------------------------------------------------------------------------------ */

static gboolean
run_delete (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const GArray *ids = data;
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);

	if (transaction == NULL)
		return FALSE;
	for (guint i = 0; i < ids->len; i++)
		if (!seg_job_proceed (job, (double) i / ids->len, NULL, error)
		    || !seg_run_delete (workspace, g_array_index (ids, gint64, i), FALSE, error))
			return FALSE;
	return seg_transaction_commit (g_steal_pointer (&transaction), error);
}

static void
done_delete (SegView *view, gpointer data)
{
	(void) data;
	seg_list_unmark_all (seg_kept_list (view));
}

static void
free_ids (gpointer data)
{
	g_array_unref (data);
}

static const SegWork delete_work = { N_("deleting runs"), run_delete, done_delete, NULL, free_ids, TRUE, FALSE };

static void
delete (SegView *view, gpointer data)
{
	seg_view_run (view, &delete_work, g_array_ref (data));
}

static void
ask_delete (SegView *view, const SegRun *run)
{
	GArray *ids = seg_list_marked (seg_kept_list (view));
	g_autofree char *question = NULL;

	if (ids->len == 0)
		g_array_append_val (ids, run->id);
	question = g_strdup_printf (ngettext ("Delete %u run? Segments made of it stay.", "Delete %u runs? Segments made of them stay.", ids->len), ids->len);
	seg_ask_yes (view, question, delete, ids, free_ids);
}

/* Keeping as segments ------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64   run, id; /* id: of the segmentation, once it is kept */
	guint    k;
	char    *name;
	gboolean replace;
} Keep;

static Keep *
keep_new (gint64 run, guint k, const char *name, gboolean replace)
{
	Keep *keep = g_new (Keep, 1);

	*keep = (Keep) { run, 0, k, g_strdup (name), replace };
	return keep;
}

static void
free_keep (gpointer data)
{
	g_free (((Keep *) data)->name);
	g_free (data);
}

static gboolean
run_keep (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Keep *keep = data;

	keep->id = seg_run_save (workspace, keep->run, keep->name, keep->replace, job, error);
	return keep->id != 0;
}

static void
done_keep (SegView *view, gpointer data)
{
	const Keep *keep = data;

	seg_say (view, _("Kept as \"%s\"."), keep->name);
	seg_view_visit (view, "segments", "segmentation", keep->id);
}

static const SegWork keep_work = { N_("keeping the segments"), run_keep, done_keep, NULL, free_keep, TRUE, FALSE };

static void
replace (SegView *view, gpointer data)
{
	const Keep *asked = data;

	seg_view_run (view, &keep_work, keep_new (asked->run, asked->k, asked->name, TRUE));
}

static gboolean
accept_name (SegView *view, const char *text, gpointer data, GError **error)
{
	const Keep *asked = data;
	g_autofree char *question = NULL;

	if (*text == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A name is needed, for example Segments"));
		return FALSE;
	}
	if (seg_segmentation_name_is_free (seg_view_workspace (view), text, FALSE, NULL)) {
		seg_view_run (view, &keep_work, keep_new (asked->run, asked->k, text, FALSE));
		return TRUE;
	}
	if (!seg_segmentation_name_is_free (seg_view_workspace (view), text, TRUE, error))
		return FALSE; /* a campaign needs the old one */
	question = g_strdup_printf (_("There is already \"%s\". Replace it? Names and notes given to its segments are lost."), text);
	seg_ask_yes (view, question, replace, keep_new (asked->run, asked->k, text, TRUE), free_keep);
	return TRUE;
}

static void
ask_name (SegView *view, gpointer data)
{
	const Keep *asked = data;
	g_autofree char *title = g_strdup_printf (ngettext ("Name under which to keep the %u segment", "Name under which to keep the %u segments", asked->k), asked->k);

	seg_ask_line (view, title, _("Users, recommendations and campaigns then work with them. Each segment can be named afterwards."), _("Segments"),
	              accept_name, keep_new (asked->run, asked->k, NULL, FALSE), free_keep);
}

static void
ask_keep (SegView *view, const SegRun *run)
{
	if (!seg_view_is_at (view, &keep_work))
		seg_clusters_ask_next (view, run->id, ask_name, keep_new (run->id, run->k, NULL, FALSE), free_keep);
}

/* The view ------------------------------------------------------------------------------------------------------------ */

/* Two that are marked, else the one under the cursor with the newest other. */
static void
compare (SegView *view, const SegRun *run)
{
	const GPtrArray *runs = ((const State *) view->state)->kept.things;
	g_autoptr (GArray) marked = seg_list_marked (seg_kept_list (view));
	SegRunPair pair = { 0, 0 };

	if (marked->len == 2)
		pair = (SegRunPair) { g_array_index (marked, gint64, 0), g_array_index (marked, gint64, 1) };
	else if (marked->len == 0)
		for (guint i = 0; i < runs->len && pair.first == 0; i++)
			if (((const SegRun *) runs->pdata[i])->id != run->id)
				pair = (SegRunPair) { ((const SegRun *) runs->pdata[i])->id, run->id };
	if (pair.first == 0)
		seg_say (view, "%s", marked->len > 2 ? _("More than two are marked; a comparison takes two.") : _("Mark two runs with space; a comparison takes two."));
	else
		seg_view_push (view, &seg_run_comparison_view, &pair);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	const SegRun *run = seg_kept_cursor (state);

	if (action == ALL) {
		state->all = !state->all;
		seg_kept_refresh (view);
		return TRUE;
	}
	if (run == NULL || action < SEG_ACTION_OWN)
		return FALSE;
	if (action == COMPARE)
		compare (view, run);
	else if (action == KEEP)
		ask_keep (view, run);
	else
		ask_delete (view, run);
	return TRUE;
}

static gboolean
can (SegView *view, int action)
{
	return action == ALL || seg_kept_can (view, action);
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	(void) argument;
	(void) error;
	return seg_kept_open (view, &kept);
}

static SegView *
open_pane (SegView *view, gsize row, GError **error)
{
	return seg_pane_view (view, &seg_run_view, seg_kept_at (view->state, row), error);
}

static const SegPaneClass pane = { .list_least = 56, .list_most = 90, .least = 46, .lines = 18, .open = open_pane };

const SegViewClass seg_runs_view = {
	.name = "runs", .title = N_("What was tried"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Each run is one way of clustering the users, with how good it was by each index. Mark two with space and press Enter to see how much they "
	           "agree and who changes sides.\n\n"
	           "stable: how surely the least sure segment comes back when other users are drawn. Stale: the features were computed again since.\n\n"
	           "Running the same again replaces the run; nothing else depends on runs."),
	.open = open_view, .act = act, .can = can, .pane = &pane, SEG_KEPT_FRAME,
};
