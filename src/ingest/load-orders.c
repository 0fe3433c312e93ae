/* The lines that netting will ask for. Which purchases refunds and cancellations take back is found out after a load, for the
 * users who have any; in the first load of a workspace it is cheap to note orders and entries while they pass, where finding
 * them afterwards reads all events twice. An entry that names an item can only take back purchases of that item (or of none) by
 * the same user: the others are left out, and so are entries that find no such purchase. The ids go into the temporary table
 * order_line, the count of entries left out into order_alone; seg_orders_net() does without where they are not there. */
#include <config.h>
#include "load.h"

#include <string.h>

#define LINES_MOST (3 * 1024 * 1024) /* a file of nothing but purchases is better read again */
#define MARKS_EACH 64                /* bits for each mark: one in sixty-four of the others looks marked */

typedef enum { LINE_PURCHASE, LINE_REFUND, LINE_CANCELLATION } LineKind;

typedef struct {
	guint32 user, item; /* item 0: none */
	guint32 kind : 2, event : 30; /* event: counted from the first one of the load */
} OrderLine;

/* A set that may hold more than was put in: users with an item, or (item 0) users. */
typedef struct {
	guint8  *bits;
	gsize    mask;
	gboolean no_item; /* some line names none */
} Marks;

gboolean
seg_load_prepare_orders (SegLoad *load, GError **error)
{
	gint64 has_events;

	if (!seg_workspace_count (load->workspace,
		"SELECT EXISTS (SELECT 1 FROM event) OR EXISTS (SELECT 1 FROM event_set_aside)", &has_events, error)
	    || !seg_workspace_execute (load->workspace, "DROP TABLE IF EXISTS temp.order_line; DROP TABLE IF EXISTS temp.order_alone", error))
		return FALSE;
	if (!has_events)
		load->order_lines = g_array_new (FALSE, FALSE, sizeof (OrderLine));
	return TRUE;
}

void
seg_load_gather_orders (SegLoad *load, const SegChunk *chunk)
{
	guint32 kinds[] = { [LINE_PURCHASE] = GPOINTER_TO_UINT (g_hash_table_lookup (load->kind_ids, "purchase")),
	                    [LINE_REFUND] = GPOINTER_TO_UINT (g_hash_table_lookup (load->kind_ids, "refund")),
	                    [LINE_CANCELLATION] = GPOINTER_TO_UINT (g_hash_table_lookup (load->kind_ids, "cancellation")) };
	gint64 before = chunk->first_event - load->first_event;

	if (load->order_lines == NULL || kinds[LINE_PURCHASE] + kinds[LINE_REFUND] + kinds[LINE_CANCELLATION] == 0)
		return;
	if (load->order_lines->len > LINES_MOST || before + (gint64) chunk->n_events >= 1 << 30) {
		g_clear_pointer (&load->order_lines, g_array_unref);
		return;
	}
	for (gsize i = 0; i < chunk->n_events; i++) {
		const SegEventRow *event = &chunk->events[i];

		for (guint32 kind = LINE_PURCHASE; kind <= LINE_CANCELLATION; kind++)
			if (event->kind == kinds[kind]) {
				OrderLine line = { event->user, event->item, kind & 3u, (guint32) (before + (gint64) i) & ((1u << 30) - 1) };

				g_array_append_val (load->order_lines, line);
			}
	}
}

/* Marks ---------------------------------------------------------------------------------------------------------------- */

static Marks
make_marks (gsize n)
{
	gsize n_bits = 1024;

	while (n_bits < n * MARKS_EACH)
		n_bits *= 2;
	return (Marks) { g_malloc0 (n_bits / 8), n_bits - 1, FALSE };
}

static gsize
place_of (const Marks *marks, guint32 user, guint32 item)
{
	guint64 hash = ((guint64) user << 32 | item) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);

	hash = (hash ^ hash >> 32) * G_GUINT64_CONSTANT (0xD6E8FEB86659FD93); /* else the users of one item share few places */
	return (gsize) (hash ^ hash >> 32) & marks->mask;
}

static void
mark (Marks *marks, guint32 user, guint32 item)
{
	gsize place = place_of (marks, user, item);

	marks->bits[place / 8] |= (guint8) (1u << place % 8);
}

static gboolean
is_marked (const Marks *marks, guint32 user, guint32 item)
{
	gsize place = place_of (marks, user, item);

	return marks->bits[place / 8] >> place % 8 & 1;
}

/* Every line has two marks: with its item, and with any item at all, which stands for those who name none. */
#define ANY_ITEM G_MAXUINT32

static void
mark_lines (Marks *marks, const OrderLine *lines, gsize n, gboolean purchases)
{
	for (gsize i = 0; i < n; i++)
		if ((lines[i].kind == LINE_PURCHASE) == purchases) {
			mark (marks, lines[i].user, lines[i].item);
			mark (marks, lines[i].user, ANY_ITEM);
			marks->no_item |= lines[i].item == 0;
		}
}

/* Whether some line among @marks may have to do with @line: the same item, or one of the two names none. */
static gboolean
may_meet (const Marks *marks, const OrderLine *line)
{
	return is_marked (marks, line->user, line->item != 0 ? line->item : ANY_ITEM)
	       || (line->item != 0 && marks->no_item && is_marked (marks, line->user, 0));
}

/* Keeps the lines that netting has to look at, in their order. @alone: (out) entries left out, by kind. */
static gsize
keep_meeting (OrderLine *lines, gsize n, gint64 *alone)
{
	gsize n_entries = 0, n_kept = 0, n_left = 0;
	Marks entries, purchases;

	for (gsize i = 0; i < n; i++)
		n_entries += lines[i].kind != LINE_PURCHASE;
	entries = make_marks (2 * n_entries);
	mark_lines (&entries, lines, n, FALSE);
	for (gsize i = 0; i < n; i++)
		if (lines[i].kind != LINE_PURCHASE || may_meet (&entries, &lines[i]))
			lines[n_kept++] = lines[i];
	purchases = make_marks (2 * (n_kept - n_entries));
	mark_lines (&purchases, lines, n_kept, TRUE);
	for (gsize i = 0; i < n_kept; i++)
		if (lines[i].kind == LINE_PURCHASE || may_meet (&purchases, &lines[i]))
			lines[n_left++] = lines[i];
		else
			alone[lines[i].kind]++;
	g_free (entries.bits);
	g_free (purchases.bits);
	return n_left;
}

/* Writing --------------------------------------------------------------------------------------------------------------- */

static gboolean
write_lines (SegLoad *load, const OrderLine *lines, gsize n, GError **error)
{
	g_autoptr (SegBulk) bulk = seg_bulk_new (load->workspace, "temp.order_line (id)", 1, "c0", error);
	g_autofree gint64 *ids = g_new (gint64, n + 1);
	SegBulkColumn column = { SEG_BULK_INTEGER, ids, sizeof *ids };

	for (gsize i = 0; i < n; i++)
		ids[i] = load->first_event + lines[i].event;
	return bulk != NULL && seg_bulk_insert (bulk, &column, n, error);
}

static gboolean
write_alone (SegLoad *load, const gint64 *alone, GError **error)
{
	g_autoptr (SegStatement) insert = seg_workspace_prepare (load->workspace,
		"INSERT INTO temp.order_alone (kind, n) VALUES ('refund', ?1), ('cancellation', ?2)", error);

	if (insert == NULL)
		return FALSE;
	seg_statement_bind_integer_at (insert, 1, alone[LINE_REFUND]);
	seg_statement_bind_integer_at (insert, 2, alone[LINE_CANCELLATION]);
	return seg_statement_run (insert, error);
}

gboolean
seg_load_write_orders (SegLoad *load, GError **error)
{
	gint64 alone[] = { [LINE_CANCELLATION] = 0 };
	OrderLine *lines;
	gsize n;

	if (load->order_lines == NULL)
		return TRUE;
	lines = (OrderLine *) (void *) load->order_lines->data;
	n = keep_meeting (lines, load->order_lines->len, alone);
	return seg_workspace_execute (load->workspace, "CREATE TEMP TABLE order_line (id INTEGER PRIMARY KEY);"
	                              "CREATE TEMP TABLE order_alone (kind TEXT PRIMARY KEY, n INTEGER)", error)
	       && write_lines (load, lines, n, error) && write_alone (load, alone, error);
}

void
seg_load_clear_orders (SegLoad *load)
{
	g_clear_pointer (&load->order_lines, g_array_unref);
}
