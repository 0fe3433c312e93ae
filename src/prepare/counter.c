#include <config.h>
#include "prepare/counter.h"

#include <segscope/error.h>

#include <glib/gi18n.h>
#include <string.h>
#include <sys/mman.h>

#define SLOTS 8192          /* twice the front: short ways to a free one */
#define BLOCK 65536         /* values of one block behind the front */
#define TRIAL 65536         /* values behind the front, after which it is known whether the front is of use */
#define TEXT_MOST 512       /* bytes of a text that are kept; what is longer is told apart by its hash alone */
#define ASK_EVERY (1 << 20) /* values sorted between looks at the cancel flag: some milliseconds */

struct SegCounter {
	guint64    keys[SLOTS];
	guint32    counts[SLOTS]; /* 0: free */
	char     **texts;         /* SLOTS, or NULL */
	guint      n_front;
	guint      n_hits, n_misses; /* since the front is full */
	gboolean   bypass;        /* nearly every value is another: no use in looking for it in the front */
	GPtrArray *blocks;        /* of guint64[BLOCK] */
	gsize      n_last;        /* values in the last block */
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

SegCounter *
seg_counter_new (gboolean texts, SegBudget *budget, gint *dropped)
{
	SegCounter *counter = g_new0 (SegCounter, 1);

	counter->texts = texts ? g_new0 (char *, SLOTS) : NULL;
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
	g_ptr_array_unref (counter->blocks);
	for (gsize i = 0; counter->texts != NULL && i < SLOTS; i++)
		g_free (counter->texts[i]);
	g_free (counter->texts);
	g_free (counter);
}

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

gboolean
seg_counter_add (SegCounter *counter, guint64 key, const char *text)
{
	gsize slot = (gsize) ((key * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)) >> 51);

	for (; !counter->bypass && counter->counts[slot] != 0; slot = (slot + 1) % SLOTS)
		if (counter->keys[slot] == key) {
			counter->counts[slot]++;
			counter->n_hits++;
			return TRUE;
		}
	if (counter->n_front < SEG_COUNTER_FRONT) {
		counter->keys[slot] = key;
		counter->counts[slot] = 1;
		if (++counter->n_front == SEG_COUNTER_FRONT)
			counter->n_hits = 0;
		if (counter->texts != NULL && text != NULL)
			counter->texts[slot] = g_strndup (text, TEXT_MOST);
		return TRUE;
	}
	if (++counter->n_misses == TRIAL) {
		counter->bypass = counter->texts == NULL && counter->n_hits < TRIAL / 8;
		counter->n_hits = counter->n_misses = 0;
	}
	if (g_atomic_int_get (counter->dropped) == 0)
		put_behind (counter, key);
	else if (counter->blocks->len > 0)
		empty (counter);
	return FALSE;
}

void
seg_counter_texts (const SegCounter *counter, void (*func) (guint64 key, const char *text, gpointer data), gpointer data)
{
	for (gsize i = 0; counter->texts != NULL && i < SLOTS; i++)
		if (counter->texts[i] != NULL)
			func (counter->keys[i], counter->texts[i], data);
}

/* Sorting ------------------------------------------------------------------------------------------------------------ */

/* Puts @from in order of one byte into @to; @starts: where each value of the byte begins. */
static gboolean
scatter (const guint64 *from, guint64 *to, gsize n, guint shift, gsize starts[256], const SegJob *job)
{
	for (gsize first = 0; first < n; first += ASK_EVERY) {
		gsize last = MIN (first + ASK_EVERY, n);

		if (seg_job_is_cancelled (job))
			return FALSE;
		for (gsize i = first; i < last; i++)
			to[starts[(from[i] >> shift) & 255]++] = from[i];
	}
	return TRUE;
}

static gboolean
count_bytes (const guint64 *keys, gsize n, gsize counts[8][256], const SegJob *job)
{
	memset (counts, 0, 8 * 256 * sizeof (gsize));
	for (gsize i = 0; i < n; i++) {
		if (i % ASK_EVERY == 0 && seg_job_is_cancelled (job))
			return FALSE;
		for (guint byte = 0; byte < 8; byte++)
			counts[byte][(keys[i] >> (8 * byte)) & 255]++;
	}
	return TRUE;
}

gboolean
seg_radix_sort (guint64 *keys, guint64 *scratch, gsize n, const SegJob *job)
{
	gsize counts[8][256];
	guint64 *from = keys, *to = scratch;

	if (!count_bytes (keys, n, counts, job))
		return FALSE;
	for (guint byte = 0; byte < 8; byte++) {
		gsize sum = 0;

		if (n == 0 || counts[byte][(keys[0] >> (8 * byte)) & 255] == n) /* all alike there */
			continue;
		for (guint i = 0; i < 256; i++) {
			gsize count = counts[byte][i];

			counts[byte][i] = sum;
			sum += count;
		}
		if (!scatter (from, to, n, 8 * byte, counts[byte], job))
			return FALSE;
		from = to;
		to = from == keys ? scratch : keys;
	}
	if (from != keys)
		memcpy (keys, from, n * sizeof *keys);
	return TRUE;
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
		for (gsize slot = 0; slot < SLOTS; slot++)
			if (counters[c]->counts[slot] != 0) {
				Front front = { counters[c]->keys[slot], counters[c]->counts[slot] };

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
	g_autofree guint64 *scratch = NULL;
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
	scratch = behind > 0 ? g_try_new (guint64, size) : NULL;
	if (behind > 0 && scratch == NULL) {
		seg_tally_clear (tally);
		return fail (2 * size, error);
	}
	if (behind > 0 && !seg_radix_sort (tally->keys, scratch, size, job)) {
		seg_tally_clear (tally);
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_CANCELLED, _("Stopped; nothing was changed"));
		return FALSE;
	}
	g_clear_pointer (&scratch, g_free);
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
