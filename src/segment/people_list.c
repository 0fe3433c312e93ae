/* Lists of people: rules without a condition, frozen with the people they were made of. */
#include <config.h>
#include "filter-private.h"

#include <segscope/history.h>
#include <segscope/people_list.h>
#include <segscope/rule.h>

#include <glib/gi18n.h>
#include <inttypes.h>

GArray *
seg_people_matching (SegWorkspace *workspace, const char *condition, SegJob *job, GError **error)
{
	g_autoptr (SegFilter) filter = seg_filter_parse (workspace, NULL, condition, error);
	SegUserQuery query = { .filter = filter };
	GArray *users;

	if (filter == NULL)
		return NULL;
	seg_workspace_watch (workspace, job);
	users = seg_user_ids (workspace, &query, error);
	seg_workspace_watch (workspace, NULL);
	return users;
}

static gboolean
check_free (SegWorkspace *workspace, const char *name, GError **error)
{
	g_autoptr (GError) failure = NULL;
	g_autoptr (SegRule) rule = seg_rule_load (workspace, name, &failure);

	if (rule != NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("There is already a rule or list \"%s\"; choose another name"), name);
	else if (!g_error_matches (failure, SEG_ERROR, SEG_ERROR_NOT_FOUND))
		g_propagate_error (error, g_steal_pointer (&failure));
	else
		return TRUE;
	return FALSE;
}

static gint64
insert_rule (SegWorkspace *workspace, const char *name, const char *words, GError **error)
{
	g_autoptr (SegStatement) insert = seg_workspace_prepare (workspace,
		"INSERT INTO rule (name, description, condition, frozen_at, made_at, changed_at) VALUES (:name, :words, '', :now, :now, :now)", error);

	if (insert == NULL)
		return 0;
	seg_statement_bind_text (insert, ":name", name);
	seg_statement_bind_text (insert, ":words", words);
	seg_statement_bind_integer (insert, ":now", g_get_real_time () / G_USEC_PER_SEC);
	return seg_statement_run (insert, error) ? seg_workspace_last_id (workspace) : 0;
}

static gboolean
insert_people (SegWorkspace *workspace, gint64 id, const gint64 *user_ids, gsize n, GError **error)
{
	g_autoptr (SegStatement) insert = seg_workspace_prepare (workspace, "INSERT INTO rule_member (rule_id, user_id) VALUES (:rule, :user)", error);

	if (insert == NULL)
		return FALSE;
	seg_statement_bind_integer (insert, ":rule", id);
	for (gsize i = 0; i < n; i++) {
		seg_statement_bind_integer (insert, ":user", user_ids[i]);
		if (!seg_statement_run (insert, error))
			return FALSE;
	}
	return TRUE;
}

gint64
seg_people_list_keep (SegWorkspace *workspace, const char *name, const char *words, const gint64 *user_ids, gsize n, GError **error)
{
	g_autofree char *checked = seg_name_check (name, _("A list needs a name"), error), *detail = g_strdup_printf ("{\"people\":%zu}", n);
	g_autoptr (SegEdit) edit = NULL;
	gint64 id;

	if (checked == NULL || !check_free (workspace, checked, error))
		return 0;
	if (n == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("There is nobody to keep in a list"));
		return 0;
	}
	if ((edit = seg_edit_begin (workspace, error)) == NULL || (id = insert_rule (workspace, checked, words, error)) == 0
	    || !insert_people (workspace, id, user_ids, n, error) || !seg_audit_add (workspace, "keep list of people", checked, detail, error)
	    || !seg_edit_commit (g_steal_pointer (&edit), N_("Keep a list of people"), checked, error))
		return 0;
	return id;
}
