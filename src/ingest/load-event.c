/* Rows of events, purchases, ratings and reviews: each becomes one event of a kind. A row with a bad date or number is set
 * aside as a whole, as its event would be told wrongly. */
#include <config.h>
#include "load.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Kinds ---------------------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64   id;
	gboolean is_purchase, is_refund;
} Kind;

/* What files call the kinds that the program itself knows. */
static const struct { const char *word, *kind; } synonyms[] = {
	{ "buy", "purchase" }, { "bought", "purchase" }, { "purchased", "purchase" }, { "order", "purchase" }, { "sale", "purchase" },
	{ "transaction", "purchase" }, { "购买", "purchase" }, { "付款", "purchase" }, { "支付", "purchase" }, { "成交", "purchase" },
	{ "return", "refund" }, { "returned", "refund" }, { "refunded", "refund" }, { "退款", "refund" }, { "退货", "refund" },
	{ "rate", "rating" }, { "rated", "rating" }, { "评分", "rating" }, { "打分", "rating" },
	{ "comment", "review" }, { "评论", "review" }, { "评价", "review" },
};

/* States of an order that is no purchase; every other state is one. */
static const struct { const char *word, *kind; } states[] = {
	{ "refund", "refund" }, { "refunded", "refund" }, { "returned", "refund" }, { "return", "refund" }, { "chargeback", "refund" },
	{ "退款", "refund" }, { "已退款", "refund" }, { "退款成功", "refund" }, { "退货", "refund" }, { "已退货", "refund" },
	{ "cancelled", "cancelled" }, { "canceled", "cancelled" }, { "cancel", "cancelled" }, { "void", "cancelled" },
	{ "voided", "cancelled" }, { "closed", "cancelled" }, { "failed", "cancelled" }, { "expired", "cancelled" },
	{ "unpaid", "cancelled" }, { "pending", "cancelled" }, { "取消", "cancelled" }, { "已取消", "cancelled" },
	{ "关闭", "cancelled" }, { "已关闭", "cancelled" }, { "交易关闭", "cancelled" }, { "失败", "cancelled" },
	{ "支付失败", "cancelled" }, { "未支付", "cancelled" }, { "待支付", "cancelled" }, { "未付款", "cancelled" },
	{ "待付款", "cancelled" },
};

/* The kind that @text means, lower case. */
static char *
canonical_kind (const char *text, gboolean is_state)
{
	char *lower = g_utf8_strdown (text, -1);

	if (is_state) {
		const char *kind = "purchase";

		for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
			if (strcmp (states[i].word, lower) == 0)
				kind = states[i].kind;
		g_free (lower);
		return g_strdup (kind);
	}
	for (gsize i = 0; i < G_N_ELEMENTS (synonyms); i++)
		if (strcmp (synonyms[i].word, lower) == 0) {
			g_free (lower);
			return g_strdup (synonyms[i].kind);
		}
	return lower;
}

static const Kind *
find_kind (SegLoad *load, const char *text, gboolean is_state, GError **error)
{
	Kind *kind = g_hash_table_lookup (load->kinds, text);
	g_autofree char *name = NULL;
	gint64 id;

	if (kind != NULL)
		return kind;
	name = canonical_kind (text, is_state);
	if (!seg_store_kind (load->store, name, &id, error))
		return NULL;
	kind = g_new (Kind, 1);
	*kind = (Kind) { id, strcmp (name, "purchase") == 0, strcmp (name, "refund") == 0 };
	g_hash_table_insert (load->kinds, g_strdup (text), kind);
	return kind;
}

/* Preparing -------------------------------------------------------------------------------------------------------------- */

static const char *const slot_names[SEG_SLOT_LAST] = {
	[SEG_SLOT_USER] = "user", [SEG_SLOT_ITEM] = "item", [SEG_SLOT_KIND] = "kind", [SEG_SLOT_STATUS] = "status", [SEG_SLOT_AT] = "at",
	[SEG_SLOT_AMOUNT] = "amount", [SEG_SLOT_QUANTITY] = "quantity", [SEG_SLOT_PRICE] = "price", [SEG_SLOT_ORDER] = "order",
	[SEG_SLOT_RATING] = "rating", [SEG_SLOT_SECONDS] = "seconds", [SEG_SLOT_TEXT] = "text", [SEG_SLOT_TITLE] = "title",
};

static const struct { const char *role, *kind; } role_kinds[] = {
	{ "purchases", "purchase" }, { "ratings", "rating" }, { "reviews", "review" },
};

gboolean
seg_load_prepare_events (SegLoad *load, GError **error)
{
	load->kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
	for (gsize i = 0; i < SEG_SLOT_LAST; i++)
		load->slots[i] = seg_plan_column_of (load->plan, slot_names[i]);
	load->default_kind = load->plan->event_kind != NULL && load->plan->event_kind[0] != '\0' ? load->plan->event_kind : "event";
	for (gsize i = 0; i < G_N_ELEMENTS (role_kinds); i++)
		if (strcmp (load->plan->role->name, role_kinds[i].role) == 0 && load->plan->event_kind == NULL)
			load->default_kind = role_kinds[i].kind;
	return find_kind (load, load->default_kind, FALSE, error) != NULL;
}

/* A row ------------------------------------------------------------------------------------------------------------------ */

/* The text of a field, NULL when it has no column or is missing. */
static const char *
text_of (const SegLoad *load, const SegRecord *record, SegSlot slot)
{
	const char *text = load->slots[slot] >= 0 ? record->fields[load->slots[slot]] : NULL;

	return text != NULL && !seg_style_is_missing (&load->styles[load->slots[slot]], text) ? text : NULL;
}

/* Everything of the row that must read as a number or date. @bad: (out) the slot that does not. */
static gboolean
read_numbers (const SegLoad *load, const SegRecord *record, SegEventRow *event, double *price, SegSlot *bad)
{
	const struct { SegSlot slot; double *value; } numbers[] = {
		{ SEG_SLOT_AMOUNT, &event->amount }, { SEG_SLOT_QUANTITY, &event->quantity }, { SEG_SLOT_PRICE, price },
		{ SEG_SLOT_RATING, &event->rating }, { SEG_SLOT_SECONDS, &event->seconds },
	};
	const char *at = text_of (load, record, SEG_SLOT_AT);

	*bad = SEG_SLOT_AT;
	event->has_time = at != NULL;
	if (at != NULL && !seg_style_date (&load->styles[load->slots[SEG_SLOT_AT]], at, &event->at))
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
		const char *text = text_of (load, record, numbers[i].slot);

		*bad = numbers[i].slot;
		*numbers[i].value = NAN;
		if (text != NULL && !seg_style_number (&load->styles[load->slots[numbers[i].slot]], text, numbers[i].value))
			return FALSE;
	}
	return TRUE;
}

/* Why the row cannot be an event, or NULL. @slot: (out) the field at fault. */
static char *
find_fault (const SegLoad *load, const SegRecord *record, SegEventRow *event, double *price, SegSlot *slot)
{
	const SegRole *role = load->plan->role;

	for (*slot = 0; *slot < SEG_SLOT_LAST; (*slot)++) {
		const SegField *field = load->slots[*slot] >= 0 ? load->plan->columns[load->slots[*slot]].field : NULL;

		if (field != NULL && field->required && text_of (load, record, *slot) == NULL)
			return g_strdup_printf (_("no %s"), field->name);
	}
	if (!read_numbers (load, record, event, price, slot))
		return seg_load_bad_value (text_of (load, record, *slot), seg_role_field (role, slot_names[*slot])->type);
	*slot = SEG_SLOT_RATING;
	if (event->rating < 0)
		return g_strdup_printf (_("a rating below 0: %g"), event->rating);
	if (load->plan->rating_most > 0 && event->rating > load->plan->rating_most)
		return g_strdup_printf (_("a rating of %g, but the others end at %g"), event->rating, load->plan->rating_most);
	*slot = SEG_SLOT_SECONDS;
	if (event->seconds < 0)
		return g_strdup_printf (_("less than no time: %g seconds"), event->seconds);
	return NULL;
}

/* "C536379": the cancellation of an order. */
static gboolean
is_cancellation (const SegLoad *load, const char *order)
{
	return load->plan->cancellations && order != NULL && (order[0] == 'C' || order[0] == 'c') && g_ascii_isdigit (order[1]);
}

/* Money: the line's amount, its sign, and whether it was given back. */
static const Kind *
settle (SegLoad *load, const Kind *kind, SegEventRow *event, double price, GError **error)
{
	if (load->slots[SEG_SLOT_AMOUNT] < 0 && isfinite (price))
		event->amount = price * (isfinite (event->quantity) ? event->quantity : 1);
	if (kind->is_purchase && (event->amount < 0 || event->quantity < 0 || is_cancellation (load, event->order)))
		kind = find_kind (load, "refund", FALSE, error);
	if (kind != NULL && kind->is_refund)
		event->amount = -fabs (event->amount);
	if (event->amount == 0)
		event->amount = 0; /* no -0 */
	return kind;
}

static const Kind *
kind_of (SegLoad *load, const SegRecord *record, GError **error)
{
	const char *state = text_of (load, record, SEG_SLOT_STATUS), *text = text_of (load, record, SEG_SLOT_KIND);

	if (state != NULL)
		return find_kind (load, state, TRUE, error);
	return find_kind (load, text != NULL ? text : load->default_kind, FALSE, error);
}

/* The id of a user or item, made when it is new. */
static SegKey *
resolve (SegLoad *load, SegKeys *keys, const char *entity, const char *text, gint64 *n_new, GError **error)
{
	SegKey *key = seg_keys_find (keys, text);
	gint64 id;

	if (key == NULL) {
		if (!seg_store_insert_key (load->store, entity, text, &id, error) || (key = seg_keys_add (keys, text, id, error)) == NULL)
			return NULL;
		++*n_new;
	}
	key->seen = TRUE;
	return key;
}

static gboolean
resolve_item (SegLoad *load, const SegRecord *record, SegEventRow *event, GError **error)
{
	const char *text = text_of (load, record, SEG_SLOT_ITEM), *title = text_of (load, record, SEG_SLOT_TITLE);
	SegKey *item;

	if (text == NULL)
		return TRUE;
	text = seg_load_key (load, load->slots[SEG_SLOT_ITEM], text);
	item = resolve (load, load->items, "item", text, &load->result->new_items, error);
	if (item == NULL)
		return FALSE;
	event->item_id = item->id;
	if (title == NULL || item->titled)
		return TRUE;
	item->titled = TRUE;
	return seg_store_title (load->store, item->id, title, error);
}

SegRowFate
seg_load_event_row (SegLoad *load, const SegRecord *record, GError **error)
{
	SegEventRow event = { .item_id = 0 };
	double price;
	SegSlot slot;
	char *fault = find_fault (load, record, &event, &price, &slot);
	const Kind *kind;
	SegKey *user;

	if (fault != NULL)
		return seg_load_set_aside (load, record, load->slots[slot], fault, error);
	event.order = text_of (load, record, SEG_SLOT_ORDER);
	event.text = text_of (load, record, SEG_SLOT_TEXT);
	kind = kind_of (load, record, error);
	if (kind == NULL || (kind = settle (load, kind, &event, price, error)) == NULL)
		return SEG_ROW_FAILED;
	event.kind_id = kind->id;
	user = resolve (load, load->users, "user",
	                seg_load_key (load, load->slots[SEG_SLOT_USER], text_of (load, record, SEG_SLOT_USER)), &load->result->new_users, error);
	if (user == NULL)
		return SEG_ROW_FAILED;
	event.user_id = user->id;
	if (!resolve_item (load, record, &event, error) || !seg_store_event (load->store, &event, error))
		return SEG_ROW_FAILED;
	load->result->new_events++;
	return SEG_ROW_LOADED;
}
