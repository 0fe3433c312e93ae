/* Reading users for a merge: their traits in a form in which equal means alike. */
#include <config.h>
#include "prepare/alike.h"
#include "step_merge.h"
#include "step_options.h"

#include <string.h>

void
seg_alike_clear (SegAlike *alike)
{
	g_free (alike->ids);
	g_free (alike->parents);
}

gboolean
seg_merge_read_users (SegStepRun *run, SegAlike *alike, GError **error)
{
	const gsize n = (gsize) run->step->effect.rows_before;
	g_autofree char *sql = g_strdup_printf ("SELECT id FROM user WHERE %s ORDER BY id", run->in_use);
	g_autoptr (SegStatement) rows = NULL;
	GError *failure = NULL;

	alike->ids = g_try_new (gint64, MAX (n, 1));
	alike->parents = g_try_new (guint32, MAX (n, 1));
	if (alike->ids == NULL || alike->parents == NULL || n > G_MAXUINT32) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to compare %zu users"), n);
		return FALSE;
	}
	rows = seg_workspace_prepare (run->workspace, sql, error);
	if (rows == NULL)
		return FALSE;
	while (alike->n < n && seg_statement_next (rows, &failure)) {
		alike->parents[alike->n] = (guint32) alike->n;
		alike->ids[alike->n++] = seg_statement_integer (rows, 0);
	}
	return seg_query_ended (failure, error);
}

GPtrArray *
seg_merge_columns (SegStepRun *run, const char *trait, GError **error)
{
	g_autoptr (GPtrArray) columns = g_ptr_array_new ();
	const SegAttribute *whole = seg_step_run_find (run, trait); /* a name may have a + of its own */
	g_auto (GStrv) names = g_strsplit (trait, "+", -1);

	if (whole != NULL) {
		g_ptr_array_add (columns, (gpointer) whole);
		return g_steal_pointer (&columns);
	}
	for (gsize i = 0; names[i] != NULL; i++) {
		const SegAttribute *attribute = seg_step_run_find (run, g_strstrip (names[i]));

		if (attribute == NULL) {
			g_autofree char *said = seg_step_said (run->step, "alike");

			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s (%s): users have no column “%s”"), said, trait, names[i]);
			return NULL;
		}
		g_ptr_array_add (columns, (gpointer) attribute);
	}
	return g_steal_pointer (&columns);
}

static char *
mark_of (const SegAttribute *attribute, const char *text)
{
	char *mark;

	if (g_strcmp0 (attribute->field, "phone") == 0)
		return seg_alike_phone (text);
	if (g_strcmp0 (attribute->field, "email") == 0)
		return seg_alike_email (text);
	mark = seg_text_fold (text);
	if (*mark != '\0')
		return mark;
	g_free (mark);
	return NULL;
}

/* FALSE: the user lacks a part of the trait. */
static gboolean
digest_row (const GPtrArray *columns, const SegStatement *row, GChecksum *sum, SegMark *mark)
{
	gsize size = sizeof mark->digest;

	g_checksum_reset (sum);
	for (guint i = 0; i < columns->len; i++) {
		g_autofree char *part = mark_of (columns->pdata[i], seg_statement_text (row, (int) i + 1));

		if (part == NULL)
			return FALSE;
		g_checksum_update (sum, (const guchar *) part, (gssize) strlen (part) + 1);
	}
	g_checksum_get_digest (sum, mark->digest, &size);
	return TRUE;
}

gboolean
seg_merge_read_marks (SegStepRun *run, const char *trait, const SegAlike *alike, SegMark *marks, gsize *n, GError **error)
{
	g_autoptr (GPtrArray) columns = seg_merge_columns (run, trait, error);
	g_autoptr (GString) sql = g_string_new ("SELECT id"), present = g_string_new (NULL);
	g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_MD5);
	g_autoptr (SegStatement) rows = NULL;
	GError *failure = NULL;
	guint32 at = 0;

	if (columns == NULL)
		return FALSE;
	for (guint i = 0; i < columns->len; i++) {
		g_autofree char *name = seg_sql_identifier (((const SegAttribute *) columns->pdata[i])->name);

		g_string_append_printf (sql, ", CAST (%s AS TEXT)", name);
		g_string_append_printf (present, " AND %s IS NOT NULL", name);
	}
	g_string_append_printf (sql, " FROM user WHERE %s%s ORDER BY id", run->in_use, present->str);
	rows = seg_workspace_prepare (run->workspace, sql->str, error);
	if (rows == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure)) {
		while (at < alike->n && alike->ids[at] != seg_statement_integer (rows, 0))
			at++;
		marks[*n].row = at;
		if (digest_row (columns, rows, sum, &marks[*n]))
			(*n)++;
	}
	return seg_query_ended (failure, error);
}

/* For a preview --------------------------------------------------------------------------------------------------------------------- */

/* "phone 13800001111, email a@b.cn": what the survivor has of the traits, as imported. */
static char *
alike_words (SegStepRun *run, gint64 survivor, GError **error)
{
	const char *const *traits = seg_step_get_all (run->step, "alike");
	g_autoptr (GString) words = g_string_new (NULL);

	for (gsize i = 0; traits[i] != NULL; i++) {
		g_autoptr (GPtrArray) columns = seg_merge_columns (run, traits[i], error);

		for (guint k = 0; columns != NULL && k < columns->len; k++) {
			const SegAttribute *attribute = columns->pdata[k];
			g_autofree char *name = seg_sql_identifier (attribute->name);
			g_autofree char *sql = g_strdup_printf ("SELECT %s FROM user WHERE id = :id AND %s IS NOT NULL", name, name);
			g_autoptr (SegStatement) row = seg_workspace_prepare (run->workspace, sql, error);

			if (row == NULL)
				return NULL;
			seg_statement_bind_integer (row, ":id", survivor);
			if (seg_statement_next (row, NULL))
				g_string_append_printf (words, "%s%s %s", words->len > 0 ? ", " : "", attribute->label, seg_statement_text (row, 0));
		}
	}
	return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
add_other (SegCleanGroup *group, const char *key)
{
	const guint n = g_strv_length (group->others);

	group->others = g_renew (char *, group->others, n + 2);
	group->others[n] = g_strdup (key);
	group->others[n + 1] = NULL;
}

gboolean
seg_merge_witness (SegStepRun *run, GError **error)
{
	g_autoptr (SegStatement) rows = NULL;
	SegCleanGroup *group = NULL;
	GError *failure = NULL;
	gint64 last = 0;

	if (run->witness == NULL)
		return TRUE;
	rows = seg_workspace_prepare (run->workspace, "SELECT survivor, key FROM temp.clean_member m JOIN user u ON u.id = m.id "
	                              "ORDER BY survivor, place", error);
	if (rows == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure)) {
		if (group == NULL || seg_statement_integer (rows, 0) != last) {
			if (run->witness->groups->len >= SEG_CLEAN_EXAMPLES)
				break;
			group = g_new0 (SegCleanGroup, 1);
			last = seg_statement_integer (rows, 0);
			group->survivor = g_strdup (seg_statement_text (rows, 1));
			group->others = g_new0 (char *, 1);
			g_ptr_array_add (run->witness->groups, group);
			group->alike = alike_words (run, last, error);
			if (group->alike == NULL)
				return FALSE;
			continue;
		}
		add_other (group, seg_statement_text (rows, 1));
	}
	return seg_query_ended (failure, error);
}
