#include <config.h>
#include "commands.h"

#include <segscope/offer.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* What was asked for. */
typedef struct {
	SegCommonOptions common;
	char *save, *kind, *text, *terms, *cost, *archive, *unarchive, *delete_name;
	char **items;
} Request;

static void
clear_request (Request *request)
{
	char *texts[] = { request->save, request->kind, request->text, request->terms, request->cost, request->archive, request->unarchive, request->delete_name };

	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
		g_free (texts[i]);
	g_strfreev (request->items);
}

static gboolean
parse (const SegCommand *command, int *argc, char ***argv, Request *request, GError **error)
{
	const GOptionEntry entries[] = {
		{ "save", 0, 0, G_OPTION_ARG_STRING, &request->save, N_("Keep an offer of this name, a new one or another version of it"), "NAME" },
		{ "kind", 0, 0, G_OPTION_ARG_STRING, &request->kind, N_("coupon, discount, vip, free-trial, bundle, points, flash-sale, other (coupon)"), "KIND" },
		{ "text", 0, 0, G_OPTION_ARG_STRING, &request->text, N_("What people read; the field {offer} of messages"), "WORDS" },
		{ "cost", 0, 0, G_OPTION_ARG_STRING, &request->cost, N_("For each person who takes it (0)"), "MONEY" },
		{ "terms", 0, 0, G_OPTION_ARG_STRING, &request->terms, N_("Its terms; the field {terms}"), "WORDS" },
		{ "item", 0, 0, G_OPTION_ARG_STRING_ARRAY, &request->items, N_("An item it is about; whoever has all of them is left out. \"\": none"), "KEY" },
		{ "archive", 0, 0, G_OPTION_ARG_STRING, &request->archive, N_("Put an offer away"), "NAME" },
		{ "unarchive", 0, 0, G_OPTION_ARG_STRING, &request->unarchive, N_("Take it out again"), "NAME" },
		{ "delete", 0, 0, G_OPTION_ARG_STRING, &request->delete_name, N_("Delete an offer that no campaign has"), "NAME" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};

	return seg_cli_parse (command, entries, 1, 1, argc, argv, &request->common, error);
}

static void
set_text (char **text, const char *value)
{
	if (value == NULL)
		return;
	g_free (*text);
	*text = g_strdup (value);
}

static gboolean
set_cost (const char *text, SegOffer *offer, GError **error)
{
	char *end;
	double cost = text != NULL ? g_ascii_strtod (text, &end) : offer->cost;

	if (text != NULL && (end == text || *end != '\0' || !(cost >= 0 && isfinite (cost)))) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s must be a number of 0 or more, not \"%s\""), "--cost", text);
		return FALSE;
	}
	offer->cost = cost;
	return TRUE;
}

static gboolean
save (SegWorkspace *workspace, const Request *request, GError **error)
{
	GError *failure = NULL;
	g_autoptr (SegOffer) offer = seg_offer_load (workspace, request->save, &failure);

	if (offer == NULL && !g_error_matches (failure, SEG_ERROR, SEG_ERROR_NOT_FOUND)) {
		g_propagate_error (error, failure);
		return FALSE;
	}
	g_clear_error (&failure);
	if (offer == NULL)
		offer = seg_offer_new (request->save);
	set_text (&offer->kind, request->kind);
	set_text (&offer->text, request->text);
	set_text (&offer->terms, request->terms);
	if (!set_cost (request->cost, offer, error))
		return FALSE;
	if (request->items != NULL)
		g_ptr_array_set_size (offer->item_keys, 0);
	for (char **item = request->items; item != NULL && *item != NULL; item++)
		if (**item != '\0')
			g_ptr_array_add (offer->item_keys, g_strdup (*item));
	return seg_offer_save (workspace, offer, error) != 0;
}

static gboolean
change (SegWorkspace *workspace, const Request *request, GError **error)
{
	const char *name = request->archive != NULL ? request->archive : request->unarchive != NULL ? request->unarchive : request->delete_name;
	g_autoptr (SegOffer) offer = seg_offer_load (workspace, name, error);

	if (offer == NULL)
		return FALSE;
	if (request->delete_name != NULL)
		return seg_offer_delete (workspace, offer->id, error);
	offer->archived = request->archive != NULL;
	return seg_offer_save (workspace, offer, error) != 0;
}

static gboolean
list (SegWorkspace *workspace, const Request *request, GError **error)
{
	g_autoptr (GPtrArray) offers = seg_offers (workspace, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (offers == NULL)
		return FALSE;
	seg_table_column (table, "offer", _("Offer"), SEG_CELL_TEXT);
	seg_table_column (table, "kind", _("Kind"), SEG_CELL_TEXT);
	seg_table_column (table, "text", _("Text"), SEG_CELL_TEXT);
	seg_table_column (table, "cost", _("Cost"), SEG_CELL_NUMBER);
	seg_table_column (table, "items", _("Items"), SEG_CELL_TEXT);
	seg_table_column (table, "terms", _("Terms"), SEG_CELL_TEXT);
	seg_table_column (table, "campaigns", _("Campaigns"), SEG_CELL_INTEGER);
	seg_table_column (table, "archived", _("Put away"), SEG_CELL_TEXT);
	for (guint i = 0; i < offers->len; i++) {
		const SegOffer *offer = offers->pdata[i];
		g_autoptr (GString) items = g_string_new (NULL);

		for (guint k = 0; k < offer->item_titles->len; k++)
			g_string_append_printf (items, "%s%s", k > 0 ? ", " : "", (const char *) offer->item_titles->pdata[k]);
		seg_table_text (table, offer->name);
		seg_table_text (table, request->common.output == SEG_OUTPUT_TABLE ? seg_offer_kind_label (offer->kind) : offer->kind);
		seg_table_text (table, offer->text);
		seg_table_number (table, offer->cost);
		seg_table_text (table, items->str);
		seg_table_text (table, offer->terms);
		seg_table_integer (table, offer->n_campaigns);
		seg_table_text (table, offer->archived ? _("yes") : "");
	}
	seg_table_print (table, request->common.output);
	return TRUE;
}

static gboolean
serve (const Request *request, const char *path, GError **error)
{
	gboolean changes = request->archive != NULL || request->unarchive != NULL || request->delete_name != NULL;
	gboolean writes = request->save != NULL || changes;
	g_autoptr (SegWorkspace) workspace = NULL;

	if (!writes && (request->kind != NULL || request->text != NULL || request->terms != NULL || request->cost != NULL || request->items != NULL)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("What an offer is goes with --save NAME"));
		return FALSE;
	}
	workspace = seg_workspace_open (path, writes ? SEG_WORKSPACE_READ_WRITE : SEG_WORKSPACE_READ_ONLY, error);
	if (workspace == NULL)
		return FALSE;
	if (request->save != NULL)
		return save (workspace, request, error);
	return changes ? change (workspace, request, error) : list (workspace, request, error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Request request = { 0 };
	gboolean success = parse (command, &argc, &argv, &request, error);

	if (success && argc > 0)
		success = serve (&request, argv[1], error);
	clear_request (&request);
	return success;
}

const SegCommand seg_command_offer = {
	"offer", "WORKSPACE", N_("The catalogue of what campaigns offer: coupons, discounts, trials, ..."),
	N_("Without options it lists them.\n\n"
	   "  segscope offer courses.seg --save \"spring 20\" --kind coupon --text \"20 % off until Sunday\" --cost 12 --terms \"once a person\"\n"
	   "  segscope offer courses.seg --save trial --kind free-trial --item c004"),
	run
};
