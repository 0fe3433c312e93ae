/* Which attributes name people, and what they say. */
#include <config.h>
#include <segscope/personal.h>
#include "segment-private.h"

#include <string.h>

#define PROCEED_EVERY 8192

gboolean
seg_is_personal (const SegAttribute *attribute)
{
	static const char *const fields[] = { "name", "email", "phone" };
	static const char *const words[] = {
		"name", "email", "e-mail", "phone", "mobile", "address", "street", "wechat", "weixin", "passport", "id_card", "idcard", "qq", "surname",
		"姓名", "名字", "昵称", "邮箱", "邮件", "手机", "电话", "微信", "地址", "住址", "身份证", "护照",
	};
	g_autofree char *name = g_utf8_casefold (attribute->name, -1), *label = g_utf8_casefold (attribute->label, -1);

	if (attribute->type != SEG_TYPE_TEXT && attribute->type != SEG_TYPE_CATEGORY)
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
		if (g_strcmp0 (attribute->field, fields[i]) == 0)
			return TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
		if (strstr (name, words[i]) != NULL || strstr (label, words[i]) != NULL)
			return TRUE;
	return FALSE;
}

static gboolean
add_values (SegWorkspace *workspace, const SegAttribute *attribute, SegJob *job, GHashTable *values, GError **error)
{
	g_autofree char *column = seg_sql_identifier (attribute->name);
	g_autofree char *sql = g_strdup_printf ("SELECT %s FROM user WHERE %s IS NOT NULL", column, column);
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, sql, error);
	GError *failure = NULL;

	if (rows == NULL)
		return FALSE;
	for (gsize n = 1; seg_statement_next (rows, &failure); n++) {
		g_hash_table_add (values, g_strdup (seg_statement_text (rows, 0)));
		if (n % PROCEED_EVERY == 0 && !seg_job_proceed (job, 0, NULL, &failure))
			break;
	}
	return seg_query_ended (failure, error);
}

GPtrArray *
seg_personal_values (SegWorkspace *workspace, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "user", error);
	g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	GPtrArray *all;
	GHashTableIter iter;
	gpointer value;

	if (attributes == NULL)
		return NULL;
	for (guint i = 0; i < attributes->len; i++)
		if (seg_is_personal (attributes->pdata[i]) && !add_values (workspace, attributes->pdata[i], job, values, error))
			return NULL;
	all = g_ptr_array_new_with_free_func (g_free);
	g_hash_table_iter_init (&iter, values);
	while (g_hash_table_iter_next (&iter, &value, NULL)) {
		g_ptr_array_add (all, value);
		g_hash_table_iter_steal (&iter);
	}
	return all;
}
