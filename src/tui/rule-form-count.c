/* Whom each part of the form of rules takes, counted in a job while the form is changed. */
#include <config.h>
#include "rule-form.h"

#include <segscope/rule.h>

#include <glib/gi18n.h>

typedef struct {
	SegUserCounter *counter;
	char   *name;
	GPtrArray *texts;  /* of char*: of each row; "": nobody asks */
	GArray *counts;
	gint64  n_users;
	guint   version;
	gboolean of_events;
} Counting;

static void
free_counting (gpointer data)
{
	Counting *counting = data;

	seg_user_counter_free (counting->counter);
	g_free (counting->name);
	g_ptr_array_unref (counting->texts);
	g_array_unref (counting->counts);
	g_free (counting);
}

static gboolean
count_row (SegWorkspace *workspace, Counting *counting, const char *text, gint64 *n, SegJob *job, GError **error)
{
	g_autoptr (SegFilter) filter = NULL;

	if (*text != '\0' && (filter = seg_filter_parse (workspace, NULL, text, error)) == NULL)
		return FALSE;
	counting->of_events = counting->of_events || (filter != NULL && seg_filter_asks_events (filter));
	return seg_user_counter_count (counting->counter, workspace, filter, job, n, &counting->n_users, error);
}

static gboolean
run_counting (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Counting *counting = data;
	gboolean fine = TRUE;

	g_array_set_size (counting->counts, 0);
	if (counting->texts->len > 0 && *(const char *) counting->texts->pdata[0] != '\0'
	    && !seg_rule_check (workspace, counting->name, counting->texts->pdata[0], error))
		return FALSE;
	seg_workspace_watch (workspace, job);
	for (guint i = 0; fine && i < counting->texts->len; i++) {
		const char *text = counting->texts->pdata[i];
		gint64 n = -1;

		fine = (*text == '\0' && i > 0) || count_row (workspace, counting, text, &n, job, error);
		g_array_append_val (counting->counts, n);
	}
	seg_workspace_watch (workspace, NULL);
	return fine;
}

static void
done_counting (SegView *view, gpointer data)
{
	SegRuleForm *form = view->state;
	Counting *counting = data;

	if (counting->version != form->version) {
		seg_rule_form_count (view);
		return;
	}
	g_clear_pointer (&form->counts, g_array_unref);
	form->counts = g_array_ref (counting->counts);
	form->n_users = counting->n_users;
	form->of_events = counting->of_events;
	seg_list_changed (form->list);
}

static void
failed_counting (SegView *view, gpointer data, const GError *error)
{
	SegRuleForm *form = view->state;

	if (((const Counting *) data)->version != form->version) {
		seg_rule_form_count (view);
		return;
	}
	g_free (form->fault);
	form->fault = g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED) ? g_strdup (_("Stopped counting.")) : g_strdup (error->message);
}

static const SegWork counting_work = { N_("counting"), run_counting, done_counting, failed_counting, free_counting, FALSE, FALSE };

void
seg_rule_form_count (SegView *view)
{
	SegRuleForm *form = view->state;
	Counting *counting = g_new0 (Counting, 1);

	counting->counter = seg_user_counter_ref (form->counter);
	counting->name = g_strdup (form->name);
	counting->texts = g_ptr_array_new_with_free_func (g_free);
	counting->counts = g_array_new (FALSE, FALSE, sizeof (gint64));
	counting->version = form->version;
	for (guint i = 0; i < form->rows->len; i++)
		g_ptr_array_add (counting->texts, seg_outline_text (g_array_index (form->rows, SegRuleFormRow, i).part));
	seg_view_run (view, &counting_work, counting);
}

gboolean
seg_rule_form_is_counting (SegView *view)
{
	return seg_view_is_busy (view, &counting_work);
}
