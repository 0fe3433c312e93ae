/* What a load has changed, in sentences: bad news first. */
#include <config.h>
#include "ingest-private.h"

#include <segscope/hint.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

static void
say (GPtrArray *sentences, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
say (GPtrArray *sentences, const char *format, ...)
{
	va_list arguments;

	va_start (arguments, format);
	g_ptr_array_add (sentences, g_strdup_vprintf (format, arguments));
	va_end (arguments);
}

/* @one, @many: with one %s. Nothing is said of 0. */
static void
say_count (GPtrArray *sentences, gint64 count, const char *one, const char *many)
{
	g_autofree char *number = NULL;

	if (count == 0)
		return;
	number = seg_format_integer (count);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	g_ptr_array_add (sentences, g_strdup_printf (ngettext (one, many, (gulong) count), number));
#pragma GCC diagnostic pop
}

static gboolean
is_role (const SegImportPlan *plan, const char *name)
{
	return strcmp (plan->role->name, name) == 0;
}

static void
say_repeated (GPtrArray *sentences, const SegImportPlan *plan, gint64 count)
{
	gboolean merged = (is_role (plan, "users") && seg_plan_column_of (plan, "user") >= 0) || is_role (plan, "items");

	say_count (sentences, count, merged ? N_("%s row repeats an earlier row exactly; it was merged.")
	                                    : N_("%s row repeats an earlier row exactly; it was loaded too."),
	           merged ? N_("%s rows repeat an earlier row exactly; they were merged.")
	                  : N_("%s rows repeat an earlier row exactly; they were loaded too."));
}

static void
say_bad_news (GPtrArray *sentences, const SegImportPlan *plan, const SegImportResult *result)
{
	say_count (sentences, result->rows_rejected, N_("%s row was set aside."), N_("%s rows were set aside."));
	say_count (sentences, result->values_rejected, N_("%s value could not be read; its row was kept without it."),
	           N_("%s values could not be read; their rows were kept without them."));
	if (is_role (plan, "results"))
		say_count (sentences, result->unknown_users, N_("%s person in it is in no users file; what it says of them was kept."),
		           N_("%s people in it are in no users file; what it says of them was kept."));
	else
		say_count (sentences, result->unknown_users, N_("%s user is in no users file; the events were kept."),
		           N_("%s users are in no users file; their events were kept."));
	say_count (sentences, result->unknown_items, N_("%s item is in no items file; the events were kept."),
	           N_("%s items are in no items file; their events were kept."));
	say_repeated (sentences, plan, result->rows_repeated);
	say_count (sentences, result->stray_results,
	           seg_hint (N_("%s result names a campaign that is not here, and is counted for none; name it with --kind CAMPAIGN."),
	                     N_("%s result names a campaign that is not here, and is counted for none; n in the plan names it.")),
	           seg_hint (N_("%s results name a campaign that is not here, and are counted for none; name it with --kind CAMPAIGN."),
	                     N_("%s results name a campaign that is not here, and are counted for none; n in the plan names it.")));
	say_count (sentences, result->nobody_results, N_("%s row is of somebody who is not here; it was set aside, and no user was made of it."),
	           N_("%s rows are of people who are not here; they were set aside, and no users were made of them."));
	say_count (sentences, result->unmatched_results, N_("%s result is of somebody who is not on the campaign's list, and is not counted."),
	           N_("%s results are of people who are not on the campaign's list, and are not counted."));
	if (is_role (plan, "results"))
		say_count (sentences, result->rows_known, N_("%s result had been brought by an earlier file; it was not added again."),
		           N_("%s results had been brought by earlier files; they were not added again."));
	else
		say_count (sentences, result->rows_known, N_("%s row is an event that an earlier file had brought; it was not added again."),
		           N_("%s rows are events that earlier files had brought; they were not added again."));
	say_count (sentences, result->vanished_users,
	           N_("%s user of the last file like it is not in this one, and stays. (That is as it should be if this file is only a part.)"),
	           N_("%s users of the last file like it are not in this one, and stay. (That is as it should be if this file is only a part.)"));
	say_count (sentences, result->vanished_items,
	           N_("%s item of the last file like it is not in this one, and stays. (That is as it should be if this file is only a part.)"),
	           N_("%s items of the last file like it are not in this one, and stay. (That is as it should be if this file is only a part.)"));
}

static void
say_people (GPtrArray *sentences, const SegImportPlan *plan, const SegImportResult *result)
{
	g_autofree char *created = seg_format_integer (result->new_users), *changed = seg_format_integer (result->changed_users);
	g_autofree char *same = seg_format_integer (result->unchanged_users);

	if (is_role (plan, "users"))
		say (sentences, _("Users: %s new, %s changed, %s unchanged."), created, changed, same);
	else if (result->changed_users > 0)
		say (sentences, _("Users: %s new, %s changed."), created, changed);
	else if (result->new_users > 0)
		say (sentences, _("Users: %s new."), created);
	say_count (sentences, result->named_users, N_("%s user known only from events is now named."),
	           N_("%s users known only from events are now named."));
}

static void
say_items (GPtrArray *sentences, const SegImportPlan *plan, const SegImportResult *result)
{
	g_autofree char *created = seg_format_integer (result->new_items), *changed = seg_format_integer (result->changed_items);
	g_autofree char *same = seg_format_integer (result->unchanged_items);

	if (is_role (plan, "items"))
		say (sentences, _("Items: %s new, %s changed, %s unchanged."), created, changed, same);
	else if (result->changed_items > 0)
		say (sentences, _("Items: %s new, %s changed."), created, changed);
	else if (result->new_items > 0)
		say (sentences, _("Items: %s new."), created);
	say_count (sentences, result->named_items, N_("%s item known only from events is now named."),
	           N_("%s items known only from events are now named."));
}

GPtrArray *
seg_import_result_sentences (const SegImportPlan *plan, const SegImportResult *result)
{
	GPtrArray *sentences = g_ptr_array_new_with_free_func (g_free);
	g_autofree char *read = seg_format_integer (result->rows_read), *loaded = seg_format_integer (result->rows_loaded);
	g_autofree char *name = g_path_get_basename (seg_import_shown_path (plan->path)), *events = seg_format_integer (result->new_events);

	if (result->already_imported) {
		say (sentences, _("%s was imported before, in the same way: nothing was changed."), name);
		return sentences;
	}
	say_bad_news (sentences, plan, result);
	say (sentences, _("%s: %s of %s rows loaded as %s."), name, loaded, read, _(plan->role->name));
	say_count (sentences, result->rejects_taken_up, N_("%s row or value that was set aside is taken up with it."),
	           N_("%s rows or values that were set aside are taken up with it."));
	say_people (sentences, plan, result);
	say_items (sentences, plan, result);
	if (result->new_events > 0 || (result->rows_known > 0 && !is_role (plan, "results")))
		say (sentences, _("Events: %s new."), events);
	say_count (sentences, result->new_results, N_("Results of campaigns: %s new."), N_("Results of campaigns: %s new."));
	return sentences;
}

/* The counts that delta.c noted with the source. */
static void
read_delta (const char *delta, SegImportResult *result)
{
	const struct { const char *name; gint64 *count; } counts[] = {
		{ "new_users", &result->new_users }, { "changed_users", &result->changed_users }, { "unchanged_users", &result->unchanged_users },
		{ "vanished_users", &result->vanished_users }, { "named_users", &result->named_users }, { "unknown_users", &result->unknown_users },
		{ "new_items", &result->new_items }, { "changed_items", &result->changed_items }, { "unchanged_items", &result->unchanged_items },
		{ "vanished_items", &result->vanished_items }, { "named_items", &result->named_items }, { "unknown_items", &result->unknown_items },
		{ "new_events", &result->new_events }, { "rows_known", &result->rows_known }, { "values_rejected", &result->values_rejected },
		{ "rejects_taken_up", &result->rejects_taken_up }, { "new_results", &result->new_results },
		{ "stray_results", &result->stray_results }, { "repeated_results", &result->repeated_results }, { "nobody_results", &result->nobody_results },
		{ "unmatched_results", &result->unmatched_results },
	};
	g_autoptr (JsonNode) root = json_from_string (delta, NULL);
	JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;

	for (gsize i = 0; object != NULL && i < G_N_ELEMENTS (counts); i++)
		*counts[i].count = json_object_get_int_member_with_default (object, counts[i].name, 0);
}

GPtrArray *
seg_source_sentences (const SegSource *source)
{
	SegImportResult result = { .rows_read = source->rows_read, .rows_loaded = source->rows_loaded, .rows_rejected = source->rows_rejected,
	                           .rows_repeated = source->rows_repeated };
	const SegImportPlan plan = { .path = source->path, .role = seg_role_find (source->role) };
	GPtrArray *sentences;

	if (plan.role == NULL)
		return g_ptr_array_new_with_free_func (g_free);
	read_delta (source->delta, &result);
	sentences = seg_import_result_sentences (&plan, &result);
	say_count (sentences, source->n_corrected, N_("%s row or value that was set aside has been taken up by a later file."),
	           N_("%s rows or values that were set aside have been taken up by later files."));
	return sentences;
}
