/* User-to-user collaborative filtering: what the people took who took most of what this person took.
 *
 *     sim (u, v) = items both took / (sqrt (items of u x items of v) + shrinkage)
 *     score (u, i) = sum of sim (u, v) over the k people v most like u who took i
 *
 * Nothing is fitted: the people most like somebody are looked for when they are asked for, by counting over those who took what this
 * person took. What many took is counted by the row instead: a byte for each user, 16 added at a time. Who cannot be among the nearest
 * any more is passed over by a multiplication. Time O(sum over the person's items of people who took it), memory O(users + items) and
 * up to MOST_OFTEN bytes a user. Equally like: the lower number.
 *
 * Source: Resnick et al. 1994, CSCW, 175-186, with the cosine of sets instead of correlations. */
#include <config.h>
#include "recommend/bound.h"
#include "recommend-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_OFTEN 64  /* items that are counted by the row; their counts must fit a byte */
#define OFTEN 16       /* taken by more than one of so many people */
#define BYTES 16       /* added at a time */
#define ROW 64         /* rows are as long as a multiple of this */

typedef struct {
	guint    n_neighbours;
	double   shrinkage;
	float   *sizes;   /* n_users: root of how many items they took, and to spare */
	gsize    n_often, row_bytes;
	guint32 *often;   /* items, ascending */
	guint8  *rows;    /* n_often x row_bytes: 1 where the user took it */
} UserToUser;

typedef guint8 Bytes __attribute__ ((vector_size (BYTES)));
typedef guint32 Words __attribute__ ((vector_size (BYTES * 4), aligned (4)));

enum { NEIGHBOURS, SHRINKAGE, N_OPTIONS };

static const SegRecommenderOption options_table[N_OPTIONS] = {
	[NEIGHBOURS] = { "neighbours", N_("people most like them who are asked"), 50, 1, 1000, TRUE, NULL },
	[SHRINKAGE] = { "shrinkage", N_("doubt of people with few items in common"), 10, 0, 10000, FALSE, NULL },
};

static void
free_model (gpointer data)
{
	UserToUser *model = data;

	if (model == NULL)
		return;
	g_free (model->sizes);
	g_free (model->often);
	free (model->rows);
	g_free (model);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UserToUser, free_model)

static void
list_often (UserToUser *model, const SegInteractions *interactions)
{
	SegTopEntry entries[MOST_OFTEN];
	SegTop top = { MOST_OFTEN, 0, entries };

	for (gsize item = 0; item < interactions->n_items; item++)
		if (seg_item_count (interactions, item) > interactions->n_users / OFTEN)
			seg_top_offer (&top, (double) seg_item_count (interactions, item), (guint32) item, (guint32) item);
	for (gsize item = 0; item < interactions->n_items && model->n_often < top.n; item++)
		for (gsize i = 0; i < top.n; i++)
			if (entries[i].index == item)
				model->often[model->n_often++] = (guint32) item;
}

static gpointer
fit (const SegInteractions *interactions, const double *options, SegJob *job, GError **error)
{
	g_autoptr (UserToUser) model = g_new0 (UserToUser, 1);
	const gsize n_users = interactions->n_users;

	*model = (UserToUser) { (guint) options[NEIGHBOURS], options[SHRINKAGE], NULL, 0, (n_users / ROW + 1) * ROW, NULL, NULL };
	if ((model->sizes = seg_try_allocate (n_users + SEG_BOUND_LOOK, sizeof *model->sizes, error)) == NULL
	    || (model->often = seg_try_allocate (MOST_OFTEN, sizeof *model->often, error)) == NULL)
		return NULL;
	for (gsize user = 0; user < n_users; user++)
		model->sizes[user] = sqrtf ((float) (interactions->user_start[user + 1] - interactions->user_start[user]));
	list_often (model, interactions);
	if ((model->rows = seg_try_allocate_aligned (model->n_often * model->row_bytes, 1, error)) == NULL)
		return NULL;
	for (gsize row = 0; row < model->n_often; row++)
		for (gsize i = interactions->item_start[model->often[row]]; i < interactions->item_start[model->often[row] + 1]; i++)
			model->rows[row * model->row_bytes + interactions->item_users[i]] = 1;
	return seg_job_proceed (job, 1, NULL, error) ? g_steal_pointer (&model) : NULL;
}

static gsize
n_items_of (const SegInteractions *interactions, gsize user)
{
	return interactions->user_start[user + 1] - interactions->user_start[user];
}

static double
likeness (const UserToUser *model, const SegInteractions *interactions, gsize user, gsize other, guint32 n_common)
{
	return n_common / (sqrt ((double) n_items_of (interactions, user) * (double) n_items_of (interactions, other)) + model->shrinkage);
}

/* How many items each of all users has in common with @user; NULL: out of memory. */
static guint32 *
count_common (const SegInteractions *interactions, gsize user)
{
	guint32 *common = g_try_new0 (guint32, interactions->n_users + SEG_BOUND_LOOK);

	for (gsize i = interactions->user_start[user]; common != NULL && i < interactions->user_start[user + 1]; i++) {
		const guint32 item = interactions->user_items[i];

		for (gsize j = interactions->item_start[item]; j < interactions->item_start[item + 1]; j++)
			common[interactions->item_users[j]]++;
	}
	if (common != NULL)
		common[user] = 0;
	return common;
}

static gssize
row_of (const UserToUser *model, guint32 item)
{
	for (gsize row = 0; row < model->n_often; row++)
		if (model->often[row] == item)
			return (gssize) row;
	return -1;
}

/* One more for everybody who took @item, into @few or, where these could not hold as many, @counts. */
static void
count_one (const SegInteractions *interactions, gsize item, guint32 *counts, guint8 *few)
{
	const gsize first = interactions->item_start[item], last = interactions->item_start[item + 1];

	for (gsize i = first; few != NULL && i < last; i++)
		few[interactions->item_users[i]]++;
	for (gsize i = first; few == NULL && i < last; i++)
		counts[interactions->item_users[i]]++;
}

/* As count_common() into @counts, with @few (both 0) to compute in, which is 0 again after: bytes, which stay near the processor, hold what
 * all but very few people have in common with anybody. */
static void
count_by_rows (const UserToUser *model, const SegInteractions *interactions, gsize user, guint32 *counts, guint8 *few)
{
	const gboolean small = n_items_of (interactions, user) <= G_MAXUINT8;

	for (gsize i = interactions->user_start[user]; i < interactions->user_start[user + 1]; i++) {
		const guint32 item = interactions->user_items[i];
		const gssize row = row_of (model, item);
		const Bytes *bytes = (const Bytes *) (model->rows + (gsize) MAX (row, 0) * model->row_bytes);

		for (gsize j = 0; row >= 0 && j < model->row_bytes / BYTES; j++)
			((Bytes *) few)[j] += bytes[j];
		if (row < 0)
			count_one (interactions, item, counts, small ? few : NULL);
	}
	for (gsize j = 0; j < model->row_bytes / BYTES; j++) {
		*(Words *) (counts + j * BYTES) += __builtin_convertvector (((Bytes *) few)[j], Words);
		((Bytes *) few)[j] = (Bytes) { 0 };
	}
	counts[user] = 0;
}

static SegBound
bound_of (const UserToUser *model, gsize user, const SegTop *top)
{
	const double reached = top->n < top->limit ? 0 : MAX (top->entries[0].key - 1, 0) / 1e12 * (1 - 1e-5); /* floats are rounded */

	return (SegBound) { 1, (float) (reached * (double) model->sizes[user]), (float) (reached * model->shrinkage) };
}

/* The people most like @user into @entries; their key is the similarity times 1e12. @common: with SEG_BOUND_LOOK to spare. */
static gsize
find_nearest (const UserToUser *model, const SegInteractions *interactions, gsize user, SegTopEntry *entries, const guint32 *common)
{
	SegTop top = { model->n_neighbours, 0, entries };
	SegBound bound = bound_of (model, user, &top);

	for (gsize first = 0; first < interactions->n_users; first += SEG_BOUND_LOOK) {
		if (!seg_bound_any_exceeds (bound, common + first, model->sizes + first))
			continue;
		for (gsize other = first; other < MIN (first + SEG_BOUND_LOOK, interactions->n_users); other++)
			if (common[other] > 0 && seg_bound_exceeds (bound, common[other], model->sizes[other])) {
				seg_top_offer (&top, rint (likeness (model, interactions, user, other, common[other]) * 1e12), (guint32) other, (guint32) other);
				bound = bound_of (model, user, &top);
			}
	}
	seg_top_sort (&top);
	return top.n;
}

/* Room to score one after another; between them all is 0. */
typedef struct {
	guint32     *counts; /* row_bytes */
	guint8      *few;    /* likewise */
	double      *scores; /* n_items, to a multiple of SEG_SCORES_TOGETHER */
	SegTopEntry *entries;
} Room;

static void
score_with (const UserToUser *model, const SegInteractions *interactions, gsize user, const Room *room)
{
	gsize n;

	count_by_rows (model, interactions, user, room->counts, room->few);
	n = find_nearest (model, interactions, user, room->entries, room->counts);
	for (gsize i = 0; i < n; i++) {
		const gsize other = room->entries[i].index;
		const double like = likeness (model, interactions, user, other, room->counts[other]);

		for (gsize j = interactions->user_start[other]; j < interactions->user_start[other + 1]; j++)
			room->scores[interactions->user_items[j]] += like;
	}
	memset (room->counts, 0, model->row_bytes * sizeof *room->counts);
}

static gboolean
score_many (gconstpointer data, const SegInteractions *interactions, const gsize *users, gsize n_users, SegTakeScores take, gpointer taker)
{
	const UserToUser *model = data;
	const Room room = { seg_try_allocate_aligned (model->row_bytes, sizeof (guint32), NULL), seg_try_allocate_aligned (model->row_bytes, 1, NULL),
		                seg_try_allocate_aligned (interactions->n_items + SEG_SCORES_TOGETHER, sizeof (double), NULL), g_try_new (SegTopEntry, model->n_neighbours) };
	const gboolean fine = room.counts != NULL && room.few != NULL && room.scores != NULL && room.entries != NULL;

	for (gsize i = 0; fine && i < n_users; i++) {
		if (users[i] >= interactions->n_users)
			continue;
		score_with (model, interactions, users[i], &room);
		take (taker, i, 0, interactions->n_items, room.scores);
		memset (room.scores, 0, interactions->n_items * sizeof *room.scores);
	}
	free (room.counts);
	free (room.few);
	free (room.scores);
	g_free (room.entries);
	return fine;
}

static void
score (gconstpointer model, const SegInteractions *interactions, gsize user, double *scores)
{
	seg_score_one (score_many, model, interactions, user, scores);
}

static void
explain (gconstpointer data, const SegInteractions *interactions, gsize user, gsize item, SegRecommendation *recommendation)
{
	const UserToUser *model = data;
	g_autofree SegTopEntry *entries = g_new (SegTopEntry, model->n_neighbours);
	g_autofree guint32 *common = user < interactions->n_users ? count_common (interactions, user) : NULL;
	gsize n = 0, n_took = 0;

	if (common != NULL)
		n = find_nearest (model, interactions, user, entries, common);
	for (gsize i = 0; i < n; i++)
		n_took += seg_interactions_taken (interactions, entries[i].index, item) >= 0;
	if (n_took > 0)
		seg_reason_people (recommendation, interactions, n_took, n);
}

static void
score_similar_users (gconstpointer data, const SegInteractions *interactions, gsize user, double *scores)
{
	const UserToUser *model = data;
	g_autofree guint32 *common = user < interactions->n_users ? count_common (interactions, user) : NULL;

	for (gsize other = 0; other < interactions->n_users; other++)
		scores[other] = common != NULL && common[other] > 0 ? likeness (model, interactions, user, other, common[other]) : 0;
}

void
seg_user_to_user_score_plain (const SegInteractions *interactions, gsize user, double *scores)
{
	const UserToUser usual = { .shrinkage = options_table[SHRINKAGE].value };

	score_similar_users (&usual, interactions, user, scores);
}

/* What is counted by the row; the rows are made again from the interactions. */
static void
save (gconstpointer data, SegModelWriter *packer)
{
	const UserToUser *model = data;

	seg_pack_count (packer, model->n_often);
	seg_pack_counts (packer, model->often, model->n_often);
}

static gpointer
load (SegModelReader *unpacker, const SegInteractions *interactions, const double *options, GError **error)
{
	g_autoptr (UserToUser) model = fit (interactions, options, NULL, error);
	guint32 often[MOST_OFTEN];

	if (model == NULL || (seg_unpack_count (unpacker) != model->n_often && !seg_unpack_refuse (error)))
		return NULL;
	seg_unpack_counts (unpacker, often, model->n_often);
	if (!seg_unpack_ended (unpacker, error) || (memcmp (often, model->often, model->n_often * sizeof *often) != 0 && !seg_unpack_refuse (error)))
		return NULL;
	return g_steal_pointer (&model);
}

const SegRecommender seg_recommender_user_to_user = {
	.name = "user-to-user", .label = N_("What people like them took"),
	.meaning = N_("Items that were taken by the people who took most of what this person took"),
	.options = options_table, .n_options = N_OPTIONS,
	.fit = fit, .free = free_model, .score = score, .score_many = score_many, .users_together = 64, .explain = explain, .score_similar_users = score_similar_users,
	.save = save, .load = load, .recounts = TRUE, .updating = N_("Nothing is fitted: who is like whom is looked up in the data as they are."),
};
