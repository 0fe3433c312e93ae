/* Guesses: which role a file has, and what each of its columns means; from the headers first, then from the values. */
#include <config.h>
#include "ingest-private.h"
#include "plan-private.h"

#include <string.h>

#define FIT_SHARE 0.6 /* of the values of a column must read as the field's type */
#define FEW 20        /* rows; whether users come again in so few says nothing */
#define OUTCOMES_MOST 5 /* different values: a "label" of more is no outcome */

int
seg_guess_rank (const SegField *field, const char *folded_header)
{
	for (int i = 0; field->aliases[i] != NULL; i++)
		if (strcmp (field->aliases[i], folded_header) == 0)
			return i;
	return -1;
}

/* A header as it is compared with the names of fields; and what stands before a bracket in it, or NULL: "实付金额（元）",
 * "price (USD)". */
typedef struct {
	char *whole, *begin;
} FoldedHeader;

static FoldedHeader
fold_header (const char *header)
{
	FoldedHeader folded = { seg_name_fold (header), NULL };
	g_autofree char *begin = g_utf8_normalize (header, -1, G_NORMALIZE_ALL_COMPOSE);

	if (begin != NULL && strpbrk (begin, "([") != NULL) {
		*strpbrk (begin, "([") = '\0';
		folded.begin = seg_name_fold (begin);
	}
	return folded;
}

static int
rank_header (const SegField *field, const FoldedHeader *header)
{
	int rank = seg_guess_rank (field, header->whole);

	return rank >= 0 || header->begin == NULL ? rank : seg_guess_rank (field, header->begin);
}

static gboolean
is_share (gsize part, gsize whole, double share)
{
	return (double) part >= share * (double) whole;
}

/* Whether the values can be what @field says. */
static gboolean
fits (const SegField *field, const SegEvidence *evidence, const SegValueStyle *style)
{
	gsize n = evidence->n_present;

	if (strcmp (field->name, "text") == 0)
		return n == 0 || !is_share (evidence->n_number[FALSE], n, FIT_SHARE);
	return is_share (n - seg_evidence_n_bad (evidence, field->type, style), n, FIT_SHARE);
}

typedef struct {
	gsize field, column;
	int   rank;
} Match;

static gint
compare_matches (gconstpointer a, gconstpointer b)
{
	const Match *m = a, *n = b;

	if (m->rank != n->rank)
		return m->rank < n->rank ? -1 : 1;
	if (m->field != n->field)
		return m->field < n->field ? -1 : 1;
	return m->column < n->column ? -1 : m->column > n->column;
}

/* All pairs of a field of @role and a column whose header names it, best first: GArray of Match. */
static GArray *
find_matches (const SegImportPlan *plan, const SegRole *role)
{
	GArray *matches = g_array_new (FALSE, FALSE, sizeof (Match));

	for (gsize column = 0; column < plan->n_columns; column++) {
		SegValueStyle style = seg_plan_column_style (plan, column);
		FoldedHeader folded = fold_header (plan->columns[column].header);

		for (gsize field = 0; field < role->n_fields; field++) {
			Match match = { field, column, rank_header (&role->fields[field], &folded) };

			if (match.rank >= 0 && !seg_field_is_mark (&role->fields[field]) && fits (&role->fields[field], &plan->evidence->columns[column], &style))
				g_array_append_val (matches, match);
		}
		g_free (folded.whole);
		g_free (folded.begin);
	}
	g_array_sort (matches, compare_matches);
	return matches;
}

/* What "churn" says is an outcome whatever it holds, reasons and scores too: they were not known before it happened. What is called like money
 * or a purchase is one where it says yes or no: whether they bought. */
gboolean
seg_guess_fits_mark (const SegEvidence *evidence, const char *folded_header)
{
	static const char *const answers[] = { "revenue", "sales", "purchase", "haspurchased", "madepurchase", "bought", "hasbought", "ordered", "hasordered",
	                                       "sold", "deposit", "购买", "是否购买", "已购买", "是否下单", "已下单", "是否成交", "成交" };
	gsize n_distinct = g_hash_table_size (evidence->distinct);

	for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
		if (g_str_has_prefix (folded_header, answers[i]))
			return n_distinct == 2 && evidence->n_boolean == evidence->n_present;
	return strstr (folded_header, "churn") != NULL || strstr (folded_header, "流失") != NULL
	       || (n_distinct > 1 && n_distinct <= OUTCOMES_MOST);
}

/* Marks go to every column that nothing else has claimed. */
static void
assign_marks (const SegImportPlan *plan, const SegRole *role, gssize *fields)
{
	for (gsize column = 0; column < plan->n_columns; column++) {
		FoldedHeader folded = fold_header (plan->columns[column].header);

		for (gsize field = 0; fields[column] < 0 && field < role->n_fields; field++)
			if (seg_field_is_mark (&role->fields[field]) && rank_header (&role->fields[field], &folded) >= 0
			    && seg_guess_fits_mark (&plan->evidence->columns[column], folded.whole))
				fields[column] = (gssize) field;
		g_free (folded.whole);
		g_free (folded.begin);
	}
}

/* Which field of @role each column gets; -1: none. Free it. */
static gssize *
assign (const SegImportPlan *plan, const SegRole *role)
{
	gssize *fields = g_new (gssize, plan->n_columns);
	g_autofree gboolean *taken = g_new0 (gboolean, role->n_fields);
	g_autoptr (GArray) matches = find_matches (plan, role);

	for (gsize i = 0; i < plan->n_columns; i++)
		fields[i] = -1;
	for (guint i = 0; i < matches->len; i++) {
		const Match *match = &g_array_index (matches, Match, i);

		if (fields[match->column] >= 0 || taken[match->field])
			continue;
		fields[match->column] = (gssize) match->field;
		taken[match->field] = TRUE;
	}
	return fields;
}

static gssize
index_of_field (const SegRole *role, const char *name)
{
	const SegField *field = seg_role_field (role, name);

	return field != NULL ? field - role->fields : -1;
}

static gboolean
has_field (const SegImportPlan *plan, const gssize *fields, gssize field)
{
	for (gsize i = 0; i < plan->n_columns; i++)
		if (field >= 0 && fields[i] == field)
			return TRUE;
	return FALSE;
}

/* Guesses from values ---------------------------------------------------------------------------------------------- */

static gboolean
is_unique (const SegImportPlan *plan, const SegEvidence *evidence)
{
	return evidence->n_present == plan->n_looked_at && g_hash_table_size (evidence->distinct) == evidence->n_compared;
}

/* A column that could be the key of users or items: its header ends with "id", "no" or the like, no value twice. */
static gboolean
looks_like_key (const SegImportPlan *plan, gsize column)
{
	static const char *const ends[] = { "id", "key", "code", "编号", "号", NULL };
	g_autofree char *folded = seg_name_fold (plan->columns[column].header);

	if (!is_unique (plan, &plan->evidence->columns[column]))
		return FALSE;
	for (gsize i = 0; ends[i] != NULL; i++)
		if (g_str_has_suffix (folded, ends[i]))
			return TRUE;
	return FALSE;
}

static gboolean
looks_like_time (const SegImportPlan *plan, gsize column)
{
	const SegEvidence *evidence = &plan->evidence->columns[column];

	return evidence->n_present > 0 && is_share (evidence->n_date_in_words + evidence->n_doubt, evidence->n_present, 0.95);
}

static gboolean
looks_like_email (const SegImportPlan *plan, gsize column)
{
	const SegEvidence *evidence = &plan->evidence->columns[column];

	return evidence->n_present > 0 && is_share (evidence->n_email, evidence->n_present, 0.9);
}

static gboolean
looks_like_phone (const SegImportPlan *plan, gsize column)
{
	const SegEvidence *evidence = &plan->evidence->columns[column];

	return evidence->n_present > 0 && is_share (evidence->n_phone, evidence->n_present, 0.9);
}

/* A column that names something the events are about: its header ends with "id" or the like and its values come again. What
 * orders, sessions and places are called is left alone. */
static gboolean
looks_like_reference (const SegImportPlan *plan, gsize column)
{
	static const char *const ends[] = { "id", "code", "编号", NULL };
	static const char *const others[] = { "order", "session", "basket", "transaction", "store", "shop", "device", "campaign", "coupon",
	                                      "event", "row", "log", "ip", "city", "country", "region", NULL };
	g_autofree char *folded = seg_name_fold (plan->columns[column].header);

	if (is_unique (plan, &plan->evidence->columns[column]))
		return FALSE;
	for (gsize i = 0; others[i] != NULL; i++)
		if (strstr (folded, others[i]) != NULL)
			return FALSE;
	for (gsize i = 0; ends[i] != NULL; i++)
		if (g_str_has_suffix (folded, ends[i]))
			return TRUE;
	return FALSE;
}

static const struct {
	const char *role, *field;
	gboolean (*looks) (const SegImportPlan *plan, gsize column);
} by_value[] = {
	{ "users", "email", looks_like_email },
	{ "users", "phone", looks_like_phone },
	{ "users", "user", looks_like_key },
	{ "items", "item", looks_like_key },
	{ "events", "item", looks_like_reference },
	{ "ratings", "item", looks_like_reference },
	{ "events", "at", looks_like_time },
	{ "purchases", "at", looks_like_time },
	{ "ratings", "at", looks_like_time },
	{ "reviews", "at", looks_like_time },
};

/* Fields that no header named go to the first free column whose values look right. */
static void
assign_by_value (const SegImportPlan *plan, const SegRole *role, gssize *fields)
{
	for (gsize i = 0; i < G_N_ELEMENTS (by_value); i++) {
		gssize field = index_of_field (role, by_value[i].field);

		if (strcmp (by_value[i].role, role->name) != 0 || has_field (plan, fields, field))
			continue;
		for (gsize column = 0; column < plan->n_columns; column++)
			if (fields[column] < 0 && by_value[i].looks (plan, column)) {
				fields[column] = field;
				break;
			}
	}
}

/* Where nothing but the name says which item it is, the name is its key. */
static void
take_title_for_key (const SegImportPlan *plan, const SegRole *role, gssize *fields)
{
	gssize item = index_of_field (role, "item"), title = index_of_field (role, "title");

	if (item < 0 || title < 0 || has_field (plan, fields, item))
		return;
	for (gsize i = 0; i < plan->n_columns; i++)
		if (fields[i] == title)
			fields[i] = item;
}

/* A running number that some program put in front of each row. */
gboolean
seg_guess_is_row_number (const SegImportPlan *plan, gsize column)
{
	static const char *const names[] = { "rownames", "rowname", "unnamed0", "index", "rowid", "序号", "行号" };
	const SegPlanColumn *shown = &plan->columns[column];
	g_autofree char *folded = seg_name_fold (shown->header);
	gboolean named = g_str_has_prefix (folded, "column") && column == 0 && plan->has_header;

	for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
		named |= strcmp (folded, names[i]) == 0;
	return named && is_unique (plan, &plan->evidence->columns[column]) && shown->samples[0] != NULL
	       && (strcmp (shown->samples[0], "0") == 0 || strcmp (shown->samples[0], "1") == 0);
}

/* A field may keep the type its values have: a title with numbers only stays text all the same. */
void
seg_guess_fields (SegImportPlan *plan)
{
	const SegRole *role = plan->role;
	g_autofree gssize *fields = assign (plan, role);

	assign_by_value (plan, role, fields);
	take_title_for_key (plan, role, fields);
	assign_marks (plan, role, fields);
	for (gsize i = 0; i < plan->n_columns; i++) {
		SegPlanColumn *column = &plan->columns[i];
		const SegEvidence *evidence = &plan->evidence->columns[i];

		seg_plan_leave_out (plan, i);
		column->chosen = FALSE;
		column->field = fields[i] >= 0 ? &role->fields[fields[i]] : NULL;
		column->type = seg_plan_field_type (plan, i, column->field);
		column->imported = column->field != NULL
		                   || (role->has_attributes && evidence->n_present > 0 && !seg_guess_is_row_number (plan, i));
		column->entity = column->imported && column->field == NULL ? role->entity : NULL;
	}
	seg_guess_entities (plan);
	seg_plan_refresh (plan);
}

/* The role ---------------------------------------------------------------------------------------------------------- */

static gboolean
names_field (const SegImportPlan *plan, const char *role_name, const char *field)
{
	const SegRole *role = seg_role_find (role_name);
	g_autofree gssize *fields = assign (plan, role);

	return has_field (plan, fields, index_of_field (role, field));
}

/* Whether each user has one row: then the file is about users, whatever dates and numbers it holds. */
static gboolean
is_one_row_a_user (const SegImportPlan *plan)
{
	const SegRole *role = seg_role_find ("events");
	g_autofree gssize *fields = assign (plan, role);

	for (gsize i = 0; i < plan->n_columns; i++)
		if (fields[i] == index_of_field (role, "user")) {
			const SegEvidence *evidence = &plan->evidence->columns[i];

			return is_share (g_hash_table_size (evidence->distinct), evidence->n_compared, 0.9);
		}
	return TRUE;
}

/* People named as an exported list names them. */
static gboolean
has_pseudonyms (const SegImportPlan *plan)
{
	for (gsize i = 0; i < plan->n_columns; i++) {
		g_autofree char *folded = seg_name_fold (plan->columns[i].header);

		if (strcmp (folded, "pseudonym") == 0 || strcmp (folded, "化名") == 0)
			return TRUE;
	}
	return FALSE;
}

/* A file that names a campaign, says of people under pseudonyms what they did, or says of each person what they did on one. */
static gboolean
is_results (const SegImportPlan *plan, gboolean repeats)
{
	gsize n_outcomes = 0;

	for (gsize i = 0; i < plan->n_columns; i++)
		n_outcomes += seg_guess_outcome (plan->columns[i].header) != NULL;
	return names_field (plan, "results", "campaign") || n_outcomes >= (repeats ? 3 : 2) || (n_outcomes >= 1 && has_pseudonyms (plan));
}

/* Works have titles, and hardly two the same; people have at most a few ("Dr"). */
static gboolean
has_titles (const SegImportPlan *plan)
{
	for (gsize i = 0; i < plan->n_columns; i++) {
		const SegEvidence *evidence = &plan->evidence->columns[i];
		g_autofree char *folded = seg_name_fold (plan->columns[i].header);

		if ((g_str_has_suffix (folded, "title") || strstr (folded, "标题") != NULL || strstr (folded, "书名") != NULL)
		    && evidence->n_compared >= FEW && is_share (g_hash_table_size (evidence->distinct), evidence->n_compared, 0.9))
			return TRUE;
	}
	return FALSE;
}

const SegRole *
seg_guess_role (const SegImportPlan *plan)
{
	gboolean user = names_field (plan, "events", "user"), item = names_field (plan, "events", "item");
	gboolean time = names_field (plan, "events", "at"), repeats = !is_one_row_a_user (plan);
	const char *name = "users";

	if (user && !item && !names_field (plan, "purchases", "order") && is_results (plan, repeats))
		name = "results";
	else if (user && names_field (plan, "events", "kind") && (item || repeats))
		name = "events";
	else if (user && item && names_field (plan, "ratings", "rating"))
		name = names_field (plan, "reviews", "text") ? "reviews" : "ratings";
	else if (user && (names_field (plan, "purchases", "order")
	                  || ((names_field (plan, "purchases", "amount") || names_field (plan, "purchases", "price"))
	                      && (item || repeats) && (time || repeats))))
		name = "purchases";
	else if (user && item && names_field (plan, "reviews", "text"))
		name = "reviews";
	else if (user && (repeats || (item && (time || plan->n_looked_at < FEW))))
		name = "events";
	else if (!user && (item || has_titles (plan)
	                   || (names_field (plan, "items", "title")
	                       && (names_field (plan, "items", "price") || names_field (plan, "items", "category")))))
		name = "items";
	return seg_role_find (name);
}
