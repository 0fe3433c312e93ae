/* Filters: from the words a person types to conditions on attributes, features, behaviour and segments. The words are read by
 * filter_words.c, understood by filter_parse.c and filter_behaviour.c, said in SQL by filter_sql.c. A filter is made once and never
 * changes. */
#include <config.h>
#include "filter-private.h"

#include <glib/gi18n.h>

static void
free_value (gpointer data)
{
	SegFilterValue *value = data;

	g_free (value->text);
	g_free (value);
}

void
seg_filter_free (SegFilter *filter)
{
	if (filter == NULL)
		return;
	g_free (filter->text);
	g_string_free (filter->sql, TRUE);
	g_ptr_array_unref (filter->values);
	g_ptr_array_unref (filter->nodes);
	g_free (filter);
}

const char *
seg_filter_text (const SegFilter *filter)
{
	return filter->text;
}

const char *
seg_filter_sql (const SegFilter *filter)
{
	return filter->sql->str;
}

gint64
seg_filter_set_id (const SegFilter *filter)
{
	return filter->set_id;
}

void
seg_filter_bind (const SegFilter *filter, SegStatement *statement)
{
	seg_filter_bind_some (filter, 0, filter->values->len, statement);
}

void
seg_filter_bind_some (const SegFilter *filter, guint first, guint n, SegStatement *statement)
{
	for (guint i = first; i < first + n; i++) {
		const SegFilterValue *value = filter->values->pdata[i];
		g_autofree char *name = g_strdup_printf (":filter%u", i + 1);

		if (value->type == SEG_TYPE_TEXT)
			seg_statement_bind_text (statement, name, value->text);
		else if (value->type == SEG_TYPE_NUMBER)
			seg_statement_bind_double (statement, name, value->number);
		else
			seg_statement_bind_integer (statement, name, value->integer);
	}
}

/* The set whose features the names mean: the given one or the newest; 0 when there is none. */
static gboolean
find_set (SegWorkspace *workspace, const SegFeatureSet *set, gint64 *id, GError **error)
{
	if (set == NULL)
		return seg_feature_set_in_use (workspace, id, error);
	*id = set->id;
	return TRUE;
}

static SegFilter *
parse (SegWorkspace *workspace, const SegFeatureSet *set, const char *rule, const char *text, GError **error)
{
	g_autoptr (SegFilter) filter = g_new0 (SegFilter, 1);
	g_autoptr (GPtrArray) columns = NULL, words = NULL;
	gint64 set_id;
	GSList rules = { (gpointer) rule, NULL };
	SegFilterParser parser;

	filter->text = g_strdup (text != NULL ? text : "");
	filter->sql = g_string_new (NULL);
	filter->values = g_ptr_array_new_with_free_func (free_value);
	filter->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_filter_node_free);
	if (!g_utf8_validate (filter->text, -1, NULL)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("The filter is not valid UTF-8"));
		return NULL;
	}
	if ((words = seg_filter_words (filter->text, error)) == NULL
	    || (columns = seg_user_columns (workspace, set, error)) == NULL
	    || !find_set (workspace, set, &set_id, error))
		return NULL;
	parser = (SegFilterParser) { .workspace = workspace, .columns = columns, .words = words, .set_id = set_id, .filter = filter,
	                             .rules = rule != NULL ? &rules : NULL };
	if (!seg_filter_parse_words (&parser, error))
		return NULL;
	if (filter->sql->len == 0)
		g_string_append_c (filter->sql, '1');
	return g_steal_pointer (&filter);
}

SegFilter *
seg_filter_parse (SegWorkspace *workspace, const SegFeatureSet *set, const char *text, GError **error)
{
	return parse (workspace, set, NULL, text, error);
}

SegFilter *
seg_filter_parse_rule (SegWorkspace *workspace, const char *name, const char *text, GError **error)
{
	g_autoptr (SegFilter) filter = parse (workspace, NULL, name, text, error); /* without a name: of a new one */

	if (filter == NULL || (!filter->of_list && !filter->of_run))
		return g_steal_pointer (&filter);
	if (filter->of_run) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE,
		                     _("A rule cannot ask for groups of a run, which may be deleted; keep the run as segments, and ask for these"));
		return NULL;
	}
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE,
	                     _("In a rule a segment needs the name of its segmentation: segment of \"NAME\" = ...; distances cannot be part of a rule"));
	return NULL;
}
