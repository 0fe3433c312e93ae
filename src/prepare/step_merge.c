/* Merge duplicates: users who share a normalised telephone number, e-mail address, or all of a few columns are one person with several
 * accounts. One account survives; it gets the values it lacks from the others, and their events. The others are left out, with a note
 * into whom they were merged. */
#include <config.h>
#include "step_merge.h"
#include "step_options.h"

#include <segscope/text.h>

#include <stdlib.h>
#include <string.h>

/* Sharing one trait ------------------------------------------------------------------------------------------------------------- */

static int
compare_marks (const void *a, const void *b)
{
	const SegMark *x = a, *y = b;
	int order = memcmp (x->digest, y->digest, sizeof x->digest);

	return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

static guint32
find_root (guint32 *parents, guint32 row)
{
	while (parents[row] != row)
		row = parents[row] = parents[parents[row]];
	return row;
}

/* The smaller row becomes the root, so that the result does not depend on the order. */
static void
join (guint32 *parents, guint32 a, guint32 b)
{
	a = find_root (parents, a);
	b = find_root (parents, b);
	parents[MAX (a, b)] = MIN (a, b);
}

/* Joins rows whose marks are equal, unless too many share one: that is no person but a placeholder. */
static void
join_equal (SegAlike *alike, SegMark *marks, gsize n, gsize most)
{
	qsort (marks, n, sizeof *marks, compare_marks);
	for (gsize from = 0, to; from < n; from = to) {
		for (to = from + 1; to < n && memcmp (marks[from].digest, marks[to].digest, sizeof marks->digest) == 0; to++)
			;
		if (to - from > most) {
			alike->n_crowds++;
			continue;
		}
		for (gsize i = from + 1; i < to; i++)
			join (alike->parents, marks[from].row, marks[i].row);
	}
}

/* The groups ---------------------------------------------------------------------------------------------------------------------- */

/* Finds, under alike->parents, who is the same person. */
static gboolean
find_groups (SegStepRun *run, SegAlike *alike, GError **error)
{
	const char *const *traits = seg_step_get_all (run->step, "alike");
	const gsize most = (gsize) seg_step_number (run->step, "most", 10);

	for (gsize i = 0; traits[i] != NULL; i++) {
		g_autofree SegMark *marks = g_try_new (SegMark, MAX (alike->n, 1));
		gsize n = 0;

		if (marks == NULL) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to compare %zu users"), alike->n);
			return FALSE;
		}
		if (!seg_job_proceed (run->job, 0.5 * (double) i / g_strv_length ((char **) traits), NULL, error)
		    || !seg_merge_read_marks (run, traits[i], alike, marks, &n, error))
			return FALSE;
		join_equal (alike, marks, n, most);
	}
	return TRUE;
}

/* Writes the groups of two and more into clean_member (id, group); larger ones than allowed are left alone: chains of traits have
 * made them. */
static gboolean
write_members (SegStepRun *run, SegAlike *alike, GError **error)
{
	const gsize most = (gsize) seg_step_number (run->step, "most", 10);
	g_autofree guint32 *sizes = g_try_new0 (guint32, MAX (alike->n, 1));
	g_autoptr (SegStatement) insert = NULL;

	if (sizes == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to compare %zu users"), alike->n);
		return FALSE;
	}
	if (!seg_workspace_execute (run->workspace,
	                            "DROP TABLE IF EXISTS temp.clean_member;"
	                            "CREATE TEMP TABLE clean_member (id INTEGER PRIMARY KEY, root INTEGER, survivor INTEGER, place INTEGER)", error)
	    || (insert = seg_workspace_prepare (run->workspace, "INSERT INTO temp.clean_member (id, root) VALUES (?1, ?2)", error)) == NULL)
		return FALSE;
	for (guint32 i = 0; i < alike->n; i++)
		sizes[find_root (alike->parents, i)]++;
	for (guint32 i = 0; i < alike->n; i++) {
		const guint32 root = find_root (alike->parents, i);

		if (root == i && sizes[root] > most)
			alike->n_crowds++;
		if (sizes[root] < 2 || sizes[root] > most)
			continue;
		run->step->effect.groups += root == i;
		seg_statement_bind_integer_at (insert, 1, alike->ids[i]);
		seg_statement_bind_integer_at (insert, 2, alike->ids[root]);
		if (!seg_statement_run (insert, error))
			return FALSE;
	}
	return TRUE;
}

/* Who survives ---------------------------------------------------------------------------------------------------------------------- */

/* How good an account is, as an SQL expression over user u; more is better. */
static char *
rank_sql (SegStepRun *run)
{
	const SegAttribute *registered = seg_attributes_with_field (run->attributes, "registered");
	g_autofree char *column = registered != NULL ? seg_sql_identifier (registered->name) : NULL;
	GString *sql = g_string_new (NULL);

	if (seg_step_is (run->step, "keep", "newest")) {
		/* By what happened last; without any event by when they joined. */
		g_string_append (sql, "(SELECT at FROM temp.clean_last l WHERE l.id = u.id) DESC NULLS LAST");
		if (column != NULL)
			g_string_append_printf (sql, ", u.%s DESC NULLS LAST", column);
		g_string_append (sql, ", u.id DESC");
	} else if (seg_step_is (run->step, "keep", "complete")) {
		for (guint i = 0; i < run->attributes->len; i++) {
			g_autofree char *name = seg_sql_identifier (((const SegAttribute *) run->attributes->pdata[i])->name);

			g_string_append_printf (sql, "%s(u.%s IS NOT NULL)", i > 0 ? " + " : "", name);
		}
		g_string_append (sql, " DESC, u.id");
	} else {
		g_string_append (sql, "u.id");
	}
	return g_string_free (sql, FALSE);
}

static gboolean
choose_survivors (SegStepRun *run, GError **error)
{
	g_autofree char *rank = rank_sql (run);
	g_autofree char *sql = g_strdup_printf (
		"UPDATE temp.clean_member AS c SET place = r.place, survivor = r.survivor FROM (SELECT m.id AS id, "
		"row_number () OVER w AS place, first_value (m.id) OVER w AS survivor FROM temp.clean_member m JOIN user u ON u.id = m.id "
		"WINDOW w AS (PARTITION BY m.root ORDER BY %s)) AS r WHERE r.id = c.id", rank);

	if (!seg_workspace_execute (run->workspace, "DROP TABLE IF EXISTS temp.clean_last; "
	                            "CREATE TEMP TABLE clean_last (id INTEGER PRIMARY KEY, at INTEGER)", error))
		return FALSE;
	if (seg_step_is (run->step, "keep", "newest")
	    && !seg_workspace_execute (run->workspace, "INSERT INTO temp.clean_last SELECT user_id, max (at) FROM event "
	                               "WHERE user_id IN (SELECT id FROM temp.clean_member) GROUP BY user_id", error))
		return FALSE;
	return seg_workspace_execute (run->workspace, sql, error);
}

/* What moves ------------------------------------------------------------------------------------------------------------------------- */

/* The survivor keeps what it has; what it lacks comes from the next account that has it. The person is a customer since the first of
 * the accounts was opened, as its events are the person's, too. */
static gboolean
fill_survivors (SegStepRun *run, GError **error)
{
	for (guint i = 0; i < run->attributes->len; i++) {
		const SegAttribute *attribute = run->attributes->pdata[i];
		const gboolean since = attribute->type == SEG_TYPE_DATE && g_strcmp0 (attribute->field, "registered") == 0;
		g_autofree char *name = seg_sql_identifier (attribute->name);
		g_autofree char *order = since ? g_strdup_printf ("u.%s, m.place", name) : g_strdup ("m.place");
		g_autofree char *sql = g_strdup_printf (
			"INSERT INTO temp.clean_cell (id, value) SELECT survivor, value FROM (SELECT m.survivor AS survivor, u.%s AS value, "
			"row_number () OVER (PARTITION BY m.survivor ORDER BY %s) AS place FROM temp.clean_member m JOIN user u ON u.id = m.id "
			"JOIN user s ON s.id = m.survivor WHERE (%ss.%s IS NULL) AND u.%s IS NOT NULL) WHERE place = 1", name, order,
			since ? "1 OR " : "", name, name);

		if (!seg_workspace_execute (run->workspace, sql, error) || !seg_cells_write (run, attribute, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
exclude_others (SegStepRun *run, GError **error)
{
	g_autofree char *sql = g_strdup_printf (
		"UPDATE excluded_user SET merged_into = (SELECT survivor FROM temp.clean_member WHERE id = merged_into) "
		"WHERE merged_into IN (SELECT id FROM temp.clean_member);"
		"INSERT INTO excluded_user (user_id, step_id, merged_into) SELECT id, %" G_GINT64_FORMAT ", survivor FROM temp.clean_member "
		"WHERE place > 1 ORDER BY id", run->step->id);

	if (!seg_workspace_execute (run->workspace, sql, error))
		return FALSE;
	run->step->effect.users_out = seg_workspace_changes (run->workspace);
	return TRUE;
}

/* Events never change their user, as they lie sorted by it: copies of them are added at the end as a run of their own. */
static gboolean
move_events (SegStepRun *run, GError **error)
{
	g_autofree char *sql = NULL;
	gint64 next, unindexed;

	/* Where events came one by one and are in no block yet, the copies follow them there. */
	if (!seg_events_next_id (run->workspace, &next, error)
	    || !seg_workspace_count (run->workspace, "SELECT EXISTS (SELECT 1 FROM event WHERE id > " SEG_SQL_LAST_BLOCK ")", &unindexed, error))
		return FALSE;
	sql = g_strdup_printf (
		"DROP TABLE IF EXISTS temp.clean_move;"
		"CREATE TEMP TABLE clean_move (old INTEGER PRIMARY KEY, new INTEGER, user INTEGER);"
		"INSERT INTO temp.clean_move SELECT e.id, %" G_GINT64_FORMAT " - 1 + row_number () OVER (ORDER BY m.survivor, e.at, e.id), m.survivor "
		"FROM event e JOIN temp.clean_member m ON m.id = e.user_id WHERE m.place > 1;"
		"INSERT INTO event (id, user_id, item_id, kind_id, at, amount, quantity, rating, seconds, order_key, source_id) "
		"SELECT new, user, item_id, kind_id, at, amount, quantity, rating, seconds, order_key, source_id "
		"FROM temp.clean_move JOIN event ON event.id = old ORDER BY new;"
		"INSERT INTO review (event_id, text) SELECT new, text FROM temp.clean_move JOIN review ON event_id = old;"
		"INSERT INTO given_back (event_id, at) SELECT new, at FROM temp.clean_move JOIN given_back ON event_id = old", next);
	return seg_workspace_execute (run->workspace, sql, error)
	       && seg_events_set_aside (run->workspace, run->step->id, "SELECT old FROM temp.clean_move", &run->step->effect.events_moved, error)
	       && seg_workspace_execute (run->workspace, "UPDATE event_set_aside SET replaced_by = new FROM temp.clean_move WHERE old = id", error)
	       && (unindexed || seg_workspace_index_events (run->workspace, error));
}

/* The step ----------------------------------------------------------------------------------------------------------------------------- */

static void
remark (SegStepRun *run, const SegAlike *alike)
{
	if (alike->n_crowds > 0)
		run->step->effect.remark = g_strdup_printf (ngettext ("%zu group of more than %s was left alone: a placeholder?",
		                                                      "%zu groups of more than %s were left alone: placeholders?",
		                                                      (gulong) alike->n_crowds), alike->n_crowds, seg_step_get (run->step, "most"));
}

static gboolean
apply (SegStepRun *run, GError **error)
{
	g_auto (SegAlike) alike = { 0 };

	if (!seg_merge_read_users (run, &alike, error) || !find_groups (run, &alike, error) || !write_members (run, &alike, error))
		return FALSE;
	remark (run, &alike);
	return seg_job_proceed (run->job, 0.5, NULL, error) && choose_survivors (run, error) && seg_merge_witness (run, error)
	       && fill_survivors (run, error) && exclude_others (run, error) && seg_job_proceed (run->job, 0.8, NULL, error)
	       && move_events (run, error);
}

static gboolean
check (SegStepRun *run, GError **error)
{
	const char *const *traits = seg_step_get_all (run->step, "alike");

	if (seg_step_number (run->step, "most", 10) < 2) {
		g_autofree char *said = seg_step_said (run->step, "most");

		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s is 2 or more"), said);
		return FALSE;
	}
	for (gsize i = 0; traits[i] != NULL; i++) {
		g_autoptr (GPtrArray) columns = seg_merge_columns (run, traits[i], error);

		if (columns == NULL)
			return FALSE;
	}
	return TRUE;
}

static const char *const keep[] = { "newest", "complete", "first", NULL };
static const char *const keep_labels[] = { N_("the account used last"), N_("the most complete account"), N_("the account imported first"), NULL };

static void
say (const SegStep *step, GString *sentence)
{
	g_autofree char *traits = seg_step_list_words (step, "alike");

	g_string_append_printf (sentence, _("merge users alike by %s"), traits);
	for (gsize i = 0; keep[i] != NULL; i++)
		if (seg_step_is (step, "keep", keep[i]))
			g_string_append_printf (sentence, _(", keeping %s"), _(keep_labels[i]));
}

static const char *const of_users[] = { "users", NULL };

static const SegStepOption options[] = {
	{ .name = "of", .label = N_("Of"), .help = N_("users"), .type = SEG_STEP_CHOICE, .standard = "users", .choices = of_users,
	  .choice_labels = of_users },
	{ .name = "alike", .label = N_("Alike by"), .help = N_("what the same person shares: phone, or name+city for both; several: any of them"),
	  .type = SEG_STEP_TEXTS, .required = TRUE },
	{ .name = "keep", .label = N_("Keep"), .help = N_("which account survives; what it lacks comes from the others in that order, the date it was opened from the oldest"),
	  .type = SEG_STEP_CHOICE, .standard = "newest", .choices = keep, .choice_labels = keep_labels },
	{ .name = "most", .label = N_("At most"), .help = N_("larger groups are left alone, as a shared value is then a placeholder"),
	  .type = SEG_STEP_COUNT, .standard = "10" },
};

const SegStepClass seg_step_merge = {
	.kind = { "merge", N_("Merge users who are the same person"),
	          N_("Makes one user of several accounts with the same telephone number, e-mail address or other columns, with all their events."),
	          options, G_N_ELEMENTS (options) },
	.apply = apply,
	.say = say,
	.check = check,
};
