/* Keeping an own feature: once it has been tried out, so that no mistake is kept, and under a name. */
#include <config.h>
#include "own-feature.h"

#include <glib/gi18n.h>

static void
set_cursor (SegForm *form, SegFormField field)
{
	for (gsize row = 0; row < form->n_shown; row++)
		if (form->shown[row] == field)
			seg_list_set_cursor (form->list, row);
}

typedef struct {
	SegOwnFeature *own;
	SegOwnMistake  mistake;
} Keep;

static void
free_keep (gpointer data)
{
	Keep *keep = data;

	seg_own_feature_free (keep->own);
	g_free (keep);
}

static gboolean
run_keep (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Keep *keep = data;

	(void) job;
	return seg_own_feature_save (workspace, keep->own, &keep->mistake, error);
}

static void
done_keep (SegView *view, gpointer data)
{
	const SegForm *form = view->state;

	seg_say (view, form->own->id == 0 ? _("“%s” is defined. b computes it for everyone.") : _("“%s” is changed. b computes it again."),
	         ((Keep *) data)->own->name);
	seg_view_pop (view);
}

static void
failed_keep (SegView *view, gpointer data, const GError *error)
{
	SegForm *form = view->state;
	const Keep *keep = data;

	if (keep->mistake.part == SEG_OWN_PART_NAME)
		set_cursor (form, SEG_FORM_NAME);
	seg_report (view, error);
}

static const SegWork keep_work = { N_("keeping the feature"), run_keep, done_keep, failed_keep, free_keep, SEG_WORK_KEEPS, FALSE };

void
seg_form_keep (SegView *view)
{
	SegForm *form = view->state;
	Keep *work;

	if (form->own->name == NULL) {
		set_cursor (form, SEG_FORM_NAME);
		seg_form_ask (view, SEG_FORM_NAME);
		return;
	}
	form->keep_then = form->tried != form->version && seg_form_is_busy (view);
	if (form->keep_then) {
		seg_say (view, _("It is being tried out, and kept as soon as that is done."));
		return;
	}
	if (form->fault != NULL && !form->stopped) {
		seg_say (view, _("It cannot be kept yet: %s"), form->fault);
		return;
	}
	work = g_new0 (Keep, 1);
	work->own = seg_own_feature_copy (form->own);
	seg_view_run (view, &keep_work, work);
}
