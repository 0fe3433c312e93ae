/* The next version of a segmentation: which group goes on as which segment, against every pairing there is; what becomes of segments that
 * split, merge and go; pins; who is in which version. The users lie where the test puts them, in four heaps. */
#include <config.h>
#include "feature-fixture.h"
#include "segment/match-private.h"

#include <segscope/assignment.h>
#include <segscope/history.h>
#include <segscope/migration.h>
#include <segscope/pin.h>
#include <segscope/random.h>
#include <segscope/renewal.h>

#include <math.h>

/* Matching --------------------------------------------------------------------------------------------------------- */

#define MOST 6

/* The most that similarities above the least can add up to. */
static double
best_from (const SegMatch *match, guint new, guint taken)
{
	double best;

	if (new == match->n_new)
		return 0;
	best = best_from (match, new + 1, taken);
	for (guint old = 0; old < match->n_old; old++)
		if ((taken & (1u << old)) == 0)
			best = MAX (best, match->similarity[old * match->n_new + new] - SEG_MATCH_LEAST + best_from (match, new + 1, taken | 1u << old));
	return best;
}

static void
test_brute_force (void)
{
	g_autoptr (SegRandom) random = seg_random_new (21, 0);

	for (guint round = 0; round < 400; round++) {
		guint n_old = 1 + (guint) seg_random_below (random, MOST), n_new = 1 + (guint) seg_random_below (random, MOST);
		gint32 old_labels[60], new_labels[60];
		gint64 sizes[MOST] = { 0 };
		double closeness[MOST * MOST], sum = 0;
		g_autoptr (SegMatch) match = NULL;

		for (guint i = 0; i < 60; i++) {
			old_labels[i] = (gint32) seg_random_below (random, n_old + 1) - 1;
			new_labels[i] = seg_random_below (random, 4) > 0 && old_labels[i] >= 0 ? old_labels[i] % (gint32) n_new : (gint32) seg_random_below (random, n_new);
			if (old_labels[i] >= 0)
				sizes[old_labels[i]]++;
		}
		for (guint i = 0; i < n_old * n_new; i++)
			closeness[i] = seg_random_uniform (random);
		match = seg_match_new (n_old, n_new, old_labels, new_labels, 60, sizes, round % 2 == 0 ? closeness : NULL, -1, -1);
		g_assert_true (seg_match_solve (match, NULL, NULL));
		for (guint old = 0; old < n_old; old++)
			for (guint new = 0; new < n_new; new++) {
				gint64 both = 0;

				for (guint i = 0; i < 60; i++)
					both += old_labels[i] == (gint32) old && new_labels[i] == (gint32) new;
				g_assert_cmpint (seg_match_shared (match, old, new), ==, both);
				g_assert_cmpfloat (match->similarity[old * n_new + new], <=, 1);
			}
		for (guint new = 0; new < n_new; new++) {
			if (match->old_of[new] < 0)
				continue;
			g_assert_cmpint (match->new_of[match->old_of[new]], ==, (gint32) new);
			sum += match->similarity[(guint) match->old_of[new] * n_new + new] - SEG_MATCH_LEAST;
		}
		g_assert_cmpfloat_with_epsilon (sum, best_from (match, 0, 0), 1e-9);
	}
}

/* The same groups in another order are the same; without a user in both the middles decide; a person's word counts above all. */
static void
test_by_hand (void)
{
	const gint32 old_labels[] = { 0, 0, 1, 1, 2, 2 }, new_labels[] = { 2, 2, 0, 0, 1, 1 }, nobody[] = { -1, -1, -1, -1, -1, -1 };
	const gint64 sizes[] = { 2, 2, 2 };
	const double closeness[] = { 0.1, 0.9, 0.2, 0.8, 0.3, 0.1, 0.1, 0.2, 0.1 };
	gint32 forced[] = { SEG_MATCH_FREE, SEG_MATCH_FREE, -1 };
	g_autoptr (SegMatch) same = seg_match_new (3, 3, old_labels, new_labels, 6, sizes, NULL, -1, -1);
	g_autoptr (SegMatch) strange = seg_match_new (3, 3, nobody, new_labels, 6, sizes, closeness, -1, -1);
	g_autoptr (SegMatch) noise = seg_match_new (3, 3, old_labels, new_labels, 6, sizes, NULL, 0, 0);

	g_assert_true (seg_match_solve (same, NULL, NULL));
	for (gint32 new = 0; new < 3; new++) {
		g_assert_cmpint (same->old_of[new], ==, (new + 1) % 3);
		g_assert_cmpfloat (same->similarity[same->old_of[new] * 3 + new], ==, 1);
	}
	g_assert_true (seg_match_solve (same, forced, NULL));
	g_assert_cmpint (same->old_of[2], ==, -1);
	g_assert_cmpint (same->new_of[0], ==, -1);
	g_assert_cmpint (same->old_of[0], ==, 1);
	forced[2] = 1;
	g_assert_true (seg_match_solve (same, forced, NULL));
	g_assert_cmpint (same->old_of[2], ==, 1);
	g_assert_cmpint (same->old_of[0], ==, -1); /* shares nobody with those that are left */
	g_assert_true (seg_match_solve (strange, NULL, NULL));
	g_assert_cmpint (strange->old_of[0], ==, 1);
	g_assert_cmpint (strange->old_of[1], ==, 0);
	g_assert_cmpint (strange->old_of[2], ==, -1); /* 0.1 is too little */
	g_assert_true (seg_match_solve (noise, NULL, NULL));
	g_assert_cmpint (noise->old_of[0], ==, 0); /* those who fit none stay those who fit none */
	g_assert_cmpint (noise->old_of[2], ==, -1);
}

/* Heaps ------------------------------------------------------------------------------------------------------------ */

#define HEAP 40
#define N (4 * HEAP)

/* Users 1..N, by fours in heaps at (0, 0), (100, 0), (0, 100), (100, 100): y is 100 from the third heap on. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
	fixture_set_up (fixture, data);
	fixture_attribute (fixture, "user", "x", "X", NULL, SEG_TYPE_NUMBER);
	fixture_attribute (fixture, "user", "y", "Y", NULL, SEG_TYPE_NUMBER);
	fixture_executef (fixture, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
	                  "INSERT INTO user (id, key, listed, x, y) SELECT i, 'u' || i, 1, (i %% 2) * 100 + (i * 7 %% 11), (i / 2 %% 2) * 100 + (i * 5 %% 13) FROM n", N);
	fixture_execute (fixture, FIXTURE_USERS_FILE);
}

/* The heap of user @id: 0..3, as SQL. */
#define HEAP_SQL "((user_id & 1) + 2 * (user_id / 2 & 1))"

static SegFeatureSet *
compute (Fixture *fixture)
{
	g_autoptr (GError) error = NULL;
	SegFeatureSet *set = seg_feature_set_build (fixture->workspace, "default", 1700000000, NULL, NULL, &error);

	g_assert_no_error (error);
	return set;
}

static gint64
cluster (Fixture *fixture, guint k)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegFeatureSet) set = compute (fixture);
	g_autoptr (GPtrArray) selection = fixture_selection (SEG_SCALING_Z_SCORE, "user.x", "user.y", NULL);
	g_autoptr (SegFeatureMatrix) matrix = seg_feature_matrix (fixture->workspace, set, selection, NULL, &error);
	SegClusterOptions options = { k, 10, 300, 1 };
	g_autoptr (SegClustering) clustering = NULL;
	gint64 id;

	g_assert_no_error (error);
	clustering = seg_kmeans (matrix->scaled, &options, NULL, &error);
	g_assert_no_error (error);
	id = seg_segmentation_save (fixture->workspace, "heaps", set, selection, matrix, "k-means", &options, clustering, 0.9, NULL, FALSE, NULL, &error);
	g_assert_no_error (error);
	fixture_executef (fixture, "UPDATE segment SET name = 'heap ' || (SELECT min " HEAP_SQL " FROM membership WHERE segment_id = segment.id), "
	                  "description = 'mine' WHERE segmentation_id = %" G_GINT64_FORMAT, id);
	return id;
}

static SegRenewal *
renew (Fixture *fixture, gint64 id, guint k)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegFeatureSet) set = compute (fixture);
	SegRenewal *renewal = seg_renewal_new (fixture->workspace, id, k, 0, NULL, &error);

	g_assert_no_error (error);
	return renewal;
}

static guint
keep (Fixture *fixture, SegRenewal *renewal)
{
	g_autoptr (GError) error = NULL;
	guint number;

	g_assert_true (seg_renewal_save (fixture->workspace, renewal, "a note", &number, NULL, &error));
	g_assert_no_error (error);
	return number;
}

/* The proposal of that kind; fails where there is none. @index: or NULL. */
static const SegRenewalProposal *
find (const SegRenewal *renewal, SegRenewalKind kind, guint *index)
{
	const GPtrArray *proposals = seg_renewal_proposals (renewal);

	for (guint i = 0; i < proposals->len; i++)
		if (((const SegRenewalProposal *) proposals->pdata[i])->kind == kind) {
			if (index != NULL)
				*index = i;
			return proposals->pdata[i];
		}
	g_assert_not_reached ();
}

#define ID_OF(name) "(SELECT id FROM segment WHERE name = '" name "')"
#define SIZE_OF(name) "SELECT count (*) FROM membership WHERE segment_id = " ID_OF (name)

static double
number (Fixture *fixture, const char *sql)
{
	return fixture_number (fixture, sql);
}

/* Sizes that are kept are what there is; every member is of a segment of the version. */
static void
check_counts (Fixture *fixture)
{
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM segment WHERE size <> (SELECT count (*) FROM membership WHERE segment_id = segment.id)"), ==, 0);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM segmentation WHERE n_users <> (SELECT count (*) FROM membership)"), ==, 0);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM version_segment v WHERE version_id <> (SELECT max (id) FROM segmentation_version) AND "
	                                    "size <> (SELECT count (*) FROM version_member m WHERE m.version_id = v.version_id AND m.segment_id = v.segment_id)"), ==, 0);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM pragma_foreign_key_check"), ==, 0);
}

/* Nobody moves: the same ids, names, notes and users, whatever order the groups came in. */
static void
test_same (Fixture *fixture, gconstpointer unused)
{
	gint64 id = cluster (fixture, 4);
	g_autoptr (SegRenewal) renewal = NULL;

	(void) unused;
	fixture_execute (fixture, "CREATE TEMP TABLE before AS SELECT * FROM membership; CREATE TEMP TABLE named AS SELECT * FROM segment");
	renewal = renew (fixture, id, 0);
	g_assert_cmpuint (seg_renewal_proposals (renewal)->len, ==, 4);
	for (guint i = 0; i < 4; i++) {
		const SegRenewalProposal *proposal = seg_renewal_proposals (renewal)->pdata[i];

		g_assert_cmpint (proposal->kind, ==, SEG_RENEWAL_SAME);
		g_assert_cmpfloat_with_epsilon (proposal->confidence, 1, 1e-9);
		g_assert_cmpint (proposal->rival, ==, -1);
	}
	g_assert_cmpuint (keep (fixture, renewal), ==, 2);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM membership JOIN before USING (user_id, segment_id)"), ==, N);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM segment s JOIN named n USING (id, name, description, colour, position, size)"), ==, 4);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM version_member JOIN before USING (user_id, segment_id)"), ==, N);
	g_assert_cmpfloat (number (fixture, "SELECT min (confidence) FROM version_segment WHERE came = 'same' AND version_id = 2"), >, 0.999);
	check_counts (fixture);
}

/* A heap whose users go to another: its segment is merged into that one; declined, it keeps its users. */
static void
test_merged (Fixture *fixture, gconstpointer decline)
{
	gint64 id = cluster (fixture, 4);
	g_autoptr (SegRenewal) renewal = NULL;
	const SegRenewalProposal *merged;
	guint index;

	fixture_execute (fixture, "UPDATE user SET x = x - 100 WHERE x >= 100 AND y >= 100"); /* heap 3 to heap 2 */
	renewal = renew (fixture, id, 3);
	merged = find (renewal, SEG_RENEWAL_MERGED, &index);
	g_assert_cmpint (merged->size, ==, HEAP);
	g_assert_cmpint (merged->shared, ==, HEAP);
	if (decline != NULL)
		g_assert_true (seg_renewal_accept (renewal, index, FALSE, NULL));
	keep (fixture, renewal);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM segment"), ==, decline != NULL ? 4 : 3);
	if (decline != NULL) {
		g_assert_cmpfloat (number (fixture, SIZE_OF ("heap 3")), ==, HEAP);
		g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM membership WHERE segment_id = " ID_OF ("heap 3") " AND " HEAP_SQL " <> 3"), ==, 0);
	} else
		g_assert_cmpfloat (MAX (number (fixture, SIZE_OF ("heap 2")), number (fixture, SIZE_OF ("heap 3"))), ==, 2 * HEAP);
	check_counts (fixture);
}

/* Part of a heap goes elsewhere, where nobody was: split off; declined, it stays with its segment. */
static void
test_split (Fixture *fixture, gconstpointer decline)
{
	gint64 id = cluster (fixture, 4);
	g_autoptr (SegRenewal) renewal = NULL;
	const SegRenewalProposal *split;
	guint index;

	fixture_execute (fixture, "UPDATE user SET x = 300, y = 300 + id % 7 WHERE x >= 100 AND y >= 100 AND id <= 60"); /* 15 of heap 3 */
	renewal = renew (fixture, id, 5);
	split = find (renewal, SEG_RENEWAL_SPLIT, &index);
	g_assert_cmpint (split->size, ==, 15);
	g_assert_cmpint (split->shared, ==, 15);
	g_assert_cmpstr (((const SegSegment *) seg_renewal_before (renewal)->segments->pdata[split->segment])->name, ==, "heap 3");
	if (decline != NULL)
		g_assert_true (seg_renewal_accept (renewal, index, FALSE, NULL));
	keep (fixture, renewal);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM segment"), ==, decline != NULL ? 4 : 5);
	g_assert_cmpfloat (number (fixture, SIZE_OF ("heap 3")), ==, decline != NULL ? HEAP : HEAP - 15);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM version_segment WHERE came = 'split'"), ==, decline != NULL ? 0 : 1);
	if (decline == NULL)
		g_assert_cmpfloat (number (fixture, "SELECT position FROM segment WHERE size = 15"), ==, 5); /* no number means something else now */
	check_counts (fixture);
}

/* Nobody of a heap is there any more: its segment is gone, unless a campaign or a rule needs it, or it is declined: then it is empty. */
static void
test_gone (Fixture *fixture, gconstpointer needed)
{
	gint64 id = cluster (fixture, 4);
	g_autoptr (SegRenewal) renewal = NULL;
	g_autoptr (GError) error = NULL;
	const SegRenewalProposal *gone;
	guint index;

	fixture_execute (fixture, "INSERT INTO cleaning_step (id, position, kind, options, created_at) VALUES (1, 1, 'exclude', '{}', 0);"
	                          "INSERT INTO excluded_user SELECT id, 1, NULL FROM user WHERE x >= 100 AND y >= 100");
	if (needed != NULL)
		fixture_execute (fixture, "INSERT INTO rule (name, description, condition, made_at, changed_at) VALUES ('r', '', 'segment of heaps = \"heap 3\"', 0, 0)");
	renewal = renew (fixture, id, 3);
	gone = find (renewal, SEG_RENEWAL_GONE, &index);
	g_assert_cmpint (gone->size, ==, HEAP);
	g_assert_cmpint (gone->shared, ==, 0);
	g_assert_cmpint (seg_renewal_figures (renewal).n_left, ==, HEAP);
	if (needed != NULL) {
		g_assert_false (gone->accepted);
		g_assert_false (seg_renewal_accept (renewal, index, TRUE, &error));
		g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
	}
	keep (fixture, renewal);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM segment WHERE name = 'heap 3' AND size = 0"), ==, needed != NULL ? 1 : 0);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM version_segment WHERE came = 'kept'"), ==, needed != NULL ? 1 : 0);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM version_member WHERE segment_id NOT IN (SELECT id FROM segment)"), ==, needed != NULL ? 0 : HEAP);
	check_counts (fixture);
}

/* A match that is declined makes a new segment; what the person says stands, also twice. */
static void
test_word (Fixture *fixture, gconstpointer unused)
{
	gint64 id = cluster (fixture, 4);
	g_autoptr (SegRenewal) renewal = renew (fixture, id, 0);
	const SegRenewalProposal *first = seg_renewal_proposals (renewal)->pdata[0], *second = seg_renewal_proposals (renewal)->pdata[1];
	gint32 one = first->segment, other = second->segment;
	g_autoptr (GError) error = NULL;

	(void) unused;
	g_assert_true (seg_renewal_accept (renewal, 0, FALSE, NULL));
	first = seg_renewal_proposals (renewal)->pdata[0];
	g_assert_cmpint (first->kind, ==, SEG_RENEWAL_SPLIT); /* all of them come from it */
	g_assert_true (seg_renewal_match (renewal, 0, other, NULL));
	g_assert_true (seg_renewal_match (renewal, 1, one, NULL));
	first = seg_renewal_proposals (renewal)->pdata[0];
	g_assert_cmpint (first->kind, ==, SEG_RENEWAL_SAME);
	g_assert_cmpint (first->segment, ==, other);
	g_assert_cmpint (((const SegRenewalProposal *) seg_renewal_proposals (renewal)->pdata[1])->segment, ==, one);
	g_assert_false (seg_renewal_match (renewal, 9, 0, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
	fixture_execute (fixture, "UPDATE segmentation SET n_users = 3");
	g_clear_error (&error);
	g_assert_false (seg_renewal_save (fixture->workspace, renewal, NULL, NULL, NULL, &error)); /* not what was matched */
	g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM segmentation_version"), ==, 1);
}

/* Cancelled or failed, all is as it was; taken back, too. */
static void
test_taken_back (Fixture *fixture, gconstpointer unused)
{
	gint64 id = cluster (fixture, 4);
	g_autoptr (SegRenewal) renewal = NULL;
	g_autoptr (GError) error = NULL;
	g_autoptr (SegJob) job = seg_job_new ();

	(void) unused;
	fixture_execute (fixture, "UPDATE user SET x = x - 100 WHERE x >= 100 AND y >= 100 AND id < 100");
	fixture_execute (fixture, "CREATE TEMP TABLE before AS SELECT * FROM membership; CREATE TEMP TABLE named AS SELECT * FROM segment");
	renewal = renew (fixture, id, 3);
	seg_job_cancel (job);
	g_assert_false (seg_renewal_save (fixture->workspace, renewal, NULL, NULL, job, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	g_clear_error (&error);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM (SELECT * FROM membership EXCEPT SELECT * FROM before)"), ==, 0);
	keep (fixture, renewal);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM segment"), ==, 3);
	g_assert_true (seg_history_undo (fixture->workspace, NULL, NULL, &error));
	g_assert_no_error (error);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM (SELECT * FROM membership EXCEPT SELECT * FROM before)"), ==, 0);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM (SELECT * FROM segment EXCEPT SELECT * FROM named)"), ==, 0);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM version_member"), ==, 0);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM segmentation_version"), ==, 1);
	g_assert_true (seg_history_redo (fixture->workspace, NULL, NULL, &error));
	g_assert_no_error (error);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM version_member"), ==, N);
	check_counts (fixture);
}

/* Pins ------------------------------------------------------------------------------------------------------------- */

static gint64
segment_named (Fixture *fixture, const char *name)
{
	g_autofree char *sql = g_strdup_printf ("SELECT id FROM segment WHERE name = '%s'", name);

	return (gint64) number (fixture, sql);
}

static double
place_of (Fixture *fixture, guint user)
{
	g_autofree char *sql = g_strdup_printf ("SELECT coalesce ((SELECT segment_id FROM membership WHERE user_id = %u), 0)", user);

	return number (fixture, sql);
}

/* User 4 is of heap 0, user 5 of heap 1. */
static void
test_pins (Fixture *fixture, gconstpointer unused)
{
	gint64 id = cluster (fixture, 4), zero = segment_named (fixture, "heap 0"), one = segment_named (fixture, "heap 1"), two = segment_named (fixture, "heap 2");
	gint64 far = g_get_real_time () / G_USEC_PER_SEC + 86400;
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) pins = NULL;
	guint n = 7;

	(void) unused;
	fixture_execute (fixture, "CREATE TEMP TABLE before AS SELECT * FROM membership");
	g_assert_true (seg_pin_put (fixture->workspace, one, 4, TRUE, "asked", far, &error));
	g_assert_no_error (error);
	g_assert_true (seg_pin_put (fixture->workspace, one, 5, FALSE, NULL, 0, &error));
	g_assert_cmpfloat (place_of (fixture, 4), ==, (double) one);
	g_assert_cmpfloat (place_of (fixture, 5), ==, 0);
	g_assert_true (seg_pin_put (fixture->workspace, two, 5, TRUE, NULL, 0, &error)); /* out of one, in another */
	g_assert_cmpfloat (place_of (fixture, 5), ==, (double) two);
	g_assert_true (seg_pin_put (fixture->workspace, zero, 4, TRUE, "after all", far, &error)); /* the one in gives way */
	g_assert_cmpfloat (place_of (fixture, 4), ==, (double) zero);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM membership WHERE user_id = 4 AND distance IS NOT NULL"), ==, 1);
	check_counts (fixture);
	pins = seg_pins (fixture->workspace, id, 5, &error);
	g_assert_cmpuint (pins->len, ==, 2);
	g_assert_cmpstr (((const SegPin *) pins->pdata[0])->without, ==, "heap 1");
	for (guint i = 0; i < 2; i++) { /* they hold over two new versions, where nothing else moves */
		g_autoptr (SegRenewal) renewal = renew (fixture, id, 0);

		g_assert_cmpfloat (((const SegRenewalProposal *) seg_renewal_proposals (renewal)->pdata[0])->confidence, >, 0.999);
		keep (fixture, renewal);
		g_assert_cmpfloat (place_of (fixture, 5), ==, (double) two);
		check_counts (fixture);
	}
	g_assert_true (seg_pins_expire (fixture->workspace, far - 1, &n, &error));
	g_assert_cmpuint (n, ==, 0);
	g_assert_true (seg_pins_expire (fixture->workspace, far, &n, &error));
	g_assert_cmpuint (n, ==, 1);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM pin"), ==, 2);
	g_assert_true (seg_pin_remove (fixture->workspace, two, 5, &error));
	g_assert_cmpfloat (place_of (fixture, 5), ==, 0); /* still out */
	g_assert_true (seg_pin_remove (fixture->workspace, one, 5, &error));
	g_assert_no_error (error);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM membership JOIN before USING (user_id, segment_id)"), ==, N);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM pinned_away"), ==, 0);
	g_assert_false (seg_pin_remove (fixture->workspace, one, 5, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND);
	g_clear_error (&error);
	g_assert_false (seg_pin_put (fixture->workspace, one, 5, TRUE, NULL, 1000, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
	g_clear_error (&error);
	g_assert_false (seg_pin_put (fixture->workspace, 999, 5, TRUE, NULL, 0, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND);
}

/* Looking changes nothing; keeping takes off what has ended, within the one edit. */
static void
test_ended_pins (Fixture *fixture, gconstpointer unused)
{
	gint64 id = cluster (fixture, 4), one = segment_named (fixture, "heap 1");
	g_autoptr (SegRenewal) renewal = NULL;
	g_autoptr (GError) error = NULL;

	(void) unused;
	g_assert_true (seg_pin_put (fixture->workspace, one, 4, TRUE, NULL, g_get_real_time () / G_USEC_PER_SEC + 86400, &error));
	fixture_execute (fixture, "UPDATE pin SET until = 1000");
	renewal = renew (fixture, id, 0);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM pin"), ==, 1);
	g_assert_cmpfloat (place_of (fixture, 4), ==, (double) one);
	keep (fixture, renewal);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM pin"), ==, 0);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM history WHERE NOT undone"), ==, 3);
	check_counts (fixture);
	g_assert_true (seg_history_undo (fixture->workspace, NULL, NULL, &error));
	g_assert_no_error (error);
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM pin"), ==, 1);
	g_assert_cmpfloat (place_of (fixture, 4), ==, (double) one);
}

/* Migration and those who come later ------------------------------------------------------------------------------- */

static void
test_migration (Fixture *fixture, gconstpointer unused)
{
	gint64 id = cluster (fixture, 4);
	g_autoptr (SegRenewal) renewal = NULL;
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) versions = NULL;
	g_autoptr (SegMigration) migration = NULL;
	g_autoptr (GArray) trend = NULL;
	gint64 sum = 0;

	(void) unused;
	fixture_execute (fixture, "UPDATE user SET x = x + 100 WHERE x < 100 AND y < 100 AND id <= 40;" /* 10 of heap 0 to heap 1 */
	                          "INSERT INTO user (id, key, listed, x, y) SELECT 1000 + id, 'n' || id, 1, x, y FROM user WHERE x < 100 AND y >= 100 AND id <= 20;"
	                          "INSERT INTO cleaning_step (id, position, kind, options, created_at) VALUES (1, 1, 'exclude', '{}', 0);"
	                          "INSERT INTO excluded_user SELECT id, 1, NULL FROM user WHERE x >= 100 AND y >= 100 AND id <= 8"); /* 2 of heap 3 leave */
	renewal = renew (fixture, id, 0);
	keep (fixture, renewal);
	versions = seg_versions (fixture->workspace, id, &error);
	g_assert_cmpuint (versions->len, ==, 2);
	g_assert_cmpstr (((const SegVersion *) versions->pdata[1])->note, ==, "a note");
	migration = seg_migration (fixture->workspace, versions->pdata[0], versions->pdata[1], NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpint (migration->n_moved, ==, 10);
	g_assert_cmpint (migration->n_came, ==, 5);
	g_assert_cmpint (migration->n_left, ==, 2);
	g_assert_cmpint (migration->n_both, ==, N - 2);
	for (guint from = 0; from <= migration->from.segments->len; from++)
		for (guint to = 0; to <= migration->to.segments->len; to++) {
			g_autofree char *text = seg_migration_filter (migration, from, to);
			g_autoptr (SegFilter) filter = NULL;
			SegUserQuery query = { 0 };
			gint64 n;

			sum += seg_migration_users (migration, from, to);
			if (from == migration->from.segments->len && to == migration->to.segments->len)
				continue;
			filter = seg_filter_parse (fixture->workspace, NULL, text, &error);
			query.filter = filter;
			g_assert_no_error (error);
			g_assert_true (seg_user_count (fixture->workspace, &query, &n, &error)); /* the users behind each number */
			/* who was left out by cleaning is in no list */
			g_assert_cmpint (n, ==, seg_migration_users (migration, from, to) - (to == migration->to.segments->len && from < 4 && seg_migration_users (migration, from, to) > 0 ? 2 : 0));
		}
	g_assert_cmpint (sum, ==, N + 5);
	trend = seg_segment_trend (fixture->workspace, segment_named (fixture, "heap 0"), &error);
	g_assert_cmpuint (trend->len, ==, 2);
	g_assert_cmpint (g_array_index (trend, SegSegmentSize, 0).size, ==, HEAP);
	g_assert_cmpint (g_array_index (trend, SegSegmentSize, 1).size, ==, HEAP - 10);
	g_assert_nonnull (seg_versions_find (versions, "2023-11-14", NULL));
	g_assert_null (seg_versions_find (versions, "2023-11-13", &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND);
}

/* The reach is the type 7 quantile of the distances; beyond it a new user fits none, and is looked at again the next time. */
static void
test_reach (Fixture *fixture, gconstpointer unused)
{
	gint64 id = cluster (fixture, 4), n = 0, put_in, fit_none;
	g_autoptr (GError) error = NULL;
	g_autoptr (SegSegmentation) segmentation = seg_segmentation_load_id (fixture->workspace, id, &error);
	g_autofree double *reaches = seg_segmentation_reaches (fixture->workspace, segmentation, &error);
	g_autoptr (SegFeatureSet) set = NULL, again = NULL;
	g_autoptr (GPtrArray) list = NULL;

	(void) unused;
	for (guint i = 0; i < 4; i++) {
		g_autofree char *sql = g_strdup_printf ("SELECT distance FROM membership WHERE segment_id = %" G_GINT64_FORMAT " ORDER BY distance DESC LIMIT 2",
		                                        ((const SegSegment *) segmentation->segments->pdata[i])->id);
		g_autofree char *second = g_strdup_printf ("SELECT min (distance) FROM (%s)", sql);
		double most = number (fixture, sql), next = number (fixture, second), place = (HEAP - 1) * SEG_REACH_SHARE;

		g_assert_cmpfloat_with_epsilon (reaches[i], next + (most - next) * (place - floor (place)), 1e-12);
	}
	fixture_execute (fixture, "INSERT INTO user (id, key, listed, x, y) VALUES (2001, 'near', 1, 5, 5), (2002, 'far', 1, 1000, 1000), (2003, 'between', 1, 50, 50);" FIXTURE_USERS_FILE);
	set = compute (fixture);
	g_assert_true (seg_segmentation_assign (fixture->workspace, id, NULL, &n, &error));
	g_assert_no_error (error);
	g_assert_cmpint (n, ==, 1);
	g_assert_true (seg_assigned_count (fixture->workspace, id, &put_in, &fit_none, &error));
	g_assert_cmpint (put_in, ==, 1);
	g_assert_cmpint (fit_none, ==, 2);
	list = seg_assigned (fixture->workspace, id, 0, &error);
	g_assert_cmpuint (list->len, ==, 3);
	g_assert_cmpstr (((const SegAssigned *) list->pdata[0])->user, ==, "far");
	g_assert_cmpstr (((const SegAssigned *) list->pdata[2])->user, ==, "near");
	fixture_execute (fixture, "UPDATE user SET x = 4, y = 104 WHERE id = 2002;" FIXTURE_USERS_FILE);
	again = compute (fixture);
	g_assert_true (seg_segmentation_assign (fixture->workspace, id, NULL, &n, &error));
	g_assert_cmpint (n, ==, 1);
	g_assert_cmpfloat (place_of (fixture, 2002), ==, (double) segment_named (fixture, "heap 2"));
	g_assert_cmpfloat (number (fixture, "SELECT count (*) FROM fits_none"), ==, 1);
	check_counts (fixture);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/renewal/match/brute-force", test_brute_force);
	g_test_add_func ("/renewal/match/by-hand", test_by_hand);
	g_test_add ("/renewal/same", Fixture, NULL, set_up, test_same, fixture_tear_down);
	g_test_add ("/renewal/merged", Fixture, NULL, set_up, test_merged, fixture_tear_down);
	g_test_add ("/renewal/merged/declined", Fixture, "x", set_up, test_merged, fixture_tear_down);
	g_test_add ("/renewal/split", Fixture, NULL, set_up, test_split, fixture_tear_down);
	g_test_add ("/renewal/split/declined", Fixture, "x", set_up, test_split, fixture_tear_down);
	g_test_add ("/renewal/gone", Fixture, NULL, set_up, test_gone, fixture_tear_down);
	g_test_add ("/renewal/gone/needed", Fixture, "x", set_up, test_gone, fixture_tear_down);
	g_test_add ("/renewal/word", Fixture, NULL, set_up, test_word, fixture_tear_down);
	g_test_add ("/renewal/taken-back", Fixture, NULL, set_up, test_taken_back, fixture_tear_down);
	g_test_add ("/renewal/pins", Fixture, NULL, set_up, test_pins, fixture_tear_down);
	g_test_add ("/renewal/ended-pins", Fixture, NULL, set_up, test_ended_pins, fixture_tear_down);
	g_test_add ("/renewal/migration", Fixture, NULL, set_up, test_migration, fixture_tear_down);
	g_test_add ("/renewal/reach", Fixture, NULL, set_up, test_reach, fixture_tear_down);
	return g_test_run ();
}
