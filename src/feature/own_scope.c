/* Names that may stand in expressions and filters, and what is said of one that is not among them. */
#include <config.h>
#include "feature-private.h"
#include "own-private.h"

#include <glib/gi18n.h>
#include <string.h>

const SegEventName seg_event_names[SEG_EVENT_VALUES] = {
	[SEG_EVENT_KIND] = { "kind", N_("kind of the event"), FALSE, TRUE },
	[SEG_EVENT_AT] = { "at", N_("time, as '2024-03-05 14:05:00'"), FALSE, TRUE },
	[SEG_EVENT_DAY] = { "day", N_("day, as '2024-03-05'"), FALSE, TRUE },
	[SEG_EVENT_DAYS_AGO] = { "days_ago", N_("days from the event to the as-of day"), TRUE, TRUE },
	[SEG_EVENT_HOUR] = { "hour", N_("hour of the day, 0 to 23"), TRUE, TRUE },
	[SEG_EVENT_WEEKDAY] = { "weekday", N_("day of the week, 1 (Monday) to 7"), TRUE, TRUE },
	[SEG_EVENT_MONTH] = { "month", N_("month, 1 to 12"), TRUE, TRUE },
	[SEG_EVENT_AMOUNT] = { "amount", N_("money"), TRUE, TRUE },
	[SEG_EVENT_QUANTITY] = { "quantity", N_("how many"), TRUE, TRUE },
	[SEG_EVENT_RATING] = { "rating", N_("rating given"), TRUE, TRUE },
	[SEG_EVENT_SECONDS] = { "seconds", N_("seconds spent"), TRUE, TRUE },
	[SEG_EVENT_TEXT_LENGTH] = { "text_length", N_("characters of the review or comment"), TRUE, TRUE },
	[SEG_EVENT_ITEM] = { "item", N_("key of the item"), FALSE, TRUE },
	[SEG_EVENT_ORDER] = { "order", N_("the order it belongs to"), FALSE, FALSE },
};

SegOwnScope *
seg_own_scope_new (void)
{
	SegOwnScope *scope = g_new (SegOwnScope, 1);

	scope->names = g_array_new (FALSE, FALSE, sizeof (SegExpressionName));
	scope->texts = g_string_chunk_new (4096);
	return scope;
}

void
seg_own_scope_free (SegOwnScope *scope)
{
	if (scope == NULL)
		return;
	g_array_unref (scope->names);
	g_string_chunk_free (scope->texts);
	g_free (scope);
}

void
seg_own_scope_add (SegOwnScope *scope, const char *table, const char *name, guint value)
{
	SegExpressionName entry = { g_string_chunk_insert_const (scope->texts, table), g_string_chunk_insert (scope->texts, name), value };

	g_array_append_val (scope->names, entry);
}

/* All names stand before any label: of equal ones the first counts. */
SegOwnScope *
seg_own_scope_of_events (const GPtrArray *item_attributes)
{
	SegOwnScope *scope = seg_own_scope_new ();

	for (guint i = 0; i < SEG_EVENT_VALUES; i++)
		if (seg_event_names[i].in_filters)
			seg_own_scope_add (scope, "event", seg_event_names[i].name, i);
	for (guint i = 0; i < item_attributes->len; i++)
		seg_own_scope_add (scope, "item", ((const SegAttribute *) item_attributes->pdata[i])->name, SEG_EVENT_VALUES + i);
	for (guint i = 0; i < item_attributes->len; i++)
		seg_own_scope_add (scope, "item", ((const SegAttribute *) item_attributes->pdata[i])->label, SEG_EVENT_VALUES + i);
	return scope;
}

/* Names that are near ------------------------------------------------------------------------------------------------- */

/* Names of one value are one. */
static char *
names_near (const SegOwnScope *scope, const char *wanted)
{
	g_autoptr (GHashTable) values = g_hash_table_new (NULL, NULL);
	g_autoptr (GPtrArray) names = g_ptr_array_new ();

	for (guint i = 0; i < scope->names->len; i++) {
		const SegExpressionName *name = &g_array_index (scope->names, SegExpressionName, i);

		if (seg_name_is_near (wanted, name->name) && g_hash_table_add (values, GUINT_TO_POINTER (name->value)))
			g_ptr_array_add (names, (gpointer) name->name);
	}
	return seg_names_near (wanted, (const char *const *) names->pdata, names->len);
}

/* SQLite's "no such column: table.x (hint)" */
static void
suggest (const SegOwnScope *scope, GError *error)
{
	static const char unknown[] = "no such column: ", unsure[] = "ambiguous column name: ";
	g_autofree char *wanted = NULL, *near = NULL, *text = NULL;

	if (g_str_has_prefix (error->message, unsure)) {
		const char *name = error->message + strlen (unsure), *first = g_array_index (scope->names, SegExpressionName, 0).table;

		text = g_strdup_printf (_("%s means two things: write %s.%s or %s.%s"), name, first, name, strcmp (first, "event") == 0 ? "item" : "user", name);
	} else if (g_str_has_prefix (error->message, unknown)) {
		wanted = g_strndup (error->message + strlen (unknown), strcspn (error->message + strlen (unknown), " "));
		near = names_near (scope, strrchr (wanted, '.') != NULL ? strrchr (wanted, '.') + 1 : wanted);
		text = near != NULL ? g_strdup_printf (_("there is no “%s” here; is it %s?"), wanted, near)
		                    : g_strdup_printf (_("there is no “%s” here (texts stand in single quotes: 'Paris')"), wanted);
	}
	if (text == NULL)
		return;
	g_free (error->message);
	error->message = g_steal_pointer (&text);
}

SegExpression *
seg_own_scope_compile (const SegOwnScope *scope, const char *text, gboolean condition, guint *place, GError **error)
{
	GError *failure = NULL;
	SegExpression *expression = seg_expression_new (text, (const SegExpressionName *) (gpointer) scope->names->data, scope->names->len,
	                                                condition, place, &failure);

	if (failure != NULL) {
		suggest (scope, failure);
		g_propagate_error (error, failure);
	}
	return expression;
}
