#include <config.h>
#include "prepare/counter.h"

#include <segscope/error.h>

#include <glib/gi18n.h>
#include <string.h>
#include <sys/mman.h>

#define SLOTS (2 * SEG_COUNTER_FRONT) /* half of them free: short ways to a free one */
#define SLOTS_MOST (1 << 18)
#define GROWTH 4
#define BLOCK 65536         /* values of one block behind the front */
#define TRIAL 65536         /* values, after which it is known whether a full front is of use */
#define TEXT_MOST 512       /* bytes of a text that are kept; what is longer is told apart by its hash alone */

typedef struct {
	guint64 key;
	char   *text;
} KnownText;

typedef struct {
	guint64 key;
	guint32 count; /* 0: free */
	guint8  sort;  /* of the text */
} Slot;

struct SegCounter {
	Slot      *slots;
	gsize      n_slots;       /* a power of two */
	gsize      n_front;
	guint      n_hits, n_misses; /* since the front is full */
	gboolean   bypass;        /* nearly every value is another: no use in looking for it in the front */
	GArray    *texts;         /* of KnownText, or NULL */
	SegTextSort sort;
	GPtrArray *blocks;        /* of guint64[BLOCK] */
	gsize      n_last;        /* values in the last block */
	gint64     n_grown;       /* what the front takes of the budget */
	SegBudget *budget;
	gint      *dropped;
	gboolean   failed;        /* no memory */
};

/* Blocks come from the system and go back to it: freed by malloc they would stay with the program, between others. */
static guint64 *
new_block (void)
{
	void *block = mmap (NULL, BLOCK * sizeof (guint64), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return block != MAP_FAILED ? block : NULL;
}

static void
free_block (gpointer block)
{
	if (block != NULL)
		munmap (block, BLOCK * sizeof (guint64));
}

static void
clear_text (gpointer data)
{
	g_free (((KnownText *) data)->text);
}

SegCounter *
seg_counter_new (gboolean texts, SegTextSort sort, SegBudget *budget, gint *dropped)
{
	SegCounter *counter = g_new0 (SegCounter, 1);

	counter->n_slots = SLOTS;
	counter->slots = g_new0 (Slot, SLOTS);
	counter->sort = texts ? sort : NULL;
	counter->texts = texts ? g_array_new (FALSE, FALSE, sizeof (KnownText)) : NULL;
	if (texts)
		g_array_set_clear_func (counter->texts, clear_text);
	counter->blocks = g_ptr_array_new_with_free_func (free_block);
	counter->budget = budget;
	counter->dropped = dropped;
	return counter;
}

static void
empty (SegCounter *counter)
{
	__atomic_sub_fetch (&counter->budget->used, (gint64) counter->blocks->len * BLOCK, __ATOMIC_RELAXED);
	g_ptr_array_set_size (counter->blocks, 0);
	counter->n_last = 0;
}

void
seg_counter_free (SegCounter *counter)
{
	if (counter == NULL)
		return;
	empty (counter);
	__atomic_sub_fetch (&counter->budget->used, counter->n_grown, __ATOMIC_RELAXED);
	g_ptr_array_unref (counter->blocks);
	g_clear_pointer (&counter->texts, g_array_unref);
	g_free (counter->slots);
	g_free (counter);
}

/* The front -------------------------------------------------------------------------------------------------------------- */

static inline gsize
first_slot (const SegCounter *counter, guint64 key)
{
	return (gsize) ((key * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)) >> 32) & (counter->n_slots - 1);
}

/* A larger front with the same values. FALSE: there is no room for it. */
static gboolean
grow (SegCounter *counter)
{
	Slot *old = counter->slots, *slots;
	gsize n_old = counter->n_slots, n_slots = n_old * GROWTH;
	gint64 n_values = (gint64) (n_slots * sizeof *slots / sizeof (guint64));

	if (n_slots > SLOTS_MOST || __atomic_load_n (&counter->budget->used, __ATOMIC_RELAXED) + n_values > counter->budget->limit / 2)
		return FALSE;
	slots = g_try_new0 (Slot, n_slots);
	if (slots == NULL)
		return FALSE;
	counter->slots = slots;
	counter->n_slots = n_slots;
	for (gsize i = 0; i < n_old; i++) {
		gsize slot = first_slot (counter, old[i].key);

		if (old[i].count == 0)
			continue;
		while (slots[slot].count != 0)
			slot = (slot + 1) & (n_slots - 1);
		slots[slot] = old[i];
	}
	g_free (old);
	__atomic_add_fetch (&counter->budget->used, n_values - counter->n_grown, __ATOMIC_RELAXED);
	counter->n_grown = n_values;
	return TRUE;
}

/* The full front has seen many values: it grows while it is of use, and is passed by when it is not. */
static void
judge (SegCounter *counter)
{
	if (counter->n_hits < TRIAL / 16)
		counter->bypass = TRUE;
	else if (!grow (counter))
		counter->bypass = counter->n_hits < TRIAL / 4;
	counter->n_hits = counter->n_misses = 0;
}

static void
take_in (SegCounter *counter, gsize slot, guint64 key, const char *text)
{
	counter->slots[slot] = (Slot) { key, 1, counter->sort != NULL && text != NULL ? (guint8) counter->sort (text) : 0 };
	if (++counter->n_front == counter->n_slots / 2)
		counter->n_hits = counter->n_misses = 0;
	if (counter->texts != NULL && text != NULL && counter->texts->len < SEG_COUNTER_FRONT) {
		KnownText known = { key, g_strndup (text, TEXT_MOST) };

		g_array_append_val (counter->texts, known);
	}
}

/* Behind the front --------------------------------------------------------------------------------------------------------- */

/* Whether the column may have another block: it gives up its place when there is no room and other columns go on. */
static gboolean
claim (SegCounter *counter)
{
	gint64 used = __atomic_add_fetch (&counter->budget->used, BLOCK, __ATOMIC_RELAXED);
	gint open;

	if (used <= counter->budget->limit)
		return TRUE;
	for (open = g_atomic_int_get (&counter->budget->n_open); open > 1; open = g_atomic_int_get (&counter->budget->n_open))
		if (g_atomic_int_compare_and_exchange (&counter->budget->n_open, open, open - 1)) {
			if (!g_atomic_int_compare_and_exchange (counter->dropped, 0, 1)) /* another thread did */
				g_atomic_int_inc (&counter->budget->n_open);
			__atomic_sub_fetch (&counter->budget->used, BLOCK, __ATOMIC_RELAXED);
			return FALSE;
		}
	return TRUE;
}

static void
put_behind (SegCounter *counter, guint64 key)
{
	guint64 *block;

	if (counter->blocks->len == 0 || counter->n_last == BLOCK) {
		if (!claim (counter))
			return;
		block = new_block ();
		if (block == NULL) {
			counter->failed = TRUE;
			__atomic_sub_fetch (&counter->budget->used, BLOCK, __ATOMIC_RELAXED);
			return;
		}
		g_ptr_array_add (counter->blocks, block);
		counter->n_last = 0;
	}
	block = counter->blocks->pdata[counter->blocks->len - 1];
	block[counter->n_last++] = key;
}

SegCounted
seg_counter_add (SegCounter *counter, guint64 key, const char *text)
{
	gsize slot = first_slot (counter, key);

	for (; !counter->bypass && counter->slots[slot].count != 0; slot = (slot + 1) & (counter->n_slots - 1))
		if (counter->slots[slot].key == key) {
			counter->slots[slot].count++;
			counter->n_hits++;
			return SEG_COUNTED_AGAIN;
		}
	if (counter->n_front < counter->n_slots / 2) {
		take_in (counter, slot, key, text);
		return SEG_COUNTED_FIRST;
	}
	if (!counter->bypass && ++counter->n_misses + counter->n_hits >= TRIAL)
		judge (counter);
	if (g_atomic_int_get (counter->dropped) == 0)
		put_behind (counter, key);
	else if (counter->blocks->len > 0)
		empty (counter);
	return SEG_COUNTED_BEHIND;
}

void
seg_counter_texts (const SegCounter *counter, void (*func) (guint64 key, const char *text, gpointer data), gpointer data)
{
	for (guint i = 0; counter->texts != NULL && i < counter->texts->len; i++) {
		const KnownText *known = &g_array_index (counter->texts, KnownText, i);

		func (known->key, known->text, data);
	}
}

void
seg_counter_sorts (const SegCounter *counter, gint64 counts[256])
{
	for (gsize i = 0; i < counter->n_slots; i++)
		counts[counter->slots[i].sort] += counter->slots[i].count;
}

/* Bringing together ------------------------------------------------------------------------------------------------------ */

typedef struct {
	guint64 key;
	guint32 count;
} Front;

static int
compare_fronts (const void *a, const void *b)
{
	guint64 x = ((const Front *) a)->key, y = ((const Front *) b)->key;

	return (x > y) - (x < y);
}

/* The fronts of all counters, ascending, equal keys added up. */
static GArray *
join_fronts (SegCounter **counters, guint n)
{
	GArray *fronts = g_array_new (FALSE, FALSE, sizeof (Front));
	guint kept = 0;

	for (guint c = 0; c < n; c++)
		for (gsize slot = 0; slot < counters[c]->n_slots; slot++)
			if (counters[c]->slots[slot].count != 0) {
				Front front = { counters[c]->slots[slot].key, counters[c]->slots[slot].count };

				g_array_append_val (fronts, front);
			}
	g_array_sort (fronts, compare_fronts);
	for (guint i = 0; i < fronts->len; i++) {
		Front *front = &g_array_index (fronts, Front, i), *last = &g_array_index (fronts, Front, kept > 0 ? kept - 1 : 0);

		if (kept > 0 && last->key == front->key)
			last->count += front->count;
		else
			g_array_index (fronts, Front, kept++) = *front;
	}
	g_array_set_size (fronts, kept);
	return fronts;
}

static gsize
n_behind (SegCounter **counters, guint n)
{
	gsize sum = 0;

	for (guint c = 0; c < n; c++)
		if (counters[c]->blocks->len > 0)
			sum += ((gsize) counters[c]->blocks->len - 1) * BLOCK + counters[c]->n_last;
	return sum;
}

/* Moves the values behind the fronts into @keys; each block is freed when it has been copied. */
static void
collect (SegCounter **counters, guint n, guint64 *keys)
{
	for (guint c = 0; c < n; c++) {
		SegCounter *counter = counters[c];

		for (guint i = 0; i < counter->blocks->len; i++) {
			gsize size = i + 1 < counter->blocks->len ? BLOCK : counter->n_last;

			memcpy (keys, counter->blocks->pdata[i], size * sizeof *keys);
			keys += size;
			free_block (counter->blocks->pdata[i]);
			counter->blocks->pdata[i] = NULL;
		}
		empty (counter);
	}
}

/* Makes different values with counts, in place, of @n sorted keys. Each key of a front stands among them once for all that the front
 * counted, and perhaps again for those that went by it. */
static gboolean
compress (SegTally *tally, gsize n, const GArray *fronts)
{
	guint64 *keys = tally->keys;
	gsize distinct = 0, f = 0;
	gboolean repeat = FALSE;

	for (gsize i = 0; i < n; i++)
		distinct += i == 0 || keys[i] != keys[i - 1];
	for (guint i = 0; i < fronts->len && !repeat; i++)
		repeat = g_array_index (fronts, Front, i).count > 1;
	if (repeat || distinct < n) {
		tally->counts = g_try_new (guint32, MAX (distinct, 1));
		if (tally->counts == NULL)
			return FALSE;
	}
	distinct = 0;
	for (gsize i = 0, next; i < n; i = next) {
		guint32 count;

		for (next = i + 1; next < n && keys[next] == keys[i]; next++)
			;
		count = (guint32) (next - i);
		if (f < fronts->len && g_array_index (fronts, Front, f).key == keys[i])
			count += g_array_index (fronts, Front, f++).count - 1;
		tally->total += count;
		if (tally->counts != NULL)
			tally->counts[distinct] = count;
		keys[distinct++] = keys[i];
	}
	tally->n = distinct;
	return TRUE;
}

static gboolean
fail (gsize n, GError **error)
{
	g_autofree char *size = g_format_size (n * sizeof (guint64));

	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to look at a column of %zu values (%s)"), n, size);
	return FALSE;
}

gboolean
seg_tally_make (SegCounter **counters, guint n, const SegJob *job, SegTally *tally, GError **error)
{
	g_autoptr (GArray) fronts = join_fronts (counters, n);
	gsize behind = n_behind (counters, n), size = behind + fronts->len;
	gboolean failed = FALSE;

	memset (tally, 0, sizeof *tally);
	for (guint c = 0; c < n; c++)
		failed |= counters[c]->failed;
	tally->keys = failed ? NULL : g_try_new (guint64, MAX (size, 1));
	if (tally->keys == NULL)
		return fail (size, error);
	collect (counters, n, tally->keys);
	for (guint i = 0; i < fronts->len; i++)
		tally->keys[behind + i] = g_array_index (fronts, Front, i).key;
	if (behind > 0 && !seg_sort_keys (tally->keys, size, job)) {
		seg_tally_clear (tally);
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_CANCELLED, _("Stopped; nothing was changed"));
		return FALSE;
	}
	if (compress (tally, size, fronts))
		return TRUE;
	seg_tally_clear (tally);
	return fail (size, error);
}

void
seg_tally_clear (SegTally *tally)
{
	g_clear_pointer (&tally->keys, g_free);
	g_clear_pointer (&tally->counts, g_free);
	memset (tally, 0, sizeof *tally);
}

gint64
seg_tally_count (const SegTally *tally, guint64 key)
{
	gsize low = 0, high = tally->n;

	while (low < high) {
		gsize middle = low + (high - low) / 2;

		if (tally->keys[middle] < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low < tally->n && tally->keys[low] == key ? seg_tally_at (tally, low) : 0;
}

gsize
seg_tally_top (const SegTally *tally, gint64 least, gsize most, gsize *best)
{
	gsize n = 0;

	for (gsize i = 0; i < tally->n; i++) {
		gint64 count = seg_tally_at (tally, i);
		gsize at = n;

		if (count < least || (n == most && count <= seg_tally_at (tally, best[n - 1])))
			continue;
		for (; at > 0 && count > seg_tally_at (tally, best[at - 1]); at--)
			if (at < most)
				best[at] = best[at - 1];
		best[at] = i;
		n = MIN (n + 1, most);
	}
	return n;
}

/* Keys of numbers: the bits of a double, turned so that they sort as the numbers do. */
guint64
seg_key_of_double (double value)
{
	guint64 bits;

	value += 0.0; /* -0 and 0 are one value */
	memcpy (&bits, &value, sizeof bits);
	return bits >> 63 ? ~bits : bits | G_GUINT64_CONSTANT (1) << 63;
}

double
seg_double_of_key (guint64 key)
{
	guint64 bits = key >> 63 ? key ^ G_GUINT64_CONSTANT (1) << 63 : ~key;
	double value;

	memcpy (&value, &bits, sizeof value);
	return value;
}
