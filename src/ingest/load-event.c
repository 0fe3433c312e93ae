/* Rows of events, purchases, ratings and reviews: each becomes one event of a kind. A row with a bad date or number is set
 * aside as a whole, as its event would be told wrongly. */
#include <config.h>
#include "load-wide.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Kinds ---------------------------------------------------------------------------------------------------------------- */

/* What files call the kinds that the program itself knows. */
static const struct { const char *word, *kind; } synonyms[] = {
	{ "buy", "purchase" }, { "bought", "purchase" }, { "purchased", "purchase" }, { "order", "purchase" }, { "sale", "purchase" },
	{ "transaction", "purchase" }, { "购买", "purchase" }, { "付款", "purchase" }, { "支付", "purchase" }, { "成交", "purchase" },
	{ "return", "refund" }, { "returned", "refund" }, { "refunded", "refund" }, { "退款", "refund" }, { "退货", "refund" },
	{ "rate", "rating" }, { "rated", "rating" }, { "评分", "rating" }, { "打分", "rating" },
	{ "comment", "review" }, { "评论", "review" }, { "评价", "review" },
};

/* The kind that @text means, lower case. */
static char *
canonical_kind (const char *text)
{
	char *lower = g_utf8_strdown (text, -1);

	for (gsize i = 0; i < G_N_ELEMENTS (synonyms); i++)
		if (strcmp (synonyms[i].word, lower) == 0) {
			g_free (lower);
			return g_strdup (synonyms[i].kind);
		}
	return lower;
}

/* The id of the kind with that name; a new one is written with the chunk. */
static guint32
id_of_kind (SegLoad *load, const char *name)
{
	guint32 id = GPOINTER_TO_UINT (g_hash_table_lookup (load->kind_ids, name));

	if (id == 0) {
		SegChunkKind made = { load->next_kind++, g_strdup (name) };

		id = made.id;
		g_array_append_val (load->chunk->kinds, made);
		g_hash_table_insert (load->kind_ids, g_strdup (name), GUINT_TO_POINTER (id));
	}
	return id;
}

static const SegKind *
look_up_kind (SegLoad *load, const char *text, gboolean is_state)
{
	g_autofree char *said = g_strconcat (is_state ? "s" : "k", text, NULL), *name = NULL;
	SegKind *kind = g_hash_table_lookup (load->kinds, said);

	if (kind != NULL)
		return kind;
	kind = g_new0 (SegKind, 1);
	if (is_state)
		kind->state = seg_order_state (text);
	else {
		name = canonical_kind (text);
		*kind = (SegKind) { id_of_kind (load, name), strcmp (name, "purchase") == 0, 
		                    strcmp (name, "refund") == 0 || strcmp (name, "cancellation") == 0, SEG_ORDER_STATE_PAID };
	}
	g_hash_table_insert (load->kinds, g_steal_pointer (&said), kind);
	return kind;
}

const SegKind *
seg_load_find_kind (SegLoad *load, const char *text, gsize size, gboolean is_state)
{
	SegKindAtHand *at_hand, wanted = { .kind = NULL };

	if (size >= sizeof wanted.words)
		return look_up_kind (load, text, is_state);
	seg_key_words (text, MIN (size, SEG_KEY_SHORT), wanted.words);
	memcpy (&wanted.words[2], text + MIN (size, SEG_KEY_SHORT), size > SEG_KEY_SHORT ? size - SEG_KEY_SHORT : 0);
	at_hand = &load->kinds_at_hand[is_state != FALSE][((guint8) text[0] * 7u + (guint8) text[size - 1] + size) % SEG_KINDS_AT_HAND];
	if (at_hand->words[0] != wanted.words[0] || at_hand->words[1] != wanted.words[1] || at_hand->words[2] != wanted.words[2]) {
		wanted.kind = look_up_kind (load, text, is_state);
		*at_hand = wanted;
	}
	return at_hand->kind;
}

/* Preparing -------------------------------------------------------------------------------------------------------------- */

static const char *const slot_names[SEG_SLOT_LAST] = {
	[SEG_SLOT_USER] = "user", [SEG_SLOT_ITEM] = "item", [SEG_SLOT_KIND] = "kind", [SEG_SLOT_STATUS] = "status", [SEG_SLOT_AT] = "at",
	[SEG_SLOT_AMOUNT] = "amount", [SEG_SLOT_QUANTITY] = "quantity", [SEG_SLOT_PRICE] = "price", [SEG_SLOT_ORDER] = "order",
	[SEG_SLOT_RATING] = "rating", [SEG_SLOT_SECONDS] = "seconds", [SEG_SLOT_TEXT] = "text", [SEG_SLOT_TITLE] = "title",
	[SEG_SLOT_CAMPAIGN] = "campaign", [SEG_SLOT_OUTCOME] = "outcome", [SEG_SLOT_VARIANT] = "variant",
};

static const struct { const char *role, *kind; } role_kinds[] = {
	{ "purchases", "purchase" }, { "ratings", "rating" }, { "reviews", "review" },
};

gboolean
seg_load_prepare_events (SegLoad *load, GError **error)
{
	(void) error;
	load->kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
	for (gsize i = 0; i < SEG_SLOT_LAST; i++) {
		SegSlot slot = (SegSlot) i;

		load->slots[i] = seg_plan_column_of (load->plan, slot_names[i]);
		if (load->slots[i] < 0)
			continue;
		load->columns[load->slots[i]].slot = slot;
		load->columns[load->slots[i]].read = seg_load_slot_reader (slot);
		load->has_more |= slot == SEG_SLOT_QUANTITY || slot == SEG_SLOT_RATING || slot == SEG_SLOT_SECONDS || slot == SEG_SLOT_ORDER;
	}
	load->default_kind = load->plan->event_kind != NULL && load->plan->event_kind[0] != '\0' ? load->plan->event_kind : "event";
	for (gsize i = 0; i < G_N_ELEMENTS (role_kinds); i++)
		if (strcmp (load->plan->role->name, role_kinds[i].role) == 0 && load->plan->event_kind == NULL)
			load->default_kind = role_kinds[i].kind;
	return TRUE;
}

/* A row ------------------------------------------------------------------------------------------------------------------ */

static gboolean
has_text (const SegLoad *load, SegSlot slot)
{
	return load->slots[slot] >= 0 && !(load->row.missing >> slot & 1);
}

/* The first number or date that does not read. */
static SegSlot
first_bad (const SegLoad *load)
{
	static const SegSlot order[] = { SEG_SLOT_AT, SEG_SLOT_AMOUNT, SEG_SLOT_QUANTITY, SEG_SLOT_PRICE, SEG_SLOT_RATING };

	for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
		if (load->row.bad >> order[i] & 1)
			return order[i];
	return SEG_SLOT_SECONDS;
}

/* Why the row cannot be an event, or NULL. @slot: (out) the field at fault. */
static char *
find_fault (const SegLoad *load, const SegEventMore *more, SegSlot *slot)
{
	if (load->row.missing != 0)
		for (int i = 0; i < SEG_SLOT_LAST; i++) {
			const SegField *field = load->slots[i] >= 0 ? load->plan->columns[load->slots[i]].field : NULL;

			*slot = (SegSlot) i;
			if (field != NULL && field->required && load->row.missing >> i & 1)
				return g_strdup_printf (_("no %s"), field->name);
		}
	if (load->row.bad != 0) {
		*slot = first_bad (load);
		return seg_load_bad_value (load->row.text[*slot].text, seg_role_field (load->plan->role, slot_names[*slot])->type);
	}
	if (!load->has_more)
		return NULL;
	*slot = SEG_SLOT_RATING;
	if (more->rating < 0)
		return g_strdup_printf (_("a rating below 0: %g"), more->rating);
	if (load->plan->rating_most > 0 && more->rating > load->plan->rating_most)
		return g_strdup_printf (_("a rating of %g, but the others end at %g"), more->rating, load->plan->rating_most);
	*slot = SEG_SLOT_SECONDS;
	if (more->seconds < 0)
		return g_strdup_printf (_("less than no time: %g seconds"), more->seconds);
	return NULL;
}

/* What a line of an order is: the kind it was given stands for all lines that are orders. */
static const SegKind *
kind_of_line (SegLoad *load, const SegEventRow *event, double quantity, const char *order)
{
	SegOrderLine line = {
		.state = load->row.kind[1] != NULL ? load->row.kind[1]->state : SEG_ORDER_STATE_PAID, .order = order,
		.title = has_text (load, SEG_SLOT_TITLE) ? load->row.text[SEG_SLOT_TITLE].text : NULL, .test_user = load->row.test,
		.amount = event->amount, .quantity = quantity,
	};
	SegOrderKind kind = seg_order_kind (load->plan, &line);
	SegKind *found = &load->order_kinds[kind];

	if (found->id == 0)
		*found = (SegKind) { .id = id_of_kind (load, seg_order_kind_names[kind]), .is_purchase = kind == SEG_ORDER_PURCHASE,
		                     .is_refund = seg_order_is_entry (kind) };
	return found;
}

/* Money: the line's amount, its sign, and whether it was given back. */
static const SegKind *
settle (SegLoad *load, const SegKind *kind, SegEventRow *event, double quantity, const char *order)
{
	if (load->slots[SEG_SLOT_AMOUNT] < 0 && isfinite (load->row.price))
		event->amount = load->row.price * (isfinite (quantity) ? quantity : 1);
	if (kind->is_purchase)
		kind = kind_of_line (load, event, quantity, order);
	if (kind->is_refund)
		event->amount = -fabs (event->amount);
	if (event->amount == 0)
		event->amount = 0; /* no -0 */
	return kind;
}

static const SegKind *
kind_of (SegLoad *load)
{
	return load->row.kind[0] != NULL ? load->row.kind[0]
	                                 : seg_load_find_kind (load, load->default_kind, strlen (load->default_kind), FALSE);
}

static void
stage_text (SegLoad *load, SegSlot slot)
{
	SegStagedText text = { load->staged->len - 1, slot, load->row.text[slot] };

	if (has_text (load, slot))
		g_array_append_val (load->staged_texts, text);
}

void
seg_load_end_event (SegLoad *load)
{
	SegEventRow *event = &g_array_index (load->staged, SegStagedEvent, load->staged->len - 1).event;
	SegEventMore *more = load->has_more ? &g_array_index (load->staged_more, SegEventMore, load->staged_more->len - 1) : NULL;
	SegSlot slot;
	char *fault;

	if (load->row.no_key != SEG_NO_KEY_NONE && seg_load_refuse_key (load, load->slots[SEG_SLOT_USER]))
		return;
	fault = find_fault (load, more, &slot);
	if (fault != NULL) {
		seg_load_stage_reject (load, load->slots[slot], TRUE, fault);
		return;
	}
	if (more != NULL && has_text (load, SEG_SLOT_ORDER))
		more->order = load->row.text[SEG_SLOT_ORDER];
	event->kind = settle (load, kind_of (load), event, more != NULL ? more->quantity : NAN, more != NULL ? more->order.text : NULL)->id;
	stage_text (load, SEG_SLOT_TEXT);
	stage_text (load, SEG_SLOT_TITLE);
}

/* Keys ------------------------------------------------------------------------------------------------------------------- */

SegKey *
seg_load_resolve_key (SegLoad *load, SegKeys *keys, const SegKeyText *text, guint32 *next, GArray *made, GError **error)
{
	SegKey *key = seg_keys_find_text (keys, text);
	SegBulkText kept;

	if (key == NULL) {
		if (*next == 0) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("%s: more than 4 billion users or items"), load->plan->path);
			return NULL;
		}
		key = seg_keys_add_text (keys, text, (*next)++, error);
		if (key == NULL)
			return NULL;
		kept = text->size > SEG_KEY_SHORT ? (SegBulkText) { text->text, text->size }
		                                  : seg_load_keep (load, (const char *) text->words, text->size);
		g_array_append_val (made, kept);
	}
	if (!key->seen) /* most are: their cache lines stay clean */
		key->seen = TRUE;
	return key;
}

/* The words of staged row @i go where they belong. @next: of staged_texts. */
static void
add_texts (SegLoad *load, guint32 i, SegKey *item, guint *next)
{
	SegChunk *chunk = load->chunk;

	for (; *next < load->staged_texts->len; (*next)++) {
		const SegStagedText *staged = &g_array_index (load->staged_texts, SegStagedText, *next);
		SegChunkText text = { (guint32) chunk->n_events, staged->text };

		if (staged->row != i)
			break;
		if (staged->slot == SEG_SLOT_TEXT)
			g_array_append_val (chunk->texts, text);
		else if (item != NULL && !item->titled) {
			item->titled = TRUE;
			text.row = item->id;
			g_array_append_val (chunk->titles, text);
		}
	}
}

gboolean
seg_load_resolve_events (SegLoad *load, GError **error)
{
	const SegStagedEvent *staged = (const SegStagedEvent *) (void *) load->staged->data;
	SegChunk *chunk = load->chunk;
	guint next_text = 0;

	if (!seg_chunk_reserve_events (chunk, load->staged->len, load->has_more)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the rows of %s"), load->plan->path);
		return FALSE;
	}
	for (guint i = 0; i < load->staged->len; i++) {
		SegEventRow *event = &chunk->events[chunk->n_events];
		SegKey *user, *item = NULL;

		if (i + SEG_KEYS_AHEAD < load->staged->len) {
			seg_keys_prefetch (load->users, &staged[i + SEG_KEYS_AHEAD].user);
			seg_keys_prefetch (load->items, &staged[i + SEG_KEYS_AHEAD].item);
		}
		user = seg_load_resolve_key (load, load->users, &staged[i].user, &load->next_user, chunk->users, error);
		if (user == NULL || (staged[i].item.size > 0
		    && (item = seg_load_resolve_key (load, load->items, &staged[i].item, &load->next_item, chunk->items, error)) == NULL))
			return FALSE;
		if (load->wide != NULL && !seg_wide_take (load, i, user->id, item != NULL ? item->id : 0, error))
			return FALSE;
		*event = staged[i].event;
		event->user = user->id;
		event->item = item != NULL ? item->id : 0;
		event->row = (guint32) chunk->n_events;
		if (load->has_more)
			chunk->more[chunk->n_events] = g_array_index (load->staged_more, SegEventMore, i);
		add_texts (load, i, item, &next_text);
		chunk->n_events++;
	}
	return TRUE;
}
