/* What segments take: items and their categories, by the number of users who took them at least once, and how much more than everyone.
 *
 * Takings are laid out member after member by counting; each member's then count once an item: a note beside the item says who took it
 * last. */
#include <config.h>
#include "segment-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define N_TOP_ITEMS 10
#define BLOCK 65536 /* members */
#define NOBODY G_MAXUINT32

/* Things that are taken: items or categories. */
typedef struct {
	gsize    n;
	gint64  *counts; /* n x (k + 1): users of each segment, and of all */
} Things;

typedef struct {
	const SegMemberEvents *events;
	gsize   *starts;      /* n + 1: where each member's begin in items */
	guint32 *items;       /* positions, member after member */
	Things   all_items, categories;
	gsize   *category_starts;   /* n_items + 1 */
	guint32 *category_positions;
	GPtrArray *category_names;
	SegJob  *job;
	gboolean out_of_memory;
} Takings;

static void
clear_takings (Takings *takings)
{
	g_free (takings->starts);
	g_free (takings->items);
	g_free (takings->all_items.counts);
	g_free (takings->categories.counts);
	g_free (takings->category_starts);
	g_free (takings->category_positions);
	g_clear_pointer (&takings->category_names, g_ptr_array_unref);
}

static gboolean
refuse (const Takings *takings, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for what %zu users took of %zu items"), takings->events->members->n,
	             takings->events->n_items);
	return FALSE;
}

/* Member after member --------------------------------------------------------------------------------------------- */

static inline gboolean
is_taking (const SegMemberEvents *events, const SegEventChunk *chunk, gsize i)
{
	return chunk->item[i] != 0 && (events->kinds[chunk->kind[i] & ~SEG_CHUNK_NOT_YET_GIVEN_BACK] & SEG_MEMBER_TAKING);
}

static gboolean
lay_out (Takings *takings, GError **error)
{
	const SegMemberEvents *events = takings->events;
	gsize n = events->members->n, *starts = takings->starts = g_try_new0 (gsize, n + 2);

	if (starts == NULL)
		return refuse (takings, error);
	for (guint c = 0; c < events->chunks->len; c++) {
		const SegEventChunk *chunk = events->chunks->pdata[c];

		for (gsize i = 0; chunk->item != NULL && i < chunk->n; i++)
			if (is_taking (events, chunk, i))
				starts[chunk->user[i] + 2]++;
	}
	for (gsize m = 0; m < n; m++)
		starts[m + 2] += starts[m + 1];
	takings->items = g_try_new (guint32, starts[n + 1] + 1);
	if (takings->items == NULL)
		return refuse (takings, error);
	for (guint c = 0; c < events->chunks->len; c++) { /* starts[m + 1] runs to where m ends, which is where m + 1 begins */
		const SegEventChunk *chunk = events->chunks->pdata[c];

		for (gsize i = 0; chunk->item != NULL && i < chunk->n; i++)
			if (is_taking (events, chunk, i))
				takings->items[starts[chunk->user[i] + 1]++] = chunk->item[i] - 1;
	}
	return TRUE;
}

/* Counting --------------------------------------------------------------------------------------------------------- */

static void
count_thing (Things *things, guint32 *taken_by, guint32 thing, guint32 member, gint32 label, guint k)
{
	if (taken_by[thing] == member)
		return;
	taken_by[thing] = member;
	__atomic_fetch_add (&things->counts[thing * (k + 1) + (guint) label], 1, __ATOMIC_RELAXED);
	__atomic_fetch_add (&things->counts[thing * (k + 1) + k], 1, __ATOMIC_RELAXED);
}

/* Runs on any thread; whole numbers add up to the same in any order. */
static void
count_block (gsize block, gsize first, gsize last, gpointer data)
{
	Takings *takings = data;
	const SegMembers *members = takings->events->members;
	gsize n = takings->all_items.n + takings->categories.n;
	g_autofree guint32 *items = g_try_new (guint32, n + 1);
	guint32 *categories;

	(void) block;
	if (items == NULL) {
		__atomic_store_n (&takings->out_of_memory, TRUE, __ATOMIC_RELAXED);
		return;
	}
	categories = items + takings->all_items.n;
	memset (items, 0xff, n * sizeof *items);
	for (gsize m = first; m < last && !seg_job_is_cancelled (takings->job); m++)
		for (gsize i = takings->starts[m]; i < takings->starts[m + 1]; i++) {
			guint32 item = takings->items[i];

			count_thing (&takings->all_items, items, item, (guint32) m, members->labels[m], members->k);
			for (gsize at = takings->category_starts[item]; at < takings->category_starts[item + 1]; at++)
				count_thing (&takings->categories, categories, takings->category_positions[at], (guint32) m, members->labels[m], members->k);
		}
}

/* Categories of items ---------------------------------------------------------------------------------------------- */

static gboolean
read_categories (Takings *takings, GError **error)
{
	const SegMemberEvents *events = takings->events;
	g_autoptr (GPtrArray) attributes = seg_attributes (events->workspace, "item", error);
	g_autofree char *category = attributes != NULL ? seg_item_field_sql (attributes, "category", "i") : NULL;
	g_autofree char *sql = category != NULL ? g_strdup_printf ("SELECT i.id, %s FROM item i ORDER BY i.id", category) : NULL;
	g_autoptr (SegStatement) statement = sql != NULL ? seg_workspace_prepare (events->workspace, sql, error) : NULL;
	g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
	g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, sizeof (guint32));
	GError *failure = NULL;

	takings->category_names = g_ptr_array_new_with_free_func (g_free);
	takings->category_starts = g_new0 (gsize, events->n_items + 1);
	if (statement == NULL)
		return FALSE;
	for (gsize i = 0; i < events->n_items && seg_statement_next (statement, &failure); i++) {
		const char *text = seg_statement_text (statement, 1);
		g_auto (GStrv) parts = text != NULL ? seg_categories_split (text) : NULL;

		for (gsize part = 0; parts != NULL && parts[part] != NULL; part++) {
			guint number = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, parts[part]));

			if (number == 0) {
				g_ptr_array_add (takings->category_names, g_strdup (parts[part]));
				number = takings->category_names->len;
				g_hash_table_insert (numbers, takings->category_names->pdata[number - 1], GUINT_TO_POINTER (number));
			}
			number--;
			g_array_append_val (positions, number);
		}
		takings->category_starts[i + 1] = positions->len;
	}
	takings->category_positions = (guint32 *) (gpointer) g_array_free (g_steal_pointer (&positions), FALSE);
	takings->categories.n = takings->category_names->len;
	return seg_query_ended (failure, error);
}

/* The most taken --------------------------------------------------------------------------------------------------- */

/* Whether thing @a stands before @b in segment @c: more users; of those taken alike, what is less everybody's. */
static gboolean
comes_before (const Things *things, guint k, guint c, gsize a, gsize b)
{
	const gint64 *first = things->counts + a * (k + 1), *second = things->counts + b * (k + 1);

	if (first[c] != second[c])
		return first[c] > second[c];
	return first[k] != second[k] ? first[k] < second[k] : a < b;
}

/* The first @most things of segment @c; returns how many there are. */
static guint
pick (const Things *things, guint k, guint c, guint most, gsize *top)
{
	guint found = 0;

	for (gsize i = 0; i < things->n; i++) {
		guint at;

		if (things->counts[i * (k + 1) + c] == 0 || (found == most && !comes_before (things, k, c, i, top[found - 1])))
			continue;
		if (found < most)
			found++;
		for (at = found - 1; at > 0 && comes_before (things, k, c, i, top[at - 1]); at--)
			top[at] = top[at - 1];
		top[at] = i;
	}
	return found;
}

/* Fills key and title of @item. */
static gboolean
name_item (SegStatement *statement, SegProfileItem *item, GError **error)
{
	GError *failure = NULL;

	seg_statement_bind_integer (statement, ":id", item->item_id);
	if (seg_statement_next (statement, &failure)) {
		item->key = g_strdup (seg_statement_text (statement, 0));
		item->title = g_strdup (seg_statement_text (statement, 1));
	}
	seg_statement_reset (statement);
	return seg_query_ended (failure, error);
}

static gboolean
add_items (const Takings *takings, SegStatement *names, guint c, SegProfile *profile, GError **error)
{
	const SegMembers *members = takings->events->members;
	gsize top[N_TOP_ITEMS];
	guint n = pick (&takings->all_items, members->k, c, N_TOP_ITEMS, top);

	for (guint i = 0; i < n; i++) {
		const gint64 *counts = takings->all_items.counts + top[i] * (members->k + 1);
		SegProfileItem *item = g_new0 (SegProfileItem, 1);

		g_ptr_array_add (profile->items, item);
		item->item_id = takings->events->item_ids[top[i]];
		item->n_users = counts[c];
		item->share = (double) item->n_users / (double) members->sizes[c];
		item->lift = item->share / ((double) counts[members->k] / (double) members->n);
		if (!name_item (names, item, error))
			return FALSE;
	}
	return TRUE;
}

/* Users with some category: of all takers of items those whose item has one, so they are counted anew. */
static gint64
count_with_category (const Takings *takings, guint c)
{
	const SegMembers *members = takings->events->members;
	gint64 n = 0;

	for (gsize m = 0; m < members->n; m++)
		if ((guint) members->labels[m] == c)
			for (gsize i = takings->starts[m]; i < takings->starts[m + 1]; i++)
				if (takings->category_starts[takings->items[i] + 1] > takings->category_starts[takings->items[i]]) {
					n++;
					break;
				}
	return n;
}

static void
add_categories (const Takings *takings, guint c, SegHabits *habits)
{
	const SegMembers *members = takings->events->members;
	SegHabitGroup *group;
	gsize top[SEG_HABIT_SHARES];
	guint n;

	if (takings->categories.n == 0)
		return;
	group = seg_habit_group_new ("category", _("Category taken"), TRUE);
	n = pick (&takings->categories, members->k, c, SEG_HABIT_SHARES, top);
	group->n_known = count_with_category (takings, c);
	for (gsize i = 0; i < takings->categories.n; i++)
		group->n_values += takings->categories.counts[i * (members->k + 1) + c] > 0;
	for (guint i = 0; i < n; i++) {
		const gint64 *counts = takings->categories.counts + top[i] * (members->k + 1);

		seg_habit_share_add (group, takings->category_names->pdata[top[i]], counts[c], members->sizes[c], counts[members->k], members->n);
	}
	g_ptr_array_insert (habits->groups, 0, group);
}

static SegStatement *
prepare_names (SegWorkspace *workspace, GError **error)
{
	g_autofree char *title = seg_item_title_sql (workspace, "i", error), *sql = NULL;

	if (title == NULL)
		return NULL;
	sql = g_strdup_printf ("SELECT i.key, %s FROM item i WHERE i.id = :id", title);
	return seg_workspace_prepare (workspace, sql, error);
}

static gboolean
count_takings (Takings *takings, GError **error)
{
	const SegMembers *members = takings->events->members;

	takings->all_items.n = takings->events->n_items;
	takings->all_items.counts = g_try_new0 (gint64, takings->all_items.n * (members->k + 1) + 1);
	takings->categories.counts = g_try_new0 (gint64, takings->categories.n * (members->k + 1) + 1);
	if (takings->all_items.counts == NULL || takings->categories.counts == NULL)
		return refuse (takings, error);
	seg_parallel_blocks (members->n, BLOCK, count_block, takings);
	return !takings->out_of_memory || refuse (takings, error);
}

gboolean
seg_profile_takings (const SegMemberEvents *events, GPtrArray *profiles, SegJob *job, GError **error)
{
	Takings takings = { .events = events, .job = job };
	g_autoptr (SegStatement) names = prepare_names (events->workspace, error);
	gboolean fine = names != NULL && read_categories (&takings, error) && lay_out (&takings, error)
	                && seg_job_proceed (job, 0.5, _("items of the segments"), error) && count_takings (&takings, error)
	                && seg_job_proceed (job, 0.9, NULL, error);

	for (guint c = 0; fine && c < profiles->len; c++) {
		SegProfile *profile = profiles->pdata[c];

		fine = add_items (&takings, names, c, profile, error);
		add_categories (&takings, c, profile->habits);
	}
	clear_takings (&takings);
	return fine;
}
