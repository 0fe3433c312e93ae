/* Rules in the workspace: kept, changed, frozen, and what uses them. Each change is one audited transaction. */
#include <config.h>
#include "places-private.h"

#include <segscope/history.h>
#include <segscope/rule.h>

#include <glib/gi18n.h>
#include <string.h>
#include <inttypes.h>

void
seg_rule_free (SegRule *rule)
{
	if (rule == NULL)
		return;
	g_free (rule->name);
	g_free (rule->description);
	g_free (rule->condition);
	g_free (rule);
}

#define COLUMNS "id, name, description, condition, ifnull (frozen_at, 0), (SELECT count (*) FROM rule_member WHERE rule_id = rule.id), " \
	"made_at, changed_at"

static SegRule *
read_rule (SegStatement *row)
{
	SegRule *rule = g_new (SegRule, 1);

	*rule = (SegRule) {
		.id = seg_statement_integer (row, 0), .name = g_strdup (seg_statement_text (row, 1)),
		.description = g_strdup (seg_statement_text (row, 2)), .condition = g_strdup (seg_statement_text (row, 3)),
		.frozen_at = seg_statement_integer (row, 4), .n_frozen = seg_statement_integer (row, 5),
		.made_at = seg_statement_integer (row, 6), .changed_at = seg_statement_integer (row, 7),
	};
	return rule;
}

GPtrArray *
seg_rules (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_rule_free);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT " COLUMNS " FROM rule ORDER BY name", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure))
		g_ptr_array_add (rules, read_rule (statement));
	return seg_query_ended (failure, error) ? g_steal_pointer (&rules) : NULL;
}

static void
fail_not_found (const GPtrArray *rules, const char *name, GError **error)
{
	g_autoptr (GString) names = g_string_new (NULL);

	for (guint i = 0; i < rules->len; i++)
		g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", ((const SegRule *) rules->pdata[i])->name);
	if (rules->len > 0)
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There is no rule \"%s\"; there are: %s"), name, names->str);
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There is no rule \"%s\": no rules are kept yet"), name);
}

SegRule *
seg_rule_load (SegWorkspace *workspace, const char *name, GError **error)
{
	g_autoptr (GPtrArray) rules = seg_rules (workspace, error);
	g_autofree char *folded = g_utf8_casefold (name, -1);

	for (guint i = 0; rules != NULL && i < rules->len; i++) {
		g_autofree char *other = g_utf8_casefold (((SegRule *) rules->pdata[i])->name, -1);

		if (g_str_equal (folded, other))
			return g_ptr_array_steal_index (rules, i);
	}
	if (rules != NULL)
		fail_not_found (rules, name, error);
	return NULL;
}

/* Rule @id; NULL with @error. */
static SegRule *
load_id (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT " COLUMNS " FROM rule WHERE id = :id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", id);
	if (seg_statement_next (statement, &failure))
		return read_rule (statement);
	if (seg_query_ended (failure, error))
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The rule number %" PRId64 " does not exist any more"), id);
	return NULL;
}

char *
seg_rule_filter (const char *name)
{
	g_autofree char *quoted = seg_filter_quote (name);

	return g_strconcat ("rule = ", quoted, NULL);
}

/* Runs @sql on a rule: ?1 is its id, ?2 its name, ?3 its condition, ?4 its description, ?5 the time; what it does not name is not used. */
static gboolean
write_rule (SegWorkspace *workspace, const char *sql, gint64 id, const char *name, const char *condition, const char *description, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer_at (statement, 1, id);
	seg_statement_bind_text_at (statement, 2, name);
	seg_statement_bind_text_at (statement, 3, condition);
	seg_statement_bind_text_at (statement, 4, description);
	seg_statement_bind_integer_at (statement, 5, g_get_real_time () / G_USEC_PER_SEC);
	return seg_statement_run (statement, error);
}

static gboolean
audit (SegWorkspace *workspace, const char *action, const char *name, const char *condition, GError **error)
{
	g_autofree char *detail = condition != NULL ? seg_text_to_json ("condition", condition) : NULL;

	return seg_audit_add (workspace, action, name, detail, error);
}

/* Keeping ---------------------------------------------------------------------------------------------------------- */

/* The id of the rule @name, 0: there is none. */
static gboolean
find (SegWorkspace *workspace, const char *name, gint64 *id, GError **error)
{
	g_autoptr (GPtrArray) rules = seg_rules (workspace, error);
	g_autofree char *folded = g_utf8_casefold (name, -1);

	*id = 0;
	for (guint i = 0; rules != NULL && i < rules->len && *id == 0; i++) {
		const SegRule *rule = rules->pdata[i];
		g_autofree char *other = g_utf8_casefold (rule->name, -1);

		if (g_str_equal (folded, other))
			*id = rule->id;
	}
	return rules != NULL;
}

static gboolean
check_not_taken (SegWorkspace *workspace, const char *name, gint64 except, gint64 *id, GError **error)
{
	if (!find (workspace, name, id, error))
		return FALSE;
	if (*id == 0 || *id == except)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("There is already a rule \"%s\"; choose another name, or replace it"), name);
	return FALSE;
}

gboolean
seg_rule_check (SegWorkspace *workspace, const char *name, const char *condition, GError **error)
{
	g_autoptr (SegFilter) filter = NULL;

	if (condition[strspn (condition, " \t")] == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A rule needs a condition, as: orders >= 2 and city = 上海"));
		return FALSE;
	}
	filter = seg_filter_parse_rule (workspace, name, condition, error);
	return filter != NULL && (name == NULL || seg_rule_check_circle (workspace, name, condition, error));
}

gint64
seg_rule_save (SegWorkspace *workspace, const char *name, const char *condition, const char *description, gboolean replace, GError **error)
{
	g_autofree char *checked = seg_name_check (name, _("A rule needs a name"), error), *stripped = g_strstrip (g_strdup (condition));
	g_autoptr (SegEdit) edit = NULL;
	g_autoptr (SegFilter) filter = NULL;
	gint64 id;

	if (checked == NULL || (edit = seg_edit_begin (workspace, error)) == NULL)
		return 0;
	if (stripped[0] == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A rule needs a condition, as: orders >= 2 and city = 上海"));
		return 0;
	}
	if (replace ? !find (workspace, checked, &id, error) : !check_not_taken (workspace, checked, 0, &id, error))
		return 0;
	filter = seg_filter_parse_rule (workspace, checked, stripped, error);
	if (filter == NULL || !seg_rule_check_circle (workspace, checked, stripped, error)
	    || !write_rule (workspace, id == 0
	                    ? "INSERT INTO rule (name, description, condition, made_at, changed_at) VALUES (?2, ifnull (?4, ''), ?3, ?5, ?5)"
	                    : "UPDATE rule SET name = ?2, description = ifnull (?4, description), condition = ?3, frozen_at = NULL, "
	                      "changed_at = ?5 WHERE id = ?1", id, checked, stripped, description, error)
	    || (id == 0 ? !find (workspace, checked, &id, error) : !write_rule (workspace, "DELETE FROM rule_member WHERE rule_id = ?1", id, NULL, NULL, NULL, error))
	    || !audit (workspace, "keep rule", checked, stripped, error)
	    || !seg_edit_commit (g_steal_pointer (&edit), N_("Keep a rule"), checked, error))
		return 0;
	return id;
}

/* Uses --------------------------------------------------------------------------------------------------------------- */

/* What uses the rule, or segmentation, @name, in words; but for the segmentation itself. */
static GPtrArray *
find_uses (SegWorkspace *workspace, gboolean segmentation, const char *name, GError **error)
{
	g_autoptr (GPtrArray) uses = g_ptr_array_new_with_free_func (g_free), places = seg_places (workspace, 0, error);

	for (guint i = 0; places != NULL && i < places->len; i++) {
		const SegPlace *place = places->pdata[i];
		gboolean own = segmentation && place->kind == SEG_PLACE_GROUP && strcmp (place->name, name) == 0;
		g_autofree char *found = own ? NULL : seg_filter_rename (place->condition, segmentation, name, NULL);
		g_autofree char *words = found != NULL ? seg_place_words (place) : NULL;

		if (words != NULL && !g_ptr_array_find_with_equal_func (uses, words, g_str_equal, NULL))
			g_ptr_array_add (uses, g_steal_pointer (&words));
	}
	return places != NULL ? g_steal_pointer (&uses) : NULL;
}

/* Wherever conditions ask for it. */
static gboolean
rename_uses (SegWorkspace *workspace, gboolean segmentation, const char *name, const char *new_name, GError **error)
{
	g_autoptr (GPtrArray) places = seg_places (workspace, 0, error);

	for (guint i = 0; places != NULL && i < places->len; i++) {
		const SegPlace *place = places->pdata[i];
		g_autofree char *condition = seg_filter_rename (place->condition, segmentation, name, new_name);

		if (condition != NULL && !seg_place_write (workspace, place, condition, error))
			return FALSE;
	}
	return places != NULL;
}

GPtrArray *
seg_rule_uses (SegWorkspace *workspace, const SegRule *rule, GError **error)
{
	return find_uses (workspace, FALSE, rule->name, error);
}

gboolean
seg_filters_rename_segmentation (SegWorkspace *workspace, const char *name, const char *new_name, GError **error)
{
	return rename_uses (workspace, TRUE, name, new_name, error);
}

/* SEG_ERROR_ARGUMENT with @message, of a name and a list, unless @uses is empty. */
static gboolean
check_unused (GPtrArray *uses, const char *message, const char *name, GError **error)
{
	g_autofree char *list = NULL;

	if (uses->len == 0)
		return TRUE;
	g_ptr_array_add (uses, NULL);
	list = g_strjoinv (", ", (char **) uses->pdata);
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, message, name, list);
	return FALSE;
}

gboolean
seg_filters_do_without_segmentation (SegWorkspace *workspace, const char *name, GError **error)
{
	g_autoptr (GPtrArray) uses = find_uses (workspace, TRUE, name, error);

	return uses != NULL && check_unused (uses, _("The segmentation \"%s\" stays while conditions ask for it: %s"), name, error);
}

gboolean
seg_rule_edit (SegWorkspace *workspace, gint64 id, const char *name, const char *description, GError **error)
{
	g_autoptr (SegEdit) edit = seg_edit_begin (workspace, error);
	g_autoptr (SegRule) rule = edit != NULL ? load_id (workspace, id, error) : NULL;
	g_autofree char *checked = NULL, *object = NULL;
	gint64 other;

	if (rule == NULL || (checked = seg_name_check (name != NULL ? name : rule->name, _("A rule needs a name"), error)) == NULL
	    || !check_not_taken (workspace, checked, id, &other, error))
		return FALSE;
	if (name != NULL && !rename_uses (workspace, FALSE, rule->name, checked, error))
		return FALSE;
	object = seg_edit_names (rule->name, checked);
	return write_rule (workspace, "UPDATE rule SET name = ?2, description = ifnull (?4, description), changed_at = ?5 WHERE id = ?1",
	                   id, checked, NULL, description, error)
	       && audit (workspace, "edit rule", checked, NULL, error)
	       && seg_edit_commit (g_steal_pointer (&edit), name != NULL ? N_("Name a rule") : N_("Describe a rule"), object, error);
}

gboolean
seg_rule_delete (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (SegEdit) edit = seg_edit_begin (workspace, error);
	g_autoptr (SegRule) rule = edit != NULL ? load_id (workspace, id, error) : NULL;
	g_autoptr (GPtrArray) uses = rule != NULL ? seg_rule_uses (workspace, rule, error) : NULL;

	return uses != NULL && check_unused (uses, _("The rule \"%s\" stays while it is used by: %s"), rule->name, error)
	       && write_rule (workspace, "DELETE FROM rule WHERE id = ?1", id, NULL, NULL, NULL, error)
	       && audit (workspace, "delete rule", rule->name, rule->condition, error)
	       && seg_edit_commit (g_steal_pointer (&edit), N_("Delete a rule"), rule->name, error);
}

/* Who belongs ------------------------------------------------------------------------------------------------------ */

/* A live rule is asked by its conditions even while it is frozen, where @condition says so. */
static SegFilter *
filter_of (SegWorkspace *workspace, const SegRule *rule, gboolean by_condition, GError **error)
{
	g_autofree char *text = by_condition ? g_strdup (rule->condition) : seg_rule_filter (rule->name);

	return seg_filter_parse (workspace, NULL, text, error);
}

gboolean
seg_rule_count (SegWorkspace *workspace, const SegRule *rule, SegJob *job, gint64 *n, GError **error)
{
	g_autoptr (SegFilter) filter = filter_of (workspace, rule, FALSE, error);
	SegUserQuery query = { .filter = filter };
	gboolean counted;

	if (filter == NULL)
		return FALSE;
	seg_workspace_watch (workspace, job);
	counted = seg_user_count (workspace, &query, n, error);
	seg_workspace_watch (workspace, NULL);
	return counted;
}

static gboolean
insert_members (SegWorkspace *workspace, gint64 id, const GArray *users, SegJob *job, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "INSERT INTO rule_member (rule_id, user_id) VALUES (:rule, :user)", error);

	if (statement == NULL)
		return FALSE;
	for (guint i = 0; i < users->len; i++) {
		if (i % 4096 == 0 && !seg_job_proceed (job, (double) i / users->len, _("Keeping the users"), error))
			return FALSE;
		seg_statement_bind_integer (statement, ":rule", id);
		seg_statement_bind_integer (statement, ":user", g_array_index (users, gint64, i));
		if (!seg_statement_run (statement, error))
			return FALSE;
	}
	return TRUE;
}

/* A list of people has no condition to ask again (people_list.c). */
static gboolean
has_condition (const SegRule *rule, GError **error)
{
	if (rule->condition[0] == '\0')
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("\"%s\" is a list of people without a condition: it stays as it is"), rule->name);
	return rule->condition[0] != '\0';
}

gboolean
seg_rule_freeze (SegWorkspace *workspace, gint64 id, SegJob *job, GError **error)
{
	g_autoptr (SegEdit) edit = seg_edit_begin (workspace, error);
	g_autoptr (SegRule) rule = edit != NULL ? load_id (workspace, id, error) : NULL;
	g_autoptr (SegFilter) filter = rule != NULL && has_condition (rule, error) ? filter_of (workspace, rule, TRUE, error) : NULL;
	g_autoptr (GArray) users = NULL;
	SegUserQuery query = { .filter = filter };

	if (filter == NULL)
		return FALSE;
	seg_workspace_watch (workspace, job);
	users = seg_user_ids (workspace, &query, error);
	seg_workspace_watch (workspace, NULL);
	return users != NULL && write_rule (workspace, "DELETE FROM rule_member WHERE rule_id = ?1", id, NULL, NULL, NULL, error)
	       && insert_members (workspace, id, users, job, error)
	       && write_rule (workspace, "UPDATE rule SET frozen_at = ?5 WHERE id = ?1", id, NULL, NULL, NULL, error)
	       && audit (workspace, "freeze rule", rule->name, rule->condition, error)
	       && seg_edit_commit (g_steal_pointer (&edit), N_("Freeze a rule"), rule->name, error);
}

gboolean
seg_rule_thaw (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (SegEdit) edit = seg_edit_begin (workspace, error);
	g_autoptr (SegRule) rule = edit != NULL ? load_id (workspace, id, error) : NULL;
	g_autoptr (SegFilter) filter = rule != NULL && has_condition (rule, error) ? seg_filter_parse_rule (workspace, rule->name, rule->condition, error) : NULL;

	/* what it asks for may have become a rule made of itself meanwhile */
	return filter != NULL && seg_rule_check_circle (workspace, rule->name, rule->condition, error)
	       && write_rule (workspace, "DELETE FROM rule_member WHERE rule_id = ?1", id, NULL, NULL, NULL, error)
	       && write_rule (workspace, "UPDATE rule SET frozen_at = NULL WHERE id = ?1", id, NULL, NULL, NULL, error)
	       && audit (workspace, "thaw rule", rule->name, NULL, error)
	       && seg_edit_commit (g_steal_pointer (&edit), N_("Make a rule live again"), rule->name, error);
}
