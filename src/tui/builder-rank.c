/* Who comes first in a campaign in the making, how many, and what a contact is worth. */
#include <config.h>
#include "campaigns.h"

#include <segscope/segment.h>

#include <glib/gi18n.h>
#include <string.h>

char *
seg_builder_rank_value (const SegBuilder *builder)
{
	const SegCampaignDraft *draft = builder->draft;
	g_autofree char *limit = seg_format_integer (draft->limit), *order = NULL, *money = NULL;

	if (draft->rank_by == NULL)
		return draft->limit == 0 ? g_strdup (_("nobody before others, no limit")) : g_strdup_printf (_("the first %s"), limit);
	if (draft->limit == 0)
		order = g_strdup_printf (draft->rank_ascending ? _("the lowest %s") : _("the highest %s"), draft->rank_by);
	else
		order = g_strdup_printf (draft->rank_ascending ? _("the %s with the lowest %s") : _("the %s with the highest %s"), limit, draft->rank_by);
	if (draft->propensity_by != NULL)
		money = g_strdup_printf (_(", times the probability %s"), draft->propensity_by);
	return g_strconcat (order, money != NULL ? money : "", draft->rank_is_worth ? _("; that is money: nobody who costs more") : "", NULL);
}

/* Columns ---------------------------------------------------------------------------------------------------------- */

static gboolean
is_number (const SegUserColumn *column)
{
	return (column->is_attribute || column->is_feature) && column->type != SEG_TYPE_TEXT && column->type != SEG_TYPE_CATEGORY;
}

/* Takes the name of a column that is chosen; NULL: none. */
typedef void (*TakeColumn) (SegCampaignDraft *draft, const char *name);

typedef struct {
	GPtrArray *names; /* of char* */
	TakeColumn take;
} Columns;

static void
free_columns (gpointer data)
{
	g_ptr_array_unref (((Columns *) data)->names);
	g_free (data);
}

static void
column_chosen (SegView *view, guint choice, gpointer data)
{
	const Columns *columns = data;
	SegBuilder *builder = view->state;

	columns->take (builder->draft, choice == 0 ? NULL : columns->names->pdata[choice - 1]);
	seg_builder_changed (view);
}

/* What is asked for most stands first. */
static int
compare_columns (gconstpointer a, gconstpointer b)
{
	static const char *const usual[] = { "monetary", "monetary_90d", "orders", "recency_days", "mean_order_value", NULL };
	const SegUserColumn *columns[2] = { *(const SegUserColumn *const *) a, *(const SegUserColumn *const *) b };
	gsize places[2];

	for (guint k = 0; k < 2; k++)
		for (places[k] = 0; usual[places[k]] != NULL && strcmp (usual[places[k]], columns[k]->name) != 0;)
			places[k]++;
	if (places[0] != places[1])
		return places[0] < places[1] ? -1 : 1;
	return strcmp (columns[0]->name, columns[1]->name);
}

void
seg_builder_ask_column (SegView *view, const char *title, const char *none, const char *now, void (*take) (SegCampaignDraft *, const char *))
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) all = seg_user_columns (seg_view_workspace (view), NULL, &error);
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new ();
	guint current = 0;
	Columns *columns;

	if (all == NULL) {
		seg_report (view, error);
		return;
	}
	g_ptr_array_sort (all, compare_columns);
	columns = g_new (Columns, 1);
	*columns = (Columns) { g_ptr_array_new_with_free_func (g_free), take };
	g_ptr_array_add (labels, (gpointer) none);
	g_ptr_array_add (remarks, (gpointer) "");
	for (guint i = 0; i < all->len; i++) {
		const SegUserColumn *column = all->pdata[i];

		if (!is_number (column))
			continue;
		g_ptr_array_add (columns->names, g_strdup (column->name));
		g_ptr_array_add (labels, column->name);
		g_ptr_array_add (remarks, column->label);
		if (g_strcmp0 (now, column->name) == 0)
			current = columns->names->len;
	}
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, title, (const char *const *) labels->pdata, (const char *const *) remarks->pdata, current, column_chosen, columns, free_columns);
}

static void
take_rank (SegCampaignDraft *draft, const char *name)
{
	g_free (draft->rank_by);
	draft->rank_by = g_strdup (name);
	if (name == NULL)
		draft->rank_is_worth = draft->rank_ascending = FALSE;
}

static void
take_propensity (SegCampaignDraft *draft, const char *name)
{
	g_free (draft->propensity_by);
	draft->propensity_by = g_strdup (name);
}

/* The menu --------------------------------------------------------------------------------------------------------- */

static gboolean
take_limit (SegView *view, const char *text, gpointer data, GError **error)
{
	SegBuilder *builder = view->state;
	g_autofree char *number = g_strstrip (g_strdup (text));
	guint64 limit = 0;

	(void) data;
	if (number[0] != '\0' && !g_ascii_string_to_unsigned (number, 10, 0, G_MAXINT32, &limit, NULL)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is not a whole number of people, for example 2000"), number);
		return FALSE;
	}
	builder->draft->limit = (gint64) limit;
	seg_builder_changed (view);
	return TRUE;
}

enum { BY, WAY, LIMIT, WORTH, PROBABILITY, CURVE, N_CHOICES };

static void
rank_chosen (SegView *view, guint choice, gpointer data)
{
	SegBuilder *builder = view->state;
	SegCampaignDraft *draft = builder->draft;
	g_autofree char *now = draft->limit > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, draft->limit) : g_strdup ("");

	(void) data;
	if (draft->rank_by == NULL && choice != BY && choice != LIMIT) {
		seg_say (view, "%s", _("Say first by what people come first."));
		return;
	}
	switch (choice) {
	case BY:
		seg_builder_ask_column (view, _("By what do people come first?"), _("Nobody before others"), draft->rank_by, take_rank);
		break;
	case LIMIT:
		seg_ask_line (view, _("How many are sent to at most?"), _("Those held back come on top. Empty: no limit."), now, take_limit, NULL, NULL);
		break;
	case PROBABILITY:
		seg_builder_ask_column (view, _("Which column is the probability that they do it?"), _("None"), draft->propensity_by, take_propensity);
		break;
	case CURVE:
		seg_view_push (view, &seg_allocation_view, view);
		break;
	default:
		if (choice == WAY)
			draft->rank_ascending = !draft->rank_ascending;
		else
			draft->rank_is_worth = !draft->rank_is_worth;
		seg_builder_changed (view);
	}
}

void
seg_builder_ask_rank (SegView *view)
{
	const SegCampaignDraft *draft = ((const SegBuilder *) view->state)->draft;
	g_autofree char *limit = draft->limit > 0 ? seg_format_integer (draft->limit) : g_strdup (_("no limit"));
	const char *labels[N_CHOICES + 1] = { [BY] = _("By what"), [WAY] = _("Which way"), [LIMIT] = _("How many at most"), [WORTH] = _("Is it money that a contact brings?"),
		                                  [PROBABILITY] = _("Times which probability"), [CURVE] = _("How long should the list be? The curve") };
	const char *remarks[N_CHOICES] = { [BY] = draft->rank_by != NULL ? draft->rank_by : _("nobody before others"), [WAY] = draft->rank_ascending ? _("the lowest first") : _("the highest first"),
		                               [LIMIT] = limit, [WORTH] = draft->rank_is_worth ? _("yes: nobody who costs more than that") : _("no, only an order"),
		                               [PROBABILITY] = draft->propensity_by != NULL ? draft->propensity_by : _("none"), [CURVE] = "" };

	seg_ask_choice (view, _("Who first?"), labels, remarks, 0, rank_chosen, NULL, NULL);
}
