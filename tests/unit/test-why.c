/* Why a user is where they are: the change that is said is made in the data themselves, and the user then goes where it says; a little less
 * leaves them where they are. Brute force over all values says that no smaller one would do. */
#include <config.h>
#include "segment-shop.h"

#include <segscope/edit.h>
#include <segscope/error.h>
#include <segscope/pin.h>
#include <segscope/rfm.h>
#include <segscope/why.h>

#include <string.h>

#define N 400

static const char many_sql[] =
	"DELETE FROM review; DELETE FROM event; DELETE FROM user;"
	"WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 400) "
	"INSERT INTO user SELECT i, 'm' || i, 1, 'Name', CASE i % 3 WHEN 0 THEN '上海' WHEN 1 THEN 'Beijing' ELSE 'Paris' END, "
	"18 + (i * 37) % 61, unixepoch ('2024-01-01'), i % 3 = 0, exp ((i * 7919) % 1000 / 150.0) FROM numbers;"
	"INSERT INTO event (user_id, item_id, kind_id, at, amount, order_key, source_id) SELECT id, 1, 1, unixepoch ('2024-04-01') + (id * 31) % 5000000, "
	"(id * 13) % 500, 'o' || id, 1 FROM user WHERE id % 5 <> 0";

static void
many_set_up (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;

	shop_set_up (shop, data);
	shop_run (shop, many_sql);
	seg_feature_set_free (shop->set);
	shop->set = seg_feature_set_build (shop->workspace, "default", 0, NULL, NULL, &error);
	g_assert_no_error (error);
}

/* Segments of @words (lines of a feature, perhaps a stroke and what is done to it) by @algorithm into @k. */
static void
make (Shop *shop, const char *algorithm, guint k, const char *words)
{
	g_autoptr (GPtrArray) selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);
	g_auto (GStrv) parts = g_strsplit (words, "\n", -1);
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	g_autoptr (SegClusterModel) model = NULL;
	g_autoptr (SegSweep) sweep = NULL;
	g_autoptr (GError) error = NULL;
	SegSweepOptions options = seg_sweep_options_defaults ();
	SegClusterSettings settings;

	for (guint i = 0; parts[i] != NULL; i++) {
		g_auto (GStrv) two = g_strsplit (parts[i], "/", 2);
		SegSelected *selected = seg_selected_new (two[0], SEG_SCALING_Z_SCORE);

		g_ptr_array_add (selection, selected);
		if (two[1] != NULL)
			g_assert_true (seg_selected_parse (selected, two[1], NULL));
	}
	matrix = seg_feature_matrix (shop->workspace, shop->set, selection, NULL, &error);
	g_assert_no_error (error);
	seg_cluster_settings_init (&settings, seg_cluster_algorithm_find (algorithm));
	if (k > 0)
		seg_cluster_settings_put (&settings, "k", k);
	if (strcmp (algorithm, "size-limits") == 0)
		seg_cluster_settings_put (&settings, "min-size", 120);
	model = seg_cluster_fit (matrix->scaled, &settings, NULL, &error);
	g_assert_no_error (error);
	options.k_min = options.k_max = model->clustering->k;
	sweep = seg_cluster_judge (matrix->scaled, model, &options, NULL, &error);
	g_assert_no_error (error);
	seg_segmentation_save_model (shop->workspace, "tried", shop->set, selection, matrix, model, sweep->rows[sweep->suggested].clustering, NAN, NULL, TRUE,
	                             NULL, &error);
	g_assert_no_error (error);
}

/* Where the segmentation's own rule puts the users with the data as they are now: the label of @user_id. */
static gint32
goes_to (Shop *shop, const SegSegmentation *segmentation, gint64 user_id)
{
	g_autoptr (SegFeatureSet) set = seg_feature_set_build (shop->workspace, "default", shop->set->as_of, NULL, NULL, NULL);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (shop->workspace, "SELECT transforms FROM segmentation WHERE id = :id", NULL);
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	g_autoptr (SegClusterRule) rule = NULL;
	g_autoptr (GError) error = NULL;
	g_autofree gint32 *labels = NULL;

	seg_statement_bind_integer (statement, ":id", segmentation->id);
	g_assert_true (seg_statement_next (statement, &error));
	matrix = seg_feature_matrix_again (shop->workspace, set, seg_statement_text (statement, 0), NULL, &error);
	g_assert_no_error (error);
	rule = seg_segmentation_rule (shop->workspace, segmentation, matrix->n_columns, &error);
	labels = g_new (gint32, matrix->scaled->n_rows);
	g_assert_true (seg_cluster_rule_assign (rule, matrix->scaled, NULL, labels, NULL, NULL, &error));
	for (gsize row = 0; row < matrix->scaled->n_rows; row++)
		if (matrix->user_ids[row] == user_id)
			return labels[row];
	g_assert_not_reached ();
}

static void
set_value (Shop *shop, gint64 user_id, const char *feature, const char *value)
{
	g_autofree char *sql = g_strdup_printf ("UPDATE user SET %s = %s WHERE id = %" G_GINT64_FORMAT,
	                                        strcmp (feature, "user.odd \"name\"; --") == 0 ? "\"odd \"\"name\"\"; --\"" : feature + strlen ("user."), value,
	                                        user_id);

	shop_run (shop, sql);
}

static void
set_number (Shop *shop, gint64 user_id, const char *feature, double value)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];

	set_value (shop, user_id, feature, g_ascii_dtostr (text, sizeof text, value));
}

/* The first value that moves does; the one before it does not. */
static void
check_number (Shop *shop, const SegWhy *why, const SegWhyMove *move, gboolean whole)
{
	double less = whole ? move->raw_to + (move->raw_to > move->raw_from ? -1 : 1) : nextafter (move->raw_to, move->raw_from);

	set_number (shop, why->user_id, move->feature, move->raw_to);
	g_assert_cmpint (goes_to (shop, why->segmentation, why->user_id), ==, move->segment);
	set_number (shop, why->user_id, move->feature, less);
	g_assert_cmpint (goes_to (shop, why->segmentation, why->user_id), ==, why->now);
	set_number (shop, why->user_id, move->feature, move->raw_from);
	g_assert_cmpint (goes_to (shop, why->segmentation, why->user_id), ==, why->now);
}

static void
check_choice (Shop *shop, const SegWhy *why, const SegWhyMove *move)
{
	g_autofree char *to = g_strdup_printf ("'%s'", move->to), *from = g_strdup_printf ("'%s'", move->from);

	set_value (shop, why->user_id, move->feature, to);
	g_assert_cmpint (goes_to (shop, why->segmentation, why->user_id), ==, move->segment);
	set_value (shop, why->user_id, move->feature, from);
}

/* No age that any user has, nearer than those said, leads away. */
static void
check_ages (Shop *shop, const SegWhy *why)
{
	double down = -INFINITY, up = INFINITY, own = NAN;
	g_autofree char *sql = g_strdup_printf ("SELECT age FROM user WHERE id = %" G_GINT64_FORMAT, why->user_id);

	own = (double) shop_count (shop, sql);
	for (guint i = 0; i < why->moves->len; i++) {
		const SegWhyMove *move = why->moves->pdata[i];

		if (strcmp (move->feature, "user.age") == 0 && move->raw_to > own)
			up = move->raw_to;
		else if (strcmp (move->feature, "user.age") == 0)
			down = move->raw_to;
	}
	for (int age = 18; age <= 78; age += 12) {
		set_number (shop, why->user_id, "user.age", age);
		if (age < up && age > down)
			g_assert_cmpint (goes_to (shop, why->segmentation, why->user_id), ==, why->now);
		else
			g_assert_cmpint (goes_to (shop, why->segmentation, why->user_id), !=, why->now);
	}
	set_number (shop, why->user_id, "user.age", own);
}

static void
check_together (Shop *shop, const SegWhy *why)
{
	for (guint i = 0; i < why->together->len; i++) {
		const SegWhyMove *move = why->together->pdata[i];

		set_number (shop, why->user_id, move->feature, move->raw_to);
	}
	if (why->together->len > 0)
		g_assert_cmpint (goes_to (shop, why->segmentation, why->user_id), ==, ((const SegWhyMove *) why->together->pdata[0])->segment);
	for (guint i = 0; i < why->together->len; i++) {
		const SegWhyMove *move = why->together->pdata[i];

		set_number (shop, why->user_id, move->feature, move->raw_from);
		for (guint j = 0; j < why->moves->len; j++) { /* together no feature goes further than alone, the same way */
			const SegWhyMove *alone = why->moves->pdata[j];

			if (strcmp (alone->feature, move->feature) == 0 && (alone->raw_to > alone->raw_from) == (move->raw_to > move->raw_from))
				g_assert_cmpfloat (move->length, <=, alone->length * (1 + 1e-9));
		}
	}
}

static SegWhy *
ask_few (Shop *shop, gint64 user_id)
{
	g_autoptr (GError) error = NULL;
	SegWhy *why = seg_user_why (shop->workspace, NULL, user_id, NULL, &error);

	g_assert_no_error (error);
	return why;
}

static SegWhy *
ask (Shop *shop, gint64 user_id)
{
	SegWhy *why = ask_few (shop, user_id);
	g_autoptr (GPtrArray) words = seg_why_words (why);

	g_assert_cmpuint (words->len, >=, 2);
	for (guint i = 0; i < words->len; i++)
		g_assert_true (g_utf8_validate (words->pdata[i], -1, NULL));
	return why;
}

typedef struct {
	const char *name, *algorithm, *words;
	guint k;
} Case;

#define ODD "user.odd \"name\"; --"
static const Case cases[] = {
	{ "k-means", "k-means", "user.age\nuser.city\nuser.vip\n" ODD, 4 },
	{ "k-means-scalings", "k-means", "user.age/min-max\nmonetary/robust", 5 },
	{ "ward", "ward", "user.age\nuser.city", 4 },
	{ "k-medians", "k-medians", "user.age\nuser.city", 4 },
	{ "spherical", "spherical", "user.age\nuser.city\nuser.vip", 3 },
	{ "k-prototypes", "k-prototypes", "user.age\nuser.city", 4 },
	{ "mixture", "mixture", "user.age\nmonetary", 3 },
	{ "size-limits", "size-limits", "user.age\nuser.city", 3 },
};

static void
test_moves (Shop *shop, gconstpointer data)
{
	const Case *which = data;
	guint n_moves = 0;

	make (shop, which->algorithm, which->k, which->words);
	for (gint64 user = 1; user <= N; user += 250) {
		g_autoptr (SegWhy) why = ask (shop, user);

		for (guint i = 0; i < why->moves->len; i++) {
			const SegWhyMove *move = why->moves->pdata[i];

			g_assert_cmpint (move->segment, !=, why->now);
			g_assert_true (i == 0 || ((const SegWhyMove *) why->moves->pdata[i - 1])->length <= move->length);
			if (strcmp (move->feature, "user.age") == 0)
				check_number (shop, why, move, TRUE);
			else if (strcmp (move->feature, "user.city") == 0)
				check_choice (shop, why, move);
			else if (strcmp (move->feature, ODD) == 0)
				check_number (shop, why, move, FALSE);
			n_moves++;
		}
		if (strcmp (which->algorithm, "mixture") != 0)
			check_ages (shop, why);
		g_assert_cmpuint (why->distances->len, ==, which->k);
		g_assert_cmpuint (why->neighbours->len, ==, SEG_WHY_NEIGHBOURS);
	}
	g_assert_cmpuint (n_moves, >, 0);
}

/* Numbers of all kinds of scaling: to the last digit of a double. */
static void
test_scalings (Shop *shop, gconstpointer data)
{
	static const char *const scalings[] = { "z-score", "min-max", "robust", "log", "yeo-johnson", "quantile-normal" };

	(void) data;
	for (gsize i = 0; i < G_N_ELEMENTS (scalings); i++) {
		g_autofree char *words = g_strdup_printf ("user.age/%s\n" ODD "/%s", scalings[i], scalings[i]);
		g_autoptr (SegWhy) why = NULL;

		make (shop, "k-means", 4, words);
		why = ask (shop, 77);
		g_assert_cmpuint (why->moves->len, >, 0);
		g_assert_true (isfinite (why->border) && why->border > 0);
		for (guint j = 0; j < why->moves->len; j++) {
			const SegWhyMove *move = why->moves->pdata[j];

			check_number (shop, why, move, strcmp (move->feature, "user.age") == 0);
			g_assert_cmpfloat (move->length, >=, why->border * (1 - 1e-9)); /* no single change is shorter than the way with all of them */
		}
	}
}

/* Ages alone and together with others, in the data. */
static void
test_together (Shop *shop, gconstpointer data)
{
	guint n = 0;

	(void) data;
	make (shop, "k-means", 5, "user.age\n" ODD);
	for (gint64 user = 5; user <= N; user += 190) {
		g_autoptr (SegWhy) why = ask (shop, user);

		check_together (shop, why);
		n += why->together->len > 0;
	}
	g_assert_cmpuint (n, >, 0);
}

/* Groups by density: who is near, and no middles. */
static void
test_density (Shop *shop, gconstpointer data)
{
	(void) data;
	make (shop, "dbscan", 0, "user.age\nmonetary");
	for (gint64 user = 1; user <= N; user += 230) {
		g_autoptr (SegWhy) why = ask (shop, user);

		g_assert_cmpint (why->basis, ==, SEG_WHY_DENSITY);
		g_assert_cmpuint (why->features->len, ==, 0);
		g_assert_true (isnan (why->border));
		for (guint i = 0; i < why->moves->len; i++)
			if (strcmp (((const SegWhyMove *) why->moves->pdata[i])->feature, "user.age") == 0)
				check_number (shop, why, why->moves->pdata[i], TRUE);
		for (guint i = 1; i < why->neighbours->len; i++)
			g_assert_cmpfloat (((const SegWhyNeighbour *) why->neighbours->pdata[i - 1])->distance, <=,
			                   ((const SegWhyNeighbour *) why->neighbours->pdata[i])->distance);
	}
}

/* An RFM grid: the next cut points, tried with the grid's own rule. */
static void
test_grid (Shop *shop, gconstpointer data)
{
	g_autoptr (SegRfmDefinition) definition = NULL;
	g_autoptr (SegRfm) rfm = NULL;
	g_autoptr (GError) error = NULL;
	guint n_moves = 0;

	(void) data;
	definition = seg_rfm_definition_usual (shop->workspace, shop->set, &error);
	g_assert_no_error (error);
	rfm = seg_rfm_compute (shop->workspace, shop->set, definition, FALSE, NULL, &error);
	g_assert_no_error (error);
	seg_rfm_save (shop->workspace, "grid", shop->set, rfm, TRUE, NULL, &error);
	g_assert_no_error (error);
	for (gsize user = 0; user < rfm->n_users; user += 97) {
		g_autoptr (SegWhy) why = ask (shop, rfm->user_ids[user]);
		const guint8 *scores = rfm->scores + user * SEG_RFM_N_AXES;

		g_assert_cmpint (why->basis, ==, SEG_WHY_GRID);
		g_assert_cmpint (why->own, ==, why->now);
		g_assert_cmpuint (why->features->len, ==, SEG_RFM_N_AXES);
		g_assert_true (rfm->group_of[user] != SEG_RFM_NONE || why->moves->len == 0);
		for (guint i = 0; i < why->moves->len; i++) {
			const SegWhyMove *move = why->moves->pdata[i];
			guint8 moved[SEG_RFM_N_AXES];
			SegRfmGroup group;

			memcpy (moved, scores, sizeof moved);
			for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++) {
				const SegRfmRule *rule = &rfm->definition->axes[axis];

				if (strcmp (rule->feature, move->feature) == 0)
					moved[axis] = (guint8) seg_rfm_score (move->raw_to, rule->cuts, rule->n_bins, axis == SEG_RFM_RECENCY);
			}
			group = seg_rfm_group_at (rfm->definition, moved[SEG_RFM_RECENCY], seg_rfm_column (rfm->definition, moved[SEG_RFM_FREQUENCY], moved[SEG_RFM_MONETARY]));
			g_assert_cmpint (group, !=, rfm->group_of[user]);
			g_assert_true (move->segment < 0 || strcmp (seg_why_segment_name (why, move->segment), rfm->definition->names[group]) == 0);
			n_moves++;
		}
	}
	g_assert_cmpuint (n_moves, >, 0);
}

/* Where the rule of the segmentation puts users, as places: labels may share a segment. */
static gint32
place_of (const SegSegmentation *segmentation, gint32 label)
{
	const SegSegment *segment = seg_segmentation_labelled (segmentation, label);

	for (guint i = 0; i < segmentation->segments->len; i++)
		if (segmentation->segments->pdata[i] == segment)
			return (gint32) i;
	return -1;
}

/* After two segments were put together and a border was moved: changes lead where the edited rule says, never within what is one now. */
static void
test_edited (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	guint n = 0;

	(void) data;
	make (shop, "k-means", 4, "user.age\nuser.vip");
	for (guint step = 0; step < 2; step++) {
		g_autoptr (SegSegmentation) segmentation = seg_segmentation_load (shop->workspace, NULL, NULL);
		const SegSegment *first = segmentation->segments->pdata[0], *second = segmentation->segments->pdata[1];
		g_autoptr (SegEditRequest) request = seg_edit_request_new (step == 0 ? SEG_EDIT_MERGE : SEG_EDIT_BORDER, segmentation->id, first->id);

		g_array_append_val (request->others, second->id);
		request->n_users = step == 0 ? 0 : 15;
		request->n_resamples = 0;
		g_assert_true (seg_edit_do (shop->workspace, request, NULL, &error));
		g_assert_no_error (error);
	}
	for (gint64 user = 3; user <= N; user += 130) {
		g_autoptr (SegWhy) why = ask (shop, user);
		gint64 count = why->segmentation->segments->len;

		g_assert_cmpint (why->basis, ==, SEG_WHY_EDITED);
		g_assert_cmpint (count, ==, 3);
		g_assert_cmpuint (why->distances->len, ==, 3);
		g_assert_cmpint (place_of (why->segmentation, goes_to (shop, why->segmentation, user)), ==, why->now);
		for (guint i = 0; i < why->moves->len; i++) {
			const SegWhyMove *move = why->moves->pdata[i];

			if (strcmp (move->feature, "user.age") != 0)
				continue;
			set_number (shop, user, move->feature, move->raw_to);
			g_assert_cmpint (place_of (why->segmentation, goes_to (shop, why->segmentation, user)), ==, move->segment);
			set_number (shop, user, move->feature, move->raw_to + (move->raw_to > move->raw_from ? -1 : 1));
			g_assert_cmpint (place_of (why->segmentation, goes_to (shop, why->segmentation, user)), ==, why->now);
			set_number (shop, user, move->feature, move->raw_from);
			n++;
		}
	}
	g_assert_cmpuint (n, >, 0);
}

/* Segments made of conditions: which one is met first; and a pin is named. */
static void
test_conditions (Shop *shop, gconstpointer data)
{
	static const SegConditionGroup groups[] = { { "Old", "age > 60" }, { "Shanghai", "city = 上海" } };
	g_autoptr (GPtrArray) selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free), words = NULL;
	g_autoptr (SegWhy) old = NULL, pinned = NULL;
	g_autoptr (GError) error = NULL;
	gint64 user = shop_count (shop, "SELECT min (id) FROM user WHERE age > 60 AND city = '上海'");

	(void) data;
	g_ptr_array_add (selection, seg_selected_new ("user.age", SEG_SCALING_Z_SCORE));
	g_clear_pointer (&shop->set, seg_feature_set_free);
	shop->set = seg_feature_set_build (shop->workspace, "default", 0, selection, NULL, &error);
	g_assert_no_error (error);
	seg_conditions_save (shop->workspace, "by age", shop->set, groups, 2, "Others", FALSE, NULL, &error);
	g_assert_no_error (error);
	old = ask_few (shop, user);
	g_assert_cmpint (old->basis, ==, SEG_WHY_CONDITIONS);
	g_assert_cmpint (old->own, ==, 0);
	g_assert_cmpint (old->now, ==, 0);
	g_assert_cmpuint (old->features->len, ==, 3);
	for (guint i = 0; i < 3; i++)
		g_assert_cmpfloat (((const SegWhyFeature *) old->features->pdata[i])->part, ==, 1); /* both conditions, and the rest takes everyone */
	g_assert_true (seg_pin_put (shop->workspace, ((const SegSegment *) old->segmentation->segments->pdata[1])->id, user, TRUE, "asked for it", 0, &error));
	pinned = ask_few (shop, user);
	words = seg_why_words (pinned);
	g_assert_cmpuint (pinned->pins->len, ==, 1);
	g_assert_nonnull (strstr (words->pdata[0], "asked for it"));
	g_assert_cmpint (pinned->own, ==, 1);
	g_assert_cmpint (pinned->now, ==, 0);
}

static void
test_errors (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) none = NULL, nobody = NULL, cancelled = NULL, lost = NULL;
	g_autoptr (SegJob) job = seg_job_new ();

	(void) data;
	g_assert_null (seg_user_why (shop->workspace, NULL, 1, NULL, &none));
	g_assert_error (none, SEG_ERROR, SEG_ERROR_NOT_FOUND);
	make (shop, "k-means", 3, "user.age\nuser.vip");
	g_assert_null (seg_user_why (shop->workspace, NULL, 99999, NULL, &nobody));
	g_assert_error (nobody, SEG_ERROR, SEG_ERROR_NOT_FOUND);
	seg_job_cancel (job);
	g_assert_null (seg_user_why (shop->workspace, NULL, 1, job, &cancelled));
	g_assert_error (cancelled, SEG_ERROR, SEG_ERROR_CANCELLED);
	shop_run (shop, "UPDATE segmentation SET transforms = ''");
	g_assert_null (seg_user_why (shop->workspace, NULL, 1, NULL, &lost));
	g_assert_error (lost, SEG_ERROR, SEG_ERROR_ARGUMENT);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		g_autofree char *path = g_strconcat ("/why/moves/", cases[i].name, NULL);

		g_test_add (path, Shop, cases + i, many_set_up, test_moves, shop_tear_down);
	}
	g_test_add ("/why/scalings", Shop, NULL, many_set_up, test_scalings, shop_tear_down);
	g_test_add ("/why/together", Shop, NULL, many_set_up, test_together, shop_tear_down);
	g_test_add ("/why/density", Shop, NULL, many_set_up, test_density, shop_tear_down);
	g_test_add ("/why/grid", Shop, NULL, many_set_up, test_grid, shop_tear_down);
	g_test_add ("/why/edited", Shop, NULL, many_set_up, test_edited, shop_tear_down);
	g_test_add ("/why/conditions", Shop, NULL, many_set_up, test_conditions, shop_tear_down);
	g_test_add ("/why/errors", Shop, NULL, many_set_up, test_errors, shop_tear_down);
	return g_test_run ();
}
