/* Rows of results of campaigns. A row with an outcome in words is that outcome; else the row itself says that the user was assigned to
 * the campaign (and to a variant of it), and each column of an outcome that came true is one more. Money goes with the outcome
 * "converted" where the file has one, else with the only outcome, else it is one of its own: "spent". */
#include <config.h>
#include "load-wide.h"
#include "plan-private.h"

#include <segscope/hint.h>
#include <segscope/merged.h>
#include <segscope/pseudonym.h>
#include <segscope/result_match.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>
#include <xxhash.h>

#define CONVERTED "converted"

/* A row -------------------------------------------------------------------------------------------------------------------- */

static void
stage_text (SegLoad *load, SegSlot slot)
{
	SegStagedText text = { load->staged->len - 1, slot, load->row.text[slot] };

	if (load->slots[slot] >= 0 && !(load->row.missing >> slot & 1))
		g_array_append_val (load->staged_texts, text);
}

/* Rows that are numbered for want of a column of users may be an experiment that was run elsewhere, but tell nothing of the people of a list from here. */
gboolean
seg_load_check_whose (SegWorkspace *workspace, const SegImportPlan *plan, GError **error)
{
	g_autoptr (SegStatement) statement = NULL;
	g_autofree char *campaign = NULL;
	GError *failure = NULL;

	if (strcmp (plan->role->name, "results") != 0 || seg_plan_column_of (plan, "user") >= 0 || seg_plan_column_of (plan, "campaign") >= 0)
		return TRUE;
	campaign = seg_plan_campaign (plan);
	statement = seg_workspace_prepare (workspace, "SELECT 1 FROM campaign WHERE name = :name", error);
	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":name", campaign);
	if (!seg_statement_next (statement, &failure))
		return seg_query_ended (failure, error);
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
	             seg_hint (_("%s: no column says whose results these are, so nobody on the list of \"%s\" can be told from another. Is it the right file? "
	                         "If a column names the people, say which (segscope import WORKSPACE FILE --as results --kind CAMPAIGN --map user=COLUMN)"),
	                       _("%s: no column says whose results these are, so nobody on the list of \"%s\" can be told from another. Is it the right file? "
	                         "If a column names the people, choose it in the list")), plan->path, campaign);
	return FALSE;
}

/* Without a column of users rows are numbered, as in files of users. */
static gboolean
number_user (SegLoad *load)
{
	char number[24];
	int size = g_snprintf (number, sizeof number, "%" G_GINT64_FORMAT, load->rows_read + (gint64) load->n_records + 1);

	if (load->slots[SEG_SLOT_USER] >= 0)
		return !(load->row.missing >> SEG_SLOT_USER & 1);
	seg_keys_take (load->users, number, (gsize) size, &g_array_index (load->staged, SegStagedEvent, load->staged->len - 1).user);
	return TRUE;
}

static char *
stranger_words (const char *text)
{
	return seg_pseudonym_is_one (text) ? g_strdup (_("nobody here has this pseudonym"))
	                                   : g_strdup_printf (_("several people have the address %s"), text);
}

void
seg_load_end_result (SegLoad *load)
{
	static const SegSlot dates_and_money[] = { SEG_SLOT_AT, SEG_SLOT_AMOUNT };

	if (load->row.no_key != SEG_NO_KEY_NONE && seg_load_refuse_key (load, load->slots[SEG_SLOT_USER]))
		return;
	if (load->row.stranger) {
		seg_load_stage_reject (load, load->slots[SEG_SLOT_USER], TRUE, stranger_words (load->row.text[SEG_SLOT_USER].text));
		return;
	}
	if (!number_user (load)) {
		seg_load_stage_reject (load, load->slots[SEG_SLOT_USER], TRUE, g_strdup (_("no user")));
		return;
	}
	for (gsize i = 0; i < G_N_ELEMENTS (dates_and_money); i++) {
		SegSlot slot = dates_and_money[i];

		if (!(load->row.bad >> slot & 1))
			continue;
		seg_load_stage_reject (load, load->slots[slot], TRUE,
			seg_load_bad_value (load->row.text[slot].text, slot == SEG_SLOT_AT ? SEG_TYPE_DATE : SEG_TYPE_NUMBER));
		return;
	}
	stage_text (load, SEG_SLOT_CAMPAIGN);
	stage_text (load, SEG_SLOT_OUTCOME);
	stage_text (load, SEG_SLOT_VARIANT);
	g_array_append_val (load->staged_records, load->n_records);
}

/* Its results -------------------------------------------------------------------------------------------------------------- */

static void
add (SegLoad *load, const SegChunkResult *row, const char *outcome, gint64 at, double amount)
{
	SegChunkResult result = *row;

	result.outcome = (SegBulkText) { outcome, strlen (outcome) };
	result.at = at;
	result.amount = amount;
	g_array_append_val (load->chunk->results, result);
}

/* The outcome as the program calls it, else as the file does. */
static const char *
name_outcome (const char *text)
{
	const char *known = seg_guess_outcome (text);

	return known != NULL ? known : text;
}

static gboolean
has_outcome_columns (const SegLoad *load)
{
	for (gsize i = 0; load->wide != NULL && i < load->wide->n_columns; i++)
		if (load->wide->columns[i].kind == SEG_WIDE_OUTCOME)
			return TRUE;
	return FALSE;
}

/* @money: what is left of it afterwards; NAN: nothing. */
static void
add_outcomes (SegLoad *load, guint staged, const SegChunkResult *row, double *money)
{
	for (gsize i = 0; load->wide != NULL && i < load->wide->n_columns; i++) {
		const char *outcome = load->wide->columns[i].planned->attribute;
		gint64 at = row->at;
		gboolean converted = strcmp (outcome, CONVERTED) == 0;

		if (!seg_wide_outcome (load->wide, staged, i, &at))
			continue;
		add (load, row, outcome, at, converted ? *money : NAN);
		*money = converted ? NAN : *money;
	}
}

static void
add_row (SegLoad *load, guint staged, const SegChunkResult *row, const SegBulkText *outcome)
{
	double money = row->amount;
	gboolean columns = has_outcome_columns (load), said = load->slots[SEG_SLOT_OUTCOME] >= 0;

	if (said && outcome->text != NULL)
		add (load, row, name_outcome (outcome->text), row->at, columns ? NAN : money);
	else
		add (load, row, "assigned", row->at, columns ? NAN : money);
	if (!columns)
		return;
	add_outcomes (load, staged, row, &money);
	if (isfinite (money) && money != 0)
		add (load, row, "spent", row->at, money);
}

/* Repeated rows ------------------------------------------------------------------------------------------------------------ */

static guint64
hash_text (SegBulkText text, guint64 hash)
{
	return text.text != NULL ? XXH3_64bits_withSeed (text.text, text.size, hash + 1) : hash;
}

/* Whether all that the row says, from result number @first of the chunk on, was said by an earlier row of the file. */
static gboolean
is_repeated (SegLoad *load, guint first)
{
	guint64 hash = 0;

	for (guint i = first; i < load->chunk->results->len; i++) {
		const SegChunkResult *result = &g_array_index (load->chunk->results, SegChunkResult, i);
		const struct { gint64 at; double amount; guint64 user, before; } numbers = { result->at, isnan (result->amount) ? -0.0 : result->amount + 0.0,
		                                                                             result->user, hash };

		hash = hash_text (result->campaign, hash_text (result->variant, hash_text (result->outcome, XXH3_64bits (&numbers, sizeof numbers))));
	}
	return !g_hash_table_add (load->results_seen, GSIZE_TO_POINTER (hash));
}

/* Takes the row's results back. @words: why; taken over. */
static void
set_aside (SegLoad *load, guint staged, guint first, char *words)
{
	SegStagedReject reject = { g_array_index (load->staged_records, gsize, staged), -1, TRUE, words, 0 };

	g_array_append_val (load->staged_rejects, reject);
	g_array_set_size (load->chunk->results, first);
}

/* People whom nobody here knows ----------------------------------------------------------------------------------------------- */

/* The list of a campaign that is here has people who are here: whoever else a row names is a slip of the pen, or a customer of somebody else, and no
 * new customer of ours. Experiments run elsewhere bring their people with them. */
static gboolean
is_of_nobody (const SegLoad *load, const SegKeyText *user, const char *campaign)
{
	g_autofree char *folded = NULL;

	if (load->slots[SEG_SLOT_USER] < 0 || g_hash_table_size (load->campaigns) == 0 || seg_keys_find_text (load->users, user) != NULL)
		return FALSE;
	folded = g_ascii_strdown (campaign, -1);
	return g_hash_table_contains (load->campaigns, folded);
}

static char *
nobody_words (const SegKeyText *user)
{
	return g_strdup_printf (_("nobody here is called \"%.*s\""), (int) user->size, user->size > SEG_KEY_SHORT ? user->text : (const char *) user->words);
}

/* Fills @row and @outcome from the texts of staged row @i; @next: of staged_texts. */
static void
take_texts (const SegLoad *load, guint i, guint *next, SegChunkResult *row, SegBulkText *outcome)
{
	for (; *next < load->staged_texts->len && g_array_index (load->staged_texts, SegStagedText, *next).row == i; (*next)++) {
		const SegStagedText *text = &g_array_index (load->staged_texts, SegStagedText, *next);

		*(text->slot == SEG_SLOT_CAMPAIGN ? &row->campaign : text->slot == SEG_SLOT_VARIANT ? &row->variant : outcome) = text->text;
	}
}

gboolean
seg_load_resolve_results (SegLoad *load, GError **error)
{
	g_autofree char *campaign = seg_plan_campaign (load->plan);
	guint next = 0, n_repeated = 0, n_nobody = 0;

	for (guint i = 0; i < load->staged->len; i++) {
		const SegStagedEvent *staged = &g_array_index (load->staged, SegStagedEvent, i);
		SegChunkResult row = { .at = staged->event.at, .amount = staged->event.amount };
		SegBulkText outcome = { NULL, 0 };
		guint first = load->chunk->results->len;
		SegKey *user;

		take_texts (load, i, &next, &row, &outcome);
		if (is_of_nobody (load, &staged->user, row.campaign.text != NULL ? row.campaign.text : campaign)) {
			set_aside (load, i, first, nobody_words (&staged->user));
			n_nobody++;
			continue;
		}
		user = seg_load_resolve_key (load, load->users, &staged->user, &load->next_user, load->chunk->users, error);
		if (user == NULL || (load->wide != NULL && !seg_wide_take (load, i, user->id, 0, error)))
			return FALSE;
		row.user = user->id;
		add_row (load, i, &row, &outcome);
		if (is_repeated (load, first)) {
			set_aside (load, i, first, g_strdup (_("says the same as an earlier row")));
			n_repeated++;
		}
	}
	load->repeated_results += n_repeated;
	load->nobody_results += n_nobody;
	g_array_set_size (load->staged, load->staged->len - n_repeated - n_nobody); /* they count as set aside */
	return TRUE;
}

/* Writing -------------------------------------------------------------------------------------------------------------------- */

/* A file without a column of campaigns is one: what --kind says, else the file's name. */
char *
seg_plan_campaign (const SegImportPlan *plan)
{
	g_autofree char *name = g_path_get_basename (seg_import_shown_path (plan->path)), *valid = g_utf8_make_valid (name, -1);
	char *dot = strchr (valid, '.');

	if (plan->event_kind != NULL && plan->event_kind[0] != '\0')
		return g_strdup (plan->event_kind);
	if (dot != NULL && dot > valid)
		*dot = '\0';
	return g_steal_pointer (&valid);
}

static void
bind (SegStatement *insert, const SegChunkResult *result, const char *campaign)
{
	seg_statement_bind_text_at (insert, 1, result->campaign.text != NULL ? result->campaign.text : campaign);
	seg_statement_bind_integer_at (insert, 2, result->user);
	seg_statement_bind_text_at (insert, 3, result->variant.text);
	seg_statement_bind_text_at (insert, 4, result->outcome.text);
	if (result->at == SEG_BULK_NO_INTEGER)
		seg_statement_bind_null_at (insert, 5);
	else
		seg_statement_bind_integer_at (insert, 5, result->at);
	seg_statement_bind_double_at (insert, 6, result->amount);
}

/* What an earlier file said is not written again. */
gboolean
seg_load_write_results (SegLoad *load, const SegChunk *chunk, GError **error)
{
	g_autofree char *campaign = seg_plan_campaign (load->plan);
	g_autoptr (SegStatement) insert = seg_workspace_prepare (load->workspace,
		"INSERT INTO result (campaign, campaign_id, user_id, variant, outcome, at, amount, source_id) "
		"SELECT ?1, (SELECT id FROM campaign WHERE name = ?1 COLLATE NOCASE), ?2, ?3, ?4, ?5, ?6, ?7 "
		"WHERE NOT EXISTS (SELECT 1 FROM result WHERE user_id = ?2 AND source_id <> ?7 AND campaign = ?1 AND variant IS ?3 AND outcome = ?4 "
		"AND at IS ?5 AND amount IS ?6)", error);

	if (insert == NULL)
		return FALSE;
	seg_statement_bind_integer_at (insert, 7, load->result->source_id);
	for (guint i = 0; i < chunk->results->len; i++) {
		if (i % 1024 == 0 && !seg_job_proceed (load->job, 0, NULL, error))
			return FALSE;
		bind (insert, &g_array_index (chunk->results, SegChunkResult, i), campaign);
		if (!seg_statement_run (insert, error))
			return FALSE;
		load->result->new_results += seg_workspace_changes (load->workspace);
		load->result->rows_known += seg_workspace_changes (load->workspace) == 0;
	}
	return TRUE;
}

static gboolean
count (SegWorkspace *workspace, const char *sql, gint64 source_id, gint64 *n, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":source", source_id);
	if (!seg_statement_next (statement, error))
		return FALSE;
	*n = seg_statement_integer (statement, 0);
	return TRUE;
}

gboolean
seg_load_count_results (SegLoad *load, GError **error)
{
	return !load->results
	       || (count (load->workspace, "SELECT count(*) FROM result WHERE source_id = :source AND campaign_id IS NULL AND EXISTS (SELECT 1 FROM campaign)",
	                  load->result->source_id, &load->result->stray_results, error)
	           && seg_import_match_results (load->workspace, load->result, error));
}

/* Who is on lists by an account that cleaning has put into another: by that other one. */
#define LISTS_BY_PERSON \
	"(SELECT DISTINCT m.campaign_id AS campaign_id, y.person AS person FROM (" SEG_SQL_MERGED ") y CROSS JOIN campaign c " \
	"CROSS JOIN campaign_member m ON m.campaign_id = c.id AND m.user_id = y.id)"

gboolean
seg_import_match_results (SegWorkspace *workspace, SegImportResult *result, GError **error)
{
	g_autoptr (SegStatement) update = NULL;

	if (result->new_results == 0)
		return TRUE;
	if (!count (workspace, "SELECT count(*) FROM result r LEFT JOIN (" SEG_SQL_MERGED ") x ON x.id = r.user_id LEFT JOIN " LISTS_BY_PERSON
	            " o ON o.campaign_id = r.campaign_id AND o.person = coalesce (x.person, r.user_id) WHERE r.source_id = :source "
	            "AND r.campaign_id IS NOT NULL AND o.person IS NULL AND NOT EXISTS "
	            "(SELECT 1 FROM campaign_member m WHERE m.campaign_id = r.campaign_id AND m.user_id IN (r.user_id, x.person))",
	            result->source_id, &result->unmatched_results, error))
		return FALSE;
	update = seg_workspace_prepare (workspace, "UPDATE source SET delta = CASE WHEN :n > 0 THEN json_set (delta, '$.unmatched_results', :n) "
	                                "ELSE json_remove (delta, '$.unmatched_results') END WHERE id = :source AND delta IS NOT NULL", error);
	if (update == NULL)
		return FALSE;
	seg_statement_bind_integer (update, ":n", result->unmatched_results);
	seg_statement_bind_integer (update, ":source", result->source_id);
	return seg_statement_run (update, error);
}
