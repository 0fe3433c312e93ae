/* Netting: which purchases refunds and cancellations take back.
 *
 * The entries of a user are taken in order of time; each looks for what it takes back among the user's purchases that are not later
 * than it. Rules in order, the latest purchase first within each:
 *   1. the same order number (also C1234 for 1234) and the same item, where both name one;
 *   2. without an item: the whole order of that number, evenly;
 *   3. the same item and the same quantity;
 *   4. the same item, as much of it as is left, until the entry is used up;
 *   5. neither item nor order number: a purchase of exactly that amount.
 * What stands of a purchase is a share of it, by quantity where both name one, else by amount. One of which nothing stands is given
 * back: it is no order any more, while its amount and the entry's add up to nothing. */
#include <config.h>
#include "orders-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define PROCEED_EVERY 4096
#define ASK_AFTER 1000000 /* candidates looked at */
#define NEARLY_NOTHING 1e-9
#define HALF_A_CENT 0.005

typedef struct {
	gint64   id, at;
	gboolean has_time, is_entry;
	gint64   item;     /* 0: none */
	char    *order;    /* or NULL */
	double   amount, quantity; /* as the file has them; NAN: none */
	double   left;     /* share of a purchase that stands */
	gboolean back_has_time;
	gint64   back_at;  /* the last entry that took of it */
} Line;

/* Where to look for a purchase: by its item, its order or its amount in cents. */
typedef struct {
	gint64      number;
	const char *text; /* or NULL */
	guint       line;
} Place;

typedef struct {
	GArray       *lines; /* of Line: one user's, in order of time */
	GArray       *by_item, *by_order, *by_cents; /* of Place, sorted: an account of all guests may have 100,000 lines */
	GArray       *candidates; /* of guint: lines, in order of time */
	SegStatement *give_back, *note;
	SegJob       *job;
	gint64        n_looked_at, n_unmatched;
} Netting;

static void
clear_line (gpointer data)
{
	g_free (((Line *) data)->order);
}

/* Rules -------------------------------------------------------------------------------------------------------------------- */

static gboolean
is_free (const Line *purchase, const Line *entry)
{
	return !purchase->is_entry && purchase->left > 0
	       && (!purchase->has_time || !entry->has_time || purchase->at <= entry->at);
}

static gboolean
is_same_order (const Line *purchase, const Line *entry)
{
	const char *order = entry->order;

	if (purchase->order == NULL || order == NULL)
		return FALSE;
	return strcmp (purchase->order, order) == 0
	       || ((order[0] == 'C' || order[0] == 'c') && strcmp (purchase->order, order + 1) == 0);
}

static gboolean
is_same_quantity (const Line *purchase, const Line *entry)
{
	if (isfinite (purchase->quantity) && isfinite (entry->quantity))
		return fabs (purchase->quantity - fabs (entry->quantity)) < NEARLY_NOTHING;
	return isfinite (purchase->amount) && isfinite (entry->amount) && fabs (purchase->amount + entry->amount) < HALF_A_CENT;
}

static gboolean
rule_order_and_item (const Line *purchase, const Line *entry)
{
	return is_same_order (purchase, entry) && entry->item != 0 && (purchase->item == entry->item || purchase->item == 0);
}

static gboolean
rule_order_and_quantity (const Line *purchase, const Line *entry)
{
	return rule_order_and_item (purchase, entry) && is_same_quantity (purchase, entry) && purchase->left >= 1;
}

static gboolean
rule_item_and_quantity (const Line *purchase, const Line *entry)
{
	return entry->item != 0 && purchase->item == entry->item && is_same_quantity (purchase, entry) && purchase->left >= 1;
}

static gboolean
rule_item (const Line *purchase, const Line *entry)
{
	return entry->item != 0 && purchase->item == entry->item;
}

static gboolean
rule_amount (const Line *purchase, const Line *entry)
{
	return entry->item == 0 && entry->order == NULL && purchase->left >= 1 && isfinite (purchase->amount)
	       && fabs (purchase->amount + entry->amount) < HALF_A_CENT;
}

typedef gboolean (*Rule) (const Line *purchase, const Line *entry);

static const Rule rules[] = { rule_order_and_quantity, rule_order_and_item, rule_item_and_quantity, rule_item, rule_amount };

enum { RULE_ORDER_FIRST = 0, RULE_ORDER_LAST = 1, RULE_ITEM_FIRST = 2, RULE_ITEM_LAST = 3, RULE_AMOUNT = 4 };

/* Taking ------------------------------------------------------------------------------------------------------------------- */

/* Takes the share @share of the purchase. */
static void
take_share (Line *purchase, const Line *entry, double share)
{
	purchase->left = MAX (purchase->left - share, 0);
	if (purchase->left < NEARLY_NOTHING || purchase->left * fabs (purchase->amount) < HALF_A_CENT)
		purchase->left = 0;
	purchase->back_has_time = entry->has_time;
	purchase->back_at = entry->at;
}

/* Takes from the purchase what is left of both; returns the share of the entry that is used up by it. */
static double
take (Line *purchase, const Line *entry, double needed)
{
	gboolean by_quantity = purchase->quantity > 0 && isfinite (entry->quantity) && entry->quantity != 0;
	double whole = by_quantity ? purchase->quantity : fabs (purchase->amount);
	double wanted = by_quantity ? fabs (entry->quantity) : fabs (entry->amount);
	double share;

	if (!isfinite (whole) || !isfinite (wanted) || whole == 0 || wanted == 0) { /* nothing to measure by: the whole purchase */
		take_share (purchase, entry, 1);
		return needed;
	}
	share = MIN (purchase->left, needed * wanted / whole);
	take_share (purchase, entry, share);
	return share * whole / wanted;
}

/* Places -------------------------------------------------------------------------------------------------------------------- */

static int
compare_places (gconstpointer a, gconstpointer b)
{
	const Place *one = a, *other = b;
	int order;

	if (one->number != other->number)
		return one->number < other->number ? -1 : 1;
	order = g_strcmp0 (one->text, other->text);
	return order != 0 ? order : (one->line > other->line) - (one->line < other->line);
}

static gint64
cents_of (double amount)
{
	return fabs (amount) < 1e15 ? llround (fabs (amount) * 100) : -1;
}

static void
add_place (GArray *places, gint64 number, const char *text, guint line)
{
	Place place = { number, text, line };

	g_array_append_val (places, place);
}

static void
sort_places (Netting *netting)
{
	GArray *all[] = { netting->by_item, netting->by_order, netting->by_cents };

	for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
		g_array_set_size (all[i], 0);
	for (guint i = 0; i < netting->lines->len; i++) {
		const Line *line = &g_array_index (netting->lines, Line, i);

		if (line->is_entry)
			continue;
		add_place (netting->by_item, line->item, NULL, i);
		if (line->order != NULL)
			add_place (netting->by_order, 0, line->order, i);
		if (isfinite (line->amount))
			add_place (netting->by_cents, cents_of (line->amount), NULL, i);
	}
	for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
		if (all[i]->len > 1)
			g_array_sort (all[i], compare_places);
}

/* The first place that is not before @place. */
static guint
find_place (const GArray *places, const Place *place)
{
	guint from = 0, to = places->len;

	while (from < to) {
		guint middle = from + (to - from) / 2;

		if (compare_places (&g_array_index (places, Place, middle), place) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static guint
count_places (const GArray *places, gint64 number, const char *text)
{
	Place first = { number, text, 0 }, last = { number, text, G_MAXUINT };

	return find_place (places, &last) - find_place (places, &first);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
	guint one = *(const guint *) a, other = *(const guint *) b;

	return (one > other) - (one < other);
}

/* Adds what has @number or @text to the candidates. */
static void
gather (Netting *netting, const GArray *places, gint64 number, const char *text)
{
	Place first = { number, text, 0 };
	guint n_before = netting->candidates->len, n = count_places (places, number, text);

	for (guint i = find_place (places, &first); n > 0; i++, n--)
		g_array_append_val (netting->candidates, g_array_index (places, Place, i).line);
	if (n_before > 0 && netting->candidates->len > n_before)
		g_array_sort (netting->candidates, compare_lines);
}

/* The number without the C of a cancellation, or NULL. */
static const char *
cancelled_order (const Line *entry)
{
	return entry->order[0] == 'C' || entry->order[0] == 'c' ? entry->order + 1 : NULL;
}

static void
gather_order (Netting *netting, const Line *entry)
{
	gather (netting, netting->by_order, 0, entry->order);
	if (cancelled_order (entry) != NULL)
		gather (netting, netting->by_order, 0, cancelled_order (entry));
}

/* What can have the order and the item of @entry: by whichever of them fewer have. */
static void
gather_order_and_item (Netting *netting, const Line *entry)
{
	const char *other = cancelled_order (entry);
	guint n_order = count_places (netting->by_order, 0, entry->order)
	                + (other != NULL ? count_places (netting->by_order, 0, other) : 0);

	if (n_order <= count_places (netting->by_item, entry->item, NULL) + count_places (netting->by_item, 0, NULL)) {
		gather_order (netting, entry);
		return;
	}
	gather (netting, netting->by_item, entry->item, NULL);
	gather (netting, netting->by_item, 0, NULL);
}

/* Matching ------------------------------------------------------------------------------------------------------------------ */

/* An entry that names an order and no item takes the same share of all its lines. */
static gboolean
take_order (const Netting *netting, const Line *entry)
{
	double standing = 0, share;
	gboolean found = FALSE;

	for (guint i = 0; i < netting->candidates->len; i++) {
		const Line *purchase = &g_array_index (netting->lines, Line, g_array_index (netting->candidates, guint, i));

		if (!is_free (purchase, entry) || !is_same_order (purchase, entry))
			continue;
		found = TRUE;
		standing += isfinite (purchase->amount) ? purchase->left * fabs (purchase->amount) : 0;
	}
	share = standing > HALF_A_CENT && isfinite (entry->amount) ? MIN (fabs (entry->amount) / standing, 1) : 1;
	if (standing * (1 - share) < HALF_A_CENT)
		share = 1;
	for (guint i = 0; found && i < netting->candidates->len; i++) {
		Line *purchase = &g_array_index (netting->lines, Line, g_array_index (netting->candidates, guint, i));

		if (is_free (purchase, entry) && is_same_order (purchase, entry))
			take_share (purchase, entry, share >= 1 ? purchase->left : share * purchase->left);
	}
	return found;
}

/* The rules from @first to @last on the candidates, the latest first; these are forgotten then. */
static void
take_by_rules (Netting *netting, const Line *entry, gsize first, gsize last, double *needed)
{
	GArray *candidates = netting->candidates;

	for (gsize rule = first; rule <= last; rule++)
		for (guint i = candidates->len; i > 0 && *needed > NEARLY_NOTHING; i--) {
			Line *purchase = &g_array_index (netting->lines, Line, g_array_index (candidates, guint, i - 1));

			netting->n_looked_at++;
			if (is_free (purchase, entry) && rules[rule] (purchase, entry))
				*needed -= take (purchase, entry, *needed);
		}
	g_array_set_size (candidates, 0);
}

/* Whether the entry found anything. */
static gboolean
match (Netting *netting, const Line *entry)
{
	double needed = 1;

	g_array_set_size (netting->candidates, 0);
	if (entry->item == 0 && entry->order != NULL) {
		gather_order (netting, entry);
		netting->n_looked_at += netting->candidates->len;
		return take_order (netting, entry);
	}
	if (entry->item == 0) {
		for (gint64 near = -1; near <= 1 && isfinite (entry->amount); near++)
			gather (netting, netting->by_cents, cents_of (entry->amount) + near, NULL);
		take_by_rules (netting, entry, RULE_AMOUNT, RULE_AMOUNT, &needed);
		return needed < 1;
	}
	if (entry->order != NULL) {
		gather_order_and_item (netting, entry);
		take_by_rules (netting, entry, RULE_ORDER_FIRST, RULE_ORDER_LAST, &needed);
	}
	if (needed > NEARLY_NOTHING)
		gather (netting, netting->by_item, entry->item, NULL);
	take_by_rules (netting, entry, RULE_ITEM_FIRST, RULE_ITEM_LAST, &needed);
	return needed < 1;
}

/* A user ------------------------------------------------------------------------------------------------------------------- */

static gboolean
write_line (Netting *netting, const Line *purchase, GError **error)
{
	seg_statement_bind_integer (netting->give_back, ":id", purchase->id);
	seg_statement_bind_integer (netting->note, ":id", purchase->id);
	if (purchase->back_has_time)
		seg_statement_bind_integer (netting->note, ":at", purchase->back_at);
	else
		seg_statement_bind_null (netting->note, ":at");
	return seg_statement_run (netting->give_back, error) && seg_statement_run (netting->note, error);
}

static gboolean
net_user (Netting *netting, GError **error)
{
	sort_places (netting);
	for (guint i = 0; i < netting->lines->len; i++) {
		const Line *entry = &g_array_index (netting->lines, Line, i);

		if (entry->is_entry && !match (netting, entry))
			netting->n_unmatched++;
		if (netting->n_looked_at > ASK_AFTER) {
			netting->n_looked_at = 0;
			if (!seg_job_proceed (netting->job, 0.5, NULL, error))
				return FALSE;
		}
	}
	for (guint i = 0; i < netting->lines->len; i++) {
		const Line *purchase = &g_array_index (netting->lines, Line, i);

		if (!purchase->is_entry && purchase->left <= 0 && !write_line (netting, purchase, error))
			return FALSE;
	}
	g_array_set_size (netting->lines, 0);
	return TRUE;
}

/* All users ------------------------------------------------------------------------------------------------------------------ */

/* Whether a first load has noted which lines there are to look at (ingest/load-orders.c). */
static gboolean
has_noted_lines (SegWorkspace *workspace, gint64 *has_lines, GError **error)
{
	return seg_workspace_count (workspace, "SELECT count (*) FROM temp.sqlite_schema WHERE name = 'order_line'", has_lines, error);
}

/* The purchases and entries of all users who have an entry, a user after the other, in order of time. They are sorted aside
 * before the first row comes, so that their kinds may change meanwhile. */
static SegStatement *
prepare_lines (SegWorkspace *workspace, gboolean refunds, gboolean cancellations, GError **error)
{
	g_autofree char *entries = g_strdup_printf ("(SELECT id FROM event_kind WHERE name IN (%s%s%s))",
	                                            refunds ? "'" SEG_KIND_NAME_REFUND "'" : "", refunds && cancellations ? ", " : "",
	                                            cancellations ? "'" SEG_KIND_NAME_CANCELLATION "'" : "");
	gint64 has_lines;
	g_autofree char *gathered = g_strdup_printf (
		"SELECT user_id, id, at, item_id, order_key, amount, quantity, kind_id IN %s AS is_entry "
		"FROM temp.order_line CROSS JOIN event USING (id) "
		"WHERE kind_id IN %s OR kind_id = (SELECT id FROM event_kind WHERE name = '" SEG_KIND_NAME_PURCHASE "') "
		"ORDER BY user_id, at IS NULL, at, is_entry, id", entries, entries);
	g_autofree char *sql = g_strdup_printf (
		"SELECT user_id, id, at, item_id, order_key, amount, quantity, kind_id IN %s AS is_entry FROM event "
		"WHERE (kind_id IN %s OR kind_id = (SELECT id FROM event_kind WHERE name = '" SEG_KIND_NAME_PURCHASE "')) "
		"AND user_id IN (SELECT user_id FROM event WHERE kind_id IN %s) "
		"ORDER BY user_id, at IS NULL, at, is_entry, id", entries, entries, entries);

	if (!has_noted_lines (workspace, &has_lines, error))
		return NULL;
	return seg_workspace_prepare (workspace, has_lines ? gathered : sql, error);
}

static Line
read_line (SegStatement *row)
{
	return (Line) {
		.id = seg_statement_integer (row, 1), .at = seg_statement_integer (row, 2), .has_time = !seg_statement_is_null (row, 2),
		.item = seg_statement_integer (row, 3), .order = g_strdup (seg_statement_text (row, 4)),
		.amount = seg_statement_double (row, 5), .quantity = seg_statement_double (row, 6),
		.is_entry = seg_statement_integer (row, 7) != 0, .left = 1,
	};
}

static gboolean
net_users (Netting *netting, SegStatement *rows, SegJob *job, GError **error)
{
	GError *failure = NULL;
	gint64 user = 0;

	for (gsize n = 0; failure == NULL && seg_statement_next (rows, &failure); n++) {
		Line line;

		if (n % PROCEED_EVERY == 0 && !seg_job_proceed (job, 0.5, _("netting refunds and cancellations"), error))
			return FALSE;
		if (seg_statement_integer (rows, 0) != user && !net_user (netting, error))
			return FALSE;
		user = seg_statement_integer (rows, 0);
		line = read_line (rows);
		g_array_append_val (netting->lines, line);
	}
	return seg_query_ended (failure, error) && net_user (netting, error);
}

static gboolean
make_kind (SegWorkspace *workspace, GError **error)
{
	return seg_workspace_execute (workspace,
		"INSERT INTO event_kind (name) VALUES ('" SEG_KIND_NAME_GIVEN_BACK "') ON CONFLICT (name) DO NOTHING", error);
}

static gboolean
note_unmatched (SegWorkspace *workspace, gint64 n_unmatched, GError **error)
{
	g_autofree char *count = n_unmatched > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, n_unmatched) : NULL;

	return seg_setting_write (workspace, SEG_ORDERS_UNMATCHED, count, error);
}

/* The entries that a first load found nothing for. */
static gboolean
count_alone (SegWorkspace *workspace, gboolean refunds, gboolean cancellations, gint64 *n_alone, GError **error)
{
	gint64 has_lines, n[2] = { 0, 0 };

	if (!has_noted_lines (workspace, &has_lines, error)
	    || (has_lines && refunds
	        && !seg_workspace_count (workspace, "SELECT n FROM temp.order_alone WHERE kind = 'refund'", &n[0], error))
	    || (has_lines && cancellations
	        && !seg_workspace_count (workspace, "SELECT n FROM temp.order_alone WHERE kind = 'cancellation'", &n[1], error)))
		return FALSE;
	*n_alone = n[0] + n[1];
	return TRUE;
}

static void
begin_netting (Netting *netting)
{
	netting->lines = g_array_new (FALSE, FALSE, sizeof (Line));
	g_array_set_clear_func (netting->lines, clear_line);
	netting->by_item = g_array_new (FALSE, FALSE, sizeof (Place));
	netting->by_order = g_array_new (FALSE, FALSE, sizeof (Place));
	netting->by_cents = g_array_new (FALSE, FALSE, sizeof (Place));
	netting->candidates = g_array_new (FALSE, FALSE, sizeof (guint));
}

static void
end_netting (Netting *netting)
{
	GArray *all[] = { netting->lines, netting->by_item, netting->by_order, netting->by_cents, netting->candidates };

	for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
		g_array_unref (all[i]);
}

gboolean
seg_orders_net (SegWorkspace *workspace, gboolean refunds, gboolean cancellations, SegJob *job, GError **error)
{
	Netting netting = { .job = job };
	g_autoptr (SegStatement) rows = NULL, give_back = NULL, note = NULL;
	gboolean done;

	if (!refunds && !cancellations)
		return note_unmatched (workspace, 0, error);
	if (!make_kind (workspace, error) || !count_alone (workspace, refunds, cancellations, &netting.n_unmatched, error)
	    || (rows = prepare_lines (workspace, refunds, cancellations, error)) == NULL
	    || (give_back = seg_workspace_prepare (workspace,
		"UPDATE event SET kind_id = (SELECT id FROM event_kind WHERE name = '" SEG_KIND_NAME_GIVEN_BACK "') WHERE id = :id", error)) == NULL
	    || (note = seg_workspace_prepare (workspace, "INSERT INTO given_back (event_id, at) VALUES (:id, :at)", error)) == NULL)
		return FALSE;
	netting.give_back = give_back;
	netting.note = note;
	begin_netting (&netting);
	done = net_users (&netting, rows, job, error);
	end_netting (&netting);
	return done && note_unmatched (workspace, netting.n_unmatched, error);
}
